// SPDX-License-Identifier: MIT
// The order that makes it safe: read, plan, write down what was, do the steps, read again. What is
// put back is planned anew from what is there, not undone step by step.
#include "apply.h"

#include "die.h"
#include "lease.h"
#include "set.h"

#include <errno.h>
#include <string.h>

#define ROUNDS 5 // the kernel undoes things by itself; what does not settle by then never will

static int read_plan(struct kld_apply *x, struct kld_model *want, enum kld_plan_mode mode,
                     struct kld_plan **ret)
{
    const char *folder = x->journal ? x->journal->folder : x->folder;
    struct kld_model *read = want;
    int code;

    if (mode == KLD_TO_SETTINGS) {
        // What a server has granted meanwhile is wanted, too.
        x->wanted = want = kld_leases_add(x->arena, want, folder);
        if (!x->links.set)
            kld_before_read(x->arena, folder, &x->links);
        x->read = read = kld_before_reading(x->arena, want, &x->links);
    }
    code = kld_state_read(x->n, x->arena, read, &x->have);
    if (code)
        return code;
    if (mode == KLD_TO_SETTINGS)
        want = kld_before_add(x->n, x->arena, want, x->have, &x->links);
    *ret = kld_plan_make(x->n, x->arena, want, x->have, mode);
    return 0;
}

int kld_apply_plan(struct kld_apply *x)
{
    return read_plan(x, x->want, KLD_TO_SETTINGS, &x->plan);
}

static bool must_stop(const struct kld_apply *x)
{
    return x->stop && x->stop(x->user);
}

// @return how many steps were refused; without @keep_going, 1 ends it.
static size_t run_steps(struct kld_apply *x, const struct kld_plan *p, struct kld_progress now,
                        bool keep_going)
{
    bool forward = !now.back && !now.lost;
    size_t refused = 0;

    now.total = x->before + p->n;
    for (size_t i = 0; i < p->n && (keep_going || !refused); i++) {
        if (forward && must_stop(x))
            break;
        now.step = &p->steps[i];
        now.number = x->before + i + 1;
        now.code = kld_step_run(x->n, x->arena, now.step, &now.words);
        if (x->progress)
            x->progress(&now, x->user);
        refused += now.code != 0;
        kld_die_behind_step();
    }
    x->before += p->n;
    return refused;
}

// @undone: with what was being applied, otherwise without.
static int end_journal(struct kld_apply *x, bool undone)
{
    x->journal_code = kld_journal_end(x->journal);
    if (!x->journal_code && !undone)
        kld_keep_accept(x->journal);
    return x->journal_code;
}

static int begin_journal(struct kld_apply *x, struct kld_model *prior)
{
    int code;

    kld_netns_keep(prior, x->plan);
    code = kld_sets_keep(x->n, prior, x->plan, x->journal->folder);

    if (!code)
        code = x->journal_code = kld_journal_begin(x->journal, prior);
    if (code)
        kld_sets_forget(x->journal->folder);
    if (!code && x->texts) {
        code = kld_keep_begin(x->journal, x->texts, x->confirm_s != 0);
        x->journal_code = code;
        if (code)
            kld_journal_end(x->journal);
    }
    return code;
}

int kld_apply_back(struct kld_apply *x)
{
    struct kld_plan *p = NULL;
    size_t before = SIZE_MAX;
    int code = 0;

    x->rolled_back = true;
    x->before = 0;
    // From the first step on there is no way but back. A full disk is no reason not to go it.
    if (x->journal->status == KLD_J_UNCONFIRMED)
        kld_journal_undo(x->journal);
    kld_keep_undo(x->journal);
    kld_sets_tidy(x->journal->prior);
    for (int round = 0; round < ROUNDS; round++) {
        code = read_plan(x, x->journal->prior, KLD_TO_PRIOR, &p);
        if (code || !p->n)
            break;
        // Refused again and again: it is as near as it gets.
        if (run_steps(x, p, (struct kld_progress){.back = true}, true) == p->n && p->n >= before)
            break;
        before = p->n;
    }
    x->whole = !code && p && !p->n;
    if (!code)
        code = end_journal(x, true);
    return code ? code : x->whole ? 0 : -EIO;
}

static int do_steps(struct kld_apply *x)
{
    struct kld_plan *p = x->plan;

    for (int round = 0; round < ROUNDS; round++) {
        int code;

        x->refused = run_steps(x, p, (struct kld_progress){0}, x->keep_going);
        if (x->refused && !x->keep_going)
            return -ECANCELED;
        if (must_stop(x))
            return -EINTR;
        code = read_plan(x, x->want, KLD_TO_SETTINGS, &p);
        if (code)
            return code;
        x->last = p;
        if (!p->n || (x->keep_going && round))
            break;
    }
    x->whole = !p->n && !p->n_problems;
    return x->whole || x->keep_going ? 0 : -ELOOP;
}

// Others do not notice that a link was down for a moment: what the kernel dropped is given back to
// them. What they had before the settings is remembered.
static int end_steps(struct kld_apply *x, const struct kld_model *prior)
{
    struct kld_model *have;
    struct kld_plan *lost;
    int code = kld_state_read(x->n, x->arena, x->read, &have);

    if (code)
        return code;
    lost = kld_plan_lost(x->arena, x->plan, prior, have);
    run_steps(x, lost, (struct kld_progress){.lost = true}, true);
    x->journal_code =
        kld_before_keep(x->journal, &x->links, x->wanted, prior, have, x->refused != 0, true);
    return x->journal_code;
}

int kld_apply_run(struct kld_apply *x)
{
    struct kld_model *prior;
    int code;

    if (x->plan->n_problems && !x->keep_going)
        return -EBUSY;
    if (!x->plan->n) {
        x->whole = !x->plan->n_problems;
        x->journal_code =
            kld_before_keep(x->journal, &x->links, x->wanted, x->have, x->have, false, false);
        if (!x->journal_code && x->whole && x->texts)
            x->journal_code = kld_keep_unchanged(x->journal, x->texts);
        return x->journal_code;
    }
    // Not the state that the plan was made from: planning gives names, and strikes things out.
    code = kld_state_read(x->n, x->arena, x->read, &prior);
    if (code)
        return code;
    kld_before_files(x->n, x->wanted, prior);
    code = begin_journal(x, prior);
    if (code)
        return code;
    kld_die_behind_step();
    code = do_steps(x);
    if (!code)
        code = end_steps(x, prior);
    if (!code && x->confirm_s)
        code = x->journal_code = kld_journal_unconfirmed(x->journal, x->confirm_s);
    else if (!code)
        code = end_journal(x, false);
    if (code == -ECANCELED || code == -ELOOP)
        kld_keep_mark_refused(x->journal);
    if (code)
        kld_apply_back(x);
    return code;
}

void kld_progress_json(const struct kld_progress *p, struct kl_sink *k)
{
    kl_sink_object_begin(k);
    kl_sink_key(k, "number");
    kl_sink_uint(k, p->number);
    kl_sink_key(k, "of");
    kl_sink_uint(k, p->total);
    kl_sink_key(k, "back");
    kl_sink_bool(k, p->back);
    kl_sink_key(k, "error");
    kl_sink_int(k, -p->code);
    kl_sink_key(k, "words");
    kl_sink_str(k, p->words);
    kl_sink_key(k, "step");
    kld_step_json(p->step, k);
    kl_sink_object_end(k);
}
