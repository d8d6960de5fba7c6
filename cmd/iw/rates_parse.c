// SPDX-License-Identifier: MIT
// The words of set bitrates and set tidconf.
#include "rates.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 2, 3))) static int wrong(struct iw_why *why, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(why->text, sizeof(why->text), format, args);
    va_end(args);
    return -1;
}

/* ---- Words that say what follows ---- */

struct section {
    const char *word; /* in front of "-2.4", "-5", "-6" */
    uint32_t has;
    bool six;   /* also at 6 GHz */
    bool alone; /* nothing follows */
};

static const struct section sections[] = {
    {"legacy", KL_WIFI_X_LEGACY, false, false}, {"ht-mcs", KL_WIFI_X_HT, false, false},
    {"vht-mcs", KL_WIFI_X_VHT, false, false},   {"he-mcs", KL_WIFI_X_HE, true, false},
    {"sgi", KL_WIFI_X_GI, false, true},         {"lgi", KL_WIFI_X_GI, false, true},
    {"he-gi", KL_WIFI_X_HE_GI, true, false},    {"he-ltf", KL_WIFI_X_HE_LTF, true, false},
};

/* "ht-mcs-2.4" is the section "ht-mcs" of a band. */
static const struct section *find_section(const char *word, unsigned *ret_band)
{
    static const char *const bands[] = {"-2.4", "-5", NULL, "-6"}; /* by NL80211_BAND_* */

    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        size_t len = strlen(sections[i].word);

        if (strncmp(word, sections[i].word, len) != 0)
            continue;
        for (unsigned b = 0; b < 4; b++)
            if (bands[b] != NULL && strcmp(word + len, bands[b]) == 0 &&
                (b < 3 || sections[i].six)) {
                *ret_band = b;
                return &sections[i];
            }
    }
    return NULL;
}

/* ---- What follows ---- */

/* Mb/s, also halves. */
static int take_legacy(const char *word, struct kl_wifi_band_rates *b, struct iw_why *why)
{
    char *end;
    double rate = strtod(word, &end);

    if (*end != '\0' || end == word || !(rate >= 1 && rate <= 127))
        return wrong(why, "'%s' is no rate in Mbps", word);
    if (b->n_legacy == sizeof(b->legacy))
        return wrong(why, "there are more than %zu rates", sizeof(b->legacy));
    b->legacy[b->n_legacy++] = (uint8_t)(rate * 2);
    return 0;
}

static int take_ht(const char *word, struct kl_wifi_band_rates *b, struct iw_why *why)
{
    char *end;
    long mcs = strtol(word, &end, 0);

    if (*end != '\0' || end == word || mcs < 0 || mcs > 255)
        return wrong(why, "'%s' is no MCS of HT", word);
    if (b->n_ht == sizeof(b->ht))
        return wrong(why, "there are more than %zu MCS", sizeof(b->ht));
    b->ht[b->n_ht++] = (uint8_t)mcs;
    return 0;
}

/* A number up to @max at *@at, which moves on. @return -1: there is none */
static int number(const char **at, unsigned max)
{
    unsigned n = 0;

    if (!isdigit((unsigned char)**at))
        return -1;
    for (; isdigit((unsigned char)**at); ++*at) {
        n = n * 10 + (unsigned)(**at - '0');
        if (n > max)
            return -1;
    }
    return (int)n;
}

/* "2:0,3,7", "1:4-9". */
static int take_streams(const char *word, uint16_t masks[8], unsigned max, struct iw_why *why)
{
    const char *at = word;
    int streams = number(&at, 8), first, last;
    unsigned bits = 0;

    if (streams < 1 || *at++ != ':')
        return wrong(why, "'%s' is not STREAMS:MCS,... or STREAMS:MCS-MCS", word);
    do {
        first = last = number(&at, max);
        if (first >= 0 && *at == '-' && bits == 0) {
            at++;
            last = number(&at, max);
        }
        if (first < 0 || last < first)
            return wrong(why, "'%s' has an MCS that is not one of 0 to %u", word, max);
        for (int i = first; i <= last; i++)
            bits |= 1u << i;
    } while (*at == ',' && *++at != '\0');
    if (*at != '\0')
        return wrong(why, "'%s' is not understood", word);
    masks[streams - 1] |= (uint16_t)bits;
    return 0;
}

static int take_he_gi(const char *word, struct kl_wifi_band_rates *b, struct iw_why *why)
{
    static const char *const words[] = {"0.8", "1.6", "3.2"}; /* NL80211_RATE_INFO_HE_GI_* */

    for (uint8_t i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0) {
            b->he_gi = i;
            return 0;
        }
    return wrong(why, "'%s' is none of 0.8, 1.6, 3.2", word);
}

static int take_he_ltf(const char *word, struct kl_wifi_band_rates *b, struct iw_why *why)
{
    if (strlen(word) != 1 || strchr("124", word[0]) == NULL)
        return wrong(why, "'%s' is none of 1, 2, 4", word);
    b->he_ltf = (uint8_t)((word[0] - '0') >> 1);
    return 0;
}

static int take_value(const char *word, uint32_t has, struct kl_wifi_band_rates *b,
                      struct iw_why *why)
{
    switch (has) {
    case KL_WIFI_X_LEGACY:
        return take_legacy(word, b, why);
    case KL_WIFI_X_HT:
        return take_ht(word, b, why);
    case KL_WIFI_X_VHT:
        return take_streams(word, b->vht, 9, why);
    case KL_WIFI_X_HE:
        return take_streams(word, b->he, 11, why);
    case KL_WIFI_X_HE_GI:
        return take_he_gi(word, b, why);
    default:
        return take_he_ltf(word, b, why);
    }
}

int iw_parse_rates(int n, char **args, struct kl_wifi_rates *ret, struct iw_why *why)
{
    struct kl_wifi_band_rates *b = NULL;
    const struct section *open = NULL;
    int i = 0;

    *ret = (struct kl_wifi_rates){.band = {{.has = 0}}};
    for (; i < n; i++) {
        unsigned band;
        const struct section *s = find_section(args[i], &band);

        if (s != NULL) {
            b = &ret->band[band];
            if ((b->has & s->has) != 0)
                return wrong(why, "'%s' stands there twice", args[i]);
            b->has |= s->has;
            if (s->alone)
                b->gi = args[i][0] == 's' ? NL80211_TXRATE_FORCE_SGI : NL80211_TXRATE_FORCE_LGI;
            open = s->alone ? NULL : s;
            continue;
        }
        if (open == NULL || !isdigit((unsigned char)args[i][0]))
            break; /* the caller knows what it is */
        if (take_value(args[i], open->has, b, why) < 0)
            return -1;
        if (open->has == KL_WIFI_X_HE_GI || open->has == KL_WIFI_X_HE_LTF)
            open = NULL;
    }
    return i;
}

/* ---- Traffic classes ---- */

struct toggle {
    const char *word;
    uint32_t has;
    size_t offset;
};

static const struct toggle toggles[] = {
    {"ampdu", KL_WIFI_D_AMPDU, offsetof(struct kl_wifi_tid_config, ampdu)},
    {"amsdu", KL_WIFI_D_AMSDU, offsetof(struct kl_wifi_tid_config, amsdu)},
    {"noack", KL_WIFI_D_NOACK, offsetof(struct kl_wifi_tid_config, noack)},
    {"rtscts", KL_WIFI_D_RTSCTS, offsetof(struct kl_wifi_tid_config, rtscts)},
};

static bool take_number(const char *word, unsigned long max, unsigned long *ret)
{
    char *end;

    errno = 0;
    *ret = strtoul(word, &end, 0);
    return errno == 0 && *end == '\0' && isdigit((unsigned char)word[0]) && *ret <= max;
}

/* @return words taken; 0: it is no such word */
static int take_toggle(const char *word, const char *value, struct kl_wifi_tid_config *c,
                       struct iw_why *why)
{
    for (size_t i = 0; i < sizeof(toggles) / sizeof(toggles[0]); i++) {
        bool on = strcmp(value, "on") == 0;

        if (strcmp(word, toggles[i].word) != 0)
            continue;
        if (!on && strcmp(value, "off") != 0)
            return wrong(why, "Invalid %s parameter: %s", word, value);
        c->has |= toggles[i].has;
        memcpy((char *)c + toggles[i].offset, &on, sizeof(on));
        return 2;
    }
    return 0;
}

static int take_retry(const char *word, const char *value, struct kl_wifi_tid_config *c,
                      struct iw_why *why)
{
    unsigned long limit;

    if (!take_number(value, 255, &limit))
        return wrong(why, "Invalid %s value: %s", word, value);
    if (word[0] == 's') {
        c->has |= KL_WIFI_D_RETRY_SHORT;
        c->retry_short = (uint8_t)limit;
    } else {
        c->has |= KL_WIFI_D_RETRY_LONG;
        c->retry_long = (uint8_t)limit;
    }
    return 2;
}

static int take_bitrates(int n, char **args, struct kl_wifi_tid_config *c, struct iw_why *why)
{
    static const char *const kinds[] = {"auto", "limit", "fixed"}; /* NL80211_TX_RATE_* */
    int taken;

    for (uint8_t i = 0; i < 3; i++) {
        if (strcmp(args[1], kinds[i]) != 0)
            continue;
        c->has |= KL_WIFI_D_RATE_KIND;
        c->rate_kind = i;
        if (i == NL80211_TX_RATE_AUTOMATIC)
            return 2;
        taken = iw_parse_rates(n - 2, args + 2, &c->rates, why);
        return taken < 0 ? -1 : taken == 0 ? wrong(why, "rates are missing") : 2 + taken;
    }
    return wrong(why, "'%s' is none of auto, limit, fixed", args[1]);
}

static int take_setting(int n, char **args, struct kl_wifi_tid_config *c, struct iw_why *why)
{
    int taken;

    if (strcmp(args[0], "override") == 0) {
        c->has |= KL_WIFI_D_OVERRIDE;
        return 1;
    }
    if (n < 2)
        return wrong(why, "not enough args for %s", args[0]);
    taken = take_toggle(args[0], args[1], c, why);
    if (taken != 0)
        return taken;
    if (strcmp(args[0], "sretry") == 0 || strcmp(args[0], "lretry") == 0)
        return take_retry(args[0], args[1], c, why);
    if (strcmp(args[0], "bitrates") == 0)
        return take_bitrates(n, args, c, why);
    return wrong(why, "Unknown parameter: %s", args[0]);
}

int iw_parse_tids(int n, char **args, struct kl_wifi_tid_config *ret, unsigned max,
                  struct iw_why *why)
{
    struct kl_wifi_tid_config *c = NULL;
    unsigned count = 0;

    for (int i = 0, taken; i < n; i += taken) {
        unsigned long mask;

        if (strcmp(args[i], "tids") == 0) {
            if (count == max)
                return wrong(why, "there are more than %u configurations", max);
            if (i + 1 == n || !take_number(args[i + 1], UINT16_MAX, &mask))
                return wrong(why, "Invalid TID mask value: %s", i + 1 < n ? args[i + 1] : "");
            c = &ret[count++];
            *c = (struct kl_wifi_tid_config){.tids = (uint16_t)mask};
            taken = 2;
        } else if (c == NULL) {
            return wrong(why, "TID mask expected");
        } else {
            taken = take_setting(n - i, args + i, c, why);
            if (taken < 0)
                return -1;
        }
    }
    return count > 0 ? (int)count : wrong(why, "TID mask expected");
}
