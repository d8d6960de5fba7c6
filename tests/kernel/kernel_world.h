// SPDX-License-Identifier: MIT
// What C tests against the running kernel share: a guard, sockets, and a few rtnetlink messages.
#ifndef KERNEL_WORLD_H
#define KERNEL_WORLD_H

#include <kernlink/kernlink.h>

/** Ends the program unless lo is the only interface: no test may touch a machine's network. */
void world_check(void);

struct kl_sock *world_open(int protocol, unsigned flags, unsigned rcvbuf);
/** Sends @m, which is freed, and waits. @return kl_request()'s code. */
int world_do(struct kl_sock *s, struct kl_msg *m, struct kl_answer **ret);

/* rtnetlink requests, ready to send. */
struct kl_msg *world_get_link(int index);
struct kl_msg *world_new_veth(const char *name);
struct kl_msg *world_set_mtu(int index, unsigned mtu);
struct kl_msg *world_new_address(uint32_t address); /* on lo, host order */
struct kl_msg *world_dump(uint16_t type, unsigned char family);

#endif
