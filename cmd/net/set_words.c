// SPDX-License-Identifier: MIT
// The words behind `set' and `unset': which edits they mean.
#include "complete.h"
#include "edit.h"
#include "set.h"

#include "../../lib/core/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MAX_DEPTH 6
#define MAX_WORDS 24 // of an item

struct setting {
    const char *path[MAX_DEPTH];
    size_t n;
    struct net_edit_word words[MAX_WORDS];
    struct net_edit edit;
    const struct kld_row *row; // of the key, or NULL: there is no such key
};

// Words for one more item of a list.
static const struct object {
    const char *word, *key;
    const struct kld_section *section;
} objects[] = {{"address", "addresses", &kld_address},
               {"route", "routes", &kld_route},
               {"neighbour", "neighbours", &kld_neighbour},
               {"vlan", "vlans", &kld_vlan}};

#define N_OBJECTS (sizeof objects / sizeof objects[0])

static const struct object *object_of(const char *word)
{
    for (size_t i = 0; i < N_OBJECTS; i++)
        if (!strcmp(objects[i].word, word))
            return &objects[i];
    return NULL;
}

/* ---- Which key, in which form ---- */

static bool is_key(const char *key)
{
    for (const char *s = key; *s; s++)
        if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && !strchr("-.", *s))
            return false;
    return *key && *key != '-';
}

// Without quotes only what cannot be anything else.
static bool needs_quotes(const struct kld_row *row, const char *value)
{
    if (row && (row->type == KLD_T_TEXT || row->type == KLD_T_PATTERN))
        return true;
    for (const char *s = value; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("_./-+", *s))
            return true;
    return !*value || *value == '-';
}

static bool is_list(const struct kld_row *row)
{
    return row && (row->flags & KLD_LIST || row->type == KLD_T_OBJECTS);
}

// interfaces.@name.@key; without a key, all of the interface.
static bool find_setting(struct setting *s, struct kld_arena *a, const char *name, const char *key)
{
    const struct kld_section *in = &kld_interface;
    const char *dot;

    *s = (struct setting){.path = {"interfaces", name}, .n = 2};
    for (; key; key = dot ? dot + 1 : NULL) {
        const char *word, *full;

        if (s->n == MAX_DEPTH)
            return false;
        dot = strchr(key, '.');
        word = kld_strndup(a, key, dot ? (size_t)(dot - key) : strlen(key));
        full = s->row ? kld_printf(a, "%s.%s", s->row->name, word) : word;
        s->row = in ? kld_find(in, full, -1) : NULL;
        if (!s->row && in)
            s->row = kld_find(in, word, -1);
        in = s->row && s->row->type == KLD_T_SECTION ? s->row->section : NULL;
        s->path[s->n++] = word;
    }
    s->edit = (struct net_edit){.arena = a,
                                .path = s->path,
                                .n = s->n,
                                .words = s->words,
                                // What an interface is without keys is wrong: all of it goes.
                                .keep_above = s->n > 2 ? 2 : 0};
    return true;
}

static void add_word(struct setting *s, const char *key, const struct kld_row *row,
                     const char *text)
{
    s->words[s->edit.n_words++] =
        (struct net_edit_word){.key = key, .text = text, .quoted = needs_quotes(row, text)};
}

/* ---- Files ---- */

// The names that a file has for interfaces.
static const struct kld_yaml *interfaces_of(struct net_set *s, const struct kld_file *f)
{
    struct kld_complaints c = {.arena = s->arena};
    struct kld_yaml *root;

    return kld_yaml_read(s->arena, f, &c, &root) == 0 ? kld_yaml_value(root, "interfaces") : NULL;
}

// The file that has the interface, or the one for those that none has.
static struct net_set_file *file_of(struct net_set *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (kld_yaml_value(interfaces_of(s, s->files[i].now), name))
            return &s->files[i];
    return &s->files[0];
}

static bool has_interface(struct net_set *s, const char *name)
{
    return kld_yaml_value(interfaces_of(s, file_of(s, name)->now), name) != NULL;
}

static int edit(struct net_set *s, struct setting *setting)
{
    struct net_set_file *f = file_of(s, setting->path[1]);
    struct kld_complaints c = {.arena = s->arena};
    const struct kld_file *new = net_edit(&setting->edit, f->now, &c);

    if (!new) {
        net_complaints(&c);
        return NET_SETTINGS;
    }
    f->now = new;
    return 0;
}

/* ---- Mistakes ---- */

static int usage(const struct net_set *s, const char *before, const char *word, const char *after)
{
    fprintf(stderr, "%s: %s%s%s\n", s->command, before, word, after);
    return NET_USAGE;
}

struct names {
    const struct kld_yaml *maps[64];
    size_t n;
};

static const char *name_at(size_t i, const void *user)
{
    const struct names *names = user;

    for (size_t k = 0; k < names->n; k++) {
        if (i < names->maps[k]->n / 2)
            return names->maps[k]->items[2 * i]->kind == KLD_YAML_SCALAR
                       ? names->maps[k]->items[2 * i]->text
                       : "";
        i -= names->maps[k]->n / 2;
    }
    return NULL;
}

static int no_interface(struct net_set *s, const char *name)
{
    struct names names = {.n = 0};
    const char *near;

    for (size_t i = 0; i < s->n && names.n < sizeof names.maps / sizeof names.maps[0]; i++) {
        const struct kld_yaml *map = interfaces_of(s, s->files[i].now);

        if (map && map->kind == KLD_YAML_MAP)
            names.maps[names.n++] = map;
    }
    near = kl_nearest(name, name_at, &names);
    fprintf(stderr, "%s: the settings have no interface '%s'%s%s%s\n", s->command, name,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return NET_SETTINGS;
}

// Keys of an interface and of its sections, and other words.
static const char *key_at(size_t i, const void *user)
{
    static const struct kld_row *const tables[] = {NULL, kld_kind_rows};

    (void)user;
    for (size_t t = 0; t < 2; t++)
        for (const struct kld_row *r = t ? tables[t] : kld_interface.rows; r->name; r++) {
            if (r->flags & KLD_INTERNAL)
                continue;
            if (i-- == 0)
                return r->name;
            if (r->type != KLD_T_SECTION)
                continue;
            for (const struct kld_row *below = r->section->rows; below->name; below++)
                if (!(below->flags & KLD_INTERNAL) && i-- == 0)
                    return below->name;
        }
    return i < N_OBJECTS ? objects[i].word : i == N_OBJECTS ? "master" : NULL;
}

static int no_key(const struct net_set *s, const char *key)
{
    const char *near = kl_nearest(key, key_at, NULL);

    fprintf(stderr, "%s: there is no key '%s'%s%s%s\nSee `kernlink net keys'.\n", s->command, key,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return NET_USAGE;
}

// Is it no key, but nearly one of the other words? Its place in the file would not help then.
static bool near_object(const char *word)
{
    const char *near = kl_nearest(word, key_at, NULL);

    return near && strcmp(near, word) != 0 && (object_of(near) || !strcmp(near, "master"));
}

/* ---- Single edits ---- */

static int find(struct net_set *s, struct setting *x, const char *name, const char *key)
{
    if (is_key(key) && find_setting(x, s->arena, name, key))
        return 0;
    return usage(s, "'", key, "' is no key");
}

// What a key that there is not gets is a mistake with a place in the file.
static int set_value(struct net_set *s, const char *name, const char *key, const char *value)
{
    struct setting x;
    int code = find(s, &x, name, key);

    if (code)
        return code;
    add_word(&x, NULL, x.row, value);
    x.edit.how = is_list(x.row) ? NET_EDIT_ADD : NET_EDIT_SET;
    x.edit.is_word = true;
    if (x.row && x.row->type == KLD_T_OBJECTS)
        x.words->key = x.row->section->rows->name;
    return edit(s, &x);
}

static int remove_key(struct net_set *s, const char *name, const char *key)
{
    const struct kld_file *before = file_of(s, name)->now;
    struct setting x;
    int code = find(s, &x, name, key);

    if (code)
        return code;
    x.edit.how = NET_EDIT_REMOVE;
    code = edit(s, &x);
    // A mistyped one, unless it was a mistake of the file.
    return code || x.row || file_of(s, name)->now != before ? code : no_key(s, key);
}

static int remove_item(struct net_set *s, const char *name, const char *key, const char *value)
{
    struct setting x;
    int code = find(s, &x, name, key);

    if (code)
        return code;
    if (!is_list(x.row))
        return x.row ? usage(s, "", key, " is no list: it has one value") : no_key(s, key);
    add_word(&x, x.row->type == KLD_T_OBJECTS ? x.row->section->rows->name : NULL, x.row, value);
    x.edit.how = NET_EDIT_REMOVE;
    x.edit.is_word = true;
    return edit(s, &x);
}

// In the ports of whose it is: an interface has one master.
static int remove_from_masters(struct net_set *s, const char *port, const char *but)
{
    int code = 0;

    for (size_t i = 0; i < s->n && !code; i++) {
        const struct kld_yaml *map = interfaces_of(s, s->files[i].now);

        for (size_t k = 0; map && map->kind == KLD_YAML_MAP && k + 1 < map->n && !code; k += 2) {
            const struct kld_yaml *ports = kld_yaml_value(map->items[k + 1], "ports");
            const char *name = map->items[k]->text;

            if (map->items[k]->kind != KLD_YAML_SCALAR || (but && !strcmp(name, but)))
                continue;
            for (size_t p = 0; ports && ports->kind == KLD_YAML_LIST && p < ports->n; p++)
                if (ports->items[p]->kind == KLD_YAML_SCALAR &&
                    !strcmp(ports->items[p]->text, port)) {
                    code = remove_item(s, name, "ports", port);
                    break;
                }
        }
    }
    return code;
}

// An item and what belongs to it: all pairs that follow and that such things have a key for.
static int change_object(struct net_set *s, const char *name, const struct object *o, char **words,
                         size_t n, size_t *at)
{
    const struct kld_row *first = o->section->rows, *row = first;
    struct setting x;

    find_setting(&x, s->arena, name, o->key);
    if (*at == n)
        return usage(s, "", o->word,
                     s->unset ? " which? Without an end, all of a key go by its name"
                              : " needs a value");
    add_word(&x, first->name, first, words[(*at)++]);
    for (; *at < n && x.edit.n_words < MAX_WORDS; *at += 2) {
        row = kld_find(o->section, words[*at], -1);
        if (!row || row->flags & KLD_INTERNAL || row == first || row->type == KLD_T_OBJECTS)
            break;
        if (*at + 1 == n)
            return usage(s, "", words[*at], " needs a value");
        add_word(&x, words[*at], row, words[*at + 1]);
    }
    x.edit.how = s->unset ? NET_EDIT_REMOVE : NET_EDIT_ADD;
    x.edit.is_word = first->flags & KLD_SHORT;
    return edit(s, &x);
}

/* ---- Words ---- */

// KEY=VALUE, KEY+=ITEM, KEY-=ITEM, KEY=
static int change_pair(struct net_set *s, const char *name, const char *word, const char *equals)
{
    bool add = equals > word && equals[-1] == '+', take = equals > word && equals[-1] == '-';
    const char *key = kld_strndup(s->arena, word, (size_t)(equals - word) - (add || take));
    const char *value = equals + 1;
    struct setting x;
    int code = find(s, &x, name, key);

    if (code)
        return code;
    if (!*value && (add || take))
        return usage(s, "", key, add ? "+= needs a value" : "-= needs a value");
    if (s->unset && (add || take))
        return usage(s, "", word, ": a key, or KEY=ITEM of a list, is wanted");
    if (!*value)
        return remove_key(s, name, key);
    if (take || s->unset)
        return remove_item(s, name, key, value);
    if (add && !is_list(x.row))
        return x.row ? usage(s, "", key, " is no list: it has one value") : no_key(s, key);
    if (!add && is_list(x.row))
        return usage(s, "", key,
                     " is a list: += adds to it, -= takes from it, and = alone ends it");
    return set_value(s, name, key, value);
}

static int change_word(struct net_set *s, const char *name, char **words, size_t n, size_t *at)
{
    const char *word = words[(*at)++], *equals = strchr(word, '=');
    const struct object *o = object_of(word);
    bool up = !strcmp(word, "up");
    int code;

    if (equals)
        return change_pair(s, name, word, equals);
    if (o)
        return change_object(s, name, o, words, n, at);
    if (s->unset)
        return !strcmp(word, "master") ? remove_from_masters(s, name, NULL)
                                       : remove_key(s, name, word);
    if (up && *at < n && (!strcmp(words[*at], "true") || !strcmp(words[*at], "false")))
        return set_value(s, name, word, words[(*at)++]);
    if (up || !strcmp(word, "down"))
        return set_value(s, name, "up", up ? "true" : "false");
    if (*at == n) {
        struct setting x;

        code = find(s, &x, name, word);
        return code                               ? code
               : x.row || !strcmp(word, "master") ? usage(s, "", word, " needs a value")
                                                  : no_key(s, word);
    }
    if (strcmp(word, "master") != 0)
        return near_object(word) ? no_key(s, word) : set_value(s, name, word, words[(*at)++]);
    code = remove_from_masters(s, name, words[*at]);
    return code ? code : set_value(s, words[(*at)++], "ports", name);
}

// What an interface is must be in the settings. One that is new and not said to be anything else is
// a device.
static int name_kind(struct net_set *s, const char *name, char **words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(words[i], "kind") || !strncmp(words[i], "kind=", 5))
            return 0;
    if (has_interface(s, name))
        return 0;
    return set_value(s, name, "kind", strcmp(name, "lo") != 0 ? "ethernet" : "loopback");
}

static int remove_interface(struct net_set *s, const char *name)
{
    struct setting x;
    int code = remove_from_masters(s, name, NULL);

    find_setting(&x, s->arena, name, NULL);
    x.edit.how = NET_EDIT_REMOVE;
    return code ? code : edit(s, &x);
}

int net_set_change(struct net_set *s, char **words, size_t n)
{
    const char *name = words[0];
    int code = 0;

    if (s->unset && !has_interface(s, name))
        return no_interface(s, name);
    if (!s->unset)
        code = name_kind(s, name, words + 1, n - 1);
    else if (n == 1)
        return remove_interface(s, name);
    for (size_t at = 1; at < n && !code;)
        code = change_word(s, name, words, n, &at);
    return code;
}

/* ---- Completion ---- */

static void print_rows(const char *prefix, const struct kld_row *rows)
{
    for (const struct kld_row *r = rows; r->name; r++) {
        const char *dot = strrchr(r->name, '.');
        char name[96];

        if (r->flags & KLD_INTERNAL || r->type == KLD_T_OBJECTS || r->type == KLD_T_SYSCTLS)
            continue;
        if (!*prefix && kld_find(&kld_interface, r->name, -1) != r)
            continue; // of several kinds: once is enough
        snprintf(name, sizeof name, "%s%s", prefix, dot ? dot + 1 : r->name);
        if (r->type != KLD_T_SECTION) {
            puts(name);
        } else if (!*prefix) {
            strcat(name, ".");
            print_rows(name, r->section->rows);
        }
    }
}

static void print_values(const struct kld_row *row)
{
    const struct kld_word *w = row->words;

    if (row->type == KLD_T_BOOL)
        puts("true\nfalse");
    for (; w && w->name; w++)
        puts(w->name);
    if (row->flags & KLD_DEFAULT)
        puts("default");
    if (row->type == KLD_T_NAME)
        net_complete_interfaces();
}

// Behind an item of a list, with pairs of keys and values.
static void print_pairs(const struct object *o, const char *const *words, size_t n)
{
    const struct kld_row *row = n % 2 ? NULL
                                : n   ? kld_find(o->section, words[n - 1], -1)
                                      : o->section->rows;

    if (row)
        print_values(row);
    for (row = o->section->rows + 1; n % 2 && row->name; row++)
        if (!(row->flags & KLD_INTERNAL) && row->type != KLD_T_OBJECTS)
            puts(row->name);
}

// Is it a key, whose values are printed then?
static bool value_wanted(const char *key)
{
    struct kld_arena *a = kld_arena_new();
    struct setting x;
    bool wanted = find_setting(&x, a, "", key) && x.row && strcmp(key, "up") != 0;

    if (wanted)
        print_values(x.row);
    else if (!strcmp(key, "master"))
        net_complete_interfaces();
    kld_arena_free(a);
    return wanted || !strcmp(key, "master");
}

void net_set_words(const char *const *words, size_t n, bool unset)
{
    const char *last = n > 1 ? words[n - 1] : NULL;

    if (!n) {
        net_complete_interfaces();
        return;
    }
    for (size_t i = n; i-- > 1;) {
        const struct object *o = object_of(words[i]);

        if (!o)
            continue;
        print_pairs(o, words + i + 1, n - i - 1);
        if ((n - i - 1) % 2 == 0)
            return; // a value is wanted
        break;
    }
    if (last && !unset && value_wanted(last))
        return;
    for (size_t i = 0; i < N_OBJECTS; i++)
        puts(objects[i].word);
    puts(unset ? "addresses\nneighbours\nroutes\nvlans\nmaster" : "down\nmaster");
    print_rows("", kld_interface.rows);
    print_rows("", kld_kind_rows);
}
