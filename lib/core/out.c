// SPDX-License-Identifier: MIT
// The buffered writer: into a descriptor, or into memory that grows.
#include "out.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "utf8.h"

static const char hex_digits[] = "0123456789abcdef";

const char kl_digit_pairs[200] = {
#define TENS(t) t, '0', t, '1', t, '2', t, '3', t, '4', t, '5', t, '6', t, '7', t, '8', t, '9'
    TENS('0'), TENS('1'), TENS('2'), TENS('3'), TENS('4'),
    TENS('5'), TENS('6'), TENS('7'), TENS('8'), TENS('9'),
#undef TENS
};

static int open_out(struct kl_out **ret, int fd, size_t size)
{
    struct kl_out *o = calloc(1, sizeof(*o));

    if (o == NULL)
        return -ENOMEM;
    o->fd = fd;
    o->size = size;
    o->buf = malloc(size);
    if (o->buf == NULL) {
        free(o);
        return -ENOMEM;
    }
    *ret = o;
    return 0;
}

int kl_out_open_fd(struct kl_out **ret, int fd)
{
    return fd < 0 ? -EBADF : open_out(ret, fd, KL_OUT_SIZE);
}

int kl_out_open_memory(struct kl_out **ret)
{
    return open_out(ret, -1, 256);
}

int kl_out_close(struct kl_out *o)
{
    int rc;

    if (o == NULL)
        return 0;
    rc = kl_out_flush(o);
    free(o->buf);
    free(o);
    return rc;
}

/* Writes all of it, however often the descriptor takes only a part. */
static int write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);

        if (n >= 0) {
            data += n;
            len -= (size_t)n;
        } else if (errno == EAGAIN) {
            struct pollfd p = {.fd = fd, .events = POLLOUT};

            if (poll(&p, 1, -1) < 0 && errno != EINTR)
                return -errno;
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

int kl_out_flush(struct kl_out *o)
{
    if (o->fd >= 0) {
        if (o->error == 0)
            o->error = write_all(o->fd, o->buf, o->len);
        o->len = 0;
    }
    return o->error;
}

int kl_out_error(const struct kl_out *o)
{
    return o->error;
}

static int grow(struct kl_out *o, size_t n)
{
    size_t size = o->size;
    char *buf;

    while (size - o->len < n) {
        if (size > SIZE_MAX / 4)
            return -ENOMEM;
        size *= 2;
    }
    buf = realloc(o->buf, size);
    if (buf == NULL)
        return -ENOMEM;
    o->buf = buf;
    o->size = size;
    return 0;
}

char *kl_out_room_slow(struct kl_out *o, size_t n)
{
    if (o->error == 0) {
        if (o->fd >= 0)
            kl_out_flush(o);
        else if (n > SIZE_MAX / 4)
            o->error = -ENOMEM;
        else
            o->error = grow(o, n);
    }
    if (o->error != 0) {
        /* Kept empty, so that the inline forms need no test of their own. */
        if (o->fd >= 0)
            o->len = 0;
        return NULL;
    }
    return o->size - o->len >= n ? o->buf + o->len : NULL;
}

void kl_out_write(struct kl_out *o, const void *data, size_t len)
{
    char *p;

    if (len == 0)
        return;
    if (o->fd >= 0 && len > KL_OUT_SIZE) {
        kl_out_flush(o);
        if (o->error == 0)
            o->error = write_all(o->fd, data, len);
        return;
    }
    p = kl_out_room(o, len);
    if (p != NULL) {
        memcpy(p, data, len);
        o->len += len;
    }
}

void kl_out_str(struct kl_out *o, const char *s)
{
    kl_out_write(o, s, strlen(s));
}

void kl_out_char(struct kl_out *o, char c)
{
    kl_put_char(o, c);
}

void kl_out_uint(struct kl_out *o, uint64_t value)
{
    kl_put_uint(o, value);
}

void kl_out_hex(struct kl_out *o, uint64_t value, int min_digits)
{
    char tmp[16];
    int n = 0;

    do {
        tmp[15 - n++] = hex_digits[value & 15];
        value >>= 4;
    } while (value != 0 || (n < min_digits && n < 16));
    kl_put_mem(o, tmp + 16 - n, (size_t)n);
}

void kl_out_printf(struct kl_out *o, const char *format, ...)
{
    char small[256], *big;
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(small, sizeof(small), format, ap);
    va_end(ap);
    if (n < 0) {
        if (o->error == 0)
            o->error = -EINVAL;
        return;
    }
    if ((size_t)n < sizeof(small)) {
        kl_put_mem(o, small, (size_t)n);
        return;
    }
    big = malloc((size_t)n + 1);
    if (big == NULL) {
        if (o->error == 0)
            o->error = -ENOMEM;
        return;
    }
    va_start(ap, format);
    vsnprintf(big, (size_t)n + 1, format, ap);
    va_end(ap);
    kl_out_write(o, big, (size_t)n);
    free(big);
}

static size_t json_escape_code(char out[6], unsigned char c)
{
    memcpy(out, "\\u00", 4);
    out[4] = hex_digits[c >> 4];
    out[5] = hex_digits[c & 15];
    return 6;
}

/* What JSON wants escaped, and how; 0 for what stands for itself. */
static size_t json_escape(char out[6], unsigned char c)
{
    static const char named[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
    const char *p = c != 0 ? strchr(named, c) : NULL;

    out[0] = '\\';
    if (p != NULL) {
        out[1] = letters[p - named];
        return 2;
    }
    return c < 0x20 ? json_escape_code(out, c) : 0;
}

/* Characters of more than one byte that JSON allows, but that YAML folds or terminals obey. */
static size_t json_escape_wide(char out[6], const unsigned char *s, size_t n)
{
    if (n == 2 && s[0] == 0xc2 && s[1] < 0xa0)
        return json_escape_code(out, s[1]);
    if (n == 3 && s[0] == 0xe2 && s[1] == 0x80 && (s[2] & 0xfe) == 0xa8) {
        memcpy(out, s[2] & 1 ? "\\u2029" : "\\u2028", 6);
        return 6;
    }
    return 0;
}

void kl_out_json_str(struct kl_out *o, const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t run = 0, n;
    char escape[6];

    kl_put_char(o, '"');
    for (size_t i = 0; i < len; i += n) {
        size_t e = 0;

        n = 1;
        if (p[i] < 0x7f) {
            if (p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
                continue;
            e = json_escape(escape, p[i]);
        } else if (p[i] == 0x7f) {
            e = json_escape_code(escape, p[i]);
        } else {
            n = kl_utf8_char(p + i, len - i);
            e = json_escape_wide(escape, p + i, n);
            if (n != 0 && e == 0)
                continue;
            if (n == 0) {
                n = 1;
                memcpy(escape, "\xef\xbf\xbd", 3); /* U+FFFD */
                e = 3;
            }
        }
        kl_out_write(o, s + run, i - run);
        kl_put_mem(o, escape, e);
        run = i + n;
    }
    kl_out_write(o, s + run, len - run);
    kl_put_char(o, '"');
}

const char *kl_out_text(struct kl_out *o, size_t *ret_len)
{
    char *p = o->fd < 0 ? kl_out_room(o, 1) : NULL;

    if (ret_len != NULL)
        *ret_len = p != NULL ? o->len : 0;
    if (p == NULL)
        return "";
    *p = '\0';
    return o->buf;
}

void kl_out_reset(struct kl_out *o)
{
    if (o->fd < 0)
        o->len = 0;
}

void kl_out_bytes(struct kl_out *o, const void *data, size_t len)
{
    const unsigned char *p = data;

    for (size_t i = 0; i < len; i++) {
        char text[3] = {':', hex_digits[p[i] >> 4], hex_digits[p[i] & 15]};

        kl_put_mem(o, text + (i == 0), (size_t)(3 - (i == 0)));
    }
}

static size_t format_group(char *p, unsigned v)
{
    size_t n = 0;

    for (int shift = 12; shift >= 0; shift -= 4)
        if (v >> shift || shift == 0)
            p[n++] = hex_digits[v >> shift & 15];
    return n;
}

/* The longest run of zero groups, the first of several, becomes "::" (RFC 5952); mapped and
 * compatible addresses end in IPv4's form as inet_ntop() has it. */
size_t kl_format_ip6(char *p, const unsigned char ip[16])
{
    unsigned group[8], run = 0;
    int best = -1, best_len = 1;
    size_t n = 0;

    for (int i = 0; i < 8; i++) {
        group[i] = (unsigned)ip[i * 2] << 8 | ip[i * 2 + 1];
        run = group[i] ? 0 : run + 1;
        if ((int)run > best_len) {
            best_len = (int)run;
            best = i - (int)run + 1;
        }
    }
    for (int i = 0; i < 8; i++) {
        if (i == best) {
            p[n++] = ':';
            i += best_len - 1;
            if (i == 7)
                p[n++] = ':';
            continue;
        }
        if (i)
            p[n++] = ':';
        if (i == 6 && best == 0 && (best_len == 6 || (best_len == 5 && group[5] == 0xffff)))
            return n + kl_format_ip4(p + n, ip + 12);
        n += format_group(p + n, group[i]);
    }
    return n;
}

void kl_out_ip(struct kl_out *o, const void *data, size_t len)
{
    char text[INET6_ADDRSTRLEN];

    if (len == 4)
        kl_put_mem(o, text, kl_format_ip4(text, data));
    else if (len == 16)
        kl_put_mem(o, text, kl_format_ip6(text, data));
    else
        kl_out_bytes(o, data, len);
}
