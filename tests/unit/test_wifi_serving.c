// SPDX-License-Identifier: MIT
// An AP that answers stations, whose caller ends it from inside of a callback: nothing is told,
// sent or kept behind the end.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_wifi.h"
#include "wifi/ap_serve.h"

static const unsigned char ours[6] = {2, 0, 0, 0, 1, 0}, theirs[6] = {2, 0, 0, 0, 2, 0};

static struct {
    int64_t id;
    enum kl_wifi_ap_what cancel_at;
    bool cancels;
    unsigned calls, ends, behind; /* behind: calls after the end */
    int code;
} told;

static void take(struct kl_wifi *w, int code, const struct kl_wifi_ap_event *e, void *user)
{
    (void)user;
    told.calls++;
    told.behind += told.ends > 0;
    if (e == NULL) {
        told.ends++;
        told.code = code;
    } else if (told.cancels && told.ends == 0 && e->what == told.cancel_at) {
        assert_int_equal(kl_wifi_cancel(w, told.id), 0);
    }
}

/* An AP as it is when kl_wifi_ap_start() has returned. */
static struct kl_wifi_serve *serve(enum kl_wifi_ap_what cancel_at)
{
    struct kl_wifi_serve *s = calloc(1, sizeof(*s));

    assert_non_null(s);
    memset(&told, 0, sizeof(told));
    s->fn = take;
    memcpy(s->ssid, "abc", 3);
    s->ap = (struct kl_wifi_ap){
        .ssid = s->ssid,
        .ssid_len = 3,
        .chan = {.freq_mhz = 2412, .width = NL80211_CHAN_WIDTH_20_NOHT, .center1_mhz = 2412}};
    s->band =
        (struct kl_wifi_ap_band){.band = NL80211_BAND_2GHZ, .n_rates = 4, .rates = {2, 4, 11, 22}};
    s->plan = (struct kl_wifi_ap_plan){.ap = &s->ap, .band = &s->band};
    memcpy(s->plan.mac, ours, 6);
    s->max = KL_WIFI_AID_MAX;
    told.id = kl_wifi_op_add(fw.w, &s->op, &kl_wifi_serve_class, IFINDEX, KL_NO_TIMEOUT);
    assert_true(told.id > 0);
    told.cancels = true;
    told.cancel_at = cancel_at;
    return s;
}

static struct kl_wifi_sta *station(struct kl_wifi_serve *s, enum kl_wifi_sta_state state)
{
    struct kl_wifi_sta *sta = kl_wifi_sta_get(s, theirs);

    assert_non_null(sta);
    sta->state = state;
    return sta;
}

/* A frame of the station arrives. */
static void hear(uint8_t type, const void *body, size_t len)
{
    struct attrs a = {.len = 0};
    uint8_t frame[128] = {type};

    memcpy(frame + 4, ours, 6);
    memcpy(frame + 10, theirs, 6);
    memcpy(frame + 16, ours, 6);
    memcpy(frame + 24, body, len);
    put(&a, NL80211_ATTR_FRAME, frame, 24 + len);
    fake_wifi_event(NL80211_CMD_FRAME, true, &a);
    fake_wifi_dispatch(0);
}

static void has_ended(const char *sent)
{
    assert_int_equal(told.ends, 1);
    assert_int_equal(told.code, -ECANCELED);
    assert_int_equal(told.behind, 0);
    assert_string_equal(fw.sent, sent);
    assert_true(kl_list_empty(&fw.w->ops));
}

static void ended_when_one_disassociates(void **state)
{
    (void)state;
    (void)station(serve(KL_WIFI_AP_LEFT), KL_WIFI_STA_JOINED);
    hear(0xa0, "\x08", 2);
    has_ended("del_station stop_ap ");
}

/* It authenticated anew, and asks to be let in: the old one has left. */
static void ended_when_one_comes_again(void **state)
{
    static const char request[] = "\x21\x04\x05\0\0\3abc\1\2\x82\x84";

    (void)state;
    station(serve(KL_WIFI_AP_LEFT), KL_WIFI_STA_JOINED)->anew = true;
    hear(0, request, sizeof(request) - 1);
    has_ended("del_station stop_ap ");
}

/* The answer cannot be sent, and the caller gives up. */
static void ended_by_a_warning(void **state)
{
    (void)state;
    (void)serve(KL_WIFI_AP_WARNING);
    fw.codes[fw.n_codes++] = -ENETDOWN;
    hear(0xb0, "\1\0\1\0\0", 6); /* a shared key: refused */
    has_ended("frame stop_ap ");
}

static void ended_while_one_is_sent_away(void **state)
{
    (void)state;
    (void)station(serve(KL_WIFI_AP_WARNING), KL_WIFI_STA_JOINED);
    fw.codes[fw.n_codes++] = -ENETDOWN;
    assert_int_equal(kl_wifi_ap_kick(fw.w, told.id, theirs, 5), 0);
    has_ended("frame frame stop_ap ");
}

static void ended_when_one_is_silent(void **state)
{
    struct attrs a = {.len = 0};

    (void)state;
    (void)station(serve(KL_WIFI_AP_LEFT), KL_WIFI_STA_JOINED);
    put(&a, NL80211_ATTR_MAC, theirs, 6);
    fake_wifi_event(NL80211_CMD_PROBE_CLIENT, true, &a);
    fake_wifi_dispatch(0);
    has_ended("del_station stop_ap ");
}

/* Several wait for the word that they are in; the first that is in is enough. */
static void ended_where_events_were_lost(void **state)
{
    struct kl_wifi_serve *s = serve(KL_WIFI_AP_JOINED);
    unsigned char mac[6] = {2, 0, 0, 0, 2, 0};

    (void)state;
    fw.ssid = "abc"; /* it sends beacons still */
    for (mac[5] = 0; mac[5] < 3; mac[5]++)
        kl_wifi_sta_get(s, mac)->state = KL_WIFI_STA_ANSWERED;
    fake_fail_recv(&fw.events, ENOBUFS);
    fake_wifi_event(NL80211_CMD_NEW_STATION, true, NULL);
    for (unsigned i = 0; i < 3; i++)
        fake_wifi_dispatch(0);
    assert_int_equal(told.calls, 2);
    has_ended("set_station frame stop_ap ");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fake_wifi_open, fake_wifi_close)
    const struct CMUnitTest tests[] = {
        TEST(ended_when_one_disassociates), TEST(ended_when_one_comes_again),
        TEST(ended_by_a_warning),           TEST(ended_while_one_is_sent_away),
        TEST(ended_when_one_is_silent),     TEST(ended_where_events_were_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
