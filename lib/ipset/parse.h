// SPDX-License-Identifier: MIT
// From text to elements and set parameters. Input is a length, never a NUL; nothing is allocated.
#ifndef KL_IPSET_PARSE_H
#define KL_IPSET_PARSE_H

#include "names.h"
#include "type.h"

// What a parse needs to know, and where its complaint goes.
struct kl_parse {
    const struct kl_ipset_type *type;
    uint8_t family;         // the set's
    struct kl_names *names; // may be NULL
    bool numeric;           // host names are not looked up
    char *error;            // sentence of a failure, as ipset(8) words it
    size_t error_size;
};

struct kl_text {
    const char *s;
    size_t len;
};

#define KL_TEXT(string) ((struct kl_text){(string), strlen(string)})

// Writes the sentence and returns @code.
int kl_parse_fail(const struct kl_parse *p, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

int kl_parse_number(const struct kl_parse *p, struct kl_text t, uint64_t min, uint64_t max,
                    uint64_t *ret);
int kl_parse_ip(const struct kl_parse *p, struct kl_text t, uint8_t family, struct kl_ip *ret);
// [proto:]port[-port]
int kl_parse_port(const struct kl_parse *p, struct kl_text t, bool with_protocol,
                  struct kl_ipset_port *ret);
int kl_parse_mac(const struct kl_parse *p, struct kl_text t, unsigned char ret[6]);
int kl_parse_name(const struct kl_parse *p, struct kl_text t, char ret[KL_IPSET_NAME_SIZE]);

// An address with the range or prefix that @dim allows. *@ret_has: 0, 1 (ip_to) or 2 (cidr).
enum { KL_ADDR_PLAIN, KL_ADDR_RANGE, KL_ADDR_CIDR };
int kl_parse_address(const struct kl_parse *p, struct kl_text t, enum kl_dim dim, struct kl_ip *ret,
                     struct kl_ip *ret_to, uint8_t *ret_cidr, int *ret_form);

// Dimensions of an element; options are left alone.
int kl_parse_elem(const struct kl_parse *p, struct kl_text t, struct kl_ipset_elem *ret);
// The same for plain addresses, prefixes and ports, many times faster. @return the end of what was
// read, which is an element when a blank or nothing stands there; NULL: not of that shape, perhaps
// wrong, and *@ret holds anything. Only what ret->has names is set.
const char *kl_parse_elem_quick(const struct kl_parse *p, struct kl_text t,
                                struct kl_ipset_elem *ret);
// One option of an element or of a set, already found in the table. @value.s is NULL for a flag.
int kl_parse_elem_option(const struct kl_parse *p, const struct kl_ipset_option *o,
                         struct kl_text value, struct kl_ipset_elem *e);
// Puts a number of @o->size bytes to its place in the struct at @base.
void kl_parse_store(void *base, const struct kl_ipset_option *o, uint64_t value);
int kl_parse_param(const struct kl_parse *p, const struct kl_ipset_option *o, struct kl_text value,
                   struct kl_ipset_params *ret);
// The parameters as a whole, once every option is read.
int kl_parse_params_check(const struct kl_parse *p, const struct kl_ipset_params *params);

#endif
