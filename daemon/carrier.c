// SPDX-License-Identifier: MIT
// A link that goes down and up within a moment may be told of once only: the kernel's count of
// changes shows that. Source: net/core/link_watch.c, net/core/rtnetlink.c.
#include "carrier.h"

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

struct kld_carrier {
    struct kl_sock *events;
    struct kl_net *n; // reads messages, and single links
    sd_event_source *io;
    kld_carrier_fn *tell;
    void *user;
    struct wanted {
        char name[KL_NET_NAME_SIZE];
        struct state state;
    } * list;
    size_t n_list;
};

static struct state state_of(const struct kl_net_link *l)
{
    return (struct state){
        .ifindex = l->ifindex,
        .changes = l->has & KL_NET_L_CARRIER_CHANGES ? l->carrier_changes : 0,
        // Not while it waits for others to let it in, either: 802.1X, Wi-Fi.
        .there = l->flags & IFF_RUNNING && l->flags & IFF_LOWER_UP,
    };
}

static struct state look(struct kld_carrier *c, const char *name)
{
    struct kl_net_link l;

    return kl_net_link_get(c->n, 0, name, &l) == 0 ? state_of(&l) : (struct state){0};
}

static void take(struct kld_carrier *c, struct wanted *w, struct state now)
{
    const struct state was = w->state;
    // It was away between two messages.
    bool cut = was.there && now.there && (now.ifindex != was.ifindex || now.changes != was.changes);

    w->state = now;
    if (was.there && (!now.there || cut))
        c->tell(c->user, w->name, false);
    if (now.there && (!was.there || cut))
        c->tell(c->user, w->name, true);
}

static void see_link(struct kld_carrier *c, const struct kl_net_link *l, bool gone)
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
    struct kld_carrier *c = user;
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
    (void)kl_dispatch(((struct kld_carrier *)user)->events);
    return 0;
}

int kld_carrier_new(struct kld_carrier **ret, sd_event *loop, kld_carrier_fn *tell, void *user)
{
    const struct kl_sock_options o = {.protocol = NETLINK_ROUTE, .flags = KL_SOCK_EVENTS};
    struct kld_carrier *c = calloc(1, sizeof *c);
    int code;

    if (!c)
        return -ENOMEM;
    c->tell = tell;
    c->user = user;
    code = kl_sock_open(&c->events, &o);
    if (!code)
        code = kl_event_handler(c->events, on_event, c);
    if (!code)
        code = kl_group_join(c->events, RTNLGRP_LINK);
    if (!code)
        code = kl_net_open(&c->n, NULL);
    if (!code)
        code = sd_event_add_io(loop, &c->io, kl_fd(c->events), EPOLLIN, on_io, c);
    if (code < 0) {
        kld_carrier_free(c);
        return code;
    }
    *ret = c;
    return 0;
}

void kld_carrier_free(struct kld_carrier *c)
{
    if (!c)
        return;
    sd_event_source_disable_unref(c->io);
    kl_sock_close(c->events);
    kl_net_close(c->n);
    free(c->list);
    free(c);
}

static const struct wanted *find(const struct kld_carrier *c, const char *name)
{
    for (size_t i = 0; i < c->n_list; i++)
        if (!strcmp(c->list[i].name, name))
            return &c->list[i];
    return NULL;
}

void kld_carrier_want(struct kld_carrier *c, const char *const *list, size_t n)
{
    struct wanted *all = calloc(n + 1, sizeof *all);
    bool *new = calloc(n + 1, sizeof *new);

    for (size_t i = 0; all && new &&i < n; i++) {
        const struct wanted *known = find(c, list[i]);

        new[i] = !known;
        strncpy(all[i].name, list[i], sizeof all[i].name - 1);
        all[i].state = known ? known->state : look(c, list[i]);
    }
    if (all && new) {
        free(c->list);
        c->list = all;
        c->n_list = n;
        for (size_t i = 0; i < n; i++)
            if (new[i] && !all[i].state.there)
                c->tell(c->user, all[i].name, false);
    } else {
        free(all);
    }
    free(new);
}
