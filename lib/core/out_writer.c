// SPDX-License-Identifier: MIT
// A thread that writes one buffer out while its owner fills the other. The kernel makes a listing
// while it is read, on the reader's time: writing it into a file beside that is half as long again.
#include "out_writer.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct kl_out_writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int (*write)(int fd, const char *data, size_t len);
    int fd;
    char *buf; // the one that is being written, or free to be taken
    size_t len;
    bool busy, end;
    int error; // the first, which sticks
};

static void *run(void *arg)
{
    struct kl_out_writer *w = arg;

    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->busy && !w->end)
            pthread_cond_wait(&w->changed, &w->lock);
        if (!w->busy)
            break;
        if (!w->error) {
            int error;

            pthread_mutex_unlock(&w->lock);
            error = w->write(w->fd, w->buf, w->len);
            pthread_mutex_lock(&w->lock);
            w->error = error;
        }
        w->busy = false;
        pthread_cond_signal(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

struct kl_out_writer *kl_out_writer_new(int fd, size_t size,
                                        int (*write)(int fd, const char *data, size_t len))
{
    struct kl_out_writer *w = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? calloc(1, sizeof *w) : NULL;
    sigset_t all, before;
    int r;

    if (!w)
        return NULL;
    w->fd = fd;
    w->write = write;
    w->buf = malloc(size);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    // Signals are for the program's own threads.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    r = w->buf ? pthread_create(&w->thread, NULL, run, w) : ENOMEM;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (r) {
        free(w->buf);
        free(w);
        return NULL;
    }
    return w;
}

int kl_out_writer_wait(struct kl_out_writer *w)
{
    int error;

    pthread_mutex_lock(&w->lock);
    while (w->busy)
        pthread_cond_wait(&w->changed, &w->lock);
    error = w->error;
    pthread_mutex_unlock(&w->lock);
    return error;
}

int kl_out_writer_swap(struct kl_out_writer *w, char **buf, size_t len)
{
    int error;
    char *mine;

    pthread_mutex_lock(&w->lock);
    while (w->busy)
        pthread_cond_wait(&w->changed, &w->lock);
    error = w->error;
    mine = w->buf;
    w->buf = *buf;
    w->len = len;
    w->busy = true;
    *buf = mine;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    return error;
}

void kl_out_writer_free(struct kl_out_writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->end = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
    free(w->buf);
    free(w);
}
