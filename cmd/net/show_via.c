// SPDX-License-Identifier: MIT
// show, of the network of a daemon: its JSON as it is, or as tables.
#include "show_text.h"

#include "table.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Titles, and the keys whose values stand below them; the first that there is. Behind a ':' stands
// what is put in front of it.
struct column {
    const char *title, *keys[4];
};

// clang-format off
static const struct column columns[KLD_N_VIEWS][NET_COLUMNS] = {
    [KLD_V_INTERFACES] = {{"NAME", {"name"}}, {"KIND", {"kind"}}, {"STATE", {"state"}},
        {"MTU", {"mtu"}}, {"PLACE", {"master:port of ", "link:on ", "peer:peer "}}, {"MAC", {"mac"}},
        {"OWNER", {"owner"}}, {"ADDRESSES", {"addresses"}}},
    [KLD_V_ADDRESSES] = {{"ADDRESS", {"address"}}, {"INTERFACE", {"interface"}},
        {"SCOPE", {"scope"}}, {"BY", {"made-by"}}, {"FLAGS", {"flags"}}},
    [KLD_V_ROUTES] = {{"TO", {"to"}}, {"VIA", {"via", "hops"}}, {"INTERFACE", {"dev"}},
        {"TABLE", {"table"}}, {"METRIC", {"metric"}}, {"BY", {"made-by"}}, {"TYPE", {"type"}}},
    [KLD_V_RULES] = {{"PRIORITY", {"priority"}}, {"FAMILY", {"family"}}, {"FROM", {"from"}},
        {"TO", {"to"}}, {"ACTION", {"action"}}, {"TABLE", {"table"}}, {"BY", {"made-by"}}},
    [KLD_V_NEIGHBOURS] = {{"ADDRESS", {"address"}}, {"INTERFACE", {"interface"}}, {"MAC", {"mac"}},
        {"STATE", {"state"}}, {"BY", {"made-by"}}},
    [KLD_V_VLANS] = {{"ID", {"id"}}, {"INTERFACE", {"interface"}}, {"ROLE", {"role"}},
        {"ON", {"link", "bridge"}}, {"OWNER", {"owner"}}},
    [KLD_V_BRIDGES] = {{"NAME", {"name"}}, {"STATE", {"state"}}, {"OWNER", {"owner"}},
        {"PORTS", {"ports"}}},
};
// clang-format on

static void write_words(struct kl_out *o, const json_t *value)
{
    // What names an object.
    static const char *const names[] = {"address", "interface", "via", "dev", "public-key"};
    const json_t *one;
    size_t i;

    if (json_is_string(value))
        kl_out_str(o, json_string_value(value));
    else if (json_is_integer(value))
        kl_out_printf(o, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        kl_out_str(o, json_is_true(value) ? "true" : "false");
    for (i = 0; json_is_object(value) && i < sizeof names / sizeof names[0]; i++)
        if ((one = json_object_get(value, names[i]))) {
            write_words(o, one);
            return;
        }
    json_array_foreach(value, i, one)
    {
        kl_out_str(o, i ? " " : "");
        if (!json_is_array(one))
            write_words(o, one);
    }
}

static const char *words_of(struct kld_arena *a, const json_t *value)
{
    const char *text = "";
    struct kl_out *o;

    if (kl_out_open_memory(&o) < 0)
        return text;
    write_words(o, value);
    text = kld_strdup(a, kl_out_text(o, NULL));
    kl_out_close(o);
    return text;
}

static const char *cell(struct kld_arena *a, const json_t *object, const struct column *c)
{
    for (size_t i = 0; i < sizeof c->keys / sizeof c->keys[0] && c->keys[i]; i++) {
        size_t n = strcspn(c->keys[i], ":");
        const char *key = kld_strndup(a, c->keys[i], n);
        const json_t *value = json_object_get(object, key);

        if (value)
            return kld_printf(a, "%s%s", c->keys[i][n] ? c->keys[i] + n + 1 : "",
                              words_of(a, value));
    }
    return "";
}

static void table(struct kl_out *out, enum kld_view_what what, const json_t *list,
                  const char *indent)
{
    const char *titles[NET_COLUMNS + 1] = {0};
    struct net_table t;
    const json_t *one;
    size_t i;

    for (unsigned n = 0; n < NET_COLUMNS; n++)
        titles[n] = columns[what][n].title;
    net_table_begin(&t, out, titles, indent);
    json_array_foreach(list, i, one)
    {
        struct kld_arena *a = kld_arena_new();
        const char *cells[NET_COLUMNS] = {0};

        for (unsigned n = 0; n < t.columns; n++)
            cells[n] = cell(a, one, &columns[what][n]);
        net_table_row(&t, cells, false);
        kld_arena_free(a);
    }
    net_table_end(&t);
}

static void facts(struct kl_out *out, const char *prefix, json_t *object)
{
    struct kld_arena *a = kld_arena_new();
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        const char *name = kld_printf(a, "%s%s", prefix, key);
        const char *text = json_is_object(value) ? "" : words_of(a, value);

        // Addresses have a table of their own.
        if (json_is_object(value) && !*prefix)
            facts(out, kld_printf(a, "%s.", key), value);
        else if (*text && strcmp(name, "addresses") != 0)
            kl_out_printf(out, "  %-27s %s\n", net_clean(a, name), net_clean(a, text));
    }
    kld_arena_free(a);
}

/* ---- Asking ---- */

static void add(char *path, size_t size, const char *name, const char *value)
{
    char *escaped = value ? curl_easy_escape(NULL, value, 0) : NULL;
    size_t n = strlen(path);

    if (escaped)
        snprintf(path + n, size - n, "%c%s=%s", strchr(path, '?') ? '&' : '?', name, escaped);
    curl_free(escaped);
}

// @list: an array is wanted, not one object. @return 0 with a->json, or an exit code
static int ask(struct net_client *c, const struct kld_view *v, bool list, struct net_answer *a)
{
    char path[1200], *name = NULL;
    const struct net_call call = {.method = "GET", .path = path};
    bool lists_plain = v->what == KLD_V_ROUTES || v->what == KLD_V_NEIGHBOURS;
    int code;

    if (list) {
        snprintf(path, sizeof path, "/v1/%s", kld_view_names[v->what]);
        add(path, sizeof path, "interface", v->interface);
        add(path, sizeof path, "owner",
            v->owner == KLD_ANYBODY     ? NULL
            : v->owner == KLD_ONLY_OURS ? "ours"
                                        : "foreign");
        add(path, sizeof path, "plain", v->plain && lists_plain ? "true" : NULL);
        if (v->what == KLD_V_INTERFACES)
            add(path, sizeof path, "kind", v->kind);
    } else {
        name = curl_easy_escape(NULL, v->interface, 0);
        snprintf(path, sizeof path, "/v1/interfaces/%s", name ? name : "");
        curl_free(name);
    }
    add(path, sizeof path, "family",
        !v->family                           ? NULL
        : v->family == kld_family_named("4") ? "ipv4"
                                             : "ipv6");
    if (v->what == KLD_V_INTERFACES)
        add(path, sizeof path, "statistics", v->statistics ? "true" : NULL);
    code = net_client_call(c, &call, a);
    if (!code && (a->status != 200 || !(list ? json_is_array(a->json) : json_is_object(a->json))))
        code = net_client_refused(c, a);
    return code;
}

static int show_part(struct net_client *c, const struct kld_view *v, struct kl_out *out,
                     const char *title)
{
    struct net_answer a = {0};
    int code = ask(c, v, true, &a);

    if (!code && title && json_array_size(a.json))
        kl_out_printf(out, "\n%s\n", title);
    if (!code)
        table(out, v->what, a.json, title ? "  " : "");
    net_answer_free(&a);
    return code;
}

static int show_one(struct net_client *c, const struct kld_view *v, struct kl_out *out)
{
    struct net_answer a = {0};
    struct kld_view part = *v;
    int code;

    part.what = KLD_V_INTERFACES;
    part.statistics = true;
    code = ask(c, &part, false, &a);
    if (!code)
        facts(out, "", a.json);
    net_answer_free(&a);
    for (const struct net_show_part *p = net_show_parts; p->title && !code; p++) {
        part.what = p->what;
        code = show_part(c, &part, out, p->title);
    }
    return code;
}

int net_show_via(struct net_client *c, const struct kld_view *v, bool whole, bool json)
{
    struct net_answer a = {0};
    struct kl_out *out;
    int code, written = kl_out_open_fd(&out, STDOUT_FILENO);

    if (written < 0)
        return net_unwritten(c->command, written);
    if (json) {
        code = ask(c, v, true, &a);
        if (!code)
            kl_out_write(out, a.text, a.len);
        net_answer_free(&a);
    } else {
        code = whole ? show_one(c, v, out) : show_part(c, v, out, NULL);
    }
    written = kl_out_close(out);
    return written < 0 ? net_unwritten(c->command, written) : code;
}
