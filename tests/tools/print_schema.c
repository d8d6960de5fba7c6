// SPDX-License-Identifier: MIT
// print_schema FAMILY: NAME NUMBER of every row and command that a family's tables reach, for the
// comparison with the kernel's headers (fields of structs are not shown); "nlmsgerr" is the set of
// extended acknowledgements. print_schema values:FAMILY: the same of the named values and bits.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/schema_def.h"
#include "schema/tables.h"

static bool values; /* of enums, in place of rows and commands */

static void print_set(const struct kl_attrset *set, unsigned depth);

/* Those without a prefix are no constants of C. */
static void print_values(const struct kl_enum *e)
{
    if (e == NULL || e->prefix == NULL || e->prefix[0] == '\0')
        return;
    for (unsigned i = 0; i < e->n_values; i++) {
        printf("%s", e->prefix);
        for (const char *p = e->values[i].name; *p != '\0'; p++)
            putchar(toupper((unsigned char)*p));
        printf(" %lld\n", (long long)e->values[i].value);
    }
}

static void print_fields(const struct kl_layout *layout);

/* What names the values of a row, or of its elements. */
static void print_row_values(const struct kl_attr_def *row)
{
    uint8_t type = row->type == KL_T_ARRAY || row->type == KL_T_PACKED ? row->elem : row->type;

    if (kl_type_is_int(type) || type == KL_T_BITFIELD32 || type == KL_T_BITMAP)
        print_values(row->ref.values);
    else if (type == KL_T_STRUCT)
        print_fields(row->ref.layout);
}

static void print_fields(const struct kl_layout *layout)
{
    for (unsigned i = 0; layout != NULL && i < layout->n_fields; i++)
        print_row_values(&layout->fields[i]);
}

static void print_row(const struct kl_attr_def *row, unsigned depth)
{
    bool sets = row->type == KL_T_NEST || row->type == KL_T_RECORDS ||
                (row->type == KL_T_ARRAY && row->elem == KL_T_NEST);

    if (values)
        print_row_values(row);
    else
        printf("%s %u\n", row->name, row->id);
    if (sets && (row->flags & KL_A_SELECT) != 0) {
        for (unsigned i = 0; i < row->ref.select->n_cases; i++)
            print_set(row->ref.select->cases[i].set, depth + 1);
        print_set(row->ref.select->otherwise, depth + 1);
    } else if (sets) {
        print_set(row->ref.set, depth + 1);
    } else if (row->type == KL_T_ARRAY && row->elem == KL_T_ARRAY) {
        print_row(row->ref.elem, depth + 1);
    }
}

/* Sets may nest in themselves, and be reached many times: each is printed once, at the depth where
 * it is met first. */
static void print_set(const struct kl_attrset *set, unsigned depth)
{
    static const struct kl_attrset *done[4096];
    static unsigned n_done;

    for (unsigned i = 0; i < n_done; i++)
        if (done[i] == set)
            return;
    if (set == NULL || depth >= KL_MAX_DEPTH || n_done == 4096)
        return;
    done[n_done++] = set;
    for (unsigned i = 0; i < set->n_rows; i++)
        print_row(&set->rows[i], depth);
}

int main(int argc, char **argv)
{
    static const char with_values[] = "values:";
    const char *name = argc > 1 ? argv[1] : "";
    const struct kl_family *f;

    values = strncmp(name, with_values, sizeof(with_values) - 1) == 0;
    f = kl_family_find(values ? name + sizeof(with_values) - 1 : name);
    if (argc > 1 && strcmp(argv[1], "nlmsgerr") == 0)
        print_set(&kl_set_nlmsgerr, 0);
    else if (f == NULL)
        return 1;
    if (f == NULL)
        return 0;
    print_set(f->attrs, 0);
    for (unsigned i = 0; i < f->n_commands; i++) {
        const struct kl_command_def *c = &f->commands[i];

        if (!values)
            printf("%s %u\n", c->name, c->id);
        print_set(c->request, 0);
        print_set(c->reply, 0);
    }
    return 0;
}
