// SPDX-License-Identifier: MIT
// Elements in the words of iw 5.19, which scripts read. What 5.19 has no form for is in the form of
// later ones.
#ifndef KL_CMD_IW_IES_H
#define KL_CMD_IW_IES_H

#include "scan.h"

#include <stdio.h>

/* What one element says about how another is shown. */
struct ies_context {
    bool has_vht;
    const uint8_t *he_phy; /* 11 bytes, or NULL */
};

struct ies_row {
    uint8_t id;
    uint32_t type; /* of an extension: its id; of a vendor's: OUI and type */
    const char *name;
    uint8_t min, max;
    /* Goes on behind "NAME:"; ends the line. @len is in @min to @max. */
    void (*print)(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c);
};

struct ies_table {
    const struct ies_row *rows;
    size_t n;
};

extern const struct ies_table iw_ies_base, iw_ies_phy, iw_ies_he, iw_ies_vendor;

/* A line where bits are not 0; with more than one bit, or with @number, the value behind it. */
struct ies_bits {
    uint16_t bit;
    uint8_t bits;
    bool number;
    const char *text;
};

void iw_ies_bits(struct kl_out *o, const char *indent, const uint8_t *p,
                 const struct ies_bits *bits, size_t n);
/* Eight lines "N streams: MCS 0-M". */
void iw_ies_streams(struct kl_out *o, const char *indent, unsigned map, unsigned step);
/* " 0a 0b" and the end of the line. */
void iw_ies_hex(struct kl_out *o, const uint8_t *p, size_t len);

/* What elements and phys have in common, in lines with two tabs: HT, its A-MPDUs, its 16 bytes of
 * MCS; VHT with its 4 and 8 bytes. */
void iw_ies_ht(struct kl_out *o, unsigned cap);
void iw_ies_ampdu_length(struct kl_out *o, unsigned exponent);
void iw_ies_ampdu_spacing(struct kl_out *o, unsigned space);
void iw_ies_ht_mcs(struct kl_out *o, const uint8_t *mcs);
void iw_ies_vht(struct kl_out *o, const uint8_t *cap, const uint8_t *mcs);
/* With @indent in front of the headings: HE of 6 and 11 bytes; what is set of EHT's 8. */
void iw_ies_he_lines(struct kl_out *o, const char *indent, const uint8_t *mac, const uint8_t *phy);
void iw_ies_eht_phy(struct kl_out *o, const char *indent, const uint8_t *phy);

static inline unsigned ies_le16(const uint8_t *p)
{
    return (unsigned)p[0] | (unsigned)p[1] << 8;
}

#endif
