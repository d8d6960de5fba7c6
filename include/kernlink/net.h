// SPDX-License-Identifier: MIT
/*
 * The network: links, addresses, routes, next hops, rules, neighbours, bridge VLANs and multicast
 * entries, of rtnetlink. Kinds of links are in net_kind.h, watching in net_watch.h, WireGuard in
 * net_wireguard.h.
 *
 * An object is a plain struct, the same for reading and for writing. Its "has" tells which fields
 * mean something: on reading what the kernel told, on writing what to tell the kernel. All but
 * those of links are named by the kernel's attribute: KL_NET_HAS(RTA_PRIORITY) (with
 * <linux/rtnetlink.h>). Fields that "has" does not cover say what their zero means.
 *
 * Functions return 0 or a count, or a negative code; kl_net_error() has the kernel's words and the
 * attribute. They are safe in different threads on different handles.
 * Source: include/uapi/linux/rtnetlink.h, if_link.h, if_addr.h, neighbour.h, fib_rules.h,
 * nexthop.h, if_bridge.h; net/core/rtnetlink.c, net/ipv4/fib_frontend.c, net/ipv6/route.c.
 */
#ifndef KERNLINK_NET_H
#define KERNLINK_NET_H

#include <kernlink/core.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kl_net; /* a handle */
union kl_net_kind;
union kl_net_port;

#define KL_NET_HAS(attr)   (UINT64_C(1) << (attr))

#define KL_NET_NAME_SIZE   16  /* of a link, with its NUL */
#define KL_NET_ALTNAME_MAX 127 /* characters of an alternative name */
#define KL_NET_LLADDR_MAX  32  /* bytes of a link-layer address */

struct kl_net_options {
    const char *netns;   /* network namespace: a path or a name; NULL: own */
    bool has_netns_fd;   /* the namespace is netns_fd, borrowed during the call */
    int netns_fd;        /* see has_netns_fd */
    unsigned timeout_ms; /* of a request; 0: 10 000 */
};

/** Opens rtnetlink. @options may be NULL. @return 0; errors of kl_sock_open() */
KL_API int kl_net_open(struct kl_net **ret, const struct kl_net_options *options);
KL_API void kl_net_close(struct kl_net *n);
/** What went wrong in the last call. Borrowed until the next. Never NULL. */
KL_API const struct kl_error *kl_net_error(const struct kl_net *n);
/** The socket of requests, for requests of one's own. */
KL_API struct kl_sock *kl_net_sock(struct kl_net *n);

/* ---- IP addresses and prefixes ------------------------------------------------------------- */

struct kl_net_ip {
    uint8_t family; /* AF_INET, AF_INET6; 0: none */
    uint8_t prefix; /* bits; 32 or 128 for a host */
    uint8_t bytes[16];
};

#define KL_NET_IP_TEXT 64 /* room that kl_net_ip_text() needs at most */

/** Reads "10.0.0.1", "10.0.0.0/8", "fe80::1/64", "default" and "any" (a prefix of 0 bits of
 *  @family, which is AF_INET when 0). @family: AF_INET, AF_INET6, or 0 for either.
 *  @return 0; -EINVAL */
KL_API int kl_net_ip_parse(struct kl_net_ip *ret, const char *text, uint8_t family);
/** Writes it: with its prefix unless it is a host; "" for none. @return @buffer */
KL_API const char *kl_net_ip_text(const struct kl_net_ip *ip, char buffer[KL_NET_IP_TEXT]);
/** Are both the same, the prefix included? Bits behind the prefix count. */
KL_API bool kl_net_ip_equal(const struct kl_net_ip *a, const struct kl_net_ip *b);

/* ---- Links ---------------------------------------------------------------------------------- */

/* Which fields of a link mean something; "r": told by the kernel only. */
enum kl_net_link_has {
    KL_NET_L_NAME = 1 << 0,
    KL_NET_L_FLAGS = 1 << 1, /* on writing: flags, in the bits of flags_mask */
    KL_NET_L_ADDRESS = 1 << 2,
    KL_NET_L_BROADCAST = 1 << 3,
    KL_NET_L_PERM_ADDRESS = 1 << 4, /* r */
    KL_NET_L_MTU = 1 << 5,
    KL_NET_L_MTU_RANGE = 1 << 6, /* r: min_mtu, max_mtu */
    KL_NET_L_TXQLEN = 1 << 7,
    KL_NET_L_GROUP = 1 << 8,
    KL_NET_L_MASTER = 1 << 9, /* 0 releases */
    KL_NET_L_PARENT = 1 << 10,
    KL_NET_L_PARENT_NETNSID = 1 << 11,
    KL_NET_L_OPERSTATE = 1 << 12,
    KL_NET_L_LINKMODE = 1 << 13,
    KL_NET_L_CARRIER = 1 << 14,
    KL_NET_L_CARRIER_CHANGES = 1 << 15, /* r */
    KL_NET_L_PROMISCUITY = 1 << 16,     /* r */
    KL_NET_L_PROTO_DOWN = 1 << 17,
    KL_NET_L_ALIAS = 1 << 18, /* "" removes it */
    KL_NET_L_TX_QUEUES = 1 << 19,
    KL_NET_L_RX_QUEUES = 1 << 20,
    KL_NET_L_ADDR_GEN_MODE = 1 << 21, /* of IPv6 */
    KL_NET_L_IP6_TOKEN = 1 << 22,     /* token */
    KL_NET_L_STATS = 1 << 23,         /* r */
    KL_NET_L_QDISC = 1 << 24,         /* r */
    KL_NET_L_NETNS_FD = 1 << 25,      /* w: moves the link, or creates it there */
    KL_NET_L_NETNS_PID = 1 << 26,     /* w */
    KL_NET_L_NEW_NAME = 1 << 27       /* w: renames the link */
};

/* Counters, as struct rtnl_link_stats64; those that a kernel lacks are 0. */
struct kl_net_stats {
    uint64_t rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped,
        tx_dropped, multicast, collisions, rx_length_errors, rx_over_errors, rx_crc_errors,
        rx_frame_errors, rx_fifo_errors, rx_missed_errors, tx_aborted_errors, tx_carrier_errors,
        tx_fifo_errors, tx_heartbeat_errors, tx_window_errors, rx_compressed, tx_compressed,
        rx_nohandler, rx_otherhost_dropped;
};

/* A run of attributes as the kernel told it, borrowed with the object. */
struct kl_net_raw {
    const void *data;
    size_t len;
};

struct kl_net_link {
    uint64_t has;               /* enum kl_net_link_has */
    int32_t ifindex;            /* 0 on writing: the link called name */
    uint16_t hw_type;           /* ARPHRD_*, told */
    uint32_t flags, flags_mask; /* IFF_* */
    char name[KL_NET_NAME_SIZE], new_name[KL_NET_NAME_SIZE];
    char kind[KL_NET_NAME_SIZE];      /* "vlan", ...; "": a device */
    char port_kind[KL_NET_NAME_SIZE]; /* kind of its master, told; see port */
    char qdisc[KL_NET_NAME_SIZE];
    uint8_t address[KL_NET_LLADDR_MAX], broadcast[KL_NET_LLADDR_MAX],
        perm_address[KL_NET_LLADDR_MAX];
    uint8_t address_len, broadcast_len, perm_address_len;
    uint8_t operstate; /* IF_OPER_* */
    uint8_t linkmode, carrier, proto_down, addr_gen_mode;
    uint8_t token[16];
    uint32_t mtu, min_mtu, max_mtu, txqlen, group, tx_queues, rx_queues;
    uint32_t carrier_changes, promiscuity;
    int32_t master, parent; /* numbers of links */
    int32_t parent_netnsid; /* namespace that parent is in, when it is another */
    int32_t netns_fd, netns_pid;
    const char *alias;            /* borrowed; up to 255 bytes */
    const char *const *alt_names; /* borrowed */
    unsigned n_alt_names;
    struct kl_net_stats stats; /* told where the filter asked for it */

    /* What the kind has. Told: raw attributes, which kl_net_link_kind() and kl_net_link_port() in
     * net_kind.h read. Written: the struct of the kind, or JSON in the form of the schema such as
     * {"IFLA_VLAN_ID": 5}, or raw attributes: the first of them that is there. */
    struct kl_net_raw kind_raw, port_raw;
    const union kl_net_kind *kind_data;
    const union kl_net_port *port_data;
    const char *kind_json, *port_json;
    const char *json; /* written: more attributes of the link, such as {"IFLA_GSO_MAX_SIZE": 9} */
    struct kl_net_raw raw; /* told: all attributes of the message */
};

/* ---- Addresses ------------------------------------------------------------------------------ */

#define KL_NET_FOREVER UINT32_MAX /* as a lifetime */

/* has: IFA_ADDRESS (peer or prefix), IFA_LOCAL, IFA_BROADCAST, IFA_ANYCAST, IFA_LABEL,
 * IFA_CACHEINFO (lifetimes), IFA_RT_PRIORITY, IFA_TARGET_NETNSID, IFA_PROTO. */
struct kl_net_addr {
    uint64_t has;
    int32_t ifindex;
    struct kl_net_ip local; /* the address, with the length of its prefix; always there */
    struct kl_net_ip peer;  /* the other end's, when IFA_ADDRESS; prefix as in local */
    struct kl_net_ip broadcast, anycast;
    char label[KL_NET_NAME_SIZE];
    uint8_t scope;                   /* RT_SCOPE_*; IPv6: told */
    uint8_t proto;                   /* IFAPROT_*; Linux 5.18 */
    uint32_t flags;                  /* IFA_F_* */
    uint32_t preferred_s, valid_s;   /* KL_NET_FOREVER */
    uint32_t created_cs, updated_cs; /* 1/100 s after booting; told */
    uint32_t metric;
    int32_t netnsid;
};

/* ---- Routes --------------------------------------------------------------------------------- */

/* has: RTA_GATEWAY or RTA_VIA (via, of any family), RTA_OIF, RTA_FLOW, RTA_ENCAP. */
struct kl_net_hop {
    uint32_t has;
    int32_t ifindex;
    struct kl_net_ip via;
    uint16_t weight;     /* 1 to 256; 0 on writing: 1 */
    uint8_t flags;       /* RTNH_F_* */
    uint16_t encap_type; /* LWTUNNEL_ENCAP_* */
    uint32_t realm;
    struct kl_net_raw encap; /* attributes; kl_net_encap_json() makes some */
};

#define KL_NET_METRICS 18 /* RTAX_* are below */

/* has: RTA_PRIORITY, RTA_PREFSRC, RTA_IIF, RTA_METRICS, RTA_NH_ID, RTA_PREF, RTA_EXPIRES,
 * RTA_MARK, RTA_UID, RTA_TTL_PROPAGATE, RTA_CACHEINFO, RTA_MULTIPATH (n_hops). */
struct kl_net_route {
    uint64_t has;
    struct kl_net_ip dst; /* prefix 0: default; its family is the route's */
    struct kl_net_ip src; /* IPv6: source prefix; family 0: none */
    struct kl_net_ip prefsrc;
    uint32_t table;                           /* 0 on writing: main */
    uint8_t tos, protocol, scope, type, pref; /* RTPROT_*, RT_SCOPE_*, RTN_*; on writing a scope
        of KL_NET_SCOPE_AUTO is the one that fits, a type of 0 is unicast, a protocol of 0 boot */
    uint8_t ttl_propagate;
    uint32_t flags; /* RTNH_F_*, RTM_F_* */
    uint32_t priority;
    uint32_t nh_id; /* of a next hop object */
    int32_t iif;
    uint32_t mark, uid;
    uint32_t expires_s;
    int32_t error;                 /* what a sender is told, a negative errno; told */
    struct kl_net_hop hop;         /* the only one, */
    const struct kl_net_hop *hops; /* or several; borrowed */
    unsigned n_hops;               /* 0: hop is meant */
    uint32_t has_metrics;          /* bits 1 << RTAX_* */
    uint32_t metrics[KL_NET_METRICS];
    char congestion[16]; /* RTAX_CC_ALGO */
};

#define KL_NET_SCOPE_AUTO 254 /* on reading it is RT_SCOPE_HOST, which it is for local routes */

/** Makes the attributes of an encapsulation out of JSON, such as type LWTUNNEL_ENCAP_MPLS and
 *  {"MPLS_IPTUNNEL_DST": ...}. @ret receives what free() takes. @return 0; errors of
 *  kl_msg_from_json() */
KL_API int kl_net_encap_json(struct kl_net *n, uint16_t encap_type, const char *json, void **ret,
                             size_t *ret_len);

/* ---- Next hops ------------------------------------------------------------------------------ */

struct kl_net_nh_member {
    uint32_t id;
    uint16_t weight; /* 1 to 65536 is 1 to 65535 here; 0 on writing: 1 */
};

/* has: NHA_GROUP, NHA_GROUP_TYPE, NHA_BLACKHOLE, NHA_OIF, NHA_GATEWAY, NHA_ENCAP, NHA_MASTER,
 * NHA_FDB, NHA_RES_GROUP. */
struct kl_net_nexthop {
    uint64_t has;
    uint32_t id;    /* 0 on writing: the kernel chooses */
    uint8_t family; /* 0: by the gateway; of a group none */
    uint8_t scope, protocol;
    uint32_t flags; /* RTNH_F_* */
    int32_t ifindex, master;
    struct kl_net_ip gateway;
    uint16_t encap_type;
    struct kl_net_raw encap;
    uint16_t group_type;                    /* NEXTHOP_GRP_TYPE_* */
    const struct kl_net_nh_member *members; /* borrowed */
    unsigned n_members;
    uint16_t buckets; /* of a resilient group */
    uint32_t idle_s, unbalanced_s;
};

/* ---- Rules ---------------------------------------------------------------------------------- */

/* has: FRA_PRIORITY, FRA_FWMARK, FRA_FWMASK, FRA_FLOW, FRA_TUN_ID, FRA_SUPPRESS_IFGROUP,
 * FRA_SUPPRESS_PREFIXLEN, FRA_L3MDEV, FRA_UID_RANGE, FRA_PROTOCOL, FRA_IP_PROTO, FRA_SPORT_RANGE,
 * FRA_DPORT_RANGE, FRA_GOTO, FRA_IIFNAME, FRA_OIFNAME. */
struct kl_net_rule {
    uint64_t has;
    uint8_t family;
    uint8_t action; /* FR_ACT_*; 0 on writing: FR_ACT_TO_TBL */
    uint8_t tos, l3mdev, protocol, ip_proto;
    uint32_t flags;            /* FIB_RULE_* */
    struct kl_net_ip src, dst; /* family 0 or prefix 0: any */
    uint32_t table, priority, fwmark, fwmask, target, realm;
    uint32_t suppress_prefixlen, suppress_ifgroup;
    uint64_t tun_id;
    uint32_t uid_from, uid_to;
    uint16_t sport_from, sport_to, dport_from, dport_to;
    char iif[KL_NET_NAME_SIZE], oif[KL_NET_NAME_SIZE];
};

/* ---- Neighbours and forwarding databases ---------------------------------------------------- */

/* has: NDA_DST, NDA_LLADDR, NDA_CACHEINFO, NDA_PROBES, NDA_VLAN, NDA_PORT, NDA_VNI, NDA_IFINDEX,
 * NDA_MASTER, NDA_LINK_NETNSID, NDA_SRC_VNI, NDA_PROTOCOL, NDA_NH_ID, NDA_FLAGS_EXT. */
struct kl_net_neigh {
    uint64_t has;
    uint8_t family; /* AF_INET, AF_INET6; AF_BRIDGE: an entry of a forwarding database */
    int32_t ifindex;
    uint16_t state; /* NUD_*; 0 on writing: NUD_PERMANENT */
    uint8_t flags;  /* NTF_* */
    uint8_t type;   /* RTN_*, told */
    uint8_t protocol;
    struct kl_net_ip dst; /* the neighbour; of a forwarding database the tunnel's other end */
    uint8_t lladdr[KL_NET_LLADDR_MAX], lladdr_len;
    uint16_t vlan, port; /* port in the machine's byte order */
    uint32_t vni, src_vni, probes, nh_id, flags_ext;
    int32_t via, master; /* links */
    int32_t netnsid;
    uint32_t confirmed_cs, used_cs, updated_cs; /* that long ago, in 1/100 s */
};

/* ---- Bridges -------------------------------------------------------------------------------- */

/* A range of VLANs on a port or on the bridge itself. */
struct kl_net_bridge_vlan {
    int32_t ifindex;
    uint16_t first, last; /* last: 0 on writing for one VLAN */
    uint16_t flags;       /* BRIDGE_VLAN_INFO_PVID, _UNTAGGED; _BRENTRY: on the bridge itself */
};

/* A multicast group of a bridge. */
struct kl_net_mdb {
    int32_t bridge, port; /* links; the same: the host itself */
    uint16_t vlan;
    uint8_t state;          /* MDB_PERMANENT, MDB_TEMPORARY */
    uint8_t flags;          /* MDB_FLAGS_*, told */
    struct kl_net_ip group; /* or, with family 0: */
    uint8_t mac[6];
    struct kl_net_ip source; /* family 0: any */
};

/* ---- Any object ----------------------------------------------------------------------------- */

enum kl_net_type {
    KL_NET_LINK = 1,
    KL_NET_ADDR,
    KL_NET_ROUTE,
    KL_NET_NEXTHOP,
    KL_NET_RULE,
    KL_NET_NEIGH,       /* IPv4 and IPv6 neighbours */
    KL_NET_FDB,         /* forwarding databases: struct kl_net_neigh */
    KL_NET_BRIDGE_VLAN, /* VLANs of bridges and their ports */
    KL_NET_MDB,         /* multicast groups of bridges */
    KL_NET_ALTNAME      /* writing only: the alt_names of a link, KL_NET_ADD or KL_NET_DELETE */
};

struct kl_net_object {
    enum kl_net_type type;
    union {
        const struct kl_net_link *link; /* and ALTNAME */
        const struct kl_net_addr *addr;
        const struct kl_net_route *route;
        const struct kl_net_nexthop *nexthop;
        const struct kl_net_rule *rule;
        const struct kl_net_neigh *neigh; /* and FDB */
        const struct kl_net_bridge_vlan *vlan;
        const struct kl_net_mdb *mdb;
        const void *any;
    };
};

/** "link", "addr", "route", "nexthop", "rule", "neigh", "fdb", "vlan", "mdb", "altname". Static. */
KL_API const char *kl_net_type_name(enum kl_net_type type);
/** The object in a few words for people: "route 10.0.0.0/8 table 100". @return its length, cut to
 *  @size-1 */
KL_API size_t kl_net_object_text(const struct kl_net_object *o, char *buffer, size_t size);
/** Reads a message of rtnetlink, of the answer to a dump or of an event.
 *  @param ret      receives the object, which borrows from @msg and from @n until the next call
 *  @param removed  receives whether the message says that it has gone; may be NULL
 *  Of a message with several VLANs or multicast groups of a bridge, as lists are, it is the first.
 *  @return 1; 0: it is no object of these; -EBADMSG */
KL_API int kl_net_read(struct kl_net *n, const struct nlmsghdr *msg, struct kl_net_object *ret,
                       bool *removed);

/* ---- Reading -------------------------------------------------------------------------------- */

enum kl_net_filter_flags {
    KL_NET_F_STATS = 1 << 0,  /* links: with their counters */
    KL_NET_F_VFS = 1 << 1,    /* links: with their virtual functions, in raw */
    KL_NET_F_CACHED = 1 << 2, /* routes: what the kernel cached for packets */
    KL_NET_F_PROXY = 1 << 3   /* neighbours: those that the kernel answers for */
};

/* What to read; all zeroes: everything. The kernel filters as far as it can (strict checking,
 * Linux 4.20), and the rest is dropped here. */
struct kl_net_filter {
    unsigned flags;   /* enum kl_net_filter_flags */
    uint8_t family;   /* AF_INET, AF_INET6; 0: both */
    uint8_t protocol; /* routes, rules, next hops */
    uint8_t type;     /* routes: RTN_* */
    uint32_t table;   /* routes, rules */
    int32_t ifindex;  /* addresses and neighbours of it, routes by it, the link itself */
    int32_t master;   /* links and neighbours of this bridge, bond or VRF */
    const char *kind; /* links */
};

/** @return 0 to go on, or a negative code that ends the list with it. */
typedef int kl_net_fn(const struct kl_net_object *o, void *user);

/** Reads a list as the kernel sends it: @fn gets each object at once, so that a list of any length
 *  takes constant memory. @fn must not use @n.
 *  @return how many; -EAGAIN: something changed meanwhile, so that objects may be missing or
 *          doubled (NLM_F_DUMP_INTR); what @fn returned; errors of the request, of which -ENOENT
 *          is a table that does not exist */
KL_API int64_t kl_net_dump(struct kl_net *n, enum kl_net_type type,
                           const struct kl_net_filter *filter, kl_net_fn *fn, void *user);
/** The same when the list is whole: a list that changed meanwhile is read again, up to three
 *  times, before @fn sees any of it. @fn may use @n; what it gets is valid until it returns. */
KL_API int64_t kl_net_list(struct kl_net *n, enum kl_net_type type,
                           const struct kl_net_filter *filter, kl_net_fn *fn, void *user);

/** One link, by its number, or with 0 by its name or alternative name. What *@ret borrows is valid
 *  until the next call on @n. @return 0; -ENODEV */
KL_API int kl_net_link_get(struct kl_net *n, int32_t ifindex, const char *name,
                           struct kl_net_link *ret);
/** The number of the link called @name, which may be an alternative name. @return it; -ENODEV */
KL_API int32_t kl_net_link_index(struct kl_net *n, const char *name);
/** Which route a packet takes. @question: dst is needed; src, hop.ifindex with RTA_OIF, iif, mark,
 *  uid, tos as wanted. With RTM_F_FIB_MATCH in its flags the route of the table, otherwise what was
 *  made of it. @return 0; -ENETUNREACH, -EHOSTUNREACH, -EACCES: there is none, or it says so */
KL_API int kl_net_route_get(struct kl_net *n, const struct kl_net_route *question,
                            struct kl_net_route *ret);
/** One next hop object. @return 0; -ENOENT */
KL_API int kl_net_nexthop_get(struct kl_net *n, uint32_t id, struct kl_net_nexthop *ret);

/* ---- Changing ------------------------------------------------------------------------------- */

/* Not all kinds of objects have all of them. Rules are added and deleted. The kernel takes
 * KL_NET_CHANGE of an address, and any but KL_NET_DELETE of a bridge's VLANs, as KL_NET_REPLACE.
 * Tunnels' entries in a forwarding database (AF_BRIDGE) may be appended, too. */
enum kl_net_verb {
    KL_NET_ADD = 1, /* -EEXIST when it is there */
    KL_NET_REPLACE, /* add it, or make the one that is there like this */
    KL_NET_CHANGE,  /* change the one that is there; -ENOENT or -ENODEV */
    KL_NET_APPEND,  /* routes: behind those of the same prefix and metric; IPv6: another hop */
    KL_NET_PREPEND, /* IPv4 routes: before them */
    KL_NET_DELETE   /* -ENOENT, -ESRCH, -ENODEV, -EADDRNOTAVAIL when it is not there */
};

/** Changes one object. @return 0; the kernel's refusal; -EINVAL for what cannot be expressed */
KL_API int kl_net_change(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_object *o);
/* The same by the object's type. */
KL_API int kl_net_link(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_link *link);
KL_API int kl_net_addr(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_addr *addr);
KL_API int kl_net_route(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_route *route);
KL_API int kl_net_nexthop(struct kl_net *n, enum kl_net_verb verb,
                          const struct kl_net_nexthop *nexthop);
KL_API int kl_net_rule(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_rule *rule);
KL_API int kl_net_neigh(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_neigh *neigh);
KL_API int kl_net_bridge_vlan(struct kl_net *n, enum kl_net_verb verb,
                              const struct kl_net_bridge_vlan *vlan);
KL_API int kl_net_mdb(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_mdb *mdb);

/* Short forms for what is done most to a link. */
KL_API int kl_net_link_up(struct kl_net *n, int32_t ifindex);
KL_API int kl_net_link_down(struct kl_net *n, int32_t ifindex);
KL_API int kl_net_link_delete(struct kl_net *n, int32_t ifindex);
/** The kernel renames links that are up since Linux 6.2 only (-EBUSY). */
KL_API int kl_net_link_rename(struct kl_net *n, int32_t ifindex, const char *name);
KL_API int kl_net_link_mtu(struct kl_net *n, int32_t ifindex, uint32_t mtu);
KL_API int kl_net_link_address(struct kl_net *n, int32_t ifindex, const uint8_t *address,
                               size_t len);
/** Puts the link into a bridge, bond or VRF; 0 takes it out. */
KL_API int kl_net_link_enslave(struct kl_net *n, int32_t ifindex, int32_t master);
/** Adds or removes (@verb KL_NET_ADD, KL_NET_DELETE) an alternative name. */
KL_API int kl_net_link_altname(struct kl_net *n, enum kl_net_verb verb, int32_t ifindex,
                               const char *name);
/** Moves the link into the namespace of @netns_fd, or with -1 into that of process @pid. */
KL_API int kl_net_link_netns(struct kl_net *n, int32_t ifindex, int netns_fd, pid_t pid);

/** Sends any message of rtnetlink, written in JSON by family @family of the schema ("rt-link",
 *  "rt-route", ...): { "command": "newlink", "flags": ["create"], "attrs": {...} }.
 *  @return 0; errors of kl_msg_from_json(), with its sentence in kl_net_error(); the kernel's */
KL_API int kl_net_json(struct kl_net *n, const char *family, const char *json, size_t len);

/* ---- Batches -------------------------------------------------------------------------------- */

struct kl_net_batch;

/* How a change of a batch ended. */
struct kl_net_batch_result {
    size_t number; /* of the change, from 0 */
    enum kl_net_type type;
    int code;                     /* 0 or negative */
    const struct kl_error *error; /* the kernel's words, attribute path, and "change 3 (link br0)";
                                     borrowed for the length of the call */
    void *tag;                    /* the caller's */
};
/** @return 0 to go on, or a negative code: what is not sent yet is not sent, and ends with
 *  -ECANCELED. @fn must not ask the kernel anything by the batch's handle: that is -EDEADLK. */
typedef int kl_net_batch_fn(const struct kl_net_batch_result *r, void *user);

enum kl_net_batch_flags {
    KL_NET_BATCH_ALL = 1 << 0, /* @fn gets every result, not the failures alone */
    KL_NET_BATCH_STOP = 1 << 1 /* nothing behind a failure is done: one at a time, slower */
};

/** Makes an empty batch of changes by @n. Free it before @n is closed. */
KL_API int kl_net_batch_new(struct kl_net_batch **ret, struct kl_net *n, unsigned flags);
KL_API void kl_net_batch_free(struct kl_net_batch *b);
/** Adds a change, which is written down at once: @o need not live on. @tag comes back in its
 *  result. @return its number; what it cannot express is -EINVAL and is not added; -ENOMEM */
KL_API int64_t kl_net_batch_add(struct kl_net_batch *b, enum kl_net_verb verb,
                                const struct kl_net_object *o, void *tag);
/** Adds a change written in JSON, as kl_net_json() takes it, among the others. Its result has the
 *  type of what it is about, or 0. What asks for something is no change: -EINVAL.
 *  @return its number; errors of kl_msg_from_json(), with its sentence in kl_net_error(); -ENOMEM
 */
KL_API int64_t kl_net_batch_add_json(struct kl_net_batch *b, const char *family, const char *json,
                                     size_t len, void *tag);
/** Sends them, many at a time, in their order; each failure is given to @fn (may be NULL) with its
 *  change. The batch is empty afterwards.
 *  @return 0; the first failure, which kl_net_error() has, too; -ENOBUFS: answers were lost, those
 *          changes' results say so */
KL_API int kl_net_batch_run(struct kl_net_batch *b, kl_net_batch_fn *fn, void *user);
/** Changes that wait. */
KL_API size_t kl_net_batch_count(const struct kl_net_batch *b);

#ifdef __cplusplus
}
#endif
#endif
