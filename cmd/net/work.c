// SPDX-License-Identifier: MIT
#include "work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int net_work_begin(struct net_work *w)
{
    int code = kl_net_open(&w->n, NULL);

    if (code) {
        fprintf(stderr, "%s: %s\n", w->command, kl_strerror(code));
        return NET_FAILED;
    }
    w->arena = kld_arena_new();
    w->journal.lock = -1;
    if (kl_out_open_fd(&w->out, STDOUT_FILENO) < 0)
        return NET_FAILED;
    if (w->json && kl_sink_new(&w->sink, KL_SINK_JSONL, w->out) < 0)
        return NET_FAILED;
    return 0;
}

void net_work_end(struct net_work *w)
{
    if (w->sink)
        kl_sink_free(w->sink);
    if (w->out)
        kl_out_close(w->out);
    kld_journal_unlock(&w->journal);
    kl_net_close(w->n);
    kld_arena_free(w->arena);
    kld_settings_free(w->settings);
}

int net_work_failed(struct net_work *w, int code)
{
    const char *words = kl_error_text(kl_net_error(w->n));

    fprintf(stderr, "%s: %s\n", w->command, *words ? words : kl_strerror(code));
    return NET_FAILED;
}

int net_work_lock(struct net_work *w)
{
    int holder = 0;
    int code = kld_journal_lock(&w->journal, w->arena, w->folder, w->wait, &holder);

    if (code == -EWOULDBLOCK)
        fprintf(stderr, "%s: process %d is changing the network; --wait waits for it\n", w->command,
                holder);
    else if (code)
        fprintf(stderr, "%s: %s: %s\n", w->command, w->folder, strerror(-code));
    if (code)
        return NET_FAILED;
    code = kld_journal_read(&w->journal);
    if (code) {
        fprintf(stderr, "%s: %s/journal cannot be read: %s\n", w->command, w->folder,
                strerror(-code));
        return NET_FAILED;
    }
    return 0;
}

void net_work_problems(struct net_work *w, const struct kld_plan *p)
{
    struct kld_complaints c = {.arena = w->arena};
    struct kl_out *o;

    for (size_t i = 0; i < p->n_problems; i++)
        kld_complain(&c, p->problems[i].place, "%s", p->problems[i].text);
    if (!p->n_problems || kl_out_open_fd(&o, STDERR_FILENO) < 0)
        return;
    kld_complaints_sort(&c);
    kld_complaints_text(&c, o);
    kl_out_close(o);
}

void net_work_steps(struct net_work *w, const struct kld_plan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (w->json) {
            kld_step_json(&p->steps[i], w->sink);
        } else {
            kld_step_text(&p->steps[i], w->out);
            kl_out_char(w->out, '\n');
        }
    }
    kl_out_flush(w->out);
}

static void say_back(const struct kld_progress *p, void *user)
{
    struct net_work *w = user;

    if (!p->code || w->json)
        return;
    kl_out_str(w->out, "could not be put back: ");
    kld_step_text(p->step, w->out);
    kl_out_printf(w->out, ": %s\n", p->words);
    kl_out_flush(w->out);
}

int net_work_back(struct net_work *w, const char *why)
{
    struct kld_apply x = {
        .arena = w->arena, .n = w->n, .journal = &w->journal, .progress = say_back, .user = w};
    int code = kld_apply_back(&x);

    if (!code)
        fprintf(stderr, "%s: %s: the network is as it was before\n", w->command, why);
    else
        fprintf(stderr, "%s: %s: not all could be put back as it was: %s\n", w->command, why,
                kl_strerror(code));
    return code ? NET_FAILED : NET_OK;
}
