// SPDX-License-Identifier: MIT
// An access point of the library's own on a simulated radio, and a station beside it: joining,
// being sent away, following a channel switch; frames that are asked for and sent.
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

static struct kl_wifi *ap_side, *sta_side;
static uint32_t phy[2], ifindex[2];
static struct kl_wifi_iface ap_iface, sta_iface;

/* What the AP told, counted. */
static struct {
    unsigned joined, left, switched, refused, warnings;
    int over;
    uint16_t aid, reason;
    bool by_station, had_ssid;
    uint32_t freq_mhz;
    unsigned char mac[6];
} told;

static void on_ap(struct kl_wifi *w, int code, const struct kl_wifi_ap_event *e, void *user)
{
    (void)user;
    if (code < 0) {
        assert_null(e);
        told.over = code;
        return;
    }
    memcpy(told.mac, e->mac, 6);
    switch (e->what) {
    case KL_WIFI_AP_JOINED:
        told.joined++;
        told.aid = e->aid;
        told.had_ssid = e->ies_len > 2 && e->ies[0] == 0;
        break;
    case KL_WIFI_AP_LEFT:
        told.left++;
        told.reason = e->reason;
        told.by_station = e->by_station;
        break;
    case KL_WIFI_AP_SWITCHED:
        told.switched++;
        told.freq_mhz = e->chan.freq_mhz;
        break;
    case KL_WIFI_AP_REFUSED:
        told.refused++;
        break;
    case KL_WIFI_AP_WARNING:
        told.warnings++;
        fprintf(stderr, "# warning: %s\n", kl_error_text(kl_wifi_error(w)));
        break;
    }
}

/* Both sides move on until @n is more than @was, or some seconds are over. */
static bool until(const unsigned *n, unsigned was, unsigned seconds)
{
    time_t end = time(NULL) + (time_t)seconds;

    while (*n <= was && time(NULL) < end) {
        struct pollfd p[2] = {{.fd = kl_wifi_fd(ap_side), .events = POLLIN},
                              {.fd = kl_wifi_fd(sta_side), .events = POLLIN}};

        (void)poll(p, 2, 200);
        assert_int_equal(kl_wifi_dispatch(ap_side), 0);
        assert_int_equal(kl_wifi_dispatch(sta_side), 0);
    }
    return *n > was;
}

static const struct kl_wifi_ap options = {
    .ssid = (const uint8_t *)"Served",
    .ssid_len = 6,
    .chan = {.freq_mhz = 2412, .width = NL80211_CHAN_WIDTH_20, .center1_mhz = 2412, .type = -1}};

static struct {
    unsigned ended;
    int code;
    struct kl_wifi_connected c;
} connection;

static void on_connect(struct kl_wifi *w, int code, const struct kl_wifi_connected *c, void *user)
{
    (void)w;
    (void)user;
    connection.ended++;
    connection.code = code;
    connection.c = *c;
}

/* Frames get lost in a busy machine: some tries. */
static void join(void)
{
    struct kl_wifi_connect_options o = {
        .ssid = options.ssid, .ssid_len = options.ssid_len, .timeout_ms = 20000};

    for (unsigned i = 0; i < 5; i++) {
        unsigned joined = told.joined, ended = connection.ended;

        (void)kl_wifi_disconnect(sta_side, ifindex[1], 0);
        if (kl_wifi_connect_start(sta_side, ifindex[1], &o, on_connect, NULL) < 0)
            continue;
        assert_true(until(&connection.ended, ended, 30));
        if (connection.code == 0 && connection.c.result == KL_WIFI_CONNECTED &&
            until(&told.joined, joined, 10))
            return;
    }
    fail_msg("the station does not get in");
}

static int64_t begin(void)
{
    int64_t id;

    memset(&told, 0, sizeof(told));
    id = kl_wifi_ap_start(ap_side, ifindex[0], &options, on_ap, NULL);
    if (id < 0)
        fprintf(stderr, "# %s\n", kl_error_text(kl_wifi_error(ap_side)));
    assert_true(id > 0);
    return id;
}

static int note_station(const struct kl_wifi_station *s, void *user)
{
    memcpy(user, s->mac, 6);
    return 0;
}

static void test_join_and_leave(void **state)
{
    int64_t id = begin();
    struct kl_wifi_station s;
    unsigned char listed[6];
    unsigned left;

    (void)state;
    join();
    assert_int_equal(told.aid, 1);
    assert_true(told.had_ssid);
    assert_memory_equal(told.mac, sta_iface.mac, 6);
    assert_memory_equal(connection.c.bssid, ap_iface.mac, 6);
    assert_int_equal(kl_wifi_get_station(ap_side, ifindex[0], sta_iface.mac, &s), 0);
    assert_true((s.flags_set & 1u << NL80211_STA_FLAG_AUTHORIZED) != 0);
    assert_true((s.flags_set & 1u << NL80211_STA_FLAG_WME) != 0);
    assert_int_equal(s.n_tids, KL_WIFI_MAX_TIDS);
    assert_int_equal(kl_wifi_get_stations(ap_side, ifindex[0], note_station, listed), 1);
    assert_memory_equal(listed, sta_iface.mac, 6);

    /* It goes by itself. */
    left = told.left;
    assert_int_equal(kl_wifi_disconnect(sta_side, ifindex[1], 3), 0);
    assert_true(until(&told.left, left, 20));
    assert_int_equal(told.reason, 3);
    assert_true(told.by_station);
    assert_int_equal(kl_wifi_get_station(ap_side, ifindex[0], sta_iface.mac, &s), -ENOENT);

    /* It is sent away; and comes back. */
    join();
    left = told.left;
    assert_int_equal(kl_wifi_ap_kick(ap_side, id, sta_iface.mac, 5), 0);
    assert_int_equal(told.left, left + 1);
    assert_int_equal(told.reason, 5);
    assert_false(told.by_station);
    assert_int_equal(kl_wifi_ap_kick(ap_side, id, sta_iface.mac, 5), -ENOENT);
    join();
    assert_int_equal(kl_wifi_cancel(ap_side, id), 0);
    assert_int_equal(told.over, -ECANCELED);
    assert_int_equal(kl_wifi_stop_ap(ap_side, ifindex[0]), -ENOENT);
    assert_int_equal(kl_wifi_ap_kick(ap_side, id, sta_iface.mac, 5), -ENOENT);
}

static void test_switch(void **state)
{
    struct kl_wifi_chan c = {
        .freq_mhz = 2437, .width = NL80211_CHAN_WIDTH_20, .center1_mhz = 2437, .type = -1};
    int64_t id = begin();
    struct kl_wifi_iface i;

    (void)state;
    join();
    assert_int_equal(kl_wifi_ap_switch(ap_side, id, &c, 0, false), -EINVAL);
    if (kl_wifi_ap_switch(ap_side, id, &c, 5, false) < 0)
        fail_msg("%s", kl_error_text(kl_wifi_error(ap_side)));
    assert_true(until(&told.switched, 0, 30));
    assert_int_equal(told.freq_mhz, 2437);
    assert_int_equal(kl_wifi_get_interface_by_ifindex(ap_side, ifindex[0], &i), 0);
    assert_int_equal(i.chan.freq_mhz, 2437);
    /* The station goes along, or (when it missed the announcements) comes again. */
    if (told.left > 0)
        join();
    assert_int_equal(kl_wifi_cancel(ap_side, id), 0);
}

/* The interface goes down: the AP with it, and that is said. */
static void test_down(void **state)
{
    unsigned down = 0;

    (void)state;
    begin();
    assert_int_equal(wifi_world_shell("ip link set wlan0 down"), 0);
    for (time_t end = time(NULL) + 30; told.over == 0 && time(NULL) < end;)
        (void)until(&down, 0, 1);
    assert_true(told.over < 0);
    assert_int_equal(wifi_world_shell("ip link set wlan0 up"), 0);
}

static void test_refusals(void **state)
{
    struct kl_wifi_ap wrong = options;
    int64_t id;

    (void)state;
    wrong.ssid_len = 0;
    assert_int_equal(kl_wifi_begin_ap(ap_side, ifindex[0], &wrong), -EINVAL);
    wrong = options;
    wrong.dtim_period = 300;
    assert_int_equal(kl_wifi_begin_ap(ap_side, ifindex[0], &wrong), -EINVAL);
    wrong = options;
    wrong.tail = wrong.ssid;
    assert_int_equal(kl_wifi_begin_ap(ap_side, ifindex[0], &wrong), -EINVAL);
    /* A station's interface cannot. */
    assert_true(kl_wifi_begin_ap(ap_side, ifindex[1], &options) < 0);
    /* What could not begin has given the frames back at once. */
    wrong = options;
    wrong.chan.freq_mhz = wrong.chan.center1_mhz = 2484; /* channel 14, which is Japan's */
    assert_true(kl_wifi_ap_start(ap_side, ifindex[0], &wrong, on_ap, NULL) < 0);
    id = begin();
    assert_int_equal(kl_wifi_cancel(ap_side, id), 0);
    /* Two that answer are one too many. */
    id = begin();
    assert_int_equal(kl_wifi_ap_start(sta_side, ifindex[0], &options, on_ap, NULL), -EALREADY);
    assert_int_equal(kl_wifi_cancel(ap_side, id), 0);
}

static struct {
    unsigned n;
    int code;
    uint8_t last[256];
    size_t len;
    uint32_t freq_mhz;
} heard;

static void on_frame(struct kl_wifi *w, int code, const struct kl_wifi_frame *f, void *user)
{
    (void)w;
    (void)user;
    heard.code = code;
    if (code < 0)
        return;
    heard.n++;
    heard.len = f->len < sizeof(heard.last) ? f->len : sizeof(heard.last);
    memcpy(heard.last, f->data, heard.len);
    heard.freq_mhz = f->freq_mhz;
}

/* A public action frame of the experimental kind, from the AP to its station. */
static void test_frames(void **state)
{
    static const uint8_t kind[] = {127, 1, 2, 3};
    struct kl_wifi_frame_match match = {.type = 0xd0, .match = kind, .match_len = sizeof(kind)};
    uint8_t frame[24 + 8] = {0xd0};
    int64_t id = begin(), listen;
    bool acked = false;

    (void)state;
    join();
    listen = kl_wifi_frames_start(sta_side, ifindex[1], &match, 1, on_frame, NULL);
    assert_true(listen > 0);
    assert_int_equal(kl_wifi_frames_start(ap_side, ifindex[1], &match, 1, on_frame, NULL),
                     -EALREADY);
    memcpy(frame + 4, sta_iface.mac, 6);
    memcpy(frame + 10, ap_iface.mac, 6);
    memcpy(frame + 16, ap_iface.mac, 6);
    memcpy(frame + 24, kind, sizeof(kind));
    memcpy(frame + 28, "test", 4);
    for (unsigned i = 0; i < 5 && heard.n == 0; i++) {
        int rc = kl_wifi_send_frame(ap_side, ifindex[0], frame, sizeof(frame), NULL, &acked);

        assert_true(rc == 0 || rc == -ETIMEDOUT);
        (void)until(&heard.n, 0, 5);
    }
    assert_int_equal(heard.n > 0, 1);
    assert_true(acked);
    assert_int_equal(heard.freq_mhz, 2412);
    assert_int_equal(heard.len, sizeof(frame));
    assert_memory_equal(heard.last + 24, frame + 24, 8);
    assert_int_equal(kl_wifi_send_frame(ap_side, ifindex[0], frame, 10, NULL, NULL), -EINVAL);
    assert_int_equal(kl_wifi_cancel(sta_side, listen), 0);
    assert_int_equal(heard.code, -ECANCELED);
    /* Whoever had them has given them back. */
    listen = kl_wifi_frames_start(ap_side, ifindex[1], &match, 1, on_frame, NULL);
    assert_true(listen > 0);
    assert_int_equal(kl_wifi_cancel(ap_side, listen), 0);
    assert_int_equal(kl_wifi_cancel(ap_side, id), 0);
}

static int set_up(void **state)
{
    (void)state;
    wifi_world_radios(2, phy, ifindex);
    if (kl_wifi_open(&ap_side, NULL) < 0 || kl_wifi_open(&sta_side, NULL) < 0)
        return -1;
    if (wifi_world_shell("ip link set wlan0 down") != 0 ||
        kl_wifi_set_interface(ap_side, ifindex[0], NL80211_IFTYPE_AP, NULL) < 0 ||
        wifi_world_shell("ip link set wlan0 up") != 0)
        return -1;
    return kl_wifi_get_interface_by_ifindex(ap_side, ifindex[0], &ap_iface) |
           kl_wifi_get_interface_by_ifindex(ap_side, ifindex[1], &sta_iface);
}

static int tear_down(void **state)
{
    (void)state;
    kl_wifi_close(ap_side);
    kl_wifi_close(sta_side);
    wifi_world_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_join_and_leave), cmocka_unit_test(test_switch),
        cmocka_unit_test(test_down),           cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_frames),
    };

    wifi_world_check();
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
