// SPDX-License-Identifier: MIT
// What has no field of its own, written in JSON by the schema.
#include "net.h"

#include "../core/msg.h"

#include <kernlink/schema.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>

static int refuse_json(struct kl_net *n, int code, const char *why)
{
    return kl_net_refuse(n, code, "%s", why[0] != '\0' ? why : kl_strerror(code));
}

int kl_net_parse_json(struct kl_net *n, struct kl_msg *m, const char *family, const char *json,
                      size_t len)
{
    const struct kl_family *f = kl_family_find(family);
    char why[512] = "";
    int rc;

    if (f == NULL || kl_family_protocol(f) != NETLINK_ROUTE)
        return kl_net_refuse(n, -ENOENT, "no family of rtnetlink is called \"%s\"", family);
    rc = kl_msg_from_json(m, f, 0, json, len, why, sizeof(why));
    return rc < 0 ? refuse_json(n, rc, why) : 0;
}

/* Copies the attributes of @v as they are. */
static int copy_attrs(struct kl_msg *m, struct kl_view v)
{
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0)
        (void)kl_msg_put_raw(m, a.type | a.flags, a.data, a.len);
    return rc < 0 ? rc : kl_msg_error(m);
}

int kl_net_put_json(struct kl_net *n, struct kl_msg *m, const char *family, const char *head,
                    const char *json, const char *tail, const uint16_t *path, uint16_t as)
{
    struct kl_view v, inside;
    char *text;
    int len = asprintf(&text, "%s%s%s", head, json, tail), rc;

    if (len < 0)
        return kl_net_refuse(n, -ENOMEM, "out of memory");
    rc = kl_net_parse_json(n, n->spare, family, text, (size_t)len);
    free(text);
    if (rc < 0)
        return rc;
    rc = kl_view_message(
        &v, kl_msg_header(n->spare),
        strcmp(family, "rt-link") == 0 ? sizeof(struct ifinfomsg) : sizeof(struct rtmsg), NULL);
    for (; rc == 0 && *path != 0; path++) {
        rc = kl_view_get_nest(&v, *path, &inside);
        v = inside;
    }
    if (rc < 0)
        return kl_net_refuse(n, rc, "the JSON says nothing");
    if (as != 0)
        return kl_msg_put_raw(m, as | NLA_F_NESTED, v.data, v.len);
    return copy_attrs(m, v);
}

int kl_net_json(struct kl_net *n, const char *family, const char *json, size_t len)
{
    int rc = kl_net_parse_json(n, n->spare, family, json, len);

    if (rc == 0)
        rc = kl_request(n->sock, n->spare, NULL);
    if (rc < 0)
        kl_error_set_object(kl_sock_error_edit(n->sock), family);
    return rc;
}

int kl_net_encap_json(struct kl_net *n, uint16_t encap_type, const char *json, void **ret,
                      size_t *ret_len)
{
    static const uint16_t path[] = {RTA_ENCAP, 0};
    struct kl_msg *m;
    const struct nlmsghdr *msg;
    struct kl_view v;
    char head[128];
    void *copy;
    int rc = kl_msg_new(&m);

    if (rc < 0)
        return kl_net_refuse(n, rc, "out of memory");
    snprintf(
        head, sizeof(head),
        "{\"command\":\"newroute\",\"attrs\":{\"RTA_ENCAP_TYPE\":%u,\"RTA_ENCAP\":", encap_type);
    (void)kl_msg_start(m, NLMSG_MIN_TYPE, 0);
    rc = kl_net_put_json(n, m, "rt-route", head, json, "}}", path, 0);
    msg = kl_msg_header(m);
    copy = rc == 0 ? malloc(msg->nlmsg_len) : NULL;
    if (rc == 0 && copy == NULL)
        rc = kl_net_refuse(n, -ENOMEM, "out of memory");
    if (rc == 0 && kl_view_message(&v, msg, 0, NULL) == 0) {
        memcpy(copy, v.data, v.len);
        *ret = copy;
        *ret_len = v.len;
    }
    kl_msg_free(m);
    if (rc < 0)
        kl_error_set_object(kl_sock_error_edit(n->sock), "encapsulation");
    return rc;
}
