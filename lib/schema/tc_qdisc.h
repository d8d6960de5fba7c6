// SPDX-License-Identifier: MIT
// Queues that keep themselves short (tc_aqm.c), for the list of all kinds (tc_qdisc.c).
#ifndef KL_SCHEMA_TC_QDISC_H
#define KL_SCHEMA_TC_QDISC_H

#include "tables.h"

extern const struct kl_layout kl_layout_tc_prio;

extern const struct kl_attrset kl_set_tc_codel, kl_set_tc_fq_codel, kl_set_tc_fq, kl_set_tc_fq_pie,
    kl_set_tc_pie, kl_set_tc_cake, kl_set_tc_red, kl_set_tc_gred, kl_set_tc_choke, kl_set_tc_sfq,
    kl_set_tc_sfb, kl_set_tc_hhf, kl_set_tc_dualpi2;
extern const struct kl_attrset kl_set_tc_codel_stats, kl_set_tc_fq_codel_stats, kl_set_tc_fq_stats,
    kl_set_tc_fq_pie_stats, kl_set_tc_pie_stats, kl_set_tc_red_stats, kl_set_tc_choke_stats,
    kl_set_tc_sfq_stats, kl_set_tc_sfb_stats, kl_set_tc_hhf_stats, kl_set_tc_dualpi2_stats;
extern const struct kl_attrset kl_set_tc_fq_codel_class_stats, kl_set_tc_sfq_class_stats;

/* Sets that nest in themselves. */
extern const struct kl_attrset kl_set_tc_ets, kl_set_tc_taprio;

#endif
