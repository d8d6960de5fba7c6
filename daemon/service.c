// SPDX-License-Identifier: MIT
// A child is the first of a session of its own, so that what it starts can be ended with it. It
// gets no descriptor and no variable but those that are for it, and dies with the daemon.
#include "service.h"
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define MAX_LINE   1000
#define MAX_LINES  200 // in a window, of a child that talks without end
#define WINDOW_US  10000000u
#define DEFAULT_US 1000000u

enum state { IDLE, RUNNING, STOPPING, WAITING };

struct kld_service {
    struct kld_service_host host;
    struct kld_service_def def;
    enum state state;
    bool again; // STOPPING: to be started anew
    bool killed;
    pid_t pid;
    int pidfd, out; // or -1
    sd_event_source *on_end, *on_out, *timer;
    uint64_t started, due;
    unsigned failures;
    char line[MAX_LINE + 1];
    size_t len;
    bool cut; // the rest of a line that was too long
    uint64_t window;
    unsigned lines;
};

static uint64_t now_us(const struct kld_service *s)
{
    struct timespec t;

    if (s->host.now_us)
        return s->host.now_us(s->host.user);
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void say(struct kld_service *s, int priority, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct kld_service *s, int priority, const char *format, ...)
{
    char text[MAX_LINE + 100];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    s->host.say(s->host.user, priority, s->def.name, text);
}

/* ---- What it says ---- */

static void end_line(struct kld_service *s)
{
    uint64_t now = now_us(s);

    s->line[s->len] = '\0';
    if (now - s->window > WINDOW_US) {
        s->window = now;
        s->lines = 0;
    }
    if (s->len && ++s->lines <= MAX_LINES)
        say(s, s->def.level ? s->def.level : LOG_INFO, "%s", s->line);
    else if (s->len && s->lines == MAX_LINES + 1)
        say(s, LOG_WARNING, "says too much: the rest of it is dropped for some seconds");
    s->len = 0;
}

static void take_text(struct kld_service *s, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '\n') {
            end_line(s);
            s->cut = false;
        } else if (!s->cut) {
            s->line[s->len++] = c < ' ' || c == 0x7f ? '?' : (char)c;
            if (s->len == MAX_LINE) {
                end_line(s);
                s->cut = true;
            }
        }
    }
}

// @return 1, 0 at the end, -EAGAIN, a negative errno
static int read_some(struct kld_service *s)
{
    char text[4096];
    ssize_t n = read(s->out, text, sizeof text);

    if (n > 0)
        take_text(s, text, (size_t)n);
    return n > 0 ? 1 : n < 0 ? -errno : 0;
}

static int on_output(sd_event_source *source, int fd, uint32_t events, void *user)
{
    struct kld_service *s = user;
    int code = read_some(s);

    (void)fd;
    (void)events;
    if (code <= 0 && code != -EAGAIN && code != -EINTR)
        sd_event_source_set_enabled(source, SD_EVENT_OFF);
    return 0;
}

static void close_output(struct kld_service *s)
{
    // A grandchild that goes on talking is not waited for.
    for (int i = 0; s->out >= 0 && i < 64 && read_some(s) == 1; i++)
        ;
    if (s->out >= 0)
        end_line(s);
    s->cut = false;
    s->on_out = sd_event_source_disable_unref(s->on_out);
    if (s->out >= 0)
        close(s->out);
    s->out = -1;
}

/* ---- The child ---- */

static int text_fd(const char *text)
{
    size_t len = strlen(text);
    int fd = memfd_create("input", MFD_CLOEXEC);

    if (fd >= 0 && (write(fd, text, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) < 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

static void be_child(const struct kld_service *s, pid_t parent, int in, int out)
{
    static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    char *const none[] = {path, NULL};
    int fd = s->def.fd < 0 ? -1 : fcntl(s->def.fd, F_DUPFD, KLD_SERVICE_FD + 1);
    sigset_t set;

    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    // Numbers above those that are overwritten.
    in = fcntl(in, F_DUPFD, KLD_SERVICE_FD + 1);
    out = fcntl(out, F_DUPFD, KLD_SERVICE_FD + 1);
    if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 ||
        (s->def.fd >= 0 && (fd < 0 || dup2(fd, KLD_SERVICE_FD) < 0)) ||
        (s->def.argv && chdir("/") < 0))
        _exit(1);
    if (s->def.netns && (fd = kld_netns_enter(s->def.netns)) < 0) {
        dprintf(2, "namespace %s: %s\n", s->def.netns, strerror(-fd));
        _exit(127);
    }
    if (s->def.fd >= 0)
        syscall(SYS_close_range, 3u, KLD_SERVICE_FD - 1u, 0u);
    syscall(SYS_close_range, s->def.fd >= 0 ? KLD_SERVICE_FD + 1u : 3u, ~0u, 0u);
    if (!s->def.argv) {
        setvbuf(stdout, NULL, _IOLBF, 0);
        _exit(s->def.run(s->def.user));
    }
    execve(s->def.argv[0], s->def.argv, s->def.env ? s->def.env : none);
    dprintf(2, "%s: %s\n", s->def.argv[0], strerror(errno));
    _exit(127);
}

static void set_due(struct kld_service *s, uint64_t due);
static void has_ended(struct kld_service *s, int status);

static int on_end(sd_event_source *source, int fd, uint32_t events, void *user)
{
    struct kld_service *s = user;
    int status;

    (void)source;
    (void)fd;
    (void)events;
    kill(-s->pid, SIGKILL); // what it leaves behind; the number is its own until it is waited for
    if (waitpid(s->pid, &status, WNOHANG) == s->pid)
        has_ended(s, status);
    return 0;
}

static void close_pid(struct kld_service *s)
{
    s->on_end = sd_event_source_disable_unref(s->on_end);
    if (s->pidfd >= 0)
        close(s->pidfd);
    s->pidfd = -1;
    s->pid = 0;
}

// A child that cannot be watched is none.
static int watch(struct kld_service *s)
{
    int code;

    s->pidfd = (int)syscall(SYS_pidfd_open, s->pid, 0);
    if (s->pidfd < 0)
        return -errno;
    code = sd_event_add_io(s->host.loop, &s->on_end, s->pidfd, EPOLLIN, on_end, s);
    if (code >= 0)
        code = sd_event_add_io(s->host.loop, &s->on_out, s->out, EPOLLIN, on_output, s);
    return code < 0 ? code : 0;
}

static int spawn(struct kld_service *s)
{
    int ends[2], in, code = 0;
    pid_t parent = getpid();

    in = s->def.input ? text_fd(s->def.input) : open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return -errno;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        code = -errno;
        close(in);
        return code;
    }
    s->pid = fork();
    if (!s->pid)
        be_child(s, parent, in, ends[1]);
    if (s->pid < 0)
        code = -errno;
    close(in);
    close(ends[1]);
    s->out = ends[0];
    fcntl(s->out, F_SETFL, O_NONBLOCK);
    if (!code)
        code = watch(s);
    if (code) {
        if (s->pid > 0) {
            kill(s->pid, SIGKILL);
            waitpid(s->pid, NULL, 0);
        }
        close_pid(s);
        close_output(s);
    }
    return code;
}

static uint64_t or_default(uint64_t us, uint64_t otherwise)
{
    return us ? us : otherwise;
}

static void wait_for_next(struct kld_service *s)
{
    uint64_t us = or_default(s->def.first_us, DEFAULT_US);
    uint64_t last = or_default(s->def.last_us, 60 * DEFAULT_US);

    for (unsigned i = 0; i < s->failures && us < last; i++)
        us *= 2;
    s->failures++;
    s->state = WAITING;
    set_due(s, now_us(s) + (us < last ? us : last));
}

static void begin(struct kld_service *s)
{
    int code = spawn(s);

    s->started = now_us(s);
    s->killed = false;
    if (!code) {
        s->state = RUNNING;
        set_due(s,
                s->def.once ? s->started + or_default(s->def.stop_us, 5 * DEFAULT_US) : UINT64_MAX);
        return;
    }
    say(s, LOG_ERR, "cannot be started: %s", strerror(-code));
    if (!s->def.once) {
        wait_for_next(s);
        return;
    }
    s->state = IDLE;
    set_due(s, UINT64_MAX);
    if (s->def.over)
        s->def.over(s->def.user, 127 << 8);
}

static void say_end(struct kld_service *s, int status)
{
    double wait = (double)(s->due - now_us(s)) / 1e6;
    char words[64];

    if (WIFSIGNALED(status))
        snprintf(words, sizeof words, "was ended by signal %d", WTERMSIG(status));
    else
        snprintf(words, sizeof words, "ended with status %d", WEXITSTATUS(status));
    if (s->state == WAITING)
        say(s, LOG_WARNING, "%s; it is started again in %.3g s", words, wait);
    else if (status)
        say(s, LOG_WARNING, "%s", words);
}

static void has_ended(struct kld_service *s, int status)
{
    bool stopped = s->state == STOPPING;

    close_pid(s);
    close_output(s);
    if (stopped && s->again && !s->def.once) {
        s->failures = 0;
        begin(s);
    } else if (stopped || s->def.once) {
        s->state = IDLE;
        set_due(s, UINT64_MAX);
        if (!stopped || s->killed)
            say_end(s, status);
    } else {
        if (now_us(s) - s->started >= or_default(s->def.stable_us, 30 * DEFAULT_US))
            s->failures = 0;
        wait_for_next(s);
        say_end(s, status);
    }
    if (s->def.over)
        s->def.over(s->def.user, status);
}

/* ---- Time ---- */

uint64_t kld_service_due(const struct kld_service *s)
{
    return s->due;
}

static int on_time(sd_event_source *source, uint64_t us, void *user)
{
    (void)source;
    (void)us;
    kld_service_tick(user);
    return 0;
}

static void set_due(struct kld_service *s, uint64_t due)
{
    uint64_t now = now_us(s), us = due > now ? due - now : 0;
    int code;

    s->due = due;
    s->timer = sd_event_source_disable_unref(s->timer);
    if (due == UINT64_MAX)
        return;
    code =
        sd_event_add_time_relative(s->host.loop, &s->timer, CLOCK_MONOTONIC, us, 1000, on_time, s);
    // A loop that has ended takes none: who ends children then waits for them.
    if (code < 0 && code != -ESTALE)
        say(s, LOG_ERR, "there is no timer for it");
}

static void term(struct kld_service *s)
{
    kill(-s->pid, SIGTERM);
    kill(s->pid, SIGTERM); // before it has made its group
    s->state = STOPPING;
    set_due(s, now_us(s) + or_default(s->def.stop_us, 5 * DEFAULT_US));
}

void kld_service_tick(struct kld_service *s)
{
    if (now_us(s) < s->due) {
        set_due(s, s->due);
        return;
    }
    if (s->state == WAITING) {
        begin(s);
    } else if (s->state == RUNNING && s->def.once) {
        say(s, LOG_WARNING, "takes too long, and is ended");
        s->killed = true;
        term(s);
    } else if (s->state == STOPPING) {
        if (!s->killed)
            say(s, LOG_WARNING, "does not end when asked to, and is killed");
        s->killed = true;
        kill(-s->pid, SIGKILL);
        kill(s->pid, SIGKILL);
        set_due(s, UINT64_MAX);
    } else {
        set_due(s, UINT64_MAX);
    }
}

/* ---- For others ---- */

static void free_list(char *const *list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free((void *)list);
}

static char **copy_list(char *const *list)
{
    size_t n = 0;
    char **copy;

    while (list[n])
        n++;
    copy = calloc(n + 1, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++)
        if (!(copy[i] = strdup(list[i]))) {
            free_list(copy);
            return NULL;
        }
    return copy;
}

int kld_service_new(struct kld_service **ret, const struct kld_service_host *host,
                    const struct kld_service_def *def)
{
    struct kld_service *s = calloc(1, sizeof *s);

    if (!s)
        return -ENOMEM;
    s->host = *host;
    s->def = *def;
    s->def.name = strdup(def->name);
    s->def.argv = def->argv ? copy_list(def->argv) : NULL;
    s->def.env = def->env ? copy_list(def->env) : NULL;
    s->def.input = def->input ? strdup(def->input) : NULL;
    s->def.netns = def->netns ? strdup(def->netns) : NULL;
    s->pidfd = s->out = -1;
    s->due = UINT64_MAX;
    if (!s->def.name || !s->def.argv != !def->argv || !s->def.env != !def->env ||
        !s->def.input != !def->input || !s->def.netns != !def->netns) {
        kld_service_free(s);
        return -ENOMEM;
    }
    *ret = s;
    return 0;
}

void kld_service_free(struct kld_service *s)
{
    if (!s)
        return;
    if (s->pid > 0) {
        kill(-s->pid, SIGKILL);
        kill(s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
    }
    close_pid(s);
    s->on_out = sd_event_source_disable_unref(s->on_out);
    if (s->out >= 0)
        close(s->out);
    s->timer = sd_event_source_disable_unref(s->timer);
    free_list(s->def.argv);
    free_list(s->def.env);
    free((void *)s->def.name);
    free((void *)s->def.input);
    free((void *)s->def.netns);
    free(s);
}

void kld_service_start(struct kld_service *s)
{
    if (s->state == STOPPING) {
        s->again = true;
    } else if (s->state != RUNNING) {
        s->failures = 0;
        begin(s);
    }
}

void kld_service_restart(struct kld_service *s)
{
    if (s->state == RUNNING)
        term(s);
    kld_service_start(s);
}

void kld_service_stop(struct kld_service *s)
{
    s->again = false;
    if (s->state == RUNNING) {
        term(s);
    } else if (s->state == WAITING) {
        s->state = IDLE;
        set_due(s, UINT64_MAX);
    }
}

void kld_service_end(struct kld_service *const *list, size_t n, uint64_t us)
{
    struct timespec begun, now;
    uint64_t gone = 0;

    for (size_t i = 0; i < n; i++)
        kld_service_stop(list[i]);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (size_t i = 0; i < n; i++) {
        struct pollfd p = {.fd = list[i]->pidfd, .events = POLLIN};

        while (list[i]->pid && gone < us && poll(&p, 1, (int)((us - gone) / 1000) + 1) < 0 &&
               errno == EINTR)
            ;
        clock_gettime(CLOCK_MONOTONIC, &now);
        gone = (uint64_t)((now.tv_sec - begun.tv_sec) * 1000000 +
                          (now.tv_nsec - begun.tv_nsec) / 1000);
        if (list[i]->pid) {
            kill(-list[i]->pid, SIGKILL);
            kill(list[i]->pid, SIGKILL);
            waitpid(list[i]->pid, NULL, 0);
            close_pid(list[i]);
            close_output(list[i]);
            list[i]->state = IDLE;
        }
    }
}

pid_t kld_service_pid(const struct kld_service *s)
{
    return s->pid;
}

bool kld_program(const char *path, const char *name, char *ret, size_t size)
{
    while (*path) {
        size_t n = strcspn(path, ":");

        if (n && (size_t)snprintf(ret, size, "%.*s/%s", (int)n, path, name) < size &&
            access(ret, X_OK) == 0)
            return true;
        path += n;
        path += *path == ':';
    }
    return false;
}
