// SPDX-License-Identifier: MIT
// The list of phys: asked for, and put together from the messages of a split dump.
// Source: net/wireless/nl80211.c, nl80211_dump_wiphy(), nl80211_send_wiphy().
#include "phy.h"

#include <stdlib.h>

/* Newer than some headers. */
#define ATTR_RADIOS 331 /* NL80211_ATTR_WIPHY_RADIOS */
#define ATTR_GLOBAL 332 /* NL80211_ATTR_WIPHY_INTERFACE_COMBINATIONS */

_Static_assert(KL_WIFI_N_COUNT <= 64, "kl_wifi_phy.has has a bit for each");

// clang-format off
static const struct {
    uint16_t attr;
    uint16_t number;
} numbers[] = {
    {NL80211_ATTR_WIPHY_RETRY_SHORT, KL_WIFI_N_RETRY_SHORT},
    {NL80211_ATTR_WIPHY_RETRY_LONG, KL_WIFI_N_RETRY_LONG},
    {NL80211_ATTR_WIPHY_FRAG_THRESHOLD, KL_WIFI_N_FRAG_THRESHOLD},
    {NL80211_ATTR_WIPHY_RTS_THRESHOLD, KL_WIFI_N_RTS_THRESHOLD},
    {NL80211_ATTR_WIPHY_COVERAGE_CLASS, KL_WIFI_N_COVERAGE_CLASS},
    {NL80211_ATTR_MAX_NUM_SCAN_SSIDS, KL_WIFI_N_MAX_SCAN_SSIDS},
    {NL80211_ATTR_MAX_SCAN_IE_LEN, KL_WIFI_N_MAX_SCAN_IE_LEN},
    {NL80211_ATTR_MAX_NUM_SCHED_SCAN_SSIDS, KL_WIFI_N_MAX_SCHED_SCAN_SSIDS},
    {NL80211_ATTR_MAX_SCHED_SCAN_IE_LEN, KL_WIFI_N_MAX_SCHED_SCAN_IE_LEN},
    {NL80211_ATTR_MAX_MATCH_SETS, KL_WIFI_N_MAX_MATCH_SETS},
    {NL80211_ATTR_MAX_NUM_SCHED_SCAN_PLANS, KL_WIFI_N_MAX_SCAN_PLANS},
    {NL80211_ATTR_MAX_SCAN_PLAN_INTERVAL, KL_WIFI_N_MAX_SCAN_PLAN_INTERVAL},
    {NL80211_ATTR_MAX_SCAN_PLAN_ITERATIONS, KL_WIFI_N_MAX_SCAN_PLAN_ITERATIONS},
    {NL80211_ATTR_SCHED_SCAN_MAX_REQS, KL_WIFI_N_MAX_SCHED_SCANS},
    {NL80211_ATTR_MAX_NUM_PMKIDS, KL_WIFI_N_MAX_PMKIDS},
    {NL80211_ATTR_WIPHY_ANTENNA_AVAIL_TX, KL_WIFI_N_ANTENNA_AVAIL_TX},
    {NL80211_ATTR_WIPHY_ANTENNA_AVAIL_RX, KL_WIFI_N_ANTENNA_AVAIL_RX},
    {NL80211_ATTR_WIPHY_ANTENNA_TX, KL_WIFI_N_ANTENNA_TX},
    {NL80211_ATTR_WIPHY_ANTENNA_RX, KL_WIFI_N_ANTENNA_RX},
    {NL80211_ATTR_PROBE_RESP_OFFLOAD, KL_WIFI_N_PROBE_RESP_OFFLOAD},
    {NL80211_ATTR_MAX_REMAIN_ON_CHANNEL_DURATION, KL_WIFI_N_MAX_REMAIN_MS},
    {NL80211_ATTR_DEVICE_AP_SME, KL_WIFI_N_AP_SME},
    {NL80211_ATTR_FEATURE_FLAGS, KL_WIFI_N_FEATURES},
    {NL80211_ATTR_MAC_ACL_MAX, KL_WIFI_N_MAX_ACL},
    {NL80211_ATTR_MAX_AP_ASSOC_STA, KL_WIFI_N_MAX_AP_STATIONS},
    {NL80211_ATTR_MAX_CSA_COUNTERS, KL_WIFI_N_MAX_CSA_COUNTERS},
    {NL80211_ATTR_BANDS, KL_WIFI_N_NAN_BANDS},
    {NL80211_ATTR_TXQ_LIMIT, KL_WIFI_N_TXQ_LIMIT},
    {NL80211_ATTR_TXQ_MEMORY_LIMIT, KL_WIFI_N_TXQ_MEMORY_LIMIT},
    {NL80211_ATTR_TXQ_QUANTUM, KL_WIFI_N_TXQ_QUANTUM},
    {NL80211_ATTR_MAX_NUM_AKM_SUITES, KL_WIFI_N_MAX_AKM_SUITES},
    {NL80211_ATTR_MAX_HW_TIMESTAMP_PEERS, KL_WIFI_N_MAX_TIMESTAMP_PEERS},
};

static const struct {
    uint16_t attr;
    uint32_t can;
} flags[] = {
    {NL80211_ATTR_SUPPORT_IBSS_RSN, KL_WIFI_CAN_IBSS_RSN},
    {NL80211_ATTR_SUPPORT_MESH_AUTH, KL_WIFI_CAN_MESH_AUTH},
    {NL80211_ATTR_SUPPORT_AP_UAPSD, KL_WIFI_CAN_AP_UAPSD},
    {NL80211_ATTR_ROAM_SUPPORT, KL_WIFI_CAN_ROAM},
    {NL80211_ATTR_TDLS_SUPPORT, KL_WIFI_CAN_TDLS},
    {NL80211_ATTR_TDLS_EXTERNAL_SETUP, KL_WIFI_CAN_TDLS_EXTERNAL_SETUP},
    {NL80211_ATTR_CONTROL_PORT_ETHERTYPE, KL_WIFI_CAN_CONTROL_PORT_ETHERTYPE},
    {NL80211_ATTR_OFFCHANNEL_TX_OK, KL_WIFI_CAN_OFFCHANNEL_TX},
    {NL80211_ATTR_SUPPORT_5_MHZ, KL_WIFI_CAN_5_MHZ},
    {NL80211_ATTR_SUPPORT_10_MHZ, KL_WIFI_CAN_10_MHZ},
    {NL80211_ATTR_WIPHY_SELF_MANAGED_REG, KL_WIFI_CAN_REG_SELF},
    {NL80211_ATTR_MLO_SUPPORT, KL_WIFI_CAN_MLO},
};
// clang-format on

/* ---- Lists of numbers ---- */

static void put_once(struct kl_wifi_phys *p, const uint32_t **list, unsigned *n, uint32_t value)
{
    for (unsigned i = 0; i < *n; i++)
        if ((*list)[i] == value)
            return;
    KL_PHYS_APPEND(p, *list, *n, value);
}

static void read_packed(struct kl_wifi_phys *p, const struct kl_attr *a, const uint32_t **list,
                        unsigned *n)
{
    uint32_t value;

    for (size_t at = 0; at + sizeof(value) <= a->len; at += sizeof(value)) {
        memcpy(&value, a->data + at, sizeof(value));
        put_once(p, list, n, value);
    }
    if (a->len % sizeof(value) != 0)
        p->bad = true;
}

static void read_ciphers(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    read_packed(p, a, &phy->ciphers, &phy->n_ciphers);
}

static void read_akms(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    read_packed(p, a, &phy->akms, &phy->n_akms);
}

static void read_commands(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    phy->has_commands = true;
    while (kl_phys_next(p, &v, &one))
        put_once(p, &phy->commands, &phy->n_commands, kl_phys_u32(p, &one));
}

/* ---- Bytes and bits ---- */

static void read_iftypes(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    phy->iftypes |= kl_phys_bits(p, a);
    phy->has_iftypes = true;
}

static void read_software(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    phy->software_iftypes |= kl_phys_bits(p, a);
    phy->has_software_iftypes = true;
}

static void read_bss_select(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                            const struct kl_attr *a)
{
    phy->bss_select |= kl_phys_bits(p, a);
}

static void read_name(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    size_t len = strnlen((const char *)a->data, a->len);
    const char *copy;

    if (strlen(phy->name) == len && memcmp(phy->name, a->data, len) == 0)
        return;
    copy = kl_phys_copy(p, a->data, len);
    if (copy != NULL)
        phy->name = copy;
}

static void read_generation(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                            const struct kl_attr *a)
{
    phy->generation = kl_phys_u32(p, a);
}

static void read_features(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    phy->ext_features = kl_phys_copy(p, a->data, a->len);
    phy->n_ext_features = phy->ext_features != NULL ? (unsigned)a->len : 0;
}

static void read_ht_mask(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    (void)p;
    phy->ht_mask_len = (uint8_t)kl_phys_bytes(a, phy->ht_mask, sizeof(phy->ht_mask));
    phy->has_ht_mask = true;
}

static void read_vht_mask(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    if (kl_phys_bytes(a, phy->vht_mask, sizeof(phy->vht_mask)) == sizeof(phy->vht_mask))
        phy->has_vht_mask = true;
    else
        p->bad = true;
}

static void read_ext_capa(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    phy->ext_capa.capa = kl_phys_copy(p, a->data, a->len);
    phy->ext_capa.capa_len = phy->ext_capa.capa != NULL ? a->len : 0;
}

static void read_ext_mask(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    phy->ext_capa.mask = kl_phys_copy(p, a->data, a->len);
    phy->ext_capa.mask_len = phy->ext_capa.mask != NULL ? a->len : 0;
}

static void read_mac(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    phy->has_mac = kl_phys_bytes(a, phy->mac, 6) == 6;
    p->bad |= !phy->has_mac;
}

static void read_mac_mask(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    phy->has_mac_mask = kl_phys_bytes(a, phy->mac_mask, 6) == 6;
    p->bad |= !phy->has_mac_mask;
}

/* What others ask for by functions of their own, or what says nothing. */
static void ignore(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    (void)p, (void)phy, (void)a;
}

static const struct {
    uint16_t attr;
    kl_phys_reader *read;
} readers[] = {
    {NL80211_ATTR_WIPHY, ignore},
    {NL80211_ATTR_WIPHY_NAME, read_name},
    {NL80211_ATTR_GENERATION, read_generation},
    {NL80211_ATTR_WIPHY_BANDS, kl_phys_read_bands},
    {NL80211_ATTR_CIPHER_SUITES, read_ciphers},
    {NL80211_ATTR_AKM_SUITES, read_akms},
    {NL80211_ATTR_IFTYPE_AKM_SUITES, kl_phys_read_iftype_akms},
    {NL80211_ATTR_SUPPORTED_IFTYPES, read_iftypes},
    {NL80211_ATTR_SOFTWARE_IFTYPES, read_software},
    {NL80211_ATTR_INTERFACE_COMBINATIONS, kl_phys_read_combinations},
    {ATTR_RADIOS, kl_phys_read_radios},
    {ATTR_GLOBAL, kl_phys_read_global},
    {NL80211_ATTR_SUPPORTED_COMMANDS, read_commands},
    {NL80211_ATTR_TX_FRAME_TYPES, kl_phys_read_tx_frames},
    {NL80211_ATTR_RX_FRAME_TYPES, kl_phys_read_rx_frames},
    {NL80211_ATTR_WOWLAN_TRIGGERS_SUPPORTED, kl_phys_read_wowlan},
    {NL80211_ATTR_COALESCE_RULE, kl_phys_read_coalesce},
    {NL80211_ATTR_PEER_MEASUREMENTS, kl_phys_read_pmsr},
    {NL80211_ATTR_SAR_SPEC, kl_phys_read_sar},
    {NL80211_ATTR_EXT_FEATURES, read_features},
    {NL80211_ATTR_HT_CAPABILITY_MASK, read_ht_mask},
    {NL80211_ATTR_VHT_CAPABILITY_MASK, read_vht_mask},
    {NL80211_ATTR_EXT_CAPA, read_ext_capa},
    {NL80211_ATTR_EXT_CAPA_MASK, read_ext_mask},
    {NL80211_ATTR_IFTYPE_EXT_CAPA, kl_phys_read_ext_capas},
    {NL80211_ATTR_MAC, read_mac},
    {NL80211_ATTR_MAC_MASK, read_mac_mask},
    {NL80211_ATTR_MAC_ADDRS, kl_phys_read_macs},
    {NL80211_ATTR_BSS_SELECT, read_bss_select},
    {NL80211_ATTR_VENDOR_DATA, kl_phys_read_vendor_commands},
    {NL80211_ATTR_VENDOR_EVENTS, kl_phys_read_vendor_events},
    {NL80211_ATTR_TID_CONFIG, kl_phys_read_tid},
    {NL80211_ATTR_MBSSID_CONFIG, kl_phys_read_mbssid},
    {NL80211_ATTR_TXQ_STATS, ignore},
};

static void read_attr(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_wifi_unknown unknown = {.attr = a->type, .len = a->len};

    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
        if (readers[i].attr == a->type) {
            readers[i].read(p, phy, a);
            return;
        }
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (flags[i].attr == a->type) {
            phy->can |= flags[i].can;
            return;
        }
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (numbers[i].attr == a->type) {
            if (kl_phys_uint(p, a, &phy->number[numbers[i].number]))
                phy->has |= (uint64_t)1 << numbers[i].number;
            return;
        }
    unknown.data = kl_phys_copy(p, a->data, a->len);
    KL_PHYS_APPEND(p, phy->unknown, phy->n_unknown, unknown);
}

/* ---- The merge ---- */

static struct kl_wifi_phy *find_phy(struct kl_wifi_phys *p, uint32_t index)
{
    struct kl_wifi_phy *items = p->items;

    /* Its messages come one after another. */
    for (size_t i = p->n; i > 0; i--)
        if (p->items[i - 1].index == index)
            return &p->items[i - 1];
    if (p->n == KL_PHYS_MAX_LIST) {
        p->error = -E2BIG;
        return NULL;
    }
    if (p->n == 0 || (p->n >= 4 && (p->n & (p->n - 1)) == 0)) {
        items = realloc(p->items, (p->n == 0 ? 4 : 2 * p->n) * sizeof(*items));
        if (items == NULL) {
            p->error = -ENOMEM;
            return NULL;
        }
        p->items = items;
    }
    items += p->n++;
    *items = (struct kl_wifi_phy){.index = index, .name = ""};
    return items;
}

int kl_phys_merge(struct kl_wifi_phys *p, const struct kl_view *v)
{
    struct kl_view walk = *v;
    struct kl_wifi_phy *phy;
    struct kl_attr a;
    uint64_t index;

    if (p->error != 0 || kl_view_get_uint(v, NL80211_ATTR_WIPHY, &index) < 0)
        return p->error;
    phy = find_phy(p, (uint32_t)index);
    if (phy == NULL)
        return p->error;
    p->bad = false;
    while (kl_phys_next(p, &walk, &a))
        read_attr(p, phy, &a);
    phy->malformed |= p->bad;
    return p->error;
}

int kl_phys_new(struct kl_wifi_phys **ret)
{
    *ret = calloc(1, sizeof(**ret));
    return *ret != NULL ? 0 : -ENOMEM;
}

void kl_wifi_phys_free(struct kl_wifi_phys *p)
{
    if (p == NULL)
        return;
    kl_phys_free_arena(p);
    free(p->items);
    free(p);
}

size_t kl_wifi_phys_count(const struct kl_wifi_phys *p)
{
    return p->n;
}

const struct kl_wifi_phy *kl_wifi_phys_at(const struct kl_wifi_phys *p, size_t i)
{
    return i < p->n ? &p->items[i] : NULL;
}

bool kl_wifi_phy_has_feature(const struct kl_wifi_phy *p, unsigned feature)
{
    return feature / 8 < p->n_ext_features &&
           (p->ext_features[feature / 8] >> feature % 8 & 1) != 0;
}

/* ---- Asking ---- */

static int put_together(const struct kl_answer *a, int64_t wiphy, struct kl_wifi_phys **ret)
{
    struct kl_wifi_phys *p;
    int rc = kl_phys_new(&p);

    if (rc < 0)
        return rc;
    for (size_t i = 0; rc == 0 && i < kl_answer_count(a); i++) {
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0 ||
            (wiphy >= 0 && kl_wifi_uint(&v, NL80211_ATTR_WIPHY, UINT64_MAX) != (uint64_t)wiphy))
            continue;
        rc = kl_phys_merge(p, &v);
    }
    if (rc < 0) {
        kl_wifi_phys_free(p);
        return rc;
    }
    *ret = p;
    return 0;
}

int kl_wifi_dump_phys(struct kl_wifi *w, int64_t wiphy, struct kl_answer **ret)
{
    return kl_wifi_run_list(w,
                            &(struct kl_wifi_list){.cmd = NL80211_CMD_GET_WIPHY,
                                                   .key = NL80211_ATTR_WIPHY,
                                                   .wiphy = wiphy,
                                                   .split = true,
                                                   .things = "phys"},
                            ret);
}

static int read_phys(struct kl_wifi *w, int64_t wiphy, struct kl_wifi_phys **ret)
{
    struct kl_answer *a;
    int rc = kl_wifi_dump_phys(w, wiphy, &a);

    if (rc < 0)
        return rc;
    rc = put_together(a, wiphy, ret);
    kl_answer_free(a);
    if (rc == -E2BIG)
        return kl_wifi_refuse(w, rc, "a list of this phy has more than %d entries",
                              KL_PHYS_MAX_LIST);
    return rc;
}

int kl_wifi_list_wiphy(struct kl_wifi *w, struct kl_wifi_phys **ret)
{
    int rc = read_phys(w, -1, ret);

    return rc < 0 ? rc : (int)(*ret)->n;
}

int kl_wifi_get_wiphy(struct kl_wifi *w, uint32_t wiphy, struct kl_wifi_phys **ret)
{
    struct kl_wifi_phys *p;
    int rc = read_phys(w, wiphy, &p);

    if (rc < 0)
        return rc;
    if (p->n == 0) {
        kl_wifi_phys_free(p);
        return kl_wifi_refuse(w, -ENODEV, "there is no phy number %u", wiphy);
    }
    *ret = p;
    return 1;
}

int kl_wifi_get_protocol_features(struct kl_wifi *w, uint32_t *ret)
{
    struct kl_answer *a;
    struct kl_view v;
    int rc;

    kl_wifi_begin(w, NL80211_CMD_GET_PROTOCOL_FEATURES, 0, 0);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0)
        rc = -EBADMSG;
    else
        *ret = (uint32_t)kl_wifi_uint(&v, NL80211_ATTR_PROTOCOL_FEATURES, 0);
    kl_answer_free(a);
    return rc;
}
