// SPDX-License-Identifier: MIT
// Set types and their options: data, and looking it up.
#include "type.h"

#include <linux/netfilter/ipset/ip_set.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#ifndef IPSET_ATTR_BITMASK // Linux 6.3
#define IPSET_ATTR_BITMASK 12
#endif

#define P(member) offsetof(struct kl_ipset_params, member)
#define E(member) offsetof(struct kl_ipset_elem, member)
#define U32_MAX   0xffffffffull

// clang-format off
const struct kl_ipset_option kl_ipset_options_table[KL_OPT_COUNT] = {
    //                     name         value            presence bit          kind            size offset         kernel attribute             min max
    [KL_OPT_FAMILY]     = {"family",    "inet|inet6",    KL_IPSET_P_FAMILY,     KL_KIND_FAMILY,  1, P(family),     IPSET_ATTR_FAMILY,            0, 0},
    [KL_OPT_RANGE]      = {"range",     "IP/CIDR|FROM-TO", KL_IPSET_P_RANGE,    KL_KIND_RANGE,   0, P(ip),         IPSET_ATTR_IP,                0, 0},
    [KL_OPT_PORTS]      = {"range",     "[PROTO:]FROM-TO", KL_IPSET_P_PORTS,    KL_KIND_PORTS,   2, P(port),       IPSET_ATTR_PORT,              0, 0},
    [KL_OPT_HASHSIZE]   = {"hashsize",  "VALUE",         KL_IPSET_P_HASHSIZE,   KL_KIND_NUMBER,  4, P(hashsize),   IPSET_ATTR_HASHSIZE,          0, U32_MAX},
    [KL_OPT_MAXELEM]    = {"maxelem",   "VALUE",         KL_IPSET_P_MAXELEM,    KL_KIND_NUMBER,  4, P(maxelem),    IPSET_ATTR_MAXELEM,           0, U32_MAX},
    [KL_OPT_NETMASK]    = {"netmask",   "CIDR",          KL_IPSET_P_NETMASK,    KL_KIND_NUMBER,  1, P(netmask),    IPSET_ATTR_NETMASK,           1, 128},
    [KL_OPT_BITMASK]    = {"bitmask",   "MASK",          KL_IPSET_P_BITMASK,    KL_KIND_IP,      0, P(bitmask),    IPSET_ATTR_BITMASK,           0, 0},
    [KL_OPT_MARKMASK]   = {"markmask",  "VALUE",         KL_IPSET_P_MARKMASK,   KL_KIND_HEX8,    4, P(markmask),   IPSET_ATTR_MARKMASK,          0, U32_MAX},
    [KL_OPT_SIZE]       = {"size",      "VALUE",         KL_IPSET_P_SIZE,       KL_KIND_NUMBER,  4, P(size),       IPSET_ATTR_SIZE,              0, U32_MAX},
    [KL_OPT_TIMEOUT]    = {"timeout",   "VALUE",         KL_IPSET_P_TIMEOUT,    KL_KIND_NUMBER,  4, P(timeout),    IPSET_ATTR_TIMEOUT,           0, KL_IPSET_TIMEOUT_MAX},
    [KL_OPT_COUNTERS]   = {"counters",  NULL,            KL_IPSET_P_COUNTERS,   KL_KIND_FLAG,    0, 0,             IPSET_FLAG_WITH_COUNTERS,     0, 0},
    [KL_OPT_COMMENT]    = {"comment",   NULL,            KL_IPSET_P_COMMENT,    KL_KIND_FLAG,    0, 0,             IPSET_FLAG_WITH_COMMENT,      0, 0},
    [KL_OPT_FORCEADD]   = {"forceadd",  NULL,            KL_IPSET_P_FORCEADD,   KL_KIND_FLAG,    0, 0,             IPSET_FLAG_WITH_FORCEADD,     0, 0},
    [KL_OPT_SKBINFO]    = {"skbinfo",   NULL,            KL_IPSET_P_SKBINFO,    KL_KIND_FLAG,    0, 0,             IPSET_FLAG_WITH_SKBINFO,      0, 0},
    [KL_OPT_BUCKETSIZE] = {"bucketsize", "VALUE",        KL_IPSET_P_BUCKETSIZE, KL_KIND_NUMBER,  1, P(bucketsize), IPSET_ATTR_BUCKETSIZE,        0, 255},
    [KL_OPT_INITVAL]    = {"initval",   "VALUE",         KL_IPSET_P_INITVAL,    KL_KIND_HEX8,    4, P(initval),    IPSET_ATTR_INITVAL,           0, U32_MAX},

    [KL_OPT_E_TIMEOUT]  = {"timeout",   "VALUE",         KL_IPSET_E_TIMEOUT,    KL_KIND_NUMBER,  4, E(timeout),    IPSET_ATTR_TIMEOUT,           0, KL_IPSET_TIMEOUT_MAX},
    [KL_OPT_E_NOMATCH]  = {"nomatch",   NULL,            KL_IPSET_E_NOMATCH,    KL_KIND_FLAG,    0, 0,             IPSET_FLAG_NOMATCH,           0, 0},
    [KL_OPT_E_WILDCARD] = {"wildcard",  NULL,            KL_IPSET_E_WILDCARD,   KL_KIND_FLAG,    0, 0,             IPSET_FLAG_IFACE_WILDCARD,    0, 0},
    [KL_OPT_E_BEFORE]   = {"before",    "NAME",          KL_IPSET_E_BEFORE,     KL_KIND_NAME,    0, E(nameref),    IPSET_ATTR_NAMEREF,           0, 0},
    [KL_OPT_E_AFTER]    = {"after",     "NAME",          KL_IPSET_E_AFTER,      KL_KIND_NAME,    0, E(nameref),    IPSET_ATTR_NAMEREF,           0, 0},
    [KL_OPT_E_PACKETS]  = {"packets",   "VALUE",         KL_IPSET_E_PACKETS,    KL_KIND_NUMBER,  8, E(packets),    IPSET_ATTR_PACKETS,           0, UINT64_MAX},
    [KL_OPT_E_BYTES]    = {"bytes",     "VALUE",         KL_IPSET_E_BYTES,      KL_KIND_NUMBER,  8, E(bytes),      IPSET_ATTR_BYTES,             0, UINT64_MAX},
    [KL_OPT_E_COMMENT]  = {"comment",   "\"string\"",    KL_IPSET_E_COMMENT,    KL_KIND_COMMENT, 0, 0,             IPSET_ATTR_COMMENT,           0, 0},
    [KL_OPT_E_SKBMARK]  = {"skbmark",   "MARK[/MASK]",   KL_IPSET_E_SKBMARK,    KL_KIND_SKBMARK, 8, E(skbmark),    IPSET_ATTR_SKBMARK,           0, U32_MAX},
    [KL_OPT_E_SKBPRIO]  = {"skbprio",   "MAJOR:MINOR",   KL_IPSET_E_SKBPRIO,    KL_KIND_SKBPRIO, 4, E(skbprio),    IPSET_ATTR_SKBPRIO,           0, 0xffff},
    [KL_OPT_E_SKBQUEUE] = {"skbqueue",  "VALUE",         KL_IPSET_E_SKBQUEUE,   KL_KIND_NUMBER,  2, E(skbqueue),   IPSET_ATTR_SKBQUEUE,          0, 0xffff},
};

#define FAM     KL_OPT_FAMILY
#define HASH    KL_OPT_HASHSIZE, KL_OPT_MAXELEM
#define EXT     KL_OPT_TIMEOUT, KL_OPT_COUNTERS, KL_OPT_COMMENT
#define TAIL    KL_OPT_FORCEADD, KL_OPT_SKBINFO, KL_OPT_BUCKETSIZE, KL_OPT_INITVAL
#define E_EXT   KL_OPT_E_PACKETS, KL_OPT_E_BYTES, KL_OPT_E_COMMENT, KL_OPT_E_SKBMARK, \
                KL_OPT_E_SKBPRIO, KL_OPT_E_SKBQUEUE
#define E_PLAIN {KL_OPT_E_TIMEOUT, E_EXT}
#define E_NET   {KL_OPT_E_TIMEOUT, KL_OPT_E_NOMATCH, E_EXT}

#define COUNTERS(r)   {KL_IPSET_P_COUNTERS, KL_IPSET_E_PACKETS | KL_IPSET_E_BYTES, r}
#define COMMENT(r)    {KL_IPSET_P_COMMENT, KL_IPSET_E_COMMENT, r}
#define FORCEADD(r)   {KL_IPSET_P_FORCEADD, 0, r}
#define SKBINFO(r)    {KL_IPSET_P_SKBINFO, KL_IPSET_E_SKBMARK | KL_IPSET_E_SKBPRIO | KL_IPSET_E_SKBQUEUE, r}
#define BUCKETSIZE(r) {KL_IPSET_P_BUCKETSIZE | KL_IPSET_P_INITVAL, 0, r}
#define BITMASK(r)    {KL_IPSET_P_BITMASK, 0, r}
#define NETMASK(r)    {KL_IPSET_P_NETMASK, 0, r}
#define NOMATCH(r)    {0, KL_IPSET_E_NOMATCH, r}
#define WILDCARD(r)   {0, KL_IPSET_E_WILDCARD, r}

#define NOTE_PORT "[PROTO:]PORT is a port number or service name with tcp, udp, sctp or udplite (tcp by\n" \
                  "default), icmp: or icmpv6: with a TYPE/CODE or a name, or any other PROTO with port 0."

static const struct kl_ipset_type types[] = {
    {.name = "bitmap:ip", .dimensions = "ip", .alias = "ipmap",
     .dims = {KL_DIM_IP}, .n_dims = 1,
     .key = {KL_KEY_IP},
     .inet = true, .revision = 3,
     .create = {KL_OPT_RANGE, KL_OPT_NETMASK, EXT, KL_OPT_SKBINFO}, .add = E_PLAIN,
     .required = KL_IPSET_P_RANGE,
     .features = {COUNTERS(1), COMMENT(2), SKBINFO(3)},
     .note = "IP|IP/CIDR|FROM-TO: IPv4 addresses inside the range."},
    {.name = "bitmap:ip,mac", .dimensions = "ip,mac", .alias = "macipmap",
     .dims = {KL_DIM_IP_ONE, KL_DIM_MAC_OPTIONAL}, .n_dims = 2,
     .key = {KL_KEY_IP},
     .inet = true, .revision = 3,
     .create = {KL_OPT_RANGE, EXT, KL_OPT_SKBINFO}, .add = E_PLAIN,
     .required = KL_IPSET_P_RANGE,
     .features = {COUNTERS(1), COMMENT(2), SKBINFO(3)},
     .note = "IP[,MAC]: without MAC, the first packet that matches fills it in."},
    {.name = "bitmap:port", .dimensions = "port", .alias = "portmap",
     .dims = {KL_DIM_PORT_NR}, .n_dims = 1,
     .key = {KL_KEY_PORT},
     .revision = 3,
     .create = {KL_OPT_PORTS, EXT, KL_OPT_SKBINFO}, .add = E_PLAIN,
     .required = KL_IPSET_P_PORTS,
     .features = {COUNTERS(1), COMMENT(2), SKBINFO(3)},
     .note = "[PROTO:]PORT|FROM-TO: PROTO only helps to look up a service's name."},
    {.name = "hash:ip", .dimensions = "ip", .alias = "iphash",
     .dims = {KL_DIM_IP}, .n_dims = 1,
     .key = {KL_KEY_IP},
     .inet = true, .inet6 = true, .revision = 6,
     .create = {FAM, HASH, KL_OPT_NETMASK, KL_OPT_BITMASK, EXT, TAIL}, .add = E_PLAIN,
     .features = {COUNTERS(1), COMMENT(2), FORCEADD(3), SKBINFO(4), BUCKETSIZE(5), BITMASK(6)},
     .note = "IP: an address; IP/CIDR and FROM-TO stand for each of their IPv4 addresses."},
    {.name = "hash:mac", .dimensions = "mac", .alias = "machash",
     .dims = {KL_DIM_MAC}, .n_dims = 1,
     .key = {KL_KEY_MAC, KL_KEY_ZERO, KL_KEY_ZERO},
     .revision = 1,
     .create = {HASH, EXT, TAIL}, .add = E_PLAIN,
     .features = {BUCKETSIZE(1)},
     .note = "MAC: 01:02:03:04:05:06."},
    {.name = "hash:ip,mac", .dimensions = "ip,mac", .alias = "ipmachash",
     .dims = {KL_DIM_IP_ONE, KL_DIM_MAC}, .n_dims = 2,
     .key = {KL_KEY_IP, KL_KEY_MAC, KL_KEY_ZERO, KL_KEY_ZERO},
     .inet = true, .inet6 = true, .revision = 1,
     .create = {FAM, HASH, EXT, TAIL}, .add = E_PLAIN,
     .features = {BUCKETSIZE(1)},
     .note = "IP,MAC"},
    {.name = "hash:ip,mark", .dimensions = "ip,mark", .alias = "ipmarkhash",
     .dims = {KL_DIM_IP, KL_DIM_MARK}, .n_dims = 2,
     .key = {KL_KEY_IP, KL_KEY_MARK},
     .inet = true, .inet6 = true, .revision = 3,
     .create = {FAM, KL_OPT_MARKMASK, HASH, EXT, TAIL}, .add = E_PLAIN,
     .features = {FORCEADD(1), SKBINFO(2), BUCKETSIZE(3)},
     .note = "IP,MARK: MARK is a packet mark of 32 bits, 0x for hexadecimal."},
    {.name = "hash:ip,port", .dimensions = "ip,port", .alias = "ipporthash",
     .dims = {KL_DIM_IP, KL_DIM_PORT}, .n_dims = 2,
     .key = {KL_KEY_IP, KL_KEY_PORT, KL_KEY_PROTO, KL_KEY_ZERO},
     .inet = true, .inet6 = true, .revision = 7,
     .create = {FAM, HASH, EXT, TAIL, KL_OPT_NETMASK, KL_OPT_BITMASK}, .add = E_PLAIN,
     .features = {COUNTERS(2), COMMENT(3), FORCEADD(4), SKBINFO(5), BUCKETSIZE(6), BITMASK(7), NETMASK(7)},
     .note = "IP,[PROTO:]PORT. " NOTE_PORT},
    {.name = "hash:ip,port,ip", .dimensions = "ip,port,ip", .alias = "ipportiphash",
     .dims = {KL_DIM_IP, KL_DIM_PORT, KL_DIM_IP_ONE}, .n_dims = 3,
     .key = {KL_KEY_IP, KL_KEY_IP2, KL_KEY_PORT, KL_KEY_PROTO, KL_KEY_ZERO},
     .inet = true, .inet6 = true, .revision = 6,
     .create = {FAM, HASH, EXT, TAIL}, .add = E_PLAIN,
     .features = {COUNTERS(2), COMMENT(3), FORCEADD(4), SKBINFO(5), BUCKETSIZE(6)},
     .note = "IP,[PROTO:]PORT,IP. " NOTE_PORT},
    {.name = "hash:ip,port,net", .dimensions = "ip,port,net", .alias = "ipportnethash",
     .dims = {KL_DIM_IP, KL_DIM_PORT, KL_DIM_NET}, .n_dims = 3,
     .key = {KL_KEY_IP, KL_KEY_IP2, KL_KEY_PORT, KL_KEY_CIDR2_LESS_1, KL_KEY_PROTO},
     .inet = true, .inet6 = true, .revision = 8,
     .create = {FAM, HASH, EXT, TAIL}, .add = E_NET,
     .features = {NOMATCH(3), COUNTERS(4), COMMENT(5), FORCEADD(6), SKBINFO(7), BUCKETSIZE(8)},
     .note = "IP,[PROTO:]PORT,IP[/CIDR]. " NOTE_PORT},
    {.name = "hash:net", .dimensions = "net", .alias = "nethash",
     .dims = {KL_DIM_NET}, .n_dims = 1,
     .key = {KL_KEY_IP, KL_KEY_ZERO, KL_KEY_ZERO, KL_KEY_ZERO, KL_KEY_CIDR},
     .inet = true, .inet6 = true, .revision = 7,
     .create = {FAM, HASH, EXT, TAIL}, .add = E_NET,
     .features = {NOMATCH(2), COUNTERS(3), COMMENT(4), FORCEADD(5), SKBINFO(6), BUCKETSIZE(7)},
     .note = "IP[/CIDR], or FROM-TO for IPv4, which is split into networks."},
    {.name = "hash:net,net", .dimensions = "net,net", .alias = "netnethash",
     .dims = {KL_DIM_NET, KL_DIM_NET}, .n_dims = 2,
     .key = {KL_KEY_IP, KL_KEY_IP2, KL_KEY_ZERO, KL_KEY_ZERO, KL_KEY_CIDR, KL_KEY_CIDR2, KL_KEY_PAD},
     .inet = true, .inet6 = true, .revision = 4,
     .create = {FAM, HASH, EXT, TAIL, KL_OPT_BITMASK, KL_OPT_NETMASK}, .add = E_NET,
     .features = {FORCEADD(1), SKBINFO(2), BUCKETSIZE(3), BITMASK(4), NETMASK(4)},
     .note = "IP[/CIDR],IP[/CIDR], with FROM-TO for IPv4."},
    {.name = "hash:net,port", .dimensions = "net,port", .alias = "netporthash",
     .dims = {KL_DIM_NET, KL_DIM_PORT}, .n_dims = 2,
     .key = {KL_KEY_IP, KL_KEY_PORT, KL_KEY_PROTO, KL_KEY_CIDR_LESS_1},
     .inet = true, .inet6 = true, .revision = 8,
     .create = {FAM, HASH, EXT, TAIL}, .add = E_NET,
     .features = {NOMATCH(3), COUNTERS(4), COMMENT(5), FORCEADD(6), SKBINFO(7), BUCKETSIZE(8)},
     .note = "IP[/CIDR],[PROTO:]PORT. " NOTE_PORT},
    {.name = "hash:net,port,net", .dimensions = "net,port,net", .alias = "netportnethash",
     .dims = {KL_DIM_NET, KL_DIM_PORT, KL_DIM_NET}, .n_dims = 3,
     .key = {KL_KEY_IP, KL_KEY_IP2, KL_KEY_PORT, KL_KEY_CIDR, KL_KEY_CIDR2, KL_KEY_ZERO, KL_KEY_ZERO, KL_KEY_ZERO, KL_KEY_PROTO},
     .inet = true, .inet6 = true, .revision = 3,
     .create = {FAM, HASH, EXT, TAIL}, .add = E_NET,
     .features = {FORCEADD(1), SKBINFO(2), BUCKETSIZE(3)},
     .note = "IP[/CIDR],[PROTO:]PORT,IP[/CIDR]. " NOTE_PORT},
    {.name = "hash:net,iface", .dimensions = "net,iface", .alias = "netifacehash",
     .dims = {KL_DIM_NET, KL_DIM_IFACE}, .n_dims = 2,
     .key = {KL_KEY_IP, KL_KEY_PHYSDEV, KL_KEY_CIDR, KL_KEY_ZERO, KL_KEY_ONE, KL_KEY_HASHED, KL_KEY_IFACE},
     .inet = true, .inet6 = true, .zero_net = true, .revision = 8,
     .create = {FAM, HASH, EXT, TAIL},
     .add = {KL_OPT_E_TIMEOUT, KL_OPT_E_NOMATCH, KL_OPT_E_WILDCARD, E_EXT},
     .features = {NOMATCH(1), COUNTERS(3), COMMENT(4), FORCEADD(5), SKBINFO(6), WILDCARD(7), BUCKETSIZE(8)},
     .note = "IP[/CIDR],[physdev:]IFACE: with physdev:, a port of a bridge."},
    {.name = "list:set", .dimensions = "set", .alias = "setlist",
     .dims = {KL_DIM_SET}, .n_dims = 1,
     .key = {KL_KEY_NAME},
     .revision = 3,
     .create = {KL_OPT_SIZE, EXT, KL_OPT_SKBINFO},
     .add = {KL_OPT_E_TIMEOUT, KL_OPT_E_BEFORE, KL_OPT_E_AFTER, E_EXT},
     .features = {COUNTERS(1), COMMENT(2), SKBINFO(3)},
     .note = "NAME [before|after NAME]: names of existing sets."},
};
// clang-format on

#define N_TYPES   (sizeof types / sizeof types[0])

const struct kl_ipset_type *kl_ipset_type_at(size_t i)
{
    return i < N_TYPES ? &types[i] : NULL;
}

const struct kl_ipset_type *kl_ipset_type_find(const char *name)
{
    for (size_t i = 0; i < N_TYPES; i++)
        if (!strcmp(types[i].name, name) || !strcmp(types[i].alias, name))
            return &types[i];
    return NULL;
}

const char *kl_ipset_type_name(const struct kl_ipset_type *t)
{
    return t->name;
}

const char *kl_ipset_type_dimensions(const struct kl_ipset_type *t)
{
    return t->dimensions;
}

const struct kl_ipset_option *kl_ipset_option_find(const uint8_t *list, const char *name,
                                                   size_t len)
{
    for (; *list != KL_OPT_END; list++) {
        const struct kl_ipset_option *o = &kl_ipset_options_table[*list];

        if (strlen(o->name) == len && !memcmp(o->name, name, len)) // @name may hold a NUL
            return o;
    }
    return NULL;
}

uint8_t kl_ipset_elem_family(const struct kl_ipset_type *t, uint8_t family)
{
    return t->inet6 && family == AF_INET6 ? AF_INET6 : AF_INET;
}

// The name of the option that one presence bit belongs to.
static const char *option_name(const uint8_t *list, uint32_t has)
{
    for (; *list != KL_OPT_END; list++)
        if (kl_ipset_options_table[*list].has & has)
            return kl_ipset_options_table[*list].name;
    return "?";
}

uint8_t kl_ipset_revision_needed(const struct kl_ipset_type *t, uint32_t params, uint32_t fields,
                                 const char **ret_option)
{
    uint8_t needed = 0;

    for (size_t i = 0; i < KL_FEATURE_MAX; i++) {
        const struct kl_ipset_feature *f = &t->features[i];

        if (f->revision <= needed || (!(f->params & params) && !(f->fields & fields)))
            continue;
        needed = f->revision;
        *ret_option = f->params & params ? option_name(t->create, f->params & params)
                                         : option_name(t->add, f->fields & fields);
    }
    return needed;
}
