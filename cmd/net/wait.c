// SPDX-License-Identifier: MIT
// Waiting for a confirmation: whatever comes first of that, the deadline, and an interruption.
#include "work.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

static bool is_confirmed(struct net_work *w)
{
    return access(kld_printf(w->arena, "%s/journal", w->folder), F_OK) < 0 && errno == ENOENT;
}

static int milliseconds_to(int64_t deadline_ns)
{
    int64_t left = deadline_ns - kld_boot_ns();

    return left <= 0 ? 0 : left > 1000000000000 ? 1000000 : (int)(left / 1000000) + 1;
}

// Confirmed, the journal is deleted; undone by another, it is replaced first.
// @return whether one of the two was done
static bool read_events(int fd, bool *undone)
{
    _Alignas(struct inotify_event) char events[4096];
    ssize_t n = read(fd, events, sizeof events);

    for (ssize_t at = 0; at < n;) {
        const struct inotify_event *e = (const void *)(events + at);

        if (e->len && !strcmp(e->name, "journal")) {
            *undone = e->mask & IN_MOVED_TO;
            return true;
        }
        at += (ssize_t)(sizeof *e + e->len);
    }
    return false;
}

int net_work_wait(struct net_work *w)
{
    struct pollfd fds[2] = {{.events = POLLIN}, {.fd = w->signals, .events = POLLIN}};
    int64_t deadline = w->journal.deadline_ns;
    const char *why = "not confirmed in time";
    bool seen = false, undone = false;
    int code;

    fds[0].fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fds[0].fd >= 0 && inotify_add_watch(fds[0].fd, w->folder, IN_DELETE | IN_MOVED_TO) < 0) {
        close(fds[0].fd);
        fds[0].fd = -1;
    }
    kld_journal_unlock(&w->journal);
    while (!seen && milliseconds_to(deadline) && (fds[0].fd >= 0 || !is_confirmed(w))) {
        // Without inotify (none left) every second is often enough.
        if (poll(fds, 2, fds[0].fd < 0 ? 1000 : milliseconds_to(deadline)) < 0 && errno != EINTR)
            break;
        if (fds[0].revents)
            seen = read_events(fds[0].fd, &undone);
        if (!seen && fds[1].revents) {
            why = "interrupted before it was confirmed";
            break;
        }
    }
    w->wait = true;
    code = net_work_lock(w);
    if (fds[0].fd >= 0) {
        if (!seen)
            read_events(fds[0].fd, &undone);
        close(fds[0].fd);
    }
    if (code)
        return code;
    if (undone && w->journal.status == KLD_J_APPLYING)
        net_work_back(w, "cut off while it was undone by another");
    else if (undone)
        fprintf(stderr, "%s: undone by another\n", w->command);
    else if (w->journal.status != KLD_J_UNCONFIRMED || w->journal.deadline_ns != deadline)
        return NET_OK; // confirmed
    else
        net_work_back(w, why);
    return NET_FAILED;
}
