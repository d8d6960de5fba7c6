// SPDX-License-Identifier: MIT
#include "value.h"

#include <kernlink/net_wireguard.h>

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/core/nearest.h"

struct reading {
    struct kld_arena *arena;
    const struct kld_row *row;
    const struct kld_yaml *y;
    struct kld_complaints *c;
    const char *key; // the row's name without its section
};

#define WRONG(r, ...) (kld_complain((r)->c, (r)->y->place, __VA_ARGS__), NULL)

/* ---- Numbers and words ---- */

// Digits, or 0x and digits; no sign, no blanks.
static bool read_number(const char *s, uint64_t *ret)
{
    bool hex = s[0] == '0' && s[1] == 'x';
    unsigned long long value;
    char *end;

    if (!isxdigit((unsigned char)s[hex ? 2 : 0]) || (!hex && !isdigit((unsigned char)*s)))
        return false;
    if (!hex && s[0] == '0' && s[1])
        return false; // octal somewhere else
    errno = 0;
    value = strtoull(s, &end, hex ? 16 : 10);
    if (errno || *end)
        return false;
    *ret = value;
    return true;
}

static const char *read_bool(struct reading *r)
{
    const char *s = r->y->text;

    if (r->y->plain && (!strcmp(s, "true") || !strcmp(s, "false")))
        return s;
    if (!r->y->plain)
        return WRONG(r, "%s: \"%s\" is text: true and false have no quotes", r->key, s);
    return WRONG(r, "%s: '%s' is neither true nor false", r->key, s);
}

static const char *word_at(size_t i, const void *user)
{
    return ((const struct kld_word *)user)[i].name;
}

static const char *read_word(struct reading *r)
{
    const struct kld_word *w = kld_word_named(r->row->words, r->y->text);
    const char *near = w ? NULL : kl_nearest(r->y->text, word_at, r->row->words);
    char all[400];
    size_t n = 0;

    if (w)
        return w->name;
    for (w = r->row->words; w->name && n < sizeof all; w++)
        n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", n ? ", " : "", w->name);
    if (near)
        return WRONG(r, "%s: '%s' is none of %s; did you mean '%s'?", r->key, r->y->text, all,
                     near);
    return WRONG(r, "%s: '%s' is none of %s", r->key, r->y->text, all);
}

static const char *read_int(struct reading *r)
{
    const struct kld_row *row = r->row;
    const char *s = r->y->text;
    uint64_t value;

    if (row->flags & KLD_WORDS && kld_word_named(row->words, s))
        return s;
    if (!r->y->plain)
        return WRONG(r, "%s: \"%s\" is text: a number has no quotes", r->key, s);
    if (!read_number(s, &value))
        return WRONG(r, "%s: '%s' is not a number", r->key, s);
    if (value > INT64_MAX || (int64_t)value < row->min || (int64_t)value > row->max)
        return WRONG(r, "%s: %s is not between %" PRId64 " and %" PRId64, r->key, s, row->min,
                     row->max);
    return kld_value_number(r->arena, row, (int64_t)value);
}

const char *kld_value_number(struct kld_arena *a, const struct kld_row *row, int64_t number)
{
    const char *word = row->words ? kld_word_of(row->words, number) : NULL;

    if (row->type == KLD_T_BOOL)
        return !number == !(row->flags & KLD_INVERTED) ? "false" : "true";
    return word ? word : kld_printf(a, "%" PRId64, number);
}

int64_t kld_number_of(const struct kld_row *row, const char *text)
{
    const struct kld_word *w = kld_word_named(row->words, text);

    if (row->type == KLD_T_BOOL)
        return !strcmp(text, "true") == !(row->flags & KLD_INVERTED);
    return w ? w->value : strtoll(text, NULL, 10);
}

const char *kld_table_text(struct kld_arena *a, uint32_t table)
{
    return table == 254   ? "main"
           : table == 255 ? "local"
           : table == 253 ? "default"
                          : kld_printf(a, "%u", table);
}

uint32_t kld_table_of(const char *text)
{
    return !strcmp(text, "main")      ? 254
           : !strcmp(text, "local")   ? 255
           : !strcmp(text, "default") ? 253
                                      : (uint32_t)strtoul(text, NULL, 10);
}

static const char *read_table(struct reading *r)
{
    const char *s = r->y->text;
    uint64_t value;

    if (!strcmp(s, "main") || !strcmp(s, "local") || !strcmp(s, "default"))
        return s;
    if (!r->y->plain || !read_number(s, &value) || !value || value > UINT32_MAX)
        return WRONG(r, "%s: '%s' is no table: a number from 1 on, main, default or local", r->key,
                     s);
    return kld_table_text(r->arena, (uint32_t)value);
}

static const char *read_mark(struct reading *r)
{
    char text[64], *slash;
    uint64_t value, mask = UINT32_MAX;

    snprintf(text, sizeof text, "%s", r->y->text);
    slash = strchr(text, '/');
    if (slash)
        *slash = '\0';
    if (!read_number(text, &value) || (slash && !read_number(slash + 1, &mask)) ||
        value > UINT32_MAX || mask > UINT32_MAX)
        return WRONG(r, "%s: '%s' is no mark, such as 0x10 or 0x10/0xff", r->key, r->y->text);
    return kld_printf(r->arena, "0x%" PRIx64 "/0x%" PRIx64, value, mask);
}

static const char *read_range(struct reading *r)
{
    char text[64], *dash;
    uint64_t from, to;

    snprintf(text, sizeof text, "%s", r->y->text);
    dash = strchr(text, '-');
    if (dash)
        *dash = '\0';
    if (!read_number(text, &from) || (dash && !read_number(dash + 1, &to)))
        return WRONG(r, "%s: '%s' is no range, such as 10 or 10-20", r->key, r->y->text);
    if (!dash)
        to = from;
    if (from > to || (int64_t)from < r->row->min || to > (uint64_t)r->row->max)
        return WRONG(r, "%s: '%s' is no range within %" PRId64 "-%" PRId64, r->key, r->y->text,
                     r->row->min, r->row->max);
    return kld_printf(r->arena, "%" PRIu64 "-%" PRIu64, from, to);
}

/* ---- Text ---- */

static const char *read_text(struct reading *r)
{
    const char *s = r->y->text;
    uint64_t number;

    if (r->y->plain && (read_number(s, &number) || !strcmp(s, "true") || !strcmp(s, "false")) &&
        r->row->type != KLD_T_PATTERN && strcmp(r->row->name, "value") != 0)
        return WRONG(r, "%s: %s is %s; in quotes it is text", r->key, s,
                     isdigit((unsigned char)*s) ? "a number" : "true or false");
    if (strlen(s) > (size_t)r->row->max)
        return WRONG(r, "%s: longer than %" PRId64 " bytes", r->key, r->row->max);
    for (const char *at = s; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f || (*at == ' ' && r->row->flags & KLD_LIST))
            return WRONG(r, "%s: has %s in it", r->key,
                         *at == ' ' ? "a blank" : "a character that cannot be shown");
    return *s ? s : WRONG(r, "%s: is empty", r->key);
}

bool kld_is_ifname(const char *name)
{
    size_t n = strlen(name);

    if (!n || n > 15 || !strcmp(name, ".") || !strcmp(name, ".."))
        return false;
    for (const char *at = name; *at; at++)
        if (isspace((unsigned char)*at) || *at == '/' || *at == ':' || (unsigned char)*at < ' ' ||
            *at == 0x7f)
            return false;
    return true;
}

static const char *read_name(struct reading *r)
{
    if (!kld_is_ifname(r->y->text))
        return WRONG(r, "%s: '%.40s' is no name of an interface: 1 to 15 bytes, no blank, '/', ':'",
                     r->key, r->y->text);
    return r->y->text;
}

static const char *read_path(struct reading *r)
{
    if (r->y->text[0] != '/' || strlen(r->y->text) > 4000)
        return WRONG(r, "%s: '%.100s' is not the absolute path of a file", r->key, r->y->text);
    return r->y->text;
}

static const char *read_key(struct reading *r)
{
    uint8_t key[KL_WG_KEY_SIZE];

    if (kl_wg_key_parse(key, r->y->text) < 0)
        return WRONG(r, "%s: is no key: 44 characters of base64, the last a '='", r->key);
    return r->y->text;
}

static const char *read_secret(struct reading *r)
{
    const char *path = read_path(r), *wrong;
    uint8_t key[32];

    if (!path)
        return NULL;
    wrong = kld_secret_read(path, key);
    explicit_bzero(key, sizeof key);
    return wrong ? WRONG(r, "%s: %s: %s", r->key, path, wrong) : path;
}

/* ---- Addresses ---- */

const char *kld_mac_text(struct kld_arena *a, const uint8_t *mac, size_t len)
{
    char *text = kld_alloc(a, len * 3 + 1);

    for (size_t i = 0; i < len; i++)
        sprintf(text + i * 3, "%02x%s", mac[i], i + 1 < len ? ":" : "");
    return text;
}

size_t kld_mac_of(const char *text, uint8_t *ret, size_t size)
{
    size_t n = 0;

    while (n < size && isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1])) {
        char byte[3] = {text[0], text[1], 0};

        ret[n++] = (uint8_t)strtoul(byte, NULL, 16);
        if (!text[2])
            return n;
        if (text[2] != ':')
            return 0;
        text += 3;
    }
    return 0;
}

static const char *read_mac(struct reading *r)
{
    uint8_t mac[6];

    if (kld_mac_of(r->y->text, mac, 6) != 6)
        return WRONG(r, "%s: '%s' is no MAC address, such as 02:00:00:00:00:01", r->key,
                     r->y->text);
    return kld_mac_text(r->arena, mac, 6);
}

static const char *ip_text(struct kld_arena *a, int family, const uint8_t *bytes)
{
    char text[INET6_ADDRSTRLEN];

    inet_ntop(family, bytes, text, sizeof text);
    return kld_strdup(a, text);
}

static int read_bytes(const char *text, uint8_t bytes[16])
{
    if (inet_pton(AF_INET, text, bytes) == 1)
        return AF_INET;
    return inet_pton(AF_INET6, text, bytes) == 1 ? AF_INET6 : 0;
}

static const char *read_ip(struct reading *r)
{
    uint8_t bytes[16];
    int family = read_bytes(r->y->text, bytes);
    bool four = r->row->type == KLD_T_IP4;

    if (!family || (four && family != AF_INET))
        return WRONG(r, "%s: '%s' is no %s address", r->key, r->y->text, four ? "IPv4" : "IP");
    return ip_text(r->arena, family, bytes);
}

static const char *read_prefix(struct reading *r)
{
    char text[64], *slash;
    uint8_t bytes[16], masked[16];
    uint64_t len;
    int family, most;

    if (r->row->flags & KLD_DEFAULT && !strcmp(r->y->text, "default"))
        return r->y->text;
    snprintf(text, sizeof text, "%s", r->y->text);
    slash = strchr(text, '/');
    if (slash)
        *slash = '\0';
    family = read_bytes(text, bytes);
    most = family == AF_INET ? 32 : 128;
    if (!slash && r->row->type == KLD_T_IFADDR && family)
        return WRONG(r, "%s: '%s' lacks the length of its network, such as %s/%d", r->key, text,
                     text, family == AF_INET ? 24 : 64);
    len = (uint64_t)most;
    if (!family || (slash && (!read_number(slash + 1, &len) || len > (uint64_t)most)))
        return WRONG(r, "%s: '%s' is no %s, such as %s", r->key, r->y->text,
                     r->row->type == KLD_T_IFADDR ? "address with its network's length" : "network",
                     r->row->type == KLD_T_IFADDR ? "192.0.2.1/24" : "192.0.2.0/24");
    if (r->row->type == KLD_T_IFADDR)
        return kld_printf(r->arena, "%s/%" PRIu64, ip_text(r->arena, family, bytes), len);
    memset(masked, 0, sizeof masked);
    for (unsigned bit = 0; bit < len; bit++)
        masked[bit / 8] |= bytes[bit / 8] & (0x80 >> bit % 8);
    if (memcmp(masked, bytes, (size_t)most / 8) != 0)
        return WRONG(r, "%s: %s has bits behind its length: %s/%" PRIu64 " is the network", r->key,
                     r->y->text, ip_text(r->arena, family, masked), len);
    if (!len && r->row->flags & KLD_DEFAULT)
        return family == AF_INET ? "0.0.0.0/0" : "::/0";
    return kld_printf(r->arena, "%s/%" PRIu64, ip_text(r->arena, family, bytes), len);
}

static const char *read_endpoint(struct reading *r)
{
    char text[80], *colon, *address = text;
    uint8_t bytes[16];
    uint64_t port;
    int family;

    snprintf(text, sizeof text, "%s", r->y->text);
    colon = strrchr(text, ':');
    if (colon)
        *colon = '\0';
    if (text[0] == '[' && colon && colon[-1] == ']') {
        colon[-1] = '\0';
        address++;
    }
    family = read_bytes(address, bytes);
    if (!colon || !family || (family == AF_INET6) != (address != text) ||
        !read_number(colon + 1, &port) || !port || port > 65535)
        return WRONG(r,
                     "%s: '%s' is no address with a port, 192.0.2.1:51820 or [2001:db8::1]:51820",
                     r->key, r->y->text);
    return kld_printf(r->arena, family == AF_INET ? "%s:%" PRIu64 : "[%s]:%" PRIu64,
                      ip_text(r->arena, family, bytes), port);
}

// Of a set, whose type says what is right: that is looked at when all of it is read.
static const char *read_element(struct reading *r)
{
    const char *s = r->y->text;

    for (const char *at = s; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return WRONG(r, "%s: has a character that cannot be shown in it", r->key);
    return *s ? s : WRONG(r, "%s: is empty", r->key);
}

/* ---- All of them ---- */

typedef const char *read_fn(struct reading *r);

static read_fn *const readers[] = {
    [KLD_T_BOOL] = read_bool,
    [KLD_T_NUMBER] = read_int,
    [KLD_T_WORD] = read_word,
    [KLD_T_TEXT] = read_text,
    [KLD_T_PATTERN] = read_text,
    [KLD_T_NAME] = read_name,
    [KLD_T_PATH] = read_path,
    [KLD_T_SECRET] = read_secret,
    [KLD_T_KEY] = read_key,
    [KLD_T_MAC] = read_mac,
    [KLD_T_IP] = read_ip,
    [KLD_T_IP4] = read_ip,
    [KLD_T_IFADDR] = read_prefix,
    [KLD_T_NETWORK] = read_prefix,
    [KLD_T_TABLE] = read_table,
    [KLD_T_MARK] = read_mark,
    [KLD_T_RANGE] = read_range,
    [KLD_T_ENDPOINT] = read_endpoint,
    [KLD_T_ELEMENTS] = read_element,
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *join(struct kld_arena *a, const char **words, size_t n, bool ordered,
                        const char *between)
{
    size_t len = 1;
    char *text, *at;

    if (!ordered && n)
        qsort(words, n, sizeof *words, by_text);
    for (size_t i = 0; i < n; i++)
        len += strlen(words[i]) + 1;
    at = text = kld_alloc(a, len);
    for (size_t i = 0; i < n; i++)
        at += sprintf(at, "%s%s", i ? between : "", words[i]);
    return text;
}

const char *kld_join(struct kld_arena *a, const char **words, size_t n, bool ordered)
{
    return join(a, words, n, ordered, " ");
}

const char *kld_value_read(struct kld_arena *a, const struct kld_row *row, const struct kld_yaml *y,
                           struct kld_complaints *c)
{
    struct reading r = {a, row, y, c, kld_own_name(row)};
    const char **words = NULL;
    bool bad = false;
    size_t n = 0;

    if (!(row->flags & KLD_LIST)) {
        if (y->kind != KLD_YAML_SCALAR)
            return WRONG(&r, "%s: one value is wanted, not %s", r.key,
                         y->kind == KLD_YAML_LIST ? "a list" : "a section with keys");
        if (y->plain && (!*y->text || !strcmp(y->text, "~") || !strcmp(y->text, "null")))
            return WRONG(&r, "%s: has no value", r.key);
        return readers[row->type](&r);
    }
    if (y->kind != KLD_YAML_LIST)
        return WRONG(&r, "%s: a list is wanted: [a, b], or a line with - for each", r.key);
    for (size_t i = 0; i < y->n; i++) {
        struct kld_row one = *row;
        const char *text;

        one.flags &= (uint16_t)~KLD_LIST;
        text = kld_value_read(a, &one, y->items[i], c);
        bad |= !text;
        if (text && row->type == KLD_T_TEXT && strchr(text, ' ')) {
            kld_complain(c, y->items[i]->place, "%s: has a blank in it", r.key);
            bad = true;
        }
        for (size_t k = 0; text && k < n && n < 1000; k++)
            if (!strcmp(words[k], text)) {
                kld_complain(c, y->items[i]->place, "%s: %s is there twice", r.key, text);
                bad = true;
            }
        if (text) {
            words = kld_grow(a, words, n, sizeof *words);
            words[n++] = text;
        }
    }
    if (bad)
        return NULL;
    // Elements may have blanks in them.
    return join(a, words, n, row->flags & KLD_ORDERED, row->type == KLD_T_ELEMENTS ? "\n" : " ");
}
