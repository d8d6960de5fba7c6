// SPDX-License-Identifier: MIT
// PBKDF2 over HMAC-SHA1, which the key of WPA2-Personal is made with.
#ifndef KL_WIFI_PSK_H
#define KL_WIFI_PSK_H

#include <stddef.h>
#include <stdint.h>

void kl_pbkdf2_sha1(const uint8_t *password, size_t password_len, const uint8_t *salt,
                    size_t salt_len, unsigned rounds, uint8_t *ret, size_t ret_len);

#endif
