// SPDX-License-Identifier: MIT
// Paths through a mesh (mpath), and to what is behind it (mpp).
#include "iw.h"

/* The columns behind the addresses, in iw's order. */
static const struct {
    uint16_t info; /* NL80211_MPATH_INFO_* */
    uint8_t size;
    bool hex;
    size_t offset;
    const char *key;
} columns[] = {
#define C(info, hex, field, key)                                                                   \
    {                                                                                              \
        NL80211_MPATH_INFO_##info, sizeof(((struct kl_wifi_mpath *)0)->field), hex,                \
            offsetof(struct kl_wifi_mpath, field), key                                             \
    }
    C(SN, false, sn, "sn"),
    C(METRIC, false, metric, "metric"),
    C(FRAME_QLEN, false, frame_qlen, "frame_queue_len"),
    C(EXPTIME, false, expire_ms, "expire_ms"),
    C(DISCOVERY_TIMEOUT, false, discovery_timeout_ms, "discovery_timeout_ms"),
    C(DISCOVERY_RETRIES, false, discovery_retries, "discovery_retries"),
    C(FLAGS, true, flags, "flags"),
    C(HOP_COUNT, false, hop_count, "hop_count"),
    C(PATH_CHANGE, false, path_change, "path_changes"),
#undef C
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct showing {
    struct iw *iw;
    bool mpp;
};

static uint32_t column_of(const struct kl_wifi_mpath *p, size_t i)
{
    const unsigned char *at = (const unsigned char *)p + columns[i].offset;
    uint32_t value;

    if (columns[i].size == 1)
        return *at;
    memcpy(&value, at, sizeof(value));
    return value;
}

static void json_path(struct iw *iw, const struct kl_wifi_mpath *p, bool mpp)
{
    kl_sink_object_begin(iw->sink);
    iw_put_str(iw, "ifname", iw->name);
    iw_put_mac(iw, "destination", p->dst);
    iw_put_mac(iw, mpp ? "proxy" : "next_hop", p->next_hop);
    for (size_t i = 0; !mpp && i < N_COLUMNS; i++)
        if ((p->has >> columns[i].info & 1) != 0)
            iw_put_uint(iw, columns[i].key, column_of(p, i));
    kl_sink_object_end(iw->sink);
}

static int show(const struct kl_wifi_mpath *p, void *user)
{
    struct showing *s = user;
    struct kl_out *o = s->iw->out;

    if (s->iw->form != IW_TEXT) {
        json_path(s->iw, p, s->mpp);
        return 0;
    }
    iw_mac(o, p->dst);
    kl_out_char(o, ' ');
    iw_mac(o, p->next_hop);
    kl_out_printf(o, " %s", s->iw->name);
    for (size_t i = 0; !s->mpp && i < N_COLUMNS; i++)
        if ((p->has >> columns[i].info & 1) != 0)
            kl_out_printf(o, columns[i].hex ? "\t0x%x" : "\t%u", column_of(p, i));
    kl_out_char(o, '\n');
    return 0;
}

static int dump(struct iw *iw, int n, bool mpp)
{
    struct showing s = {.iw = iw, .mpp = mpp};
    int rc;

    if (n > 0)
        return IW_USAGE;
    if (iw->form == IW_TEXT)
        kl_out_str(iw->out, mpp ? "DEST ADDR         PROXY NODE        IFACE\n"
                                : "DEST ADDR         NEXT HOP          IFACE\tSN\tMETRIC\tQLEN\t"
                                  "EXPTIME\tDTIM\tDRET\tFLAGS\tHOP_COUNT\tPATH_CHANGE\n");
    rc = kl_wifi_get_mpaths(iw->wifi, iw->ifindex, mpp, show, &s);
    return rc < 0 ? rc : 0;
}

static int run_dump(struct iw *iw, int n, char **args)
{
    (void)args;
    return dump(iw, n, false);
}

static int run_mpp_dump(struct iw *iw, int n, char **args)
{
    (void)args;
    return dump(iw, n, true);
}

/* iw says the same of every word that is no address, and ends with 2. */
static int no_mac(void)
{
    return iw_say("invalid mac address"), IW_SAID_2;
}

static int get(struct iw *iw, int n, char **args, bool mpp)
{
    struct showing s = {.iw = iw, .mpp = mpp};
    struct kl_wifi_mpath path;
    unsigned char mac[6];
    int rc;

    if (n != 1)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], mac))
        return no_mac();
    rc = kl_wifi_get_mpath(iw->wifi, iw->ifindex, mpp, mac, &path);
    return rc < 0 ? rc : show(&path, &s);
}

static int run_get(struct iw *iw, int n, char **args)
{
    return get(iw, n, args, false);
}

static int run_mpp_get(struct iw *iw, int n, char **args)
{
    return get(iw, n, args, true);
}

static int put(struct iw *iw, int n, char **args, bool change)
{
    unsigned char dst[6], hop[6];

    if (n != 3 || strcmp(args[1], "next_hop") != 0)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], dst) || !iw_parse_mac(args[2], hop))
        return no_mac();
    return kl_wifi_put_mpath(iw->wifi, iw->ifindex, dst, hop, change);
}

static int run_new(struct iw *iw, int n, char **args)
{
    return put(iw, n, args, false);
}

static int run_set(struct iw *iw, int n, char **args)
{
    return put(iw, n, args, true);
}

static int run_del(struct iw *iw, int n, char **args)
{
    unsigned char mac[6];

    if (n != 1)
        return IW_USAGE;
    return iw_parse_mac(args[0], mac) ? kl_wifi_del_mpath(iw->wifi, iw->ifindex, mac) : no_mac();
}

static int run_probe(struct iw *iw, int n, char **args)
{
    uint8_t frame[1514];
    unsigned char mac[6];
    int len;

    if (n != 3 || strcmp(args[1], "frame") != 0)
        return IW_USAGE;
    if (!iw_parse_mac(args[0], mac))
        return no_mac();
    len = iw_parse_hex(args[2], frame, sizeof(frame));
    if (len <= 0)
        return iw_say("invalid frame pattern: %s", args[2]), IW_SAID_2;
    return kl_wifi_probe_mesh_link(iw->wifi, iw->ifindex, mac, frame, (size_t)len);
}

const struct iw_command iw_mpath_commands[] = {
    {IW_DEV, "mpath dump", "", "List the paths through the mesh.", run_dump},
    {IW_DEV, "mpath get", "<MAC address>", "Show the path to this station.", run_get},
    {IW_DEV, "mpath new", "<destination MAC address> next_hop <next hop MAC address>",
     "Make a path instead of having it found.", run_new},
    {IW_DEV, "mpath set", "<destination MAC address> next_hop <next hop MAC address>",
     "Change the next hop of a path.", run_set},
    {IW_DEV, "mpath del", "<MAC address>", "Remove the path to this station.", run_del},
    {IW_DEV, "mpath probe", "<destination MAC address> frame <frame>",
     "Send an Ethernet frame, in hexadecimal, to this neighbour whatever the paths say.",
     run_probe},
    {IW_DEV, "mpp dump", "", "List what is behind stations of the mesh.", run_mpp_dump},
    {IW_DEV, "mpp get", "<MAC address>", "Show the station that this address is behind.",
     run_mpp_get},
    {.words = NULL},
};
