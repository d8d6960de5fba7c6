// SPDX-License-Identifier: MIT
// What the settings want of the daemon: what belongs together.
#include "settings.h"

#include <string.h>

static struct kld_place place_of(const struct kld_object *o, const char *name)
{
    const struct kld_pair *p = kld_pair_of(o, name);

    return p ? p->place : o->place;
}

#define COMPLAIN(s, o, name, ...) kld_complain(&(s)->complaints, place_of(o, name), __VA_ARGS__)

bool kld_is_service(const struct kld_object *o)
{
    return o->class == KLD_C_DHCP;
}

bool kld_is_domain(const char *name, size_t len)
{
    size_t label = 0;

    if (!len || len > 253)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool inside = label && i + 1 < len && name[i + 1] != '.';

        if (c == '.' ? !label : !plain && c != '_' && !(c == '-' && inside))
            return false;
        label = c == '.' ? 0 : label + 1;
        if (label > 63)
            return false;
    }
    return true;
}

static void check_dhcp(struct kld_settings *s, const struct kld_object *o)
{
    const char *hostname = kld_get(o, "hostname");

    if (hostname && !kld_is_domain(hostname, strlen(hostname)))
        COMPLAIN(s, o, "hostname", "hostname: '%s' is no name of a machine", hostname);
}

void kld_services_check(struct kld_settings *s, struct kld_object *o)
{
    check_dhcp(s, o);
}
