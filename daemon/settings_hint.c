// SPDX-License-Identifier: MIT
// What to write in the place of a key that there is not: people come with the words of iproute2,
// netplan, systemd-networkd and ifupdown.
#include <stdio.h>
#include <string.h>

#include "../lib/core/nearest.h"
#include "settings.h"

struct hint {
    const struct kld_section *section;
    const char *words; // between blanks
    const char *text;  // keys in '': a test looks whether there are such
};

// clang-format off
static const struct hint hints[] = {
    {&kld_root, " network ", "what stands below it elsewhere stands at the top, first 'interfaces'"},
    {&kld_root, " ethernets bridges bonds vlans vrfs tunnels wifis links dummy-devices devices ",
     "all interfaces stand below 'interfaces', each with its 'kind'"},
    {&kld_root, " version renderer ", "nothing stands for it here, leave it out"},
    {&kld_interface, " slaves members bridge-ports bridge_ports bond-slaves ", "it is 'ports' here"},
    {&kld_interface, " interfaces ", "what belongs to an interface is listed in its 'ports'"},
    {&kld_interface, " master vrf bond bridge controller ",
     "an interface that others belong to lists them in its 'ports'"},
    {&kld_interface, " vni vid vlan-id vlan_id ", "it is 'id' here"},
    {&kld_interface, " type ", "it is 'kind' here"},
    {&kld_interface, " parent lower dev vlan-raw-device ", "it is 'link' here"},
    {&kld_interface, " gateway gateway4 gateway6 ", "a router is a route: 'routes: [{to: default, via: ROUTER}]'"},
    {&kld_interface, " nameservers dns-nameservers dns-servers name-servers ", "it is 'dns' here"},
    {&kld_interface, " dhcp ", "it is 'dhcp4' here"},
    {&kld_interface, " macaddress hwaddr hwaddress lladdr mac-address ", "it is 'mac' here"},
    {&kld_interface, " txqueuelen txqlen ", "it is 'tx-queue-length' here"},
    {&kld_interface, " parameters ", "what stands below it elsewhere stands beside 'kind'"},
    {&kld_interface, " access-points ssid ", "it is 'wifi' here"},
    {&kld_interface, " alias comment ", "it is 'description' here"},
    {&kld_interface, " optional critical ", "nothing stands for it here, leave it out"},
    {&kld_address, " ip local ", "it is 'address' here"},
    {&kld_route, " gateway gw nexthop next-hop router ", "it is 'via' here"},
    {&kld_route, " interface device oif ", "it is 'dev' here"},
    {&kld_route, " dst destination prefix network ", "it is 'to' here"},
    {&kld_route, " src prefsrc from ", "it is 'source' here"},
    {&kld_route, " priority ", "it is 'metric' here"},
    {&kld_route, " nexthops multipath ", "it is 'hops' here"},
    {&kld_rule, " lookup ", "it is 'table' here"},
    {&kld_rule, " fwmark ", "it is 'mark' here"},
    {&kld_rule, " pref metric ", "it is 'priority' here"},
    {&kld_neighbour, " lladdr macaddress ", "it is 'mac' here"},
    {&kld_peer, " persistent-keepalive persistent_keepalive ", "it is 'keepalive' here"},
    {&kld_peer, " allowed allowedips addresses ", "it is 'allowed-ips' here"},
    {&kld_dns, " addresses nameservers ", "it is 'servers' here"},
    {&kld_dns, " domains domain ", "it is 'search' here"},
    {&kld_wifi, " password passphrase psk ", "it is in a file of its own here: 'psk-file'"},
};
// clang-format on

struct names {
    const struct kld_section *section;
    int kind;
};

static const char *name_at(size_t i, const void *user)
{
    const struct names *n = user;
    const struct kld_row *r;

    for (r = n->section->rows; r->name; r++)
        if (!(r->flags & KLD_INTERNAL) && (n->kind < 0 || !r->kinds || (r->kinds >> n->kind & 1)) &&
            i-- == 0)
            return kld_own_name(r);
    if (n->section != &kld_interface)
        return NULL;
    for (r = kld_kind_rows; r->name; r++)
        if ((n->kind < 0 || (r->kinds >> n->kind & 1)) && i-- == 0)
            return kld_own_name(r);
    return NULL;
}

static const struct hint *hint_for(const struct kld_section *section, const char *key)
{
    char word[32];

    if (strchr(key, ' ') || snprintf(word, sizeof word, " %s ", key) >= (int)sizeof word)
        return NULL;
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
        if (hints[i].section == section && strstr(hints[i].words, word))
            return &hints[i];
    return NULL;
}

// A key one level too high: accept-ra for ipv6: {accept-ra: ...}.
static const struct kld_row *below(const struct kld_section *section, const char *key)
{
    for (const struct kld_row *r = section->rows; r->name; r++)
        if (r->type == KLD_T_SECTION && r->section)
            for (const struct kld_row *s = r->section->rows; s->name; s++)
                if (!strcmp(kld_own_name(s), key))
                    return s;
    return NULL;
}

void kld_settings_hint(char *text, size_t size, const struct kld_section *section, const char *key,
                       int kind)
{
    const struct hint *h = hint_for(section, key);
    const struct kld_row *r = h ? NULL : below(section, key);
    struct names n = {section, kind};
    const char *near = h || r ? NULL : kl_nearest(key, name_at, &n);

    text[0] = 0;
    if (h)
        snprintf(text, size, "; %s", h->text);
    else if (r)
        snprintf(text, size, "; it stands below '%.*s' here", (int)strcspn(r->name, "."), r->name);
    else if (near)
        snprintf(text, size, "; did you mean '%s'?", near);
    else if (section == &kld_root && kld_find(&kld_interface, key, -1))
        snprintf(text, size, "; it stands below an interface");
}

size_t kld_settings_hint_at(size_t i, const struct kld_section **section, const char **text)
{
    if (i < sizeof hints / sizeof hints[0]) {
        *section = hints[i].section;
        *text = hints[i].text;
    }
    return sizeof hints / sizeof hints[0];
}
