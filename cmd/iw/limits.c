// SPDX-License-Identifier: MIT
// set bitrates, tidconf, sar_specs, peer; keys; direct links; commands of vendors.
#include "iw.h"
#include "rates.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Rates ---- */

static int run_bitrates(struct iw *iw, int n, char **args)
{
    struct kl_wifi_rates rates;
    struct iw_why why;
    int taken = iw_parse_rates(n, args, &rates, &why);

    if (taken < 0)
        return iw_wrong("%s", why.text);
    if (taken < n)
        return iw_wrong("'%s' is not understood", args[taken]);
    return kl_wifi_set_rates(iw->wifi, iw->ifindex, n > 0 ? &rates : NULL);
}

static int run_tidconf(struct iw *iw, int n, char **args)
{
    static struct kl_wifi_tid_config configs[64];
    unsigned char peer[6];
    struct iw_why why;
    bool one = n > 0 && strcmp(args[0], "peer") == 0;
    int count;

    if (one && (n < 2 || !iw_parse_mac(args[1], peer)))
        return iw_wrong("'%s' is no MAC address", n > 1 ? args[1] : "");
    count = iw_parse_tids(n - 2 * one, args + 2 * one, configs, 64, &why);
    if (count < 0)
        return iw_wrong("%s", why.text);
    return kl_wifi_set_tid_config(iw->wifi, iw->ifindex, one ? peer : NULL, configs,
                                  (unsigned)count);
}

/* "RANGE:POWER" */
static bool take_sar(const char *word, struct kl_wifi_sar_limit *ret)
{
    const char *colon = strchr(word, ':');
    uint64_t range;
    char first[24]; /* longer ones are too large, cut or not */

    snprintf(first, sizeof(first), "%.*s", (int)strcspn(word, ":"), word);
    if (colon == NULL || !iw_parse_number(first, 0, UINT32_MAX, &range))
        return false;
    ret->range = (uint32_t)range;
    return iw_parse_int(colon + 1, INT32_MIN, INT32_MAX, &ret->power_qdbm);
}

static int run_sar(struct iw *iw, int n, char **args)
{
    struct kl_wifi_sar_limit ranges[64];
    uint64_t type;

    if (n < 2 || n > 65)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 0, UINT32_MAX, &type))
        return iw_wrong("'%s' is no type of SAR limits", args[0]);
    for (int i = 1; i < n; i++)
        if (!take_sar(args[i], &ranges[i - 1]))
            return iw_wrong("'%s' is not RANGE:POWER", args[i]);
    return kl_wifi_set_sar(iw->wifi, iw->wiphy, (uint32_t)type, ranges, (unsigned)(n - 1));
}

static int run_peer(struct iw *iw, int n, char **args)
{
    unsigned char mac[6];

    if (n != 1)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], mac))
        return iw_say("Invalid MAC address"), IW_SAID_2;
    return kl_wifi_set_wds_peer(iw->wifi, iw->ifindex, mac);
}

/* ---- Keys ---- */

/* A number, and perhaps whose key. @return 0; else what the command returns */
static int take_key(int n, char **args, uint64_t *ret_index, unsigned char mac[6], bool *ret_mac)
{
    if (n < 1 || n > 2)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 0, 7, ret_index))
        return iw_wrong("'%s' is no number of a key, 0 to 7", args[0]);
    *ret_mac = n == 2;
    if (n == 2 && !iw_parse_mac(args[1], mac))
        return iw_wrong("'%s' is no MAC address", args[1]);
    return 0;
}

static int run_key_get(struct iw *iw, int n, char **args)
{
    struct kl_wifi_key key;
    unsigned char mac[6];
    char buffer[16];
    uint64_t index;
    bool whose;
    int rc = take_key(n, args, &index, mac, &whose);

    if (rc != 0)
        return rc;
    rc = kl_wifi_key_get(iw->wifi, iw->ifindex, (unsigned)index, whose ? mac : NULL, &key);
    if (rc < 0)
        return rc;
    if (iw->form == IW_TEXT) {
        if (key.data_len > 0)
            iw_hexdump(iw->out, "Key", key.data, key.data_len);
        if (key.seq_len > 0)
            iw_hexdump(iw->out, "Key seq", key.seq, key.seq_len);
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    iw_put_uint(iw, "index", key.index);
    if (whose)
        iw_put_mac(iw, "mac", mac);
    if (key.cipher != 0)
        iw_put_str(iw, "cipher", kl_wifi_cipher_name(key.cipher, buffer));
    if (key.data_len > 0)
        iw_put_bytes(iw, "key", key.data, key.data_len);
    if (key.seq_len > 0)
        iw_put_bytes(iw, "sequence", key.seq, key.seq_len);
    kl_sink_object_end(iw->sink);
    return 0;
}

static int run_key_new(struct iw *iw, int n, char **args)
{
    struct kl_wifi_key key = {.index = 0};
    unsigned char mac[6];
    uint64_t index;
    bool whose;
    int len, rc;

    if (n < 3 || n > 4)
        return IW_USAGE;
    rc = take_key(1, args, &index, mac, &whose);
    if (rc != 0)
        return rc;
    key.index = (uint8_t)index;
    if (kl_wifi_cipher_find(args[1], &key.cipher) < 0)
        return iw_wrong("there is no cipher '%s'", args[1]);
    len = iw_parse_hex(args[2], key.data, sizeof(key.data));
    if (len <= 0)
        return iw_wrong("'%s' is no key in hexadecimal", args[2]);
    key.data_len = (uint8_t)len;
    if (n == 4 && !iw_parse_mac(args[3], mac))
        return iw_wrong("'%s' is no MAC address", args[3]);
    return kl_wifi_key_new(iw->wifi, iw->ifindex, n == 4 ? mac : NULL, &key);
}

static int run_key_del(struct iw *iw, int n, char **args)
{
    unsigned char mac[6];
    uint64_t index;
    bool whose;
    int rc = take_key(n, args, &index, mac, &whose);

    return rc != 0 ? rc
                   : kl_wifi_key_del(iw->wifi, iw->ifindex, (unsigned)index, whose ? mac : NULL);
}

static int run_key_default(struct iw *iw, int n, char **args)
{
    static const char *const words[] = {"unicast", "multicast", "mgmt", "beacon"};
    unsigned use = 0;
    uint64_t index;

    if (n < 1)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 0, 7, &index))
        return iw_wrong("'%s' is no number of a key, 0 to 7", args[0]);
    for (int i = 1; i < n; i++) {
        unsigned k = 0;

        while (k < 4 && strcmp(words[k], args[i]) != 0)
            k++;
        if (k == 4)
            return iw_wrong("'%s' is none of unicast, multicast, mgmt, beacon", args[i]);
        use |= 1u << k;
    }
    if (use == 0)
        use = index < 4   ? KL_WIFI_KEY_UNICAST | KL_WIFI_KEY_MULTICAST
              : index < 6 ? KL_WIFI_KEY_MGMT
                          : KL_WIFI_KEY_BEACON;
    return kl_wifi_key_default(iw->wifi, iw->ifindex, (unsigned)index, use);
}

/* ---- Direct links ---- */

static int run_tdls(struct iw *iw, int n, char **args)
{
    static const char *const words[] = {"discover", "setup", "teardown", "enable", "disable"};
    unsigned char mac[6];
    unsigned i = 0; /* NL80211_TDLS_* */

    if (n != 2)
        return IW_USAGE;
    while (i < 5 && strcmp(words[i], args[0]) != 0)
        i++;
    if (i == 5)
        return iw_wrong("'%s' is none of discover, setup, teardown, enable, disable", args[0]);
    if (!iw_parse_mac(args[1], mac))
        return iw_wrong("'%s' is no MAC address", args[1]);
    return kl_wifi_tdls_oper(iw->wifi, iw->ifindex, mac, i);
}

static int run_tdls_send(struct iw *iw, int n, char **args)
{
    static const char *const words[] = {"setup-request", "setup-response", "setup-confirm",
                                        "teardown"}; /* IEEE 802.11 table 9-390 */
    struct kl_wifi_tdls_frame f = {.token = 1};
    unsigned char mac[6];
    uint64_t number;
    uint8_t ies[512];
    unsigned i = 0;
    int len;

    if (n < 2 || n > 5)
        return IW_USAGE;
    while (i < 4 && strcmp(words[i], args[0]) != 0)
        i++;
    number = i;
    if (i == 4 && strcmp(args[0], "discovery-response") == 0)
        number = 14;
    else if (i == 4 && !iw_parse_number(args[0], 0, 255, &number))
        return iw_wrong("'%s' is no action of TDLS", args[0]);
    f.action = (uint8_t)number;
    if (!iw_parse_mac(args[1], mac))
        return iw_wrong("'%s' is no MAC address", args[1]);
    f.peer = mac;
    f.initiator = i != 1;
    if (n > 2 && !iw_parse_number(args[2], 0, 255, &number))
        return iw_wrong("'%s' is no dialog token", args[2]);
    f.token = n > 2 ? (uint8_t)number : 1;
    if (n > 3 && !iw_parse_number(args[3], 0, UINT16_MAX, &number))
        return iw_wrong("'%s' is no status or reason", args[3]);
    f.status = n > 3 ? (uint16_t)number : 0;
    len = n > 4 ? iw_parse_hex(args[4], ies, sizeof(ies)) : 0;
    if (len < 0)
        return iw_wrong("'%s' is no elements in hexadecimal", args[4]);
    f.ies = ies;
    f.ies_len = (size_t)len;
    return kl_wifi_tdls_send(iw->wifi, iw->ifindex, &f);
}

static int run_tdls_switch(struct iw *iw, int n, char **args)
{
    struct kl_wifi_chan c;
    unsigned char mac[6];
    uint64_t class;
    int taken;

    if (n < 2)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], mac))
        return iw_wrong("'%s' is no MAC address", args[0]);
    if (n == 2 && strcmp(args[1], "off") == 0)
        return kl_wifi_tdls_switch_cancel(iw->wifi, iw->ifindex, mac);
    if (n < 3 || !iw_parse_number(args[1], 1, 255, &class))
        return IW_USAGE;
    taken = iw_parse_chan(n - 2, args + 2, false, &c);
    if (taken != n - 2)
        return IW_USAGE;
    return kl_wifi_tdls_switch(iw->wifi, iw->ifindex, mac, (unsigned)class, &c);
}

/* ---- Vendors ---- */

/* A file, standard input, or bytes as "0x01 0x02". @return how many, or -1 */
static int take_vendor_data(int n, char **args, uint8_t *ret, size_t size)
{
    FILE *in = strcmp(args[0], "-") == 0 ? stdin : fopen(args[0], "r");
    size_t len = 0;

    if (in != NULL) {
        len = fread(ret, 1, size, in);
        if (ferror(in) || (!feof(in) && fgetc(in) != EOF)) /* a folder can be opened, not read */
            len = size + 1;
        if (in != stdin)
            fclose(in);
        return len > size ? -1 : (int)len;
    }
    for (int i = 0; i < n; i++) {
        uint64_t byte;

        if (len == size || strncmp(args[i], "0x", 2) != 0 ||
            !iw_parse_number(args[i], 0, 255, &byte))
            return -1;
        ret[len++] = (uint8_t)byte;
    }
    return (int)len;
}

enum vendor_form { VENDOR_SEND, VENDOR_TEXT, VENDOR_RAW };

struct vendor {
    struct iw *iw;
    enum vendor_form form;
};

static int on_vendor(const uint8_t *data, size_t len, void *user)
{
    struct vendor *v = user;

    if (v->iw->form == IW_TEXT && v->form == VENDOR_RAW) {
        kl_out_write(v->iw->out, data, len);
    } else if (v->iw->form == IW_TEXT) {
        iw_hexdump(v->iw->out, "vendor response", data, len);
    } else { /* raw bytes would be no JSON */
        kl_sink_object_begin(v->iw->sink);
        iw_put_bytes(v->iw, "vendor_response", data, len);
        kl_sink_object_end(v->iw->sink);
    }
    return 0;
}

static int vendor(struct iw *iw, int n, char **args, enum vendor_form form)
{
    struct vendor v = {.iw = iw, .form = form};
    uint64_t oui, command;
    uint8_t data[2048];
    int len, rc;

    if (n < 3)
        return IW_USAGE;
    if (strncmp(args[0], "0x", 2) != 0 || !iw_parse_number(args[0], 0, UINT32_MAX, &oui))
        return iw_tell(iw, "Vendor command must start with 0x");
    if (strncmp(args[1], "0x", 2) != 0 || !iw_parse_number(args[1], 0, UINT32_MAX, &command))
        return iw_tell(iw, "Sub command must start with 0x");
    len = take_vendor_data(n - 2, args + 2, data, sizeof(data));
    if (len < 0)
        return iw_wrong("'%s' is neither a file of up to %zu bytes nor bytes as 0x01 0x02", args[2],
                        sizeof(data));
    rc = kl_wifi_vendor(iw->wifi, iw->on == IW_PHY ? 0 : iw->ifindex, iw->wiphy, (uint32_t)oui,
                        (uint32_t)command, data, (size_t)len,
                        form == VENDOR_SEND ? NULL : on_vendor, &v);
    return rc < 0 ? rc : 0;
}

static int run_vendor_send(struct iw *iw, int n, char **args)
{
    return vendor(iw, n, args, VENDOR_SEND);
}

static int run_vendor_recv(struct iw *iw, int n, char **args)
{
    return vendor(iw, n, args, VENDOR_TEXT);
}

static int run_vendor_recvbin(struct iw *iw, int n, char **args)
{
    return vendor(iw, n, args, VENDOR_RAW);
}

#define VENDOR_ARGS "<oui> <subcmd> <filename|-|hex data>"

const struct iw_command iw_limits_commands[] = {
    {IW_DEV, "set bitrates",
     "[legacy-<2.4|5> <legacy rate in Mbps>*] [ht-mcs-<2.4|5> <MCS index>*] [vht-mcs-<2.4|5>"
     " <NSS:MCSx,MCSy... | NSS:MCSx-MCSy>*] [he-mcs-<2.4|5|6> <NSS:MCSx,MCSy... | NSS:MCSx-MCSy>*]"
     " [sgi-2.4|lgi-2.4] [sgi-5|lgi-5] [he-gi-<2.4|5|6> <0.8|1.6|3.2>] [he-ltf-<2.4|5|6> <1|2|4>]",
     "Limit the rates to send with; without arguments all may be used.", run_bitrates},
    {IW_DEV, "set tidconf",
     "[peer <MAC address>] tids <mask> [override] [sretry <num>] [lretry <num>] [ampdu [on|off]]"
     " [amsdu [on|off]] [noack [on|off]] [rtscts [on|off]] [bitrates <type [auto|fixed|limit]>"
     " [<rates as in set bitrates>]] [tids ...]",
     "Set how frames of traffic classes, a bit of the mask each, are sent to one station or all.\n"
     "Example: iw dev wlan0 set tidconf tids 0x1 ampdu off tids 0x6 bitrates limit vht-mcs-5 4:9",
     run_tidconf},
    {IW_PHY, "set sar_specs", "<sar type> <range index:sar power>*",
     "Limit the power near bodies, by range of frequencies, in quarters of a dBm.", run_sar},
    {IW_DEV, "set peer", "<MAC address>", "Set the other end of a WDS interface.", run_peer},
    {IW_DEV, "key get", "<key index> [<MAC address>]",
     "Show a key as far as the driver tells it, and its counter: a station's, or the group's.",
     run_key_get},
    {IW_DEV, "key new", "<key index> <cipher> <key in hexadecimal> [<MAC address>]",
     "Install a key. Ciphers: WEP40 WEP104 TKIP CCMP GCMP CCMP-256 GCMP-256 CMAC ...", run_key_new},
    {IW_DEV, "key del", "<key index> [<MAC address>]", "Remove a key.", run_key_del},
    {IW_DEV, "key default", "<key index> [unicast] [multicast] [mgmt] [beacon]",
     "Choose the key to send with.", run_key_default},
    {IW_DEV, "tdls oper", "<discover|setup|teardown|enable|disable> <MAC address>",
     "Make a driver that can do so set up a direct link, or tell it that one is there.", run_tdls},
    {IW_DEV, "tdls send",
     "<setup-request|setup-response|setup-confirm|teardown|discovery-response> <MAC address>"
     " [<dialog token> [<status or reason> [<elements in hexadecimal>]]]",
     "Send a frame about a direct link by way of the access point.", run_tdls_send},
    {IW_DEV, "tdls switch", "<MAC address> {<operating class> <freq> [<width>] | off}",
     "Use another channel for a direct link now and then.", run_tdls_switch},
    {IW_DEV | IW_PHY, "vendor send", VENDOR_ARGS, "Run a command of a vendor's.", run_vendor_send},
    {IW_DEV | IW_PHY, "vendor recv", VENDOR_ARGS, "The same, and show its answer.",
     run_vendor_recv},
    {IW_DEV | IW_PHY, "vendor recvbin", VENDOR_ARGS,
     "The same, and write its answer as it is (with --json as recv does).", run_vendor_recvbin},
    {.words = NULL},
};
