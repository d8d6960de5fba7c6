// SPDX-License-Identifier: MIT
#include "batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int kl_ipset_batch_new(struct kl_ipset_batch **ret, struct kl_ipset *h, unsigned flags)
{
    struct kl_ipset_batch *b;

    if (flags & ~(unsigned)(KL_IPSET_BATCH_ORDER | KL_IPSET_BATCH_THREAD))
        return kl_ipset_refuse(h, -EINVAL, KL_IPSET_OTHER, NULL, "unknown flags %#x", flags);
    b = calloc(1, sizeof *b);
    if (!b)
        return -ENOMEM;
    b->data = malloc(KL_ADT_MAX + KL_IPSET_ELEM_MAX);
    if (!b->data) {
        free(b);
        return -ENOMEM;
    }
    b->ipset = h;
    b->order = flags & KL_IPSET_BATCH_ORDER;
    b->threads = flags & KL_IPSET_BATCH_THREAD;
    *ret = b;
    return 0;
}

void kl_ipset_batch_free(struct kl_ipset_batch *b)
{
    if (!b)
        return;
    kl_batch_thread_free(b);
    free(b->bins);
    free(b->data);
    free(b);
}

// ---- Sending ----------------------------------------------------------------------------------

// The line number that the kernel wrote into its copy of the request.
static uint32_t refused_line(const struct nlmsghdr *error)
{
    const struct nlmsghdr *request;
    struct kl_attr line;
    struct kl_view v;
    size_t len;
    uint32_t value;

    if (!error || kl_error_echo(error, &request, &len) || len < NLMSG_HDRLEN + 4)
        return 0;
    v = (struct kl_view){.data = (const unsigned char *)request + NLMSG_HDRLEN + 4,
                         .len = len - NLMSG_HDRLEN - 4};
    if (kl_view_get(&v, IPSET_ATTR_LINENO, &line) || line.len < sizeof value)
        return 0;
    memcpy(&value, line.data, sizeof value);
    return value;
}

// The line of one element, which its attributes end with.
static uint32_t line_of(const struct kl_attr *element)
{
    struct kl_view one = {.data = element->data, .len = element->len};
    struct kl_attr number;
    uint32_t value;

    if (kl_view_get(&one, IPSET_ATTR_LINENO, &number) || number.len < sizeof value)
        return 0;
    memcpy(&value, number.data, sizeof value);
    return value;
}

// Finds the element of line @line among those that wait.
static bool find_line(const struct kl_ipset_batch *b, uint32_t line, struct kl_ipset_elem *ret)
{
    struct kl_view all = {.data = b->data, .len = b->len};
    struct kl_attr a;

    while (kl_view_next(&all, &a) == 1)
        if (line_of(&a) == line)
            return kl_ipset_read_elem(ret, &(struct kl_view){.data = a.data, .len = a.len}) >= 0;
    return false;
}

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    (void)s;
    if (reply->kind == KL_REPLY_DONE && reply->code)
        *(uint32_t *)user = refused_line(reply->msg);
    return 0;
}

int kl_batch_send(struct kl_ipset_batch *b, uint8_t cmd, bool exclusive, const unsigned char *data,
                  size_t len, uint32_t *line)
{
    struct kl_ipset *h = b->ipset;

    if (h->listing)
        return -EBUSY;
    kl_ipset_begin(h, cmd, exclusive ? NLM_F_EXCL : 0, b->set);
    // The kernel overwrites it with the line that it refuses.
    (void)kl_msg_put_u32(h->msg, IPSET_ATTR_LINENO, *line);
    (void)kl_msg_put_bytes(h->msg, IPSET_ATTR_ADT | NLA_F_NESTED, data, len);
    h->cause = KL_IPSET_OTHER;
    return kl_request_each(h->sock, h->msg, NULL, on_reply, line);
}

int kl_batch_fail(struct kl_ipset_batch *b, int code, uint32_t line)
{
    struct kl_ipset_subject about = {.cmd = b->cmd, .set = b->set, .type = b->type, .line = line};
    struct kl_ipset_elem e;

    if (line && find_line(b, line, &e))
        about.elem = &e;
    return kl_ipset_fail(b->ipset, code, &about);
}

// How many of the bytes from @at on are whole elements that fit into one message.
static size_t message_len(const struct kl_ipset_batch *b, size_t at)
{
    size_t len = 0;
    struct nlattr head;

    if (b->len - at <= KL_ADT_MAX)
        return b->len - at;
    for (;;) {
        memcpy(&head, b->data + at + len, sizeof head);
        if (len + head.nla_len > KL_ADT_MAX)
            return len;
        len += head.nla_len;
    }
}

int kl_batch_send_plain(struct kl_ipset_batch *b)
{
    for (size_t at = 0, len; at < b->len; at += len) {
        struct kl_view first = {.data = b->data + at, .len = b->len - at};
        struct kl_attr a;
        uint32_t line;
        int r;

        len = message_len(b, at);
        line = kl_view_next(&first, &a) == 1 ? line_of(&a) : 0;
        r = kl_batch_send(b, b->cmd, !(b->flags & KL_IPSET_EXIST), b->data + at, len, &line);
        if (r)
            return kl_batch_fail(b, r, line);
    }
    return 0;
}

int kl_ipset_batch_flush(struct kl_ipset_batch *b)
{
    int r = kl_batch_thread_wait(b);

    if (r || !b->len)
        return r;
    if (b->mode == KL_BATCH_ORDER && b->waiting >= KL_ORDER_WORTH)
        r = kl_batch_order_send(b);
    else
        r = kl_batch_send_plain(b);
    b->len = 0;
    b->waiting = 0;
    return r;
}

// ---- Taking elements --------------------------------------------------------------------------

static void begin(struct kl_ipset_batch *b, uint8_t cmd, const char *set,
                  const struct kl_ipset_known *known, unsigned flags)
{
    bool eligible = b->order && cmd == IPSET_CMD_ADD && !strncmp(known->type->name, "hash:", 5);

    b->cmd = cmd;
    b->flags = flags;
    b->type = known->type;
    b->family = known->family;
    if (b->set != set) {
        memset(b->set, 0, sizeof b->set);
        strncpy(b->set, set, sizeof b->set - 1);
    }
    b->mode = eligible ? KL_BATCH_ASK : KL_BATCH_PLAIN;
}

static bool is_full(const struct kl_ipset_batch *b, size_t more)
{
    if (b->mode == KL_BATCH_ORDER)
        return b->len + more > (size_t)b->max_waiting * KL_ORDER_BYTES ||
               b->waiting == b->max_waiting;
    return b->len + more > KL_ADT_MAX;
}

// Makes room for the @more bytes of the element at @at, by asking for order, or by sending; then it
// stands at b->len.
static int make_room(struct kl_ipset_batch *b, size_t at, size_t more)
{
    int r;

    if (b->mode == KL_BATCH_ASK) {
        kl_batch_order_ask(b);
        if (!is_full(b, more))
            return 0;
    }
    r = kl_batch_thread_wait(b);
    if (!r && b->mode == KL_BATCH_ORDER && b->threads)
        return kl_batch_thread_start(b, at, more);
    if (!r)
        r = kl_ipset_batch_flush(b);
    if (!r && b->mode == KL_BATCH_ORDER)
        kl_batch_order_ask(b); // the set may have grown
    memmove(b->data, b->data + at, more);
    return r;
}

int kl_ipset_batch_put(struct kl_ipset_batch *b, uint8_t cmd, const char *set,
                       const struct kl_ipset_known *known, const struct kl_ipset_elem *e,
                       unsigned flags, uint32_t line)
{
    struct nlattr head = {.nla_type = IPSET_ATTR_DATA | NLA_F_NESTED};
    size_t at;
    int r;

    b->count++;
    if (cmd != b->cmd || flags != b->flags || known->type != b->type || strcmp(set, b->set) != 0) {
        r = kl_ipset_batch_flush(b);
        if (r)
            return r;
        begin(b, cmd, set, known, flags);
    }
    at = b->len; // there is always room for one more than is sent
    head.nla_len = (uint16_t)(sizeof head + kl_ipset_write_elem(b->data + at + sizeof head, e,
                                                                line ? line : b->count));
    memcpy(b->data + at, &head, sizeof head);
    if (is_full(b, head.nla_len)) {
        r = make_room(b, at, head.nla_len);
        if (r)
            return r;
    }
    if (b->mode == KL_BATCH_ORDER && !kl_batch_order_note(b, e)) {
        // A range stands for many: what it overlaps must come in its turn.
        at = b->len;
        r = kl_ipset_batch_flush(b);
        if (r)
            return r;
        b->mode = KL_BATCH_PLAIN;
        memmove(b->data, b->data + at, head.nla_len);
    }
    b->len += head.nla_len;
    b->waiting++;
    return 0;
}

// ---- The public side --------------------------------------------------------------------------

// Another set may have to be asked for, while the handle is the thread's.
static int look_up(struct kl_ipset_batch *b, const char *set, uint8_t cmd,
                   const struct kl_ipset_known **ret)
{
    int r = strcmp(set, b->set) != 0 ? kl_batch_thread_wait(b) : 0;

    return r ? r : kl_ipset_lookup(b->ipset, set, cmd, ret);
}

static int put(struct kl_ipset_batch *b, uint8_t cmd, const char *set,
               const struct kl_ipset_elem *e, unsigned flags, uint32_t line)
{
    const struct kl_ipset_known *known;
    struct kl_ipset_elem tcp;
    int r = look_up(b, set, cmd, &known);

    if (r)
        return r;
    if (e->has & KL_IPSET_E_PORT && !e->port.protocol && strcmp(known->type->name, "bitmap:port")) {
        tcp = *e; // types that store a protocol want one
        tcp.port.protocol = 6;
        e = &tcp;
    }
    return kl_ipset_batch_put(b, cmd, set, known, e, flags, line);
}

int kl_ipset_batch_add(struct kl_ipset_batch *b, const char *set, const struct kl_ipset_elem *e,
                       unsigned flags, uint32_t line)
{
    return put(b, IPSET_CMD_ADD, set, e, flags, line);
}

int kl_ipset_batch_delete(struct kl_ipset_batch *b, const char *set, const struct kl_ipset_elem *e,
                          unsigned flags, uint32_t line)
{
    return put(b, IPSET_CMD_DEL, set, e, flags, line);
}

int kl_ipset_batch_add_text(struct kl_ipset_batch *b, const char *set, const char *text,
                            unsigned flags, uint32_t line)
{
    struct kl_ipset *h = b->ipset;
    const struct kl_ipset_known *known;
    struct kl_ipset_elem e;
    char error[384];
    struct kl_parse p = {.names = h->names, .error = error, .error_size = sizeof error};
    int r = look_up(b, set, IPSET_CMD_ADD, &known);

    if (r)
        return r;
    p.type = known->type;
    p.family = known->family;
    if (kl_parse_elem_quick(&p, KL_TEXT(text), &e) == text + strlen(text))
        return kl_ipset_batch_put(b, IPSET_CMD_ADD, set, known, &e, flags, line);
    r = kl_ipset_parse_line(&p, KL_TEXT(text), &e);
    if (r) {
        int earlier = kl_ipset_batch_flush(b);

        if (earlier)
            return earlier;
        kl_ipset_refuse(h, r, KL_IPSET_SYNTAX, set, "%s", error);
        kl_error_set_element(kl_sock_error_edit(h->sock), text);
        kl_error_set_line(kl_sock_error_edit(h->sock), line);
        return r;
    }
    return kl_ipset_batch_put(b, IPSET_CMD_ADD, set, known, &e, flags, line);
}
