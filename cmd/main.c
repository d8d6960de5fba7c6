// SPDX-License-Identifier: MIT
// kernlink: finds the command and runs it. Called through a link named after a command, it is that
// command.
#include "../lib/core/nearest.h"
#include "commands.h"

#include <kernlink/core.h>
#include <stdio.h>
#include <string.h>

static const struct kl_command commands[] = {
    {"ipset", kl_cmd_ipset, "IP sets: create, fill, test, list and save them, as ipset(8) does"},
    {"iw", kl_cmd_iw, "Wi-Fi: devices, scans, connections, stations, as iw(8) does"},
    {"net", kl_cmd_net, "the network as settings files say: check, diff, apply, roll back"},
    {"decode", kl_cmd_decode, "show recorded netlink traffic: strace, captures, bytes as text"},
    {"trace", kl_cmd_trace, "run a program and show its netlink traffic"},
    {"sniff", kl_cmd_sniff, "show the netlink traffic of all programs"},
    {"monitor", kl_cmd_monitor,
     "show what the kernel announces: links, addresses, routes, Wi-Fi, ..."},
    {"send", kl_cmd_send, "send a request built from names and values, show the answer"},
    {"policy", kl_cmd_policy, "what the kernel says that a generic netlink family takes"},
    {"schema", kl_cmd_schema, "families, commands and attributes, as the library knows them"},
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

static const struct kl_command *find(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

static const char *name_at(size_t i, const void *user)
{
    (void)user;
    return i < N_COMMANDS ? commands[i].name : NULL;
}

static void usage(FILE *to)
{
    fprintf(to,
            "kernlink %s - talk to the Linux kernel over netlink\n\n"
            "Usage: kernlink COMMAND [ARGUMENT...]\n\nCommands:\n",
            kl_version());
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fprintf(to, "\n`kernlink COMMAND --help' says more. A link to kernlink that is named after a\n"
                "command (such as ipset) is that command.\n");
}

int main(int argc, char **argv)
{
    const char *base = argc > 0 && argv[0] ? strrchr(argv[0], '/') : NULL;
    const struct kl_command *c;
    const char *near;

    if (argc < 1)
        return 2;
    c = find(base ? base + 1 : argv[0]);
    if (c)
        return c->run(argc, argv);
    if (argc < 2) {
        usage(stderr);
        return 2;
    }
    if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        usage(stdout);
        return 0;
    }
    if (!strcmp(argv[1], "version") || !strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
        printf("kernlink %s\n", kl_version());
        return 0;
    }
    if (!strcmp(argv[1], "--complete")) { // for shells
        for (size_t i = 0; i < N_COMMANDS; i++)
            puts(commands[i].name);
        puts("help\nversion");
        return 0;
    }
    c = find(argv[1]);
    if (c)
        return c->run(argc - 1, argv + 1);
    near = kl_nearest(argv[1], name_at, NULL);
    fprintf(stderr, "kernlink: there is no command '%s'%s%s%s\n", argv[1],
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    fprintf(stderr, "Try `kernlink help'.\n");
    return 2;
}
