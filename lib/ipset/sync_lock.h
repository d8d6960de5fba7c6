// SPDX-License-Identifier: MIT
// One sync of a set at a time: a lock that the kernel takes back from whoever dies.
#ifndef KL_IPSET_SYNC_LOCK_H
#define KL_IPSET_SYNC_LOCK_H

#include <kernlink/ipset.h>

// @return a descriptor that holds the lock of @name until it is closed; -EBUSY after @timeout_ms.
int kl_sync_lock(const char *name, unsigned timeout_ms);

// The name of the second set that is filled and swapped with @name, @ret has KL_IPSET_NAME_SIZE
// bytes: whoever makes one by hand holds the lock.
void kl_ipset_sync_second_name(const char *name, char *ret);
// Removes the one that a sync of @name left when it was killed; not while one goes on.
int kl_ipset_sync_tidy(struct kl_ipset *h, const char *name);

#endif
