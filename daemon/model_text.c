// SPDX-License-Identifier: MIT
// A model as lines: CLASS, tab, what it is, tab, NAME=TEXT for each value. Tabs, line ends and
// backslashes in a text are escaped.
#include "journal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct kld_section *const sections[KLD_N_CLASSES] = {
    [KLD_C_LINK] = &kld_interface,      [KLD_C_SYSCTL] = &kld_sysctl, [KLD_C_VLAN] = &kld_vlan,
    [KLD_C_ADDRESS] = &kld_address,     [KLD_C_ROUTE] = &kld_route,   [KLD_C_RULE] = &kld_rule,
    [KLD_C_NEIGHBOUR] = &kld_neighbour, [KLD_C_PEER] = &kld_peer,     [KLD_C_NETNS] = &kld_netns,
    [KLD_C_SET] = &kld_set_section,
};

static void escaped(struct kl_out *o, const char *s)
{
    for (; *s; s++)
        if (*s == '\t' || *s == '\n' || *s == '\\')
            kl_out_printf(o, "\\%c", *s == '\t' ? 't' : *s == '\n' ? 'n' : '\\');
        else
            kl_out_char(o, *s);
}

void kld_model_write(const struct kld_model *m, struct kl_out *o)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct kld_object *it = m->list[i];

        kl_out_printf(o, "%s\t", kld_class_names[it->class]);
        escaped(o, it->dev ? it->dev : "");
        kl_out_printf(o, "\t%d %u %d %d %d", it->ifindex, it->protocol, it->owner, it->kernel,
                      it->managed);
        for (size_t k = 0; k < it->n; k++) {
            kl_out_printf(o, "\t%s=", it->pairs[k].row->name);
            escaped(o, it->pairs[k].text);
        }
        kl_out_char(o, '\n');
        if (it->inner) {
            kl_out_str(o, "in\t");
            escaped(o, kld_get(it, "name"));
            kl_out_char(o, '\n');
            kld_model_write(it->inner, o);
            kl_out_str(o, "out\n");
        }
    }
}

// The next field of @line, unescaped in its place.
static char *field(char **line)
{
    char *start = *line, *to = start, *at = start;

    if (!start)
        return NULL;
    for (; *at && *at != '\t'; at++) {
        if (*at == '\\' && at[1]) {
            at++;
            *to++ = *at == 't' ? '\t' : *at == 'n' ? '\n' : *at;
        } else {
            *to++ = *at;
        }
    }
    *line = *at ? at + 1 : NULL;
    *to = '\0';
    return start;
}

static bool has_row(const struct kld_object *o, const char *name)
{
    const char *dot = strchr(name, '.');
    int kind = o->class == KLD_C_LINK && kld_kind_of(o) < KLD_N_KINDS ? (int)kld_kind_of(o) : -1;
    const struct kld_row *r;
    char section[16] = "";

    if (!dot)
        return kld_find(o->section, name, kind);
    if (dot - name >= (long)sizeof section)
        return false;
    memcpy(section, name, (size_t)(dot - name));
    r = kld_find(o->section, section, -1);
    return r && r->type == KLD_T_SECTION && kld_find(r->section, dot + 1, -1);
}

// Has it what all others take for granted: its interface, what says which it is, a kind?
static bool is_whole(const struct kld_object *o)
{
    if (!o->dev && o->class != KLD_C_ROUTE && o->class != KLD_C_RULE && o->class != KLD_C_SET &&
        o->class != KLD_C_NETNS)
        return false;
    for (const struct kld_row *r = o->section->rows; r->name; r++) {
        const char *text = r->flags & KLD_REQUIRED && !r->kinds ? kld_get(o, r->name) : "";

        if (!text || (*text && r->type == KLD_T_WORD && !kld_word_named(r->words, text)))
            return false;
    }
    return true;
}

static int read_line(struct kld_model *m, char *line)
{
    char *class = field(&line), *dev = field(&line), *rest = field(&line), *pair;
    int ifindex, owner, kernel, managed;
    struct kld_object *o = NULL;
    unsigned protocol;

    for (int c = 1; class && c < KLD_N_CLASSES; c++)
        if (sections[c] && !strcmp(kld_class_names[c], class) && dev)
            o = kld_object_new(m->arena, sections[c], *dev ? dev : NULL);
    if (!o || !rest ||
        sscanf(rest, "%d %u %d %d %d", &ifindex, &protocol, &owner, &kernel, &managed) != 5)
        return -EBADMSG;
    o->ifindex = ifindex;
    o->protocol = (uint8_t)protocol;
    o->owner = owner ? KLD_OURS : KLD_FOREIGN;
    o->kernel = kernel;
    o->managed = managed;
    while ((pair = field(&line))) {
        char *equals = strchr(pair, '=');

        if (!equals)
            return -EBADMSG;
        *equals = '\0';
        if (!has_row(o, pair))
            return -EBADMSG;
        kld_set(m->arena, o, pair, kld_strdup(m->arena, equals + 1));
    }
    if (!is_whole(o))
        return -EBADMSG;
    kld_model_add(m, o);
    return 0;
}

// "in", tab, a namespace: what follows is in it, up to "out". @return whether it was such a line.
static bool read_place(struct kld_model *root, struct kld_model **m, char *line)
{
    struct kld_object *o;
    char *name;

    if (!strcmp(line, "out")) {
        *m = root;
        return true;
    }
    if (strncmp(line, "in\t", 3) != 0)
        return false;
    name = line + 3;
    o = kld_model_find(root, kld_printf(root->arena, "namespace %s", field(&name)));
    if (!o || *m != root)
        return false;
    *m = o->inner = kld_model_new(root->arena);
    (*m)->netns = kld_get(o, "name");
    return true;
}

int kld_model_read(struct kld_model *m, const char *text, size_t len)
{
    char *copy = kld_strndup(m->arena, text, len), *at = copy;
    struct kld_model *root = m;
    int code = 0;

    while (*at && !code) {
        char *end = strchr(at, '\n');

        if (end)
            *end = '\0';
        code = *at && !read_place(root, &m, at) ? read_line(m, at) : 0;
        at = end ? end + 1 : at + strlen(at);
    }
    return code;
}
