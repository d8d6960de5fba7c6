// SPDX-License-Identifier: MIT
#include "model.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

struct kld_model *kld_model_new(struct kld_arena *a)
{
    struct kld_model *m = kld_alloc(a, sizeof *m);

    m->arena = a;
    return m;
}

struct kld_object *kld_object_new(struct kld_arena *a, const struct kld_section *section,
                                  const char *dev)
{
    struct kld_object *o = kld_alloc(a, sizeof *o);

    o->class = section->class;
    o->section = section;
    o->dev = dev ? kld_strdup(a, dev) : NULL;
    return o;
}

struct kld_object *kld_copy(struct kld_arena *a, const struct kld_object *o)
{
    struct kld_object *copy = kld_alloc(a, sizeof *copy);

    *copy = *o;
    copy->next = NULL;
    copy->pairs = kld_alloc(a, (o->n ? o->n * 2 : 1) * sizeof *o->pairs);
    if (o->n)
        memcpy(copy->pairs, o->pairs, o->n * sizeof *o->pairs);
    return copy;
}

/* ---- Values ---- */

const struct kld_pair *kld_pair_of(const struct kld_object *o, const char *name)
{
    for (size_t i = 0; i < o->n; i++)
        if (!strcmp(o->pairs[i].row->name, name))
            return &o->pairs[i];
    return NULL;
}

const char *kld_get(const struct kld_object *o, const char *name)
{
    const struct kld_pair *p = kld_pair_of(o, name);

    return p ? p->text : NULL;
}

const char *kld_value_of(const struct kld_object *o, const char *name)
{
    const char *text = o ? kld_get(o, name) : NULL;

    return text ? text : "";
}

void kld_put(struct kld_arena *a, struct kld_object *o, const struct kld_row *row, const char *text,
             struct kld_place place)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->pairs[i].row == row) {
            o->pairs[i].text = text;
            return;
        }
    o->pairs = kld_grow(a, o->pairs, o->n, sizeof *o->pairs);
    o->pairs[o->n++] = (struct kld_pair){row, text, place, false};
}

void kld_unset(struct kld_object *o, const char *name)
{
    for (size_t i = 0; i < o->n; i++)
        if (!strcmp(o->pairs[i].row->name, name)) {
            memmove(&o->pairs[i], &o->pairs[i + 1], (o->n - i - 1) * sizeof *o->pairs);
            o->n--;
            return;
        }
}

bool kld_is_true(const struct kld_object *o, const char *name)
{
    const char *text = o ? kld_get(o, name) : NULL;

    return text && !strcmp(text, "true");
}

const char *kld_below(const struct kld_object *o)
{
    return kld_is_true(o, "from-outside") ? NULL : kld_get(o, "link");
}

enum kld_kind kld_kind_of(const struct kld_object *o)
{
    const struct kld_pair *p = kld_pair_of(o, "kind");

    return p ? (enum kld_kind)kld_number_of(p->row, p->text) : KLD_N_KINDS;
}

bool kld_is_made(const struct kld_object *o)
{
    return kld_kinds[kld_kind_of(o)].kernel != NULL;
}

void kld_make_device(struct kld_arena *a, struct kld_object *o)
{
    size_t n = 0;

    for (size_t i = 0; i < o->n; i++) {
        const struct kld_row *r = o->pairs[i].row;

        if (!r->kinds || (r->kinds >> KLD_ETHERNET & 1))
            o->pairs[n++] = o->pairs[i];
    }
    o->n = n;
    kld_set(a, o, "kind", kld_kinds[KLD_ETHERNET].name);
}

void kld_set(struct kld_arena *a, struct kld_object *o, const char *name, const char *text)
{
    const char *dot = strchr(name, '.');
    int kind = o->class == KLD_C_LINK && kld_kind_of(o) < KLD_N_KINDS ? (int)kld_kind_of(o) : -1;
    const struct kld_section *s = o->section;

    if (dot) {
        char section[16];

        snprintf(section, sizeof section, "%.*s", (int)(dot - name), name);
        s = kld_find(s, section, -1)->section;
    }
    kld_put(a, o, kld_find(s, dot ? dot + 1 : name, kind), text, (struct kld_place){0});
}

int kld_family_of(const struct kld_object *o)
{
    static const char *const tell[] = {"address", "to", "from", "via", "source"};
    const char *family = kld_get(o, "family");

    for (size_t i = 0; i < sizeof tell / sizeof tell[0]; i++) {
        const char *text = kld_get(o, tell[i]);

        if (text && strcmp(text, "default") != 0)
            return strchr(text, ':') ? AF_INET6 : AF_INET;
    }
    return family && !strcmp(family, "ipv6") ? AF_INET6 : AF_INET;
}

/* ---- Identity ---- */

static size_t add_words(char *key, size_t size, size_t n, const char *a, const char *b)
{
    if (n < size)
        n += (size_t)snprintf(key + n, size - n, " %s%s%s", a, *a && *b ? " " : "", b);
    return n;
}

void kld_make_key(struct kld_arena *a, struct kld_object *o)
{
    char key[1024];
    size_t n = (size_t)snprintf(key, sizeof key, "%s", kld_class_names[o->class]);
    bool first = true;

    if (o->class == KLD_C_LINK)
        n = add_words(key, sizeof key, n, "", o->dev);
    for (const struct kld_row *r = o->section->rows; r->name && o->class != KLD_C_LINK; r++) {
        const char *text = r->flags & KLD_IDENTITY ? kld_get(o, r->name) : NULL;

        // What comes first in the table speaks for itself: "route 10.0.0.0/8".
        if (text)
            n = add_words(key, sizeof key, n, first ? "" : r->name, text);
        first = false;
    }
    // An IPv6 route of another interface is another route, unless its router tells; an IPv4 route
    // is moved.
    if (o->class == KLD_C_ROUTE && kld_family_of(o) == AF_INET6 && kld_get(o, "dev") &&
        !kld_get(o, "hops") && (!kld_get(o, "via") || !strncasecmp(kld_get(o, "via"), "fe80:", 5)))
        n = add_words(key, sizeof key, n, "dev", kld_get(o, "dev"));
    if (o->dev && o->class != KLD_C_LINK && o->class != KLD_C_SYSCTL)
        n = add_words(key, sizeof key, n, "on", o->dev);
    o->key = kld_strdup(a, key);
}

static size_t hash(const char *s)
{
    size_t h = 1469598103934665603u;

    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return h ^ h >> 32;
}

static void rehash(struct kld_model *m)
{
    m->n_heads = m->n_heads ? m->n_heads * 2 : 64;
    m->heads = kld_alloc(m->arena, m->n_heads * sizeof *m->heads);
    for (size_t i = 0; i < m->n; i++) {
        struct kld_object **head = &m->heads[hash(m->list[i]->key) & (m->n_heads - 1)];

        m->list[i]->next = *head;
        *head = m->list[i];
    }
}

struct kld_model *kld_model_copy(struct kld_arena *a, const struct kld_model *m)
{
    struct kld_model *copy = kld_model_new(a);

    copy->netns = m->netns;
    copy->services = m->services;
    for (size_t i = 0; i < m->n; i++)
        kld_model_add(copy, kld_copy(a, m->list[i]));
    return copy;
}

struct kld_object *kld_model_find(const struct kld_model *m, const char *key)
{
    struct kld_object *o = m->n_heads ? m->heads[hash(key) & (m->n_heads - 1)] : NULL;

    while (o && strcmp(o->key, key) != 0)
        o = o->next;
    return o;
}

struct kld_object *kld_model_link(const struct kld_model *m, const char *name)
{
    char key[32];

    snprintf(key, sizeof key, "link %s", name);
    return kld_model_find(m, key);
}

struct kld_object *kld_model_add(struct kld_model *m, struct kld_object *o)
{
    struct kld_object *other, **head;

    kld_make_key(m->arena, o);
    other = kld_model_find(m, o->key);
    if (other)
        return other;
    if (m->n >= m->n_heads)
        rehash(m);
    m->list = kld_grow(m->arena, m->list, m->n, sizeof *m->list);
    m->list[m->n++] = o;
    head = &m->heads[hash(o->key) & (m->n_heads - 1)];
    o->next = *head;
    *head = o;
    return NULL;
}
