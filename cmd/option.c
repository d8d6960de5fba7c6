// SPDX-License-Identifier: MIT
// Reading a command line by tables of options.
#include "option.h"
#include "../lib/core/nearest.h"

#include <string.h>

#define N_TABLES 3

static const struct kl_option *row_at(const struct kl_options *o, size_t i)
{
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct kl_option *row = o->tables[t]; row && row->name; row++)
            if (i-- == 0)
                return row;
    return NULL;
}

static const char *name_at(size_t i, const void *user)
{
    const struct kl_option *row = row_at(user, i);

    return row ? row->name : NULL;
}

static int wrong(const struct kl_options *o, const char *format, const char *what)
{
    fprintf(stderr, "%s: ", o->command);
    fprintf(stderr, format, what);
    fprintf(stderr, "\nTry `%s --help'.\n", o->command);
    return KL_OPTION_WRONG;
}

static int take_value(struct kl_options *o, const struct kl_option *row)
{
    if (o->at >= o->argc)
        return wrong(o, "--%s needs a value", row->name);
    o->value = o->argv[o->at++];
    return row->id;
}

static int long_option(struct kl_options *o, const char *word)
{
    size_t len = strcspn(word, "=");
    const struct kl_option *row;
    char name[64];
    const char *near;

    if (len >= sizeof name)
        return wrong(o, "there is no option --%s", word);
    memcpy(name, word, len);
    name[len] = '\0';
    for (size_t i = 0; (row = row_at(o, i)); i++) {
        if (strcmp(row->name, name))
            continue;
        if (!row->value && word[len])
            return wrong(o, "--%s takes no value", name);
        if (!row->value)
            return row->id;
        if (!word[len])
            return take_value(o, row);
        o->value = word + len + 1;
        return row->id;
    }
    near = kl_nearest(name, name_at, o);
    fprintf(stderr, "%s: there is no option --%s%s%s%s\n", o->command, name,
            near ? "; did you mean --" : "", near ? near : "", near ? "?" : "");
    fprintf(stderr, "Try `%s --help'.\n", o->command);
    return KL_OPTION_WRONG;
}

static int short_option(struct kl_options *o)
{
    char letter[2] = {*o->letters++, '\0'};
    const struct kl_option *row;

    for (size_t i = 0; (row = row_at(o, i)); i++) {
        const char *joined = o->letters;

        if (row->letter != letter[0])
            continue;
        if (!row->value)
            return row->id;
        o->letters = NULL;
        if (!*joined)
            return take_value(o, row);
        o->value = joined;
        return row->id;
    }
    return wrong(o, "there is no option -%s", letter);
}

int kl_option_next(struct kl_options *o)
{
    const char *word;

    if (o->letters && *o->letters)
        return short_option(o);
    if (o->at >= o->argc)
        return KL_OPTION_END;
    word = o->argv[o->at++];
    if (!o->rest && !strcmp(word, "--")) {
        o->rest = true;
        return kl_option_next(o);
    }
    if (!o->rest && word[0] == '-' && word[1] == '-')
        return long_option(o, word + 2);
    if (!o->rest && word[0] == '-' && word[1]) {
        o->letters = word + 1;
        return short_option(o);
    }
    o->rest = o->rest || o->only_first;
    o->value = word;
    return KL_OPTION_ARGUMENT;
}

void kl_option_help(const struct kl_option *table, FILE *to)
{
    for (; table->name; table++) {
        int n;

        if (!table->help)
            continue; // not for people
        n = table->letter ? fprintf(to, "  -%c, --%s", table->letter, table->name)
                          : fprintf(to, "      --%s", table->name);

        if (table->value)
            n += fprintf(to, "=%s", table->value);
        fprintf(to, "%*s%s\n", n < 30 ? 30 - n : 1, "", table->help);
    }
}

void kl_option_words(const struct kl_option *table, FILE *to)
{
    for (; table->name; table++)
        if (table->help)
            fprintf(to, "--%s\n", table->name);
}
