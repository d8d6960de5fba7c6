// SPDX-License-Identifier: MIT
// The file that remembers, and what is remembered.
#include "before.h"

#include "netns.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "kernlink-before 1\n"
#define HALF  "\n---\n" // between what was and what was set

struct kld_object *kld_before_link(const struct kld_model *m, const char *dev, int32_t ifindex)
{
    struct kld_object *o = kld_model_link(m, dev);

    if (o && o->ifindex == ifindex)
        return o;
    for (size_t i = 0; i < m->n; i++)
        if (m->list[i]->class == KLD_C_LINK && m->list[i]->ifindex == ifindex)
            return m->list[i];
    return NULL;
}

struct kld_model *kld_inner_of(const struct kld_model *m, const char *netns)
{
    const struct kld_object *o = m ? kld_netns_in(m, netns) : NULL;

    return o ? o->inner : NULL;
}

struct kld_before kld_before_in(struct kld_arena *a, const struct kld_before *b, const char *netns)
{
    struct kld_before in = {kld_inner_of(b->was, netns), kld_inner_of(b->set, netns)};

    return in.was && in.set ? in : (struct kld_before){kld_model_new(a), kld_model_new(a)};
}

// The file of another interface, or of those to come: AREA/conf/DEV/NAME.
const char *kld_file_for(struct kld_arena *a, const char *name, const char *dev)
{
    const char *second = strchr(name, '/'), *from = second ? strchr(second + 1, '/') : NULL;
    const char *to = from ? strchr(from + 1, '/') : NULL;

    return to ? kld_printf(a, "%.*s/%s%s", (int)(from - name), name, dev, to) : name;
}

struct kld_object *kld_file_in(const struct kld_model *m, struct kld_arena *a, const char *name)
{
    return kld_model_find(m, kld_printf(a, "%s %s", kld_class_names[KLD_C_SYSCTL], name));
}

struct kld_object *kld_file_new(struct kld_arena *a, const char *dev, const char *name,
                                const char *value)
{
    struct kld_object *o = kld_object_new(a, &kld_sysctl, dev);

    kld_set(a, o, "name", name);
    kld_set(a, o, "value", value);
    o->owner = KLD_OURS;
    o->protocol = KLD_PROTOCOL;
    return o;
}

/* ---- The file ---- */

static int read_text(struct kld_before *b, const char *text, size_t len)
{
    const char *boot = "boot ", *half = strstr(text, HALF), *line;
    char id[40];

    kld_boot_id(id);
    if (strncmp(text, MAGIC, strlen(MAGIC)) != 0 || !half)
        return -1;
    line = text + strlen(MAGIC);
    if (strncmp(line, boot, strlen(boot)) != 0 ||
        strncmp(line + strlen(boot), id, strlen(id)) != 0 ||
        line[strlen(boot) + strlen(id)] != '\n')
        return -1;
    line += strcspn(line, "\n");
    if (line < half && kld_model_read(b->was, line + 1, (size_t)(half - line)) < 0)
        return -1;
    half += strlen(HALF);
    return kld_model_read(b->set, half, len - (size_t)(half - text));
}

void kld_before_read(struct kld_arena *a, const char *folder, struct kld_before *ret)
{
    static const char *const names[] = {KLD_BEFORE_NEXT, KLD_BEFORE_FILE};
    size_t len;
    char *text;

    *ret = (struct kld_before){kld_model_new(a), kld_model_new(a)};
    for (size_t i = 0; folder && i < 2; i++) {
        if (kld_file_slurp(kld_printf(a, "%s/%s", folder, names[i]), &text, &len) < 0)
            continue;
        // Half of it would give back what never was.
        if (read_text(ret, text, len) < 0)
            *ret = (struct kld_before){kld_model_new(a), kld_model_new(a)};
        free(text);
        return;
    }
}

/* ---- What is remembered ---- */

struct keeping {
    struct kld_arena *a;
    const struct kld_before *old;
    struct kld_before new;
    const struct kld_model *want, *prior, *now;
    bool refused;
};

static bool is_kept(const struct kld_row *r, enum kld_kind kind)
{
    static const char *const more[] = {"description", "alt-names", "master",
                                       "listen-port", "fwmark",    "link"};

    if (r->flags & (KLD_REQUIRED | KLD_ONCE))
        return false;
    if (!strcmp(r->name, "up")) // lo is on everywhere
        return !kld_kinds[kind].kernel && kind != KLD_LOOPBACK;
    if (r->where == KLD_LINK || r->where == KLD_BITS || r->where == KLD_DATA ||
        r->where == KLD_PORT)
        return true;
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (!strcmp(r->name, more[i]))
            return true;
    return false;
}

static struct kld_object *half_of(struct keeping *k, struct kld_model *m,
                                  const struct kld_object *like, int32_t ifindex)
{
    struct kld_object *o = kld_before_link(m, like->dev, ifindex);

    if (o)
        return o;
    o = kld_object_new(k->a, &kld_interface, like->dev);
    o->ifindex = ifindex;
    kld_set(k->a, o, "kind", kld_get(like, "kind"));
    kld_model_add(m, o);
    return o;
}

// @like has the name and the kind of the link.
static void remember(struct keeping *k, const struct kld_object *like, int32_t ifindex,
                     const struct kld_row *r, const char *was, const char *set)
{
    struct kld_place nowhere = {0};

    kld_put(k->a, half_of(k, k->new.was, like, ifindex), r, was, nowhere);
    kld_put(k->a, half_of(k, k->new.set, like, ifindex), r, set, nowhere);
}

static void keep_link(struct keeping *k, const struct kld_object *want)
{
    const struct kld_object *now = kld_model_link(k->now, want->dev), *prior, *was, *set;
    enum kld_kind kind = kld_kind_of(want);

    if (!now || (kld_is_made(want) && now->owner != KLD_OURS))
        return;
    prior = kld_before_link(k->prior, want->dev, now->ifindex);
    was = kld_before_link(k->old->was, want->dev, now->ifindex);
    set = kld_before_link(k->old->set, want->dev, now->ifindex);
    for (size_t i = 0; i < want->n; i++) {
        const struct kld_pair *p = &want->pairs[i];
        const char *before =
            was && set && kld_get(set, p->row->name) ? kld_get(was, p->row->name) : NULL;
        bool done = !strcmp(kld_value_of(now, p->row->name), p->text);

        if (!is_kept(p->row, kind) || (!done && !before))
            continue;
        if (!before) {
            if (!prior && !kld_is_made(want)) // it came from elsewhere
                continue;
            before = kld_value_of(prior, p->row->name);
            if (!strcmp(before, p->text)) // it was so already
                continue;
        }
        if (strcmp(before, p->text) != 0)
            remember(k, want, now->ifindex, p->row, before,
                     done ? p->text : kld_get(set, p->row->name));
    }
}

// What could not be put back is tried again.
static void keep_rest(struct keeping *k, const struct kld_object *set)
{
    const struct kld_object *now = kld_before_link(k->now, set->dev, set->ifindex);
    const struct kld_object *was = kld_before_link(k->old->was, set->dev, set->ifindex);
    const struct kld_object *want = now ? kld_model_link(k->want, now->dev) : NULL;

    for (size_t i = 0; now && was && i < set->n; i++) {
        const struct kld_pair *p = &set->pairs[i];
        const char *before = kld_get(was, p->row->name);

        if (before && is_kept(p->row, kld_kind_of(set)) && !(want && kld_get(want, p->row->name)) &&
            !strcmp(kld_value_of(now, p->row->name), p->text))
            remember(k, set, set->ifindex, p->row, before, p->text);
    }
}

static void remember_file(struct keeping *k, const struct kld_object *like, int32_t ifindex,
                          const char *was)
{
    struct kld_object *o;

    o = kld_file_new(k->a, like->dev, kld_get(like, "name"), was);
    o->ifindex = ifindex;
    kld_model_add(k->new.was, o);
    o = kld_file_new(k->a, like->dev, kld_get(like, "name"), kld_get(like, "value"));
    o->ifindex = ifindex;
    kld_model_add(k->new.set, o);
}

// What the file held before, by any name that its link had.
static const char *file_before(struct keeping *k, const struct kld_object *want, int32_t ifindex)
{
    const char *name = kld_get(want, "name");
    const struct kld_object *prior = kld_before_link(k->prior, want->dev, ifindex), *o;

    for (size_t i = 0; i < k->old->was->n; i++) {
        o = k->old->was->list[i];
        if (o->class == KLD_C_SYSCTL && o->ifindex == ifindex &&
            !strcmp(kld_file_for(k->a, kld_get(o, "name"), want->dev), name))
            return kld_get(o, "value");
    }
    if (!prior)
        return "";
    o = kld_file_in(k->prior, k->a, kld_file_for(k->a, name, prior->dev));
    return o && strcmp(kld_get(o, "value"), kld_get(want, "value")) != 0 ? kld_get(o, "value")
                                                                         : NULL;
}

static void keep_file(struct keeping *k, const struct kld_object *want)
{
    const struct kld_object *link = kld_model_link(k->now, want->dev);
    const struct kld_object *now = kld_model_find(k->now, want->key);
    const char *was = link ? file_before(k, want, link->ifindex) : NULL;

    if (was && now && !strcmp(kld_get(now, "value"), kld_get(want, "value")) &&
        strcmp(was, kld_get(want, "value")) != 0)
        remember_file(k, want, link->ifindex, was);
}

static void keep_rest_of_file(struct keeping *k, const struct kld_object *set)
{
    const struct kld_object *link = kld_before_link(k->now, set->dev, set->ifindex);
    const struct kld_object *now = kld_model_find(k->now, set->key);
    const struct kld_object *was = kld_model_find(k->old->was, set->key);

    if (link && now && was && !kld_model_find(k->want, set->key) &&
        !strcmp(kld_get(now, "value"), kld_get(set, "value")))
        remember_file(k, set, set->ifindex, kld_get(was, "value"));
}

static void keep_all(struct keeping *k);

static void keep_inner(struct keeping *k, const struct kld_object *want)
{
    static const struct kld_model none;
    const char *name = kld_get(want, "name");
    const struct kld_before old = kld_before_in(k->a, k->old, name);
    struct keeping in = {.a = k->a,
                         .old = &old,
                         .want = want->inner,
                         .prior = kld_inner_of(k->prior, name),
                         .now = kld_inner_of(k->now, name),
                         .refused = k->refused};

    if (!in.now)
        return;
    if (!in.prior)
        in.prior = &none;
    keep_all(&in);
    for (int half = 0; half < 2 && in.new.set->n; half++) {
        struct kld_object *o = kld_object_new(k->a, &kld_netns, NULL);

        kld_set(k->a, o, "name", name);
        o->inner = half ? in.new.set : in.new.was;
        kld_model_add(half ? k->new.set : k->new.was, o);
    }
}

static void keep_all(struct keeping *k)
{
    k->new = (struct kld_before){kld_model_new(k->a), kld_model_new(k->a)};
    for (size_t i = 0; i < k->want->n; i++) {
        const struct kld_object *o = k->want->list[i];

        if (o->class == KLD_C_LINK)
            keep_link(k, o);
        else if (o->class == KLD_C_SYSCTL)
            keep_file(k, o);
        else if (o->inner)
            keep_inner(k, o);
    }
    for (size_t i = 0; k->refused && i < k->old->set->n; i++) {
        const struct kld_object *o = k->old->set->list[i];

        if (o->class == KLD_C_LINK)
            keep_rest(k, o);
        else if (o->class == KLD_C_SYSCTL)
            keep_rest_of_file(k, o);
    }
}

static void write_text(const struct kld_before *b, struct kl_out *o)
{
    char id[40];

    kld_boot_id(id);
    kl_out_printf(o, MAGIC "boot %s\n", id);
    kld_model_write(b->was, o);
    kl_out_str(o, &HALF[1]);
    kld_model_write(b->set, o);
}

// @return 1 when both are the same; 0; a negative code
static int write_new(const struct kld_journal *j, const struct kld_before *old,
                     const struct kld_before *new, const char *name)
{
    struct kl_out *o[2] = {NULL, NULL};
    const char *text[2] = {"", ""};
    size_t len[2] = {0, 0};
    int code = 0;

    for (int i = 0; i < 2 && !code; i++) {
        code = kl_out_open_memory(&o[i]);
        if (code)
            break;
        write_text(i ? new : old, o[i]);
        text[i] = kl_out_text(o[i], &len[i]);
        code = kl_out_error(o[i]);
    }
    if (!code && (len[0] != len[1] || memcmp(text[0], text[1], len[0]) != 0))
        code = kld_folder_write(j, name, text[1], len[1]);
    for (int i = 0; i < 2; i++)
        if (o[i])
            kl_out_close(o[i]);
    return code;
}

int kld_before_keep(const struct kld_journal *j, const struct kld_before *b,
                    const struct kld_model *want, const struct kld_model *prior,
                    const struct kld_model *now, bool refused, bool next)
{
    struct keeping k = {
        .a = j->arena, .old = b, .want = want, .prior = prior, .now = now, .refused = refused};

    keep_all(&k);
    return write_new(j, b, &k.new, next ? KLD_BEFORE_NEXT : KLD_BEFORE_FILE);
}
