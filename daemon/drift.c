// SPDX-License-Identifier: MIT
#include "drift.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

uint64_t kld_drift_id(const char *object)
{
    uint64_t h = 1469598103934665603u;

    for (; *object; object++)
        h = (h ^ (unsigned char)*object) * 1099511628211u;
    return h ? h : 1;
}

void kld_drift_init(struct kld_drift *d, const struct kld_drift_ops *ops, void *user)
{
    memset(d, 0, sizeof *d);
    d->ops = ops;
    d->user = user;
    d->first = d->last = d->later = KLD_DRIFT_NEVER;
    d->not_before = d->strict = INT64_MIN;
}

/* ---- Objects that are undone again and again ---- */

static struct kld_drift_object *find(struct kld_drift *d, uint64_t id)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->list[i].id == id)
            return &d->list[i];
    return NULL;
}

static int64_t calm_at(const struct kld_drift_object *o)
{
    return o->last + 2 * o->pause + KLD_DRIFT_CALM_MS;
}

static void forget_calm(struct kld_drift *d, int64_t now)
{
    for (size_t i = 0; i < d->n;) {
        struct kld_drift_object o = d->list[i];

        if (calm_at(&o) > now) {
            i++;
            continue;
        }
        d->list[i] = d->list[--d->n];
        if (o.count >= KLD_DRIFT_OFTEN)
            d->ops->calm(d->user, o.name, o.count);
    }
}

static struct kld_drift_object *add(struct kld_drift *d, uint64_t id, const char *name)
{
    struct kld_drift_object *o = &d->list[0];

    if (d->n < KLD_DRIFT_OBJECTS)
        o = &d->list[d->n++];
    else // the one that has been quiet for the longest time makes room
        for (size_t i = 1; i < d->n; i++)
            if (d->list[i].last < o->last)
                o = &d->list[i];
    memset(o, 0, sizeof *o);
    o->id = id;
    o->not_before = INT64_MIN;
    snprintf(o->name, sizeof o->name, "%s", name);
    return o;
}

static void repaired(struct kld_drift *d, int64_t now, const char *name)
{
    uint64_t id = kld_drift_id(name);
    struct kld_drift_object *o = find(d, id);

    if (!o)
        o = add(d, id, name);
    // Something else led here before its time: from now on nothing does.
    bool early = o->not_before > d->started;

    o->last = now;
    o->count++;
    if (o->count < KLD_DRIFT_OFTEN)
        return;
    o->pause = o->pause ? least(o->pause * 2, KLD_DRIFT_MOST_MS) : KLD_DRIFT_FIRST_MS;
    o->not_before = now + o->pause;
    if (early)
        d->strict = most(d->strict, o->not_before);
    if (o->count == KLD_DRIFT_OFTEN)
        d->ops->flaps(d->user, o->name, o->count);
}

// When what happens to it is of interest: at once, unless it is undone again and again.
static int64_t interest_at(struct kld_drift *d, uint64_t id)
{
    const struct kld_drift_object *o = id ? find(d, id) : NULL;
    int64_t at = d->strict;

    if (o)
        return most(at, o->not_before);
    // Which it is, is not known: it may be any of these.
    for (size_t i = 0; i < d->n && !id; i++)
        at = most(at, d->list[i].not_before);
    return at;
}

/* ---- States ---- */

void kld_drift_event(struct kld_drift *d, int64_t now, uint64_t object)
{
    int64_t at = interest_at(d, object);

    if (at > now) {
        d->later = least(d->later, at);
        return;
    }
    d->first = least(d->first, now);
    d->last = now;
}

void kld_drift_kick(struct kld_drift *d, int64_t now)
{
    d->first = least(d->first, now);
    d->last = now;
    if (!d->failures)
        d->not_before = least(d->not_before, now);
}

static int64_t look_at(const struct kld_drift *d)
{
    int64_t at = d->later;

    if (d->looking)
        return KLD_DRIFT_NEVER;
    if (d->first != KLD_DRIFT_NEVER)
        at = least(at, least(d->last + KLD_DRIFT_QUIET_MS, d->first + KLD_DRIFT_LATEST_MS));
    return at == KLD_DRIFT_NEVER ? at : most(at, d->not_before);
}

int64_t kld_drift_due(const struct kld_drift *d)
{
    int64_t at = look_at(d);

    for (size_t i = 0; i < d->n; i++)
        at = least(at, calm_at(&d->list[i]));
    return at;
}

void kld_drift_tick(struct kld_drift *d, int64_t now)
{
    int code;

    forget_calm(d, now);
    if (look_at(d) > now)
        return;
    d->started = now;
    code = d->ops->look(d->user);
    if (code == -EAGAIN) {
        d->not_before = now + KLD_DRIFT_BUSY_MS;
        return;
    }
    d->first = d->last = d->later = KLD_DRIFT_NEVER;
    d->looking = !code;
    d->looks += !code;
}

void kld_drift_done(struct kld_drift *d, int64_t now, const struct kld_drift_result *r)
{
    int64_t pause = KLD_DRIFT_FIRST_MS;

    if (!d->looking)
        return;
    d->looking = false;
    d->not_before = now + least(KLD_DRIFT_COST * (now - d->started), KLD_DRIFT_MOST_MS);
    if (r->object)
        repaired(d, now, r->object);
    if (!r->failed) {
        d->failures = 0;
        return;
    }
    for (unsigned i = 0; i < d->failures && pause < KLD_DRIFT_MOST_MS; i++)
        pause *= 2;
    d->failures++;
    d->not_before = now + least(pause, KLD_DRIFT_MOST_MS); // waiting in vain costs nothing
    kld_drift_event(d, now, 0);
}
