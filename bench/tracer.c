// SPDX-License-Identifier: MIT
// tracer [-w FILE] COMMAND...: traces the netlink of a command and drops it, or writes a capture:
// what tracing costs before anybody reads it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "trace/trace.h"

static int take(const struct kl_trace_record *record, void *user)
{
    struct kl_trace_writer *w = user;

    return w != NULL ? kl_trace_writer_put(w, record) : 0;
}

int main(int argc, char **argv)
{
    struct kl_tracer_options how = {.argv = argv + 1};
    struct kl_trace_writer *w = NULL;
    char error[256];
    int status = 0;

    if (argc > 3 && strcmp(argv[1], "-w") == 0) {
        if (kl_trace_writer_open(&w, argv[2]) < 0)
            return 126;
        how.argv = argv + 3;
    }
    if (argc < 2 || kl_tracer_run(&how, take, w, &status, error, sizeof(error)) < 0) {
        fprintf(stderr, "tracer: %s\n", argc < 2 ? "no command" : error);
        return 126;
    }
    if (w != NULL && kl_trace_writer_close(w) < 0)
        return 126;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
