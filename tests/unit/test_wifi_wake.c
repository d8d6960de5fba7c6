// SPDX-License-Identifier: MIT
// What simulated radios do not have, against a fake kernel that gives back what it was given:
// waking, rules for packets, scheduled scans; and results of measurements.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_kernel.h"
#include "wifi/wifi.h"

#define FAMILY 0x1b

static struct fake kernel, events;
static struct kl_wifi w;
static struct {
    unsigned char attrs[8192]; /* of the last message that set something */
    size_t len;
    uint8_t commands[16]; /* all that were sent */
    unsigned n;
} seen;

static void reply(struct fake *f, const struct nlmsghdr *request, uint8_t cmd, const void *attrs,
                  size_t len)
{
    static struct blob b;
    struct genlmsghdr genl = {.cmd = cmd, .version = 1};
    struct nlmsghdr *msg;

    b.len = 0;
    msg = blob_message(&b, request->nlmsg_seq, FAMILY, 0);
    blob_bytes(&b, msg, &genl, sizeof(genl));
    if (len > 0)
        blob_bytes(&b, msg, attrs, len);
    fake_send(f, b.data, b.len);
}

static void reply_interface(struct fake *f, const struct nlmsghdr *request)
{
    struct {
        struct nlattr a;
        uint32_t ifindex;
        struct nlattr b;
        uint32_t wiphy;
        struct nlattr c;
        uint32_t wdev[2];
    } attrs = {{8, NL80211_ATTR_IFINDEX}, 3,     {8, NL80211_ATTR_WIPHY}, 1,
               {12, NL80211_ATTR_WDEV},   {1, 1}};

    reply(f, request, NL80211_CMD_NEW_INTERFACE, &attrs, sizeof(attrs));
}

static void script(struct fake *f, const struct nlmsghdr *request)
{
    const struct genlmsghdr *genl = (const void *)(request + 1);
    const unsigned char *attrs = (const void *)(genl + 1);
    size_t len = request->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;

    assert_true(seen.n < sizeof(seen.commands) && len <= sizeof(seen.attrs));
    seen.commands[seen.n++] = genl->cmd;
    if (genl->cmd == NL80211_CMD_GET_WOWLAN || genl->cmd == NL80211_CMD_GET_COALESCE) {
        reply(f, request, genl->cmd, seen.attrs, seen.len);
    } else if (genl->cmd == NL80211_CMD_GET_INTERFACE) {
        reply_interface(f, request);
    } else {
        memcpy(seen.attrs, attrs, len);
        seen.len = len;
    }
    fake_ack(f, request->nlmsg_seq, 0);
}

static int open_all(void **state)
{
    struct kl_sock_options options = {.protocol = NETLINK_GENERIC, .flags = KL_SOCK_EVENTS};

    (void)state;
    memset(&seen, 0, sizeof(seen));
    fake_open(&kernel, NULL);
    kernel.script = script;
    fake_open(&events, &options);
    w = (struct kl_wifi){.sock = kernel.sock, .events = events.sock, .family = FAMILY, .epoll = -1};
    kl_list_init(&w.ops);
    return kl_msg_new(&w.msg);
}

static int close_all(void **state)
{
    (void)state;
    (void)kl_wifi_timeout(&w);
    while (!kl_list_empty(&w.ops)) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(w.ops.next, struct kl_wifi_op, link);

        kl_list_remove(&op->link);
        free(op);
    }
    kl_msg_free(w.msg);
    fake_close(&events);
    fake_close(&kernel);
    return 0;
}

static struct kl_wifi_pattern pattern(const char *text)
{
    struct kl_wifi_pattern p;

    assert_int_equal(kl_wifi_pattern_parse(text, &p, NULL, 0), 0);
    return p;
}

static void same_pattern(const struct kl_wifi_pattern *a, const struct kl_wifi_pattern *b)
{
    assert_int_equal(a->offset, b->offset);
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->bytes, b->bytes, a->len);
    assert_memory_equal(a->mask, b->mask, (a->len + 7) / 8);
}

/* ---- Waking ---- */

static int same_wake(const struct kl_wifi_wake *got, void *user)
{
    const struct kl_wifi_wake *want = user;

    assert_int_equal(got->triggers, want->triggers);
    assert_int_equal(got->n_patterns, 2);
    same_pattern(&got->patterns[0], &want->patterns[0]);
    same_pattern(&got->patterns[1], &want->patterns[1]);
    assert_memory_equal(got->tcp->dst, want->tcp->dst, 4);
    assert_memory_equal(got->tcp->dst_mac, want->tcp->dst_mac, 6);
    assert_int_equal(got->tcp->dst_port, 80);
    assert_int_equal(got->tcp->interval_s, 60);
    assert_int_equal(got->tcp->data_len, 4);
    assert_memory_equal(got->tcp->data, "data", 4);
    assert_int_equal(got->tcp->wake_len, 3);
    assert_memory_equal(got->tcp->wake, "wak", 3);
    assert_int_equal(got->tcp->wake_mask[0], 5);
    assert_int_equal(got->tcp->seq_offset, 1);
    assert_int_equal(got->tcp->token_len, 2);
    assert_int_equal(got->tcp->tokens_len, 6);
    assert_memory_equal(got->tcp->tokens, "tokens", 6);
    assert_int_equal(got->net_detect->n_plans, 2);
    assert_int_equal(got->net_detect->plans[0].iterations, 3);
    assert_int_equal(got->net_detect->delay_s, 7);
    assert_int_equal(got->net_detect->n_freqs, 2);
    assert_int_equal(got->net_detect->freqs_khz[1], 5180000);
    assert_int_equal(got->net_detect->n_matches, 1);
    assert_int_equal(got->net_detect->matches[0].rssi_dbm, -70);
    assert_memory_equal(got->net_detect->matches[0].ssid.data, "net", 3);
    return 0;
}

static void wakes_as_it_was_told(void **state)
{
    static const uint8_t mask = 5;
    struct kl_wifi_pattern patterns[] = {pattern("18+43:34:-:2"), pattern("1:2:3:4:5:6:7:8:9")};
    struct kl_wifi_wake_tcp tcp = {.src = {10, 0, 0, 2},
                                   .dst = {10, 0, 0, 1},
                                   .dst_mac = {2, 0, 0, 0, 0, 1},
                                   .dst_port = 80,
                                   .interval_s = 60,
                                   .data = (const uint8_t *)"data",
                                   .data_len = 4,
                                   .wake = (const uint8_t *)"wak",
                                   .wake_mask = &mask,
                                   .wake_len = 3,
                                   .has_seq = true,
                                   .seq_offset = 1,
                                   .seq_len = 2,
                                   .tokens = (const uint8_t *)"tokens",
                                   .tokens_len = 6,
                                   .token_len = 2};
    struct kl_wifi_scan_plan plans[] = {{10, 3}, {60, 0}};
    uint32_t freqs[] = {2412000, 5180000};
    struct kl_wifi_sched_match match = {{3, "net"}, true, -70};
    struct kl_wifi_sched_options nd = {.plans = plans,
                                       .n_plans = 2,
                                       .delay_s = 7,
                                       .freqs_khz = freqs,
                                       .n_freqs = 2,
                                       .matches = &match,
                                       .n_matches = 1};
    struct kl_wifi_wake wake = {.triggers = 1u << NL80211_WOWLAN_TRIG_DISCONNECT |
                                            1u << NL80211_WOWLAN_TRIG_MAGIC_PKT,
                                .patterns = patterns,
                                .n_patterns = 2,
                                .tcp = &tcp,
                                .net_detect = &nd};

    (void)state;
    assert_int_equal(kl_wifi_set_wowlan(&w, 1, &wake), 0);
    assert_int_equal(kl_wifi_get_wowlan(&w, 1, same_wake, &wake), 1);
    assert_int_equal(kl_wifi_set_wowlan(&w, 1, NULL), 0);
    assert_int_equal(kl_wifi_get_wowlan(&w, 1, same_wake, &wake), 0);
    tcp.seq_offset = 3;
    assert_int_equal(kl_wifi_set_wowlan(&w, 1, &wake), -EINVAL);
    assert_string_equal(kl_error_text(kl_wifi_error(&w)),
                        "the number of 2 bytes at 3 is not in the data");
    tcp.has_seq = false;
    tcp.token_len = 7;
    assert_int_equal(kl_wifi_set_wowlan(&w, 1, &wake), -EINVAL);
    wake.tcp = NULL;
    nd.interval_ms = 1;
    assert_int_equal(kl_wifi_set_wowlan(&w, 1, &wake), -EINVAL);
}

static int same_rule(const struct kl_wifi_coalesce_rule *got, void *user)
{
    const struct kl_wifi_coalesce_rule **want = user;

    assert_int_equal(got->delay_ms, (*want)->delay_ms);
    assert_int_equal(got->condition, (*want)->condition);
    assert_int_equal(got->n_patterns, (*want)->n_patterns);
    for (unsigned i = 0; i < got->n_patterns; i++)
        same_pattern(&got->patterns[i], &(*want)->patterns[i]);
    ++*want;
    return 0;
}

static void holds_back_as_it_was_told(void **state)
{
    struct kl_wifi_pattern patterns[] = {pattern("1"), pattern("2:-"), pattern("3+4")};
    struct kl_wifi_coalesce_rule rules[] = {{50, 1, patterns, 2}, {100, 0, patterns + 2, 1}};
    const struct kl_wifi_coalesce_rule *want = rules;

    (void)state;
    assert_int_equal(kl_wifi_set_coalesce(&w, 1, rules, 2), 0);
    assert_int_equal(kl_wifi_get_coalesce(&w, 1, same_rule, &want), 2);
    assert_int_equal(kl_wifi_set_coalesce(&w, 1, NULL, 0), 0);
    assert_int_equal(kl_wifi_get_coalesce(&w, 1, same_rule, &want), 0);
    rules[1].n_patterns = 0;
    assert_int_equal(kl_wifi_set_coalesce(&w, 1, rules, 2), -EINVAL);
    patterns[0].len = 0;
    rules[1].n_patterns = 1;
    assert_int_equal(kl_wifi_set_coalesce(&w, 1, rules, 2), -EINVAL);
}

/* ---- Scheduled scans ---- */

struct heard {
    unsigned results, stopped;
    int code;
};

static void hear(struct kl_wifi *wifi, enum kl_wifi_sched_event event, int code, void *user)
{
    struct heard *h = user;

    (void)wifi;
    h->results += event == KL_WIFI_SCHED_RESULTS;
    h->stopped += event == KL_WIFI_SCHED_STOPPED;
    h->code = code;
}

/* An event of interface @ifindex for the only operation. */
static void tell(uint8_t cmd, uint32_t ifindex)
{
    struct kl_wifi_op *op = KL_LIST_ENTRY(w.ops.next, struct kl_wifi_op, link);
    struct {
        struct nlattr a;
        uint32_t ifindex;
    } attrs = {{8, NL80211_ATTR_IFINDEX}, ifindex};
    struct kl_view v = {.data = (const unsigned char *)&attrs, .len = sizeof(attrs)};

    op->class->event(&w, op, cmd, &v);
}

static void watches_scheduled_scans(void **state)
{
    struct kl_wifi_sched_options o = {.interval_ms = 1000, .passive = true};
    struct heard h = {0, 0, 1};
    int64_t id;

    (void)state;
    id = kl_wifi_sched_scan_start(&w, 3, &o, hear, &h);
    assert_true(id > 0);
    assert_int_equal(kl_wifi_timeout(&w), -1); /* no deadline */
    assert_int_equal(seen.commands[seen.n - 1], NL80211_CMD_START_SCHED_SCAN);
    tell(NL80211_CMD_SCHED_SCAN_RESULTS, 3);
    tell(NL80211_CMD_SCHED_SCAN_RESULTS, 4); /* another interface's */
    tell(NL80211_CMD_NEW_SCAN_RESULTS, 3);
    assert_int_equal(h.results, 1);
    assert_int_equal(kl_wifi_cancel(&w, id), 0);
    assert_int_equal(seen.commands[seen.n - 1], NL80211_CMD_STOP_SCHED_SCAN);
    assert_int_equal(h.stopped, 1);
    assert_int_equal(h.code, -ECANCELED);
    id = kl_wifi_sched_scan_start(&w, 3, &o, hear, &h);
    assert_true(id > 0);
    tell(NL80211_CMD_SCHED_SCAN_STOPPED, 3);
    assert_int_equal(h.stopped, 2);
    assert_int_equal(h.code, 0);
    assert_int_equal(kl_wifi_cancel(&w, id), -ENOENT);
    o.n_plans = 1;
    o.plans = &(struct kl_wifi_scan_plan){0, 1};
    assert_int_equal(kl_wifi_sched_scan_start(&w, 3, &o, hear, &h), -EINVAL);
    o.interval_ms = 0;
    assert_int_equal(kl_wifi_sched_scan_begin(&w, 3, &o), -EINVAL);
}

static void numbers_what_has_no_ifindex(void **state)
{
    struct kl_view v = {.data = seen.attrs};
    uint64_t wdev;

    (void)state;
    assert_int_equal(kl_wifi_wdev_index(0x500000007), 0x80050007);
    assert_int_equal(kl_wifi_wdev_index(0x800000000001), 0);
    assert_int_equal(kl_wifi_wdev_index(0x10000), 0);
    assert_int_equal(kl_wifi_stop_nan(&w, kl_wifi_wdev_index(0x500000007)), 0);
    v.len = seen.len;
    assert_int_equal(kl_view_get_uint(&v, NL80211_ATTR_WDEV, &wdev), 0);
    assert_int_equal(wdev, 0x500000007);
    assert_false(kl_view_has(&v, NL80211_ATTR_IFINDEX));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wakes_as_it_was_told, open_all, close_all),
        cmocka_unit_test_setup_teardown(holds_back_as_it_was_told, open_all, close_all),
        cmocka_unit_test_setup_teardown(watches_scheduled_scans, open_all, close_all),
        cmocka_unit_test_setup_teardown(numbers_what_has_no_ifindex, open_all, close_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
