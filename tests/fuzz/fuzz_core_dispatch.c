// SPDX-License-Identifier: MIT
/*
 * Answers of any kind to a dump and to a request in flight, as datagrams of length (16 bits) and
 * bytes. Every request must end exactly once.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/sock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    unsigned *ends = user;

    (void)s;
    if (*ends > 0)
        abort(); /* after its last call */
    if (reply->kind == KL_REPLY_DONE)
        ++*ends;
    else if (reply->kind == KL_REPLY_MESSAGE && reply->msg->nlmsg_type == 0x66)
        return -ECANCELED;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kl_sock_options o = {.protocol = NETLINK_NETFILTER, .flags = KL_SOCK_ADOPT_FD};
    struct kl_request_options retry = {.retries = 2};
    unsigned ends[3] = {0};
    struct kl_sock *s;
    struct kl_msg *m;
    int fds[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
        return 0;
    o.fd = fds[0];
    if (kl_sock_open(&s, &o) < 0 || kl_msg_new(&m) < 0)
        abort();
    s->next_seq = 0; /* the numbers are 1 and 2, and those of dumps done again */
    kl_msg_start(m, 0x0602, 0);
    kl_request_async(s, m, NULL, on_reply, &ends[0]);
    kl_msg_start(m, 0x0607, NLM_F_DUMP);
    kl_request_async(s, m, &retry, on_reply, &ends[1]);
    kl_msg_start(m, 0x0603, 0);
    kl_request_async(s, m, NULL, on_reply, &ends[2]);
    while (size >= 2) {
        size_t len = (size_t)(data[0] | data[1] << 8);

        data += 2;
        size -= 2;
        len = len < size ? len : size;
        if (len > 0 && send(fds[1], data, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            break;
        data += len;
        size -= len;
        kl_dispatch(s);
    }
    kl_sock_close(s);
    for (int i = 0; i < 3; i++)
        if (ends[i] != 1)
            abort();
    kl_msg_free(m);
    close(fds[1]);
    return 0;
}
