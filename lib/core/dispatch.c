// SPDX-License-Identifier: MIT
// Giving the messages that arrive to the requests they answer, or to the event handler.
#include "sock.h"

#include <errno.h>

#define DISPATCH_DATAGRAMS                                                                         \
    64 /* in one kl_dispatch(): a long dump must not starve a program's loop */

static bool is_last(const struct nlmsghdr *msg)
{
    return msg->nlmsg_type == NLMSG_ERROR || msg->nlmsg_type == NLMSG_DONE;
}

static int parse_error(struct kl_sock *s, struct kl_req *r, const struct nlmsghdr *msg)
{
    struct kl_error_context c = {
        .request = (const void *)r->data, .protocol = s->protocol, .family = r->family};

    if (c.family == NULL && s->protocol == NETLINK_GENERIC)
        c.family = kl_genl_schema(s, c.request->nlmsg_type);
    return kl_error_parse(&s->error, msg, &c);
}

/* Announces that the dump comes again and queues it, unless the callback wants no more of it. */
static void restart(struct kl_sock *s, struct kl_req *r)
{
    struct kl_reply reply = {.kind = KL_REPLY_RESTART, .id = r->id, .error = &s->error};
    int rc;

    r->retries--;
    kl_error_reset(&s->error);
    rc = kl_req_call(s, r, &reply);
    if (r->state != KL_REQ_SENT) {
        /* The callback cancelled it; the kernel has nothing more to say. */
        kl_req_bury(s, r);
        return;
    }
    if (rc < 0) {
        kl_error_set(&s->error, rc, NULL);
        kl_req_end(s, r, rc, NULL, false);
        return;
    }
    kl_req_restart(s, r);
}

static void handle_last(struct kl_sock *s, struct kl_req *r, const struct nlmsghdr *msg)
{
    int code = parse_error(s, r, msg);

    if (code == 0 && (r->interrupted || r->redo) && r->retries > 0) {
        restart(s, r);
        return;
    }
    if (code == 0 && r->redo) {
        code = kl_error_set(&s->error, -EMSGSIZE, "a part of the dump was too long to receive");
        msg = NULL;
    }
    kl_req_end(s, r, code, msg, false);
}

static void handle_reply(struct kl_sock *s, struct kl_req *r, const struct nlmsghdr *msg)
{
    struct kl_reply reply = {.kind = KL_REPLY_MESSAGE, .id = r->id, .msg = msg, .error = &s->error};
    int rc;

    if (r->dump && (msg->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
        r->interrupted = true;
    if (is_last(msg)) {
        handle_last(s, r, msg);
        return;
    }
    /* What will come again anyway need not be looked at. */
    if (r->redo || (r->interrupted && r->retries > 0))
        return;
    rc = kl_req_call(s, r, &reply);
    if (rc < 0 && r->state == KL_REQ_SENT) {
        kl_error_set(&s->error, rc, NULL);
        kl_req_end(s, r, rc, NULL, true);
    }
}

bool kl_dispatch_zombie(struct kl_sock *s, const struct nlmsghdr *msg)
{
    struct kl_req *r = kl_req_find(s, msg->nlmsg_seq);

    if (r == NULL || r->state != KL_REQ_ZOMBIE)
        return false;
    if (is_last(msg))
        kl_req_bury(s, r);
    return true;
}

static void tell_event(struct kl_sock *s, const struct nlmsghdr *msg)
{
    struct kl_event event = {.kind = KL_EVENT_MESSAGE, .msg = msg};

    if (s->event_fn == NULL)
        return;
    s->in_callback++;
    s->event_fn(s, &event, s->event_user);
    s->in_callback--;
}

static void handle_message(struct kl_sock *s, const struct nlmsghdr *msg)
{
    struct kl_req *r;

    if (msg->nlmsg_type == NLMSG_NOOP)
        return;
    if (s->events) {
        tell_event(s, msg);
        return;
    }
    if (kl_dispatch_zombie(s, msg))
        return;
    /* Unknown numbers are late or doubled answers (ipset sends some errors twice). */
    r = kl_req_find(s, msg->nlmsg_seq);
    if (r != NULL)
        handle_reply(s, r, msg);
    else if (msg->nlmsg_seq == 0 && s->event_fn != NULL)
        tell_event(s, msg);
}

/* The rest of the datagram cannot be told apart: whose it was does not wait for what is lost. */
static void handle_malformed(struct kl_sock *s, const struct nlmsghdr *msg)
{
    struct kl_req *r = s->events ? NULL : kl_req_find(s, msg->nlmsg_seq);

    if (r == NULL || r->state != KL_REQ_SENT)
        return;
    kl_error_set(&s->error, -EBADMSG, "an answer has the impossible length %u", msg->nlmsg_len);
    kl_req_end(s, r, -EBADMSG, NULL, !is_last(msg));
}

static void tell_overrun(struct kl_sock *s)
{
    struct kl_event event = {
        .kind = KL_EVENT_OVERRUN, .overruns = s->overruns, .rcvbuf = s->rcvbuf};

    if (s->event_fn == NULL)
        return;
    s->in_callback++;
    s->event_fn(s, &event, s->event_user);
    s->in_callback--;
}

/* A datagram of @len bytes was cut at the buffer's end. Its first header says whose it was. */
static int handle_truncated(struct kl_sock *s, size_t len)
{
    const struct nlmsghdr *msg = (const void *)s->rx;
    struct kl_req *r = s->events ? NULL : kl_req_find(s, msg->nlmsg_seq);
    bool last = is_last(msg);

    if (s->events) {
        s->overruns++;
        tell_overrun(s);
    } else if (r != NULL && r->state == KL_REQ_ZOMBIE) {
        kl_dispatch_zombie(s, msg);
    } else if (r != NULL && r->dump && !last) {
        r->redo = true;
    } else if (r != NULL) {
        kl_error_set(&s->error, -EMSGSIZE, "the answer of %zu bytes was too long to receive", len);
        kl_req_end(s, r, -EMSGSIZE, NULL, !last);
    }
    return kl_rx_reserve(s, len);
}

/* After ENOBUFS the kernel drops everything until the queue is empty, without a word: so nothing
 * was sent meanwhile, and events are complete again only from here on (net/netlink/af_netlink.c,
 * NETLINK_S_CONGESTED). */
static void end_overrun(struct kl_sock *s)
{
    s->draining = false;
    if (s->events)
        tell_overrun(s);
    else
        kl_req_overrun(s);
    kl_req_pump(s);
}

static int handle_datagram(struct kl_sock *s, size_t len)
{
    const struct nlmsghdr *msg;
    size_t at = 0;
    int rc, n = 0;

    while ((rc = kl_rx_next(s->rx, len, &at, &msg)) > 0) {
        handle_message(s, msg);
        n++;
    }
    if (rc < 0)
        handle_malformed(s, msg);
    return n;
}

int kl_dispatch_step(struct kl_sock *s)
{
    size_t len = 0;
    ssize_t n = kl_rx_datagram(s, s->rx, s->rx_size, &len);
    int rc = 0;

    s->rx_pos = s->rx_len = 0;
    if (n > 0) {
        s->datagrams++;
        rc = handle_datagram(s, (size_t)n);
    } else if (n == -ENOBUFS) {
        kl_rx_overrun(s);
        s->draining = true;
    } else if (n == -EMSGSIZE) {
        rc = handle_truncated(s, len);
    } else if (n == -EAGAIN && s->draining) {
        end_overrun(s);
    } else if (n < 0) {
        return (int)n;
    }
    kl_req_pump(s);
    return rc;
}

int kl_dispatch(struct kl_sock *s)
{
    int rc = kl_sock_begin(s, true), total = 0;

    if (rc < 0)
        return rc;
    for (int i = 0; i < DISPATCH_DATAGRAMS; i++) {
        rc = kl_dispatch_step(s);
        if (rc < 0)
            break;
        total += rc;
        /* Nothing can be waiting for us then: spare the read that only finds the queue empty. */
        if (!s->events && !s->draining && s->n_live == 0 && kl_list_empty(&s->zombies))
            break;
    }
    kl_req_expire(s);
    if (rc < 0 && rc != -EAGAIN)
        return kl_error_set(&s->error, rc, NULL);
    return total;
}
