// SPDX-License-Identifier: MIT
// How busy each channel is: reckoned from a scan and from what the radio counted before and after
// it, and shown as a table, a chart or a picture.
#ifndef KL_CMD_IW_CHANNELS_H
#define KL_CMD_IW_CHANNELS_H

#include "facts.h"

#include <kernlink/kernlink.h>

struct iw_network {
    char name[IW_NAME_MAX];
    unsigned char bssid[6];
    uint32_t freq_mhz;
    int32_t signal_mbm; /* IW_NO_SIGNAL: not known */
    struct iw_facts facts;
};

#define IW_NO_SIGNAL INT32_MIN

enum iw_busy_from {
    IW_BUSY_UNKNOWN,
    IW_BUSY_SURVEY, /* the radio measured it */
    IW_BUSY_BSS     /* an access point on the channel says so */
};

struct iw_channel {
    uint32_t freq_mhz;
    unsigned number;
    const char *band;     /* "2.4 GHz" */
    unsigned networks;    /* whose primary channel it is */
    unsigned overlapping; /* others whose width reaches it */
    int32_t strongest_mbm;
    enum iw_busy_from busy_from;
    unsigned busy_permille; /* of the time; 0 with IW_BUSY_UNKNOWN */
    bool in_use;
    /* Of the radio, over the scan, where it tells (KL_WIFI_V_*). */
    struct kl_wifi_survey measured;
};

struct iw_channels {
    struct iw_channel *channels; /* by frequency */
    size_t n;
    struct iw_network *networks; /* the strongest first */
    size_t n_networks;
    struct kl_wifi_survey *surveys[2]; /* before and after */
    size_t n_surveys[2];
};

/* ---- channels.c ---- */

void iw_channels_free(struct iw_channels *c);
/* What is put in: @c begins as zeroes. @return 0 or -ENOMEM */
int iw_channels_survey(struct iw_channels *c, bool after, const struct kl_wifi_survey *s);
int iw_channels_network(struct iw_channels *c, const struct kl_wifi_bss *b);
/* Reckons all of it. @return 0 or -ENOMEM */
int iw_channels_reckon(struct iw_channels *c);
const char *iw_channels_band(uint32_t freq_mhz);

/* ---- channels_chart.c ---- */

/* A chart that is @columns wide; with @bars false a table of numbers. */
void iw_channels_chart(const struct iw_channels *c, struct kl_out *o, const char *ifname,
                       unsigned columns, bool bars, bool colour);

/* ---- channels_svg.c ---- */

void iw_channels_svg(const struct iw_channels *c, struct kl_out *o, const char *ifname);

#endif
