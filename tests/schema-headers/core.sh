# shellcheck shell=bash
# What every family has: generic netlink's control, extended acknowledgements, policies.
compare 'generic netlink control' linux/genetlink.h 'CTRL_(ATTR|CMD)_[A-Z_]+' \
    'CTRL_(ATTR|CMD)_UNSPEC|CTRL_ATTR_(MCAST_GRP|POLICY|OP)_UNSPEC|CTRL_ATTR_POLICY_DUMP_MAX' nlctrl
compare 'extended acknowledgements' linux/netlink.h 'NLMSGERR_ATTR_[A-Z_]+|NL_POLICY_TYPE_ATTR_[A-Z0-9_]+' \
    'NLMSGERR_ATTR_UNUSED|NLMSGERR_ATTR_MAX|NL_POLICY_TYPE_ATTR_(UNSPEC|MAX)|NLMSGERR_ATTR_MISS_(TYPE|NEST)' \
    nlmsgerr nlctrl
