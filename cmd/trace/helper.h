// SPDX-License-Identifier: MIT
// kernlink-trace: the commands that read other programs' traffic. `kernlink' executes it, so that
// itself needs no more than libmnl.
#ifndef KL_TRACE_HELPER_H
#define KL_TRACE_HELPER_H

#include "../show/show.h"

// Exit statuses, the same for all: everything was well formed; something was not, or could not be
// read; the command line is wrong.
enum { HELPER_OK = 0, HELPER_BAD = 1, HELPER_USAGE = 2 };

int helper_decode(int argc, char **argv);
int helper_trace(int argc, char **argv);
int helper_sniff(int argc, char **argv);

#endif
