// SPDX-License-Identifier: MIT
// Writing routes. Source: net/ipv4/fib_frontend.c, rtm_to_fib_config(); net/ipv6/route.c,
// rtm_to_fib6_config().
#include "net.h"

#include <linux/lwtunnel.h>
#include <stdlib.h>
#include <sys/socket.h>

/* A gateway, of the route's family or of another. */
static void put_via(struct kl_msg *m, uint8_t family, const struct kl_net_ip *via)
{
    struct {
        uint16_t family;
        uint8_t bytes[16];
    } other = {.family = via->family};
    size_t len = kl_net_ip_len(via->family);

    if (via->family == family) {
        (void)kl_msg_put_bytes(m, RTA_GATEWAY, via->bytes, len);
        return;
    }
    memcpy(other.bytes, via->bytes, len);
    (void)kl_msg_put_bytes(m, RTA_VIA, &other, 2 + len);
}

static void put_encap(struct kl_msg *m, uint16_t type, const struct kl_net_raw *encap)
{
    (void)kl_msg_put_u16(m, RTA_ENCAP_TYPE, type);
    (void)kl_msg_put_bytes(m, RTA_ENCAP | NLA_F_NESTED, encap->data, encap->len);
}

static bool hop_has(const struct kl_net_hop *h, unsigned attr)
{
    return (h->has & (UINT32_C(1) << attr)) != 0;
}

static bool has_via(const struct kl_net_hop *h)
{
    return hop_has(h, RTA_GATEWAY) || hop_has(h, RTA_VIA);
}

/* The attributes of @h that are the same in a route and in RTA_MULTIPATH. */
static void put_hop_attrs(struct kl_msg *m, uint8_t family, const struct kl_net_hop *h)
{
    if (has_via(h))
        put_via(m, family, &h->via);
    if (hop_has(h, RTA_FLOW))
        (void)kl_msg_put_u32(m, RTA_FLOW, h->realm);
    if (hop_has(h, RTA_ENCAP))
        put_encap(m, h->encap_type, &h->encap);
}

/* RTA_MULTIPATH is made in a message of its own: records have no attribute's header. */
static int put_hops(struct kl_net *n, struct kl_msg *m, const struct kl_net_route *r)
{
    unsigned char *all = NULL;
    size_t size = 0, used = 0;
    int rc = 0;

    for (unsigned i = 0; i < r->n_hops && rc == 0; i++) {
        const struct kl_net_hop *h = &r->hops[i];
        struct rtnexthop head = {.rtnh_flags = h->flags & (RTNH_F_ONLINK | RTNH_F_PERVASIVE),
                                 .rtnh_hops = (uint8_t)(h->weight > 0 ? h->weight - 1 : 0),
                                 .rtnh_ifindex = hop_has(h, RTA_OIF) ? h->ifindex : 0};
        const struct nlmsghdr *msg;
        unsigned char *grown;
        size_t len;

        if (h->weight > 256) {
            rc = kl_net_refuse(n, -EINVAL, "hop %u: a weight is 1 to 256", i + 1);
            break;
        }
        (void)kl_msg_start(n->spare, NLMSG_MIN_TYPE, 0);
        put_hop_attrs(n->spare, r->dst.family, h);
        rc = kl_msg_error(n->spare);
        if (rc < 0)
            break;
        msg = kl_msg_header(n->spare);
        len = msg->nlmsg_len - NLMSG_HDRLEN;
        head.rtnh_len = (uint16_t)(sizeof(head) + len);
        if (used + sizeof(head) + len > 65531) {
            rc = kl_net_refuse(n, -EMSGSIZE, "too many next hops");
            break;
        }
        if (used + sizeof(head) + len > size) {
            size = (used + sizeof(head) + len) * 2;
            grown = realloc(all, size);
            if (grown == NULL) {
                rc = -ENOMEM;
                break;
            }
            all = grown;
        }
        memcpy(all + used, &head, sizeof(head));
        memcpy(all + used + sizeof(head), (const unsigned char *)msg + NLMSG_HDRLEN, len);
        used += sizeof(head) + len;
    }
    if (rc == 0)
        rc = kl_msg_put_bytes(m, RTA_MULTIPATH, all, used);
    free(all);
    return rc;
}

static void put_metrics(struct kl_msg *m, const struct kl_net_route *r)
{
    (void)kl_msg_nest_begin(m, RTA_METRICS);
    for (uint16_t i = 1; i < KL_NET_METRICS; i++) {
        if ((r->has_metrics & (UINT32_C(1) << i)) == 0)
            continue;
        if (i == RTAX_CC_ALGO)
            (void)kl_msg_put_str(m, i, r->congestion);
        else
            (void)kl_msg_put_u32(m, i, r->metrics[i]);
    }
    (void)kl_msg_nest_end(m);
}

static bool has(const struct kl_net_route *r, unsigned attr)
{
    return (r->has & KL_NET_HAS(attr)) != 0;
}

/* The scope that iproute2's users know: hosts for local addresses, links without a gateway. */
static uint8_t auto_scope(const struct kl_net_route *r, enum kl_net_verb verb)
{
    bool via = has_via(&r->hop) || r->n_hops > 0 || has(r, RTA_NH_ID);

    if (r->dst.family == AF_INET6)
        return RT_SCOPE_UNIVERSE;
    if (verb == KL_NET_DELETE)
        return RT_SCOPE_NOWHERE; /* any */
    if (r->type == RTN_LOCAL || r->type == RTN_NAT)
        return RT_SCOPE_HOST;
    if (r->type == RTN_BROADCAST || r->type == RTN_MULTICAST || r->type == RTN_ANYCAST)
        return RT_SCOPE_LINK;
    if ((r->type == RTN_UNSPEC || r->type == RTN_UNICAST) && !via)
        return RT_SCOPE_LINK;
    return RT_SCOPE_UNIVERSE;
}

static void fill_header(struct rtmsg *head, enum kl_net_verb verb, const struct kl_net_route *r)
{
    uint32_t table = r->table != 0 ? r->table : RT_TABLE_MAIN;

    head->rtm_family = r->dst.family;
    head->rtm_dst_len = r->dst.prefix;
    head->rtm_src_len = r->src.family != 0 ? r->src.prefix : 0;
    head->rtm_tos = r->tos;
    head->rtm_table = table < 256 ? (uint8_t)table : RT_TABLE_UNSPEC;
    head->rtm_flags = r->flags & (RTNH_F_ONLINK | RTNH_F_PERVASIVE);
    head->rtm_scope = r->scope == KL_NET_SCOPE_AUTO ? auto_scope(r, verb) : r->scope;
    head->rtm_protocol = r->protocol;
    head->rtm_type = r->type;
    if (verb == KL_NET_DELETE)
        return; /* zeroes match any */
    if (head->rtm_protocol == 0)
        head->rtm_protocol = RTPROT_BOOT;
    if (head->rtm_type == 0)
        head->rtm_type = RTN_UNICAST;
}

static int check(struct kl_net *n, const struct kl_net_route *r)
{
    if (kl_net_ip_len(r->dst.family) == 0)
        return kl_net_refuse(n, -EINVAL, "a route's destination needs its family, 0/0 for default");
    if (r->dst.prefix > kl_net_bits(r->dst.family))
        return kl_net_refuse(n, -EINVAL, "a prefix of %u bits", r->dst.prefix);
    if ((r->src.family != 0 && r->src.family != r->dst.family) ||
        (has(r, RTA_PREFSRC) && r->prefsrc.family != r->dst.family))
        return kl_net_refuse(n, -EINVAL, "a route's addresses are of different families");
    return 0;
}

int kl_net_build_route(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                       const struct kl_net_route *r)
{
    size_t len = kl_net_ip_len(r->dst.family);
    struct rtmsg head = {0};
    int rc = check(n, r);

    if (rc < 0)
        return rc;
    fill_header(&head, verb, r);
    (void)kl_msg_start(m, verb == KL_NET_DELETE ? RTM_DELROUTE : RTM_NEWROUTE, kl_net_flags(verb));
    (void)kl_msg_put_header(m, &head, sizeof(head));
    if (r->dst.prefix > 0)
        (void)kl_msg_put_bytes(m, RTA_DST, r->dst.bytes, len);
    if (head.rtm_src_len > 0)
        (void)kl_msg_put_bytes(m, RTA_SRC, r->src.bytes, len);
    if (r->table > 255)
        (void)kl_msg_put_u32(m, RTA_TABLE, r->table);
    if (has(r, RTA_PRIORITY))
        (void)kl_msg_put_u32(m, RTA_PRIORITY, r->priority);
    if (has(r, RTA_PREFSRC))
        (void)kl_msg_put_bytes(m, RTA_PREFSRC, r->prefsrc.bytes, len);
    if (has(r, RTA_NH_ID)) {
        (void)kl_msg_put_u32(m, RTA_NH_ID, r->nh_id);
    } else if (r->n_hops > 0) {
        rc = put_hops(n, m, r);
    } else {
        put_hop_attrs(m, r->dst.family, &r->hop);
        if (hop_has(&r->hop, RTA_OIF))
            (void)kl_msg_put_u32(m, RTA_OIF, (uint32_t)r->hop.ifindex);
    }
    if (has(r, RTA_METRICS))
        put_metrics(m, r);
    if (has(r, RTA_PREF) && r->dst.family == AF_INET6)
        (void)kl_msg_put_u8(m, RTA_PREF, r->pref);
    if (has(r, RTA_EXPIRES))
        (void)kl_msg_put_u32(m, RTA_EXPIRES, r->expires_s);
    if (has(r, RTA_TTL_PROPAGATE))
        (void)kl_msg_put_u8(m, RTA_TTL_PROPAGATE, r->ttl_propagate);
    return rc < 0 ? rc : kl_msg_error(m);
}
