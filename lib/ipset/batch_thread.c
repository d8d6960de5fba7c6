// SPDX-License-Identifier: MIT
/*
 * Two windows: while a thread sends one in the order of its buckets, which is the kernel's time,
 * the caller reads and encodes the elements of the next. The thread alone uses the handle then, so
 * that whoever else wants to waits for it first.
 */
#include "batch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void *send_window(void *user)
{
    struct kl_ipset_batch *w = user;

    w->outcome = kl_batch_order_send(w);
    return NULL;
}

// The other buffers: those of the window before, or new ones.
static struct kl_ipset_batch *make_window(struct kl_ipset_batch *b)
{
    struct kl_ipset_batch *w = b->window;

    if (!w)
        w = b->window = calloc(1, sizeof *w);
    if (w && !w->data)
        w->data = malloc(KL_ADT_MAX + KL_IPSET_ELEM_MAX);
    return w && w->data ? w : NULL;
}

int kl_batch_thread_start(struct kl_ipset_batch *b, size_t at, size_t more)
{
    struct kl_ipset_batch *w = make_window(b);
    struct kl_ipset_batch other;
    sigset_t all, before;

    if (!w)
        return -ENOMEM;
    other = *w;
    *w = *b;
    w->window = NULL;
    b->data = other.data;
    b->bins = other.bins;
    b->max_waiting = other.max_waiting;
    b->len = 0;
    b->waiting = 0;
    kl_batch_order_ask(b); // the set may have grown
    memcpy(b->data, w->data + at, more);
    sigfillset(&all); // signals are the caller's
    pthread_sigmask(SIG_SETMASK, &all, &before);
    b->flying = !pthread_create(&b->thread, NULL, send_window, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (b->flying)
        return 0;
    send_window(w);
    return w->outcome;
}

int kl_batch_thread_wait(struct kl_ipset_batch *b)
{
    if (!b->flying)
        return 0;
    pthread_join(b->thread, NULL);
    b->flying = false;
    b->mode = b->window->mode == KL_BATCH_PLAIN ? KL_BATCH_PLAIN : b->mode;
    if (b->window->outcome) {
        b->len = 0;
        b->waiting = 0;
    }
    return b->window->outcome;
}

void kl_batch_thread_free(struct kl_ipset_batch *b)
{
    (void)kl_batch_thread_wait(b);
    if (!b->window)
        return;
    free(b->window->bins);
    free(b->window->data);
    free(b->window);
}
