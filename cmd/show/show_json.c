// SPDX-License-Identifier: MIT
/*
 * JSON: an object for each message, in an array or one a line. Its keys, of which those that nobody
 * knows are left out; more may come, these stay:
 *   time         "2026-11-30T12:34:56.789012Z", or elapsed_us: microseconds from the start
 *   pid, program who sent or received it
 *   direction    "sent" (to the kernel) or "received"
 *   protocol     "route", "generic", "netfilter", ... or a number
 *   event        true: nobody asked for it
 *   line, offset where the record stands in its source
 *   message      as kl_decode() writes it
 *   answers      {family, command, sequence_number} of the request; latency_us
 *   error        {code, name, text, kernel, path, missing}, when the kernel refused
 *   missing      bytes that the source cut off
 *   malformed    how many places are
 *   bytes        with --hex: all of it
 * The kernel's announcements of devices have "strings" in place of the message.
 * What is no message at all: {line or offset, malformed, what, at, bytes}.
 */
#include "inside.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

static int begin(struct show *s)
{
    struct kl_sink *k = NULL;
    int rc = kl_sink_new(&k, s->options->form == SHOW_JSONL ? KL_SINK_JSONL : KL_SINK_JSON, s->out);

    s->form = k;
    return rc;
}

static void key_uint(struct kl_sink *k, const char *key, uint64_t value)
{
    kl_sink_key(k, key);
    kl_sink_uint(k, value);
}

static void key_str(struct kl_sink *k, const char *key, const char *value)
{
    kl_sink_key(k, key);
    kl_sink_str(k, value);
}

static void key_bytes(struct kl_sink *k, const char *key, const void *data, size_t len)
{
    kl_sink_key(k, key);
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_BYTES, .data = data, .len = len});
}

static void put_time(struct kl_sink *k, const struct kl_trace_record *r)
{
    time_t seconds = (time_t)(r->time_ns / 1000000000u);
    char day[32], text[64];
    struct tm tm;

    if (!r->has_time)
        return;
    if (r->relative) {
        key_uint(k, "elapsed_us", r->time_ns / 1000);
        return;
    }
    if (!gmtime_r(&seconds, &tm) || strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
        return;
    snprintf(text, sizeof text, "%s.%06uZ", day, (unsigned)(r->time_ns % 1000000000u / 1000));
    key_str(k, "time", text);
}

static void put_place(struct kl_sink *k, const struct kl_trace_record *r)
{
    if (r->line != 0)
        key_uint(k, "line", r->line);
    else if (r->offset != 0)
        key_uint(k, "offset", r->offset);
}

static void put_who(struct kl_sink *k, const struct kl_trace_record *r)
{
    put_time(k, r);
    if (r->pid > 0)
        key_uint(k, "pid", (uint64_t)r->pid);
    if (r->program)
        key_str(k, "program", r->program);
}

static void put_answers(struct kl_sink *k, const struct show_message *m)
{
    const struct show_exchange *e = m->exchange;

    if (m->sent || !e)
        return;
    kl_sink_key(k, "answers");
    kl_sink_object_begin(k);
    key_str(k, "family", e->family);
    key_str(k, "command", e->command);
    key_uint(k, "sequence_number", e->seq);
    kl_sink_object_end(k);
    if (m->has_latency)
        key_uint(k, "latency_us", m->latency_ns / 1000);
}

static void put_error(struct kl_sink *k, const struct show_message *m)
{
    char name[24];

    if (!m->control || m->sent || m->code >= 0)
        return;
    kl_sink_key(k, "error");
    kl_sink_object_begin(k);
    kl_sink_key(k, "code");
    kl_sink_int(k, m->code);
    if (show_code_name(name, m->code)[1] == 'E')
        key_str(k, "name", name + 1);
    key_str(k, "text", kl_strerror(m->code));
    if (kl_error_message(m->error)[0])
        key_str(k, "kernel", kl_error_message(m->error));
    if (kl_error_path(m->error)[0])
        key_str(k, "path", kl_error_path(m->error));
    if (m->error->missing) {
        kl_sink_key(k, "missing");
        kl_sink_bool(k, true);
    }
    kl_sink_object_end(k);
}

static void put_protocol(struct kl_sink *k, int protocol)
{
    const char *name = show_protocol_name(protocol);

    if (name)
        key_str(k, "protocol", name);
    else if (protocol >= 0)
        key_uint(k, "protocol", (uint64_t)protocol);
}

static void message(struct show *s, const struct show_message *m)
{
    const struct kl_decode_options options = {
        .protocol = m->protocol, .family = m->generic, .request = show_answered(m)};
    struct kl_sink *k = s->form;
    int malformed;

    kl_sink_object_begin(k);
    put_who(k, m->record);
    key_str(k, "direction", m->sent ? "sent" : "received");
    put_protocol(k, m->protocol);
    if (m->event) {
        kl_sink_key(k, "event");
        kl_sink_bool(k, true);
    }
    put_place(k, m->record);
    if (!m->what.family && !m->control)
        key_str(k, "family", m->family); // the message does not say it then
    kl_sink_key(k, "message");
    malformed = kl_decode(k, m->msg, m->msg->nlmsg_len, &options);
    put_answers(k, m);
    put_error(k, m);
    if (m->whole > m->msg->nlmsg_len)
        key_uint(k, "missing", m->whole - m->msg->nlmsg_len);
    if (malformed > 0)
        key_uint(k, "malformed", (unsigned)malformed);
    if (s->options->hex)
        key_bytes(k, "bytes", m->msg, m->msg->nlmsg_len);
    kl_sink_object_end(k);
    s->malformed += malformed > 0 ? (unsigned)malformed : 0;
}

static void broken(struct show *s, const struct show_broken *b)
{
    struct kl_sink *k = s->form;

    kl_sink_object_begin(k);
    put_who(k, b->record);
    put_place(k, b->record);
    key_uint(k, "malformed", 1);
    key_str(k, "what", b->what);
    key_uint(k, "at", b->at);
    key_bytes(k, "bytes", b->data, b->len);
    kl_sink_object_end(k);
}

static void gap(struct show *s, const char *what)
{
    struct kl_sink *k = s->form;

    kl_sink_object_begin(k);
    key_str(k, "lost", what);
    kl_sink_object_end(k);
}

static void strings(struct show *s, const struct kl_trace_record *r)
{
    const char *data = (const char *)r->data;
    struct kl_sink *k = s->form;

    kl_sink_object_begin(k);
    put_who(k, r);
    key_str(k, "direction", "received");
    put_protocol(k, r->protocol);
    put_place(k, r);
    kl_sink_key(k, "strings");
    kl_sink_array_begin(k);
    for (size_t at = 0, len; at < r->len; at += len + 1) {
        len = strnlen(data + at, r->len - at);
        if (len > 0)
            kl_sink_value(
                k, &(struct kl_value){.kind = KL_VALUE_STRING, .data = data + at, .len = len});
    }
    kl_sink_array_end(k);
    kl_sink_object_end(k);
}

static void finish(struct show *s)
{
    kl_sink_free(s->form);
    s->form = NULL;
}

const struct show_form_calls show_form_json = {.begin = begin,
                                               .message = message,
                                               .broken = broken,
                                               .gap = gap,
                                               .strings = strings,
                                               .finish = finish,
                                               .clear = finish};
