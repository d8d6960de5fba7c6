// SPDX-License-Identifier: MIT
// IP sets. The content of a set is never part of a model: a model says where it stands, in its
// settings or in a file, and reading the state compares the kernel's with that.
//
// The kernel remembers nobody's name with a set. Which are ours stands in a set of ours, in
// comments: the kernel's number of the set and its name, so that another of that name is not ours.
#ifndef KLD_SET_H
#define KLD_SET_H

#include "apply.h"

#include <kernlink/ipset.h>

#define KLD_SET_MARK "kernlinkd"

/* ---- Settings ---- */

bool kld_is_setname(const char *name);
// Looks at a set whose keys are read: options that its type has not, elements, and its file.
// @elements, or NULL, is where they stand.
void kld_set_check(struct kld_complaints *c, struct kld_object *o, const struct kld_yaml *elements);

/* ---- Content ---- */

// What the object says, for the library. @return 0, or a negative code with a sentence, and in
// *@ret_pair what it is about, or NULL.
int kld_set_params(const struct kld_object *o, struct kl_ipset_params *ret,
                   const struct kld_pair **ret_pair, char *error, size_t size);
// The other way: the text of an option, or NULL when the set has none of that name.
const char *kld_set_option_text(struct kld_arena *a, const struct kld_row *row,
                                const struct kl_ipset_params *p);
bool kld_set_has_content(const struct kld_object *o);

// An element of a list, as text; positions count from 1.
typedef int kld_element_fn(const char *text, size_t len, unsigned line, unsigned column,
                           void *user);

// All elements in the list at @text: one a line with # or ; comments, or what save writes, of
// which those of @set are taken. @return 0 or what @fn returned
int kld_list_walk(const char *text, size_t len, const char *set, kld_element_fn *fn, void *user);
// A whole file, terminated, to be freed. @return 0 or a negative errno
int kld_list_load(const char *path, char **ret, size_t *ret_len);
// Puts all that @o says. @return 0, or a negative code with a sentence
int kld_set_put(struct kl_ipset_sync *s, const struct kld_object *o, char *error, size_t size);

/* ---- The kernel ---- */

// The comment of the mark of set @p. @ret has KLD_SET_MARK_SIZE bytes.
#define KLD_SET_MARK_SIZE (KL_IPSET_NAME_SIZE + 8)
void kld_set_mark_text(const struct kl_ipset_params *p, char *ret);

// Adds all sets. With @want, the content of those that are there is compared.
// @return 0 or a negative code, words in kl_net_error()
int kld_sets_read(struct kl_net *n, struct kld_model *m, const struct kld_model *want);
// Before @plan is done: what it will take away is written into files of @folder, and @prior says
// so. @return 0 or a negative code, words in kl_net_error()
int kld_sets_keep(struct kl_net *n, struct kld_model *prior, const struct kld_plan *plan,
                  const char *folder);
// Writes what a set holds into a new file, as "file" of settings reads it. @return 1; 0: it holds
// nothing; a negative code
int kld_set_save(const char *name, const char *path);
// Removes those files.
void kld_sets_forget(const char *folder);
// Removes what a sync that was cut off has left beside sets that @prior is about.
void kld_sets_tidy(const struct kld_model *prior);
// @return 0 or a negative code, and the library's words
int kld_set_step(struct kld_arena *a, const struct kld_step *s, const char **ret_words);

#endif
