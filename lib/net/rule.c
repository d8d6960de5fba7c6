// SPDX-License-Identifier: MIT
// Rules. Source: net/core/fib_rules.c, net/ipv4/fib_rules.c, net/ipv6/fib6_rules.c.
#include "net.h"

#include <endian.h>
#include <linux/fib_rules.h>
#include <sys/socket.h>

/* Attributes that are one number each, of 1 or 4 bytes. */
static const struct kl_net_number numbers[] = {
#define N(attr, field)                                                                             \
    {                                                                                              \
        FRA_##attr, sizeof(((struct kl_net_rule *)0)->field), offsetof(struct kl_net_rule, field), \
            KL_NET_HAS(FRA_##attr)                                                                 \
    }
    N(PRIORITY, priority),
    N(FWMARK, fwmark),
    N(FWMASK, fwmask),
    N(FLOW, realm),
    N(SUPPRESS_IFGROUP, suppress_ifgroup),
    N(SUPPRESS_PREFIXLEN, suppress_prefixlen),
    N(L3MDEV, l3mdev),
    N(PROTOCOL, protocol),
    N(IP_PROTO, ip_proto),
    N(GOTO, target),
#undef N
};

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static bool read_ports(const struct kl_attr *a, uint16_t *from, uint16_t *to)
{
    struct fib_rule_port_range range;

    if (a->len < sizeof(range))
        return false;
    memcpy(&range, a->data, sizeof(range));
    *from = range.start;
    *to = range.end;
    return true;
}

static void read_attr(const struct kl_attr *a, const struct fib_rule_hdr *head,
                      struct kl_net_rule *r)
{
    struct fib_rule_uid_range uids;
    uint64_t tunnel;

    switch (a->type) {
    case FRA_DST:
        kl_net_get_ip(a, head->dst_len, &r->dst);
        return;
    case FRA_SRC:
        kl_net_get_ip(a, head->src_len, &r->src);
        return;
    case FRA_TABLE:
        r->table = kl_net_u32(a);
        return;
    case FRA_IIFNAME:
        kl_net_get_str(a, r->iif, sizeof(r->iif));
        break;
    case FRA_OIFNAME:
        kl_net_get_str(a, r->oif, sizeof(r->oif));
        break;
    case FRA_TUN_ID:
        if (a->len < sizeof(tunnel))
            return;
        memcpy(&tunnel, a->data, sizeof(tunnel));
        r->tun_id = be64toh(tunnel);
        break;
    case FRA_UID_RANGE:
        if (a->len < sizeof(uids))
            return;
        memcpy(&uids, a->data, sizeof(uids));
        r->uid_from = uids.start;
        r->uid_to = uids.end;
        break;
    case FRA_SPORT_RANGE:
        if (!read_ports(a, &r->sport_from, &r->sport_to))
            return;
        break;
    case FRA_DPORT_RANGE:
        if (!read_ports(a, &r->dport_from, &r->dport_to))
            return;
        break;
    default:
        return;
    }
    r->has |= KL_NET_HAS(a->type);
}

int kl_net_read_rule(const struct nlmsghdr *msg, struct kl_net_rule *r)
{
    struct fib_rule_hdr head;
    struct kl_attr a;
    struct kl_view v;
    int rc = kl_net_begin(msg, &head, sizeof(head), &v);

    if (rc < 0)
        return rc;
    if (head.family != AF_INET && head.family != AF_INET6)
        return 0;
    memset(r, 0, sizeof(*r));
    r->family = head.family;
    r->action = head.action;
    r->tos = head.tos;
    r->flags = head.flags;
    r->table = head.table;
    while ((rc = kl_view_step(&v, &a)) > 0)
        if (!kl_net_read_number(numbers, N_NUMBERS, &a, r, &r->has))
            read_attr(&a, &head, r);
    /* All bits set is how the kernel says "none"; what "has" does not cover is 0. */
    if (r->suppress_prefixlen == UINT32_MAX) {
        r->has &= ~KL_NET_HAS(FRA_SUPPRESS_PREFIXLEN);
        r->suppress_prefixlen = 0;
    }
    if (r->suppress_ifgroup == UINT32_MAX) {
        r->has &= ~KL_NET_HAS(FRA_SUPPRESS_IFGROUP);
        r->suppress_ifgroup = 0;
    }
    return rc < 0 ? rc : 1;
}

static bool has(const struct kl_net_rule *r, unsigned attr)
{
    return (r->has & KL_NET_HAS(attr)) != 0;
}

static void put_ranges(struct kl_msg *m, const struct kl_net_rule *r)
{
    struct fib_rule_port_range sport = {r->sport_from, r->sport_to};
    struct fib_rule_port_range dport = {r->dport_from, r->dport_to};
    struct fib_rule_uid_range uids = {r->uid_from, r->uid_to};
    uint64_t tunnel = htobe64(r->tun_id);

    if (has(r, FRA_SPORT_RANGE))
        (void)kl_msg_put_bytes(m, FRA_SPORT_RANGE, &sport, sizeof(sport));
    if (has(r, FRA_DPORT_RANGE))
        (void)kl_msg_put_bytes(m, FRA_DPORT_RANGE, &dport, sizeof(dport));
    if (has(r, FRA_UID_RANGE))
        (void)kl_msg_put_bytes(m, FRA_UID_RANGE, &uids, sizeof(uids));
    if (has(r, FRA_TUN_ID))
        (void)kl_msg_put_bytes(m, FRA_TUN_ID, &tunnel, sizeof(tunnel));
}

static int check(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_rule *r)
{
    if (r->family != AF_INET && r->family != AF_INET6)
        return kl_net_refuse(n, -EINVAL, "a rule needs its family");
    if ((r->src.family != 0 && r->src.family != r->family) ||
        (r->dst.family != 0 && r->dst.family != r->family))
        return kl_net_refuse(n, -EINVAL, "a rule's addresses are of another family");
    if (verb != KL_NET_ADD && verb != KL_NET_DELETE)
        return kl_net_refuse(n, -EOPNOTSUPP, "the kernel adds and deletes rules, and no more");
    return 0;
}

int kl_net_build_rule(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_rule *r)
{
    size_t len = kl_net_ip_len(r->family);
    struct fib_rule_hdr head = {.family = r->family,
                                .tos = r->tos,
                                .action = r->action,
                                .flags = r->flags & FIB_RULE_INVERT,
                                .table = r->table < 256 ? (uint8_t)r->table : RT_TABLE_UNSPEC};
    int rc = check(n, verb, r);

    if (rc < 0)
        return rc;
    if (verb == KL_NET_ADD && head.action == 0)
        head.action = FR_ACT_TO_TBL;
    head.src_len = r->src.family != 0 ? r->src.prefix : 0;
    head.dst_len = r->dst.family != 0 ? r->dst.prefix : 0;
    (void)kl_msg_start(m, verb == KL_NET_DELETE ? RTM_DELRULE : RTM_NEWRULE, kl_net_flags(verb));
    (void)kl_msg_put_header(m, &head, sizeof(head));
    if (head.dst_len > 0)
        (void)kl_msg_put_bytes(m, FRA_DST, r->dst.bytes, len);
    if (head.src_len > 0)
        (void)kl_msg_put_bytes(m, FRA_SRC, r->src.bytes, len);
    if (r->table > 255)
        (void)kl_msg_put_u32(m, FRA_TABLE, r->table);
    if (has(r, FRA_IIFNAME))
        (void)kl_msg_put_str(m, FRA_IIFNAME, r->iif);
    if (has(r, FRA_OIFNAME))
        (void)kl_msg_put_str(m, FRA_OIFNAME, r->oif);
    for (size_t i = 0; i < N_NUMBERS; i++)
        if (has(r, numbers[i].attr))
            kl_net_put_number(m, &numbers[i], r);
    put_ranges(m, r);
    return kl_msg_error(m);
}
