// SPDX-License-Identifier: MIT
#include "attrs.h"

#include "../core/view.h"

#include <endian.h>
#include <errno.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <string.h>
#include <sys/socket.h>

#ifndef IPSET_ATTR_BITMASK // Linux 6.3
#define IPSET_ATTR_BITMASK 12
#endif

// Attributes of the kernel are not aligned to more than 4 bytes, and may be of any length.
static uint64_t be(const struct kl_attr *a)
{
    uint64_t value = 0;
    uint32_t word;

    if (a->len == sizeof word) { // most are
        memcpy(&word, a->data, sizeof word);
        return be32toh(word);
    }
    if (a->len == sizeof value) {
        memcpy(&value, a->data, sizeof value);
        return be64toh(value);
    }
    for (size_t i = 0; i < a->len && i < 8; i++)
        value = value << 8 | a->data[i];
    return value;
}

static int read_ip(const struct kl_attr *a, struct kl_ip *ret)
{
    struct kl_view inside = {.data = a->data, .len = a->len};
    struct kl_attr ip;

    while (kl_view_step(&inside, &ip) == 1) {
        size_t len = ip.type == IPSET_ATTR_IPADDR_IPV6 ? 16 : 4;

        if ((ip.type != IPSET_ATTR_IPADDR_IPV4 && ip.type != IPSET_ATTR_IPADDR_IPV6) ||
            ip.len < len)
            continue;
        ret->family = len == 16 ? AF_INET6 : AF_INET;
        memcpy(ret->addr, ip.data, len);
        return 0;
    }
    return -EBADMSG;
}

// Copies a name that should end with a NUL, but need not.
static void read_name(const struct kl_attr *a, char *ret, size_t size)
{
    size_t len = strnlen((const char *)a->data, a->len < size - 1 ? a->len : size - 1);

    memcpy(ret, a->data, len);
    ret[len] = 0;
}

static int read_flags(struct kl_ipset_elem *e, uint32_t flags)
{
    const uint32_t known = IPSET_FLAG_BEFORE | IPSET_FLAG_PHYSDEV | IPSET_FLAG_NOMATCH |
                           IPSET_FLAG_IFACE_WILDCARD | IPSET_FLAG_WITH_COUNTERS |
                           IPSET_FLAG_WITH_COMMENT | IPSET_FLAG_WITH_FORCEADD |
                           IPSET_FLAG_WITH_SKBINFO;

    e->has |= (flags & IPSET_FLAG_PHYSDEV ? KL_IPSET_E_PHYSDEV : 0u) |
              (flags & IPSET_FLAG_NOMATCH ? KL_IPSET_E_NOMATCH : 0u) |
              (flags & IPSET_FLAG_IFACE_WILDCARD ? KL_IPSET_E_WILDCARD : 0u);
    return flags & ~known ? 1 : 0;
}

// Numbers and extensions. @return 0, 1 for an attribute it does not know.
static int read_number(struct kl_ipset_elem *e, const struct kl_attr *a)
{
    switch (a->type) {
    case IPSET_ATTR_TIMEOUT:
        e->timeout = (uint32_t)be(a);
        e->has |= KL_IPSET_E_TIMEOUT;
        return 0;
    case IPSET_ATTR_BYTES:
        e->bytes = be(a);
        e->has |= KL_IPSET_E_BYTES;
        return 0;
    case IPSET_ATTR_PACKETS:
        e->packets = be(a);
        e->has |= KL_IPSET_E_PACKETS;
        return 0;
    case IPSET_ATTR_SKBMARK:
        e->skbmark = (uint32_t)(be(a) >> 32);
        e->skbmarkmask = (uint32_t)be(a);
        e->has |= KL_IPSET_E_SKBMARK;
        return 0;
    case IPSET_ATTR_SKBPRIO:
        e->skbprio = (uint32_t)be(a);
        e->has |= KL_IPSET_E_SKBPRIO;
        return 0;
    case IPSET_ATTR_SKBQUEUE:
        e->skbqueue = (uint16_t)be(a);
        e->has |= KL_IPSET_E_SKBQUEUE;
        return 0;
    case IPSET_ATTR_MARK:
        e->mark = (uint32_t)be(a);
        e->has |= KL_IPSET_E_MARK;
        return 0;
    case IPSET_ATTR_CADT_FLAGS:
        return read_flags(e, (uint32_t)be(a));
    case IPSET_ATTR_LINENO:
    case IPSET_ATTR_PAD:
        return 0;
    default:
        return 1;
    }
}

static int read_one(struct kl_ipset_elem *e, const struct kl_attr *a)
{
    switch (a->type) {
    case IPSET_ATTR_IP:
        e->has |= KL_IPSET_E_IP;
        return read_ip(a, &e->ip);
    case IPSET_ATTR_IP_TO:
        e->has |= KL_IPSET_E_IP_TO;
        return read_ip(a, &e->ip_to);
    case IPSET_ATTR_CIDR:
        e->cidr = (uint8_t)be(a);
        e->has |= KL_IPSET_E_CIDR;
        return 0;
    case IPSET_ATTR_PORT:
        e->port.port = (uint16_t)be(a);
        e->has |= KL_IPSET_E_PORT;
        return 0;
    case IPSET_ATTR_PORT_TO:
        e->port.port_to = (uint16_t)be(a);
        return 0;
    case IPSET_ATTR_PROTO:
        e->port.protocol = (uint8_t)be(a);
        return 0;
    case IPSET_ATTR_ETHER:
        if (a->len < sizeof e->mac)
            return -EBADMSG;
        memcpy(e->mac, a->data, sizeof e->mac);
        e->has |= KL_IPSET_E_MAC;
        return 0;
    case IPSET_ATTR_IP2:
        e->has |= KL_IPSET_E_IP2;
        return read_ip(a, &e->ip2);
    case IPSET_ATTR_IP2_TO:
        e->has |= KL_IPSET_E_IP2_TO;
        return read_ip(a, &e->ip2_to);
    case IPSET_ATTR_CIDR2:
        e->cidr2 = (uint8_t)be(a);
        e->has |= KL_IPSET_E_CIDR2;
        return 0;
    case IPSET_ATTR_IFACE:
        read_name(a, e->iface, sizeof e->iface);
        e->has |= KL_IPSET_E_IFACE;
        return 0;
    case IPSET_ATTR_NAME:
        read_name(a, e->name, sizeof e->name);
        e->has |= KL_IPSET_E_NAME;
        return 0;
    case IPSET_ATTR_NAMEREF: // the flags say which side; listings carry neither
        read_name(a, e->nameref, sizeof e->nameref);
        return 0;
    case IPSET_ATTR_COMMENT:
        e->comment = (const char *)a->data;
        e->comment_len = strnlen(e->comment, a->len);
        e->has |= KL_IPSET_E_COMMENT;
        return 0;
    default:
        return read_number(e, a);
    }
}

int kl_ipset_read_elem(struct kl_ipset_elem *e, const struct kl_view *data)
{
    struct kl_view v = *data;
    struct kl_attr a;
    int unknown = 0, r;

    // Only what `has' names is set, but for what one may look at without asking.
    e->has = 0;
    e->port = (struct kl_ipset_port){0};
    e->name[0] = e->nameref[0] = e->iface[0] = 0;
    while ((r = kl_view_step(&v, &a)) == 1) {
        r = read_one(e, &a);
        if (r < 0)
            return r;
        unknown += r;
    }
    return r < 0 ? r : unknown;
}

static int read_create_flags(struct kl_ipset_params *p, uint32_t flags)
{
    const uint32_t known = IPSET_FLAG_WITH_COUNTERS | IPSET_FLAG_WITH_COMMENT |
                           IPSET_FLAG_WITH_FORCEADD | IPSET_FLAG_WITH_SKBINFO;

    p->has |= (flags & IPSET_FLAG_WITH_COUNTERS ? KL_IPSET_P_COUNTERS : 0u) |
              (flags & IPSET_FLAG_WITH_COMMENT ? KL_IPSET_P_COMMENT : 0u) |
              (flags & IPSET_FLAG_WITH_FORCEADD ? KL_IPSET_P_FORCEADD : 0u) |
              (flags & IPSET_FLAG_WITH_SKBINFO ? KL_IPSET_P_SKBINFO : 0u);
    return flags & ~known ? 1 : 0;
}

// The attributes that create's options do not have a row for. @return 0, 1 unknown, or -EBADMSG.
static int read_param_other(struct kl_ipset_params *p, const struct kl_attr *a)
{
    switch (a->type) {
    case IPSET_ATTR_IP_FROM:
        p->has |= KL_IPSET_P_RANGE;
        return read_ip(a, &p->ip);
    case IPSET_ATTR_IP_TO:
        return read_ip(a, &p->ip_to);
    case IPSET_ATTR_CIDR:
        p->cidr = (uint8_t)be(a);
        return 0;
    case IPSET_ATTR_PORT_FROM:
        p->port = (uint16_t)be(a);
        p->has |= KL_IPSET_P_PORTS;
        return 0;
    case IPSET_ATTR_PORT_TO:
        p->port_to = (uint16_t)be(a);
        return 0;
    case IPSET_ATTR_BITMASK:
        p->has |= KL_IPSET_P_BITMASK;
        return read_ip(a, &p->bitmask);
    case IPSET_ATTR_ELEMENTS:
        p->elements = (uint32_t)be(a);
        p->has |= KL_IPSET_P_ELEMENTS;
        return 0;
    case IPSET_ATTR_REFERENCES:
        p->references = (uint32_t)be(a);
        p->has |= KL_IPSET_P_STATISTICS;
        return 0;
    case IPSET_ATTR_MEMSIZE:
        p->memsize = (uint32_t)be(a);
        p->has |= KL_IPSET_P_STATISTICS;
        return 0;
    case IPSET_ATTR_CADT_FLAGS:
        return read_create_flags(p, (uint32_t)be(a));
    default:
        return 1;
    }
}

int kl_ipset_read_params(struct kl_ipset_params *ret, const struct kl_view *data)
{
    static const uint8_t numbers[] = {KL_OPT_HASHSIZE,   KL_OPT_MAXELEM, KL_OPT_NETMASK,
                                      KL_OPT_MARKMASK,   KL_OPT_SIZE,    KL_OPT_TIMEOUT,
                                      KL_OPT_BUCKETSIZE, KL_OPT_INITVAL};
    struct kl_ipset_params p = *ret;
    struct kl_view v = *data;
    struct kl_attr a;
    int unknown = 0, r;

    while ((r = kl_view_next(&v, &a)) == 1) {
        const struct kl_ipset_option *o = NULL;

        for (size_t i = 0; i < sizeof numbers && !o; i++)
            if (kl_ipset_options_table[numbers[i]].attr == a.type)
                o = &kl_ipset_options_table[numbers[i]];
        if (o) {
            // hash:ip,mark: the one number that the kernel tells in its own byte order.
            bool own = a.type == IPSET_ATTR_MARKMASK && (a.flags & NLA_F_NET_BYTEORDER) == 0;
            uint64_t value = own && a.len == 4 ? htobe32((uint32_t)be(&a)) : be(&a);
            uint8_t *member = (uint8_t *)&p + o->offset;

            if (o->size == 1)
                *member = (uint8_t)value;
            else
                memcpy(member, &(uint32_t){(uint32_t)value}, 4);
            p.has |= o->has;
            continue;
        }
        r = read_param_other(&p, &a);
        if (r < 0)
            return r;
        unknown += r;
    }
    if (r < 0)
        return r;
    *ret = p;
    return unknown;
}
