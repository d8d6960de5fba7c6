// SPDX-License-Identifier: MIT
// kernlink-trace: finds the command that `kernlink' passed on.
#include "helper.h"

#include <kernlink/core.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"decode", helper_decode},
    {"trace", helper_trace},
    {"sniff", helper_sniff},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof commands[0]; i++)
        if (!strcmp(argv[1], commands[i].name))
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "kernlink-trace %s: a helper of kernlink, which calls it with", kl_version());
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        fprintf(stderr, " %s", commands[i].name);
    fputc('\n', stderr);
    return HELPER_USAGE;
}
