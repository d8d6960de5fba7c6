// SPDX-License-Identifier: MIT
// Connections and stations on simulated radios: to hostapd's access points, by hand, and in an
// IBSS.
#include "kernel_world.h"
#include "wifi_world.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <linux/nl80211.h>

static struct kl_wifi *w;
static uint32_t phy[4], ifindex[4];

#define SSID(text) .ssid = (const uint8_t *)(text), .ssid_len = sizeof(text) - 1

/* The answers of a slow machine's hostapd may come too late for the driver: then once more. */
static struct kl_wifi_connected connect_to(struct kl_wifi_connect_options o)
{
    struct kl_wifi_connected c;
    time_t end = time(NULL) + 60;

    do {
        int rc = kl_wifi_connect(w, ifindex[2], &o, &c);

        if (rc < 0)
            fprintf(stderr, "connect: %s\n", kl_error_text(kl_wifi_error(w)));
        assert_int_equal(rc, 0);
    } while (c.result == KL_WIFI_NO_ANSWER && time(NULL) < end);
    return c;
}

/* A connection whose owner is gone is taken down a little later: until then it is the owner's. */
static int be_idle(void **state)
{
    time_t end = time(NULL) + 60;
    int rc;

    (void)state;
    (void)kl_wifi_events(w, NULL, NULL);
    while ((rc = kl_wifi_disconnect(w, ifindex[2], 0)) == -EPERM && time(NULL) < end) {
        struct pollfd p = {.fd = kl_wifi_fd(w), .events = POLLIN};

        (void)poll(&p, 1, 100);
        (void)kl_wifi_dispatch(w);
    }
    return rc;
}

static int keep_bss(const struct kl_wifi_bss *b, void *user)
{
    *(struct kl_wifi_bss *)user = *b;
    return 0;
}

static int keep_open(const struct kl_wifi_bss *b, void *user)
{
    if (b->ssid_len == 7 && memcmp(b->ssid, "OpenNet", 7) == 0)
        *(struct kl_wifi_bss *)user = *b;
    return 0;
}

static int keep_station(const struct kl_wifi_station *s, void *user)
{
    *(struct kl_wifi_station *)user = *s;
    return 0;
}

static void test_open_network(void **state)
{
    struct kl_wifi_connected c = connect_to((struct kl_wifi_connect_options){SSID("OpenNet")});
    struct kl_wifi_station s, again;
    struct kl_wifi_bss b;
    char text[2048], line[128];

    (void)state;
    assert_int_equal(c.result, KL_WIFI_CONNECTED);
    assert_int_equal(c.freq_mhz, 2412);
    wifi_world_read(text, sizeof(text), "iw dev wlan2 link");
    assert_non_null(strstr(text, "SSID: OpenNet"));
    snprintf(line, sizeof(line), "Connected to %02x:%02x:%02x:%02x:%02x:%02x", c.bssid[0],
             c.bssid[1], c.bssid[2], c.bssid[3], c.bssid[4], c.bssid[5]);
    assert_non_null(strstr(text, line));
    assert_int_equal(kl_wifi_get_associated_bss(w, ifindex[2], keep_bss, &b), 0);
    assert_memory_equal(b.bssid, c.bssid, 6);

    /* Stations, both sides. Signals are signed. */
    assert_int_equal(kl_wifi_get_stations(w, ifindex[2], keep_station, &s), 1);
    assert_memory_equal(s.mac, c.bssid, 6);
    assert_true((s.has & KL_WIFI_S_SIGNAL) != 0 && s.signal_dbm < 0 && s.signal_dbm > -100);
    assert_true((s.has & KL_WIFI_S_TX_RATE) != 0 && s.tx_rate.kbps >= 1000);
    assert_true((s.flags_set & 1 << NL80211_STA_FLAG_AUTHORIZED) != 0);
    assert_true((s.has & KL_WIFI_S_BSS_PARAM) != 0 && s.bss.beacon_interval == 100);
    wifi_world_read(text, sizeof(text), "iw dev wlan2 station dump");
    snprintf(line, sizeof(line), "signal:  \t%d", s.signal_dbm);
    assert_non_null(strstr(text, line));
    assert_int_equal(kl_wifi_get_station(w, ifindex[2], c.bssid, &again), 0);
    assert_memory_equal(again.mac, s.mac, 6);
    assert_int_equal(kl_wifi_get_stations(w, ifindex[0], keep_station, &s), 1);
    assert_int_equal(kl_wifi_get_station(w, ifindex[0], c.bssid, &again), -ENOENT);

    assert_int_equal(
        kl_wifi_connect(w, ifindex[2], &(struct kl_wifi_connect_options){SSID("OpenNet")}, &c),
        -EALREADY);
    assert_int_equal(kl_wifi_disconnect(w, ifindex[2], 0), 0);
    wifi_world_read(text, sizeof(text), "iw dev wlan2 link");
    assert_non_null(strstr(text, "Not connected."));
    assert_int_equal(kl_wifi_disconnect(w, ifindex[2], 0), 0);
    assert_int_equal(kl_wifi_get_associated_bss(w, ifindex[2], keep_bss, &b), -ENOTCONN);
}

static void test_unknown_network(void **state)
{
    struct kl_wifi_connect_options o = {SSID("Nowhere"), .freq_mhz = 2412};
    struct kl_wifi_connected c;

    (void)state;
    assert_int_equal(kl_wifi_connect(w, ifindex[2], &o, &c), 0);
    assert_int_equal(c.result, KL_WIFI_NO_ANSWER);
    assert_int_equal(c.status, 1);
}

static void test_refused(void **state)
{
    struct kl_wifi_connected c =
        connect_to((struct kl_wifi_connect_options){SSID("Closed"), .freq_mhz = 2412});

    (void)state;
    assert_int_equal(c.result, KL_WIFI_REFUSED);
    assert_int_not_equal(c.status, 0);
    assert_string_not_equal(kl_wifi_status_name(c.status), "unknown");
}

static void test_protected_without_a_key(void **state)
{
    struct kl_wifi_connected c =
        connect_to((struct kl_wifi_connect_options){SSID("SecNet"), .freq_mhz = 2437});
    static const uint8_t pmk[32] = {1};
    struct kl_wifi_connect_options o = {SSID("SecNet"), .pmk = pmk};
    char text[512];

    (void)state;
    assert_int_equal(c.result, KL_WIFI_NEEDS_SUPPLICANT);
    wifi_world_read(text, sizeof(text), "iw dev wlan2 link");
    assert_non_null(strstr(text, "Not connected."));
    /* The driver leaves the handshake to a program. */
    assert_int_equal(kl_wifi_connect(w, ifindex[2], &o, &c), -EOPNOTSUPP);
    assert_non_null(strstr(kl_error_text(kl_wifi_error(w)), "supplicant"));
}

static void test_wep(void **state)
{
    struct kl_wifi_wep_key right = {.len = 5, .data = "abcde"}, wrong = {.len = 5, .data = "edcba"};
    struct kl_wifi_connect_options o = {SSID("WepNet"), .freq_mhz = 2412, .wep_keys = &wrong,
                                        .n_wep_keys = 1, .wep_shared = true};
    struct kl_wifi_connected c;

    (void)state;
    /* The access point cannot read the challenge: it refuses, or keeps silent. */
    assert_int_equal(kl_wifi_connect(w, ifindex[2], &o, &c), 0);
    assert_true(c.result == KL_WIFI_REFUSED || c.result == KL_WIFI_NO_ANSWER);
    o.wep_keys = &right;
    c = connect_to(o);
    assert_int_equal(c.result, KL_WIFI_CONNECTED);
    assert_int_equal(kl_wifi_disconnect(w, ifindex[2], 0), 0);
    right.len = 6;
    assert_int_equal(kl_wifi_connect(w, ifindex[2], &o, &c), -EINVAL);
}

/* ---- By hand ---- */

struct heard {
    uint8_t cmds[64];
    unsigned n;
};

static void hear(struct kl_wifi *handle, const struct kl_event *event, void *user)
{
    struct heard *h = user;

    (void)handle;
    if (event->kind == KL_EVENT_MESSAGE && h->n < sizeof(h->cmds))
        h->cmds[h->n++] = *((const uint8_t *)event->msg + NLMSG_HDRLEN);
}

/* From now on: what earlier tests left in the queue does not count. */
static void begin_to_hear(struct heard *h)
{
    struct pollfd p = {.fd = kl_wifi_fd(w), .events = POLLIN};

    assert_int_equal(kl_wifi_events(w, hear, h), 0);
    while (poll(&p, 1, 0) == 1)
        assert_int_equal(kl_wifi_dispatch(w), 0);
    h->n = 0;
}

static void wait_for(struct heard *h, uint8_t cmd)
{
    for (;;) {
        struct pollfd p = {.fd = kl_wifi_fd(w), .events = POLLIN};

        for (unsigned i = 0; i < h->n; i++)
            if (h->cmds[i] == cmd) {
                h->n = 0;
                return;
            }
        assert_int_equal(poll(&p, 1, 20000), 1);
        assert_int_equal(kl_wifi_dispatch(w), 0);
    }
}

static void test_frames_by_hand(void **state)
{
    static const uint32_t khz = 2412000;
    struct kl_wifi_scan_options scan = {.freqs_khz = &khz, .n_freqs = 1};
    struct heard h = {.n = 0};
    struct kl_wifi_bss b = {.has = 0};
    unsigned char ap[6];
    char text[512];

    (void)state;
    for (int i = 0; i < 500 && b.ssid_len == 0; i++)
        assert_true(kl_wifi_scan(w, ifindex[2], &scan, keep_open, &b) >= 0);
    memcpy(ap, b.bssid, 6);
    begin_to_hear(&h);
    assert_int_equal(kl_wifi_authenticate(w, ifindex[2], (const unsigned char *)"\2\3\4\5\6\7",
                                          (const uint8_t *)"OpenNet", 7, 2412, 0),
                     -ENOENT);
    assert_int_equal(
        kl_wifi_authenticate(w, ifindex[2], ap, (const uint8_t *)"OpenNet", 7, 2412, 0), 0);
    wait_for(&h, NL80211_CMD_AUTHENTICATE);
    assert_int_equal(
        kl_wifi_associate(w, ifindex[2], ap, (const uint8_t *)"OpenNet", 7, 2412, NULL, 0), 0);
    wait_for(&h, NL80211_CMD_ASSOCIATE);
    wifi_world_read(text, sizeof(text), "iw dev wlan2 link");
    assert_non_null(strstr(text, "SSID: OpenNet"));
    assert_int_equal(kl_wifi_disassociate(w, ifindex[2], ap, 3), 0);
    wait_for(&h, NL80211_CMD_DISASSOCIATE);
    assert_int_equal(
        kl_wifi_authenticate(w, ifindex[2], ap, (const uint8_t *)"OpenNet", 7, 2412, 0), 0);
    wait_for(&h, NL80211_CMD_AUTHENTICATE);
    assert_int_equal(kl_wifi_deauthenticate(w, ifindex[2], ap, 3), 0);
    wait_for(&h, NL80211_CMD_DEAUTHENTICATE);
    wifi_world_read(text, sizeof(text), "iw dev wlan2 link");
    assert_non_null(strstr(text, "Not connected."));
    assert_int_equal(kl_wifi_events(w, NULL, NULL), 0);
}

/* ---- The access point's side ---- */

static void test_station_deleted(void **state)
{
    struct kl_wifi_station s;
    struct kl_wifi_iface i;
    char text[256];

    (void)state;
    connect_to((struct kl_wifi_connect_options){SSID("OpenNet")});
    assert_int_equal(kl_wifi_get_interface_by_ifindex(w, ifindex[2], &i), 0);
    assert_int_equal(kl_wifi_get_station(w, ifindex[0], i.mac, &s), 0);
    assert_int_equal(kl_wifi_del_station(w, ifindex[0], i.mac, 0xc, 5), 0);
    assert_int_equal(kl_wifi_get_station(w, ifindex[0], i.mac, &s), -ENOENT);
    wifi_world_read(text, sizeof(text), "iw dev wlan0 station dump");
    assert_string_equal(text, "");
}

static void test_socket_owner(void **state)
{
    struct kl_wifi_connect_options o = {SSID("OpenNet"), .socket_owner = true};
    struct kl_wifi_connected c;
    struct kl_wifi *other = NULL;
    struct heard h = {.n = 0};

    (void)state;
    assert_int_equal(kl_wifi_open(&other, NULL), 0);
    assert_int_equal(kl_wifi_connect(other, ifindex[2], &o, &c), 0);
    assert_int_equal(c.result, KL_WIFI_CONNECTED);
    assert_int_equal(kl_wifi_disconnect(w, ifindex[2], 0), -EPERM);
    begin_to_hear(&h);
    kl_wifi_close(other);
    wait_for(&h, NL80211_CMD_DISCONNECT);
    assert_int_equal(kl_wifi_events(w, NULL, NULL), 0);
}

/* ---- IBSS ---- */

static void test_ibss(void **state)
{
    static const unsigned char bssid[6] = {2, 0xca, 0xfe, 0, 0, 1};
    struct kl_wifi_ibss i = {SSID("adhoc"), .chan = {.freq_mhz = 2462, .width = 0, .type = -1},
                             .fixed_freq = true, .bssid = bssid};
    struct kl_wifi_ibss bad = i;
    struct heard h = {.n = 0};
    char text[1024];

    (void)state;
    assert_int_equal(wifi_world_shell("ip link set wlan3 down"), 0);
    assert_int_equal(kl_wifi_set_interface(w, ifindex[3], NL80211_IFTYPE_ADHOC, NULL), 0);
    assert_int_equal(wifi_world_shell("ip link set wlan3 up"), 0);
    assert_int_equal(kl_wifi_leave_ibss(w, ifindex[3]), -ENOLINK);
    bad.chan = (struct kl_wifi_chan){.freq_mhz = 5180, .width = 3, .center1_mhz = 5290, .type = -1};
    assert_int_equal(kl_wifi_join_ibss(w, ifindex[3], &bad), -EINVAL);
    assert_non_null(strstr(kl_error_text(kl_wifi_error(w)), "5180 MHz is not in the 80 MHz"));
    begin_to_hear(&h);
    assert_int_equal(kl_wifi_join_ibss(w, ifindex[3], &i), 0);
    wait_for(&h, NL80211_CMD_JOIN_IBSS);
    wifi_world_read(text, sizeof(text), "iw dev wlan3 info; iw dev wlan3 link");
    assert_non_null(strstr(text, "channel 11 (2462 MHz)"));
    assert_non_null(strstr(text, "02:ca:fe:00:00:01"));
    assert_int_equal(kl_wifi_leave_ibss(w, ifindex[3]), 0);
    assert_int_equal(kl_wifi_events(w, NULL, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_open_network, be_idle),
        cmocka_unit_test_teardown(test_unknown_network, be_idle),
        cmocka_unit_test_teardown(test_refused, be_idle),
        cmocka_unit_test_teardown(test_protected_without_a_key, be_idle),
        cmocka_unit_test_teardown(test_wep, be_idle),
        cmocka_unit_test_teardown(test_frames_by_hand, be_idle),
        cmocka_unit_test_teardown(test_station_deleted, be_idle),
        cmocka_unit_test_teardown(test_socket_owner, be_idle),
        cmocka_unit_test_teardown(test_ibss, be_idle),
    };
    int rc;

    wifi_world_check();
    wifi_world_radios(4, phy, ifindex);
    wifi_world_ap("interface=wlan0\nssid=OpenNet\nhw_mode=g\nchannel=1\n"
                  "bss=closed0\nssid=Closed\nmacaddr_acl=1\n"
                  "bss=wep0\nssid=WepNet\nwep_default_key=0\nwep_key0=\"abcde\"\nauth_algs=2\n");
    wifi_world_ap("interface=wlan1\nssid=SecNet\nhw_mode=g\nchannel=6\nwpa=2\n"
                  "wpa_key_mgmt=WPA-PSK\nrsn_pairwise=CCMP\nwpa_passphrase=password123\n");
    if (kl_wifi_open(&w, NULL) < 0)
        return 1;
    rc = cmocka_run_group_tests_name("wifi_connect", tests, NULL, NULL);
    kl_wifi_close(w);
    return rc;
}
