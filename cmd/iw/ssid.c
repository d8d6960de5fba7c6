// SPDX-License-Identifier: MIT
// Names of networks for people. Anybody may send any bytes as a name: none of them reaches the
// terminal that could move its cursor, or make a name look like another.
#include "../../lib/core/utf8.h"
#include "facts.h"

#include <stdio.h>
#include <string.h>

struct range {
    uint32_t from, to;
};

/* Of no width, blank, or of unknown looks; sorted. Unicode 15, general categories Cc, Cf, Co, Zs,
 * Zl, Zp, and fillers. */
static const struct range unseen[] = {
    {0x0, 0x1f},      {0x7f, 0xa0},     {0xad, 0xad},     {0x61c, 0x61c},   {0x115f, 0x1160},
    {0x1680, 0x1680}, {0x180e, 0x180e}, {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f},
    {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xe000, 0xf8ff}, {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0x10ffff},
};

/* Stands above what is in front of it. */
static const struct range combining[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x64b, 0x65f},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
};

/* Two columns wide: East Asia, and pictures. */
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23f3},   {0x2e80, 0x303e},
    {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},
    {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
    {0x20000, 0x3fffd},
};

static bool is_in(const struct range *r, size_t n, uint32_t c)
{
    for (; n > 0; r++, n--)
        if (c >= r->from && c <= r->to)
            return true;
    return false;
}

#define IS_IN(ranges, c) is_in(ranges, sizeof(ranges) / sizeof((ranges)[0]), c)

/* @s is one character of @n bytes, which are UTF-8. */
static uint32_t code_point(const uint8_t *s, size_t n)
{
    uint32_t c = n == 1 ? s[0] : s[0] & (0x7fu >> n);

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (s[i] & 0x3f);
    return c;
}

bool iw_ssid_hidden(const uint8_t *ssid, size_t len)
{
    for (size_t i = 0; ssid != NULL && i < len; i++)
        if (ssid[i] != 0)
            return false;
    return true;
}

/* A blank at an end would not be seen; an accent needs a letter in front. */
static bool is_seen(uint32_t c, bool first, bool last)
{
    if (c == ' ')
        return !first && !last;
    return c != '\\' && !IS_IN(unseen, c) && !(first && IS_IN(combining, c));
}

void iw_ssid_text(const uint8_t *ssid, size_t len, char ret[IW_NAME_MAX])
{
    size_t at = 0;

    if (iw_ssid_hidden(ssid, len)) {
        snprintf(ret, IW_NAME_MAX, "(hidden)");
        return;
    }
    if (len > KL_WIFI_SSID_MAX)
        len = KL_WIFI_SSID_MAX;
    for (size_t i = 0, n; i < len; i += n) {
        n = kl_utf8_char(ssid + i, len - i);
        if (n > 0 && is_seen(code_point(ssid + i, n), i == 0, i + n == len)) {
            memcpy(ret + at, ssid + i, n);
            at += n;
            continue;
        }
        n = n > 0 ? n : 1;
        for (size_t k = 0; k < n; k++, at += 4)
            snprintf(ret + at, IW_NAME_MAX - at, "\\x%.2x", ssid[i + k]);
    }
    ret[at] = '\0';
}

size_t iw_text_fit(const char *text, unsigned columns, unsigned *ret_used)
{
    const uint8_t *s = (const uint8_t *)text;
    size_t len = strlen(text), at = 0;
    unsigned used = 0;

    while (at < len) {
        size_t n = kl_utf8_char(s + at, len - at);
        uint32_t c = n > 0 ? code_point(s + at, n) : s[at];
        unsigned width = IS_IN(combining, c) ? 0 : IS_IN(wide, c) ? 2 : 1;

        if (used + width > columns)
            break;
        used += width;
        at += n > 0 ? n : 1;
    }
    if (ret_used != NULL)
        *ret_used = used;
    return at;
}
