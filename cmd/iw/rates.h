// SPDX-License-Identifier: MIT
// The words of set bitrates and set tidconf, which need nothing of the rest of the command.
#ifndef KL_CMD_IW_RATES_H
#define KL_CMD_IW_RATES_H

#include <kernlink/wifi_ap.h>

#include <errno.h>
#include <linux/nl80211.h>
#include <string.h>

struct iw_why {
    char text[96];
};

/* "legacy-2.4 6 12 ht-mcs-5 0 1 vht-mcs-5 2:0-7 sgi-5 ...". @return how many words it took: up to
 * one that it does not know; -1 after saying why in @why */
int iw_parse_rates(int n, char **args, struct kl_wifi_rates *ret, struct iw_why *why);
/* "tids 0x1 ampdu off tids 0x2 bitrates limit legacy-5 6 ...". @return how many configurations of
 * @max are in @ret; -1 after saying why */
int iw_parse_tids(int n, char **args, struct kl_wifi_tid_config *ret, unsigned max,
                  struct iw_why *why);

#endif
