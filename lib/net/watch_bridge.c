// SPDX-License-Identifier: MIT
// What a watch makes of bridges: a message of the kernel's tells many VLANs or groups, and each of
// them becomes a message of its own, in the kernel's form.
//
// Not all changes of VLANs are announced one by one: a new PVID takes that mark from the old one
// without a word, and kernels before Linux 5.6 tell of the whole port only. Multicast groups hide
// without one when snooping is turned off. Their lists are read again then. Source:
// net/bridge/br_vlan.c, br_vlan_notify(); br_netlink.c, br_ifinfo_notify(); br_mdb.c,
// br_mdb_notify(), br_mdb_fill_info().
#include "watch.h"

#include <endian.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <sys/socket.h>

/* ---- Messages of one object, all of them of the same length for one type ---- */

struct one_vlan {
    struct nlmsghdr msg;
    struct br_vlan_msg head;
    struct nlattr entry, info_head;
    struct bridge_vlan_info info;
};

struct one_group {
    struct nlmsghdr msg;
    struct br_port_msg head;
    struct nlattr mdb, entry, info_head;
    struct br_mdb_entry info;
    struct nlattr source_head; /* left out when the group has none */
    uint8_t source[16];
};

/* The header of a nest, or an attribute, that goes from @from to @end. */
#define NLA(kind, type, from, end)                                                                 \
    {                                                                                              \
        .nla_len = (uint16_t)((end)-offsetof(struct kind, from)), .nla_type = (type)               \
    }

struct giving {
    struct kl_net_watch *w;
    enum kl_net_source source;
    bool removed;
};

static int give_vlan(struct giving *g, const struct kl_net_bridge_vlan *v)
{
    const size_t end = sizeof(struct one_vlan);
    struct one_vlan one = {
        .msg = {.nlmsg_len = (uint32_t)end, .nlmsg_type = g->removed ? RTM_DELVLAN : RTM_NEWVLAN},
        .head = {.family = AF_BRIDGE, .ifindex = (uint32_t)v->ifindex},
        .entry = NLA(one_vlan, BRIDGE_VLANDB_ENTRY | NLA_F_NESTED, entry, end),
        .info_head = NLA(one_vlan, BRIDGE_VLANDB_ENTRY_INFO, info_head, end),
        .info = {.flags = v->flags}};

    for (unsigned id = v->first; id <= v->last; id++) {
        int rc;

        one.info.vid = (uint16_t)id;
        rc = kl_net_apply_one(g->w, &one.msg, g->source);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int give_group(struct giving *g, const struct kl_net_mdb *m)
{
    size_t len = kl_net_ip_len(m->source.family);
    size_t end = offsetof(struct one_group, source_head) + (len > 0 ? NLA_HDRLEN + len : 0);
    struct one_group one = {
        .msg = {.nlmsg_len = (uint32_t)end, .nlmsg_type = g->removed ? RTM_DELMDB : RTM_NEWMDB},
        .head = {.family = AF_BRIDGE, .ifindex = (uint32_t)m->bridge},
        .mdb = NLA(one_group, MDBA_MDB | NLA_F_NESTED, mdb, end),
        .entry = NLA(one_group, MDBA_MDB_ENTRY | NLA_F_NESTED, entry, end),
        .info_head = NLA(one_group, MDBA_MDB_ENTRY_INFO, info_head, end),
        .source_head = NLA(one_group, MDBA_MDB_EATTR_SOURCE, source_head, end)};

    kl_net_mdb_entry(m, &one.info);
    one.info.flags = m->flags;
    memcpy(one.source, m->source.bytes, len);
    return kl_net_apply_one(g->w, &one.msg, g->source);
}

static int give(const struct kl_net_object *o, void *user)
{
    return o->type == KL_NET_MDB ? give_group(user, o->mdb) : give_vlan(user, o->vlan);
}

/* ---- What is not announced ---- */

static bool is_bridge(struct kl_view v)
{
    struct kl_view info;
    struct kl_attr kind;

    return kl_view_get_nest(&v, IFLA_LINKINFO, &info) == 0 &&
           kl_view_get(&info, IFLA_INFO_KIND, &kind) == 0 && kind.len >= sizeof("bridge") - 1 &&
           memcmp(kind.data, "bridge", sizeof("bridge") - 1) == 0;
}

/* @return is there nothing more in it? */
static bool follow_link(struct kl_net_watch *w, const struct nlmsghdr *msg)
{
    const unsigned vlans = KL_NET_WATCH(KL_NET_BRIDGE_VLAN), groups = KL_NET_WATCH(KL_NET_MDB);
    struct ifinfomsg head;
    struct kl_view v;

    if (kl_net_begin(msg, &head, sizeof(head), &v) < 0)
        return true;
    if (head.ifi_family == AF_BRIDGE)
        w->want |= w->types & (msg->nlmsg_type == RTM_DELLINK ? vlans | groups : vlans);
    else if (msg->nlmsg_type == RTM_DELLINK)
        w->want |= w->types & ((w->table[KL_NET_BRIDGE_VLAN].count > 0 ? vlans : 0) |
                               (w->table[KL_NET_MDB].count > 0 ? groups : 0));
    else if ((w->types & groups) != 0 && is_bridge(v))
        w->want |= groups;
    return head.ifi_family == AF_BRIDGE;
}

static void follow_vlan(struct kl_net_watch *w, const struct nlmsghdr *msg)
{
    struct br_vlan_msg head;
    struct bridge_vlan_info info;
    struct kl_view v, entry;
    struct kl_attr a;

    if (kl_net_begin(msg, &head, sizeof(head), &v) < 0 ||
        kl_view_get_nest(&v, BRIDGE_VLANDB_ENTRY, &entry) < 0 ||
        kl_view_get(&entry, BRIDGE_VLANDB_ENTRY_INFO, &a) < 0 || a.len < sizeof(info))
        return;
    memcpy(&info, a.data, sizeof(info));
    if ((info.flags & BRIDGE_VLAN_INFO_PVID) != 0)
        w->want |= w->types & KL_NET_WATCH(KL_NET_BRIDGE_VLAN);
}

int kl_net_apply(struct kl_net_watch *w, const struct nlmsghdr *msg, enum kl_net_source source)
{
    bool event = source == KL_NET_FROM_EVENT, list = !event;
    struct giving g = {.w = w, .source = source};
    int rc = 0;

    if (event)
        w->stats.events++;
    switch (msg->nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
        if (list && w->reading == KL_NET_BRIDGE_VLAN)
            rc = kl_net_walk_vlans(msg, give, &g);
        else if (list || !follow_link(w, msg))
            rc = kl_net_apply_one(w, msg, source);
        break;
    case RTM_NEWVLAN:
    case RTM_DELVLAN:
        g.removed = msg->nlmsg_type == RTM_DELVLAN;
        rc = kl_net_walk_vlans(msg, give, &g);
        follow_vlan(w, msg);
        break;
    case RTM_NEWMDB:
    case RTM_DELMDB:
    case RTM_GETMDB:
        g.removed = msg->nlmsg_type == RTM_DELMDB;
        rc = kl_net_walk_mdb(msg, give, &g);
        break;
    default:
        rc = kl_net_apply_one(w, msg, source);
    }
    return rc == -ENOMEM ? rc : 0; /* what is malformed is left out */
}
