// SPDX-License-Identifier: MIT
// restore and the interactive mode: command lines from a file.
#include "../progress.h"
#include "cli.h"
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    struct ipset_reader in;
    struct progress bar = {.on = false};
    struct stat st;
    uint32_t number = 0;
    struct kl_text line;
    int r, code = 0;

    if (ipset_reader_open(&in, fd, false))
        return ipset_error(c, "%s", kl_strerror(-ENOMEM));
    c->reader = &in;
    c->bar = &bar;
    if (c->restoring)
        progress_start(&bar, "loading", "lines",
                       fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0,
                       c->options.quiet);
    prompt(c);
    while ((r = ipset_reader_line(&in, &line)) == 1) {
        number++;
        if (c->restoring)
            c->line = number;
        progress_show(&bar, number, in.total - (in.to - in.from));
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
    progress_end(&bar);
    c->bar = NULL;
    ipset_reader_close(&in);
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
