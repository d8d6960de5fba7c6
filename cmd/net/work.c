// SPDX-License-Identifier: MIT
#include "work.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

// The first one is enough. @return whether there is one
static bool say_service(const struct net_work *w, const struct kld_model *m)
{
    if (!m->services || !m->services->n)
        return false;
    fprintf(stderr, "%s: %s%s%s is what kernlinkd does, when it runs with these settings\n",
            w->command, m->services->list[0]->key, m->netns ? " in " : "",
            m->netns ? m->netns : "");
    return true;
}

int net_work_begin(struct net_work *w)
{
    int code;

    w->journal.lock = w->signals = -1;
    code = kl_net_open(&w->n, NULL);
    if (code) {
        fprintf(stderr, "%s: %s\n", w->command, kl_strerror(code));
        return NET_FAILED;
    }
    if (w->settings && !say_service(w, w->settings->model))
        for (size_t i = 0; i < w->settings->model->n; i++)
            if (w->settings->model->list[i]->inner &&
                say_service(w, w->settings->model->list[i]->inner))
                break;
    w->arena = kld_arena_new();
    code = kl_out_open_fd(&w->out, STDOUT_FILENO);
    if (!code && w->json)
        code = kl_sink_new(&w->sink, KL_SINK_JSONL, w->out);
    if (code)
        fprintf(stderr, "%s: %s\n", w->command, kl_strerror(code));
    return code ? NET_FAILED : 0;
}

void net_work_end(struct net_work *w)
{
    if (w->sink)
        kl_sink_free(w->sink);
    if (w->out)
        kl_out_close(w->out);
    kld_journal_unlock(&w->journal);
    if (w->signals >= 0)
        close(w->signals);
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

static void signals_of_ending(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGINT);
    sigaddset(ret, SIGTERM);
}

void net_work_hold(void)
{
    sigset_t set;

    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signals_of_ending(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static int open_signals(void)
{
    sigset_t set;

    net_work_hold();
    signals_of_ending(&set);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

bool net_work_stops(void *work)
{
    struct pollfd fd = {.fd = ((struct net_work *)work)->signals, .events = POLLIN};

    return poll(&fd, 1, 0) > 0;
}

int net_work_lock(struct net_work *w)
{
    int holder = 0;
    int code = kld_journal_lock(&w->journal, w->arena, w->folder, w->wait, &holder);

    if (code == -EWOULDBLOCK && holder)
        fprintf(stderr, "%s: process %d is changing the network; --wait waits for it\n", w->command,
                holder);
    else if (code == -EWOULDBLOCK)
        fprintf(stderr, "%s: another is changing the network; --wait waits for it\n", w->command);
    else if (code)
        fprintf(stderr, "%s: %s: %s\n", w->command, w->folder, strerror(-code));
    if (code)
        return NET_FAILED;
    if (w->signals < 0)
        w->signals = open_signals();
    code = kld_journal_read(&w->journal);
    if (code) {
        fprintf(stderr, "%s: %s/journal cannot be read: %s\n", w->command, w->folder,
                strerror(-code));
        return NET_FAILED;
    }
    if (w->journal.status == KLD_J_NONE)
        kld_keep_accept(&w->journal);
    return 0;
}

void net_work_problems(struct net_work *w, const struct kld_plan *p)
{
    struct kld_complaints c = {.arena = w->arena};

    for (size_t i = 0; i < p->n_problems; i++)
        kld_complain(&c, p->problems[i].place, "%s", p->problems[i].text);
    kld_complaints_sort(&c);
    net_complaints(&c);
}

int net_work_steps(struct net_work *w, const struct kld_plan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (w->json) {
            kld_step_json(&p->steps[i], w->sink);
        } else {
            kld_step_text(&p->steps[i], w->out);
            kl_out_char(w->out, '\n');
        }
    }
    return kl_out_flush(w->out) < 0 ? net_unwritten(w->command, kl_out_error(w->out)) : 0;
}

void net_work_progress(const struct kld_progress *p, void *work)
{
    struct net_work *w = work;

    if (w->json) {
        kld_progress_json(p, w->sink);
        kl_out_flush(w->out);
    } else if (p->code && (p->back || p->lost)) {
        fprintf(stderr, "%s: %s could not be %s: %s\n", w->command, kld_step_object(p->step),
                p->back ? "put back" : "given back to others", p->words);
    } else if (p->code) {
        fprintf(stderr, "%s: step %zu of %zu was refused: %s\n    %s\n", w->command, p->number,
                p->total, kld_step_object(p->step), p->words);
    } else if (!w->quiet && !p->back) {
        kld_step_text(p->step, w->out);
        kl_out_char(w->out, '\n');
        kl_out_flush(w->out);
    }
}

int net_work_back(struct net_work *w, const char *why)
{
    struct kld_apply x = {.arena = w->arena,
                          .n = w->n,
                          .journal = &w->journal,
                          .progress = net_work_progress,
                          .user = w};
    int code = kld_apply_back(&x);

    if (!code)
        fprintf(stderr, "%s: %s: the network is as it was before\n", w->command, why);
    else if (x.whole)
        fprintf(stderr, "%s: %s: the network is as it was before, but %s/journal is left: %s\n",
                w->command, why, w->folder, strerror(-code));
    else
        fprintf(stderr, "%s: %s: not all could be put back as it was: %s\n", w->command, why,
                kl_strerror(code));
    return code ? NET_FAILED : NET_OK;
}
