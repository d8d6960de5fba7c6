// SPDX-License-Identifier: MIT
// Arguments of scheduled scans, which stand behind "wowlan enable net-detect", too.
#ifndef KL_CMD_IW_SCHED_H
#define KL_CMD_IW_SCHED_H

#include "iw.h"

#define IW_SCHED_ARGS                                                                              \
    "[interval <in_msecs> | scan_plans [<interval_secs:iterations>*] <interval_secs>]"             \
    " [delay <in_secs>] [freqs <freq>+] [matches [ssid <ssid>]+]] [active [ssid <ssid>]+|passive]" \
    " [randomise[=<addr>/<mask>]] [coloc] [flush]"

struct iw_sched {
    struct kl_wifi_sched_options o;
    struct kl_wifi_scan_plan plans[64];
    struct kl_wifi_sched_match matches[64];
    struct kl_wifi_ssid ssids[64];
    uint32_t freqs[256];
    unsigned char mac[6], mask[6];
};

/* Takes the words at the head of @args that are of a scheduled scan, into @s, which it sets up.
 * @return 0, and how many; IW_USAGE after saying why; negative: the error is set */
int iw_take_sched(struct iw *iw, int n, char **args, struct iw_sched *s, int *ret_taken);

#endif
