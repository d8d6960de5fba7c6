// SPDX-License-Identifier: MIT
// The raw verbs, and the options of opening; against a fake kernel.
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/sock.h"
#include "fake_kernel.h"

static struct fake f;

static int open_fake(void **state)
{
    (void)state;
    fake_open(&f, NULL);
    return 0;
}

static int close_fake(void **state)
{
    (void)state;
    fake_forget(&f);
    fake_close(&f);
    return 0;
}

static void sendto_sends_bytes_as_they_are(void **state)
{
    struct nlmsghdr h = {.nlmsg_len = 16, .nlmsg_type = 99, .nlmsg_seq = 7};

    (void)state;
    f.send_error = EINTR;
    assert_int_equal(kl_sendto(f.sock, &h, sizeof(h)), 16);
    assert_memory_equal(fake_read(&f), &h, sizeof(h));
}

static void recv_receives_one_datagram(void **state)
{
    char buf[8];

    (void)state;
    fake_send(&f, "one", 3);
    fake_send(&f, "twotwo", 6);
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 1000), 3);
    assert_memory_equal(buf, "one", 3);
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 1000), 6);
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 0), -ETIMEDOUT);
    fake_send(&f, "123456789", 9);
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 1000), -EMSGSIZE);
    assert_non_null(strstr(kl_error_text(kl_sock_error(f.sock)), "9 bytes"));
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 0), -ETIMEDOUT); /* it is gone */
}

static void recv_tells_an_overrun_once(void **state)
{
    char buf[8];

    (void)state;
    fake_send(&f, "one", 3);
    fake_fail_recv(&f, ENOBUFS);
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 1000), -ENOBUFS);
    assert_int_equal(kl_sock_overruns(f.sock), 1);
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 1000), 3);
}

static void recv_waits_its_time(void **state)
{
    uint64_t began = kl_now();
    char buf[8];

    (void)state;
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 30), -ETIMEDOUT);
    assert_true(kl_now() - began >= 30 * 1000000u);
}

static void put_fills_in_the_sequence_number(void **state)
{
    struct kl_msg *m = fake_request(16, NLM_F_ECHO);
    const struct nlmsghdr *sent;

    (void)state;
    assert_int_equal(kl_put(f.sock, m), 0);
    sent = fake_read(&f);
    assert_int_equal(sent->nlmsg_flags, NLM_F_REQUEST | NLM_F_ECHO);
    assert_int_equal(sent->nlmsg_seq, f.sock->next_seq);
    assert_int_not_equal(sent->nlmsg_seq, 0);
    kl_msg_free(m);
}

static void get_hands_out_message_by_message(void **state)
{
    static struct blob b;
    const struct nlmsghdr *msg;
    struct nlmsgerr ok = {0};

    (void)state;
    b.len = 0;
    blob_message(&b, 1, 16, 0);
    blob_message(&b, 1, NLMSG_NOOP, 0);
    blob_bytes(&b, blob_message(&b, 1, NLMSG_ERROR, NLM_F_CAPPED), &ok, sizeof(ok));
    fake_send(&f, b.data, b.len);
    fake_ack(&f, 1, -EEXIST);
    fake_done(&f, 1, -ENOENT, 0);
    fake_done(&f, 1, 0, 0);
    assert_int_equal(kl_get(f.sock, &msg, 1000), 0);
    assert_int_equal(msg->nlmsg_type, 16);
    assert_int_equal(kl_get(f.sock, &msg, 1000), 0);
    assert_int_equal(msg->nlmsg_type, NLMSG_ERROR);
    assert_int_equal(kl_get(f.sock, &msg, 1000), -EEXIST);
    assert_string_equal(kl_error_text(kl_sock_error(f.sock)), "it exists already");
    assert_int_equal(kl_get(f.sock, &msg, 1000), -ENOENT);
    assert_int_equal(kl_get(f.sock, &msg, 1000), 0);
    assert_int_equal(msg->nlmsg_type, NLMSG_DONE);
    assert_int_equal(kl_get(f.sock, &msg, 0), -ETIMEDOUT);
}

static void get_survives_impossible_lengths(void **state)
{
    struct nlmsghdr h = {.nlmsg_len = 3};
    const struct nlmsghdr *msg;

    (void)state;
    fake_send(&f, &h, sizeof(h));
    fake_message(&f, 1, 16, 0, NULL, 0);
    assert_int_equal(kl_get(f.sock, &msg, 1000), -EBADMSG);
    assert_int_equal(kl_get(f.sock, &msg, 1000), 0);
}

static void get_grows_its_buffer(void **state)
{
    static char big[90000];
    const struct nlmsghdr *msg;

    (void)state;
    fake_message(&f, 1, 16, 0, big, sizeof(big));
    assert_int_equal(kl_get(f.sock, &msg, 1000), -EMSGSIZE);
    fake_message(&f, 1, 16, 0, big, sizeof(big));
    assert_int_equal(kl_get(f.sock, &msg, 1000), 0);
    assert_int_equal(msg->nlmsg_len, sizeof(big) + 16);
}

static void reading_is_refused_while_requests_are_in_flight(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(16, 0);
    const struct nlmsghdr *msg;
    char buf[8];
    int64_t id = kl_request_async(f.sock, m, NULL, record_reply, &r);

    (void)state;
    assert_true(id > 0);
    assert_int_equal(kl_get(f.sock, &msg, 0), -EBUSY);
    assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 0), -EBUSY);
    assert_int_equal(kl_cancel(f.sock, (uint32_t)id), 0);
    kl_msg_free(m);
}

/* What still answers a cancelled request is not handed to whoever reads next. */
static void reading_skips_answers_to_cancelled_requests(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(16, 0);
    const struct nlmsghdr *msg;
    char buf[64];

    (void)state;
    for (int i = 0; i < 2; i++) {
        int64_t id = kl_request_async(f.sock, m, NULL, record_reply, &r);

        assert_int_equal(kl_cancel(f.sock, (uint32_t)id), 0);
        fake_ack(&f, fake_read(&f)->nlmsg_seq, -EPERM);
        fake_message(&f, 0, 77, 0, NULL, 0);
        if (i == 0) {
            assert_int_equal(kl_get(f.sock, &msg, 1000), 0);
            assert_int_equal(msg->nlmsg_type, 77);
        } else {
            assert_int_equal(kl_recv(f.sock, buf, sizeof(buf), 1000), 16);
        }
    }
    kl_msg_free(m);
}

/* ---- Opening ---- */

static void contradictory_options_are_refused(void **state)
{
    const struct kl_sock_options bad[] = {
        {.protocol = -1},
        {.flags = 1u << 20},
        {.window = 1025},
        {.rcvbuf = UINT32_MAX},
        {.flags = KL_SOCK_NETNS_FD, .netns = "x"},
        {.flags = KL_SOCK_ADOPT_FD, .fd = f.fd, .netns = "x"},
        {.flags = KL_SOCK_ADOPT_FD | KL_SOCK_NETNS_FD, .fd = f.fd},
    };
    struct kl_sock *s = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(kl_sock_open(&s, &bad[i]), -EINVAL);
    assert_int_equal(kl_sock_open(&s, NULL), -EINVAL);
    assert_int_equal(kl_sock_open(NULL, &bad[0]), -EINVAL);
    assert_int_equal(kl_sock_open(&s, &(struct kl_sock_options){.netns = ""}), -EINVAL);
    assert_int_equal(kl_sock_open(&s, &(struct kl_sock_options){.netns = "/no/such/path"}),
                     -ENOENT);
    assert_int_equal(
        kl_sock_open(&s, &(struct kl_sock_options){.flags = KL_SOCK_ADOPT_FD, .fd = -1}), -EBADF);
    assert_null(s);
}

static void a_descriptor_that_is_no_socket_stays_the_callers(void **state)
{
    struct kl_sock_options o = {.flags = KL_SOCK_ADOPT_FD};
    struct kl_sock *s = NULL;

    (void)state;
    o.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(kl_sock_open(&s, &o), -ENOTSOCK);
    assert_int_equal(close(o.fd), 0);
}

static void an_adopted_netlink_socket_must_be_of_the_protocol(void **state)
{
    struct kl_sock_options o = {.protocol = NETLINK_GENERIC, .flags = KL_SOCK_ADOPT_FD};
    struct kl_sock *s = NULL;

    (void)state;
    o.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    assert_true(o.fd >= 0);
    assert_int_equal(kl_sock_open(&s, &o), -EINVAL);
    o.protocol = NETLINK_ROUTE;
    assert_int_equal(kl_sock_open(&s, &o), 0);
    assert_int_not_equal(kl_sock_portid(s), 0);
    assert_int_equal(kl_sock_protocol(s), NETLINK_ROUTE);
    kl_sock_close(s);
    assert_int_equal(fcntl(o.fd, F_GETFD), -1); /* closed with the handle */
    kl_sock_close(NULL);
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_fake, close_fake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(sendto_sends_bytes_as_they_are),
        T(recv_receives_one_datagram),
        T(recv_tells_an_overrun_once),
        T(recv_waits_its_time),
        T(put_fills_in_the_sequence_number),
        T(get_hands_out_message_by_message),
        T(get_survives_impossible_lengths),
        T(get_grows_its_buffer),
        T(reading_is_refused_while_requests_are_in_flight),
        T(reading_skips_answers_to_cancelled_requests),
        T(contradictory_options_are_refused),
        T(a_descriptor_that_is_no_socket_stays_the_callers),
        T(an_adopted_netlink_socket_must_be_of_the_protocol),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
