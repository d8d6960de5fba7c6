// SPDX-License-Identifier: MIT
// The key of WPA2-Personal from its passphrase: PBKDF2 (RFC 8018) over HMAC-SHA1 (RFC 2104, 3174),
// as IEEE 802.11, annex J.4 wants it. SHA-1 is no good for signatures; here nothing else is
// allowed.
#include "psk.h"
#include "../core/hex.h"

#include <kernlink/wifi.h>

#include <errno.h>
#include <string.h>

#define BLOCK  64
#define DIGEST 20
#define ROUNDS 4096

struct sha1 {
    uint32_t h[5];
    uint64_t len;
    uint8_t block[BLOCK];
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static void compress(uint32_t h[5], const uint8_t block[BLOCK])
{
    static const uint32_t constants[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    uint32_t w[80], v[5];

    for (unsigned i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (unsigned i = 16; i < 80; i++)
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    memcpy(v, h, sizeof(v));
    for (unsigned i = 0; i < 80; i++) {
        unsigned quarter = i / 20;
        uint32_t f = quarter == 0   ? (v[1] & v[2]) | (~v[1] & v[3])
                     : quarter == 2 ? (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3])
                                    : v[1] ^ v[2] ^ v[3];
        uint32_t next = rotate(v[0], 5) + f + v[4] + constants[quarter] + w[i];

        v[4] = v[3];
        v[3] = v[2];
        v[2] = rotate(v[1], 30);
        v[1] = v[0];
        v[0] = next;
    }
    for (unsigned i = 0; i < 5; i++)
        h[i] += v[i];
    explicit_bzero(w, sizeof(w));
    explicit_bzero(v, sizeof(v));
}

static void begin(struct sha1 *s)
{
    *s = (struct sha1){.h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}

static void add(struct sha1 *s, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        s->block[s->len++ % BLOCK] = data[i];
        if (s->len % BLOCK == 0)
            compress(s->h, s->block);
    }
}

static void end(struct sha1 *s, uint8_t ret[DIGEST])
{
    static const uint8_t one = 0x80, zero = 0;
    uint64_t bits = s->len * 8;
    uint8_t tail[8];

    for (unsigned i = 0; i < 8; i++)
        tail[i] = (uint8_t)(bits >> (56 - 8 * i));
    add(s, &one, 1);
    while (s->len % BLOCK != BLOCK - sizeof(tail))
        add(s, &zero, 1);
    add(s, tail, sizeof(tail));
    for (unsigned i = 0; i < DIGEST; i++)
        ret[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

/* A key of HMAC: what the inner and the outer hash are after their first block. */
struct hmac {
    struct sha1 inner, outer;
};

static void hmac_key(struct hmac *k, const uint8_t *key, size_t len)
{
    uint8_t pad[BLOCK] = {0};

    if (len > BLOCK) {
        begin(&k->inner);
        add(&k->inner, key, len);
        end(&k->inner, pad);
    } else {
        memcpy(pad, key, len);
    }
    for (unsigned i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36;
    begin(&k->inner);
    add(&k->inner, pad, BLOCK);
    for (unsigned i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    begin(&k->outer);
    add(&k->outer, pad, BLOCK);
    explicit_bzero(pad, sizeof(pad));
}

/* Of two pieces, one behind the other. */
static void hmac(const struct hmac *k, const uint8_t *a, size_t a_len, const uint8_t *b,
                 size_t b_len, uint8_t ret[DIGEST])
{
    struct sha1 s = k->inner;

    add(&s, a, a_len);
    add(&s, b, b_len);
    end(&s, ret);
    s = k->outer;
    add(&s, ret, DIGEST);
    end(&s, ret);
    explicit_bzero(&s, sizeof(s));
}

void kl_pbkdf2_sha1(const uint8_t *password, size_t password_len, const uint8_t *salt,
                    size_t salt_len, unsigned rounds, uint8_t *ret, size_t ret_len)
{
    uint8_t u[DIGEST], sum[DIGEST];
    struct hmac key;

    hmac_key(&key, password, password_len);
    for (uint32_t block = 1; ret_len > 0; block++) {
        uint8_t number[4] = {(uint8_t)(block >> 24), (uint8_t)(block >> 16), (uint8_t)(block >> 8),
                             (uint8_t)block};
        size_t n = ret_len < DIGEST ? ret_len : DIGEST;

        hmac(&key, salt, salt_len, number, sizeof(number), u);
        memcpy(sum, u, sizeof(sum));
        for (unsigned i = 1; i < rounds; i++) {
            hmac(&key, u, sizeof(u), NULL, 0, u);
            for (unsigned k = 0; k < DIGEST; k++)
                sum[k] ^= u[k];
        }
        memcpy(ret, sum, n);
        ret += n;
        ret_len -= n;
    }
    explicit_bzero(&key, sizeof(key));
    explicit_bzero(u, sizeof(u));
    explicit_bzero(sum, sizeof(sum));
}

int kl_wifi_psk(const char *passphrase, const uint8_t *ssid, size_t ssid_len, uint8_t ret[32])
{
    size_t len = passphrase != NULL ? strlen(passphrase) : 0;

    if (ssid == NULL || ssid_len == 0 || ssid_len > KL_WIFI_SSID_MAX)
        return -EINVAL;
    if (len == 64) {
        if (strspn(passphrase, "0123456789abcdefABCDEF") != len)
            return -EINVAL;
        for (unsigned i = 0; i < 32; i++)
            ret[i] = (uint8_t)(kl_hex_digit(passphrase[2 * i]) << 4 |
                               kl_hex_digit(passphrase[2 * i + 1]));
        return 0;
    }
    if (len < 8 || len > 63)
        return -EINVAL;
    for (size_t i = 0; i < len; i++)
        if (passphrase[i] < 32 || passphrase[i] > 126)
            return -EINVAL;
    kl_pbkdf2_sha1((const uint8_t *)passphrase, len, ssid, ssid_len, ROUNDS, ret, 32);
    return 0;
}
