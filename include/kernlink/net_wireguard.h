// SPDX-License-Identifier: MIT
/*
 * WireGuard: keys, peers and counters of an interface. The interface itself is a link of kind
 * "wireguard", see net.h. Source: include/uapi/linux/wireguard.h, drivers/net/wireguard/netlink.c.
 */
#ifndef KERNLINK_NET_WIREGUARD_H
#define KERNLINK_NET_WIREGUARD_H

#include <kernlink/net.h>

#include <netinet/in.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KL_WG_KEY_SIZE 32
#define KL_WG_KEY_TEXT 45 /* a key in base64 with its NUL */

enum kl_wg_peer_has {
    KL_WG_PEER_PRESHARED = 1 << 0, /* all zeroes removes it */
    KL_WG_PEER_ENDPOINT = 1 << 1,
    KL_WG_PEER_KEEPALIVE = 1 << 2
};

struct kl_wg_peer {
    uint32_t has; /* enum kl_wg_peer_has */
    uint8_t public_key[KL_WG_KEY_SIZE], preshared_key[KL_WG_KEY_SIZE];
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
    } endpoint;
    uint16_t keepalive_s;            /* 0: off */
    const struct kl_net_ip *allowed; /* borrowed */
    unsigned n_allowed;
    bool remove;                       /* written: remove this peer */
    bool update_only;                  /* written: only when it is there */
    bool replace_allowed;              /* written: allowed is all that is allowed */
    uint64_t rx_bytes, tx_bytes;       /* told */
    int64_t handshake_s, handshake_ns; /* told: since 1970; 0: never */
};

enum kl_wg_has {
    KL_WG_PRIVATE_KEY = 1 << 0, /* all zeroes removes it */
    KL_WG_PUBLIC_KEY = 1 << 1,  /* told */
    KL_WG_LISTEN_PORT = 1 << 2, /* 0: any */
    KL_WG_FWMARK = 1 << 3       /* 0: none */
};

struct kl_wg_device {
    uint32_t has;    /* enum kl_wg_has */
    int32_t ifindex; /* 0 on writing and asking: by name */
    char name[KL_NET_NAME_SIZE];
    uint8_t private_key[KL_WG_KEY_SIZE], public_key[KL_WG_KEY_SIZE];
    uint16_t listen_port;
    uint32_t fwmark;
    bool replace_peers;             /* written: peers is all that there are */
    const struct kl_wg_peer *peers; /* borrowed */
    unsigned n_peers;
};

/** Reads an interface of WireGuard and its peers, however many. Free *@ret with
 *  kl_wg_device_free(), which wipes the keys. @return 0; -ENODEV; -EOPNOTSUPP: it is none, or the
 *  kernel has no WireGuard; -EPERM */
KL_API int kl_wg_get(struct kl_net *n, int32_t ifindex, const char *name,
                     struct kl_wg_device **ret);
KL_API void kl_wg_device_free(struct kl_wg_device *d);
/** Changes an interface and its peers; many peers take several messages.
 *  @return 0; as kl_wg_get(); what was done before a refusal is done */
KL_API int kl_wg_set(struct kl_net *n, const struct kl_wg_device *d);

/** Reads and writes a key in base64. @return 0; -EINVAL */
KL_API int kl_wg_key_parse(uint8_t ret[KL_WG_KEY_SIZE], const char *text);
KL_API const char *kl_wg_key_text(const uint8_t key[KL_WG_KEY_SIZE], char buffer[KL_WG_KEY_TEXT]);
/** A new private key, from the kernel's random numbers. @return 0, or an error of getrandom() */
KL_API int kl_wg_key_generate(uint8_t ret[KL_WG_KEY_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
