// SPDX-License-Identifier: MIT
/*
 * Captures: numbers that their reader and writer share.
 * Source: the pcap and pcapng formats (draft-ietf-opsawg-pcap, -pcapng), linux/if_arp.h
 */
#ifndef KL_TRACE_PCAP_H
#define KL_TRACE_PCAP_H

#define KL_LINKTYPE_NETLINK      253u
#define KL_LINKTYPE_SLL          113u /* tcpdump -i any; the same header */
#define KL_LINKTYPE_SLL2         276u
#define KL_ARPHRD_NETLINK        824u
#define KL_COOKED_LEN            16u
#define KL_SLL2_LEN              20u

#define KL_PCAPNG_SECTION        0x0a0d0d0au
#define KL_PCAPNG_ORDER          0x1a2b3c4du
#define KL_PCAPNG_INTERFACE      1u
#define KL_PCAPNG_OLD            2u
#define KL_PCAPNG_SIMPLE         3u
#define KL_PCAPNG_PACKET         6u

#define KL_PCAPNG_OPT_COMMENT    1u
#define KL_PCAPNG_OPT_FLAGS      2u /* of a packet */
#define KL_PCAPNG_OPT_HARDWARE   2u /* of a section */
#define KL_PCAPNG_OPT_OS         3u
#define KL_PCAPNG_OPT_APP        4u
#define KL_PCAPNG_OPT_NAME       2u /* of an interface */
#define KL_PCAPNG_OPT_RESOLUTION 9u
#define KL_PCAPNG_OPT_OFFSET     14u
#define KL_PCAPNG_INBOUND        1u
#define KL_PCAPNG_OUTBOUND       2u

/* What a packet's comment says of a record that we wrote. */
#define KL_PCAPNG_NOTE           "pid=%d fd=%d socket=%llu program=%.32s"

#endif
