// SPDX-License-Identifier: MIT
// Beacons and responses that are built, byte by byte; requests to associate, whole and hostile.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wifi/ap_serve.h"

static const unsigned char mac[6] = {2, 0, 0, 0, 1, 0};

static const struct kl_wifi_ap_band two = {
    .band = NL80211_BAND_2GHZ,
    .n_rates = 12,
    .rates = {2, 4, 11, 22, 12, 18, 24, 36, 48, 72, 96, 108},
    .ht = true,
    .ht_capa = 0x107e,
    .ampdu = 0x1b,
    .ht_mcs = {0xff, 0xff},
    .n_channels = 13,
    .channels = {{1, 20},
                 {2, 20},
                 {3, 20},
                 {4, 20},
                 {5, 20},
                 {6, 20},
                 {7, 20},
                 {8, 20},
                 {9, 20},
                 {10, 20},
                 {11, 20},
                 {12, 17},
                 {13, 17}},
};

static const struct kl_wifi_ap_band five = {
    .band = NL80211_BAND_5GHZ,
    .n_rates = 8,
    .rates = {12, 18, 24, 36, 48, 72, 96, 108},
    .ht = true,
    .ht_capa = 0x107e,
    .ampdu = 0x1b,
    .ht_mcs = {0xff},
    .vht = true,
    .vht_capa = 0x33800000,
    .vht_mcs = {0xfa, 0xff, 0, 0, 0xfa, 0xff, 0, 0},
    .he = true,
    .he_mac = {1, 2, 3, 4, 5, 6},
    .he_phy = {0x0c, 2, 3, 4, 5, 6, 0x80, 8, 9, 10, 11},
    .he_mcs = {0xfa, 0xff, 0xfb, 0xff, 0xfc, 0xff, 0xfd, 0xff},
    .he_ppe = {0x1c, 0xc7, 0x71, 0x1c, 0xc7},
    .he_ppe_len = 5,
    .n_channels = 5,
    .channels = {{36, 20}, {40, 20}, {44, 20}, {48, 20}, {52, 23}},
};

static struct kl_wifi_ap ap_on(uint32_t freq, uint32_t width, uint32_t center)
{
    return (struct kl_wifi_ap){
        .ssid = (const uint8_t *)"abc",
        .ssid_len = 3,
        .chan = {.freq_mhz = freq, .width = width, .center1_mhz = center, .type = -1}};
}

static struct kl_wifi_ap_plan plan_of(const struct kl_wifi_ap *ap,
                                      const struct kl_wifi_ap_band *band)
{
    struct kl_wifi_ap_plan p = {.ap = ap, .band = band, .country = "DE"};

    memcpy(p.mac, mac, 6);
    return p;
}

#define ASSERT_BYTES(data, len, bytes)                                                             \
    do {                                                                                           \
        assert_int_equal(len, sizeof(bytes) - 1);                                                  \
        assert_memory_equal(data, bytes, sizeof(bytes) - 1);                                       \
    } while (0)

#define HEADER_TO(type, to)                                                                        \
    type "\x00\x00\x00" to "\x02\x00\x00\x00\x01\x00"                                              \
         "\x02\x00\x00\x00\x01\x00\x00\x00"
#define ALL   "\xff\xff\xff\xff\xff\xff"
#define STAMP "\x00\x00\x00\x00\x00\x00\x00\x00"
#define RATES "\x01\x08\x82\x84\x8b\x96\x0c\x12\x18\x24"

static void test_without_ht(void **state)
{
    struct kl_wifi_ap ap = ap_on(2437, NL80211_CHAN_WIDTH_20_NOHT, 2437);
    struct kl_wifi_ap_plan p = plan_of(&ap, &two);
    struct kl_wifi_beacon b;

    (void)state;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    ASSERT_BYTES(b.head, b.head_len,
                 HEADER_TO("\x80", ALL) STAMP "\x64\x00\x01\x04"
                                              "\x00\x03"
                                              "abc" RATES "\x03\x01\x06");
    /* Country: 1 to 11 with 20 dBm, 12 and 13 with 17, and filled up to an even length. */
    ASSERT_BYTES(b.tail, b.tail_len,
                 "\x07\x0a"
                 "DE \x01\x0b\x14\x0c\x02\x11\x00"
                 "\x2a\x01\x00"
                 "\x32\x04\x30\x48\x60\x6c");
    assert_int_equal(b.csa_at, 0);
}

static void test_hidden(void **state)
{
    struct kl_wifi_ap ap = ap_on(2412, NL80211_CHAN_WIDTH_20_NOHT, 2412);
    struct kl_wifi_ap_plan p = plan_of(&ap, &two);
    struct kl_wifi_beacon b;
    uint8_t data[512];
    struct kl_wifi_buf response = {.data = data, .size = sizeof(data)};

    (void)state;
    ap.hidden = NL80211_HIDDEN_SSID_ZERO_LEN;
    ap.beacon_interval = 1000;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    assert_memory_equal(b.head + 32, "\xe8\x03\x01\x04\x00\x00\x01\x08", 8);
    ap.hidden = NL80211_HIDDEN_SSID_ZERO_CONTENTS;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    assert_memory_equal(b.head + 36, "\x00\x03\x00\x00\x00\x01", 6);
    /* Who asks for it knows the name. */
    kl_wifi_ap_probe_response(&response, &p, mac);
    assert_false(response.full);
    assert_int_equal(data[0], 0x50);
    assert_memory_equal(data + 36,
                        "\x00\x03"
                        "abc",
                        5);
}

static void test_ht(void **state)
{
    struct kl_wifi_ap ap = ap_on(2412, NL80211_CHAN_WIDTH_20, 2412);
    struct kl_wifi_ap_plan p = plan_of(&ap, &two);
    struct kl_wifi_beacon b;
    static const char narrow[] = "\x2d\x1a\x3c\x00\x1b\xff\xff",
                      wide[] = "\x2d\x1a\x7e\x10\x1b\xff\xff";

    (void)state;
    p.country[0] = '\0';
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    /* Behind ERP and the other rates; what is about 40 MHz is not offered. */
    assert_memory_equal(b.tail + 9, narrow, 7);
    assert_memory_equal(b.tail + 9 + 28, "\x3d\x16\x01\x00\x00", 5);
    assert_memory_equal(b.tail + 9 + 28 + 24, "\xdd\x18\x00\x50\xf2\x02\x01\x01", 8);
    assert_int_equal(b.tail_len, 9 + 28 + 24 + 26);
    ap.chan.width = NL80211_CHAN_WIDTH_40;
    ap.chan.center1_mhz = 2422;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    assert_memory_equal(b.tail + 9, wide, 7);
    assert_memory_equal(b.tail + 9 + 28, "\x3d\x16\x01\x05\x00", 5); /* the second above */
    ap.no_ht = true;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    assert_int_equal(b.tail_len, 9);
}

static void test_vht_and_he(void **state)
{
    struct kl_wifi_ap ap = ap_on(5180, NL80211_CHAN_WIDTH_80, 5210);
    struct kl_wifi_ap_plan p = plan_of(&ap, &five);
    struct kl_wifi_beacon b;
    const uint8_t *at;

    (void)state;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    assert_memory_equal(b.head + b.head_len - 10, "\x01\x08\x8c\x12\x98\x24\xb0\x48\x60\x6c", 10);
    assert_memory_equal(b.tail,
                        "\x07\x0a"
                        "DE \x24\x04\x14\x34\x01\x17",
                        11);
    at = b.tail + 12 + 28;
    assert_memory_equal(at, "\x3d\x16\x24\x05", 4); /* 36, its second half is 40 */
    at += 24;
    assert_memory_equal(at, "\xbf\x0c\x00\x00\x80\x33\xfa\xff\x00\x00\xfa\xff\x00\x00", 14);
    assert_memory_equal(at + 14, "\xc0\x05\x01\x2a\x00\xfc\xff", 7);
    at += 21;
    /* 8 bytes of MCS, for the phy has 160 MHz; thresholds as long as they say they are. */
    assert_memory_equal(at,
                        "\xff\x1f\x23\x01\x02\x03\x04\x05\x06\x0c\x02\x03\x04\x05\x06\x80\x08\x09"
                        "\x0a\x0b\xfa\xff\xfb\xff\xfc\xff\xfd\xff\x1c\xc7\x71\x1c\xc7",
                        33);
    assert_memory_equal(at + 33, "\xff\x07\x24\xf4\x3f\x00\x01\xfc\xff", 9);
    ap.chan.width = NL80211_CHAN_WIDTH_160;
    ap.chan.center1_mhz = 5250;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    assert_memory_equal(b.tail + 12 + 28 + 24 + 14, "\xc0\x05\x01\x2a\x32", 5);
}

static void test_switch(void **state)
{
    struct kl_wifi_ap ap = ap_on(2412, NL80211_CHAN_WIDTH_20_NOHT, 2412);
    struct kl_wifi_chan to = {
        .freq_mhz = 2437, .width = NL80211_CHAN_WIDTH_40, .center1_mhz = 2447};
    struct kl_wifi_ap_plan p = plan_of(&ap, &two);
    struct kl_wifi_beacon b;

    (void)state;
    p.switch_to = &to;
    p.switch_count = 7;
    p.switch_quiet = true;
    assert_int_equal(kl_wifi_ap_build(&p, &b), 0);
    assert_memory_equal(b.tail + 12, "\x25\x03\x01\x06\x07\x3e\x01\x01", 8);
    assert_int_equal(b.csa_at, 16);
    assert_int_equal(b.tail[b.csa_at], 7);
}

static void test_responses(void **state)
{
    struct kl_wifi_ap ap = ap_on(2412, NL80211_CHAN_WIDTH_20_NOHT, 2412);
    struct kl_wifi_ap_plan p = plan_of(&ap, &two);
    static const unsigned char to[6] = {2, 0, 0, 0, 2, 0};
    uint8_t data[512];
    struct kl_wifi_buf b = {.data = data, .size = sizeof(data)};

    (void)state;
    kl_wifi_ap_auth_response(&b, &p, to, 0, 0);
    ASSERT_BYTES(data, b.len,
                 HEADER_TO("\xb0", "\x02\x00\x00\x00\x02\x00") "\x00\x00\x02\x00\x00\x00");
    b.len = 0;
    kl_wifi_ap_assoc_response(&b, &p, to, false, 0, 300);
    ASSERT_BYTES(data, b.len,
                 HEADER_TO("\x10", "\x02\x00\x00\x00\x02\x00") "\x01\x04\x00\x00\x2c\xc1" RATES
                                                               "\x32\x04\x30\x48\x60\x6c");
    b.len = 0;
    kl_wifi_ap_goodbye(&b, &p, to, 0xc0, 3);
    ASSERT_BYTES(data, b.len, HEADER_TO("\xc0", "\x02\x00\x00\x00\x02\x00") "\x03\x00");
    b = (struct kl_wifi_buf){.data = data, .size = 20};
    kl_wifi_ap_goodbye(&b, &p, to, 0xc0, 3);
    assert_true(b.full && b.len <= 20);
}

/* Parsed from memory that ends with it. */
static bool parse(const char *bytes, size_t len, struct kl_wifi_assoc *ret, uint8_t **ret_copy)
{
    *ret_copy = malloc(len > 0 ? len : 1);
    assert_non_null(*ret_copy);
    memcpy(*ret_copy, bytes, len);
    return kl_wifi_assoc_parse(*ret_copy, len, ret);
}

#define FIXED HEADER_TO("\x00", "\x02\x00\x00\x00\x02\x00") "\x21\x04\x05\x00"

static void test_requests(void **state)
{
    static const char whole[] = FIXED "\x00\x03"
                                      "abc\x01\x02\x82\x84\x32\x01\x6c"
                                      "\xdd\x07\x00\x50\xf2\x02\x00\x01\x0f";
    struct kl_wifi_assoc a;
    uint8_t *copy;

    (void)state;
    assert_true(parse(whole, sizeof(whole) - 1, &a, &copy));
    assert_false(a.again);
    assert_int_equal(a.capability, 0x0421);
    assert_int_equal(a.listen_interval, 5);
    assert_int_equal(a.ssid_len, 3);
    assert_memory_equal(a.ssid, "abc", 3);
    assert_int_equal(a.n_rates, 3);
    assert_memory_equal(a.rates, "\x82\x84\x6c", 3);
    assert_true(a.wmm && a.qos_info == 15);
    assert_null(a.ht);
    free(copy);
    for (size_t len = 0; len < sizeof(whole) - 1; len++) {
        (void)parse(whole, len, &a, &copy);
        free(copy);
    }
    assert_false(parse(FIXED "\x00\x04"
                             "abc",
                       sizeof(FIXED) - 1 + 5, &a, &copy));
    free(copy);
}

/* A table that is full gives the place of the oldest that only authenticated. */
static void test_table(void **state)
{
    struct kl_wifi_serve s = {.max = 3};
    struct kl_wifi_sta *sta;
    unsigned char who[6] = {2, 0, 0, 0, 0, 0};

    (void)state;
    for (unsigned char i = 1; i <= 3; i++) {
        who[5] = i;
        sta = kl_wifi_sta_get(&s, who);
        assert_non_null(sta);
        sta->state = i == 1 ? KL_WIFI_STA_JOINED : KL_WIFI_STA_KNOWN;
        sta->since = i;
    }
    who[5] = 4;
    sta = kl_wifi_sta_get(&s, who);
    assert_non_null(sta);
    sta->state = KL_WIFI_STA_JOINED;
    who[5] = 2;
    assert_null(kl_wifi_sta_find(&s, who));
    who[5] = 1;
    assert_non_null(kl_wifi_sta_find(&s, who));
    who[5] = 3;
    kl_wifi_sta_find(&s, who)->state = KL_WIFI_STA_JOINED;
    who[5] = 5;
    assert_null(kl_wifi_sta_get(&s, who));
    /* What the kernel will tell of is kept until then. */
    who[5] = 3;
    sta = kl_wifi_sta_find(&s, who);
    sta->endings = 1;
    kl_wifi_sta_drop(&s, sta);
    assert_int_equal(kl_wifi_sta_find(&s, who)->state, KL_WIFI_STA_NONE);
    sta->endings = 0;
    kl_wifi_sta_drop(&s, sta);
    assert_null(kl_wifi_sta_find(&s, who));
    kl_wifi_sta_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_ht), cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_ht),         cmocka_unit_test(test_vht_and_he),
        cmocka_unit_test(test_switch),     cmocka_unit_test(test_responses),
        cmocka_unit_test(test_requests),   cmocka_unit_test(test_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
