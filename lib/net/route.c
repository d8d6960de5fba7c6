// SPDX-License-Identifier: MIT
// Reading routes: the way of millions of them. Source: net/ipv4/fib_semantics.c, fib_dump_info();
// net/ipv6/route.c, rt6_fill_node().
#include "net.h"

#include <linux/lwtunnel.h>
#include <sys/socket.h>

/* RTA_VIA: struct rtvia, an address of a family of its own. */
static bool read_via(const struct kl_attr *a, struct kl_net_ip *ret)
{
    struct kl_attr address = {.data = a->data + 2, .len = a->len - 2};

    return a->len >= 2 && kl_net_get_ip(&address, (uint8_t)(address.len * 8), ret);
}

/* What a next hop and a route of one next hop have in common. */
static void read_hop_attr(const struct kl_attr *a, struct kl_net_hop *h)
{
    switch (a->type) {
    case RTA_GATEWAY:
        if (!kl_net_get_ip(a, (uint8_t)(a->len * 8), &h->via))
            return;
        break;
    case RTA_VIA:
        if (!read_via(a, &h->via))
            return;
        break;
    case RTA_OIF:
        h->ifindex = (int32_t)kl_net_u32(a);
        break;
    case RTA_FLOW:
        h->realm = kl_net_u32(a);
        break;
    case RTA_ENCAP_TYPE:
        h->encap_type = kl_net_u16(a);
        return;
    case RTA_ENCAP:
        h->encap.data = a->data;
        h->encap.len = a->len;
        break;
    default:
        return;
    }
    h->has |= UINT32_C(1) << a->type;
}

static int read_one_hop(const unsigned char *data, size_t len, struct kl_net_hop *h)
{
    struct rtnexthop head;
    struct kl_attr a;
    struct kl_view v;
    int rc;

    memset(h, 0, sizeof(*h));
    memcpy(&head, data, sizeof(head));
    h->ifindex = head.rtnh_ifindex;
    h->has = head.rtnh_ifindex != 0 ? UINT32_C(1) << RTA_OIF : 0;
    h->flags = head.rtnh_flags;
    h->weight = (uint16_t)(head.rtnh_hops + 1);
    v = (struct kl_view){.data = data + sizeof(head), .len = len - sizeof(head)};
    while ((rc = kl_view_step(&v, &a)) > 0)
        read_hop_attr(&a, h);
    return rc;
}

/* A run of struct rtnexthop, each with its attributes. Of several such attributes the last counts.
 */
static int read_hops(struct kl_net_scratch *s, const struct kl_attr *a, struct kl_net_route *r)
{
    struct kl_net_hop *hops = kl_net_items(s, a->len / sizeof(struct rtnexthop) + 1, sizeof(*hops));
    size_t at = 0;

    if (hops == NULL)
        return -ENOMEM;
    r->n_hops = 0;
    while (a->len - at >= sizeof(struct rtnexthop)) {
        uint16_t len;

        memcpy(&len, a->data + at, sizeof(len));
        if (len < sizeof(struct rtnexthop) || len > a->len - at)
            return -EBADMSG;
        if (read_one_hop(a->data + at, len, &hops[r->n_hops]) < 0)
            return -EBADMSG;
        r->n_hops++;
        at += RTNH_ALIGN((size_t)len);
        if (at > a->len)
            break;
    }
    r->hops = hops;
    r->has |= KL_NET_HAS(RTA_MULTIPATH);
    return 0;
}

static int read_metrics(const struct kl_attr *nest, struct kl_net_route *r)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        if (a.type == 0 || a.type >= KL_NET_METRICS)
            continue;
        if (a.type == RTAX_CC_ALGO)
            kl_net_get_str(&a, r->congestion, sizeof(r->congestion));
        else
            r->metrics[a.type] = kl_net_u32(&a);
        r->has_metrics |= UINT32_C(1) << a.type;
    }
    r->has |= KL_NET_HAS(RTA_METRICS);
    return rc;
}

static void read_cacheinfo(const struct kl_attr *a, struct kl_net_route *r)
{
    struct rta_cacheinfo cache;

    if (a->len < sizeof(cache))
        return;
    memcpy(&cache, a->data, sizeof(cache));
    r->has |= KL_NET_HAS(RTA_CACHEINFO);
    r->error = cache.rta_error;
    if (cache.rta_expires > 0) {
        r->expires_s = (uint32_t)cache.rta_expires / 100;
        r->has |= KL_NET_HAS(RTA_EXPIRES);
    }
}

/* What few routes have. @return 0 or negative */
static int read_rare(struct kl_net_scratch *s, const struct kl_attr *a, struct kl_net_route *r)
{
    switch (a->type) {
    case RTA_SRC:
        kl_net_get_ip(a, r->src.prefix, &r->src);
        return 0;
    case RTA_MULTIPATH:
        return read_hops(s, a, r);
    case RTA_METRICS:
        return read_metrics(a, r);
    case RTA_CACHEINFO:
        read_cacheinfo(a, r);
        return 0;
    case RTA_IIF:
        r->iif = (int32_t)kl_net_u32(a);
        break;
    case RTA_NH_ID:
        r->nh_id = kl_net_u32(a);
        break;
    case RTA_PREF:
        r->pref = kl_net_u8(a);
        break;
    case RTA_EXPIRES:
        r->expires_s = kl_net_u32(a);
        break;
    case RTA_MARK:
        r->mark = kl_net_u32(a);
        break;
    case RTA_UID:
        r->uid = kl_net_u32(a);
        break;
    case RTA_TTL_PROPAGATE:
        r->ttl_propagate = kl_net_u8(a);
        break;
    default:
        read_hop_attr(a, &r->hop);
        return 0;
    }
    r->has |= KL_NET_HAS(a->type);
    return 0;
}

int kl_net_read_route(struct kl_net_scratch *s, const struct nlmsghdr *msg, struct kl_net_route *r)
{
    struct rtmsg head;
    struct kl_attr a;
    struct kl_view v;
    int rc = kl_net_begin(msg, &head, sizeof(head), &v);

    if (rc < 0)
        return rc;
    if (head.rtm_family != AF_INET && head.rtm_family != AF_INET6)
        return 0;
    memset(r, 0, sizeof(*r));
    r->dst.family = head.rtm_family;
    r->dst.prefix = head.rtm_dst_len;
    r->src.prefix = head.rtm_src_len;
    r->table = head.rtm_table;
    r->tos = head.rtm_tos;
    r->protocol = head.rtm_protocol;
    r->scope = head.rtm_scope;
    r->type = head.rtm_type;
    r->flags = head.rtm_flags;
    r->hop.flags = (uint8_t)head.rtm_flags;
    r->hop.weight = 1;
    while ((rc = kl_view_step(&v, &a)) > 0) {
        switch (a.type) {
        case RTA_DST:
            kl_net_get_ip(&a, head.rtm_dst_len, &r->dst);
            break;
        case RTA_TABLE:
            r->table = kl_net_u32(&a);
            break;
        case RTA_PRIORITY:
            r->priority = kl_net_u32(&a);
            r->has |= KL_NET_HAS(RTA_PRIORITY);
            break;
        case RTA_PREFSRC:
            if (kl_net_get_ip(&a, (uint8_t)(a.len * 8), &r->prefsrc))
                r->has |= KL_NET_HAS(RTA_PREFSRC);
            break;
        default:
            rc = read_rare(s, &a, r);
            if (rc < 0)
                return rc;
        }
    }
    return rc < 0 ? rc : 1;
}
