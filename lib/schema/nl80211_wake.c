// SPDX-License-Identifier: MIT
// nl80211: waking the machine by radio (WoWLAN), and holding received frames back (coalesce). What
// is asked for, what a device can do and what woke it share numbers, but not types.
// Source: include/uapi/linux/nl80211.h; nl80211_send_wowlan(), nl80211_send_wowlan_tcp_caps(),
// cfg80211_report_wowlan_wakeup() in net/wireless/nl80211.c.
#include "nl80211.h"

// clang-format off
ROWS(pattern) {
    BYTES(NL80211_PKTPAT_MASK,    1, "a bit for each byte that counts, the lowest first"),
    BYTES(NL80211_PKTPAT_PATTERN, 2, "bytes to match"),
    U32(NL80211_PKTPAT_OFFSET,    3, "where in the packet", .unit = KL_UNIT_BYTES),
};
static SET(pattern, "nl80211-packet-pattern", "NL80211_PKTPAT_", "what a packet must hold");

#define PATTERN_SUPPORT(at) \
    U32(max_patterns,    at,      "patterns at most"), \
    U32(min_pattern_len, at + 4,  "shortest pattern", .unit = KL_UNIT_BYTES), \
    U32(max_pattern_len, at + 8,  "longest pattern", .unit = KL_UNIT_BYTES), \
    U32(max_pkt_offset,  at + 12, "furthest place in a packet", .unit = KL_UNIT_BYTES)

ROWS(pattern_support) { PATTERN_SUPPORT(0) };
static LAYOUT(pattern_support, "nl80211_pattern_support", 16);

ROWS(kl_layout_coalesce_support) {
    U32(max_rules, 0, "rules at most"),
    PATTERN_SUPPORT(4),
    U32(max_delay, 20, "longest delay", .unit = KL_UNIT_MS),
};
LAYOUT(kl_layout_coalesce_support, "nl80211_coalesce_rule_support", 24);

ROWS(kl_set_coalesce_rule) {
    U32(NL80211_ATTR_COALESCE_RULE_DELAY,         1, "held back for so long", .unit = KL_UNIT_MS),
    E32(NL80211_ATTR_COALESCE_RULE_CONDITION,     2, kl_enum_coalesce_condition,
        "packets that match, or the others"),
    NESTS1(NL80211_ATTR_COALESCE_RULE_PKT_PATTERN, 3, pattern, "patterns"),
};
SET(kl_set_coalesce_rule, "nl80211-coalesce-rule", "NL80211_ATTR_COALESCE_RULE_",
    "which received packets may wait");

/* ---- A TCP connection that the device keeps --------------------------------------------------- */

ROWS(tcp_seq) {
    U32(start,  0, "first value"),
    U32(offset, 4, "where in the payload", .unit = KL_UNIT_BYTES),
    U32(len,    8, "its length", .unit = KL_UNIT_BYTES),
};
static LAYOUT(tcp_seq, "nl80211_wowlan_tcp_data_seq", 12);

ROWS(tcp_token) {
    U32(offset, 0, "where in the payload", .unit = KL_UNIT_BYTES),
    U32(len,    4, "length of a token", .unit = KL_UNIT_BYTES),
    BYTES(token_stream, 8, "the tokens"),
};
static LAYOUT(tcp_token, "nl80211_wowlan_tcp_data_token", 8);

ROWS(tcp_token_feature) {
    U32(min_len, 0, "shortest token", .unit = KL_UNIT_BYTES),
    U32(max_len, 4, "longest token", .unit = KL_UNIT_BYTES),
    U32(bufsize, 8, "room for tokens", .unit = KL_UNIT_BYTES),
};
static LAYOUT(tcp_token_feature, "nl80211_wowlan_tcp_data_token_feature", 12);

ROWS(tcp) {
    IP4(NL80211_WOWLAN_TCP_SRC_IPV4,            1, "our address"),
    IP4(NL80211_WOWLAN_TCP_DST_IPV4,            2, "the server's address"),
    MAC(NL80211_WOWLAN_TCP_DST_MAC,             3, "the next hop's Ethernet address"),
    U16(NL80211_WOWLAN_TCP_SRC_PORT,            4, "our port"),
    U16(NL80211_WOWLAN_TCP_DST_PORT,            5, "the server's port"),
    BYTES(NL80211_WOWLAN_TCP_DATA_PAYLOAD,      6, "payload to send"),
    LAID(NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ,   7, tcp_seq, "sequence number in the payload"),
    ROW(STRUCT, NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN, 8, "tokens in the payload",
        .ref.layout = &tcp_token),
    U32(NL80211_WOWLAN_TCP_DATA_INTERVAL,       9, "from sending to sending", .unit = KL_UNIT_S),
    BYTES(NL80211_WOWLAN_TCP_WAKE_PAYLOAD,      10, "payload that wakes"),
    BYTES(NL80211_WOWLAN_TCP_WAKE_MASK,         11, "a bit for each byte of it that counts"),
};
static SET(tcp, "nl80211-wowlan-tcp", "NL80211_WOWLAN_TCP_", "a connection that the device keeps");

ROWS(tcp_capa) {
    U32(NL80211_WOWLAN_TCP_DATA_PAYLOAD,        6, "longest payload", .unit = KL_UNIT_BYTES),
    FLAG(NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ,   7, "with a sequence number"),
    LAID(NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN, 8, tcp_token_feature, "tokens"),
    U32(NL80211_WOWLAN_TCP_DATA_INTERVAL,       9, "longest interval", .unit = KL_UNIT_S),
    U32(NL80211_WOWLAN_TCP_WAKE_PAYLOAD,        10, "longest payload that wakes",
        .unit = KL_UNIT_BYTES),
};
static SET(tcp_capa, "nl80211-wowlan-tcp-capabilities", "NL80211_WOWLAN_TCP_",
           "what connection the device can keep");

/* ---- Triggers -------------------------------------------------------------------------------- */

ROWS(net_detect_result) {
    ARRAY_OF(U32, NL80211_ATTR_SCAN_FREQUENCIES, 44, "its frequencies", .unit = KL_UNIT_MHZ),
    NETNAME(NL80211_ATTR_SSID, 52, "SSID"),
};
static SET(net_detect_result, "nl80211-net-detect-result", "NL80211_ATTR_", "a network that woke us");

#define TRIGGERS_1_3 \
    FLAG(NL80211_WOWLAN_TRIG_ANY,                   1, "anything"), \
    FLAG(NL80211_WOWLAN_TRIG_DISCONNECT,            2, "disconnection"), \
    FLAG(NL80211_WOWLAN_TRIG_MAGIC_PKT,             3, "magic packet")
#define TRIGGERS_5_13 \
    FLAG(NL80211_WOWLAN_TRIG_GTK_REKEY_SUPPORTED,   5, "the device can change group keys"), \
    FLAG(NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE,     6, "failure to change the group key"), \
    FLAG(NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST,     7, "EAP identity request"), \
    FLAG(NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE,        8, "4-way handshake"), \
    FLAG(NL80211_WOWLAN_TRIG_RFKILL_RELEASE,        9, "the radio's switch is released"), \
    BYTES(NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211,     10, "the 802.11 frame that woke us"), \
    U32(NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211_LEN,   11, "its length before it was cut", \
        .unit = KL_UNIT_BYTES), \
    BYTES(NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023,      12, "the Ethernet packet that woke us"), \
    U32(NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023_LEN,    13, "its length before it was cut", \
        .unit = KL_UNIT_BYTES)
#define TRIGGERS_15_17 \
    FLAG(NL80211_WOWLAN_TRIG_WAKEUP_TCP_MATCH,      15, "the server's payload woke us"), \
    FLAG(NL80211_WOWLAN_TRIG_WAKEUP_TCP_CONNLOST,   16, "the connection was lost"), \
    FLAG(NL80211_WOWLAN_TRIG_WAKEUP_TCP_NOMORETOKENS, 17, "the tokens are used up")
#define TRIGGERS_19_20 \
    NESTS(NL80211_WOWLAN_TRIG_NET_DETECT_RESULTS,   19, net_detect_result, \
          "networks that woke us"), \
    FLAG(NL80211_WOWLAN_TRIG_UNPROTECTED_DEAUTH_DISASSOC, 20, \
         "deauthentication or disassociation without protection")

ROWS(kl_set_wowlan) {
    TRIGGERS_1_3,
    NESTS1(NL80211_WOWLAN_TRIG_PKT_PATTERN,   4, pattern, "packets"),
    TRIGGERS_5_13,
    NEST(NL80211_WOWLAN_TRIG_TCP_CONNECTION,  14, tcp, "a TCP connection"),
    TRIGGERS_15_17,
    NEST(NL80211_WOWLAN_TRIG_NET_DETECT,      18, kl_set_nl80211,
         "networks, as of a scheduled scan"),
    TRIGGERS_19_20,
};
SET(kl_set_wowlan, "nl80211-wowlan", "NL80211_WOWLAN_TRIG_", "what is to wake us");

ROWS(kl_set_wowlan_capa) {
    TRIGGERS_1_3,
    LAID(NL80211_WOWLAN_TRIG_PKT_PATTERN,     4, pattern_support, "packets"),
    TRIGGERS_5_13,
    NEST(NL80211_WOWLAN_TRIG_TCP_CONNECTION,  14, tcp_capa, "a TCP connection"),
    TRIGGERS_15_17,
    U32(NL80211_WOWLAN_TRIG_NET_DETECT,       18, "networks, so many match sets"),
    TRIGGERS_19_20,
};
SET(kl_set_wowlan_capa, "nl80211-wowlan-capabilities", "NL80211_WOWLAN_TRIG_", "what can wake us");

ROWS(kl_set_wowlan_wakeup) {
    TRIGGERS_1_3,
    U32(NL80211_WOWLAN_TRIG_PKT_PATTERN,      4, "pattern that matched, from 0"),
    TRIGGERS_5_13,
    FLAG(NL80211_WOWLAN_TRIG_TCP_CONNECTION,  14, "the TCP connection"),
    TRIGGERS_15_17,
    FLAG(NL80211_WOWLAN_TRIG_NET_DETECT,      18, "a network"),
    TRIGGERS_19_20,
};
SET(kl_set_wowlan_wakeup, "nl80211-wowlan-wakeup", "NL80211_WOWLAN_TRIG_", "what woke us");
// clang-format on
