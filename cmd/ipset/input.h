// SPDX-License-Identifier: MIT
// What a set is to hold, from a file in any of the forms that lists come in.
#ifndef KL_CMD_IPSET_INPUT_H
#define KL_CMD_IPSET_INPUT_H

#include "cli.h"

struct ipset_input {
    struct ipset_cli *cli;
    const char *file;                  // for messages
    const struct kl_ipset_params *set; // name; type "" unless the command line gives one
    bool lenient;                      // bad lines are reported and left out
    struct kl_ipset_sync *sync;        // made when the first element comes
    uint32_t bad;                      // lines that were refused
};

// Reads all of @fd. @return 0 with in->sync, or an exit code with the messages printed.
int ipset_input_read(struct ipset_input *in, int fd);

#endif
