// SPDX-License-Identifier: MIT
// Taking out of a settings file a key, or an item of a list, with what stands below it. Comments
// above stay, as nobody knows whether they are of that alone.
#include "edit_place.h"

#include <string.h>

// What goes: the last key of a path, or an item of the list there.
struct target {
    const struct kld_yaml *maps[32]; // that the path leads through
    size_t keys[32];                 // number of its keys in them
    size_t n;
    const struct kld_yaml *list; // or NULL
    size_t item;
};

/* ---- Finding it ---- */

static bool find_item(struct net_edit_work *w, struct target *t, const struct kld_yaml *list)
{
    size_t n = 0;

    for (int exactly = 1; exactly >= 0 && !n; exactly--)
        for (size_t i = 0; i < list->n; i++)
            if (net_is_item(w->e, list->items[i], exactly)) {
                t->item = i;
                n++;
            }
    if (n > 1) {
        w->why = "more than one is meant there: say more of it";
        w->place = list->place;
    }
    t->list = list;
    return n > 0;
}

// @return 0; 1: there is no such thing; -1: w->why says
static int find_target(struct net_edit_work *w, struct target *t, const struct kld_yaml *root)
{
    const struct kld_yaml *at = root, *next;

    for (size_t i = 0; i < w->e->n; i++, at = next) {
        if (!at || at->kind != KLD_YAML_MAP)
            return 1;
        next = net_find(at, w->e->path[i], &t->keys[i]);
        if (!next)
            return 1;
        t->maps[i] = at;
        // An alias as a whole may go, but nothing that it stands for.
        if (net_is_alias(w, at->items[t->keys[i]], next) && (i + 1 < w->e->n || w->e->n_words))
            return -1;
        w->why = NULL;
    }
    t->n = w->e->n;
    if (!w->e->n_words)
        return 0;
    if (at->kind != KLD_YAML_LIST || !find_item(w, t, at))
        return 1;
    return w->why ? -1 : 0;
}

// What would be left without a value goes, too.
static void widen(const struct net_edit_work *w, struct target *t)
{
    if (t->list && t->list->n == 1)
        t->list = NULL;
    while (!t->list && t->n > 1 && t->n - 1 > w->e->keep_above && t->maps[t->n - 1]->n == 2)
        t->n--;
}

/* ---- Taking it out ---- */

static bool is_blank(const struct kld_file *f, size_t from, size_t to)
{
    for (; from < to; from++)
        if (f->text[from] != ' ')
            return false;
    return true;
}

static size_t line_begin(const struct kld_file *f, size_t at)
{
    while (at && f->text[at - 1] != '\n')
        at--;
    return at;
}

// With the line when nothing else is on it.
static const struct kld_file *take(const struct net_edit_work *w, size_t from, size_t to)
{
    const struct kld_file *f = w->file;
    size_t line = line_begin(f, from), end = to;

    while (end < f->len && strchr(" \t\r", f->text[end]))
        end++;
    if (line && net_char_at(f, end) == '\n' && is_blank(f, line, from))
        return net_splice(w, line, end + 1, "");
    return net_splice(w, from, to, "");
}

// Something in brackets, between others: with the comma behind it, or else that in front of it. It
// may stay where a comment stands behind it.
static const struct kld_file *take_from_flow(const struct net_edit_work *w, size_t before,
                                             size_t from, size_t to)
{
    const struct kld_file *f = w->file;
    size_t at = to;

    while (at < f->len && strchr(" \t\r\n", f->text[at]))
        at++;
    if (net_char_at(f, at) == ',') {
        for (at++; net_char_at(f, at) == ' ';)
            at++;
        return take(w, from, at);
    }
    return before && !memchr(f->text + before, '#', from - before) ? net_splice(w, before, to, "")
                                                                   : take(w, from, to);
}

static const struct kld_file *take_lines(const struct net_edit_work *w, size_t from, size_t to)
{
    size_t line = line_begin(w->file, from);

    return is_blank(w->file, line, from) ? net_splice(w, line, to, "") : NULL;
}

static const struct kld_file *take_key(const struct net_edit_work *w, const struct target *t)
{
    const struct kld_yaml *map = t->maps[t->n - 1];
    size_t k = t->keys[t->n - 1], before = 0;
    const struct kld_yaml *key = map->items[k], *value = map->items[k + 1];
    size_t from = net_begin_of(w->file, key), end;
    unsigned column;

    if (net_char_at(w->file, net_byte_at(w->file, map->place)) == '{') {
        if (k)
            before = net_value_end(w->file, net_begin_of(w->file, map->items[k - 1]), true);
        end = net_value_end(w->file, net_begin_of(w->file, value), true);
        return end && (!k || before) ? take_from_flow(w, before, from, end) : NULL;
    }
    column = (unsigned)(from - line_begin(w->file, from)) + 1;
    // Items may stand below their key.
    if (value->kind == KLD_YAML_LIST && value->n && value->place.column == column &&
        net_char_at(w->file, net_byte_at(w->file, value->place)) == '-')
        from = net_byte_at(w->file, value->items[value->n - 1]->place);
    end = net_block_end(w->file, from, column + 1, false);
    return take_lines(w, net_begin_of(w->file, key), end);
}

static const struct kld_file *take_item(const struct net_edit_work *w, const struct target *t)
{
    const struct kld_yaml *item = t->list->items[t->item];
    size_t from = net_begin_of(w->file, item), end, before = 0;
    unsigned column = t->list->place.column;

    if (net_char_at(w->file, net_byte_at(w->file, t->list->place)) == '[') {
        if (t->item)
            before =
                net_value_end(w->file, net_begin_of(w->file, t->list->items[t->item - 1]), true);
        end = net_value_end(w->file, from, true);
        return end && (!t->item || before) ? take_from_flow(w, before, from, end) : NULL;
    }
    end = net_block_end(w->file, from, column + 1, false);
    from = line_begin(w->file, from) + column - 1;
    return net_char_at(w->file, from) == '-' ? take_lines(w, from, end) : NULL;
}

/* ---- Is all else as it was? ---- */

static bool same_but(struct net_edit_work *w, const struct kld_yaml *old,
                     const struct kld_yaml *new, size_t at, size_t n)
{
    if (!new || net_is_nothing(new))
        return old->n == n;
    if (new->kind != old->kind || new->n != old->n - n)
        return false;
    for (size_t i = 0; i < new->n; i++)
        if (!net_same(w, old->items[i < at ? i : i + n], new->items[i]))
            return false;
    return true;
}

static bool is_without(struct net_edit_work *w, const struct target *t, const struct kld_yaml *old,
                       const struct kld_yaml *new, size_t depth)
{
    size_t k = depth < t->n ? t->keys[depth] : 0;

    if (depth == t->n)
        return same_but(w, t->list, new, t->item, 1);
    if (depth + 1 == t->n && !t->list)
        return same_but(w, old, new, k, 2);
    if (!new || new->kind != KLD_YAML_MAP || new->n != old->n)
        return false;
    for (size_t i = 0; i < old->n; i++)
        if (i != k + 1 && !net_same(w, old->items[i], new->items[i]))
            return false;
    return is_without(w, t, old->items[k + 1], new->items[k + 1], depth + 1);
}

const struct kld_file *net_edit_remove(struct net_edit_work *w, const struct kld_yaml *root)
{
    struct kld_complaints unseen = {.arena = w->e->arena};
    struct target t = {0};
    const struct kld_file *new;
    struct kld_yaml *tree;
    int code = w->e->n > sizeof t.maps / sizeof t.maps[0] ? -1 : find_target(w, &t, root);

    if (code)
        return code > 0 ? w->file : NULL;
    widen(w, &t);
    new = t.list ? take_item(w, &t) : take_key(w, &t);
    if (new &&kld_yaml_read(w->e->arena, new, &unseen, &tree) == 0 &&
        is_without(w, &t, root, tree, 0))
        return new;
    w->why = "it cannot be taken out there without touching more: edit it by hand";
    return NULL;
}
