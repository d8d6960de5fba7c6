// SPDX-License-Identifier: MIT
// single SET TIMES [RECORDED]: add, test and delete of one element on one open socket, TIMES each,
// by the library and by send() and recv() of the same bytes, which record.c took from a run without
// RECORDED. In turns. Prints "OPERATION LIBRARY-SECONDS RAW-SECONDS" of one for each operation.
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <kernlink/ipset.h>

#define TURNS 20

static const struct operation {
    const char *name;
    uint8_t cmd;
    int expected;
} operations[] = {
    {"add", IPSET_CMD_ADD, 0}, {"test", IPSET_CMD_TEST, 1}, {"delete", IPSET_CMD_DEL, 0}};

static void die(const char *what)
{
    fprintf(stderr, "single: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int library(struct kl_ipset *h, const char *set, const struct operation *o)
{
    struct kl_ipset_elem e = {.has = KL_IPSET_E_IP, .ip = {AF_INET, {192, 0, 2, 77}}};

    if (o->cmd == IPSET_CMD_ADD)
        return kl_ipset_add(h, set, &e, KL_IPSET_EXIST);
    return o->cmd == IPSET_CMD_TEST ? kl_ipset_test(h, set, &e)
                                    : kl_ipset_delete(h, set, &e, KL_IPSET_EXIST);
}

static void by_library(struct kl_ipset *h, const char *set, const struct operation *o, long times)
{
    for (long i = 0; i < times; i++)
        if (library(h, set, o) != o->expected) {
            fprintf(stderr, "single: %s: %s\n", o->name, kl_error_text(kl_ipset_error(h)));
            exit(1);
        }
}

static void by_hand(int fd, const struct nlmsghdr *msg, long times)
{
    static union {
        struct nlmsghdr head;
        char bytes[8192];
    } answer;

    for (long i = 0; i < times; i++)
        if (send(fd, msg, msg->nlmsg_len, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0 ||
            answer.head.nlmsg_type != NLMSG_ERROR || *(int *)NLMSG_DATA(&answer.head) != 0)
            die("by hand");
}

// The last recorded message of @cmd.
static const struct nlmsghdr *find(const char *data, ssize_t len, uint8_t cmd)
{
    const struct nlmsghdr *found = NULL, *msg = (const void *)data;

    for (; NLMSG_OK(msg, len); msg = NLMSG_NEXT(msg, len))
        if ((msg->nlmsg_type & 255) == cmd)
            found = msg;
    if (!found)
        die("a message is missing in the recording");
    return found;
}

int main(int argc, char **argv)
{
    static char recorded[65536] __attribute__((aligned(8)));
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER), file;
    long times = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    ssize_t len = 0;
    struct kl_ipset *h;

    if (times < 1 || fd < 0 || connect(fd, (struct sockaddr *)&kernel, sizeof kernel) ||
        kl_ipset_open(&h, NULL))
        die("usage: single SET TIMES [RECORDED]");
    if (argc > 3) {
        file = open(argv[3], O_RDONLY | O_CLOEXEC);
        if (file < 0 || (len = read(file, recorded, sizeof recorded)) < 0)
            die(argv[3]);
        close(file);
    }
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        const struct operation *o = &operations[i];
        const struct nlmsghdr *msg = len ? find(recorded, len, o->cmd) : NULL;
        double took[2] = {0, 0}, start;

        by_library(h, argv[1], o, 1); // asks for the set's type once
        for (int turn = 0; msg && turn < TURNS; turn++) {
            start = now();
            by_library(h, argv[1], o, times / TURNS);
            took[0] += now() - start;
            start = now();
            by_hand(fd, msg, times / TURNS);
            took[1] += now() - start;
        }
        if (msg)
            printf("%s %.9f %.9f\n", o->name, took[0] / (double)(times / TURNS * TURNS),
                   took[1] / (double)(times / TURNS * TURNS));
    }
    kl_ipset_close(h);
    return 0;
}
