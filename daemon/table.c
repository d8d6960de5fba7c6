// SPDX-License-Identifier: MIT
#include "table.h"

#include "view.h"

#include <string.h>

// So many rows say how wide columns are.
#define LOOK_AT 400

void kld_table_begin(struct kld_table *t, struct kl_out *out, const char *const *titles,
                     const char *indent)
{
    *t = (struct kld_table){
        .out = out, .titles = titles, .indent = indent, .arena = kld_arena_new()};
    while (titles[t->columns] && t->columns < KLD_COLUMNS)
        t->columns++;
    t->rows = kld_alloc(t->arena, LOOK_AT * sizeof *t->rows);
}

const char *kld_clean(struct kld_arena *a, const char *text)
{
    char *copy = kld_strdup(a, text);

    for (unsigned char *s = (unsigned char *)copy; *s;) {
        size_t n = kld_character(s);

        if (!n)
            *s = '?';
        s += n ? n : 1;
    }
    return copy;
}

static size_t width_of(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += (*text & 0xc0) != 0x80;
    return n;
}

static void write_row(struct kld_table *t, const char *const *cells)
{
    unsigned last = t->columns;

    while (last && !*cells[last - 1])
        last--;
    kl_out_str(t->out, t->indent);
    for (unsigned i = 0; i < last; i++) {
        kl_out_str(t->out, cells[i]);
        for (size_t w = width_of(cells[i]); i + 1 < last && w < t->widths[i] + 2; w++)
            kl_out_char(t->out, ' ');
        // Wider than any of those that were looked at.
        if (i + 1 < last && width_of(cells[i]) >= t->widths[i] + 2)
            kl_out_char(t->out, ' ');
    }
    kl_out_char(t->out, '\n');
}

static void flush(struct kld_table *t)
{
    if (!t->begun && t->n)
        write_row(t, t->titles);
    t->begun = true;
    for (size_t i = 0; i < t->n; i++)
        write_row(t, t->rows[i]);
    kld_arena_free(t->arena);
    t->arena = kld_arena_new();
    t->rows = kld_alloc(t->arena, LOOK_AT * sizeof *t->rows);
    t->n = 0;
}

void kld_table_row(struct kld_table *t, const char *const *cells, bool more)
{
    const char **row = t->rows[t->n++];

    for (unsigned i = 0; i < t->columns; i++) {
        bool none = !cells[i] || !*cells[i];

        row[i] = none ? more ? "" : "-" : kld_clean(t->arena, cells[i]);
        if (!t->begun && width_of(row[i]) > t->widths[i])
            t->widths[i] = width_of(row[i]);
        if (!t->begun && width_of(t->titles[i]) > t->widths[i])
            t->widths[i] = width_of(t->titles[i]);
    }
    if (t->n == LOOK_AT)
        flush(t);
}

void kld_table_end(struct kld_table *t)
{
    flush(t);
    kld_arena_free(t->arena);
}
