// SPDX-License-Identifier: MIT
// Reading datagrams: the receive buffer, who sent it, truncation, overruns, waiting.
#include "sock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define MAX_RCVBUF (256u << 20)

int kl_rx_reserve(struct kl_sock *s, size_t size)
{
    unsigned char *rx;

    if (size <= s->rx_size)
        return 0;
    size = (size + 4095) & ~(size_t)4095;
    rx = malloc(size);
    if (rx == NULL)
        return -ENOMEM;
    free(s->rx);
    s->rx = rx;
    s->rx_size = size;
    s->rx_pos = s->rx_len = 0;
    return 0;
}

/* Any process may send to our port. The address is filled in by the kernel, the message's own
 * nlmsg_pid by the sender: only the former tells. A descriptor that is no netlink has no such
 * address, and only one peer. */
static bool from_kernel(const struct kl_sock *s, const struct sockaddr_nl *from, socklen_t len)
{
    if (!s->netlink)
        return true;
    return len >= sizeof(*from) && from->nl_family == AF_NETLINK && from->nl_pid == 0;
}

/* recvfrom() costs a tenth of a microsecond less than recvmsg(), recv() as much again, and with
 * MSG_TRUNC the length says what the flags would. */
ssize_t kl_rx_datagram(struct kl_sock *s, void *buf, size_t size, size_t *ret_len)
{
    struct sockaddr_nl from = {0};
    socklen_t from_len = sizeof(from);
    ssize_t n;

    do {
        n = s->connected ? recv(s->fd, buf, size, MSG_DONTWAIT | MSG_TRUNC)
                         : recvfrom(s->fd, buf, size, MSG_DONTWAIT | MSG_TRUNC,
                                    (struct sockaddr *)&from, &from_len);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return -errno;
    if (n == 0 && s->stream_end)
        return -ECONNRESET;
    if (!s->connected && !from_kernel(s, &from, from_len))
        return 0;
    if ((size_t)n > size) {
        *ret_len = (size_t)n;
        return -EMSGSIZE;
    }
    return n;
}

int kl_rx_next(const unsigned char *data, size_t len, size_t *at, const struct nlmsghdr **ret)
{
    const struct nlmsghdr *msg;
    size_t left = len - *at;

    if (left < NLMSG_HDRLEN) {
        *at = len;
        *ret = NULL;
        return 0;
    }
    msg = (const void *)(data + *at);
    *ret = msg;
    if (msg->nlmsg_len < NLMSG_HDRLEN || msg->nlmsg_len > left) {
        *at = len;
        return -EBADMSG;
    }
    *at += NLMSG_ALIGN(msg->nlmsg_len) < left ? NLMSG_ALIGN(msg->nlmsg_len) : left;
    return 1;
}

int kl_rx_wait(const struct kl_sock *s, uint64_t deadline)
{
    for (;;) {
        struct pollfd p = {.fd = s->fd, .events = POLLIN};
        struct timespec left = {0};
        int rc;

        if (deadline != KL_NEVER) {
            uint64_t now = kl_now();

            if (now < deadline) {
                left.tv_sec = (time_t)((deadline - now) / 1000000000u);
                left.tv_nsec = (long)((deadline - now) % 1000000000u);
            }
        }
        rc = ppoll(&p, 1, deadline != KL_NEVER ? &left : NULL, NULL);
        if (rc > 0)
            return 0;
        if (rc == 0)
            return -ETIMEDOUT;
        if (errno != EINTR)
            return -errno;
    }
}

/* The kernel doubles what it is given: naming the present size doubles it. A process that has
 * dropped its privileges since must not try SO_RCVBUF: its limit may be under what we have. */
void kl_rx_overrun(struct kl_sock *s)
{
    int size = (int)s->rcvbuf;
    socklen_t len = sizeof(size);

    s->overruns++;
    if (s->rcvbuf >= MAX_RCVBUF)
        return;
    if (setsockopt(s->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 && !s->forced)
        setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    if (getsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &size, &len) == 0)
        s->rcvbuf = (unsigned)size;
}
