// SPDX-License-Identifier: MIT
// A view for people, here and from a daemon: what `kernlink net show' prints.
#ifndef KLD_VIEW_TEXT_H
#define KLD_VIEW_TEXT_H

#include "view.h"

// A table of what @v asks for.
int kld_view_table(struct kl_net *n, const struct kld_view *v, struct kl_out *out,
                   const char *indent, const char *title);
// One interface with all that it has, of @v's family and owner.
int kld_view_interface(struct kl_net *n, const struct kld_view *v, struct kl_out *out);

#endif
