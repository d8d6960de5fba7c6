// SPDX-License-Identifier: MIT
// The tracer on programs that use every call, threads, children, signals; beside strace and nlmon.
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/netlink.h>

#include "kernel_world.h"
#include "trace/trace.h"
#include "trace_child.h"

#define RECORDS_MAX 2048

struct records {
    unsigned count, stop_at;
    struct {
        struct kl_trace_record known;
        unsigned char *data;
        char program[17];
    } all[RECORDS_MAX];
    int status, code;
    char error[256];
};

static struct records a, b;

static int keep(const struct kl_trace_record *record, void *user)
{
    struct records *r = user;

    if (r->count == RECORDS_MAX)
        return -E2BIG;
    r->all[r->count].known = *record;
    r->all[r->count].data = malloc(record->len + 1);
    assert_non_null(r->all[r->count].data);
    if (record->len > 0)
        memcpy(r->all[r->count].data, record->data, record->len);
    snprintf(r->all[r->count].program, 17, "%s", record->program != NULL ? record->program : "");
    return ++r->count == r->stop_at ? 77 : 0;
}

static void forget(struct records *r)
{
    for (unsigned i = 0; i < r->count; i++)
        free(r->all[i].data);
    memset(r, 0, sizeof(*r));
}

static void trace_argv(struct records *r, const struct kl_tracer_options *how, char *const *argv)
{
    struct kl_tracer_options options = *how;

    forget(r);
    options.argv = argv;
    r->code = kl_tracer_run(&options, keep, r, &r->status, r->error, sizeof(r->error));
}

static void trace(struct records *r, const struct kl_tracer_options *how, const char *name,
                  const char *argument)
{
    char *argv[] = {(char *)"/proc/self/exe", (char *)"--child", (char *)(uintptr_t)name,
                    (char *)(uintptr_t)argument, NULL};

    trace_argv(r, how, argv);
}

static const struct kl_tracer_options plain, follow = {.follow = true},
                                             read_write = {.read_write = true};

static void assert_ended_well(const struct records *r)
{
    assert_string_equal(r->error, "");
    assert_int_equal(r->code, 0);
    assert_true(WIFEXITED(r->status));
    assert_int_equal(WEXITSTATUS(r->status), 0);
}

/* Each call once, nothing twice, nothing of others. */
static void test_calls(void **state)
{
    static const struct {
        enum kl_trace_direction direction;
        unsigned seq;
        size_t len, full;
    } wanted[TALK_RECORDS] = {
        {KL_TRACE_SENT, 1, 32, 32},     {KL_TRACE_RECEIVED, 1, 52, 52},
        {KL_TRACE_SENT, 2, 32, 32},     {KL_TRACE_RECEIVED, 2, 20, 52},
        {KL_TRACE_SENT, 3, 32, 32},     {KL_TRACE_RECEIVED, 3, 52, 52},
        {KL_TRACE_SENT, 5, 32, 32},     {KL_TRACE_SENT, 6, 32, 32},
        {KL_TRACE_RECEIVED, 5, 52, 52}, {KL_TRACE_RECEIVED, 6, 52, 52},
        {KL_TRACE_SENT, 5, 32, 32},     {KL_TRACE_SENT, 7, 32, 32},
        {KL_TRACE_RECEIVED, 7, 52, 52},
    };
    const struct kl_tracer_options *how = *state;

    trace(&a, how, "talk", NULL);
    assert_ended_well(&a);
    assert_int_equal(a.count, TALK_RECORDS);
    for (unsigned i = 0; i < TALK_RECORDS; i++) {
        const struct kl_trace_record *k = &a.all[i].known;
        struct nlmsghdr h;

        memcpy(&h, a.all[i].data, sizeof(h));
        assert_int_equal(k->direction, wanted[i].direction);
        assert_int_equal(h.nlmsg_seq, wanted[i].seq);
        assert_int_equal(k->len, wanted[i].len);
        assert_int_equal(k->full_len, wanted[i].full);
        assert_int_equal(k->protocol, NETLINK_ROUTE);
        assert_true(k->has_time && !k->relative && k->pid > 0 && k->fd >= 0 && k->socket > 0);
        assert_true(k->error == NULL);
        assert_string_equal(a.all[i].program, "exe");
        if (i > 0)
            assert_true(k->time_ns >= a.all[i - 1].known.time_ns &&
                        k->socket == a.all[0].known.socket);
    }
}

static void test_threads(void **state)
{
    (void)state;
    trace(&a, &plain, "threads", NULL);
    assert_ended_well(&a);
    assert_int_equal(a.count, 4 * 50 * 2);
}

static void test_exec_in_thread(void **state)
{
    (void)state;
    trace(&a, &plain, "exec", NULL);
    assert_ended_well(&a);
    assert_int_equal(a.count, TALK_RECORDS);
}

static void test_forks(void **state)
{
    (void)state;
    trace(&a, &follow, "forks", NULL);
    assert_ended_well(&a);
    assert_int_equal(a.count, 2 + 6);
    for (unsigned i = 0; i < a.count; i++)
        assert_int_equal(a.all[i].known.protocol, NETLINK_ROUTE);
    trace(&a, &plain, "forks", NULL); /* the child works, unseen */
    assert_ended_well(&a);
    assert_int_equal(a.count, 2);
}

/* Calls of 32 bits, of which every pointer and number is another. */
static void test_compat(void **state)
{
    (void)state;
    trace(&a, &plain, "compat?", NULL);
    if (!WIFEXITED(a.status) || WEXITSTATUS(a.status) != 0) {
        print_message("this kernel has no calls of 32 bits\n");
        skip();
    }
    trace(&a, &plain, "compat", NULL);
    assert_ended_well(&a);
    assert_int_equal(a.count, 8);
    for (unsigned i = 0; i < a.count; i++) {
        struct nlmsghdr h;

        memcpy(&h, a.all[i].data, sizeof(h));
        assert_int_equal(h.nlmsg_seq, i / 2 + 1);
        assert_int_equal(a.all[i].known.direction, i % 2 == 0 ? KL_TRACE_SENT : KL_TRACE_RECEIVED);
        assert_int_equal(a.all[i].known.len, i % 2 == 0 ? 32 : 52);
    }
}

/* Who is nobody special traces his own programs all the same. */
static void test_unprivileged(void **state)
{
    char self[256], *argv[] = {self, (char *)"--child", (char *)"talk", NULL};
    struct kl_tracer_options how = {.argv = argv};
    int status;
    pid_t pid;

    (void)state;
    self[readlink("/proc/self/exe", self, sizeof(self) - 1)] = '\0';
    pid = fork();
    if (pid == 0) {
        forget(&a);
        /* Whoever changed his user is not to be looked into, unless he says so. */
        if (setgid(65534) < 0 || setuid(65534) < 0 || prctl(PR_SET_DUMPABLE, 1) < 0 ||
            access(self, X_OK) < 0)
            _exit(77);
        kl_tracer_run(&how, keep, &a, &a.status, a.error, sizeof(a.error));
        print_message("%s\n", a.error);
        _exit(a.count == TALK_RECORDS && a.status == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        print_message("nobody cannot run the test program\n");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_status(void **state)
{
    char *missing[] = {(char *)"kernlink-no-such-program", NULL};

    (void)state;
    trace(&a, &plain, "exit", "7");
    assert_true(WIFEXITED(a.status) && WEXITSTATUS(a.status) == 7);
    trace(&a, &plain, "kill", "9");
    assert_true(WIFSIGNALED(a.status) && WTERMSIG(a.status) == SIGKILL);
    trace(&a, &plain, "kill", "15");
    assert_true(WIFSIGNALED(a.status) && WTERMSIG(a.status) == SIGTERM);
    trace_argv(&a, &plain, missing);
    assert_int_equal(a.code, -ENOENT);
    assert_string_equal(a.error, "cannot run kernlink-no-such-program: No such file or directory");
}

static void test_signals(void **state)
{
    (void)state;
    trace(&a, &follow, "signals", NULL);
    assert_ended_well(&a);
    assert_int_equal(a.count, 2);
    trace(&a, &plain, "signals", NULL);
    assert_ended_well(&a);
}

static volatile int stop;

static void on_signal(int sig)
{
    stop = sig;
}

/* A signal that stops the tracer is the program's, and its end is waited for. */
static void test_stop(void **state)
{
    struct kl_tracer_options how = {.stop = &stop};
    struct sigaction action = {.sa_handler = on_signal};

    (void)state;
    stop = 0;
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    trace(&a, &how, "wait", NULL);
    assert_int_equal(a.code, 0);
    assert_true(WIFSIGNALED(a.status) && WTERMSIG(a.status) == SIGALRM);
    signal(SIGALRM, SIG_DFL);
}

/* What the callback answers ends the handing out; the program goes on to its end. */
static void test_enough(void **state)
{
    char *argv[] = {(char *)"/proc/self/exe", (char *)"--child", (char *)"talk", NULL};
    struct kl_tracer_options how = {.argv = argv};

    (void)state;
    forget(&a);
    a.stop_at = 3;
    assert_int_equal(kl_tracer_run(&how, keep, &a, &a.status, a.error, sizeof(a.error)), 77);
    assert_int_equal(a.count, 3);
    assert_true(WIFEXITED(a.status) && WEXITSTATUS(a.status) == 0);
}

static int tracer_of(pid_t pid)
{
    char path[64], line[256];
    int tracer = -1;
    FILE *in;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof(line), in) != NULL)
        if (sscanf(line, "TracerPid: %d", &tracer) == 1)
            break;
    if (in != NULL)
        fclose(in);
    return tracer;
}

/* Joins a process that uses read and write, leaves it, and it never knew. */
static void test_attach(void **state)
{
    struct kl_tracer_options how = {.stop = &stop};
    struct sigaction action = {.sa_handler = on_signal};
    int in[2], status;
    pid_t pid;

    (void)state;
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    pid = fork();
    if (pid == 0) {
        dup2(in[0], 0);
        execl("/proc/self/exe", "test", "--child", "server", NULL);
        _exit(97);
    }
    close(in[0]);
    how.pid = pid;
    for (int way = 0; way < 2; way++) {
        forget(&a);
        stop = 0;
        if (way == 0) {
            a.stop_at = 20;
        } else {
            sigaction(SIGALRM, &action, NULL);
            alarm(1);
        }
        assert_int_equal(kl_tracer_run(&how, keep, &a, &a.status, a.error, sizeof(a.error)),
                         way == 0 ? 77 : 0);
        assert_string_equal(a.error, "");
        assert_true(a.count >= 20);
        for (unsigned i = 1; i < a.count; i++)
            assert_int_not_equal(a.all[i].known.direction, a.all[i - 1].known.direction);
        assert_int_equal(tracer_of(pid), 0);
    }
    signal(SIGALRM, SIG_DFL);
    close(in[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    how.pid = pid;
    assert_int_equal(kl_tracer_run(&how, keep, &a, NULL, a.error, sizeof(a.error)), -ESRCH);
    assert_non_null(strstr(a.error, "No such process"));
}

static void test_read_write(void **state)
{
    char *argv[] = {(char *)"/proc/self/exe", (char *)"--child", (char *)"server", NULL};
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC), saved = dup(0), in[2];

    (void)state;
    /* A pipe that is closed after some requests: the callback does it. */
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    dup2(in[0], 0);
    forget(&a);
    a.stop_at = 10;
    struct kl_tracer_options how = {.argv = argv, .read_write = true};
    pid_t closer = fork();
    if (closer == 0) {
        sleep(1);
        _exit(0);
    }
    close(in[1]); /* the closer's copy keeps it open for a second */
    assert_int_equal(kl_tracer_run(&how, keep, &a, &a.status, a.error, sizeof(a.error)), 77);
    assert_int_equal(a.count, 10);
    assert_int_equal(a.all[0].known.direction, KL_TRACE_SENT);
    assert_int_equal(a.all[1].known.direction, KL_TRACE_RECEIVED);
    assert_true(WIFEXITED(a.status) && WEXITSTATUS(a.status) == 0);
    dup2(saved, 0);
    close(saved);
    close(null);
    close(in[0]);
    waitpid(closer, NULL, 0);
}

/* ---- Beside strace ----------------------------------------------------------------------------
 */

static void read_strace(struct records *r, const char *path)
{
    struct kl_trace_input_options options = {.protocol = -1, .name = path};
    enum kl_trace_format format;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    forget(r);
    assert_true(fd >= 0);
    assert_int_equal(kl_trace_read(fd, &options, keep, r, &format, r->error, sizeof(r->error)), 0);
    assert_int_equal(format, KL_TRACE_STRACE);
    close(fd);
}

/* Numbers that differ from run to run: sequence and address, in errors also those they repeat. */
static void mask(unsigned char *data, size_t len)
{
    for (size_t at = 0; at + 16 <= len;) {
        struct nlmsghdr h;

        memcpy(&h, data + at, sizeof(h));
        memset(data + at + 8, 0, 8);
        if (h.nlmsg_type == NLMSG_ERROR && at + 36 <= len)
            memset(data + at + 28, 0, 8);
        if (h.nlmsg_len < 16)
            break;
        at += NLMSG_ALIGN(h.nlmsg_len);
    }
}

static void assert_alike(struct records *x, struct records *y, bool exact)
{
    assert_int_equal(x->count, y->count);
    for (unsigned i = 0; i < x->count; i++) {
        size_t len = x->all[i].known.len;

        assert_int_equal(x->all[i].known.direction, y->all[i].known.direction);
        assert_int_equal(x->all[i].known.protocol, y->all[i].known.protocol);
        assert_int_equal(len, y->all[i].known.len);
        assert_int_equal(x->all[i].known.full_len, y->all[i].known.full_len);
        mask(x->all[i].data, len);
        mask(y->all[i].data, len);
        assert_memory_equal(x->all[i].data, y->all[i].data, exact || len < 16 ? len : 16);
    }
}

/* The same command under strace's lossless form and under the tracer. */
static void test_strace(void **state)
{
    static const struct {
        const char *line;
        bool exact; /* not of what holds times and addresses made up at random */
    } commands[] = {
        {"\"$SELF\" --child talk", true},
        {"ip link add kl-a type veth peer name kl-b; ip link show; ip link del kl-a", false},
        {"ip link set lo up; ip route add 192.0.2.0/24 dev lo; ip -4 route show table all", false},
        {"ip addr add 192.0.2.1/24 dev lo; ip addr show", false},
        {"ip rule add from 192.0.2.0/24 table 9; ip rule show", true},
        {"ip -6 route show table all", false},
        {"ipset create a hash:net && ipset add a 192.0.2.0/24; ipset test a 192.0.2.1; ipset "
         "destroy",
         true},
        {"ipset add kl-none 192.0.2.1", true},
        {"nft add table a; nft list ruleset; nft delete table a", false},
    };
    char output[] = "/tmp/kernlink-strace-XXXXXX", line[1024], self[256];
    int fd;

    (void)state;
    if (system("command -v strace ip ipset nft >/dev/null") != 0) {
        print_message("strace, ip, ipset or nft is missing\n");
        skip();
    }
    fd = mkstemp(output);
    assert_true(fd >= 0);
    close(fd);
    self[readlink("/proc/self/exe", self, sizeof(self) - 1)] = '\0';
    setenv("SELF", self, 1);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        snprintf(line, sizeof(line), "(%s) >/dev/null 2>&1", commands[i].line);
        char *argv[] = {(char *)"unshare", (char *)"-n", (char *)"sh", (char *)"-c", line, NULL};

        trace_argv(&a, &follow, argv);
        assert_string_equal(a.error, "");
        setenv("LINE", line, 1);
        setenv("OUTPUT", output, 1);
        assert_true(system("strace -f -yy -ttt -e trace=%network -e verbose=none -e read=all "
                           "-e write=all -o \"$OUTPUT\" unshare -n sh -c \"$LINE\"") >= 0);
        read_strace(&b, output);
        print_message("%s: %u records\n", commands[i].line, a.count);
        assert_true(a.count > 0);
        assert_alike(&a, &b, commands[i].exact);
    }
    unlink(output);
}

static int finish(void **state)
{
    (void)state;
    forget(&a);
    forget(&b);
    return 0;
}

/* The search for leaks of a sanitized build stops threads by ptrace, which a traced child cannot.
 */
static void no_leak_search(void)
{
    const char *options = getenv("ASAN_OPTIONS");
    char all[512];

    snprintf(all, sizeof(all), "%s:detect_leaks=0", options != NULL ? options : "");
    setenv("ASAN_OPTIONS", all, 1);
}

int main(int argc, char **argv)
{
    trace_child(argc, argv);
    world_check();
    no_leak_search();

    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_calls, (void *)(uintptr_t)&plain),
        cmocka_unit_test_prestate(test_calls, (void *)(uintptr_t)&follow),
        cmocka_unit_test_prestate(test_calls, (void *)(uintptr_t)&read_write),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_exec_in_thread),
        cmocka_unit_test(test_forks),
        cmocka_unit_test(test_compat),
        cmocka_unit_test(test_unprivileged),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_signals),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_enough),
        cmocka_unit_test(test_attach),
        cmocka_unit_test(test_read_write),
        cmocka_unit_test(test_strace),
    };

    return cmocka_run_group_tests(tests, NULL, finish);
}
