// SPDX-License-Identifier: MIT
// Which settings were accepted, which wait for their confirmation, and which were refused: on disk,
// so that a restart does not try again what had to be undone.
#ifndef KLD_KEEP_H
#define KLD_KEEP_H

#include "journal.h"
#include "settings.h"

struct kld_texts {
    const struct kld_file **list;
    size_t n;
};

// Names of files in the state's folder.
#define KLD_KEEP_ACCEPTED "accepted.json" // applied or confirmed last
#define KLD_KEEP_APPLYING "applying.json" // being applied
#define KLD_KEEP_PENDING  "pending.json"  // to be confirmed, or undone
#define KLD_KEEP_REFUSED  "refused.json"  // had to be undone: not applied again by itself

int kld_keep_write(const struct kld_journal *j, const char *name, const struct kld_texts *texts);
// @return 0; -ENOENT; -EBADMSG; a negative errno
int kld_keep_read(struct kld_arena *a, const char *folder, const char *name, struct kld_texts *ret);
// The same files with the same contents?
bool kld_texts_equal(const struct kld_texts *a, const struct kld_texts *b);
// Those that @s was read from.
struct kld_texts kld_texts_of(const struct kld_settings *s);
// Reads settings from them.
struct kld_settings *kld_texts_settings(const struct kld_texts *t);
void kld_texts_json(const struct kld_texts *t, struct kl_sink *k);
// From a list of {"name", "text"}, as kld_texts_json() writes it.
int kld_texts_from(struct kld_arena *a, const struct kld_yaml *list, struct kld_texts *ret);

/* ---- At the turns of an apply; the journal is locked ---- */

// It begins, behind kld_journal_begin().
int kld_keep_begin(const struct kld_journal *j, const struct kld_texts *texts, bool confirm);
// Nothing is under way any more: what was being applied, or was to be confirmed, is accepted.
void kld_keep_accept(const struct kld_journal *j);
// The network is as @texts want it already: they are the accepted ones.
int kld_keep_unchanged(const struct kld_journal *j, const struct kld_texts *texts);
// The kernel refused it: undoing it makes it refused.
void kld_keep_mark_refused(const struct kld_journal *j);
// It is undone.
void kld_keep_undo(const struct kld_journal *j);

#endif
