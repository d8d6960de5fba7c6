// SPDX-License-Identifier: MIT
// Stations: station dump, get, del.
#include "iw.h"

#include <stdio.h>
#include <sys/time.h>
#include <time.h>

/* Numbers that are printed as they are, in iw's order up to the signals. */
static const struct number {
    uint32_t has;
    uint8_t size;
    size_t offset;
    const char *label; /* as iw prints it, up to the number */
    const char *tail;
    const char *key; /* of JSON, with its unit */
} numbers[] = {
#define N(h, f, label, tail, key)                                                                  \
    {                                                                                              \
        KL_WIFI_S_##h, sizeof(((struct kl_wifi_station *)0)->f),                                   \
            offsetof(struct kl_wifi_station, f), label, tail, key                                  \
    }
    N(INACTIVE, inactive_ms, "inactive time:\t", " ms", "inactive_ms"),
    N(RX_BYTES, rx_bytes, "rx bytes:\t", "", "rx_bytes"),
    N(RX_PACKETS, rx_packets, "rx packets:\t", "", "rx_packets"),
    N(TX_BYTES, tx_bytes, "tx bytes:\t", "", "tx_bytes"),
    N(TX_PACKETS, tx_packets, "tx packets:\t", "", "tx_packets"),
    N(TX_RETRIES, tx_retries, "tx retries:\t", "", "tx_retries"),
    N(TX_FAILED, tx_failed, "tx failed:\t", "", "tx_failed"),
    N(BEACON_LOSS, beacon_loss, "beacon loss:\t", "", "beacon_loss"),
    N(BEACON_RX, beacon_rx, "beacon rx:\t", "", "beacon_rx"),
    N(RX_DROP, rx_drop_misc, "rx drop misc:\t", "", "rx_drop_misc"),
#undef N
};

static uint64_t number_of(const struct kl_wifi_station *s, const struct number *n)
{
    const unsigned char *at = (const unsigned char *)s + n->offset;
    uint64_t v64;
    uint32_t v32;

    if (n->size == 8) {
        memcpy(&v64, at, sizeof(v64));
        return v64;
    }
    memcpy(&v32, at, sizeof(v32));
    return v32;
}

/* ---- Text ---- */

static void text_chains(struct kl_out *o, const int8_t *dbm, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        kl_out_printf(o, "%s%d", i == 0 ? "[" : ", ", dbm[i]);
    if (n > 0)
        kl_out_str(o, "] ");
}

static void text_signal(struct kl_out *o, const char *label, int8_t dbm, const int8_t *chains,
                        unsigned n)
{
    kl_out_printf(o, "\n\t%s%d ", label, dbm);
    text_chains(o, chains, n);
    kl_out_str(o, "dBm");
}

static void text_signals(struct kl_out *o, const struct kl_wifi_station *s)
{
    if ((s->has & KL_WIFI_S_SIGNAL) != 0)
        text_signal(o, "signal:  \t", s->signal_dbm, s->chain_signal_dbm, s->n_chains);
    if ((s->has & KL_WIFI_S_SIGNAL_AVG) != 0)
        text_signal(o, "signal avg:\t", s->signal_avg_dbm, s->chain_signal_avg_dbm,
                    s->n_chains_avg);
    if ((s->has & KL_WIFI_S_BEACON_SIGNAL_AVG) != 0)
        kl_out_printf(o, "\n\tbeacon signal avg:\t%d dBm", s->beacon_signal_avg_dbm);
    if ((s->has & KL_WIFI_S_T_OFFSET) != 0)
        kl_out_printf(o, "\n\tToffset:\t%llu us", (unsigned long long)s->t_offset_us);
}

static void text_rates(struct kl_out *o, const struct kl_wifi_station *s)
{
    char buffer[128];

    if ((s->has & KL_WIFI_S_TX_RATE) != 0)
        kl_out_printf(o, "\n\ttx bitrate:\t%s", kl_wifi_rate_text(&s->tx_rate, buffer));
    if ((s->has & KL_WIFI_S_TX_DURATION) != 0)
        kl_out_printf(o, "\n\ttx duration:\t%llu us", (unsigned long long)s->tx_duration_us);
    if ((s->has & KL_WIFI_S_RX_RATE) != 0)
        kl_out_printf(o, "\n\trx bitrate:\t%s", kl_wifi_rate_text(&s->rx_rate, buffer));
    if ((s->has & KL_WIFI_S_RX_DURATION) != 0)
        kl_out_printf(o, "\n\trx duration:\t%llu us", (unsigned long long)s->rx_duration_us);
    if ((s->has & KL_WIFI_S_ACK_SIGNAL) != 0)
        kl_out_printf(o, "\n\tlast ack signal:%d dBm", s->ack_signal_dbm);
    if ((s->has & KL_WIFI_S_ACK_SIGNAL_AVG) != 0)
        kl_out_printf(o, "\n\tavg ack signal:\t%d dBm", s->ack_signal_avg_dbm);
    if ((s->has & KL_WIFI_S_AIRTIME_WEIGHT) != 0)
        kl_out_printf(o, "\n\tairtime weight: %d", s->airtime_weight);
    if ((s->has & KL_WIFI_S_EXPECTED_KBPS) != 0)
        kl_out_printf(o, "\n\texpected throughput:\t%u.%uMbps", s->expected_kbps / 1000,
                      s->expected_kbps % 1000);
}

static void text_mesh(struct kl_out *o, const struct kl_wifi_station *s)
{
    static const char *const states[] = {"LISTEN", "OPN_SNT", "OPN_RCVD", "CNF_RCVD",
                                         "ESTAB",  "HOLDING", "BLOCKED"};
    static const char *const modes[] = {"UNKNOWN", "ACTIVE", "LIGHT SLEEP", "DEEP SLEEP"};
    unsigned state = s->mesh.plink_state;

    if ((s->has & KL_WIFI_S_MESH) == 0)
        return;
    kl_out_printf(o, "\n\tmesh llid:\t%u\n\tmesh plid:\t%u\n\tmesh plink:\t%s", s->mesh.llid,
                  s->mesh.plid, state < 7 ? states[state] : "UNKNOWN");
    kl_out_printf(o, "\n\tmesh airtime link metric: %u", s->mesh.airtime_metric);
    kl_out_printf(o, "\n\tmesh connected to gate:\t%s", s->mesh.connected_to_gate ? "yes" : "no");
    kl_out_printf(o, "\n\tmesh connected to auth server:\t%s",
                  s->mesh.connected_to_as ? "yes" : "no");
    kl_out_printf(o, "\n\tmesh local PS mode:\t%s", modes[s->mesh.local_pm & 3]);
    kl_out_printf(o, "\n\tmesh peer PS mode:\t%s", modes[s->mesh.peer_pm & 3]);
    kl_out_printf(o, "\n\tmesh non-peer PS mode:\t%s", modes[s->mesh.nonpeer_pm & 3]);
}

static void text_flag(struct kl_out *o, const struct kl_wifi_station *s, unsigned flag,
                      const char *label, const char *yes, const char *no)
{
    if ((s->flags_known >> flag & 1) != 0)
        kl_out_printf(o, "\n\t%s%s", label, (s->flags_set >> flag & 1) != 0 ? yes : no);
}

static void text_flags(struct kl_out *o, const struct kl_wifi_station *s)
{
    text_flag(o, s, NL80211_STA_FLAG_AUTHORIZED, "authorized:\t", "yes", "no");
    text_flag(o, s, NL80211_STA_FLAG_AUTHENTICATED, "authenticated:\t", "yes", "no");
    text_flag(o, s, NL80211_STA_FLAG_ASSOCIATED, "associated:\t", "yes", "no");
    text_flag(o, s, NL80211_STA_FLAG_SHORT_PREAMBLE, "preamble:\t", "short", "long");
    text_flag(o, s, NL80211_STA_FLAG_WME, "WMM/WME:\t", "yes", "no");
    text_flag(o, s, NL80211_STA_FLAG_MFP, "MFP:\t\t", "yes", "no");
    text_flag(o, s, NL80211_STA_FLAG_TDLS_PEER, "TDLS peer:\t", "yes", "no");
}

/* Milliseconds since 1970 of a point of CLOCK_BOOTTIME. */
static unsigned long long wall_ms(uint64_t boot_ns, unsigned long long *ret_now)
{
    struct timespec boot, wall;

    clock_gettime(CLOCK_BOOTTIME, &boot);
    clock_gettime(CLOCK_REALTIME, &wall);
    *ret_now = (unsigned long long)wall.tv_sec * 1000 + (unsigned long long)wall.tv_nsec / 1000000;
    return *ret_now -
           ((uint64_t)boot.tv_sec * 1000000000u + (uint64_t)boot.tv_nsec - boot_ns) / 1000000;
}

static void text_times(struct kl_out *o, const struct kl_wifi_station *s)
{
    unsigned long long now, at;

    if ((s->has & KL_WIFI_S_BSS_PARAM) != 0) {
        if (s->bss.dtim_period != 0)
            kl_out_printf(o, "\n\tDTIM period:\t%u", s->bss.dtim_period);
        if (s->bss.beacon_interval != 0)
            kl_out_printf(o, "\n\tbeacon interval:%u", s->bss.beacon_interval);
        if (s->bss.cts_protection)
            kl_out_str(o, "\n\tCTS protection:\tyes");
        if (s->bss.short_preamble)
            kl_out_str(o, "\n\tshort preamble:\tyes");
        if (s->bss.short_slot)
            kl_out_str(o, "\n\tshort slot time:yes");
    }
    if ((s->has & KL_WIFI_S_CONNECTED) != 0)
        kl_out_printf(o, "\n\tconnected time:\t%u seconds", s->connected_s);
    at = wall_ms(s->assoc_at_boot_ns, &now);
    if ((s->has & KL_WIFI_S_ASSOC_AT) != 0)
        kl_out_printf(o, "\n\tassociated at [boottime]:\t%llu.%.3llus\n\tassociated at:\t%llu ms",
                      (unsigned long long)s->assoc_at_boot_ns / 1000000000,
                      (unsigned long long)s->assoc_at_boot_ns % 1000000000 / 1000000, at);
    kl_out_printf(o, "\n\tcurrent time:\t%llu ms\n", now);
}

static void text_station(struct iw *iw, const struct kl_wifi_station *s)
{
    struct kl_out *o = iw->out;

    kl_out_str(o, "Station ");
    iw_mac(o, s->mac);
    kl_out_printf(o, " (on %s)", iw->name);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if ((s->has & numbers[i].has) != 0)
            kl_out_printf(o, "\n\t%s%llu%s", numbers[i].label,
                          (unsigned long long)number_of(s, &numbers[i]), numbers[i].tail);
    text_signals(o, s);
    text_rates(o, s);
    text_mesh(o, s);
    text_flags(o, s);
    if (iw->unknown)
        iw_tids_text(o, s);
    text_times(o, s);
}

/* ---- JSON ---- */

static void json_chains(struct iw *iw, const char *key, const int8_t *dbm, unsigned n)
{
    if (n == 0)
        return;
    kl_sink_key(iw->sink, key);
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < n; i++)
        kl_sink_int(iw->sink, dbm[i]);
    kl_sink_array_end(iw->sink);
}

static void json_signals(struct iw *iw, const struct kl_wifi_station *s)
{
    if ((s->has & KL_WIFI_S_SIGNAL) != 0)
        iw_put_int(iw, "signal_dbm", s->signal_dbm);
    json_chains(iw, "chain_signal_dbm", s->chain_signal_dbm, s->n_chains);
    if ((s->has & KL_WIFI_S_SIGNAL_AVG) != 0)
        iw_put_int(iw, "signal_avg_dbm", s->signal_avg_dbm);
    json_chains(iw, "chain_signal_avg_dbm", s->chain_signal_avg_dbm, s->n_chains_avg);
    if ((s->has & KL_WIFI_S_BEACON_SIGNAL_AVG) != 0)
        iw_put_int(iw, "beacon_signal_avg_dbm", s->beacon_signal_avg_dbm);
    if ((s->has & KL_WIFI_S_ACK_SIGNAL) != 0)
        iw_put_int(iw, "ack_signal_dbm", s->ack_signal_dbm);
    if ((s->has & KL_WIFI_S_ACK_SIGNAL_AVG) != 0)
        iw_put_int(iw, "ack_signal_avg_dbm", s->ack_signal_avg_dbm);
}

static void json_flags(struct iw *iw, const struct kl_wifi_station *s)
{
    static const char *const names[] = {NULL,  "authorized",    "short_preamble", "wme",
                                        "mfp", "authenticated", "tdls_peer",      "associated"};

    if ((s->has & KL_WIFI_S_FLAGS) == 0)
        return;
    kl_sink_key(iw->sink, "flags");
    kl_sink_object_begin(iw->sink);
    for (unsigned i = 1; i < sizeof(names) / sizeof(names[0]); i++)
        if ((s->flags_known >> i & 1) != 0)
            iw_put_bool(iw, names[i], (s->flags_set >> i & 1) != 0);
    kl_sink_object_end(iw->sink);
}

static void json_rest(struct iw *iw, const struct kl_wifi_station *s)
{
    if ((s->has & KL_WIFI_S_TX_DURATION) != 0)
        iw_put_uint(iw, "tx_duration_us", s->tx_duration_us);
    if ((s->has & KL_WIFI_S_RX_DURATION) != 0)
        iw_put_uint(iw, "rx_duration_us", s->rx_duration_us);
    if ((s->has & KL_WIFI_S_T_OFFSET) != 0)
        iw_put_uint(iw, "t_offset_us", s->t_offset_us);
    if ((s->has & KL_WIFI_S_AIRTIME_WEIGHT) != 0)
        iw_put_uint(iw, "airtime_weight", s->airtime_weight);
    if ((s->has & KL_WIFI_S_EXPECTED_KBPS) != 0)
        iw_put_uint(iw, "expected_throughput_kbps", s->expected_kbps);
    if ((s->has & KL_WIFI_S_BSS_PARAM) != 0) {
        iw_put_uint(iw, "dtim_period", s->bss.dtim_period);
        iw_put_uint(iw, "beacon_interval_tu", s->bss.beacon_interval);
        iw_put_bool(iw, "cts_protection", s->bss.cts_protection);
        iw_put_bool(iw, "short_preamble", s->bss.short_preamble);
        iw_put_bool(iw, "short_slot_time", s->bss.short_slot);
    }
    if ((s->has & KL_WIFI_S_MESH) != 0) {
        iw_put_uint(iw, "mesh_llid", s->mesh.llid);
        iw_put_uint(iw, "mesh_plid", s->mesh.plid);
        iw_put_uint(iw, "mesh_plink_state", s->mesh.plink_state);
        iw_put_uint(iw, "mesh_airtime_metric", s->mesh.airtime_metric);
    }
    if ((s->has & KL_WIFI_S_CONNECTED) != 0)
        iw_put_uint(iw, "connected_s", s->connected_s);
    if ((s->has & KL_WIFI_S_ASSOC_AT) != 0)
        iw_put_uint(iw, "associated_at_boot_ns", s->assoc_at_boot_ns);
    if ((s->has & KL_WIFI_S_MLO) != 0) {
        iw_put_mac(iw, "mld_mac", s->mld);
        iw_put_uint(iw, "link_id", s->mlo_link_id);
    }
}

static void json_station(struct iw *iw, const struct kl_wifi_station *s)
{
    kl_sink_object_begin(iw->sink);
    iw_put_mac(iw, "mac", s->mac);
    iw_put_str(iw, "ifname", iw->name);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if ((s->has & numbers[i].has) != 0)
            iw_put_uint(iw, numbers[i].key, number_of(s, &numbers[i]));
    json_signals(iw, s);
    if ((s->has & KL_WIFI_S_TX_RATE) != 0)
        iw_put_rate(iw, "tx_rate", &s->tx_rate);
    if ((s->has & KL_WIFI_S_RX_RATE) != 0)
        iw_put_rate(iw, "rx_rate", &s->rx_rate);
    json_rest(iw, s);
    json_flags(iw, s);
    iw_tids_json(iw, s);
    kl_sink_object_end(iw->sink);
}

/* ---- Commands ---- */

static int show(const struct kl_wifi_station *s, void *user)
{
    struct iw *iw = user;

    if (iw->form == IW_TEXT)
        text_station(iw, s);
    else
        json_station(iw, s);
    return 0;
}

static int run_dump(struct iw *iw, int n, char **args)
{
    int rc;

    if (n > 1 || (n == 1 && strcmp(args[0], "-v") != 0))
        return IW_USAGE;
    iw->unknown = n == 1;
    rc = kl_wifi_get_stations(iw->wifi, iw->ifindex, show, iw);
    return rc < 0 ? rc : 0;
}

static int run_get(struct iw *iw, int n, char **args)
{
    struct kl_wifi_station s;
    unsigned char mac[6];
    int rc;

    if (n != 1)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], mac))
        return iw_wrong("'%s' is no MAC address", args[0]);
    rc = kl_wifi_get_station(iw->wifi, iw->ifindex, mac, &s);
    return rc < 0 ? rc : show(&s, iw);
}

static int run_del(struct iw *iw, int n, char **args)
{
    uint64_t subtype = 0, reason = 0;
    unsigned char mac[6];

    if (n < 1 || n % 2 == 0)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], mac))
        return iw_wrong("'%s' is no MAC address", args[0]);
    for (int i = 1; i < n; i += 2) {
        bool is_subtype = strcmp(args[i], "subtype") == 0;

        if (!is_subtype && strcmp(args[i], "reason-code") != 0)
            return IW_USAGE;
        if (!iw_parse_number(args[i + 1], 0, is_subtype ? 15 : UINT16_MAX,
                             is_subtype ? &subtype : &reason))
            return iw_wrong("'%s' is no number for %s", args[i + 1], args[i]);
    }
    return kl_wifi_del_station(iw->wifi, iw->ifindex, mac, (uint8_t)subtype, (uint16_t)reason);
}

const struct iw_command iw_station_commands[] = {
    {IW_DEV, "station dump", "[-v]", "List all stations known, e.g. the AP on managed interfaces",
     run_dump},
    {IW_DEV, "station get", "<MAC address>", "Get information for a specific station.", run_get},
    {IW_DEV, "station del", "<MAC address> [subtype <subtype>] [reason-code <code>]",
     "Remove the given station entry (use with caution!)\n"
     "Example subtype values: 0xA (disassociation), 0xC (deauthentication)",
     run_del},
    {.words = NULL},
};
