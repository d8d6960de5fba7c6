// SPDX-License-Identifier: MIT
// The network as the kernel has it, as a model.
#ifndef KLD_STATE_H
#define KLD_STATE_H

#include "kernel.h"

// Reads all of it. @want, or NULL, says which files of /proc/sys are of interest, which links are
// managed, and which keys WireGuard is compared with.
// @return 0; an error of reading, with its words in kl_net_error()
int kld_state_read(struct kl_net *n, struct kld_arena *a, const struct kld_model *want,
                   struct kld_model **ret);

// The same of the namespace that @n is in alone.
int kld_model_read_state(struct kl_net *n, struct kld_arena *a, const struct kld_model *want,
                         struct kld_model **ret);

// Which device of @have is meant by a link of the settings: the one that fits its match, or the one
// of its name. NULL: there is none.
struct kld_object *kld_device_of(const struct kld_model *have, const struct kld_object *want,
                                 struct kl_net *n);
bool kld_has_match(const struct kld_object *want);
// Does device @have, which @n can see, fit the match of @want?
bool kld_is_device(const struct kld_object *have, const struct kld_object *want, struct kl_net *n);
// All that names @from names @to.
void kld_model_rename(struct kld_model *m, const char *from, const char *to);

#endif
