# shellcheck shell=bash
# Socket diagnosis. Fields of structs are not compared here, their traffic is (tests/kernel).
# INET_DIAG_BC_* are codes of the filter, _REQ_ and NOCOOKIE are no attributes of sockets.
compare 'inet sockets' linux/inet_diag.h 'INET_DIAG_[A-Z0-9_]+|INET_ULP_INFO_[A-Z]+' \
    'INET_DIAG_(NONE|MAX|NOCOOKIE|GETSOCK_MAX|BC_[A-Z_]+)|INET_DIAG_REQ_(NONE|MAX)|INET_ULP_INFO_(UNSPEC|MAX)' inet-diag
compare 'what BPF keeps of sockets' linux/sock_diag.h 'SK_DIAG_BPF_STORAGE[A-Z_]*' \
    'SK_DIAG_BPF_STORAGE_(NONE|MAX|REQ_NONE|REQ_MAX|REP_NONE)' inet-diag
# Newer than Debian 12's headers: TX_MAX_PAYLOAD_LEN (6.19).
compare 'TLS on sockets' linux/tls.h 'TLS_INFO_[A-Z_]+' 'TLS_INFO_(UNSPEC|MAX)|TLS_INFO_TX_MAX_PAYLOAD_LEN' inet-diag
compare 'MPTCP subflows' linux/mptcp.h 'MPTCP_SUBFLOW_ATTR_[A-Z_]+' 'MPTCP_SUBFLOW_ATTR_(UNSPEC|MAX)' inet-diag
compare 'unix sockets' linux/unix_diag.h 'UNIX_DIAG_[A-Z]+' 'UNIX_DIAG_MAX' unix-diag
compare 'netlink sockets' linux/netlink_diag.h 'NETLINK_DIAG_[A-Z_]+' 'NETLINK_DIAG_MAX' netlink-diag
compare 'packet sockets' linux/packet_diag.h 'PACKET_DIAG_[A-Z_]+' 'PACKET_DIAG_MAX' packet-diag
compare 'XDP sockets' linux/xdp_diag.h 'XDP_DIAG_[A-Z_]+' 'XDP_DIAG_(NONE|MAX)' xdp-diag
# SMC_DIAG_MODE_* are values.
compare 'SMC sockets' linux/smc_diag.h 'SMC_DIAG_[A-Z]+' 'SMC_DIAG_(NONE|MAX)' smc-diag
