// SPDX-License-Identifier: MIT
// What `status' shows, wherever it comes from.
#ifndef KL_CMD_NET_STATUS_H
#define KL_CMD_NET_STATUS_H

#include "client.h"

struct net_status_link {
    const char *name, *kind, *state;
    bool ours;
    const char **addresses;
    size_t n;
};

struct net_status {
    struct kld_arena *arena;
    const char *command;
    const char *settings, *folder; // where they are, and the journal
    const char *version;           // of the daemon, or NULL: there is none
    bool forbidden;                // there may be one, but it is not for us
    long long uptime_s;
    const char **problems, **drift, **notes;
    size_t n_problems, n_drift, n_notes;
    bool compared;       // the network with the settings: drift is all there is
    long long pending_s; // until what is not confirmed is undone, or -1
    struct net_status_link *links;
    size_t n_links;
};

void net_status_problem(struct net_status *s, const char *text);
void net_status_note(struct net_status *s, const char *text);
void net_status_drift(struct net_status *s, const char *text);
struct net_status_link *net_status_link(struct net_status *s);
void net_status_address(struct net_status *s, struct net_status_link *l, const char *text);

// From the files and the kernel. @return 0 or an exit code
int net_status_alone(struct net_status *s);
// From the daemon.
int net_status_via(struct net_status *s, struct net_client *c);

#endif
