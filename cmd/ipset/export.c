// SPDX-License-Identifier: MIT
// export: a set for other tools: one element a line, JSON, or a table for `nft -f'.
#include "cli.h"
#include "format.h"

#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define NFT_COMMENT_MAX 128

struct exporter {
    struct ipset_cli *cli;
    bool nft;
    const char *table;
    unsigned written, left_out;
};

static bool is(struct kl_text t, const char *word)
{
    return t.len == strlen(word) && !memcmp(t.s, word, t.len);
}

// ---- nft ----------------------------------------------------------------------------------------

// nft's names begin with a letter and hold letters, digits and a few signs.
static void nft_name(const char *name, char ret[KL_IPSET_NAME_SIZE + 1])
{
    size_t n = 0;

    if (!isalpha((unsigned char)name[0]))
        ret[n++] = 's';
    for (; *name && n < KL_IPSET_NAME_SIZE; name++)
        ret[n++] = isalnum((unsigned char)*name) || *name == '_' || *name == '.' ? *name : '_';
    ret[n] = 0;
}

static void nft_type(struct kl_out *o, const struct kl_ipset_type *t, uint8_t family)
{
    bool v6 = kl_ipset_elem_family(t, family) == AF_INET6;

    for (size_t i = 0; i < t->n_dims; i++) {
        static const char *const names[] = {[KL_DIM_PORT] = "inet_proto . inet_service",
                                            [KL_DIM_PORT_NR] = "inet_service",
                                            [KL_DIM_MAC] = "ether_addr",
                                            [KL_DIM_MAC_OPTIONAL] = "ether_addr",
                                            [KL_DIM_MARK] = "mark",
                                            [KL_DIM_IFACE] = "ifname"};
        uint8_t dim = t->dims[i];
        bool address = dim == KL_DIM_IP || dim == KL_DIM_IP_ONE || dim == KL_DIM_NET;

        kl_out_str(o, i ? " . " : "");
        kl_out_str(o, address ? v6 ? "ipv6_addr" : "ipv4_addr" : names[dim]);
    }
}

static bool has_nets(const struct kl_ipset_type *t)
{
    return t->dims[0] == KL_DIM_NET || t->dims[t->n_dims - 1] == KL_DIM_NET;
}

static void nft_header(struct exporter *x, const struct kl_ipset_type *t,
                       const struct kl_ipset_params *set)
{
    struct kl_out *o = x->cli->out;
    char name[KL_IPSET_NAME_SIZE + 1];
    bool timeout = set->has & KL_IPSET_P_TIMEOUT;

    nft_name(set->name, name);
    if (strcmp(name, set->name) != 0)
        kl_out_printf(o, "# the set is called %s here; nft allows fewer characters\n", name);
    if (set->has & (KL_IPSET_P_SKBINFO | KL_IPSET_P_FORCEADD))
        kl_out_str(o, "# not in nft: skbinfo, forceadd\n");
    kl_out_printf(o, "table %s {\n\tset %s {\n\t\ttype ", x->table, name);
    nft_type(o, t, set->family);
    kl_out_char(o, '\n');
    if (set->has & KL_IPSET_P_MAXELEM)
        kl_out_printf(o, "\t\tsize %u\n", set->maxelem);
    if (has_nets(t) || timeout)
        kl_out_printf(o, "\t\tflags %s%s%s\n", has_nets(t) ? "interval" : "",
                      has_nets(t) && timeout ? "," : "", timeout ? "timeout" : "");
    if (timeout && set->timeout)
        kl_out_printf(o, "\t\ttimeout %us\n", set->timeout);
    if (set->has & KL_IPSET_P_COUNTERS)
        kl_out_str(o, "\t\tcounter\n");
    if (t->n_dims == 1 && has_nets(t) &&
        !(set->has & (KL_IPSET_P_TIMEOUT | KL_IPSET_P_COMMENT | KL_IPSET_P_COUNTERS)))
        kl_out_str(o, "\t\tauto-merge\n");
}

static void nft_port(struct kl_out *o, struct kl_names *names, const struct kl_ipset_port *p,
                     bool with_protocol)
{
    const char *name = with_protocol ? kl_names_protocol_name(names, p->protocol) : NULL;

    if (with_protocol && name)
        kl_out_printf(o, "%s . ", name);
    else if (with_protocol)
        kl_out_printf(o, "%u . ", p->protocol);
    kl_out_uint(o, p->port); // of ICMP: type and code in one
}

static void nft_key(struct exporter *x, const struct kl_ipset_type *t,
                    const struct kl_ipset_elem *e)
{
    struct kl_out *o = x->cli->out;
    bool second = false;

    for (size_t i = 0; i < t->n_dims; i++) {
        const struct kl_ip *ip = second ? &e->ip2 : &e->ip;
        uint8_t cidr = second ? e->cidr2 : e->cidr;

        kl_out_str(o, i ? " . " : "");
        switch ((enum kl_dim)t->dims[i]) {
        case KL_DIM_PORT:
        case KL_DIM_PORT_NR:
            nft_port(o, x->cli->ipset->names, &e->port, t->dims[i] == KL_DIM_PORT);
            break;
        case KL_DIM_MAC:
        case KL_DIM_MAC_OPTIONAL:
            for (int b = 0; b < 6; b++) {
                kl_out_str(o, b ? ":" : "");
                kl_out_hex(o, e->mac[b], 2);
            }
            break;
        case KL_DIM_MARK:
            kl_out_str(o, "0x");
            kl_out_hex(o, e->mark, 8);
            break;
        case KL_DIM_IFACE:
            kl_out_printf(o, "\"%s%s\"", e->iface, e->has & KL_IPSET_E_WILDCARD ? "*" : "");
            break;
        default:
            kl_ipset_print_ip(o, ip, &(struct kl_print){.names = NULL});
            if (e->has & (second ? KL_IPSET_E_CIDR2 : KL_IPSET_E_CIDR) &&
                cidr != (ip->family == AF_INET6 ? 128 : 32))
                kl_out_printf(o, "/%u", cidr);
            second = true;
        }
    }
}

// What nft has no way to say.
static bool nft_cannot(const struct kl_ipset_type *t, const struct kl_ipset_elem *e)
{
    return e->has & (KL_IPSET_E_NOMATCH | KL_IPSET_E_PHYSDEV) ||
           (t->dims[t->n_dims - 1] == KL_DIM_MAC_OPTIONAL && !(e->has & KL_IPSET_E_MAC)) ||
           (e->has & KL_IPSET_E_IFACE && strpbrk(e->iface, "\"*\\"));
}

static void nft_options(struct kl_out *o, const struct kl_ipset_elem *e)
{
    bool comment = e->has & KL_IPSET_E_COMMENT && e->comment_len &&
                   e->comment_len <= NFT_COMMENT_MAX && !memchr(e->comment, '"', e->comment_len);

    if (e->has & KL_IPSET_E_PACKETS)
        kl_out_printf(o, " counter packets %llu bytes %llu", (unsigned long long)e->packets,
                      (unsigned long long)e->bytes);
    if (e->has & KL_IPSET_E_TIMEOUT && e->timeout)
        kl_out_printf(o, " timeout %us", e->timeout);
    if (comment)
        kl_out_printf(o, " comment \"%.*s\"", (int)e->comment_len, e->comment);
}

// ---- Both ---------------------------------------------------------------------------------------

static int on_header(const struct kl_ipset_params *set, void *user)
{
    struct exporter *x = user;
    const struct kl_ipset_type *t = kl_ipset_type_find(set->type);

    if (x->nft && t && t->dims[0] != KL_DIM_SET)
        nft_header(x, t, set);
    else if (x->nft)
        return -EOPNOTSUPP;
    return 0;
}

static int on_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                      const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                      void *user)
{
    struct exporter *x = user;
    struct kl_out *o = x->cli->out;

    (void)set;
    (void)raw;
    (void)unknown;
    if (!type || (x->nft && nft_cannot(type, e))) {
        x->left_out++;
        return 0;
    }
    if (x->nft) {
        kl_out_str(o, x->written ? ",\n\t\t\t     " : "\t\telements = { ");
        nft_key(x, type, e);
        nft_options(o, e);
    } else {
        kl_ipset_print_elem(o, &(struct kl_print){.names = x->cli->ipset->names}, type, e);
        kl_out_char(o, '\n');
    }
    x->written++;
    return kl_out_error(o);
}

static int on_end(const struct kl_ipset_params *set, void *user)
{
    struct exporter *x = user;

    (void)set;
    if (!x->nft)
        return 0;
    kl_out_str(x->cli->out, x->written ? " }\n\t}\n}\n" : "\t}\n}\n");
    if (x->left_out)
        kl_out_printf(x->cli->out, "# not in nft: %u elements (nomatch, physdev, or no MAC)\n",
                      x->left_out);
    return 0;
}

static int run(struct exporter *x, const char *set)
{
    static const struct kl_ipset_list_calls calls = {on_header, on_element, on_end};
    struct ipset_cli *c = x->cli;
    int r = kl_ipset_list(c->ipset, set, 0, &calls, x);

    if (r == -EPIPE)
        return 1; // the reader has gone
    if (r == -EOPNOTSUPP && x->nft)
        return ipset_error(c, "set %s is of a type that nft does not have", set);
    if (r < 0)
        return ipset_failed(c);
    if (x->left_out && !c->options.quiet) {
        kl_out_flush(c->out);
        fprintf(stderr, "Warning: %u elements have no form here and were left out.\n", x->left_out);
    }
    return 0;
}

int ipset_export(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                 int n)
{
    struct exporter x = {.cli = c, .table = "inet kernlink"};
    char set[KL_IPSET_NAME_SIZE], table[128];
    bool json = false;
    int r = ipset_name(c, args[0], set);

    for (int i = 1; !r && i < n; i++) {
        if (is(args[i], "--nft")) {
            x.nft = true;
        } else if (is(args[i], "--json")) {
            json = true;
        } else if (is(args[i], "--table") && i + 1 < n && args[i + 1].len < sizeof table) {
            i++;
            memcpy(table, args[i].s, args[i].len);
            table[args[i].len] = 0;
            x.table = table;
        } else if (!is(args[i], "--plain")) {
            r = ipset_usage(c, "Unknown argument: `%.*s'", (int)args[i].len, args[i].s);
            ipset_hint(c, "export has --plain, --json, --nft and --table 'FAMILY NAME'");
        }
    }
    if (r)
        return r;
    if (json) {
        c->options.output = OUTPUT_JSON;
        return ipset_list(c, self, args, 1);
    }
    r = ipset_need_kernel(c);
    return r ? r : run(&x, set);
}
