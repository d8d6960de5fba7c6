// SPDX-License-Identifier: MIT
// Many elements in few messages: IPSET_ATTR_ADT holds up to 64 KiB of them, each with its line.
#ifndef KL_IPSET_BATCH_H
#define KL_IPSET_BATCH_H

#include "session.h"

struct kl_ipset_batch;

int kl_ipset_batch_new(struct kl_ipset_batch **ret, struct kl_ipset *h);
void kl_ipset_batch_free(struct kl_ipset_batch *b);

// Adds (IPSET_CMD_ADD) or deletes (IPSET_CMD_DEL) an element of @set; sent when a message is full
// or when set, command or flags change, so that the order is kept.
// @line names the element in an error; 0: its number in the batch.
// @return 0, or the error of an earlier element: what was in front of it is done, what came behind
// it is not (kl_ipset_error() has line and element).
int kl_ipset_batch_put(struct kl_ipset_batch *b, uint8_t cmd, const char *set,
                       const struct kl_ipset_type *type, const struct kl_ipset_elem *e,
                       unsigned flags, uint32_t line);
// Sends what is waiting.
int kl_ipset_batch_flush(struct kl_ipset_batch *b);

#endif
