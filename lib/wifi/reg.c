// SPDX-License-Identifier: MIT
// Regulatory rules and surveys. Source: net/wireless/nl80211.c, nl80211_put_regdom(),
// nl80211_send_survey().
#include "wifi.h"

#include <kernlink/wifi_set.h>

#include <ctype.h>
#include <stdlib.h>

/* As many as the kernel takes (NL80211_MAX_SUPP_REG_RULES). */
#define MAX_RULES 128

static void read_rule(const struct kl_view *v, struct kl_wifi_reg_rule *ret)
{
    uint64_t cac;

    *ret = (struct kl_wifi_reg_rule){
        .start_khz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_FREQ_RANGE_START, 0),
        .end_khz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_FREQ_RANGE_END, 0),
        .bandwidth_khz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_FREQ_RANGE_MAX_BW, 0),
        .gain_mbi = (int32_t)kl_wifi_uint(v, NL80211_ATTR_POWER_RULE_MAX_ANT_GAIN, 0),
        .eirp_mbm = (int32_t)kl_wifi_uint(v, NL80211_ATTR_POWER_RULE_MAX_EIRP, 0),
        .flags = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_REG_RULE_FLAGS, 0)};
    ret->has_cac = kl_view_get_uint(v, NL80211_ATTR_DFS_CAC_TIME, &cac) == 0;
    ret->cac_ms = ret->has_cac ? (uint32_t)cac : 0;
}

/* @rules has room for MAX_RULES. @return false: it is no set of rules */
static bool read_reg(const struct kl_view *v, struct kl_wifi_reg_rule *rules,
                     struct kl_wifi_reg *ret)
{
    struct kl_view nest, one;
    struct kl_attr a;
    uint64_t wiphy;

    *ret = (struct kl_wifi_reg){.rules = rules};
    if (!kl_wifi_bytes(v, NL80211_ATTR_REG_ALPHA2, ret->alpha2, 2) ||
        kl_view_get_nest(v, NL80211_ATTR_REG_RULES, &nest) < 0)
        return false;
    ret->has_wiphy = kl_view_get_uint(v, NL80211_ATTR_WIPHY, &wiphy) == 0;
    ret->wiphy = ret->has_wiphy ? (uint32_t)wiphy : 0;
    ret->self_managed = kl_view_has(v, NL80211_ATTR_WIPHY_SELF_MANAGED_REG);
    ret->dfs_region = (uint8_t)kl_wifi_uint(v, NL80211_ATTR_DFS_REGION, NL80211_DFS_UNSET);
    while (ret->n_rules < MAX_RULES && kl_view_next(&nest, &a) == 1) {
        one = kl_wifi_inside(&a);
        read_rule(&one, &rules[ret->n_rules++]);
    }
    return true;
}

int kl_wifi_reg_get(struct kl_wifi *w, int64_t wiphy, kl_wifi_reg_fn *fn, void *user)
{
    struct kl_wifi_reg_rule *rules;
    struct kl_answer *a;
    int rc, n = 0;

    kl_wifi_begin(w, NL80211_CMD_GET_REG, wiphy < 0 ? NLM_F_DUMP : 0, 0);
    if (wiphy >= 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, (uint32_t)wiphy);
    rc = wiphy < 0 ? kl_wifi_run_dump(w, &a) : kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    rules = calloc(MAX_RULES, sizeof(*rules));
    if (rules == NULL)
        rc = -ENOMEM;
    for (size_t i = 0; rc >= 0 && i < kl_answer_count(a); i++) {
        struct kl_wifi_reg reg;
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0 || !read_reg(&v, rules, &reg))
            continue;
        rc = fn(&reg, user);
        n++;
    }
    free(rules);
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}

int kl_wifi_reg_set(struct kl_wifi *w, const char *alpha2)
{
    if (strlen(alpha2) != 2 || !isalnum((unsigned char)alpha2[0]) ||
        !isalnum((unsigned char)alpha2[1]))
        return kl_wifi_refuse(w, -EINVAL, "a country is two letters, such as DE, or 00");
    kl_wifi_begin(w, NL80211_CMD_REQ_SET_REG, 0, 0);
    (void)kl_msg_put_str(w->msg, NL80211_ATTR_REG_ALPHA2, alpha2);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_reg_reload(struct kl_wifi *w)
{
    kl_wifi_begin(w, NL80211_CMD_RELOAD_REGDB, 0, 0);
    return kl_wifi_run(w, NULL);
}

/* ---- Survey ---- */

static void read_survey(const struct kl_view *v, struct kl_wifi_survey *ret)
{
    static const struct {
        uint16_t attr;
        uint32_t has;
        size_t offset;
    } times[] = {
        {NL80211_SURVEY_INFO_TIME, KL_WIFI_V_ACTIVE, offsetof(struct kl_wifi_survey, active_ms)},
        {NL80211_SURVEY_INFO_TIME_BUSY, KL_WIFI_V_BUSY, offsetof(struct kl_wifi_survey, busy_ms)},
        {NL80211_SURVEY_INFO_TIME_EXT_BUSY, KL_WIFI_V_EXT_BUSY,
         offsetof(struct kl_wifi_survey, ext_busy_ms)},
        {NL80211_SURVEY_INFO_TIME_RX, KL_WIFI_V_RX, offsetof(struct kl_wifi_survey, rx_ms)},
        {NL80211_SURVEY_INFO_TIME_TX, KL_WIFI_V_TX, offsetof(struct kl_wifi_survey, tx_ms)},
        {NL80211_SURVEY_INFO_TIME_SCAN, KL_WIFI_V_SCAN, offsetof(struct kl_wifi_survey, scan_ms)},
        {NL80211_SURVEY_INFO_TIME_BSS_RX, KL_WIFI_V_BSS_RX,
         offsetof(struct kl_wifi_survey, bss_rx_ms)},
    };
    struct kl_view info;
    uint64_t value;

    *ret = (struct kl_wifi_survey){.ifindex = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_IFINDEX, 0)};
    if (kl_view_get_nest(v, NL80211_ATTR_SURVEY_INFO, &info) < 0)
        return;
    ret->has |= KL_WIFI_V_INFO;
    if (kl_view_get_uint(&info, NL80211_SURVEY_INFO_FREQUENCY, &value) == 0) {
        ret->freq_mhz = (uint32_t)value;
        ret->has |= KL_WIFI_V_FREQ;
    }
    ret->offset_khz = (uint32_t)kl_wifi_uint(&info, NL80211_SURVEY_INFO_FREQUENCY_OFFSET, 0);
    ret->in_use = kl_view_has(&info, NL80211_SURVEY_INFO_IN_USE);
    if (kl_view_get_uint(&info, NL80211_SURVEY_INFO_NOISE, &value) == 0) {
        ret->noise_dbm = (int8_t)value; /* one byte without a sign, on the wire */
        ret->has |= KL_WIFI_V_NOISE;
    }
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        if (kl_view_get_uint(&info, times[i].attr, &value) == 0) {
            memcpy((char *)ret + times[i].offset, &value, sizeof(value));
            ret->has |= times[i].has;
        }
}

int kl_wifi_get_survey(struct kl_wifi *w, uint32_t ifindex, bool radio, kl_wifi_survey_fn *fn,
                       void *user)
{
    struct kl_answer *a;
    int rc, n = 0;

    kl_wifi_begin(w, NL80211_CMD_GET_SURVEY, NLM_F_DUMP, ifindex);
    if (radio)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_SURVEY_RADIO_STATS);
    rc = kl_wifi_run_dump(w, &a);
    if (rc < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < kl_answer_count(a); i++) {
        struct kl_wifi_survey s;
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0)
            continue;
        read_survey(&v, &s);
        rc = fn(&s, user);
        n++;
    }
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}
