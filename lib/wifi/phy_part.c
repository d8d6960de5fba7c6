// SPDX-License-Identifier: MIT
// Parts of a phy that are structs of their own: waking, coalescing, measurements, frames, vendors.
// Source: net/wireless/nl80211.c, nl80211_send_wowlan(), nl80211_send_pmsr_capa(),
// nl80211_put_sar_specs(), nl80211_put_tid_config_support() and others.
#include "phy.h"

/* ---- Waking and coalescing ---- */

/* struct nl80211_pattern_support; the offset is younger than the rest. @return false: too short */
static bool read_patterns(const uint8_t *data, size_t len, struct kl_wifi_pattern_support *ret,
                          bool *ret_offset)
{
    uint32_t words[4] = {0};

    if (len < 12)
        return false;
    memcpy(words, data, len < sizeof(words) ? len / 4 * 4 : sizeof(words));
    *ret = (struct kl_wifi_pattern_support){words[0], words[1], words[2], words[3]};
    *ret_offset = len >= sizeof(words);
    return true;
}

static void read_tcp(struct kl_wifi_phys *p, const struct kl_attr *a,
                     struct kl_wifi_wowlan_support *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    ret->has_tcp = true;
    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_WOWLAN_TCP_DATA_PAYLOAD)
            ret->tcp_data_len = kl_phys_u32(p, &one);
        else if (one.type == NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ)
            ret->tcp_seq = true;
        else if (one.type == NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN && one.len >= 12)
            memcpy(&ret->tcp_token_len, one.data + 4, sizeof(ret->tcp_token_len));
        else if (one.type == NL80211_WOWLAN_TCP_DATA_INTERVAL)
            ret->tcp_interval_s = kl_phys_u32(p, &one);
        else if (one.type == NL80211_WOWLAN_TCP_WAKE_PAYLOAD)
            ret->tcp_wake_len = kl_phys_u32(p, &one);
    }
}

void kl_phys_read_wowlan(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_wifi_wowlan_support *w = &phy->wowlan;
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    w->has = true;
    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_WOWLAN_TRIG_PKT_PATTERN &&
            !read_patterns(one.data, one.len, &w->patterns, &w->has_offset)) {
            p->bad = true;
            continue;
        }
        if (one.type == NL80211_WOWLAN_TRIG_NET_DETECT)
            w->net_detect_sets = kl_phys_u32(p, &one);
        else if (one.type == NL80211_WOWLAN_TRIG_TCP_CONNECTION)
            read_tcp(p, &one, w);
        if (one.type < 32)
            w->triggers |= 1u << one.type;
    }
}

void kl_phys_read_coalesce(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_wifi_coalesce_support *c = &phy->coalesce;
    bool offset;

    if (a->len < 24 || !read_patterns(a->data + 4, 16, &c->patterns, &offset)) {
        p->bad = true;
        return;
    }
    memcpy(&c->max_rules, a->data, sizeof(c->max_rules));
    memcpy(&c->max_delay_ms, a->data + 20, sizeof(c->max_delay_ms));
    c->has = true;
}

/* ---- Measurements ---- */

static void read_ftm(struct kl_wifi_phys *p, const struct kl_attr *a, struct kl_wifi_pmsr *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    ret->has_ftm = true;
    while (kl_phys_next(p, &v, &one)) {
        if (one.len == 0) {
            if (one.type < 32)
                ret->ftm_flags |= 1u << one.type;
        } else if (one.type == NL80211_PMSR_FTM_CAPA_ATTR_PREAMBLES) {
            ret->preambles = kl_phys_u32(p, &one);
        } else if (one.type == NL80211_PMSR_FTM_CAPA_ATTR_BANDWIDTHS) {
            ret->widths = kl_phys_u32(p, &one);
        } else if (one.type == NL80211_PMSR_FTM_CAPA_ATTR_MAX_BURSTS_EXPONENT) {
            ret->max_bursts_exponent = kl_phys_u32(p, &one);
            ret->has_bursts = true;
        } else if (one.type == NL80211_PMSR_FTM_CAPA_ATTR_MAX_FTMS_PER_BURST) {
            ret->max_per_burst = kl_phys_u32(p, &one);
            ret->has_per_burst = true;
        }
    }
}

void kl_phys_read_pmsr(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_wifi_pmsr *m = &phy->pmsr;
    struct kl_view v = kl_wifi_inside(a), in;
    struct kl_attr one, type;

    m->has = true;
    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_PMSR_ATTR_MAX_PEERS)
            m->max_peers = kl_phys_u32(p, &one);
        else if (one.type == NL80211_PMSR_ATTR_REPORT_AP_TSF)
            m->report_ap_tsf = true;
        else if (one.type == NL80211_PMSR_ATTR_RANDOMIZE_MAC_ADDR)
            m->random_mac = true;
        if (one.type != NL80211_PMSR_ATTR_TYPE_CAPA)
            continue;
        m->has_types = true;
        in = kl_wifi_inside(&one);
        while (kl_phys_next(p, &in, &type))
            if (type.type == NL80211_PMSR_TYPE_FTM)
                read_ftm(p, &type, m);
    }
}

void kl_phys_read_sar(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a), in, spec;
    struct kl_attr one, entry, value;

    phy->sar.has = true;
    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_SAR_ATTR_TYPE)
            phy->sar.type = kl_phys_u32(p, &one);
        if (one.type != NL80211_SAR_ATTR_SPECS)
            continue;
        in = kl_wifi_inside(&one);
        while (kl_phys_next(p, &in, &entry)) {
            struct kl_wifi_range range = {.start_khz = 0};

            spec = kl_wifi_inside(&entry);
            while (kl_phys_next(p, &spec, &value)) {
                if (value.type == NL80211_SAR_ATTR_SPECS_START_FREQ)
                    range.start_khz = kl_phys_u32(p, &value);
                else if (value.type == NL80211_SAR_ATTR_SPECS_END_FREQ)
                    range.end_khz = kl_phys_u32(p, &value);
            }
            KL_PHYS_APPEND(p, phy->sar.ranges, phy->sar.n_ranges, range);
        }
    }
}

/* ---- Frames ---- */

static void read_frames(struct kl_wifi_phys *p, const struct kl_attr *a, uint32_t iftype,
                        struct kl_wifi_frames *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    *ret = (struct kl_wifi_frames){.iftype = iftype};
    while (kl_phys_next(p, &v, &one)) {
        uint16_t type = (uint16_t)kl_phys_u32(p, &one);

        KL_PHYS_APPEND(p, ret->types, ret->n, type);
    }
}

static void read_all_frames(struct kl_wifi_phys *p, const struct kl_attr *a,
                            const struct kl_wifi_frames **ret, unsigned *n)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_frames f;
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        read_frames(p, &one, one.type, &f);
        KL_PHYS_APPEND(p, *ret, *n, f);
    }
}

void kl_phys_read_tx_frames(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                            const struct kl_attr *a)
{
    phy->has_tx_frames = true;
    read_all_frames(p, a, &phy->tx_frames, &phy->n_tx_frames);
}

void kl_phys_read_rx_frames(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                            const struct kl_attr *a)
{
    phy->has_rx_frames = true;
    read_all_frames(p, a, &phy->rx_frames, &phy->n_rx_frames);
}

/* ---- By interface type ---- */

void kl_phys_read_ext_capas(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                            const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a), in;
    struct kl_attr entry, one;

    while (kl_phys_next(p, &v, &entry)) {
        struct kl_wifi_ext_capa c = {.iftype = 0};

        in = kl_wifi_inside(&entry);
        while (kl_phys_next(p, &in, &one)) {
            if (one.type == NL80211_ATTR_IFTYPE) {
                c.iftype = kl_phys_u32(p, &one);
            } else if (one.type == NL80211_ATTR_EXT_CAPA) {
                c.capa = kl_phys_copy(p, one.data, one.len);
                c.capa_len = one.len;
            } else if (one.type == NL80211_ATTR_EXT_CAPA_MASK) {
                c.mask = kl_phys_copy(p, one.data, one.len);
                c.mask_len = one.len;
            } else if (one.type == NL80211_ATTR_EML_CAPABILITY) {
                c.eml = (uint16_t)kl_phys_u32(p, &one);
                c.has_mlo = true;
            } else if (one.type == NL80211_ATTR_MLD_CAPA_AND_OPS) {
                c.mld = (uint16_t)kl_phys_u32(p, &one);
                c.has_mlo = true;
            }
        }
        KL_PHYS_APPEND(p, phy->iftype_ext_capas, phy->n_iftype_ext_capas, c);
    }
}

void kl_phys_read_iftype_akms(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                              const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a), in;
    struct kl_attr entry, one;

    while (kl_phys_next(p, &v, &entry)) {
        struct kl_wifi_iftype_akm akm = {.n = 0};

        in = kl_wifi_inside(&entry);
        while (kl_phys_next(p, &in, &one)) {
            if (one.type == NL80211_IFTYPE_AKM_ATTR_IFTYPES)
                akm.iftypes = kl_phys_bits(p, &one);
            if (one.type != NL80211_IFTYPE_AKM_ATTR_SUITES)
                continue;
            for (size_t at = 0; at + 4 <= one.len; at += 4) {
                uint32_t suite;

                memcpy(&suite, one.data + at, sizeof(suite));
                KL_PHYS_APPEND(p, akm.suites, akm.n, suite);
            }
        }
        KL_PHYS_APPEND(p, phy->iftype_akms, phy->n_iftype_akms, akm);
    }
}

/* ---- Numbers in nests ---- */

static void put_number(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                       enum kl_wifi_phy_number number, const struct kl_attr *a)
{
    if (kl_phys_uint(p, a, &phy->number[number]))
        phy->has |= (uint64_t)1 << number;
}

void kl_phys_read_tid(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_TID_CONFIG_ATTR_VIF_SUPP)
            put_number(p, phy, KL_WIFI_N_TID_VIF, &one);
        else if (one.type == NL80211_TID_CONFIG_ATTR_PEER_SUPP)
            put_number(p, phy, KL_WIFI_N_TID_PEER, &one);
        else if (one.type == NL80211_TID_CONFIG_ATTR_RETRY_SHORT)
            put_number(p, phy, KL_WIFI_N_TID_MAX_RETRY_SHORT, &one);
        else if (one.type == NL80211_TID_CONFIG_ATTR_RETRY_LONG)
            put_number(p, phy, KL_WIFI_N_TID_MAX_RETRY_LONG, &one);
    }
}

void kl_phys_read_mbssid(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_MBSSID_CONFIG_ATTR_MAX_INTERFACES)
            put_number(p, phy, KL_WIFI_N_MBSSID_MAX_INTERFACES, &one);
        else if (one.type == NL80211_MBSSID_CONFIG_ATTR_MAX_EMA_PROFILE_PERIODICITY)
            put_number(p, phy, KL_WIFI_N_MBSSID_MAX_EMA_PERIOD, &one);
        else if (one.type == NL80211_MBSSID_CONFIG_ATTR_EMA)
            phy->can |= KL_WIFI_CAN_EMA;
    }
}

/* ---- Vendors, addresses ---- */

/* @return false: it is no struct nl80211_vendor_cmd_info */
static bool read_vendor(struct kl_wifi_phys *p, const struct kl_attr *a,
                        struct kl_wifi_vendor_id *ret)
{
    if (a->len < 8) {
        p->bad = true;
        return false;
    }
    memcpy(&ret->oui, a->data, 4);
    memcpy(&ret->subcmd, a->data + 4, 4);
    return true;
}

void kl_phys_read_vendor_commands(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                                  const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_vendor_id id;
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one))
        if (read_vendor(p, &one, &id))
            KL_PHYS_APPEND(p, phy->vendor_commands, phy->n_vendor_commands, id);
}

void kl_phys_read_vendor_events(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                                const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_vendor_id id;
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one))
        if (read_vendor(p, &one, &id))
            KL_PHYS_APPEND(p, phy->vendor_events, phy->n_vendor_events, id);
}

void kl_phys_read_macs(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;
    unsigned char mac[1][6];

    while (kl_phys_next(p, &v, &one)) {
        if (one.len != 6) {
            p->bad = true;
            continue;
        }
        memcpy(mac, one.data, 6);
        KL_PHYS_APPEND(p, phy->macs, phy->n_macs, mac);
    }
}
