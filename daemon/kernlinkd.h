// SPDX-License-Identifier: MIT
// The daemon: an event loop that waits for nothing. What reads or changes the network runs in a
// child process, whose memory goes with it, whose death harms nobody, and which may enter other
// namespaces.
#ifndef KLD_KERNLINKD_H
#define KLD_KERNLINKD_H

#include "apply.h"

#include <sys/types.h>
#include <systemd/sd-event.h>

#define KLD_SETTINGS_FOLDER "/etc/kernlink"
#define KLD_SOCKET          "/run/kernlink/api"
#define KLD_PROGRAMS        "/usr/sbin:/usr/bin:/sbin:/bin"

struct kld_http;
struct kld_mhd;
struct kld_jobs;
struct kld_log_ring;
struct kld_reconcile;
struct kld_services;

/* ---- Results of changes, in memory that the child shares ---- */

enum kld_outcome {
    KLD_O_NONE, // it ended without a word
    KLD_O_UNCHANGED,
    KLD_O_APPLIED,
    KLD_O_UNCONFIRMED,
    KLD_O_REFUSED, // and put back
    KLD_O_FAILED,
    KLD_O_BUSY,     // another holds the lock, or a change waits for its confirmation
    KLD_O_MISTAKES, // in the settings
    KLD_O_CONFIRMED,
    KLD_O_UNDONE
};

struct kld_result {
    enum kld_outcome outcome;
    size_t steps, refused, problems;
    bool whole;          // the network is as wanted, or as it was
    bool rolled_back;    // something was done, and put back
    int64_t deadline_ns; // UNCONFIRMED
    char object[96];     // of the first step
    char text[400];      // the first refusal or problem, in words
};

extern const char *const kld_outcome_words[];

// For kld_apply.progress, with the result as @user: counts, and remembers what was first.
void kld_result_progress(const struct kld_progress *p, void *user);
// How @x ended.
void kld_result_of(struct kld_result *r, const struct kld_apply *x, int code);

struct kld_options {
    const char *settings, *folder, *socket;
    const char *group;    // whose members may change things, or NULL: root alone
    unsigned mode;        // of the socket, when it is not systemd's
    const char *programs; // folders where programs of others are, A:B:C
    unsigned idle_s;      // ends after so long without a request; 0: never
    bool no_reconcile;
};

struct kld_daemon;
struct kld_job;

typedef void kld_applied_fn(struct kld_daemon *d, const struct kld_result *r, void *user);

// An apply that nobody asked for. There is one at a time.
struct kld_own_apply {
    const char *why;
    kld_applied_fn *done;
    void *user;
    struct kld_job *job; // in the child
};

struct kld_daemon {
    struct kld_options o;
    sd_event *loop;
    struct kld_http *http;
    const struct kld_mhd *mhd; // while there are clients
    struct kld_jobs *jobs;
    struct kld_log_ring *log;
    struct kld_reconcile *reconcile;
    struct kld_services *services;

    /* Settings in force. */
    struct kld_arena *arena; // theirs
    struct kld_texts texts;
    const char *source; // "settings", "accepted", "pending" or "none"
    bool held;          // those of the folder were refused when it was looked: the accepted ones
                        // are used; kld_daemon_held() tells whether that is still what there is
    bool broken;        // those of the folder have mistakes
    size_t changes;     // children that change the network
    bool repairing;     // ... of which one does what nobody asked for
    struct kld_own_apply own;
    int64_t deadline_ns;    // of what waits for its confirmation, or 0
    sd_event_source *timer; // for that
    sd_event_source *inotify;
    struct kld_job *look;   // in the child: its job
    bool looking, starting; // a child looks at the journal; it is the first one
    bool settled;           // a request has changed something since it began
    bool others;            // who works without the daemon had settings of his own accepted
    bool ready;             // systemd has been told
    int64_t since_ns;
    unsigned long long applies, repairs; // done
    struct kld_result last;              // of the last apply
};

/* ---- Requests ---- */

struct kld_param {
    const char *name, *doc;
};

struct MHD_Connection;

struct kld_call {
    struct kld_daemon *d;
    const char *method, *path;
    const char *rest; // what * stands for in the route's path, or NULL
    const char *body; // NULL without one; terminated
    size_t len;
    uid_t uid;
    gid_t gid;
    pid_t pid;
    struct kl_out *out; // the body of the answer, behind kld_call_begin()
    struct kld_arena *arena;
    int log_fd;                // STREAM: lines of the daemon's log, to be read without waiting
    struct kld_result *result; // WRITE
    struct MHD_Connection *connection;
    bool here; // it runs in the daemon
    int status;
    char type[64];
};

enum {
    KLD_R_WRITE = 1 << 0,  // for those who may change things
    KLD_R_HERE = 1 << 1,   // in the daemon itself: what cannot wait
    KLD_R_STREAM = 1 << 2, // ends only when the client does
    KLD_R_BODY = 1 << 3,   // has one
    // Only for those who may change things: settings make the daemon open files that they name, and
    // may be in files for root alone.
    KLD_R_TRUSTED = 1 << 5,
    KLD_R_LIST = 1 << 4 // the answer is an array
};

struct kld_route {
    const char *method;
    const char *path; // "*" at its end stands for anything
    unsigned flags;
    int (*run)(struct kld_call *c); // 0, or negative: the answer is cut off
    const char *produces;           // media type
    const char *doc;
    const struct kld_param *params; // ends with one without a name, or NULL
};

extern const struct kld_route kld_routes[]; // ends with one without a path

// The value of ?name=..., "" when it has none, or NULL.
const char *kld_call_arg(const struct kld_call *c, const char *name);
// The value of a header, or NULL.
const char *kld_call_header(const struct kld_call *c, const char *name);
// true for a name that is there without a value, or with true or 1; *@wrong for other words.
bool kld_call_flag(const struct kld_call *c, const char *name, bool *wrong);
// Before the first byte of the answer's body.
int kld_call_begin(struct kld_call *c, int status, const char *type);
// {"error": "..."}. @return 0, so that handlers can end with it
int kld_call_fail(struct kld_call *c, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// In the child: until it ends, no other request changes files that no journal is kept of.
// @return 0, or 1 when it has been answered
int kld_call_lock(struct kld_call *c);
// In the child: runs the handler, whose answer goes to @fd. @return exit status
int kld_call_run(struct kld_call *c, const struct kld_route *r, int fd);

// @group: of the socket, or NULL. @return the socket, -EADDRINUSE: another listens there, a
// negative errno
int kld_listen(const struct kld_options *o, const gid_t *group);
int kld_find_group(const char *name, bool *found, gid_t *ret);
int kld_http_start(struct kld_daemon *d);
void kld_http_stop(struct kld_daemon *d);
// How many requests are under way, and connections open.
void kld_http_counts(const struct kld_daemon *d, size_t *requests, size_t *connections);

/* ---- Children ---- */

struct kld_job;

enum {
    KLD_JOB_READS,  // waits for a free place
    KLD_JOB_CHANGES // begins at once; nobody's slowness stops it, and nobody who goes away ends it
};

struct kld_job_ops {
    int (*run)(void *user, int fd, int log_fd);   // in the child; its exit status
    void (*ready)(struct kld_job *j, void *user); // there is something to read, or the end
    // CHANGES: it ended. @user may be gone if it left the job.
    void (*over)(struct kld_daemon *d, const struct kld_result *r, void *user);
};

int kld_jobs_new(struct kld_daemon *d);
void kld_jobs_free(struct kld_daemon *d);
// @return 0; -EAGAIN: there are too many; errors of fork()
int kld_job_start(struct kld_daemon *d, struct kld_job **ret, int kind, bool stream,
                  const struct kld_job_ops *ops, void *user);
// What the child has written. @return bytes, 0 at the end, -EAGAIN: ready() will be called, -EIO:
// it died before its end
ssize_t kld_job_read(struct kld_job *j, void *data, size_t size);
// Who read is gone. One that only reads is ended; the job must not be used any more.
void kld_job_leave(struct kld_job *j);
struct kld_result *kld_job_result(struct kld_job *j); // of the job that runs in this child, too
// Has somebody asked the child to end?
bool kld_job_stops(void *unused);
void kld_jobs_log(struct kld_daemon *d, const char *line, size_t len); // to all streams
void kld_jobs_counts(const struct kld_daemon *d, size_t *running, size_t *waiting);

/* ---- The log ---- */

void kld_log(struct kld_daemon *d, int priority, const char *object, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int kld_log_new(struct kld_daemon *d);
void kld_log_free(struct kld_daemon *d);
int kld_api_log(struct kld_call *c);

/* ---- Settings in force, applies ---- */

int kld_control_start(struct kld_daemon *d);
void kld_control_stop(struct kld_daemon *d);
// What a change has left: which settings are in force, and until when a confirmation is awaited.
void kld_control_settle(struct kld_daemon *d, const struct kld_result *r);
// Applies the settings in force, as far as it goes; for starting and repairing.
// @return 0; -EBUSY: another change is under way or waits for its confirmation
int kld_daemon_apply(struct kld_daemon *d, const char *why, kld_applied_fn *done, void *user);
// Are those of the folder, as they are now, the ones that were refused?
bool kld_daemon_held(const struct kld_daemon *d);
// The settings in force, read anew, to be freed; NULL: there are none.
struct kld_settings *kld_daemon_settings(struct kld_daemon *d);

/* ---- Programs of others ---- */

int kld_services_start(struct kld_daemon *d);
// The settings in force are other ones now.
void kld_services_update(struct kld_daemon *d);
// Interfaces may have been made anew: whoever knows them by number is told again.
void kld_services_repaired(struct kld_daemon *d);
// A namespace has lost its name: nobody of ours stays in it.
void kld_services_leave(struct kld_daemon *d, const char *netns);
void kld_services_stop(struct kld_daemon *d);
// Is there one that ends with the daemon?
bool kld_services_running(const struct kld_daemon *d);

/* ---- Keeping it so ---- */

void kld_reconcile_start(struct kld_daemon *d);
// The settings in force may be others, or another has changed something: look soon.
void kld_reconcile_kick(struct kld_daemon *d);
void kld_reconcile_stop(struct kld_daemon *d);

/* ---- Handlers, by file ---- */

int kld_api_events(struct kld_call *c); // api_events.c
int kld_api_status(struct kld_call *c); // api_status.c
int kld_api_version(struct kld_call *c);
int kld_api_metrics(struct kld_call *c); // api_metrics.c
int kld_api_openapi(struct kld_call *c); // api_openapi.c
int kld_api_sources(struct kld_call *c); // api_sources.c
int kld_api_source(struct kld_call *c);
int kld_api_add_source(struct kld_call *c);
int kld_api_delete_source(struct kld_call *c);
int kld_api_get_config(struct kld_call *c); // api_config.c
int kld_api_put_config(struct kld_call *c);
int kld_api_get_files(struct kld_call *c);
int kld_api_put_files(struct kld_call *c);
int kld_api_check(struct kld_call *c);
int kld_api_diff(struct kld_call *c); // api_apply.c
int kld_api_apply(struct kld_call *c);
int kld_api_confirm(struct kld_call *c);
int kld_api_rollback(struct kld_call *c);
int kld_api_snapshots(struct kld_call *c); // api_snapshot.c
int kld_api_get_snapshot(struct kld_call *c);
int kld_api_put_snapshot(struct kld_call *c);
int kld_api_delete_snapshot(struct kld_call *c);
int kld_api_restore_snapshot(struct kld_call *c);
int kld_api_view(struct kld_call *c); // api_view.c
int kld_api_interface(struct kld_call *c);
int kld_api_query(struct kld_call *c);
int kld_api_topology(struct kld_call *c);
// Applies @s as the request's parameters say, and answers. For all that ends in an apply.
int kld_call_apply(struct kld_call *c, struct kld_settings *s, const struct kld_texts *texts);
// Settings of the request's body, or of the folder. @return NULL: it has been answered
struct kld_settings *kld_call_settings(struct kld_call *c, struct kld_texts *texts);

#endif
