// SPDX-License-Identifier: MIT
// What a message does to the state of a watch, and who is told.
#include "watch.h"

#include <linux/neighbour.h>
#include <sys/socket.h>

/* ---- Telling ---- */

void kl_net_emit(struct kl_net_watch *w, enum kl_net_watch_kind kind, enum kl_net_type type,
                 const struct nlmsghdr *old, const struct nlmsghdr *now)
{
    struct kl_net_event event = {.kind = kind, .type = type};
    struct kl_net_object old_object, now_object;

    kl_net_routes_follow(w, type, old, now);
    if (w->fn == NULL)
        return;
    if (old != NULL && kl_net_read_object(&w->old, old, &old_object, NULL) > 0)
        event.old = &old_object;
    if (now != NULL && kl_net_read_object(&w->now, now, &now_object, NULL) > 0)
        event.now = &now_object;
    w->fn(w, &event, w->user);
}

void kl_net_dirty(struct kl_net_watch *w, int32_t link)
{
    for (unsigned i = 0; i < w->n_dirty; i++)
        if (w->dirty[i] == link)
            return;
    if (w->n_dirty < KL_NET_DIRTY_MAX) {
        w->dirty[w->n_dirty++] = link;
        return;
    }
    w->want |= KL_NET_WATCH(KL_NET_ROUTE);
    w->n_dirty = 0;
}

/* ---- Entries ---- */

/* Counts what decides whether other objects' changes matter to routes. */
static void count_route(struct kl_net_watch *w, const struct kl_net_route *r, size_t by)
{
    if ((r->has & KL_NET_HAS(RTA_NH_ID)) != 0)
        w->n_nh_routes += by;
    if ((r->has & KL_NET_HAS(RTA_PREFSRC)) != 0 && r->dst.family == AF_INET &&
        r->protocol != RTPROT_KERNEL)
        w->n_src_routes += by;
}

/* w->now holds the same object as @msg. */
static struct kl_net_entry *new_entry(struct kl_net_watch *w, const struct nlmsghdr *msg,
                                      enum kl_net_type type, uint8_t family, uint32_t hash)
{
    struct kl_net_entry *e = kl_net_entry_new(&w->table[type], msg, type, family, hash);

    if (e != NULL) {
        e->generation = w->generation;
        if (type == KL_NET_ROUTE)
            count_route(w, &w->now.route, 1);
    }
    return e;
}

static void free_entry(struct kl_net_watch *w, struct kl_net_entry *e)
{
    if (e->type == KL_NET_ROUTE && (w->n_nh_routes > 0 || w->n_src_routes > 0) &&
        kl_net_read_route(&w->probe, e->msg, &w->probe.route) > 0)
        count_route(w, &w->probe.route, (size_t)-1);
    kl_net_entry_free(&w->table[e->type], e);
}

/* Where @e hangs in the list of its key. */
static struct kl_net_entry **hook_of(struct kl_net_entry **slot, const struct kl_net_entry *e)
{
    while (*slot != e)
        slot = &(*slot)->next;
    return slot;
}

static void remove_entry(struct kl_net_watch *w, struct kl_net_entry **slot, struct kl_net_entry *e)
{
    *hook_of(slot, e) = e->next;
    if (*slot == NULL)
        kl_net_table_remove(&w->table[e->type], slot);
    kl_net_emit(w, KL_NET_REMOVED, e->type, e->msg, NULL);
    free_entry(w, e);
}

/* Puts w->copy in the place of @e. */
static int replace_entry(struct kl_net_watch *w, struct kl_net_entry **slot, struct kl_net_entry *e,
                         bool tell)
{
    struct kl_net_entry *now = new_entry(w, (const void *)w->copy, e->type, e->family, e->hash);

    if (now == NULL)
        return -ENOMEM;
    now->next = e->next;
    *hook_of(slot, e) = now;
    if (tell)
        kl_net_emit(w, KL_NET_CHANGED, e->type, e->msg, now->msg);
    free_entry(w, e);
    return 0;
}

/* The same object again: its times are taken over. */
static int refresh_entry(struct kl_net_watch *w, struct kl_net_entry **slot, struct kl_net_entry *e)
{
    const struct nlmsghdr *copy = (const void *)w->copy;

    if (copy->nlmsg_len != e->msg->nlmsg_len)
        return replace_entry(w, slot, e, false);
    memcpy(e->msg, copy, copy->nlmsg_len);
    e->generation = w->generation;
    return 0;
}

static void move_to_end(struct kl_net_entry **slot, struct kl_net_entry *e)
{
    struct kl_net_entry **hook = hook_of(slot, e);

    if (e->next == NULL)
        return;
    *hook = e->next;
    while (*hook != NULL)
        hook = &(*hook)->next;
    *hook = e;
    e->next = NULL;
}

/* ---- Messages ---- */

struct change {
    const struct nlmsghdr *msg; /* as it came */
    struct kl_net_object object;
    enum kl_net_source source;
    uint8_t family;
    uint32_t hash;
    struct kl_net_entry **slot; /* or NULL */
};

static bool has_aliases(enum kl_net_type type)
{
    return type == KL_NET_ROUTE || type == KL_NET_RULE;
}

static int add_first(struct kl_net_watch *w, const struct change *c)
{
    enum kl_net_type type = c->object.type;
    struct kl_net_entry *e = new_entry(w, (const void *)w->copy, type, c->family, c->hash);

    if (e == NULL)
        return -ENOMEM;
    if (kl_net_table_insert(&w->table[type], e) < 0) {
        free_entry(w, e);
        return -ENOMEM;
    }
    kl_net_emit(w, KL_NET_ADDED, type, NULL, e->msg);
    return 0;
}

/* One more with the same key: lists come in the kernel's order; events of IPv4 routes that are not
 * appended are in front. */
static int add_alias(struct kl_net_watch *w, const struct change *c)
{
    enum kl_net_type type = c->object.type;
    struct kl_net_entry *e = new_entry(w, (const void *)w->copy, type, c->family, c->hash);
    struct kl_net_entry **hook = c->slot;
    bool front = c->source == KL_NET_FROM_EVENT && type == KL_NET_ROUTE && c->family == AF_INET &&
                 (c->msg->nlmsg_flags & NLM_F_APPEND) == 0;

    if (e == NULL)
        return -ENOMEM;
    while (!front && *hook != NULL)
        hook = &(*hook)->next;
    e->next = *hook;
    *hook = e;
    kl_net_emit(w, KL_NET_ADDED, type, NULL, e->msg);
    return 0;
}

/* The entry that is the same as w->copy. */
static struct kl_net_entry *find_same(struct kl_net_watch *w, const struct change *c,
                                      enum kl_net_same *ret)
{
    for (struct kl_net_entry *e = *c->slot; e != NULL; e = e->next) {
        *ret = kl_net_compare(c->object.type, e->msg, (const void *)w->copy);
        if (*ret != KL_NET_OTHER)
            return e;
    }
    return NULL;
}

static int put_object(struct kl_net_watch *w, const struct change *c)
{
    enum kl_net_same same = KL_NET_SAME;
    struct kl_net_entry *e;
    int rc;

    if (c->slot == NULL)
        return add_first(w, c);
    e = find_same(w, c, &same);
    if (e == NULL && !has_aliases(c->object.type))
        return 0; /* never: all with one key are the same */
    if (e == NULL) {
        if (c->object.type == KL_NET_ROUTE)
            e = kl_net_route_replaced(w, *c->slot, (const void *)w->copy,
                                      c->source == KL_NET_FROM_EVENT ? c->msg->nlmsg_flags : 0);
        return e != NULL ? replace_entry(w, c->slot, e, true) : add_alias(w, c);
    }
    if (c->source == KL_NET_FROM_LIST)
        move_to_end(c->slot, e);
    rc = same == KL_NET_IDENTICAL ? refresh_entry(w, c->slot, e)
                                  : replace_entry(w, c->slot, e, true);
    return rc;
}

static void remove_object(struct kl_net_watch *w, const struct change *c)
{
    enum kl_net_same same = KL_NET_SAME;
    struct kl_net_entry *e;

    if (c->slot == NULL)
        return;
    e = has_aliases(c->object.type) ? find_same(w, c, &same) : *c->slot;
    if (e != NULL)
        remove_entry(w, c->slot, e);
    else if (c->object.type == KL_NET_ROUTE)
        kl_net_route_lost(w, *c->slot, c->msg);
    else
        w->want |= KL_NET_WATCH(c->object.type);
}

static uint8_t family_of(const struct kl_net_object *o)
{
    switch (o->type) {
    case KL_NET_ADDR:
        return o->addr->local.family;
    case KL_NET_ROUTE:
        return o->route->dst.family;
    case KL_NET_RULE:
        return o->rule->family;
    case KL_NET_NEIGH:
        return o->neigh->family;
    default:
        return 0;
    }
}

/* Lists leave out what the kernel cached and what it answers for; so do we, of events. */
static bool is_wanted(const struct kl_net_watch *w, const struct kl_net_object *o, uint8_t family)
{
    if ((w->types & KL_NET_WATCH(o->type)) == 0)
        return false;
    if (w->family != 0 && family != 0 && family != w->family)
        return false;
    if (o->type == KL_NET_ROUTE)
        return (o->route->flags & RTM_F_CLONED) == 0;
    if (o->type == KL_NET_NEIGH)
        return (o->neigh->flags & NTF_PROXY) == 0;
    return true;
}

/* Neighbours that need no asking, as multicast addresses, come and go without a word. */
static bool is_unannounced(const struct kl_net_object *o)
{
    return o->type == KL_NET_NEIGH &&
           (o->neigh->state == NUD_NONE || (o->neigh->state & NUD_NOARP) != 0);
}

/* Entries are read again and again, to be found, compared and told: that must not fail. */
static int make_room(struct kl_net_watch *w)
{
    int rc = kl_net_scratch_like(&w->probe, &w->now);

    if (rc == 0)
        rc = kl_net_scratch_like(&w->old, &w->now);
    return rc == 0 ? kl_net_scratch_like(&w->look, &w->now) : rc;
}

int kl_net_apply_one(struct kl_net_watch *w, const struct nlmsghdr *msg, enum kl_net_source source)
{
    struct change c = {.msg = msg, .source = source};
    struct kl_net_key key;
    bool removed;
    int rc;

    rc = kl_net_read_object(&w->now, msg, &c.object, &removed);
    if (rc <= 0)
        return rc == -ENOMEM ? rc : 0; /* what is malformed is left out */
    c.family = family_of(&c.object);
    if (!is_wanted(w, &c.object, c.family))
        return 0;
    if (make_room(w) < 0 || kl_net_normalise(w, msg, c.object.type) == 0)
        return -ENOMEM;
    kl_net_key_of(&c.object, &key);
    c.hash = kl_net_table_hash(&w->table[c.object.type], &key);
    c.slot = kl_net_table_find(&w->table[c.object.type], &w->probe, &key, c.hash);
    if (!removed && !is_unannounced(&c.object))
        return put_object(w, &c);
    remove_object(w, &c);
    return 0;
}

/* ---- What a reading did not see ---- */

/* Of a link that does not exist any more: routes with other hops may have survived without it. */
static bool has_other_hops(struct kl_net_watch *w, const struct kl_net_route *r, int32_t link)
{
    bool others = false;

    for (unsigned i = 0; i < r->n_hops; i++) {
        if (r->hops[i].ifindex == link || r->hops[i].ifindex == 0)
            continue;
        kl_net_dirty(w, r->hops[i].ifindex);
        others = true;
    }
    return others;
}

static bool is_stale(struct kl_net_watch *w, const struct kl_net_entry *e, int32_t link, bool gone)
{
    if (e->generation == w->generation)
        return false;
    if (link == 0)
        return true;
    return kl_net_read_route(&w->probe, e->msg, &w->probe.route) > 0 &&
           kl_net_route_uses(&w->probe.route, link) &&
           !(gone && has_other_hops(w, &w->probe.route, link));
}

void kl_net_sweep(struct kl_net_watch *w, enum kl_net_type type, int32_t link, bool gone)
{
    struct kl_net_table *t = &w->table[type];

    for (size_t i = 0; i < t->n_slots;) {
        struct kl_net_entry *e = t->slots[i];

        while (e != NULL && !is_stale(w, e, link, gone))
            e = e->next;
        if (e != NULL)
            remove_entry(w, &t->slots[i], e); /* another may stand here now */
        else
            i++;
    }
}
