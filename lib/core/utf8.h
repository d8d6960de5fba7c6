// SPDX-License-Identifier: MIT
// Telling UTF-8 from other bytes (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
#ifndef KL_CORE_UTF8_H
#define KL_CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/** The bytes of the character at @s, 1 to 4; 0 when there is none within @len. */
static inline size_t kl_utf8_char(const unsigned char *s, size_t len)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t n;

    if (len == 0)
        return 0;
    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    if (s[0] == 0xe0)
        low = 0xa0;
    else if (s[0] == 0xed)
        high = 0x9f;
    else if (s[0] == 0xf0)
        low = 0x90;
    else if (s[0] == 0xf4)
        high = 0x8f;
    if (len < n || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if (s[i] < 0x80 || s[i] > 0xbf)
            return 0;
    return n;
}

/** Are all @len bytes UTF-8, with no NUL among them? */
static inline bool kl_utf8_text(const void *data, size_t len)
{
    const unsigned char *s = data;
    size_t n;

    for (; len > 0; s += n, len -= n) {
        n = kl_utf8_char(s, len);
        if (n == 0 || *s == 0)
            return false;
    }
    return true;
}

#endif
