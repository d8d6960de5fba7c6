// SPDX-License-Identifier: MIT
// Numbers, addresses, ports and MAC addresses.
#include "parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int kl_parse_fail(const struct kl_parse *p, int code, const char *format, ...)
{
    va_list args;

    if (!p->error_size)
        return code;
    va_start(args, format);
    vsnprintf(p->error, p->error_size, format, args);
    va_end(args);
    return code;
}

#define SHOW(t) (int)((t).len > 300 ? 300 : (t).len), (t).s

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 99;
}

// The value in decimal, octal (0…) or hexadecimal (0x…): 0, -EINVAL, -ERANGE past 64 bits.
static int number(struct kl_text t, uint64_t *ret)
{
    uint64_t value = 0;
    unsigned base = 10;
    size_t i = 0;
    bool over = false;

    if (t.len > 1 && t.s[0] == '0') {
        base = t.s[1] == 'x' || t.s[1] == 'X' ? 16 : 8;
        i = base == 16 ? 2 : 1;
    }
    if (i == t.len)
        return -EINVAL;
    for (; i < t.len; i++) {
        unsigned d = (unsigned)digit(t.s[i]);

        if (d >= base)
            return -EINVAL;
        over |= __builtin_mul_overflow(value, base, &value);
        over |= __builtin_add_overflow(value, d, &value);
    }
    if (over)
        return -ERANGE;
    *ret = value;
    return 0;
}

static int parse_any_number(const struct kl_parse *p, struct kl_text t, uint64_t min, uint64_t max,
                            uint64_t *ret)
{
    uint64_t value = 0;
    bool minus = t.len > 1 && t.s[0] == '-';
    int r = number(minus ? (struct kl_text){t.s + 1, t.len - 1} : t, &value);

    if (r == -EINVAL)
        return kl_parse_fail(p, r, "'%.*s' is invalid as number", SHOW(t));
    if (r || minus || value < min || value > max)
        return kl_parse_fail(p, -ERANGE, "'%.*s' is out of range %llu-%llu", SHOW(t),
                             (unsigned long long)min, (unsigned long long)max);
    *ret = value;
    return 0;
}

int kl_parse_number(const struct kl_parse *p, struct kl_text t, uint64_t min, uint64_t max,
                    uint64_t *ret)
{
    uint64_t value = 0;
    size_t i = 0;

    // Most are plain decimal, and short.
    if (t.len && t.len < 19 && (t.s[0] != '0' || t.len == 1)) {
        while (i < t.len && t.s[i] >= '0' && t.s[i] <= '9')
            value = value * 10 + (unsigned)(t.s[i++] - '0');
        if (i == t.len && value >= min && value <= max) {
            *ret = value;
            return 0;
        }
    }
    return parse_any_number(p, t, min, max, ret);
}

// a.b.c.d in plain decimal, the form that all but a few inputs have. A leading zero is left to
// inet_aton(), which reads it as octal.
static bool dotted_quad(struct kl_text t, unsigned char *ret)
{
    size_t i = 0;

    for (int part = 0; part < 4; part++) {
        unsigned value = 0;
        size_t start = i;

        while (i < t.len && t.s[i] >= '0' && t.s[i] <= '9' && i - start < 3)
            value = value * 10 + (unsigned)(t.s[i++] - '0');
        if (i == start || value > 255 || (t.s[start] == '0' && i - start > 1))
            return false;
        if (part < 3 && (i == t.len || t.s[i++] != '.'))
            return false;
        ret[part] = (unsigned char)value;
    }
    return i == t.len;
}

// A host name has a letter and neither colon nor slash: the resolver, which may take seconds to
// answer, is not asked about a mistyped address.
static bool may_be_host(struct kl_text t)
{
    bool letter = false;

    for (size_t i = 0; i < t.len; i++) {
        if (t.s[i] == ':' || t.s[i] == '/')
            return false;
        letter |= (t.s[i] | 0x20) >= 'a' && (t.s[i] | 0x20) <= 'z';
    }
    return letter;
}

int kl_parse_ip(const struct kl_parse *p, struct kl_text t, uint8_t family, struct kl_ip *ret)
{
    struct kl_ip ip = {.family = family};
    struct kl_text whole = t;
    char buf[INET6_ADDRSTRLEN];
    struct in_addr v4;

    if (family == AF_INET && dotted_quad(t, ip.addr)) {
        *ret = ip;
        return 0;
    }
    if (t.len && t.s[0] == '[') { // [name-with-dash]
        const char *end = memchr(t.s, ']', t.len);

        if (!end)
            return kl_parse_fail(p, -EINVAL, "cannot find closing escape character ']' in %.*s",
                                 SHOW(t));
        if (end + 1 == t.s + t.len)
            t = (struct kl_text){t.s + 1, t.len - 2};
    }
    if (t.len && t.len < sizeof buf && !memchr(t.s, 0, t.len)) {
        memcpy(buf, t.s, t.len);
        buf[t.len] = 0;
        if (family == AF_INET6 ? inet_pton(AF_INET6, buf, ip.addr) == 1
                               : inet_aton(buf, &v4) && memcpy(ip.addr, &v4, 4)) {
            *ret = ip;
            return 0;
        }
    }
    if (p->numeric || !may_be_host(t) || kl_names_host(p->names, t.s, t.len, family, ret))
        return kl_parse_fail(p, -ENOENT, "cannot parse %.*s: resolving to %s address failed",
                             SHOW(whole), family == AF_INET6 ? "IPv6" : "IPv4");
    return 0;
}

// Position of @c outside [brackets], or -1.
static ssize_t find_outside(struct kl_text t, char c)
{
    bool inside = false;

    for (size_t i = 0; i < t.len; i++) {
        if (t.s[i] == '[')
            inside = true;
        else if (t.s[i] == ']')
            inside = false;
        else if (t.s[i] == c && !inside)
            return (ssize_t)i;
    }
    return -1;
}

int kl_parse_address(const struct kl_parse *p, struct kl_text t, enum kl_dim dim, struct kl_ip *ret,
                     struct kl_ip *ret_to, uint8_t *ret_cidr, int *ret_form)
{
    uint8_t family = kl_ipset_elem_family(p->type, p->family);
    bool range_ok = family == AF_INET && dim != KL_DIM_IP_ONE;
    bool cidr_ok = dim == KL_DIM_NET || range_ok;
    ssize_t slash = find_outside(t, '/'), dash = find_outside(t, '-');
    struct kl_ip ip, to;
    uint64_t cidr;
    int r;

    if ((slash >= 0 && !cidr_ok) || (slash < 0 && dash >= 0 && !range_ok))
        return kl_parse_fail(p, -EINVAL,
                             dim == KL_DIM_NET ? "IP range is not supported with IPv6: %.*s"
                                               : "plain IP address must be supplied: %.*s",
                             SHOW(t));
    if (slash == 0 || slash + 1 == (ssize_t)t.len || dash == 0 || dash + 1 == (ssize_t)t.len)
        return kl_parse_fail(p, -EINVAL, "cannot parse %.*s: resolving to %s address failed",
                             SHOW(t), family == AF_INET6 ? "IPv6" : "IPv4");
    if (slash >= 0) {
        r = kl_parse_ip(p, (struct kl_text){t.s, (size_t)slash}, family, &ip);
        if (!r)
            r = kl_parse_number(p, (struct kl_text){t.s + slash + 1, t.len - (size_t)slash - 1}, 0,
                                family == AF_INET6 ? 128 : 32, &cidr);
        if (r)
            return r;
        *ret_cidr = (uint8_t)cidr;
        *ret_form = KL_ADDR_CIDR;
    } else if (dash >= 0) {
        r = kl_parse_ip(p, (struct kl_text){t.s, (size_t)dash}, family, &ip);
        if (!r)
            r = kl_parse_ip(p, (struct kl_text){t.s + dash + 1, t.len - (size_t)dash - 1}, family,
                            &to);
        if (r)
            return r;
        *ret_to = to;
        *ret_form = KL_ADDR_RANGE;
    } else {
        r = kl_parse_ip(p, t, family, &ip);
        if (r)
            return r;
        *ret_form = KL_ADDR_PLAIN;
    }
    *ret = ip;
    return 0;
}

int kl_parse_mac(const struct kl_parse *p, struct kl_text t, unsigned char ret[6])
{
    unsigned char mac[6];
    size_t i = 0;

    for (int part = 0; part < 6; part++) {
        unsigned value = 0;
        size_t start = i;

        while (i < t.len && i - start < 2 && digit(t.s[i]) < 16)
            value = value << 4 | (unsigned)digit(t.s[i++]);
        if (i == start || (part < 5 && (i == t.len || t.s[i++] != ':')))
            goto bad;
        mac[part] = (unsigned char)value;
    }
    if (i != t.len)
        goto bad;
    memcpy(ret, mac, sizeof mac);
    return 0;
bad:
    return kl_parse_fail(p, -EINVAL, "cannot parse '%.*s' as ethernet address", SHOW(t));
}

int kl_parse_name(const struct kl_parse *p, struct kl_text t, char ret[KL_IPSET_NAME_SIZE])
{
    if (t.len >= KL_IPSET_NAME_SIZE)
        return kl_parse_fail(p, -EINVAL, "setname '%.*s' is longer than %d characters", SHOW(t),
                             KL_IPSET_NAME_SIZE - 1);
    if (!t.len)
        return kl_parse_fail(p, -EINVAL, "the name of a set is empty");
    if (memchr(t.s, 0, t.len))
        return kl_parse_fail(p, -EINVAL, "the name of a set holds a zero byte");
    memcpy(ret, t.s, t.len);
    memset(ret + t.len, 0, KL_IPSET_NAME_SIZE - t.len);
    return 0;
}

static struct kl_text unbracket(struct kl_text t)
{
    if (t.len > 1 && t.s[0] == '[' && t.s[t.len - 1] == ']')
        return (struct kl_text){t.s + 1, t.len - 2};
    return t;
}

static int parse_one_port(const struct kl_parse *p, struct kl_text t, const char *protocol,
                          uint16_t *ret)
{
    struct kl_text inner = unbracket(t);
    const struct kl_parse quiet = {.names = p->names};
    uint64_t value;
    int r;

    if (kl_parse_number(&quiet, inner, 0, 65535, &value) == 0) {
        *ret = (uint16_t)value;
        return 0;
    }
    r = kl_names_service(p->names, inner.s, inner.len, protocol);
    if (r >= 0) {
        *ret = (uint16_t)r;
        return 0;
    }
    if (t.len && t.s[0] == '[' && t.s[t.len - 1] != ']')
        return kl_parse_fail(p, -EINVAL, "cannot find closing escape character ']' in %.*s",
                             SHOW(t));
    return kl_parse_fail(p, -EINVAL, "cannot parse '%.*s' as a %s port", SHOW(t), protocol);
}

static int parse_icmp(const struct kl_parse *p, struct kl_text t, uint8_t protocol, uint16_t *ret)
{
    struct kl_text inner = unbracket(t);
    const char *slash = memchr(inner.s, '/', inner.len);
    int r = kl_names_icmp(protocol, inner.s, inner.len);
    uint64_t type, code;

    if (r >= 0) {
        *ret = (uint16_t)r;
        return 0;
    }
    if (!slash)
        return kl_parse_fail(p, -EINVAL, "cannot parse %.*s as an %s type/code", SHOW(t),
                             protocol == IPPROTO_ICMP ? "ICMP" : "ICMPv6");
    r = kl_parse_number(p, (struct kl_text){inner.s, (size_t)(slash - inner.s)}, 0, 255, &type);
    if (!r)
        r = kl_parse_number(p,
                            (struct kl_text){slash + 1, inner.len - (size_t)(slash + 1 - inner.s)},
                            0, 255, &code);
    if (!r)
        *ret = (uint16_t)(type << 8 | code);
    return r;
}

static int parse_protocol(const struct kl_parse *p, struct kl_text t, uint8_t *ret)
{
    const struct kl_parse quiet = {.names = p->names};
    uint64_t value;
    int r;

    t = unbracket(t);
    if (kl_parse_number(&quiet, t, 0, 255, &value) == 0) {
        *ret = (uint8_t)value;
        return 0;
    }
    r = kl_names_protocol(p->names, t.s, t.len);
    if (r < 0 || r > 255)
        return kl_parse_fail(p, -ENOENT, "cannot parse '%.*s' as a protocol", SHOW(t));
    *ret = (uint8_t)r;
    return 0;
}

// The name that getservbyname() wants for a protocol with ports, or NULL.
static const char *port_protocol(uint8_t protocol)
{
    switch (protocol) {
    case IPPROTO_TCP:
        return "tcp";
    case IPPROTO_UDP:
        return "udp";
    case IPPROTO_SCTP:
        return "sctp";
    case IPPROTO_UDPLITE:
        return "udplite";
    default:
        return NULL;
    }
}

static int parse_port_of(const struct kl_parse *p, struct kl_text t, struct kl_ipset_port *port,
                         struct kl_text protocol)
{
    const char *service = port_protocol(port->protocol);
    ssize_t dash = find_outside(t, '-');
    int r;

    if (service && dash > 0 && dash + 1 < (ssize_t)t.len) {
        uint16_t from, to;

        r = parse_one_port(p, (struct kl_text){t.s, (size_t)dash}, service, &from);
        if (!r)
            r = parse_one_port(p, (struct kl_text){t.s + dash + 1, t.len - (size_t)dash - 1},
                               service, &to);
        if (r)
            return r;
        port->port = from < to ? from : to; // the kernel takes a range either way round
        port->port_to = from < to ? to : from;
        return 0;
    }
    if (service)
        return parse_one_port(p, t, service, &port->port);
    if (port->protocol == IPPROTO_ICMP || port->protocol == IPPROTO_ICMPV6) {
        bool v6 = kl_ipset_elem_family(p->type, p->family) == AF_INET6;

        if (v6 != (port->protocol == IPPROTO_ICMPV6))
            return kl_parse_fail(p, -EAFNOSUPPORT, "Protocol %s can be used with family %s only",
                                 v6 ? "ICMP" : "ICMPv6", v6 ? "inet" : "inet6");
        return parse_icmp(p, t, port->protocol, &port->port);
    }
    if (t.len != 1 || t.s[0] != '0')
        return kl_parse_fail(p, -EINVAL, "Protocol %.*s can be used with pseudo port value 0 only.",
                             SHOW(protocol));
    port->port = 0;
    return 0;
}

int kl_parse_port(const struct kl_parse *p, struct kl_text t, bool with_protocol,
                  struct kl_ipset_port *ret)
{
    struct kl_ipset_port port = {.protocol = IPPROTO_TCP};
    struct kl_text protocol = KL_TEXT("tcp"), number = t;
    ssize_t colon = find_outside(t, ':');
    int r;

    if (colon >= 0) {
        protocol = (struct kl_text){t.s, (size_t)colon};
        number = (struct kl_text){t.s + colon + 1, t.len - (size_t)colon - 1};
        r = parse_protocol(p, protocol, &port.protocol);
        if (r)
            return r;
    }
    r = parse_port_of(p, number, &port, protocol);
    if (r)
        return r;
    if (!with_protocol) // the protocol only helped to find the number
        port.protocol = 0;
    *ret = port;
    return 0;
}
