// SPDX-License-Identifier: MIT
// netd [-a SOCKET] [-l SECONDS] ROUTES VLANS COMMAND...: starts a daemon of network settings, with
// NOTIFY_SOCKET as systemd would, and prints what it took, in one line:
//   seconds until READY=1 (or, with -a, until it answered a request on SOCKET; the later of both),
//   seconds until the kernel has told of ROUTES routes 10.x.y.0/24 and of VLANS links v<n> that are
//   up, seconds of the processor until then, and KiB of memory that is the daemon's alone, at rest.
// It gives up after SECONDS (120).
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct {
    unsigned long routes, links;
    bool route[65536], link[65536];
} have;

static pid_t daemon_pid;

static void die(const char *what)
{
    fprintf(stderr, "netd: %s: %s\n", what, errno ? strerror(errno) : "no");
    if (daemon_pid > 0)
        kill(daemon_pid, SIGKILL);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int open_events(void)
{
    struct sockaddr_nl a = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_ROUTE};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE),
        size = 512 << 20;

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
        die("events of the kernel");
    return fd;
}

static void seen(bool *bits, size_t i, unsigned long *count)
{
    if (i < 65536 && !bits[i]) {
        bits[i] = true;
        ++*count;
    }
}

static void read_event(const struct nlmsghdr *h)
{
    bool link = h->nlmsg_type == RTM_NEWLINK;
    size_t head = link ? sizeof(struct ifinfomsg) : sizeof(struct rtmsg);
    const struct rtattr *a = (const void *)((const char *)NLMSG_DATA(h) + NLMSG_ALIGN(head));
    int left = (int)h->nlmsg_len - (int)NLMSG_SPACE(head);

    if (!link && h->nlmsg_type != RTM_NEWROUTE)
        return;
    for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
        const unsigned char *v = RTA_DATA(a);

        if (link && a->rta_type == IFLA_IFNAME && v[0] == 'v' &&
            ((const struct ifinfomsg *)NLMSG_DATA(h))->ifi_flags & IFF_UP)
            seen(have.link, strtoul((const char *)v + 1, NULL, 10), &have.links);
        if (!link && a->rta_type == RTA_DST && v[0] == 10 &&
            ((const struct rtmsg *)NLMSG_DATA(h))->rtm_dst_len == 24)
            seen(have.route, (size_t)v[1] << 8 | v[2], &have.routes);
    }
}

static void read_events(int fd)
{
    static char data[1 << 16];
    ssize_t n;

    while ((n = recv(fd, data, sizeof data, 0)) > 0)
        for (struct nlmsghdr *h = (void *)data; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n))
            read_event(h);
    if (n < 0 && errno != EAGAIN)
        die("events of the kernel");
}

static int open_notify(char path[static 64])
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    snprintf(path, 64, "/tmp/netd-%d", (int)getpid());
    strcpy(a.sun_path, path);
    unlink(path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || chmod(path, 0666) < 0)
        die(path);
    return fd;
}

static bool ready(int fd)
{
    char text[4096];
    ssize_t n = recv(fd, text, sizeof text - 1, 0);

    text[n > 0 ? n : 0] = '\0';
    return strstr(text, "READY=1");
}

static bool answers(const char *path)
{
    static const char ask[] = "GET /v1/version HTTP/1.0\r\nHost: kernlink\r\n\r\n";
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char text[16] = "";
    bool ok;

    strncpy(a.sun_path, path, sizeof a.sun_path - 1);
    ok = connect(fd, (struct sockaddr *)&a, sizeof a) == 0 &&
         send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) > 0 &&
         recv(fd, text, sizeof text - 1, 0) > 12 && strstr(text, " 200");
    close(fd);
    return ok;
}

// What is the daemon's alone, and the time of the processor that it and its dead children had.
static long private_kib(pid_t pid)
{
    char path[64], line[256];
    long sum = 0, n;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "Private_Clean: %ld", &n) == 1 ||
            sscanf(line, "Private_Dirty: %ld", &n) == 1)
            sum += n;
    if (!f)
        die(path);
    fclose(f);
    return sum;
}

static double processor(pid_t pid)
{
    char path[64], text[1024] = "";
    unsigned long u = 0, s = 0, cu = 0, cs = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    f = fopen(path, "re");
    if (!f || !fgets(text, sizeof text, f) || !strrchr(text, ')') ||
        sscanf(strrchr(text, ')') + 2,
               "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", &u, &s, &cu,
               &cs) != 4)
        die(path);
    fclose(f);
    return (double)(u + s + cu + cs) / (double)sysconf(_SC_CLK_TCK);
}

static pid_t start(char **command, const char *notify)
{
    pid_t pid = fork();

    if (pid == 0) {
        setenv("NOTIFY_SOCKET", notify, 1);
        execvp(command[0], command);
        _exit(127);
    }
    return pid;
}

int main(int argc, char **argv)
{
    const char *socket_path = NULL;
    bool told = false;
    unsigned long routes, links;
    double began, ready_at = 0, whole_at = 0, used, limit = 120;
    char path[64];
    int c, events, notify, status;

    while ((c = getopt(argc, argv, "+a:l:")) != -1)
        if (c == 'a')
            socket_path = optarg;
        else if (c == 'l')
            limit = strtod(optarg, NULL);
    if (argc - optind < 3)
        die("usage: netd [-a SOCKET] [-l SECONDS] ROUTES VLANS COMMAND...");
    routes = strtoul(argv[optind], NULL, 10);
    links = strtoul(argv[optind + 1], NULL, 10);
    events = open_events();
    notify = open_notify(path);
    began = now();
    daemon_pid = start(argv + optind + 2, path);
    while (!ready_at || !whole_at) {
        struct pollfd p[] = {{events, POLLIN, 0}, {notify, POLLIN, 0}};

        poll(p, 2, 100);
        errno = 0;
        if (now() - began > limit || waitpid(daemon_pid, &status, WNOHANG) != 0)
            die("it ended, or it takes for ever");
        if (p[0].revents)
            read_events(events);
        told |= p[1].revents && ready(notify);
        if (told && !ready_at && (!socket_path || answers(socket_path)))
            ready_at = now() - began;
        if (!whole_at && have.routes >= routes && have.links >= links)
            whole_at = now() - began;
    }
    used = processor(daemon_pid);
    sleep(6); // at rest: ours keeps its server for a while
    printf("%.4f %.4f %.2f %ld\n", ready_at, whole_at, used, private_kib(daemon_pid));
    kill(daemon_pid, SIGTERM);
    waitpid(daemon_pid, &status, 0);
    unlink(path);
    return 0;
}
