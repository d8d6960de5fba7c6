// SPDX-License-Identifier: MIT
// What links had before settings gave them something else: when the settings do not say it any
// more, it goes back.
#ifndef KLD_BEFORE_H
#define KLD_BEFORE_H

#include "journal.h"
#include "plan.h"

#define KLD_BEFORE_FILE "before"
#define KLD_BEFORE_NEXT "before.next" // that of an apply, until it is accepted

// The same links and files of /proc/sys in both, by the number of the link.
struct kld_before {
    struct kld_model *was; // what there was; "": what links of that kind have by themselves
    struct kld_model *set; // what the settings made of it
};

struct kld_object *kld_before_link(const struct kld_model *m, const char *dev, int32_t ifindex);
// What is in namespace @netns, or NULL; of what is remembered, at least nothing.
struct kld_model *kld_inner_of(const struct kld_model *m, const char *netns);
struct kld_before kld_before_in(struct kld_arena *a, const struct kld_before *b, const char *netns);
// The name of the same file of interface @dev, "default": of those to come.
const char *kld_file_for(struct kld_arena *a, const char *name, const char *dev);
struct kld_object *kld_file_in(const struct kld_model *m, struct kld_arena *a, const char *name);
struct kld_object *kld_file_new(struct kld_arena *a, const char *dev, const char *name,
                                const char *value);

// Reads what is remembered of this start of the machine; nothing, when there is no such.
void kld_before_read(struct kld_arena *a, const char *folder, struct kld_before *ret);
// What of the network must be read so that kld_before_add() knows enough: @want, and more.
struct kld_model *kld_before_reading(struct kld_arena *a, struct kld_model *want,
                                     const struct kld_before *b);
// @want, with what is to go back. What others changed since is theirs.
struct kld_model *kld_before_add(struct kl_net *n, struct kld_arena *a, struct kld_model *want,
                                 const struct kld_model *have, const struct kld_before *b);
// Nothing goes back on a link that is made anew: it has what it should by itself.
void kld_before_drop(struct kld_object *link);
// Is it a file that goes back?
bool kld_is_before(const struct kld_object *file);
// Files of a link that @want renames, in @prior by its name before.
void kld_before_files(struct kl_net *n, const struct kld_model *want, struct kld_model *prior);
// Writes anew what is to be remembered, now that @prior became @now. @refused: something could not
// be done, and is tried again. @next: until it is accepted, it may be undone. @return 0 or a
// negative errno
int kld_before_keep(const struct kld_journal *j, const struct kld_before *b,
                    const struct kld_model *want, const struct kld_model *prior,
                    const struct kld_model *now, bool refused, bool next);

#endif
