// SPDX-License-Identifier: MIT
// station set, in each of its forms, and station new.
#include "iw.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const flag_names[] = {NULL,  "authorized",    "short_preamble", "wme",
                                         "mfp", "authenticated", "tdls_peer",      "associated"};

static int take_mac(int n, char **args, int least, int most, unsigned char mac[6])
{
    if (n < least || n > most)
        return IW_USAGE;
    return iw_parse_mac(args[0], mac) ? 0 : (iw_say("invalid mac address"), IW_SAID_2);
}

static int find_word(const char *word, const char *const *words, int n)
{
    for (int i = 0; i < n; i++)
        if (words[i] != NULL && strcmp(words[i], word) == 0)
            return i;
    return -1;
}

/* A station, and one of the words; otherwise it says @wrong. */
static int take_mac_and_word(int n, char **args, const char *const *words, int n_words,
                             const char *wrong, unsigned char mac[6], int *ret)
{
    int rc = take_mac(n, args, 2, 2, mac);

    if (rc != 0)
        return rc;
    *ret = find_word(args[1], words, n_words);
    return *ret >= 0 ? 0 : (iw_say("%s", wrong), IW_SAID_2);
}

/* "+authorized -wme mfp". @return how many words */
static int take_flags(int n, char **args, struct kl_wifi_station_set *s)
{
    int i = 0;

    for (; i < n; i++) {
        bool off = args[i][0] == '-';
        int flag = find_word(args[i] + (off || args[i][0] == '+'), flag_names,
                             sizeof(flag_names) / sizeof(flag_names[0]));

        if (flag < 0)
            break;
        s->has |= KL_WIFI_T_FLAGS;
        s->flags_mask |= 1u << flag;
        if (!off)
            s->flags_set |= 1u << flag;
    }
    return i;
}

static int run_vlan(struct iw *iw, int n, char **args)
{
    struct kl_wifi_station_set s = {.has = KL_WIFI_T_VLAN};
    unsigned char mac[6];
    uint64_t number;
    int rc = take_mac(n, args, 2, 2, mac);

    if (rc != 0)
        return rc;
    if (iw_parse_number(args[1], 1, UINT32_MAX, &number))
        s.vlan_ifindex = (uint32_t)number;
    else
        s.vlan_ifindex = if_nametoindex(args[1]);
    if (s.vlan_ifindex == 0)
        return iw_wrong("there is no interface '%s'", args[1]);
    return kl_wifi_set_station(iw->wifi, iw->ifindex, mac, &s);
}

static int run_plink(struct iw *iw, int n, char **args)
{
    static const char *const words[] = {NULL, "open", "block"}; /* NL80211_PLINK_ACTION_* */
    struct kl_wifi_station_set s = {.has = KL_WIFI_T_PLINK_ACTION};
    unsigned char mac[6];
    int action,
        rc = take_mac_and_word(n, args, words, 3, "plink action not supported", mac, &action);

    if (rc != 0)
        return rc;
    s.plink_action = (uint8_t)action;
    return kl_wifi_set_station(iw->wifi, iw->ifindex, mac, &s);
}

static int run_power_mode(struct iw *iw, int n, char **args)
{
    static const char *const words[] = {NULL, "active", "light", "deep"}; /* NL80211_MESH_POWER_* */
    struct kl_wifi_station_set s = {.has = KL_WIFI_T_MESH_POWER};
    unsigned char mac[6];
    int mode, rc = take_mac_and_word(n, args, words, 4, "unknown mesh power mode", mac, &mode);

    if (rc != 0)
        return rc;
    s.mesh_power = (uint32_t)mode;
    return kl_wifi_set_station(iw->wifi, iw->ifindex, mac, &s);
}

static int run_weight(struct iw *iw, int n, char **args)
{
    struct kl_wifi_station_set s = {.has = KL_WIFI_T_AIRTIME_WEIGHT};
    unsigned char mac[6];
    uint64_t weight;
    int rc = take_mac(n, args, 2, 2, mac);

    if (rc != 0)
        return rc;
    if (!iw_parse_number(args[1], 1, UINT16_MAX, &weight))
        return iw_wrong("'%s' is no weight of 1 to 65535", args[1]);
    s.airtime_weight = (uint16_t)weight;
    return kl_wifi_set_station(iw->wifi, iw->ifindex, mac, &s);
}

static int run_txpwr(struct iw *iw, int n, char **args)
{
    struct kl_wifi_station_set s = {.has = KL_WIFI_T_TXPOWER};
    unsigned char mac[6];
    char *end;
    long dbm;
    int rc = take_mac(n, args, 2, 3, mac);

    if (rc != 0)
        return rc;
    if (strcmp(args[1], "auto") == 0 && n == 2) {
        s.txpower_kind = NL80211_TX_POWER_AUTOMATIC;
    } else if (strcmp(args[1], "limit") == 0 && n == 3) {
        dbm = strtol(args[2], &end, 10);
        if (*end != '\0' || end == args[2] || dbm < INT16_MIN || dbm > INT16_MAX)
            return iw_wrong("'%s' is no power in dBm", args[2]);
        s.txpower_kind = NL80211_TX_POWER_LIMITED;
        s.txpower_dbm = (int16_t)dbm;
    } else {
        return IW_USAGE;
    }
    return kl_wifi_set_station(iw->wifi, iw->ifindex, mac, &s);
}

static int run_flags(struct iw *iw, int n, char **args)
{
    struct kl_wifi_station_set s = {.has = 0};
    unsigned char mac[6];
    int taken, rc = take_mac(n, args, 2, 16, mac);

    if (rc != 0)
        return rc;
    taken = take_flags(n - 1, args + 1, &s);
    if (taken < n - 1)
        return iw_wrong("'%s' is no flag of a station", args[1 + taken]);
    return kl_wifi_set_station(iw->wifi, iw->ifindex, mac, &s);
}

/* "6,12,24" in Mbps. */
static int take_rates(const char *word, uint8_t rates[32], size_t *ret_n)
{
    while (*word != '\0') {
        char one[16];
        size_t len = strcspn(word, ",");
        uint32_t milli;

        if (len >= sizeof(one) || *ret_n == 32)
            return -1;
        memcpy(one, word, len);
        one[len] = '\0';
        if (!iw_parse_khz(one, &milli) || milli % 500 != 0 || milli / 500 > 127)
            return -1;
        rates[(*ret_n)++] = (uint8_t)(milli / 500);
        word += len + (word[len] == ',');
    }
    return *ret_n > 0 ? 0 : -1;
}

static int run_new(struct iw *iw, int n, char **args)
{
    static uint8_t usual[] = {2, 4, 11, 22, 12, 18, 24, 36, 48, 72, 96, 108};
    struct kl_wifi_station_set s = {.has = KL_WIFI_T_LISTEN_INTERVAL, .listen_interval = 10};
    unsigned char mac[6];
    uint8_t rates[32];
    int rc = take_mac(n, args, 1, 32, mac);

    s.rates = usual;
    s.n_rates = sizeof(usual);
    for (int i = 1; rc == 0 && i < n; i += 2) {
        const char *value = i + 1 < n ? args[i + 1] : "";
        uint64_t number = 0;

        if (strcmp(args[i], "flags") == 0) {
            int taken = take_flags(n - i - 1, args + i + 1, &s);

            if (taken == 0)
                return iw_wrong("'%s' is no flag of a station", value);
            i += taken - 1;
        } else if (strcmp(args[i], "rates") == 0) {
            s.n_rates = 0;
            s.rates = rates;
            if (take_rates(value, rates, &s.n_rates) < 0)
                return iw_wrong("'%s' is no list of rates in Mbps", value);
        } else if (strcmp(args[i], "aid") == 0 && iw_parse_number(value, 1, 2007, &number)) {
            s.has |= KL_WIFI_T_AID;
            s.aid = (uint16_t)number;
        } else if (strcmp(args[i], "listen") == 0 &&
                   iw_parse_number(value, 0, UINT16_MAX, &number)) {
            s.listen_interval = (uint16_t)number;
        } else {
            return iw_wrong("'%s %s' is not understood", args[i], value);
        }
    }
    return rc != 0 ? rc : kl_wifi_new_station(iw->wifi, iw->ifindex, mac, &s);
}

/* The word that says what is set stands behind the address. */
static int run_set(struct iw *iw, int n, char **args)
{
    static const struct {
        const char *word;
        iw_run *run;
    } forms[] = {{"vlan", run_vlan},
                 {"plink_action", run_plink},
                 {"mesh_power_mode", run_power_mode},
                 {"airtime_weight", run_weight},
                 {"txpwr", run_txpwr},
                 {"flags", run_flags}};
    char *rest[20];

    if (n < 3 || n > 20)
        return IW_USAGE;
    rest[0] = args[0];
    memcpy(rest + 1, args + 2, (size_t)(n - 2) * sizeof(*rest));
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (strcmp(args[1], forms[i].word) == 0)
            return forms[i].run(iw, n - 1, rest);
    return IW_USAGE;
}

/* All forms are one command; the first row is it, the others are usage. */
const struct iw_command iw_station_set_commands[] = {
    {IW_DEV, "station set", "<MAC address> vlan <ifindex|name>", "Set an AP VLAN for this station.",
     run_set},
    {IW_DEV, "station set", "<MAC address> plink_action <open|block>",
     "Set the mesh link to this station (peer).", run_set},
    {IW_DEV, "station set", "<MAC address> mesh_power_mode <active|light|deep>",
     "Set the power mode of the mesh link to this station.", run_set},
    {IW_DEV, "station set", "<MAC address> airtime_weight <weight>",
     "Set this station's share of the air.", run_set},
    {IW_DEV, "station set", "<MAC address> txpwr <auto|limit> [<tx power dBm>]",
     "Set the transmit power for this station.", run_set},
    {IW_DEV, "station set", "<MAC address> flags [+|-]<flag>*",
     "Set or (-) clear flags: authorized authenticated associated short_preamble wme mfp.",
     run_set},
    {IW_DEV, "station new",
     "<MAC address> [aid <n>] [listen <interval>] [rates <rate in Mbps,...>] [flags [+|-]<flag>*]",
     "Make a station known, as who serves an access point does.", run_new},
    {.words = NULL},
};
