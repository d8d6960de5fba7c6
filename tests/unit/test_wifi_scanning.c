// SPDX-License-Identifier: MIT
// A scan from its trigger to its end, in every order that a kernel may tell it in.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_wifi.h"

struct end {
    unsigned times;
    enum kl_wifi_outcome outcome;
    int code;
    char words[128];
};

static struct end end, other;

static int open_wifi(void **state)
{
    memset(&end, 0, sizeof(end));
    memset(&other, 0, sizeof(other));
    return fake_wifi_open(state);
}

static void take(struct kl_wifi *w, enum kl_wifi_outcome outcome, int code, void *user)
{
    struct end *e = user;

    e->times++;
    e->outcome = outcome;
    e->code = code;
    snprintf(e->words, sizeof(e->words), "%s", kl_error_text(kl_wifi_error(w)));
}

static int64_t start(const struct kl_wifi_scan_options *o, struct end *e)
{
    return kl_wifi_scan_start(fw.w, IFINDEX, o, take, e);
}

static void tell(uint8_t cmd)
{
    fake_wifi_event(cmd, true, NULL);
    fake_wifi_dispatch(0);
}

static void tell_begin(struct fake_wifi *f)
{
    (void)f;
    fake_wifi_event(NL80211_CMD_TRIGGER_SCAN, true, NULL);
}

static void has_ended(const struct end *e, enum kl_wifi_outcome outcome, int code)
{
    assert_int_equal(e->times, 1);
    assert_int_equal(e->outcome, outcome);
    assert_int_equal(e->code, code);
}

static void its_own_end(void **state)
{
    (void)state;
    fw.on_trigger = tell_begin;
    assert_true(start(NULL, &end) > 0);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 0);
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
    /* What comes later is nobody's. */
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
    assert_string_equal(fw.sent, "trigger_scan ");
}

static void tell_end_and_begin(struct fake_wifi *f)
{
    fake_wifi_event(NL80211_CMD_NEW_SCAN_RESULTS, true, NULL);
    tell_begin(f);
}

/* The end of a scan before: in the queue already, and coming just ahead of ours. */
static void the_end_of_one_before(void **state)
{
    (void)state;
    fake_wifi_event(NL80211_CMD_NEW_SCAN_RESULTS, true, NULL);
    fw.on_trigger = tell_end_and_begin;
    assert_true(start(NULL, &end) > 0);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 0);
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
}

static void the_end_of_another_interface(void **state)
{
    struct attrs a = {.len = 0};

    (void)state;
    put_u32(&a, NL80211_ATTR_WIPHY, WIPHY);
    put_u32(&a, NL80211_ATTR_IFINDEX, IFINDEX + 1);
    put_u64(&a, NL80211_ATTR_WDEV, WDEV + 1);
    fw.on_trigger = tell_begin;
    assert_true(start(NULL, &end) > 0);
    fake_wifi_event(NL80211_CMD_NEW_SCAN_RESULTS, false, &a);
    fake_wifi_event(NL80211_CMD_SCAN_ABORTED, false, &a);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 0);
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
}

static void aborted_by_somebody(void **state)
{
    (void)state;
    fw.on_trigger = tell_begin;
    assert_true(start(NULL, &end) > 0);
    tell(NL80211_CMD_SCAN_ABORTED);
    has_ended(&end, KL_WIFI_ABORTED, -ECANCELED);
    assert_string_equal(end.words, "the scan was aborted");
    assert_string_equal(fw.sent, "trigger_scan ");
}

static void cancelled_by_us(void **state)
{
    int64_t id;

    (void)state;
    fw.on_trigger = tell_begin;
    id = start(NULL, &end);
    assert_int_equal(kl_wifi_cancel(fw.w, id), 0);
    has_ended(&end, KL_WIFI_ABORTED, -ECANCELED);
    assert_string_equal(fw.sent, "trigger_scan abort_scan ");
    assert_int_equal(kl_wifi_cancel(fw.w, id), -ENOENT);
}

static void forgotten(void **state)
{
    (void)state;
    fw.on_trigger = tell_begin;
    kl_wifi_forget(fw.w, start(NULL, &end));
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    assert_int_equal(end.times, 0);
    assert_string_equal(fw.sent, "trigger_scan ");
}

static void not_in_time(void **state)
{
    struct kl_wifi_scan_options o = {.timeout_ms = 20};

    (void)state;
    fw.on_trigger = tell_begin;
    assert_true(start(&o, &end) > 0);
    while (end.times == 0)
        fake_wifi_dispatch(1000);
    has_ended(&end, KL_WIFI_TIMED_OUT, -ETIMEDOUT);
    assert_string_equal(end.words, "the scan did not end in time");
    assert_string_equal(fw.sent, "trigger_scan abort_scan ");
    assert_int_equal(kl_wifi_timeout(fw.w), -1);
}

static void refused(void **state)
{
    (void)state;
    fw.codes[0] = -ENETDOWN;
    fw.n_codes = 1;
    assert_int_equal(start(NULL, &end), -ENETDOWN);
    /* Nothing is left of it: not even a socket that others' frames or results would come to. */
    assert_true(kl_list_empty(&fw.w->ops));
    fw.codes[0] = -EBUSY;
    fw.n_codes = 1;
    assert_int_equal(start(NULL, &end), -EBUSY);
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    assert_int_equal(end.times, 0);
}

static void busy_and_joined(void **state)
{
    struct kl_wifi_scan_options o = {.join = true};

    (void)state;
    fw.codes[0] = -EBUSY;
    fw.n_codes = 1;
    assert_true(start(&o, &end) > 0);
    assert_int_equal(end.times, 0);
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
    assert_string_equal(fw.sent, "trigger_scan ");
}

static void busy_and_awaited(void **state)
{
    struct kl_wifi_scan_options o = {.wait = true};

    (void)state;
    fw.codes[0] = -EBUSY;
    fw.codes[1] = -EBUSY;
    fw.n_codes = 2;
    assert_true(start(&o, &end) > 0);
    /* One scan ends, the next is somebody's again, and then it is our turn. */
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    assert_int_equal(end.times, 0);
    fw.on_trigger = tell_begin;
    tell(NL80211_CMD_SCAN_ABORTED);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 0);
    assert_string_equal(fw.sent, "trigger_scan trigger_scan trigger_scan ");
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
}

/* Busy with what ends without an event: asked again after a while. */
static void busy_without_an_event(void **state)
{
    struct kl_wifi_scan_options o = {.wait = true};

    (void)state;
    fw.codes[0] = -EBUSY;
    fw.n_codes = 1;
    assert_true(start(&o, &end) > 0);
    assert_true(kl_wifi_timeout(fw.w) >= 0 && kl_wifi_timeout(fw.w) <= 500);
    fw.on_trigger = tell_begin;
    while (strcmp(fw.sent, "trigger_scan trigger_scan ") != 0)
        fake_wifi_dispatch(1000);
    fake_wifi_dispatch(0);
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
}

static void two_wait(void **state)
{
    struct kl_wifi_scan_options join = {.join = true}, wait = {.wait = true};

    (void)state;
    fw.codes[0] = -EBUSY;
    fw.codes[1] = -EBUSY;
    fw.n_codes = 2;
    assert_true(start(&join, &end) > 0);
    assert_true(start(&wait, &other) > 0);
    fw.on_trigger = tell_begin;
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    fake_wifi_dispatch(0);
    has_ended(&end, KL_WIFI_FINISHED, 0);
    assert_int_equal(other.times, 0);
    tell(NL80211_CMD_SCAN_ABORTED);
    has_ended(&other, KL_WIFI_ABORTED, -ECANCELED);
}

static void lose_events(int code)
{
    fw.codes[0] = code;
    fw.n_codes = 1;
    fake_fail_recv(&fw.events, ENOBUFS);
    fake_wifi_event(NL80211_CMD_NOTIFY_CQM, true, NULL); /* something to read */
    fake_wifi_dispatch(0);
    fake_wifi_dispatch(0);
}

/* Events were lost, our begin among them: it runs still, says the kernel. */
static void events_lost_while_it_runs(void **state)
{
    (void)state;
    assert_true(start(NULL, &end) > 0);
    lose_events(-EBUSY);
    assert_int_equal(end.times, 0);
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
}

/* The end was lost: the kernel takes another, and that one's end counts. */
static void events_lost_with_its_end(void **state)
{
    (void)state;
    fw.on_trigger = tell_begin;
    assert_true(start(NULL, &end) > 0);
    fake_wifi_dispatch(0);
    fw.on_trigger = NULL;
    lose_events(0);
    assert_int_equal(end.times, 0);
    assert_string_equal(fw.sent, "trigger_scan trigger_scan ");
    tell(NL80211_CMD_NEW_SCAN_RESULTS);
    has_ended(&end, KL_WIFI_FINISHED, 0);
}

static void events_lost_and_down_meanwhile(void **state)
{
    (void)state;
    fw.on_trigger = tell_begin;
    assert_true(start(NULL, &end) > 0);
    lose_events(-ENETDOWN);
    has_ended(&end, KL_WIFI_ABORTED, -ENETDOWN);
}

static void the_interface_goes(void **state)
{
    (void)state;
    fw.on_trigger = tell_begin;
    assert_true(start(NULL, &end) > 0);
    tell(NL80211_CMD_DEL_INTERFACE);
    has_ended(&end, KL_WIFI_ABORTED, -ENODEV);
    assert_string_equal(fw.sent, "trigger_scan ");
}

static void closed_in_the_middle(void **state)
{
    (void)state;
    fw.on_trigger = tell_begin;
    assert_true(start(NULL, &end) > 0);
    fake_wifi_close(NULL);
    has_ended(&end, KL_WIFI_ABORTED, -ECANCELED);
    fake_wifi_open(NULL);
}

static void contradictions(void **state)
{
    struct kl_wifi_ssid ssid = {.len = 1, .data = "a"}, long_one = {.len = 33};
    struct kl_wifi_scan_options passive = {.passive = true, .ssids = &ssid, .n_ssids = 1},
                                both = {.join = true, .wait = true},
                                too_long = {.ssids = &long_one, .n_ssids = 1};

    (void)state;
    assert_int_equal(start(&passive, &end), -EINVAL);
    assert_int_equal(start(&both, &end), -EINVAL);
    assert_int_equal(start(&too_long, &end), -EINVAL);
    assert_int_equal(kl_wifi_scan_start(fw.w, 0, NULL, take, &end), -ENODEV);
    assert_string_equal(fw.sent, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_wifi, fake_wifi_close)
    const struct CMUnitTest tests[] = {
        TEST(its_own_end),
        TEST(the_end_of_one_before),
        TEST(the_end_of_another_interface),
        TEST(aborted_by_somebody),
        TEST(cancelled_by_us),
        TEST(forgotten),
        TEST(not_in_time),
        TEST(refused),
        TEST(busy_and_joined),
        TEST(busy_and_awaited),
        TEST(busy_without_an_event),
        TEST(two_wait),
        TEST(events_lost_while_it_runs),
        TEST(events_lost_with_its_end),
        TEST(events_lost_and_down_meanwhile),
        TEST(the_interface_goes),
        TEST(closed_in_the_middle),
        TEST(contradictions),
    };

    return cmocka_run_group_tests_name("wifi_scanning", tests, NULL, NULL);
}
