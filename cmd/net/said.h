// SPDX-License-Identifier: MIT
// What is said on stderr, for programs: with --json a line of JSON for each.
#ifndef KL_CMD_NET_SAID_H
#define KL_CMD_NET_SAID_H

#include "net.h"

// Does a command line ask for it? Only where the command has such an option.
bool net_said_wanted(const struct kl_option *options, int argc, char **argv);
// From here on what is printed to stderr comes out as objects with "command" and "message".
void net_said_begin(const char *command);
bool net_said_json(void);

#endif
