// SPDX-License-Identifier: MIT
// nlmon sees a namespace's netlink from below, the tracer a program's from above: what both see at
// the same time is the same, byte for byte. So is what the capture that we write holds.
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel_world.h"
#include "trace/trace.h"
#include "trace_child.h"

#define FRAMES_MAX 1024

struct frame {
    int protocol;
    size_t len;
    unsigned char *data;
};

struct frames {
    size_t count;
    struct frame all[FRAMES_MAX];
};

static struct frames above, below, captured;
static struct kl_trace_writer *writer;

static void add(struct frames *f, int protocol, const void *data, size_t len)
{
    struct frame *one = &f->all[f->count];

    assert_true(f->count < FRAMES_MAX);
    *one = (struct frame){protocol, len, malloc(len + 1)};
    assert_non_null(one->data);
    memcpy(one->data, data, len);
    f->count++;
}

static void forget(struct frames *f)
{
    while (f->count > 0)
        free(f->all[--f->count].data);
}

static int keep(const struct kl_trace_record *record, void *user)
{
    add(user, record->protocol, record->data, record->len);
    if (writer != NULL)
        assert_int_equal(kl_trace_writer_put(writer, record), 0);
    return 0;
}

static int order(const void *a, const void *b)
{
    const struct frame *x = a, *y = b;

    if (x->protocol != y->protocol)
        return x->protocol < y->protocol ? -1 : 1;
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    return memcmp(x->data, y->data, x->len);
}

static void assert_same(struct frames *x, struct frames *y)
{
    assert_int_equal(x->count, y->count);
    qsort(x->all, x->count, sizeof(x->all[0]), order);
    qsort(y->all, y->count, sizeof(y->all[0]), order);
    for (size_t i = 0; i < x->count; i++)
        assert_int_equal(order(&x->all[i], &y->all[i]), 0);
}

/* @return a socket that sees what nlmon0 does, or -1. */
static int open_nlmon(void)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = 0x0300 /* ETH_P_ALL */};
    int room = 32 << 20, s;

    if (system("ip link add nlmon0 type nlmon 2>/dev/null && ip link set nlmon0 up") != 0)
        return -1;
    s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_true(s >= 0);
    setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
    address.sll_ifindex = (int)if_nametoindex("nlmon0");
    assert_int_equal(bind(s, (struct sockaddr *)&address, sizeof(address)), 0);
    return s;
}

static void drain(int s, struct frames *f)
{
    static unsigned char data[1 << 20];
    struct sockaddr_ll from;
    socklen_t size = sizeof(from);
    ssize_t n;

    while ((n = recvfrom(s, data, sizeof(data), 0, (struct sockaddr *)&from, &size)) >= 0) {
        if (f != NULL)
            add(f, __builtin_bswap16(from.sll_protocol), data, (size_t)n);
        size = sizeof(from);
    }
}

static void read_back(const char *path)
{
    struct kl_trace_input_options options = {.protocol = -1, .name = path};
    char error[256];
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    writer = NULL;
    assert_int_equal(kl_trace_read(fd, &options, keep, &captured, NULL, error, sizeof(error)), 0);
    close(fd);
}

/* Wireshark's own reader counts the packets, where it is at hand. */
static void check_tshark(const char *path, size_t count)
{
    char line[256];
    unsigned long lines = 0;
    FILE *out;

    if (system("command -v tshark >/dev/null") != 0)
        return;
    snprintf(line, sizeof(line), "tshark -r %s -T fields -e netlink.family 2>/dev/null | wc -l",
             path);
    out = popen(line, "r");
    assert_non_null(out);
    assert_int_equal(fscanf(out, "%lu", &lines), 1);
    pclose(out);
    assert_int_equal(lines, count);
    print_message("tshark reads %lu packets\n", lines);
}

/* @param s  what sees nlmon0, or -1 */
static void run_commands(int s)
{
    static const char *const commands[] = {
        "ip link add kl-a type veth peer name kl-b; ip -s link show; ip link del kl-a",
        "ip addr add 192.0.2.1/24 dev lo; ip addr show; ip route show table all",
        "ip rule add from 192.0.2.0/24 table 9; ip -6 route show table all; ip neigh",
        "ipset create a hash:net comment && ipset add a 192.0.2.0/24 comment x; ipset list",
        "ipset destroy a; ipset add kl-none 192.0.2.1",
        ("nft add table a; nft add chain a b; nft add rule a b tcp dport 22 accept; nft list "
         "ruleset"),
        "ss -a; ip xfrm state; tc qdisc show; ip netns list",
    };
    char path[] = "/tmp/kernlink-capture-XXXXXX", error[256], line[512];
    int fd = mkstemp(path), status;

    assert_true(fd >= 0);
    close(fd);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        char *argv[] = {(char *)"sh", (char *)"-c", line, NULL};
        struct kl_tracer_options how = {.follow = true, .argv = argv};

        snprintf(line, sizeof(line), "(%s) >/dev/null 2>&1", commands[i]);
        if (s >= 0)
            drain(s, NULL);
        assert_int_equal(kl_trace_writer_open(&writer, path), 0);
        assert_int_equal(kl_tracer_run(&how, keep, &above, &status, error, sizeof(error)), 0);
        assert_int_equal(kl_trace_writer_close(writer), 0);
        assert_true(above.count > 0);
        print_message("%s: %zu records\n", commands[i], above.count);
        read_back(path);
        assert_same(&above, &captured);
        if (s < 0 && i == 0) /* once: it takes seconds to start in an emulated machine */
            check_tshark(path, above.count);
        if (s >= 0) {
            drain(s, &below);
            assert_same(&above, &below);
        }
        forget(&above);
        forget(&below);
        forget(&captured);
    }
    unlink(path);
}

static void test_capture(void **state)
{
    (void)state;
    run_commands(-1);
}

static void test_nlmon(void **state)
{
    int s = open_nlmon();

    (void)state;
    if (s < 0) {
        print_message("this kernel has no nlmon\n");
        skip();
    }
    run_commands(s);
    close(s);
}

int main(int argc, char **argv)
{
    trace_child(argc, argv);
    world_check();

    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_capture),
        cmocka_unit_test(test_nlmon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
