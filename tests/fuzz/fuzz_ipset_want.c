// SPDX-License-Identifier: MIT
// A list for sync: the first byte chooses type and family, each line is put into the wanted
// content, which is then aggregated. Nothing that was wanted may be lost, and keys find themselves.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ipset/session.h"
#include "ipset/want.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A range of a million takes too long to be fuzzed; the least that shows the splitting will do.
static bool is_small(const struct kl_ipset_elem *e)
{
    if (e->has & KL_IPSET_E_IP_TO && memcmp(e->ip.addr, e->ip_to.addr, 2) != 0)
        return false;
    if (e->has & KL_IPSET_E_IP2_TO && memcmp(e->ip2.addr, e->ip2_to.addr, 3) != 0)
        return false;
    if (e->has & KL_IPSET_E_PORT && e->port.port_to > e->port.port + 16)
        return false;
    return e->ip.family == AF_INET6 || !(e->has & KL_IPSET_E_CIDR) || e->cidr >= 20;
}

static bool covers(const struct kl_ipset_elem *outer, const struct kl_ipset_elem *inner)
{
    for (unsigned bit = 0; bit < outer->cidr; bit++)
        if ((outer->ip.addr[bit / 8] ^ inner->ip.addr[bit / 8]) & 0x80 >> bit % 8)
            return false;
    return outer->cidr <= inner->cidr;
}

// Every network that aggregation took away lies in one that is left.
static void check(const struct kl_want *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        struct kl_ipset_elem gone, left;
        bool covered = false;

        if (kl_want_find(w, kl_want_key(w, i)) != i)
            abort();
        if (!(w->marks[i] & KL_WANT_GONE))
            continue;
        kl_want_elem(w, i, &gone);
        for (uint32_t j = 0; j < w->n && !covered; j++) {
            if (w->marks[j] & KL_WANT_GONE)
                continue;
            kl_want_elem(w, j, &left);
            covered = covers(&left, &gone);
        }
        if (!covered)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char error[256], *text;
    struct kl_parse p = {.numeric = true, .error = error, .error_size = sizeof(error)};
    struct kl_ipset_params set = {.has = KL_IPSET_P_FAMILY};
    struct kl_ipset_shape shape;
    struct kl_want w;
    size_t at = 0;

    if (size == 0 || size > 2000)
        return 0;
    p.type = kl_ipset_type_at((data[0] & 0x7f) % 16);
    p.family = set.family = data[0] & 0x80 ? AF_INET6 : AF_INET;
    text = malloc(size); /* so that a read behind the end is seen */
    if (text == NULL)
        return 0;
    memcpy(text, data + 1, size - 1);
    kl_ipset_shape_init(&shape, p.type, &set);
    kl_want_init(&w, &shape);
    while (at < size - 1 && w.n < 2000) {
        const char *stop = memchr(text + at, '\n', size - 1 - at);
        size_t len = stop != NULL ? (size_t)(stop - text) - at : size - 1 - at;
        struct kl_ipset_elem e;

        if (kl_ipset_parse_line(&p, (struct kl_text){text + at, len}, &e) == 0 && is_small(&e))
            (void)kl_want_put_all(&w, &e);
        at += len + 1;
    }
    if (kl_want_aggregate(&w) >= 0)
        check(&w);
    kl_want_free(&w);
    free(text);
    return 0;
}
