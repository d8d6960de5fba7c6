// SPDX-License-Identifier: MIT
// The inside of kl_ipset_batch_*(): elements wait encoded, and are sent in messages of up to
// 64 KiB, in the order they came (batch.c) or in that of the set's buckets (batch_order.c).
#ifndef KL_IPSET_BATCH_H
#define KL_IPSET_BATCH_H

#include "key.h"
#include "session.h"

#include <pthread.h>

// An attribute's length is 16 bits.
#define KL_ADT_MAX     (65535 - sizeof(struct nlattr))

// How many elements wait for their order: a quarter of the buckets, between these. Two thirds of
// the gain of sorting a million elements whole come with a quarter of them, in memory that does not
// grow with the list.
#define KL_ORDER_LEAST (1u << 18)
#define KL_ORDER_MOST  (1u << 22)
// Bytes for each of them; larger ones go sooner.
#define KL_ORDER_BYTES 40u
// Under this many the table is in the processor's cache anyway.
#define KL_ORDER_WORTH (1u << 15)

enum kl_batch_mode {
    KL_BATCH_PLAIN, // as they come
    KL_BATCH_ASK,   // as they come, until there are enough to ask whether order pays
    KL_BATCH_ORDER  // elements wait for their order
};

struct kl_ipset_batch {
    struct kl_ipset *ipset;
    bool order; // wanted
    // What the elements that wait have in common.
    uint8_t cmd;
    unsigned flags;
    char set[KL_IPSET_NAME_SIZE];
    const struct kl_ipset_type *type;
    uint8_t family;
    // All so far, for their numbers; and the ones that wait.
    uint32_t count, waiting;
    size_t len;
    unsigned char *data; // attribute IPSET_ATTR_DATA after attribute, each with its line
    // With order:
    enum kl_batch_mode mode;
    struct kl_ipset_shape shape;
    uint32_t initval;
    unsigned shift; // from bucket to bin
    uint32_t mask;  // of the buckets
    uint32_t n_bins;
    uint32_t max_waiting; // elements, each with its bin
    uint32_t *bins;
    // With KL_IPSET_BATCH_THREAD:
    bool threads;
    bool flying;                   // the window is being sent
    int outcome;                   // of a window
    pthread_t thread;              // that sends it
    struct kl_ipset_batch *window; // what was full before, with data and bins of its own
};

// Adds (IPSET_CMD_ADD) or deletes (IPSET_CMD_DEL) an element of @set, whose type is known.
int kl_ipset_batch_put(struct kl_ipset_batch *b, uint8_t cmd, const char *set,
                       const struct kl_ipset_known *known, const struct kl_ipset_elem *e,
                       unsigned flags, uint32_t line);

// Sends @len bytes of elements, which fit into one message. *@line becomes the refused one's; it
// stays what it was when the kernel does not say.
int kl_batch_send(struct kl_ipset_batch *b, uint8_t cmd, bool exclusive, const unsigned char *data,
                  size_t len, uint32_t *line);
// Says what failed, with the element of @line among those that wait. @return @code.
int kl_batch_fail(struct kl_ipset_batch *b, int code, uint32_t line);
// Sends what waits in the order it came. Stops at the first that is refused.
int kl_batch_send_plain(struct kl_ipset_batch *b);

// Lets another thread send what waits in order, and begins anew with the element of @more bytes at
// @at, which is not to be sent yet. @return 0, or a negative code when it could not begin.
int kl_batch_thread_start(struct kl_ipset_batch *b, size_t at, size_t more);
// Waits for it. @return its outcome; when that is bad the batch is empty.
int kl_batch_thread_wait(struct kl_ipset_batch *b);
void kl_batch_thread_free(struct kl_ipset_batch *b);

// Finds out whether the set's order is known and worth it, and sets b->mode.
void kl_batch_order_ask(struct kl_ipset_batch *b);
// Notes the bin of element number b->waiting. @return false when it has none (a range).
bool kl_batch_order_note(struct kl_ipset_batch *b, const struct kl_ipset_elem *e);
// Sends what waits in the order of the buckets; the outcome is that of kl_batch_send_plain().
int kl_batch_order_send(struct kl_ipset_batch *b);

#endif
