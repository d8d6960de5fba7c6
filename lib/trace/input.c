// SPDX-License-Identifier: MIT
// The window over an input, lines of it, and the small tools that the readers share.
#include "input.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

#ifdef HAVE_ZLIB
struct gzip {
    z_stream z;
    bool ended; /* between two members */
    unsigned char block[KL_BLOCK];
};
#endif

static ssize_t read_fd(struct kl_input *in, void *buf, size_t size)
{
    ssize_t n;

    do
        n = read(in->fd, buf, size);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        in->error = -errno;
        in->trouble = strerror(errno);
    }
    return n;
}

static bool make_room(struct kl_input *in)
{
    unsigned char *grown;
    size_t room = in->room * 2;

    if (in->pos > 0 && (in->pos == in->end || in->pos >= in->room / 2)) {
        memmove(in->window, in->window + in->pos, in->end - in->pos);
        in->end -= in->pos;
        in->pos = 0;
    }
    if (in->room - in->end >= KL_BLOCK / 2)
        return true;
    grown = realloc(in->window, room);
    if (grown == NULL) {
        in->error = -ENOMEM;
        in->trouble = "out of memory";
        return false;
    }
    in->window = grown;
    in->room = room;
    return true;
}

#ifdef HAVE_ZLIB
static ssize_t unpack(struct kl_input *in, unsigned char *buf, size_t size)
{
    struct gzip *g = in->gzip;
    ssize_t n;
    int r;

    g->z.next_out = buf;
    g->z.avail_out = (uInt)size;
    while (g->z.avail_out == size) {
        if (g->z.avail_in == 0) {
            n = read_fd(in, g->block, sizeof(g->block));
            if (n < 0)
                return n;
            if (n == 0 && !g->ended) {
                in->error = -EIO;
                in->trouble = "the gzip data ends in the middle";
            }
            if (n == 0)
                return 0;
            g->z.next_in = g->block;
            g->z.avail_in = (uInt)n;
        }
        if (g->ended && g->z.next_in[0] != 0x1f)
            return 0; /* padding behind the last member */
        if (g->ended)
            inflateReset(&g->z);
        g->ended = false;
        r = inflate(&g->z, Z_NO_FLUSH);
        if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR) {
            in->error = -EIO;
            in->trouble = "the gzip data is damaged";
            return -1;
        }
        g->ended = r == Z_STREAM_END;
    }
    return (ssize_t)(size - g->z.avail_out);
}

static int start_gzip(struct kl_input *in)
{
    struct gzip *g = calloc(1, sizeof(*g));

    if (g == NULL || inflateInit2(&g->z, 15 + 16) != Z_OK) {
        free(g);
        return -ENOMEM;
    }
    g->z.avail_in = (uInt)in->end;
    memcpy(g->block, in->window, in->end);
    g->z.next_in = g->block;
    in->end = 0;
    in->gzip = g;
    in->eof = false;
    return 0;
}
#endif

bool kl_input_more(struct kl_input *in)
{
    ssize_t n;

    if (in->eof || !make_room(in)) {
        in->eof = true;
        return false;
    }
#ifdef HAVE_ZLIB
    if (in->gzip != NULL)
        n = unpack(in, in->window + in->end, in->room - in->end);
    else
#endif
        n = read_fd(in, in->window + in->end, in->room - in->end);
    if (n <= 0) {
        in->eof = true;
        return false;
    }
    in->end += (size_t)n;
    return true;
}

size_t kl_input_have(struct kl_input *in, size_t want)
{
    while (in->end - in->pos < want && kl_input_more(in))
        ;
    return in->end - in->pos;
}

void kl_input_skip(struct kl_input *in, size_t n)
{
    in->pos += n;
    in->offset += n;
}

int kl_input_open(struct kl_input *in, int fd)
{
    size_t n;

    *in = (struct kl_input){.fd = fd, .room = KL_BLOCK};
    in->window = malloc(in->room);
    if (in->window == NULL)
        return -ENOMEM;
    n = kl_input_have(in, 2);
    if (n >= 2 && in->window[0] == 0x1f && in->window[1] == 0x8b) {
#ifdef HAVE_ZLIB
        return start_gzip(in);
#else
        in->eof = true;
        in->pos = in->end;
        in->error = -EOPNOTSUPP;
        in->trouble = "it is packed by gzip, which this build does not unpack";
#endif
    }
    return 0;
}

void kl_input_close(struct kl_input *in)
{
#ifdef HAVE_ZLIB
    if (in->gzip != NULL)
        inflateEnd(&((struct gzip *)in->gzip)->z);
#endif
    free(in->gzip);
    free(in->window);
    *in = (struct kl_input){.fd = -1, .eof = true};
}

/* Drops the rest of a line that was cut. */
static void drop_rest(struct kl_input *in)
{
    do {
        size_t len = in->end - in->pos;
        const unsigned char *nl = memchr(kl_input_at(in), '\n', len);

        kl_input_skip(in, nl != NULL ? (size_t)(nl - kl_input_at(in)) + 1 : len);
        if (nl != NULL)
            break;
    } while (kl_input_more(in));
    in->dropping = false;
}

bool kl_input_line(struct kl_input *in, struct kl_line *ret)
{
    size_t seen = 0, len;
    const unsigned char *nl = NULL;

    if (in->dropping)
        drop_rest(in);
    for (;;) {
        const unsigned char *at = kl_input_at(in);

        len = in->end - in->pos;
        nl = memchr(at + seen, '\n', len - seen);
        if (nl != NULL || len > KL_LINE_MAX)
            break;
        seen = len;
        if (!kl_input_more(in))
            break;
    }
    len = in->end - in->pos;
    if (len == 0)
        return false;
    *ret = (struct kl_line){(const char *)kl_input_at(in), len, false};
    if (nl != NULL)
        ret->len = (size_t)(nl - kl_input_at(in));
    if (ret->len > KL_LINE_MAX) {
        ret->len = KL_LINE_MAX;
        ret->cut = in->dropping = true;
        nl = NULL;
    }
    kl_input_skip(in, ret->len + (nl != NULL));
    if (ret->len > 0 && ret->s[ret->len - 1] == '\r')
        ret->len--;
    in->line++;
    return true;
}

void kl_bytes_add(struct kl_bytes *b, const void *data, size_t len)
{
    if (b->failed || len > KL_DATA_MAX - b->len) {
        b->failed = true;
        return;
    }
    if (len > b->room - b->len) {
        size_t room = b->room == 0 ? 4096 : b->room;
        unsigned char *grown;

        while (room - b->len < len)
            room *= 2;
        grown = realloc(b->data, room);
        if (grown == NULL) {
            b->failed = true;
            return;
        }
        b->data = grown;
        b->room = room;
    }
    if (len > 0)
        memcpy(b->data + b->len, data, len);
    b->len += len;
}

void kl_bytes_add8(struct kl_bytes *b, unsigned value)
{
    kl_bytes_add(b, &(unsigned char){(unsigned char)value}, 1);
}

void kl_bytes_add16(struct kl_bytes *b, unsigned value)
{
    kl_bytes_add(b, &(uint16_t){(uint16_t)value}, 2);
}

void kl_bytes_add32(struct kl_bytes *b, uint32_t value)
{
    kl_bytes_add(b, &value, 4);
}

void kl_bytes_zero(struct kl_bytes *b, size_t len)
{
    static const unsigned char zeros[256];

    for (; len > 0 && !b->failed; len -= len < 256 ? len : 256)
        kl_bytes_add(b, zeros, len < 256 ? len : 256);
}

void kl_bytes_clear(struct kl_bytes *b)
{
    b->len = 0;
    b->failed = false;
}

void kl_bytes_free(struct kl_bytes *b)
{
    free(b->data);
    *b = (struct kl_bytes){0};
}

/* Behind the backslash. @return what follows the escape, or NULL. */
static const char *one_escape(const char *s, const char *end, struct kl_bytes *ret)
{
    static const char letters[] = "n\nt\tr\rv\vf\fa\ab\be\033\\\\\"\"''??";
    int value = 0, digits = 0;

    if (s == end)
        return NULL;
    if (*s == 'x') {
        for (s++; s < end && digits < 2 && kl_hex_digit(*s) >= 0; s++, digits++)
            value = value * 16 + kl_hex_digit(*s);
        if (digits == 0)
            return NULL;
        kl_bytes_add8(ret, (unsigned)value);
        return s;
    }
    if (*s >= '0' && *s <= '7') {
        for (; s < end && digits < 3 && *s >= '0' && *s <= '7'; s++, digits++)
            value = value * 8 + (*s - '0');
        if (value > 255)
            return NULL;
        kl_bytes_add8(ret, (unsigned)value);
        return s;
    }
    for (const char *l = letters; *l != '\0'; l += 2)
        if (*s == *l) {
            kl_bytes_add8(ret, (unsigned char)l[1]);
            return s + 1;
        }
    return NULL;
}

const char *kl_unescape(const char *s, const char *end, char quote, struct kl_bytes *ret)
{
    while (s < end && (quote == 0 || *s != quote)) {
        const char *plain = s, *after;

        while (s < end && *s != '\\' && (quote == 0 || *s != quote))
            s++;
        kl_bytes_add(ret, plain, (size_t)(s - plain));
        if (s == end || *s != '\\')
            break;
        after = one_escape(s + 1, end, ret);
        if (after == NULL)
            return s;
        s = after;
    }
    return s;
}

bool kl_trace_plausible(const unsigned char *data, size_t len)
{
    struct nlmsghdr h;

    if (len < sizeof(h))
        return false;
    memcpy(&h, data, sizeof(h));
    return h.nlmsg_len >= sizeof(h) && h.nlmsg_len <= KL_DATA_MAX && h.nlmsg_type > 0 &&
           h.nlmsg_flags < 0x1000;
}

size_t kl_trace_messages(const unsigned char *data, size_t len)
{
    size_t at = 0;

    while (kl_trace_plausible(data + at, len - at)) {
        struct nlmsghdr h;
        size_t aligned;

        memcpy(&h, data + at, sizeof(h));
        if (h.nlmsg_len > len - at)
            break;
        aligned = NLMSG_ALIGN((size_t)h.nlmsg_len);
        at += aligned < len - at ? aligned : len - at;
    }
    if (at > 0) { /* ip sends more than it means: zeros */
        size_t zero = at;

        while (zero < len && data[zero] == 0)
            zero++;
        at = zero == len ? len : at;
    }
    return at;
}
