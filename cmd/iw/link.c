// SPDX-License-Identifier: MIT
// link: what the interface is connected to, and the links of an access point of several.
#include "iw.h"

#include <kernlink/wifi_set.h>

struct link {
    struct kl_wifi_bss bss; /* its pointers are gone */
    uint8_t ssid[KL_WIFI_SSID_MAX];
    bool has_ssid;
};

static int keep(const struct kl_wifi_bss *b, void *user)
{
    struct link *l = user;

    l->bss = *b;
    l->has_ssid = b->ssid != NULL && b->ssid_len <= sizeof(l->ssid);
    if (l->has_ssid)
        memcpy(l->ssid, b->ssid, b->ssid_len);
    return 0;
}

static void text_bss_flags(struct kl_out *o, const struct kl_wifi_station *s)
{
    kl_out_str(o, "\n\tbss flags:\t");
    if (s->bss.cts_protection)
        kl_out_str(o, "CTS-protection");
    if (s->bss.short_preamble)
        kl_out_printf(o, "%sshort-preamble", s->bss.cts_protection ? " " : "");
    if (s->bss.short_slot)
        kl_out_printf(o, "%sshort-slot-time",
                      s->bss.cts_protection || s->bss.short_preamble ? " " : "");
    kl_out_printf(o, "\n\tdtim period:\t%u\n\tbeacon int:\t%u\n", s->bss.dtim_period,
                  s->bss.beacon_interval);
}

static void text_station(struct kl_out *o, const struct kl_wifi_station *s)
{
    char buffer[128];

    if ((s->has & KL_WIFI_S_RX_BYTES) != 0)
        kl_out_printf(o, "\tRX: %llu bytes (%u packets)\n", (unsigned long long)s->rx_bytes,
                      s->rx_packets);
    if ((s->has & KL_WIFI_S_TX_BYTES) != 0)
        kl_out_printf(o, "\tTX: %llu bytes (%u packets)\n", (unsigned long long)s->tx_bytes,
                      s->tx_packets);
    if ((s->has & KL_WIFI_S_SIGNAL) != 0)
        kl_out_printf(o, "\tsignal: %d dBm\n", s->signal_dbm);
    if ((s->has & KL_WIFI_S_RX_RATE) != 0)
        kl_out_printf(o, "\trx bitrate: %s\n", kl_wifi_rate_text(&s->rx_rate, buffer));
    if ((s->has & KL_WIFI_S_TX_RATE) != 0)
        kl_out_printf(o, "\ttx bitrate: %s\n", kl_wifi_rate_text(&s->tx_rate, buffer));
    if ((s->has & KL_WIFI_S_BSS_PARAM) != 0)
        text_bss_flags(o, s);
}

static void text_link(struct iw *iw, const struct link *l, const struct kl_wifi_station *s)
{
    struct kl_out *o = iw->out;
    bool ibss = l->bss.status == NL80211_BSS_STATUS_IBSS_JOINED;

    kl_out_str(o, ibss ? "Joined IBSS " : "Connected to ");
    iw_mac(o, l->bss.bssid);
    kl_out_printf(o, " (on %s)\n", iw->name);
    if (l->has_ssid) {
        kl_out_str(o, "\tSSID: ");
        iw_ssid(o, l->ssid, l->bss.ssid_len);
        kl_out_char(o, '\n');
    }
    kl_out_printf(o, "\tfreq: %u\n", l->bss.freq_mhz);
    if ((l->bss.has & KL_WIFI_B_MLO) != 0) {
        kl_out_printf(o, "\tLink %u of MLD ", l->bss.mlo_link_id);
        iw_mac(o, l->bss.mld);
        kl_out_char(o, '\n');
    }
    if (s != NULL)
        text_station(o, s);
}

static void json_link(struct iw *iw, const struct link *l, const struct kl_wifi_station *s)
{
    kl_sink_object_begin(iw->sink);
    iw_put_str(iw, "ifname", iw->name);
    iw_put_bool(iw, "connected", l != NULL);
    if (l != NULL) {
        iw_put_mac(iw, "bssid", l->bss.bssid);
        if (l->has_ssid)
            iw_put_ssid(iw, l->ssid, l->bss.ssid_len);
        iw_put_bool(iw, "ibss", l->bss.status == NL80211_BSS_STATUS_IBSS_JOINED);
        iw_put_uint(iw, "freq_mhz", l->bss.freq_mhz);
        if ((l->bss.has & KL_WIFI_B_MLO) != 0) {
            iw_put_uint(iw, "link_id", l->bss.mlo_link_id);
            iw_put_mac(iw, "mld_mac", l->bss.mld);
        }
    }
    if (s != NULL) {
        iw_put_uint(iw, "rx_bytes", s->rx_bytes);
        iw_put_uint(iw, "rx_packets", s->rx_packets);
        iw_put_uint(iw, "tx_bytes", s->tx_bytes);
        iw_put_uint(iw, "tx_packets", s->tx_packets);
        if ((s->has & KL_WIFI_S_SIGNAL) != 0)
            iw_put_int(iw, "signal_dbm", s->signal_dbm);
        if ((s->has & KL_WIFI_S_RX_RATE) != 0)
            iw_put_rate(iw, "rx_rate", &s->rx_rate);
        if ((s->has & KL_WIFI_S_TX_RATE) != 0)
            iw_put_rate(iw, "tx_rate", &s->tx_rate);
        if ((s->has & KL_WIFI_S_BSS_PARAM) != 0) {
            iw_put_uint(iw, "dtim_period", s->bss.dtim_period);
            iw_put_uint(iw, "beacon_interval_tu", s->bss.beacon_interval);
        }
    }
    kl_sink_object_end(iw->sink);
}

static int run_link(struct iw *iw, int n, char **args)
{
    struct link l = {.has_ssid = false};
    struct kl_wifi_station s;
    bool has_station;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_associated_bss(iw->wifi, iw->ifindex, keep, &l);
    if (rc == -ENOTCONN) {
        if (iw->form == IW_TEXT)
            kl_out_str(iw->out, "Not connected.\n");
        else
            json_link(iw, NULL, NULL);
        return 0;
    }
    if (rc < 0)
        return rc;
    has_station =
        kl_wifi_get_station(iw->wifi, iw->ifindex,
                            (l.bss.has & KL_WIFI_B_MLO) != 0 ? l.bss.mld : l.bss.bssid, &s) == 0;
    if (iw->form == IW_TEXT)
        text_link(iw, &l, has_station ? &s : NULL);
    else
        json_link(iw, &l, has_station ? &s : NULL);
    return 0;
}

/* ---- Links of an access point of several ---- */

static int take_id(const char *word, uint64_t *ret)
{
    return iw_parse_number(word, 0, KL_WIFI_MAX_LINKS - 1, ret)
               ? 0
               : iw_wrong("'%s' is no number of a link, 0 to %d", word, KL_WIFI_MAX_LINKS - 1);
}

static int run_link_add(struct iw *iw, int n, char **args)
{
    unsigned char mac[6];
    uint64_t id;
    int rc;

    if (n != 2)
        return IW_USAGE;
    rc = take_id(args[0], &id);
    if (rc != 0)
        return rc;
    if (!iw_parse_mac(args[1], mac))
        return iw_wrong("'%s' is no MAC address", args[1]);
    return kl_wifi_add_link(iw->wifi, iw->ifindex, (unsigned)id, mac);
}

static int run_link_del(struct iw *iw, int n, char **args)
{
    uint64_t id;
    int rc;

    if (n != 1)
        return IW_USAGE;
    rc = take_id(args[0], &id);
    return rc != 0 ? rc : kl_wifi_del_link(iw->wifi, iw->ifindex, (unsigned)id);
}

const struct iw_command iw_link_commands[] = {
    {IW_DEV, "link", "", "Print information about the current link, if any.", run_link},
    {IW_DEV, "link add", "<id> <addr>",
     "Give an access point that is up a link of this number and address (multi-link operation).",
     run_link_add},
    {IW_DEV, "link del", "<id>", "Take a link away.", run_link_del},
    {.words = NULL},
};
