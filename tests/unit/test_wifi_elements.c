// SPDX-License-Identifier: MIT
// Information elements: what is read of whole ones, and what is said of cut and hostile ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include <kernlink/sink.h>
#include <kernlink/wifi.h>

static json_t *read_back;

static int tear_down(void **state)
{
    (void)state;
    json_decref(read_back);
    read_back = NULL;
    return 0;
}

/* The elements of this many bytes, from memory that ends with them. */
static json_t *decode(const char *bytes, size_t len, int bad)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    struct kl_sink *sink;
    struct kl_out *out;

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    assert_int_equal(kl_out_open_memory(&out), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_JSONL, out), 0);
    assert_int_equal(kl_wifi_elements_decode(sink, copy, len), bad);
    assert_int_equal(kl_sink_free(sink), 0);
    json_decref(read_back);
    read_back = json_loads(kl_out_text(out, NULL), 0, NULL);
    assert_non_null(read_back);
    kl_out_close(out);
    free(copy);
    return json_array_get(read_back, 0);
}

#define DECODE(bytes, bad) decode(bytes, sizeof(bytes) - 1, bad)

static const char *text(json_t *e, const char *key)
{
    const char *s = json_string_value(json_object_get(e, key));

    return s != NULL ? s : "(none)";
}

static long long number(json_t *e, const char *key)
{
    json_t *v = json_object_get(e, key);

    return json_is_integer(v) ? json_integer_value(v) : -1;
}

static void assert_list(json_t *e, const char *key, const char *json)
{
    json_t *want = json_loads(json, JSON_DECODE_ANY, NULL);

    assert_non_null(want);
    assert_true(json_equal(json_object_get(e, key), want));
    json_decref(want);
}

static void test_ssid_and_rates(void **state)
{
    json_t *e = DECODE("\x00\x03"
                       "abc"
                       "\x01\x04\x82\x0b\xff\xfb",
                       0);

    (void)state;
    assert_string_equal(text(e, "name"), "ssid");
    assert_string_equal(text(e, "ssid"), "abc");
    assert_string_equal(text(e, "bytes"), "61:62:63");
    e = json_array_get(read_back, 1);
    assert_list(e, "rates",
                "[{\"rate_kbps\":1000,\"basic\":true},{\"rate_kbps\":5500,\"basic\":false},"
                "{\"selector\":\"ht\"},{\"selector\":\"sae_h2e\"}]");
}

static void test_rsn(void **state)
{
    json_t *e = DECODE("\x30\x1a\x01\x00\x00\x0f\xac\x04\x01\x00\x00\x0f\xac\x04\x02\x00"
                       "\x00\x0f\xac\x02\x00\x0f\xac\x08\xc0\x00\x00\x00",
                       0);

    (void)state;
    assert_string_equal(text(e, "name"), "rsn");
    assert_int_equal(number(e, "version"), 1);
    assert_string_equal(text(e, "group_cipher"), "ccmp");
    assert_list(e, "pairwise_ciphers", "[\"ccmp\"]");
    assert_list(e, "akms", "[\"psk\",\"sae\"]");
    assert_true(json_is_true(json_object_get(e, "mfp_required")));
    assert_true(json_is_false(json_object_get(e, "preauth")));
    assert_list(e, "pmkids", "[]");
    /* A suite that nobody knows is still told. */
    e = DECODE("\x30\x06\x01\x00\xaa\xbb\xcc\x07", 0);
    assert_string_equal(text(e, "group_cipher"), "aa-bb-cc:7");
}

static void test_numbers(void **state)
{
    json_t *e = DECODE("\x0b\x05\x02\x01\x80\x10\x27", 0);

    (void)state;
    assert_int_equal(number(e, "stations"), 258);
    assert_int_equal(number(e, "utilisation_255ths"), 128);
    assert_int_equal(number(e, "admission_capacity_32us"), 10000);
    e = DECODE("\x23\x02\xfb\x00", 0);
    assert_int_equal(number(e, "tx_power_dbm"), -5);
    e = DECODE("\x07\x06"
               "DE \x01\x0d\x14",
               0);
    assert_string_equal(text(e, "country"), "DE");
    assert_list(e, "triplets", "[{\"first_channel\":1,\"channels\":13,\"max_power_dbm\":20}]");
    e = DECODE("\x05\x04\x01\x02\x03\x82", 0);
    assert_list(e, "waiting_aids", "[17,23]");
    e = DECODE("\x7f\x05\x04\x00\x08\x00\x00", 0);
    assert_list(e, "capabilities", "[\"extended_channel_switching\",\"bss_transition\"]");
    e = DECODE("\xdd\x0a\x00\x50\xf2\x04\x10\x4a\x00\x01\x10\xff", 1);
    assert_list(e, "attributes", "[{\"type\":4170,\"name\":\"version\",\"value\":16}]");
    assert_string_equal(text(e, "error"), "the last attribute is cut");
}

static void test_radio(void **state)
{
    json_t *e = DECODE("\xbf\x0c\x02\x00\x00\x40\xfa\xff\x00\x00\xfa\xff\x00\x20", 0);

    (void)state;
    assert_int_equal(number(e, "max_mpdu_bytes"), 11454);
    assert_int_equal(number(e, "extended_nss"), 1);
    assert_list(e, "rx_max_mcs_by_streams", "[9,9,null,null,null,null,null,null]");
    assert_true(json_is_true(json_object_get(e, "extended_nss_supported")));
    e = DECODE("\xff\x0c\x24\x04\x00\x02\x85\xfc\xff\x05\x02\x07\x00\x06", 0);
    assert_int_equal(number(e, "extension_id"), 36);
    assert_string_equal(text(e, "name"), "he_operation");
    assert_int_equal(number(e, "bss_color"), 5);
    assert_true(json_is_true(json_object_get(e, "bss_color_disabled")));
    assert_list(e, "6ghz",
                "{\"primary_channel\":5,\"width\":\"80_mhz\",\"duplicate_beacon\":false,"
                "\"regulatory_info\":0,\"center1_index\":7,\"center2_index\":0,"
                "\"min_rate_mbps\":6}");
    e = DECODE("\xff\x0d\x6b\x10\x01\x0a\x02\x11\x22\x33\x44\x55\x03\x03\x00", 0);
    assert_string_equal(text(e, "name"), "multi_link");
    assert_string_equal(text(e, "type"), "basic");
    assert_string_equal(text(e, "mld_mac"), "02:11:22:33:44:55");
    assert_int_equal(number(e, "link_id"), 3);
    assert_int_equal(number(e, "mld_capabilities"), 3);
}

static void test_neighbors(void **state)
{
    json_t *e = DECODE("\xc9\x11\x00\x0d\x83\x05\xff\x02\x11\x22\x33\x44\x55\x01\x02\x03\x04\x40"
                       "\xf6",
                       0),
           *n;

    (void)state;
    n = json_array_get(json_object_get(e, "neighbors"), 0);
    assert_int_equal(number(n, "operating_class"), 131);
    assert_int_equal(number(n, "channel"), 5);
    n = json_array_get(json_object_get(n, "tbtts"), 0);
    assert_string_equal(text(n, "bssid"), "02:11:22:33:44:55");
    assert_string_equal(text(n, "short_ssid"), "01020304");
    assert_int_equal(number(n, "bss_parameters"), 0x40);
    assert_int_equal(json_integer_value(json_object_get(n, "psd_20_mhz_half_dbm")), -10);
    e = DECODE("\xc9\x05\x10\x0d\x83\x05\xff", 1);
    assert_string_equal(text(e, "error"), "a neighbor's information is cut");
}

/* Each is told, none ends the walk but one that is longer than what is there. */
static void test_malformed(void **state)
{
    json_t *e = DECODE("\x03\x00\x03\x02\x06\x07\x03\x01\x06", 2);

    (void)state;
    assert_string_equal(text(e, "error"), "too short");
    e = json_array_get(read_back, 1);
    assert_string_equal(text(e, "error"), "too long");
    assert_int_equal(number(e, "channel"), 6);
    assert_string_equal(text(e, "bytes"), "06:07");
    e = json_array_get(read_back, 2);
    assert_int_equal(number(e, "channel"), 6);
    assert_null(json_object_get(e, "error"));

    e = DECODE("\x00\x05"
               "ab",
               1);
    assert_string_equal(text(e, "error"), "cut");
    assert_string_equal(text(e, "bytes"), "61:62");
    e = DECODE("\x30", 1);
    assert_int_equal(number(e, "id"), 48);
    assert_string_equal(text(e, "error"), "cut");
    e = DECODE("\x30\x08\x01\x00\x00\x0f\xac\x04\xff\xff", 1);
    assert_string_equal(text(e, "error"), "the pairwise ciphers are cut");
    assert_string_equal(text(e, "group_cipher"), "ccmp");
    e = DECODE("\xff\x00\xdd\x02\x00\x50", 2);
    assert_string_equal(text(e, "error"), "too short");
    e = DECODE("\xc8\x01\x55", 0); /* unknown, and well */
    assert_int_equal(number(e, "id"), 200);
    assert_null(json_object_get(e, "name"));
    assert_null(DECODE("", 0));
    assert_true(json_is_array(read_back));
}

/* Every element at every length, of zeroes and of ones: nothing is read behind its end. */
static void test_all_lengths(void **state)
{
    static uint8_t e[257];
    struct kl_sink *sink;
    struct kl_out *out;

    (void)state;
    assert_int_equal(kl_out_open_memory(&out), 0);
    for (unsigned fill = 0; fill < 2; fill++)
        for (unsigned kind = 0; kind < 512; kind++)
            for (unsigned len = 0; len < 64; len++) {
                uint8_t *copy = malloc(2 + len);

                assert_non_null(copy);
                memset(e, fill != 0 ? 0xff : 0, sizeof(e));
                e[0] = kind < 256 ? (uint8_t)kind : 255;
                e[1] = (uint8_t)len;
                if (kind >= 256)
                    e[2] = (uint8_t)(kind - 256);
                memcpy(copy, e, 2 + len);
                assert_int_equal(kl_sink_new(&sink, KL_SINK_JSON, out), 0);
                kl_wifi_elements_decode(sink, copy, 2 + len);
                assert_int_equal(kl_sink_free(sink), 0);
                kl_out_reset(out);
                free(copy);
            }
    kl_out_close(out);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(kl_wifi_element_name((const uint8_t *)"\x30\x00", 2), "rsn");
    assert_string_equal(kl_wifi_element_name((const uint8_t *)"\xff\x01\x24", 3), "he_operation");
    assert_string_equal(kl_wifi_element_name((const uint8_t *)"\xdd\x04\x00\x50\xf2\x02", 6),
                        "wmm");
    assert_null(kl_wifi_element_name((const uint8_t *)"\x30\x01", 2));
    assert_null(kl_wifi_element_name((const uint8_t *)"\xc8\x00", 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_ssid_and_rates, tear_down),
        cmocka_unit_test_teardown(test_rsn, tear_down),
        cmocka_unit_test_teardown(test_numbers, tear_down),
        cmocka_unit_test_teardown(test_radio, tear_down),
        cmocka_unit_test_teardown(test_neighbors, tear_down),
        cmocka_unit_test_teardown(test_malformed, tear_down),
        cmocka_unit_test(test_all_lengths),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
