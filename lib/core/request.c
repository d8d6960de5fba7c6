// SPDX-License-Identifier: MIT
// The life of a request: made, queued, sent, ended, and remembered until the kernel is done with
// it.
#include "msg.h"
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/rtnetlink.h>

#define POOL_BYTES  (4u << 20) /* memory kept for later requests */
#define POOL_BUFFER (64u * 1024 + 512)
#define ECHO_ROOM   4096u /* what an answer may hold besides the echoed request */

/* ---- Memory ---- */

static struct kl_req *pool_take(struct kl_sock *s)
{
    struct kl_req *r;

    if (!kl_list_empty(&s->pool)) {
        r = KL_LIST_ENTRY(s->pool.next, struct kl_req, link);
        kl_list_remove(&r->link);
        s->pool_bytes -= sizeof(*r) + r->size;
        return r;
    }
    r = calloc(1, sizeof(*r));
    if (r != NULL) {
        kl_list_init(&r->link);
        kl_list_init(&r->queue);
    }
    return r;
}

static void req_free(struct kl_req *r)
{
    free(r->data);
    free(r);
}

static void pool_give(struct kl_sock *s, struct kl_req *r)
{
    size_t bytes = sizeof(*r) + r->size;

    r->state = KL_REQ_IDLE;
    if (r->size > POOL_BUFFER || s->pool_bytes + bytes > POOL_BYTES) {
        req_free(r);
        return;
    }
    s->pool_bytes += bytes;
    kl_list_insert(s->pool.next, &r->link); /* first: what was used last is warm */
}

void kl_req_wipe_idle(struct kl_sock *s)
{
    for (struct kl_list *at = s->pool.next; at != &s->pool; at = at->next) {
        struct kl_req *r = KL_LIST_ENTRY(at, struct kl_req, link);

        if (r->data != NULL)
            explicit_bzero(r->data, r->size);
    }
}

static int req_copy(struct kl_req *r, const struct nlmsghdr *msg)
{
    size_t len = msg->nlmsg_len;

    if (r->size < len) {
        size_t size = len < 512 ? 512 : len;
        unsigned char *data = malloc(size);

        if (data == NULL)
            return -ENOMEM;
        free(r->data);
        r->data = data;
        r->size = size;
    }
    memcpy(r->data, msg, len);
    r->len = len;
    return 0;
}

/* ---- Sequence numbers ---- */

struct kl_req *kl_req_find(const struct kl_sock *s, uint32_t seq)
{
    struct kl_req *r = s->table[seq & s->table_mask];

    while (r != NULL && r->seq != seq)
        r = r->chain;
    return r;
}

static void table_add(struct kl_sock *s, struct kl_req *r)
{
    struct kl_req **bucket = &s->table[r->seq & s->table_mask];

    r->chain = *bucket;
    *bucket = r;
}

static void table_remove(struct kl_sock *s, struct kl_req *r)
{
    struct kl_req **at = &s->table[r->seq & s->table_mask];

    while (*at != NULL && *at != r)
        at = &(*at)->chain;
    if (*at != NULL)
        *at = r->chain;
}

/* ---- Making ---- */

/* NLM_F_DUMP shares its bits with NLM_F_REPLACE|NLM_F_EXCL of requests that make things. rtnetlink
 * tells them apart by the type, where 2 of every four are queries, for which one of the bits will
 * do (net/core/rtnetlink.c, rtnetlink_rcv_msg()); elsewhere both bits together mean a dump. */
static bool is_dump(int protocol, const struct nlmsghdr *msg)
{
    unsigned bits = msg->nlmsg_flags & NLM_F_DUMP;

    if (protocol == NETLINK_ROUTE && msg->nlmsg_type >= RTM_BASE)
        return (msg->nlmsg_type & 3) == 2 && bits != 0;
    return bits == NLM_F_DUMP;
}

static uint32_t next_id(struct kl_sock *s)
{
    uint32_t id = s->next_id++;

    if (s->next_id == 0)
        s->next_id = 1;
    return id;
}

static struct kl_req *req_new(struct kl_sock *s, struct kl_msg *m,
                              const struct kl_request_options *options, kl_reply_fn *fn, void *user)
{
    const struct nlmsghdr *msg = kl_msg_header(m);
    unsigned timeout_ms =
        options != NULL && options->timeout_ms != 0 ? options->timeout_ms : s->timeout_ms;
    struct kl_req *r = pool_take(s);

    if (r == NULL)
        return NULL;
    if (req_copy(r, msg) < 0) {
        pool_give(s, r);
        return NULL;
    }
    /* ACK for dumps, too: ipset says that a set is missing only when one is asked for. */
    ((struct nlmsghdr *)(void *)r->data)->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
    ((struct nlmsghdr *)(void *)r->data)->nlmsg_pid = s->portid;
    r->dump = is_dump(s->protocol, msg);
    r->interrupted = r->redo = false;
    r->id = next_id(s);
    r->retries = options != NULL ? options->retries : 0;
    r->deadline = kl_deadline_after(timeout_ms);
    r->fn = fn;
    r->user = user;
    r->family = m->family;
    r->state = KL_REQ_QUEUED;
    kl_list_insert(&s->live, &r->link);
    kl_list_insert(&s->queue, &r->queue);
    s->n_live++;
    if (r->deadline < s->next_deadline)
        s->next_deadline = r->deadline;
    return r;
}

/* ---- Sending ---- */

static int req_send(struct kl_sock *s, struct kl_req *r)
{
    struct nlmsghdr *msg = (void *)r->data;
    int rc = kl_rx_reserve(s, r->len + ECHO_ROOM);

    if (rc < 0)
        return rc;
    r->seq = msg->nlmsg_seq = kl_sock_sequence(s);
    rc = kl_sock_send(s, r->data, r->len);
    if (rc < 0)
        return rc;
    kl_list_remove(&r->queue);
    r->state = KL_REQ_SENT;
    table_add(s, r);
    s->n_wire++;
    s->wire_bytes += r->len;
    if (r->dump)
        s->dump = r;
    return 0;
}

/* The window bounds the bytes, too: every request may come back whole in an error, and the answers
 * wait in the receive buffer, where the kernel counts about twice their size. */
static bool may_send(const struct kl_sock *s, const struct kl_req *r)
{
    if (s->draining || s->in_callback > 0 || (r->dump && s->dump != NULL))
        return false;
    return s->n_wire == 0 || (s->n_wire < s->window && s->wire_bytes + r->len <= s->rcvbuf / 4);
}

/* Strictly in order: a request behind a dump that waits must not overtake it. */
void kl_req_pump(struct kl_sock *s)
{
    while (!kl_list_empty(&s->queue)) {
        struct kl_req *r = KL_LIST_ENTRY(s->queue.next, struct kl_req, queue);
        int rc;

        if (!may_send(s, r))
            return;
        rc = req_send(s, r);
        if (rc < 0) {
            kl_error_set(&s->error, rc, NULL);
            kl_req_end(s, r, rc, NULL, false);
        }
    }
}

/* ---- Ending ---- */

/* Takes @r off everything that a live request is on. */
static void detach(struct kl_sock *s, struct kl_req *r, bool answering)
{
    kl_list_remove(&r->link);
    kl_list_remove(&r->queue);
    s->n_live--;
    if (r->state == KL_REQ_SENT) {
        s->n_wire--;
        s->wire_bytes -= r->len;
        if (answering) {
            r->state = KL_REQ_ZOMBIE;
            kl_list_insert(&s->zombies, &r->link);
            return;
        }
        table_remove(s, r);
        if (s->dump == r)
            s->dump = NULL;
    }
    r->state = KL_REQ_IDLE;
}

int kl_req_call(struct kl_sock *s, struct kl_req *r, const struct kl_reply *reply)
{
    int rc;

    if (r->fn == NULL)
        return 0;
    s->in_callback++;
    rc = r->fn(s, reply, r->user);
    s->in_callback--;
    return rc < 0 ? rc : 0;
}

void kl_req_end(struct kl_sock *s, struct kl_req *r, int code, const struct nlmsghdr *msg,
                bool answering)
{
    struct kl_error error; /* a copy: the callback may use the socket, and s->error with it */
    struct kl_reply reply = {
        .kind = KL_REPLY_DONE,
        .id = r->id,
        .msg = msg,
        .code = code,
        .interrupted = r->interrupted && code == 0,
        .error = &error,
    };

    kl_error_copy(&error, &s->error);
    detach(s, r, answering);
    kl_req_call(s, r, &reply);
    if (r->state == KL_REQ_IDLE)
        pool_give(s, r);
}

void kl_req_bury(struct kl_sock *s, struct kl_req *r)
{
    kl_list_remove(&r->link);
    table_remove(s, r);
    if (s->dump == r)
        s->dump = NULL;
    pool_give(s, r);
}

void kl_req_restart(struct kl_sock *s, struct kl_req *r)
{
    table_remove(s, r);
    if (s->dump == r)
        s->dump = NULL;
    s->n_wire--;
    s->wire_bytes -= r->len;
    r->state = KL_REQ_QUEUED;
    r->interrupted = r->redo = false;
    kl_list_insert(s->queue.next, &r->queue); /* first: its turn had come already */
}

void kl_req_expire(struct kl_sock *s)
{
    uint64_t now, next = KL_NEVER;
    struct kl_list *at;

    if (s->next_deadline == KL_NEVER)
        return;
    now = kl_now();
    if (now < s->next_deadline)
        return;
    for (at = s->live.next; at != &s->live;) {
        struct kl_req *r = KL_LIST_ENTRY(at, struct kl_req, link);

        if (r->deadline <= now) {
            kl_error_set(&s->error, -ETIMEDOUT, NULL);
            kl_req_end(s, r, -ETIMEDOUT, NULL, true);
            at = s->live.next; /* the callback may have changed the list anywhere */
            next = KL_NEVER;
            continue;
        }
        if (r->deadline < next)
            next = r->deadline;
        at = at->next;
    }
    s->next_deadline = next;
    kl_req_pump(s);
}

/* The receive queue is empty after an overrun. The kernel answers while it is being sent to, so
 * what has no answer now never will; a dump goes on, its parts are made as there is room. */
void kl_req_overrun(struct kl_sock *s)
{
    struct kl_list *at, *next;

    for (at = s->zombies.next; at != &s->zombies; at = next) {
        struct kl_req *r = KL_LIST_ENTRY(at, struct kl_req, link);

        next = at->next;
        if (!r->dump)
            kl_req_bury(s, r);
    }
    for (at = s->live.next; at != &s->live;) {
        struct kl_req *r = KL_LIST_ENTRY(at, struct kl_req, link);

        if (r->state == KL_REQ_SENT && !r->dump) {
            kl_error_set(&s->error, -ENOBUFS, NULL);
            kl_req_end(s, r, -ENOBUFS, NULL, false);
            at = s->live.next;
            continue;
        }
        at = at->next;
    }
}

static void free_list(struct kl_list *list)
{
    while (!kl_list_empty(list)) {
        struct kl_req *r = KL_LIST_ENTRY(list->next, struct kl_req, link);

        kl_list_remove(&r->link);
        req_free(r);
    }
}

void kl_req_free_all(struct kl_sock *s, bool call_back)
{
    s->closing = true;
    while (call_back && !kl_list_empty(&s->live)) {
        struct kl_req *r = KL_LIST_ENTRY(s->live.next, struct kl_req, link);

        kl_error_set(&s->error, -ECANCELED, NULL);
        kl_req_end(s, r, -ECANCELED, NULL, false);
    }
    free_list(&s->live);
    free_list(&s->zombies);
    free_list(&s->pool);
}

/* ---- The public side ---- */

int64_t kl_req_submit(struct kl_sock *s, struct kl_msg *m, const struct kl_request_options *options,
                      kl_reply_fn *fn, void *user)
{
    bool first = kl_list_empty(&s->queue);
    struct kl_req *r;
    uint32_t id;
    int rc;

    if (s->events)
        return kl_error_set(&s->error, -EINVAL, "an event socket takes no requests");
    if (s->closing)
        return kl_error_set(&s->error, -ECANCELED, "the socket is being closed");
    rc = kl_msg_check(m, &s->error);
    if (rc < 0)
        return rc;
    r = req_new(s, m, options, fn, user);
    if (r == NULL)
        return kl_error_set(&s->error, -ENOMEM, NULL);
    id = r->id;
    if (!first || !may_send(s, r))
        return id;
    rc = req_send(s, r);
    if (rc < 0) {
        detach(s, r, false);
        pool_give(s, r);
        return kl_error_set(&s->error, rc, NULL);
    }
    return id;
}

int64_t kl_request_async(struct kl_sock *s, struct kl_msg *m,
                         const struct kl_request_options *options, kl_reply_fn *fn, void *user)
{
    int rc = kl_sock_begin(s, false);

    return rc < 0 ? rc : kl_req_submit(s, m, options, fn, user);
}

int kl_cancel(struct kl_sock *s, uint32_t id)
{
    int rc = kl_sock_begin(s, false);

    if (rc < 0)
        return rc;
    for (struct kl_list *at = s->live.next; at != &s->live; at = at->next) {
        struct kl_req *r = KL_LIST_ENTRY(at, struct kl_req, link);

        if (r->id != id)
            continue;
        kl_error_set(&s->error, -ECANCELED, NULL);
        kl_req_end(s, r, -ECANCELED, NULL, true);
        kl_req_pump(s);
        kl_error_reset(&s->error);
        return 0;
    }
    return kl_error_set(&s->error, -ENOENT, "no request %u is in flight", id);
}

size_t kl_pending(const struct kl_sock *s)
{
    return s->n_live;
}

int kl_timeout(const struct kl_sock *s)
{
    uint64_t now, left;

    if (s->n_live == 0 || s->next_deadline == KL_NEVER)
        return -1;
    now = kl_now();
    if (now >= s->next_deadline)
        return 0;
    left = (s->next_deadline - now + 999999) / 1000000; /* up: never wake just before */
    return left < INT32_MAX ? (int)left : INT32_MAX;
}
