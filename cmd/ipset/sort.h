// SPDX-License-Identifier: MIT
// Elements in order of their value.
#ifndef KL_CMD_IPSET_SORT_H
#define KL_CMD_IPSET_SORT_H

#include "cli.h"

struct ipset_sort;

int ipset_sort_new(struct ipset_sort **ret);
void ipset_sort_free(struct ipset_sort *s);
// Keeps a copy of the element, its comment and its attributes. @return 0 or -ENOMEM.
int ipset_sort_add(struct ipset_sort *s, const struct kl_ipset_type *type,
                   const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown);
// Calls @fn for each in order, and forgets them. @return 0 or -ENOMEM.
int ipset_sort_drain(struct ipset_sort *s,
                     void (*fn)(const struct kl_ipset_elem *e, const struct kl_view *raw,
                                unsigned unknown, void *user),
                     void *user);

#endif
