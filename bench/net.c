// SPDX-License-Identifier: MIT
// net WHAT [N]: routes of IPv4 by link v0, which is there, as the library handles them and as bare
// loops do.
//   add N       N routes 10.0.0.0/32 and on by the library's batches; prints the seconds
//   raw N K     the same by messages written by hand, K in a send, the last acknowledged
//   acked N K   the same, all acknowledged
//   dump        the library reads all routes as they come; prints how many
//   receive     a bare loop receives the same and drops it
//   watch       a watch reads everything; prints seconds until whole, routes, bytes
#include <kernlink/kernlink.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what, const char *why)
{
    fprintf(stderr, "net: %s: %s\n", what, why);
    exit(1);
}

/* The processor's time of this process, the kernel's work inside of its calls included: what else
 * the machine does is not in it, nor are the kernel's waits for its readers (RCU). */
static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct kl_net *open_net(void)
{
    struct kl_net *n;
    int rc = kl_net_open(&n, NULL);

    if (rc < 0)
        die("open", kl_strerror(rc));
    return n;
}

static void add(unsigned count)
{
    struct kl_net_route r = {.scope = RT_SCOPE_LINK, .dst = {.family = AF_INET, .prefix = 32}};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &r};
    struct kl_net *n = open_net();
    struct kl_net_batch *b;
    double begin = now();

    r.hop.has = 1u << RTA_OIF;
    r.hop.ifindex = (int32_t)if_nametoindex("v0");
    if (kl_net_batch_new(&b, n, 0) < 0)
        die("batch", "no memory");
    for (unsigned i = 0; i < count; i++) {
        uint32_t address = htonl(0x0a000000u + i);

        memcpy(r.dst.bytes, &address, 4);
        if (kl_net_batch_add(b, KL_NET_ADD, &o, NULL) < 0)
            die("add", kl_error_text(kl_net_error(n)));
        /* As a program that reads its routes from somewhere does. */
        if (kl_net_batch_count(b) == 10000 && kl_net_batch_run(b, NULL, NULL) < 0)
            die("run", kl_error_text(kl_net_error(n)));
    }
    if (kl_net_batch_run(b, NULL, NULL) < 0)
        die("run", kl_error_text(kl_net_error(n)));
    printf("%.6f\n", now() - begin);
    kl_net_batch_free(b);
    kl_net_close(n);
}

struct message {
    struct nlmsghdr head;
    struct rtmsg rtm;
    struct rtattr dst;
    uint32_t address;
    struct rtattr oif;
    uint32_t link;
};

static int open_raw(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), on = 1, size = 1 << 20;

    if (fd < 0)
        die("socket", strerror(errno));
    setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
    return fd;
}

static void collect(int fd, unsigned answers)
{
    static char buffer[65536];

    while (answers > 0) {
        ssize_t n = recv(fd, buffer, sizeof(buffer), 0);
        const struct nlmsghdr *m = (const void *)buffer;

        if (n < 0)
            die("receive", strerror(errno));
        for (; NLMSG_OK(m, (size_t)n); m = NLMSG_NEXT(m, n), answers--)
            if (((const struct nlmsgerr *)NLMSG_DATA(m))->error != 0)
                die("raw", "refused");
    }
}

static void raw(unsigned count, unsigned each, bool acked)
{
    struct message *all = calloc(each, sizeof(*all));
    int fd = open_raw();
    double begin = now();
    struct message m = {.head = {.nlmsg_len = sizeof(m), .nlmsg_type = RTM_NEWROUTE},
                        .rtm = {.rtm_family = AF_INET,
                                .rtm_dst_len = 32,
                                .rtm_table = RT_TABLE_MAIN,
                                .rtm_protocol = RTPROT_BOOT,
                                .rtm_scope = RT_SCOPE_LINK,
                                .rtm_type = RTN_UNICAST},
                        .dst = {8, RTA_DST},
                        .oif = {8, RTA_OIF}};

    m.link = if_nametoindex("v0");
    for (unsigned i = 0; i < count;) {
        unsigned n = 0;

        for (; n < each && i < count; n++, i++) {
            m.address = htonl(0x0a000000u + i);
            m.head.nlmsg_seq = i + 1;
            m.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;
            if (acked || n + 1 == each || i + 1 == count)
                m.head.nlmsg_flags |= NLM_F_ACK;
            all[n] = m;
        }
        if (send(fd, all, n * sizeof(*all), 0) < 0)
            die("send", strerror(errno));
        collect(fd, acked ? n : 1);
    }
    printf("%.6f\n", now() - begin);
    free(all);
    close(fd);
}

static int count_one(const struct kl_net_object *o, void *user)
{
    *(uint64_t *)user += o->route->dst.prefix; /* it is looked at */
    return 0;
}

static void dump(void)
{
    struct kl_net_filter filter = {.family = AF_INET};
    struct kl_net *n = open_net();
    uint64_t sum = 0;
    int64_t count = kl_net_dump(n, KL_NET_ROUTE, &filter, count_one, &sum);

    if (count < 0)
        die("dump", kl_error_text(kl_net_error(n)));
    printf("%lld\n", (long long)count);
    kl_net_close(n);
}

static void receive(void)
{
    static char buffer[32768];
    struct {
        struct nlmsghdr head;
        struct rtmsg rtm;
    } m = {.head = {.nlmsg_len = sizeof(m),
                    .nlmsg_type = RTM_GETROUTE,
                    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
           .rtm = {.rtm_family = AF_INET}};
    unsigned long bytes = 0;
    int fd = open_raw();

    if (send(fd, &m, sizeof(m), 0) < 0)
        die("send", strerror(errno));
    for (;;) {
        ssize_t n = recv(fd, buffer, sizeof(buffer), 0);

        if (n < 0)
            die("receive", strerror(errno));
        bytes += (unsigned long)n;
        if (((const struct nlmsghdr *)(const void *)buffer)->nlmsg_type == NLMSG_DONE)
            break;
    }
    printf("%lu\n", bytes);
    close(fd);
}

static void watch(void)
{
    struct kl_net_watch_options options = {.types = KL_NET_WATCH(KL_NET_ROUTE), .family = AF_INET};
    struct kl_net_watch_stats stats;
    double begin = now(), whole;
    struct kl_net_watch *w;

    if (kl_net_watch_open(&w, &options, NULL, NULL) < 0 || kl_net_watch_wait(w, 60000) < 0)
        die("watch", "failed");
    whole = now() - begin;
    kl_net_watch_stats(w, &stats);
    printf("%.6f %zu %zu\n", whole, kl_net_watch_count(w, KL_NET_ROUTE), stats.memory);
    kl_net_watch_close(w);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    unsigned n = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    unsigned each = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 100;

    if (strcmp(what, "add") == 0)
        add(n);
    else if (strcmp(what, "raw") == 0)
        raw(n, each, false);
    else if (strcmp(what, "acked") == 0)
        raw(n, each, true);
    else if (strcmp(what, "dump") == 0)
        dump();
    else if (strcmp(what, "receive") == 0)
        receive();
    else if (strcmp(what, "watch") == 0)
        watch();
    else
        die("usage", "net add|raw|acked|dump|receive|watch [N [K]]");
    return 0;
}
