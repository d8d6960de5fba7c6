// SPDX-License-Identifier: MIT
/*
 * Runs a program, or joins one that runs, and sees its netlink. What is started gets a seccomp
 * filter, so that only calls that may carry netlink stop it; what is joined stops at every call.
 *
 * The filter stays with all that the program starts, and without a tracer its calls would fail:
 * so its children are held, too, even where nothing of them is handed out, and the run lasts until
 * the last of them ends. A program joined has no filter and is let go at any time.
 */
#include "tracer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct task {
    pid_t tid, tgid;
    bool silent; /* nothing of it is handed out */
    bool met;    /* it has stopped before */
    bool in_call;
    struct kl_entered call;
    struct kl_trace_record record; /* of the call */
    char program[17];
};

/* What one stop gave. It is handed out when the program runs again, beside it. */
struct queue {
    struct {
        struct kl_trace_record record;
        size_t at; /* of its data */
        char program[17];
    } * all;
    size_t count, room;
    struct kl_bytes data;
};

struct tracer {
    const struct kl_tracer_options *options;
    kl_trace_fn *fn;
    void *user;
    pid_t child;    /* that was started, or 0 */
    struct {        /* what the child says before it is the program */
        int filter; /* 0 or why it has none */
        int exec_error;
    } * shared;
    pid_t root; /* process that was started or joined */
    bool every; /* stop at every call: no filter */
    bool detaching;
    int stopped_by; /* the value of *options->stop that was acted on */
    struct task *tasks;
    size_t count, room;
    struct kl_tracer_sockets sockets;
    struct kl_bytes bytes;
    struct queue queue;
    sigset_t mask; /* of the caller */
    struct sigaction on_child;
    int status; /* of the child */
    int code;
};

static int fail(char *error, size_t size, int code, const char *format, const char *name)
{
    if (size > 0)
        snprintf(error, size, format, name, strerror(-code));
    return code;
}

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- Tasks ------------------------------------------------------------------------------------
 */

static struct task *find_task(struct tracer *t, pid_t tid)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->tasks[i].tid == tid)
            return &t->tasks[i];
    return NULL;
}

static void read_name(struct task *task)
{
    char path[64];
    ssize_t n;
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/comm", (int)task->tid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    n = fd >= 0 ? read(fd, task->program, sizeof(task->program) - 1) : 0;
    if (fd >= 0)
        close(fd);
    task->program[n > 0 ? n - 1 : 0] = '\0'; /* it ends with a newline */
}

static pid_t read_tgid(pid_t tid)
{
    char path[64], line[128];
    int tgid = (int)tid;
    FILE *in;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
    in = fopen(path, "re");
    while (in != NULL && fgets(line, sizeof(line), in) != NULL)
        if (sscanf(line, "Tgid: %d", &tgid) == 1)
            break;
    if (in != NULL)
        fclose(in);
    return tgid;
}

static struct task *add_task(struct tracer *t, pid_t tid)
{
    struct task *task = find_task(t, tid);

    if (task != NULL)
        return task;
    if (t->count == t->room) {
        size_t room = t->room == 0 ? 16 : t->room * 2;
        struct task *grown = realloc(t->tasks, room * sizeof(*grown));

        if (grown == NULL) {
            t->code = -ENOMEM;
            return NULL;
        }
        t->tasks = grown;
        t->room = room;
    }
    task = &t->tasks[t->count++];
    *task = (struct task){.tid = tid, .tgid = tid == t->root ? tid : read_tgid(tid)};
    task->silent = !t->options->follow && task->tgid != t->root;
    return task;
}

static void remove_task(struct tracer *t, pid_t tid)
{
    struct task *task = find_task(t, tid);

    if (task != NULL)
        *task = t->tasks[--t->count];
}

/* ---- Calls ------------------------------------------------------------------------------------
 */

static unsigned long ptrace_options(const struct tracer *t, bool met)
{
    bool own = t->child > 0;
    unsigned long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE;

    if (!own || met)
        options |= PTRACE_O_TRACEEXEC;

    if (own)
        options |= PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;
    if (own || t->options->follow)
        options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;
    return options;
}

static void go_on(struct tracer *t, const struct task *task, int sig)
{
    /* It may have died meanwhile: its end is told by the next wait. */
    ptrace(t->every || task->in_call ? PTRACE_SYSCALL : PTRACE_CONT, task->tid, NULL,
           (void *)(intptr_t)sig);
}

static void enter(struct tracer *t, struct task *task, uint32_t arch, uint64_t nr,
                  const uint64_t args[6])
{
    uint64_t args6[6], inode;
    int protocol;

    memcpy(args6, args, sizeof(args6));
    task->in_call = false;
    if (task->silent || !kl_tracer_enter(&task->call, task->tid, arch, nr, args6))
        return;
    protocol = kl_tracer_socket(&t->sockets, task->tid, task->tgid, task->call.fd, &inode);
    if (protocol < 0)
        return;
    task->in_call = true;
    task->record = (struct kl_trace_record){.protocol = protocol,
                                            .has_time = true,
                                            .time_ns = now_ns(),
                                            .pid = task->tid,
                                            .fd = task->call.fd,
                                            .socket = inode};
}

static int enqueue(const struct kl_trace_record *record, void *user)
{
    struct queue *q = user;

    if (q->count == q->room) {
        size_t room = q->room == 0 ? 8 : q->room * 2;
        void *grown = realloc(q->all, room * sizeof(*q->all));

        if (grown == NULL)
            return -ENOMEM;
        q->all = grown;
        q->room = room;
    }
    q->all[q->count].record = *record;
    q->all[q->count].at = q->data.len;
    snprintf(q->all[q->count].program, sizeof(q->all[0].program), "%s", record->program);
    kl_bytes_add(&q->data, record->data, record->len);
    if (q->data.failed)
        return -ENOMEM;
    q->count++;
    return 0;
}

static void hand_out(struct tracer *t)
{
    struct queue *q = &t->queue;

    for (size_t i = 0; i < q->count && t->code == 0; i++) {
        q->all[i].record.data = q->data.data + q->all[i].at;
        q->all[i].record.program = q->all[i].program;
        t->code = t->fn(&q->all[i].record, t->user);
    }
    q->count = 0;
    kl_bytes_clear(&q->data);
}

static void leave(struct tracer *t, struct task *task, int64_t ret)
{
    int code;

    task->in_call = false;
    task->record.program = task->program;
    if (task->call.direction == KL_TRACE_RECEIVED)
        task->record.time_ns = now_ns();
    if (t->code != 0)
        return;
    code =
        kl_tracer_leave(&task->call, task->tid, ret, &t->bytes, &task->record, enqueue, &t->queue);
    if (code != 0)
        t->code = code;
}

/* Entering or leaving, by the filter or by PTRACE_SYSCALL. */
static void at_call(struct tracer *t, struct task *task)
{
#ifdef __GLIBC__
    struct __ptrace_syscall_info info;
#else
    struct ptrace_syscall_info info;
#endif

    if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, (void *)sizeof(info), &info) < 0)
        return;
    if (info.op == PTRACE_SYSCALL_INFO_SECCOMP)
        enter(t, task, info.arch, info.seccomp.nr, (const uint64_t *)info.seccomp.args);
    else if (info.op == PTRACE_SYSCALL_INFO_ENTRY && t->every)
        enter(t, task, info.arch, info.entry.nr, (const uint64_t *)info.entry.args);
    else if (info.op == PTRACE_SYSCALL_INFO_EXIT && task->in_call)
        leave(t, task, info.exit.rval);
}

/* ---- Stops ------------------------------------------------------------------------------------
 */

static void on_exec(struct tracer *t, struct task *task)
{
    unsigned long former = 0;
    pid_t tid = task->tid;

    /* A thread that runs a program takes the number of the process; its siblings are gone. */
    if (ptrace(PTRACE_GETEVENTMSG, tid, NULL, &former) == 0 && (pid_t)former != tid)
        remove_task(t, (pid_t)former);
    task = find_task(t, tid);
    if (task == NULL)
        return;
    task->in_call = false;
    read_name(task);
}

/* A stop takes long, and the one at the start of the program says nothing that the first other one
 * does not: from then on it stops where it runs another program. */
static void meet(struct tracer *t, struct task *task)
{
    task->met = true;
    if (t->shared != NULL && t->shared->filter < 0)
        t->every = true;
    read_name(task);
    ptrace(PTRACE_SETOPTIONS, task->tid, NULL, (void *)ptrace_options(t, true));
}

static bool is_stop_signal(int sig)
{
    return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

static void detach(struct tracer *t, pid_t tid, int sig)
{
    ptrace(PTRACE_DETACH, tid, NULL, (void *)(intptr_t)sig);
    remove_task(t, tid);
}

static void on_stop(struct tracer *t, struct task *task, int status)
{
    int sig = WSTOPSIG(status), event = status >> 16;
    pid_t tid = task->tid;

    switch (event) {
    case PTRACE_EVENT_SECCOMP:
        at_call(t, task);
        break;
    case PTRACE_EVENT_EXEC:
        on_exec(t, task);
        break;
    case PTRACE_EVENT_STOP:
        /* Stopped for real, and to stay so until it is continued; or new, or interrupted by us. */
        if (is_stop_signal(sig) && !t->detaching) {
            ptrace(PTRACE_LISTEN, tid, NULL, NULL);
            return;
        }
        break;
    default:
        if (event == 0 && sig == (SIGTRAP | 0x80))
            at_call(t, task);
        else if (event == 0) {
            if (t->detaching)
                detach(t, tid, sig);
            else
                go_on(t, task, sig);
            return;
        }
    }
    task = find_task(t, tid);
    if (task == NULL)
        return;
    /* Without a filter nothing keeps a child of no interest. */
    if (t->detaching || (t->child == 0 && task->silent))
        detach(t, tid, 0);
    else
        go_on(t, task, 0);
}

static void on_status(struct tracer *t, pid_t tid, int status)
{
    struct task *task;

    if (WIFEXITED(status) || WIFSIGNALED(status)) {
        remove_task(t, tid);
        if (tid == t->child)
            t->status = status;
        return;
    }
    if (!WIFSTOPPED(status))
        return;
    /* A child's first stop may come before its parent's event: either way it becomes known. */
    task = add_task(t, tid);
    if (task == NULL)
        return;
    if (!task->met)
        meet(t, task);
    on_stop(t, task, status);
}

/* The terminal gives its signals to the whole group in front, the child among it. */
static bool from_terminal(int sig)
{
    if (sig != SIGINT && sig != SIGQUIT && sig != SIGTSTP)
        return false;
    for (int fd = 0; fd <= 2; fd++)
        if (isatty(fd))
            return tcgetpgrp(fd) == getpgrp();
    return false;
}

static void start_detaching(struct tracer *t)
{
    t->detaching = true;
    for (size_t i = 0; i < t->count; i++)
        ptrace(PTRACE_INTERRUPT, t->tasks[i].tid, NULL, NULL);
}

static void obey_stop(struct tracer *t)
{
    int sig = t->options->stop != NULL ? *t->options->stop : 0;

    if (sig == t->stopped_by)
        return;
    t->stopped_by = sig;
    if (t->child == 0)
        start_detaching(t);
    else if (sig > 0 && sig < NSIG && !from_terminal(sig))
        kill(t->child, sig);
}

/* The callback wants no more: what was started goes on, seen by nobody. */
static void obey_code(struct tracer *t)
{
    if (t->code == 0)
        return;
    if (t->child == 0 && !t->detaching)
        start_detaching(t);
    for (size_t i = 0; i < t->count; i++)
        t->tasks[i].silent = true;
}

static void on_child(int sig)
{
    (void)sig;
}

/* A signal between the look at *stop and the wait must end the wait: so signals are let in during
 * the wait alone. That of a stopped child is one of them. */
static void wait_for_signal(struct tracer *t)
{
    sigset_t all, during = t->mask, before;
    int sig = t->options->stop != NULL ? t->stopped_by : 0;

    sigfillset(&all);
    sigdelset(&during, SIGCHLD);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (t->options->stop == NULL || *t->options->stop == sig)
        ppoll(NULL, 0, NULL, &during);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void run(struct tracer *t)
{
    while (t->count > 0) {
        int status;
        pid_t tid;

        obey_stop(t);
        obey_code(t);
        tid = waitpid(-1, &status, __WALL | WNOHANG);
        if (tid > 0)
            on_status(t, tid, status);
        else if (tid == 0)
            wait_for_signal(t);
        else if (errno != EINTR)
            break;
        hand_out(t);
    }
}

/* Stops are told by SIGCHLD, which must neither be lost nor interrupt anybody else's calls. */
static void take_signals(struct tracer *t)
{
    struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_RESTART};
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &child, &t->mask);
    sigaction(SIGCHLD, &action, &t->on_child);
}

static void give_signals_back(const struct tracer *t)
{
    sigaction(SIGCHLD, &t->on_child, NULL);
    pthread_sigmask(SIG_SETMASK, &t->mask, NULL);
}

/* ---- Starting ---------------------------------------------------------------------------------
 */

static int seize(const struct tracer *t, pid_t tid)
{
    return ptrace(PTRACE_SEIZE, tid, NULL, (void *)ptrace_options(t, false)) < 0 ? -errno : 0;
}

/* In the child: waits until it is traced, then becomes the program. What it has to tell stands in
 * memory that is shared, as the filter may hold it at any write. */
_Noreturn static void become(int go, const struct tracer *t)
{
    char byte;

    if (read(go, &byte, 1) != 1)
        _exit(127);
    give_signals_back(t);
    t->shared->filter = kl_tracer_filter(t->options->read_write);
    if (t->shared->filter < 0)
        raise(SIGCONT); /* any signal stops it, which the tracer waits for then; this one does no
                           more */
    execvp(t->options->argv[0], t->options->argv);
    t->shared->exec_error = errno;
    _exit(127);
}

static int start_child(struct tracer *t)
{
    int go[2], code = 0;

    t->shared =
        mmap(NULL, sizeof(*t->shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (t->shared == MAP_FAILED) {
        t->shared = NULL;
        return -ENOMEM;
    }
    if (pipe2(go, O_CLOEXEC) < 0)
        return -errno;
    t->child = fork();
    if (t->child == 0) {
        close(go[1]);
        become(go[0], t);
    }
    if (t->child < 0)
        code = -errno;
    close(go[0]);
    if (code == 0)
        code = seize(t, t->child);
    if (code == 0 && write(go[1], "", 1) != 1)
        code = -errno;
    close(go[1]); /* without the byte the child ends */
    if (code < 0 && t->child > 0)
        waitpid(t->child, NULL, 0);
    return code;
}

static int start(struct tracer *t, char *error, size_t error_size)
{
    int code = start_child(t);

    if (code < 0)
        return fail(error, error_size, code, "cannot trace %s: %s", t->options->argv[0]);
    t->root = t->child;
    add_task(t, t->child);
    return 0;
}

/* All threads there are, again and again until no new one shows. */
static int attach(struct tracer *t, char *error, size_t error_size)
{
    char path[64], name[32];
    bool more = true;
    int code = 0;

    t->root = t->options->pid;
    t->every = true;
    snprintf(name, sizeof(name), "process %d", (int)t->root);
    snprintf(path, sizeof(path), "/proc/%d/task", (int)t->root);
    while (more && code == 0) {
        DIR *dir = opendir(path);
        struct dirent *e;

        more = false;
        if (dir == NULL && t->count == 0)
            code = -ESRCH;
        while (dir != NULL && code == 0 && (e = readdir(dir)) != NULL) {
            pid_t tid = (pid_t)atoi(e->d_name);

            if (tid <= 0 || find_task(t, tid) != NULL)
                continue;
            code = seize(t, tid);
            if (code == -ESRCH && tid != t->root)
                code = 0; /* a thread that has just ended */
            else if (code == 0) {
                more = true;
                add_task(t, tid);
                ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
            }
        }
        if (dir != NULL)
            closedir(dir);
    }
    if (code < 0 && t->count > 0) {
        start_detaching(t);
        run(t);
    }
    return code < 0 ? fail(error, error_size, code, "cannot trace %s: %s", name) : 0;
}

int kl_tracer_run(const struct kl_tracer_options *options, kl_trace_fn *fn, void *user,
                  int *ret_status, char *error, size_t error_size)
{
    struct tracer t = {.options = options, .fn = fn, .user = user};
    int code;

    if (error_size > 0)
        error[0] = '\0';
    if (kl_traced_calls[0].arch == 0)
        return fail(error, error_size, -EOPNOTSUPP, "%s does not run on this architecture: %s",
                    "the tracer");
    kl_tracer_sockets_init(&t.sockets);
    take_signals(&t);
    code = options->pid > 0 ? attach(&t, error, error_size) : start(&t, error, error_size);
    if (code == 0)
        run(&t);
    if (code == 0 && t.shared != NULL && t.shared->exec_error > 0)
        code =
            fail(error, error_size, -t.shared->exec_error, "cannot run %s: %s", options->argv[0]);
    if (t.shared != NULL)
        munmap(t.shared, sizeof(*t.shared));
    give_signals_back(&t);
    kl_tracer_sockets_close(&t.sockets);
    kl_bytes_free(&t.bytes);
    kl_bytes_free(&t.queue.data);
    free(t.queue.all);
    free(t.tasks);
    if (code < 0)
        return code;
    if (ret_status != NULL)
        *ret_status = t.status;
    return t.code;
}
