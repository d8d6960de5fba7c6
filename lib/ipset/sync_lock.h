// SPDX-License-Identifier: MIT
// One sync of a set at a time: a lock that the kernel takes back from whoever dies.
#ifndef KL_IPSET_SYNC_LOCK_H
#define KL_IPSET_SYNC_LOCK_H

// @return a descriptor that holds the lock of @name until it is closed; -EBUSY after @timeout_ms.
int kl_sync_lock(const char *name, unsigned timeout_ms);

#endif
