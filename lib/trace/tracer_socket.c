// SPDX-License-Identifier: MIT
/*
 * Whose protocol a descriptor of another process speaks. A number is taken again soon after it was
 * closed, so its link in /proc is read each time; what socket an inode is, is asked once.
 */
#include "tracer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

void kl_tracer_sockets_init(struct kl_tracer_sockets *s)
{
    memset(s, 0, sizeof(*s));
    s->last.pidfd = -1;
}

void kl_tracer_sockets_close(struct kl_tracer_sockets *s)
{
    if (s->last.pidfd >= 0)
        close(s->last.pidfd);
    s->last.pidfd = -1;
    s->last.tgid = 0;
}

/* "socket:[24694]". @return the inode, or 0: no socket. */
static uint64_t inode_of(pid_t tid, int32_t fd)
{
    static const char prefix[] = "socket:[";
    char path[64], target[64];
    ssize_t n;

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)tid, (int)fd);
    n = readlink(path, target, sizeof(target) - 1);
    if (n < (ssize_t)sizeof(prefix) || memcmp(target, prefix, sizeof(prefix) - 1) != 0)
        return 0;
    target[n] = '\0';
    return strtoull(target + sizeof(prefix) - 1, NULL, 10);
}

/* A copy of the descriptor tells, whatever network namespace the process is in. */
static int ask(struct kl_tracer_sockets *s, pid_t tgid, int32_t fd, uint64_t inode)
{
    int domain = 0, protocol = -1, copy;
    socklen_t len = sizeof(int);
    struct stat st;

    if (s->last.tgid != tgid) {
        kl_tracer_sockets_close(s);
        s->last.pidfd = (int)syscall(SYS_pidfd_open, tgid, 0);
        s->last.tgid = tgid;
    }
    copy = (int)syscall(SYS_pidfd_getfd, s->last.pidfd, fd, 0);
    if (copy < 0) { /* it may go better the next time */
        kl_tracer_sockets_close(s);
        return -2;
    }
    /* A thread may have descriptors of its own: then this is another one. */
    if (fstat(copy, &st) < 0 || st.st_ino != inode ||
        getsockopt(copy, SOL_SOCKET, SO_DOMAIN, &domain, &len) < 0 || domain != AF_NETLINK ||
        getsockopt(copy, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) < 0)
        protocol = -1;
    close(copy);
    return protocol;
}

int kl_tracer_socket(struct kl_tracer_sockets *s, pid_t tid, pid_t tgid, int32_t fd,
                     uint64_t *ret_inode)
{
    uint64_t inode = fd >= 0 ? inode_of(tid, fd) : 0;
    unsigned slot = (unsigned)(inode % KL_TRACER_SOCKETS);

    *ret_inode = inode;
    if (inode == 0)
        return -1;
    if (s->known[slot].inode != inode) {
        int protocol = ask(s, tgid, fd, inode);

        if (protocol < -1)
            return -1;
        s->known[slot].protocol = protocol;
        s->known[slot].inode = inode;
    }
    return s->known[slot].protocol;
}
