// SPDX-License-Identifier: MIT
// ipset's habits, which the core is made for: whole requests echoed in errors, errors said twice.
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/error.h"
#include "kernel_world.h"

enum { CREATE = 2, LIST = 7, ADD = 9 };
enum { PROTOCOL = 1, SETNAME, TYPENAME, REVISION, FAMILY, DATA = 7, ADT, LINENO };

static struct kl_sock *s;

static struct kl_msg *start(uint16_t command, uint16_t flags, const char *set)
{
    const unsigned char nfgen[4] = {AF_INET};
    struct kl_msg *m = NULL;

    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start(m, (uint16_t)(6 << 8 | command), flags);
    kl_msg_put_header(m, nfgen, sizeof(nfgen));
    kl_msg_put_u8(m, PROTOCOL, 6);
    if (set != NULL)
        kl_msg_put_str(m, SETNAME, set);
    return m;
}

static int create(const char *set)
{
    struct kl_msg *m = start(CREATE, NLM_F_CREATE | NLM_F_EXCL, set);

    kl_msg_put_str(m, TYPENAME, "hash:ip");
    kl_msg_put_u8(m, REVISION, 0);
    kl_msg_put_u8(m, FAMILY, AF_INET);
    kl_msg_nest_begin(m, DATA);
    kl_msg_nest_end(m);
    return world_do(s, m, NULL);
}

static int open_sock(void **state)
{
    (void)state;
    s = world_open(NETLINK_NETFILTER, 0, 0);
    return 0;
}

static int close_sock(void **state)
{
    (void)state;
    kl_sock_close(s);
    return 0;
}

/* A kernel without ipset answers EINVAL to its subsystem's number. */
static void need_ipset(const char *set)
{
    int rc = create(set);

    if (rc == -EINVAL || rc == -EOPNOTSUPP || rc == -4098) {
        printf("# the running kernel has no ip_set or no hash:ip\n");
        skip();
    }
    assert_int_equal(rc, 0);
}

static void put_element(struct kl_msg *m, uint32_t address, uint32_t line)
{
    kl_msg_nest_begin(m, DATA);
    kl_msg_nest_begin(m, 1);
    kl_msg_put_u32(m, 1 | NLA_F_NET_BYTEORDER, address);
    kl_msg_nest_end(m);
    kl_msg_put_u32(m, LINENO, line);
    kl_msg_nest_end(m);
}

struct echo {
    int code;
    size_t len;
    uint32_t line;
    unsigned ends;
};

static int on_reply(struct kl_sock *sock, const struct kl_reply *reply, void *user)
{
    struct echo *e = user;
    const struct nlmsghdr *request;
    struct kl_view v;
    uint64_t line;

    (void)sock;
    if (reply->kind != KL_REPLY_DONE)
        return 0;
    e->ends++;
    e->code = reply->code;
    if (reply->msg != NULL && reply->msg->nlmsg_type == NLMSG_ERROR &&
        kl_error_echo(reply->msg, &request, &e->len) == 0 &&
        kl_view_message(&v, request, 4, NULL) == 0 && kl_view_get_uint(&v, LINENO, &line) == 0)
        e->line = (uint32_t)line;
    return 0;
}

/* 2700 elements, the last one twice: the error holds all of the request and the line. */
static void an_error_echoes_a_request_of_64_kib(void **state)
{
    struct kl_msg *m;
    struct echo e = {0};

    (void)state;
    need_ipset("echo");
    m = start(ADD, NLM_F_EXCL, "echo");
    kl_msg_put_u32(m, LINENO, 0);
    kl_msg_nest_begin(m, ADT);
    for (uint32_t i = 0; i < 2700; i++)
        put_element(m, 0x0a000000 + (i < 2699 ? i : 0), i + 1);
    kl_msg_nest_end(m);
    assert_true(kl_msg_header(m)->nlmsg_len > 64000);
    assert_int_equal(kl_request_each(s, m, NULL, on_reply, &e), -4103);
    assert_int_equal(e.len, kl_msg_header(m)->nlmsg_len);
    assert_int_equal(e.line, 2700);
    kl_msg_free(m);
}

/* With ACK a dump of a missing set fails twice with the same number; without it not at all. */
static void a_dump_of_a_missing_set_ends_once(void **state)
{
    struct kl_msg *m;
    struct echo e = {0};

    (void)state;
    need_ipset("twice");
    m = start(LIST, NLM_F_DUMP, "no-such-set");
    assert_int_equal(kl_request_each(s, m, NULL, on_reply, &e), -ENOENT);
    assert_int_equal(e.ends, 1);
    kl_msg_free(m);
    /* The second error is in the queue now: it must not be taken for somebody else's. */
    assert_int_equal(world_do(s, start(LIST, NLM_F_DUMP, "twice"), NULL), 0);
    assert_int_equal(e.ends, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_error_echoes_a_request_of_64_kib, open_sock, close_sock),
        cmocka_unit_test_setup_teardown(a_dump_of_a_missing_set_ends_once, open_sock, close_sock),
    };

    world_check();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
