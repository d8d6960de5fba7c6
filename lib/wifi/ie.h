// SPDX-License-Identifier: MIT
// Elements of IEEE 802.11 frames: one table of names, lengths and fields. A new element is a row;
// what fields at fixed places cannot say is a function.
#ifndef KL_WIFI_IE_H
#define KL_WIFI_IE_H

#include <kernlink/sink.h>
#include <kernlink/wifi.h>

#include <string.h>

#define KL_IE_VENDOR    221
#define KL_IE_EXTENSION 255

enum kl_ie_kind {
    KL_IE_UINT,   /* of one bit: true or false */
    KL_IE_INT,    /* two's complement */
    KL_IE_CHOSEN, /* the names are numbers, and the one it chooses is the value */
    KL_IE_MAC,
    KL_IE_BYTES, /* bits / 8 of them; bits 0: the rest */
    KL_IE_TEXT   /* the same */
};

/* A field of the content. One that lies behind the content's end is left out: elements grew. */
struct kl_ie_field {
    const char *key;
    uint16_t bit; /* of the content; the lowest bit of the first byte is 0 */
    uint8_t bits; /* at most 64, little-endian; up to 256 of BYTES */
    uint8_t kind; /* enum kl_ie_kind */
    const char *const *names;
    uint8_t n_names;
};

struct kl_ie {
    uint8_t id;
    uint32_t type; /* of an extension: its id; of a vendor's: OUI and type, 0x0050f201 */
    const char *name;
    uint8_t min, max; /* of the content behind id and type */
    uint8_t n_fields;
    const struct kl_ie_field *fields;
    /* Adds keys to the open object. @return NULL, or what is wrong with the content */
    const char *(*more)(struct kl_sink *k, const uint8_t *p, size_t len);
};

struct kl_ie_table {
    const struct kl_ie *rows;
    size_t n;
};

/* Rows by area. */
extern const struct kl_ie_table kl_ie_base, kl_ie_phy, kl_ie_rsn, kl_ie_mesh, kl_ie_vendor;

// clang-format off
/* Field at a bit of a byte; whole bytes; the same with names for values. */
#define F(key, byte, low, bits)    {key, (byte) * 8 + (low), bits, KL_IE_UINT, NULL, 0}
#define FB(key, byte, bytes)       {key, (byte) * 8, (bytes) * 8, KL_IE_UINT, NULL, 0}
#define FI(key, byte, bytes)       {key, (byte) * 8, (bytes) * 8, KL_IE_INT, NULL, 0}
#define FN(key, byte, low, bits, names) \
    {key, (byte) * 8 + (low), bits, KL_IE_UINT, names, sizeof(names) / sizeof((names)[0])}
#define FC(key, byte, low, bits, names) \
    {key, (byte) * 8 + (low), bits, KL_IE_CHOSEN, names, sizeof(names) / sizeof((names)[0])}
#define FMAC(key, byte)            {key, (byte) * 8, 48, KL_IE_MAC, NULL, 0}
#define FREST(key, byte)           {key, (byte) * 8, 0, KL_IE_BYTES, NULL, 0}
#define FTEXT(key, byte)           {key, (byte) * 8, 0, KL_IE_TEXT, NULL, 0}
#define FIELDS(table)              sizeof(table) / sizeof((table)[0]), table
#define NO_FIELDS                  0, NULL
// clang-format on

/* ---- ie.c ---- */

void kl_ie_put_fields(struct kl_sink *k, const struct kl_ie_field *fields, size_t n,
                      const uint8_t *p, size_t len);
void kl_ie_put_uint(struct kl_sink *k, const char *key, uint64_t value);
void kl_ie_put_bytes(struct kl_sink *k, const char *key, const uint8_t *p, size_t len);
void kl_ie_put_mac(struct kl_sink *k, const char *key, const uint8_t *p);
void kl_ie_put_text(struct kl_sink *k, const char *key, const uint8_t *p, size_t len);
/* An array of the names of the bits that are set; "bit_77" where there is no name. */
void kl_ie_put_bits(struct kl_sink *k, const char *key, const uint8_t *p, size_t len,
                    const char *const *names, size_t n_names);
/* An array of numbers of one byte each. */
void kl_ie_put_list(struct kl_sink *k, const char *key, const uint8_t *p, size_t len);

static inline unsigned kl_ie_le16(const uint8_t *p)
{
    return (unsigned)p[0] | (unsigned)p[1] << 8;
}

#endif
