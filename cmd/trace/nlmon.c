// SPDX-License-Identifier: MIT
// Live traffic of all programs: the device, and packets from it.
#include "nlmon.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER     (1u << 20) // no datagram is longer, dumps come in pieces of 32 KiB
#define RCVBUF     (64u << 20)
#define AT_ONCE    256 // packets between two looks at the signals
#define MAKE_TRIES 16

// ---- The device ----

static int link_request(uint16_t type, uint16_t flags, const char *name, int ifindex, bool up,
                        char *error, size_t error_size)
{
    const struct kl_sock_options options = {.protocol = NETLINK_ROUTE};
    struct ifinfomsg info = {
        .ifi_index = ifindex, .ifi_flags = up ? IFF_UP : 0, .ifi_change = up ? IFF_UP : 0};
    struct kl_sock *s;
    struct kl_msg *m;
    int rc = kl_sock_open(&s, &options);

    if (rc < 0) {
        snprintf(error, error_size, "%s", kl_strerror(rc));
        return rc;
    }
    rc = kl_msg_new(&m);
    if (rc == 0) {
        kl_msg_start(m, type, flags);
        kl_msg_put_header(m, &info, sizeof info);
        if (name) {
            kl_msg_put_str(m, IFLA_IFNAME, name);
            kl_msg_nest_begin(m, IFLA_LINKINFO);
            kl_msg_put_str(m, IFLA_INFO_KIND, "nlmon");
            kl_msg_nest_end(m);
        }
        rc = kl_request(s, m, NULL);
        if (rc < 0)
            snprintf(error, error_size, "%s", kl_error_text(kl_sock_error(s)));
        kl_msg_free(m);
    }
    kl_sock_close(s);
    return rc;
}

static int explain(int rc, char *error, size_t error_size)
{
    if (rc == -EOPNOTSUPP)
        snprintf(error, error_size,
                 "this kernel has no nlmon devices, by which all programs' traffic could be seen "
                 "(modprobe nlmon, CONFIG_NLMON); `kernlink trace' shows that of one program "
                 "without them");
    else if (rc == -EPERM)
        snprintf(error, error_size,
                 "not permitted to make an nlmon device: CAP_NET_ADMIN and CAP_NET_RAW are "
                 "needed; `kernlink trace' shows your own programs without them");
    return rc;
}

// A device with a name that nobody has.
static int make(struct nlmon *n, const char *name, char *error, size_t error_size)
{
    const uint16_t flags = NLM_F_CREATE | NLM_F_EXCL;
    int rc = -EEXIST;

    if (name)
        rc = link_request(RTM_NEWLINK, flags, name, 0, true, error, error_size);
    for (int i = 0; !name && rc == -EEXIST && i < MAKE_TRIES; i++) {
        snprintf(n->name, sizeof n->name, "nlmon%u",
                 ((unsigned)getpid() + (unsigned)i) % 10000000u);
        rc = link_request(RTM_NEWLINK, flags, n->name, 0, true, error, error_size);
    }
    if (rc < 0)
        return explain(rc, error, error_size);
    n->created = true;
    if (name)
        snprintf(n->name, sizeof n->name, "%s", name);
    n->ifindex = (int)if_nametoindex(n->name);
    return n->ifindex > 0 ? 0 : -ENODEV;
}

static int get_device(struct nlmon *n, const char *name, char *error, size_t error_size)
{
    if (name && strlen(name) >= sizeof n->name) {
        snprintf(error, error_size, "a device's name has at most 15 characters: %s", name);
        return -EINVAL;
    }
    n->ifindex = name ? (int)if_nametoindex(name) : 0;
    if (n->ifindex == 0)
        return make(n, name, error, error_size);
    snprintf(n->name, sizeof n->name, "%s", name);
    return 0;
}

// ---- The socket ----

static int open_socket(struct nlmon *n)
{
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = n->ifindex};
    int on = 1, size = RCVBUF;

    n->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (n->fd < 0)
        return -errno;
    if (setsockopt(n->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
        setsockopt(n->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    setsockopt(n->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (bind(n->fd, (const struct sockaddr *)&address, sizeof address) < 0)
        return -errno;
    return 0;
}

// Another kind of device has packets that are no netlink.
static int check_kind(const struct nlmon *n, char *error, size_t error_size)
{
    struct sockaddr_ll address;
    socklen_t len = sizeof address;

    if (getsockname(n->fd, (struct sockaddr *)&address, &len) < 0)
        return -errno;
    if (address.sll_hatype == 824) // ARPHRD_NETLINK
        return 0;
    snprintf(error, error_size, "%s is no nlmon device", n->name);
    return -EINVAL;
}

int nlmon_open(struct nlmon *n, const char *name, char *error, size_t error_size)
{
    int rc;

    *n = (struct nlmon){.fd = -1, .buffer = malloc(BUFFER)};
    if (!n->buffer)
        return -ENOMEM;
    rc = get_device(n, name, error, error_size);
    if (rc == 0) {
        rc = open_socket(n);
        if (rc < 0)
            snprintf(error, error_size, "%s: %s", n->name, kl_strerror(rc));
    }
    if (rc == 0)
        rc = check_kind(n, error, error_size);
    if (rc < 0)
        nlmon_close(n);
    return rc;
}

void nlmon_close(struct nlmon *n)
{
    char error[256];

    if (n->fd >= 0)
        close(n->fd);
    if (n->created && n->ifindex > 0)
        link_request(RTM_DELLINK, 0, NULL, n->ifindex, false, error, sizeof error);
    free(n->buffer);
    *n = (struct nlmon){.fd = -1};
}

// ---- Packets ----

static uint64_t when(struct msghdr *m)
{
    struct timespec t;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            memcpy(&t, CMSG_DATA(c), sizeof t);
            return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
        }
    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// The kernel's first choice of a port is the process's number, libnl puts that into the low bits.
// @return the process, if there is one; its name in @program.
static int32_t process_of(uint32_t port, char program[17])
{
    uint32_t pid = port & 0x3fffff;
    char path[32];
    FILE *f;
    size_t n;

    if (pid == 0 || port >= 0xf0000000u)
        return 0;
    snprintf(path, sizeof path, "/proc/%u/comm", pid);
    f = fopen(path, "re");
    if (!f)
        return 0;
    n = fread(program, 1, 16, f);
    fclose(f);
    while (n > 0 && program[n - 1] == '\n')
        n--;
    program[n] = '\0';
    return n > 0 ? (int32_t)pid : 0;
}

static int one(struct nlmon *n, kl_trace_fn *fn, void *user)
{
    char control[128], program[17];
    struct sockaddr_ll from;
    struct iovec part = {n->buffer, BUFFER};
    struct msghdr m = {.msg_name = &from,
                       .msg_namelen = sizeof from,
                       .msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = sizeof control};
    ssize_t len = recvmsg(n->fd, &m, MSG_TRUNC);
    struct kl_trace_record r = {.fd = -1, .has_time = true, .data = n->buffer};
    struct nlmsghdr h;

    if (len < 0)
        return errno == EAGAIN ? 1 : errno == EINTR || errno == ENOBUFS ? 0 : -errno;
    r.protocol = ntohs(from.sll_protocol);
    r.time_ns = when(&m);
    r.full_len = (size_t)len;
    r.len = r.full_len < BUFFER ? r.full_len : BUFFER;
    if (r.len >= sizeof h) {
        memcpy(&h, n->buffer, sizeof h);
        r.pid = process_of(h.nlmsg_pid, program);
        r.program = r.pid > 0 ? program : NULL;
    }
    return fn(&r, user);
}

int nlmon_read(struct nlmon *n, kl_trace_fn *fn, void *user)
{
    int rc = 0;

    for (int i = 0; rc == 0 && i < AT_ONCE; i++)
        rc = one(n, fn, user);
    return rc < 0 ? rc : 0;
}

uint64_t nlmon_dropped(struct nlmon *n)
{
    struct tpacket_stats stats = {0};
    socklen_t len = sizeof stats;

    if (getsockopt(n->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) < 0)
        return 0;
    n->dropped += stats.tp_drops; // reading resets it
    return stats.tp_drops;
}
