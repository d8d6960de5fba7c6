// SPDX-License-Identifier: MIT
// Addresses. Source: net/ipv4/devinet.c, net/ipv6/addrconf.c.
#include "net.h"

#include <linux/if_addr.h>
#include <sys/socket.h>

static void read_attr(const struct kl_attr *a, uint8_t prefix, struct kl_net_addr *r,
                      struct kl_net_ip *address)
{
    struct ifa_cacheinfo cache;

    switch (a->type) {
    case IFA_ADDRESS:
        kl_net_get_ip(a, prefix, address);
        return;
    case IFA_LOCAL:
        kl_net_get_ip(a, prefix, &r->local);
        return;
    case IFA_BROADCAST:
        if (!kl_net_get_ip(a, (uint8_t)(a->len * 8), &r->broadcast))
            return;
        break;
    case IFA_ANYCAST:
        if (!kl_net_get_ip(a, 128, &r->anycast))
            return;
        break;
    case IFA_LABEL:
        kl_net_get_str(a, r->label, sizeof(r->label));
        break;
    case IFA_CACHEINFO:
        if (a->len < sizeof(cache))
            return;
        memcpy(&cache, a->data, sizeof(cache));
        r->preferred_s = cache.ifa_prefered;
        r->valid_s = cache.ifa_valid;
        r->created_cs = cache.cstamp;
        r->updated_cs = cache.tstamp;
        break;
    case IFA_FLAGS:
        if (a->len >= 4)
            r->flags = kl_net_u32(a);
        return;
    case IFA_RT_PRIORITY:
        r->metric = kl_net_u32(a);
        break;
    case IFA_TARGET_NETNSID:
        r->netnsid = (int32_t)kl_net_u32(a);
        break;
    case IFA_PROTO:
        r->proto = kl_net_u8(a);
        break;
    default:
        return;
    }
    r->has |= KL_NET_HAS(a->type);
}

int kl_net_read_addr(const struct nlmsghdr *msg, struct kl_net_addr *r)
{
    struct kl_net_ip address = {0};
    struct ifaddrmsg head;
    struct kl_attr a;
    struct kl_view v;
    int rc = kl_net_begin(msg, &head, sizeof(head), &v);

    if (rc < 0)
        return rc;
    if (head.ifa_family != AF_INET && head.ifa_family != AF_INET6)
        return 0;
    memset(r, 0, sizeof(*r));
    r->ifindex = (int32_t)head.ifa_index;
    r->scope = head.ifa_scope;
    r->flags = head.ifa_flags;
    while ((rc = kl_view_step(&v, &a)) > 0)
        read_attr(&a, head.ifa_prefixlen, r, &address);
    if (rc < 0)
        return rc;
    /* IPv6 tells IFA_LOCAL only where there is a peer; multicast and anycast have neither. */
    if (r->local.family == 0)
        r->local = address;
    else if (address.family != 0 && !kl_net_ip_equal(&address, &r->local)) {
        r->peer = address;
        r->has |= KL_NET_HAS(IFA_ADDRESS);
    }
    return r->local.family != 0;
}

int kl_net_build_addr(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_addr *a)
{
    struct ifaddrmsg head = {.ifa_family = a->local.family,
                             .ifa_prefixlen = a->local.prefix,
                             .ifa_flags = (uint8_t)a->flags,
                             .ifa_scope = a->scope,
                             .ifa_index = (uint32_t)a->ifindex};
    struct ifa_cacheinfo cache = {.ifa_prefered = a->preferred_s, .ifa_valid = a->valid_s};
    size_t len = kl_net_ip_len(a->local.family);
    bool peer = (a->has & KL_NET_HAS(IFA_ADDRESS)) != 0;

    if (len == 0)
        return kl_net_refuse(n, -EINVAL, "an address is missing");
    if (peer && a->peer.family != a->local.family)
        return kl_net_refuse(n, -EINVAL, "the peer's address is of another family");
    if (verb == KL_NET_APPEND || verb == KL_NET_PREPEND)
        return kl_net_refuse(n, -EINVAL, "addresses have no order");
    (void)kl_msg_start(m, verb == KL_NET_DELETE ? RTM_DELADDR : RTM_NEWADDR, kl_net_flags(verb));
    (void)kl_msg_put_header(m, &head, sizeof(head));
    (void)kl_msg_put_bytes(m, IFA_LOCAL, a->local.bytes, len);
    if (peer || a->local.family == AF_INET)
        (void)kl_msg_put_bytes(m, IFA_ADDRESS, peer ? a->peer.bytes : a->local.bytes, len);
    if ((a->has & KL_NET_HAS(IFA_LABEL)) != 0)
        (void)kl_msg_put_str(m, IFA_LABEL, a->label);
    if (verb == KL_NET_DELETE)
        return kl_msg_error(m);
    if ((a->has & KL_NET_HAS(IFA_BROADCAST)) != 0)
        (void)kl_msg_put_bytes(m, IFA_BROADCAST, a->broadcast.bytes, len);
    if ((a->flags & ~UINT32_C(0xff)) != 0)
        (void)kl_msg_put_u32(m, IFA_FLAGS, a->flags);
    if ((a->has & KL_NET_HAS(IFA_CACHEINFO)) != 0)
        (void)kl_msg_put_bytes(m, IFA_CACHEINFO, &cache, sizeof(cache));
    if ((a->has & KL_NET_HAS(IFA_RT_PRIORITY)) != 0)
        (void)kl_msg_put_u32(m, IFA_RT_PRIORITY, a->metric);
    if ((a->has & KL_NET_HAS(IFA_TARGET_NETNSID)) != 0)
        (void)kl_msg_put_u32(m, IFA_TARGET_NETNSID, (uint32_t)a->netnsid);
    if ((a->has & KL_NET_HAS(IFA_PROTO)) != 0)
        (void)kl_msg_put_u8(m, IFA_PROTO, a->proto);
    return kl_msg_error(m);
}
