// SPDX-License-Identifier: MIT
// schema: what families, commands and attributes there are, by the library's own tables.
#include "schema.h"
#include "../lib/core/nearest.h"
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct kl_out *out;
    struct kl_sink *json; // NULL: text
};

static const char usage[] =
    "Usage: kernlink schema [--json] [FAMILY [COMMAND | ATTRIBUTE]]\n\n"
    "  kernlink schema                         all families\n"
    "  kernlink schema nl80211                 a family's commands and attributes\n"
    "  kernlink schema nl80211 get_scan        what a command takes and answers\n"
    "  kernlink schema nl80211 iftype          an attribute: type, unit, range, values\n";

static const char *family_at(size_t i, const void *user)
{
    const struct kl_family *f = kl_family_at(i);

    (void)user;
    return f ? kl_family_name(f) : NULL;
}

static int no_family(const char *name)
{
    const char *near = kl_nearest(name, family_at, NULL);

    fprintf(stderr, "kernlink schema: there is no family '%s'%s%s%s\n", name,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return 2;
}

/* ---- Names of commands and attributes ---- */

// All names of a family, short ones: commands, then attributes.
struct names {
    const struct schema_walk *w;
    char **list;
    size_t n;
};

static bool collect(struct names *names, const char *name, const char *prefix)
{
    char shown[KL_NAME_SIZE];
    char **grown = realloc(names->list, (names->n + 1) * sizeof *grown);

    if (!grown)
        return false;
    names->list = grown;
    names->list[names->n] = strdup(kl_short_name(shown, name, prefix));
    names->n += names->list[names->n] != NULL;
    return true;
}

static void collect_all(struct names *names)
{
    const struct kl_family *f = names->w->family;

    for (unsigned i = 0; i < f->n_commands; i++)
        if (!collect(names, f->commands[i].name, f->command_prefix))
            return;
    for (size_t i = 0; i < names->w->n; i++) {
        const struct kl_attrset *set = names->w->places[i].set;

        for (unsigned r = 0; r < set->n_rows; r++)
            if (!(set->rows[r].flags & KL_A_PAD) && !collect(names, set->rows[r].name, set->prefix))
                return;
    }
}

static const char *name_at(size_t i, const void *user)
{
    const struct names *names = user;

    return i < names->n ? names->list[i] : NULL;
}

// Is @word one of the words that '_' separates in @name? Then the name may be meant.
static bool is_part(const char *name, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = name; (at = strcasestr(at, word)); at++)
        if ((at == name || at[-1] == '_') && (at[len] == '\0' || at[len] == '_'))
            return true;
    return false;
}

static int no_name(const struct schema_walk *w, const char *word)
{
    struct names names = {.w = w};
    const char *near;
    unsigned parts = 0;

    collect_all(&names);
    near = kl_nearest(word, name_at, &names);
    fprintf(stderr, "kernlink schema: %s has no command and no attribute '%s'%s%s%s\n",
            w->family->name, word, near ? "; did you mean '" : "", near ? near : "",
            near ? "'?" : "");
    for (size_t i = 0; i < names.n; i++) {
        bool before = false;

        if (!is_part(names.list[i], word))
            continue;
        for (size_t k = 0; k < i && !before; k++)
            before = strcmp(names.list[k], names.list[i]) == 0;
        if (before || parts++ >= 20)
            continue;
        fprintf(stderr, "%s%s", parts == 1 ? "It is a part of: " : ", ", names.list[i]);
    }
    if (parts > 0)
        fprintf(stderr, "%s\n", parts > 20 ? ", ..." : "");
    for (size_t i = 0; i < names.n; i++)
        free(names.list[i]);
    free(names.list);
    return 2;
}

/* ---- Pages ---- */

static int show_command(struct page *p, const struct kl_family *f, const struct kl_command_def *c)
{
    struct schema_walk w;

    if (schema_walk_command(&w, f, c) < 0)
        return 1;
    if (p->json)
        schema_json_command(p->json, &w, c);
    else
        schema_show_command(p->out, &w, c);
    schema_walk_free(&w);
    return 0;
}

// "info_data" of IFLA_INFO_DATA, however much of it is the set's prefix.
static const struct kl_attr_def *row_ending(const struct kl_attrset *set, const char *word)
{
    size_t len = strlen(word);

    for (unsigned i = 0; i < set->n_rows; i++) {
        size_t all = strlen(set->rows[i].name);

        if (all > len && set->rows[i].name[all - len - 1] == '_' &&
            strcasecmp(set->rows[i].name + all - len, word) == 0)
            return &set->rows[i];
    }
    return NULL;
}

// Every set that has a row of this name, or with @endings one that ends so.
static size_t find(const struct schema_walk *w, const char *word, bool endings,
                   struct schema_found *found)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++) {
        const struct kl_attrset *set = w->places[i].set;
        const struct kl_attr_def *row =
            endings ? row_ending(set, word) : kl_attrset_row_named(set, word);

        if (row)
            found[n++] = (struct schema_found){row, &w->places[i]};
    }
    return n;
}

// The command, or several: rows of one name are for different flags of the message.
static unsigned show_commands(struct page *p, const struct kl_family *f, const char *word)
{
    unsigned n = 0;

    for (unsigned i = 0; i < f->n_commands; i++) {
        if (!kl_name_is(word, f->commands[i].name, f->command_prefix))
            continue;
        if (n++ > 0 && !p->json)
            kl_out_char(p->out, '\n');
        show_command(p, f, &f->commands[i]);
    }
    return n;
}

// "scan" of get_scan and trigger_scan: commands that are about it. @return how many there were.
static unsigned show_endings(struct page *p, const struct kl_family *f, const char *word)
{
    size_t len = strlen(word);
    char name[KL_NAME_SIZE];
    unsigned n = 0;

    for (unsigned i = 0; i < f->n_commands; i++) {
        size_t all = strlen(kl_short_name(name, f->commands[i].name, f->command_prefix));

        if (all <= len || name[all - len - 1] != '_' || strcasecmp(name + all - len, word) != 0)
            continue;
        if (n++ > 0 && !p->json)
            kl_out_char(p->out, '\n');
        show_command(p, f, &f->commands[i]);
    }
    return n;
}

// Names in full and short go first, then those that end so.
static int show_name(struct page *p, const struct schema_walk *w, const char *word)
{
    struct schema_found *found = calloc(w->n + 1, sizeof *found);
    unsigned commands;
    size_t n;

    if (!found)
        return 1;
    n = find(w, word, false, found);
    commands = show_commands(p, w->family, word);
    if (n == 0 && commands == 0)
        commands = show_endings(p, w->family, word);
    if (n == 0 && commands == 0)
        n = find(w, word, true, found);
    if (commands > 0 && n > 0 && !p->json)
        kl_out_char(p->out, '\n');
    if (n > 0 && p->json)
        schema_json_attributes(p->json, w, found, n);
    else if (n > 0)
        schema_show_attributes(p->out, w, found, n);
    free(found);
    return n == 0 && commands == 0 ? no_name(w, word) : 0;
}

static int show(struct page *p, const char *family, const char *name)
{
    const struct kl_family *f = family ? kl_family_find(family) : NULL;
    struct schema_walk w;
    int code = 0;

    if (!family) {
        if (p->json)
            schema_json_families(p->json);
        else
            schema_show_families(p->out);
        return 0;
    }
    if (!f)
        return no_family(family);
    if (schema_walk(&w, f) < 0)
        return 1;
    if (name)
        code = show_name(p, &w, name);
    else if (p->json)
        schema_json_family(p->json, &w);
    else
        schema_show_family(p->out, &w);
    schema_walk_free(&w);
    return code;
}

// What may stand next, for completion.
static int complete(const char *family)
{
    const struct kl_family *f = family ? kl_family_find(family) : NULL;
    struct names names = {.n = 0};
    struct schema_walk w;

    if (!family)
        for (size_t i = 0; family_at(i, NULL); i++)
            puts(family_at(i, NULL));
    if (!f || schema_walk(&w, f) < 0)
        return 0;
    names.w = &w;
    collect_all(&names);
    for (size_t i = 0; i < names.n; i++) {
        puts(names.list[i]);
        free(names.list[i]);
    }
    free(names.list);
    schema_walk_free(&w);
    return 0;
}

int kl_cmd_schema(int argc, char **argv)
{
    const char *words[2] = {NULL, NULL};
    struct page p = {.json = NULL};
    bool json = false;
    size_t n = 0;
    int code;

    if (argc > 1 && !strcmp(argv[1], "--complete"))
        return complete(argc > 2 ? argv[2] : NULL);
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--json")) {
            json = true;
        } else if (!strcmp(argv[i], "help") || !strcmp(argv[i], "--help")) {
            fputs(usage, stdout);
            return 0;
        } else if (argv[i][0] == '-' || n == 2) {
            fprintf(stderr, "kernlink schema: what is '%s'?\n%s", argv[i], usage);
            return 2;
        } else {
            words[n++] = argv[i];
        }
    }
    if (kl_out_open_fd(&p.out, 1) < 0)
        return 1;
    if (json && kl_sink_new(&p.json, KL_SINK_JSON, p.out) < 0) {
        kl_out_close(p.out);
        return 1;
    }
    code = show(&p, words[0], words[1]);
    if (p.json && kl_sink_free(p.json) < 0 && code == 0)
        code = 1;
    if (kl_out_close(p.out) < 0 && code == 0) {
        fprintf(stderr, "kernlink schema: cannot write\n");
        code = 1;
    }
    return code;
}
