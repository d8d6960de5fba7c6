// SPDX-License-Identifier: MIT
// Files of stations to be measured.
#ifndef KL_CMD_IW_FTM_FILE_H
#define KL_CMD_IW_FTM_FILE_H

#include "wake_files.h"

#include <kernlink/wifi_measure.h>

#define IW_FTM_TARGETS 64

struct iw_ftm {
    unsigned n;
    struct kl_wifi_ftm_target targets[IW_FTM_TARGETS];
};

/* A line each: "<addr> bw=20 cf=2412 asap ...". @return 0 or -EINVAL */
int iw_read_ftm(struct iw_file *f, struct iw_ftm *ret);

#endif
