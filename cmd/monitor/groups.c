// SPDX-License-Identifier: MIT
// Which groups the words stand for. Source: include/uapi/linux/rtnetlink.h, netfilter/nfnetlink.h,
// xfrm.h, sock_diag.h; what the tables name is found there.
#include "groups.h"

#include "../../lib/core/nearest.h"
#include "../../lib/core/schema_def.h"
#include "../show/show.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// clang-format off
static const struct word {
    const char *word;
    int protocol;
    uint32_t ids[8];
    bool always; // joined when nothing is asked for
    const char *doc;
} words[] = {
    {"link",     NETLINK_ROUTE, {1}, true,                 "interfaces"},
    {"addr",     NETLINK_ROUTE, {5, 9}, true,              "addresses of interfaces"},
    {"route",    NETLINK_ROUTE, {7, 11}, true,             "routes"},
    {"rule",     NETLINK_ROUTE, {8, 19}, true,             "rules of routing"},
    {"neigh",    NETLINK_ROUTE, {3}, true,                 "neighbours"},
    {"nexthop",  NETLINK_ROUTE, {32}, true,                "nexthop objects"},
    {"tc",       NETLINK_ROUTE, {4}, true,                 "queueing disciplines, classes, filters"},
    {"netconf",  NETLINK_ROUTE, {24, 25, 29}, false,       "settings of interfaces"},
    {"nsid",     NETLINK_ROUTE, {28}, true,                "numbers of network namespaces"},
    {"mdb",      NETLINK_ROUTE, {26}, false,               "multicast groups of bridges"},
    {"mroute",   NETLINK_ROUTE, {6, 10}, false,            "multicast routes"},
    {"prefix",   NETLINK_ROUTE, {18}, false,               "IPv6 prefixes that routers announce"},
    {"nduseropt", NETLINK_ROUTE, {20}, false,              "what else routers announce"},
    {"mpls",     NETLINK_ROUTE, {27}, false,               "MPLS routes"},
    {"vlan",     NETLINK_ROUTE, {33}, false,               "VLANs of bridges"},
    {"stats",    NETLINK_ROUTE, {36}, false,               "statistics of interfaces"},
    {"nftables", NETLINK_NETFILTER, {7}, true,             "tables, chains, rules, sets of nft"},
    {"nftrace",  NETLINK_NETFILTER, {9}, false,            "packets that nft traces"},
    {"conntrack", NETLINK_NETFILTER, {1, 2, 3}, false,     "connections"},
    {"conntrack-new", NETLINK_NETFILTER, {1}, false,       "connections that come"},
    {"conntrack-update", NETLINK_NETFILTER, {2}, false,    "connections that change"},
    {"conntrack-destroy", NETLINK_NETFILTER, {3}, false,   "connections that go"},
    {"expect",   NETLINK_NETFILTER, {4, 5, 6}, false,      "connections that are expected"},
    {"acct",     NETLINK_NETFILTER, {8}, false,            "quotas that are used up"},
    {"xfrm",     6, {1, 2, 3, 4, 5, 6, 7, 8}, false,       "IPsec"},
    {"tcp-destroy", 4, {1, 3}, false,                      "TCP sockets that go"},
    {"udp-destroy", 4, {2, 4}, false,                      "UDP sockets that go"},
    {NULL, 0, {0}, false, NULL},
};
// clang-format on

static struct monitor_group *add(struct monitor_groups *g, int protocol, uint32_t id)
{
    struct monitor_group *grown;

    for (unsigned i = 0; i < g->n; i++)
        if (id != 0 && g->group[i].protocol == protocol && g->group[i].id == id)
            return &g->group[i];
    if (g->n == g->room) {
        grown = realloc(g->group, (g->room + 16) * 2 * sizeof *grown);
        if (!grown)
            return NULL;
        g->group = grown;
        g->room = (g->room + 16) * 2;
    }
    g->group[g->n] = (struct monitor_group){.protocol = protocol, .id = id};
    return &g->group[g->n++];
}

static int add_generic(struct monitor_groups *g, const char *family, size_t len, const char *name)
{
    struct monitor_group *made;

    if (len >= sizeof made->family || strlen(name) >= sizeof made->name)
        return -ENOENT;
    for (unsigned i = 0; i < g->n; i++)
        if (strlen(g->group[i].family) == len && !memcmp(g->group[i].family, family, len) &&
            !strcmp(g->group[i].name, name))
            return 0;
    made = add(g, NETLINK_GENERIC, 0);
    if (!made)
        return -ENOMEM;
    memcpy(made->family, family, len);
    strcpy(made->name, name);
    return 0;
}

static int add_word(struct monitor_groups *g, const struct word *w)
{
    for (size_t i = 0; i < 8 && w->ids[i] != 0; i++)
        if (!add(g, w->protocol, w->ids[i]))
            return -ENOMEM;
    return 0;
}

static bool is_generic(const struct kl_family *f)
{
    return f->protocol == NETLINK_GENERIC;
}

static int add_group_of(struct monitor_groups *g, const struct kl_family *f,
                        const struct kl_group_def *group)
{
    if (is_generic(f))
        return add_generic(g, f->name, strlen(f->name), group->name);
    return add(g, f->protocol, group->id) ? 0 : -ENOMEM;
}

// A family, all of its groups, or a group of one, by the tables.
static int add_from_tables(struct monitor_groups *g, const char *word)
{
    const struct kl_family *f = kl_family_find(word);
    int rc = -ENOENT;

    if (f && is_generic(f))
        return add_generic(g, f->name, strlen(f->name), "");
    if (f && f->n_groups > 0) {
        for (unsigned i = 0, failed = 0; i < f->n_groups && !failed; i++)
            failed = (rc = add_group_of(g, f, &f->groups[i])) < 0;
        return rc;
    }
    for (size_t i = 0; (f = kl_family_at(i)) != NULL; i++)
        for (unsigned n = 0; n < f->n_groups; n++)
            if (kl_name_is(word, f->groups[n].name, "RTNLGRP_") ||
                kl_name_is(word, f->groups[n].name, "NFNLGRP_"))
                return add_group_of(g, f, &f->groups[n]);
    return rc;
}

// "route:1", "nl80211:scan". A generic family may come later, so any name will do.
static int add_pair(struct monitor_groups *g, const char *word, const char *colon)
{
    char before[32], *end;
    unsigned long id = strtoul(colon + 1, &end, 10);
    int protocol;

    snprintf(before, sizeof before, "%.*s", (int)(colon - word), word);
    protocol = show_protocol_number(before);
    if (protocol >= 0 && end != colon + 1 && !*end && id > 0 && id <= UINT32_MAX)
        return add(g, protocol, (uint32_t)id) ? 0 : -ENOMEM;
    if (colon == word || protocol >= 0)
        return -ENOENT;
    return add_generic(g, word, (size_t)(colon - word), !strcmp(colon + 1, "*") ? "" : colon + 1);
}

static const char *word_at(size_t i, const void *user)
{
    size_t n = sizeof words / sizeof words[0] - 1;
    const struct kl_family *f;

    (void)user;
    if (i < n)
        return words[i].word;
    f = kl_family_at(i - n);
    return f ? f->name : NULL;
}

int monitor_groups_add(struct monitor_groups *g, const char *word)
{
    const char *colon = strchr(word, ':'), *near;
    int rc = -ENOENT;

    for (const struct word *w = words; w->word; w++)
        if (!strcasecmp(w->word, word))
            return add_word(g, w);
    if (!strcmp(word, "ctrl"))
        word = "nlctrl";
    rc = colon ? add_pair(g, word, colon) : add_from_tables(g, word);
    if (rc != -ENOENT)
        return rc;
    near = kl_nearest(word, word_at, NULL);
    fprintf(stderr, "kernlink monitor: there is no group %s%s%s%s\n", word,
            near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    fprintf(stderr, "`kernlink monitor --list' names them; FAMILY:GROUP waits for a generic family "
                    "that may come.\n");
    return rc;
}

int monitor_groups_add_default(struct monitor_groups *g)
{
    int rc = 0;

    for (const struct word *w = words; w->word && rc == 0; w++)
        if (w->always)
            rc = add_word(g, w);
    for (const char *const *f = (const char *const[]){"nl80211", "nlctrl", "ethtool", NULL};
         *f && rc == 0; f++)
        rc = add_generic(g, *f, strlen(*f), "");
    return rc;
}

void monitor_groups_free(struct monitor_groups *g)
{
    free(g->group);
}

void monitor_groups_list(FILE *to, bool only_words)
{
    const struct kl_family *f;

    for (const struct word *w = words; w->word; w++)
        if (only_words)
            fprintf(to, "%s\n", w->word);
        else
            fprintf(to, "%-20s %s%s\n", w->word, w->doc, w->always ? " *" : "");
    for (size_t i = 0; (f = kl_family_at(i)) != NULL; i++) {
        if (!is_generic(f) || f->n_groups == 0)
            continue;
        if (only_words)
            fprintf(to, "%s\n", f->name);
        else
            fprintf(to, "%-20s %s, all of:\n", f->name, f->doc);
        for (unsigned n = 0; n < f->n_groups; n++)
            fprintf(to, only_words ? "%s:%s\n" : "  %s:%s\n", f->name, f->groups[n].name);
    }
}
