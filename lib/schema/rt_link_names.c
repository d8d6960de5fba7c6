// SPDX-License-Identifier: MIT
// Names of values in link messages: kinds of hardware, flags, states.
// Source: include/uapi/linux/if.h, if_arp.h, if_link.h, rtnetlink.h, if_ether.h, in.h.
#include "rt_link.h"

// clang-format off
ENUM(kl_enum_arphrd, "kind of hardware", "ARPHRD_",
    {0, "netrom"}, {1, "ether"}, {2, "eether"}, {3, "ax25"}, {4, "pronet"}, {5, "chaos"},
    {6, "ieee802"}, {7, "arcnet"}, {8, "appletlk"}, {15, "dlci"}, {19, "atm"}, {23, "metricom"},
    {24, "ieee1394"}, {27, "eui64"}, {32, "infiniband"}, {256, "slip"}, {257, "cslip"},
    {258, "slip6"}, {259, "cslip6"}, {260, "rsrvd"}, {264, "adapt"}, {270, "rose"}, {271, "x25"},
    {272, "hwx25"}, {280, "can"}, {290, "mctp"}, {512, "ppp"}, {513, "cisco"}, {516, "lapb"},
    {517, "ddcmp"}, {518, "rawhdlc"}, {519, "rawip"}, {768, "tunnel"}, {769, "tunnel6"},
    {770, "frad"}, {771, "skip"}, {772, "loopback"}, {773, "localtlk"}, {774, "fddi"},
    {775, "bif"}, {776, "sit"}, {777, "ipddp"}, {778, "ipgre"}, {779, "pimreg"}, {780, "hippi"},
    {781, "ash"}, {782, "econet"}, {783, "irda"}, {784, "fcpp"}, {785, "fcal"}, {786, "fcpl"},
    {787, "fcfabric"}, {800, "ieee802_tr"}, {801, "ieee80211"}, {802, "ieee80211_prism"},
    {803, "ieee80211_radiotap"}, {804, "ieee802154"}, {805, "ieee802154_monitor"},
    {820, "phonet"}, {821, "phonet_pipe"}, {822, "caif"}, {823, "ip6gre"}, {824, "netlink"},
    {825, "6lowpan"}, {826, "vsockmon"}, {0xfffe, "none"}, {0xffff, "void"});

#define IFF_BITS \
    {1 << 0, "up"}, {1 << 1, "broadcast"}, {1 << 2, "debug"}, {1 << 3, "loopback"}, \
    {1 << 4, "pointopoint"}, {1 << 5, "notrailers"}, {1 << 6, "running"}, {1 << 7, "noarp"}, \
    {1 << 8, "promisc"}, {1 << 9, "allmulti"}, {1 << 10, "master"}, {1 << 11, "slave"}, \
    {1 << 12, "multicast"}, {1 << 13, "portsel"}, {1 << 14, "automedia"}, {1 << 15, "dynamic"}, \
    {1 << 16, "lower_up"}, {1 << 17, "dormant"}, {1 << 18, "echo"}

FLAGS(kl_enum_iff, "net_device_flags", "IFF_", IFF_BITS);
/* The kernel tells of a new link that each bit changed, those without a meaning as well. */
FLAGS(kl_enum_iff_change, "net_device_flags that change", "IFF_", {UINT32_MAX, "all"}, IFF_BITS);

/* RFC 2863. */
ENUM(kl_enum_operstate, "operational state", "IF_OPER_",
    {0, "unknown"}, {1, "notpresent"}, {2, "down"}, {3, "lowerlayerdown"}, {4, "testing"},
    {5, "dormant"}, {6, "up"});

ENUM(kl_enum_linkmode, "link mode", "IF_LINK_MODE_",
    {0, "default"}, {1, "dormant"}, {2, "testing"});

ENUM(kl_enum_link_event, "event", "IFLA_EVENT_",
    {0, "none"}, {1, "reboot"}, {2, "features"}, {3, "bonding_failover"}, {4, "notify_peers"},
    {5, "igmp_resend"}, {6, "bonding_options"});

FLAGS(kl_enum_ext_filter, "extended filter", "RTEXT_FILTER_",
    {1 << 0, "vf"}, {1 << 1, "brvlan"}, {1 << 2, "brvlan_compressed"}, {1 << 3, "skip_stats"},
    {1 << 4, "mrp"}, {1 << 5, "cfm_config"}, {1 << 6, "cfm_status"}, {1 << 7, "mst"});

ENUM(kl_enum_vlan_protocol, "EtherType of a VLAN tag", "ETH_P_",
    {0x8100, "8021q"}, {0x88a8, "8021ad"});

/* What an IP header says comes next; a tunnel carries IPv4, IPv6, MPLS or, for 0, any of them. */
ENUM(kl_enum_link_protocol, "IP protocol", "IPPROTO_",
    {0, "ip"}, {4, "ipip"}, {41, "ipv6"}, {47, "gre"}, {137, "mpls"});
// clang-format on
