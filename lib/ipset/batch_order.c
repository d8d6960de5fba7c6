// SPDX-License-Identifier: MIT
/*
 * Load order. A hash set of a million elements is larger than the processor's cache, and each add
 * in the order of a file waits for memory; in the order of the buckets the next bucket is beside
 * the last. The kernel tells initval and hashsize, so the order is known here.
 *
 * What is done must be what would have been done in the order of the file. So elements are sent as
 * ones that must be new, whatever the caller said: when one is refused, those of this window that
 * went in before are taken out again, which is exact as each was new, and the window is sent once
 * more in the order it came.
 */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

// So few that their pointers lie in two lines of the cache.
#define BUCKETS_A_BIN 16u
#define AHEAD         16u
// Elements with comments are many bytes, of which the kernel's work is mostly with those.
#define BYTES_WORTH   64u

// Room for as many as should wait for a set of so many buckets.
static bool make_room(struct kl_ipset_batch *b, uint32_t buckets)
{
    uint32_t max = buckets / 4, *bins;
    unsigned char *data;

    max = max < KL_ORDER_LEAST ? KL_ORDER_LEAST : max > KL_ORDER_MOST ? KL_ORDER_MOST : max;
    if (max <= b->max_waiting)
        return true;
    bins = realloc(b->bins, max * sizeof *bins);
    if (!bins)
        return b->max_waiting;
    b->bins = bins;
    data = realloc(b->data, (size_t)max * KL_ORDER_BYTES + KL_IPSET_ELEM_MAX);
    if (!data)
        return b->max_waiting;
    b->data = data;
    b->max_waiting = max;
    return true;
}

void kl_batch_order_ask(struct kl_ipset_batch *b)
{
    struct kl_ipset_params p;
    uint32_t buckets = 1;

    b->mode = KL_BATCH_PLAIN;
    if (b->waiting && b->len / b->waiting > BYTES_WORTH)
        return;
    if (kl_ipset_headers(b->ipset, b->set, &p) || !(p.has & KL_IPSET_P_INITVAL) ||
        !(p.has & KL_IPSET_P_HASHSIZE) || p.has & KL_IPSET_P_FORCEADD ||
        kl_ipset_type_find(p.type) != b->type)
        return;
    while (buckets < p.hashsize && buckets < 1u << 31)
        buckets *= 2;
    b->mask = buckets - 1;
    if (buckets < BUCKETS_A_BIN || !make_room(b, buckets))
        return;
    b->shift = (unsigned)__builtin_ctz(BUCKETS_A_BIN);
    b->n_bins = buckets / BUCKETS_A_BIN;
    b->initval = p.initval;
    kl_ipset_shape_init(&b->shape, b->type, &p);
    b->mode = KL_BATCH_ORDER;
    // Those that wait already get their bins now.
    struct kl_view all = {.data = b->data, .len = b->len};
    struct kl_attr a;

    b->waiting = 0;
    while (kl_view_next(&all, &a) == 1) {
        struct kl_ipset_elem e;

        if (kl_ipset_read_elem(&e, &(struct kl_view){.data = a.data, .len = a.len}) < 0 ||
            !kl_batch_order_note(b, &e))
            b->mode = KL_BATCH_PLAIN;
        b->waiting++;
    }
}

bool kl_batch_order_note(struct kl_ipset_batch *b, const struct kl_ipset_elem *e)
{
    unsigned char key[KL_KEY_MAX];

    if (!kl_ipset_key(key, &b->shape, e))
        return false;
    b->bins[b->waiting] =
        (kl_ipset_key_hash(key, b->shape.hashed, b->initval) & b->mask) >> b->shift;
    return true;
}

static struct nlattr head_at(const struct kl_ipset_batch *b, uint32_t offset)
{
    struct nlattr head;

    memcpy(&head, b->data + offset, sizeof head);
    return head;
}

// The offsets of the elements, bin by bin; those of a bin as they came. NULL: no memory.
static uint32_t *sorted(const struct kl_ipset_batch *b)
{
    uint32_t *order = malloc(b->waiting * sizeof *order),
             *place = calloc(b->n_bins + 1, sizeof *place);
    uint32_t offset = 0;

    if (!order || !place) {
        free(order);
        free(place);
        return NULL;
    }
    for (uint32_t i = 0; i < b->waiting; i++)
        place[b->bins[i] + 1]++;
    for (uint32_t i = 0; i < b->n_bins; i++)
        place[i + 1] += place[i];
    for (uint32_t i = 0; i < b->waiting; i++) {
        order[place[b->bins[i]]++] = offset;
        offset += head_at(b, offset).nla_len;
    }
    free(place);
    return order;
}

// Fills @message with elements from order[from] on. @return how many; *@ret_len: bytes.
static uint32_t gather(const struct kl_ipset_batch *b, const uint32_t *order, uint32_t from,
                       uint32_t to, unsigned char *message, size_t *ret_len)
{
    size_t len = 0;
    uint32_t i;

    for (i = from; i < to; i++) {
        size_t more;

        if (i + AHEAD < to) // they lie anywhere
            __builtin_prefetch(b->data + order[i + AHEAD]);
        more = head_at(b, order[i]).nla_len;

        if (len + more > KL_ADT_MAX)
            break;
        memcpy(message + len, b->data + order[i], more);
        len += more;
    }
    *ret_len = len;
    return i - from;
}

// How many of the elements from order[from] on stand in front of the one of line @line.
static uint32_t done_before(const struct kl_ipset_batch *b, const uint32_t *order, uint32_t from,
                            uint32_t to, uint32_t line)
{
    uint32_t i, value;

    for (i = from; i < to; i++) {
        memcpy(&value, b->data + order[i] + head_at(b, order[i]).nla_len - sizeof value,
               sizeof value);
        if (value == line) // the line is the last attribute of every element
            break;
    }
    return i - from;
}

// Takes the first @n elements out again.
static int undo(struct kl_ipset_batch *b, const uint32_t *order, uint32_t n, unsigned char *message)
{
    size_t len;
    uint32_t line = 0;
    int r = 0;

    for (uint32_t i = 0; !r && i < n;) {
        i += gather(b, order, i, n, message, &len);
        r = kl_batch_send(b, IPSET_CMD_DEL, false, message, len, &line);
    }
    return r;
}

// Sends all in order. @return 0, or the kernel's code with *@ret_done: how many are in the set.
static int send_in_order(struct kl_ipset_batch *b, const uint32_t *order, unsigned char *message,
                         uint32_t *ret_done, uint32_t *ret_line)
{
    for (uint32_t i = 0, n; i < b->waiting; i += n) {
        size_t len;
        int r;

        n = gather(b, order, i, b->waiting, message, &len);
        r = kl_batch_send(b, b->cmd, true, message, len, ret_line);
        if (r) {
            *ret_done = i + (*ret_line ? done_before(b, order, i, i + n, *ret_line) : 0);
            return r;
        }
    }
    return 0;
}

int kl_batch_order_send(struct kl_ipset_batch *b)
{
    uint32_t *order = sorted(b), done = 0, line = 0;
    unsigned char *message = malloc(KL_ADT_MAX);
    int r;

    if (!order || !message) {
        free(order);
        free(message);
        return kl_batch_send_plain(b);
    }
    r = send_in_order(b, order, message, &done, &line);
    if (r) {
        // Who is refused in the order of the file may be another: there duplicates, and where the
        // limit is, show in their turn. A list that has one such has more.
        b->mode = KL_BATCH_PLAIN;
        if (!line || undo(b, order, done, message))
            r = kl_batch_fail(b, r, line);
        else
            r = kl_batch_send_plain(b);
    }
    free(order);
    free(message);
    return r;
}
