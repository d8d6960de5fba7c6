// SPDX-License-Identifier: MIT
#include "print.h"

#include "../core/out.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// A million addresses go through here: no printf.
static void print_ipv4(struct kl_out *o, const uint8_t *a)
{
    char *p = kl_out_room(o, 15);

    if (p)
        o->len += kl_format_ip4(p, a);
}

void kl_ipset_print_ip(struct kl_out *o, const struct kl_ip *ip, const struct kl_print *how)
{
    char buf[NI_MAXHOST];

    if (how->resolve && kl_names_host_name(ip, buf, sizeof buf) == 0) {
        bool dash = strchr(buf, '-');

        kl_out_str(o, dash ? "[" : "");
        kl_out_str(o, buf);
        kl_out_str(o, dash ? "]" : "");
    } else if (ip->family == AF_INET6) {
        kl_put_mem(o, buf, kl_format_ip6(buf, ip->addr));
    } else {
        print_ipv4(o, ip->addr);
    }
}

static void print_address(struct kl_out *o, const struct kl_print *how, const struct kl_ip *ip,
                          const struct kl_ip *to, const uint8_t *cidr)
{
    kl_ipset_print_ip(o, ip, how);
    if (to) {
        kl_put_char(o, '-');
        kl_ipset_print_ip(o, to, how);
    } else if (cidr && *cidr != (ip->family == AF_INET6 ? 128 : 32)) {
        kl_put_char(o, '/');
        kl_put_uint(o, *cidr);
    }
}

static void print_port(struct kl_out *o, const struct kl_print *how,
                       const struct kl_ipset_port *port, bool with_protocol)
{
    uint8_t protocol = port->protocol ? port->protocol : IPPROTO_TCP;
    const char *name;

    if (with_protocol) {
        name = kl_names_protocol_name(how->names, protocol);
        if (name)
            kl_out_str(o, name);
        else
            kl_put_uint(o, protocol);
        kl_put_char(o, ':');
    }
    if (with_protocol && (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6)) {
        name = kl_names_icmp_name(protocol, port->port);
        if (name) {
            kl_out_str(o, name);
        } else {
            kl_put_uint(o, port->port >> 8);
            kl_put_char(o, '/');
            kl_put_uint(o, port->port & 0xff);
        }
        return;
    }
    kl_put_uint(o, port->port);
    if (port->port_to && port->port_to != port->port) {
        kl_put_char(o, '-');
        kl_put_uint(o, port->port_to);
    }
}

static void print_mac(struct kl_out *o, const unsigned char *mac)
{
    static const char digits[] = "0123456789ABCDEF";
    char buf[18];

    for (int i = 0; i < 6; i++) {
        buf[i * 3] = digits[mac[i] >> 4];
        buf[i * 3 + 1] = digits[mac[i] & 15];
        buf[i * 3 + 2] = ':';
    }
    kl_put_mem(o, buf, 17);
}

static void print_dim(struct kl_out *o, const struct kl_print *how, enum kl_dim dim, bool second,
                      const struct kl_ipset_elem *e)
{
    uint32_t has = e->has;

    switch (dim) {
    case KL_DIM_IP:
    case KL_DIM_IP_ONE:
    case KL_DIM_NET:
        if (second)
            print_address(o, how, &e->ip2, has & KL_IPSET_E_IP2_TO ? &e->ip2_to : NULL,
                          has & KL_IPSET_E_CIDR2 ? &e->cidr2 : NULL);
        else
            print_address(o, how, &e->ip, has & KL_IPSET_E_IP_TO ? &e->ip_to : NULL,
                          has & KL_IPSET_E_CIDR ? &e->cidr : NULL);
        break;
    case KL_DIM_PORT:
    case KL_DIM_PORT_NR:
        print_port(o, how, &e->port, dim == KL_DIM_PORT);
        break;
    case KL_DIM_MAC:
    case KL_DIM_MAC_OPTIONAL:
        print_mac(o, e->mac);
        break;
    case KL_DIM_MARK:
        kl_out_str(o, "0x");
        kl_out_hex(o, e->mark, 8);
        break;
    case KL_DIM_IFACE:
        if (has & KL_IPSET_E_PHYSDEV)
            kl_out_str(o, "physdev:");
        kl_out_str(o, e->iface);
        break;
    case KL_DIM_SET:
        kl_out_str(o, e->name);
        break;
    case KL_DIM_NONE:
        break;
    }
}

void kl_ipset_print_elem(struct kl_out *o, const struct kl_print *how,
                         const struct kl_ipset_type *type, const struct kl_ipset_elem *e)
{
    bool second = false;

    if (type->n_dims == 1 && !(e->has & ~(KL_IPSET_E_IP | KL_ELEM_OPTIONS)) && !how->resolve &&
        e->ip.family == AF_INET) { // an address, as most are
        print_ipv4(o, e->ip.addr);
        return;
    }
    for (size_t i = 0; i < type->n_dims; i++) {
        enum kl_dim dim = type->dims[i];

        if (dim == KL_DIM_MAC_OPTIONAL && !(e->has & KL_IPSET_E_MAC))
            break;
        if (i)
            kl_put_char(o, ',');
        print_dim(o, how, dim, second, e);
        second |= dim == KL_DIM_IP || dim == KL_DIM_IP_ONE || dim == KL_DIM_NET;
    }
}

void kl_ipset_elem_print(struct kl_out *o, const struct kl_ipset_type *type,
                         const struct kl_ipset_elem *e)
{
    kl_ipset_print_elem(o, &(struct kl_print){0}, type, e);
}

uint64_t kl_ipset_option_number(const struct kl_ipset_option *row, const void *base)
{
    const unsigned char *at = (const unsigned char *)base + row->offset;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;

    switch (row->size) {
    case 1:
        return *at;
    case 2:
        memcpy(&u16, at, sizeof u16);
        return u16;
    case 4:
        memcpy(&u32, at, sizeof u32);
        return u32;
    default:
        memcpy(&u64, at, sizeof u64);
        return u64;
    }
}

static void print_range(struct kl_out *o, const struct kl_ipset_params *p)
{
    const struct kl_print numeric = {0};

    print_address(o, &numeric, &p->ip, p->cidr ? NULL : &p->ip_to, p->cidr ? &p->cidr : NULL);
}

static void print_skbmark(struct kl_out *o, const struct kl_ipset_elem *e)
{
    kl_out_str(o, "0x");
    kl_out_hex(o, e->skbmark, 1);
    if (e->skbmarkmask == 0xffffffffu)
        return;
    kl_out_str(o, "/0x");
    kl_out_hex(o, e->skbmarkmask, 1);
}

void kl_ipset_print_value(struct kl_out *o, const struct kl_ipset_option *row, const void *base)
{
    const struct kl_ipset_elem *e = base;
    const struct kl_ipset_params *p = base;

    switch (row->kind) {
    case KL_KIND_NUMBER:
        kl_put_uint(o, kl_ipset_option_number(row, base));
        break;
    case KL_KIND_HEX:
    case KL_KIND_HEX8:
        kl_out_str(o, "0x");
        kl_out_hex(o, kl_ipset_option_number(row, base), row->kind == KL_KIND_HEX8 ? 8 : 1);
        break;
    case KL_KIND_FAMILY:
        kl_out_str(o, p->family == AF_INET6 ? "inet6" : p->family == AF_INET ? "inet" : "unspec");
        break;
    case KL_KIND_IP:
        kl_ipset_print_ip(o, &p->bitmask, &(struct kl_print){0});
        break;
    case KL_KIND_RANGE:
        print_range(o, p);
        break;
    case KL_KIND_PORTS:
        kl_put_uint(o, p->port);
        kl_put_char(o, '-');
        kl_put_uint(o, p->port_to);
        break;
    case KL_KIND_NAME:
        kl_out_str(o, e->nameref);
        break;
    case KL_KIND_COMMENT:
        kl_put_char(o, '"');
        kl_out_write(o, e->comment, e->comment_len);
        kl_put_char(o, '"');
        break;
    case KL_KIND_SKBMARK:
        print_skbmark(o, e);
        break;
    case KL_KIND_SKBPRIO:
        kl_out_hex(o, e->skbprio >> 16, 1);
        kl_put_char(o, ':');
        kl_out_hex(o, e->skbprio & 0xffff, 1);
        break;
    default:
        break;
    }
}

void kl_ipset_print_options(struct kl_out *o, const uint8_t *list, uint32_t has, const void *base)
{
    for (; *list != KL_OPT_END; list++) {
        const struct kl_ipset_option *row = &kl_ipset_options_table[*list];

        if (!(has & row->has))
            continue;
        kl_put_char(o, ' ');
        kl_out_str(o, row->name);
        if (row->kind == KL_KIND_FLAG)
            continue;
        kl_put_char(o, ' ');
        kl_ipset_print_value(o, row, base);
    }
}
