// SPDX-License-Identifier: MIT
// Changing objects one at a time.
#include "net.h"

uint16_t kl_net_flags(enum kl_net_verb verb)
{
    switch (verb) {
    case KL_NET_ADD:
        return NLM_F_CREATE | NLM_F_EXCL;
    case KL_NET_REPLACE:
        return NLM_F_CREATE | NLM_F_REPLACE;
    case KL_NET_CHANGE:
        return NLM_F_REPLACE;
    case KL_NET_APPEND:
        return NLM_F_CREATE | NLM_F_APPEND;
    case KL_NET_PREPEND:
        return NLM_F_CREATE;
    default:
        return 0;
    }
}

static int build(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                 const struct kl_net_object *o)
{
    switch (o->type) {
    case KL_NET_LINK:
        return kl_net_build_link(n, m, verb, o->link);
    case KL_NET_ALTNAME:
        return kl_net_build_altname(n, m, verb, o->link);
    case KL_NET_ADDR:
        return kl_net_build_addr(n, m, verb, o->addr);
    case KL_NET_ROUTE:
        return kl_net_build_route(n, m, verb, o->route);
    case KL_NET_NEXTHOP:
        return kl_net_build_nexthop(n, m, verb, o->nexthop);
    case KL_NET_RULE:
        return kl_net_build_rule(n, m, verb, o->rule);
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        return kl_net_build_neigh(n, m, verb, o->neigh, o->type == KL_NET_FDB);
    case KL_NET_BRIDGE_VLAN:
        return kl_net_build_vlan(n, m, verb, o->vlan);
    case KL_NET_MDB:
        return kl_net_build_mdb(n, m, verb, o->mdb);
    }
    return kl_net_refuse(n, -EINVAL, "no type of object is number %d", (int)o->type);
}

/* What failed in this message stands in it, with its place; a want of memory does not. */
static int tell(struct kl_net *n, const struct kl_msg *m, int rc)
{
    struct kl_error *e = kl_sock_error_edit(n->sock);

    if (kl_error_code(e) == rc)
        return rc;
    (void)kl_error_set(e, rc, NULL);
    if (kl_msg_error(m) != 0)
        kl_error_set_path(e, kl_msg_error_path(m));
    return rc;
}

int kl_net_build(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                 const struct kl_net_object *o)
{
    int rc;

    kl_error_reset(kl_sock_error_edit(n->sock));
    if (verb < KL_NET_ADD || verb > KL_NET_DELETE)
        return kl_net_refuse(n, -EINVAL, "there is no verb number %d", (int)verb);
    (void)kl_msg_start(m, NLMSG_NOOP, 0); /* drops the error of the message before */
    rc = build(n, m, verb, o);
    return rc < 0 ? tell(n, m, rc) : 0;
}

int kl_net_change(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_object *o)
{
    int rc = kl_net_build(n, n->msg, verb, o);

    if (rc == 0)
        rc = kl_request(n->sock, n->msg, NULL);
    return kl_net_name(n, rc, o);
}

#define CHANGE(name, TYPE, field, struct_name)                                                     \
    int kl_net_##name(struct kl_net *n, enum kl_net_verb verb, const struct struct_name *x)        \
    {                                                                                              \
        struct kl_net_object o = {.type = TYPE, .field = x};                                       \
                                                                                                   \
        return kl_net_change(n, verb, &o);                                                         \
    }

CHANGE(link, KL_NET_LINK, link, kl_net_link)
CHANGE(addr, KL_NET_ADDR, addr, kl_net_addr)
CHANGE(route, KL_NET_ROUTE, route, kl_net_route)
CHANGE(nexthop, KL_NET_NEXTHOP, nexthop, kl_net_nexthop)
CHANGE(rule, KL_NET_RULE, rule, kl_net_rule)
CHANGE(bridge_vlan, KL_NET_BRIDGE_VLAN, vlan, kl_net_bridge_vlan)
CHANGE(mdb, KL_NET_MDB, mdb, kl_net_mdb)

int kl_net_neigh(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_neigh *x)
{
    struct kl_net_object o = {.type = x->family == 7 /* AF_BRIDGE */ ? KL_NET_FDB : KL_NET_NEIGH,
                              .neigh = x};

    return kl_net_change(n, verb, &o);
}

/* ---- Short forms ---- */

static int set_flags(struct kl_net *n, int32_t ifindex, uint32_t flags)
{
    struct kl_net_link l = {
        .has = KL_NET_L_FLAGS, .ifindex = ifindex, .flags = flags, .flags_mask = 1 /* IFF_UP */};

    return kl_net_link(n, KL_NET_CHANGE, &l);
}

int kl_net_link_up(struct kl_net *n, int32_t ifindex)
{
    return set_flags(n, ifindex, 1);
}

int kl_net_link_down(struct kl_net *n, int32_t ifindex)
{
    return set_flags(n, ifindex, 0);
}

int kl_net_link_delete(struct kl_net *n, int32_t ifindex)
{
    struct kl_net_link l = {.ifindex = ifindex};

    return kl_net_link(n, KL_NET_DELETE, &l);
}

int kl_net_link_rename(struct kl_net *n, int32_t ifindex, const char *name)
{
    struct kl_net_link l = {.has = KL_NET_L_NEW_NAME, .ifindex = ifindex};

    if (name[0] == '\0' || strlen(name) >= sizeof(l.new_name))
        return kl_net_name_link(
            n, kl_net_refuse(n, -EINVAL, "a link's name has 1 to 15 characters"), ifindex, NULL);
    strcpy(l.new_name, name);
    return kl_net_link(n, KL_NET_CHANGE, &l);
}

int kl_net_link_mtu(struct kl_net *n, int32_t ifindex, uint32_t mtu)
{
    struct kl_net_link l = {.has = KL_NET_L_MTU, .ifindex = ifindex, .mtu = mtu};

    return kl_net_link(n, KL_NET_CHANGE, &l);
}

int kl_net_link_address(struct kl_net *n, int32_t ifindex, const uint8_t *address, size_t len)
{
    struct kl_net_link l = {.has = KL_NET_L_ADDRESS, .ifindex = ifindex};

    if (len > sizeof(l.address))
        return kl_net_name_link(n, kl_net_refuse(n, -EINVAL, "an address of %zu bytes", len),
                                ifindex, NULL);
    memcpy(l.address, address, len);
    l.address_len = (uint8_t)len;
    return kl_net_link(n, KL_NET_CHANGE, &l);
}

int kl_net_link_enslave(struct kl_net *n, int32_t ifindex, int32_t master)
{
    struct kl_net_link l = {.has = KL_NET_L_MASTER, .ifindex = ifindex, .master = master};

    return kl_net_link(n, KL_NET_CHANGE, &l);
}

int kl_net_link_altname(struct kl_net *n, enum kl_net_verb verb, int32_t ifindex, const char *name)
{
    struct kl_net_link l = {.ifindex = ifindex, .alt_names = &name, .n_alt_names = 1};
    struct kl_net_object o = {.type = KL_NET_ALTNAME, .link = &l};

    return kl_net_change(n, verb, &o);
}

int kl_net_link_netns(struct kl_net *n, int32_t ifindex, int netns_fd, pid_t pid)
{
    struct kl_net_link l = {.ifindex = ifindex, .netns_fd = netns_fd, .netns_pid = pid};

    l.has = netns_fd >= 0 ? KL_NET_L_NETNS_FD : KL_NET_L_NETNS_PID;
    return kl_net_link(n, KL_NET_CHANGE, &l);
}
