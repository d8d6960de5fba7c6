// SPDX-License-Identifier: MIT
// A folder for targets whose parsers read files, gone at the end.
#ifndef KL_FUZZ_SCRATCH_H
#define KL_FUZZ_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char scratch[] = "/tmp/kernlink-fuzz-XXXXXX";

static int scratch_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

// With all that is in it.
static void scratch_end(void)
{
    nftw(scratch, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static void scratch_begin(void)
{
    static bool begun;

    if (begun)
        return;
    begun = true;
    if (!mkdtemp(scratch))
        abort();
    atexit(scratch_end);
}

// The path of a file in it, until the next one is asked for.
static const char *scratch_path(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", scratch, name);
    return path;
}

static void scratch_write(const char *name, const void *data, size_t len)
{
    int fd = open(scratch_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, data, len) != (ssize_t)len)
        abort();
    close(fd);
}

#endif
