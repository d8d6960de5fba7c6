// SPDX-License-Identifier: MIT
// What links have when nobody says anything: an import leaves it out.
// Source: drivers/net/, net/bridge/br_if.c, net/core/dev.c, as links show it that were just made.
#include "snapshot.h"

#include <string.h>

#define K(x) KLD_BIT(KLD_##x)
#define ETHER                                                                                      \
    (K(ETHERNET) | K(VETH) | K(BRIDGE) | K(BOND) | K(VLAN) | K(VXLAN) | K(MACVLAN) | K(GRETAP) |   \
     K(GENEVE))
#define TUNNELS (K(GRE) | K(GRETAP) | K(IPIP) | K(SIT))
#define ANY     UINT32_MAX

struct usual {
    const char *name;
    uint32_t kinds;
    const char *text;
};

// clang-format off
static const struct usual usual[] = {
    {"up", ANY, "true"},
    {"mtu", K(ETHERNET) | K(DUMMY) | K(VETH) | K(BRIDGE) | K(BOND), "1500"},
    {"mtu", K(LOOPBACK), "65536"},
    {"mtu", K(WIREGUARD), "1420"},
    {"tx-queue-length", ANY, "1000"},
    {"group", ANY, "0"},
    {"arp", ETHER | K(LOOPBACK), "true"},
    {"arp", K(DUMMY) | K(GRE) | K(IPIP) | K(SIT) | K(VRF) | K(WIREGUARD), "false"},
    {"multicast", ETHER | K(IPVLAN), "true"},
    {"multicast", K(LOOPBACK) | K(DUMMY) | K(GRE) | K(IPIP) | K(SIT) | K(WIREGUARD) | K(VRF), "false"},
    {"all-multicast", ANY, "false"},
    {"promiscuous", ANY, "false"},

    {"stp", K(BRIDGE), "false"},
    {"priority", K(BRIDGE), "32768"},
    {"forward-delay", K(BRIDGE), "1500"},
    {"hello-time", K(BRIDGE), "200"},
    {"max-age", K(BRIDGE), "2000"},
    {"ageing-time", K(BRIDGE), "30000"},
    {"vlan-filtering", K(BRIDGE), "false"},
    {"vlan-protocol", K(BRIDGE), "802.1Q"},
    {"default-pvid", K(BRIDGE), "1"},
    {"vlan-statistics", K(BRIDGE), "false"},
    {"multicast-snooping", K(BRIDGE), "true"},
    {"multicast-querier", K(BRIDGE), "false"},
    {"group-forward-mask", K(BRIDGE), "0"},

    {"mode", K(BOND), "balance-rr"},
    {"mii-interval", K(BOND), "0"},
    {"up-delay", K(BOND), "0"},
    {"down-delay", K(BOND), "0"},
    {"arp-interval", K(BOND), "0"},
    {"arp-validate", K(BOND), "none"},
    {"primary-reselect", K(BOND), "always"},
    {"fail-over-mac", K(BOND), "none"},
    {"hash-policy", K(BOND), "layer2"},
    {"min-links", K(BOND), "0"},
    {"all-ports-active", K(BOND), "false"},
    {"lacp-rate", K(BOND), "slow"},
    {"ad-select", K(BOND), "stable"},
    {"resend-igmp", K(BOND), "1"},
    {"notify-peers", K(BOND), "1"},
    {"arp-missed-max", K(BOND), "2"},
    {"learn-interval", K(BOND), "1"},

    {"protocol", K(VLAN), "802.1Q"},
    {"mode", K(MACVLAN), "vepa"},
    {"mode", K(IPVLAN), "l3"},
    {"flags", K(IPVLAN), "bridge"},

    {"ttl", K(VXLAN) | K(GENEVE) | TUNNELS, "0"},
    {"tos", K(VXLAN) | K(GENEVE) | TUNNELS, "0"},
    {"learning", K(VXLAN), "true"},
    {"ageing-time", K(VXLAN), "300"},
    {"udp-port", K(VXLAN), "8472"},
    {"udp-port", K(GENEVE), "6081"},
    {"dont-fragment", K(GENEVE), "unset"},
    {"path-mtu-discovery", TUNNELS, "true"},
    {"fwmark", K(WIREGUARD), "0"},

    {"port.priority", ANY, "32"},
    {"port.hairpin", ANY, "false"},
    {"port.guard", ANY, "false"},
    {"port.root-block", ANY, "false"},
    {"port.fast-leave", ANY, "false"},
    {"port.learning", ANY, "true"},
    {"port.flood", ANY, "true"},
    {"port.multicast-flood", ANY, "true"},
    {"port.broadcast-flood", ANY, "true"},
    {"port.multicast-to-unicast", ANY, "false"},
    {"port.neighbour-suppression", ANY, "false"},
    {"port.isolated", ANY, "false"},
    {"port.locked", ANY, "false"},
};
// clang-format on

const char *kld_usual_value(const struct kld_row *row, enum kld_kind kind)
{
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (usual[i].kinds >> kind & 1 && !strcmp(usual[i].name, row->name))
            return usual[i].text;
    return NULL;
}
