// SPDX-License-Identifier: MIT
// IP sets: every command, and the elements and set headers inside.
// Source: include/uapi/linux/netfilter/ipset/ip_set.h; policies in net/netfilter/ipset/.
#include "rows.h"

// clang-format off
static ENUM(family, "address family", "AF_", {0, "unspec"}, {2, "inet"}, {10, "inet6"});

static FLAGS(command_flags, "ipset_cmd_flags", "IPSET_FLAG_",
    {1 << 0, "exist"}, {1 << 1, "list_setname"}, {1 << 2, "list_header"},
    {1 << 3, "skip_counter_update"}, {1 << 4, "skip_subcounter_update"},
    {1 << 5, "match_counters"}, {1 << 7, "return_nomatch"}, {1 << 8, "map_skbmark"},
    {1 << 9, "map_skbprio"}, {1 << 10, "map_skbqueue"});

static FLAGS(element_flags, "ipset_cadt_flags", "IPSET_FLAG_",
    {1 << 0, "before"}, {1 << 1, "physdev"}, {1 << 2, "nomatch"}, {1 << 3, "with_counters"},
    {1 << 4, "with_comment"}, {1 << 5, "with_forceadd"}, {1 << 6, "with_skbinfo"},
    {1 << 7, "iface_wildcard"});

static ENUM(protocol, "IP protocol", "IPPROTO_",
    {1, "icmp"}, {2, "igmp"}, {4, "ipip"}, {6, "tcp"}, {17, "udp"}, {33, "dccp"}, {41, "ipv6"},
    {47, "gre"}, {50, "esp"}, {51, "ah"}, {58, "icmpv6"}, {89, "ospf"}, {112, "vrrp"},
    {132, "sctp"}, {136, "udplite"});

/* Programs say that addresses are in network byte order, the kernel leaves that flag out. */
ROWS(ip_request) {
    IP4(IPSET_ATTR_IPADDR_IPV4, 1, "IPv4 address", .flags = KL_A_NBO),
    IP6(IPSET_ATTR_IPADDR_IPV6, 2, "IPv6 address", .flags = KL_A_NBO),
};
static SET(ip_request, "ipset-ip", "IPSET_ATTR_", "an address");

ROWS(ip_reply) {
    IP4(IPSET_ATTR_IPADDR_IPV4, 1, "IPv4 address"),
    IP6(IPSET_ATTR_IPADDR_IPV6, 2, "IPv6 address"),
};
static SET(ip_reply, "ipset-ip-reply", "IPSET_ATTR_", "an address, from the kernel");

/* The kernel hands line numbers back as it got them, whatever their byte order. */
#define LINENO(n) \
    U32(n, 9, "line of the input that an error is to name", .flags = KL_A_NBO | KL_A_WIRE_ORDER)

/* ---- DATA of create, and of a listed set's header -------------------------------------------- */

#define CREATE_ROWS(ip) \
    NEST(IPSET_ATTR_IP,         1, ip, "first address of a bitmap"), \
    NEST(IPSET_ATTR_IP_TO,      2, ip, "last address of a bitmap"), \
    U8(IPSET_ATTR_CIDR,         3, "bitmap: prefix length in place of the last address", \
       .max = 128), \
    NBO16(IPSET_ATTR_PORT,      4, "bitmap:port: first port"), \
    NBO16(IPSET_ATTR_PORT_TO,   5, "bitmap:port: last port"), \
    NBO32(IPSET_ATTR_TIMEOUT,   6, "lifetime of elements that name none; 0: for ever", \
          .unit = KL_UNIT_S), \
    U8(IPSET_ATTR_PROTO,        7, "IP protocol", .ref.values = &protocol), \
    NBO32(IPSET_ATTR_CADT_FLAGS, 8, "extensions of the set", .ref.values = &element_flags), \
    LINENO(IPSET_ATTR_LINENO), \
    NBO32X(IPSET_ATTR_MARK,     10, "mark"), \
    U32(IPSET_ATTR_MARKMASK,    11, "bits of a mark that count; the kernel answers in its own byte order", \
        .flags = KL_A_NBO | KL_A_HEX | KL_A_WIRE_ORDER), \
    NEST(IPSET_ATTR_BITMASK,    12, ip, "bits of an address that count"), \
    NBO32X(IPSET_ATTR_INITVAL,  17, "seed of the hash"), \
    NBO32(IPSET_ATTR_HASHSIZE,  18, "buckets of the hash"), \
    NBO32(IPSET_ATTR_MAXELEM,   19, "elements at most"), \
    U8(IPSET_ATTR_NETMASK,      20, "prefix length that addresses are cut to", .max = 128), \
    U8(IPSET_ATTR_BUCKETSIZE,   21, "elements of a bucket at most"), \
    U8(IPSET_ATTR_RESIZE,       22, "not used any more"), \
    NBO32(IPSET_ATTR_SIZE,      23, "list:set: sets at most")

#define NBO32X(n, i, d) ROW(U32, n, i, d, .flags = KL_A_NBO | KL_A_HEX)

ROWS(create_data) {
    CREATE_ROWS(ip_request),
};
static SET(create_data, "ipset-create", "IPSET_ATTR_", "options of a new set");

ROWS(header_data) {
    CREATE_ROWS(ip_reply),
    NBO32(IPSET_ATTR_ELEMENTS,   24, "elements in the set"),
    NBO32(IPSET_ATTR_REFERENCES, 25, "rules and sets that use it"),
    NBO32(IPSET_ATTR_MEMSIZE,    26, "memory of the set", .unit = KL_UNIT_BYTES),
};
static SET(header_data, "ipset-header", "IPSET_ATTR_", "options and state of a listed set");

/* ---- Elements -------------------------------------------------------------------------------- */

#define ELEMENT_ROWS(ip) \
    NEST(IPSET_ATTR_IP,         1, ip, "address, or the first of a range"), \
    NEST(IPSET_ATTR_IP_TO,      2, ip, "last address of a range"), \
    U8(IPSET_ATTR_CIDR,         3, "prefix length of the address", .max = 128), \
    NBO16(IPSET_ATTR_PORT,      4, "port, or the first of a range; ICMP: type and code"), \
    NBO16(IPSET_ATTR_PORT_TO,   5, "last port of a range"), \
    NBO32(IPSET_ATTR_TIMEOUT,   6, "what is left of its lifetime; 0: for ever", \
          .unit = KL_UNIT_S), \
    U8(IPSET_ATTR_PROTO,        7, "IP protocol that the port belongs to", \
       .ref.values = &protocol), \
    NBO32(IPSET_ATTR_CADT_FLAGS, 8, "how the element is meant", .ref.values = &element_flags), \
    LINENO(IPSET_ATTR_LINENO), \
    NBO32X(IPSET_ATTR_MARK,     10, "mark"), \
    NBO32X(IPSET_ATTR_MARKMASK, 11, "bits of the mark that count"), \
    NEST(IPSET_ATTR_BITMASK,    12, ip, "bits of an address that count"), \
    MAC(IPSET_ATTR_ETHER,       17, "Ethernet address"), \
    STR(IPSET_ATTR_NAME,        18, 31, "list:set: name of the member"), \
    STR(IPSET_ATTR_NAMEREF,     19, 31, "list:set: the member it comes before or after"), \
    NEST(IPSET_ATTR_IP2,        20, ip, "second address, or the first of its range"), \
    U8(IPSET_ATTR_CIDR2,        21, "prefix length of the second address", .max = 128), \
    NEST(IPSET_ATTR_IP2_TO,     22, ip, "last address of the second range"), \
    STR(IPSET_ATTR_IFACE,       23, 15, "network interface"), \
    NBO64(IPSET_ATTR_BYTES,     24, "bytes matched so far", .unit = KL_UNIT_BYTES), \
    NBO64(IPSET_ATTR_PACKETS,   25, "packets matched so far", .unit = KL_UNIT_PACKETS), \
    STR(IPSET_ATTR_COMMENT,     26, 255, "comment"), \
    ROW(U64, IPSET_ATTR_SKBMARK, 27, "mark to set, and the bits of it, 32 bits each", \
        .flags = KL_A_NBO | KL_A_HEX), \
    NBO32X(IPSET_ATTR_SKBPRIO,  28, "priority class to set, major and minor"), \
    NBO16(IPSET_ATTR_SKBQUEUE,  29, "hardware queue to set"), \
    PAD(IPSET_ATTR_PAD,         30)

ROWS(element) {
    ELEMENT_ROWS(ip_request),
};
static SET(element, "ipset-element", "IPSET_ATTR_", "an element to add, delete or test");

ROWS(element_reply) {
    ELEMENT_ROWS(ip_reply),
};
static SET(element_reply, "ipset-element-reply", "IPSET_ATTR_", "an element of a listed set");

ROWS(elements) {
    NEST(IPSET_ATTR_DATA, 7, element, "an element", .flags = KL_A_MULTI),
};
static SET(elements, "ipset-elements", "IPSET_ATTR_", "several elements");

ROWS(elements_reply) {
    NEST(IPSET_ATTR_DATA, 7, element_reply, "an element", .flags = KL_A_MULTI),
};
static SET(elements_reply, "ipset-elements-reply", "IPSET_ATTR_", "elements of a listed set");

/* ---- Commands -------------------------------------------------------------------------------- */

#define PROTOCOL U8(IPSET_ATTR_PROTOCOL, 1, "version of the protocol")
#define SETNAME  STR(IPSET_ATTR_SETNAME, 2, 31, "name of the set")
#define TYPENAME STR(IPSET_ATTR_TYPENAME, 3, 31, "type, such as hash:ip")
#define REVISION U8(IPSET_ATTR_REVISION, 4, "revision of the type")
#define FAMILY   U8(IPSET_ATTR_FAMILY, 5, "address family", .ref.values = &family)
#define CMDFLAGS NBO32(IPSET_ATTR_FLAGS, 6, "how the command is meant", .ref.values = &command_flags)
#define INDEX    NBO16(IPSET_ATTR_INDEX, 11, "number of the set in the kernel")

ROWS(protocol_cmd) { PROTOCOL, U8(IPSET_ATTR_PROTOCOL_MIN, 10, "lowest version that is spoken") };
static SET(protocol_cmd, "ipset-protocol", "IPSET_ATTR_", "protocol versions");

ROWS(create) {
    PROTOCOL, SETNAME, TYPENAME, REVISION, FAMILY, CMDFLAGS,
    NEST(IPSET_ATTR_DATA, 7, create_data, "options"),
    LINENO(IPSET_ATTR_LINENO),
};
static SET(create, "ipset-create-command", "IPSET_ATTR_", "a new set");

ROWS(name_cmd) { PROTOCOL, SETNAME, CMDFLAGS, LINENO(IPSET_ATTR_LINENO) };
static SET(name_cmd, "ipset-name", "IPSET_ATTR_", "a set by its name, or all of them");

ROWS(two_names) {
    PROTOCOL, SETNAME,
    STR(IPSET_ATTR_SETNAME2, 3, 31, "the other set, or the new name"),
    CMDFLAGS, LINENO(IPSET_ATTR_LINENO),
};
static SET(two_names, "ipset-two-names", "IPSET_ATTR_", "two sets, or a set and its new name");

ROWS(elements_cmd) {
    PROTOCOL, SETNAME, CMDFLAGS,
    NEST(IPSET_ATTR_DATA, 7, element, "a single element"),
    NEST(IPSET_ATTR_ADT,  8, elements, "several elements, needs LINENO"),
    LINENO(IPSET_ATTR_LINENO),
};
static SET(elements_cmd, "ipset-elements-command", "IPSET_ATTR_", "elements to add, delete or test");

ROWS(list_reply) {
    PROTOCOL, SETNAME, TYPENAME, REVISION, FAMILY, CMDFLAGS,
    NEST(IPSET_ATTR_DATA, 7, header_data, "options and state"),
    NEST(IPSET_ATTR_ADT,  8, elements_reply, "elements"),
    LINENO(IPSET_ATTR_LINENO), INDEX,
};
static SET(list_reply, "ipset-list", "IPSET_ATTR_", "a listed set, or a part of it");

ROWS(header_reply) { PROTOCOL, SETNAME, TYPENAME, REVISION, FAMILY };
static SET(header_reply, "ipset-header-reply", "IPSET_ATTR_", "type and revision of a set");

ROWS(type_cmd) {
    PROTOCOL, TYPENAME, REVISION, FAMILY,
    U8(IPSET_ATTR_REVISION_MIN, 10, "lowest revision that is there"),
};
static SET(type_cmd, "ipset-type", "IPSET_ATTR_", "a set type and its revisions");

ROWS(index_cmd) { PROTOCOL, SETNAME, FAMILY, INDEX };
static SET(index_cmd, "ipset-index", "IPSET_ATTR_", "name and number of a set");

static const struct kl_command_def commands[] = {
    COMMAND(1,  IPSET_CMD_PROTOCOL, "ask for protocol versions",  .request = &protocol_cmd),
    COMMAND(2,  IPSET_CMD_CREATE,   "create a set",               .request = &create),
    COMMAND(3,  IPSET_CMD_DESTROY,  "destroy a set, or all",      .request = &name_cmd),
    COMMAND(4,  IPSET_CMD_FLUSH,    "empty a set, or all",        .request = &name_cmd),
    COMMAND(5,  IPSET_CMD_RENAME,   "rename a set",               .request = &two_names),
    COMMAND(6,  IPSET_CMD_SWAP,     "swap two sets' content",     .request = &two_names),
    COMMAND(7,  IPSET_CMD_LIST,     "list a set, or all",         .request = &name_cmd,
            .reply = &list_reply),
    COMMAND(8,  IPSET_CMD_SAVE,     "the same, to be restored",   .request = &name_cmd,
            .reply = &list_reply),
    COMMAND(9,  IPSET_CMD_ADD,      "add elements",               .request = &elements_cmd),
    COMMAND(10, IPSET_CMD_DEL,      "delete elements",            .request = &elements_cmd),
    COMMAND(11, IPSET_CMD_TEST,     "is the element in the set?", .request = &elements_cmd),
    COMMAND(12, IPSET_CMD_HEADER,   "ask for a set's type",       .request = &name_cmd,
            .reply = &header_reply),
    COMMAND(13, IPSET_CMD_TYPE,     "ask for a type's revisions", .request = &type_cmd),
    COMMAND(14, IPSET_CMD_GET_BYNAME,  "ask for a set's number",  .request = &index_cmd),
    COMMAND(15, IPSET_CMD_GET_BYINDEX, "ask for a set's name",    .request = &index_cmd),
};

ROWS(nfgenmsg) {
    U8(nfgen_family, 0, "address family", .ref.values = &family),
    U8(version,      1, "version of nfnetlink, 0"),
    U16(res_id,      2, "resource id", .flags = KL_A_BE),
};
static LAYOUT(nfgenmsg, "nfgenmsg", 4);
// clang-format on

const struct kl_family kl_family_ipset = {
    .name = "ipset",
    .doc = "IP sets of netfilter",
    .command_prefix = "IPSET_CMD_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 6, /* NFNL_SUBSYS_IPSET */
    .header = &nfgenmsg,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
};
