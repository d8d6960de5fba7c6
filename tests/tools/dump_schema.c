// SPDX-License-Identifier: MIT
// dump_schema: every table as lines of words between tabs, for tests/schema-specs.py:
//   family NAME PROTOCOL / group FAMILY NAME / command FAMILY NUMBER NAME HEADER-SIZE REQUEST REPLY
//   set FAMILY SET / row SET NUMBER NAME TYPE ELEMENT FLAGS ENUM LAYOUT SETS
//   enum ENUM bits|values NAME=NUMBER... / layout LAYOUT SIZE / field LAYOUT OFFSET NAME TYPE SIZE
//   ENUM
// A set, enum or layout is named by its place in memory: names need not be unique.
#include <stdio.h>
#include <string.h>

#include "core/schema_def.h"
#include "schema/tables.h"

#define SEEN_MAX 8192
static const void *seen[SEEN_MAX];
static unsigned n_seen;

static bool see(const void *what)
{
    for (unsigned i = 0; i < n_seen; i++)
        if (seen[i] == what)
            return true;
    if (n_seen < SEEN_MAX)
        seen[n_seen++] = what;
    return what == NULL;
}

static const char *type_name(uint8_t type)
{
    static const char *const names[] = {
        [KL_T_BINARY] = "binary",  [KL_T_FLAG] = "flag",     [KL_T_U8] = "u8",
        [KL_T_U16] = "u16",        [KL_T_U32] = "u32",       [KL_T_U64] = "u64",
        [KL_T_S8] = "s8",          [KL_T_S16] = "s16",       [KL_T_S32] = "s32",
        [KL_T_S64] = "s64",        [KL_T_UINT] = "uint",     [KL_T_SINT] = "sint",
        [KL_T_STRING] = "string",  [KL_T_MAC] = "mac",       [KL_T_IP4] = "ip4",
        [KL_T_IP6] = "ip6",        [KL_T_IP] = "ip",         [KL_T_LLADDR] = "lladdr",
        [KL_T_BITMAP] = "bitmap",  [KL_T_STRUCT] = "struct", [KL_T_BITFIELD32] = "bitfield32",
        [KL_T_NEST] = "nest",      [KL_T_ARRAY] = "array",   [KL_T_PACKED] = "packed",
        [KL_T_RECORDS] = "records"};

    return names[type];
}

static bool has_sets(const struct kl_attr_def *row)
{
    return row->type == KL_T_NEST || row->type == KL_T_RECORDS ||
           (row->type == KL_T_ARRAY && row->elem == KL_T_NEST);
}

/* The type of what values or a layout are of: the row's own, or its elements'. */
static uint8_t inner_type(const struct kl_attr_def *row)
{
    return row->type == KL_T_ARRAY || row->type == KL_T_PACKED ? row->elem : row->type;
}

static const struct kl_enum *row_values(const struct kl_attr_def *row)
{
    uint8_t type = inner_type(row);

    return kl_type_is_int(type) || type == KL_T_BITFIELD32 || type == KL_T_BITMAP ? row->ref.values
                                                                                  : NULL;
}

static const struct kl_layout *row_layout(const struct kl_attr_def *row)
{
    return inner_type(row) == KL_T_STRUCT ? row->ref.layout : NULL;
}

static void put_flags(const struct kl_attr_def *row)
{
    printf("%s%s%s%s%s", (row->flags & (KL_A_BE | KL_A_NBO)) != 0 ? "be," : "",
           (row->flags & KL_A_MULTI) != 0 ? "multi," : "",
           (row->flags & KL_A_PAD) != 0 ? "pad," : "",
           (row->flags & KL_A_SELECT) != 0 ? "select," : "",
           (row->flags & KL_A_NO_NUL) != 0 ? "nonul," : "");
}

static void put_enum(const struct kl_enum *e)
{
    if (see(e))
        return;
    printf("enum\t%p\t%s", (const void *)e, e->flags ? "bits" : "values");
    for (unsigned i = 0; i < e->n_values; i++)
        printf("\t%s=%lld", e->values[i].name, (long long)e->values[i].value);
    putchar('\n');
}

static void put_layout(const struct kl_layout *l)
{
    if (see(l))
        return;
    printf("layout\t%p\t%u\t%s\n", (const void *)l, l->size, l->name);
    for (unsigned i = 0; i < l->n_fields; i++) {
        const struct kl_attr_def *f = &l->fields[i];
        size_t size = f->max_len != 0 ? f->max_len : kl_type_len(f->type);
        const struct kl_layout *inner = row_layout(f);

        if (inner != NULL && f->max_len == 0)
            size = inner->size;
        put_enum(row_values(f));
        put_layout(inner);
        printf("field\t%p\t%u\t%s\t%s\t%zu\t", (const void *)l, f->id, f->name, type_name(f->type),
               size);
        put_flags(f);
        printf("\t%p\n", (const void *)row_values(f));
    }
}

static void put_set(const struct kl_attrset *set);

static void put_row(const struct kl_attrset *set, const struct kl_attr_def *row)
{
    const struct kl_selector *select = row->ref.select;
    bool chosen = has_sets(row) && (row->flags & KL_A_SELECT) != 0;

    printf("row\t%p\t%u\t%s\t%s\t%s\t", (const void *)set, row->id, row->name, type_name(row->type),
           row->type == KL_T_ARRAY || row->type == KL_T_PACKED ? type_name(row->elem) : "");
    put_flags(row);
    printf("\t%p\t%p\t", (const void *)row_values(row), (const void *)row_layout(row));
    for (unsigned i = 0; chosen && i < select->n_cases; i++)
        printf("%s:%p,", select->cases[i].name != NULL ? select->cases[i].name : "",
               (const void *)select->cases[i].set);
    if (has_sets(row))
        printf(":%p,", (const void *)(chosen ? select->otherwise : row->ref.set));
    if (row->type == KL_T_ARRAY && row->elem == KL_T_ARRAY && has_sets(row->ref.elem))
        printf(":%p,", (const void *)row->ref.elem->ref.set);
    putchar('\n');
    put_enum(row_values(row));
    put_layout(row_layout(row));
    for (unsigned i = 0; chosen && i < select->n_cases; i++)
        put_set(select->cases[i].set);
    if (has_sets(row))
        put_set(chosen ? select->otherwise : row->ref.set);
    if (row->type == KL_T_ARRAY && row->elem == KL_T_ARRAY && has_sets(row->ref.elem))
        put_set(row->ref.elem->ref.set);
}

static void put_set(const struct kl_attrset *set)
{
    if (see(set))
        return;
    printf("set\t%p\t%s\t%p\n", (const void *)set, set->name, (const void *)set->header);
    put_layout(set->header);
    for (unsigned i = 0; i < set->n_rows; i++)
        put_row(set, &set->rows[i]);
}

static void put_command(const struct kl_family *f, const struct kl_command_def *c)
{
    const struct kl_layout *header = c->header != NULL ? c->header : f->header;
    const struct kl_attrset *request = kl_command_attrs(f, c, false);
    const struct kl_attrset *reply = kl_command_attrs(f, c, true);

    printf("command\t%u\t%s\t%u\t%p\t%p\n", c->id, c->name, header != NULL ? header->size : 0,
           (const void *)request, (const void *)reply);
    put_layout(header);
    put_set(request);
    put_set(reply);
}

int main(void)
{
    for (size_t i = 0; i < kl_n_families; i++) {
        const struct kl_family *f = kl_families[i];

        /* What follows belongs to this family; what families share is shown with each. */
        n_seen = 0;
        printf("family\t%s\n", f->name);
        for (unsigned g = 0; g < f->n_groups; g++)
            printf("group\t%s\n", f->groups[g].name);
        put_set(f->attrs);
        for (unsigned c = 0; c < f->n_commands; c++)
            put_command(f, &f->commands[c]);
    }
    return 0;
}
