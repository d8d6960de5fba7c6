// SPDX-License-Identifier: MIT
// Batches against a kernel that does what the test tells it; and addresses as text.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "core/sock.h"
#include "fake_kernel.h"
#include "net/net.h"

static struct kl_net *open_with(struct fake *f, const struct kl_sock_options *options)
{
    struct kl_net *n = calloc(1, sizeof(*n));

    assert_non_null(n);
    fake_open(f, options);
    n->sock = f->sock;
    n->netns_fd = -1;
    assert_int_equal(kl_msg_new(&n->msg), 0);
    assert_int_equal(kl_msg_new(&n->spare), 0);
    return n;
}

static void close_with(struct kl_net *n, struct fake *f)
{
    kl_net_close(n); /* and its socket */
    f->sock = NULL;
    fake_close(f);
}

static void add(struct kl_net_batch *b, struct kl_net *n, unsigned count)
{
    struct kl_net_route r = {.dst = {.family = AF_INET, .prefix = 32, .bytes = {10}}};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &r};

    for (unsigned i = 0; i < count; i++) {
        r.dst.bytes[3] = (uint8_t)i;
        if (kl_net_batch_add(b, KL_NET_ADD, &o, NULL) < 0)
            fail_msg("%s", kl_error_text(kl_net_error(n)));
    }
}

/* The messages of the send that the test reads from the other end: all in one datagram. */
static unsigned count_messages(struct fake *f, uint32_t *seqs, unsigned *acks)
{
    static unsigned char data[1 << 17];
    ssize_t n = recv(f->fd, data, sizeof(data), MSG_DONTWAIT);
    unsigned count = 0;

    *acks = 0;
    for (ssize_t at = 0; n > 0 && at < n;) {
        const struct nlmsghdr *msg = (const void *)(data + at);

        seqs[count++] = msg->nlmsg_seq;
        *acks += (msg->nlmsg_flags & NLM_F_ACK) != 0;
        at += NLMSG_ALIGN(msg->nlmsg_len);
    }
    return count;
}

/* What the kernel answers to the next send: before it, as the real one does inside of send(). */
struct results {
    unsigned n;
    size_t numbers[32];
    int codes[32];
};

static int note(const struct kl_net_batch_result *r, void *user)
{
    struct results *x = user;

    assert_true(x->n < 32);
    x->numbers[x->n] = r->number;
    x->codes[x->n++] = r->code;
    return 0;
}

/* Numbers follow each other, so that the test knows them before they are sent. */
static uint32_t next_seq(const struct fake *f)
{
    return f->sock->next_seq + 1;
}

static void one_acknowledgement_a_send(void **state)
{
    struct fake f;
    struct kl_net *n = open_with(&f, NULL);
    struct kl_net_batch *b;
    struct results x = {0};
    uint32_t seqs[300];
    unsigned acks;

    (void)state;
    assert_int_equal(kl_net_batch_new(&b, n, 0), 0);
    add(b, n, 5);
    fake_ack(&f, next_seq(&f) + 2, -EEXIST);
    fake_ack(&f, next_seq(&f) + 4, 0);
    assert_int_equal(kl_net_batch_run(b, note, &x), -EEXIST);
    assert_int_equal(count_messages(&f, seqs, &acks), 5);
    assert_int_equal(acks, 1);
    assert_int_equal(x.n, 1);
    assert_int_equal(x.numbers[0], 2);
    assert_int_equal(x.codes[0], -EEXIST);
    assert_non_null(strstr(kl_error_text(kl_net_error(n)), "change 2 (route 10.0.0.2)"));
    /* The last may fail, too: its failure is the acknowledgement. */
    add(b, n, 2);
    x.n = 0;
    fake_ack(&f, next_seq(&f) + 1, -EPERM);
    assert_int_equal(kl_net_batch_run(b, note, &x), -EPERM);
    assert_int_equal(x.n, 1);
    assert_int_equal(x.numbers[0], 1);
    kl_net_batch_free(b);
    close_with(n, &f);
}

/* Answers were dropped: those changes say so that nobody spoke of. */
static void lost_answers_are_told(void **state)
{
    struct fake f;
    struct kl_net *n = open_with(&f, NULL);
    struct kl_net_batch *b;
    struct results x = {0};

    (void)state;
    assert_int_equal(kl_net_batch_new(&b, n, 0), 0);
    add(b, n, 4);
    fake_fail_recv(&f, ENOBUFS);
    fake_ack(&f, next_seq(&f) + 1, -EEXIST); /* still in the queue */
    assert_int_equal(kl_net_batch_run(b, note, &x), -ENOBUFS);
    assert_int_equal(x.n, 4);
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(x.numbers[i], i);
        assert_int_equal(x.codes[i], i == 1 ? -EEXIST : -ENOBUFS);
    }
    kl_net_batch_free(b);
    close_with(n, &f);
}

static void answers_of_others_do_not_count(void **state)
{
    struct fake f;
    struct kl_net *n = open_with(&f, NULL);
    struct kl_net_batch *b;
    struct results x = {0};
    unsigned char rubbish[20] = {0xff};

    (void)state;
    assert_int_equal(kl_net_batch_new(&b, n, KL_NET_BATCH_ALL), 0);
    add(b, n, 2);
    fake_ack(&f, next_seq(&f) + 77, -EIO);
    fake_message(&f, next_seq(&f), RTM_NEWROUTE, 0, rubbish, sizeof(rubbish));
    fake_send(&f, rubbish, sizeof(rubbish));
    fake_ack(&f, next_seq(&f) + 1, 0);
    assert_int_equal(kl_net_batch_run(b, note, &x), 0);
    assert_int_equal(x.n, 2);
    assert_int_equal(x.codes[0], 0);
    assert_int_equal(x.codes[1], 0);
    kl_net_batch_free(b);
    close_with(n, &f);
}

static void what_cannot_be_sent_is_not_lost_silently(void **state)
{
    struct fake f;
    struct kl_net *n = open_with(&f, NULL);
    struct kl_net_batch *b;
    struct results x = {0};

    (void)state;
    assert_int_equal(kl_net_batch_new(&b, n, KL_NET_BATCH_ALL), 0);
    add(b, n, 3);
    f.send_error = EPIPE;
    assert_int_equal(kl_net_batch_run(b, note, &x), -EPIPE);
    assert_int_equal(x.n, 3);
    assert_int_equal(x.codes[0], -ECANCELED);
    assert_int_equal(kl_net_batch_count(b), 0);
    kl_net_batch_free(b);
    close_with(n, &f);
}

/* No memory for the message itself is no loss of answers: that would be sent again for ever. */
static void no_buffer_to_send_from_ends_it(void **state)
{
    struct fake f;
    struct kl_net *n = open_with(&f, NULL);
    struct kl_net_batch *b;
    struct results x = {0};
    uint32_t seqs[300];
    unsigned acks;

    (void)state;
    assert_int_equal(kl_net_batch_new(&b, n, KL_NET_BATCH_ALL), 0);
    add(b, n, 2);
    f.send_error = ENOBUFS;
    fake_ack(&f, next_seq(&f) + 3, 0); /* to a second send */
    assert_int_equal(kl_net_batch_run(b, note, &x), -ENOBUFS);
    assert_int_equal(count_messages(&f, seqs, &acks), 0);
    assert_int_equal(x.n, 2);
    assert_int_equal(x.codes[0], -ECANCELED);
    assert_non_null(strstr(kl_error_text(kl_net_error(n)), "change 0 (route 10.0.0.0)"));
    kl_net_batch_free(b);
    close_with(n, &f);
}

static int ask_inside(const struct kl_net_batch_result *r, void *user)
{
    struct kl_net *n = user;

    (void)r;
    assert_int_equal(kl_net_link_mtu(n, 1, 1500), -EDEADLK);
    return 0;
}

/* Who asks the kernel for something would take away the answers that are awaited. */
static void the_callback_cannot_use_the_handle(void **state)
{
    struct fake f;
    struct kl_net *n = open_with(&f, NULL);
    struct kl_net_batch *b;

    (void)state;
    assert_int_equal(kl_net_batch_new(&b, n, 0), 0);
    add(b, n, 3);
    fake_ack(&f, next_seq(&f), -EEXIST);
    fake_ack(&f, next_seq(&f) + 2, 0);
    assert_int_equal(kl_net_batch_run(b, ask_inside, n), -EEXIST);
    assert_non_null(strstr(kl_error_text(kl_net_error(n)), "change 0"));
    kl_net_batch_free(b);
    close_with(n, &f);
}

/* What is not added is named, too; and addresses of any length are. */
static void what_fails_is_named(void **state)
{
    static const char *const text =
        "route 2001:db8:1111:2222:3333:4444:5555:6666/127 metric 1000000000 table 1000000000";
    struct kl_net_route r = {.has = KL_NET_HAS(RTA_PRIORITY), .priority = 1000000000};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &r};
    struct fake f;
    struct kl_net *n = open_with(&f, NULL);
    struct kl_net_batch *b;
    struct results x = {0};
    char name[128];

    (void)state;
    assert_int_equal(kl_net_batch_new(&b, n, 0), 0);
    r.table = 1000000000;
    assert_int_equal(
        kl_net_ip_parse(&r.dst, "2001:db8:1111:2222:3333:4444:5555:6666/127", AF_INET6), 0);
    assert_int_equal(kl_net_batch_add(b, KL_NET_ADD, &o, NULL), 0);
    fake_ack(&f, next_seq(&f), -EEXIST);
    assert_int_equal(kl_net_batch_run(b, note, &x), -EEXIST);
    snprintf(name, sizeof(name), "change 0 (%s)", text);
    assert_string_equal(kl_error_object(kl_net_error(n)), name);
    r.dst.prefix = 129;
    assert_int_equal(kl_net_batch_add(b, KL_NET_ADD, &o, NULL), -EINVAL);
    assert_non_null(strstr(kl_error_text(kl_net_error(n)), "change 0 (route 2001:db8:1111"));
    kl_net_batch_free(b);
    close_with(n, &f);
}

/* ---- Addresses ---- */

static void addresses_as_text(void **state)
{
    static const struct {
        const char *text, *again;
        uint8_t family;
    } good[] = {
        {"10.0.0.1", "10.0.0.1", 0},
        {"10.0.0.1/24", "10.0.0.1/24", AF_INET},
        {"0.0.0.0/0", "0.0.0.0/0", 0},
        {"default", "0.0.0.0/0", 0},
        {"any", "::/0", AF_INET6},
        {"fe80::1", "fe80::1", 0},
        {"2001:DB8::/32", "2001:db8::/32", 0},
        {"::1/128", "::1", AF_INET6},
    };
    static const struct {
        const char *text;
        uint8_t family;
    } bad[] = {
        {"", 0},
        {"10.0.0", 0},
        {"10.0.0.1/33", 0},
        {"10.0.0.1/", 0},
        {"10.0.0.1/-1", 0},
        {"10.0.0.1/ 8", 0},
        {"10.0.0.1/99999999999999999999", 0},
        {"::1/129", 0},
        {"::1", AF_INET},
        {"10.0.0.1", AF_INET6},
        {"10.0.0.1", AF_UNIX},
        {"/8", 0},
        {"1111111111111111111111111111111111111111111111111111", 0},
        {"fe80::1%lo", 0},
    };
    struct kl_net_ip ip, other;
    char text[KL_NET_IP_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(kl_net_ip_parse(&ip, good[i].text, good[i].family), 0);
        assert_string_equal(kl_net_ip_text(&ip, text), good[i].again);
        assert_int_equal(kl_net_ip_parse(&other, good[i].again, ip.family), 0);
        assert_true(kl_net_ip_equal(&ip, &other));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        memset(&ip, 7, sizeof(ip));
        assert_int_equal(kl_net_ip_parse(&ip, bad[i].text, bad[i].family), -EINVAL);
        assert_int_equal(ip.family, 7); /* untouched */
    }
    ip = (struct kl_net_ip){.family = 0};
    assert_string_equal(kl_net_ip_text(&ip, text), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_acknowledgement_a_send),
        cmocka_unit_test(lost_answers_are_told),
        cmocka_unit_test(answers_of_others_do_not_count),
        cmocka_unit_test(what_cannot_be_sent_is_not_lost_silently),
        cmocka_unit_test(no_buffer_to_send_from_ends_it),
        cmocka_unit_test(the_callback_cannot_use_the_handle),
        cmocka_unit_test(what_fails_is_named),
        cmocka_unit_test(addresses_as_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
