// SPDX-License-Identifier: MIT
// What `kernlink net show' prints for people.
#ifndef KL_CMD_NET_SHOW_TEXT_H
#define KL_CMD_NET_SHOW_TEXT_H

#include "../../daemon/view.h"

// A table of what @v asks for.
int net_show_table(struct kl_net *n, const struct kld_view *v, struct kl_out *out,
                   const char *indent, const char *title);
// One interface with all that it has, of @v's family and owner.
int net_show_interface(struct kl_net *n, const struct kld_view *v, struct kl_out *out);

#endif
