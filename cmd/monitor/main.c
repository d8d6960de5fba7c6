// SPDX-License-Identifier: MIT
// kernlink monitor: joins multicast groups and shows what comes.
#include "../commands.h"
#include "../show/show.h"
#include "groups.h"

#include <errno.h>
#include <kernlink/schema.h>
#include <linux/genetlink.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define NAME      "kernlink monitor"
#define PROTOCOLS 32

enum { HELP = 1, LIST, WORDS, COUNT, NETNS, FULL, RCVBUF };

// clang-format off
static const struct kl_option options[] = {
    {"list",   'l', NULL, "the groups there are", LIST},
    {"full",   0, NULL, "all attributes, below each line", FULL},
    {"count",  'n', "NUMBER", "end after so many messages", COUNT},
    {"netns",  'N', "NAME", "in this network namespace: a name or a path", NETNS},
    {"buffer", 0, "BYTES", "of the receive buffer; it grows when messages are lost", RCVBUF},
    {"help",   'h', NULL, "this text", HELP},
    {"words",  0, NULL, NULL, WORDS}, // for completion
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

struct monitor {
    struct show_options show_options;
    struct monitor_groups groups;
    struct show *show;
    struct kl_out *out;
    struct kl_sock *sock[PROTOCOLS]; // of events
    struct kl_sock *commands;        // to ask about generic families
    const char *netns;
    unsigned rcvbuf;
    uint64_t left;      // messages until the end; 0: no end
    bool asked;         // for these groups, by name
    bool shows_control; // its messages are asked for; otherwise they are only listened to
    bool family_came;
    bool ended;
    int rc;
};

static void help(void)
{
    printf(
        "Usage: kernlink monitor [OPTION...] [GROUP...]\n\n"
        "Shows what the kernel announces to everybody: changes of links, addresses, routes, Wi-Fi\n"
        "and more, by default those marked * in `kernlink monitor --list'. A GROUP is a word of\n"
        "that list, a kernel's name such as RTNLGRP_LINK, a generic family or FAMILY:GROUP (which\n"
        "may appear later), or PROTOCOL:NUMBER.\n\nOptions:\n");
    kl_option_help(options, stdout);
    kl_option_help(show_option_table, stdout);
}

static int number(const char *value, uint64_t most, uint64_t *ret)
{
    char *end;

    errno = 0;
    *ret = strtoull(value, &end, 10);
    if (end != value && !*end && errno == 0 && *value != '-' && *ret > 0 && *ret <= most)
        return 0;
    fprintf(stderr, NAME ": a number over 0 is needed, not %s\n", value);
    return -1;
}

static int option(struct monitor *m, int id, const char *value)
{
    uint64_t n = 0;

    switch (id) {
    case FULL:
        m->show_options.brief = false;
        return 0;
    case COUNT:
        return number(value, UINT64_MAX, &m->left);
    case NETNS:
        m->netns = value;
        return 0;
    case RCVBUF:
        if (number(value, 1u << 30, &n) < 0)
            return -1;
        m->rcvbuf = (unsigned)n;
        return 0;
    default:
        return show_option(&m->show_options, NAME, id, value);
    }
}

// @return -1 to go on, or the exit status.
static int parse(struct monitor *m, int argc, char **argv)
{
    struct kl_options o = {.command = NAME,
                           .tables = {options, show_option_table},
                           .argc = argc,
                           .argv = argv,
                           .at = 1};
    int id, rc = 0;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG)
            return 2;
        if (id == HELP)
            return help(), 0;
        if (id == LIST || id == WORDS)
            return monitor_groups_list(stdout, id == WORDS), 0;
        if (id == KL_OPTION_ARGUMENT)
            rc = monitor_groups_add(&m->groups, o.value);
        else
            rc = option(m, id, o.value);
        if (rc < 0)
            return 2;
    }
    m->asked = m->groups.n > 0;
    if (!m->asked)
        rc = monitor_groups_add_default(&m->groups);
    return rc < 0 ? 2 : -1;
}

// ---- What comes ----

static void show(struct monitor *m, int protocol, const struct nlmsghdr *msg)
{
    struct timespec now;
    struct kl_trace_record r = {.direction = KL_TRACE_RECEIVED,
                                .protocol = protocol,
                                .has_time = true,
                                .fd = -1,
                                .data = (const void *)msg,
                                .len = msg->nlmsg_len,
                                .full_len = msg->nlmsg_len};

    clock_gettime(CLOCK_REALTIME, &now);
    r.time_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    m->rc = show_record(&r, m->show);
    if (m->left > 0 && --m->left == 0)
        m->ended = true;
}

static bool announces(const struct nlmsghdr *msg)
{
    return msg->nlmsg_type == GENL_ID_CTRL && msg->nlmsg_len >= NLMSG_HDRLEN + GENL_HDRLEN &&
           ((const unsigned char *)msg)[NLMSG_HDRLEN] == CTRL_CMD_NEWFAMILY;
}

static void heard(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct monitor *m = user;
    char text[160];

    if (m->rc < 0 || m->ended)
        return;
    if (event->kind == KL_EVENT_OVERRUN) {
        snprintf(text, sizeof text,
                 "the kernel had to drop messages (overrun %llu); the buffer has %u bytes now",
                 (unsigned long long)event->overruns, event->rcvbuf);
        show_gap(m->show, text);
        if (kl_sock_protocol(s) == NETLINK_GENERIC)
            m->family_came = true; // which one of them may have said
        return;
    }
    if (kl_sock_protocol(s) == NETLINK_GENERIC && announces(event->msg))
        m->family_came = true;
    if (event->msg->nlmsg_type == GENL_ID_CTRL && kl_sock_protocol(s) == NETLINK_GENERIC &&
        !m->shows_control)
        return;
    show(m, kl_sock_protocol(s), event->msg);
}

// ---- Joining ----

static struct kl_sock *socket_of(struct monitor *m, int protocol)
{
    struct kl_sock_options o = {
        .protocol = protocol, .flags = KL_SOCK_EVENTS, .netns = m->netns, .rcvbuf = m->rcvbuf};
    int rc;

    if (m->sock[protocol])
        return m->sock[protocol];
    rc = kl_sock_open(&m->sock[protocol], &o);
    if (rc < 0) {
        const char *name = show_protocol_name(protocol);

        fprintf(stderr, NAME ": cannot open a socket of protocol %s: %s\n", name ? name : "?",
                kl_strerror(rc));
        return NULL;
    }
    kl_event_handler(m->sock[protocol], heard, m);
    return m->sock[protocol];
}

// @late: it is tried again, after a family has come. @return 0, 1: not there, or negative.
static int join_generic(struct monitor *m, const struct monitor_group *g, bool late)
{
    struct kl_sock *s = socket_of(m, NETLINK_GENERIC);
    const struct kl_genl_family *f;
    bool found = false;
    int rc;

    if (!s)
        return -EPROTONOSUPPORT;
    if (late)
        kl_genl_forget(m->commands, g->family);
    rc = kl_genl_resolve(m->commands, g->family, &f);
    if (rc == -ENOENT)
        return 1;
    if (rc < 0)
        return rc;
    show_family_is(m->show, f->id, f->name);
    for (unsigned i = 0; i < f->n_groups; i++) {
        if (g->name[0] && strcmp(f->groups[i].name, g->name) != 0)
            continue;
        rc = kl_group_join(s, f->groups[i].id);
        if (rc < 0)
            return rc;
        found = true;
    }
    return found || !g->name[0] ? 0 : 1;
}

static int join(struct monitor *m, const struct monitor_group *g, bool asked)
{
    struct kl_sock *s;
    int rc;

    if (g->protocol == NETLINK_GENERIC && g->id == 0) {
        rc = join_generic(m, g, false);
        if (rc == 1 && asked)
            fprintf(stderr, NAME ": %s%s%s is not there yet; it is joined when it comes\n",
                    g->family, g->name[0] ? ":" : "", g->name);
    } else {
        s = socket_of(m, g->protocol);
        rc = s ? kl_group_join(s, g->id) : -EPROTONOSUPPORT;
    }
    if (rc < 0 && (asked || rc == -EPERM))
        fprintf(stderr, NAME ": cannot join group %s%s%u of protocol %d: %s\n", g->family,
                g->family[0] ? " " : "", g->id, g->protocol, kl_strerror(rc));
    return rc;
}

// Joins all: what was asked for must be there, of the rest what there is. @return 0 or -1.
static int join_all(struct monitor *m)
{
    struct monitor_group control = {NETLINK_GENERIC, 0, "nlctrl", "notify"};
    bool generic = false;
    unsigned joined = 0;

    for (unsigned i = 0; i < m->groups.n; i++) {
        int rc;

        const struct monitor_group *g = &m->groups.group[i];

        generic = generic || g->family[0];
        m->shows_control = m->shows_control || !strcmp(g->family, "nlctrl");
        rc = join(m, g, m->asked);
        if (rc < 0 && m->asked)
            return -1;
        joined += rc >= 0;
    }
    // Families that come later are announced there.
    if (generic && !m->shows_control)
        join(m, &control, false);
    return joined > 0 ? 0 : -1;
}

static void join_late(struct monitor *m)
{
    m->family_came = false;
    for (unsigned i = 0; i < m->groups.n; i++)
        if (m->groups.group[i].family[0])
            join_generic(m, &m->groups.group[i], true);
}

// ---- The loop ----

static int stop_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static void loop(struct monitor *m, int stop)
{
    struct pollfd p[PROTOCOLS + 1] = {{.fd = stop, .events = POLLIN}};
    struct kl_sock *of[PROTOCOLS + 1] = {NULL};
    nfds_t n = 1;

    for (int i = 0; i < PROTOCOLS; i++)
        if (m->sock[i]) {
            of[n] = m->sock[i];
            p[n++] = (struct pollfd){.fd = kl_fd(m->sock[i]), .events = POLLIN};
        }
    while (m->rc >= 0 && !m->ended) {
        if (poll(p, n, -1) < 0 && errno != EINTR)
            m->rc = -errno;
        if (p[0].revents != 0)
            return;
        for (nfds_t i = 1; i < n && m->rc >= 0; i++)
            if (p[i].revents != 0) {
                int rc = kl_dispatch(of[i]);

                if (rc < 0)
                    m->rc = rc;
            }
        if (m->family_came)
            join_late(m);
    }
}

static int run(struct monitor *m)
{
    const struct kl_sock_options o = {.protocol = NETLINK_GENERIC, .netns = m->netns};
    int stop = stop_signals();
    int rc = kl_out_open_fd(&m->out, 1);

    if (rc == 0)
        rc = show_new(&m->show, &m->show_options, m->out);
    if (rc == 0)
        rc = kl_sock_open(&m->commands, &o);
    if (rc < 0) {
        fprintf(stderr, NAME ": %s%s%s\n", m->netns ? m->netns : "", m->netns ? ": " : "",
                kl_strerror(rc));
        return 1;
    }
    if (join_all(m) < 0)
        return 1;
    loop(m, stop);
    rc = m->rc;
    if (rc >= 0)
        rc = show_finish(m->show);
    if (rc < 0 && rc != -EPIPE)
        fprintf(stderr, NAME ": %s\n", kl_strerror(rc));
    return rc < 0;
}

int kl_cmd_monitor(int argc, char **argv)
{
    struct monitor m = {.rcvbuf = 0};
    int rc;

    show_defaults(&m.show_options);
    m.show_options.live = true;
    m.show_options.events = true;
    m.show_options.brief = true;
    rc = parse(&m, argc, argv);
    if (rc < 0)
        rc = run(&m);
    for (int i = 0; i < PROTOCOLS; i++)
        kl_sock_close(m.sock[i]);
    kl_sock_close(m.commands);
    show_free(m.show);
    kl_out_close(m.out);
    monitor_groups_free(&m.groups);
    return rc;
}
