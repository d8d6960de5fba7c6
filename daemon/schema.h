// SPDX-License-Identifier: MIT
// What settings there are: a row for each key. Reading, checking, the kernel's state, plans, man
// page and JSON all go by these tables; nothing else knows a key's name.
#ifndef KLD_SCHEMA_H
#define KLD_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Kinds of interfaces ---- */

enum kld_kind {
    KLD_ETHERNET,
    KLD_LOOPBACK,
    KLD_DUMMY,
    KLD_VETH,
    KLD_BRIDGE,
    KLD_BOND,
    KLD_VLAN,
    KLD_VXLAN,
    KLD_MACVLAN,
    KLD_IPVLAN,
    KLD_GRE,
    KLD_GRETAP,
    KLD_IPIP,
    KLD_SIT,
    KLD_GENEVE,
    KLD_VRF,
    KLD_WIREGUARD,
    KLD_N_KINDS
};

#define KLD_BIT(kind) (1u << (kind))

struct kld_kind_def {
    const char *name;   // in settings
    const char *kernel; // IFLA_INFO_KIND, or NULL: it is there or not, nobody makes it
    const char *doc;
};

extern const struct kld_kind_def kld_kinds[KLD_N_KINDS];

/* ---- Values ---- */

enum kld_type {
    KLD_T_BOOL,
    KLD_T_NUMBER,  // between min and max
    KLD_T_WORD,    // one of words
    KLD_T_TEXT,    // up to max bytes
    KLD_T_PATTERN, // text with * and ?
    KLD_T_NAME,    // of an interface
    KLD_T_PATH,    // of a file, absolute
    KLD_T_SECRET,  // of a file with a key, which others cannot read
    KLD_T_KEY,     // 32 bytes in base64
    KLD_T_MAC,
    KLD_T_IP, // IPv4 or IPv6
    KLD_T_IP4,
    KLD_T_IFADDR,   // an address with the length of its network, 192.0.2.1/24
    KLD_T_NETWORK,  // a network, or "default" where flags say so
    KLD_T_TABLE,    // of routes: a number, or main, default, local
    KLD_T_MARK,     // VALUE or VALUE/MASK
    KLD_T_RANGE,    // of numbers, 10-20 or 10
    KLD_T_ENDPOINT, // an address and a port, 192.0.2.1:51820 or [2001:db8::1]:51820
    KLD_T_ELEMENTS, // of an IP set, a line for each
    KLD_T_SECTION,  // keys below: they belong to the same object
    KLD_T_OBJECT,   // keys below, or one scalar: an object of a class of its own
    KLD_T_OBJECTS,  // a list of objects of a class of their own
    KLD_T_NAMED,    // a map of such, by name
    KLD_T_SYSCTLS   // a map of names below /proc/sys/net and values
};

enum kld_flags {
    KLD_LIST = 1 << 0,     // a list of such values; the order says nothing
    KLD_ORDERED = 1 << 1,  // ... but here it does
    KLD_REQUIRED = 1 << 2, // there must be one
    KLD_SHORT = 1 << 3,    // a scalar in the place of the section is this key
    KLD_IDENTITY = 1 << 4, // says which object it is; all others can be changed
    KLD_CREATION = 1 << 5, // can be set only when the link is made
    KLD_DOWN = 1 << 6,     // can be changed only while the link is down
    KLD_DEFAULT = 1 << 7,  // NETWORK: the word "default" will do
    KLD_WORDS = 1 << 8,    // NUMBER: or one of words
    KLD_INVERTED = 1 << 9, // BOOL: the kernel has the opposite
    KLD_ONCE = 1 << 10,    // the kernel does not tell it, or not in the same form: never compared
    KLD_SOFT = 1 << 12,    // what the kernel has is right when settings say nothing
    KLD_INTERNAL = 1 << 11 // no key of settings: others say it
};

// Where the kernel keeps it.
enum kld_where {
    KLD_NOWHERE, // looked after by hand
    KLD_LINK,    // an attribute of a link
    KLD_BITS,    // a bit of ifi_flags
    KLD_DATA,    // an attribute of IFLA_INFO_DATA
    KLD_PORT,    // of IFLA_INFO_SLAVE_DATA (bond) or IFLA_PROTINFO (bridge)
    KLD_SYSCTL,  // a file below /proc/sys/net/
    KLD_METRIC   // an attribute of RTA_METRICS
};

struct kld_word {
    const char *name;
    int64_t value;
};

struct kld_section;

struct kld_row {
    const char *name; // in a section of a section with that one's name before it: "ipv6.forwarding"
    uint8_t type;     // enum kld_type
    uint8_t where;    // enum kld_where
    uint8_t width;    // bytes of the attribute; with bit 7 in network order
    uint16_t flags;
    uint16_t attr; // number of the attribute, or the bit
    int64_t min, max;
    const struct kld_word *words; // ends with a row without a name
    const struct kld_section *section;
    uint32_t kinds;   // of interfaces that have it, as bits; 0: all
    const char *path; // SYSCTL: %s is the interface
    const char *doc;
};

#define KLD_BE 0x80

enum kld_class {
    KLD_C_NONE, // the whole, or a section of something
    KLD_C_LINK,
    KLD_C_SYSCTL,
    KLD_C_VLAN, // of a bridge or its port
    KLD_C_ADDRESS,
    KLD_C_ROUTE,
    KLD_C_RULE,
    KLD_C_NEIGHBOUR,
    KLD_C_PEER, // of WireGuard
    KLD_C_NETNS,
    KLD_C_SET,  // of addresses, ports, ...
    KLD_C_DHCP, // what the daemon sees to: never in a plan
    KLD_C_DNS,
    KLD_C_WIFI,
    KLD_N_CLASSES
};

struct kld_section {
    const char *name; // of one such object in words
    enum kld_class class;
    const struct kld_row *rows; // ends with a row without a name
};

enum kld_wifi_key { KLD_WIFI_OPEN, KLD_WIFI_PSK, KLD_WIFI_SAE };

extern const struct kld_section kld_root, kld_interface, kld_address, kld_route, kld_rule,
    kld_neighbour, kld_vlan, kld_peer, kld_set_section, kld_sysctl, kld_dhcp, kld_dns, kld_wifi;
extern const struct kld_section kld_netns;

extern const char *const kld_class_names[KLD_N_CLASSES];

extern const struct kld_row kld_kind_rows[]; // of kld_interface, too

// Its name without that of the section around it.
const char *kld_own_name(const struct kld_row *r);
// The row of @name for an interface of @kind (-1: none is known, any will do), or NULL.
const struct kld_row *kld_find(const struct kld_section *s, const char *name, int kind);
const struct kld_word *kld_word_named(const struct kld_word *words, const char *name);
const char *kld_word_of(const struct kld_word *words, int64_t value);

#endif
