// SPDX-License-Identifier: MIT
// Short texts that the forms of output share: names of codes and flags, times, colours.
#include "inside.h"

#include "../../lib/core/utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define NOTES_MAX 50

void show_note(struct show *s, const char *format, ...)
{
    va_list args;

    if (s->options->quiet || s->notes > NOTES_MAX)
        return;
    kl_out_flush(s->out); // in the order in which things happened
    va_start(args, format);
    fputs("kernlink: ", stderr);
    if (s->notes++ == NOTES_MAX)
        fputs("more such notes are left out", stderr);
    else
        vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

const char *show_colour(const struct show *s, enum show_colour colour)
{
    static const char *const escapes[] = {"\x1b[0m",  "\x1b[2m",  "\x1b[1m", "\x1b[31m",
                                          "\x1b[32m", "\x1b[36m", "\x1b[33m"};

    return s->options->colour ? escapes[colour] : "";
}

#define EACH(byte) (0x0101010101010101u * (byte))

// Is any of eight bytes zero?
static uint64_t any_zero(uint64_t eight)
{
    return (eight - EACH(1)) & ~eight & EACH(0x80);
}

static bool eight_plain(const char *s)
{
    uint64_t w;

    memcpy(&w, s, sizeof w);
    return ((w | ((w - EACH(0x20)) & ~w)) & EACH(0x80)) == 0 && any_zero(w ^ EACH(0x7f)) == 0 &&
           any_zero(w ^ EACH('\\')) == 0;
}

bool show_is_plain(const char *s, size_t len)
{
    for (size_t i = 0; len < 8 && i < len; i++)
        if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] >= 0x7f || s[i] == '\\')
            return false;
    for (size_t i = 0; len >= 8 && i < len; i += 8)
        if (!eight_plain(s + (len - i >= 8 ? i : len - 8)))
            return false;
    return true;
}

void show_put_text(struct kl_out *o, const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t run = 0, n;

    for (size_t i = show_is_plain(s, len) ? len : 0; i < len; i += n) {
        n = 1;
        if (p[i] >= 0x20 && p[i] < 0x7f && p[i] != '\\')
            continue;
        n = p[i] < 0x80 ? 0 : kl_utf8_char(p + i, len - i);
        // U+0080 to U+009F are control characters, too.
        if (n > 0 && (p[i] != 0xc2 || p[i + 1] >= 0xa0))
            continue;
        n = 1;
        kl_out_write(o, s + run, i - run);
        KL_PUT_LIT(o, "\\x");
        kl_out_hex(o, p[i], 2);
        run = i + 1;
    }
    kl_put_mem(o, s + run, len - run);
}

const char *show_code_name(char buffer[24], int code)
{
    const char *name = code < 0 && code > -4096 ? strerrorname_np(-code) : NULL;

    if (name)
        snprintf(buffer, 24, "-%s", name);
    else
        snprintf(buffer, 24, "%d", code);
    return buffer;
}

void show_put_flags(struct kl_out *o, const struct show_message *m)
{
    static const char *const common[] = {NULL, NULL, "ack", "echo", "interrupted", "filtered"};
    static const char *const get[] = {"root", "match", "atomic"};
    static const char *const new[] = {"replace", "excl", "create", "append"};
    unsigned flags = m->msg->nlmsg_flags, i;
    const char *full = m->what.command ? m->what.command->name : "";
    bool makes;

    for (i = 0; i < 6; i++)
        if (common[i] && flags >> i & 1) {
            kl_put_char(o, ' ');
            kl_out_str(o, common[i]);
        }
    if (!m->sent)
        return;
    makes =
        !strstr(full, "GET") && (strstr(full, "NEW") || strstr(full, "SET") || strstr(full, "ADD"));
    if ((flags & NLM_F_DUMP) == NLM_F_DUMP && !makes) {
        kl_out_str(o, " dump");
        flags &= ~(unsigned)NLM_F_DUMP;
        makes = true; // what else there is
    }
    for (i = 8; i < 12; i++)
        if (flags >> i & 1 &&
            (m->protocol == NETLINK_NETFILTER || makes || strstr(full, "DEL") == NULL))
            kl_out_printf(o, " %s",
                          !makes && i < 11 && strstr(full, "GET") ? get[i - 8] : new[i - 8]);
}

void show_put_duration(struct kl_out *o, uint64_t ns)
{
    if (ns < 10 * 1000000ull)
        kl_out_printf(o, "%" PRIu64 " us", ns / 1000);
    else if (ns < 1000 * 1000000ull)
        kl_out_printf(o, "%.1f ms", (double)ns / 1e6);
    else
        kl_out_printf(o, "%.2f s", (double)ns / 1e9);
}

// Exactly @n digits of @value, which has no more.
static void put_digits(struct kl_out *o, unsigned value, int n)
{
    char digits[10];

    for (int i = n; i > 0; value /= 10)
        digits[--i] = (char)('0' + value % 10);
    kl_put_mem(o, digits, (size_t)n);
}

void show_put_time(struct kl_out *o, const struct kl_trace_record *r)
{
    // Thousands of messages come within the same second.
    static struct tm tm;
    static time_t known = -1;
    time_t seconds = (time_t)(r->time_ns / 1000000000u);
    unsigned rest = (unsigned)(r->time_ns % 1000000000u);

    if (r->relative) {
        kl_put_char(o, '+');
        kl_put_uint(o, r->time_ns / 1000000000u);
        kl_put_char(o, '.');
        put_digits(o, rest / 1000, 6);
        return;
    }
    if (seconds != known && !localtime_r(&seconds, &tm))
        return;
    known = seconds;
    put_digits(o, (unsigned)tm.tm_hour, 2);
    kl_put_char(o, ':');
    put_digits(o, (unsigned)tm.tm_min, 2);
    kl_put_char(o, ':');
    put_digits(o, (unsigned)tm.tm_sec, 2);
    kl_put_char(o, '.');
    put_digits(o, rest / 1000000, 3);
}

bool show_word_in(const struct show_words *w, const char *word)
{
    for (unsigned i = 0; i < w->n; i++)
        if (!strcasecmp(w->word[i], word))
            return true;
    return w->n == 0;
}

// ---- Protocols ----

static const struct {
    int number;
    const char *name, *alias;
} protocols[] = {
    {NETLINK_ROUTE, "route", "NETLINK_ROUTE"},
    {NETLINK_USERSOCK, "usersock", "NETLINK_USERSOCK"},
    {4, "sock_diag", "NETLINK_SOCK_DIAG"},
    {6, "xfrm", "NETLINK_XFRM"},
    {7, "selinux", "NETLINK_SELINUX"},
    {8, "iscsi", "NETLINK_ISCSI"},
    {9, "audit", "NETLINK_AUDIT"},
    {10, "fib_lookup", "NETLINK_FIB_LOOKUP"},
    {11, "connector", "NETLINK_CONNECTOR"},
    {NETLINK_NETFILTER, "netfilter", "NETLINK_NETFILTER"},
    {NETLINK_KOBJECT_UEVENT, "uevent", "NETLINK_KOBJECT_UEVENT"},
    {NETLINK_GENERIC, "generic", "NETLINK_GENERIC"},
    {18, "scsitransport", "NETLINK_SCSITRANSPORT"},
    {19, "ecryptfs", "NETLINK_ECRYPTFS"},
    {20, "rdma", "NETLINK_RDMA"},
    {21, "crypto", "NETLINK_CRYPTO"},
    {22, "smc", "NETLINK_SMC"},
};

#define N_PROTOCOLS (sizeof protocols / sizeof protocols[0])

int show_protocol_number(const char *name)
{
    char *end;
    unsigned long number = strtoul(name, &end, 0);

    for (size_t i = 0; i < N_PROTOCOLS; i++)
        if (!strcasecmp(protocols[i].name, name) || !strcasecmp(protocols[i].alias, name))
            return protocols[i].number;
    return *name >= '0' && *name <= '9' && !*end && number < 32 ? (int)number : -1;
}

const char *show_protocol_name(int protocol)
{
    for (size_t i = 0; i < N_PROTOCOLS; i++)
        if (protocols[i].number == protocol)
            return protocols[i].name;
    return NULL;
}
