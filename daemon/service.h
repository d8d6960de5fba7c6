// SPDX-License-Identifier: MIT
// Programs that run as long as they are wanted: started, started again when they end, stopped.
#ifndef KLD_SERVICE_H
#define KLD_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <systemd/sd-event.h>

// Where a child finds the descriptor that is for it: programs have their own ideas of 3 and 4.
#define KLD_SERVICE_FD 9

struct kld_service;

struct kld_service_host {
    sd_event *loop;
    // A line of the child, or about it; @priority as in <syslog.h>.
    void (*say)(void *user, int priority, const char *name, const char *text);
    uint64_t (*now_us)(void *user); // NULL: CLOCK_MONOTONIC
    void *user;
};

struct kld_service_def {
    const char *name;       // for people: "dhcp4 eth0"
    char *const *argv;      // the first is the path of the program; or NULL:
    int (*run)(void *user); // in a child without a program of its own; @return its exit status
    char *const *env;       // all of its environment; NULL: only a PATH
    const char *input;      // what it reads on standard input; NULL: nothing
    int fd;                 // becomes KLD_SERVICE_FD in the child, stays the caller's; -1: none
    int level;              // priority of its lines; 0: LOG_INFO
    const char *netns;      // the namespace that it runs in, by name; NULL: that of the daemon
    bool once;              // is not started again
    // How long to wait until the next start: from the first to the last, doubled each time, and
    // from the first again when it ran for @stable_us. 0: 1 s, 60 s, 30 s.
    uint64_t first_us, last_us, stable_us;
    uint64_t stop_us; // from SIGTERM to SIGKILL; ONCE: and from the start to SIGTERM. 0: 5 s
    // It ended; @status as of waitpid(). May free the service.
    void (*over)(void *user, int status);
    void *user;
};

// Copies what @def points to, but for @user. @return 0, -ENOMEM
int kld_service_new(struct kld_service **ret, const struct kld_service_host *host,
                    const struct kld_service_def *def);
// What is left of it is killed.
void kld_service_free(struct kld_service *s);
void kld_service_start(struct kld_service *s);
// SIGTERM, SIGKILL when it does not listen, and then, without waiting, a new start.
void kld_service_restart(struct kld_service *s);
void kld_service_stop(struct kld_service *s);
// Waits until all of them have ended, after SIGTERM @us at most. For the end of the daemon.
void kld_service_end(struct kld_service *const *list, size_t n, uint64_t us);
// The process, or 0.
pid_t kld_service_pid(const struct kld_service *s);
// When something is to be done by the host's clock, UINT64_MAX: never; and doing what is due.
uint64_t kld_service_due(const struct kld_service *s);
void kld_service_tick(struct kld_service *s);
// The path of a program in one of the folders of @path, A:B:C. @return false: it is nowhere
bool kld_program(const char *path, const char *name, char *ret, size_t size);

#endif
