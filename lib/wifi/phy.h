// SPDX-License-Identifier: MIT
// Phys while they are put together: an arena that holds what their structs point to, and readers of
// the parts. A reader never fails by itself: what went wrong sticks to the list.
#ifndef KL_WIFI_PHY_H
#define KL_WIFI_PHY_H

#include "wifi.h"

#include <kernlink/wifi_phy.h>

/* Far above what any phy has; what is longer is no phy. */
#define KL_PHYS_MAX_LIST 8192

struct kl_phys_chunk;

struct kl_wifi_phys {
    struct kl_wifi_phy *items;
    size_t n;
    struct kl_phys_chunk *chunks;
    int error; /* -ENOMEM, -E2BIG; the first */
    bool bad;  /* something of the message at hand could not be read */
};

/* ---- phy.c ---- */

/* Adds what one message (its attributes) says to its phy. @return 0, -ENOMEM, -E2BIG */
int kl_phys_merge(struct kl_wifi_phys *p, const struct kl_view *v);
int kl_phys_new(struct kl_wifi_phys **ret);

/* ---- phy_arena.c ---- */

/* Zeroes; NULL where there is an error. */
void *kl_phys_alloc(struct kl_wifi_phys *p, size_t size);
/* A copy of the payload (and a NUL behind it); NULL where there is an error. */
void *kl_phys_copy(struct kl_wifi_phys *p, const void *data, size_t len);
/* @array of @n elements with room for one more: the same, or a longer copy; NULL: there is none. */
void *kl_phys_room(struct kl_wifi_phys *p, const void *array, unsigned n, size_t size);
void kl_phys_free_arena(struct kl_wifi_phys *p);

/* Appends @value to the list @array of *@n elements, both fields of a public struct. */
#define KL_PHYS_APPEND(p, array, n, value)                                                         \
    do {                                                                                           \
        void *kl_room_ = kl_phys_room(p, array, n, sizeof(*(array)));                              \
        if (kl_room_ != NULL) {                                                                    \
            memcpy((char *)kl_room_ + (size_t)(n) * sizeof(*(array)), &(value), sizeof(*(array))); \
            (array) = kl_room_;                                                                    \
            (n)++;                                                                                 \
        }                                                                                          \
    } while (0)

/* ---- Attributes ---- */

/* The next one; false at the end, and where it is malformed, which it notes. */
bool kl_phys_next(struct kl_wifi_phys *p, struct kl_view *v, struct kl_attr *ret);
/* Any integer; false (and noted) where it is none. */
bool kl_phys_uint(struct kl_wifi_phys *p, const struct kl_attr *a, uint64_t *ret);
/* 0 where it is none. */
uint32_t kl_phys_u32(struct kl_wifi_phys *p, const struct kl_attr *a);
/* As many bytes as there are, up to @size. @return how many */
size_t kl_phys_bytes(const struct kl_attr *a, void *ret, size_t size);
/* A bit for the type of each attribute inside that is under 32. */
uint32_t kl_phys_bits(struct kl_wifi_phys *p, const struct kl_attr *a);

/* ---- Parts ---- */

typedef void kl_phys_reader(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                            const struct kl_attr *a);

/* phy_band.c */
kl_phys_reader kl_phys_read_bands;
/* phy_combination.c */
kl_phys_reader kl_phys_read_combinations, kl_phys_read_global, kl_phys_read_radios;
/* phy_part.c */
kl_phys_reader kl_phys_read_wowlan, kl_phys_read_coalesce, kl_phys_read_pmsr, kl_phys_read_sar,
    kl_phys_read_tx_frames, kl_phys_read_rx_frames, kl_phys_read_ext_capas, kl_phys_read_tid,
    kl_phys_read_mbssid, kl_phys_read_iftype_akms, kl_phys_read_vendor_commands,
    kl_phys_read_vendor_events, kl_phys_read_macs;

#endif
