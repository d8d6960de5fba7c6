// SPDX-License-Identifier: MIT
// The shapes that lists of a million lines have: addresses, prefixes and numbered ports in plain
// form, read in one pass. Everything else is left to kl_parse_elem(), which also says what is
// wrong; what both take, both read alike (a fuzz target compares them).
#include "parse.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

// A decimal number of at most @digits digits, without a leading zero (octal elsewhere).
static inline const char *decimal(const char *at, const char *end, int digits, unsigned max,
                                  unsigned *ret)
{
    const char *start = at;
    unsigned value = 0;

    if (end - at > digits)
        end = at + digits; // one more is seen by whoever looks at what follows
    while (at < end && is_digit(*at))
        value = value * 10 + (unsigned)(*at++ - '0');
    if (at == start || value > max || (*start == '0' && at - start > 1))
        return NULL;
    *ret = value;
    return at;
}

// Up to 255 and the character behind it, with the least work. There are 3 readable bytes.
static inline const char *octet(const char *at, uint8_t *ret)
{
    unsigned value = (unsigned char)(at[0] - '0'), next = (unsigned char)(at[1] - '0');

    if (value > 9)
        return NULL;
    if (next > 9) {
        *ret = (uint8_t)value;
        return at + 1;
    }
    if (!value)
        return NULL;
    value = value * 10 + next;
    next = (unsigned char)(at[2] - '0');
    if (next > 9) {
        *ret = (uint8_t)value;
        return at + 2;
    }
    value = value * 10 + next;
    if (value > 255)
        return NULL;
    *ret = (uint8_t)value;
    return at + 3;
}

static inline const char *ipv4(const char *at, const char *end, struct kl_ip *ret)
{
    char last[16];
    const char *stop;
    size_t left;

    ret->family = AF_INET;
    for (int i = 0; i < 3; i++) {
        if (end - at < 3)
            return NULL; // "0.0" is the least there can be
        at = octet(at, &ret->addr[i]);
        if (!at || *at++ != '.')
            return NULL;
    }
    left = (size_t)(end - at);
    if (left >= 3)
        return octet(at, &ret->addr[3]);
    memset(last, 0, sizeof last);
    memcpy(last, at, left);
    stop = octet(last, &ret->addr[3]);
    return stop ? at + (stop - last) : NULL;
}

// The value of a hexadecimal digit plus 1; 0 for what is none.
static const uint8_t hex_digit[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static inline int hex(char c)
{
    return hex_digit[(unsigned char)c] - 1;
}

// Groups of hexadecimal digits, with one "::" at most; a dotted tail is not for us.
static const char *ipv6(const char *at, const char *end, struct kl_ip *ret)
{
    uint8_t *out = ret->addr;
    int groups = 0, gap = -1;

    if (end - at >= 2 && at[0] == ':' && at[1] == ':') {
        gap = 0;
        at += 2;
    }
    while (at < end && groups < 8 && hex(*at) >= 0) {
        const char *stop = end - at > 4 ? at + 4 : end;
        unsigned value = 0;
        int digit;

        while (at < stop && (digit = hex(*at)) >= 0) {
            value = value << 4 | (unsigned)digit;
            at++;
        }
        out[groups * 2] = (uint8_t)(value >> 8);
        out[groups * 2 + 1] = (uint8_t)value;
        groups++;
        if (at == end || *at != ':')
            break;
        if (groups == 8)
            return NULL;
        at++;
        if (at < end && *at == ':') {
            if (gap >= 0)
                return NULL;
            gap = groups;
            at++;
        } else if (at == end || hex(*at) < 0) {
            return NULL;
        }
    }
    if ((gap < 0 && groups != 8) || (gap >= 0 && groups == 8))
        return NULL;
    if (gap >= 0) {
        size_t tail = (size_t)(groups - gap) * 2;

        memmove(out + 16 - tail, out + gap * 2, tail);
        memset(out + gap * 2, 0, 16 - (size_t)groups * 2);
    }
    ret->family = AF_INET6;
    return at;
}

static const char *port(const char *at, const char *end, struct kl_ipset_port *ret)
{
    struct kl_ipset_port p = {.protocol = IPPROTO_TCP};
    unsigned value;

    if (end - at > 4 && at[3] == ':') {
        if (!memcmp(at, "udp", 3))
            p.protocol = IPPROTO_UDP;
        else if (memcmp(at, "tcp", 3))
            return NULL;
        at += 4;
    }
    at = decimal(at, end, 5, 65535, &value);
    if (!at)
        return NULL;
    p.port = (uint16_t)value;
    *ret = p;
    return at;
}

static const char *address(const struct kl_parse *p, enum kl_dim dim, const char *at,
                           const char *end, struct kl_ipset_elem *e)
{
    bool v6 = kl_ipset_elem_family(p->type, p->family) == AF_INET6, second = e->has & KL_IPSET_E_IP;
    struct kl_ip *ip = second ? &e->ip2 : &e->ip;
    unsigned cidr;

    at = v6 ? ipv6(at, end, ip) : ipv4(at, end, ip);
    if (!at)
        return NULL;
    e->has |= second ? KL_IPSET_E_IP2 : KL_IPSET_E_IP;
    if (dim != KL_DIM_NET || at == end || *at != '/')
        return at;
    at = decimal(at + 1, end, 3, v6 ? 128 : 32, &cidr);
    if (!at)
        return NULL;
    e->has |= second ? KL_IPSET_E_CIDR2 : KL_IPSET_E_CIDR;
    *(second ? &e->cidr2 : &e->cidr) = (uint8_t)cidr;
    return at;
}

const char *kl_parse_elem_quick(const struct kl_parse *p, struct kl_text t, struct kl_ipset_elem *e)
{
    const char *at = t.s, *end = t.s + t.len;

    e->has = 0;
    for (size_t i = 0; i < p->type->n_dims; i++) {
        enum kl_dim dim = p->type->dims[i];

        if (i && (at == end || *at++ != ','))
            return NULL;
        if (dim == KL_DIM_IP || dim == KL_DIM_IP_ONE || dim == KL_DIM_NET) {
            at = address(p, dim, at, end, e);
        } else if (dim == KL_DIM_PORT) {
            at = port(at, end, &e->port);
            e->has |= KL_IPSET_E_PORT;
        } else {
            return NULL;
        }
        if (!at)
            return NULL;
    }
    return at;
}
