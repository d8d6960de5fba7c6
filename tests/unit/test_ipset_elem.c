// SPDX-License-Identifier: MIT
// Elements of every set type: from text to attributes and back, and what is refused.
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <kernlink/ipset.h>

#include "ipset/attrs.h"
#include "ipset/parse.h"
#include "ipset/print.h"
#include "ipset/session.h"

struct good {
    const char *type, *text;
    const char *printed; /* NULL: as text */
    int family;          /* 0: AF_INET */
};

/* clang-format off */
static const struct good good[] = {
    {.type = "bitmap:ip", .text = "10.0.0.1"},
    {.type = "bitmap:ip", .text = "10.0.0.1-10.0.0.9"},
    {.type = "bitmap:ip", .text = "10.0.0.0/24"},
    {.type = "bitmap:ip,mac", .text = "10.0.0.1"},
    {.type = "bitmap:ip,mac", .text = "10.0.0.1,01:02:03:aa:bb:cc", .printed = "10.0.0.1,01:02:03:AA:BB:CC"},
    {.type = "bitmap:port", .text = "80"},
    {.type = "bitmap:port", .text = "0x50", .printed = "80"},
    {.type = "bitmap:port", .text = "80-90"},
    {.type = "bitmap:port", .text = "udp:53", .printed = "53"},
    {.type = "hash:ip", .text = "192.0.2.1"},
    {.type = "hash:ip", .text = "192.0.2.1/32", .printed = "192.0.2.1"},
    {.type = "hash:ip", .text = "10.1", .printed = "10.0.0.1"},
    {.type = "hash:ip", .text = "16909060", .printed = "1.2.3.4"},
    {.type = "hash:ip", .text = "2001:db8::1", .family = AF_INET6},
    {.type = "hash:ip", .text = "2001:DB8:0:0::1", .printed = "2001:db8::1", .family = AF_INET6},
    {.type = "hash:ip", .text = "::ffff:1.2.3.4", .family = AF_INET6},
    {.type = "hash:mac", .text = "1:2:3:a:b:c", .printed = "01:02:03:0A:0B:0C"},
    {.type = "hash:ip,mac", .text = "10.0.0.1,01:02:03:04:05:06"},
    {.type = "hash:ip,mark", .text = "10.0.0.1,0x63", .printed = "10.0.0.1,0x00000063"},
    {.type = "hash:ip,mark", .text = "10.0.0.1,99", .printed = "10.0.0.1,0x00000063"},
    {.type = "hash:ip,port", .text = "10.0.0.1,tcp:80"},
    {.type = "hash:ip,port", .text = "10.0.0.1,80", .printed = "10.0.0.1,tcp:80"},
    {.type = "hash:ip,port", .text = "10.0.0.1,udp:1000-2000"},
    {.type = "hash:ip,port", .text = "10.0.0.1,17:5", .printed = "10.0.0.1,udp:5"},
    {.type = "hash:ip,port", .text = "10.0.0.1,icmp:8/0", .printed = "10.0.0.1,icmp:echo-request"},
    {.type = "hash:ip,port", .text = "10.0.0.1,icmp:ping", .printed = "10.0.0.1,icmp:echo-request"},
    {.type = "hash:ip,port", .text = "10.0.0.1,icmp:200/7"},
    {.type = "hash:ip,port", .text = "2001:db8::1,icmpv6:echo-request", .printed = "2001:db8::1,ipv6-icmp:echo-request", .family = AF_INET6},
    {.type = "hash:ip,port", .text = "10.0.0.1,vrrp:0"},
    {.type = "hash:ip,port,ip", .text = "10.0.0.1,tcp:80,192.0.2.9"},
    {.type = "hash:ip,port,net", .text = "10.0.0.1,sctp:80,192.0.2.0/28"},
    {.type = "hash:net", .text = "192.0.2.0/24"},
    {.type = "hash:net", .text = "192.0.2.7/32", .printed = "192.0.2.7"},
    {.type = "hash:net", .text = "192.0.2.1-192.0.2.77"},
    {.type = "hash:net", .text = "2001:db8::/32", .family = AF_INET6},
    {.type = "hash:net,net", .text = "192.0.2.0/24,198.51.100.0/25"},
    {.type = "hash:net,port", .text = "192.0.2.0/24,udplite:7"},
    {.type = "hash:net,port,net", .text = "192.0.2.0/24,tcp:80,198.51.100.0/25"},
    {.type = "hash:net,iface", .text = "192.0.2.0/24,eth0"},
    {.type = "hash:net,iface", .text = "0.0.0.0/0,eth0"},
    {.type = "hash:net,iface", .text = "192.0.2.0/24,physdev:eth0"},
    {.type = "hash:net,iface", .text = "192.0.2.0/24,br-lan"},
    {.type = "hash:ip,port", .text = "10.0.0.1,[http-alt]", .printed = "10.0.0.1,tcp:8080"},
    {.type = "list:set", .text = "other"},
};

struct bad {
    const char *type, *text, *error;
    int family;
};

static const struct bad bad[] = {
    {"hash:ip", "", "", 0},
    {"hash:ip", "10.0.0.256", "10.0.0.256", 0},
    {"hash:ip", "10.0.0.1.2", "10.0.0.1.2", 0},
    {"hash:ip", "2001:db8::1", "2001:db8::1", AF_INET},
    {"hash:ip", "10.0.0.1", "10.0.0.1", AF_INET6},
    {"hash:ip", "10.0.0.1/33", "33", 0},
    {"hash:ip", "10.0.0.1/", "", 0},
    {"hash:ip", "10.0.0.1/x", "x", 0},
    {"hash:ip", "10.0.0.1,80", "supports none", 0},
    {"hash:ip,port", "10.0.0.1", "Second element is missing", 0},
    {"hash:ip,port", "10.0.0.1,80,90", "supports one", 0},
    {"hash:ip,port", "10.0.0.1,tcp:", "", 0},
    {"hash:ip,port", "10.0.0.1,tcp:99999", "99999", 0},
    {"hash:ip,port", "10.0.0.1,nonsense:80", "nonsense", 0},
    {"hash:ip,port", "10.0.0.1,vrrp:80", "vrrp", 0},
    {"hash:ip,port", "10.0.0.1,icmp:300/1", "300", 0},
    {"hash:ip,port,ip", "10.0.0.1,80,10.0.0.1-10.0.0.3", "10.0.0.1-10.0.0.3", 0},
    {"bitmap:ip,mac", "10.0.0.1,01:02:03:04:05", "01:02:03:04:05", 0},
    {"bitmap:ip,mac", "10.0.0.1,01:02:03:04:05:06:07", "01:02", 0},
    {"bitmap:ip,mac", "10.0.0.1,01:02:03:04:05:zz", "zz", 0},
    {"bitmap:port", "65536", "65536", 0},
    {"bitmap:port", "-1", "", 0},
    {"hash:ip,mark", "10.0.0.1,0x100000000", "0x100000000", 0},
    {"hash:net,iface", "10.0.0.0/8,interface-name-16", "interface-name-16", 0},
    {"hash:ip,port", "[10.0.0.1,80", "escape character", 0},
    {"list:set", "a-name-of-more-than-thirty-one-characters", "thirty-one", 0},
};
/* clang-format on */

static void print(char *text, size_t size, const struct kl_ipset_type *t,
                  const struct kl_ipset_elem *e)
{
    struct kl_names *names = NULL;
    struct kl_out *o = NULL;

    assert_int_equal(kl_names_new(&names), 0);
    assert_int_equal(kl_out_open_memory(&o), 0);
    kl_ipset_print_elem(o, &(struct kl_print){.names = names}, t, e);
    assert_true(strlen(kl_out_text(o, NULL)) < size);
    strcpy(text, kl_out_text(o, NULL));
    kl_out_close(o);
    kl_names_free(names);
}

/* The attributes against an unreadable page: a read behind them ends the test. */
static unsigned char *guarded(const unsigned char *data, size_t len)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *p =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(p, MAP_FAILED);
    assert_int_equal(mprotect(p + page, page, PROT_NONE), 0);
    memcpy(p + page - len, data, len);
    return p + page - len;
}

static void unguard(unsigned char *p, size_t len)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    munmap(p + len - page, 2 * page);
}

static void elements_of_every_type_survive(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        const struct good *g = &good[i];
        const struct kl_ipset_type *t = kl_ipset_type_find(g->type);
        uint8_t family = g->family ? (uint8_t)g->family : AF_INET;
        unsigned char data[KL_IPSET_ELEM_MAX], *safe;
        struct kl_ipset_elem e, back = {0};
        char error[256] = "", text[256];
        struct kl_view v;
        size_t len;

        assert_non_null(t);
        if (kl_ipset_elem_parse(&e, t, family, g->text, error, sizeof(error)))
            fail_msg("%s %s: %s", g->type, g->text, error);
        print(text, sizeof(text), t, &e);
        assert_string_equal(text, g->printed ? g->printed : g->text);
        len = kl_ipset_write_elem(data, &e, 0);
        assert_int_equal(len % 4, 0);
        safe = guarded(data, len);
        v = (struct kl_view){safe, len, NULL};
        assert_int_equal(kl_ipset_read_elem(&back, &v), 0);
        print(text, sizeof(text), t, &back);
        assert_string_equal(text, g->printed ? g->printed : g->text);
        unguard(safe, len);
    }
}

static void every_type_has_an_element_above(void **state)
{
    (void)state;
    for (size_t i = 0; kl_ipset_type_at(i); i++) {
        size_t found = 0;

        for (size_t j = 0; j < sizeof(good) / sizeof(good[0]); j++)
            found += !strcmp(good[j].type, kl_ipset_type_name(kl_ipset_type_at(i)));
        if (!found)
            fail_msg("no element of %s", kl_ipset_type_name(kl_ipset_type_at(i)));
    }
}

static void bad_elements_are_refused_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const struct bad *b = &bad[i];
        struct kl_ipset_elem e, untouched;
        char error[256] = "";
        int r;

        memset(&e, 0xa5, sizeof(e));
        untouched = e;
        r = kl_ipset_elem_parse(&e, kl_ipset_type_find(b->type),
                                b->family ? (uint8_t)b->family : AF_INET, b->text, error,
                                sizeof(error));
        if (r >= 0)
            fail_msg("%s took '%s'", b->type, b->text);
        if (!error[0] || !strstr(error, b->error))
            fail_msg("%s %s: '%s' does not say '%s'", b->type, b->text, error, b->error);
        assert_memory_equal(&e, &untouched, sizeof(e));
    }
}

/* No prefix of a good element may be read beyond its end. */
static void cut_text_is_never_read_beyond_its_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        const struct kl_ipset_type *t = kl_ipset_type_find(good[i].type);
        char error[256];
        const struct kl_parse p = {.type = t,
                                   .family = good[i].family ? (uint8_t)good[i].family : AF_INET,
                                   .numeric = true,
                                   .error = error,
                                   .error_size = sizeof(error)};

        for (size_t len = 0; len <= strlen(good[i].text); len++) {
            unsigned char *safe = guarded((const unsigned char *)good[i].text, len);
            struct kl_ipset_elem e = {0};

            (void)kl_parse_elem(&p, (struct kl_text){(char *)safe, len}, &e);
            unguard(safe, len);
        }
    }
}

static int parse_line(const char *type, const char *line, struct kl_ipset_elem *e, char *error)
{
    const struct kl_parse p = {
        .type = kl_ipset_type_find(type), .family = AF_INET, .error = error, .error_size = 256};

    return kl_ipset_parse_line(&p, KL_TEXT(line), e);
}

static void options_of_an_element(void **state)
{
    struct kl_ipset_elem e, back = {0};
    unsigned char data[KL_IPSET_ELEM_MAX];
    char error[256] = "";
    struct kl_view v;

    (void)state;
    assert_int_equal(
        parse_line("hash:net",
                   "10.0.0.0/8 timeout 60 nomatch packets 5 bytes 18446744073709551614 "
                   "comment \"two words\" skbmark 0x1/0xff skbprio 1:a0 skbqueue 7",
                   &e, error),
        0);
    v = (struct kl_view){data, kl_ipset_write_elem(data, &e, 77), NULL};
    assert_int_equal(kl_ipset_read_elem(&back, &v), 0);
    assert_int_equal(back.has, e.has);
    assert_int_equal(back.timeout, 60);
    assert_true(back.has & KL_IPSET_E_NOMATCH);
    assert_int_equal(back.packets, 5);
    assert_true(back.bytes == 18446744073709551614ull);
    assert_int_equal(back.comment_len, 9);
    assert_memory_equal(back.comment, "two words", 9);
    assert_int_equal(back.skbmark, 1);
    assert_int_equal(back.skbmarkmask, 0xff);
    assert_int_equal(back.skbprio, 0x100a0);
    assert_int_equal(back.skbqueue, 7);
}

static void bad_options_are_refused_by_name(void **state)
{
    /* clang-format off */
    static const struct { const char *type, *line, *error; } rows[] = {
        {"hash:ip", "10.0.0.1 nomatch", "nomatch"},
        {"hash:ip", "10.0.0.1 timeout", "timeout needs a value"},
        {"hash:ip", "10.0.0.1 timeout 2147484", "2147484"},
        {"hash:ip", "10.0.0.1 timeout -1", "-1"},
        {"hash:ip", "10.0.0.1 timeout 1 timeout 2", "timeout already specified"},
        {"hash:ip", "10.0.0.1 bytes 18446744073709551616", "18446744073709551616"},
        {"hash:ip", "10.0.0.1 comment \"open", "quote is not closed"},
        {"hash:ip", "10.0.0.1 skbmark 1", "skbmark"},
        {"hash:ip", "10.0.0.1 skbprio 1", "skbprio"},
        {"hash:ip", "10.0.0.1 skbqueue 65536", "65536"},
        {"hash:ip", "", "missing"},
        {"list:set", "a before b after c", "already specified"},
    };
    /* clang-format on */
    char error[256];
    struct kl_ipset_elem e;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        error[0] = '\0';
        if (parse_line(rows[i].type, rows[i].line, &e, error) >= 0)
            fail_msg("took '%s'", rows[i].line);
        if (!strstr(error, rows[i].error))
            fail_msg("'%s': '%s' does not say '%s'", rows[i].line, error, rows[i].error);
    }
}

static void a_comment_of_255_bytes_fits_one_more_does_not(void **state)
{
    char value[258], error[256] = "";
    struct kl_ipset_elem e = {0};

    (void)state;
    memset(value, 'x', sizeof(value));
    value[256] = '\0';
    assert_true(kl_ipset_elem_option(&e, "comment", value, error, sizeof(error)) < 0);
    assert_int_equal(e.has, 0);
    assert_non_null(strstr(error, "255"));
    value[255] = '\0';
    assert_int_equal(kl_ipset_elem_option(&e, "comment", value, error, sizeof(error)), 0);
    assert_int_equal(e.comment_len, 255);
    assert_int_equal(kl_ipset_elem_option(&e, "nonsense", "1", error, sizeof(error)), -ENOENT);
}

/* The kernel's attributes, cut short or unknown: told, never fatal. */
static void odd_attributes_are_counted(void **state)
{
    struct kl_ipset_elem e = {0};
    struct {
        struct nlattr a;
        unsigned char data[4];
    } short_mac = {{8, IPSET_ATTR_ETHER}, {0}}, unknown = {{8, 4242}, {0}};
    struct kl_view v;

    (void)state;
    v = (struct kl_view){(unsigned char *)&short_mac, sizeof(short_mac), NULL};
    assert_int_equal(kl_ipset_read_elem(&e, &v), -EBADMSG);
    assert_int_equal(e.has, 0);
    v = (struct kl_view){(unsigned char *)&unknown, sizeof(unknown), NULL};
    assert_int_equal(kl_ipset_read_elem(&e, &v), 1);
}

static void types_by_name_and_old_name(void **state)
{
    (void)state;
    for (size_t i = 0; kl_ipset_type_at(i); i++) {
        const struct kl_ipset_type *t = kl_ipset_type_at(i);

        assert_ptr_equal(kl_ipset_type_find(t->name), t);
        assert_ptr_equal(kl_ipset_type_find(t->alias), t);
        /* What stands behind the colon is the dimensions. */
        assert_string_equal(strchr(t->name, ':') + 1, kl_ipset_type_dimensions(t));
        for (size_t f = 0; f < KL_FEATURE_MAX; f++)
            assert_true(t->features[f].revision <= t->revision);
    }
    assert_null(kl_ipset_type_find("hash:"));
    assert_null(kl_ipset_type_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_of_every_type_survive),
        cmocka_unit_test(every_type_has_an_element_above),
        cmocka_unit_test(bad_elements_are_refused_by_name),
        cmocka_unit_test(cut_text_is_never_read_beyond_its_end),
        cmocka_unit_test(options_of_an_element),
        cmocka_unit_test(bad_options_are_refused_by_name),
        cmocka_unit_test(a_comment_of_255_bytes_fits_one_more_does_not),
        cmocka_unit_test(odd_attributes_are_counted),
        cmocka_unit_test(types_by_name_and_old_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
