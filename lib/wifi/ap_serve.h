// SPDX-License-Identifier: MIT
// An AP that answers stations: the operation and its stations.
#ifndef KL_WIFI_AP_SERVE_H
#define KL_WIFI_AP_SERVE_H

#include "ap.h"

#define KL_WIFI_AID_MAX 2007u

enum kl_wifi_sta_state {
    KL_WIFI_STA_NONE,     /* known only because an event about its end is under way */
    KL_WIFI_STA_KNOWN,    /* authenticated */
    KL_WIFI_STA_ANSWERED, /* let in; whether the answer arrived is not known yet */
    KL_WIFI_STA_JOINED
};

struct kl_wifi_sta {
    unsigned char mac[6];
    enum kl_wifi_sta_state state;
    bool anew;        /* it authenticated since it joined */
    unsigned endings; /* events DEL_STATION that we brought about and that are to come */
    uint16_t aid;
    uint64_t cookie; /* of the answer */
    bool ht, vht, he, wmm;
    uint64_t since; /* when it came; the oldest that only authenticated makes room */
    uint8_t *ies;   /* of its request, until it joined */
    size_t ies_len;
};

struct kl_wifi_serve {
    struct kl_wifi_op op; /* first */
    kl_wifi_ap_fn *fn;
    void *user;
    struct kl_wifi_ap ap; /* a copy */
    uint8_t ssid[KL_WIFI_SSID_MAX];
    struct kl_wifi_ap_band band;
    struct kl_wifi_ap_plan plan;
    struct kl_wifi_sta *stas;
    unsigned n, size, max;
    uint8_t aids[KL_WIFI_AID_MAX / 8 + 1];
};

/* ---- ap_serve.c ---- */

extern const struct kl_wifi_op_class kl_wifi_serve_class;

/* A request to associate, taken apart. */
struct kl_wifi_assoc {
    bool again; /* reassociation */
    uint16_t capability, listen_interval;
    const uint8_t *ies;
    size_t ies_len;
    const uint8_t *ssid, *ht, *vht, *he; /* NULL: it has none */
    size_t ssid_len, he_len;
    uint8_t rates[32];
    unsigned n_rates;
    bool wmm;
    uint8_t qos_info;
};

/* ---- ap_station.c ---- */

struct kl_wifi_sta *kl_wifi_sta_find(struct kl_wifi_serve *s, const unsigned char mac[6]);
/* Finds or adds it. @return NULL: there is no room */
struct kl_wifi_sta *kl_wifi_sta_get(struct kl_wifi_serve *s, const unsigned char mac[6]);
/* Takes it out of the kernel and forgets what is known of it. It may be moved in the table. */
void kl_wifi_sta_end(struct kl_wifi *w, struct kl_wifi_serve *s, struct kl_wifi_sta *sta);
/* Forgets it, the kernel has no such station. */
void kl_wifi_sta_drop(struct kl_wifi_serve *s, struct kl_wifi_sta *sta);
void kl_wifi_sta_free(struct kl_wifi_serve *s);
/* @return false: it is malformed */
bool kl_wifi_assoc_parse(const uint8_t *frame, size_t len, struct kl_wifi_assoc *ret);
/* @return an IEEE 802.11 status code, 0 for success: the kernel knows it then, not yet authorized
 */
unsigned kl_wifi_sta_admit(struct kl_wifi *w, struct kl_wifi_serve *s, struct kl_wifi_sta *sta,
                           const struct kl_wifi_assoc *a);
int kl_wifi_sta_authorize(struct kl_wifi *w, struct kl_wifi_serve *s,
                          const struct kl_wifi_sta *sta);

#endif
