// SPDX-License-Identifier: MIT
// Where records of live traffic go.
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <kernlink/core.h>
#include <string.h>
#include <unistd.h>

int output_option(struct output *o, int id, const char *value)
{
    if (id == OUTPUT_FILE) {
        o->file = value;
        return 0;
    }
    if (id == OUTPUT_CAPTURE) {
        o->capture = value;
        return 0;
    }
    o->form_chosen = true;
    return show_option(&o->show_options, o->command, id, value);
}

static int fail(struct output *o, const char *what, int code)
{
    fprintf(stderr, "%s: %s: %s\n", o->command, what, kl_strerror(code));
    o->failed = true;
    return -1;
}

static int open_show(struct output *o, int fd)
{
    bool standard = !o->file || !strcmp(o->file, "-");
    int rc;

    o->fd = standard ? (o->file ? 1 : fd)
                     : open(o->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (o->fd < 0)
        return fail(o, o->file, -errno);
    o->show_options.colour = o->show_options.colour && isatty(o->fd);
    rc = kl_out_open_fd(&o->out, o->fd);
    if (rc == 0)
        rc = show_new(&o->show, &o->show_options, o->out);
    return rc < 0 ? fail(o, "output", rc) : 0;
}

int output_open(struct output *o, int fd)
{
    int rc = 0;

    o->fd = -1;
    if (o->capture)
        rc = kl_trace_writer_open(&o->writer, o->capture);
    if (rc < 0)
        return fail(o, o->capture, rc);
    // A capture alone is what is wanted most often when there is one.
    return o->capture && !o->file && !o->form_chosen ? 0 : open_show(o, fd);
}

int output_record(const struct kl_trace_record *r, void *user)
{
    struct output *o = user;
    int rc = 0;

    if (o->failed)
        return 0;
    if (o->writer && !r->error)
        rc = kl_trace_writer_put(o->writer, r);
    if (rc == 0 && o->show)
        rc = show_record(r, o->show);
    if (rc < 0)
        fail(o, "cannot write", rc);
    return 0;
}

int output_close(struct output *o)
{
    int rc = o->show ? show_finish(o->show) : 1;
    int written = o->writer ? kl_trace_writer_close(o->writer) : 0;

    if (rc < 0 && !o->failed)
        fail(o, "cannot write", rc);
    if (written < 0 && !o->failed)
        fail(o, o->capture, written);
    show_free(o->show);
    kl_out_close(o->out);
    if (o->fd > 2)
        close(o->fd);
    return rc > 0 && !o->failed ? 0 : -1;
}
