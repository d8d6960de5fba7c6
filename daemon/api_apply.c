// SPDX-License-Identifier: MIT
// diff, apply, confirm and rollback, in the child that does them.
#include "kernlinkd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Settings of a request ---- */

static int add_files(struct kld_settings *s, const struct kld_file *body)
{
    struct kld_yaml *root;
    struct kld_texts texts;

    if (kld_yaml_read(s->arena, body, &s->complaints, &root) < 0)
        return 0; // it has been complained about
    if (kld_texts_from(s->arena, kld_yaml_value(root, "files"), &texts) < 0)
        return -EBADMSG;
    for (size_t i = 0; i < texts.n; i++)
        kld_settings_add_text(s, texts.list[i]);
    return 0;
}

static int fail_mistakes(struct kld_call *c, const struct kld_complaints *list)
{
    struct kl_sink *k;

    kld_call_begin(c, 422, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    kl_sink_object_begin(k);
    kl_sink_key(k, "error");
    kl_sink_str(k, "the settings have mistakes");
    kl_sink_key(k, "complaints");
    kld_complaints_json(list, k);
    kl_sink_object_end(k);
    return kl_sink_free(k);
}

struct kld_settings *kld_call_settings(struct kld_call *c, struct kld_texts *texts)
{
    const char *type = kld_call_header(c, "Content-Type");
    struct kld_settings *s = kld_settings_new();
    struct kld_file *body = kld_alloc(s->arena, sizeof *body);
    int code = 0;

    body->name = "request";
    body->text = c->body;
    body->len = c->len;
    if (!c->body || !c->len)
        kld_settings_add(s, c->d->o.settings);
    else if (type && !strncmp(type, "application/json", 16))
        code = add_files(s, body);
    else
        kld_settings_add_text(s, body);
    if (!code)
        kld_settings_finish(s);
    *texts = kld_texts_of(s);
    if (!code && !s->complaints.n)
        return s;
    if (c->result)
        c->result->outcome = KLD_O_MISTAKES;
    if (code)
        kld_call_fail(c, 400, "a list of files with name and text is wanted");
    else
        fail_mistakes(c, &s->complaints);
    return NULL;
}

int kld_api_check(struct kld_call *c)
{
    struct kld_texts texts;
    struct kld_settings *s = kld_call_settings(c, &texts);

    if (!s)
        return 0;
    kld_call_begin(c, 200, "application/json");
    kl_out_printf(c->out, "{\"files\": %zu, \"objects\": %zu, \"complaints\": []}\n", s->n_files,
                  s->model->n);
    return 0;
}

/* ---- diff ---- */

static int fail_kernel(struct kld_call *c, struct kl_net *n, int code)
{
    const char *words = kl_error_text(kl_net_error(n));

    if (c->result)
        c->result->outcome = KLD_O_FAILED;
    return kld_call_fail(c, 500, "%s", *words ? words : kl_strerror(code));
}

static void put_problems(struct kld_call *c, const struct kld_plan *p, struct kl_sink *k)
{
    struct kld_complaints list = {.arena = c->arena};

    if (!p->n_problems)
        return;
    for (size_t i = 0; i < p->n_problems; i++)
        kld_complain(&list, p->problems[i].place, "%s", p->problems[i].text);
    kld_complaints_sort(&list);
    kl_sink_object_begin(k);
    kl_sink_key(k, "problems");
    kld_complaints_json(&list, k);
    kl_sink_object_end(k);
}

static int put_steps(struct kld_call *c, const struct kld_plan *p)
{
    struct kl_sink *k;

    kld_call_begin(c, 200, "application/jsonl");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    put_problems(c, p, k);
    for (size_t i = 0; i < p->n; i++)
        kld_step_json(&p->steps[i], k);
    return kl_sink_free(k);
}

static int diff(struct kld_call *c, struct kld_settings *s)
{
    struct kld_apply x = {.arena = c->arena, .want = s->model, .folder = c->d->o.folder};
    int code = kl_net_open(&x.n, NULL);

    if (code)
        return kld_call_fail(c, 500, "%s", kl_strerror(code));
    code = kld_apply_plan(&x);
    return code ? fail_kernel(c, x.n, code) : put_steps(c, x.plan);
}

int kld_api_diff(struct kld_call *c)
{
    struct kld_texts texts;
    struct kld_settings *s = kld_call_settings(c, &texts);

    return s ? diff(c, s) : 0;
}

/* ---- apply ---- */

struct progress {
    struct kld_call *c;
    struct kl_sink *k;
};

static void on_progress(const struct kld_progress *p, void *user)
{
    struct progress *to = user;

    kld_result_progress(p, to->c->result);
    kld_progress_json(p, to->k);
    kl_out_flush(to->c->out);
}

static int fail_busy(struct kld_call *c, const char *words)
{
    c->result->outcome = KLD_O_BUSY;
    return kld_call_fail(c, 409, "%s", words);
}

// The daemon itself, at a repair, is nobody to be told of: that is over in a moment.
// @return 0, or 1 when it has been answered.
static int take_journal(struct kld_call *c, struct kld_journal *j, bool wait)
{
    const char *folder = c->d->o.folder;
    int holder = 0, code;

    if (wait || c->d->repairing || c->d->looking)
        code = kld_journal_await(j, c->arena, folder, kld_job_stops, NULL);
    else
        code = kld_journal_lock(j, c->arena, folder, false, &holder);
    if (code == -EINTR) {
        fail_busy(c, "interrupted");
        return 1;
    }
    if (code == -EWOULDBLOCK) {
        fail_busy(c, kld_printf(c->arena, "process %d is changing the network", holder));
        return 1;
    }
    if (!code)
        code = kld_journal_read(j);
    if (code) {
        c->result->outcome = KLD_O_FAILED;
        kld_call_fail(c, 500, "%s/journal: %s", c->d->o.folder, strerror(-code));
        return 1;
    }
    if (j->status == KLD_J_NONE)
        kld_keep_accept(j);
    return 0;
}

static int put_result(struct kld_call *c, struct kl_sink *k)
{
    const struct kld_result *r = c->result;
    bool good = r->outcome == KLD_O_APPLIED || r->outcome == KLD_O_UNCHANGED ||
                r->outcome == KLD_O_UNCONFIRMED;

    kl_sink_object_begin(k);
    kl_sink_key(k, "result");
    kl_sink_str(k, kld_outcome_words[r->outcome]);
    kl_sink_key(k, "text");
    kl_sink_str(k, r->text);
    kl_sink_key(k, "whole");
    kl_sink_bool(k, r->whole);
    kl_sink_key(k, "rolled-back");
    kl_sink_bool(k, r->rolled_back);
    kl_sink_key(k, "exit");
    kl_sink_int(k, good && !r->refused && !r->problems ? 0 : 1);
    kl_sink_object_end(k);
    return kl_sink_free(k);
}

static int run(struct kld_call *c, struct kld_apply *x)
{
    struct progress to = {.c = c};
    int code;

    x->progress = on_progress;
    x->stop = kld_job_stops;
    x->user = &to;
    if (x->journal->status == KLD_J_UNCONFIRMED)
        return fail_busy(c, "another change waits to be confirmed");
    code = kl_net_open(&x->n, NULL);
    if (code)
        return kld_call_fail(c, 500, "%s", kl_strerror(code));
    if (x->journal->status == KLD_J_APPLYING) {
        struct kld_apply back = {.arena = x->arena, .n = x->n, .journal = x->journal};

        if (kld_apply_back(&back) && x->journal->status != KLD_J_NONE)
            return fail_busy(c, "an apply before this one was cut off, and cannot be undone");
    }
    code = kld_apply_plan(x);
    if (code)
        return fail_kernel(c, x->n, code);
    kld_call_begin(c, 200, "application/jsonl");
    if (kl_sink_new(&to.k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    put_problems(c, x->plan, to.k);
    code = kld_apply_run(x);
    kld_result_of(c->result, x, code);
    return put_result(c, to.k);
}

static bool read_seconds(const char *text, unsigned *ret)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || !n || n > 86400)
        return false;
    *ret = (unsigned)n;
    return true;
}

int kld_call_apply(struct kld_call *c, struct kld_settings *s, const struct kld_texts *texts)
{
    const char *confirm = kld_call_arg(c, "confirm");
    struct kld_journal j = {.lock = -1};
    struct kld_apply x = {.arena = c->arena, .journal = &j, .want = s->model, .texts = texts};
    bool wrong = false, dry, wait;
    int code = 0;

    x.keep_going = kld_call_flag(c, "keep_going", &wrong);
    dry = kld_call_flag(c, "dry_run", &wrong);
    wait = kld_call_flag(c, "wait", &wrong);
    c->result->outcome = KLD_O_BUSY; // until there is another
    if (wrong)
        return kld_call_fail(c, 400, "keep_going, dry_run and wait are true or false");
    if (confirm && !read_seconds(confirm, &x.confirm_s))
        return kld_call_fail(c, 400, "confirm is a number of seconds, up to a day");
    if (dry)
        return diff(c, s);
    if (!take_journal(c, &j, wait))
        code = run(c, &x);
    kld_journal_unlock(&j);
    return code;
}

int kld_api_apply(struct kld_call *c)
{
    struct kld_texts texts;
    struct kld_settings *s = kld_call_settings(c, &texts);

    return s ? kld_call_apply(c, s, &texts) : 0;
}

/* ---- confirm, rollback ---- */

static int say(struct kld_call *c, enum kld_outcome outcome, const char *words)
{
    c->result->outcome = outcome;
    snprintf(c->result->text, sizeof c->result->text, "%s", words);
    kld_call_begin(c, 200, "application/json");
    kl_out_printf(c->out, "{\"result\": \"%s\", \"text\": \"%s\"}\n", kld_outcome_words[outcome],
                  words);
    return 0;
}

int kld_api_confirm(struct kld_call *c)
{
    struct kld_journal j;
    int code;

    c->result->outcome = KLD_O_BUSY;
    if (take_journal(c, &j, true))
        return 0;
    if (j.status != KLD_J_UNCONFIRMED)
        return fail_busy(c, "nothing waits to be confirmed");
    if (!j.same_boot || j.deadline_ns <= kld_boot_ns())
        return fail_busy(c, "the time is over");
    code = kld_journal_end(&j);
    if (code)
        return kld_call_fail(c, 500, "%s/journal: %s", c->d->o.folder, strerror(-code));
    kld_keep_accept(&j);
    return say(c, KLD_O_CONFIRMED, "what was changed stays");
}

int kld_api_rollback(struct kld_call *c)
{
    struct kld_journal j;
    struct kld_apply x = {.arena = c->arena, .journal = &j};
    int code;

    c->result->outcome = KLD_O_BUSY;
    if (take_journal(c, &j, true))
        return 0;
    if (j.status == KLD_J_NONE)
        return fail_busy(c, "there is nothing to go back from");
    code = kl_net_open(&x.n, NULL);
    if (!code)
        code = kld_apply_back(&x);
    if (!code)
        return say(c, KLD_O_UNDONE, "the network is as it was before");
    c->result->outcome = KLD_O_FAILED;
    return kld_call_fail(c, 500, "not all could be put back as it was: %s", kl_strerror(code));
}
