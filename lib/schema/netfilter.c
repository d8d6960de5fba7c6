// SPDX-License-Identifier: MIT
// What netfilter's families share: names of families, hooks, verdicts; and the frame of a batch.
// Source: include/uapi/linux/netfilter.h, netfilter/nfnetlink.h, netfilter/nf_conntrack_common.h.
#include "netfilter.h"

// clang-format off
ENUM(kl_enum_nf_proto, "nf families", "NFPROTO_",
    {0, "unspec"}, {1, "inet"}, {2, "ipv4"}, {3, "arp"}, {5, "netdev"}, {7, "bridge"},
    {10, "ipv6"});

ENUM(kl_enum_nf_hooks, "nf_inet_hooks", "NF_INET_",
    {0, "pre_routing"}, {1, "local_in"}, {2, "forward"}, {3, "local_out"}, {4, "post_routing"},
    {5, "ingress"});

ENUM(kl_enum_nf_netdev_hooks, "nf_dev_hooks", "NF_NETDEV_",
    {0, "ingress"}, {1, "egress"});

ENUM(kl_enum_nf_arp_hooks, "arp hooks", "NF_ARP_",
    {0, "in"}, {1, "out"}, {2, "forward"});

ENUM(kl_enum_nf_verdict, "verdict", "NF_",
    {0, "drop"}, {1, "accept"}, {2, "stolen"}, {3, "queue"}, {4, "repeat"}, {5, "stop"});

ENUM(kl_enum_nf_ipproto, "IP protocol", "IPPROTO_",
    {0, "ip"}, {1, "icmp"}, {2, "igmp"}, {4, "ipip"}, {6, "tcp"}, {8, "egp"}, {12, "pup"},
    {17, "udp"}, {22, "idp"}, {29, "tp"}, {33, "dccp"}, {41, "ipv6"}, {46, "rsvp"}, {47, "gre"},
    {50, "esp"}, {51, "ah"}, {58, "icmpv6"}, {89, "ospf"}, {92, "mtp"}, {94, "beetph"},
    {98, "encap"}, {103, "pim"}, {108, "comp"}, {112, "vrrp"}, {115, "l2tp"}, {132, "sctp"},
    {136, "udplite"}, {137, "mpls"}, {143, "ethernet"}, {255, "raw"});

ENUM(kl_enum_ct_dir, "ip_conntrack_dir", "IP_CT_DIR_",
    {0, "original"}, {1, "reply"});

ENUM(kl_enum_ct_info, "ip_conntrack_info", "IP_CT_",
    {0, "established"}, {1, "related"}, {2, "new"}, {3, "established_reply"},
    {4, "related_reply"}, {5, "new_reply"});

FLAGS(kl_enum_ct_status, "ip_conntrack_status", "IPS_",
    {0x1, "expected"}, {0x2, "seen_reply"}, {0x4, "assured"}, {0x8, "confirmed"},
    {0x10, "src_nat"}, {0x20, "dst_nat"}, {0x40, "seq_adjust"}, {0x80, "src_nat_done"},
    {0x100, "dst_nat_done"}, {0x200, "dying"}, {0x400, "fixed_timeout"}, {0x800, "template"},
    {0x1000, "untracked"}, {0x2000, "helper"}, {0x4000, "offload"}, {0x8000, "hw_offload"});

/* Masks of the kernel's event numbers. */
FLAGS(kl_enum_ct_events, "ip_conntrack_events", "IPCT_",
    {1, "new"}, {2, "related"}, {4, "destroy"}, {8, "reply"}, {16, "assured"}, {32, "protoinfo"},
    {64, "helper"}, {128, "mark"}, {256, "seqadj"}, {512, "secmark"}, {1024, "label"},
    {2048, "synproxy"});

ROWS(batch) {
    BE32(NFNL_BATCH_GENID, 1, "generation that the changes were made for"),
};
static SET(batch, "nfnetlink-batch", "NFNL_BATCH_", "frame of a batch");

static const struct kl_command_def commands[] = {
    COMMAND(16, NFNL_MSG_BATCH_BEGIN, "from here to the end all is done, or nothing"),
    COMMAND(17, NFNL_MSG_BATCH_END, "end of the batch, where it is done"),
};
// clang-format on

const struct kl_family kl_family_nfnetlink = {
    .name = "nfnetlink",
    .doc = "frames of netfilter's batches",
    .command_prefix = "NFNL_MSG_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 0, /* NFNL_SUBSYS_NONE */
    .header = &kl_layout_nfgenmsg,
    .attrs = &batch,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
};
