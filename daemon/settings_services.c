// SPDX-License-Identifier: MIT
// What the settings want of the daemon: what belongs together, and files with passphrases.
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
    return o->class == KLD_C_DHCP || o->class == KLD_C_DNS || o->class == KLD_C_WIFI;
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

static void check_dns(struct kld_settings *s, const struct kld_object *o)
{
    const char *search = kld_get(o, "search");

    while (search && *search) {
        size_t n = strcspn(search, " ");

        if (!kld_is_domain(search, n))
            COMPLAIN(s, o, "search", "search: '%.*s' is no domain", (int)n, search);
        search += n;
        search += strspn(search, " ");
    }
    if (!kld_get(o, "servers") && !kld_get(o, "search"))
        COMPLAIN(s, o, "servers", "dns: servers, search or both are wanted");
}

static void check_wifi(struct kld_settings *s, struct kld_object *o)
{
    const char *path = kld_get(o, "psk-file"), *key = kld_get(o, "key"), *wrong = NULL;
    char text[KLD_PASSPHRASE_SIZE];

    if (!key)
        kld_set(s->arena, o, "key", key = path ? "wpa-psk" : "open");
    if (!strcmp(key, "open") && path)
        COMPLAIN(s, o, "psk-file", "psk-file: an open network has no passphrase");
    else if (strcmp(key, "open") != 0 && !path)
        COMPLAIN(s, o, "key", "key: %s needs a psk-file", key);
    else if (path)
        wrong = kld_passphrase_read(path, !strcmp(key, "sae"), text);
    explicit_bzero(text, sizeof text);
    if (wrong)
        COMPLAIN(s, o, "psk-file", "psk-file: %s: %s", path, wrong);
}

void kld_services_check(struct kld_settings *s, struct kld_object *o)
{
    if (o->class == KLD_C_DHCP)
        check_dhcp(s, o);
    else if (o->class == KLD_C_DNS)
        check_dns(s, o);
    else
        check_wifi(s, o);
}
