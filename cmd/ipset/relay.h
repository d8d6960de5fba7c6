// SPDX-License-Identifier: MIT
// A listing on two threads: the kernel makes it on the time of whoever reads it, so somebody else
// should be printing meanwhile.
#ifndef KL_CMD_IPSET_RELAY_H
#define KL_CMD_IPSET_RELAY_H

#include <kernlink/ipset.h>

struct relay;

// What is listed through @calls of relay_calls() with the relay as user reaches @calls with @user,
// in order, on a thread of its own once it is much. @return 0 or -ENOMEM.
int relay_new(struct relay **ret, const struct kl_ipset_list_calls *calls, void *user);
extern const struct kl_ipset_list_calls relay_calls;
// Waits until all of it has been handed on. @return the first error of @calls.
int relay_finish(struct relay *r);
void relay_free(struct relay *r);

#endif
