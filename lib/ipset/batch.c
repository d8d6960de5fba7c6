// SPDX-License-Identifier: MIT
#include "batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// An attribute's length is 16 bits.
#define ADT_MAX (65535 - sizeof(struct nlattr))

struct kl_ipset_batch {
    struct kl_ipset *ipset;
    uint8_t cmd;
    unsigned flags;
    char set[KL_IPSET_NAME_SIZE];
    const struct kl_ipset_type *type;
    uint32_t count; // elements so far, over all messages
    uint32_t first_line;
    size_t len;
    unsigned char data[ADT_MAX + KL_IPSET_ELEM_MAX];
};

int kl_ipset_batch_new(struct kl_ipset_batch **ret, struct kl_ipset *h)
{
    struct kl_ipset_batch *b = malloc(sizeof *b);

    if (!b)
        return -ENOMEM;
    memset(b, 0, offsetof(struct kl_ipset_batch, data));
    b->ipset = h;
    *ret = b;
    return 0;
}

void kl_ipset_batch_free(struct kl_ipset_batch *b)
{
    free(b);
}

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

// Finds the element of line @line among those that were sent.
static bool find_line(const struct kl_ipset_batch *b, uint32_t line, struct kl_ipset_elem *ret)
{
    struct kl_view all = {.data = b->data, .len = b->len};
    struct kl_attr a, number;

    while (kl_view_next(&all, &a) == 1) {
        struct kl_view one = {.data = a.data, .len = a.len};
        uint32_t value;

        if (kl_view_get(&one, IPSET_ATTR_LINENO, &number) || number.len < sizeof value)
            continue;
        memcpy(&value, number.data, sizeof value);
        if (value == line)
            return kl_ipset_read_elem(ret, &one) >= 0;
    }
    return false;
}

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    (void)s;
    if (reply->kind == KL_REPLY_DONE && reply->code)
        *(uint32_t *)user = refused_line(reply->msg);
    return 0;
}

int kl_ipset_batch_flush(struct kl_ipset_batch *b)
{
    struct kl_ipset *h = b->ipset;
    struct kl_ipset_subject about = {.cmd = b->cmd, .set = b->set, .type = b->type};
    struct kl_ipset_elem e;
    uint32_t line = 0;
    int r;

    if (!b->len)
        return 0;
    kl_ipset_begin(h, b->cmd, b->flags & KL_IPSET_EXIST ? 0 : NLM_F_EXCL, b->set);
    (void)kl_msg_put_u32(h->msg, IPSET_ATTR_LINENO, b->first_line);
    (void)kl_msg_put_bytes(h->msg, IPSET_ATTR_ADT | NLA_F_NESTED, b->data, b->len);
    h->cause = KL_IPSET_OTHER;
    r = kl_request_each(h->sock, h->msg, NULL, on_reply, &line);
    if (r) {
        about.line = line;
        if (line && find_line(b, line, &e))
            about.elem = &e;
        kl_ipset_fail(h, r, &about);
    }
    b->len = 0;
    return r;
}

int kl_ipset_batch_put(struct kl_ipset_batch *b, uint8_t cmd, const char *set,
                       const struct kl_ipset_type *type, const struct kl_ipset_elem *e,
                       unsigned flags, uint32_t line)
{
    struct nlattr head = {.nla_type = IPSET_ATTR_DATA | NLA_F_NESTED};
    size_t len;
    int r;

    if (b->len && (cmd != b->cmd || flags != b->flags || strcmp(set, b->set))) {
        r = kl_ipset_batch_flush(b);
        if (r)
            return r;
    }
    b->count++;
    if (!line)
        line = b->count;
again:
    if (!b->len) {
        b->cmd = cmd;
        b->flags = flags;
        b->type = type;
        b->first_line = line;
        strncpy(b->set, set, sizeof b->set - 1);
    }
    len = sizeof head + kl_ipset_write_elem(b->data + b->len + sizeof head, e, line);
    if (b->len + len > ADT_MAX) {
        r = kl_ipset_batch_flush(b);
        if (r)
            return r;
        goto again;
    }
    head.nla_len = (uint16_t)len;
    memcpy(b->data + b->len, &head, sizeof head);
    b->len += len;
    return 0;
}
