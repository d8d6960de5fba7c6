// SPDX-License-Identifier: MIT
// Next hop objects and groups of them. Source: net/ipv4/nexthop.c.
#include "net.h"

#include <linux/nexthop.h>
#include <sys/socket.h>

static int read_group(struct kl_net_scratch *s, const struct kl_attr *a, struct kl_net_nexthop *h)
{
    unsigned n = (unsigned)(a->len / sizeof(struct nexthop_grp));
    struct kl_net_nh_member *members = kl_net_items(s, n + 1, sizeof(*members));

    if (members == NULL)
        return -ENOMEM;
    for (unsigned i = 0; i < n; i++) {
        struct nexthop_grp g;

        memcpy(&g, a->data + i * sizeof(g), sizeof(g));
        members[i].id = g.id;
        members[i].weight = (uint16_t)((g.weight | g.resvd1 << 8) + 1);
    }
    h->members = members;
    h->n_members = n;
    return 0;
}

static int read_resilient(const struct kl_attr *nest, struct kl_net_nexthop *h)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        if (a.type == NHA_RES_GROUP_BUCKETS)
            h->buckets = kl_net_u16(&a);
        else if (a.type == NHA_RES_GROUP_IDLE_TIMER)
            h->idle_s = kl_net_u32(&a) / 100; /* in clock ticks */
        else if (a.type == NHA_RES_GROUP_UNBALANCED_TIMER)
            h->unbalanced_s = kl_net_u32(&a) / 100;
    }
    return rc;
}

static int read_attr(struct kl_net_scratch *s, const struct kl_attr *a, struct kl_net_nexthop *h)
{
    int rc = 0;

    switch (a->type) {
    case NHA_ID:
        h->id = kl_net_u32(a);
        break;
    case NHA_GROUP:
        rc = read_group(s, a, h);
        break;
    case NHA_GROUP_TYPE:
        h->group_type = kl_net_u16(a);
        break;
    case NHA_BLACKHOLE:
    case NHA_FDB:
        break;
    case NHA_OIF:
        h->ifindex = (int32_t)kl_net_u32(a);
        break;
    case NHA_GATEWAY:
        if (!kl_net_get_ip(a, (uint8_t)(a->len * 8), &h->gateway))
            return 0;
        break;
    case NHA_ENCAP_TYPE:
        h->encap_type = kl_net_u16(a);
        break;
    case NHA_ENCAP:
        h->encap = (struct kl_net_raw){a->data, a->len};
        break;
    case NHA_MASTER:
        h->master = (int32_t)kl_net_u32(a);
        break;
    case NHA_RES_GROUP:
        rc = read_resilient(a, h);
        break;
    default:
        return 0;
    }
    h->has |= KL_NET_HAS(a->type);
    return rc;
}

int kl_net_read_nexthop(struct kl_net_scratch *s, const struct nlmsghdr *msg,
                        struct kl_net_nexthop *h)
{
    struct nhmsg head;
    struct kl_attr a;
    struct kl_view v;
    int rc = kl_net_begin(msg, &head, sizeof(head), &v);

    if (rc < 0)
        return rc;
    memset(h, 0, sizeof(*h));
    h->family = head.nh_family;
    h->scope = head.nh_scope;
    h->protocol = head.nh_protocol;
    h->flags = head.nh_flags;
    while ((rc = kl_view_step(&v, &a)) > 0) {
        rc = read_attr(s, &a, h);
        if (rc < 0)
            return rc;
    }
    return rc < 0 ? rc : 1;
}

static bool has(const struct kl_net_nexthop *h, unsigned attr)
{
    return (h->has & KL_NET_HAS(attr)) != 0;
}

static int put_group(struct kl_net *n, struct kl_msg *m, const struct kl_net_nexthop *h)
{
    struct nexthop_grp group[512];

    if (h->idle_s > UINT32_MAX / 100 || h->unbalanced_s > UINT32_MAX / 100)
        return kl_net_refuse(n, -EINVAL, "a timer of a group is at most %u s", UINT32_MAX / 100);
    if (h->n_members == 0 || h->n_members > sizeof(group) / sizeof(group[0]))
        return kl_net_refuse(n, -EINVAL, "a group of %u next hops", h->n_members);
    for (unsigned i = 0; i < h->n_members; i++) {
        unsigned weight = h->members[i].weight > 0 ? h->members[i].weight - 1u : 0;

        group[i] = (struct nexthop_grp){.id = h->members[i].id, .weight = (uint8_t)weight};
        group[i].resvd1 = (uint8_t)(weight >> 8); /* the high byte, since Linux 6.12 */
    }
    (void)kl_msg_put_bytes(m, NHA_GROUP, group, h->n_members * sizeof(group[0]));
    if (has(h, NHA_GROUP_TYPE))
        (void)kl_msg_put_u16(m, NHA_GROUP_TYPE, h->group_type);
    if (!has(h, NHA_RES_GROUP))
        return 0;
    (void)kl_msg_nest_begin(m, NHA_RES_GROUP);
    if (h->buckets != 0)
        (void)kl_msg_put_u16(m, NHA_RES_GROUP_BUCKETS, h->buckets);
    (void)kl_msg_put_u32(m, NHA_RES_GROUP_IDLE_TIMER, h->idle_s * 100);
    (void)kl_msg_put_u32(m, NHA_RES_GROUP_UNBALANCED_TIMER, h->unbalanced_s * 100);
    (void)kl_msg_nest_end(m);
    return 0;
}

static void put_single(struct kl_msg *m, const struct kl_net_nexthop *h)
{
    if (has(h, NHA_BLACKHOLE))
        (void)kl_msg_put_flag(m, NHA_BLACKHOLE);
    if (has(h, NHA_OIF))
        (void)kl_msg_put_u32(m, NHA_OIF, (uint32_t)h->ifindex);
    if (has(h, NHA_GATEWAY))
        (void)kl_msg_put_bytes(m, NHA_GATEWAY, h->gateway.bytes, kl_net_ip_len(h->gateway.family));
    if (has(h, NHA_ENCAP)) {
        (void)kl_msg_put_u16(m, NHA_ENCAP_TYPE, h->encap_type);
        (void)kl_msg_put_bytes(m, NHA_ENCAP | NLA_F_NESTED, h->encap.data, h->encap.len);
    }
}

int kl_net_build_nexthop(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                         const struct kl_net_nexthop *h)
{
    bool group = has(h, NHA_GROUP);
    struct nhmsg head = {.nh_family = h->family};

    if (verb == KL_NET_APPEND || verb == KL_NET_PREPEND)
        return kl_net_refuse(n, -EINVAL, "next hops have no order");
    if (verb == KL_NET_DELETE) {
        head.nh_family = AF_UNSPEC;
        (void)kl_msg_start(m, RTM_DELNEXTHOP, 0);
        (void)kl_msg_put_header(m, &head, sizeof(head));
        return kl_msg_put_u32(m, NHA_ID, h->id);
    }
    if (group)
        head.nh_family = AF_UNSPEC;
    else if (head.nh_family == 0)
        head.nh_family = h->gateway.family != 0 ? h->gateway.family : AF_INET;
    head.nh_protocol = h->protocol != 0 ? h->protocol : RTPROT_BOOT;
    head.nh_flags = h->flags & RTNH_F_ONLINK;
    (void)kl_msg_start(m, RTM_NEWNEXTHOP, kl_net_flags(verb));
    (void)kl_msg_put_header(m, &head, sizeof(head));
    if (h->id != 0)
        (void)kl_msg_put_u32(m, NHA_ID, h->id);
    if (has(h, NHA_FDB))
        (void)kl_msg_put_flag(m, NHA_FDB);
    if (!group)
        put_single(m, h);
    else if (put_group(n, m, h) < 0)
        return -EINVAL;
    return kl_msg_error(m);
}
