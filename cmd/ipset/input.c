// SPDX-License-Identifier: MIT
/*
 * The forms: an element a line with # or ; comments; what save writes; what list writes as JSON or
 * JSON lines. Which one it is shows in the first line that says anything. Packed or not.
 */
#include "input.h"

#include "../progress.h"
#include "reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

#define BAD_SHOWN 20u // further ones are counted
#define JSON_MAX  (1u << 30)

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool begins(struct kl_text t, const char *word)
{
    size_t len = strlen(word);

    return t.len > len && !memcmp(t.s, word, len) && blank(t.s[len]);
}

// A line that is no element, named by number. All of a file are told in one go.
static void bad_line(struct ipset_input *in, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void bad_line(struct ipset_input *in, uint32_t line, const char *format, ...)
{
    char text[384];
    va_list args;

    if (++in->bad > BAD_SHOWN)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *c = text; *c; c++) // the line may hold anything, the terminal should not get it
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    ipset_error(in->cli, "%s:%u: %s", in->file, line, text);
}

// The set's type must be known before the first element is read.
static int need_sync(struct ipset_input *in, const struct kl_ipset_params *from_file)
{
    struct kl_ipset_params p = *in->set;
    bool missing;

    if (in->sync)
        return 0;
    if (!p.type[0] && from_file && from_file->type[0]) {
        p = *from_file;
        memcpy(p.name, in->set->name, sizeof p.name);
    }
    if (!kl_ipset_sync_new(&in->sync, in->cli->ipset, &p))
        return 0;
    missing = kl_ipset_cause(in->cli->ipset) == KL_IPSET_NO_SET;
    ipset_failed(in->cli);
    if (missing)
        ipset_hint(in->cli,
                   "--type TYPE [create options] makes a new one, such as --type hash:net");
    return 1;
}

static int element(struct ipset_input *in, struct kl_text text, uint32_t line)
{
    char error[384] = "";
    int r = need_sync(in, NULL);

    if (r)
        return r;
    if (kl_ipset_sync_put_text(in->sync, text.s, text.len, error, sizeof error))
        bad_line(in, line, "%s", error);
    return 0;
}

// ---- A plain list -----------------------------------------------------------------------------

static int plain_line(struct ipset_input *in, struct kl_text text, uint32_t line)
{
    text = kl_words_uncommented(text);
    return text.len ? element(in, text, line) : 0;
}

// ---- What save writes -------------------------------------------------------------------------

static int create_line(struct ipset_input *in, struct kl_text rest, uint32_t line)
{
    struct kl_text words[KL_WORDS_MAX];
    struct kl_ipset_params p = {.has = 0};
    int n = kl_words_split(rest, words), r;

    if (n < 1) {
        bad_line(in, line, "create needs a type");
        return 0;
    }
    r = ipset_params(in->cli, words[0], words + 1, n - 1, &p);
    if (r) {
        bad_line(in, line, "the set cannot be created like this");
        return 0;
    }
    return need_sync(in, &p);
}

static int save_line(struct ipset_input *in, struct kl_text text, uint32_t line)
{
    bool create = begins(text, "create"), add = begins(text, "add");

    if (!text.len || text.s[0] == '#' || kl_words_is(text, "COMMIT"))
        return 0;
    if (!create && !add) {
        bad_line(in, line, "a saved set has create and add lines only: %.*s",
                 (int)(text.len < 60 ? text.len : 60), text.s);
        return 0;
    }
    (void)kl_words_next(&text);
    if (!kl_words_is(kl_words_next(&text), in->set->name))
        return 0; // of another set in the same file
    return create ? create_line(in, text, line) : element(in, text, line);
}

// ---- JSON -------------------------------------------------------------------------------------

#ifdef HAVE_JANSSON
// "elem" and the options beside it, as a command line has them.
static int json_member(struct ipset_input *in, json_t *member, uint32_t line)
{
    const char *elem = json_string_value(json_object_get(member, "elem")), *key;
    struct kl_out *o;
    struct kl_text text;
    json_t *value;
    int r = 0;

    if (!elem) {
        bad_line(in, line, "a member without \"elem\"");
        return 0;
    }
    if (kl_out_open_memory(&o))
        return ipset_error(in->cli, "%s", kl_strerror(-ENOMEM));
    kl_out_str(o, elem);
    json_object_foreach(member, key, value)
    {
        if (!strcmp(key, "elem") || !strcmp(key, "name") || json_is_false(value))
            continue;
        kl_out_printf(o, " %s", key);
        if (json_is_integer(value))
            kl_out_printf(o, " %lld", (long long)json_integer_value(value));
        else if (json_is_string(value))
            kl_out_printf(o, " \"%s\"", json_string_value(value));
    }
    text.s = kl_out_text(o, &text.len);
    r = element(in, text, line);
    kl_out_close(o);
    return r;
}

static void header_word(struct kl_out *o, const char *key, json_t *value)
{
    if (!strcmp(key, "memsize") || !strcmp(key, "references") || !strcmp(key, "numentries") ||
        json_is_false(value))
        return;
    kl_out_printf(o, " %s", key);
    if (json_is_integer(value))
        kl_out_printf(o, " %lld", (long long)json_integer_value(value));
    else if (json_is_string(value))
        kl_out_printf(o, " %s", json_string_value(value));
}

static int json_set(struct ipset_input *in, json_t *set, uint32_t line)
{
    const char *name = json_string_value(json_object_get(set, "name")), *key;
    const char *type = json_string_value(json_object_get(set, "type"));
    json_t *value, *members = json_object_get(set, "members");
    struct kl_out *o;
    struct kl_text text;
    size_t i;
    int r = 0;

    if (!name || strcmp(name, in->set->name) != 0)
        return 0;
    if (type) {
        if (kl_out_open_memory(&o))
            return ipset_error(in->cli, "%s", kl_strerror(-ENOMEM));
        kl_out_str(o, type);
        json_object_foreach(json_object_get(set, "header"), key, value) header_word(o, key, value);
        text.s = kl_out_text(o, &text.len);
        r = create_line(in, text, line);
        kl_out_close(o);
    }
    json_array_foreach(members, i, value)
    {
        if (r)
            break;
        r = json_member(in, value, line);
    }
    return r ? r : json_object_get(set, "elem") ? json_member(in, set, line) : 0;
}

static int json_document(struct ipset_input *in, const char *text, size_t len, uint32_t line)
{
    json_error_t error;
    json_t *all = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error), *set;
    size_t i;
    int r = 0;

    if (!all) {
        bad_line(in, line + (uint32_t)(error.line > 0 ? error.line - 1 : 0), "column %d: %s",
                 error.column, error.text);
        return 0;
    }
    if (json_is_object(all))
        r = json_set(in, all, line);
    json_array_foreach(all, i, set)
    {
        if (!r)
            r = json_set(in, set, line);
    }
    json_decref(all);
    return r;
}

static int json_line(struct ipset_input *in, struct kl_text text, uint32_t line)
{
    text = kl_words_trim(text);
    return text.len ? json_document(in, text.s, text.len, line) : 0;
}

static int read_json(struct ipset_input *in, struct ipset_reader *reader)
{
    struct kl_out *all;
    struct kl_text text;
    int r = kl_out_open_memory(&all);

    if (r)
        return ipset_error(in->cli, "%s", kl_strerror(r));
    while (!r && (r = ipset_reader_block(reader, &text)) == 1) {
        kl_out_write(all, text.s, text.len);
        r = reader->total > JSON_MAX ? -EFBIG : kl_out_error(all);
    }
    if (r == 0) {
        text.s = kl_out_text(all, &text.len);
        r = json_document(in, text.s, text.len, 1);
    } else {
        r = ipset_error(in->cli, "%s: %s", in->file,
                        r == -EBADMSG ? "the compressed file is damaged or cut short"
                                      : kl_strerror(r));
    }
    kl_out_close(all);
    return r;
}
#endif

// ---- Which ------------------------------------------------------------------------------------

typedef int line_fn(struct ipset_input *in, struct kl_text text, uint32_t line);

static int read_lines(struct ipset_input *in, struct ipset_reader *reader, line_fn *fn,
                      uint64_t size)
{
    struct progress bar;
    struct kl_text text;
    uint32_t line = 0;
    int r, code = 0;

    progress_start(&bar, "reading", "lines", reader->gz ? 0 : size, in->cli->options.quiet);
    while (!code && (r = ipset_reader_line(reader, &text)) == 1) {
        line++;
        if (memchr(text.s, 0, text.len))
            bad_line(in, line, "the line holds a zero byte");
        else
            code = fn(in, kl_words_trim(text), line);
        progress_show(&bar, line, reader->total);
    }
    progress_end(&bar);
    if (code)
        return code;
    if (r < 0)
        return ipset_error(in->cli, "%s:%u: %s", in->file, line + 1,
                           r == -E2BIG     ? "the line is longer than 64 KiB"
                           : r == -EBADMSG ? "the compressed file is damaged or cut short"
                                           : kl_strerror(r));
    return 0;
}

// The first line that says anything.
static struct kl_text first_words(struct kl_text ahead)
{
    while (ahead.len) {
        const char *stop = memchr(ahead.s, '\n', ahead.len);
        struct kl_text line = {ahead.s, stop ? (size_t)(stop - ahead.s) : ahead.len};

        line = kl_words_trim(line);
        if (line.len && line.s[0] != '#' && line.s[0] != ';')
            return line;
        if (!stop)
            break;
        ahead = (struct kl_text){stop + 1, ahead.len - (size_t)(stop + 1 - ahead.s)};
    }
    return (struct kl_text){"", 0};
}

// [ begins JSON, unless a [name-with-dash] in brackets does.
static bool begins_array(struct kl_text first)
{
    struct kl_text next = kl_words_trim((struct kl_text){first.s + 1, first.len - 1});

    return !next.len || next.s[0] == '{' || next.s[0] == ']';
}

static int read_form(struct ipset_input *in, struct ipset_reader *reader, uint64_t size)
{
    struct kl_text ahead, first;
    int r = ipset_reader_peek(reader, &ahead);

    if (r)
        return ipset_error(in->cli, "%s: %s", in->file,
                           r == -EBADMSG ? "the compressed file is damaged" : kl_strerror(r));
    if (ahead.len > 1 && !reader->gz && !memcmp(ahead.s, "\x1f\x8b", 2))
        return ipset_error(in->cli, "%s: this build reads no compressed files (zlib)", in->file);
    first = first_words(ahead);
    if (begins(first, "add") || begins(first, "create"))
        return read_lines(in, reader, save_line, size);
    if (first.len && (first.s[0] == '{' || first.s[0] == '[')) {
#ifdef HAVE_JANSSON
        if (first.len > 2 && first.s[0] == '{' && first.s[first.len - 1] == '}')
            return read_lines(in, reader, json_line, size);
        if (first.s[0] == '{' || begins_array(first))
            return read_json(in, reader);
#else
        return ipset_error(in->cli, "%s: this build reads no JSON (jansson)", in->file);
#endif
    }
    return read_lines(in, reader, plain_line, size);
}

int ipset_input_read(struct ipset_input *in, int fd)
{
    struct ipset_reader reader;
    struct stat st;
    int r;

    if (ipset_reader_open(&reader, fd, true))
        return ipset_error(in->cli, "%s", kl_strerror(-ENOMEM));
    r = read_form(in, &reader,
                  fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0);
    ipset_reader_close(&reader);
    if (r)
        return r;
    if (in->bad > BAD_SHOWN)
        ipset_error(in->cli, "%s: %u more lines like these", in->file, in->bad - BAD_SHOWN);
    if (in->bad && !in->lenient) {
        ipset_hint(in->cli, "nothing was changed; --skip-bad leaves such lines out");
        return 1;
    }
    return need_sync(in, NULL);
}
