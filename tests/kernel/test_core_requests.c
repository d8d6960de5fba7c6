// SPDX-License-Identifier: MIT
// Requests to the running kernel: answers, dumps, errors in full, forged senders, overruns.
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/rtnetlink.h>

#include "core/sock.h"
#include "kernel_world.h"

static struct kl_sock *s;

static int open_sock(void **state)
{
    (void)state;
    s = world_open(NETLINK_ROUTE, 0, 0);
    return 0;
}

static int close_sock(void **state)
{
    (void)state;
    kl_sock_close(s);
    return 0;
}

static void a_link_by_its_index(void **state)
{
    struct kl_answer *a = NULL;
    const char *name;
    struct kl_view v;
    size_t len;

    (void)state;
    assert_int_equal(world_do(s, world_get_link(1), &a), 0);
    assert_int_equal(kl_answer_count(a), 1);
    assert_int_equal(kl_answer_message(a, 0)->nlmsg_type, RTM_NEWLINK);
    assert_int_equal(kl_view_message(&v, kl_answer_message(a, 0), sizeof(struct ifinfomsg), NULL),
                     0);
    assert_int_equal(kl_view_get_str(&v, IFLA_IFNAME, &name, &len), 0);
    assert_int_equal(len, 2);
    assert_memory_equal(name, "lo", 2);
    kl_answer_free(a);
}

static void a_missing_link_is_enodev(void **state)
{
    (void)state;
    assert_int_equal(world_do(s, world_get_link(4242), NULL), -ENODEV);
    assert_string_equal(kl_error_text(kl_sock_error(s)), "no such device");
}

static void port_ids_are_the_kernels_choice(void **state)
{
    struct kl_sock *other = world_open(NETLINK_ROUTE, 0, 0);

    (void)state;
    assert_int_not_equal(kl_sock_portid(s), 0);
    assert_int_not_equal(kl_sock_portid(other), 0);
    assert_int_not_equal(kl_sock_portid(s), kl_sock_portid(other));
    kl_sock_close(other);
}

static void a_strict_dump_of_a_missing_table_fails(void **state)
{
    struct kl_msg *m = world_dump(RTM_GETROUTE, AF_INET);

    (void)state;
    kl_msg_put_u32(m, RTA_TABLE, 4242);
    assert_int_equal(world_do(s, m, NULL), -ENOENT);
    assert_non_null(strstr(kl_error_message(kl_sock_error(s)), "table does not exist"));
}

static void the_kernels_words_and_the_place(void **state)
{
    struct ifinfomsg i = {0};
    struct kl_msg *m = NULL;

    (void)state;
    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start(m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
    kl_msg_put_header(m, &i, sizeof(i));
    kl_msg_put_str(m, IFLA_IFNAME, "a name that is too long for a link");
    assert_int_equal(world_do(s, m, NULL), -ERANGE);
    assert_string_not_equal(kl_error_message(kl_sock_error(s)), "");
    assert_string_equal(kl_error_path(kl_sock_error(s)), "IFLA_IFNAME");
}

/* A process with privileges may send to a port what looks like the kernel's answer. */
static ssize_t lie_to(int fd, const struct kl_sock *victim)
{
    struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_pid = kl_sock_portid(victim)};
    struct {
        struct nlmsghdr h;
        struct nlmsgerr e;
    } lie = {.h = {.nlmsg_len = sizeof(lie), .nlmsg_type = NLMSG_ERROR}, .e = {.error = -EPERM}};

    lie.h.nlmsg_seq = victim->next_seq + 1; /* of the request to come */
    return sendto(fd, &lie, sizeof(lie), 0, (struct sockaddr *)&to, sizeof(to));
}

static void a_forged_sender_is_refused(void **state)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(lie_to(fd, s), -1);
    assert_int_equal(errno, ECONNREFUSED);
    assert_int_equal(world_do(s, world_get_link(1), NULL), 0);
    close(fd);
}

/* An adopted socket is as its owner made it: there the address tells. */
static void a_forged_sender_is_dropped(void **state)
{
    int ours = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    struct kl_sock_options adopt = {
        .protocol = NETLINK_ROUTE, .flags = KL_SOCK_ADOPT_FD, .fd = ours};
    struct kl_sock *open = NULL;
    const struct nlmsghdr *msg;
    char buf[256];

    (void)state;
    assert_true(ours >= 0 && fd >= 0);
    assert_int_equal(kl_sock_open(&open, &adopt), 0);
    for (int i = 0; i < 3; i++) {
        assert_true(lie_to(fd, open) > 0);
        if (i == 0)
            assert_int_equal(world_do(open, world_get_link(1), NULL), 0);
        else if (i == 1)
            assert_int_equal(kl_get(open, &msg, 0), -ETIMEDOUT);
        else
            assert_int_equal(kl_recv(open, buf, sizeof(buf), 0), -ETIMEDOUT);
    }
    kl_sock_close(open);
    close(fd);
}

/* ---- Asynchronous ---- */

struct count {
    unsigned messages, restarts, done, lost, failed;
};

static int count_reply(struct kl_sock *sock, const struct kl_reply *reply, void *user)
{
    struct count *c = user;

    (void)sock;
    if (reply->kind == KL_REPLY_MESSAGE)
        c->messages++;
    if (reply->kind == KL_REPLY_RESTART) {
        c->restarts++;
        c->messages = 0;
    }
    if (reply->kind == KL_REPLY_DONE) {
        c->done++;
        c->lost += reply->code == -ENOBUFS;
        c->failed += reply->code != 0 && reply->code != -ENOBUFS;
    }
    return 0;
}

static void start(struct kl_sock *sock, struct kl_msg *m, unsigned retries, struct count *c)
{
    struct kl_request_options o = {.retries = retries};

    assert_true(kl_request_async(sock, m, &o, count_reply, c) > 0);
    kl_msg_free(m);
}

/* As a program's own loop does it. */
static void poll_until_done(struct kl_sock *sock)
{
    while (kl_pending(sock) > 0) {
        struct pollfd p = {.fd = kl_fd(sock), .events = POLLIN};

        assert_true(poll(&p, 1, kl_timeout(sock)) >= 0);
        assert_true(kl_dispatch(sock) >= 0);
    }
}

static void a_thousand_requests_in_flight(void **state)
{
    struct count c = {0};

    (void)state;
    for (int i = 0; i < 1000; i++)
        start(s, world_get_link(1), 0, &c);
    assert_int_equal(kl_pending(s), 1000);
    poll_until_done(s);
    assert_int_equal(c.messages, 1000);
    assert_int_equal(c.done, 1000);
    assert_int_equal(c.lost + c.failed, 0);
}

/* The kernel has one dump per socket and would say EBUSY. */
static void dumps_do_not_collide(void **state)
{
    struct count c = {0};

    (void)state;
    for (int i = 0; i < 20; i++)
        start(s, world_dump(RTM_GETLINK, AF_UNSPEC), 0, &c);
    poll_until_done(s);
    assert_int_equal(c.messages, 20);
    assert_int_equal(c.failed, 0);
}

static void a_cancelled_dump_does_not_block_the_next(void **state)
{
    struct count c = {0}, next = {0};
    struct kl_msg *m = world_dump(RTM_GETLINK, AF_UNSPEC);
    int64_t id = kl_request_async(s, m, NULL, count_reply, &c);

    (void)state;
    kl_msg_free(m);
    assert_int_equal(kl_cancel(s, (uint32_t)id), 0);
    start(s, world_dump(RTM_GETLINK, AF_UNSPEC), 0, &next);
    poll_until_done(s);
    assert_int_equal(c.messages, 0);
    assert_int_equal(next.messages, 1);
    assert_int_equal(next.failed, 0);
}

/* A change between two parts of a dump: the kernel says so, and the dump is done again. */
static void an_interrupted_dump_is_done_again(void **state)
{
    struct kl_sock *other = world_open(NETLINK_ROUTE, 0, 0);
    struct count c = {0};
    unsigned n = 1500;

    (void)state;
    for (unsigned i = 0; i < n; i++)
        assert_int_equal(world_do(other, world_new_address(0x0a000000 + i), NULL), 0);
    start(s, world_dump(RTM_GETADDR, AF_INET), 3, &c);
    assert_true(kl_dispatch_step(s) > 0); /* the first part only */
    assert_int_equal(c.done, 0);
    assert_int_equal(world_do(other, world_new_address(0x0b000000), NULL), 0);
    poll_until_done(s);
    assert_int_equal(c.restarts, 1);
    assert_int_equal(c.failed, 0);
    assert_true(c.messages >= n + 1);
    kl_sock_close(other);
}

static void an_overrun_loses_answers_but_not_requests(void **state)
{
    struct kl_sock *small = world_open(NETLINK_ROUTE, 0, 1);
    unsigned before = small->rcvbuf;
    struct count c = {0}, dump = {0};

    (void)state;
    for (int i = 0; i < 200; i++)
        start(small, world_get_link(1), 0, &c);
    start(small, world_dump(RTM_GETLINK, AF_UNSPEC), 0, &dump);
    poll_until_done(small);
    assert_int_equal(c.done, 200); /* each ended, once */
    assert_int_equal(c.failed, 0);
    assert_true(c.lost > 0 && c.lost < 200);
    assert_true(kl_sock_overruns(small) > 0);
    assert_true(small->rcvbuf > before);
    assert_int_equal(dump.failed + dump.lost, 0);
    assert_int_equal(dump.messages, 1);
    assert_int_equal(world_do(small, world_get_link(1), NULL), 0); /* never deaf */
    kl_sock_close(small);
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_sock, close_sock)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_link_by_its_index),
        T(a_missing_link_is_enodev),
        T(port_ids_are_the_kernels_choice),
        T(a_strict_dump_of_a_missing_table_fails),
        T(the_kernels_words_and_the_place),
        T(a_forged_sender_is_refused),
        T(a_forged_sender_is_dropped),
        T(a_thousand_requests_in_flight),
        T(dumps_do_not_collide),
        T(a_cancelled_dump_does_not_block_the_next),
        T(an_interrupted_dump_is_done_again),
        T(an_overrun_loses_answers_but_not_requests),
    };

    world_check();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
