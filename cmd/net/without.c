// SPDX-License-Identifier: MIT
// In the place of what talks to the daemon, where libcurl or jansson was not there to build with.
#include "set.h"
#include "snapshot.h"
#include "status.h"
#include "via.h"

#include <stdio.h>

static int missing(const struct net_client *c)
{
    fprintf(stderr, "%s: built without libcurl and jansson, which talking to a daemon needs\n",
            c->command);
    return NET_FAILED;
}

int net_via_check(struct net_client *c, char **files, size_t n, bool json)
{
    (void)files;
    (void)n;
    (void)json;
    return missing(c);
}

int net_via_diff(struct net_client *c, char **files, size_t n, bool json)
{
    (void)files;
    (void)n;
    (void)json;
    return missing(c);
}

int net_via_apply(struct net_client *c, const struct net_work *w, char **files, size_t n)
{
    (void)w;
    (void)files;
    (void)n;
    return missing(c);
}

int net_via_confirm(struct net_client *c)
{
    return missing(c);
}

int net_via_rollback(struct net_client *c)
{
    return missing(c);
}

int net_show_via(struct net_client *c, const struct kld_view *v, bool whole, bool json)
{
    (void)v;
    (void)whole;
    (void)json;
    return missing(c);
}

int net_snapshot_via(struct net_client *c, const char *command, const char *name, bool force,
                     bool json)
{
    (void)command;
    (void)name;
    (void)force;
    (void)json;
    return missing(c);
}

int net_status_via(struct net_status *s, struct net_client *c)
{
    (void)s;
    return missing(c);
}

const struct kl_option net_log_options[] = {{NULL, 0, NULL, NULL, 0}};

int net_cmd_log(int argc, char **argv)
{
    const struct net_client c = {.command = "kernlink net log"};

    (void)argc;
    (void)argv;
    return missing(&c);
}

struct kld_settings *net_via_settings(struct net_client *c)
{
    (void)c;
    return NULL;
}

int net_set_via(struct net_set *s, char **words, size_t n)
{
    (void)words;
    (void)n;
    return missing(s->client);
}

int net_client_get(struct net_client *c, const char *path, char **ret, size_t *ret_len)
{
    (void)path;
    *ret = NULL;
    *ret_len = 0;
    return missing(c);
}

void net_client_close(struct net_client *c)
{
    (void)c;
}

const struct kl_option net_get_options[] = {{NULL, 0, NULL, NULL, 0}};

int net_cmd_get(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return missing(&(struct net_client){.command = "kernlink net get"});
}
