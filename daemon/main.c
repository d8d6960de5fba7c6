// SPDX-License-Identifier: MIT
// kernlinkd: options, and what starts and ends with the process.
#include "kernlinkd.h"

#include "../cmd/option.h"

#include <errno.h>
#include <kernlink/core.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { HELP = 1, VERSION, SETTINGS, STATE, SOCKET, GROUP, MODE, IDLE, NO_RECONCILE, PROGRAMS };

// clang-format off
static const struct kl_option options[] = {
    {"settings",     's', "FOLDER", "network.yaml and network.d are there (" KLD_SETTINGS_FOLDER ")", SETTINGS},
    {"state",        0, "FOLDER", "the journal and what was accepted (" KLD_STATE_FOLDER ")", STATE},
    {"socket",       0, "PATH", "answers there (" KLD_SOCKET ") unless systemd gives a socket", SOCKET},
    {"group",        0, "NAME", "its members may change the network, as root may", GROUP},
    {"mode",         0, "OCTAL", "of the socket (0660): who may write to it may ask", MODE},
    {"idle",         0, "SECONDS", "answer, and end when nobody has asked for so long", IDLE},
    {"no-reconcile", 0, NULL, "leave alone what others change, and what appears later", NO_RECONCILE},
    {"programs",     0, "FOLDERS", "where udhcpc and others are looked for (" KLD_PROGRAMS ")", PROGRAMS},
    {"version",      0, NULL, "print the version", VERSION},
    {"help",         'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

static int usage(void)
{
    printf("Usage: kernlinkd [OPTION...]\n\n"
           "Makes the network as the settings say, keeps it so, and answers `kernlink net' and\n"
           "HTTP on a UNIX socket. Stays in the foreground; ends with SIGTERM and leaves the "
           "network as\nit is.\n\nOptions:\n");
    kl_option_help(options, stdout);
    return 0;
}

static bool read_number(const char *text, int base, unsigned max, unsigned *ret)
{
    char *end;
    unsigned long n = strtoul(text, &end, base);

    if (*text < '0' || *text > '9' || *end || n > max)
        return false;
    *ret = (unsigned)n;
    return true;
}

// @return an exit code, or -1 to go on.
static int read_options(int argc, char **argv, struct kld_options *ret)
{
    struct kl_options o = {
        .command = "kernlinkd", .tables = {options}, .argc = argc, .at = 1, .argv = argv};
    const char *wanted = NULL;
    bool good = true;
    int id;

    while ((id = kl_option_next(&o)) != KL_OPTION_END && good) {
        switch (id) {
        case HELP:
            return usage();
        case VERSION:
            printf("kernlinkd %s\n", KL_VERSION);
            return 0;
        case SETTINGS:
            ret->settings = o.value;
            break;
        case STATE:
            ret->folder = o.value;
            break;
        case SOCKET:
            ret->socket = o.value;
            break;
        case GROUP:
            ret->group = o.value;
            break;
        case MODE:
            good = read_number(o.value, 8, 0777, &ret->mode);
            wanted = "octal mode, such as 0660";
            break;
        case IDLE:
            good = read_number(o.value, 10, 86400, &ret->idle_s);
            wanted = "number of seconds up to 86400";
            break;
        case PROGRAMS:
            ret->programs = o.value;
            break;
        case NO_RECONCILE:
            ret->no_reconcile = true;
            break;
        case KL_OPTION_ARGUMENT:
            fprintf(stderr, "kernlinkd: '%s' is too much\n", o.value);
            return 64;
        default:
            return 64;
        }
    }
    if (!good)
        fprintf(stderr, "kernlinkd: '%s' is no %s\n", o.value, wanted);
    return good ? -1 : 64;
}

static int on_signal(sd_event_source *s, const struct signalfd_siginfo *info, void *user)
{
    struct kld_daemon *d = user;

    (void)s;
    if (info->ssi_signo == SIGHUP)
        return 0;
    sd_notify(0, "STOPPING=1");
    return sd_event_exit(d->loop, 0);
}

static int add_signals(struct kld_daemon *d)
{
    static const int list[] = {SIGTERM, SIGINT, SIGHUP};
    sigset_t set;
    int code = 0;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        sigaddset(&set, list[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (size_t i = 0; code >= 0 && i < sizeof list / sizeof list[0]; i++)
        code = sd_event_add_signal(d->loop, NULL, list[i], on_signal, d);
    return code;
}

// Each client is an open file, and so is each child's pipe.
static void raise_limit(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur >= 8192)
        return;
    files.rlim_cur = files.rlim_max < 8192 ? files.rlim_max : 8192;
    setrlimit(RLIMIT_NOFILE, &files);
}

static int start(struct kld_daemon *d)
{
    int code = kld_jobs_new(d);

    if (!code)
        code = kld_http_start(d);
    if (!code)
        code = kld_services_start(d);
    if (!code)
        code = kld_control_start(d);
    return code;
}

int main(int argc, char **argv)
{
    struct kld_daemon d = {.o = {.settings = KLD_SETTINGS_FOLDER,
                                 .folder = KLD_STATE_FOLDER,
                                 .socket = KLD_SOCKET,
                                 .programs = KLD_PROGRAMS,
                                 .mode = 0660}};
    int code = read_options(argc, argv, &d.o);

    if (code >= 0)
        return code;
    raise_limit();
    if (kld_log_new(&d) < 0 || sd_event_default(&d.loop) < 0 || add_signals(&d) < 0) {
        fprintf(stderr, "kernlinkd: it cannot start: %s\n", strerror(errno));
        return 1;
    }
    sd_event_set_watchdog(d.loop, true);
    code = start(&d);
    if (!code)
        code = sd_event_loop(d.loop);
    kld_services_stop(&d);
    kld_http_stop(&d);
    kld_jobs_free(&d);
    kld_reconcile_stop(&d);
    kld_control_stop(&d);
    kld_log_free(&d);
    sd_event_unref(d.loop);
    return code ? 1 : 0;
}
