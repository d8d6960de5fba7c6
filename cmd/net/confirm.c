// SPDX-License-Identifier: MIT
// confirm, rollback and recover: how a change that was begun ends.
#include "via.h"

#include <stdio.h>
#include <string.h>

enum { HELP = 1, STATE };

const struct kl_option net_confirm_options[] = {
    {"state", 0, "FOLDER", "where the journal is kept (" KLD_STATE_FOLDER ")", STATE},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

static int confirm(struct net_work *w)
{
    int code;

    if (w->journal.status != KLD_J_UNCONFIRMED) {
        fprintf(stderr, "%s: nothing waits to be confirmed\n", w->command);
        return NET_FAILED;
    }
    if (net_work_over(&w->journal)) {
        fprintf(stderr, "%s: the time is over: `kernlink net recover' undoes it\n", w->command);
        return NET_FAILED;
    }
    code = kld_journal_end(&w->journal);
    if (!code)
        kld_keep_accept(&w->journal);
    if (code)
        fprintf(stderr, "%s: %s/journal: %s\n", w->command, w->folder, strerror(-code));
    return code ? NET_FAILED : NET_OK;
}

static int rollback(struct net_work *w)
{
    if (w->journal.status == KLD_J_NONE) {
        fprintf(stderr, "%s: there is nothing to go back from\n", w->command);
        return NET_FAILED;
    }
    return net_work_back(w, "as asked for");
}

static int recover(struct net_work *w)
{
    if (w->journal.status == KLD_J_NONE)
        return NET_OK;
    if (w->journal.status == KLD_J_APPLYING)
        return net_work_back(w, "an apply was cut off");
    if (!net_work_over(&w->journal)) {
        fprintf(stderr, "%s: a change may still be confirmed, for %lld s\n", w->command,
                (long long)((w->journal.deadline_ns - kld_boot_ns()) / 1000000000));
        return NET_OK;
    }
    return net_work_back(w, "a change was not confirmed in time");
}

static int run(int argc, char **argv, const char *command, const char *help,
               int (*work)(struct net_work *w), int (*via)(struct net_client *c))
{
    struct kl_options o = {.command = command,
                           .tables = {net_confirm_options, via ? net_client_options : NULL},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = command, .alone = !via};
    struct net_work w = {.command = command, .folder = KLD_STATE_FOLDER, .wait = true};
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP) {
            printf("Usage: %s [OPTION...]\n\n%s\n\nOptions:\n", command, help);
            kl_option_help(net_confirm_options, stdout);
            if (via)
                kl_option_help(net_client_options, stdout);
            return 0;
        }
        if (id == KL_OPTION_ARGUMENT)
            fprintf(stderr, "%s: '%s' is too much\n", command, o.value);
        if (id == STATE) {
            w.folder = o.value;
            c.alone = true;
        } else if (net_client_option(&c, id, o.value)) {
            return NET_USAGE;
        }
    }
    if (via && net_client_wanted(&c)) {
        code = via(&c);
        net_client_close(&c);
        return code;
    }
    code = net_work_begin(&w);
    if (!code)
        code = net_work_lock(&w);
    if (!code)
        code = work(&w);
    net_work_end(&w);
    return code;
}

int net_cmd_confirm(int argc, char **argv)
{
    return run(argc, argv, "kernlink net confirm",
               "What `apply --confirm' changed stays, also after its time.", confirm,
               net_via_confirm);
}

int net_cmd_rollback(int argc, char **argv)
{
    return run(argc, argv, "kernlink net rollback",
               "What waits to be confirmed, or was cut off, is undone at once.", rollback,
               net_via_rollback);
}

int net_cmd_recover(int argc, char **argv)
{
    return run(argc, argv, "kernlink net recover",
               "For starting up: undoes what was cut off, or was not confirmed in time.", recover,
               NULL);
}
