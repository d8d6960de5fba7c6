// SPDX-License-Identifier: MIT
// strace's output, and what any input is taken for. A record's bytes are read to the last, and
// lines stay within the input.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int look(const struct kl_trace_record *record, void *user)
{
    unsigned *sum = user;

    for (size_t i = 0; i < record->len; i++)
        *sum += record->data[i];
    if (record->full_len != 0 && record->full_len < record->len)
        abort();
    if (record->error != NULL)
        *sum += (unsigned)strlen(record->error);
    if (record->program != NULL)
        *sum += (unsigned)strlen(record->program);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    struct kl_trace_input_options options = {.format = KL_TRACE_STRACE, .protocol = -1};
    char error[64];
    unsigned sum = 0;

    if (fd < 0)
        fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, 0) < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    for (int detect = 0; detect < 2; detect++) {
        lseek(fd, 0, SEEK_SET);
        kl_trace_read(fd, &options, look, &sum, NULL, error, sizeof(error));
        options.format = KL_TRACE_DETECT;
    }
    return 0;
}
