// SPDX-License-Identifier: MIT
#include "complaint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/core/utf8.h"

#define KEPT   200
#define BEFORE 60 // of a long line, this many characters before the column are shown
#define SHOWN  100

void kld_complain(struct kld_complaints *c, struct kld_place place, const char *format, ...)
{
    char text[1024];
    va_list ap;

    if (c->n == KEPT) {
        c->more++;
        return;
    }
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    c->list = kld_grow(c->arena, c->list, c->n, sizeof *c->list);
    c->list[c->n++] = (struct kld_complaint){place, kld_strdup(c->arena, text)};
}

static int by_place(const void *a, const void *b)
{
    const struct kld_place *x = &((const struct kld_complaint *)a)->place;
    const struct kld_place *y = &((const struct kld_complaint *)b)->place;
    int order = 0;

    if (x->file != y->file)
        order = !x->file ? -1 : !y->file ? 1 : strcmp(x->file->name, y->file->name);
    if (!order)
        order = x->line < y->line ? -1 : x->line > y->line;
    if (!order)
        order = x->column < y->column ? -1 : x->column > y->column;
    return order;
}

void kld_complaints_sort(struct kld_complaints *c)
{
    if (c->n)
        qsort(c->list, c->n, sizeof *c->list, by_place);
}

static const char *find_line(const struct kld_file *f, unsigned line, size_t *ret_len)
{
    const char *at = f->text, *end = f->text + f->len, *stop;

    if (!line || !f->text)
        return NULL;
    for (unsigned i = 1; i < line; i++) {
        stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        if (!stop)
            return NULL;
        at = stop + 1;
    }
    stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    *ret_len = (size_t)((stop ? stop : end) - at);
    if (*ret_len && at[*ret_len - 1] == '\r')
        --*ret_len;
    return at;
}

static bool is_middle(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

// The byte at which character @n of @s begins.
static size_t byte_of(const char *s, size_t len, size_t n)
{
    size_t at = 0;

    while (at < len && n) {
        at++;
        while (at < len && is_middle(s[at]))
            at++;
        n--;
    }
    return at;
}

// What a terminal would obey, and what is no UTF-8, is shown as '?'.
static void show_bytes(struct kl_out *o, const char *s, size_t n, bool blank)
{
    for (size_t i = 0, len; i < n; i += len) {
        unsigned char c = (unsigned char)s[i];

        len = kl_utf8_char((const unsigned char *)s + i, n - i);
        if (blank)
            kl_out_char(o, c == '\t' ? '\t' : ' ');
        else if (!len || (c < ' ' && c != '\t') || c == 0x7f)
            kl_out_char(o, '?');
        else
            kl_out_write(o, s + i, len);
        len = len ? len : 1;
    }
}

static void show_line(struct kl_out *o, const struct kld_place *p)
{
    size_t len = 0, from, to, caret;
    const char *line = find_line(p->file, p->line, &len);
    unsigned column = p->column ? p->column - 1 : 0;

    if (!line)
        return;
    from = column > BEFORE ? byte_of(line, len, column - BEFORE) : 0;
    caret = byte_of(line, len, column);
    to = from + byte_of(line + from, len - from, SHOWN);
    kl_out_str(o, "    ");
    show_bytes(o, line + from, to - from, false);
    kl_out_str(o, "\n    ");
    show_bytes(o, line + from, caret - from, true);
    kl_out_str(o, "^\n");
}

void kld_complaints_text(const struct kld_complaints *c, struct kl_out *o)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct kld_place *p = &c->list[i].place;

        if (p->file)
            kl_out_printf(o, "%s:", p->file->name);
        if (p->file && p->line)
            kl_out_printf(o, "%u:%u:", p->line, p->column ? p->column : 1);
        kl_out_printf(o, "%s%s\n", p->file ? " " : "", c->list[i].text);
        if (p->file)
            show_line(o, p);
    }
    if (c->more)
        kl_out_printf(o, "... and %zu more\n", c->more);
}

void kld_complaints_json(const struct kld_complaints *c, struct kl_sink *k)
{
    kl_sink_array_begin(k);
    for (size_t i = 0; i < c->n; i++) {
        const struct kld_place *p = &c->list[i].place;

        kl_sink_object_begin(k);
        if (p->file) {
            kl_sink_key(k, "file");
            kl_sink_str(k, p->file->name);
        }
        if (p->file && p->line) {
            kl_sink_key(k, "line");
            kl_sink_uint(k, p->line);
            kl_sink_key(k, "column");
            kl_sink_uint(k, p->column ? p->column : 1);
        }
        kl_sink_key(k, "text");
        kl_sink_str(k, c->list[i].text);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
}
