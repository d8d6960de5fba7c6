// SPDX-License-Identifier: MIT
// The kernel's extended acknowledgements: what NLMSG_ERROR and NLMSG_DONE carry besides a code.
// Source: net/netlink/af_netlink.c, netlink_ack() and netlink_dump_done().
#include "error.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/schema.h>

/* NLMSGERR_ATTR_MISS_TYPE and _MISS_NEST, which headers have from 6.1 on only. */
#define MISS_TYPE   5
#define MISS_NEST   6

#define CODE_LEN    sizeof(int32_t)
#define LOWEST_CODE (-65535) /* below this no kernel code lies, and negating stays safe */

static size_t payload_len(const struct nlmsghdr *msg)
{
    return msg->nlmsg_len >= NLMSG_HDRLEN ? msg->nlmsg_len - NLMSG_HDRLEN : 0;
}

static int32_t read_code(const struct nlmsghdr *msg)
{
    int32_t code;

    memcpy(&code, (const char *)msg + NLMSG_HDRLEN, sizeof(code));
    return code;
}

int kl_error_echo(const struct nlmsghdr *err, const struct nlmsghdr **ret, size_t *ret_len)
{
    const struct nlmsghdr *echo;
    size_t have = payload_len(err);

    if (err->nlmsg_type != NLMSG_ERROR || (err->nlmsg_flags & NLM_F_CAPPED) != 0)
        return -ENODATA;
    if (have < CODE_LEN + NLMSG_HDRLEN)
        return -ENODATA;
    have -= CODE_LEN;
    echo = (const void *)((const char *)err + NLMSG_HDRLEN + CODE_LEN);
    /* An acknowledgement of success names the length of the request but holds its header only. */
    if (echo->nlmsg_len < NLMSG_HDRLEN || echo->nlmsg_len > have)
        return -ENODATA;
    *ret = echo;
    *ret_len = echo->nlmsg_len;
    return 0;
}

size_t kl_error_attrs_at(const struct nlmsghdr *msg)
{
    size_t end = msg->nlmsg_len, at = NLMSG_HDRLEN + CODE_LEN;
    const struct nlmsghdr *echo;
    size_t echo_len;

    if ((msg->nlmsg_flags & NLM_F_ACK_TLVS) == 0)
        return end;
    if (msg->nlmsg_type == NLMSG_ERROR) {
        if (kl_error_echo(msg, &echo, &echo_len) == 0)
            at += NLMSG_ALIGN(echo_len);
        else if ((msg->nlmsg_flags & NLM_F_CAPPED) != 0)
            at += NLMSG_HDRLEN;
        else
            return end;
    }
    return at < end ? at : end;
}

/* What the refused attribute may be long, where the policy says so. */
static void say_length(struct kl_error *e, const struct kl_view *v, const char *name)
{
    uint64_t low = 0, high = 0;
    bool has_low = kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_MIN_LENGTH, &low) == 0 && low > 0;
    bool has_high = kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_MAX_LENGTH, &high) == 0;

    if (has_low && has_high && low == high)
        snprintf(e->policy, sizeof(e->policy), "%s of %" PRIu64 " bytes", name, low);
    else if (has_low && has_high)
        snprintf(e->policy, sizeof(e->policy), "%s of %" PRIu64 " to %" PRIu64 " bytes", name, low,
                 high);
    else if (has_high)
        snprintf(e->policy, sizeof(e->policy), "%s of up to %" PRIu64 " bytes", name, high);
    else if (has_low)
        snprintf(e->policy, sizeof(e->policy), "%s of %" PRIu64 " bytes or more", name, low);
    else
        snprintf(e->policy, sizeof(e->policy), "%s", name);
}

/* The limits of the refused attribute, from NLMSGERR_ATTR_POLICY. */
static void parse_policy(struct kl_error *e, const struct kl_view *v)
{
    static const char *const types[] = {
        "nothing",
        "a flag",
        "a u8",
        "a u16",
        "a u32",
        "a u64",
        "an s8",
        "an s16",
        "an s32",
        "an s64",
        "binary data",
        "a string",
        "a string",
        "a nest",
        "an array of nests",
        "a bitfield of 32 bits",
        "a signed integer",
        "an unsigned integer",
    };
    uint64_t type = 0, low = 0, high = 0;
    int64_t low_s = 0, high_s = 0;
    size_t n = sizeof(types) / sizeof(types[0]);
    const char *name;

    if (kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_TYPE, &type) < 0 || type >= n || type == 0)
        return;
    name = types[type];
    if (kl_view_get_int(v, NL_POLICY_TYPE_ATTR_MIN_VALUE_S, &low_s) == 0 &&
        kl_view_get_int(v, NL_POLICY_TYPE_ATTR_MAX_VALUE_S, &high_s) == 0)
        snprintf(e->policy, sizeof(e->policy), "%s from %" PRId64 " to %" PRId64, name, low_s,
                 high_s);
    else if (kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, &low) == 0 &&
             kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, &high) == 0)
        snprintf(e->policy, sizeof(e->policy), "%s from %" PRIu64 " to %" PRIu64, name, low, high);
    else if (kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_MASK, &high) == 0)
        snprintf(e->policy, sizeof(e->policy), "%s within mask 0x%" PRIx64, name, high);
    else if (kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_BITFIELD32_MASK, &high) == 0)
        snprintf(e->policy, sizeof(e->policy), "%s within mask 0x%" PRIx64, name, high);
    else
        say_length(e, v, name);
}

/* A missing attribute has no place in the request: its path is that of the nest it belongs in, and
 * itself. The name comes from walking a copy of the request in which it is there. */
static int missing_path(char *path, size_t size, const struct nlmsghdr *request, size_t nest,
                        uint16_t type, const struct kl_decode_options *options)
{
    size_t len = NLMSG_ALIGN(request->nlmsg_len), at = nest != 0 ? nest + NLA_HDRLEN : len;
    const struct nlattr attr = {.nla_len = NLA_HDRLEN, .nla_type = type};
    const struct nlattr *in = (const void *)((const char *)request + nest);
    struct nlmsghdr *copy;
    int rc;

    if (nest != 0 && (nest % 4 != 0 || at > request->nlmsg_len - sizeof(attr) ||
                      in->nla_len < NLA_HDRLEN + sizeof(attr)))
        return -ENOENT;
    copy = calloc(1, len + sizeof(attr));
    if (copy == NULL)
        return -ENOMEM;
    memcpy(copy, request, request->nlmsg_len);
    memcpy((char *)copy + at, &attr, sizeof(attr));
    if (nest == 0)
        copy->nlmsg_len = (uint32_t)(len + sizeof(attr));
    rc = kl_attr_path(path, size, copy, at, options);
    free(copy);
    return rc;
}

static void set_missing(struct kl_error *e, const struct nlmsghdr *request, size_t nest,
                        uint16_t type, const struct kl_decode_options *options)
{
    char path[sizeof(e->path) - 8], full[sizeof(e->path)];

    e->missing = true;
    if (request != NULL && nest < request->nlmsg_len) {
        if (missing_path(path, sizeof(path), request, nest, type, options) >= 0) {
            kl_error_set_path(e, path);
            return;
        }
        if (nest != 0 && kl_attr_path(path, sizeof(path), request, nest, options) >= 0) {
            snprintf(full, sizeof(full), "%s.%u", path, type);
            kl_error_set_path(e, full);
            return;
        }
    }
    snprintf(full, sizeof(full), "%u", type);
    kl_error_set_path(e, full);
}

/* Where no schema knows how long the message's fixed header is, the walk to the attribute cannot
 * begin; but the kernel's offset is that of the attribute itself, which has its number. */
static int number_at(char *path, size_t size, const struct nlmsghdr *request, size_t offset)
{
    struct nlattr a;

    if (offset < NLMSG_HDRLEN || offset % 4 != 0 || offset + sizeof(a) > request->nlmsg_len)
        return -ENOENT;
    memcpy(&a, (const char *)request + offset, sizeof(a));
    if (a.nla_len < NLA_HDRLEN || a.nla_len > request->nlmsg_len - offset)
        return -ENOENT;
    return snprintf(path, size, "%u", a.nla_type & NLA_TYPE_MASK);
}

/* Turns the offset of a refused attribute, or the place of a missing one, into a path. */
static void parse_place(struct kl_error *e, const struct kl_view *v, const struct nlmsghdr *request,
                        const struct kl_decode_options *options)
{
    uint64_t offset, missing;
    char path[sizeof(e->path)];

    if (kl_view_get_uint(v, NLMSGERR_ATTR_OFFS, &offset) == 0 && request != NULL &&
        offset < request->nlmsg_len &&
        (kl_attr_path(path, sizeof(path), request, (size_t)offset, options) >= 0 ||
         number_at(path, sizeof(path), request, (size_t)offset) >= 0)) {
        kl_error_set_path(e, path);
        return;
    }
    if (kl_view_get_uint(v, MISS_TYPE, &missing) < 0)
        return;
    if (kl_view_get_uint(v, MISS_NEST, &offset) < 0)
        offset = 0;
    set_missing(e, request, (size_t)offset, (uint16_t)missing, options);
}

static void parse_tlvs(struct kl_error *e, const struct nlmsghdr *msg,
                       const struct kl_error_context *c)
{
    size_t at = kl_error_attrs_at(msg), len;
    struct kl_view v = {.data = (const unsigned char *)msg + at, .len = msg->nlmsg_len - at};
    struct kl_decode_options options = {.protocol = c->protocol, .family = c->family};
    const struct nlmsghdr *request = c->request;
    const char *text;
    struct kl_view policy;

    if (v.len == 0)
        return;
    if (request == NULL)
        kl_error_echo(msg, &request, &len);
    if (kl_view_get_str(&v, NLMSGERR_ATTR_MSG, &text, &len) == 0)
        kl_error_set_message(e, text, len);
    parse_place(e, &v, request, &options);
    if (kl_view_get_nest(&v, NLMSGERR_ATTR_POLICY, &policy) == 0)
        parse_policy(e, &policy);
}

int kl_error_parse(struct kl_error *e, const struct nlmsghdr *msg,
                   const struct kl_error_context *context)
{
    int32_t code = 0;

    kl_error_reset(e);
    if (payload_len(msg) >= CODE_LEN)
        code = read_code(msg);
    else if (msg->nlmsg_type == NLMSG_ERROR)
        return kl_error_set(e, -EBADMSG, "an error message of %zu bytes carries no code",
                            (size_t)msg->nlmsg_len);
    /* A dump's end may carry a positive count; only negative codes are failures. */
    e->code = code < 0 ? code : 0;
    if (e->code < LOWEST_CODE)
        e->code = -EBADMSG;
    parse_tlvs(e, msg, context);
    return e->code;
}
