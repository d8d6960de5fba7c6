// SPDX-License-Identifier: MIT
// What settings say of IP sets: mistakes are found without the kernel.
#include "set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../lib/ipset/session.h"

#define SHOWN_MAX (16u << 20) // bytes of a list whose lines are shown with mistakes
#define BAD_MAX   20u         // mistakes in one list that are told

struct checking {
    struct kld_complaints *c;
    const struct kl_ipset_type *type;
    uint8_t family;
    const char *path;
    const char *text;
    size_t len;
    struct kld_file *file; // made with the first mistake
    size_t n, bad;
};

bool kld_is_setname(const char *name)
{
    size_t n = strlen(name);

    for (const char *at = name; *at; at++)
        if ((unsigned char)*at <= ' ' || *at == 0x7f)
            return false;
    return n && n < KL_IPSET_NAME_SIZE && strcmp(name, KLD_SET_MARK) != 0 &&
           strncmp(name, "kl-sync-", 8) != 0;
}

// Host names are for people at a prompt: what settings say must be the same each time.
static int parse(const struct checking *k, const char *text, size_t len, char *error, size_t size)
{
    const struct kl_parse p = {
        .type = k->type, .family = k->family, .numeric = true, .error = error, .error_size = size};
    struct kl_text t = {text, len};
    struct kl_ipset_elem e;

    return kl_parse_elem_quick(&p, t, &e) == text + len ? 0 : kl_ipset_parse_line(&p, t, &e);
}

static void check_elements(struct checking *k, const struct kld_yaml *list)
{
    for (size_t i = 0; list && list->kind == KLD_YAML_LIST && i < list->n; i++) {
        const struct kld_yaml *y = list->items[i];
        char error[384] = "";

        if (y->kind == KLD_YAML_SCALAR && *y->text &&
            parse(k, y->text, strlen(y->text), error, sizeof error) < 0)
            kld_complain(k->c, y->place, "elements: %s", error);
    }
}

static struct kld_file *file_of(struct checking *k)
{
    if (!k->file) {
        k->file = kld_alloc(k->c->arena, sizeof *k->file);
        k->file->name = k->path;
        if (k->len <= SHOWN_MAX) {
            k->file->text = kld_strndup(k->c->arena, k->text, k->len);
            k->file->len = k->len;
        }
    }
    return k->file;
}

static int check_line(const char *text, size_t len, unsigned line, unsigned column, void *user)
{
    struct checking *k = user;
    char error[384] = "";

    k->n++;
    if (parse(k, text, len, error, sizeof error) == 0)
        return 0;
    if (++k->bad <= BAD_MAX)
        kld_complain(k->c, (struct kld_place){file_of(k), line, column}, "%s", error);
    return 0;
}

static void check_file(struct checking *k, const struct kld_object *o)
{
    const struct kld_pair *pair = kld_pair_of(o, "file");
    char *text;
    int code;

    if (!pair)
        return;
    code = kld_list_load(pair->text, &text, &k->len);
    if (code) {
        kld_complain(k->c, pair->place, "file: %s: %s", pair->text, strerror(-code));
        return;
    }
    k->path = pair->text;
    k->text = text;
    if (k->len > 1 && (*text == '{' || !memcmp(text, "\x1f\x8b", 2)))
        kld_complain(k->c, pair->place, "file: %s is %s; a list has an element a line", pair->text,
                     *text == '{' ? "JSON" : "compressed");
    else
        kld_list_walk(text, k->len, kld_get(o, "name"), check_line, k);
    if (k->bad > BAD_MAX)
        kld_complain(k->c, (struct kld_place){.file = file_of(k)}, "%zu more lines like these",
                     k->bad - BAD_MAX);
    // A download that failed looks like this.
    if (!k->n && *text != '{')
        kld_complain(k->c, pair->place,
                     "file: %s has no element for %s in it; `elements: []' is an empty set",
                     pair->text, kld_get(o, "name"));
    free(text);
}

// As the kernel tells it.
static void settle_range(struct kld_arena *a, struct kld_object *o, const struct kl_ipset_params *p)
{
    struct kl_ipset_params range = *p;

    if (!(p->has & KL_IPSET_P_RANGE))
        return;
    for (unsigned bit = p->cidr; p->cidr && bit < 32; bit++)
        range.ip.addr[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
    range.ip_to = p->cidr ? range.ip : p->ip_to;
    for (unsigned bit = p->cidr; p->cidr && bit < 32; bit++)
        range.ip_to.addr[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
    range.cidr = 0;
    kld_set(a, o, "range", kld_set_option_text(a, kld_pair_of(o, "range")->row, &range));
}

void kld_set_check(struct kld_complaints *c, struct kld_object *o, const struct kld_yaml *elements)
{
    const char *type = kld_get(o, "type");
    struct checking k = {.c = c, .type = type ? kl_ipset_type_find(type) : NULL};
    struct kl_ipset_params params;
    const struct kld_pair *pair;
    char error[384] = "";

    if (!k.type)
        return; // said already
    if ((k.type->inet || k.type->inet6) && !kld_get(o, "family") && !strncmp(type, "hash:", 5))
        kld_set(c->arena, o, "family", "ipv4");
    if (kld_set_params(o, &params, &pair, error, sizeof error) < 0)
        kld_complain(c, pair ? pair->place : o->place, "%s: %s",
                     pair ? pair->row->name : kld_get(o, "name"), error);
    else
        settle_range(c->arena, o, &params);
    k.family = kl_ipset_elem_family(k.type, params.family);
    check_elements(&k, elements);
    check_file(&k, o);
}
