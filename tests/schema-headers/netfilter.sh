# shellcheck shell=bash
# nftables, connection tracking, and what else speaks nfnetlink.
nf=linux/netfilter
# Not attributes: ends of enums, flags that are called like attributes (NFTA_FIB_F_*).
# Newer than Debian 12's headers: SET_TYPE and SET_COUNT (6.15), BITWISE_SREG2 (6.13), INNER (6.2),
# DEVICE_PREFIX (6.16), TRACE_CT_* (6.16).
compare 'nftables attributes' $nf/nf_tables.h 'NFTA_[A-Z0-9_]+' \
    'NFTA_[A-Z0-9_]+_(UNSPEC|MAX)|NFTA_FIB_F_[A-Z]+|NFTA_SET_(TYPE|COUNT)|NFTA_BITWISE_SREG2|NFTA_INNER_[A-Z]+|NFTA_DEVICE_PREFIX|NFTA_TRACE_CT_[A-Z]+|NFTA_(MATCH|TARGET)_[A-Z]+' \
    nftables
# Newer: GETRULE_RESET (6.2), DESTROY* (6.3), GETSETELEM_RESET (6.5).
compare 'nftables commands' $nf/nf_tables.h 'NFT_MSG_[A-Z_]+' \
    'NFT_MSG_MAX|NFT_MSG_(GETRULE_RESET|DESTROY[A-Z]+|GETSETELEM_RESET)' nftables
compare 'nftables and xtables' $nf/nf_tables_compat.h 'NFTA_(MATCH|TARGET|COMPAT)_[A-Z]+|NFNL_MSG_COMPAT_GET' \
    'NFTA_(MATCH|TARGET|COMPAT)_(UNSPEC|MAX)' nftables nft-compat
# Second names of a number: CTA_NAT, CTA_NAT_SEQ_*, CTA_NAT_MINIP. Newer: TIMESTAMP_EVENT (6.14).
# CTA_TIMEOUT_* of policies is another header's.
compare 'connection tracking attributes' $nf/nfnetlink_conntrack.h 'CTA_[A-Z0-9_]+' \
    'CTA_([A-Z0-9_]+_)?(UNSPEC|MAX)|CTA_NAT|CTA_NAT_SEQ_[A-Z_]+|CTA_NAT_MINIP|CTA_NAT_MAXIP|CTA_TIMESTAMP_EVENT' \
    conntrack conntrack-exp
compare 'connection tracking commands' $nf/nfnetlink_conntrack.h 'IPCTNL_MSG_[A-Z_]+' \
    'IPCTNL_MSG_(MAX|EXP_MAX)' conntrack conntrack-exp
compare 'lifetimes of connections' $nf/nfnetlink_cttimeout.h '(CTA|IPCTNL_MSG)_TIMEOUT_[A-Z0-9_]+' \
    '[A-Z0-9_]+_(UNSPEC|MAX)' cttimeout
# NFCTH_POLICY_SET is a second name of the first.
compare 'helpers of connections' $nf/nfnetlink_cthelper.h '(NFCTH|NFNL_MSG_CTHELPER)_[A-Z0-9_]+' \
    'NFCTH_([A-Z]+_)*UNSPEC|NFCTH_MAX|NFCTH_(POLICY|TUPLE|POLICY_SET)_MAX|NFNL_MSG_CTHELPER_MAX|NFCTH_POLICY_SET' cthelper
# NFULA_CFG_* are another set; NFULNL_CFG_* are values.
compare 'nflog' $nf/nfnetlink_log.h 'NFULA_[A-Z0-9_]+|NFULNL_MSG_[A-Z]+' \
    'NFULA_([A-Z]+_)?(UNSPEC|MAX)|NFULNL_MSG_MAX' nflog
# NFQA_CFG_F_*, NFQA_SKB_* are values. Newer: CGROUP_CLASSID (6.12).
compare 'nfqueue' $nf/nfnetlink_queue.h 'NFQA_[A-Z0-9_]+|NFQNL_MSG_[A-Z_]+' \
    'NFQA_([A-Z]+_)?(UNSPEC|MAX)|NFQNL_MSG_MAX|NFQA_CFG_F_[A-Z_]+|NFQA_SKB_(GSO|CSUM[A-Z_]+)|NFQA_CGROUP_CLASSID' nfqueue
# NFACCT_F_* are flags.
compare 'nfacct' $nf/nfnetlink_acct.h 'NFACCT_[A-Z_]+|NFNL_MSG_ACCT_[A-Z_]+' \
    'NFACCT_([A-Z]+_)?(UNSPEC|MAX)|NFACCT_F_[A-Z_]+|NFACCT_NAME_MAX|NFNL_MSG_ACCT_MAX' nfacct
# Newer: HOOK_BPF_ID (6.4).
compare 'hooks' $nf/nfnetlink_hook.h 'NFNLA_[A-Z_]+|NFNL_MSG_HOOK_GET' \
    'NFNLA_([A-Z]+_)+(UNSPEC|MAX)|NFNLA_HOOK_BPF_ID' nfhook
compare 'fingerprints of systems' $nf/nfnetlink_osf.h 'OSF_(ATTR|MSG)_[A-Z]+' 'OSF_ATTR_(UNSPEC|MAX)|OSF_MSG_MAX' nfosf
compare 'nfnetlink' $nf/nfnetlink.h 'NFNL_BATCH_[A-Z]+' 'NFNL_BATCH_(UNSPEC|MAX)' nfnetlink
