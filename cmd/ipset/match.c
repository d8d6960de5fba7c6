// SPDX-License-Identifier: MIT
// match: which sets contain an address. A set of addresses or networks is asked; of a set whose
// elements have more to them, the elements that hold the address are looked for.
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct wanted {
    struct kl_text text;
    struct kl_ip ip;
    unsigned hits;
};

struct match {
    struct ipset_cli *cli;
    struct wanted *wanted;
    int n;
    struct kl_ipset_params *sets;
    size_t n_sets, max_sets;
    bool *hit;      // n_sets: something was found in it
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

// One line of the answer. @element: the element that holds the address, or NULL when the set as a
// whole was asked.
static void hit(struct match *m, struct wanted *a, const struct kl_ipset_params *set,
                const char *element, size_t len)
{
    struct kl_out *o = m->cli->out;

    a->hits++;
    m->hit[set - m->sets] = true;
    m->shown++;
    if (m->cli->options.quiet)
        return;
    if (m->cli->options.output == OUTPUT_JSON) {
        kl_out_str(o, m->shown > 1 ? ",\n  { " : "\n  { ");
        json_field(o, "address", a->text.s, a->text.len);
        json_field(o, "set", set->name, strlen(set->name));
        json_field(o, "type", set->type, strlen(set->type));
        if (element)
            json_field(o, "elem", element, len);
        kl_out_str(o, " }");
        return;
    }
    kl_out_printf(o, "%.*s %s %s", (int)a->text.len, a->text.s, set->name, set->type);
    if (element)
        kl_out_printf(o, " %.*s", (int)len, element);
    kl_out_char(o, '\n');
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

    (void)raw;
    (void)unknown;
    for (int i = 0; i < m->n; i++) {
        const struct kl_ip *ip = &m->wanted[i].ip;
        const struct kl_ipset_params *row = m->sets;
        const char *s;
        size_t len;

        if (!(has & KL_IPSET_E_IP && holds(ip, &e->ip, has & KL_IPSET_E_IP_TO ? &e->ip_to : NULL,
                                           has & KL_IPSET_E_CIDR ? &e->cidr : NULL)) &&
            !(has & KL_IPSET_E_IP2 &&
              holds(ip, &e->ip2, has & KL_IPSET_E_IP2_TO ? &e->ip2_to : NULL,
                    has & KL_IPSET_E_CIDR2 ? &e->cidr2 : NULL)))
            continue;
        while (strcmp(row->name, set->name) != 0)
            row++;
        if (kl_out_open_memory(&text))
            return -ENOMEM;
        kl_ipset_print_elem(text, &(struct kl_print){.names = m->cli->ipset->names}, type, e);
        kl_out_str(text, has & KL_IPSET_E_NOMATCH ? " nomatch" : "");
        s = kl_out_text(text, &len);
        hit(m, &m->wanted[i], row, s, len);
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
            hit(m, &m->wanted[i], set, NULL, 0);
        else if (r < 0 && kl_ipset_cause(m->cli->ipset) != KL_IPSET_OTHER)
            return r; // out of the range of a bitmap is an answer, too
    }
    return 0;
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
    r = family ? kl_ipset_list(m->cli->ipset, set->name, 0, &calls, m) : 0;
    return r < 0 ? r : 0;
}

struct member {
    struct match *match;
    const struct kl_ipset_params *list;
};

static int look_at_member(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                          const struct kl_ipset_elem *e, const struct kl_view *raw,
                          unsigned unknown, void *user)
{
    const struct member *member = user;
    struct match *m = member->match;

    (void)set;
    (void)type;
    (void)raw;
    (void)unknown;
    for (size_t i = 0; i < m->n_sets; i++) {
        if (!m->hit[i] || strcmp(m->sets[i].name, e->name) != 0)
            continue;
        m->hit[member->list - m->sets] = true;
        if (!m->cli->options.quiet && m->cli->options.output != OUTPUT_JSON)
            kl_out_printf(m->cli->out, "# %s is a member of %s\n", e->name, member->list->name);
    }
    return 0;
}

static int search_all(struct match *m)
{
    static const struct kl_ipset_list_calls headers = {.header = keep_set};
    static const struct kl_ipset_list_calls members = {.element = look_at_member};
    struct kl_ipset *h = m->cli->ipset;
    int r = kl_ipset_list(h, NULL, KL_IPSET_HEADERS_ONLY, &headers, m);

    if (r < 0)
        return r;
    m->hit = calloc(m->n_sets + 1, sizeof *m->hit);
    if (!m->hit)
        return -ENOMEM;
    r = 0;
    for (size_t i = 0; r >= 0 && i < m->n_sets; i++) {
        r = search(m, &m->sets[i]);
        if (r == -ENOENT) // gone since it was listed
            r = 0;
    }
    for (size_t i = 0; r >= 0 && i < m->n_sets; i++) {
        struct member member = {m, &m->sets[i]};

        if (!strcmp(m->sets[i].type, "list:set"))
            r = kl_ipset_list(h, m->sets[i].name, 0, &members, &member);
    }
    return r < 0 ? r : 0;
}

static int parse(struct match *m, const struct kl_text *args)
{
    char error[384] = "";
    const struct kl_parse p = {.numeric = true, .error = error, .error_size = sizeof error};

    for (int i = 0; i < m->n; i++) {
        struct wanted *a = &m->wanted[i];

        a->text = args[i];
        if (kl_parse_ip(&p, args[i], memchr(args[i].s, ':', args[i].len) ? AF_INET6 : AF_INET,
                        &a->ip))
            return ipset_error(m->cli, "Syntax error: '%.*s' is no address", (int)args[i].len,
                               args[i].s);
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
    if (r < 0)
        return ipset_failed(m->cli);
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

    (void)self;
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
