// SPDX-License-Identifier: MIT
// Radios of mac80211_hwsim in the test's own network namespace, and access points on them.
#ifndef WIFI_WORLD_H
#define WIFI_WORLD_H

#include <kernlink/kernlink.h>

/** Ends the program with a skip where the kernel has no simulated radios; guards as world_check().
 */
void wifi_world_check(void);
/** Makes @n radios, which go with the process. Their interfaces are named wlan0 and on, and are up;
 *  @phy and @ifindex receive theirs. */
void wifi_world_radios(unsigned n, uint32_t *phy, uint32_t *ifindex);
/** Starts hostapd with this configuration, and returns when the network is there. */
void wifi_world_ap(const char *configuration);
/** Ends it, and every other program started. */
void wifi_world_stop(void);
/** Runs a line of shell. @return its exit status. */
int wifi_world_shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** What a line of shell prints, up to @size. */
void wifi_world_read(char *ret, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** Starts a program that runs beside the test. */
void wifi_world_start(const char *line);

#endif
