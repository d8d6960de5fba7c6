// SPDX-License-Identifier: MIT
// What is said of a network for people: security, width, load, and a name that a terminal can be
// given.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/iw/facts.h"

#define PRIVACY 0x10

/* From memory that ends with the elements. */
static struct iw_facts read_facts(uint32_t freq, uint16_t capability, const char *ies, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    struct kl_wifi_bss b = {
        .freq_mhz = freq, .capability = capability, .ies = copy, .ies_len = len};
    struct iw_facts f;

    assert_non_null(copy);
    memcpy(copy, ies, len);
    iw_facts_read(&b, &f);
    free(copy);
    return f;
}

#define FACTS(freq, capability, ies) read_facts(freq, capability, ies, sizeof(ies) - 1)

static void is_security(const char *want, uint16_t capability, const char *ies, size_t len)
{
    struct iw_facts f = read_facts(2412, capability, ies, len);

    assert_string_equal(f.security, want);
}

#define SECURITY(want, capability, ies) is_security(want, capability, ies, sizeof(ies) - 1)

/* An RSN element of @n suites. */
#define RSN(len, n, suites)             "\x30" len "\x01\0\0\x0f\xac\4\1\0\0\x0f\xac\4" n "\0" suites
#define IEEE                            "\0\x0f\xac"
#define WPA(len, n, suites)             "\xdd" len "\0\x50\xf2\1\1\0\0\x50\xf2\2\1\0\0\x50\xf2\2" n "\0" suites

static void test_security(void **state)
{
    (void)state;
    SECURITY("open", 0, "");
    SECURITY("WEP", PRIVACY, "");
    SECURITY("WPA", PRIVACY, WPA("\x16", "\1", "\0\x50\xf2\2"));
    SECURITY("WPA Enterprise", PRIVACY, WPA("\x16", "\1", "\0\x50\xf2\1"));
    SECURITY("WPA2", PRIVACY, RSN("\x12", "\1", IEEE "\2"));
    SECURITY("WPA2", PRIVACY, RSN("\x16", "\2", IEEE "\2" IEEE "\6"));
    SECURITY("WPA3", PRIVACY, RSN("\x12", "\1", IEEE "\x8"));
    SECURITY("WPA2/WPA3", PRIVACY, RSN("\x16", "\2", IEEE "\2" IEEE "\x18"));
    SECURITY("WPA/WPA2", PRIVACY, WPA("\x16", "\1", "\0\x50\xf2\2") RSN("\x12", "\1", IEEE "\2"));
    SECURITY("WPA2 Enterprise", PRIVACY, RSN("\x12", "\1", IEEE "\1"));
    SECURITY("WPA3 Enterprise", PRIVACY,
             RSN("\x14", "\1",
                 IEEE "\5"
                      "\xc0\0"));
    SECURITY("WPA2 Enterprise", PRIVACY,
             RSN("\x14", "\1",
                 IEEE "\5"
                      "\x80\0"));
    SECURITY("WPA2 Enterprise", PRIVACY,
             RSN("\x18", "\2",
                 IEEE "\1" IEEE "\5"
                      "\xc0\0"));
    SECURITY("WPA3 Enterprise 192", PRIVACY, RSN("\x12", "\1", IEEE "\xc"));
    SECURITY("WPA2 + Enterprise", PRIVACY, RSN("\x16", "\2", IEEE "\2" IEEE "\1"));
    SECURITY("WPA3 + WPA2 Enterprise", PRIVACY, RSN("\x16", "\2", IEEE "\x8" IEEE "\1"));
    SECURITY("OWE", PRIVACY, RSN("\x12", "\1", IEEE "\x12"));
    SECURITY("open + OWE", 0, "\xdd\x0e\x50\x6f\x9a\x1c\2\x11\x22\x33\x44\x55\3owe");
    SECURITY("OSEN", PRIVACY, "\xdd\x05\x50\x6f\x9a\x12\0");
    SECURITY("WPA2, unknown suite", PRIVACY, RSN("\x12", "\1", "\xaa\xbb\xcc\1"));
    /* What is left out has a default; what is cut is not read past its end. */
    SECURITY("WPA2 Enterprise", PRIVACY, "\x30\2\1\0");
    SECURITY("WPA2 Enterprise", PRIVACY, "\x30\x08\1\0\0\x0f\xac\4\xff\xff");
    SECURITY("WPA2", PRIVACY, RSN("\x12", "\xff", IEEE "\2"));
    SECURITY("WEP", PRIVACY, "\x30\x14\1\0\0\x0f");
}

static void is_width(struct iw_facts f, unsigned width, uint32_t centre)
{
    assert_int_equal(f.width_mhz, width);
    assert_int_equal(f.center_mhz, centre);
}

#define HT(where)                "\x3d\x16\x24" where "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define VHT(width, first, other) "\xc0\x05" width first other "\0\0"

static void test_width(void **state)
{
    (void)state;
    is_width(FACTS(2412, 0, ""), 20, 2412);
    is_width(FACTS(5180, 0, HT("\0")), 20, 5180);
    is_width(FACTS(5180, 0, HT("\5")), 40, 5190);
    is_width(FACTS(2437, 0, HT("\7")), 40, 2427);
    is_width(FACTS(5180, 0, VHT("\1", "\x2a", "\0") HT("\5")), 80, 5210);
    is_width(FACTS(5180, 0, HT("\5") VHT("\0", "\0", "\0")), 40, 5190);
    is_width(FACTS(5180, 0, HT("\5") VHT("\1", "\x2a", "\x32")), 160, 5250);
    is_width(FACTS(5180, 0, HT("\5") VHT("\2", "\x32", "\0")), 160, 5250);
    is_width(FACTS(5180, 0, HT("\5") VHT("\1", "\x2a", "\x9b")), 160, 5210);
    /* HE in 6 GHz: 80 MHz around channel 7, 160 around 15; without its part for 6 GHz. */
    is_width(FACTS(5955, 0, "\xff\x0c\x24\0\0\x02\x05\xfc\xff\1\2\7\0\x0c"), 80, 5985);
    is_width(FACTS(5955, 0, "\xff\x0c\x24\0\0\x02\x05\xfc\xff\1\3\7\xf\x0c"), 160, 6025);
    is_width(FACTS(5955, 0, "\xff\x0d\x24\0\x80\x02\x05\xfc\xff\0\1\1\3\0\x0c"), 40, 5965);
    is_width(FACTS(5180, 0, "\xff\x0a\x24\0\x40\0\x05\xfc\xff\1\x2a\0"), 80, 5210);
    is_width(FACTS(5955, 0, "\xff\x07\x24\0\0\x02\x05\xfc\xff"), 20, 5955);
    /* EHT: 320 MHz around channel 31. */
    is_width(FACTS(5955, 0, "\xff\x09\x6a\1\x44\x44\x44\x44\4\xf\x1f"), 320, 6105);
    is_width(FACTS(5955, 0, "\xff\x09\x6a\0\x44\x44\x44\x44\4\xf\x1f"), 20, 5955);
    is_width(FACTS(5955, 0, "\xff\x09\x6a\1\x44\x44\x44\x44\7\xf\x1f"), 20, 5955);
    /* A centre far away is not believed; the width is. */
    is_width(FACTS(5180, 0, HT("\5") VHT("\1", "\xff", "\0")), 80, 5180);
}

static void test_load(void **state)
{
    struct iw_facts f = FACTS(2412, 0, "\x0b\5\x03\1\x80\0\0");

    (void)state;
    assert_int_equal(f.stations, 259);
    assert_int_equal(f.load, 128);
    f = FACTS(2412, 0, "\x0b\2\3\0");
    assert_int_equal(f.load, -1);
    assert_int_equal(f.stations, -1);
}

static void is_name(const char *want, const char *ssid, size_t len)
{
    char text[IW_NAME_MAX];

    iw_ssid_text((const uint8_t *)ssid, len, text);
    assert_string_equal(text, want);
}

#define NAME(want, ssid) is_name(want, ssid, sizeof(ssid) - 1)

static void test_names(void **state)
{
    (void)state;
    NAME("OpenNet", "OpenNet");
    NAME("a b", "a b");
    NAME("\\x20a b\\x20", " a b ");
    NAME("\\x20", " ");
    NAME("(hidden)", "");
    NAME("(hidden)", "\0\0\0\0");
    is_name("(hidden)", NULL, 0);
    NAME("Café Zoë 网络 🛜", "Café Zoë 网络 🛜");
    NAME("\\x1b[2J\\x07", "\33[2J\7");
    NAME("back\\x5cslash", "back\\slash");
    NAME("\\xff\\xfe\\xc3", "\xff\xfe\xc3");
    /* Overlong, a surrogate, and past the end of Unicode. */
    NAME("\\xc0\\xaf", "\xc0\xaf");
    NAME("\\xed\\xa0\\x80", "\xed\xa0\x80");
    NAME("\\xf4\\x90\\x80\\x80", "\xf4\x90\x80\x80");
    /* Right-to-left override, no-break and zero-width space, C1, an accent on nothing. */
    NAME("a\\xe2\\x80\\xaeb", "a\u202eb");
    NAME("a\\xc2\\xa0b\\xe2\\x80\\x8bc", "a\u00a0b\u200bc");
    NAME("\\xc2\\x9b1m", "\xc2\x9b"
                         "1m");
    NAME("\\xcc\\x81"
         "a",
         "\u0301"
         "a");
    NAME("e\u0301", "e\u0301");
    NAME("\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01"
         "\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01",
         "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1");
}

static void test_fit(void **state)
{
    unsigned used;

    (void)state;
    assert_int_equal(iw_text_fit("abcdef", 4, &used), 4);
    assert_int_equal(used, 4);
    assert_int_equal(iw_text_fit("abc", 10, &used), 3);
    assert_int_equal(used, 3);
    assert_int_equal(iw_text_fit("é网x", 2, &used), 2);
    assert_int_equal(used, 1);
    assert_int_equal(iw_text_fit("é网x", 3, &used), 5);
    assert_int_equal(used, 3);
    assert_int_equal(iw_text_fit("e\u0301x", 1, NULL), 3);
    assert_int_equal(iw_text_fit("", 0, &used), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_security), cmocka_unit_test(test_width), cmocka_unit_test(test_load),
        cmocka_unit_test(test_names),    cmocka_unit_test(test_fit),
    };

    return cmocka_run_group_tests_name("iw_facts", tests, NULL, NULL);
}
