// SPDX-License-Identifier: MIT
// Elements of HT and VHT in iw's words, and the transmit power envelope.
#include "ies.h"

/* ---- HT ---- */

void iw_ies_ht(struct kl_out *o, unsigned cap)
{
    static const char *const sm[] = {"Static SM Power Save", "Dynamic SM Power Save", NULL,
                                     "SM Power Save disabled"};
    static const char *const stbc[] = {"No RX STBC", "RX STBC 1-stream", "RX STBC 2-streams",
                                       "RX STBC 3-streams"};
    const char *const lines[] = {
        (cap & 0x0001) != 0 ? "RX LDPC" : NULL,
        (cap & 0x0002) != 0 ? "HT20/HT40" : "HT20",
        sm[cap >> 2 & 3],
        (cap & 0x0010) != 0 ? "RX Greenfield" : NULL,
        (cap & 0x0020) != 0 ? "RX HT20 SGI" : NULL,
        (cap & 0x0040) != 0 ? "RX HT40 SGI" : NULL,
        (cap & 0x0080) != 0 ? "TX STBC" : NULL,
        stbc[cap >> 8 & 3],
        (cap & 0x0400) != 0 ? "HT Delayed Block Ack" : NULL,
        (cap & 0x0800) != 0 ? "Max AMSDU length: 7935 bytes" : "Max AMSDU length: 3839 bytes",
        (cap & 0x1000) != 0 ? "DSSS/CCK HT40" : "No DSSS/CCK HT40",
        (cap & 0x4000) != 0 ? "40 MHz Intolerant" : NULL,
        (cap & 0x8000) != 0 ? "L-SIG TXOP protection" : NULL,
    };

    kl_out_printf(o, "\t\tCapabilities: 0x%02x\n", cap);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (lines[i] != NULL)
            kl_out_printf(o, "\t\t\t%s\n", lines[i]);
}

/* " 0-15, 32" and the end of the line. */
static void mcs_ranges(struct kl_out *o, const uint8_t *mcs)
{
    const char *comma = "";

    for (unsigned i = 0, last; i < 77; i = last + 1) {
        last = i;
        if ((mcs[i / 8] >> i % 8 & 1) == 0)
            continue;
        while (last < 76 && (mcs[(last + 1) / 8] >> (last + 1) % 8 & 1) != 0)
            last++;
        kl_out_printf(o, "%s %u", comma, i);
        if (last > i)
            kl_out_printf(o, "-%u", last);
        comma = ",";
    }
    kl_out_char(o, '\n');
}

void iw_ies_ht_mcs(struct kl_out *o, const uint8_t *mcs)
{
    unsigned highest = mcs[10] | (mcs[11] & 3u) << 8;
    bool defined = (mcs[12] & 1) != 0, differs = (mcs[12] & 2) != 0;

    if (highest != 0)
        kl_out_printf(o, "\t\tHT Max RX data rate: %u Mbps\n", highest);
    kl_out_printf(o, "\t\tHT %s MCS rate indexes supported:", defined && !differs ? "TX/RX" : "RX");
    mcs_ranges(o, mcs);
    if (defined && differs)
        kl_out_printf(o,
                      "\t\tTX unequal modulation %ssupported\n\t\tHT TX Max spatial streams: %d\n"
                      "\t\tHT TX MCS rate indexes supported may differ\n",
                      (mcs[12] & 0x10) != 0 ? "" : "not ", (mcs[12] >> 2 & 3) + 1);
    else if (!defined)
        kl_out_str(o, "\t\tHT TX MCS rate indexes are undefined\n");
}

void iw_ies_ampdu_length(struct kl_out *o, unsigned exponent)
{
    exponent &= 3;
    kl_out_printf(o, "\t\tMaximum RX AMPDU length %u bytes (exponent: 0x0%02x)\n",
                  (1u << (13 + exponent)) - 1, exponent);
}

void iw_ies_ampdu_spacing(struct kl_out *o, unsigned space)
{
    static const char *const spacing[] = {"No restriction", "1/4 usec", "1/2 usec", "1 usec",
                                          "2 usec",         "4 usec",   "8 usec",   "16 usec"};

    space &= 7;
    kl_out_printf(o, "\t\tMinimum RX AMPDU time spacing: %s (0x%02x)\n", spacing[space], space);
}

static void ht_cap(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_char(o, '\n');
    iw_ies_ht(o, ies_le16(p));
    iw_ies_ampdu_length(o, p[2]);
    iw_ies_ampdu_spacing(o, p[2] >> 2);
    iw_ies_ht_mcs(o, p + 3);
}

static void ht_op(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const where[] = {"no secondary", "above", "[reserved!]", "below"};
    static const char *const protection[] = {"no", "nonmember", "20 MHz", "non-HT mixed"};
    static const struct {
        uint8_t byte, bit;
        const char *text;
    } flags[] = {
        {2, 2, "non-GF present"},      {2, 4, "OBSS non-GF present"}, {4, 6, "dual beacon"},
        {4, 7, "dual CTS protection"}, {5, 0, "STBC beacon"},         {5, 1, "L-SIG TXOP Prot"},
        {5, 2, "PCO active"},          {5, 3, "PCO phase"},
    };

    (void)len, (void)c;
    kl_out_printf(o,
                  "\n\t\t * primary channel: %d\n\t\t * secondary channel offset: %s\n"
                  "\t\t * STA channel width: %s\n\t\t * RIFS: %d\n\t\t * HT protection: %s\n",
                  p[0], where[p[1] & 3], (p[1] & 4) != 0 ? "any" : "20 MHz", p[1] >> 3 & 1,
                  protection[p[2] & 3]);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        kl_out_printf(o, "\t\t * %s: %d\n", flags[i].text, p[flags[i].byte] >> flags[i].bit & 1);
}

/* ---- VHT ---- */

static const struct ies_bits vht_bits[] = {
    {4, 1, false, "RX LDPC"},
    {5, 1, false, "short GI (80 MHz)"},
    {6, 1, false, "short GI (160/80+80 MHz)"},
    {7, 1, false, "TX STBC"},
    {11, 1, false, "SU Beamformer"},
    {12, 1, false, "SU Beamformee"},
    {19, 1, false, "MU Beamformer"},
    {20, 1, false, "MU Beamformee"},
    {21, 1, false, "VHT TXOP PS"},
    {22, 1, false, "+HTC-VHT"},
    {28, 1, false, "RX antenna pattern consistency"},
    {29, 1, false, "TX antenna pattern consistency"},
};

void iw_ies_vht(struct kl_out *o, const uint8_t *p, const uint8_t *mcs)
{
    static const char *const mpdu[] = {"3895", "7991", "11454", "(reserved)"};
    /* By width and by the extension that says how many streams the wider ones have. */
    static const char *const width[4][4] = {
        {"neither 160 nor 80+80", "160Mhz (1/2 NSS) ", "160Mhz (1/2 NSS) 80+80Mhz (1/2 NSS) ",
         "160Mhz (3/4 NSS) 80+80Mhz (3/4 NSS) "},
        {"160 MHz", "80+80Mhz (1/2 NSS) ", "80+80Mhz (3/4 NSS) ",
         "20Mhz (x2 NSS) 40Mhz (x2 NSS) 80Mhz (x2 NSS) 160Mhz (x2 NSS) 80+80Mhz (undef NSS) "},
        {"160 MHz, 80+80 MHz", "(reserved)", "(reserved)",
         "20Mhz (x2 NSS) 40Mhz (x2 NSS) 80Mhz (x2 NSS) "},
        {"(reserved)", "(reserved)", "(reserved)", "(reserved)"},
    };

    kl_out_printf(o,
                  "\t\tVHT Capabilities (0x%.2x%.2x%.2x%.2x):\n\t\t\tMax MPDU length: %s\n"
                  "\t\t\tSupported Channel Width: %s\n",
                  p[3], p[2], p[1], p[0], mpdu[p[0] & 3], width[p[0] >> 2 & 3][p[3] >> 6]);
    iw_ies_bits(o, "\t\t\t", p, vht_bits, sizeof(vht_bits) / sizeof(vht_bits[0]));
    kl_out_str(o, "\t\tVHT RX MCS set:\n");
    iw_ies_streams(o, "\t\t\t", ies_le16(mcs), 1);
    kl_out_printf(o, "\t\tVHT RX highest supported: %u Mbps\n", ies_le16(mcs + 2) & 0x1fff);
    kl_out_str(o, "\t\tVHT TX MCS set:\n");
    iw_ies_streams(o, "\t\t\t", ies_le16(mcs + 4), 1);
    kl_out_printf(o, "\t\tVHT TX highest supported: %u Mbps\n\t\tVHT extended NSS: %ssupported\n",
                  ies_le16(mcs + 6) & 0x1fff, (mcs[7] & 0x20) != 0 ? "" : "not ");
}

static void vht_cap(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_char(o, '\n');
    iw_ies_vht(o, p, p + 4);
}

static void vht_op(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const widths[] = {"20 or 40 MHz", "80 MHz", "160 MHz", "80+80 MHz"};

    (void)len, (void)c;
    kl_out_printf(o,
                  "\n\t\t * channel width: %d (%s)\n\t\t * center freq segment 1: %d\n"
                  "\t\t * center freq segment 2: %d\n\t\t * VHT basic MCS set: 0x%.2x%.2x\n",
                  p[0], p[0] < 4 ? widths[p[0]] : "unknown", p[1], p[2], p[4], p[3]);
}

static void tpe(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const char *const widths[] = {"20", "40", "80", "160/80+80"};
    size_t n = (p[0] & 7u) + 1;

    (void)c;
    kl_out_char(o, '\n');
    if (n + 1 != len || (p[0] >> 3 & 7) != 0 || n > 4)
        return;
    for (size_t i = 0; i < n; i++) {
        int half = (int8_t)p[1 + i];

        kl_out_printf(o, "\t\t * Local Maximum Transmit Power For %s MHz: %d%s dBm\n", widths[i],
                      half >> 1, (half & 1) != 0 ? ".5" : "");
    }
}

static const struct ies_row rows[] = {
    {45, 0, "HT capabilities", 26, 26, ht_cap},     {61, 0, "HT operation", 22, 22, ht_op},
    {191, 0, "VHT capabilities", 12, 255, vht_cap}, {192, 0, "VHT operation", 5, 255, vht_op},
    {195, 0, "Transmit Power Envelope", 2, 5, tpe},
};

const struct ies_table iw_ies_phy = {rows, sizeof(rows) / sizeof(rows[0])};
