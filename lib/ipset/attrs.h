// SPDX-License-Identifier: MIT
// Elements and set parameters as netlink attributes: the paths that a million elements take, so
// they are written and read directly instead of through the schema.
#ifndef KL_IPSET_ATTRS_H
#define KL_IPSET_ATTRS_H

#include "type.h"

// Room that one element with every field needs at most, its nest's header included.
#define KL_IPSET_ELEM_MAX 1024

// Writes the attributes of @e (without a nest around them) and, unless 0, its line number.
// @return bytes, a multiple of 4. @out has KL_IPSET_ELEM_MAX bytes.
size_t kl_ipset_write_elem(unsigned char *out, const struct kl_ipset_elem *e, uint32_t line);
// The attributes of IPSET_ATTR_DATA for create.
size_t kl_ipset_write_params(unsigned char *out, const struct kl_ipset_params *p,
                             const struct kl_ipset_type *t);

// Fills @ret from the inside of a DATA nest. @return how many attributes or flags are unknown, or
// -EBADMSG, and *@ret holds anything then. The comment is borrowed.
int kl_ipset_read_elem(struct kl_ipset_elem *ret, const struct kl_view *data);
// Fills @ret (which already has name and type) from the DATA nest of a listing.
int kl_ipset_read_params(struct kl_ipset_params *ret, const struct kl_view *data);

#endif
