// SPDX-License-Identifier: MIT
// kernlink sniff: the netlink traffic of all programs in this network namespace.
#include "nlmon.h"
#include "output.h"
#include "status.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define NAME "kernlink sniff"

enum { HELP = 1, DEVICE, COUNT };

// clang-format off
static const struct kl_option options[] = {
    {"interface", 'i', "NAME", "this nlmon device, made if it is not there", DEVICE},
    {"output",    'o', "FILE", "show it there instead of on standard output", OUTPUT_FILE},
    {"write",     'w', "FILE", "write a capture (pcapng) that decode and Wireshark read", OUTPUT_CAPTURE},
    {"count",     'n', "NUMBER", "end after so many datagrams", COUNT},
    {"help",      'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

struct sniff {
    struct output out;
    const char *device;
    uint64_t left; // datagrams until the end; 0: no end
    bool ended;
};

static void help(void)
{
    printf("Usage: kernlink sniff [OPTION...]\n\n"
           "Shows the netlink messages of all programs in this network namespace, by an nlmon\n"
           "device that is made for it and removed again. Needs root.\n\nOptions:\n");
    kl_option_help(options, stdout);
    kl_option_help(show_option_table, stdout);
}

static int count(struct sniff *s, const char *value)
{
    char *end;

    s->left = strtoull(value, &end, 10);
    if (end != value && !*end && *value != '-' && s->left > 0)
        return 0;
    fprintf(stderr, NAME ": a number over 0 is needed, not %s\n", value);
    return -1;
}

// @return -1 to go on, or the exit status.
static int parse(struct sniff *s, int argc, char **argv)
{
    struct kl_options o = {.command = NAME,
                           .tables = {options, show_option_table},
                           .argc = argc,
                           .argv = argv,
                           .at = 1};
    int id, rc = 0;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG)
            return STATUS_USAGE;
        if (id == HELP)
            return help(), STATUS_OK;
        if (id == KL_OPTION_ARGUMENT) {
            fprintf(stderr, NAME ": what is %s? Programs are told apart by --pid\n", o.value);
            return STATUS_USAGE;
        }
        if (id == DEVICE)
            s->device = o.value;
        else if (id == COUNT)
            rc = count(s, o.value);
        else
            rc = output_option(&s->out, id, o.value);
        if (rc < 0)
            return STATUS_USAGE;
    }
    return -1;
}

static int heard(const struct kl_trace_record *r, void *user)
{
    struct sniff *s = user;

    if (s->ended)
        return 0;
    output_record(r, &s->out);
    if (s->left > 0 && --s->left == 0)
        s->ended = true;
    return 0;
}

static void loop(struct sniff *s, struct nlmon *n, int stop)
{
    struct pollfd p[2] = {{.fd = stop, .events = POLLIN}, {.fd = n->fd, .events = POLLIN}};
    char text[80];
    uint64_t lost;
    int rc = 0;

    while (rc == 0 && !s->ended && !s->out.failed) {
        if (poll(p, 2, -1) < 0 && errno != EINTR)
            rc = -errno;
        if (p[0].revents != 0)
            return;
        if (p[1].revents != 0)
            rc = nlmon_read(n, heard, s);
        lost = nlmon_dropped(n);
        if (lost > 0 && s->out.show) {
            snprintf(text, sizeof text, "%" PRIu64 " datagrams were lost here", lost);
            show_gap(s->out.show, text);
        }
    }
    if (rc < 0 && !s->ended)
        fprintf(stderr, NAME ": %s: %s\n", n->name,
                rc == -ENETDOWN ? "the device is down, or gone" : kl_strerror(rc));
}

static int stop_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGPIPE); // the device is removed then, too
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

int kl_cmd_sniff(int argc, char **argv)
{
    struct sniff s = {.out.command = NAME};
    struct nlmon n;
    char error[512] = "";
    int rc, stop;

    show_defaults(&s.out.show_options);
    s.out.show_options.live = true;
    rc = parse(&s, argc, argv);
    if (rc >= 0)
        return rc;
    stop = stop_signals();
    if (output_open(&s.out, 1) < 0)
        return STATUS_BAD;
    // The kernel is asked before anything is listened to, so as not to hear ourselves.
    if (s.out.show)
        show_ask_all(s.out.show);
    rc = nlmon_open(&n, s.device, error, sizeof error);
    if (rc < 0) {
        fprintf(stderr, NAME ": %s\n", error[0] ? error : kl_strerror(rc));
        output_close(&s.out);
        return STATUS_BAD;
    }
    if (!s.out.show_options.quiet)
        fprintf(stderr, NAME ": listening on %s\n", n.name);
    loop(&s, &n, stop);
    nlmon_close(&n);
    return output_close(&s.out) < 0 ? STATUS_BAD : STATUS_OK;
}
