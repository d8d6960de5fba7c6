// SPDX-License-Identifier: MIT
// Files of lines; connections that wake the machine, and rules for packets that may wait.
#include "wake_files.h"
#include "iw.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST (1u << 20) /* bytes; no such file needs as much */

/* ---- Files ---- */

int iw_file_wrong(struct iw_file *f, const char *format, ...)
{
    int n = snprintf(f->error, sizeof(f->error), "%.100s:%u: ", f->name, f->line);
    va_list args;

    va_start(args, format);
    vsnprintf(f->error + n, sizeof(f->error) - (size_t)n, format, args);
    va_end(args);
    return -EINVAL;
}

static int read_all(struct iw_file *f, int fd)
{
    ssize_t n = 1;

    f->text = malloc(MOST + 1);
    if (f->text == NULL)
        return -ENOMEM;
    while (n > 0 && f->len < MOST) {
        n = read(fd, f->text + f->len, MOST - f->len);
        if (n < 0)
            return -errno;
        f->len += (size_t)n;
    }
    f->text[f->len] = '\0';
    return f->len == MOST ? -EFBIG : 0;
}

int iw_file_open(struct iw_file *f, const char *name)
{
    int fd, rc;

    *f = (struct iw_file){.name = name};
    fd = open(name, O_RDONLY | O_CLOEXEC);
    rc = fd < 0 ? -errno : read_all(f, fd);
    if (fd >= 0)
        close(fd);
    if (rc < 0) {
        free(f->text);
        f->text = NULL;
        snprintf(f->error, sizeof(f->error), "%.100s: %s", name, strerror(-rc));
    }
    return rc;
}

char *iw_file_line(struct iw_file *f)
{
    while (f->error[0] == '\0' && f->at < f->len) {
        char *line = f->text + f->at, *end = memchr(line, '\n', f->len - f->at);
        size_t len = end != NULL ? (size_t)(end - line) : f->len - f->at;

        f->at += len + (end != NULL);
        f->line++;
        line[len] = '\0';
        if (strlen(line) != len) {
            iw_file_wrong(f, "the line holds a NUL byte");
            return NULL;
        }
        if (len > 0 && line[len - 1] == '\r')
            line[len - 1] = '\0';
        line += strspn(line, " \t");
        if (*line != '\0' && *line != '#')
            return line;
    }
    return NULL;
}

/* What stands behind @key at the head of @line, or NULL. */
static char *value_of(char *line, const char *key)
{
    size_t len = strlen(key);

    return strncmp(line, key, len) == 0 ? line + len : NULL;
}

/* ---- Connections ---- */

/* "192.168.1.1[:80]" */
static bool take_address(char *text, unsigned char ip[4], uint16_t *port)
{
    char *colon = strchr(text, ':');
    uint64_t number = 0;

    if (colon != NULL) {
        *colon = '\0';
        if (!iw_parse_number(colon + 1, 1, UINT16_MAX, &number))
            return false;
    }
    *port = (uint16_t)number;
    return inet_pton(AF_INET, text, ip) == 1;
}

static int take_dest(struct iw_file *f, char *text, struct kl_wifi_wake_tcp *t)
{
    char *at = strchr(text, '@');

    if (at == NULL || !iw_parse_mac(at + 1, t->dst_mac))
        return iw_file_wrong(f, "dest=IP:PORT@MAC is wanted");
    *at = '\0';
    if (!take_address(text, t->dst, &t->dst_port) || t->dst_port == 0)
        return iw_file_wrong(f, "'%.60s' is no IPv4 address with a port", text);
    return 0;
}

/* Numbers parted by commas. @return how many; what is behind them in *@ret_rest */
static int take_numbers(char *text, uint32_t *ret, int most, char **ret_rest)
{
    int n = 0;

    for (*ret_rest = text; n < most && **ret_rest >= '0' && **ret_rest <= '9'; n++) {
        char *end;
        unsigned long value;

        errno = 0;
        value = strtoul(*ret_rest, &end, 0);
        if (errno != 0 || value > UINT32_MAX || (*end != ',' && *end != '\0'))
            return n;
        ret[n] = (uint32_t)value;
        *ret_rest = *end == ',' ? end + 1 : end;
    }
    return n;
}

static int take_token(struct iw_file *f, char *text, struct iw_wake_tcp *ret)
{
    uint32_t numbers[2];
    char *rest;
    int len = -1;

    if (take_numbers(text, numbers, 2, &rest) == 2)
        len = iw_parse_hex(rest, ret->tokens, sizeof(ret->tokens));
    if (len <= 0)
        return iw_file_wrong(f, "data.tok=LENGTH,OFFSET,BYTES is wanted");
    ret->t.token_len = numbers[0];
    ret->t.token_offset = numbers[1];
    ret->t.tokens = ret->tokens;
    ret->t.tokens_len = (uint32_t)len;
    return 0;
}

static int take_seq(struct iw_file *f, char *text, struct kl_wifi_wake_tcp *t)
{
    uint32_t numbers[3] = {0, 0, 0};
    char *rest;

    if (take_numbers(text, numbers, 3, &rest) < 2 || *rest != '\0')
        return iw_file_wrong(f, "data.seq=LENGTH,OFFSET[,START] is wanted");
    t->has_seq = true;
    t->seq_len = numbers[0];
    t->seq_offset = numbers[1];
    t->seq_start = numbers[2];
    return 0;
}

static int take_wake(struct iw_file *f, char *text, struct iw_wake_tcp *ret)
{
    char why[120] = "an offset has no place here";

    if (strchr(text, '+') != NULL || kl_wifi_pattern_parse(text, &ret->wake, why, sizeof(why)) < 0)
        return iw_file_wrong(f, "%s", why);
    ret->t.wake = ret->wake.bytes;
    ret->t.wake_mask = ret->wake.mask;
    ret->t.wake_len = ret->wake.len;
    return 0;
}

static int take_tcp_line(struct iw_file *f, char *line, struct iw_wake_tcp *ret)
{
    uint64_t number;
    char *value;
    int len;

    if ((value = value_of(line, "source=")) != NULL)
        return take_address(value, ret->t.src, &ret->t.src_port)
                   ? 0
                   : iw_file_wrong(f, "'%.60s' is no IPv4 address", value);
    if ((value = value_of(line, "dest=")) != NULL)
        return take_dest(f, value, &ret->t);
    if ((value = value_of(line, "data=")) != NULL) {
        len = iw_parse_hex(value, ret->data, sizeof(ret->data));
        ret->t.data = ret->data;
        ret->t.data_len = (uint32_t)len;
        return len > 0 ? 0 : iw_file_wrong(f, "data= is not 1 to 2048 bytes in hexadecimal");
    }
    if ((value = value_of(line, "data.interval=")) != NULL) {
        if (!iw_parse_number(value, 1, UINT32_MAX, &number))
            return iw_file_wrong(f, "'%.60s' is no interval in seconds", value);
        ret->t.interval_s = (uint32_t)number;
        return 0;
    }
    if ((value = value_of(line, "wake=")) != NULL)
        return take_wake(f, value, ret);
    if ((value = value_of(line, "data.seq=")) != NULL)
        return take_seq(f, value, &ret->t);
    if ((value = value_of(line, "data.tok=")) != NULL)
        return take_token(f, value, ret);
    return iw_file_wrong(f, "'%.60s' is not understood", line);
}

int iw_read_wake_tcp(struct iw_file *f, struct iw_wake_tcp *ret)
{
    static const unsigned char none[4];
    char *line;

    memset(ret, 0, sizeof(*ret));
    while ((line = iw_file_line(f)) != NULL)
        if (take_tcp_line(f, line, ret) < 0)
            return -EINVAL;
    if (f->error[0] != '\0')
        return -EINVAL;
    if (memcmp(ret->t.src, none, 4) == 0 || ret->t.dst_port == 0 || ret->t.data == NULL ||
        ret->t.interval_s == 0)
        return iw_file_wrong(f, "the file ends without source=, dest=, data= or data.interval=");
    return 0;
}

/* ---- Rules ---- */

static int take_patterns(struct iw_file *f, char *value, struct iw_coalesce *ret)
{
    struct kl_wifi_coalesce_rule *rule = &ret->rules[ret->n_rules];
    char why[120], *rest = value, *word;

    rule->patterns = &ret->patterns[ret->n_patterns];
    while ((word = strsep(&rest, ",")) != NULL) {
        if (ret->n_patterns == IW_COALESCE_PATTERNS)
            return iw_file_wrong(f, "there are more than %d patterns", IW_COALESCE_PATTERNS);
        if (kl_wifi_pattern_parse(word, &ret->patterns[ret->n_patterns], why, sizeof(why)) < 0)
            return iw_file_wrong(f, "%s", why);
        ret->n_patterns++;
        rule->n_patterns++;
    }
    ret->n_rules++;
    return 0;
}

/* @part 0 to 2: which line of a rule it is. */
static int take_rule_line(struct iw_file *f, char *line, unsigned part, struct iw_coalesce *ret)
{
    static const char *const keys[] = {"delay=", "condition=", "patterns="};
    char *value = value_of(line, keys[part]);
    struct kl_wifi_coalesce_rule *rule = &ret->rules[ret->n_rules];
    uint64_t number;

    if (value == NULL)
        return iw_file_wrong(f, "%s is wanted here, not '%.60s'", keys[part], line);
    if (part == 2)
        return take_patterns(f, value, ret);
    if (!iw_parse_number(value, 0, part == 0 ? UINT32_MAX : 1, &number))
        return iw_file_wrong(f,
                             part == 0 ? "'%.60s' is no delay in milliseconds"
                                       : "'%.60s' is neither 0 (match) nor 1 (no match)",
                             value);
    *(part == 0 ? &rule->delay_ms : &rule->condition) = (uint32_t)number;
    return 0;
}

int iw_read_coalesce(struct iw_file *f, struct iw_coalesce *ret)
{
    unsigned part = 0;
    char *line;

    memset(ret, 0, sizeof(*ret));
    while ((line = iw_file_line(f)) != NULL) {
        if (ret->n_rules == IW_COALESCE_RULES)
            return iw_file_wrong(f, "there are more than %d rules", IW_COALESCE_RULES);
        if (take_rule_line(f, line, part, ret) < 0)
            return -EINVAL;
        part = (part + 1) % 3;
    }
    if (f->error[0] != '\0')
        return -EINVAL;
    if (part != 0 || ret->n_rules == 0)
        return iw_file_wrong(f, "the file ends where %s is wanted",
                             part == 0   ? "delay="
                             : part == 1 ? "condition="
                                         : "patterns=");
    return 0;
}
