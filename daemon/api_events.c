// SPDX-License-Identifier: MIT
// /v1/events: what changes in the network, and what the daemon says.
#include "events.h"
#include "facts.h"
#include "kernlinkd.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define NAMES_MAX 64

static const char *next_word(struct kld_arena *a, const char **at)
{
    size_t n = strcspn(*at, ",");
    const char *word = kld_strndup(a, *at, n);

    *at += n + ((*at)[n] == ',');
    return word;
}

static bool read_types(struct kld_arena *a, const char *text, unsigned *ret)
{
    static const enum kl_net_type types[] = {KL_NET_LINK,    KL_NET_ADDR, KL_NET_ROUTE,
                                             KL_NET_NEXTHOP, KL_NET_RULE, KL_NET_NEIGH,
                                             KL_NET_FDB};

    while (text && *text) {
        const char *word = next_word(a, &text);
        unsigned found = 0;

        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
            if (!strcmp(word, kld_type_word(types[i])))
                found = KL_NET_WATCH(types[i]);
        if (!found)
            return false;
        *ret |= found;
    }
    return true;
}

// Lines of the log become events of a type of their own.
static void pass_log(struct kld_call *c)
{
    char line[8192];
    ssize_t n;

    while ((n = recv(c->log_fd, line, sizeof line, MSG_DONTWAIT)) > 1) {
        kl_out_str(c->out, "{\"type\": \"log\", ");
        kl_out_write(c->out, line + 1, (size_t)n - 1);
    }
}

// Ends with the process, when the client has gone.
static int follow(struct kld_call *c, struct kld_events *e)
{
    struct pollfd fds[2] = {{.fd = kld_events_fd(e), .events = POLLIN},
                            {.fd = c->log_fd, .events = POLLIN}};
    int code = kl_out_flush(c->out);

    while (!code) {
        if (poll(fds, 2, kld_events_timeout(e)) < 0 && errno != EINTR)
            return -errno;
        if (fds[1].revents)
            pass_log(c);
        code = kld_events_dispatch(e);
    }
    return code;
}

int kld_api_events(struct kld_call *c)
{
    const char *names[NAMES_MAX], *at = kld_call_arg(c, "interface");
    struct kld_events_options o = {.interfaces = names, .json = true};
    struct kld_events *e;
    int code;

    if (!read_types(c->arena, kld_call_arg(c, "type"), &o.types))
        return kld_call_fail(
            c, 400, "type is link, address, route, nexthop, rule, neighbour or fdb, with commas");
    while (at && *at) {
        if (o.n_interfaces == NAMES_MAX)
            return kld_call_fail(c, 400, "at most %d interfaces", NAMES_MAX);
        names[o.n_interfaces++] = next_word(c->arena, &at);
    }
    code = kld_events_open(&e, &o, c->out);
    if (code)
        return kld_call_fail(c, 500, "%s", kl_strerror(code));
    kld_call_begin(c, 200, "application/jsonl");
    code = follow(c, e);
    kld_events_close(e);
    return code;
}
