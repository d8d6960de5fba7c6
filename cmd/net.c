// SPDX-License-Identifier: MIT
// net: a program of its own, as it needs libraries that would slow down each start of kernlink. It
// is found beside kernlink (in a build folder), or where helpers are installed.
#include "commands.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef KL_LIBEXECDIR
#define KL_LIBEXECDIR "/usr/libexec/kernlink"
#endif

#define HELPER "kernlink-net"

int kl_cmd_net(int argc, char **argv)
{
    char path[PATH_MAX + sizeof HELPER];
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
    char *slash;

    (void)argc;
    path[n > 0 ? n : 0] = '\0';
    slash = strrchr(path, '/');
    if (slash) {
        memcpy(slash + 1, HELPER, sizeof HELPER);
        execv(path, argv);
    }
    if (!slash || errno == ENOENT) {
        snprintf(path, sizeof path, "%s/%s", KL_LIBEXECDIR, HELPER);
        execv(path, argv);
    }
    if (errno == ENOENT)
        fprintf(stderr, "kernlink net: %s is not installed\n", HELPER);
    else
        fprintf(stderr, "kernlink net: %s: %s\n", path, strerror(errno));
    return 127;
}
