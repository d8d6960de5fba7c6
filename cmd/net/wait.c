// SPDX-License-Identifier: MIT
// Waiting for a confirmation: whatever comes first of that, the deadline, and an interruption.
#include "work.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

static int open_signals(void)
{
    sigset_t set;

    // A line that is cut must not end the waiting: it is what the waiting is for.
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static bool is_confirmed(struct net_work *w)
{
    return access(kld_printf(w->arena, "%s/journal", w->folder), F_OK) < 0 && errno == ENOENT;
}

static int milliseconds_to(int64_t deadline_ns)
{
    int64_t left = deadline_ns - kld_boot_ns();

    return left <= 0 ? 0 : left > 1000000000000 ? 1000000 : (int)(left / 1000000) + 1;
}

int net_work_wait(struct net_work *w)
{
    struct pollfd fds[2] = {{.events = POLLIN}, {.events = POLLIN}};
    int64_t deadline = w->journal.deadline_ns;
    const char *why = "not confirmed in time";
    int code;

    fds[0].fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    fds[1].fd = open_signals();
    if (fds[0].fd < 0 || inotify_add_watch(fds[0].fd, w->folder, IN_DELETE | IN_MOVED_TO) < 0)
        fds[0].fd = -1;
    kld_journal_unlock(&w->journal);
    while (!is_confirmed(w) && milliseconds_to(deadline)) {
        char events[4096];

        // Without inotify (none left) every second is often enough.
        if (poll(fds, 2, fds[0].fd < 0 ? 1000 : milliseconds_to(deadline)) < 0 && errno != EINTR)
            break;
        if (fds[1].revents) {
            why = "interrupted before it was confirmed";
            break;
        }
        if (fds[0].revents && read(fds[0].fd, events, sizeof events) < 0)
            continue;
    }
    if (fds[0].fd >= 0)
        close(fds[0].fd);
    close(fds[1].fd);
    w->wait = true;
    code = net_work_lock(w);
    if (code)
        return code;
    if (w->journal.status != KLD_J_UNCONFIRMED || w->journal.deadline_ns != deadline)
        return NET_OK; // confirmed, or rolled back by another who says so
    net_work_back(w, why);
    return NET_FAILED;
}
