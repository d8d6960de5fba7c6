// SPDX-License-Identifier: MIT
// Devices behind network interfaces: ports, shared buffers, pipelines, resources, parameters,
// regions, health, traps, rates, line cards.
// Source: include/uapi/linux/devlink.h; policies in net/devlink/netlink_gen.c.
#include "rows.h"

// clang-format off
extern const struct kl_attrset kl_set_devlink_resources; /* they nest in each other */

static ENUM(port_type, "devlink_port_type", "DEVLINK_PORT_TYPE_",
    {0, "notset"}, {1, "auto"}, {2, "eth"}, {3, "ib"});
static ENUM(flavour, "devlink_port_flavour", "DEVLINK_PORT_FLAVOUR_",
    {0, "physical"}, {1, "cpu"}, {2, "dsa"}, {3, "pci_pf"}, {4, "pci_vf"}, {5, "virtual"},
    {6, "unused"}, {7, "pci_sf"});
static ENUM(pool_type, "devlink_sb_pool_type", "DEVLINK_SB_POOL_TYPE_",
    {0, "ingress"}, {1, "egress"});
static ENUM(threshold_type, "devlink_sb_threshold_type", "DEVLINK_SB_THRESHOLD_TYPE_",
    {0, "static"}, {1, "dynamic"});
static ENUM(eswitch_mode, "devlink_eswitch_mode", "DEVLINK_ESWITCH_MODE_",
    {0, "legacy"}, {1, "switchdev"}, {2, "switchdev_inactive"});
static ENUM(inline_mode, "devlink_eswitch_inline_mode", "DEVLINK_ESWITCH_INLINE_MODE_",
    {0, "none"}, {1, "link"}, {2, "network"}, {3, "transport"});
static ENUM(encap_mode, "devlink_eswitch_encap_mode", "DEVLINK_ESWITCH_ENCAP_MODE_",
    {0, "none"}, {1, "basic"});
static ENUM(rate_type, "devlink_rate_type", "DEVLINK_RATE_TYPE_",
    {0, "leaf"}, {1, "node"});
static ENUM(cmode, "devlink_param_cmode", "DEVLINK_PARAM_CMODE_",
    {0, "runtime"}, {1, "driverinit"}, {2, "permanent"});
static FLAGS(overwrite, "devlink_flash_overwrite", "DEVLINK_FLASH_OVERWRITE_",
    {0x1, "settings"}, {0x2, "identifiers"});
static ENUM(selftest_id, "devlink_attr_selftest_id", "DEVLINK_ATTR_SELFTEST_ID_",
    {0, "unspec"}, {1, "flash"});
static ENUM(selftest_status, "devlink_selftest_status", "DEVLINK_SELFTEST_STATUS_",
    {0, "skip"}, {1, "pass"}, {2, "fail"});
static ENUM(trap_action, "devlink_trap_action", "DEVLINK_TRAP_ACTION_",
    {0, "drop"}, {1, "trap"}, {2, "mirror"});
static ENUM(trap_type, "devlink_trap_type", "DEVLINK_TRAP_TYPE_",
    {0, "drop"}, {1, "exception"}, {2, "control"});
static ENUM(reload_action, "devlink_reload_action", "DEVLINK_RELOAD_ACTION_",
    {0, "unspec"}, {1, "driver_reinit"}, {2, "fw_activate"});
static FLAGS(reload_actions, "devlink_reload_action", "DEVLINK_RELOAD_ACTION_",
    {1 << 1, "driver_reinit"}, {1 << 2, "fw_activate"});
static ENUM(reload_limit, "devlink_reload_limit", "DEVLINK_RELOAD_LIMIT_",
    {0, "unspec"}, {1, "no_reset"});
static FLAGS(reload_limits, "devlink_reload_limit", "DEVLINK_RELOAD_LIMIT_",
    {1 << 0, "unspec"}, {1 << 1, "no_reset"});
static ENUM(linecard_state, "devlink_linecard_state", "DEVLINK_LINECARD_STATE_",
    {0, "unspec"}, {1, "unprovisioned"}, {2, "unprovisioning"}, {3, "provisioning"},
    {4, "provisioning_failed"}, {5, "provisioned"}, {6, "active"});
static ENUM(var_type, "devlink_var_attr_type", "DEVLINK_VAR_ATTR_TYPE_",
    {1, "u8"}, {2, "u16"}, {3, "u32"}, {4, "u64"}, {5, "string"}, {6, "flag"}, {10, "nul_string"},
    {11, "binary"}, {129, "u64_array"});
static ENUM(mapping_type, "devlink_dpipe_field_mapping_type", "DEVLINK_DPIPE_FIELD_MAPPING_TYPE_",
    {0, "none"}, {1, "ifindex"});
static ENUM(match_type, "devlink_dpipe_match_type", "DEVLINK_DPIPE_MATCH_TYPE_",
    {0, "field_exact"});
static ENUM(action_type, "devlink_dpipe_action_type", "DEVLINK_DPIPE_ACTION_TYPE_",
    {0, "field_modify"});
static ENUM(resource_unit, "devlink_resource_unit", "DEVLINK_RESOURCE_UNIT_",
    {0, "entry"});
static FLAGS(resource_scope, "devlink_resource_scope", "DEVLINK_RESOURCE_SCOPE_",
    {0x1, "dev"}, {0x2, "port"});
static ENUM(health_state, "devlink_health_reporter_state", "DEVLINK_HEALTH_REPORTER_STATE_",
    {0, "healthy"}, {1, "error"});
static ENUM(fn_state, "devlink_port_fn_state", "DEVLINK_PORT_FN_STATE_",
    {0, "inactive"}, {1, "active"});
static ENUM(fn_opstate, "devlink_port_fn_opstate", "DEVLINK_PORT_FN_OPSTATE_",
    {0, "detached"}, {1, "attached"});
static FLAGS(fn_caps, "devlink_port_fn_attr_cap", "DEVLINK_PORT_FN_CAP_",
    {0x1, "roce"}, {0x2, "migratable"}, {0x4, "ipsec_crypto"}, {0x8, "ipsec_packet"});
static ENUM(yes_no, "bool", "", {0, "no"}, {1, "yes"});

/* ---- Sets of their own ---- */

ROWS(stats) {
    U64(DEVLINK_ATTR_STATS_RX_PACKETS, 0, "packets so far", .unit = KL_UNIT_PACKETS),
    U64(DEVLINK_ATTR_STATS_RX_BYTES, 1, "bytes so far", .unit = KL_UNIT_BYTES),
    U64(DEVLINK_ATTR_STATS_RX_DROPPED, 2, "packets dropped so far", .unit = KL_UNIT_PACKETS),
};
static SET(stats, "devlink-stats", "DEVLINK_ATTR_STATS_", "counters of a trap or policer");

ROWS(metadata) {
    FLAG(DEVLINK_ATTR_TRAP_METADATA_TYPE_IN_PORT, 0, "the port it came in by"),
    FLAG(DEVLINK_ATTR_TRAP_METADATA_TYPE_FA_COOKIE, 1, "the cookie of the action"),
};
static SET(metadata, "devlink-trap-metadata", "DEVLINK_ATTR_TRAP_METADATA_TYPE_",
    "what comes with a trapped packet");

ROWS(selftests) {
    FLAG(DEVLINK_ATTR_SELFTEST_ID_FLASH, 1, "the test of the flash"),
};
static SET(selftests, "devlink-selftests", "DEVLINK_ATTR_SELFTEST_ID_", "tests");

ROWS(selftest_result) {
    U32(DEVLINK_ATTR_SELFTEST_RESULT_ID, 2, "which test", .ref.values = &selftest_id),
    U8(DEVLINK_ATTR_SELFTEST_RESULT_STATUS, 3, "how it ended",
       .ref.values = &selftest_status),
};
static SET(selftest_result, "devlink-selftest-result", "DEVLINK_ATTR_SELFTEST_RESULT_",
    "result of a test");

ROWS(selftest_results) {
    NEST(DEVLINK_ATTR_SELFTEST_RESULT, 1, selftest_result, "result of a test",
         .flags = KL_A_MULTI),
};
static SET(selftest_results, "devlink-selftest-results", "DEVLINK_ATTR_SELFTEST_",
    "results of tests");

ROWS(linecard_types) {
    STR(DEVLINK_ATTR_LINECARD_TYPE, 173, 0, "a type", .flags = KL_A_MULTI),
};
static SET(linecard_types, "devlink-linecard-types", "DEVLINK_ATTR_", "types of line cards");

ROWS(rate_tc) {
    U8(DEVLINK_RATE_TC_ATTR_INDEX, 1, "number of the class"),
    U32(DEVLINK_RATE_TC_ATTR_BW, 2, "its share of the bandwidth", .unit = KL_UNIT_PERCENT),
};
static SET(rate_tc, "devlink-rate-tc", "DEVLINK_RATE_TC_ATTR_", "bandwidth of a class");

/* ---- Values whose type is told beside them ---- */

ROWS(u8) { U8(value, 0, "the value") };
static LAYOUT(u8, "u8", 1);
static STRUCT_SET(u8_value, "devlink-u8", u8, "a number");
ROWS(u16) { U16(value, 0, "the value") };
static LAYOUT(u16, "u16", 2);
static STRUCT_SET(u16_value, "devlink-u16", u16, "a number");
ROWS(u32) { U32(value, 0, "the value") };
static LAYOUT(u32, "u32", 4);
static STRUCT_SET(u32_value, "devlink-u32", u32, "a number");
ROWS(u64) { U64(value, 0, "the value") };
static LAYOUT(u64, "u64", 8);
static STRUCT_SET(u64_value, "devlink-u64", u64, "a number");
ROWS(text) { STR(value, 0, 0, "the value") };
static LAYOUT(text, "string", 0);
static STRUCT_SET(text_value, "devlink-string", text, "a string");
ROWS(raw) { BYTES(value, 0, "the value") };
static LAYOUT(raw, "binary", 0);
static STRUCT_SET(raw_value, "devlink-binary", raw, "bytes");
ROWS(list) { ROW(PACKED, value, 0, "the values", .elem = KL_T_U64) };
static LAYOUT(list, "array", 0);
static STRUCT_SET(list_value, "devlink-array", list, "several numbers");
static const struct kl_attrset flag_value = {.name = "devlink-flag", .doc = "set by being there"};

static const struct kl_selection value_cases[] = {
    {.number = 1, .set = &u8_value}, {.number = 2, .set = &u16_value},
    {.number = 3, .set = &u32_value}, {.number = 4, .set = &u64_value}, {.number = 5,
        .set = &text_value},
    {.number = 6, .set = &flag_value},
    {.number = 10, .set = &text_value}, {.number = 11, .set = &raw_value},
    {.number = 0x81, .set = &list_value},
};
/* DEVLINK_ATTR_PARAM_TYPE stands outside of the list of values; or beside the value to set. */
static const struct kl_selector param_value = {
    .by = KL_BY_NUMBER, .up = 2, .key = 83,
    .n_cases = KL_COUNT(value_cases), .cases = value_cases, .otherwise = &raw_value,
};
static const struct kl_selector set_value = {
    .by = KL_BY_NUMBER, .key = 83,
    .n_cases = KL_COUNT(value_cases), .cases = value_cases, .otherwise = &raw_value,
};

/* ---- What nests hold, then a device ---- */

#define YES_NO(n, i, d) U8(n, i, d, .ref.values = &yes_no)
#define BYTES64(n, i, d) U64(n, i, d, .unit = KL_UNIT_BYTES)

ROWS(handle) {
    STR(DEVLINK_ATTR_BUS_NAME, 1, 0, "bus of the device"),
    STR(DEVLINK_ATTR_DEV_NAME, 2, 0, "name of the device on its bus"),
    U32(DEVLINK_ATTR_NETNS_ID, 140, "namespace, as a number"),
    ROW(UINT, DEVLINK_ATTR_INDEX, 184, "number of the device"),
};
static SET(handle, "devlink-handle", "DEVLINK_ATTR_", "a device");

ROWS(port_function) {
    BYTES(DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR, 1, "hardware address"),
    U8(DEVLINK_PORT_FN_ATTR_STATE, 2, "state that is wanted", .ref.values = &fn_state),
    U8(DEVLINK_PORT_FN_ATTR_OPSTATE, 3, "is a driver attached?", .ref.values = &fn_opstate),
    ROW(BITFIELD32, DEVLINK_PORT_FN_ATTR_CAPS, 4, "abilities", .ref.values = &fn_caps),
    NEST(DEVLINK_PORT_FN_ATTR_DEVLINK, 5, handle, "the function's own device"),
    U32(DEVLINK_PORT_FN_ATTR_MAX_IO_EQS, 6, "event queues at most"),
};
static SET(port_function, "devlink-port-function", "DEVLINK_PORT_FN_ATTR_",
    "function behind a port");

ROWS(field_match) {
    U32(DEVLINK_ATTR_DPIPE_MATCH_TYPE, 42, "kind of comparison", .ref.values = &match_type),
    U32(DEVLINK_ATTR_DPIPE_HEADER_ID, 52, "number of the header"),
    YES_NO(DEVLINK_ATTR_DPIPE_HEADER_GLOBAL, 54, "is it known beyond the driver?"),
    U32(DEVLINK_ATTR_DPIPE_HEADER_INDEX, 55, "which of several, from the outside"),
    U32(DEVLINK_ATTR_DPIPE_FIELD_ID, 58, "number of the field"),
};
static SET(field_match, "devlink-field-match", "DEVLINK_ATTR_", "a comparison");

ROWS(field_action) {
    U32(DEVLINK_ATTR_DPIPE_ACTION_TYPE, 45, "kind of action", .ref.values = &action_type),
    U32(DEVLINK_ATTR_DPIPE_HEADER_ID, 52, "number of the header"),
    YES_NO(DEVLINK_ATTR_DPIPE_HEADER_GLOBAL, 54, "is it known beyond the driver?"),
    U32(DEVLINK_ATTR_DPIPE_HEADER_INDEX, 55, "which of several, from the outside"),
    U32(DEVLINK_ATTR_DPIPE_FIELD_ID, 58, "number of the field"),
};
static SET(field_action, "devlink-field-action", "DEVLINK_ATTR_", "an action");

ROWS(matches) {
    NEST(DEVLINK_ATTR_DPIPE_MATCH, 40, field_match, "a comparison", .flags = KL_A_MULTI),
};
static SET(matches, "devlink-matches", "DEVLINK_ATTR_", "comparisons");

ROWS(actions) {
    NEST(DEVLINK_ATTR_DPIPE_ACTION, 43, field_action, "an action", .flags = KL_A_MULTI),
};
static SET(actions, "devlink-actions", "DEVLINK_ATTR_", "actions");

ROWS(dpipe_table) {
    STR(DEVLINK_ATTR_DPIPE_TABLE_NAME, 29, 0, "name of the table"),
    U64(DEVLINK_ATTR_DPIPE_TABLE_SIZE, 30, "entries at most"),
    NEST(DEVLINK_ATTR_DPIPE_TABLE_MATCHES, 31, matches, "what it compares"),
    NEST(DEVLINK_ATTR_DPIPE_TABLE_ACTIONS, 32, actions, "what it does"),
    YES_NO(DEVLINK_ATTR_DPIPE_TABLE_COUNTERS_ENABLED, 33, "does it count?"),
    PAD(DEVLINK_ATTR_PAD, 61),
    U64(DEVLINK_ATTR_DPIPE_TABLE_RESOURCE_ID, 75, "resource that the table uses"),
    U64(DEVLINK_ATTR_DPIPE_TABLE_RESOURCE_UNITS, 76, "units of it for an entry"),
};
static SET(dpipe_table, "devlink-dpipe-table", "DEVLINK_ATTR_", "a table");

ROWS(dpipe_tables) {
    NEST(DEVLINK_ATTR_DPIPE_TABLE, 28, dpipe_table, "a table", .flags = KL_A_MULTI),
};
static SET(dpipe_tables, "devlink-dpipe-tables", "DEVLINK_ATTR_", "tables");

ROWS(dpipe_value) {
    NEST(DEVLINK_ATTR_DPIPE_MATCH, 40, field_match, "a comparison"),
    NEST(DEVLINK_ATTR_DPIPE_ACTION, 43, field_action, "an action"),
    BYTES(DEVLINK_ATTR_DPIPE_VALUE, 46, "the value, as the field has it"),
    BYTES(DEVLINK_ATTR_DPIPE_VALUE_MASK, 47, "bits that count"),
    U32(DEVLINK_ATTR_DPIPE_VALUE_MAPPING, 48, "what it stands for in the system"),
};
static SET(dpipe_value, "devlink-dpipe-value", "DEVLINK_ATTR_", "a value");

ROWS(match_values) {
    NEST(DEVLINK_ATTR_DPIPE_MATCH_VALUE, 41, dpipe_value, "a value that is compared with",
         .flags = KL_A_MULTI),
};
static SET(match_values, "devlink-match-values", "DEVLINK_ATTR_", "values that are compared with");

ROWS(action_values) {
    NEST(DEVLINK_ATTR_DPIPE_ACTION_VALUE, 44, dpipe_value, "a value of an action",
         .flags = KL_A_MULTI),
};
static SET(action_values, "devlink-action-values", "DEVLINK_ATTR_", "values of actions");

ROWS(dpipe_entry) {
    U64(DEVLINK_ATTR_DPIPE_ENTRY_INDEX, 36, "number of the entry"),
    NEST(DEVLINK_ATTR_DPIPE_ENTRY_MATCH_VALUES, 37, match_values, "what it compares with"),
    NEST(DEVLINK_ATTR_DPIPE_ENTRY_ACTION_VALUES, 38, action_values, "what it does"),
    U64(DEVLINK_ATTR_DPIPE_ENTRY_COUNTER, 39, "how often it matched"),
    PAD(DEVLINK_ATTR_PAD, 61),
};
static SET(dpipe_entry, "devlink-dpipe-entry", "DEVLINK_ATTR_", "an entry");

ROWS(dpipe_entries) {
    NEST(DEVLINK_ATTR_DPIPE_ENTRY, 35, dpipe_entry, "an entry", .flags = KL_A_MULTI),
};
static SET(dpipe_entries, "devlink-dpipe-entries", "DEVLINK_ATTR_", "entries");

ROWS(dpipe_field) {
    STR(DEVLINK_ATTR_DPIPE_FIELD_NAME, 57, 0, "name of the field"),
    U32(DEVLINK_ATTR_DPIPE_FIELD_ID, 58, "number of the field"),
    U32(DEVLINK_ATTR_DPIPE_FIELD_BITWIDTH, 59, "its bits"),
    U32(DEVLINK_ATTR_DPIPE_FIELD_MAPPING_TYPE, 60, "what it stands for",
        .ref.values = &mapping_type),
};
static SET(dpipe_field, "devlink-dpipe-field", "DEVLINK_ATTR_", "a field");

ROWS(dpipe_fields) {
    NEST(DEVLINK_ATTR_DPIPE_FIELD, 56, dpipe_field, "a field", .flags = KL_A_MULTI),
};
static SET(dpipe_fields, "devlink-dpipe-fields", "DEVLINK_ATTR_", "fields");

ROWS(dpipe_header) {
    STR(DEVLINK_ATTR_DPIPE_HEADER_NAME, 51, 0, "name of the header"),
    U32(DEVLINK_ATTR_DPIPE_HEADER_ID, 52, "number of the header"),
    NEST(DEVLINK_ATTR_DPIPE_HEADER_FIELDS, 53, dpipe_fields, "its fields"),
    YES_NO(DEVLINK_ATTR_DPIPE_HEADER_GLOBAL, 54, "is it known beyond the driver?"),
};
static SET(dpipe_header, "devlink-dpipe-header", "DEVLINK_ATTR_", "a header");

ROWS(dpipe_headers) {
    NEST(DEVLINK_ATTR_DPIPE_HEADER, 50, dpipe_header, "a header", .flags = KL_A_MULTI),
};
static SET(dpipe_headers, "devlink-dpipe-headers", "DEVLINK_ATTR_", "headers");

ROWS(resource) {
    PAD(DEVLINK_ATTR_PAD, 61),
    NEST(DEVLINK_ATTR_RESOURCE_LIST, 63, kl_set_devlink_resources, "resources"),
    STR(DEVLINK_ATTR_RESOURCE_NAME, 65, 0, "name of the resource"),
    U64(DEVLINK_ATTR_RESOURCE_ID, 66, "number of the resource"),
    U64(DEVLINK_ATTR_RESOURCE_SIZE, 67, "its size"),
    U64(DEVLINK_ATTR_RESOURCE_SIZE_NEW, 68, "its size after the next reload"),
    YES_NO(DEVLINK_ATTR_RESOURCE_SIZE_VALID, 69, "do its parts fit in?"),
    U64(DEVLINK_ATTR_RESOURCE_SIZE_MIN, 70, "smallest size"),
    U64(DEVLINK_ATTR_RESOURCE_SIZE_MAX, 71, "largest size"),
    U64(DEVLINK_ATTR_RESOURCE_SIZE_GRAN, 72, "sizes are multiples of this"),
    U8(DEVLINK_ATTR_RESOURCE_UNIT, 73, "what is counted", .ref.values = &resource_unit),
    U64(DEVLINK_ATTR_RESOURCE_OCC, 74, "used now"),
};
static SET(resource, "devlink-resource", "DEVLINK_ATTR_", "a resource");

ROWS(kl_set_devlink_resources) {
    NEST(DEVLINK_ATTR_RESOURCE, 64, resource, "a resource", .flags = KL_A_MULTI),
};
SET(kl_set_devlink_resources, "devlink-resources", "DEVLINK_ATTR_", "resources");

ROWS(param_one) {
    ROW(NEST, DEVLINK_ATTR_PARAM_VALUE_DATA, 86, "the value", .flags = KL_A_SELECT | KL_A_NO_NESTED,
        .ref.select = &param_value),
    U8(DEVLINK_ATTR_PARAM_VALUE_CMODE, 87, "when it takes effect", .ref.values = &cmode),
    ROW(NEST, DEVLINK_ATTR_PARAM_VALUE_DEFAULT, 182, "the value it has at first",
        .flags = KL_A_SELECT | KL_A_NO_NESTED, .ref.select = &param_value),
};
static SET(param_one, "devlink-param-one", "DEVLINK_ATTR_", "the value of a mode");

ROWS(param_values) {
    NEST(DEVLINK_ATTR_PARAM_VALUE, 85, param_one, "the value of one mode", .flags = KL_A_MULTI),
};
static SET(param_values, "devlink-param-values", "DEVLINK_ATTR_", "values by mode");

ROWS(param) {
    STR(DEVLINK_ATTR_PARAM_NAME, 81, 0, "name of the parameter"),
    FLAG(DEVLINK_ATTR_PARAM_GENERIC, 82, "several drivers have it"),
    U8(DEVLINK_ATTR_PARAM_TYPE, 83, "type of its values", .ref.values = &var_type),
    NEST(DEVLINK_ATTR_PARAM_VALUES_LIST, 84, param_values, "values by mode"),
    FLAG(DEVLINK_ATTR_PARAM_RESET_DEFAULT, 183, "back to that value"),
};
static SET(param, "devlink-param", "DEVLINK_ATTR_", "a parameter");

ROWS(snapshot) {
    U32(DEVLINK_ATTR_REGION_SNAPSHOT_ID, 92, "number of the snapshot"),
};
static SET(snapshot, "devlink-snapshot", "DEVLINK_ATTR_", "a snapshot");

ROWS(snapshots) {
    NEST(DEVLINK_ATTR_REGION_SNAPSHOT, 91, snapshot, "a snapshot", .flags = KL_A_MULTI),
};
static SET(snapshots, "devlink-snapshots", "DEVLINK_ATTR_", "snapshots");

ROWS(chunk) {
    PAD(DEVLINK_ATTR_PAD, 61),
    BYTES(DEVLINK_ATTR_REGION_CHUNK_DATA, 95, "what is in it"),
    U64(DEVLINK_ATTR_REGION_CHUNK_ADDR, 96, "where it begins", .flags = KL_A_HEX),
};
static SET(chunk, "devlink-chunk", "DEVLINK_ATTR_", "a part of a snapshot");

ROWS(chunks) {
    NEST(DEVLINK_ATTR_REGION_CHUNK, 94, chunk, "a part", .flags = KL_A_MULTI),
};
static SET(chunks, "devlink-chunks", "DEVLINK_ATTR_", "parts of a snapshot");

ROWS(version) {
    STR(DEVLINK_ATTR_INFO_VERSION_NAME, 103, 0, "what has the version"),
    STR(DEVLINK_ATTR_INFO_VERSION_VALUE, 104, 0, "the version"),
};
static SET(version, "devlink-version", "DEVLINK_ATTR_", "a version");

ROWS(fmsg) {
    FLAG(DEVLINK_ATTR_FMSG_OBJ_NEST_START, 107, "an object begins", .flags = KL_A_MULTI),
    FLAG(DEVLINK_ATTR_FMSG_PAIR_NEST_START, 108, "a name and its value begin",
         .flags = KL_A_MULTI),
    FLAG(DEVLINK_ATTR_FMSG_ARR_NEST_START, 109, "a list begins", .flags = KL_A_MULTI),
    FLAG(DEVLINK_ATTR_FMSG_NEST_END, 110, "the last of those ends", .flags = KL_A_MULTI),
    STR(DEVLINK_ATTR_FMSG_OBJ_NAME, 111, 0, "a name", .flags = KL_A_MULTI),
    U8(DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE, 112, "type of a value", .flags = KL_A_MULTI,
       .ref.values = &var_type),
    BYTES(DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA, 113, "a value", .flags = KL_A_MULTI),
};
static SET(fmsg, "devlink-fmsg", "DEVLINK_ATTR_", "a report");

ROWS(health) {
    PAD(DEVLINK_ATTR_PAD, 61),
    STR(DEVLINK_ATTR_HEALTH_REPORTER_NAME, 115, 0, "name of the reporter"),
    U8(DEVLINK_ATTR_HEALTH_REPORTER_STATE, 116, "what it says", .ref.values = &health_state),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_ERR_COUNT, 117, "errors so far"),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_RECOVER_COUNT, 118, "recoveries so far"),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_DUMP_TS, 119, "when its dump was made, in ticks",
        .unit = KL_UNIT_MS),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_GRACEFUL_PERIOD, 120, "between recoveries",
        .unit = KL_UNIT_MS),
    YES_NO(DEVLINK_ATTR_HEALTH_REPORTER_AUTO_RECOVER, 121, "does it recover by itself?"),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_DUMP_TS_NS, 137, "when its dump was made",
        .unit = KL_UNIT_NS),
    YES_NO(DEVLINK_ATTR_HEALTH_REPORTER_AUTO_DUMP, 141, "does it dump by itself?"),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_BURST_PERIOD, 181, "recoveries in a row", .unit = KL_UNIT_MS),
};
static SET(health, "devlink-health", "DEVLINK_ATTR_", "a reporter of health");

ROWS(reload_entry) {
    U8(DEVLINK_ATTR_RELOAD_STATS_LIMIT, 159, "the limit", .ref.values = &reload_limit),
    U32(DEVLINK_ATTR_RELOAD_STATS_VALUE, 160, "how many"),
};
static SET(reload_entry, "devlink-reload-entry", "DEVLINK_ATTR_", "reloads of one limit");

ROWS(reload_entries) {
    NEST(DEVLINK_ATTR_RELOAD_STATS_ENTRY, 158, reload_entry, "reloads of one limit",
         .flags = KL_A_MULTI),
};
static SET(reload_entries, "devlink-reload-entries", "DEVLINK_ATTR_", "reloads by limit");

ROWS(reload_info) {
    U8(DEVLINK_ATTR_RELOAD_ACTION, 153, "what a reload does", .ref.values = &reload_action),
    NEST(DEVLINK_ATTR_RELOAD_ACTION_STATS, 163, reload_entries, "their number by limit"),
};
static SET(reload_info, "devlink-reload-info", "DEVLINK_ATTR_", "reloads of one action");

ROWS(reload_stats) {
    NEST(DEVLINK_ATTR_RELOAD_ACTION_INFO, 162, reload_info, "reloads of one action",
         .flags = KL_A_MULTI),
};
static SET(reload_stats, "devlink-reload-stats", "DEVLINK_ATTR_", "reloads by action");

ROWS(dev_stats) {
    NEST(DEVLINK_ATTR_RELOAD_STATS, 157, reload_stats, "reloads from this machine"),
    NEST(DEVLINK_ATTR_REMOTE_RELOAD_STATS, 161, reload_stats, "reloads from other machines"),
};
static SET(dev_stats, "devlink-dev-stats", "DEVLINK_ATTR_", "statistics of the device");

ROWS(devlink) {
    STR(DEVLINK_ATTR_BUS_NAME, 1, 0, "bus of the device"),
    STR(DEVLINK_ATTR_DEV_NAME, 2, 0, "name of the device on its bus"),
    U32(DEVLINK_ATTR_PORT_INDEX, 3, "number of the port"),
    U16(DEVLINK_ATTR_PORT_TYPE, 4, "type of the port", .ref.values = &port_type),
    U16(DEVLINK_ATTR_PORT_DESIRED_TYPE, 5, "type that is wanted", .ref.values = &port_type),
    U32(DEVLINK_ATTR_PORT_NETDEV_IFINDEX, 6, "number of its interface"),
    STR(DEVLINK_ATTR_PORT_NETDEV_NAME, 7, 0, "name of its interface"),
    STR(DEVLINK_ATTR_PORT_IBDEV_NAME, 8, 0, "name of its InfiniBand device"),
    U32(DEVLINK_ATTR_PORT_SPLIT_COUNT, 9, "ports to split it into"),
    U32(DEVLINK_ATTR_PORT_SPLIT_GROUP, 10, "group of split ports"),
    U32(DEVLINK_ATTR_SB_INDEX, 11, "number of the shared buffer"),
    U32(DEVLINK_ATTR_SB_SIZE, 12, "its size", .unit = KL_UNIT_BYTES),
    U16(DEVLINK_ATTR_SB_INGRESS_POOL_COUNT, 13, "pools for arriving packets"),
    U16(DEVLINK_ATTR_SB_EGRESS_POOL_COUNT, 14, "pools for leaving packets"),
    U16(DEVLINK_ATTR_SB_INGRESS_TC_COUNT, 15, "classes of arriving packets"),
    U16(DEVLINK_ATTR_SB_EGRESS_TC_COUNT, 16, "classes of leaving packets"),
    U16(DEVLINK_ATTR_SB_POOL_INDEX, 17, "number of the pool"),
    U8(DEVLINK_ATTR_SB_POOL_TYPE, 18, "direction of the pool", .ref.values = &pool_type),
    U32(DEVLINK_ATTR_SB_POOL_SIZE, 19, "size of the pool", .unit = KL_UNIT_BYTES),
    U8(DEVLINK_ATTR_SB_POOL_THRESHOLD_TYPE, 20, "kind of limit",
       .ref.values = &threshold_type),
    U32(DEVLINK_ATTR_SB_THRESHOLD, 21, "limit"),
    U16(DEVLINK_ATTR_SB_TC_INDEX, 22, "number of the class"),
    U32(DEVLINK_ATTR_SB_OCC_CUR, 23, "used now", .unit = KL_UNIT_BYTES),
    U32(DEVLINK_ATTR_SB_OCC_MAX, 24, "used at most", .unit = KL_UNIT_BYTES),
    U16(DEVLINK_ATTR_ESWITCH_MODE, 25, "mode of the switch", .ref.values = &eswitch_mode),
    U8(DEVLINK_ATTR_ESWITCH_INLINE_MODE, 26, "headers that come with descriptors",
       .ref.values = &inline_mode),
    NEST(DEVLINK_ATTR_DPIPE_TABLES, 27, dpipe_tables, "tables of the pipeline"),
    STR(DEVLINK_ATTR_DPIPE_TABLE_NAME, 29, 0, "name of the table"),
    YES_NO(DEVLINK_ATTR_DPIPE_TABLE_COUNTERS_ENABLED, 33, "does it count?"),
    NEST(DEVLINK_ATTR_DPIPE_ENTRIES, 34, dpipe_entries, "entries of the table"),
    NEST(DEVLINK_ATTR_DPIPE_HEADERS, 49, dpipe_headers, "headers that the pipeline knows"),
    PAD(DEVLINK_ATTR_PAD, 61),
    U8(DEVLINK_ATTR_ESWITCH_ENCAP_MODE, 62, "does the switch tunnel?",
       .ref.values = &encap_mode),
    NEST(DEVLINK_ATTR_RESOURCE_LIST, 63, kl_set_devlink_resources, "resources"),
    U64(DEVLINK_ATTR_RESOURCE_ID, 66, "number of the resource"),
    U64(DEVLINK_ATTR_RESOURCE_SIZE, 67, "its size"),
    U16(DEVLINK_ATTR_PORT_FLAVOUR, 77, "what the port is for", .ref.values = &flavour),
    U32(DEVLINK_ATTR_PORT_NUMBER, 78, "number on the front"),
    U32(DEVLINK_ATTR_PORT_SPLIT_SUBPORT_NUMBER, 79, "number within the split port"),
    NEST(DEVLINK_ATTR_PARAM, 80, param, "a parameter"),
    STR(DEVLINK_ATTR_PARAM_NAME, 81, 0, "name of the parameter"),
    U8(DEVLINK_ATTR_PARAM_TYPE, 83, "type of its values", .ref.values = &var_type),
    ROW(NEST, DEVLINK_ATTR_PARAM_VALUE_DATA, 86, "the value", .flags = KL_A_SELECT | KL_A_NO_NESTED,
        .ref.select = &set_value),
    U8(DEVLINK_ATTR_PARAM_VALUE_CMODE, 87, "when it takes effect", .ref.values = &cmode),
    STR(DEVLINK_ATTR_REGION_NAME, 88, 0, "name of the region"),
    BYTES64(DEVLINK_ATTR_REGION_SIZE, 89, "its size"),
    NEST(DEVLINK_ATTR_REGION_SNAPSHOTS, 90, snapshots, "snapshots of it"),
    U32(DEVLINK_ATTR_REGION_SNAPSHOT_ID, 92, "number of the snapshot"),
    NEST(DEVLINK_ATTR_REGION_CHUNKS, 93, chunks, "parts of a snapshot"),
    U64(DEVLINK_ATTR_REGION_CHUNK_ADDR, 96, "where it begins", .flags = KL_A_HEX),
    BYTES64(DEVLINK_ATTR_REGION_CHUNK_LEN, 97, "how much is asked for"),
    STR(DEVLINK_ATTR_INFO_DRIVER_NAME, 98, 0, "driver of the device"),
    STR(DEVLINK_ATTR_INFO_SERIAL_NUMBER, 99, 0, "serial number of the device"),
    NEST(DEVLINK_ATTR_INFO_VERSION_FIXED, 100, version, "a version that never changes",
         .flags = KL_A_MULTI),
    NEST(DEVLINK_ATTR_INFO_VERSION_RUNNING, 101, version, "a version that runs",
         .flags = KL_A_MULTI),
    NEST(DEVLINK_ATTR_INFO_VERSION_STORED, 102, version, "a version in the flash",
         .flags = KL_A_MULTI),
    U32(DEVLINK_ATTR_SB_POOL_CELL_SIZE, 105, "size of a cell", .unit = KL_UNIT_BYTES),
    NEST(DEVLINK_ATTR_FMSG, 106, fmsg, "a report of a driver's own form"),
    NEST(DEVLINK_ATTR_HEALTH_REPORTER, 114, health, "a reporter of health"),
    STR(DEVLINK_ATTR_HEALTH_REPORTER_NAME, 115, 0, "name of the reporter"),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_GRACEFUL_PERIOD, 120, "between recoveries",
        .unit = KL_UNIT_MS),
    YES_NO(DEVLINK_ATTR_HEALTH_REPORTER_AUTO_RECOVER, 121, "does it recover by itself?"),
    STR(DEVLINK_ATTR_FLASH_UPDATE_FILE_NAME, 122, 0, "file of the firmware"),
    STR(DEVLINK_ATTR_FLASH_UPDATE_COMPONENT, 123, 0, "part of the device"),
    STR(DEVLINK_ATTR_FLASH_UPDATE_STATUS_MSG, 124, 0, "what is being done"),
    BYTES64(DEVLINK_ATTR_FLASH_UPDATE_STATUS_DONE, 125, "written so far"),
    BYTES64(DEVLINK_ATTR_FLASH_UPDATE_STATUS_TOTAL, 126, "to be written"),
    U16(DEVLINK_ATTR_PORT_PCI_PF_NUMBER, 127, "physical function"),
    U16(DEVLINK_ATTR_PORT_PCI_VF_NUMBER, 128, "virtual function"),
    NEST(DEVLINK_ATTR_STATS, 129, stats, "counters"),
    STR(DEVLINK_ATTR_TRAP_NAME, 130, 0, "name of the trap"),
    U8(DEVLINK_ATTR_TRAP_ACTION, 131, "what becomes of packets", .ref.values = &trap_action),
    U8(DEVLINK_ATTR_TRAP_TYPE, 132, "why packets are trapped", .ref.values = &trap_type),
    FLAG(DEVLINK_ATTR_TRAP_GENERIC, 133, "several drivers have it"),
    NEST(DEVLINK_ATTR_TRAP_METADATA, 134, metadata, "what comes with packets"),
    STR(DEVLINK_ATTR_TRAP_GROUP_NAME, 135, 0, "group of the trap"),
    YES_NO(DEVLINK_ATTR_RELOAD_FAILED, 136, "has the last reload failed?"),
    U32(DEVLINK_ATTR_NETNS_FD, 138, "namespace, as a descriptor"),
    U32(DEVLINK_ATTR_NETNS_PID, 139, "namespace, as that of a process"),
    U32(DEVLINK_ATTR_NETNS_ID, 140, "namespace, as a number"),
    YES_NO(DEVLINK_ATTR_HEALTH_REPORTER_AUTO_DUMP, 141, "does it dump by itself?"),
    U32(DEVLINK_ATTR_TRAP_POLICER_ID, 142, "number of the policer"),
    U64(DEVLINK_ATTR_TRAP_POLICER_RATE, 143, "packets per second"),
    U64(DEVLINK_ATTR_TRAP_POLICER_BURST, 144, "packets above that", .unit = KL_UNIT_PACKETS),
    NEST(DEVLINK_ATTR_PORT_FUNCTION, 145, port_function, "function behind the port"),
    STR(DEVLINK_ATTR_INFO_BOARD_SERIAL_NUMBER, 146, 0, "serial number of the board"),
    U32(DEVLINK_ATTR_PORT_LANES, 147, "lanes of the port"),
    YES_NO(DEVLINK_ATTR_PORT_SPLITTABLE, 148, "can it be split?"),
    YES_NO(DEVLINK_ATTR_PORT_EXTERNAL, 149, "is it another machine's?"),
    U32(DEVLINK_ATTR_PORT_CONTROLLER_NUMBER, 150, "controller it belongs to"),
    U64(DEVLINK_ATTR_FLASH_UPDATE_STATUS_TIMEOUT, 151, "longest this may take",
        .unit = KL_UNIT_S),
    ROW(BITFIELD32, DEVLINK_ATTR_FLASH_UPDATE_OVERWRITE_MASK, 152, "what may be overwritten",
        .ref.values = &overwrite),
    U8(DEVLINK_ATTR_RELOAD_ACTION, 153, "what a reload does", .ref.values = &reload_action),
    ROW(BITFIELD32, DEVLINK_ATTR_RELOAD_ACTIONS_PERFORMED, 154, "what the reload did",
        .ref.values = &reload_actions),
    ROW(BITFIELD32, DEVLINK_ATTR_RELOAD_LIMITS, 155, "what a reload must not do",
        .ref.values = &reload_limits),
    NEST(DEVLINK_ATTR_DEV_STATS, 156, dev_stats, "statistics of the device"),
    U32(DEVLINK_ATTR_PORT_PCI_SF_NUMBER, 164, "subfunction"),
    U16(DEVLINK_ATTR_RATE_TYPE, 165, "what the rate is for", .ref.values = &rate_type),
    U64(DEVLINK_ATTR_RATE_TX_SHARE, 166, "rate that is ensured", .unit = KL_UNIT_BYTES_PER_S),
    U64(DEVLINK_ATTR_RATE_TX_MAX, 167, "rate at most", .unit = KL_UNIT_BYTES_PER_S),
    STR(DEVLINK_ATTR_RATE_NODE_NAME, 168, 0, "name of the node"),
    STR(DEVLINK_ATTR_RATE_PARENT_NODE_NAME, 169, 0, "node it is under"),
    U32(DEVLINK_ATTR_REGION_MAX_SNAPSHOTS, 170, "snapshots at most"),
    U32(DEVLINK_ATTR_LINECARD_INDEX, 171, "number of the line card"),
    U8(DEVLINK_ATTR_LINECARD_STATE, 172, "its state", .ref.values = &linecard_state),
    STR(DEVLINK_ATTR_LINECARD_TYPE, 173, 0, "its type"),
    NEST(DEVLINK_ATTR_LINECARD_SUPPORTED_TYPES, 174, linecard_types, "types it may have"),
    NEST(DEVLINK_ATTR_NESTED_DEVLINK, 175, handle, "the device inside"),
    NEST(DEVLINK_ATTR_SELFTESTS, 176, selftests, "tests"),
    U32(DEVLINK_ATTR_RATE_TX_PRIORITY, 177, "priority among its like"),
    U32(DEVLINK_ATTR_RATE_TX_WEIGHT, 178, "weight among its like"),
    FLAG(DEVLINK_ATTR_REGION_DIRECT, 179, "read it as it is, without a snapshot"),
    NEST(DEVLINK_ATTR_RATE_TC_BWS, 180, rate_tc, "bandwidth of a class", .flags = KL_A_MULTI),
    U64(DEVLINK_ATTR_HEALTH_REPORTER_BURST_PERIOD, 181, "recoveries in a row", .unit = KL_UNIT_MS),
    FLAG(DEVLINK_ATTR_PARAM_RESET_DEFAULT, 183, "back to that value"),
    ROW(UINT, DEVLINK_ATTR_INDEX, 184, "number of the device"),
    U32(DEVLINK_ATTR_RESOURCE_SCOPE_MASK, 185, "resources of what", .ref.values = &resource_scope),
    NEST(DEVLINK_ATTR_PARENT_DEV, 186, handle, "device of the node it is under"),
};
static SET(devlink, "devlink", "DEVLINK_ATTR_", "a device and what it has");

ROWS(selftests_reply) {
    STR(DEVLINK_ATTR_BUS_NAME, 1, 0, "bus of the device"),
    STR(DEVLINK_ATTR_DEV_NAME, 2, 0, "name of the device on its bus"),
    NEST(DEVLINK_ATTR_SELFTESTS, 176, selftest_results, "results of tests"),
};
static SET(selftests_reply, "devlink-selftests-reply", "DEVLINK_ATTR_", "how tests ended");

/* Every object has the same four: what the kernel tells of it is "new". */
#define FOUR(i, n, what) \
    COMMAND((i), n##_GET, "ask for: " what), \
    COMMAND((i) + 1, n##_SET, "change: " what), \
    COMMAND((i) + 2, n##_NEW, "add, or an answer: " what), \
    COMMAND((i) + 3, n##_DEL, "delete, or gone: " what)

static const struct kl_command_def commands[] = {
    FOUR(1, DEVLINK_CMD, "device"),
    FOUR(5, DEVLINK_CMD_PORT, "port"),
    COMMAND(9, DEVLINK_CMD_PORT_SPLIT, "split a port"),
    COMMAND(10, DEVLINK_CMD_PORT_UNSPLIT, "join a split port"),
    FOUR(11, DEVLINK_CMD_SB, "shared buffer"),
    FOUR(15, DEVLINK_CMD_SB_POOL, "pool of a buffer"),
    FOUR(19, DEVLINK_CMD_SB_PORT_POOL, "a port's share of a pool"),
    FOUR(23, DEVLINK_CMD_SB_TC_POOL_BIND, "a class's pool"),
    COMMAND(27, DEVLINK_CMD_SB_OCC_SNAPSHOT, "note how much of a buffer is used"),
    COMMAND(28, DEVLINK_CMD_SB_OCC_MAX_CLEAR, "forget the most that was used"),
    COMMAND(29, DEVLINK_CMD_ESWITCH_GET, "ask for the switch's modes"),
    COMMAND(30, DEVLINK_CMD_ESWITCH_SET, "change the switch's modes"),
    COMMAND(31, DEVLINK_CMD_DPIPE_TABLE_GET, "ask for tables of the pipeline"),
    COMMAND(32, DEVLINK_CMD_DPIPE_ENTRIES_GET, "ask for entries of a table"),
    COMMAND(33, DEVLINK_CMD_DPIPE_HEADERS_GET, "ask for headers of the pipeline"),
    COMMAND(34, DEVLINK_CMD_DPIPE_TABLE_COUNTERS_SET, "make a table count"),
    COMMAND(35, DEVLINK_CMD_RESOURCE_SET, "change a resource"),
    COMMAND(36, DEVLINK_CMD_RESOURCE_DUMP, "ask for resources"),
    COMMAND(37, DEVLINK_CMD_RELOAD, "reload the driver or the firmware"),
    FOUR(38, DEVLINK_CMD_PARAM, "parameter"),
    FOUR(42, DEVLINK_CMD_REGION, "region, or a snapshot of it"),
    COMMAND(46, DEVLINK_CMD_REGION_READ, "read a snapshot"),
    FOUR(47, DEVLINK_CMD_PORT_PARAM, "parameter of a port"),
    COMMAND(51, DEVLINK_CMD_INFO_GET, "ask for versions and serial numbers"),
    COMMAND(52, DEVLINK_CMD_HEALTH_REPORTER_GET, "ask for reporters of health"),
    COMMAND(53, DEVLINK_CMD_HEALTH_REPORTER_SET, "change a reporter"),
    COMMAND(54, DEVLINK_CMD_HEALTH_REPORTER_RECOVER, "recover; a reporter's state"),
    COMMAND(55, DEVLINK_CMD_HEALTH_REPORTER_DIAGNOSE, "ask what a reporter finds"),
    COMMAND(56, DEVLINK_CMD_HEALTH_REPORTER_DUMP_GET, "ask for a reporter's dump"),
    COMMAND(57, DEVLINK_CMD_HEALTH_REPORTER_DUMP_CLEAR, "drop a reporter's dump"),
    COMMAND(58, DEVLINK_CMD_FLASH_UPDATE, "write firmware"),
    COMMAND(59, DEVLINK_CMD_FLASH_UPDATE_END, "firmware is written"),
    COMMAND(60, DEVLINK_CMD_FLASH_UPDATE_STATUS, "how far firmware is written"),
    FOUR(61, DEVLINK_CMD_TRAP, "trap"),
    FOUR(65, DEVLINK_CMD_TRAP_GROUP, "group of traps"),
    FOUR(69, DEVLINK_CMD_TRAP_POLICER, "policer of traps"),
    COMMAND(73, DEVLINK_CMD_HEALTH_REPORTER_TEST, "make a reporter's error"),
    FOUR(74, DEVLINK_CMD_RATE, "rate"),
    FOUR(78, DEVLINK_CMD_LINECARD, "line card"),
    COMMAND(82, DEVLINK_CMD_SELFTESTS_GET, "ask for tests"),
    COMMAND(83, DEVLINK_CMD_SELFTESTS_RUN, "run tests; how they ended",
            .request = &devlink, .reply = &selftests_reply),
    COMMAND(84, DEVLINK_CMD_NOTIFY_FILTER_SET, "choose which news to get"),
};

static const struct kl_group_def groups[] = {{.name = "config"}};
// clang-format on

const struct kl_family kl_family_devlink = {
    .name = "devlink",
    .doc = "devices behind network interfaces",
    .command_prefix = "DEVLINK_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &devlink,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
