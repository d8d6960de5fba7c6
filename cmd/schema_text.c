// SPDX-License-Identifier: MIT
// `kernlink schema`, for people: columns and indented pages.
#include "schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void indent(struct kl_out *o, unsigned n)
{
    while (n-- > 0)
        kl_out_str(o, "  ");
}

void schema_show_families(struct kl_out *o)
{
    const struct kl_family *f;

    kl_out_printf(o, "%-16s %-10s %8s %10s  %s\n", "FAMILY", "PROTOCOL", "COMMANDS", "ATTRIBUTES",
                  "ABOUT");
    for (size_t i = 0; (f = kl_family_at(i)); i++) {
        const char *protocol = schema_protocol(f->protocol);
        struct schema_walk w;

        if (schema_walk(&w, f) < 0)
            return;
        kl_out_printf(o, "%-16s %-10s %8u %10zu  %s\n", f->name, protocol ? protocol : "?",
                      f->n_commands, schema_count(&w), f->doc);
        schema_walk_free(&w);
    }
}

/* ---- Rows ---- */

static void show_enum(struct kl_out *o, const struct kl_enum *e, unsigned deep)
{
    for (unsigned i = 0; i < e->n_values; i++) {
        indent(o, deep);
        if (e->flags)
            kl_out_printf(o, "0x%-10" PRIx64 " %s\n", (uint64_t)e->values[i].value,
                          e->values[i].name);
        else
            kl_out_printf(o, "%-12" PRId64 " %s\n", e->values[i].value, e->values[i].name);
    }
}

// One line: name, number, type and words.
static void show_row(struct kl_out *o, const struct kl_attr_def *row, int width, unsigned deep)
{
    const struct kl_enum *e = schema_enum(row);
    char type[160], range[64];

    indent(o, deep);
    kl_out_printf(o, "%-*s %5u  %s", width, row->name, row->id,
                  schema_type_text(type, sizeof type, row));
    if (row->flags & KL_A_MULTI)
        kl_out_str(o, ", repeated");
    if (kl_unit_name((enum kl_unit)row->unit))
        kl_out_printf(o, ", in %s", kl_unit_name((enum kl_unit)row->unit));
    if (schema_range(range, sizeof range, row))
        kl_out_printf(o, ", %s", range);
    if (e)
        kl_out_printf(o, ", %s %s", e->flags ? "bits of" : "of", e->name);
    if (!(row->flags & KL_A_PAD))
        kl_out_printf(o, ": %s", row->doc);
    kl_out_char(o, '\n');
}

static int width_of(const struct kl_attr_def *rows, unsigned n)
{
    size_t width = 0;

    for (unsigned i = 0; i < n; i++)
        if (!(rows[i].flags & KL_A_PAD) && strlen(rows[i].name) > width)
            width = strlen(rows[i].name);
    return (int)width;
}

static void show_rows(struct kl_out *o, const struct kl_attr_def *rows, unsigned n, unsigned deep)
{
    int width = width_of(rows, n);

    for (unsigned i = 0; i < n; i++)
        if (!(rows[i].flags & KL_A_PAD))
            show_row(o, &rows[i], width, deep);
}

static void show_layout(struct kl_out *o, const struct kl_layout *l, unsigned deep)
{
    indent(o, deep);
    kl_out_printf(o, "struct %s, %u bytes\n", l->name, l->size);
    show_rows(o, l->fields, l->n_fields, deep + 1);
}

static void show_set(struct kl_out *o, const struct schema_place *p)
{
    char where[512];

    kl_out_printf(o, "\n%s: %s\n", p->nested ? "Inside" : "Message", p->set->doc);
    kl_out_printf(o, "  at %s\n", schema_where(where, sizeof where, p));
    if (p->set->header)
        show_layout(o, p->set->header, 1);
    show_rows(o, p->set->rows, p->set->n_rows, 1);
}

/* ---- Pages ---- */

void schema_show_family(struct kl_out *o, const struct schema_walk *w)
{
    const struct kl_family *f = w->family;
    const char *protocol = schema_protocol(f->protocol);
    char name[KL_NAME_SIZE];
    int width = 0;

    kl_out_printf(o, "%s: %s\nprotocol %s (%d)", f->name, f->doc, protocol ? protocol : "?",
                  f->protocol);
    if (f->match == KL_MATCH_NFNL)
        kl_out_printf(o, ", subsystem %u", f->subsystem);
    kl_out_str(o, "\n\nCommands\n");
    for (unsigned i = 0; i < f->n_commands; i++) {
        int len = (int)strlen(kl_short_name(name, f->commands[i].name, f->command_prefix));

        width = len > width ? len : width;
    }
    for (unsigned i = 0; i < f->n_commands; i++)
        kl_out_printf(o, "  %-*s %5u  %s\n", width,
                      kl_short_name(name, f->commands[i].name, f->command_prefix),
                      f->commands[i].id, f->commands[i].doc);
    if (f->n_groups > 0)
        kl_out_str(o, "\nMulticast groups\n");
    for (unsigned i = 0; i < f->n_groups; i++) {
        kl_out_printf(o, "  %s", f->groups[i].name);
        if (f->groups[i].id)
            kl_out_printf(o, " %u", f->groups[i].id);
        kl_out_char(o, '\n');
    }
    if (f->header) {
        kl_out_str(o, "\nFixed header\n");
        show_layout(o, f->header, 1);
    }
    for (size_t i = 0; i < w->n; i++)
        show_set(o, &w->places[i]);
}

void schema_show_command(struct kl_out *o, const struct schema_walk *w,
                         const struct kl_command_def *c)
{
    const struct kl_layout *request = kl_command_layout(w->family, c, false);
    const struct kl_layout *reply = kl_command_layout(w->family, c, true);

    kl_out_printf(o, "%s (%u): %s\n", c->name, c->id, c->doc);
    if (request) {
        kl_out_str(o, "\nFixed header\n");
        show_layout(o, request, 1);
    }
    if (reply != request) {
        kl_out_str(o, "\nFixed header of replies\n");
        show_layout(o, reply, 1);
    }
    for (size_t i = 0; i < w->n; i++)
        show_set(o, &w->places[i]);
}

static const struct kl_attr_def *header_field(const struct kl_family *f, unsigned offset)
{
    for (unsigned i = 0; f->header && i < f->header->n_fields; i++)
        if (f->header->fields[i].id == offset)
            return &f->header->fields[i];
    return NULL;
}

// What chooses the inside of a nest: an attribute beside it or a field, as far as they are known.
static const struct kl_attr_def *chooser(const struct schema_walk *w, const struct kl_selector *s,
                                         const struct kl_attrset *set)
{
    if (s->by == KL_BY_HEADER)
        return header_field(w->family, s->key);
    return s->by != KL_BY_COMMAND && s->up == 0 ? kl_attrset_row(set, s->key) : NULL;
}

static void show_cases(struct kl_out *o, const struct schema_walk *w, const struct kl_selector *s,
                       const struct kl_attrset *set)
{
    const struct kl_attr_def *by = chooser(w, s, set);
    const struct kl_enum *e = by ? schema_enum(by) : NULL;

    kl_out_str(o, "  inside, chosen by ");
    if (by)
        kl_out_printf(o, "%s%s\n", by->name, s->by == KL_BY_HEADER ? " of the header" : "");
    else if (s->by == KL_BY_COMMAND)
        kl_out_str(o, "the command\n");
    else if (s->by == KL_BY_HEADER)
        kl_out_printf(o, "byte %u of the header\n", s->key);
    else
        kl_out_printf(o, "attribute %u, %u nests further out\n", s->key, s->up);
    for (unsigned i = 0; i < s->n_cases; i++) {
        const char *name = e ? kl_enum_name(e, (int64_t)s->cases[i].number) : NULL;

        if (s->by == KL_BY_STRING)
            name = s->cases[i].name;
        kl_out_str(o, "    ");
        if (name)
            kl_out_str(o, name);
        else
            kl_out_uint(o, s->cases[i].number);
        kl_out_printf(o, ": %s\n", s->cases[i].set->doc);
    }
    if (s->otherwise)
        kl_out_printf(o, "    otherwise: %s\n", s->otherwise->doc);
}

void schema_show_attributes(struct kl_out *o, const struct schema_walk *w,
                            const struct schema_found *found, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct kl_attr_def *row = found[i].row;
        const struct kl_attrset *inside = schema_inside(row);
        const char *unit = kl_unit_name((enum kl_unit)row->unit);
        char type[160], range[64], where[512];

        if (schema_seen(found, i))
            continue;
        kl_out_printf(o, "%s%s (%u): %s\n", i > 0 ? "\n" : "", row->name, row->id, row->doc);
        for (size_t k = i; k < n; k++)
            if (schema_same(row, found[k].row))
                kl_out_printf(o, "  at     %s\n",
                              schema_where(where, sizeof where, found[k].place));
        kl_out_printf(o, "  type   %s%s\n", schema_type_text(type, sizeof type, row),
                      row->flags & KL_A_MULTI ? ", repeated" : "");
        if (unit)
            kl_out_printf(o, "  unit   %s\n", unit);
        if (schema_range(range, sizeof range, row))
            kl_out_printf(o, "  range  %s\n", range);
        if (schema_enum(row)) {
            kl_out_printf(o, "  %s of %s\n", schema_enum(row)->flags ? "bits" : "values",
                          schema_enum(row)->name);
            show_enum(o, schema_enum(row), 2);
        }
        if (schema_layout(row))
            show_layout(o, schema_layout(row), 1);
        if (schema_selector(row))
            show_cases(o, w, schema_selector(row), found[i].place->set);
        if (inside) {
            kl_out_printf(o, "  inside: %s\n", inside->doc);
            if (inside->header)
                show_layout(o, inside->header, 2);
            show_rows(o, inside->rows, inside->n_rows, 2);
        }
    }
}
