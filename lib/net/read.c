// SPDX-License-Identifier: MIT
// Any object: which it is, and what it is called.
#include "net.h"

#include <stdio.h>
#include <sys/socket.h>

static const char *const type_names[] = {
    [KL_NET_LINK] = "link",       [KL_NET_ADDR] = "addr",        [KL_NET_ROUTE] = "route",
    [KL_NET_NEXTHOP] = "nexthop", [KL_NET_RULE] = "rule",        [KL_NET_NEIGH] = "neigh",
    [KL_NET_FDB] = "fdb",         [KL_NET_BRIDGE_VLAN] = "vlan", [KL_NET_MDB] = "mdb",
    [KL_NET_ALTNAME] = "altname",
};

const char *kl_net_type_name(enum kl_net_type type)
{
    if ((unsigned)type >= sizeof(type_names) / sizeof(type_names[0]) || type_names[type] == NULL)
        return "unknown";
    return type_names[type];
}

static int read_neigh(struct kl_net_scratch *s, const struct nlmsghdr *msg,
                      struct kl_net_object *ret)
{
    int rc = kl_net_read_neigh(msg, &s->neigh);

    ret->type = s->neigh.family == AF_BRIDGE ? KL_NET_FDB : KL_NET_NEIGH;
    return rc;
}

static int read_by_type(struct kl_net_scratch *s, const struct nlmsghdr *msg,
                        struct kl_net_object *ret)
{
    switch (msg->nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
        ret->type = KL_NET_LINK;
        return kl_net_read_link(s, msg, &s->link);
    case RTM_NEWADDR:
    case RTM_DELADDR:
        ret->type = KL_NET_ADDR;
        return kl_net_read_addr(msg, &s->addr);
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
        ret->type = KL_NET_ROUTE;
        return kl_net_read_route(s, msg, &s->route);
    case RTM_NEWNEXTHOP:
    case RTM_DELNEXTHOP:
        ret->type = KL_NET_NEXTHOP;
        return kl_net_read_nexthop(s, msg, &s->nexthop);
    case RTM_NEWRULE:
    case RTM_DELRULE:
        ret->type = KL_NET_RULE;
        return kl_net_read_rule(msg, &s->rule);
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH:
        return read_neigh(s, msg, ret);
    case RTM_NEWVLAN:
    case RTM_DELVLAN:
        ret->type = KL_NET_BRIDGE_VLAN;
        return kl_net_read_vlan(msg, &s->vlan);
    case RTM_NEWMDB:
    case RTM_DELMDB:
        ret->type = KL_NET_MDB;
        return kl_net_read_mdb(msg, &s->mdb);
    default:
        return 0;
    }
}

int kl_net_read_object(struct kl_net_scratch *s, const struct nlmsghdr *msg,
                       struct kl_net_object *ret, bool *removed)
{
    struct kl_net_object o = {.any = &s->link};
    int rc;

    if (msg->nlmsg_type < RTM_BASE)
        return 0;
    rc = read_by_type(s, msg, &o);
    if (rc <= 0)
        return rc;
    *ret = o;
    if (removed != NULL)
        *removed = (msg->nlmsg_type & 3) == 1; /* RTM_DEL* */
    return 1;
}

int kl_net_read(struct kl_net *n, const struct nlmsghdr *msg, struct kl_net_object *ret,
                bool *removed)
{
    return kl_net_read_object(&n->scratch, msg, ret, removed);
}

/* ---- In words ---- */

static int link_text(const struct kl_net_link *l, char *buffer, size_t size)
{
    if (l->name[0] != '\0')
        return snprintf(buffer, size, "link %s", l->name);
    return snprintf(buffer, size, "link %d", l->ifindex);
}

static int addr_text(const struct kl_net_addr *a, char *buffer, size_t size)
{
    char ip[KL_NET_IP_TEXT];

    return snprintf(buffer, size, "addr %s on link %d", kl_net_ip_text(&a->local, ip), a->ifindex);
}

static int route_text(const struct kl_net_route *r, char *buffer, size_t size)
{
    char ip[KL_NET_IP_TEXT], metric[32] = "", table[32] = "";
    bool whole = r->dst.prefix == 0;

    if ((r->has & KL_NET_HAS(RTA_PRIORITY)) != 0)
        snprintf(metric, sizeof(metric), " metric %u", r->priority);
    if (r->table != 0 && r->table != RT_TABLE_MAIN)
        snprintf(table, sizeof(table), " table %u", r->table);
    return snprintf(buffer, size, "route %s%s%s%s", whole ? "default" : kl_net_ip_text(&r->dst, ip),
                    whole && r->dst.family == AF_INET6 ? " (IPv6)" : "", metric, table);
}

static int neigh_text(const struct kl_net_object *o, char *buffer, size_t size)
{
    const struct kl_net_neigh *x = o->neigh;
    char ip[KL_NET_IP_TEXT];

    if (o->type == KL_NET_NEIGH)
        return snprintf(buffer, size, "neigh %s on link %d", kl_net_ip_text(&x->dst, ip),
                        x->ifindex);
    return snprintf(buffer, size, "fdb %02x:%02x:%02x:%02x:%02x:%02x on link %d", x->lladdr[0],
                    x->lladdr[1], x->lladdr[2], x->lladdr[3], x->lladdr[4], x->lladdr[5],
                    x->ifindex);
}

static int mdb_text(const struct kl_net_mdb *m, char *buffer, size_t size)
{
    char ip[KL_NET_IP_TEXT];

    if (m->group.family != 0)
        return snprintf(buffer, size, "mdb %s on link %d", kl_net_ip_text(&m->group, ip), m->port);
    return snprintf(buffer, size, "mdb %02x:%02x:%02x:%02x:%02x:%02x on link %d", m->mac[0],
                    m->mac[1], m->mac[2], m->mac[3], m->mac[4], m->mac[5], m->port);
}

static int rule_text(const struct kl_net_rule *r, char *buffer, size_t size)
{
    return snprintf(buffer, size, "rule %u of %s to table %u", r->priority,
                    r->family == AF_INET6 ? "IPv6" : "IPv4", r->table);
}

size_t kl_net_object_text(const struct kl_net_object *o, char *buffer, size_t size)
{
    int len = 0;

    if (size == 0)
        return 0;
    buffer[0] = '\0';
    switch (o->type) {
    case KL_NET_LINK:
    case KL_NET_ALTNAME:
        len = link_text(o->link, buffer, size);
        break;
    case KL_NET_ADDR:
        len = addr_text(o->addr, buffer, size);
        break;
    case KL_NET_ROUTE:
        len = route_text(o->route, buffer, size);
        break;
    case KL_NET_NEXTHOP:
        len = snprintf(buffer, size, "nexthop %u", o->nexthop->id);
        break;
    case KL_NET_RULE:
        len = rule_text(o->rule, buffer, size);
        break;
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        len = neigh_text(o, buffer, size);
        break;
    case KL_NET_BRIDGE_VLAN:
        len = snprintf(buffer, size, "vlan %u on link %d", o->vlan->first, o->vlan->ifindex);
        break;
    case KL_NET_MDB:
        len = mdb_text(o->mdb, buffer, size);
        break;
    }
    return len < 0 ? 0 : (size_t)len < size ? (size_t)len : size - 1;
}
