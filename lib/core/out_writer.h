// SPDX-License-Identifier: MIT
#ifndef KL_CORE_OUT_WRITER_H
#define KL_CORE_OUT_WRITER_H

#include <stdbool.h>
#include <stddef.h>

struct kl_out_writer;

// @size: of the owner's buffer. @return NULL where there is no second processor, memory or thread.
struct kl_out_writer *kl_out_writer_new(int fd, size_t size,
                                        int (*write)(int fd, const char *data, size_t len));
// Waits until nothing is being written, and ends the thread.
void kl_out_writer_free(struct kl_out_writer *w);
// Takes @len bytes in *@buf and gives another buffer for it. @return the first error so far.
int kl_out_writer_swap(struct kl_out_writer *w, char **buf, size_t len);
// Waits until all is written. @return the first error.
int kl_out_writer_wait(struct kl_out_writer *w);

#endif
