// SPDX-License-Identifier: MIT
// What a change came to, in memory that the daemon shares with the child that makes it.
#include "kernlinkd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

// What the kernel's words say of the object, they need not say again.
static const char *without(const char *words, const char *object)
{
    size_t n = strlen(object);

    return !strncmp(words, object, n) && !strncmp(words + n, ": ", 2) ? words + n + 2 : words;
}

void kld_result_progress(const struct kld_progress *p, void *user)
{
    struct kld_result *r = user;

    if (p->back || p->lost)
        return;
    // One that was done, if there is any.
    if (!*r->object || (!p->code && !r->steps))
        snprintf(r->object, sizeof r->object, "%s", kld_step_object(p->step));
    r->refused += p->code != 0;
    r->steps += p->code == 0;
    if (p->code && !*r->text)
        snprintf(r->text, sizeof r->text, "step %zu of %zu was refused: %s: %s", p->number,
                 p->total, kld_step_object(p->step), without(p->words, kld_step_object(p->step)));
}

static const char *words_of(const struct kld_apply *x, int code)
{
    const char *words = kl_error_text(kl_net_error(x->n));

    if (x->journal_code)
        return "the journal cannot be written";
    return *words ? words : kl_strerror(code);
}

void kld_result_of(struct kld_result *r, const struct kld_apply *x, int code)
{
    const struct kld_plan *last = x->last ? x->last : x->plan;

    r->problems = last ? last->n_problems : 0;
    r->whole = x->whole;
    r->rolled_back = x->rolled_back;
    if (!code && x->journal->status == KLD_J_UNCONFIRMED) {
        r->outcome = KLD_O_UNCONFIRMED;
        r->deadline_ns = x->journal->deadline_ns;
    } else if (!code) {
        r->outcome = r->steps ? KLD_O_APPLIED : KLD_O_UNCHANGED;
    } else {
        r->outcome =
            code == -ECANCELED || code == -ELOOP || code == -EBUSY ? KLD_O_REFUSED : KLD_O_FAILED;
        if (!*r->text && code == -ELOOP)
            snprintf(r->text, sizeof r->text, "the network does not settle");
        else if (!*r->text && code == -EINTR)
            snprintf(r->text, sizeof r->text, "interrupted");
        else if (!*r->text && code != -EBUSY)
            snprintf(r->text, sizeof r->text, "%s", words_of(x, code));
    }
    if (!*r->text && r->problems)
        snprintf(r->text, sizeof r->text, "%s", last->problems[0].text);
}
