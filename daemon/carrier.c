// SPDX-License-Identifier: MIT
// A link that goes down and up within a moment may be told of once only: the kernel's count of
// changes shows that. Source: net/core/link_watch.c, net/core/rtnetlink.c.
#include "carrier.h"
#include "netns.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

struct state {
    int32_t ifindex;  // 0: there is no such link
    uint32_t changes; // how often it came or went
    bool there;
};

// Of one namespace.
struct carrier {
    struct kld_carriers *all;
    char *netns; // or NULL: the one around
    struct kld_netns_id id;
    struct kl_sock *events;
    struct kl_net *n; // reads messages, and single links
    sd_event_source *io;
    struct wanted {
        char name[KL_NET_NAME_SIZE];
        struct state state;
    } * list;
    size_t n_list;
    struct carrier *next;
};

struct kld_carriers {
    sd_event *loop;
    kld_carrier_fn *tell;
    void *user;
    struct carrier *list;
};

static void report(struct carrier *c, const struct wanted *w, bool there)
{
    c->all->tell(c->all->user, (struct kld_iface){w->name, c->netns}, there);
}

static struct state state_of(const struct kl_net_link *l)
{
    return (struct state){
        .ifindex = l->ifindex,
        .changes = l->has & KL_NET_L_CARRIER_CHANGES ? l->carrier_changes : 0,
        // Not while it waits for others to let it in, either: 802.1X, Wi-Fi.
        .there = l->flags & IFF_RUNNING && l->flags & IFF_LOWER_UP,
    };
}

static struct state look(struct carrier *c, const char *name)
{
    struct kl_net_link l;

    return kl_net_link_get(c->n, 0, name, &l) == 0 ? state_of(&l) : (struct state){0};
}

static void take(struct carrier *c, struct wanted *w, struct state now)
{
    const struct state was = w->state;
    // It was away between two messages.
    bool cut = was.there && now.there && (now.ifindex != was.ifindex || now.changes != was.changes);

    w->state = now;
    if (was.there && (!now.there || cut))
        report(c, w, false);
    if (now.there && (!was.there || cut))
        report(c, w, true);
}

static void see_link(struct carrier *c, const struct kl_net_link *l, bool gone)
{
    for (size_t i = 0; i < c->n_list; i++) {
        struct wanted *w = &c->list[i];

        if (!gone && !strcmp(w->name, l->name))
            take(c, w, state_of(l));
        else if (w->state.ifindex == l->ifindex) // it has another name now, or is gone
            take(c, w, (struct state){0});
    }
}

static void on_event(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct carrier *c = user;
    const struct ifinfomsg *head;
    struct kl_net_object o;
    bool gone;

    (void)s;
    if (event->kind == KL_EVENT_OVERRUN) {
        for (size_t i = 0; i < c->n_list; i++)
            take(c, &c->list[i], look(c, c->list[i].name));
        return;
    }
    if (event->kind != KL_EVENT_MESSAGE || event->msg->nlmsg_len < NLMSG_LENGTH(sizeof *head))
        return;
    head = NLMSG_DATA(event->msg);
    // Of bridges there are messages that say less.
    if (head->ifi_family == AF_UNSPEC && kl_net_read(c->n, event->msg, &o, &gone) > 0 &&
        o.type == KL_NET_LINK)
        see_link(c, o.link, gone);
}

static int on_io(sd_event_source *s, int fd, uint32_t events, void *user)
{
    (void)s;
    (void)fd;
    (void)events;
    (void)kl_dispatch(((struct carrier *)user)->events);
    return 0;
}

static void free_carrier(struct carrier *c)
{
    if (!c)
        return;
    sd_event_source_disable_unref(c->io);
    kl_sock_close(c->events);
    kl_net_close(c->n);
    free(c->netns);
    free(c->list);
    free(c);
}

static int new_carrier(struct carrier **ret, struct kld_carriers *all, const char *netns)
{
    const struct kl_sock_options o = {
        .protocol = NETLINK_ROUTE, .flags = KL_SOCK_EVENTS, .netns = netns};
    const struct kl_net_options there = {.netns = netns};
    struct carrier *c = calloc(1, sizeof *c);
    int code = c ? 0 : -ENOMEM;

    if (c) {
        c->all = all;
        c->netns = netns ? strdup(netns) : NULL;
        c->id = kld_netns_id(netns);
        code = !c->netns == !netns ? kl_sock_open(&c->events, &o) : -ENOMEM;
    }
    if (!code)
        code = kl_event_handler(c->events, on_event, c);
    if (!code)
        code = kl_group_join(c->events, RTNLGRP_LINK);
    if (!code)
        code = kl_net_open(&c->n, &there);
    if (!code)
        code = sd_event_add_io(all->loop, &c->io, kl_fd(c->events), EPOLLIN, on_io, c);
    if (code < 0) {
        free_carrier(c);
        return code;
    }
    *ret = c;
    return 0;
}

static const struct wanted *find(const struct carrier *c, const char *name)
{
    for (size_t i = 0; i < c->n_list; i++)
        if (!strcmp(c->list[i].name, name))
            return &c->list[i];
    return NULL;
}

static bool is_in(const struct carrier *c, struct kld_iface w)
{
    return kld_iface_is(w, (struct kld_iface){w.dev, c->netns});
}

// Those of @list that are in its namespace.
static int want(struct carrier *c, const struct kld_iface *list, size_t n)
{
    struct wanted *all = calloc(n + 1, sizeof *all);
    bool *new = calloc(n + 1, sizeof *new);
    size_t count = 0;

    for (size_t i = 0; all && new &&i < n; i++) {
        const struct wanted *known = find(c, list[i].dev);

        if (!is_in(c, list[i]))
            continue;
        new[count] = !known;
        strncpy(all[count].name, list[i].dev, sizeof all[count].name - 1);
        all[count++].state = known ? known->state : look(c, list[i].dev);
    }
    if (!all || !new) {
        free(all);
        free(new);
        return -ENOMEM;
    }
    free(c->list);
    c->list = all;
    c->n_list = count;
    for (size_t i = 0; i < count; i++)
        if (new[i] && !all[i].state.there)
            report(c, &all[i], false);
    free(new);
    return 0;
}

static struct carrier **find_carrier(struct carrier **at, struct kld_iface w)
{
    while (*at && !is_in(*at, w))
        at = &(*at)->next;
    return at;
}

static void drop(struct carrier *list)
{
    for (struct carrier *c = list, *next; c; c = next) {
        next = c->next;
        free_carrier(c);
    }
}

// What is known of its namespace goes from *@old to those that stay, unless it is another one now.
static int take_carrier(struct kld_carriers *all, struct carrier **old, struct kld_iface w)
{
    struct carrier **known = find_carrier(old, w), *c = *known;
    int code = 0;

    if (*find_carrier(&all->list, w))
        return 0;
    if (c && kld_netns_same(c->id, kld_netns_id(w.netns)))
        *known = c->next;
    else
        code = new_carrier(&c, all, w.netns);
    if (!code) {
        c->next = all->list;
        all->list = c;
    }
    return code == -ENOENT ? 0 : code;
}

int kld_carriers_new(struct kld_carriers **ret, sd_event *loop, kld_carrier_fn *tell, void *user)
{
    struct kld_carriers *c = calloc(1, sizeof *c);

    if (!c)
        return -ENOMEM;
    *c = (struct kld_carriers){.loop = loop, .tell = tell, .user = user};
    *ret = c;
    return 0;
}

void kld_carriers_free(struct kld_carriers *c)
{
    if (!c)
        return;
    drop(c->list);
    free(c);
}

int kld_carriers_want(struct kld_carriers *c, const struct kld_iface *list, size_t n)
{
    struct carrier *old = c->list;
    int code = 0;

    c->list = NULL;
    for (size_t i = 0; i < n; i++) {
        int one = take_carrier(c, &old, list[i]);

        code = code ? code : one;
    }
    drop(old);
    for (struct carrier *one = c->list; one; one = one->next) {
        int wrong = want(one, list, n);

        code = code ? code : wrong;
    }
    return code;
}
