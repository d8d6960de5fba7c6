// SPDX-License-Identifier: MIT
// Elements and options, from their rows.
#include "../core/hex.h"
#include "parse.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define SHOW(t) (int)((t).len > 300 ? 300 : (t).len), (t).s

// Cuts @t at the commas that stand outside brackets. Returns the number of parts, which may be
// one more than fits into @part.
static size_t split(struct kl_text t, struct kl_text part[KL_DIM_MAX])
{
    size_t n = 0, start = 0;
    bool inside = false;

    for (size_t i = 0; i <= t.len; i++) {
        if (i < t.len && t.s[i] == '[')
            inside = true;
        else if (i < t.len && t.s[i] == ']')
            inside = false;
        if (i < t.len && (t.s[i] != ',' || inside))
            continue;
        if (n < KL_DIM_MAX)
            part[n] = (struct kl_text){t.s + start, i - start};
        n++;
        start = i + 1;
    }
    return n;
}

static int parse_iface(const struct kl_parse *p, struct kl_text t, struct kl_ipset_elem *e)
{
    static const char prefix[] = "physdev:";

    if (t.len > sizeof prefix - 1 && !memcmp(t.s, prefix, sizeof prefix - 1)) {
        e->has |= KL_IPSET_E_PHYSDEV;
        t = (struct kl_text){t.s + sizeof prefix - 1, t.len - (sizeof prefix - 1)};
    }
    if (t.len >= sizeof e->iface)
        return kl_parse_fail(p, -EINVAL, "interface name '%.*s' is longer than %zu characters",
                             SHOW(t), sizeof e->iface - 1);
    if (memchr(t.s, 0, t.len))
        return kl_parse_fail(p, -EINVAL, "the interface name holds a zero byte");
    memcpy(e->iface, t.s, t.len);
    e->iface[t.len] = 0;
    e->has |= KL_IPSET_E_IFACE;
    return 0;
}

// The first address of an element goes into ip, the second into ip2.
static int parse_address_dim(const struct kl_parse *p, struct kl_text t, enum kl_dim dim,
                             struct kl_ipset_elem *e)
{
    bool second = e->has & KL_IPSET_E_IP;
    int form = KL_ADDR_PLAIN;
    int r = kl_parse_address(p, t, dim, second ? &e->ip2 : &e->ip, second ? &e->ip2_to : &e->ip_to,
                             second ? &e->cidr2 : &e->cidr, &form);

    if (r)
        return r;
    e->has |= second ? KL_IPSET_E_IP2 : KL_IPSET_E_IP;
    if (form == KL_ADDR_RANGE)
        e->has |= second ? KL_IPSET_E_IP2_TO : KL_IPSET_E_IP_TO;
    if (form == KL_ADDR_CIDR)
        e->has |= second ? KL_IPSET_E_CIDR2 : KL_IPSET_E_CIDR;
    return 0;
}

static int parse_dim(const struct kl_parse *p, enum kl_dim dim, struct kl_text t,
                     struct kl_ipset_elem *e)
{
    uint64_t number;
    int r;

    switch (dim) {
    case KL_DIM_IP:
    case KL_DIM_IP_ONE:
    case KL_DIM_NET:
        return parse_address_dim(p, t, dim, e);
    case KL_DIM_PORT:
    case KL_DIM_PORT_NR:
        r = kl_parse_port(p, t, dim == KL_DIM_PORT, &e->port);
        e->has |= r ? 0 : KL_IPSET_E_PORT;
        return r;
    case KL_DIM_MAC:
    case KL_DIM_MAC_OPTIONAL:
        r = kl_parse_mac(p, t, e->mac);
        e->has |= r ? 0 : KL_IPSET_E_MAC;
        return r;
    case KL_DIM_MARK:
        r = kl_parse_number(p, t, 0, UINT32_MAX, &number);
        if (r)
            return r;
        e->mark = (uint32_t)number;
        e->has |= KL_IPSET_E_MARK;
        return 0;
    case KL_DIM_IFACE:
        return parse_iface(p, t, e);
    case KL_DIM_SET:
        r = kl_parse_name(p, t, e->name);
        e->has |= r ? 0 : KL_IPSET_E_NAME;
        return r;
    case KL_DIM_NONE:
        break;
    }
    return -EINVAL;
}

int kl_parse_elem(const struct kl_parse *p, struct kl_text t, struct kl_ipset_elem *ret)
{
    static const char *const count[] = {"none", "one", "two"};
    static const char *const found[] = {"Elem separator", "Two elem separators",
                                        "Three elem separators"};
    static const char *const missing[] = {"First", "Second", "Third"};
    const struct kl_ipset_type *type = p->type;
    struct kl_text part[KL_DIM_MAX];
    struct kl_ipset_elem e = *ret;
    size_t n = split(t, part);
    int r;

    if (n > type->n_dims)
        return kl_parse_fail(p, -EINVAL, "%s in %.*s, but settype %s supports %s.",
                             found[type->n_dims - 1], SHOW(t), type->name, count[type->n_dims - 1]);
    for (size_t i = 0; i < type->n_dims; i++) {
        bool optional = type->dims[i] == KL_DIM_MAC_OPTIONAL;

        if (i >= n && optional)
            break;
        if (i >= n || (i > 0 && !part[i].len))
            return kl_parse_fail(p, -EINVAL, "%s element is missing from %.*s.", missing[i],
                                 SHOW(t));
        r = parse_dim(p, type->dims[i], part[i], &e);
        if (r)
            return r;
    }
    *ret = e;
    return 0;
}

void kl_parse_store(void *base, const struct kl_ipset_option *o, uint64_t value)
{
    unsigned char *at = (unsigned char *)base + o->offset;

    switch (o->size) {
    case 1:
        *at = (uint8_t)value;
        break;
    case 2:
        memcpy(at, &(uint16_t){(uint16_t)value}, 2);
        break;
    case 4:
        memcpy(at, &(uint32_t){(uint32_t)value}, 4);
        break;
    case 8:
        memcpy(at, &value, 8);
        break;
    }
}

static bool is_hex(struct kl_text t)
{
    return t.len > 2 && t.s[0] == '0' && (t.s[1] == 'x' || t.s[1] == 'X');
}

// 0xMARK[/0xMASK]
static int parse_skbmark(const struct kl_parse *p, struct kl_text t, struct kl_ipset_elem *e)
{
    const struct kl_parse quiet = {0};
    const char *slash = memchr(t.s, '/', t.len);
    struct kl_text mark = {t.s, slash ? (size_t)(slash - t.s) : t.len};
    struct kl_text mask = {slash ? slash + 1 : t.s, slash ? t.len - mark.len - 1 : 0};
    uint64_t value, bits = UINT32_MAX;

    if (!is_hex(mark) || kl_parse_number(&quiet, mark, 0, UINT32_MAX, &value) ||
        (slash && mask.len &&
         (!is_hex(mask) || kl_parse_number(&quiet, mask, 0, UINT32_MAX, &bits))))
        return kl_parse_fail(p, -EINVAL,
                             "Invalid skbmark format, it should be:  MARK/MASK or MARK "
                             "(see manpage)");
    e->skbmark = (uint32_t)value;
    e->skbmarkmask = (uint32_t)bits;
    return 0;
}

static int hex16(struct kl_text t, uint32_t *ret)
{
    uint32_t value = 0;

    if (!t.len || t.len > 4)
        return -EINVAL;
    for (size_t i = 0; i < t.len; i++) {
        int d = kl_hex_digit(t.s[i]);

        if (d < 0)
            return -EINVAL;
        value = value << 4 | (uint32_t)d;
    }
    *ret = value;
    return 0;
}

// MAJOR:MINOR, both hexadecimal without 0x
static int parse_skbprio(const struct kl_parse *p, struct kl_text t, struct kl_ipset_elem *e)
{
    const char *colon = memchr(t.s, ':', t.len);
    uint32_t major, minor;

    if (!colon || hex16((struct kl_text){t.s, (size_t)(colon - t.s)}, &major) ||
        hex16((struct kl_text){colon + 1, t.len - (size_t)(colon + 1 - t.s)}, &minor))
        return kl_parse_fail(p, -EINVAL,
                             "Invalid skbprio format, it should be:MAJOR:MINOR "
                             "(see manpage)");
    e->skbprio = major << 16 | minor;
    return 0;
}

static int parse_comment(const struct kl_parse *p, struct kl_text t, struct kl_ipset_elem *e)
{
    if (t.len > KL_IPSET_COMMENT_MAX)
        return kl_parse_fail(p, -EINVAL, "Comment is longer than the maximum allowed %d characters",
                             KL_IPSET_COMMENT_MAX);
    if (memchr(t.s, '"', t.len))
        return kl_parse_fail(p, -EINVAL, "\" character is not permitted in comments");
    if (memchr(t.s, '\n', t.len) || memchr(t.s, 0, t.len))
        return kl_parse_fail(p, -EINVAL, "a comment is one line, without zero bytes");
    e->comment = t.s;
    e->comment_len = t.len;
    return 0;
}

int kl_parse_elem_option(const struct kl_parse *p, const struct kl_ipset_option *o,
                         struct kl_text value, struct kl_ipset_elem *e)
{
    uint32_t either = KL_IPSET_E_BEFORE | KL_IPSET_E_AFTER;
    uint64_t number;
    int r = 0;

    if (o->kind != KL_KIND_FLAG && (e->has & o->has || (o->has & either && e->has & either)))
        return kl_parse_fail(p, -EINVAL, "%s already specified", o->name);
    switch (o->kind) {
    case KL_KIND_FLAG:
        break;
    case KL_KIND_NUMBER:
        r = kl_parse_number(p, value, o->min, o->max - (o->max == UINT64_MAX), &number);
        if (!r)
            kl_parse_store(e, o, number);
        break;
    case KL_KIND_NAME:
        r = kl_parse_name(p, value, e->nameref);
        break;
    case KL_KIND_COMMENT:
        r = parse_comment(p, value, e);
        break;
    case KL_KIND_SKBMARK:
        r = parse_skbmark(p, value, e);
        break;
    case KL_KIND_SKBPRIO:
        r = parse_skbprio(p, value, e);
        break;
    default:
        return -EINVAL;
    }
    if (!r)
        e->has |= o->has;
    return r;
}

// ---- Sets -----------------------------------------------------------------------------------

static bool text_is(struct kl_text t, const char *word)
{
    return t.len == strlen(word) && !memcmp(t.s, word, t.len);
}

static int parse_family(const struct kl_parse *p, struct kl_text t, uint8_t *ret)
{
    if (text_is(t, "inet") || text_is(t, "ipv4") || text_is(t, "-4"))
        *ret = AF_INET;
    else if (text_is(t, "inet6") || text_is(t, "ipv6") || text_is(t, "-6"))
        *ret = AF_INET6;
    else if (text_is(t, "any") || text_is(t, "unspec"))
        *ret = AF_UNSPEC;
    else
        return kl_parse_fail(p, -EINVAL, "unknown inet family %.*s", SHOW(t));
    return 0;
}

static int parse_range(const struct kl_parse *p, struct kl_text t, struct kl_ipset_params *ret)
{
    uint8_t cidr = 0;
    int form = KL_ADDR_PLAIN;
    int r = kl_parse_address(p, t, KL_DIM_IP, &ret->ip, &ret->ip_to, &cidr, &form);

    if (r)
        return r;
    if (form == KL_ADDR_PLAIN)
        return kl_parse_fail(p, -EINVAL, "IP/cidr or IP-IP range must be specified: %.*s", SHOW(t));
    if (form == KL_ADDR_CIDR && !cidr)
        return kl_parse_fail(p, -ERANGE,
                             "The value of the CIDR parameter of the IP address is invalid");
    ret->cidr = cidr;
    return 0;
}

static int parse_ports(const struct kl_parse *p, struct kl_text t, struct kl_ipset_params *ret)
{
    struct kl_ipset_port port;
    int r = kl_parse_port(p, t, false, &port);

    if (r)
        return r;
    if (!memchr(t.s, '-', t.len))
        return kl_parse_fail(p, -EINVAL, "a range FROM-TO of ports must be specified: %.*s",
                             SHOW(t));
    ret->port = port.port;
    ret->port_to = port.port_to;
    return 0;
}

int kl_parse_param(const struct kl_parse *p, const struct kl_ipset_option *o, struct kl_text value,
                   struct kl_ipset_params *ret)
{
    struct kl_ipset_params params = *ret;
    uint64_t number;
    int r = 0;

    if (o->kind != KL_KIND_FLAG && params.has & o->has)
        return kl_parse_fail(p, -EINVAL, "%s already specified", o->name);
    switch (o->kind) {
    case KL_KIND_FLAG:
        break;
    case KL_KIND_NUMBER:
    case KL_KIND_HEX:
    case KL_KIND_HEX8:
        r = kl_parse_number(p, value, o->min, o->max, &number);
        if (!r)
            kl_parse_store(&params, o, number);
        break;
    case KL_KIND_FAMILY:
        r = parse_family(p, value, &params.family);
        break;
    case KL_KIND_RANGE:
        r = parse_range(p, value, &params);
        break;
    case KL_KIND_PORTS:
        r = parse_ports(p, value, &params);
        break;
    case KL_KIND_IP: {
        // A mask is an address of the set's family, which may be given later: the text tells.
        uint8_t family = memchr(value.s, ':', value.len) ? AF_INET6 : AF_INET;

        r = kl_parse_ip(p, value, family, &params.bitmask);
        break;
    }
    default:
        return -EINVAL;
    }
    if (r)
        return r;
    params.has |= o->has;
    *ret = params;
    return 0;
}

int kl_parse_params_check(const struct kl_parse *p, const struct kl_ipset_params *params)
{
    uint8_t family = params->has & KL_IPSET_P_FAMILY ? params->family : AF_INET;

    if (params->has & KL_IPSET_P_NETMASK && family != AF_INET6 && params->netmask > 32)
        return kl_parse_fail(p, -ERANGE, "'%u' is out of range 1-32", params->netmask);
    if (params->has & KL_IPSET_P_BITMASK && params->bitmask.family != family)
        return kl_parse_fail(p, -EAFNOSUPPORT,
                             "bitmask is an %s address, but the family of the set is %s",
                             params->bitmask.family == AF_INET6 ? "IPv6" : "IPv4",
                             family == AF_INET6 ? "inet6" : "inet");
    if (params->has & KL_IPSET_P_BITMASK && params->has & KL_IPSET_P_NETMASK)
        return kl_parse_fail(p, -EINVAL,
                             "bitmask and netmask are mutually exclusive, provide "
                             "only one");
    return 0;
}
