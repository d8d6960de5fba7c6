// SPDX-License-Identifier: MIT
// Words as values: addresses, numbers, bytes. What is wrong is for the caller to say.
#include "../../lib/core/hex.h"
#include "iw.h"

#include <ctype.h>
#include <stdlib.h>

int iw_parse_hex(const char *word, uint8_t *ret, size_t size)
{
    size_t n = 0;

    while (*word != '\0') {
        int high = kl_hex_digit(word[0]), low = high < 0 ? -1 : kl_hex_digit(word[1]);

        if (low < 0 || n == size)
            return -1;
        ret[n++] = (uint8_t)(high << 4 | low);
        word += 2;
        if (*word == ':' && word[1] != '\0')
            word++;
    }
    return (int)n;
}

bool iw_parse_mac(const char *word, unsigned char ret[6])
{
    unsigned char mac[6];

    for (int i = 0; i < 6; i++) {
        int high = kl_hex_digit(*word), low = high < 0 ? -1 : kl_hex_digit(word[1]);

        if (high < 0)
            return false;
        mac[i] = (unsigned char)(low < 0 ? high : high << 4 | low);
        word += low < 0 ? 1 : 2;
        if (*word++ != (i < 5 ? ':' : '\0'))
            return false;
    }
    memcpy(ret, mac, sizeof(mac));
    return true;
}

bool iw_parse_number(const char *word, uint64_t min, uint64_t max, uint64_t *ret)
{
    unsigned long long value;
    char *end;

    if (!isdigit((unsigned char)*word))
        return false;
    errno = 0;
    value = strtoull(word, &end, strncmp(word, "0x", 2) == 0 ? 16 : 10);
    if (errno != 0 || *end != '\0' || value < min || value > max)
        return false;
    *ret = value;
    return true;
}

bool iw_parse_int(const char *word, int32_t min, int32_t max, int32_t *ret)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(word, &end, 10);
    if (errno != 0 || end == word || *end != '\0' || value < min || value > max)
        return false;
    *ret = (int32_t)value;
    return true;
}

bool iw_parse_khz(const char *word, uint32_t *ret)
{
    uint64_t khz = 0;
    int decimals = -1;

    if (!isdigit((unsigned char)*word))
        return false;
    for (; *word != '\0'; word++) {
        if (*word == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (!isdigit((unsigned char)*word) || decimals == 3)
            return false;
        decimals += decimals >= 0;
        khz = khz * 10 + (unsigned)(*word - '0');
        if (khz > UINT32_MAX)
            return false;
    }
    for (decimals = decimals < 0 ? 0 : decimals; decimals < 3; decimals++)
        khz *= 10;
    if (khz == 0 || khz > UINT32_MAX)
        return false;
    *ret = (uint32_t)khz;
    return true;
}
