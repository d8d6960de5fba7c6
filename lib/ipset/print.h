// SPDX-License-Identifier: MIT
// Elements and parameters as text.
#ifndef KL_IPSET_PRINT_H
#define KL_IPSET_PRINT_H

#include "names.h"
#include "type.h"

struct kl_print {
    struct kl_names *names; // for protocol names; may be NULL
    bool resolve;           // addresses as host names, ports as service names
};

void kl_ipset_print_ip(struct kl_out *o, const struct kl_ip *ip, const struct kl_print *how);
// The dimensions, separated by commas.
void kl_ipset_print_elem(struct kl_out *o, const struct kl_print *how,
                         const struct kl_ipset_type *type, const struct kl_ipset_elem *e);
// The value of option @row of a params or elem at @base, as ipset prints it; nothing for a flag.
void kl_ipset_print_value(struct kl_out *o, const struct kl_ipset_option *row, const void *base);
// " name value" for each option in @list that is there: the tail of a save line.
void kl_ipset_print_options(struct kl_out *o, const uint8_t *list, uint32_t has, const void *base);
// A number member of @base.
uint64_t kl_ipset_option_number(const struct kl_ipset_option *row, const void *base);

#endif
