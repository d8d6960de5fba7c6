// SPDX-License-Identifier: MIT
// The words of set bitrates and set tidconf, and the attributes that iw sends for them (as strace
// shows them; tests/kernel/test_iw_bytes.sh compares more, where there are radios).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/iw/rates.h"
#include "wifi/wifi.h"

static char words[512];
static char *args[64];

static int split(const char *line)
{
    int n = 0;
    char *rest;

    snprintf(words, sizeof(words), "%s", line);
    for (char *at = strtok_r(words, " ", &rest); at != NULL; at = strtok_r(NULL, " ", &rest))
        args[n++] = at;
    return n;
}

/* What stands behind the header of a message that @put fills. */
static void assert_attrs(struct kl_msg *m, const char *bytes, size_t len)
{
    const struct nlmsghdr *h = kl_msg_header(m);

    assert_non_null(h);
    assert_int_equal(h->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, len);
    assert_memory_equal((const char *)h + NLMSG_HDRLEN + GENL_HDRLEN, bytes, len);
    kl_msg_free(m);
}

static struct kl_msg *begin(void)
{
    struct kl_msg *m;

    assert_int_equal(kl_msg_new(&m), 0);
    assert_int_equal(kl_msg_start_genl(m, 30, NL80211_CMD_SET_TX_BITRATE_MASK, 0, 0), 0);
    return m;
}

static void assert_rates(const char *line, const char *bytes, size_t len)
{
    struct kl_msg *m = begin();
    struct kl_wifi_rates r;
    struct iw_why why;
    int n = split(line);

    assert_int_equal(iw_parse_rates(n, args, &r, &why), n);
    kl_wifi_put_rates(m, NL80211_ATTR_TX_RATES, &r);
    assert_attrs(m, bytes, len);
}

#define RATES(line, bytes) assert_rates(line, bytes, sizeof(bytes) - 1)

static void test_rates(void **state)
{
    (void)state;
    RATES("legacy-2.4 1 5.5 11 54",
          "\x10\x00\x5a\x80\x0c\x00\x00\x80\x08\x00\x01\x00\x02\x0b\x16\x6c");
    RATES("ht-mcs-5 0 0x8 sgi-5",
          "\x18\x00\x5a\x80\x14\x00\x01\x80\x06\x00\x02\x00\x00\x08\x00\x00\x05\x00\x04\x00\x01"
          "\x00\x00\x00");
    RATES("vht-mcs-5 1:0,3,9 2:4-9",
          "\x1c\x00\x5a\x80\x18\x00\x01\x80\x14\x00\x03\x00\x09\x02\xf0\x03\x00\x00\x00\x00\x00\x00"
          "\x00\x00\x00\x00\x00\x00");
    RATES("he-mcs-6 8:7 he-gi-6 3.2 he-ltf-6 2",
          "\x2c\x00\x5a\x80\x28\x00\x03\x80\x14\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
          "\x00\x00\x00\x00\x80\x00\x05\x00\x06\x00\x02\x00\x00\x00\x05\x00\x07\x00\x01\x00\x00"
          "\x00");
}

static void refuse(const char *line, const char *reason)
{
    struct kl_wifi_rates r;
    struct iw_why why = {.text = ""};

    assert_int_equal(iw_parse_rates(split(line), args, &r, &why), -1);
    assert_non_null(strstr(why.text, reason));
}

static void test_wrong_rates(void **state)
{
    struct kl_wifi_rates r;
    struct iw_why why;

    (void)state;
    refuse("legacy-5 0.5", "'0.5' is no rate");
    refuse("legacy-5 6x", "'6x' is no rate");
    refuse("legacy-5 6 legacy-5 9", "twice");
    refuse("sgi-5 lgi-5", "twice");
    refuse("ht-mcs-2.4 256", "no MCS");
    refuse("vht-mcs-5 9:0", "STREAMS");
    refuse("vht-mcs-5 1", "STREAMS");
    refuse("vht-mcs-5 1:10", "0 to 9");
    refuse("vht-mcs-5 1:5-3", "0 to 9");
    refuse("vht-mcs-5 1:", "0 to 9");
    refuse("he-mcs-5 1:12", "0 to 11");
    refuse("he-mcs-5 1:1x", "not understood");
    refuse("he-gi-5 2", "0.8, 1.6, 3.2");
    refuse("he-ltf-5 3", "1, 2, 4");
    /* What is not its own is left to the caller. */
    assert_int_equal(iw_parse_rates(split("legacy-5 6 tids 3"), args, &r, &why), 2);
    assert_int_equal(iw_parse_rates(split("ht-mcs-6 1"), args, &r, &why), 0);
    assert_int_equal(iw_parse_rates(split("6 9"), args, &r, &why), 0);
}

static void test_tids(void **state)
{
    static struct kl_wifi_tid_config c[4];
    struct kl_msg *m = begin();
    struct iw_why why;
    int n = iw_parse_tids(split("tids 0x1 override sretry 3 tids 0x2 bitrates limit vht-mcs-5 4:9 "
                                "tids 7 rtscts on"),
                          args, c, 4, &why);

    (void)state;
    assert_int_equal(n, 3);
    assert_int_equal(c[0].tids, 1);
    assert_int_equal(c[0].has, KL_WIFI_D_OVERRIDE | KL_WIFI_D_RETRY_SHORT);
    assert_int_equal(c[0].retry_short, 3);
    assert_int_equal(c[1].rate_kind, NL80211_TX_RATE_LIMITED);
    assert_int_equal(c[1].rates.band[NL80211_BAND_5GHZ].vht[3], 1u << 9);
    assert_true(c[2].rtscts);
    kl_wifi_put_tids(m, c, 3);
    assert_int_equal(kl_msg_error(m), 0);
    kl_msg_free(m);

    m = begin();
    assert_int_equal(iw_parse_tids(split("tids 0x1 ampdu off"), args, c, 4, &why), 1);
    kl_wifi_put_tids(m, c, 1);
    assert_attrs(m,
                 "\x18\x00\x1d\x81\x14\x00\x00\x80\x06\x00\x05\x00\x01\x00\x00\x00"
                 "\x05\x00\x09\x00\x01\x00\x00\x00",
                 24);
    assert_int_equal(iw_parse_tids(split("ampdu off"), args, c, 4, &why), -1);
    assert_string_equal(why.text, "TID mask expected");
    assert_int_equal(iw_parse_tids(split("tids 0x10000"), args, c, 4, &why), -1);
    assert_int_equal(iw_parse_tids(split("tids 1 ampdu maybe"), args, c, 4, &why), -1);
    assert_string_equal(why.text, "Invalid ampdu parameter: maybe");
    assert_int_equal(iw_parse_tids(split("tids 1 noack"), args, c, 4, &why), -1);
    assert_int_equal(iw_parse_tids(split("tids 1 bitrates limit"), args, c, 4, &why), -1);
    assert_int_equal(iw_parse_tids(split("tids 1 tids 2 tids 3"), args, c, 2, &why), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_wrong_rates),
        cmocka_unit_test(test_tids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
