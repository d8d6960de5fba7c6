// SPDX-License-Identifier: MIT
// The place of a value is where the reader of settings saw it. What YAML can look like is more than
// what is understood here: that the right thing came out is seen by reading it again.
#include "edit.h"

#include <string.h>

#define MAX_VISITS 2000000u

struct work {
    const struct net_edit *e;
    const struct kld_file *file;
    const char *eol;
    size_t visits;
};

/* ---- Places ---- */

static const struct kld_yaml *find(const struct kld_yaml *map, const char *name, size_t *ret_at)
{
    for (size_t i = 0; map && map->kind == KLD_YAML_MAP && i + 1 < map->n; i += 2)
        if (map->items[i]->kind == KLD_YAML_SCALAR && !strcmp(map->items[i]->text, name)) {
            *ret_at = i;
            return map->items[i + 1];
        }
    return NULL;
}

static size_t line_end(const struct kld_file *f, size_t at)
{
    const char *end = at < f->len ? memchr(f->text + at, '\n', f->len - at) : NULL;

    return end ? (size_t)(end - f->text) + 1 : f->len;
}

// The byte that is at a place.
static size_t byte_at(const struct kld_file *f, struct kld_place p)
{
    size_t at = 0;

    for (unsigned i = 1; i < p.line; i++)
        at = line_end(f, at);
    for (unsigned i = 1; i < p.column && at < f->len; i++) {
        at++;
        while (at < f->len && ((unsigned char)f->text[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

// The same of a value: what has quotes is seen to begin behind the first.
static size_t begin_of(const struct kld_file *f, const struct kld_yaml *y)
{
    size_t at = byte_at(f, y->place);

    if (y->kind == KLD_YAML_SCALAR && !y->plain && at && strchr("\"'", f->text[at - 1]))
        at--;
    return at;
}

static char char_at(const struct kld_file *f, size_t at)
{
    return at < f->len ? f->text[at] : '\0';
}

static size_t quoted_end(const struct kld_file *f, size_t at)
{
    char quote = f->text[at++];

    for (; at < f->len; at++) {
        if (quote == '"' && f->text[at] == '\\')
            at++;
        else if (f->text[at] == quote && quote == '\'' && char_at(f, at + 1) == quote)
            at++;
        else if (f->text[at] == quote)
            return at + 1;
    }
    return 0;
}

static bool is_comment(const struct kld_file *f, size_t at)
{
    return f->text[at] == '#' && (at == 0 || strchr(" \t\n", f->text[at - 1]));
}

// Behind the ] or } of what begins there, or 0.
static size_t bracket_end(const struct kld_file *f, size_t at)
{
    unsigned depth = 0;
    char before = '[';

    while (at < f->len) {
        char c = f->text[at];

        if ((c == '"' || c == '\'') && strchr("[{,:", before)) {
            at = quoted_end(f, at);
            if (!at)
                return 0;
            before = '"';
            continue;
        }
        if (is_comment(f, at)) {
            at = line_end(f, at);
            continue;
        }
        at++;
        if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && --depth == 0)
            return at;
        if (!strchr(" \t\r\n", c))
            before = c;
    }
    return 0;
}

// Behind the value that begins there, or 0: it has another form.
static size_t value_end(const struct kld_file *f, size_t at, bool in_flow)
{
    size_t end = at;
    char c = char_at(f, at);

    if (c == '"' || c == '\'')
        return quoted_end(f, at);
    if (c == '[' || c == '{')
        return bracket_end(f, at);
    if (!c || strchr("|>&*!%@`", c))
        return 0;
    for (; at < f->len && f->text[at] != '\n' && !is_comment(f, at); at++) {
        c = f->text[at];
        if ((in_flow && strchr(",[]{}", c)) || (c == ':' && strchr(" \r\n", char_at(f, at + 1))))
            break;
        if (c != ' ' && c != '\t' && c != '\r')
            end = at + 1;
    }
    return end;
}

// Behind the last line of a block that begins at @at, all of which stand as far right as @column or
// further. Comments there are of the block.
static size_t block_end(const struct kld_file *f, size_t at, unsigned column, bool list)
{
    size_t end = line_end(f, at);

    for (at = end; at < f->len; at = line_end(f, at)) {
        size_t first = at;

        while (char_at(f, first) == ' ')
            first++;
        if (first >= f->len || f->text[first] == '\n' || f->text[first] == '\r')
            continue;
        if (first - at + 1 < column ||
            (list && first - at + 1 == column && f->text[first] != '-' && f->text[first] != '#'))
            break;
        end = line_end(f, at);
    }
    return end;
}

static unsigned indent_of(const struct kld_file *f, const struct kld_yaml *key)
{
    size_t at = begin_of(f, key), begin = at;

    while (begin && f->text[begin - 1] == ' ')
        begin--;
    return (unsigned)(at - begin);
}

/* ---- Pieces of YAML ---- */

static const char *value_text(const struct net_edit *e)
{
    char *text, *to;

    if (!e->quoted)
        return e->value;
    to = text = kld_alloc(e->arena, strlen(e->value) * 2 + 3);
    *to++ = '"';
    for (const char *s = e->value; *s; s++) {
        if (*s == '"' || *s == '\\')
            *to++ = '\\';
        *to++ = *s;
    }
    *to = '"';
    return text;
}

static const char *leaf_text(const struct net_edit *e)
{
    return kld_printf(e->arena, e->append ? "[%s]" : "%s", value_text(e));
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
static const char *block_text(const struct work *w, size_t from, unsigned indent)
{
    const char *text = "";

    for (size_t i = from; i < w->e->n; i++, indent += 2)
        text =
            kld_printf(w->e->arena, "%s%*s%s:%s%s%s", text, (int)indent, "", w->e->path[i],
                       i + 1 < w->e->n ? "" : " ", i + 1 < w->e->n ? "" : leaf_text(w->e), w->eol);
    return text;
}

static const struct kld_file *splice(const struct work *w, size_t from, size_t to, const char *text)
{
    const struct kld_file *f = w->file;
    struct kld_file *new = kld_alloc(w->e->arena, sizeof *new);
    size_t n = strlen(text);
    char *all = kld_alloc(w->e->arena, from + n + (f->len - to) + 1);

    if (from)
        memcpy(all, f->text, from);
    memcpy(all + from, text, n);
    if (f->len > to)
        memcpy(all + from + n, f->text + to, f->len - to);
    *new = (struct kld_file){f->name, all, from + n + (f->len - to)};
    return new;
}

// Lines, behind the line that ends at @at.
static const struct kld_file *insert_lines(const struct work *w, size_t at, const char *lines)
{
    if (at && w->file->text[at - 1] != '\n')
        lines = kld_printf(w->e->arena, "%s%s", w->eol, lines);
    return splice(w, at, at, lines);
}

/* ---- The edit ---- */

static const struct kld_file *add_key(const struct work *w, const struct kld_yaml *map,
                                      size_t depth)
{
    size_t at = byte_at(w->file, map->place);
    unsigned indent;

    if (char_at(w->file, at) == '{')
        return splice(w, at + 1, at + 1,
                      kld_printf(w->e->arena, map->n ? "%s, " : "%s", flow_text(w->e, depth)));
    indent = indent_of(w->file, map->items[0]);
    return insert_lines(w, block_end(w->file, at, indent + 1, false), block_text(w, depth, indent));
}

static bool has_item(const struct kld_yaml *list, const char *value)
{
    size_t at;

    for (size_t i = 0; i < list->n; i++) {
        const struct kld_yaml *y = list->items[i];
        const struct kld_yaml *address = find(y, "address", &at);

        y = address ? address : y;
        if (y->kind == KLD_YAML_SCALAR && !strcmp(y->text, value))
            return true;
    }
    return false;
}

static const struct kld_file *add_item(const struct work *w, const struct kld_yaml *list)
{
    size_t at = byte_at(w->file, list->place), end;

    if (has_item(list, w->e->value))
        return w->file;
    if (char_at(w->file, at) == '[') {
        end = bracket_end(w->file, at);
        return end ? splice(w, end - 1, end - 1,
                            kld_printf(w->e->arena, list->n ? ", %s" : "%s", value_text(w->e)))
                   : NULL;
    }
    if (char_at(w->file, at) != '-')
        return NULL;
    return insert_lines(w, block_end(w->file, at, list->place.column, true),
                        kld_printf(w->e->arena, "%*s- %s%s", (int)list->place.column - 1, "",
                                   value_text(w->e), w->eol));
}

static const struct kld_file *replace(const struct work *w, const struct kld_yaml *y, bool in_flow)
{
    size_t at = begin_of(w->file, y), end;

    if (y->kind == KLD_YAML_LIST && w->e->append)
        return add_item(w, y);
    if (y->kind != KLD_YAML_SCALAR || w->e->append)
        return NULL;
    end = value_end(w->file, at, in_flow);
    return end ? splice(w, at, end, value_text(w->e)) : NULL;
}

static bool is_before(struct kld_place a, struct kld_place b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

static bool is_nothing(const struct kld_yaml *y)
{
    return y->kind == KLD_YAML_SCALAR && y->plain && !*y->text;
}

static const struct kld_file *edit(const struct work *w, const struct kld_yaml *root,
                                   const char **why, struct kld_place *place)
{
    const struct kld_yaml *at = root, *key, *next;
    bool in_flow = false;
    size_t i, k;

    if (!root || is_nothing(root))
        return insert_lines(w, w->file->len, block_text(w, 0, 0));
    for (i = 0; i < w->e->n; i++, at = next) {
        if (at->kind != KLD_YAML_MAP) {
            *why = "keys are wanted there";
            *place = at->place;
            return NULL;
        }
        in_flow |= char_at(w->file, byte_at(w->file, at->place)) == '{';
        next = find(at, w->e->path[i], &k);
        if (!next)
            return add_key(w, at, i);
        key = at->items[k];
        *place = key->place;
        if (is_before(next->place, key->place)) {
            *why = "what is an alias there stands elsewhere, too: edit it by hand";
            *place = key->place;
            return NULL;
        }
        if (!is_nothing(next))
            continue;
        if (i + 1 < w->e->n)
            return insert_lines(w, line_end(w->file, begin_of(w->file, key)),
                                block_text(w, i + 1, indent_of(w->file, key) + 2));
        k = value_end(w->file, begin_of(w->file, key), in_flow);
        return char_at(w->file, k) == ':'
                   ? splice(w, k, k + 1, kld_printf(w->e->arena, ": %s", leaf_text(w->e)))
                   : NULL;
    }
    return replace(w, at, in_flow);
}

/* ---- Is it what was meant? ---- */

static bool same(struct work *w, const struct kld_yaml *a, const struct kld_yaml *b)
{
    if (!a || !b || ++w->visits > MAX_VISITS || a->kind != b->kind || a->n != b->n)
        return a == b;
    if (a->kind == KLD_YAML_SCALAR)
        return a->plain == b->plain && !strcmp(a->text, b->text);
    for (size_t i = 0; i < a->n; i++)
        if (!same(w, a->items[i], b->items[i]))
            return false;
    return true;
}

static bool is_value(const struct net_edit *e, const struct kld_yaml *y)
{
    return y->kind == KLD_YAML_SCALAR && y->plain == !e->quoted && !strcmp(y->text, e->value);
}

static bool is_meant(struct work *w, const struct kld_yaml *old, const struct kld_yaml *new,
                     size_t depth)
{
    const struct net_edit *e = w->e;
    bool found = false;
    size_t n_old, k, n;

    if (!new || ++w->visits > MAX_VISITS)
        return false;
    if (old && is_nothing(old))
        old = NULL;
    n_old = old ? old->n : 0;
    if (depth == e->n) {
        if (!e->append)
            return is_value(e, new);
        n = new->n;
        if (new->kind != KLD_YAML_LIST || n != n_old + 1 || !is_value(e, new->items[n - 1]))
            return false;
        for (k = 0; k < n_old; k++)
            if (!same(w, old->items[k], new->items[k]))
                return false;
        return true;
    }
    if (new->kind != KLD_YAML_MAP || (old && old->kind != KLD_YAML_MAP))
        return false;
    k = 0;
    for (size_t i = 0; i + 1 < new->n; i += 2) {
        const struct kld_yaml *key = new->items[i], *value = new->items[i + 1];
        bool known = k + 1 < n_old && same(w, old->items[k], key);
        const struct kld_yaml *before = known ? old->items[k + 1] : NULL;

        if (key->kind == KLD_YAML_SCALAR && !strcmp(key->text, e->path[depth])) {
            if (found || !is_meant(w, before, value, depth + 1))
                return false;
            found = true;
        } else if (!known || !same(w, before, value)) {
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
    struct work w = {.e = e, .file = file, .eol = "\n"};
    struct kld_place place = {.file = file};
    struct kld_yaml *old, *root;
    const struct kld_file *new;
    const char *why = NULL;

    if (kld_yaml_read(e->arena, file, c, &old) < 0)
        return NULL;
    if (file->len && line_end(file, 0) > 1 && file->text[line_end(file, 0) - 2] == '\r')
        w.eol = "\r\n";
    new = edit(&w, old, &why, &place);
    if (new &&new->len == file->len && !memcmp(new->text, file->text, file->len))
        return file;
    if (new &&kld_yaml_read(e->arena, new, &unseen, &root) == 0 && is_meant(&w, old, root, 0))
        return new;
    kld_complain(c, place, "%s",
                 why ? why
                     : "what is there is not understood well enough to change it: edit it by hand");
    return NULL;
}

/* ---- What differs ---- */

static void lines(struct kl_out *o, char sign, const struct kld_file *f, size_t from, size_t to)
{
    while (from < to) {
        size_t end = line_end(f, from), shown = end;

        while (shown > from && strchr("\r\n", f->text[shown - 1]))
            shown--;
        kl_out_printf(o, "%c %.*s\n", sign, (int)(shown - from), f->text + from);
        from = end;
    }
}

// Where the line begins that ends at @end.
static size_t line_begin(const struct kld_file *f, size_t end)
{
    if (end && f->text[end - 1] == '\n')
        end--;
    while (end && f->text[end - 1] != '\n')
        end--;
    return end;
}

void net_edit_show(const struct kld_file *old, const struct kld_file *new, struct kl_out *o)
{
    size_t from = 0, old_to = old->len, new_to = new->len, line = 1;

    while (from < old->len && from < new->len) {
        size_t end = line_end(old, from);

        if (end != line_end(new, from) ||
            memcmp(old->text + from, new->text + from, end - from) != 0)
            break;
        from = end;
        line++;
    }
    while (old_to > from && new_to > from) {
        size_t a = line_begin(old, old_to), b = line_begin(new, new_to);

        if (a < from || b < from || old_to - a != new_to - b ||
            memcmp(old->text + a, new->text + b, old_to - a) != 0)
            break;
        old_to = a;
        new_to = b;
    }
    kl_out_printf(o, "%s:%zu\n", new->name, line);
    lines(o, '-', old, from, old_to);
    lines(o, '+', new, from, new_to);
}
