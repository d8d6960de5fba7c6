// SPDX-License-Identifier: MIT
// show, of the network of a daemon: it draws the tables itself, as they are drawn here.
#include "via.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(char *path, size_t size, const char *name, const char *value)
{
    char *escaped = value ? curl_easy_escape(NULL, value, 0) : NULL;
    size_t n = strlen(path);

    if (escaped)
        snprintf(path + n, size - n, "%c%s=%s", strchr(path, '?') ? '&' : '?', name, escaped);
    curl_free(escaped);
}

int net_show_via(struct net_client *c, const struct kld_view *v, bool whole, bool json)
{
    bool lists_plain = v->what == KLD_V_ROUTES || v->what == KLD_V_NEIGHBOURS || whole;
    char path[1200], *name, *text;
    size_t len;
    int code, unwritten;

    if (whole && !json) {
        name = curl_easy_escape(NULL, v->interface, 0);
        snprintf(path, sizeof path, "/v1/interfaces/%s", name ? name : "");
        curl_free(name);
    } else {
        snprintf(path, sizeof path, "/v1/%s", kld_view_names[v->what]);
        add(path, sizeof path, "interface", v->interface);
        lists_plain &= !whole;
    }
    add(path, sizeof path, "format", json ? NULL : "text");
    if (!whole || json || v->owner != KLD_ANYBODY)
        add(path, sizeof path, "owner",
            v->owner == KLD_ANYBODY     ? NULL
            : v->owner == KLD_ONLY_OURS ? "ours"
                                        : "foreign");
    add(path, sizeof path, "plain", v->plain && lists_plain ? "true" : NULL);
    if (v->what == KLD_V_INTERFACES && (!whole || json))
        add(path, sizeof path, "kind", v->kind);
    add(path, sizeof path, "family",
        !v->family                           ? NULL
        : v->family == kld_family_named("4") ? "ipv4"
                                             : "ipv6");
    if (v->what == KLD_V_INTERFACES)
        add(path, sizeof path, "statistics", v->statistics ? "true" : NULL);
    code = net_client_get(c, path, &text, &len);
    if (!code && !json)
        net_say(stdout, text);
    if (!code && (unwritten = net_print(text, json ? len : 0)))
        code = net_unwritten(c->command, unwritten);
    free(text);
    return code;
}
