// SPDX-License-Identifier: MIT
// Dumps that end in unusual ways, are interrupted, or do not fit; overruns; against a fake kernel.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void start(uint16_t type, uint16_t flags, unsigned retries, struct record *r)
{
    struct kl_request_options o = {.retries = retries};
    struct kl_msg *m = fake_request(type, flags);

    assert_true(kl_request_async(f.sock, m, &o, record_reply, r) > 0);
    kl_msg_free(m);
}

static uint32_t read_seq(void)
{
    const struct nlmsghdr *msg = fake_read(&f);

    assert_non_null(msg);
    return msg->nlmsg_seq;
}

static void dump_message(uint32_t seq, uint16_t type, uint16_t flags)
{
    fake_message(&f, seq, type, NLM_F_MULTI | flags, NULL, 0);
}

/* ---- How a dump ends ---- */

static void dumps_ask_for_an_ack(void **state)
{
    struct record r = {0};

    (void)state;
    start(18, NLM_F_DUMP, 0, &r);
    assert_int_equal(fake_read(&f)->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_DUMP);
}

static void done_carries_an_error_code(void **state)
{
    struct record r = {0};

    (void)state;
    start(26, NLM_F_DUMP, 0, &r);
    fake_done(&f, read_seq(), -ENOENT, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D-2 ");
    assert_string_equal(r.error.text, "no such object");
}

static void done_may_be_empty(void **state)
{
    struct record r = {0};

    (void)state;
    start(26, NLM_F_DUMP, 0, &r);
    fake_message(&f, read_seq(), NLMSG_DONE, NLM_F_MULTI, NULL, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D0 ");
}

static void done_may_carry_a_count(void **state)
{
    struct record r = {0};

    (void)state;
    start(26, NLM_F_DUMP, 0, &r);
    fake_done(&f, read_seq(), 17, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D0 ");
}

static void done_may_carry_extended_ack(void **state)
{
    static struct blob b;
    struct record r = {0};
    int code = -EINVAL;
    struct nlmsghdr *msg;

    (void)state;
    start(26, NLM_F_DUMP, 0, &r);
    b.len = 0;
    msg = blob_message(&b, read_seq(), NLMSG_DONE, NLM_F_MULTI | NLM_F_ACK_TLVS);
    blob_bytes(&b, msg, &code, sizeof(code));
    blob_attr(&b, msg, NLMSGERR_ATTR_MSG, "Unknown table", 14);
    fake_send(&f, b.data, b.len);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D-22 ");
    assert_string_equal(r.error.message, "Unknown table");
}

static void a_dump_may_end_with_an_error_message(void **state)
{
    struct record r = {0};

    (void)state;
    start(26, NLM_F_DUMP, 0, &r);
    fake_ack(&f, read_seq(), -EOPNOTSUPP);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D-95 ");
}

/* NLM_F_REPLACE|NLM_F_EXCL are the bits of NLM_F_DUMP: a request that makes something is none, and
 * does not wait for another dump. */
static void replace_and_excl_are_not_a_dump(void **state)
{
    struct record r[2] = {0};
    uint32_t dump, change;

    (void)state;
    start(18, NLM_F_DUMP, 0, &r[0]);
    start(24, NLM_F_REPLACE | NLM_F_EXCL, 0, &r[1]);
    dump = read_seq();
    change = read_seq();
    fake_ack(&f, change, 0);
    fake_done(&f, dump, 0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r[1].text, "D0 ");
}

/* ---- Interrupted ---- */

static void an_interrupted_dump_is_done_again(void **state)
{
    struct record r = {0};
    uint32_t first, second;

    (void)state;
    start(26, NLM_F_DUMP, 1, &r);
    first = read_seq();
    dump_message(first, 24, 0);
    dump_message(first, 25, NLM_F_DUMP_INTR);
    fake_done(&f, first, 0, 0);
    kl_dispatch(f.sock);
    second = read_seq();
    assert_int_not_equal(first, second);
    dump_message(second, 24, 0);
    fake_done(&f, second, 0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "M24 R M24 D0 ");
    assert_false(r.interrupted);
}

static void the_interruption_may_be_told_on_done_only(void **state)
{
    struct record r = {0};
    uint32_t seq;

    (void)state;
    start(26, NLM_F_DUMP, 1, &r);
    seq = read_seq();
    dump_message(seq, 24, 0);
    fake_done(&f, seq, 0, NLM_F_DUMP_INTR);
    kl_dispatch(f.sock);
    fake_done(&f, read_seq(), 0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "M24 R D0 ");
}

static unsigned dumps_seen;

static void always_interrupted(struct fake *k, const struct nlmsghdr *request)
{
    uint32_t seq = request->nlmsg_seq;

    dumps_seen++;
    fake_message(k, seq, 24, NLM_F_MULTI, NULL, 0);
    fake_message(k, seq, 25, NLM_F_MULTI | NLM_F_DUMP_INTR, NULL, 0);
    fake_done(k, seq, 0, NLM_F_DUMP_INTR);
}

static void after_the_last_try_data_and_flag_are_returned(void **state)
{
    struct kl_msg *m = fake_request(26, NLM_F_DUMP);
    struct kl_answer *a;

    (void)state;
    dumps_seen = 0;
    f.script = always_interrupted;
    assert_int_equal(kl_request(f.sock, m, &a), 0);
    assert_int_equal(dumps_seen, 4); /* once, and 3 more times */
    assert_true(kl_answer_interrupted(a));
    assert_int_equal(kl_answer_count(a), 2); /* of the last try only */
    kl_answer_free(a);
    kl_msg_free(m);
}

static void an_error_is_not_retried(void **state)
{
    struct record r = {0};

    (void)state;
    start(26, NLM_F_DUMP, 3, &r);
    fake_done(&f, read_seq(), -ENODEV, NLM_F_DUMP_INTR);
    kl_dispatch(f.sock);
    assert_null(fake_read(&f));
    assert_string_equal(r.text, "D-19 ");
}

static int refuse_restart(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    record_reply(s, reply, user);
    return reply->kind == KL_REPLY_RESTART ? -ESTALE : 0;
}

static int cancel_restart(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    record_reply(s, reply, user);
    return reply->kind == KL_REPLY_RESTART ? kl_cancel(s, reply->id) : 0;
}

static void a_restart_may_be_refused_or_cancelled(void **state)
{
    kl_reply_fn *const fns[] = {refuse_restart, cancel_restart};
    const char *const wanted[] = {"R D-116 ", "R D-125 "};
    struct kl_request_options o = {.retries = 3};
    struct kl_msg *m = fake_request(26, NLM_F_DUMP);

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct record r = {0}, next = {0};

        assert_true(kl_request_async(f.sock, m, &o, fns[i], &r) > 0);
        fake_done(&f, read_seq(), 0, NLM_F_DUMP_INTR);
        kl_dispatch(f.sock);
        assert_string_equal(r.text, wanted[i]);
        assert_null(fake_read(&f));
        start(26, NLM_F_DUMP, 0, &next); /* the way is free again */
        fake_done(&f, read_seq(), 0, 0);
        kl_dispatch(f.sock);
        assert_string_equal(next.text, "D0 ");
    }
    kl_msg_free(m);
}

/* ---- Truncated ---- */

static char long_payload[100000];

static void big_message(uint32_t seq, uint16_t flags)
{
    fake_message(&f, seq, 24, flags, long_payload, sizeof(long_payload));
}

static void a_truncated_dump_is_done_again_with_room(void **state)
{
    struct record r = {0};
    uint32_t seq;

    (void)state;
    start(26, NLM_F_DUMP, 1, &r);
    for (int try = 0; try < 2; try++) {
        seq = read_seq();
        dump_message(seq, 25, 0);
        big_message(seq, NLM_F_MULTI);
        dump_message(seq, 25, 0);
        fake_done(&f, seq, 0, 0);
        kl_dispatch(f.sock);
        assert_true(f.sock->rx_size >= sizeof(long_payload) + NLMSG_HDRLEN);
    }
    assert_string_equal(r.text, "M25 R M25 M24 M25 D0 ");
}

static void a_truncated_dump_without_retries_fails(void **state)
{
    struct record r = {0};
    uint32_t seq;

    (void)state;
    start(26, NLM_F_DUMP, 0, &r);
    seq = read_seq();
    big_message(seq, NLM_F_MULTI);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, ""); /* drained to its end first */
    fake_done(&f, seq, 0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r.text, "D-90 ");
}

static void another_truncated_answer_is_an_error(void **state)
{
    struct record r[2] = {0};
    uint32_t seq;

    (void)state;
    start(26, 0, 3, &r[0]);
    seq = read_seq();
    big_message(seq, 0);
    fake_ack(&f, seq, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r[0].text, "D-90 ");
    assert_true(kl_list_empty(&f.sock->zombies)); /* its ack was swallowed */
    start(26, 0, 3, &r[1]);
    seq = read_seq();
    big_message(seq, 0); /* now there is room */
    fake_ack(&f, seq, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r[1].text, "M24 D0 ");
}

static void the_buffer_holds_an_echo_of_the_largest_request(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(24, 0);

    (void)state;
    kl_msg_put_bytes(m, 1, long_payload, 65000);
    kl_msg_put_bytes(m, 2, long_payload, 30000);
    assert_true(kl_request_async(f.sock, m, NULL, record_reply, &r) > 0);
    assert_true(f.sock->rx_size >= kl_msg_header(m)->nlmsg_len + 4096);
    kl_msg_free(m);
}

/* ---- Overruns ---- */

static void an_overrun_ends_what_was_not_answered(void **state)
{
    struct record r[4] = {0};
    unsigned before = f.sock->rcvbuf;
    uint32_t answered, dump;

    (void)state;
    start(16, 0, 0, &r[0]);
    start(16, 0, 0, &r[1]);
    start(18, NLM_F_DUMP, 0, &r[2]);
    answered = read_seq();
    read_seq(); /* its answer does not fit */
    dump = read_seq();
    fake_ack(&f, answered, 0);
    dump_message(dump, 16, 0);
    fake_fail_recv(&f, ENOBUFS); /* before the queued data, once */
    kl_dispatch(f.sock);
    assert_string_equal(r[0].text, "D0 ");
    assert_string_equal(r[1].text, "D-105 ");
    assert_non_null(strstr(r[1].error.text, "the answer was lost"));
    assert_string_equal(r[2].text, "M16 "); /* a dump goes on as room is made */
    assert_int_equal(kl_sock_overruns(f.sock), 1);
    assert_true(f.sock->rcvbuf >= 2 * before);
    fake_done(&f, dump, 0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(r[2].text, "M16 D0 ");
    start(16, 0, 0, &r[3]); /* never deaf */
    fake_ack(&f, read_seq(), 0);
    kl_dispatch(f.sock);
    assert_string_equal(r[3].text, "D0 ");
}

static int ask_again(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    struct kl_msg *m;

    record_reply(s, reply, user);
    if (reply->kind != KL_REPLY_DONE || reply->code != 0)
        return 0;
    m = fake_request(20, 0);
    assert_true(kl_request_async(s, m, NULL, record_reply, user) > 0);
    kl_msg_free(m);
    return 0;
}

/* Until the queue is empty the kernel drops every answer, silently. */
static void nothing_is_sent_while_draining(void **state)
{
    struct record r = {0};
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    assert_true(kl_request_async(f.sock, m, NULL, ask_again, &r) > 0);
    kl_msg_free(m);
    fake_ack(&f, read_seq(), 0);
    fake_fail_recv(&f, ENOBUFS);
    assert_int_equal(kl_dispatch_step(f.sock), 0); /* ENOBUFS */
    assert_int_equal(kl_dispatch_step(f.sock), 1); /* the ack; its callback asks again */
    assert_null(fake_read(&f));
    kl_dispatch_step(f.sock); /* empty */
    assert_int_equal(fake_read(&f)->nlmsg_type, 20);
}

static void a_waiting_request_hears_of_the_overrun(void **state)
{
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    fake_fail_recv(&f, ENOBUFS);
    assert_int_equal(kl_request(f.sock, m, NULL), -ENOBUFS);
    assert_int_equal(kl_pending(f.sock), 0);
    kl_msg_free(m);
}

static char events[200];
static uint64_t events_overruns;

static void record_event(struct kl_sock *s, const struct kl_event *event, void *user)
{
    size_t len = strlen(events);

    (void)s;
    (void)user;
    if (event->kind == KL_EVENT_OVERRUN) {
        snprintf(events + len, sizeof(events) - len, "O ");
        events_overruns = event->overruns;
        assert_true(event->rcvbuf > 0);
    } else {
        snprintf(events + len, sizeof(events) - len, "M%u ", event->msg->nlmsg_type);
    }
}

static void open_events(void)
{
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE, .flags = KL_SOCK_EVENTS};

    fake_close(&f);
    fake_open(&f, &o);
    events[0] = '\0';
    assert_int_equal(kl_event_handler(f.sock, record_event, NULL), 0);
}

/* Told after what was queued: what a dump finds from then on is followed by events again. */
static void an_overrun_of_events_is_an_event(void **state)
{
    unsigned before;

    (void)state;
    open_events();
    before = f.sock->rcvbuf;
    fake_message(&f, 0, 16, 0, NULL, 0);
    fake_message(&f, 0, 17, 0, NULL, 0);
    fake_fail_recv(&f, ENOBUFS);
    assert_int_equal(kl_dispatch(f.sock), 2);
    assert_string_equal(events, "M16 M17 O ");
    assert_int_equal(events_overruns, 1);
    assert_true(f.sock->rcvbuf >= 2 * before);
    fake_message(&f, 0, 16, 0, NULL, 0);
    kl_dispatch(f.sock);
    assert_string_equal(events, "M16 M17 O M16 ");
}

static void a_truncated_event_counts_as_lost(void **state)
{
    (void)state;
    open_events();
    big_message(0, 0);
    kl_dispatch(f.sock);
    assert_string_equal(events, "O ");
    big_message(0, 0); /* there is room now */
    kl_dispatch(f.sock);
    assert_string_equal(events, "O M24 ");
}

static void events_and_commands_are_kept_apart(void **state)
{
    struct kl_msg *m = fake_request(16, 0);

    (void)state;
    assert_int_equal(kl_group_join(f.sock, 1), -EINVAL);
    assert_int_equal(kl_event_handler(f.sock, record_event, NULL), -EINVAL);
    open_events();
    assert_int_equal(kl_request(f.sock, m, NULL), -EINVAL);
    assert_int_equal(kl_request_async(f.sock, m, NULL, NULL, NULL), -EINVAL);
    assert_int_equal(kl_put(f.sock, m), -EINVAL);
    assert_int_equal(kl_sendto(f.sock, kl_msg_header(m), 16), -EINVAL);
    kl_msg_free(m);
}

/* A program's loop gets its turn during a long dump. */
static void one_dispatch_is_bounded(void **state)
{
    struct record r = {0};
    uint32_t seq;
    int n;

    (void)state;
    start(26, NLM_F_DUMP, 0, &r);
    seq = read_seq();
    for (int i = 0; i < 100; i++)
        dump_message(seq, 24, 0);
    fake_done(&f, seq, 0, 0);
    n = kl_dispatch(f.sock);
    assert_in_range(n, 1, 99);
    assert_int_equal(n + kl_dispatch(f.sock), 101);
    assert_int_equal(kl_pending(f.sock), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_fake, close_fake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(dumps_ask_for_an_ack),
        T(done_carries_an_error_code),
        T(done_may_be_empty),
        T(done_may_carry_a_count),
        T(done_may_carry_extended_ack),
        T(a_dump_may_end_with_an_error_message),
        T(replace_and_excl_are_not_a_dump),
        T(an_interrupted_dump_is_done_again),
        T(the_interruption_may_be_told_on_done_only),
        T(after_the_last_try_data_and_flag_are_returned),
        T(an_error_is_not_retried),
        T(a_restart_may_be_refused_or_cancelled),
        T(a_truncated_dump_is_done_again_with_room),
        T(a_truncated_dump_without_retries_fails),
        T(another_truncated_answer_is_an_error),
        T(the_buffer_holds_an_echo_of_the_largest_request),
        T(an_overrun_ends_what_was_not_answered),
        T(nothing_is_sent_while_draining),
        T(a_waiting_request_hears_of_the_overrun),
        T(an_overrun_of_events_is_an_event),
        T(a_truncated_event_counts_as_lost),
        T(events_and_commands_are_kept_apart),
        T(one_dispatch_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
