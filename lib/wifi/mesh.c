// SPDX-License-Identifier: MIT
// Meshes: joined and left, their parameters, and OCB. Source: net/wireless/mesh.c, ocb.c,
// nl80211.c, nl80211_parse_mesh_config().
#include "wifi.h"

#include <kernlink/wifi_set.h>

// clang-format off
static const struct kl_wifi_mesh_param params[] = {
    {"mesh_retry_timeout", NL80211_MESHCONF_RETRY_TIMEOUT, 2, false, "milliseconds"},
    {"mesh_confirm_timeout", NL80211_MESHCONF_CONFIRM_TIMEOUT, 2, false, "milliseconds"},
    {"mesh_holding_timeout", NL80211_MESHCONF_HOLDING_TIMEOUT, 2, false, "milliseconds"},
    {"mesh_max_peer_links", NL80211_MESHCONF_MAX_PEER_LINKS, 2, false, NULL},
    {"mesh_max_retries", NL80211_MESHCONF_MAX_RETRIES, 1, false, NULL},
    {"mesh_ttl", NL80211_MESHCONF_TTL, 1, false, NULL},
    {"mesh_element_ttl", NL80211_MESHCONF_ELEMENT_TTL, 1, false, NULL},
    {"mesh_auto_open_plinks", NL80211_MESHCONF_AUTO_OPEN_PLINKS, 1, false, NULL},
    {"mesh_hwmp_max_preq_retries", NL80211_MESHCONF_HWMP_MAX_PREQ_RETRIES, 1, false, NULL},
    {"mesh_path_refresh_time", NL80211_MESHCONF_PATH_REFRESH_TIME, 4, false, "milliseconds"},
    {"mesh_min_discovery_timeout", NL80211_MESHCONF_MIN_DISCOVERY_TIMEOUT, 2, false, "milliseconds"},
    {"mesh_hwmp_active_path_timeout", NL80211_MESHCONF_HWMP_ACTIVE_PATH_TIMEOUT, 4, false, "TUs"},
    {"mesh_hwmp_preq_min_interval", NL80211_MESHCONF_HWMP_PREQ_MIN_INTERVAL, 2, false, "TUs"},
    {"mesh_hwmp_net_diameter_traversal_time", NL80211_MESHCONF_HWMP_NET_DIAM_TRVS_TIME, 2, false, "TUs"},
    {"mesh_hwmp_rootmode", NL80211_MESHCONF_HWMP_ROOTMODE, 1, false, NULL},
    {"mesh_hwmp_rann_interval", NL80211_MESHCONF_HWMP_RANN_INTERVAL, 2, false, "TUs"},
    {"mesh_gate_announcements", NL80211_MESHCONF_GATE_ANNOUNCEMENTS, 1, false, NULL},
    {"mesh_fwding", NL80211_MESHCONF_FORWARDING, 1, false, NULL},
    {"mesh_sync_offset_max_neighor", NL80211_MESHCONF_SYNC_OFFSET_MAX_NEIGHBOR, 4, false, NULL},
    {"mesh_rssi_threshold", NL80211_MESHCONF_RSSI_THRESHOLD, 4, true, "dBm"},
    {"mesh_hwmp_active_path_to_root_timeout", NL80211_MESHCONF_HWMP_PATH_TO_ROOT_TIMEOUT, 4, false, "TUs"},
    {"mesh_hwmp_root_interval", NL80211_MESHCONF_HWMP_ROOT_INTERVAL, 2, false, "TUs"},
    {"mesh_hwmp_confirmation_interval", NL80211_MESHCONF_HWMP_CONFIRMATION_INTERVAL, 2, false, "TUs"},
    {"mesh_power_mode", NL80211_MESHCONF_POWER_MODE, 4, false, NULL},
    {"mesh_awake_window", NL80211_MESHCONF_AWAKE_WINDOW, 2, false, "TUs"},
    {"mesh_plink_timeout", NL80211_MESHCONF_PLINK_TIMEOUT, 4, false, "seconds"},
    {"mesh_connected_to_gate", NL80211_MESHCONF_CONNECTED_TO_GATE, 1, false, NULL},
    {"mesh_nolearn", NL80211_MESHCONF_NOLEARN, 1, false, NULL},
    {"mesh_connected_to_as", NL80211_MESHCONF_CONNECTED_TO_AS, 1, false, NULL},
};
// clang-format on

#define N_PARAMS (sizeof(params) / sizeof(params[0]))

const struct kl_wifi_mesh_param *kl_wifi_mesh_params(size_t *ret_n)
{
    *ret_n = N_PARAMS;
    return params;
}

const struct kl_wifi_mesh_param *kl_wifi_mesh_param_find(const char *name)
{
    for (size_t i = 0; i < N_PARAMS; i++)
        if (strcmp(params[i].name, name) == 0)
            return &params[i];
    return NULL;
}

/* The kernel puts the interface's number into the same nest, as attribute 3, which is also that of
 * the holding timeout: only the length tells them apart. */
static bool find_param(struct kl_view nest, const struct kl_wifi_mesh_param *p, int64_t *ret)
{
    struct kl_attr a;
    uint16_t two;
    uint32_t four;

    while (kl_view_next(&nest, &a) == 1) {
        if (a.type != p->attr || a.len != p->size)
            continue;
        if (a.len == 1) {
            *ret = a.data[0];
        } else if (a.len == 2) {
            memcpy(&two, a.data, sizeof(two));
            *ret = two;
        } else {
            memcpy(&four, a.data, sizeof(four));
            *ret = p->is_signed ? (int32_t)four : (int64_t)four;
        }
        return true;
    }
    return false;
}

int kl_wifi_get_mesh_params(struct kl_wifi *w, uint32_t ifindex, kl_wifi_mesh_param_fn *fn,
                            void *user)
{
    struct kl_view v, nest;
    struct kl_answer *a;
    int rc, n = 0;

    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_GET_MESH_CONFIG, 0, ifindex);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0 ||
        kl_view_get_nest(&v, NL80211_ATTR_MESH_CONFIG, &nest) < 0)
        rc = -EBADMSG;
    for (size_t i = 0; rc >= 0 && i < N_PARAMS; i++) {
        struct kl_wifi_mesh_value value = {.param = &params[i]};

        if (!find_param(nest, &params[i], &value.value))
            continue;
        rc = fn(&value, user);
        n++;
    }
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}

static int check_values(struct kl_wifi *w, const struct kl_wifi_mesh_value *values, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        const struct kl_wifi_mesh_param *p = values[i].param;
        int64_t max = p->is_signed ? INT32_MAX : (INT64_C(1) << (8 * p->size)) - 1;
        int64_t min = p->is_signed ? INT32_MIN : 0;

        if (values[i].value < min || values[i].value > max)
            return kl_wifi_refuse(w, -ERANGE, "%s is %lld to %lld", p->name, (long long)min,
                                  (long long)max);
    }
    return 0;
}

static void put_values(struct kl_msg *m, uint16_t nest, const struct kl_wifi_mesh_value *values,
                       unsigned n)
{
    (void)kl_msg_nest_begin(m, nest);
    for (unsigned i = 0; i < n; i++) {
        uint16_t attr = values[i].param->attr;

        if (values[i].param->size == 1)
            (void)kl_msg_put_u8(m, attr, (uint8_t)values[i].value);
        else if (values[i].param->size == 2)
            (void)kl_msg_put_u16(m, attr, (uint16_t)values[i].value);
        else
            (void)kl_msg_put_u32(m, attr, (uint32_t)values[i].value);
    }
    (void)kl_msg_nest_end(m);
}

int kl_wifi_set_mesh_params(struct kl_wifi *w, uint32_t ifindex,
                            const struct kl_wifi_mesh_value *values, unsigned n)
{
    int rc = check_values(w, values, n);

    if (rc < 0)
        return rc;
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_SET_MESH_CONFIG, 0, ifindex);
    put_values(w->msg, NL80211_ATTR_MESH_CONFIG, values, n);
    return kl_wifi_run(w, NULL);
}

/* ---- Joining ---- */

int kl_wifi_join_mesh(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_mesh *m)
{
    struct kl_wifi_chan chan;
    char why[160];
    int rc = check_values(w, m->values, m->n_values);

    if (rc < 0)
        return rc;
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    if (m->id == NULL || m->id_len == 0 || m->id_len > KL_WIFI_SSID_MAX)
        return kl_wifi_refuse(w, -EINVAL, "a mesh's id has 1 to %d bytes", KL_WIFI_SSID_MAX);
    if (m->chan != NULL) {
        chan = *m->chan;
        if (kl_wifi_chan_complete(&chan, why, sizeof(why)) < 0)
            return kl_wifi_refuse(w, -EINVAL, "%s", why);
    }
    kl_wifi_begin(w, NL80211_CMD_JOIN_MESH, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MESH_ID, m->id, m->id_len);
    if (m->chan != NULL)
        kl_wifi_put_chan(w->msg, &chan);
    if (m->n_basic_rates > 0)
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_BSS_BASIC_RATES, m->basic_rates,
                               m->n_basic_rates);
    if (m->mcast_rate != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_MCAST_RATE, m->mcast_rate);
    if (m->beacon_interval != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_BEACON_INTERVAL, m->beacon_interval);
    if (m->dtim_period != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_DTIM_PERIOD, m->dtim_period);
    if (m->set_vendor_sync) {
        (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_MESH_SETUP);
        (void)kl_msg_put_u8(w->msg, NL80211_MESH_SETUP_ENABLE_VENDOR_SYNC, m->vendor_sync);
        (void)kl_msg_nest_end(w->msg);
    }
    if (m->n_values > 0)
        put_values(w->msg, NL80211_ATTR_MESH_CONFIG, m->values, m->n_values);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_leave_mesh(struct kl_wifi *w, uint32_t ifindex)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_LEAVE_MESH, 0, ifindex);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_join_ocb(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_chan *c)
{
    struct kl_wifi_chan chan = *c;
    char why[160];

    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    if (kl_wifi_chan_complete(&chan, why, sizeof(why)) < 0)
        return kl_wifi_refuse(w, -EINVAL, "%s", why);
    kl_wifi_begin(w, NL80211_CMD_JOIN_OCB, 0, ifindex);
    kl_wifi_put_chan(w->msg, &chan);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_leave_ocb(struct kl_wifi *w, uint32_t ifindex)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_LEAVE_OCB, 0, ifindex);
    return kl_wifi_run(w, NULL);
}
