// SPDX-License-Identifier: MIT
// Controller area network devices.
// Source: include/uapi/linux/can/netlink.h, drivers/net/can/dev/netlink.c.
#include "rt_link.h"

// clang-format off
ROWS(bittiming) {
    U32(bitrate,      0,  "bit rate", .unit = KL_UNIT_BITS_PER_S),
    U32(sample_point, 4,  "where a bit is sampled, in 1/1000"),
    U32(tq,           8,  "time quantum", .unit = KL_UNIT_NS),
    U32(prop_seg,     12, "propagation segment, in time quanta"),
    U32(phase_seg1,   16, "first phase segment, in time quanta"),
    U32(phase_seg2,   20, "second phase segment, in time quanta"),
    U32(sjw,          24, "jump width, in time quanta"),
    U32(brp,          28, "divider of the clock"),
};
static LAYOUT(bittiming, "can_bittiming", 32);

ROWS(bittiming_const) {
    STR(name,      0,  16, "controller"),
    U32(tseg1_min, 16, "least first segment"),
    U32(tseg1_max, 20, "longest first segment"),
    U32(tseg2_min, 24, "least second segment"),
    U32(tseg2_max, 28, "longest second segment"),
    U32(sjw_max,   32, "longest jump width"),
    U32(brp_min,   36, "least divider"),
    U32(brp_max,   40, "largest divider"),
    U32(brp_inc,   44, "step of the divider"),
};
static LAYOUT(bittiming_const, "can_bittiming_const", 48);

ROWS(can_clock) {
    U32(freq, 0, "frequency, in Hz"),
};
static LAYOUT(can_clock, "can_clock", 4);

static ENUM(state, "can_state", "CAN_STATE_",
    {0, "error_active"}, {1, "error_warning"}, {2, "error_passive"}, {3, "bus_off"},
    {4, "stopped"}, {5, "sleeping"});

static FLAGS(mode, "modes of the controller", "CAN_CTRLMODE_",
    {0x1, "loopback"}, {0x2, "listenonly"}, {0x4, "3_samples"}, {0x8, "one_shot"},
    {0x10, "berr_reporting"}, {0x20, "fd"}, {0x40, "presume_ack"}, {0x80, "fd_non_iso"},
    {0x100, "cc_len8_dlc"}, {0x200, "tdc_auto"}, {0x400, "tdc_manual"}, {0x800, "restricted"},
    {0x1000, "xl"}, {0x2000, "xl_tdc_auto"}, {0x4000, "xl_tdc_manual"}, {0x8000, "xl_tms"});

ROWS(ctrlmode) {
    U32(mask,  0, "which modes are meant", .ref.values = &mode),
    U32(flags, 4, "the modes", .ref.values = &mode),
};
static LAYOUT(ctrlmode, "can_ctrlmode", 8);

ROWS(berr_counter) {
    U16(txerr, 0, "errors of sending"),
    U16(rxerr, 2, "errors of receiving"),
};
static LAYOUT(berr_counter, "can_berr_counter", 4);

ROWS(tdc) {
    U32(IFLA_CAN_TDC_TDCV_MIN, 1, "least value"),
    U32(IFLA_CAN_TDC_TDCV_MAX, 2, "largest value"),
    U32(IFLA_CAN_TDC_TDCO_MIN, 3, "least offset"),
    U32(IFLA_CAN_TDC_TDCO_MAX, 4, "largest offset"),
    U32(IFLA_CAN_TDC_TDCF_MIN, 5, "least filter window"),
    U32(IFLA_CAN_TDC_TDCF_MAX, 6, "largest filter window"),
    U32(IFLA_CAN_TDC_TDCV,     7, "value"),
    U32(IFLA_CAN_TDC_TDCO,     8, "offset"),
    U32(IFLA_CAN_TDC_TDCF,     9, "filter window"),
};
static SET(tdc, "rt-link-can-tdc", "IFLA_CAN_TDC_", "compensation of the transceiver's delay");

ROWS(ctrlmode_ext) {
    U32(IFLA_CAN_CTRLMODE_SUPPORTED, 1, "modes that can be set", .ref.values = &mode),
};
static SET(ctrlmode_ext, "rt-link-can-modes", "IFLA_CAN_CTRLMODE_", "more on modes");

ROWS(pwm) {
    U32(IFLA_CAN_PWM_PWMS_MIN, 1, "least short phase"),
    U32(IFLA_CAN_PWM_PWMS_MAX, 2, "longest short phase"),
    U32(IFLA_CAN_PWM_PWML_MIN, 3, "least long phase"),
    U32(IFLA_CAN_PWM_PWML_MAX, 4, "longest long phase"),
    U32(IFLA_CAN_PWM_PWMO_MIN, 5, "least offset"),
    U32(IFLA_CAN_PWM_PWMO_MAX, 6, "largest offset"),
    U32(IFLA_CAN_PWM_PWMS,     7, "short phase"),
    U32(IFLA_CAN_PWM_PWML,     8, "long phase"),
    U32(IFLA_CAN_PWM_PWMO,     9, "offset"),
};
static SET(pwm, "rt-link-can-pwm", "IFLA_CAN_PWM_", "pulse widths of CAN XL");

#define TIMING(n, i, d) ROW(STRUCT, n, i, d, .ref.layout = &bittiming)
#define LIMITS(n, i, d) ROW(STRUCT, n, i, d, .ref.layout = &bittiming_const)
#define RATES(n, i, d)  ROW(PACKED, n, i, d, .elem = KL_T_U32)

ROWS(kl_set_link_can) {
    TIMING(IFLA_CAN_BITTIMING,             1,  "timing of bits"),
    LIMITS(IFLA_CAN_BITTIMING_CONST,       2,  "limits of the timing"),
    ROW(STRUCT, IFLA_CAN_CLOCK,            3,  "clock of the controller",
        .ref.layout = &can_clock),
    U32(IFLA_CAN_STATE,                    4,  "state of the controller", .ref.values = &state),
    ROW(STRUCT, IFLA_CAN_CTRLMODE,         5,  "modes", .ref.layout = &ctrlmode),
    U32(IFLA_CAN_RESTART_MS,               6,  "restart so long after bus-off; 0: by hand",
        .unit = KL_UNIT_MS),
    U32(IFLA_CAN_RESTART,                  7,  "restart now"),
    ROW(STRUCT, IFLA_CAN_BERR_COUNTER,     8,  "errors on the bus", .ref.layout = &berr_counter),
    TIMING(IFLA_CAN_DATA_BITTIMING,        9,  "CAN FD: timing of the data phase"),
    LIMITS(IFLA_CAN_DATA_BITTIMING_CONST,  10, "CAN FD: limits of that timing"),
    U16(IFLA_CAN_TERMINATION,              11, "termination of the bus, in ohm; 0: none"),
    ROW(PACKED, IFLA_CAN_TERMINATION_CONST, 12, "terminations there are, in ohm",
        .elem = KL_T_U16),
    RATES(IFLA_CAN_BITRATE_CONST,          13, "bit rates there are"),
    RATES(IFLA_CAN_DATA_BITRATE_CONST,     14, "CAN FD: bit rates of the data phase there are"),
    U32(IFLA_CAN_BITRATE_MAX,              15, "highest bit rate", .unit = KL_UNIT_BITS_PER_S),
    NEST(IFLA_CAN_TDC,                     16, tdc, "CAN FD: compensation of delay"),
    NEST(IFLA_CAN_CTRLMODE_EXT,            17, ctrlmode_ext, "more on modes"),
    TIMING(IFLA_CAN_XL_DATA_BITTIMING,     18, "CAN XL: timing of the data phase"),
    LIMITS(IFLA_CAN_XL_DATA_BITTIMING_CONST, 19, "CAN XL: limits of that timing"),
    RATES(IFLA_CAN_XL_DATA_BITRATE_CONST,  20, "CAN XL: bit rates of the data phase there are"),
    NEST(IFLA_CAN_XL_TDC,                  21, tdc, "CAN XL: compensation of delay"),
    NEST(IFLA_CAN_XL_PWM,                  22, pwm, "CAN XL: pulse widths"),
};
SET(kl_set_link_can, "rt-link-can", "IFLA_CAN_", "a CAN device");

ROWS(device_stats) {
    U32(bus_error,        0,  "errors on the bus"),
    U32(error_warning,    4,  "changes to error-warning"),
    U32(error_passive,    8,  "changes to error-passive"),
    U32(bus_off,          12, "changes to bus-off"),
    U32(arbitration_lost, 16, "lost arbitrations"),
    U32(restarts,         20, "restarts"),
};
static LAYOUT(device_stats, "can_device_stats", 24);

const struct kl_attrset kl_set_link_can_xstats = {.name = "rt-link-can-xstats", .prefix = "",
    .doc = "counters of a CAN device", .header = &device_stats};
// clang-format on
