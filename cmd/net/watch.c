// SPDX-License-Identifier: MIT
// watch: what changes in the network, as it happens.
#include "../../daemon/events.h"
#include "../../daemon/facts.h"
#include "../../lib/core/nearest.h"
#include "net.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HELP = 1, JSON };

const struct kl_option net_watch_options[] = {
    {"json", 'j', NULL, "a line of JSON for each change", JSON},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

static const enum kl_net_type types[] = {KL_NET_LINK,    KL_NET_ADDR,        KL_NET_ROUTE,
                                         KL_NET_NEXTHOP, KL_NET_RULE,        KL_NET_NEIGH,
                                         KL_NET_FDB,     KL_NET_BRIDGE_VLAN, KL_NET_MDB};

#define N_TYPES (sizeof types / sizeof types[0])

static const char *type_at(size_t i, const void *user)
{
    (void)user;
    return i < N_TYPES ? kld_type_word(types[i]) : NULL;
}

void net_watch_words(void)
{
    for (size_t i = 0; i < N_TYPES; i++)
        puts(kld_type_word(types[i]));
}

static void help(void)
{
    printf("Usage: kernlink net watch [OPTION...] [TYPE...] [INTERFACE...]\n\n"
           "Shows what changes: + comes, - goes, ~ changes, from what to what. Needs no daemon and "
           "no\nrights. Types are");
    for (size_t i = 0; i < N_TYPES; i++)
        printf("%s %s", i ? "," : "", kld_type_word(types[i]));
    printf(";\nwithout one, all but those of bridges (fdb, vlan, mdb). An interface may come "
           "later.\n\nOptions:\n");
    kl_option_help(net_watch_options, stdout);
}

// A type, in our word or the library's; anything else is the name of an interface.
static bool take_argument(struct kld_events_options *o, const char **interfaces, const char *word)
{
    const char *near;

    for (size_t i = 0; i < N_TYPES; i++)
        if (!strcmp(word, kld_type_word(types[i])) || !strcmp(word, kl_net_type_name(types[i]))) {
            o->types |= KL_NET_WATCH(types[i]);
            return true;
        }
    near = kl_nearest(word, type_at, NULL);
    if (strlen(word) >= IFNAMSIZ || strpbrk(word, "/ :")) {
        fprintf(stderr, "kernlink net watch: '%s' is no type and no name of an interface%s%s%s\n",
                word, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        return false;
    }
    if (near && !if_nametoindex(word))
        fprintf(stderr, "kernlink net watch: there is no interface '%s' yet; did you mean '%s'?\n",
                word, near);
    interfaces[o->n_interfaces++] = word;
    return true;
}

static int follow(struct kld_events *e)
{
    struct pollfd fds[2] = {{.fd = kld_events_fd(e), .events = POLLIN}, {.fd = STDOUT_FILENO}};

    for (;;) {
        int code;

        if (poll(fds, 2, kld_events_timeout(e)) < 0 && errno != EINTR)
            return -errno;
        // Who read is gone.
        if (fds[1].revents & (POLLERR | POLLHUP | POLLNVAL))
            return -EPIPE;
        code = kld_events_dispatch(e);
        if (code)
            return code;
    }
}

int net_cmd_watch(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net watch",
                           .tables = {net_watch_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct kld_events_options eo = {.interfaces = (const char *const *)argv};
    struct kld_events *e;
    struct kl_out *out;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP) {
            help();
            return 0;
        }
        if (id == JSON)
            eo.json = true;
        else if (id == KL_OPTION_WRONG || !take_argument(&eo, (const char **)argv, o.value))
            return NET_USAGE;
    }
    code = kl_out_open_fd(&out, STDOUT_FILENO);
    if (!code)
        code = kld_events_open(&e, &eo, out);
    if (code) {
        fprintf(stderr, "%s: %s\n", o.command, kl_strerror(code));
        return NET_FAILED;
    }
    code = follow(e);
    kld_events_close(e);
    kl_out_close(out);
    if (code == -EPIPE)
        return NET_OK;
    return net_unwritten(o.command, code);
}
