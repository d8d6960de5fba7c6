// SPDX-License-Identifier: MIT
// Messages as text, in each form that people keep them in, and what tells the forms apart.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trace/input.h"
#include "trace_records.h"
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

/* RTM_GETLINK with an rtgenmsg, and what ends its dump. */
#define A "1400000012000103070000007a3b000000000000"
#define B "1400000003000200070000007a3b000000000000"

static const struct {
    const char *text;
    const char *records[4];
} forms[] = {
    /* quoted, each string a datagram */
    {"\"\\x14\\x00\\x00\\x00\\x12\\x00\\x01\\x03\\x07\\x00\\x00\\x00\\x7a\\x3b\\x00\\x00"
     "\\x00\\x00\\x00\\x00\"\n",
     {"? -1 line=1 " A}},
    {"# first\n\n\"\\24\\0\\0\\0\\22\\0\\1\\3\\7\\0\\0\\0z;\\0\\0\\0\\0\\0\\0\"\n"
     "\"\\24\\0\\0\\0\\3\\0\\2\\0\\a\\0\\0\\0z;\\0\\0\\0\\0\\0\\0\"  # second\n",
     {"? -1 line=3 " A, "? -1 line=4 " B}},
    {"x = b'\\x14\\x00\\x00\\x00\\x12\\x00\\x01\\x03\\x07\\x00\\x00\\x00\\x7a\\x3b\\x00\\x00'\n"
     "    b'\\x00\\x00\\x00\\x00'\n",
     {"? -1 line=1 " A}},
    /* a string that was cut, and one that follows it */
    {"\"\\24\\0\\0\\0\\22\\0\\1\\3\\7\\0\\0\\0z;\\0\\0\"...\n"
     "\"\\24\\0\\0\\0\\3\\0\\2\\0\\a\\0\\0\\0z;\\0\\0\\0\\0\\0\\0\"\n",
     {"? -1 line=1 1400000012000103070000007a3b0000 [cut 20]", "? -1 line=2 " B}},
    {"\"\\24\\0\\0\\0\\22\\0\\1\\3\\7\\0\\0\\0z;\\0\\0\"\n"
     "\"\\24\\0\\0\\0\\3\\0\\2\\0\\a\\0\\0\\0z;\\0\\0\\0\\0\\0\\0\"\n",
     {"? -1 line=1 1400000012000103070000007a3b0000", "? -1 line=2 " B}},
    /* escapes without quotes, several lines a message */
    {"\\x14\\x00\\x00\\x00\\x12\\x00\\x01\\x03\\x07\\x00\\x00\\x00\n"
     "\\x7a\\x3b\\x00\\x00\\x00\\x00\\x00\\x00\n"
     "\\x14\\x00\\x00\\x00\\x03\\x00\\x02\\x00\\x07\\x00\\x00\\x00\\x7a\\x3b\\x00\\x00\\x00\\x00"
     "\\x00\\x00 ; end\n",
     {"? -1 line=1 " A, "? -1 line=3 " B}},
    /* hexadecimal */
    {"14:00:00:00:12:00:01:03:07:00:00:00:7a:3b:00:00:00:00:00:00\n", {"? -1 line=1 " A}},
    {"14:00:00:00:12:00:01:03: # header\n07:00:00:00:7a:3b:00:00:\n00:00:00:00\n.\nnot ours\n",
     {"? -1 line=1 " A}},
    {"14:00:00:00:12:00:01:03:07:00:00:00:7a:3b:00:00:00:00:00:00\n#!\nprint('code')\n",
     {"? -1 line=1 " A}},
    {"14 00 00 00 12 00 01 03 07 00 00 00 7A 3B 00 00 00 00 00 00\r\n", {"? -1 line=1 " A}},
    {A "\n" B "\n", {"? -1 line=1 " A, "? -1 line=2 " B}},
    {A B "\n", {"? -1 line=1 " A B}},
    {"14000000 12000103 07000000 7a3b0000 00000000\n", {"? -1 line=1 " A}},
    {"0x14, 0x00, 0x00, 0x00, 0x12, 0x00, 0x01, 0x03,\n0x07, 0x00, 0x00, 0x00, 0x7a, 0x3b, 0, 0",
     {"? -1 line=1 1400000012000103",
      "? -1 line=2 [neither bytes in hexadecimal nor a string: 0, 0]"}},
    /* two messages, the first without its end: a blank line parts them */
    {"14 00 00 00 12 00 01 03 07 00 00 00\n\n" B "\n",
     {"? -1 line=1 140000001200010307000000", "? -1 line=3 " B}},
    /* dumps */
    {"00000000: 1400 0000 1200 0103 0700 0000 7a3b 0000  ............z;..\n"
     "00000010: 0000 0000                                ....\n",
     {"? -1 line=1 " A}},
    {"00000000: 14 00 00 00 12 00 01 03 07 00 00 00 7a 3b 00 00  ............z;..\n"
     "00000010: 00 00 00 00                                      ab c\n"
     "00000000: 14 00 00 00 03 00 02 00 07 00 00 00 7a 3b 00 00  ............z;..\n"
     "00000010: 00 00 00 00                                      ....\n",
     {"? -1 line=1 " A, "? -1 line=3 " B}},
    {"00000000  14 00 00 00 12 00 01 03  07 00 00 00 7a 3b 00 00  |............z;..|\n"
     "00000010  00 00 00 00                                       |....|\n00000014\n",
     {"? -1 line=1 " A}},
    {"0000000 0014 0000 0012 0301 0007 0000 3b7a 0000\n0000010 0000 0000\n0000014\n",
     {"? -1 line=1 " A}},
    {"0000000 14 00 00 00 12 00 01 03 07 00 00 00 7a 3b 00 00\n0000020 00 00 00 00\n0000024\n",
     {"? -1 line=1 " A}},
    {"0000   14 00 00 00 12 00 01 03 07 00 00 00 7a 3b 00 00   ............z;..\n"
     "0010   00 00 00 00                                       ab cd\n",
     {"? -1 line=1 " A}},
    {"\t0x0000:  1400 0000 1200 0103 0700 0000 7a3b 0000  ............z;..\n"
     "\t0x0010:  0000 0000                                ....\n",
     {"? -1 line=1 " A}},
    {"00000000  34 00 00 00 12 00 01 03  07 00 00 00 7a 3b 00 00  |4...........z;..|\n"
     "00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n"
     "00000030  00 00 00 00                                       |....|\n00000034\n",
     {"? -1 line=1 3400000012000103070000007a3b0000"
      "000000000000000000000000000000000000000000000000000000000000000000000000"}},
    {"00000000: 1400 0000 1200 0103 0700 0000 7a3b 0000  ............z;..\n"
     "00000020: 0000 0000                                ....\n",
     {"? -1 line=1 1400000012000103070000007a3b0000",
      "? -1 line=2 [this offset does not follow on the line before: 00000020: 0000 0000     ]"}},
    /* what is wrong stands in its place, and the rest goes on */
    {A "\nwhat is this\n" B "\n",
     {"? -1 line=1 " A, "? -1 line=2 [neither bytes in hexadecimal nor a string: what is this]",
      "? -1 line=3 " B}},
    {"\"\\x14\\x00\\q\"\n" B "\n",
     {"? -1 line=1 [an escape that C does not have: \\q\"]", "? -1 line=2 " B}},
    {A "\n\"\\x14\\x00\n", {"? -1 line=1 " A, "? -1 line=2 [the string does not end: \\x14\\x00]"}},
};

static void test_forms(void **state)
{
    struct trace_records r;

    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        trace_read_text(&r, forms[i].text);
        assert_int_equal(r.format, KL_TRACE_TEXT);
        assert_int_equal(r.code, 0);
        trace_expect(&r, forms[i].records[0], forms[i].records[1], forms[i].records[2],
                     forms[i].records[3], NULL);
    }
}

static void test_detection(void **state)
{
    static const struct {
        const char *text;
        enum kl_trace_format format;
    } all[] = {
        {"", KL_TRACE_DETECT},
        {"Nothing to see\n", KL_TRACE_DETECT},
        {"{\"a\": \"some text\", \"b\": [1, 2]}\n", KL_TRACE_DETECT},
        {"a bad dead beef\n", KL_TRACE_DETECT},
        {"# notes\n14:00:00:00\n", KL_TRACE_TEXT},
        {"execve(\"/bin/ip\", [\"ip\"], 0x7ffc) = 0\n", KL_TRACE_STRACE},
        {"[pid 12] 10:20:30 <... recvmsg resumed>) = 0\n", KL_TRACE_STRACE},
        {"15043 1796056972.529437 close(3) = 0\n", KL_TRACE_STRACE},
        {"     0.000159 close(3) = 0\n", KL_TRACE_STRACE},
        {"strace: Process 12 attached\nclose(3) = 0\n", KL_TRACE_STRACE},
        {"\x0a\x0d\x0d\x0a", KL_TRACE_PCAP},
        {"\xd4\xc3\xb2\xa1", KL_TRACE_PCAP},
        {"\x1f\x01\xff\xfe", KL_TRACE_DETECT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        assert_int_equal(
            kl_trace_detect((const unsigned char *)all[i].text, strlen(all[i].text), true),
            all[i].format);
}

static void test_nothing(void **state)
{
    struct trace_records r;

    (void)state;
    trace_read_text(&r, "Nothing to see\n");
    assert_int_equal(r.code, -ENODATA);
    assert_string_equal(r.error, "test: nothing in it looks like netlink traffic");
    trace_read_text(&r, "close(3) = 0\n");
    assert_int_equal(r.code, -ENODATA);
    assert_string_equal(r.error, "test: no netlink traffic in this output of strace");
}

static void test_gzip(void **state)
{
    (void)state;
#ifdef HAVE_ZLIB
    static const char text[] = A "\n";
    unsigned char packed[2048];
    struct trace_records r;
    size_t len = 0;

    for (int member = 0; member < 2; member++) { /* gzip files may be put one after the other */
        z_stream z = {0};

        assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
        z.next_in = (Bytef *)(uintptr_t)text;
        z.avail_in = sizeof(text) - 1;
        z.next_out = packed + len;
        z.avail_out = (uInt)(sizeof(packed) - len);
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        len += z.total_out;
        deflateEnd(&z);
    }
    trace_read(&r, packed, len);
    assert_int_equal(r.code, 0);
    trace_expect(&r, "? -1 line=1 " A, "? -1 line=2 " A, NULL);
    trace_read(&r, packed, len - 9);
    assert_int_equal(r.code, -EIO);
    assert_string_equal(r.error, "test: the gzip data ends in the middle");
    trace_free(&r);
#else
    skip();
#endif
}

/* A line longer than the window, and one longer than any may be. */
static void test_long_lines(void **state)
{
    size_t message = 200000, len = (size_t)KL_LINE_MAX + 100;
    struct trace_records r;
    char *text = malloc(len + 100);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < message; i++)
        memcpy(text + 2 * i, "00", 2);
    memcpy(text,
           "400d0300"
           "1200",
           12);
    text[2 * message] = '\n';
    trace_read(&r, text, 2 * message + 1);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.count, 1);
    assert_int_equal(r.last.len, message);
    trace_free(&r);

    memset(text, '0', len);
    memcpy(text + len, "\n" A "\n", sizeof("\n" A "\n"));
    memcpy(text, A "\n", sizeof(A));
    trace_read(&r, text, len + sizeof("\n" A "\n") - 1);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.count, 3);
    assert_non_null(strstr(r.lines[1], "more than 32 MB"));
    assert_string_equal(r.lines[2], "? -1 line=3 " A);
    trace_free(&r);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),      cmocka_unit_test(test_detection),
        cmocka_unit_test(test_nothing),    cmocka_unit_test(test_gzip),
        cmocka_unit_test(test_long_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
