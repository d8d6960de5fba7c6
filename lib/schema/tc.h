// SPDX-License-Identifier: MIT
// What the tables of traffic control share.
#ifndef KL_SCHEMA_TC_H
#define KL_SCHEMA_TC_H

#include "rt_route.h"

extern const struct kl_enum kl_enum_tc_handle;
extern const struct kl_enum kl_enum_tc_verdict; /* TC_ACT_*; jump and goto_chain by their number */
extern const struct kl_enum kl_enum_tc_ethertype; /* ETH_P_* */
extern const struct kl_enum kl_enum_tc_clock;
extern const struct kl_enum kl_enum_tc_cls_flags;

extern const struct kl_layout kl_layout_tc_ratespec;
extern const struct kl_layout kl_layout_tc_times; /* tcf_t */
extern const struct kl_layout kl_layout_tc_bpf_insn;

extern const struct kl_attrset kl_set_tc_action;
extern const struct kl_attrset kl_set_tc_action_stats;
extern const struct kl_attrset kl_set_tc_police;
extern const struct kl_attrset kl_set_tc_flower;
/* TCA_CAKE_STATS_*: in the statistics of the queue and of its classes. */
extern const struct kl_attrset kl_set_tc_cake_stats;

/* What TCA_OPTIONS and the statistics hold, by TCA_KIND next to them (up: around them). */
extern const struct kl_selector kl_select_tc_qdisc_options, kl_select_tc_class_options,
    kl_select_tc_filter_options, kl_select_tc_act_options;
extern const struct kl_selector kl_select_tc_qdisc_stats, kl_select_tc_class_stats;
extern const struct kl_selector kl_select_tc_qdisc_stats_up, kl_select_tc_class_stats_up;

#define HANDLE(n, i, d)         HEX32(n, i, d, .ref.values = &kl_enum_tc_handle)
#define ACTIONS(n, i)           NESTS(n, i, kl_set_tc_action, "actions on a match", .flags = KL_A_FROM1)
#define POLICE(n, i)            NEST(n, i, kl_set_tc_police, "limit that matches are held to")
#define TIMES(n, i)             STRUCT(n, i, kl_layout_tc_times, "when it was made and used")
#define PACKED(n, i, e, d, ...) ROW(PACKED, n, i, d, .elem = KL_T_##e, __VA_ARGS__)
#define STRUCTS(n, i, l, d, ...)                                                                   \
    ROW(PACKED, n, i, d, .elem = KL_T_STRUCT, .ref.layout = &(l), __VA_ARGS__)

/* The fields that every action's struct begins with. */
#define TC_GEN_FIELDS                                                                              \
    U32(index, 0, "number of the action"), HEX32(capab, 4, "not used"),                            \
        S32(action, 8, "what becomes of the packet", .ref.values = &kl_enum_tc_verdict),           \
        S32(refcnt, 12, "references"), S32(bindcnt, 16, "filters that use it")

#endif
