// SPDX-License-Identifier: MIT
// kl_decode(): the messages of a datagram, and what they have in common.
#include "decode.h"
#include "../schema/tables.h"
#include "error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Above the flags that all messages share, the bits depend on what the message is. */
static void flag_names(char *names, size_t size, const struct nlmsghdr *h, const char *command)
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
        len += (size_t)snprintf(names + len, size - len, "%s%s", len > 0 ? "|" : "", name);
    }
    if (flags != 0)
        snprintf(names + len, size - len, "%s0x%x", len > 0 ? "|" : "", flags);
}

static void put_header(struct kl_decoder *d, const struct nlmsghdr *h, const char *command)
{
    char names[160];

    flag_names(names, sizeof(names), h, command);
    kl_sink_key(d->sink, "header");
    kl_sink_object_begin(d->sink);
    kl_sink_key(d->sink, "length");
    kl_sink_uint(d->sink, h->nlmsg_len);
    kl_sink_key(d->sink, "type");
    kl_sink_uint(d->sink, h->nlmsg_type);
    kl_sink_key(d->sink, "flags");
    kl_sink_value(d->sink,
                  &(struct kl_value){.kind = KL_VALUE_FLAGS, .u = h->nlmsg_flags, .name = names});
    kl_sink_key(d->sink, "sequence_number");
    kl_sink_uint(d->sink, h->nlmsg_seq);
    kl_sink_key(d->sink, "pid");
    kl_sink_uint(d->sink, h->nlmsg_pid);
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

/* The message's name, fixed header and attributes; @have bytes of it are there. */
static void put_message(struct kl_decoder *d, const struct nlmsghdr *h, size_t have,
                        const struct kl_decode_options *options)
{
    const unsigned char *data = (const unsigned char *)h;
    char name[KL_NAME_SIZE];
    struct kl_recognised r;
    struct kl_scope scope;

    kl_recognise(&r, h, have, options->protocol, options->family);
    if (r.family != NULL)
        put_pair(d, "family", r.family->name);
    if (r.command != NULL)
        put_pair(d, "command", kl_short_name(name, r.command->name, r.family->command_prefix));
    else if (r.family != NULL)
        put_number(d, r.family, data, have);
    put_header(d, h, r.command != NULL ? r.command->name : NULL);
    if (r.attrs_at > have) {
        kl_decode_error(d, "the message ends within its fixed header", have);
        return;
    }
    if (r.family == NULL) {
        kl_sink_key(d->sink, "bytes");
        kl_sink_value(d->sink, &(struct kl_value){.kind = KL_VALUE_BYTES,
                                                  .data = data + NLMSG_HDRLEN,
                                                  .len = have - NLMSG_HDRLEN});
        return;
    }
    if (r.layout != NULL)
        kl_decode_fields(d, r.layout, data + r.header_at, r.attrs_at - r.header_at);
    scope = (struct kl_scope){.set = r.set,
                              .data = data + r.attrs_at,
                              .len = have - r.attrs_at,
                              .command = r.command,
                              .header = data + r.header_at,
                              .header_len = r.attrs_at - r.header_at};
    put_attrs(d, &scope);
}

static const char *error_name(int code)
{
    const char *name = code < 0 && code > -4096 ? strerrorname_np(-code) : NULL;

    return name;
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
    if (kl_error_echo(h, &echo, &len) == 0) {
        put_message(d, echo, len, options);
    } else {
        struct nlmsghdr copy;

        memcpy(&copy, (const char *)h + at, sizeof(copy));
        put_header(d, &copy, NULL);
    }
    kl_sink_object_end(d->sink);
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
    scope.data = data + tlvs;
    scope.len = have - tlvs;
    put_attrs(d, &scope);
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
