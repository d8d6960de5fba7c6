// SPDX-License-Identifier: MIT
// match: which sets contain an address. A set of addresses or networks is asked; of a set whose
// elements have more to them, the elements that hold the address are looked for.
#include "../../lib/ipset/key.h"
#include "cli.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/ipset/ip_set_bitmap.h>
#include <linux/netfilter/ipset/ip_set_hash.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct wanted {
    struct kl_text text;
    struct kl_ip ip, masked; // masked: as the set that is looked into would store it
    unsigned hits;
};

struct match {
    struct ipset_cli *cli;
    struct wanted *wanted;
    int n;
    struct kl_ipset_params *sets;
    size_t n_sets, max_sets;
    bool *hit;      // n_sets times n: this address was found in that set
    size_t at;      // the set that is looked into
    unsigned shown; // hits of all
};

static int keep_set(const struct kl_ipset_params *set, void *user)
{
    struct match *m = user;

    if (m->n_sets == m->max_sets) {
        size_t max = m->max_sets ? m->max_sets * 2 : 64;
        void *p = realloc(m->sets, max * sizeof *m->sets);

        if (!p)
            return -ENOMEM;
        m->sets = p;
        m->max_sets = max;
    }
    m->sets[m->n_sets++] = *set;
    return 0;
}

static void json_field(struct kl_out *o, const char *name, const char *s, size_t len)
{
    kl_out_printf(o, "%s\"%s\": ", name[0] == 'a' ? "" : ", ", name);
    kl_out_json_str(o, s, len);
}

static bool is_json(const struct match *m)
{
    return m->cli->options.output == OUTPUT_JSON || m->cli->options.output == OUTPUT_JSONL;
}

static void begin_json(struct match *m, const struct wanted *a)
{
    struct kl_out *o = m->cli->out;

    if (m->cli->options.output == OUTPUT_JSONL)
        kl_out_str(o, "{ ");
    else
        kl_out_str(o, m->shown ? ",\n  { " : "\n  { ");
    json_field(o, "address", a->text.s, a->text.len);
}

static void end_json(struct match *m)
{
    kl_out_str(m->cli->out, m->cli->options.output == OUTPUT_JSONL ? " }\n" : " }");
    m->shown++;
}

// One line of the answer, of the set that is looked into. @element: the element that holds the
// address, or NULL when the set as a whole was asked. What has nomatch is shown and is no match.
static void hit(struct match *m, int i, const char *element, size_t len, bool nomatch)
{
    const struct kl_ipset_params *set = &m->sets[m->at];
    struct wanted *a = &m->wanted[i];
    struct kl_out *o = m->cli->out;

    a->hits += !nomatch;
    m->hit[m->at * (size_t)m->n + (size_t)i] |= !nomatch;
    if (m->cli->options.quiet)
        return;
    if (is_json(m)) {
        begin_json(m, a);
        json_field(o, "set", set->name, strlen(set->name));
        json_field(o, "type", set->type, strlen(set->type));
        if (element)
            json_field(o, "elem", element, len);
        kl_out_str(o, nomatch ? ", \"nomatch\": true" : "");
        end_json(m);
        return;
    }
    kl_out_printf(o, "%.*s %s %s", (int)a->text.len, a->text.s, set->name, set->type);
    if (element) {
        kl_out_char(o, ' ');
        kl_out_write(o, element, len);
    }
    kl_out_str(o, nomatch ? " nomatch\n" : "\n");
}

// ---- Looking at elements ------------------------------------------------------------------------

static bool holds(const struct kl_ip *ip, const struct kl_ip *net, const struct kl_ip *to,
                  const uint8_t *cidr)
{
    unsigned len = ip->family == AF_INET6 ? 16 : 4, bits = cidr ? *cidr : len * 8;

    if (ip->family != net->family || bits > len * 8)
        return false;
    if (to)
        return memcmp(ip->addr, net->addr, len) >= 0 && memcmp(ip->addr, to->addr, len) <= 0;
    if (memcmp(ip->addr, net->addr, bits / 8) != 0)
        return false;
    return !(bits % 8) ||
           !((ip->addr[bits / 8] ^ net->addr[bits / 8]) & (0xff00 >> bits % 8) & 0xff);
}

static int look(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                void *user)
{
    struct match *m = user;
    struct kl_out *text;
    uint32_t has = e->has;

    (void)set;
    (void)raw;
    (void)unknown;
    for (int i = 0; i < m->n; i++) {
        const struct kl_ip *ip = &m->wanted[i].masked;
        const char *s;
        size_t len;

        if (!(has & KL_IPSET_E_IP && holds(ip, &e->ip, has & KL_IPSET_E_IP_TO ? &e->ip_to : NULL,
                                           has & KL_IPSET_E_CIDR ? &e->cidr : NULL)) &&
            !(has & KL_IPSET_E_IP2 &&
              holds(ip, &e->ip2, has & KL_IPSET_E_IP2_TO ? &e->ip2_to : NULL,
                    has & KL_IPSET_E_CIDR2 ? &e->cidr2 : NULL)))
            continue;
        if (kl_out_open_memory(&text))
            return -ENOMEM;
        kl_ipset_print_elem(text, &(struct kl_print){.names = m->cli->ipset->names}, type, e);
        s = kl_out_text(text, &len);
        hit(m, i, s, len, has & KL_IPSET_E_NOMATCH);
        kl_out_close(text);
    }
    return kl_out_error(m->cli->out);
}

// ---- Set by set ---------------------------------------------------------------------------------

static bool is_address(uint8_t dim)
{
    return dim == KL_DIM_IP || dim == KL_DIM_IP_ONE || dim == KL_DIM_NET;
}

static int ask(struct match *m, const struct kl_ipset_params *set, const struct kl_ipset_type *t)
{
    for (int i = 0; i < m->n; i++) {
        struct kl_ipset_elem e = {.has = KL_IPSET_E_IP, .ip = m->wanted[i].ip};
        int r;

        if (e.ip.family != kl_ipset_elem_family(t, set->family))
            continue;
        r = kl_ipset_test(m->cli->ipset, set->name, &e);
        if (r == 1)
            hit(m, i, NULL, 0, false);
        else if (r < 0 && r != -IPSET_ERR_BITMAP_RANGE && r != -IPSET_ERR_HASH_ELEM)
            return r; // that the set could not hold it at all is an answer, too
    }
    return 0;
}

// Sets with a netmask or bitmask store what it leaves of an address.
static void mask_wanted(struct match *m, const struct kl_ipset_type *t,
                        const struct kl_ipset_params *set)
{
    struct kl_ipset_shape shape;

    kl_ipset_shape_init(&shape, t, set);
    for (int i = 0; i < m->n; i++) {
        struct wanted *a = &m->wanted[i];

        a->masked = a->ip;
        for (size_t b = 0; shape.masked && b < sizeof shape.mask; b++)
            a->masked.addr[b] &= shape.mask[b];
    }
}

static int search(struct match *m, const struct kl_ipset_params *set)
{
    static const struct kl_ipset_list_calls calls = {.element = look};
    const struct kl_ipset_type *t = kl_ipset_type_find(set->type);
    bool family = false;
    int r;

    if (!t || !(is_address(t->dims[0])))
        return 0;
    if (t->n_dims == 1)
        return ask(m, set, t);
    for (int i = 0; i < m->n; i++)
        family |= m->wanted[i].ip.family == kl_ipset_elem_family(t, set->family);
    mask_wanted(m, t, set);
    r = family ? kl_ipset_list(m->cli->ipset, set->name, 0, &calls, m) : 0;
    return r < 0 ? r : 0;
}

// The members of a list were looked into before. Whoever reads lines wants the list once, not once
// an address.
static int look_at_member(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                          const struct kl_ipset_elem *e, const struct kl_view *raw,
                          unsigned unknown, void *user)
{
    struct match *m = user;
    const char *list = m->sets[m->at].name;
    bool any = false;

    (void)set;
    (void)type;
    (void)raw;
    (void)unknown;
    for (size_t s = 0; s < m->n_sets; s++) {
        if (strcmp(m->sets[s].name, e->name) != 0)
            continue;
        for (int i = 0; i < m->n; i++) {
            if (!m->hit[s * (size_t)m->n + (size_t)i])
                continue;
            any = true;
            if (!is_json(m) || m->cli->options.quiet)
                continue;
            begin_json(m, &m->wanted[i]);
            json_field(m->cli->out, "list", list, strlen(list));
            json_field(m->cli->out, "member", e->name, strlen(e->name));
            end_json(m);
        }
    }
    if (any && !is_json(m) && !m->cli->options.quiet)
        kl_out_printf(m->cli->out, "# %s is a member of %s\n", e->name, list);
    return kl_out_error(m->cli->out);
}

static int search_all(struct match *m)
{
    static const struct kl_ipset_list_calls headers = {.header = keep_set};
    static const struct kl_ipset_list_calls members = {.element = look_at_member};
    struct kl_ipset *h = m->cli->ipset;
    int r = kl_ipset_list(h, NULL, KL_IPSET_HEADERS_ONLY, &headers, m);

    if (r < 0)
        return r;
    m->hit = calloc(m->n_sets * (size_t)m->n + 1, sizeof *m->hit);
    if (!m->hit)
        return -ENOMEM;
    r = 0;
    for (m->at = 0; r >= 0 && m->at < m->n_sets; m->at++) {
        r = search(m, &m->sets[m->at]);
        if (r == -ENOENT) // gone since it was listed
            r = 0;
    }
    for (m->at = 0; r >= 0 && m->at < m->n_sets; m->at++)
        if (!strcmp(m->sets[m->at].type, "list:set")) {
            r = kl_ipset_list(h, m->sets[m->at].name, 0, &members, m);
            if (r == -ENOENT)
                r = 0;
        }
    return r < 0 ? r : 0;
}

static int parse(struct match *m, const struct kl_text *args)
{
    for (int i = 0; i < m->n; i++) {
        struct wanted *a = &m->wanted[i];
        char text[INET6_ADDRSTRLEN] = "";

        a->text = args[i];
        a->ip.family = memchr(args[i].s, ':', args[i].len) ? AF_INET6 : AF_INET;
        if (args[i].len < sizeof text)
            memcpy(text, args[i].s, args[i].len);
        if (inet_pton(a->ip.family, text, a->ip.addr) == 1)
            continue;
        ipset_error(m->cli, "Syntax error: '%.*s' is no address", (int)args[i].len, args[i].s);
        ipset_hint(m->cli, "match takes whole IPv4 and IPv6 addresses; names are not looked up");
        return 1;
    }
    return 0;
}

static int run(struct match *m)
{
    bool json = m->cli->options.output == OUTPUT_JSON && !m->cli->options.quiet;
    int r = ipset_need_kernel(m->cli);

    if (r)
        return r;
    if (json)
        kl_out_char(m->cli->out, '[');
    r = search_all(m);
    if (json)
        kl_out_str(m->cli->out, m->shown ? "\n]\n" : "]\n");
    if (r == -ENOMEM)
        return ipset_error(m->cli, "%s", kl_strerror(r));
    if (kl_out_error(m->cli->out))
        return 1; // whoever closes the output says why
    if (r < 0)
        return ipset_failed(m->cli);
    kl_out_flush(m->cli->out);
    for (int i = 0; i < m->n; i++) {
        if (m->wanted[i].hits)
            continue;
        r = 1;
        if (!m->cli->options.quiet)
            fprintf(stderr, "%.*s is in no set.\n", (int)m->wanted[i].text.len,
                    m->wanted[i].text.s);
    }
    return r;
}

int ipset_match(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                int n)
{
    struct match m = {.cli = c, .wanted = calloc((size_t)n, sizeof *m.wanted), .n = n};
    int r;

    if (c->options.output == OUTPUT_XML || c->options.output == OUTPUT_SAVE) {
        free(m.wanted);
        return ipset_usage(c, "%s prints plain, json and jsonl", self->name);
    }
    if (!m.wanted)
        return ipset_error(c, "%s", kl_strerror(-ENOMEM));
    r = parse(&m, args);
    if (!r)
        r = run(&m);
    free(m.wanted);
    free(m.sets);
    free(m.hit);
    return r;
}
