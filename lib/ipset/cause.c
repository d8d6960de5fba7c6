// SPDX-License-Identifier: MIT
// The kernel's private codes in words, and what they mean for a program.
#include "session.h"

#include "print.h"

#include <errno.h>
#include <linux/netfilter/ipset/ip_set_bitmap.h>
#include <linux/netfilter/ipset/ip_set_hash.h>
#include <linux/netfilter/ipset/ip_set_list.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ERR_BITMASK_NETMASK_EXCL 4115 // IPSET_ERR_BITMASK_NETMASK_EXCL, Linux 6.3
#define ANY                      0    // any command

// The sentences are those of ipset(8): scripts match on them.
struct sentence {
    uint16_t code;
    uint8_t cmd;   // ANY or IPSET_CMD_*
    char method;   // 0, or 'h'ash, 'b'itmap, 'l'ist
    uint8_t cause; // enum kl_ipset_cause
    const char *text;
};

static const struct sentence sentences[] = {
    {EEXIST, IPSET_CMD_CREATE, 0, KL_IPSET_SET_EXISTS,
     "Set cannot be created: set with the same name already exists"},
    {ENOENT, ANY, 0, KL_IPSET_NO_SET, "The set with the given name does not exist"},
    {EPERM, ANY, 0, KL_IPSET_OTHER, "Kernel error received: Operation not permitted"},
    {EBUSY, IPSET_CMD_SWAP, 0, KL_IPSET_IN_USE,
     "The sets cannot be swapped: one of them is being listed"},
    {IPSET_ERR_PROTOCOL, ANY, 0, KL_IPSET_OTHER, "Kernel error received: ipset protocol error"},
    {IPSET_ERR_FIND_TYPE, ANY, 0, KL_IPSET_NO_TYPE,
     "Kernel error received: set type not supported"},
    {IPSET_ERR_MAX_SETS, ANY, 0, KL_IPSET_OTHER,
     "Kernel error received: maximal number of sets reached, cannot create more."},
    {IPSET_ERR_BUSY, ANY, 0, KL_IPSET_IN_USE,
     "Set cannot be destroyed: it is in use by a kernel component"},
    {IPSET_ERR_EXIST_SETNAME2, IPSET_CMD_RENAME, 0, KL_IPSET_SET_EXISTS,
     "Set cannot be renamed: a set with the new name already exists"},
    {IPSET_ERR_EXIST_SETNAME2, ANY, 0, KL_IPSET_NO_SET,
     "Sets cannot be swapped: the second set does not exist"},
    {IPSET_ERR_TYPE_MISMATCH, ANY, 0, KL_IPSET_OTHER,
     "The sets cannot be swapped: their type does not match"},
    {IPSET_ERR_EXIST, IPSET_CMD_ADD, 0, KL_IPSET_ALREADY_THERE,
     "Element cannot be added to the set: it's already added"},
    {IPSET_ERR_EXIST, ANY, 0, KL_IPSET_NOT_THERE,
     "Element cannot be deleted from the set: it's not added"},
    {IPSET_ERR_INVALID_CIDR, ANY, 0, KL_IPSET_OTHER,
     "The value of the CIDR parameter of the IP address is invalid"},
    {IPSET_ERR_INVALID_NETMASK, ANY, 0, KL_IPSET_OTHER,
     "The value of the netmask parameter is invalid"},
    {IPSET_ERR_INVALID_FAMILY, ANY, 0, KL_IPSET_NO_TYPE,
     "Protocol family not supported by the set type"},
    {IPSET_ERR_TIMEOUT, ANY, 0, KL_IPSET_UNSUPPORTED,
     "Timeout cannot be used: set was created without timeout support"},
    {IPSET_ERR_REFERENCED, ANY, 0, KL_IPSET_IN_USE,
     "Set cannot be renamed: it is in use by another system"},
    {IPSET_ERR_IPADDR_IPV4, ANY, 0, KL_IPSET_OTHER,
     "An IPv4 address is expected, but not received"},
    {IPSET_ERR_IPADDR_IPV6, ANY, 0, KL_IPSET_OTHER,
     "An IPv6 address is expected, but not received"},
    {IPSET_ERR_COUNTER, ANY, 0, KL_IPSET_UNSUPPORTED,
     "Packet/byte counters cannot be used: set was created without counter support"},
    {IPSET_ERR_COMMENT, ANY, 0, KL_IPSET_UNSUPPORTED,
     "Comment cannot be used: set was created without comment support"},
    {IPSET_ERR_INVALID_MARKMASK, ANY, 0, KL_IPSET_OTHER,
     "The value of the markmask parameter is invalid"},
    {IPSET_ERR_SKBINFO, ANY, 0, KL_IPSET_UNSUPPORTED,
     "Skbinfo mapping cannot be used: set was created without skbinfo support"},
    {ERR_BITMASK_NETMASK_EXCL, ANY, 0, KL_IPSET_OTHER,
     "bitmask and netmask are mutually exclusive, provide only one"},

    {IPSET_ERR_HASH_FULL, ANY, 'h', KL_IPSET_FULL, "Hash is full, cannot add more elements"},
    {IPSET_ERR_HASH_ELEM, ANY, 'h', KL_IPSET_OTHER,
     "Null-valued element, cannot be stored in a hash type of set"},
    {IPSET_ERR_INVALID_PROTO, ANY, 'h', KL_IPSET_OTHER, "Invalid protocol specified"},
    {IPSET_ERR_MISSING_PROTO, ANY, 'h', KL_IPSET_OTHER, "Protocol missing, but must be specified"},
    {IPSET_ERR_HASH_RANGE_UNSUPPORTED, ANY, 'h', KL_IPSET_OTHER,
     "Range is not supported in the \"net\" component of the element"},
    {IPSET_ERR_HASH_RANGE, ANY, 'h', KL_IPSET_OTHER,
     "Invalid range, covers the whole address space"},

    {IPSET_ERR_BITMAP_RANGE, ANY, 'b', KL_IPSET_OTHER, "Element is out of the range of the set"},
    {IPSET_ERR_BITMAP_RANGE_SIZE, ANY, 'b', KL_IPSET_OTHER,
     "The range you specified exceeds the size limit of the set type"},

    {IPSET_ERR_NAME, ANY, 'l', KL_IPSET_OTHER,
     "Set to be added/deleted/tested as element does not exist."},
    {IPSET_ERR_LOOP, ANY, 'l', KL_IPSET_OTHER,
     "Sets with list:set type cannot be added to the set."},
    {IPSET_ERR_BEFORE, ANY, 'l', KL_IPSET_OTHER, "No reference set specified."},
    {IPSET_ERR_NAMEREF, ANY, 'l', KL_IPSET_OTHER,
     "The set to which you referred with 'before' or 'after' does not exist."},
    {IPSET_ERR_LIST_FULL, ANY, 'l', KL_IPSET_FULL,
     "The set is full, more elements cannot be added."},
    {IPSET_ERR_REF_EXIST, ANY, 'l', KL_IPSET_OTHER,
     "The set to which you referred with 'before' or 'after' is not added to the set."},
};

const char *kl_ipset_sentence(int code, uint8_t cmd, const struct kl_ipset_type *type,
                              enum kl_ipset_cause *ret_cause)
{
    // The codes from 4352 on have another meaning in each method; without the type, a hash's is
    // by far the likeliest.
    char method = type ? type->name[0] : 'h';

    if (code < 0)
        code = -code;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        const struct sentence *s = &sentences[i];

        if (s->code != code || (s->cmd != ANY && s->cmd != cmd) ||
            (s->method && s->method != method))
            continue;
        *ret_cause = (enum kl_ipset_cause)s->cause;
        return s->text;
    }
    *ret_cause = KL_IPSET_OTHER;
    return NULL;
}

int kl_ipset_fail(struct kl_ipset *h, int code, const struct kl_ipset_subject *about)
{
    struct kl_error *e = kl_sock_error_edit(h->sock);
    const char *sentence = kl_ipset_sentence(code, about->cmd, about->type, &h->cause);
    struct kl_out *o;

    if (kl_error_code(e) != code)
        kl_error_set(e, code, NULL);
    if (sentence)
        kl_error_set_sentence(e, "%s", sentence);
    if (about->set)
        kl_error_set_object(e, about->set);
    if (about->line)
        kl_error_set_line(e, about->line);
    if (about->element_text) {
        kl_error_set_element(e, about->element_text);
    } else if (about->elem && about->type && kl_out_open_memory(&o) == 0) {
        kl_ipset_print_elem(o, &(struct kl_print){.names = h->names}, about->type, about->elem);
        kl_error_set_element(e, kl_out_text(o, NULL));
        kl_out_close(o);
    }
    return code;
}

int kl_ipset_refuse(struct kl_ipset *h, int code, enum kl_ipset_cause cause, const char *set,
                    const char *format, ...)
{
    struct kl_error *e = kl_sock_error_edit(h->sock);
    char text[384];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    h->cause = cause;
    kl_error_set(e, code, "%s", text);
    if (set)
        kl_error_set_object(e, set);
    return code;
}

enum kl_ipset_cause kl_ipset_cause(const struct kl_ipset *h)
{
    return h->cause;
}

const struct kl_error *kl_ipset_error(const struct kl_ipset *h)
{
    return kl_sock_error(h->sock);
}
