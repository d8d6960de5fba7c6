// SPDX-License-Identifier: MIT
// Nests and lists that are short become one line, fields stand side by side, and what says nothing
// is left out.
#include "lines.h"

#include <string.h>

// Puts lines @from to @to (not included) behind what the text ends with.
static unsigned join(struct lines *l, size_t from, size_t to)
{
    unsigned width = 0;

    for (size_t i = from; i < to; i++) {
        const struct line *c = &l->line[i];
        char *room;

        if (i > from) {
            KL_PUT_LIT(l->text, ", ");
            width += 2;
        }
        room = kl_out_room(l->text, c->len); // may move the text that is copied
        if (!room)
            return width;
        memcpy(room, l->text->buf + c->at, c->len);
        l->text->len += c->len;
        width += c->width;
    }
    return width;
}

bool lines_fold(struct lines *l, size_t opener, bool array)
{
    struct line *o = &l->line[opener];
    unsigned width = o->width + 3;
    size_t at;

    for (size_t i = opener + 1; i < l->n; i++) {
        width += l->line[i].width + 2;
        if (!l->line[i].leaf || l->line[i].depth != o->depth + 1 ||
            width > l->show->options->width - MARGIN - 2 * o->depth)
            return false;
    }
    at = l->text->len;
    kl_out_room(l->text, o->len);
    kl_out_write(l->text, l->text->buf + o->at, o->len);
    kl_out_str(l->text, o->len > 0 ? (array ? " [" : " {") : (array ? "[" : "{"));
    join(l, opener + 1, l->n);
    kl_out_char(l->text, array ? ']' : '}');
    o->at = at;
    o->len = l->text->len - at;
    o->width = width;
    l->n = opener + 1;
    return true;
}

void lines_drop_unset(struct lines *l, size_t from)
{
    size_t to = from, end = l->n;
    bool attributes = false;

    for (size_t i = from; i < end; i++)
        attributes = attributes || !l->line[i].plain;
    for (size_t i = from; attributes && i < end; i++)
        if (!l->line[i].unset || l->line[i].depth != l->line[from].depth)
            l->line[to++] = l->line[i];
    if (attributes)
        l->n = to;
}

void lines_drop_zeroes(struct lines *l, size_t from)
{
    size_t to = from, end = l->n;
    struct line *rest;

    if (end - from <= FIELDS_MANY)
        return;
    for (size_t i = from; i < end; i++)
        if (!l->line[i].plain || !l->line[i].leaf)
            return;
    for (size_t i = from; i < end; i++)
        if (!l->line[i].zero)
            l->line[to++] = l->line[i];
    if (to + 2 > end)
        return; // a single one may as well stay
    l->n = to;
    rest = line_add(l, l->line[from].depth);
    if (!rest)
        return;
    rest->plain = true;
    line_put(l, rest, to > from ? "all others 0" : "all 0");
    line_end(l, rest);
}

void lines_fill(struct lines *l, size_t from)
{
    size_t to = from, end = l->n, next;

    for (size_t i = from; i < end; i++)
        if (!l->line[i].leaf || !l->line[i].plain || l->line[i].depth != l->line[from].depth)
            return;
    for (size_t i = from; i < end; i = next) {
        unsigned width = l->line[i].width,
                 room = l->show->options->width - MARGIN - 2 * l->line[i].depth;
        struct line made = l->line[i];

        for (next = i + 1; next < end && width + l->line[next].width + 3 <= room; next++)
            width += l->line[next].width + 2;
        made.at = l->text->len;
        made.width = join(l, i, next);
        if (next < end) {
            kl_out_char(l->text, ',');
            made.width++;
        }
        line_end(l, &made);
        l->line[to++] = made;
    }
    l->n = to;
}
