// SPDX-License-Identifier: MIT
// get: one answer of the daemon as it is, here or elsewhere. Sources of a daemon are asked by it.
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP = 1 };

const struct kl_option net_get_options[] = {
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

static int help(void)
{
    printf("Usage: kernlink net get [OPTION...] PATH\n\n"
           "The answer of the daemon to GET PATH, such as /v1/interfaces, as it comes.\n\n"
           "Options:\n");
    kl_option_help(net_get_options, stdout);
    kl_option_help(net_client_options, stdout);
    return 0;
}

static int get(struct net_client *c, const char *path)
{
    char *text;
    size_t len;
    int code = net_client_get(c, path, &text, &len), unwritten;

    if (!code && (unwritten = net_print(text, len)))
        code = net_unwritten(c->command, unwritten);
    free(text);
    net_client_close(c);
    return code;
}

int net_cmd_get(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net get",
                           .tables = {net_get_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = o.command};
    const char *path = NULL;
    int id;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP)
            return help();
        if (id == KL_OPTION_ARGUMENT && !path)
            path = o.value;
        else if (id == KL_OPTION_ARGUMENT || net_client_option(&c, id, o.value))
            return NET_USAGE;
    }
    if (!path || *path != '/' || strpbrk(path, " \t\r\n#")) {
        fprintf(stderr, "%s: a path such as /v1/interfaces is wanted\n", o.command);
        return NET_USAGE;
    }
    return get(&c, path);
}
