// SPDX-License-Identifier: MIT
// Network interfaces: RTM_*LINK and their attributes. What depends on the kind of link, on the
// address family or on virtual functions has files of its own, rt_link_*.c.
// Source: include/uapi/linux/if_link.h, rtnetlink.h; net/core/rtnetlink.c.
#include "rt_link.h"

// clang-format off
ROWS(kl_layout_ifinfomsg) {
    U8(ifi_family,  0,  "AF_BRIDGE: a bridge's port; otherwise unspec, or whose view it is",
       .ref.values = &kl_enum_rt_family),
    U8(ifi_pad,     1,  "not used", .flags = KL_A_PAD),
    U16(ifi_type,   2,  "kind of hardware", .ref.values = &kl_enum_arphrd),
    S32(ifi_index,  4,  "number of the interface"),
    U32(ifi_flags,  8,  "what it is and how it is", .ref.values = &kl_enum_iff),
    U32(ifi_change, 12, "requests: which flags are meant; events: which changed",
        .ref.values = &kl_enum_iff_change),
};
LAYOUT(kl_layout_ifinfomsg, "ifinfomsg", 16);

ROWS(ifmap) {
    U64(mem_start, 0,  "first address of its memory", .flags = KL_A_HEX),
    U64(mem_end,   8,  "last address of its memory", .flags = KL_A_HEX),
    U64(base_addr, 16, "I/O address", .flags = KL_A_HEX),
    U16(irq,       24, "interrupt"),
    U8(dma,        26, "DMA channel"),
    U8(port,       27, "connector in use"),
    U32(pad,       28, "not used", .flags = KL_A_PAD),
};
static LAYOUT(ifmap, "rtnl_link_ifmap", 32);

/* ---- XDP ------------------------------------------------------------------------------------- */

static ENUM(xdp_attached, "XDP attachment", "XDP_ATTACHED_",
    {0, "none"}, {1, "drv"}, {2, "skb"}, {3, "hw"}, {4, "multi"});

static FLAGS(xdp_flags, "XDP flags", "XDP_FLAGS_",
    {1 << 0, "update_if_noexist"}, {1 << 1, "skb_mode"}, {1 << 2, "drv_mode"},
    {1 << 3, "hw_mode"}, {1 << 4, "replace"});

ROWS(xdp) {
    S32(IFLA_XDP_FD,          1, "descriptor of the program to attach; -1: detach"),
    U8(IFLA_XDP_ATTACHED,     2, "where programs are attached", .ref.values = &xdp_attached),
    U32(IFLA_XDP_FLAGS,       3, "how to attach", .ref.values = &xdp_flags),
    U32(IFLA_XDP_PROG_ID,     4, "number of the only program"),
    U32(IFLA_XDP_DRV_PROG_ID, 5, "number of the driver's program"),
    U32(IFLA_XDP_SKB_PROG_ID, 6, "number of the generic program"),
    U32(IFLA_XDP_HW_PROG_ID,  7, "number of the hardware's program"),
    S32(IFLA_XDP_EXPECTED_FD, 8, "descriptor of the program that is to be replaced"),
};
static SET(xdp, "rt-link-xdp", "IFLA_XDP_", "XDP programs of a link");

/* ---- Small nests ----------------------------------------------------------------------------- */

ROWS(props) {
    STR(IFLA_ALT_IFNAME, 53, 127, "another name", .flags = KL_A_MULTI),
};
static SET(props, "rt-link-props", "IFLA_", "properties that may repeat");

ROWS(proto_down_reason) {
    U32(IFLA_PROTO_DOWN_REASON_MASK,  1, "requests: which reasons are meant", .flags = KL_A_HEX),
    U32(IFLA_PROTO_DOWN_REASON_VALUE, 2, "reasons, a bit each", .flags = KL_A_HEX),
};
static SET(proto_down_reason, "rt-link-proto-down-reason", "IFLA_PROTO_DOWN_REASON_",
           "why the link's protocol is down");

ROWS(devlink_port) {
    STR(DEVLINK_ATTR_BUS_NAME,   1, 0, "bus of the device"),
    STR(DEVLINK_ATTR_DEV_NAME,   2, 0, "name of the device on its bus"),
    U32(DEVLINK_ATTR_PORT_INDEX, 3, "number of the port"),
};
static SET(devlink_port, "rt-link-devlink-port", "DEVLINK_ATTR_", "the link's devlink port");

ROWS(dpll_pin) {
    U32(DPLL_A_PIN_ID, 1, "number of the pin"),
};
static SET(dpll_pin, "rt-link-dpll-pin", "DPLL_A_PIN_", "pin that drives the link's clock");

/* A single iw_event; its parameters depend on the command and are not described. */
ROWS(iw_event) {
    U16(len,    0, "length of the event", .unit = KL_UNIT_BYTES),
    U16(cmd,    2, "number of the ioctl or event", .flags = KL_A_HEX),
    BYTES(data, 4, "parameters"),
};
static LAYOUT(iw_event, "iw_event", 4);
static const struct kl_attrset wireless =
    {.name = "rt-link-wireless", .prefix = "", .doc = "event of wireless extensions",
     .header = &iw_event};

/* ---- A link ---------------------------------------------------------------------------------- */

/* Requests and messages from the kernel differ in the IPv4 settings, deep inside of AF_SPEC. */
#define LINK_ROWS(af_spec) \
    ROW(LLADDR, IFLA_ADDRESS,         1, "hardware address, or a tunnel's local address", \
        .max_len = 32), \
    ROW(LLADDR, IFLA_BROADCAST,       2, "broadcast address, or a tunnel's remote address", \
        .max_len = 32), \
    STR(IFLA_IFNAME,              3, 15, "name"), \
    U32(IFLA_MTU,                     4, "longest packet", .unit = KL_UNIT_BYTES), \
    U32(IFLA_LINK,                    5, "number of the link below"), \
    STR(IFLA_QDISC,               6, 15, "kind of the root queueing discipline"), \
    ROW(STRUCT, IFLA_STATS,           7, "counters of 32 bits", \
        .ref.layout = &kl_layout_link_stats), \
    STR(IFLA_COST,                 8, 0, "not used"), \
    STR(IFLA_PRIORITY,             9, 0, "not used"), \
    U32(IFLA_MASTER,                 10, "number of the bridge, bond, VRF... it belongs to"), \
    ROW(NEST, IFLA_WIRELESS,         11, "event of wireless extensions", .ref.set = &wireless, \
        .flags = KL_A_NO_NESTED), \
    ROW(NEST, IFLA_PROTINFO,         12, "what the address family in the header has to say", \
        .flags = KL_A_SELECT, .ref.select = &kl_select_link_protinfo), \
    U32(IFLA_TXQLEN,                 13, "length of the send queue", .unit = KL_UNIT_PACKETS), \
    ROW(STRUCT, IFLA_MAP,            14, "memory and interrupt of the device", \
        .ref.layout = &ifmap), \
    U32(IFLA_WEIGHT,                 15, "packets of one turn of polling"), \
    U8(IFLA_OPERSTATE,               16, "operational state", .ref.values = &kl_enum_operstate), \
    U8(IFLA_LINKMODE,                17, "how it reaches the state up", \
       .ref.values = &kl_enum_linkmode), \
    NEST(IFLA_LINKINFO,              18, kl_set_linkinfo, "kind of link, and what the kind has", \
         .flags = KL_A_NO_NESTED), \
    U32(IFLA_NET_NS_PID,             19, "move to the network namespace of this process"), \
    STR(IFLA_IFALIAS,           20, 255, "text for people"), \
    U32(IFLA_NUM_VF,                 21, "virtual functions"), \
    NEST(IFLA_VFINFO_LIST,           22, kl_set_link_vfs, "the virtual functions", \
         .flags = KL_A_NO_NESTED), \
    ROW(STRUCT, IFLA_STATS64,        23, "counters", .ref.layout = &kl_layout_link_stats64), \
    NEST(IFLA_VF_PORTS,              24, kl_set_link_vf_ports, "ports of virtual functions", \
         .flags = KL_A_NO_NESTED), \
    NEST(IFLA_PORT_SELF,             25, kl_set_link_port, "port of the device itself", \
         .flags = KL_A_NO_NESTED), \
    ROW(NEST, IFLA_AF_SPEC,          26, "settings by address family", \
        .flags = KL_A_SELECT | KL_A_NO_NESTED, .ref.select = &(af_spec)), \
    U32(IFLA_GROUP,                  27, "group of links"), \
    U32(IFLA_NET_NS_FD,              28, "move to the network namespace of this descriptor"), \
    U32(IFLA_EXT_MASK,               29, "what a dump is to include", \
        .ref.values = &kl_enum_ext_filter), \
    U32(IFLA_PROMISCUITY,            30, "users of promiscuous mode"), \
    U32(IFLA_NUM_TX_QUEUES,          31, "send queues"), \
    U32(IFLA_NUM_RX_QUEUES,          32, "receive queues"), \
    U8(IFLA_CARRIER,                 33, "is there a carrier? 0 or 1"), \
    BYTES(IFLA_PHYS_PORT_ID,         34, "identity of the physical port", .max_len = 32), \
    U32(IFLA_CARRIER_CHANGES,        35, "how often the carrier came or went"), \
    BYTES(IFLA_PHYS_SWITCH_ID,       36, "identity of the switch", .max_len = 32), \
    S32(IFLA_LINK_NETNSID,           37, "namespace of the link below, as a number here"), \
    STR(IFLA_PHYS_PORT_NAME,      38, 0, "name of the physical port"), \
    U8(IFLA_PROTO_DOWN,              39, "a protocol holds the link down: 0 or 1"), \
    U32(IFLA_GSO_MAX_SEGS,           40, "segments of a large packet at most"), \
    U32(IFLA_GSO_MAX_SIZE,           41, "largest packet to be segmented", \
        .unit = KL_UNIT_BYTES), \
    PAD(IFLA_PAD,                    42), \
    NEST(IFLA_XDP,                   43, xdp, "XDP programs", .flags = KL_A_NO_NESTED), \
    U32(IFLA_EVENT,                  44, "what happened", .ref.values = &kl_enum_link_event), \
    S32(IFLA_NEW_NETNSID,            45, "namespace it went to, as a number here"), \
    S32(IFLA_TARGET_NETNSID,         46, "namespace that is meant, as a number here"), \
    U32(IFLA_CARRIER_UP_COUNT,       47, "how often the carrier came"), \
    U32(IFLA_CARRIER_DOWN_COUNT,     48, "how often the carrier went"), \
    S32(IFLA_NEW_IFINDEX,            49, "its number in the namespace it goes to"), \
    U32(IFLA_MIN_MTU,                50, "least MTU", .unit = KL_UNIT_BYTES), \
    U32(IFLA_MAX_MTU,                51, "largest MTU; 0: no limit", .unit = KL_UNIT_BYTES), \
    NEST(IFLA_PROP_LIST,             52, props, "properties that may repeat"), \
    STR(IFLA_ALT_IFNAME,        53, 127, "another name, to find the link by"), \
    ROW(LLADDR, IFLA_PERM_ADDRESS,   54, "hardware address the device was made with", \
        .max_len = 32), \
    NEST(IFLA_PROTO_DOWN_REASON,     55, proto_down_reason, "why its protocol is down", \
         .flags = KL_A_NO_NESTED), \
    STR(IFLA_PARENT_DEV_NAME,     56, 0, "device that the link is of"), \
    STR(IFLA_PARENT_DEV_BUS_NAME, 57, 0, "bus of that device"), \
    U32(IFLA_GRO_MAX_SIZE,           58, "largest packet put together on receiving", \
        .unit = KL_UNIT_BYTES), \
    U32(IFLA_TSO_MAX_SIZE,           59, "largest packet the device segments itself", \
        .unit = KL_UNIT_BYTES), \
    U32(IFLA_TSO_MAX_SEGS,           60, "segments the device makes of one packet at most"), \
    U32(IFLA_ALLMULTI,               61, "users that want all multicast"), \
    NEST(IFLA_DEVLINK_PORT,          62, devlink_port, "devlink port"), \
    U32(IFLA_GSO_IPV4_MAX_SIZE,      63, "largest IPv4 packet to be segmented", \
        .unit = KL_UNIT_BYTES), \
    U32(IFLA_GRO_IPV4_MAX_SIZE,      64, "largest IPv4 packet put together on receiving", \
        .unit = KL_UNIT_BYTES), \
    NEST(IFLA_DPLL_PIN,              65, dpll_pin, "pin that drives its clock"), \
    ROW(UINT, IFLA_MAX_PACING_OFFLOAD_HORIZON, 66, "how far ahead the device can hold packets", \
        .unit = KL_UNIT_NS), \
    U8(IFLA_NETNS_IMMUTABLE,         67, "it cannot leave its namespace: 0 or 1"), \
    U16(IFLA_HEADROOM,               68, "room it needs before a packet", \
        .unit = KL_UNIT_BYTES), \
    U16(IFLA_TAILROOM,               69, "room it needs behind a packet", .unit = KL_UNIT_BYTES)

ROWS(link_request) {
    LINK_ROWS(kl_select_link_af_request),
};
static SET(link_request, "rt-link-request", "IFLA_", "a network interface that is asked for");

ROWS(link_reply) {
    LINK_ROWS(kl_select_link_af_reply),
};
static SET(link_reply, "rt-link", "IFLA_", "a network interface");

/* The other end of a pair: a link's message without the nlmsghdr. */
const struct kl_attrset kl_set_link_peer = {
    .name = "rt-link-peer", .prefix = "IFLA_", .doc = "the other end of a pair",
    .header = &kl_layout_ifinfomsg, .n_rows = KL_COUNT(link_request_rows),
    .rows = link_request_rows};

#define LINK(i, n, d) COMMAND(i, n, d, .request = &link_request, .reply = &link_reply)

static const struct kl_command_def commands[] = {
    LINK(16,  RTM_NEWLINK,     "create or change a link; a link there is"),
    LINK(17,  RTM_DELLINK,     "delete a link; a link that has gone"),
    LINK(18,  RTM_GETLINK,     "ask for a link, or for all"),
    LINK(19,  RTM_SETLINK,     "change a link"),
    LINK(108, RTM_NEWLINKPROP, "add other names"),
    LINK(109, RTM_DELLINKPROP, "remove other names"),
    LINK(110, RTM_GETLINKPROP, "not used by the kernel"),
};

static const struct kl_group_def groups[] = {
    {.id = 1, .name = "RTNLGRP_LINK"},
    {.id = 2, .name = "RTNLGRP_NOTIFY"},
    {.id = 12, .name = "RTNLGRP_IPV6_IFINFO"},
};
// clang-format on

const struct kl_family kl_family_rt_link = {
    .name = "rt-link",
    .doc = "network interfaces",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &kl_layout_ifinfomsg,
    .attrs = &link_reply,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
