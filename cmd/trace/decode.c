// SPDX-License-Identifier: MIT
// kernlink decode: what is in files of recorded traffic.
#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <kernlink/core.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "kernlink decode"

enum { HELP = 1, FORMAT, COMPLETE };

// clang-format off
static const struct kl_option options[] = {
    {"format",   'F', "FORMAT", "of the input: text, strace or pcap; found out by itself", FORMAT},
    {"help",     'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

struct decode {
    struct show_options show;
    enum kl_trace_format format;
    const char **files; // in argv's own memory
    int n_files;
};

static void help(void)
{
    printf("Usage: kernlink decode [OPTION...] [FILE...]\n\n"
           "Shows the netlink messages in FILEs or standard input, which may be escaped or\n"
           "hexadecimal text, the output of strace, or a capture (pcap, pcapng; gzip, too).\n"
           "Exit status: 0, 1 when something was malformed or could not be read, 2 for a wrong\n"
           "command line.\n\nOptions:\n");
    kl_option_help(options, stdout);
    kl_option_help(show_option_table, stdout);
    printf("\nTo record a program for it:\n"
           "  strace -f -yy -ttt -e trace=%%network -e verbose=none -e read=all -e write=all \\\n"
           "      -o FILE COMMAND...\n");
}

static int set_format(struct decode *d, const char *value)
{
    static const char *const names[] = {"text", "strace", "pcap"};
    static const enum kl_trace_format formats[] = {KL_TRACE_TEXT, KL_TRACE_STRACE, KL_TRACE_PCAP};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(value, names[i])) {
            d->format = formats[i];
            return 0;
        }
    fprintf(stderr, NAME ": there is no format %s; there are text, strace and pcap\n", value);
    return -1;
}

// @return -1 to go on, or the exit status.
static int parse(struct decode *d, int argc, char **argv)
{
    struct kl_options o = {.command = NAME,
                           .tables = {options, show_option_table},
                           .argc = argc,
                           .argv = argv,
                           .at = 1};
    int id;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG)
            return STATUS_USAGE;
        if (id == KL_OPTION_ARGUMENT)
            d->files[d->n_files++] = o.value;
        else if (id == HELP)
            return help(), STATUS_OK;
        else if (id == FORMAT ? set_format(d, o.value) < 0
                              : show_option(&d->show, NAME, id, o.value) < 0)
            return STATUS_USAGE;
    }
    return -1;
}

// @return whether all of it could be read, or a negative code of the output.
static int one_file(struct decode *d, struct show *s, const char *path, struct kl_out *out)
{
    bool standard = !strcmp(path, "-");
    const struct kl_trace_input_options input = {.format = d->format,
                                                 .protocol = d->show.protocol,
                                                 .name = standard ? "standard input" : path};
    int fd = standard ? 0 : open(path, O_RDONLY | O_CLOEXEC);
    char error[512] = "";
    int rc;

    if (fd < 0) {
        fprintf(stderr, NAME ": %s: %s\n", path, strerror(errno));
        return false;
    }
    rc = kl_trace_read(fd, &input, show_record, s, NULL, error, sizeof error);
    if (!standard)
        close(fd);
    if (rc < 0 && kl_out_error(out) < 0)
        return kl_out_error(out);
    if (rc < 0) {
        kl_out_flush(out);
        fprintf(stderr, NAME ": %s\n", error[0] ? error : kl_strerror(rc));
    }
    return rc >= 0;
}

static int decode(struct decode *d)
{
    struct kl_out *out = NULL;
    struct show *s = NULL;
    bool all = true;
    int rc = kl_out_open_fd(&out, 1);

    if (rc == 0)
        rc = show_new(&s, &d->show, out);
    for (int i = 0; rc >= 0 && i < d->n_files; i++) {
        rc = one_file(d, s, d->files[i], out);
        all = all && rc != 0;
    }
    if (rc >= 0)
        rc = show_finish(s);
    show_free(s);
    kl_out_close(out);
    if (rc < 0 && rc != -EPIPE)
        fprintf(stderr, NAME ": cannot write: %s\n", kl_strerror(rc));
    return rc > 0 && all ? STATUS_OK : STATUS_BAD;
}

int kl_cmd_decode(int argc, char **argv)
{
    struct decode d = {.files = calloc((size_t)argc + 1, sizeof *d.files)};
    int rc;

    if (!d.files)
        return STATUS_BAD;
    show_defaults(&d.show);
    rc = parse(&d, argc, argv);
    if (rc < 0) {
        if (d.n_files == 0)
            d.files[d.n_files++] = "-";
        rc = decode(&d);
    }
    free(d.files);
    return rc;
}
