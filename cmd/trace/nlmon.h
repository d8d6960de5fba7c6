// SPDX-License-Identifier: MIT
// Live traffic of all programs in a network namespace: an nlmon device and a packet socket on it.
// Source: drivers/net/nlmon.c, net/netlink/af_netlink.c, packet(7).
#ifndef KL_TRACE_NLMON_H
#define KL_TRACE_NLMON_H

#include "../../lib/trace/trace.h"

#include <kernlink/core.h>

struct nlmon {
    int fd; // of packets
    int ifindex;
    bool created; // the device is ours to remove
    char name[16];
    unsigned char *buffer;
    uint64_t dropped; // by the kernel so far
};

// @name: of a device, made if it is not there; NULL: one is made with a name of its own.
// @return 0, or a negative code with @error in words.
int nlmon_open(struct nlmon *n, const char *name, char *error, size_t error_size);
// Reads what has arrived, as records. @return 0; what @fn returned; or a negative code.
int nlmon_read(struct nlmon *n, kl_trace_fn *fn, void *user);
// How many packets were dropped since this was called last.
uint64_t nlmon_dropped(struct nlmon *n);
// Removes the device if it was made.
void nlmon_close(struct nlmon *n);

#endif
