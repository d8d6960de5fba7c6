// SPDX-License-Identifier: MIT
// Reading and writing what a link's kind has, by the tables of kind_tables.c and the schema.
#include "kind.h"

#include "../core/decode.h"
#include "../core/msg.h"
#include "../schema/rt_link.h"

#include <endian.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <sys/socket.h>

static const struct kl_net_kind_table *find_table(const char *name, bool port)
{
    const struct kl_net_kind_table *tables = port ? kl_net_ports : kl_net_kinds;
    unsigned n = port ? kl_net_n_ports : kl_net_n_kinds;

    for (unsigned i = 0; i < n; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    return NULL;
}

/* The attributes of the kind, which IFLA_INFO_DATA or IFLA_INFO_SLAVE_DATA holds. */
static const struct kl_attrset *find_set(const char *name, bool port)
{
    const struct kl_attr_def *row =
        kl_attrset_row(&kl_set_linkinfo, port ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA);
    const struct kl_selector *s = row->ref.select;

    for (unsigned i = 0; i < s->n_cases; i++)
        if (strcmp(s->cases[i].name, name) == 0)
            return s->cases[i].set;
    return NULL;
}

/* ---- Reading ---- */

static void store(void *to, unsigned size, uint64_t value)
{
    uint8_t u8 = (uint8_t)value;
    uint16_t u16 = (uint16_t)value;
    uint32_t u32 = (uint32_t)value;

    memcpy(to,
           size == 1   ? (void *)&u8
           : size == 2 ? (void *)&u16
           : size == 4 ? (void *)&u32
                       : &value,
           size);
}

static uint64_t load(const void *from, unsigned size)
{
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;

    switch (size) {
    case 1:
        memcpy(&u8, from, 1);
        return u8;
    case 2:
        memcpy(&u16, from, 2);
        return u16;
    case 4:
        memcpy(&u32, from, 4);
        return u32;
    default:
        memcpy(&u64, from, 8);
        return u64;
    }
}

static bool read_number(const struct kl_attr_def *row, const struct kl_net_field *f,
                        const struct kl_attr *a, void *to)
{
    uint64_t value = 1;
    int64_t negative;

    if (row->type == KL_T_FLAG) {
        if (a->len > 0)
            value = a->data[0];
    } else if (kl_type_is_signed(row->type)) {
        if (kl_row_get_int(row, a->flags, a->data, a->len, &negative) < 0)
            return false;
        value = (uint64_t)negative;
    } else if (kl_row_get_uint(row, a->flags, a->data, a->len, &value) < 0) {
        return false;
    }
    store(to, f->size, value);
    return true;
}

/* Nests of items of one size; those that do not fit are left out. */
static void read_items(const struct kl_net_field *f, const struct kl_attr *nest, size_t size,
                       unsigned room, char *data)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;
    unsigned n = 0;

    while (n < room && kl_view_step(&v, &a) > 0) {
        if (a.len < size)
            continue;
        memcpy(data + f->offset + n * size, a.data, size);
        n++;
    }
    memcpy(data + f->offset2, &n, sizeof(n));
}

static bool read_field(const struct kl_attr_def *row, const struct kl_net_field *f,
                       const struct kl_attr *a, char *data)
{
    uint16_t ports[2];

    switch (f->form) {
    case KL_NET_NUMBER:
        return read_number(row, f, a, data + f->offset);
    case KL_NET_BYTES:
        if (a->len < f->size)
            return false;
        memcpy(data + f->offset, a->data, f->size);
        return true;
    case KL_NET_STRING:
        kl_net_get_str(a, data + f->offset, f->size);
        return true;
    case KL_NET_IP:
        return kl_net_get_ip(a, (uint8_t)(a->len * 8),
                             (struct kl_net_ip *)(void *)(data + f->offset));
    case KL_NET_PAIR32:
        if (a->len < 8)
            return false;
        memcpy(data + f->offset, a->data, 4);
        memcpy(data + f->offset2, a->data + 4, 4);
        return true;
    case KL_NET_PORTS:
        if (a->len < sizeof(ports))
            return false;
        memcpy(ports, a->data, sizeof(ports));
        store(data + f->offset, 2, be16toh(ports[0]));
        store(data + f->offset2, 2, be16toh(ports[1]));
        return true;
    case KL_NET_QOS:
        read_items(f, a, 8, KL_NET_QOS_MAX, data);
        return true;
    case KL_NET_ITEMS:
        read_items(f, a, f->size, KL_NET_BOND_TARGETS, data);
        return true;
    case KL_NET_MACS:
        read_items(f, a, f->size, KL_NET_SOURCES_MAX, data);
        return true;
    default:
        return false;
    }
}

static int read_data(const char *kind, const struct kl_net_raw *raw, bool port, void *ret)
{
    const struct kl_net_kind_table *t = find_table(kind, port);
    const struct kl_attrset *set = find_set(kind, port);
    struct kl_view v = {.data = raw->data, .len = raw->len};
    struct kl_attr a;
    uint64_t has = 0;
    int rc;

    if (t == NULL || set == NULL)
        return -EOPNOTSUPP;
    if (raw->data == NULL)
        return -ENODATA;
    while ((rc = kl_view_step(&v, &a)) > 0) {
        const struct kl_attr_def *row = kl_attrset_row(set, a.type);

        for (unsigned i = 0; i < t->n_fields && row != NULL; i++)
            if (t->fields[i].attr == a.type && read_field(row, &t->fields[i], &a, ret))
                has |= KL_NET_HAS(a.type);
    }
    *(uint64_t *)ret = has;
    return rc;
}

int kl_net_link_kind(const struct kl_net_link *l, union kl_net_kind *ret)
{
    union kl_net_kind kind;
    int rc;

    memset(&kind, 0, sizeof(kind));
    rc = read_data(l->kind, &l->kind_raw, false, &kind);
    if (rc == 0)
        *ret = kind;
    return rc;
}

int kl_net_link_port(const struct kl_net_link *l, union kl_net_port *ret)
{
    union kl_net_port port;
    int rc;

    memset(&port, 0, sizeof(port));
    rc = read_data(l->port_kind, &l->port_raw, true, &port);
    if (rc == 0)
        *ret = port;
    return rc;
}

/* Attributes that a kind tells and does not take, or not beside the others it tells. */
static bool is_told_only(const char *kind, uint16_t attr)
{
    static const struct {
        const char *kind;
        uint64_t attrs;
    } told[] = {
        {"bridge", UINT64_C(0x18000000ffc00)}, /* ids, root, timers, queriers: 10 to 19, 47, 48 */
        {"bond", KL_NET_HAS(IFLA_BOND_AD_INFO)},
        {"hsr", KL_NET_HAS(IFLA_HSR_SUPERVISION_ADDR) | KL_NET_HAS(IFLA_HSR_SEQ_NR)},
        {"macvlan", KL_NET_HAS(6) | KL_NET_HAS(8)}, /* counts: of sources, the queue's length */
        {"macvtap", KL_NET_HAS(6) | KL_NET_HAS(8)},
        {"tun", UINT64_MAX},
        {"vxlan", KL_NET_HAS(33)}, /* reserved bits, of which some are in use */
    };

    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
        if (strcmp(told[i].kind, kind) == 0 && attr < 64)
            return (told[i].attrs & KL_NET_HAS(attr)) != 0;
    return false;
}

/* Puts @raw without those into the open message. */
static int put_takeable(struct kl_msg *m, const char *kind, const struct kl_net_raw *raw)
{
    struct kl_view v = {.data = raw->data, .len = raw->len};
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0)
        if (!is_told_only(kind, a.type))
            (void)kl_msg_put_raw(m, a.type | a.flags, a.data, a.len);
    return rc < 0 ? rc : kl_msg_error(m);
}

int kl_net_kind_decode(struct kl_sink *sink, const char *kind, const struct kl_net_raw *raw)
{
    const struct kl_attrset *set = find_set(kind, false);
    struct kl_decoder d = {.sink = sink};
    struct kl_scope scope = {.set = set};
    struct kl_view v = {.data = NULL};
    struct kl_msg *m;
    int rc;

    if (set == NULL)
        return -EOPNOTSUPP;
    rc = kl_msg_new(&m);
    if (rc < 0)
        return rc;
    (void)kl_msg_start(m, NLMSG_MIN_TYPE, 0);
    (void)put_takeable(m, kind, raw);
    if (kl_view_message(&v, kl_msg_header(m), 0, NULL) == 0) {
        scope.data = v.data;
        scope.len = v.len;
    }
    kl_sink_object_begin(sink);
    kl_decode_attrs(&d, &scope, 1);
    kl_sink_object_end(sink);
    kl_msg_free(m);
    return 0;
}

/* ---- Writing: the open nest is that of the kind, and the schema knows it ---- */

static int put_peer(struct kl_net *n, struct kl_msg *m, const struct kl_net_field *f,
                    const char *data)
{
    static const struct kl_net_link any;
    struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
    const struct kl_net_link *peer;
    int rc;

    memcpy(&peer, data + f->offset, sizeof(peer));
    if (peer == NULL)
        peer = &any;
    if ((peer->has & KL_NET_L_FLAGS) != 0) {
        head.ifi_flags = peer->flags & peer->flags_mask;
        head.ifi_change = peer->flags_mask;
    }
    head.ifi_index = peer->ifindex;
    if (peer->kind_data != NULL || peer->json != NULL)
        return kl_net_refuse(n, -EINVAL, "the other end has its kind already");
    (void)kl_msg_nest_begin(m, f->attr);
    (void)kl_msg_put_header(m, &head, sizeof(head));
    rc = kl_net_put_link(n, m, peer, true);
    (void)kl_msg_nest_end(m);
    return rc;
}

static int put_items(struct kl_net *n, struct kl_msg *m, const struct kl_net_field *f, size_t size,
                     unsigned room, uint16_t attr, const char *data)
{
    unsigned count;

    memcpy(&count, data + f->offset2, sizeof(count));
    if (count > room)
        return kl_net_refuse(n, -EINVAL, "%u entries where %u are possible", count, room);
    (void)kl_msg_nest_begin(m, f->attr);
    for (unsigned i = 0; i < count; i++)
        (void)kl_msg_put_bytes(m, attr != 0 ? attr : (uint16_t)i, data + f->offset + i * size,
                               size);
    (void)kl_msg_nest_end(m);
    return 0;
}

static void put_ip(struct kl_msg *m, const struct kl_attr_def *row, const struct kl_net_field *f,
                   const char *data)
{
    const struct kl_net_ip *ip = (const void *)(data + f->offset);
    size_t want = row->type == KL_T_IP6 ? 16 : 4;
    static const uint8_t none[16];

    (void)kl_msg_put_bytes(m, f->attr, ip->family != 0 ? ip->bytes : none,
                           ip->family != 0 ? kl_net_ip_len(ip->family) : want);
}

/* The field of the same address in the other family (VXLAN, Geneve), or NULL. */
static const struct kl_net_field *find_twin(const struct kl_net_kind_table *t,
                                            const struct kl_net_field *f)
{
    for (unsigned i = 0; i < t->n_fields; i++)
        if (&t->fields[i] != f && t->fields[i].form == KL_NET_IP &&
            t->fields[i].offset == f->offset)
            return &t->fields[i];
    return NULL;
}

/* Is field @f to be written? Of an address in two attributes the one of its family. */
static bool is_wanted(const struct kl_net_kind_table *t, const struct kl_net_field *f,
                      const struct kl_attr_def *row, uint64_t has, const char *data)
{
    const struct kl_net_ip *ip = (const void *)(data + f->offset);
    const struct kl_net_field *twin;

    if (f->form == KL_NET_PEER)
        return true;
    twin = f->form == KL_NET_IP ? find_twin(t, f) : NULL;
    if (twin == NULL)
        return (has & KL_NET_HAS(f->attr)) != 0;
    return (has & (KL_NET_HAS(f->attr) | KL_NET_HAS(twin->attr))) != 0 &&
           (ip->family == AF_INET6) == (row->type == KL_T_IP6);
}

static void put_number(struct kl_msg *m, const struct kl_attr_def *row,
                       const struct kl_net_field *f, const char *data)
{
    uint64_t value = load(data + f->offset, f->size);

    if (row->type == KL_T_FLAG) {
        if (value != 0)
            (void)kl_msg_put_flag(m, f->attr);
    } else if (kl_type_is_signed(row->type)) {
        (void)kl_msg_put_int(m, f->attr, f->size == 4 ? (int32_t)value : (int64_t)value);
    } else {
        (void)kl_msg_put_uint(m, f->attr, value);
    }
}

static int put_field(struct kl_net *n, struct kl_msg *m, const struct kl_attr_def *row,
                     const struct kl_net_field *f, const char *data)
{
    uint32_t pair[2];
    uint16_t ports[2];

    switch (f->form) {
    case KL_NET_NUMBER:
        put_number(m, row, f, data);
        break;
    case KL_NET_BYTES:
        (void)kl_msg_put_bytes(m, f->attr, data + f->offset, f->size);
        break;
    case KL_NET_STRING:
        if (memchr(data + f->offset, 0, f->size) == NULL)
            return kl_net_refuse(n, -EINVAL, "%s has no end", row->name);
        (void)kl_msg_put_str(m, f->attr, data + f->offset);
        break;
    case KL_NET_IP:
        put_ip(m, row, f, data);
        break;
    case KL_NET_PAIR32:
        pair[0] = (uint32_t)load(data + f->offset, 4);
        pair[1] = (uint32_t)load(data + f->offset2, 4);
        (void)kl_msg_put_bytes(m, f->attr, pair, sizeof(pair));
        break;
    case KL_NET_PORTS:
        ports[0] = htobe16((uint16_t)load(data + f->offset, 2));
        ports[1] = htobe16((uint16_t)load(data + f->offset2, 2));
        (void)kl_msg_put_bytes(m, f->attr, ports, sizeof(ports));
        break;
    case KL_NET_QOS:
        return put_items(n, m, f, 8, KL_NET_QOS_MAX, IFLA_VLAN_QOS_MAPPING, data);
    case KL_NET_ITEMS:
        return put_items(n, m, f, f->size, KL_NET_BOND_TARGETS, 0, data);
    case KL_NET_MACS:
        return put_items(n, m, f, f->size, KL_NET_SOURCES_MAX, IFLA_MACVLAN_MACADDR, data);
    case KL_NET_PEER:
        return put_peer(n, m, f, data);
    }
    return 0;
}

static int put_data(struct kl_net *n, struct kl_msg *m, const char *kind, const void *data,
                    bool port)
{
    const struct kl_net_kind_table *t = find_table(kind, port);
    const struct kl_attrset *set = find_set(kind, port);
    uint64_t has = *(const uint64_t *)data;
    int rc = 0;

    if (t == NULL || set == NULL)
        return kl_net_refuse(n, -EOPNOTSUPP, "kind %s has no struct: it is written as JSON", kind);
    (void)kl_msg_nest_begin(m, port ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA);
    for (unsigned i = 0; i < t->n_fields && rc == 0; i++) {
        const struct kl_net_field *f = &t->fields[i];
        const struct kl_attr_def *row = kl_attrset_row(set, f->attr);

        if (row != NULL && !f->told && is_wanted(t, f, row, has, data))
            rc = put_field(n, m, row, f, data);
    }
    (void)kl_msg_nest_end(m);
    return rc;
}

int kl_net_put_kind(struct kl_net *n, struct kl_msg *m, const struct kl_net_link *l)
{
    static const uint16_t path[] = {IFLA_LINKINFO, IFLA_INFO_DATA, 0};
    char head[128];

    if (l->kind_data != NULL)
        return put_data(n, m, l->kind, l->kind_data, false);
    if (l->kind_json != NULL) {
        snprintf(head, sizeof(head),
                 "{\"command\":\"newlink\",\"attrs\":{\"IFLA_LINKINFO\":{\"IFLA_INFO_KIND\":\"%s\","
                 "\"IFLA_INFO_DATA\":",
                 l->kind);
        return kl_net_put_json(n, m, "rt-link", head, l->kind_json, "}}}", path, IFLA_INFO_DATA);
    }
    if (l->kind_raw.len > 0) {
        (void)kl_msg_nest_begin(m, IFLA_INFO_DATA);
        (void)put_takeable(m, l->kind, &l->kind_raw);
        (void)kl_msg_nest_end(m);
    }
    return 0;
}

int kl_net_put_port(struct kl_net *n, struct kl_msg *m, const struct kl_net_link *l)
{
    static const uint16_t path[] = {IFLA_LINKINFO, IFLA_INFO_SLAVE_DATA, 0};
    char head[128];

    if (l->port_data != NULL)
        return put_data(n, m, l->port_kind, l->port_data, true);
    if (l->port_json != NULL) {
        snprintf(head, sizeof(head),
                 "{\"command\":\"newlink\",\"attrs\":{\"IFLA_LINKINFO\":{\"IFLA_INFO_SLAVE_KIND\":"
                 "\"%s\",\"IFLA_INFO_SLAVE_DATA\":",
                 l->port_kind);
        return kl_net_put_json(n, m, "rt-link", head, l->port_json, "}}}", path,
                               IFLA_INFO_SLAVE_DATA);
    }
    if (l->port_raw.len > 0)
        (void)kl_msg_put_raw(m, IFLA_INFO_SLAVE_DATA | NLA_F_NESTED, l->port_raw.data,
                             l->port_raw.len);
    return 0;
}
