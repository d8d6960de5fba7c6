// SPDX-License-Identifier: MIT
// Packets that netfilter hands to programs: to look at (nflog), or to decide on (nfqueue).
// Source: include/uapi/linux/netfilter/nfnetlink_log.h, nfnetlink_queue.h; policies in
// net/netfilter/nfnetlink_log.c, nfnetlink_queue.c.
#include "netfilter.h"

// clang-format off
static ENUM(ethertype, "ethertype", "ETH_P_",
    {0x0003, "all"}, {0x0800, "ip"}, {0x0806, "arp"}, {0x8035, "rarp"}, {0x8100, "8021q"},
    {0x86dd, "ipv6"}, {0x8847, "mpls_uc"}, {0x8848, "mpls_mc"}, {0x8863, "ppp_disc"},
    {0x8864, "ppp_ses"}, {0x88a8, "8021ad"}, {0x88e5, "macsec"});

static ENUM(copy_mode, "nfqnl_config_mode", "NFQNL_COPY_", {0, "none"}, {1, "meta"}, {2, "packet"});

static ENUM(config_cmd, "nfqnl_msg_config_cmds", "NFQNL_CFG_CMD_",
    {0, "none"}, {1, "bind"}, {2, "unbind"}, {3, "pf_bind"}, {4, "pf_unbind"});

static ENUM(family, "address family", "AF_",
    {0, "unspec"}, {2, "inet"}, {3, "arp"}, {7, "bridge"}, {10, "inet6"});

/* Both have these two, with the same fields. */
ROWS(packet_hw) {
    BE16(hw_addrlen, 0, "length of the address", .unit = KL_UNIT_BYTES),
    U16(_pad, 2, "0", .flags = KL_A_PAD),
    BYTES(hw_addr, 4, "the address, padded", .max_len = 8),
};
static LAYOUT(packet_hw, "nfqnl_msg_packet_hw", 12);

ROWS(packet_timestamp) {
    BE64(sec, 0, "since 1970", .unit = KL_UNIT_S),
    BE64(usec, 8, "and the rest", .unit = KL_UNIT_US),
};
static LAYOUT(packet_timestamp, "nfqnl_msg_packet_timestamp", 16);

/* ---- nflog ---- */

static FLAGS(log_flags, "NFULNL_CFG_F", "NFULNL_CFG_F_",
    {0x1, "seq"}, {0x2, "seq_global"}, {0x4, "conntrack"});

ROWS(log_packet_hdr) {
    BE16(hw_protocol, 0, "protocol of the packet", .ref.values = &ethertype),
    U8(hook, 2, "where it was taken", .ref.values = &kl_enum_nf_hooks),
    U8(_pad, 3, "0", .flags = KL_A_PAD),
};
static LAYOUT(log_packet_hdr, "nfulnl_msg_packet_hdr", 4);

ROWS(log_vlan) {
    BE16(NFULA_VLAN_PROTO, 1, "protocol of the tag", .ref.values = &ethertype),
    BE16(NFULA_VLAN_TCI, 2, "priority and number"),
};
static SET(log_vlan, "nflog-vlan", "NFULA_VLAN_", "VLAN of a packet");

ROWS(log_packet) {
    ROW(STRUCT, NFULA_PACKET_HDR, 1, "protocol and hook", .ref.layout = &log_packet_hdr),
    HEX32(NFULA_MARK, 2, "mark"),
    ROW(STRUCT, NFULA_TIMESTAMP, 3, "when it came", .ref.layout = &packet_timestamp),
    BE32(NFULA_IFINDEX_INDEV, 4, "interface it came in by"),
    BE32(NFULA_IFINDEX_OUTDEV, 5, "interface it leaves by"),
    BE32(NFULA_IFINDEX_PHYSINDEV, 6, "port of the bridge it came in by"),
    BE32(NFULA_IFINDEX_PHYSOUTDEV, 7, "port of the bridge it leaves by"),
    ROW(STRUCT, NFULA_HWADDR, 8, "sender's hardware address", .ref.layout = &packet_hw),
    BYTES(NFULA_PAYLOAD, 9, "the packet, or its beginning"),
    STR(NFULA_PREFIX, 10, 127, "text that the rule gave it"),
    BE32(NFULA_UID, 11, "user of the socket"),
    BE32(NFULA_SEQ, 12, "counts packets of the group"),
    BE32(NFULA_SEQ_GLOBAL, 13, "counts packets of all groups"),
    BE32(NFULA_GID, 14, "group of the socket"),
    BE16(NFULA_HWTYPE, 15, "type of the interface, ARPHRD_*"),
    BYTES(NFULA_HWHEADER, 16, "link layer header"),
    BE16(NFULA_HWLEN, 17, "length of that header", .unit = KL_UNIT_BYTES),
    NEST(NFULA_CT, 18, kl_set_ct, "its connection"),
    BE32(NFULA_CT_INFO, 19, "what it is in that connection", .ref.values = &kl_enum_ct_info),
    NEST(NFULA_VLAN, 20, log_vlan, "its VLAN"),
    BYTES(NFULA_L2HDR, 21, "whole link layer header"),
};
static SET(log_packet, "nflog-packet", "NFULA_", "a packet");

ROWS(log_config_cmd) {
    U8(command, 0, "what to do", .ref.values = &config_cmd),
};
static LAYOUT(log_config_cmd, "nfulnl_msg_config_cmd", 1);

ROWS(log_config_mode) {
    BE32(copy_range, 0, "how much of packets", .unit = KL_UNIT_BYTES),
    U8(copy_mode, 4, "what of packets", .ref.values = &copy_mode),
    U8(_pad, 5, "0", .flags = KL_A_PAD),
};
static LAYOUT(log_config_mode, "nfulnl_msg_config_mode", 6);

ROWS(log_config) {
    ROW(STRUCT, NFULA_CFG_CMD, 1, "bind or leave", .ref.layout = &log_config_cmd),
    ROW(STRUCT, NFULA_CFG_MODE, 2, "what is sent", .ref.layout = &log_config_mode),
    BE32(NFULA_CFG_NLBUFSIZ, 3, "buffer in which packets wait", .unit = KL_UNIT_BYTES),
    BE32(NFULA_CFG_TIMEOUT, 4, "longest wait, in 1/100 s"),
    BE32(NFULA_CFG_QTHRESH, 5, "packets that are sent together", .unit = KL_UNIT_PACKETS),
    BE16(NFULA_CFG_FLAGS, 6, "what else is sent", .ref.values = &log_flags),
};
static SET(log_config, "nflog-config", "NFULA_CFG_", "how a group is sent, named by res_id");

static const struct kl_command_def log_commands[] = {
    COMMAND(0, NFULNL_MSG_PACKET, "a packet", .request = &log_packet),
    COMMAND(1, NFULNL_MSG_CONFIG, "ask for packets of a group", .request = &log_config),
};

/* ---- nfqueue ---- */

static FLAGS(queue_flags, "NFQA_CFG_F", "NFQA_CFG_F_",
    {0x1, "fail_open"}, {0x2, "conntrack"}, {0x4, "gso"}, {0x8, "uid_gid"}, {0x10, "secctx"});

static FLAGS(skb_info, "NFQA_SKB", "NFQA_SKB_",
    {0x1, "csumnotready"}, {0x2, "gso"}, {0x4, "csum_notverified"});

ROWS(queue_packet_hdr) {
    BE32(packet_id, 0, "number of the packet in the queue"),
    BE16(hw_protocol, 4, "protocol of the packet", .ref.values = &ethertype),
    U8(hook, 6, "where it was taken", .ref.values = &kl_enum_nf_hooks),
};
static LAYOUT(queue_packet_hdr, "nfqnl_msg_packet_hdr", 7);

ROWS(verdict_hdr) {
    BE32(verdict, 0, "what becomes of it; the upper half: queue, or errno",
         .ref.values = &kl_enum_nf_verdict),
    BE32(id, 4, "the packet, or the last of several"),
};
static LAYOUT(verdict_hdr, "nfqnl_msg_verdict_hdr", 8);

ROWS(queue_vlan) {
    BE16(NFQA_VLAN_PROTO, 1, "protocol of the tag", .ref.values = &ethertype),
    BE16(NFQA_VLAN_TCI, 2, "priority and number"),
};
static SET(queue_vlan, "nfqueue-vlan", "NFQA_VLAN_", "VLAN of a packet");

ROWS(queue_packet) {
    ROW(STRUCT, NFQA_PACKET_HDR, 1, "number, protocol and hook",
        .ref.layout = &queue_packet_hdr),
    ROW(STRUCT, NFQA_VERDICT_HDR, 2, "the verdict", .ref.layout = &verdict_hdr),
    HEX32(NFQA_MARK, 3, "mark"),
    ROW(STRUCT, NFQA_TIMESTAMP, 4, "when it came", .ref.layout = &packet_timestamp),
    BE32(NFQA_IFINDEX_INDEV, 5, "interface it came in by"),
    BE32(NFQA_IFINDEX_OUTDEV, 6, "interface it leaves by"),
    BE32(NFQA_IFINDEX_PHYSINDEV, 7, "port of the bridge it came in by"),
    BE32(NFQA_IFINDEX_PHYSOUTDEV, 8, "port of the bridge it leaves by"),
    ROW(STRUCT, NFQA_HWADDR, 9, "sender's hardware address", .ref.layout = &packet_hw),
    BYTES(NFQA_PAYLOAD, 10, "the packet, its beginning, or what replaces it"),
    NEST(NFQA_CT, 11, kl_set_ct, "its connection"),
    BE32(NFQA_CT_INFO, 12, "what it is in that connection", .ref.values = &kl_enum_ct_info),
    BE32(NFQA_CAP_LEN, 13, "its whole length", .unit = KL_UNIT_BYTES),
    BE32(NFQA_SKB_INFO, 14, "state of checksum and segments", .ref.values = &skb_info),
    NEST(NFQA_EXP, 15, kl_set_ct_expect, "a connection that is expected"),
    BE32(NFQA_UID, 16, "user of the socket"),
    BE32(NFQA_GID, 17, "group of the socket"),
    STR(NFQA_SECCTX, 18, 0, "security context", .flags = KL_A_NO_NUL),
    NEST(NFQA_VLAN, 19, queue_vlan, "its VLAN"),
    BYTES(NFQA_L2HDR, 20, "whole link layer header"),
    HEX32(NFQA_PRIORITY, 21, "its priority, major and minor"),
    HEX32(NFQA_CGROUP_CLASSID, 22, "class of the socket's cgroup"),
};
static SET(queue_packet, "nfqueue-packet", "NFQA_", "a packet, or the verdict on it");

ROWS(queue_config_cmd) {
    U8(command, 0, "what to do", .ref.values = &config_cmd),
    U8(_pad, 1, "0", .flags = KL_A_PAD),
    BE16(pf, 2, "family", .ref.values = &family),
};
static LAYOUT(queue_config_cmd, "nfqnl_msg_config_cmd", 4);

ROWS(queue_config_params) {
    BE32(copy_range, 0, "how much of packets", .unit = KL_UNIT_BYTES),
    U8(copy_mode, 4, "what of packets", .ref.values = &copy_mode),
};
static LAYOUT(queue_config_params, "nfqnl_msg_config_params", 5);

ROWS(queue_config) {
    ROW(STRUCT, NFQA_CFG_CMD, 1, "bind or leave", .ref.layout = &queue_config_cmd),
    ROW(STRUCT, NFQA_CFG_PARAMS, 2, "what is sent", .ref.layout = &queue_config_params),
    BE32(NFQA_CFG_QUEUE_MAXLEN, 3, "packets that may wait", .unit = KL_UNIT_PACKETS),
    BE32(NFQA_CFG_MASK, 4, "flags that are to change", .ref.values = &queue_flags),
    BE32(NFQA_CFG_FLAGS, 5, "what they become", .ref.values = &queue_flags),
};
static SET(queue_config, "nfqueue-config", "NFQA_CFG_", "how a queue is sent, named by res_id");

static const struct kl_command_def queue_commands[] = {
    COMMAND(0, NFQNL_MSG_PACKET, "a packet that waits", .request = &queue_packet),
    COMMAND(1, NFQNL_MSG_VERDICT, "the verdict on a packet", .request = &queue_packet),
    COMMAND(2, NFQNL_MSG_CONFIG, "ask for packets of a queue", .request = &queue_config),
    COMMAND(3, NFQNL_MSG_VERDICT_BATCH, "the verdict on all up to a packet",
            .request = &queue_packet),
};
// clang-format on

const struct kl_family kl_family_nflog = {
    .name = "nflog",
    .doc = "packets that netfilter tells programs of",
    .command_prefix = "NFULNL_MSG_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 4, /* NFNL_SUBSYS_ULOG */
    .header = &kl_layout_nfgenmsg,
    .n_commands = KL_COUNT(log_commands),
    .commands = log_commands,
};

const struct kl_family kl_family_nfqueue = {
    .name = "nfqueue",
    .doc = "packets that programs decide on for netfilter",
    .command_prefix = "NFQNL_MSG_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 3, /* NFNL_SUBSYS_QUEUE */
    .header = &kl_layout_nfgenmsg,
    .n_commands = KL_COUNT(queue_commands),
    .commands = queue_commands,
};
