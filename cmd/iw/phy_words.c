// SPDX-License-Identifier: MIT
// Words for what phys can do: iw 5.19's where it has them.
#include "../../lib/core/schema_def.h"
#include "../../lib/schema/nl80211.h"
#include "phy.h"

#include <ctype.h>
#include <stdio.h>

static const struct {
    uint32_t suite;
    const char *name;
} ciphers[] = {
    {0x000fac01, "WEP40"},    {0x000fac02, "TKIP"},     {0x000fac04, "CCMP-128"},
    {0x000fac05, "WEP104"},   {0x000fac06, "CMAC"},     {0x000fac08, "GCMP-128"},
    {0x000fac09, "GCMP-256"}, {0x000fac0a, "CCMP-256"}, {0x000fac0b, "GMAC-128"},
    {0x000fac0c, "GMAC-256"}, {0x000fac0d, "CMAC-256"}, {0x00147201, "WPI-SMS4"},
};

const char *iw_phy_cipher(uint32_t suite, char buffer[48])
{
    const char *name = NULL;
    char number[16];

    for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++)
        if (ciphers[i].suite == suite)
            name = ciphers[i].name;
    snprintf(number, sizeof(number), "%.2x-%.2x-%.2x:%u", suite >> 24, suite >> 16 & 255,
             suite >> 8 & 255, suite & 255);
    if (name != NULL)
        snprintf(buffer, 48, "%s (%s)", name, number);
    else
        snprintf(buffer, 48, "%s", number);
    return buffer;
}

const char *iw_phy_command(uint32_t command)
{
    return kl_enum_name(&kl_enum_nl80211_command, command);
}

uint32_t iw_phy_last_command(void)
{
    uint32_t last = 0;

    for (unsigned i = 0; i < kl_enum_nl80211_command.n_values; i++)
        if (kl_enum_nl80211_command.values[i].value > last)
            last = (uint32_t)kl_enum_nl80211_command.values[i].value;
    return last;
}

const char *iw_phy_ext_feature(unsigned feature)
{
    return kl_enum_name(&kl_enum_ext_features, feature);
}

const char *iw_phy_feature(unsigned bit)
{
    return kl_enum_name(&kl_enum_feature_flags, (int64_t)1 << bit);
}

const char *iw_phy_band_name(uint32_t band)
{
    return kl_enum_name(&kl_enum_band, band);
}

/* ---- Features ---- */

// clang-format off
static const char *const features[] = {
    [0] = "Device supports TX status socket option.",
    [1] = "Device supports HT-IBSS.",
    [2] = "Device has client inactivity timer.",
    [3] = "Device accepts cell base station regulatory hints.",
    [4] = "P2P Device uses a channel (of the concurrent ones)",
    [5] = "Device supports SAE with AUTHENTICATE command",
    [6] = "Device supports low priority scan.",
    [7] = "Device supports scan flush.",
    [8] = "Device supports AP scan.",
    [9] = "Device supports per-vif TX power setting",
    [10] = "Userspace should do OBSS scan and generate 20/40 coex reports",
    [11] = "P2P GO supports CT window setting",
    [12] = "P2P GO supports opportunistic powersave setting",
    [15] = "Driver supports full state transitions for AP/GO clients",
    [16] = "Driver supports a userspace MPM",
    [17] = "Device supports active monitor (which will ACK incoming frames)",
    [18] = "Driver/device bandwidth changes during BSS lifetime (AP/GO mode)",
    [19] = "Device adds DS IE to probe requests",
    [20] = "Device adds WFA TPC Report IE to probe requests",
    [21] = "Device supports quiet requests from AP",
    [22] = "Device can update TPC Report IE",
    [23] = "Device supports ACK timeout estimation.",
    [24] = "Device supports static SMPS",
    [25] = "Device supports dynamic SMPS",
    [26] = "Device supports WMM-AC admission (TSPECs)",
    [27] = "Device supports configuring vdev MAC-addr on create.",
    [28] = "Device supports TDLS channel switching",
    [29] = "Device supports randomizing MAC-addr in scans.",
    [30] = "Device supports randomizing MAC-addr in sched scans.",
    [31] = "Device supports randomizing MAC-addr in net-detect scans.",
};

/* From 61 on they are younger than iw 5.19. */
static const char *const ext_features[] = {
    "VHT-IBSS", "RRM", "MU-MIMO sniffer", "scan start timestamp", "BSS last beacon/probe TSF",
    "scan dwell setting", "legacy beacon rate setting", "HT beacon rate setting",
    "VHT beacon rate setting", "STA FILS (Fast Initial Link Setup)",
    "randomized TA while not associated", "randomized TA while associated",
    "sched_scan for BSS with better RSSI report", "multiple CQM_RSSI_THOLD records",
    "FILS shared key authentication offload", "4-way handshake with PSK in station mode",
    "4-way handshake with 802.1X in station mode",
    "FILS max channel attribute override with dwell time", "accepts broadcast probe response",
    "probe request TX at high rate (at least 5.5Mbps)",
    "probe request tx deferral and suppression", "MFP_OPTIONAL value in ATTR_USE_MFP",
    "low span scan", "low power scan", "high accuracy scan", "DFS offload",
    "control port over nl80211", "ack signal level support", "FQ-CoDel-enabled intermediate TXQs",
    "use random sequence numbers in scans", "use probe request with only rate IEs in scans",
    "can safely replace PTK 0 when rekeying", "enable FTM (Fine Time Measurement) responder",
    "airtime fairness scheduling", "PMKSA caching supported in AP mode",
    "band specific RSSI thresholds for scheduled scan", "Extended Key ID support",
    "TX power control per station", "SAE offload support", "VLAN offload support",
    "Airtime Queue Limits (AQL)", "beacon protection support",
    "disable pre-auth over nl80211 control port support",
    "protected Target Wake Time (TWT) support", "deletion of IBSS station support",
    "mgmt frame registration for multicast", "beacon prot. for clients support",
    "scan on kHz frequency support", "tx status for nl80211 control port support",
    "Operating Channel Validation (OCV) support", "AP mode PSK offload support",
    "AP mode SAE authentication offload support", "FILS discovery frame transmission support",
    "unsolicated broadcast probe response transmission support",
    "HE beacon rate support (AP/mesh)", "secure LTF measurement protocol support",
    "secure RTT measurement protocol support",
    "support for MFP in range measurement negotiation/procedure", "BSS coloring support",
    "FILS crypto offload", "Radar background support", "can change MAC address while up",
    "preamble puncturing in AP mode", "secure NAN support",
    "random auth/deauth transmitter address", "OWE DH element handling offload (client)",
    "OWE DH element handling offload (AP)", "DFS channel use under concurrent DFS master",
    "SPP A-MSDU support",
};
// clang-format on

void iw_phy_text_features(struct kl_out *o, uint64_t bits)
{
    for (unsigned i = 0; i < sizeof(features) / sizeof(features[0]); i++)
        if ((bits >> i & 1) != 0 && features[i] != NULL)
            kl_out_printf(o, "\t%s\n", features[i]);
}

void iw_phy_text_ext_features(struct kl_out *o, const struct kl_wifi_phy *p)
{
    if (p->ext_features == NULL)
        return;
    kl_out_str(o, "\tSupported extended features:\n");
    for (unsigned i = 0; i < 8 * p->n_ext_features; i++) {
        const char *name = iw_phy_ext_feature(i);

        if (name == NULL || !kl_wifi_phy_has_feature(p, i))
            continue;
        kl_out_str(o, "\t\t* [ ");
        for (; *name != '\0'; name++)
            kl_out_char(o, (char)toupper((unsigned char)*name));
        kl_out_printf(o, " ]: %s\n",
                      i < sizeof(ext_features) / sizeof(ext_features[0]) ? ext_features[i]
                                                                         : iw_phy_ext_feature(i));
    }
}
