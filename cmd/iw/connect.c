// SPDX-License-Identifier: MIT
// connect, disconnect, auth and what goes with it, ibss.
#include "iw.h"

#include <errno.h>
#include <stdio.h>

/* ---- connect ---- */

struct connect_args {
    struct kl_wifi_connect_options o;
    struct kl_wifi_wep_key keys[4];
    unsigned char bssid[6];
    char
        secret[130]; /* passphrase or password; not from the command line, which anybody may read */
    bool wait;
};

/* "psk-file" or "sae-file": the first line of a file, or of standard input ("-"). */
static int take_secret(const char *kind, const char *path, struct connect_args *a)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    bool got;

    if (in == NULL)
        return iw_say("%s: %s", path, strerror(errno));
    got = fgets(a->secret, sizeof(a->secret), in) != NULL;
    if (in != stdin)
        fclose(in);
    a->secret[strcspn(a->secret, "\r\n")] = '\0';
    if (!got || a->secret[0] == '\0')
        return iw_say("%s: there is no %s in its first line", path,
                      kind[0] == 'p' ? "passphrase" : "password");
    if (kind[0] == 'p')
        a->o.passphrase = a->secret;
    else
        a->o.sae_password = a->secret;
    return 0;
}

static int take_auth(const char *word, bool *ret_shared)
{
    *ret_shared = strcmp(word, "shared") == 0;
    return *ret_shared || strcmp(word, "open") == 0
               ? 0
               : iw_wrong("'%s' is neither open nor shared", word);
}

static int take_mfp(const char *word, int *ret)
{
    static const char *const words[] = {"no", "req", "opt"};

    for (int i = 0; i < 3; i++)
        if (strcmp(word + 4, words[i]) == 0) {
            *ret = i;
            return 0;
        }
    return iw_wrong("'%s': req, opt or no is wanted", word);
}

static int take_connect_args(int n, char **args, struct connect_args *a)
{
    int i = 0, rc = 0;
    uint64_t freq;

    if (n > 0 && strcmp(args[0], "-w") == 0) {
        a->wait = true;
        i++;
    }
    if (i == n)
        return IW_USAGE;
    a->o.ssid = (const uint8_t *)args[i];
    a->o.ssid_len = strlen(args[i++]);
    if (i < n && iw_parse_number(args[i], 1, UINT32_MAX, &freq)) {
        a->o.freq_mhz = (uint32_t)freq;
        i++;
    }
    if (i < n && iw_parse_mac(args[i], a->bssid)) {
        a->o.bssid = a->bssid;
        i++;
    }
    while (rc == 0 && i < n) {
        if (strcmp(args[i], "auth") == 0 && i + 1 < n) {
            rc = take_auth(args[i + 1], &a->o.wep_shared);
            i += 2;
        } else if (strncmp(args[i], "mfp:", 4) == 0) {
            rc = take_mfp(args[i++], &a->o.mfp);
        } else if ((strcmp(args[i], "psk-file") == 0 || strcmp(args[i], "sae-file") == 0) &&
                   i + 1 < n) {
            rc = take_secret(args[i], args[i + 1], a);
            i += 2;
        } else if ((strcmp(args[i], "key") == 0 || strcmp(args[i], "keys") == 0) && i + 1 < n) {
            int last = i + 1;

            while (last < n && strncmp(args[last], "mfp:", 4) != 0)
                last++;
            a->o.wep_keys = a->keys;
            rc = iw_parse_keys(last - i - 1, args + i + 1, a->keys, &a->o.n_wep_keys,
                               &a->o.wep_default);
            i = last;
        } else {
            return iw_wrong("'%s' is not understood", args[i]);
        }
    }
    return rc;
}

static const char *phase_name(uint32_t phase)
{
    static const char *const names[] = {"", " while scanning", " in authentication",
                                        " in association"};

    return phase < 4 ? names[phase] : "";
}

static void text_connected(struct iw *iw, const struct kl_wifi_connected *c, uint32_t wiphy)
{
    struct kl_out *o = iw->out;

    kl_out_printf(o, "%s (phy #%u): ", iw->name, wiphy);
    switch (c->result) {
    case KL_WIFI_CONNECTED:
        kl_out_str(o, "connected to ");
        iw_mac(o, c->bssid);
        kl_out_char(o, '\n');
        break;
    case KL_WIFI_REFUSED:
        kl_out_printf(o, "failed to connect, status: %u: %s\n", c->status,
                      kl_wifi_status_name(c->status));
        break;
    case KL_WIFI_NO_ANSWER:
        kl_out_printf(o, "failed to connect, timed out%s\n", phase_name(c->phase));
        break;
    case KL_WIFI_DEAUTHENTICATED:
        kl_out_printf(o, "disconnected%s, reason: %u: %s\n", c->by_ap ? " (by AP)" : "", c->reason,
                      kl_wifi_reason_name(c->reason));
        break;
    case KL_WIFI_NEEDS_SUPPLICANT:
        kl_out_printf(o, "the network is protected (WPA) and needs a supplicant; %s%s\n",
                      c->supplicant[0] != '\0' ? "running is " : "none is running", c->supplicant);
        break;
    }
}

static void json_connected(struct iw *iw, const struct kl_wifi_connected *c)
{
    static const char *const results[] = {"connected", "refused", "no_answer", "deauthenticated",
                                          "needs_supplicant"};

    kl_sink_object_begin(iw->sink);
    iw_put_str(iw, "ifname", iw->name);
    iw_put_str(iw, "result", results[c->result]);
    if (c->freq_mhz != 0)
        iw_put_uint(iw, "freq_mhz", c->freq_mhz);
    iw_put_mac(iw, "bssid", c->bssid);
    iw_put_uint(iw, "status", c->status);
    iw_put_str(iw, "status_text", kl_wifi_status_name(c->status));
    if (c->result == KL_WIFI_DEAUTHENTICATED) {
        iw_put_uint(iw, "reason", c->reason);
        iw_put_str(iw, "reason_text", kl_wifi_reason_name(c->reason));
        iw_put_bool(iw, "by_ap", c->by_ap);
    }
    if (c->result == KL_WIFI_NO_ANSWER)
        iw_put_uint(iw, "phase", c->phase);
    if (c->supplicant[0] != '\0')
        iw_put_str(iw, "supplicant", c->supplicant);
    kl_sink_object_end(iw->sink);
}

static void no_wait(struct kl_wifi *w, int code, const struct kl_wifi_connected *c, void *user)
{
    (void)w;
    (void)code;
    (void)c;
    (void)user;
}

static int connect_as(struct iw *iw, const struct connect_args *a)
{
    struct kl_wifi_connected c;
    struct kl_wifi_iface i;
    int rc;

    if (!a->wait) {
        /* The kernel goes on by itself; closing the handle would end an operation of ours. */
        int64_t id = kl_wifi_connect_start(iw->wifi, iw->ifindex, &a->o, no_wait, NULL);

        if (id < 0)
            return (int)id;
        kl_wifi_forget(iw->wifi, id);
        return 0;
    }
    rc = kl_wifi_connect(iw->wifi, iw->ifindex, &a->o, &c);
    if (rc < 0)
        return rc;
    if (iw->form != IW_TEXT)
        json_connected(iw, &c);
    else if (kl_wifi_get_interface_by_ifindex(iw->wifi, iw->ifindex, &i) == 0)
        text_connected(iw, &c, i.wiphy);
    return c.result == KL_WIFI_CONNECTED ? 0 : IW_SAID;
}

static int run_connect(struct iw *iw, int n, char **args)
{
    struct connect_args a = {.o = {.mfp = -1}};
    int rc = take_connect_args(n, args, &a);

    if (rc == 0)
        rc = connect_as(iw, &a);
    explicit_bzero(&a, sizeof(a));
    return rc;
}

static int run_disconnect(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_disconnect(iw->wifi, iw->ifindex, 0);
}

/* ---- Frames by hand ---- */

static int run_auth(struct iw *iw, int n, char **args)
{
    struct kl_wifi_wep_key keys[4];
    unsigned n_keys = 0, standard;
    unsigned char bssid[6];
    uint64_t freq;
    bool shared;
    int rc;

    if (n != 4 && !(n == 6 && strcmp(args[4], "key") == 0))
        return IW_USAGE;
    if (!iw_parse_mac(args[1], bssid))
        return iw_wrong("'%s' is no MAC address", args[1]);
    rc = take_auth(args[2], &shared);
    if (rc != 0)
        return rc;
    if (!iw_parse_number(args[3], 1, UINT32_MAX, &freq))
        return iw_wrong("'%s' is no frequency in MHz", args[3]);
    if (n == 6) {
        rc = iw_parse_keys(1, args + 5, keys, &n_keys, &standard);
        if (rc != 0)
            return rc;
    }
    return kl_wifi_authenticate_wep(iw->wifi, iw->ifindex, bssid, (const uint8_t *)args[0],
                                    strlen(args[0]), (uint32_t)freq, shared,
                                    n_keys > 0 ? &keys[0] : NULL);
}

static int run_assoc(struct iw *iw, int n, char **args)
{
    unsigned char bssid[6];
    uint64_t freq;

    if (n != 3)
        return IW_USAGE;
    if (!iw_parse_mac(args[1], bssid))
        return iw_wrong("'%s' is no MAC address", args[1]);
    if (!iw_parse_number(args[2], 1, UINT32_MAX, &freq))
        return iw_wrong("'%s' is no frequency in MHz", args[2]);
    return kl_wifi_associate(iw->wifi, iw->ifindex, bssid, (const uint8_t *)args[0],
                             strlen(args[0]), (uint32_t)freq, NULL, 0);
}

static int leave(struct iw *iw, int n, char **args, uint64_t reason,
                 int (*verb)(struct kl_wifi *, uint32_t, const unsigned char *, uint16_t))
{
    unsigned char bssid[6];

    if (n != 1 && n != 2)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], bssid))
        return iw_wrong("'%s' is no MAC address", args[0]);
    if (n == 2 && !iw_parse_number(args[1], 1, UINT16_MAX, &reason))
        return iw_wrong("'%s' is no reason code", args[1]);
    return verb(iw->wifi, iw->ifindex, bssid, (uint16_t)reason);
}

static int run_deauth(struct iw *iw, int n, char **args)
{
    return leave(iw, n, args, 1, kl_wifi_deauthenticate);
}

static int run_disassoc(struct iw *iw, int n, char **args)
{
    return leave(iw, n, args, 3, kl_wifi_disassociate);
}

/* ---- IBSS ---- */

static int take_rates(char *word, uint8_t rates[32], size_t *ret_n)
{
    char *rest;

    for (char *at = strtok_r(word, ",", &rest); at != NULL; at = strtok_r(NULL, ",", &rest)) {
        uint32_t milli;

        if (*ret_n == 32 || !iw_parse_khz(at, &milli) || milli % 500 != 0 || milli / 500 > 127)
            return iw_wrong("'%s' is no rate in Mbps", at);
        rates[(*ret_n)++] = (uint8_t)(milli / 500);
    }
    return 0;
}

static int take_ibss_options(int n, char **args, struct kl_wifi_ibss *o, uint8_t rates[32],
                             unsigned char bssid[6], struct kl_wifi_wep_key keys[4])
{
    uint64_t number;
    uint32_t milli;
    int i = 0, rc = 0;

    while (rc == 0 && i < n) {
        const char *value = i + 1 < n ? args[i + 1] : "";

        if (strcmp(args[i], "fixed-freq") == 0) {
            o->fixed_freq = true;
            i++;
        } else if (iw_parse_mac(args[i], bssid)) {
            o->bssid = bssid;
            i++;
        } else if (strcmp(args[i], "beacon-interval") == 0) {
            if (!iw_parse_number(value, 1, UINT16_MAX, &number))
                return iw_wrong("'%s' is no beacon interval", value);
            o->beacon_interval = (uint16_t)number;
            i += 2;
        } else if (strcmp(args[i], "basic-rates") == 0 && i + 1 < n) {
            o->basic_rates = rates;
            rc = take_rates(args[i + 1], rates, &o->n_basic_rates);
            i += 2;
        } else if (strcmp(args[i], "mcast-rate") == 0) {
            if (!iw_parse_khz(value, &milli) || milli % 100 != 0)
                return iw_wrong("'%s' is no rate in Mbps", value);
            o->mcast_rate = milli / 100;
            i += 2;
        } else if ((strcmp(args[i], "key") == 0 || strcmp(args[i], "keys") == 0) && i + 1 < n) {
            o->wep_keys = keys;
            rc = iw_parse_keys(n - i - 1, args + i + 1, keys, &o->n_wep_keys, &o->wep_default);
            i = n;
        } else {
            return iw_wrong("'%s' is not understood", args[i]);
        }
    }
    return rc;
}

static int run_ibss_join(struct iw *iw, int n, char **args)
{
    struct kl_wifi_ibss o = {.ssid = NULL};
    struct kl_wifi_wep_key keys[4];
    unsigned char bssid[6];
    uint8_t rates[32];
    int taken, rc;

    if (n < 2)
        return IW_USAGE;
    o.ssid = (const uint8_t *)args[0];
    o.ssid_len = strlen(args[0]);
    taken = iw_parse_chan(n - 1, args + 1, false, &o.chan);
    if (taken < 0)
        return IW_USAGE;
    rc = take_ibss_options(n - 1 - taken, args + 1 + taken, &o, rates, bssid, keys);
    return rc != 0 ? rc : kl_wifi_join_ibss(iw->wifi, iw->ifindex, &o);
}

static int run_ibss_leave(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_leave_ibss(iw->wifi, iw->ifindex);
}

const struct iw_command iw_connect_commands[] = {
    {IW_DEV, "connect",
     "[-w] <SSID> [<freq in MHz>] [<bssid>] [auth open|shared] [key 0:abcde d:1:6162636465]"
     " [mfp:req/opt/no] [psk-file <file>] [sae-file <file>]",
     "Join the network with the given SSID (and frequency, BSSID).\n"
     "The passphrase of WPA2 or password of WPA3 is the first line of a file, or of standard input "
     "(-);\n"
     "where the driver leaves the handshake to a supplicant, that is said.\n"
     "With -w, wait for the connect to finish or fail; the exit status says which.",
     run_connect},
    {IW_DEV, "disconnect", "", "Disconnect from the current network.", run_disconnect},
    {IW_DEV, "auth",
     "<SSID> <bssid> <type:open|shared> <freq in MHz>"
     " [key 0:abcde d:1:6162636465]",
     "Authenticate with the given network.", run_auth},
    {IW_DEV, "associate", "<SSID> <bssid> <freq in MHz>",
     "Send an association request, after auth.", run_assoc},
    {IW_DEV, "deauthenticate", "<bssid> [<reason code>]", "Send a deauthentication.", run_deauth},
    {IW_DEV, "disassociate", "<bssid> [<reason code>]", "Send a disassociation.", run_disassoc},
    {IW_DEV, "ibss join",
     "<SSID> <freq in MHz> [NOHT|HT20|HT40+|HT40-|5MHz|10MHz|80MHz] [fixed-freq] [<fixed bssid>]"
     " [beacon-interval <TU>] [basic-rates <rate in Mbps,rate2,...>] [mcast-rate <rate in Mbps>]"
     " [key d:0:abcde]",
     "Join the IBSS cell with the given SSID, or create it on the given frequency.", run_ibss_join},
    {IW_DEV, "ibss leave", "", "Leave the current IBSS cell.", run_ibss_leave},
    {.words = NULL},
};
