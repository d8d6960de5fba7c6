// SPDX-License-Identifier: MIT
// Interfaces: read, listed, made, changed, deleted.
#include "wifi.h"

#include <kernlink/wifi_phy.h>

#include <net/if.h>
#include <stdlib.h>

/* No message of an interface is longer: 300 bytes, and 80 for each of up to 15 links. */
#define IFACE_MOST      1536

/* Newer than some headers. */
#define ATTR_RADIO_MASK 333 /* NL80211_ATTR_VIF_RADIO_MASK */

static void read_link(const struct kl_view *v, struct kl_wifi_link *ret)
{
    uint64_t value;

    *ret = (struct kl_wifi_link){.id = (uint8_t)kl_wifi_uint(v, NL80211_ATTR_MLO_LINK_ID, 0)};
    (void)kl_wifi_bytes(v, NL80211_ATTR_MAC, ret->mac, 6);
    ret->has_chan = kl_wifi_read_chan(v, &ret->chan);
    if (kl_view_get_uint(v, NL80211_ATTR_WIPHY_TX_POWER_LEVEL, &value) == 0) {
        ret->has_txpower = true;
        ret->txpower_mbm = (int32_t)value;
    }
}

static void read_links(const struct kl_view *v, struct kl_wifi_iface *ret)
{
    struct kl_view links, link;
    struct kl_attr a;

    if (kl_view_get_nest(v, NL80211_ATTR_MLO_LINKS, &links) < 0)
        return;
    while (ret->n_links < KL_WIFI_MAX_LINKS && kl_view_next(&links, &a) == 1) {
        link = kl_wifi_inside(&a);
        read_link(&link, &ret->links[ret->n_links++]);
    }
}

static void read_words(const struct kl_view *v, struct kl_wifi_iface *ret)
{
    const char *text;
    size_t len;

    if (kl_view_get_str(v, NL80211_ATTR_IFNAME, &text, &len) == 0 && len < sizeof(ret->name))
        memcpy(ret->name, text, len);
    if (kl_view_get_bytes(v, NL80211_ATTR_SSID, (const void **)&text, &len) == 0 &&
        len <= sizeof(ret->ssid)) {
        memcpy(ret->ssid, text, len);
        ret->ssid_len = (uint8_t)len;
        ret->has |= KL_WIFI_I_SSID;
    }
}

static void read_iface(const struct kl_view *v, struct kl_wifi_iface *ret)
{
    uint64_t value;

    *ret = (struct kl_wifi_iface){.wiphy = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_WIPHY, 0),
                                  .iftype = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_IFTYPE, 0)};
    if (kl_view_get_uint(v, NL80211_ATTR_IFINDEX, &value) == 0) {
        ret->ifindex = (uint32_t)value;
        ret->has |= KL_WIFI_I_IFINDEX;
    }
    if (kl_view_get_uint(v, NL80211_ATTR_WDEV, &ret->wdev) == 0)
        ret->has |= KL_WIFI_I_WDEV;
    if (kl_wifi_bytes(v, NL80211_ATTR_MAC, ret->mac, 6))
        ret->has |= KL_WIFI_I_MAC;
    if (kl_wifi_read_chan(v, &ret->chan))
        ret->has |= KL_WIFI_I_CHAN;
    if (kl_view_get_uint(v, NL80211_ATTR_WIPHY_TX_POWER_LEVEL, &value) == 0) {
        ret->txpower_mbm = (int32_t)value; /* in words it is signed, on the wire it is not */
        ret->has |= KL_WIFI_I_TXPOWER;
    }
    if (kl_view_get_uint(v, NL80211_ATTR_4ADDR, &value) == 0) {
        ret->use_4addr = value != 0;
        ret->has |= KL_WIFI_I_4ADDR;
    }
    if (kl_view_get_uint(v, ATTR_RADIO_MASK, &value) == 0) {
        ret->radios = (uint32_t)value;
        ret->has |= KL_WIFI_I_RADIOS;
    }
    kl_wifi_read_txq_stats(v, NL80211_ATTR_TXQ_STATS, &ret->txq);
    read_words(v, ret);
    read_links(v, ret);
}

/* ---- Listing ---- */

int kl_wifi_get_interfaces_dump(struct kl_wifi *w, int64_t wiphy, kl_wifi_iface_fn *fn, void *user)
{
    const struct kl_wifi_list list = {.cmd = NL80211_CMD_GET_INTERFACE,
                                      .key = NL80211_ATTR_WDEV,
                                      .wiphy = wiphy,
                                      .by_phy = true,
                                      .most = IFACE_MOST,
                                      .things = "interfaces"};
    struct kl_answer *a;
    int n = 0, rc = kl_wifi_run_list(w, &list, &a);

    for (size_t i = 0; rc == 0 && i < kl_answer_count(a); i++) {
        struct kl_wifi_iface iface;
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0)
            continue;
        read_iface(&v, &iface);
        if (wiphy >= 0 && iface.wiphy != (uint32_t)wiphy)
            continue; /* kernels before 4.8 do not filter */
        rc = fn(&iface, user);
        n++;
        if (rc < 0) {
            kl_answer_free(a);
            return rc;
        }
    }
    if (rc < 0)
        return rc;
    kl_answer_free(a);
    return n;
}

int kl_wifi_list_dev(struct kl_wifi *w, kl_wifi_iface_fn *fn, void *user)
{
    return kl_wifi_get_interfaces_dump(w, -1, fn, user);
}

struct array {
    struct kl_wifi_iface *items;
    size_t n, room;
};

static int append(const struct kl_wifi_iface *i, void *user)
{
    struct array *a = user;

    if (a->n == a->room) {
        size_t room = a->room > 0 ? 2 * a->room : 8;
        struct kl_wifi_iface *items = realloc(a->items, room * sizeof(*items));

        if (items == NULL)
            return -ENOMEM;
        a->items = items;
        a->room = room;
    }
    a->items[a->n++] = *i;
    return 0;
}

int kl_wifi_get_interfaces_dict(struct kl_wifi *w, struct kl_wifi_iface **ret)
{
    struct array a = {.items = NULL};
    int rc = kl_wifi_list_dev(w, append, &a);

    if (rc < 0)
        free(a.items);
    else
        *ret = a.items;
    return rc;
}

static int take_first(const struct kl_wifi_iface *i, void *user)
{
    struct kl_wifi_iface *ret = user;

    if (ret->has == 0)
        *ret = *i;
    return 0;
}

static int answer_iface(const struct kl_answer *a, struct kl_wifi_iface *ret)
{
    struct kl_view v;

    if (kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0)
        return -EBADMSG;
    read_iface(&v, ret);
    return 0;
}

int kl_wifi_get_interface_by_ifindex(struct kl_wifi *w, uint32_t ifindex, struct kl_wifi_iface *ret)
{
    struct kl_answer *a;
    int rc;

    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_GET_INTERFACE, 0, ifindex);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    rc = answer_iface(a, ret);
    kl_answer_free(a);
    return rc;
}

int kl_wifi_get_interface_by_phy(struct kl_wifi *w, uint32_t wiphy, struct kl_wifi_iface *ret)
{
    struct kl_wifi_iface first = {.has = 0};
    int rc = kl_wifi_get_interfaces_dump(w, wiphy, take_first, &first);

    if (rc < 0)
        return rc;
    if (rc == 0)
        return kl_wifi_refuse(w, -ENODEV, "phy number %u has no interface", wiphy);
    *ret = first;
    return 0;
}

/* A dump may end early when phys come and go: only a list that was checked says that there is none.
 */
static int look_again(struct kl_wifi *w, const char *name, uint32_t *ret)
{
    struct kl_wifi_phys *list;
    bool found = false;
    int n = kl_wifi_list_wiphy(w, &list);

    for (int i = 0; !found && i < n; i++) {
        found = strcmp(kl_wifi_phys_at(list, (size_t)i)->name, name) == 0;
        if (found)
            *ret = kl_wifi_phys_at(list, (size_t)i)->index;
    }
    if (n < 0)
        return n;
    kl_wifi_phys_free(list);
    return found ? 0 : kl_wifi_refuse(w, -ENOENT, "there is no phy '%s'", name);
}

int kl_wifi_find_phy(struct kl_wifi *w, const char *name, uint32_t *ret)
{
    struct kl_answer *a;
    bool found = false;
    int rc;

    kl_wifi_begin(w, NL80211_CMD_GET_WIPHY, NLM_F_DUMP, 0);
    rc = kl_wifi_run_dump(w, &a);
    if (rc < 0)
        return rc;
    for (size_t i = 0; !found && i < kl_answer_count(a); i++) {
        const char *text;
        struct kl_view v;
        size_t len;

        found = kl_wifi_answer_view(a, i, &v) == 0 &&
                kl_view_get_str(&v, NL80211_ATTR_WIPHY_NAME, &text, &len) == 0 &&
                len == strlen(name) && memcmp(text, name, len) == 0;
        if (found)
            *ret = (uint32_t)kl_wifi_uint(&v, NL80211_ATTR_WIPHY, 0);
    }
    kl_answer_free(a);
    return found ? 0 : look_again(w, name, ret);
}

/* ---- Changing ---- */

static void put_options(struct kl_msg *m, const struct kl_wifi_iface_options *o)
{
    if (o == NULL)
        return;
    if (o->set_4addr)
        (void)kl_msg_put_u8(m, NL80211_ATTR_4ADDR, o->use_4addr);
    if (o->mesh_id != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MESH_ID, o->mesh_id, o->mesh_id_len);
    if (o->mac != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, o->mac, 6);
    if (o->socket_owner)
        (void)kl_msg_put_flag(m, NL80211_ATTR_SOCKET_OWNER);
    if (o->set_monitor_flags || o->monitor_flags != 0) {
        (void)kl_msg_nest_begin(m, NL80211_ATTR_MNTR_FLAGS);
        for (uint16_t flag = 1; flag < 32; flag++)
            if ((o->monitor_flags >> flag & 1) != 0)
                (void)kl_msg_put_flag(m, flag);
        (void)kl_msg_nest_end(m);
    }
}

int kl_wifi_add_interface(struct kl_wifi *w, const char *name, unsigned iftype, uint32_t dev,
                          uint32_t phy, const struct kl_wifi_iface_options *options,
                          struct kl_wifi_iface *ret)
{
    struct kl_wifi_iface made;
    struct kl_answer *a;
    int rc;

    if (name == NULL || name[0] == '\0' || strlen(name) >= IFNAMSIZ)
        return kl_wifi_refuse(w, -EINVAL, "an interface's name has 1 to %d characters",
                              IFNAMSIZ - 1);
    kl_wifi_begin(w, NL80211_CMD_NEW_INTERFACE, 0, dev);
    if (dev == 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, phy);
    (void)kl_msg_put_str(w->msg, NL80211_ATTR_IFNAME, name);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_IFTYPE, iftype);
    put_options(w->msg, options);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    rc = ret != NULL ? answer_iface(a, &made) : 0;
    kl_answer_free(a);
    if (rc == 0 && ret != NULL)
        *ret = made;
    return rc;
}

int kl_wifi_del_interface(struct kl_wifi *w, uint32_t ifindex)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_DEL_INTERFACE, 0, ifindex);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_interface(struct kl_wifi *w, uint32_t ifindex, int iftype,
                          const struct kl_wifi_iface_options *options)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_SET_INTERFACE, 0, ifindex);
    if (iftype >= 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_IFTYPE, (uint32_t)iftype);
    put_options(w->msg, options);
    return kl_wifi_run(w, NULL);
}
