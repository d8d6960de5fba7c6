// SPDX-License-Identifier: MIT
// The commands, done by the daemon. What they print and how they end is as without it.
#ifndef KL_CMD_NET_VIA_H
#define KL_CMD_NET_VIA_H

#include "../../daemon/view.h"
#include "client.h"
#include "work.h"

// @files: what is meant instead of the daemon's own settings, read here and sent.
// check: NET_UNKNOWN when a daemon here does not do it for us.
int net_via_check(struct net_client *c, char **files, size_t n, bool json);
int net_via_diff(struct net_client *c, char **files, size_t n, bool json);
// Of settings that are not in files here: whether they are right, or @diff: what they would do.
int net_via_try(struct net_client *c, const struct kld_texts *texts, bool diff);
// By the options of @w. @return an exit code, or NET_UNKNOWN
int net_via_apply(struct net_client *c, const struct net_work *w, char **files, size_t n);
int net_via_confirm(struct net_client *c);
int net_via_rollback(struct net_client *c);
// Those that are in force, which need not be the folder's. NULL: the daemon has none
struct kld_settings *net_via_settings(struct net_client *c);
// show, of the daemon's network. @whole: all about one interface. @return an exit code
int net_show_via(struct net_client *c, const struct kld_view *v, bool whole, bool json);

#endif
