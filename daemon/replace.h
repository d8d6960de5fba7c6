// SPDX-License-Identifier: MIT
// A file that is replaced as a whole, if it is still what it is taken for: whatever happens, it is
// the old or the new one, with the rights of the old.
#ifndef KLD_REPLACE_H
#define KLD_REPLACE_H

#include "complaint.h"

struct kld_replace {
    const char *name;
    const struct kld_file *there; // what it is taken for, and then what was put there; NULL: none
    const char *target;           // where it is, behind links
    unsigned mode, uid, gid;
};

// Of who changes settings, in the folder of the state, as their own can be locked by all who may
// read it. @return a descriptor to close, or a negative errno; -EWOULDBLOCK: another does
int kld_replace_lock(struct kld_arena *a, const char *folder);
// Where it is, and its rights. @return 0 or a negative errno
int kld_replace_find(struct kld_arena *a, struct kld_replace *r);
// Puts @what in its place; NULL: takes it away. @return 0; -ESTALE: it is another meanwhile; a
// negative errno
int kld_replace(struct kld_arena *a, struct kld_replace *r, const struct kld_file *what);
// The folder that a path is in.
const char *kld_folder_of(struct kld_arena *a, const char *path);

#endif
