// SPDX-License-Identifier: MIT
// Where things stand in the text of a settings file: the reader of YAML saw them begin.
#include "edit_place.h"

#include <string.h>

#define MAX_VISITS 2000000u

const struct kld_yaml *net_find(const struct kld_yaml *map, const char *name, size_t *ret_at)
{
    for (size_t i = 0; map && map->kind == KLD_YAML_MAP && i + 1 < map->n; i += 2)
        if (map->items[i]->kind == KLD_YAML_SCALAR && !strcmp(map->items[i]->text, name)) {
            *ret_at = i;
            return map->items[i + 1];
        }
    return NULL;
}

size_t net_line_end(const struct kld_file *f, size_t at)
{
    const char *end = at < f->len ? memchr(f->text + at, '\n', f->len - at) : NULL;

    return end ? (size_t)(end - f->text) + 1 : f->len;
}

size_t net_byte_at(const struct kld_file *f, struct kld_place p)
{
    size_t at = 0;

    for (unsigned i = 1; i < p.line; i++)
        at = net_line_end(f, at);
    for (unsigned i = 1; i < p.column && at < f->len; i++) {
        at++;
        while (at < f->len && ((unsigned char)f->text[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

// What has quotes is seen to begin behind the first.
size_t net_begin_of(const struct kld_file *f, const struct kld_yaml *y)
{
    size_t at = net_byte_at(f, y->place);

    if (y->kind == KLD_YAML_SCALAR && !y->plain && at && strchr("\"'", f->text[at - 1]))
        at--;
    return at;
}

char net_char_at(const struct kld_file *f, size_t at)
{
    return at < f->len ? f->text[at] : '\0';
}

static size_t quoted_end(const struct kld_file *f, size_t at)
{
    char quote = f->text[at++];

    for (; at < f->len; at++) {
        if (quote == '"' && f->text[at] == '\\')
            at++;
        else if (f->text[at] == quote && quote == '\'' && net_char_at(f, at + 1) == quote)
            at++;
        else if (f->text[at] == quote)
            return at + 1;
    }
    return 0;
}

bool net_is_comment(const struct kld_file *f, size_t at)
{
    return f->text[at] == '#' && (at == 0 || strchr(" \t\n", f->text[at - 1]));
}

size_t net_bracket_end(const struct kld_file *f, size_t at)
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
        if (net_is_comment(f, at)) {
            at = net_line_end(f, at);
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

size_t net_value_end(const struct kld_file *f, size_t at, bool in_flow)
{
    size_t end = at;
    char c = net_char_at(f, at);

    if (c == '"' || c == '\'')
        return quoted_end(f, at);
    if (c == '[' || c == '{')
        return net_bracket_end(f, at);
    if (!c || strchr("|>&*!%@`", c))
        return 0;
    for (; at < f->len && f->text[at] != '\n' && !net_is_comment(f, at); at++) {
        c = f->text[at];
        if ((in_flow && strchr(",[]{}", c)) ||
            (c == ':' && strchr(" \r\n", net_char_at(f, at + 1))))
            break;
        if (c != ' ' && c != '\t' && c != '\r')
            end = at + 1;
    }
    return end;
}

size_t net_block_end(const struct kld_file *f, size_t at, unsigned column, bool list)
{
    size_t end = net_line_end(f, at);

    for (at = end; at < f->len; at = net_line_end(f, at)) {
        size_t first = at;

        while (net_char_at(f, first) == ' ')
            first++;
        if (first >= f->len || f->text[first] == '\n' || f->text[first] == '\r')
            continue;
        if (first - at + 1 < column ||
            (list && first - at + 1 == column && f->text[first] != '-' && f->text[first] != '#'))
            break;
        end = net_line_end(f, at);
    }
    return end;
}

unsigned net_indent_of(const struct kld_file *f, const struct kld_yaml *key)
{
    size_t at = net_begin_of(f, key), begin = at;

    while (begin && f->text[begin - 1] == ' ')
        begin--;
    return (unsigned)(at - begin);
}

bool net_is_nothing(const struct kld_yaml *y)
{
    return y->kind == KLD_YAML_SCALAR && y->plain && !*y->text;
}

const struct kld_file *net_splice(const struct net_edit_work *w, size_t from, size_t to,
                                  const char *text)
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

bool net_same(struct net_edit_work *w, const struct kld_yaml *a, const struct kld_yaml *b)
{
    if (!a || !b || ++w->visits > MAX_VISITS || a->kind != b->kind || a->n != b->n)
        return a == b;
    if (a->kind == KLD_YAML_SCALAR)
        return a->plain == b->plain && !strcmp(a->text, b->text);
    for (size_t i = 0; i < a->n; i++)
        if (!net_same(w, a->items[i], b->items[i]))
            return false;
    return true;
}
