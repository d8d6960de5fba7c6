// SPDX-License-Identifier: MIT
// restore and the interactive mode: command lines from a file, read in large blocks and taken
// apart where they lie.
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK          (256 * 1024)
// Longer than any line with every option could be; a file without line ends must not fill memory.
#define LINE_MAX_BYTES (64 * 1024)

struct ipset_reader {
    int fd;
    char *data;
    size_t from, to; // what is read and not yet taken
    bool end;
};

static int fill(struct ipset_reader *in)
{
    ssize_t got;

    memmove(in->data, in->data + in->from, in->to - in->from);
    in->to -= in->from;
    in->from = 0;
    do
        got = read(in->fd, in->data + in->to, BLOCK - in->to);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return -errno;
    in->end = got == 0;
    in->to += (size_t)got;
    return 0;
}

// The next line without its end. @return 1, 0 at the end, -E2BIG, or an error of reading.
static int next_line(struct ipset_reader *in, struct kl_text *ret)
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

static int run_line(struct ipset_cli *c, struct kl_text line)
{
    struct kl_text words[KL_WORDS_MAX];
    int n;

    c->muted = false;
    if (c->bulk.known.type) {
        n = ipset_bulk_line(c, line);
        if (n >= 0)
            return n;
    }
    n = kl_words_split(line, words);
    if (n == -EINVAL)
        return ipset_syntax(c, "Missing close quote!");
    if (n == -E2BIG)
        return ipset_syntax(c, "Line has too many words");
    if (n == 0 || words[0].s[0] == '#')
        return 0;
    if (n == 1 && words[0].len == 6 && !memcmp(words[0].s, "COMMIT", 6))
        return ipset_flush_batch(c);
    return ipset_run(c, words, n);
}

static void prompt(struct ipset_cli *c)
{
    if (!c->interactive || c->restoring)
        return;
    kl_out_str(c->out, "ipset> ");
    kl_out_flush(c->out);
}

int ipset_read_lines(struct ipset_cli *c, int fd, const char *file)
{
    struct ipset_reader in = {.fd = fd, .data = malloc(BLOCK)};
    uint32_t number = 0;
    struct kl_text line;
    int r, code = 0;

    if (!in.data)
        return ipset_error(c, "%s", kl_strerror(-ENOMEM));
    c->reader = &in;
    prompt(c);
    while ((r = next_line(&in, &line)) == 1) {
        number++;
        if (c->restoring)
            c->line = number;
        code = run_line(c, line);
        if (c->interactive && !c->restoring) {
            int pending = ipset_flush_batch(c);

            code = code ? code : pending;
            if (c->quit)
                break;
            prompt(c);
        } else if (code || c->quit) {
            break;
        }
    }
    if (c->restoring && !code && r >= 0) {
        c->line = 0;
        code = ipset_flush_batch(c);
    }
    if (r < 0) {
        c->line = c->restoring ? number + 1 : 0;
        code = r == -E2BIG ? ipset_syntax(c, "Line is too long to parse.")
                           : ipset_error(c, "Cannot read %s: %s", file, strerror(-r));
    }
    free(in.data);
    c->reader = NULL;
    return c->interactive && !c->restoring ? 0 : code;
}

int ipset_restore(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                  int n)
{
    const char *file = c->options.file[0] ? c->options.file : NULL;
    int fd = STDIN_FILENO, r;

    (void)self;
    (void)args;
    (void)n;
    if (file) {
        fd = open(file, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return ipset_error(c, "Cannot open %s for reading: %s", file, strerror(errno));
    }
    c->restoring = true;
    r = ipset_read_lines(c, fd, file ? file : "stdin");
    c->restoring = false;
    c->line = 0;
    if (file)
        close(fd);
    return r;
}
