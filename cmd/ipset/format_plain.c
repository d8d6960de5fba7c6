// SPDX-License-Identifier: MIT
// The two line forms: plain, for people, and save, for restore.
#include "../../lib/core/out.h"
#include "format.h"

#include <stdio.h>

void ipset_print_raw(struct kl_out *o, const struct kl_view *raw)
{
    for (size_t i = 0; i < raw->len; i++)
        kl_out_hex(o, raw->data[i], 2);
}

static void nothing(struct ipset_listing *l)
{
    (void)l;
}

static void plain_header(struct ipset_listing *l, const struct kl_ipset_type *type,
                         const struct kl_ipset_params *set)
{
    struct kl_out *o = l->out;

    if (l->names) {
        kl_out_str(o, set->name);
        kl_out_char(o, '\n');
        return;
    }
    kl_out_printf(o, "%sName: %s\nType: %s\nRevision: %u\nHeader:", l->sets ? "\n" : "", set->name,
                  set->type, set->revision);
    if (type)
        kl_ipset_print_options(o, type->create, set->has, set);
    if (set->has & KL_IPSET_P_STATISTICS)
        kl_out_printf(o, "\nSize in memory: %u\nReferences: %u", set->memsize, set->references);
    if (set->has & KL_IPSET_P_ELEMENTS)
        kl_out_printf(o, "\nNumber of entries: %u", set->elements);
    kl_out_str(o, l->terse ? "\n" : "\nMembers:\n");
}

static void print_member(struct ipset_listing *l, const struct kl_ipset_type *type,
                         const struct kl_ipset_elem *e)
{
    kl_ipset_print_elem(l->out, &l->how, type, e);
    if (e->has & KL_ELEM_OPTIONS)
        kl_ipset_print_options(l->out, type->add, e->has, e);
    kl_put_char(l->out, '\n');
}

static void plain_member(struct ipset_listing *l, const struct kl_ipset_type *type,
                         const struct kl_ipset_params *set, const struct kl_ipset_elem *e,
                         const struct kl_view *raw, unsigned unknown)
{
    (void)set;
    if (type)
        print_member(l, type, e);
    if (!type || unknown) {
        kl_out_str(l->out, type ? "  with attributes unknown here: " : "");
        ipset_print_raw(l->out, raw);
        kl_out_char(l->out, '\n');
    }
}

const struct ipset_format ipset_format_plain = {nothing, plain_header, plain_member, nothing,
                                                nothing};

static void save_header(struct ipset_listing *l, const struct kl_ipset_type *type,
                        const struct kl_ipset_params *set)
{
    if (l->names) {
        plain_header(l, type, set);
        return;
    }
    l->prefix_len = (size_t)snprintf(l->prefix, sizeof l->prefix, "add %s ", set->name);
    kl_out_printf(l->out, "%screate %s %s", type ? "" : "# ", set->name, set->type);
    if (type)
        kl_ipset_print_options(l->out, type->create, set->has, set);
    kl_out_char(l->out, '\n');
}

static void save_member(struct ipset_listing *l, const struct kl_ipset_type *type,
                        const struct kl_ipset_params *set, const struct kl_ipset_elem *e,
                        const struct kl_view *raw, unsigned unknown)
{
    if (!type || unknown) { // a comment, so that restore takes the rest
        kl_out_printf(l->out, "# %s ", set->name);
        ipset_print_raw(l->out, raw);
        kl_out_char(l->out, '\n');
    }
    if (!type)
        return;
    kl_put_mem(l->out, l->prefix, l->prefix_len);
    print_member(l, type, e);
}

const struct ipset_format ipset_format_save = {nothing, save_header, save_member, nothing, nothing};
