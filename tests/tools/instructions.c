// SPDX-License-Identifier: MIT
// instructions PHASE COUNT: takes COUNT of LINES fixed elements through one phase of the paths that
// millions take, for a tool that counts instructions. The preparation is the same for every COUNT,
// so the difference between two counts is the phase's alone. Needs no kernel.
#include <fcntl.h>
#include <inttypes.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../cmd/ipset/format.h"
#include "ipset/attrs.h"
#include "ipset/print.h"
#include "ipset/words.h"

#define LINES 20000u

// What is measured by the bench, too: one line of each in turn.
static const struct shape {
    const char *type;
    uint8_t family;
    const char *format; // of four numbers from 0 to 255
} shapes[] = {
    {"hash:ip", AF_INET, "%u.%u.%u.%u"},
    {"hash:net", AF_INET, "%u.%u.%u.%u/28"},
    {"hash:net,port", AF_INET, "%u.%u.%u.0/24,tcp:%u"},
    {"hash:ip", AF_INET, "%u.%u.%u.%u timeout 600 packets 12 bytes 3456 comment \"seen by mail\""},
    {"hash:ip", AF_INET6, "2001:db8:%x:%x::%x:%x"},
};
#define SHAPES (sizeof shapes / sizeof shapes[0])

static struct line {
    char text[100];
    size_t len, bytes_len;
    const struct kl_ipset_type *type;
    struct kl_ipset_elem elem;
    unsigned char bytes[200]; // encoded, in a nest as the kernel sends it
} lines[LINES];

static struct kl_names *names;
static struct ipset_listing listing;

static void die(const char *what)
{
    fprintf(stderr, "instructions: %s\n", what);
    exit(1);
}

// As any line of a restore or of the command is read.
static void parse(struct line *l, size_t i)
{
    struct kl_parse p = {.type = l->type, .family = shapes[i % SHAPES].family, .names = names};
    struct kl_text words[KL_WORDS_MAX];
    int n = kl_words_split((struct kl_text){l->text, l->len}, words);

    l->elem.has = 0;
    if (n < 1 || kl_parse_elem(&p, words[0], &l->elem))
        die(l->text);
    for (int w = 1; w + 1 < n; w += 2) {
        const struct kl_ipset_option *o =
            kl_ipset_option_find(l->type->add, words[w].s, words[w].len);

        if (!o || kl_parse_elem_option(&p, o, words[w + 1], &l->elem))
            die(l->text);
    }
}

// As the elements of a restore are read: what the quick way does not take goes the long way.
static void quick(struct line *l, size_t i)
{
    struct kl_parse p = {.type = l->type, .family = shapes[i % SHAPES].family, .names = names};
    struct kl_ipset_elem e;

    if (!kl_parse_elem_quick(&p, (struct kl_text){l->text, l->len}, &e))
        parse(l, i);
}

static void encode(struct line *l, size_t i)
{
    unsigned char room[KL_IPSET_ELEM_MAX];
    struct nlattr head = {.nla_type = NLA_F_NESTED};

    l->bytes_len = kl_ipset_write_elem(room, &l->elem, (uint32_t)i + 1);
    if (l->bytes_len + sizeof head > sizeof l->bytes)
        die("an element is larger than thought");
    head.nla_len = (uint16_t)(sizeof head + l->bytes_len);
    memcpy(l->bytes, &head, sizeof head);
    memcpy(l->bytes + sizeof head, room, l->bytes_len);
    l->bytes_len += sizeof head;
}

static void decode(struct line *l, size_t i)
{
    struct kl_view all = {.data = l->bytes, .len = l->bytes_len}, inside;
    struct kl_attr a;
    struct kl_ipset_elem e;

    (void)i;
    if (kl_view_next(&all, &a) != 1)
        die("the nest cannot be read");
    inside = (struct kl_view){.data = a.data, .len = a.len};
    if (kl_ipset_read_elem(&e, &inside) || e.has != l->elem.has)
        die("the element cannot be read");
}

static void print_text(struct line *l, size_t i)
{
    (void)i;
    kl_ipset_print_elem(listing.out, &listing.how, l->type, &l->elem);
    kl_ipset_print_options(listing.out, l->type->add, l->elem.has, &l->elem);
    kl_out_char(listing.out, '\n');
}

static void print_json(struct line *l, size_t i)
{
    (void)i;
    ipset_format_json.member(&listing, l->type, NULL, &l->elem, NULL, 0);
    listing.members++;
}

static const struct phase {
    const char *name;
    void (*run)(struct line *l, size_t i);
} phases[] = {{"parse", parse},   {"quick", quick},     {"encode", encode},
              {"decode", decode}, {"text", print_text}, {"json", print_json}};

static void prepare(void)
{
    for (size_t i = 0; i < LINES; i++) {
        const struct shape *s = &shapes[i % SHAPES];
        // An odd factor: every number differs, and neighbours are far apart.
        uint32_t x = (uint32_t)i * 2654435761u;
        struct line *l = &lines[i];

        l->len = (size_t)snprintf(l->text, sizeof l->text, s->format, 1 + (x >> 24) % 223,
                                  x >> 16 & 255, x >> 8 & 255, x & 255);
        l->type = kl_ipset_type_find(s->type);
        parse(l, i);
        encode(l, i);
    }
}

int main(int argc, char **argv)
{
    unsigned long count = argc == 3 ? strtoul(argv[2], NULL, 10) : LINES + 1;
    const struct phase *phase = NULL;
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++)
        if (argc == 3 && !strcmp(argv[1], phases[i].name))
            phase = &phases[i];
    if (!phase || count > LINES)
        die("usage: instructions parse|quick|encode|decode|text|json COUNT (up to 20000)");
    if (fd < 0 || kl_names_new(&names) || kl_out_open_fd(&listing.out, fd))
        die("cannot begin");
    listing.how.names = names;
    prepare();
    for (size_t i = 0; i < SHAPES; i++) // what is looked up once is looked up here
        phase->run(&lines[i], i);
    for (size_t i = 0; i < count; i++)
        phase->run(&lines[i], i);
    if (kl_out_close(listing.out))
        die("cannot write");
    kl_names_free(names);
    close(fd);
    return 0;
}
