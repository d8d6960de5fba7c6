// SPDX-License-Identifier: MIT
// measure [-c] [-n TIMES] FILE COMMAND...: runs a command, TIMES after each other, and appends to
// FILE the seconds that one took from start to end, or with -c those of the processor that it and
// the kernel for it had, and the most memory (KiB) that one had. What the command prints is
// dropped. Exit status: that of the first command that fails, or 0.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void die(const char *what, int error)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(error));
    exit(126);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    bool processor = argc > 1 && !strcmp(argv[1], "-c");
    char **at = argv + 1 + processor;
    long times = 1, rss = 0;
    double used_up = 0;
    posix_spawn_file_actions_t actions;
    double start;
    FILE *out;
    int r;

    if (at + 2 < argv + argc && !strcmp(at[0], "-n")) {
        times = strtol(at[1], NULL, 10);
        at += 2;
    }
    if (at + 2 > argv + argc || times < 1)
        die("usage: measure [-c] [-n TIMES] FILE COMMAND...", EINVAL);
    out = fopen(at[0], "ae");
    if (!out)
        die(at[0], errno);
    if (posix_spawn_file_actions_init(&actions) ||
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0))
        die("posix_spawn", ENOMEM);
    start = now();
    for (long i = 0; i < times; i++) {
        struct rusage used;
        int status;
        pid_t pid;

        r = posix_spawnp(&pid, at[1], &actions, NULL, at + 1, environ);
        if (r)
            die(at[1], r);
        if (wait4(pid, &status, 0, &used) != pid)
            die("wait4", errno);
        if (status)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
        used_up += seconds(used.ru_utime) + seconds(used.ru_stime);
        if (used.ru_maxrss > rss)
            rss = used.ru_maxrss;
    }
    fprintf(out, "%.6f %ld\n", (processor ? used_up : now() - start) / (double)times, rss);
    return fclose(out) != 0;
}
