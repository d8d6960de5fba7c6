// SPDX-License-Identifier: MIT
// What commands that look at the network or change it share.
#ifndef KL_CMD_NET_WORK_H
#define KL_CMD_NET_WORK_H

#include "../../daemon/apply.h"
#include "net.h"

struct net_client;

// Options of all of them.
struct net_work {
    const char *command; // for messages
    struct kld_settings *settings;
    struct kl_net *n;
    struct kld_arena *arena;
    struct kld_journal journal;
    const char *folder; // of the journal
    bool json, dry_run, keep_going, wait, quiet, adopt;
    int signals; // what asks to stop, or -1
    unsigned confirm_s;
    struct net_client *client; // takes options for a daemon, or NULL
    const char *asks;          // what a daemon is asked for instead of /v1/apply
    struct kl_out *out;
    struct kl_sink *sink; // with json
};

// @return 0, or the exit code when the mistake has been said.
int net_work_begin(struct net_work *w);
// From here on nothing ends the process but itself: who asks it to stop waits.
void net_work_hold(void);
// Takes the lock and reads the journal. From then on nothing ends the process between two steps:
// not a terminal or reader that goes away, and who asks it to stop is heard by net_work_stops().
int net_work_lock(struct net_work *w);
bool net_work_stops(void *work);
void net_work_end(struct net_work *w);
void net_work_problems(struct net_work *w, const struct kld_plan *p);
// @return 0, or NET_FAILED when they could not be written, which has been said
int net_work_steps(struct net_work *w, const struct kld_plan *p);
// Says what could not be read of the kernel. @return NET_FAILED
int net_work_failed(struct net_work *w, int code);

// What the journal of @folder says of a change that has not ended.
struct net_pending {
    const char *words; // or NULL
    bool wrong;        // somebody has to do something
    long long left_s;  // until what waits for its confirmation is undone; or -1
};
struct net_pending net_pending(struct kld_arena *a, const char *folder);
// Says it on stderr, where somebody looks at the network without a daemon.
void net_pending_note(const char *command, const char *folder);
// Was it not confirmed in time?
bool net_work_over(const struct kld_journal *j);

// A step that was done, or refused, as a line; @work is the struct net_work.
void net_work_progress(const struct kld_progress *p, void *work);
// Shows what would be done. @return an exit code
int net_work_diff(struct net_work *w);
// Puts back what the journal remembers, and says so. @return an exit code
int net_work_back(struct net_work *w, const char *why);
enum { NET_O_ADOPT = 900 }; // an option of those that share them
// Reads the options of net_apply_options; other arguments are put into @files.
// @return an exit code, or -1 to go on
int net_apply_read(struct kl_options *o, struct net_work *w, char **files, size_t *n,
                   void (*help)(void));
// Applies w->settings, or shows what would be done, as the options say. @return an exit code
int net_apply_run(struct net_work *w);
// Waits for confirmation until the deadline. @return an exit code
int net_work_wait(struct net_work *w);

#endif
