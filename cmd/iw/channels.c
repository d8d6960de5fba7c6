// SPDX-License-Identifier: MIT
/*
 * How busy each channel is.
 *
 * Drivers count in one of two ways: since they first were on a channel, or of their last visit
 * only. What was counted between the two surveys around a scan is the scan's part in the first
 * case. Where that is too short to say anything, or negative, it is the second case, or a channel
 * that was not visited: then what there is counts as a whole.
 */
#include "channels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Shorter than any visit of a scan. */
#define SHORT_MS 10

void iw_channels_free(struct iw_channels *c)
{
    free(c->channels);
    free(c->networks);
    free(c->surveys[0]);
    free(c->surveys[1]);
    *c = (struct iw_channels){.n = 0};
}

/* Room for one more in an array that doubles at powers of two. */
static void *grow(void *array, size_t n, size_t size)
{
    if (n != 0 && (n & (n - 1)) != 0)
        return array;
    return realloc(array, (n != 0 ? 2 * n : 1) * size);
}

int iw_channels_survey(struct iw_channels *c, bool after, const struct kl_wifi_survey *s)
{
    struct kl_wifi_survey *all;

    /* Of another width, or of the whole radio: no channel. */
    if ((s->has & KL_WIFI_V_FREQ) == 0)
        return 0;
    all = grow(c->surveys[after], c->n_surveys[after], sizeof(*all));
    if (all == NULL)
        return -ENOMEM;
    c->surveys[after] = all;
    all[c->n_surveys[after]++] = *s;
    return 0;
}

int iw_channels_network(struct iw_channels *c, const struct kl_wifi_bss *b)
{
    struct iw_network *all = grow(c->networks, c->n_networks, sizeof(*all)), *n;

    if (all == NULL)
        return -ENOMEM;
    c->networks = all;
    n = &all[c->n_networks++];
    *n = (struct iw_network){.freq_mhz = b->freq_mhz, .signal_mbm = IW_NO_SIGNAL};
    memcpy(n->bssid, b->bssid, 6);
    if ((b->has & KL_WIFI_B_SIGNAL_MBM) != 0)
        n->signal_mbm = b->signal_mbm;
    iw_ssid_text(b->ssid, b->ssid_len, n->name);
    iw_facts_read(b, &n->facts);
    return 0;
}

const char *iw_channels_band(uint32_t freq_mhz)
{
    if (freq_mhz < 2000)
        return "below 1 GHz";
    if (freq_mhz < 3000)
        return "2.4 GHz";
    if (freq_mhz < 5925)
        return "5 GHz";
    return freq_mhz < 7200 ? "6 GHz" : "60 GHz";
}

/* ---- Channels ---- */

/* @return false: no memory */
static bool add_channel(struct iw_channels *c, uint32_t freq_mhz)
{
    struct iw_channel *all;

    for (size_t i = 0; i < c->n; i++)
        if (c->channels[i].freq_mhz == freq_mhz)
            return true;
    all = grow(c->channels, c->n, sizeof(*all));
    if (all == NULL)
        return false;
    c->channels = all;
    all[c->n++] = (struct iw_channel){.freq_mhz = freq_mhz,
                                      .number = kl_wifi_freq_to_channel(freq_mhz),
                                      .band = iw_channels_band(freq_mhz),
                                      .strongest_mbm = IW_NO_SIGNAL};
    return true;
}

static int by_frequency(const void *a, const void *b)
{
    const struct iw_channel *x = a, *y = b;

    return x->freq_mhz < y->freq_mhz ? -1 : x->freq_mhz > y->freq_mhz;
}

static int by_strength(const void *a, const void *b)
{
    const struct iw_network *x = a, *y = b;

    if (x->signal_mbm != y->signal_mbm)
        return x->signal_mbm < y->signal_mbm ? 1 : -1;
    return memcmp(x->bssid, y->bssid, 6);
}

static const struct kl_wifi_survey *survey_of(const struct iw_channels *c, bool after,
                                              uint32_t freq_mhz)
{
    for (size_t i = 0; i < c->n_surveys[after]; i++)
        if (c->surveys[after][i].freq_mhz == freq_mhz)
            return &c->surveys[after][i];
    return NULL;
}

/* ---- Time ---- */

static bool went_back(const struct kl_wifi_survey *before, const struct kl_wifi_survey *after)
{
    return after->active_ms < before->active_ms || after->busy_ms < before->busy_ms ||
           after->rx_ms < before->rx_ms || after->tx_ms < before->tx_ms;
}

static void measure(struct iw_channel *ch, const struct kl_wifi_survey *before,
                    const struct kl_wifi_survey *after)
{
    const uint32_t needed = KL_WIFI_V_ACTIVE | KL_WIFI_V_BUSY;
    struct kl_wifi_survey *m = &ch->measured;

    ch->in_use = after->in_use;
    *m = *after;
    if ((after->has & needed) != needed)
        return;
    if (before != NULL && !went_back(before, after) &&
        after->active_ms - before->active_ms >= SHORT_MS) {
        m->active_ms -= before->active_ms;
        m->busy_ms -= before->busy_ms;
        m->rx_ms -= before->rx_ms;
        m->tx_ms -= before->tx_ms;
    }
    if (m->active_ms == 0)
        return;
    ch->busy_from = IW_BUSY_SURVEY;
    ch->busy_permille = m->busy_ms >= m->active_ms
                            ? 1000
                            : (unsigned)((double)m->busy_ms * 1000 / (double)m->active_ms);
}

/* A network on @ch, or one whose width reaches it. */
static void count(struct iw_channel *ch, const struct iw_network *n)
{
    uint32_t centre = n->facts.center_mhz;
    uint32_t distance = centre > ch->freq_mhz ? centre - ch->freq_mhz : ch->freq_mhz - centre;
    bool here = n->freq_mhz == ch->freq_mhz;

    if (!here && distance >= n->facts.width_mhz / 2u + 10)
        return;
    if (here)
        ch->networks++;
    else
        ch->overlapping++;
    if (n->signal_mbm > ch->strongest_mbm)
        ch->strongest_mbm = n->signal_mbm;
    /* The strongest of them comes first, and knows best. */
    if (here && ch->busy_from == IW_BUSY_UNKNOWN && n->facts.load >= 0) {
        ch->busy_from = IW_BUSY_BSS;
        ch->busy_permille = (unsigned)n->facts.load * 1000 / 255;
    }
}

int iw_channels_reckon(struct iw_channels *c)
{
    for (size_t i = 0; i < c->n_surveys[1]; i++)
        if (!add_channel(c, c->surveys[1][i].freq_mhz))
            return -ENOMEM;
    for (size_t i = 0; i < c->n_networks; i++)
        if (!add_channel(c, c->networks[i].freq_mhz))
            return -ENOMEM;
    if (c->n > 0)
        qsort(c->channels, c->n, sizeof(*c->channels), by_frequency);
    if (c->n_networks > 0)
        qsort(c->networks, c->n_networks, sizeof(*c->networks), by_strength);
    for (size_t i = 0; i < c->n; i++) {
        struct iw_channel *ch = &c->channels[i];
        const struct kl_wifi_survey *after = survey_of(c, true, ch->freq_mhz);

        if (after != NULL)
            measure(ch, survey_of(c, false, ch->freq_mhz), after);
        for (size_t k = 0; k < c->n_networks; k++)
            count(ch, &c->networks[k]);
    }
    return 0;
}
