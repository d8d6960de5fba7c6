// SPDX-License-Identifier: MIT
// The lines that a restore has a million of: `add SET ELEMENT [OPTION [VALUE]]...', about the set
// of the line before, in the plain form. They mean what they mean to ipset_run(), which gets every
// line that is not certain.
#include "cli.h"

#include <string.h>

void ipset_bulk_begin(struct ipset_cli *c, const struct kl_ipset_known *known)
{
    struct ipset_bulk *b = &c->bulk;

    if (b->known.type == known->type && b->known.revision == known->revision &&
        b->known.family == known->family && !strcmp(b->known.name, known->name))
        return;
    *b = (struct ipset_bulk){
        .known = *known,
        .name_len = strlen(known->name),
        .parse = {.type = known->type, .family = known->family, .names = c->ipset->names}};
    for (size_t i = 0; known->type->add[i] != KL_OPT_END; i++) {
        b->options[i].row = &kl_ipset_options_table[known->type->add[i]];
        b->options[i].len = strlen(b->options[i].row->name);
    }
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

// The value of an option, as kl_words_split() sees it. @return false where that may be in doubt.
static bool next_value(const char **at, const char *end, struct kl_text *ret)
{
    const char *s = *at, *stop;

    while (s < end && blank(*s))
        s++;
    if (s == end)
        return false;
    if (*s == '"') {
        s++;
        stop = memchr(s, '"', (size_t)(end - s));
        if (!stop)
            return false;
        *at = stop + 1;
    } else {
        for (stop = s; stop < end && !blank(*stop); stop++)
            ;
        *at = stop;
    }
    *ret = (struct kl_text){s, (size_t)(stop - s)};
    return !(ret->len && *s == '-'); // a global option, perhaps
}

// The option whose name stands at *@at. Files name the options of each line in the same order, so
// the search goes on where it found the last.
static const struct kl_ipset_option *next_option(const struct ipset_bulk *b, const char **at,
                                                 const char *end, size_t *row)
{
    for (size_t tried = 0; tried < 2 * sizeof b->options / sizeof b->options[0]; tried++) {
        const struct ipset_bulk_option *o = &b->options[*row];
        const char *stop = *at + o->len;

        if (!o->row) {
            *row = 0;
            continue;
        }
        ++*row;
        if (stop <= end && **at == o->row->name[0] && !memcmp(*at, o->row->name, o->len) &&
            (stop == end || blank(*stop))) {
            *at = stop;
            return o->row;
        }
    }
    return NULL;
}

// A plain decimal number behind @o's name, as nearly all are. @return its end, or NULL: not plain.
static const char *number_option(const char *at, const char *end, const struct kl_ipset_option *o,
                                 struct kl_ipset_elem *e)
{
    const char *start;
    uint64_t value = 0;

    if (o->kind != KL_KIND_NUMBER || e->has & o->has || at == end || *at++ != ' ')
        return NULL;
    for (start = at; at < end && (unsigned char)(*at - '0') < 10 && at - start < 18; at++)
        value = value * 10 + (unsigned)(*at - '0');
    if (at == start || (at < end && !blank(*at)) || (*start == '0' && at - start > 1) ||
        value < o->min || value > o->max)
        return NULL;
    kl_parse_store(e, o, value);
    e->has |= o->has;
    return at;
}

static bool parse_options(const struct ipset_bulk *b, const char *at, const char *end,
                          struct kl_ipset_elem *e)
{
    size_t row = 0;

    for (;;) {
        struct kl_text value = {NULL, 0};
        const struct kl_ipset_option *o;
        const char *plain;

        while (at < end && blank(*at))
            at++;
        if (at == end)
            return true;
        o = next_option(b, &at, end, &row);
        plain = o ? number_option(at, end, o, e) : NULL;
        if (plain) {
            at = plain;
            continue;
        }
        if (!o || (o->kind != KL_KIND_FLAG && !next_value(&at, end, &value)) ||
            kl_parse_elem_option(&b->parse, o, value, e))
            return false;
    }
}

static bool revision_has(struct ipset_bulk *b, uint32_t fields)
{
    const char *option;

    if (fields & ~b->fields) {
        if (kl_ipset_revision_needed(b->known.type, 0, fields, &option) > b->known.revision)
            return false;
        b->fields |= fields;
    }
    return true;
}

int ipset_bulk_line(struct ipset_cli *c, struct kl_text line)
{
    struct ipset_bulk *b = &c->bulk;
    const char *at = line.s + 4, *end = line.s + line.len;
    struct kl_ipset_elem e;

    if (line.len < 6 + b->name_len || memcmp(line.s, "add ", 4) != 0 ||
        memcmp(at, b->known.name, b->name_len) != 0 || at[b->name_len] != ' ')
        return -1;
    at += b->name_len + 1;
    at = kl_parse_elem_quick(&b->parse, (struct kl_text){at, (size_t)(end - at)}, &e);
    if (!at || (at < end && (!blank(*at) || !parse_options(b, at, end, &e))) ||
        !revision_has(b, e.has))
        return -1;
    return kl_ipset_batch_put(c->batch, IPSET_CMD_ADD, b->known.name, &b->known, &e,
                              c->options.exist ? KL_IPSET_EXIST : 0, c->line)
               ? ipset_failed(c)
               : 0;
}
