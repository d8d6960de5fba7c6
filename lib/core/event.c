// SPDX-License-Identifier: MIT
// Multicast groups: joining, leaving, and who hears of what arrives.
#include "sock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int kl_event_handler(struct kl_sock *s, kl_event_fn *fn, void *user)
{
    if (!s->events)
        return kl_error_set(&s->error, -EINVAL, "the socket was not opened for events");
    s->event_fn = fn;
    s->event_user = user;
    return 0;
}

void kl_sock_unasked(struct kl_sock *s, kl_event_fn *fn, void *user)
{
    s->event_fn = fn;
    s->event_user = user;
}

/* Commands and groups are on separate sockets: a flood of events must not push out an answer. */
static int change_membership(struct kl_sock *s, int option, uint32_t group)
{
    int rc = kl_sock_begin(s, false);

    if (rc < 0)
        return rc;
    if (!s->events)
        return kl_error_set(&s->error, -EINVAL, "the socket was not opened for events");
    if (setsockopt(s->fd, SOL_NETLINK, option, &group, sizeof(group)) < 0) {
        rc = -errno;
        return kl_error_set(&s->error, rc, "multicast group %u: %s", group, kl_strerror(rc));
    }
    return 0;
}

int kl_group_join(struct kl_sock *s, uint32_t group)
{
    return change_membership(s, NETLINK_ADD_MEMBERSHIP, group);
}

int kl_group_leave(struct kl_sock *s, uint32_t group)
{
    return change_membership(s, NETLINK_DROP_MEMBERSHIP, group);
}

int kl_group_join_name(struct kl_sock *s, struct kl_sock *commands, const char *family,
                       const char *group)
{
    const struct kl_genl_family *f;
    int rc = kl_genl_resolve(commands, family, &f);

    if (rc < 0) {
        kl_error_copy(&s->error, &commands->error);
        return rc;
    }
    for (unsigned i = 0; i < f->n_groups; i++)
        if (strcmp(f->groups[i].name, group) == 0)
            return kl_group_join(s, f->groups[i].id);
    return kl_error_set(&s->error, -ENOENT, "generic family %s has no multicast group %s", family,
                        group);
}
