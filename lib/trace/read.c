// SPDX-License-Identifier: MIT
// Which kind of input it is, and the reader for it.
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is_capture(const unsigned char *data, size_t len)
{
    static const uint32_t magics[] = {0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a};
    uint32_t magic;

    if (len < sizeof(magic))
        return false;
    memcpy(&magic, data, sizeof(magic));
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
        if (magic == magics[i])
            return true;
    return false;
}

/* A line of either format decides. Prose around it does not: a word may look like a byte or two,
 * but not like the length of a message. */
enum kl_trace_format kl_trace_detect(const unsigned char *data, size_t len, bool whole)
{
    const char *s = (const char *)data, *end = s + len;

    if (is_capture(data, len))
        return KL_TRACE_PCAP;
    while (s < end) {
        const char *nl = memchr(s, '\n', (size_t)(end - s));
        size_t n = (size_t)((nl != NULL ? nl : end) - s);

        if (nl == NULL && !whole && n < KL_BLOCK / 2)
            return KL_TRACE_DETECT;
        if (kl_strace_line(s, n))
            return KL_TRACE_STRACE;
        if (kl_text_line(s, n) >= 4)
            return KL_TRACE_TEXT;
        if (nl == NULL)
            break;
        s = nl + 1;
    }
    return KL_TRACE_DETECT;
}

/* A program may write its output slowly: no more is asked for than is needed. */
static enum kl_trace_format detect(struct kl_input *in)
{
    enum kl_trace_format format = KL_TRACE_DETECT;
    size_t have = kl_input_have(in, 4);

    while (format == KL_TRACE_DETECT) {
        bool more;

        format = kl_trace_detect(kl_input_at(in), have, false);
        if (format != KL_TRACE_DETECT || have >= 4 * KL_BLOCK)
            break;
        more = kl_input_more(in);
        have = in->end - in->pos;
        if (!more)
            return kl_trace_detect(kl_input_at(in), have, true);
    }
    return format;
}

struct kl_trace_record kl_trace_blank(const struct kl_reader *r)
{
    return (struct kl_trace_record){.protocol = r->options->protocol, .fd = -1};
}

int kl_reader_put(struct kl_reader *r, const struct kl_trace_record *record)
{
    r->count++;
    return r->fn(record, r->user);
}

static int fail(struct kl_reader *r, int code, const char *words)
{
    const char *name = r->options->name != NULL ? r->options->name : "input";

    if (r->error_size > 0)
        snprintf(r->error, r->error_size, "%s: %s", name, words);
    return code;
}

static int read_all(struct kl_reader *r, enum kl_trace_format format)
{
    if (r->in->error < 0)
        return 0;
    switch (format) {
    case KL_TRACE_TEXT:
        return kl_read_text(r);
    case KL_TRACE_STRACE:
        return kl_read_strace(r);
    case KL_TRACE_PCAP:
        return kl_read_pcap(r);
    default:
        return 0;
    }
}

int kl_trace_read(int fd, const struct kl_trace_input_options *options, kl_trace_fn *fn, void *user,
                  enum kl_trace_format *ret_format, char *error, size_t error_size)
{
    struct kl_input in;
    struct kl_reader r = {&in, options, fn, user, error, error_size, 0};
    enum kl_trace_format format = options->format;
    int code;

    if (error_size > 0)
        error[0] = '\0';
    code = kl_input_open(&in, fd);
    if (code < 0)
        return fail(&r, code, "out of memory");
    if (format == KL_TRACE_DETECT)
        format = detect(&in);
    if (ret_format != NULL)
        *ret_format = format;
    code = read_all(&r, format);
    if (code == 0 && in.error < 0)
        code = fail(&r, in.error, in.trouble);
    else if (code == 0 && r.count == 0)
        code = fail(&r, -ENODATA,
                    format == KL_TRACE_STRACE ? "no netlink traffic in this output of strace"
                    : format == KL_TRACE_PCAP ? "no packet in this capture"
                                              : "nothing in it looks like netlink traffic");
    else if (code == -ENOMEM && error_size > 0 && error[0] == '\0')
        fail(&r, code, "out of memory");
    kl_input_close(&in);
    return code;
}
