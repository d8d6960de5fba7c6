// SPDX-License-Identifier: MIT
// generate FORM CASE COUNT: the bench's input. Every element is another one, no two networks
// overlap, and they come in no order: a number from 1 on is mixed by steps that can be undone.
// FORM: restore (a restore file), auto (the same without hashsize), nft (for nft -f), plain.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct bench_case {
    const char *name, *create, *nft;
} cases[] = {
    {"ip", "hash:ip", "type ipv4_addr;"},
    {"net", "hash:net", "type ipv4_addr; flags interval;"},
    {"net,port", "hash:net,port", NULL},
    {"ext", "hash:ip timeout 0 counters comment", NULL},
    {"inet6", "hash:ip family inet6", "type ipv6_addr;"},
};
#define CASES (sizeof cases / sizeof cases[0])

// Another number of @bits bits for each number; 0 stays 0, which is no element.
static uint32_t mix(uint32_t x, unsigned bits)
{
    uint32_t mask = bits == 32 ? UINT32_MAX : (1u << bits) - 1;

    for (int i = 0; i < 3; i++) {
        x = x * 0x9e3779b1u & mask;
        x ^= x >> bits / 2;
    }
    return x;
}

static void print_ipv4(uint32_t a)
{
    printf("%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

static void element(const char *name, uint32_t i)
{
    uint32_t x = mix(i, 32);

    if (!strcmp(name, "inet6")) {
        uint32_t y = mix(i + 12345, 32);

        printf("2001:db8:%x:%x:%x:%x:%x:%x", x >> 16, x & 65535, y >> 16, y & 65535, i & 4095,
               x & 255);
    } else if (!strncmp(name, "net", 3)) {
        print_ipv4(mix(i, 28) << 4);
        printf("/%u", 28 + i % 5);
        if (name[3])
            printf(",%s:%u", i % 3 ? "tcp" : "udp", 1 + x % 65535);
    } else {
        print_ipv4(x);
        if (!strcmp(name, "ext"))
            printf(" timeout %u packets %u bytes %u comment \"seen by mail %u\"", 86400 + x % 86400,
                   x % 1000, x % 1000000, i);
    }
}

static void restore(const struct bench_case *c, uint32_t count, int sized)
{
    uint32_t buckets = 64;

    while (buckets < count)
        buckets *= 2;
    printf("create s %s", c->create);
    if (sized)
        printf(" hashsize %" PRIu32, buckets);
    // The seed of the hash is given so that recorded messages meet the same buckets.
    printf(" maxelem 16777216 initval 0x5eed1234\n");
    for (uint32_t i = 1; i <= count; i++) {
        fputs("add s ", stdout);
        element(c->name, i);
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    const struct bench_case *c = NULL;
    uint32_t count = argc == 4 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
    int nft = argc == 4 && !strcmp(argv[1], "nft");

    for (size_t i = 0; i < CASES; i++)
        if (argc == 4 && !strcmp(argv[2], cases[i].name))
            c = &cases[i];
    if (!c || !count || count > 16777216) {
        fprintf(stderr, "usage: generate restore|auto|nft|plain CASE COUNT\n");
        return 2;
    }
    if (argv[1][0] == 'r' || argv[1][0] == 'a') {
        restore(c, count, argv[1][0] == 'r');
    } else {
        if (nft)
            printf("add table inet bench\nadd set inet bench s { %s }\n"
                   "add element inet bench s {\n",
                   c->nft ? c->nft : "");
        for (uint32_t i = 1; i <= count; i++) {
            element(c->name, i);
            fputs(nft ? ",\n" : "\n", stdout);
        }
        if (nft)
            puts("}");
    }
    return fflush(stdout) || ferror(stdout);
}
