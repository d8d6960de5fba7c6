// SPDX-License-Identifier: MIT
// One line of what a message holds: a key and a value as text.
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#define HEX_MAX 16 // bytes beside a value

struct line *line_add(struct lines *l, unsigned depth)
{
    struct line *grown;

    if (l->n == l->room) {
        grown = realloc(l->line, (l->room + 64) * 2 * sizeof *grown);
        if (!grown) {
            l->failed = true;
            return NULL;
        }
        l->line = grown;
        l->room = (l->room + 64) * 2;
    }
    l->line[l->n] = (struct line){.at = l->text->len, .depth = depth, .leaf = true};
    return &l->line[l->n++];
}

// Characters, not bytes.
static unsigned count_width(const char *s, size_t len)
{
    unsigned n = 0;

    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)s[i] & 0xc0) != 0x80;
    return n;
}

void line_put_coloured(struct lines *l, struct line *line, enum show_colour colour, const char *s,
                       size_t len)
{
    size_t before;

    if (l->show->options->colour)
        kl_out_str(l->text, show_colour(l->show, colour));
    if (show_is_plain(s, len)) {
        kl_put_mem(l->text, s, len);
        line->width += (unsigned)len;
    } else {
        before = l->text->len;
        show_put_text(l->text, s, len);
        line->width += count_width(l->text->buf + before, l->text->len - before);
    }
    if (l->show->options->colour)
        kl_out_str(l->text, show_colour(l->show, SHOW_PLAIN));
}

void line_end(struct lines *l, struct line *line)
{
    line->len = l->text->len - line->at;
}

void line_put(struct lines *l, struct line *line, const char *s)
{
    size_t len = strlen(s);

    kl_put_mem(l->text, s, len);
    line->width += count_width(s, len);
}

// ---- Values ----

void line_put_bytes(struct lines *l, struct line *line, const unsigned char *data, size_t len)
{
    size_t before = l->text->len;

    kl_out_bytes(l->text, data, len);
    line->width += (unsigned)(l->text->len - before);
}

static void put_symbol(struct lines *l, struct line *line, const struct kl_value *v)
{
    size_t before = l->text->len;

    if (v->name && *v->name) {
        line_put_coloured(l, line, SHOW_YELLOW, v->name, strlen(v->name));
        before = l->text->len;
        KL_PUT_LIT(l->text, " (");
    }
    if (v->kind == KL_VALUE_FLAGS && v->name && *v->name) {
        KL_PUT_LIT(l->text, "0x");
        kl_out_hex(l->text, v->u, 1);
    } else {
        kl_sink_put_readable(l->text, v);
    }
    if (v->name && *v->name)
        kl_put_char(l->text, ')');
    line->width += (unsigned)(l->text->len - before);
}

// Flags that are all numbers already need no second one, and all of them at once no names.
static bool only_number(const struct kl_value *v)
{
    if (v->kind == KL_VALUE_FLAGS && v->u == UINT32_MAX)
        return true;
    return v->kind == KL_VALUE_FLAGS && v->name && !strncmp(v->name, "0x", 2) &&
           !strchr(v->name, '|');
}

void line_put_value(struct lines *l, struct line *line, const struct kl_value *v)
{
    size_t before = l->text->len;

    switch (v->kind) {
    case KL_VALUE_NULL:
        line_put(l, line, "-");
        break;
    case KL_VALUE_BOOL:
        line_put(l, line, v->u ? "yes" : "no");
        break;
    case KL_VALUE_STRING:
        line_put(l, line, "\"");
        line_put_coloured(l, line, SHOW_GREEN, v->data, v->len);
        line_put(l, line, "\"");
        break;
    case KL_VALUE_BYTES:
        if (v->len == 0)
            line_put(l, line, "(empty)");
        // fall through
    case KL_VALUE_MAC:
        line_put_bytes(l, line, v->data, v->len);
        break;
    case KL_VALUE_IP:
        kl_out_ip(l->text, v->data, v->len);
        line->width += (unsigned)(l->text->len - before);
        break;
    default:
        if (only_number(v) && v->u == UINT32_MAX)
            line_put(l, line, "all (0xffffffff)");
        else if (only_number(v))
            line_put(l, line, v->name);
        else
            put_symbol(l, line, v);
    }
    if (v->unit) {
        line_put(l, line, " ");
        line_put(l, line, v->unit);
    }
}

void line_put_raw(struct lines *l, struct line *line, const struct kl_value *v)
{
    const struct kl_sink *k = &l->base;
    size_t len = k->raw_len < HEX_MAX ? k->raw_len : HEX_MAX;

    if (!l->show->options->hex || !k->raw || v->kind == KL_VALUE_BYTES || v->kind == KL_VALUE_MAC)
        return;
    kl_out_str(l->text, show_colour(l->show, SHOW_DIM));
    line_put(l, line, "  = ");
    line_put_bytes(l, line, k->raw, len);
    if (len < k->raw_len)
        line_put(l, line, ":...");
    kl_out_str(l->text, show_colour(l->show, SHOW_PLAIN));
}

// What one wants to know first of what is told most often; of others all that is short.
static const struct {
    const char *family;
    const char *names[8];
} telling[] = {
    {"rt-link",
     {"IFLA_IFNAME", "IFLA_OPERSTATE", "IFLA_MTU", "IFLA_ADDRESS", "IFLA_MASTER", "IFLA_LINK",
      "IFLA_LINKINFO"}},
    {"nlctrl", {"CTRL_ATTR_FAMILY_NAME", "CTRL_ATTR_FAMILY_ID"}},
    {"rt-addr", {"IFA_LOCAL", "IFA_ADDRESS", "IFA_LABEL", "IFA_FLAGS"}},
    {"rt-route",
     {"RTA_DST", "RTA_GATEWAY", "RTA_VIA", "RTA_OIF", "RTA_PRIORITY", "RTA_PREFSRC", "RTA_TABLE",
      "RTA_MULTIPATH"}},
    {"rt-neigh", {"NDA_DST", "NDA_LLADDR", "NDA_MASTER", "NDA_VLAN"}},
};

static bool tells(const char *family, const char *name)
{
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        if (strcmp(telling[i].family, family) != 0)
            continue;
        for (size_t n = 0; n < 8 && telling[i].names[n]; n++)
            if (!strcmp(telling[i].names[n], name))
                return true;
        return false;
    }
    return true;
}

// Names in capitals are attributes'; fields and numbers are not.
static bool is_plain_key(const char *key)
{
    return (*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9');
}

void line_put_key(struct lines *l, struct line *line, bool value_follows)
{
    if (!l->key[0])
        return;
    line_put_coloured(l, line, SHOW_CYAN, l->key, strlen(l->key));
    if (value_follows) {
        kl_put_char(l->text, ' ');
        line->width++;
    }
    line->plain = is_plain_key(l->key);
    line->telling = !l->family || line->plain || tells(l->family, l->key);
}

void lines_put_rows(struct lines *l, unsigned depth, const struct kl_value *v)
{
    const unsigned char *data = v->data;

    for (size_t at = 0; at < v->len; at += BYTES_ROW) {
        size_t n = v->len - at < BYTES_ROW ? v->len - at : BYTES_ROW;
        struct line *line = line_add(l, depth);

        if (!line)
            return;
        line_put_bytes(l, line, data + at, n);
        line_end(l, line);
        line->leaf = false;
    }
}
