// SPDX-License-Identifier: MIT
// Decoding: what the walk over messages (decode.c) and the values inside (decode_value.c) share.
#ifndef KL_CORE_DECODE_H
#define KL_CORE_DECODE_H

#include "schema_def.h"

struct kl_decoder {
    struct kl_sink *sink;
    int malformed;                   /* places */
    const struct kl_attr_def *named; /* an integer that the caller has a name for */
    const char *name;
};

/* The object is open: puts a key per attribute, repeated ones as an array. @depth: nests around. */
void kl_decode_attrs(struct kl_decoder *d, const struct kl_scope *scope, unsigned depth);
/* The fields of a fixed header or struct, as far as @len goes, into the open object. */
void kl_decode_fields(struct kl_decoder *d, const struct kl_layout *layout,
                      const unsigned char *data, size_t len);
/* One of them. @return false, and nothing is put: it is not there. */
bool kl_decode_field(struct kl_decoder *d, const struct kl_layout *layout, unsigned i,
                     const unsigned char *data, size_t len);
/* The key "error" and where; the object is open. */
void kl_decode_error(struct kl_decoder *d, const char *what, size_t offset);
/* A value: bits by their names, the rest in hexadecimal. */
void kl_decode_flags(struct kl_decoder *d, const struct kl_enum *e, uint64_t value);

#endif
