// SPDX-License-Identifier: MIT
// How busy channels are: reckoned from fixed surveys and networks; the chart and the picture of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/iw/channels.h"

static struct iw_channels c;
static struct kl_out *out;

static int set_up(void **state)
{
    (void)state;
    return kl_out_open_memory(&out);
}

static int tear_down(void **state)
{
    (void)state;
    iw_channels_free(&c);
    kl_out_close(out);
    return 0;
}

static void count(bool after, uint32_t freq, uint64_t active, uint64_t busy)
{
    struct kl_wifi_survey s = {.has = KL_WIFI_V_FREQ | KL_WIFI_V_ACTIVE | KL_WIFI_V_BUSY,
                               .freq_mhz = freq,
                               .active_ms = active,
                               .busy_ms = busy};

    assert_int_equal(iw_channels_survey(&c, after, &s), 0);
}

static void network(const char *name, uint32_t freq, int32_t mbm, const char *more, size_t len)
{
    struct kl_wifi_bss b = {.has = KL_WIFI_B_SIGNAL_MBM,
                            .freq_mhz = freq,
                            .signal_mbm = mbm,
                            .ssid = (const uint8_t *)name,
                            .ssid_len = strlen(name),
                            .ies = (const uint8_t *)more,
                            .ies_len = len};

    b.bssid[5] = (unsigned char)c.n_networks;
    assert_int_equal(iw_channels_network(&c, &b), 0);
}

#define NETWORK(name, freq, mbm, ies) network(name, freq, mbm, ies, sizeof(ies) - 1)

static const struct iw_channel *channel(uint32_t freq)
{
    for (size_t i = 0; i < c.n; i++)
        if (c.channels[i].freq_mhz == freq)
            return &c.channels[i];
    fail_msg("no channel at %u MHz", freq);
    return NULL;
}

static void is_busy(uint32_t freq, enum iw_busy_from from, unsigned permille)
{
    assert_int_equal(channel(freq)->busy_from, from);
    assert_int_equal(channel(freq)->busy_permille, permille);
}

static void test_time(void **state)
{
    (void)state;
    /* Counted on: the scan's part. */
    count(false, 2412, 1000, 900);
    count(true, 2412, 1200, 950);
    /* Of the last visit only: it went back, or hardly on. */
    count(false, 2417, 115, 15);
    count(true, 2417, 110, 55);
    count(false, 2422, 110, 15);
    count(true, 2422, 112, 56);
    /* New, and not visited by this scan. */
    count(true, 2427, 100, 100);
    count(false, 2432, 400, 100);
    count(true, 2432, 400, 100);
    /* Nothing, too much, and the largest of numbers. */
    count(true, 2437, 0, 0);
    count(true, 2442, 100, 101);
    count(true, 2447, UINT64_MAX, UINT64_MAX / 4);
    assert_int_equal(iw_channels_reckon(&c), 0);
    assert_int_equal(c.n, 8);
    is_busy(2412, IW_BUSY_SURVEY, 250);
    assert_int_equal(channel(2412)->measured.active_ms, 200);
    assert_int_equal(channel(2412)->measured.busy_ms, 50);
    is_busy(2417, IW_BUSY_SURVEY, 500);
    is_busy(2422, IW_BUSY_SURVEY, 500);
    is_busy(2427, IW_BUSY_SURVEY, 1000);
    is_busy(2432, IW_BUSY_SURVEY, 250);
    is_busy(2437, IW_BUSY_UNKNOWN, 0);
    is_busy(2442, IW_BUSY_SURVEY, 1000);
    is_busy(2447, IW_BUSY_SURVEY, 250);
}

static void test_what_does_not_count(void **state)
{
    struct kl_wifi_survey radio = {.has = KL_WIFI_V_ACTIVE | KL_WIFI_V_BUSY, .active_ms = 5},
                          noise = {.has = KL_WIFI_V_FREQ | KL_WIFI_V_NOISE,
                                   .freq_mhz = 5180,
                                   .noise_dbm = -92,
                                   .in_use = true};

    (void)state;
    assert_int_equal(iw_channels_survey(&c, true, &radio), 0);
    assert_int_equal(iw_channels_survey(&c, true, &noise), 0);
    assert_int_equal(iw_channels_reckon(&c), 0);
    assert_int_equal(c.n, 1);
    is_busy(5180, IW_BUSY_UNKNOWN, 0);
    assert_true(channel(5180)->in_use);
    assert_int_equal(channel(5180)->measured.noise_dbm, -92);
}

#define VHT80 "\x3d\x16\x24\5\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xc0\5\1\x2a\0\0\0"

static void test_networks(void **state)
{
    (void)state;
    NETWORK("weak", 2412, -8000, "\x0b\5\1\0\x40\0\0");
    NETWORK("strong", 2412, -3000, "\x0b\5\1\0\xff\0\0");
    NETWORK("beside", 2422, -5000, "");
    NETWORK("far", 2437, -9000, "");
    NETWORK("wide", 5180, -4500, VHT80);
    count(true, 5200, 100, 10);
    count(true, 5240, 100, 10);
    assert_int_equal(iw_channels_reckon(&c), 0);
    assert_string_equal(c.networks[0].name, "strong");
    assert_string_equal(c.networks[4].name, "far");
    assert_int_equal(c.n, 6);
    assert_int_equal(c.channels[0].freq_mhz, 2412);
    /* Two on channel 1; the one on 3 reaches it, too; the strongest says how busy it is. */
    assert_int_equal(channel(2412)->networks, 2);
    assert_int_equal(channel(2412)->overlapping, 1);
    assert_int_equal(channel(2412)->strongest_mbm, -3000);
    is_busy(2412, IW_BUSY_BSS, 1000);
    assert_int_equal(channel(2422)->networks, 1);
    assert_int_equal(channel(2422)->overlapping, 3);
    assert_int_equal(channel(2437)->overlapping, 1);
    /* 80 MHz from channel 36 reach 40, and end before 52. */
    assert_int_equal(channel(5200)->overlapping, 1);
    assert_int_equal(channel(5200)->strongest_mbm, -4500);
    assert_int_equal(channel(5240)->overlapping, 1);
    assert_int_equal(channel(5240)->networks, 0);
    is_busy(5200, IW_BUSY_SURVEY, 100);
    assert_string_equal(channel(5240)->band, "5 GHz");
}

static void test_bands(void **state)
{
    static const struct {
        uint32_t freq;
        const char *band;
    } rows[] = {{903, "below 1 GHz"}, {2412, "2.4 GHz"}, {2484, "2.4 GHz"}, {4920, "5 GHz"},
                {5885, "5 GHz"},      {5935, "6 GHz"},   {7115, "6 GHz"},   {58320, "60 GHz"}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(iw_channels_band(rows[i].freq), rows[i].band);
}

/* ---- The chart ---- */

static void fill(void)
{
    NETWORK("OpenNet", 2412, -3000, "");
    NETWORK("\33[2Jevil", 2412, -6000, "");
    NETWORK("a name of 32 bytes, which is long", 2437, -7000, "\x0b\5\1\0\x80\0\0");
    NETWORK("<&\">", 5180, -4500, VHT80);
    count(true, 2412, 100, 25);
    count(true, 5180, 1000, 900);
    assert_int_equal(iw_channels_reckon(&c), 0);
}

static const char *chart(unsigned columns, bool bars, bool colour)
{
    kl_out_reset(out);
    iw_channels_chart(&c, out, "wlan9", columns, bars, colour);
    return kl_out_text(out, NULL);
}

static unsigned widest(const char *text)
{
    unsigned most = 0, used;

    while (*text != '\0') {
        char line[1024];
        size_t len = strcspn(text, "\n");

        snprintf(line, sizeof(line), "%.*s", (int)len, text);
        (void)iw_text_fit(line, 1000, &used);
        most = used > most ? used : most;
        text += len + (text[len] == '\n');
    }
    return most;
}

static void test_chart(void **state)
{
    const char *text;

    (void)state;
    fill();
    text = chart(80, true, false);
    assert_null(strchr(text, '\33'));
    assert_non_null(strstr(text, "wlan9: 4 networks on 3 channels\n\n2.4 GHz\n"));
    assert_non_null(strstr(
        text, "   1   2412  ██████░░░░░░░░░░░░░░░░░░   25%     2       -30 dBm  OpenNet, \\x1b[…"));
    assert_non_null(
        strstr(text, "   6   2437  ████████████░░░░░░░░░░░░  ~50%     1       -70 dBm  a name"));
    assert_non_null(strstr(text, "\n5 GHz\n"));
    assert_non_null(strstr(text, "~  as an access point there says"));
    assert_true(widest(chart(80, true, false)) <= 80);
    assert_true(widest(chart(120, true, false)) <= 120);
    assert_true(widest(chart(120, true, false)) > 80);
    assert_true(widest(chart(200, true, false)) <= 200);
    /* Narrow: names go first, then the bar is as short as it gets. */
    text = chart(56, true, false);
    assert_null(strstr(text, "OpenNet"));
    assert_non_null(strstr(text, "█"));
    text = chart(80, false, false);
    assert_null(strstr(text, "█"));
    assert_non_null(strstr(text, "OpenNet"));
    text = chart(80, true, true);
    assert_non_null(strstr(text, "\33[31m"));
    assert_null(strstr(text, "\33[2Jevil"));
}

static void test_empty(void **state)
{
    (void)state;
    assert_int_equal(iw_channels_reckon(&c), 0);
    assert_string_equal(chart(80, true, false), "wlan9: 0 networks on 0 channels\n");
}

/* ---- The picture ---- */

/* Is it one element, with all that it opens closed in order, and no stray ampersand? */
static bool is_well_formed(const char *s)
{
    const char *open[64];
    size_t depth = 0, elements = 0;

    for (; *s != '\0'; s++) {
        if (*s == '&' && strncmp(s, "&amp;", 5) != 0 && strncmp(s, "&lt;", 4) != 0 &&
            strncmp(s, "&gt;", 4) != 0 && strncmp(s, "&quot;", 6) != 0)
            return false;
        if (*s != '<')
            continue;
        if (s[1] == '/') {
            size_t len = depth > 0 ? strcspn(open[depth - 1], " >") : 0;

            if (depth == 0 || strncmp(s + 2, open[depth - 1], len) != 0 || s[2 + len] != '>')
                return false;
            depth--;
        } else {
            const char *end = strchr(s, '>');

            if (end == NULL || depth == 64 || (depth == 0 && elements > 0))
                return false;
            elements++;
            if (end[-1] != '/')
                open[depth++] = s + 1;
            s = end;
        }
    }
    return depth == 0 && elements > 10;
}

static void test_picture(void **state)
{
    const char *text, *path = getenv("KL_TEST_SVG");
    FILE *to;

    (void)state;
    fill();
    iw_channels_svg(&c, out, "wl<&>");
    text = kl_out_text(out, NULL);
    assert_true(is_well_formed(text));
    assert_non_null(strstr(text, ">&lt;&amp;&quot;&gt;</text>"));
    assert_non_null(strstr(text, "Channels as wl&lt;&amp;&gt; sees them"));
    assert_non_null(strstr(text, ">OpenNet</text>"));
    assert_non_null(strstr(text, "prefers-color-scheme: dark"));
    assert_non_null(strstr(text, "<title>5180 MHz, channel 36: 90% busy</title>"));
    assert_null(strchr(text, '\33'));
    to = path != NULL ? fopen(path, "w") : NULL;
    if (to != NULL) {
        fputs(text, to);
        fclose(to);
    }
}

/* Hundreds of networks, in every band, on top of each other, with signals out of all bounds. */
static void test_crowd(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 300; i++) {
        char name[40];

        snprintf(name, sizeof(name), "network number %u", i);
        network(name, i % 3 == 0 ? 2412 : 5180 + i % 3 * 800, (int32_t)i * 20000 - 3000000, NULL,
                0);
        count(true, 5000 + i * 20, i, i / 2);
    }
    assert_int_equal(iw_channels_reckon(&c), 0);
    iw_channels_svg(&c, out, "wlan9");
    assert_true(is_well_formed(kl_out_text(out, NULL)));
    assert_true(widest(chart(100, true, false)) <= 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_does_not_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_networks, set_up, tear_down),
        cmocka_unit_test(test_bands),
        cmocka_unit_test_setup_teardown(test_chart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_picture, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_crowd, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("iw_channels", tests, NULL, NULL);
}
