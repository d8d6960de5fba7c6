// SPDX-License-Identifier: MIT
// Elements of HE (802.11ax) and EHT (802.11be) in iw's words. iw 5.19 knows HE capabilities only;
// the others are as later ones print them.
#include "ies.h"

// clang-format off
static const struct ies_bits he_mac[] = {
    {0, 1, false, "+HTC HE Supported"}, {1, 1, false, "TWT Requester"},
    {2, 1, false, "TWT Responder"}, {3, 2, true, "Dynamic BA Fragementation Level"},
    {5, 3, true, "Maximum number of MSDUS Fragments"},
    {8, 2, true, "Minimum Payload size of 128 bytes"},
    {10, 2, true, "Trigger Frame MAC Padding Duration"},
    {12, 3, true, "Multi-TID Aggregation Support"}, {17, 1, false, "All Ack"}, {18, 1, false, "TRS"},
    {19, 1, false, "BSR"}, {20, 1, false, "Broadcast TWT"}, {21, 1, false, "32-bit BA Bitmap"},
    {22, 1, false, "MU Cascading"}, {23, 1, false, "Ack-Enabled Aggregation"},
    {25, 1, false, "OM Control"}, {26, 1, false, "OFDMA RA"},
    {27, 2, true, "Maximum A-MPDU Length Exponent"}, {29, 1, false, "A-MSDU Fragmentation"},
    {30, 1, false, "Flexible TWT Scheduling"}, {31, 1, false, "RX Control Frame to MultiBSS"},
    {32, 1, false, "BSRP BQRP A-MPDU Aggregation"}, {33, 1, false, "QTP"}, {34, 1, false, "BQR"},
    {35, 1, false, "SRP Responder Role"}, {36, 1, false, "NDP Feedback Report"},
    {37, 1, false, "OPS"}, {38, 1, false, "A-MSDU in A-MPDU"},
    {39, 3, true, "Multi-TID Aggregation TX"},
    {42, 1, false, "HE Subchannel Selective Transmission"}, {43, 1, false, "UL 2x996-Tone RU"},
    {44, 1, false, "OM Control UL MU Data Disable RX"},
};

static const struct ies_bits he_phy[] = {
    {1, 1, false, "HE40/2.4GHz"}, {2, 1, false, "HE40/HE80/5GHz"}, {3, 1, false, "HE160/5GHz"},
    {4, 1, false, "HE160/HE80+80/5GHz"}, {5, 1, false, "242 tone RUs/2.4GHz"},
    {6, 1, false, "242 tone RUs/5GHz"}, {8, 4, true, "Punctured Preamble RX"},
    {12, 1, true, "Device Class"}, {13, 1, false, "LDPC Coding in Payload"},
    {14, 1, false, "HE SU PPDU with 1x HE-LTF and 0.8us GI"},
    {15, 2, true, "Midamble Rx Max NSTS"}, {17, 1, false, "NDP with 4x HE-LTF and 3.2us GI"},
    {18, 1, false, "STBC Tx <= 80MHz"}, {19, 1, false, "STBC Rx <= 80MHz"},
    {20, 1, false, "Doppler Tx"}, {21, 1, false, "Doppler Rx"},
    {22, 1, false, "Full Bandwidth UL MU-MIMO"}, {23, 1, false, "Partial Bandwidth UL MU-MIMO"},
    {24, 2, true, "DCM Max Constellation"}, {26, 1, true, "DCM Max NSS Tx"},
    {27, 2, true, "DCM Max Constellation Rx"}, {29, 1, true, "DCM Max NSS Rx"},
    {30, 1, false, "Rx HE MU PPDU from Non-AP STA"}, {31, 1, false, "SU Beamformer"},
    {32, 1, false, "SU Beamformee"}, {33, 1, false, "MU Beamformer"},
    {34, 3, true, "Beamformee STS <= 80Mhz"}, {37, 3, true, "Beamformee STS > 80Mhz"},
    {40, 3, true, "Sounding Dimensions <= 80Mhz"}, {43, 3, true, "Sounding Dimensions > 80Mhz"},
    {46, 1, false, "Ng = 16 SU Feedback"}, {47, 1, false, "Ng = 16 MU Feedback"},
    {48, 1, false, "Codebook Size SU Feedback"}, {49, 1, false, "Codebook Size MU Feedback"},
    {50, 1, false, "Triggered SU Beamforming Feedback"},
    {51, 1, false, "Triggered MU Beamforming Feedback"}, {52, 1, false, "Triggered CQI Feedback"},
    {53, 1, false, "Partial Bandwidth Extended Range"},
    {54, 1, false, "Partial Bandwidth DL MU-MIMO"}, {55, 1, false, "PPE Threshold Present"},
    {56, 1, false, "SRP-based SR"}, {57, 1, false, "Power Boost Factor ar"},
    {58, 1, false, "HE SU PPDU & HE PPDU 4x HE-LTF 0.8us GI"}, {59, 3, true, "Max NC"},
    {62, 1, false, "STBC Tx > 80MHz"}, {63, 1, false, "STBC Rx > 80MHz"},
    {64, 1, false, "HE ER SU PPDU 4x HE-LTF 0.8us GI"},
    {65, 1, false, "20MHz in 40MHz HE PPDU 2.4GHz"},
    {66, 1, false, "20MHz in 160/80+80MHz HE PPDU"},
    {67, 1, false, "80MHz in 160/80+80MHz HE PPDU"},
    {68, 1, false, "HE ER SU PPDU 1x HE-LTF 0.8us GI"},
    {69, 1, false, "Midamble Rx 2x & 1x HE-LTF"}, {70, 2, true, "DCM Max BW"},
    {72, 1, false, "Longer Than 16HE SIG-B OFDM Symbols"},
    {73, 1, false, "Non-Triggered CQI Feedback"}, {74, 1, false, "TX 1024-QAM"},
    {75, 1, false, "RX 1024-QAM"},
    {76, 1, false, "RX Full BW SU Using HE MU PPDU with Compression SIGB"},
    {77, 1, false, "RX Full BW SU Using HE MU PPDU with Non-Compression SIGB"},
};

static const struct ies_bits eht_mac[] = {
    {0, 1, false, "EPCS Priority Access Supported"}, {1, 1, false, "EHT OM Control Supported"},
    {2, 1, false, "Triggered TXOP Sharing Mode 1 Supported"},
    {3, 1, false, "Triggered TXOP Sharing Mode 2 Supported"},
    {4, 1, false, "Restricted TWP Supported"}, {5, 1, false, "SCS Traffic Description Supported"},
    {6, 2, true, "Maximum MPDU Length"}, {8, 1, false, "Maximum A_MPDU Length Exponent Extension"},
    {9, 1, false, "EHT TRS Supported"},
    {10, 1, false, "TXOP Return In TXOP Sharing Mode 2 Supported"},
    {11, 1, false, "Two BQRs Supported"}, {12, 2, true, "EHT Link Adaptation Supported"},
};

static const struct ies_bits eht_phy[] = {
    {1, 1, false, "320MHz in 6GHz Supported"},
    {2, 1, false, "242-tone RU in BW wider than 20MHz Supported"},
    {3, 1, false, "NDP With  EHT-LTF And 3.2 µs GI"}, {4, 1, false, "Partial Bandwidth UL MU-MIMO"},
    {5, 1, false, "SU Beamformer"}, {6, 1, false, "SU Beamformee"},
    {7, 3, true, "Beamformee SS (80MHz)"}, {10, 3, true, "Beamformee SS (160MHz)"},
    {13, 3, true, "Beamformee SS (320MHz)"},
    {16, 3, true, "Number Of Sounding Dimensions (80MHz)"},
    {19, 3, true, "Number Of Sounding Dimensions (160MHz)"},
    {22, 3, true, "Number Of Sounding Dimensions (320MHz)"},
    {25, 1, false, "Ng = 16 SU Feedback"}, {26, 1, false, "Ng = 16 MU Feedback"},
    {27, 1, false, "Codebook size (4, 2) SU Feedback"},
    {28, 1, false, "Codebook size (7, 5) MU Feedback"},
    {29, 1, false, "Triggered SU Beamforming Feedback"},
    {30, 1, false, "Triggered MU Beamforming Partial BW Feedback"},
    {31, 1, false, "Triggered CQI Feedback"}, {32, 1, false, "Partial Bandwidth DL MU-MIMO"},
    {33, 1, false, "PSR-Based SR Support"}, {34, 1, false, "Power Boost Factor Support"},
    {35, 1, false, "EHT MU PPDU With 4 EHT-LTF And 0.8 µs GI"}, {36, 4, true, "Max Nc"},
    {40, 1, false, "Non-Triggered CQI Feedback"},
    {41, 1, false, "Tx 1024-QAM And 4096-QAM < 242-tone RU"},
    {42, 1, false, "Rx 1024-QAM And 4096-QAM < 242-tone RU"},
    {43, 1, false, "PPE Thresholds Present"}, {44, 2, true, "Common Nominal Packet Padding"},
    {46, 5, true, "Maximum Number Of Supported EHT-LTFs"}, {51, 4, true, "Support of MCS 15"},
    {55, 1, false, "Support Of EHT DUP In 6 GHz"},
    {56, 1, false, "Support For 20MHz Rx NDP With Wider Bandwidth"},
    {57, 1, false, "Non-OFDMA UL MU-MIMO (80MHz)"}, {58, 1, false, "Non-OFDMA UL MU-MIMO (160MHz)"},
    {59, 1, false, "Non-OFDMA UL MU-MIMO (320MHz)"}, {60, 1, false, "MU Beamformer (80MHz)"},
    {61, 1, false, "MU Beamformer (160MHz)"}, {62, 1, false, "MU Beamformer (320MHz)"},
    {63, 1, false, "TB Sounding Feedback Rate Limit"},
    {64, 1, false, "Rx 1024-QAM In Wider Bandwidth DL OFDMA Supported"},
    {65, 1, false, "Rx 4096-QAM In Wider Bandwidth DL OFDMA Supported"},
};
// clang-format on

void iw_ies_he_lines(struct kl_out *o, const char *indent, const uint8_t *mac, const uint8_t *phy)
{
    char deeper[8];

    snprintf(deeper, sizeof(deeper), "%s\t", indent);
    kl_out_printf(o, "%sHE MAC Capabilities (0x%04x%04x%04x):\n", indent, ies_le16(mac),
                  ies_le16(mac + 2), ies_le16(mac + 4));
    iw_ies_bits(o, deeper, mac, he_mac, sizeof(he_mac) / sizeof(he_mac[0]));
    kl_out_printf(o, "%sHE PHY Capabilities: (0x", indent);
    for (unsigned i = 0; i < 11; i++)
        kl_out_printf(o, "%02x", phy[i]);
    kl_out_str(o, "):\n");
    iw_ies_bits(o, deeper, phy, he_phy, sizeof(he_phy) / sizeof(he_phy[0]));
}

void iw_ies_eht_phy(struct kl_out *o, const char *indent, const uint8_t *phy)
{
    size_t n = 0;

    while (n < sizeof(eht_phy) / sizeof(eht_phy[0]) && eht_phy[n].bit + eht_phy[n].bits < 64u)
        n++; /* the last bit of the 8 bytes is younger than iw 5.19 */
    iw_ies_bits(o, indent, phy, eht_phy, n);
}

static void he_cap(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const widths[] = {"<= 80", "160", "80+80"};
    static const uint8_t masks[] = {0x06, 0x08, 0x10};
    const uint8_t *phy = p + 6, *set = p + 17;
    size_t n = len - 17, used = 0;

    (void)c;
    kl_out_char(o, '\n');
    iw_ies_he_lines(o, "\t\t", p, phy);
    for (unsigned i = 0; i < 3; i++) {
        if ((phy[0] & masks[i]) == 0)
            continue;
        if (used + 4 > n)
            return;
        for (unsigned k = 0; k < 2; k++) {
            kl_out_printf(o, "\t\tHE %s MCS and NSS set %s MHz\n", k == 0 ? "RX" : "TX", widths[i]);
            iw_ies_streams(o, "\t\t\t", ies_le16(set + used + 2 * k), 2);
        }
        used += 4;
    }
    if (used >= n || (phy[6] & 0x80) == 0)
        return;
    kl_out_str(o, "\t\tPPE Threshold ");
    for (size_t i = used; i < n; i++)
        if (set[i] != 0)
            kl_out_printf(o, "0x%02x ", set[i]);
    kl_out_char(o, '\n');
}

static void he_op_6ghz(struct kl_out *o, const uint8_t *p)
{
    static const char *const widths[] = {"20 MHz", "40 MHz", "80 MHz", "80+80 or 160 MHz"};

    kl_out_str(o, "\t\t6 GHz Operation Information: 0x");
    for (unsigned i = 0; i < 5; i++)
        kl_out_printf(o, "%02x", p[i]);
    kl_out_printf(o, "\n\t\t\tPrimary Channel: %d\n\t\t\tChannel Width: %s\n%s", p[0],
                  widths[p[1] & 3], (p[1] & 4) != 0 ? "\t\t\tDuplicate Beacon: True\n" : "");
    kl_out_printf(o,
                  "\t\t\tRegulatory Info: %d\n\t\t\tCenter Frequency Segment 0: %d\n"
                  "\t\t\tCenter Frequency Segment 1: %d\n\t\t\tMinimum Rate: %d\n",
                  p[1] >> 3 & 15, p[2], p[3], p[4]);
}

static void he_op(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    size_t at = 6;

    (void)c;
    kl_out_printf(o,
                  "\n\t\tHE Operation Parameters: (0x%02x%02x%02x)\n\t\t\tDefault PE Duration: %d\n"
                  "%s\t\t\tTXOP Duration RTS Threshold: %u\n%s%s%s%s",
                  p[2], p[1], p[0], p[0] & 7, (p[0] & 8) != 0 ? "\t\t\tTWT Required\n" : "",
                  ies_le16(p) >> 4 & 0x3ff,
                  (p[1] & 0x40) != 0 ? "\t\t\tVHT Operation Information Present\n" : "",
                  (p[1] & 0x80) != 0 ? "\t\t\tCo-Hosted BSS\n" : "",
                  (p[2] & 1) != 0 ? "\t\t\tER SU Disable\n" : "",
                  (p[2] & 2) != 0 ? "\t\t\t6 GHz Operation Information Present\n" : "");
    kl_out_printf(o, "\t\tBSS Color: %d\n%s%s\t\tBasic HE-MCS NSS Set: 0x%04x\n", p[3] & 0x3f,
                  (p[3] & 0x40) != 0 ? "\t\tPartial BSS Color\n" : "",
                  (p[3] & 0x80) != 0 ? "\t\tBSS Color Disabled\n" : "", ies_le16(p + 4));
    iw_ies_streams(o, "\t\t\t", ies_le16(p + 4), 2);
    if ((p[1] & 0x40) != 0) {
        if (len - at < 3) {
            kl_out_str(o, "\t\tVHT Operation Info: Invalid\n");
            return;
        }
        kl_out_printf(o, "\t\tVHT Operation Info: 0x%02x%02x%02x\n", p[at + 2], p[at + 1], p[at]);
        at += 3;
    }
    if ((p[1] & 0x80) != 0) {
        if (len - at < 1) {
            kl_out_str(o, "\t\tMax Co-Hosted BSSID: Invalid\n");
            return;
        }
        kl_out_printf(o, "\t\tMax Co-Hosted BSSID: %d\n", p[at++]);
    }
    if ((p[2] & 2) == 0)
        return;
    if (len - at < 5)
        kl_out_str(o, "\t\t6 GHz Operation Info: Invalid\n");
    else
        he_op_6ghz(o, p + at);
}

static void eht_map(struct kl_out *o, const char *width, const uint8_t *p)
{
    static const char *const ranges[] = {"0-9", "10-11", "12-13"};

    kl_out_printf(o, "\t\tEHT-MCS Map (%s) (0x%02x%02x%02x):\n", width, p[0], p[1], p[2]);
    for (unsigned i = 0; i < 3; i++)
        kl_out_printf(o, "\t\t\tRx Max NSS for MCS %s: %d\n\t\t\tTx Max NSS for MCS %s: %d\n",
                      ranges[i], p[i] & 15, ranges[i], p[i] >> 4);
}

/* A map of 3 bytes for each width that HE says there is; an AP of none has the first, too. */
static void eht_cap(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const widths[] = {"BW <= 80", "BW = 160", "BW = 320"};
    unsigned he = c->he_phy != NULL ? c->he_phy[0] & 0x1eu : 0;
    const bool there[] = {(he & 0x06) != 0 || he == 0, (he & 0x08) != 0, (p[2] & 0x02) != 0};
    size_t at = 11;

    kl_out_printf(o, "\n\t\tEHT MAC Capabilities (0x%02x%02x):\n", p[0], p[1]);
    iw_ies_bits(o, "\t\t\t", p, eht_mac, sizeof(eht_mac) / sizeof(eht_mac[0]));
    kl_out_str(o, "\t\tEHT PHY Capabilities (0x");
    for (unsigned i = 2; i < 11; i++)
        kl_out_printf(o, "%02x", p[i]);
    kl_out_str(o, "):\n");
    iw_ies_bits(o, "\t\t\t", p + 2, eht_phy, sizeof(eht_phy) / sizeof(eht_phy[0]));
    for (unsigned i = 0; i < 3; i++) {
        if (!there[i])
            continue;
        if (len - at < 3)
            return;
        eht_map(o, widths[i], p + at);
        at += 3;
    }
}

static void eht_op(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const widths[] = {"20", "40", "80", "160", "320"};
    size_t n = (p[0] & 2) != 0 ? 5 : 3;

    (void)c;
    kl_out_printf(o,
                  "\n\t\tEHT Operation Parameters: (0x%02x)\n%s%s"
                  "\t\t\tGroup Addressed BU Indication Exponent: 0x%x\n"
                  "\t\tBasic EHT-MCS And Nss Set: 0x%02x%02x%02x%02x\n",
                  p[0], (p[0] & 4) != 0 ? "\t\t\tEHT Default PE Duration\n" : "",
                  (p[0] & 8) != 0 ? "\t\t\tGroup Addressed BU Indication Limit\n" : "",
                  p[0] >> 4 & 3, p[1], p[2], p[3], p[4]);
    if ((p[0] & 1) == 0)
        return;
    if (len - 5 < n) {
        kl_out_str(o, "\t\tEHT Operation Info: Invalid\n");
        return;
    }
    kl_out_str(o, "\t\tEHT Operation Info: 0x");
    for (size_t i = 0; i < n; i++)
        kl_out_printf(o, "%02x", p[5 + i]);
    if ((p[5] & 7) < 5)
        kl_out_printf(o, "\n\t\t\tChannel Width: %s MHz\n", widths[p[5] & 7]);
    else
        kl_out_printf(o, "\n\t\t\tChannel Width: invalid bandwidth (%d)\n", p[5] & 7);
    kl_out_printf(o, "\t\t\tCenter Frequency Segment 0: %d\n\t\t\tCenter Frequency Segment 1: %d\n",
                  p[6], p[7]);
    if (n == 5)
        kl_out_printf(o, "\t\t\tDisabled Subchannel Bitmap: 0x%02x%02x\n", p[8], p[9]);
}

/* The common part: each bit of the bitmap adds a field behind the address. */
static void multi_link(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    unsigned present = ies_le16(p);
    size_t at = 9, end = 2u + p[2];

    (void)c;
    kl_out_char(o, '\n');
    end = end < len ? end : len;
    if (end < at || (present & 7) != 0)
        return;
    kl_out_str(o, "\t\tMLD MAC: ");
    iw_mac(o, p + 3);
    kl_out_char(o, '\n');
    if ((present & 0x10) != 0 && end - at >= 1)
        kl_out_printf(o, "\t\tLink ID: %d\n", p[at++] & 15);
    if ((present & 0x20) != 0 && end - at >= 1)
        at++;
    if ((present & 0x40) != 0 && end - at >= 2)
        at += 2;
    if ((present & 0x80) != 0 && end - at >= 2) {
        unsigned eml = ies_le16(p + at);

        kl_out_printf(o, "\t\t\tEML Capabilities: 0x%04x\n%s%s", eml,
                      (eml & 1) != 0 ? "\t\t\t\tEMLSR Support\n" : "",
                      (eml & 0x80) != 0 ? "\t\t\t\tEMLMR Support\n" : "");
        at += 2;
    }
    if ((present & 0x100) != 0 && end - at >= 2)
        kl_out_printf(o,
                      "\t\t\tMLD Capabilities and Operations: 0x%04x\n"
                      "\t\t\t\tMaximum Number of Simultaneous Links: %u\n",
                      ies_le16(p + at), ies_le16(p + at) & 15);
}

static const struct ies_row rows[] = {
    {255, 35, "HE capabilities", 21, 54, he_cap},     {255, 36, "HE Operation", 6, 15, he_op},
    {255, 106, "EHT Operation", 5, 10, eht_op},       {255, 107, "Multi-Link", 5, 255, multi_link},
    {255, 108, "EHT capabilities", 13, 255, eht_cap},
};

const struct ies_table iw_ies_he = {rows, sizeof(rows) / sizeof(rows[0])};
