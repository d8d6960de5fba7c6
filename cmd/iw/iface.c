// SPDX-License-Identifier: MIT
// Interfaces: dev, info, interface add, del, and what is set of them alone.
#include "iw.h"

#include <stdio.h>

/* ---- Showing ---- */

static void text_link(struct kl_out *o, const struct kl_wifi_link *l, const char *indent)
{
    kl_out_printf(o, "%slink %u:\n%s  addr ", indent, l->id, indent);
    iw_mac(o, l->mac);
    kl_out_char(o, '\n');
    if (l->has_chan) {
        kl_out_printf(o, "%s  channel %u (%u MHz)", indent,
                      kl_wifi_freq_to_channel(l->chan.freq_mhz), l->chan.freq_mhz);
        iw_chan_tail(o, &l->chan);
        kl_out_char(o, '\n');
    }
    if (l->has_txpower)
        kl_out_printf(o, "%s  txpower %d.%.2d dBm\n", indent, l->txpower_mbm / 100,
                      l->txpower_mbm % 100);
}

static void text_iface(struct kl_out *o, const struct kl_wifi_iface *i, const char *indent)
{
    char buffer[32];

    if (i->ifindex != 0)
        kl_out_printf(o, "%sifindex %u\n", indent, i->ifindex);
    if ((i->has & KL_WIFI_I_WDEV) != 0)
        kl_out_printf(o, "%swdev 0x%llx\n", indent, (unsigned long long)i->wdev);
    if ((i->has & KL_WIFI_I_MAC) != 0) {
        kl_out_printf(o, "%saddr ", indent);
        iw_mac(o, i->mac);
        kl_out_char(o, '\n');
    }
    if ((i->has & KL_WIFI_I_SSID) != 0) {
        kl_out_printf(o, "%sssid ", indent);
        iw_ssid(o, i->ssid, i->ssid_len);
        kl_out_char(o, '\n');
    }
    kl_out_printf(o, "%stype %s\n", indent, kl_wifi_iftype_name(i->iftype, buffer));
}

/* The queue of multicast frames, in the order of iw's columns. */
#define QUEUE_COLUMNS 9

static const struct {
    size_t offset;
    const char *label;
} queue_columns[QUEUE_COLUMNS] = {
#define C(field, label)                                                                            \
    {                                                                                              \
        offsetof(struct kl_wifi_txq_stats, field), label                                           \
    }
    C(backlog_bytes, "qsz-byt"), C(backlog_packets, "qsz-pkt"), C(flows, "flows"),
    C(drops, "drops"),           C(ecn_marks, "marks"),         C(overlimit, "overlmt"),
    C(collisions, "hashcol"),    C(tx_bytes, "tx-bytes"),       C(tx_packets, "tx-packets"),
#undef C
};

static uint32_t queue_number(const struct kl_wifi_txq_stats *q, unsigned column)
{
    uint32_t value;

    memcpy(&value, (const char *)q + queue_columns[column].offset, sizeof(value));
    return value;
}

static void text_queue(struct kl_out *o, const struct kl_wifi_txq_stats *q, const char *indent)
{
    kl_out_printf(o, "%smulticast TXQ:\n%s\t", indent, indent);
    for (unsigned i = 0; i < QUEUE_COLUMNS; i++)
        kl_out_printf(o, "%s%s", i > 0 ? "\t" : "", queue_columns[i].label);
    kl_out_printf(o, "\n%s\t", indent);
    /* iw sets one column further in. */
    for (unsigned i = 0; i < QUEUE_COLUMNS; i++)
        kl_out_printf(o, "%s%u",
                      i == 0                   ? ""
                      : i + 1 == QUEUE_COLUMNS ? "\t\t"
                                               : "\t",
                      queue_number(q, i));
    kl_out_char(o, '\n');
}

/* What stands behind the phy's number, which "info" prints and "dev" does not. */
static void text_state(struct kl_out *o, const struct kl_wifi_iface *i, const char *indent)
{
    if ((i->has & KL_WIFI_I_CHAN) != 0) {
        kl_out_printf(o, "%schannel %u (%u MHz)", indent, kl_wifi_freq_to_channel(i->chan.freq_mhz),
                      i->chan.freq_mhz);
        iw_chan_tail(o, &i->chan);
        kl_out_char(o, '\n');
    }
    if ((i->has & KL_WIFI_I_TXPOWER) != 0)
        kl_out_printf(o, "%stxpower %d.%.2d dBm\n", indent, i->txpower_mbm / 100,
                      i->txpower_mbm % 100);
    if ((i->has & KL_WIFI_I_4ADDR) != 0 && i->use_4addr)
        kl_out_printf(o, "%s4addr: on\n", indent);
    if (i->txq.has != 0)
        text_queue(o, &i->txq, indent);
    if (i->radios != 0) {
        kl_out_printf(o, "%sRadios:", indent);
        for (unsigned n = 0; n < 32; n++)
            if ((i->radios >> n & 1) != 0)
                kl_out_printf(o, " %u", n);
        kl_out_char(o, '\n');
    }
    for (unsigned n = 0; n < i->n_links; n++)
        text_link(o, &i->links[n], indent);
}

static void json_links(struct iw *iw, const struct kl_wifi_iface *i)
{
    kl_sink_key(iw->sink, "links");
    kl_sink_array_begin(iw->sink);
    for (unsigned n = 0; n < i->n_links; n++) {
        const struct kl_wifi_link *l = &i->links[n];

        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "link_id", l->id);
        iw_put_mac(iw, "mac", l->mac);
        if (l->has_chan)
            iw_put_chan(iw, &l->chan);
        if (l->has_txpower)
            iw_put_int(iw, "txpower_mbm", l->txpower_mbm);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

static void json_iface(struct iw *iw, const struct kl_wifi_iface *i)
{
    char buffer[32];

    kl_sink_object_begin(iw->sink);
    if (i->ifindex != 0) {
        iw_put_str(iw, "ifname", i->name);
        iw_put_uint(iw, "ifindex", i->ifindex);
    }
    iw_put_uint(iw, "wiphy", i->wiphy);
    if ((i->has & KL_WIFI_I_WDEV) != 0)
        iw_put_uint(iw, "wdev", i->wdev);
    if ((i->has & KL_WIFI_I_MAC) != 0)
        iw_put_mac(iw, "mac", i->mac);
    iw_put_str(iw, "type", kl_wifi_iftype_name(i->iftype, buffer));
    if ((i->has & KL_WIFI_I_SSID) != 0)
        iw_put_ssid(iw, i->ssid, i->ssid_len);
    if ((i->has & KL_WIFI_I_CHAN) != 0)
        iw_put_chan(iw, &i->chan);
    if ((i->has & KL_WIFI_I_TXPOWER) != 0)
        iw_put_int(iw, "txpower_mbm", i->txpower_mbm);
    if ((i->has & KL_WIFI_I_4ADDR) != 0)
        iw_put_bool(iw, "use_4addr", i->use_4addr);
    if (i->radios != 0)
        iw_put_uint(iw, "radio_mask", i->radios);
    if (i->txq.has != 0)
        iw_queue_json(iw, "multicast_txq", &i->txq);
    if (i->n_links > 0)
        json_links(iw, i);
    kl_sink_object_end(iw->sink);
}

struct listing {
    struct iw *iw;
    bool any;
    uint32_t wiphy; /* of the one before */
};

static int list_one(const struct kl_wifi_iface *i, void *user)
{
    struct listing *l = user;
    struct kl_out *o = l->iw->out;

    if (l->iw->form != IW_TEXT) {
        json_iface(l->iw, i);
        return 0;
    }
    if (!l->any || l->wiphy != i->wiphy)
        kl_out_printf(o, "phy#%u\n", i->wiphy);
    l->any = true;
    l->wiphy = i->wiphy;
    if (i->ifindex != 0)
        kl_out_printf(o, "\tInterface %s\n", i->name);
    else
        kl_out_str(o, "\tUnnamed/non-netdev interface\n");
    text_iface(o, i, "\t\t");
    text_state(o, i, "\t\t");
    return 0;
}

static int run_dev(struct iw *iw, int n, char **args)
{
    struct listing l = {.iw = iw};
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_list_dev(iw->wifi, list_one, &l);
    return rc < 0 ? rc : 0;
}

struct wanted {
    uint64_t wdev;
    struct kl_wifi_iface iface;
    bool found;
};

static int if_wdev(const struct kl_wifi_iface *i, void *user)
{
    struct wanted *want = user;

    if (i->wdev == want->wdev) {
        want->iface = *i;
        want->found = true;
    }
    return 0;
}

/* A P2P device has no ifindex: it is found by its wdev. */
static int get_iface(struct iw *iw, struct kl_wifi_iface *ret)
{
    struct wanted want = {.wdev = iw->wdev};
    int rc;

    if (iw->ifindex != 0)
        return kl_wifi_get_interface_by_ifindex(iw->wifi, iw->ifindex, ret);
    rc = kl_wifi_list_dev(iw->wifi, if_wdev, &want);
    if (rc < 0)
        return rc;
    *ret = want.iface;
    return want.found ? 0 : -ENODEV;
}

static int run_info(struct iw *iw, int n, char **args)
{
    struct kl_wifi_iface i;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = get_iface(iw, &i);
    if (rc < 0)
        return rc;
    if (iw->form != IW_TEXT) {
        json_iface(iw, &i);
        return 0;
    }
    if (i.ifindex != 0)
        kl_out_printf(iw->out, "Interface %s\n", i.name);
    else
        kl_out_str(iw->out, "Unnamed/non-netdev interface\n");
    text_iface(iw->out, &i, "\t");
    kl_out_printf(iw->out, "\twiphy %u\n", i.wiphy);
    text_state(iw->out, &i, "\t");
    return 0;
}

/* ---- Making and changing ---- */

static const char *const monitor_flags[] = {NULL,       "fcsfail", "plcpfail", "control",
                                            "otherbss", "cook",    "active"};

/* Words until one is no flag. @return how many, or -1 */
static int take_flags(int n, char **args, struct kl_wifi_iface_options *o)
{
    int taken = 0;

    o->set_monitor_flags = true;
    for (; taken < n; taken++) {
        size_t flag = 1;

        if (strcmp(args[taken], "none") == 0)
            continue;
        while (flag < sizeof(monitor_flags) / sizeof(monitor_flags[0]) &&
               strcmp(args[taken], monitor_flags[flag]) != 0)
            flag++;
        if (flag == sizeof(monitor_flags) / sizeof(monitor_flags[0]))
            break;
        o->monitor_flags |= 1u << flag;
    }
    return taken > 0 ? taken : -1;
}

static int take_on_off(const char *word, bool *ret)
{
    *ret = strcmp(word, "on") == 0;
    return *ret || strcmp(word, "off") == 0 ? 0 : iw_wrong("'%s' is neither on nor off", word);
}

static int take_type(const char *word, int *ret)
{
    *ret = kl_wifi_iftype_find(word);
    if (*ret < 0 || (word[0] >= '0' && word[0] <= '9'))
        return iw_wrong("there is no interface type '%s'", word);
    return 0;
}

static int take_add_options(int n, char **args, struct kl_wifi_iface_options *o,
                            unsigned char mac[6])
{
    for (int i = 0; i < n; i++) {
        const char *word = args[i];
        int rc = 0;

        if (i + 1 == n)
            return iw_wrong("a value is missing behind '%s'", word);
        if (strcmp(word, "mesh_id") == 0) {
            o->mesh_id = (const uint8_t *)args[++i];
            o->mesh_id_len = strlen(args[i]);
        } else if (strcmp(word, "4addr") == 0) {
            o->set_4addr = true;
            rc = take_on_off(args[++i], &o->use_4addr);
        } else if (strcmp(word, "addr") == 0) {
            if (!iw_parse_mac(args[++i], mac))
                return iw_wrong("'%s' is no MAC address", args[i]);
            o->mac = mac;
        } else if (strcmp(word, "flags") == 0) {
            int taken = take_flags(n - i - 1, args + i + 1, o);

            if (taken < 0)
                return iw_wrong("there is no monitor flag '%s'", args[i + 1]);
            i += taken;
        } else {
            return iw_wrong("'%s' is not understood", word);
        }
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int run_add(struct iw *iw, int n, char **args)
{
    struct kl_wifi_iface_options o = {.mac = NULL};
    struct kl_wifi_iface made;
    unsigned char mac[6];
    int type, rc;

    if (n < 3 || strcmp(args[1], "type") != 0)
        return IW_USAGE;
    rc = take_type(args[2], &type);
    if (rc == 0)
        rc = take_add_options(n - 3, args + 3, &o, mac);
    if (rc != 0)
        return rc;
    rc =
        kl_wifi_add_interface(iw->wifi, args[0], (unsigned)type, iw->ifindex, iw->wiphy, &o, &made);
    if (rc == 0 && iw->form != IW_TEXT)
        json_iface(iw, &made);
    return rc;
}

static int run_del(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_del_interface(iw->wifi, iw->ifindex);
}

static int run_set_type(struct iw *iw, int n, char **args)
{
    int type, rc;

    if (n != 1)
        return IW_USAGE;
    rc = take_type(args[0], &type);
    return rc != 0 ? rc : kl_wifi_set_interface(iw->wifi, iw->ifindex, type, NULL);
}

static int run_set_4addr(struct iw *iw, int n, char **args)
{
    struct kl_wifi_iface_options o = {.set_4addr = true};
    int rc;

    if (n != 1)
        return IW_USAGE;
    rc = take_on_off(args[0], &o.use_4addr);
    return rc != 0 ? rc : kl_wifi_set_interface(iw->wifi, iw->ifindex, -1, &o);
}

static int run_set_meshid(struct iw *iw, int n, char **args)
{
    struct kl_wifi_iface_options o = {.mesh_id = NULL};

    if (n != 1)
        return IW_USAGE;
    o.mesh_id = (const uint8_t *)args[0];
    o.mesh_id_len = strlen(args[0]);
    return kl_wifi_set_interface(iw->wifi, iw->ifindex, -1, &o);
}

static int run_set_monitor(struct iw *iw, int n, char **args)
{
    struct kl_wifi_iface_options o = {.mac = NULL};

    if (n == 0 || take_flags(n, args, &o) != n)
        return IW_USAGE;
    return kl_wifi_set_interface(iw->wifi, iw->ifindex, NL80211_IFTYPE_MONITOR, &o);
}

const struct iw_command iw_iface_commands[] = {
    {IW_ALL_DEVS, "", "", "List all network interfaces for wireless hardware.", run_dev},
    {IW_DEV, "info", "", "Show information for this interface.", run_info},
    {IW_DEV, "del", "", "Remove this virtual interface.", run_del},
    {IW_DEV | IW_PHY, "interface add",
     "<name> type <type> [mesh_id <meshid>] [4addr on|off] [flags <flag>*] [addr <mac-addr>]",
     "Add a new virtual interface with the given configuration.\n"
     "Types: managed, ibss, ap, monitor, mesh, wds, ocb, __p2pdev, nan.\n"
     "Flags of a monitor: none fcsfail plcpfail control otherbss cook active",
     run_add},
    {IW_DEV, "set type", "<type>", "Set the interface's type.", run_set_type},
    {IW_DEV, "set 4addr", "<on|off>", "Set 4addr (WDS) mode.", run_set_4addr},
    {IW_DEV, "set meshid", "<meshid>", "Set the mesh to be joined when it comes up.",
     run_set_meshid},
    {IW_DEV, "set monitor", "<flag>*", "Set flags of a monitor.", run_set_monitor},
    {.words = NULL},
};
