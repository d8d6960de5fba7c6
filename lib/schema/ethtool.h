// SPDX-License-Identifier: MIT
// What the two files of ethtool's tables share.
#ifndef KL_SCHEMA_ETHTOOL_H
#define KL_SCHEMA_ETHTOOL_H

#include "rows.h"

#define UINT(n, i, d, ...)    ROW(UINT, n, i, d, __VA_ARGS__)
#define ETHTOOL_HEADER(n, i)  NEST(n, i, kl_set_ethtool_header, "which interface, and how to answer")
#define ETHTOOL_BITS(n, i, d) NEST(n, i, kl_set_ethtool_bitset, d)
/* Truth values are bytes. */
#define ETHTOOL_BOOL(n, i, d) U8(n, i, d, .ref.values = &kl_enum_ethtool_bool)

extern const struct kl_enum kl_enum_ethtool_bool;
extern const struct kl_attrset kl_set_ethtool_header;
extern const struct kl_attrset kl_set_ethtool_bitset;

/* ethtool_more.c */
extern const struct kl_attrset kl_set_ethtool_cable_test;
extern const struct kl_attrset kl_set_ethtool_cable_test_ntf;
extern const struct kl_attrset kl_set_ethtool_cable_test_tdr;
extern const struct kl_attrset kl_set_ethtool_cable_test_tdr_ntf;
extern const struct kl_attrset kl_set_ethtool_fec;
extern const struct kl_attrset kl_set_ethtool_mm;
extern const struct kl_attrset kl_set_ethtool_module;
extern const struct kl_attrset kl_set_ethtool_module_eeprom;
extern const struct kl_attrset kl_set_ethtool_module_fw_flash;
extern const struct kl_attrset kl_set_ethtool_mse;
extern const struct kl_attrset kl_set_ethtool_phc_vclocks;
extern const struct kl_attrset kl_set_ethtool_phy;
extern const struct kl_attrset kl_set_ethtool_plca;
extern const struct kl_attrset kl_set_ethtool_pse;
extern const struct kl_attrset kl_set_ethtool_pse_ntf;
extern const struct kl_attrset kl_set_ethtool_rss;
extern const struct kl_attrset kl_set_ethtool_stats;
extern const struct kl_attrset kl_set_ethtool_tsconfig;
extern const struct kl_attrset kl_set_ethtool_tsinfo;
extern const struct kl_attrset kl_set_ethtool_tunnel_info;

#endif
