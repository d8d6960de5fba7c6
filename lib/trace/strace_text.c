// SPDX-License-Identifier: MIT
// The text of strace's lines: prefixes, values in brackets, fields, calls.
#include "strace.h"

#include <ctype.h>
#include <string.h>

bool kl_span_is(struct kl_span t, const char *word)
{
    size_t len = strlen(word);

    return (size_t)(t.end - t.s) == len && memcmp(t.s, word, len) == 0;
}

bool kl_span_starts(struct kl_span t, const char *word)
{
    size_t len = strlen(word);

    return (size_t)(t.end - t.s) >= len && memcmp(t.s, word, len) == 0;
}

bool kl_span_has(struct kl_span t, const char *word)
{
    return t.end > t.s && memmem(t.s, (size_t)(t.end - t.s), word, strlen(word)) != NULL;
}

static const char *skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    return s;
}

static const char *skip_string(const char *s, const char *end)
{
    for (s++; s < end && *s != '"'; s++)
        if (*s == '\\' && s + 1 < end)
            s++;
    return s < end ? s + 1 : end;
}

static const char *skip_comment(const char *s, const char *end)
{
    const char *close = memmem(s + 2, (size_t)(end - s - 2), "*/", 2);

    return close != NULL ? close + 2 : end;
}

const char *kl_skip_value(const char *s, const char *end)
{
    size_t depth = 0;

    while (s < end) {
        if (*s == '"') {
            s = skip_string(s, end);
            continue;
        }
        if (*s == '/' && end - s >= 4 && s[1] == '*') {
            s = skip_comment(s, end);
            continue;
        }
        if (*s == '(' || *s == '[' || *s == '{') {
            depth++;
        } else if (*s == ')' || *s == ']' || *s == '}') {
            if (depth == 0)
                return s;
            depth--;
        } else if (*s == ',' && depth == 0) {
            return s;
        }
        s++;
    }
    return end;
}

bool kl_next_value(const char **s, const char *end, struct kl_span *ret)
{
    const char *p = skip_blanks(*s, end);

    if (p >= end || *p == ')' || *p == ']' || *p == '}')
        return false;
    ret->s = p;
    ret->end = kl_skip_value(p, end);
    p = ret->end;
    while (ret->end > ret->s && (ret->end[-1] == ' ' || ret->end[-1] == '\t'))
        ret->end--;
    *s = p < end && *p == ',' ? p + 1 : p;
    return true;
}

bool kl_inside(struct kl_span value, struct kl_span *ret)
{
    if (value.s == value.end || (*value.s != '{' && *value.s != '['))
        return false;
    ret->s = value.s + 1;
    ret->end = value.end;
    if (ret->end > ret->s && (ret->end[-1] == '}' || ret->end[-1] == ']'))
        ret->end--;
    return true;
}

bool kl_field(struct kl_span inside, const char *name, struct kl_span *ret)
{
    const char *s = inside.s;
    size_t len = strlen(name);
    struct kl_span v;

    while (kl_next_value(&s, inside.end, &v)) {
        const char *p = v.s + len;

        if ((size_t)(v.end - v.s) <= len || memcmp(v.s, name, len) != 0)
            continue;
        if (*p == '(') { /* its length, up to 4.12 */
            const char *close = memchr(p, ')', (size_t)(v.end - p));

            p = close != NULL ? close + 1 : v.end;
        }
        if (p < v.end && *p == '=') {
            *ret = (struct kl_span){p + 1, v.end};
            return true;
        }
    }
    return false;
}

bool kl_span_number(struct kl_span t, long long *ret)
{
    bool negative = false;
    unsigned long long value = 0;
    unsigned base = 10;
    const char *s = skip_blanks(t.s, t.end), *first;

    if (s < t.end && *s == '-') {
        negative = true;
        s++;
    }
    if (t.end - s > 2 && s[0] == '0' && s[1] == 'x') {
        base = 16;
        s += 2;
    }
    for (first = s; s < t.end; s++) {
        int digit = kl_hex_digit(*s);

        if (digit < 0 || digit >= (int)base)
            break;
        if (value > (1ULL << 59))
            return false;
        value = value * base + (unsigned)digit;
    }
    if (s == first)
        return false;
    s = skip_blanks(s, t.end);
    if (s < t.end && *s != '/') /* a comment of strace's tells what it could not name */
        return false;
    *ret = negative ? -(long long)value : (long long)value;
    return true;
}

/* ---- Prefixes ---------------------------------------------------------------------------------
 */

static const char *digits(const char *s, const char *end, uint64_t *ret)
{
    const char *first = s;

    for (*ret = 0; s < end && *s >= '0' && *s <= '9' && s - first < 18; s++)
        *ret = *ret * 10 + (uint64_t)(*s - '0');
    return s;
}

static const char *fraction(const char *s, const char *end, uint64_t *ns)
{
    uint64_t unit = 100000000;

    if (s == end || *s != '.')
        return s;
    for (s++; s < end && *s >= '0' && *s <= '9'; s++, unit /= 10)
        *ns += (uint64_t)(*s - '0') * unit;
    return s;
}

/* 16:42:52, 16:42:52.604136, 1796056972.529437, 0.000179. @return NULL: none of them */
static const char *read_time(const char *s, const char *end, struct kl_strace_prefix *ret)
{
    uint64_t a, b = 0, c = 0, ns = 0;
    const char *p = digits(s, end, &a);
    int clock;

    if (p == s || p == end || a > 1u << 31)
        return NULL;
    if (*p == ':' && p - s <= 2) {
        p = digits(p + 1, end, &b);
        if (p == end || *p != ':')
            return NULL;
        p = digits(p + 1, end, &c);
        clock = 'd';
        a = a * 3600 + b % 60 * 60 + c % 61;
    } else if (*p == '.') {
        clock = a > 100000000 ? 'e' : 'r';
    } else {
        return NULL;
    }
    p = fraction(p, end, &ns);
    if (p == end || *p != ' ')
        return NULL;
    if (ret->clock == '0') {
        ret->clock = clock;
        ret->time_ns = a * 1000000000u + ns;
    }
    return p;
}

const char *kl_strace_prefix(const char *s, const char *end, struct kl_strace_prefix *ret)
{
    uint64_t n;

    *ret = (struct kl_strace_prefix){.clock = '0'};
    for (int i = 0; i < 6; i++) {
        const char *p;

        s = skip_blanks(s, end);
        if (end - s > 5 && memcmp(s, "[pid ", 5) == 0) {
            p = digits(skip_blanks(s + 5, end), end, &n);
            if (p == end || *p != ']')
                return s;
            ret->pid = (int32_t)n;
            s = p + 1;
        } else if (s < end && *s == '[') { /* number of the call, or where it was made */
            p = memchr(s, ']', (size_t)(end - s));
            if (p == NULL || p - s > 24)
                return s;
            s = p + 1;
        } else if ((p = read_time(s, end, ret)) != NULL) {
            s = p;
        } else if ((p = digits(s, end, &n)) != s && p < end && *p == ' ' && ret->pid == 0) {
            ret->pid = (int32_t)n;
            s = p;
        } else {
            break;
        }
    }
    return skip_blanks(s, end);
}

bool kl_strace_line(const char *s, size_t len)
{
    struct kl_strace_prefix prefix;
    const char *end = s + len, *p = kl_strace_prefix(s, end, &prefix), *name = p;

    if (end - s > 10 && memcmp(s, " | 0", 4) == 0 && memmem(s, 20 < len ? 20 : len, "  ", 2))
        return true;
    while (p < end && (isalnum((unsigned char)*p) || *p == '_'))
        p++;
    return (p - name >= 3 && p < end && *p == '(' && islower((unsigned char)*name)) ||
           (end - p > 5 && memcmp(p, "<... ", 5) == 0);
}

bool kl_call_parse(struct kl_call *c, const char *s, const char *end)
{
    struct kl_span v;
    const char *p = s;

    *c = (struct kl_call){0};
    while (p < end && (isalnum((unsigned char)*p) || *p == '_'))
        p++;
    if (p == s || p == end || *p != '(')
        return false;
    c->name = (struct kl_span){s, p++};
    while (kl_next_value(&p, end, &v))
        if (c->count < KL_CALL_ARGS)
            c->args[c->count++] = v;
    if (p >= end || *p != ')')
        return true;
    c->closed = true;
    p = skip_blanks(p + 1, end);
    if (p < end && *p == '=') {
        c->ret_text = (struct kl_span){skip_blanks(p + 1, end), end};
        p = c->ret_text.s;
        while (p < end && (isalnum((unsigned char)*p) || *p == '-'))
            p++;
        c->returned = kl_span_number((struct kl_span){c->ret_text.s, p}, &c->ret);
    }
    return true;
}
