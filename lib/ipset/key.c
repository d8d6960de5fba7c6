// SPDX-License-Identifier: MIT
// The layouts are those of struct hash_*_elem in net/netfilter/ipset/ip_set_hash_*.c, the hash is
// jhash2() of include/linux/jhash.h, which is Bob Jenkins' lookup3.
#include "key.h"

#include <string.h>
#include <sys/socket.h>

static size_t padding(const struct kl_ipset_shape *s, size_t len)
{
    return s->family == AF_INET ? -len % 8 : 0;
}

void kl_ipset_shape_init(struct kl_ipset_shape *ret, const struct kl_ipset_type *type,
                         const struct kl_ipset_params *set)
{
    struct kl_ipset_shape s = {.type = type, .family = kl_ipset_elem_family(type, set->family)};
    size_t address = s.family == AF_INET6 ? 16 : 4;

    for (const uint8_t *part = type->key; *part != KL_KEY_END; part++) {
        switch ((enum kl_key_part) * part) {
        case KL_KEY_IP:
        case KL_KEY_IP2:
            s.len = (uint8_t)(s.len + address);
            break;
        case KL_KEY_PORT:
            s.len += 2;
            break;
        case KL_KEY_MARK:
            s.len += 4;
            break;
        case KL_KEY_MAC:
            s.len += 6;
            break;
        case KL_KEY_IFACE:
            s.len += 16;
            break;
        case KL_KEY_NAME:
            s.len += KL_IPSET_NAME_SIZE;
            break;
        case KL_KEY_HASHED:
            s.hashed = s.len;
            break;
        case KL_KEY_PAD:
            s.len = (uint8_t)(s.len + padding(&s, s.len));
            break;
        default:
            s.len++;
        }
    }
    if (!strncmp(type->name, "hash:", 5) && !s.hashed)
        s.hashed = s.len;
    s.markmask = set->has & KL_IPSET_P_MARKMASK ? set->markmask : 0xffffffffu;
    if (set->has & KL_IPSET_P_BITMASK) {
        s.masked = true;
        memcpy(s.mask, set->bitmask.addr, sizeof s.mask);
    } else if (set->has & KL_IPSET_P_NETMASK && set->netmask < address * 8) {
        s.masked = true;
        for (unsigned i = 0; i < set->netmask; i++)
            s.mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
    }
    s.plain = type->key[0] == KL_KEY_IP && type->key[1] == KL_KEY_END && !s.masked;
    *ret = s;
}

// An address cut to its prefix or by the set's mask.
static unsigned char *put_ip(unsigned char *at, const struct kl_ipset_shape *s,
                             const struct kl_ip *ip, unsigned prefix)
{
    unsigned len = s->family == AF_INET6 ? 16 : 4;

    memcpy(at, ip->addr, len);
    if (prefix < len * 8) {
        at[prefix / 8] &= (unsigned char)(0xff00 >> prefix % 8);
        memset(at + prefix / 8 + 1, 0, len - prefix / 8 - 1);
    }
    if (s->masked)
        for (unsigned i = 0; i < len; i++)
            at[i] &= s->mask[i];
    return at + len;
}

// One address for sets of addresses; networks are one element only where the set stores prefixes.
static bool is_single(const struct kl_ipset_shape *s, const struct kl_ipset_elem *e)
{
    uint8_t whole = s->family == AF_INET6 ? 128 : 32;
    bool first = true;

    if (e->has & (KL_IPSET_E_IP_TO | KL_IPSET_E_IP2_TO) ||
        (e->has & KL_IPSET_E_PORT && e->port.port_to && e->port.port_to != e->port.port))
        return false;
    for (size_t i = 0; i < s->type->n_dims; i++) {
        enum kl_dim dim = s->type->dims[i];

        if (dim != KL_DIM_IP && dim != KL_DIM_IP_ONE && dim != KL_DIM_NET)
            continue;
        if (dim != KL_DIM_NET && (first ? e->has & KL_IPSET_E_CIDR && e->cidr != whole
                                        : e->has & KL_IPSET_E_CIDR2 && e->cidr2 != whole))
            return false;
        first = false;
    }
    return true;
}

bool kl_ipset_key(unsigned char *key, const struct kl_ipset_shape *s, const struct kl_ipset_elem *e)
{
    uint8_t whole = s->family == AF_INET6 ? 128 : 32;
    uint8_t cidr = e->has & KL_IPSET_E_CIDR ? e->cidr : whole;
    uint8_t cidr2 = e->has & KL_IPSET_E_CIDR2 ? e->cidr2 : whole;
    unsigned char *at = key;
    uint32_t mark;

    if (s->plain && e->has & KL_IPSET_E_IP &&
        !(e->has & (KL_IPSET_E_IP_TO | KL_IPSET_E_CIDR))) { // by far the most
        memcpy(key, e->ip.addr, s->len);
        return true;
    }
    if (!is_single(s, e))
        return false;
    for (const uint8_t *part = s->type->key; *part != KL_KEY_END; part++) {
        switch ((enum kl_key_part) * part) {
        case KL_KEY_IP:
            at = put_ip(at, s, &e->ip, cidr);
            break;
        case KL_KEY_IP2:
            at = put_ip(at, s, &e->ip2, cidr2);
            break;
        case KL_KEY_PORT:
            *at++ = (unsigned char)(e->port.port >> 8);
            *at++ = (unsigned char)e->port.port;
            break;
        case KL_KEY_PROTO:
            *at++ = e->port.protocol ? e->port.protocol : 6;
            break;
        case KL_KEY_CIDR:
            *at++ = cidr;
            break;
        case KL_KEY_CIDR_LESS_1:
            *at++ = (unsigned char)(cidr - 1) & 0x7f;
            break;
        case KL_KEY_CIDR2:
            *at++ = cidr2;
            break;
        case KL_KEY_CIDR2_LESS_1:
            *at++ = (unsigned char)(cidr2 - 1) & 0x7f;
            break;
        case KL_KEY_MAC:
            memcpy(at, e->mac, 6);
            at += 6;
            break;
        case KL_KEY_MARK:
            mark = e->mark & s->markmask; // the kernel keeps it in its own byte order
            memcpy(at, &mark, 4);
            at += 4;
            break;
        case KL_KEY_PHYSDEV:
            *at++ = e->has & KL_IPSET_E_PHYSDEV ? 1 : 0;
            break;
        case KL_KEY_IFACE:
            memset(at, 0, 16);
            memcpy(at, e->iface, strnlen(e->iface, 15));
            at += 16;
            break;
        case KL_KEY_NAME:
            memset(at, 0, KL_IPSET_NAME_SIZE);
            memcpy(at, e->name, strnlen(e->name, KL_IPSET_NAME_SIZE - 1));
            at += KL_IPSET_NAME_SIZE;
            break;
        case KL_KEY_ZERO:
            *at++ = 0;
            break;
        case KL_KEY_ONE:
            *at++ = 1;
            break;
        case KL_KEY_PAD:
            for (size_t n = padding(s, (size_t)(at - key)); n > 0; n--)
                *at++ = 0;
            break;
        case KL_KEY_HASHED:
        case KL_KEY_END:
            break;
        }
    }
    return true;
}

static const unsigned char *get_ip(struct kl_ip *ip, const struct kl_ipset_shape *s,
                                   const unsigned char *at)
{
    size_t len = s->family == AF_INET6 ? 16 : 4;

    ip->family = s->family;
    memcpy(ip->addr, at, len);
    return at + len;
}

void kl_ipset_key_elem(struct kl_ipset_elem *e, const struct kl_ipset_shape *s,
                       const unsigned char *key)
{
    const unsigned char *at = key;

    memset(e, 0, sizeof *e);
    for (const uint8_t *part = s->type->key; *part != KL_KEY_END; part++) {
        switch ((enum kl_key_part) * part) {
        case KL_KEY_IP:
            at = get_ip(&e->ip, s, at);
            e->has |= KL_IPSET_E_IP;
            break;
        case KL_KEY_IP2:
            at = get_ip(&e->ip2, s, at);
            e->has |= KL_IPSET_E_IP2;
            break;
        case KL_KEY_PORT:
            e->port.port = (uint16_t)(at[0] << 8 | at[1]);
            e->has |= KL_IPSET_E_PORT;
            at += 2;
            break;
        case KL_KEY_PROTO:
            e->port.protocol = *at++;
            break;
        case KL_KEY_CIDR:
            e->cidr = *at++;
            e->has |= KL_IPSET_E_CIDR;
            break;
        case KL_KEY_CIDR_LESS_1:
            e->cidr = (uint8_t)(*at++ + 1);
            e->has |= KL_IPSET_E_CIDR;
            break;
        case KL_KEY_CIDR2:
            e->cidr2 = *at++;
            e->has |= KL_IPSET_E_CIDR2;
            break;
        case KL_KEY_CIDR2_LESS_1:
            e->cidr2 = (uint8_t)(*at++ + 1);
            e->has |= KL_IPSET_E_CIDR2;
            break;
        case KL_KEY_MAC:
            memcpy(e->mac, at, 6);
            e->has |= KL_IPSET_E_MAC;
            at += 6;
            break;
        case KL_KEY_MARK:
            memcpy(&e->mark, at, 4);
            e->has |= KL_IPSET_E_MARK;
            at += 4;
            break;
        case KL_KEY_PHYSDEV:
            e->has |= *at++ ? KL_IPSET_E_PHYSDEV : 0u;
            break;
        case KL_KEY_IFACE:
            memcpy(e->iface, at, 16);
            e->has |= KL_IPSET_E_IFACE;
            at += 16;
            break;
        case KL_KEY_NAME:
            memcpy(e->name, at, KL_IPSET_NAME_SIZE);
            e->has |= KL_IPSET_E_NAME;
            at += KL_IPSET_NAME_SIZE;
            break;
        case KL_KEY_ZERO:
        case KL_KEY_ONE:
            at++;
            break;
        case KL_KEY_PAD:
            at += padding(s, (size_t)(at - key));
            break;
        case KL_KEY_HASHED:
        case KL_KEY_END:
            break;
        }
    }
}

static inline uint32_t rol(uint32_t x, int k)
{
    return x << k | x >> (32 - k);
}

uint32_t kl_ipset_key_hash(const unsigned char *key, size_t len, uint32_t initval)
{
    uint32_t a = 0xdeadbeefu + (uint32_t)len + initval, b = a, c = a, k[3] = {0};

    for (; len > 12; len -= 12, key += 12) {
        memcpy(k, key, 12);
        a += k[0], b += k[1], c += k[2];
        a -= c, a ^= rol(c, 4), c += b;
        b -= a, b ^= rol(a, 6), a += c;
        c -= b, c ^= rol(b, 8), b += a;
        a -= c, a ^= rol(c, 16), c += b;
        b -= a, b ^= rol(a, 19), a += c;
        c -= b, c ^= rol(b, 4), b += a;
    }
    memset(k, 0, sizeof k);
    memcpy(k, key, len);
    a += k[0], b += k[1], c += k[2];
    c ^= b, c -= rol(b, 14);
    a ^= c, a -= rol(c, 11);
    b ^= a, b -= rol(a, 25);
    c ^= b, c -= rol(b, 16);
    a ^= c, a -= rol(c, 4);
    b ^= a, b -= rol(a, 14);
    c ^= b, c -= rol(b, 24);
    return c;
}
