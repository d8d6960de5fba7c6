// SPDX-License-Identifier: MIT
/*
 * The lock is a listening socket in the abstract namespace (unix(7)), which belongs to the network
 * namespace as the sets do, needs no file and is gone with its process. Whoever waits connects, and
 * wakes up when the holder closes. Anybody may bind such a name: a holder who is neither root nor
 * ourselves could not touch a set, and is not waited for.
 */
#include "sync_lock.h"

#include "../core/sock.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static socklen_t make_address(struct sockaddr_un *ret, const char *name)
{
    int n;

    memset(ret, 0, sizeof *ret);
    ret->sun_family = AF_UNIX;
    n = snprintf(ret->sun_path + 1, sizeof ret->sun_path - 1, "kernlink/ipset/sync/%s", name);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
}

static bool may_hold(int fd)
{
    struct ucred peer = {.uid = (uid_t)-1};
    socklen_t len = sizeof peer;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len))
        return false;
    return peer.uid == 0 || peer.uid == geteuid();
}

// Waits for the holder to go. @return 0 try again; 1 no holder to respect; -EBUSY.
static int wait_for_holder(const struct sockaddr_un *sa, socklen_t len, uint64_t deadline)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), r = 0;
    struct pollfd p = {.fd = fd, .events = POLLIN};

    if (fd < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)sa, len)) {
        r = errno == ECONNREFUSED ? 0 : -errno;
    } else if (!may_hold(fd)) {
        r = 1;
    } else {
        uint64_t now = kl_now();

        r = now < deadline ? poll(&p, 1, (int)((deadline - now) / 1000000 + 1)) : 0;
        r = r > 0 ? 0 : r < 0 && errno == EINTR ? 0 : -EBUSY;
    }
    close(fd);
    return r;
}

int kl_sync_lock(const char *name, unsigned timeout_ms)
{
    uint64_t deadline = kl_deadline_after(timeout_ms);
    struct sockaddr_un sa;
    socklen_t len = make_address(&sa, name);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), r;

    if (fd < 0)
        return -errno;
    while (bind(fd, (const struct sockaddr *)&sa, len)) {
        if (errno != EADDRINUSE) {
            r = -errno;
            close(fd);
            return r;
        }
        r = wait_for_holder(&sa, len, deadline);
        if (r == 1)
            return fd; // unbound: nobody to keep out but another of us
        if (r) {
            close(fd);
            return r;
        }
    }
    if (listen(fd, 64)) {
        r = -errno;
        close(fd);
        return r;
    }
    return fd;
}
