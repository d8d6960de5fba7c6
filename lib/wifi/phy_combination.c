// SPDX-License-Identifier: MIT
// Which interfaces a phy, or a radio of it, can have at once: read, shown, and asked.
// Source: net/wireless/nl80211.c, nl80211_put_ifcomb_data(), nl80211_put_radio();
// net/wireless/util.c, cfg80211_iter_combinations().
#include "phy.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Newer than some headers: NL80211_WIPHY_RADIO_ATTR_*, NL80211_WIPHY_RADIO_FREQ_ATTR_*. */
enum { RADIO_INDEX = 1, RADIO_RANGE, RADIO_COMBINATION, RADIO_ANTENNAS, RADIO_RTS };
enum { RANGE_START = 1, RANGE_END };

/* ---- Reading ---- */

static void read_limit(struct kl_wifi_phys *p, const struct kl_attr *a, struct kl_wifi_limit *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    *ret = (struct kl_wifi_limit){.max = 0};
    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_IFACE_LIMIT_MAX)
            ret->max = kl_phys_u32(p, &one);
        else if (one.type == NL80211_IFACE_LIMIT_TYPES)
            ret->iftypes = kl_phys_bits(p, &one);
    }
}

static void read_limits(struct kl_wifi_phys *p, const struct kl_attr *a,
                        struct kl_wifi_combination *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_limit limit;
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        read_limit(p, &one, &limit);
        KL_PHYS_APPEND(p, ret->limits, ret->n_limits, limit);
    }
}

static void read_combination(struct kl_wifi_phys *p, const struct kl_attr *a,
                             struct kl_wifi_combination *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    bool max = false, channels = false, limits = false;
    struct kl_attr one;

    *ret = (struct kl_wifi_combination){.max = 0};
    while (kl_phys_next(p, &v, &one)) {
        switch (one.type) {
        case NL80211_IFACE_COMB_LIMITS:
            read_limits(p, &one, ret);
            limits = true;
            break;
        case NL80211_IFACE_COMB_MAXNUM:
            ret->max = kl_phys_u32(p, &one);
            max = true;
            break;
        case NL80211_IFACE_COMB_STA_AP_BI_MATCH:
            ret->beacons_equal = true;
            break;
        case NL80211_IFACE_COMB_NUM_CHANNELS:
            ret->channels = kl_phys_u32(p, &one);
            channels = true;
            break;
        case NL80211_IFACE_COMB_RADAR_DETECT_WIDTHS:
            ret->radar_widths = kl_phys_u32(p, &one);
            break;
        case NL80211_IFACE_COMB_RADAR_DETECT_REGIONS:
            ret->radar_regions = kl_phys_u32(p, &one);
            break;
        case NL80211_IFACE_COMB_BI_MIN_GCD:
            ret->beacon_min_gcd = kl_phys_u32(p, &one);
            break;
        default:
            break;
        }
    }
    ret->broken = !max || !channels || !limits;
}

void kl_phys_read_combinations(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                               const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_combination c;
    struct kl_attr one;

    phy->has_combinations = true;
    while (kl_phys_next(p, &v, &one)) {
        read_combination(p, &one, &c);
        KL_PHYS_APPEND(p, phy->combinations, phy->n_combinations, c);
    }
}

void kl_phys_read_global(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_combination c;
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        read_combination(p, &one, &c);
        KL_PHYS_APPEND(p, phy->global_combinations, phy->n_global_combinations, c);
    }
}

static void read_range(struct kl_wifi_phys *p, const struct kl_attr *a, struct kl_wifi_radio *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_range range = {.start_khz = 0};
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        if (one.type == RANGE_START)
            range.start_khz = kl_phys_u32(p, &one);
        else if (one.type == RANGE_END)
            range.end_khz = kl_phys_u32(p, &one);
    }
    KL_PHYS_APPEND(p, ret->ranges, ret->n_ranges, range);
}

void kl_phys_read_radios(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_combination c;
    struct kl_attr one, part;

    while (kl_phys_next(p, &v, &one)) {
        struct kl_wifi_radio r = {.index = phy->n_radios};
        struct kl_view in = kl_wifi_inside(&one);

        while (kl_phys_next(p, &in, &part)) {
            if (part.type == RADIO_INDEX) {
                r.index = kl_phys_u32(p, &part);
            } else if (part.type == RADIO_RANGE) {
                read_range(p, &part, &r);
            } else if (part.type == RADIO_COMBINATION) {
                read_combination(p, &part, &c);
                KL_PHYS_APPEND(p, r.combinations, r.n_combinations, c);
            } else if (part.type == RADIO_ANTENNAS) {
                r.antennas = kl_phys_u32(p, &part);
            } else if (part.type == RADIO_RTS) {
                r.rts_threshold = kl_phys_u32(p, &part);
                r.has_rts = true;
            }
        }
        KL_PHYS_APPEND(p, phy->radios, phy->n_radios, r);
    }
}

/* ---- In words ---- */

struct text {
    char *at;
    size_t room;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(t->at, t->room, format, args);
    va_end(args);
    if (n < 0)
        return;
    if ((size_t)n >= t->room)
        n = t->room > 0 ? (int)t->room - 1 : 0;
    t->at += n;
    t->room -= (size_t)n;
}

static void add_types(struct text *t, uint32_t types)
{
    const char *comma = "";
    char name[32];

    for (unsigned i = 0; i < 32; i++)
        if ((types >> i & 1) != 0) {
            add(t, "%s%s", comma, kl_wifi_iftype_name(i, name));
            comma = ", ";
        }
}

const char *kl_wifi_combination_text(const struct kl_wifi_combination *c, char *buffer, size_t size)
{
    struct text t = {buffer, size};

    if (size > 0)
        buffer[0] = '\0';
    for (unsigned i = 0; i < c->n_limits; i++) {
        add(&t, "#{ ");
        add_types(&t, c->limits[i].iftypes);
        add(&t, " } <= %u, ", c->limits[i].max);
    }
    add(&t, "total <= %u, #channels <= %u%s", c->max, c->channels,
        c->beacons_equal ? ", STA/AP BI must match" : "");
    if (c->radar_widths != 0) {
        const char *comma = "";

        add(&t, ", radar detect widths: {");
        for (unsigned i = 0; i < 32; i++)
            if ((c->radar_widths >> i & 1) != 0) {
                add(&t, "%s %s", comma, kl_wifi_width_name(i));
                comma = ",";
            }
        add(&t, " }");
    }
    return buffer;
}

/* ---- Asking ---- */

/* What is to be there at once, counted. */
struct wish {
    unsigned n[32], total, channels;
    uint32_t types; /* those with n > 0 */
    const struct kl_wifi_combine *ask;
};

/* How far a combination went before it did not fit: the one that went farthest is told. */
enum stage { TYPES, NUMBER, TOTAL, CHANNELS, RADAR, BEACONS, FITS };

static enum stage check_limits(const struct kl_wifi_combination *c, const struct wish *w,
                               struct text *why)
{
    uint32_t allowed = 0;

    for (unsigned i = 0; i < c->n_limits; i++)
        allowed |= c->limits[i].iftypes;
    if ((w->types & ~allowed) != 0) {
        add(why, "it has no place for ");
        add_types(why, w->types & ~allowed);
        return TYPES;
    }
    /* As the kernel takes it: each limit that names a type counts all interfaces of it. */
    for (unsigned i = 0; i < c->n_limits; i++) {
        uint64_t sum = 0;

        for (unsigned type = 0; type < 32; type++)
            if ((c->limits[i].iftypes >> type & 1) != 0)
                sum += w->n[type];
        if (sum <= c->limits[i].max)
            continue;
        add(why, "it takes %u of ", c->limits[i].max);
        add_types(why, c->limits[i].iftypes);
        add(why, "; %llu are wanted", (unsigned long long)sum);
        return NUMBER;
    }
    return FITS;
}

static enum stage check_one(const struct kl_wifi_combination *c, const struct wish *w,
                            struct text *why)
{
    const struct kl_wifi_combine *ask = w->ask;
    enum stage stage = check_limits(c, w, why);

    if (stage != FITS)
        return stage;
    if (w->total > c->max) {
        add(why, "it takes %u interfaces in all; %u are wanted", c->max, w->total);
        return TOTAL;
    }
    if (w->channels > c->channels) {
        add(why, "it takes %u channel%s; %u are wanted", c->channels, c->channels == 1 ? "" : "s",
            w->channels);
        return CHANNELS;
    }
    if ((ask->radar_widths & ~c->radar_widths) != 0 ||
        (ask->radar_widths != 0 && ask->radar_region != 0 && c->radar_regions != 0 &&
         (c->radar_regions >> ask->radar_region & 1) == 0)) {
        add(why, "it does not look for radar there");
        return RADAR;
    }
    if (ask->beacon_gcd != 0 && c->beacon_min_gcd == 0) {
        add(why, "all beacon intervals must be equal");
        return BEACONS;
    }
    if (ask->beacon_gcd != 0 && ask->beacon_gcd < c->beacon_min_gcd) {
        add(why, "beacon intervals need a common divisor of %u TU", c->beacon_min_gcd);
        return BEACONS;
    }
    return FITS;
}

/* The first that fits; -1 with why the one that came nearest does not. */
static int find_fit(const struct kl_wifi_combination *list, unsigned n, const struct wish *w,
                    char *why, size_t size)
{
    int best = -1;

    if (size > 0)
        why[0] = '\0';
    for (unsigned i = 0; i < n; i++) {
        char text[160] = "";
        enum stage stage;

        if (list[i].broken)
            continue;
        stage = check_one(&list[i], w, &(struct text){text, sizeof(text)});
        if (stage == FITS)
            return (int)i;
        if ((int)stage > best) {
            best = (int)stage;
            snprintf(why, size, "combination %u comes nearest, but %s", i + 1, text);
        }
    }
    return -1;
}

/* ---- Several radios ---- */

#define MAX_STEPS 100000

struct placing {
    const struct kl_wifi_phy *phy;
    const struct wish *all;
    struct wish *radios; /* one each */
    uint8_t types[64];   /* of the interfaces, in order */
    unsigned n, steps;
};

/* Channels that the radios can be on, with what is placed on them. */
static bool placed_well(struct placing *s)
{
    unsigned channels = 0;
    char why[8];

    for (unsigned r = 0; r < s->phy->n_radios; r++) {
        const struct kl_wifi_radio *radio = &s->phy->radios[r];
        struct wish *w = &s->radios[r];
        int fit;

        if (w->total == 0)
            continue;
        w->channels = 1;
        fit = find_fit(radio->combinations, radio->n_combinations, w, why, sizeof(why));
        if (fit < 0)
            return false;
        while (w->channels < w->total && fit >= 0) {
            w->channels++;
            fit = find_fit(radio->combinations, radio->n_combinations, w, why, sizeof(why));
        }
        channels += fit < 0 ? w->channels - 1 : w->channels;
    }
    return channels >= s->all->channels;
}

static bool place(struct placing *s, unsigned i)
{
    if (i == s->n)
        return placed_well(s);
    if (++s->steps > MAX_STEPS)
        return false;
    for (unsigned r = 0; r < s->phy->n_radios; r++) {
        struct wish *w = &s->radios[r];
        bool well;

        w->n[s->types[i]]++;
        w->total++;
        w->types |= 1u << s->types[i];
        well = place(s, i + 1);
        if (--w->n[s->types[i]] == 0)
            w->types &= ~(1u << s->types[i]);
        w->total--;
        if (well)
            return true;
    }
    return false;
}

/* @return NULL, or why there is no place */
static const char *place_all(const struct kl_wifi_phy *p, const struct wish *w)
{
    struct placing s = {.phy = p, .all = w};
    bool well;

    for (unsigned type = 0; type < 32; type++)
        for (unsigned i = 0; i < w->n[type]; i++) {
            if (s.n == sizeof(s.types))
                return "these are too many to try all places on its radios";
            s.types[s.n++] = (uint8_t)type;
        }
    s.radios = calloc(p->n_radios, sizeof(*s.radios));
    if (s.radios == NULL)
        return "there is no memory to try";
    for (unsigned r = 0; r < p->n_radios; r++)
        s.radios[r].ask = w->ask;
    well = place(&s, 0);
    free(s.radios);
    return well ? NULL
                : (s.steps > MAX_STEPS ? "no place was found on its radios in reasonable time"
                                       : "its radios, taken one by one, have no place for them");
}

/* ---- The answer ---- */

static int count(const struct kl_wifi_phy *p, const struct kl_wifi_combine *ask, struct wish *w,
                 struct kl_wifi_combined *ret)
{
    *w = (struct wish){.ask = ask, .channels = ask->channels > 0 ? ask->channels : 1};
    if (ask->n_iftypes > 4096)
        return -EINVAL;
    for (unsigned i = 0; i < ask->n_iftypes; i++) {
        uint32_t type = ask->iftypes[i];
        char name[32];

        if (type == NL80211_IFTYPE_UNSPECIFIED || type >= 32)
            return -EINVAL;
        if (((p->iftypes | p->software_iftypes) >> type & 1) == 0) {
            snprintf(ret->text, sizeof(ret->text), "it cannot be %s at all",
                     kl_wifi_iftype_name(type, name));
            return 1;
        }
        if ((p->software_iftypes >> type & 1) != 0)
            continue;
        w->n[type]++;
        w->total++;
        w->types |= 1u << type;
    }
    return 0;
}

static void answer_alone(const struct wish *w, struct kl_wifi_combined *ret)
{
    ret->possible = w->total <= 1 && w->channels <= 1;
    snprintf(ret->text, sizeof(ret->text), "%s",
             w->total == 0   ? "all of these are done in software"
             : ret->possible ? "one interface needs no combination"
             : w->channels > 1 && w->total <= 1
                 ? "one interface is on one channel"
                 : "it says of no combination, so it is one interface at a time");
}

int kl_wifi_can_combine(const struct kl_wifi_phy *p, const struct kl_wifi_combine *ask,
                        struct kl_wifi_combined *ret)
{
    const struct kl_wifi_combination *list = p->combinations;
    unsigned n = p->n_combinations;
    const char *why = NULL;
    char text[200];
    struct wish w;
    int rc;

    *ret = (struct kl_wifi_combined){.combination = -1};
    rc = count(p, ask, &w, ret);
    if (rc != 0)
        return rc < 0 ? rc : 0;
    if (p->n_radios > 0) {
        list = p->global_combinations;
        n = p->n_global_combinations;
    }
    if (w.total == 0 || n == 0) {
        answer_alone(&w, ret);
        return 0;
    }
    ret->combination = find_fit(list, n, &w, text, sizeof(text));
    if (ret->combination < 0 && w.total == 1 && w.channels == 1 && ask->radar_widths == 0) {
        answer_alone(&w, ret); /* nothing is combined */
        return 0;
    }
    if (ret->combination >= 0 && p->n_radios > 0)
        why = place_all(p, &w);
    ret->possible = ret->combination >= 0 && why == NULL;
    if (ret->possible)
        kl_wifi_combination_text(&list[ret->combination], ret->text, sizeof(ret->text));
    else
        snprintf(ret->text, sizeof(ret->text), "%s",
                 why != NULL       ? why
                 : text[0] != '\0' ? text
                                   : "none of its combinations could be read");
    if (!ret->possible)
        ret->combination = -1;
    return 0;
}
