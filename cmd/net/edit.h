// SPDX-License-Identifier: MIT
// Changing one value in a settings file and nothing else: comments, order and form stay as they
// are.
#ifndef KL_CMD_NET_EDIT_H
#define KL_CMD_NET_EDIT_H

#include "../../daemon/yaml.h"

struct net_edit {
    struct kld_arena *arena;
    const char *const *path; // keys, from the top
    size_t n;
    const char *value; // its text
    bool quoted;       // it is written with quotes
    bool append;       // it is added to the list there, unless it is in it
};

// Does it to @file; an empty one will do. The result is read again, and has the value and no other
// difference, or it is not the result.
// @return the new file, with the same name, or NULL: complaints were made
const struct kld_file *net_edit(const struct net_edit *e, const struct kld_file *file,
                                struct kld_complaints *c);

// The lines that differ, as - and +.
void net_edit_show(const struct kld_file *old, const struct kld_file *new, struct kl_out *o);

#endif
