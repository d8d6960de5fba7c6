// SPDX-License-Identifier: MIT
// Generic netlink's control family: which families, operations, groups and policies there are.
// Source: include/uapi/linux/genetlink.h, net/netlink/genetlink.c, net/netlink/policy.c.
#include "rows.h"

// clang-format off
static FLAGS(op_flags, "GENL", "GENL_",
    {0x01, "admin_perm"}, {0x02, "cmd_cap_do"}, {0x04, "cmd_cap_dump"}, {0x08, "cmd_cap_haspol"},
    {0x10, "uns_admin_perm"});

ROWS(ctrl_op) {
    U32(CTRL_ATTR_OP_ID,    1, "command"),
    U32(CTRL_ATTR_OP_FLAGS, 2, "what it can do, who may", .ref.values = &op_flags),
};
static SET(ctrl_op, "nlctrl-op", "CTRL_ATTR_OP_", "an operation of a family");

ROWS(ctrl_group) {
    STR(CTRL_ATTR_MCAST_GRP_NAME, 1, 15, "name within the family"),
    U32(CTRL_ATTR_MCAST_GRP_ID,   2, "number to join"),
};
static SET(ctrl_group, "nlctrl-group", "CTRL_ATTR_MCAST_GRP_", "a multicast group of a family");

ROWS(ctrl_op_policy) {
    U32(CTRL_ATTR_POLICY_DO,   1, "index of the policy for requests"),
    U32(CTRL_ATTR_POLICY_DUMP, 2, "index of the policy for dumps"),
};
static SET(ctrl_op_policy, "nlctrl-op-policy", "CTRL_ATTR_POLICY_", "which policies a command has");

/* Both are told apart by ids that the reader knows from elsewhere: policy index, then attribute. */
static const struct kl_attr_def policy_attr =
    NESTS(CTRL_ATTR_POLICY, 8, kl_set_policy_type, "attributes of one policy, by number");

ROWS(ctrl) {
    U16(CTRL_ATTR_FAMILY_ID,      1, "number of the family, the message type"),
    STR(CTRL_ATTR_FAMILY_NAME,    2, 15, "name of the family"),
    U32(CTRL_ATTR_VERSION,        3, "version of the family"),
    U32(CTRL_ATTR_HDRSIZE,        4, "length of its fixed header", .unit = KL_UNIT_BYTES),
    U32(CTRL_ATTR_MAXATTR,        5, "its highest attribute"),
    NESTS(CTRL_ATTR_OPS,          6, ctrl_op, "operations",
          .flags = KL_A_FROM1 | KL_A_NO_NESTED),
    NESTS(CTRL_ATTR_MCAST_GROUPS, 7, ctrl_group, "multicast groups",
          .flags = KL_A_FROM1 | KL_A_NO_NESTED),
    ROW(ARRAY, CTRL_ATTR_POLICY,  8, "policies by index, in each its attributes by number",
        .elem = KL_T_ARRAY, .ref.elem = &policy_attr),
    NESTS(CTRL_ATTR_OP_POLICY,    9, ctrl_op_policy, "policies of each command, by its number"),
    U32(CTRL_ATTR_OP,             10, "a single command"),
};
static SET(ctrl, "nlctrl", "CTRL_ATTR_", "a generic family");

static const struct kl_command_def commands[] = {
    COMMAND(1, CTRL_CMD_NEWFAMILY,        "a family has come, or the answer to getfamily"),
    COMMAND(2, CTRL_CMD_DELFAMILY,        "a family has gone"),
    COMMAND(3, CTRL_CMD_GETFAMILY,        "ask for a family by name or number, or for all"),
    COMMAND(4, CTRL_CMD_NEWOPS,           "operations have come"),
    COMMAND(5, CTRL_CMD_DELOPS,           "operations have gone"),
    COMMAND(6, CTRL_CMD_GETOPS,           "ask for operations (not used by the kernel)"),
    COMMAND(7, CTRL_CMD_NEWMCAST_GRP,     "a multicast group has come"),
    COMMAND(8, CTRL_CMD_DELMCAST_GRP,     "a multicast group has gone"),
    COMMAND(9, CTRL_CMD_GETMCAST_GRP,     "ask for groups (not used by the kernel)"),
    COMMAND(10, CTRL_CMD_GETPOLICY,        "ask what attributes a family takes"),
};

static const struct kl_group_def groups[] = {{.id = 16, .name = "notify"}};

ROWS(kl_layout_genlmsghdr) {
    U8(cmd,       0, "command"),
    U8(version,   1, "version of the family"),
    U16(reserved, 2, "0"),
};
LAYOUT(kl_layout_genlmsghdr, "genlmsghdr", 4);
// clang-format on

const struct kl_family kl_family_nlctrl = {
    .name = "nlctrl",
    .doc = "generic netlink's own family: what families there are",
    .command_prefix = "CTRL_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 2,
    .fixed_id = 0x10,
    .attrs = &ctrl,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
