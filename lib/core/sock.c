// SPDX-License-Identifier: MIT
// Opening and closing a netlink socket, and what every call on it needs.
#include "sock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_RCVBUF     (1u << 20)
#define DEFAULT_TIMEOUT_MS 10000u
#define DEFAULT_WINDOW     64u
#define MAX_WINDOW         1024u
#define RX_SIZE            (64u * 1024)
#define PAGE               4096 /* rounded up to the real one by the kernel */
#define ALL_FLAGS          (KL_SOCK_EVENTS | KL_SOCK_NETNS_FD | KL_SOCK_ADOPT_FD | KL_SOCK_NO_STRICT)

uint64_t kl_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t kl_deadline_after(unsigned timeout_ms)
{
    return timeout_ms == KL_NO_TIMEOUT ? KL_NEVER : kl_now() + (uint64_t)timeout_ms * 1000000u;
}

/* ---- Opening ---- */

static int check_options(const struct kl_sock_options *o)
{
    bool adopt = (o->flags & KL_SOCK_ADOPT_FD) != 0;
    bool by_fd = (o->flags & KL_SOCK_NETNS_FD) != 0;

    if ((o->flags & ~(unsigned)ALL_FLAGS) != 0 || o->protocol < 0 || o->window > MAX_WINDOW)
        return -EINVAL;
    if ((adopt && (by_fd || o->netns != NULL)) || (by_fd && o->netns != NULL))
        return -EINVAL;
    if (o->rcvbuf > INT32_MAX)
        return -EINVAL;
    return 0;
}

static int open_descriptor(const struct kl_sock_options *o)
{
    int fd;

    if ((o->flags & KL_SOCK_ADOPT_FD) != 0)
        return o->fd >= 0 ? o->fd : -EBADF;
    if ((o->flags & KL_SOCK_NETNS_FD) != 0)
        return kl_netns_socket(NULL, o->netns_fd, o->protocol);
    if (o->netns != NULL)
        return kl_netns_socket(o->netns, -1, o->protocol);
    fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, o->protocol);
    return fd >= 0 ? fd : -errno;
}

static int get_int(int fd, int name, int *ret)
{
    socklen_t len = sizeof(*ret);

    return getsockopt(fd, SOL_SOCKET, name, ret, &len) == 0 ? 0 : -errno;
}

/* Options that an older kernel lacks are done without. */
static int ask_for(int fd, int option)
{
    int one = 1;

    if (setsockopt(fd, SOL_NETLINK, option, &one, sizeof(one)) == 0 || errno == ENOPROTOOPT)
        return 0;
    return -errno;
}

/* A socket that is connected to the kernel is closed to everybody else: who sends to it is refused
 * (net/netlink/af_netlink.c, netlink_getsockbyportid()), and no address need be looked at. What
 * came between the birth of the port and that is thrown away. */
static int connect_kernel(struct kl_sock *s)
{
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    char byte;

    if (connect(s->fd, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
        return -errno;
    while (recv(s->fd, &byte, sizeof(byte), MSG_DONTWAIT) >= 0)
        ;
    s->connected = true;
    return 0;
}

/* The port id is the kernel's choice: the process id may be taken, or shared by many sockets. */
static int bind_port(struct kl_sock *s)
{
    struct sockaddr_nl name = {.nl_family = AF_NETLINK};
    socklen_t len = sizeof(name);

    if (getsockname(s->fd, (struct sockaddr *)&name, &len) < 0)
        return -errno;
    if (name.nl_pid == 0) {
        name = (struct sockaddr_nl){.nl_family = AF_NETLINK};
        len = sizeof(name);
        if (bind(s->fd, (struct sockaddr *)&name, sizeof(name)) < 0 ||
            getsockname(s->fd, (struct sockaddr *)&name, &len) < 0)
            return -errno;
    }
    s->portid = name.nl_pid;
    return 0;
}

static int set_up_netlink(struct kl_sock *s, const struct kl_sock_options *o)
{
    int rc = 0;

    /* Groups carry what other programs send, and an adopted socket is its owner's to connect. */
    if ((o->flags & (KL_SOCK_EVENTS | KL_SOCK_ADOPT_FD)) == 0)
        rc = connect_kernel(s);
    if (rc == 0)
        rc = bind_port(s);
    if (rc == 0)
        rc = ask_for(s->fd, NETLINK_EXT_ACK);
    if (rc == 0)
        rc = ask_for(s->fd, NETLINK_CAP_ACK);
    if (rc == 0 && (o->flags & KL_SOCK_NO_STRICT) == 0)
        rc = ask_for(s->fd, NETLINK_GET_STRICT_CHK);
    return rc;
}

static int set_up_descriptor(struct kl_sock *s, const struct kl_sock_options *o)
{
    int size = (int)(o->rcvbuf != 0 ? o->rcvbuf : DEFAULT_RCVBUF);
    int domain, type, protocol, rc;

    rc = get_int(s->fd, SO_DOMAIN, &domain);
    if (rc == 0)
        rc = get_int(s->fd, SO_TYPE, &type);
    if (rc == 0)
        rc = get_int(s->fd, SO_PROTOCOL, &protocol);
    if (rc < 0)
        return rc;
    s->netlink = domain == AF_NETLINK;
    s->stream_end = type == SOCK_SEQPACKET || type == SOCK_STREAM;
    if (s->netlink && protocol != s->protocol)
        return -EINVAL;
    s->forced = setsockopt(s->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) == 0;
    if (!s->forced && setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
        return -errno;
    if (get_int(s->fd, SO_RCVBUF, &size) == 0)
        s->rcvbuf = (unsigned)size;
    return s->netlink ? set_up_netlink(s, o) : 0;
}

static uint32_t random_start(void)
{
    uint32_t value;

    if (getrandom(&value, sizeof(value), GRND_NONBLOCK) != (ssize_t)sizeof(value))
        value = (uint32_t)kl_now();
    return value;
}

/* A page that the kernel empties in a child tells without a system call who is calling; kernels
 * before 4.14 lack it, and the process id is asked for each time. */
static const unsigned char *make_mark(void)
{
    unsigned char *page =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return NULL;
    if (madvise(page, PAGE, MADV_WIPEONFORK) < 0) {
        munmap(page, PAGE);
        return NULL;
    }
    *page = 1;
    return page;
}

static void free_sock(struct kl_sock *s)
{
    if (s->here != NULL)
        munmap((void *)s->here, PAGE);
    free(s->table);
    free(s->rx);
    free(s);
}

static struct kl_sock *new_sock(const struct kl_sock_options *o)
{
    struct kl_sock *s = calloc(1, sizeof(*s));
    uint32_t buckets = 16;

    if (s == NULL)
        return NULL;
    s->protocol = o->protocol;
    s->owner = getpid();
    s->here = make_mark();
    s->events = (o->flags & KL_SOCK_EVENTS) != 0;
    s->timeout_ms = o->timeout_ms != 0 ? o->timeout_ms : DEFAULT_TIMEOUT_MS;
    s->window = o->window != 0 ? o->window : DEFAULT_WINDOW;
    s->next_seq = random_start();
    s->next_id = 1;
    s->next_deadline = KL_NEVER;
    kl_list_init(&s->live);
    kl_list_init(&s->zombies);
    kl_list_init(&s->queue);
    kl_list_init(&s->pool);
    while (buckets < 2 * s->window)
        buckets *= 2;
    s->table_mask = buckets - 1;
    s->table = calloc(buckets, sizeof(*s->table));
    if (s->table == NULL || kl_rx_reserve(s, RX_SIZE) < 0) {
        free_sock(s);
        return NULL;
    }
    return s;
}

int kl_sock_open(struct kl_sock **ret, const struct kl_sock_options *options)
{
    struct kl_sock *s;
    int rc;

    if (ret == NULL || options == NULL)
        return -EINVAL;
    rc = check_options(options);
    if (rc < 0)
        return rc;
    s = new_sock(options);
    if (s == NULL)
        return -ENOMEM;
    s->fd = rc = open_descriptor(options);
    if (rc >= 0) {
        rc = set_up_descriptor(s, options);
        /* An adopted descriptor stays the caller's when opening fails. */
        if (rc < 0 && (options->flags & KL_SOCK_ADOPT_FD) == 0)
            close(s->fd);
    }
    if (rc < 0) {
        free_sock(s);
        return rc;
    }
    *ret = s;
    return 0;
}

void kl_sock_close(struct kl_sock *s)
{
    if (s == NULL)
        return;
    /* A child that inherited the handle must not run its parent's callbacks. */
    kl_req_free_all(s, kl_sock_is_here(s));
    kl_genl_forget(s, NULL);
    close(s->fd);
    free_sock(s);
}

/* ---- Asking ---- */

const struct kl_error *kl_sock_error(const struct kl_sock *s)
{
    return &s->error;
}

struct kl_error *kl_sock_error_edit(struct kl_sock *s)
{
    return &s->error;
}

uint32_t kl_sock_portid(const struct kl_sock *s)
{
    return s->portid;
}

int kl_sock_protocol(const struct kl_sock *s)
{
    return s->protocol;
}

uint64_t kl_sock_overruns(const struct kl_sock *s)
{
    return s->overruns;
}

int kl_fd(const struct kl_sock *s)
{
    return s->fd;
}

/* ---- For every call ---- */

bool kl_sock_is_here(const struct kl_sock *s)
{
    return s->here != NULL ? *s->here != 0 : getpid() == s->owner;
}

int kl_sock_begin(struct kl_sock *s, bool waits)
{
    kl_error_reset(&s->error);
    if (!kl_sock_is_here(s))
        return kl_error_set(&s->error, -ECHILD, NULL);
    if (waits && s->in_callback > 0)
        return kl_error_set(&s->error, -EDEADLK, NULL);
    return 0;
}

uint32_t kl_sock_sequence(struct kl_sock *s)
{
    do {
        s->next_seq++;
    } while (s->next_seq == 0 || kl_req_find(s, s->next_seq) != NULL);
    return s->next_seq;
}

static int wait_writable(const struct kl_sock *s)
{
    uint64_t deadline = kl_deadline_after(s->timeout_ms);

    for (;;) {
        struct pollfd p = {.fd = s->fd, .events = POLLOUT};
        uint64_t now = kl_now();
        int rc;

        if (now >= deadline)
            return -ETIMEDOUT;
        /* In slices, so that any deadline fits poll()'s int. */
        rc = poll(&p, 1,
                  deadline - now > 1000000000u ? 1000 : (int)((deadline - now) / 1000000) + 1);
        if (rc > 0)
            return 0;
        if (rc < 0 && errno != EINTR)
            return -errno;
    }
}

int kl_sock_send(struct kl_sock *s, const void *data, size_t len)
{
    for (;;) {
        int rc;

        if (send(s->fd, data, len, MSG_NOSIGNAL) >= 0)
            return 0;
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return -errno;
        rc = wait_writable(s);
        if (rc < 0)
            return rc;
    }
}
