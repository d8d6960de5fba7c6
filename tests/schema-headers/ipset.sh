# shellcheck shell=bash
# IP sets.
ipset=linux/netfilter/ipset/ip_set.h
# Not attributes: ends of enums, and second names of a number. Newer than Debian 12's headers: BITMASK (6.3).
compare 'ipset attributes' $ipset 'IPSET_ATTR_[A-Z0-9_]+' \
    'IPSET_ATTR_UNSPEC|IPSET_ATTR_BITMASK|IPSET_ATTR_(IP|PORT)_FROM|IPSET_ATTR_CADT_LINENO|IPSET_ATTR_[A-Z]+_MAX|IPSET_ATTR_IPADDR_MAX' ipset
compare 'ipset commands' $ipset 'IPSET_CMD_[A-Z_]+' \
    'IPSET_CMD_NONE|IPSET_CMD_MAX|IPSET_CMD_RESTORE|IPSET_CMD_HELP|IPSET_CMD_VERSION|IPSET_CMD_QUIT|IPSET_CMD_COMMIT|IPSET_MSG_MAX' \
    ipset
