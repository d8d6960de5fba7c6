// SPDX-License-Identifier: MIT
// Building from JSON: attributes (encode_json.c) and plain values (encode_value.c).
#ifndef KL_CORE_ENCODE_JSON_H
#define KL_CORE_ENCODE_JSON_H

#ifdef HAVE_JANSSON
#include <jansson.h>
#include <stdlib.h>

#include "schema_def.h"

#define NLA_TYPE_MASK_BITS 0x3fffu /* of a type, without its two flags */

struct kl_json {
    struct kl_msg *msg;
    char *error;
    size_t error_size;
    char path[512];
    bool reply; /* the message is one of the kernel's */
    unsigned char scratch[65536];
};

/* An integer of either sign. */
struct kl_json_int {
    bool negative;
    uint64_t value; /* the bits of an int64_t when negative */
};

/* Writes "PATH: sentence". @return @code. */
int kl_json_fail(struct kl_json *j, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Appends to the path that an error names. @return what kl_json_leave() takes. */
size_t kl_json_enter(struct kl_json *j, const char *name);
void kl_json_leave(struct kl_json *j, size_t before);

int kl_json_put_attrs(struct kl_json *j, json_t *object);
/* All of @text as a decimal or 0x number. @return 0 or -EINVAL. */
int kl_json_number(const char *text, uint64_t *ret);
/* A number, the name of an enum's value, a number as text, or names of bits. */
int kl_json_integer(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                    struct kl_json_int *ret);
/* Bytes, addresses, bitfields, structs and packed rows; @row NULL: bytes. */
int kl_json_bytes(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                  unsigned char *out, size_t size, size_t *ret_len);
/* One field of @layout into the struct at @out, of @size bytes at most; *@len grows with what an
 * open-ended field takes. -ENOENT: there is no such field. */
int kl_json_field(struct kl_json *j, const struct kl_layout *layout, const char *key, json_t *value,
                  unsigned char *out, size_t size, size_t *len);
#endif

#endif
