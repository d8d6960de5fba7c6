// SPDX-License-Identifier: MIT
// A journal that is torn, or that another wrote: its status, what was before, and behind that what
// is there now, with 0x1e between; without a status it is one of this start of the machine. What
// can be read is written as it was read, and there is a plan back to it, with words for each step.
// Namespaces are not entered.
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/journal.h"
#include "daemon/plan.h"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int setns(int fd, int kind)
{
    (void)fd;
    (void)kind;
    errno = EPERM;
    return -1;
}

// The next part, without what is between.
static const uint8_t *part(const uint8_t **data, size_t *size, size_t *len)
{
    const uint8_t *at = *data, *end = *size ? memchr(at, 0x1e, *size) : NULL;

    *len = end ? (size_t)(end - at) : *size;
    *data += end ? *len + 1 : *len;
    *size -= end ? *len + 1 : *len;
    return at;
}

static void write_status(void)
{
    char id[40], text[200];

    kld_boot_id(id);
    scratch_write("journal", text,
                  (size_t)snprintf(text, sizeof text,
                                   "kernlink-journal 1\nstatus applying\nboot %s\ndeadline 0\n",
                                   id));
}

static void check_text(struct kld_model *m)
{
    struct kld_model *back = kld_model_new(m->arena);
    struct kl_out *o, *again;
    const char *text, *text_again;
    size_t len, len_again;

    if (kl_out_open_memory(&o) < 0 || kl_out_open_memory(&again) < 0)
        abort();
    kld_model_write(m, o);
    text = kl_out_text(o, &len);
    if (kld_model_read(back, text, len) < 0)
        abort();
    kld_model_write(back, again);
    text_again = kl_out_text(again, &len_again);
    if (len != len_again || memcmp(text, text_again, len) != 0)
        abort();
    kl_out_close(o);
    kl_out_close(again);
}

static void plan(struct kld_journal *j, struct kld_model *have)
{
    static struct kl_net *n;
    struct kld_plan *p;
    struct kl_sink *k;
    struct kl_out *o;

    if ((!n && kl_net_open(&n, NULL) < 0) || kl_out_open_memory(&o) < 0)
        return;
    p = kld_plan_make(n, j->arena, j->prior, have, KLD_TO_PRIOR);
    if (kl_sink_new(&k, KL_SINK_JSONL, o) < 0)
        abort();
    for (size_t i = 0; i < p->n; i++) {
        kld_step_text(&p->steps[i], o);
        kld_step_json(&p->steps[i], k);
    }
    if (kl_sink_free(k) < 0)
        abort();
    kl_out_close(o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kld_journal j = {.arena = kld_arena_new(), .folder = scratch, .lock = -1};
    struct kld_model *have = kld_model_new(j.arena);
    const uint8_t *at;
    size_t len;
    int code;

    scratch_begin();
    at = part(&data, &size, &len);
    if (len)
        scratch_write("journal", at, len);
    else
        write_status();
    at = part(&data, &size, &len);
    scratch_write("prior", at, len);
    code = kld_journal_read(&j);
    if ((code < 0) != (j.status == KLD_J_NONE))
        abort();
    if (!code) {
        check_text(j.prior);
        if (kld_model_read(have, (const char *)data, size) == 0)
            plan(&j, have);
    }
    kld_arena_free(j.arena);
    return 0;
}
