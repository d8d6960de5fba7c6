// SPDX-License-Identifier: MIT
// Commands that need heavy libraries are programs of their own, which kernlink finds and becomes:
// beside itself where it was built, or in the folder for such programs where it is installed.
#include "commands.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// KERNLINK_LIBEXEC: the folder, from that of the commands when they share a prefix; see
// meson.build.

// The folder that this program is in. @return its length, or 0.
static size_t own_folder(char *path, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", path, size - 1);

    if (n <= 0)
        return 0;
    path[n] = '\0';
    return (size_t)(strrchr(path, '/') - path);
}

static int become(const char *program, int argc, char **argv)
{
    char **args = calloc((size_t)argc + 2, sizeof *args);
    int error;

    if (!args)
        return ENOMEM;
    args[0] = (char *)(uintptr_t)program;
    memcpy(args + 1, argv, ((size_t)argc + 1) * sizeof *args);
    execv(program, args);
    error = errno;
    free(args);
    return error;
}

int kl_cmd_trace_helper(int argc, char **argv)
{
    char folder[4096], path[8192];
    size_t len = own_folder(folder, sizeof folder);
    int error = ENOENT;

    if (len > 0) {
        snprintf(path, sizeof path, "%.*s/kernlink-trace", (int)len, folder);
        error = become(path, argc, argv);
    }
    if (error == ENOENT && len > 0 && KERNLINK_LIBEXEC[0] != '/') {
        snprintf(path, sizeof path, "%.*s/%s/kernlink-trace", (int)len, folder, KERNLINK_LIBEXEC);
        error = become(path, argc, argv);
    } else if (error == ENOENT) {
        error = become(KERNLINK_LIBEXEC "/kernlink-trace", argc, argv);
    }
    fprintf(stderr, "kernlink: %s needs the program kernlink-trace: %s\n", argv[0],
            error == ENOENT ? "it is not installed" : strerror(error));
    return 2;
}
