// SPDX-License-Identifier: MIT
// Patterns of packets, which wake or are held back. Source: net/wireless/nl80211.c,
// nl80211_packet_pattern_policy.
#include "../core/hex.h"
#include "wake.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int wrong(char *error, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int wrong(char *error, size_t size, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (error != NULL)
        vsnprintf(error, size, format, args);
    va_end(args);
    return -EINVAL;
}

/* One or two digits, or "-". @return what is behind them; NULL: neither */
static const char *take_byte(const char *at, struct kl_wifi_pattern *p)
{
    int value;

    if (*at == '-') {
        p->bytes[p->len++] = 0;
        return at + 1;
    }
    value = kl_hex_digit(*at++);
    if (value < 0)
        return NULL;
    if (kl_hex_digit(*at) >= 0)
        value = value * 16 + kl_hex_digit(*at++);
    p->mask[p->len / 8] |= (uint8_t)(1u << p->len % 8);
    p->bytes[p->len++] = (uint8_t)value;
    return at;
}

int kl_wifi_pattern_parse(const char *text, struct kl_wifi_pattern *ret, char *error,
                          size_t error_size)
{
    struct kl_wifi_pattern p = {.len = 0};
    const char *plus = strchr(text, '+'), *at = text;
    unsigned long offset;
    char *end;

    if (plus != NULL) {
        errno = 0;
        offset = strtoul(text, &end, 0);
        if (!isdigit((unsigned char)*text) || end != plus || errno != 0 || offset > UINT16_MAX)
            return wrong(error, error_size, "'%.*s' is no offset in a packet",
                         (int)(plus - text > 40 ? 40 : plus - text), text);
        p.offset = (uint32_t)offset;
        at = plus + 1;
    }
    do {
        const char *behind;

        if (p.len == KL_WIFI_PATTERN_MAX)
            return wrong(error, error_size, "a pattern has at most %d bytes", KL_WIFI_PATTERN_MAX);
        behind = take_byte(at, &p);
        if (behind == NULL || (*behind != ':' && *behind != '\0'))
            return wrong(error, error_size,
                         "'%.40s' is no byte in hexadecimal and no '-', parted by ':'", at);
        at = behind + 1;
    } while (at[-1] == ':');
    *ret = p;
    return 0;
}

int kl_wifi_check_patterns(struct kl_wifi *w, const struct kl_wifi_pattern *p, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (p[i].len == 0 || p[i].len > KL_WIFI_PATTERN_MAX)
            return kl_wifi_refuse(w, -EINVAL, "a pattern has 1 to %d bytes", KL_WIFI_PATTERN_MAX);
    return 0;
}

void kl_wifi_put_patterns(struct kl_msg *m, uint16_t attr, const struct kl_wifi_pattern *p,
                          unsigned n)
{
    (void)kl_msg_nest_begin(m, attr);
    for (unsigned i = 0; i < n; i++) {
        (void)kl_msg_nest_begin(m, (uint16_t)(i + 1));
        (void)kl_msg_put_bytes(m, NL80211_PKTPAT_MASK, p[i].mask, (p[i].len + 7) / 8);
        (void)kl_msg_put_bytes(m, NL80211_PKTPAT_PATTERN, p[i].bytes, p[i].len);
        (void)kl_msg_put_u32(m, NL80211_PKTPAT_OFFSET, p[i].offset);
        (void)kl_msg_nest_end(m);
    }
    (void)kl_msg_nest_end(m);
}

static bool read_one(const struct kl_view *v, struct kl_wifi_pattern *ret)
{
    const void *bytes, *mask;
    size_t len, mask_len;

    if (kl_view_get_bytes(v, NL80211_PKTPAT_PATTERN, &bytes, &len) < 0 ||
        kl_view_get_bytes(v, NL80211_PKTPAT_MASK, &mask, &mask_len) < 0 || len == 0 ||
        len > KL_WIFI_PATTERN_MAX || mask_len < (len + 7) / 8)
        return false;
    *ret = (struct kl_wifi_pattern){.offset = (uint32_t)kl_wifi_uint(v, NL80211_PKTPAT_OFFSET, 0),
                                    .len = (uint32_t)len};
    memcpy(ret->bytes, bytes, len);
    memcpy(ret->mask, mask, (len + 7) / 8);
    return true;
}

int kl_wifi_read_patterns(struct kl_view nest, struct kl_wifi_pattern **ret)
{
    struct kl_wifi_pattern *all = NULL;
    struct kl_attr a;
    int n = 0;

    while (kl_view_next(&nest, &a) == 1) {
        struct kl_wifi_pattern *more = realloc(all, ((size_t)n + 1) * sizeof(*all));
        struct kl_view inside = kl_wifi_inside(&a);

        if (more == NULL) {
            free(all);
            return -ENOMEM;
        }
        all = more;
        n += read_one(&inside, &all[n]);
    }
    *ret = all;
    return n;
}
