// SPDX-License-Identifier: MIT
// What interfaces of one kind have, ports of a bridge, VLANs and WireGuard peers.
// Source: include/uapi/linux/if_link.h, if_bonding.h; drivers/net/, net/bridge/br_netlink.c.
#include <linux/if_link.h>
#include <linux/if_tunnel.h>

#include "schema_rows.h"

// clang-format off
static WORDS(bond_mode) = {
    {"balance-rr", 0}, {"active-backup", 1}, {"balance-xor", 2}, {"broadcast", 3}, {"802.3ad", 4},
    {"balance-tlb", 5}, {"balance-alb", 6}, END};
static WORDS(bond_hash) = {
    {"layer2", 0}, {"layer3+4", 1}, {"layer2+3", 2}, {"encap2+3", 3}, {"encap3+4", 4},
    {"vlan+srcmac", 5}, END};
static WORDS(bond_reselect) = {{"always", 0}, {"better", 1}, {"failure", 2}, END};
static WORDS(bond_fail_over) = {{"none", 0}, {"active", 1}, {"follow", 2}, END};
static WORDS(bond_validate) = {
    {"none", 0}, {"active", 1}, {"backup", 2}, {"all", 3}, {"filter", 4}, {"filter-active", 5},
    {"filter-backup", 6}, END};
static WORDS(bond_rate) = {{"slow", 0}, {"fast", 1}, END};
static WORDS(bond_select) = {{"stable", 0}, {"bandwidth", 1}, {"count", 2}, END};
static WORDS(tag_words) = {{"802.1Q", 0x8100}, {"802.1ad", 0x88a8}, END};
static WORDS(macvlan_mode) = {
    {"private", 1}, {"vepa", 2}, {"bridge", 4}, {"passthru", 8}, {"source", 16}, END};
static WORDS(ipvlan_mode) = {{"l2", 0}, {"l3", 1}, {"l3s", 2}, END};
static WORDS(ipvlan_flags) = {{"bridge", 0}, {"private", 1}, {"vepa", 2}, END};
static WORDS(df_words) = {{"unset", 0}, {"set", 1}, {"inherit", 2}, END};

#define ON_TOP (K(VLAN) | K(MACVLAN) | K(IPVLAN))
#define ON_MAY (K(VXLAN) | K(GRE) | K(GRETAP) | K(IPIP) | K(SIT))
#define IPTUN  (K(IPIP) | K(SIT))
#define GRES   (K(GRE) | K(GRETAP))
#define U16BE  (KLD_BE | 2)
#define U32BE  (KLD_BE | 4)
#define PORT_DOC "UDP port to send to"

const struct kld_row kld_kind_rows[] = {
    VALUE("link", NAME, "interface below", FOR(ON_TOP), .flags = KLD_REQUIRED | KLD_CREATION),
    VALUE("link", NAME, "interface to send through", FOR(ON_MAY), .flags = KLD_CREATION),

    VALUE("peer", NAME, "the other end", FOR(K(VETH)), .flags = KLD_REQUIRED | KLD_CREATION),
    VALUE("peer-netns", TEXT, "namespace of the settings that the other end is in", FOR(K(VETH)),
          .flags = KLD_CREATION, .max = 100),

    /* Bridge */
    BOOL("stp", "avoid loops", AT(DATA, IFLA_BR_STP_STATE, 4), FOR(K(BRIDGE))),
    NUMBER("priority", 0, 65535, "the lowest becomes the root of the tree",
           AT(DATA, IFLA_BR_PRIORITY, 2), FOR(K(BRIDGE))),
    NUMBER("forward-delay", 0, 3000, "hundredths of a second until a port forwards",
           AT(DATA, IFLA_BR_FORWARD_DELAY, 4), FOR(K(BRIDGE))),
    NUMBER("hello-time", 100, 1000, "hundredths of a second between hellos",
           AT(DATA, IFLA_BR_HELLO_TIME, 4), FOR(K(BRIDGE))),
    NUMBER("max-age", 600, 4000, "hundredths of a second until a hello is too old",
           AT(DATA, IFLA_BR_MAX_AGE, 4), FOR(K(BRIDGE))),
    NUMBER("ageing-time", 0, UINT32_MAX, "hundredths of a second until a MAC address is forgotten",
           AT(DATA, IFLA_BR_AGEING_TIME, 4), FOR(K(BRIDGE))),
    BOOL("vlan-filtering", "heed VLANs", AT(DATA, IFLA_BR_VLAN_FILTERING, 1), FOR(K(BRIDGE))),
    WORD("vlan-protocol", tag_words, "kind of tag", AT(DATA, IFLA_BR_VLAN_PROTOCOL, U16BE),
         FOR(K(BRIDGE))),
    NUMBER("default-pvid", 0, 4094, "VLAN that ports get without being told; 0: none",
           AT(DATA, IFLA_BR_VLAN_DEFAULT_PVID, 2), FOR(K(BRIDGE))),
    BOOL("vlan-statistics", "count by VLAN", AT(DATA, IFLA_BR_VLAN_STATS_ENABLED, 1),
         FOR(K(BRIDGE))),
    BOOL("multicast-snooping", "send multicast only to those who listen",
         AT(DATA, IFLA_BR_MCAST_SNOOPING, 1), FOR(K(BRIDGE))),
    BOOL("multicast-querier", "ask who listens", AT(DATA, IFLA_BR_MCAST_QUERIER, 1), FOR(K(BRIDGE))),
    NUMBER("group-forward-mask", 0, 65535, "bits of link-local addresses to forward",
           AT(DATA, IFLA_BR_GROUP_FWD_MASK, 2), FOR(K(BRIDGE))),

    /* Bond */
    WORD("mode", bond_mode, "how its ports share the work", AT(DATA, IFLA_BOND_MODE, 1),
         FOR(K(BOND)), .flags = KLD_CREATION),
    NUMBER("mii-interval", 0, INT32_MAX, "milliseconds between looks at the carrier; 0: none",
           AT(DATA, IFLA_BOND_MIIMON, 4), FOR(K(BOND))),
    NUMBER("up-delay", 0, INT32_MAX, "milliseconds until a port that is up is used",
           AT(DATA, IFLA_BOND_UPDELAY, 4), FOR(K(BOND))),
    NUMBER("down-delay", 0, INT32_MAX, "milliseconds until a port that is down is left",
           AT(DATA, IFLA_BOND_DOWNDELAY, 4), FOR(K(BOND))),
    NUMBER("arp-interval", 0, INT32_MAX, "milliseconds between questions for arp-targets",
           AT(DATA, IFLA_BOND_ARP_INTERVAL, 4), FOR(K(BOND))),
    WORD("arp-validate", bond_validate, "which answers are checked",
         AT(DATA, IFLA_BOND_ARP_VALIDATE, 4), FOR(K(BOND))),
    VALUE("arp-targets", IP4, "addresses to ask for", .flags = KLD_LIST | KLD_ORDERED,
          AT(DATA, IFLA_BOND_ARP_IP_TARGET, 4), FOR(K(BOND))),
    VALUE("primary", NAME, "port to use when it is up", AT(DATA, IFLA_BOND_PRIMARY, 4),
          FOR(K(BOND))),
    WORD("primary-reselect", bond_reselect, "when the primary comes back",
         AT(DATA, IFLA_BOND_PRIMARY_RESELECT, 1), FOR(K(BOND))),
    WORD("fail-over-mac", bond_fail_over, "which port has the bond's MAC address",
         AT(DATA, IFLA_BOND_FAIL_OVER_MAC, 1), FOR(K(BOND)), .flags = KLD_CREATION),
    WORD("hash-policy", bond_hash, "what decides on the port", AT(DATA, IFLA_BOND_XMIT_HASH_POLICY, 1),
         FOR(K(BOND))),
    NUMBER("min-links", 0, INT32_MAX, "ports that must be up",
           AT(DATA, IFLA_BOND_MIN_LINKS, 4), FOR(K(BOND))),
    BOOL("all-ports-active", "take packets from ports that are not in use",
         AT(DATA, IFLA_BOND_ALL_SLAVES_ACTIVE, 1), FOR(K(BOND))),
    WORD("lacp-rate", bond_rate, "how often 802.3ad talks", AT(DATA, IFLA_BOND_AD_LACP_RATE, 1),
         FOR(K(BOND)), .flags = KLD_DOWN),
    WORD("ad-select", bond_select, "which group of ports 802.3ad takes",
         AT(DATA, IFLA_BOND_AD_SELECT, 1), FOR(K(BOND)), .flags = KLD_DOWN),
    NUMBER("resend-igmp", 0, 255, "reports after a change of ports",
           AT(DATA, IFLA_BOND_RESEND_IGMP, 4), FOR(K(BOND))),
    NUMBER("notify-peers", 0, 255, "announcements after a change of ports",
           AT(DATA, IFLA_BOND_NUM_PEER_NOTIF, 1), FOR(K(BOND))),
    NUMBER("arp-missed-max", 1, 255, "questions without an answer until a port is down",
           AT(DATA, IFLA_BOND_MISSED_MAX, 1), FOR(K(BOND))),
    NUMBER("learn-interval", 1, INT32_MAX,
           "seconds between packets that tell switches which port has which MAC address",
           AT(DATA, IFLA_BOND_LP_INTERVAL, 4), FOR(K(BOND))),

    /* On top of another */
    NUMBER("id", 1, 4094, "VLAN", AT(DATA, IFLA_VLAN_ID, 2), FOR(K(VLAN)),
           .flags = KLD_REQUIRED | KLD_CREATION),
    WORD("protocol", tag_words, "kind of tag", AT(DATA, IFLA_VLAN_PROTOCOL, U16BE), FOR(K(VLAN)),
         .flags = KLD_CREATION),
    WORD("mode", macvlan_mode, "who may talk to whom", AT(DATA, IFLA_MACVLAN_MODE, 4),
         FOR(K(MACVLAN))),
    WORD("mode", ipvlan_mode, "switched or routed", AT(DATA, IFLA_IPVLAN_MODE, 2), FOR(K(IPVLAN))),
    WORD("flags", ipvlan_flags, "who may talk to whom", AT(DATA, IFLA_IPVLAN_FLAGS, 2),
         FOR(K(IPVLAN))),
    NUMBER("table", 1, UINT32_MAX, "table of routes", AT(DATA, IFLA_VRF_TABLE, 4), FOR(K(VRF)),
           .flags = KLD_REQUIRED | KLD_CREATION),

    /* Tunnels */
    NUMBER("id", 0, 0xffffff, "number of the network", AT(DATA, IFLA_VXLAN_ID, 4), FOR(K(VXLAN)),
           .flags = KLD_REQUIRED | KLD_CREATION),
    VALUE("local", IP, "our address", AT(DATA, IFLA_VXLAN_LOCAL, 0), FOR(K(VXLAN)),
          .flags = KLD_CREATION),
    VALUE("remote", IP, "address or group of the others", AT(DATA, IFLA_VXLAN_GROUP, 0),
          FOR(K(VXLAN)), .flags = KLD_CREATION),
    NUMBER("udp-port", 1, 65535, PORT_DOC, AT(DATA, IFLA_VXLAN_PORT, U16BE), FOR(K(VXLAN)),
           .flags = KLD_CREATION),
    NUMBER("ttl", 0, 255, "time to live of packets outside; 0: chosen",
           AT(DATA, IFLA_VXLAN_TTL, 1), FOR(K(VXLAN)), .flags = KLD_CREATION),
    NUMBER("tos", 0, 255, "type of service of packets outside; 1: as inside",
           AT(DATA, IFLA_VXLAN_TOS, 1), FOR(K(VXLAN)), .flags = KLD_CREATION),
    BOOL("learning", "remember which MAC address is where", AT(DATA, IFLA_VXLAN_LEARNING, 1),
         FOR(K(VXLAN)), .flags = KLD_CREATION),
    NUMBER("ageing-time", 0, UINT32_MAX, "seconds until a MAC address is forgotten",
           AT(DATA, IFLA_VXLAN_AGEING, 4), FOR(K(VXLAN)), .flags = KLD_CREATION),

    NUMBER("id", 0, 0xffffff, "number of the network", AT(DATA, IFLA_GENEVE_ID, 4), FOR(K(GENEVE)),
           .flags = KLD_REQUIRED | KLD_CREATION),
    VALUE("remote", IP, "address of the other end", AT(DATA, IFLA_GENEVE_REMOTE, 0), FOR(K(GENEVE)),
          .flags = KLD_REQUIRED | KLD_CREATION),
    NUMBER("udp-port", 1, 65535, PORT_DOC, AT(DATA, IFLA_GENEVE_PORT, U16BE), FOR(K(GENEVE)),
           .flags = KLD_CREATION),
    NUMBER("ttl", 0, 255, "time to live of packets outside; 0: chosen", AT(DATA, IFLA_GENEVE_TTL, 1),
           FOR(K(GENEVE))),
    NUMBER("tos", 0, 255, "type of service of packets outside; 1: as inside",
           AT(DATA, IFLA_GENEVE_TOS, 1), FOR(K(GENEVE))),
    WORD("dont-fragment", df_words, "the bit of packets outside", AT(DATA, IFLA_GENEVE_DF, 1),
         FOR(K(GENEVE)), .flags = KLD_CREATION),

    VALUE("local", IP4, "our address", AT(DATA, IFLA_GRE_LOCAL, 4), FOR(GRES)),
    VALUE("remote", IP4, "address of the other end", AT(DATA, IFLA_GRE_REMOTE, 4), FOR(GRES)),
    NUMBER("ttl", 0, 255, "time to live of packets outside; 0: as inside",
           AT(DATA, IFLA_GRE_TTL, 1), FOR(GRES)),
    NUMBER("tos", 0, 255, "type of service of packets outside; 1: as inside",
           AT(DATA, IFLA_GRE_TOS, 1), FOR(GRES)),
    BOOL("path-mtu-discovery", "set the don't-fragment bit", AT(DATA, IFLA_GRE_PMTUDISC, 1),
         FOR(GRES)),
    NUMBER("key", 0, UINT32_MAX, "number that both ends put into packets",
           AT(DATA, IFLA_GRE_IKEY, U32BE), FOR(GRES), .flags = KLD_CREATION),

    VALUE("local", IP4, "our address", AT(DATA, IFLA_IPTUN_LOCAL, 4), FOR(IPTUN)),
    VALUE("remote", IP4, "address of the other end", AT(DATA, IFLA_IPTUN_REMOTE, 4), FOR(IPTUN)),
    NUMBER("ttl", 0, 255, "time to live of packets outside; 0: as inside",
           AT(DATA, IFLA_IPTUN_TTL, 1), FOR(IPTUN)),
    NUMBER("tos", 0, 255, "type of service of packets outside; 1: as inside",
           AT(DATA, IFLA_IPTUN_TOS, 1), FOR(IPTUN)),
    BOOL("path-mtu-discovery", "set the don't-fragment bit", AT(DATA, IFLA_IPTUN_PMTUDISC, 1),
         FOR(IPTUN)),

    VALUE("private-key", SECRET, "file with our private key in base64, mode 0600",
          FOR(K(WIREGUARD)), .flags = KLD_REQUIRED),
    NUMBER("listen-port", 0, 65535, "UDP port to listen on; 0: any", FOR(K(WIREGUARD))),
    NUMBER("fwmark", 0, UINT32_MAX, "mark of packets outside", FOR(K(WIREGUARD))),
    OBJECTS("peers", &kld_peer, "who may talk to us", FOR(K(WIREGUARD))),
    END
};

static ROWS(port_rows) = {
    NUMBER("port.cost", 1, 65535, "cost of the way through it", AT(PORT, IFLA_BRPORT_COST, 4)),
    NUMBER("port.priority", 0, 63, "the lowest of two equal ways is taken",
           AT(PORT, IFLA_BRPORT_PRIORITY, 2)),
    BOOL("port.hairpin", "send packets out where they came in", AT(PORT, IFLA_BRPORT_MODE, 1)),
    BOOL("port.guard", "drop what wants to be the root of the tree", AT(PORT, IFLA_BRPORT_GUARD, 1)),
    BOOL("port.root-block", "never let it become the way to the root",
         AT(PORT, IFLA_BRPORT_PROTECT, 1)),
    BOOL("port.fast-leave", "stop multicast as soon as one leaves",
         AT(PORT, IFLA_BRPORT_FAST_LEAVE, 1)),
    BOOL("port.learning", "remember which MAC address is here", AT(PORT, IFLA_BRPORT_LEARNING, 1)),
    BOOL("port.flood", "send what nobody is known for", AT(PORT, IFLA_BRPORT_UNICAST_FLOOD, 1)),
    BOOL("port.multicast-flood", "send multicast that nobody is known for",
         AT(PORT, IFLA_BRPORT_MCAST_FLOOD, 1)),
    BOOL("port.broadcast-flood", "send broadcasts", AT(PORT, IFLA_BRPORT_BCAST_FLOOD, 1)),
    BOOL("port.multicast-to-unicast", "send multicast to each listener by itself",
         AT(PORT, IFLA_BRPORT_MCAST_TO_UCAST, 1)),
    BOOL("port.neighbour-suppression", "answer questions for neighbours ourselves",
         AT(PORT, IFLA_BRPORT_NEIGH_SUPPRESS, 1)),
    BOOL("port.isolated", "no packets to other isolated ports", AT(PORT, IFLA_BRPORT_ISOLATED, 1)),
    BOOL("port.locked", "take packets only from MAC addresses that are known to be here",
         AT(PORT, IFLA_BRPORT_LOCKED, 1)),
    END
};
const struct kld_section kld_port_section = {"port", KLD_C_NONE, port_rows};

static ROWS(vlan_rows) = {
    NUMBER("id", 1, 4094, "VLAN", .flags = KLD_REQUIRED | KLD_IDENTITY | KLD_SHORT),
    BOOL("pvid", "packets without a tag belong to it"),
    BOOL("untagged", "its packets leave without a tag"),
    END
};
const struct kld_section kld_vlan = {"VLAN", KLD_C_VLAN, vlan_rows};

static ROWS(peer_rows) = {
    VALUE("public-key", KEY, "its public key", .flags = KLD_REQUIRED | KLD_IDENTITY),
    VALUE("preshared-key", SECRET, "file with a key that both share, mode 0600"),
    VALUE("endpoint", ENDPOINT, "where it is; without it, wherever it calls from",
          .flags = KLD_ONCE),
    VALUE("allowed-ips", NETWORK, "networks behind it", .flags = KLD_LIST),
    NUMBER("keepalive", 0, 65535, "seconds between signs of life; 0: none"),
    END
};
const struct kld_section kld_peer = {"peer", KLD_C_PEER, peer_rows};
