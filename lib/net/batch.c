// SPDX-License-Identifier: MIT
// Batches: many changes in one send. Only the last of a send asks for an acknowledgement: the
// kernel handles them in order inside of send() and answers every failure, so what it does not
// complain of before that acknowledgement is done. Source: net/netlink/af_netlink.c,
// netlink_rcv_skb().
#include "net.h"

#include "../core/sock.h"

#include <stdio.h>
#include <stdlib.h>

#define SEND_BYTES 32768u
#define SEND_COUNT 256u
#define RX_SIZE    65536u
#define TIMEOUT_MS                                                                                 \
    30000u /* the kernel has done it all before send() returns: this is for a loss                 \
            */

struct item {
    size_t offset; /* of the message */
    void *tag;
    uint8_t type;
};

struct kl_net_batch {
    struct kl_net *n;
    unsigned flags;
    struct kl_msg *msg;
    unsigned char *data, *rx;
    size_t len, size;
    struct item *items;
    size_t count, room;

    /* While it runs. */
    kl_net_batch_fn *fn;
    void *user;
    size_t told;  /* results given so far; all before are */
    size_t end;   /* of what was sent */
    int stop;     /* what @fn wants it to end with */
    bool overrun; /* answers of this send were lost */
    struct kl_error error, first;
};

int kl_net_batch_new(struct kl_net_batch **ret, struct kl_net *n, unsigned flags)
{
    struct kl_net_batch *b = calloc(1, sizeof(*b));

    if (b == NULL)
        return kl_net_refuse(n, -ENOMEM, "out of memory");
    b->n = n;
    b->flags = flags;
    b->rx = malloc(RX_SIZE);
    if (b->rx == NULL || kl_msg_new(&b->msg) < 0) {
        kl_net_batch_free(b);
        return kl_net_refuse(n, -ENOMEM, "out of memory");
    }
    *ret = b;
    return 0;
}

void kl_net_batch_free(struct kl_net_batch *b)
{
    if (b == NULL)
        return;
    kl_msg_free(b->msg);
    free(b->data);
    free(b->items);
    free(b->rx);
    free(b);
}

size_t kl_net_batch_count(const struct kl_net_batch *b)
{
    return b->count;
}

/* "change 3 (route 10.0.0.0/8)" */
static void set_name(struct kl_error *e, size_t i, const struct kl_net_object *o)
{
    char what[KL_NET_TEXT], text[KL_NET_TEXT + 32];

    kl_net_object_text(o, what, sizeof(what));
    snprintf(text, sizeof(text), "change %zu (%s)", i,
             what[0] != '\0' ? what : kl_net_type_name(o->type));
    kl_error_set_object(e, text);
}

/* ---- Adding ---- */

static bool grow(void **data, size_t *size, size_t want, size_t item)
{
    size_t more = *size > 0 ? *size : 64;
    void *grown;

    while (more < want)
        more *= 2;
    if (more == *size)
        return true;
    grown = realloc(*data, more * item);
    if (grown == NULL)
        return false;
    *data = grown;
    *size = more;
    return true;
}

/* Writes b->msg down. */
static int64_t append(struct kl_net_batch *b, enum kl_net_type type, void *tag)
{
    const struct nlmsghdr *msg = kl_msg_header(b->msg);
    size_t len = NLMSG_ALIGN(msg->nlmsg_len);

    if (!grow((void **)&b->data, &b->size, b->len + len, 1) ||
        !grow((void **)&b->items, &b->room, b->count + 1, sizeof(*b->items)))
        return kl_net_refuse(b->n, -ENOMEM, "out of memory");
    memset(b->data + b->len + msg->nlmsg_len, 0, len - msg->nlmsg_len);
    memcpy(b->data + b->len, msg, msg->nlmsg_len);
    b->items[b->count] = (struct item){.offset = b->len, .tag = tag, .type = (uint8_t)type};
    b->len += len;
    return (int64_t)b->count++;
}

int64_t kl_net_batch_add(struct kl_net_batch *b, enum kl_net_verb verb,
                         const struct kl_net_object *o, void *tag)
{
    int rc = kl_net_build(b->n, b->msg, verb, o);

    if (rc == 0)
        return append(b, o->type, tag);
    set_name(kl_sock_error_edit(b->n->sock), b->count, o);
    return rc;
}

int64_t kl_net_batch_add_json(struct kl_net_batch *b, const char *family, const char *json,
                              size_t len, void *tag)
{
    int rc = kl_net_parse_json(b->n, b->msg, family, json, len);
    struct kl_net_object o = {.type = 0};
    char text[64];

    /* What is asked for is told in messages of its own, a list even without an acknowledgement. */
    if (rc == 0 && (kl_msg_header(b->msg)->nlmsg_type & 3) == (RTM_GETLINK & 3))
        rc = kl_net_refuse(b->n, -EINVAL, "a batch has changes, and asks for nothing");
    if (rc == 0) {
        (void)kl_net_read_object(&b->n->scratch, kl_msg_header(b->msg), &o, NULL);
        return append(b, o.type, tag);
    }
    snprintf(text, sizeof(text), "change %zu (%s)", b->count, family);
    kl_error_set_object(kl_sock_error_edit(b->n->sock), text);
    return rc;
}

/* ---- Results ---- */

static struct nlmsghdr *message(const struct kl_net_batch *b, size_t i)
{
    return (void *)(b->data + b->items[i].offset);
}

/* The message itself says what it is about. */
static void name_change(struct kl_net_batch *b, size_t i)
{
    struct kl_net_object o;
    char text[KL_NET_TEXT];

    if (b->items[i].type != KL_NET_ALTNAME &&
        kl_net_read_object(&b->n->scratch, message(b, i), &o, NULL) > 0) {
        set_name(&b->error, i, &o);
        return;
    }
    snprintf(text, sizeof(text), "change %zu (%s)", i,
             b->items[i].type != 0 ? kl_net_type_name(b->items[i].type) : "JSON");
    kl_error_set_object(&b->error, text);
}

/* Gives the result of change @i, whose error is in b->error. */
static void give(struct kl_net_batch *b, size_t i, int code)
{
    struct kl_net_batch_result r = {.number = i,
                                    .type = b->items[i].type,
                                    .code = code,
                                    .error = &b->error,
                                    .tag = b->items[i].tag};
    int rc;

    if (code < 0) {
        name_change(b, i);
        if (kl_error_code(&b->first) == 0)
            kl_error_copy(&b->first, &b->error);
    }
    if (b->fn == NULL || b->stop < 0 || (code == 0 && (b->flags & KL_NET_BATCH_ALL) == 0))
        return;
    b->n->sock->in_callback++; /* a request of its own would take answers from us */
    rc = b->fn(&r, b->user);
    b->n->sock->in_callback--;
    if (rc < 0)
        b->stop = rc;
}

/* Gives those in front of @end that nobody complained of. */
static void give_others(struct kl_net_batch *b, size_t end, int code)
{
    if (code == 0 && (b->flags & KL_NET_BATCH_ALL) == 0) {
        b->told = end > b->told ? end : b->told;
        return;
    }
    for (; b->told < end; b->told++) {
        kl_error_reset(&b->error);
        if (code < 0)
            (void)kl_error_set(&b->error, code, NULL);
        give(b, b->told, code);
    }
}

/* ---- Answers ---- */

/* Takes an answer. @return is it the last one's? */
static bool take(struct kl_net_batch *b, const struct nlmsghdr *msg)
{
    size_t i = b->told;
    struct kl_error_context c = {.protocol = NETLINK_ROUTE};
    int code;

    if (msg->nlmsg_type != NLMSG_ERROR)
        return false;
    while (i < b->end && message(b, i)->nlmsg_seq != msg->nlmsg_seq)
        i++;
    if (i == b->end)
        return false; /* of another time */
    c.request = message(b, i);
    give_others(b, i, b->overrun ? -ENOBUFS : 0);
    code = kl_error_parse(&b->error, msg, &c);
    b->told = i + 1;
    give(b, i, code);
    return i + 1 == b->end;
}

/* Reads until the last one was answered. @return 0, or what made it give up */
static int collect(struct kl_net_batch *b)
{
    for (;;) {
        ssize_t n = kl_recv(b->n->sock, b->rx, RX_SIZE, b->overrun ? 1 : TIMEOUT_MS);
        const struct nlmsghdr *msg;
        size_t at = 0;
        bool last = false;

        if (n == -ENOBUFS) {
            b->overrun = true; /* what is queued comes yet */
            continue;
        }
        if (n == -ETIMEDOUT && b->overrun)
            n = -ENOBUFS;
        if (n < 0)
            return (int)n;
        while (!last && kl_rx_next(b->rx, (size_t)n, &at, &msg) > 0)
            last = take(b, msg);
        if (last)
            return 0;
    }
}

/* Sends changes from b->end on, as many as go. */
static int send_some(struct kl_net_batch *b)
{
    size_t first = b->end, last = b->count, begin = b->items[first].offset, end;
    unsigned most = (b->flags & KL_NET_BATCH_STOP) != 0 ? 1 : SEND_COUNT;
    ssize_t rc;

    for (last = first; last < b->count && last - first < most; last++) {
        struct nlmsghdr *msg = message(b, last);

        if (last > first && b->items[last].offset + msg->nlmsg_len - begin > SEND_BYTES)
            break;
        msg->nlmsg_seq = kl_sock_sequence(b->n->sock);
        msg->nlmsg_pid = kl_sock_portid(b->n->sock);
    }
    message(b, last - 1)->nlmsg_flags |= NLM_F_ACK;
    end = last < b->count ? b->items[last].offset : b->len;
    rc = kl_sendto(b->n->sock, b->data + begin, end - begin);
    if (rc < 0)
        return (int)rc;
    b->end = last;
    b->overrun = false;
    return collect(b);
}

/* Nothing is in flight, so that a late answer of a lost send is told apart by its number. */
int kl_net_batch_run(struct kl_net_batch *b, kl_net_batch_fn *fn, void *user)
{
    int rc = 0;

    b->fn = fn;
    b->user = user;
    b->told = b->end = 0;
    b->stop = 0;
    kl_error_reset(&b->first);
    while (b->end < b->count && b->stop == 0 && rc == 0) {
        size_t begin = b->end;

        rc = send_some(b);
        if (rc < 0)
            give_others(b, b->end, rc);
        if (rc == -ENOBUFS && b->end > begin)
            rc = 0; /* those changes say so; the others go on */
        if ((b->flags & KL_NET_BATCH_STOP) != 0 && kl_error_code(&b->first) < 0)
            break;
    }
    if (rc < 0 && kl_error_code(&b->first) == 0) {
        kl_error_copy(&b->error, kl_sock_error(b->n->sock)); /* nothing was sent */
        name_change(b, b->end);
        kl_error_copy(&b->first, &b->error);
    }
    if ((b->flags & KL_NET_BATCH_ALL) != 0)
        give_others(b, b->count, -ECANCELED);
    kl_error_copy(kl_sock_error_edit(b->n->sock), &b->first);
    b->count = b->len = 0;
    if (b->stop < 0)
        return b->stop;
    return kl_error_code(&b->first);
}
