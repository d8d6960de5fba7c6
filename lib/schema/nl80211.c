// SPDX-License-Identifier: MIT
// nl80211: the family, its commands and events, and the answers whose attributes differ.
// Source: include/uapi/linux/nl80211.h; nl80211_get_mesh_config(), cfg80211_report_wowlan_wakeup()
// in net/wireless/nl80211.c.
#include "nl80211.h"

// clang-format off
ROWS(mesh_reply) {
    U32(NL80211_ATTR_IFINDEX,      3, "number of the interface"),
    NEST(NL80211_ATTR_MESH_CONFIG, 35, kl_set_mesh_config_reply, "parameters of the mesh"),
};
static SET(mesh_reply, "nl80211-mesh-reply", "NL80211_ATTR_", "parameters of a mesh");

ROWS(wakeup_reply) {
    U32(NL80211_ATTR_WIPHY,            1, "number of the device"),
    U32(NL80211_ATTR_IFINDEX,          3, "number of the interface"),
    NEST(NL80211_ATTR_WOWLAN_TRIGGERS, 117, kl_set_wowlan_wakeup, "what woke us; none: not us"),
    MASK64(NL80211_ATTR_WDEV,          153, "number of the wireless device"),
    PAD(NL80211_ATTR_PAD,              229),
};
static SET(wakeup_reply, "nl80211-wakeup", "NL80211_ATTR_", "what woke the machine");

#define X(i, word, NAME, words, ...) COMMAND(i, NL80211_CMD_##NAME, words, __VA_ARGS__),
static const struct kl_command_def commands[] = {
#include "nl80211_commands.h"
};
#undef X

#define X(i, word, NAME, words, ...) {i, #word},
static const struct kl_enum_value command_values[] = {
#include "nl80211_commands.h"
};
#undef X

const struct kl_enum kl_enum_nl80211_command = {
    .name = "nl80211_commands",
    .prefix = "NL80211_CMD_",
    .n_values = KL_COUNT(command_values),
    .values = command_values,
};

static const struct kl_group_def groups[] = {
    {.name = "config"}, {.name = "scan"},   {.name = "regulatory"}, {.name = "mlme"},
    {.name = "vendor"}, {.name = "nan"},    {.name = "testmode"},
};
// clang-format on

const struct kl_family kl_family_nl80211 = {
    .name = "nl80211",
    .doc = "Wi-Fi: devices, interfaces, scans, connections, access points",
    .command_prefix = "NL80211_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &kl_set_nl80211,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
