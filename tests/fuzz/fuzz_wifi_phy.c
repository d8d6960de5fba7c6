// SPDX-License-Identifier: MIT
// Messages of a dump of phys, of any bytes, put together, asked, and shown: each begins with its
// length in two bytes, and is copied to the end of its memory so that each step behind it is seen.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wifi/phy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct kl_wifi_phy *p)
{
    static const uint32_t types[] = {NL80211_IFTYPE_STATION, NL80211_IFTYPE_AP,
                                     NL80211_IFTYPE_P2P_GO, NL80211_IFTYPE_STATION};
    struct kl_wifi_combine wish = {.iftypes = types, .radar_widths = 2};
    struct kl_wifi_combined ret;
    char text[40];

    for (wish.n_iftypes = 1; wish.n_iftypes <= 4; wish.n_iftypes++) {
        wish.channels = wish.n_iftypes / 2;
        if (kl_wifi_can_combine(p, &wish, &ret) != 0 ||
            memchr(ret.text, 0, sizeof(ret.text)) == NULL)
            abort();
    }
    for (unsigned i = 0; i < p->n_combinations; i++)
        kl_wifi_combination_text(&p->combinations[i], text, sizeof(text));
}

/* What is said to be there is read. */
static unsigned touch(const struct kl_wifi_phy *p)
{
    unsigned sum = (unsigned)strlen(p->name);

    for (unsigned i = 0; i < p->n_bands; i++) {
        const struct kl_wifi_band *b = &p->bands[i];

        for (unsigned k = 0; k < b->n_freqs; k++)
            sum += b->freqs[k].freq_mhz + b->freqs[k].n_wmm;
        for (unsigned k = 0; k < b->n_rates; k++)
            sum += b->rates[k].rate_100kbps;
        for (unsigned k = 0; k < b->n_capas; k++)
            for (size_t at = 0; at < b->capas[k].vendor_elements_len; at++)
                sum += b->capas[k].vendor_elements[at];
    }
    for (unsigned i = 0; i < p->n_unknown; i++)
        for (size_t at = 0; at < p->unknown[i].len; at++)
            sum += p->unknown[i].data[at];
    for (unsigned i = 0; i < p->n_tx_frames; i++)
        for (unsigned k = 0; k < p->tx_frames[i].n; k++)
            sum += p->tx_frames[i].types[k];
    for (unsigned i = 0; i < p->n_radios; i++)
        for (unsigned k = 0; k < p->radios[i].n_ranges; k++)
            sum += p->radios[i].ranges[k].end_khz;
    for (unsigned i = 0; i < 100; i++)
        sum += kl_wifi_phy_has_feature(p, i);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kl_wifi_phys *p;

    if (kl_phys_new(&p) < 0)
        abort();
    while (size >= 2) {
        size_t len = (size_t)data[0] | (size_t)data[1] << 8;
        uint8_t *copy;

        data += 2;
        size -= 2;
        len = len < size ? len : size;
        copy = malloc(len > 0 ? len : 1);
        if (copy == NULL)
            abort();
        memcpy(copy, data, len);
        (void)kl_phys_merge(p, &(struct kl_view){.data = copy, .len = len});
        free(copy);
        data += len;
        size -= len;
    }
    for (size_t i = 0; i < kl_wifi_phys_count(p); i++) {
        if (touch(kl_wifi_phys_at(p, i)) == 0)
            continue;
        ask(kl_wifi_phys_at(p, i));
    }
    kl_wifi_phys_free(p);
    return 0;
}
