// SPDX-License-Identifier: MIT
// What goes back, as the settings do not say it any more.
#include "before.h"

#include "netns.h"
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

/* ---- What must be read ---- */

struct kld_model *kld_before_reading(struct kld_arena *a, struct kld_model *want,
                                     const struct kld_before *b)
{
    struct kld_model *m = kld_model_copy(a, want);
    size_t n = m->n;

    for (size_t i = 0; i < n; i++) {
        struct kld_object *o = m->list[i];
        const char *name = o->class == KLD_C_SYSCTL ? kld_get(o, "name") : NULL;
        struct kld_before in;

        if (name)
            kld_model_add(m, kld_file_new(a, "default", kld_file_for(a, name, "default"), ""));
        if (!o->inner)
            continue;
        in = kld_before_in(a, b, kld_value_of(o, "name"));
        o->inner = kld_before_reading(a, o->inner, &in);
    }
    for (size_t i = 0; i < b->set->n; i++) {
        const struct kld_object *o = b->set->list[i];
        struct kld_object *link;

        if (o->class == KLD_C_SYSCTL) {
            kld_model_add(m, kld_copy(a, o));
            kld_model_add(
                m, kld_file_new(a, "default", kld_file_for(a, kld_get(o, "name"), "default"), ""));
        } else if (o->class == KLD_C_LINK && !kld_is_made(o)) {
            // A device that goes back is one of those that an apply is about.
            link = kld_object_new(a, &kld_interface, o->dev);
            kld_set(a, link, "kind", kld_get(o, "kind"));
            kld_model_add(m, link);
        }
    }
    return m;
}

/* ---- What goes back ---- */

struct back {
    struct kl_net *n;
    struct kld_arena *a;
    struct kld_model *m; // what is wanted, and what goes back
    const struct kld_model *have;
    const struct kld_before *b;
    struct known {
        struct kld_object *want;
        const struct kld_object *have;
    } * known; // devices that are known by more than their names
    size_t n_known;
};

static void find_known(struct back *g)
{
    for (size_t i = 0; i < g->m->n; i++) {
        struct kld_object *want = g->m->list[i];
        const struct kld_object *have;

        if (want->class != KLD_C_LINK || !kld_has_match(want))
            continue;
        have = kld_device_of(g->have, want, g->n);
        g->known = kld_grow(g->a, g->known, g->n_known, sizeof *g->known);
        g->known[g->n_known++] = (struct known){want, have};
    }
}

// What the settings say of a link, or NULL.
static struct kld_object *wanted(const struct back *g, const struct kld_object *have)
{
    for (size_t i = 0; i < g->n_known; i++)
        if (g->known[i].have == have)
            return g->known[i].want;
    return kld_model_link(g->m, have->dev);
}

static const char *least_mtu(const struct back *g, const char *bridge)
{
    const char *least = NULL;

    for (size_t i = 0; i < g->have->n; i++) {
        const struct kld_object *o = g->have->list[i];
        const char *mtu = o->class == KLD_C_LINK ? kld_get(o, "mtu") : NULL;

        if (mtu && !strcmp(kld_value_of(o, "master"), bridge) &&
            (!least || strtoul(mtu, NULL, 10) < strtoul(least, NULL, 10)))
            least = mtu;
    }
    return least;
}

// What a link that nobody told anything has. NULL: that is not known; "": there is none.
static const char *usual(const struct back *g, const struct kld_row *r, const struct kld_object *o)
{
    enum kld_kind kind = kld_kind_of(o);
    const char *below = kld_get(o, "link"), *text = kld_usual_value(r, kind);
    const struct kld_object *link = below ? kld_model_link(g->have, below) : NULL;
    bool on_top = kind == KLD_VLAN || kind == KLD_MACVLAN || kind == KLD_IPVLAN;

    if (!strcmp(r->name, "mtu") && on_top)
        return link ? kld_get(link, "mtu") : NULL;
    if (!strcmp(r->name, "mtu") && kind == KLD_BRIDGE && least_mtu(g, o->dev))
        return least_mtu(g, o->dev);
    if (!strcmp(r->name, "mac"))
        return link && kind == KLD_VLAN ? kld_get(link, "mac") : NULL;
    if (text || r->where == KLD_PORT)
        return text;
    return r->type == KLD_T_BOOL || (r->type == KLD_T_NUMBER && strcmp(r->name, "key") != 0) ||
                   r->type == KLD_T_WORD
               ? NULL
               : "";
}

// Is it in use by others, who would miss it?
static bool is_used(const struct back *g, const char *dev)
{
    for (size_t i = 0; i < g->have->n; i++) {
        const struct kld_object *o = g->have->list[i];

        if (o->owner == KLD_OURS || o->kernel)
            continue;
        if (o->class == KLD_C_LINK
                ? !strcmp(kld_value_of(o, "link"), dev) || !strcmp(kld_value_of(o, "master"), dev)
                : (o->class == KLD_C_ADDRESS && !strcmp(o->dev, dev)) ||
                      (o->class == KLD_C_ROUTE && !strcmp(kld_value_of(o, "dev"), dev)))
            return true;
    }
    return false;
}

// @return what @p goes back to, or NULL when it stays.
static const char *goes_to(const struct back *g, const struct kld_pair *p, const char *was,
                           const struct kld_object *want, const struct kld_object *have)
{
    const struct kld_row *r = p->row;
    const char *now = kld_value_of(have, r->name);

    if (!was || (want && kld_get(want, r->name)) || strcmp(now, p->text) != 0)
        return NULL;
    if (!strcmp(r->name, "up"))
        return is_used(g, have->dev) || !strcmp(was, now) ? NULL : was;
    if (!strcmp(r->name, "master")) // what was nobody's port is released when it is seen
        return *was ? kld_model_link(g->have, was) ? was : NULL : want ? NULL : "";
    if (r->where == KLD_PORT &&
        (!want || strcmp(kld_value_of(want, "master"), kld_value_of(have, "master")) != 0))
        return NULL;
    // A bond counts delays in looks at the carrier: without these there are none.
    if ((!strcmp(r->name, "up-delay") || !strcmp(r->name, "down-delay")) &&
        (!want || !strcmp(kld_value_of(want, "mii-interval"), "0") ||
         !*kld_value_of(want, "mii-interval")))
        return NULL;
    if (!*was)
        was = usual(g, r, have);
    return was && strcmp(was, now) != 0 ? was : NULL;
}

// What nobody wants any more goes, and a device that came from outside goes back there.
static bool is_going(const struct kld_object *have)
{
    return (have->owner == KLD_OURS && kld_is_made(have)) || kld_get(have, "outside-name");
}

static void put_back(struct back *g, struct kld_object *o, const struct kld_row *r,
                     const char *text)
{
    kld_put(g->a, o, r, text, (struct kld_place){0});
    o->pairs[o->n - 1].before = true;
}

// A device that the settings do not name any more is left as it is, but for what goes back.
static struct kld_object *left(struct back *g, const struct kld_object *set,
                               const struct kld_object *have)
{
    struct kld_object *o = kld_object_new(g->a, &kld_interface, have->dev);

    kld_set(g->a, o, "kind", kld_get(set, "kind"));
    o->owner = KLD_OURS;
    o->protocol = KLD_PROTOCOL;
    o->left = true;
    return o;
}

static void link_back(struct back *g, const struct kld_object *set)
{
    const struct kld_object *have = kld_before_link(g->have, set->dev, set->ifindex);
    const struct kld_object *was = kld_before_link(g->b->was, set->dev, set->ifindex);
    struct kld_object *want = have ? wanted(g, have) : NULL, *o = want;
    bool made = kld_is_made(set);

    if (!have || !was || (made && (have->owner != KLD_OURS || !want)) ||
        (!want && is_going(have)) ||
        (want && (kld_kind_of(want) != kld_kind_of(set) || kld_needs_new(want, have))))
        return;
    for (size_t i = 0; i < set->n; i++) {
        const struct kld_row *r = set->pairs[i].row;
        const char *text = goes_to(g, &set->pairs[i], kld_get(was, r->name), want, have);

        if (!text)
            continue;
        if (!o)
            o = left(g, set, have);
        // What is said when a link is made only, and is the usual again, is left out of a new one.
        if (r->flags & KLD_CREATION && !*kld_get(was, r->name))
            o->anew = true;
        else if (*text || strcmp(r->name, "master") != 0)
            put_back(g, o, r, text);
    }
    for (size_t i = 0; o && o->anew && i < o->n;)
        if (o->pairs[i].before && !*kld_value_of(was, o->pairs[i].row->name))
            kld_unset(o, o->pairs[i].row->name);
        else
            i++;
    if (!want && o) {
        if (!kld_get(o, "up"))
            kld_set(g->a, o, "up", kld_value_of(have, "up"));
        if (!kld_get(o, "master") && *kld_value_of(have, "master") && !kld_get(set, "master"))
            kld_set(g->a, o, "master", kld_value_of(have, "master"));
        kld_model_add(g->m, o);
    }
}

static void file_back(struct back *g, const struct kld_object *set)
{
    const struct kld_object *have = kld_before_link(g->have, set->dev, set->ifindex), *want;
    const struct kld_object *was = kld_model_find(g->b->was, set->key);
    const struct kld_object *now = kld_model_find(g->have, set->key), *to = was;
    const char *name = kld_get(set, "name");
    struct kld_object *o;

    if (!have || !was || !now || strcmp(kld_value_of(now, "value"), kld_get(set, "value")) != 0)
        return;
    want = wanted(g, have);
    if (!want && is_going(have))
        return;
    if (!*kld_get(was, "value"))
        to = kld_file_in(g->have, g->a, kld_file_for(g->a, name, "default"));
    if (want && strcmp(want->dev, have->dev) != 0)
        name = kld_file_for(g->a, name, want->dev);
    if (!to || kld_file_in(g->m, g->a, name) ||
        !strcmp(kld_value_of(to, "value"), kld_value_of(now, "value")))
        return;
    o = kld_file_new(g->a, want ? want->dev : have->dev, name, kld_value_of(to, "value"));
    o->pairs[o->n - 1].before = true;
    kld_model_add(g->m, o);
}

struct kld_model *kld_before_add(struct kl_net *n, struct kld_arena *a, struct kld_model *want,
                                 const struct kld_model *have, const struct kld_before *b)
{
    struct back g = {.n = n, .a = a, .have = have, .b = b};

    if (!b->set->n)
        return want;
    g.m = kld_model_copy(a, want);
    find_known(&g);
    for (size_t i = 0; i < g.m->n; i++) {
        struct kld_object *o = g.m->list[i];
        const char *name = o->inner ? kld_get(o, "name") : "";
        const struct kld_before in = kld_before_in(a, b, name);
        const struct kld_model *inside = o->inner ? kld_inner_of(have, name) : NULL;
        const struct kl_net_options there = {.netns = name};
        struct kl_net *inner = NULL;

        if (!inside || !in.set->n || kl_net_open(&inner, &there) < 0)
            continue;
        o->inner = kld_before_add(inner, a, o->inner, inside, &in);
        kl_net_close(inner);
    }
    for (size_t i = 0; i < b->set->n; i++)
        if (b->set->list[i]->class == KLD_C_LINK)
            link_back(&g, b->set->list[i]);
    for (size_t i = 0; i < b->set->n; i++)
        if (b->set->list[i]->class == KLD_C_SYSCTL)
            file_back(&g, b->set->list[i]);
    return g.m;
}

void kld_before_drop(struct kld_object *link)
{
    for (size_t i = 0; i < link->n;)
        if (link->pairs[i].before && !(link->pairs[i].row->flags & KLD_CREATION))
            kld_unset(link, link->pairs[i].row->name);
        else
            i++;
}

bool kld_is_before(const struct kld_object *file)
{
    const struct kld_pair *p = file->class == KLD_C_SYSCTL ? kld_pair_of(file, "value") : NULL;

    return p && p->before;
}

void kld_before_files(struct kl_net *n, const struct kld_model *want, struct kld_model *prior)
{
    struct kld_arena *a = prior->arena;

    for (size_t i = 0; i < want->n; i++) {
        const struct kld_object *o = want->list[i], *link, *device;
        const char *name, *value;

        link = o->class == KLD_C_SYSCTL ? kld_model_link(want, o->dev) : NULL;
        device = link && kld_has_match(link) ? kld_device_of(prior, link, n) : NULL;
        if (!device || !strcmp(device->dev, link->dev))
            continue;
        name = kld_file_for(a, kld_get(o, "name"), device->dev);
        value = kld_sysctl_read(a, name);
        if (value) {
            struct kld_object *file = kld_file_new(a, device->dev, name, value);

            file->owner = KLD_FOREIGN;
            kld_model_add(prior, file);
        }
    }
}
