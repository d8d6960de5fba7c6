// SPDX-License-Identifier: MIT
// See net_agree.h.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <poll.h>

#include "net_agree.h"
#include "net_world.h"

/* ---- The kernel's own state, one line an object, in an order of ours ---- */

struct lines {
    char **at;
    size_t n, size;
};

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void route_line(const struct kl_net_route *r, char *line, size_t size)
{
    char dst[KL_NET_IP_TEXT], via[KL_NET_IP_TEXT];
    int len = snprintf(line, size, "%s/%u table %u metric %u proto %u type %u flags %x nh %u",
                       kl_net_ip_text(&r->dst, dst), r->dst.prefix, r->table, r->priority,
                       r->protocol, r->type, r->flags, r->nh_id);

    len += snprintf(line + len, size - (size_t)len, " via %s dev %d",
                    kl_net_ip_text(&r->hop.via, via), r->hop.ifindex);
    /* IPv6's hops are in any order: they are summed up. */
    for (unsigned i = 0, sum = 0; i < r->n_hops; i++) {
        for (unsigned k = 0; k < 16; k++)
            sum += r->hops[i].via.bytes[k] * (k + 1u) + (unsigned)r->hops[i].ifindex * 1000;
        if (i + 1 == r->n_hops)
            snprintf(line + len, size - (size_t)len, " hops %u sum %u", r->n_hops, sum);
    }
}

static bool describe(const struct kl_net_object *o, char *line, size_t size)
{
    char ip[KL_NET_IP_TEXT];

    switch (o->type) {
    case KL_NET_LINK:
        snprintf(line, size, "%d %s mtu %u flags %x master %d oper %u alts %u", o->link->ifindex,
                 o->link->name, o->link->mtu, o->link->flags, o->link->master, o->link->operstate,
                 o->link->n_alt_names);
        return true;
    case KL_NET_ADDR:
        /* The kernel does not announce addresses before it has found them unique. */
        if ((o->addr->flags & 0x40) != 0)
            return false;
        snprintf(line, size, "%s dev %d flags %x", kl_net_ip_text(&o->addr->local, ip),
                 o->addr->ifindex, o->addr->flags);
        return true;
    case KL_NET_ROUTE:
        route_line(o->route, line, size);
        return true;
    case KL_NET_RULE:
        snprintf(line, size, "%u family %u table %u mark %u", o->rule->priority, o->rule->family,
                 o->rule->table, o->rule->fwmark);
        return true;
    case KL_NET_BRIDGE_VLAN:
        snprintf(line, size, "dev %d vlan %u flags %x", o->vlan->ifindex, o->vlan->first,
                 o->vlan->flags);
        return true;
    case KL_NET_MDB:
        snprintf(line, size, "bridge %d dev %d vlan %u state %u flags %x family %u group %02x%02x",
                 o->mdb->bridge, o->mdb->port, o->mdb->vlan, o->mdb->state, o->mdb->flags,
                 o->mdb->group.family, o->mdb->group.bytes[3], o->mdb->group.bytes[15]);
        return true;
    case KL_NET_FDB:
        kl_net_object_text(o, line, size);
        snprintf(line + strlen(line), size - strlen(line), " dst %s vlan %u state %x flags %x",
                 kl_net_ip_text(&o->neigh->dst, ip), o->neigh->vlan, o->neigh->state,
                 o->neigh->flags);
        return true;
    default:
        kl_net_object_text(o, line, size);
        return true;
    }
}

static int add_line(const struct kl_net_object *o, void *user)
{
    struct lines *l = user;
    char line[512];

    /* A list has ranges, a watch each VLAN. */
    if (o->type == KL_NET_BRIDGE_VLAN && o->vlan->last > o->vlan->first) {
        struct kl_net_bridge_vlan v = *o->vlan;
        struct kl_net_object one = {.type = KL_NET_BRIDGE_VLAN, .vlan = &v};

        for (; v.first <= o->vlan->last; v.first++) {
            v.last = v.first;
            add_line(&one, user);
        }
        return 0;
    }
    if (!describe(o, line, sizeof(line)))
        return 0;
    if (l->n == l->size) {
        l->size = l->size > 0 ? l->size * 2 : 64;
        l->at = realloc(l->at, l->size * sizeof(*l->at));
        assert_non_null(l->at);
    }
    l->at[l->n++] = strdup(line);
    return 0;
}

static void free_lines(struct lines *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->at[i]);
    free(l->at);
}

/* Whether both are the same; the first difference is in @why. */
static bool agree(struct kl_net *n, struct kl_net_watch *w, enum kl_net_type type, char *why,
                  size_t size)
{
    struct lines kernel = {.at = NULL}, own = {.at = NULL};
    bool same;

    net_ok(n, kl_net_list(n, type, NULL, add_line, &kernel));
    assert_true(kl_net_watch_each(w, type, add_line, &own) >= 0);
    if (kernel.n > 0)
        qsort(kernel.at, kernel.n, sizeof(*kernel.at), compare_text);
    if (own.n > 0)
        qsort(own.at, own.n, sizeof(*own.at), compare_text);
    same = kernel.n == own.n;
    if (!same)
        snprintf(why, size, "%s: the kernel has %zu, the watch %zu", kl_net_type_name(type),
                 kernel.n, own.n);
    for (size_t i = 0; i < kernel.n && i < own.n; i++)
        if (strcmp(kernel.at[i], own.at[i]) != 0) {
            snprintf(why, size, "%s: kernel: %s; watch: %s", kl_net_type_name(type), kernel.at[i],
                     own.at[i]);
            same = false;
            break;
        }
    free_lines(&kernel);
    free_lines(&own);
    return same;
}

void net_settle(struct kl_net_watch *w, int quiet_ms)
{
    struct pollfd p = {.fd = kl_net_watch_fd(w), .events = POLLIN};

    do {
        assert_int_equal(kl_net_watch_dispatch(w), 0);
    } while (poll(&p, 1, kl_net_watch_synced(w) ? quiet_ms : 1000) > 0 || !kl_net_watch_synced(w));
}

void net_must_agree(struct kl_net *n, struct kl_net_watch *w, unsigned types)
{
    char why[1100] = "";

    for (unsigned tries = 0; tries < 100; tries++) {
        bool all = true;

        net_settle(w, 30);
        for (unsigned type = KL_NET_LINK; type <= KL_NET_MDB && all; type++)
            all = (types & KL_NET_WATCH(type)) == 0 ||
                  agree(n, w, (enum kl_net_type)type, why, sizeof(why));
        if (all)
            return;
    }
    fail_msg("%s", why);
}
