// SPDX-License-Identifier: MIT
// Addresses, routes, rules and neighbours.
// Source: include/uapi/linux/if_addr.h, rtnetlink.h, fib_rules.h, neighbour.h.
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "schema_rows.h"

// clang-format off
static WORDS(scope_words) = {
    {"global", RT_SCOPE_UNIVERSE}, {"site", RT_SCOPE_SITE}, {"link", RT_SCOPE_LINK},
    {"host", RT_SCOPE_HOST}, {"nowhere", RT_SCOPE_NOWHERE}, END};
static WORDS(type_words) = {
    {"unicast", RTN_UNICAST}, {"local", RTN_LOCAL}, {"broadcast", RTN_BROADCAST},
    {"anycast", RTN_ANYCAST}, {"multicast", RTN_MULTICAST}, {"blackhole", RTN_BLACKHOLE},
    {"unreachable", RTN_UNREACHABLE}, {"prohibit", RTN_PROHIBIT}, {"throw", RTN_THROW}, END};
static WORDS(action_words) = {
    {"lookup", FR_ACT_TO_TBL}, {"goto", FR_ACT_GOTO}, {"nop", FR_ACT_NOP},
    {"blackhole", FR_ACT_BLACKHOLE}, {"unreachable", FR_ACT_UNREACHABLE},
    {"prohibit", FR_ACT_PROHIBIT}, END};
static WORDS(family_words) = {{"ipv4", 2}, {"ipv6", 10}, END};
static WORDS(protocol_words) = {
    {"icmp", 1}, {"tcp", 6}, {"udp", 17}, {"ipv6-icmp", 58}, {"sctp", 132}, END};
static WORDS(pref_words) = {{"medium", 0}, {"high", 1}, {"low", 3}, END};

#define ID KLD_IDENTITY

static ROWS(address_rows) = {
    VALUE("address", IFADDR, "the address, with the length of its network",
          .flags = KLD_REQUIRED | ID | KLD_SHORT),
    VALUE("peer", IP, "the other end's address, of a line between two", .flags = ID),
    VALUE("broadcast", IP4, "address that reaches all of the network", .flags = KLD_SOFT),
    VALUE("label", TEXT, "another name, NAME:SOMETHING, for old programs", .max = 15,
          .flags = KLD_SOFT),
    WORD("scope", scope_words, "how far it is valid", .flags = KLD_SOFT),
    NUMBER("metric", 0, UINT32_MAX, "metric of the route to its network"),
    BOOL("prefix-route", "make a route to its network; yes when nothing is said", .flags = KLD_INVERTED,
         AT(BITS, IFA_F_NOPREFIXROUTE, 0)),
    BOOL("duplicate-detection", "ask first whether others have it; yes when nothing is said",
         .flags = KLD_INVERTED | KLD_ONCE, AT(BITS, IFA_F_NODAD, 0)),
    NUMBER("until", 0, INT64_MAX, "seconds of the machine's uptime when its lease ends",
           .flags = KLD_INTERNAL),
    END
};
const struct kld_section kld_address = {"address", KLD_C_ADDRESS, address_rows};

static ROWS(hop_rows) = {
    VALUE("via", IP, "router"),
    VALUE("dev", NAME, "interface"),
    NUMBER("weight", 1, 256, "share of the traffic; 1 when nothing is said"),
    BOOL("onlink", "the router is reached directly, whatever its address"),
    END
};
static const struct kld_section hop_section = {"hop", KLD_C_NONE, hop_rows};

static ROWS(route_rows) = {
    VALUE("to", NETWORK, "where it leads, or default", .flags = KLD_REQUIRED | ID | KLD_DEFAULT),
    WORD("family", family_words, "of a default route without anything that tells", .flags = ID),
    VALUE("via", IP, "router"),
    VALUE("dev", NAME, "interface; below an interface it is that one", .flags = KLD_SOFT),
    VALUE("table", TABLE, "table; main when nothing is said", .flags = ID),
    NUMBER("metric", 0, UINT32_MAX, "the lowest is taken; 0, for IPv6 1024, when nothing is said",
           .flags = ID),
    NUMBER("tos", 0, 255, "only for packets with that type of service", .flags = ID),
    VALUE("source", IP, "our address to send from"),
    WORD("type", type_words, "what it does; unicast when nothing is said"),
    WORD("scope", scope_words, "how far it leads", .flags = KLD_SOFT),
    BOOL("onlink", "the router is reached directly, whatever its address",
         AT(BITS, RTNH_F_ONLINK, 0)),
    OBJECTS("hops", &hop_section, "several ways that share the traffic"),
    WORD("preference", pref_words, "of two IPv6 routers"),
    NUMBER("mtu", 68, 65535, "bytes of the largest packet", AT(METRIC, RTAX_MTU, 4)),
    NUMBER("advmss", 1, 65495, "bytes of the largest TCP segment to ask for",
           AT(METRIC, RTAX_ADVMSS, 4)),
    NUMBER("initcwnd", 1, 65535, "TCP segments to begin with", AT(METRIC, RTAX_INITCWND, 4)),
    NUMBER("initrwnd", 1, 65535, "TCP window to begin with, in segments",
           AT(METRIC, RTAX_INITRWND, 4)),
    NUMBER("hop-limit", 1, 255, "of packets", AT(METRIC, RTAX_HOPLIMIT, 4)),
    BOOL("quick-ack", "acknowledge at once", AT(METRIC, RTAX_QUICKACK, 4)),
    BOOL("adopt", "take over a route of that name that others made", .flags = KLD_ONCE),
    END
};
const struct kld_section kld_route = {"route", KLD_C_ROUTE, route_rows};

/* All of a rule says which it is: the kernel changes none, it only adds and deletes. */
static ROWS(rule_rows) = {
    NUMBER("priority", 0, UINT32_MAX, "the lowest is asked first", .flags = KLD_REQUIRED | ID),
    WORD("family", family_words, "when no address tells; ipv4 when nothing is said", .flags = ID),
    VALUE("from", NETWORK, "sender", .flags = ID),
    VALUE("to", NETWORK, "receiver", .flags = ID),
    VALUE("iif", NAME, "interface that it came in by; lo: our own", .flags = ID),
    VALUE("oif", NAME, "interface that the sender chose", .flags = ID),
    VALUE("mark", MARK, "mark, with a mask", .flags = ID),
    NUMBER("tos", 0, 255, "type of service", .flags = ID),
    NUMBER("protocol", 1, 255, "protocol: a number, tcp, udp, icmp, ...", .flags = ID | KLD_WORDS,
           .words = protocol_words),
    VALUE("source-port", RANGE, "ports", .flags = ID, .min = 1, .max = 65535),
    VALUE("destination-port", RANGE, "ports", .flags = ID, .min = 1, .max = 65535),
    VALUE("users", RANGE, "numbers of users", .flags = ID, .min = 0, .max = UINT32_MAX),
    BOOL("not", "all packets but those", .flags = ID, AT(BITS, FIB_RULE_INVERT, 0)),
    WORD("action", action_words, "what to do; lookup when nothing is said", .flags = ID),
    VALUE("table", TABLE, "table to look up", .flags = ID),
    BOOL("l3mdev", "look up the table of the packet's VRF", .flags = ID),
    NUMBER("goto", 1, UINT32_MAX, "priority of the rule to go on with", .flags = ID),
    NUMBER("suppress-prefix-length", 0, 128, "ignore routes to networks so short",
           .flags = ID),
    END
};
const struct kld_section kld_rule = {"rule", KLD_C_RULE, rule_rows};

static ROWS(neighbour_rows) = {
    VALUE("address", IP, "its IP address", .flags = KLD_REQUIRED | ID),
    VALUE("mac", MAC, "its MAC address"),
    BOOL("proxy", "answer for it ourselves", .flags = ID),
    BOOL("router", "it is a router (IPv6)", AT(BITS, NTF_ROUTER, 0)),
    BOOL("adopt", "take over an entry that others made", .flags = KLD_ONCE),
    END
};
const struct kld_section kld_neighbour = {"neighbour", KLD_C_NEIGHBOUR, neighbour_rows};
