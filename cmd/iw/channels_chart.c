// SPDX-License-Identifier: MIT
// The chart of channels for a terminal: as wide as that is, and plain where it is none.
#include "channels.h"

#include <stdio.h>
#include <string.h>

#define N_FIXED   39 /* columns of all but bar and names */
#define MIN_BAR   8
#define MAX_BAR   50
#define MIN_NAMES 12

struct chart {
    const struct iw_channels *c;
    struct kl_out *o;
    unsigned bar, names; /* columns; 0: there are none */
    bool colour;
};

static void lay_out(struct chart *ch, unsigned columns, bool bars)
{
    unsigned left = columns > N_FIXED ? columns - N_FIXED : 0;

    ch->bar = 0;
    if (bars) {
        ch->bar = left >= MIN_BAR + MIN_NAMES + 2 ? left * 3 / 5 : left;
        ch->bar = ch->bar < MIN_BAR ? MIN_BAR : ch->bar > MAX_BAR ? MAX_BAR : ch->bar;
    }
    ch->names = left >= ch->bar + MIN_NAMES + 2 ? left - ch->bar - 2 : 0;
}

static void style(const struct chart *ch, const char *code)
{
    if (ch->colour)
        kl_out_str(ch->o, code);
}

#define BOLD   "\033[1m"
#define DIM    "\033[2m"
#define NORMAL "\033[0m"

static void print_bar(const struct chart *ch, const struct iw_channel *c)
{
    unsigned filled = (c->busy_permille * ch->bar + 500) / 1000;

    if (ch->bar == 0)
        return;
    if (c->busy_from == IW_BUSY_UNKNOWN) {
        kl_out_printf(ch->o, "%*s", (int)ch->bar, "");
        return;
    }
    style(ch, c->busy_permille < 300   ? "\033[32m"
              : c->busy_permille < 600 ? "\033[33m"
                                       : "\033[31m");
    for (unsigned i = 0; i < filled; i++)
        kl_out_str(ch->o, "█");
    style(ch, NORMAL DIM);
    for (unsigned i = filled; i < ch->bar; i++)
        kl_out_str(ch->o, "░");
    style(ch, NORMAL);
}

static void print_busy(const struct chart *ch, const struct iw_channel *c)
{
    char text[16] = "-";

    if (c->busy_from != IW_BUSY_UNKNOWN)
        snprintf(text, sizeof(text), "%s%u%%", c->busy_from == IW_BUSY_BSS ? "~" : "",
                 (c->busy_permille + 5) / 10);
    kl_out_printf(ch->o, "%6s", text);
}

static bool named_before(const struct iw_channels *c, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (c->networks[k].freq_mhz == c->networks[i].freq_mhz &&
            strcmp(c->networks[k].name, c->networks[i].name) == 0)
            return true;
    return false;
}

/* The names of the networks on it, the strongest first, as far as there is room. */
static void print_names(const struct chart *ch, const struct iw_channel *c)
{
    unsigned left = ch->names, used;
    bool first = true;

    for (size_t i = 0; ch->names > 0 && i < ch->c->n_networks; i++) {
        const struct iw_network *n = &ch->c->networks[i];
        size_t bytes;

        if (n->freq_mhz != c->freq_mhz || named_before(ch->c, i))
            continue;
        if (left < 4) {
            kl_out_str(ch->o, first ? "" : "…");
            return;
        }
        /* Two columns for a comma, one for what may be left out. */
        bytes = iw_text_fit(n->name, left - (first ? 1 : 3), &used);
        kl_out_str(ch->o, first ? "  " : ", ");
        kl_out_write(ch->o, n->name, bytes);
        left -= used + (first ? 0 : 2);
        if (n->name[bytes] != '\0') {
            kl_out_str(ch->o, "…");
            return;
        }
        first = false;
    }
}

static void print_channel(const struct chart *ch, const struct iw_channel *c)
{
    char others[16] = "", number[16] = "-";

    style(ch, BOLD);
    if (c->number != 0)
        snprintf(number, sizeof(number), "%u", c->number);
    kl_out_printf(ch->o, "%4s%s", number, c->in_use ? "*" : " ");
    style(ch, NORMAL);
    kl_out_printf(ch->o, " %5u  ", c->freq_mhz);
    print_bar(ch, c);
    print_busy(ch, c);
    if (c->overlapping > 0)
        snprintf(others, sizeof(others), "+%u", c->overlapping);
    kl_out_printf(ch->o, "  %4u %-3s", c->networks, others);
    if (c->strongest_mbm != IW_NO_SIGNAL)
        kl_out_printf(ch->o, " %5d dBm", c->strongest_mbm / 100);
    else if (ch->names > 0 && c->networks > 0)
        kl_out_str(ch->o, "          ");
    style(ch, BOLD);
    print_names(ch, c);
    style(ch, NORMAL);
    kl_out_char(ch->o, '\n');
}

static void print_legend(const struct chart *ch)
{
    bool in_use = false, said = false, others = false, unknown = false;

    for (size_t i = 0; i < ch->c->n; i++) {
        const struct iw_channel *c = &ch->c->channels[i];

        in_use |= c->in_use;
        said |= c->busy_from == IW_BUSY_BSS;
        unknown |= c->busy_from == IW_BUSY_UNKNOWN;
        others |= c->overlapping > 0;
    }
    style(ch, DIM);
    if (in_use)
        kl_out_str(ch->o, "*  the channel in use\n");
    if (said)
        kl_out_str(ch->o, "~  as an access point there says; the radio did not measure it\n");
    if (unknown)
        kl_out_str(ch->o, "-  neither the radio nor an access point tells\n");
    if (others)
        kl_out_str(ch->o, "+  networks of other channels that reach this one\n");
    style(ch, NORMAL);
}

void iw_channels_chart(const struct iw_channels *c, struct kl_out *o, const char *ifname,
                       unsigned columns, bool bars, bool colour)
{
    struct chart ch = {.c = c, .o = o, .colour = colour};
    const char *band = "";

    lay_out(&ch, columns, bars);
    kl_out_printf(o, "%s: %zu network%s on %zu channel%s\n", ifname, c->n_networks,
                  c->n_networks == 1 ? "" : "s", c->n, c->n == 1 ? "" : "s");
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(band, c->channels[i].band) != 0) {
            band = c->channels[i].band;
            style(&ch, BOLD);
            kl_out_printf(o, "\n%s\n", band);
            style(&ch, NORMAL DIM);
            kl_out_printf(o, "chan    MHz  %*s  busy  networks strongest%s\n", (int)ch.bar, "",
                          ch.names > 0 ? "  names" : "");
            style(&ch, NORMAL);
        }
        print_channel(&ch, &c->channels[i]);
    }
    if (c->n > 0)
        kl_out_char(o, '\n');
    print_legend(&ch);
}
