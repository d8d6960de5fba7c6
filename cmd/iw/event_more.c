// SPDX-License-Identifier: MIT
// The lines of iw event: interfaces, channels, radar, monitored signals, frames that were sent,
// what woke the machine.
#include "event.h"

static struct iw_event inside(const struct iw_event *e, uint16_t attr)
{
    struct iw_event in = *e;

    if (kl_view_get_nest(&e->v, attr, &in.v) < 0)
        in.v.len = 0;
    return in;
}

static bool has(const struct iw_event *e, uint16_t attr)
{
    return kl_view_has(&e->v, attr);
}

static unsigned number(const struct iw_event *e, uint16_t attr)
{
    return (unsigned)iw_event_uint(e, attr);
}

/* ---- Interfaces and stations ---- */

static void text_iface(const struct iw_event *e)
{
    static const char *const types[] = {
        NULL,         "IBSS",       "station", "access point", "AP-VLAN", "WDS", "monitor",
        "mesh point", "P2P-client", "P2P-GO",  "P2P-Device",   "OCB",     "NAN"};
    unsigned type = number(e, NL80211_ATTR_IFTYPE);
    const void *id;
    size_t len;

    kl_out_str(e->out, e->cmd == NL80211_CMD_NEW_INTERFACE   ? "new interface"
                       : e->cmd == NL80211_CMD_DEL_INTERFACE ? "del interface"
                                                             : "set interface");
    if (has(e, NL80211_ATTR_IFTYPE)) {
        if (type > 0 && type < sizeof(types) / sizeof(types[0]))
            kl_out_printf(e->out, " type %s", types[type]);
        else
            kl_out_printf(e->out, " type unknown (%u)", type);
    }
    if (kl_view_get_bytes(&e->v, NL80211_ATTR_MESH_ID, &id, &len) == 0) {
        kl_out_str(e->out, " meshid ");
        iw_ssid(e->out, id, len);
    }
    if (has(e, NL80211_ATTR_4ADDR))
        kl_out_printf(e->out, " use 4addr %u", number(e, NL80211_ATTR_4ADDR));
}

static void text_opmode(const struct iw_event *e)
{
    kl_out_str(e->out, "sta opmode changed");
    iw_event_mac(e, " ", "");
    if (has(e, NL80211_ATTR_SMPS_MODE))
        kl_out_printf(e->out, " smps mode %u", number(e, NL80211_ATTR_SMPS_MODE));
    if (has(e, NL80211_ATTR_CHANNEL_WIDTH))
        kl_out_printf(e->out, " chan width %u", number(e, NL80211_ATTR_CHANNEL_WIDTH));
    if (has(e, NL80211_ATTR_NSS))
        kl_out_printf(e->out, " nss %u", number(e, NL80211_ATTR_NSS));
}

static void text_peer_candidate(const struct iw_event *e)
{
    kl_out_str(e->out, "new peer candidate");
    iw_event_mac(e, " ", "");
    if (has(e, NL80211_ATTR_RX_SIGNAL_DBM))
        kl_out_printf(e->out, " %d dBm", (int)number(e, NL80211_ATTR_RX_SIGNAL_DBM));
}

/* ---- Channels ---- */

static void text_switch(const struct iw_event *e)
{
    static const char *const types[] = {"No HT", "HT20", "HT40-", "HT40+"};
    unsigned width = number(e, NL80211_ATTR_CHANNEL_WIDTH);
    unsigned type = number(e, NL80211_ATTR_WIPHY_CHANNEL_TYPE);

    kl_out_str(e->out, e->cmd == NL80211_CMD_CH_SWITCH_NOTIFY ? "channel switch"
                                                              : "channel switch started");
    if (has(e, NL80211_ATTR_CH_SWITCH_COUNT))
        kl_out_printf(e->out, " (count=%u)", number(e, NL80211_ATTR_CH_SWITCH_COUNT));
    if (has(e, NL80211_ATTR_WIPHY_FREQ))
        kl_out_printf(e->out, " freq=%u", number(e, NL80211_ATTR_WIPHY_FREQ));
    if (has(e, NL80211_ATTR_CHANNEL_WIDTH))
        kl_out_printf(e->out, " width=\"%s\"",
                      width == NL80211_CHAN_WIDTH_20_NOHT ? "20 MHz" : kl_wifi_width_name(width));
    if (has(e, NL80211_ATTR_WIPHY_CHANNEL_TYPE) && type < 4)
        kl_out_printf(e->out, " type=\"%s\"", types[type]);
    if (has(e, NL80211_ATTR_CENTER_FREQ1))
        kl_out_printf(e->out, " freq1=%u", number(e, NL80211_ATTR_CENTER_FREQ1));
    if (has(e, NL80211_ATTR_CENTER_FREQ2))
        kl_out_printf(e->out, " freq2=%u", number(e, NL80211_ATTR_CENTER_FREQ2));
}

static void text_radar(const struct iw_event *e)
{
    static const char *const what[] = {"radar detected", "CAC finished",    "CAC was aborted",
                                       "NOP finished",   "PRE-CAC expired", "CAC started"};
    unsigned event = number(e, NL80211_ATTR_RADAR_EVENT);

    if (!has(e, NL80211_ATTR_RADAR_EVENT) || !has(e, NL80211_ATTR_WIPHY_FREQ))
        kl_out_str(e->out, "BAD radar event");
    else
        kl_out_printf(e->out, "%u MHz: %s", number(e, NL80211_ATTR_WIPHY_FREQ),
                      event < 6 ? what[event] : "unknown radar event");
}

static void text_beacon_hint(const struct iw_event *e)
{
    struct iw_event before = inside(e, NL80211_ATTR_FREQ_BEFORE);
    struct iw_event after = inside(e, NL80211_ATTR_FREQ_AFTER);
    unsigned mhz = number(&before, NL80211_FREQUENCY_ATTR_FREQ);
    bool ir =
        has(&before, NL80211_FREQUENCY_ATTR_NO_IR) && !has(&after, NL80211_FREQUENCY_ATTR_NO_IR);
    bool ibss = has(&before, __NL80211_FREQUENCY_ATTR_NO_IBSS) &&
                !has(&after, __NL80211_FREQUENCY_ATTR_NO_IBSS);

    kl_out_printf(e->out, "beacon hint:\nphy%u %u MHz [%u]:", number(e, NL80211_ATTR_WIPHY), mhz,
                  kl_wifi_freq_to_channel(mhz));
    if (ir || ibss)
        kl_out_printf(e->out, "\n\to %s enabled",
                      ir && ibss ? "Initiating radiation"
                      : ir       ? "active scan"
                                 : "ibss");
}

/* ---- Signals ---- */

static void text_cqm(const struct iw_event *e)
{
    struct iw_event cqm = inside(e, NL80211_ATTR_CQM);
    unsigned event = number(&cqm, NL80211_ATTR_CQM_RSSI_THRESHOLD_EVENT);
    int dbm = has(&cqm, NL80211_ATTR_CQM_RSSI_LEVEL)
                  ? (int)number(&cqm, NL80211_ATTR_CQM_RSSI_LEVEL)
                  : -1;

    kl_out_str(e->out, "CQM event: ");
    if (!has(e, NL80211_ATTR_CQM)) {
        kl_out_str(e->out, "missing data!");
    } else if (has(&cqm, NL80211_ATTR_CQM_RSSI_THRESHOLD_EVENT)) {
        if (event == NL80211_CQM_RSSI_BEACON_LOSS_EVENT)
            kl_out_str(e->out, "Beacon loss detected");
        else if (event <= NL80211_CQM_RSSI_THRESHOLD_EVENT_HIGH)
            kl_out_printf(e->out, "RSSI (%d dBm) went %s threshold", dbm,
                          event == NL80211_CQM_RSSI_THRESHOLD_EVENT_HIGH ? "above" : "below");
        else
            kl_out_printf(e->out, "Unknown event type: %u", event);
    } else if (has(&cqm, NL80211_ATTR_CQM_PKT_LOSS_EVENT)) {
        iw_event_mac(e, "peer ", "PKT-LOSS-EVENT did not have MAC attribute!");
        if (has(e, NL80211_ATTR_MAC))
            kl_out_printf(e->out, " didn't ACK %u packets",
                          number(&cqm, NL80211_ATTR_CQM_PKT_LOSS_EVENT));
    } else {
        kl_out_str(e->out,
                   has(&cqm, NL80211_ATTR_CQM_BEACON_LOSS_EVENT) ? "beacon loss" : "unknown event");
    }
}

static void text_mic(const struct iw_event *e)
{
    static const char *const types[] = {"Group", "Pairwise", "PeerKey"};
    unsigned type = number(e, NL80211_ATTR_KEY_TYPE);
    const void *data;
    size_t len;

    kl_out_str(e->out, "Michael MIC failure event:");
    iw_event_mac(e, " source MAC address ", "");
    if (kl_view_get_bytes(&e->v, NL80211_ATTR_KEY_SEQ, &data, &len) == 0 && len == 6) {
        kl_out_str(e->out, " seq=");
        for (size_t i = 0; i < len; i++)
            kl_out_printf(e->out, "%02x", ((const uint8_t *)data)[i]);
    }
    if (has(e, NL80211_ATTR_KEY_TYPE)) {
        if (type < 3)
            kl_out_printf(e->out, " Key Type %s", types[type]);
        else
            kl_out_printf(e->out, " Key Type unknown(%u)", type);
    }
    if (has(e, NL80211_ATTR_KEY_IDX))
        kl_out_printf(e->out, " Key Id %u", number(e, NL80211_ATTR_KEY_IDX));
}

/* ---- What was asked for ---- */

static void text_cookie(const struct iw_event *e)
{
    unsigned long long cookie = iw_event_uint(e, NL80211_ATTR_COOKIE);
    const char *ack = has(e, NL80211_ATTR_ACK) ? "acked" : "no ack";
    unsigned mhz = number(e, NL80211_ATTR_WIPHY_FREQ);

    switch (e->cmd) {
    case NL80211_CMD_REMAIN_ON_CHANNEL:
        kl_out_printf(e->out, "remain on freq %u (%ums, cookie %llx)", mhz,
                      number(e, NL80211_ATTR_DURATION), cookie);
        break;
    case NL80211_CMD_CANCEL_REMAIN_ON_CHANNEL:
        kl_out_printf(e->out, "done with remain on freq %u (cookie %llx)", mhz, cookie);
        break;
    case NL80211_CMD_FRAME_WAIT_CANCEL:
        kl_out_printf(e->out, "frame wait cancel on freq %u (cookie %llx)", mhz, cookie);
        break;
    case NL80211_CMD_PROBE_CLIENT:
        kl_out_str(e->out, "probe client ");
        iw_event_mac(e, "", "??");
        kl_out_printf(e->out, " (cookie %llx): %s", cookie, ack);
        break;
    default:
        kl_out_printf(e->out, "%s TX status (cookie %llx): %s",
                      e->cmd == NL80211_CMD_FRAME_TX_STATUS ? "mgmt" : "ctrl. port", cookie, ack);
    }
}

static void text_wakeup(const struct iw_event *e)
{
    static const struct {
        uint16_t trigger;
        const char *words;
    } causes[] = {
        {NL80211_WOWLAN_TRIG_DISCONNECT, "was disconnected"},
        {NL80211_WOWLAN_TRIG_MAGIC_PKT, "magic packet received"},
        {NL80211_WOWLAN_TRIG_PKT_PATTERN, "pattern index: "},
        {NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE, "GTK rekey failure"},
        {NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST, "EAP identity request"},
        {NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE, "4-way handshake"},
        {NL80211_WOWLAN_TRIG_RFKILL_RELEASE, "RF-kill released"},
        {NL80211_WOWLAN_TRIG_NET_DETECT_RESULTS, "network detected"},
        {NL80211_WOWLAN_TRIG_WAKEUP_TCP_MATCH, "TCP connection wakeup received"},
        {NL80211_WOWLAN_TRIG_WAKEUP_TCP_CONNLOST, "TCP connection lost"},
        {NL80211_WOWLAN_TRIG_WAKEUP_TCP_NOMORETOKENS, "TCP connection ran out of tokens"},
    };
    struct iw_event in = inside(e, NL80211_ATTR_WOWLAN_TRIGGERS);

    kl_out_str(e->out, "WoWLAN wakeup");
    if (!has(e, NL80211_ATTR_WOWLAN_TRIGGERS))
        kl_out_str(e->out, "\n\twakeup not due to WoWLAN");
    for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
        if (!has(&in, causes[i].trigger))
            continue;
        kl_out_printf(e->out, "\n\t* %s", causes[i].words);
        if (causes[i].trigger == NL80211_WOWLAN_TRIG_PKT_PATTERN)
            kl_out_printf(e->out, "%u", number(&in, NL80211_WOWLAN_TRIG_PKT_PATTERN));
    }
}

/* ---- NAN ---- */

static void text_nan_match(const struct iw_event *e)
{
    static const char *const words[] = {"DiscoveryResult", "Replied", "FollowUpReceive"};
    struct iw_event match = inside(e, NL80211_ATTR_NAN_MATCH);
    struct iw_event ours = inside(&match, NL80211_NAN_MATCH_FUNC_LOCAL);
    struct iw_event peer = inside(&match, NL80211_NAN_MATCH_FUNC_PEER);
    unsigned type = number(&peer, NL80211_NAN_FUNC_TYPE);
    const void *info;
    size_t len;

    if (!has(&match, NL80211_NAN_MATCH_FUNC_LOCAL) || !has(&match, NL80211_NAN_MATCH_FUNC_PEER)) {
        kl_out_str(e->out, "NaN: Malformed event");
        return;
    }
    kl_out_printf(e->out, "NAN(cookie=0x%llx): %s, peer_id=%u, local_id=%u, peer_mac=",
                  (unsigned long long)iw_event_uint(e, NL80211_ATTR_COOKIE),
                  type < 3 ? words[type] : "unknown", number(&peer, NL80211_NAN_FUNC_INSTANCE_ID),
                  number(&ours, NL80211_NAN_FUNC_INSTANCE_ID));
    iw_event_mac(e, "", "");
    if (kl_view_get_bytes(&peer.v, NL80211_NAN_FUNC_SERVICE_INFO, &info, &len) == 0) {
        kl_out_str(e->out, ", info=");
        iw_ssid(e->out, info, len); /* anybody may have sent it */
    }
}

static void text_nan_over(const struct iw_event *e)
{
    static const char *const reasons[] = {"user request", "expired", "error"};
    struct iw_event func = inside(e, NL80211_ATTR_NAN_FUNC);
    unsigned reason = number(&func, NL80211_NAN_FUNC_TERM_REASON);

    kl_out_printf(e->out, "NAN(cookie=0x%llx): Termination event: id = %u, reason = %s",
                  (unsigned long long)iw_event_uint(e, NL80211_ATTR_COOKIE),
                  number(&func, NL80211_NAN_FUNC_INSTANCE_ID),
                  reason < 3 ? reasons[reason] : "unknown");
}

bool iw_event_more(const struct iw_event *e)
{
    switch (e->cmd) {
    case NL80211_CMD_NEW_INTERFACE:
    case NL80211_CMD_SET_INTERFACE:
    case NL80211_CMD_DEL_INTERFACE:
        return text_iface(e), true;
    case NL80211_CMD_STA_OPMODE_CHANGED:
        return text_opmode(e), true;
    case NL80211_CMD_NEW_PEER_CANDIDATE:
        return text_peer_candidate(e), true;
    case NL80211_CMD_CH_SWITCH_STARTED_NOTIFY:
    case NL80211_CMD_CH_SWITCH_NOTIFY:
        return text_switch(e), true;
    case NL80211_CMD_RADAR_DETECT:
        return text_radar(e), true;
    case NL80211_CMD_REG_BEACON_HINT:
        return text_beacon_hint(e), true;
    case NL80211_CMD_NOTIFY_CQM:
        return text_cqm(e), true;
    case NL80211_CMD_MICHAEL_MIC_FAILURE:
        return text_mic(e), true;
    case NL80211_CMD_REMAIN_ON_CHANNEL:
    case NL80211_CMD_CANCEL_REMAIN_ON_CHANNEL:
    case NL80211_CMD_FRAME_WAIT_CANCEL:
    case NL80211_CMD_PROBE_CLIENT:
    case NL80211_CMD_FRAME_TX_STATUS:
    case NL80211_CMD_CONTROL_PORT_FRAME_TX_STATUS:
        return text_cookie(e), true;
    case NL80211_CMD_NAN_MATCH:
        return text_nan_match(e), true;
    case NL80211_CMD_DEL_NAN_FUNCTION:
        return text_nan_over(e), true;
    case NL80211_CMD_SET_WOWLAN:
        return text_wakeup(e), true;
    case NL80211_CMD_VENDOR:
        kl_out_printf(e->out, "vendor event %.6x:%u", number(e, NL80211_ATTR_VENDOR_ID),
                      number(e, NL80211_ATTR_VENDOR_SUBCMD));
        return true;
    case NL80211_CMD_ASSOC_COMEBACK:
        kl_out_str(e->out, "assoc comeback bssid ");
        iw_event_mac(e, "", "<unset>");
        kl_out_printf(e->out, " timeout %u", number(e, NL80211_ATTR_TIMEOUT));
        return true;
    default:
        return false;
    }
}
