// SPDX-License-Identifier: MIT
// Files of stations to be measured, one a line.
#include "ftm_file.h"
#include "iw.h"

#include <stddef.h>

static const char *value_of(const char *word, const char *key)
{
    size_t len = strlen(key);

    return strncmp(word, key, len) == 0 && word[len] == '=' ? word + len + 1 : NULL;
}

static int take_width(struct iw_file *f, const char *value, struct kl_wifi_chan *c)
{
    static const struct {
        const char *word;
        uint32_t width;
    } widths[] = {{"20", NL80211_CHAN_WIDTH_20},   {"40", NL80211_CHAN_WIDTH_40},
                  {"80", NL80211_CHAN_WIDTH_80},   {"80+80", NL80211_CHAN_WIDTH_80P80},
                  {"160", NL80211_CHAN_WIDTH_160}, {"320", 13 /* NL80211_CHAN_WIDTH_320 */}};

    for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
        if (strcmp(widths[i].word, value) == 0) {
            c->width = widths[i].width;
            return 0;
        }
    return iw_file_wrong(f, "'%.40s' is no width of 20, 40, 80, 80+80, 160 or 320 MHz", value);
}

static int take_preamble(struct iw_file *f, const char *value, struct kl_wifi_ftm_target *t)
{
    static const char *const preambles[] = {"legacy", "ht", "vht", "dmg", "he"};

    for (int i = 0; i < 5; i++)
        if (strcmp(preambles[i], value) == 0) {
            t->preamble = i; /* NL80211_PREAMBLE_* */
            return 0;
        }
    return iw_file_wrong(f, "'%.40s' is no preamble of legacy, ht, vht, dmg or he", value);
}

static bool take_flag(const char *word, struct kl_wifi_ftm_target *t)
{
    static const struct {
        const char *word;
        size_t offset;
    } flags[] = {
        {"ap-tsf", offsetof(struct kl_wifi_ftm_target, ap_tsf)},
        {"asap", offsetof(struct kl_wifi_ftm_target, asap)},
        {"lci", offsetof(struct kl_wifi_ftm_target, lci)},
        {"civic", offsetof(struct kl_wifi_ftm_target, civic)},
        {"tb", offsetof(struct kl_wifi_ftm_target, trigger_based)},
        {"non_tb", offsetof(struct kl_wifi_ftm_target, non_trigger_based)},
        {"lmr_feedback", offsetof(struct kl_wifi_ftm_target, lmr_feedback)},
    };

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (strcmp(flags[i].word, word) == 0) {
            *(bool *)((char *)t + flags[i].offset) = true;
            return true;
        }
    return false;
}

static int take_number(struct iw_file *f, const char *word, struct kl_wifi_ftm_target *t)
{
    static const struct {
        const char *key;
        int most;
        size_t offset;
    } numbers[] = {
        {"cf", 100000, offsetof(struct kl_wifi_ftm_target, chan.freq_mhz)},
        {"cf1", 100000, offsetof(struct kl_wifi_ftm_target, chan.center1_mhz)},
        {"cf2", 100000, offsetof(struct kl_wifi_ftm_target, chan.center2_mhz)},
        {"bursts_exp", 15, offsetof(struct kl_wifi_ftm_target, bursts_exp)},
        {"burst_period", UINT16_MAX, offsetof(struct kl_wifi_ftm_target, burst_period)},
        {"burst_duration", 15, offsetof(struct kl_wifi_ftm_target, burst_duration)},
        {"ftms_per_burst", 31, offsetof(struct kl_wifi_ftm_target, ftms_per_burst)},
        {"retries", UINT8_MAX, offsetof(struct kl_wifi_ftm_target, retries)},
    };

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        const char *value = value_of(word, numbers[i].key);
        uint64_t number;
        int as_int;

        if (value == NULL)
            continue;
        if (!iw_parse_number(value, 0, (uint64_t)numbers[i].most, &number))
            return iw_file_wrong(f, "%s: '%.40s' is no number of 0 to %d", numbers[i].key, value,
                                 numbers[i].most);
        as_int = (int)number; /* of the size of the frequencies, too */
        memcpy((char *)t + numbers[i].offset, &as_int, sizeof(as_int));
        return 0;
    }
    return iw_file_wrong(f, "'%.40s' is not understood", word);
}

static int take_target(struct iw_file *f, char *line, struct kl_wifi_ftm_target *t)
{
    char *rest = line, *word = strsep(&rest, " \t"), why[160];
    int rc = 0;

    kl_wifi_ftm_target_init(t);
    t->chan = (struct kl_wifi_chan){.width = UINT32_MAX, .type = -1};
    if (!iw_parse_mac(word, t->mac))
        return iw_file_wrong(f, "'%.40s' is no MAC address", word);
    while (rc == 0 && (word = strsep(&rest, " \t")) != NULL) {
        const char *value;

        if (*word == '\0' || take_flag(word, t))
            continue;
        if ((value = value_of(word, "bw")) != NULL)
            rc = take_width(f, value, &t->chan);
        else if ((value = value_of(word, "preamble")) != NULL)
            rc = take_preamble(f, value, t);
        else
            rc = take_number(f, word, t);
    }
    if (rc < 0)
        return rc;
    if (t->chan.width == UINT32_MAX || t->chan.freq_mhz == 0)
        return iw_file_wrong(f, "bw= and cf= are wanted");
    if (t->trigger_based && t->non_trigger_based)
        return iw_file_wrong(f, "tb and non_tb do not go together");
    if (kl_wifi_chan_complete(&t->chan, why, sizeof(why)) < 0)
        return iw_file_wrong(f, "%s", why);
    return 0;
}

int iw_read_ftm(struct iw_file *f, struct iw_ftm *ret)
{
    char *line;

    memset(ret, 0, sizeof(*ret));
    while ((line = iw_file_line(f)) != NULL) {
        if (ret->n == IW_FTM_TARGETS)
            return iw_file_wrong(f, "there are more than %d stations", IW_FTM_TARGETS);
        if (take_target(f, line, &ret->targets[ret->n]) < 0)
            return -EINVAL;
        ret->n++;
    }
    if (f->error[0] != '\0')
        return -EINVAL;
    return ret->n > 0 ? 0 : iw_file_wrong(f, "the file names no station");
}
