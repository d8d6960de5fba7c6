// SPDX-License-Identifier: MIT
/*
 * What kinds of links have: a struct for each common kind, for creating, changing and reading. The
 * "has" of each names fields by the kernel's attribute: KL_NET_HAS(IFLA_VLAN_ID) (with
 * <linux/if_link.h>, <linux/if_tunnel.h>, <linux/amt.h>, <linux/batman_adv.h>). Kinds without a
 * struct (dummy, ifb) have nothing; what has no field here is reached by kind_json in struct
 * kl_net_link.
 *
 * Numbers are in the machine's byte order, ports and protocols included; times in the kernel's
 * unit, which is in the name. Flags are 0 or 1. Source: include/uapi/linux/if_link.h, if_tunnel.h,
 * amt.h, batman_adv.h, wwan.h.
 */
#ifndef KERNLINK_NET_KIND_H
#define KERNLINK_NET_KIND_H

#include <kernlink/net.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KL_NET_BOND_TARGETS 16
#define KL_NET_QOS_MAX      16
#define KL_NET_SOURCES_MAX  32

/* "veth", "vxcan": VETH_INFO_PEER. */
struct kl_net_veth {
    uint64_t has;
    const struct kl_net_link *peer; /* the other end: name, address, netns, ...; NULL: any name */
};

/* "netkit": IFLA_NETKIT_*. */
struct kl_net_netkit {
    uint64_t has;
    const struct kl_net_link *peer;     /* as of veth */
    uint8_t primary;                    /* told: is it the end that programs are attached to? */
    uint32_t mode, policy, peer_policy; /* NETKIT_L2, _L3; NETKIT_PASS, _DROP */
    uint32_t scrub, peer_scrub;         /* NETKIT_SCRUB_* */
    uint16_t headroom, tailroom;
    uint32_t pairing; /* NETKIT_DEVICE_* */
};

/* "vlan": IFLA_VLAN_*. A qos entry is a priority and what it becomes. */
struct kl_net_vlan {
    uint64_t has;
    uint16_t id;
    uint16_t protocol;            /* ETH_P_8021Q, ETH_P_8021AD */
    uint32_t flags, flags_mask;   /* VLAN_FLAG_* */
    unsigned n_egress, n_ingress; /* with IFLA_VLAN_EGRESS_QOS, IFLA_VLAN_INGRESS_QOS */
    struct {
        uint32_t from, to;
    } egress[KL_NET_QOS_MAX], ingress[KL_NET_QOS_MAX];
};

/* "macvlan", "macvtap": IFLA_MACVLAN_*. */
struct kl_net_macvlan {
    uint64_t has;
    uint32_t mode; /* MACVLAN_MODE_* */
    uint16_t flags;
    uint32_t bc_queue_len;
    int32_t bc_cutoff;
    uint32_t source_mode; /* MACVLAN_MACADDR_ADD, ...: what is done with the sources; written */
    unsigned n_sources;   /* with IFLA_MACVLAN_MACADDR_DATA */
    uint8_t sources[KL_NET_SOURCES_MAX][6];
};

/* "ipvlan", "ipvtap": IFLA_IPVLAN_*. */
struct kl_net_ipvlan {
    uint64_t has;
    uint16_t mode, flags; /* IPVLAN_MODE_*, IPVLAN_F_* */
};

/* "vrf": IFLA_VRF_TABLE. */
struct kl_net_vrf {
    uint64_t has;
    uint32_t table;
};

/* "bridge": IFLA_BR_*. Times in 1/100 s. */
struct kl_net_bridge {
    uint64_t has;
    uint32_t forward_delay_cs, hello_time_cs, max_age_cs, ageing_time_cs;
    uint32_t stp_state;
    uint16_t priority;
    uint8_t vlan_filtering;
    uint16_t vlan_protocol, vlan_default_pvid, group_fwd_mask;
    uint8_t vlan_stats_enabled, vlan_stats_per_port;
    uint8_t group_addr[6];
    uint8_t bridge_id[8], root_id[8]; /* told: priority, big-endian, and hardware address */
    uint16_t root_port;               /* told */
    uint32_t root_path_cost;          /* told */
    uint8_t topology_change, topology_change_detected; /* told */
    uint8_t mcast_router, mcast_snooping, mcast_query_use_ifaddr, mcast_querier,
        mcast_stats_enabled, mcast_igmp_version, mcast_mld_version;
    uint32_t mcast_hash_max, mcast_last_member_count, mcast_startup_query_count;
    uint64_t mcast_last_member_interval_cs, mcast_membership_interval_cs, mcast_querier_interval_cs,
        mcast_query_interval_cs, mcast_query_response_interval_cs, mcast_startup_query_interval_cs;
    uint8_t nf_call_iptables, nf_call_ip6tables, nf_call_arptables;
    uint32_t boolopt, boolopt_mask; /* BR_BOOLOPT_* as bits */
    uint32_t fdb_n_learned, fdb_max_learned;
};

/* "bond": IFLA_BOND_*. */
struct kl_net_bond {
    uint64_t has;
    uint8_t mode;
    int32_t active_slave, primary; /* links */
    uint32_t miimon_ms, updelay_ms, downdelay_ms, arp_interval_ms;
    uint8_t use_carrier;
    unsigned n_arp_targets; /* with IFLA_BOND_ARP_IP_TARGET */
    uint8_t arp_targets[KL_NET_BOND_TARGETS][4];
    unsigned n_ns_targets; /* with IFLA_BOND_NS_IP6_TARGET */
    uint8_t ns_targets[KL_NET_BOND_TARGETS][16];
    uint32_t arp_validate, arp_all_targets;
    uint8_t primary_reselect, fail_over_mac, xmit_hash_policy;
    uint32_t resend_igmp;
    uint8_t num_peer_notif, all_slaves_active;
    uint32_t min_links, lp_interval_s, packets_per_slave;
    uint8_t ad_lacp_rate, ad_select, ad_lacp_active;
    uint16_t ad_actor_sys_prio, ad_user_port_key;
    uint8_t ad_actor_system[6];
    uint8_t tlb_dynamic_lb, missed_max, coupled_control;
    uint32_t peer_notif_delay_ms;
};

/* "vxlan": IFLA_VXLAN_*. Addresses of IPv6 are in GROUP6 and LOCAL6. */
struct kl_net_vxlan {
    uint64_t has;
    uint32_t id;
    struct kl_net_ip group, local; /* the bit of either attribute */
    int32_t link;
    uint8_t ttl, tos, ttl_inherit;
    uint8_t learning, proxy, rsc, l2miss, l3miss, udp_csum, udp_zero_csum6_tx, udp_zero_csum6_rx,
        remcsum_tx, remcsum_rx, gbp, remcsum_nopartial, collect_metadata, gpe, df, vnifilter,
        localbypass;
    uint32_t ageing_s, limit, label;
    uint16_t port, port_low, port_high;
};

/* "geneve": IFLA_GENEVE_*. */
struct kl_net_geneve {
    uint64_t has;
    uint32_t id;
    struct kl_net_ip remote; /* the bit of IFLA_GENEVE_REMOTE or IFLA_GENEVE_REMOTE6 */
    uint8_t ttl, tos, ttl_inherit, collect_metadata, udp_csum, udp_zero_csum6_tx, udp_zero_csum6_rx,
        df, inner_proto_inherit;
    uint16_t port;
    uint32_t label;
};

/* "gre", "gretap", "erspan", and over IPv6 "ip6gre", "ip6gretap", "ip6erspan": IFLA_GRE_*. */
struct kl_net_gre {
    uint64_t has;
    int32_t link;
    uint16_t iflags, oflags; /* GRE_KEY, GRE_CSUM, GRE_SEQ of linux/if_tunnel.h as 0x2000, ... */
    uint32_t ikey, okey;
    struct kl_net_ip local, remote;
    uint8_t ttl, tos, pmtudisc, encap_limit, ignore_df, collect_metadata;
    uint32_t flowinfo, flags, fwmark;
    uint16_t encap_type, encap_flags, encap_sport, encap_dport;
    uint32_t erspan_index;
    uint8_t erspan_ver, erspan_dir;
    uint16_t erspan_hwid;
};

/* "ipip", "sit", "ip6tnl": IFLA_IPTUN_*. */
struct kl_net_iptun {
    uint64_t has;
    int32_t link;
    struct kl_net_ip local, remote;
    uint8_t ttl, tos, encap_limit, proto, pmtudisc, collect_metadata;
    uint32_t flowinfo, flags, fwmark; /* flags of 16 bits over IPv4 */
    struct kl_net_ip prefix_6rd, relay_6rd;
    uint16_t encap_type, encap_flags, encap_sport, encap_dport;
};

/* "vti", "vti6": IFLA_VTI_*. */
struct kl_net_vti {
    uint64_t has;
    int32_t link;
    uint32_t ikey, okey, fwmark;
    struct kl_net_ip local, remote;
};

/* "xfrm": IFLA_XFRM_*. */
struct kl_net_xfrm {
    uint64_t has;
    int32_t link;
    uint32_t if_id;
    uint8_t collect_metadata;
};

/* "macsec": IFLA_MACSEC_*. Associations and their keys are those of the generic family "macsec". */
struct kl_net_macsec {
    uint64_t has;
    uint64_t sci; /* of the sender: its hardware address, and the port in the last 16 bits */
    uint16_t port;
    uint64_t cipher_suite; /* MACSEC_CIPHER_ID_* */
    uint8_t icv_len;
    uint32_t window;
    uint8_t encoding_sa, encrypt, protect, inc_sci, es, scb, replay_protect;
    uint8_t validation, offload; /* MACSEC_VALIDATE_*, MACSEC_OFFLOAD_* */
};

/* "hsr", HSR and PRP: IFLA_HSR_*. */
struct kl_net_hsr {
    uint64_t has;
    int32_t slave1, slave2, interlink; /* links */
    uint8_t multicast_spec;
    uint8_t supervision_addr[6]; /* told */
    uint16_t seq_nr;             /* told */
    uint8_t version, protocol;   /* HSR_PROTOCOL_* */
};

/* "batadv": IFLA_BATADV_ALGO_NAME. */
struct kl_net_batadv {
    uint64_t has;
    char algo_name[20]; /* "BATMAN_IV", "BATMAN_V" */
};

/* "bareudp": IFLA_BAREUDP_*. */
struct kl_net_bareudp {
    uint64_t has;
    uint16_t port, ethertype, srcport_min; /* ETH_P_* */
    uint8_t multiproto_mode;
};

/* "amt": IFLA_AMT_*. */
struct kl_net_amt {
    uint64_t has;
    uint32_t mode; /* AMT_MODE_* */
    uint16_t relay_port, gateway_port;
    int32_t link;
    struct kl_net_ip local, remote, discovery;
    uint32_t max_tunnels;
};

/* "gtp": IFLA_GTP_*. */
struct kl_net_gtp {
    uint64_t has;
    uint32_t fd0, fd1; /* descriptors of sockets, unless create_sockets; written */
    uint32_t pdp_hashsize, role;
    uint8_t create_sockets, restart_count;
    struct kl_net_ip local; /* the bit of IFLA_GTP_LOCAL or IFLA_GTP_LOCAL6 */
};

/* "ipoib": IFLA_IPOIB_*. */
struct kl_net_ipoib {
    uint64_t has;
    uint16_t pkey, mode, umcast;
};

/* "rmnet": IFLA_RMNET_*. */
struct kl_net_rmnet {
    uint64_t has;
    uint16_t mux_id;
    uint32_t flags, flags_mask; /* RMNET_FLAGS_* */
};

/* "wwan": IFLA_WWAN_LINK_ID. */
struct kl_net_wwan {
    uint64_t has;
    uint32_t link_id;
};

/* "ovpn": IFLA_OVPN_MODE. */
struct kl_net_ovpn {
    uint64_t has;
    uint8_t mode; /* OVPN_MODE_* */
};

/* "dsa", told only: IFLA_DSA_MASTER. */
struct kl_net_dsa {
    uint64_t has;
    int32_t conduit;
};

/* "tun", told only: IFLA_TUN_*. They are made by opening /dev/net/tun. */
struct kl_net_tun {
    uint64_t has;
    uint32_t owner, group, num_queues, num_disabled_queues;
    uint8_t type, pi, vnet_hdr, persist, multi_queue;
};

/* What a kind has; which member, the kind says. */
union kl_net_kind {
    uint64_t has;
    struct kl_net_veth veth;
    struct kl_net_netkit netkit;
    struct kl_net_vlan vlan;
    struct kl_net_macvlan macvlan;
    struct kl_net_ipvlan ipvlan;
    struct kl_net_vrf vrf;
    struct kl_net_bridge bridge;
    struct kl_net_bond bond;
    struct kl_net_vxlan vxlan;
    struct kl_net_geneve geneve;
    struct kl_net_gre gre;
    struct kl_net_iptun iptun;
    struct kl_net_vti vti;
    struct kl_net_xfrm xfrm;
    struct kl_net_macsec macsec;
    struct kl_net_hsr hsr;
    struct kl_net_batadv batadv;
    struct kl_net_bareudp bareudp;
    struct kl_net_amt amt;
    struct kl_net_gtp gtp;
    struct kl_net_ipoib ipoib;
    struct kl_net_rmnet rmnet;
    struct kl_net_wwan wwan;
    struct kl_net_ovpn ovpn;
    struct kl_net_dsa dsa;
    struct kl_net_tun tun;
};

/* A port of a bridge: IFLA_BRPORT_*. */
struct kl_net_bridge_port {
    uint64_t has;
    uint8_t state;
    uint16_t priority;
    uint32_t cost;
    uint8_t hairpin, guard, protect, fast_leave, learning, unicast_flood, mcast_flood, bcast_flood,
        proxyarp, proxyarp_wifi, mcast_to_ucast, vlan_tunnel, neigh_suppress, isolated, locked, mab,
        mcast_router;
    uint16_t group_fwd_mask, port_no, id;
    uint32_t mcast_max_groups, mcast_n_groups;
    int32_t backup_port;
};

/* A slave of a bond: IFLA_BOND_SLAVE_*. */
struct kl_net_bond_slave {
    uint64_t has;
    uint8_t state, mii_status;   /* told */
    uint32_t link_failure_count; /* told */
    uint8_t perm_address[6];     /* told */
    uint16_t queue_id;
    uint16_t ad_aggregator_id;      /* told */
    uint8_t ad_actor_port_state;    /* told */
    uint16_t ad_partner_port_state; /* told */
    int32_t prio;
};

/* A link of a VRF: IFLA_VRF_PORT_TABLE. */
struct kl_net_vrf_port {
    uint64_t has;
    uint32_t table; /* told */
};

/* What a master's kind has of its port; which member, the link's port_kind says. */
union kl_net_port {
    uint64_t has;
    struct kl_net_bridge_port bridge;
    struct kl_net_bond_slave bond;
    struct kl_net_vrf_port vrf;
};

/** Reads what the link's kind has. @return 0; -EOPNOTSUPP: the kind has no struct; -ENODATA: the
 *  kernel told nothing */
KL_API int kl_net_link_kind(const struct kl_net_link *link, union kl_net_kind *ret);
/** Reads what the master's kind has of this link. @return as above */
KL_API int kl_net_link_port(const struct kl_net_link *link, union kl_net_port *ret);
/** Writes what a kind has, @raw as a link tells it, in the form of kind_json, so that any
 *  kind can be kept as text and made again; without what the kernel tells and does not take. @sink
 * must be inside of an object behind a key, or of an array. @return 0; -EOPNOTSUPP: the schema does
 * not have the kind */
struct kl_sink;
KL_API int kl_net_kind_decode(struct kl_sink *sink, const char *kind, const struct kl_net_raw *raw);

#ifdef __cplusplus
}
#endif
#endif
