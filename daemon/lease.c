// SPDX-License-Identifier: MIT
// Source: RFC 2131, 2132, 3442 for what options mean; busybox, networking/udhcp/dhcpc.c for names.
#include "lease.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAST_MTU 576 // that each host must take; less would be a trick
#define MAGIC     "kernlink-lease 1\n"

/* ---- The hook's message ---- */

static bool is_host(struct in_addr ip)
{
    uint32_t host = ntohl(ip.s_addr);

    return host >> 24 && host >> 24 != 127 && host >> 24 < 224;
}

// The next word of a value, cut to @size; false at the end.
static bool next_word(const char **at, char *word, size_t size)
{
    size_t n;

    *at += strspn(*at, " ");
    n = strcspn(*at, " ");
    snprintf(word, size, "%.*s", (int)(n < size ? n : size - 1), *at);
    *at += n;
    return n > 0;
}

static bool read_length(const char *text, unsigned most, unsigned *ret)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    *ret = (unsigned)value;
    return text[0] >= '0' && text[0] <= '9' && !*end && value <= most;
}

static unsigned length_of(struct in_addr mask)
{
    uint32_t bits = ntohl(mask.s_addr);
    unsigned n = 0;

    while (n < 32 && bits >> (31 - n) & 1)
        n++;
    return n == 32 || !(bits << n) ? n : 0;
}

static struct in_addr network_of(struct in_addr ip, unsigned prefix)
{
    uint32_t mask = prefix ? ~0u << (32 - prefix) : 0;

    return (struct in_addr){htonl(ntohl(ip.s_addr) & mask)};
}

static void add_route(struct kld_lease *l, struct in_addr to, unsigned prefix, struct in_addr via)
{
    to = network_of(to, prefix);
    if (l->n_routes == KLD_LEASE_ROUTES || (via.s_addr && !is_host(via)) ||
        (prefix && !is_host(to)))
        return;
    for (size_t i = 0; i < l->n_routes; i++)
        if (l->routes[i].to.s_addr == to.s_addr && l->routes[i].prefix == prefix)
            return;
    l->routes[l->n_routes++] = (struct kld_lease_route){to, via, prefix};
}

// NETWORK/LENGTH ROUTER ...
static void read_routes(struct kld_lease *l, const char *text)
{
    char network[40], router[40], *slash;

    while (next_word(&text, network, sizeof network) && next_word(&text, router, sizeof router)) {
        struct in_addr to, via;
        unsigned prefix;

        slash = strchr(network, '/');
        if (slash)
            *slash = '\0';
        if (slash && read_length(slash + 1, 32, &prefix) && inet_pton(AF_INET, network, &to) == 1 &&
            inet_pton(AF_INET, router, &via) == 1)
            add_route(l, to, prefix, via);
    }
}

static const char *read_servers(struct kld_arena *a, const char *text)
{
    const char *words[KLD_LEASE_DNS];
    char word[40], plain[INET_ADDRSTRLEN];
    struct in_addr ip;
    size_t n = 0;

    while (n < KLD_LEASE_DNS && next_word(&text, word, sizeof word))
        if (inet_pton(AF_INET, word, &ip) == 1 && ip.s_addr && ntohl(ip.s_addr) >> 24 < 224)
            words[n++] = kld_strdup(a, inet_ntop(AF_INET, &ip, plain, sizeof plain));
    return n ? kld_join(a, words, n, true) : NULL;
}

static const char *read_domains(struct kld_arena *a, const char *text)
{
    const char *words[KLD_LEASE_DNS];
    char word[256];
    size_t n = 0;

    while (text && n < KLD_LEASE_DNS && next_word(&text, word, sizeof word))
        if (kld_is_domain(word, strlen(word)))
            words[n++] = kld_strdup(a, word);
    return n ? kld_join(a, words, n, true) : NULL;
}

static void read_seconds(struct kld_lease *l, const char *text, int64_t now_s)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || value > UINT32_MAX)
        return;
    l->until_s = value == UINT32_MAX ? INT64_MAX : now_s + (int64_t)value;
}

// The value of a name in the message, or NULL.
static const char *value_of(const char *text, size_t len, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = text; at < text + len; at += strlen(at) + 1)
        if (!strncmp(at, name, n) && at[n] == '=')
            return at + n + 1;
    return NULL;
}

int kld_lease_read(struct kld_arena *a, const char *text, size_t len, int64_t now_s,
                   struct kld_lease *ret)
{
    struct kld_lease *l = ret;
    const char *value;
    struct in_addr ip;

    *l = (struct kld_lease){.until_s = now_s};
    if (!len || len > KLD_LEASE_BYTES || text[len - 1])
        return -EBADMSG;
    l->event = kld_strdup(a, text);
    if (strcmp(text, "bound") != 0 && strcmp(text, "renew") != 0)
        return 0;
    value = value_of(text, len, "ip");
    if (!value || inet_pton(AF_INET, value, &l->address) != 1 || !is_host(l->address))
        return -EBADMSG;
    value = value_of(text, len, "subnet");
    l->prefix = value && inet_pton(AF_INET, value, &ip) == 1 ? length_of(ip) : 0;
    if (!l->prefix)
        l->prefix = 32; // nothing is known of its network
    // Without a time it is not a lease.
    value = value_of(text, len, "lease");
    if (value)
        read_seconds(l, value, now_s);
    if (l->until_s <= now_s)
        return -EBADMSG;
    // Routes with their networks stand for all of the routers.
    value = value_of(text, len, "staticroutes");
    if (value)
        read_routes(l, value);
    value = value_of(text, len, "router");
    if (!l->n_routes && value) {
        char word[40];

        if (next_word(&value, word, sizeof word) && inet_pton(AF_INET, word, &ip) == 1 && ip.s_addr)
            add_route(l, (struct in_addr){0}, 0, ip);
    }
    value = value_of(text, len, "dns");
    l->dns = value ? read_servers(a, value) : NULL;
    l->search = read_domains(a, value_of(text, len, "search"));
    if (!l->search)
        l->search = read_domains(a, value_of(text, len, "domain"));
    value = value_of(text, len, "mtu");
    if (value && (!read_length(value, 65535, &l->mtu) || l->mtu < LEAST_MTU))
        l->mtu = 0;
    value = value_of(text, len, "serverid");
    if (value && inet_pton(AF_INET, value, &ip) == 1)
        l->server = kld_strdup(a, value);
    l->held = true;
    return 0;
}

/* ---- Objects ---- */

static const char *text_of(struct kld_arena *a, struct in_addr ip)
{
    char text[INET_ADDRSTRLEN];

    return kld_strdup(a, inet_ntop(AF_INET, &ip, text, sizeof text));
}

static bool says(const struct kld_object *o, const char *name, const char *word)
{
    const char *text = kld_get(o, name);

    return text && !strcmp(text, word);
}

static bool says_no(const struct kld_object *o, const char *name)
{
    return says(o, name, "false");
}

static void mark(struct kld_object *o)
{
    o->owner = KLD_OURS;
    o->protocol = KLD_PROTOCOL;
    o->leased = true;
}

void kld_lease_objects(const struct kld_lease *l, const struct kld_object *dhcp, unsigned metric,
                       struct kld_model *m)
{
    struct kld_arena *a = m->arena;
    const char *said = kld_get(dhcp, "route-metric");
    struct in_addr network = network_of(l->address, l->prefix);
    struct kld_object *o = kld_object_new(a, &kld_address, dhcp->dev);

    if (!said)
        said = kld_printf(a, "%u", metric);
    kld_set(a, o, "address", kld_printf(a, "%s/%u", text_of(a, l->address), l->prefix));
    if (l->prefix < 31)
        kld_set(a, o, "broadcast",
                text_of(a, (struct in_addr){network.s_addr | htonl(~0u >> l->prefix)}));
    // The route to its network has it, too: another interface there may be preferred.
    if (strcmp(said, "0") != 0)
        kld_set(a, o, "metric", said);
    if (l->until_s != INT64_MAX)
        kld_set(a, o, "until", kld_printf(a, "%" PRId64, l->until_s));
    mark(o);
    kld_model_add(m, o);
    for (size_t i = 0; i < l->n_routes && !says_no(dhcp, "use-routes"); i++) {
        const struct kld_lease_route *r = &l->routes[i];

        o = kld_object_new(a, &kld_route, NULL);
        kld_set(a, o, "to", kld_printf(a, "%s/%u", text_of(a, r->to), r->prefix));
        kld_set(a, o, "dev", dhcp->dev);
        kld_set(a, o, "source", text_of(a, l->address));
        if (strcmp(said, "0") != 0)
            kld_set(a, o, "metric", said);
        if (l->mtu && says(dhcp, "use-mtu", "true"))
            kld_set(a, o, "mtu", kld_printf(a, "%u", l->mtu));
        if (r->via.s_addr)
            kld_set(a, o, "via", text_of(a, r->via));
        else
            kld_set(a, o, "scope", "link");
        if (r->via.s_addr && network_of(r->via, l->prefix).s_addr != network.s_addr)
            kld_set(a, o, "onlink", "true");
        mark(o);
        kld_model_add(m, o);
    }
}

/* ---- Files ---- */

bool kld_iface_is(struct kld_iface a, struct kld_iface b)
{
    return a.dev && b.dev && !strcmp(a.dev, b.dev) && !a.netns == !b.netns &&
           (!a.netns || !strcmp(a.netns, b.netns));
}

static const char *name_of(struct kld_arena *a, struct kld_iface w)
{
    const char *name = kld_printf(a, KLD_LEASE_PREFIX "%s", w.dev);

    return w.netns ? kld_printf(a, "%s%c%s", name, KLD_LEASE_INSIDE, w.netns) : name;
}

int kld_lease_write(const struct kld_journal *j, struct kld_iface w, const struct kld_lease *l,
                    const struct kld_model *m)
{
    struct kl_out *o;
    char id[40];
    const char *text;
    size_t len;
    int code = kl_out_open_memory(&o);

    if (code)
        return code;
    kld_boot_id(id);
    kl_out_printf(o,
                  MAGIC "boot %s\nuntil %" PRId64 "\naddress %s\ndns %s\nsearch %s\nserver %s\n"
                        "id %s\n\n",
                  id, l->until_s, text_of(j->arena, l->address), l->dns ? l->dns : "",
                  l->search ? l->search : "", l->server ? l->server : "", l->id ? l->id : "");
    kld_model_write(m, o);
    text = kl_out_text(o, &len);
    code = kl_out_error(o);
    if (!code)
        code = kld_folder_write(j, name_of(j->arena, w), text, len);
    kl_out_close(o);
    return code;
}

void kld_lease_remove(const struct kld_journal *j, struct kld_iface w)
{
    unlink(kld_printf(j->arena, "%s/%s", j->folder, name_of(j->arena, w)));
}

// The rest of the line that begins with @word, which *@at is moved behind; NULL: it is another.
static const char *line_of(struct kld_arena *a, const char **at, const char *word)
{
    size_t n = strlen(word), len = strcspn(*at, "\n");
    const char *line = *at;

    if (strncmp(line, word, n) != 0 || line[len] != '\n')
        return NULL;
    *at += len + 1;
    return kld_strndup(a, line + n, len - n);
}

static const char *or_null(const char *text)
{
    return text && *text ? text : NULL;
}

static int read_file(struct kld_arena *a, const char *text, size_t len, struct kld_lease_file *ret)
{
    const char *at = text, *boot, *until;
    char id[40];

    if (strncmp(at, MAGIC, strlen(MAGIC)) != 0)
        return -EBADMSG;
    at += strlen(MAGIC);
    boot = line_of(a, &at, "boot ");
    until = boot ? line_of(a, &at, "until ") : NULL;
    ret->address = until ? or_null(line_of(a, &at, "address ")) : NULL;
    ret->dns = ret->address ? or_null(line_of(a, &at, "dns ")) : NULL;
    ret->search = ret->address ? or_null(line_of(a, &at, "search ")) : NULL;
    ret->server = ret->address ? or_null(line_of(a, &at, "server ")) : NULL;
    ret->id = ret->address ? or_null(line_of(a, &at, "id ")) : NULL;
    if (!ret->address || *at != '\n')
        return -EBADMSG;
    kld_boot_id(id);
    if (strcmp(id, boot) != 0 || strtoll(until, NULL, 10) <= kld_boot_ns() / 1000000000)
        return -ESTALE;
    return kld_model_read(ret->model, at + 1, len - (size_t)(at + 1 - text));
}

int kld_lease_load(struct kld_arena *a, const char *folder, struct kld_iface w,
                   struct kld_lease_file *ret)
{
    size_t len;
    char *text;
    int code = kld_file_slurp(kld_printf(a, "%s/%s", folder, name_of(a, w)), &text, &len);

    *ret = (struct kld_lease_file){.model = kld_model_new(a)};
    if (code)
        return code;
    code = read_file(a, text, len, ret);
    free(text);
    for (size_t i = 0; i < ret->model->n; i++)
        ret->model->list[i]->leased = true;
    return code;
}

/* ---- With the settings ---- */

bool kld_dhcp_enabled(const struct kld_model *want, const struct kld_object *dhcp)
{
    const struct kld_object *link = kld_model_link(want, dhcp->dev);

    return !says_no(dhcp, "enabled") && link && !says_no(link, "up");
}

// Those of one namespace.
static struct kld_model *add_leases(struct kld_arena *a, struct kld_model *want, const char *folder)
{
    struct kld_model *m = NULL;

    for (size_t i = 0; want->services && i < want->services->n; i++) {
        const struct kld_object *dhcp = want->services->list[i];
        struct kld_lease_file f;

        if (dhcp->class != KLD_C_DHCP || !kld_dhcp_enabled(want, dhcp) ||
            kld_lease_load(a, folder, (struct kld_iface){dhcp->dev, want->netns}, &f) < 0)
            continue;
        if (!m)
            m = kld_model_copy(a, want);
        // What the settings say of the same, or an interface before it, holds.
        for (size_t k = 0; k < f.model->n; k++)
            kld_model_add(m, kld_copy(a, f.model->list[k]));
    }
    return m ? m : want;
}

struct kld_model *kld_leases_add(struct kld_arena *a, struct kld_model *want, const char *folder)
{
    struct kld_model *m = add_leases(a, want, folder);

    for (size_t i = 0; i < want->n; i++) {
        struct kld_model *inner = want->list[i]->inner, *more;

        more = inner ? add_leases(a, inner, folder) : NULL;
        if (more == inner)
            continue;
        if (m == want)
            m = kld_model_copy(a, want);
        m->list[i]->inner = more;
    }
    return m;
}
