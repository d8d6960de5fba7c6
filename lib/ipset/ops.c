// SPDX-License-Identifier: MIT
// What is done to sets and elements: one request each.
#include "session.h"

#include "words.h"

#include <errno.h>
#include <linux/netfilter/ipset/ip_set_hash.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

// ---- Sets -----------------------------------------------------------------------------------

static uint8_t type_family(const struct kl_ipset_type *t, const struct kl_ipset_params *p)
{
    if (!t->inet && !t->inet6)
        return AF_UNSPEC;
    return p->has & KL_IPSET_P_FAMILY ? p->family : AF_INET;
}

// The bits of every option in a type's list.
static uint32_t options_of(const uint8_t *list)
{
    uint32_t has = 0;

    for (; *list != KL_OPT_END; list++)
        has |= kl_ipset_options_table[*list].has;
    return has;
}

static const char *first_name(uint32_t has)
{
    for (size_t i = KL_OPT_FAMILY; i < KL_OPT_LEGACY; i++)
        if (kl_ipset_options_table[i].has & has)
            return kl_ipset_options_table[i].name;
    return "?";
}

// Which revision to create: the best that kernel and table both know, and never one that lacks
// what the caller wants.
static int choose_revision(struct kl_ipset *h, const struct kl_ipset_type *t,
                           const struct kl_ipset_params *p, uint8_t *ret)
{
    uint8_t family = type_family(t, p), min, max, needed;
    const char *option = "";
    int r;

    if (p->has & KL_IPSET_P_REVISION || h->force_revision) {
        *ret = p->has & KL_IPSET_P_REVISION ? p->revision : h->revision;
    } else {
        r = kl_ipset_get_supported_revisions(h, t->name, family, &min, &max);
        if (r)
            return r;
        if (min > t->revision)
            return kl_ipset_refuse(h, -EOPNOTSUPP, KL_IPSET_NO_TYPE, p->name,
                                   "the kernel has revisions %u to %u of %s, this library knows "
                                   "them up to %u",
                                   min, max, t->name, t->revision);
        *ret = max < t->revision ? max : t->revision;
    }
    needed = kl_ipset_revision_needed(t, p->has, 0, &option);
    if (*ret < needed)
        return kl_ipset_refuse(
            h, -EOPNOTSUPP, KL_IPSET_UNSUPPORTED, p->name,
            "option %s needs revision %u of %s, and %s revision %u", option, needed, t->name,
            h->force_revision || p->has & KL_IPSET_P_REVISION ? "the set is to have"
                                                              : "the kernel has only",
            *ret);
    return 0;
}

static int check_params(struct kl_ipset *h, const struct kl_ipset_type *t,
                        const struct kl_ipset_params *p)
{
    const uint32_t create_bits = KL_IPSET_P_REVISION - 1;
    uint8_t family = type_family(t, p);
    uint32_t odd = p->has & create_bits & ~options_of(t->create);
    char text[256];
    const struct kl_parse parse = {.type = t, .error = text, .error_size = sizeof text};
    int r;

    if (odd == KL_IPSET_P_FAMILY && p->family == (t->inet ? AF_INET : AF_UNSPEC))
        odd = 0; // saying what is so anyway is no mistake
    if (odd)
        return kl_ipset_refuse(h, -EOPNOTSUPP, KL_IPSET_UNSUPPORTED, p->name,
                               "type %s has no option %s", t->name, first_name(odd));
    if (family == AF_INET6 && !t->inet6)
        return kl_ipset_refuse(h, -EAFNOSUPPORT, KL_IPSET_UNSUPPORTED, p->name,
                               "type %s is for IPv4 only", t->name);
    if ((p->has & t->required) != t->required)
        return kl_ipset_refuse(h, -EINVAL, KL_IPSET_SYNTAX, p->name, "type %s needs option %s",
                               t->name, first_name(t->required & ~p->has));
    r = kl_parse_params_check(&parse, p);
    return r ? kl_ipset_refuse(h, r, KL_IPSET_SYNTAX, p->name, "%s", text) : 0;
}

int kl_ipset_create(struct kl_ipset *h, const struct kl_ipset_params *p, unsigned flags)
{
    const struct kl_ipset_type *t = kl_ipset_type_find(p->type);
    struct kl_ipset_subject about = {.cmd = IPSET_CMD_CREATE, .set = p->name, .type = t};
    unsigned char data[KL_IPSET_ELEM_MAX];
    uint8_t revision = 0;
    size_t len;
    int r = kl_ipset_check_name(h, p->name);

    if (r)
        return r;
    if (!t)
        return kl_ipset_refuse(h, -EINVAL, KL_IPSET_NO_TYPE, p->name, "typename '%.31s' is unknown",
                               p->type);
    r = check_params(h, t, p);
    if (!r)
        r = choose_revision(h, t, p, &revision);
    if (r)
        return r;
    kl_ipset_begin(h, IPSET_CMD_CREATE, NLM_F_CREATE | (flags & KL_IPSET_EXIST ? 0 : NLM_F_EXCL),
                   p->name);
    (void)kl_msg_put_str(h->msg, IPSET_ATTR_TYPENAME, t->name);
    (void)kl_msg_put_u8(h->msg, IPSET_ATTR_REVISION, revision);
    (void)kl_msg_put_u8(h->msg, IPSET_ATTR_FAMILY, type_family(t, p));
    len = kl_ipset_write_params(data, p, t);
    (void)kl_msg_put_bytes(h->msg, IPSET_ATTR_DATA | NLA_F_NESTED, data, len);
    r = kl_ipset_run(h, &about, NULL);
    if (!r)
        kl_ipset_remember(h, p->name, t, type_family(t, p), revision);
    return r;
}

// A bucket holds 12 elements unless the set says otherwise, and the table doubles when one is full:
// with 1.5 elements in a bucket on average that is one chance in thousands for the whole set.
uint32_t kl_ipset_hashsize_for(uint32_t elements)
{
    uint32_t size = 64;

    while (size < 1u << 31 && (uint64_t)size * 3 / 2 < elements)
        size *= 2;
    return size;
}

// A command that takes a set's name, or none for every set.
static int simple(struct kl_ipset *h, uint8_t cmd, uint16_t flags, const char *name)
{
    const struct kl_ipset_subject about = {.cmd = cmd, .set = name};
    int r = name ? kl_ipset_check_name(h, name) : 0;

    if (r)
        return r;
    kl_ipset_begin(h, cmd, flags, name);
    return kl_ipset_run(h, &about, NULL);
}

int kl_ipset_destroy(struct kl_ipset *h, const char *name, unsigned flags)
{
    int r = simple(h, IPSET_CMD_DESTROY, flags & KL_IPSET_EXIST ? 0 : NLM_F_EXCL, name);

    if (!r)
        kl_ipset_forget(h, name);
    return r;
}

int kl_ipset_flush(struct kl_ipset *h, const char *name)
{
    return simple(h, IPSET_CMD_FLUSH, 0, name);
}

static int pair(struct kl_ipset *h, uint8_t cmd, const char *a, const char *b)
{
    const struct kl_ipset_subject about = {.cmd = cmd, .set = a};
    int r = kl_ipset_check_name(h, a);

    if (!r)
        r = kl_ipset_check_name(h, b);
    if (r)
        return r;
    kl_ipset_begin(h, cmd, 0, a);
    (void)kl_msg_put_str(h->msg, IPSET_ATTR_SETNAME2, b);
    r = kl_ipset_run(h, &about, NULL);
    if (!r) {
        kl_ipset_forget(h, a);
        kl_ipset_forget(h, b);
    }
    return r;
}

int kl_ipset_rename(struct kl_ipset *h, const char *from, const char *to)
{
    return pair(h, IPSET_CMD_RENAME, from, to);
}

int kl_ipset_swap(struct kl_ipset *h, const char *a, const char *b)
{
    return pair(h, IPSET_CMD_SWAP, a, b);
}

// ---- Numbers and names of sets ----------------------------------------------------------------

static int by_number(struct kl_ipset *h, uint8_t cmd, const char *name, struct kl_answer **ret)
{
    const struct kl_ipset_subject about = {.cmd = cmd, .set = name};

    if (h->protocol < 7)
        return kl_ipset_refuse(h, -ENOTSUP, KL_IPSET_UNSUPPORTED, name,
                               "numbers of sets need protocol 7, this is %u", h->protocol);
    return kl_ipset_run(h, &about, ret);
}

int kl_ipset_get_byname(struct kl_ipset *h, const char *name, uint16_t *ret_index)
{
    struct kl_answer *answer = NULL;
    struct kl_view v;
    uint64_t index;
    int r = kl_ipset_check_name(h, name);

    if (r)
        return r;
    kl_ipset_begin(h, IPSET_CMD_GET_BYNAME, 0, name);
    r = by_number(h, IPSET_CMD_GET_BYNAME, name, &answer);
    if (r)
        return r;
    r = kl_answer_count(answer) ? kl_view_message(&v, kl_answer_message(answer, 0), 4, NULL)
                                : -EBADMSG;
    if (!r)
        r = kl_view_get_uint(&v, IPSET_ATTR_INDEX, &index);
    if (!r)
        *ret_index = (uint16_t)index;
    kl_answer_free(answer);
    return r;
}

int kl_ipset_get_byindex(struct kl_ipset *h, uint16_t index, char *ret)
{
    struct kl_answer *answer = NULL;
    unsigned char be[2] = {(unsigned char)(index >> 8), (unsigned char)index};
    const char *name;
    struct kl_view v;
    size_t len;
    int r;

    kl_ipset_begin(h, IPSET_CMD_GET_BYINDEX, 0, NULL);
    (void)kl_msg_put_bytes(h->msg, IPSET_ATTR_INDEX | NLA_F_NET_BYTEORDER, be, sizeof be);
    r = by_number(h, IPSET_CMD_GET_BYINDEX, NULL, &answer);
    if (r)
        return r;
    r = kl_answer_count(answer) ? kl_view_message(&v, kl_answer_message(answer, 0), 4, NULL)
                                : -EBADMSG;
    if (!r)
        r = kl_view_get_str(&v, IPSET_ATTR_SETNAME, &name, &len);
    if (!r && len >= KL_IPSET_NAME_SIZE)
        r = -EBADMSG;
    if (!r) {
        memcpy(ret, name, len);
        ret[len] = 0;
    }
    kl_answer_free(answer);
    return r;
}

// ---- Elements -------------------------------------------------------------------------------

static int send_elem(struct kl_ipset *h, const struct kl_ipset_subject *about, unsigned flags)
{
    unsigned char data[KL_IPSET_ELEM_MAX];
    size_t len = kl_ipset_write_elem(data, about->elem, 0);

    kl_ipset_begin(h, about->cmd, flags & KL_IPSET_EXIST ? 0 : NLM_F_EXCL, about->set);
    (void)kl_msg_put_bytes(h->msg, IPSET_ATTR_DATA | NLA_F_NESTED, data, len);
    return kl_ipset_run(h, about, NULL);
}

static int element(struct kl_ipset *h, uint8_t cmd, const char *set,
                   const struct kl_ipset_type *type, const struct kl_ipset_elem *e, unsigned flags)
{
    struct kl_ipset_subject about = {.cmd = cmd, .set = set, .type = type, .elem = e};
    struct kl_ipset_elem tcp;
    int r = kl_ipset_check_name(h, set);

    if (r)
        return r;
    r = send_elem(h, &about, flags);
    if (r == -IPSET_ERR_MISSING_PROTO && e->has & KL_IPSET_E_PORT && !e->port.protocol) {
        tcp = *e; // types that store a protocol want one, the others refuse it
        tcp.port.protocol = 6;
        about.elem = &tcp;
        r = send_elem(h, &about, flags);
    }
    if (cmd != IPSET_CMD_TEST)
        return r;
    if (r == 0)
        return 1;
    return h->cause == KL_IPSET_NOT_THERE ? 0 : r;
}

int kl_ipset_add(struct kl_ipset *h, const char *set, const struct kl_ipset_elem *e, unsigned flags)
{
    return element(h, IPSET_CMD_ADD, set, NULL, e, flags);
}

int kl_ipset_delete(struct kl_ipset *h, const char *set, const struct kl_ipset_elem *e,
                    unsigned flags)
{
    return element(h, IPSET_CMD_DEL, set, NULL, e, flags);
}

int kl_ipset_test(struct kl_ipset *h, const char *set, const struct kl_ipset_elem *e)
{
    return element(h, IPSET_CMD_TEST, set, NULL, e, 0);
}

// ---- Elements as text -------------------------------------------------------------------------

int kl_ipset_parse_line(const struct kl_parse *p, struct kl_text text, struct kl_ipset_elem *ret)
{
    struct kl_text words[KL_WORDS_MAX];
    struct kl_ipset_elem e = {0};
    int n = kl_words_split(text, words), r;

    if (n == -EINVAL)
        return kl_parse_fail(p, n, "a quote is not closed");
    if (n <= 0)
        return kl_parse_fail(p, -EINVAL, n ? "too many words" : "the element is missing");
    r = kl_parse_elem(p, words[0], &e);
    for (int i = 1; !r && i < n; i++) {
        const struct kl_ipset_option *o =
            kl_ipset_option_find(p->type->add, words[i].s, words[i].len);

        if (!o)
            return kl_parse_fail(p, -ENOENT, "type %s has no option '%.*s' for an element",
                                 p->type->name, (int)words[i].len, words[i].s);
        if (o->kind != KL_KIND_FLAG && i + 1 == n)
            return kl_parse_fail(p, -EINVAL, "option %s needs a value", o->name);
        r = kl_parse_elem_option(
            p, o, o->kind == KL_KIND_FLAG ? (struct kl_text){NULL, 0} : words[++i], &e);
    }
    if (!r)
        *ret = e;
    return r;
}

static int element_text(struct kl_ipset *h, uint8_t cmd, const char *set, const char *text,
                        unsigned flags)
{
    const struct kl_ipset_known *known;
    const struct kl_ipset_type *type;
    struct kl_ipset_elem e;
    char error[384];
    struct kl_parse p = {.names = h->names, .error = error, .error_size = sizeof error};
    int r = kl_ipset_lookup(h, set, cmd, &known);

    if (r)
        return r;
    p.type = type = known->type;
    p.family = known->family;
    r = kl_ipset_parse_line(&p, KL_TEXT(text), &e);
    if (r) {
        kl_ipset_refuse(h, r, KL_IPSET_SYNTAX, set, "%s", error);
        kl_error_set_element(kl_sock_error_edit(h->sock), text);
        return r;
    }
    r = element(h, cmd, set, type, &e, flags);
    // Somebody else may have replaced the set by one of another type since it was asked for.
    if (r < 0 && h->cause != KL_IPSET_ALREADY_THERE && h->cause != KL_IPSET_NOT_THERE)
        kl_ipset_forget(h, set);
    return r;
}

int kl_ipset_add_text(struct kl_ipset *h, const char *set, const char *text, unsigned flags)
{
    return element_text(h, IPSET_CMD_ADD, set, text, flags);
}

int kl_ipset_delete_text(struct kl_ipset *h, const char *set, const char *text, unsigned flags)
{
    return element_text(h, IPSET_CMD_DEL, set, text, flags);
}

int kl_ipset_test_text(struct kl_ipset *h, const char *set, const char *text)
{
    return element_text(h, IPSET_CMD_TEST, set, text, 0);
}

int kl_ipset_elem_parse(struct kl_ipset_elem *ret, const struct kl_ipset_type *type, uint8_t family,
                        const char *text, char *error, size_t error_size)
{
    const struct kl_parse p = {
        .type = type, .family = family, .error = error, .error_size = error_size};
    struct kl_ipset_elem e = {0};
    int r = kl_parse_elem(&p, KL_TEXT(text), &e);

    if (!r)
        *ret = e;
    return r;
}

int kl_ipset_elem_option(struct kl_ipset_elem *e, const char *option, const char *value,
                         char *error, size_t error_size)
{
    static const uint8_t all[] = {KL_OPT_E_TIMEOUT, KL_OPT_E_NOMATCH,  KL_OPT_E_WILDCARD,
                                  KL_OPT_E_BEFORE,  KL_OPT_E_AFTER,    KL_OPT_E_PACKETS,
                                  KL_OPT_E_BYTES,   KL_OPT_E_COMMENT,  KL_OPT_E_SKBMARK,
                                  KL_OPT_E_SKBPRIO, KL_OPT_E_SKBQUEUE, KL_OPT_END};
    const struct kl_parse p = {.error = error, .error_size = error_size};
    const struct kl_ipset_option *o = kl_ipset_option_find(all, option, strlen(option));

    if (!o)
        return kl_parse_fail(&p, -ENOENT, "no option of an element is called '%.100s'", option);
    if (o->kind != KL_KIND_FLAG && !value)
        return kl_parse_fail(&p, -EINVAL, "option %s needs a value", o->name);
    return kl_parse_elem_option(&p, o, value ? KL_TEXT(value) : (struct kl_text){NULL, 0}, e);
}
