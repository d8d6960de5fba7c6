// SPDX-License-Identifier: MIT
// nl80211: the attributes at the top of its messages, of all commands and of device descriptions.
#include "nl80211.h"

// clang-format off
#define VARIANT_CONTROL_PORT_ETHERTYPE \
    E16(NL80211_ATTR_CONTROL_PORT_ETHERTYPE, 102, kl_enum_ethertype, "EtherType of the port", \
        .flags = KL_A_HEX)
#define VARIANT_COALESCE_RULE \
    NESTS1(NL80211_ATTR_COALESCE_RULE, 182, kl_set_coalesce_rule, "which received packets may wait")
#define VARIANT_VENDOR_DATA \
    BYTES(NL80211_ATTR_VENDOR_DATA, 197, "what the vendor makes of it")
#define VARIANT_BSS_SELECT \
    NEST(NL80211_ATTR_BSS_SELECT, 227, kl_set_bss_select, "which BSS the device is to choose")
#define VARIANT_TID_CONFIG \
    NESTS(NL80211_ATTR_TID_CONFIG, 285, kl_set_tid_config, "settings of TIDs")
#define VARIANT_BSS_PARAM \
    FLAG(NL80211_ATTR_BSS_PARAM, 341, "refuse what the device cannot change")

ROWS(kl_set_nl80211) {
#include "nl80211_rows.h"
};
SET(kl_set_nl80211, "nl80211", "NL80211_ATTR_", "Wi-Fi");

#undef VARIANT_CONTROL_PORT_ETHERTYPE
#undef VARIANT_COALESCE_RULE
#undef VARIANT_VENDOR_DATA
#undef VARIANT_BSS_SELECT
#undef VARIANT_TID_CONFIG
#undef VARIANT_BSS_PARAM
#define VARIANT_CONTROL_PORT_ETHERTYPE \
    FLAG(NL80211_ATTR_CONTROL_PORT_ETHERTYPE, 102, "the port may have another EtherType")
#define VARIANT_COALESCE_RULE \
    LAID(NL80211_ATTR_COALESCE_RULE, 182, kl_layout_coalesce_support, \
         "what rules for packets to wait there can be")
#define VARIANT_VENDOR_DATA \
    ARRAY_OF(STRUCT, NL80211_ATTR_VENDOR_DATA, 197, "commands of vendors", \
             .flags = KL_A_FROM1, .ref.layout = &kl_layout_vendor_cmd_info)
#define VARIANT_BSS_SELECT \
    NEST(NL80211_ATTR_BSS_SELECT, 227, kl_set_bss_select_capa, "how it can choose a BSS")
#define VARIANT_TID_CONFIG \
    NEST(NL80211_ATTR_TID_CONFIG, 285, kl_set_tid_config, "what can be set for TIDs")
#define VARIANT_BSS_PARAM \
    NEST(NL80211_ATTR_BSS_PARAM, 341, kl_set_bss_param_capa, "what of a BSS can be changed")

ROWS(kl_set_nl80211_wiphy) {
#include "nl80211_rows.h"
};
SET(kl_set_nl80211_wiphy, "nl80211-wiphy", "NL80211_ATTR_", "a Wi-Fi device");
// clang-format on
