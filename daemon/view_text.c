// SPDX-License-Identifier: MIT
#include "view_text.h"

#include "table.h"

#include <stdio.h>
#include <string.h>

#include <linux/if.h>

// Titles of the columns by enum kld_view_what.
static const char *const titles[KLD_N_VIEWS][KLD_COLUMNS + 1] = {
    [KLD_V_INTERFACES] = {"NAME", "KIND", "STATE", "MTU", "PLACE", "MAC", "BY", "ADDRESSES"},
    [KLD_V_ADDRESSES] = {"ADDRESS", "INTERFACE", "SCOPE", "BY", "FLAGS"},
    [KLD_V_ROUTES] = {"TO", "VIA", "INTERFACE", "TABLE", "METRIC", "BY", "MORE"},
    [KLD_V_RULES] = {"PRIORITY", "FAMILY", "PACKETS", "WHAT", "BY"},
    [KLD_V_NEIGHBOURS] = {"ADDRESS", "INTERFACE", "MAC", "STATE", "BY"},
    [KLD_V_VLANS] = {"ID", "INTERFACE", "ROLE", "ON", "FLAGS"},
    [KLD_V_BRIDGES] = {"NAME", "STATE", "STP", "VLANS", "BY", "PORT", "PORT-STATE"},
};

struct showing {
    struct kld_table t;
    struct kld_arena *a; // of the row at hand
    const char *title;   // not written yet, or NULL
};

static const char *by(const struct showing *w, const struct kld_object *o)
{
    const char *word = kld_maker_word(o);

    if (o->owner == KLD_OURS)
        return "kernlink";
    return !o->protocol ? "" : word ? word : kld_printf(w->a, "%u", o->protocol);
}

static const char *either(const char *a, const char *b)
{
    return a ? a : b;
}

// Where it is among the others.
static const char *place(struct kld_arena *a, const struct kld_seen *s)
{
    const char *names[] = {kld_get(s->o, "master"), kld_get(s->o, "link"), kld_get(s->o, "peer"),
                           s->elsewhere};
    const char *words[] = {"port of ", "on ", "peer ",
                           kld_kind_of(s->o) == KLD_VETH ? "peer in namespace "
                                                         : "on one in namespace "};
    const char *text = "";

    for (int i = 0; i < 4; i++)
        if (names[i])
            text = kld_printf(a, "%s%s%s%s", text, *text ? ", " : "", words[i], names[i]);
    return text;
}

static void link_rows(struct showing *w, const struct kld_seen *s)
{
    const char *cells[KLD_COLUMNS] = {s->o->dev,
                                      s->kind,
                                      kld_state_shown(s->k->link),
                                      kld_get(s->o, "mtu"),
                                      place(w->a, s),
                                      kld_get(s->o, "mac"),
                                      by(w, s->o)};
    bool more = false;

    for (size_t i = 0; i < s->n_inner; i++) {
        if (s->inner[i]->o->class != KLD_C_ADDRESS)
            continue;
        cells[7] = kld_get(s->inner[i]->o, "address");
        kld_table_row(&w->t, cells, more);
        memset(cells, 0, sizeof cells);
        more = true;
    }
    if (!more)
        kld_table_row(&w->t, cells, false);
}

static void bridge_rows(struct showing *w, const struct kld_seen *s)
{
    const char *stp = kld_get(s->o, "stp"), *filters = kld_get(s->o, "vlan-filtering");
    const char *cells[KLD_COLUMNS] = {
        s->o->dev, kld_state_shown(s->k->link), stp && !strcmp(stp, "true") ? "on" : "off",
        filters && !strcmp(filters, "true") ? "filtered" : "ignored", by(w, s->o)};
    bool more = false;

    for (size_t i = 0; i < s->n_inner; i++) {
        if (s->inner[i]->o->class != KLD_C_LINK)
            continue;
        cells[5] = s->inner[i]->o->dev;
        cells[6] = kld_port_state_word(s->inner[i]->flags);
        kld_table_row(&w->t, cells, more);
        memset(cells, 0, sizeof cells);
        more = true;
    }
    if (!more)
        kld_table_row(&w->t, cells, false);
}

static void address_row(struct showing *w, const struct kld_seen *s)
{
    const char *peer = kld_get(s->o, "peer");
    char words[256];
    const char *cells[KLD_COLUMNS] = {
        peer ? kld_printf(w->a, "%s peer %s", kld_get(s->o, "address"), peer)
             : kld_get(s->o, "address"),
        s->o->dev, kld_get(s->o, "scope"), by(w, s->o),
        kld_address_words(s->k->addr->flags, words, sizeof words)};

    kld_table_row(&w->t, cells, false);
}

/* ---- Routes ---- */

static const char *to_text(const struct kld_object *o)
{
    const char *to = kld_get(o, "to");

    if (!strcmp(to, "0.0.0.0/0"))
        return "default";
    return !strcmp(to, "::/0") ? "default (IPv6)" : to;
}

static const char *route_more(struct showing *w, const struct kld_seen *s)
{
    static const char *const told[] = {"type", "source", "mtu", "preference"};
    const char *text = "";
    char words[128];

    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (kld_get(s->o, told[i]))
            text = kld_printf(w->a, "%s%s%s %s", text, *text ? ", " : "", told[i],
                              kld_get(s->o, told[i]));
    kld_route_words(s->k->route, words, sizeof words);
    return words[0] ? kld_printf(w->a, "%s%s%s", text, *text ? ", " : "", words) : text;
}

// A row for each hop of "VIA,DEV,WEIGHT[,onlink] ...".
static void hop_rows(struct showing *w, const char *cells[], const char *hops)
{
    bool more = false;

    while (*hops) {
        size_t len = strcspn(hops, " "), via = strcspn(hops, ","), dev, weight;
        const char *at = hops + via + 1;

        dev = strcspn(at, ",");
        weight = strcspn(at + dev + 1, ", ");
        cells[1] = kld_strndup(w->a, hops, via);
        cells[2] = kld_strndup(w->a, at, dev);
        cells[6] = kld_printf(w->a, "%s%sweight %.*s", either(cells[6], ""),
                              cells[6] && *cells[6] ? ", " : "", (int)weight, at + dev + 1);
        kld_table_row(&w->t, cells, more);
        memset(cells, 0, KLD_COLUMNS * sizeof *cells);
        more = true;
        hops += len;
        hops += *hops == ' ';
    }
}

static void route_rows(struct showing *w, const struct kld_seen *s)
{
    const char *metric = kld_get(s->o, "metric"), *hops = kld_get(s->o, "hops");
    const char *cells[KLD_COLUMNS] = {to_text(s->o),
                                      kld_get(s->o, "via"),
                                      kld_get(s->o, "dev"),
                                      either(kld_get(s->o, "table"), "main"),
                                      metric ? metric
                                      : s->k->route->priority
                                          ? kld_printf(w->a, "%u", s->k->route->priority)
                                          : "",
                                      by(w, s->o),
                                      route_more(w, s)};

    if (hops)
        hop_rows(w, cells, hops);
    else
        kld_table_row(&w->t, cells, false);
}

/* ---- Rules, neighbours, VLANs ---- */

static const char *rule_text(struct showing *w, const struct kld_object *o, bool what)
{
    static const char *const does[] = {"action", "table", "goto", "l3mdev",
                                       "suppress-prefix-length"};
    const char *text = "";

    for (size_t i = 0; i < o->n; i++) {
        const char *name = o->pairs[i].row->name;
        bool is_what = false;

        for (size_t d = 0; d < sizeof does / sizeof does[0]; d++)
            is_what |= !strcmp(does[d], name);
        if (is_what == what && strcmp(name, "priority") != 0 && strcmp(name, "family") != 0)
            text = kld_printf(w->a, "%s%s%s %s", text, *text ? ", " : "", name, o->pairs[i].text);
    }
    return *text ? text : what ? "" : "all";
}

static void rule_row(struct showing *w, const struct kld_seen *s)
{
    const char *cells[KLD_COLUMNS] = {
        kld_get(s->o, "priority"), kld_family_of(s->o) == 2 ? "ipv4" : "ipv6",
        rule_text(w, s->o, false), rule_text(w, s->o, true), by(w, s->o)};

    kld_table_row(&w->t, cells, false);
}

static void neighbour_row(struct showing *w, const struct kld_seen *s)
{
    const char *cells[KLD_COLUMNS] = {
        kld_get(s->o, "address"), s->o->dev, kld_get(s->o, "mac"),
        kld_get(s->o, "proxy") ? "proxy" : kld_neighbour_word(s->k->neigh->state), by(w, s->o)};

    kld_table_row(&w->t, cells, false);
}

static void vlan_row(struct showing *w, const struct kld_seen *s)
{
    const char *cells[KLD_COLUMNS] = {
        kld_get(s->o, "id"), s->o->dev, s->role, s->on,
        kld_printf(w->a, "%s%s%s", kld_get(s->o, "pvid") ? "pvid" : "",
                   kld_get(s->o, "pvid") && kld_get(s->o, "untagged") ? " " : "",
                   kld_get(s->o, "untagged") ? "untagged" : "")};

    kld_table_row(&w->t, cells, false);
}

static int show_row(const struct kld_seen *s, void *user)
{
    static void (*const rows[KLD_N_VIEWS])(struct showing *, const struct kld_seen *) = {
        [KLD_V_INTERFACES] = link_rows,     [KLD_V_ADDRESSES] = address_row,
        [KLD_V_ROUTES] = route_rows,        [KLD_V_RULES] = rule_row,
        [KLD_V_NEIGHBOURS] = neighbour_row, [KLD_V_VLANS] = vlan_row,
        [KLD_V_BRIDGES] = bridge_rows,
    };
    struct showing *w = user;

    if (w->title) {
        kl_out_printf(w->t.out, "\n%s\n", w->title);
        w->title = NULL;
    }
    w->a = kld_arena_new();
    rows[s->view->what](w, s);
    kld_arena_free(w->a);
    return kl_out_error(w->t.out);
}

int kld_view_table(struct kl_net *n, const struct kld_view *v, struct kl_out *out,
                   const char *indent, const char *title)
{
    struct showing w = {.title = title};
    int code;

    kld_table_begin(&w.t, out, titles[v->what], indent);
    code = kld_view_each(n, v, show_row, &w);
    kld_table_end(&w.t);
    return code;
}

/* ---- One interface ---- */

static void fact(struct kl_out *out, const char *name, const char *text)
{
    if (text && *text)
        kl_out_printf(out, "  %-27s %s\n", name, text);
}

static void counters(struct kl_out *out, const struct kl_net_stats *s)
{
    kl_out_printf(out, "  %-27s %llu bytes, %llu packets, %llu errors, %llu dropped\n", "received",
                  (unsigned long long)s->rx_bytes, (unsigned long long)s->rx_packets,
                  (unsigned long long)s->rx_errors, (unsigned long long)s->rx_dropped);
    kl_out_printf(out, "  %-27s %llu bytes, %llu packets, %llu errors, %llu dropped\n", "sent",
                  (unsigned long long)s->tx_bytes, (unsigned long long)s->tx_packets,
                  (unsigned long long)s->tx_errors, (unsigned long long)s->tx_dropped);
}

static void peers(struct kl_out *out, struct kld_arena *a, const struct kld_seen *s)
{
    for (size_t i = 0; i < s->n_inner; i++) {
        const struct kld_object *o = s->inner[i]->o;
        const char *endpoint = kld_get(o, "endpoint"), *ips = kld_get(o, "allowed-ips");

        if (o->class == KLD_C_LINK)
            fact(out, "has port", o->dev);
        if (o->class == KLD_C_PEER)
            fact(out, "peer",
                 kld_printf(a, "%s%s%s%s%s", kld_get(o, "public-key"), endpoint ? ", at " : "",
                            endpoint ? endpoint : "", ips ? ", for " : "", ips ? ips : ""));
    }
}

static int show_facts(const struct kld_seen *s, void *user)
{
    const struct kl_net_link *l = s->k->link;
    struct kld_arena *a = kld_arena_new();
    struct kl_out *out = user;

    kl_out_printf(out, "%s\n", kld_clean(a, s->o->dev));
    fact(out, "number", kld_printf(a, "%d", l->ifindex));
    fact(out, "kind", s->kind);
    fact(out, "state",
         l->flags & IFF_UP && l->has & KL_NET_L_CARRIER && !l->carrier ? "on, without a carrier"
                                                                       : kld_state_shown(l));
    fact(out, "managed by", s->o->owner == KLD_OURS ? "kernlink" : "others");
    for (size_t i = 0; i < s->o->n; i++) {
        const struct kld_row *r = s->o->pairs[i].row;

        if (r->type != KLD_T_SECRET && strcmp(r->name, "kind") != 0 && strcmp(r->name, "up") != 0)
            fact(out, r->name, kld_clean(a, s->o->pairs[i].text));
    }
    if (l->has & KL_NET_L_QDISC)
        fact(out, "qdisc", kld_clean(a, l->qdisc));
    if (l->has & KL_NET_L_STATS)
        counters(out, &l->stats);
    peers(out, a, s);
    kld_arena_free(a);
    return kl_out_error(out);
}

// What is shown of one interface below its facts.
static const struct {
    const char *title;
    enum kld_view_what what;
} parts[] = {{"Addresses", KLD_V_ADDRESSES},
             {"Routes", KLD_V_ROUTES},
             {"Neighbours", KLD_V_NEIGHBOURS},
             {"VLANs", KLD_V_VLANS}};

int kld_view_interface(struct kl_net *n, const struct kld_view *v, struct kl_out *out)
{
    struct kld_view part = *v;
    int code;

    part.what = KLD_V_INTERFACES;
    part.statistics = part.no_addresses = true;
    code = kld_view_each(n, &part, show_facts, out);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !code; i++) {
        part.what = parts[i].what;
        code = kld_view_table(n, &part, out, "  ", parts[i].title);
    }
    return code;
}
