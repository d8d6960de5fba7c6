// SPDX-License-Identifier: MIT
// kernlink net: finds the command and runs it.
#include "complete.h"
#include "said.h"

#include "../../lib/core/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct net_command commands[] = {
    {"status", net_cmd_status, net_status_options, "how things are, with what is wrong first"},
    {"check", net_cmd_check, net_check_options,
     "look for mistakes in settings; nothing is changed"},
    {"diff", net_cmd_diff, net_diff_options, "what would be changed"},
    {"apply", net_cmd_apply, net_apply_options, "make the network so, or leave it as it was"},
    {"confirm", net_cmd_confirm, net_confirm_options, "keep what `apply --confirm' changed"},
    {"rollback", net_cmd_rollback, net_confirm_options, "undo what is not confirmed"},
    {"recover", net_cmd_recover, net_confirm_options, "undo what was cut off; for starting up"},
    {"show", net_cmd_show, net_show_options, "the network as the kernel has it"},
    {"topology", net_cmd_topology, net_topology_options, "which interface hangs on which"},
    {"watch", net_cmd_watch, net_watch_options, "what changes in the network, as it happens"},
    {"wait-online", net_cmd_wait_online, net_wait_online_options,
     "wait until the network can be used"},
    {"set", net_cmd_set, net_set_options, "change settings of an interface, and apply them"},
    {"unset", net_cmd_unset, net_set_options, "take settings of an interface away, and apply that"},
    {"log", net_cmd_log, net_log_options, "what the daemon had to say"},
    {"get", net_cmd_get, net_get_options, "what the daemon answers, as it is"},
    {"pipe", net_cmd_pipe, net_pipe_options, "connect stdin and stdout to the daemon"},
    {"snapshot", net_cmd_snapshot, net_snapshot_options,
     "keep the network in a file, and restore it"},
    {"restore", net_cmd_restore, net_apply_options, "make the network as a snapshot has it"},
    {"import", net_cmd_import, net_import_options, "write settings that say what there is"},
    {"keys", net_cmd_keys, net_keys_options, "what may stand in settings"},
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

static const char *name_at(size_t i, const void *user)
{
    (void)user;
    return i < N_COMMANDS ? commands[i].name : NULL;
}

static void usage(FILE *to)
{
    fprintf(to, "The network as settings files say\n\n"
                "Usage: kernlink net COMMAND [ARGUMENT...]\n\nCommands:\n");
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(to, "  %-11s %s\n", commands[i].name, commands[i].summary);
    fprintf(to, "\nSettings are read from " NET_FOLDER "/network.yaml and network.d/*.yaml there "
                "unless\nfiles or another folder are named. `kernlink net COMMAND --help' says "
                "more.\n");
}

static int unknown(const char *name)
{
    const char *near = kl_nearest(name, name_at, NULL);

    if (*name == '-') {
        fprintf(stderr,
                "kernlink net: %s: options stand behind the command\n"
                "Try `kernlink net help'.\n",
                name);
        return NET_USAGE;
    }
    fprintf(stderr, "kernlink net: there is no command '%s'%s%s%s\nTry `kernlink net help'.\n",
            name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return NET_USAGE;
}

static int run(int argc, char **argv)
{
    const char *name = argv[1];
    char *help[] = {argv[0], argc > 2 ? argv[2] : NULL, "--help", NULL};

    if (!strcmp(name, "--complete"))
        return net_complete(commands, N_COMMANDS, argv + 2);
    if (!strcmp(name, "help") && argc > 2)
        return run(3, help);
    if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h")) {
        usage(stdout);
        return 0;
    }
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!strcmp(commands[i].name, name)) {
            if (net_said_wanted(commands[i].options, argc - 1, argv + 1))
                net_said_begin(name);
            return commands[i].run(argc - 1, argv + 1);
        }
    return unknown(name);
}

int main(int argc, char **argv)
{
    int code;

    if (argc < 2) {
        usage(stderr);
        return NET_USAGE;
    }
    code = run(argc, argv);
    // What was printed must have got somewhere, be it a help.
    if ((fflush(stdout) != 0 || ferror(stdout)) && !code)
        code = net_unwritten("kernlink net", errno ? -errno : -EIO);
    return code == NET_UNKNOWN ? NET_FAILED : code;
}
