# shellcheck shell=bash
# Generic netlink: families that have no file of their own. What is newer than Debian 12's headers
# (Linux 6.1) is listed in genl.newer.
newer=$(grep -v '^#' tests/schema-headers/genl.newer | paste -sd '|')
# Not attributes: ends of enums, and values (CABLE_RESULT_CODE_*, CABLE_PAIR_?, *_NTF_STATUS_*).
# The names in mV are no capitals, which the comparison cannot see.
compare 'ethtool attributes' linux/ethtool_netlink.h 'ETHTOOL_A_[A-Z0-9_]+' \
    "ETHTOOL_A_([A-Z0-9]+_)*(UNSPEC|MAX)|ETHTOOL_A_CABLE_RESULT_CODE_[A-Z_]+|ETHTOOL_A_CABLE_PAIR_[ABCD]|ETHTOOL_A_CABLE_INF_SRC_[A-Z]+|ETHTOOL_A_CABLE_TEST_NTF_STATUS_[A-Z]+|$newer" ethtool
compare 'ethtool commands' linux/ethtool_netlink.h 'ETHTOOL_MSG_[A-Z_]+' \
    "ETHTOOL_MSG_(USER|KERNEL)_(NONE|MAX)|$newer" ethtool
compare 'wireguard' linux/wireguard.h 'WG(DEVICE|PEER|ALLOWEDIP)_A_[A-Z_]+|WG_CMD_[A-Z_]+' \
    "WG[A-Z]+_A_(UNSPEC|LAST)|WG_CMD_MAX|$newer" wireguard
# FN_ATTR_CAP_*_BIT are values.
compare 'devlink' linux/devlink.h 'DEVLINK_(ATTR|CMD|PORT_FN_ATTR|PORT_FUNCTION_ATTR)_[A-Z0-9_]+' \
    "DEVLINK_([A-Z]+_)+(UNSPEC|MAX)|DEVLINK_CMD_ESWITCH_MODE_[GS]ET|DEVLINK_PORT_FN_ATTR_CAP_[A-Z_]+_BIT|$newer" devlink
compare 'taskstats' linux/cgroupstats.h '(TASKSTATS|CGROUPSTATS)_(TYPE|CMD)_[A-Z_]+' \
    '[A-Z]+_(TYPE|CMD|CMD_ATTR)_(UNSPEC|MAX)' TASKSTATS
# Newer than Debian 12's headers as a whole.
if [[ -e /usr/include/linux/netdev.h ]]; then
    compare 'netdev' linux/netdev.h 'NETDEV_(A|CMD)_[A-Z0-9_]+' \
        "NETDEV_(A_)?([A-Z]+_)+MAX|$newer" netdev
fi
compare 'hosts that TCP remembers' linux/tcp_metrics.h 'TCP_METRICS_(ATTR|CMD)_[A-Z0-9_]+' 'TCP_METRICS_(ATTR|CMD)_(UNSPEC|MAX)' tcp_metrics
# PWTYPE and the like are values.
compare 'L2TP' linux/l2tp.h 'L2TP_(ATTR|CMD)_[A-Z0-9_]+' 'L2TP_(ATTR|CMD)_(STATS_)?(NONE|MAX)' l2tp
compare 'FOU' linux/fou.h 'FOU_(ATTR|CMD)_[A-Z0-9_]+' 'FOU_(ATTR|CMD)_(UNSPEC|MAX)' fou
compare 'MACsec' linux/if_macsec.h 'MACSEC_([A-Z]+_)*ATTR_[A-Z_]+|MACSEC_CMD_[A-Z_]+' 'MACSEC_([A-Z]+_)*ATTR_(UNSPEC|MAX)' macsec
compare 'IPVS' linux/ip_vs.h 'IPVS_([A-Z]+_ATTR|CMD)_[A-Z0-9_]+' 'IPVS_([A-Z]+_ATTR|CMD)_(UNSPEC|MAX)' IPVS
compare 'segment routing keys' linux/seg6_genl.h 'SEG6_(ATTR|CMD)_[A-Z_]+' 'SEG6_(ATTR|CMD)_(UNSPEC|MAX)' SEG6
# SGSN_ADDRESS is PEER_ADDRESS's old name. Newer: PEER_ADDR6 and what follows (6.10).
compare 'GTP' linux/gtp.h 'GTPA_[A-Z0-9_]+|GTP_CMD_[A-Z]+' 'GTPA_(UNSPEC|MAX|SGSN_ADDRESS|PEER_ADDR6|MS_ADDR6|FAMILY)|GTP_CMD_MAX' gtp
compare 'quotas' linux/quota.h 'QUOTA_NL_[AC]_[A-Z_]+' 'QUOTA_NL_[AC]_(UNSPEC|MAX)' VFS_DQUOT
