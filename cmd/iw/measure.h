// SPDX-License-Identifier: MIT
// Results of measurements as text and JSON.
#ifndef KL_CMD_IW_MEASURE_H
#define KL_CMD_IW_MEASURE_H

#include "iw.h"

#include <kernlink/wifi_measure.h>

/* The lines of iw for one peer. */
void iw_ftm_text(struct kl_out *o, const struct kl_wifi_ftm_result *r);
/* An object. */
void iw_ftm_json(struct iw *iw, const struct kl_wifi_ftm_result *r);

#endif
