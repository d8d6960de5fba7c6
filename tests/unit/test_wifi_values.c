// SPDX-License-Identifier: MIT
// Values of nl80211 that are easily read wrong: signed ones, bitrates, flags of stations, dumps
// that change while they are read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <kernlink/wifi_set.h>

#include "fake_wifi.h"

static const unsigned char mac[6] = {2, 0, 0, 0, 3, 0};

/* ---- Stations ---- */

static struct kl_wifi_station station_of(const struct attrs *info)
{
    struct kl_wifi_station s;
    struct attrs *a = &fw.answers[0];

    a->len = 0;
    put_u32(a, NL80211_ATTR_IFINDEX, IFINDEX);
    put(a, NL80211_ATTR_MAC, mac, 6);
    put_nest(a, NL80211_ATTR_STA_INFO, info);
    fw.n_answers = 1;
    assert_int_equal(kl_wifi_get_station(fw.w, IFINDEX, mac, &s), 0);
    assert_memory_equal(s.mac, mac, 6);
    return s;
}

static void signals_are_signed(void **state)
{
    struct attrs info = {.len = 0}, chains = {.len = 0};
    struct kl_wifi_station s;

    (void)state;
    put_u8(&info, NL80211_STA_INFO_SIGNAL, (uint8_t)-30);
    put_u8(&info, NL80211_STA_INFO_SIGNAL_AVG, (uint8_t)-128);
    put_u8(&info, NL80211_STA_INFO_BEACON_SIGNAL_AVG, (uint8_t)-1);
    put_u8(&info, NL80211_STA_INFO_ACK_SIGNAL, 5);
    put_u8(&chains, 0, (uint8_t)-33);
    put_u8(&chains, 1, (uint8_t)-90);
    put_nest(&info, NL80211_STA_INFO_CHAIN_SIGNAL, &chains);
    s = station_of(&info);
    assert_int_equal(s.signal_dbm, -30);
    assert_int_equal(s.signal_avg_dbm, -128);
    assert_int_equal(s.beacon_signal_avg_dbm, -1);
    assert_int_equal(s.ack_signal_dbm, 5);
    assert_int_equal(s.n_chains, 2);
    assert_int_equal(s.chain_signal_dbm[0], -33);
    assert_int_equal(s.chain_signal_dbm[1], -90);
    assert_int_equal(s.n_chains_avg, 0);
    assert_true((s.has & KL_WIFI_S_ACK_SIGNAL_AVG) == 0);
}

static void more_chains_than_there_is_room_for(void **state)
{
    struct attrs info = {.len = 0}, chains = {.len = 0};

    (void)state;
    for (uint16_t i = 0; i < 20; i++)
        put_u8(&chains, i, (uint8_t)-i);
    put_nest(&info, NL80211_STA_INFO_CHAIN_SIGNAL_AVG, &chains);
    assert_int_equal(station_of(&info).n_chains_avg, 8);
}

/* The mask says which flags are known, the set which of them are on: not two flags of one. */
static void flags_of_a_station(void **state)
{
    struct nl80211_sta_flag_update flags = {.mask = 1u << NL80211_STA_FLAG_AUTHORIZED |
                                                    1u << NL80211_STA_FLAG_WME |
                                                    1u << NL80211_STA_FLAG_MFP,
                                            .set = 1u << NL80211_STA_FLAG_AUTHORIZED};
    struct attrs info = {.len = 0};
    struct kl_wifi_station s;

    (void)state;
    put(&info, NL80211_STA_INFO_STA_FLAGS, &flags, sizeof(flags));
    s = station_of(&info);
    assert_true((s.has & KL_WIFI_S_FLAGS) != 0);
    assert_int_equal(s.flags_known, flags.mask);
    assert_int_equal(s.flags_set, flags.set);
    /* Half of the struct is none. */
    info.len = 0;
    put(&info, NL80211_STA_INFO_STA_FLAGS, &flags, 4);
    assert_true((station_of(&info).has & KL_WIFI_S_FLAGS) == 0);
}

static void counters_of_64_bits_win(void **state)
{
    struct attrs info = {.len = 0};
    struct kl_wifi_station s;

    (void)state;
    put_u64(&info, NL80211_STA_INFO_RX_BYTES64, 0x100000005ull);
    put_u32(&info, NL80211_STA_INFO_RX_BYTES, 5);
    put_u32(&info, NL80211_STA_INFO_TX_BYTES, 6);
    put_u32(&info, NL80211_STA_INFO_CONNECTED_TIME, 77);
    s = station_of(&info);
    assert_true(s.rx_bytes == 0x100000005ull);
    assert_true(s.tx_bytes == 6);
    assert_int_equal(s.connected_s, 77);
}

/* ---- Bitrates ---- */

static void is_rate(const struct attrs *rate, const char *text)
{
    struct attrs info = {.len = 0};
    struct kl_wifi_station s;
    char buffer[128];

    put_nest(&info, NL80211_STA_INFO_TX_BITRATE, rate);
    s = station_of(&info);
    assert_true((s.has & KL_WIFI_S_TX_RATE) != 0 && (s.has & KL_WIFI_S_RX_RATE) == 0);
    assert_string_equal(kl_wifi_rate_text(&s.tx_rate, buffer), text);
}

static void bitrates_are_structs(void **state)
{
    struct attrs r = {.len = 0};

    (void)state;
    is_rate(&r, "(unknown)");
    put_u16(&r, NL80211_RATE_INFO_BITRATE, 540);
    is_rate(&r, "54.0 MBit/s");
    put_u8(&r, NL80211_RATE_INFO_MCS, 7);
    put(&r, NL80211_RATE_INFO_40_MHZ_WIDTH, NULL, 0);
    put(&r, NL80211_RATE_INFO_SHORT_GI, NULL, 0);
    is_rate(&r, "54.0 MBit/s MCS 7 40MHz short GI");
    r.len = 0;
    put_u16(&r, NL80211_RATE_INFO_BITRATE, 8667);
    put_u32(&r, NL80211_RATE_INFO_BITRATE32, 8667);
    put_u8(&r, NL80211_RATE_INFO_VHT_MCS, 9);
    put_u8(&r, NL80211_RATE_INFO_VHT_NSS, 2);
    put(&r, NL80211_RATE_INFO_80_MHZ_WIDTH, NULL, 0);
    is_rate(&r, "866.7 MBit/s VHT-MCS 9 80MHz VHT-NSS 2");
    r.len = 0;
    put_u16(&r, NL80211_RATE_INFO_BITRATE, 0); /* it does not fit */
    put_u32(&r, NL80211_RATE_INFO_BITRATE32, 96078);
    put_u8(&r, NL80211_RATE_INFO_HE_MCS, 11);
    put_u8(&r, NL80211_RATE_INFO_HE_NSS, 8);
    put_u8(&r, NL80211_RATE_INFO_HE_GI, 0);
    put_u8(&r, NL80211_RATE_INFO_HE_DCM, 0);
    put(&r, NL80211_RATE_INFO_160_MHZ_WIDTH, NULL, 0);
    is_rate(&r, "9607.8 MBit/s HE-MCS 11 160MHz HE-NSS 8 HE-GI 0 HE-DCM 0");
    r.len = 0;
    put_u32(&r, NL80211_RATE_INFO_BITRATE32, 57648);
    put_u8(&r, NL80211_RATE_INFO_EHT_MCS, 13);
    put_u8(&r, NL80211_RATE_INFO_EHT_NSS, 2);
    put_u8(&r, NL80211_RATE_INFO_EHT_GI, 1);
    put(&r, NL80211_RATE_INFO_320_MHZ_WIDTH, NULL, 0);
    is_rate(&r, "5764.8 MBit/s EHT-MCS 13 320MHz EHT-NSS 2 EHT-GI 1");
}

/* ---- Scans and surveys ---- */

static int copy_bss(const struct kl_wifi_bss *b, void *user)
{
    *(struct kl_wifi_bss *)user = *b;
    return 0;
}

static void a_bss(void **state)
{
    struct attrs bss = {.len = 0};
    struct kl_wifi_bss b;

    (void)state;
    put(&bss, NL80211_BSS_BSSID, mac, 6);
    put_u32(&bss, NL80211_BSS_SIGNAL_MBM, (uint32_t)-9550);
    put_u64(&bss, NL80211_BSS_TSF, UINT64_MAX);
    put_u32(&bss, NL80211_BSS_FREQUENCY, 5180);
    /* A name longer than its element says: cut, and no name. */
    put(&bss, NL80211_BSS_INFORMATION_ELEMENTS,
        "\0\x20"
        "abc",
        5);
    put_nest(&fw.answers[0], NL80211_ATTR_BSS, &bss);
    fw.n_answers = 1;
    assert_int_equal(kl_wifi_scan_dump(fw.w, IFINDEX, copy_bss, &b), 1);
    assert_int_equal(b.signal_mbm, -9550);
    assert_true(b.tsf == UINT64_MAX);
    assert_null(b.ssid);
    assert_int_equal(b.ies_len, 5);
    assert_true((b.has & KL_WIFI_B_STATUS) == 0);
    assert_int_equal(kl_wifi_get_associated_bss(fw.w, IFINDEX, copy_bss, &b), -ENOTCONN);
}

/* Messages without what makes them one are left out, and are no end of the list. */
static void not_a_bss(void **state)
{
    struct attrs bss = {.len = 0}, nothing = {.len = 0};
    struct kl_wifi_bss b;

    (void)state;
    put(&bss, NL80211_BSS_BSSID, mac, 5);
    put_nest(&fw.answers[0], NL80211_ATTR_BSS, &bss);
    put_nest(&fw.answers[1], NL80211_ATTR_BSS, &nothing);
    bss.len = 0;
    put(&bss, NL80211_BSS_BSSID, mac, 6);
    put_nest(&fw.answers[3], NL80211_ATTR_BSS, &bss);
    fw.n_answers = 4;
    assert_int_equal(kl_wifi_scan_dump(fw.w, IFINDEX, copy_bss, &b), 1);
}

static int copy_survey(const struct kl_wifi_survey *s, void *user)
{
    *(struct kl_wifi_survey *)user = *s;
    return 0;
}

static void noise_is_signed(void **state)
{
    struct attrs info = {.len = 0};
    struct kl_wifi_survey s;

    (void)state;
    put_u32(&info, NL80211_SURVEY_INFO_FREQUENCY, 2437);
    put_u8(&info, NL80211_SURVEY_INFO_NOISE, (uint8_t)-95);
    put_u64(&info, NL80211_SURVEY_INFO_TIME, 1000);
    put_u64(&info, NL80211_SURVEY_INFO_TIME_BUSY, 125);
    put(&info, NL80211_SURVEY_INFO_IN_USE, NULL, 0);
    put_u32(&fw.answers[0], NL80211_ATTR_IFINDEX, IFINDEX);
    put_nest(&fw.answers[0], NL80211_ATTR_SURVEY_INFO, &info);
    fw.n_answers = 1;
    assert_int_equal(kl_wifi_get_survey(fw.w, IFINDEX, false, copy_survey, &s), 1);
    assert_int_equal(s.noise_dbm, -95);
    assert_int_equal(s.freq_mhz, 2437);
    assert_true(s.active_ms == 1000 && s.busy_ms == 125 && s.in_use);
}

/* ---- Dumps ---- */

static int count(const struct kl_wifi_iface *i, void *user)
{
    (void)i;
    ++*(unsigned *)user;
    return 0;
}

static int count_stations(const struct kl_wifi_station *s, void *user)
{
    (void)s;
    ++*(unsigned *)user;
    return 0;
}

static void set_generations(unsigned dump, uint32_t first, uint32_t rest)
{
    fw.generations[dump].first = first;
    fw.generations[dump].rest = rest;
}

/* One of WIPHY, and one of @second. */
static void two_interfaces(uint32_t second)
{
    for (uint32_t i = 0; i < 2; i++) {
        put_u32(&fw.answers[i], NL80211_ATTR_WIPHY, i == 0 ? WIPHY : second);
        put_u32(&fw.answers[i], NL80211_ATTR_IFINDEX, IFINDEX + i);
        put_u64(&fw.answers[i], NL80211_ATTR_WDEV, WDEV + i);
    }
    fw.n_answers = 2;
}

/* The list changed while it was read: it is read again, and nothing is told twice. */
static void a_dump_of_two_generations(void **state)
{
    unsigned n = 0;

    (void)state;
    two_interfaces(WIPHY);
    set_generations(0, 40, 41);
    set_generations(1, 41, 42);
    assert_int_equal(kl_wifi_list_dev(fw.w, count, &n), 2);
    assert_int_equal(n, 2);
    assert_int_equal(fw.n_dumps, 3);
}

/* One goes and takes another out of the list, and no message comes behind: only who asks once more
 * hears of it. */
static void one_goes_behind_the_last_message(void **state)
{
    unsigned n = 0;

    (void)state;
    two_interfaces(WIPHY);
    set_generations(0, 40, 40);
    set_generations(1, 41, 41);
    fw.now[0] = fw.now[1] = 41;
    assert_int_equal(kl_wifi_list_dev(fw.w, count, &n), 2);
    assert_int_equal(n, 2);
    assert_int_equal(fw.n_dumps, 2);
    assert_int_equal(fw.n_single, 2);
}

/* The kernel held its lock all the while: there is nothing to ask for once more, unless the
 * datagram was full. A list of stations may change even then. */
static void a_list_in_one_datagram(void **state)
{
    static const unsigned char long_one[2000];
    unsigned n = 0;

    (void)state;
    fw.at_once = true;
    two_interfaces(WIPHY);
    set_generations(0, 40, 40);
    assert_int_equal(kl_wifi_list_dev(fw.w, count, &n), 2);
    assert_int_equal(fw.n_dumps, 1);
    assert_int_equal(fw.n_single, 0);
    put(&fw.answers[1], NL80211_ATTR_PAD, long_one, sizeof(long_one));
    set_generations(1, 40, 40);
    fw.now[0] = 40;
    assert_int_equal(kl_wifi_list_dev(fw.w, count, &n), 2);
    assert_int_equal(fw.n_single, 1);
    put(&fw.answers[0], NL80211_ATTR_MAC, mac, 6);
    fw.n_answers = 1;
    set_generations(2, 5, 5);
    fw.now[1] = 5;
    assert_int_equal(kl_wifi_get_stations(fw.w, IFINDEX, count_stations, &n), 1);
    assert_int_equal(fw.n_dumps, 3);
    assert_int_equal(fw.n_single, 2);
}

/* Each phy counts the changes of its own interfaces. */
static void phys_have_generations_of_their_own(void **state)
{
    unsigned n = 0;

    (void)state;
    two_interfaces(WIPHY + 1);
    set_generations(0, 40, 7);
    fw.now[0] = 40;
    fw.now[1] = 7;
    assert_int_equal(kl_wifi_list_dev(fw.w, count, &n), 2);
    assert_int_equal(fw.n_dumps, 1);
    assert_int_equal(fw.n_single, 2);
    /* A change on the first of them only. */
    set_generations(1, 40, 7);
    fw.now[2] = 41;
    set_generations(2, 41, 7);
    fw.now[3] = 41;
    fw.now[4] = 7;
    assert_int_equal(kl_wifi_list_dev(fw.w, count, &n), 2);
    assert_int_equal(fw.n_dumps, 3);
}

/* It never stands still: nothing is told rather than something wrong. */
static void a_list_that_never_stands_still(void **state)
{
    unsigned n = 0;

    (void)state;
    two_interfaces(WIPHY);
    for (unsigned i = 0; i < 12; i++)
        set_generations(i, 40 + i, 41 + i);
    assert_int_equal(kl_wifi_list_dev(fw.w, count, &n), -EAGAIN);
    assert_int_equal(n, 0);
    assert_non_null(strstr(kl_error_text(kl_wifi_error(fw.w)), "interfaces came or went"));
    assert_int_equal(fw.n_dumps, 10);
}

static void stations_that_come_and_go(void **state)
{
    unsigned n = 0;

    (void)state;
    put(&fw.answers[0], NL80211_ATTR_MAC, mac, 6);
    fw.n_answers = 1;
    set_generations(0, 5, 5);
    set_generations(1, 6, 6);
    fw.now[0] = fw.now[1] = 6;
    assert_int_equal(kl_wifi_get_stations(fw.w, IFINDEX, count_stations, &n), 1);
    assert_int_equal(n, 1);
    assert_int_equal(fw.n_dumps, 2);
    /* The last of them has gone each time. */
    fw.single_code = -ENOENT;
    for (unsigned i = 2; i < 12; i++)
        set_generations(i, 7, 7);
    assert_int_equal(kl_wifi_get_stations(fw.w, IFINDEX, count_stations, &n), -EAGAIN);
    assert_int_equal(n, 1);
    /* A driver that cannot be asked for one is believed; another error is told. */
    fw.n_dumps = 2;
    fw.single_code = -EOPNOTSUPP;
    assert_int_equal(kl_wifi_get_stations(fw.w, IFINDEX, count_stations, &n), 1);
    fw.single_code = -ENETDOWN;
    assert_int_equal(kl_wifi_get_stations(fw.w, IFINDEX, count_stations, &n), -ENETDOWN);
    assert_int_equal(n, 2);
}

static void interfaces_of_the_second_phy(void **state)
{
    struct kl_wifi_iface i;
    unsigned n = 0;

    (void)state;
    for (unsigned k = 0; k < 3; k++) {
        put_u32(&fw.answers[k], NL80211_ATTR_WIPHY, k);
        put_u32(&fw.answers[k], NL80211_ATTR_IFINDEX, 10 + k);
        put_u32(&fw.answers[k], NL80211_ATTR_WIPHY_TX_POWER_LEVEL, (uint32_t)-100);
    }
    fw.n_answers = 3;
    assert_int_equal(kl_wifi_get_interfaces_dump(fw.w, 1, count, &n), 1);
    assert_int_equal(n, 1);
    assert_int_equal(kl_wifi_get_interface_by_phy(fw.w, 2, &i), 0);
    assert_int_equal(i.ifindex, 12);
    assert_int_equal(i.txpower_mbm, -100);
    assert_int_equal(kl_wifi_get_interface_by_phy(fw.w, 3, &i), -ENODEV);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_wifi_open, fake_wifi_close)
    const struct CMUnitTest tests[] = {
        TEST(signals_are_signed),
        TEST(more_chains_than_there_is_room_for),
        TEST(flags_of_a_station),
        TEST(counters_of_64_bits_win),
        TEST(bitrates_are_structs),
        TEST(a_bss),
        TEST(not_a_bss),
        TEST(noise_is_signed),
        TEST(a_dump_of_two_generations),
        TEST(one_goes_behind_the_last_message),
        TEST(a_list_in_one_datagram),
        TEST(phys_have_generations_of_their_own),
        TEST(a_list_that_never_stands_still),
        TEST(stations_that_come_and_go),
        TEST(interfaces_of_the_second_phy),
    };

    return cmocka_run_group_tests_name("wifi_values", tests, NULL, NULL);
}
