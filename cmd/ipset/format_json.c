// SPDX-License-Identifier: MIT
// JSON in the shape of ipset 7.18 and later: an array of sets, each with name, type, revision,
// header and members. Numbers are numbers, flags are true, and the whole is valid whatever the
// comments hold.
#include "../../lib/core/out.h"
#include "format.h"

#include <string.h>

static void string(struct kl_out *o, const char *s)
{
    kl_out_json_str(o, s, strlen(s));
}

// The text of a value that is no number, as a JSON string.
static void text_value(struct kl_out *o, const struct kl_ipset_option *row, const void *base)
{
    struct kl_out *text;
    const char *s;
    size_t len;

    if (kl_out_open_memory(&text)) {
        kl_out_str(o, "null");
        return;
    }
    kl_ipset_print_value(text, row, base);
    s = kl_out_text(text, &len);
    kl_out_json_str(o, s, len);
    kl_out_close(text);
}

static void option(struct kl_out *o, const struct kl_ipset_option *row, const void *base)
{
    const struct kl_ipset_elem *e = base;

    kl_put_char(o, '"');
    kl_out_str(o, row->name);
    KL_PUT_LIT(o, "\": ");
    switch (row->kind) {
    case KL_KIND_FLAG:
        kl_out_str(o, "true");
        break;
    case KL_KIND_NUMBER:
        kl_put_uint(o, kl_ipset_option_number(row, base));
        break;
    case KL_KIND_COMMENT:
        kl_out_json_str(o, e->comment, e->comment_len);
        break;
    default:
        text_value(o, row, base);
    }
}

// The options of the set and its numbers, each behind @gap.
static void header_fields(struct kl_out *o, const struct kl_ipset_type *type,
                          const struct kl_ipset_params *set, const char *gap)
{
    const char *comma = "";

    for (const uint8_t *id = type ? type->create : NULL; id && *id != KL_OPT_END; id++) {
        if (!(set->has & kl_ipset_options_table[*id].has))
            continue;
        kl_out_str(o, comma);
        kl_out_str(o, gap);
        option(o, &kl_ipset_options_table[*id], set);
        comma = ",";
    }
    if (set->has & KL_IPSET_P_STATISTICS) {
        kl_out_printf(o, "%s%s\"memsize\": %u,%s\"references\": %u", comma, gap, set->memsize, gap,
                      set->references);
        comma = ",";
    }
    if (set->has & KL_IPSET_P_ELEMENTS)
        kl_out_printf(o, "%s%s\"numentries\": %u", comma, gap, set->elements);
}

// The element and its options, without the braces.
static void member_fields(struct ipset_listing *l, const struct kl_ipset_type *type,
                          const struct kl_ipset_elem *e, const struct kl_view *raw,
                          unsigned unknown)
{
    struct kl_out *o = l->out;

    if (type) {
        KL_PUT_LIT(o, "\"elem\": ");
        if (type->dims[type->n_dims - 1] == KL_DIM_IFACE || type->dims[0] == KL_DIM_SET ||
            l->how.resolve) {
            struct kl_out *text; // names can hold what JSON wants escaped

            if (kl_out_open_memory(&text) == 0) {
                const char *s;
                size_t len;

                kl_ipset_print_elem(text, &l->how, type, e);
                s = kl_out_text(text, &len);
                kl_out_json_str(o, s, len);
                kl_out_close(text);
            }
        } else {
            kl_put_char(o, '"');
            kl_ipset_print_elem(o, &l->how, type, e);
            kl_put_char(o, '"');
        }
        for (const uint8_t *id = type->add; e->has & KL_ELEM_OPTIONS && *id != KL_OPT_END; id++) {
            if (!(e->has & kl_ipset_options_table[*id].has))
                continue;
            KL_PUT_LIT(o, ", ");
            option(o, &kl_ipset_options_table[*id], e);
        }
    }
    if (!type || unknown) {
        kl_out_str(o, type ? ", \"unknown\": \"" : "\"unknown\": \"");
        ipset_print_raw(o, raw);
        kl_out_char(o, '"');
    }
}

static void begin(struct ipset_listing *l)
{
    kl_out_str(l->out, "[");
}

static void header(struct ipset_listing *l, const struct kl_ipset_type *type,
                   const struct kl_ipset_params *set)
{
    struct kl_out *o = l->out;

    kl_out_str(o, l->sets ? ",\n  {" : "\n  {");
    kl_out_str(o, l->names ? " \"name\": " : "\n    \"name\": ");
    string(o, set->name);
    if (l->names) {
        kl_out_str(o, " }");
        return;
    }
    kl_out_str(o, ",\n    \"type\": ");
    string(o, set->type);
    kl_out_printf(o, ",\n    \"revision\": %u,\n    \"header\": {", set->revision);
    header_fields(o, type, set, "\n      ");
    kl_out_str(o, "\n    }");
    if (!l->terse)
        kl_out_str(o, ",\n    \"members\": [");
}

static void member(struct ipset_listing *l, const struct kl_ipset_type *type,
                   const struct kl_ipset_params *set, const struct kl_ipset_elem *e,
                   const struct kl_view *raw, unsigned unknown)
{
    (void)set;
    if (l->members)
        KL_PUT_LIT(l->out, ",\n      { ");
    else
        KL_PUT_LIT(l->out, "\n      { ");
    member_fields(l, type, e, raw, unknown);
    KL_PUT_LIT(l->out, " }");
}

static void end_set(struct ipset_listing *l)
{
    if (l->names)
        return;
    if (!l->terse)
        kl_out_str(l->out, l->members ? "\n    ]" : "]");
    kl_out_str(l->out, "\n  }");
}

static void end(struct ipset_listing *l)
{
    kl_out_str(l->out, l->sets ? "\n]\n" : "]\n");
}

const struct ipset_format ipset_format_json = {begin, header, member, end_set, end};

// ---- JSON lines: an object for each set, then one for each of its elements
// -----------------------

static void nothing(struct ipset_listing *l)
{
    (void)l;
}

static void line_header(struct ipset_listing *l, const struct kl_ipset_type *type,
                        const struct kl_ipset_params *set)
{
    struct kl_out *o = l->out, *prefix;
    const char *s;

    kl_out_str(o, "{ \"name\": ");
    string(o, set->name);
    if (!l->names) {
        kl_out_str(o, ", \"type\": ");
        string(o, set->type);
        kl_out_printf(o, ", \"revision\": %u, \"header\": {", set->revision);
        header_fields(o, type, set, " ");
        kl_out_str(o, " }");
    }
    kl_out_str(o, " }\n");
    if (kl_out_open_memory(&prefix)) {
        l->prefix_len = 0;
        return;
    }
    kl_out_str(prefix, "{ \"name\": ");
    string(prefix, set->name);
    kl_out_str(prefix, ", ");
    s = kl_out_text(prefix, &l->prefix_len);
    memcpy(l->prefix, s, l->prefix_len);
    kl_out_close(prefix);
}

static void line_member(struct ipset_listing *l, const struct kl_ipset_type *type,
                        const struct kl_ipset_params *set, const struct kl_ipset_elem *e,
                        const struct kl_view *raw, unsigned unknown)
{
    (void)set;
    kl_put_mem(l->out, l->prefix, l->prefix_len);
    member_fields(l, type, e, raw, unknown);
    KL_PUT_LIT(l->out, " }\n");
}

const struct ipset_format ipset_format_jsonl = {nothing, line_header, line_member, nothing,
                                                nothing};
