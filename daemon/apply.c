// SPDX-License-Identifier: MIT
// The order that makes it safe: read, plan, write down what was, do the steps, read again. What is
// put back is planned anew from what is there, not undone step by step.
#include "apply.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 5 // the kernel undoes things by itself; what does not settle by then never will

// For tests: dies like a machine does, after so many steps.
static void maybe_die(void)
{
    static long left = -1;
    const char *text = getenv("KERNLINK_TEST_KILL");

    if (!text)
        return;
    if (left < 0)
        left = atol(text);
    if (left-- == 0)
        raise(SIGKILL);
}

static int read_plan(struct kld_apply *x, struct kld_model *want, enum kld_plan_mode mode,
                     struct kld_plan **ret)
{
    struct kld_model *have;
    int code = kld_state_read(x->n, x->arena, want, &have);

    if (!code)
        *ret = kld_plan_make(x->n, x->arena, want, have, mode);
    return code;
}

int kld_apply_plan(struct kld_apply *x)
{
    return read_plan(x, x->want, KLD_TO_SETTINGS, &x->plan);
}

// @return how many steps were refused; with @stop, 1 ends it.
static size_t run_steps(struct kld_apply *x, const struct kld_plan *p, bool stop, bool back)
{
    size_t refused = 0;

    for (size_t i = 0; i < p->n; i++) {
        struct kld_progress now = {&p->steps[i], i + 1, p->n, 0, "", back};

        now.code = kld_step_run(x->n, x->arena, &p->steps[i], &now.words);
        if (x->progress)
            x->progress(&now, x->user);
        if (!now.code && !back)
            x->done++;
        maybe_die();
        if (now.code) {
            refused++;
            if (stop)
                break;
        }
    }
    return refused;
}

int kld_apply_back(struct kld_apply *x)
{
    struct kld_plan *p = NULL;
    size_t before = SIZE_MAX;
    int code = 0;

    x->rolled_back = true;
    for (int round = 0; round < ROUNDS; round++) {
        code = read_plan(x, x->journal->prior, KLD_TO_PRIOR, &p);
        if (code || !p->n)
            break;
        // Refused again and again: it is as near as it gets.
        if (run_steps(x, p, false, true) == p->n && p->n >= before)
            break;
        before = p->n;
    }
    x->whole = !code && p && !p->n;
    if (!code)
        code = kld_journal_end(x->journal);
    return code ? code : x->whole ? 0 : -EIO;
}

static int do_steps(struct kld_apply *x)
{
    struct kld_plan *p = x->plan;

    for (int round = 0; round < ROUNDS; round++) {
        int code;

        x->refused = run_steps(x, p, !x->keep_going, false);
        if (x->refused && !x->keep_going)
            return -ECANCELED;
        code = read_plan(x, x->want, KLD_TO_SETTINGS, &p);
        if (code)
            return code;
        if (!p->n || (x->keep_going && round))
            break;
    }
    x->whole = !p->n && !p->n_problems;
    return p->n && !x->keep_going ? -ELOOP : 0;
}

// Others do not notice that a link was down for a moment: what the kernel dropped is given back to
// them.
static void give_back(struct kld_apply *x, const struct kld_model *prior)
{
    struct kld_model *have;
    struct kld_plan *lost;

    if (kld_state_read(x->n, x->arena, x->want, &have) < 0)
        return;
    lost = kld_plan_lost(x->arena, x->plan, prior, have);
    if (lost->n)
        run_steps(x, lost, false, false);
}

int kld_apply_run(struct kld_apply *x)
{
    struct kld_model *prior;
    int code;

    if (x->plan->n_problems && !x->keep_going)
        return -EBUSY;
    if (!x->plan->n) {
        x->whole = !x->plan->n_problems;
        return 0;
    }
    // Not the state that the plan was made from: planning gives names, and strikes things out.
    code = kld_state_read(x->n, x->arena, x->want, &prior);
    if (!code)
        code = kld_journal_begin(x->journal, prior);
    if (code)
        return code;
    maybe_die();
    code = do_steps(x);
    if (code) {
        kld_apply_back(x);
        return code;
    }
    give_back(x, prior);
    return x->confirm_s ? kld_journal_unconfirmed(x->journal, x->confirm_s)
                        : kld_journal_end(x->journal);
}
