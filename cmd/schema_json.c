// SPDX-License-Identifier: MIT
// `kernlink schema --json`.
#include "schema.h"

static void put_str(struct kl_sink *k, const char *key, const char *value)
{
    if (!value)
        return;
    kl_sink_key(k, key);
    kl_sink_str(k, value);
}

static void put_uint(struct kl_sink *k, const char *key, uint64_t value)
{
    kl_sink_key(k, key);
    kl_sink_uint(k, value);
}

static void put_true(struct kl_sink *k, const char *key, bool value)
{
    if (!value)
        return;
    kl_sink_key(k, key);
    kl_sink_bool(k, true);
}

static void put_number(struct kl_sink *k, const struct kl_attr_def *row, const char *key,
                       int64_t value)
{
    kl_sink_key(k, key);
    if (kl_type_is_signed(row->type))
        kl_sink_int(k, value);
    else
        kl_sink_uint(k, (uint64_t)value);
}

static void put_enum(struct kl_sink *k, const struct kl_enum *e)
{
    if (!e)
        return;
    put_str(k, e->flags ? "bits_of" : "values_of", e->name);
    put_str(k, "prefix", e->prefix);
    kl_sink_key(k, e->flags ? "bits" : "values");
    kl_sink_object_begin(k);
    for (unsigned i = 0; i < e->n_values; i++) {
        kl_sink_key(k, e->values[i].name);
        if (e->flags)
            kl_sink_uint(k, (uint64_t)e->values[i].value);
        else
            kl_sink_int(k, e->values[i].value);
    }
    kl_sink_object_end(k);
}

static void put_layout(struct kl_sink *k, const char *key, const struct kl_layout *l);

static void put_cases(struct kl_sink *k, const struct kl_selector *s)
{
    static const char *const by[] = {"string", "number", "header", "command"};

    kl_sink_key(k, "chosen");
    kl_sink_object_begin(k);
    put_str(k, "by", by[s->by]);
    put_uint(k, s->by == KL_BY_HEADER ? "offset" : "attribute", s->key);
    put_uint(k, "up", s->up);
    kl_sink_key(k, "cases");
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < s->n_cases; i++) {
        kl_sink_object_begin(k);
        if (s->by == KL_BY_STRING)
            put_str(k, "is", s->cases[i].name);
        else
            put_uint(k, "is", s->cases[i].number);
        put_str(k, "set", s->cases[i].set->name);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
    if (s->otherwise)
        put_str(k, "otherwise", s->otherwise->name);
    kl_sink_object_end(k);
}

// The keys of a row into the open object; @id is "number", or "offset" in structs.
static void put_row(struct kl_sink *k, const struct kl_attr_def *row, const char *id)
{
    const struct kl_attr_def *inner = schema_inner(row);
    bool many = row->type == KL_T_ARRAY || row->type == KL_T_PACKED;

    put_str(k, "name", row->name);
    put_uint(k, id, row->id);
    put_str(k, "doc", row->doc);
    put_str(k, "type", schema_type(row->type));
    if (many)
        put_str(k, "element", schema_type(row == inner ? row->elem : (uint8_t)KL_T_ARRAY));
    if (row != inner)
        put_str(k, "innermost", schema_type(inner->elem));
    put_true(k, "big_endian", inner->flags & (KL_A_BE | KL_A_NBO));
    put_true(k, "repeated", row->flags & KL_A_MULTI);
    put_true(k, "hexadecimal", row->flags & KL_A_HEX);
    put_str(k, "unit", kl_unit_name((enum kl_unit)row->unit));
    if (row->min_len)
        put_uint(k, "min_length", row->min_len);
    if (row->max_len)
        put_uint(k, "max_length", row->max_len);
    if (kl_type_is_int(row->type) && (row->min || row->max)) {
        put_number(k, row, "min", row->min);
        put_number(k, row, "max", row->max);
    }
    put_enum(k, schema_enum(row));
    if (schema_layout(row))
        put_layout(k, "struct", schema_layout(row));
    if (schema_inside(row))
        put_str(k, "set", schema_inside(row)->name);
    if (schema_selector(row))
        put_cases(k, schema_selector(row));
}

static void put_rows(struct kl_sink *k, const struct kl_attr_def *rows, unsigned n, const char *id)
{
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < n; i++) {
        if (rows[i].flags & KL_A_PAD)
            continue;
        kl_sink_object_begin(k);
        put_row(k, &rows[i], id);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
}

static void put_layout(struct kl_sink *k, const char *key, const struct kl_layout *l)
{
    if (!l)
        return;
    kl_sink_key(k, key);
    kl_sink_object_begin(k);
    put_str(k, "name", l->name);
    put_uint(k, "size", l->size);
    kl_sink_key(k, "fields");
    put_rows(k, l->fields, l->n_fields, "offset");
    kl_sink_object_end(k);
}

static void put_set(struct kl_sink *k, const struct kl_attrset *set)
{
    put_str(k, "name", set->name);
    put_str(k, "prefix", set->prefix);
    put_str(k, "doc", set->doc);
    put_layout(k, "header", set->header);
    kl_sink_key(k, "attributes");
    put_rows(k, set->rows, set->n_rows, "number");
}

static void put_sets(struct kl_sink *k, const struct schema_walk *w)
{
    kl_sink_key(k, "sets");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < w->n; i++) {
        kl_sink_object_begin(k);
        put_set(k, w->places[i].set);
        put_str(k, "at", w->places[i].where);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
}

static void put_command(struct kl_sink *k, const struct kl_family *f,
                        const struct kl_command_def *c)
{
    const struct kl_attrset *request = kl_command_attrs(f, c, false);
    const struct kl_attrset *reply = kl_command_attrs(f, c, true);
    const struct kl_layout *header = kl_command_layout(f, c, false);

    put_str(k, "name", c->name);
    put_uint(k, "number", c->id);
    put_str(k, "doc", c->doc);
    put_str(k, "request", request ? request->name : NULL);
    put_str(k, "reply", reply ? reply->name : NULL);
    put_layout(k, "header", header);
    if (kl_command_layout(f, c, true) != header)
        put_layout(k, "reply_header", kl_command_layout(f, c, true));
}

static void put_family(struct kl_sink *k, const struct schema_walk *w)
{
    const struct kl_family *f = w->family;

    put_str(k, "family", f->name);
    put_str(k, "doc", f->doc);
    put_str(k, "protocol", schema_protocol(f->protocol));
    put_uint(k, "protocol_number", (uint64_t)f->protocol);
}

void schema_json_families(struct kl_sink *k)
{
    const struct kl_family *f;

    for (size_t i = 0; (f = kl_family_at(i)); i++) {
        struct schema_walk w;

        if (schema_walk(&w, f) < 0)
            return;
        kl_sink_object_begin(k);
        put_family(k, &w);
        put_uint(k, "commands", f->n_commands);
        put_uint(k, "attributes", schema_count(&w));
        kl_sink_object_end(k);
        schema_walk_free(&w);
    }
}

void schema_json_family(struct kl_sink *k, const struct schema_walk *w)
{
    const struct kl_family *f = w->family;

    kl_sink_object_begin(k);
    put_family(k, w);
    kl_sink_key(k, "commands");
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < f->n_commands; i++) {
        kl_sink_object_begin(k);
        put_command(k, f, &f->commands[i]);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
    kl_sink_key(k, "groups");
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < f->n_groups; i++) {
        kl_sink_object_begin(k);
        put_str(k, "name", f->groups[i].name);
        if (f->groups[i].id)
            put_uint(k, "number", f->groups[i].id);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
    put_sets(k, w);
    kl_sink_object_end(k);
}

void schema_json_command(struct kl_sink *k, const struct schema_walk *w,
                         const struct kl_command_def *c)
{
    kl_sink_object_begin(k);
    put_str(k, "family", w->family->name);
    put_command(k, w->family, c);
    put_sets(k, w);
    kl_sink_object_end(k);
}

void schema_json_attributes(struct kl_sink *k, const struct schema_walk *w,
                            const struct schema_found *found, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct kl_attrset *inside = schema_inside(found[i].row);

        if (schema_seen(found, i))
            continue;
        kl_sink_object_begin(k);
        put_str(k, "family", w->family->name);
        put_row(k, found[i].row, "number");
        kl_sink_key(k, "at");
        kl_sink_array_begin(k);
        for (size_t m = i; m < n; m++)
            if (schema_same(found[i].row, found[m].row))
                kl_sink_str(k, found[m].place->where);
        kl_sink_array_end(k);
        if (inside) {
            kl_sink_key(k, "inside");
            kl_sink_object_begin(k);
            put_set(k, inside);
            kl_sink_object_end(k);
        }
        kl_sink_object_end(k);
    }
}
