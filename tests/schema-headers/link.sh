# shellcheck shell=bash
# Links, their kinds, bridges, counters.
# Not attributes: ends of enums; values that are called like attributes (IFLA_EVENT_*, IFLA_VF_LINK_STATE_*).
# Second names of a number: IF_NETNSID, DSA_MASTER.
# Newer than Debian 12's headers: DEVLINK_PORT (6.2), GSO/GRO_IPV4_MAX_SIZE (6.3), DPLL_PIN (6.7),
# MAX_PACING_OFFLOAD_HORIZON (6.13), NETNS_IMMUTABLE (6.15), HEADROOM, TAILROOM (6.18),
# BR_FDB_* (6.7), BR_STP_MODE (7.1), BRPORT_MAB (6.2), BRPORT_MCAST_* (6.3), NEIGH_VLAN_SUPPRESS (6.5),
# BACKUP_NHID (6.6), NEIGH_FORWARD_GRAT (7.2), MACVLAN_BC_CUTOFF (6.4), VXLAN_* (6.5, 6.8, 6.14, 6.16),
# GENEVE_PORT_RANGE (6.15), GENEVE_GRO_HINT (7.0), GTP_LOCAL* (6.10), BOND_BROADCAST_NEIGH (6.17),
# HSR_INTERLINK (6.10), MCTP_PHYS_BINDING (6.15), NETKIT_* (6.7), OVPN_* (6.16), DSA_CONDUIT (6.7).
# Other headers': CAN_*, GRE_*, IPTUN_*, VTI_*, AMT_*, BATADV_*, WWAN_*, CAIF_*, BRIDGE_*.
link_others='IFLA_(CAN|GRE|IPTUN|VTI|AMT|BATADV|WWAN|CAIF|BRIDGE)_[A-Z0-9_]+'
link_newer='IFLA_(DEVLINK_PORT|G[SR]O_IPV4_MAX_SIZE|DPLL_PIN|MAX_PACING_OFFLOAD_HORIZON|NETNS_IMMUTABLE|HEADROOM|TAILROOM|BR_FDB_(N|MAX)_LEARNED|BR_STP_MODE|BRPORT_(MAB|MCAST_(N|MAX)_GROUPS|NEIGH_VLAN_SUPPRESS|BACKUP_NHID|NEIGH_FORWARD_GRAT)|MACVLAN_BC_CUTOFF|VXLAN_(LOCALBYPASS|LABEL_POLICY|RESERVED_BITS|MC_ROUTE)|GENEVE_(PORT_RANGE|GRO_HINT)|GTP_LOCAL6?|BOND_BROADCAST_NEIGH|HSR_INTERLINK|MCTP_PHYS_BINDING|NETKIT_[A-Z_]+|OVPN_MODE|DSA_CONDUIT)'
compare 'links' linux/if_link.h 'IFLA_[A-Z0-9_]+' \
    "IFLA_([A-Z0-9_]+_)?(UNSPEC|MAX)|IFLA_EVENT_[A-Z_]+|IFLA_VF_LINK_STATE_[A-Z]+|IFLA_IF_NETNSID|IFLA_DSA_MASTER|IFLA_PAYLOAD|IFLA_RTA|IFLA_STATS_FILTER_BIT|$link_others|$link_newer" \
    rt-link rt-stats
compare 'counters of kinds' linux/if_link.h 'LINK_XSTATS_TYPE_[A-Z]+|VNIFILTER_ENTRY_STATS_[A-Z_]+|VXLAN_VNIFILTER_ENTRY[A-Z0-9_]*' \
    'LINK_XSTATS_TYPE_(UNSPEC|MAX)|[A-Z_]+_(UNSPEC|MAX)' rt-stats rt-tunnel
compare 'tunnels' linux/if_tunnel.h 'IFLA_(GRE|IPTUN|VTI)_[A-Z0-9_]+' 'IFLA_[A-Z]+_(UNSPEC|MAX)' rt-link
# Newer: CAN XL (7.0).
compare 'CAN' linux/can/netlink.h 'IFLA_CAN_[A-Z0-9_]+' \
    'IFLA_CAN_([A-Z]+_)?(UNSPEC|MAX)|IFLA_CAN_(XL_[A-Z_]+|PWM_[A-Z_]+)' rt-link
compare 'AMT' linux/amt.h 'IFLA_AMT_[A-Z0-9_]+' 'IFLA_AMT_(UNSPEC|MAX)' rt-link
compare 'batman-adv' linux/batman_adv.h 'IFLA_BATADV_[A-Z0-9_]+' 'IFLA_BATADV_(UNSPEC|MAX)' rt-link
compare 'WWAN' linux/wwan.h 'IFLA_WWAN_[A-Z0-9_]+' 'IFLA_WWAN_(UNSPEC|MAX)' rt-link
compare 'CAIF' linux/caif/if_caif.h 'IFLA_CAIF_[A-Z0-9_]+' 'IFLA_CAIF_(UNSPEC|MAX)' rt-link
compare 'veth' linux/veth.h 'VETH_INFO_[A-Z]+' 'VETH_INFO_(UNSPEC|MAX)' rt-link
compare 'vxcan' linux/can/vxcan.h 'VXCAN_INFO_[A-Z]+' 'VXCAN_INFO_(UNSPEC|MAX)' rt-link
compare 'IPv4 settings' linux/ip.h 'IPV4_DEVCONF_[A-Z0-9_]+' 'IPV4_DEVCONF_MAX' rt-link
compare 'bonds' linux/if_bonding.h 'BOND_XSTATS_[A-Z0-9_]+|BOND_3AD_STAT_[A-Z_]+' '[A-Z0-9_]+_(UNSPEC|MAX)' rt-stats
compare 'MPLS counters' linux/mpls.h 'MPLS_STATS_[A-Z]+' 'MPLS_STATS_(UNSPEC|MAX)' rt-stats
# Newer: ENTRY_MCAST_*_GROUPS (6.3), ENTRY_NEIGH_SUPPRESS (6.4), EATTR_DST to SRC_VNI (6.4), MDBE_ATTR_* (6.3 to 6.7),
# MDBA_GET_ENTRY* (6.7). BRIDGE_VLAN_* and the rest are values.
compare 'bridges' linux/if_bridge.h \
    'IFLA_BRIDGE_[A-Z0-9_]+|BRIDGE_(VLANDB|QUERIER|XSTATS)_[A-Z0-9_]+|MDBA_[A-Z0-9_]+|MDBE_[A-Z_]+' \
    '[A-Z0-9_]+_(UNSPEC|MAX)|BRIDGE_VLANDB_DUMPF_[A-Z]+|BRIDGE_VLANDB_ENTRY_(MCAST_(N|MAX)_GROUPS|NEIGH_SUPPRESS)|MDBA_MDB_EATTR_(DST|DST_PORT|VNI|IFINDEX|SRC_VNI)|MDBE_(SRC_LIST_ENTRY|SRCATTR_ADDRESS)|MDBE_ATTR_(SRC_LIST|GROUP_MODE|RTPROT|DST|DST_PORT|VNI|IFINDEX|SRC_VNI|STATE_MASK)|MDBA_GET_ENTRY(_ATTRS)?' \
    rt-link rt-vlan rt-mdb rt-stats
compare 'messages of links' linux/rtnetlink.h 'RTM_[A-Z]+(LINK|LINKPROP|STATS|VLAN|MDB|TUNNEL)' 'RTM_NONE' \
    rt-link rt-stats rt-vlan rt-mdb rt-tunnel
