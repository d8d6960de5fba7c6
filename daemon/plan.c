// SPDX-License-Identifier: MIT
// What is wanted is compared with what is there.
#include "before.h"
#include "netns.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 16

struct planning {
    struct kl_net *n;
    struct kld_plan *p;
    struct kld_model *want, *have;
    const struct kld_around *around; // or NULL
    enum kld_plan_mode mode;
};

static void problem(struct planning *g, const struct kld_object *o, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void problem(struct planning *g, const struct kld_object *o, const char *format, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    g->p->problems =
        kld_grow(g->p->arena, g->p->problems, g->p->n_problems, sizeof *g->p->problems);
    g->p->problems[g->p->n_problems++] =
        (struct kld_problem){o->place, kld_strdup(g->p->arena, text)};
}

static struct kld_step *add_step(struct planning *g, enum kld_phase phase,
                                 const struct kld_object *want, const struct kld_object *have)
{
    struct kld_step *s;

    g->p->steps = kld_grow(g->p->arena, g->p->steps, g->p->n, sizeof *g->p->steps);
    s = &g->p->steps[g->p->n];
    *s = (struct kld_step){.phase = phase, .number = g->p->n, .want = want, .have = have};
    g->p->n++;
    return s;
}

static void add_row(struct planning *g, struct kld_step *s, const struct kld_row *row)
{
    s->rows = kld_grow(g->p->arena, s->rows, s->n_rows, sizeof *s->rows);
    s->rows[s->n_rows++] = row;
}

/* ---- Links ---- */

// How many links it stands on, or is below of.
static unsigned depth_of(const struct kld_model *m, const struct kld_object *o)
{
    unsigned depth = 0;

    while (o && depth < MAX_DEPTH) {
        const char *below = kld_below(o);

        o = below ? kld_model_link(m, below) : NULL;
        depth += o != NULL;
    }
    return depth;
}

// Belongs to links: who may change those may change it.
static bool is_part(const struct kld_object *o)
{
    return o->class == KLD_C_SYSCTL || o->class == KLD_C_VLAN || o->class == KLD_C_PEER;
}

static void remove_link(struct planning *g, struct kld_object *have)
{
    add_step(g, KLD_P_REMOVE_LINK, NULL, have)->depth = MAX_DEPTH - depth_of(g->have, have);
    kld_plan_forget(g->have, g->around ? g->around->have : g->have, have);
}

bool kld_needs_new(const struct kld_object *want, const struct kld_object *have)
{
    if (!kld_is_made(want))
        return false;
    if (have->begun || want->anew || kld_kind_of(want) != kld_kind_of(have) ||
        (kld_get(have, "peer-netns") && !kld_get(want, "peer-netns")))
        return true;
    for (size_t i = 0; i < want->n; i++) {
        const struct kld_row *r = want->pairs[i].row;
        const char *text = kld_get(have, r->name);

        if (r->flags & KLD_CREATION && (!text || strcmp(text, want->pairs[i].text) != 0))
            return true;
    }
    return false;
}

static void is_of_others(struct planning *g, struct kld_object *want)
{
    problem(g, want, "%s is there, different, and was made by others; `adopt: true' takes it over",
            want->key);
    want->gone = true;
}

// Foreign links are used, not made or unmade, unless they are to be adopted.
static void check_owner(struct planning *g, struct kld_object *want, struct kld_object *have)
{
    bool may = have->owner == KLD_OURS || kld_is_true(want, "adopt") || g->mode == KLD_TO_PRIOR;

    // A device is nobody's: the end of somebody's veth may be configured like one.
    if (!kld_is_made(want) || !kld_needs_new(want, have))
        return;
    if (!may) {
        is_of_others(g, want);
        return;
    }
    remove_link(g, have);
}

// A device that is moved in, or is in there already.
static void find_moved(struct planning *g, struct kld_object *want)
{
    struct kld_object *have = kld_model_link(g->have, want->dev), *outside;

    if (have && !have->gone && have->owner == KLD_OURS && kld_is_made(have))
        remove_link(g, have);
    if (have && !have->gone) {
        const char *name = kld_get(have, "outside-name");

        if (name)
            kld_set(g->p->arena, want, "outside-name", name);
        return;
    }
    outside = g->around ? kld_outside_device(g->around, want) : NULL;
    if (outside) {
        add_step(g, KLD_P_MOVE, want, kld_copy(g->p->arena, outside));
        kld_plan_move(g->p->arena, g->around->have, outside, g->have, want);
        return;
    }
    if (g->mode == KLD_TO_SETTINGS)
        problem(g, want, "there is no device outside for %s", want->key);
    want->gone = true;
}

// A device, or what others made, may have got a name from us. @return it, or @have
static struct kld_object *same_link(const struct planning *g, const struct kld_object *prior,
                                    struct kld_object *have)
{
    for (size_t i = 0; prior->ifindex && i < g->have->n; i++)
        if (g->have->list[i]->class == KLD_C_LINK && g->have->list[i]->ifindex == prior->ifindex)
            return g->have->list[i];
    return have;
}

static void find_links(struct planning *g)
{
    for (size_t i = 0; i < g->want->n; i++) {
        struct kld_object *want = g->want->list[i], *have;

        if (want->class != KLD_C_LINK || (g->mode == KLD_TO_PRIOR && !want->managed))
            continue;
        if (kld_is_moved(want)) {
            find_moved(g, want);
            continue;
        }
        have = kld_device_of(g->have, want, g->n);
        if (g->mode == KLD_TO_PRIOR && !(kld_is_made(want) && want->owner == KLD_OURS))
            have = same_link(g, want, have);
        if (have && have->gone && !kld_is_made(want))
            have = NULL;
        if (!have && !kld_is_made(want)) {
            if (g->around && kld_is_promised(g->around, g->want->netns, want, g->mode))
                continue;
            if (g->mode == KLD_TO_SETTINGS && !want->left)
                problem(g, want, "there is no device for %s", want->key);
            want->gone = true;
        } else if (have && strcmp(have->dev, want->dev) != 0) {
            struct kld_object *old = kld_alloc(g->p->arena, sizeof *old);

            if (kld_model_link(g->have, want->dev)) {
                problem(g, want, "%s is to get the name %s, which another has", have->key,
                        want->dev);
                want->gone = true;
                continue;
            }
            *old = *have;
            add_step(g, KLD_P_RENAME, want, old);
            kld_plan_renamed(g->have, have->dev, want->dev);
        } else if (have && !have->gone) {
            check_owner(g, want, have);
        }
    }
}

// What is to be made on top of a device that is not there waits for it.
static void find_waiting(struct planning *g)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < g->want->n; i++) {
            struct kld_object *want = g->want->list[i], *below;
            const char *link = want->class == KLD_C_LINK ? kld_get(want, "link") : NULL;
            bool outside = link && !kld_below(want);

            if (!link || want->gone || (outside && !g->around))
                continue;
            below = kld_model_link(outside ? g->around->want : g->want, link);
            if (!below || !below->gone ||
                kld_model_link(outside ? g->around->have : g->have, link) ||
                kld_model_link(g->have, want->dev))
                continue;
            if (g->mode == KLD_TO_SETTINGS)
                problem(g, want, "%s waits for link %s%s, which is not there", want->key, link,
                        outside ? " outside" : "");
            want->gone = more = true;
        }
    }
}

static const struct kld_object *link_in(const struct kld_model *m, const char *name)
{
    const struct kld_object *o = name ? kld_model_link(m, name) : NULL;

    return o && !o->gone ? o : NULL;
}

// Is it said when the link is made?
static bool is_created_with(const struct planning *g, const struct kld_row *r)
{
    return g->mode == KLD_TO_PRIOR || (r->where != KLD_BITS && r->type != KLD_T_NAME);
}

static bool is_right(const struct planning *g, const struct kld_pair *w,
                     const struct kld_object *want, const struct kld_object *have)
{
    const char *text = have ? kld_get(have, w->row->name) : NULL;

    if (!strcmp(w->row->name, "adopt"))
        return !have || have->owner == KLD_OURS || !kld_is_made(want) ||
               strcmp(w->text, "true") != 0;
    if (strcmp(w->row->name, "description") != 0 && w->row->where != KLD_LINK &&
        w->row->where != KLD_BITS && w->row->where != KLD_DATA)
        return true;
    return have ? text && !strcmp(text, w->text) : is_created_with(g, w->row);
}

// On the way back: it was of others before we took it over.
static bool is_taken(const struct planning *g, const struct kld_object *want,
                     const struct kld_object *have)
{
    return g->mode == KLD_TO_PRIOR && have && have->owner == KLD_OURS && want->owner != KLD_OURS &&
           (want->class == KLD_C_LINK ? kld_is_made(want) : !is_part(want));
}

static void plan_changes(struct planning *g, const struct kld_object *want,
                         const struct kld_object *have)
{
    size_t change = SIZE_MAX;

    // The mark of ours is missing, or to be taken off: it is where the description is.
    if (have && (!have->key || is_taken(g, want, have))) {
        change = g->p->n;
        add_step(g, KLD_P_CHANGE, want, have)->depth = depth_of(g->want, want);
        if (have->key)
            add_row(g, &g->p->steps[change], kld_pair_of(want, "description")->row);
    }
    for (size_t i = 0; i < want->n; i++) {
        if (want->pairs[i].row->where == KLD_PORT || is_right(g, &want->pairs[i], want, have))
            continue;
        if (change == SIZE_MAX) {
            change = g->p->n;
            add_step(g, KLD_P_CHANGE, want, have)->depth = depth_of(g->want, want);
        }
        add_row(g, &g->p->steps[change], want->pairs[i].row);
    }
}

// What a port has begins anew with each bridge.
static void plan_port(struct planning *g, const struct kld_object *want,
                      const struct kld_object *have)
{
    const char *master = kld_get(want, "master"), *now = have ? kld_get(have, "master") : NULL;
    bool stays = master && now && !strcmp(master, now);
    size_t port = SIZE_MAX;

    for (size_t i = 0; i < want->n; i++) {
        const struct kld_row *r = want->pairs[i].row;
        const char *text = stays ? kld_get(have, r->name) : NULL;

        if (r->where != KLD_PORT || (text && !strcmp(text, want->pairs[i].text)))
            continue;
        if (port == SIZE_MAX) {
            port = g->p->n;
            add_step(g, KLD_P_PORT, want, have);
        }
        add_row(g, &g->p->steps[port], r);
    }
}

static void plan_wireguard(struct planning *g, const struct kld_object *want,
                           const struct kld_object *have)
{
    static const char *const keys[] = {"private-key", "listen-port", "fwmark"};

    for (size_t i = 0; i < 3 && kld_kind_of(want) == KLD_WIREGUARD; i++) {
        const char *text = kld_get(want, keys[i]), *there = have ? kld_get(have, keys[i]) : NULL;

        if (text && (!there || strcmp(text, there) != 0)) {
            add_step(g, KLD_P_WIREGUARD, want, have);
            return;
        }
    }
}

static void plan_link(struct planning *g, struct kld_object *want)
{
    const struct kld_object *have = link_in(g->have, want->dev);
    const char *master = kld_get(want, "master"), *now = have ? kld_get(have, "master") : NULL;
    const char *names = kld_get(want, "alt-names"), *old = have ? kld_get(have, "alt-names") : NULL;
    const char *peer = kld_get(want, "peer");
    const struct kld_object made = {.section = want->section, .class = KLD_C_LINK};
    bool up = kld_is_true(want, "up");

    if (!have)
        kld_before_drop(want);
    // The other end of a pair is made with the first, and then changed to what it should be.
    if (!have && !kld_is_made(want)) {
        struct kld_object *far = kld_copy(g->p->arena, &made);

        far->key = want->key;
        have = far;
    } else if (!have && kld_kind_of(want) == KLD_VETH && peer && !kld_get(want, "peer-netns") &&
               strcmp(peer, want->dev) < 0 && link_in(g->want, peer) && !link_in(g->have, peer))
        have = kld_copy(g->p->arena, &made);
    else if (!have)
        add_step(g, KLD_P_CREATE, want, NULL)->depth = depth_of(g->want, want);
    plan_changes(g, want, have);
    plan_port(g, want, have);
    if (names && strcmp(names, old ? old : "") != 0)
        add_step(g, KLD_P_NAMES, want, have);
    if (master && (!now || strcmp(now, master) != 0))
        add_step(g, KLD_P_ENSLAVE, want, have)->depth = depth_of(g->want, want);
    if (!master && now && (link_in(g->want, now) || g->mode == KLD_TO_PRIOR))
        add_step(g, KLD_P_RELEASE, want, have);
    if (have && kld_is_true(have, "up") && !up)
        add_step(g, KLD_P_DOWN, want, have);
    if ((!have || !kld_is_true(have, "up")) && up)
        add_step(g, KLD_P_UP, want, have)->depth = depth_of(g->want, want);
    plan_wireguard(g, want, have);
}

// A link that others made and that is as it is wanted is left to them, as all else is.
static void check_others(struct planning *g)
{
    for (size_t i = 0; i < g->want->n && g->mode == KLD_TO_SETTINGS; i++) {
        struct kld_object *want = g->want->list[i];
        const struct kld_object *have;
        size_t n = g->p->n;

        if (want->class != KLD_C_LINK || want->gone || !kld_is_made(want) ||
            kld_is_true(want, "adopt"))
            continue;
        have = link_in(g->have, want->dev);
        if (!have || have->owner == KLD_OURS)
            continue;
        plan_link(g, want);
        if (g->p->n != n)
            is_of_others(g, want);
        g->p->n = n;
    }
}

/* ---- The rest ---- */

static enum kld_phase phase_of(const struct kld_object *o, bool removal)
{
    switch (o->class) {
    case KLD_C_SYSCTL:
        return KLD_P_FILE;
    case KLD_C_VLAN:
        return removal ? KLD_P_REMOVE_VLAN : KLD_P_VLAN;
    case KLD_C_ADDRESS:
        return removal ? KLD_P_REMOVE_ADDRESS : KLD_P_ADDRESS;
    case KLD_C_RULE:
        return removal ? KLD_P_REMOVE_RULE : KLD_P_RULE;
    case KLD_C_NEIGHBOUR:
        return removal ? KLD_P_REMOVE_NEIGHBOUR : KLD_P_NEIGHBOUR;
    case KLD_C_SET:
        return removal ? KLD_P_REMOVE_SET : KLD_P_SET;
    case KLD_C_PEER:
        return removal ? KLD_P_REMOVE_PEER : KLD_P_PEER;
    default:
        if (kld_get(o, "via") || kld_get(o, "hops"))
            return removal ? KLD_P_REMOVE_ROUTE : KLD_P_ROUTE;
        return removal ? KLD_P_REMOVE_NEAR : KLD_P_NEAR;
    }
}

static bool lost_link(struct planning *g, const struct kld_object *o)
{
    const char *dev = o->dev ? o->dev : o->class == KLD_C_ROUTE ? kld_get(o, "dev") : NULL;
    const struct kld_object *link = dev ? kld_model_link(g->want, dev) : NULL;

    return link && link->gone;
}

// Of what a journal remembers: ours, and what others lost when we changed a link. What the kernel
// made comes by itself.
static bool comes_back(struct planning *g, const struct kld_object *want)
{
    const char *dev = want->dev ? want->dev : kld_get(want, "dev");
    const struct kld_object *link = dev ? kld_model_link(g->want, dev) : NULL;

    if (want->kernel)
        return false;
    // A set that a step is about, or something in a namespace that goes.
    if (want->managed)
        return true;
    return want->owner == KLD_OURS || (link && (link->managed || link->carries));
}

// The kernel drops routes of others with an address of ours: with the last one, all of the link.
static void mark_carrier(struct kld_model *m, const struct kld_object *o)
{
    bool ours = o->class == KLD_C_ADDRESS && o->owner == KLD_OURS;
    struct kld_object *link = ours ? kld_model_link(m, o->dev) : NULL;

    if (link)
        link->carries = true;
}

static void add_set(struct planning *g, const struct kld_object *want,
                    const struct kld_object *have)
{
    const char *type = kld_get(want ? want : have, "type");
    bool list = type && !strcmp(type, "list:set");

    add_step(g, want ? KLD_P_SET : KLD_P_REMOVE_SET, want, have)->depth = want ? list : !list;
}

// Made by a step that was cut off before it could say that it is ours?
static bool is_begun(const struct kld_object *have)
{
    const char *count = kld_get(have, "count"), *references = kld_get(have, "references");

    return count && !strcmp(count, "0") && references && !strcmp(references, "0");
}

// A set that was not there.
static void plan_absent(struct planning *g, const struct kld_object *have)
{
    if (have && (have->owner == KLD_OURS || is_begun(have)))
        add_set(g, NULL, have);
}

// The kernel has removed it, or does so now: it may end a lifetime some hundredths of a second
// early.
static bool is_over(const struct kld_object *o)
{
    const char *until = o->class == KLD_C_ADDRESS ? kld_get(o, "until") : NULL;

    return until && strtoll(until, NULL, 10) <= kld_boot_s() + 1;
}

static void plan_object(struct planning *g, struct kld_object *want)
{
    struct kld_object *have = kld_model_find(g->have, want->key);
    bool taken;

    if (want->class == KLD_C_SET && kld_is_true(want, "absent")) {
        plan_absent(g, have);
        return;
    }
    if (is_over(want))
        return;
    if (have && have->gone)
        have = NULL;
    if (!have && kld_is_before(want))
        return;
    taken = is_taken(g, want, have);
    if (lost_link(g, want) || (g->mode == KLD_TO_PRIOR && !taken && !comes_back(g, want)))
        return;
    // What a server has granted meanwhile holds, also when all else is put back.
    if (have && !taken && kld_same(want, have, g->mode == KLD_TO_SETTINGS) &&
        (have->owner == KLD_OURS || !kld_is_true(want, "adopt") || is_part(want)))
        return;
    if (have && have->owner != KLD_OURS && !is_part(want) && g->mode == KLD_TO_SETTINGS &&
        !kld_is_true(want, "adopt")) {
        if (want->leased) // another client's: no reason to refuse what the settings say
            return;
        problem(g, want, "%s is there, different, and was made by others%s", want->key,
                want->class == KLD_C_ADDRESS ? "" : "; `adopt: true' takes it over");
        return;
    }
    // A set of another type is made anew, and may have been cut off in that.
    if (g->mode == KLD_TO_PRIOR && have && have->owner != KLD_OURS && want->owner != KLD_OURS &&
        !is_part(want) && !(want->class == KLD_C_SET && is_begun(have)))
        return;
    if (want->class == KLD_C_SET) {
        add_set(g, want, have);
        return;
    }
    // An address is not changed in place, and a neighbour does not lose a mark.
    if (have && ((want->class == KLD_C_ADDRESS && !kld_same(want, have, false)) ||
                 (taken && want->class == KLD_C_NEIGHBOUR)))
        add_step(g, phase_of(have, true), NULL, have);
    add_step(g, phase_of(want, false), want, have);
}

static bool is_listed(const struct kld_model *m, const struct kld_object *o)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->list[i]->class == o->class && m->list[i]->dev && !strcmp(m->list[i]->dev, o->dev))
            return true;
    return false;
}

static bool may_remove(struct planning *g, const struct kld_object *have)
{
    const struct kld_object *link;

    if (have->class == KLD_C_SYSCTL || have->gone)
        return false;
    if (have->class != KLD_C_VLAN && have->class != KLD_C_PEER)
        return have->owner == KLD_OURS;
    link = kld_model_link(g->want, have->dev);
    if (!link || link->gone)
        return false;
    return have->class == KLD_C_PEER ? kld_kind_of(link) == KLD_WIREGUARD
                                     : is_listed(g->want, have);
}

static void plan_removals(struct planning *g)
{
    for (size_t i = 0; i < g->have->n; i++) {
        struct kld_object *have = g->have->list[i];

        if (have->class != KLD_C_LINK || have->gone || have->owner != KLD_OURS ||
            !kld_is_made(have) || kld_model_link(g->want, have->dev))
            continue;
        // One end of a pair takes the other with it, even one that others would not remove.
        remove_link(g, have);
    }
    for (size_t i = 0; i < g->have->n; i++) {
        struct kld_object *have = g->have->list[i];

        if (have->class == KLD_C_LINK || have->class == KLD_C_NETNS || !may_remove(g, have) ||
            kld_model_find(g->want, have->key))
            continue;
        if (have->class == KLD_C_SET)
            add_set(g, NULL, have);
        else
            add_step(g, phase_of(have, true), NULL, have);
    }
}

// A link is changed before those on top of it are made, as these cannot have a larger MTU.
static enum kld_phase order_of(enum kld_phase phase)
{
    return phase == KLD_P_CHANGE ? KLD_P_CREATE : phase;
}

static int in_order(const void *a, const void *b)
{
    const struct kld_step *x = a, *y = b;

    if (order_of(x->phase) != order_of(y->phase))
        return order_of(x->phase) < order_of(y->phase) ? -1 : 1;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    if (x->phase != y->phase) // both ends of a pair are made by one
        return x->phase < y->phase ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

struct kld_plan *kld_plan_model(struct kl_net *n, struct kld_arena *a, struct kld_model *want,
                                struct kld_model *have, enum kld_plan_mode mode,
                                const struct kld_around *around)
{
    struct planning g = {.n = n, .want = want, .have = have, .around = around, .mode = mode};

    g.p = kld_alloc(a, sizeof *g.p);
    g.p->arena = a;
    for (size_t i = 0; i < want->n; i++)
        want->list[i]->gone = want->list[i]->carries = false;
    for (size_t i = 0; i < want->n; i++)
        mark_carrier(want, want->list[i]);
    find_links(&g);
    check_others(&g);
    find_waiting(&g);
    plan_removals(&g);
    for (size_t i = 0; i < want->n; i++) {
        struct kld_object *o = want->list[i];

        if (o->class == KLD_C_NETNS)
            continue;
        if (o->class != KLD_C_LINK)
            plan_object(&g, o);
        else if (!o->gone && (mode == KLD_TO_SETTINGS || o->managed))
            plan_link(&g, o);
    }
    if (g.p->n)
        qsort(g.p->steps, g.p->n, sizeof *g.p->steps, in_order);
    return g.p;
}

/* ---- What others lost ---- */

// Did the steps take the link down, or make it anew, though it is there as before? Or take an
// address from it, with which the kernel drops others and routes?
static bool was_shaken(const struct kld_plan *done, const char *netns, const char *dev)
{
    for (size_t i = 0; i < done->n; i++) {
        const struct kld_step *s = &done->steps[i];
        const struct kld_object *o = s->want ? s->want : s->have;

        if (!s->netns != !netns || (netns && strcmp(s->netns, netns) != 0))
            continue;
        if (s->phase == KLD_P_REMOVE_ADDRESS && !strcmp(o->dev, dev))
            return true;
        if (o->class != KLD_C_LINK || strcmp(o->dev, dev) != 0)
            continue;
        if (s->phase == KLD_P_REMOVE_LINK || s->phase == KLD_P_RENAME ||
            s->phase == KLD_P_ENSLAVE || s->phase == KLD_P_RELEASE)
            return true;
        for (size_t r = 0; r < s->n_rows; r++)
            if (s->rows[r]->flags & KLD_DOWN)
                return true;
    }
    return false;
}

struct kld_plan *kld_plan_lost_in(struct kld_arena *a, const struct kld_plan *done,
                                  const char *netns, const struct kld_model *prior,
                                  const struct kld_model *have)
{
    struct planning g = {.p = kld_alloc(a, sizeof *g.p)};

    g.p->arena = a;
    for (size_t i = 0; i < prior->n; i++) {
        const struct kld_object *o = prior->list[i];
        const char *dev = o->dev ? o->dev : kld_get(o, "dev");

        if (o->owner == KLD_OURS || o->kernel || is_part(o) || o->class == KLD_C_LINK || !dev)
            continue;
        if (kld_model_link(have, dev) && !kld_model_find(have, o->key) &&
            was_shaken(done, netns, dev))
            add_step(&g, phase_of(o, false), o, NULL);
    }
    if (g.p->n)
        qsort(g.p->steps, g.p->n, sizeof *g.p->steps, in_order);
    return g.p;
}
