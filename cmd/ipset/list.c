// SPDX-License-Identifier: MIT
// list and save
#include "../progress.h"
#include "format.h"
#include "relay.h"
#include "sort.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct walk {
    struct ipset_cli *cli;
    const struct ipset_format *format;
    struct ipset_listing listing;
    const struct kl_ipset_type *type;
    const struct kl_ipset_params *set;
    struct ipset_sort *sort; // NULL: as they come
    struct progress bar;
    uint32_t seen; // elements of this set
    const char *file;
    int fd;
    bool begun;
    bool cannot_open;
    int failed; // printing, when the listing itself was well
};

// The file is opened when there is something to write into it: a set that does not exist must not
// cost the file of yesterday.
static int begin(struct walk *w)
{
    if (w->begun)
        return 0;
    if (w->file) {
        w->fd = open(w->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (w->fd < 0 || kl_out_open_fd(&w->listing.out, w->fd)) {
            w->cannot_open = true;
            return w->fd < 0 ? -errno : -ENOMEM;
        }
    }
    w->begun = true;
    w->format->begin(&w->listing);
    return 0;
}

static int on_header(const struct kl_ipset_params *set, void *user)
{
    struct walk *w = user;
    int r = begin(w);

    if (r)
        return r;
    w->set = set;
    w->type = kl_ipset_type_find(set->type);
    w->listing.members = 0;
    w->seen = 0;
    progress_start(&w->bar, "listing", "elements",
                   set->has & KL_IPSET_P_ELEMENTS ? set->elements : 0,
                   w->cli->options.quiet || (!w->file && isatty(STDOUT_FILENO)));
    w->format->header(&w->listing, w->type, set);
    return kl_out_error(w->listing.out);
}

static void member(const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                   void *user)
{
    struct walk *w = user;

    w->format->member(&w->listing, w->type, w->set, e, raw, unknown);
    w->listing.members++;
    w->listing.unknown += unknown || !w->type;
}

static int on_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                      const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                      void *user)
{
    struct walk *w = user;

    (void)set;
    w->seen++;
    progress_show(&w->bar, w->seen, w->seen);
    if (w->sort && type && type->dims[0] != KL_DIM_SET)
        return ipset_sort_add(w->sort, type, e, raw, unknown);
    member(e, raw, unknown, w);
    return kl_out_error(w->listing.out);
}

static int on_end(const struct kl_ipset_params *set, void *user)
{
    struct walk *w = user;
    int r;

    (void)set;
    progress_end(&w->bar);
    r = w->sort ? ipset_sort_drain(w->sort, member, w) : 0;
    if (r)
        return r;
    w->format->end_set(&w->listing);
    w->listing.sets++;
    return kl_out_error(w->listing.out);
}

static const struct ipset_format *choose_format(const struct ipset_cli *c, bool save)
{
    switch (c->options.output) {
    case OUTPUT_PLAIN:
        return &ipset_format_plain;
    case OUTPUT_SAVE:
        return &ipset_format_save;
    case OUTPUT_XML:
        return &ipset_format_xml;
    case OUTPUT_JSON:
        return &ipset_format_json;
    case OUTPUT_JSONL:
        return &ipset_format_jsonl;
    default:
        return save ? &ipset_format_save : &ipset_format_plain;
    }
}

// Closes what was written. @return 0 or an exit code.
static int finish(struct walk *w, int r)
{
    struct ipset_cli *c = w->cli;
    int error = 0;

    progress_end(&w->bar);
    if (r >= 0)
        error = begin(w);
    if (!error && r >= 0)
        w->format->end(&w->listing);
    if (w->file && w->begun)
        error = kl_out_close(w->listing.out);
    else if (w->begun)
        error = kl_out_error(c->out);
    if (w->file && w->fd >= 0 && close(w->fd) && !error)
        error = -errno;
    if (w->cannot_open)
        return ipset_error(c, "Cannot open %s for writing: %s", w->file,
                           strerror(r < 0 ? -r : -error));
    if (error == -EPIPE && !w->file)
        return 1; // the reader has gone: nothing to tell
    if (error)
        return ipset_error(c, "Cannot write %s: %s", w->file ? w->file : "to standard output",
                           strerror(-error));
    if (w->failed)
        return ipset_error(c, "%s", kl_strerror(w->failed));
    return r < 0 ? ipset_failed(c) : 0;
}

// @return as kl_ipset_list().
static int list(struct walk *w, const char *set, unsigned flags)
{
    static const struct kl_ipset_list_calls calls = {on_header, on_element, on_end};
    struct relay *relay;
    int r, printed;

    if (relay_new(&relay, &calls, w))
        return kl_ipset_list(w->cli->ipset, set, flags, &calls, w);
    r = kl_ipset_list(w->cli->ipset, set, flags, &relay_calls, relay);
    printed = relay_finish(relay);
    relay_free(relay);
    if (r >= 0 && printed)
        w->failed = r = printed;
    return r;
}

static int run(struct ipset_cli *c, const struct kl_text *args, int n, bool save)
{
    struct walk w = {.cli = c,
                     .format = choose_format(c, save),
                     .file = c->options.file[0] ? c->options.file : NULL,
                     .fd = -1,
                     .listing = {.out = c->out,
                                 .names = c->options.names,
                                 .terse = c->options.terse && !c->options.names}};
    char set[KL_IPSET_NAME_SIZE];
    unsigned flags = w.listing.names   ? KL_IPSET_NAMES_ONLY
                     : w.listing.terse ? KL_IPSET_HEADERS_ONLY
                                       : 0u;
    int r = n ? ipset_name(c, args[0], set) : 0;

    if (!r)
        r = ipset_need_kernel(c);
    if (r)
        return r;
    w.listing.how = (struct kl_print){.names = c->ipset->names, .resolve = c->options.resolve};
    if (c->options.sorted && !flags && ipset_sort_new(&w.sort))
        return ipset_error(c, "%s", kl_strerror(-ENOMEM));
    r = list(&w, n ? set : NULL, flags);
    r = finish(&w, r);
    ipset_sort_free(w.sort);
    if (!r && w.listing.unknown && !c->options.quiet) {
        kl_out_flush(c->out);
        fprintf(stderr,
                "Warning: %u elements carry attributes that this version does not know; "
                "they are shown in hexadecimal.\n",
                w.listing.unknown);
    }
    return r;
}

int ipset_list(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n)
{
    (void)self;
    return run(c, args, n, false);
}

int ipset_save(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n)
{
    (void)self;
    return run(c, args, n, true);
}
