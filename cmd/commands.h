// SPDX-License-Identifier: MIT
// The commands of kernlink: a row each, and a file or folder each.
#ifndef KL_CMD_COMMANDS_H
#define KL_CMD_COMMANDS_H

struct kl_command {
    const char *name;
    int (*run)(int argc, char **argv); // argv[0] is the command's own name
    const char *summary;
};

int kl_cmd_ipset(int argc, char **argv);
int kl_cmd_iw(int argc, char **argv);
int kl_cmd_decode(int argc, char **argv);
int kl_cmd_trace(int argc, char **argv);
int kl_cmd_sniff(int argc, char **argv);
int kl_cmd_monitor(int argc, char **argv);
int kl_cmd_send(int argc, char **argv);
int kl_cmd_policy(int argc, char **argv);
int kl_cmd_net(int argc, char **argv);
int kl_cmd_schema(int argc, char **argv);

#endif
