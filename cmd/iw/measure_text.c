// SPDX-License-Identifier: MIT
// Results of measurements, as iw shows them, and as JSON.
#include "measure.h"

#include <stddef.h>

static const char *name_of(const char *const *names, size_t n, uint32_t number)
{
    return number < n ? names[number] : "unknown";
}

static const char *status_name(uint32_t status)
{
    static const char *const names[] = {"SUCCESS", "REFUSED", "TIMEOUT", "FAILURE"};

    return name_of(names, 4, status);
}

static const char *failure_name(uint32_t failure)
{
    static const char *const names[] = {"UNSPECIFIED",   "NO_RESPONSE",       "REJECTED",
                                        "WRONG_CHANNEL", "PEER_NOT_CAPABLE",  "INVALID_TIMESTAMP",
                                        "PEER_BUSY",     "BAD_CHANGED_PARAMS"};

    return name_of(names, 8, failure);
}

/* The numbers of a measurement in iw's order. */
static const struct {
    uint32_t has;
    uint8_t size;
    bool is_signed;
    size_t offset;
    const char *line, *key;
} numbers[] = {
#define N(h, sign, field, line, key)                                                               \
    {                                                                                              \
        KL_WIFI_F_##h, sizeof(((struct kl_wifi_ftm_result *)0)->field), sign,                      \
            offsetof(struct kl_wifi_ftm_result, field), line, key                                  \
    }
    N(BURST_INDEX, false, burst_index, "BURST_INDEX", "burst_index"),
    N(ATTEMPTS, false, attempts, "NUM_FTMR_ATTEMPTS", "attempts"),
    N(SUCCESSES, false, successes, "NUM_FTMR_SUCCESSES", "successes"),
    N(BURSTS_EXP, false, bursts_exp, "NUM_BURSTS_EXP", "bursts_exp"),
    N(BURST_DURATION, false, burst_duration, "BURST_DURATION", "burst_duration"),
    N(FTMS_PER_BURST, false, ftms_per_burst, "FTMS_PER_BURST", "ftms_per_burst"),
    N(RSSI_AVG, true, rssi_avg_half_dbm, "RSSI_AVG", "rssi_avg_half_dbm"),
    N(RSSI_SPREAD, false, rssi_spread_half_dbm, "RSSI_SPREAD", "rssi_spread_half_dbm"),
    N(RTT_AVG, true, rtt_avg_ps, "RTT_AVG", "rtt_avg_ps"),
    N(RTT_VARIANCE, false, rtt_variance_ps2, "RTT_VARIANCE", "rtt_variance_ps2"),
    N(RTT_SPREAD, false, rtt_spread_ps, "RTT_SPREAD", "rtt_spread_ps"),
    N(DIST_AVG, true, dist_avg_mm, "DIST_AVG", "distance_avg_mm"),
    N(DIST_VARIANCE, false, dist_variance_mm2, "DIST_VARIANCE", "distance_variance_mm2"),
    N(DIST_SPREAD, false, dist_spread_mm, "DIST_SPREAD", "distance_spread_mm"),
#undef N
};

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static int64_t number_at(const struct kl_wifi_ftm_result *r, size_t i)
{
    const char *at = (const char *)r + numbers[i].offset;
    uint32_t half;
    int64_t whole;

    if (numbers[i].size == 1)
        return *(const uint8_t *)at;
    if (numbers[i].size == 8) {
        memcpy(&whole, at, sizeof(whole));
        return whole;
    }
    memcpy(&half, at, sizeof(half));
    return numbers[i].is_signed ? (int32_t)half : (int64_t)half;
}

/* With the blank and the empty line that iw has behind them. */
static void text_bytes(struct kl_out *o, const char *what, const uint8_t *data, size_t len)
{
    if (data == NULL)
        return;
    kl_out_printf(o, "      %s: ", what);
    for (size_t i = 0; i < len; i++)
        kl_out_printf(o, "%.2x ", data[i]);
    kl_out_str(o, "\n\n");
}

static void text_measured(struct kl_out *o, const struct kl_wifi_ftm_result *r)
{
    char rate[128];

    kl_out_str(o, "    FTM");
    if ((r->has & KL_WIFI_F_FAILED) != 0) {
        kl_out_printf(o, " failed: %s (%u)", failure_name(r->failure), r->failure);
        if ((r->has & KL_WIFI_F_BUSY_RETRY) != 0)
            kl_out_printf(o, " retry after %us", r->busy_retry_s);
        kl_out_char(o, '\n');
        return;
    }
    kl_out_char(o, '\n');
    for (size_t i = 0; i < N_NUMBERS; i++)
        if ((r->has & numbers[i].has) != 0)
            kl_out_printf(o, "      %s: %lld\n", numbers[i].line, (long long)number_at(r, i));
    if ((r->has & KL_WIFI_F_TX_RATE) != 0)
        kl_out_printf(o, "      TX bitrate: %s\n", kl_wifi_rate_text(&r->tx_rate, rate));
    if ((r->has & KL_WIFI_F_RX_RATE) != 0)
        kl_out_printf(o, "      RX bitrate: %s\n", kl_wifi_rate_text(&r->rx_rate, rate));
    text_bytes(o, "LCI", r->lci, r->lci_len);
    text_bytes(o, "civic location", r->civic, r->civic_len);
}

void iw_ftm_text(struct kl_out *o, const struct kl_wifi_ftm_result *r)
{
    kl_out_str(o, "  Peer ");
    iw_mac(o, r->mac);
    kl_out_char(o, ':');
    if (!r->answered) {
        kl_out_str(o, " no response!\n");
        return;
    }
    kl_out_printf(o, " status=%u (%s)", r->status, status_name(r->status));
    if ((r->has & KL_WIFI_F_HOST_TIME) != 0)
        kl_out_printf(o, " @%llu", (unsigned long long)r->host_boot_ns);
    if ((r->has & KL_WIFI_F_AP_TSF) != 0)
        kl_out_printf(o, " tsf=%llu", (unsigned long long)r->ap_tsf_us);
    if (r->final)
        kl_out_str(o, " (final)");
    if (!r->measured) {
        kl_out_str(o, " - no data!\n");
        return;
    }
    kl_out_char(o, '\n');
    text_measured(o, r);
}

/* ---- JSON ---- */

void iw_ftm_json(struct iw *iw, const struct kl_wifi_ftm_result *r)
{
    kl_sink_object_begin(iw->sink);
    iw_put_mac(iw, "peer", r->mac);
    iw_put_uint(iw, "cookie", r->cookie);
    if (r->answered) {
        iw_put_str(iw, "status", status_name(r->status));
        iw_put_bool(iw, "final", r->final);
    }
    if ((r->has & KL_WIFI_F_HOST_TIME) != 0)
        iw_put_uint(iw, "host_boot_ns", r->host_boot_ns);
    if ((r->has & KL_WIFI_F_AP_TSF) != 0)
        iw_put_uint(iw, "ap_tsf_us", r->ap_tsf_us);
    if ((r->has & KL_WIFI_F_FAILED) != 0)
        iw_put_str(iw, "failure", failure_name(r->failure));
    if ((r->has & KL_WIFI_F_BUSY_RETRY) != 0)
        iw_put_uint(iw, "busy_retry_s", r->busy_retry_s);
    for (size_t i = 0; i < N_NUMBERS; i++) {
        if ((r->has & numbers[i].has) == 0)
            continue;
        if (numbers[i].is_signed)
            iw_put_int(iw, numbers[i].key, number_at(r, i));
        else
            iw_put_uint(iw, numbers[i].key, (uint64_t)number_at(r, i));
    }
    if ((r->has & KL_WIFI_F_TX_RATE) != 0)
        iw_put_rate(iw, "tx_rate", &r->tx_rate);
    if ((r->has & KL_WIFI_F_RX_RATE) != 0)
        iw_put_rate(iw, "rx_rate", &r->rx_rate);
    if (r->lci != NULL)
        iw_put_bytes(iw, "lci_bytes", r->lci, r->lci_len);
    if (r->civic != NULL)
        iw_put_bytes(iw, "civic_bytes", r->civic, r->civic_len);
    kl_sink_object_end(iw->sink);
}
