// SPDX-License-Identifier: MIT
// Making a live set equal to a wanted content. What is wanted is in memory; the live set is listed
// once and each element looked up.
#include "batch.h"
#include "sync_lock.h"
#include "want.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOCK_MS 60000u

struct kl_ipset_sync {
    struct kl_ipset *ipset;
    struct kl_ipset_params params;
    const struct kl_ipset_type *type;
    bool exists;
    struct kl_want want;
    // Keys of live elements that are not wanted, and their flags.
    unsigned char *extra;
    uint8_t *extra_flags;
    uint32_t n_extra, max_extra;
    uint32_t added, changed, kept;
};

// Options that elements of the live set carry and that must not be lost by a swap.
#define CARRIED (KL_IPSET_P_TIMEOUT | KL_IPSET_P_COUNTERS | KL_IPSET_P_COMMENT | KL_IPSET_P_SKBINFO)

static int fail(struct kl_ipset_sync *s, int code, const char *sentence)
{
    return kl_ipset_refuse(s->ipset, code, KL_IPSET_OTHER, s->params.name, "%s", sentence);
}

int kl_ipset_sync_new(struct kl_ipset_sync **ret, struct kl_ipset *h,
                      const struct kl_ipset_params *set)
{
    struct kl_ipset_sync *s;
    struct kl_ipset_shape shape;
    struct kl_ipset_params live;
    int r = kl_ipset_headers(h, set->name, &live);
    bool exists = r == 0;

    if (r && (h->cause != KL_IPSET_NO_SET || !set->type[0]))
        return r;
    s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    s->ipset = h;
    s->exists = exists;
    s->params = exists ? live : *set;
    s->type = kl_ipset_type_find(s->params.type);
    if (!s->type) {
        free(s);
        return kl_ipset_refuse(h, -EOPNOTSUPP, KL_IPSET_NO_TYPE, set->name,
                               "the set's type %s is not known to this library",
                               exists ? live.type : set->type);
    }
    if (!exists && !(s->params.has & KL_IPSET_P_FAMILY) && (s->type->inet || s->type->inet6))
        s->params.family = AF_INET;
    kl_ipset_shape_init(&shape, s->type, &s->params);
    kl_want_init(&s->want, &shape);
    *ret = s;
    return 0;
}

void kl_ipset_sync_free(struct kl_ipset_sync *s)
{
    if (!s)
        return;
    kl_want_free(&s->want);
    free(s->extra);
    free(s->extra_flags);
    free(s);
}

const struct kl_ipset_params *kl_ipset_sync_params(const struct kl_ipset_sync *s)
{
    return &s->params;
}

int kl_ipset_sync_put(struct kl_ipset_sync *s, const struct kl_ipset_elem *e)
{
    return kl_want_put_all(&s->want, e);
}

int kl_ipset_sync_put_text(struct kl_ipset_sync *s, const char *text, size_t len, char *error,
                           size_t error_size)
{
    const struct kl_parse p = {.type = s->type,
                               .family = s->params.family,
                               .names = s->ipset->names,
                               .error = error,
                               .error_size = error_size};
    struct kl_text t = {text, len};
    struct kl_ipset_elem e;
    int r;

    if (kl_parse_elem_quick(&p, t, &e) != text + len) {
        r = kl_ipset_parse_line(&p, t, &e);
        if (r)
            return r;
    }
    r = kl_want_put_all(&s->want, &e);
    if (r == -E2BIG)
        return kl_parse_fail(&p, r, "that is more than 2^24 elements");
    return r ? kl_parse_fail(&p, r, "%s", kl_strerror(r)) : 0;
}

int64_t kl_ipset_sync_aggregate(struct kl_ipset_sync *s)
{
    int64_t r = kl_want_aggregate(&s->want);

    return r == -EOPNOTSUPP ? fail(s, -EOPNOTSUPP,
                                   "only elements that are networks, none with nomatch, can be "
                                   "merged")
                            : r;
}

static uint32_t wanted(const struct kl_want *w)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < w->n; i++)
        n += !(w->marks[i] & KL_WANT_GONE);
    return n;
}

uint32_t kl_ipset_sync_count(const struct kl_ipset_sync *s)
{
    return wanted(&s->want);
}

// ---- What is different ------------------------------------------------------------------------

static int keep_extra(struct kl_ipset_sync *s, const unsigned char *key, uint8_t flags)
{
    size_t len = s->want.shape.len;

    if (s->n_extra == s->max_extra) {
        uint32_t max = s->max_extra ? s->max_extra * 2 : 1024;
        unsigned char *extra = realloc(s->extra, max * len);
        uint8_t *extra_flags;

        if (!extra)
            return -ENOMEM;
        s->extra = extra;
        extra_flags = realloc(s->extra_flags, max);
        if (!extra_flags)
            return -ENOMEM;
        s->extra_flags = extra_flags;
        s->max_extra = max;
    }
    memcpy(s->extra + s->n_extra * len, key, len);
    s->extra_flags[s->n_extra++] = flags;
    return 0;
}

static int on_live(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                   const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                   void *user)
{
    struct kl_ipset_sync *s = user;
    struct kl_want *w = &s->want;
    unsigned char key[KL_KEY_MAX];
    uint8_t flags = kl_want_flags(e);
    int64_t i;

    (void)raw;
    (void)unknown;
    if (type != s->type || !kl_ipset_key(key, &w->shape, e))
        return -ESTALE;
    i = kl_want_find(w, key);
    if (i < 0 || w->marks[i] & KL_WANT_GONE)
        return keep_extra(s, key, flags);
    if (flags != (w->marks[i] & (KL_WANT_NOMATCH | KL_WANT_WILDCARD)))
        w->marks[i] |= KL_WANT_CHANGE;
    w->marks[i] |= KL_WANT_LIVE;
    return set->has & CARRIED ? kl_want_set_options(w, (uint32_t)i, e) : 0;
}

static int compare_with_live(struct kl_ipset_sync *s)
{
    static const struct kl_ipset_list_calls calls = {.element = on_live};
    int r;

    s->n_extra = s->added = s->changed = s->kept = 0;
    for (uint32_t i = 0; i < s->want.n; i++)
        s->want.marks[i] &= (uint8_t) ~(KL_WANT_LIVE | KL_WANT_CHANGE);
    if (s->exists) {
        r = kl_ipset_list(s->ipset, s->params.name, 0, &calls, s);
        if (r < 0)
            return r == -ESTALE ? fail(s, r, "the set has become another while it was compared")
                                : r;
    }
    for (uint32_t i = 0; i < s->want.n; i++) {
        uint8_t m = s->want.marks[i];

        s->added += !(m & (KL_WANT_GONE | KL_WANT_LIVE));
        s->changed += m & KL_WANT_CHANGE ? 1 : 0;
        s->kept += (m & (KL_WANT_LIVE | KL_WANT_CHANGE)) == KL_WANT_LIVE;
    }
    return 0;
}

static void extra_elem(const struct kl_ipset_sync *s, uint32_t i, struct kl_ipset_elem *ret)
{
    kl_ipset_key_elem(ret, &s->want.shape, s->extra + (size_t)i * s->want.shape.len);
    ret->has |= (s->extra_flags[i] & KL_WANT_NOMATCH ? KL_IPSET_E_NOMATCH : 0u) |
                (s->extra_flags[i] & KL_WANT_WILDCARD ? KL_IPSET_E_WILDCARD : 0u);
}

static int tell(struct kl_ipset_sync *s, kl_ipset_change_fn *fn, void *user)
{
    struct kl_ipset_elem e;
    int r = 0;

    for (uint32_t i = 0; r >= 0 && i < s->n_extra; i++) {
        extra_elem(s, i, &e);
        r = fn('-', s->type, &e, user);
    }
    for (uint32_t i = 0; r >= 0 && i < s->want.n; i++) {
        uint8_t m = s->want.marks[i];

        if (m & KL_WANT_GONE || (m & (KL_WANT_LIVE | KL_WANT_CHANGE)) == KL_WANT_LIVE)
            continue;
        kl_want_elem(&s->want, i, &e);
        r = fn(m & KL_WANT_LIVE ? '~' : '+', s->type, &e, user);
    }
    return r < 0 ? r : 0;
}

// ---- In place ---------------------------------------------------------------------------------

// Sends the wanted elements that have @mark and not @without.
static int put_wanted(struct kl_ipset_sync *s, struct kl_ipset_batch *b, uint8_t cmd,
                      const char *set, uint8_t mark, uint8_t without, unsigned flags)
{
    const struct kl_ipset_known known = {
        .type = s->type, .family = s->params.family, .revision = s->params.revision};
    struct kl_ipset_elem e;
    int r = 0;

    for (uint32_t i = 0; !r && i < s->want.n; i++) {
        if ((s->want.marks[i] & mark) != mark || s->want.marks[i] & without)
            continue;
        kl_want_elem(&s->want, i, &e);
        r = kl_ipset_batch_put(b, cmd, set, &known, &e, flags, i + 1);
    }
    return r ? r : kl_ipset_batch_flush(b);
}

static int delete_extra(struct kl_ipset_sync *s, struct kl_ipset_batch *b)
{
    const struct kl_ipset_known known = {
        .type = s->type, .family = s->params.family, .revision = s->params.revision};
    struct kl_ipset_elem e;
    int r = 0;

    for (uint32_t i = 0; !r && i < s->n_extra; i++) {
        extra_elem(s, i, &e);
        r = kl_ipset_batch_put(b, IPSET_CMD_DEL, s->params.name, &known, &e, KL_IPSET_EXIST, i + 1);
    }
    return r ? r : kl_ipset_batch_flush(b);
}

// New ones first: what is to go is live until all of the new content is.
static int apply_in_place(struct kl_ipset_sync *s, struct kl_ipset_batch *b)
{
    const char *name = s->params.name;
    struct kl_error why;
    enum kl_ipset_cause cause;
    int r = put_wanted(s, b, IPSET_CMD_ADD, name, 0, KL_WANT_GONE | KL_WANT_LIVE, KL_IPSET_EXIST);

    if (!r)
        r = put_wanted(s, b, IPSET_CMD_ADD, name, KL_WANT_CHANGE, KL_WANT_GONE, KL_IPSET_EXIST);
    if (!r)
        return delete_extra(s, b);
    // None of those that were to be added was in the set: taking them all out is what was.
    kl_error_copy(&why, kl_sock_error(s->ipset->sock));
    cause = s->ipset->cause;
    (void)put_wanted(s, b, IPSET_CMD_DEL, name, 0, KL_WANT_GONE | KL_WANT_LIVE, KL_IPSET_EXIST);
    kl_error_copy(kl_sock_error_edit(s->ipset->sock), &why);
    s->ipset->cause = cause;
    return r;
}

// ---- Through a second set -----------------------------------------------------------------------

// A name that the next sync of the same set finds again.
void kl_ipset_sync_second_name(const char *name, char *ret)
{
    uint64_t hash = 0xcbf29ce484222325u; // FNV-1a

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    snprintf(ret, KL_IPSET_NAME_SIZE, "kl-sync-%016llx", (unsigned long long)hash);
}

static void second_params(const struct kl_ipset_sync *s, struct kl_ipset_params *p)
{
    uint32_t n = wanted(&s->want), size = kl_ipset_hashsize_for(n);
    bool hash = !strncmp(s->type->name, "hash:", 5);

    *p = s->params;
    kl_ipset_sync_second_name(s->params.name, p->name);
    p->has &= (KL_IPSET_P_REVISION << 1) - 1; // what create takes
    p->has &= ~(uint32_t)KL_IPSET_P_INITVAL;
    if (!s->exists)
        p->has = s->params.has;
    if (!hash) {
        if (p->has & KL_IPSET_P_SIZE && p->size < n)
            p->size = n;
        return;
    }
    if (n > 1024 && (!(p->has & KL_IPSET_P_HASHSIZE) || p->hashsize < size)) {
        p->hashsize = size;
        p->has |= KL_IPSET_P_HASHSIZE;
    }
    if (n > (p->has & KL_IPSET_P_MAXELEM ? p->maxelem : 65536u)) {
        p->maxelem = 65536;
        while (p->maxelem < n) // as many again fit before it must be raised the next time
            p->maxelem *= 2;
        p->has |= KL_IPSET_P_MAXELEM;
    }
}

static int apply_swap(struct kl_ipset_sync *s, struct kl_ipset_batch *b)
{
    struct kl_ipset *h = s->ipset;
    struct kl_ipset_params p;
    struct kl_error why;
    enum kl_ipset_cause cause;
    int r;

    second_params(s, &p);
    r = kl_ipset_create(h, &p, 0);
    if (r)
        return r;
    r = put_wanted(s, b, IPSET_CMD_ADD, p.name, 0, KL_WANT_GONE, KL_IPSET_EXIST);
    if (!r)
        r = s->exists ? kl_ipset_swap(h, p.name, s->params.name)
                      : kl_ipset_rename(h, p.name, s->params.name);
    if (!r)
        return s->exists ? kl_ipset_destroy(h, p.name, 0) : 0;
    kl_error_copy(&why, kl_sock_error(h->sock));
    cause = h->cause;
    (void)kl_ipset_destroy(h, p.name, KL_IPSET_EXIST);
    kl_error_copy(kl_sock_error_edit(h->sock), &why);
    kl_error_set_object(kl_sock_error_edit(h->sock), s->params.name);
    h->cause = cause;
    return r;
}

// Filling a second set costs less for each element (they come in order, into a table that is large
// enough), but is for all of them; measured, two thirds.
static bool swap_pays(const struct kl_ipset_sync *s, unsigned flags)
{
    uint64_t all = wanted(&s->want), work = (uint64_t)s->added + s->changed + s->n_extra;
    uint64_t together = all + s->n_extra;
    const struct kl_ipset_params *p = &s->params;

    if (flags & KL_IPSET_SYNC_IN_PLACE)
        return !s->exists;
    if (flags & KL_IPSET_SYNC_SWAP || !s->exists)
        return true;
    if (!work)
        return false;
    if (p->has & KL_IPSET_P_MAXELEM && together > p->maxelem)
        return true;
    if (p->has & KL_IPSET_P_SIZE && together > p->size)
        return true;
    if (p->has & KL_IPSET_P_HASHSIZE && all / 4 > p->hashsize)
        return true;
    return work > 1024 && work * 3 > all * 2;
}

// ---- The whole --------------------------------------------------------------------------------

static int apply(struct kl_ipset_sync *s, bool swap)
{
    struct kl_ipset_batch *b = NULL;
    int r;

    if (!swap && !s->added && !s->changed && !s->n_extra)
        return 0;
    r = kl_ipset_batch_new(&b, s->ipset, KL_IPSET_BATCH_ORDER);
    if (!r)
        r = swap ? apply_swap(s, b) : apply_in_place(s, b);
    kl_ipset_batch_free(b);
    return r;
}

// A set that a sync before us left when it was killed.
static int remove_left_over(struct kl_ipset_sync *s)
{
    char name[KL_IPSET_NAME_SIZE];

    kl_ipset_sync_second_name(s->params.name, name);
    return kl_ipset_destroy(s->ipset, name, KL_IPSET_EXIST);
}

int kl_ipset_sync_tidy(struct kl_ipset *h, const char *name)
{
    char second[KL_IPSET_NAME_SIZE];
    int lock = kl_sync_lock(name, 1), r;

    if (lock < 0)
        return lock;
    kl_ipset_sync_second_name(name, second);
    r = kl_ipset_destroy(h, second, KL_IPSET_EXIST);
    close(lock);
    return r;
}

// Only under the lock is it certain what there is; sets come and go since sync_new().
static int refresh(struct kl_ipset_sync *s)
{
    struct kl_ipset_params live;
    int r = kl_ipset_headers(s->ipset, s->params.name, &live);

    if (r)
        return s->exists || s->ipset->cause != KL_IPSET_NO_SET ? r : 0;
    if (strcmp(live.type, s->params.type) != 0 ||
        kl_ipset_elem_family(s->type, live.family) != s->want.shape.family)
        return fail(s, -ESTALE, "the set has become another since it was looked at");
    s->params = live;
    s->exists = true;
    return 0;
}

static int locked(struct kl_ipset_sync *s, unsigned flags, kl_ipset_change_fn *fn, void *user,
                  struct kl_ipset_sync_result *result)
{
    bool dry = flags & KL_IPSET_SYNC_DRY_RUN, swap;
    int r = dry ? 0 : remove_left_over(s);

    if (!r)
        r = refresh(s);
    if (!r)
        r = compare_with_live(s);
    if (!r && fn)
        r = tell(s, fn, user);
    if (r)
        return r;
    swap = swap_pays(s, flags);
    *result = (struct kl_ipset_sync_result){.added = s->added,
                                            .removed = s->n_extra,
                                            .changed = s->changed,
                                            .kept = s->kept,
                                            .created = !s->exists,
                                            .swapped = swap && s->exists};
    return dry ? 0 : apply(s, swap);
}

int kl_ipset_sync(struct kl_ipset_sync *s, unsigned flags, kl_ipset_change_fn *fn, void *user,
                  struct kl_ipset_sync_result *ret)
{
    struct kl_ipset_sync_result result = {.added = 0};
    int lock = -1, r;

    if (flags & KL_IPSET_SYNC_SWAP && flags & KL_IPSET_SYNC_IN_PLACE)
        return fail(s, -EINVAL, "a sync cannot be both in place and by swapping");
    if (!(flags & KL_IPSET_SYNC_DRY_RUN)) {
        lock = kl_sync_lock(s->params.name, LOCK_MS);
        if (lock < 0)
            return fail(s, lock, lock == -EBUSY ? "another sync of the set goes on" : "no lock");
    }
    r = locked(s, flags, fn, user, &result);
    if (lock >= 0)
        close(lock);
    if (!r && ret)
        *ret = result;
    return r;
}
