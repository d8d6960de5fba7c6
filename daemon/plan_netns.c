// SPDX-License-Identifier: MIT
// The plan of the whole: namespaces that are new, what is around them, what is in each, and those
// that go.
#include "netns.h"

#include <linux/if.h>
#include <string.h>

struct whole {
    struct kld_plan *p;
    struct kl_net *n;
    struct kld_model *want, *have;
    enum kld_plan_mode mode;
};

static void problem(struct whole *w, const struct kld_object *o, const char *words)
{
    struct kld_plan *p = w->p;

    p->problems = kld_grow(p->arena, p->problems, p->n_problems, sizeof *p->problems);
    p->problems[p->n_problems++] =
        (struct kld_problem){o->place, kld_printf(p->arena, "%s %s", o->key, words)};
}

static void add_step(struct whole *w, struct kld_step s)
{
    s.number = w->p->n;
    w->p->steps = kld_grow(w->p->arena, w->p->steps, w->p->n, sizeof *w->p->steps);
    w->p->steps[w->p->n++] = s;
}

// A pair between namespaces is there before either end of it is looked after, and what is in the
// way of links has gone by then.
enum stage { REMOVALS, PAIRS, REST };

static enum stage stage_of(const struct kld_step *s)
{
    if (s->phase < KLD_P_CREATE)
        return REMOVALS;
    return s->phase == KLD_P_CREATE && kld_get(s->want, "peer-netns") ? PAIRS : REST;
}

static void append_steps(struct whole *w, const struct kld_plan *p, const char *netns, int stage)
{
    for (size_t i = 0; i < p->n; i++) {
        struct kld_step s = p->steps[i];

        if (stage >= 0 && stage_of(&s) != (enum stage)stage)
            continue;
        s.netns = netns;
        if (netns)
            s.object = kld_printf(w->p->arena, "%s in %s", kld_step_object(&s), netns);
        add_step(w, s);
    }
}

static void append_problems(struct whole *w, const struct kld_plan *p)
{
    for (size_t i = 0; i < p->n_problems; i++) {
        w->p->problems =
            kld_grow(w->p->arena, w->p->problems, w->p->n_problems, sizeof *w->p->problems);
        w->p->problems[w->p->n_problems++] = p->problems[i];
    }
}

// All of @p, which is about namespace @netns.
static void append(struct whole *w, const struct kld_plan *p, const char *netns)
{
    append_steps(w, p, netns, -1);
    append_problems(w, p);
}

/* ---- A namespace ---- */

// @return whether what is in it is looked at.
static bool begin(struct whole *w, struct kld_object *want, const struct kld_object *have)
{
    want->gone = false;
    if (have && have->owner != KLD_OURS) {
        if (w->mode == KLD_TO_PRIOR)
            return false;
        if (!kld_is_true(want, "adopt")) {
            problem(w, want, "is there and was made by others; `adopt: true' takes it over");
            return false;
        }
    }
    if (!have && want->owner != KLD_OURS) // of others, who see to it themselves
        return false;
    if (!have || (have->owner != KLD_OURS && want->owner == KLD_OURS))
        add_step(w, (struct kld_step){.phase = KLD_P_NETNS, .want = want, .have = have});
    return true;
}

// What the kernel puts into a new one.
static struct kld_model *new_inner(struct kld_arena *a)
{
    struct kld_model *m = kld_model_new(a);
    struct kld_object *lo = kld_object_new(a, &kld_interface, "lo");

    lo->ifindex = 1;
    kld_set(a, lo, "kind", kld_kinds[KLD_LOOPBACK].name);
    kld_set(a, lo, "up", "false");
    kld_set(a, lo, "description", "");
    kld_model_add(m, lo);
    return m;
}

static struct kld_plan *plan_inner(struct whole *w, const struct kld_object *want,
                                   const struct kld_object *have)
{
    const struct kl_net_options there = {.netns = kld_get(want, "name")};
    const struct kld_around around = {w->n, w->want, w->have, w->mode};
    struct kl_net *n = NULL;
    struct kld_plan *p;

    // A device may be known by an address that the kernel is asked for.
    if (have && kl_net_open(&n, &there) < 0)
        n = NULL;
    p = kld_plan_model(n ? n : w->n, w->p->arena, want->inner,
                       have ? have->inner : new_inner(w->p->arena), w->mode, &around);
    kl_net_close(n);
    return p;
}

// Has it one end of a pair, the other of which is elsewhere?
static bool has_pair(const struct kld_object *space)
{
    for (size_t i = 0; space && i < space->inner->n; i++)
        if (space->inner->list[i]->class == KLD_C_LINK &&
            kld_get(space->inner->list[i], "peer-netns"))
            return true;
    return false;
}

// What is in all of them. Those that make pairs come first, as with a pair its other end goes.
static void plan_inside(struct whole *w, const bool *inside)
{
    struct kld_model *want = w->want;
    struct kld_plan **plans = kld_alloc(w->p->arena, (want->n + 1) * sizeof *plans);

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < want->n; i++) {
            const struct kld_object *o = want->list[i];
            const struct kld_object *there = inside[i] ? kld_model_find(w->have, o->key) : NULL;

            if (inside[i] && (has_pair(o) || has_pair(there)) == !round)
                plans[i] = plan_inner(w, o, there);
        }
    for (int stage = REMOVALS; stage <= REST; stage++)
        for (size_t i = 0; i < want->n; i++)
            if (plans[i])
                append_steps(w, plans[i], kld_get(want->list[i], "name"), stage);
    for (size_t i = 0; i < want->n; i++) {
        struct kld_object *o = want->list[i];
        const struct kld_object *there = plans[i] ? kld_model_find(w->have, o->key) : NULL;

        if (plans[i])
            append_problems(w, plans[i]);
        if (there && there->owner == KLD_OURS && o->owner != KLD_OURS)
            add_step(w, (struct kld_step){.phase = KLD_P_NETNS, .want = o, .have = there});
    }
}

// Ours is taken out of it first: sets are in use, and what they hold is to be kept.
static void plan_removal(struct whole *w, const struct kld_object *have)
{
    for (size_t i = 0; i < have->inner->n; i++)
        if (have->inner->list[i]->class == KLD_C_SET && have->inner->list[i]->owner != KLD_OURS &&
            w->mode == KLD_TO_SETTINGS) {
            problem(w, have, "is to go, and holds IP sets that others made");
            return;
        }
    append(w,
           kld_plan_model(w->n, w->p->arena, kld_model_new(w->p->arena), have->inner,
                          KLD_TO_SETTINGS, &(struct kld_around){w->n, w->want, w->have, w->mode}),
           kld_get(have, "name"));
    add_step(w, (struct kld_step){.phase = KLD_P_REMOVE_NETNS, .have = have});
}

struct kld_plan *kld_plan_make(struct kl_net *n, struct kld_arena *a, struct kld_model *want,
                               struct kld_model *have, enum kld_plan_mode mode)
{
    struct whole w = {.n = n, .want = want, .have = have, .mode = mode};
    const struct kld_plan *returns = kld_plan_returns(a, want, have, mode);
    const struct kld_plan *around = kld_plan_model(n, a, want, have, mode, NULL);
    bool *inside = kld_alloc(a, want->n + 1);

    w.p = kld_alloc(a, sizeof *w.p);
    w.p->arena = a;
    for (size_t i = 0; i < want->n; i++)
        if (want->list[i]->inner)
            inside[i] = begin(&w, want->list[i], kld_model_find(have, want->list[i]->key));
    for (size_t i = 0; i < returns->n; i++) // each with its own namespace
        add_step(&w, returns->steps[i]);
    append(&w, around, NULL);
    plan_inside(&w, inside);
    for (size_t i = 0; i < have->n; i++)
        if (have->list[i]->inner && have->list[i]->owner == KLD_OURS &&
            !kld_model_find(want, have->list[i]->key))
            plan_removal(&w, have->list[i]);
    return w.p;
}

// It comes back as a device, whatever kind of link others made it.
static void keep_device(struct kld_model *prior, const char *dev)
{
    struct kld_object *o = kld_model_link(prior, dev);

    if (o) {
        kld_make_device(prior->arena, o);
        o->managed = true;
    }
}

void kld_netns_keep(struct kld_model *prior, const struct kld_plan *plan)
{
    for (size_t i = 0; i < plan->n; i++) {
        const struct kld_step *s = &plan->steps[i];
        struct kld_object *o =
            s->phase == KLD_P_REMOVE_NETNS ? kld_model_find(prior, s->have->key) : NULL;

        if (s->phase == KLD_P_MOVE)
            keep_device(prior, s->have->dev);
        // All goes with it, so all comes back. Sets are ours, and have steps of their own.
        for (size_t k = 0; o && k < o->inner->n; k++)
            if (o->inner->list[k]->class != KLD_C_SET)
                o->inner->list[k]->managed = true;
    }
}

struct kld_plan *kld_plan_lost(struct kld_arena *a, const struct kld_plan *done,
                               const struct kld_model *prior, const struct kld_model *have)
{
    struct whole w = {.p = kld_alloc(a, sizeof *w.p)};

    w.p->arena = a;
    append(&w, kld_plan_lost_in(a, done, NULL, prior, have), NULL);
    for (size_t i = 0; i < prior->n; i++) {
        const struct kld_object *o = prior->list[i], *there;

        there = o->inner ? kld_model_find(have, o->key) : NULL;
        if (there)
            append(&w, kld_plan_lost_in(a, done, kld_get(o, "name"), o->inner, there->inner),
                   kld_get(o, "name"));
    }
    return w.p;
}
