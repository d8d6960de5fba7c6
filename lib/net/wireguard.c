// SPDX-License-Identifier: MIT
// WireGuard's interfaces. Source: include/uapi/linux/wireguard.h; drivers/net/wireguard/netlink.c.
#include "net.h"

#include <kernlink/net_wireguard.h>

#include <linux/genetlink.h>
#include <linux/wireguard.h>
#include <stdlib.h>
#include <sys/random.h>

#define NEST_BYTES 32768u /* a message's peers; one nest holds up to 65531 */

struct device {
    struct kl_wg_device pub;
    struct kl_wg_peer *peers;
    size_t room;     /* for peers */
    size_t ips_room; /* of the last peer */
};

/* Compilers leave out what is never read again. */
static void wipe(void *data, size_t len)
{
    explicit_bzero(data, len);
}

void kl_wg_device_free(struct kl_wg_device *pub)
{
    struct device *d = (void *)pub;

    if (d == NULL)
        return;
    for (unsigned i = 0; i < d->pub.n_peers; i++)
        free((void *)d->peers[i].allowed);
    if (d->peers != NULL)
        wipe(d->peers, d->room * sizeof(*d->peers));
    free(d->peers);
    wipe(d, sizeof(*d));
    free(d);
}

/* ---- The generic family ---- */

static int open_genl(struct kl_net *n, uint16_t *ret_id)
{
    struct kl_sock_options o = {
        .protocol = NETLINK_GENERIC, .netns = n->netns, .timeout_ms = n->timeout_ms};
    const struct kl_genl_family *family;
    int rc = 0;

    kl_error_reset(kl_sock_error_edit(n->sock));
    if (n->netns_fd >= 0) {
        o.flags = KL_SOCK_NETNS_FD;
        o.netns_fd = n->netns_fd;
    }
    if (n->genl == NULL)
        rc = kl_sock_open(&n->genl, &o);
    if (rc < 0)
        return kl_net_refuse(n, rc, "generic netlink: %s", kl_strerror(rc));
    rc = kl_genl_resolve(n->genl, WG_GENL_NAME, &family);
    if (rc == -ENOENT)
        return kl_net_refuse(n, -EOPNOTSUPP, "the kernel has no WireGuard");
    if (rc == 0)
        *ret_id = family->id;
    return rc;
}

/* What the generic socket says becomes the handle's error, which is about the interface. */
static int tell(struct kl_net *n, int rc, int32_t ifindex, const char *name)
{
    if (rc < 0 && n->genl != NULL && kl_error_code(kl_sock_error(n->genl)) == rc)
        kl_error_copy(kl_sock_error_edit(n->sock), kl_sock_error(n->genl));
    return kl_net_name_link(n, rc, ifindex, name);
}

static void start(struct kl_net *n, uint16_t family, uint8_t cmd, uint16_t flags, int32_t ifindex,
                  const char *name)
{
    (void)kl_msg_start_genl(n->msg, family, cmd, WG_GENL_VERSION, flags);
    if (ifindex != 0)
        (void)kl_msg_put_u32(n->msg, WGDEVICE_A_IFINDEX, (uint32_t)ifindex);
    else
        (void)kl_msg_put_str(n->msg, WGDEVICE_A_IFNAME, name != NULL ? name : "");
}

/* ---- Reading ---- */

static bool copy(void *to, size_t size, const struct kl_attr *a)
{
    if (a->len < size)
        return false;
    memcpy(to, a->data, size);
    return true;
}

static int read_ip(struct device *d, struct kl_wg_peer *p, const struct kl_attr *nest)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_net_ip ip = {0}, *ips = (void *)p->allowed;
    uint8_t prefix = 0;
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        if (a.type == WGALLOWEDIP_A_IPADDR)
            kl_net_get_ip(&a, 0, &ip);
        else if (a.type == WGALLOWEDIP_A_CIDR_MASK)
            prefix = kl_net_u8(&a);
    }
    if (rc < 0 || ip.family == 0)
        return rc;
    ip.prefix = prefix;
    if (p->n_allowed == d->ips_room) {
        d->ips_room = d->ips_room > 0 ? d->ips_room * 2 : 4;
        ips = realloc(ips, d->ips_room * sizeof(*ips));
        if (ips == NULL)
            return -ENOMEM;
        p->allowed = ips;
    }
    ips[p->n_allowed++] = ip;
    return 0;
}

static int read_ips(struct device *d, struct kl_wg_peer *p, const struct kl_attr *nest)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        rc = read_ip(d, p, &a);
        if (rc < 0)
            return rc;
    }
    return rc;
}

static void read_peer_attr(struct kl_wg_peer *p, const struct kl_attr *a)
{
    struct {
        int64_t s, ns;
    } when;

    switch (a->type) {
    case WGPEER_A_PRESHARED_KEY:
        if (copy(p->preshared_key, KL_WG_KEY_SIZE, a))
            p->has |= KL_WG_PEER_PRESHARED;
        break;
    case WGPEER_A_ENDPOINT:
        if (a->len != sizeof(p->endpoint.in) && a->len != sizeof(p->endpoint.in6))
            break;
        memcpy(&p->endpoint, a->data, a->len);
        p->has |= KL_WG_PEER_ENDPOINT;
        break;
    case WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL:
        if (copy(&p->keepalive_s, 2, a))
            p->has |= KL_WG_PEER_KEEPALIVE;
        break;
    case WGPEER_A_LAST_HANDSHAKE_TIME:
        if (copy(&when, sizeof(when), a)) {
            p->handshake_s = when.s;
            p->handshake_ns = when.ns;
        }
        break;
    case WGPEER_A_RX_BYTES:
        copy(&p->rx_bytes, 8, a);
        break;
    case WGPEER_A_TX_BYTES:
        copy(&p->tx_bytes, 8, a);
        break;
    }
}

/* The peer with this key: the last one, when the kernel tells it in pieces, or a new one. */
static struct kl_wg_peer *find_peer(struct device *d, const uint8_t *key)
{
    struct kl_wg_peer *p = d->pub.n_peers > 0 ? &d->peers[d->pub.n_peers - 1] : NULL;

    if (p != NULL && memcmp(p->public_key, key, KL_WG_KEY_SIZE) == 0)
        return p;
    if (d->pub.n_peers == d->room) {
        size_t room = d->room > 0 ? d->room * 2 : 8;
        struct kl_wg_peer *peers = calloc(room, sizeof(*peers));

        if (peers == NULL)
            return NULL;
        if (d->peers != NULL) {
            memcpy(peers, d->peers, d->room * sizeof(*peers));
            wipe(d->peers, d->room * sizeof(*peers));
            free(d->peers);
        }
        d->peers = peers;
        d->pub.peers = peers;
        d->room = room;
    }
    p = &d->peers[d->pub.n_peers++];
    memcpy(p->public_key, key, KL_WG_KEY_SIZE);
    d->ips_room = 0;
    return p;
}

static int read_peer(struct device *d, const struct kl_attr *nest)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_wg_peer *p;
    struct kl_attr a;
    int rc;

    if (kl_view_get(&v, WGPEER_A_PUBLIC_KEY, &a) < 0 || a.len != KL_WG_KEY_SIZE)
        return -EBADMSG;
    p = find_peer(d, a.data);
    if (p == NULL)
        return -ENOMEM;
    while ((rc = kl_view_step(&v, &a)) > 0) {
        if (a.type == WGPEER_A_ALLOWEDIPS)
            rc = read_ips(d, p, &a);
        else
            read_peer_attr(p, &a);
        if (rc < 0)
            return rc;
    }
    return rc;
}

static int read_peers(struct device *d, const struct kl_attr *nest)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        rc = read_peer(d, &a);
        if (rc < 0)
            return rc;
    }
    return rc;
}

static int read_attr(struct device *d, const struct kl_attr *a)
{
    struct kl_wg_device *p = &d->pub;

    switch (a->type) {
    case WGDEVICE_A_IFINDEX:
        copy(&p->ifindex, 4, a);
        break;
    case WGDEVICE_A_IFNAME:
        kl_net_get_str(a, p->name, sizeof(p->name));
        break;
    case WGDEVICE_A_PRIVATE_KEY:
        if (copy(p->private_key, KL_WG_KEY_SIZE, a))
            p->has |= KL_WG_PRIVATE_KEY;
        break;
    case WGDEVICE_A_PUBLIC_KEY:
        if (copy(p->public_key, KL_WG_KEY_SIZE, a))
            p->has |= KL_WG_PUBLIC_KEY;
        break;
    case WGDEVICE_A_LISTEN_PORT:
        if (copy(&p->listen_port, 2, a))
            p->has |= KL_WG_LISTEN_PORT;
        break;
    case WGDEVICE_A_FWMARK:
        if (copy(&p->fwmark, 4, a))
            p->has |= KL_WG_FWMARK;
        break;
    case WGDEVICE_A_PEERS:
        return read_peers(d, a);
    }
    return 0;
}

int kl_net_wg_read(struct kl_wg_device *pub, const struct nlmsghdr *msg)
{
    struct kl_attr a;
    struct kl_view v;
    int rc = kl_view_message(&v, msg, sizeof(struct genlmsghdr), NULL);

    if (rc < 0)
        return rc;
    while ((rc = kl_view_step(&v, &a)) > 0) {
        rc = read_attr((void *)pub, &a);
        if (rc < 0)
            return rc;
    }
    return rc;
}

struct kl_wg_device *kl_net_wg_new(void)
{
    struct device *d = calloc(1, sizeof(*d));

    return d != NULL ? &d->pub : NULL;
}

int kl_wg_get(struct kl_net *n, int32_t ifindex, const char *name, struct kl_wg_device **ret)
{
    struct kl_wg_device *d = NULL;
    struct kl_answer *a = NULL;
    uint16_t family;
    int rc = open_genl(n, &family);

    if (rc < 0)
        return tell(n, rc, ifindex, name);
    start(n, family, WG_CMD_GET_DEVICE, NLM_F_DUMP, ifindex, name);
    rc = kl_request(n->genl, n->msg, &a);
    if (rc < 0)
        return tell(n, rc, ifindex, name);
    d = kl_net_wg_new();
    if (d == NULL)
        rc = kl_net_refuse(n, -ENOMEM, "out of memory");
    for (size_t i = 0; i < kl_answer_count(a) && rc == 0; i++)
        rc = kl_net_wg_read(d, kl_answer_message(a, i));
    kl_answer_free(a);
    if (rc < 0) {
        kl_wg_device_free(d);
        return kl_net_name_link(n, kl_net_refuse(n, rc, "%s", kl_strerror(rc)), ifindex, name);
    }
    *ret = d;
    return 0;
}

/* ---- Writing ---- */

static void put_device(struct kl_msg *m, const struct kl_wg_device *d)
{
    if (d->replace_peers)
        (void)kl_msg_put_u32(m, WGDEVICE_A_FLAGS, WGDEVICE_F_REPLACE_PEERS);
    if ((d->has & KL_WG_PRIVATE_KEY) != 0)
        (void)kl_msg_put_bytes(m, WGDEVICE_A_PRIVATE_KEY, d->private_key, KL_WG_KEY_SIZE);
    if ((d->has & KL_WG_LISTEN_PORT) != 0)
        (void)kl_msg_put_u16(m, WGDEVICE_A_LISTEN_PORT, d->listen_port);
    if ((d->has & KL_WG_FWMARK) != 0)
        (void)kl_msg_put_u32(m, WGDEVICE_A_FWMARK, d->fwmark);
}

/* @again: the peer's settings went with a message before; more of its addresses follow. */
static void put_peer(struct kl_msg *m, const struct kl_wg_peer *p, bool again)
{
    uint32_t flags = 0;

    (void)kl_msg_put_bytes(m, WGPEER_A_PUBLIC_KEY, p->public_key, KL_WG_KEY_SIZE);
    if (p->remove)
        flags |= WGPEER_F_REMOVE_ME;
    if (p->update_only)
        flags |= WGPEER_F_UPDATE_ONLY;
    if (p->replace_allowed && !again)
        flags |= WGPEER_F_REPLACE_ALLOWEDIPS;
    if (flags != 0)
        (void)kl_msg_put_u32(m, WGPEER_A_FLAGS, flags);
    if (again || p->remove)
        return;
    if ((p->has & KL_WG_PEER_PRESHARED) != 0)
        (void)kl_msg_put_bytes(m, WGPEER_A_PRESHARED_KEY, p->preshared_key, KL_WG_KEY_SIZE);
    if ((p->has & KL_WG_PEER_ENDPOINT) != 0)
        (void)kl_msg_put_bytes(m, WGPEER_A_ENDPOINT, &p->endpoint,
                               p->endpoint.any.sa_family == AF_INET ? sizeof(p->endpoint.in)
                                                                    : sizeof(p->endpoint.in6));
    if ((p->has & KL_WG_PEER_KEEPALIVE) != 0)
        (void)kl_msg_put_u16(m, WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, p->keepalive_s);
}

static void put_ip(struct kl_msg *m, const struct kl_net_ip *ip)
{
    (void)kl_msg_nest_begin(m, 0);
    (void)kl_msg_put_u16(m, WGALLOWEDIP_A_FAMILY, ip->family);
    (void)kl_msg_put_bytes(m, WGALLOWEDIP_A_IPADDR, ip->bytes, kl_net_ip_len(ip->family));
    (void)kl_msg_put_u8(m, WGALLOWEDIP_A_CIDR_MASK, ip->prefix);
    (void)kl_msg_nest_end(m);
}

static bool is_full(struct kl_msg *m)
{
    return kl_msg_header(m)->nlmsg_len >= NEST_BYTES;
}

/* Puts peers from *@peer, of the first the addresses from *@ip, until the message is full. */
static void put_peers(struct kl_msg *m, const struct kl_wg_device *d, unsigned *peer, unsigned *ip)
{
    (void)kl_msg_nest_begin(m, WGDEVICE_A_PEERS);
    while (*peer < d->n_peers && !is_full(m)) {
        const struct kl_wg_peer *p = &d->peers[*peer];

        (void)kl_msg_nest_begin(m, 0);
        put_peer(m, p, *ip > 0);
        if (p->n_allowed > 0 && !p->remove) {
            (void)kl_msg_nest_begin(m, WGPEER_A_ALLOWEDIPS);
            for (; *ip < p->n_allowed && !is_full(m); ++*ip)
                put_ip(m, &p->allowed[*ip]);
            (void)kl_msg_nest_end(m);
        }
        (void)kl_msg_nest_end(m);
        if (p->remove || *ip >= p->n_allowed) {
            ++*peer;
            *ip = 0;
        }
    }
    (void)kl_msg_nest_end(m);
}

int kl_wg_set(struct kl_net *n, const struct kl_wg_device *d)
{
    unsigned peer = 0, ip = 0;
    uint16_t family;
    bool first = true;
    int rc = open_genl(n, &family);

    if (rc < 0)
        return tell(n, rc, d->ifindex, d->name);
    do {
        start(n, family, WG_CMD_SET_DEVICE, 0, d->ifindex, d->name);
        if (first)
            put_device(n->msg, d);
        if (peer < d->n_peers)
            put_peers(n->msg, d, &peer, &ip);
        first = false;
        rc = kl_request(n->genl, n->msg, NULL);
    } while (rc == 0 && peer < d->n_peers);
    /* Keys do not stay where the next message is made. */
    wipe((void *)kl_msg_header(n->msg), kl_msg_header(n->msg)->nlmsg_len);
    (void)kl_msg_start(n->msg, NLMSG_NOOP, 0);
    return tell(n, rc, d->ifindex, d->name);
}

/* ---- Keys ---- */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int kl_wg_key_parse(uint8_t ret[KL_WG_KEY_SIZE], const char *text)
{
    uint8_t key[KL_WG_KEY_SIZE + 1];
    uint32_t bits = 0;

    if (strlen(text) != KL_WG_KEY_TEXT - 1 || text[KL_WG_KEY_TEXT - 2] != '=')
        return -EINVAL;
    for (size_t i = 0; i < KL_WG_KEY_TEXT - 1; i++) {
        const char *digit = i < KL_WG_KEY_TEXT - 2 ? strchr(digits, text[i]) : digits;

        if (digit == NULL || *digit == '\0')
            return -EINVAL;
        bits = bits << 6 | (uint32_t)(digit - digits);
        if (i % 4 == 3) {
            key[i / 4 * 3] = (uint8_t)(bits >> 16);
            key[i / 4 * 3 + 1] = (uint8_t)(bits >> 8);
            key[i / 4 * 3 + 2] = (uint8_t)bits;
        }
    }
    if (key[KL_WG_KEY_SIZE] != 0)
        return -EINVAL; /* bits that the text has and the key has not */
    memcpy(ret, key, KL_WG_KEY_SIZE);
    wipe(key, sizeof(key));
    return 0;
}

const char *kl_wg_key_text(const uint8_t key[KL_WG_KEY_SIZE], char buffer[KL_WG_KEY_TEXT])
{
    for (size_t i = 0, at = 0; i < KL_WG_KEY_SIZE; i += 3) {
        uint32_t bits = (uint32_t)key[i] << 16 | (uint32_t)key[i + 1] << 8;

        if (i + 2 < KL_WG_KEY_SIZE)
            bits |= key[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            buffer[at++] = digits[bits >> shift & 63];
    }
    buffer[KL_WG_KEY_TEXT - 2] = '=';
    buffer[KL_WG_KEY_TEXT - 1] = '\0';
    return buffer;
}

int kl_wg_key_generate(uint8_t ret[KL_WG_KEY_SIZE])
{
    uint8_t key[KL_WG_KEY_SIZE];

    if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
        return -errno;
    /* What every private key of Curve25519 has. */
    key[0] &= 248;
    key[31] = (uint8_t)((key[31] & 127) | 64);
    memcpy(ret, key, sizeof(key));
    wipe(key, sizeof(key));
    return 0;
}
