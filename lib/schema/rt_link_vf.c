// SPDX-License-Identifier: MIT
// Virtual functions of a network card (SR-IOV), and their ports (802.1Qbg).
// Source: include/uapi/linux/if_link.h, net/core/rtnetlink.c.
#include "rt_link.h"

// clang-format off
#define VF U32(vf, 0, "number of the virtual function")

/* Room for the longest hardware address; Ethernet's takes the first 6 bytes. */
ROWS(vf_mac) {
    VF,
    MAC(mac,        4, "hardware address"),
    BYTES(mac_rest, 10, "more of it, where hardware addresses are longer", .max_len = 26),
};
static LAYOUT(vf_mac, "ifla_vf_mac", 36);

ROWS(vf_broadcast) {
    MAC(broadcast,        0, "broadcast address"),
    BYTES(broadcast_rest, 6, "more of it, where hardware addresses are longer", .max_len = 26),
};
static LAYOUT(vf_broadcast, "ifla_vf_broadcast", 32);

ROWS(vf_vlan) {
    VF,
    U32(vlan, 4, "VLAN; 0: none"),
    U32(qos,  8, "priority in the tag"),
};
static LAYOUT(vf_vlan, "ifla_vf_vlan", 12);

ROWS(vf_tx_rate) {
    VF,
    U32(rate, 4, "most it may send, in Mbit/s; 0: no limit"),
};
static LAYOUT(vf_tx_rate, "ifla_vf_tx_rate", 8);

ROWS(vf_rate) {
    VF,
    U32(min_tx_rate, 4, "what it may always send, in Mbit/s"),
    U32(max_tx_rate, 8, "most it may send, in Mbit/s; 0: no limit"),
};
static LAYOUT(vf_rate, "ifla_vf_rate", 12);

/* SPOOFCHK, RSS_QUERY_EN and TRUST are alike. */
ROWS(vf_setting) {
    VF,
    U32(setting, 4, "off or on: 0 or 1"),
};
static LAYOUT(vf_setting, "ifla_vf_spoofchk", 8);

static ENUM(vf_state, "link state of a virtual function", "IFLA_VF_LINK_STATE_",
    {0, "auto"}, {1, "enable"}, {2, "disable"});

ROWS(vf_link_state) {
    VF,
    U32(link_state, 4, "state", .ref.values = &vf_state),
};
static LAYOUT(vf_link_state, "ifla_vf_link_state", 8);

ROWS(vf_guid) {
    VF,
    U32(pad,  4, "not used", .flags = KL_A_PAD),
    U64(guid, 8, "InfiniBand GUID", .flags = KL_A_HEX),
};
static LAYOUT(vf_guid, "ifla_vf_guid", 16);

ROWS(vf_vlan_info) {
    VF,
    U32(vlan,       4,  "VLAN; 0: none"),
    U32(qos,        8,  "priority in the tag"),
    U16(vlan_proto, 12, "protocol of the tag", .flags = KL_A_BE,
        .ref.values = &kl_enum_vlan_protocol),
    U16(pad,        14, "not used", .flags = KL_A_PAD),
};
static LAYOUT(vf_vlan_info, "ifla_vf_vlan_info", 16);

ROWS(vf_vlans) {
    ROW(STRUCT, IFLA_VF_VLAN_INFO, 1, "a VLAN", .flags = KL_A_MULTI, .ref.layout = &vf_vlan_info),
};
static SET(vf_vlans, "rt-link-vf-vlans", "IFLA_VF_VLAN_", "VLANs of a virtual function");

ROWS(vf_stats) {
    U64(IFLA_VF_STATS_RX_PACKETS, 0, "packets received", .unit = KL_UNIT_PACKETS),
    U64(IFLA_VF_STATS_TX_PACKETS, 1, "packets sent", .unit = KL_UNIT_PACKETS),
    U64(IFLA_VF_STATS_RX_BYTES,   2, "bytes received", .unit = KL_UNIT_BYTES),
    U64(IFLA_VF_STATS_TX_BYTES,   3, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(IFLA_VF_STATS_BROADCAST,  4, "broadcast packets received"),
    U64(IFLA_VF_STATS_MULTICAST,  5, "multicast packets received"),
    PAD(IFLA_VF_STATS_PAD,        6),
    U64(IFLA_VF_STATS_RX_DROPPED, 7, "dropped on receiving"),
    U64(IFLA_VF_STATS_TX_DROPPED, 8, "dropped before sending"),
};
static SET(vf_stats, "rt-link-vf-stats", "IFLA_VF_STATS_", "counters of a virtual function");

ROWS(vf) {
    ROW(STRUCT, IFLA_VF_MAC,          1,  "hardware address", .ref.layout = &vf_mac),
    ROW(STRUCT, IFLA_VF_VLAN,         2,  "VLAN", .ref.layout = &vf_vlan),
    ROW(STRUCT, IFLA_VF_TX_RATE,      3,  "limit of sending, the old form",
        .ref.layout = &vf_tx_rate),
    ROW(STRUCT, IFLA_VF_SPOOFCHK,     4,  "are forged sender addresses dropped?",
        .ref.layout = &vf_setting),
    ROW(STRUCT, IFLA_VF_LINK_STATE,   5,  "link state", .ref.layout = &vf_link_state),
    ROW(STRUCT, IFLA_VF_RATE,         6,  "limits of sending", .ref.layout = &vf_rate),
    ROW(STRUCT, IFLA_VF_RSS_QUERY_EN, 7,  "may it ask for the card's RSS table?",
        .ref.layout = &vf_setting),
    NEST(IFLA_VF_STATS,               8,  vf_stats, "counters", .flags = KL_A_NO_NESTED),
    ROW(STRUCT, IFLA_VF_TRUST,        9,  "is it trusted with the card's settings?",
        .ref.layout = &vf_setting),
    ROW(STRUCT, IFLA_VF_IB_NODE_GUID, 10, "InfiniBand GUID of the node", .ref.layout = &vf_guid),
    ROW(STRUCT, IFLA_VF_IB_PORT_GUID, 11, "InfiniBand GUID of the port", .ref.layout = &vf_guid),
    NEST(IFLA_VF_VLAN_LIST,           12, vf_vlans, "VLANs with their protocol",
         .flags = KL_A_NO_NESTED),
    ROW(STRUCT, IFLA_VF_BROADCAST,    13, "broadcast address", .ref.layout = &vf_broadcast),
};
static SET(vf, "rt-link-vf", "IFLA_VF_", "a virtual function");

ROWS(kl_set_link_vfs) {
    NEST(IFLA_VF_INFO, 1, vf, "a virtual function", .flags = KL_A_MULTI | KL_A_NO_NESTED),
};
SET(kl_set_link_vfs, "rt-link-vfs", "IFLA_VF_", "virtual functions");

/* ---- Ports ----------------------------------------------------------------------------------- */

static ENUM(port_request, "request to a port", "PORT_REQUEST_",
    {0, "preassociate"}, {1, "preassociate_rr"}, {2, "associate"}, {3, "disassociate"});

static ENUM(port_response, "a port's answer", "PORT_",
    {0, "vdp_response_success"}, {1, "vdp_response_invalid_format"},
    {2, "vdp_response_insufficient_resources"}, {3, "vdp_response_unused_vtid"},
    {4, "vdp_response_vtid_violation"}, {5, "vdp_response_vtid_version_vioaltion"},
    {6, "vdp_response_out_of_sync"}, {0x100, "profile_response_success"},
    {0x101, "profile_response_inprogress"}, {0x102, "profile_response_invalid"},
    {0x103, "profile_response_badstate"}, {0x104, "profile_response_insufficient_resources"},
    {0x105, "profile_response_error"});

ROWS(port_vsi) {
    U8(vsi_mgr_id,       0, "database of types"),
    BYTES(vsi_type_id,   1, "type", .max_len = 3),
    U8(vsi_type_version, 4, "version of the type"),
    BYTES(pad,           5, "not used", .max_len = 3, .flags = KL_A_PAD),
};
static LAYOUT(port_vsi, "ifla_port_vsi", 8);

ROWS(kl_set_link_port) {
    S32(IFLA_PORT_VF,              1, "number of the virtual function; -1: the device itself"),
    STR(IFLA_PORT_PROFILE,         2, 39, "name of the profile"),
    ROW(STRUCT, IFLA_PORT_VSI_TYPE, 3, "type of the virtual station interface",
        .ref.layout = &port_vsi),
    BYTES(IFLA_PORT_INSTANCE_UUID, 4, "UUID of the instance", .max_len = 16),
    BYTES(IFLA_PORT_HOST_UUID,     5, "UUID of the host", .max_len = 16),
    U8(IFLA_PORT_REQUEST,          6, "what is asked for", .ref.values = &port_request),
    U16(IFLA_PORT_RESPONSE,        7, "what the answer was", .ref.values = &port_response),
};
SET(kl_set_link_port, "rt-link-port", "IFLA_PORT_", "a port");

ROWS(kl_set_link_vf_ports) {
    NEST(IFLA_VF_PORT, 1, kl_set_link_port, "a port", .flags = KL_A_MULTI | KL_A_NO_NESTED),
};
SET(kl_set_link_vf_ports, "rt-link-vf-ports", "IFLA_VF_", "ports of virtual functions");
// clang-format on
