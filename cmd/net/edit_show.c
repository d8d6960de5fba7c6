// SPDX-License-Identifier: MIT
// What an edit has changed, as lines.
#include "edit_place.h"

#include <string.h>

static void lines(struct kl_out *o, char sign, const struct kld_file *f, size_t from, size_t to)
{
    while (from < to) {
        size_t end = net_line_end(f, from), shown = end;

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
        size_t end = net_line_end(old, from);

        if (end != net_line_end(new, from) ||
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
