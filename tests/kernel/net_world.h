// SPDX-License-Identifier: MIT
// What tests of the net module share: links to work on, and iproute2 as the reader of what was
// done.
#ifndef NET_WORLD_H
#define NET_WORLD_H

#include <kernlink/kernlink.h>

/** Runs a shell command, which must succeed. */
void net_run(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** What a command prints, without its last newline. free() it. */
char *net_output(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** The output of `ip COMMAND` has @part. */
void net_ip_says(const char *command, const char *part);
void net_ip_lacks(const char *command, const char *part);

/** Opens, and makes links v0 and v1, the ends of a veth pair that are up. Guards the machine. */
struct kl_net *net_open_with_pair(void);
/** Ends the test when @rc is not 0, with the handle's error. */
void net_ok(struct kl_net *n, int64_t rc);
/** @rc is @code, and the error says what it is about. */
void net_refused(struct kl_net *n, int64_t rc, int code);
struct kl_net_ip net_ip(const char *text);

#endif
