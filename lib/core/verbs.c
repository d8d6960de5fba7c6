// SPDX-License-Identifier: MIT
// The raw verbs: bytes and messages out and in, without matching answers to requests.
#include "msg.h"
#include "sock.h"

#include <errno.h>
#include <string.h>

ssize_t kl_sendto(struct kl_sock *s, const void *data, size_t len)
{
    int rc = kl_sock_begin(s, false);

    if (rc == 0 && s->events)
        rc = kl_error_set(&s->error, -EINVAL, "an event socket does not send");
    if (rc < 0)
        return rc;
    rc = kl_sock_send(s, data, len);
    if (rc < 0)
        return kl_error_set(&s->error, rc, NULL);
    return (ssize_t)len;
}

int kl_put(struct kl_sock *s, struct kl_msg *m)
{
    struct nlmsghdr *msg;
    int rc = kl_sock_begin(s, false);

    if (rc == 0 && s->events)
        rc = kl_error_set(&s->error, -EINVAL, "an event socket does not send");
    if (rc == 0)
        rc = kl_msg_check(m, &s->error);
    if (rc < 0)
        return rc;
    msg = (void *)m->buf;
    msg->nlmsg_seq = kl_sock_sequence(s);
    msg->nlmsg_pid = s->portid;
    /* Room for an error that echoes all of it; not while a callback looks at the buffer. */
    if (s->in_callback == 0)
        rc = kl_rx_reserve(s, msg->nlmsg_len + 4096u);
    if (rc == 0)
        rc = kl_sock_send(s, msg, msg->nlmsg_len);
    return rc < 0 ? kl_error_set(&s->error, rc, NULL) : 0;
}

/* Reading beside requests in flight would take their answers from them. */
static int begin_reading(struct kl_sock *s)
{
    int rc = kl_sock_begin(s, true);

    if (rc == 0 && s->n_live > 0)
        rc = kl_error_set(&s->error, -EBUSY, "requests are in flight on this socket");
    return rc;
}

/* One datagram into @buf, waiting until @deadline. */
static ssize_t read_datagram(struct kl_sock *s, void *buf, size_t size, uint64_t deadline,
                             size_t *ret_len)
{
    for (;;) {
        ssize_t n = kl_rx_datagram(s, buf, size, ret_len);

        if (n > 0)
            return n;
        if (n == -ENOBUFS)
            kl_rx_overrun(s);
        if (n == -EAGAIN)
            n = kl_rx_wait(s, deadline);
        else if (n == 0 && deadline != KL_NEVER && kl_now() >= deadline)
            n = -ETIMEDOUT; /* a flood from elsewhere must not keep us */
        if (n < 0)
            return n;
    }
}

ssize_t kl_recv(struct kl_sock *s, void *data, size_t len, unsigned timeout_ms)
{
    uint64_t deadline = kl_deadline_after(timeout_ms);
    struct nlmsghdr head;
    size_t real = 0;
    ssize_t n = begin_reading(s);

    while (n == 0) {
        n = read_datagram(s, data, len, deadline, &real);
        if (n < (ssize_t)sizeof(head))
            break;
        /* The caller's buffer need not be aligned. What answers a request that was given up is
         * alone in its datagram. */
        memcpy(&head, data, sizeof(head));
        if (kl_dispatch_zombie(s, &head))
            n = 0;
    }
    if (n == -EMSGSIZE)
        return kl_error_set(&s->error, -EMSGSIZE, "a datagram of %zu bytes did not fit into %zu",
                            real, len);
    return n < 0 && kl_error_code(&s->error) == 0 ? kl_error_set(&s->error, (int)n, NULL) : n;
}

/* Fills the receive buffer. */
static int refill(struct kl_sock *s, uint64_t deadline)
{
    size_t real = 0;
    ssize_t n = read_datagram(s, s->rx, s->rx_size, deadline, &real);

    s->rx_pos = s->rx_len = 0;
    if (n == -EMSGSIZE) {
        kl_rx_reserve(s, real);
        return kl_error_set(&s->error, -EMSGSIZE, "a datagram of %zu bytes was too long", real);
    }
    if (n < 0)
        return kl_error_set(&s->error, (int)n, NULL);
    s->rx_len = (size_t)n;
    return 0;
}

int kl_get(struct kl_sock *s, const struct nlmsghdr **ret, unsigned timeout_ms)
{
    uint64_t deadline = kl_deadline_after(timeout_ms);
    struct kl_error_context c = {.protocol = s->protocol};
    const struct nlmsghdr *msg;
    int rc = begin_reading(s);

    while (rc == 0) {
        rc = kl_rx_next(s->rx, s->rx_len, &s->rx_pos, &msg);
        if (rc < 0)
            return kl_error_set(&s->error, rc, "a message has an impossible length");
        if (rc == 0) {
            rc = refill(s, deadline);
            continue;
        }
        rc = 0;
        if (msg->nlmsg_type == NLMSG_NOOP || kl_dispatch_zombie(s, msg))
            continue;
        if (msg->nlmsg_type == NLMSG_ERROR || msg->nlmsg_type == NLMSG_DONE)
            rc = kl_error_parse(&s->error, msg, &c);
        if (rc == 0) {
            *ret = msg;
            return 0;
        }
    }
    return rc;
}
