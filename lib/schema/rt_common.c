// SPDX-License-Identifier: MIT
// rtnetlink: names of numbers that addresses, routes, rules, neighbours and next hops have in
// common. Source: include/uapi/linux/rtnetlink.h, in.h, lwtunnel.h.
#include "rt_route.h"

#include "rows.h"

// clang-format off
ENUM(kl_enum_rt_family, "address family", "AF_",
    {0, "unspec"}, {1, "unix"}, {2, "inet"}, {4, "ipx"}, {7, "bridge"}, {10, "inet6"},
    {12, "decnet"}, {16, "netlink"}, {17, "packet"}, {28, "mpls"}, {29, "can"}, {35, "phonet"},
    {40, "vsock"}, {44, "xdp"}, {45, "mctp"}, {128, "ipmr"}, {129, "ip6mr"});

ENUM(kl_enum_rt_protocol, "rtm_protocol", "RTPROT_",
    {0, "unspec"}, {1, "redirect"}, {2, "kernel"}, {3, "boot"}, {4, "static"}, {8, "gated"},
    {9, "ra"}, {10, "mrt"}, {11, "zebra"}, {12, "bird"}, {13, "dnrouted"}, {14, "xorp"},
    {15, "ntk"}, {16, "dhcp"}, {17, "mrouted"}, {18, "keepalived"}, {42, "babel"}, {84, "ovn"},
    {99, "openr"}, {186, "bgp"}, {187, "isis"}, {188, "ospf"}, {189, "rip"}, {192, "eigrp"});

ENUM(kl_enum_rt_scope, "rt_scope_t", "RT_SCOPE_",
    {0, "universe"}, {200, "site"}, {253, "link"}, {254, "host"}, {255, "nowhere"});

ENUM(kl_enum_rt_table, "rt_class_t", "RT_TABLE_",
    {0, "unspec"}, {252, "compat"}, {253, "default"}, {254, "main"}, {255, "local"});

ENUM(kl_enum_rt_type, "rtm_type", "RTN_",
    {0, "unspec"}, {1, "unicast"}, {2, "local"}, {3, "broadcast"}, {4, "anycast"},
    {5, "multicast"}, {6, "blackhole"}, {7, "unreachable"}, {8, "prohibit"}, {9, "throw"},
    {10, "nat"}, {11, "xresolve"});

FLAGS(kl_enum_rt_nh_flags, "rtnh_flags", "RTNH_F_",
    {1, "dead"}, {2, "pervasive"}, {4, "onlink"}, {8, "offload"}, {16, "linkdown"},
    {32, "unresolved"}, {64, "trap"});

ENUM(kl_enum_rt_ip_proto, "IP protocol", "IPPROTO_",
    {0, "ip"}, {1, "icmp"}, {2, "igmp"}, {4, "ipip"}, {6, "tcp"}, {8, "egp"}, {12, "pup"},
    {17, "udp"}, {22, "idp"}, {29, "tp"}, {33, "dccp"}, {41, "ipv6"}, {46, "rsvp"}, {47, "gre"},
    {50, "esp"}, {51, "ah"}, {58, "icmpv6"}, {89, "ospf"}, {92, "mtp"}, {94, "beetph"},
    {98, "encap"}, {103, "pim"}, {108, "comp"}, {112, "vrrp"}, {115, "l2tp"}, {132, "sctp"},
    {136, "udplite"}, {137, "mpls"}, {143, "ethernet"}, {255, "raw"});

ENUM(kl_enum_rt_lifetime, "lifetime", "", {UINT32_MAX, "forever"});

ENUM(kl_enum_rt_encap_type, "lwtunnel_encap_types", "LWTUNNEL_ENCAP_",
    {0, "none"}, {1, "mpls"}, {2, "ip"}, {3, "ila"}, {4, "ip6"}, {5, "seg6"}, {6, "bpf"},
    {7, "seg6_local"}, {8, "rpl"}, {9, "ioam6"}, {10, "xfrm"});

ROWS(kl_layout_rtgenmsg) {
    U8(rtgen_family, 0, "address family", .ref.values = &kl_enum_rt_family),
};
LAYOUT(kl_layout_rtgenmsg, "rtgenmsg", 1);

ROWS(kl_layout_mpls_label) {
    BE32(entry, 0, "label << 12 | class << 9 | last << 8 | hops left"),
};
LAYOUT(kl_layout_mpls_label, "mpls_label", 4);
// clang-format on
