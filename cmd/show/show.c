// SPDX-License-Identifier: MIT
// From records to messages: what each of them is, whose it is, and which form prints it.
#include "inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct show_form_calls *calls_of(enum show_form form)
{
    switch (form) {
    case SHOW_JSON:
    case SHOW_JSONL:
        return &show_form_json;
    case SHOW_PYTHON:
        return &show_form_python;
    case SHOW_C:
        return &show_form_c;
    case SHOW_STATS:
        return &show_form_stats;
    default:
        return &show_form_text;
    }
}

int show_new(struct show **ret, const struct show_options *options, struct kl_out *out)
{
    struct show *s = calloc(1, sizeof *s);
    int rc;

    if (!s)
        return -ENOMEM;
    s->options = options;
    s->out = out;
    s->calls = calls_of(options->form);
    rc = show_families_new(&s->families);
    if (rc == 0)
        rc = show_pairs_new(&s->pairs);
    for (unsigned i = 0; rc == 0 && i < options->ids.n; i++)
        rc = show_family_given(s->families, options->ids.word[i]);
    if (rc == 0)
        rc = s->calls->begin(s);
    if (rc < 0) {
        show_free(s);
        return rc;
    }
    *ret = s;
    return 0;
}

void show_free(struct show *s)
{
    if (!s)
        return;
    s->calls->clear(s);
    show_lines_free(s);
    show_pairs_free(s->pairs);
    show_families_free(s->families);
    free(s->aligned);
    free(s);
}

static void set_text(char buffer[KL_NAME_SIZE], const char *text)
{
    size_t len = strnlen(text, KL_NAME_SIZE - 1);

    memcpy(buffer, text, len);
    buffer[len] = '\0';
}

// Family and command in words; numbers where there is no word.
static void name_message(struct show_message *m, const char *generic_name)
{
    const unsigned char *data = (const void *)m->msg;
    unsigned number = m->msg->nlmsg_type;
    const char *protocol = show_protocol_name(m->protocol);

    if (m->what.family)
        set_text(m->family, m->what.family->name);
    else if (generic_name)
        set_text(m->family, generic_name);
    else if (m->protocol == NETLINK_GENERIC)
        snprintf(m->family, KL_NAME_SIZE, "generic 0x%x", number);
    else if (m->protocol == NETLINK_NETFILTER)
        snprintf(m->family, KL_NAME_SIZE, "netfilter subsystem %u", number >> 8);
    else if (protocol)
        set_text(m->family, protocol);
    else if (m->protocol >= 0)
        snprintf(m->family, KL_NAME_SIZE, "protocol %d", m->protocol);
    else
        set_text(m->family, "unknown");
    if (m->what.command) {
        kl_short_name(m->command, m->what.command->name, m->what.family->command_prefix);
        return;
    }
    if (m->protocol == NETLINK_NETFILTER)
        number &= 0xff;
    else if (m->protocol == NETLINK_GENERIC)
        number = m->msg->nlmsg_len > NLMSG_HDRLEN ? data[NLMSG_HDRLEN] : 0;
    snprintf(m->command, KL_NAME_SIZE, "0x%x", number);
}

static void name_control(struct show *s, struct show_message *m)
{
    static const char *const names[] = {"none", "noop", "error", "done", "overrun"};
    unsigned type = m->msg->nlmsg_type;
    const struct show_exchange *e = m->exchange;
    const struct kl_error_context context = {
        .request = e ? e->msg : NULL, .protocol = m->protocol, .family = m->generic};

    set_text(m->family, e ? e->family : "netlink");
    set_text(m->command, type < 5 ? names[type] : "control");
    kl_error_reset(&s->error);
    if (type == NLMSG_ERROR || type == NLMSG_DONE)
        m->code = kl_error_parse(&s->error, m->msg, &context);
    m->error = &s->error;
}

// An error without its request may carry a copy of it.
static void name_by_echo(struct show *s, struct show_message *m)
{
    struct show_message inner = {.record = m->record, .protocol = m->protocol};
    const struct nlmsghdr *echo = NULL;
    const char *name = NULL;
    size_t len;

    if (m->exchange || kl_error_echo(m->msg, &echo, &len) < 0 || echo->nlmsg_type < NLMSG_MIN_TYPE)
        return;
    inner.msg = echo;
    if (m->protocol == NETLINK_GENERIC)
        name = show_family_of(s, echo, &inner.generic);
    kl_recognise(&inner.what, echo, len, m->protocol, inner.generic);
    name_message(&inner, name);
    memcpy(m->family, inner.family, sizeof m->family);
    m->generic = inner.generic;
    name_control(s, m);
    memcpy(m->family, inner.family, sizeof m->family);
}

// Who sends is not always said; what asks the kernel for something always has this flag.
static bool is_sent(const struct kl_trace_record *r, const struct nlmsghdr *msg)
{
    if (r->direction != KL_TRACE_UNKNOWN)
        return r->direction == KL_TRACE_SENT;
    return (msg->nlmsg_flags & NLM_F_REQUEST) != 0;
}

static void recognise(struct show *s, struct show_message *m)
{
    const char *name = NULL;

    if (m->protocol < 0)
        m->protocol = show_guess_protocol(s, m->record, m->msg);
    m->sent = is_sent(m->record, m->msg);
    m->control = m->msg->nlmsg_type < NLMSG_MIN_TYPE;
    if (m->control) {
        // A batch's begin and end, and the like, come from programs; answers do not.
        if (!m->sent) {
            show_pair_answer(s->pairs, m);
            m->generic = m->exchange ? m->exchange->generic : NULL;
        }
        name_control(s, m);
        name_by_echo(s, m);
        return;
    }
    if (m->protocol == NETLINK_GENERIC) {
        show_family_learn(s, m->msg);
        name = show_family_of(s, m->msg, &m->generic);
    }
    kl_recognise(&m->what, m->msg, m->msg->nlmsg_len, m->protocol, m->generic);
    name_message(m, name);
    if (m->sent)
        show_pair_request(s->pairs, m);
    else
        show_pair_answer(s->pairs, m);
    m->event = m->event || (s->options->events && !m->sent);
}

// With --errors a request is shown once the kernel has refused it.
static void show_request_of(struct show *s, const struct show_message *answer)
{
    struct show_exchange *e = answer->exchange;
    struct kl_trace_record record;
    struct show_message m;

    if (!s->options->errors || !e || !e->msg || e->shown)
        return;
    record = (struct kl_trace_record){.direction = KL_TRACE_SENT,
                                      .protocol = e->protocol,
                                      .has_time = e->has_time,
                                      .relative = e->relative,
                                      .time_ns = e->time_ns,
                                      .pid = e->pid,
                                      .fd = e->fd,
                                      .socket = e->socket,
                                      .program = e->program[0] ? e->program : NULL,
                                      .data = (const void *)e->msg,
                                      .len = e->msg->nlmsg_len,
                                      .full_len = e->msg->nlmsg_len};
    m = (struct show_message){.record = &record,
                              .msg = e->msg,
                              .whole = e->msg->nlmsg_len,
                              .sent = true,
                              .protocol = e->protocol,
                              .generic = e->generic,
                              .exchange = e};
    kl_recognise(&m.what, m.msg, m.msg->nlmsg_len, m.protocol, m.generic);
    memcpy(m.family, e->family, sizeof m.family);
    memcpy(m.command, e->command, sizeof m.command);
    s->calls->message(s, &m);
    e->shown = true;
}

static void one_message(struct show *s, struct show_message *m)
{
    recognise(s, m);
    if (!show_wanted(s, m))
        return;
    show_request_of(s, m);
    s->shown++;
    if (m->whole > m->msg->nlmsg_len)
        s->malformed++;
    s->calls->message(s, m);
    if (m->sent && m->exchange)
        m->exchange->shown = true;
}

static void broken(struct show *s, const struct kl_trace_record *r, const char *what, size_t at)
{
    const struct show_broken b = {
        .record = r, .what = what, .at = at, .data = r->data + at, .len = r->len - at};

    s->malformed++;
    s->calls->broken(s, &b);
}

// `ip -6 route show' and others send zeroes behind their message, which the kernel passes over.
static bool zeroes(const unsigned char *data, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (data[i] != 0)
            return false;
    return true;
}

// A message whose end is not there is shown as far as it goes: a copy says that it ends there.
static void cut_message(struct show *s, const struct kl_trace_record *r, const unsigned char *data,
                        size_t at, size_t left)
{
    struct nlmsghdr *copy = malloc(left);
    struct show_message m = {.record = r, .msg = copy, .at = at, .protocol = r->protocol};

    if (!copy)
        return;
    memcpy(copy, data + at, left);
    m.whole = copy->nlmsg_len;
    copy->nlmsg_len = (uint32_t)left;
    one_message(s, &m);
    free(copy);
}

static void messages(struct show *s, const struct kl_trace_record *r, const unsigned char *data)
{
    size_t at = 0, left;

    while (at < r->len) {
        const struct nlmsghdr *h = (const void *)(data + at);
        struct show_message m = {.record = r, .msg = h, .at = at, .protocol = r->protocol};

        left = r->len - at;
        if (zeroes(data + at, left < NLMSG_HDRLEN ? left : NLMSG_HDRLEN) && zeroes(data + at, left))
            return;
        if (left < NLMSG_HDRLEN) {
            broken(s, r, "too short for a message", at);
            return;
        }
        if (h->nlmsg_len < NLMSG_HDRLEN) {
            broken(s, r, "the message's length is wrong", at);
            return;
        }
        if (h->nlmsg_len > left) {
            cut_message(s, r, data, at, left);
            return;
        }
        m.whole = h->nlmsg_len;
        one_message(s, &m);
        at += NLMSG_ALIGN((size_t)h->nlmsg_len) < left ? NLMSG_ALIGN((size_t)h->nlmsg_len) : left;
    }
}

// Headers are read in place: records may stand anywhere.
static const unsigned char *aligned(struct show *s, const struct kl_trace_record *r)
{
    if ((uintptr_t)r->data % NLMSG_ALIGNTO == 0)
        return r->data;
    if (r->len > s->aligned_size) {
        unsigned char *grown = realloc(s->aligned, r->len);

        if (!grown)
            return NULL;
        s->aligned = grown;
        s->aligned_size = r->len;
    }
    return memcpy(s->aligned, r->data, r->len);
}

static bool is_filtered(const struct show_options *o)
{
    return o->families.n + o->commands.n + o->attributes.n + o->pids.n > 0 || o->sent ||
           o->received || o->errors;
}

// The kernel's announcements of devices are strings, not messages.
static void strings(struct show *s, const struct kl_trace_record *r)
{
    const struct show_options *o = s->options;

    if (!s->calls->strings || !show_word_in(&o->families, "uevent") ||
        o->commands.n + o->attributes.n + o->pids.n > 0 || o->sent || o->errors)
        return;
    s->shown++;
    s->calls->strings(s, r);
}

int show_record(const struct kl_trace_record *record, void *user)
{
    struct show *s = user;
    const unsigned char *data = record->len > 0 ? aligned(s, record) : record->data;

    if (record->len > 0 && !data)
        return -ENOMEM;
    s->records++;
    if (record->error) {
        struct kl_trace_record r = *record;

        // What it holds is shown with the complaint: where messages would begin is not known.
        broken(s, &r, record->error, 0);
    } else if (record->protocol == NETLINK_KOBJECT_UEVENT) {
        strings(s, record);
    } else {
        if (record->family && record->len >= NLMSG_HDRLEN)
            show_family_is(s, ((const struct nlmsghdr *)(const void *)data)->nlmsg_type,
                           record->family);
        messages(s, record, data);
    }
    if (s->options->live)
        kl_out_flush(s->out);
    return kl_out_error(s->out);
}

void show_gap(struct show *s, const char *what)
{
    if (s->calls->gap)
        s->calls->gap(s, what);
    if (s->options->live)
        kl_out_flush(s->out);
}

int show_finish(struct show *s)
{
    int rc;

    s->calls->finish(s);
    if (s->shown == 0 && s->records > 0 && is_filtered(s->options) && !s->options->live)
        show_note(s, "nothing in it matches the filters");
    rc = kl_out_flush(s->out);
    return rc < 0 ? rc : s->malformed == 0;
}
