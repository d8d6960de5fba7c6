// SPDX-License-Identifier: MIT
// The lines of iw event: scans, connections, frames, rules.
#include "event.h"

static const char *initiator_name(uint64_t who)
{
    static const char *const names[] = {"the wireless core upon initialization", "a user",
                                        "a driver", "a country IE"};

    return who < sizeof(names) / sizeof(names[0]) ? names[who] : "BUG";
}

static void text_reg(const struct iw_event *e)
{
    const char *by = initiator_name(iw_event_uint(e, NL80211_ATTR_REG_INITIATOR));
    bool on_phy = kl_view_has(&e->v, NL80211_ATTR_WIPHY);
    unsigned phy = (unsigned)iw_event_uint(e, NL80211_ATTR_WIPHY);
    const char *alpha2 = "";
    size_t len = 0;

    kl_out_str(e->out, e->cmd == NL80211_CMD_WIPHY_REG_CHANGE ? "regulatory domain change (phy): "
                                                              : "regulatory domain change: ");
    switch (iw_event_uint(e, NL80211_ATTR_REG_TYPE)) {
    case NL80211_REGDOM_TYPE_COUNTRY:
        (void)kl_view_get_str(&e->v, NL80211_ATTR_REG_ALPHA2, &alpha2, &len);
        kl_out_printf(e->out, "set to %.*s by %s request", (int)(len > 2 ? 2 : len), alpha2, by);
        break;
    case NL80211_REGDOM_TYPE_WORLD:
        kl_out_printf(e->out, "set to world roaming by %s request", by);
        on_phy = false;
        break;
    case NL80211_REGDOM_TYPE_CUSTOM_WORLD:
        kl_out_printf(e->out, "custom world roaming rules in place on phy%u by %s request", phy,
                      by);
        on_phy = false;
        break;
    case NL80211_REGDOM_TYPE_INTERSECTION:
        kl_out_printf(e->out, "intersection used due to a request made by %s", by);
        break;
    default:
        kl_out_str(e->out, "unknown source (upgrade this utility)");
        on_phy = false;
    }
    if (on_phy)
        kl_out_printf(e->out, " on phy%u", phy);
}

/* ---- Scans ---- */

static void text_scan(const struct iw_event *e)
{
    struct kl_view nest;
    struct kl_attr a;
    uint32_t mhz;

    kl_out_str(e->out, e->cmd == NL80211_CMD_SCAN_ABORTED ? "scan aborted:" : "scan finished:");
    if (kl_view_get_nest(&e->v, NL80211_ATTR_SCAN_FREQUENCIES, &nest) == 0) {
        while (kl_view_next(&nest, &a) == 1)
            if (a.len == sizeof(mhz)) {
                memcpy(&mhz, a.data, sizeof(mhz));
                kl_out_printf(e->out, " %u", mhz);
            }
        kl_out_char(e->out, ',');
    }
    if (kl_view_get_nest(&e->v, NL80211_ATTR_SCAN_SSIDS, &nest) < 0)
        return;
    while (kl_view_next(&nest, &a) == 1) {
        kl_out_str(e->out, " \"");
        iw_ssid(e->out, a.data, a.len);
        kl_out_char(e->out, '"');
    }
}

/* ---- Frames ---- */

static unsigned le16(const uint8_t *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

/* What a frame of this kind says in its first fields. */
static void text_frame_words(struct kl_out *o, const uint8_t *frame, size_t len)
{
    unsigned code;

    switch (frame[0] & 0xfc) {
    case 0x10: /* (re)association response */
    case 0x30:
        code = len >= 28 ? le16(frame + 26) : 0;
        kl_out_printf(o, " status: %u: %s", code, kl_wifi_status_name(code));
        break;
    case 0xb0: /* authentication */
        code = len >= 30 ? le16(frame + 28) : 0;
        kl_out_printf(o, " status: %u: %s", code, kl_wifi_status_name(code));
        break;
    case 0xa0: /* disassociation, deauthentication */
    case 0xc0:
        code = le16(frame + 24);
        kl_out_printf(o, " reason %u: %s", code, kl_wifi_reason_name(code));
        break;
    default:
        break;
    }
}

static void text_frame(const struct iw_event *e, const char *what)
{
    const void *data;
    const uint8_t *frame;
    size_t len;
    bool whole = e->frames;

    kl_out_str(e->out, what);
    if (kl_view_get_bytes(&e->v, NL80211_ATTR_FRAME, &data, &len) < 0) {
        if (e->cmd == NL80211_CMD_AUTHENTICATE || e->cmd == NL80211_CMD_ASSOCIATE)
            kl_out_str(e->out, kl_view_has(&e->v, NL80211_ATTR_TIMED_OUT) ? ": timed out"
                                                                          : ": unknown event");
        else
            kl_out_str(e->out, " [no frame]");
        return;
    }
    frame = data;
    if (len < 26) {
        kl_out_str(e->out, " [invalid frame: ");
        whole = true;
    } else {
        kl_out_char(e->out, ' ');
        iw_mac(e->out, frame + 10);
        kl_out_str(e->out, " -> ");
        iw_mac(e->out, frame + 4);
        text_frame_words(e->out, frame, len);
        if (whole)
            kl_out_str(e->out, " [frame:");
    }
    for (size_t i = 0; whole && i < len; i++)
        kl_out_printf(e->out, " %.2x", frame[i]);
    if (whole)
        kl_out_char(e->out, ']');
}

/* ---- Connections ---- */

static void text_connect(const struct iw_event *e)
{
    unsigned status = (unsigned)iw_event_uint(e, NL80211_ATTR_STATUS_CODE);

    if (kl_view_has(&e->v, NL80211_ATTR_TIMED_OUT))
        kl_out_str(e->out, "timed out"), status = 0;
    else if (!kl_view_has(&e->v, NL80211_ATTR_STATUS_CODE))
        kl_out_str(e->out, "unknown connect status");
    else
        kl_out_str(e->out, status == 0 ? "connected" : "failed to connect");
    iw_event_mac(e, " to ", "");
    if (status != 0)
        kl_out_printf(e->out, ", status: %u: %s", status, kl_wifi_status_name(status));
}

static void text_disconnect(const struct iw_event *e)
{
    unsigned reason = (unsigned)iw_event_uint(e, NL80211_ATTR_REASON_CODE);

    kl_out_str(e->out, kl_view_has(&e->v, NL80211_ATTR_DISCONNECTED_BY_AP)
                           ? "disconnected (by AP)"
                           : "disconnected (local request)");
    if (kl_view_has(&e->v, NL80211_ATTR_REASON_CODE))
        kl_out_printf(e->out, " reason: %u: %s", reason, kl_wifi_reason_name(reason));
}

/* ---- All ---- */

/* Events that are the same words each time, and perhaps a MAC address. */
static const struct {
    uint8_t cmd;
    const char *words, *before_mac, *behind_mac;
} plain[] = {
    {NL80211_CMD_TRIGGER_SCAN, "scan started", NULL, ""},
    {NL80211_CMD_START_SCHED_SCAN, "scheduled scan started", NULL, ""},
    {NL80211_CMD_SCHED_SCAN_STOPPED, "sched scan stopped", NULL, ""},
    {NL80211_CMD_SCHED_SCAN_RESULTS, "got scheduled scan results", NULL, ""},
    {NL80211_CMD_NEW_STATION, "new station", " ", ""},
    {NL80211_CMD_DEL_STATION, "del station", " ", ""},
    {NL80211_CMD_JOIN_IBSS, "IBSS", " ", " joined"},
    {NL80211_CMD_ROAM, "roamed", " to ", ""},
    {NL80211_CMD_PMKSA_CANDIDATE, "PMKSA candidate found", NULL, ""},
    {NL80211_CMD_DEL_WIPHY, "delete wiphy", NULL, ""},
    {NL80211_CMD_PEER_MEASUREMENT_COMPLETE, "peer measurement complete", NULL, ""},
    {NL80211_CMD_STOP_AP, "stop ap", NULL, ""},
};

static const struct {
    uint8_t cmd;
    const char *words;
} frames[] = {
    {NL80211_CMD_AUTHENTICATE, "auth"},
    {NL80211_CMD_ASSOCIATE, "assoc"},
    {NL80211_CMD_DEAUTHENTICATE, "deauth"},
    {NL80211_CMD_DISASSOCIATE, "disassoc"},
    {NL80211_CMD_UNPROT_DEAUTHENTICATE, "unprotected deauth"},
    {NL80211_CMD_UNPROT_DISASSOCIATE, "unprotected disassoc"},
};

static bool text_by_table(const struct iw_event *e)
{
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        if (plain[i].cmd == e->cmd) {
            kl_out_str(e->out, plain[i].words);
            if (plain[i].before_mac != NULL)
                iw_event_mac(e, plain[i].before_mac, "");
            kl_out_str(e->out, plain[i].behind_mac);
            return true;
        }
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
        if (frames[i].cmd == e->cmd) {
            text_frame(e, frames[i].words);
            return true;
        }
    return false;
}

void iw_event_text(const struct iw_event *e)
{
    const char *name = "";
    size_t len = 0;

    switch (e->cmd) {
    case NL80211_CMD_NEW_WIPHY:
        (void)kl_view_get_str(&e->v, NL80211_ATTR_WIPHY_NAME, &name, &len);
        kl_out_printf(e->out, "renamed to %.*s", (int)len, name);
        break;
    case NL80211_CMD_NEW_SCAN_RESULTS:
    case NL80211_CMD_SCAN_ABORTED:
        text_scan(e);
        break;
    case NL80211_CMD_REG_CHANGE:
    case NL80211_CMD_WIPHY_REG_CHANGE:
        text_reg(e);
        break;
    case NL80211_CMD_CONNECT:
        text_connect(e);
        break;
    case NL80211_CMD_DISCONNECT:
        text_disconnect(e);
        break;
    default:
        if (!text_by_table(e) && !iw_event_more(e))
            kl_out_printf(e->out, "unknown event %u (%s)", e->cmd, iw_event_name(e->cmd));
    }
    kl_out_char(e->out, '\n');
}
