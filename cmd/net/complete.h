// SPDX-License-Identifier: MIT
// Completion in shells.
#ifndef KL_CMD_NET_COMPLETE_H
#define KL_CMD_NET_COMPLETE_H

#include "net.h"

// Prints what may come behind @words, the last of which is NULL. @return an exit code
int net_complete(const struct net_command *commands, size_t n, char **words);
void net_complete_interfaces(void);

#endif
