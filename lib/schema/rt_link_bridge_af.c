// SPDX-License-Identifier: MIT
// IFLA_AF_SPEC of AF_BRIDGE: VLANs of a port, media redundancy (MRP), connectivity faults (CFM),
// multiple spanning trees (MST).
// Source: include/uapi/linux/if_bridge.h, mrp_bridge.h, cfm_bridge.h; net/bridge/br_netlink.c,
// br_netlink_tunnel.c, br_mrp_netlink.c, br_cfm_netlink.c, br_mst.c.
#include "rt_link.h"

// clang-format off
#define INSTANCE(n) U32(n, 1, "number of the instance")
#define RING(n)     U32(n, 1, "number of the ring")

/* ---- VLANs ----------------------------------------------------------------------------------- */

FLAGS(kl_enum_bridge_vlan_flags, "flags of a bridge VLAN", "BRIDGE_VLAN_INFO_",
    {1 << 0, "master"}, {1 << 1, "pvid"}, {1 << 2, "untagged"}, {1 << 3, "range_begin"},
    {1 << 4, "range_end"}, {1 << 5, "brentry"}, {1 << 6, "only_opts"});

ROWS(kl_layout_bridge_vlan_info) {
    U16(flags, 0, "how the VLAN is used", .ref.values = &kl_enum_bridge_vlan_flags),
    U16(vid,   2, "VLAN"),
};
LAYOUT(kl_layout_bridge_vlan_info, "bridge_vlan_info", 4);

ROWS(vlan_tunnel) {
    U32(IFLA_BRIDGE_VLAN_TUNNEL_ID,    1, "number of the tunnel"),
    U16(IFLA_BRIDGE_VLAN_TUNNEL_VID,   2, "VLAN"),
    U16(IFLA_BRIDGE_VLAN_TUNNEL_FLAGS, 3, "first or last of a range",
        .ref.values = &kl_enum_bridge_vlan_flags),
};
static SET(vlan_tunnel, "rt-bridge-vlan-tunnel", "IFLA_BRIDGE_VLAN_TUNNEL_", "VLAN as a tunnel");

/* ---- MRP ------------------------------------------------------------------------------------- */

static ENUM(mrp_ring_role, "br_mrp_ring_role_type", "BR_MRP_RING_ROLE_",
    {0, "disabled"}, {1, "mrc"}, {2, "mrm"}, {3, "mra"});
static ENUM(mrp_in_role, "br_mrp_in_role_type", "BR_MRP_IN_ROLE_",
    {0, "disabled"}, {1, "mic"}, {2, "mim"});
static ENUM(mrp_ring_state, "br_mrp_ring_state_type", "BR_MRP_RING_STATE_",
    {0, "open"}, {1, "closed"});
static ENUM(mrp_in_state, "br_mrp_in_state_type", "BR_MRP_IN_STATE_", {0, "open"}, {1, "closed"});
static ENUM(mrp_port_state, "br_mrp_port_state_type", "BR_MRP_PORT_STATE_",
    {0, "disabled"}, {1, "blocked"}, {2, "forwarding"}, {3, "not_connected"});
static ENUM(mrp_port_role, "br_mrp_port_role_type", "BR_MRP_PORT_ROLE_",
    {0, "primary"}, {1, "secondary"}, {2, "inter"});

ROWS(mrp_instance) {
    RING(IFLA_BRIDGE_MRP_INSTANCE_RING_ID),
    U32(IFLA_BRIDGE_MRP_INSTANCE_P_IFINDEX, 2, "number of the primary port"),
    U32(IFLA_BRIDGE_MRP_INSTANCE_S_IFINDEX, 3, "number of the secondary port"),
    U16(IFLA_BRIDGE_MRP_INSTANCE_PRIO,      4, "priority of the manager"),
};
static SET(mrp_instance, "rt-bridge-mrp-instance", "IFLA_BRIDGE_MRP_INSTANCE_", "a ring");

ROWS(mrp_port_state_set) {
    U32(IFLA_BRIDGE_MRP_PORT_STATE_STATE, 1, "state", .ref.values = &mrp_port_state),
};
static SET(mrp_port_state_set, "rt-bridge-mrp-port-state", "IFLA_BRIDGE_MRP_PORT_STATE_",
           "state of a port");

ROWS(mrp_port_role_set) {
    U32(IFLA_BRIDGE_MRP_PORT_ROLE_ROLE, 1, "role", .ref.values = &mrp_port_role),
};
static SET(mrp_port_role_set, "rt-bridge-mrp-port-role", "IFLA_BRIDGE_MRP_PORT_ROLE_",
           "role of a port");

ROWS(mrp_ring_state_set) {
    RING(IFLA_BRIDGE_MRP_RING_STATE_RING_ID),
    U32(IFLA_BRIDGE_MRP_RING_STATE_STATE, 2, "state", .ref.values = &mrp_ring_state),
};
static SET(mrp_ring_state_set, "rt-bridge-mrp-ring-state", "IFLA_BRIDGE_MRP_RING_STATE_",
           "state of a ring");

ROWS(mrp_ring_role_set) {
    RING(IFLA_BRIDGE_MRP_RING_ROLE_RING_ID),
    U32(IFLA_BRIDGE_MRP_RING_ROLE_ROLE, 2, "role", .ref.values = &mrp_ring_role),
};
static SET(mrp_ring_role_set, "rt-bridge-mrp-ring-role", "IFLA_BRIDGE_MRP_RING_ROLE_",
           "role in a ring");

ROWS(mrp_start_test) {
    RING(IFLA_BRIDGE_MRP_START_TEST_RING_ID),
    U32(IFLA_BRIDGE_MRP_START_TEST_INTERVAL, 2, "between test frames", .unit = KL_UNIT_US),
    U32(IFLA_BRIDGE_MRP_START_TEST_MAX_MISS, 3, "frames that may miss"),
    U32(IFLA_BRIDGE_MRP_START_TEST_PERIOD,   4, "how long to test", .unit = KL_UNIT_US),
    U32(IFLA_BRIDGE_MRP_START_TEST_MONITOR,  5, "only look, do not send: 0 or 1"),
};
static SET(mrp_start_test, "rt-bridge-mrp-start-test", "IFLA_BRIDGE_MRP_START_TEST_",
           "test of a ring");

ROWS(mrp_info) {
    RING(IFLA_BRIDGE_MRP_INFO_RING_ID),
    U32(IFLA_BRIDGE_MRP_INFO_P_IFINDEX,        2,  "number of the primary port"),
    U32(IFLA_BRIDGE_MRP_INFO_S_IFINDEX,        3,  "number of the secondary port"),
    U16(IFLA_BRIDGE_MRP_INFO_PRIO,             4,  "priority of the manager"),
    U32(IFLA_BRIDGE_MRP_INFO_RING_STATE,       5,  "state of the ring",
        .ref.values = &mrp_ring_state),
    U32(IFLA_BRIDGE_MRP_INFO_RING_ROLE,        6,  "role in the ring",
        .ref.values = &mrp_ring_role),
    U32(IFLA_BRIDGE_MRP_INFO_TEST_INTERVAL,    7,  "between test frames", .unit = KL_UNIT_US),
    U32(IFLA_BRIDGE_MRP_INFO_TEST_MAX_MISS,    8,  "frames that may miss"),
    U32(IFLA_BRIDGE_MRP_INFO_TEST_MONITOR,     9,  "does it only look? 0 or 1"),
    U32(IFLA_BRIDGE_MRP_INFO_I_IFINDEX,        10, "number of the interconnection port"),
    U32(IFLA_BRIDGE_MRP_INFO_IN_STATE,         11, "state of the interconnection",
        .ref.values = &mrp_in_state),
    U32(IFLA_BRIDGE_MRP_INFO_IN_ROLE,          12, "role in the interconnection",
        .ref.values = &mrp_in_role),
    U32(IFLA_BRIDGE_MRP_INFO_IN_TEST_INTERVAL, 13, "between its test frames",
        .unit = KL_UNIT_US),
    U32(IFLA_BRIDGE_MRP_INFO_IN_TEST_MAX_MISS, 14, "its frames that may miss"),
};
static SET(mrp_info, "rt-bridge-mrp-info", "IFLA_BRIDGE_MRP_INFO_", "a ring and its state");

ROWS(mrp_in_role_set) {
    RING(IFLA_BRIDGE_MRP_IN_ROLE_RING_ID),
    U16(IFLA_BRIDGE_MRP_IN_ROLE_IN_ID,     2, "number of the interconnection"),
    U32(IFLA_BRIDGE_MRP_IN_ROLE_ROLE,      3, "role", .ref.values = &mrp_in_role),
    U32(IFLA_BRIDGE_MRP_IN_ROLE_I_IFINDEX, 4, "number of the interconnection port"),
};
static SET(mrp_in_role_set, "rt-bridge-mrp-in-role", "IFLA_BRIDGE_MRP_IN_ROLE_",
           "role in an interconnection");

ROWS(mrp_in_state_set) {
    U32(IFLA_BRIDGE_MRP_IN_STATE_IN_ID, 1, "number of the interconnection"),
    U32(IFLA_BRIDGE_MRP_IN_STATE_STATE, 2, "state", .ref.values = &mrp_in_state),
};
static SET(mrp_in_state_set, "rt-bridge-mrp-in-state", "IFLA_BRIDGE_MRP_IN_STATE_",
           "state of an interconnection");

ROWS(mrp_start_in_test) {
    U32(IFLA_BRIDGE_MRP_START_IN_TEST_IN_ID,    1, "number of the interconnection"),
    U32(IFLA_BRIDGE_MRP_START_IN_TEST_INTERVAL, 2, "between test frames", .unit = KL_UNIT_US),
    U32(IFLA_BRIDGE_MRP_START_IN_TEST_MAX_MISS, 3, "frames that may miss"),
    U32(IFLA_BRIDGE_MRP_START_IN_TEST_PERIOD,   4, "how long to test", .unit = KL_UNIT_US),
};
static SET(mrp_start_in_test, "rt-bridge-mrp-start-in-test", "IFLA_BRIDGE_MRP_START_IN_TEST_",
           "test of an interconnection");

ROWS(mrp) {
    NEST(IFLA_BRIDGE_MRP_INSTANCE,      1,  mrp_instance, "create or delete a ring"),
    NEST(IFLA_BRIDGE_MRP_PORT_STATE,    2,  mrp_port_state_set, "set a port's state"),
    NEST(IFLA_BRIDGE_MRP_PORT_ROLE,     3,  mrp_port_role_set, "set a port's role"),
    NEST(IFLA_BRIDGE_MRP_RING_STATE,    4,  mrp_ring_state_set, "set a ring's state"),
    NEST(IFLA_BRIDGE_MRP_RING_ROLE,     5,  mrp_ring_role_set, "set the role in a ring"),
    NEST(IFLA_BRIDGE_MRP_START_TEST,    6,  mrp_start_test, "begin to test a ring"),
    NEST(IFLA_BRIDGE_MRP_INFO,          7,  mrp_info, "a ring", .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_MRP_IN_ROLE,       8,  mrp_in_role_set, "set the role in an interconnection"),
    NEST(IFLA_BRIDGE_MRP_IN_STATE,      9,  mrp_in_state_set, "set an interconnection's state"),
    NEST(IFLA_BRIDGE_MRP_START_IN_TEST, 10, mrp_start_in_test, "begin to test an interconnection"),
};
static SET(mrp, "rt-bridge-mrp", "IFLA_BRIDGE_MRP_", "media redundancy");

/* ---- CFM ------------------------------------------------------------------------------------- */

static ENUM(cfm_domain, "br_cfm_domain", "BR_CFM_", {0, "port"}, {1, "vlan"});
static ENUM(cfm_direction, "br_cfm_mep_direction", "BR_CFM_MEP_DIRECTION_", {0, "down"}, {1, "up"});
static ENUM(cfm_interval, "br_cfm_ccm_interval", "BR_CFM_CCM_INTERVAL_",
    {0, "none"}, {1, "3_3_ms"}, {2, "10_ms"}, {3, "100_ms"}, {4, "1_sec"}, {5, "10_sec"},
    {6, "1_min"}, {7, "10_min"});

ROWS(cfm_create) {
    INSTANCE(IFLA_BRIDGE_CFM_MEP_CREATE_INSTANCE),
    U32(IFLA_BRIDGE_CFM_MEP_CREATE_DOMAIN,    2, "a port's or a VLAN's",
        .ref.values = &cfm_domain),
    U32(IFLA_BRIDGE_CFM_MEP_CREATE_DIRECTION, 3, "which way it looks",
        .ref.values = &cfm_direction),
    U32(IFLA_BRIDGE_CFM_MEP_CREATE_IFINDEX,   4, "number of the port"),
};
static SET(cfm_create, "rt-bridge-cfm-create", "IFLA_BRIDGE_CFM_MEP_CREATE_", "a new end point");

ROWS(cfm_delete) {
    INSTANCE(IFLA_BRIDGE_CFM_MEP_DELETE_INSTANCE),
};
static SET(cfm_delete, "rt-bridge-cfm-delete", "IFLA_BRIDGE_CFM_MEP_DELETE_",
           "an end point to delete");

ROWS(cfm_config) {
    INSTANCE(IFLA_BRIDGE_CFM_MEP_CONFIG_INSTANCE),
    MAC(IFLA_BRIDGE_CFM_MEP_CONFIG_UNICAST_MAC, 2, "its hardware address"),
    U32(IFLA_BRIDGE_CFM_MEP_CONFIG_MDLEVEL,     3, "level, 0 to 7", .max = 7),
    U32(IFLA_BRIDGE_CFM_MEP_CONFIG_MEPID,       4, "id of the end point", .max = 0x1fff),
};
static SET(cfm_config, "rt-bridge-cfm-config", "IFLA_BRIDGE_CFM_MEP_CONFIG_",
           "settings of an end point");

ROWS(cfm_cc) {
    INSTANCE(IFLA_BRIDGE_CFM_CC_CONFIG_INSTANCE),
    U32(IFLA_BRIDGE_CFM_CC_CONFIG_ENABLE,       2, "check continuity: 0 or 1"),
    U32(IFLA_BRIDGE_CFM_CC_CONFIG_EXP_INTERVAL, 3, "interval that is expected",
        .ref.values = &cfm_interval),
    BYTES(IFLA_BRIDGE_CFM_CC_CONFIG_EXP_MAID,   4, "association that is expected",
          .max_len = 48),
};
static SET(cfm_cc, "rt-bridge-cfm-cc", "IFLA_BRIDGE_CFM_CC_CONFIG_", "check of continuity");

ROWS(cfm_peer) {
    INSTANCE(IFLA_BRIDGE_CFM_CC_PEER_MEP_INSTANCE),
    U32(IFLA_BRIDGE_CFM_CC_PEER_MEPID, 2, "id of the peer", .max = 0x1fff),
};
static SET(cfm_peer, "rt-bridge-cfm-peer", "IFLA_BRIDGE_CFM_CC_", "a peer");

ROWS(cfm_rdi) {
    INSTANCE(IFLA_BRIDGE_CFM_CC_RDI_INSTANCE),
    U32(IFLA_BRIDGE_CFM_CC_RDI_RDI, 2, "tell peers of a defect: 0 or 1"),
};
static SET(cfm_rdi, "rt-bridge-cfm-rdi", "IFLA_BRIDGE_CFM_CC_RDI_", "remote defect indication");

ROWS(cfm_tx) {
    INSTANCE(IFLA_BRIDGE_CFM_CC_CCM_TX_INSTANCE),
    MAC(IFLA_BRIDGE_CFM_CC_CCM_TX_DMAC,          2, "address that frames go to"),
    U32(IFLA_BRIDGE_CFM_CC_CCM_TX_SEQ_NO_UPDATE, 3, "count sequence numbers up: 0 or 1"),
    U32(IFLA_BRIDGE_CFM_CC_CCM_TX_PERIOD,        4, "how long to send", .unit = KL_UNIT_S),
    U32(IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV,        5, "tell the interface's state: 0 or 1"),
    U8(IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV_VALUE,   6, "the interface's state"),
    U32(IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV,      7, "tell the port's state: 0 or 1"),
    U8(IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV_VALUE, 8, "the port's state"),
};
static SET(cfm_tx, "rt-bridge-cfm-tx", "IFLA_BRIDGE_CFM_CC_CCM_TX_", "frames to send");

ROWS(cfm_status) {
    INSTANCE(IFLA_BRIDGE_CFM_MEP_STATUS_INSTANCE),
    U32(IFLA_BRIDGE_CFM_MEP_STATUS_OPCODE_UNEXP_SEEN,  2, "unexpected kind of frame: 0 or 1"),
    U32(IFLA_BRIDGE_CFM_MEP_STATUS_VERSION_UNEXP_SEEN, 3, "unexpected version: 0 or 1"),
    U32(IFLA_BRIDGE_CFM_MEP_STATUS_RX_LEVEL_LOW_SEEN,  4, "frame of a lower level: 0 or 1"),
};
static SET(cfm_status, "rt-bridge-cfm-status", "IFLA_BRIDGE_CFM_MEP_STATUS_",
           "state of an end point");

ROWS(cfm_peer_status) {
    INSTANCE(IFLA_BRIDGE_CFM_CC_PEER_STATUS_INSTANCE),
    U32(IFLA_BRIDGE_CFM_CC_PEER_STATUS_PEER_MEPID,     2, "id of the peer"),
    U32(IFLA_BRIDGE_CFM_CC_PEER_STATUS_CCM_DEFECT,     3, "nothing comes from it: 0 or 1"),
    U32(IFLA_BRIDGE_CFM_CC_PEER_STATUS_RDI,            4, "it tells of a defect: 0 or 1"),
    U8(IFLA_BRIDGE_CFM_CC_PEER_STATUS_PORT_TLV_VALUE,  5, "its port's state"),
    U8(IFLA_BRIDGE_CFM_CC_PEER_STATUS_IF_TLV_VALUE,    6, "its interface's state"),
    U32(IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEEN,           7, "a frame was seen: 0 or 1"),
    U32(IFLA_BRIDGE_CFM_CC_PEER_STATUS_TLV_SEEN,       8, "a frame with states was seen: 0 or 1"),
    U32(IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEQ_UNEXP_SEEN, 9, "unexpected sequence number: 0 or 1"),
};
static SET(cfm_peer_status, "rt-bridge-cfm-peer-status", "IFLA_BRIDGE_CFM_CC_PEER_STATUS_",
           "state of a peer");

ROWS(cfm) {
    NEST(IFLA_BRIDGE_CFM_MEP_CREATE,          1,  cfm_create, "create an end point"),
    NEST(IFLA_BRIDGE_CFM_MEP_DELETE,          2,  cfm_delete, "delete an end point"),
    NEST(IFLA_BRIDGE_CFM_MEP_CONFIG,          3,  cfm_config, "set an end point up"),
    NEST(IFLA_BRIDGE_CFM_CC_CONFIG,           4,  cfm_cc, "set the check up"),
    NEST(IFLA_BRIDGE_CFM_CC_PEER_MEP_ADD,     5,  cfm_peer, "add a peer"),
    NEST(IFLA_BRIDGE_CFM_CC_PEER_MEP_REMOVE,  6,  cfm_peer, "remove a peer"),
    NEST(IFLA_BRIDGE_CFM_CC_RDI,              7,  cfm_rdi, "tell of a defect"),
    NEST(IFLA_BRIDGE_CFM_CC_CCM_TX,           8,  cfm_tx, "send frames"),
    NEST(IFLA_BRIDGE_CFM_MEP_CREATE_INFO,     9,  cfm_create, "an end point",
         .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_CFM_MEP_CONFIG_INFO,     10, cfm_config, "its settings",
         .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_CFM_CC_CONFIG_INFO,      11, cfm_cc, "its check", .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_CFM_CC_RDI_INFO,         12, cfm_rdi, "its defect", .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_CFM_CC_CCM_TX_INFO,      13, cfm_tx, "its frames", .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_CFM_CC_PEER_MEP_INFO,    14, cfm_peer, "a peer", .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_CFM_MEP_STATUS_INFO,     15, cfm_status, "state of an end point",
         .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_CFM_CC_PEER_STATUS_INFO, 16, cfm_peer_status, "state of a peer",
         .flags = KL_A_MULTI),
};
static SET(cfm, "rt-bridge-cfm", "IFLA_BRIDGE_CFM_", "connectivity fault management");

/* ---- MST ------------------------------------------------------------------------------------- */

ROWS(mst_entry) {
    U16(IFLA_BRIDGE_MST_ENTRY_MSTI, 1, "number of the tree"),
    U8(IFLA_BRIDGE_MST_ENTRY_STATE, 2, "state of the port in it",
       .ref.values = &kl_enum_bridge_port_state),
};
static SET(mst_entry, "rt-bridge-mst-entry", "IFLA_BRIDGE_MST_ENTRY_", "a tree");

ROWS(mst) {
    NEST(IFLA_BRIDGE_MST_ENTRY, 1, mst_entry, "a tree", .flags = KL_A_MULTI),
};
static SET(mst, "rt-bridge-mst", "IFLA_BRIDGE_MST_", "multiple spanning trees");

/* ---- All of it ------------------------------------------------------------------------------- */

static FLAGS(bridge_flags, "whose port is meant", "BRIDGE_FLAGS_", {1, "master"}, {2, "self"});

static ENUM(bridge_mode, "mode of a bridge in hardware", "BRIDGE_MODE_",
    {0, "veb"}, {1, "vepa"}, {0xffff, "undef"});

ROWS(kl_set_link_af_bridge) {
    U16(IFLA_BRIDGE_FLAGS,             0, "the bridge's or the device's own port",
        .ref.values = &bridge_flags),
    U16(IFLA_BRIDGE_MODE,              1, "mode of the device's bridge",
        .ref.values = &bridge_mode),
    ROW(STRUCT, IFLA_BRIDGE_VLAN_INFO, 2, "a VLAN, or one end of a range",
        .flags = KL_A_MULTI, .ref.layout = &kl_layout_bridge_vlan_info),
    NEST(IFLA_BRIDGE_VLAN_TUNNEL_INFO, 3, vlan_tunnel, "a VLAN as a tunnel",
         .flags = KL_A_MULTI),
    NEST(IFLA_BRIDGE_MRP,              4, mrp, "media redundancy"),
    NEST(IFLA_BRIDGE_CFM,              5, cfm, "connectivity fault management"),
    NEST(IFLA_BRIDGE_MST,              6, mst, "multiple spanning trees"),
};
SET(kl_set_link_af_bridge, "rt-link-af-bridge", "IFLA_BRIDGE_", "a port of a bridge, by AF_BRIDGE");
// clang-format on
