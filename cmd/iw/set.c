// SPDX-License-Identifier: MIT
// What is set of an interface or a phy with one word: set, get, cqm.
#include "iw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- Interfaces ---- */

static int run_get_power_save(struct iw *iw, int n, char **args)
{
    bool on;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_power_save(iw->wifi, iw->ifindex, &on);
    if (rc < 0)
        return rc;
    if (iw->form == IW_TEXT) {
        kl_out_printf(iw->out, "Power save: %s\n", on ? "on" : "off");
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    iw_put_bool(iw, "power_save", on);
    kl_sink_object_end(iw->sink);
    return 0;
}

static int run_set_power_save(struct iw *iw, int n, char **args)
{
    bool on = n == 1 && strcmp(args[0], "on") == 0;

    if (n != 1)
        return IW_USAGE;
    if (!on && strcmp(args[0], "off") != 0)
        return iw_tell(iw, "Invalid parameter: %s", args[0]);
    return kl_wifi_set_power_save(iw->wifi, iw->ifindex, on);
}

static int run_set_txpower(struct iw *iw, int n, char **args)
{
    static const char *const kinds[] = {"auto", "limit", "fixed"}; /* NL80211_TX_POWER_* */
    unsigned kind = 0;
    int32_t mbm = 0;

    if (n != 1 && n != 2)
        return IW_USAGE;
    while (kind < 3 && strcmp(kinds[kind], args[0]) != 0)
        kind++;
    if (kind == 3)
        return iw_tell(iw, "Invalid parameter: %s", args[0]);
    if (kind == NL80211_TX_POWER_AUTOMATIC && n != 1)
        return IW_USAGE;
    if (kind != NL80211_TX_POWER_AUTOMATIC) {
        if (n != 2)
            return iw_tell(iw, "Missing TX power level argument.");
        if (!iw_parse_int(args[1], INT32_MIN, INT32_MAX, &mbm))
            return iw_say("'%s' is no power in mBm", args[1]), IW_SAID_2;
    }
    return kl_wifi_set_txpower(iw->wifi, iw->on == IW_PHY ? 0 : iw->ifindex, iw->wiphy, kind, mbm);
}

static int set_chan(struct iw *iw, int n, char **args, bool is_channel)
{
    struct kl_wifi_chan c;
    uint64_t link;
    int taken = n > 0 ? iw_parse_chan(n, args, is_channel, &c) : -1;

    if (taken < 0)
        return IW_USAGE;
    if (taken + 2 == n && strcmp(args[taken], "link") == 0 && iw->on != IW_PHY) {
        if (!iw_parse_number(args[taken + 1], 0, KL_WIFI_MAX_LINKS - 1, &link))
            return iw_wrong("'%s' is no number of a link", args[taken + 1]);
        return kl_wifi_set_link_channel(iw->wifi, iw->ifindex, (unsigned)link, &c);
    }
    if (taken != n)
        return iw_wrong("'%s' is not understood", args[taken]);
    return kl_wifi_set_channel(iw->wifi, iw->on == IW_PHY ? 0 : iw->ifindex, iw->wiphy, &c);
}

static int run_set_channel(struct iw *iw, int n, char **args)
{
    return set_chan(iw, n, args, true);
}

static int run_set_freq(struct iw *iw, int n, char **args)
{
    return set_chan(iw, n, args, false);
}

static int run_set_noack_map(struct iw *iw, int n, char **args)
{
    unsigned long map;
    char *end;

    if (n != 1)
        return IW_USAGE;
    map = strtoul(args[0], &end, 16);
    if (end == args[0] || *end != '\0' || map > UINT16_MAX)
        return iw_wrong("'%s' is no map of 16 bits in hexadecimal", args[0]);
    return kl_wifi_set_noack_map(iw->wifi, iw->ifindex, (uint16_t)map);
}

static int run_set_mcast_rate(struct iw *iw, int n, char **args)
{
    uint32_t kbps; /* parsed as MHz with decimals are */

    if (n != 1)
        return IW_USAGE;
    if (!iw_parse_khz(args[0], &kbps) || kbps % 100 != 0)
        return iw_wrong("'%s' is no rate in Mb/s", args[0]);
    return kl_wifi_set_mcast_rate(iw->wifi, iw->ifindex, kbps / 100);
}

static int run_cqm_rssi(struct iw *iw, int n, char **args)
{
    int32_t thresholds[32];
    unsigned count = 0;
    int32_t hysteresis = 0, dbm;

    if (n == 0)
        return IW_USAGE;
    if (strcmp(args[0], "off") == 0)
        return n > 1 ? IW_USAGE : kl_wifi_set_cqm_rssi(iw->wifi, iw->ifindex, NULL, 0, 0);
    if (n > 2)
        return IW_USAGE;
    if (!iw_parse_int(args[0], -200, 0, &dbm))
        return iw_wrong("'%s' is no threshold in dBm", args[0]);
    thresholds[count++] = dbm;
    if (n == 2 && !iw_parse_int(args[1], 0, 255, &hysteresis))
        return iw_wrong("'%s' is no hysteresis in dB", args[1]);
    return kl_wifi_set_cqm_rssi(iw->wifi, iw->ifindex, thresholds, count, (uint32_t)hysteresis);
}

/* ---- Phys ---- */

static int run_set_name(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phy_settings s = {.has = 0};

    if (n != 1)
        return IW_USAGE;
    s.name = args[0];
    return kl_wifi_set_phy(iw->wifi, iw->wiphy, &s);
}

static int set_threshold(struct iw *iw, int n, char **args, bool rts)
{
    struct kl_wifi_phy_settings s = {.has = rts ? KL_WIFI_P_RTS : KL_WIFI_P_FRAG};
    uint64_t value = KL_WIFI_OFF;

    if (n != 1)
        return IW_USAGE;
    if (strcmp(args[0], "off") != 0 && !iw_parse_number(args[0], 0, UINT32_MAX, &value))
        return iw_wrong("'%s' is neither a threshold in bytes nor off", args[0]);
    s.rts_threshold = s.frag_threshold = (uint32_t)value;
    return kl_wifi_set_phy(iw->wifi, iw->wiphy, &s);
}

static int run_set_rts(struct iw *iw, int n, char **args)
{
    return set_threshold(iw, n, args, true);
}

static int run_set_frag(struct iw *iw, int n, char **args)
{
    return set_threshold(iw, n, args, false);
}

static int run_set_retry(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phy_settings s = {.has = 0};
    uint64_t limit;

    if (n == 0 || n % 2 != 0)
        return IW_USAGE;
    for (int i = 0; i < n; i += 2) {
        bool is_short = strcmp(args[i], "short") == 0;
        uint32_t has = is_short ? KL_WIFI_P_RETRY_SHORT : KL_WIFI_P_RETRY_LONG;

        if (!is_short && strcmp(args[i], "long") != 0)
            return iw_wrong("'%s' is neither short nor long", args[i]);
        if ((s.has & has) != 0)
            return iw_wrong("%s stands there twice", args[i]);
        if (!iw_parse_number(args[i + 1], 1, 255, &limit))
            return iw_wrong("'%s' is no limit of 1 to 255", args[i + 1]);
        s.has |= has;
        *(is_short ? &s.retry_short : &s.retry_long) = (uint8_t)limit;
    }
    return kl_wifi_set_phy(iw->wifi, iw->wiphy, &s);
}

static int run_set_coverage(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phy_settings s = {.has = KL_WIFI_P_COVERAGE};
    uint64_t class;

    if (n != 1)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 0, 255, &class))
        return iw_wrong("'%s' is no coverage class of 0 to 255", args[0]);
    s.coverage_class = (uint8_t) class;
    return kl_wifi_set_phy(iw->wifi, iw->wiphy, &s);
}

static int run_set_distance(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phy_settings s = {.has = KL_WIFI_P_COVERAGE};
    uint64_t metres;

    if (n != 1)
        return IW_USAGE;
    if (strcmp(args[0], "auto") == 0) {
        s.has = KL_WIFI_P_DYN_ACK;
    } else {
        if (!iw_parse_number(args[0], 0, 114750, &metres))
            return iw_wrong("'%s' is no distance of 0 to 114750 metres", args[0]);
        s.coverage_class = (uint8_t)((metres + 449) / 450); /* what air takes 3 us for */
    }
    return kl_wifi_set_phy(iw->wifi, iw->wiphy, &s);
}

static int run_set_antenna(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phy_settings s = {.has = KL_WIFI_P_ANTENNAS};
    uint64_t maps[2] = {UINT32_MAX, UINT32_MAX};

    if (n != 1 && n != 2)
        return IW_USAGE;
    if (n == 2 || strcmp(args[0], "all") != 0) {
        for (int i = 0; i < n; i++)
            if (!iw_parse_number(args[i], 0, UINT32_MAX, &maps[i]))
                return iw_wrong("'%s' is no bitmap of antennas", args[i]);
        if (n == 1)
            maps[1] = maps[0];
    }
    s.antennas_tx = (uint32_t)maps[0];
    s.antennas_rx = (uint32_t)maps[1];
    return kl_wifi_set_phy(iw->wifi, iw->wiphy, &s);
}

/* A name of ip netns, or a path. */
static int set_netns_name(struct iw *iw, const char *name)
{
    char path[4096];
    int fd, rc;

    if (name[0] == '/')
        snprintf(path, sizeof(path), "%s", name);
    else
        snprintf(path, sizeof(path), "/run/netns/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return iw_say("there is no network namespace '%s': %s", path, strerror(errno));
    rc = kl_wifi_set_phy_netns(iw->wifi, iw->wiphy, 0, fd);
    close(fd);
    return rc;
}

static int run_set_netns(struct iw *iw, int n, char **args)
{
    uint64_t pid;

    if (n == 2 && strcmp(args[0], "name") == 0)
        return set_netns_name(iw, args[1]);
    if (n != 1)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 1, INT32_MAX, &pid))
        return iw_tell(iw, "Invalid parameter: pid: %s", args[0]);
    return kl_wifi_set_phy_netns(iw->wifi, iw->wiphy, (pid_t)pid, -1);
}

/* ---- Queues ---- */

static int run_set_txq(struct iw *iw, int n, char **args)
{
    static const struct {
        const char *word;
        uint32_t has;
        size_t offset;
    } words[] = {
        {"limit", KL_WIFI_P_TXQ_LIMIT, offsetof(struct kl_wifi_phy_settings, txq_limit)},
        {"memory_limit", KL_WIFI_P_TXQ_MEMORY,
         offsetof(struct kl_wifi_phy_settings, txq_memory_limit)},
        {"quantum", KL_WIFI_P_TXQ_QUANTUM, offsetof(struct kl_wifi_phy_settings, txq_quantum)},
    };
    struct kl_wifi_phy_settings s = {.has = 0};
    size_t i = 0;
    uint64_t value;
    uint32_t number;

    if (n != 2)
        return IW_USAGE;
    while (i < 3 && strcmp(words[i].word, args[0]) != 0)
        i++;
    if (i == 3)
        return iw_wrong("'%s' is none of limit, memory_limit, quantum", args[0]);
    if (!iw_parse_number(args[1], 1, UINT32_MAX, &value))
        return iw_wrong("'%s' is no number of 1 to 4294967295", args[1]);
    number = (uint32_t)value;
    s.has = words[i].has;
    memcpy((char *)&s + words[i].offset, &number, sizeof(number));
    return kl_wifi_set_phy(iw->wifi, iw->wiphy, &s);
}

/* Lines of "get txq" in iw's order: what is set, then what is counted. */
static const struct {
    bool counted;
    uint32_t has;
    size_t offset;
    const char *label, *tail, *key;
} txq_lines[] = {
#define S(h, field, label, tail, key)                                                              \
    {                                                                                              \
        false, KL_WIFI_P_##h, offsetof(struct kl_wifi_phy_settings, field), label, tail, key       \
    }
#define C(h, field, label, tail, key)                                                              \
    {                                                                                              \
        true, 1u << NL80211_TXQ_STATS_##h, offsetof(struct kl_wifi_txq_stats, field), label, tail, \
            key                                                                                    \
    }
    S(TXQ_LIMIT, txq_limit, "Packet limit:\t\t", " pkts", "limit_packets"),
    S(TXQ_MEMORY, txq_memory_limit, "Memory limit:\t\t", " bytes", "memory_limit_bytes"),
    S(TXQ_QUANTUM, txq_quantum, "Quantum:\t\t", " bytes", "quantum_bytes"),
    C(MAX_FLOWS, max_flows, "Number of queues:\t", "", "queues"),
    C(BACKLOG_PACKETS, backlog_packets, "Backlog:\t\t", " pkts", "backlog_packets"),
    C(BACKLOG_BYTES, backlog_bytes, "Memory usage:\t\t", " bytes", "backlog_bytes"),
    C(OVERLIMIT, overlimit, "Packet limit overflows:\t", "", "limit_overflows"),
    C(OVERMEMORY, overmemory, "Memory limit overflows:\t", "", "memory_limit_overflows"),
    C(COLLISIONS, collisions, "Hash collisions:\t", "", "hash_collisions"),
#undef S
#undef C
};

static int run_get_txq(struct iw *iw, int n, char **args)
{
    struct kl_wifi_txq_stats counted = {.has = 0};
    struct kl_wifi_phy_settings set;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_phy_settings(iw->wifi, iw->wiphy, &set);
    if (rc == 0)
        rc = kl_wifi_get_txq_stats(iw->wifi, iw->wiphy, &counted);
    if (rc < 0 && rc != -ENODATA)
        return rc;
    if (iw->form != IW_TEXT)
        kl_sink_object_begin(iw->sink);
    for (size_t i = 0; i < sizeof(txq_lines) / sizeof(txq_lines[0]); i++) {
        const char *from = txq_lines[i].counted ? (const char *)&counted : (const char *)&set;
        uint32_t value, has = txq_lines[i].counted ? counted.has : set.has;

        if ((has & txq_lines[i].has) == 0)
            continue;
        memcpy(&value, from + txq_lines[i].offset, sizeof(value));
        if (iw->form != IW_TEXT)
            iw_put_uint(iw, txq_lines[i].key, value);
        else
            kl_out_printf(iw->out, "%s%u%s\n", txq_lines[i].label, value, txq_lines[i].tail);
    }
    if (iw->form != IW_TEXT)
        kl_sink_object_end(iw->sink);
    return 0;
}

#define LINK        " [link <id>]"
#define CHAN_WIDTHS "[NOHT|HT20|HT40+|HT40-|5MHz|10MHz|80MHz|160MHz]"

const struct iw_command iw_set_commands[] = {
    {IW_DEV, "get power_save", "", "Show whether power is saved.", run_get_power_save},
    {IW_DEV, "set power_save", "<on|off>", "Save power, or do not.", run_set_power_save},
    {IW_DEV | IW_PHY, "set txpower", "<auto|fixed|limit> [<tx power in mBm>]",
     "Set the transmit power: left to the driver, exactly, or at most.", run_set_txpower},
    {IW_DEV | IW_PHY, "set channel", "<channel> " CHAN_WIDTHS LINK, "Set the channel to be on.",
     run_set_channel},
    {IW_DEV | IW_PHY, "set freq",
     "<freq> " CHAN_WIDTHS "|[5|10|20|40|80|80+80|160|320] [<center1_freq> [<center2_freq>]]" LINK,
     "Set the frequency to be on, in MHz.", run_set_freq},
    {IW_DEV, "set noack_map", "<map>",
     "Set the traffic classes whose frames need no acknowledgement:\n"
     "0x0009 best effort, 0x0006 background, 0x0030 video, 0x00C0 voice.",
     run_set_noack_map},
    {IW_DEV, "set mcast_rate", "<rate in Mbps>", "Set the rate of multicast frames.",
     run_set_mcast_rate},
    {IW_DEV, "cqm rssi", "<threshold|off> [<hysteresis>]",
     "Have an event when the signal passes a threshold, in dBm.", run_cqm_rssi},
    {IW_PHY, "set name", "<new name>", "Rename this phy.", run_set_name},
    {IW_PHY, "set rts", "<rts threshold|off>", "Set from how many bytes on RTS goes before.",
     run_set_rts},
    {IW_PHY, "set frag", "<fragmentation threshold|off>",
     "Set from how many bytes on frames are taken apart.", run_set_frag},
    {IW_PHY, "set retry", "[short <limit>] [long <limit>]", "Set how often frames are sent.",
     run_set_retry},
    {IW_PHY, "set coverage", "<coverage class>",
     "Set the coverage class: one for each 3 us that the air takes (0 to 255).", run_set_coverage},
    {IW_PHY, "set distance", "<auto|distance>",
     "Set the coverage class by metres (0 to 114750), or have it found out.", run_set_distance},
    {IW_PHY, "set antenna", "<bitmap> | all | <tx bitmap> <rx bitmap>",
     "Set which antennas may be used.", run_set_antenna},
    {IW_PHY, "set netns", "{ <pid> | name <nsname> }",
     "Move this phy to the network namespace of a process, or one by name or path.", run_set_netns},
    {IW_PHY, "set txq", "limit <packets> | memory_limit <bytes> | quantum <bytes>",
     "Set the queues: how much all of them hold, and how much each sends in turn.", run_set_txq},
    {IW_PHY, "get txq", "", "Show how the queues are set and what they counted.", run_get_txq},
    {.words = NULL},
};
