// SPDX-License-Identifier: MIT
// Changes the network to what is wanted, or leaves it as it was.
#ifndef KLD_APPLY_H
#define KLD_APPLY_H

#include "before.h"
#include "keep.h"

// A step that was done, or refused.
struct kld_progress {
    const struct kld_step *step;
    size_t number, total; // from 1, over all rounds of an apply
    int code;             // 0, or negative
    const char *words;    // of the kernel, when it refused
    bool back;            // it is a step of putting back
    bool lost;            // gives others what the kernel dropped
};

typedef void kld_progress_fn(const struct kld_progress *p, void *user);

struct kld_apply {
    struct kld_arena *arena;
    struct kl_net *n;
    struct kld_journal *journal; // locked; or NULL for a plan alone:
    const char *folder;          // of the journal
    struct kld_model *want;
    const struct kld_texts *texts; // what @want was read from, to be remembered; or NULL
    bool keep_going;               // do what can be done
    unsigned confirm_s;            // 0: no confirmation is needed
    kld_progress_fn *progress;
    bool (*stop)(void *user); // or NULL; asked between steps: true puts all back
    void *user;

    /* While it goes on. */
    struct kld_before links;  // what links had before settings; read once
    struct kld_model *wanted; // with leases
    struct kld_model *read;   // what of the network is looked at
    struct kld_model *have;   // as it was when it was planned last

    /* Results. */
    struct kld_plan *plan, *last; // the first one, and that of the last round
    size_t refused;
    size_t before;           // steps of rounds before this one
    int journal_code;        // the journal could not be written
    bool rolled_back, whole; // whole: the network is as wanted, or as it was
};

// Reads the state and makes the plan. @return 0 or a negative code, words in kl_net_error()
int kld_apply_plan(struct kld_apply *x);
// Does it. Nothing is done when the plan has problems, unless keep_going.
// @return 0: all is as wanted, or with keep_going as far as it goes; -ECANCELED: a step was
// refused; -EINTR: stop() said so; -ELOOP: it does not settle; -EBUSY: there are problems, and
// nothing was done; others: the kernel or (journal_code) the journal failed. What was done is put
// back then: rolled_back.
int kld_apply_run(struct kld_apply *x);
// Puts back what the journal remembers. @return 0, -EIO when not all of it could be, or what was
// wrong with the journal (journal_code), which is left then
int kld_apply_back(struct kld_apply *x);

// An object for a step that was done or refused.
void kld_progress_json(const struct kld_progress *p, struct kl_sink *k);

// Does one step. @return 0 or a negative code; *@ret_words are the kernel's
int kld_step_run(struct kl_net *n, struct kld_arena *a, const struct kld_step *s,
                 const char **ret_words);

#endif
