// SPDX-License-Identifier: MIT
/*
 * pcap and pcapng, either byte order, by ourselves: so that where a packet stands, its direction
 * and what we once noted about its process are not lost on the way.
 */
#include "input.h"
#include "pcap.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#define INTERFACES_MAX 64u
#define BLOCK_MAX      (KL_DATA_MAX + 65536u)

struct interface {
    uint32_t link;
    uint64_t unit;   /* parts of a second that its times count; a power of ten or two */
    int64_t offset;  /* seconds */
    bool complained; /* of its link type */
};

struct pcap {
    struct kl_reader *r;
    bool swap;
    struct interface interfaces[INTERFACES_MAX];
    unsigned count;
    uint64_t last_ns; /* of simple packets, which have no time */
    char error[KL_ERROR_MAX];
    char program[33];
    int code;
};

static uint32_t get32(const struct pcap *p, const unsigned char *at)
{
    uint32_t n;

    memcpy(&n, at, sizeof(n));
    return p->swap ? __builtin_bswap32(n) : n;
}

static uint32_t get16(const struct pcap *p, const unsigned char *at)
{
    uint16_t n;

    memcpy(&n, at, sizeof(n));
    return p->swap ? __builtin_bswap16(n) : n;
}

static unsigned big16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static void put_error(struct pcap *p, uint64_t offset, const char *words)
{
    struct kl_trace_record record = kl_trace_blank(p->r);

    record.offset = offset;
    record.error = words;
    if (p->code == 0)
        p->code = kl_reader_put(p->r, &record);
}

static const char *link_name(uint32_t link)
{
    static const struct {
        uint32_t link;
        const char *name;
    } names[] = {{0, "BSD loopback"},    {1, "Ethernet"},       {101, "raw IP"},
                 {105, "802.11"},        {113, "Linux cooked"}, {127, "802.11 with radiotap"},
                 {189, "USB"},           {201, "Bluetooth"},    {227, "CAN"},
                 {239, "NFLOG"},         {228, "raw IPv4"},     {229, "raw IPv6"},
                 {276, "Linux cooked 2"}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].link == link)
            return names[i].name;
    return "some other";
}

static bool known_link(uint32_t link)
{
    return link == KL_LINKTYPE_NETLINK || link == KL_LINKTYPE_SLL || link == KL_LINKTYPE_SLL2;
}

static void refuse_link(struct pcap *p, uint64_t offset, uint32_t link)
{
    snprintf(p->error, sizeof(p->error),
             "packets of link type %u (%s); netlink's is %u, as an nlmon interface gives", link,
             link_name(link), KL_LINKTYPE_NETLINK);
    put_error(p, offset, p->error);
}

/* The messages are in the order of the machine that captured them. */
static bool other_order(const unsigned char *data, size_t len)
{
    uint32_t n;

    if (len < sizeof(struct nlmsghdr) || kl_trace_plausible(data, len))
        return false;
    memcpy(&n, data, sizeof(n));
    n = __builtin_bswap32(n);
    return n >= sizeof(struct nlmsghdr) && n <= len;
}

/* A packet with its link header: who it is from is filled in, and the rest handed out. */
static void packet(struct pcap *p, uint32_t link, struct kl_trace_record *record,
                   const unsigned char *data, size_t len, size_t full)
{
    size_t head = link == KL_LINKTYPE_SLL2 ? KL_SLL2_LEN : KL_COOKED_LEN;
    bool sll2 = link == KL_LINKTYPE_SLL2;

    if (p->code != 0)
        return;
    if (len < head) {
        put_error(p, record->offset, "a packet without the header of its link type");
        return;
    }
    if (big16(data + (sll2 ? 8 : 2)) != KL_ARPHRD_NETLINK) {
        if (link == KL_LINKTYPE_NETLINK)
            put_error(p, record->offset, "a packet of another kind than netlink");
        return; /* tcpdump -i any sees everything */
    }
    if (big16(data + (sll2 ? 0 : 14)) != 0xffff) /* which the writer did not know */
        record->protocol = (int)big16(data + (sll2 ? 0 : 14));
    record->data = data + head;
    record->len = len - head;
    record->full_len = full > len ? full - head : len - head;
    if (other_order(record->data, record->len))
        record->error = "messages in the byte order of another machine";
    p->code = kl_reader_put(p->r, record);
}

/* @return false: it ends within. */
static bool need(struct pcap *p, size_t n)
{
    if (kl_input_have(p->r->in, n) >= n)
        return true;
    if (p->r->in->end > p->r->in->pos && p->r->in->error == 0)
        put_error(p, p->r->in->offset, "the capture ends in the middle of a packet");
    return false;
}

/* ---- pcap -------------------------------------------------------------------------------------
 */

static void read_old(struct pcap *p)
{
    struct kl_input *in = p->r->in;
    bool nano;
    uint32_t magic, link;

    if (!need(p, 24))
        return;
    magic = get32(p, kl_input_at(in));
    p->swap = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
    nano = magic == 0xa1b23c4d || magic == 0x4d3cb2a1;
    link = get32(p, kl_input_at(in) + 20) & 0x0fffffff;
    if (!known_link(link)) {
        refuse_link(p, 20, link);
        return;
    }
    kl_input_skip(in, 24);
    while (p->code == 0 && need(p, 16)) {
        struct kl_trace_record record = kl_trace_blank(p->r);
        const unsigned char *at = kl_input_at(in);
        uint32_t len = get32(p, at + 8), full = get32(p, at + 12);

        record.offset = in->offset;
        record.has_time = true;
        record.time_ns =
            get32(p, at) * 1000000000ull + (uint64_t)get32(p, at + 4) * (nano ? 1 : 1000);
        if (len > KL_DATA_MAX) {
            put_error(p, in->offset, "a packet longer than any can be; the rest is not readable");
            return;
        }
        if (!need(p, 16 + (size_t)len))
            return;
        packet(p, link, &record, kl_input_at(in) + 16, len, full);
        kl_input_skip(in, 16 + (size_t)len);
    }
}

/* ---- pcapng -----------------------------------------------------------------------------------
 */

/* The next option. @return false: the last one was. */
static bool option(const struct pcap *p, const unsigned char **at, const unsigned char *end,
                   uint32_t *code, const unsigned char **value, size_t *len)
{
    if (end - *at < 4)
        return false;
    *code = get16(p, *at);
    *len = get16(p, *at + 2);
    *value = *at + 4;
    if (*code == 0 || *len > (size_t)(end - *value))
        return false;
    *at = (*len + 3) / 4 * 4 > (size_t)(end - *value) ? end : *value + (*len + 3) / 4 * 4;
    return true;
}

static void add_interface(struct pcap *p, const unsigned char *at, const unsigned char *end)
{
    struct interface *i = &p->interfaces[p->count];
    const unsigned char *value;
    uint32_t code;
    size_t len;

    if (end - at < 8 || p->count == INTERFACES_MAX)
        return;
    *i = (struct interface){.link = get16(p, at), .unit = 1000000};
    p->count++;
    for (at += 8; option(p, &at, end, &code, &value, &len);) {
        if (code == KL_PCAPNG_OPT_RESOLUTION && len >= 1) {
            unsigned power = value[0] & 0x7f;

            i->unit = 1;
            if (value[0] & 0x80)
                i->unit = 1ull << (power < 30 ? power : 30);
            else
                for (unsigned n = 0; n < power && n < 9; n++)
                    i->unit *= 10;
        } else if (code == KL_PCAPNG_OPT_OFFSET && len >= 8) {
            uint64_t low = get32(p, value + (p->swap ? 4 : 0)),
                     high = get32(p, value + (p->swap ? 0 : 4));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
            i->offset = (int64_t)(low << 32 | high);
#else
            i->offset = (int64_t)(high << 32 | low);
#endif
        }
    }
}

static void set_time(struct kl_trace_record *record, const struct interface *i, uint64_t stamp)
{
    record->has_time = true;
    record->time_ns = ((uint64_t)i->offset + stamp / i->unit) * 1000000000u +
                      stamp % i->unit * 1000000000u / i->unit;
}

/* What kl_trace_writer_put() noted. */
static bool read_note(struct pcap *p, struct kl_trace_record *record, const unsigned char *value,
                      size_t len)
{
    char note[160], program[33] = "";
    unsigned long long socket;
    int pid, fd;

    if (len >= sizeof(note))
        return false;
    memcpy(note, value, len);
    note[len] = '\0';
    if (sscanf(note, "pid=%9d fd=%9d socket=%19llu program=%32[^\n]", &pid, &fd, &socket, program) <
        3)
        return false;
    record->pid = pid;
    record->fd = fd;
    record->socket = socket;
    memcpy(p->program, program, sizeof(p->program));
    if (program[0] != '\0')
        record->program = p->program;
    return true;
}

/* The direction is believed where the note says that we wrote it: nlmon calls all of it outgoing.
 */
static void packet_options(struct pcap *p, struct kl_trace_record *record, const unsigned char *at,
                           const unsigned char *end)
{
    const unsigned char *value;
    uint32_t code, flags = 0;
    bool noted = false;
    size_t len;

    while (option(p, &at, end, &code, &value, &len)) {
        if (code == KL_PCAPNG_OPT_COMMENT)
            noted |= read_note(p, record, value, len);
        else if (code == KL_PCAPNG_OPT_FLAGS && len >= 4)
            flags = get32(p, value) & 3;
    }
    if (noted && flags == KL_PCAPNG_INBOUND)
        record->direction = KL_TRACE_RECEIVED;
    if (noted && flags == KL_PCAPNG_OUTBOUND)
        record->direction = KL_TRACE_SENT;
}

/* Enhanced packets (and the old block of nearly the same form), and simple ones. */
static void packet_block(struct pcap *p, uint32_t type, const unsigned char *at,
                         const unsigned char *end)
{
    struct kl_trace_record record = kl_trace_blank(p->r);
    bool simple = type == KL_PCAPNG_SIMPLE;
    size_t head = simple ? 4 : 20, room = (size_t)(end - at), len, full;
    uint32_t index;
    struct interface *i;

    record.offset = p->r->in->offset;
    if (room < head) {
        put_error(p, record.offset, "a packet's block that is too short");
        return;
    }
    index = simple ? 0 : type == KL_PCAPNG_OLD ? get16(p, at) : get32(p, at);
    if (index >= p->count) {
        put_error(p, record.offset, "a packet of an interface that was not described");
        return;
    }
    i = &p->interfaces[index];
    full = get32(p, at + head - 4);
    len = simple ? (full < room - head ? full : room - head) : get32(p, at + 12);
    if (len > room - head) {
        put_error(p, record.offset, "a packet longer than its block");
        return;
    }
    if (!known_link(i->link)) {
        if (!i->complained)
            refuse_link(p, record.offset, i->link);
        i->complained = true;
        return;
    }
    if (!simple)
        set_time(&record, i, (uint64_t)get32(p, at + 4) << 32 | get32(p, at + 8));
    if (type == KL_PCAPNG_PACKET && (len + 3) / 4 * 4 <= room - head)
        packet_options(p, &record, at + head + (len + 3) / 4 * 4, end);
    packet(p, i->link, &record, at + head, len, full);
}

static bool section(struct pcap *p, const unsigned char *at)
{
    uint32_t order;

    memcpy(&order, at + 8, sizeof(order));
    if (order != KL_PCAPNG_ORDER && __builtin_bswap32(order) != KL_PCAPNG_ORDER)
        return false;
    p->swap = order != KL_PCAPNG_ORDER;
    p->count = 0;
    return true;
}

static void read_blocks(struct pcap *p)
{
    struct kl_input *in = p->r->in;

    while (p->code == 0 && need(p, 12)) {
        uint32_t type = get32(p, kl_input_at(in)), len;
        const unsigned char *at;

        if (type == KL_PCAPNG_SECTION && !section(p, kl_input_at(in)))
            len = 0;
        else
            len = get32(p, kl_input_at(in) + 4);
        if (len < 12 || len % 4 != 0 || len > BLOCK_MAX) {
            put_error(p, in->offset, "a block of an impossible length; the rest is not readable");
            return;
        }
        if (!need(p, len))
            return;
        at = kl_input_at(in);
        if (type == KL_PCAPNG_INTERFACE)
            add_interface(p, at + 8, at + len - 4);
        else if (type == KL_PCAPNG_PACKET || type == KL_PCAPNG_SIMPLE || type == KL_PCAPNG_OLD)
            packet_block(p, type, at + 8, at + len - 4);
        kl_input_skip(in, len);
    }
}

int kl_read_pcap(struct kl_reader *r)
{
    struct pcap p = {.r = r};

    if (!need(&p, 4))
        return p.code;
    if (get32(&p, kl_input_at(r->in)) == KL_PCAPNG_SECTION)
        read_blocks(&p);
    else
        read_old(&p);
    return p.code;
}
