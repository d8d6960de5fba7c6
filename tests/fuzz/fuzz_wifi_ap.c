// SPDX-License-Identifier: MIT
// Requests to associate of any bytes, in memory that ends with them; what was taken out of them
// lies inside.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wifi/ap_serve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(const uint8_t *frame, size_t size, const uint8_t *p, size_t len)
{
    if (p != NULL && (p < frame || len > size || (size_t)(p - frame) > size - len))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    struct kl_wifi_assoc a;

    if (copy == NULL)
        abort();
    if (size > 0)
        memcpy(copy, data, size);
    if (kl_wifi_assoc_parse(copy, size, &a)) {
        inside(copy, size, a.ies, a.ies_len);
        inside(copy, size, a.ssid, a.ssid_len);
        inside(copy, size, a.ht, 26);
        inside(copy, size, a.vht, 12);
        inside(copy, size, a.he, a.he_len);
        if (a.n_rates > sizeof(a.rates))
            abort();
    }
    free(copy);
    return 0;
}
