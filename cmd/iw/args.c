// SPDX-License-Identifier: MIT
// Arguments: addresses, numbers, channels, keys, in the forms that iw takes.
#include "iw.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

bool iw_take_random(const char *word, unsigned char mac[6], unsigned char mask[6])
{
    char text[40];
    char *slash;

    if (strncmp(word, "randomise", 9) != 0 && strncmp(word, "randomize", 9) != 0)
        return false;
    /* All bits at random, but for the one that makes an address a group's. */
    memset(mac, 0, 6);
    memcpy(mask, "\x01\0\0\0\0", 6);
    if (word[9] == '\0')
        return true;
    snprintf(text, sizeof(text), "%s", word + 10);
    slash = strchr(text, '/');
    if (word[9] != '=' || slash == NULL)
        return false;
    *slash = '\0';
    return iw_parse_mac(text, mac) && iw_parse_mac(slash + 1, mask);
}

/* ---- Channels ---- */

static const struct mode {
    const char *word;
    uint32_t width;
    int32_t type;
    int offset; /* of the centre, MHz */
} modes[] = {
    {"NOHT", NL80211_CHAN_WIDTH_20_NOHT, NL80211_CHAN_NO_HT, 0},
    {"HT20", NL80211_CHAN_WIDTH_20, NL80211_CHAN_HT20, 0},
    {"HT40+", NL80211_CHAN_WIDTH_40, NL80211_CHAN_HT40PLUS, 10},
    {"HT40-", NL80211_CHAN_WIDTH_40, NL80211_CHAN_HT40MINUS, -10},
    {"5MHz", NL80211_CHAN_WIDTH_5, -1, 0},
    {"10MHz", NL80211_CHAN_WIDTH_10, -1, 0},
    {"80MHz", NL80211_CHAN_WIDTH_80, -1, 0},
    {"160MHz", NL80211_CHAN_WIDTH_160, -1, 0},
    {"320MHz", 13 /* NL80211_CHAN_WIDTH_320 */, -1, 0},
    {"1MHz", NL80211_CHAN_WIDTH_1, -1, 0},
    {"2MHz", NL80211_CHAN_WIDTH_2, -1, 0},
    {"4MHz", NL80211_CHAN_WIDTH_4, -1, 0},
    {"8MHz", NL80211_CHAN_WIDTH_8, -1, 0},
    {"16MHz", NL80211_CHAN_WIDTH_16, -1, 0},
};

static const struct mode *find_mode(const char *word)
{
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(modes[i].word, word) == 0)
            return &modes[i];
    return NULL;
}

static uint32_t channel_khz(const char *word)
{
    uint64_t channel;

    if (!iw_parse_number(word, 1, 255, &channel))
        return 0;
    /* Numbers up to 14 are of 2.4 GHz, as iw takes them. */
    return 1000 * kl_wifi_channel_to_freq((unsigned)channel,
                                          channel <= 14 ? NL80211_BAND_2GHZ : NL80211_BAND_5GHZ);
}

/* "40 [centre1 [centre2]]" behind a frequency. @return words taken */
static int take_width(int n, char **args, struct kl_wifi_chan *c)
{
    int width = isdigit((unsigned char)args[0][0]) ? kl_wifi_width_find(args[0]) : -1;
    uint64_t centre;
    int taken = 1;

    if (width < 0 || strlen(args[0]) > 5 || atoi(args[0]) == 0)
        return 0;
    /* Widths are meant in MHz: 0 to 4 would be the kernel's numbers. */
    c->width = (uint32_t)width;
    c->type = c->width == NL80211_CHAN_WIDTH_20 ? NL80211_CHAN_HT20 : -1;
    /* Behind a width that leaves no choice, a number is something else. */
    if (c->width >= NL80211_CHAN_WIDTH_40 && c->width != NL80211_CHAN_WIDTH_5 &&
        c->width != NL80211_CHAN_WIDTH_10 && taken < n &&
        iw_parse_number(args[taken], 1000, 100000, &centre)) {
        c->center1_mhz = (uint32_t)centre;
        taken++;
    }
    if (c->width == NL80211_CHAN_WIDTH_40 && taken == 2)
        c->type = c->center1_mhz > c->freq_mhz ? NL80211_CHAN_HT40PLUS : NL80211_CHAN_HT40MINUS;
    if (c->width == NL80211_CHAN_WIDTH_80P80 && taken == 2 && taken < n &&
        iw_parse_number(args[taken], 1000, 100000, &centre)) {
        c->center2_mhz = (uint32_t)centre;
        taken++;
    }
    return taken;
}

int iw_parse_chan(int n, char **args, bool is_channel, struct kl_wifi_chan *ret)
{
    struct kl_wifi_chan c = {.width = NL80211_CHAN_WIDTH_20_NOHT, .type = NL80211_CHAN_NO_HT};
    const struct mode *mode;
    uint32_t khz = 0;
    char why[160];
    int taken = 1;

    if (n == 0)
        return iw_wrong("a %s is missing", is_channel ? "channel" : "frequency"), -1;
    if (is_channel)
        khz = channel_khz(args[0]);
    else if (!iw_parse_khz(args[0], &khz))
        khz = 0;
    if (khz == 0)
        return iw_wrong("'%s' is no %s", args[0], is_channel ? "channel" : "frequency in MHz"), -1;
    c.freq_mhz = khz / 1000;
    c.offset_khz = khz % 1000;
    if (n > 1) {
        mode = find_mode(args[1]);
        if (mode != NULL) {
            c.width = mode->width;
            c.type = mode->type;
            taken = 2;
        } else {
            taken += take_width(n - 1, args + 1, &c);
        }
    }
    if (kl_wifi_chan_complete(&c, why, sizeof(why)) < 0)
        return iw_wrong("%s", why), -1;
    *ret = c;
    return taken;
}

/* ---- Keys ---- */

/* 5 or 13 characters, or twice as many hexadecimal digits. */
static bool take_key_data(const char *text, struct kl_wifi_wep_key *key)
{
    size_t len = strlen(text);

    if (len == 5 || len == 13) {
        memcpy(key->data, text, len);
        key->len = (uint8_t)len;
        return true;
    }
    if (len != 10 && len != 26)
        return false;
    key->len = (uint8_t)(len / 2);
    return iw_parse_hex(text, key->data, sizeof(key->data)) == (int)(len / 2);
}

int iw_parse_keys(int n, char **args, struct kl_wifi_wep_key keys[4], unsigned *ret_n,
                  unsigned *ret_default)
{
    *ret_n = 0;
    *ret_default = 0;
    for (int i = 0; i < n; i++) {
        const char *at = args[i];
        bool standard = n == 1;

        if (*ret_n == 4)
            return iw_wrong("there are 4 WEP keys at most");
        if (strncmp(at, "d:", 2) == 0) {
            standard = true;
            at += 2;
        }
        if (at[0] < '0' || at[0] > '3' || at[1] != ':')
            return iw_wrong("'%s' is no key: [d:]0..3:KEY is wanted", args[i]);
        keys[*ret_n] = (struct kl_wifi_wep_key){.index = (uint8_t)(at[0] - '0')};
        if (!take_key_data(at + 2, &keys[*ret_n]))
            return iw_wrong("'%s': a WEP key has 5 or 13 characters, or 10 or 26 hex digits",
                            args[i]);
        if (standard)
            *ret_default = keys[*ret_n].index;
        ++*ret_n;
    }
    return *ret_n > 0 ? 0 : iw_wrong("a key is missing");
}
