// SPDX-License-Identifier: MIT
// Phys: as iw 5.19 prints them, and as JSON.
#ifndef KL_CMD_IW_PHY_H
#define KL_CMD_IW_PHY_H

#include "ies.h"
#include "iw.h"

/* ---- phy_text.c, phy_band.c ---- */

void iw_phy_text(struct iw *iw, const struct kl_wifi_phy *p);
void iw_phy_text_band(struct kl_out *o, const struct kl_wifi_band *b);
/* "channels": each with what it may be used for. */
void iw_phy_text_channels(struct kl_out *o, const struct kl_wifi_phy *p);

/* ---- phy_words.c ---- */

/* Lines for the bits of NL80211_ATTR_FEATURE_FLAGS. */
void iw_phy_text_features(struct kl_out *o, uint64_t features);
void iw_phy_text_ext_features(struct kl_out *o, const struct kl_wifi_phy *p);
/* "CCMP-128 (00-0f-ac:4)"; without a name the number alone. */
const char *iw_phy_cipher(uint32_t suite, char buffer[48]);
/* "new_interface" for a command of nl80211; NULL for what is none. */
const char *iw_phy_command(uint32_t command);
uint32_t iw_phy_last_command(void);
/* Names for JSON; NULL where there is none. */
const char *iw_phy_ext_feature(unsigned feature);
const char *iw_phy_feature(unsigned bit);
const char *iw_phy_band_name(uint32_t band);

/* ---- phy_json.c, phy_json_more.c ---- */

void iw_phy_json(struct iw *iw, const struct kl_wifi_phy *p);
/* An object each. */
void iw_phy_json_channels(struct iw *iw, const struct kl_wifi_phy *p);
/* Into the open object. */
void iw_phy_json_more(struct iw *iw, const struct kl_wifi_phy *p);
/* An array @key of the names of interface types. */
void iw_put_iftypes(struct iw *iw, const char *key, uint32_t iftypes);
void iw_phy_json_combinations(struct iw *iw, const char *key,
                              const struct kl_wifi_combination *list, unsigned n);

#endif
