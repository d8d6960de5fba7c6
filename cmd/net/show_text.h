// SPDX-License-Identifier: MIT
// What `kernlink net show' prints for people.
#ifndef KL_CMD_NET_SHOW_TEXT_H
#define KL_CMD_NET_SHOW_TEXT_H

#include "../../daemon/view.h"
#include "client.h"

// What is shown of one interface below its facts; without a title it is the end.
extern const struct net_show_part {
    const char *title;
    enum kld_view_what what;
} net_show_parts[];

// A table of what @v asks for.
int net_show_table(struct kl_net *n, const struct kld_view *v, struct kl_out *out,
                   const char *indent, const char *title);
// One interface with all that it has, of @v's family and owner.
int net_show_interface(struct kl_net *n, const struct kld_view *v, struct kl_out *out);
// The same of a daemon's network. @whole: all about one interface. @return an exit code
int net_show_via(struct net_client *c, const struct kld_view *v, bool whole, bool json);

#endif
