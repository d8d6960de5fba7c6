// SPDX-License-Identifier: MIT
// kernlink trace: what a program says to the kernel and hears from it, while it runs.
#include "output.h"
#include "status.h"

#include <errno.h>
#include <kernlink/core.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME "kernlink trace"

// Statuses that no traced program's are mistaken for, as env(1) and timeout(1) have them.
enum { FAILED = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

enum { HELP = 1, FOLLOW, RW, ATTACH };

// clang-format off
static const struct kl_option options[] = {
    {"follow",  'f', NULL, "the processes that it starts, too", FOLLOW},
    {"output",  'o', "FILE", "show it there instead of on standard error (-: standard output)", OUTPUT_FILE},
    {"write",   'w', "FILE", "write a capture (pcapng) that decode and Wireshark read", OUTPUT_CAPTURE},
    {"attach",  'p', "PID", "this process instead of a command; Ctrl-C lets it go", ATTACH},
    {"rw",      0, NULL, "look at read and write calls, too (slower)", RW},
    {"help",    'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

static volatile int stop;

static void on_signal(int number)
{
    stop = number;
}

static void on_pipe(int number)
{
    (void)number; // writing says EPIPE
}

static void help(void)
{
    printf("Usage: kernlink trace [OPTION...] [--] COMMAND [ARGUMENT...]\n"
           "       kernlink trace [OPTION...] -p PID\n\n"
           "Runs COMMAND and shows the netlink messages that it sends and receives. The exit\n"
           "status is the command's; 125: it could not be traced, 126: not run, 127: not found.\n\n"
           "Options:\n");
    kl_option_help(options, stdout);
    kl_option_help(show_option_table, stdout);
}

static int process(const char *value, int32_t *ret)
{
    char *end;
    long pid = strtol(value, &end, 10);

    if (end == value || *end || pid <= 0 || pid > INT32_MAX) {
        fprintf(stderr, NAME ": a process id is needed, not %s\n", value);
        return -1;
    }
    *ret = (int32_t)pid;
    return 0;
}

// @return -1 to go on, or the exit status.
static int parse(struct kl_tracer_options *t, struct output *out, int argc, char **argv)
{
    struct kl_options o = {.command = NAME,
                           .tables = {options, show_option_table},
                           .argc = argc,
                           .argv = argv,
                           .at = 1,
                           .only_first = true};
    int id, rc = 0;

    while (!t->argv && (id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG)
            return STATUS_USAGE;
        if (id == HELP)
            return help(), STATUS_OK;
        if (id == KL_OPTION_ARGUMENT)
            t->argv = argv + o.at - 1;
        else if (id == FOLLOW)
            t->follow = true;
        else if (id == RW)
            t->read_write = true;
        else if (id == ATTACH)
            rc = process(o.value, &t->pid);
        else
            rc = output_option(out, id, o.value);
        if (rc < 0)
            return STATUS_USAGE;
    }
    if (!t->argv == (t->pid == 0)) {
        fprintf(stderr, NAME ": %s\nTry `" NAME " --help'.\n",
                t->argv ? "a command or a process, not both" : "a command, or -p PID, is needed");
        return STATUS_USAGE;
    }
    return -1;
}

// Handlers, unlike ignored signals, are not passed on to the command.
static void catch_signals(void)
{
    struct sigaction a = {.sa_handler = on_signal};

    sigaction(SIGINT, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    sigaction(SIGHUP, &a, NULL);
    a.sa_handler = on_pipe;
    sigaction(SIGPIPE, &a, NULL);
}

// The command's own end: a status, or the signal that killed it.
static int pass_on(int status)
{
    if (WIFSIGNALED(status)) {
        const struct rlimit none = {0, 0};

        setrlimit(RLIMIT_CORE, &none); // one is enough
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
        return 128 + WTERMSIG(status);
    }
    return WEXITSTATUS(status);
}

int kl_cmd_trace(int argc, char **argv)
{
    struct kl_tracer_options t = {.stop = &stop};
    struct output out = {.command = NAME};
    char error[512] = "";
    int status = 0, rc;

    show_defaults(&out.show_options);
    out.show_options.live = true;
    rc = parse(&t, &out, argc, argv);
    if (rc >= 0)
        return rc;
    if (output_open(&out, 2) < 0)
        return FAILED;
    catch_signals();
    rc = kl_tracer_run(&t, output_record, &out, &status, error, sizeof error);
    output_close(&out);
    if (rc < 0) {
        fprintf(stderr, NAME ": %s\n", error[0] ? error : kl_strerror(rc));
        return rc == -ENOENT ? NOT_FOUND : rc == -EACCES ? NOT_EXECUTABLE : FAILED;
    }
    return t.pid > 0 ? STATUS_OK : pass_on(status);
}
