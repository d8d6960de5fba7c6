// SPDX-License-Identifier: MIT
/*
 * rtnl dump TYPE HEADER    asks rtnetlink for a dump (message type as a number, fixed header in
 *                          hexadecimal) and decodes what comes
 * rtnl events COMMAND...   runs COMMAND, and decodes what every group of rtnetlink told meanwhile,
 *                          but for links; "all-events": these as well
 * rtnl hex                 decodes the datagrams on the input, one a line, in hexadecimal
 *
 * JSON lines go to the output. What the tables do not say goes to the error output, one line each:
 * "unknown ATTRIBUTE", "raw ATTRIBUTE" (bytes), "nameless ATTRIBUTE VALUE" (an enum's number or a
 * bit without a name), "malformed". Exit status 1: the kernel refused.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/schema_def.h"
#include "core/sink.h"
#include "schema/tables.h"

#define DEPTH 100

static struct kl_sink *json;
static const char *path[DEPTH]; /* what the keys on the way down were */
static char keys[DEPTH][KL_NAME_SIZE];
static const struct kl_family *family; /* of the message */

/* ---- Which rows name values? ----------------------------------------------------------------- */

static struct {
    const struct kl_attrset *set[4096];
    size_t n;
} done;

static const struct kl_enum *enum_in_set(const struct kl_attrset *set, const char *name);

static const struct kl_enum *enum_in_fields(const struct kl_layout *layout, const char *name)
{
    const struct kl_enum *e = NULL;

    for (unsigned i = 0; layout != NULL && i < layout->n_fields && e == NULL; i++) {
        const struct kl_attr_def *f = &layout->fields[i];

        if (kl_type_is_int(f->type) && strcmp(f->name, name) == 0)
            e = f->ref.values;
        else if (f->type == KL_T_STRUCT || (f->type == KL_T_PACKED && f->elem == KL_T_STRUCT))
            e = enum_in_fields(f->ref.layout, name);
    }
    return e;
}

static const struct kl_enum *enum_in_row(const struct kl_attr_def *row, const char *name)
{
    bool sets = row->type == KL_T_NEST || row->type == KL_T_RECORDS ||
                (row->type == KL_T_ARRAY && row->elem == KL_T_NEST);
    const struct kl_enum *e = NULL;

    if (kl_type_is_int(row->type) || row->type == KL_T_BITFIELD32)
        return strcmp(row->name, name) == 0 ? row->ref.values : NULL;
    if (row->type == KL_T_STRUCT || (row->type == KL_T_PACKED && row->elem == KL_T_STRUCT))
        return enum_in_fields(row->ref.layout, name);
    if (sets && (row->flags & KL_A_SELECT) == 0)
        return enum_in_set(row->ref.set, name);
    for (unsigned i = 0; sets && i < row->ref.select->n_cases && e == NULL; i++)
        e = enum_in_set(row->ref.select->cases[i].set, name);
    return e;
}

static const struct kl_enum *enum_in_set(const struct kl_attrset *set, const char *name)
{
    const struct kl_enum *e = NULL;

    for (size_t i = 0; i < done.n; i++)
        if (done.set[i] == set)
            return NULL;
    if (set == NULL || done.n == 4096)
        return NULL;
    done.set[done.n++] = set;
    e = enum_in_fields(set->header, name);
    for (unsigned i = 0; i < set->n_rows && e == NULL; i++)
        e = enum_in_row(&set->rows[i], name);
    return e;
}

static const struct kl_enum *enum_of(const char *name)
{
    const struct kl_enum *e = NULL;

    if (family == NULL)
        return NULL;
    done.n = 0;
    e = enum_in_fields(family->header, name);
    if (e == NULL)
        e = enum_in_set(family->attrs, name);
    for (unsigned i = 0; i < family->n_commands && e == NULL; i++) {
        const struct kl_command_def *c = &family->commands[i];

        e = enum_in_fields(c->header, name);
        e = e != NULL ? e : enum_in_fields(c->reply_header, name);
        e = e != NULL ? e : enum_in_set(c->request, name);
        e = e != NULL ? e : enum_in_set(c->reply, name);
    }
    return e;
}

/* ---- A sink that complains ------------------------------------------------------------------- */

static const char *here(const struct kl_sink *k)
{
    for (unsigned i = k->depth + 1; i-- > 1;)
        if (path[i] != NULL)
            return path[i];
    return "";
}

static void ignore(struct kl_sink *k)
{
    (void)k;
}

static void begin(struct kl_sink *k)
{
    path[k->depth] = NULL;
}

static void key(struct kl_sink *k, const char *name)
{
    snprintf(keys[k->depth], sizeof(keys[0]), "%s", name);
    path[k->depth] = keys[k->depth];
    if (name[0] >= '0' && name[0] <= '9' && !k->level[k->depth].attrs)
        fprintf(stderr, "unknown %s in %s\n", name,
                k->depth > 1 && path[k->depth - 1] != NULL ? path[k->depth - 1] : "the message");
}

static void value(struct kl_sink *k, const struct kl_value *v)
{
    const char *name = here(k);
    const struct kl_enum *e;

    if (v->kind == KL_VALUE_STRING && k->depth == 1 && strcmp(name, "family") == 0)
        family = kl_family_find(v->data);
    if (v->kind == KL_VALUE_BYTES)
        fprintf(stderr, "raw %s (%zu)\n", name, v->len);
    if (k->depth == 2 && path[1] != NULL && strcmp(path[1], "header") == 0)
        return; /* the nlmsghdr */
    if (v->kind == KL_VALUE_FLAGS && strstr(v->name, "0x") != NULL)
        fprintf(stderr, "nameless %s %s\n", name, v->name);
    if ((v->kind != KL_VALUE_UINT && v->kind != KL_VALUE_INT) || v->name != NULL)
        return;
    e = enum_of(name);
    if (e != NULL && !e->flags)
        fprintf(stderr, "nameless %s %lld\n", name,
                (long long)(v->kind == KL_VALUE_INT ? v->i : (int64_t)v->u));
}

static const struct kl_sink_form complaints = {
    .before = ignore, .key = key, .begin = begin, .end = ignore, .value = value, .finish = ignore};

static void decode(const void *data, size_t len)
{
    static const struct kl_decode_options options = {.protocol = NETLINK_ROUTE};
    static struct kl_sink k;

    k = (struct kl_sink){.form = &complaints, .level = {{.array = true}}};
    memset(path, 0, sizeof(path));
    if (kl_decode(&k, data, len, &options) != 0)
        fprintf(stderr, "malformed\n");
    kl_decode(json, data, len, &options);
}

/* ---- Where messages come from ---------------------------------------------------------------- */

static int open_route(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), size = 8 << 20;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0) {
        perror("rtnl: socket");
        exit(2);
    }
    return fd;
}

static size_t from_hex(unsigned char *out, size_t size, const char *text)
{
    unsigned byte;
    size_t n = 0;
    int used;

    for (; n < size && sscanf(text, " %2x%n", &byte, &used) == 1; text += used)
        out[n++] = (unsigned char)byte;
    return n;
}

static int dump(const char *type, const char *header)
{
    static unsigned char answer[1 << 18];
    unsigned char request[256] = {0};
    struct nlmsghdr *h = (void *)request;
    int fd = open_route();
    int32_t code;
    ssize_t n;

    h->nlmsg_len =
        (uint32_t)(NLMSG_HDRLEN + from_hex(request + NLMSG_HDRLEN, sizeof(request) / 2, header));
    h->nlmsg_type = (uint16_t)strtoul(type, NULL, 10);
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    if (send(fd, request, h->nlmsg_len, 0) < 0)
        return 1;
    while ((n = recv(fd, answer, sizeof(answer), 0)) >= NLMSG_HDRLEN) {
        h = (void *)answer;
        if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE) {
            memcpy(&code, answer + NLMSG_HDRLEN, sizeof(code));
            if (code != 0)
                fprintf(stderr, "rtnl: %s\n", strerror(-code));
            close(fd);
            return code != 0;
        }
        decode(answer, (size_t)n);
        for (int left = (int)n; left > 0 && NLMSG_OK(h, (unsigned)left); h = NLMSG_NEXT(h, left))
            if (h->nlmsg_type == NLMSG_DONE || (h->nlmsg_flags & NLM_F_MULTI) == 0) {
                close(fd);
                return 0;
            }
    }
    return 1;
}

static int events(char **command, bool links)
{
    static unsigned char data[1 << 18];
    const struct nlmsghdr *h = (const void *)data;
    struct sockaddr_nl any = {.nl_family = AF_NETLINK};
    int fd = open_route(), status;
    ssize_t n;
    pid_t pid;

    /* Without a number of its own a socket would pass for the kernel, who is not told. */
    if (bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0)
        return 1;
    for (int group = 1; group < 64; group++)
        if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0)
            break; /* the kernel has no more of them */
    pid = fork();
    if (pid == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    while ((n = recv(fd, data, sizeof(data), MSG_DONTWAIT)) > 0)
        if (links || (h->nlmsg_type != RTM_NEWLINK && h->nlmsg_type != RTM_DELLINK))
            decode(data, (size_t)n);
    return status != 0;
}

static int lines(void)
{
    static unsigned char data[1 << 18];
    static char line[1 << 20];

    while (fgets(line, sizeof(line), stdin) != NULL)
        decode(data, from_hex(data, sizeof(data), line));
    return 0;
}

int main(int argc, char **argv)
{
    struct kl_out *o;
    int rc = 2;

    if (kl_out_open_fd(&o, STDOUT_FILENO) < 0 || kl_sink_new(&json, KL_SINK_JSONL, o) < 0)
        return 2;
    if (argc == 4 && strcmp(argv[1], "dump") == 0)
        rc = dump(argv[2], argv[3]);
    else if (argc > 2 && strcmp(argv[1], "events") == 0)
        rc = events(argv + 2, false);
    else if (argc > 2 && strcmp(argv[1], "all-events") == 0)
        rc = events(argv + 2, true);
    else if (argc == 2 && strcmp(argv[1], "hex") == 0)
        rc = lines();
    kl_sink_free(json);
    kl_out_close(o);
    return rc;
}
