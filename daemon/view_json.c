// SPDX-License-Identifier: MIT
// Objects that were seen, as JSON: keys and values as in settings, then what is beyond.
// Source: include/uapi/linux/if.h, if_addr.h, neighbour.h, rtnetlink.h.
#include "view.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef RTNH_F_TRAP
#define RTNH_F_TRAP 64
#endif

/* ---- Words ----------------------------------------------------------------------------------- */

struct bit {
    uint32_t bit;
    const char *word;
};

// clang-format off
static const struct bit link_bits[] = {
    {IFF_UP, "up"}, {IFF_BROADCAST, "broadcast"}, {IFF_DEBUG, "debug"}, {IFF_LOOPBACK, "loopback"},
    {IFF_POINTOPOINT, "point-to-point"}, {IFF_NOTRAILERS, "no-trailers"}, {IFF_RUNNING, "running"},
    {IFF_NOARP, "no-arp"}, {IFF_PROMISC, "promiscuous"}, {IFF_ALLMULTI, "all-multicast"},
    {IFF_MASTER, "master"}, {IFF_SLAVE, "slave"}, {IFF_MULTICAST, "multicast"},
    {IFF_DYNAMIC, "dynamic"}, {0x10000, "lower-up"}, {0x20000, "dormant"}, {0x40000, "echo"},
    {0, NULL}};
static const struct bit address_bits[] = {
    {IFA_F_SECONDARY, "secondary"}, {IFA_F_NODAD, "no-duplicate-detection"},
    {IFA_F_OPTIMISTIC, "optimistic"}, {IFA_F_DADFAILED, "duplicate"}, {IFA_F_HOMEADDRESS, "home"},
    {IFA_F_DEPRECATED, "deprecated"}, {IFA_F_TENTATIVE, "tentative"},
    {IFA_F_PERMANENT, "permanent"}, {IFA_F_MANAGETEMPADDR, "temporary-ones-are-made"},
    {IFA_F_NOPREFIXROUTE, "no-prefix-route"}, {IFA_F_MCAUTOJOIN, "multicast-join"},
    {IFA_F_STABLE_PRIVACY, "stable-privacy"}, {0, NULL}};
static const struct bit route_bits[] = {
    {RTNH_F_DEAD, "dead"}, {RTNH_F_PERVASIVE, "pervasive"}, {RTNH_F_ONLINK, "onlink"},
    {RTNH_F_OFFLOAD, "offload"}, {RTNH_F_LINKDOWN, "link-down"}, {RTNH_F_UNRESOLVED, "unresolved"},
    {RTNH_F_TRAP, "trap"}, {0, NULL}};
static const struct bit neighbour_flags[] = {
    {NTF_USE, "use"}, {NTF_SELF, "self"}, {NTF_MASTER, "master"}, {NTF_PROXY, "proxy"},
    {NTF_EXT_LEARNED, "external"}, {NTF_OFFLOADED, "offload"}, {NTF_STICKY, "sticky"},
    {NTF_ROUTER, "router"}, {0, NULL}};
static const struct bit neighbour_states[] = {
    {NUD_INCOMPLETE, "incomplete"}, {NUD_REACHABLE, "reachable"}, {NUD_STALE, "stale"},
    {NUD_DELAY, "delay"}, {NUD_PROBE, "probe"}, {NUD_FAILED, "failed"}, {NUD_NOARP, "no-arp"},
    {NUD_PERMANENT, "permanent"}, {0, NULL}};
static const struct bit address_protocols[] = {
    {1, "kernel"}, {2, "ra"}, {3, "kernel"}, {KLD_PROTOCOL, "kernlink"}, {0, NULL}};
static const struct bit protocols[] = {
    {RTPROT_REDIRECT, "redirect"}, {RTPROT_KERNEL, "kernel"}, {RTPROT_BOOT, "boot"},
    {RTPROT_STATIC, "static"}, {RTPROT_GATED, "gated"}, {RTPROT_RA, "ra"}, {RTPROT_MRT, "mrt"},
    {RTPROT_ZEBRA, "zebra"}, {RTPROT_BIRD, "bird"}, {RTPROT_DNROUTED, "dnrouted"},
    {RTPROT_XORP, "xorp"}, {RTPROT_NTK, "ntk"}, {RTPROT_DHCP, "dhcp"},
    {RTPROT_MROUTED, "mrouted"}, {RTPROT_KEEPALIVED, "keepalived"}, {RTPROT_BABEL, "babel"},
    {KLD_PROTOCOL, "kernlink"}, {RTPROT_OPENR, "openr"}, {RTPROT_BGP, "bgp"},
    {RTPROT_ISIS, "isis"}, {RTPROT_OSPF, "ospf"}, {RTPROT_RIP, "rip"}, {RTPROT_EIGRP, "eigrp"},
    {0, NULL}};
// clang-format on

static const char *word_of(const struct bit *b, uint32_t number)
{
    while (b->word && b->bit != number)
        b++;
    return b->word;
}

static const char *join(const struct bit *b, uint32_t bits, char *buffer, size_t size)
{
    size_t n = 0;

    buffer[0] = '\0';
    for (; b->word; b++)
        if (bits & b->bit && n < size)
            n += (size_t)snprintf(buffer + n, size - n, "%s%s", n ? " " : "", b->word);
    return buffer;
}

const char *kld_maker_word(const struct kld_object *o)
{
    return word_of(o->class == KLD_C_ADDRESS ? address_protocols : protocols, o->protocol);
}

const char *kld_state_word(const struct kl_net_link *l)
{
    static const char *const words[] = {"unknown", "not-present", "down", "lower-layer-down",
                                        "testing", "dormant",     "up"};

    return l->operstate < sizeof words / sizeof words[0] ? words[l->operstate] : "unknown";
}

const char *kld_state_shown(const struct kl_net_link *l)
{
    if (!(l->flags & IFF_UP))
        return "off";
    return !l->operstate && l->flags & IFF_RUNNING ? "up" : kld_state_word(l);
}

const char *kld_port_state_word(uint32_t state)
{
    static const char *const words[] = {"disabled", "listening", "learning", "forwarding",
                                        "blocking"};

    return state < sizeof words / sizeof words[0] ? words[state] : NULL;
}

const char *kld_address_words(uint32_t flags, char *buffer, size_t size)
{
    return join(address_bits, flags, buffer, size);
}

const char *kld_neighbour_word(uint16_t state)
{
    const char *word = word_of(neighbour_states, state);

    return word ? word : "none";
}

const char *kld_route_words(const struct kl_net_route *r, char *buffer, size_t size)
{
    return join(route_bits, (r->flags | r->hop.flags) & 0xff, buffer, size);
}

size_t kld_character(const unsigned char *s)
{
    size_t n = *s < 0x80 ? 1 : *s >= 0xc2 && *s < 0xe0 ? 2 : *s >= 0xe0 && *s < 0xf0 ? 3 : 4;

    if (n == 1)
        return *s >= 0x20 && *s != 0x7f;
    if (*s < 0xc2 || *s > 0xf4 || (*s == 0xc2 && s[1] < 0xa0))
        return 0;
    for (size_t i = 1; i < n; i++)
        if (s[i] < 0x80 || s[i] > 0xbf)
            return 0;
    return n;
}

/* ---- Members --------------------------------------------------------------------------------- */

static void member(struct kl_sink *k, const char *key, const char *text)
{
    if (!text)
        return;
    kl_sink_key(k, key);
    kl_sink_str(k, text);
}

static void number(struct kl_sink *k, const char *key, int64_t value)
{
    kl_sink_key(k, key);
    kl_sink_int(k, value);
}

static void flag(struct kl_sink *k, const char *key, bool value)
{
    kl_sink_key(k, key);
    kl_sink_bool(k, value);
}

static void words(struct kl_sink *k, const char *key, const struct bit *b, uint32_t bits)
{
    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    for (; b->word; b++)
        if (bits & b->bit)
            kl_sink_str(k, b->word);
    kl_sink_array_end(k);
}

static bool is_number(const char *text)
{
    size_t n = strspn(text, "0123456789");

    return n && n < 19 && !text[n];
}

static void scalar(struct kl_sink *k, const struct kld_row *r, const char *text)
{
    if (r->type == KLD_T_BOOL)
        kl_sink_bool(k, !strcmp(text, "true"));
    else if ((r->type == KLD_T_NUMBER || r->type == KLD_T_TABLE) && is_number(text))
        kl_sink_uint(k, strtoull(text, NULL, 10));
    else
        kl_sink_str(k, text);
}

// The next of the words between blanks, or of the fields between commas, in @buffer.
static const char *next(const char *text, char end, char *buffer, size_t size)
{
    size_t n = strcspn(text, end == ',' ? ", " : " ");

    snprintf(buffer, size, "%.*s", (int)n, text);
    return text + n + (text[n] == end);
}

// "VIA,DEV,WEIGHT[,onlink]", as models have it.
static void hop(struct kl_sink *k, const char *text)
{
    char field[64];

    kl_sink_object_begin(k);
    text = next(text, ',', field, sizeof field);
    if (field[0])
        member(k, "via", field);
    text = next(text, ',', field, sizeof field);
    if (field[0])
        member(k, "dev", field);
    text = next(text, ',', field, sizeof field);
    number(k, "weight", atoi(field));
    if (!strncmp(text, "onlink", 6))
        flag(k, "onlink", true);
    kl_sink_object_end(k);
}

static void value(struct kl_sink *k, const struct kld_row *r, const char *text)
{
    char word[256];

    if (!(r->flags & KLD_LIST)) {
        scalar(k, r, text);
        return;
    }
    kl_sink_array_begin(k);
    while (*text) {
        text = next(text, ' ', word, sizeof word);
        if (r->type == KLD_T_OBJECTS)
            hop(k, word);
        else
            scalar(k, r, word);
    }
    kl_sink_array_end(k);
}

/* ---- Objects by their rows ------------------------------------------------------------------- */

static size_t section_len(const char *name)
{
    const char *dot = strchr(name, '.');

    return dot ? (size_t)(dot - name) : 0;
}

static bool same_section(const struct kld_pair *a, const struct kld_pair *b, size_t len)
{
    return section_len(b->row->name) == len && !strncmp(a->row->name, b->row->name, len);
}

// All of a section, where its first one stands.
static void section(struct kl_sink *k, const struct kld_object *o, size_t first, size_t len)
{
    char name[32];

    for (size_t i = 0; i < first; i++)
        if (same_section(&o->pairs[first], &o->pairs[i], len))
            return;
    snprintf(name, sizeof name, "%.*s", (int)len, o->pairs[first].row->name);
    kl_sink_key(k, name);
    kl_sink_object_begin(k);
    for (size_t i = first; i < o->n; i++)
        if (same_section(&o->pairs[first], &o->pairs[i], len)) {
            kl_sink_key(k, o->pairs[i].row->name + len + 1);
            value(k, o->pairs[i].row, o->pairs[i].text);
        }
    kl_sink_object_end(k);
}

static void pairs(struct kl_sink *k, const struct kld_object *o)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct kld_row *r = o->pairs[i].row;
        size_t len = section_len(r->name);

        // Nobody is shown keys; the kind may be one that settings do not have.
        if (r->type == KLD_T_SECRET || !strcmp(r->name, "kind"))
            continue;
        if (len) {
            section(k, o, i, len);
            continue;
        }
        kl_sink_key(k, r->name);
        value(k, r, o->pairs[i].text);
    }
}

static void owner(struct kl_sink *k, const struct kld_object *o, bool protocol)
{
    const char *word = kld_maker_word(o);

    member(k, "owner", o->owner == KLD_OURS ? "ours" : "foreign");
    if (!protocol || !o->protocol)
        return;
    if (word)
        member(k, "made-by", word);
    else
        number(k, "made-by", o->protocol);
}

/* ---- Links ----------------------------------------------------------------------------------- */

static void statistics(struct kl_sink *k, const struct kl_net_stats *s)
{
    const struct {
        const char *key;
        uint64_t value;
    } rows[] = {{"rx-bytes", s->rx_bytes},   {"rx-packets", s->rx_packets},
                {"rx-errors", s->rx_errors}, {"rx-dropped", s->rx_dropped},
                {"tx-bytes", s->tx_bytes},   {"tx-packets", s->tx_packets},
                {"tx-errors", s->tx_errors}, {"tx-dropped", s->tx_dropped},
                {"multicast", s->multicast}, {"collisions", s->collisions}};

    kl_sink_key(k, "statistics");
    kl_sink_object_begin(k);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kl_sink_key(k, rows[i].key);
        kl_sink_uint(k, rows[i].value);
    }
    kl_sink_object_end(k);
}

static void inner_address(struct kl_sink *k, const struct kld_inner *i)
{
    kl_sink_object_begin(k);
    pairs(k, i->o);
    words(k, "flags", address_bits, i->flags);
    owner(k, i->o, true);
    kl_sink_object_end(k);
}

static void inner_port(struct kl_sink *k, const struct kld_inner *i, bool whole)
{
    if (!whole) {
        kl_sink_str(k, i->o->dev);
        return;
    }
    kl_sink_object_begin(k);
    member(k, "interface", i->o->dev);
    member(k, "state", kld_port_state_word(i->flags));
    for (size_t p = 0; p < i->o->n; p++)
        if (!strncmp(i->o->pairs[p].row->name, "port.", 5)) {
            kl_sink_key(k, i->o->pairs[p].row->name + 5);
            value(k, i->o->pairs[p].row, i->o->pairs[p].text);
        }
    kl_sink_object_end(k);
}

// @always: also when there are none.
static void inner(struct kl_sink *k, const char *key, const struct kld_seen *s,
                  enum kld_class class, bool always)
{
    bool any = false;

    for (size_t i = 0; i < s->n_inner; i++)
        any |= s->inner[i]->o->class == class;
    if (!any && !always)
        return;
    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    for (size_t i = 0; i < s->n_inner; i++) {
        if (s->inner[i]->o->class != class)
            continue;
        if (class == KLD_C_ADDRESS) {
            inner_address(k, s->inner[i]);
        } else if (class == KLD_C_LINK) {
            inner_port(k, s->inner[i], s->view->what == KLD_V_BRIDGES);
        } else {
            kl_sink_object_begin(k);
            pairs(k, s->inner[i]->o);
            kl_sink_object_end(k);
        }
    }
    kl_sink_array_end(k);
}

static void link_json(const struct kld_seen *s, struct kl_sink *k)
{
    const struct kl_net_link *l = s->k->link;
    enum kld_kind kind = kld_kind_of(s->o);

    member(k, "name", s->o->dev);
    number(k, "ifindex", l->ifindex);
    member(k, "kind", s->kind);
    member(k, "state", kld_state_word(l));
    if (l->has & KL_NET_L_CARRIER && l->flags & IFF_UP)
        flag(k, "carrier", l->carrier);
    pairs(k, s->o);
    if (l->has & KL_NET_L_PARENT_NETNSID) {
        number(k, "below-ifindex", l->parent);
        number(k, "below-namespace", l->parent_netnsid);
        if (s->elsewhere)
            member(k, "below-namespace-name", s->elsewhere);
    }
    words(k, "flags", link_bits, l->flags);
    if (l->has & KL_NET_L_QDISC)
        member(k, "qdisc", l->qdisc);
    if (l->has & KL_NET_L_STATS && s->view->statistics)
        statistics(k, &l->stats);
    inner(k, "ports", s, KLD_C_LINK, kind == KLD_BRIDGE || kind == KLD_BOND || kind == KLD_VRF);
    inner(k, "peers", s, KLD_C_PEER, kind == KLD_WIREGUARD);
    inner(k, "addresses", s, KLD_C_ADDRESS,
          s->view->what == KLD_V_INTERFACES && !s->view->no_addresses);
    owner(k, s->o, false);
}

/* ---- Others ---------------------------------------------------------------------------------- */

static void lifetime(struct kl_sink *k, const char *key, uint32_t seconds)
{
    if (seconds != KL_NET_FOREVER)
        number(k, key, seconds);
}

static void address_json(const struct kld_seen *s, struct kl_sink *k)
{
    const struct kl_net_addr *a = s->k->addr;

    member(k, "interface", s->o->dev);
    member(k, "family", a->local.family == AF_INET6 ? "ipv6" : "ipv4");
    pairs(k, s->o);
    words(k, "flags", address_bits, a->flags);
    if (a->has & KL_NET_HAS(IFA_CACHEINFO)) {
        lifetime(k, "valid-seconds", a->valid_s);
        lifetime(k, "preferred-seconds", a->preferred_s);
    }
    owner(k, s->o, true);
}

static void route_json(const struct kld_seen *s, struct kl_sink *k)
{
    const struct kl_net_route *r = s->k->route;

    if (!kld_get(s->o, "family"))
        member(k, "family", r->dst.family == AF_INET6 ? "ipv6" : "ipv4");
    pairs(k, s->o);
    if ((r->type == RTN_MULTICAST || r->type == RTN_ANYCAST) && !kld_get(s->o, "dev"))
        member(k, "dev", kld_name_of(s->names, r->hop.ifindex));
    if (!kld_get(s->o, "table"))
        member(k, "table", "main");
    if (!kld_get(s->o, "type"))
        member(k, "type", "unicast");
    if (!kld_get(s->o, "metric"))
        number(k, "metric", r->has & KL_NET_HAS(RTA_PRIORITY) ? r->priority : 0);
    words(k, "flags", route_bits, (r->flags | r->hop.flags) & 0xff);
    if (r->has & KL_NET_HAS(RTA_EXPIRES))
        number(k, "expires-seconds", r->expires_s);
    if (r->has & KL_NET_HAS(RTA_NH_ID))
        number(k, "next-hop-id", r->nh_id);
    owner(k, s->o, true);
}

static void rule_json(const struct kld_seen *s, struct kl_sink *k)
{
    if (!kld_get(s->o, "family"))
        member(k, "family", s->k->rule->family == AF_INET6 ? "ipv6" : "ipv4");
    pairs(k, s->o);
    if (!kld_get(s->o, "action"))
        member(k, "action", "lookup");
    owner(k, s->o, true);
}

static void neighbour_json(const struct kld_seen *s, struct kl_sink *k)
{
    const struct kl_net_neigh *n = s->k->neigh;

    member(k, "interface", s->o->dev);
    member(k, "family", n->family == AF_INET6 ? "ipv6" : "ipv4");
    pairs(k, s->o);
    if (!(n->flags & NTF_PROXY))
        member(k, "state", kld_neighbour_word(n->state));
    words(k, "flags", neighbour_flags, n->flags);
    owner(k, s->o, true);
}

static void vlan_json(const struct kld_seen *s, struct kl_sink *k)
{
    member(k, "interface", s->o->dev);
    member(k, "role", s->role);
    member(k, !strcmp(s->role, "interface") ? "link" : "bridge", s->on);
    pairs(k, s->o);
    owner(k, s->o, false);
}

void kld_seen_json(const struct kld_seen *s, struct kl_sink *k)
{
    static void (*const writers[KLD_N_CLASSES])(const struct kld_seen *, struct kl_sink *) = {
        [KLD_C_LINK] = link_json,   [KLD_C_VLAN] = vlan_json, [KLD_C_ADDRESS] = address_json,
        [KLD_C_ROUTE] = route_json, [KLD_C_RULE] = rule_json, [KLD_C_NEIGHBOUR] = neighbour_json,
    };

    kl_sink_object_begin(k);
    writers[s->o->class](s, k);
    kl_sink_object_end(k);
}

static int write_seen(const struct kld_seen *s, void *user)
{
    kld_seen_json(s, user);
    return 0;
}

int kld_view_json(struct kl_net *n, const struct kld_view *v, struct kl_sink *k)
{
    return kld_view_each(n, v, write_seen, k);
}
