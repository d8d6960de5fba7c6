// SPDX-License-Identifier: MIT
// What the daemon sees to by itself or through others: DHCP, name servers, wireless networks.
#include "schema_rows.h"

// clang-format off
static WORDS(id_words) = {{"mac", 0}, {"duid", 1}, END};

static ROWS(dhcp_rows) = {
    BOOL("enabled", "ask; yes when nothing is said", .flags = KLD_SHORT),
    VALUE("hostname", TEXT, "name to tell the server; that of this machine when nothing is said",
          .max = 63),
    BOOL("send-hostname", "tell it a name; yes when nothing is said"),
    WORD("client-id", id_words,
         "how the server knows this client again: by its MAC address, which is usual, or by a DUID"),
    NUMBER("route-metric", 0, UINT32_MAX,
           "metric of the routes that it brings; 100, or 600 with wifi, when nothing is said"),
    BOOL("use-dns", "take name servers and domains; yes when nothing is said"),
    BOOL("use-domains", "take domains to look in, too; yes when nothing is said"),
    BOOL("use-mtu", "give its routes the MTU that the server says; no when nothing is said"),
    BOOL("use-routes", "take routers and routes; yes when nothing is said"),
    NUMBER("carrier-loss", 0, 86400,
           "seconds that all of it is kept while there is no carrier; 5 when nothing is said"),
    END
};
const struct kld_section kld_dhcp = {"dhcp4", KLD_C_DHCP, dhcp_rows};

static ROWS(dns_rows) = {
    VALUE("servers", IP, "name servers, the first ones first", .flags = KLD_LIST | KLD_ORDERED),
    VALUE("search", TEXT, "domains to look in for names without a dot",
          .flags = KLD_LIST | KLD_ORDERED, .max = 253),
    END
};
const struct kld_section kld_dns = {"dns", KLD_C_DNS, dns_rows};

static WORDS(key_words) = {
    {"open", KLD_WIFI_OPEN}, {"wpa-psk", KLD_WIFI_PSK}, {"sae", KLD_WIFI_SAE}, END};

static ROWS(wifi_rows) = {
    VALUE("ssid", TEXT, "name of the network", .flags = KLD_REQUIRED | KLD_IDENTITY | KLD_SHORT,
          .max = 32),
    WORD("key", key_words,
         "how it is protected; when nothing is said wpa-psk with a psk-file, open without"),
    VALUE("psk-file", PATH, "file with the passphrase, mode 0600"),
    VALUE("bssid", MAC, "only this access point"),
    BOOL("hidden", "ask for it by name, as it does not tell it"),
    END
};
const struct kld_section kld_wifi = {"wireless network", KLD_C_WIFI, wifi_rows};
