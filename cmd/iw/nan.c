// SPDX-License-Identifier: MIT
// Interfaces that are no network devices: nan, p2p; and hwsim, which asks a simulated radio.
#include "../../lib/wifi/wifi.h"
#include "iw.h"
#include "nan_args.h"

#include <stdlib.h>

/* ---- P2P devices ---- */

static int run_p2p_start(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_start_p2p_device(iw->wifi, iw->ifindex);
}

static int run_p2p_stop(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_stop_p2p_device(iw->wifi, iw->ifindex);
}

/* ---- NAN ---- */

/* "[pref <pref>] [bands [2GHz] [5GHz]]" */
static int take_nan(struct iw *iw, int n, char **args, struct kl_wifi_nan *ret)
{
    uint64_t pref;
    int i = 0;

    *ret = (struct kl_wifi_nan){.bands = 0};
    if (n >= 2 && strcmp(args[0], "pref") == 0) {
        if (!iw_parse_number(args[1], 0, UINT8_MAX, &pref))
            return kl_wifi_refuse(iw->wifi, -EINVAL, "'%s' is no number of 0 to 255", args[1]);
        ret->master_pref = (uint8_t)pref;
        i = 2;
    }
    if (i < n && strcmp(args[i], "bands") == 0) {
        while (++i < n) {
            if (strcmp(args[i], "2GHz") == 0)
                ret->bands |= 1u << NL80211_BAND_2GHZ;
            else if (strcmp(args[i], "5GHz") == 0)
                ret->bands |= 1u << NL80211_BAND_5GHZ;
            else
                return kl_wifi_refuse(iw->wifi, -EINVAL, "'%s' is neither 2GHz nor 5GHz", args[i]);
        }
        if (ret->bands == 0)
            return kl_wifi_refuse(iw->wifi, -EINVAL, "bands: 2GHz or 5GHz is missing");
    }
    return i == n
               ? 0
               : kl_wifi_refuse(iw->wifi, -EINVAL, "'%s' is not understood, or not there", args[i]);
}

static int run_nan_start(struct iw *iw, int n, char **args)
{
    struct kl_wifi_nan nan;
    int rc = take_nan(iw, n, args, &nan);

    return rc < 0 ? rc : kl_wifi_start_nan(iw->wifi, iw->ifindex, &nan);
}

static int run_nan_config(struct iw *iw, int n, char **args)
{
    struct kl_wifi_nan nan;
    int rc = take_nan(iw, n, args, &nan);

    return rc < 0 ? rc : kl_wifi_change_nan(iw->wifi, iw->ifindex, &nan);
}

static int run_nan_stop(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_stop_nan(iw->wifi, iw->ifindex);
}

static int run_nan_add_func(struct iw *iw, int n, char **args)
{
    uint8_t instance = 0;
    uint64_t cookie = 0;
    struct iw_nan nan;
    char why[160];
    int rc = iw_parse_nan(n, args, &nan, why, sizeof(why));

    if (rc < 0)
        return kl_wifi_refuse(iw->wifi, rc, "%s", why);
    rc = kl_wifi_add_nan_func(iw->wifi, iw->ifindex, &nan.f, &instance, &cookie);
    if (rc < 0)
        return rc;
    if (iw->form == IW_TEXT) {
        kl_out_printf(iw->out, "instance_id: %u, cookie: %llu\n", instance,
                      (unsigned long long)cookie);
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    iw_put_uint(iw, "instance_id", instance);
    iw_put_uint(iw, "cookie", cookie);
    kl_sink_object_end(iw->sink);
    return 0;
}

static int run_nan_rm_func(struct iw *iw, int n, char **args)
{
    uint64_t cookie;

    if (n != 2 || strcmp(args[0], "cookie") != 0 ||
        !iw_parse_number(args[1], 0, UINT64_MAX, &cookie))
        return kl_wifi_refuse(iw->wifi, -EINVAL, "cookie and a number are wanted");
    return kl_wifi_del_nan_func(iw->wifi, iw->ifindex, cookie);
}

/* ---- Simulated radios ---- */

/* Source: drivers/net/wireless/virtual/mac80211_hwsim.c, enum hwsim_testmode_attr and _cmd. */
enum { TM_CMD = 1, TM_PS = 2 };
enum { TM_CMD_SET_PS, TM_CMD_GET_PS, TM_CMD_STOP_QUEUES, TM_CMD_WAKE_QUEUES };

static int show_ps(const struct kl_view *answer, void *user)
{
    struct iw *iw = user;
    uint64_t ps;

    if (kl_view_get_uint(answer, TM_PS, &ps) < 0)
        return 0;
    if (iw->form == IW_TEXT) {
        kl_out_printf(iw->out, "HWSIM PS: %u\n", (unsigned)ps);
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    iw_put_uint(iw, "power_save", ps);
    kl_sink_object_end(iw->sink);
    return 0;
}

/* @ps negative: none is told. */
static int ask_hwsim(struct iw *iw, uint32_t cmd, int64_t ps)
{
    struct {
        struct nlattr cmd_attr;
        uint32_t cmd;
        struct nlattr ps_attr;
        uint32_t ps;
    } data = {{8, TM_CMD}, cmd, {8, TM_PS}, (uint32_t)ps};

    return kl_wifi_testmode(iw->wifi, iw->wiphy, &data, ps < 0 ? 8 : 16,
                            cmd == TM_CMD_GET_PS ? show_ps : NULL, iw);
}

static int run_getps(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : ask_hwsim(iw, TM_CMD_GET_PS, -1);
}

static int run_setps(struct iw *iw, int n, char **args)
{
    uint64_t ps;

    if (n != 1)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 0, UINT32_MAX, &ps))
        return iw_wrong("'%s' is no number", args[0]);
    return ask_hwsim(iw, TM_CMD_SET_PS, (int64_t)ps);
}

static int run_stopqueues(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : ask_hwsim(iw, TM_CMD_STOP_QUEUES, -1);
}

static int run_wakequeues(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : ask_hwsim(iw, TM_CMD_WAKE_QUEUES, -1);
}

const struct iw_command iw_nan_commands[] = {
    {IW_WDEV, "nan start", "pref <pref> [bands [2GHz] [5GHz]]",
     "Begin to be a NAN device, with this wish (2 to 254) to be the master.", run_nan_start},
    {IW_WDEV, "nan stop", "", "End it.", run_nan_stop},
    {IW_WDEV, "nan config", "[pref <pref>] [bands [2GHz] [5GHz]]", "Change how it is one.",
     run_nan_config},
    {IW_WDEV, "nan add_func",
     "type <publish|subscribe|followup> [active] [solicited] [unsolicited] [bcast]"
     " [close_range] name <name> [info <info>]"
     " [flw_up_id <id> flw_up_req_id <id> flw_up_dest <mac>] [ttl <ttl>]"
     " [srf <include|exclude> <bf|list> [bf_idx] [bf_len] <mac1;mac2...>]"
     " [rx_filter <str1:str2...>] [tx_filter <str1:str2...>]",
     "Offer a service, look for one, or speak to one that was found. Shows the number and the\n"
     "cookie of what was added; `iw event` shows what comes of it.",
     run_nan_add_func},
    {IW_WDEV, "nan rm_func", "cookie <cookie>", "Take it back.", run_nan_rm_func},
    {IW_WDEV, "p2p start", "", "Let this P2P device be found.", run_p2p_start},
    {IW_WDEV, "p2p stop", "", "End it.", run_p2p_stop},
    {IW_PHY, "hwsim getps", "", "Show the power saving of a simulated radio.", run_getps},
    {IW_PHY, "hwsim setps", "<value>", "Set it: 0 none, 1 save, 2 automatic, 3 polled by hand.",
     run_setps},
    {IW_PHY, "hwsim stopqueues", "", "Stop the queues of a simulated radio.", run_stopqueues},
    {IW_PHY, "hwsim wakequeues", "", "Let them go on.", run_wakequeues},
    {.words = NULL},
};
