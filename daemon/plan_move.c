// SPDX-License-Identifier: MIT
// What crosses the border of a namespace: devices that are moved in and given back, pairs, and
// links on top of one outside. Source: net/core/dev.c, dev_change_net_namespace(),
// default_device_exit_net().
#include "netns.h"

#include <fnmatch.h>
#include <string.h>

/* ---- What goes with a link ---- */

static void forget_on(struct kld_model *m, const char *dev, bool outside);

// Everything of it, and through it, is gone with it.
static void forget_link(struct kld_model *m, const char *dev)
{
    for (size_t i = 0; i < m->n; i++) {
        struct kld_object *o = m->list[i];
        const char *through = kld_get(o, "dev"), *master = kld_get(o, "master");

        if ((o->dev && !strcmp(o->dev, dev)) || (through && !strcmp(through, dev)))
            o->gone = true;
        if (o->class == KLD_C_LINK && master && !strcmp(master, dev))
            kld_unset(o, "master");
        if (o->inner)
            forget_on(o->inner, dev, true);
    }
    forget_on(m, dev, false);
}

// Links of @m on top of @dev, which is in @m, or outside.
static void forget_on(struct kld_model *m, const char *dev, bool outside)
{
    for (size_t i = 0; i < m->n; i++) {
        struct kld_object *o = m->list[i];
        const char *below = o->class == KLD_C_LINK ? kld_get(o, "link") : NULL;

        if (below && !strcmp(below, dev) && outside == !kld_below(o) && !o->gone &&
            kld_is_made(o)) {
            o->gone = true;
            forget_link(m, o->dev);
        }
    }
}

static void forget_named(struct kld_model *m, const char *dev)
{
    struct kld_object *o = kld_model_link(m, dev);

    if (o) {
        o->gone = true;
        forget_link(m, dev);
    }
}

void kld_plan_forget(struct kld_model *m, const struct kld_model *root, struct kld_object *o)
{
    const char *peer = kld_get(o, "peer"), *netns = kld_get(o, "peer-netns");
    const struct kld_object *space = netns ? kld_netns_in(root, netns) : NULL;

    o->gone = true;
    forget_link(m, o->dev);
    if (peer && space && space->inner)
        forget_named(space->inner, peer);
    else if (peer && !netns && kld_kind_of(o) == KLD_VETH)
        forget_named(m, peer);
}

void kld_plan_renamed(struct kld_model *m, const char *from, const char *to)
{
    kld_model_rename(m, from, to);
    for (size_t i = 0; i < m->n; i++)
        for (size_t k = 0; m->list[i]->inner && k < m->list[i]->inner->n; k++) {
            struct kld_object *o = m->list[i]->inner->list[k];
            const char *below = o->class == KLD_C_LINK ? kld_get(o, "link") : NULL;

            if (below && !kld_below(o) && !strcmp(below, from))
                kld_set(m->arena, o, "link", to);
        }
}

/* ---- Pairs ---- */

static bool is_promised_in(const struct kld_model *m, const char *netns,
                           const struct kld_object *want, enum kld_plan_mode mode)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct kld_object *o = m->list[i];
        const char *where = o->class == KLD_C_LINK ? kld_get(o, "peer-netns") : NULL;
        const char *peer = where ? kld_get(o, "peer") : NULL;

        if (peer && !o->gone && !strcmp(where, netns) && !strcmp(peer, want->dev) &&
            (mode == KLD_TO_SETTINGS || o->managed))
            return true;
    }
    return false;
}

bool kld_is_promised(const struct kld_around *around, const char *netns,
                     const struct kld_object *want, enum kld_plan_mode mode)
{
    const struct kld_model *m = around->want;

    for (size_t i = 0; netns && i < m->n; i++)
        if (m->list[i]->inner && is_promised_in(m->list[i]->inner, netns, want, mode))
            return true;
    return netns && is_promised_in(m, netns, want, mode);
}

/* ---- Devices ---- */

bool kld_is_moved(const struct kld_object *want)
{
    return !kld_is_made(want) &&
           (kld_is_true(want, "from-outside") || kld_get(want, "outside-name"));
}

// Was it called outside what @want says? What is not said fits.
static bool has_name(const struct kld_object *want, const char *name)
{
    const char *prior = kld_get(want, "outside-name"), *pattern = kld_get(want, "match.name");

    if (!kld_is_true(want, "from-outside")) // of a journal
        return prior && !strcmp(prior, name);
    if (pattern)
        return fnmatch(pattern, name, 0) == 0;
    return kld_has_match(want) || !strcmp(want->dev, name);
}

static bool is_free(const struct kld_around *around, const struct kld_object *o)
{
    const struct kld_object *want = kld_model_link(around->want, o->dev);

    return o->class == KLD_C_LINK && !o->gone && o->owner != KLD_OURS &&
           kld_kind_of(o) != KLD_LOOPBACK &&
           (!want || want->gone || (around->mode == KLD_TO_PRIOR && !want->managed));
}

struct kld_object *kld_outside_device(const struct kld_around *around,
                                      const struct kld_object *want)
{
    const struct kld_model *have = around->have;

    // The kernel has given it back with its namespace, maybe under another name.
    for (size_t i = 0; i < have->n; i++) {
        const char *name = kld_get(have->list[i], "outside-name");

        if (name && is_free(around, have->list[i]) && has_name(want, name) &&
            (!kld_has_match(want) || kld_get(want, "match.name") ||
             kld_is_device(have->list[i], want, around->n)))
            return have->list[i];
    }
    for (size_t i = 0; i < have->n; i++) {
        struct kld_object *o = have->list[i];

        if (o->class == KLD_C_LINK && is_free(around, o) && !kld_get(o, "outside-name") &&
            has_name(want, o->dev) && (!kld_has_match(want) || kld_is_device(o, want, around->n)))
            return o;
    }
    return NULL;
}

// The other end of a pair is still one.
static void leave(struct kld_model *m, struct kld_object *o)
{
    o->gone = true;
    forget_link(m, o->dev);
}

// What is left of it when it comes into another namespace.
static void arrive(struct kld_model *m, struct kld_object *o)
{
    struct kld_object *other;

    kld_make_device(m->arena, o);
    for (size_t i = o->n; i-- > 0;)
        if (o->pairs[i].row->where == KLD_PORT)
            kld_unset(o, o->pairs[i].row->name);
    kld_unset(o, "master");
    kld_set(m->arena, o, "up", "false");
    o->gone = false;
    o->far = 0;
    other = kld_model_add(m, o);
    if (other && other->gone) {
        o->next = other->next;
        *other = *o;
    }
}

void kld_plan_move(struct kld_arena *a, struct kld_model *outside, struct kld_object *device,
                   struct kld_model *inside, struct kld_object *want)
{
    struct kld_object *o = kld_copy(a, device);

    if (!kld_get(o, "outside-name"))
        kld_set(a, o, "outside-name", o->dev);
    kld_set(a, want, "outside-name", kld_get(o, "outside-name"));
    leave(outside, device);
    o->dev = want->dev;
    arrive(inside, o);
}

static void add_return(struct kld_plan *p, const struct kld_object *space,
                       const struct kld_object *o)
{
    struct kld_step s = {.phase = KLD_P_RETURN, .have = kld_copy(p->arena, o)};

    if (space) {
        s.netns = kld_get(space, "name");
        s.object = kld_printf(p->arena, "%s in %s", o->key, s.netns);
    }
    p->steps = kld_grow(p->arena, p->steps, p->n, sizeof *p->steps);
    p->steps[p->n++] = s;
}

static bool stays(const struct kld_model *want, const struct kld_object *space,
                  const struct kld_object *o, enum kld_plan_mode mode)
{
    const struct kld_object *there = kld_netns_in(want, kld_get(space, "name"));
    const struct kld_object *link = there ? kld_model_link(there->inner, o->dev) : NULL;

    return link && kld_is_moved(link) && (mode == KLD_TO_SETTINGS || link->managed) &&
           has_name(link, kld_get(o, "outside-name"));
}

// Is there a namespace that wants it again?
static bool is_awaited(const struct kld_model *want, const char *name)
{
    for (size_t i = 0; i < want->n; i++)
        for (size_t k = 0; want->list[i]->inner && k < want->list[i]->inner->n; k++) {
            const struct kld_object *o = want->list[i]->inner->list[k];

            if (o->class == KLD_C_LINK && kld_is_moved(o) && has_name(o, name))
                return true;
        }
    return false;
}

// The kernel has given them back itself, with our mark and the name they had inside.
static void return_strays(struct kld_plan *p, const struct kld_model *want, struct kld_model *have)
{
    for (size_t i = 0; i < have->n; i++) {
        struct kld_object *o = have->list[i];
        const char *name = o->class == KLD_C_LINK ? kld_get(o, "outside-name") : NULL;

        if (!name || is_awaited(want, name))
            continue;
        add_return(p, NULL, o);
        kld_unset(o, "outside-name");
        if (!kld_model_link(have, name))
            kld_plan_renamed(have, o->dev, name);
    }
}

struct kld_plan *kld_plan_returns(struct kld_arena *a, const struct kld_model *want,
                                  struct kld_model *have, enum kld_plan_mode mode)
{
    struct kld_plan *p = kld_alloc(a, sizeof *p);
    size_t n = have->n;

    p->arena = a;
    return_strays(p, want, have);
    for (size_t i = 0; i < n; i++) {
        const struct kld_object *space = have->list[i];

        for (size_t k = 0; space->inner && k < space->inner->n; k++) {
            struct kld_object *o = space->inner->list[k], *back;
            const char *name = o->class == KLD_C_LINK ? kld_get(o, "outside-name") : NULL;

            if (!name || stays(want, space, o, mode))
                continue;
            add_return(p, space, o);
            leave(space->inner, o);
            if (kld_model_link(have, name))
                continue;
            back = kld_copy(a, o);
            back->dev = name;
            kld_unset(back, "outside-name");
            arrive(have, back);
        }
    }
    return p;
}
