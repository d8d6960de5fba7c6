// SPDX-License-Identifier: MIT
// The forms in which sets are listed. One walk, told to one of these.
#ifndef KL_CMD_IPSET_FORMAT_H
#define KL_CMD_IPSET_FORMAT_H

#include "cli.h"

struct ipset_listing {
    struct kl_out *out;
    struct kl_print how;
    bool names, terse;
    unsigned sets;                            // so far
    unsigned members;                         // of this set so far
    char prefix[KL_IPSET_NAME_SIZE * 6 + 32]; // what each element's line begins with, escaped
    size_t prefix_len;
    unsigned unknown; // elements of all sets with something in them that has no name here
};

// @type is NULL for a set type this version does not know; then @raw is all there is.
struct ipset_format {
    void (*begin)(struct ipset_listing *l);
    void (*header)(struct ipset_listing *l, const struct kl_ipset_type *type,
                   const struct kl_ipset_params *set);
    void (*member)(struct ipset_listing *l, const struct kl_ipset_type *type,
                   const struct kl_ipset_params *set, const struct kl_ipset_elem *e,
                   const struct kl_view *raw, unsigned unknown);
    void (*end_set)(struct ipset_listing *l);
    void (*end)(struct ipset_listing *l);
};

extern const struct ipset_format ipset_format_plain, ipset_format_save, ipset_format_xml,
    ipset_format_json, ipset_format_jsonl;

void ipset_print_raw(struct kl_out *o, const struct kl_view *raw);

#endif
