// SPDX-License-Identifier: MIT
// instructions PHASE COUNT: takes COUNT of LINES fixed elements through one phase of the paths that
// millions take, or shows COUNT routes as text, for a tool that counts instructions. The
// preparation is the same for every COUNT, so the difference between two counts is the phase's
// alone. Needs no kernel.
#include <fcntl.h>
#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../cmd/ipset/format.h"
#include "../cmd/show/show.h"
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

// ---- Traffic as text: what `ip route show table all' hears ----

static struct show_options show_options;
static struct show *shown;

static void put(struct nlmsghdr *h, uint16_t type, const void *data, size_t len)
{
    struct rtattr *a = (void *)((char *)h + h->nlmsg_len);

    a->rta_type = type;
    a->rta_len = (uint16_t)RTA_LENGTH(len);
    memcpy(RTA_DATA(a), data, len);
    h->nlmsg_len += (uint32_t)RTA_SPACE(len);
}

static void put_number(struct nlmsghdr *h, uint16_t type, uint32_t number)
{
    put(h, type, &number, sizeof number);
}

static void show_message(const struct nlmsghdr *h, enum kl_trace_direction direction)
{
    const struct kl_trace_record r = {.direction = direction,
                                      .protocol = NETLINK_ROUTE,
                                      .has_time = true,
                                      .time_ns = 1000000000u,
                                      .pid = 123,
                                      .fd = 3,
                                      .socket = 1,
                                      .program = "ip",
                                      .data = (const void *)h,
                                      .len = h->nlmsg_len,
                                      .full_len = h->nlmsg_len};

    if (show_record(&r, shown) < 0)
        die("a message cannot be shown");
}

// Of a link, behind a gateway, behind two of them, of IPv6; in turn.
static void show_route(struct line *l, size_t i)
{
    _Alignas(struct nlmsghdr) unsigned char room[512] = {0};
    struct nlmsghdr *h = (void *)room;
    struct rtmsg *r = NLMSG_DATA(h);
    const unsigned char address[16] = {i % 4 == 3 ? 0xfd : 10, (unsigned char)(i >> 8), i & 255};
    const struct rtnexthop hops[2] = {{sizeof *hops, 0, 2, 1}, {sizeof *hops, 0, 4, 3}};
    const struct rta_cacheinfo cache = {.rta_clntref = 1};

    (void)l;
    *h = (struct nlmsghdr){.nlmsg_len = NLMSG_LENGTH(sizeof *r),
                           .nlmsg_type = RTM_NEWROUTE,
                           .nlmsg_flags = NLM_F_MULTI | NLM_F_DUMP_FILTERED,
                           .nlmsg_seq = 7,
                           .nlmsg_pid = 123};
    *r = (struct rtmsg){.rtm_family = i % 4 == 3 ? AF_INET6 : AF_INET,
                        .rtm_dst_len = i % 4 == 3 ? 64 : 24,
                        .rtm_table = RT_TABLE_MAIN,
                        .rtm_protocol = RTPROT_BOOT,
                        .rtm_scope = i % 4 == 0 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
                        .rtm_type = RTN_UNICAST};
    put_number(h, RTA_TABLE, RT_TABLE_MAIN);
    put(h, RTA_DST, address, i % 4 == 3 ? 16 : 4);
    if (i % 4 == 1)
        put(h, RTA_GATEWAY, address, 4);
    if (i % 4 == 2)
        put(h, RTA_MULTIPATH, hops, sizeof hops);
    else
        put_number(h, RTA_OIF, 1);
    if (i % 4 == 3) {
        put_number(h, RTA_PRIORITY, 256);
        put(h, RTA_CACHEINFO, &cache, sizeof cache);
    }
    show_message(h, KL_TRACE_RECEIVED);
}

static void prepare_show(void)
{
    struct {
        struct nlmsghdr h;
        struct rtmsg r;
    } request = {.h = {.nlmsg_len = sizeof request,
                       .nlmsg_type = RTM_GETROUTE,
                       .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                       .nlmsg_seq = 7}};

    show_defaults(&show_options);
    show_options.colour = false;
    show_options.width = 100;
    if (show_new(&shown, &show_options, listing.out) < 0)
        die("cannot begin to show");
    show_message(&request.h, KL_TRACE_SENT);
}

static const struct phase {
    const char *name;
    void (*run)(struct line *l, size_t i);
} phases[] = {{"parse", parse},     {"quick", quick},     {"encode", encode},   {"decode", decode},
              {"text", print_text}, {"json", print_json}, {"route", show_route}};

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
        die("usage: instructions parse|quick|encode|decode|text|json|route COUNT (up to 20000)");
    if (fd < 0 || kl_names_new(&names) || kl_out_open_fd(&listing.out, fd))
        die("cannot begin");
    listing.how.names = names;
    prepare();
    prepare_show();
    for (size_t i = 0; i < SHAPES; i++) // what is looked up once is looked up here
        phase->run(&lines[i], i);
    for (size_t i = 0; i < count; i++)
        phase->run(&lines[i], i);
    if (show_finish(shown) < 0)
        die("cannot write");
    show_free(shown);
    if (kl_out_close(listing.out))
        die("cannot write");
    kl_names_free(names);
    close(fd);
    return 0;
}
