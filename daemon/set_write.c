// SPDX-License-Identifier: MIT
// A step on a set: made, marked as ours, given other options, filled, taken away.
#include "netns.h"
#include "set.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/ipset/session.h"
#include "../lib/ipset/sync_lock.h"

#define LOCK_MS 60000u

struct writing {
    struct kld_arena *arena;
    struct kl_ipset *h;
    const char *name;
    const char *words; // of what failed, as cleaning up behind it says other things
};

static int failed(struct writing *w, int code)
{
    const char *text = kl_error_text(kl_ipset_error(w->h));

    if (!w->words)
        w->words = kld_strdup(w->arena, *text ? text : kl_strerror(code));
    return code;
}

/* ---- The mark ---- */

// A mark of ours: its place in the list, an address that says nothing, and the number and name of
// the set.
struct mark {
    struct kl_ipset_elem key;
    const char *text;
};

struct marks {
    struct kld_arena *arena;
    struct mark *list;
    size_t n;
};

static int take_mark(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                     const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                     void *user)
{
    struct marks *m = user;

    (void)set;
    (void)type;
    (void)raw;
    (void)unknown;
    m->list = kld_grow(m->arena, m->list, m->n, sizeof *m->list);
    m->list[m->n++] =
        (struct mark){.key = {.has = KL_IPSET_E_IP, .ip = e->ip},
                      .text = kld_strndup(m->arena, e->has & KL_IPSET_E_COMMENT ? e->comment : "",
                                          e->has & KL_IPSET_E_COMMENT ? e->comment_len : 0)};
    return 0;
}

static struct marks marks_of(struct writing *w)
{
    static const struct kl_ipset_list_calls calls = {.element = take_mark};
    struct marks m = {.arena = w->arena};

    if (kl_ipset_list(w->h, KLD_SET_MARK, 0, &calls, &m) < 0)
        m.n = 0;
    return m;
}

// The name that a mark is of, or NULL.
static const char *marked_name(const struct mark *m)
{
    const char *blank = strchr(m->text, ' ');

    return blank ? blank + 1 : NULL;
}

static const struct mark *mark_of(const struct marks *m, const char *name)
{
    for (size_t i = 0; i < m->n; i++)
        if (marked_name(&m->list[i]) && !strcmp(marked_name(&m->list[i]), name))
            return &m->list[i];
    return NULL;
}

static bool is_taken(const struct marks *m, uint32_t address)
{
    for (size_t i = 0; i < m->n; i++)
        if (!memcmp(m->list[i].key.ip.addr, &address, sizeof address))
            return true;
    return false;
}

// The place of the mark of @name: where it is, or, made of the name, where there is none.
static struct kl_ipset_elem key_of(const struct marks *m, const char *name)
{
    struct kl_ipset_elem e = {.has = KL_IPSET_E_IP, .ip = {.family = AF_INET}};
    const struct mark *there = mark_of(m, name);
    uint32_t hash = 2166136261u;

    if (there)
        return there->key;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    for (hash |= 1; is_taken(m, hash); hash += 2) // 0.0.0.0 is no element
        ;
    memcpy(e.ip.addr, &hash, sizeof hash);
    return e;
}

static int mark(struct writing *w)
{
    struct kl_ipset_params p = {.name = KLD_SET_MARK, .type = "hash:ip", .has = KL_IPSET_P_COMMENT};
    char text[KLD_SET_MARK_SIZE];
    struct kl_ipset_elem e;
    struct marks m;
    int code = kl_ipset_create(w->h, &p, KL_IPSET_EXIST);

    if (!code)
        code = kl_ipset_headers(w->h, w->name, &p);
    if (!code) {
        m = marks_of(w);
        e = key_of(&m, w->name);
        kld_set_mark_text(&p, text);
        e.has |= KL_IPSET_E_COMMENT;
        e.comment = text;
        e.comment_len = strlen(text);
        code = kl_ipset_add(w->h, KLD_SET_MARK, &e, KL_IPSET_EXIST);
    }
    return code ? failed(w, code) : 0;
}

// Marks of sets that others have removed go, too.
static void prune(struct writing *w, const struct marks *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const char *name = marked_name(&m->list[i]);
        char text[KLD_SET_MARK_SIZE] = "";
        struct kl_ipset_params p;

        if (!name || !strcmp(name, w->name))
            continue;
        if (kl_ipset_headers(w->h, name, &p) == 0)
            kld_set_mark_text(&p, text);
        if (strcmp(text, m->list[i].text) != 0)
            kl_ipset_delete(w->h, KLD_SET_MARK, &m->list[i].key, KL_IPSET_EXIST);
    }
}

// Marks go with the last of them, so that nothing of ours is left.
static int unmark(struct writing *w)
{
    struct marks m = marks_of(w);
    const struct mark *there = mark_of(&m, w->name);
    struct kl_ipset_params p;
    int code = there ? kl_ipset_delete(w->h, KLD_SET_MARK, &there->key, KL_IPSET_EXIST) : 0;

    if (code && kl_ipset_cause(w->h) == KL_IPSET_NO_SET)
        return 0;
    if (code)
        return failed(w, code);
    prune(w, &m);
    if (kl_ipset_headers(w->h, KLD_SET_MARK, &p) == 0 && !p.elements)
        kl_ipset_destroy(w->h, KLD_SET_MARK, KL_IPSET_EXIST);
    return 0;
}

static int destroy(struct writing *w)
{
    int code = kl_ipset_destroy(w->h, w->name, KL_IPSET_EXIST);

    return code ? failed(w, code) : unmark(w);
}

/* ---- Options ---- */

// What settings do not say stays as it is.
static struct kld_object *merged(struct kld_arena *a, const struct kld_object *want,
                                 const struct kld_object *have)
{
    struct kld_object *o = kld_copy(a, have ? have : want);

    for (size_t i = 0; have && i < want->n; i++)
        kld_set(a, o, want->pairs[i].row->name, want->pairs[i].text);
    return o;
}

static int params_of(struct writing *w, const struct kld_object *o, struct kl_ipset_params *ret)
{
    const struct kld_pair *pair;
    char error[384] = "";
    int code = kld_set_params(o, ret, &pair, error, sizeof error);

    if (code)
        w->words = kld_strdup(w->arena, error);
    return code;
}

static bool is_other(const struct kld_object *want, const struct kld_object *have, const char *name)
{
    const char *a = kld_get(want, name), *b = kld_get(have, name);

    return a && b && strcmp(a, b) != 0;
}

static bool differ(const struct kld_object *want, const struct kld_object *have)
{
    for (size_t i = 0; i < want->n; i++) {
        const struct kld_row *r = want->pairs[i].row;

        if (!(r->flags & (KLD_ONCE | KLD_IDENTITY)) && strcmp(r->name, "elements") != 0 &&
            strcmp(r->name, "file") != 0 &&
            (!kld_get(have, r->name) || is_other(want, have, r->name)))
            return true;
    }
    return false;
}

/* ---- Content ---- */

static bool is_too_much(struct writing *w, const struct kl_ipset_sync *s,
                        const struct kl_ipset_params *p)
{
    uint32_t n = kl_ipset_sync_count(s);

    if (!(p->has & KL_IPSET_P_MAXELEM) || n <= p->maxelem)
        return false;
    w->words = kld_printf(w->arena, "%u elements are more than maxelem %u", n, p->maxelem);
    return true;
}

// Makes set @name hold what @o says. @p: what the set is to be.
static int fill(struct writing *w, const char *name, const struct kld_object *o,
                const struct kl_ipset_params *p)
{
    struct kl_ipset_params set = {.has = 0};
    struct kl_ipset_sync *s = NULL;
    char error[400] = "";
    int code;

    snprintf(set.name, sizeof set.name, "%s", name);
    code = kl_ipset_sync_new(&s, w->h, &set);
    if (!code)
        code = kld_set_put(s, o, error, sizeof error);
    if (*error)
        w->words = kld_strdup(w->arena, error);
    // Raised as needed when nothing is said.
    if (!code && kld_get(o, "maxelem") && is_too_much(w, s, p))
        code = -E2BIG;
    if (!code)
        code = kl_ipset_sync(s, 0, NULL, NULL, NULL);
    if (code)
        failed(w, code);
    kl_ipset_sync_free(s);
    return code;
}

struct copying {
    struct kl_ipset_sync *to;
    uint32_t has; // of the new set: elements cannot have what it has not
};

static int copy_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                        const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                        void *user)
{
    static const struct {
        uint32_t param, fields;
    } parts[] = {
        {KL_IPSET_P_TIMEOUT, KL_IPSET_E_TIMEOUT},
        {KL_IPSET_P_COUNTERS, KL_IPSET_E_PACKETS | KL_IPSET_E_BYTES},
        {KL_IPSET_P_COMMENT, KL_IPSET_E_COMMENT},
        {KL_IPSET_P_SKBINFO, KL_IPSET_E_SKBMARK | KL_IPSET_E_SKBPRIO | KL_IPSET_E_SKBQUEUE}};
    const struct copying *c = user;
    struct kl_ipset_elem copy = *e;

    (void)set;
    (void)type;
    (void)raw;
    (void)unknown;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!(c->has & parts[i].param))
            copy.has &= ~parts[i].fields;
    return kl_ipset_sync_put(c->to, &copy);
}

static int copy_content(struct writing *w, const struct kl_ipset_params *to)
{
    static const struct kl_ipset_list_calls calls = {.element = copy_element};
    struct copying c = {.has = to->has};
    int code = kl_ipset_sync_new(&c.to, w->h, to);

    if (!code)
        code = kl_ipset_list(w->h, w->name, 0, &calls, &c);
    if (code >= 0)
        code = kl_ipset_sync(c.to, 0, NULL, NULL, NULL);
    if (code < 0)
        failed(w, code);
    kl_ipset_sync_free(c.to);
    return code < 0 ? code : 0;
}

// Options of a set are for ever: a second one takes its place, at one moment.
static int exchange(struct writing *w, const struct kld_object *o, const struct kl_ipset_params *p)
{
    struct kl_ipset_params second = *p;
    int lock = kl_sync_lock(w->name, LOCK_MS), code;

    if (lock < 0) {
        w->words = "a sync of the set goes on";
        return lock;
    }
    kl_ipset_sync_second_name(w->name, second.name);
    code = kl_ipset_destroy(w->h, second.name, KL_IPSET_EXIST);
    if (!code)
        code = kl_ipset_create(w->h, &second, 0);
    if (!code)
        code = kld_set_has_content(o) ? fill(w, second.name, o, p) : copy_content(w, &second);
    if (!code)
        code = kl_ipset_swap(w->h, second.name, w->name);
    if (code)
        failed(w, code);
    kl_ipset_destroy(w->h, second.name, KL_IPSET_EXIST);
    close(lock);
    return code;
}

/* ---- The whole ---- */

static int write_set(struct writing *w, const struct kld_object *want,
                     const struct kld_object *have)
{
    bool another = have && (is_other(want, have, "type") || is_other(want, have, "family"));
    struct kl_ipset_params p;
    int code = params_of(w, another ? want : merged(w->arena, want, have), &p);

    if (!code && another) {
        code = destroy(w);
        have = NULL;
    }
    if (!code && !have && (code = kl_ipset_create(w->h, &p, 0)))
        failed(w, code);
    // Also one that goes back to others, as long as it is not whole: whatever cuts this off.
    if (!code && (!have || have->owner != KLD_OURS))
        code = mark(w);
    if (code)
        return code;
    if (have && differ(want, have))
        code = exchange(w, want, &p);
    else if (kld_set_has_content(want))
        code = fill(w, w->name, want, &p);
    if (!code && want->owner != KLD_OURS)
        code = unmark(w);
    return code;
}

int kld_set_step(struct kld_arena *a, const struct kld_step *s, const char **ret_words)
{
    const struct kld_object *o = s->want ? s->want : s->have;
    struct writing w = {.arena = a, .name = kld_get(o, "name")};
    int code = kl_ipset_open(&w.h, NULL);

    if (code == -EPROTONOSUPPORT)
        w.words = "this kernel has no IP sets";
    else if (!code)
        code = s->want ? write_set(&w, s->want, s->have) : destroy(&w);
    if (code)
        *ret_words = w.words ? w.words : kl_strerror(code);
    kl_ipset_close(w.h);
    return code;
}

void kld_sets_tidy(const struct kld_model *prior)
{
    struct kl_ipset *h = NULL;

    for (size_t i = 0; i < prior->n; i++) {
        const struct kld_object *o = prior->list[i];
        int outside = o->inner ? kld_netns_enter(kld_get(o, "name")) : -1;

        if (outside >= 0) {
            kld_sets_tidy(o->inner);
            kld_netns_leave(outside);
        }
        if (o->class != KLD_C_SET || (!o->managed && !kld_get(o, "absent")))
            continue;
        if (!h && kl_ipset_open(&h, NULL) < 0)
            return;
        kl_ipset_sync_tidy(h, kld_get(o, "name"));
    }
    kl_ipset_close(h);
}
