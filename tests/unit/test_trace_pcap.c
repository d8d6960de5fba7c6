// SPDX-License-Identifier: MIT
// Captures in both formats and byte orders, cut ones, foreign ones, and those that we write.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "trace/pcap.h"
#include "trace_records.h"

#define DONE "1400000003000200070000007a3b000000000000"

static const unsigned char done[] = {0x14, 0, 0,    0,    3, 0, 2, 0, 7, 0,
                                     0,    0, 0x7a, 0x3b, 0, 0, 0, 0, 0, 0};

/* Bytes of a file in one of the byte orders. */
struct file {
    unsigned char data[1024];
    size_t len;
    bool swap;
};

static void add(struct file *f, const void *data, size_t len)
{
    assert_true(len <= sizeof(f->data) - f->len);
    memcpy(f->data + f->len, data, len);
    f->len += len;
}

static void add32(struct file *f, uint32_t n)
{
    if (f->swap)
        n = __builtin_bswap32(n);
    add(f, &n, 4);
}

static void add16(struct file *f, uint16_t n)
{
    if (f->swap)
        n = __builtin_bswap16(n);
    add(f, &n, 2);
}

static void cooked(struct file *f, unsigned char protocol)
{
    /* the address is garbage in some kernels */
    unsigned char head[] = {0, 4, 3, 0x38, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, protocol};

    add(f, head, sizeof(head));
}

static void old_header(struct file *f, uint32_t magic, uint32_t link)
{
    add32(f, magic);
    add16(f, 2);
    add16(f, 4);
    for (int i = 0; i < 3; i++)
        add32(f, i == 2 ? 65535 : 0);
    add32(f, link);
}

static void old_packet(struct file *f, uint32_t sec, uint32_t fraction, uint32_t len)
{
    add32(f, sec);
    add32(f, fraction);
    add32(f, 16 + len);
    add32(f, 16 + sizeof(done));
    cooked(f, 12);
    add(f, done, len);
}

static void test_pcap(void **state)
{
    static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d};
    struct trace_records r;

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct file f = {.swap = i & 1};

        old_header(&f, magics[i / 2], KL_LINKTYPE_NETLINK);
        old_packet(&f, 1000, 5, sizeof(done));
        old_packet(&f, 1001, 7, 16);
        trace_read(&r, f.data, f.len);
        assert_int_equal(r.format, KL_TRACE_PCAP);
        assert_int_equal(r.code, 0);
        assert_true(r.last.has_time && !r.last.relative);
        assert_int_equal(r.last.time_ns, 1001000000000u + (i < 2 ? 7000u : 7u));
        assert_int_equal(r.last.offset, 24 + 16 + 16 + sizeof(done));
        trace_expect(&r, "? 12 " DONE, "? 12 1400000003000200070000007a3b0000 [cut 20]", NULL);

        trace_read(&r, f.data, f.len - 1);
        trace_expect(&r, "? 12 " DONE, "? -1 [the capture ends in the middle of a packet]", NULL);
        trace_read(&r, f.data, 30);
        trace_expect(&r, "? -1 [the capture ends in the middle of a packet]", NULL);
    }
}

static void test_foreign(void **state)
{
    struct trace_records r;
    struct file f = {0};

    (void)state;
    old_header(&f, 0xa1b2c3d4, 1);
    old_packet(&f, 1000, 5, sizeof(done));
    trace_read(&r, f.data, f.len);
    trace_expect(&r,
                 "? -1 [packets of link type 1 (Ethernet); netlink's is 253, as an nlmon interface "
                 "gives]",
                 NULL);
    f = (struct file){0};
    old_header(&f, 0xa1b2c3d4, KL_LINKTYPE_NETLINK);
    for (int i = 0; i < 4; i++)
        add32(&f, i < 2 ? 0 : 0xffffffff);
    trace_read(&r, f.data, f.len);
    trace_expect(&r, "? -1 [a packet longer than any can be; the rest is not readable]", NULL);
    /* from a machine of the other byte order */
    f = (struct file){.swap = true};
    old_header(&f, 0xa1b2c3d4, KL_LINKTYPE_NETLINK);
    for (int i = 0; i < 4; i++)
        add32(&f, 32);
    cooked(&f, 0);
    for (int i = 0; i < 4; i++)
        add32(&f, i == 0 ? 16 : 0);
    trace_read(&r, f.data, f.len);
    trace_expect(&r,
                 "? 0 00000010000000000000000000000000 [messages in the byte order of another "
                 "machine]",
                 NULL);
}

static void block(struct file *f, uint32_t type, const struct file *body)
{
    add32(f, type);
    add32(f, (uint32_t)(12 + body->len));
    add(f, body->data, body->len);
    add32(f, (uint32_t)(12 + body->len));
}

static void section(struct file *f, uint16_t link, unsigned char resolution)
{
    struct file b = {.swap = f->swap};

    add32(&b, KL_PCAPNG_ORDER);
    add32(&b, 1);
    add32(&b, 0xffffffff);
    add32(&b, 0xffffffff);
    block(f, KL_PCAPNG_SECTION, &b);
    b.len = 0;
    add16(&b, link);
    add16(&b, 0);
    add32(&b, 0);
    if (resolution != 0) {
        add16(&b, KL_PCAPNG_OPT_RESOLUTION);
        add16(&b, 1);
        add(&b, (unsigned char[]){resolution, 0, 0, 0}, 4);
        add32(&b, 0);
    }
    block(f, KL_PCAPNG_INTERFACE, &b);
}

static void packet(struct file *f, uint32_t interface, uint64_t stamp, uint32_t flags)
{
    struct file b = {.swap = f->swap};

    add32(&b, interface);
    add32(&b, (uint32_t)(stamp >> 32));
    add32(&b, (uint32_t)stamp);
    add32(&b, 16 + sizeof(done));
    add32(&b, 16 + sizeof(done));
    cooked(&b, 16);
    add(&b, done, sizeof(done));
    add16(&b, KL_PCAPNG_OPT_FLAGS);
    add16(&b, 4);
    add32(&b, flags);
    add32(&b, 0);
    block(f, KL_PCAPNG_PACKET, &b);
}

static void test_pcapng(void **state)
{
    struct trace_records r;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct file f = {.swap = i == 1};

        section(&f, KL_LINKTYPE_NETLINK, 0);
        packet(&f, 0, 1000000007, KL_PCAPNG_OUTBOUND);
        section(&f, 1, 0);
        packet(&f, 0, 0, 0);
        packet(&f, 0, 0, 0);
        packet(&f, 1, 0, 0);
        section(&f, KL_LINKTYPE_SLL, 9);
        packet(&f, 0, 1000000007, 0);
        trace_read(&r, f.data, f.len);
        assert_int_equal(r.format, KL_TRACE_PCAP);
        assert_int_equal(r.last.time_ns, 1000000007u);
        trace_expect(&r, "? 16 " DONE,
                     "? -1 [packets of link type 1 (Ethernet); netlink's is 253, as an nlmon "
                     "interface gives]",
                     "? -1 [a packet of an interface that was not described]", "? 16 " DONE, NULL);
        f.len -= 8;
        trace_read(&r, f.data, f.len);
        assert_int_equal(r.count, 4);
        trace_free(&r);
        memset(f.data + 4, 0, 4);
        trace_read(&r, f.data, f.len);
        trace_expect(&r, "? -1 [a block of an impossible length; the rest is not readable]", NULL);
    }
}

static void test_writer(void **state)
{
    char path[] = "/tmp/kernlink-test-XXXXXX";
    struct kl_trace_writer *w;
    struct trace_records r;
    unsigned char file[4096];
    size_t len;
    int fd = mkstemp(path);
    FILE *in;

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(kl_trace_writer_open(&w, path), 0);
    struct kl_trace_record record = {.direction = KL_TRACE_SENT,
                                     .protocol = 12,
                                     .has_time = true,
                                     .time_ns = 1796056998968175123u,
                                     .pid = 7,
                                     .fd = 3,
                                     .socket = 99,
                                     .program = "a program",
                                     .data = done,
                                     .len = 19,
                                     .full_len = 20};
    assert_int_equal(kl_trace_writer_put(w, &record), 0);
    record = (struct kl_trace_record){.protocol = -1, .fd = -1, .data = done, .len = 20};
    assert_int_equal(kl_trace_writer_put(w, &record), 0);
    record = (struct kl_trace_record){
        .direction = KL_TRACE_RECEIVED, .protocol = 0, .fd = -1, .data = done, .len = 20};
    assert_int_equal(kl_trace_writer_put(w, &record), 0);
    assert_int_equal(kl_trace_writer_close(w), 0);
    in = fopen(path, "rb");
    assert_non_null(in);
    len = fread(file, 1, sizeof(file), in);
    fclose(in);
    unlink(path);
    trace_read(&r, file, len);
    trace_expect(&r, "> 12 pid=7 fd=3 1400000003000200070000007a3b0000000000 [cut 20]",
                 "? -1 " DONE, "< 0 " DONE, NULL);
    assert_int_equal(kl_trace_writer_open(&w, "/nonexistent/x"), -ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pcap),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_pcapng),
        cmocka_unit_test(test_writer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
