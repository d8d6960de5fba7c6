// SPDX-License-Identifier: MIT
// Paths of a mesh, and of those outside it (mpp). Source: net/wireless/nl80211.c,
// nl80211_send_mpath().
#include "wifi.h"

#include <kernlink/wifi_set.h>

static void read_info(const struct kl_view *info, struct kl_wifi_mpath *ret)
{
    static const struct {
        uint16_t attr;
        uint8_t size;
        size_t offset;
    } fields[] = {
#define F(attr, field)                                                                             \
    {NL80211_MPATH_INFO_##attr, sizeof(((struct kl_wifi_mpath *)0)->field),                        \
     offsetof(struct kl_wifi_mpath, field)}
        F(FRAME_QLEN, frame_qlen),
        F(SN, sn),
        F(METRIC, metric),
        F(EXPTIME, expire_ms),
        F(FLAGS, flags),
        F(DISCOVERY_TIMEOUT, discovery_timeout_ms),
        F(DISCOVERY_RETRIES, discovery_retries),
        F(HOP_COUNT, hop_count),
        F(PATH_CHANGE, path_change),
#undef F
    };

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (kl_wifi_bytes(info, fields[i].attr, (char *)ret + fields[i].offset, fields[i].size))
            ret->has |= 1u << fields[i].attr;
}

static void read_mpath(const struct kl_view *v, struct kl_wifi_mpath *ret)
{
    struct kl_view info;

    *ret = (struct kl_wifi_mpath){.ifindex = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_IFINDEX, 0)};
    (void)kl_wifi_bytes(v, NL80211_ATTR_MAC, ret->dst, 6);
    (void)kl_wifi_bytes(v, NL80211_ATTR_MPATH_NEXT_HOP, ret->next_hop, 6);
    if (kl_view_get_nest(v, NL80211_ATTR_MPATH_INFO, &info) == 0)
        read_info(&info, ret);
}

int kl_wifi_get_mpaths(struct kl_wifi *w, uint32_t ifindex, bool mpp, kl_wifi_mpath_fn *fn,
                       void *user)
{
    const struct kl_wifi_list list = {.cmd = mpp ? NL80211_CMD_GET_MPP : NL80211_CMD_GET_MPATH,
                                      .key = NL80211_ATTR_MAC,
                                      .ifindex = ifindex,
                                      .wiphy = -1,
                                      .things = "paths"};
    struct kl_answer *a;
    int n = 0, rc = kl_wifi_run_list(w, &list, &a);

    if (rc < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < kl_answer_count(a); i++) {
        struct kl_wifi_mpath path;
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0)
            continue;
        read_mpath(&v, &path);
        rc = fn(&path, user);
        n++;
    }
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}

int kl_wifi_get_mpath(struct kl_wifi *w, uint32_t ifindex, bool mpp, const unsigned char dst[6],
                      struct kl_wifi_mpath *ret)
{
    struct kl_answer *a;
    struct kl_view v;
    int rc;

    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, mpp ? NL80211_CMD_GET_MPP : NL80211_CMD_GET_MPATH, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, dst, 6);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0)
        rc = -EBADMSG;
    else
        read_mpath(&v, ret);
    kl_answer_free(a);
    return rc;
}

int kl_wifi_put_mpath(struct kl_wifi *w, uint32_t ifindex, const unsigned char dst[6],
                      const unsigned char next_hop[6], bool change)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, change ? NL80211_CMD_SET_MPATH : NL80211_CMD_NEW_MPATH, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, dst, 6);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MPATH_NEXT_HOP, next_hop, 6);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_del_mpath(struct kl_wifi *w, uint32_t ifindex, const unsigned char *dst)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_DEL_MPATH, 0, ifindex);
    if (dst != NULL)
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, dst, 6);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_probe_mesh_link(struct kl_wifi *w, uint32_t ifindex, const unsigned char dst[6],
                            const uint8_t *frame, size_t len)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_PROBE_MESH_LINK, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, dst, 6);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_FRAME, frame, len);
    return kl_wifi_run(w, NULL);
}
