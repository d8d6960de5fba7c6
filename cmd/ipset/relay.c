// SPDX-License-Identifier: MIT
// Headers and elements are copied into blocks, as the kernel sent them; a full block changes hands.
#include "relay.h"

#include "../../lib/ipset/attrs.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCKS     4u
#define BLOCK_SIZE (128u * 1024) // larger than any record

struct record {
    uint32_t len; // of what follows, padded to 8
    uint16_t kind;
    uint16_t unknown;
};

enum { HEADER, ELEMENT, END };

struct relay {
    const struct kl_ipset_list_calls *calls;
    void *user;
    // What the receiving side knows of the set.
    struct kl_ipset_params set;
    const struct kl_ipset_type *type;

    unsigned char *block[BLOCKS];
    size_t len[BLOCKS];
    unsigned filling; // number of the block that is being filled; numbers only grow
    bool alone;       // no second thread: there is one processor, or none could be had
    bool started;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    // Under the lock:
    unsigned done; // blocks that the other side is through with
    unsigned full; // blocks that are full
    bool last;     // no more will come
    int error;     // of the calls
};

int relay_new(struct relay **ret, const struct kl_ipset_list_calls *calls, void *user)
{
    struct relay *r = calloc(1, sizeof *r);

    if (!r)
        return -ENOMEM;
    r->calls = calls;
    r->user = user;
    r->alone = sysconf(_SC_NPROCESSORS_ONLN) < 2;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->changed, NULL);
    *ret = r;
    return 0;
}

// ---- The receiving side -----------------------------------------------------------------------

static int hand_on(struct relay *r, const struct record *head, const unsigned char *data)
{
    struct kl_view raw = {.data = data, .len = head->len};
    struct kl_ipset_elem e;

    switch (head->kind) {
    case HEADER:
        memcpy(&r->set, data, sizeof r->set);
        r->type = kl_ipset_type_find(r->set.type);
        return r->calls->header(&r->set, r->user);
    case ELEMENT:
        if (kl_ipset_read_elem(&e, &raw) < 0)
            return -EBADMSG;
        return r->calls->element(&r->set, r->type, &e, &raw, head->unknown, r->user);
    default:
        return r->calls->end(&r->set, r->user);
    }
}

static int hand_on_block(struct relay *r, unsigned number)
{
    const unsigned char *at = r->block[number % BLOCKS], *end = at + r->len[number % BLOCKS];
    int error = 0;

    while (error >= 0 && at < end) {
        struct record head;

        memcpy(&head, at, sizeof head);
        error = hand_on(r, &head, at + sizeof head);
        at += sizeof head + NLA_ALIGN(head.len);
    }
    return error < 0 ? error : 0;
}

static void *run(void *arg)
{
    struct relay *r = arg;

    pthread_mutex_lock(&r->lock);
    for (;;) {
        int error = r->error;

        while (r->done == r->full && !r->last)
            pthread_cond_wait(&r->changed, &r->lock);
        if (r->done == r->full)
            break;
        pthread_mutex_unlock(&r->lock);
        if (!error)
            error = hand_on_block(r, r->done);
        pthread_mutex_lock(&r->lock);
        r->error = error;
        r->done++;
        pthread_cond_signal(&r->changed);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

// ---- The sending side -------------------------------------------------------------------------

static bool start(struct relay *r)
{
    sigset_t all, before;

    if (r->started || r->alone)
        return r->started;
    // Signals are for the program's first thread.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    r->started = pthread_create(&r->thread, NULL, run, r) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    r->alone = !r->started;
    return r->started;
}

// The block that is being filled goes to the other side. @return its error so far.
static int pass(struct relay *r)
{
    int error;

    if (!start(r)) {
        error = r->error ? r->error : hand_on_block(r, r->filling);
        r->len[r->filling % BLOCKS] = 0;
        return r->error = error;
    }
    pthread_mutex_lock(&r->lock);
    r->full++;
    pthread_cond_signal(&r->changed);
    while (r->full - r->done == BLOCKS) // the next to be filled is still being printed
        pthread_cond_wait(&r->changed, &r->lock);
    error = r->error;
    pthread_mutex_unlock(&r->lock);
    r->filling++;
    r->len[r->filling % BLOCKS] = 0;
    return error;
}

static int put(struct relay *r, uint16_t kind, const void *data, size_t len, unsigned unknown)
{
    struct record head = {.len = (uint32_t)len,
                          .kind = kind,
                          .unknown = unknown > UINT16_MAX ? UINT16_MAX : (uint16_t)unknown};
    size_t need = sizeof head + NLA_ALIGN(len), *used = &r->len[r->filling % BLOCKS];
    unsigned char *block;
    int error = 0;

    if (need > BLOCK_SIZE)
        return -EMSGSIZE;
    if (*used + need > BLOCK_SIZE) {
        error = pass(r);
        used = &r->len[r->filling % BLOCKS];
    }
    if (error)
        return error;
    block = r->block[r->filling % BLOCKS];
    if (!block)
        block = r->block[r->filling % BLOCKS] = malloc(BLOCK_SIZE);
    if (!block)
        return -ENOMEM;
    memcpy(block + *used, &head, sizeof head);
    memcpy(block + *used + sizeof head, data, len);
    *used += need;
    return 0;
}

static int on_header(const struct kl_ipset_params *set, void *user)
{
    return put(user, HEADER, set, sizeof *set, 0);
}

static int on_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                      const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                      void *user)
{
    (void)set;
    (void)type;
    (void)e;
    return put(user, ELEMENT, raw->data, raw->len, unknown);
}

static int on_end(const struct kl_ipset_params *set, void *user)
{
    return put(user, END, set, 0, 0);
}

const struct kl_ipset_list_calls relay_calls = {on_header, on_element, on_end};

int relay_finish(struct relay *r)
{
    if (!r->started) // all of it is in the first block
        return r->error || !r->len[r->filling % BLOCKS] ? r->error : hand_on_block(r, r->filling);
    (void)pass(r);
    pthread_mutex_lock(&r->lock);
    r->last = true;
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    return r->error;
}

void relay_free(struct relay *r)
{
    if (!r)
        return;
    pthread_cond_destroy(&r->changed);
    pthread_mutex_destroy(&r->lock);
    for (unsigned i = 0; i < BLOCKS; i++)
        free(r->block[i]);
    free(r);
}
