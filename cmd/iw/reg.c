// SPDX-License-Identifier: MIT
// Regulatory rules: reg get, set, reload; and surveys of channels.
#include "iw.h"

#include <ctype.h>
#include <stdio.h>

static const char *region_name(unsigned region)
{
    static const char *const names[] = {"UNSET", "FCC", "ETSI", "JP"};

    return region < sizeof(names) / sizeof(names[0]) ? names[region] : "invalid";
}

/* In the order that the regulatory database's own tools print them in. */
static const struct {
    uint32_t bits;
    const char *name;
} rule_flags[] = {
    {NL80211_RRF_NO_OFDM, "NO-OFDM"},
    {NL80211_RRF_NO_CCK, "NO-CCK"},
    {NL80211_RRF_NO_INDOOR, "NO-INDOOR"},
    {NL80211_RRF_NO_OUTDOOR, "NO-OUTDOOR"},
    {NL80211_RRF_DFS, "DFS"},
    {NL80211_RRF_PTP_ONLY, "PTP-ONLY"},
    {NL80211_RRF_AUTO_BW, "AUTO-BW"},
    {NL80211_RRF_IR_CONCURRENT, "IR-CONCURRENT"},
    {NL80211_RRF_NO_HT40MINUS, "NO-HT40MINUS"},
    {NL80211_RRF_NO_HT40PLUS, "NO-HT40PLUS"},
    {NL80211_RRF_NO_80MHZ, "NO-80MHZ"},
    {NL80211_RRF_NO_160MHZ, "NO-160MHZ"},
    {NL80211_RRF_NO_HE, "NO-HE"},
};

#define NO_IBSS (1u << 8) /* older kernels' half of NO-IR, which sets both */

/* Calls @say with each flag's name. */
static void each_flag(uint32_t flags, void (*say)(struct iw *iw, const char *name), struct iw *iw)
{
    for (size_t i = 0; i < sizeof(rule_flags) / sizeof(rule_flags[0]); i++)
        if ((flags & rule_flags[i].bits) != 0)
            say(iw, rule_flags[i].name);
    if ((flags & NL80211_RRF_NO_IR) != 0 && (flags & NO_IBSS) != 0) {
        say(iw, "NO-IR");
        return;
    }
    if ((flags & NL80211_RRF_NO_IR) != 0)
        say(iw, "PASSIVE-SCAN");
    if ((flags & NO_IBSS) != 0)
        say(iw, "NO-IBSS");
}

static void say_text(struct iw *iw, const char *name)
{
    kl_out_printf(iw->out, ", %s", name);
}

static void say_json(struct iw *iw, const char *name)
{
    kl_sink_str(iw->sink, name);
}

static void text_rule(struct iw *iw, const struct kl_wifi_reg_rule *r)
{
    struct kl_out *o = iw->out;

    kl_out_printf(o, "\t(%u - %u @ %u), (", r->start_khz / 1000, r->end_khz / 1000,
                  r->bandwidth_khz / 1000);
    if (r->gain_mbi / 100 != 0)
        kl_out_printf(o, "%d", r->gain_mbi / 100);
    else
        kl_out_str(o, "N/A");
    kl_out_printf(o, ", %d)", r->eirp_mbm / 100);
    if ((r->flags & NL80211_RRF_DFS) != 0 && r->has_cac)
        kl_out_printf(o, ", (%u ms)", r->cac_ms);
    else
        kl_out_str(o, ", (N/A)");
    each_flag(r->flags, say_text, iw);
    kl_out_char(o, '\n');
}

static void json_rule(struct iw *iw, const struct kl_wifi_reg_rule *r)
{
    kl_sink_object_begin(iw->sink);
    iw_put_uint(iw, "start_khz", r->start_khz);
    iw_put_uint(iw, "end_khz", r->end_khz);
    iw_put_uint(iw, "max_width_khz", r->bandwidth_khz);
    iw_put_int(iw, "max_eirp_mbm", r->eirp_mbm);
    if (r->gain_mbi != 0)
        iw_put_int(iw, "max_antenna_gain_mbi", r->gain_mbi);
    if (r->has_cac)
        iw_put_uint(iw, "dfs_cac_ms", r->cac_ms);
    kl_sink_key(iw->sink, "flags");
    kl_sink_array_begin(iw->sink);
    each_flag(r->flags, say_json, iw);
    kl_sink_array_end(iw->sink);
    kl_sink_object_end(iw->sink);
}

static int one_reg(const struct kl_wifi_reg *r, void *user)
{
    struct iw *iw = user;

    if (iw->form == IW_TEXT) {
        if (r->has_wiphy)
            kl_out_printf(iw->out, "phy#%u%s\n", r->wiphy,
                          r->self_managed ? " (self-managed)" : "");
        else
            kl_out_str(iw->out, "global\n");
        kl_out_printf(iw->out, "country %s: DFS-%s\n", r->alpha2, region_name(r->dfs_region));
        for (unsigned i = 0; i < r->n_rules; i++)
            text_rule(iw, &r->rules[i]);
        kl_out_char(iw->out, '\n');
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    if (r->has_wiphy)
        iw_put_uint(iw, "wiphy", r->wiphy);
    iw_put_bool(iw, "global", !r->has_wiphy);
    iw_put_bool(iw, "self_managed", r->self_managed);
    iw_put_str(iw, "country", r->alpha2);
    iw_put_str(iw, "dfs_region", region_name(r->dfs_region));
    kl_sink_key(iw->sink, "rules");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < r->n_rules; i++)
        json_rule(iw, &r->rules[i]);
    kl_sink_array_end(iw->sink);
    kl_sink_object_end(iw->sink);
    return 0;
}

static int run_reg_get(struct iw *iw, int n, char **args)
{
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_reg_get(iw->wifi, iw->on == IW_PHY ? (int64_t)iw->wiphy : -1, one_reg, iw);
    return rc < 0 ? rc : 0;
}

static int run_reg_set(struct iw *iw, int n, char **args)
{
    char alpha2[3];

    if (n != 1)
        return IW_USAGE;
    for (int i = 0; i < 2; i++)
        alpha2[i] = (char)(args[0][0] == '\0' ? 0 : toupper((unsigned char)args[0][i]));
    alpha2[2] = '\0';
    if (strlen(args[0]) != 2 ||
        !((isupper((unsigned char)alpha2[0]) && isupper((unsigned char)alpha2[1])) ||
          strcmp(alpha2, "00") == 0)) {
        iw_say("'%s' is no country: two letters (ISO 3166-1), or 00 for the world's rules",
               args[0]);
        return IW_SAID_2;
    }
    return kl_wifi_reg_set(iw->wifi, alpha2);
}

static int run_reg_reload(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_reg_reload(iw->wifi);
}

/* ---- Survey ---- */

static const struct {
    uint32_t has;
    size_t offset;
    const char *label; /* NULL: iw does not print it */
    const char *key;
} times[] = {
#define T(h, field, label)                                                                         \
    {                                                                                              \
        KL_WIFI_V_##h, offsetof(struct kl_wifi_survey, field), label, #field                       \
    }
    T(ACTIVE, active_ms, "channel active time:\t\t"),
    T(BUSY, busy_ms, "channel busy time:\t\t"),
    T(EXT_BUSY, ext_busy_ms, "extension channel busy time:\t"),
    T(RX, rx_ms, "channel receive time:\t\t"),
    T(TX, tx_ms, "channel transmit time:\t\t"),
    T(BSS_RX, bss_rx_ms, "channel BSS receive time:\t"),
    T(SCAN, scan_ms, NULL),
#undef T
};

static uint64_t time_of(const struct kl_wifi_survey *s, size_t i)
{
    uint64_t ms;

    memcpy(&ms, (const char *)s + times[i].offset, sizeof(ms));
    return ms;
}

static void text_survey(struct iw *iw, const struct kl_wifi_survey *s)
{
    struct kl_out *o = iw->out;

    kl_out_printf(o, "Survey data from %s\n", iw->name);
    if ((s->has & KL_WIFI_V_FREQ) != 0)
        kl_out_printf(o, "\tfrequency:\t\t\t%u MHz%s\n", s->freq_mhz, s->in_use ? " [in use]" : "");
    if ((s->has & KL_WIFI_V_NOISE) != 0)
        kl_out_printf(o, "\tnoise:\t\t\t\t%d dBm\n", s->noise_dbm);
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        if ((s->has & times[i].has) != 0 && times[i].label != NULL)
            kl_out_printf(o, "\t%s%llu ms\n", times[i].label, (unsigned long long)time_of(s, i));
}

static int one_survey(const struct kl_wifi_survey *s, void *user)
{
    struct iw *iw = user;

    if (iw->form == IW_TEXT) {
        text_survey(iw, s);
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    iw_put_str(iw, "ifname", iw->name);
    if ((s->has & KL_WIFI_V_FREQ) != 0) {
        iw_put_uint(iw, "freq_mhz", s->freq_mhz);
        if (s->offset_khz != 0)
            iw_put_uint(iw, "freq_offset_khz", s->offset_khz);
        iw_put_uint(iw, "channel", kl_wifi_freq_to_channel(s->freq_mhz));
    }
    iw_put_bool(iw, "in_use", s->in_use);
    if ((s->has & KL_WIFI_V_NOISE) != 0)
        iw_put_int(iw, "noise_dbm", s->noise_dbm);
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        if ((s->has & times[i].has) != 0)
            iw_put_uint(iw, times[i].key, time_of(s, i));
    kl_sink_object_end(iw->sink);
    return 0;
}

static int run_survey(struct iw *iw, int n, char **args)
{
    bool radio = n == 1 && strcmp(args[0], "--radio") == 0;
    int rc;

    if (n > (radio ? 1 : 0))
        return IW_USAGE;
    rc = kl_wifi_get_survey(iw->wifi, iw->ifindex, radio, one_survey, iw);
    return rc < 0 ? rc : 0;
}

const struct iw_command iw_reg_commands[] = {
    {IW_NONE, "reg get", "", "Show the regulatory rules that are in force.", run_reg_get},
    {IW_PHY, "reg get", "", "Show the regulatory rules that this phy keeps to.", run_reg_get},
    {IW_NONE, "reg set", "<ISO/IEC 3166-1 alpha2>", "Tell the kernel the country.", run_reg_set},
    {IW_NONE, "reg reload", "", "Make the kernel read its regulatory database again.",
     run_reg_reload},
    {IW_DEV, "survey dump", "[--radio]",
     "List what was seen of each channel; with --radio also of all together.", run_survey},
    {.words = NULL},
};
