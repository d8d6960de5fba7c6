// SPDX-License-Identifier: MIT
// Requests that wait: the asynchronous request plus a loop, and the answer it collects.
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DUMP_RETRIES 3

struct kl_answer {
    unsigned char *data; /* the messages one after the other, aligned */
    size_t len, size;
    size_t *offset;
    size_t count, room;
    bool interrupted;
    uint64_t datagram; /* that the last message came in */
    size_t n_datagrams;
};

struct waiter {
    kl_reply_fn *fn; /* the caller's, or NULL */
    void *user;
    struct kl_answer *answer; /* or NULL */
    bool done;
    int code;
    struct kl_error error; /* valid when done, if it speaks */
};

/* ---- Answers ---- */

void kl_answer_free(struct kl_answer *a)
{
    if (a == NULL)
        return;
    free(a->data);
    free(a->offset);
    free(a);
}

size_t kl_answer_count(const struct kl_answer *a)
{
    return a != NULL ? a->count : 0;
}

const struct nlmsghdr *kl_answer_message(const struct kl_answer *a, size_t i)
{
    if (a == NULL || i >= a->count)
        return NULL;
    return (const void *)(a->data + a->offset[i]);
}

bool kl_answer_interrupted(const struct kl_answer *a)
{
    return a != NULL && a->interrupted;
}

bool kl_answer_at_once(const struct kl_answer *a)
{
    return a->n_datagrams <= 1;
}

static int answer_append(struct kl_answer *a, uint64_t datagram, const struct nlmsghdr *msg)
{
    size_t len = NLMSG_ALIGN((size_t)msg->nlmsg_len);

    if (a->count == a->room) {
        size_t room = a->room != 0 ? 2 * a->room : 4;
        size_t *offset = realloc(a->offset, room * sizeof(*offset));

        if (offset == NULL)
            return -ENOMEM;
        a->offset = offset;
        a->room = room;
    }
    if (len > a->size - a->len) {
        size_t size = a->len + len > 2 * a->size ? a->len + len : 2 * a->size;
        unsigned char *data = realloc(a->data, size);

        if (data == NULL)
            return -ENOMEM;
        a->data = data;
        a->size = size;
    }
    memcpy(a->data + a->len, msg, msg->nlmsg_len);
    a->offset[a->count++] = a->len;
    a->len += len;
    a->n_datagrams += a->n_datagrams == 0 || a->datagram != datagram;
    a->datagram = datagram;
    return 0;
}

/* ---- Waiting ---- */

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    struct waiter *w = user;
    int rc = w->fn != NULL ? w->fn(s, reply, w->user) : 0;

    if (reply->kind == KL_REPLY_MESSAGE && w->answer != NULL && rc >= 0)
        return answer_append(w->answer, s->datagrams, reply->msg);
    if (reply->kind == KL_REPLY_RESTART && w->answer != NULL)
        w->answer->count = w->answer->len = w->answer->n_datagrams = 0;
    if (reply->kind == KL_REPLY_DONE) {
        w->done = true;
        w->code = reply->code;
        if (w->answer != NULL)
            w->answer->interrupted = reply->interrupted;
        if (kl_error_speaks(reply->error))
            kl_error_copy(&w->error, reply->error);
    }
    return rc;
}

/* The socket itself failed: no answer will come. */
static void give_up(struct kl_sock *s, uint32_t id, int code)
{
    for (struct kl_list *at = s->live.next; at != &s->live; at = at->next) {
        struct kl_req *r = KL_LIST_ENTRY(at, struct kl_req, link);

        if (r->id == id) {
            kl_error_set(&s->error, code, NULL);
            kl_req_end(s, r, code, NULL, true);
            return;
        }
    }
}

static int wait_for(struct kl_sock *s, struct kl_msg *m, const struct kl_request_options *options,
                    struct waiter *w)
{
    int64_t id = kl_sock_begin(s, true);
    int rc;

    w->error.code = 0;
    w->error.message[0] = '\0';
    if (id == 0)
        id = kl_req_submit(s, m, options, on_reply, w);
    if (id < 0)
        return (int)id;
    for (;;) {
        /* The kernel answers while it is being sent to: mostly there is something to read already.
         */
        rc = kl_dispatch_step(s);
        if (w->done)
            break;
        if (rc == -EAGAIN)
            rc = kl_rx_wait(s, s->next_deadline);
        if (rc < 0 && rc != -ETIMEDOUT)
            give_up(s, (uint32_t)id, rc);
        else
            kl_req_expire(s);
        if (w->done)
            break;
    }
    if (kl_error_speaks(&w->error))
        kl_error_copy(&s->error, &w->error);
    else
        kl_error_reset(&s->error);
    return w->code;
}

int kl_request(struct kl_sock *s, struct kl_msg *m, struct kl_answer **ret)
{
    struct kl_request_options options = {.retries = DUMP_RETRIES};
    struct waiter w;
    int rc;

    w.fn = NULL;
    w.answer = NULL;
    w.done = false;
    if (ret != NULL) {
        w.answer = calloc(1, sizeof(*w.answer));
        if (w.answer == NULL)
            return kl_error_set(&s->error, -ENOMEM, NULL);
    }
    rc = wait_for(s, m, &options, &w);
    if (rc == 0 && ret != NULL)
        *ret = w.answer;
    else
        kl_answer_free(w.answer);
    return rc;
}

int kl_request_each(struct kl_sock *s, struct kl_msg *m, const struct kl_request_options *options,
                    kl_reply_fn *fn, void *user)
{
    struct waiter w;

    w.fn = fn;
    w.user = user;
    w.answer = NULL;
    w.done = false;
    return wait_for(s, m, options, &w);
}
