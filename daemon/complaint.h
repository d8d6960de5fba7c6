// SPDX-License-Identifier: MIT
// What is wrong with settings: all of it is collected, each with its place in a file.
#ifndef KLD_COMPLAINT_H
#define KLD_COMPLAINT_H

#include "arena.h"

#include <kernlink/sink.h>

struct kld_file {
    const char *name;
    const char *text; // not terminated
    size_t len;
};

// Lines and columns count from 1, columns in characters. Line 0: the file as a whole.
struct kld_place {
    const struct kld_file *file; // or NULL: no place in a file
    unsigned line, column;
};

struct kld_complaint {
    struct kld_place place;
    const char *text;
};

struct kld_complaints {
    struct kld_arena *arena;
    struct kld_complaint *list;
    size_t n;
    size_t more; // not kept: nobody reads thousands
};

void kld_complain(struct kld_complaints *c, struct kld_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// In the order of files and lines.
void kld_complaints_sort(struct kld_complaints *c);
// FILE:LINE:COLUMN: WHAT, then the line, then a caret under the column.
void kld_complaints_text(const struct kld_complaints *c, struct kl_out *o);
// An array of objects.
void kld_complaints_json(const struct kld_complaints *c, struct kl_sink *k);

#endif
