// SPDX-License-Identifier: MIT
// What snapshot.c and what talks to the daemon for it share.
#ifndef KL_CMD_NET_SNAPSHOT_H
#define KL_CMD_NET_SNAPSHOT_H

#include "client.h"

#define NET_SNAPSHOT_LINE "%-24s %s %8zu" // name, time, bytes

// save, list, show or delete. @return an exit code
int net_snapshot_via(struct net_client *c, const char *command, const char *name, bool force,
                     bool json);

#endif
