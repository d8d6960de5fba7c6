// SPDX-License-Identifier: MIT
#include "format.h"

#include <string.h>

// Comments and interface names may hold anything.
static void escaped(struct kl_out *o, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        switch (s[i]) {
        case '&':
            kl_out_str(o, "&amp;");
            break;
        case '<':
            kl_out_str(o, "&lt;");
            break;
        case '>':
            kl_out_str(o, "&gt;");
            break;
        default:
            // XML 1.0 has no way to say most control characters.
            kl_out_char(o, (unsigned char)s[i] < ' ' && s[i] != '\t' ? '?' : s[i]);
        }
    }
}

static void options(struct kl_out *o, const uint8_t *list, uint32_t has, const void *base)
{
    for (; *list != KL_OPT_END; list++) {
        const struct kl_ipset_option *row = &kl_ipset_options_table[*list];

        if (!(has & row->has))
            continue;
        if (row->kind == KL_KIND_FLAG) {
            kl_out_printf(o, "<%s/>", row->name);
            continue;
        }
        kl_out_printf(o, "<%s>", row->name);
        if (row->kind == KL_KIND_COMMENT) {
            const struct kl_ipset_elem *e = base;

            kl_out_char(o, '"');
            escaped(o, e->comment, e->comment_len);
            kl_out_char(o, '"');
        } else {
            kl_ipset_print_value(o, row, base);
        }
        kl_out_printf(o, "</%s>", row->name);
    }
}

static void begin(struct ipset_listing *l)
{
    kl_out_str(l->out, "<ipsets>\n");
}

static void header(struct ipset_listing *l, const struct kl_ipset_type *type,
                   const struct kl_ipset_params *set)
{
    struct kl_out *o = l->out;

    kl_out_str(o, "<ipset name=\"");
    for (const char *c = set->name; *c; c++) {
        if (*c == '"')
            kl_out_str(o, "&quot;");
        else
            escaped(o, c, 1);
    }
    if (l->names) {
        kl_out_str(o, "\"/>\n");
        return;
    }
    kl_out_printf(o, "\">\n<type>%s</type>\n<revision>%u</revision>\n<header>", set->type,
                  set->revision);
    if (type)
        options(o, type->create, set->has, set);
    if (set->has & KL_IPSET_P_STATISTICS)
        kl_out_printf(o, "\n<memsize>%u</memsize>\n<references>%u</references>", set->memsize,
                      set->references);
    if (set->has & KL_IPSET_P_ELEMENTS)
        kl_out_printf(o, "\n<numentries>%u</numentries>", set->elements);
    kl_out_str(o, l->terse ? "\n</header>\n" : "\n</header>\n<members>\n");
}

static void member(struct ipset_listing *l, const struct kl_ipset_type *type,
                   const struct kl_ipset_params *set, const struct kl_ipset_elem *e,
                   const struct kl_view *raw, unsigned unknown)
{
    struct kl_out *o = l->out;

    (void)set;
    kl_out_str(o, "<member>");
    if (type) {
        kl_out_str(o, "<elem>");
        if (type->dims[type->n_dims - 1] == KL_DIM_IFACE || type->dims[0] == KL_DIM_SET) {
            struct kl_out *text; // only names can hold what XML wants escaped

            if (kl_out_open_memory(&text) == 0) {
                const char *s;
                size_t len;

                kl_ipset_print_elem(text, &l->how, type, e);
                s = kl_out_text(text, &len);
                escaped(o, s, len);
                kl_out_close(text);
            }
        } else {
            kl_ipset_print_elem(o, &l->how, type, e);
        }
        kl_out_str(o, "</elem>");
        options(o, type->add, e->has, e);
    }
    if (!type || unknown) {
        kl_out_str(o, "<unknown>");
        ipset_print_raw(o, raw);
        kl_out_str(o, "</unknown>");
    }
    kl_out_str(o, "</member>\n");
}

static void end_set(struct ipset_listing *l)
{
    if (!l->names)
        kl_out_str(l->out, l->terse ? "</ipset>\n" : "</members>\n</ipset>\n");
}

static void end(struct ipset_listing *l)
{
    kl_out_str(l->out, "</ipsets>\n");
}

const struct ipset_format ipset_format_xml = {begin, header, member, end_set, end};
