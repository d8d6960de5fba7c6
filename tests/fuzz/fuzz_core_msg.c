// SPDX-License-Identifier: MIT
// Walking the messages of a datagram and the attributes in them, to the depth of the cap.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/schema.h>

#include "core/schema_def.h"
#include "core/sock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile unsigned sink; /* keeps the compiler from leaving the reads out */

/* Touches every byte, so that a wrong length shows. */
static unsigned touch(const void *data, size_t len)
{
    unsigned sum = 0;

    for (size_t i = 0; i < len; i++)
        sum += ((const unsigned char *)data)[i];
    return sum;
}

static unsigned walk(struct kl_view v, unsigned depth)
{
    struct kl_view all = v, nest;
    struct kl_attr a;
    unsigned sum = 0;

    while (kl_view_next(&v, &a) > 0) {
        const void *bytes;
        const char *text;
        uint64_t u = 0;
        int64_t i = 0;
        size_t len;

        sum += touch(a.data, a.len);
        if (kl_view_get_str(&all, a.type, &text, &len) == 0)
            sum += touch(text, len);
        if (kl_view_get_bytes(&all, a.type, &bytes, &len) == 0)
            sum += touch(bytes, len);
        kl_view_get_uint(&all, a.type, &u);
        kl_view_get_int(&all, a.type, &i);
        sum += (unsigned)u + (unsigned)(uint64_t)i;
        if (depth > 0 && kl_view_get_nest(&all, a.type, &nest) == 0)
            sum += walk(nest, depth > 3 ? 3 : depth - 1);
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct kl_family *family = kl_family_find("ipset");
    unsigned char *copy = malloc(size > 0 ? size : 1); /* as aligned as a receive buffer */
    const struct nlmsghdr *msg;
    struct kl_view v;
    size_t at = 0;

    if (copy == NULL)
        return 0;
    if (size > 0)
        memcpy(copy, data, size);
    while (kl_rx_next(copy, size, &at, &msg) > 0) {
        for (size_t header = 0; header <= 16; header += 4)
            if (kl_view_message(&v, msg, header, header == 4 ? family->attrs : NULL) == 0)
                sink += walk(v, 4);
    }
    free(copy);
    return 0;
}
