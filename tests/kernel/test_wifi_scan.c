// SPDX-License-Identifier: MIT
// Interfaces and scans on simulated radios, beside access points of hostapd.
#include "kernel_world.h"
#include "wifi_world.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <linux/nl80211.h>

static struct kl_wifi *w;
static uint32_t phy[4], ifindex[4];
static const uint32_t channels[] = {2412000, 2437000, 5180000};

struct seen {
    unsigned n;
    char names[256];
    struct kl_wifi_bss open;
};

static int note(const struct kl_wifi_bss *b, void *user)
{
    struct seen *s = user;
    size_t len = strlen(s->names);

    s->n++;
    snprintf(s->names + len, sizeof(s->names) - len, "%.*s;", (int)b->ssid_len,
             b->ssid != NULL ? (const char *)b->ssid : "");
    if (b->ssid_len == 7 && memcmp(b->ssid, "OpenNet", 7) == 0)
        s->open = *b;
    return 0;
}

/* Scans until both were seen in one: a slow machine's hostapd may answer when the scan has moved
 * on. */
static void scan_for(const struct kl_wifi_scan_options *o, struct seen *s, const char *one,
                     const char *other)
{
    time_t end = time(NULL) + 60;

    do {
        memset(s, 0, sizeof(*s));
        assert_true(kl_wifi_scan(w, ifindex[2], o, note, s) >= 0);
    } while ((strstr(s->names, one) == NULL || strstr(s->names, other) == NULL) &&
             time(NULL) < end);
}

static void test_interfaces(void **state)
{
    struct kl_wifi_iface made, read, *all = NULL;
    struct kl_wifi_iface_options o = {.set_4addr = true, .use_4addr = true};
    char text[512];
    int n;

    (void)state;
    assert_int_equal(
        kl_wifi_add_interface(w, "mon0", NL80211_IFTYPE_MONITOR, 0, phy[2], NULL, &made), 0);
    assert_int_equal(made.wiphy, phy[2]);
    wifi_world_read(text, sizeof(text), "iw dev mon0 info");
    assert_non_null(strstr(text, "type monitor"));
    assert_int_equal(
        kl_wifi_add_interface(w, "mon0", NL80211_IFTYPE_MONITOR, 0, phy[2], NULL, NULL), -ENFILE);
    assert_int_equal(
        kl_wifi_add_interface(w, "sta1", NL80211_IFTYPE_STATION, ifindex[2], 0, &o, &made), 0);
    wifi_world_read(text, sizeof(text), "iw dev sta1 info");
    assert_non_null(strstr(text, "4addr: on"));
    assert_int_equal(kl_wifi_get_interface_by_ifindex(w, made.ifindex, &read), 0);
    assert_string_equal(read.name, "sta1");
    assert_true(read.use_4addr);
    assert_memory_equal(read.mac, made.mac, 6);
    n = kl_wifi_get_interfaces_dict(w, &all);
    assert_true(n >= 5);
    free(all);
    assert_int_equal(kl_wifi_get_interface_by_phy(w, phy[1], &read), 0);
    assert_int_equal(read.ifindex, ifindex[1]);
    o.use_4addr = false;
    assert_int_equal(kl_wifi_set_interface(w, made.ifindex, NL80211_IFTYPE_STATION, &o), 0);
    assert_int_equal(kl_wifi_set_interface(w, made.ifindex, NL80211_IFTYPE_ADHOC, NULL), 0);
    wifi_world_read(text, sizeof(text), "iw dev sta1 info");
    assert_non_null(strstr(text, "type IBSS"));
    assert_int_equal(kl_wifi_del_interface(w, made.ifindex), 0);
    assert_int_equal(kl_wifi_get_interface_by_ifindex(w, made.ifindex, &read), -ENODEV);
    assert_int_equal(wifi_world_shell("iw dev mon0 del"), 0);
    assert_int_equal(kl_wifi_get_interface_by_phy(w, 4711, &read), -ENODEV);
}

static void test_scan(void **state)
{
    struct kl_wifi_scan_options o = {.freqs_khz = channels, .n_freqs = 3};
    struct seen s = {.n = 0};
    char text[4096];

    (void)state;
    scan_for(&o, &s, "OpenNet;", "SecNet;");
    assert_non_null(strstr(s.names, "OpenNet;"));
    assert_non_null(strstr(s.names, "SecNet;"));
    assert_int_equal(s.open.freq_mhz, 2412);
    assert_true(s.open.signal_mbm < 0 && s.open.signal_mbm > -10000);
    assert_int_equal(s.open.beacon_interval, 100);
    wifi_world_read(text, sizeof(text), "iw dev wlan2 scan dump");
    assert_non_null(strstr(text, "SSID: OpenNet"));
    /* What was seen stays, for those who only look. */
    memset(&s, 0, sizeof(s));
    assert_true(kl_wifi_scan_dump(w, ifindex[2], note, &s) >= 1);
}

static void test_passive_finds_what_sends_beacons(void **state)
{
    struct kl_wifi_scan_options o = {
        .freqs_khz = channels, .n_freqs = 1, .passive = true, .flags = NL80211_SCAN_FLAG_FLUSH};
    struct seen s = {.n = 0};

    (void)state;
    scan_for(&o, &s, "OpenNet;", "");
    assert_non_null(strstr(s.names, "OpenNet;"));
    assert_null(strstr(s.names, "Hidden"));
}

static void test_hidden_answers_its_name_only(void **state)
{
    struct kl_wifi_ssid ssid = {.len = 6, .data = "Hidden"};
    struct kl_wifi_scan_options o = {
        .freqs_khz = &channels[0], .n_freqs = 1, .flags = NL80211_SCAN_FLAG_FLUSH};
    struct seen s = {.n = 0};

    (void)state;
    (void)kl_wifi_scan(w, ifindex[2], &o, note, &s);
    assert_null(strstr(s.names, "Hidden"));
    o.ssids = &ssid;
    o.n_ssids = 1;
    scan_for(&o, &s, "Hidden;", "");
    assert_non_null(strstr(s.names, "Hidden;"));
}

struct outcome {
    bool done;
    enum kl_wifi_outcome outcome;
    int code;
};

static void take(struct kl_wifi *handle, enum kl_wifi_outcome outcome, int code, void *user)
{
    struct outcome *o = user;

    (void)handle;
    *o = (struct outcome){true, outcome, code};
}

static void run_until(const bool *done)
{
    while (!*done) {
        assert_int_equal(wifi_world_shell("true"), 0);
        assert_int_equal(kl_wifi_dispatch(w), 0);
    }
}

static void test_busy_joined_awaited_aborted(void **state)
{
    struct kl_wifi_scan_options o = {.passive = true};
    struct outcome first = {false}, joined = {false}, waits = {false};
    struct kl_wifi_scan_options join = {.join = true},
                                wait = {.wait = true, .freqs_khz = channels, .n_freqs = 1};
    int64_t id;

    (void)state;
    id = kl_wifi_scan_start(w, ifindex[2], &o, take, &first);
    assert_true(id > 0);
    assert_int_equal(kl_wifi_scan_start(w, ifindex[2], &o, take, &first), -EBUSY);
    assert_true(kl_wifi_scan_start(w, ifindex[2], &join, take, &joined) > 0);
    assert_true(kl_wifi_scan_start(w, ifindex[2], &wait, take, &waits) > 0);
    /* Somebody else breaks it off. */
    assert_int_equal(wifi_world_shell("iw dev wlan2 scan abort"), 0);
    run_until(&first.done);
    assert_int_equal(first.outcome, KL_WIFI_ABORTED);
    assert_int_equal(first.code, -ECANCELED);
    run_until(&joined.done);
    assert_int_equal(joined.outcome, KL_WIFI_ABORTED);
    run_until(&waits.done);
    assert_int_equal(waits.outcome, KL_WIFI_FINISHED);
    assert_int_equal(waits.code, 0);
    assert_int_equal(kl_wifi_cancel(w, id), -ENOENT);
}

static void test_cancel_and_deadline(void **state)
{
    struct kl_wifi_scan_options o = {.passive = true};
    struct outcome r = {false};
    int64_t id = kl_wifi_scan_start(w, ifindex[2], &o, take, &r);

    (void)state;
    assert_true(id > 0);
    assert_int_equal(kl_wifi_cancel(w, id), 0);
    assert_true(r.done);
    assert_int_equal(r.code, -ECANCELED);
    o.timeout_ms = 1;
    o.wait = true;
    r.done = false;
    assert_true(kl_wifi_scan_start(w, ifindex[2], &o, take, &r) > 0);
    run_until(&r.done);
    assert_int_equal(r.code, -ETIMEDOUT);
    assert_int_equal(r.outcome, KL_WIFI_TIMED_OUT);
}

static void test_interface_goes_away(void **state)
{
    struct kl_wifi_scan_options o = {.passive = true, .wait = true};
    static const unsigned char mac[] = {2, 0, 0, 0, 0x77, 1};
    struct kl_wifi_iface_options with_mac = {.mac = mac};
    struct outcome r = {false};
    struct kl_wifi_iface made;

    (void)state;
    assert_int_equal(
        kl_wifi_add_interface(w, "gone0", NL80211_IFTYPE_STATION, 0, phy[2], &with_mac, &made), 0);
    assert_int_equal(wifi_world_shell("ip link set gone0 up"), 0);
    assert_true(kl_wifi_scan_start(w, made.ifindex, &o, take, &r) > 0);
    assert_int_equal(wifi_world_shell("iw dev gone0 del"), 0);
    run_until(&r.done);
    assert_true(r.code == -ENODEV || r.code == -ECANCELED);
    assert_int_equal(kl_wifi_scan_trigger(w, made.ifindex, NULL), -ENODEV);
}

/* Two at once on two phys: each gets the end of its own. */
static void test_two_scan_at_once(void **state)
{
    struct kl_wifi_scan_options o = {.freqs_khz = channels, .n_freqs = 2};
    struct outcome a = {false}, b = {false};

    (void)state;
    assert_true(kl_wifi_scan_start(w, ifindex[2], &o, take, &a) > 0);
    assert_true(kl_wifi_scan_start(w, ifindex[3], &o, take, &b) > 0);
    run_until(&a.done);
    run_until(&b.done);
    assert_int_equal(a.code, 0);
    assert_int_equal(b.code, 0);
}

static void test_down_is_an_error(void **state)
{
    struct kl_wifi_scan_options o = {.passive = true};
    struct seen s = {.n = 0};

    (void)state;
    assert_int_equal(wifi_world_shell("ip link set wlan3 down"), 0);
    assert_int_equal(kl_wifi_scan(w, ifindex[3], &o, note, &s), -ENETDOWN);
    assert_int_equal(wifi_world_shell("ip link set wlan3 up"), 0);
    assert_int_equal(kl_wifi_scan(w, 0, &o, note, &s), -ENODEV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_scan),
        cmocka_unit_test(test_passive_finds_what_sends_beacons),
        cmocka_unit_test(test_hidden_answers_its_name_only),
        cmocka_unit_test(test_busy_joined_awaited_aborted),
        cmocka_unit_test(test_cancel_and_deadline),
        cmocka_unit_test(test_interface_goes_away),
        cmocka_unit_test(test_two_scan_at_once),
        cmocka_unit_test(test_down_is_an_error),
    };
    int rc;

    wifi_world_check();
    wifi_world_radios(4, phy, ifindex);
    wifi_world_ap("interface=wlan0\nssid=OpenNet\nhw_mode=g\nchannel=1\nbss=hid0\n"
                  "ssid=Hidden\nignore_broadcast_ssid=1\n");
    wifi_world_ap("interface=wlan1\nssid=SecNet\nhw_mode=g\nchannel=6\nwpa=2\n"
                  "wpa_key_mgmt=WPA-PSK\nrsn_pairwise=CCMP\nwpa_passphrase=password123\n");
    if (kl_wifi_open(&w, NULL) < 0)
        return 1;
    rc = cmocka_run_group_tests_name("wifi_scan", tests, NULL, NULL);
    kl_wifi_close(w);
    return rc;
}
