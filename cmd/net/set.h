// SPDX-License-Identifier: MIT
// Settings files being changed.
#ifndef KL_CMD_NET_SET_H
#define KL_CMD_NET_SET_H

#include "../../daemon/replace.h"
#include "client.h"
#include "work.h"

struct net_set_file {
    const struct kld_file *old, *now;
    struct kld_replace at; // here
    bool is_new;           // there was none
    bool written;          // by us
};

struct net_set {
    const char *command;
    struct kld_arena *arena;
    const char *settings, *state, *confirm; // as said, or NULL
    struct net_client *client;
    bool dry_run, unset;
    struct net_set_file *files; // the first is for what none has
    size_t n;
    int lock; // or -1
    struct kld_settings *read;
};

// Reads the files. @return 0, or an exit code when what is wrong has been said
int net_set_read(struct net_set *s);
// Edits them as the words say: an interface, and what is to be of it. @return as above
int net_set_change(struct net_set *s, char **words, size_t n);
// Writes those that are different: each is the old or the new one, whatever happens.
int net_set_write(struct net_set *s);
// Puts the old ones back.
void net_set_back(struct net_set *s);
void net_set_end(struct net_set *s);

/* ---- Where the daemon has the files ---- */

// The same of its folder, and all in one: applied, or only shown. @return an exit code
int net_set_via(struct net_set *s, char **words, size_t n);
// Shows what is different. @return 0 or an exit code
int net_set_show(const struct net_set *s);

#endif
