// SPDX-License-Identifier: MIT
// A watch at work: one list is read at a time, and while it is, events wait in their socket, so
// that what they say is newer than the list or already in it.
#include "watch.h"

#include "../core/sock.h"

#include <linux/if_link.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define RETRIES       3 /* of a list that changed meanwhile, before events get their turn */
#define LIST_TIME_MS  120000
#define BACK_OFF_NS   100000000u /* after a failure, doubled each time */
#define BACK_OFF_MOST 6

#define DEFAULT_TYPES                                                                              \
    (KL_NET_WATCH(KL_NET_LINK) | KL_NET_WATCH(KL_NET_ADDR) | KL_NET_WATCH(KL_NET_ROUTE) |          \
     KL_NET_WATCH(KL_NET_NEXTHOP) | KL_NET_WATCH(KL_NET_RULE) | KL_NET_WATCH(KL_NET_NEIGH))

/* In this order: what others refer to first. */
static const struct {
    enum kl_net_type type;
    uint8_t family; /* of the group; 0: of both */
    uint32_t group;
} groups[] = {
    {KL_NET_LINK, 0, RTNLGRP_LINK},
    {KL_NET_NEXTHOP, 0, RTNLGRP_NEXTHOP},
    {KL_NET_ADDR, AF_INET, RTNLGRP_IPV4_IFADDR},
    {KL_NET_ADDR, AF_INET6, RTNLGRP_IPV6_IFADDR},
    {KL_NET_ROUTE, AF_INET, RTNLGRP_IPV4_ROUTE},
    {KL_NET_ROUTE, AF_INET6, RTNLGRP_IPV6_ROUTE},
    {KL_NET_RULE, AF_INET, RTNLGRP_IPV4_RULE},
    {KL_NET_RULE, AF_INET6, RTNLGRP_IPV6_RULE},
    {KL_NET_NEIGH, 0, RTNLGRP_NEIGH},
    {KL_NET_FDB, 0, RTNLGRP_NEIGH},
    {KL_NET_BRIDGE_VLAN, 0, RTNLGRP_LINK}, /* ports come, go, and change as a whole */
    {KL_NET_BRIDGE_VLAN, 0, RTNLGRP_BRVLAN},
    {KL_NET_MDB, 0, RTNLGRP_LINK},
    {KL_NET_MDB, 0, RTNLGRP_MDB},
};

#define N_GROUPS (sizeof(groups) / sizeof(groups[0]))

/* ---- Reading lists ---- */

/* While a list is read events wait: nobody is to be woken by them. */
static void hear_events(struct kl_net_watch *w, bool hear)
{
    struct epoll_event e = {.events = hear ? EPOLLIN : 0, .data.fd = kl_fd(w->events)};

    (void)epoll_ctl(w->epoll, EPOLL_CTL_MOD, kl_fd(w->events), &e);
}

static void read_again(struct kl_net_watch *w, enum kl_net_type type, int32_t link)
{
    if (link != 0)
        kl_net_dirty(w, link);
    else
        w->want |= KL_NET_WATCH(type);
}

/* @error: what the socket said, or NULL for what @code says. */
static void fail(struct kl_net_watch *w, int code, const struct kl_error *error)
{
    unsigned shift = w->failures < BACK_OFF_MOST ? w->failures : BACK_OFF_MOST;
    char list[32];

    w->failures++;
    w->not_before = kl_now() + ((uint64_t)BACK_OFF_NS << shift);
    if (error != NULL && kl_error_code(error) == code)
        kl_error_copy(&w->failure, error);
    else
        (void)kl_error_set(&w->failure, code, NULL);
    snprintf(list, sizeof(list), "list (%s)", kl_net_type_name(w->reading));
    kl_error_set_object(&w->failure, list);
    kl_error_copy(&w->error, &w->failure);
}

/* The kernel has no such list at all: older than next hop objects, say. */
static bool is_lacking(int code)
{
    return code == -EOPNOTSUPP || code == -EAFNOSUPPORT || code == -EPROTONOSUPPORT;
}

static void end_reading(struct kl_net_watch *w, const struct kl_reply *reply)
{
    enum kl_net_type type = w->reading;
    int32_t link = w->reading_link;

    w->request = 0;
    if (w->closing || reply->code == -ECANCELED)
        return;
    hear_events(w, true);
    if (reply->code == 0 && reply->interrupted) {
        w->stats.interrupted++;
        read_again(w, type, link);
        fail(w, -EAGAIN, NULL);
    } else if (reply->code == 0 || is_lacking(reply->code)) {
        w->failures = 0;
        kl_net_sweep(w, type, link, false);
    } else if (reply->code == -ENODEV && link != 0) {
        w->failures = 0;
        kl_net_sweep(w, type, link, true);
    } else {
        read_again(w, type, link);
        fail(w, reply->code, reply->error);
    }
}

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    struct kl_net_watch *w = user;

    (void)s;
    switch (reply->kind) {
    case KL_REPLY_MESSAGE:
        return kl_net_apply(w, reply->msg, KL_NET_FROM_LIST);
    case KL_REPLY_RESTART:
        w->generation++; /* what was seen counts no more */
        w->stats.interrupted++;
        break;
    case KL_REPLY_DONE:
        end_reading(w, reply);
        break;
    }
    return 0;
}

/* What is to be read next. @return false: nothing */
static bool choose(struct kl_net_watch *w, enum kl_net_type *type, int32_t *link)
{
    *link = 0;
    for (size_t i = 0; i < N_GROUPS; i++) {
        *type = groups[i].type;
        if ((w->want & KL_NET_WATCH(*type)) == 0)
            continue;
        w->want &= ~KL_NET_WATCH(*type);
        if (*type == KL_NET_ROUTE)
            w->n_dirty = 0;
        return true;
    }
    if (w->n_dirty == 0)
        return false;
    *type = KL_NET_ROUTE;
    *link = w->dirty[--w->n_dirty];
    w->stats.rereads++;
    return true;
}

/* Begins to read the next list, unless one is being read. @return is one? */
static bool start_reading(struct kl_net_watch *w)
{
    struct kl_request_options options = {.timeout_ms = LIST_TIME_MS, .retries = RETRIES};
    struct kl_net_filter filter = {.family = w->family};
    int rc;

    if (w->request != 0)
        return true;
    if ((w->failures > 0 && kl_now() < w->not_before) || !choose(w, &w->reading, &w->reading_link))
        return false;
    filter.ifindex = w->reading_link;
    w->generation++;
    rc = kl_net_build_dump(w->msg, w->reading, &filter);
    w->request = rc < 0 ? rc : kl_request_async(w->requests, w->msg, &options, on_reply, w);
    if (w->request < 0) {
        rc = (int)w->request;
        w->request = 0;
        read_again(w, w->reading, w->reading_link);
        fail(w, rc, kl_sock_error(w->requests));
        return false;
    }
    hear_events(w, false);
    return true;
}

/* ---- Events ---- */

static int begin_resync(struct kl_net_watch *w)
{
    w->want = w->types;
    w->n_dirty = 0;
    w->stats.resyncs++;
    if (!w->resyncing && w->synced)
        kl_net_emit(w, KL_NET_RESYNC, 0, NULL, NULL);
    w->resyncing = true;
    return 0;
}

static void on_event(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct kl_net_watch *w = user;

    (void)s;
    if (event->kind == KL_EVENT_OVERRUN) {
        w->stats.overruns++;
        begin_resync(w);
    } else if (kl_net_apply(w, event->msg, KL_NET_FROM_EVENT) < 0) {
        begin_resync(w); /* no memory for it: later there may be */
    }
}

/* ---- The public side ---- */

static int join_groups(struct kl_net_watch *w)
{
    for (size_t i = 0; i < N_GROUPS; i++) {
        int rc;

        if ((w->types & KL_NET_WATCH(groups[i].type)) == 0 ||
            (w->family != 0 && groups[i].family != 0 && groups[i].family != w->family))
            continue;
        rc = kl_group_join(w->events, groups[i].group);
        if (rc == -EINVAL && groups[i].type == KL_NET_NEXTHOP)
            w->types &= ~KL_NET_WATCH(KL_NET_NEXTHOP); /* older than Linux 5.3 */
        else if (rc < 0 && !(rc == -EINVAL && groups[i].group == RTNLGRP_BRVLAN)) /* than 5.6 */
            return rc;
    }
    return 0;
}

static int set_up(struct kl_net_watch *w)
{
    struct epoll_event e = {.events = EPOLLIN};
    int rc = kl_msg_new(&w->msg);

    if (rc < 0)
        return rc;
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (w->epoll < 0)
        return -errno;
    e.data.fd = kl_fd(w->requests);
    if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, e.data.fd, &e) < 0)
        return -errno;
    e.data.fd = kl_fd(w->events);
    if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, e.data.fd, &e) < 0)
        return -errno;
    return kl_event_handler(w->events, on_event, w);
}

int kl_net_watch_start(struct kl_net_watch **ret, const struct kl_net_watch_options *o,
                       kl_net_watch_fn *fn, void *user, struct kl_sock *requests,
                       struct kl_sock *events)
{
    const unsigned possible = DEFAULT_TYPES | KL_NET_WATCH(KL_NET_FDB) |
                              KL_NET_WATCH(KL_NET_BRIDGE_VLAN) | KL_NET_WATCH(KL_NET_MDB);
    struct kl_net_watch *w = calloc(1, sizeof(*w));
    int rc;

    if (w == NULL) {
        kl_sock_close(requests);
        kl_sock_close(events);
        return -ENOMEM;
    }
    w->requests = requests;
    w->events = events;
    w->epoll = -1;
    w->types = o->types != 0 ? o->types : DEFAULT_TYPES;
    w->family = o->family;
    w->fn = fn;
    w->user = user;
    for (unsigned i = 0; i < KL_NET_TYPES; i++)
        kl_net_table_init(&w->table[i]);
    rc = (w->types & ~possible) != 0 ? -EOPNOTSUPP : set_up(w);
    if (rc < 0) {
        kl_net_watch_close(w);
        return rc;
    }
    w->want = w->types;
    *ret = w;
    return 0;
}

int kl_net_watch_open(struct kl_net_watch **ret, const struct kl_net_watch_options *options,
                      kl_net_watch_fn *fn, void *user)
{
    static const struct kl_net_watch_options defaults;
    const struct kl_net_watch_options *o = options != NULL ? options : &defaults;
    struct kl_sock_options sock = {.protocol = NETLINK_ROUTE, .netns = o->netns};
    struct kl_sock *requests = NULL, *events = NULL;
    struct kl_net_watch *w;
    int rc;

    if (o->has_netns_fd) {
        sock.flags = KL_SOCK_NETNS_FD;
        sock.netns_fd = o->netns_fd;
    }
    rc = kl_sock_open(&requests, &sock);
    if (rc < 0)
        return rc;
    sock.flags |= KL_SOCK_EVENTS;
    sock.rcvbuf = o->rcvbuf;
    rc = kl_sock_open(&events, &sock);
    if (rc < 0) {
        kl_sock_close(requests);
        return rc;
    }
    rc = kl_net_watch_start(&w, o, fn, user, requests, events);
    if (rc < 0)
        return rc;
    rc = join_groups(w); /* before anything is read, which dispatching begins */
    w->want = w->types;
    if (rc < 0) {
        kl_net_watch_close(w);
        return rc;
    }
    start_reading(w);
    *ret = w;
    return 0;
}

void kl_net_watch_close(struct kl_net_watch *w)
{
    if (w == NULL)
        return;
    w->closing = true;
    kl_sock_close(w->requests);
    kl_sock_close(w->events);
    kl_msg_free(w->msg);
    if (w->epoll >= 0)
        close(w->epoll);
    for (unsigned i = 0; i < KL_NET_TYPES; i++)
        kl_net_table_free(&w->table[i]);
    kl_net_scratch_free(&w->now);
    kl_net_scratch_free(&w->old);
    kl_net_scratch_free(&w->look);
    kl_net_scratch_free(&w->probe);
    free(w->copy);
    free(w);
}

const struct kl_error *kl_net_watch_error(const struct kl_net_watch *w)
{
    return &w->error;
}

int kl_net_watch_fd(const struct kl_net_watch *w)
{
    return w->epoll;
}

int kl_net_watch_timeout(const struct kl_net_watch *w)
{
    uint64_t now;

    if (w->request != 0)
        return kl_timeout(w->requests);
    if (w->want == 0 && w->n_dirty == 0)
        return w->synced && !w->resyncing ? -1 : 0;
    now = kl_now();
    if (w->failures == 0 || now >= w->not_before)
        return 0;
    return (int)((w->not_before - now) / 1000000 + 1);
}

static bool is_whole(const struct kl_net_watch *w)
{
    return w->request == 0 && w->want == 0 && w->n_dirty == 0;
}

int kl_net_watch_dispatch(struct kl_net_watch *w)
{
    int rc;

    kl_error_reset(&w->error);
    rc = kl_dispatch(w->requests);
    if (rc < 0) {
        kl_error_copy(&w->error, kl_sock_error(w->requests));
        return rc;
    }
    if (start_reading(w))
        return 0;
    rc = kl_dispatch(w->events);
    if (rc < 0) {
        kl_error_copy(&w->error, kl_sock_error(w->events));
        return rc;
    }
    if (!start_reading(w) && is_whole(w) && (!w->synced || w->resyncing)) {
        w->synced = true;
        w->resyncing = false;
        kl_net_emit(w, KL_NET_SYNCED, 0, NULL, NULL);
    }
    return 0;
}

bool kl_net_watch_synced(const struct kl_net_watch *w)
{
    return w->synced && !w->resyncing && is_whole(w);
}

int kl_net_watch_wait(struct kl_net_watch *w, unsigned timeout_ms)
{
    uint64_t deadline = kl_deadline_after(timeout_ms);
    int rc = kl_net_watch_dispatch(w);

    while (rc == 0 && !kl_net_watch_synced(w)) {
        struct pollfd p = {.fd = w->epoll, .events = POLLIN};
        uint64_t now = kl_now();
        int own = kl_net_watch_timeout(w), left = -1;

        if (now >= deadline)
            return kl_error_set(&w->error, -ETIMEDOUT, "the network was not read in time%s%s",
                                w->failures > 0 ? "; " : "",
                                w->failures > 0 ? kl_error_text(&w->failure) : "");
        if (deadline != KL_NEVER)
            left = (int)((deadline - now) / 1000000 + 1);
        if (left < 0 || (own >= 0 && own < left))
            left = own;
        if (poll(&p, 1, left) < 0 && errno != EINTR)
            return kl_error_set(&w->error, -errno, NULL);
        rc = kl_net_watch_dispatch(w);
    }
    return rc;
}

int kl_net_watch_resync(struct kl_net_watch *w)
{
    return begin_resync(w);
}

/* ---- Looking up ---- */

size_t kl_net_watch_count(const struct kl_net_watch *w, enum kl_net_type type)
{
    return (unsigned)type < KL_NET_TYPES ? w->table[type].count : 0;
}

int64_t kl_net_watch_each(struct kl_net_watch *w, enum kl_net_type type, kl_net_fn *fn, void *user)
{
    struct kl_net_table *t = &w->table[(unsigned)type < KL_NET_TYPES ? type : 0];
    struct kl_net_object o;
    int64_t n = 0;

    for (size_t i = 0; i < t->n_slots; i++) {
        for (struct kl_net_entry *e = t->slots[i]; e != NULL; e = e->next) {
            int rc;

            if (kl_net_read_object(&w->look, e->msg, &o, NULL) <= 0)
                continue;
            rc = fn(&o, user);
            if (rc < 0)
                return rc;
            n++;
        }
    }
    return n;
}

static bool same_rule(const struct kl_net_rule *a, const struct kl_net_rule *b)
{
    return memcmp(a, b, sizeof(*a)) == 0; /* both were zeroed before */
}

int kl_net_watch_find(struct kl_net_watch *w, const struct kl_net_object *like,
                      struct kl_net_object *ret)
{
    struct kl_net_table *t = &w->table[(unsigned)like->type < KL_NET_TYPES ? like->type : 0];
    struct kl_net_entry **slot, *e;
    struct kl_net_object o;
    struct kl_net_key key;

    kl_net_key_of(like, &key);
    slot = kl_net_table_find(t, &w->probe, &key, kl_net_table_hash(t, &key));
    for (e = slot != NULL ? *slot : NULL; e != NULL; e = e->next) {
        if (kl_net_read_object(&w->look, e->msg, &o, NULL) <= 0 ||
            (like->type == KL_NET_RULE && !same_rule(like->rule, o.rule)))
            continue;
        *ret = o;
        return 0;
    }
    return -ENOENT;
}

static bool is_text(const struct kl_attr *a, const char *name)
{
    return strnlen((const char *)a->data, a->len) == strlen(name) &&
           memcmp(a->data, name, strlen(name)) == 0;
}

static bool has_altname(const struct kl_attr *nest, const char *name)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;

    while (kl_view_step(&v, &a) > 0)
        if (a.type == IFLA_ALT_IFNAME && is_text(&a, name))
            return true;
    return false;
}

/* Looks at the message itself: a link is read in ten times as long. */
static bool is_called(const struct nlmsghdr *msg, const char *name)
{
    struct ifinfomsg head;
    struct kl_attr a;
    struct kl_view v;

    if (kl_net_begin(msg, &head, sizeof(head), &v) < 0)
        return false;
    while (kl_view_step(&v, &a) > 0)
        if ((a.type == IFLA_IFNAME && is_text(&a, name)) ||
            (a.type == IFLA_PROP_LIST && has_altname(&a, name)))
            return true;
    return false;
}

int kl_net_watch_link(struct kl_net_watch *w, const char *name, struct kl_net_object *ret)
{
    struct kl_net_table *t = &w->table[KL_NET_LINK];
    struct kl_net_object o;

    for (size_t i = 0; i < t->n_slots; i++) {
        if (t->slots[i] == NULL || !is_called(t->slots[i]->msg, name) ||
            kl_net_read_object(&w->look, t->slots[i]->msg, &o, NULL) <= 0)
            continue;
        *ret = o;
        return 0;
    }
    return -ENODEV;
}

void kl_net_watch_stats(const struct kl_net_watch *w, struct kl_net_watch_stats *ret)
{
    *ret = w->stats;
    ret->memory = sizeof(*w);
    for (unsigned i = 0; i < KL_NET_TYPES; i++)
        ret->memory += w->table[i].memory;
}
