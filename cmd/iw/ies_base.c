// SPDX-License-Identifier: MIT
// Elements of the network itself in iw's words: rates, channel, country, load, measurements,
// interworking, mesh.
#include "ies.h"

static void ssid(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)c;
    kl_out_char(o, ' ');
    iw_ssid(o, p, len);
    kl_out_char(o, '\n');
}

static void rates(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)c;
    kl_out_char(o, ' ');
    for (size_t i = 0; i < len; i++) {
        unsigned rate = p[i] & 0x7f;

        if (p[i] == (0x80 | 126))
            kl_out_str(o, "VHT");
        else if (p[i] == (0x80 | 127))
            kl_out_str(o, "HT");
        else
            kl_out_printf(o, "%u.%u", rate / 2, rate % 2 * 5);
        kl_out_str(o, (p[i] & 0x80) != 0 ? "* " : " ");
    }
    kl_out_char(o, '\n');
}

static void ds(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_printf(o, " channel %d\n", p[0]);
}

static void tim(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)c;
    kl_out_printf(o, " DTIM Count %u DTIM Period %u Bitmap Control 0x%x Bitmap[0] 0x%x", p[0], p[1],
                  p[2], p[3]);
    if (len > 4)
        kl_out_printf(o, " (+ %zu octet%s)", len - 4, len == 5 ? "" : "s");
    kl_out_char(o, '\n');
}

static void atim(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_printf(o, " %u TUs\n", ies_le16(p));
}

static void country(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    const char *where = p[2] == 'I'   ? "Indoor only"
                        : p[2] == 'O' ? "Outdoor only"
                        : p[2] == ' ' ? "Indoor/Outdoor"
                                      : "bogus";

    (void)c;
    kl_out_char(o, ' ');
    for (unsigned i = 0; i < 2 && p[i] != 0; i++) /* a NUL would end a script's line */
        kl_out_char(o, (char)p[i]);
    kl_out_printf(o, "\tEnvironment: %s\n", where);
    if (len < 6)
        kl_out_str(o, "\t\tNo country IE triplets present\n");
    for (size_t at = 3; at + 3 <= len; at += 3) {
        int step = p[at] <= 14 ? 1 : 4;

        if (p[at] >= 201)
            kl_out_printf(
                o, "\t\tExtension ID: %d Regulatory Class: %d Coverage class: %d (up to %dm)\n",
                p[at], p[at + 1], p[at + 2], p[at + 2] * 450);
        else
            kl_out_printf(o, "\t\tChannels [%d - %d] @ %d dBm\n", p[at],
                          p[at] + step * (p[at + 1] - 1), (int8_t)p[at + 2]);
    }
}

static void power_constraint(struct kl_out *o, const uint8_t *p, size_t len,
                             const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_printf(o, " %d dB\n", p[0]);
}

static void tpc(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_printf(o, " TX power: %d dBm\n", p[0]);
}

static void erp(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    if (p[0] == 0)
        kl_out_str(o, " <no flags>");
    if ((p[0] & 1) != 0)
        kl_out_str(o, " NonERP_Present");
    if ((p[0] & 2) != 0)
        kl_out_str(o, " Use_Protection");
    if ((p[0] & 4) != 0)
        kl_out_str(o, " Barker_Preamble_Mode");
    kl_out_char(o, '\n');
}

static void bss_load(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_printf(o,
                  "\n\t\t * station count: %u\n\t\t * channel utilisation: %d/255\n"
                  "\t\t * available admission capacity: %u [*32us]\n",
                  ies_le16(p), p[2], ies_le16(p + 3));
}

static void ap_channels(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)c;
    kl_out_printf(o, "\n\t\t * operating class: %d\n\t\t * channel(s):", p[0]);
    for (size_t i = 1; i < len; i++)
        kl_out_printf(o, " %d", p[i]);
    kl_out_char(o, '\n');
}

static void op_classes(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    size_t i = 1;

    (void)c;
    kl_out_printf(o, "\n\t\t * current operating class: %d\n", p[0]);
    for (; i < len && p[i] != 0 && p[i] != 130; i++)
        kl_out_printf(o, "\t\t * operating class: %d\n", p[i]);
    if (i < len && p[i] == 130)
        for (i++; i < len; i++)
            kl_out_printf(o, "\t\t * current operating class extension: %d\n", p[i]);
}

static void pilot(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    size_t at = 1;

    (void)c;
    kl_out_printf(o, "\n\t\t * interval: %d TUs\n", p[0]);
    while (len - at >= 5) {
        size_t n = p[at + 1];

        if (p[at] != 221) {
            kl_out_printf(o, "\t\t * <Invalid subelement ID %d>\n", p[at]);
            return;
        }
        if (n < 3 || n > len - at - 2) {
            kl_out_str(o, " <Parse error, element too short>\n");
            return;
        }
        kl_out_printf(o, "\t\t * vendor specific: OUI %.2x:%.2x:%.2x, data:", p[at + 2], p[at + 3],
                      p[at + 4]);
        iw_ies_hex(o, p + at + 5, n - 3);
        at += 2 + n;
    }
}

static void obss_scan(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const lines[6][2] = {
        {"passive dwell", " TUs"},
        {"active dwell", " TUs"},
        {"channel width trigger scan interval", " s"},
        {"scan passive total per channel", " TUs"},
        {"scan active total per channel", " TUs"},
        {"BSS width channel transition delay factor", ""},
    };
    unsigned threshold = ies_le16(p + 12);

    (void)len, (void)c;
    kl_out_char(o, '\n');
    for (unsigned i = 0; i < 6; i++)
        kl_out_printf(o, "\t\t * %s: %u%s\n", lines[i][0], ies_le16(p + 2 * i), lines[i][1]);
    kl_out_printf(o, "\t\t * OBSS Scan Activity Threshold: %u.%02u %%\n", threshold / 100,
                  threshold % 100);
}

static void secondary_offset(struct kl_out *o, const uint8_t *p, size_t len,
                             const struct ies_context *c)
{
    static const char *const where[] = {"no secondary", "above", "[reserved!]", "below"};

    (void)len, (void)c;
    if (p[0] < 4)
        kl_out_printf(o, " %s (%d)\n", where[p[0]], p[0]);
    else
        kl_out_printf(o, " %d\n", p[0]);
}

// clang-format off
static const struct ies_bits rm_bits[] = {
    {0, 1, false, "Link Measurement"}, {1, 1, false, "Neighbor Report"},
    {2, 1, false, "Parallel Measurements"}, {3, 1, false, "Repeated Measurements"},
    {4, 1, false, "Beacon Passive Measurement"}, {5, 1, false, "Beacon Active Measurement"},
    {6, 1, false, "Beacon Table Measurement"},
    {7, 1, false, "Beacon Measurement Reporting Conditions"}, {8, 1, false, "Frame Measurement"},
    {9, 1, false, "Channel Load"}, {10, 1, false, "Noise Histogram Measurement"},
    {11, 1, false, "Statistics Measurement"}, {12, 1, false, "LCI Measurement"},
    {13, 1, false, "LCI Azimuth"}, {14, 1, false, "Transmit Stream/Category Measurement"},
    {15, 1, false, "Triggered Transmit Stream/Category"}, {16, 1, false, "AP Channel Report"},
    {17, 1, false, "RM MIB Capability"},
    {27, 1, false, "Measurement Pilot Transmission Information"},
    {28, 1, false, "Neighbor Report TSF Offset"}, {29, 1, false, "RCPI Measurement"},
    {30, 1, false, "RSNI Measurement"}, {31, 1, false, "BSS Average Access Delay"},
    {32, 1, false, "BSS Available Admission"}, {33, 1, false, "Antenna"},
    {34, 1, false, "FTM Range Report"}, {35, 1, false, "Civic Location Measurement"},
};

static const char *const ext_capa[] = {
    "HT Information Exchange Supported", "reserved (On-demand Beacon)",
    "Extended Channel Switching", "reserved (Wave Indication)", "PSMP Capability",
    "reserved (Service Interval Granularity)", "S-PSMP Capability", "Event", "Diagnostics",
    "Multicast Diagnostics", "Location Tracking", "FMS", "Proxy ARP Service",
    "Collocated Interference Reporting", "Civic Location", "Geospatial Location", "TFS",
    "WNM-Sleep Mode", "TIM Broadcast", "BSS Transition", "QoS Traffic Capability",
    "AC Station Count", "Multiple BSSID", "Timing Measurement", "Channel Usage", "SSID List", "DMS",
    "UTC TSF Offset", "TDLS Peer U-APSD Buffer STA Support", "TDLS Peer PSM Support",
    "TDLS channel switching", "Interworking", "QoS Map", "EBR", "SSPN Interface", "Reserved",
    "MSGCF Capability", "TDLS Support", "TDLS Prohibited", "TDLS Channel Switching Prohibited",
    "Reject Unadmitted Frame", NULL, NULL, NULL, "Identifier Location", "U-APSD Coexistence",
    "WNM-Notification", "Reserved", "UTF-8 SSID", "QMFActivated", "QMFReconfigurationActivated",
    "Robust AV Streaming", "Advanced GCR", "Mesh GCR", "SCS", "QLoad Report", "Alternate EDCA",
    "Unprotected TXOP Negotiation", "Protected TXOP egotiation", "Reserved",
    "Protected QLoad Report", "TDLS Wider Bandwidth", "Operating Mode Notification", NULL, NULL,
    "Channel Schedule Management", "Geodatabase Inband Enabling Signal", "Network Channel Control",
    "White Space Map", "Channel Availability Query", "FTM Responder", "FTM Initiator", "Reserved",
    "Extended Spectrum Management Capable", "Reserved",
};
// clang-format on

static void rm(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_printf(o, "\n\t\tCapabilities: 0x%02x 0x%02x 0x%02x 0x%02x 0x%02x\n", p[0], p[1], p[2],
                  p[3], p[4]);
    iw_ies_bits(o, "\t\t\t", p, rm_bits, sizeof(rm_bits) / sizeof(rm_bits[0]));
    kl_out_printf(o,
                  "\t\tNonoperating Channel Max Measurement Duration: %d\n"
                  "\t\tMeasurement Pilot Capability: %d\n",
                  p[3] >> 5, p[4] & 7);
}

/* Some bits together make a number, which is said at the end. */
static void extended(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const amsdu[] = {"unlimited", "32", "16", "8"};
    unsigned interval = 0, msdus = 0;
    bool s_psmp = len > 0 && (p[0] & 0x40) != 0;

    for (unsigned i = 0; i < len * 8; i++) {
        if ((p[i / 8] >> i % 8 & 1) == 0)
            continue;
        kl_out_str(o, "\n\t\t *");
        if (i >= 41 && i <= 43 && s_psmp)
            interval |= 1u << (i - 41);
        else if ((i == 63 || i == 64) && c->has_vht)
            msdus |= 1u << (i - 63);
        else if ((i >= 41 && i <= 43) || i == 63 || i == 64)
            kl_out_str(o, " Reserved");
        else if (i < sizeof(ext_capa) / sizeof(ext_capa[0]))
            kl_out_printf(o, " %s", ext_capa[i]);
        else
            kl_out_printf(o, " %u", i);
    }
    if (s_psmp)
        kl_out_printf(o, "\n\t\t * Service Interval Granularity is %u ms", (interval + 1) * 5);
    if (c->has_vht)
        kl_out_printf(o, "\n\t\t * Max Number Of MSDUs In A-MSDU is %s", amsdu[msdus]);
    kl_out_char(o, '\n');
}

/* ---- 802.11u ---- */

static void interworking(struct kl_out *o, const uint8_t *p, size_t len,
                         const struct ies_context *c)
{
    static const char *const types[16] = {"Private",
                                          "Private with Guest",
                                          "Chargeable Public",
                                          "Free Public",
                                          "Personal Device",
                                          "Emergency Services Only",
                                          [14] = "Test or Experimental",
                                          [15] = "Wildcard"};
    static const char *const groups[] = {
        "Unspecified",   "Assembly",   "Business",    "Educational", "Factory and Industrial",
        "Institutional", "Mercantile", "Residential", "Storage",     "Utility and Miscellaneous",
        "Vehicular",     "Outdoor"};
    static const char *const flags[] = {"Internet", "ASRA", "ESR", "UESA"};

    (void)c;
    kl_out_char(o, '\n');
    if (len >= 1) {
        const char *type = types[p[0] & 15];

        kl_out_printf(o, "\t\tNetwork Options: 0x%x\n\t\t\tNetwork Type: %d (%s)\n", p[0],
                      p[0] & 15, type != NULL ? type : "Reserved");
        for (unsigned i = 0; i < 4; i++)
            if ((p[0] >> (4 + i) & 1) != 0)
                kl_out_printf(o, "\t\t\t%s\n", flags[i]);
    }
    if (len == 3 || len == 9)
        kl_out_printf(o, "\t\tVenue Group: %d (%s)\n\t\tVenue Type: %d\n", p[1],
                      p[1] < 12 ? groups[p[1]] : "Reserved", p[2]);
    if (len == 7 || len == 9) {
        kl_out_str(o, "\t\tHESSID: ");
        iw_mac(o, p + len - 6);
        kl_out_char(o, '\n');
    }
}

static void advertisement(struct kl_out *o, const uint8_t *p, size_t len,
                          const struct ies_context *c)
{
    static const char *const protocols[] = {"ANQP", "MIH Information Service",
                                            "MIH Command and Event Services Capability Discovery",
                                            "Emergency Alert System (EAS)"};

    (void)c;
    kl_out_char(o, '\n');
    for (size_t at = 0; at + 1 < len; at += 2) {
        unsigned id = p[at + 1];

        kl_out_printf(o, "\t\tQuery Response Info: 0x%x\n\t\t\tQuery Response Length Limit: %d\n",
                      p[at], p[at] & 0x7f);
        if ((p[at] & 0x80) != 0)
            kl_out_str(o, "\t\t\tPAME-BI\n");
        if (id < 4)
            kl_out_printf(o, "\t\t\t%s\n", protocols[id]);
        else if (id == 221)
            kl_out_str(o, "\t\t\tVendor Specific\n");
        else
            kl_out_printf(o, "\t\t\tReserved: %u\n", id);
    }
}

static void roaming(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    size_t n[3] = {p[1] & 15u, p[1] >> 4, 0}, at = 2;

    (void)c;
    if (n[1] > 0 && len > 2 + n[0] + n[1])
        n[2] = len - 2 - n[0] - n[1];
    kl_out_printf(o, "\n\t\tANQP OIs: %d\n", p[0]);
    for (unsigned i = 0; i < 3; at += n[i], i++) {
        if (n[i] == 0)
            continue;
        kl_out_printf(o, "\t\tOI %u: ", i + 1);
        if (at + n[i] > len)
            kl_out_str(o, "Invalid IE length.");
        else
            for (size_t k = 0; k < n[i]; k++)
                kl_out_printf(o, "%02x", p[at + k]);
        kl_out_char(o, '\n');
    }
}

/* ---- Mesh ---- */

static void mesh_config(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const ids[] = {
        "Active Path Selection Protocol ID", "Active Path Selection Metric ID",
        "Congestion Control Mode ID", "Synchronization Method ID", "Authentication Protocol ID"};
    static const struct ies_bits formation[] = {{40, 1, false, "Connected to Mesh Gate"},
                                                {47, 1, false, "Connected to AS"}};
    static const struct ies_bits capability[] = {
        {48, 1, false, "Accepting Additional Mesh Peerings"},
        {49, 1, false, "MCCA Supported"},
        {50, 1, false, "MCCA Enabled"},
        {51, 1, false, "Forwarding"},
        {52, 1, false, "MBCA Supported"},
        {53, 1, false, "TBTT Adjusting"},
        {54, 1, false, "Mesh Power Save Level"},
    };

    (void)len, (void)c;
    kl_out_char(o, '\n');
    for (unsigned i = 0; i < 5; i++)
        kl_out_printf(o, "\t\t * %s: %d\n", ids[i], p[i]);
    kl_out_printf(o, "\t\t * Mesh Formation Info:\n\t\t\t Number of Peerings: %d\n",
                  p[5] >> 1 & 0x3f);
    iw_ies_bits(o, "\t\t\t ", p, formation, 2);
    kl_out_str(o, "\t\t * Mesh Capability\n");
    iw_ies_bits(o, "\t\t\t ", p, capability, sizeof(capability) / sizeof(capability[0]));
}

static const struct ies_row rows[] = {
    {0, 0, "SSID", 0, 32, ssid},
    {1, 0, "Supported rates", 0, 255, rates},
    {3, 0, "DS Parameter set", 1, 1, ds},
    {5, 0, "TIM", 4, 255, tim},
    {6, 0, "IBSS ATIM window", 2, 2, atim},
    {7, 0, "Country", 3, 255, country},
    {11, 0, "BSS Load", 5, 5, bss_load},
    {32, 0, "Power constraint", 1, 1, power_constraint},
    {35, 0, "TPC report", 2, 2, tpc},
    {42, 0, "ERP", 1, 255, erp},
    {47, 0, "ERP D4.0", 1, 255, erp},
    {50, 0, "Extended supported rates", 0, 255, rates},
    {51, 0, "AP Channel Report", 1, 255, ap_channels},
    {59, 0, "Supported operating classes", 1, 255, op_classes},
    {62, 0, "Secondary Channel Offset", 1, 1, secondary_offset},
    {66, 0, "Measurement Pilot Transmission", 1, 255, pilot},
    {70, 0, "RM enabled capabilities", 5, 5, rm},
    {74, 0, "Overlapping BSS scan params", 14, 255, obss_scan},
    {107, 0, "802.11u Interworking", 0, 255, interworking},
    {108, 0, "802.11u Advertisement", 0, 255, advertisement},
    {111, 0, "802.11u Roaming Consortium", 2, 255, roaming},
    {113, 0, "MESH Configuration", 7, 7, mesh_config},
    {114, 0, "MESH ID", 0, 32, ssid},
    {127, 0, "Extended capabilities", 0, 255, extended},
};

const struct ies_table iw_ies_base = {rows, sizeof(rows) / sizeof(rows[0])};
