// SPDX-License-Identifier: MIT
// What the files of the net module share: a handle's inside, reading and writing of objects.
#ifndef KL_NET_NET_H
#define KL_NET_NET_H

#include <kernlink/net.h>
#include <kernlink/net_kind.h>

#include "../core/error.h"
#include "../core/view.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* Where a message is read into. What is of any length grows and is used again. */
struct kl_net_scratch {
    union {
        struct kl_net_link link;
        struct kl_net_addr addr;
        struct kl_net_route route;
        struct kl_net_nexthop nexthop;
        struct kl_net_rule rule;
        struct kl_net_neigh neigh;
        struct kl_net_bridge_vlan vlan;
        struct kl_net_mdb mdb;
    };
    void *items; /* hops, members or pointers to names */
    size_t items_size;
    char *text; /* alias and alternative names, with their NULs */
    size_t text_size;
};

struct kl_net {
    struct kl_sock *sock;
    struct kl_sock *genl; /* for WireGuard, once it was asked for */
    struct kl_msg *msg, *spare;
    struct kl_answer *kept; /* what the last answer borrows from */
    struct kl_net_scratch scratch;
    char *netns;
    int netns_fd; /* our own, or -1 */
    unsigned timeout_ms;
};

void kl_net_scratch_free(struct kl_net_scratch *s);
/** Room for @n items of @size bytes. @return it, or NULL */
void *kl_net_items(struct kl_net_scratch *s, size_t n, size_t size);
/** Gives @s the room that @like has: what was read into that can be read into @s without memory.
 *  @return 0 or -ENOMEM */
int kl_net_scratch_like(struct kl_net_scratch *s, const struct kl_net_scratch *like);

/** Sets the error of @n. @return @code */
int kl_net_refuse(struct kl_net *n, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define KL_NET_TEXT 104 /* room for what kl_net_object_text() says of any object */

/** Makes the error of @n say that it is about @o, when @rc is one. @return @rc */
int kl_net_name(struct kl_net *n, int rc, const struct kl_net_object *o);
/** The same of the link that was asked for: by its number, or with 0 by @name, of any length. */
int kl_net_name_link(struct kl_net *n, int rc, int32_t ifindex, const char *name);

/* ---- Reading: 1, 0: none of ours, or negative ---- */

/** kl_net_read() into a scratch of the caller's. */
int kl_net_read_object(struct kl_net_scratch *s, const struct nlmsghdr *msg,
                       struct kl_net_object *ret, bool *removed);
int kl_net_read_link(struct kl_net_scratch *s, const struct nlmsghdr *msg, struct kl_net_link *ret);
int kl_net_read_addr(const struct nlmsghdr *msg, struct kl_net_addr *ret);
int kl_net_read_route(struct kl_net_scratch *s, const struct nlmsghdr *msg,
                      struct kl_net_route *ret);
int kl_net_read_nexthop(struct kl_net_scratch *s, const struct nlmsghdr *msg,
                        struct kl_net_nexthop *ret);
int kl_net_read_rule(const struct nlmsghdr *msg, struct kl_net_rule *ret);
int kl_net_read_neigh(const struct nlmsghdr *msg, struct kl_net_neigh *ret);

/** What the VLANs or groups of one message are told by, one after the other. Gives each to @fn.
 *  @return how many, what @fn returned, or -EBADMSG */
int kl_net_walk_vlans(const struct nlmsghdr *msg, kl_net_fn *fn, void *user);
int kl_net_walk_mdb(const struct nlmsghdr *msg, kl_net_fn *fn, void *user);
/** The first of them, which in an event is the only one. */
int kl_net_read_vlan(const struct nlmsghdr *msg, struct kl_net_bridge_vlan *ret);
int kl_net_read_mdb(const struct nlmsghdr *msg, struct kl_net_mdb *ret);

/* ---- Writing: fill in a message; 0 or negative with the error of @n ---- */

int kl_net_build(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                 const struct kl_net_object *o);
int kl_net_build_link(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_link *l);
int kl_net_build_altname(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                         const struct kl_net_link *l);
int kl_net_build_addr(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_addr *a);
int kl_net_build_route(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                       const struct kl_net_route *r);
int kl_net_build_nexthop(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                         const struct kl_net_nexthop *h);
int kl_net_build_rule(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_rule *r);
int kl_net_build_neigh(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                       const struct kl_net_neigh *x, bool fdb);
int kl_net_build_vlan(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_bridge_vlan *v);
int kl_net_build_mdb(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                     const struct kl_net_mdb *g);
/** What a group is called by in messages; without flags. */
struct br_mdb_entry;
void kl_net_mdb_entry(const struct kl_net_mdb *g, struct br_mdb_entry *ret);

/** Fills in the request of a dump. @ret_filter: receives what the kernel does not filter by. */
int kl_net_build_dump(struct kl_msg *m, enum kl_net_type type, const struct kl_net_filter *f);
/** Does @o pass @f? The kernel may have let through what it cannot filter by. */
bool kl_net_passes(const struct kl_net_object *o, const struct kl_net_filter *f);

/** NLM_F_* of a request that makes something, by verb; -EINVAL for KL_NET_DELETE. */
uint16_t kl_net_flags(enum kl_net_verb verb);

/* ---- kind.c: what kinds have ---- */

/** Puts IFLA_INFO_DATA and IFLA_INFO_SLAVE_DATA of @l into the open IFLA_LINKINFO, which is
 *  checked by the schema. */
int kl_net_put_kind(struct kl_net *n, struct kl_msg *m, const struct kl_net_link *l);
int kl_net_put_port(struct kl_net *n, struct kl_msg *m, const struct kl_net_link *l);
/** Puts a link's own attributes, of the link itself or of a peer. link.c */
int kl_net_put_link(struct kl_net *n, struct kl_msg *m, const struct kl_net_link *l, bool is_new);

/** Makes a message of @family ("rt-link", "rt-route") of @head, @json and @tail, and appends what
 * it has in the nest at @path (0-terminated): as nest @as, or with 0 its attributes. json.c */
int kl_net_put_json(struct kl_net *n, struct kl_msg *m, const char *family, const char *head,
                    const char *json, const char *tail, const uint16_t *path, uint16_t as);

/** Begins the request in @m that @json describes by @family of rtnetlink. json.c */
int kl_net_parse_json(struct kl_net *n, struct kl_msg *m, const char *family, const char *json,
                      size_t len);

/* ---- wireguard.c: reading the messages of an answer, one after the other ---- */

struct kl_wg_device;
struct kl_wg_device *kl_net_wg_new(void);
int kl_net_wg_read(struct kl_wg_device *d, const struct nlmsghdr *msg);

/* ---- Attributes ---- */

static inline uint32_t kl_net_u32(const struct kl_attr *a)
{
    uint32_t value = 0;

    if (a->len >= sizeof(value))
        memcpy(&value, a->data, sizeof(value));
    return value;
}

static inline uint16_t kl_net_u16(const struct kl_attr *a)
{
    uint16_t value = 0;

    if (a->len >= sizeof(value))
        memcpy(&value, a->data, sizeof(value));
    return value;
}

static inline uint8_t kl_net_u8(const struct kl_attr *a)
{
    return a->len > 0 ? a->data[0] : 0;
}

/* An address of 4 or 16 bytes. @return is it one? */
static inline bool kl_net_get_ip(const struct kl_attr *a, uint8_t prefix, struct kl_net_ip *ret)
{
    if (a->len == 4) {
        ret->family = 2; /* AF_INET */
        memcpy(ret->bytes, a->data, 4);
    } else if (a->len == 16) {
        ret->family = 10; /* AF_INET6 */
        memcpy(ret->bytes, a->data, 16);
    } else {
        return false;
    }
    ret->prefix = prefix;
    return true;
}

static inline uint8_t kl_net_bits(uint8_t family)
{
    return family == 10 ? 128 : 32;
}

static inline size_t kl_net_ip_len(uint8_t family)
{
    return family == 10 ? 16 : family == 2 ? 4 : 0;
}

/* An attribute that is a field of an object in the machine's byte order. */
struct kl_net_number {
    uint16_t attr;
    uint8_t size;
    uint16_t offset;
    uint64_t has; /* what it sets in the object's "has" */
};

/* Copies @a into the field of the row that it has. @return is there one? */
static inline bool kl_net_read_number(const struct kl_net_number *rows, size_t n,
                                      const struct kl_attr *a, void *object, uint64_t *has)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].attr != a->type)
            continue;
        if (a->len >= rows[i].size) {
            memcpy((char *)object + rows[i].offset, a->data, rows[i].size);
            *has |= rows[i].has;
        }
        return true;
    }
    return false;
}

static inline void kl_net_put_number(struct kl_msg *m, const struct kl_net_number *row,
                                     const void *object)
{
    (void)kl_msg_put_bytes(m, row->attr, (const char *)object + row->offset, row->size);
}

/* Copies a string that may lack its NUL; what is too long is cut. */
static inline void kl_net_get_str(const struct kl_attr *a, char *ret, size_t size)
{
    size_t len = a->len < size - 1 ? a->len : size - 1;

    memcpy(ret, a->data, len);
    ret[len] = '\0';
}

static inline struct kl_view kl_net_inside(const struct kl_attr *a)
{
    return (struct kl_view){.data = a->data, .len = a->len};
}

/* The attributes behind the fixed header of @size bytes, which is copied. @return 0 or -EBADMSG */
static inline int kl_net_begin(const struct nlmsghdr *msg, void *header, size_t size,
                               struct kl_view *ret)
{
    size_t at = NLMSG_HDRLEN + NLMSG_ALIGN(size);

    if (msg->nlmsg_len < NLMSG_HDRLEN + size)
        return -EBADMSG;
    memcpy(header, (const unsigned char *)msg + NLMSG_HDRLEN, size);
    at = at < msg->nlmsg_len ? at : msg->nlmsg_len;
    ret->data = (const unsigned char *)msg + at;
    ret->len = msg->nlmsg_len - at;
    ret->set = NULL;
    return 0;
}

#endif
