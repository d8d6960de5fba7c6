// SPDX-License-Identifier: MIT
// Reads a text or bytes as kernlink decode would, and keeps what came out, one line a record:
// "> 12 pid=7 fd=3 line=4 14000000... [cut 200] [error words]"
#ifndef TRACE_RECORDS_H
#define TRACE_RECORDS_H

#include "trace/trace.h"

struct trace_records {
    unsigned count;
    char *lines[64];
    struct kl_trace_record last; /* its pointers are not valid any more */
    enum kl_trace_format format;
    int code;
    char error[256];
};

void trace_read(struct trace_records *r, const void *data, size_t len);
void trace_read_text(struct trace_records *r, const char *text);
void trace_free(struct trace_records *r);
/** Asserts that the lines are these, up to a NULL. */
void trace_expect(struct trace_records *r, ...);

#endif
