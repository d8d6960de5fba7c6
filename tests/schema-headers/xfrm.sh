# shellcheck shell=bash
# IPsec's states and policies. OUTPUT_MARK is SET_MARK's old name.
# Newer than Debian 12's headers: SA_DIR (6.10), NAT_KEEPALIVE_INTERVAL (6.11), SA_PCPU (6.13),
# IPTFS_* (6.14).
compare 'xfrm attributes' linux/xfrm.h 'XFRMA_[A-Z0-9_]+' \
    'XFRMA_([A-Z]+_)?(UNSPEC|MAX)|XFRMA_REPLAY_ESN_MAX|XFRMA_OUTPUT_MARK|XFRMA_SA_DIR|XFRMA_NAT_KEEPALIVE_INTERVAL|XFRMA_SA_PCPU|XFRMA_IPTFS_[A-Z_]+' xfrm
# Newer: MIGRATE_STATE (7.x).
compare 'xfrm messages' linux/xfrm.h 'XFRM_MSG_[A-Z]+' 'XFRM_MSG_(BASE|MAX)' xfrm
