// SPDX-License-Identifier: MIT
// Single words of iw's commands: an address is one or none.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/iw/iw.h"

static void addresses(void **state)
{
    static const struct {
        const char *word;
        unsigned char mac[6];
    } good[] = {
        {"02:00:5e:10:fF:Aa", {0x02, 0x00, 0x5e, 0x10, 0xff, 0xaa}},
        {"2:0:5e:1:f:A", {0x02, 0x00, 0x5e, 0x01, 0x0f, 0x0a}}, /* as Debian's iw takes them */
        {"00:00:00:00:00:00", {0}},
    };
    unsigned char mac[6];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        memset(mac, 0x55, sizeof(mac));
        assert_true(iw_parse_mac(good[i].word, mac));
        assert_memory_equal(mac, good[i].mac, 6);
    }
}

static void no_addresses(void **state)
{
    static const char *const bad[] = {
        "",
        ":",
        "02",
        "02:00:5e:10:ff",
        "02:00:5e:10:ff:",
        "02:00:5e:10:ff:aa:",
        "02:00:5e:10:ff:aa:bb",
        "02:00:5e:10:ff:aab",
        "020:0:5e:10:ff:aa",
        "02::5e:10:ff:aa",
        ":02:00:5e:10:ff:aa",
        "02-00-5e-10-ff-aa",
        "02005e10ffaa",
        "02:00:5e:10:ff:ag",
        " 02:00:5e:10:ff:aa",
        "02:00:5e:10:ff:aa ",
        "02: 0:5e:10:ff:aa",
        "02:\t0:5e:10:ff:aa",
        "02:+0:5e:10:ff:aa",
        "02:-1:5e:10:ff:aa",
        "-2:00:5e:10:ff:aa",
        "0x:00:5e:10:ff:aa",
        "0x2:00:5e:10:ff:aa",
        "02:00:5e:10:ff:aa\n",
    };
    static const unsigned char before[6] = {0x55, 0x55, 0x55, 0x55, 0x55, 0x55};
    unsigned char mac[6];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        memcpy(mac, before, 6);
        if (iw_parse_mac(bad[i], mac))
            fail_msg("'%s' is taken for an address", bad[i]);
        assert_memory_equal(mac, before, 6);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),
        cmocka_unit_test(no_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
