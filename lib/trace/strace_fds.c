// SPDX-License-Identifier: MIT
/*
 * What is known of a process's descriptors from the calls that made them. strace shows only some
 * of the calls as a rule, so what a process does not know of its own is taken from the one that
 * it stems from, or else from whoever had that number last.
 */
#include "strace.h"

#include <linux/netlink.h>
#include <string.h>

/* clang-format off */
static const struct {
    const char *name;
    int number;
} protocols[] = {
    {"ROUTE", NETLINK_ROUTE}, {"UNUSED", NETLINK_UNUSED}, {"USERSOCK", NETLINK_USERSOCK},
    {"FIREWALL", NETLINK_FIREWALL}, {"SOCK_DIAG", NETLINK_SOCK_DIAG}, {"INET_DIAG", NETLINK_SOCK_DIAG},
    {"NFLOG", NETLINK_NFLOG}, {"XFRM", NETLINK_XFRM}, {"SELINUX", NETLINK_SELINUX},
    {"ISCSI", NETLINK_ISCSI}, {"AUDIT", NETLINK_AUDIT}, {"FIB_LOOKUP", NETLINK_FIB_LOOKUP},
    {"CONNECTOR", NETLINK_CONNECTOR}, {"NETFILTER", NETLINK_NETFILTER}, {"IP6_FW", NETLINK_IP6_FW},
    {"DNRTMSG", NETLINK_DNRTMSG}, {"KOBJECT_UEVENT", NETLINK_KOBJECT_UEVENT},
    {"GENERIC", NETLINK_GENERIC}, {"SCSITRANSPORT", NETLINK_SCSITRANSPORT},
    {"ECRYPTFS", NETLINK_ECRYPTFS}, {"RDMA", NETLINK_RDMA}, {"CRYPTO", NETLINK_CRYPTO},
    {"SMC", 22},
};
/* clang-format on */

int kl_strace_protocol(struct kl_span name)
{
    long long n;

    if (kl_span_starts(name, "NETLINK_"))
        name.s += strlen("NETLINK_");
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
        if (kl_span_is(name, protocols[i].name))
            return protocols[i].number;
    return kl_span_number(name, &n) && n >= 0 && n < 256 ? (int)n : -1;
}

static struct kl_strace_fd *bucket(struct kl_strace_fds *t, int32_t fd)
{
    return &t->all[(uint32_t)fd % (KL_STRACE_FDS / 16) * 16];
}

static int32_t parent_of(const struct kl_strace_fds *t, int32_t pid)
{
    unsigned slot = (uint32_t)pid % KL_STRACE_PARENTS;

    return t->parents[slot].child == pid ? t->parents[slot].parent : 0;
}

static struct kl_strace_fd *find_exact(struct kl_strace_fds *t, int32_t pid, int32_t fd)
{
    struct kl_strace_fd *b = bucket(t, fd);

    for (int i = 0; i < 16; i++)
        if (b[i].used != 0 && b[i].pid == pid && b[i].fd == fd)
            return &b[i];
    return NULL;
}

struct kl_strace_fd *kl_strace_fd_find(struct kl_strace_fds *t, int32_t pid, int32_t fd)
{
    struct kl_strace_fd *b = bucket(t, fd), *best = NULL;

    for (int hops = 0; hops < 8; hops++) {
        struct kl_strace_fd *f = find_exact(t, pid, fd);

        if (f != NULL)
            return f;
        pid = parent_of(t, pid);
        if (pid == 0)
            break;
    }
    for (int i = 0; i < 16; i++)
        if (b[i].used != 0 && b[i].fd == fd && (best == NULL || b[i].used > best->used))
            best = &b[i];
    return best;
}

struct kl_strace_fd *kl_strace_fd_set(struct kl_strace_fds *t, int32_t pid, int32_t fd,
                                      bool netlink, int protocol)
{
    struct kl_strace_fd *b = bucket(t, fd), *f = find_exact(t, pid, fd);

    if (f == NULL) {
        f = b;
        for (int i = 1; i < 16; i++)
            if (b[i].used < f->used)
                f = &b[i];
    }
    *f = (struct kl_strace_fd){pid, fd, netlink, protocol, 0, ++t->clock};
    return f;
}

struct kl_strace_fd *kl_strace_fd_of_socket(struct kl_strace_fds *t, uint64_t socket)
{
    for (size_t i = 0; socket != 0 && i < KL_STRACE_FDS; i++)
        if (t->all[i].socket == socket && t->all[i].used != 0)
            return &t->all[i];
    return NULL;
}

/* An entry that says "not ours" stays, so that nobody else's descriptor is taken for it. */
void kl_strace_fd_close(struct kl_strace_fds *t, int32_t pid, int32_t fd)
{
    if (kl_strace_fd_find(t, pid, fd) != NULL)
        kl_strace_fd_set(t, pid, fd, false, -1);
}

void kl_strace_fork(struct kl_strace_fds *t, int32_t parent, int32_t child)
{
    unsigned slot = (uint32_t)child % KL_STRACE_PARENTS;

    if (child > 0 && child != parent) {
        t->parents[slot].child = child;
        t->parents[slot].parent = parent;
    }
}
