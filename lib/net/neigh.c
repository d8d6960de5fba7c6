// SPDX-License-Identifier: MIT
// Neighbours, and forwarding databases of bridges and tunnels.
// Source: net/core/neighbour.c, net/core/rtnetlink.c, rtnl_fdb_add(); drivers/net/vxlan/.
#include "net.h"

#include <endian.h>
#include <linux/neighbour.h>
#include <sys/socket.h>

#ifndef NDA_FLAGS_EXT
#define NDA_FLAGS_EXT 15
#endif

/* Attributes that are one number each in the machine's byte order. */
static const struct kl_net_number numbers[] = {
#define N(attr, field)                                                                             \
    {                                                                                              \
        NDA_##attr, sizeof(((struct kl_net_neigh *)0)->field),                                     \
            offsetof(struct kl_net_neigh, field), KL_NET_HAS(NDA_##attr)                           \
    }
    N(PROBES, probes),       N(VLAN, vlan),         N(VNI, vni),
    N(IFINDEX, via),         N(MASTER, master),     N(LINK_NETNSID, netnsid),
    N(SRC_VNI, src_vni),     N(PROTOCOL, protocol), N(NH_ID, nh_id),
    N(FLAGS_EXT, flags_ext),
#undef N
};

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static void read_attr(const struct kl_attr *a, struct kl_net_neigh *x)
{
    struct nda_cacheinfo cache;

    switch (a->type) {
    case NDA_DST:
        if (!kl_net_get_ip(a, (uint8_t)(a->len * 8), &x->dst))
            return;
        break;
    case NDA_LLADDR:
        if (a->len > sizeof(x->lladdr))
            return;
        memcpy(x->lladdr, a->data, a->len);
        x->lladdr_len = (uint8_t)a->len;
        break;
    case NDA_PORT:
        x->port = be16toh(kl_net_u16(a));
        break;
    case NDA_CACHEINFO:
        if (a->len < sizeof(cache))
            return;
        memcpy(&cache, a->data, sizeof(cache));
        x->confirmed_cs = cache.ndm_confirmed;
        x->used_cs = cache.ndm_used;
        x->updated_cs = cache.ndm_updated;
        break;
    default:
        return;
    }
    x->has |= KL_NET_HAS(a->type);
}

int kl_net_read_neigh(const struct nlmsghdr *msg, struct kl_net_neigh *x)
{
    struct ndmsg head;
    struct kl_attr a;
    struct kl_view v;
    int rc = kl_net_begin(msg, &head, sizeof(head), &v);

    if (rc < 0)
        return rc;
    if (head.ndm_family != AF_INET && head.ndm_family != AF_INET6 && head.ndm_family != AF_BRIDGE)
        return 0;
    memset(x, 0, sizeof(*x));
    x->family = head.ndm_family;
    x->ifindex = head.ndm_ifindex;
    x->state = head.ndm_state;
    x->flags = head.ndm_flags;
    x->type = head.ndm_type;
    while ((rc = kl_view_step(&v, &a)) > 0)
        if (!kl_net_read_number(numbers, N_NUMBERS, &a, x, &x->has))
            read_attr(&a, x);
    return rc < 0 ? rc : 1;
}

static bool has(const struct kl_net_neigh *x, unsigned attr)
{
    return (x->has & KL_NET_HAS(attr)) != 0;
}

static int check(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_neigh *x, bool fdb)
{
    if (x->ifindex == 0)
        return kl_net_refuse(n, -EINVAL, "a neighbour needs its link");
    if (x->lladdr_len > sizeof(x->lladdr))
        return kl_net_refuse(n, -EINVAL, "a link-layer address of %u bytes", x->lladdr_len);
    if (fdb && x->lladdr_len != 6)
        return kl_net_refuse(n, -EINVAL, "an entry of a forwarding database needs its address");
    if (!fdb && (kl_net_ip_len(x->dst.family) == 0 || x->family != x->dst.family))
        return kl_net_refuse(n, -EINVAL, "a neighbour needs its IP address");
    if (verb == KL_NET_PREPEND)
        return kl_net_refuse(n, -EINVAL, "neighbours have no order");
    return 0;
}

int kl_net_build_neigh(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                       const struct kl_net_neigh *x, bool fdb)
{
    struct ndmsg head = {.ndm_family = fdb ? AF_BRIDGE : x->family,
                         .ndm_ifindex = x->ifindex,
                         .ndm_state = x->state != 0 ? x->state : NUD_PERMANENT,
                         .ndm_flags = x->flags,
                         .ndm_type = x->type};
    uint16_t port = htobe16(x->port);
    int rc = check(n, verb, x, fdb);

    if (rc < 0)
        return rc;
    if (verb == KL_NET_DELETE)
        head.ndm_state = 0;
    /* Without a word on whose database is meant, it is the device's own, as with iproute2. */
    if (fdb && (head.ndm_flags & (NTF_SELF | NTF_MASTER)) == 0)
        head.ndm_flags |= NTF_SELF;
    (void)kl_msg_start(m, verb == KL_NET_DELETE ? RTM_DELNEIGH : RTM_NEWNEIGH, kl_net_flags(verb));
    (void)kl_msg_put_header(m, &head, sizeof(head));
    if (x->dst.family != 0 && (!fdb || has(x, NDA_DST)))
        (void)kl_msg_put_bytes(m, NDA_DST, x->dst.bytes, kl_net_ip_len(x->dst.family));
    if (fdb || has(x, NDA_LLADDR))
        (void)kl_msg_put_bytes(m, NDA_LLADDR, x->lladdr, x->lladdr_len);
    for (size_t i = 0; i < N_NUMBERS; i++) {
        if (!has(x, numbers[i].attr) || numbers[i].attr == NDA_PROBES ||
            numbers[i].attr == NDA_MASTER)
            continue; /* told by the kernel only */
        kl_net_put_number(m, &numbers[i], x);
    }
    if (has(x, NDA_PORT))
        (void)kl_msg_put_bytes(m, NDA_PORT, &port, sizeof(port));
    return kl_msg_error(m);
}
