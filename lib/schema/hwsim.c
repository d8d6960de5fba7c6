// SPDX-License-Identifier: MIT
// mac80211_hwsim: simulated radios, and the medium between them.
// Source: drivers/net/wireless/virtual/mac80211_hwsim.h and .c (no UAPI header).
#include "nl80211.h"

// clang-format off
static FLAGS(tx_control, "hwsim_tx_control_flags", "HWSIM_TX_",
    {1 << 0, "ctl_req_tx_status"}, {1 << 1, "ctl_no_ack"}, {1 << 2, "stat_ack"});

static FLAGS(rate_flags, "hwsim_tx_rate_flags", "MAC80211_HWSIM_TX_RC_",
    {1 << 0, "use_rts_cts"}, {1 << 1, "use_cts_protect"}, {1 << 2, "use_short_preamble"},
    {1 << 3, "mcs"}, {1 << 4, "green_field"}, {1 << 5, "40_mhz_width"}, {1 << 6, "dup_data"},
    {1 << 7, "short_gi"}, {1 << 8, "vht_mcs"}, {1 << 9, "80_mhz_width"}, {1 << 10, "160_mhz_width"});

static ENUM(custom_reg, "regulatory domains of the driver", "",
    {0, "custom_01"}, {1, "custom_02"}, {2, "custom_03"}, {3, "custom_04"});

ROWS(tx_rate) {
    S8(idx,   0, "index of the rate; -1: none"),
    U8(count, 1, "tries with it"),
};
static LAYOUT(tx_rate, "hwsim_tx_rate", 2);

ROWS(tx_rate_flag) {
    S8(idx,    0, "index of the rate; -1: none"),
    E16(flags, 1, rate_flags, "what kind of rate"),
};
static LAYOUT(tx_rate_flag, "hwsim_tx_rate_flag", 3);

ROWS(hwsim) {
    MAC(HWSIM_ATTR_ADDR_RECEIVER,          1, "radio that receives"),
    MAC(HWSIM_ATTR_ADDR_TRANSMITTER,       2, "radio that sends"),
    BYTES(HWSIM_ATTR_FRAME,                3, "the frame"),
    E32(HWSIM_ATTR_FLAGS,                  4, tx_control, "how it is sent, how that went"),
    U32(HWSIM_ATTR_RX_RATE,                5, "index of the rate it is received with"),
    S32(HWSIM_ATTR_SIGNAL,                 6, "signal", .unit = KL_UNIT_DBM),
    PACKED_OF(STRUCT, HWSIM_ATTR_TX_INFO,  7, "rates that were tried", .ref.layout = &tx_rate),
    MASK64(HWSIM_ATTR_COOKIE,              8, "names the frame"),
    U32(HWSIM_ATTR_CHANNELS,               9, "channels at once"),
    U32(HWSIM_ATTR_RADIO_ID,               10, "number of the radio"),
    STR(HWSIM_ATTR_REG_HINT_ALPHA2,        11, 2, "country that the driver hints at"),
    E32(HWSIM_ATTR_REG_CUSTOM_REG,         12, custom_reg, "regulatory domain of the driver"),
    FLAG(HWSIM_ATTR_REG_STRICT_REG,        13, "no other regulatory domain"),
    FLAG(HWSIM_ATTR_SUPPORT_P2P_DEVICE,    14, "can be a P2P device"),
    FLAG(HWSIM_ATTR_USE_CHANCTX,           15, "uses channel contexts"),
    FLAG(HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE, 16, "goes with the socket"),
    STR(HWSIM_ATTR_RADIO_NAME,             17, 0, "name of the radio"),
    FLAG(HWSIM_ATTR_NO_VIF,                18, "without an interface"),
    U32(HWSIM_ATTR_FREQ,                   19, "frequency of the frame", .unit = KL_UNIT_MHZ),
    PAD(HWSIM_ATTR_PAD,                    20),
    PACKED_OF(STRUCT, HWSIM_ATTR_TX_INFO_FLAGS, 21, "what kinds of rates were tried",
              .ref.layout = &tx_rate_flag),
    MAC(HWSIM_ATTR_PERM_ADDR,              22, "permanent address"),
    E32(HWSIM_ATTR_IFTYPE_SUPPORT,         23, kl_enum_iftype_bits, "interface types"),
    CIPHERS(HWSIM_ATTR_CIPHER_SUPPORT,     24, "cipher suites"),
    FLAG(HWSIM_ATTR_MLO_SUPPORT,           25, "multi-link operation"),
    NEST(HWSIM_ATTR_PMSR_SUPPORT,          26, kl_set_pmsr, "measurements it can do"),
    NEST(HWSIM_ATTR_PMSR_REQUEST,          27, kl_set_pmsr, "measurements asked for"),
    NEST(HWSIM_ATTR_PMSR_RESULT,           28, kl_set_pmsr, "measurements done"),
    FLAG(HWSIM_ATTR_MULTI_RADIO,           29, "a radio for each band"),
    FLAG(HWSIM_ATTR_SUPPORT_NAN_DEVICE,    30, "can be a NAN device"),
    FLAG(HWSIM_ATTR_SUPPORT_BACKGROUND_RADAR, 31, "radar detection in the background"),
};
static SET(hwsim, "hwsim", "HWSIM_ATTR_", "simulated radios");

static const struct kl_command_def commands[] = {
    COMMAND(1,  HWSIM_CMD_REGISTER,      "be the medium"),
    COMMAND(2,  HWSIM_CMD_FRAME,         "a frame to or from the medium"),
    COMMAND(3,  HWSIM_CMD_TX_INFO_FRAME, "how the sending of a frame went"),
    COMMAND(4,  HWSIM_CMD_NEW_RADIO,     "make a radio, or one has come"),
    COMMAND(5,  HWSIM_CMD_DEL_RADIO,     "delete a radio, or one has gone"),
    COMMAND(6,  HWSIM_CMD_GET_RADIO,     "ask for a radio, or all"),
    COMMAND(7,  HWSIM_CMD_ADD_MAC_ADDR,  "a radio listens to one more address"),
    COMMAND(8,  HWSIM_CMD_DEL_MAC_ADDR,  "a radio listens to an address no more"),
    COMMAND(9,  HWSIM_CMD_START_PMSR,    "measure with peers"),
    COMMAND(10, HWSIM_CMD_ABORT_PMSR,    "break a measurement off"),
    COMMAND(11, HWSIM_CMD_REPORT_PMSR,   "results of a measurement"),
};

static const struct kl_group_def groups[] = {{.name = "config"}};
// clang-format on

const struct kl_family kl_family_hwsim = {
    .name = "MAC80211_HWSIM",
    .doc = "simulated Wi-Fi radios",
    .command_prefix = "HWSIM_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &hwsim,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
