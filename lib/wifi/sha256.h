// SPDX-License-Identifier: MIT
// SHA-256, of which names of services are made. Source: FIPS 180-4.
#ifndef KL_WIFI_SHA256_H
#define KL_WIFI_SHA256_H

#include <stddef.h>
#include <stdint.h>

void kl_sha256(const void *data, size_t len, uint8_t ret[32]);

#endif
