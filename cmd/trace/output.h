// SPDX-License-Identifier: MIT
// Where records of live traffic go: shown, and into a capture.
#ifndef KL_TRACE_OUTPUT_H
#define KL_TRACE_OUTPUT_H

#include "../show/show.h"

struct output {
    const char *command; // for messages: "kernlink trace"
    struct show_options show_options;
    const char *file;    // -o: what is shown goes there; NULL: to where the command says
    const char *capture; // -w, or NULL
    bool form_chosen;    // what is shown was asked for, so it is shown beside a capture, too
    int fd;
    struct kl_out *out;
    struct show *show; // NULL: nothing is shown
    struct kl_trace_writer *writer;
    bool failed; // writing does, which has been said
};

// Handles the options of show_option_table and -o, -w. @return as show_option().
int output_option(struct output *o, int id, const char *value);
enum { OUTPUT_FILE = 501, OUTPUT_CAPTURE };
// Opens what the options ask for; @fd: where to without -o. @return 0, or -1, which has been said.
int output_open(struct output *o, int fd);
// A kl_trace_fn. What cannot be written any more is said once; the source goes on.
int output_record(const struct kl_trace_record *r, void *output);
// Ends and closes all. @return 0, or -1 when something was malformed or could not be written.
int output_close(struct output *o);

#endif
