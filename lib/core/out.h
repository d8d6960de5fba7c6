// SPDX-License-Identifier: MIT
// The inside of the buffered writer, for those who print millions of lines: kl_put_*() are the
// inline forms of kl_out_*().
#ifndef KL_CORE_OUT_H
#define KL_CORE_OUT_H

#include <string.h>

#include <kernlink/sink.h>

#define KL_OUT_SIZE 65536

struct kl_out {
    char *buf;
    size_t len, size;
    int fd;    /* -1: memory */
    int error; /* the first, which sticks; what is written after it is dropped */
};

/** Makes room for @n bytes by writing out or growing. @return where they go, or NULL (the bytes
 *  are to be dropped): an error, or @n over KL_OUT_SIZE for a descriptor. */
char *kl_out_room_slow(struct kl_out *o, size_t n);

/** Room for @n bytes; whoever fills it adds what was used to o->len. */
static inline char *kl_out_room(struct kl_out *o, size_t n)
{
    return o->size - o->len >= n ? o->buf + o->len : kl_out_room_slow(o, n);
}

static inline void kl_put_char(struct kl_out *o, char c)
{
    char *p = kl_out_room(o, 1);

    if (p != NULL) {
        *p = c;
        o->len++;
    }
}

/** For short runs; kl_out_write() takes any length. */
static inline void kl_put_mem(struct kl_out *o, const void *data, size_t n)
{
    if (o->size - o->len >= n) {
        memcpy(o->buf + o->len, data, n);
        o->len += n;
    } else {
        kl_out_write(o, data, n);
    }
}

/* A literal's length is known when compiling. */
#define KL_PUT_LIT(o, literal) kl_put_mem(o, "" literal, sizeof(literal) - 1)

extern const char kl_digit_pairs[200];

/** @value in decimal at @p (20 bytes at most). @return the digits. */
static inline size_t kl_format_uint(char *p, uint64_t value)
{
    char tmp[20], *end = tmp + sizeof(tmp), *at = end;

    while (value >= 100) {
        at -= 2;
        memcpy(at, kl_digit_pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        at -= 2;
        memcpy(at, kl_digit_pairs + 2 * value, 2);
    } else {
        *--at = (char)('0' + value);
    }
    memcpy(p, at, (size_t)(end - at));
    return (size_t)(end - at);
}

static inline void kl_put_uint(struct kl_out *o, uint64_t value)
{
    char *p = kl_out_room(o, 20);

    if (p != NULL)
        o->len += kl_format_uint(p, value);
}

/** One octet, 0 to 255, with the least work: addresses are made of them. */
static inline size_t kl_format_octet(char *p, unsigned v)
{
    if (v >= 100) {
        p[0] = (char)('0' + v / 100);
        memcpy(p + 1, kl_digit_pairs + 2 * (v % 100), 2);
        return 3;
    }
    if (v >= 10) {
        memcpy(p, kl_digit_pairs + 2 * v, 2);
        return 2;
    }
    p[0] = (char)('0' + v);
    return 1;
}

/** Four bytes as 10.0.0.1 at @p (15 bytes at most). @return the characters. */
static inline size_t kl_format_ip4(char *p, const unsigned char ip[4])
{
    size_t n = kl_format_octet(p, ip[0]);

    for (int i = 1; i < 4; i++) {
        p[n++] = '.';
        n += kl_format_octet(p + n, ip[i]);
    }
    return n;
}

/** 16 bytes as 2001:db8::1 at @p (45 bytes at most), as inet_ntop() writes it. @return the
 *  characters. */
size_t kl_format_ip6(char *p, const unsigned char ip[16]);

/** Bytes as 00:11:22. */
void kl_out_bytes(struct kl_out *o, const void *data, size_t len);
/** 4 or 16 bytes as an address in text. */
void kl_out_ip(struct kl_out *o, const void *data, size_t len);

#endif
