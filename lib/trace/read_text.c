// SPDX-License-Identifier: MIT
/*
 * Messages as people keep them: C strings, escapes without quotes, bytes in hexadecimal with or
 * without anything between, dumps of xxd, hexdump, od, tcpdump. What follows a # or ; is a comment,
 * a dot alone or #! behind the data ends it (so do the files that pyroute2's decoder reads).
 */
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum kind { BYTES, STRING, DUMP };

struct text {
    struct kl_reader *r; /* NULL: only to see what a line gives */
    uint64_t line;
    struct kl_bytes pending; /* a datagram that may go on in the next line */
    uint64_t pending_line;
    enum kind kind;
    struct kl_bytes piece; /* what this line or string gave */
    bool star;             /* a * in a dump: the last line repeats up to the next offset */
    size_t row;            /* bytes of the dump's last line */
    int code;
    char error[KL_ERROR_MAX];
};

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static int put(struct text *t, const struct kl_bytes *b, uint64_t line, bool cut)
{
    struct kl_trace_record record;

    if (t->r == NULL || t->code != 0)
        return t->code;
    record = kl_trace_blank(t->r);
    record.data = b->data;
    record.len = record.full_len = b->len;
    record.line = line;
    if (cut) {
        uint32_t wanted = 0;

        if (b->len >= sizeof(wanted))
            memcpy(&wanted, b->data, sizeof(wanted));
        record.full_len = wanted > b->len ? wanted : b->len + 1;
    }
    if (b->failed)
        record.error = "more bytes than a datagram can have";
    return t->code = kl_reader_put(t->r, &record);
}

static void flush(struct text *t, bool cut)
{
    if (t->pending.len > 0 || t->pending.failed)
        put(t, &t->pending, t->pending_line, cut);
    kl_bytes_clear(&t->pending);
    t->star = false;
}

static void complain(struct text *t, const char *format, const char *s, size_t len)
{
    struct kl_trace_record record;

    if (t->r == NULL)
        return;
    flush(t, false);
    snprintf(t->error, sizeof(t->error), format, len < 24 ? (int)len : 24, s);
    for (char *c = t->error; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    record = kl_trace_blank(t->r);
    record.line = t->line;
    record.error = t->error;
    if (t->code == 0)
        t->code = kl_reader_put(t->r, &record);
}

static bool whole(const struct kl_bytes *b)
{
    return b->len > 0 && kl_trace_messages(b->data, b->len) == b->len;
}

/* Does the piece go on with what is pending? What makes it whole does; what is whole itself, or a
 * string that starts like a message, does not. */
static bool goes_on(struct text *t, enum kind kind)
{
    size_t before = t->pending.len;
    bool joined;

    if (before == 0 || kind != t->kind)
        return false;
    kl_bytes_add(&t->pending, t->piece.data, t->piece.len);
    joined = whole(&t->pending);
    if (!joined &&
        (whole(&t->piece) || (kind == STRING && kl_trace_plausible(t->piece.data, t->piece.len)))) {
        t->pending.len = before;
        return false;
    }
    return true;
}

static void take(struct text *t, enum kind kind)
{
    if (t->r == NULL)
        return;
    if (!goes_on(t, kind)) {
        flush(t, false);
        t->pending_line = t->line;
        t->kind = kind;
        kl_bytes_add(&t->pending, t->piece.data, t->piece.len);
    }
    if (whole(&t->pending) || t->pending.failed)
        flush(t, false);
}

/* ---- Strings ----------------------------------------------------------------------------------
 */

/* What stands around the strings is C's or Python's, and nothing to us. */
static size_t strings(struct text *t, const char *s, const char *end)
{
    size_t total = 0;

    while (s < end) {
        char quote = *s;
        const char *stop;

        if (quote == '#' || quote == ';')
            break;
        s++;
        if (quote != '"' && quote != '\'')
            continue;
        kl_bytes_clear(&t->piece);
        stop = kl_unescape(s, end, quote, &t->piece);
        if (stop == end || *stop == '\\') {
            complain(t,
                     stop == end ? "the string does not end: %.*s"
                                 : "an escape that C does not have: %.*s",
                     stop == end ? s : stop, (size_t)(end - (stop == end ? s : stop)));
            return total;
        }
        s = stop + 1;
        total += t->piece.len;
        if (t->piece.len > 0)
            take(t, STRING);
        if (end - s >= 3 && memcmp(s, "...", 3) == 0 && t->pending.len > 0)
            flush(t, true);
    }
    return total;
}

static size_t escapes(struct text *t, const char *s, const char *end)
{
    const char *p = s, *stop;

    kl_bytes_clear(&t->piece);
    while (p < end && *p != '#' && *p != ';') {
        const char *word = p;

        while (p < end && !blank(*p))
            p++;
        stop = kl_unescape(word, p, 0, &t->piece);
        if (stop != p) {
            complain(t, "an escape that C does not have: %.*s", stop, (size_t)(end - stop));
            return 0;
        }
        while (p < end && blank(*p))
            p++;
    }
    take(t, BYTES);
    return t->piece.len;
}

/* ---- Hexadecimal ------------------------------------------------------------------------------
 */

static size_t count_digits(const char *s, const char *end)
{
    size_t n = 0;

    while (s + n < end && kl_hex_digit(s[n]) >= 0)
        n++;
    return n;
}

static void add_digits(struct text *t, const char *s, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        kl_bytes_add8(&t->piece, (unsigned)(kl_hex_digit(s[i]) * 16 + kl_hex_digit(s[i + 1])));
}

static size_t plain(struct text *t, const char *s, const char *end)
{
    kl_bytes_clear(&t->piece);
    while (s < end && *s != '#' && *s != ';') {
        size_t n;

        if (blank(*s) || strchr(":,-{}", *s) != NULL) {
            s++;
            continue;
        }
        if (end - s > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
            s += 2;
        n = count_digits(s, end);
        if (n == 0 || n % 2 != 0 || (s + n < end && !blank(s[n]) && !strchr(":,-{}#;", s[n]))) {
            complain(t, "neither bytes in hexadecimal nor a string: %.*s", s, (size_t)(end - s));
            return 0;
        }
        add_digits(t, s, n);
        s += n;
    }
    if (t->piece.len > 0)
        take(t, BYTES);
    return t->piece.len;
}

struct offset {
    const char *after;   /* what follows it */
    size_t value, octal; /* the two ways to read it */
    size_t digits;
    bool colon;
};

static bool read_offset(const char *s, const char *end, struct offset *o)
{
    *o = (struct offset){0};
    if (end - s > 2 && s[0] == '0' && s[1] == 'x')
        s += 2;
    o->digits = count_digits(s, end);
    if (o->digits < 4 || o->digits > 16)
        return false;
    for (size_t i = 0; i < o->digits; i++) {
        o->value = o->value * 16 + (size_t)kl_hex_digit(s[i]);
        o->octal = o->octal * 8 + (size_t)kl_hex_digit(s[i]);
    }
    s += o->digits;
    o->colon = s < end && *s == ':';
    o->after = s + o->colon;
    return o->after == end || blank(*o->after);
}

/* A line of a dump with its offset, as opposed to bytes that are written four at a time. */
static bool is_dump(const struct text *t, const struct offset *o, const char *end)
{
    const char *s = o->after;
    bool goes_on = t->kind == DUMP && t->pending.len > 0;
    size_t n;

    while (s < end && blank(*s))
        s++;
    if (o->colon)
        return count_digits(s, end) >= 2;
    if (o->value != 0 && !goes_on)
        return false;
    n = count_digits(s, end);
    if (s == end)
        return goes_on;
    return n == 2 || (n == 4 && o->digits == 7);
}

/* The bytes of a dump's line; the characters behind them are told by the gap. */
static void dump_bytes(struct text *t, const struct offset *o, const char *end)
{
    const char *s = o->after;
    size_t gap = 0, n;

    kl_bytes_clear(&t->piece);
    for (; s < end && *s != '|' && *s != '>'; s += n) {
        for (gap = 0; s < end && blank(*s); s++)
            gap++;
        n = count_digits(s, end);
        if (n == 0 || n % 2 != 0 || (s + n < end && !blank(s[n])))
            break;
        if (t->piece.len > 0 && gap >= (o->colon ? 2 : 3))
            break;
        if (!o->colon && t->piece.len >= 16)
            break;
        if (!o->colon && o->digits == 7 && n == 4) { /* words of the host, low byte first */
            add_digits(t, s + 2, 2);
            add_digits(t, s, 2);
        } else {
            add_digits(t, s, n);
        }
    }
}

static size_t dump(struct text *t, const struct offset *o, const char *s, const char *end)
{
    bool goes_on = t->kind == DUMP && t->pending.len > 0;
    size_t at = o->value;

    if (t->r == NULL) {
        dump_bytes(t, o, end);
        return t->piece.len;
    }
    if (at == 0 || !goes_on) {
        flush(t, false);
        t->kind = DUMP;
        t->pending_line = t->line;
        t->row = 0;
    }
    if (!o->colon && o->digits == 7 && at != t->pending.len && o->octal == t->pending.len)
        at = o->octal; /* od counts so */
    if (t->star && t->row > 0 && at > t->pending.len && at - t->pending.len <= KL_DATA_MAX)
        while (t->pending.len + t->row <= at && !t->pending.failed) {
            unsigned char row[256];
            size_t n = t->row < sizeof(row) ? t->row : sizeof(row);

            memcpy(row, t->pending.data + t->pending.len - n, n);
            kl_bytes_add(&t->pending, row, n);
        }
    t->star = false;
    if (at != t->pending.len) {
        complain(t, "this offset does not follow on the line before: %.*s", s, (size_t)(end - s));
        return 0;
    }
    dump_bytes(t, o, end);
    kl_bytes_add(&t->pending, t->piece.data, t->piece.len);
    t->row = t->piece.len <= 256 ? t->piece.len : 0;
    if (t->piece.len == 0)
        flush(t, false);
    return t->piece.len;
}

/* ---- Lines ------------------------------------------------------------------------------------
 */

static size_t any_line(struct text *t, const char *s, const char *end)
{
    struct offset o;

    if (memchr(s, '"', (size_t)(end - s)) != NULL || memchr(s, '\'', (size_t)(end - s)) != NULL)
        return strings(t, s, end);
    if (memchr(s, '\\', (size_t)(end - s)) != NULL)
        return escapes(t, s, end);
    if (read_offset(s, end, &o) && is_dump(t, &o, end))
        return dump(t, &o, s, end);
    return plain(t, s, end);
}

/* @return false: what follows is not for us. */
static bool one_line(struct text *t, const char *s, size_t len)
{
    const char *end = s + len;

    while (s < end && blank(*s))
        s++;
    while (end > s && blank(end[-1]))
        end--;
    if (s == end)
        flush(t, false);
    else if (end - s == 1 && *s == '.')
        return false;
    else if (end - s >= 2 && s[0] == '#' && s[1] == '!' && t->r->count + t->pending.len > 0)
        return false;
    else if (end - s == 1 && *s == '*' && t->kind == DUMP && t->pending.len > 0)
        t->star = true;
    else if (*s != '#' && *s != ';')
        any_line(t, s, end);
    return true;
}

size_t kl_text_line(const char *s, size_t len)
{
    struct text t = {0};
    const char *end = s + len;
    size_t n = 0;

    while (s < end && blank(*s))
        s++;
    while (end > s && blank(end[-1]))
        end--;
    if (s == end || *s == '#' || *s == ';' || memchr(s, '\0', (size_t)(end - s)) != NULL)
        return 0;
    /* A message holds bytes that a string has to escape: others are prose, or JSON. */
    if (memchr(s, '\\', (size_t)(end - s)) != NULL || memchr(s, '"', (size_t)(end - s)) == NULL)
        n = any_line(&t, s, end);
    kl_bytes_free(&t.piece);
    return n;
}

int kl_read_text(struct kl_reader *r)
{
    struct text t = {.r = r};
    struct kl_line line;

    while (t.code == 0 && kl_input_line(r->in, &line)) {
        t.line = r->in->line;
        if (line.cut)
            complain(&t, "a line of more than 32 MB: %.*s", line.s, line.len);
        else if (!one_line(&t, line.s, line.len))
            break;
    }
    flush(&t, false);
    kl_bytes_free(&t.pending);
    kl_bytes_free(&t.piece);
    return t.code;
}
