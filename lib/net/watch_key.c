// SPDX-License-Identifier: MIT
// What makes two objects the same, and which of their attributes change all the time.
// Source: net/ipv4/devinet.c, __inet_insert_ifa(); net/ipv4/fib_trie.c, fib_table_insert();
// net/ipv6/ip6_fib.c, fib6_add_rt2node(); net/core/fib_rules.c, rule_find(); net/core/neighbour.c.
#include "watch.h"

#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <stdlib.h>
#include <sys/socket.h>

/* ---- Keys ---- */

static void add(struct kl_net_key *k, const void *data, size_t len)
{
    memcpy(k->bytes + k->len, data, len);
    k->len += (unsigned)len;
}

static void add_u32(struct kl_net_key *k, uint32_t value)
{
    add(k, &value, sizeof(value));
}

static void add_ip(struct kl_net_key *k, const struct kl_net_ip *ip)
{
    add(k, ip->bytes, kl_net_ip_len(ip->family));
}

static void neigh_key(const struct kl_net_neigh *x, struct kl_net_key *k)
{
    add_u32(k, (uint32_t)x->ifindex);
    if (x->family != AF_BRIDGE) {
        add_ip(k, &x->dst);
        return;
    }
    /* A tunnel has an entry for each other end; a bridge one for each VLAN. */
    add(k, x->lladdr, 6);
    add(k, &x->vlan, sizeof(x->vlan));
    add_u32(k, x->src_vni);
    add_u32(k, x->vni);
    add(k, &x->port, sizeof(x->port));
    add_u32(k, x->flags & (NTF_SELF | NTF_MASTER));
    add_u32(k, x->nh_id);
    add_ip(k, &x->dst);
}

static void group_key(const struct kl_net_mdb *m, struct kl_net_key *k)
{
    add_u32(k, (uint32_t)m->bridge);
    add_u32(k, (uint32_t)m->port);
    add_u32(k, m->vlan | (uint32_t)m->group.family << 16 | (uint32_t)m->source.family << 24);
    if (m->group.family != 0)
        add_ip(k, &m->group);
    else
        add(k, m->mac, sizeof(m->mac));
    add_ip(k, &m->source);
}

void kl_net_key_of(const struct kl_net_object *o, struct kl_net_key *k)
{
    k->len = 0;
    add_u32(k, (uint32_t)o->type);
    switch (o->type) {
    case KL_NET_LINK:
        add_u32(k, (uint32_t)o->link->ifindex);
        break;
    case KL_NET_ADDR:
        add_u32(k, (uint32_t)o->addr->ifindex);
        add_u32(k, o->addr->local.prefix);
        add_ip(k, &o->addr->local);
        if ((o->addr->has & KL_NET_HAS(IFA_ADDRESS)) != 0 && o->addr->local.family == AF_INET)
            add_ip(k, &o->addr->peer);
        break;
    case KL_NET_ROUTE:
        add_u32(k, o->route->table != 0 ? o->route->table : RT_TABLE_MAIN);
        add_u32(k, o->route->priority);
        add_u32(k, o->route->dst.prefix | (uint32_t)o->route->tos << 8 |
                       (uint32_t)o->route->src.prefix << 16 | (uint32_t)o->route->dst.family << 24);
        if (o->route->dst.prefix > 0)
            add_ip(k, &o->route->dst);
        if (o->route->src.prefix > 0)
            add_ip(k, &o->route->src);
        break;
    case KL_NET_NEXTHOP:
        add_u32(k, o->nexthop->id);
        break;
    case KL_NET_RULE:
        add_u32(k, o->rule->priority);
        add_u32(k, o->rule->family);
        break;
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        neigh_key(o->neigh, k);
        break;
    case KL_NET_BRIDGE_VLAN:
        add_u32(k, (uint32_t)o->vlan->ifindex);
        add_u32(k, o->vlan->first);
        break;
    case KL_NET_MDB:
        group_key(o->mdb, k);
        break;
    default:
        break;
    }
}

/* ---- Copies ---- */

static bool reserve(struct kl_net_watch *w, size_t size)
{
    unsigned char *copy;

    if (size <= w->copy_size)
        return true;
    copy = realloc(w->copy, size * 2);
    if (copy == NULL)
        return false;
    w->copy = copy;
    w->copy_size = size * 2;
    return true;
}

static size_t put(unsigned char *to, size_t at, const struct kl_attr *a)
{
    struct nlattr head = {.nla_len = (uint16_t)(NLA_HDRLEN + a->len),
                          .nla_type = a->type | a->flags};
    size_t padded = NLA_ALIGN(a->len);

    memcpy(to + at, &head, sizeof(head));
    memcpy(to + at + NLA_HDRLEN, a->data, a->len);
    memset(to + at + NLA_HDRLEN + a->len, 0, padded - a->len);
    return at + NLA_HDRLEN + padded;
}

/* Timers and counters of a bridge (IFLA_BR_*) and its ports (IFLA_BRPORT_*). */
static bool is_bridge_timer(uint16_t attr)
{
    return (attr >= 16 && attr <= 19) || attr == 47 || attr == 48;
}

static bool is_port_timer(uint16_t attr)
{
    return (attr >= 21 && attr <= 23) || attr == 38 || attr == 41;
}

/* A nest without the attributes that @drop names. */
static size_t put_nest_without(unsigned char *to, size_t at, const struct kl_attr *nest,
                               bool (*drop)(uint16_t attr))
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr inside = *nest, a;
    size_t begin = at;

    inside.len = 0;
    at = put(to, at, &inside);
    while (kl_view_step(&v, &a) > 0)
        if (!drop(a.type))
            at = put(to, at, &a);
    ((struct nlattr *)(void *)(to + begin))->nla_len = (uint16_t)(at - begin);
    return at;
}

static bool is_kind(const struct kl_attr *a, const char *kind)
{
    return a->len >= strlen(kind) && strncmp((const char *)a->data, kind, a->len) == 0;
}

static size_t put_linkinfo(unsigned char *to, size_t at, const struct kl_attr *nest)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr inside = *nest, a;
    bool bridge = false, port = false;
    size_t begin = at;

    inside.len = 0;
    at = put(to, at, &inside);
    while (kl_view_step(&v, &a) > 0) {
        bridge = bridge || (a.type == IFLA_INFO_KIND && is_kind(&a, "bridge"));
        port = port || (a.type == IFLA_INFO_SLAVE_KIND && is_kind(&a, "bridge"));
        if (a.type == IFLA_INFO_XSTATS)
            continue;
        if (a.type == IFLA_INFO_DATA && bridge)
            at = put_nest_without(to, at, &a, is_bridge_timer);
        else if (a.type == IFLA_INFO_SLAVE_DATA && port)
            at = put_nest_without(to, at, &a, is_port_timer);
        else
            at = put(to, at, &a);
    }
    ((struct nlattr *)(void *)(to + begin))->nla_len = (uint16_t)(at - begin);
    return at;
}

/* Of IPv6's settings those that kl_net_link has: the others are counters and times. */
static bool is_inet6_state(uint16_t attr)
{
    return attr != IFLA_INET6_ADDR_GEN_MODE && attr != IFLA_INET6_TOKEN;
}

static size_t put_af_spec(unsigned char *to, size_t at, const struct kl_attr *nest)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr inside = *nest, a;
    size_t begin = at;

    inside.len = 0;
    at = put(to, at, &inside);
    while (kl_view_step(&v, &a) > 0)
        if (a.type == AF_INET6)
            at = put_nest_without(to, at, &a, is_inet6_state);
    ((struct nlattr *)(void *)(to + begin))->nla_len = (uint16_t)(at - begin);
    return at;
}

/* What lists and events of links do not agree in, or what is a counter. */
static bool is_link_noise(uint16_t attr)
{
    switch (attr) {
    case IFLA_STATS:
    case IFLA_STATS64:
    case IFLA_WIRELESS:
    case IFLA_MAP:
    case IFLA_NUM_VF:
    case IFLA_VFINFO_LIST:
    case IFLA_VF_PORTS:
    case IFLA_PORT_SELF:
    case 43: /* IFLA_PAD */
    case 44: /* IFLA_EVENT */
    case 45: /* IFLA_NEW_NETNSID */
    case 49: /* IFLA_NEW_IFINDEX */
        return true;
    default:
        return false;
    }
}

/* Attributes get shorter or stay: there is room for the padding of the last one. */
static size_t normalise_link(unsigned char *to, const struct nlmsghdr *msg)
{
    size_t at = NLMSG_HDRLEN + sizeof(struct ifinfomsg);
    struct ifinfomsg head;
    struct kl_attr a;
    struct kl_view v;

    if (kl_net_begin(msg, &head, sizeof(head), &v) < 0)
        return 0;
    head.ifi_change = 0;
    memcpy(to, msg, NLMSG_HDRLEN);
    memcpy(to + NLMSG_HDRLEN, &head, sizeof(head));
    while (kl_view_step(&v, &a) > 0) {
        if (is_link_noise(a.type))
            continue;
        if (a.type == IFLA_LINKINFO)
            at = put_linkinfo(to, at, &a);
        else if (a.type == IFLA_AF_SPEC)
            at = put_af_spec(to, at, &a);
        else
            at = put(to, at, &a);
    }
    return at;
}

/* Of addresses that a device filters by, lists say "permanent" and events what was asked for, which
 * is often "noarp", too. Tunnels' entries have another end, and one state. */
static void normalise_fdb(unsigned char *to, const struct kl_net_neigh *x)
{
    const uint64_t ends = KL_NET_HAS(NDA_DST) | KL_NET_HAS(NDA_NH_ID);
    struct ndmsg head;

    if ((x->flags & NTF_SELF) == 0 || (x->has & ends) != 0 || (x->state & NUD_PERMANENT) == 0)
        return;
    memcpy(&head, to + NLMSG_HDRLEN, sizeof(head));
    head.ndm_state = NUD_PERMANENT;
    memcpy(to + NLMSG_HDRLEN, &head, sizeof(head));
}

size_t kl_net_normalise(struct kl_net_watch *w, const struct nlmsghdr *msg, enum kl_net_type type)
{
    size_t len = msg->nlmsg_len;
    struct nlmsghdr head;

    if (!reserve(w, len + 64))
        return 0;
    if (type == KL_NET_LINK)
        len = normalise_link(w->copy, msg);
    else
        memcpy(w->copy, msg, len);
    if (type == KL_NET_FDB)
        normalise_fdb(w->copy, &w->now.neigh);
    memcpy(&head, w->copy, sizeof(head));
    head.nlmsg_len = (uint32_t)len;
    head.nlmsg_type = (uint16_t)(head.nlmsg_type & ~3u); /* RTM_NEW* */
    head.nlmsg_flags = 0;
    head.nlmsg_seq = head.nlmsg_pid = 0;
    memcpy(w->copy, &head, sizeof(head));
    return len;
}

/* ---- Comparing ---- */

static bool is_time(enum kl_net_type type, uint16_t attr)
{
    switch (type) {
    case KL_NET_ADDR:
        return attr == IFA_CACHEINFO;
    case KL_NET_ROUTE:
        return attr == RTA_CACHEINFO || attr == RTA_EXPIRES;
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        return attr == NDA_CACHEINFO || attr == NDA_PROBES;
    default:
        return false;
    }
}

static int next_lasting(struct kl_view *v, enum kl_net_type type, struct kl_attr *ret)
{
    int rc;

    while ((rc = kl_view_step(v, ret)) > 0 && is_time(type, ret->type))
        ;
    return rc;
}

/* The next hops of IPv6 come in another order in events than in lists: sets are compared. State
 * (rtnh_flags) does not make another hop. */
static bool has_hop(const struct kl_attr *hops, const unsigned char *hop, size_t len)
{
    size_t at = 0;

    while (hops->len - at >= sizeof(struct rtnexthop)) {
        const unsigned char *own = hops->data + at;
        uint16_t own_len;

        memcpy(&own_len, own, sizeof(own_len));
        if (own_len < sizeof(struct rtnexthop) || own_len > hops->len - at)
            return false;
        if (own_len == len && memcmp(own + 3, hop + 3, len - 3) == 0)
            return true;
        at += RTNH_ALIGN((size_t)own_len);
        if (at > hops->len)
            return false;
    }
    return false;
}

static bool same_hops(const struct kl_attr *a, const struct kl_attr *b)
{
    size_t at = 0;

    if (a->len != b->len)
        return false;
    while (a->len - at >= sizeof(struct rtnexthop)) {
        uint16_t len;

        memcpy(&len, a->data + at, sizeof(len));
        if (len < sizeof(struct rtnexthop) || len > a->len - at || !has_hop(b, a->data + at, len))
            return false;
        at += RTNH_ALIGN((size_t)len);
        if (at > a->len)
            break;
    }
    return true;
}

static bool same_attr(enum kl_net_type type, const struct kl_attr *a, const struct kl_attr *b)
{
    if (a->type != b->type)
        return false;
    if (a->len == b->len && memcmp(a->data, b->data, a->len) == 0)
        return true;
    return type == KL_NET_ROUTE && a->type == RTA_MULTIPATH && same_hops(a, b);
}

static bool same_attrs(enum kl_net_type type, struct kl_view *a, struct kl_view *b)
{
    struct kl_attr x = {0}, y = {0};

    for (;;) {
        int ra = next_lasting(a, type, &x), rb = next_lasting(b, type, &y);

        if (ra != rb)
            return false;
        if (ra <= 0)
            return true;
        if (!same_attr(type, &x, &y))
            return false;
    }
}

static size_t header_size(enum kl_net_type type)
{
    switch (type) {
    case KL_NET_LINK:
        return sizeof(struct ifinfomsg);
    case KL_NET_ADDR:
    case KL_NET_NEXTHOP:
    case KL_NET_BRIDGE_VLAN: /* struct br_vlan_msg */
    case KL_NET_MDB:         /* struct br_port_msg */
        return sizeof(struct nhmsg);
    default:
        return sizeof(struct rtmsg); /* and fib_rule_hdr, ndmsg */
    }
}

/* Routes and rules with one key are told apart by all they have but their state. */
enum kl_net_same kl_net_compare(enum kl_net_type type, const struct nlmsghdr *a,
                                const struct nlmsghdr *b)
{
    unsigned char heads[2][16];
    size_t size = header_size(type);
    struct kl_view va, vb;
    bool exact;

    if (kl_net_begin(a, heads[0], size, &va) < 0 || kl_net_begin(b, heads[1], size, &vb) < 0)
        return KL_NET_OTHER;
    exact = memcmp(heads[0], heads[1], size) == 0;
    if (type == KL_NET_ROUTE) {
        if (memcmp(heads[0], heads[1], offsetof(struct rtmsg, rtm_flags)) != 0 ||
            !same_attrs(type, &va, &vb))
            return KL_NET_OTHER;
        return exact ? KL_NET_IDENTICAL : KL_NET_SAME;
    }
    exact = exact && same_attrs(type, &va, &vb);
    if (type == KL_NET_RULE)
        return exact ? KL_NET_IDENTICAL : KL_NET_OTHER;
    return exact ? KL_NET_IDENTICAL : KL_NET_SAME;
}
