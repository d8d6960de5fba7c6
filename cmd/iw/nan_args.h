// SPDX-License-Identifier: MIT
// A NAN function in words.
#ifndef KL_CMD_IW_NAN_ARGS_H
#define KL_CMD_IW_NAN_ARGS_H

#include <kernlink/wifi_nan.h>

#define IW_NAN_MAX 64 /* addresses, and parts of a filter */

/* What it points to is here, or in the words that it was read from. */
struct iw_nan {
    struct kl_wifi_nan_func f;
    bool named;
    unsigned char srf[IW_NAN_MAX][6];
    uint8_t bloom[255];
    struct kl_wifi_nan_bytes rx[IW_NAN_MAX], tx[IW_NAN_MAX];
};

/* Reads "type publish name x ..."; the words are changed. @return 0; -EINVAL with a sentence in
 * @error */
int iw_parse_nan(int n, char **args, struct iw_nan *ret, char *error, size_t error_size);

#endif
