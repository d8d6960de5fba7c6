// SPDX-License-Identifier: MIT
// The settings as a whole, and what every interface has.
// Source: include/uapi/linux/if_link.h, if.h; Documentation/networking/ip-sysctl.rst.
#include "schema.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <string.h>

#include "schema_rows.h"

// clang-format off
const struct kld_kind_def kld_kinds[KLD_N_KINDS] = {
    [KLD_ETHERNET]  = {"ethernet", NULL, "a device that is there: never made nor removed"},
    [KLD_LOOPBACK]  = {"loopback", NULL, "lo"},
    [KLD_DUMMY]     = {"dummy", "dummy", "holds addresses, drops what is sent"},
    [KLD_VETH]      = {"veth", "veth", "one end of a pair"},
    [KLD_BRIDGE]    = {"bridge", "bridge", "an Ethernet switch"},
    [KLD_BOND]      = {"bond", "bond", "several devices as one"},
    [KLD_VLAN]      = {"vlan", "vlan", "a VLAN of another interface"},
    [KLD_VXLAN]     = {"vxlan", "vxlan", "Ethernet in UDP, between many"},
    [KLD_MACVLAN]   = {"macvlan", "macvlan", "another MAC address on an interface"},
    [KLD_IPVLAN]    = {"ipvlan", "ipvlan", "other IP addresses on an interface"},
    [KLD_GRE]       = {"gre", "gre", "IP in GRE in IPv4"},
    [KLD_GRETAP]    = {"gretap", "gretap", "Ethernet in GRE in IPv4"},
    [KLD_IPIP]      = {"ipip", "ipip", "IPv4 in IPv4"},
    [KLD_SIT]       = {"sit", "sit", "IPv6 in IPv4"},
    [KLD_GENEVE]    = {"geneve", "geneve", "Ethernet in UDP, to one peer"},
    [KLD_VRF]       = {"vrf", "vrf", "a routing table of its own for its ports"},
    [KLD_WIREGUARD] = {"wireguard", "wireguard", "an encrypted tunnel"},
};

const char *const kld_class_names[KLD_N_CLASSES] = {
    [KLD_C_NONE] = "setting", [KLD_C_LINK] = "link", [KLD_C_SYSCTL] = "sysctl",
    [KLD_C_VLAN] = "vlan", [KLD_C_ADDRESS] = "address", [KLD_C_ROUTE] = "route",
    [KLD_C_RULE] = "rule", [KLD_C_NEIGHBOUR] = "neighbour", [KLD_C_PEER] = "peer",
    [KLD_C_NETNS] = "namespace",
    [KLD_C_SET] = "ipset",
    [KLD_C_DHCP] = "dhcp4", [KLD_C_DNS] = "dns", [KLD_C_WIFI] = "wifi",
};

static WORDS(kind_words) = {
    {"ethernet", KLD_ETHERNET}, {"loopback", KLD_LOOPBACK}, {"dummy", KLD_DUMMY},
    {"veth", KLD_VETH}, {"bridge", KLD_BRIDGE}, {"bond", KLD_BOND}, {"vlan", KLD_VLAN},
    {"vxlan", KLD_VXLAN}, {"macvlan", KLD_MACVLAN}, {"ipvlan", KLD_IPVLAN}, {"gre", KLD_GRE},
    {"gretap", KLD_GRETAP}, {"ipip", KLD_IPIP}, {"sit", KLD_SIT}, {"geneve", KLD_GENEVE},
    {"vrf", KLD_VRF}, {"wireguard", KLD_WIREGUARD}, END};

/* ---- Below an interface ---------------------------------------------------------------------- */

static ROWS(match_rows) = {
    VALUE("match.name", PATTERN, "the name that the kernel or udev gave, with wildcards", .max = 15),
    VALUE("match.mac", MAC, "the MAC address burnt in, or the one now where there is none"),
    VALUE("match.driver", PATTERN, "the driver's name, with wildcards", .max = 31),
    VALUE("match.path", PATTERN, "the device's place below /sys/devices, with wildcards", .max = 255),
    END
};
static const struct kld_section match_section = {"match", KLD_C_NONE, match_rows};

#define SYSCTL(p) .where = KLD_SYSCTL, .path = p

static ROWS(ipv4_rows) = {
    BOOL("ipv4.forwarding", "pass on packets that come in here", SYSCTL("ipv4/conf/%s/forwarding")),
    NUMBER("ipv4.rp-filter", 0, 2, "drop packets whose answer would go elsewhere: 0 no, 1 another "
           "way, 2 no way at all", SYSCTL("ipv4/conf/%s/rp_filter")),
    BOOL("ipv4.proxy-arp", "answer for addresses that lie behind us",
         SYSCTL("ipv4/conf/%s/proxy_arp")),
    NUMBER("ipv4.arp-ignore", 0, 8, "which questions for addresses are answered",
           SYSCTL("ipv4/conf/%s/arp_ignore")),
    NUMBER("ipv4.arp-announce", 0, 2, "which of our addresses questions show",
           SYSCTL("ipv4/conf/%s/arp_announce")),
    BOOL("ipv4.accept-local", "take packets that come from our own addresses",
         SYSCTL("ipv4/conf/%s/accept_local")),
    BOOL("ipv4.send-redirects", "tell senders of a shorter way",
         SYSCTL("ipv4/conf/%s/send_redirects")),
    BOOL("ipv4.accept-redirects", "believe what we are told of a shorter way",
         SYSCTL("ipv4/conf/%s/accept_redirects")),
    END
};
static const struct kld_section ipv4_section = {"ipv4", KLD_C_NONE, ipv4_rows};

static WORDS(privacy_words) = {{"off", 0}, {"on", 1}, {"prefer", 2}, END};
static WORDS(accept_ra_words) = {{"off", 0}, {"on", 1}, {"even-if-forwarding", 2}, END};
static WORDS(addr_gen_words) = {
    {"eui64", 0}, {"none", 1}, {"stable-privacy", 2}, {"random", 3}, END};

static ROWS(ipv6_rows) = {
    BOOL("ipv6.enabled", "have IPv6 at all", SYSCTL("ipv6/conf/%s/disable_ipv6"), .flags = KLD_INVERTED),
    WORD("ipv6.accept-ra", accept_ra_words, "follow router advertisements",
         SYSCTL("ipv6/conf/%s/accept_ra")),
    BOOL("ipv6.forwarding", "pass on packets that come in here", SYSCTL("ipv6/conf/%s/forwarding")),
    WORD("ipv6.privacy", privacy_words, "addresses that change: made, and preferred for sending",
         SYSCTL("ipv6/conf/%s/use_tempaddr")),
    WORD("ipv6.link-local", addr_gen_words, "how the address in fe80::/64 is made",
         SYSCTL("ipv6/conf/%s/addr_gen_mode")),
    BOOL("ipv6.autoconf", "make addresses of what routers advertise",
         SYSCTL("ipv6/conf/%s/autoconf")),
    NUMBER("ipv6.dad-transmits", 0, 100, "questions whether an address is in use already",
           SYSCTL("ipv6/conf/%s/dad_transmits")),
    BOOL("ipv6.proxy-ndp", "answer for neighbours that are proxied",
         SYSCTL("ipv6/conf/%s/proxy_ndp")),
    BOOL("ipv6.keep-addresses", "keep static addresses while the interface is down",
         SYSCTL("ipv6/conf/%s/keep_addr_on_down")),
    END
};
static const struct kld_section ipv6_section = {"ipv6", KLD_C_NONE, ipv6_rows};

/* ---- An interface ---------------------------------------------------------------------------- */

#define WITH_PORTS (K(BRIDGE) | K(BOND) | K(VRF))
#define PHYSICAL   (K(ETHERNET) | K(LOOPBACK))
#define MOVABLE                                                                                    \
    (K(ETHERNET) | K(VLAN) | K(VXLAN) | K(MACVLAN) | K(IPVLAN) | K(GENEVE) | K(WIREGUARD))
#define LIKE_ETHERNET                                                                              \
    (K(ETHERNET) | K(DUMMY) | K(VETH) | K(BRIDGE) | K(BOND) | K(VLAN) | K(VXLAN) | K(MACVLAN) |    \
     K(GRETAP) | K(GENEVE))

static ROWS(interface_rows) = {
    WORD("kind", kind_words, "what it is", .flags = KLD_REQUIRED),
    SECTION("match", &match_section, "which device it is, when not the one of that name; the device "
            "gets the name", FOR(K(ETHERNET))),
    BOOL("adopt", "take over a link of that name that others made", FOR(~PHYSICAL),
         .flags = KLD_ONCE),
    BOOL("from-outside", "made or taken outside of its namespace, and moved in; what it is on stays "
         "there", FOR(MOVABLE), .flags = KLD_CREATION),
    VALUE("outside-name", TEXT, "the name that it had there", .flags = KLD_INTERNAL, .max = 15),
    BOOL("up", "on or off; on when nothing is said"),
    NUMBER("mtu", 68, 65536, "bytes of the largest packet", AT(LINK, IFLA_MTU, 4)),
    VALUE("mac", MAC, "MAC address", AT(LINK, IFLA_ADDRESS, 6),
          FOR(~(K(GRE) | K(IPIP) | K(SIT) | K(WIREGUARD) | K(LOOPBACK) | K(IPVLAN)))),
    VALUE("description", TEXT, "words for people", .max = 200),
    VALUE("alt-names", TEXT, "more names", .flags = KLD_LIST, .max = 127),
    NUMBER("tx-queue-length", 0, 1000000, "packets that wait for sending",
           AT(LINK, IFLA_TXQLEN, 4)),
    NUMBER("group", 0, UINT32_MAX, "group of links", AT(LINK, IFLA_GROUP, 4)),
    BOOL("arp", "ask for neighbours", AT(BITS, IFF_NOARP, 0), .flags = KLD_INVERTED),
    BOOL("multicast", "send and take multicast", AT(BITS, IFF_MULTICAST, 0)),
    BOOL("all-multicast", "take all multicast", AT(BITS, IFF_ALLMULTI, 0)),
    BOOL("promiscuous", "take all packets", AT(BITS, IFF_PROMISC, 0)),
    VALUE("ports", NAME, "interfaces that belong to it", .flags = KLD_LIST, FOR(WITH_PORTS)),
    VALUE("master", NAME, "bridge, bond or VRF that it is a port of", .flags = KLD_INTERNAL),
    SECTION("port", &kld_port_section, "how it works as a port of a bridge"),
    OBJECTS("vlans", &kld_vlan, "VLANs of it as a port of a bridge, or of the bridge itself"),
    OBJECTS("addresses", &kld_address, "IP addresses"),
    OBJECTS("routes", &kld_route, "routes through it"),
    OBJECTS("neighbours", &kld_neighbour, "neighbours whose MAC address is known"),
    OBJECT("dhcp4", &kld_dhcp, "get an IPv4 address from a DHCP server", FOR(LIKE_ETHERNET)),
    OBJECT("dns", &kld_dns, "name servers that are reached through it"),
    OBJECTS("wifi", &kld_wifi, "wireless networks to join, the first ones first",
            FOR(K(ETHERNET))),
    SECTION("ipv4", &ipv4_section, "how IPv4 works"),
    SECTION("ipv6", &ipv6_section, "how IPv6 works"),
    {.name = "sysctls", .type = KLD_T_SYSCTLS, .section = &kld_sysctl,
     .doc = "other files below /proc/sys/net/ for this interface, such as ipv4/neigh/gc_stale_time"},
    END
};

const struct kld_section kld_interface = {"interface", KLD_C_LINK, interface_rows};

static ROWS(sysctl_rows) = {
    VALUE("name", TEXT, "name below /proc/sys/net/", .flags = KLD_IDENTITY | KLD_REQUIRED, .max = 255),
    VALUE("value", TEXT, "what it holds", .flags = KLD_REQUIRED, .max = 255),
    END
};
const struct kld_section kld_sysctl = {"sysctl", KLD_C_SYSCTL, sysctl_rows};

/* In a namespace stands what stands outside, but for what the machine has once. */
static ROWS(netns_rows) = {
    VALUE("name", TEXT, "the namespace's name", .flags = KLD_IDENTITY | KLD_REQUIRED | KLD_INTERNAL,
          .max = 100),
    BOOL("adopt", "take over a namespace of that name that others made", .flags = KLD_ONCE),
    {.name = "interfaces", .type = KLD_T_NAMED, .section = &kld_interface,
     .doc = "interfaces in it by name"},
    {.name = "ipsets", .type = KLD_T_NAMED, .section = &kld_set_section,
     .doc = "IP sets in it by name"},
    OBJECTS("routes", &kld_route, "routes in it"),
    OBJECTS("rules", &kld_rule, "rules in it that choose a table of routes"),
    END
};
const struct kld_section kld_netns = {"namespace", KLD_C_NETNS, netns_rows};

static ROWS(root_rows) = {
    {.name = "interfaces", .type = KLD_T_NAMED, .section = &kld_interface,
     .doc = "interfaces by name"},
    {.name = "ipsets", .type = KLD_T_NAMED, .section = &kld_set_section, .doc = "IP sets by name"},
    {.name = "namespaces", .type = KLD_T_NAMED, .section = &kld_netns,
     .doc = "network namespaces by name"},
    BOOL("reconcile", "kernlinkd repairs what others change, and configures what appears later; yes "
         "when nothing is said"),
    OBJECTS("routes", &kld_route, "routes"),
    OBJECTS("rules", &kld_rule, "rules that choose a table of routes"),
    OBJECT("dns", &kld_dns, "name servers for everything"),
    END
};
const struct kld_section kld_root = {"settings", KLD_C_NONE, root_rows};

/* ---- Finding --------------------------------------------------------------------------------- */
// clang-format on

const char *kld_own_name(const struct kld_row *r)
{
    const char *dot = strchr(r->name, '.');

    return dot ? dot + 1 : r->name;
}

static const struct kld_row *find_in(const struct kld_row *rows, const char *name, int kind)
{
    for (const struct kld_row *r = rows; r->name; r++) {
        if (strcmp(kld_own_name(r), name) != 0)
            continue;
        if (kind < 0 || !r->kinds || (r->kinds >> kind & 1))
            return r;
    }
    return NULL;
}

const struct kld_row *kld_find(const struct kld_section *s, const char *name, int kind)
{
    const struct kld_row *r = find_in(s->rows, name, kind);

    return !r && s == &kld_interface ? find_in(kld_kind_rows, name, kind) : r;
}

const struct kld_word *kld_word_named(const struct kld_word *words, const char *name)
{
    for (; words && words->name; words++)
        if (!strcmp(words->name, name))
            return words;
    return NULL;
}

const char *kld_word_of(const struct kld_word *words, int64_t value)
{
    for (; words && words->name; words++)
        if (words->value == value)
            return words->name;
    return NULL;
}
