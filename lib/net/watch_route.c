// SPDX-License-Identifier: MIT
// How the kernel treats routes that share prefix and metric, and which it drops without a word.
//
// IPv4 keeps them in a list: "replace" takes the place of the first, "append" goes to the end,
// others to the front. IPv6 joins those with a gateway into one route of several hops. What IPv4
// drops with a link, an address or a next hop object is not announced, and neither are the marks
// "dead" and "linkdown" of hops. Source: net/ipv4/fib_trie.c, fib_table_insert(),
// fib_table_flush(); net/ipv4/fib_semantics.c, fib_sync_down_dev(), fib_sync_down_addr(),
// fib_sync_up(); net/ipv6/ip6_fib.c, fib6_add_rt2node(); net/ipv6/route.c, fib6_ifdown(),
// rt6_qualify_for_ecmp(); net/ipv4/nexthop.c, nexthop_flush_dev().
#include "watch.h"

#include <linux/if.h>
#include <sys/socket.h>

static bool read_route(struct kl_net_watch *w, const struct nlmsghdr *msg)
{
    return kl_net_read_route(&w->probe, msg, &w->probe.route) > 0;
}

bool kl_net_route_uses(const struct kl_net_route *r, int32_t link)
{
    if (r->hop.ifindex == link || r->iif == link)
        return true;
    for (unsigned i = 0; i < r->n_hops; i++)
        if (r->hops[i].ifindex == link)
            return true;
    return false;
}

/* Does IPv6 join this route with others of its metric? */
static bool joins(const struct kl_net_route *r)
{
    const uint32_t via = UINT32_C(1) << RTA_GATEWAY | UINT32_C(1) << RTA_VIA;

    return (r->has & KL_NET_HAS(RTA_NH_ID)) == 0 && r->protocol != RTPROT_RA &&
           r->protocol != RTPROT_REDIRECT && (r->n_hops > 0 || (r->hop.has & via) != 0);
}

static struct kl_net_entry *find_joining(struct kl_net_watch *w, struct kl_net_entry *first,
                                         bool wanted)
{
    for (struct kl_net_entry *e = first; e != NULL; e = e->next)
        if (read_route(w, e->msg) && joins(&w->probe.route) == wanted)
            return e;
    return NULL;
}

struct kl_net_entry *kl_net_route_replaced(struct kl_net_watch *w, struct kl_net_entry *first,
                                           const struct nlmsghdr *msg, uint16_t flags)
{
    bool replace = (flags & NLM_F_REPLACE) != 0, is_joining;
    struct kl_net_entry *e;

    if (!read_route(w, msg))
        return NULL;
    if (w->probe.route.dst.family == AF_INET)
        return replace ? first : NULL;
    is_joining = joins(&w->probe.route);
    if (!is_joining && !replace)
        return NULL;
    e = find_joining(w, first, is_joining);
    return e != NULL || !replace ? e : first;
}

static void dirty_hops(struct kl_net_watch *w, const struct kl_net_route *r)
{
    if (r->hop.ifindex != 0)
        kl_net_dirty(w, r->hop.ifindex);
    for (unsigned i = 0; i < r->n_hops; i++)
        if (r->hops[i].ifindex != 0)
            kl_net_dirty(w, r->hops[i].ifindex);
}

void kl_net_route_lost(struct kl_net_watch *w, struct kl_net_entry *first,
                       const struct nlmsghdr *msg)
{
    if (read_route(w, msg))
        dirty_hops(w, &w->probe.route);
    for (struct kl_net_entry *e = first; e != NULL; e = e->next)
        if (read_route(w, e->msg))
            dirty_hops(w, &w->probe.route);
}

static void follow_link(struct kl_net_watch *w, const struct nlmsghdr *old,
                        const struct nlmsghdr *now)
{
    const unsigned states = IFF_UP | IFF_RUNNING | (1 << 16) /* IFF_LOWER_UP */;
    struct ifinfomsg before, after = {.ifi_flags = 0};
    struct kl_view v;

    if (kl_net_begin(old, &before, sizeof(before), &v) < 0)
        return;
    if (now != NULL && (kl_net_begin(now, &after, sizeof(after), &v) < 0 ||
                        ((before.ifi_flags ^ after.ifi_flags) & states) == 0))
        return;
    if ((w->types & KL_NET_WATCH(KL_NET_ROUTE)) != 0)
        kl_net_dirty(w, before.ifi_index);
    if ((after.ifi_flags & states) != states && w->table[KL_NET_NEXTHOP].count > 0)
        w->want |= KL_NET_WATCH(KL_NET_NEXTHOP);
}

void kl_net_routes_follow(struct kl_net_watch *w, enum kl_net_type type, const struct nlmsghdr *old,
                          const struct nlmsghdr *now)
{
    if (old == NULL)
        return;
    if (type == KL_NET_LINK)
        follow_link(w, old, now);
    else if ((type == KL_NET_NEXTHOP && w->n_nh_routes > 0) ||
             (type == KL_NET_ADDR && now == NULL && w->n_src_routes > 0))
        w->want |= KL_NET_WATCH(KL_NET_ROUTE);
}
