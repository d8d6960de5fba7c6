// SPDX-License-Identifier: MIT
// print_schema FAMILY: NAME NUMBER of every row and command that a family's tables reach, for the
// comparison with the kernel's headers; "nlmsgerr" is the set of extended acknowledgements.
#include <stdio.h>
#include <string.h>

#include "core/schema_def.h"
#include "schema/tables.h"

static void print_set(const struct kl_attrset *set, unsigned depth);

static void print_row(const struct kl_attr_def *row, unsigned depth)
{
    printf("%s %u\n", row->name, row->id);
    if ((row->type == KL_T_NEST && (row->flags & KL_A_SELECT) == 0) ||
        (row->type == KL_T_ARRAY && row->elem == KL_T_NEST) || row->type == KL_T_RECORDS)
        print_set(row->ref.set, depth + 1);
    else if (row->type == KL_T_NEST)
        for (unsigned i = 0; i < row->ref.select->n_cases; i++)
            print_set(row->ref.select->cases[i].set, depth + 1);
    else if (row->type == KL_T_ARRAY && row->elem == KL_T_ARRAY)
        print_row(row->ref.elem, depth + 1);
}

/* Sets may nest in themselves. */
static void print_set(const struct kl_attrset *set, unsigned depth)
{
    for (unsigned i = 0; set != NULL && depth < 6 && i < set->n_rows; i++)
        print_row(&set->rows[i], depth);
}

int main(int argc, char **argv)
{
    const struct kl_family *f = argc > 1 ? kl_family_find(argv[1]) : NULL;

    if (argc > 1 && strcmp(argv[1], "nlmsgerr") == 0)
        print_set(&kl_set_nlmsgerr, 0);
    else if (f == NULL)
        return 1;
    if (f == NULL)
        return 0;
    print_set(f->attrs, 0);
    for (unsigned i = 0; i < f->n_commands; i++) {
        const struct kl_command_def *c = &f->commands[i];

        printf("%s %u\n", c->name, c->id);
        print_set(c->request, 0);
        print_set(c->reply, 0);
    }
    return 0;
}
