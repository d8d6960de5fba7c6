// SPDX-License-Identifier: MIT
// Lines of a file, read in large blocks and handed out where they lie.
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

#define BLOCK          (256 * 1024)
// Longer than any line with every option could be; a file without line ends must not fill memory.
#define LINE_MAX_BYTES (64 * 1024)

int ipset_reader_open(struct ipset_reader *ret, int fd, bool unzip)
{
    struct ipset_reader in = {.fd = fd, .data = malloc(BLOCK)};

    if (!in.data)
        return -ENOMEM;
#ifdef HAVE_ZLIB
    if (unzip) {
        int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);

        in.gz = copy >= 0 ? gzdopen(copy, "rb") : NULL; // reads what is not compressed as it is
        if (!in.gz) {
            if (copy >= 0)
                close(copy);
            free(in.data);
            return -ENOMEM;
        }
        (void)gzbuffer(in.gz, BLOCK);
    }
#else
    (void)unzip;
#endif
    *ret = in;
    return 0;
}

void ipset_reader_close(struct ipset_reader *in)
{
#ifdef HAVE_ZLIB
    if (in->gz)
        (void)gzclose_r(in->gz);
#endif
    free(in->data);
    in->data = NULL;
}

static ssize_t read_some(struct ipset_reader *in, char *to, size_t size)
{
    ssize_t got;

#ifdef HAVE_ZLIB
    if (in->gz) {
        int error = 0;

        got = gzread(in->gz, to, (unsigned)size);
        (void)gzerror(in->gz, &error);
        // A compressed file that ends too early is an error only in its last words.
        return error == Z_ERRNO ? -errno : got < 0 || error < 0 ? -EBADMSG : got;
    }
#endif
    do
        got = read(in->fd, to, size);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

static int fill(struct ipset_reader *in)
{
    ssize_t got;

    memmove(in->data, in->data + in->from, in->to - in->from);
    in->to -= in->from;
    in->from = 0;
    got = read_some(in, in->data + in->to, BLOCK - in->to);
    if (got < 0)
        return (int)got;
    in->end = got == 0;
    in->to += (size_t)got;
    in->total += (size_t)got;
    return 0;
}

int ipset_reader_peek(struct ipset_reader *in, struct kl_text *ret)
{
    while (!in->end && in->to - in->from < 4096) {
        int r = fill(in);

        if (r)
            return r;
    }
    *ret = (struct kl_text){in->data + in->from, in->to - in->from};
    return 0;
}

int ipset_reader_block(struct ipset_reader *in, struct kl_text *ret)
{
    int r = in->from == in->to && !in->end ? fill(in) : 0;

    if (r)
        return r;
    *ret = (struct kl_text){in->data + in->from, in->to - in->from};
    in->from = in->to;
    return ret->len > 0;
}

int ipset_reader_line(struct ipset_reader *in, struct kl_text *ret)
{
    for (;;) {
        char *start = in->data + in->from;
        char *stop = memchr(start, '\n', in->to - in->from);
        int r;

        if (stop || (in->end && in->from < in->to)) {
            size_t len = stop ? (size_t)(stop - start) : in->to - in->from;

            *ret = (struct kl_text){start, len};
            in->from += len + (stop != NULL);
            return len > LINE_MAX_BYTES ? -E2BIG : 1;
        }
        if (in->end)
            return 0;
        if (in->to - in->from > LINE_MAX_BYTES)
            return -E2BIG;
        r = fill(in);
        if (r)
            return r;
    }
}

// Counts the lines in [@at, @end) that begin with @prefix. *@ret_end: where the first stands that
// does not, or the beginning of a line that is not whole.
static size_t count_lines(const char *at, const char *end, struct kl_text prefix,
                          const char **ret_end)
{
    const char *stop;
    size_t n = 0;

    while ((size_t)(end - at) > prefix.len && !memcmp(at, prefix.s, prefix.len) &&
           (stop = memchr(at, '\n', (size_t)(end - at)))) {
        n++;
        at = stop + 1;
    }
    *ret_end = at;
    return n;
}

// A pipe shows no more than what has been read; a file is looked through where it can be read
// twice, which costs a fiftieth of what growing a set costs.
size_t ipset_reader_upcoming(struct ipset_reader *in, const char *set)
{
    char text[KL_IPSET_NAME_SIZE + 8], *block;
    struct kl_text prefix = {text, (size_t)snprintf(text, sizeof text, "add %s ", set)};
    const char *rest, *end = in->data + in->to;
    size_t n = count_lines(in->data + in->from, end, prefix, &rest);
    off_t at = lseek(in->fd, 0, SEEK_CUR);
    ssize_t got;

    if (at < 0 || memchr(rest, '\n', (size_t)(end - rest)) || !(block = malloc(BLOCK)))
        return n;
    at -= end - rest;
    while ((got = pread(in->fd, block, BLOCK, at)) > 0) {
        n += count_lines(block, block + got, prefix, &rest);
        if (rest == block || memchr(rest, '\n', (size_t)(block + got - rest)))
            break;
        at += rest - block;
    }
    free(block);
    return n;
}
