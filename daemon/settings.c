// SPDX-License-Identifier: MIT
// From YAML to objects, by the tables of the schema.
#include "settings.h"

#include "netns.h"
#include "set.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define MAX_OBJECTS 250000u
// Of values, those that an alias brings once more included; a file without aliases has fewer.
#define MAX_VISITS  5000000u

// Where the walk is.
struct walk {
    struct kld_settings *s;
    struct kld_object *object; // whose keys are read, or NULL
    const char *dev;           // the interface around it, or NULL
    int kind;                  // of the interface, or -1
};

#define COMPLAIN(w, y, ...) kld_complain(&(w)->s->complaints, (y)->place, __VA_ARGS__)

/* ---- Keys ---- */

static void complain_unknown(struct walk *w, const struct kld_section *section,
                             const struct kld_yaml *key)
{
    const struct kld_row *other = kld_find(section, key->text, -1);
    char hint[160];

    if (other && !(other->flags & KLD_INTERNAL) && w->kind >= 0) {
        COMPLAIN(w, key, "%s: an interface of kind %s has no such key", key->text,
                 kld_kinds[w->kind].name);
        return;
    }
    kld_settings_hint(hint, sizeof hint, section, key->text, w->kind);
    COMPLAIN(w, key, "there is no key '%.60s' in %s%s", key->text, section->name, hint);
}

static int by_text(const void *a, const void *b)
{
    const struct kld_yaml *x = *(struct kld_yaml *const *)a, *y = *(struct kld_yaml *const *)b;
    int order = strcmp(x->text, y->text);

    if (!order)
        order = x->place.line < y->place.line ? -1 : x->place.line > y->place.line;
    return order ? order
                 : (x->place.column > y->place.column) - (x->place.column < y->place.column);
}

// Keys must be scalars, each there once.
static void check_keys(struct walk *w, const struct kld_yaml *map)
{
    struct kld_yaml **keys = kld_alloc(w->s->arena, (map->n / 2 + 1) * sizeof *keys);
    size_t n = 0;

    for (size_t i = 0; i < map->n; i += 2) {
        if (map->items[i]->kind == KLD_YAML_SCALAR)
            keys[n++] = map->items[i];
        else
            COMPLAIN(w, map->items[i], "a key must be a word");
    }
    if (n)
        qsort(keys, n, sizeof *keys, by_text);
    for (size_t i = 1; i < n; i++)
        if (!strcmp(keys[i]->text, keys[i - 1]->text))
            COMPLAIN(w, keys[i], "%s: is there already, in line %u", keys[i]->text,
                     keys[i - 1]->place.line);
}

// An alias costs no memory, but time: @return whether there is some left.
static bool may_visit(struct walk *w, const struct kld_yaml *y)
{
    if (w->s->visits <= MAX_VISITS) {
        w->s->visits += 1 + y->n;
        if (w->s->visits > MAX_VISITS)
            COMPLAIN(w, y, "too many values, counting those of aliases each time");
    }
    return w->s->visits <= MAX_VISITS;
}

/* ---- Objects ---- */

static void walk_map(struct walk *w, const struct kld_section *section, const struct kld_yaml *map);

static const char *article(const struct kld_section *s)
{
    return strchr("aeio", s->name[0]) ? "an" : "a";
}

static void check_required(struct walk *w, const struct kld_section *section,
                           const struct kld_yaml *map)
{
    const struct kld_row *tables[] = {section->rows,
                                      section == &kld_interface ? kld_kind_rows : NULL};

    for (size_t t = 0; t < 2 && tables[t]; t++)
        for (const struct kld_row *r = tables[t]; r->name; r++) {
            if (!(r->flags & KLD_REQUIRED) || r->flags & KLD_INTERNAL ||
                (r->kinds && w->kind < 0) || (r->kinds && !(r->kinds >> w->kind & 1)))
                continue;
            if (!kld_yaml_value(map, kld_own_name(r)))
                COMPLAIN(w, map, "%s %s lacks %s: %s",
                         w->kind >= 0 ? kld_kinds[w->kind].name : article(section), section->name,
                         kld_own_name(r), r->doc);
        }
}

static void add_object(struct walk *w, struct kld_object *o)
{
    struct kld_object *other;

    if (w->s->model->n >= MAX_OBJECTS) {
        if (!w->s->complaints.n)
            kld_complain(&w->s->complaints, o->place, "too many objects: 250000 is the limit");
        return;
    }
    other = kld_model_add(w->s->model, o);
    if (other)
        kld_complain(&w->s->complaints, o->place, "%s: is there already, in line %u of %s", o->key,
                     other->place.line, other->place.file ? other->place.file->name : "?");
}

static const struct kld_row *short_row(const struct kld_section *s)
{
    for (const struct kld_row *r = s->rows; r->name; r++)
        if (r->flags & KLD_SHORT)
            return r;
    return NULL;
}

// A default route is of the family of what it names.
static void settle_family(struct walk *w, struct kld_object *o)
{
    const char *to = kld_get(o, "to");
    bool six = kld_family_of(o) == AF_INET6;

    if (o->class == KLD_C_ROUTE) {
        if (to && !strcmp(to, "default"))
            kld_set(w->s->arena, o, "to", six ? "::/0" : "0.0.0.0/0");
        kld_unset(o, "family");
    } else if (o->class == KLD_C_RULE) {
        kld_unset(o, "family");
        if (six && !kld_get(o, "from") && !kld_get(o, "to"))
            kld_set(w->s->arena, o, "family", "ipv6");
    }
}

// @key: that it stands behind, or NULL: it is one of a list
static void walk_object(struct walk *w, const struct kld_section *section,
                        const struct kld_yaml *key, const struct kld_yaml *y)
{
    struct walk inner = *w;
    const struct kld_row *row = short_row(section);
    struct kld_object *o = kld_object_new(w->s->arena, section, w->dev);
    size_t before = w->s->complaints.n + w->s->complaints.more;

    if (!may_visit(w, y))
        return;
    inner.object = o;
    inner.kind = -1;
    o->place = y->place;
    if (y->kind == KLD_YAML_SCALAR && row) {
        struct kld_row said = *row;
        const char *text;

        if (key)
            said.name = key->text;
        text = kld_value_read(w->s->arena, &said, y, &w->s->complaints);
        if (text)
            kld_put(w->s->arena, o, row, text, y->place);
    } else if (y->kind == KLD_YAML_MAP) {
        walk_map(&inner, section, y);
        check_required(&inner, section, y);
    } else {
        COMPLAIN(w, y, "%s %s is written as keys with values", article(section), section->name);
    }
    if (w->s->complaints.n + w->s->complaints.more != before)
        return;
    // Below an interface, a route goes through it; its device is a value like any other.
    if (o->class == KLD_C_ROUTE && w->dev) {
        if (kld_get(o, "dev") && strcmp(kld_get(o, "dev"), w->dev) != 0)
            COMPLAIN(w, y, "the route stands below %s and names %s", w->dev, kld_get(o, "dev"));
        if (!kld_get(o, "dev"))
            kld_set(w->s->arena, o, "dev", w->dev);
        o->dev = NULL;
    }
    settle_family(w, o);
    if (section->class != KLD_C_NONE)
        add_object(w, o);
}

// Hops of a route: a list of sections that ends as one text.
static const char *read_hops(struct walk *w, const struct kld_row *row, const struct kld_yaml *list)
{
    const char **hops = NULL;
    size_t n = 0;

    for (size_t i = 0; i < list->n && may_visit(w, list->items[i]); i++) {
        struct walk inner = *w;
        struct kld_object *o = kld_object_new(w->s->arena, row->section, NULL);
        const char *weight;

        inner.object = o;
        inner.kind = -1;
        if (list->items[i]->kind != KLD_YAML_MAP) {
            COMPLAIN(w, list->items[i], "a hop is written as keys with values");
            continue;
        }
        walk_map(&inner, row->section, list->items[i]);
        if (!kld_get(o, "via") && !kld_get(o, "dev"))
            COMPLAIN(w, list->items[i], "a hop has a via, or a dev, or both");
        weight = kld_get(o, "weight");
        hops = kld_grow(w->s->arena, hops, n, sizeof *hops);
        hops[n++] = kld_printf(
            w->s->arena, "%s,%s,%s%s", kld_get(o, "via") ? kld_get(o, "via") : "",
            kld_get(o, "dev") ? kld_get(o, "dev") : "", weight ? weight : "1",
            kld_get(o, "onlink") && !strcmp(kld_get(o, "onlink"), "true") ? ",onlink" : "");
    }
    return kld_join(w->s->arena, hops, n, false);
}

static void walk_objects(struct walk *w, const struct kld_row *row, const struct kld_yaml *key,
                         const struct kld_yaml *y)
{
    if (y->kind != KLD_YAML_LIST) {
        COMPLAIN(w, key, "%s: a list is wanted, a line with - for each", key->text);
        return;
    }
    if (row->section->class == KLD_C_NONE) {
        kld_put(w->s->arena, w->object, row, read_hops(w, row, y), key->place);
        return;
    }
    for (size_t i = 0; i < y->n; i++)
        walk_object(w, row->section, NULL, y->items[i]);
}

static void walk_interface(struct walk *w, const struct kld_yaml *key, const struct kld_yaml *y)
{
    const struct kld_yaml *kind = kld_yaml_value(y, "kind");
    const struct kld_row *row = kld_find(&kld_interface, "kind", -1);
    struct walk inner = *w;
    struct kld_object *o;

    if (!kld_is_ifname(key->text)) {
        COMPLAIN(w, key, "'%.40s' is no name of an interface: 1 to 15 bytes, no blank, '/', ':'",
                 key->text);
        return;
    }
    if (y->kind != KLD_YAML_MAP) {
        COMPLAIN(w, key, "%s: an interface is written as keys with values", key->text);
        return;
    }
    o = kld_object_new(w->s->arena, &kld_interface, key->text);
    o->place = key->place;
    inner.object = o;
    inner.dev = o->dev;
    inner.kind = -1;
    if (kind && kind->kind == KLD_YAML_SCALAR) {
        const struct kld_word *word = kld_word_named(row->words, kind->text);

        if (word)
            inner.kind = (int)word->value;
    }
    walk_map(&inner, &kld_interface, y);
    // What a map lacks is said where the interface begins.
    struct kld_yaml here = *y;
    here.place = key->place;
    check_required(&inner, &kld_interface, &here);
    add_object(w, o);
}

static void walk_set(struct walk *w, const struct kld_yaml *key, const struct kld_yaml *y)
{
    struct walk inner = *w;
    struct kld_object *o;
    struct kld_yaml here = *y;

    if (!kld_is_setname(key->text)) {
        COMPLAIN(w, key,
                 "'%.40s' is no name for a set: 1 to 31 bytes, no blank; " KLD_SET_MARK
                 " and kl-sync-... are taken",
                 key->text);
        return;
    }
    if (y->kind != KLD_YAML_MAP) {
        COMPLAIN(w, key, "%s: a set is written as keys with values", key->text);
        return;
    }
    o = kld_object_new(w->s->arena, &kld_set_section, NULL);
    o->place = key->place;
    kld_set(w->s->arena, o, "name", key->text);
    inner.object = o;
    inner.kind = -1;
    walk_map(&inner, &kld_set_section, y);
    here.place = key->place;
    check_required(&inner, &kld_set_section, &here);
    kld_set_check(&w->s->complaints, o, kld_yaml_value(y, "elements"));
    add_object(w, o);
}

// A namespace of two files is one.
static struct kld_object *netns_of(struct walk *w, const struct kld_yaml *key)
{
    struct kld_object *o = kld_object_new(w->s->arena, &kld_netns, NULL), *other;

    o->place = key->place;
    kld_set(w->s->arena, o, "name", key->text);
    o->inner = kld_model_new(w->s->arena);
    o->inner->netns = key->text;
    other = kld_model_add(w->s->model, o);
    return other ? other : o;
}

static void walk_netns(struct walk *w, const struct kld_yaml *key, const struct kld_yaml *y)
{
    struct kld_model *around = w->s->model;
    struct walk inner = *w;

    if (!kld_is_netns(key->text)) {
        COMPLAIN(w, key, "'%.40s' is no name for a namespace: 1 to 100 bytes, no blank, '/'",
                 key->text);
        return;
    }
    if (y->kind != KLD_YAML_MAP) {
        COMPLAIN(w, key, "%s: a namespace is written as keys with values", key->text);
        return;
    }
    inner.object = netns_of(w, key);
    inner.kind = -1;
    w->s->model = inner.object->inner;
    walk_map(&inner, &kld_netns, y);
    w->s->model = around;
}

static void walk_named(struct walk *w, const struct kld_row *row, const struct kld_yaml *key,
                       const struct kld_yaml *y)
{
    if (y->kind != KLD_YAML_MAP) {
        COMPLAIN(w, key, "%s: names are wanted, each with its keys", key->text);
        return;
    }
    // Of two files that name one namespace, each says a part; in one file it stands once.
    if (row->section->class == KLD_C_NETNS)
        check_keys(w, y);
    for (size_t i = 0; i + 1 < y->n; i += 2)
        if (y->items[i]->kind != KLD_YAML_SCALAR)
            COMPLAIN(w, y->items[i], "a key must be a word");
        else if (row->section->class == KLD_C_NETNS)
            walk_netns(w, y->items[i], y->items[i + 1]);
        else if (row->section->class == KLD_C_SET)
            walk_set(w, y->items[i], y->items[i + 1]);
        else
            walk_interface(w, y->items[i], y->items[i + 1]);
}

// Only what is the interface's own: ipv4/conf/..., ipv6/neigh/...; the interface is put in.
static void walk_sysctls(struct walk *w, const struct kld_yaml *key, const struct kld_yaml *y)
{
    static const char *const areas[] = {"ipv4/conf/", "ipv6/conf/", "ipv4/neigh/", "ipv6/neigh/",
                                        "mpls/conf/"};

    if (y->kind != KLD_YAML_MAP || !may_visit(w, y)) {
        COMPLAIN(w, key, "%s: names with values are wanted", key->text);
        return;
    }
    check_keys(w, y);
    for (size_t i = 0; i + 1 < y->n; i += 2) {
        const char *name = y->items[i]->text ? y->items[i]->text : "", *rest = NULL, *value;
        struct kld_object *o;

        for (size_t k = 0; k < sizeof areas / sizeof areas[0]; k++)
            if (!strncmp(name, areas[k], strlen(areas[k])))
                rest = name + strlen(areas[k]);
        if (!rest || !*rest ||
            strspn(rest, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(rest)) {
            COMPLAIN(w, y->items[i],
                     "'%.60s' is no file of an interface, such as "
                     "ipv4/conf/accept_local or ipv6/neigh/gc_stale_time",
                     name);
            continue;
        }
        value = kld_value_read(w->s->arena, kld_find(&kld_sysctl, "value", -1), y->items[i + 1],
                               &w->s->complaints);
        if (!value)
            continue;
        o = kld_object_new(w->s->arena, &kld_sysctl, w->dev);
        o->place = y->items[i]->place;
        kld_set(w->s->arena, o, "name",
                kld_printf(w->s->arena, "%.*s%s/%s", (int)(rest - name), name, w->dev, rest));
        kld_set(w->s->arena, o, "value", value);
        add_object(w, o);
    }
}

static void walk_map(struct walk *w, const struct kld_section *section, const struct kld_yaml *map)
{
    if (!may_visit(w, map))
        return;
    check_keys(w, map);
    for (size_t i = 0; i + 1 < map->n; i += 2) {
        const struct kld_yaml *key = map->items[i], *y = map->items[i + 1];
        const struct kld_row *row;
        const char *text;

        if (!may_visit(w, y))
            return;
        if (key->kind != KLD_YAML_SCALAR)
            continue;
        row = kld_find(section, key->text, w->kind);
        if (!row || row->flags & KLD_INTERNAL) {
            complain_unknown(w, section, key);
            continue;
        }
        switch (row->type) {
        case KLD_T_SECTION:
            if (y->kind == KLD_YAML_MAP)
                walk_map(w, row->section, y);
            else
                COMPLAIN(w, key, "%s: keys with values are wanted", key->text);
            break;
        case KLD_T_OBJECT:
            walk_object(w, row->section, key, y);
            break;
        case KLD_T_OBJECTS:
            walk_objects(w, row, key, y);
            break;
        case KLD_T_NAMED:
            walk_named(w, row, key, y);
            break;
        case KLD_T_SYSCTLS:
            walk_sysctls(w, key, y);
            break;
        default:
            text = kld_value_read(w->s->arena, row, y, &w->s->complaints);
            if (text && w->object == w->s->root && kld_pair_of(w->object, row->name))
                COMPLAIN(w, key, "%s: another file says it, too", key->text);
            else if (text && w->object)
                kld_put(w->s->arena, w->object, row, text, y->place);
        }
    }
}

/* ---- Files ---- */

struct kld_settings *kld_settings_new(void)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_settings *s = kld_alloc(a, sizeof *s);

    s->arena = a;
    s->complaints.arena = a;
    s->model = kld_model_new(a);
    s->services = kld_model_new(a);
    s->root = kld_object_new(a, &kld_root, NULL);
    return s;
}

void kld_settings_free(struct kld_settings *s)
{
    if (s)
        kld_arena_free(s->arena);
}

void kld_settings_add_text(struct kld_settings *s, const struct kld_file *file)
{
    struct walk w = {.s = s, .object = s->root, .kind = -1};
    struct kld_yaml *root;

    s->files = kld_grow(s->arena, s->files, s->n_files, sizeof *s->files);
    s->files[s->n_files++] = file;
    if (kld_yaml_read(s->arena, file, &s->complaints, &root) < 0 || !root)
        return;
    if (root->kind == KLD_YAML_SCALAR && root->plain && !*root->text)
        return;
    if (root->kind != KLD_YAML_MAP)
        COMPLAIN(&w, root,
                 "settings begin with interfaces:, ipsets:, namespaces:, routes: or rules:");
    else
        walk_map(&w, &kld_root, root);
}

static int is_settings(const struct dirent *d)
{
    size_t n = strlen(d->d_name);

    return d->d_name[0] != '.' && n > 5 && !strcmp(d->d_name + n - 5, ".yaml");
}

static void add_file(const char *path, void *user)
{
    struct kld_settings *s = user;
    const struct kld_file *file = kld_file_read(s->arena, path, &s->complaints);

    if (file)
        kld_settings_add_text(s, file);
}

// The files that @path stands for. What cannot be looked at is given, too: reading it says why.
static void each_file(struct kld_arena *a, const char *path, void (*take)(const char *, void *),
                      void *user)
{
    const char *whole = kld_printf(a, "%s/network.yaml", path);
    const char *folder = kld_printf(a, "%s/network.d", path);
    struct dirent **names;
    struct stat st;
    int n;

    if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode)) {
        take(path, user);
        return;
    }
    if (stat(whole, &st) == 0) {
        take(whole, user);
    } else if (errno == EACCES) {
        take(whole, user);
        return;
    }
    n = scandir(folder, &names, is_settings, alphasort);
    if (n < 0 && errno == EACCES)
        take(folder, user);
    for (int i = 0; i < n; i++) {
        take(kld_printf(a, "%s/%s", folder, names[i]->d_name), user);
        free(names[i]);
    }
    if (n >= 0)
        free(names);
}

void kld_settings_add(struct kld_settings *s, const char *path)
{
    each_file(s->arena, path, add_file, s);
    if (!s->n_files && !s->complaints.n) {
        struct kld_file *f = kld_alloc(s->arena, sizeof *f);

        f->name = path;
        kld_complain(&s->complaints, (struct kld_place){.file = f},
                     "has no network.yaml and no network.d/*.yaml");
    }
}

struct texts {
    struct kld_arena *arena;
    struct kld_complaints complaints;
    const struct kld_file **list;
    size_t n;
};

static void add_text(const char *path, void *user)
{
    struct texts *t = user;
    const struct kld_file *file = kld_file_read(t->arena, path, &t->complaints);

    if (!file)
        return;
    t->list = kld_grow(t->arena, t->list, t->n, sizeof *t->list);
    t->list[t->n++] = file;
}

const struct kld_file **kld_settings_texts(struct kld_arena *a, const char *path, size_t *ret_n)
{
    struct texts t = {.arena = a, .complaints = {.arena = a}};

    each_file(a, path, add_text, &t);
    *ret_n = t.n;
    return t.list;
}

int kld_settings_finish(struct kld_settings *s)
{
    // Mistakes above do not hide those here; only what is cut off says nothing about the whole.
    if (s->visits <= MAX_VISITS && s->model->n < MAX_OBJECTS)
        kld_settings_check(s);
    kld_complaints_sort(&s->complaints);
    return s->complaints.n ? -EINVAL : 0;
}
