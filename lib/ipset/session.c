// SPDX-License-Identifier: MIT
// Opening, negotiating, and what is remembered of sets and types.
#include "session.h"

#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// All that every message begins with, appended in one piece.
void kl_ipset_begin(struct kl_ipset *h, uint8_t cmd, uint16_t flags, const char *set)
{
    struct {
        struct nfgenmsg family;
        struct nlattr protocol_head;
        uint8_t protocol[4];
        struct nlattr name_head;
        char name[KL_IPSET_NAME_SIZE];
    } b = {.family = {.nfgen_family = AF_INET, .version = NFNETLINK_V0},
           .protocol_head = {sizeof b.protocol_head + 1, IPSET_ATTR_PROTOCOL},
           .protocol = {h->protocol},
           .name_head = {.nla_type = IPSET_ATTR_SETNAME}};
    size_t len = offsetof(__typeof__(b), name_head);

    if (set) {
        size_t n = strnlen(set, sizeof b.name - 1);

        memcpy(b.name, set, n);
        b.name_head.nla_len = (uint16_t)(sizeof b.name_head + n + 1);
        len += NLA_ALIGN(b.name_head.nla_len);
    }
    // Failures of building stick to the message, and the request reports them.
    (void)kl_msg_start(h->msg, (uint16_t)(NFNL_SUBSYS_IPSET << 8 | cmd), flags);
    (void)kl_msg_put_header(h->msg, &b, len);
}

int kl_ipset_run(struct kl_ipset *h, const struct kl_ipset_subject *about, struct kl_answer **ret)
{
    int r;

    if (h->listing)
        return kl_ipset_refuse(h, -EBUSY, KL_IPSET_OTHER, about->set,
                               "the handle is in use by a listing");
    h->cause = KL_IPSET_OTHER;
    r = kl_request(h->sock, h->msg, ret);
    return r < 0 ? kl_ipset_fail(h, r, about) : r;
}

int kl_ipset_check_name(struct kl_ipset *h, const char *name)
{
    if (!name || !name[0])
        return kl_ipset_refuse(h, -EINVAL, KL_IPSET_SYNTAX, NULL, "the name of a set is empty");
    if (strnlen(name, KL_IPSET_NAME_SIZE) == KL_IPSET_NAME_SIZE)
        return kl_ipset_refuse(h, -EINVAL, KL_IPSET_SYNTAX, NULL,
                               "setname '%.300s' is longer than %d characters", name,
                               KL_IPSET_NAME_SIZE - 1);
    return 0;
}

// ---- Opening --------------------------------------------------------------------------------

// The attributes of the first message of an answer.
static int answer_view(const struct kl_answer *a, struct kl_view *ret)
{
    const struct nlmsghdr *msg = kl_answer_message(a, 0);

    return msg ? kl_view_message(ret, msg, sizeof(struct nfgenmsg), NULL) : -EBADMSG;
}

static int negotiate(struct kl_ipset *h, uint8_t forced)
{
    const struct kl_ipset_subject about = {.cmd = IPSET_CMD_PROTOCOL};
    struct kl_answer *answer = NULL;
    uint64_t max = 0, min;
    struct kl_view v;
    int r;

    h->protocol = forced ? forced : IPSET_PROTOCOL;
    kl_ipset_begin(h, IPSET_CMD_PROTOCOL, 0, NULL);
    r = kl_ipset_run(h, &about, &answer);
    if (r)
        return r;
    r = answer_view(answer, &v);
    if (!r)
        r = kl_view_get_uint(&v, IPSET_ATTR_PROTOCOL, &max);
    if (!r && kl_view_get_uint(&v, IPSET_ATTR_PROTOCOL_MIN, &min))
        min = max; // kernels of protocol 5 and before say one number only
    kl_answer_free(answer);
    if (r)
        return r;
    if (min > IPSET_PROTOCOL || max < IPSET_PROTOCOL_MIN ||
        (forced && (forced < min || forced > max)))
        return -ENOTSUP;
    h->protocol = forced ? forced : (uint8_t)(max < IPSET_PROTOCOL ? max : IPSET_PROTOCOL);
    h->protocol_min = (uint8_t)min;
    return 0;
}

int kl_ipset_open(struct kl_ipset **ret, const struct kl_ipset_options *options)
{
    static const struct kl_ipset_options defaults;
    const struct kl_ipset_options *o = options ? options : &defaults;
    struct kl_sock_options sock = {
        .protocol = NETLINK_NETFILTER, .netns = o->netns, .timeout_ms = o->timeout_ms};
    struct kl_ipset *h = calloc(1, sizeof *h);
    int r;

    if (!h)
        return -ENOMEM;
    h->force_revision = o->force_revision;
    h->revision = o->revision;
    r = kl_sock_open(&h->sock, &sock);
    if (!r)
        r = kl_msg_new(&h->msg);
    if (!r)
        r = kl_names_new(&h->names);
    if (!r)
        r = negotiate(h, o->protocol);
    if (r) {
        kl_ipset_close(h);
        // nfnetlink answers EINVAL when no module has registered the subsystem
        return r == -EINVAL || r == -EOPNOTSUPP ? -EPROTONOSUPPORT : r;
    }
    *ret = h;
    return 0;
}

void kl_ipset_close(struct kl_ipset *h)
{
    if (!h)
        return;
    kl_names_free(h->names);
    kl_msg_free(h->msg);
    kl_sock_close(h->sock);
    free(h);
}

struct kl_sock *kl_ipset_sock(struct kl_ipset *h)
{
    return h->sock;
}

int kl_ipset_protocol(const struct kl_ipset *h)
{
    return h->protocol;
}

int kl_ipset_protocol_min(const struct kl_ipset *h)
{
    return h->protocol_min;
}

// ---- Types ----------------------------------------------------------------------------------

static int ask_revisions(struct kl_ipset *h, const char *type, uint8_t family, uint8_t *ret_min,
                         uint8_t *ret_max)
{
    const struct kl_ipset_subject about = {.cmd = IPSET_CMD_TYPE};
    struct kl_answer *answer = NULL;
    uint64_t min, max;
    struct kl_view v;
    int r;

    kl_ipset_begin(h, IPSET_CMD_TYPE, 0, NULL);
    (void)kl_msg_put_str(h->msg, IPSET_ATTR_TYPENAME, type);
    (void)kl_msg_put_u8(h->msg, IPSET_ATTR_FAMILY, family);
    r = kl_ipset_run(h, &about, &answer);
    if (r) {
        // An unknown type name is refused as such only from Linux 5.x on, before with EEXIST.
        if (r == -EEXIST)
            r = kl_ipset_fail(h, -IPSET_ERR_FIND_TYPE, &about);
        return r;
    }
    r = answer_view(answer, &v);
    if (!r)
        r = kl_view_get_uint(&v, IPSET_ATTR_REVISION, &max);
    if (!r && kl_view_get_uint(&v, IPSET_ATTR_REVISION_MIN, &min))
        min = max;
    kl_answer_free(answer);
    if (r)
        return kl_ipset_fail(h, r, &about);
    *ret_min = (uint8_t)min;
    *ret_max = (uint8_t)max;
    return 0;
}

int kl_ipset_get_supported_revisions(struct kl_ipset *h, const char *type, uint8_t family,
                                     uint8_t *ret_min, uint8_t *ret_max)
{
    const struct kl_ipset_type *row = type ? kl_ipset_type_find(type) : NULL;
    struct kl_ipset_revisions *found;
    uint8_t min = 0, max = 0;
    int r;

    if (!type || strlen(type) >= KL_IPSET_NAME_SIZE)
        return kl_ipset_refuse(h, -EINVAL, KL_IPSET_SYNTAX, NULL, "not the name of a set type");
    for (size_t i = 0; row && i < h->n_revisions; i++) {
        found = &h->revisions[i];
        if (found->type != row || found->family != family)
            continue;
        *ret_min = found->min;
        *ret_max = found->max;
        return 0;
    }
    r = ask_revisions(h, row ? row->name : type, family, &min, &max);
    if (r)
        return r;
    if (row && h->n_revisions < sizeof h->revisions / sizeof h->revisions[0])
        h->revisions[h->n_revisions++] =
            (struct kl_ipset_revisions){.type = row, .family = family, .min = min, .max = max};
    *ret_min = min;
    *ret_max = max;
    return 0;
}

// ---- Sets -----------------------------------------------------------------------------------

static struct kl_ipset_known *known_slot(struct kl_ipset *h, const char *set)
{
    unsigned hash = 5381;

    for (const char *c = set; *c; c++)
        hash = hash * 33 + (unsigned char)*c;
    return &h->known[hash % KL_IPSET_KNOWN_SETS];
}

void kl_ipset_remember(struct kl_ipset *h, const char *set, const struct kl_ipset_type *type,
                       uint8_t family, uint8_t revision)
{
    struct kl_ipset_known *k = known_slot(h, set);

    *k = (struct kl_ipset_known){.type = type, .family = family, .revision = revision};
    strncpy(k->name, set, sizeof k->name - 1);
}

void kl_ipset_forget(struct kl_ipset *h, const char *set)
{
    if (!set)
        memset(h->known, 0, sizeof h->known);
    else if (!strcmp(known_slot(h, set)->name, set))
        known_slot(h, set)->name[0] = 0;
}

int kl_ipset_lookup(struct kl_ipset *h, const char *set, uint8_t cmd,
                    const struct kl_ipset_known **ret)
{
    const struct kl_ipset_subject about = {.cmd = cmd, .set = set};
    struct kl_ipset_known *k;
    struct kl_answer *answer = NULL;
    const struct kl_ipset_type *type;
    char name[KL_IPSET_NAME_SIZE] = "";
    uint64_t family = 0, revision = 0;
    const char *text;
    struct kl_view v;
    size_t len;
    int r = kl_ipset_check_name(h, set);

    if (r)
        return r;
    k = known_slot(h, set);
    if (!strcmp(k->name, set)) {
        *ret = k;
        return 0;
    }
    kl_ipset_begin(h, IPSET_CMD_HEADER, 0, set);
    r = kl_ipset_run(h, &about, &answer);
    if (r)
        return r;
    r = answer_view(answer, &v);
    if (!r)
        r = kl_view_get_str(&v, IPSET_ATTR_TYPENAME, &text, &len);
    if (!r && len < sizeof name)
        memcpy(name, text, len);
    if (!r)
        r = kl_view_get_uint(&v, IPSET_ATTR_FAMILY, &family);
    if (!r)
        r = kl_view_get_uint(&v, IPSET_ATTR_REVISION, &revision);
    kl_answer_free(answer);
    if (r)
        return kl_ipset_fail(h, r, &about);
    type = kl_ipset_type_find(name);
    if (!type)
        return kl_ipset_refuse(h, -EOPNOTSUPP, KL_IPSET_NO_TYPE, set,
                               "the set's type %s is not known to this library", name);
    kl_ipset_remember(h, set, type, (uint8_t)family, (uint8_t)revision);
    *ret = k;
    return 0;
}
