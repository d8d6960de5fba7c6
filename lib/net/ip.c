// SPDX-License-Identifier: MIT
// IP addresses and prefixes as text.
#include "net.h"

#include <arpa/inet.h>
#include <stdio.h>

/* Decimal digits alone, no sign, no blank. */
static int read_prefix(const char *text, unsigned most, uint8_t *ret)
{
    unsigned value = 0;

    if (*text == '\0')
        return -EINVAL;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return -EINVAL;
        value = value * 10 + (unsigned)(*text - '0');
        if (value > most)
            return -EINVAL;
    }
    *ret = (uint8_t)value;
    return 0;
}

int kl_net_ip_parse(struct kl_net_ip *ret, const char *text, uint8_t family)
{
    struct kl_net_ip ip = {.family = family != 0 ? family : AF_INET};
    const char *slash = strchr(text, '/');
    char address[INET6_ADDRSTRLEN];
    size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);

    if (family != 0 && family != AF_INET && family != AF_INET6)
        return -EINVAL;
    if (strcmp(text, "default") == 0 || strcmp(text, "any") == 0) {
        *ret = ip;
        return 0;
    }
    if (len >= sizeof(address))
        return -EINVAL;
    memcpy(address, text, len);
    address[len] = '\0';
    if (family == 0 && strchr(address, ':') != NULL)
        ip.family = AF_INET6;
    if (inet_pton(ip.family, address, ip.bytes) != 1)
        return -EINVAL;
    ip.prefix = kl_net_bits(ip.family);
    if (slash != NULL && read_prefix(slash + 1, ip.prefix, &ip.prefix) < 0)
        return -EINVAL;
    *ret = ip;
    return 0;
}

const char *kl_net_ip_text(const struct kl_net_ip *ip, char buffer[KL_NET_IP_TEXT])
{
    size_t len;

    buffer[0] = '\0';
    if (kl_net_ip_len(ip->family) == 0 ||
        inet_ntop(ip->family, ip->bytes, buffer, KL_NET_IP_TEXT) == NULL)
        return buffer;
    len = strlen(buffer);
    if (ip->prefix < kl_net_bits(ip->family))
        snprintf(buffer + len, KL_NET_IP_TEXT - len, "/%u", ip->prefix);
    return buffer;
}

bool kl_net_ip_equal(const struct kl_net_ip *a, const struct kl_net_ip *b)
{
    return a->family == b->family && a->prefix == b->prefix &&
           memcmp(a->bytes, b->bytes, kl_net_ip_len(a->family)) == 0;
}
