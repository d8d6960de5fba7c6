// SPDX-License-Identifier: MIT
// Is what a watch knows what the kernel has?
#ifndef NET_AGREE_H
#define NET_AGREE_H

#include <kernlink/kernlink.h>

#define NET_AGREE_USUAL                                                                            \
    (KL_NET_WATCH(KL_NET_LINK) | KL_NET_WATCH(KL_NET_ADDR) | KL_NET_WATCH(KL_NET_ROUTE) |          \
     KL_NET_WATCH(KL_NET_RULE) | KL_NET_WATCH(KL_NET_NEXTHOP))

/** Lets the watch work until nothing comes any more for @quiet_ms. */
void net_settle(struct kl_net_watch *w, int quiet_ms);
/** The state of @types (KL_NET_WATCH()) becomes the kernel's, in a bounded time: addresses take
 *  theirs to be unique. */
void net_must_agree(struct kl_net *n, struct kl_net_watch *w, unsigned types);

#endif
