// SPDX-License-Identifier: MIT
// VLANs and multicast groups of bridges.
// Source: include/uapi/linux/if_bridge.h; net/bridge/br_netlink.c, br_mdb.c.
#include "net.h"

#include <endian.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <sys/socket.h>

#ifndef MDBE_ATTR_SOURCE
#define MDBE_ATTR_SOURCE 1
#endif
#ifndef MDBA_SET_ENTRY_ATTRS
#define MDBA_SET_ENTRY_ATTRS 2
#endif
#ifndef MDBA_MDB_EATTR_SOURCE
#define MDBA_MDB_EATTR_SOURCE 3
#endif

/* ---- VLANs ---- */

static int give_vlan(int32_t ifindex, uint16_t first, uint16_t last, uint16_t flags, kl_net_fn *fn,
                     void *user)
{
    struct kl_net_bridge_vlan vlan = {.ifindex = ifindex, .first = first, .last = last};
    struct kl_net_object o = {.type = KL_NET_BRIDGE_VLAN, .vlan = &vlan};

    vlan.flags = flags & (uint16_t) ~(BRIDGE_VLAN_INFO_RANGE_BEGIN | BRIDGE_VLAN_INFO_RANGE_END);
    return fn(&o, user);
}

/* Messages of VLANs: an entry is one, or those up to its range's end. */
static int walk_vlandb(const struct nlmsghdr *msg, kl_net_fn *fn, void *user)
{
    struct kl_view v, entry;
    struct br_vlan_msg head;
    struct kl_attr a;
    int rc = kl_net_begin(msg, &head, sizeof(head), &v), n = 0;

    while (rc >= 0 && (rc = kl_view_step(&v, &a)) > 0) {
        struct bridge_vlan_info info;
        struct kl_attr x;
        uint16_t last;

        entry = kl_net_inside(&a);
        if (a.type != BRIDGE_VLANDB_ENTRY ||
            kl_view_get(&entry, BRIDGE_VLANDB_ENTRY_INFO, &x) < 0 || x.len < sizeof(info))
            continue;
        memcpy(&info, x.data, sizeof(info));
        last = info.vid;
        if (kl_view_get(&entry, BRIDGE_VLANDB_ENTRY_RANGE, &x) == 0)
            last = kl_net_u16(&x);
        if (info.vid == 0 || last < info.vid || last > 4094)
            continue;
        rc = give_vlan((int32_t)head.ifindex, info.vid, last, info.flags, fn, user);
        n++;
    }
    return rc < 0 ? rc : n;
}

int kl_net_walk_vlans(const struct nlmsghdr *msg, kl_net_fn *fn, void *user)
{
    struct bridge_vlan_info first = {.flags = 0}, info;
    struct ifinfomsg head;
    struct kl_view v, spec;
    struct kl_attr a;
    int rc, n = 0;

    if (msg->nlmsg_type == RTM_NEWVLAN || msg->nlmsg_type == RTM_DELVLAN)
        return walk_vlandb(msg, fn, user);
    if (msg->nlmsg_type != RTM_NEWLINK)
        return 0;
    rc = kl_net_begin(msg, &head, sizeof(head), &v);
    if (rc < 0 || head.ifi_family != AF_BRIDGE || kl_view_get_nest(&v, IFLA_AF_SPEC, &spec) < 0)
        return rc < 0 ? rc : 0;
    while ((rc = kl_view_step(&spec, &a)) > 0) {
        if (a.type != IFLA_BRIDGE_VLAN_INFO || a.len < sizeof(info))
            continue;
        memcpy(&info, a.data, sizeof(info));
        if ((info.flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) != 0) {
            first = info;
            continue;
        }
        if ((info.flags & BRIDGE_VLAN_INFO_RANGE_END) == 0 || first.vid > info.vid ||
            first.vid == 0)
            first = info;
        rc = give_vlan(head.ifi_index, first.vid, info.vid, info.flags, fn, user);
        first.vid = 0;
        if (rc < 0)
            return rc;
        n++;
    }
    return rc < 0 ? rc : n;
}

/* Keeps the first and ends the walk. */
static int keep_vlan(const struct kl_net_object *o, void *user)
{
    *(struct kl_net_bridge_vlan *)user = *o->vlan;
    return -ECANCELED;
}

static int keep_mdb(const struct kl_net_object *o, void *user)
{
    *(struct kl_net_mdb *)user = *o->mdb;
    return -ECANCELED;
}

int kl_net_read_vlan(const struct nlmsghdr *msg, struct kl_net_bridge_vlan *ret)
{
    int rc = kl_net_walk_vlans(msg, keep_vlan, ret);

    return rc == -ECANCELED ? 1 : rc;
}

int kl_net_read_mdb(const struct nlmsghdr *msg, struct kl_net_mdb *ret)
{
    int rc = kl_net_walk_mdb(msg, keep_mdb, ret);

    return rc == -ECANCELED ? 1 : rc;
}

int kl_net_build_vlan(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_bridge_vlan *v)
{
    struct ifinfomsg head = {.ifi_family = AF_BRIDGE, .ifi_index = v->ifindex};
    uint16_t last = v->last != 0 ? v->last : v->first;
    struct bridge_vlan_info info = {.vid = v->first};
    bool own = (v->flags & BRIDGE_VLAN_INFO_BRENTRY) != 0;

    info.flags =
        v->flags & (BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED | BRIDGE_VLAN_INFO_BRENTRY);
    if (v->first == 0 || last < v->first || last > 4094)
        return kl_net_refuse(n, -EINVAL, "VLANs are numbered 1 to 4094, not %u-%u", v->first, last);
    if (verb == KL_NET_APPEND || verb == KL_NET_PREPEND)
        return kl_net_refuse(n, -EINVAL, "VLANs have no order");
    (void)kl_msg_start(m, verb == KL_NET_DELETE ? RTM_DELLINK : RTM_SETLINK, 0);
    (void)kl_msg_put_header(m, &head, sizeof(head));
    (void)kl_msg_nest_begin(m, IFLA_AF_SPEC);
    if (own)
        (void)kl_msg_put_u16(m, IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_SELF);
    if (last != v->first) {
        info.flags |= BRIDGE_VLAN_INFO_RANGE_BEGIN;
        (void)kl_msg_put_bytes(m, IFLA_BRIDGE_VLAN_INFO, &info, sizeof(info));
        info.flags ^= BRIDGE_VLAN_INFO_RANGE_BEGIN | BRIDGE_VLAN_INFO_RANGE_END;
        info.vid = last;
    }
    (void)kl_msg_put_bytes(m, IFLA_BRIDGE_VLAN_INFO, &info, sizeof(info));
    (void)kl_msg_nest_end(m);
    return kl_msg_error(m);
}

/* ---- Multicast groups ---- */

static void read_group(const struct br_mdb_entry *e, struct kl_net_mdb *g)
{
    g->port = (int32_t)e->ifindex;
    g->state = e->state;
    g->flags = e->flags;
    g->vlan = e->vid;
    if (e->addr.proto == htobe16(0x0800)) {
        g->group.family = AF_INET;
        memcpy(g->group.bytes, &e->addr.u.ip4, 4);
    } else if (e->addr.proto == htobe16(0x86dd)) {
        g->group.family = AF_INET6;
        memcpy(g->group.bytes, &e->addr.u.ip6, 16);
    } else {
        memcpy(g->mac, e->addr.u.mac_addr, 6);
    }
    if (g->group.family != 0)
        g->group.prefix = kl_net_bits(g->group.family);
}

/* An MDBA_MDB_ENTRY_INFO: the struct, padded to 4, and attributes behind it. */
static int give_group(int32_t bridge, const struct kl_attr *info, kl_net_fn *fn, void *user)
{
    struct kl_net_mdb g = {.bridge = bridge};
    struct kl_net_object o = {.type = KL_NET_MDB, .mdb = &g};
    size_t at = NLMSG_ALIGN(sizeof(struct br_mdb_entry));
    struct br_mdb_entry e;
    struct kl_attr source;
    struct kl_view more;

    if (info->len < sizeof(e))
        return -EBADMSG;
    memcpy(&e, info->data, sizeof(e));
    read_group(&e, &g);
    if (info->len > at) {
        more = (struct kl_view){.data = info->data + at, .len = info->len - at};
        if (kl_view_get(&more, MDBA_MDB_EATTR_SOURCE, &source) == 0)
            kl_net_get_ip(&source, (uint8_t)(source.len * 8), &g.source);
    }
    return fn(&o, user);
}

static int walk_entry(int32_t bridge, const struct kl_attr *entry, kl_net_fn *fn, void *user)
{
    struct kl_view v = kl_net_inside(entry);
    struct kl_attr a;
    int rc, n = 0;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        if (a.type != MDBA_MDB_ENTRY_INFO)
            continue;
        rc = give_group(bridge, &a, fn, user);
        if (rc < 0)
            return rc;
        n++;
    }
    return rc < 0 ? rc : n;
}

int kl_net_walk_mdb(const struct nlmsghdr *msg, kl_net_fn *fn, void *user)
{
    struct br_port_msg head;
    struct kl_view v, mdb;
    struct kl_attr a;
    int rc, n = 0;

    if (msg->nlmsg_type != RTM_NEWMDB && msg->nlmsg_type != RTM_DELMDB &&
        msg->nlmsg_type != RTM_GETMDB) /* Linux answers a dump with the request's type */
        return 0;
    rc = kl_net_begin(msg, &head, sizeof(head), &v);
    /* Lists tell no family, events AF_BRIDGE. */
    if (rc < 0 || kl_view_get_nest(&v, MDBA_MDB, &mdb) < 0)
        return rc < 0 ? rc : 0;
    while ((rc = kl_view_step(&mdb, &a)) > 0) {
        if (a.type != MDBA_MDB_ENTRY)
            continue;
        rc = walk_entry((int32_t)head.ifindex, &a, fn, user);
        if (rc < 0)
            return rc;
        n += rc;
    }
    return rc < 0 ? rc : n;
}

void kl_net_mdb_entry(const struct kl_net_mdb *g, struct br_mdb_entry *e)
{
    memset(e, 0, sizeof(*e));
    e->ifindex = (uint32_t)(g->port != 0 ? g->port : g->bridge);
    e->state = g->state;
    e->vid = g->vlan;
    if (g->group.family == AF_INET) {
        e->addr.proto = htobe16(0x0800);
        memcpy(&e->addr.u.ip4, g->group.bytes, 4);
    } else if (g->group.family == AF_INET6) {
        e->addr.proto = htobe16(0x86dd);
        memcpy(&e->addr.u.ip6, g->group.bytes, 16);
    } else {
        memcpy(e->addr.u.mac_addr, g->mac, 6);
    }
}

int kl_net_build_mdb(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                     const struct kl_net_mdb *g)
{
    struct br_port_msg head = {.family = AF_BRIDGE, .ifindex = (uint32_t)g->bridge};
    struct br_mdb_entry e;

    if (g->bridge == 0)
        return kl_net_refuse(n, -EINVAL, "a multicast group needs its bridge");
    kl_net_mdb_entry(g, &e);
    (void)kl_msg_start(m, verb == KL_NET_DELETE ? RTM_DELMDB : RTM_NEWMDB, kl_net_flags(verb));
    (void)kl_msg_put_header(m, &head, sizeof(head));
    (void)kl_msg_put_bytes(m, MDBA_SET_ENTRY, &e, sizeof(e));
    if (g->source.family != 0) {
        (void)kl_msg_nest_begin(m, MDBA_SET_ENTRY_ATTRS);
        (void)kl_msg_put_bytes(m, MDBE_ATTR_SOURCE, g->source.bytes,
                               kl_net_ip_len(g->source.family));
        (void)kl_msg_nest_end(m);
    }
    return kl_msg_error(m);
}
