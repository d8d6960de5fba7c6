// SPDX-License-Identifier: MIT
// Frames that an AP sends: beacons in the two halves around the TIM that the kernel fills in, and
// responses. IEEE 802.11 9.3.3.
#include "ap.h"

#define CAPABILITY_ESS        0x0001u
#define CAPABILITY_PRIVACY    0x0010u
#define CAPABILITY_SHORT_SLOT 0x0400u

#define FRAME_ASSOC_RESP      0x10u
#define FRAME_REASSOC_RESP    0x30u
#define FRAME_PROBE_RESP      0x50u
#define FRAME_BEACON          0x80u
#define FRAME_AUTH            0xb0u

uint16_t kl_wifi_ap_capability(const struct kl_wifi_ap_plan *p)
{
    unsigned c = CAPABILITY_ESS;

    if (p->ap->n_wep_keys > 0)
        c |= CAPABILITY_PRIVACY;
    if (p->band->band == NL80211_BAND_2GHZ && p->band->n_rates > 4) /* more than 802.11b */
        c |= CAPABILITY_SHORT_SLOT;
    return (uint16_t)c;
}

/* From the time stamp to where the TIM stands. */
static void put_front(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p, bool hide)
{
    static const uint8_t zeroes[KL_WIFI_SSID_MAX];
    uint32_t interval = p->ap->beacon_interval != 0 ? p->ap->beacon_interval : 100;
    size_t len = p->ap->ssid_len;

    kl_wifi_buf_u32(b, 0); /* time stamp: the hardware's */
    kl_wifi_buf_u32(b, 0);
    kl_wifi_buf_u16(b, interval & 0xffff);
    kl_wifi_buf_u16(b, kl_wifi_ap_capability(p));
    if (hide && p->ap->hidden == NL80211_HIDDEN_SSID_ZERO_LEN)
        len = 0;
    kl_wifi_buf_u8(b, 0);
    kl_wifi_buf_u8(b, (unsigned)len);
    kl_wifi_buf_put(
        b, hide && p->ap->hidden != NL80211_HIDDEN_SSID_NOT_IN_USE ? zeroes : p->ap->ssid, len);
    kl_wifi_ap_put_rates(b, p);
    if (p->band->band == NL80211_BAND_2GHZ) {
        kl_wifi_buf_u8(b, 3);
        kl_wifi_buf_u8(b, 1);
        kl_wifi_buf_u8(b, kl_wifi_freq_to_channel(p->ap->chan.freq_mhz));
    }
}

/* Behind the TIM. @return where the countdown of a switch is, or 0 */
static size_t put_back(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    size_t at = 0;

    kl_wifi_ap_put_country(b, p);
    if (p->switch_to != NULL)
        at = kl_wifi_ap_put_csa(b, p);
    if (p->band->band == NL80211_BAND_2GHZ && p->band->n_rates > 4) {
        kl_wifi_buf_u8(b, 42); /* ERP: nobody here needs protection */
        kl_wifi_buf_u8(b, 1);
        kl_wifi_buf_u8(b, 0);
    }
    kl_wifi_ap_put_more_rates(b, p);
    kl_wifi_ap_put_modes(b, p);
    return at;
}

int kl_wifi_ap_build(const struct kl_wifi_ap_plan *p, struct kl_wifi_beacon *ret)
{
    static const unsigned char all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    struct kl_wifi_buf head = {.data = ret->head, .size = sizeof(ret->head)};
    struct kl_wifi_buf tail = {.data = ret->tail, .size = sizeof(ret->tail)};

    kl_wifi_buf_header(&head, FRAME_BEACON, all, p->mac);
    put_front(&head, p, true);
    ret->csa_at = (uint16_t)put_back(&tail, p);
    ret->head_len = head.len;
    ret->tail_len = tail.len;
    return head.full || tail.full ? -EMSGSIZE : 0;
}

void kl_wifi_ap_probe_response(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                               const unsigned char to[6])
{
    kl_wifi_buf_header(b, FRAME_PROBE_RESP, to, p->mac);
    put_front(b, p, false);
    (void)put_back(b, p);
}

void kl_wifi_ap_auth_response(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                              const unsigned char to[6], unsigned algorithm, unsigned status)
{
    kl_wifi_buf_header(b, FRAME_AUTH, to, p->mac);
    kl_wifi_buf_u16(b, algorithm);
    kl_wifi_buf_u16(b, 2); /* the second of the exchange */
    kl_wifi_buf_u16(b, status);
}

void kl_wifi_ap_assoc_response(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                               const unsigned char to[6], bool again, unsigned status, unsigned aid)
{
    kl_wifi_buf_header(b, again ? FRAME_REASSOC_RESP : FRAME_ASSOC_RESP, to, p->mac);
    kl_wifi_buf_u16(b, kl_wifi_ap_capability(p));
    kl_wifi_buf_u16(b, status);
    kl_wifi_buf_u16(b, aid | 0xc000u);
    kl_wifi_ap_put_rates(b, p);
    kl_wifi_ap_put_more_rates(b, p);
    kl_wifi_ap_put_modes(b, p);
}

void kl_wifi_ap_goodbye(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p,
                        const unsigned char to[6], unsigned type, unsigned reason)
{
    kl_wifi_buf_header(b, type, to, p->mac);
    kl_wifi_buf_u16(b, reason);
}
