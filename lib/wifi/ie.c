// SPDX-License-Identifier: MIT
// Elements of IEEE 802.11 frames into a sink: the walk, and fields at fixed places.
#include "ie.h"

#include <stdio.h>
#include <stdlib.h>

static const struct kl_ie_table *const tables[] = {&kl_ie_base, &kl_ie_phy, &kl_ie_rsn, &kl_ie_mesh,
                                                   &kl_ie_vendor};

/* ---- Keys ---- */

void kl_ie_put_uint(struct kl_sink *k, const char *key, uint64_t value)
{
    kl_sink_key(k, key);
    kl_sink_uint(k, value);
}

void kl_ie_put_bytes(struct kl_sink *k, const char *key, const uint8_t *p, size_t len)
{
    kl_sink_key(k, key);
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_BYTES, .data = p, .len = len});
}

void kl_ie_put_mac(struct kl_sink *k, const char *key, const uint8_t *p)
{
    kl_sink_key(k, key);
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_MAC, .data = p, .len = 6});
}

void kl_ie_put_text(struct kl_sink *k, const char *key, const uint8_t *p, size_t len)
{
    kl_sink_key(k, key);
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_STRING, .data = p, .len = len});
}

void kl_ie_put_bits(struct kl_sink *k, const char *key, const uint8_t *p, size_t len,
                    const char *const *names, size_t n_names)
{
    char number[32];

    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    for (size_t bit = 0; bit < len * 8; bit++) {
        if ((p[bit / 8] >> bit % 8 & 1) == 0)
            continue;
        snprintf(number, sizeof(number), "bit_%zu", bit);
        kl_sink_str(k, bit < n_names && names[bit] != NULL ? names[bit] : number);
    }
    kl_sink_array_end(k);
}

void kl_ie_put_list(struct kl_sink *k, const char *key, const uint8_t *p, size_t len)
{
    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    for (size_t i = 0; i < len; i++)
        kl_sink_uint(k, p[i]);
    kl_sink_array_end(k);
}

/* ---- Fields ---- */

static uint64_t bits_at(const uint8_t *p, unsigned bit, unsigned bits)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < bits; i++)
        value |= (uint64_t)(p[(bit + i) / 8] >> (bit + i) % 8 & 1) << i;
    return value;
}

static void put_number(struct kl_sink *k, const struct kl_ie_field *f, uint64_t value)
{
    struct kl_value v = {.kind = KL_VALUE_UINT, .u = value};

    kl_sink_key(k, f->key);
    if (f->kind == KL_IE_INT) {
        uint64_t sign = (uint64_t)1 << (f->bits - 1);

        kl_sink_int(k, (int64_t)((value ^ sign) - sign));
    } else if (f->kind == KL_IE_CHOSEN && value < f->n_names) {
        kl_sink_uint(k, strtoul(f->names[value], NULL, 10));
    } else if (f->kind == KL_IE_CHOSEN) {
        kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_NULL}); /* reserved */
    } else if (f->names == NULL && f->bits == 1) {
        kl_sink_bool(k, value != 0);
    } else {
        if (value < f->n_names)
            v.name = f->names[value];
        kl_sink_value(k, &v);
    }
}

void kl_ie_put_fields(struct kl_sink *k, const struct kl_ie_field *fields, size_t n,
                      const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < n; i++) {
        const struct kl_ie_field *f = &fields[i];
        size_t at = f->bit / 8u, bytes = f->bits / 8u;

        if (f->bit + f->bits > len * 8 || at > len)
            continue;
        if (f->bits == 0)
            bytes = len - at;
        if (f->kind == KL_IE_MAC)
            kl_ie_put_mac(k, f->key, p + at);
        else if (f->kind == KL_IE_TEXT)
            kl_ie_put_text(k, f->key, p + at, bytes);
        else if (f->kind == KL_IE_BYTES)
            kl_ie_put_bytes(k, f->key, p + at, bytes);
        else
            put_number(k, f, bits_at(p, f->bit, f->bits));
    }
}

/* ---- The walk ---- */

static const struct kl_ie *find(uint8_t id, uint32_t type)
{
    for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
        for (size_t i = 0; i < tables[t]->n; i++)
            if (tables[t]->rows[i].id == id && tables[t]->rows[i].type == type)
                return &tables[t]->rows[i];
    return NULL;
}

/* What stands between the length and the content, as keys. @return its length; *@ret_type */
static size_t put_type(struct kl_sink *k, uint8_t id, const uint8_t *p, size_t len,
                       uint32_t *ret_type)
{
    char oui[12];

    *ret_type = 0;
    if (id == KL_IE_EXTENSION && len > 0) {
        *ret_type = p[0];
        kl_ie_put_uint(k, "extension_id", p[0]);
        return 1;
    }
    if (id != KL_IE_VENDOR || len < 3)
        return 0;
    snprintf(oui, sizeof(oui), "%02x:%02x:%02x", p[0], p[1], p[2]);
    kl_sink_key(k, "oui");
    kl_sink_str(k, oui);
    if (len < 4)
        return 3;
    kl_ie_put_uint(k, "vendor_type", p[3]);
    *ret_type = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    return 4;
}

/* One element's keys. @return whether it is well-formed */
static bool put_element(struct kl_sink *k, uint8_t id, const uint8_t *p, size_t len)
{
    const char *error = NULL;
    const struct kl_ie *ie;
    uint32_t type;
    size_t head;

    kl_ie_put_uint(k, "id", id);
    head = put_type(k, id, p, len, &type);
    ie = find(id, type);
    if (ie != NULL) {
        kl_sink_key(k, "name");
        kl_sink_str(k, ie->name);
        if (len - head < ie->min) {
            error = "too short";
        } else {
            kl_ie_put_fields(k, ie->fields, ie->n_fields, p + head, len - head);
            if (ie->more != NULL)
                error = ie->more(k, p + head, len - head);
            if (len - head > ie->max)
                error = "too long";
        }
    } else if ((id == KL_IE_EXTENSION && head == 0) || (id == KL_IE_VENDOR && head < 3)) {
        error = "too short";
    }
    if (error != NULL) {
        kl_sink_key(k, "error");
        kl_sink_str(k, error);
    }
    kl_ie_put_bytes(k, "bytes", p, len);
    return error == NULL;
}

int kl_wifi_elements_decode(struct kl_sink *sink, const uint8_t *ies, size_t len)
{
    int bad = 0;

    kl_sink_array_begin(sink);
    while (ies != NULL && len > 0) {
        size_t have = len < 2 ? 0 : len - 2;
        bool cut = len < 2 || ies[1] > have;

        kl_sink_object_begin(sink);
        if (cut) {
            kl_ie_put_uint(sink, "id", ies[0]);
            kl_sink_key(sink, "error");
            kl_sink_str(sink, "cut");
            kl_ie_put_bytes(sink, "bytes", ies + (len < 2 ? len : 2), have);
            bad++;
        } else {
            bad += !put_element(sink, ies[0], ies + 2, ies[1]);
            have = ies[1];
        }
        kl_sink_object_end(sink);
        if (cut)
            break;
        ies += 2 + have;
        len -= 2 + have;
    }
    kl_sink_array_end(sink);
    return bad;
}

const char *kl_wifi_element_name(const uint8_t *element, size_t len)
{
    const uint8_t *p = element + 2;
    const struct kl_ie *ie;
    uint32_t type = 0;

    if (len < 2 || element[1] > len - 2)
        return NULL;
    if (element[0] == KL_IE_EXTENSION && element[1] > 0)
        type = p[0];
    else if (element[0] == KL_IE_VENDOR && element[1] >= 4)
        type = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    ie = find(element[0], type);
    return ie != NULL ? ie->name : NULL;
}
