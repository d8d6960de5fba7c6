// SPDX-License-Identifier: MIT
// Requests: matching, many in flight, order, cancelling, deadlines, fork; against a fake kernel.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
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

static void answer_ok(struct fake *k, const struct nlmsghdr *request)
{
    fake_ack(k, request->nlmsg_seq, 0);
}

static void answer_link_then_ok(struct fake *k, const struct nlmsghdr *request)
{
    fake_message(k, request->nlmsg_seq, 16, 0, "abcd", 4);
    fake_message(k, request->nlmsg_seq, 17, 0, "efghij", 6);
    fake_ack(k, request->nlmsg_seq, 0);
}

/* Sends a request of @type and gives its id. */
static uint32_t start(uint16_t type, uint16_t flags, const struct kl_request_options *o,
                      struct record *r)
{
    struct kl_msg *m = fake_request(type, flags);
    int64_t id = kl_request_async(f.sock, m, o, record_reply, r);

    assert_true(id > 0 && id <= UINT32_MAX);
    kl_msg_free(m);
    return (uint32_t)id;
}

static uint32_t read_seq(void)
{
    const struct nlmsghdr *msg = fake_read(&f);

    assert_non_null(msg);
    return msg->nlmsg_seq;
}

static uint64_t ms_now(void)
{
    return kl_now() / 1000000;
}

static void request_asks_for_an_ack_and_has_a_sequence(void **state)
{
    struct kl_msg *m = fake_request(16, NLM_F_CREATE);

    (void)state;
    f.script = answer_ok;
    assert_int_equal(kl_request(f.sock, m, NULL), 0);
    assert_int_equal(kl_request(f.sock, m, NULL), 0);
    assert_int_equal(f.requests, 2);
    assert_int_equal(f.flags[0], NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE);
    assert_true(f.seqs[0] != 0 && f.seqs[1] == f.seqs[0] + 1);
    assert_int_equal(kl_pending(f.sock), 0);
    kl_msg_free(m);
}

static void answer_holds_all_messages(void **state)
{
    struct kl_msg *m = fake_request(18, 0);
    struct kl_answer *a = NULL;

    (void)state;
    f.script = answer_link_then_ok;
    assert_int_equal(kl_request(f.sock, m, &a), 0);
    assert_int_equal(kl_answer_count(a), 2);
    assert_int_equal(kl_answer_message(a, 0)->nlmsg_type, 16);
    assert_memory_equal(kl_answer_message(a, 1) + 1, "efghij", 6);
    assert_null(kl_answer_message(a, 2));
    assert_false(kl_answer_interrupted(a));
    kl_answer_free(a);
    kl_msg_free(m);
}

static void answer_error(struct fake *k, const struct nlmsghdr *request)
{
    fake_message(k, request->nlmsg_seq, 16, 0, NULL, 0);
    fake_ack(k, request->nlmsg_seq, -ENODEV);
}

static void error_leaves_the_output_alone(void **state)
{
    struct kl_answer *mark = (void *)&f, *a = mark;
    struct kl_msg *m = fake_request(18, 0);

    (void)state;
    f.script = answer_error;
    assert_int_equal(kl_request(f.sock, m, &a), -ENODEV);
    assert_ptr_equal(a, mark);
    assert_int_equal(kl_error_code(kl_sock_error(f.sock)), -ENODEV);
    assert_string_equal(kl_error_text(kl_sock_error(f.sock)), "no such device");
    f.script = answer_ok;
    assert_int_equal(kl_request(f.sock, m, NULL), 0);
    assert_string_equal(kl_error_text(kl_sock_error(f.sock)), "");
    kl_msg_free(m);
}

static void answer_with_warning(struct fake *k, const struct nlmsghdr *request)
{
    static struct blob b;
    struct nlmsgerr e = {.msg = *request};
    struct nlmsghdr *msg;

    b.len = 0;
    msg = blob_message(&b, request->nlmsg_seq, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS);
    blob_bytes(&b, msg, &e, sizeof(e));
    blob_attr(&b, msg, NLMSGERR_ATTR_MSG, "deprecated", 11);
    fake_send(k, b.data, b.len);
}

static void success_may_carry_a_warning(void **state)
{
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    f.script = answer_with_warning;
    assert_int_equal(kl_request(f.sock, m, NULL), 0);
    assert_int_equal(kl_error_code(kl_sock_error(f.sock)), 0);
    assert_string_equal(kl_error_message(kl_sock_error(f.sock)), "deprecated");
    assert_non_null(strstr(kl_error_text(kl_sock_error(f.sock)), "deprecated"));
    kl_msg_free(m);
}

static void answers_in_any_order_find_their_request(void **state)
{
    struct record r[3] = {0};
    uint32_t seq[3];

    (void)state;
    for (int i = 0; i < 3; i++)
        start(16, 0, NULL, &r[i]);
    for (int i = 0; i < 3; i++)
        seq[i] = read_seq();
    fake_message(&f, seq[0], 100, 0, NULL, 0);
    fake_ack(&f, seq[2], 0);
    fake_ack(&f, seq[1], -EPERM);
    fake_ack(&f, seq[0], 0);
    assert_int_equal(kl_pending(f.sock), 3);
    assert_int_equal(kl_dispatch(f.sock), 4);
    assert_int_equal(kl_pending(f.sock), 0);
    assert_string_equal(r[0].text, "M100 D0 ");
    assert_string_equal(r[1].text, "D-1 ");
    assert_string_equal(r[2].text, "D0 ");
}

static void several_messages_in_one_datagram(void **state)
{
    static struct blob b;
    struct record r[2] = {0};
    struct nlmsgerr e = {0};

    (void)state;
    start(16, 0, NULL, &r[0]);
    start(16, 0, NULL, &r[1]);
    b.len = 0;
    for (int i = 0; i < 2; i++) {
        uint32_t seq = read_seq();

        blob_message(&b, seq, 20, 0);
        blob_message(&b, seq, NLMSG_NOOP, 0);
        blob_bytes(&b, blob_message(&b, seq, NLMSG_ERROR, NLM_F_CAPPED), &e, sizeof(e));
    }
    fake_send(&f, b.data, b.len);
    kl_dispatch(f.sock);
    assert_string_equal(r[0].text, "M20 D0 ");
    assert_string_equal(r[1].text, "M20 D0 ");
}

static void unknown_and_doubled_answers_are_dropped(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(16, 0);
    uint32_t seq;

    (void)state;
    start(16, NLM_F_DUMP, NULL, &r);
    seq = read_seq();
    fake_ack(&f, seq + 1000, -EPERM);
    fake_ack(&f, seq, -ENOENT);
    fake_ack(&f, seq, -ENOENT); /* ipset says it twice */
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D-2 ");
    f.script = answer_ok; /* its answer comes behind the doubled one */
    assert_int_equal(kl_request(f.sock, m, NULL), 0);
    kl_msg_free(m);
}

static void window_bounds_what_is_on_the_wire(void **state)
{
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE, .window = 2};
    struct record r = {0};

    (void)state;
    fake_close(&f);
    fake_open(&f, &o);
    for (int i = 0; i < 5; i++)
        start((uint16_t)(16 + 4 * i), 0, NULL, &r);
    for (int i = 0; i < 5; i += 2) {
        uint32_t first, second = 0;

        first = read_seq();
        if (i < 4)
            second = read_seq();
        assert_null(fake_read(&f)); /* the others wait */
        fake_ack(&f, first, 0);
        if (i < 4)
            fake_ack(&f, second, 0);
        kl_dispatch(f.sock);
    }
    assert_string_equal(r.text, "D0 D0 D0 D0 D0 ");
}

static void window_bounds_bytes_too(void **state)
{
    struct kl_sock_options o = {.protocol = NETLINK_NETFILTER, .rcvbuf = 128 * 1024};
    static char big[50000];
    struct record r = {0};
    struct kl_msg *m;

    (void)state;
    fake_close(&f);
    fake_open(&f, &o); /* 256 KiB in the kernel's counting: a quarter is room for one */
    m = fake_request(0x0602, 0);
    kl_msg_put_bytes(m, 7, big, sizeof(big));
    assert_true(kl_request_async(f.sock, m, NULL, record_reply, &r) > 0);
    assert_true(kl_request_async(f.sock, m, NULL, record_reply, &r) > 0);
    fake_ack(&f, read_seq(), 0);
    assert_null(fake_read(&f));
    kl_dispatch(f.sock);
    fake_ack(&f, read_seq(), 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D0 D0 ");
    kl_msg_free(m);
}

static void dumps_run_one_after_another_and_nothing_overtakes(void **state)
{
    struct record r[3] = {0};
    uint32_t seq;

    (void)state;
    start(18, NLM_F_DUMP, NULL, &r[0]);
    start(22, NLM_F_DUMP, NULL, &r[1]);
    start(16, 0, NULL, &r[2]); /* behind the second dump */
    seq = read_seq();
    assert_null(fake_read(&f));
    fake_message(&f, seq, 16, NLM_F_MULTI, NULL, 0);
    kl_dispatch(f.sock);
    assert_null(fake_read(&f));
    fake_done(&f, seq, 0, 0);
    kl_dispatch(f.sock);
    fake_done(&f, read_seq(), 0, 0);
    fake_ack(&f, read_seq(), 0);
    kl_dispatch(f.sock);
    assert_string_equal(r[0].text, "M16 D0 ");
    assert_string_equal(r[1].text, "D0 ");
    assert_string_equal(r[2].text, "D0 ");
}

static void the_message_may_be_reused_at_once(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    kl_msg_put_str(m, 1, "first");
    assert_true(kl_request_async(f.sock, m, NULL, record_reply, &r) > 0);
    kl_msg_start(m, 20, 0);
    assert_int_equal(fake_read(&f)->nlmsg_type, 16);
    kl_msg_free(m);
}

/* ---- Callbacks ---- */

static uint32_t chained_id;
static int wait_code;

static int chain(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    struct kl_msg *m;

    if (reply->kind != KL_REPLY_DONE)
        return 0;
    m = fake_request(24, 0);
    wait_code = kl_request(s, m, NULL);
    assert_string_equal(kl_error_text(reply->error), "no such device"); /* still what it was */
    assert_int_equal(kl_dispatch(s), -EDEADLK);
    chained_id = (uint32_t)kl_request_async(s, m, NULL, record_reply, user);
    kl_msg_free(m);
    return 0;
}

static void callbacks_may_make_requests_but_not_wait(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    assert_true(kl_request_async(f.sock, m, NULL, chain, &r) > 0);
    kl_msg_free(m);
    fake_ack(&f, read_seq(), -ENODEV);
    kl_dispatch(f.sock);
    assert_int_equal(wait_code, -EDEADLK);
    fake_ack(&f, read_seq(), 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D0 ");
}

static int cancel_self(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    record_reply(s, reply, user);
    if (reply->kind == KL_REPLY_MESSAGE)
        assert_int_equal(kl_cancel(s, reply->id), 0);
    return 0;
}

static void a_callback_may_cancel_its_own_request(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(18, NLM_F_DUMP);
    uint32_t seq;

    (void)state;
    assert_true(kl_request_async(f.sock, m, NULL, cancel_self, &r) > 0);
    kl_msg_free(m);
    seq = read_seq();
    fake_message(&f, seq, 16, NLM_F_MULTI, NULL, 0);
    fake_message(&f, seq, 16, NLM_F_MULTI, NULL, 0);
    fake_done(&f, seq, 0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "M16 D-125 ");
    assert_int_equal(kl_pending(f.sock), 0);
}

static void a_negative_return_ends_the_request_and_drains_it(void **state)
{
    struct record r = {.give = -EXFULL}, other = {0};
    uint32_t seq;

    (void)state;
    start(18, NLM_F_DUMP, NULL, &r);
    start(22, NLM_F_DUMP, NULL, &other);
    seq = read_seq();
    fake_message(&f, seq, 16, NLM_F_MULTI, NULL, 0);
    fake_message(&f, seq, 17, NLM_F_MULTI, NULL, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "M16 D-54 ");
    assert_null(fake_read(&f)); /* the kernel is not done with the first dump */
    fake_done(&f, seq, 0, 0);
    kl_dispatch(f.sock);
    fake_done(&f, read_seq(), 0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(other.text, "D0 ");
    assert_string_equal(r.text, "M16 D-54 ");
}

/* ---- Cancelling ---- */

static void cancelling_a_sent_request_drains_its_answers(void **state)
{
    struct record r = {0}, next = {0};
    uint32_t id = start(18, 0, NULL, &r), seq = read_seq();

    (void)state;
    assert_int_equal(kl_cancel(f.sock, id), 0);
    assert_string_equal(r.text, "D-125 ");
    assert_int_equal(kl_cancel(f.sock, id), -ENOENT);
    start(18, 0, NULL, &next);
    fake_message(&f, seq, 16, 0, NULL, 0);
    fake_ack(&f, seq, 0);
    fake_ack(&f, read_seq(), 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D-125 ");
    assert_string_equal(next.text, "D0 ");
    assert_true(kl_list_empty(&f.sock->zombies));
}

static void a_cancelled_request_that_waited_is_never_sent(void **state)
{
    struct record r[3] = {0};
    uint32_t id;

    (void)state;
    start(18, NLM_F_DUMP, NULL, &r[0]);
    id = start(22, NLM_F_DUMP, NULL, &r[1]);
    start(26, NLM_F_DUMP, NULL, &r[2]);
    assert_int_equal(kl_cancel(f.sock, id), 0);
    assert_string_equal(r[1].text, "D-125 ");
    fake_done(&f, read_seq(), 0, 0);
    kl_dispatch(f.sock);
    assert_int_equal(fake_read(&f)->nlmsg_type, 26);
}

static void closing_ends_requests_in_the_order_they_were_made(void **state)
{
    struct record r = {0};
    static struct fake own;
    struct kl_msg *m = fake_request(18, NLM_F_DUMP);

    (void)state;
    fake_open(&own, NULL);
    for (int i = 0; i < 3; i++) /* one is sent, two wait */
        assert_true(kl_request_async(own.sock, m, NULL, record_reply, &r) > 0);
    kl_msg_free(m);
    fake_close(&own);
    assert_string_equal(r.text, "D-125 D-125 D-125 ");
}

/* ---- Deadlines ---- */

static void a_deadline_ends_the_request_and_late_answers_are_swallowed(void **state)
{
    struct kl_request_options o = {.timeout_ms = 20};
    struct record r = {0}, next = {0};
    uint64_t began = ms_now();
    uint32_t seq;

    (void)state;
    assert_int_equal(kl_timeout(f.sock), -1);
    start(18, 0, &o, &r);
    assert_in_range(kl_timeout(f.sock), 1, 20);
    seq = read_seq();
    while (kl_pending(f.sock) > 0) {
        assert_true(kl_rx_wait(f.sock, kl_deadline_after((unsigned)kl_timeout(f.sock))) < 0);
        assert_int_equal(kl_dispatch(f.sock), 0);
    }
    assert_true(ms_now() - began >= 20);
    assert_string_equal(r.text, "D-110 ");
    fake_message(&f, seq, 16, 0, NULL, 0);
    fake_ack(&f, seq, 0);
    start(18, 0, NULL, &next);
    fake_ack(&f, read_seq(), 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D-110 ");
    assert_string_equal(next.text, "D0 ");
}

static void on_alarm(int sig)
{
    (void)sig;
}

static void a_signal_does_not_lengthen_or_end_the_wait(void **state)
{
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE, .timeout_ms = 120};
    struct sigaction act = {.sa_handler = on_alarm};
    struct itimerval every = {.it_interval = {.tv_usec = 7000}, .it_value = {.tv_usec = 7000}};
    struct itimerval off = {0};
    struct kl_msg *m = fake_request(16, 0);
    uint64_t began;

    (void)state;
    fake_close(&f);
    fake_open(&f, &o);
    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    began = ms_now();
    assert_int_equal(kl_request(f.sock, m, NULL), -ETIMEDOUT);
    setitimer(ITIMER_REAL, &off, NULL);
    assert_in_range(ms_now() - began, 120, 1000);
    kl_msg_free(m);
}

static void interrupted_calls_are_resumed(void **state)
{
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    f.script = answer_ok;
    f.send_error = EINTR;
    fake_fail_recv(&f, EINTR);
    fake_fail_recv(&f, EINTR);
    assert_int_equal(kl_request(f.sock, m, NULL), 0);
    assert_int_equal(f.requests, 1);
    kl_msg_free(m);
}

static void a_refused_send_is_the_requests_error(void **state)
{
    struct kl_msg *m = fake_request(16, 0);
    struct record r = {0};

    (void)state;
    f.send_error = ENOBUFS;
    assert_int_equal(kl_request_async(f.sock, m, NULL, record_reply, &r), -ENOBUFS);
    assert_string_equal(r.text, "");
    assert_int_equal(kl_pending(f.sock), 0);
    kl_msg_free(m);
}

/* ---- Who may use it, and how ---- */

static void a_child_gets_echild(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(16, 0);
    int status;
    pid_t pid;

    (void)state;
    start(16, 0, NULL, &r);
    pid = fork();
    if (pid == 0) {
        const struct nlmsghdr *msg;
        int ok = kl_request(f.sock, m, NULL) == -ECHILD && kl_dispatch(f.sock) == -ECHILD &&
                 kl_sendto(f.sock, "x", 1) == -ECHILD && kl_get(f.sock, &msg, 0) == -ECHILD &&
                 kl_put(f.sock, m) == -ECHILD && kl_error_text(kl_sock_error(f.sock))[0] != '\0';

        kl_sock_close(f.sock);
        kl_msg_free(m);
        ok = ok && r.text[0] == '\0'; /* the parent's callback does not run here */
        _exit(ok ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    fake_ack(&f, read_seq(), 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D0 ");
    kl_msg_free(m);
}

static void sequence_numbers_skip_zero_and_those_in_use(void **state)
{
    struct record r = {0};
    uint32_t seq;

    (void)state;
    f.sock->next_seq = UINT32_MAX;
    start(16, 0, NULL, &r);
    seq = read_seq();
    assert_int_equal(seq, 1);
    f.sock->next_seq = UINT32_MAX;
    start(16, 0, NULL, &r);
    assert_int_equal(read_seq(), 2);
}

static void sequence_numbers_start_anywhere(void **state)
{
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE};
    uint32_t first[4];
    int same = 0;

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct kl_sock *s;

        assert_int_equal(kl_sock_open(&s, &o), 0);
        first[i] = kl_sock_sequence(s);
        for (int j = 0; j < i; j++)
            same += first[i] == first[j];
        kl_sock_close(s);
    }
    assert_true(same <= 1);
}

static void the_other_end_closing_ends_the_wait(void **state)
{
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    shutdown(f.fd, SHUT_RDWR);
    f.script = NULL;
    assert_true(kl_request(f.sock, m, NULL) < 0);
    assert_int_equal(kl_pending(f.sock), 0);
    kl_msg_free(m);
}

static void answer_malformed(struct fake *k, const struct nlmsghdr *request)
{
    struct nlmsghdr h = {.nlmsg_len = 400, .nlmsg_type = 16, .nlmsg_seq = request->nlmsg_seq};

    h.nlmsg_len = k->requests == 1 ? 400 : 3;
    fake_send(k, &h, sizeof(h));
}

static void impossible_lengths_end_the_request(void **state)
{
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    f.script = answer_malformed;
    assert_int_equal(kl_request(f.sock, m, NULL), -EBADMSG);
    assert_int_equal(kl_request(f.sock, m, NULL), -EBADMSG);
    assert_non_null(strstr(kl_error_text(kl_sock_error(f.sock)), "length 3"));
    kl_msg_free(m);
}

static void unfinished_messages_are_not_sent(void **state)
{
    struct kl_msg *m = NULL;

    (void)state;
    assert_int_equal(kl_msg_new(&m), 0);
    assert_int_equal(kl_request(f.sock, m, NULL), -EINVAL); /* not started */
    kl_msg_start(m, 16, 0);
    kl_msg_nest_begin(m, 18);
    assert_int_equal(kl_request(f.sock, m, NULL), -EINVAL); /* a nest is open */
    kl_msg_put_str(m, 1, NULL);
    assert_int_equal(kl_request(f.sock, m, NULL), -EINVAL);
    assert_string_equal(kl_error_path(kl_sock_error(f.sock)), "18.1");
    assert_int_equal(kl_put(f.sock, m), -EINVAL);
    assert_null(fake_read(&f));
    kl_msg_free(m);
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_fake, close_fake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(request_asks_for_an_ack_and_has_a_sequence),
        T(answer_holds_all_messages),
        T(error_leaves_the_output_alone),
        T(success_may_carry_a_warning),
        T(answers_in_any_order_find_their_request),
        T(several_messages_in_one_datagram),
        T(unknown_and_doubled_answers_are_dropped),
        T(window_bounds_what_is_on_the_wire),
        T(window_bounds_bytes_too),
        T(dumps_run_one_after_another_and_nothing_overtakes),
        T(the_message_may_be_reused_at_once),
        T(callbacks_may_make_requests_but_not_wait),
        T(a_callback_may_cancel_its_own_request),
        T(a_negative_return_ends_the_request_and_drains_it),
        T(cancelling_a_sent_request_drains_its_answers),
        T(a_cancelled_request_that_waited_is_never_sent),
        T(closing_ends_requests_in_the_order_they_were_made),
        T(a_deadline_ends_the_request_and_late_answers_are_swallowed),
        T(a_signal_does_not_lengthen_or_end_the_wait),
        T(interrupted_calls_are_resumed),
        T(a_refused_send_is_the_requests_error),
        T(a_child_gets_echild),
        T(sequence_numbers_skip_zero_and_those_in_use),
        T(sequence_numbers_start_anywhere),
        T(the_other_end_closing_ends_the_wait),
        T(impossible_lengths_end_the_request),
        T(unfinished_messages_are_not_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
