// SPDX-License-Identifier: MIT
// Files and patterns that iw's commands take: what is read, and which line is to blame.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/iw/ftm_file.h"
#include "../../cmd/iw/nan_args.h"
#include "../../cmd/iw/wake_files.h"
#include "wifi/sha256.h"

/* From memory that ends with the text. */
static struct iw_file file_of(const char *text, size_t len)
{
    struct iw_file f = {.name = "rules", .text = malloc(len + 1), .len = len};

    assert_non_null(f.text);
    memcpy(f.text, text, len);
    f.text[len] = '\0';
    return f;
}

static void reads_lines(void **state)
{
    static const char text[] = "\n# nothing\n  one\r\n\ntwo";
    struct iw_file f = file_of(text, sizeof(text) - 1);

    (void)state;
    assert_string_equal(iw_file_line(&f), "one");
    assert_int_equal(f.line, 3);
    assert_string_equal(iw_file_line(&f), "two");
    assert_int_equal(f.line, 5);
    assert_null(iw_file_line(&f));
    assert_string_equal(f.error, "");
    free(f.text);
    f = file_of("a\0b\n", 4);
    assert_null(iw_file_line(&f));
    assert_string_equal(f.error, "rules:1: the line holds a NUL byte");
    free(f.text);
}

static void opens_files(void **state)
{
    struct iw_file f;

    (void)state;
    assert_int_equal(iw_file_open(&f, "/dev/null"), 0);
    assert_null(iw_file_line(&f));
    free(f.text);
    assert_int_equal(iw_file_open(&f, "/nowhere/at/all"), -2);
    assert_string_equal(f.error, "/nowhere/at/all: No such file or directory");
    assert_int_equal(iw_file_open(&f, "/dev/zero"), -27);
    assert_null(f.text);
}

static void wrong_pattern(const char *text, const char *want)
{
    struct kl_wifi_pattern p;
    char why[120];

    assert_int_equal(kl_wifi_pattern_parse(text, &p, why, sizeof(why)), -22);
    assert_string_equal(why, want);
    assert_int_equal(kl_wifi_pattern_parse(text, &p, NULL, 0), -22);
}

static void reads_patterns(void **state)
{
    char lengthy[2 * KL_WIFI_PATTERN_MAX + 4] = "1";
    struct kl_wifi_pattern p;

    (void)state;
    assert_int_equal(kl_wifi_pattern_parse("18+43:34:-:2", &p, NULL, 0), 0);
    assert_int_equal(p.offset, 18);
    assert_int_equal(p.len, 4);
    assert_memory_equal(p.bytes, "\x43\x34\0\x02", 4);
    assert_int_equal(p.mask[0], 0x0b);
    assert_int_equal(kl_wifi_pattern_parse("1:2:3:4:5:6:7:8:-:a", &p, NULL, 0), 0);
    assert_int_equal(p.offset, 0);
    assert_int_equal(p.len, 10);
    assert_int_equal(p.mask[0], 0xff);
    assert_int_equal(p.mask[1], 2);
    for (int i = 1; i < KL_WIFI_PATTERN_MAX; i++)
        strcat(lengthy, ":2");
    assert_int_equal(kl_wifi_pattern_parse(lengthy, &p, NULL, 0), 0);
    assert_int_equal(p.len, KL_WIFI_PATTERN_MAX);
    strcat(lengthy, ":");
    wrong_pattern(lengthy, "a pattern has at most 256 bytes");
    wrong_pattern("", "'' is no byte in hexadecimal and no '-', parted by ':'");
    wrong_pattern("11:", "'' is no byte in hexadecimal and no '-', parted by ':'");
    wrong_pattern("11:222", "'222' is no byte in hexadecimal and no '-', parted by ':'");
    wrong_pattern("x+11", "'x' is no offset in a packet");
    wrong_pattern("70000+11", "'70000' is no offset in a packet");
    wrong_pattern("+11", "'' is no offset in a packet");
}

static void reads_rules(void **state)
{
    static const char text[] = "delay=50\ncondition=1\npatterns=01:02,18+-:34\n"
                               "# the second\ndelay=0x64\ncondition=0\npatterns=ff\n";
    struct iw_file f = file_of(text, sizeof(text) - 1);
    struct iw_coalesce *c = malloc(sizeof(*c));

    (void)state;
    assert_non_null(c);
    assert_int_equal(iw_read_coalesce(&f, c), 0);
    assert_int_equal(c->n_rules, 2);
    assert_int_equal(c->rules[0].delay_ms, 50);
    assert_int_equal(c->rules[0].condition, 1);
    assert_int_equal(c->rules[0].n_patterns, 2);
    assert_int_equal(c->rules[0].patterns[1].offset, 18);
    assert_int_equal(c->rules[0].patterns[1].mask[0], 2);
    assert_int_equal(c->rules[1].delay_ms, 100);
    assert_int_equal(c->rules[1].n_patterns, 1);
    assert_int_equal(c->rules[1].patterns[0].bytes[0], 0xff);
    free(f.text);
    free(c);
}

static void wrong_rules(const char *text, const char *want)
{
    struct iw_file f = file_of(text, strlen(text));
    struct iw_coalesce *c = malloc(sizeof(*c));

    assert_non_null(c);
    assert_int_equal(iw_read_coalesce(&f, c), -22);
    assert_string_equal(f.error, want);
    free(f.text);
    free(c);
}

static void refuses_rules(void **state)
{
    (void)state;
    wrong_rules("", "rules:0: the file ends where delay= is wanted");
    wrong_rules("delay=5", "rules:1: the file ends where condition= is wanted");
    wrong_rules("delay=5\ncondition=1\n", "rules:2: the file ends where patterns= is wanted");
    wrong_rules("delay=5\npatterns=11\n", "rules:2: condition= is wanted here, not 'patterns=11'");
    wrong_rules("delay=x\n", "rules:1: 'x' is no delay in milliseconds");
    wrong_rules("delay=1\ncondition=2\n", "rules:2: '2' is neither 0 (match) nor 1 (no match)");
    wrong_rules("delay=1\ncondition=0\n\npatterns=11,\n",
                "rules:4: '' is no byte in hexadecimal and no '-', parted by ':'");
}

#define TCP                                                                                        \
    "source=192.168.1.5:4000\ndest=10.0.0.1:80@02:00:00:00:00:99\n"                                \
    "data=00:11:22:33\ndata.interval=60\n"

static void reads_connections(void **state)
{
    static const char text[] = TCP "wake=01:-:03\ndata.seq=2,1,7\ndata.tok=2,0,aa:bb:cc:dd\n";
    struct iw_file f = file_of(text, sizeof(text) - 1);
    struct iw_wake_tcp c;

    (void)state;
    assert_int_equal(iw_read_wake_tcp(&f, &c), 0);
    assert_memory_equal(c.t.src, "\xc0\xa8\x01\x05", 4);
    assert_int_equal(c.t.src_port, 4000);
    assert_memory_equal(c.t.dst, "\x0a\0\0\x01", 4);
    assert_int_equal(c.t.dst_port, 80);
    assert_int_equal(c.t.dst_mac[5], 0x99);
    assert_int_equal(c.t.data_len, 4);
    assert_int_equal(c.t.interval_s, 60);
    assert_int_equal(c.t.wake_len, 3);
    assert_int_equal(c.t.wake_mask[0], 5);
    assert_true(c.t.has_seq);
    assert_int_equal(c.t.seq_len, 2);
    assert_int_equal(c.t.seq_offset, 1);
    assert_int_equal(c.t.seq_start, 7);
    assert_int_equal(c.t.token_len, 2);
    assert_int_equal(c.t.tokens_len, 4);
    free(f.text);
}

static void wrong_tcp(const char *text, const char *want)
{
    struct iw_file f = file_of(text, strlen(text));
    struct iw_wake_tcp c;

    assert_int_equal(iw_read_wake_tcp(&f, &c), -22);
    assert_string_equal(f.error, want);
    free(f.text);
}

static void refuses_connections(void **state)
{
    (void)state;
    wrong_tcp("source=1.2.3.4\n",
              "rules:1: the file ends without source=, dest=, data= or data.interval=");
    wrong_tcp("source=1.2.3.400\n", "rules:1: '1.2.3.400' is no IPv4 address");
    wrong_tcp("source=1.2.3.4:0\n", "rules:1: '1.2.3.4' is no IPv4 address");
    wrong_tcp("dest=1.2.3.4:5\n", "rules:1: dest=IP:PORT@MAC is wanted");
    wrong_tcp("dest=1.2.3.4@02:00:00:00:00:01\n",
              "rules:1: '1.2.3.4' is no IPv4 address with a port");
    wrong_tcp(TCP "wake=18+01\n", "rules:5: an offset has no place here");
    wrong_tcp(TCP "data.seq=2\n", "rules:5: data.seq=LENGTH,OFFSET[,START] is wanted");
    wrong_tcp(TCP "data.seq=2,3,4,5\n", "rules:5: data.seq=LENGTH,OFFSET[,START] is wanted");
    wrong_tcp(TCP "data.tok=2,3\n", "rules:5: data.tok=LENGTH,OFFSET,BYTES is wanted");
    wrong_tcp(TCP "speed=1\n", "rules:5: 'speed=1' is not understood");
}

/* ---- Stations to be measured ---- */

static void reads_stations(void **state)
{
    static const char text[] =
        "02:00:00:00:01:00 bw=80 cf=5180 cf1=5210 ftms_per_burst=5 ap-tsf asap bursts_exp=2 "
        "burst_period=4 retries=3 burst_duration=9 preamble=vht lci civic\n"
        "02:00:00:00:02:00\tbw=20  cf=2412 tb\n";
    struct iw_file f = file_of(text, sizeof(text) - 1);
    struct iw_ftm ftm;

    (void)state;
    assert_int_equal(iw_read_ftm(&f, &ftm), 0);
    assert_int_equal(ftm.n, 2);
    assert_int_equal(ftm.targets[0].mac[4], 1);
    assert_int_equal(ftm.targets[0].chan.freq_mhz, 5180);
    assert_int_equal(ftm.targets[0].chan.center1_mhz, 5210);
    assert_int_equal(ftm.targets[0].ftms_per_burst, 5);
    assert_int_equal(ftm.targets[0].bursts_exp, 2);
    assert_int_equal(ftm.targets[0].burst_period, 4);
    assert_int_equal(ftm.targets[0].burst_duration, 9);
    assert_int_equal(ftm.targets[0].retries, 3);
    assert_int_equal(ftm.targets[0].preamble, 2);
    assert_true(ftm.targets[0].ap_tsf && ftm.targets[0].asap && ftm.targets[0].lci);
    assert_false(ftm.targets[0].trigger_based);
    assert_true(ftm.targets[1].trigger_based);
    assert_int_equal(ftm.targets[1].retries, -1);
    assert_int_equal(ftm.targets[1].preamble, -1);
    free(f.text);
}

static void wrong_station(const char *text, const char *want)
{
    struct iw_file f = file_of(text, strlen(text));
    struct iw_ftm ftm;

    assert_int_equal(iw_read_ftm(&f, &ftm), -22);
    assert_string_equal(f.error, want);
    free(f.text);
}

#define STATION "02:00:00:00:01:00 bw=20 cf=2412 "

static void refuses_stations(void **state)
{
    (void)state;
    wrong_station("", "rules:0: the file names no station");
    wrong_station("here bw=20\n", "rules:1: 'here' is no MAC address");
    wrong_station("02:00:00:00:01:00\n", "rules:1: bw= and cf= are wanted");
    wrong_station(STATION "\n" STATION "bw=30\n",
                  "rules:2: '30' is no width of 20, 40, 80, 80+80, 160 or 320 MHz");
    wrong_station(STATION "preamble=old",
                  "rules:1: 'old' is no preamble of legacy, ht, vht, dmg or he");
    wrong_station(STATION "retries=256", "rules:1: retries: '256' is no number of 0 to 255");
    wrong_station(STATION "fast", "rules:1: 'fast' is not understood");
    wrong_station(STATION "tb non_tb", "rules:1: tb and non_tb do not go together");
    wrong_station("02:00:00:00:01:00 bw=80 cf=5180 cf1=5290",
                  "rules:1: 5180 MHz is not in the 80 MHz around 5290 MHz");
}

/* ---- NAN ---- */

static int parse_nan(const char *line, struct iw_nan *ret, char *error, size_t size)
{
    static char words[400];
    char *args[40], *rest = words, *word;
    int n = 0;

    assert_true(strlen(line) < sizeof(words));
    strcpy(words, line);
    while (n < 40 && (word = strsep(&rest, " ")) != NULL)
        args[n++] = word;
    return iw_parse_nan(n, args, ret, error, size);
}

static void reads_nan(void **state)
{
    struct iw_nan n;
    char why[160];

    (void)state;
    assert_int_equal(parse_nan("type publish solicited unsolicited bcast name srv info hi ttl 9 "
                               "rx_filter abc:d",
                               &n, why, sizeof(why)),
                     0);
    assert_int_equal(n.f.type, 0);
    assert_int_equal(n.f.publish_type, 3);
    assert_true(n.f.publish_bcast);
    assert_memory_equal(n.f.service_id, "\x5e\x12\xaf\xea\xaf\x89", 6);
    assert_int_equal(n.f.info.len, 2);
    assert_int_equal(n.f.ttl, 9);
    assert_int_equal(n.f.n_rx_filter, 2);
    assert_memory_equal(n.f.rx_filter[0].data, "abc", 3);
    assert_int_equal(n.f.rx_filter[1].len, 1);
    assert_int_equal(parse_nan("type followup name srv flw_up_id 3 flw_up_req_id 4 flw_up_dest "
                               "02:00:00:00:00:07",
                               &n, why, sizeof(why)),
                     0);
    assert_int_equal(n.f.follow_up_id, 3);
    assert_int_equal(n.f.follow_up_req_id, 4);
    assert_int_equal(n.f.follow_up_dest[5], 7);
    /* The filter that Debian's iw makes of the same words. */
    assert_int_equal(parse_nan("type subscribe active name srv srf exclude bf 2 14 "
                               "02:00:00:00:00:01;02:00:00:00:00:02",
                               &n, why, sizeof(why)),
                     0);
    assert_true(n.f.active);
    assert_false(n.f.srf_include);
    assert_null(n.f.srf);
    assert_int_equal(n.f.srf_bloom_len, 14);
    assert_memory_equal(n.f.srf_bloom, "\0\0\x20\x10\0\0\x42\x80\0\x01\x04\0\0\x08", 14);
    assert_int_equal(parse_nan("type subscribe name srv srf include list 02:00:00:00:00:01", &n,
                               why, sizeof(why)),
                     0);
    assert_int_equal(n.f.n_srf, 1);
    assert_int_equal(n.f.srf[5], 1);
}

static void wrong_nan(const char *line, const char *want)
{
    struct iw_nan n;
    char why[160];

    assert_int_equal(parse_nan(line, &n, why, sizeof(why)), -22);
    assert_string_equal(why, want);
}

static void refuses_nan(void **state)
{
    (void)state;
    wrong_nan("name srv", "type is wanted first");
    wrong_nan("type", "something is missing behind 'type'");
    wrong_nan("type offer", "there is no type 'offer'");
    wrong_nan("type publish", "name is missing");
    wrong_nan("type publish name", "something is missing behind 'name'");
    wrong_nan("type publish name srv ttl 0", "ttl: '0' is no number of 1 to 4294967295");
    wrong_nan("type publish name srv loud", "'loud' is not understood");
    wrong_nan("type publish name srv srf some list 02:00:00:00:00:01",
              "srf: 'some' is neither include nor exclude");
    wrong_nan("type publish name srv srf include set 02:00:00:00:00:01",
              "srf: 'set' is neither bf nor list");
    wrong_nan("type publish name srv srf include bf 4 14 02:00:00:00:00:01",
              "bf: '4' is no number of 0 to 3");
    wrong_nan("type publish name srv srf include list 02:00:00:00:00:01;", "'' is no MAC address");
    wrong_nan("type followup name srv flw_up_id 256", "flw_up_id: '256' is no number of 1 to 255");
}

/* Examples of FIPS 180, and lengths around the end of a block. */
static void hashes(void **state)
{
    static const struct {
        size_t len;
        const char *head;
    } of_letters[] = {{0, "\xe3\xb0\xc4\x42"},  {55, "\x9f\x43\x90\xf8"}, {56, "\xb3\x54\x39\xa4"},
                      {63, "\x7d\x3e\x74\xa0"}, {64, "\xff\xe0\x54\xfe"}, {119, "\x31\xeb\xa5\x1c"},
                      {120, "\x2f\x3d\x33\x54"}};
    uint8_t hash[32];
    char letters[120];

    (void)state;
    kl_sha256("abc", 3, hash);
    assert_memory_equal(hash,
                        "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae"
                        "\x22\x23\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61"
                        "\xf2\x00\x15\xad",
                        32);
    memset(letters, 'a', sizeof(letters));
    for (size_t i = 0; i < sizeof(of_letters) / sizeof(of_letters[0]); i++) {
        kl_sha256(letters, of_letters[i].len, hash);
        assert_memory_equal(hash, of_letters[i].head, 4);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lines),         cmocka_unit_test(opens_files),
        cmocka_unit_test(reads_patterns),      cmocka_unit_test(reads_rules),
        cmocka_unit_test(refuses_rules),       cmocka_unit_test(reads_connections),
        cmocka_unit_test(refuses_connections), cmocka_unit_test(reads_stations),
        cmocka_unit_test(refuses_stations),    cmocka_unit_test(reads_nan),
        cmocka_unit_test(refuses_nan),         cmocka_unit_test(hashes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
