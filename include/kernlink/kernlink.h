// SPDX-License-Identifier: MIT
// kernlink: talk to the Linux kernel over netlink. Includes every public header.
#ifndef KERNLINK_KERNLINK_H
#define KERNLINK_KERNLINK_H

#include <kernlink/core.h>
#include <kernlink/ipset.h>
#include <kernlink/net.h>
#include <kernlink/net_kind.h>
#include <kernlink/net_watch.h>
#include <kernlink/net_wireguard.h>
#include <kernlink/schema.h>
#include <kernlink/sink.h>
#include <kernlink/wifi.h>
#include <kernlink/wifi_ap.h>
#include <kernlink/wifi_measure.h>
#include <kernlink/wifi_nan.h>
#include <kernlink/wifi_phy.h>
#include <kernlink/wifi_set.h>
#include <kernlink/wifi_wake.h>

#endif
