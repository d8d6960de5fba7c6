// SPDX-License-Identifier: MIT
// Access points from the inside: what a phy offers on a band, and frames that are built of it.
#ifndef KL_WIFI_AP_H
#define KL_WIFI_AP_H

#include "wifi.h"

#include <kernlink/wifi_ap.h>

/* Bytes that are put one behind the other. */
struct kl_wifi_buf {
    uint8_t *data;
    size_t size, len;
    bool full; /* something did not fit */
};

struct kl_wifi_ap_channel {
    uint8_t number, max_dbm;
};

/* What a phy offers on a band. */
struct kl_wifi_ap_band {
    unsigned band; /* NL80211_BAND_* */
    unsigned n_rates;
    uint8_t rates[32]; /* in 500 kb/s */
    bool ht, vht, he;
    uint16_t ht_capa;
    uint8_t ampdu, ht_mcs[16];
    uint32_t vht_capa;
    uint8_t vht_mcs[8];
    uint8_t he_mac[6], he_phy[11], he_mcs[12], he_ppe[25];
    uint8_t he_ppe_len;
    uint8_t he_6ghz[2];
    unsigned n_channels;
    struct kl_wifi_ap_channel channels[64]; /* that may be used, by number */
};

/* What frames of an AP are made from. */
struct kl_wifi_ap_plan {
    const struct kl_wifi_ap *ap;
    const struct kl_wifi_ap_band *band;
    unsigned char mac[6];
    char country[3];                      /* "": none */
    const struct kl_wifi_chan *switch_to; /* a switch is announced, or NULL */
    uint8_t switch_count;
    bool switch_quiet;
};

/* ---- ap_band.c ---- */

int kl_wifi_ap_band_read(struct kl_wifi *w, uint32_t wiphy, uint32_t freq_mhz,
                         struct kl_wifi_ap_band *ret);
unsigned kl_wifi_ap_band_of(uint32_t freq_mhz);

/* ---- ap_elements.c ---- */

void kl_wifi_buf_put(struct kl_wifi_buf *b, const void *data, size_t len);
void kl_wifi_buf_u8(struct kl_wifi_buf *b, unsigned value);
void kl_wifi_buf_u16(struct kl_wifi_buf *b, unsigned value);
void kl_wifi_buf_u32(struct kl_wifi_buf *b, uint32_t value);
/* Header of a management frame; @type as in its first byte. */
void kl_wifi_buf_header(struct kl_wifi_buf *b, unsigned type, const unsigned char to[6],
                        const unsigned char from[6]);
/* The 8 rates of the first element, and those of the second. */
void kl_wifi_ap_put_rates(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p);
void kl_wifi_ap_put_more_rates(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p);
void kl_wifi_ap_put_country(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p);
enum { KL_WIFI_AP_HT = 1, KL_WIFI_AP_VHT = 2, KL_WIFI_AP_HE = 4, KL_WIFI_AP_WMM = 8 };

/* Which of them the AP offers. */
unsigned kl_wifi_ap_modes(const struct kl_wifi_ap_plan *p);
/* HT, VHT, HE, WMM: what beacons and responses have in common. */
void kl_wifi_ap_put_modes(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p);
/* Announces p->switch_to. @return where the countdown is in @b */
size_t kl_wifi_ap_put_csa(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p);

/* ---- ap_beacon.c ---- */

uint16_t kl_wifi_ap_capability(const struct kl_wifi_ap_plan *p);
/* @return 0; -EMSGSIZE: it does not fit */
int kl_wifi_ap_build(const struct kl_wifi_ap_plan *p, struct kl_wifi_beacon *ret);
void kl_wifi_ap_probe_response(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                               const unsigned char to[6]);
void kl_wifi_ap_auth_response(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                              const unsigned char to[6], unsigned algorithm, unsigned status);
void kl_wifi_ap_assoc_response(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                               const unsigned char to[6], bool again, unsigned status,
                               unsigned aid);
void kl_wifi_ap_goodbye(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                        const unsigned char to[6], unsigned type, unsigned reason);

/* ---- ap.c ---- */

int kl_wifi_ap_check(struct kl_wifi *w, const struct kl_wifi_ap *ap);
/* Reads what is needed to build: @band and @p are filled in. @ap has to stay. */
int kl_wifi_ap_plan_make(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap,
                         struct kl_wifi_ap_band *band, struct kl_wifi_ap_plan *p);
int kl_wifi_ap_begin_planned(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap_plan *p);

/* ---- frames.c ---- */

bool kl_wifi_read_frame(const struct kl_view *v, struct kl_wifi_frame *ret);
/* Sends it and does not wait. @ret_cookie may be NULL. */
int kl_wifi_put_frame(struct kl_wifi *w, uint32_t ifindex, const uint8_t *frame, size_t len,
                      const struct kl_wifi_send_options *o, uint64_t *ret_cookie);

#endif
