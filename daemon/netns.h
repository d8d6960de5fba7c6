// SPDX-License-Identifier: MIT
// Network namespaces with a name, as ip-netns(8) has them: files of /run/netns. One of ours has the
// mark of ours on its lo.
#ifndef KLD_NETNS_H
#define KLD_NETNS_H

#include "plan.h"

#define KLD_NETNS_FOLDER "/run/netns"

bool kld_is_netns(const char *name);

// @return a descriptor of namespace @name, or a negative errno: -ENOENT there is none
int kld_netns_open(const char *name);
// Which namespace a name stands for; all 0: none.
struct kld_netns_id {
    uint64_t dev, ino;
};
struct kld_netns_id kld_netns_id(const char *name); // of NULL, too
bool kld_netns_same(struct kld_netns_id a, struct kld_netns_id b);
// Takes the process into namespace @name; all of it has one thread. What is opened there stays
// there. @return a descriptor for kld_netns_leave(), or a negative errno: -ENOENT there is none
int kld_netns_enter(const char *name);
// Goes back, or ends the process: in the wrong namespace nothing may be done.
void kld_netns_leave(int back);

// Adds the namespaces of @want, and ours, to @m, with all that is in them.
// @return 0 or a negative code, words in kl_net_error()
int kld_netns_read(struct kl_net *n, struct kld_model *m, const struct kld_model *want);
// Is a failure to open something for want of descriptors or memory?
bool kld_is_scarce(int code);
struct kld_object *kld_netns_in(const struct kld_model *m, const char *name);
// Names of namespaces by the numbers, and one more, that the one we are in has for them.
void kld_netns_numbers(struct kld_names *names);
// A step on a namespace itself. @return 0 or a negative errno
int kld_netns_step(const struct kld_step *s);

#endif
