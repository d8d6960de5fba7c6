// SPDX-License-Identifier: MIT
// diff and apply: what would change, and the change.
#include "via.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP = 1, JSON, DRY_RUN, KEEP_GOING, CONFIRM, WAIT, STATE, QUIET };

// clang-format off
const struct kl_option net_diff_options[] = {
    {"json",       'j', NULL, "a line of JSON for each step", JSON},
    {"help",       'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

const struct kl_option net_apply_options[] = {
    {"dry-run",    'n', NULL, "only show the steps", DRY_RUN},
    {"confirm",    'c', "TIME", "go back unless `kernlink net confirm' is called within 60s, 5m", CONFIRM},
    {"keep-going", 'k', NULL, "do what can be done, and put nothing back", KEEP_GOING},
    {"wait",       'w', NULL, "wait for another who is changing the network", WAIT},
    {"state",      0, "FOLDER", "where the journal is kept (" KLD_STATE_FOLDER ")", STATE},
    {"json",       'j', NULL, "a line of JSON for each step", JSON},
    {"quiet",      'q', NULL, "say nothing of steps that were done", QUIET},
    {"help",       'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

static void help_diff(void)
{
    printf("Usage: kernlink net diff [OPTION...] [FILE-OR-FOLDER...]\n\n"
           "What would be done to make the network as settings say: + comes, - goes, ~ changes.\n"
           "Exit status: %d nothing would be, %d something, %d a failure, %d a mistake in the "
           "settings.\n\nOptions:\n",
           NET_OK, NET_CHANGES, NET_FAILED, NET_SETTINGS);
    kl_option_help(net_diff_options, stdout);
    kl_option_help(net_client_options, stdout);
}

static void help_apply(void)
{
    printf("Usage: kernlink net apply [OPTION...] [FILE-OR-FOLDER...]\n\n"
           "Makes the network as settings say, or leaves it as it was: when the kernel refuses a "
           "step,\nall is put back.\n"
           "Exit status: %d done, %d refused and put back, %d a mistake in the settings.\n\n"
           "Options:\n",
           NET_OK, NET_FAILED, NET_SETTINGS);
    kl_option_help(net_apply_options, stdout);
    kl_option_help(net_client_options, stdout);
}

bool net_time(const char *text, unsigned *ret)
{
    char *end;
    unsigned long value = isdigit((unsigned char)*text) ? strtoul(text, &end, 10) : 0;
    unsigned unit = 1;

    if (!value)
        return false;
    if (*end == 'm')
        unit = 60;
    else if (*end == 'h')
        unit = 3600;
    if (value > 86400 / unit || (*end && (!strchr("smh", *end) || end[1])))
        return false;
    *ret = (unsigned)value * unit;
    return true;
}

/* ---- diff ---- */

int net_work_diff(struct net_work *w)
{
    struct kld_apply x = {
        .arena = w->arena, .n = w->n, .want = w->settings->model, .folder = w->folder};
    int code = kld_apply_plan(&x);

    net_pending_note(w->command, w->folder);
    if (code)
        return net_work_failed(w, code);
    code = net_work_steps(w, x.plan);
    net_work_problems(w, x.plan);
    if (code)
        return code;
    return x.plan->n_problems ? NET_FAILED : x.plan->n ? NET_CHANGES : NET_OK;
}

int net_cmd_diff(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net diff",
                           .tables = {net_diff_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_work w = {.command = o.command, .folder = KLD_STATE_FOLDER};
    struct net_client c = {.command = o.command};
    size_t n = 0;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG)
            return NET_USAGE;
        if (id == HELP) {
            help_diff();
            return 0;
        }
        if (id == JSON)
            w.json = true;
        else if (id == KL_OPTION_ARGUMENT)
            argv[n++] = (char *)o.value;
        else if (net_client_option(&c, id, o.value))
            return NET_USAGE;
    }
    if (net_client_wanted(&c)) {
        code = net_via_diff(&c, argv, n, w.json);
        net_client_close(&c);
        return code;
    }
    w.settings = net_settings(argv, n);
    if (!w.settings)
        return NET_SETTINGS;
    code = net_work_begin(&w);
    if (!code)
        code = net_work_diff(&w);
    net_work_end(&w);
    return code;
}

/* ---- apply ---- */

// Why it was put back, where no refused step has said so.
static void say_why(struct net_work *w, const struct kld_apply *x, int code)
{
    if (code == -EINTR)
        fprintf(stderr, "%s: interrupted\n", w->command);
    else if (x->journal_code)
        fprintf(stderr, "%s: %s: %s\n", w->command, w->folder, kl_strerror(x->journal_code));
    else if (code == -ELOOP)
        fprintf(stderr, "%s: the network does not become as it is wanted\n", w->command);
    else if (code != -ECANCELED)
        fprintf(stderr, "%s: %s\n", w->command, kl_strerror(code));
}

static int end_apply(struct net_work *w, struct kld_apply *x, int code)
{
    if (x->last)
        net_work_problems(w, x->last);
    if (code && !x->rolled_back) {
        if (code != -EBUSY || !x->plan->n_problems)
            say_why(w, x, code);
        fprintf(stderr, "%s: nothing was changed\n", w->command);
        return NET_FAILED;
    }
    if (x->rolled_back) {
        say_why(w, x, code);
        fprintf(stderr,
                x->whole ? "%s: all was put back as it was\n"
                         : "%s: not all could be put back as it was\n",
                w->command);
        return NET_FAILED;
    }
    code = NET_OK;
    if (w->confirm_s && w->journal.status == KLD_J_UNCONFIRMED) {
        fprintf(stderr, "%s: done; `kernlink net confirm' within %u s, or it is undone\n",
                w->command, w->confirm_s);
        code = net_work_wait(w);
    }
    return x->whole ? code : NET_FAILED;
}

static int run_apply(struct net_work *w)
{
    struct kld_texts texts = kld_texts_of(w->settings);
    struct kld_apply x = {.arena = w->arena,
                          .n = w->n,
                          .journal = &w->journal,
                          .want = w->settings->model,
                          .texts = &texts,
                          .keep_going = w->keep_going,
                          .confirm_s = w->confirm_s,
                          .progress = net_work_progress,
                          .stop = net_work_stops,
                          .user = w};
    int code = net_work_lock(w);

    if (code)
        return code;
    if (w->journal.status == KLD_J_UNCONFIRMED && !net_work_over(&w->journal)) {
        fprintf(stderr,
                "%s: another change waits for `kernlink net confirm' or `rollback', for %lld s\n",
                w->command, (long long)((w->journal.deadline_ns - kld_boot_ns()) / 1000000000));
        return NET_FAILED;
    }
    // A journal that is left is not written over: it knows what was before.
    if (w->journal.status != KLD_J_NONE &&
        net_work_back(w, w->journal.status == KLD_J_APPLYING
                             ? "an apply before this one was cut off"
                             : "a change before this one was not confirmed in time") &&
        w->journal.status != KLD_J_NONE)
        return NET_FAILED;
    code = kld_apply_plan(&x);
    if (code)
        return net_work_failed(w, code);
    net_work_problems(w, x.plan);
    return end_apply(w, &x, kld_apply_run(&x));
}

int net_apply_read(struct kl_options *o, struct net_work *w, char **files, size_t *n,
                   void (*help)(void))
{
    int id;

    while ((id = kl_option_next(o)) != KL_OPTION_END) {
        switch (id) {
        case KL_OPTION_ARGUMENT:
            files[(*n)++] = (char *)o->value;
            break;
        case HELP:
            help();
            return 0;
        case CONFIRM:
            if (!net_time(o->value, &w->confirm_s)) {
                fprintf(stderr, "%s: '%s' is no time, such as 60s or 5m\n", o->command, o->value);
                return NET_USAGE;
            }
            break;
        case STATE:
            w->folder = o->value;
            if (w->client)
                w->client->alone = true;
            break;
        case KL_OPTION_WRONG:
            return NET_USAGE;
        case NET_O_HOST:
        case NET_O_SOCKET:
        case NET_O_TIMEOUT:
            if (net_client_option(w->client, id, o->value))
                return NET_USAGE;
            break;
        default:
            w->dry_run |= id == DRY_RUN;
            w->keep_going |= id == KEEP_GOING;
            w->wait |= id == WAIT;
            w->json |= id == JSON;
            w->quiet |= id == QUIET;
            w->adopt |= id == NET_O_ADOPT;
        }
    }
    return -1;
}

int net_apply_run(struct net_work *w)
{
    int code = net_work_begin(w);

    if (!code)
        code = w->dry_run ? net_work_diff(w) : run_apply(w);
    net_work_end(w);
    return w->dry_run && code == NET_CHANGES ? NET_OK : code;
}

int net_cmd_apply(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net apply",
                           .tables = {net_apply_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = o.command};
    struct net_work w = {.command = o.command, .folder = KLD_STATE_FOLDER, .client = &c};
    size_t n = 0;
    int code = net_apply_read(&o, &w, argv, &n, help_apply);

    if (code >= 0)
        return code;
    if (net_client_wanted(&c)) {
        code = net_via_apply(&c, &w, argv, n);
        net_client_close(&c);
        return w.dry_run && code == NET_CHANGES ? NET_OK : code;
    }
    w.settings = net_settings(argv, n);
    return w.settings ? net_apply_run(&w) : NET_SETTINGS;
}
