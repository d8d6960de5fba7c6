// SPDX-License-Identifier: MIT
// What scheduled scans and waking share.
#ifndef KL_WIFI_WAKE_H
#define KL_WIFI_WAKE_H

#include "wifi.h"

#include <kernlink/wifi_wake.h>

/* ---- scan.c ---- */

/* None: the wildcard. */
void kl_wifi_put_ssids(struct kl_msg *m, const struct kl_wifi_ssid *ssids, unsigned n);
/* None: nothing. */
void kl_wifi_put_freqs(struct kl_msg *m, const uint32_t *khz, unsigned n);

/* ---- sched.c ---- */

int kl_wifi_check_sched(struct kl_wifi *w, const struct kl_wifi_sched_options *o);
void kl_wifi_put_sched(struct kl_msg *m, const struct kl_wifi_sched_options *o);

/* ---- pattern.c ---- */

int kl_wifi_check_patterns(struct kl_wifi *w, const struct kl_wifi_pattern *p, unsigned n);
/* A nest @attr of them, counted from 1. */
void kl_wifi_put_patterns(struct kl_msg *m, uint16_t attr, const struct kl_wifi_pattern *p,
                          unsigned n);
/* Reads a nest of them. @return how many, in *@ret, which is to be freed; -ENOMEM, -EBADMSG */
int kl_wifi_read_patterns(struct kl_view nest, struct kl_wifi_pattern **ret);

#endif
