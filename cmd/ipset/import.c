// SPDX-License-Identifier: MIT
// import: the sets of `nft -j list ruleset' as IP sets. All is read and checked before the first
// set is made; when the kernel refuses one, those made before are destroyed again.
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef HAVE_JANSSON
int ipset_import(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                 int n)
{
    (void)self;
    (void)args;
    (void)n;
    return ipset_usage(c, "This build reads no JSON (jansson)");
}
#else
#include <jansson.h>

#define SETS_MAX  256
#define TEXT_SIZE 512

struct imported {
    struct kl_ipset_sync *sync;
    bool created;
};

struct import {
    struct ipset_cli *cli;
    const char *file;
    const char *rename; // --as, or NULL
    struct imported sets[SETS_MAX];
    int n;
};

// Which type stands for the parts of a key, with and without networks among them.
static const struct {
    const char *parts; // A address, P protocol and port, S port, M MAC, K mark, I interface
    const char *plain, *nets;
} types[] = {
    {"A", "hash:ip", "hash:net"},
    {"AP", "hash:ip,port", "hash:net,port"},
    {"APA", "hash:ip,port,ip", "hash:net,port,net"},
    {"AA", "hash:net,net", "hash:net,net"},
    {"AM", "hash:ip,mac", NULL},
    {"AK", "hash:ip,mark", NULL},
    {"AI", "hash:net,iface", "hash:net,iface"},
    {"M", "hash:mac", NULL},
    {"S", "bitmap:port", "bitmap:port"},
};

static int bad(struct import *m, const char *set, json_t *element, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int bad(struct import *m, const char *set, json_t *element, const char *format, ...)
{
    char *shown = element ? json_dumps(element, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ipset_error(m->cli, "%s: set %.64s%s%.100s: %s", m->file, set, shown ? ", element " : "",
                shown ? shown : "", text);
    free(shown);
    return 1;
}

// ---- Types
// ----------------------------------------------------------------------------------------

static char part_of(const char *name, bool *v6)
{
    *v6 |= name && !strcmp(name, "ipv6_addr");
    return !name                           ? 0
           : !strcmp(name, "ipv4_addr")    ? 'A'
           : !strcmp(name, "ipv6_addr")    ? 'A'
           : !strcmp(name, "inet_proto")   ? 'P'
           : !strcmp(name, "inet_service") ? 'S'
           : !strcmp(name, "ether_addr")   ? 'M'
           : !strcmp(name, "mark")         ? 'K'
           : !strcmp(name, "ifname")       ? 'I'
                                           : 0;
}

// The parts of a key as letters, "PS" as one P. @return false for what no type has.
static bool parts_of(json_t *type, char ret[8], bool *v6)
{
    size_t n = 0;
    json_t *one;
    size_t i;

    if (json_is_string(type)) {
        ret[n++] = part_of(json_string_value(type), v6);
    } else {
        json_array_foreach(type, i, one)
        {
            char c = part_of(json_string_value(one), v6);

            if (c == 'S' && n && ret[n - 1] == 'P')
                continue;
            if (!c || n == 6)
                return false;
            ret[n++] = c;
        }
    }
    ret[n] = 0;
    return ret[0] != 0;
}

// Is the first address of any element more than one address?
static bool first_is_net(json_t *elements)
{
    json_t *e, *first;
    size_t i;

    json_array_foreach(elements, i, e)
    {
        json_t *inner = json_object_get(json_object_get(e, "elem"), "val");

        inner = inner ? inner : e;
        first = json_array_get(json_object_get(inner, "concat"), 0);
        if (json_is_object(first))
            return true;
    }
    return false;
}

static bool has_flag(json_t *set, const char *flag)
{
    json_t *flags = json_object_get(set, "flags"), *one;
    size_t i;

    if (json_is_string(flags))
        return !strcmp(json_string_value(flags), flag);
    json_array_foreach(flags, i, one)
    {
        if (json_is_string(one) && !strcmp(json_string_value(one), flag))
            return true;
    }
    return false;
}

static bool any_option(json_t *elements, const char *option)
{
    json_t *e;
    size_t i;

    json_array_foreach(elements, i, e)
    {
        if (json_object_get(json_object_get(e, "elem"), option))
            return true;
    }
    return false;
}

static int choose_params(struct import *m, json_t *set, const char *parts, bool v6,
                         struct kl_ipset_params *p)
{
    json_t *elements = json_object_get(set, "elem"), *size = json_object_get(set, "size"),
           *timeout = json_object_get(set, "timeout");
    bool nets = has_flag(set, "interval");
    const char *type = NULL;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(types[i].parts, parts))
            type = nets ? types[i].nets : types[i].plain;
    if (type && nets && !strcmp(parts, "APA") && !first_is_net(elements))
        type = "hash:ip,port,net";
    if (!type)
        return bad(m, p->name, NULL, "there is no IP set type for its key");
    snprintf(p->type, sizeof p->type, "%s", type);
    if (v6) {
        p->family = AF_INET6;
        p->has |= KL_IPSET_P_FAMILY;
    }
    if (parts[0] == 'S') {
        p->port_to = 65535;
        p->has |= KL_IPSET_P_PORTS;
    } else if (json_is_integer(size) && json_integer_value(size) > 0 &&
               json_integer_value(size) <= UINT32_MAX) {
        p->maxelem = (uint32_t)json_integer_value(size);
        p->has |= KL_IPSET_P_MAXELEM;
    }
    if (has_flag(set, "timeout") || timeout) {
        json_int_t value = json_is_integer(timeout) ? json_integer_value(timeout) : 0;

        if (value < 0 || value > KL_IPSET_TIMEOUT_MAX)
            return bad(m, p->name, NULL, "its timeout is out of range 0-%u", KL_IPSET_TIMEOUT_MAX);
        p->timeout = (uint32_t)value;
        p->has |= KL_IPSET_P_TIMEOUT;
    }
    if (any_option(elements, "comment"))
        p->has |= KL_IPSET_P_COMMENT;
    if (any_option(elements, "counter"))
        p->has |= KL_IPSET_P_COUNTERS;
    return 0;
}

// ---- Elements
// -------------------------------------------------------------------------------------

// Appends to @text, which keeps its NUL. @return false: no room.
static bool append(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool append(char *text, const char *format, ...)
{
    size_t len = strlen(text);
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text + len, TEXT_SIZE - len, format, args);
    va_end(args);
    return n >= 0 && (size_t)n < TEXT_SIZE - len;
}

static bool append_scalar(char *text, json_t *v)
{
    if (json_is_integer(v))
        return append(text, "%lld", (long long)json_integer_value(v));
    return json_is_string(v) && append(text, "%s", json_string_value(v));
}

// A value, a prefix or a range.
static bool append_part(char *text, json_t *v)
{
    json_t *prefix = json_object_get(v, "prefix"), *range = json_object_get(v, "range");

    if (prefix)
        return append_scalar(text, json_object_get(prefix, "addr")) && append(text, "/") &&
               append_scalar(text, json_object_get(prefix, "len"));
    if (range)
        return append_scalar(text, json_array_get(range, 0)) && append(text, "-") &&
               append_scalar(text, json_array_get(range, 1));
    return append_scalar(text, v);
}

// nft writes type and code of ICMP as one number.
static bool append_port(char *text, json_t *protocol, json_t *port)
{
    const char *name = json_string_value(protocol);
    json_int_t number = json_integer_value(port);

    if (!append_scalar(text, protocol) || !append(text, ":"))
        return false;
    if (name && strstr(name, "icmp") && json_is_integer(port))
        return append(text, "%lld/%lld", (long long)(number >> 8 & 0xff),
                      (long long)(number & 0xff));
    return append_part(text, port);
}

static bool append_key(char *text, json_t *value, const char *parts)
{
    json_t *concat = json_object_get(value, "concat");
    size_t at = 0;

    if (!concat)
        return !parts[1] && parts[0] != 'P' && append_part(text, value);
    for (; *parts; parts++) {
        json_t *one = json_array_get(concat, at++);
        bool ok = at == 1 || append(text, ",");

        if (*parts == 'P')
            ok = ok && append_port(text, one, json_array_get(concat, at++));
        else
            ok = ok && append_part(text, one);
        if (!ok)
            return false;
    }
    return at == json_array_size(concat);
}

static bool append_options(char *text, json_t *elem)
{
    json_t *timeout = json_object_get(elem, "expires"), *counter = json_object_get(elem, "counter");
    json_t *comment = json_object_get(elem, "comment");

    if (!timeout)
        timeout = json_object_get(elem, "timeout");
    if (timeout && !(append(text, " timeout ") && append_scalar(text, timeout)))
        return false;
    if (counter &&
        !(append(text, " packets ") && append_scalar(text, json_object_get(counter, "packets")) &&
          append(text, " bytes ") && append_scalar(text, json_object_get(counter, "bytes"))))
        return false;
    return !comment ||
           (json_is_string(comment) && append(text, " comment \"%s\"", json_string_value(comment)));
}

static int put(struct import *m, struct kl_ipset_sync *sync, const char *set, json_t *element,
               const char *text)
{
    char error[384] = "";

    return kl_ipset_sync_put_text(sync, text, strlen(text), error, sizeof error)
               ? bad(m, set, element, "%s", error)
               : 0;
}

// The largest networks that fill a range of IPv6 addresses, which the parser has no form for.
static int put_range6(struct import *m, struct kl_ipset_sync *sync, const char *set,
                      json_t *element, const struct kl_ip *from, const struct kl_ip *to,
                      const char *options)
{
    unsigned __int128 at = 0, end = 0, size;

    for (int i = 0; i < 16; i++) {
        at = at << 8 | from->addr[i];
        end = end << 8 | to->addr[i];
    }
    if (at > end)
        return bad(m, set, element, "the range ends before it begins");
    for (;;) {
        struct kl_ip ip = {.family = AF_INET6};
        char text[TEXT_SIZE] = "";
        struct kl_out *o;
        unsigned bits = 0;
        int r;

        while (bits < 127 && !(at >> bits & 1) && at + (((unsigned __int128)2 << bits) - 1) <= end)
            bits++;
        size = (unsigned __int128)1 << bits;
        for (int i = 0; i < 16; i++)
            ip.addr[i] = (uint8_t)(at >> (120 - 8 * i));
        if (kl_out_open_memory(&o))
            return bad(m, set, element, "%s", kl_strerror(-ENOMEM));
        kl_ipset_print_ip(o, &ip, &(struct kl_print){.names = NULL});
        (void)append(text, "%s/%u%s", kl_out_text(o, NULL), 128 - bits, options);
        kl_out_close(o);
        r = put(m, sync, set, element, text);
        if (r || end - at < size)
            return r;
        at += size;
    }
}

static int import_element(struct import *m, struct kl_ipset_sync *sync, const char *set,
                          json_t *element, const char *parts, bool v6)
{
    json_t *elem = json_object_get(element, "elem"),
           *value = elem ? json_object_get(elem, "val") : element;
    json_t *range = json_object_get(value, "range");
    char text[TEXT_SIZE] = "", options[TEXT_SIZE] = "";
    const struct kl_parse p = {.numeric = true};
    struct kl_ip from, to;

    if (elem && !append_options(options, elem))
        return bad(m, set, element, "its timeout, counter or comment cannot be read");
    if (range && v6 && !strcmp(parts, "A")) {
        const char *a = json_string_value(json_array_get(range, 0)),
                   *b = json_string_value(json_array_get(range, 1));

        if (!a || !b || kl_parse_ip(&p, KL_TEXT(a), AF_INET6, &from) ||
            kl_parse_ip(&p, KL_TEXT(b), AF_INET6, &to))
            return bad(m, set, element, "this is no range of addresses");
        return put_range6(m, sync, set, element, &from, &to, options);
    }
    if (!append_key(text, value, parts) || !append(text, "%s", options))
        return bad(m, set, element, "it does not fit the set's key");
    return put(m, sync, set, element, text);
}

// ---- Sets
// -----------------------------------------------------------------------------------------

static int import_set(struct import *m, json_t *set)
{
    const char *name = m->rename ? m->rename : json_string_value(json_object_get(set, "name"));
    json_t *elements = json_object_get(set, "elem"), *element;
    struct kl_ipset_params p = {.has = 0};
    struct kl_ipset_sync *sync;
    char parts[8];
    bool v6 = false;
    size_t i;
    int r;

    if (!name)
        return bad(m, "?", NULL, "it has no name");
    if (m->n == SETS_MAX)
        return bad(m, name, NULL, "more than %d sets in one file", SETS_MAX);
    if (ipset_name(m->cli, KL_TEXT(name), p.name))
        return 1;
    if (!parts_of(json_object_get(set, "type"), parts, &v6))
        return bad(m, name, NULL, "there is no IP set type for its key");
    r = choose_params(m, set, parts, v6, &p);
    if (r)
        return r;
    if (kl_ipset_sync_new(&sync, m->cli->ipset, &p))
        return ipset_failed(m->cli);
    m->sets[m->n++].sync = sync;
    if (strcmp(kl_ipset_sync_params(sync)->type, p.type) != 0)
        return bad(m, name, NULL, "there is a set of this name with type %s",
                   kl_ipset_sync_params(sync)->type);
    json_array_foreach(elements, i, element)
    {
        r = import_element(m, sync, name, element, parts, v6);
        if (r)
            return r;
    }
    return 0;
}

static int read_sets(struct import *m, json_t *root)
{
    json_t *list = json_object_get(root, "nftables"), *one, *set;
    int r = 0, found = 0;
    size_t i;

    if (!json_is_array(list))
        return ipset_error(m->cli, "%s: this is not what nft -j prints: no \"nftables\"", m->file);
    json_array_foreach(list, i, one)
    {
        set = json_object_get(one, "set");
        if (!json_is_object(set))
            continue;
        if (found++ && m->rename)
            return ipset_error(m->cli, "%s: --as is for one set, here are more", m->file);
        r = import_set(m, set);
        if (r)
            return r;
    }
    return found ? 0 : ipset_error(m->cli, "%s: there is no set in it", m->file);
}

static int make_sets(struct import *m)
{
    struct kl_ipset_sync_result result;

    for (int i = 0; i < m->n; i++) {
        const char *name = kl_ipset_sync_params(m->sets[i].sync)->name;
        struct kl_ipset_params live;
        int r = 0;

        if (!m->cli->options.exist && !kl_ipset_headers(m->cli->ipset, name, &live)) {
            r = ipset_error(m->cli, "Set cannot be created: set with the same name already exists");
            ipset_hint(m->cli, "set %s; -exist gives it the content of the file", name);
        } else if (kl_ipset_sync(m->sets[i].sync, 0, NULL, NULL, &result)) {
            r = ipset_failed(m->cli);
        }
        if (r) {
            while (i-- > 0)
                if (m->sets[i].created)
                    (void)kl_ipset_destroy(m->cli->ipset,
                                           kl_ipset_sync_params(m->sets[i].sync)->name, 0);
            return r;
        }
        m->sets[i].created = result.created;
        if (!m->cli->options.quiet)
            kl_out_printf(m->cli->out, "%s: %u elements\n", name, result.added + result.kept);
    }
    return 0;
}

static int run(struct import *m, int fd)
{
    json_error_t error;
    json_t *root = json_loadfd(fd, JSON_REJECT_DUPLICATES, &error);
    int r;

    if (!root)
        return ipset_error(m->cli, "%s:%d:%d: %s", m->file, error.line, error.column, error.text);
    r = read_sets(m, root);
    json_decref(root);
    return r ? r : make_sets(m);
}

int ipset_import(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                 int n)
{
    struct import *m = calloc(1, sizeof *m);
    int fd = STDIN_FILENO, r = 0;

    (void)self;
    if (!m)
        return ipset_error(c, "%s", kl_strerror(-ENOMEM));
    m->cli = c;
    m->file = "stdin";
    for (int i = 0; !r && i < n; i++) { // words of the command line, which end with a NUL
        if (!strcmp(args[i].s, "--as") && i + 1 < n)
            m->rename = args[++i].s;
        else if (args[i].len > 1 && args[i].s[0] == '-')
            r = ipset_usage(c, "Unknown argument: `%.*s'", (int)args[i].len, args[i].s);
        else
            m->file = args[i].s;
    }
    if (!r && c->options.file[0])
        m->file = c->options.file;
    if (!r && strcmp(m->file, "stdin") != 0 && strcmp(m->file, "-") != 0)
        fd = open(m->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        r = ipset_error(c, "Cannot open %s for reading: %s", m->file, strerror(errno));
    if (!r)
        r = ipset_need_kernel(c);
    if (!r)
        r = run(m, fd);
    if (fd > STDIN_FILENO)
        close(fd);
    for (int i = 0; i < m->n; i++)
        kl_ipset_sync_free(m->sets[i].sync);
    free(m);
    return r;
}
#endif
