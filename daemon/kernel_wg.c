// SPDX-License-Identifier: MIT
// WireGuard. Keys in the kernel are compared with those in files; one that no file of the settings
// has is kept as text, "key:BASE64", which only the journal shows.
#include "kernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <kernlink/net_wireguard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const uint8_t no_key[KL_WG_KEY_SIZE];

// The file that @want names, when its key is @key; otherwise the key itself.
static const char *secret_text(struct kld_arena *a, const char *path, const uint8_t *key)
{
    uint8_t in_file[KL_WG_KEY_SIZE];
    char text[KL_WG_KEY_TEXT];
    bool same = path && path[0] == '/' && !kld_secret_read(path, in_file) &&
                !memcmp(in_file, key, sizeof in_file);

    explicit_bzero(in_file, sizeof in_file);
    return same ? path : kld_printf(a, "key:%s", kl_wg_key_text(key, text));
}

static bool secret_key(const char *text, uint8_t ret[KL_WG_KEY_SIZE])
{
    if (!strncmp(text, "key:", 4))
        return kl_wg_key_parse(ret, text + 4) == 0;
    return !kld_secret_read(text, ret);
}

static const char *wanted(const struct kld_model *want, const char *key, const char *name)
{
    const struct kld_object *o = want ? kld_model_find(want, key) : NULL;

    return o ? kld_get(o, name) : NULL;
}

static const char *allowed_text(struct kld_arena *a, const struct kl_wg_peer *p)
{
    const char **words = kld_alloc(a, (p->n_allowed + 1) * sizeof *words);

    for (unsigned i = 0; i < p->n_allowed; i++) {
        struct kl_net_ip host = p->allowed[i];
        char text[KL_NET_IP_TEXT];

        host.prefix = host.family == AF_INET ? 32 : 128;
        words[i] = kld_printf(a, "%s/%u", kl_net_ip_text(&host, text), p->allowed[i].prefix);
    }
    return kld_join(a, words, p->n_allowed, false);
}

static const char *endpoint_text(struct kld_arena *a, const struct kl_wg_peer *p)
{
    char text[INET6_ADDRSTRLEN];

    if (p->endpoint.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &p->endpoint.in6.sin6_addr, text, sizeof text);
        return kld_printf(a, "[%s]:%u", text, ntohs(p->endpoint.in6.sin6_port));
    }
    inet_ntop(AF_INET, &p->endpoint.in.sin_addr, text, sizeof text);
    return kld_printf(a, "%s:%u", text, ntohs(p->endpoint.in.sin_port));
}

static void read_peer(struct kld_model *m, const char *dev, const struct kl_wg_peer *p,
                      const struct kld_model *want)
{
    struct kld_object *o = kld_object_new(m->arena, &kld_peer, dev);
    char key[KL_WG_KEY_TEXT];

    kld_set(m->arena, o, "public-key", kld_strdup(m->arena, kl_wg_key_text(p->public_key, key)));
    kld_make_key(m->arena, o);
    if (p->has & KL_WG_PEER_PRESHARED && memcmp(p->preshared_key, no_key, sizeof no_key) != 0)
        kld_set(m->arena, o, "preshared-key",
                secret_text(m->arena, wanted(want, o->key, "preshared-key"), p->preshared_key));
    if (p->has & KL_WG_PEER_ENDPOINT)
        kld_set(m->arena, o, "endpoint", endpoint_text(m->arena, p));
    if (p->n_allowed)
        kld_set(m->arena, o, "allowed-ips", allowed_text(m->arena, p));
    if (p->has & KL_WG_PEER_KEEPALIVE && p->keepalive_s)
        kld_set(m->arena, o, "keepalive", kld_printf(m->arena, "%u", p->keepalive_s));
    kld_model_add(m, o);
}

int kld_wireguard_read(struct kl_net *n, struct kld_model *m, struct kld_object *link,
                       const struct kld_model *want)
{
    struct kl_wg_device *d;
    int code = kl_wg_get(n, link->ifindex, NULL, &d);

    // Whoever may not read keys sees the rest.
    if (code == -EPERM || code == -EOPNOTSUPP)
        return 0;
    if (code)
        return code;
    if (d->has & KL_WG_PRIVATE_KEY && memcmp(d->private_key, no_key, sizeof no_key) != 0)
        kld_set(m->arena, link, "private-key",
                secret_text(m->arena, wanted(want, link->key, "private-key"), d->private_key));
    kld_set(m->arena, link, "listen-port", kld_printf(m->arena, "%u", d->listen_port));
    kld_set(m->arena, link, "fwmark", kld_printf(m->arena, "%u", d->fwmark));
    for (unsigned i = 0; i < d->n_peers; i++)
        read_peer(m, link->dev, &d->peers[i], want);
    kl_wg_device_free(d);
    return 0;
}

int kld_wireguard_write(struct kl_net *n, const struct kld_object *link)
{
    struct kl_wg_device d = {.ifindex = kl_net_link_index(n, link->dev)};
    const char *text;
    int code;

    if (d.ifindex < 0)
        return d.ifindex;
    if ((text = kld_get(link, "private-key"))) {
        if (!secret_key(text, d.private_key))
            return -ENOKEY;
        d.has |= KL_WG_PRIVATE_KEY;
    }
    if ((text = kld_get(link, "listen-port"))) {
        d.listen_port = (uint16_t)strtoul(text, NULL, 10);
        d.has |= KL_WG_LISTEN_PORT;
    }
    if ((text = kld_get(link, "fwmark"))) {
        d.fwmark = (uint32_t)strtoul(text, NULL, 10);
        d.has |= KL_WG_FWMARK;
    }
    code = kl_wg_set(n, &d);
    explicit_bzero(&d, sizeof d);
    return code;
}

static void fill_endpoint(struct kl_wg_peer *p, const char *text)
{
    const char *colon = strrchr(text, ':');
    char address[INET6_ADDRSTRLEN];
    bool six = *text == '[';

    if (!colon)
        return;
    snprintf(address, sizeof address, "%.*s", (int)(colon - text) - 2 * six, text + six);
    if (six) {
        p->endpoint.in6.sin6_family = AF_INET6;
        p->endpoint.in6.sin6_port = htons((uint16_t)atoi(colon + 1));
        inet_pton(AF_INET6, address, &p->endpoint.in6.sin6_addr);
    } else {
        p->endpoint.in.sin_family = AF_INET;
        p->endpoint.in.sin_port = htons((uint16_t)atoi(colon + 1));
        inet_pton(AF_INET, address, &p->endpoint.in.sin_addr);
    }
    p->has |= KL_WG_PEER_ENDPOINT;
}

static struct kl_net_ip *allowed_of(const char *text, unsigned *ret_n)
{
    struct kl_net_ip *list = calloc(strlen(text) / 4 + 1, sizeof *list);

    *ret_n = 0;
    while (list && *text) {
        size_t n = strcspn(text, " ");
        char word[KL_NET_IP_TEXT];

        snprintf(word, sizeof word, "%.*s", (int)n, text);
        if (kl_net_ip_parse(&list[*ret_n], word, 0) == 0)
            ++*ret_n;
        text += n;
        text += strspn(text, " ");
    }
    return list;
}

int kld_peer_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o)
{
    struct kl_wg_peer p = {.remove = verb == KL_NET_DELETE, .replace_allowed = true};
    struct kl_wg_device d = {.ifindex = kl_net_link_index(n, o->dev), .peers = &p, .n_peers = 1};
    struct kl_net_ip *allowed = NULL;
    const char *text;
    int code;

    if (d.ifindex < 0)
        return d.ifindex;
    if (kl_wg_key_parse(p.public_key, kld_get(o, "public-key")) < 0)
        return -EINVAL;
    p.has = KL_WG_PEER_PRESHARED | KL_WG_PEER_KEEPALIVE;
    if ((text = kld_get(o, "preshared-key")) && !secret_key(text, p.preshared_key))
        return -ENOKEY;
    if ((text = kld_get(o, "keepalive")))
        p.keepalive_s = (uint16_t)strtoul(text, NULL, 10);
    if ((text = kld_get(o, "endpoint")))
        fill_endpoint(&p, text);
    if ((text = kld_get(o, "allowed-ips")))
        p.allowed = allowed = allowed_of(text, &p.n_allowed);
    code = kl_wg_set(n, &d);
    free(allowed);
    explicit_bzero(&p, sizeof p);
    return code;
}
