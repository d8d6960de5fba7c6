// SPDX-License-Identifier: MIT
// Text for people: a line for each message, below it its attributes.
//   12:34:56.789 iw[123] -> nl80211 new_interface ack  (48 bytes)
//   12:34:56.790 iw[123] <- ok, 120 us
#include "inside.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

struct text_form {
    bool begun;
    uint64_t records; // when the last message was shown
    // The request that was shown last: what follows right behind it needs not say what it answers.
    uint32_t seq;
    uint64_t socket;
    char command[KL_NAME_SIZE];
};

static int begin(struct show *s)
{
    s->form = calloc(1, sizeof(struct text_form));
    return s->form ? 0 : -ENOMEM;
}

static void clear(struct show *s)
{
    free(s->form);
    s->form = NULL;
}

static void put_colour(struct show *s, enum show_colour colour)
{
    if (s->options->colour)
        kl_out_str(s->out, show_colour(s, colour));
}

static void put_who(struct show *s, const struct kl_trace_record *r, uint32_t port)
{
    struct kl_out *o = s->out;

    if (r->has_time) {
        put_colour(s, SHOW_DIM);
        show_put_time(o, r);
        put_colour(s, SHOW_PLAIN);
        kl_out_char(o, ' ');
    }
    if (r->program) {
        put_colour(s, SHOW_BOLD);
        show_put_text(o, r->program, strlen(r->program));
        put_colour(s, SHOW_PLAIN);
    }
    if (r->pid > 0) {
        if (r->program)
            kl_put_char(o, '[');
        kl_put_uint(o, (uint64_t)r->pid);
        kl_out_str(o, r->program ? "] " : " ");
    } else if (r->program)
        kl_out_char(o, ' ');
    else if (port != 0 && r->direction == KL_TRACE_UNKNOWN)
        kl_out_printf(o, "port %" PRIu32 " ", port);
}

static void put_arrow(struct show *s, const struct show_message *m)
{
    put_colour(s, SHOW_BOLD);
    kl_out_str(s->out, m->sent ? "-> " : "<- ");
    put_colour(s, SHOW_PLAIN);
}

static void put_name(struct show *s, const struct show_message *m)
{
    put_colour(s, SHOW_BOLD);
    show_put_text(s->out, m->family, strlen(m->family));
    kl_out_char(s->out, ' ');
    show_put_text(s->out, m->command, strlen(m->command));
    put_colour(s, SHOW_PLAIN);
}

static void put_latency(struct show *s, const struct show_message *m)
{
    if (!m->has_latency)
        return;
    kl_out_str(s->out, ", ");
    show_put_duration(s->out, m->latency_ns);
}

// What an answer answers, where the request is not the line above.
static void put_request(struct show *s, const struct show_message *m)
{
    struct text_form *f = s->form;
    const struct show_exchange *e = m->exchange;

    if (!e || (e->seq == f->seq && e->socket == f->socket && !strcmp(e->command, f->command)))
        return;
    kl_out_str(s->out, "  (");
    show_put_text(s->out, e->family, strlen(e->family));
    kl_out_char(s->out, ' ');
    show_put_text(s->out, e->command, strlen(e->command));
    kl_out_printf(s->out, ", seq %" PRIu32 ")", e->seq);
}

static void put_words(struct show *s, const struct kl_error *e)
{
    struct kl_out *o = s->out;

    if (kl_error_message(e)[0]) {
        kl_out_str(o, ": \"");
        show_put_text(o, kl_error_message(e), strlen(kl_error_message(e)));
        kl_out_char(o, '"');
    }
    if (kl_error_path(e)[0]) {
        kl_out_str(o, e->missing ? "; missing: " : "; at ");
        kl_out_str(o, kl_error_path(e));
    }
    if (e->policy[0])
        kl_out_printf(o, ", which takes %s", e->policy);
}

static void put_verdict(struct show *s, const struct show_message *m)
{
    struct kl_out *o = s->out;
    char code[24];

    if (m->code < 0) {
        put_colour(s, SHOW_RED);
        kl_out_printf(o, "error %s %s", show_code_name(code, m->code), kl_strerror(m->code));
        put_words(s, m->error);
        put_colour(s, SHOW_PLAIN);
    } else if (m->msg->nlmsg_type == NLMSG_ERROR) {
        kl_out_printf(o, "%sok%s", show_colour(s, SHOW_GREEN), show_colour(s, SHOW_PLAIN));
        put_words(s, m->error);
    } else if (m->msg->nlmsg_type == NLMSG_DONE) {
        kl_out_printf(o, "%sdone%s", show_colour(s, SHOW_GREEN), show_colour(s, SHOW_PLAIN));
        if (m->exchange)
            kl_out_printf(o, ", %u message%s, %zu bytes", m->exchange->answers,
                          m->exchange->answers == 1 ? "" : "s", m->exchange->bytes);
        put_words(s, m->error);
    } else {
        kl_out_str(o, m->command);
    }
    if ((m->msg->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
        kl_out_str(o, ", interrupted by a change");
    put_latency(s, m);
    put_request(s, m);
    kl_out_char(o, '\n');
}

// The size, and the time it took.
static void put_measures(struct show *s, const struct show_message *m)
{
    struct kl_out *o = s->out;

    KL_PUT_LIT(o, "  (");
    kl_put_uint(o, m->msg->nlmsg_len);
    KL_PUT_LIT(o, " bytes");
    if (m->whole > m->msg->nlmsg_len)
        kl_out_printf(o, " of %zu%s: the rest is missing%s", m->whole, show_colour(s, SHOW_RED),
                      show_colour(s, SHOW_PLAIN));
    if (!m->sent && m->exchange && m->exchange->answers == 1)
        put_latency(s, m);
    kl_out_char(o, ')');
    if (!m->sent && m->exchange && strcmp(m->exchange->family, m->family) != 0)
        put_request(s, m);
    kl_out_char(o, '\n');
}

// How a program finds out the number of its family is a hundred lines that nobody wants to read
// again and again: it is told in one, unless it is asked for.
static bool is_discovery(const struct show *s, const struct show_message *m)
{
    return m->what.family && m->what.family->fixed_id == GENL_ID_CTRL &&
           s->options->families.n == 0 && !s->options->hex && !m->event &&
           (!strcmp(m->command, "getfamily") || !strcmp(m->command, "newfamily"));
}

static void message(struct show *s, const struct show_message *m)
{
    struct text_form *f = s->form;
    bool brief = s->options->brief || is_discovery(s, m);

    // Between an exchange and the next a free line.
    if (f->begun && m->sent && !s->options->brief && f->records != s->records)
        kl_out_char(s->out, '\n');
    f->begun = true;
    f->records = s->records;
    put_who(s, m->record, m->msg->nlmsg_pid);
    put_arrow(s, m);
    if (m->control && !m->sent) {
        put_verdict(s, m);
        return;
    }
    put_name(s, m);
    if (m->event && !s->options->events)
        kl_out_str(s->out, " event");
    else if (!m->sent && m->exchange && m->exchange->dump) {
        KL_PUT_LIT(s->out, " #");
        kl_put_uint(s->out, m->exchange->answers);
    }
    show_put_flags(s->out, m);
    if (brief)
        s->malformed += (unsigned)show_brief(s, m);
    else
        put_measures(s, m);
    if (m->sent && m->exchange) {
        f->seq = m->exchange->seq;
        f->socket = m->exchange->socket;
        memcpy(f->command, m->exchange->command, sizeof f->command);
    }
    if (!brief)
        s->malformed += (unsigned)show_lines(s, m);
}

// Bytes that nothing can be made of, in rows.
static void put_rows(struct show *s, const unsigned char *data, size_t len)
{
    for (size_t at = 0; at < len && at < 256; at += 32) {
        kl_out_str(s->out, "    ");
        for (size_t i = at; i < len && i < at + 32; i++)
            kl_out_printf(s->out, "%02x%s", data[i], i + 1 < len && i + 1 < at + 32 ? ":" : "");
        kl_out_char(s->out, '\n');
    }
    if (len > 256)
        kl_out_printf(s->out, "    and %zu more bytes\n", len - 256);
}

static void broken(struct show *s, const struct show_broken *b)
{
    const struct kl_trace_record *r = b->record;
    struct text_form *f = s->form;

    f->begun = true;
    put_who(s, r, 0);
    put_colour(s, SHOW_RED);
    kl_out_str(s->out, "! ");
    show_put_text(s->out, b->what, strlen(b->what));
    put_colour(s, SHOW_PLAIN);
    if (r->line != 0)
        kl_out_printf(s->out, ", in line %" PRIu64, r->line);
    else
        kl_out_printf(s->out, ", in what begins at byte %" PRIu64, r->offset);
    if (b->at != 0)
        kl_out_printf(s->out, ", %zu bytes into it", b->at);
    kl_out_printf(s->out, " (%zu bytes)\n", b->len);
    put_rows(s, b->data, b->len);
}

static void gap(struct show *s, const char *what)
{
    struct text_form *f = s->form;

    f->begun = true;
    kl_out_printf(s->out, "%s! %s%s\n", show_colour(s, SHOW_RED), what, show_colour(s, SHOW_PLAIN));
}

static void strings(struct show *s, const struct kl_trace_record *r)
{
    const char *data = (const char *)r->data;
    struct text_form *f = s->form;

    f->begun = true;
    put_who(s, r, 0);
    kl_out_printf(s->out, "<- uevent event  (%zu bytes)\n", r->len);
    for (size_t at = 0, len; at < r->len && !s->options->brief; at += len + 1) {
        len = strnlen(data + at, r->len - at);
        if (len == 0)
            continue;
        kl_out_str(s->out, "    ");
        show_put_text(s->out, data + at, len);
        kl_out_char(s->out, '\n');
    }
}

static void finish(struct show *s)
{
    (void)s;
}

const struct show_form_calls show_form_text = {.begin = begin,
                                               .message = message,
                                               .broken = broken,
                                               .gap = gap,
                                               .strings = strings,
                                               .finish = finish,
                                               .clear = clear};
