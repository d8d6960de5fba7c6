// SPDX-License-Identifier: MIT
// What the commands of `kernlink net' share.
#ifndef KL_CMD_NET_H
#define KL_CMD_NET_H

#include "../../daemon/settings.h"
#include "../option.h"

#include <kernlink/sink.h>

#define NET_FOLDER "/etc/kernlink"

// Exit codes.
enum { NET_OK = 0, NET_FAILED = 1, NET_CHANGES = 2, NET_USAGE = 64, NET_SETTINGS = 65 };
// How it ended is not known, as the daemon has not said so. NET_FAILED for who has called us.
#define NET_UNKNOWN 256

struct net_command {
    const char *name;
    int (*run)(int argc, char **argv);
    const struct kl_option *options;
    const char *summary;
};

extern const struct kl_option net_apply_options[], net_check_options[], net_confirm_options[],
    net_diff_options[], net_get_options[], net_import_options[], net_keys_options[],
    net_log_options[], net_pipe_options[], net_set_options[], net_show_options[],
    net_snapshot_options[], net_status_options[], net_topology_options[], net_wait_online_options[],
    net_watch_options[];

int net_cmd_apply(int argc, char **argv);
int net_cmd_check(int argc, char **argv);
int net_cmd_confirm(int argc, char **argv);
int net_cmd_diff(int argc, char **argv);
int net_cmd_import(int argc, char **argv);
int net_cmd_recover(int argc, char **argv);
int net_cmd_restore(int argc, char **argv);
int net_cmd_snapshot(int argc, char **argv);
int net_cmd_rollback(int argc, char **argv);
int net_cmd_keys(int argc, char **argv);
int net_cmd_log(int argc, char **argv);
int net_cmd_get(int argc, char **argv);
int net_cmd_pipe(int argc, char **argv);
int net_cmd_set(int argc, char **argv);
int net_cmd_show(int argc, char **argv);
int net_cmd_topology(int argc, char **argv);
int net_cmd_unset(int argc, char **argv);
int net_cmd_status(int argc, char **argv);
int net_cmd_wait_online(int argc, char **argv);
int net_cmd_watch(int argc, char **argv);

// For completion: what may come behind the words of `set' or `unset', of `snapshot' (NULL: its
// commands), and of `watch'.
void net_set_words(const char *const *words, size_t n, bool unset);
void net_watch_words(void);
void net_snapshot_words(const char *command);
void net_restore_words(void); // options of restore that apply has not

// Says that what belongs on stdout is not there. @return NET_FAILED
int net_unwritten(const char *command, int code);

// 60, 60s, 5m, 1h; up to a day, more than nothing.
bool net_time(const char *text, unsigned *ret);
// Says what is wrong with settings, on stderr.
void net_complaints(const struct kld_complaints *c);
int net_complaints_json(const struct kld_complaints *c, struct kl_out *o);
// Settings of @folder (NULL: NET_FOLDER), when there are some and they are right; nothing is said.
struct kld_settings *net_settings_quietly(const char *folder);
// Reads settings files, or what NET_FOLDER has when there are none. What is wrong is said on
// stderr.
// @return the settings, or NULL.
struct kld_settings *net_settings(char **files, size_t n);

#endif
