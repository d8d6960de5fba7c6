// SPDX-License-Identifier: MIT
// The commands that read other programs' traffic: what they have in common.
#ifndef KL_TRACE_STATUS_H
#define KL_TRACE_STATUS_H

#include "../commands.h"
#include "../show/show.h"

// Exit statuses, the same for all: everything was well formed; something was not, or could not be
// read; the command line is wrong.
enum { STATUS_OK = 0, STATUS_BAD = 1, STATUS_USAGE = 2 };

#endif
