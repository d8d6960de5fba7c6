// SPDX-License-Identifier: MIT
// nftables: what rules are made of, each expression with its attributes; and data and verdicts.
// Source: include/uapi/linux/netfilter/nf_tables.h, nf_tables_compat.h; policies in
// net/netfilter/nft_*.c.
#include "netfilter.h"

// clang-format off
/* 1 to 4 are 16 bytes each, 8 and above are the same bytes, 4 at a time. */
static ENUM(reg, "nft_registers", "NFT_",
    {0, "reg_verdict"}, {1, "reg_1"}, {2, "reg_2"}, {3, "reg_3"}, {4, "reg_4"}, {8, "reg32_00"},
    {9, "reg32_01"}, {10, "reg32_02"}, {11, "reg32_03"}, {12, "reg32_04"}, {13, "reg32_05"},
    {14, "reg32_06"}, {15, "reg32_07"}, {16, "reg32_08"}, {17, "reg32_09"}, {18, "reg32_10"},
    {19, "reg32_11"}, {20, "reg32_12"}, {21, "reg32_13"}, {22, "reg32_14"}, {23, "reg32_15"});

static ENUM(verdict, "nft_verdicts", "NFT_",
    {-5, "return"}, {-4, "goto"}, {-3, "jump"}, {-2, "break"}, {-1, "continue"}, {0, "drop"},
    {1, "accept"}, {2, "stolen"}, {3, "queue"}, {4, "repeat"}, {5, "stop"});

#define REG(n, i, d) BE32(n, i, d, .ref.values = &reg)
#define SREG(n, i)   REG(n, i, "register that is read")
#define DREG(n, i)   REG(n, i, "register that is written")

/* ---- Data ---- */

ROWS(kl_set_nft_verdict) {
    ROW(S32, NFTA_VERDICT_CODE, 1, "the verdict", .flags = KL_A_BE, .ref.values = &verdict),
    STR(NFTA_VERDICT_CHAIN, 2, 255, "chain to jump to"),
    BE32(NFTA_VERDICT_CHAIN_ID, 3, "that chain, by its number within the batch"),
};
SET(kl_set_nft_verdict, "nft-verdict", "NFTA_VERDICT_", "a verdict");

ROWS(kl_set_nft_data) {
    BYTES(NFTA_DATA_VALUE, 1, "bytes as in the packet, or as the expression has them",
          .max_len = 64),
    NEST(NFTA_DATA_VERDICT, 2, kl_set_nft_verdict, "a verdict"),
};
SET(kl_set_nft_data, "nft-data", "NFTA_DATA_", "bytes or a verdict");

/* ---- Expressions that compute ---- */

ROWS(immediate) {
    DREG(NFTA_IMMEDIATE_DREG, 1),
    NEST(NFTA_IMMEDIATE_DATA, 2, kl_set_nft_data, "what is put there"),
};
static SET(immediate, "nft-immediate", "NFTA_IMMEDIATE_", "puts data into a register");

static ENUM(bitwise_op, "nft_bitwise_ops", "NFT_BITWISE_",
    {0, "mask_xor"}, {1, "lshift"}, {2, "rshift"}, {3, "and"}, {4, "or"}, {5, "xor"});

ROWS(bitwise) {
    SREG(NFTA_BITWISE_SREG, 1),
    DREG(NFTA_BITWISE_DREG, 2),
    BE32(NFTA_BITWISE_LEN, 3, "how much of it", .unit = KL_UNIT_BYTES),
    NEST(NFTA_BITWISE_MASK, 4, kl_set_nft_data, "mask_xor: bits that are kept"),
    NEST(NFTA_BITWISE_XOR, 5, kl_set_nft_data, "mask_xor: bits that are inverted then"),
    BE32(NFTA_BITWISE_OP, 6, "operation", .ref.values = &bitwise_op),
    NEST(NFTA_BITWISE_DATA, 7, kl_set_nft_data, "shifts: by how many bits"),
    REG(NFTA_BITWISE_SREG2, 8, "and, or, xor: register of the second operand"),
};
static SET(bitwise, "nft-bitwise", "NFTA_BITWISE_", "works on bits");

static ENUM(byteorder_op, "nft_byteorder_ops", "NFT_BYTEORDER_",
    {0, "ntoh"}, {1, "hton"});

ROWS(byteorder) {
    SREG(NFTA_BYTEORDER_SREG, 1),
    DREG(NFTA_BYTEORDER_DREG, 2),
    BE32(NFTA_BYTEORDER_OP, 3, "from or to network byte order", .ref.values = &byteorder_op),
    BE32(NFTA_BYTEORDER_LEN, 4, "how much of it", .unit = KL_UNIT_BYTES),
    BE32(NFTA_BYTEORDER_SIZE, 5, "size of each integer", .unit = KL_UNIT_BYTES),
};
static SET(byteorder, "nft-byteorder", "NFTA_BYTEORDER_", "turns integers round");

static ENUM(cmp_op, "nft_cmp_ops", "NFT_CMP_",
    {0, "eq"}, {1, "neq"}, {2, "lt"}, {3, "lte"}, {4, "gt"}, {5, "gte"});

ROWS(cmp) {
    SREG(NFTA_CMP_SREG, 1),
    BE32(NFTA_CMP_OP, 2, "how it must compare", .ref.values = &cmp_op),
    NEST(NFTA_CMP_DATA, 3, kl_set_nft_data, "what it is compared with"),
};
static SET(cmp, "nft-cmp", "NFTA_CMP_", "ends the rule unless a register compares");

static ENUM(range_op, "nft_range_ops", "NFT_RANGE_",
    {0, "eq"}, {1, "neq"});

ROWS(range) {
    SREG(NFTA_RANGE_SREG, 1),
    BE32(NFTA_RANGE_OP, 2, "inside or outside", .ref.values = &range_op),
    NEST(NFTA_RANGE_FROM_DATA, 3, kl_set_nft_data, "lowest value"),
    NEST(NFTA_RANGE_TO_DATA, 4, kl_set_nft_data, "highest value"),
};
static SET(range, "nft-range", "NFTA_RANGE_", "ends the rule unless a register is in a range");

static FLAGS(lookup_flags, "nft_lookup_flags", "NFT_LOOKUP_F_",
    {0x1, "inv"});

ROWS(lookup) {
    STR(NFTA_LOOKUP_SET, 1, 255, "name of the set"),
    SREG(NFTA_LOOKUP_SREG, 2),
    REG(NFTA_LOOKUP_DREG, 3, "map: register that gets the data"),
    BE32(NFTA_LOOKUP_SET_ID, 4, "the set, by its number within the batch"),
    BE32(NFTA_LOOKUP_FLAGS, 5, "is it negated?", .ref.values = &lookup_flags),
};
static SET(lookup, "nft-lookup", "NFTA_LOOKUP_", "ends the rule unless a register is in a set");

static ENUM(dynset_op, "nft_dynset_ops", "NFT_DYNSET_OP_",
    {0, "add"}, {1, "update"}, {2, "delete"});
static FLAGS(dynset_flags, "nft_dynset_flags", "NFT_DYNSET_F_",
    {0x1, "inv"}, {0x2, "expr"});

ROWS(dynset) {
    STR(NFTA_DYNSET_SET_NAME, 1, 255, "name of the set"),
    BE32(NFTA_DYNSET_SET_ID, 2, "the set, by its number within the batch"),
    BE32(NFTA_DYNSET_OP, 3, "what is done to the set", .ref.values = &dynset_op),
    REG(NFTA_DYNSET_SREG_KEY, 4, "register of the key"),
    REG(NFTA_DYNSET_SREG_DATA, 5, "map: register of the data"),
    BE64(NFTA_DYNSET_TIMEOUT, 6, "lifetime of the element", .unit = KL_UNIT_MS),
    NEST(NFTA_DYNSET_EXPR, 7, kl_set_nft_expr, "expression that the element gets"),
    PAD(NFTA_DYNSET_PAD, 8),
    BE32(NFTA_DYNSET_FLAGS, 9, "how it is meant", .ref.values = &dynset_flags),
    NEST(NFTA_DYNSET_EXPRESSIONS, 10, kl_set_nft_exprs, "expressions that the element gets"),
};
static SET(dynset, "nft-dynset", "NFTA_DYNSET_", "puts a register into a set");

static ENUM(hash_type, "nft_hash_types", "NFT_HASH_",
    {0, "jenkins"}, {1, "sym"});

ROWS(hash) {
    REG(NFTA_HASH_SREG, 1, "jenkins: register that is read"),
    DREG(NFTA_HASH_DREG, 2),
    BE32(NFTA_HASH_LEN, 3, "how much of it", .unit = KL_UNIT_BYTES),
    BE32(NFTA_HASH_MODULUS, 4, "results are below this"),
    HEX32(NFTA_HASH_SEED, 5, "seed of the hash"),
    BE32(NFTA_HASH_OFFSET, 6, "is added to the result"),
    BE32(NFTA_HASH_TYPE, 7, "kind of hash", .ref.values = &hash_type),
    STR(NFTA_HASH_SET_NAME, 8, 255, "not used"),
    BE32(NFTA_HASH_SET_ID, 9, "not used"),
};
static SET(hash, "nft-hash", "NFTA_HASH_", "hashes a register");

static ENUM(ng_type, "nft_ng_types", "NFT_NG_",
    {0, "incremental"}, {1, "random"});

ROWS(numgen) {
    DREG(NFTA_NG_DREG, 1),
    BE32(NFTA_NG_MODULUS, 2, "numbers are below this"),
    BE32(NFTA_NG_TYPE, 3, "kind of numbers", .ref.values = &ng_type),
    BE32(NFTA_NG_OFFSET, 4, "is added to the number"),
    STR(NFTA_NG_SET_NAME, 5, 255, "not used"),
    BE32(NFTA_NG_SET_ID, 6, "not used"),
};
static SET(numgen, "nft-numgen", "NFTA_NG_", "makes numbers");

/* ---- Expressions that read the packet, or write it ---- */

static ENUM(payload_base, "nft_payload_bases", "NFT_PAYLOAD_",
    {0, "ll_header"}, {1, "network_header"}, {2, "transport_header"}, {3, "inner_header"},
    {4, "tun_header"});
static ENUM(csum_type, "nft_payload_csum_types", "NFT_PAYLOAD_CSUM_",
    {0, "none"}, {1, "inet"}, {2, "sctp"});
static FLAGS(csum_flags, "nft_payload_csum_flags", "NFT_PAYLOAD_",
    {0x1, "l4csum_pseudohdr"});

ROWS(payload) {
    REG(NFTA_PAYLOAD_DREG, 1, "reading: register that is written"),
    BE32(NFTA_PAYLOAD_BASE, 2, "where the offset counts from", .ref.values = &payload_base),
    BE32(NFTA_PAYLOAD_OFFSET, 3, "where it begins", .unit = KL_UNIT_BYTES),
    BE32(NFTA_PAYLOAD_LEN, 4, "how much of it", .unit = KL_UNIT_BYTES),
    REG(NFTA_PAYLOAD_SREG, 5, "writing: register that is read"),
    BE32(NFTA_PAYLOAD_CSUM_TYPE, 6, "writing: checksum that is put right",
         .ref.values = &csum_type),
    BE32(NFTA_PAYLOAD_CSUM_OFFSET, 7, "writing: where that checksum is", .unit = KL_UNIT_BYTES),
    BE32(NFTA_PAYLOAD_CSUM_FLAGS, 8, "writing: does the transport's checksum cover it?",
         .ref.values = &csum_flags),
};
static SET(payload, "nft-payload", "NFTA_PAYLOAD_", "reads or writes bytes of the packet");

static ENUM(inner_type, "nft_inner_type", "NFT_INNER_",
    {0, "unspec"}, {1, "vxlan"}, {2, "geneve"});
static FLAGS(inner_flags, "nft_inner_flags", "NFT_INNER_",
    {0x1, "hdrsize"}, {0x2, "ll"}, {0x4, "nh"}, {0x8, "th"});

ROWS(inner) {
    BE32(NFTA_INNER_NUM, 1, "which tunnel, 0 is the outermost"),
    BE32(NFTA_INNER_TYPE, 2, "kind of tunnel", .ref.values = &inner_type),
    BE32(NFTA_INNER_FLAGS, 3, "headers that there are", .ref.values = &inner_flags),
    BE32(NFTA_INNER_HDRSIZE, 4, "size of the tunnel's header", .unit = KL_UNIT_BYTES),
    NEST(NFTA_INNER_EXPR, 5, kl_set_nft_expr, "what is done with the packet inside"),
};
static SET(inner, "nft-inner", "NFTA_INNER_", "looks into a tunnel's packet");

static FLAGS(exthdr_flags, "nft_exthdr_flags", "NFT_EXTHDR_F_",
    {0x1, "present"});
static ENUM(exthdr_op, "nft_exthdr_op", "NFT_EXTHDR_OP_",
    {0, "ipv6"}, {1, "tcpopt"}, {2, "ipv4"}, {3, "sctp"}, {4, "dccp"});

ROWS(exthdr) {
    REG(NFTA_EXTHDR_DREG, 1, "reading: register that is written"),
    U8(NFTA_EXTHDR_TYPE, 2, "number of the extension header, option or chunk"),
    BE32(NFTA_EXTHDR_OFFSET, 3, "where it begins in there", .unit = KL_UNIT_BYTES),
    BE32(NFTA_EXTHDR_LEN, 4, "how much of it", .unit = KL_UNIT_BYTES),
    BE32(NFTA_EXTHDR_FLAGS, 5, "only: is it there?", .ref.values = &exthdr_flags),
    BE32(NFTA_EXTHDR_OP, 6, "kind of header", .ref.values = &exthdr_op),
    REG(NFTA_EXTHDR_SREG, 7, "writing: register that is read"),
};
static SET(exthdr, "nft-exthdr", "NFTA_EXTHDR_", "reads or writes extension headers and options");

static ENUM(meta_key, "nft_meta_keys", "NFT_META_",
    {0, "len"}, {1, "protocol"}, {2, "priority"}, {3, "mark"}, {4, "iif"}, {5, "oif"},
    {6, "iifname"}, {7, "oifname"}, {8, "iftype"}, {9, "oiftype"}, {10, "skuid"}, {11, "skgid"},
    {12, "nftrace"}, {13, "rtclassid"}, {14, "secmark"}, {15, "nfproto"}, {16, "l4proto"},
    {17, "bri_iifname"}, {18, "bri_oifname"}, {19, "pkttype"}, {20, "cpu"}, {21, "iifgroup"},
    {22, "oifgroup"}, {23, "cgroup"}, {24, "prandom"}, {25, "secpath"}, {26, "iifkind"},
    {27, "oifkind"}, {28, "bri_iifpvid"}, {29, "bri_iifvproto"}, {30, "time_ns"},
    {31, "time_day"}, {32, "time_hour"}, {33, "sdif"}, {34, "sdifname"}, {35, "bri_broute"},
    {37, "bri_iifhwaddr"});

ROWS(meta) {
    REG(NFTA_META_DREG, 1, "reading: register that is written"),
    BE32(NFTA_META_KEY, 2, "what about the packet", .ref.values = &meta_key),
    REG(NFTA_META_SREG, 3, "writing: register that is read"),
};
static SET(meta, "nft-meta", "NFTA_META_", "reads or writes what is known about the packet");

static ENUM(rt_key, "nft_rt_keys", "NFT_RT_",
    {0, "classid"}, {1, "nexthop4"}, {2, "nexthop6"}, {3, "tcpmss"}, {4, "xfrm"});

ROWS(rt) {
    DREG(NFTA_RT_DREG, 1),
    BE32(NFTA_RT_KEY, 2, "what about the route", .ref.values = &rt_key),
};
static SET(rt, "nft-rt", "NFTA_RT_", "reads the packet's route");

static ENUM(socket_key, "nft_socket_keys", "NFT_SOCKET_",
    {0, "transparent"}, {1, "mark"}, {2, "wildcard"}, {3, "cgroupv2"});

ROWS(socket) {
    BE32(NFTA_SOCKET_KEY, 1, "what about the socket", .ref.values = &socket_key),
    DREG(NFTA_SOCKET_DREG, 2),
    BE32(NFTA_SOCKET_LEVEL, 3, "cgroupv2: level of the ancestor"),
};
static SET(socket, "nft-socket", "NFTA_SOCKET_", "reads the packet's socket");

static ENUM(ct_key, "nft_ct_keys", "NFT_CT_",
    {0, "state"}, {1, "direction"}, {2, "status"}, {3, "mark"}, {4, "secmark"}, {5, "expiration"},
    {6, "helper"}, {7, "l3protocol"}, {8, "src"}, {9, "dst"}, {10, "protocol"}, {11, "proto_src"},
    {12, "proto_dst"}, {13, "labels"}, {14, "pkts"}, {15, "bytes"}, {16, "avgpkt"}, {17, "zone"},
    {18, "eventmask"}, {19, "src_ip"}, {20, "dst_ip"}, {21, "src_ip6"}, {22, "dst_ip6"},
    {23, "id"});

ROWS(ct) {
    REG(NFTA_CT_DREG, 1, "reading: register that is written"),
    BE32(NFTA_CT_KEY, 2, "what about the connection", .ref.values = &ct_key),
    U8(NFTA_CT_DIRECTION, 3, "in which direction", .ref.values = &kl_enum_ct_dir),
    REG(NFTA_CT_SREG, 4, "writing: register that is read"),
};
static SET(ct, "nft-ct", "NFTA_CT_", "reads or writes the packet's connection");

static ENUM(fib_result, "nft_fib_result", "NFT_FIB_RESULT_",
    {0, "unspec"}, {1, "oif"}, {2, "oifname"}, {3, "addrtype"});
static FLAGS(fib_flags, "nft_fib_flags", "NFTA_FIB_F_",
    {0x1, "saddr"}, {0x2, "daddr"}, {0x4, "mark"}, {0x8, "iif"}, {0x10, "oif"}, {0x20, "present"});

ROWS(fib) {
    DREG(NFTA_FIB_DREG, 1),
    BE32(NFTA_FIB_RESULT, 2, "what is asked", .ref.values = &fib_result),
    BE32(NFTA_FIB_FLAGS, 3, "what is looked up", .ref.values = &fib_flags),
};
static SET(fib, "nft-fib", "NFTA_FIB_", "asks the routing table");

static FLAGS(osf_flags, "nft_osf_flags", "NFT_OSF_F_",
    {0x1, "version"});
static ENUM(osf_ttl, "NF_OSF_TTL", "NF_OSF_TTL_", {0, "true"}, {1, "less"}, {2, "nocheck"});

ROWS(osf) {
    DREG(NFTA_OSF_DREG, 1),
    U8(NFTA_OSF_TTL, 2, "how lifetimes compare", .ref.values = &osf_ttl),
    BE32(NFTA_OSF_FLAGS, 3, "is the version asked for?", .ref.values = &osf_flags),
};
static SET(osf, "nft-osf", "NFTA_OSF_", "guesses the sender's operating system");

static ENUM(xfrm_key, "nft_xfrm_keys", "NFT_XFRM_KEY_",
    {0, "unspec"}, {1, "daddr_ip4"}, {2, "daddr_ip6"}, {3, "saddr_ip4"}, {4, "saddr_ip6"},
    {5, "reqid"}, {6, "spi"});
static ENUM(xfrm_dir, "direction", "XFRM_POLICY_", {0, "in"}, {1, "out"});

ROWS(xfrm) {
    DREG(NFTA_XFRM_DREG, 1),
    BE32(NFTA_XFRM_KEY, 2, "what about the transformation", .ref.values = &xfrm_key),
    U8(NFTA_XFRM_DIR, 3, "arriving or leaving", .ref.values = &xfrm_dir),
    BE32(NFTA_XFRM_SPNUM, 4, "which of several"),
};
static SET(xfrm, "nft-xfrm", "NFTA_XFRM_", "reads the packet's IPsec transformation");

static ENUM(tunnel_key, "nft_tunnel_keys", "NFT_TUNNEL_",
    {0, "path"}, {1, "id"});
static ENUM(tunnel_mode, "nft_tunnel_mode", "NFT_TUNNEL_MODE_",
    {0, "none"}, {1, "rx"}, {2, "tx"});

ROWS(tunnel) {
    BE32(NFTA_TUNNEL_KEY, 1, "what about the tunnel", .ref.values = &tunnel_key),
    DREG(NFTA_TUNNEL_DREG, 2),
    BE32(NFTA_TUNNEL_MODE, 3, "in which direction", .ref.values = &tunnel_mode),
};
static SET(tunnel, "nft-tunnel", "NFTA_TUNNEL_", "reads the packet's tunnel");

/* ---- Expressions that keep state ---- */

static ENUM(limit_type, "nft_limit_type", "NFT_LIMIT_",
    {0, "pkts"}, {1, "pkt_bytes"});
static FLAGS(limit_flags, "nft_limit_flags", "NFT_LIMIT_F_",
    {0x1, "inv"});

ROWS(kl_set_nft_limit) {
    BE64(NFTA_LIMIT_RATE, 1, "packets or bytes in a unit of time"),
    BE64(NFTA_LIMIT_UNIT, 2, "unit of time", .unit = KL_UNIT_S),
    BE32(NFTA_LIMIT_BURST, 3, "packets or bytes above the rate"),
    BE32(NFTA_LIMIT_TYPE, 4, "packets or bytes", .ref.values = &limit_type),
    BE32(NFTA_LIMIT_FLAGS, 5, "is it negated?", .ref.values = &limit_flags),
    PAD(NFTA_LIMIT_PAD, 6),
};
SET(kl_set_nft_limit, "nft-limit", "NFTA_LIMIT_", "ends the rule above a rate");

static FLAGS(connlimit_flags, "nft_connlimit_flags", "NFT_CONNLIMIT_F_",
    {0x1, "inv"});

ROWS(kl_set_nft_connlimit) {
    BE32(NFTA_CONNLIMIT_COUNT, 1, "connections at most"),
    BE32(NFTA_CONNLIMIT_FLAGS, 2, "is it negated?", .ref.values = &connlimit_flags),
};
SET(kl_set_nft_connlimit, "nft-connlimit", "NFTA_CONNLIMIT_", "counts connections");

ROWS(kl_set_nft_counter) {
    BE64(NFTA_COUNTER_BYTES, 1, "bytes so far", .unit = KL_UNIT_BYTES),
    BE64(NFTA_COUNTER_PACKETS, 2, "packets so far", .unit = KL_UNIT_PACKETS),
    PAD(NFTA_COUNTER_PAD, 3),
};
SET(kl_set_nft_counter, "nft-counter", "NFTA_COUNTER_", "counts packets");

ROWS(last) {
    BE32(NFTA_LAST_SET, 1, "has there been one?"),
    BE64(NFTA_LAST_MSECS, 2, "how long ago the last packet was", .unit = KL_UNIT_MS),
    PAD(NFTA_LAST_PAD, 3),
};
static SET(last, "nft-last", "NFTA_LAST_", "remembers the last packet");

static FLAGS(quota_flags, "nft_quota_flags", "NFT_QUOTA_F_",
    {0x1, "inv"}, {0x2, "depleted"});

ROWS(kl_set_nft_quota) {
    BE64(NFTA_QUOTA_BYTES, 1, "bytes at most", .unit = KL_UNIT_BYTES),
    BE32(NFTA_QUOTA_FLAGS, 2, "is it negated, is it used up?", .ref.values = &quota_flags),
    PAD(NFTA_QUOTA_PAD, 3),
    BE64(NFTA_QUOTA_CONSUMED, 4, "bytes so far", .unit = KL_UNIT_BYTES),
};
SET(kl_set_nft_quota, "nft-quota", "NFTA_QUOTA_", "ends the rule above a number of bytes");

/* ---- Expressions that act ---- */

static ENUM(log_level, "nft_log_level", "NFT_LOGLEVEL_",
    {0, "emerg"}, {1, "alert"}, {2, "crit"}, {3, "err"}, {4, "warning"}, {5, "notice"},
    {6, "info"}, {7, "debug"}, {8, "audit"});
static FLAGS(log_flags, "NF_LOG", "NF_LOG_",
    {0x1, "tcpseq"}, {0x2, "tcpopt"}, {0x4, "ipopt"}, {0x8, "uid"}, {0x10, "nflog"},
    {0x20, "macdecode"});

ROWS(log_expr) {
    BE16(NFTA_LOG_GROUP, 1, "group of nflog that gets it"),
    STR(NFTA_LOG_PREFIX, 2, 127, "text in front of it"),
    BE32(NFTA_LOG_SNAPLEN, 3, "how much of the packet", .unit = KL_UNIT_BYTES),
    BE16(NFTA_LOG_QTHRESHOLD, 4, "packets that nflog sends together"),
    BE32(NFTA_LOG_LEVEL, 5, "level in the kernel's log", .ref.values = &log_level),
    BE32(NFTA_LOG_FLAGS, 6, "what else is told", .ref.values = &log_flags),
};
static SET(log_expr, "nft-log", "NFTA_LOG_", "tells of the packet");

static FLAGS(queue_flags, "NFT_QUEUE_FLAG", "NFT_QUEUE_FLAG_", {1, "bypass"}, {2, "cpu_fanout"});

ROWS(queue) {
    BE16(NFTA_QUEUE_NUM, 1, "first queue"),
    BE16(NFTA_QUEUE_TOTAL, 2, "number of queues"),
    BE16(NFTA_QUEUE_FLAGS, 3, "how queues are chosen", .ref.values = &queue_flags),
    REG(NFTA_QUEUE_SREG_QNUM, 4, "register of the queue's number"),
};
static SET(queue, "nft-queue", "NFTA_QUEUE_", "asks a program for the verdict");

static ENUM(reject_type, "nft_reject_types", "NFT_REJECT_",
    {0, "icmp_unreach"}, {1, "tcp_rst"}, {2, "icmpx_unreach"});

ROWS(reject) {
    BE32(NFTA_REJECT_TYPE, 1, "kind of answer", .ref.values = &reject_type),
    U8(NFTA_REJECT_ICMP_CODE, 2, "ICMP's code, or for icmpx an abstract one"),
};
static SET(reject, "nft-reject", "NFTA_REJECT_", "refuses the packet with an answer");

static ENUM(nat_type, "nft_nat_types", "NFT_NAT_",
    {0, "snat"}, {1, "dnat"});
static FLAGS(nat_flags, "NF_NAT_RANGE", "NF_NAT_RANGE_",
    {0x1, "map_ips"}, {0x2, "proto_specified"}, {0x4, "proto_random"}, {0x8, "persistent"},
    {0x10, "proto_random_fully"}, {0x20, "proto_offset"}, {0x40, "netmap"});

ROWS(nat) {
    BE32(NFTA_NAT_TYPE, 1, "source or destination", .ref.values = &nat_type),
    BE32(NFTA_NAT_FAMILY, 2, "family of the addresses", .ref.values = &kl_enum_nf_proto),
    REG(NFTA_NAT_REG_ADDR_MIN, 3, "register of the first address"),
    REG(NFTA_NAT_REG_ADDR_MAX, 4, "register of the last address"),
    REG(NFTA_NAT_REG_PROTO_MIN, 5, "register of the first port"),
    REG(NFTA_NAT_REG_PROTO_MAX, 6, "register of the last port"),
    BE32(NFTA_NAT_FLAGS, 7, "how one is chosen", .ref.values = &nat_flags),
};
static SET(nat, "nft-nat", "NFTA_NAT_", "translates addresses");

ROWS(tproxy) {
    BE32(NFTA_TPROXY_FAMILY, 1, "family of the address", .ref.values = &kl_enum_nf_proto),
    REG(NFTA_TPROXY_REG_ADDR, 2, "register of the address"),
    REG(NFTA_TPROXY_REG_PORT, 3, "register of the port"),
};
static SET(tproxy, "nft-tproxy", "NFTA_TPROXY_", "hands the packet to a local socket");

ROWS(masq) {
    BE32(NFTA_MASQ_FLAGS, 1, "how ports are chosen", .ref.values = &nat_flags),
    REG(NFTA_MASQ_REG_PROTO_MIN, 2, "register of the first port"),
    REG(NFTA_MASQ_REG_PROTO_MAX, 3, "register of the last port"),
};
static SET(masq, "nft-masq", "NFTA_MASQ_", "translates to the interface's address");

ROWS(redir) {
    REG(NFTA_REDIR_REG_PROTO_MIN, 1, "register of the first port"),
    REG(NFTA_REDIR_REG_PROTO_MAX, 2, "register of the last port"),
    BE32(NFTA_REDIR_FLAGS, 3, "how ports are chosen", .ref.values = &nat_flags),
};
static SET(redir, "nft-redir", "NFTA_REDIR_", "turns the packet to this machine");

ROWS(dup) {
    REG(NFTA_DUP_SREG_ADDR, 1, "register of the address it goes to"),
    REG(NFTA_DUP_SREG_DEV, 2, "register of the interface it leaves by"),
};
static SET(dup, "nft-dup", "NFTA_DUP_", "sends a copy");

ROWS(fwd) {
    REG(NFTA_FWD_SREG_DEV, 1, "register of the interface it leaves by"),
    REG(NFTA_FWD_SREG_ADDR, 2, "register of the neighbour's address"),
    BE32(NFTA_FWD_NFPROTO, 3, "family of that address", .ref.values = &kl_enum_nf_proto),
};
static SET(fwd, "nft-fwd", "NFTA_FWD_", "sends the packet out by an interface");

ROWS(flow_offload) {
    STR(NFTA_FLOW_TABLE_NAME, 1, 255, "name of the flowtable"),
};
static SET(flow_offload, "nft-flow-offload", "NFTA_FLOW_", "puts the connection into a flowtable");

ROWS(objref) {
    BE32(NFTA_OBJREF_IMM_TYPE, 1, "type of the object", .ref.values = &kl_enum_nft_object),
    STR(NFTA_OBJREF_IMM_NAME, 2, 255, "name of the object"),
    REG(NFTA_OBJREF_SET_SREG, 3, "map: register of the key"),
    STR(NFTA_OBJREF_SET_NAME, 4, 255, "map: its name"),
    BE32(NFTA_OBJREF_SET_ID, 5, "map: its number within the batch"),
};
static SET(objref, "nft-objref", "NFTA_OBJREF_", "applies an object");

static FLAGS(synproxy_flags, "NF_SYNPROXY_OPT", "NF_SYNPROXY_OPT_",
    {0x1, "mss"}, {0x2, "wscale"}, {0x4, "sack_perm"}, {0x8, "timestamp"}, {0x10, "ecn"});

ROWS(kl_set_nft_synproxy) {
    BE16(NFTA_SYNPROXY_MSS, 1, "largest segment that is announced", .unit = KL_UNIT_BYTES),
    U8(NFTA_SYNPROXY_WSCALE, 2, "window scale that is announced"),
    BE32(NFTA_SYNPROXY_FLAGS, 3, "options that are announced", .ref.values = &synproxy_flags),
};
SET(kl_set_nft_synproxy, "nft-synproxy", "NFTA_SYNPROXY_",
    "answers connections in place of a server");

/* ---- Extensions of xtables ---- */

ROWS(match) {
    STR(NFTA_MATCH_NAME, 1, 28, "name of the extension"),
    BE32(NFTA_MATCH_REV, 2, "revision of the extension"),
    BYTES(NFTA_MATCH_INFO, 3, "the extension's own struct"),
};
static SET(match, "nft-match", "NFTA_MATCH_", "a match of xtables");

ROWS(target) {
    STR(NFTA_TARGET_NAME, 1, 28, "name of the extension"),
    BE32(NFTA_TARGET_REV, 2, "revision of the extension"),
    BYTES(NFTA_TARGET_INFO, 3, "the extension's own struct"),
};
static SET(target, "nft-target", "NFTA_TARGET_", "a target of xtables");

static const struct kl_attrset notrack = {
    .name = "nft-notrack", .doc = "leaves the connection untracked",
};

/* ---- An expression ---- */

static const struct kl_selection expr_cases[] = {
    {.name = "bitwise", .set = &bitwise},
    {.name = "byteorder", .set = &byteorder},
    {.name = "cmp", .set = &cmp},
    {.name = "connlimit", .set = &kl_set_nft_connlimit},
    {.name = "counter", .set = &kl_set_nft_counter},
    {.name = "ct", .set = &ct},
    {.name = "dup", .set = &dup},
    {.name = "dynset", .set = &dynset},
    {.name = "exthdr", .set = &exthdr},
    {.name = "fib", .set = &fib},
    {.name = "flow_offload", .set = &flow_offload},
    {.name = "fwd", .set = &fwd},
    {.name = "hash", .set = &hash},
    {.name = "immediate", .set = &immediate},
    {.name = "inner", .set = &inner},
    {.name = "last", .set = &last},
    {.name = "limit", .set = &kl_set_nft_limit},
    {.name = "log", .set = &log_expr},
    {.name = "lookup", .set = &lookup},
    {.name = "masq", .set = &masq},
    {.name = "match", .set = &match},
    {.name = "meta", .set = &meta},
    {.name = "nat", .set = &nat},
    {.name = "notrack", .set = &notrack},
    {.name = "numgen", .set = &numgen},
    {.name = "objref", .set = &objref},
    {.name = "osf", .set = &osf},
    {.name = "payload", .set = &payload},
    {.name = "queue", .set = &queue},
    {.name = "quota", .set = &kl_set_nft_quota},
    {.name = "range", .set = &range},
    {.name = "redir", .set = &redir},
    {.name = "reject", .set = &reject},
    {.name = "rt", .set = &rt},
    {.name = "socket", .set = &socket},
    {.name = "synproxy", .set = &kl_set_nft_synproxy},
    {.name = "target", .set = &target},
    {.name = "tproxy", .set = &tproxy},
    {.name = "tunnel", .set = &tunnel},
    {.name = "xfrm", .set = &xfrm},
};
static const struct kl_selector expr_select = {
    .by = KL_BY_STRING, .key = 1,
    .n_cases = KL_COUNT(expr_cases), .cases = expr_cases,
};

ROWS(kl_set_nft_expr) {
    STR(NFTA_EXPR_NAME, 1, 0, "kind of expression"),
    ROW(NEST, NFTA_EXPR_DATA, 2, "its attributes", .flags = KL_A_SELECT,
        .ref.select = &expr_select),
};
SET(kl_set_nft_expr, "nft-expr", "NFTA_EXPR_", "an expression");

ROWS(kl_set_nft_exprs) {
    NEST(NFTA_LIST_ELEM, 1, kl_set_nft_expr, "an expression", .flags = KL_A_MULTI),
};
SET(kl_set_nft_exprs, "nft-exprs", "NFTA_LIST_", "expressions");
// clang-format on
