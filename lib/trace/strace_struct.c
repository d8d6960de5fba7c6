// SPDX-License-Identifier: MIT
/*
 * Messages that strace printed as structures, back into bytes. The header always comes back. What
 * follows does where strace prints it without loss: strings that are whole, the family's header
 * and attributes of nfnetlink, answers with an error. Anything else ends the message's bytes.
 */
#include "strace.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define DEPTH_MAX 16

void kl_pieces_add(struct kl_pieces *p, struct kl_piece piece)
{
    if (p->count == p->room) {
        size_t room = p->room == 0 ? 16 : p->room * 2;
        struct kl_piece *grown = realloc(p->all, room * sizeof(*grown));

        if (grown == NULL)
            return;
        p->all = grown;
        p->room = room;
    }
    p->all[p->count++] = piece;
}

static bool is_header(struct kl_span v)
{
    return kl_span_starts(v, "{nlmsg_len=") || kl_span_starts(v, "{len=");
}

static bool number_field(struct kl_span inside, const char *now, const char *before,
                         struct kl_span *ret)
{
    return kl_field(inside, now, ret) || kl_field(inside, before, ret);
}

static bool read_header(struct kl_rebuild *b, struct kl_span value, struct nlmsghdr *h)
{
    struct kl_span in, len, type, flags, seq, pid;
    long long n[5];

    if (!kl_inside(value, &in) || !number_field(in, "nlmsg_len", "len", &len) ||
        !number_field(in, "nlmsg_type", "type", &type) ||
        !number_field(in, "nlmsg_flags", "flags", &flags) ||
        !number_field(in, "nlmsg_seq", "seq", &seq) || !number_field(in, "nlmsg_pid", "pid", &pid))
        return false;
    n[1] = kl_strace_type(b->families, type);
    if (n[1] < 0)
        n[1] = kl_strace_make_up(b->families, type);
    if (n[1] < 0) {
        snprintf(b->error, sizeof(b->error),
                 "strace wrote %.*s for the type of this message, and nothing before it tells "
                 "the number",
                 (int)(type.end - type.s < 60 ? type.end - type.s : 60), type.s);
        return false;
    }
    n[2] = kl_strace_flags(flags);
    if (!kl_span_number(len, &n[0]) || n[2] < 0 || !kl_span_number(seq, &n[3]) ||
        !kl_span_number(pid, &n[4]))
        return false;
    h->nlmsg_len = (uint32_t)n[0];
    h->nlmsg_type = (uint16_t)n[1];
    h->nlmsg_flags = (uint16_t)n[2];
    h->nlmsg_seq = (uint32_t)n[3];
    h->nlmsg_pid = (uint32_t)n[4];
    return true;
}

/* A string of @want bytes. The NUL that ends a name is not printed. */
static bool add_string(struct kl_rebuild *b, struct kl_span v, size_t want)
{
    size_t before = b->bytes->len, got;
    const char *stop = kl_unescape(v.s + 1, v.end, '"', b->bytes);

    got = b->bytes->len - before;
    if (stop < v.end && *stop == '"' && !b->bytes->failed && got + 1 == want)
        kl_bytes_zero(b->bytes, 1);
    got = b->bytes->len - before;
    if (got >= want && !b->bytes->failed) {
        b->bytes->len = before + want;
        return true;
    }
    return false;
}

static bool add_number(struct kl_rebuild *b, struct kl_span v, size_t want)
{
    bool swap = false;
    unsigned char bytes[8];
    long long n;

    if ((kl_span_starts(v, "htonl(") && want == 4) || (kl_span_starts(v, "htons(") && want == 2)) {
        swap = true;
        v.s += 6;
        v.end -= v.end > v.s;
    }
    if (!kl_span_number(v, &n) || (want != 1 && want != 2 && want != 4 && want != 8))
        return false;
    for (size_t i = 0; i < want; i++)
        bytes[swap ? want - 1 - i : i] = (unsigned char)((unsigned long long)n >> (8 * i));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (size_t i = 0; i < want / 2; i++) {
        unsigned char c = bytes[i];

        bytes[i] = bytes[want - 1 - i];
        bytes[want - 1 - i] = c;
    }
#endif
    kl_bytes_add(b->bytes, bytes, want);
    return true;
}

static bool add_attributes(struct kl_rebuild *b, struct kl_span v, int depth);

static long attribute_type(struct kl_span v)
{
    static const char *const of_errors[] = {"MSG",    "OFFS",      "COOKIE",
                                            "POLICY", "MISS_TYPE", "MISS_NEST"};
    long long flags = kl_strace_flags(v);

    if (flags >= 0)
        return (long)flags;
    if (kl_span_starts(v, "NLMSGERR_ATTR_"))
        v.s += strlen("NLMSGERR_ATTR_");
    for (size_t i = 0; i < sizeof(of_errors) / sizeof(of_errors[0]); i++)
        if (kl_span_is(v, of_errors[i]))
            return (long)i + 1;
    return -1;
}

/* {nla_len=5, nla_type=0x1} alone, or it and the value in brackets. */
static bool add_attribute(struct kl_rebuild *b, struct kl_span v, int depth)
{
    struct kl_span in, head = v, value = {NULL, NULL}, len, type;
    const char *s;
    long long n;
    long t;
    bool done;

    if (kl_span_starts(v, "[")) {
        if (!kl_inside(v, &in))
            return false;
        s = in.s;
        if (!kl_next_value(&s, in.end, &head))
            return false;
        if (!kl_next_value(&s, in.end, &value))
            value = (struct kl_span){NULL, NULL};
    }
    if (!kl_inside(head, &in) || !kl_field(in, "nla_len", &len) || !kl_field(in, "nla_type", &type))
        return false;
    t = attribute_type(type);
    if (!kl_span_number(len, &n) || n < 4 || n > 65535 || t < 0 || t > 65535)
        return false;
    kl_bytes_add16(b->bytes, (unsigned)n);
    kl_bytes_add16(b->bytes, (unsigned)t);
    n -= 4;
    if (n == 0 || value.s == NULL) {
        done = n == 0;
    } else if (*value.s == '"') {
        done = add_string(b, value, (size_t)n);
    } else if (*value.s == '[' || *value.s == '{') {
        size_t before = b->bytes->len;

        done = depth < DEPTH_MAX && add_attributes(b, value, depth + 1);
        if (done && b->bytes->len - before > (size_t)n &&
            NLMSG_ALIGN((size_t)n) == b->bytes->len - before)
            b->bytes->len = before + (size_t)n;
        done = done && b->bytes->len - before == (size_t)n;
    } else {
        done = add_number(b, value, (size_t)n);
    }
    if (done)
        kl_bytes_zero(b->bytes, NLMSG_ALIGN((size_t)n) - (size_t)n);
    return done;
}

static bool add_attributes(struct kl_rebuild *b, struct kl_span v, int depth)
{
    struct kl_span in, one;
    const char *s;

    if (kl_span_starts(v, "[{nla_len=") || kl_span_starts(v, "{nla_len="))
        return add_attribute(b, v, depth);
    if (!kl_inside(v, &in) || *v.s != '[')
        return false;
    for (s = in.s; kl_next_value(&s, in.end, &one);)
        if (!add_attribute(b, one, depth))
            return false;
    return true;
}

/* {nfgen_family=AF_INET, version=NFNETLINK_V0, res_id=htons(0)} */
static bool add_nfgenmsg(struct kl_rebuild *b, struct kl_span v)
{
    static const struct {
        const char *name;
        unsigned char value;
    } families[] = {{"AF_UNSPEC", AF_UNSPEC},
                    {"AF_INET", AF_INET},
                    {"AF_INET6", AF_INET6},
                    {"AF_UNIX", 1},
                    {"AF_BRIDGE", AF_BRIDGE},
                    {"AF_APPLETALK", 5},
                    {"AF_IPX", 4},
                    {"AF_AX25", 3},
                    {"AF_X25", 9},
                    {"AF_DECnet", 12}};
    struct kl_span in, family, version, id;
    long long f = -1, i;

    if (!kl_inside(v, &in) || !kl_field(in, "nfgen_family", &family) ||
        !kl_field(in, "version", &version) || !kl_field(in, "res_id", &id))
        return false;
    for (size_t n = 0; n < sizeof(families) / sizeof(families[0]); n++)
        if (kl_span_is(family, families[n].name))
            f = families[n].value;
    if (f < 0 && !kl_span_number(family, &f))
        return false;
    if (!kl_span_is(version, "NFNETLINK_V0") || !kl_span_starts(id, "htons("))
        return false;
    id.s += 6;
    id.end -= id.end > id.s;
    i = kl_strace_flags(id);
    if (i < 0)
        i = kl_strace_type(NULL, id);
    if (i < 0)
        return false;
    kl_bytes_add8(b->bytes, (unsigned)f);
    kl_bytes_add8(b->bytes, 0);
    kl_bytes_add8(b->bytes, (unsigned)i >> 8);
    kl_bytes_add8(b->bytes, (unsigned)i & 0xff);
    return true;
}

static bool add_message(struct kl_rebuild *b, struct kl_span v, int depth);

static bool read_error(struct kl_span v, int *ret)
{
    long long n;

    if (kl_span_number(v, &n)) {
        *ret = (int)n;
        return true;
    }
    if (v.s == v.end || *v.s++ != '-')
        return false;
    for (int i = 1; i < 4096; i++) {
        const char *name = strerrorname_np(i);

        if (name != NULL && kl_span_is(v, name)) {
            *ret = -i;
            return true;
        }
    }
    return false;
}

/* {error=-EEXIST, msg=...}, with the attributes of the extended ack behind it since 5.13. */
static bool add_error(struct kl_rebuild *b, struct kl_span v, int depth)
{
    struct kl_span in, error, msg, attributes = {NULL, NULL};
    const char *s;
    int code;

    if (kl_span_starts(v, "[")) {
        kl_inside(v, &in);
        s = in.s;
        if (!kl_next_value(&s, in.end, &v))
            return false;
        kl_next_value(&s, in.end, &attributes);
    }
    if (!kl_inside(v, &in) || !kl_field(in, "error", &error) || !read_error(error, &code))
        return false;
    kl_bytes_add32(b->bytes, (uint32_t)code);
    if (!kl_field(in, "msg", &msg))
        return true;
    return depth < DEPTH_MAX && add_message(b, msg, depth + 1) &&
           (attributes.s == NULL || add_attributes(b, attributes, depth + 1));
}

/* What stands behind the header: @rest is a list of values. */
static bool add_payload(struct kl_rebuild *b, const struct nlmsghdr *h, struct kl_span rest,
                        size_t start, int depth)
{
    struct kl_span v;
    size_t want = h->nlmsg_len - sizeof(*h);

    if (!kl_next_value(&rest.s, rest.end, &v))
        return want == 0;
    if (*v.s == '"')
        return add_string(b, v, want);
    if (h->nlmsg_type == NLMSG_ERROR)
        return add_error(b, v, depth) && b->bytes->len - start == h->nlmsg_len;
    if (*v.s != '{' && *v.s != '[')
        return want == 4 && add_number(b, v, 4);
    if (!add_nfgenmsg(b, v))
        return false;
    if (kl_next_value(&rest.s, rest.end, &v) && !add_attributes(b, v, depth))
        return false;
    return b->bytes->len - start == h->nlmsg_len;
}

/* In the brackets of @v a header and what follows, or @v is a header alone. */
static bool add_message(struct kl_rebuild *b, struct kl_span v, int depth)
{
    struct kl_span in = {v.end, v.end}, head = v;
    struct nlmsghdr h;
    size_t start = b->bytes->len;
    bool done;

    if (!is_header(v)) {
        if (!kl_inside(v, &in) || !kl_next_value(&in.s, in.end, &head))
            return false;
    }
    if (!read_header(b, head, &h))
        return false;
    kl_bytes_add(b->bytes, &h, sizeof(h));
    if (depth > 0 && in.s >= in.end) /* a header that the kernel gave back without the rest */
        return true;
    done = h.nlmsg_len >= sizeof(h) && add_payload(b, &h, in, start, depth);
    if (!done && h.nlmsg_len >= sizeof(h) && b->bytes->len - start > h.nlmsg_len)
        b->bytes->len = start + sizeof(h);
    return done;
}

static void add_top(struct kl_rebuild *b, struct kl_span v)
{
    size_t start = b->bytes->len, len;
    uint32_t wanted = 0;
    bool done = add_message(b, v, 0);

    len = b->bytes->len - start;
    if (len >= sizeof(wanted))
        memcpy(&wanted, b->bytes->data + start, sizeof(wanted));
    if (wanted < sizeof(struct nlmsghdr)) { /* zeros behind the last message */
        b->bytes->len = start;
        return;
    }
    b->lossy |= !done;
    kl_pieces_add(&b->pieces, (struct kl_piece){start, len, done ? len : wanted});
    kl_bytes_zero(b->bytes, NLMSG_ALIGN(len) - len);
}

bool kl_strace_rebuild(struct kl_rebuild *b, struct kl_span value)
{
    struct kl_span in, one;
    const char *s;

    if (is_header(value)) {
        add_top(b, value);
        return true;
    }
    if (!kl_inside(value, &in))
        return false;
    s = in.s;
    if (!kl_next_value(&s, in.end, &one) || (*one.s != '{' && *one.s != '['))
        return false;
    if (is_header(one)) {
        add_top(b, value);
        return true;
    }
    if (!kl_span_has((struct kl_span){one.s, one.end}, "len="))
        return false;
    do {
        if (*one.s != '{' && *one.s != '[') {
            b->lossy = true; /* ... */
            break;
        }
        add_top(b, one);
    } while (kl_next_value(&s, in.end, &one));
    return true;
}
