// SPDX-License-Identifier: MIT
// The place of a value is where the reader of settings saw it. What YAML can look like is more than
// what is understood here: that the right thing came out is seen by reading it again.
#include "edit_place.h"

#include <kernlink/net.h>
#include <string.h>

/* ---- Pieces of YAML ---- */

static const char *word_text(const struct net_edit *e, const struct net_edit_word *word)
{
    char *text, *to;

    if (!word->quoted)
        return word->text;
    to = text = kld_alloc(e->arena, strlen(word->text) * 2 + 3);
    *to++ = '"';
    for (const char *s = word->text; *s; s++) {
        if (*s == '"' || *s == '\\')
            *to++ = '\\';
        *to++ = *s;
    }
    *to = '"';
    return text;
}

// Of a value, or of an item.
static const char *value_text(const struct net_edit *e)
{
    const char *text = "";

    if (e->how == NET_EDIT_SET || (e->n_words == 1 && e->is_word))
        return word_text(e, e->words);
    for (size_t i = 0; i < e->n_words; i++)
        text = kld_printf(e->arena, "%s%s%s: %s", text, i ? ", " : "", e->words[i].key,
                          word_text(e, &e->words[i]));
    return kld_printf(e->arena, "{%s}", text);
}

static const char *leaf_text(const struct net_edit *e)
{
    return kld_printf(e->arena, e->how == NET_EDIT_ADD ? "[%s]" : "%s", value_text(e));
}

// What is missing from key @from on, within brackets.
static const char *flow_text(const struct net_edit *e, size_t from)
{
    const char *text = leaf_text(e);

    for (size_t i = e->n; i-- > from;)
        text = kld_printf(e->arena, i > from ? "{%s: %s}" : "%s: %s", e->path[i], text);
    return text;
}

// The same as lines.
static const char *block_text(const struct net_edit_work *w, size_t from, unsigned indent)
{
    const char *text = "";

    for (size_t i = from; i < w->e->n; i++, indent += 2)
        text =
            kld_printf(w->e->arena, "%s%*s%s:%s%s%s", text, (int)indent, "", w->e->path[i],
                       i + 1 < w->e->n ? "" : " ", i + 1 < w->e->n ? "" : leaf_text(w->e), w->eol);
    return text;
}

// Lines, behind the line that ends at @at.
static const struct kld_file *insert_lines(const struct net_edit_work *w, size_t at,
                                           const char *lines)
{
    if (at && w->file->text[at - 1] != '\n')
        lines = kld_printf(w->e->arena, "%s%s", w->eol, lines);
    return net_splice(w, at, at, lines);
}

/* ---- The edit ---- */

static const struct kld_file *add_key(const struct net_edit_work *w, const struct kld_yaml *map,
                                      size_t depth)
{
    size_t at = net_byte_at(w->file, map->place);
    unsigned indent;

    if (net_char_at(w->file, at) == '{')
        return net_splice(w, at + 1, at + 1,
                          kld_printf(w->e->arena, map->n ? "%s, " : "%s", flow_text(w->e, depth)));
    indent = net_indent_of(w->file, map->items[0]);
    return insert_lines(w, net_block_end(w->file, at, indent + 1, false),
                        block_text(w, depth, indent));
}

// Words of files and of command lines: addresses are the same in any form.
static bool same_word(const char *a, const char *b)
{
    struct kl_net_ip x, y;

    return !strcmp(a, b) || (kl_net_ip_parse(&x, a, 0) == 0 && kl_net_ip_parse(&y, b, 0) == 0 &&
                             kl_net_ip_equal(&x, &y));
}

bool net_is_item(const struct net_edit *e, const struct kld_yaml *y, bool exactly)
{
    size_t at;

    if (y->kind == KLD_YAML_SCALAR)
        return e->is_word && e->n_words == 1 && same_word(y->text, e->words->text);
    if (y->kind != KLD_YAML_MAP || (exactly && y->n != 2 * e->n_words))
        return false;
    for (size_t i = 0; i < e->n_words; i++) {
        const struct kld_yaml *value = e->words[i].key ? net_find(y, e->words[i].key, &at) : NULL;

        if (!value || value->kind != KLD_YAML_SCALAR || !same_word(value->text, e->words[i].text))
            return false;
    }
    return true;
}

static const struct kld_file *add_item(const struct net_edit_work *w, const struct kld_yaml *list)
{
    size_t at = net_byte_at(w->file, list->place), end;

    // What is an address alone is there when it is with more.
    for (size_t i = 0; i < list->n; i++)
        if (net_is_item(w->e, list->items[i], !w->e->is_word || w->e->n_words > 1))
            return w->file;
    if (net_char_at(w->file, at) == '[') {
        end = net_bracket_end(w->file, at);
        return end ? net_splice(w, end - 1, end - 1,
                                kld_printf(w->e->arena, list->n ? ", %s" : "%s", value_text(w->e)))
                   : NULL;
    }
    if (net_char_at(w->file, at) != '-')
        return NULL;
    return insert_lines(w, net_block_end(w->file, at, list->place.column, true),
                        kld_printf(w->e->arena, "%*s- %s%s", (int)list->place.column - 1, "",
                                   value_text(w->e), w->eol));
}

static const struct kld_file *replace(struct net_edit_work *w, const struct kld_yaml *y,
                                      bool in_flow)
{
    size_t at = net_begin_of(w->file, y), end;

    if (y->kind == KLD_YAML_LIST && w->e->how == NET_EDIT_ADD)
        return add_item(w, y);
    if (w->e->how == NET_EDIT_ADD)
        w->why = "a list is wanted there: edit it by hand";
    if (y->kind != KLD_YAML_SCALAR || w->e->how == NET_EDIT_ADD)
        return NULL;
    end = net_value_end(w->file, at, in_flow);
    return end ? net_splice(w, at, end, value_text(w->e)) : NULL;
}

static bool is_before(struct kld_place a, struct kld_place b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

bool net_is_alias(struct net_edit_work *w, const struct kld_yaml *key, const struct kld_yaml *value)
{
    w->place = key->place;
    if (!is_before(value->place, key->place))
        return false;
    w->why = "what is an alias there stands elsewhere, too: edit it by hand";
    return true;
}

static const struct kld_file *edit(struct net_edit_work *w, const struct kld_yaml *root)
{
    const struct kld_yaml *at = root, *key, *next;
    bool in_flow = false;
    size_t i, k;

    if (!root || net_is_nothing(root))
        return insert_lines(w, w->file->len, block_text(w, 0, 0));
    for (i = 0; i < w->e->n; i++, at = next) {
        if (at->kind != KLD_YAML_MAP) {
            w->why = "keys are wanted there";
            w->place = at->place;
            return NULL;
        }
        in_flow |= net_char_at(w->file, net_byte_at(w->file, at->place)) == '{';
        next = net_find(at, w->e->path[i], &k);
        if (!next)
            return add_key(w, at, i);
        key = at->items[k];
        if (net_is_alias(w, key, next))
            return NULL;
        if (!net_is_nothing(next))
            continue;
        if (i + 1 < w->e->n)
            return insert_lines(w, net_line_end(w->file, net_begin_of(w->file, key)),
                                block_text(w, i + 1, net_indent_of(w->file, key) + 2));
        k = net_value_end(w->file, net_begin_of(w->file, key), in_flow);
        return net_char_at(w->file, k) == ':'
                   ? net_splice(w, k, k + 1, kld_printf(w->e->arena, ": %s", leaf_text(w->e)))
                   : NULL;
    }
    return replace(w, at, in_flow);
}

/* ---- Is it what was meant? ---- */

static bool is_value(const struct net_edit *e, const struct kld_yaml *y)
{
    const struct net_edit_word *word = e->words;

    if (y->kind == KLD_YAML_SCALAR)
        return (e->how == NET_EDIT_SET || e->is_word) && e->n_words == 1 &&
               y->plain == !word->quoted && !strcmp(y->text, word->text);
    if (e->how == NET_EDIT_SET || y->kind != KLD_YAML_MAP || y->n != 2 * e->n_words)
        return false;
    for (size_t i = 0; i < e->n_words; i++, word++) {
        const struct kld_yaml *key = y->items[2 * i], *value = y->items[2 * i + 1];

        if (key->kind != KLD_YAML_SCALAR || value->kind != KLD_YAML_SCALAR ||
            strcmp(key->text, word->key) != 0 || strcmp(value->text, word->text) != 0 ||
            value->plain == word->quoted)
            return false;
    }
    return true;
}

static bool is_meant(struct net_edit_work *w, const struct kld_yaml *old,
                     const struct kld_yaml *new, size_t depth)
{
    const struct net_edit *e = w->e;
    bool found = false;
    size_t n_old, k, n;

    if (!new)
        return false;
    if (old && net_is_nothing(old))
        old = NULL;
    n_old = old ? old->n : 0;
    if (depth == e->n) {
        if (e->how == NET_EDIT_SET)
            return is_value(e, new);
        n = new->n;
        if (new->kind != KLD_YAML_LIST || n != n_old + 1 || !is_value(e, new->items[n - 1]))
            return false;
        for (k = 0; k < n_old; k++)
            if (!net_same(w, old->items[k], new->items[k]))
                return false;
        return true;
    }
    if (new->kind != KLD_YAML_MAP || (old && old->kind != KLD_YAML_MAP))
        return false;
    k = 0;
    for (size_t i = 0; i + 1 < new->n; i += 2) {
        const struct kld_yaml *key = new->items[i], *value = new->items[i + 1];
        bool known = k + 1 < n_old && net_same(w, old->items[k], key);
        const struct kld_yaml *before = known ? old->items[k + 1] : NULL;

        if (key->kind == KLD_YAML_SCALAR && !strcmp(key->text, e->path[depth])) {
            if (found || !is_meant(w, before, value, depth + 1))
                return false;
            found = true;
        } else if (!known || !net_same(w, before, value)) {
            return false;
        }
        k += known ? 2 : 0;
    }
    return found && k == n_old;
}

const struct kld_file *net_edit(const struct net_edit *e, const struct kld_file *file,
                                struct kld_complaints *c)
{
    struct kld_complaints unseen = {.arena = e->arena};
    struct net_edit_work w = {.e = e, .file = file, .eol = "\n", .place = {.file = file}};
    struct kld_yaml *old, *root;
    const struct kld_file *new;

    if (kld_yaml_read(e->arena, file, c, &old) < 0)
        return NULL;
    if (file->len && net_line_end(file, 0) > 1 && file->text[net_line_end(file, 0) - 2] == '\r')
        w.eol = "\r\n";
    new = e->how == NET_EDIT_REMOVE ? net_edit_remove(&w, old) : edit(&w, old);
    if (new &&new->len == file->len && !memcmp(new->text, file->text, file->len))
        return file;
    if (new && (e->how == NET_EDIT_REMOVE ||
                (kld_yaml_read(e->arena, new, &unseen, &root) == 0 && is_meant(&w, old, root, 0))))
        return new;
    kld_complain(c, w.place, "%s",
                 w.why ? w.why
                       : "what is there is not understood well enough to change it: edit it by "
                         "hand");
    return NULL;
}
