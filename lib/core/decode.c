// SPDX-License-Identifier: MIT
// kl_decode(): the messages of a datagram, and what they have in common.
#include "decode.h"
#include "../schema/tables.h"
#include "error.h"
#include "sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

/* More than all names together and a number. */
#define FLAG_NAMES 160

/* Above the flags that all messages share, the bits depend on what the message is. */
static void flag_names(char names[FLAG_NAMES], const struct nlmsghdr *h, const char *command)
{
    static const char *const common[] = {"request", "multi",     "ack",
                                         "echo",    "dump_intr", "dump_filtered"};
    static const char *const get[] = {"root", "match", "atomic"};
    static const char *const new[] = {"replace", "excl", "create", "append"};
    const char *const *upper = new;
    unsigned n_upper = 4, flags = h->nlmsg_flags, i;
    size_t len = 0;

    names[0] = '\0';
    if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE) {
        static const char *const ack[] = {"capped", "ack_tlvs"};

        upper = ack;
        n_upper = 2;
    } else if ((flags & NLM_F_DUMP) == NLM_F_DUMP &&
               (command == NULL || strstr(command, "NEW") == NULL)) {
        upper = get;
        n_upper = 3;
    }
    for (i = 0; i < 12; i++) {
        const char *name = NULL;

        if ((flags >> i & 1) == 0)
            continue;
        if (i < 6)
            name = common[i];
        else if (i >= 8 && i - 8 < n_upper)
            name = upper[i - 8];
        if (name == NULL)
            continue;
        flags &= ~(1u << i);
        if (len > 0)
            names[len++] = '|';
        len = (size_t)(stpcpy(names + len, name) - names);
    }
    if (flags != 0)
        snprintf(names + len, FLAG_NAMES - len, "%s0x%x", len > 0 ? "|" : "", flags);
}

/* Whoever shows a message's name and header himself need not be told. */
static bool is_left_out(const struct kl_decoder *d)
{
    return d->sink->bare && d->sink->depth == 1;
}

static void put_header(struct kl_decoder *d, const struct nlmsghdr *h, const char *command)
{
    static const char *const keys[] = {"length", "type", "flags", "sequence_number", "pid"};
    static const size_t order[] = {2, 0, 4, 3, 1}; /* Python: in alphabetical order */
    const uint32_t numbers[] = {h->nlmsg_len, h->nlmsg_type, 0, h->nlmsg_seq, h->nlmsg_pid};
    bool sorted = d->sink->kind == KL_SINK_PYTHON;
    char names[FLAG_NAMES];
    const struct kl_value flags = {.kind = KL_VALUE_FLAGS, .u = h->nlmsg_flags, .name = names};

    if (is_left_out(d))
        return;
    flag_names(names, h, command);
    kl_sink_key(d->sink, "header");
    kl_sink_struct_begin(d->sink);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        size_t at = sorted ? order[i] : i;

        kl_sink_key(d->sink, keys[at]);
        if (at == 2)
            kl_sink_value(d->sink, &flags);
        else
            kl_sink_uint(d->sink, numbers[at]);
    }
    kl_sink_object_end(d->sink);
}

static void put_pair(struct kl_decoder *d, const char *key, const char *text)
{
    kl_sink_key(d->sink, key);
    kl_sink_str(d->sink, text);
}

static void put_attrs(struct kl_decoder *d, const struct kl_scope *scope)
{
    kl_sink_key(d->sink, "attrs");
    kl_sink_object_begin(d->sink);
    kl_decode_attrs(d, scope, 0);
    kl_sink_object_end(d->sink);
}

/* A command newer than the table. */
static void put_number(struct kl_decoder *d, const struct kl_family *f, const unsigned char *data,
                       size_t have)
{
    const struct nlmsghdr *h = (const void *)data;
    unsigned id = f->match == KL_MATCH_NFNL ? h->nlmsg_type & 0xffu : h->nlmsg_type;

    if (f->match == KL_MATCH_GENL && have <= NLMSG_HDRLEN)
        return;
    kl_sink_key(d->sink, "command");
    kl_sink_uint(d->sink, f->match == KL_MATCH_GENL ? data[NLMSG_HDRLEN] : id);
}

/* A message that was recognised, @have bytes of it. */
struct known {
    const struct nlmsghdr *h;
    struct kl_recognised r;
    struct kl_scope scope;
    const char *command; /* its name or NULL */
};

static void put_in_order(struct kl_decoder *d, const struct known *m)
{
    const unsigned char *data = (const unsigned char *)m->h;

    put_header(d, m->h, m->command);
    if (m->r.family->match == KL_MATCH_GENL && !d->sink->headless)
        kl_decode_fields(d, &kl_layout_genlmsghdr, data + NLMSG_HDRLEN, GENL_HDRLEN);
    if (!d->sink->headless)
        kl_decode_fields(d, m->r.layout, m->scope.header, m->scope.header_len);
    put_attrs(d, &m->scope);
}

/* A key of the message: a field of one of its headers, or what has no layout. */
struct key {
    const char *name;
    const struct kl_layout *layout;
    unsigned i;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct key *)a)->name, ((const struct key *)b)->name);
}

/* Python's form: no names of ours, keys in alphabetical order. */
static void put_sorted(struct kl_decoder *d, const struct known *m)
{
    const struct kl_layout *layouts[] = {&kl_layout_genlmsghdr, m->r.layout};
    const unsigned char *data = (const unsigned char *)m->h;
    struct key keys[128] = {{.name = "attrs"}, {.name = "header"}};
    size_t n = 2;

    for (size_t l = m->r.family->match != KL_MATCH_GENL; l < 2; l++)
        for (unsigned i = 0; layouts[l] != NULL && i < layouts[l]->n_fields && n < 128; i++)
            keys[n++] = (struct key){layouts[l]->fields[i].name, layouts[l], i};
    qsort(keys, n, sizeof(keys[0]), by_name);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].layout == m->r.layout && keys[i].layout != NULL)
            kl_decode_field(d, keys[i].layout, keys[i].i, m->scope.header, m->scope.header_len);
        else if (keys[i].layout != NULL)
            kl_decode_field(d, keys[i].layout, keys[i].i, data + NLMSG_HDRLEN, GENL_HDRLEN);
        else if (strcmp(keys[i].name, "attrs") == 0)
            put_attrs(d, &m->scope);
        else
            put_header(d, m->h, m->command);
    }
}

static void put_names(struct kl_decoder *d, const struct known *m, size_t have)
{
    char name[KL_NAME_SIZE];

    if (m->r.family == NULL || is_left_out(d))
        return;
    put_pair(d, "family", m->r.family->name);
    if (m->command != NULL)
        put_pair(d, "command", kl_short_name(name, m->command, m->r.family->command_prefix));
    else
        put_number(d, m->r.family, (const unsigned char *)m->h, have);
}

/* What the message answers, if that may matter. @return NULL: not known. */
static const struct kl_scope *answered(struct kl_scope *ret, const struct nlmsghdr *h,
                                       const struct kl_decode_options *options)
{
    const struct nlmsghdr *request = options->request;
    const unsigned char *data = (const unsigned char *)request;
    struct kl_recognised r;

    if (options->protocol != NETLINK_SOCK_DIAG || request == NULL || request == h ||
        request->nlmsg_len < NLMSG_HDRLEN)
        return NULL;
    kl_recognise(&r, request, request->nlmsg_len, options->protocol, options->family);
    if (r.family == NULL || r.attrs_at > request->nlmsg_len)
        return NULL;
    *ret = (struct kl_scope){.set = r.set,
                             .data = data + r.attrs_at,
                             .len = request->nlmsg_len - r.attrs_at,
                             .command = r.command,
                             .header = data + r.header_at,
                             .header_len = r.attrs_at - r.header_at};
    return ret;
}

/* The message's name, fixed header and attributes; @have bytes of it are there. */
static void put_message(struct kl_decoder *d, const struct nlmsghdr *h, size_t have,
                        const struct kl_decode_options *options)
{
    const unsigned char *data = (const unsigned char *)h;
    struct known m = {.h = h};
    struct kl_scope request;

    kl_recognise(&m.r, h, have, options->protocol, options->family);
    m.command = m.r.command != NULL ? m.r.command->name : NULL;
    if (d->sink->kind != KL_SINK_PYTHON)
        put_names(d, &m, have);
    if (m.r.attrs_at > have || m.r.family == NULL)
        put_header(d, h, m.command);
    if (m.r.attrs_at > have) {
        kl_decode_error(d, "the message ends within its fixed header", have);
        return;
    }
    if (m.r.family == NULL) {
        kl_sink_key(d->sink, "bytes");
        kl_sink_value(d->sink, &(struct kl_value){.kind = KL_VALUE_BYTES,
                                                  .data = data + NLMSG_HDRLEN,
                                                  .len = have - NLMSG_HDRLEN});
        return;
    }
    m.scope = (struct kl_scope){.set = m.r.set,
                                .data = data + m.r.attrs_at,
                                .len = have - m.r.attrs_at,
                                .command = m.r.command,
                                .header = data + m.r.header_at,
                                .header_len = m.r.attrs_at - m.r.header_at,
                                .request = answered(&request, h, options)};
    if (d->sink->kind == KL_SINK_PYTHON)
        put_sorted(d, &m);
    else
        put_in_order(d, &m);
}

static const char *error_name(int code)
{
    const char *name = code < 0 && code > -4096 ? strerrorname_np(-code) : NULL;

    return name;
}

/* nl80211 wipes requests that hold keys once it is through with them; then an error echoes zeroes,
 * the command as well, which nothing else does. */
static bool is_wiped(const struct nlmsghdr *request, size_t len, int protocol)
{
    const unsigned char *data = (const unsigned char *)request;

    if (protocol != NETLINK_GENERIC || len <= NLMSG_HDRLEN)
        return false;
    for (size_t i = NLMSG_HDRLEN; i < len; i++)
        if (data[i] != 0)
            return false;
    return true;
}

/* The request that an error names, or as much of it as it echoes. */
static void put_request(struct kl_decoder *d, const struct nlmsghdr *h, size_t have,
                        const struct kl_decode_options *options)
{
    size_t at = NLMSG_HDRLEN + sizeof(int32_t);
    const struct nlmsghdr *echo;
    size_t len;

    if (have < at + NLMSG_HDRLEN)
        return;
    kl_sink_key(d->sink, "request");
    kl_sink_object_begin(d->sink);
    if (kl_error_echo(h, &echo, &len) == 0 && is_wiped(echo, len, options->protocol)) {
        put_header(d, echo, NULL);
        kl_sink_key(d->sink, "wiped");
        kl_sink_bool(d->sink, true);
    } else if (kl_error_echo(h, &echo, &len) == 0) {
        put_message(d, echo, len, options);
    } else {
        struct nlmsghdr copy;

        memcpy(&copy, (const char *)h + at, sizeof(copy));
        put_header(d, &copy, NULL);
    }
    kl_sink_object_end(d->sink);
}

/* The path's end is the name of what is missing, if the request told it. */
static void name_missing(struct kl_decoder *d, const struct kl_error *e)
{
    const char *path = kl_error_path(e), *dot = strrchr(path, '.');

    d->name = dot != NULL ? dot + 1 : path;
    if (e->missing && (d->name[0] < '0' || d->name[0] > '9'))
        d->named = kl_attrset_row(&kl_set_nlmsgerr, 5); /* NLMSGERR_ATTR_MISS_TYPE */
}

/* NLMSG_ERROR and NLMSG_DONE: a code, and what the kernel has to say about it. */
static void put_control(struct kl_decoder *d, const struct nlmsghdr *h, size_t have,
                        const struct kl_decode_options *options)
{
    static const char *const names[] = {"none", "noop", "error", "done", "overrun"};
    static const unsigned char nothing[1];
    struct kl_error_context context = {
        .request = options->request, .protocol = options->protocol, .family = options->family};
    const unsigned char *data = (const unsigned char *)h;
    struct kl_scope scope = {.set = &kl_set_nlmsgerr, .data = nothing};
    struct kl_error e = {.code = 0};
    size_t tlvs = kl_error_attrs_at(h);
    int32_t code;

    put_pair(d, "family", "netlink");
    put_pair(d, "command", h->nlmsg_type < 5 ? names[h->nlmsg_type] : "control");
    put_header(d, h, NULL);
    if (h->nlmsg_type != NLMSG_ERROR && h->nlmsg_type != NLMSG_DONE)
        return;
    if (have < NLMSG_HDRLEN + sizeof(code)) {
        if (h->nlmsg_type == NLMSG_ERROR)
            kl_decode_error(d, "the message ends before its code", have);
        return;
    }
    memcpy(&code, data + NLMSG_HDRLEN, sizeof(code));
    kl_sink_key(d->sink, "code");
    kl_sink_value(d->sink,
                  &(struct kl_value){.kind = KL_VALUE_INT, .i = code, .name = error_name(code)});
    if (h->nlmsg_type == NLMSG_ERROR)
        put_request(d, h, have, options);
    kl_error_reset(&e);
    kl_error_parse(&e, h, &context);
    if (kl_error_path(&e)[0] != '\0')
        put_pair(d, "path", kl_error_path(&e));
    if (tlvs >= have)
        return;
    name_missing(d, &e);
    scope.data = data + tlvs;
    scope.len = have - tlvs;
    put_attrs(d, &scope);
    d->named = NULL;
}

static void put_one(struct kl_decoder *d, const struct nlmsghdr *h, size_t have,
                    const struct kl_decode_options *options)
{
    kl_sink_object_begin(d->sink);
    if (h->nlmsg_type < NLMSG_MIN_TYPE)
        put_control(d, h, have, options);
    else
        put_message(d, h, have, options);
    kl_sink_object_end(d->sink);
}

/* What is left at the end of a datagram and cannot be a message, or not a whole one. */
static void put_rest(struct kl_decoder *d, const unsigned char *data, size_t len, size_t offset)
{
    kl_sink_object_begin(d->sink);
    kl_decode_error(d, len < NLMSG_HDRLEN ? "too short for a message" : "the length is wrong",
                    offset);
    kl_sink_key(d->sink, "bytes");
    kl_sink_value(d->sink, &(struct kl_value){.kind = KL_VALUE_BYTES, .data = data, .len = len});
    kl_sink_object_end(d->sink);
}

static void put_all(struct kl_decoder *d, const unsigned char *data, size_t len,
                    const struct kl_decode_options *options)
{
    size_t offset = 0;

    while (offset < len) {
        size_t left = len - offset, step;
        const struct nlmsghdr *h = (const void *)(data + offset);

        if (left < NLMSG_HDRLEN || h->nlmsg_len < NLMSG_HDRLEN || h->nlmsg_len > left) {
            put_rest(d, data + offset, left, offset);
            return;
        }
        put_one(d, h, h->nlmsg_len, options);
        step = NLMSG_ALIGN((size_t)h->nlmsg_len);
        offset += step < left ? step : left;
    }
}

int kl_decode(struct kl_sink *sink, const void *data, size_t len,
              const struct kl_decode_options *options)
{
    static const struct kl_decode_options none;
    struct kl_decoder d = {.sink = sink};
    void *copy = NULL;

    if (sink == NULL || (data == NULL && len > 0))
        return -EINVAL;
    if (options == NULL)
        options = &none;
    /* Headers are read in place: bytes from a capture may stand anywhere. */
    if ((uintptr_t)data % NLMSG_ALIGNTO != 0) {
        copy = malloc(len);
        if (copy == NULL)
            return -ENOMEM;
        data = memcpy(copy, data, len);
    }
    put_all(&d, data, len, options);
    free(copy);
    return d.malformed;
}
