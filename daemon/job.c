// SPDX-License-Identifier: MIT
// Child processes that read or change the network, and what they write.
#include "kernlinkd.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "../lib/core/list.h"

#define READERS_MAX 16          // at once; others wait
#define STREAMS_MAX 64          // ... of streams, which end only with their clients
#define CHANGES_MAX 8           // ... that change something: one does, others wait for the lock
#define KEEP_MAX    (32u << 20) // of what a change says that nobody reads
#define CHUNK       65536

struct kld_job {
    struct kl_list link;
    struct kld_daemon *d;
    const struct kld_job_ops *ops;
    void *user;
    int kind;
    bool stream;
    pid_t pid; // 0: it waits for its place
    int fd, log_fd;
    bool placed, eof, dead, failed, left;
    char *kept; // CHANGES: what was not read yet
    size_t at, len, size;
    sd_event_source *io, *end;
    struct kld_result *result;
};

struct kld_jobs {
    struct kl_list list;
    size_t readers, streams;
};

int kld_jobs_new(struct kld_daemon *d)
{
    d->jobs = calloc(1, sizeof *d->jobs);
    if (!d->jobs)
        return -ENOMEM;
    kl_list_init(&d->jobs->list);
    return 0;
}

struct kld_result *kld_job_result(struct kld_job *j)
{
    return j->result;
}

static size_t *place_of(struct kld_job *j)
{
    if (j->kind == KLD_JOB_CHANGES)
        return &j->d->changes;
    return j->stream ? &j->d->jobs->streams : &j->d->jobs->readers;
}

static void give_place(struct kld_job *j)
{
    if (j->placed)
        (*place_of(j))--;
    j->placed = false;
}

static void begin_waiting(struct kld_daemon *d);

static void free_job(struct kld_job *j)
{
    give_place(j);
    kl_list_remove(&j->link);
    sd_event_source_disable_unref(j->io);
    sd_event_source_disable_unref(j->end);
    if (j->fd >= 0)
        close(j->fd);
    if (j->log_fd >= 0)
        close(j->log_fd);
    if (j->result)
        munmap(j->result, sizeof *j->result);
    free(j->kept);
    free(j);
}

/* ---- What it writes ---- */

// A change never waits for its reader: what cannot be kept is dropped, its result is not in there.
static void keep(struct kld_job *j, const char *data, size_t n)
{
    if (j->left || j->len - j->at + n > KEEP_MAX)
        return;
    if (j->at) {
        memmove(j->kept, j->kept + j->at, j->len - j->at);
        j->len -= j->at;
        j->at = 0;
    }
    if (j->len + n > j->size) {
        size_t size = (j->len + n) * 2;
        char *more = realloc(j->kept, size);

        if (!more)
            return;
        j->kept = more;
        j->size = size;
    }
    memcpy(j->kept + j->len, data, n);
    j->len += n;
}

static void drain(struct kld_job *j)
{
    char data[CHUNK];
    ssize_t n;

    while (!j->eof && (n = read(j->fd, data, sizeof data)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n < 0)
            break;
        keep(j, data, (size_t)n);
    }
    j->eof = true;
}

static int on_output(sd_event_source *s, int fd, uint32_t events, void *user)
{
    struct kld_job *j = user;

    (void)fd;
    (void)events;
    if (j->kind == KLD_JOB_CHANGES) {
        drain(j);
        if (j->eof)
            sd_event_source_set_enabled(s, SD_EVENT_OFF);
    } else {
        sd_event_source_set_enabled(s, SD_EVENT_OFF);
    }
    if (j->ops->ready && !j->left)
        j->ops->ready(j, j->user);
    return 0;
}

static ssize_t ended(const struct kld_job *j)
{
    // Whether it came to its end is known only when it is dead.
    return !j->dead ? -EAGAIN : j->failed ? -EIO : 0;
}

ssize_t kld_job_read(struct kld_job *j, void *data, size_t size)
{
    ssize_t n;

    if (j->at < j->len) {
        if (size > j->len - j->at)
            size = j->len - j->at;
        memcpy(data, j->kept + j->at, size);
        j->at += size;
        return (ssize_t)size;
    }
    if (!j->pid || j->kind == KLD_JOB_CHANGES)
        return j->eof ? ended(j) : -EAGAIN;
    if (j->eof)
        return ended(j);
    do
        n = read(j->fd, data, size);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        return n;
    if (n < 0 && errno == EAGAIN) {
        sd_event_source_set_enabled(j->io, SD_EVENT_ONESHOT);
        return -EAGAIN;
    }
    j->eof = true;
    return ended(j);
}

/* ---- Beginning and end ---- */

static int on_end(sd_event_source *s, const siginfo_t *info, void *user)
{
    struct kld_job *j = user;
    struct kld_daemon *d = j->d;

    (void)s;
    j->dead = true;
    give_place(j);
    j->failed = info->si_code != CLD_EXITED || info->si_status != 0;
    if (info->si_code == CLD_KILLED || info->si_code == CLD_DUMPED)
        if (!j->left || j->kind == KLD_JOB_CHANGES)
            kld_log(j->d, LOG_ERR, NULL, "a child that %s the network was killed by signal %d",
                    j->kind == KLD_JOB_READS ? "read" : "changed", info->si_status);
    if (j->kind == KLD_JOB_CHANGES) {
        drain(j);
        if (j->ops->over)
            j->ops->over(j->d, j->result, j->user);
    }
    if (j->left)
        free_job(j);
    else if (j->ops->ready)
        j->ops->ready(j, j->user);
    begin_waiting(d);
    return 0;
}

static volatile sig_atomic_t asked_to_stop;

static void on_term(int signal)
{
    (void)signal;
    asked_to_stop = 1;
}

bool kld_job_stops(void *unused)
{
    (void)unused;
    return asked_to_stop;
}

// Nothing of the daemon's is left open: a client that is gone must not be held by a child.
static void run_child(struct kld_job *j, pid_t parent, int out, int log_in)
{
    sigset_t none;
    int code, fds[2] = {3, 4};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    signal(SIGPIPE, SIG_IGN);
    if (j->kind == KLD_JOB_CHANGES) {
        // Those of a terminal reach it without the daemon, which does not end with the last.
        signal(SIGTERM, on_term);
        signal(SIGINT, on_term);
        signal(SIGHUP, SIG_IGN);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    out = fcntl(out, F_DUPFD, 64);
    log_in = log_in < 0 ? -1 : fcntl(log_in, F_DUPFD, 64);
    if (dup2(out, fds[0]) < 0 || (log_in >= 0 && dup2(log_in, fds[1]) < 0))
        _exit(1);
    close_range(log_in >= 0 ? 5 : 4, ~0u, 0);
    code = j->ops->run(j->user, fds[0], log_in >= 0 ? fds[1] : -1);
    _exit(code);
}

static int open_pipes(struct kld_job *j, int out[2], int log[2])
{
    if (pipe2(out, O_CLOEXEC) < 0)
        return -errno;
    if (j->stream && socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, log) < 0) {
        int code = -errno;

        close(out[0]);
        close(out[1]);
        return code;
    }
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    return 0;
}

static int begin(struct kld_job *j)
{
    int out[2], log[2] = {-1, -1}, code = open_pipes(j, out, log);
    pid_t self = getpid();

    if (code)
        return code;
    j->pid = fork();
    if (j->pid == 0)
        run_child(j, self, out[1], log[1]);
    close(out[1]);
    if (log[1] >= 0)
        close(log[1]);
    j->fd = out[0];
    j->log_fd = log[0];
    if (j->pid < 0) {
        j->pid = 0;
        return -errno;
    }
    (*place_of(j))++;
    j->placed = true;
    code = sd_event_add_io(j->d->loop, &j->io, j->fd, EPOLLIN, on_output, j);
    if (code >= 0)
        code = sd_event_add_child(j->d->loop, &j->end, j->pid, WEXITED, on_end, j);
    if (code < 0) {
        kill(j->pid, SIGKILL);
        waitpid(j->pid, NULL, 0);
    }
    return code < 0 ? code : 0;
}

static bool has_place(struct kld_job *j)
{
    size_t max = j->kind == KLD_JOB_CHANGES ? CHANGES_MAX : j->stream ? STREAMS_MAX : READERS_MAX;

    return *place_of(j) < max;
}

static void begin_waiting(struct kld_daemon *d)
{
    for (struct kl_list *at = d->jobs->list.next; at != &d->jobs->list; at = at->next) {
        struct kld_job *j = KL_LIST_ENTRY(at, struct kld_job, link);

        if (j->pid || j->dead || !has_place(j))
            continue;
        if (begin(j) < 0) {
            j->dead = j->failed = j->eof = true;
            j->ops->ready(j, j->user);
            return; // ready() may have changed the list
        }
    }
}

int kld_job_start(struct kld_daemon *d, struct kld_job **ret, int kind, bool stream,
                  const struct kld_job_ops *ops, void *user)
{
    struct kld_job *j = calloc(1, sizeof *j);
    int code = 0;

    if (!j)
        return -ENOMEM;
    *j = (struct kld_job){
        .d = d, .ops = ops, .user = user, .kind = kind, .stream = stream, .fd = -1, .log_fd = -1};
    kl_list_insert(&d->jobs->list, &j->link);
    if (kind == KLD_JOB_CHANGES) {
        void *shared = mmap(NULL, sizeof *j->result, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);

        if (shared == MAP_FAILED)
            code = -ENOMEM;
        else
            j->result = shared;
    }
    if (!code && (stream || kind == KLD_JOB_CHANGES) && !has_place(j))
        code = -EAGAIN; // nobody knows when there will be one
    // The child finds its job through @user.
    *ret = j;
    if (!code && has_place(j))
        code = begin(j);
    if (code)
        free_job(j);
    return code;
}

void kld_job_leave(struct kld_job *j)
{
    j->left = true;
    free(j->kept);
    j->kept = NULL;
    j->at = j->len = j->size = 0;
    if (!j->pid || j->dead)
        free_job(j);
    else if (j->kind == KLD_JOB_READS)
        kill(j->pid, SIGKILL);
}

// Asks it to end. What it still says is not read: it must not wait for that.
static void ask_to_end(struct kld_job *j)
{
    j->io = sd_event_source_disable_unref(j->io);
    if (j->fd >= 0)
        close(j->fd);
    j->fd = -1;
    // A change ends as a whole, or is put back: whoever stops the daemon waits for that.
    if (j->pid && !j->dead)
        kill(j->pid, j->kind == KLD_JOB_READS ? SIGKILL : SIGTERM);
}

void kld_jobs_free(struct kld_daemon *d)
{
    if (!d->jobs)
        return;
    for (struct kl_list *at = d->jobs->list.next; at != &d->jobs->list; at = at->next)
        ask_to_end(KL_LIST_ENTRY(at, struct kld_job, link));
    while (!kl_list_empty(&d->jobs->list)) {
        struct kld_job *j = KL_LIST_ENTRY(d->jobs->list.next, struct kld_job, link);

        if (j->pid && !j->dead)
            waitpid(j->pid, NULL, 0);
        j->dead = true;
        kl_list_remove(&j->link);
        kl_list_init(&j->link);
        free_job(j);
    }
    free(d->jobs);
    d->jobs = NULL;
}

void kld_jobs_log(struct kld_daemon *d, const char *line, size_t len)
{
    if (!d->jobs)
        return;
    // Who does not read it misses it.
    for (struct kl_list *at = d->jobs->list.next; at != &d->jobs->list; at = at->next) {
        struct kld_job *j = KL_LIST_ENTRY(at, struct kld_job, link);

        if (j->log_fd >= 0)
            (void)!send(j->log_fd, line, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

void kld_jobs_counts(const struct kld_daemon *d, size_t *running, size_t *waiting)
{
    *running = *waiting = 0;
    for (struct kl_list *at = d->jobs->list.next; at != &d->jobs->list; at = at->next) {
        const struct kld_job *j = KL_LIST_ENTRY(at, struct kld_job, link);

        *running += j->pid && !j->dead;
        *waiting += !j->pid && !j->dead;
    }
}
