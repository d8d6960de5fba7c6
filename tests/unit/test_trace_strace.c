// SPDX-License-Identifier: MIT
// strace's output in each of its generations, and what it leaves out or says twice.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trace/strace.h"
#include "trace_records.h"

/* iw phy phy0 interface add test type monitor, and its answer's first attributes. */
#define ADD                                                                                        \
    "300000001b000500824142557742"                                                                 \
    "40c4"                                                                                         \
    "0700000008000100000000000900040074657374000000000800050006000000"
#define ADD_ESCAPED                                                                                \
    "\\x30\\x00\\x00\\x00\\x1b\\x00\\x05\\x00\\x82\\x41\\x42\\x55\\x77\\x42\\x40\\xc4"             \
    "\\x07\\x00\\x00\\x00\\x08\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x09\\x00\\x04\\x00"             \
    "\\x74\\x65\\x73\\x74\\x00\\x00\\x00\\x00\\x08\\x00\\x05\\x00\\x06\\x00\\x00\\x00"
#define ADD_PAYLOAD                                                                                \
    "\\x07\\x00\\x00\\x00\\x08\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x09\\x00\\x04\\x00"             \
    "\\x74\\x65\\x73\\x74\\x00\\x00\\x00\\x00\\x08\\x00\\x05\\x00\\x06\\x00\\x00\\x00"

static void check(const char *text, const char *first, const char *second)
{
    struct trace_records r;

    trace_read_text(&r, text);
    assert_int_equal(r.format, KL_TRACE_STRACE);
    trace_expect(&r, first, second, NULL);
}

/* Up to 4.12. */
static void test_old(void **state)
{
    (void)state;
    check("sendmsg(3, {msg_name(12)={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
          "msg_iov(1)=[{\"" ADD_ESCAPED "\", 48}], msg_controllen=0, msg_flags=0}, 0) = 48\n",
          "> -1 fd=3 line=1 " ADD, NULL);
    /* wrapped, as in a manual */
    check("sendmsg(3, {msg_name(12)={sa_family=AF_NETLINK, ... },\n"
          "    msg_iov(1)=[{\"" ADD_ESCAPED "\", 48}],\n"
          "    msg_controllen=0, msg_flags=0}, 0) = 48\n"
          "close(3) = 0\n",
          "> -1 fd=3 line=1 " ADD, NULL);
    /* shortened by its author */
    check("recvmsg(3, {msg_name(12)={sa_family=AF_NETLINK, ... },\n"
          "    msg_iov(1)=[{\"\\x58\\x00\\x00\\x00\\x1b\\x00\\x00 ...\", 16384}],\n"
          "    msg_controllen=0, msg_flags=0}, 0) = 88\n...\n",
          "< -1 fd=3 line=1 580000001b0000 [cut 88]", NULL);
    /* without -s 4096 */
    check("socket(PF_NETLINK, SOCK_RAW, 16) = 3\n"
          "recvmsg(3, {msg_name(12)={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
          "msg_iov(2)=[{\"\\x58\\x00\\x00\\x00\\x1b\\x00\\x00\\x00\"..., 16384}, {\"\\1\", 1}], "
          "msg_controllen=0, msg_flags=0}, 0) = 88\n",
          "< 16 fd=3 line=2 580000001b000000 [cut 88]", NULL);
    /* a request in three buffers */
    check("sendmsg(4, {msg_name(12)={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
          "msg_iov(3)=[{\"\\24\\0\\0\\0\\22\\0\\1\\3\\7\\0\\0\\0\", 12}, {\"\\0\\0\\0\\0\", 4}, "
          "{\"\\0\\0\\0\\0\", 4}], msg_controllen=0, msg_flags=0}, 0) = 20\n",
          "> -1 fd=4 line=1 1400000012000103070000000000000000000000", NULL);
    /* two messages in a call */
    check("socket(PF_NETLINK, SOCK_RAW, 0) = 3\n"
          "sendmmsg(3, {{{msg_name(0)=NULL, msg_iov(1)=[{\"\\20\\0\\0\\0\\3\\0\\0\\0\\0\\0\\0\\0"
          "\\0\\0\\0\\0\", 16}], msg_controllen=0, msg_flags=0}, 16}, {{msg_name(0)=NULL, "
          "msg_iov(1)=[{\"\\20\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\", 16}], "
          "msg_controllen=0, msg_flags=0}, 16}}, 2, 0) = 2\n",
          "> 0 fd=3 line=2 10000000030000000000000000000000",
          "> 0 fd=3 line=2 10000000010000000000000000000000");
}

/* 4.13 and later. */
static void test_middle(void **state)
{
    (void)state;
    check("sendmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
          "msg_namelen=12, msg_iov=[{iov_base={{len=48, type=0x1b /* NLMSG_??? */, "
          "flags=NLM_F_REQUEST|NLM_F_ACK, seq=1430405506, pid=3292545655}, \"" ADD_PAYLOAD "\"}, "
          "iov_len=48}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 48\n",
          "> -1 fd=3 line=1 " ADD, NULL);
    check("sendto(3, {{nlmsg_len=48, nlmsg_type=0x1b /* NLMSG_??? */, "
          "nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=1430405506, nlmsg_pid=-1002421641}, "
          "\"" ADD_PAYLOAD "\"}, 48, 0, NULL, 0) = 48\n",
          "> -1 fd=3 line=1 " ADD, NULL);
    /* several messages, and zeros behind the last */
    check("sendto(3, [{{nlmsg_len=20, nlmsg_type=0x1b, nlmsg_flags=0, nlmsg_seq=1, nlmsg_pid=0}, "
          "\"\\1\\0\\0\\0\"}, {{nlmsg_len=16, nlmsg_type=NLMSG_NOOP, nlmsg_flags=0, nlmsg_seq=2, "
          "nlmsg_pid=0}}, {nlmsg_len=0, nlmsg_type=0 /* NLMSG_??? */, nlmsg_flags=0, nlmsg_seq=0, "
          "nlmsg_pid=0}], 128, 0, NULL, 0) = 128\n",
          "> -1 fd=3 line=1 140000001b000000010000000000000001000000"
          "10000000010000000200000000000000",
          NULL);
}

/* 5.13 and later, names of families learned from what came before. */
static void test_new(void **state)
{
    (void)state;
    check("7 socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) = 3\n"
          "7 recvmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
          "msg_namelen=12, msg_iov=[{iov_base=[{nlmsg_len=2000, nlmsg_type=nlctrl, nlmsg_flags=0, "
          "nlmsg_seq=1, nlmsg_pid=7}, "
          "\"\\1\\2\\0\\0\\f\\0\\2\\0nl80211\\0\\6\\0\\1\\0\\33\\0\\0\\0\"...],"
          " iov_len=16384}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 2000\n"
          "7 sendmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
          "msg_namelen=12, msg_iov=[{iov_base=[{nlmsg_len=48, nlmsg_type=nl80211, "
          "nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=1430405506, nlmsg_pid=-1002421641}, "
          "\"" ADD_PAYLOAD "\"], iov_len=48}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = "
          "48\n",
          "< 16 pid=7 fd=3 line=2 d0070000100000000100000007000000010200000c0002006e6c383032313100"
          "060001001b000000 [cut 2000]",
          "> 16 pid=7 fd=3 line=3 " ADD);
    /* nothing tells the number: one is made up, the same for each message of the family */
    check("sendto(3, [{nlmsg_len=20, nlmsg_type=nl80211, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, "
          "nlmsg_pid=0}, \"\\1\\0\\0\\0\"], 20, 0, NULL, 0) = 20\n"
          "sendto(3, [{nlmsg_len=20, nlmsg_type=TASKSTATS, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, "
          "nlmsg_pid=0}, \"\\1\\0\\0\\0\"], 20, 0, NULL, 0) = 20\n",
          "> 16 fd=3 line=1 family=nl80211 14000000ff030100010000000000000001000000",
          "> 16 fd=3 line=2 family=TASKSTATS 14000000fe030100010000000000000001000000");
    check(
        "sendto(3, [{nlmsg_len=20, nlmsg_type=RTM_NEWFOO, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, "
        "nlmsg_pid=0}, \"\\1\\0\\0\\0\"], 20, 0, NULL, 0) = 20\n",
        "> -1 fd=3 line=1 [strace wrote RTM_NEWFOO for the type of this message, and nothing "
        "before it tells the number]",
        NULL);
    /* structures: what is not lost comes back, of the rest the header */
    check("9 sendto(3, [{nlmsg_len=68, nlmsg_type=NFNL_SUBSYS_IPSET<<8|IPSET_CMD_CREATE, "
          "nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK|0x600, nlmsg_seq=5, nlmsg_pid=0}, "
          "{nfgen_family=AF_INET, version=NFNETLINK_V0, res_id=htons(0)}, [[{nla_len=5, "
          "nla_type=0x1}, \"\\x07\"], [{nla_len=6, nla_type=0x2}, \"\\x78\\x00\"], [{nla_len=12, "
          "nla_type=0x3}, \"hash:ip\"], [{nla_len=5, nla_type=0x4}, "
          "\"\\x06\"], [{nla_len=5, nla_type=0x5}, \"\\x02\"], {nla_len=4, "
          "nla_type=NLA_F_NESTED|0x7}]], 68, 0, {sa_family=AF_NETLINK, nl_pid=0, "
          "nl_groups=00000000}, 12) = 68\n"
          "9 recvmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
          "msg_namelen=12, msg_iov=[{iov_base=[{nlmsg_len=36, nlmsg_type=NLMSG_ERROR, "
          "nlmsg_flags=NLM_F_CAPPED, nlmsg_seq=5, nlmsg_pid=9}, {error=-EEXIST, "
          "msg={nlmsg_len=68, nlmsg_type=NFNL_SUBSYS_IPSET<<8|IPSET_CMD_CREATE, "
          "nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK|0x600, nlmsg_seq=5, nlmsg_pid=0}}], "
          "iov_len=4096}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 36\n",
          "> -1 pid=9 fd=3 line=1 44000000020605060500000000000000020000000500010007000000060002007"
          "80000000c000300686173683a69700005000400060000000500050002000000"
          "04000780",
          "< -1 pid=9 fd=3 line=2 2400000002000001050000000900000"
          "0efffffff44000000020605060500000000000000");
    check(
        "sendto(3, [{nlmsg_len=40, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, "
        "nlmsg_seq=7, nlmsg_pid=0}, {ifi_family=AF_PACKET, ifi_type=ARPHRD_NETROM, ifi_index=0, "
        "ifi_flags=0, ifi_change=0}, [{nla_len=8, nla_type=IFLA_EXT_MASK}, RTEXT_FILTER_VF]], 40, "
        "0, NULL, 0) = 40\n"
        "recvmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, "
        "msg_namelen=12, msg_iov=[{iov_base=[{nlmsg_len=20, nlmsg_type=NLMSG_DONE, "
        "nlmsg_flags=NLM_F_MULTI, nlmsg_seq=7, nlmsg_pid=8}, 0], iov_len=32768}], msg_iovlen=1, "
        "msg_controllen=0, msg_flags=0}, 0) = 20\n",
        "> -1 fd=3 line=1 28000000120001030700000000000000 [cut 40]",
        "< -1 fd=3 line=2 1400000003000200070000000800000000000000");
    /* the strings of an extended ack */
    check("recvmsg(3, {msg_iov=[{iov_base=[{nlmsg_len=48, nlmsg_type=NLMSG_ERROR, "
          "nlmsg_flags=NLM_F_CAPPED|NLM_F_ACK_TLVS, nlmsg_seq=1, nlmsg_pid=8}, [{error=-ENOENT, "
          "msg={nlmsg_len=20, nlmsg_type=0x1b, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, "
          "nlmsg_pid=0}}, [{nla_len=12, nla_type=NLMSGERR_ATTR_MSG}, \"No such\"]]], "
          "iov_len=99}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 48\n",
          "< -1 fd=3 line=1 30000000020000030100000008000000feffffff140000001b00010001000000"
          "000000000c0001004e6f207375636800",
          NULL);
}

#define LOSSLESS                                                                                   \
    "strace: Process 12 attached\n"                                                                \
    "[pid 12] 1796056998.915384 recvmsg(3<NETLINK:[ROUTE:11]>, 0x7f43, 0 <unfinished ...>\n"       \
    "[pid 11] 1796056998.965742 sendmsg(3<NETLINK:[ROUTE:11]>, 0x7fff, 0) = 20\n"                  \
    " * 16 bytes in buffer 0\n"                                                                    \
    " | 00000  14 00 00 00 12 00 01 03  07 00 00 00 00 00 00 00  ................ |\n"             \
    " * 4 bytes in buffer 1\n"                                                                     \
    " | 00000  00 00 00 00                                       ....             |\n"             \
    "[pid 12] 1796056998.968175 <... recvmsg resumed>) = 20\n"                                     \
    " * 20 bytes in buffer 0\n"                                                                    \
    " | 00000  14 00 00 00 03 00 02 00  07 00 00 00 7a 3b 00 00  ............z;.. |\n"             \
    " | 00010  00 00 00 00                                       ....             |\n"

static void test_lossless(void **state)
{
    struct trace_records r;

    (void)state;
    check(LOSSLESS, "> 0 pid=11 fd=3 line=3 1400000012000103070000000000000000000000",
          "< 0 pid=12 fd=3 line=2 1400000003000200070000007a3b000000000000");
    trace_read_text(&r, LOSSLESS);
    assert_true(r.last.has_time && !r.last.relative);
    assert_int_equal(r.last.time_ns, 1796056998968175000u);
    trace_free(&r);
    /* what is peeked at comes again; what belongs to a file or stands behind the buffer is not it
     */
    check("read(4</etc/group>, \"root\", 4) = 4\n"
          " | 00000  72 6f 6f 74                                       root             |\n"
          "recvfrom(3<NETLINK:[NETFILTER:5]>, \"\\24\\0\"..., 200, MSG_PEEK|MSG_TRUNC, NULL, NULL) "
          "= 20\n"
          " | 00000  14 00 00 00 03 00 02 00  07 00 00 00 7a 3b 00 00  ............z;.. |\n"
          " | 00010  00 00 00 00                                       ....             |\n"
          "recvfrom(3<NETLINK:[NETFILTER:5]>, \"\\24\\0\"..., 16, MSG_TRUNC, NULL, NULL) = 20\n"
          " | 00000  14 00 00 00 03 00 02 00  07 00 00 00 7a 3b 00 00  ............z;.. |\n"
          " | 00010  aa aa aa aa                                       ....             |\n",
          "< 12 fd=3 line=6 1400000003000200070000007a3b0000 [cut 20]", NULL);
    check("sendmmsg(4<NETLINK:[24694]>, 0x7fff, 2, 0) = 2\n"
          " = 2 buffers in vector 0\n"
          " * 16 bytes in buffer 0\n"
          " | 00000  14 00 00 00 12 00 05 00  09 00 00 00 00 00 00 00  ................ |\n"
          " * 4 bytes in buffer 1\n"
          " | 00000  00 00 00 00                                       ....             |\n"
          " = 1 buffers in vector 1\n"
          " * 16 bytes in buffer 0\n"
          " | 00000  10 00 00 00 12 00 05 00  09 00 00 00 00 00 00 00  ................ |\n"
          "+++ exited with 0 +++\n",
          "> -1 fd=4 line=1 1400000012000500090000000000000000000000",
          "> -1 fd=4 line=1 10000000120005000900000000000000");
    check("1 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<NETLINK:[25620]>\n"
          "1 write(3<NETLINK:[25620]>, \"\\20\\0\"..., 16) = 16\n"
          " | 00000  10 00 00 00 12 00 05 00  09 00 00 00 00 00 00 00  ................ |\n"
          "1 readv(3<NETLINK:[ROUTE:1]>, 0x7ff, 2) = -1 EAGAIN (Resource temporarily unavailable)\n"
          "1 sendto(3<NETLINK:[ROUTE:1]>, \"\\20\\0\"..., 16, 0, NULL, 0) = ?\n",
          "> 0 pid=1 fd=3 line=2 10000000120005000900000000000000", NULL);
}

/* With -e verbose=none alone. */
static void test_addresses(void **state)
{
    (void)state;
    check("recvmsg(3<NETLINK:[ROUTE:11]>, 0x7f43, MSG_PEEK) = 20\n"
          "recvmsg(3<NETLINK:[ROUTE:11]>, 0x7f43, 0) = 20\n"
          "recvfrom(3<NETLINK:[ROUTE:11]>, NULL, 0, MSG_TRUNC, NULL, NULL) = 20\n",
          "< 0 fd=3 line=2 [strace did not show these bytes; -e read=all -e write=all does]", NULL);
}

/* In another namespace -yy tells the inode, and a copy made unseen is known by it. */
static void test_inodes(void **state)
{
    (void)state;
    check("1 socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM) = 3<NETLINK:[25620]>\n"
          "1 write(4<NETLINK:[25620]>, \"\\20\\0\"..., 16) = 16\n"
          " | 00000  10 00 00 00 12 00 05 00  09 00 00 00 00 00 00 00  ................ |\n"
          "1 write(3<NETLINK:[25621]>, \"\\20\\0\"..., 16) = 16\n"
          " | 00000  10 00 00 00 12 00 05 00  09 00 00 00 00 00 00 00  ................ |\n",
          "> 6 pid=1 fd=4 line=2 10000000120005000900000000000000",
          "> -1 pid=1 fd=3 line=4 10000000120005000900000000000000");
}

/* Whose descriptor it is, without -yy. */
static void test_descriptors(void **state)
{
#define WRITE(fd)                                                                                  \
    "1 write(" fd ", \"\\20\\0\\0\\0\\22\\0\\5\\0\\t\\0\\0\\0\\0\\0\\0\\0\", 16) = 16\n"
    static const char bytes[] = "10000000120005000900000000000000";
    char first[128], second[128];

    (void)state;
    snprintf(first, sizeof(first), "> 0 pid=1 fd=3 line=2 %s", bytes);
    snprintf(second, sizeof(second), "> 0 pid=1 fd=4 line=5 %s", bytes);
    check("1 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3\n" WRITE("3") /* */
          "1 fcntl(3, F_DUPFD_CLOEXEC, 0) = 4\n"
          "1 close(3) = 0\n" WRITE("4") WRITE("3"),
          first, second);
    snprintf(first, sizeof(first), "> 12 pid=1 fd=3 line=3 %s", bytes);
    check("9 socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) = 3\n"
          "9 clone(child_stack=NULL, flags=SIGCHLD) = 1\n" WRITE("3") /* */
          "1 openat(AT_FDCWD, \"/x(\", O_RDONLY) = 3\n" WRITE("3"),
          first, NULL);
    /* nothing is known of it: the bytes have to speak */
    check("recv(3, \"\\20\\0\\0\\0\\22\\0\\5\\0\\t\\0\\0\\0\\0\\0\\0\\0\", 16, 0) = 16\n"
          "recv(3, \"\\x45\\x00\\x00\\x54\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\", 16, 0) = 16\n"
          "sendto(5, \"\\20\\0\\0\\0\\22\\0\\5\\0\\t\\0\\0\\0\\0\\0\\0\\0\", 16, 0, "
          "{sa_family=AF_INET, sin_port=htons(53)}, 16) = 16\n",
          "< -1 fd=3 line=1 10000000120005000900000000000000", NULL);
}

static void test_times(void **state)
{
    static const struct {
        const char *prefix;
        int32_t pid;
        int clock;
        uint64_t ns;
    } all[] = {
        {"", 0, '0', 0},
        {"12 ", 12, '0', 0},
        {"[pid    12] ", 12, '0', 0},
        {"16:42:52 ", 0, 'd', 60172000000000u},
        {"12 16:42:52.604136 ", 12, 'd', 60172604136000u},
        {"[pid 12] 1796056998.968175 ", 12, 'e', 1796056998968175000u},
        {"1796056998.968175123 ", 0, 'e', 1796056998968175123u},
        {"15058      0.000159 ", 15058, 'r', 159000},
        {"     0.000159 ", 0, 'r', 159000},
        {"12 [ 46] ", 12, '0', 0},
        {"12 1.5 [00007f819dccd000] ", 12, 'r', 1500000000},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct kl_strace_prefix p;
        char line[128];
        const char *body;

        snprintf(line, sizeof(line), "%sclose(3) = 0", all[i].prefix);
        body = kl_strace_prefix(line, line + strlen(line), &p);
        assert_string_equal(body, "close(3) = 0");
        assert_int_equal(p.pid, all[i].pid);
        assert_int_equal(p.clock, all[i].clock);
        assert_int_equal(p.time_ns, all[i].ns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_old),         cmocka_unit_test(test_middle),
        cmocka_unit_test(test_new),         cmocka_unit_test(test_lossless),
        cmocka_unit_test(test_descriptors), cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_inodes),      cmocka_unit_test(test_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
