// SPDX-License-Identifier: MIT
// Smaller families of generic netlink: IPVS, segment routing, GTP, quotas, ACPI's events.
// Source: include/uapi/linux/ip_vs.h, seg6_genl.h, gtp.h, quota.h; policies in
// net/netfilter/ipvs/ip_vs_ctl.c, net/ipv6/seg6.c, drivers/net/gtp.c, fs/quota/netlink.c,
// drivers/acpi/event.c.
#include "rows.h"

// clang-format off
static ENUM(family, "address family", "AF_", {0, "unspec"}, {2, "inet"}, {10, "inet6"});
#define PORT(n, i, d)    ROW(U16, n, i, d, .flags = KL_A_BE)
#define VOLUME(n, i, d)  U64(n, i, d, .unit = KL_UNIT_BYTES)

/* ---- IPVS ---- */

static ENUM(protocol, "IP protocol", "IPPROTO_", {0, "ip"}, {6, "tcp"}, {17, "udp"}, {132, "sctp"});
static FLAGS(svc_flags, "IP_VS_SVC_F", "IP_VS_SVC_F_",
    {0x1, "persistent"}, {0x2, "hashed"}, {0x4, "onepacket"}, {0x8, "sched1"}, {0x10, "sched2"},
    {0x20, "sched3"});
static ENUM(forward, "IP_VS_CONN_F", "IP_VS_CONN_F_",
    {0, "masq"}, {1, "localnode"}, {2, "tunnel"}, {3, "droute"}, {4, "bypass"});
static ENUM(daemon_state, "IP_VS_STATE", "IP_VS_STATE_", {0, "none"}, {1, "master"}, {2, "backup"});
static ENUM(tun_type, "IP_VS_CONN_F_TUNNEL_TYPE", "IP_VS_CONN_F_TUNNEL_TYPE_",
    {0, "ipip"}, {1, "gue"}, {2, "gre"});

ROWS(svc_flag_bits) {
    U32(flags, 0, "options", .ref.values = &svc_flags),
    U32(mask, 4, "options that are meant", .ref.values = &svc_flags),
};
static LAYOUT(svc_flag_bits, "ip_vs_flags", 8);

ROWS(vs_stats) {
    ROW(UINT, IPVS_STATS_ATTR_CONNS, 1, "connections so far"),
    ROW(UINT, IPVS_STATS_ATTR_INPKTS, 2, "packets from clients", .unit = KL_UNIT_PACKETS),
    ROW(UINT, IPVS_STATS_ATTR_OUTPKTS, 3, "packets to clients", .unit = KL_UNIT_PACKETS),
    VOLUME(IPVS_STATS_ATTR_INBYTES, 4, "from clients"),
    VOLUME(IPVS_STATS_ATTR_OUTBYTES, 5, "to clients"),
    ROW(UINT, IPVS_STATS_ATTR_CPS, 6, "connections per second"),
    ROW(UINT, IPVS_STATS_ATTR_INPPS, 7, "packets per second from clients"),
    ROW(UINT, IPVS_STATS_ATTR_OUTPPS, 8, "packets per second to clients"),
    ROW(UINT, IPVS_STATS_ATTR_INBPS, 9, "from clients", .unit = KL_UNIT_BYTES_PER_S),
    ROW(UINT, IPVS_STATS_ATTR_OUTBPS, 10, "to clients", .unit = KL_UNIT_BYTES_PER_S),
    PAD(IPVS_STATS_ATTR_PAD, 11),
};
static SET(vs_stats, "ipvs-stats", "IPVS_STATS_ATTR_", "counters");

/* Addresses take 16 bytes, IPv4 the first 4 of them; the family stands beside. */
ROWS(service) {
    U16(IPVS_SVC_ATTR_AF, 1, "family", .ref.values = &family),
    U16(IPVS_SVC_ATTR_PROTOCOL, 2, "protocol", .ref.values = &protocol),
    BYTES(IPVS_SVC_ATTR_ADDR, 3, "address of the service, padded to 16 bytes", .max_len = 16),
    PORT(IPVS_SVC_ATTR_PORT, 4, "port of the service"),
    U32(IPVS_SVC_ATTR_FWMARK, 5, "mark of its packets", .flags = KL_A_HEX),
    STR(IPVS_SVC_ATTR_SCHED_NAME, 6, 15, "how a server is chosen"),
    ROW(STRUCT, IPVS_SVC_ATTR_FLAGS, 7, "options", .ref.layout = &svc_flag_bits),
    U32(IPVS_SVC_ATTR_TIMEOUT, 8, "how long a client keeps its server", .unit = KL_UNIT_S),
    ROW(U32, IPVS_SVC_ATTR_NETMASK, 9, "which clients are one; for IPv6 the prefix length",
        .flags = KL_A_BE | KL_A_HEX),
    NEST(IPVS_SVC_ATTR_STATS, 10, vs_stats, "counters of 32 bits"),
    STR(IPVS_SVC_ATTR_PE_NAME, 11, 15, "how a client is known again"),
    NEST(IPVS_SVC_ATTR_STATS64, 12, vs_stats, "counters"),
};
static SET(service, "ipvs-service", "IPVS_SVC_ATTR_", "a service");

ROWS(dest) {
    BYTES(IPVS_DEST_ATTR_ADDR, 1, "address of the server, padded to 16 bytes", .max_len = 16),
    PORT(IPVS_DEST_ATTR_PORT, 2, "port of the server"),
    U32(IPVS_DEST_ATTR_FWD_METHOD, 3, "how packets get there", .ref.values = &forward),
    U32(IPVS_DEST_ATTR_WEIGHT, 4, "its weight"),
    U32(IPVS_DEST_ATTR_U_THRESH, 5, "connections above which it is left out"),
    U32(IPVS_DEST_ATTR_L_THRESH, 6, "connections below which it is taken again"),
    U32(IPVS_DEST_ATTR_ACTIVE_CONNS, 7, "connections at work"),
    U32(IPVS_DEST_ATTR_INACT_CONNS, 8, "connections that wait for their end"),
    U32(IPVS_DEST_ATTR_PERSIST_CONNS, 9, "clients that keep it"),
    NEST(IPVS_DEST_ATTR_STATS, 10, vs_stats, "counters of 32 bits"),
    U16(IPVS_DEST_ATTR_ADDR_FAMILY, 11, "family of its address", .ref.values = &family),
    NEST(IPVS_DEST_ATTR_STATS64, 12, vs_stats, "counters"),
    U8(IPVS_DEST_ATTR_TUN_TYPE, 13, "kind of tunnel", .ref.values = &tun_type),
    PORT(IPVS_DEST_ATTR_TUN_PORT, 14, "port of the tunnel"),
    U16(IPVS_DEST_ATTR_TUN_FLAGS, 15, "options of the tunnel", .flags = KL_A_HEX),
};
static SET(dest, "ipvs-dest", "IPVS_DEST_ATTR_", "a server");

ROWS(daemon) {
    U32(IPVS_DAEMON_ATTR_STATE, 1, "what it does", .ref.values = &daemon_state),
    STR(IPVS_DAEMON_ATTR_MCAST_IFN, 2, 15, "interface it speaks on"),
    U32(IPVS_DAEMON_ATTR_SYNC_ID, 3, "number of the group"),
    U16(IPVS_DAEMON_ATTR_SYNC_MAXLEN, 4, "largest message", .unit = KL_UNIT_BYTES),
    IP4(IPVS_DAEMON_ATTR_MCAST_GROUP, 5, "address of the group"),
    IP6(IPVS_DAEMON_ATTR_MCAST_GROUP6, 6, "address of the group"),
    U16(IPVS_DAEMON_ATTR_MCAST_PORT, 7, "port of the group"),
    U8(IPVS_DAEMON_ATTR_MCAST_TTL, 8, "lifetime in hops"),
};
static SET(daemon, "ipvs-daemon", "IPVS_DAEMON_ATTR_", "what tells others of connections");

ROWS(ipvs) {
    NEST(IPVS_CMD_ATTR_SERVICE, 1, service, "a service"),
    NEST(IPVS_CMD_ATTR_DEST, 2, dest, "a server"),
    NEST(IPVS_CMD_ATTR_DAEMON, 3, daemon, "what tells others of connections"),
    U32(IPVS_CMD_ATTR_TIMEOUT_TCP, 4, "lifetime of TCP", .unit = KL_UNIT_S),
    U32(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, 5, "lifetime of TCP behind a FIN", .unit = KL_UNIT_S),
    U32(IPVS_CMD_ATTR_TIMEOUT_UDP, 6, "lifetime of UDP", .unit = KL_UNIT_S),
};
static SET(ipvs, "ipvs", "IPVS_CMD_ATTR_", "services and servers");

ROWS(ipvs_info) {
    U32(IPVS_INFO_ATTR_VERSION, 1, "version", .flags = KL_A_HEX),
    U32(IPVS_INFO_ATTR_CONN_TAB_SIZE, 2, "buckets of the connections"),
};
static SET(ipvs_info, "ipvs-info", "IPVS_INFO_ATTR_", "about IPVS");

static const struct kl_command_def ipvs_commands[] = {
    COMMAND(1, IPVS_CMD_NEW_SERVICE, "add a service; an answer"),
    COMMAND(2, IPVS_CMD_SET_SERVICE, "change a service"),
    COMMAND(3, IPVS_CMD_DEL_SERVICE, "delete a service"),
    COMMAND(4, IPVS_CMD_GET_SERVICE, "ask for services"),
    COMMAND(5, IPVS_CMD_NEW_DEST, "add a server; an answer"),
    COMMAND(6, IPVS_CMD_SET_DEST, "change a server"),
    COMMAND(7, IPVS_CMD_DEL_DEST, "delete a server"),
    COMMAND(8, IPVS_CMD_GET_DEST, "ask for servers"),
    COMMAND(9, IPVS_CMD_NEW_DAEMON, "start to tell others; an answer"),
    COMMAND(10, IPVS_CMD_DEL_DAEMON, "stop to tell others"),
    COMMAND(11, IPVS_CMD_GET_DAEMON, "ask who tells others"),
    COMMAND(12, IPVS_CMD_SET_CONFIG, "change lifetimes; an answer"),
    COMMAND(13, IPVS_CMD_GET_CONFIG, "ask for lifetimes"),
    COMMAND(14, IPVS_CMD_SET_INFO, "about IPVS; an answer", .reply = &ipvs_info),
    COMMAND(15, IPVS_CMD_GET_INFO, "ask about IPVS", .reply = &ipvs_info),
    COMMAND(16, IPVS_CMD_ZERO, "reset counters"),
    COMMAND(17, IPVS_CMD_FLUSH, "delete all services"),
};

/* ---- Segment routing ---- */

static ENUM(hmac, "SEG6_HMAC_ALGO", "SEG6_HMAC_ALGO_", {1, "sha1"}, {2, "sha256"});

ROWS(seg6) {
    IP6(SEG6_ATTR_DST, 1, "source address of tunnels"),
    S32(SEG6_ATTR_DSTLEN, 2, "not used"),
    U32(SEG6_ATTR_HMACKEYID, 3, "number of the key"),
    BYTES(SEG6_ATTR_SECRET, 4, "the key"),
    U8(SEG6_ATTR_SECRETLEN, 5, "its length", .unit = KL_UNIT_BYTES),
    U8(SEG6_ATTR_ALGID, 6, "hash of the key", .ref.values = &hmac),
    BYTES(SEG6_ATTR_HMACINFO, 7, "not used"),
};
static SET(seg6, "seg6", "SEG6_ATTR_", "keys and the tunnels' source");

static const struct kl_command_def seg6_commands[] = {
    COMMAND(1, SEG6_CMD_SETHMAC, "set a key"),
    COMMAND(2, SEG6_CMD_DUMPHMAC, "ask for keys; an answer"),
    COMMAND(3, SEG6_CMD_SET_TUNSRC, "set the tunnels' source"),
    COMMAND(4, SEG6_CMD_GET_TUNSRC, "ask for the tunnels' source; an answer"),
};

/* ---- GTP ---- */

ROWS(gtp) {
    U32(GTPA_LINK, 1, "interface"),
    U32(GTPA_VERSION, 2, "version of GTP"),
    U64(GTPA_TID, 3, "number of the tunnel, version 0"),
    IP4(GTPA_PEER_ADDRESS, 4, "the other end"),
    IP4(GTPA_MS_ADDRESS, 5, "the mobile station"),
    U16(GTPA_FLOW, 6, "flow, version 0"),
    U32(GTPA_NET_NS_FD, 7, "namespace, as a descriptor"),
    U32(GTPA_I_TEI, 8, "number of the tunnel, arriving", .flags = KL_A_HEX),
    U32(GTPA_O_TEI, 9, "number of the tunnel, leaving", .flags = KL_A_HEX),
    PAD(GTPA_PAD, 10),
    IP6(GTPA_PEER_ADDR6, 11, "the other end"),
    IP6(GTPA_MS_ADDR6, 12, "the mobile station"),
    U8(GTPA_FAMILY, 13, "family of the mobile station", .ref.values = &family),
};
static SET(gtp, "gtp", "GTPA_", "a tunnel of a mobile station");

static const struct kl_command_def gtp_commands[] = {
    COMMAND(0, GTP_CMD_NEWPDP, "add a tunnel; an answer"),
    COMMAND(1, GTP_CMD_DELPDP, "delete a tunnel"),
    COMMAND(2, GTP_CMD_GETPDP, "ask for tunnels"),
    COMMAND(3, GTP_CMD_ECHOREQ, "ask the other end for an echo"),
};
static const struct kl_group_def gtp_groups[] = {{.name = "gtp"}};

/* ---- Quotas ---- */

static ENUM(quota_type, "quota type", "", {0, "user"}, {1, "group"}, {2, "project"});
static ENUM(quota_warning, "QUOTA_NL", "QUOTA_NL_",
    {0, "nowarn"}, {1, "ihardwarn"}, {2, "isoftlongwarn"}, {3, "isoftwarn"}, {4, "bhardwarn"},
    {5, "bsoftlongwarn"}, {6, "bsoftwarn"}, {7, "ihardbelow"}, {8, "isoftbelow"}, {9, "bhardbelow"},
    {10, "bsoftbelow"});

ROWS(quota) {
    U32(QUOTA_NL_A_QTYPE, 1, "whose quota", .ref.values = &quota_type),
    U64(QUOTA_NL_A_EXCESS_ID, 2, "number of that user, group or project"),
    U32(QUOTA_NL_A_WARNING, 3, "what has happened", .ref.values = &quota_warning),
    U32(QUOTA_NL_A_DEV_MAJOR, 4, "device of the file system, major"),
    U32(QUOTA_NL_A_DEV_MINOR, 5, "device of the file system, minor"),
    U64(QUOTA_NL_A_CAUSED_ID, 6, "user who caused it"),
    PAD(QUOTA_NL_A_PAD, 7),
};
static SET(quota, "quota", "QUOTA_NL_A_", "a quota is reached");

static const struct kl_command_def quota_commands[] = {
    COMMAND(1, QUOTA_NL_C_WARNING, "a quota is reached"),
};
static const struct kl_group_def quota_groups[] = {{.name = "events"}};

/* ---- ACPI's events ---- */

ROWS(acpi_event) {
    STR(device_class, 0, 20, "class of the device"),
    STR(bus_id, 20, 15, "name of the device"),
    U32(type, 36, "event of that class", .flags = KL_A_HEX),
    U32(data, 40, "more about it", .flags = KL_A_HEX),
};
static LAYOUT(acpi_event, "acpi_genl_event", 44);

ROWS(acpi) {
    ROW(STRUCT, ACPI_GENL_ATTR_EVENT, 1, "the event", .ref.layout = &acpi_event),
};
static SET(acpi, "acpi-event", "ACPI_GENL_ATTR_", "an event");

static const struct kl_command_def acpi_commands[] = {
    COMMAND(1, ACPI_GENL_CMD_EVENT, "something has happened"),
};
static const struct kl_group_def acpi_groups[] = {{.name = "acpi_mc_group"}};
// clang-format on

const struct kl_family kl_family_ipvs = {
    .name = "IPVS",
    .doc = "load balancing of netfilter",
    .command_prefix = "IPVS_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &ipvs,
    .n_commands = KL_COUNT(ipvs_commands),
    .commands = ipvs_commands,
};

const struct kl_family kl_family_seg6 = {
    .name = "SEG6",
    .doc = "segment routing",
    .command_prefix = "SEG6_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &seg6,
    .n_commands = KL_COUNT(seg6_commands),
    .commands = seg6_commands,
};

const struct kl_family kl_family_gtp = {
    .name = "gtp",
    .doc = "tunnels of mobile stations",
    .command_prefix = "GTP_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 0,
    .attrs = &gtp,
    .n_commands = KL_COUNT(gtp_commands),
    .commands = gtp_commands,
    .n_groups = KL_COUNT(gtp_groups),
    .groups = gtp_groups,
};

const struct kl_family kl_family_vfs_dquot = {
    .name = "VFS_DQUOT",
    .doc = "quotas that are reached",
    .command_prefix = "QUOTA_NL_C_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &quota,
    .n_commands = KL_COUNT(quota_commands),
    .commands = quota_commands,
    .n_groups = KL_COUNT(quota_groups),
    .groups = quota_groups,
};

const struct kl_family kl_family_acpi_event = {
    .name = "acpi_event",
    .doc = "events of ACPI",
    .command_prefix = "ACPI_GENL_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &acpi,
    .n_commands = KL_COUNT(acpi_commands),
    .commands = acpi_commands,
    .n_groups = KL_COUNT(acpi_groups),
    .groups = acpi_groups,
};
