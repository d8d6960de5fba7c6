// SPDX-License-Identifier: MIT
/*
 * strace's output, of every generation: what a call's line shows of its buffers, or the hex dump
 * that -e read=all -e write=all put behind it. A dump follows its call without saying whose it is,
 * so a call is held back until the next line that is none.
 */
#include "strace.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define UNFINISHED_MAX 1024u
#define JOINED_MAX     64u /* lines that a call is wrapped over */

struct unfinished {
    int32_t pid;
    uint64_t line;
    struct kl_strace_prefix prefix;
    char *text; /* NULL: the place is free */
    size_t len;
};

struct strace {
    struct kl_reader *r;
    struct kl_strace_fds *fds;
    struct unfinished *unfinished; /* UNFINISHED_MAX */
    struct kl_held held;
    struct kl_bytes joined; /* a call that goes on in the next lines, or was resumed */
    uint64_t joined_line;
    unsigned joined_count; /* lines of it */
    uint64_t last_ns, first_ns;
    bool has_first;
    int code;
};

/* ---- Time -------------------------------------------------------------------------------------
 */

#define DAY_NS 86400000000000u

static void set_time(struct strace *t, struct kl_trace_record *record,
                     const struct kl_strace_prefix *prefix)
{
    uint64_t now = prefix->time_ns;

    switch (prefix->clock) {
    case 'e':
        break;
    case 'r': /* since the call before */
        now = t->last_ns += prefix->time_ns;
        break;
    case 'd': /* a day has no date: counted from the first line, over midnight */
        if (!t->has_first)
            t->first_ns = now;
        now += now < t->first_ns ? DAY_NS : 0;
        now -= t->first_ns;
        break;
    default:
        return;
    }
    t->has_first = true;
    record->has_time = true;
    record->relative = prefix->clock != 'e';
    record->time_ns = now;
}

/* ---- Whose it is ------------------------------------------------------------------------------
 */

/* Behind "NETLINK:[": the protocol and the address, or, where strace cannot know them, the inode.
 * That of a socket() seen earlier tells the protocol. */
static void read_netlink(struct strace *t, struct kl_span name, struct kl_trace_record *record)
{
    const char *end = memchr(name.s, ']', (size_t)(name.end - name.s)), *colon;
    struct kl_strace_fd *known;
    long long inode;

    if (end == NULL)
        return;
    colon = memchr(name.s, ':', (size_t)(end - name.s));
    if (colon != NULL) {
        record->protocol = kl_strace_protocol((struct kl_span){name.s, colon});
        return;
    }
    if (!kl_span_number((struct kl_span){name.s, end}, &inode) || inode <= 0 ||
        (uint64_t)inode == record->socket)
        return;
    record->socket = (uint64_t)inode;
    known = kl_strace_fd_of_socket(t->fds, record->socket);
    record->protocol = known != NULL ? known->protocol : t->r->options->protocol;
    known = kl_strace_fd_set(t->fds, record->pid, record->fd, true, record->protocol);
    known->socket = record->socket;
}

/* 3, 3<NETLINK:[ROUTE:123]>, 3<NETLINK:[24694]>, 3<socket:[24694]>, 3</etc/group> */
static enum kl_certainty judge_fd(struct strace *t, int32_t pid, struct kl_span arg,
                                  struct kl_trace_record *record)
{
    static const char netlink[] = "NETLINK:[";
    const struct kl_strace_fd *known;
    const char *angle = memchr(arg.s, '<', (size_t)(arg.end - arg.s));
    struct kl_span number = {arg.s, angle != NULL ? angle : arg.end}, name;
    long long n;

    if (!kl_span_number(number, &n) || n < 0 || n > INT32_MAX)
        return KL_NOT_OURS;
    record->pid = pid;
    record->fd = (int32_t)n;
    known = kl_strace_fd_find(t->fds, pid, record->fd);
    if (known != NULL && known->netlink) {
        record->protocol = known->protocol >= 0 ? known->protocol : record->protocol;
        record->socket = known->socket;
    }
    if (angle != NULL) {
        name = (struct kl_span){angle + 1, arg.end};
        if (kl_span_starts(name, netlink)) {
            name.s += sizeof(netlink) - 1;
            read_netlink(t, name, record);
            return KL_OURS;
        }
        if (!kl_span_starts(name, "socket:["))
            return KL_NOT_OURS;
    }
    if (known == NULL)
        return KL_PERHAPS;
    if (known->netlink)
        return KL_OURS;
    return known->pid == pid ? KL_NOT_OURS : KL_PERHAPS;
}

static enum kl_certainty judge(struct strace *t, int32_t pid, const struct kl_call *c,
                               struct kl_trace_record *record)
{
    enum kl_certainty certainty = judge_fd(t, pid, c->args[0], record);

    for (unsigned i = 1; i < c->count && certainty == KL_PERHAPS; i++) {
        if (kl_span_has(c->args[i], "sa_family=AF_NETLINK"))
            certainty = KL_OURS;
        else if (kl_span_has(c->args[i], "sa_family="))
            certainty = KL_NOT_OURS;
        if (certainty == KL_OURS && kl_strace_fd_find(t->fds, pid, record->fd) == NULL)
            kl_strace_fd_set(t->fds, pid, record->fd, true, -1);
    }
    return certainty;
}

/* ---- Handing out ------------------------------------------------------------------------------
 */

/* Whose number has been made up. */
static void name_family(struct kl_trace_record *record, const struct kl_strace_families *f)
{
    struct nlmsghdr h;

    if (record->len < sizeof(h))
        return;
    memcpy(&h, record->data, sizeof(h));
    record->family = kl_strace_made_up(f, h.nlmsg_type);
    if (record->family != NULL)
        record->protocol = NETLINK_GENERIC;
}

static void put_piece(struct strace *t, const unsigned char *data, const struct kl_piece *p)
{
    struct kl_trace_record record = t->held.record;

    if (t->code != 0 || (p->len == 0 && p->full == 0))
        return;
    record.data = p->len > 0 ? data + p->at : NULL;
    record.len = p->len;
    record.full_len = p->full > p->len ? p->full : p->len;
    if (record.protocol == -1 || record.protocol == NETLINK_GENERIC) {
        kl_strace_learn(&t->held.families, record.data, record.len);
        name_family(&record, &t->held.families);
    }
    t->code = kl_reader_put(t->r, &record);
}

static void put_error(struct strace *t, const char *words)
{
    struct kl_trace_record record = t->held.record;

    record.error = words;
    if (t->code == 0)
        t->code = kl_reader_put(t->r, &record);
}

static void release(struct strace *t)
{
    struct kl_held *h = &t->held;

    if (h->active && !h->peek &&
        (h->certainty == KL_OURS || (h->certainty == KL_PERHAPS && kl_held_plausible(h)))) {
        if (h->dump.failed || h->data.failed)
            put_error(t, "more bytes than a datagram can have");
        else if (h->dump_pieces.count > 0)
            for (size_t i = 0; i < h->dump_pieces.count; i++) {
                struct kl_piece *p = &h->dump_pieces.all[i];

                if (p->len > h->limit) { /* what stands behind the buffer is not the kernel's */
                    p->full = p->len;
                    p->len = h->limit;
                }
                if (h->dump_pieces.count == 1 && h->ret != KL_UNKNOWN_LENGTH && h->ret > p->full)
                    p->full = h->ret;
                put_piece(t, h->dump.data, p);
            }
        else if (h->error[0] != '\0' && h->pieces.count == 0)
            put_error(t, h->error);
        else if (h->certainty == KL_OURS && h->pieces.count == 0 && h->ret != KL_UNKNOWN_LENGTH &&
                 h->limit > 0)
            put_error(t, "strace did not show these bytes; -e read=all -e write=all does");
        else
            for (size_t i = 0; i < h->pieces.count; i++)
                put_piece(t, h->data.data, &h->pieces.all[i]);
    }
    h->active = h->rebuilt = false;
    kl_bytes_clear(&h->data);
    kl_bytes_clear(&h->dump);
    h->pieces.count = h->dump_pieces.count = 0;
    h->error[0] = '\0';
}

/* ---- Calls ------------------------------------------------------------------------------------
 */

enum shape { BUFFER, HEADER, HEADERS, VECTOR };

static const struct transfer {
    const char *name;
    enum kl_trace_direction direction;
    enum shape shape;
    int flags; /* index of the argument, or 0 */
    bool any_file;
} transfers[] = {
    {"sendto", KL_TRACE_SENT, BUFFER, 3, false},
    {"send", KL_TRACE_SENT, BUFFER, 3, false},
    {"recvfrom", KL_TRACE_RECEIVED, BUFFER, 3, false},
    {"recv", KL_TRACE_RECEIVED, BUFFER, 3, false},
    {"sendmsg", KL_TRACE_SENT, HEADER, 2, false},
    {"recvmsg", KL_TRACE_RECEIVED, HEADER, 2, false},
    {"sendmmsg", KL_TRACE_SENT, HEADERS, 3, false},
    {"recvmmsg", KL_TRACE_RECEIVED, HEADERS, 3, false},
    {"recvmmsg_time64", KL_TRACE_RECEIVED, HEADERS, 3, false},
    {"write", KL_TRACE_SENT, BUFFER, 0, true},
    {"read", KL_TRACE_RECEIVED, BUFFER, 0, true},
    {"writev", KL_TRACE_SENT, VECTOR, 0, true},
    {"readv", KL_TRACE_RECEIVED, VECTOR, 0, true},
};

static const struct transfer *find_transfer(struct kl_span name)
{
    for (size_t i = 0; i < sizeof(transfers) / sizeof(transfers[0]); i++)
        if (kl_span_is(name, transfers[i].name))
            return &transfers[i];
    return NULL;
}

static void hold(struct strace *t, const struct kl_call *c, const struct transfer *x,
                 const struct kl_strace_prefix *prefix, uint64_t line)
{
    struct kl_held *h = &t->held;
    long long n;

    h->record = kl_trace_blank(t->r);
    h->record.direction = x->direction;
    h->record.line = line;
    h->record.pid = prefix->pid;
    set_time(t, &h->record, prefix);
    h->active = true;
    h->limit = h->ret = KL_UNKNOWN_LENGTH;
    h->peek =
        x->flags > 0 && c->count > (unsigned)x->flags && kl_span_has(c->args[x->flags], "MSG_PEEK");
    h->certainty = c->count < 2 || (c->returned && c->ret <= 0) ||
                           (c->closed && c->ret_text.s != NULL && !c->returned)
                       ? KL_NOT_OURS
                       : judge(t, prefix->pid, c, &h->record);
    if (x->any_file && h->certainty == KL_PERHAPS)
        h->certainty = KL_NOT_OURS;
    if (h->certainty == KL_NOT_OURS || h->peek)
        return;
    if (c->returned && x->shape != HEADERS)
        h->ret = (size_t)c->ret;
    switch (x->shape) {
    case BUFFER:
        if (c->count > 2 && kl_span_number(c->args[2], &n) && n >= 0)
            h->limit = (size_t)n;
        kl_held_value(h, c->args[1], h->ret < h->limit ? h->ret : h->limit);
        if (h->pieces.count == 1 && h->ret != KL_UNKNOWN_LENGTH && h->ret > h->limit)
            h->pieces.all[0].full = h->ret;
        break;
    case HEADER:
        kl_held_header(h, c->args[1], h->ret);
        break;
    case HEADERS:
        kl_held_headers(h, c->args[1], c->returned ? c->ret : INT32_MAX);
        break;
    case VECTOR:
        kl_held_vector(h, c->args[1], h->ret);
        break;
    }
}

/* Calls that make, copy or end a descriptor, or a process. */
static void follow(struct strace *t, const struct kl_call *c, int32_t pid)
{
    struct kl_trace_record a = {.protocol = -1};
    struct kl_strace_fd *f;
    enum kl_certainty certainty;

    if (!c->returned || c->ret < 0 || c->ret > INT32_MAX || c->count == 0)
        return;
    if (kl_span_is(c->name, "socket")) {
        bool netlink = kl_span_is(c->args[0], "AF_NETLINK") || kl_span_is(c->args[0], "PF_NETLINK");
        int protocol = netlink && c->count > 2 ? kl_strace_protocol(c->args[2]) : -1;
        const char *inode = memchr(c->ret_text.s, '[', (size_t)(c->ret_text.end - c->ret_text.s));
        long long n;

        f = kl_strace_fd_set(t->fds, pid, (int32_t)c->ret, netlink, protocol);
        if (inode != NULL) {
            const char *close = memchr(inode, ']', (size_t)(c->ret_text.end - inode));

            if (close != NULL && kl_span_number((struct kl_span){inode + 1, close}, &n) && n > 0)
                f->socket = (uint64_t)n;
        }
    } else if (kl_span_is(c->name, "close")) {
        judge_fd(t, pid, c->args[0], &a);
        kl_strace_fd_close(t->fds, pid, a.fd);
    } else if (kl_span_starts(c->name, "dup") ||
               (kl_span_starts(c->name, "fcntl") && c->count > 1 &&
                kl_span_starts(c->args[1], "F_DUPFD"))) {
        certainty = judge_fd(t, pid, c->args[0], &a);
        if (certainty != KL_PERHAPS) {
            f = kl_strace_fd_set(t->fds, pid, (int32_t)c->ret, certainty == KL_OURS, a.protocol);
            f->socket = a.socket;
        }
    } else if (kl_span_starts(c->name, "accept") || kl_span_starts(c->name, "open")) {
        kl_strace_fd_set(t->fds, pid, (int32_t)c->ret, false, -1);
    } else if (kl_span_starts(c->name, "clone") || kl_span_is(c->name, "fork") ||
               kl_span_is(c->name, "vfork")) {
        kl_strace_fork(t->fds, pid, (int32_t)c->ret);
    }
}

static void call(struct strace *t, const char *s, const char *end,
                 const struct kl_strace_prefix *prefix, uint64_t line)
{
    const struct transfer *x;
    struct kl_call c;

    if (!kl_call_parse(&c, s, end))
        return;
    x = find_transfer(c.name);
    if (x != NULL)
        hold(t, &c, x, prefix, line);
    else
        follow(t, &c, prefix->pid);
}

/* ---- Lines ------------------------------------------------------------------------------------
 */

/* " | 00010  00 00 ...  ....... |" */
static bool dump_line(struct strace *t, const char *s, const char *end)
{
    struct kl_held *h = &t->held;
    const char *p = s + 3;
    size_t at = 0, digits = 0;
    bool ours = h->active && h->certainty != KL_NOT_OURS && !h->peek;

    if (end - s < 10 || memcmp(s, " | ", 3) != 0)
        return false;
    for (; p < end && kl_hex_digit(*p) >= 0 && digits < 15; p++, digits++)
        at = at * 16 + (size_t)kl_hex_digit(*p);
    if (digits < 5 || end - p < 2 || p[0] != ' ' || p[1] != ' ')
        return false;
    if (at == 0 && ours && h->dump_pieces.count == 0)
        kl_pieces_add(&h->dump_pieces, (struct kl_piece){0, 0, 0});
    if (!ours || h->dump_pieces.count == 0)
        return true;
    for (int n = 0; n < 16; n++) {
        p += n % 8 == 0 ? 2 : 1;
        if (end - p < 2 || kl_hex_digit(p[0]) < 0 || kl_hex_digit(p[1]) < 0)
            break;
        kl_bytes_add8(&h->dump, (unsigned)(kl_hex_digit(p[0]) * 16 + kl_hex_digit(p[1])));
        p += 2;
    }
    h->dump_pieces.all[h->dump_pieces.count - 1].len =
        h->dump.len - h->dump_pieces.all[h->dump_pieces.count - 1].at;
    return true;
}

/* " * 52 bytes in buffer 0", " = 2 buffers in vector 1". */
static bool dump_title(struct strace *t, const char *s, const char *end)
{
    struct kl_span line = {s, end};
    struct kl_held *h = &t->held;

    if (end - s < 10 || s[0] != ' ' || s[2] != ' ' || (s[1] != '*' && s[1] != '='))
        return false;
    if (s[1] == '=') {
        if (!kl_span_has(line, "in vector "))
            return false;
        if (h->active)
            kl_pieces_add(&h->dump_pieces, (struct kl_piece){h->dump.len, 0, 0});
        return true;
    }
    return kl_span_has(line, "in buffer ");
}

static struct unfinished *place(struct strace *t, int32_t pid)
{
    return &t->unfinished[(uint32_t)pid % UNFINISHED_MAX];
}

static void keep_unfinished(struct strace *t, const char *s, const char *end,
                            const struct kl_strace_prefix *prefix, uint64_t line)
{
    struct unfinished *u = place(t, prefix->pid);
    char *text = malloc((size_t)(end - s) + 1);

    if (text == NULL) {
        t->code = -ENOMEM;
        return;
    }
    memcpy(text, s, (size_t)(end - s));
    free(u->text);
    *u = (struct unfinished){prefix->pid, line, *prefix, text, (size_t)(end - s)};
}

/* "<... recvmsg resumed>) = 52": what came before is kept with its process. */
static void resume(struct strace *t, const char *s, const char *end,
                   const struct kl_strace_prefix *prefix)
{
    struct unfinished *u = place(t, prefix->pid);
    const char *close = memmem(s, (size_t)(end - s), "resumed>", 8);

    if (close == NULL || u->text == NULL || u->pid != prefix->pid)
        return;
    close += 8;
    kl_bytes_clear(&t->joined);
    kl_bytes_add(&t->joined, u->text, u->len);
    kl_bytes_add(&t->joined, close, (size_t)(end - close));
    free(u->text);
    u->text = NULL;
    /* The time is that of the data: what is received is there when the call ends. */
    call(t, (const char *)t->joined.data, (const char *)t->joined.data + t->joined.len, prefix,
         u->line);
    kl_bytes_clear(&t->joined);
}

/* A call stands on one line, unless somebody has wrapped it. */
static bool is_whole(const char *s, const char *end)
{
    struct kl_call c;

    return !kl_call_parse(&c, s, end) || c.closed;
}

static void start(struct strace *t, const char *s, const char *end, uint64_t line)
{
    static const char mark[] = "<unfinished ...>";
    struct kl_strace_prefix prefix;
    const char *body = kl_strace_prefix(s, end, &prefix), *stop;

    if (end - body > 5 && memcmp(body, "<... ", 5) == 0) {
        resume(t, body, end, &prefix);
        return;
    }
    stop = memmem(body, (size_t)(end - body), mark, sizeof(mark) - 1);
    while (stop != NULL && end - stop > (long)sizeof(mark) + 2) /* within a string */
        stop = memmem(stop + 1, (size_t)(end - stop - 1), mark, sizeof(mark) - 1);
    if (stop != NULL) {
        while (stop > body && stop[-1] == ' ')
            stop--;
        keep_unfinished(t, body, stop, &prefix, line);
        return;
    }
    call(t, body, end, &prefix, line);
}

static void finish_joined(struct strace *t)
{
    struct kl_bytes b = t->joined;

    if (b.len == 0)
        return;
    t->joined = (struct kl_bytes){0};
    start(t, (const char *)b.data, (const char *)b.data + b.len, t->joined_line);
    kl_bytes_free(&b);
}

static void one_line(struct strace *t, const char *s, const char *end)
{
    struct kl_strace_prefix prefix;
    const char *body;

    if (dump_line(t, s, end) || dump_title(t, s, end))
        return;
    if (t->joined.len > 0 && s < end && (*s == ' ' || *s == '\t') &&
        t->joined_count++ < JOINED_MAX) {
        kl_bytes_add(&t->joined, s, (size_t)(end - s));
        if (t->joined.failed ||
            !is_whole((const char *)t->joined.data, (const char *)t->joined.data + t->joined.len))
            return;
        finish_joined(t);
        return;
    }
    finish_joined(t);
    release(t);
    body = kl_strace_prefix(s, end, &prefix);
    if (!is_whole(body, end) && memmem(body, (size_t)(end - body), "<unfinished", 11) == NULL) {
        t->joined_line = t->r->in->line;
        t->joined_count = 0;
        kl_bytes_add(&t->joined, s, (size_t)(end - s));
        return;
    }
    start(t, s, end, t->r->in->line);
}

int kl_read_strace(struct kl_reader *r)
{
    struct strace t = {.r = r};
    struct kl_line line;

    t.fds = calloc(1, sizeof(*t.fds));
    t.unfinished = calloc(UNFINISHED_MAX, sizeof(*t.unfinished));
    if (t.fds == NULL || t.unfinished == NULL)
        t.code = -ENOMEM;
    while (t.code == 0 && kl_input_line(r->in, &line))
        one_line(&t, line.s, line.s + line.len);
    finish_joined(&t);
    release(&t);
    for (unsigned i = 0; t.unfinished != NULL && i < UNFINISHED_MAX; i++)
        free(t.unfinished[i].text);
    free(t.unfinished);
    free(t.fds);
    kl_bytes_free(&t.joined);
    kl_bytes_free(&t.held.data);
    kl_bytes_free(&t.held.dump);
    free(t.held.pieces.all);
    free(t.held.dump_pieces.all);
    return t.code;
}
