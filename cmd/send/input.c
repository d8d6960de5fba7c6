// SPDX-License-Identifier: MIT
// From the command line to messages: KEY=VALUE words, or JSON in any form that `kernlink decode'
// prints for a request.
#include "send.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifdef HAVE_JANSSON
#include "../../lib/core/schema_def.h"

#include <jansson.h>

#define INPUT_MAX (64u << 20)

static int complain(const char *format, const char *what)
{
    fprintf(stderr, SEND_NAME ": ");
    fprintf(stderr, format, what);
    fputc('\n', stderr);
    return -1;
}

// ---- KEY=VALUE ----

// A value as its row wants it. Integers, symbols, addresses and bytes are strings in JSON, too.
static json_t *typed(const struct kl_attr_def *row, const char *value)
{
    json_t *array;
    char *copy, *rest, *word;

    if (*value == '[' || *value == '{')
        return json_loads(value, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (row ? row->type == KL_T_FLAG : !strcmp(value, "true") || !strcmp(value, "false"))
        return json_boolean(!strcmp(value, "true") || !strcmp(value, "1") || !strcmp(value, "yes"));
    if (!row || !kl_type_is_int(row->type) || !strchr(value, '|'))
        return json_string(value);
    // Bits by their names.
    array = json_array();
    rest = copy = strdup(value);
    while (copy && (word = strsep(&rest, "|")) != NULL)
        json_array_append_new(array, json_string(word));
    free(copy);
    return array;
}

static const struct kl_attr_def *field_of(const struct kl_layout *layout, const char *key)
{
    for (unsigned i = 0; layout && i < layout->n_fields; i++) {
        const char *name = layout->fields[i].name;
        size_t whole = strlen(name), len = strlen(key);

        // "index" is ifi_index as well.
        if (!strcasecmp(name, key) ||
            (whole > len && name[whole - len - 1] == '_' && !strcasecmp(name + whole - len, key)))
            return &layout->fields[i];
    }
    return NULL;
}

// The object that "linkinfo.kind" is to be put into, made on the way; *@row its last word's row.
static json_t *descend(json_t *object, const struct kl_attrset *set, char *path,
                       const char **ret_key, const struct kl_attr_def **row)
{
    bool index = false; // the next word is an element's number
    char *dot;

    for (;; path = dot + 1) {
        json_t *inner;

        dot = strchr(path, '.');
        if (!index)
            *row = kl_attrset_row_named(set, path);
        if (dot)
            *dot = '\0';
        if (!index && dot)
            *row = kl_attrset_row_named(set, path);
        if (!dot) {
            *ret_key = path;
            return object;
        }
        index = !index && *row && (*row)->type == KL_T_ARRAY;
        set = *row && !index ? kl_row_set(*row, NULL) : index ? NULL : set;
        if (*row && (*row)->type == KL_T_ARRAY && !index && (*row)->elem == KL_T_NEST)
            set = (*row)->ref.set;
        inner = json_object_get(object, path);
        if (!inner) {
            inner = json_object();
            json_object_set_new(object, path, inner);
        }
        if (!json_is_object(inner))
            return NULL;
        object = inner;
    }
}

static int add_word(json_t *message, const struct kl_family *f, const struct kl_command_def *c,
                    char *word)
{
    char *equals = strchr(word, '=');
    const char *value = equals ? equals + 1 : "true", *key;
    const struct kl_layout *layout = c ? kl_command_layout(f, c, false) : NULL;
    const struct kl_attr_def *row = NULL;
    json_t *attrs = json_object_get(message, "attrs"), *into, *made;

    if (equals)
        *equals = '\0';
    if (!*word)
        return complain("a name is missing in front of =%s", value);
    if (!strchr(word, '.') && (row = field_of(layout, word)) != NULL &&
        !kl_attrset_row_named(kl_command_attrs(f, c, false), word)) {
        into = message;
        key = row->name;
    } else {
        into = descend(attrs, kl_command_attrs(f, c, false), word, &key, &row);
        if (!into)
            return complain("%s is given as a value and as a nest", word);
    }
    made = typed(row, value);
    if (!made)
        return complain("this is no JSON: %s", value);
    if (!json_object_get(into, key))
        return json_object_set_new(into, key, made);
    // Given again: the attribute repeats.
    if (!json_is_array(json_object_get(into, key))) {
        json_t *array = json_array();

        json_array_append(array, json_object_get(into, key));
        json_object_set_new(into, key, array);
    }
    return json_array_append_new(json_object_get(into, key), made);
}

// ---- JSON ----

static char *read_all(void)
{
    size_t len = 0, room = 4096;
    char *text = malloc(room), *grown;

    while (text) {
        size_t n = fread(text + len, 1, room - len - 1, stdin);

        len += n;
        if (n == 0) {
            text[len] = '\0';
            return text;
        }
        if (room - len > 1)
            continue;
        room *= 2;
        grown = room <= INPUT_MAX ? realloc(text, room) : NULL;
        if (!grown)
            free(text);
        text = grown;
    }
    complain("%s", "the input is too long");
    return NULL;
}

// Has it the form of a message, not just of attributes?
static bool is_message(json_t *o)
{
    return json_object_get(o, "attrs") || json_object_get(o, "command") ||
           json_object_get(o, "header");
}

// Attributes and fields of the fixed header in one object, as people write it.
static json_t *sorted(json_t *o, const struct kl_family *f, const struct kl_command_def *c)
{
    const struct kl_layout *layout = c ? kl_command_layout(f, c, false) : NULL;
    json_t *message = json_object(), *attrs = json_object(), *value;
    const char *key;

    json_object_set_new(message, "attrs", attrs);
    json_object_foreach(o, key, value)
    {
        const struct kl_attr_def *field = field_of(layout, key);

        if (!strcmp(key, "flags"))
            json_object_set(message, key, value);
        else if (field && !kl_attrset_row_named(kl_command_attrs(f, c, false), key))
            json_object_set(message, field->name, value);
        else
            json_object_set(attrs, key, value);
    }
    return message;
}

static int add_request(struct send_requests *r, const char *family, json_t *message)
{
    struct send_request *grown = realloc(r->request, (r->n + 1) * sizeof *grown);

    if (!grown)
        return complain("%s", "out of memory");
    r->request = grown;
    grown[r->n] = (struct send_request){.family = strdup(family), .json = json_dumps(message, 0)};
    r->n++;
    return grown[r->n - 1].family && grown[r->n - 1].json ? 0 : complain("%s", "out of memory");
}

struct wanted {
    const char *family, *command; // NULL: the JSON says it
    send_family_fn *find;
    void *user;
};

static int add_object(struct send_requests *r, json_t *o, const struct wanted *w)
{
    const char *direction = json_string_value(json_object_get(o, "direction"));
    json_t *inner = json_object_get(o, "message"), *message;
    const char *family, *command;
    const struct kl_family *f;
    int rc;

    // What decode printed; answers are none of ours.
    if (json_is_object(inner) && direction) {
        if (strcmp(direction, "sent") != 0)
            return 0;
        o = inner;
    }
    family = w->family ? w->family : json_string_value(json_object_get(o, "family"));
    command = w->command ? w->command : json_string_value(json_object_get(o, "command"));
    if (!family || !command)
        return complain("%s", "the JSON does not say \"family\" and \"command\", nor do words "
                              "in front of it");
    f = w->find(family, w->user);
    if (!f)
        return -1;
    message = is_message(o) ? json_copy(o)
                            : sorted(o, f, kl_family_command_named(f, command, NLM_F_REQUEST));
    json_object_set_new(message, "command", json_string(command));
    json_object_set_new(message, "family", json_string(f->name));
    rc = add_request(r, f->name, message);
    json_decref(message);
    return rc;
}

static int add_root(struct send_requests *r, json_t *root, const struct wanted *w)
{
    int rc = 0;

    if (json_is_object(root))
        return add_object(r, root, w);
    if (!json_is_array(root))
        return complain("%s", "a request is an object");
    for (size_t i = 0; rc == 0 && i < json_array_size(root); i++) {
        if (!json_is_object(json_array_get(root, i)))
            return complain("%s", "a request is an object");
        rc = add_object(r, json_array_get(root, i), w);
    }
    return rc;
}

// One value, or several of them one behind the other, as in JSON lines.
static int add_json(struct send_requests *r, const char *text, const struct wanted *w)
{
    const char *at = text;
    json_error_t where;
    int rc = 0;

    while (rc == 0) {
        json_t *root;

        at += strspn(at, " \t\r\n");
        if (!*at)
            break;
        root = json_loads(at, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &where);
        if (!root) {
            fprintf(stderr, SEND_NAME ": the JSON is wrong at %d:%d: %s\n", where.line,
                    where.column, where.text);
            return -1;
        }
        rc = add_root(r, root, w);
        json_decref(root);
        at += where.position;
    }
    if (rc == 0 && r->n == 0)
        return complain("%s", "there is no request in the input");
    return rc;
}

static int read_json(struct send_requests *r, const char *word, const struct wanted *w)
{
    char *text = !strcmp(word, "-") ? read_all() : strdup(word);
    int rc = text ? add_json(r, text, w) : -1;

    free(text);
    return rc;
}

static bool is_json(const char *word)
{
    return *word == '{' || *word == '[' || !strcmp(word, "-");
}

int send_read(struct send_requests *ret, char **words, int n, send_family_fn *find, void *user)
{
    struct wanted w = {.find = find, .user = user};
    const struct kl_command_def *c;
    const struct kl_family *f;
    json_t *message;
    int rc = 0;

    if (n == 1 && is_json(words[0]))
        return read_json(ret, words[0], &w);
    if (n < 2)
        return complain("%s", "a family and a command are needed, such as: rt-link getlink");
    w.family = words[0];
    w.command = words[1];
    if (n == 3 && is_json(words[2]))
        return read_json(ret, words[2], &w);
    f = find(w.family, user);
    if (!f)
        return -1;
    c = kl_family_command_named(f, w.command, NLM_F_REQUEST);
    message = json_pack("{s:s, s:s, s:{}}", "family", f->name, "command", w.command, "attrs");
    // A command that there is not is complained about when the message is built.
    for (int i = 2; rc == 0 && i < n && c; i++)
        rc = add_word(message, f, c, words[i]);
    if (rc == 0)
        rc = add_request(ret, f->name, message);
    json_decref(message);
    return rc;
}

#else

int send_read(struct send_requests *ret, char **words, int n, send_family_fn *find, void *user)
{
    (void)ret, (void)words, (void)n, (void)find, (void)user;
    fprintf(stderr, SEND_NAME ": this kernlink was built without jansson\n");
    return -1;
}

#endif

void send_requests_free(struct send_requests *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->request[i].family);
        free(r->request[i].json);
    }
    free(r->request);
}
