// SPDX-License-Identifier: MIT
// Requests with callbacks in a program's own poll() loop: two dumps, one after the other.
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include <kernlink/core.h>
#include <linux/rtnetlink.h>

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    unsigned *count = user;

    (void)s;
    if (reply->kind == KL_REPLY_MESSAGE)
        ++*count;
    else if (reply->kind == KL_REPLY_RESTART)
        *count = 0; /* the dump was interrupted by a change: it comes again */
    else
        printf("request %u: %u messages%s%s\n", reply->id, *count, reply->code < 0 ? ", " : "",
               kl_error_text(reply->error));
    return 0;
}

static int start(struct kl_sock *s, struct kl_msg *m, uint16_t type, unsigned *count)
{
    struct kl_request_options options = {.timeout_ms = 2000, .retries = 3};
    struct rtmsg any = {.rtm_family = AF_UNSPEC};

    kl_msg_start(m, type, NLM_F_DUMP);
    kl_msg_put_header(m, &any, sizeof(any));
    return kl_request_async(s, m, &options, on_reply, count) < 0 ? -1 : 0;
}

int main(void)
{
    struct kl_sock_options options = {.protocol = NETLINK_ROUTE};
    unsigned count[2] = {0};
    struct kl_sock *s = NULL;
    struct kl_msg *m = NULL;
    int rc = kl_sock_open(&s, &options);

    if (rc == 0)
        rc = kl_msg_new(&m);
    if (rc == 0 &&
        (start(s, m, RTM_GETROUTE, &count[0]) < 0 || start(s, m, RTM_GETRULE, &count[1]) < 0))
        rc = kl_error_code(kl_sock_error(s));
    while (rc >= 0 && kl_pending(s) > 0) {
        struct pollfd p = {.fd = kl_fd(s), .events = POLLIN};

        poll(&p, 1, kl_timeout(s));
        rc = kl_dispatch(s);
    }
    if (rc < 0)
        fprintf(stderr, "%s\n", kl_strerror(rc));
    kl_msg_free(m);
    kl_sock_close(s);
    return rc < 0;
}
