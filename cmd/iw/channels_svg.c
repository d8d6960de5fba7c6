// SPDX-License-Identifier: MIT
/*
 * A picture of the channels: for each band, networks as hills over the frequencies that they take,
 * as high as they are strong, and below each channel how busy it is. In light and in dark colours,
 * as whoever looks at it prefers.
 */
#include "channels.h"

#include <stdio.h>
#include <string.h>

#define WIDTH      860
#define LEFT       64
#define RIGHT      (WIDTH - 24)
#define FIRST_Y    64
#define PLOT       200 /* height of the hills */
#define NUMBERS    18
#define STRIP      34                     /* height of the bars */
#define PANEL      (NUMBERS + STRIP + 78) /* and the hills, where there are any */
#define WEAKEST    (-10000)               /* mBm */
#define STRONGEST  (-2000)
#define N_COLOURS  8
#define MAX_LABELS 64
#define LETTER     6.6 /* about as wide as one is */
#define WIDE       26  /* three digits of an axis, and a blank */
#define LINE       14.0

struct label {
    double left, right, y;
};

struct panel {
    const struct iw_channels *c;
    struct kl_out *o;
    const char *band;
    double top, base; /* of the hills; the same where there are none */
    uint32_t from, to;
    struct label labels[MAX_LABELS];
    unsigned n_labels;
};

static const char style[] =
    "<style>\n"
    "text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }\n"
    ".title { font-size: 17px; font-weight: 600; } .band { font-size: 14px; font-weight: 600; }\n"
    ".note, .axis { fill: #59636e; font-size: 11px; } .small { fill: #59636e; font-size: 9px; }\n"
    ".mid { text-anchor: middle; } .end { text-anchor: end; }\n"
    ".page { fill: #ffffff; } .grid { stroke: #d8dee4; } .base { stroke: #8c959f; }\n"
    ".slot { fill: #eaeef2; } .idle { fill: #2da44e; } .some { fill: #d4a72c; }\n"
    ".full { fill: #cf222e; } .hill { fill-opacity: .2; stroke-width: 1.6; }\n"
    ".c0 { fill: #0969da; stroke: #0969da; } .c1 { fill: #bf3989; stroke: #bf3989; }\n"
    ".c2 { fill: #1a7f37; stroke: #1a7f37; } .c3 { fill: #bc4c00; stroke: #bc4c00; }\n"
    ".c4 { fill: #8250df; stroke: #8250df; } .c5 { fill: #1b7c83; stroke: #1b7c83; }\n"
    ".c6 { fill: #9a6700; stroke: #9a6700; } .c7 { fill: #57606a; stroke: #57606a; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  text { fill: #e6edf3; } .note, .axis, .small { fill: #9198a1; }\n"
    "  .page { fill: #0d1117; } .grid { stroke: #262c34; } .base { stroke: #656c76; }\n"
    "  .slot { fill: #21262d; } .idle { fill: #3fb950; } .some { fill: #d29922; }\n"
    "  .full { fill: #f85149; }\n"
    "  .c0 { fill: #4493f8; stroke: #4493f8; } .c1 { fill: #db61a2; stroke: #db61a2; }\n"
    "  .c2 { fill: #3fb950; stroke: #3fb950; } .c3 { fill: #f0883e; stroke: #f0883e; }\n"
    "  .c4 { fill: #ab7df8; stroke: #ab7df8; } .c5 { fill: #39c5cf; stroke: #39c5cf; }\n"
    "  .c6 { fill: #d29922; stroke: #d29922; } .c7 { fill: #9198a1; stroke: #9198a1; }\n"
    "}\n"
    "</style>\n";

/* Names are UTF-8 without control characters already. */
static void put_text(struct kl_out *o, const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&':
            kl_out_str(o, "&amp;");
            break;
        case '<':
            kl_out_str(o, "&lt;");
            break;
        case '>':
            kl_out_str(o, "&gt;");
            break;
        case '"':
            kl_out_str(o, "&quot;");
            break;
        default:
            kl_out_char(o, *text);
        }
}

static double x_of(const struct panel *p, double mhz)
{
    return LEFT + (mhz - p->from) / (p->to - p->from) * (RIGHT - LEFT);
}

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double y_of(const struct panel *p, int32_t mbm)
{
    double part = ((double)mbm - WEAKEST) / (STRONGEST - WEAKEST);

    return p->base - clamp(part, 0.04, 1) * PLOT;
}

/* A band is shown as a whole, so that pictures of different days are alike. */
static void set_range(struct panel *p, uint32_t freq_mhz)
{
    p->from = freq_mhz - 30;
    p->to = freq_mhz + 30;
    if (strcmp(p->band, "2.4 GHz") == 0) {
        p->from = 2395;
        p->to = 2500;
    } else if (strcmp(p->band, "5 GHz") == 0) {
        p->from = 5150;
        p->to = 5905;
    } else if (strcmp(p->band, "6 GHz") == 0) {
        p->from = 5925;
        p->to = 7135;
    }
    for (size_t i = 0; i < p->c->n; i++) {
        const struct iw_channel *ch = &p->c->channels[i];

        if (strcmp(ch->band, p->band) != 0)
            continue;
        p->from = ch->freq_mhz - 15 < p->from ? ch->freq_mhz - 15 : p->from;
        p->to = ch->freq_mhz + 15 > p->to ? ch->freq_mhz + 15 : p->to;
    }
}

static void draw_grid(const struct panel *p)
{
    kl_out_printf(p->o, "<text class=\"band\" x=\"%d\" y=\"%.1f\">%s</text>\n", LEFT, p->top - 14,
                  p->band);
    for (int dbm = -90; dbm <= -30 && p->base > p->top; dbm += 20) {
        double y = y_of(p, dbm * 100);

        kl_out_printf(p->o,
                      "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n"
                      "<text class=\"axis end\" x=\"%d\" y=\"%.1f\">%d dBm</text>\n",
                      LEFT, RIGHT, y, y, LEFT - 8, y + 4, dbm);
    }
    kl_out_printf(p->o, "<line class=\"base\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
                  LEFT, RIGHT, p->base, p->base);
}

/* The place above the hill, or the next free one below or above it. */
static double free_place(struct panel *p, double left, double right, double y)
{
    for (unsigned tries = 0; tries < 2 * MAX_LABELS; tries++) {
        bool taken = false;

        for (unsigned i = 0; i < p->n_labels && !taken; i++)
            taken = left < p->labels[i].right && right > p->labels[i].left &&
                    y < p->labels[i].y + LINE && y > p->labels[i].y - LINE;
        if (!taken)
            break;
        y += LINE / 2;
    }
    y = clamp(y, p->top - 4, p->base - 4);
    if (p->n_labels < MAX_LABELS)
        p->labels[p->n_labels++] = (struct label){left, right, y};
    return y;
}

static void draw_hill(struct panel *p, const struct iw_network *n, unsigned colour)
{
    double half = n->facts.width_mhz / 2.0, centre = n->facts.center_mhz;
    double left = x_of(p, centre - half), right = x_of(p, centre + half);
    double y = y_of(p, n->signal_mbm), slope = (right - left) * 0.12, half_text;
    unsigned columns;

    (void)iw_text_fit(n->name, 4 * KL_WIFI_SSID_MAX, &columns);
    half_text = columns * LETTER / 2;
    kl_out_str(p->o, "<g><title>");
    put_text(p->o, n->name);
    kl_out_printf(p->o, "\n%02x:%02x:%02x:%02x:%02x:%02x, channel %u, %u MHz, %d dBm, %s</title>\n",
                  n->bssid[0], n->bssid[1], n->bssid[2], n->bssid[3], n->bssid[4], n->bssid[5],
                  kl_wifi_freq_to_channel(n->freq_mhz), n->facts.width_mhz, n->signal_mbm / 100,
                  n->facts.security);
    kl_out_printf(p->o,
                  "<path class=\"hill c%u\" d=\"M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f L%.1f "
                  "%.1f C%.1f %.1f %.1f %.1f %.1f %.1f\"/>\n",
                  colour, left, p->base, left + slope * 0.6, p->base, left + slope * 0.4, y,
                  left + slope, y, right - slope, y, right - slope * 0.4, y, right - slope * 0.6,
                  p->base, right, p->base);
    centre = clamp((left + right) / 2, LEFT + half_text, RIGHT - half_text);
    y = free_place(p, centre - half_text, centre + half_text, y - 5);
    kl_out_printf(p->o, "<text class=\"mid\" x=\"%.1f\" y=\"%.1f\">", centre, y);
    put_text(p->o, n->name);
    kl_out_str(p->o, "</text></g>\n");
}

static void draw_hills(struct panel *p)
{
    /* The weak ones in front of the strong. */
    for (size_t i = 0; i < p->c->n_networks; i++) {
        const struct iw_network *n = &p->c->networks[i];

        if (strcmp(iw_channels_band(n->freq_mhz), p->band) == 0 && n->signal_mbm != IW_NO_SIGNAL)
            draw_hill(p, n, (unsigned)i % N_COLOURS);
    }
}

/* Its number, a bar as high as it is busy, and the number of that, where there is room. */
static void draw_channel(const struct panel *p, const struct iw_channel *ch, double space)
{
    double x = x_of(p, ch->freq_mhz), y = p->base + NUMBERS + 6, half = space * 0.4;
    double height = STRIP * ch->busy_permille / 1000.0;

    half = half > 14 ? 14 : half;
    if (ch->number != 0 && (space >= 18 || ch->number % 16 == 5))
        kl_out_printf(p->o, "<text class=\"%s mid\" x=\"%.1f\" y=\"%.1f\">%u</text>\n",
                      space < WIDE ? "small" : "axis", x, p->base + 14, ch->number);
    if (ch->busy_from == IW_BUSY_UNKNOWN)
        return;
    kl_out_printf(p->o,
                  "<g><title>%u MHz, channel %u: %u%% busy%s</title>\n"
                  "<rect class=\"slot\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n"
                  "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></g>\n",
                  ch->freq_mhz, ch->number, (ch->busy_permille + 5) / 10,
                  ch->busy_from == IW_BUSY_BSS ? ", as an access point says" : "", x - half, y,
                  2 * half, STRIP,
                  ch->busy_permille < 300   ? "idle"
                  : ch->busy_permille < 600 ? "some"
                                            : "full",
                  x - half, y + STRIP - height, 2 * half, height);
    if (space >= 18)
        kl_out_printf(p->o, "<text class=\"small mid\" x=\"%.1f\" y=\"%.1f\">%s%u</text>\n", x,
                      y + STRIP + 11, ch->busy_from == IW_BUSY_BSS ? "~" : "",
                      (ch->busy_permille + 5) / 10);
}

/* How far away the next channel is. */
static double space_of(const struct panel *p, size_t i)
{
    const struct iw_channel *ch = p->c->channels;
    double space = RIGHT - LEFT, x = x_of(p, ch[i].freq_mhz);

    if (i > 0 && strcmp(ch[i - 1].band, p->band) == 0)
        space = x - x_of(p, ch[i - 1].freq_mhz);
    if (i + 1 < p->c->n && strcmp(ch[i + 1].band, p->band) == 0 &&
        x_of(p, ch[i + 1].freq_mhz) - x < space)
        space = x_of(p, ch[i + 1].freq_mhz) - x;
    return space;
}

static void draw_channels(const struct panel *p)
{
    kl_out_printf(p->o,
                  "<text class=\"axis end\" x=\"%d\" y=\"%.1f\">channel</text>\n"
                  "<text class=\"axis end\" x=\"%d\" y=\"%.1f\">busy</text>\n"
                  "<text class=\"small end\" x=\"%d\" y=\"%.1f\">%%</text>\n",
                  LEFT - 8, p->base + 14, LEFT - 8, p->base + NUMBERS + 6 + STRIP / 2.0 + 4,
                  LEFT - 8, p->base + NUMBERS + 6 + STRIP + 11);
    for (size_t i = 0; i < p->c->n; i++)
        if (strcmp(p->c->channels[i].band, p->band) == 0)
            draw_channel(p, &p->c->channels[i], space_of(p, i));
}

/* The height of the hills of a band: 0 where there is no network. */
static int plot_of(const struct iw_channels *c, const char *band)
{
    for (size_t i = 0; i < c->n_networks; i++)
        if (strcmp(iw_channels_band(c->networks[i].freq_mhz), band) == 0)
            return PLOT;
    return 0;
}

static bool begins_band(const struct iw_channels *c, size_t i)
{
    return i == 0 || strcmp(c->channels[i].band, c->channels[i - 1].band) != 0;
}

void iw_channels_svg(const struct iw_channels *c, struct kl_out *o, const char *ifname)
{
    char name[IW_NAME_MAX];
    int height = FIRST_Y + 16, at = FIRST_Y;

    for (size_t i = 0; i < c->n; i++)
        if (begins_band(c, i))
            height += PANEL + plot_of(c, c->channels[i].band);
    kl_out_printf(
        o,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
        "height=\"%d\" role=\"img\" aria-label=\"Wi-Fi channels and how busy they are\">\n",
        WIDTH, height, WIDTH, height);
    kl_out_str(o, style);
    kl_out_printf(o, "<rect class=\"page\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", WIDTH, height);
    kl_out_str(o, "<text class=\"title\" x=\"24\" y=\"32\">Channels as ");
    iw_ssid_text((const uint8_t *)ifname, strlen(ifname), name);
    put_text(o, name);
    kl_out_printf(
        o,
        " sees them</text>\n<text class=\"note end\" x=\"%d\" y=\"32\">%zu network%s; a hill "
        "is as wide as its network and as high as that is strong</text>\n",
        RIGHT, c->n_networks, c->n_networks == 1 ? "" : "s");
    for (size_t i = 0; i < c->n; i++) {
        struct panel p = {.c = c, .o = o, .band = c->channels[i].band};

        if (!begins_band(c, i))
            continue;
        p.top = at + 26;
        p.base = p.top + plot_of(c, p.band);
        at += PANEL + plot_of(c, p.band);
        set_range(&p, c->channels[i].freq_mhz);
        draw_grid(&p);
        draw_hills(&p);
        draw_channels(&p);
    }
    kl_out_str(o, "</svg>\n");
}
