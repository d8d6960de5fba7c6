// SPDX-License-Identifier: MIT
// Names of protocols, services, ICMP messages and hosts; each asked of the system once.
#ifndef KL_IPSET_NAMES_H
#define KL_IPSET_NAMES_H

#include <kernlink/ipset.h>

struct kl_names; // a cache; lookups work without one (NULL), only slower

int kl_names_new(struct kl_names **ret);
void kl_names_free(struct kl_names *n);

// Each returns the number, or -ENOENT. @name is not NUL-terminated.
int kl_names_protocol(struct kl_names *n, const char *name, size_t len);
int kl_names_service(struct kl_names *n, const char *name, size_t len, const char *protocol);
// type << 8 | code of an ICMP name, for IPPROTO_ICMP or IPPROTO_ICMPV6.
int kl_names_icmp(uint8_t protocol, const char *name, size_t len);

// The name of protocol @number as /etc/protocols has it, or NULL. Borrowed from @n.
const char *kl_names_protocol_name(struct kl_names *n, uint8_t number);
// The name of an ICMP type << 8 | code, or NULL. Static.
const char *kl_names_icmp_name(uint8_t protocol, uint16_t port);
// ICMP name number @i of @protocol for help, or NULL after the last.
const char *kl_names_icmp_at(uint8_t protocol, size_t i);

// First address of @family of host @name. -ENOENT when there is none.
int kl_names_host(struct kl_names *n, const char *name, size_t len, uint8_t family,
                  struct kl_ip *ret);
// Host name of @ip into @buf, or -ENOENT.
int kl_names_host_name(const struct kl_ip *ip, char *buf, size_t size);

#endif
