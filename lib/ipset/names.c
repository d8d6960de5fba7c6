// SPDX-License-Identifier: MIT
#include "names.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

// The libc opens and reads /etc/protocols or /etc/services for each question; a list of a million
// elements asks the same few again and again.
#define CACHE_SLOTS 256
#define NAME_SIZE   64

struct slot {
    char key[NAME_SIZE]; // "protocol/service", or "/protocol"
    int value;           // number or -ENOENT
};

struct host_slot {
    char *key;
    uint8_t family;
    int code;
    struct kl_ip ip;
};

struct kl_names {
    struct slot slots[CACHE_SLOTS];
    struct host_slot hosts[CACHE_SLOTS];
    char *protocols[256]; // name, "" when there is none, NULL when not asked yet
};

struct icmp_name {
    const char *name;
    uint16_t port; // type << 8 | code
};

#define ICMP(type, code) ((type) << 8 | (code))

// RFC 792, RFC 1122, RFC 1812; the names are those of ipset(8) and iptables(8), the first of
// several for one number is the one that is printed.
static const struct icmp_name icmp_names[] = {
    {"echo-reply", ICMP(0, 0)},
    {"pong", ICMP(0, 0)},
    {"network-unreachable", ICMP(3, 0)},
    {"host-unreachable", ICMP(3, 1)},
    {"protocol-unreachable", ICMP(3, 2)},
    {"port-unreachable", ICMP(3, 3)},
    {"fragmentation-needed", ICMP(3, 4)},
    {"source-route-failed", ICMP(3, 5)},
    {"network-unknown", ICMP(3, 6)},
    {"host-unknown", ICMP(3, 7)},
    {"network-prohibited", ICMP(3, 9)},
    {"host-prohibited", ICMP(3, 10)},
    {"TOS-network-unreachable", ICMP(3, 11)},
    {"TOS-host-unreachable", ICMP(3, 12)},
    {"communication-prohibited", ICMP(3, 13)},
    {"host-precedence-violation", ICMP(3, 14)},
    {"precedence-cutoff", ICMP(3, 15)},
    {"source-quench", ICMP(4, 0)},
    {"network-redirect", ICMP(5, 0)},
    {"host-redirect", ICMP(5, 1)},
    {"TOS-network-redirect", ICMP(5, 2)},
    {"TOS-host-redirect", ICMP(5, 3)},
    {"echo-request", ICMP(8, 0)},
    {"ping", ICMP(8, 0)},
    {"router-advertisement", ICMP(9, 0)},
    {"router-solicitation", ICMP(10, 0)},
    {"ttl-zero-during-transit", ICMP(11, 0)},
    {"ttl-zero-during-reassembly", ICMP(11, 1)},
    {"ip-header-bad", ICMP(12, 0)},
    {"required-option-missing", ICMP(12, 1)},
    {"timestamp-request", ICMP(13, 0)},
    {"timestamp-reply", ICMP(14, 0)},
    {"address-mask-request", ICMP(17, 0)},
    {"address-mask-reply", ICMP(18, 0)},
};

// RFC 4443, RFC 4861. "neigbour" is how ipset has spelt it; files that hold it are about.
static const struct icmp_name icmpv6_names[] = {
    {"no-route", ICMP(1, 0)},
    {"communication-prohibited", ICMP(1, 1)},
    {"address-unreachable", ICMP(1, 3)},
    {"port-unreachable", ICMP(1, 4)},
    {"packet-too-big", ICMP(2, 0)},
    {"ttl-zero-during-transit", ICMP(3, 0)},
    {"ttl-zero-during-reassembly", ICMP(3, 1)},
    {"bad-header", ICMP(4, 0)},
    {"unknown-header-type", ICMP(4, 1)},
    {"unknown-option", ICMP(4, 2)},
    {"echo-request", ICMP(128, 0)},
    {"ping", ICMP(128, 0)},
    {"echo-reply", ICMP(129, 0)},
    {"pong", ICMP(129, 0)},
    {"router-solicitation", ICMP(133, 0)},
    {"router-advertisement", ICMP(134, 0)},
    {"neighbour-solicitation", ICMP(135, 0)},
    {"neigbour-solicitation", ICMP(135, 0)},
    {"neighbour-advertisement", ICMP(136, 0)},
    {"neigbour-advertisement", ICMP(136, 0)},
    {"redirect", ICMP(137, 0)},
};

// What nearly every element needs, without asking the system at all.
static const struct {
    const char *name;
    uint8_t number;
    bool printed; // /etc/protocols has this name
} common_protocols[] = {
    {"tcp", IPPROTO_TCP, true},         {"udp", IPPROTO_UDP, true},
    {"icmp", IPPROTO_ICMP, true},       {"ipv6-icmp", IPPROTO_ICMPV6, true},
    {"icmpv6", IPPROTO_ICMPV6, false},  {"sctp", IPPROTO_SCTP, true},
    {"udplite", IPPROTO_UDPLITE, true},
};

#define N(array) (sizeof(array) / sizeof(array)[0])

int kl_names_new(struct kl_names **ret)
{
    struct kl_names *n = calloc(1, sizeof *n);

    if (!n)
        return -ENOMEM;
    *ret = n;
    return 0;
}

void kl_names_free(struct kl_names *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < N(n->protocols); i++)
        free(n->protocols[i]);
    for (size_t i = 0; i < N(n->hosts); i++)
        free(n->hosts[i].key);
    free(n);
}

static unsigned hash(const char *s)
{
    unsigned h = 5381;

    while (*s)
        h = h * 33 + (unsigned char)*s++;
    return h % CACHE_SLOTS;
}

static int ask_protocol(const char *name)
{
    struct protoent entry, *found = NULL;
    char buf[2048];

    if (getprotobyname_r(name, &entry, buf, sizeof buf, &found) || !found)
        return -ENOENT;
    return found->p_proto;
}

static int ask_service(const char *name, const char *protocol)
{
    struct servent entry, *found = NULL;
    char buf[2048];

    if (getservbyname_r(name, protocol, &entry, buf, sizeof buf, &found) || !found)
        return -ENOENT;
    return ntohs((uint16_t)found->s_port);
}

// Looks @name up, through the cache where it fits; @protocol NULL: name is a protocol's.
static int lookup(struct kl_names *n, const char *name, size_t len, const char *protocol)
{
    char key[NAME_SIZE];
    size_t prefix = protocol ? strlen(protocol) : 0;
    struct slot *slot;

    if (!len || prefix + 1 + len >= sizeof key || memchr(name, 0, len))
        return -ENOENT;
    if (protocol)
        memcpy(key, protocol, prefix);
    key[prefix] = '/';
    memcpy(key + prefix + 1, name, len);
    key[prefix + 1 + len] = 0;
    slot = n ? &n->slots[hash(key)] : NULL;
    if (slot && !strcmp(slot->key, key))
        return slot->value;

    int value = protocol ? ask_service(key + prefix + 1, protocol) : ask_protocol(key + 1);

    if (slot) {
        memcpy(slot->key, key, sizeof key);
        slot->value = value;
    }
    return value;
}

int kl_names_protocol(struct kl_names *n, const char *name, size_t len)
{
    for (size_t i = 0; i < N(common_protocols); i++)
        if (strlen(common_protocols[i].name) == len && !memcmp(common_protocols[i].name, name, len))
            return common_protocols[i].number;
    return lookup(n, name, len, NULL);
}

int kl_names_service(struct kl_names *n, const char *name, size_t len, const char *protocol)
{
    return lookup(n, name, len, protocol);
}

static const struct icmp_name *icmp_table(uint8_t protocol, size_t *ret_count)
{
    *ret_count = protocol == IPPROTO_ICMP ? N(icmp_names) : N(icmpv6_names);
    return protocol == IPPROTO_ICMP ? icmp_names : icmpv6_names;
}

int kl_names_icmp(uint8_t protocol, const char *name, size_t len)
{
    size_t count;
    const struct icmp_name *table = icmp_table(protocol, &count);

    for (size_t i = 0; i < count; i++)
        if (strlen(table[i].name) == len && !strncasecmp(table[i].name, name, len))
            return table[i].port;
    return -ENOENT;
}

const char *kl_names_icmp_name(uint8_t protocol, uint16_t port)
{
    size_t count;
    const struct icmp_name *table = icmp_table(protocol, &count);

    for (size_t i = 0; i < count; i++)
        if (table[i].port == port)
            return table[i].name;
    return NULL;
}

const char *kl_names_icmp_at(uint8_t protocol, size_t i)
{
    size_t count;
    const struct icmp_name *table = icmp_table(protocol, &count);

    return i < count ? table[i].name : NULL;
}

const char *kl_names_protocol_name(struct kl_names *n, uint8_t number)
{
    for (size_t i = 0; i < N(common_protocols); i++)
        if (common_protocols[i].number == number && common_protocols[i].printed)
            return common_protocols[i].name;
    if (!n)
        return NULL;
    if (!n->protocols[number]) {
        struct protoent entry, *found = NULL;
        char buf[2048];

        if (getprotobynumber_r(number, &entry, buf, sizeof buf, &found))
            found = NULL;
        n->protocols[number] = strdup(found ? found->p_name : "");
    }
    return n->protocols[number] && n->protocols[number][0] ? n->protocols[number] : NULL;
}

static int ask_host(const char *name, uint8_t family, struct kl_ip *ret)
{
    struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_RAW}, *list;

    if (getaddrinfo(name, NULL, &hints, &list))
        return -ENOENT;
    ret->family = family;
    if (family == AF_INET6)
        memcpy(ret->addr, &((struct sockaddr_in6 *)(void *)list->ai_addr)->sin6_addr, 16);
    else
        memcpy(ret->addr, &((struct sockaddr_in *)(void *)list->ai_addr)->sin_addr, 4);
    freeaddrinfo(list);
    return 0;
}

int kl_names_host(struct kl_names *n, const char *name, size_t len, uint8_t family,
                  struct kl_ip *ret)
{
    char key[NI_MAXHOST];
    struct kl_ip ip = {0};
    struct host_slot *slot;
    int r;

    if (!len || len >= sizeof key || memchr(name, 0, len))
        return -ENOENT;
    memcpy(key, name, len);
    key[len] = 0;
    slot = n ? &n->hosts[hash(key)] : NULL;
    if (slot && slot->key && slot->family == family && !strcmp(slot->key, key)) {
        if (slot->code == 0)
            *ret = slot->ip;
        return slot->code;
    }
    r = ask_host(key, family, &ip);
    if (slot) {
        free(slot->key);
        *slot = (struct host_slot){.key = strdup(key), .family = family, .code = r, .ip = ip};
    }
    if (r == 0)
        *ret = ip;
    return r;
}

int kl_names_host_name(const struct kl_ip *ip, char *buf, size_t size)
{
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
    } sa = {.any = {.sa_family = ip->family}};

    if (ip->family == AF_INET6)
        memcpy(&sa.in6.sin6_addr, ip->addr, 16);
    else
        memcpy(&sa.in.sin_addr, ip->addr, 4);
    return getnameinfo(&sa.any, ip->family == AF_INET6 ? sizeof sa.in6 : sizeof sa.in, buf,
                       (socklen_t)size, NULL, 0, NI_NAMEREQD)
               ? -ENOENT
               : 0;
}
