// SPDX-License-Identifier: MIT
#include "trace_records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static int keep(const struct kl_trace_record *record, void *user)
{
    struct trace_records *r = user;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    fprintf(out, "%c %d", "?><"[record->direction], record -> protocol);
    if (record->pid != 0)
        fprintf(out, " pid=%d", record->pid);
    if (record->fd >= 0)
        fprintf(out, " fd=%d", record->fd);
    if (record->line != 0)
        fprintf(out, " line=%llu", (unsigned long long)record->line);
    if (record->family != NULL)
        fprintf(out, " family=%s", record->family);
    if (record->len > 0)
        putc(' ', out);
    for (size_t i = 0; i < record->len; i++)
        fprintf(out, "%02x", record->data[i]);
    if (record->full_len > record->len)
        fprintf(out, " [cut %zu]", record->full_len);
    if (record->error != NULL)
        fprintf(out, " [%s]", record->error);
    fclose(out);
    r->last = *record;
    if (r->count < sizeof(r->lines) / sizeof(r->lines[0]))
        r->lines[r->count++] = text;
    else
        free(text);
    return 0;
}

void trace_read(struct trace_records *r, const void *data, size_t len)
{
    struct kl_trace_input_options options = {.protocol = -1, .name = "test"};
    int fd = memfd_create("input", MFD_CLOEXEC);

    *r = (struct trace_records){0};
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, len), len);
    lseek(fd, 0, SEEK_SET);
    r->code = kl_trace_read(fd, &options, keep, r, &r->format, r->error, sizeof(r->error));
    close(fd);
}

void trace_read_text(struct trace_records *r, const char *text)
{
    trace_read(r, text, strlen(text));
}

void trace_free(struct trace_records *r)
{
    for (unsigned i = 0; i < r->count; i++)
        free(r->lines[i]);
    r->count = 0;
}

void trace_expect(struct trace_records *r, ...)
{
    const char *line;
    unsigned i = 0;
    va_list args;

    va_start(args, r);
    while ((line = va_arg(args, const char *)) != NULL) {
        if (i >= r->count)
            fail_msg("record %u is missing: %s (%s)", i, line, r->error);
        assert_string_equal(r->lines[i], line);
        i++;
    }
    va_end(args);
    if (i < r->count)
        fail_msg("one record too many: %s", r->lines[i]);
    trace_free(r);
}
