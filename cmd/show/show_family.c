// SPDX-License-Identifier: MIT
// What the numbers of generic families stand for. The kernel gives them out as modules are loaded,
// so they differ from machine to machine: what the user said counts most, then what the traffic
// itself announces, then the running kernel if that makes sense of the message, then a guess.
#include "inside.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#define IDS       1024 // GENL_MAX_ID is 1023
#define TRIES_MAX 16
#define POLICIES  64

enum source { UNKNOWN, GUESS, KERNEL, TRAFFIC, OPTION };

struct entry {
    char name[16];
    const struct kl_family *schema;
    unsigned char source;
    unsigned char tries;
    bool asked; // the kernel for its policy
};

struct show_family_table {
    struct entry of[IDS];
    struct entry kernel[IDS];
    bool asked;
    bool silent; // nothing is to be asked any more
    struct kl_sock *sock;
    struct kl_policy *policy[POLICIES]; // of families without a table
    unsigned n_policies;
};

int show_families_new(struct show_family_table **ret)
{
    *ret = calloc(1, sizeof **ret);
    return *ret ? 0 : -ENOMEM;
}

void show_families_free(struct show_family_table *t)
{
    if (!t)
        return;
    for (unsigned i = 0; i < t->n_policies; i++)
        kl_policy_free(t->policy[i]);
    kl_sock_close(t->sock);
    free(t);
}

static const struct kl_family *schema_named(const char *name)
{
    const struct kl_family *f = kl_family_find(name);

    return f && f->protocol == NETLINK_GENERIC ? f : NULL;
}

static void set(struct entry *e, const char *name, size_t len, enum source source)
{
    if (source < e->source)
        return;
    len = len < sizeof e->name ? len : sizeof e->name - 1;
    if (strlen(e->name) == len && memcmp(e->name, name, len) == 0 && e->schema) {
        e->source = (unsigned char)source;
        return;
    }
    memcpy(e->name, name, len);
    e->name[len] = '\0';
    e->asked = false;
    e->schema = schema_named(e->name);
    e->source = (unsigned char)source;
}

int show_family_given(struct show_family_table *t, const char *text)
{
    char *end;
    unsigned long id = strtoul(text, &end, 0);

    if (end == text || *end != '=' || !end[1] || strlen(end + 1) >= sizeof t->of[0].name ||
        id < NLMSG_MIN_TYPE || id >= IDS)
        return -EINVAL;
    set(&t->of[id], end + 1, strlen(end + 1), OPTION);
    return 0;
}

// Reads id and name out of an announcement. @return the id, or 0.
static unsigned announced(const struct nlmsghdr *msg, const char **name, size_t *len)
{
    const unsigned char *data = (const void *)msg;
    struct kl_view v;
    uint64_t id;

    if (msg->nlmsg_type != GENL_ID_CTRL || (msg->nlmsg_flags & NLM_F_REQUEST) != 0 ||
        msg->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN || data[NLMSG_HDRLEN] != CTRL_CMD_NEWFAMILY ||
        kl_view_message(&v, msg, GENL_HDRLEN, NULL) < 0 ||
        kl_view_get_uint(&v, CTRL_ATTR_FAMILY_ID, &id) < 0 || id < NLMSG_MIN_TYPE || id >= IDS ||
        kl_view_get_str(&v, CTRL_ATTR_FAMILY_NAME, name, len) < 0)
        return 0;
    return (unsigned)id;
}

void show_family_learn(struct show *s, const struct nlmsghdr *msg)
{
    const char *name;
    size_t len;
    unsigned id = announced(msg, &name, &len);

    if (id != 0)
        set(&s->families->of[id], name, len, TRAFFIC);
}

void show_family_is(struct show *s, uint16_t id, const char *name)
{
    if (id >= NLMSG_MIN_TYPE && id < IDS)
        set(&s->families->of[id], name, strlen(name), TRAFFIC);
}

static int note_family(struct kl_sock *sock, const struct kl_reply *reply, void *user)
{
    struct show_family_table *t = user;
    const char *name;
    size_t len;
    unsigned id;

    (void)sock;
    if (reply->kind != KL_REPLY_MESSAGE)
        return 0;
    id = announced(reply->msg, &name, &len);
    if (id != 0)
        set(&t->kernel[id], name, len, KERNEL);
    return 0;
}

// @return a socket to ask the kernel by, or NULL.
static struct kl_sock *kernel(struct show_family_table *t)
{
    const struct kl_sock_options options = {.protocol = NETLINK_GENERIC, .timeout_ms = 2000};

    if (!t->sock && kl_sock_open(&t->sock, &options) < 0)
        return NULL;
    return t->sock;
}

static void ask_kernel(struct show_family_table *t)
{
    struct kl_msg *m;

    t->asked = true;
    if (!kernel(t) || kl_msg_new(&m) < 0)
        return;
    kl_msg_start_genl(m, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 2, NLM_F_DUMP);
    kl_request_each(t->sock, m, NULL, note_family, t);
    kl_msg_free(m);
}

// A family that has a name but no table here may have told the kernel what it takes.
static void ask_policy(struct show *s, struct entry *e)
{
    struct show_family_table *t = s->families;
    struct kl_policy *policy;

    e->asked = true;
    if (!s->options->ask_kernel || t->silent || t->n_policies == POLICIES || !kernel(t) ||
        kl_policy_get(t->sock, e->name, &policy) < 0)
        return;
    t->policy[t->n_policies++] = policy;
    e->schema = kl_policy_family(policy);
}

void show_ask_all(struct show *s)
{
    struct show_family_table *t = s->families;

    if (!s->options->ask_kernel)
        return;
    ask_kernel(t);
    for (unsigned id = NLMSG_MIN_TYPE; id < IDS; id++) {
        struct entry *e = &t->of[id];

        if (t->kernel[id].source == KERNEL)
            set(e, t->kernel[id].name, strlen(t->kernel[id].name), KERNEL);
        if (e->source != UNKNOWN && !e->schema)
            ask_policy(s, e);
    }
    t->asked = t->silent = true;
}

static void take(struct show *s, struct entry *e, uint16_t id, const char *name, enum source source,
                 const char *why)
{
    set(e, name, strlen(name), source);
    show_note(s,
              "nothing says what generic family 0x%x is; %s %s (--family 0x%x=NAME says otherwise)",
              id, why, e->name, id);
}

// Neither the user nor the traffic has said it.
static void find_out(struct show *s, struct entry *e, const struct nlmsghdr *msg)
{
    struct show_family_table *t = s->families;
    const struct entry *k = &t->kernel[msg->nlmsg_type];
    uint16_t id = msg->nlmsg_type;
    const struct kl_family *f;

    if (s->options->ask_kernel && !t->asked)
        ask_kernel(t);
    // What is going on here and now is about this kernel's families.
    if (k->source == KERNEL && s->options->live) {
        set(e, k->name, strlen(k->name), KERNEL);
        return;
    }
    if (e->tries++ >= TRIES_MAX)
        return;
    if (k->schema && show_fit(msg, NETLINK_GENERIC, k->schema) >= 0)
        take(s, e, id, k->name, KERNEL, "on this kernel it is");
    else if ((f = show_guess_family(msg)) != NULL)
        take(s, e, id, f->name, GUESS, "it looks like");
    else if (k->source == KERNEL && !k->schema)
        take(s, e, id, k->name, KERNEL, "on this kernel it is");
    e->tries = e->tries > TRIES_MAX ? TRIES_MAX : e->tries;
}

const char *show_family_of(struct show *s, const struct nlmsghdr *msg, const struct kl_family **ret)
{
    struct entry *e;

    *ret = NULL;
    if (msg->nlmsg_type == GENL_ID_CTRL) {
        *ret = kl_family_find("nlctrl");
        return "nlctrl";
    }
    if (msg->nlmsg_type < NLMSG_MIN_TYPE || msg->nlmsg_type >= IDS)
        return NULL;
    e = &s->families->of[msg->nlmsg_type];
    if (e->source == UNKNOWN)
        find_out(s, e, msg);
    if (e->source != UNKNOWN && !e->schema && !e->asked)
        ask_policy(s, e);
    *ret = e->schema;
    return e->source != UNKNOWN ? e->name : NULL;
}
