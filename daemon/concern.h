// SPDX-License-Identifier: MIT
// Which of the kernel's messages can mean that the network is not as it is wanted any more. Knows
// of the settings no more than that takes, and asks the kernel nothing.
#ifndef KLD_CONCERN_H
#define KLD_CONCERN_H

#include "model.h"

#include <kernlink/net.h>

struct kld_concern {
    char *netns;   // the name of the namespace, NULL: the one around
    int fd;        // a socket in there, which knows names and numbers of links, or -1
    uint64_t *ids; // of all objects that are wanted, sorted
    size_t n;
    struct kld_concern_link {
        char name[KL_NET_NAME_SIZE];
        int32_t ifindex; // 0: it was not there
    } * links;           // by name
    size_t n_links;
    bool matches; // devices are told by more than their names
    bool vlans, sysctls, neighbours;
    bool waiting; // something could not be done: what comes may be what it waits for
};

// @want: of one namespace. @fd: a socket in there, which stays the caller's, or -1
// @return NULL: no memory
struct kld_concern *kld_concern_new(const struct kld_model *want, int fd);
void kld_concern_free(struct kld_concern *c);
// Looks anew which numbers the links have.
void kld_concern_links(struct kld_concern *c);
// @n reads messages, nothing more. *@ret: the object (kld_drift_id() of what a
// plan calls it), or 0: some
bool kld_concern_of(struct kld_concern *c, struct kl_net *n, const struct nlmsghdr *msg,
                    uint64_t *ret);

#endif
