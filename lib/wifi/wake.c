// SPDX-License-Identifier: MIT
// Waking the machine by radio, and holding received packets back: what is set, and what is read.
// Source: net/wireless/nl80211.c, nl80211_set_wowlan(), nl80211_parse_wowlan_tcp(),
// nl80211_send_coalesce().
#include "wake.h"

#include <stdlib.h>

/* Those of the triggers that say all by being there. */
#define FLAGS                                                                                      \
    (1u << NL80211_WOWLAN_TRIG_ANY | 1u << NL80211_WOWLAN_TRIG_DISCONNECT |                        \
     1u << NL80211_WOWLAN_TRIG_MAGIC_PKT | 1u << NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE |           \
     1u << NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST | 1u << NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE |      \
     1u << NL80211_WOWLAN_TRIG_RFKILL_RELEASE)

/* ---- Setting ---- */

static int check_tcp(struct kl_wifi *w, const struct kl_wifi_wake_tcp *t)
{
    if (t->data == NULL || t->data_len == 0 || t->interval_s == 0 || t->dst_port == 0)
        return kl_wifi_refuse(w, -EINVAL,
                              "a connection that wakes needs a port, data and an interval");
    if (t->wake != NULL && (t->wake_len == 0 || t->wake_mask == NULL))
        return kl_wifi_refuse(w, -EINVAL, "data that wakes needs a length and a mask");
    if (t->has_seq && (t->seq_len == 0 || t->seq_len > 4 || t->seq_offset > t->data_len ||
                       t->seq_len > t->data_len - t->seq_offset))
        return kl_wifi_refuse(w, -EINVAL, "the number of %u bytes at %u is not in the data",
                              t->seq_len, t->seq_offset);
    if (t->tokens != NULL && (t->token_len == 0 || t->token_offset > t->data_len ||
                              t->token_len > t->data_len - t->token_offset ||
                              t->tokens_len < t->token_len || t->tokens_len > UINT16_MAX / 2))
        return kl_wifi_refuse(w, -EINVAL, "the token of %u bytes at %u is not in the data",
                              t->token_len, t->token_offset);
    return 0;
}

static void put_tokens(struct kl_msg *m, const struct kl_wifi_wake_tcp *t)
{
    struct nl80211_wowlan_tcp_data_token *token;
    size_t size = sizeof(*token) + t->tokens_len;

    token = calloc(1, size);
    if (token == NULL)
        return;
    token->offset = t->token_offset;
    token->len = t->token_len;
    memcpy(token->token_stream, t->tokens, t->tokens_len);
    (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN, token, size);
    free(token);
}

static void put_tcp(struct kl_msg *m, const struct kl_wifi_wake_tcp *t)
{
    struct nl80211_wowlan_tcp_data_seq seq = {
        .start = t->seq_start, .offset = t->seq_offset, .len = t->seq_len};

    (void)kl_msg_nest_begin(m, NL80211_WOWLAN_TRIG_TCP_CONNECTION);
    (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_SRC_IPV4, t->src, 4);
    (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_DST_IPV4, t->dst, 4);
    (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_DST_MAC, t->dst_mac, 6);
    if (t->src_port != 0)
        (void)kl_msg_put_u16(m, NL80211_WOWLAN_TCP_SRC_PORT, t->src_port);
    (void)kl_msg_put_u16(m, NL80211_WOWLAN_TCP_DST_PORT, t->dst_port);
    (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_DATA_PAYLOAD, t->data, t->data_len);
    (void)kl_msg_put_u32(m, NL80211_WOWLAN_TCP_DATA_INTERVAL, t->interval_s);
    if (t->wake != NULL) {
        (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_WAKE_PAYLOAD, t->wake, t->wake_len);
        (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_WAKE_MASK, t->wake_mask,
                               (t->wake_len + 7) / 8);
    }
    if (t->has_seq)
        (void)kl_msg_put_bytes(m, NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ, &seq, sizeof(seq));
    if (t->tokens != NULL)
        put_tokens(m, t);
    (void)kl_msg_nest_end(m);
}

static int check_wake(struct kl_wifi *w, const struct kl_wifi_wake *wake)
{
    int rc = 0;

    if ((wake->triggers & ~FLAGS) != 0)
        return kl_wifi_refuse(w, -EINVAL, "0x%x holds triggers that are no flags", wake->triggers);
    if (wake->n_patterns > 0)
        rc = kl_wifi_check_patterns(w, wake->patterns, wake->n_patterns);
    if (rc == 0 && wake->tcp != NULL)
        rc = check_tcp(w, wake->tcp);
    if (rc == 0 && wake->net_detect != NULL)
        rc = kl_wifi_check_sched(w, wake->net_detect);
    return rc;
}

int kl_wifi_set_wowlan(struct kl_wifi *w, uint32_t wiphy, const struct kl_wifi_wake *wake)
{
    int rc = wake != NULL ? check_wake(w, wake) : 0;
    bool any = wake != NULL && (wake->triggers != 0 || wake->n_patterns > 0 || wake->tcp != NULL ||
                                wake->net_detect != NULL);

    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_SET_WOWLAN, 0, 0);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    if (any) {
        (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_WOWLAN_TRIGGERS);
        for (uint16_t t = 1; t < 32; t++)
            if ((wake->triggers >> t & 1) != 0)
                (void)kl_msg_put_flag(w->msg, t);
        if (wake->n_patterns > 0)
            kl_wifi_put_patterns(w->msg, NL80211_WOWLAN_TRIG_PKT_PATTERN, wake->patterns,
                                 wake->n_patterns);
        if (wake->tcp != NULL)
            put_tcp(w->msg, wake->tcp);
        if (wake->net_detect != NULL) {
            (void)kl_msg_nest_begin(w->msg, NL80211_WOWLAN_TRIG_NET_DETECT);
            kl_wifi_put_sched(w->msg, wake->net_detect);
            (void)kl_msg_nest_end(w->msg);
        }
        (void)kl_msg_nest_end(w->msg);
    }
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_coalesce(struct kl_wifi *w, uint32_t wiphy,
                         const struct kl_wifi_coalesce_rule *rules, unsigned n)
{
    int rc = 0;

    for (unsigned i = 0; rc == 0 && i < n; i++)
        rc = rules[i].n_patterns > 0
                 ? kl_wifi_check_patterns(w, rules[i].patterns, rules[i].n_patterns)
                 : kl_wifi_refuse(w, -EINVAL, "rule %u has no pattern", i + 1);
    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_SET_COALESCE, 0, 0);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    if (n > 0)
        (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_COALESCE_RULE);
    for (unsigned i = 0; i < n; i++) {
        (void)kl_msg_nest_begin(w->msg, (uint16_t)(i + 1));
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_COALESCE_RULE_DELAY, rules[i].delay_ms);
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_COALESCE_RULE_CONDITION, rules[i].condition);
        kl_wifi_put_patterns(w->msg, NL80211_ATTR_COALESCE_RULE_PKT_PATTERN, rules[i].patterns,
                             rules[i].n_patterns);
        (void)kl_msg_nest_end(w->msg);
    }
    if (n > 0)
        (void)kl_msg_nest_end(w->msg);
    return kl_wifi_run(w, NULL);
}

/* ---- Reading ---- */

static int ask(struct kl_wifi *w, uint8_t cmd, uint32_t wiphy, struct kl_answer **ret,
               struct kl_view *ret_view)
{
    int rc;

    kl_wifi_begin(w, cmd, 0, 0);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    rc = kl_wifi_run(w, ret);
    if (rc < 0)
        return rc;
    if (kl_answer_count(*ret) > 0 && kl_wifi_answer_view(*ret, 0, ret_view) == 0)
        return 0;
    kl_answer_free(*ret);
    return kl_wifi_refuse(w, -EBADMSG, "the answer has nothing in it");
}

static void read_bytes(const struct kl_view *v, uint16_t attr, const uint8_t **ret, uint32_t *len)
{
    const void *data;
    size_t n;

    if (kl_view_get_bytes(v, attr, &data, &n) < 0)
        return;
    *ret = data;
    *len = (uint32_t)n;
}

static void read_tcp(const struct kl_view *v, struct kl_wifi_wake_tcp *t)
{
    struct nl80211_wowlan_tcp_data_seq seq;
    struct nl80211_wowlan_tcp_data_token token;
    uint32_t mask_len = 0;

    (void)kl_wifi_bytes(v, NL80211_WOWLAN_TCP_SRC_IPV4, t->src, 4);
    (void)kl_wifi_bytes(v, NL80211_WOWLAN_TCP_DST_IPV4, t->dst, 4);
    (void)kl_wifi_bytes(v, NL80211_WOWLAN_TCP_DST_MAC, t->dst_mac, 6);
    t->src_port = (uint16_t)kl_wifi_uint(v, NL80211_WOWLAN_TCP_SRC_PORT, 0);
    t->dst_port = (uint16_t)kl_wifi_uint(v, NL80211_WOWLAN_TCP_DST_PORT, 0);
    t->interval_s = (uint32_t)kl_wifi_uint(v, NL80211_WOWLAN_TCP_DATA_INTERVAL, 0);
    read_bytes(v, NL80211_WOWLAN_TCP_DATA_PAYLOAD, &t->data, &t->data_len);
    read_bytes(v, NL80211_WOWLAN_TCP_WAKE_PAYLOAD, &t->wake, &t->wake_len);
    read_bytes(v, NL80211_WOWLAN_TCP_WAKE_MASK, &t->wake_mask, &mask_len);
    if (mask_len < (t->wake_len + 7) / 8)
        t->wake = NULL;
    if (kl_wifi_bytes(v, NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ, &seq, sizeof(seq))) {
        t->has_seq = true;
        t->seq_start = seq.start;
        t->seq_offset = seq.offset;
        t->seq_len = seq.len;
    }
    if (kl_wifi_bytes(v, NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN, &token, sizeof(token))) {
        read_bytes(v, NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN, &t->tokens, &t->tokens_len);
        t->tokens += sizeof(token);
        t->tokens_len -= (uint32_t)sizeof(token);
        t->token_offset = token.offset;
        t->token_len = token.len;
    }
}

#define MAX_ND 64 /* the kernel's drivers have some 10 */

struct net_detect {
    struct kl_wifi_sched_options o;
    struct kl_wifi_scan_plan plans[MAX_ND];
    struct kl_wifi_sched_match matches[MAX_ND];
    uint32_t freqs[256];
};

static void read_match(const struct kl_view *v, struct kl_wifi_sched_match *m)
{
    const void *ssid;
    size_t len;

    if (kl_view_get_bytes(v, NL80211_SCHED_SCAN_MATCH_ATTR_SSID, &ssid, &len) == 0 &&
        len <= KL_WIFI_SSID_MAX) {
        memcpy(m->ssid.data, ssid, len);
        m->ssid.len = (uint8_t)len;
    }
    m->has_rssi = kl_wifi_bytes(v, NL80211_SCHED_SCAN_MATCH_ATTR_RSSI, &m->rssi_dbm, 4);
}

static void read_net_detect(const struct kl_view *v, struct net_detect *nd)
{
    struct kl_view nest, inside;
    struct kl_attr a;

    nd->o.interval_ms = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_SCHED_SCAN_INTERVAL, 0);
    nd->o.delay_s = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_SCHED_SCAN_DELAY, 0);
    if (kl_view_get_nest(v, NL80211_ATTR_SCAN_FREQUENCIES, &nest) == 0)
        while (nd->o.n_freqs < 256 && kl_view_next(&nest, &a) == 1)
            if (a.len == 4) {
                memcpy(&nd->freqs[nd->o.n_freqs], a.data, 4);
                nd->freqs[nd->o.n_freqs++] *= 1000;
            }
    if (kl_view_get_nest(v, NL80211_ATTR_SCHED_SCAN_MATCH, &nest) == 0)
        while (nd->o.n_matches < MAX_ND && kl_view_next(&nest, &a) == 1) {
            inside = kl_wifi_inside(&a);
            read_match(&inside, &nd->matches[nd->o.n_matches++]);
        }
    if (kl_view_get_nest(v, NL80211_ATTR_SCHED_SCAN_PLANS, &nest) == 0)
        while (nd->o.n_plans < MAX_ND && kl_view_next(&nest, &a) == 1) {
            inside = kl_wifi_inside(&a);
            nd->plans[nd->o.n_plans++] = (struct kl_wifi_scan_plan){
                (uint32_t)kl_wifi_uint(&inside, NL80211_SCHED_SCAN_PLAN_INTERVAL, 0),
                (uint32_t)kl_wifi_uint(&inside, NL80211_SCHED_SCAN_PLAN_ITERATIONS, 0)};
        }
    nd->o.freqs_khz = nd->freqs;
    nd->o.matches = nd->matches;
    nd->o.plans = nd->plans;
}

/* @return 1 after calling @fn; what it returned; -ENOMEM */
static int tell_wake(const struct kl_view *v, kl_wifi_wake_fn *fn, void *user)
{
    struct kl_wifi_pattern *patterns = NULL;
    struct kl_wifi_wake wake = {.triggers = 0};
    struct kl_wifi_wake_tcp tcp = {.has_seq = false};
    struct net_detect nd = {.o = {.interval_ms = 0}};
    struct kl_view nest;
    int rc = 0;

    for (uint16_t t = 1; t < 32; t++)
        if ((FLAGS >> t & 1) != 0 && kl_view_has(v, t))
            wake.triggers |= 1u << t;
    if (kl_view_get_nest(v, NL80211_WOWLAN_TRIG_PKT_PATTERN, &nest) == 0)
        rc = kl_wifi_read_patterns(nest, &patterns);
    if (rc < 0)
        return rc;
    wake.patterns = patterns;
    wake.n_patterns = (unsigned)rc;
    if (kl_view_get_nest(v, NL80211_WOWLAN_TRIG_TCP_CONNECTION, &nest) == 0) {
        read_tcp(&nest, &tcp);
        wake.tcp = &tcp;
    }
    if (kl_view_get_nest(v, NL80211_WOWLAN_TRIG_NET_DETECT, &nest) == 0) {
        read_net_detect(&nest, &nd);
        wake.net_detect = &nd.o;
    }
    rc = fn(&wake, user);
    free(patterns);
    return rc < 0 ? rc : 1;
}

int kl_wifi_get_wowlan(struct kl_wifi *w, uint32_t wiphy, kl_wifi_wake_fn *fn, void *user)
{
    struct kl_view v, nest;
    struct kl_answer *a;
    int rc = ask(w, NL80211_CMD_GET_WOWLAN, wiphy, &a, &v);

    if (rc < 0)
        return rc;
    if (kl_view_get_nest(&v, NL80211_ATTR_WOWLAN_TRIGGERS, &nest) == 0)
        rc = tell_wake(&nest, fn, user);
    kl_answer_free(a);
    return rc;
}

static int tell_rule(const struct kl_view *v, kl_wifi_coalesce_fn *fn, void *user)
{
    struct kl_wifi_pattern *patterns = NULL;
    struct kl_wifi_coalesce_rule rule = {
        .delay_ms = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_COALESCE_RULE_DELAY, 0),
        .condition = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_COALESCE_RULE_CONDITION, 0)};
    struct kl_view nest;
    int rc = 0;

    if (kl_view_get_nest(v, NL80211_ATTR_COALESCE_RULE_PKT_PATTERN, &nest) == 0)
        rc = kl_wifi_read_patterns(nest, &patterns);
    if (rc < 0)
        return rc;
    rule.patterns = patterns;
    rule.n_patterns = (unsigned)rc;
    rc = fn(&rule, user);
    free(patterns);
    return rc;
}

int kl_wifi_get_coalesce(struct kl_wifi *w, uint32_t wiphy, kl_wifi_coalesce_fn *fn, void *user)
{
    struct kl_view v, nest, inside;
    struct kl_answer *a;
    struct kl_attr rule;
    int rc = ask(w, NL80211_CMD_GET_COALESCE, wiphy, &a, &v), n = 0;

    if (rc < 0)
        return rc;
    if (kl_view_get_nest(&v, NL80211_ATTR_COALESCE_RULE, &nest) == 0)
        while (rc >= 0 && kl_view_next(&nest, &rule) == 1) {
            inside = kl_wifi_inside(&rule);
            rc = tell_rule(&inside, fn, user);
            n++;
        }
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}
