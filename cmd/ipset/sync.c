// SPDX-License-Identifier: MIT
// sync and diff
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PAIRS_MAX 64

struct job {
    struct kl_ipset_params set;
    const char *file; // NULL: standard input
    struct kl_ipset_sync *sync;
    int64_t merged;
};

struct work {
    struct ipset_cli *cli;
    struct job jobs[PAIRS_MAX];
    int n;
    struct kl_ipset_params params; // of --type and what follows it
    bool aggregate, lenient, empty, dry, diff, swap, in_place;
    uint32_t differences;
};

static bool is(struct kl_text t, const char *word)
{
    return t.len == strlen(word) && !memcmp(t.s, word, t.len);
}

// ---- The command line -------------------------------------------------------------------------

static bool *switch_of(struct work *w, struct kl_text word)
{
    return is(word, "--aggregate")  ? &w->aggregate
           : is(word, "--dry-run")  ? &w->dry
           : is(word, "--skip-bad") ? &w->lenient
           : is(word, "--empty")    ? &w->empty
           : is(word, "--swap")     ? &w->swap
           : is(word, "--in-place") ? &w->in_place
                                    : NULL;
}

// @return how many words it took, or minus an exit code.
static int option(struct work *w, const struct kl_text *args, int n)
{
    bool *on = switch_of(w, args[0]);
    int words = 2, r;

    if (on) {
        *on = true;
        return 1;
    }
    if (!is(args[0], "--type")) {
        r = -ipset_usage(w->cli, "Unknown argument: `%.*s'", (int)args[0].len, args[0].s);
        ipset_hint(w->cli, "sync has --type TYPE [create options], --aggregate, --skip-bad, "
                           "--empty, --dry-run, --swap and --in-place");
        return r;
    }
    if (n < 2)
        return -ipset_usage(w->cli, "Missing mandatory argument to option --type");
    while (words < n && !switch_of(w, args[words]))
        words++; // options of create
    r = ipset_params(w->cli, args[1], args + 2, words - 2, &w->params);
    return r ? -r : words;
}

// SETNAME [FILE], or SETNAME FILE SETNAME FILE ..., up to the first option.
static int take_pairs(struct work *w, const struct kl_text *args, int n, int *ret_taken)
{
    int words = 0, r;

    while (words < n &&
           !(args[words].len > 2 && args[words].s[0] == '-' && args[words].s[1] == '-'))
        words++;
    *ret_taken = words;
    if (words > 1 && words % 2)
        return ipset_usage(w->cli, "Several sets need a file each: SETNAME FILE SETNAME FILE");
    if (!words || words > 2 * PAIRS_MAX)
        return ipset_usage(w->cli,
                           words ? "Too many sets" : "Missing mandatory argument to command sync");
    for (int i = 0; i < words; i += 2) {
        struct job *job = &w->jobs[w->n++];

        r = ipset_name(w->cli, args[i], job->set.name);
        if (r)
            return r;
        if (i + 1 < words && !is(args[i + 1], "-"))
            job->file = args[i + 1].s; // a word of the command line, which ends with a NUL
    }
    if (words == 1 && w->cli->options.file[0])
        w->jobs[0].file = w->cli->options.file;
    return 0;
}

// ---- The work ---------------------------------------------------------------------------------

static int prepare(struct work *w, struct job *job)
{
    struct kl_ipset_params set = w->params;
    struct ipset_input in = {
        .cli = w->cli, .file = job->file ? job->file : "stdin", .set = &set, .lenient = w->lenient};
    int fd = STDIN_FILENO, r;

    memcpy(set.name, job->set.name, sizeof set.name);
    if (job->file)
        fd = open(job->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ipset_error(w->cli, "Cannot open %s for reading: %s", job->file, strerror(errno));
    r = ipset_input_read(&in, fd);
    if (job->file)
        close(fd);
    job->sync = in.sync;
    if (!r && !w->diff && !w->empty && !kl_ipset_sync_count(in.sync)) {
        // A download that failed looks like this.
        r = ipset_error(w->cli, "%s: there is no element in it", in.file);
        ipset_hint(w->cli, "nothing was changed; --empty takes an empty list for what is wanted");
    }
    if (r || !w->aggregate)
        return r;
    job->merged = kl_ipset_sync_aggregate(in.sync);
    return job->merged < 0 ? ipset_failed(w->cli) : 0;
}

static int show(char kind, const struct kl_ipset_type *type, const struct kl_ipset_elem *e,
                void *user)
{
    struct work *w = user;
    struct kl_out *o = w->cli->out;
    const struct kl_print how = {.names = w->cli->ipset->names};

    w->differences++;
    if (w->cli->options.quiet)
        return 0;
    kl_out_char(o, kind);
    kl_out_char(o, ' ');
    kl_ipset_print_elem(o, &how, type, e);
    if (kind != '-')
        kl_ipset_print_options(o, type->add, e->has, e);
    kl_out_char(o, '\n');
    return kl_out_error(o);
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void summary(struct work *w, const struct job *job, const struct kl_ipset_sync_result *r,
                    double seconds)
{
    struct kl_out *o = w->cli->out;

    if (w->cli->options.quiet || w->diff)
        return;
    kl_out_printf(o, "%s: %s%u added, %u removed, ", job->set.name, w->dry ? "would be " : "",
                  r->added, r->removed);
    if (r->changed)
        kl_out_printf(o, "%u changed, ", r->changed);
    kl_out_printf(o, "%u kept", r->kept);
    if (job->merged)
        kl_out_printf(o, ", %lld fewer by merging", (long long)job->merged);
    if (!w->dry)
        kl_out_printf(o, ", %.2f s%s", seconds,
                      r->created   ? " (new set)"
                      : r->swapped ? " (swapped in)"
                                   : "");
    kl_out_char(o, '\n');
}

static int run_job(struct work *w, struct job *job, const struct timespec *start)
{
    struct kl_ipset_sync_result result;
    bool tell = w->dry;
    unsigned flags = (w->dry ? KL_IPSET_SYNC_DRY_RUN : 0u) | (w->swap ? KL_IPSET_SYNC_SWAP : 0u) |
                     (w->in_place ? KL_IPSET_SYNC_IN_PLACE : 0u);
    int r = kl_ipset_sync(job->sync, flags, tell ? show : NULL, w, &result);

    if (r == -EPIPE && tell)
        return 1; // the reader has gone
    if (r)
        return ipset_failed(w->cli);
    summary(w, job, &result, seconds_since(start));
    return 0;
}

static int run(struct work *w, const struct kl_text *args, int n)
{
    struct timespec start;
    int r, taken;

    clock_gettime(CLOCK_MONOTONIC, &start);
    r = take_pairs(w, args, n, &taken);
    for (int i = taken; !r && i < n;) {
        int words = option(w, args + i, n - i);

        if (words < 0)
            return -words;
        i += words;
    }
    if (!r)
        r = ipset_need_kernel(w->cli);
    // Every file is read before the first set is touched: a bad line stops all.
    for (int i = 0; !r && i < w->n; i++)
        r = prepare(w, &w->jobs[i]);
    for (int i = 0; !r && i < w->n; i++)
        r = run_job(w, &w->jobs[i], &start);
    return r;
}

static int start(struct ipset_cli *c, const struct kl_text *args, int n, bool diff)
{
    struct work *w = calloc(1, sizeof *w);
    int r;

    if (!w)
        return ipset_error(c, "%s", kl_strerror(-ENOMEM));
    w->cli = c;
    w->diff = w->dry = diff;
    r = run(w, args, n);
    if (diff) // as diff(1) has it
        r = r ? 2 : w->differences ? 1 : 0;
    for (int i = 0; i < w->n; i++)
        kl_ipset_sync_free(w->jobs[i].sync);
    free(w);
    return r;
}

int ipset_sync(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n)
{
    (void)self;
    return start(c, args, n, false);
}

int ipset_diff(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n)
{
    (void)self;
    return start(c, args, n, true);
}
