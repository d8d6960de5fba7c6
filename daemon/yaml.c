// SPDX-License-Identifier: MIT
// libfyaml's events become a tree. Its document builder is not used: there an alias is expanded,
// and a duplicate key ends the reading.
#include "yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <libfyaml.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/core/utf8.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHES_LEAKS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WATCHES_LEAKS
#endif
#ifdef WATCHES_LEAKS
// libfyaml 0.7 forgets some of its memory when a text is malformed.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml\n";
}
#endif

struct anchor {
    const char *name;
    size_t len;
    struct kld_yaml *node;
};

struct level {
    struct kld_yaml *node;
    struct kld_yaml *key; // MAP: the key whose value is next
    struct fy_token *anchor;
    const char *anchor_name;
    size_t anchor_len;
};

struct reader {
    struct kld_arena *arena;
    const struct kld_file *file;
    struct kld_complaints *c;
    struct fy_parser *parser;
    struct anchor *anchors;
    size_t n_anchors, n_nodes, depth;
    struct level levels[KLD_YAML_MAX_DEPTH];
    struct kld_yaml *root;
    unsigned documents;
    bool stop;
};

static struct kld_place place_of(const struct reader *r, const struct fy_mark *m)
{
    struct kld_place p = {.file = r->file};

    if (m) {
        p.line = (unsigned)m->line + 1;
        p.column = (unsigned)m->column + 1;
    }
    return p;
}

static void stop_at(struct reader *r, struct kld_place place, const char *words)
{
    kld_complain(r->c, place, "%s", words);
    r->stop = true;
}

static void add(struct reader *r, struct kld_yaml *node)
{
    struct level *l;

    if (!r->depth) {
        r->root = node;
        return;
    }
    l = &r->levels[r->depth - 1];
    if (l->node->kind == KLD_YAML_MAP && !l->key) {
        l->key = node;
        return;
    }
    if (l->key) {
        l->node->items = kld_grow(r->arena, l->node->items, l->node->n, sizeof node);
        l->node->items[l->node->n++] = l->key;
        l->key = NULL;
    }
    l->node->items = kld_grow(r->arena, l->node->items, l->node->n, sizeof node);
    l->node->items[l->node->n++] = node;
}

static void remember(struct reader *r, const char *name, size_t len, struct kld_yaml *node)
{
    if (!name)
        return;
    r->anchors = kld_grow(r->arena, r->anchors, r->n_anchors, sizeof *r->anchors);
    r->anchors[r->n_anchors++] = (struct anchor){name, len, node};
}

static const char *anchor_of(struct reader *r, struct fy_event *e, size_t *ret_len)
{
    struct fy_token *t = fy_event_get_anchor_token(e);
    const char *name = t ? fy_token_get_text(t, ret_len) : NULL;

    return name ? kld_strndup(r->arena, name, *ret_len) : NULL;
}

static struct kld_yaml *new_node(struct reader *r, struct fy_event *e, enum kld_yaml_kind kind)
{
    struct kld_yaml *node = kld_alloc(r->arena, sizeof *node);

    node->kind = kind;
    node->place = place_of(r, fy_event_start_mark(e));
    if (++r->n_nodes > KLD_YAML_MAX_NODES)
        stop_at(r, node->place, "too many values: a million is the limit");
    if (fy_event_get_tag_token(e))
        kld_complain(r->c, node->place, "types are not written here (%s): leave the tag out",
                     "!TAG");
    return node;
}

static void read_scalar(struct reader *r, struct fy_event *e)
{
    struct fy_token *t = fy_event_get_token(e);
    struct kld_yaml *node = new_node(r, e, KLD_YAML_SCALAR);
    const char *text = NULL, *name;
    size_t len = 0, name_len = 0;

    if (t)
        text = fy_token_get_text(t, &len);
    node->plain = !t || fy_token_scalar_style(t) == FYSS_PLAIN;
    if (!node->place.line && r->depth && r->levels[r->depth - 1].key)
        node->place = r->levels[r->depth - 1].key->place;
    if (text && memchr(text, '\0', len)) {
        kld_complain(r->c, node->place, "a NUL in a text");
        len = 0;
    }
    node->text = kld_strndup(r->arena, text ? text : "", text ? len : 0);
    name = anchor_of(r, e, &name_len);
    remember(r, name, name_len, node);
    add(r, node);
}

static void read_alias(struct reader *r, struct fy_event *e)
{
    size_t len = 0;
    struct fy_token *t = fy_event_get_token(e);
    const char *name = t ? fy_token_get_text(t, &len) : NULL;

    for (size_t i = r->n_anchors; i-- > 0 && name;)
        if (r->anchors[i].len == len && !memcmp(r->anchors[i].name, name, len)) {
            add(r, r->anchors[i].node);
            return;
        }
    // What an anchor stands for is known when it is whole: a value cannot contain itself.
    stop_at(r, place_of(r, fy_event_start_mark(e)), "an alias of what is not there yet");
}

static void begin(struct reader *r, struct fy_event *e, enum kld_yaml_kind kind)
{
    struct kld_yaml *node = new_node(r, e, kind);
    struct level *l;

    if (r->depth == KLD_YAML_MAX_DEPTH) {
        stop_at(r, node->place, "nested too deep");
        return;
    }
    l = &r->levels[r->depth];
    *l = (struct level){.node = node};
    l->anchor_name = anchor_of(r, e, &l->anchor_len);
    r->depth++;
}

static void end(struct reader *r)
{
    struct level l = r->levels[--r->depth];

    remember(r, l.anchor_name, l.anchor_len, l.node);
    add(r, l.node);
}

static void handle(struct reader *r, struct fy_event *e)
{
    switch (e->type) {
    case FYET_DOCUMENT_START:
        if (r->documents++)
            stop_at(r, place_of(r, fy_event_start_mark(e)), "a second document: one is enough");
        break;
    case FYET_SCALAR:
        read_scalar(r, e);
        break;
    case FYET_ALIAS:
        read_alias(r, e);
        break;
    case FYET_SEQUENCE_START:
        begin(r, e, KLD_YAML_LIST);
        break;
    case FYET_MAPPING_START:
        begin(r, e, KLD_YAML_MAP);
        break;
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        end(r);
        break;
    default:
        break;
    }
}

// libfyaml says FILE:LINE:COLUMN itself only with the text; collected, the parts are there.
static void take_errors(struct reader *r, struct fy_diag *d)
{
    struct fy_diag_error *e;
    void *at = NULL;

    while ((e = fy_diag_errors_iterate(d, &at))) {
        struct kld_place p = {r->file, e->line > 0 ? (unsigned)e->line : 1,
                              e->column > 0 ? (unsigned)e->column : 1};

        if (e->type == FYET_ERROR)
            kld_complain(r->c, p, "not YAML: %s", e->msg ? e->msg : "cannot be read");
    }
}

static void run(struct reader *r)
{
    struct fy_event *e;

    while (!r->stop && (e = fy_parser_parse(r->parser))) {
        handle(r, e);
        fy_parser_event_free(r->parser, e);
    }
}

// What is wrong with the character of @n bytes at @s, or NULL. YAML forbids most of these; line
// breaks other than \n would let the lines that we show differ from those that are counted.
static const char *wrong_char(const unsigned char *s, size_t n, size_t left)
{
    if (!n)
        return "not UTF-8";
    if (*s == '\r')
        return left > 1 && s[1] == '\n' ? NULL : "a carriage return that ends no line";
    if (!*s)
        return "a NUL: this is no text";
    if ((*s < ' ' && *s != '\t' && *s != '\n') || *s == 0x7f || (*s == 0xc2 && s[1] < 0xa0))
        return "a control character";
    if (n == 3 && (!memcmp(s, "\xe2\x80\xa8", 3) || !memcmp(s, "\xe2\x80\xa9", 3)))
        return "a line separator of Unicode";
    if (n == 3 && !memcmp(s, "\xef\xbb\xbf", 3))
        return "a byte order mark: save it as UTF-8 without one";
    return NULL;
}

// A colon with a tab among the blanks behind it.
static bool is_trap(const char *s, const char *end)
{
    if (*s != ':')
        return false;
    for (s++; s < end && *s == ' ';)
        s++;
    return s < end && *s == '\t';
}

// libfyaml 0.7 may loop for ever over a directive, and over what is no UTF-8, and writes where it
// must not when "a:<tab>" comes behind a key with a question mark.
static bool check_text(const struct kld_file *file, struct kld_complaints *c)
{
    struct kld_place place = {file, 1, 1};
    bool begins = true, asked = false;
    const char *wrong;

    for (size_t i = 0, n; i < file->len; i += n) {
        const unsigned char *s = (const unsigned char *)file->text + i;

        n = kl_utf8_char(s, file->len - i);
        wrong = wrong_char(s, n, file->len - i);
        if (!wrong && place.column == 1 && *s == '%')
            wrong = "directives (%...) are not used here";
        begins = (begins || place.column == 1) && strchr(" \t-?:", *s);
        asked |= begins && *s == '?';
        if (!wrong && asked && is_trap(file->text + i, file->text + file->len))
            wrong = "a tab behind a colon, where keys with '?' are";
        if (wrong) {
            kld_complain(c, place, "%s", wrong);
            return false;
        }
        place.column++;
        if (*s == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return true;
}

int kld_yaml_read(struct kld_arena *a, const struct kld_file *file, struct kld_complaints *c,
                  struct kld_yaml **ret)
{
    struct fy_diag_cfg diag_cfg;
    struct reader r = {.arena = a, .file = file, .c = c};
    size_t before = c->n;

    *ret = NULL;
    if (!check_text(file, c))
        return -EINVAL;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&diag_cfg);
    struct fy_parse_cfg cfg = {.flags = FYPCF_DEFAULT_PARSE & ~(unsigned)FYPCF_QUIET, .diag = diag};
    if (!diag)
        return -ENOMEM;
    fy_diag_set_collect_errors(diag, true);
    r.parser = fy_parser_create(&cfg);
    if (r.parser && fy_parser_set_string(r.parser, file->text, file->len) == 0) {
        run(&r);
        take_errors(&r, diag);
        if (!r.stop && c->n == before && (fy_parser_get_stream_error(r.parser) || r.depth))
            kld_complain(c, (struct kld_place){.file = file}, "not YAML");
    } else {
        kld_complain(c, (struct kld_place){.file = file}, "not YAML");
    }
    fy_parser_destroy(r.parser);
    fy_diag_destroy(diag);
    if (c->n != before || c->more)
        return -EINVAL;
    *ret = r.root;
    return 0;
}

const struct kld_yaml *kld_yaml_value(const struct kld_yaml *map, const char *key)
{
    for (size_t i = 0; map && map->kind == KLD_YAML_MAP && i + 1 < map->n; i += 2)
        if (map->items[i]->kind == KLD_YAML_SCALAR && !strcmp(map->items[i]->text, key))
            return map->items[i + 1];
    return NULL;
}

const char *kld_yaml_text(const struct kld_yaml *map, const char *key)
{
    const struct kld_yaml *y = kld_yaml_value(map, key);

    return y && y->kind == KLD_YAML_SCALAR ? y->text : NULL;
}

const struct kld_file *kld_file_read(struct kld_arena *a, const char *name,
                                     struct kld_complaints *c)
{
    struct kld_file *f = kld_alloc(a, sizeof *f);
    struct kld_place place = {.file = f};
    struct stat st;
    char *text;
    size_t len = 0;
    ssize_t n = 0;
    int fd;

    f->name = kld_strdup(a, name);
    fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) < 0) {
        kld_complain(c, place, "%s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    if (!S_ISREG(st.st_mode) || st.st_size > KLD_YAML_MAX_BYTES) {
        kld_complain(c, place, S_ISREG(st.st_mode) ? "larger than 16 MiB" : "not a regular file");
        close(fd);
        return NULL;
    }
    text = kld_alloc(a, (size_t)st.st_size + 1);
    while (len < (size_t)st.st_size && (n = read(fd, text + len, (size_t)st.st_size - len)) > 0)
        len += (size_t)n;
    close(fd);
    if (n < 0) {
        kld_complain(c, place, "%s", strerror(errno));
        return NULL;
    }
    f->text = text;
    f->len = len;
    return f;
}
