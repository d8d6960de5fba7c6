// SPDX-License-Identifier: MIT
// Generic netlink: asking the kernel for a family's number and groups, and keeping the answer.
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/schema.h>
#include <linux/genetlink.h>

struct kl_genl_entry {
    struct kl_genl_entry *next;
    struct kl_genl_family family;
};

static void copy_name(const struct kl_view *v, uint16_t attr, char name[16])
{
    const char *text;
    size_t len;

    if (kl_view_get_str(v, attr, &text, &len) < 0)
        return;
    len = len < 15 ? len : 15;
    memcpy(name, text, len);
    name[len] = '\0';
}

static uint32_t get_u32(const struct kl_view *v, uint16_t attr)
{
    uint64_t value = 0;

    kl_view_get_uint(v, attr, &value);
    return (uint32_t)value;
}

static void read_groups(struct kl_genl_family *f, struct kl_view groups)
{
    struct kl_attr entry;

    while (f->n_groups < KL_GENL_MAX_GROUPS && kl_view_next(&groups, &entry) > 0) {
        struct kl_view v = {.data = entry.data, .len = entry.len};

        copy_name(&v, CTRL_ATTR_MCAST_GRP_NAME, f->groups[f->n_groups].name);
        f->groups[f->n_groups].id = get_u32(&v, CTRL_ATTR_MCAST_GRP_ID);
        f->n_groups++;
    }
}

static int read_family(struct kl_genl_family *f, const struct nlmsghdr *msg)
{
    struct kl_view v, groups;
    int rc = kl_view_message(&v, msg, GENL_HDRLEN, NULL);

    if (rc < 0)
        return rc;
    f->id = (uint16_t)get_u32(&v, CTRL_ATTR_FAMILY_ID);
    f->version = get_u32(&v, CTRL_ATTR_VERSION);
    f->hdrsize = get_u32(&v, CTRL_ATTR_HDRSIZE);
    f->maxattr = get_u32(&v, CTRL_ATTR_MAXATTR);
    if (kl_view_get_nest(&v, CTRL_ATTR_MCAST_GROUPS, &groups) == 0)
        read_groups(f, groups);
    return f->id >= NLMSG_MIN_TYPE ? 0 : -EBADMSG;
}

static int ask(struct kl_sock *s, struct kl_genl_family *f)
{
    struct kl_answer *answer = NULL;
    struct kl_msg *m;
    int rc = kl_msg_new(&m);

    if (rc < 0)
        return kl_error_set(&s->error, rc, NULL);
    kl_msg_start_genl(m, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 2, 0);
    kl_msg_put_str(m, CTRL_ATTR_FAMILY_NAME, f->name);
    rc = kl_request(s, m, &answer);
    if (rc == -ENOENT)
        kl_error_set_sentence(&s->error, "this kernel has no generic netlink family %s", f->name);
    if (rc == 0) {
        rc = kl_answer_count(answer) > 0 ? read_family(f, kl_answer_message(answer, 0)) : -EBADMSG;
        if (rc < 0)
            kl_error_set(&s->error, rc, "the kernel's description of family %s is malformed",
                         f->name);
    }
    kl_answer_free(answer);
    kl_msg_free(m);
    return rc;
}

int kl_genl_resolve(struct kl_sock *s, const char *name, const struct kl_genl_family **ret)
{
    struct kl_genl_entry *e;
    int rc = kl_sock_begin(s, false);

    if (rc < 0)
        return rc;
    if (s->protocol != NETLINK_GENERIC)
        return kl_error_set(&s->error, -EINVAL, "not a generic netlink socket");
    for (e = s->genl; e != NULL; e = e->next) {
        if (strcmp(e->family.name, name) == 0) {
            *ret = &e->family;
            return 0;
        }
    }
    if (strlen(name) >= sizeof(e->family.name))
        return kl_error_set(&s->error, -ENOENT,
                            "a generic netlink family's name has at most 15 "
                            "characters: %s",
                            name);
    e = calloc(1, sizeof(*e));
    if (e == NULL)
        return kl_error_set(&s->error, -ENOMEM, NULL);
    memcpy(e->family.name, name, strlen(name) + 1);
    rc = ask(s, &e->family);
    if (rc < 0) {
        free(e);
        return rc;
    }
    e->next = s->genl;
    s->genl = e;
    *ret = &e->family;
    return 0;
}

void kl_genl_forget(struct kl_sock *s, const char *name)
{
    struct kl_genl_entry **at = &s->genl;

    while (*at != NULL) {
        struct kl_genl_entry *e = *at;

        if (name != NULL && strcmp(e->family.name, name) != 0) {
            at = &e->next;
            continue;
        }
        *at = e->next;
        free(e);
    }
}

const struct kl_family *kl_genl_schema(const struct kl_sock *s, uint16_t id)
{
    if (id == GENL_ID_CTRL)
        return kl_family_find("nlctrl");
    for (const struct kl_genl_entry *e = s->genl; e != NULL; e = e->next)
        if (e->family.id == id)
            return kl_family_find(e->family.name);
    return NULL;
}
