// SPDX-License-Identifier: MIT
#include "trace_child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct request {
    struct nlmsghdr h;
    struct ifinfomsg i;
};

/* Asks for an interface that is not there: the answer is an error that repeats the request. */
static struct request make(unsigned seq)
{
    return (struct request){.h = {.nlmsg_len = sizeof(struct request),
                                  .nlmsg_type = RTM_GETLINK,
                                  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
                                  .nlmsg_seq = seq},
                            .i = {.ifi_index = 0x7ffffff0}};
}

static void need(int ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(99);
    }
}

static int open_route(unsigned pid)
{
    struct sockaddr_nl a = {.nl_family = AF_NETLINK, .nl_pid = pid};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    need(fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0, "netlink");
    return fd;
}

static void ask(int fd, unsigned seq)
{
    struct request r = make(seq);
    char answer[256];

    need(send(fd, &r, sizeof(r), 0) == (ssize_t)sizeof(r), "send");
    need(recv(fd, answer, sizeof(answer), 0) > 0, "recv");
}

/* Every call that there is, but for read and write; with what is no traffic between. */
static void talk(void)
{
    int fd = open_route(TALK_PID), copy, other[2];
    struct request r = make(1), s = make(6);
    char answer[256], half[20], rest[256];
    struct iovec out[2] = {{&r, 16}, {&r.i, sizeof(r.i)}},
                 in[2] = {{half, sizeof(half)}, {rest, sizeof(rest)}};
    struct msghdr m = {.msg_iov = out, .msg_iovlen = 2}, n = {.msg_iov = in, .msg_iovlen = 2};
    struct iovec one = {&s, sizeof(s)},
                 answers[2] = {{answer, sizeof(answer)}, {rest, sizeof(rest)}};
    struct mmsghdr many[2] = {{.msg_hdr = m}, {.msg_hdr = {.msg_iov = &one, .msg_iovlen = 1}}};
    struct mmsghdr got[2] = {{.msg_hdr = {.msg_iov = &answers[0], .msg_iovlen = 1}},
                             {.msg_hdr = {.msg_iov = &answers[1], .msg_iovlen = 1}}};

    ask(fd, 1); /* 2 */
    r.h.nlmsg_seq = 2;
    need(sendto(fd, &r, sizeof(r), 0, NULL, 0) > 0, "sendto"); /* 3 */
    need(recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC) > 0, "peek");
    need(recv(fd, answer, sizeof(answer), MSG_PEEK) > 0, "peek");
    need(recv(fd, answer, 20, MSG_TRUNC) > 20, "recv with MSG_TRUNC"); /* 4 */
    r.h.nlmsg_seq = 3;
    need(sendmsg(fd, &m, 0) > 0, "sendmsg"); /* 5 */
    need(recvmsg(fd, &n, MSG_PEEK) > 0, "recvmsg");
    need(recvmsg(fd, &n, 0) > 0, "recvmsg"); /* 6 */
    need(recv(fd, answer, sizeof(answer), MSG_DONTWAIT) < 0 && errno == EAGAIN, "empty");
    r.h.nlmsg_seq = 5;
    copy = dup(fd);
    close(fd);
    need(sendmmsg(copy, many, 2, 0) == 2, "sendmmsg");      /* 8 */
    need(recvmmsg(copy, got, 2, 0, NULL) == 2, "recvmmsg"); /* 10 */
    r.h.nlmsg_len = 8;
    need(send(copy, &r, sizeof(r), 0) > 0, "send of what is malformed"); /* 11 */
    /* the old number is somebody else's now */
    need(socketpair(AF_UNIX, SOCK_DGRAM, 0, other) == 0 && other[0] == fd, "socketpair");
    need(send(other[0], &r, sizeof(r), 0) > 0 && recv(other[1], answer, 99, 0) > 0, "unix");
    ask(copy, 7); /* 13 */
}

static void *ask_often(void *arg)
{
    int fd = open_route(0);

    (void)arg;
    for (unsigned i = 1; i <= 50; i++)
        ask(fd, i);
    close(fd);
    return NULL;
}

static void run_threads(void)
{
    pthread_t t[4];

    for (int i = 0; i < 4; i++)
        need(pthread_create(&t[i], NULL, ask_often, NULL) == 0, "thread");
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
}

static void *exec_talk(void *arg)
{
    char *argv[] = {(char *)"test", (char *)"--child", (char *)"talk", NULL};

    (void)arg;
    execv("/proc/self/exe", argv);
    need(0, "exec");
    return NULL;
}

/* A thread that is not the first becomes another program. */
static void exec_in_thread(void)
{
    pthread_t t;

    need(pthread_create(&t, NULL, exec_talk, NULL) == 0, "thread");
    for (;;)
        pause();
}

/* The parent asks once, its child three times, in a namespace of its own. */
static void run_forks(void)
{
    int status;
    pid_t child;

    ask(open_route(0), 1);
    child = fork();
    if (child == 0) {
        int fd;

        need(unshare(CLONE_NEWNET) == 0, "unshare");
        fd = open_route(0);
        for (unsigned i = 1; i <= 3; i++)
            ask(fd, i);
        _exit(6);
    }
    need(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 6,
         "child");
}

static volatile sig_atomic_t alarms;

static void on_alarm(int sig)
{
    (void)sig;
    alarms++;
}

/* Signals reach a program that waits for netlink, and one that stops is stopped till continued. */
static void run_signals(void)
{
    struct sigaction a = {.sa_handler = on_alarm};
    int fd = open_route(0), status;
    char answer[64];
    pid_t child;

    sigaction(SIGALRM, &a, NULL);
    alarm(1);
    need(recv(fd, answer, sizeof(answer), 0) < 0 && errno == EINTR && alarms == 1, "EINTR");
    child = fork();
    if (child == 0) {
        raise(SIGSTOP);
        _exit(5);
    }
    need(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status), "stopped");
    need(waitpid(child, &status, WUNTRACED | WNOHANG) == 0, "stays stopped");
    kill(child, SIGCONT);
    need(waitpid(child, &status, WUNTRACED | WCONTINUED) == child, "goes on");
    if (WIFCONTINUED(status))
        need(waitpid(child, &status, 0) == child, "ends");
    need(WIFEXITED(status) && WEXITSTATUS(status) == 5, "its status");
    ask(fd, 1);
}

/* Asks until its standard input is closed, by write and read. */
static void run_server(void)
{
    int fd = open_route(0);
    struct request r = make(1);
    char byte, answer[256];

    fcntl(0, F_SETFL, O_NONBLOCK);
    while (read(0, &byte, 1) < 0) {
        need(write(fd, &r, sizeof(r)) > 0 && read(fd, answer, sizeof(answer)) > 0, "write, read");
        nanosleep(&(struct timespec){0, 2000000}, NULL);
    }
}

#ifdef __x86_64__

/* A call as a program of 32 bits makes it. */
static long call32(long nr, long a, long b, long c, long d)
{
    long ret;

    __asm__ volatile("int $0x80"
                     : "=a"(ret)
                     : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(0)
                     : "memory", "r8", "r9", "r10", "r11");
    return (int)ret;
}

struct compat_iovec {
    uint32_t base, len;
};

struct compat_msghdr {
    uint32_t name, namelen, iov, iovlen, control, controllen, flags;
};

struct low { /* what 32 bits can point at */
    struct request r;
    char answer[256];
    struct compat_iovec out[2], in;
    struct {
        struct compat_msghdr h;
        uint32_t len;
    } m, n;
    uint32_t args[6];
};

#define LOW(p) ((uint32_t)(uintptr_t)(p))

/* Requests 1 to 4, by sendto, sendmsg, sendmmsg, and the socketcall of old. */
static void run_compat(void)
{
    struct low *l = mmap(NULL, sizeof(*l), PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    int fd = open_route(0);

    need(l != MAP_FAILED, "mmap");
    l->out[0] = (struct compat_iovec){LOW(&l->r), 16};
    l->out[1] = (struct compat_iovec){LOW(&l->r.i), sizeof(l->r.i)};
    l->in = (struct compat_iovec){LOW(l->answer), sizeof(l->answer)};
    l->m.h = (struct compat_msghdr){.iov = LOW(l->out), .iovlen = 2};
    l->n.h = (struct compat_msghdr){.iov = LOW(&l->in), .iovlen = 1};
    l->r = make(1);
    need(call32(369, fd, LOW(&l->r), sizeof(l->r), 0) == sizeof(l->r), "sendto");
    need(call32(371, fd, LOW(l->answer), sizeof(l->answer), 0) == 52, "recvfrom");
    l->r = make(2);
    need(call32(370, fd, LOW(&l->m), 0, 0) == sizeof(l->r), "sendmsg");
    need(call32(372, fd, LOW(&l->n), MSG_PEEK, 0) == 52, "recvmsg");
    need(call32(372, fd, LOW(&l->n), 0, 0) == 52, "recvmsg");
    l->r = make(3);
    need(call32(345, fd, LOW(&l->m), 1, 0) == 1, "sendmmsg");
    need(call32(337, fd, LOW(&l->n), 1, 0) == 1, "recvmmsg");
    l->r = make(4);
    memcpy(l->args, (uint32_t[]){(uint32_t)fd, LOW(&l->r), sizeof(l->r), 0}, 16);
    need(call32(102, 9 /* send */, LOW(l->args), 0, 0) == sizeof(l->r), "socketcall");
    memcpy(l->args, (uint32_t[]){(uint32_t)fd, LOW(&l->n), 0}, 12);
    need(call32(102, 17 /* recvmsg */, LOW(l->args), 0, 0) == 52, "socketcall");
}

/* Whether the kernel has these calls: where not, the program dies. */
static void probe_compat(void)
{
    exit(call32(20 /* getpid */, 0, 0, 0, 0) == getpid() ? 0 : 1);
}

#else

static void run_compat(void)
{
    exit(1);
}

static void probe_compat(void)
{
    exit(1);
}

#endif

void trace_child(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } all[] = {{"talk", talk},         {"threads", run_threads}, {"exec", exec_in_thread},
               {"forks", run_forks},   {"signals", run_signals}, {"server", run_server},
               {"compat", run_compat}, {"compat?", probe_compat}};

    if (argc < 3 || strcmp(argv[1], "--child") != 0)
        return;
    if (strcmp(argv[2], "exit") == 0)
        exit(argc > 3 ? atoi(argv[3]) : 0);
    if (strcmp(argv[2], "kill") == 0)
        raise(argc > 3 ? atoi(argv[3]) : SIGKILL);
    if (strcmp(argv[2], "wait") == 0)
        for (;;)
            pause();
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (strcmp(argv[2], all[i].name) == 0) {
            all[i].run();
            exit(0);
        }
    exit(98);
}
