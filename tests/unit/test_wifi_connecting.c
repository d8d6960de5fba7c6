// SPDX-License-Identifier: MIT
// A connection from its request to what becomes of it, as the kernel may tell it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kernlink/wifi_ap.h>

#include "core/msg.h"
#include "fake_wifi.h"

static const unsigned char bssid[6] = {2, 0, 0, 0, 1, 0};
static const uint8_t pmk[32];

static struct {
    unsigned times;
    int code;
    struct kl_wifi_connected c;
} end;

static int open_wifi(void **state)
{
    memset(&end, 0, sizeof(end));
    return fake_wifi_open(state);
}

static void take(struct kl_wifi *w, int code, const struct kl_wifi_connected *c, void *user)
{
    (void)w;
    (void)user;
    end.times++;
    end.code = code;
    end.c = *c;
}

static struct kl_wifi_connect_options cafe(void)
{
    return (struct kl_wifi_connect_options){.ssid = (const uint8_t *)"Cafe", .ssid_len = 4};
}

static void start(const struct kl_wifi_connect_options *o)
{
    assert_true(kl_wifi_connect_start(fw.w, IFINDEX, o, take, NULL) > 0);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 0);
}

static void start_open(void)
{
    struct kl_wifi_connect_options o = cafe();

    start(&o);
}

/* What a scan has seen: one BSS, with @ies behind its name. */
static void seen(uint16_t capability, int status, const char *ies, size_t len)
{
    struct attrs bss = {.len = 0}, *answer = &fw.answers[0];
    uint8_t elements[256] = {0, 4, 'C', 'a', 'f', 'e'};

    if (len > 0)
        memcpy(elements + 6, ies, len);
    put(&bss, NL80211_BSS_BSSID, bssid, 6);
    put_u32(&bss, NL80211_BSS_FREQUENCY, 2412);
    put_u16(&bss, NL80211_BSS_CAPABILITY, capability);
    put(&bss, NL80211_BSS_INFORMATION_ELEMENTS, elements, 6 + len);
    if (status >= 0)
        put_u32(&bss, NL80211_BSS_STATUS, (uint32_t)status);
    answer->len = 0;
    put_u32(answer, NL80211_ATTR_IFINDEX, IFINDEX);
    put_nest(answer, NL80211_ATTR_BSS, &bss);
    fw.n_answers = 1;
}

#define RSN "\x30\x12\1\0\0\x0f\xac\4\1\0\0\x0f\xac\4\1\0\0\x0f\xac\2"

/* The event CONNECT. @timed_out: its reason, or -1. */
static void tell_connect(uint16_t status, int timed_out)
{
    struct attrs a = {.len = 0};

    put(&a, NL80211_ATTR_MAC, bssid, 6);
    put_u16(&a, NL80211_ATTR_STATUS_CODE, status);
    if (timed_out >= 0) {
        put(&a, NL80211_ATTR_TIMED_OUT, NULL, 0);
        put_u32(&a, NL80211_ATTR_TIMEOUT_REASON, (uint32_t)timed_out);
    }
    fake_wifi_event(NL80211_CMD_CONNECT, true, &a);
    fake_wifi_dispatch(0);
}

static void tell_disconnect(uint16_t reason, bool by_ap)
{
    struct attrs a = {.len = 0};

    put_u16(&a, NL80211_ATTR_REASON_CODE, reason);
    if (by_ap)
        put(&a, NL80211_ATTR_DISCONNECTED_BY_AP, NULL, 0);
    fake_wifi_event(NL80211_CMD_DISCONNECT, true, &a);
    fake_wifi_dispatch(0);
}

static void has_ended(enum kl_wifi_connect_result result)
{
    assert_int_equal(end.times, 1);
    assert_int_equal(end.code, 0);
    assert_int_equal(end.c.result, result);
}

static void connected_then_disconnected(void **state)
{
    (void)state;
    seen(0, NL80211_BSS_STATUS_ASSOCIATED, NULL, 0);
    start_open();
    tell_connect(0, -1);
    has_ended(KL_WIFI_CONNECTED);
    assert_memory_equal(end.c.bssid, bssid, 6);
    assert_int_equal(end.c.freq_mhz, 2412);
    /* What happens to it later is another's to watch. */
    tell_disconnect(3, true);
    has_ended(KL_WIFI_CONNECTED);
    assert_string_equal(fw.sent, "connect ");
}

static void refused_with_a_status(void **state)
{
    (void)state;
    start_open();
    tell_connect(17, -1);
    has_ended(KL_WIFI_REFUSED);
    assert_int_equal(end.c.status, 17);
    assert_string_not_equal(kl_wifi_status_name(17), "unknown");
}

static void no_answer_in_a_phase(void **state)
{
    (void)state;
    for (int phase = NL80211_TIMEOUT_UNSPECIFIED; phase <= NL80211_TIMEOUT_ASSOC; phase++) {
        end.times = 0;
        start_open();
        tell_connect(1, phase);
        has_ended(KL_WIFI_NO_ANSWER);
        assert_int_equal(end.c.phase, phase);
    }
}

/* The kernel finds no open network of this name; there is a protected one. */
static void not_found_as_it_is_protected(void **state)
{
    (void)state;
    seen(0x11, -1, RSN, sizeof(RSN) - 1);
    start_open();
    tell_connect(1, NL80211_TIMEOUT_SCAN);
    has_ended(KL_WIFI_NEEDS_SUPPLICANT);
    assert_int_equal(end.c.freq_mhz, 2412);
}

static void connected_but_protected(void **state)
{
    (void)state;
    seen(0x11, NL80211_BSS_STATUS_ASSOCIATED, RSN, sizeof(RSN) - 1);
    start_open();
    tell_connect(0, -1);
    has_ended(KL_WIFI_NEEDS_SUPPLICANT);
    assert_string_equal(fw.sent, "connect disconnect ");
}

/* With a key the port opens later, or does not. */
static void the_handshake_fails(void **state)
{
    struct kl_wifi_connect_options o = cafe();

    (void)state;
    o.pmk = pmk;
    seen(0x11, NL80211_BSS_STATUS_ASSOCIATED, RSN, sizeof(RSN) - 1);
    start(&o);
    tell_connect(0, -1);
    assert_int_equal(end.times, 0);
    tell_disconnect(15, true);
    has_ended(KL_WIFI_DEAUTHENTICATED);
    assert_int_equal(end.c.reason, 15);
    assert_true(end.c.by_ap);
    assert_string_not_equal(kl_wifi_reason_name(15), "unknown");
}

static void the_handshake_ends(void **state)
{
    struct kl_wifi_connect_options o = cafe();

    (void)state;
    o.pmk = pmk;
    seen(0x11, NL80211_BSS_STATUS_ASSOCIATED, RSN, sizeof(RSN) - 1);
    start(&o);
    tell_connect(0, -1);
    fake_wifi_event(NL80211_CMD_PORT_AUTHORIZED, true, NULL);
    fake_wifi_dispatch(0);
    has_ended(KL_WIFI_CONNECTED);
    assert_string_equal(fw.sent, "connect ");
}

/* Of a connection before, and of another interface on the same phy. */
static void the_events_of_others(void **state)
{
    struct attrs a = {.len = 0};

    (void)state;
    start_open();
    tell_disconnect(3, false);
    assert_int_equal(end.times, 0);
    put_u32(&a, NL80211_ATTR_WIPHY, WIPHY);
    put_u32(&a, NL80211_ATTR_IFINDEX, IFINDEX + 1);
    put_u16(&a, NL80211_ATTR_STATUS_CODE, 0);
    fake_wifi_event(NL80211_CMD_CONNECT, false, &a);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 0);
    tell_connect(17, -1);
    has_ended(KL_WIFI_REFUSED);
}

static void not_in_time(void **state)
{
    struct kl_wifi_connect_options o = cafe();

    (void)state;
    o.timeout_ms = 20;
    start(&o);
    while (end.times == 0)
        fake_wifi_dispatch(1000);
    assert_int_equal(end.code, -ETIMEDOUT);
    assert_string_equal(fw.sent, "connect disconnect ");
}

static void cancelled(void **state)
{
    struct kl_wifi_connect_options o = cafe();
    int64_t id;

    (void)state;
    id = kl_wifi_connect_start(fw.w, IFINDEX, &o, take, NULL);
    assert_int_equal(kl_wifi_cancel(fw.w, id), 0);
    assert_int_equal(end.times, 1);
    assert_int_equal(end.code, -ECANCELED);
    assert_string_equal(fw.sent, "connect disconnect ");
}

static void the_interface_goes(void **state)
{
    (void)state;
    start_open();
    fake_wifi_event(NL80211_CMD_DEL_INTERFACE, true, NULL);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 1);
    assert_int_equal(end.code, -ENODEV);
    assert_string_equal(fw.sent, "connect ");
}

/* The outcome was among the events that were lost: the list of networks has it. */
static void events_lost(void **state)
{
    (void)state;
    start_open();
    fake_fail_recv(&fw.events, ENOBUFS);
    fake_wifi_event(NL80211_CMD_NOTIFY_CQM, true, NULL);
    fake_wifi_dispatch(0);
    assert_int_equal(end.times, 0);
    seen(0, NL80211_BSS_STATUS_ASSOCIATED, NULL, 0);
    fake_fail_recv(&fw.events, ENOBUFS);
    fake_wifi_event(NL80211_CMD_NOTIFY_CQM, true, NULL);
    fake_wifi_dispatch(0);
    fake_wifi_dispatch(0);
    has_ended(KL_WIFI_CONNECTED);
    assert_memory_equal(end.c.bssid, bssid, 6);
}

#define SECRET "secret-secret"

static void nothing_is_left(void)
{
    assert_null(memmem(fw.w->msg->buf, fw.w->msg->size, SECRET, 5));
}

/* Whoever installs a key, or begins with one: it is not in memory behind that. */
static void keys_are_wiped(void **state)
{
    struct kl_wifi_wep_key wep = {.data = SECRET, .len = 5};
    struct kl_wifi_key key = {.cipher = 0x000fac05, .data = SECRET, .data_len = 13};
    const uint8_t beacon[40] = {0x80};
    struct kl_wifi_chan chan = {
        .freq_mhz = 2412, .width = NL80211_CHAN_WIDTH_20_NOHT, .center1_mhz = 2412, .type = -1};
    struct kl_wifi_ap ap = {.ssid = (const uint8_t *)"Cafe",
                            .ssid_len = 4,
                            .chan = chan,
                            .head = beacon,
                            .head_len = sizeof(beacon),
                            .wep_keys = &wep,
                            .n_wep_keys = 1};
    struct kl_wifi_ibss ibss = {
        .ssid = ap.ssid, .ssid_len = 4, .chan = chan, .wep_keys = &wep, .n_wep_keys = 1};
    struct kl_wifi_connect_options o = cafe();

    (void)state;
    memset(fw.w->msg->buf, 0, fw.w->msg->size); /* what is searched */
    o.wep_keys = &wep;
    o.n_wep_keys = 1;
    assert_true(kl_wifi_connect_start(fw.w, IFINDEX, &o, take, NULL) > 0);
    nothing_is_left();
    assert_int_equal(kl_wifi_key_new(fw.w, IFINDEX, NULL, &key), 0);
    nothing_is_left();
    assert_int_equal(kl_wifi_authenticate_wep(fw.w, IFINDEX, bssid, ap.ssid, 4, 2412,
                                              NL80211_AUTHTYPE_SHARED_KEY, &wep),
                     0);
    nothing_is_left();
    assert_int_equal(kl_wifi_begin_ap(fw.w, IFINDEX, &ap), 0);
    nothing_is_left();
    assert_int_equal(kl_wifi_join_ibss(fw.w, IFINDEX, &ibss), 0);
    nothing_is_left();
    assert_string_equal(fw.sent, "connect other other other other ");
}

static void the_request_is_refused(void **state)
{
    struct kl_wifi_connect_options o = cafe();

    (void)state;
    fw.codes[0] = -EALREADY;
    fw.n_codes = 1;
    assert_int_equal(kl_wifi_connect_start(fw.w, IFINDEX, &o, take, NULL), -EALREADY);
    /* A driver that leaves the handshake to others refuses the key. */
    fw.codes[0] = -EINVAL;
    fw.n_codes = 1;
    o.pmk = pmk;
    assert_int_equal(kl_wifi_connect_start(fw.w, IFINDEX, &o, take, NULL), -EOPNOTSUPP);
    assert_non_null(strstr(kl_error_text(kl_wifi_error(fw.w)), "supplicant"));
    tell_connect(0, -1);
    assert_int_equal(end.times, 0);
    assert_string_equal(fw.sent, "connect connect ");
}

static void contradictions(void **state)
{
    struct kl_wifi_connect_options o = cafe();

    (void)state;
    o.pmk = pmk;
    o.sae_password = "secret";
    assert_int_equal(kl_wifi_connect_start(fw.w, IFINDEX, &o, take, NULL), -EINVAL);
    o = cafe();
    o.ssid_len = 33;
    assert_int_equal(kl_wifi_connect_start(fw.w, IFINDEX, &o, take, NULL), -EINVAL);
    o.ssid_len = 0;
    assert_int_equal(kl_wifi_connect_start(fw.w, IFINDEX, &o, take, NULL), -EINVAL);
    assert_string_equal(fw.sent, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_wifi, fake_wifi_close)
    const struct CMUnitTest tests[] = {
        TEST(connected_then_disconnected),
        TEST(refused_with_a_status),
        TEST(no_answer_in_a_phase),
        TEST(not_found_as_it_is_protected),
        TEST(connected_but_protected),
        TEST(the_handshake_fails),
        TEST(the_handshake_ends),
        TEST(the_events_of_others),
        TEST(not_in_time),
        TEST(cancelled),
        TEST(the_interface_goes),
        TEST(events_lost),
        TEST(keys_are_wiped),
        TEST(the_request_is_refused),
        TEST(contradictions),
    };

    return cmocka_run_group_tests_name("wifi_connecting", tests, NULL, NULL);
}
