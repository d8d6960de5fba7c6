// SPDX-License-Identifier: MIT
// Keys, and direct links of stations (TDLS). Source: net/wireless/nl80211.c, nl80211_get_key(),
// nl80211_new_key(), nl80211_set_key(), nl80211_tdls_mgmt().
#include "wifi.h"

#include <kernlink/wifi_ap.h>

#include <stdio.h>
#include <stdlib.h>

static const struct cipher {
    uint32_t number;
    uint8_t len; /* of its key */
    const char *name;
} ciphers[] = {
    {0x000fac01, 5, "WEP40"},     {0x000fac02, 32, "TKIP"},     {0x000fac04, 16, "CCMP"},
    {0x000fac05, 13, "WEP104"},   {0x000fac06, 16, "CMAC"},     {0x000fac08, 16, "GCMP"},
    {0x000fac09, 32, "GCMP-256"}, {0x000fac0a, 32, "CCMP-256"}, {0x000fac0b, 16, "GMAC"},
    {0x000fac0c, 32, "GMAC-256"}, {0x000fac0d, 32, "CMAC-256"}, {0x00147201, 32, "WPI-SMS4"},
};

static const struct cipher *find_cipher(uint32_t number)
{
    for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++)
        if (ciphers[i].number == number)
            return &ciphers[i];
    return NULL;
}

const char *kl_wifi_cipher_name(uint32_t cipher, char buffer[16])
{
    const struct cipher *c = find_cipher(cipher);

    if (c != NULL)
        return c->name;
    snprintf(buffer, 16, "%02x-%02x-%02x:%u", cipher >> 24, cipher >> 16 & 255, cipher >> 8 & 255,
             cipher & 255);
    return buffer;
}

int kl_wifi_cipher_find(const char *name, uint32_t *ret)
{
    char *end;
    unsigned long number;

    for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++)
        if (strcasecmp(ciphers[i].name, name) == 0) {
            *ret = ciphers[i].number;
            return 0;
        }
    if (strncmp(name, "0x", 2) != 0)
        return -EINVAL;
    errno = 0;
    number = strtoul(name, &end, 16);
    if (errno != 0 || *end != '\0' || number > UINT32_MAX)
        return -EINVAL;
    *ret = (uint32_t)number;
    return 0;
}

static int check_index(struct kl_wifi *w, unsigned index)
{
    return index <= 7 ? 0
                      : kl_wifi_refuse(w, -EINVAL, "keys have the numbers 0 to 7, not %u", index);
}

static void put_whose(struct kl_msg *m, const unsigned char *mac)
{
    if (mac != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, mac, 6);
    (void)kl_msg_put_u32(m, NL80211_ATTR_KEY_TYPE,
                         mac != NULL ? NL80211_KEYTYPE_PAIRWISE : NL80211_KEYTYPE_GROUP);
}

static void take_bytes(const struct kl_view *v, uint16_t attr, uint8_t *ret, size_t size,
                       uint8_t *ret_len)
{
    const void *data;
    size_t len;

    if (kl_view_get_bytes(v, attr, &data, &len) < 0 || len > size)
        return;
    memcpy(ret, data, len);
    *ret_len = (uint8_t)len;
}

int kl_wifi_key_get(struct kl_wifi *w, uint32_t ifindex, unsigned index, const unsigned char *mac,
                    struct kl_wifi_key *ret)
{
    struct kl_wifi_key key = {.index = (uint8_t)index, .pairwise = mac != NULL};
    struct kl_answer *a;
    struct kl_view v;
    int rc = check_index(w, index);

    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_GET_KEY, 0, ifindex);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_KEY_IDX, (uint8_t)index);
    put_whose(w->msg, mac);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0) {
        kl_answer_free(a);
        return kl_wifi_refuse(w, -EBADMSG, "the answer has no key");
    }
    key.cipher = (uint32_t)kl_wifi_uint(&v, NL80211_ATTR_KEY_CIPHER, 0);
    take_bytes(&v, NL80211_ATTR_KEY_DATA, key.data, sizeof(key.data), &key.data_len);
    take_bytes(&v, NL80211_ATTR_KEY_SEQ, key.seq, sizeof(key.seq), &key.seq_len);
    kl_answer_free(a);
    *ret = key;
    return 0;
}

int kl_wifi_key_new(struct kl_wifi *w, uint32_t ifindex, const unsigned char *mac,
                    const struct kl_wifi_key *key)
{
    const struct cipher *c = find_cipher(key->cipher);
    int rc = check_index(w, key->index);

    if (rc < 0)
        return rc;
    if (key->data_len == 0 || key->data_len > sizeof(key->data))
        return kl_wifi_refuse(w, -EINVAL, "a key has 1 to 32 bytes, not %u", key->data_len);
    if (c != NULL && c->len != key->data_len)
        return kl_wifi_refuse(w, -EINVAL, "a key of %s has %u bytes, not %u", c->name, c->len,
                              key->data_len);
    kl_wifi_begin(w, NL80211_CMD_NEW_KEY, 0, ifindex);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_KEY_IDX, key->index);
    put_whose(w->msg, mac);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_KEY_CIPHER, key->cipher);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_KEY_DATA, key->data, key->data_len);
    if (key->seq_len > 0 && key->seq_len <= sizeof(key->seq))
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_KEY_SEQ, key->seq, key->seq_len);
    return kl_wifi_run_key(w);
}

int kl_wifi_key_del(struct kl_wifi *w, uint32_t ifindex, unsigned index, const unsigned char *mac)
{
    int rc = check_index(w, index);

    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_DEL_KEY, 0, ifindex);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_KEY_IDX, (uint8_t)index);
    put_whose(w->msg, mac);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_key_default(struct kl_wifi *w, uint32_t ifindex, unsigned index, unsigned use)
{
    int rc = check_index(w, index);

    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_SET_KEY, 0, ifindex);
    (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_KEY);
    (void)kl_msg_put_u8(w->msg, NL80211_KEY_IDX, (uint8_t)index);
    if ((use & (KL_WIFI_KEY_UNICAST | KL_WIFI_KEY_MULTICAST)) != 0) {
        (void)kl_msg_put_flag(w->msg, NL80211_KEY_DEFAULT);
        (void)kl_msg_nest_begin(w->msg, NL80211_KEY_DEFAULT_TYPES);
        if ((use & KL_WIFI_KEY_UNICAST) != 0)
            (void)kl_msg_put_flag(w->msg, NL80211_KEY_DEFAULT_TYPE_UNICAST);
        if ((use & KL_WIFI_KEY_MULTICAST) != 0)
            (void)kl_msg_put_flag(w->msg, NL80211_KEY_DEFAULT_TYPE_MULTICAST);
        (void)kl_msg_nest_end(w->msg);
    }
    if ((use & KL_WIFI_KEY_MGMT) != 0)
        (void)kl_msg_put_flag(w->msg, NL80211_KEY_DEFAULT_MGMT);
    if ((use & KL_WIFI_KEY_BEACON) != 0)
        (void)kl_msg_put_flag(w->msg, NL80211_KEY_DEFAULT_BEACON);
    (void)kl_msg_nest_end(w->msg);
    return kl_wifi_run(w, NULL);
}

/* ---- Direct links ---- */

static int begin_peer(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex, const unsigned char *peer)
{
    if (peer == NULL)
        return kl_wifi_refuse(w, -EINVAL, "the address of the peer is needed");
    kl_wifi_begin(w, cmd, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, peer, 6);
    return 0;
}

int kl_wifi_tdls_send(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_tdls_frame *f)
{
    int rc = begin_peer(w, NL80211_CMD_TDLS_MGMT, ifindex, f->peer);

    if (rc < 0)
        return rc;
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_TDLS_ACTION, f->action);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_TDLS_DIALOG_TOKEN, f->token);
    (void)kl_msg_put_u16(w->msg, NL80211_ATTR_STATUS_CODE, f->status);
    if (f->peer_capability != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_TDLS_PEER_CAPABILITY, f->peer_capability);
    if (f->initiator)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_TDLS_INITIATOR);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_IE, f->ies, f->ies_len);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_tdls_oper(struct kl_wifi *w, uint32_t ifindex, const unsigned char peer[6],
                      unsigned operation)
{
    int rc = begin_peer(w, NL80211_CMD_TDLS_OPER, ifindex, peer);

    if (rc < 0)
        return rc;
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_TDLS_OPERATION, (uint8_t)operation);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_tdls_switch(struct kl_wifi *w, uint32_t ifindex, const unsigned char peer[6],
                        unsigned oper_class, const struct kl_wifi_chan *c)
{
    int rc = begin_peer(w, NL80211_CMD_TDLS_CHANNEL_SWITCH, ifindex, peer);

    if (rc < 0)
        return rc;
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_OPER_CLASS, (uint8_t)oper_class);
    kl_wifi_put_chan(w->msg, c);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_tdls_switch_cancel(struct kl_wifi *w, uint32_t ifindex, const unsigned char peer[6])
{
    int rc = begin_peer(w, NL80211_CMD_TDLS_CANCEL_CHANNEL_SWITCH, ifindex, peer);

    return rc < 0 ? rc : kl_wifi_run(w, NULL);
}
