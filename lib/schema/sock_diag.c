// SPDX-License-Identifier: MIT
// Socket diagnosis of other families than IP: unix, netlink, packet, vsock, XDP, TIPC.
// Source: include/uapi/linux/sock_diag.h, unix_diag.h, netlink_diag.h, packet_diag.h,
// vm_sockets_diag.h, xdp_diag.h, tipc_sockets_diag.h; net/*/diag.c.
#include "sock_diag.h"

// clang-format off
ENUM(kl_enum_sk_memory, "SK_MEMINFO", "SK_MEMINFO_",
    {0, "rmem_alloc"}, {1, "rcvbuf"}, {2, "wmem_alloc"}, {3, "sndbuf"}, {4, "fwd_alloc"},
    {5, "wmem_queued"}, {6, "optmem"}, {7, "backlog"}, {8, "drops"});

FLAGS(kl_enum_sk_shutdown, "SHUTDOWN", "", {1, "rcv"}, {2, "send"});

ENUM(kl_enum_sk_state, "TCP states", "TCP_",
    {1, "established"}, {2, "syn_sent"}, {3, "syn_recv"}, {4, "fin_wait1"}, {5, "fin_wait2"},
    {6, "time_wait"}, {7, "close"}, {8, "close_wait"}, {9, "last_ack"}, {10, "listen"},
    {11, "closing"}, {12, "new_syn_recv"}, {13, "bound_inactive"});

/* 1 << state; there is no state 0, but who asks for all asks for it, too. */
FLAGS(kl_enum_sk_states, "TCPF", "TCPF_",
    {1 << 0, "none"}, {1 << 1, "established"}, {1 << 2, "syn_sent"}, {1 << 3, "syn_recv"}, {1 << 4,
        "fin_wait1"},
    {1 << 5, "fin_wait2"}, {1 << 6, "time_wait"}, {1 << 7, "close"}, {1 << 8, "close_wait"},
    {1 << 9, "last_ack"}, {1 << 10, "listen"}, {1 << 11, "closing"}, {1 << 12, "new_syn_recv"},
    {1 << 13, "bound_inactive"});

ENUM(kl_enum_sk_type, "sock_type", "SOCK_",
    {1, "stream"}, {2, "dgram"}, {3, "raw"}, {4, "rdm"}, {5, "seqpacket"}, {6, "dccp"},
    {10, "packet"});

static ENUM(family, "address family", "AF_",
    {1, "unix"}, {16, "netlink"}, {17, "packet"}, {30, "tipc"}, {40, "vsock"}, {44, "xdp"});

#define GAP16(i) U16(pad, i, "0", .flags = KL_A_PAD)
#define FAMILY(n) U8(n, 0, "family of the socket", .ref.values = &family)

/* ---- Unix ---- */

static FLAGS(unix_show, "UDIAG_SHOW", "UDIAG_SHOW_",
    {0x1, "name"}, {0x2, "vfs"}, {0x4, "peer"}, {0x8, "icons"}, {0x10, "rqlen"},
    {0x20, "meminfo"}, {0x40, "uid"});

ROWS(unix_req) {
    FAMILY(sdiag_family),
    U8(sdiag_protocol, 1, "0"),
    GAP16(2),
    U32(udiag_states, 4, "states that are asked for", .ref.values = &kl_enum_sk_states),
    U32(udiag_ino, 8, "inode of a single socket"),
    U32(udiag_show, 12, "what is asked for", .ref.values = &unix_show),
    SK_COOKIE(udiag_cookie, 16),
};
static LAYOUT(unix_req, "unix_diag_req", 24);

ROWS(unix_msg) {
    FAMILY(udiag_family),
    U8(udiag_type, 1, "kind of socket", .ref.values = &kl_enum_sk_type),
    U8(udiag_state, 2, "state", .ref.values = &kl_enum_sk_state),
    U8(pad, 3, "0", .flags = KL_A_PAD),
    U32(udiag_ino, 4, "inode of the socket"),
    SK_COOKIE(udiag_cookie, 8),
};
static LAYOUT(unix_msg, "unix_diag_msg", 16);

ROWS(unix_vfs) {
    U32(udiag_vfs_ino, 0, "inode of the file it is bound to"),
    U32(udiag_vfs_dev, 4, "device of that file", .flags = KL_A_HEX),
};
static LAYOUT(unix_vfs, "unix_diag_vfs", 8);

ROWS(unix_rqlen) {
    U32(udiag_rqueue, 0, "bytes that wait to be read; listening: connections that wait"),
    U32(udiag_wqueue, 4, "bytes on their way; listening: connections that may wait"),
};
static LAYOUT(unix_rqlen, "unix_diag_rqlen", 8);

ROWS(unix_attrs) {
    BYTES(UNIX_DIAG_NAME, 0, "its path; begins with a NUL in the abstract namespace"),
    ROW(STRUCT, UNIX_DIAG_VFS, 1, "file it is bound to", .ref.layout = &unix_vfs),
    U32(UNIX_DIAG_PEER, 2, "inode of the other end"),
    ROW(PACKED, UNIX_DIAG_ICONS, 3, "inodes of connections that wait", .elem = KL_T_U32),
    ROW(STRUCT, UNIX_DIAG_RQLEN, 4, "queues", .ref.layout = &unix_rqlen),
    SK_MEMORY(UNIX_DIAG_MEMINFO, 5),
    U8(UNIX_DIAG_SHUTDOWN, 6, "directions that are shut", .ref.values = &kl_enum_sk_shutdown),
    U32(UNIX_DIAG_UID, 7, "user that owns it"),
};
static SET(unix_attrs, "unix-diag", "UNIX_DIAG_", "a unix socket");

/* ---- Netlink ---- */

static FLAGS(netlink_show, "NDIAG_SHOW", "NDIAG_SHOW_",
    {0x1, "meminfo"}, {0x2, "groups"}, {0x4, "ring_cfg"}, {0x8, "flags"});

static FLAGS(netlink_flags, "NDIAG_FLAG", "NDIAG_FLAG_",
    {0x1, "cb_running"}, {0x2, "pktinfo"}, {0x4, "broadcast_error"}, {0x8, "no_enobufs"},
    {0x10, "listen_all_nsid"}, {0x20, "cap_ack"});

static ENUM(netlink_protocol, "netlink protocol", "NETLINK_",
    {0, "route"}, {1, "unused"}, {2, "usersock"}, {3, "firewall"}, {4, "sock_diag"}, {5, "nflog"},
    {6, "xfrm"}, {7, "selinux"}, {8, "iscsi"}, {9, "audit"}, {10, "fib_lookup"},
    {11, "connector"}, {12, "netfilter"}, {13, "ip6_fw"}, {14, "dnrtmsg"}, {15, "kobject_uevent"},
    {16, "generic"}, {18, "scsitransport"}, {19, "ecryptfs"}, {20, "rdma"}, {21, "crypto"},
    {22, "smc"}, {255, "all"});

static ENUM(netlink_state, "NETLINK_STATE", "NETLINK_", {0, "unconnected"}, {1, "connected"},
    {7, "close"});

ROWS(netlink_req) {
    FAMILY(sdiag_family),
    U8(sdiag_protocol, 1, "protocol that is asked for", .ref.values = &netlink_protocol),
    GAP16(2),
    U32(ndiag_ino, 4, "inode of a single socket"),
    U32(ndiag_show, 8, "what is asked for", .ref.values = &netlink_show),
    SK_COOKIE(ndiag_cookie, 12),
};
static LAYOUT(netlink_req, "netlink_diag_req", 20);

ROWS(netlink_msg) {
    FAMILY(ndiag_family),
    U8(ndiag_type, 1, "kind of socket", .ref.values = &kl_enum_sk_type),
    U8(ndiag_protocol, 2, "protocol", .ref.values = &netlink_protocol),
    U8(ndiag_state, 3, "state", .ref.values = &netlink_state),
    U32(ndiag_portid, 4, "port of the socket"),
    U32(ndiag_dst_portid, 8, "port it is connected to"),
    U32(ndiag_dst_group, 12, "group it is connected to"),
    U32(ndiag_ino, 16, "inode of the socket"),
    SK_COOKIE(ndiag_cookie, 20),
};
static LAYOUT(netlink_msg, "netlink_diag_msg", 28);

ROWS(netlink_ring) {
    U32(ndr_block_size, 0, "size of a block", .unit = KL_UNIT_BYTES),
    U32(ndr_block_nr, 4, "number of blocks"),
    U32(ndr_frame_size, 8, "size of a frame", .unit = KL_UNIT_BYTES),
    U32(ndr_frame_nr, 12, "number of frames"),
};
static LAYOUT(netlink_ring, "netlink_diag_ring", 16);

ROWS(netlink_attrs) {
    SK_MEMORY(NETLINK_DIAG_MEMINFO, 0),
    BYTES(NETLINK_DIAG_GROUPS, 1, "groups it has joined, a bit for each, in words of a long"),
    ROW(STRUCT, NETLINK_DIAG_RX_RING, 2, "receive ring, not used any more",
        .ref.layout = &netlink_ring),
    ROW(STRUCT, NETLINK_DIAG_TX_RING, 3, "transmit ring, not used any more",
        .ref.layout = &netlink_ring),
    U32(NETLINK_DIAG_FLAGS, 4, "options", .ref.values = &netlink_flags),
};
static SET(netlink_attrs, "netlink-diag", "NETLINK_DIAG_", "a netlink socket");

/* ---- Packet ---- */

static FLAGS(packet_show, "PACKET_SHOW", "PACKET_SHOW_",
    {0x1, "info"}, {0x2, "mclist"}, {0x4, "ring_cfg"}, {0x8, "fanout"}, {0x10, "meminfo"},
    {0x20, "filter"});

static FLAGS(packet_flags, "PDI", "PDI_",
    {0x1, "running"}, {0x2, "auxdata"}, {0x4, "origdev"}, {0x8, "vnethdr"}, {0x10, "loss"});

static ENUM(packet_mc, "PACKET_MR", "PACKET_MR_",
    {0, "multicast"}, {1, "promisc"}, {2, "allmulti"}, {3, "unicast"});

static ENUM(packet_version, "tpacket_versions", "TPACKET_", {0, "v1"}, {1, "v2"}, {2, "v3"});

ROWS(packet_req) {
    FAMILY(sdiag_family),
    U8(sdiag_protocol, 1, "0"),
    GAP16(2),
    U32(pdiag_ino, 4, "inode of a single socket"),
    U32(pdiag_show, 8, "what is asked for", .ref.values = &packet_show),
    SK_COOKIE(pdiag_cookie, 12),
};
static LAYOUT(packet_req, "packet_diag_req", 20);

ROWS(packet_msg) {
    FAMILY(pdiag_family),
    U8(pdiag_type, 1, "kind of socket", .ref.values = &kl_enum_sk_type),
    U16(pdiag_num, 2, "protocol of packets it gets, an ethertype", .flags = KL_A_HEX),
    U32(pdiag_ino, 4, "inode of the socket"),
    SK_COOKIE(pdiag_cookie, 8),
};
static LAYOUT(packet_msg, "packet_diag_msg", 16);

ROWS(packet_info) {
    U32(pdi_index, 0, "interface it is bound to"),
    U32(pdi_version, 4, "version of its rings", .ref.values = &packet_version),
    U32(pdi_reserve, 8, "room in front of each frame", .unit = KL_UNIT_BYTES),
    U32(pdi_copy_thresh, 12, "packets above this are not copied to the ring"),
    U32(pdi_tstamp, 16, "which time stamps it gets"),
    U32(pdi_flags, 20, "options", .ref.values = &packet_flags),
};
static LAYOUT(packet_info, "packet_diag_info", 24);

ROWS(packet_mclist) {
    U32(pdmc_index, 0, "interface"),
    U32(pdmc_count, 4, "how often it was asked for"),
    U16(pdmc_type, 8, "kind", .ref.values = &packet_mc),
    U16(pdmc_alen, 10, "length of the address", .unit = KL_UNIT_BYTES),
    BYTES(pdmc_addr, 12, "address, padded", .max_len = 32),
};
static LAYOUT(packet_mclist, "packet_diag_mclist", 44);

ROWS(packet_ring) {
    U32(pdr_block_size, 0, "size of a block", .unit = KL_UNIT_BYTES),
    U32(pdr_block_nr, 4, "number of blocks"),
    U32(pdr_frame_size, 8, "size of a frame", .unit = KL_UNIT_BYTES),
    U32(pdr_frame_nr, 12, "number of frames"),
    U32(pdr_retire_tmo, 16, "longest wait until a block is handed out", .unit = KL_UNIT_MS),
    U32(pdr_sizeof_priv, 20, "the program's own room in a block", .unit = KL_UNIT_BYTES),
    U32(pdr_features, 24, "features that the program asked for", .flags = KL_A_HEX),
};
static LAYOUT(packet_ring, "packet_diag_ring", 28);

ROWS(packet_attrs) {
    ROW(STRUCT, PACKET_DIAG_INFO, 0, "what it is bound to", .ref.layout = &packet_info),
    ROW(PACKED, PACKET_DIAG_MCLIST, 1, "addresses it asked for", .elem = KL_T_STRUCT,
        .ref.layout = &packet_mclist),
    ROW(STRUCT, PACKET_DIAG_RX_RING, 2, "receive ring", .ref.layout = &packet_ring),
    ROW(STRUCT, PACKET_DIAG_TX_RING, 3, "transmit ring", .ref.layout = &packet_ring),
    U32(PACKET_DIAG_FANOUT, 4, "its fanout: number, and kind above 16 bits", .flags = KL_A_HEX),
    U32(PACKET_DIAG_UID, 5, "user that owns it"),
    SK_MEMORY(PACKET_DIAG_MEMINFO, 6),
    BYTES(PACKET_DIAG_FILTER, 7, "filter, struct sock_filter"),
};
static SET(packet_attrs, "packet-diag", "PACKET_DIAG_", "a packet socket");

/* ---- vsock ---- */

ROWS(vsock_req) {
    FAMILY(sdiag_family),
    U8(sdiag_protocol, 1, "0"),
    GAP16(2),
    U32(vdiag_states, 4, "states that are asked for", .ref.values = &kl_enum_sk_states),
    U32(vdiag_ino, 8, "0"),
    U32(vdiag_show, 12, "0"),
    SK_COOKIE(vdiag_cookie, 16),
};
static LAYOUT(vsock_req, "vsock_diag_req", 24);

ROWS(vsock_msg) {
    FAMILY(vdiag_family),
    U8(vdiag_type, 1, "kind of socket", .ref.values = &kl_enum_sk_type),
    U8(vdiag_state, 2, "state", .ref.values = &kl_enum_sk_state),
    U8(vdiag_shutdown, 3, "directions that are shut", .ref.values = &kl_enum_sk_shutdown),
    U32(vdiag_src_cid, 4, "its machine"),
    U32(vdiag_src_port, 8, "its port"),
    U32(vdiag_dst_cid, 12, "the other end's machine"),
    U32(vdiag_dst_port, 16, "the other end's port"),
    U32(vdiag_ino, 20, "inode of the socket"),
    SK_COOKIE(vdiag_cookie, 24),
};
static LAYOUT(vsock_msg, "vsock_diag_msg", 32);

static const struct kl_attrset vsock_attrs = {.name = "vsock-diag", .doc = "no attributes"};

/* ---- XDP ---- */

static FLAGS(xdp_show, "XDP_SHOW", "XDP_SHOW_",
    {0x1, "info"}, {0x2, "ring_cfg"}, {0x4, "umem"}, {0x8, "meminfo"}, {0x10, "stats"});
static FLAGS(xdp_flags, "XDP_DU_F", "XDP_DU_F_", {1, "zerocopy"});

ROWS(xdp_req) {
    FAMILY(sdiag_family),
    U8(sdiag_protocol, 1, "0"),
    GAP16(2),
    U32(xdiag_ino, 4, "inode of a single socket"),
    U32(xdiag_show, 8, "what is asked for", .ref.values = &xdp_show),
    SK_COOKIE(xdiag_cookie, 12),
};
static LAYOUT(xdp_req, "xdp_diag_req", 20);

ROWS(xdp_msg) {
    FAMILY(xdiag_family),
    U8(xdiag_type, 1, "kind of socket", .ref.values = &kl_enum_sk_type),
    GAP16(2),
    U32(xdiag_ino, 4, "inode of the socket"),
    SK_COOKIE(xdiag_cookie, 8),
};
static LAYOUT(xdp_msg, "xdp_diag_msg", 16);

ROWS(xdp_info) {
    U32(ifindex, 0, "interface it is bound to"),
    U32(queue_id, 4, "queue of the interface"),
};
static LAYOUT(xdp_info, "xdp_diag_info", 8);

ROWS(xdp_ring) { U32(entries, 0, "number of descriptors") };
static LAYOUT(xdp_ring, "xdp_diag_ring", 4);

ROWS(xdp_umem) {
    U64(size, 0, "size of the memory", .unit = KL_UNIT_BYTES),
    U32(id, 8, "number of the memory"),
    U32(num_pages, 12, "pages of it"),
    U32(chunk_size, 16, "size of a chunk", .unit = KL_UNIT_BYTES),
    U32(headroom, 20, "room in front of each packet", .unit = KL_UNIT_BYTES),
    U32(ifindex, 24, "interface it is used with"),
    U32(queue_id, 28, "queue of the interface"),
    U32(flags, 32, "how it is used", .ref.values = &xdp_flags),
    U32(refs, 36, "sockets that use it"),
};
static LAYOUT(xdp_umem, "xdp_diag_umem", 40);

ROWS(xdp_stats) {
    U64(n_rx_dropped, 0, "received and dropped", .unit = KL_UNIT_PACKETS),
    U64(n_rx_invalid, 8, "invalid descriptors when receiving"),
    U64(n_rx_full, 16, "dropped as the receive ring was full", .unit = KL_UNIT_PACKETS),
    U64(n_fill_ring_empty, 24, "times the fill ring was empty"),
    U64(n_tx_invalid, 32, "invalid descriptors when sending"),
    U64(n_tx_ring_empty, 40, "times the transmit ring was empty"),
};
static LAYOUT(xdp_stats, "xdp_diag_stats", 48);

#define XDP_RING(n, i, d) ROW(STRUCT, n, i, d, .ref.layout = &xdp_ring)
ROWS(xdp_attrs) {
    ROW(STRUCT, XDP_DIAG_INFO, 1, "what it is bound to", .ref.layout = &xdp_info),
    U32(XDP_DIAG_UID, 2, "user that owns it"),
    XDP_RING(XDP_DIAG_RX_RING, 3, "receive ring"),
    XDP_RING(XDP_DIAG_TX_RING, 4, "transmit ring"),
    ROW(STRUCT, XDP_DIAG_UMEM, 5, "memory of the packets", .ref.layout = &xdp_umem),
    XDP_RING(XDP_DIAG_UMEM_FILL_RING, 6, "ring of chunks to fill"),
    XDP_RING(XDP_DIAG_UMEM_COMPLETION_RING, 7, "ring of chunks that were sent"),
    SK_MEMORY(XDP_DIAG_MEMINFO, 8),
    ROW(STRUCT, XDP_DIAG_STATS, 9, "counters", .ref.layout = &xdp_stats),
};
static SET(xdp_attrs, "xdp-diag", "XDP_DIAG_", "an XDP socket");

/* ---- Commands: the same two of every family ---- */

#define COMMANDS(x) \
    static const struct kl_command_def x##_commands[] = { \
        COMMAND(SOCK_DIAG_BY_FAMILY_ID, SOCK_DIAG_BY_FAMILY, "ask for sockets; an answer", \
                .header = &x##_req, .reply_header = &x##_msg, .request = &x##_attrs), \
        COMMAND(SOCK_DESTROY_ID, SOCK_DESTROY, "close a socket", .header = &x##_req, \
                .reply_header = &x##_msg, .request = &x##_attrs), \
    }

COMMANDS(unix);
COMMANDS(netlink);
COMMANDS(packet);
COMMANDS(vsock);
COMMANDS(xdp);
// clang-format on

#define FAMILY_OF(x, family_name, words, af)                                                       \
    const struct kl_family kl_family_##x##_diag = {                                                \
        .name = family_name,                                                                       \
        .doc = words,                                                                              \
        .command_prefix = "SOCK_",                                                                 \
        .protocol = NETLINK_SOCK_DIAG,                                                             \
        .match = KL_MATCH_TYPE,                                                                    \
        .header_families = {af},                                                                   \
        .n_commands = KL_COUNT(x##_commands),                                                      \
        .commands = x##_commands,                                                                  \
    }

FAMILY_OF(unix, "unix-diag", "unix sockets", 1);
FAMILY_OF(netlink, "netlink-diag", "netlink sockets", 16);
FAMILY_OF(packet, "packet-diag", "packet sockets", 17);
FAMILY_OF(vsock, "vsock-diag", "sockets between machines and their guests", 40);
FAMILY_OF(xdp, "xdp-diag", "XDP sockets", 44);
