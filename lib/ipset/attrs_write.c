// SPDX-License-Identifier: MIT
#include "attrs.h"

#include <arpa/inet.h>
#include <endian.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <string.h>
#include <sys/socket.h>

#ifndef IPSET_ATTR_BITMASK // Linux 6.3
#define IPSET_ATTR_BITMASK 12
#endif

static unsigned char *put(unsigned char *at, uint16_t type, const void *data, size_t len)
{
    struct nlattr head = {.nla_len = (uint16_t)(sizeof head + len), .nla_type = type};
    size_t padded = NLA_ALIGN(len);

    memcpy(at, &head, sizeof head);
    at += sizeof head;
    if (padded != len)
        memset(at + padded - 4, 0, 4);
    memcpy(at, data, len);
    return at + padded;
}

static unsigned char *put_u8(unsigned char *at, uint16_t type, uint8_t value)
{
    return put(at, type, &value, 1);
}

// ipset's integers are big-endian and say so, all but LINENO.
static unsigned char *put_be16(unsigned char *at, uint16_t type, uint16_t value)
{
    value = htobe16(value);
    return put(at, type | NLA_F_NET_BYTEORDER, &value, sizeof value);
}

static unsigned char *put_be32(unsigned char *at, uint16_t type, uint32_t value)
{
    value = htobe32(value);
    return put(at, type | NLA_F_NET_BYTEORDER, &value, sizeof value);
}

static unsigned char *put_be64(unsigned char *at, uint16_t type, uint64_t value)
{
    value = htobe64(value);
    return put(at, type | NLA_F_NET_BYTEORDER, &value, sizeof value);
}

static unsigned char *put_ip(unsigned char *at, uint16_t type, const struct kl_ip *ip)
{
    bool v6 = ip->family == AF_INET6;
    unsigned char *inside = at + sizeof(struct nlattr);
    unsigned char *end =
        put(inside, (v6 ? IPSET_ATTR_IPADDR_IPV6 : IPSET_ATTR_IPADDR_IPV4) | NLA_F_NET_BYTEORDER,
            ip->addr, v6 ? 16 : 4);
    struct nlattr head = {.nla_len = (uint16_t)(end - at),
                          .nla_type = (uint16_t)(type | NLA_F_NESTED)};

    memcpy(at, &head, sizeof head);
    return end;
}

// Strings carry their NUL; @len is without it.
static unsigned char *put_str(unsigned char *at, uint16_t type, const char *s, size_t len)
{
    struct nlattr head = {.nla_len = (uint16_t)(sizeof head + len + 1), .nla_type = type};

    memcpy(at, &head, sizeof head);
    memcpy(at + sizeof head, s, len);
    memset(at + sizeof head + len, 0, NLA_ALIGN(len + 1) - len);
    return at + sizeof head + NLA_ALIGN(len + 1);
}

static unsigned char *put_dimensions(unsigned char *at, const struct kl_ipset_elem *e)
{
    uint32_t has = e->has;

    if (has & KL_IPSET_E_IP)
        at = put_ip(at, IPSET_ATTR_IP, &e->ip);
    if (has & KL_IPSET_E_IP_TO)
        at = put_ip(at, IPSET_ATTR_IP_TO, &e->ip_to);
    if (has & KL_IPSET_E_CIDR)
        at = put_u8(at, IPSET_ATTR_CIDR, e->cidr);
    if (has & KL_IPSET_E_PORT) {
        at = put_be16(at, IPSET_ATTR_PORT, e->port.port);
        if (e->port.port_to)
            at = put_be16(at, IPSET_ATTR_PORT_TO, e->port.port_to);
        if (e->port.protocol)
            at = put_u8(at, IPSET_ATTR_PROTO, e->port.protocol);
    }
    if (has & KL_IPSET_E_MAC)
        at = put(at, IPSET_ATTR_ETHER, e->mac, sizeof e->mac);
    if (has & KL_IPSET_E_MARK)
        at = put_be32(at, IPSET_ATTR_MARK, e->mark);
    if (has & KL_IPSET_E_IFACE)
        at = put_str(at, IPSET_ATTR_IFACE, e->iface, strnlen(e->iface, sizeof e->iface - 1));
    if (has & KL_IPSET_E_IP2)
        at = put_ip(at, IPSET_ATTR_IP2, &e->ip2);
    if (has & KL_IPSET_E_IP2_TO)
        at = put_ip(at, IPSET_ATTR_IP2_TO, &e->ip2_to);
    if (has & KL_IPSET_E_CIDR2)
        at = put_u8(at, IPSET_ATTR_CIDR2, e->cidr2);
    if (has & KL_IPSET_E_NAME)
        at = put_str(at, IPSET_ATTR_NAME, e->name, strnlen(e->name, sizeof e->name - 1));
    if (has & (KL_IPSET_E_BEFORE | KL_IPSET_E_AFTER))
        at =
            put_str(at, IPSET_ATTR_NAMEREF, e->nameref, strnlen(e->nameref, sizeof e->nameref - 1));
    return at;
}

static uint32_t elem_flags(uint32_t has)
{
    return (has & KL_IPSET_E_BEFORE ? IPSET_FLAG_BEFORE : 0u) |
           (has & KL_IPSET_E_PHYSDEV ? IPSET_FLAG_PHYSDEV : 0u) |
           (has & KL_IPSET_E_NOMATCH ? IPSET_FLAG_NOMATCH : 0u) |
           (has & KL_IPSET_E_WILDCARD ? IPSET_FLAG_IFACE_WILDCARD : 0u);
}

static unsigned char *put_extensions(unsigned char *at, const struct kl_ipset_elem *e)
{
    uint32_t has = e->has;

    if (has & KL_IPSET_E_TIMEOUT)
        at = put_be32(at, IPSET_ATTR_TIMEOUT, e->timeout);
    if (has & KL_IPSET_E_PACKETS)
        at = put_be64(at, IPSET_ATTR_PACKETS, e->packets);
    if (has & KL_IPSET_E_BYTES)
        at = put_be64(at, IPSET_ATTR_BYTES, e->bytes);
    if (has & KL_IPSET_E_COMMENT)
        at = put_str(at, IPSET_ATTR_COMMENT, e->comment ? e->comment : "",
                     e->comment_len > KL_IPSET_COMMENT_MAX ? KL_IPSET_COMMENT_MAX : e->comment_len);
    if (has & KL_IPSET_E_SKBMARK)
        at = put_be64(at, IPSET_ATTR_SKBMARK,
                      (uint64_t)e->skbmark << 32 | (e->skbmarkmask ? e->skbmarkmask : 0xffffffffu));
    if (has & KL_IPSET_E_SKBPRIO)
        at = put_be32(at, IPSET_ATTR_SKBPRIO, e->skbprio);
    if (has & KL_IPSET_E_SKBQUEUE)
        at = put_be16(at, IPSET_ATTR_SKBQUEUE, e->skbqueue);
    return at;
}

// The same bytes for an IPv4 address and its line, in one stroke: most lists hold nothing else.
static size_t write_ipv4(unsigned char *out, const struct kl_ip *ip, uint32_t line)
{
    struct {
        struct nlattr outer, inner;
        uint8_t addr[4];
        struct nlattr line_head;
        uint32_t line;
    } e = {.outer = {sizeof e.outer + sizeof e.inner + 4, IPSET_ATTR_IP | NLA_F_NESTED},
           .inner = {sizeof e.inner + 4, IPSET_ATTR_IPADDR_IPV4 | NLA_F_NET_BYTEORDER},
           .line_head = {sizeof e.line_head + 4, IPSET_ATTR_LINENO},
           .line = line};

    memcpy(e.addr, ip->addr, 4);
    memcpy(out, &e, sizeof e);
    return sizeof e;
}

size_t kl_ipset_write_elem(unsigned char *out, const struct kl_ipset_elem *e, uint32_t line)
{
    unsigned char *at;
    uint32_t flags;

    if (e->has == KL_IPSET_E_IP && e->ip.family == AF_INET && line)
        return write_ipv4(out, &e->ip, line);
    at = put_dimensions(out, e);
    flags = elem_flags(e->has);

    if (flags)
        at = put_be32(at, IPSET_ATTR_CADT_FLAGS, flags);
    at = put_extensions(at, e);
    if (line)
        at = put(at, IPSET_ATTR_LINENO, &line, sizeof line);
    return (size_t)(at - out);
}

size_t kl_ipset_write_params(unsigned char *out, const struct kl_ipset_params *p,
                             const struct kl_ipset_type *t)
{
    unsigned char *at = out;
    uint32_t flags = 0;

    for (const uint8_t *id = t->create; *id != KL_OPT_END; id++) {
        const struct kl_ipset_option *o = &kl_ipset_options_table[*id];
        const unsigned char *member = (const unsigned char *)p + o->offset;
        uint32_t value;

        if (!(p->has & o->has) || o->kind == KL_KIND_FAMILY)
            continue;
        switch (o->kind) {
        case KL_KIND_FLAG:
            flags |= o->attr;
            break;
        case KL_KIND_RANGE:
            at = put_ip(at, IPSET_ATTR_IP_FROM, &p->ip);
            at = p->cidr ? put_u8(at, IPSET_ATTR_CIDR, p->cidr)
                         : put_ip(at, IPSET_ATTR_IP_TO, &p->ip_to);
            break;
        case KL_KIND_PORTS:
            at = put_be16(at, IPSET_ATTR_PORT_FROM, p->port);
            at = put_be16(at, IPSET_ATTR_PORT_TO, p->port_to);
            break;
        case KL_KIND_IP:
            at = put_ip(at, o->attr, &p->bitmask);
            break;
        default:
            if (o->size == 1) {
                at = put_u8(at, o->attr, *member);
            } else {
                memcpy(&value, member, sizeof value);
                at = put_be32(at, o->attr, value);
            }
        }
    }
    if (flags)
        at = put_be32(at, IPSET_ATTR_CADT_FLAGS, flags);
    return (size_t)(at - out);
}
