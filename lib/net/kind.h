// SPDX-License-Identifier: MIT
// The tables of kinds: which attribute stands in which field. Types and byte order are the
// schema's.
#ifndef KL_NET_KIND_TABLES_H
#define KL_NET_KIND_TABLES_H

#include "net.h"

enum kl_net_form {
    KL_NET_NUMBER, /* an integer, or a flag that is 0 or 1 */
    KL_NET_BYTES,  /* exactly so many */
    KL_NET_STRING, /* with its NUL in that room */
    KL_NET_IP,     /* struct kl_net_ip, of the family that the attribute takes */
    KL_NET_PAIR32, /* two numbers of 32 bits: on and mask */
    KL_NET_PORTS,  /* two ports, big-endian */
    KL_NET_QOS,    /* a nest of pairs; the count is the unsigned at offset2 */
    KL_NET_ITEMS,  /* a nest of items of size bytes, numbered from 0; count as above */
    KL_NET_MACS,   /* a nest of IFLA_MACVLAN_MACADDR; count as above */
    KL_NET_PEER    /* a link, with its ifinfomsg in front */
};

struct kl_net_field {
    uint16_t attr;
    uint8_t form; /* enum kl_net_form */
    uint16_t size;
    uint16_t offset, offset2;
    bool told; /* by the kernel only */
};

struct kl_net_kind_table {
    const char *name;
    const struct kl_net_field *fields;
    unsigned n_fields;
};

extern const struct kl_net_kind_table kl_net_kinds[], kl_net_ports[];
extern const unsigned kl_net_n_kinds, kl_net_n_ports;

#endif
