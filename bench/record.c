// SPDX-License-Identifier: MIT
// LD_PRELOAD: keeps a copy of every netlink message that a program sends, in the file
// $BENCH_RECORD, so that replay can send the same bytes with nothing else to do.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static int file(void)
{
    static int fd = -1;
    const char *name = getenv("BENCH_RECORD");

    if (fd < 0 && name)
        fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    return fd;
}

static int is_netlink(int fd)
{
    int domain = 0;
    socklen_t len = sizeof domain;

    return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && domain == AF_NETLINK;
}

static void keep(int fd, const void *data, size_t len)
{
    if (is_netlink(fd) && file() >= 0 && write(file(), data, len) != (ssize_t)len)
        abort();
}

ssize_t sendto(int fd, const void *data, size_t len, int flags, const struct sockaddr *to,
               socklen_t to_len)
{
    ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) =
        (ssize_t(*)(int, const void *, size_t, int, const struct sockaddr *, socklen_t))dlsym(
            RTLD_NEXT, "sendto");

    keep(fd, data, len);
    return real(fd, data, len, flags, to, to_len);
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
    return sendto(fd, data, len, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
    ssize_t (*real)(int, const struct msghdr *, int) =
        (ssize_t(*)(int, const struct msghdr *, int))dlsym(RTLD_NEXT, "sendmsg");

    for (size_t i = 0; i < msg->msg_iovlen; i++)
        keep(fd, msg->msg_iov[i].iov_base, msg->msg_iov[i].iov_len);
    return real(fd, msg, flags);
}
