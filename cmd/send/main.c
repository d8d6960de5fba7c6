// SPDX-License-Identifier: MIT
// kernlink send: builds requests from names and values, sends them, and shows the answers.
#include "../../lib/core/nearest.h"
#include "../../lib/core/schema_def.h"
#include "../commands.h"
#include "send.h"

#include <errno.h>
#include <kernlink/core.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROTOCOLS   32
#define POLICIES    8
#define BATCH_BEGIN 16 // NFNL_MSG_BATCH_BEGIN and _END
#define BATCH_END   17

enum { HELP = 1, DUMP, DO, FLAGS, NETNS, TIMEOUT, DRY_RUN, VERBOSE, KEEP_GOING };

// clang-format off
static const struct kl_option options[] = {
    {"dump",    'd', NULL, "ask for all objects instead of one", DUMP},
    {"do",      0, NULL, "ask for one (what is done without --dump)", DO},
    {"flags",   'f', "FLAG,...", "create, excl, replace, append, echo, root, match, atomic", FLAGS},
    {"dry-run", 0, NULL, "show the request, do not send it", DRY_RUN},
    {"verbose", 'v', NULL, "show the request, too", VERBOSE},
    {"keep-going", 'k', NULL, "send the other requests after one that was refused", KEEP_GOING},
    {"timeout", 't', "SECONDS", "how long to wait for the answer (10)", TIMEOUT},
    {"netns",   'N', "NAME", "in this network namespace: a name or a path", NETNS},
    {"help",    'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

struct sender {
    struct send_options options;
    struct show *show;
    struct kl_sock *sock[PROTOCOLS];
    struct kl_policy *policy[POLICIES]; // of families without a table
    unsigned n_policies;
    bool stopped; // the output cannot be written any more
};

static void help(void)
{
    printf(
        "Usage: kernlink send [OPTION...] FAMILY COMMAND [KEY=VALUE... | '{JSON}' | -]\n"
        "       kernlink send [OPTION...] '{JSON}' | -\n\n"
        "Builds a request, sends it to the kernel, and shows the answer. KEY is an attribute, in\n"
        "full or short, with dots into nests (linkinfo.kind=dummy), or a field of the fixed\n"
        "header; JSON is read in the forms that `kernlink decode --json' prints.\n"
        "Exit status: 0, 1 when the kernel refused or did not answer, 2 when the request could\n"
        "not be built.\n\nOptions:\n");
    kl_option_help(options, stdout);
    kl_option_help(show_option_table, stdout);
}

// ---- Options ----

static int add_flags(uint16_t *flags, const char *words)
{
    static const struct {
        const char *name;
        uint16_t bits;
    } names[] = {{"create", NLM_F_CREATE}, {"excl", NLM_F_EXCL},      {"replace", NLM_F_REPLACE},
                 {"append", NLM_F_APPEND}, {"echo", NLM_F_ECHO},      {"root", NLM_F_ROOT},
                 {"match", NLM_F_MATCH},   {"atomic", NLM_F_ATOMIC},  {"dump", NLM_F_DUMP},
                 {"ack", NLM_F_ACK},       {"request", NLM_F_REQUEST}};
    size_t n = sizeof names / sizeof names[0];

    for (size_t len; *words; words += len + (words[len] == ',')) {
        size_t i = 0;

        len = strcspn(words, ",");
        while (i < n && (strlen(names[i].name) != len || strncmp(names[i].name, words, len) != 0))
            i++;
        if (i == n) {
            fprintf(stderr, SEND_NAME ": there is no flag %.*s\n", (int)len, words);
            return -1;
        }
        *flags |= names[i].bits;
    }
    return 0;
}

static int option(struct send_options *o, int id, const char *value)
{
    char *end;
    double seconds;

    switch (id) {
    case DUMP:
        o->flags |= NLM_F_DUMP;
        return 0;
    case DO:
        return 0;
    case FLAGS:
        return add_flags(&o->flags, value);
    case NETNS:
        o->netns = value;
        return 0;
    case DRY_RUN:
        o->dry_run = true;
        return 0;
    case KEEP_GOING:
        o->keep_going = true;
        return 0;
    case VERBOSE:
        o->verbose = true;
        return 0;
    case TIMEOUT:
        seconds = strtod(value, &end);
        if (end == value || *end || !(seconds > 0 && seconds < 1e6)) {
            fprintf(stderr, SEND_NAME ": seconds are needed, not %s\n", value);
            return -1;
        }
        o->timeout_ms = (unsigned)(seconds * 1000) + 1;
        return 0;
    default:
        return show_option(&o->show, SEND_NAME, id, value);
    }
}

// @return -1 to go on, or the exit status.
static int parse(struct send_options *s, int argc, char **argv, char **words, int *n_words)
{
    struct kl_options o = {.command = SEND_NAME,
                           .tables = {options, show_option_table},
                           .argc = argc,
                           .argv = argv,
                           .at = 1};
    int id;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG)
            return SEND_WRONG;
        if (id == HELP)
            return help(), SEND_OK;
        if (id == KL_OPTION_ARGUMENT)
            words[(*n_words)++] = (char *)(uintptr_t)o.value;
        else if (option(s, id, o.value) < 0)
            return SEND_WRONG;
    }
    return -1;
}

// ---- Families ----

static struct kl_sock *socket_of(struct sender *s, int protocol)
{
    struct kl_sock_options o = {
        .protocol = protocol, .netns = s->options.netns, .timeout_ms = s->options.timeout_ms};
    int rc;

    if (s->sock[protocol])
        return s->sock[protocol];
    rc = kl_sock_open(&s->sock[protocol], &o);
    if (rc < 0)
        fprintf(stderr, SEND_NAME ": %s%s%s\n", o.netns ? o.netns : "", o.netns ? ": " : "",
                kl_strerror(rc));
    return s->sock[protocol];
}

static const char *family_at(size_t i, const void *user)
{
    const struct kl_family *f = kl_family_at(i);

    (void)user;
    return f ? f->name : NULL;
}

static const struct kl_family *find(const char *name, void *user)
{
    struct sender *s = user;
    const struct kl_family *f = kl_family_find(name);
    struct kl_policy *policy;
    const char *near;
    char full[64];

    if (f)
        return f;
    snprintf(full, sizeof full, "rt-%s", name);
    f = kl_family_find(full);
    if (f)
        return f;
    for (unsigned i = 0; i < s->n_policies; i++)
        if (!strcmp(kl_family_name(kl_policy_family(s->policy[i])), name))
            return kl_policy_family(s->policy[i]);
    if (s->n_policies < POLICIES && strlen(name) < 16 && socket_of(s, NETLINK_GENERIC) &&
        kl_policy_get(s->sock[NETLINK_GENERIC], name, &policy) == 0) {
        s->policy[s->n_policies++] = policy;
        return kl_policy_family(policy);
    }
    near = kl_nearest(name, family_at, NULL);
    fprintf(stderr, SEND_NAME ": there is no family %s%s%s%s\n", name,
            near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    return NULL;
}

// ---- Sending ----

static void show_message(struct sender *s, const struct nlmsghdr *msg, int protocol,
                         enum kl_trace_direction direction)
{
    const struct kl_trace_record r = {.direction = direction,
                                      .protocol = protocol,
                                      .fd = -1,
                                      .data = (const void *)msg,
                                      .len = msg->nlmsg_len,
                                      .full_len = msg->nlmsg_len};

    if (show_record(&r, s->show) < 0)
        s->stopped = true;
}

static int answered(struct kl_sock *sock, const struct kl_reply *reply, void *user)
{
    struct sender *s = user;

    if (reply->kind == KL_REPLY_MESSAGE)
        show_message(s, reply->msg, kl_sock_protocol(sock), KL_TRACE_RECEIVED);
    else if (reply->kind == KL_REPLY_RESTART)
        show_gap(s->show, "the dump was interrupted by a change and begins again");
    else if (reply->kind == KL_REPLY_DONE && reply->interrupted)
        show_gap(s->show, "the dump was interrupted by a change");
    return s->stopped ? -EPIPE : 0;
}

static int refused(struct sender *s, struct kl_sock *sock)
{
    const struct kl_error *e = kl_sock_error(sock);

    if (s->stopped)
        return SEND_REFUSED;
    fprintf(stderr, SEND_NAME ": %s\n", kl_error_text(e));
    return SEND_REFUSED;
}

// nftables takes changes in batches only: between two messages that frame them, as one datagram.
static bool needs_batch(const struct kl_family *f, const struct nlmsghdr *msg)
{
    const struct kl_command_def *c = kl_family_command(f, msg->nlmsg_type & 0xff, msg->nlmsg_flags);

    return !strcmp(f->name, "nftables") && c && !strstr(c->name, "GET");
}

static size_t frame(unsigned char *to, uint16_t type, uint32_t seq)
{
    const struct nlmsghdr h = {.nlmsg_len = NLMSG_HDRLEN + 4,
                               .nlmsg_type = type,
                               .nlmsg_flags = NLM_F_REQUEST,
                               .nlmsg_seq = seq};

    memcpy(to, &h, sizeof h);
    memcpy(to + NLMSG_HDRLEN, (const unsigned char[]){0, 0, 0, 10}, 4); // of nftables
    return h.nlmsg_len;
}

static int send_batch(struct sender *s, struct kl_sock *sock, const struct nlmsghdr *msg)
{
    unsigned char *data = malloc(msg->nlmsg_len + 64);
    struct nlmsghdr h = *msg;
    const struct nlmsghdr *answer;
    size_t len;
    int rc;

    if (!data)
        return SEND_REFUSED;
    h.nlmsg_flags |= NLM_F_ACK;
    h.nlmsg_seq = 2;
    len = frame(data, BATCH_BEGIN, 1);
    memcpy(data + len, msg, msg->nlmsg_len);
    memcpy(data + len, &h, sizeof h);
    len += NLMSG_ALIGN(msg->nlmsg_len);
    len += frame(data + len, BATCH_END, 3);
    rc = (int)kl_sendto(sock, data, len);
    free(data);
    if (rc < 0)
        return refused(s, sock);
    while ((rc = kl_get(sock, &answer, s->options.timeout_ms ? s->options.timeout_ms : 10000)) == 0)
        if (answer->nlmsg_type == NLMSG_ERROR)
            return SEND_OK;
        else
            show_message(s, answer, NETLINK_NETFILTER, KL_TRACE_RECEIVED);
    return refused(s, sock);
}

static int send_one(struct sender *s, struct kl_msg *m, const struct kl_family *f)
{
    struct kl_sock *sock = socket_of(s, f->protocol);
    const struct nlmsghdr *h = kl_msg_header(m);
    int rc;

    if (s->options.verbose || s->options.dry_run)
        show_message(s, h, f->protocol, KL_TRACE_SENT);
    if (s->options.dry_run)
        return SEND_OK;
    if (!sock)
        return SEND_REFUSED;
    if (needs_batch(f, h))
        return send_batch(s, sock, h);
    rc = kl_request_each(sock, m, NULL, answered, s);
    if (rc < 0)
        return refused(s, sock);
    if (kl_error_message(kl_sock_error(sock))[0]) // a warning
        fprintf(stderr, SEND_NAME ": %s\n", kl_error_text(kl_sock_error(sock)));
    return SEND_OK;
}

// The number of a generic family on this kernel. @return 0, or the exit status.
static int resolve(struct sender *s, const struct kl_family *f, uint16_t *ret)
{
    const struct kl_genl_family *g;
    struct kl_sock *sock;

    if (f->match != KL_MATCH_GENL || f->fixed_id != 0)
        return 0;
    sock = socket_of(s, NETLINK_GENERIC);
    if (sock && kl_genl_resolve(sock, f->name, &g) == 0) {
        *ret = g->id;
        show_family_is(s->show, g->id, f->name);
        return 0;
    }
    *ret = NLMSG_MIN_TYPE + 1; // no matter which, if it is not sent
    if (s->options.dry_run) {
        show_family_is(s->show, *ret, f->name);
        return 0;
    }
    return sock ? refused(s, sock) : SEND_REFUSED;
}

static int build_and_send(struct sender *s, struct kl_msg *m, const struct send_request *r)
{
    const struct kl_family *f = find(r->family, s);
    char error[512] = "";
    uint16_t id = 0;
    int rc = f ? resolve(s, f, &id) : SEND_WRONG;

    if (rc != 0)
        return rc;
    rc = kl_msg_from_json(m, f, id, r->json, strlen(r->json), error, sizeof error);
    if (rc < 0) {
        fprintf(stderr, SEND_NAME ": %s\n", error[0] ? error : kl_strerror(rc));
        return SEND_WRONG;
    }
    ((struct nlmsghdr *)(uintptr_t)kl_msg_header(m))->nlmsg_flags |= s->options.flags;
    return send_one(s, m, f);
}

static int run(struct sender *s, char **words, int n_words)
{
    struct send_requests requests = {.n = 0};
    struct kl_out *out = NULL;
    struct kl_msg *m = NULL;
    int rc = SEND_WRONG;

    if (kl_out_open_fd(&out, 1) < 0 || kl_msg_new(&m) < 0 ||
        show_new(&s->show, &s->options.show, out) < 0)
        rc = SEND_REFUSED;
    else if (send_read(&requests, words, n_words, find, s) == 0)
        rc = SEND_OK;
    for (size_t i = 0; i < requests.n && (rc == SEND_OK || s->options.keep_going); i++) {
        int one = build_and_send(s, m, &requests.request[i]);

        rc = one > rc ? one : rc;
    }
    if (s->show && show_finish(s->show) < 0 && rc == SEND_OK)
        rc = SEND_REFUSED;
    send_requests_free(&requests);
    show_free(s->show);
    kl_msg_free(m);
    kl_out_close(out);
    return rc;
}

int kl_cmd_send(int argc, char **argv)
{
    struct sender s = {.options.timeout_ms = 0};
    char **words = calloc((size_t)argc + 1, sizeof *words);
    int n_words = 0, rc;

    if (!words)
        return SEND_REFUSED;
    show_defaults(&s.options.show);
    s.options.show.live = true;
    rc = parse(&s.options, argc, argv, words, &n_words);
    if (rc < 0)
        rc = run(&s, words, n_words);
    for (unsigned i = 0; i < s.n_policies; i++)
        kl_policy_free(s.policy[i]);
    for (int i = 0; i < PROTOCOLS; i++)
        kl_sock_close(s.sock[i]);
    free(words);
    return rc;
}
