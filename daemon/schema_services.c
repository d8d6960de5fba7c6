// SPDX-License-Identifier: MIT
// What the daemon sees to by itself or through others: DHCP.
#include "schema_rows.h"

// clang-format off
static ROWS(dhcp_rows) = {
    BOOL("enabled", "ask; yes when nothing is said", .flags = KLD_SHORT),
    VALUE("hostname", TEXT, "name of this machine to tell the server", .max = 63),
    NUMBER("route-metric", 0, UINT32_MAX,
           "metric of the routes that it brings; 100 when nothing is said"),
    BOOL("use-routes", "take routers and routes; yes when nothing is said"),
    END
};
const struct kld_section kld_dhcp = {"dhcp4", KLD_C_DHCP, dhcp_rows};
