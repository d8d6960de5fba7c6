// SPDX-License-Identifier: MIT
// Python literals, in the form in which pyroute2's decoder prints a session.
#include "inside.h"

#include <inttypes.h>

static int begin(struct show *s)
{
    struct kl_sink *k = NULL;
    int rc = kl_sink_new(&k, KL_SINK_PYTHON, s->out);

    s->form = k;
    return rc;
}

static void message(struct show *s, const struct show_message *m)
{
    const struct kl_decode_options options = {
        .protocol = m->protocol, .family = m->generic, .request = show_answered(m)};
    int malformed = kl_decode(s->form, m->msg, m->msg->nlmsg_len, &options);

    s->malformed += malformed > 0 ? (unsigned)malformed : 0;
}

static void broken(struct show *s, const struct show_broken *b)
{
    struct kl_sink *k = s->form;

    kl_sink_object_begin(k);
    kl_sink_key(k, "error");
    kl_sink_str(k, b->what);
    kl_sink_key(k, "line");
    kl_sink_uint(k, b->record->line);
    kl_sink_key(k, "offset");
    kl_sink_uint(k, b->record->offset + b->at);
    kl_sink_object_end(k);
}

static void gap(struct show *s, const char *what)
{
    struct kl_sink *k = s->form;

    kl_sink_object_begin(k);
    kl_sink_key(k, "lost");
    kl_sink_str(k, what);
    kl_sink_object_end(k);
}

static void finish(struct show *s)
{
    kl_sink_free(s->form);
    s->form = NULL;
}

const struct show_form_calls show_form_python = {.begin = begin,
                                                 .message = message,
                                                 .broken = broken,
                                                 .gap = gap,
                                                 .finish = finish,
                                                 .clear = finish};
