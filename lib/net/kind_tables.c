// SPDX-License-Identifier: MIT
// Kinds of links and of ports, a row for each setting. Source: include/uapi/linux/if_link.h,
// if_tunnel.h, veth.h, amt.h, batman_adv.h, wwan.h.
#include "kind.h"

#include <linux/amt.h>
#include <linux/batman_adv.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/veth.h>
#include <linux/wwan.h>

/* Newer than the headers of some systems. */
enum {
    ATTR_BR_FDB_N_LEARNED = 48,
    ATTR_BR_FDB_MAX_LEARNED = 49,
    ATTR_VXLAN_LOCALBYPASS = 31,
    ATTR_BOND_COUPLED_CONTROL = 32,
    ATTR_MACVLAN_BC_CUTOFF = 9,
    ATTR_BRPORT_MCAST_N_GROUPS = 41,
    ATTR_BRPORT_MCAST_MAX_GROUPS = 42,
    ATTR_XFRM_COLLECT_METADATA = 3,
    ATTR_BRPORT_MAB = 40,
    ATTR_GENEVE_INNER_PROTO_INHERIT = 14,
    ATTR_NETKIT_PEER_INFO = 1,
    ATTR_NETKIT_PRIMARY = 2,
    ATTR_NETKIT_POLICY = 3,
    ATTR_NETKIT_PEER_POLICY = 4,
    ATTR_NETKIT_MODE = 5,
    ATTR_NETKIT_SCRUB = 6,
    ATTR_NETKIT_PEER_SCRUB = 7,
    ATTR_NETKIT_HEADROOM = 8,
    ATTR_NETKIT_TAILROOM = 9,
    ATTR_NETKIT_PAIRING = 10,
    ATTR_HSR_INTERLINK = 8,
    ATTR_GTP_LOCAL = 7,
    ATTR_GTP_LOCAL6 = 8,
    ATTR_OVPN_MODE = 1,
};

#define SIZE(s, f) sizeof(((struct s *)0)->f)
#define AT(s, f)   offsetof(struct s, f)
#define TABLE(n, t)                                                                                \
    {                                                                                              \
        n, t, sizeof(t) / sizeof((t)[0])                                                           \
    }

// clang-format off
/* In each table: N a number, T one that is told only, the rest as enum kl_net_form. */
#define N_(s, attr, f) {attr, KL_NET_NUMBER, SIZE(s, f), AT(s, f), 0, false}
#define T_(s, attr, f) {attr, KL_NET_NUMBER, SIZE(s, f), AT(s, f), 0, true}
#define I_(s, attr, f) {attr, KL_NET_IP, 0, AT(s, f), 0, false}
#define B_(s, attr, f) {attr, KL_NET_BYTES, SIZE(s, f), AT(s, f), 0, false}
#define TB_(s, attr, f) {attr, KL_NET_BYTES, SIZE(s, f), AT(s, f), 0, true}

static const struct kl_net_field veth[] = {
    {VETH_INFO_PEER, KL_NET_PEER, 0, AT(kl_net_veth, peer), 0, false},
};

#define N(a, f) N_(kl_net_netkit, ATTR_NETKIT_##a, f)
static const struct kl_net_field netkit[] = {
    {ATTR_NETKIT_PEER_INFO, KL_NET_PEER, 0, AT(kl_net_netkit, peer), 0, false},
    T_(kl_net_netkit, ATTR_NETKIT_PRIMARY, primary), N(POLICY, policy),
    N(PEER_POLICY, peer_policy), N(MODE, mode), N(SCRUB, scrub), N(PEER_SCRUB, peer_scrub),
    N(HEADROOM, headroom), N(TAILROOM, tailroom), N(PAIRING, pairing),
};
#undef N

#define N(a, f) N_(kl_net_vlan, IFLA_VLAN_##a, f)
static const struct kl_net_field vlan[] = {
    N(ID, id), N(PROTOCOL, protocol),
    {IFLA_VLAN_FLAGS, KL_NET_PAIR32, 0, AT(kl_net_vlan, flags), AT(kl_net_vlan, flags_mask),
     false},
    {IFLA_VLAN_EGRESS_QOS, KL_NET_QOS, 0, AT(kl_net_vlan, egress), AT(kl_net_vlan, n_egress),
     false},
    {IFLA_VLAN_INGRESS_QOS, KL_NET_QOS, 0, AT(kl_net_vlan, ingress), AT(kl_net_vlan, n_ingress),
     false},
};
#undef N

#define N(a, f) N_(kl_net_macvlan, IFLA_MACVLAN_##a, f)
static const struct kl_net_field macvlan[] = {
    N(MODE, mode), N(FLAGS, flags), N(MACADDR_MODE, source_mode), N(BC_QUEUE_LEN, bc_queue_len),
    N_(kl_net_macvlan, ATTR_MACVLAN_BC_CUTOFF, bc_cutoff),
    {IFLA_MACVLAN_MACADDR_DATA, KL_NET_MACS, 6, AT(kl_net_macvlan, sources),
     AT(kl_net_macvlan, n_sources), false},
};
#undef N

static const struct kl_net_field ipvlan[] = {
    N_(kl_net_ipvlan, IFLA_IPVLAN_MODE, mode), N_(kl_net_ipvlan, IFLA_IPVLAN_FLAGS, flags),
};

static const struct kl_net_field vrf[] = {N_(kl_net_vrf, IFLA_VRF_TABLE, table)};

#define N(a, f) N_(kl_net_bridge, IFLA_BR_##a, f)
#define T(a, f) T_(kl_net_bridge, IFLA_BR_##a, f)
static const struct kl_net_field bridge[] = {
    N(FORWARD_DELAY, forward_delay_cs), N(HELLO_TIME, hello_time_cs), N(MAX_AGE, max_age_cs),
    N(AGEING_TIME, ageing_time_cs), N(STP_STATE, stp_state), N(PRIORITY, priority),
    N(VLAN_FILTERING, vlan_filtering), N(VLAN_PROTOCOL, vlan_protocol),
    N(VLAN_DEFAULT_PVID, vlan_default_pvid), N(GROUP_FWD_MASK, group_fwd_mask),
    N(VLAN_STATS_ENABLED, vlan_stats_enabled), N(VLAN_STATS_PER_PORT, vlan_stats_per_port),
    B_(kl_net_bridge, IFLA_BR_GROUP_ADDR, group_addr),
    TB_(kl_net_bridge, IFLA_BR_BRIDGE_ID, bridge_id), TB_(kl_net_bridge, IFLA_BR_ROOT_ID, root_id),
    T(ROOT_PORT, root_port), T(ROOT_PATH_COST, root_path_cost),
    T(TOPOLOGY_CHANGE, topology_change), T(TOPOLOGY_CHANGE_DETECTED, topology_change_detected),
    N(MCAST_ROUTER, mcast_router), N(MCAST_SNOOPING, mcast_snooping),
    N(MCAST_QUERY_USE_IFADDR, mcast_query_use_ifaddr), N(MCAST_QUERIER, mcast_querier),
    N(MCAST_STATS_ENABLED, mcast_stats_enabled), N(MCAST_IGMP_VERSION, mcast_igmp_version),
    N(MCAST_MLD_VERSION, mcast_mld_version), N(MCAST_HASH_MAX, mcast_hash_max),
    N(MCAST_LAST_MEMBER_CNT, mcast_last_member_count),
    N(MCAST_STARTUP_QUERY_CNT, mcast_startup_query_count),
    N(MCAST_LAST_MEMBER_INTVL, mcast_last_member_interval_cs),
    N(MCAST_MEMBERSHIP_INTVL, mcast_membership_interval_cs),
    N(MCAST_QUERIER_INTVL, mcast_querier_interval_cs),
    N(MCAST_QUERY_INTVL, mcast_query_interval_cs),
    N(MCAST_QUERY_RESPONSE_INTVL, mcast_query_response_interval_cs),
    N(MCAST_STARTUP_QUERY_INTVL, mcast_startup_query_interval_cs),
    N(NF_CALL_IPTABLES, nf_call_iptables), N(NF_CALL_IP6TABLES, nf_call_ip6tables),
    N(NF_CALL_ARPTABLES, nf_call_arptables),
    {IFLA_BR_MULTI_BOOLOPT, KL_NET_PAIR32, 0, AT(kl_net_bridge, boolopt),
     AT(kl_net_bridge, boolopt_mask), false},
    T_(kl_net_bridge, ATTR_BR_FDB_N_LEARNED, fdb_n_learned),
    N_(kl_net_bridge, ATTR_BR_FDB_MAX_LEARNED, fdb_max_learned),
};
#undef N
#undef T

#define N(a, f) N_(kl_net_bond, IFLA_BOND_##a, f)
static const struct kl_net_field bond[] = {
    N(MODE, mode), N(ACTIVE_SLAVE, active_slave), N(MIIMON, miimon_ms), N(UPDELAY, updelay_ms),
    N(DOWNDELAY, downdelay_ms), N(USE_CARRIER, use_carrier), N(ARP_INTERVAL, arp_interval_ms),
    {IFLA_BOND_ARP_IP_TARGET, KL_NET_ITEMS, 4, AT(kl_net_bond, arp_targets),
     AT(kl_net_bond, n_arp_targets), false},
    {IFLA_BOND_NS_IP6_TARGET, KL_NET_ITEMS, 16, AT(kl_net_bond, ns_targets),
     AT(kl_net_bond, n_ns_targets), false},
    N(ARP_VALIDATE, arp_validate), N(ARP_ALL_TARGETS, arp_all_targets), N(PRIMARY, primary),
    N(PRIMARY_RESELECT, primary_reselect), N(FAIL_OVER_MAC, fail_over_mac),
    N(XMIT_HASH_POLICY, xmit_hash_policy), N(RESEND_IGMP, resend_igmp),
    N(NUM_PEER_NOTIF, num_peer_notif), N(ALL_SLAVES_ACTIVE, all_slaves_active),
    N(MIN_LINKS, min_links), N(LP_INTERVAL, lp_interval_s),
    N(PACKETS_PER_SLAVE, packets_per_slave), N(AD_LACP_RATE, ad_lacp_rate),
    N(AD_SELECT, ad_select), N(AD_ACTOR_SYS_PRIO, ad_actor_sys_prio),
    N(AD_USER_PORT_KEY, ad_user_port_key),
    B_(kl_net_bond, IFLA_BOND_AD_ACTOR_SYSTEM, ad_actor_system),
    N(TLB_DYNAMIC_LB, tlb_dynamic_lb), N(PEER_NOTIF_DELAY, peer_notif_delay_ms),
    N(AD_LACP_ACTIVE, ad_lacp_active), N(MISSED_MAX, missed_max),
    N_(kl_net_bond, ATTR_BOND_COUPLED_CONTROL, coupled_control),
};
#undef N

#define N(a, f) N_(kl_net_vxlan, IFLA_VXLAN_##a, f)
static const struct kl_net_field vxlan[] = {
    N(ID, id), I_(kl_net_vxlan, IFLA_VXLAN_GROUP, group), I_(kl_net_vxlan, IFLA_VXLAN_LOCAL, local),
    I_(kl_net_vxlan, IFLA_VXLAN_GROUP6, group), I_(kl_net_vxlan, IFLA_VXLAN_LOCAL6, local),
    N(LINK, link), N(TTL, ttl), N(TOS, tos), N(TTL_INHERIT, ttl_inherit), N(LEARNING, learning),
    N(PROXY, proxy), N(RSC, rsc), N(L2MISS, l2miss), N(L3MISS, l3miss), N(UDP_CSUM, udp_csum),
    N(UDP_ZERO_CSUM6_TX, udp_zero_csum6_tx), N(UDP_ZERO_CSUM6_RX, udp_zero_csum6_rx),
    N(REMCSUM_TX, remcsum_tx), N(REMCSUM_RX, remcsum_rx), N(GBP, gbp),
    N(REMCSUM_NOPARTIAL, remcsum_nopartial), N(COLLECT_METADATA, collect_metadata), N(GPE, gpe),
    N(DF, df), N(VNIFILTER, vnifilter),
    N_(kl_net_vxlan, ATTR_VXLAN_LOCALBYPASS, localbypass),
    N(AGEING, ageing_s), N(LIMIT, limit), N(LABEL, label), N(PORT, port),
    {IFLA_VXLAN_PORT_RANGE, KL_NET_PORTS, 0, AT(kl_net_vxlan, port_low),
     AT(kl_net_vxlan, port_high), false},
};
#undef N

#define N(a, f) N_(kl_net_geneve, IFLA_GENEVE_##a, f)
static const struct kl_net_field geneve[] = {
    N(ID, id), I_(kl_net_geneve, IFLA_GENEVE_REMOTE, remote),
    I_(kl_net_geneve, IFLA_GENEVE_REMOTE6, remote), N(TTL, ttl), N(TOS, tos),
    N(TTL_INHERIT, ttl_inherit), N(COLLECT_METADATA, collect_metadata), N(UDP_CSUM, udp_csum),
    N(UDP_ZERO_CSUM6_TX, udp_zero_csum6_tx), N(UDP_ZERO_CSUM6_RX, udp_zero_csum6_rx), N(DF, df),
    N_(kl_net_geneve, ATTR_GENEVE_INNER_PROTO_INHERIT, inner_proto_inherit),
    N(PORT, port), N(LABEL, label),
};
#undef N

#define N(a, f) N_(kl_net_gre, IFLA_GRE_##a, f)
static const struct kl_net_field gre[] = {
    N(LINK, link), N(IFLAGS, iflags), N(OFLAGS, oflags), N(IKEY, ikey), N(OKEY, okey),
    I_(kl_net_gre, IFLA_GRE_LOCAL, local), I_(kl_net_gre, IFLA_GRE_REMOTE, remote), N(TTL, ttl),
    N(TOS, tos), N(PMTUDISC, pmtudisc), N(ENCAP_LIMIT, encap_limit), N(IGNORE_DF, ignore_df),
    N(COLLECT_METADATA, collect_metadata), N(FLOWINFO, flowinfo), N(FLAGS, flags),
    N(FWMARK, fwmark), N(ENCAP_TYPE, encap_type), N(ENCAP_FLAGS, encap_flags),
    N(ENCAP_SPORT, encap_sport), N(ENCAP_DPORT, encap_dport), N(ERSPAN_INDEX, erspan_index),
    N(ERSPAN_VER, erspan_ver), N(ERSPAN_DIR, erspan_dir), N(ERSPAN_HWID, erspan_hwid),
};
#undef N

#define N(a, f) N_(kl_net_iptun, IFLA_IPTUN_##a, f)
static const struct kl_net_field iptun[] = {
    N(LINK, link), I_(kl_net_iptun, IFLA_IPTUN_LOCAL, local),
    I_(kl_net_iptun, IFLA_IPTUN_REMOTE, remote), N(TTL, ttl), N(TOS, tos),
    N(ENCAP_LIMIT, encap_limit), N(PROTO, proto), N(PMTUDISC, pmtudisc),
    N(COLLECT_METADATA, collect_metadata), N(FLOWINFO, flowinfo), N(FLAGS, flags),
    N(FWMARK, fwmark), N(ENCAP_TYPE, encap_type), N(ENCAP_FLAGS, encap_flags),
    N(ENCAP_SPORT, encap_sport), N(ENCAP_DPORT, encap_dport),
    I_(kl_net_iptun, IFLA_IPTUN_6RD_PREFIX, prefix_6rd),
    I_(kl_net_iptun, IFLA_IPTUN_6RD_RELAY_PREFIX, relay_6rd),
    N(6RD_PREFIXLEN, prefix_6rd.prefix), N(6RD_RELAY_PREFIXLEN, relay_6rd.prefix),
};
#undef N

#define N(a, f) N_(kl_net_vti, IFLA_VTI_##a, f)
static const struct kl_net_field vti[] = {
    N(LINK, link), N(IKEY, ikey), N(OKEY, okey), N(FWMARK, fwmark),
    I_(kl_net_vti, IFLA_VTI_LOCAL, local), I_(kl_net_vti, IFLA_VTI_REMOTE, remote),
};
#undef N

static const struct kl_net_field xfrm[] = {
    N_(kl_net_xfrm, IFLA_XFRM_LINK, link), N_(kl_net_xfrm, IFLA_XFRM_IF_ID, if_id),
    N_(kl_net_xfrm, ATTR_XFRM_COLLECT_METADATA, collect_metadata),
};

#define N(a, f) N_(kl_net_macsec, IFLA_MACSEC_##a, f)
static const struct kl_net_field macsec[] = {
    N(SCI, sci), N(PORT, port), N(ICV_LEN, icv_len), N(CIPHER_SUITE, cipher_suite),
    N(WINDOW, window), N(ENCODING_SA, encoding_sa), N(ENCRYPT, encrypt), N(PROTECT, protect),
    N(INC_SCI, inc_sci), N(ES, es), N(SCB, scb), N(REPLAY_PROTECT, replay_protect),
    N(VALIDATION, validation), N(OFFLOAD, offload),
};
#undef N

#define N(a, f) N_(kl_net_hsr, IFLA_HSR_##a, f)
static const struct kl_net_field hsr[] = {
    N(SLAVE1, slave1), N(SLAVE2, slave2), N(MULTICAST_SPEC, multicast_spec),
    TB_(kl_net_hsr, IFLA_HSR_SUPERVISION_ADDR, supervision_addr),
    T_(kl_net_hsr, IFLA_HSR_SEQ_NR, seq_nr), N(VERSION, version), N(PROTOCOL, protocol),
    N_(kl_net_hsr, ATTR_HSR_INTERLINK, interlink),
};
#undef N

static const struct kl_net_field batadv[] = {
    {IFLA_BATADV_ALGO_NAME, KL_NET_STRING, SIZE(kl_net_batadv, algo_name),
     AT(kl_net_batadv, algo_name), 0, false},
};

#define N(a, f) N_(kl_net_bareudp, IFLA_BAREUDP_##a, f)
static const struct kl_net_field bareudp[] = {
    N(PORT, port), N(ETHERTYPE, ethertype), N(SRCPORT_MIN, srcport_min),
    N(MULTIPROTO_MODE, multiproto_mode),
};
#undef N

#define N(a, f) N_(kl_net_amt, IFLA_AMT_##a, f)
#define I(a, f) I_(kl_net_amt, IFLA_AMT_##a, f)
static const struct kl_net_field amt[] = {
    N(MODE, mode), N(RELAY_PORT, relay_port), N(GATEWAY_PORT, gateway_port), N(LINK, link),
    I(LOCAL_IP, local), I(REMOTE_IP, remote), I(DISCOVERY_IP, discovery),
    N(MAX_TUNNELS, max_tunnels),
};
#undef N
#undef I

#define N(a, f) N_(kl_net_gtp, IFLA_GTP_##a, f)
static const struct kl_net_field gtp[] = {
    N(FD0, fd0), N(FD1, fd1), N(PDP_HASHSIZE, pdp_hashsize), N(ROLE, role),
    N(CREATE_SOCKETS, create_sockets), N(RESTART_COUNT, restart_count),
    I_(kl_net_gtp, ATTR_GTP_LOCAL, local), I_(kl_net_gtp, ATTR_GTP_LOCAL6, local),
};
#undef N

static const struct kl_net_field ipoib[] = {
    N_(kl_net_ipoib, IFLA_IPOIB_PKEY, pkey), N_(kl_net_ipoib, IFLA_IPOIB_MODE, mode),
    N_(kl_net_ipoib, IFLA_IPOIB_UMCAST, umcast),
};

static const struct kl_net_field rmnet[] = {
    N_(kl_net_rmnet, IFLA_RMNET_MUX_ID, mux_id),
    {IFLA_RMNET_FLAGS, KL_NET_PAIR32, 0, AT(kl_net_rmnet, flags), AT(kl_net_rmnet, flags_mask),
     false},
};

static const struct kl_net_field wwan[] = {N_(kl_net_wwan, IFLA_WWAN_LINK_ID, link_id)};

static const struct kl_net_field ovpn[] = {N_(kl_net_ovpn, ATTR_OVPN_MODE, mode)};

static const struct kl_net_field dsa[] = {T_(kl_net_dsa, IFLA_DSA_MASTER, conduit)};

#define T(a, f) T_(kl_net_tun, IFLA_TUN_##a, f)
static const struct kl_net_field tun[] = {
    T(OWNER, owner), T(GROUP, group), T(TYPE, type), T(PI, pi), T(VNET_HDR, vnet_hdr),
    T(PERSIST, persist), T(MULTI_QUEUE, multi_queue), T(NUM_QUEUES, num_queues),
    T(NUM_DISABLED_QUEUES, num_disabled_queues),
};
#undef T

const struct kl_net_kind_table kl_net_kinds[] = {
    TABLE("amt", amt), TABLE("bareudp", bareudp), TABLE("batadv", batadv), TABLE("bond", bond),
    TABLE("bridge", bridge), TABLE("dsa", dsa), TABLE("erspan", gre), TABLE("geneve", geneve),
    TABLE("gre", gre), TABLE("gretap", gre), TABLE("gtp", gtp), TABLE("hsr", hsr),
    TABLE("ip6erspan", gre), TABLE("ip6gre", gre), TABLE("ip6gretap", gre),
    TABLE("ip6tnl", iptun), TABLE("ipip", iptun), TABLE("ipoib", ipoib), TABLE("ipvlan", ipvlan),
    TABLE("ipvtap", ipvlan), TABLE("macsec", macsec), TABLE("macvlan", macvlan),
    TABLE("macvtap", macvlan), TABLE("netkit", netkit), TABLE("ovpn", ovpn),
    TABLE("rmnet", rmnet), TABLE("sit", iptun), TABLE("tun", tun), TABLE("veth", veth),
    TABLE("vlan", vlan), TABLE("vrf", vrf), TABLE("vti", vti), TABLE("vti6", vti),
    TABLE("vxcan", veth), TABLE("vxlan", vxlan), TABLE("wwan", wwan), TABLE("xfrm", xfrm),
};
const unsigned kl_net_n_kinds = sizeof(kl_net_kinds) / sizeof(kl_net_kinds[0]);

/* ---- Ports ----------------------------------------------------------------------------------- */

#define N(a, f) N_(kl_net_bridge_port, IFLA_BRPORT_##a, f)
#define T(a, f) T_(kl_net_bridge_port, IFLA_BRPORT_##a, f)
static const struct kl_net_field bridge_port[] = {
    N(STATE, state), N(PRIORITY, priority), N(COST, cost), N(MODE, hairpin), N(GUARD, guard),
    N(PROTECT, protect), N(FAST_LEAVE, fast_leave), N(LEARNING, learning),
    N(UNICAST_FLOOD, unicast_flood), N(MCAST_FLOOD, mcast_flood), N(BCAST_FLOOD, bcast_flood),
    N(PROXYARP, proxyarp), N(PROXYARP_WIFI, proxyarp_wifi), N(MCAST_TO_UCAST, mcast_to_ucast),
    N(VLAN_TUNNEL, vlan_tunnel), N(NEIGH_SUPPRESS, neigh_suppress), N(ISOLATED, isolated),
    N(LOCKED, locked), N_(kl_net_bridge_port, ATTR_BRPORT_MAB, mab),
    N(MULTICAST_ROUTER, mcast_router), N(GROUP_FWD_MASK, group_fwd_mask), T(NO, port_no),
    T(ID, id), N_(kl_net_bridge_port, ATTR_BRPORT_MCAST_MAX_GROUPS, mcast_max_groups),
    T_(kl_net_bridge_port, ATTR_BRPORT_MCAST_N_GROUPS, mcast_n_groups),
    N(BACKUP_PORT, backup_port),
};
#undef N
#undef T

#define N(a, f) N_(kl_net_bond_slave, IFLA_BOND_SLAVE_##a, f)
#define T(a, f) T_(kl_net_bond_slave, IFLA_BOND_SLAVE_##a, f)
static const struct kl_net_field bond_slave[] = {
    T(STATE, state), T(MII_STATUS, mii_status), T(LINK_FAILURE_COUNT, link_failure_count),
    TB_(kl_net_bond_slave, IFLA_BOND_SLAVE_PERM_HWADDR, perm_address), N(QUEUE_ID, queue_id),
    T(AD_AGGREGATOR_ID, ad_aggregator_id), T(AD_ACTOR_OPER_PORT_STATE, ad_actor_port_state),
    T(AD_PARTNER_OPER_PORT_STATE, ad_partner_port_state), N(PRIO, prio),
};
#undef N
#undef T

static const struct kl_net_field vrf_port[] = {T_(kl_net_vrf_port, IFLA_VRF_PORT_TABLE, table)};

const struct kl_net_kind_table kl_net_ports[] = {
    TABLE("bond", bond_slave), TABLE("bridge", bridge_port), TABLE("vrf", vrf_port),
};
const unsigned kl_net_n_ports = sizeof(kl_net_ports) / sizeof(kl_net_ports[0]);
// clang-format on
