// SPDX-License-Identifier: MIT
// Which request an answer belongs to. Requests are kept, the latest up to a limit, until they are
// pushed out: a capture may begin or end anywhere, and many requests are never answered.
#include "inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define EXCHANGES_MAX 1024
#define BYTES_MAX     (8u << 20) // of requests' copies, for the paths of refused attributes
#define COPY_MAX      (1u << 20)
#define BUCKETS       1024

struct show_pairs {
    struct show_exchange *bucket[BUCKETS];
    struct show_exchange *oldest, *newest;
    unsigned n;
    size_t bytes;
};

int show_pairs_new(struct show_pairs **ret)
{
    *ret = calloc(1, sizeof **ret);
    return *ret ? 0 : -ENOMEM;
}

static unsigned bucket_of(int protocol, uint32_t seq)
{
    return (seq * 2654435761u >> 16 ^ (unsigned)protocol) % BUCKETS;
}

static void drop(struct show_pairs *p, struct show_exchange *e)
{
    struct show_exchange **at = &p->bucket[bucket_of(e->protocol, e->seq)];

    while (*at != e)
        at = &(*at)->chain;
    *at = e->chain;
    *(e->older ? &e->older->newer : &p->oldest) = e->newer;
    *(e->newer ? &e->newer->older : &p->newest) = e->older;
    p->n--;
    if (e->msg)
        p->bytes -= e->msg->nlmsg_len;
    free(e->msg);
    free(e);
}

void show_pairs_free(struct show_pairs *p)
{
    if (!p)
        return;
    while (p->oldest)
        drop(p, p->oldest);
    free(p);
}

// May a message that @r brought belong to @e? The more they have in common, the more: 0 means no.
// A source that knows the socket is sure; one that does not (nlmon) leaves port and number.
static int likeness(const struct show_exchange *e, const struct kl_trace_record *r, int protocol,
                    uint32_t port, uint32_t seq)
{
    int points = 1;

    if (e->protocol != protocol || e->seq != seq)
        return 0;
    if (e->socket != 0 && r->socket != 0)
        return e->socket == r->socket ? 16 : 0;
    if (e->fd >= 0 && r->fd >= 0 && e->fd != r->fd)
        return 0;
    if (e->pid > 0 && r->pid > 0 && e->fd < 0 && e->pid != r->pid)
        return 0; // with descriptors they may be two threads
    if (e->pid > 0 && e->pid == r->pid)
        points += 4;
    if (e->port != 0 && port != 0) {
        if (e->port != port && points == 1)
            return 0;
        points += e->port == port ? 2 : 0;
    }
    return points;
}

static struct show_exchange *find(const struct show_pairs *p, const struct kl_trace_record *r,
                                  int protocol, uint32_t port, uint32_t seq)
{
    struct show_exchange *best = NULL;
    int most = 0;

    // The latest stand first.
    for (struct show_exchange *e = p->bucket[bucket_of(protocol, seq)]; e; e = e->chain) {
        int points = e->ended ? 0 : likeness(e, r, protocol, port, seq);

        if (points > most) {
            most = points;
            best = e;
        }
    }
    return best;
}

int show_pair_protocol(const struct show_pairs *p, const struct kl_trace_record *r, uint32_t seq)
{
    for (struct show_exchange *e = p->newest; e; e = e->older)
        if (!e->ended && likeness(e, r, e->protocol, 0, seq) > 0)
            return e->protocol;
    return -1;
}

static void fill(struct show_exchange *e, const struct show_message *m)
{
    const struct kl_trace_record *r = m->record;

    e->protocol = m->protocol;
    e->socket = r->socket;
    e->pid = r->pid;
    e->fd = r->fd;
    e->port = m->msg->nlmsg_pid;
    e->seq = m->msg->nlmsg_seq;
    e->has_time = r->has_time;
    e->relative = r->relative;
    e->time_ns = r->time_ns;
    if (r->program)
        snprintf(e->program, sizeof e->program, "%s", r->program);
    memcpy(e->family, m->family, sizeof e->family);
    memcpy(e->command, m->command, sizeof e->command);
    e->generic = m->generic;
    e->dump = (m->msg->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
    e->wants_ack = (m->msg->nlmsg_flags & NLM_F_ACK) != 0;
}

void show_pair_request(struct show_pairs *p, struct show_message *m)
{
    struct show_exchange *e = find(p, m->record, m->protocol, m->msg->nlmsg_pid, m->msg->nlmsg_seq);
    unsigned bucket = bucket_of(m->protocol, m->msg->nlmsg_seq);

    // The number is used again: what is answered from now on is the new one. Without a socket the
    // other may be another program's.
    if (e && (m->record->socket != 0 || m->record->fd >= 0))
        drop(p, e);
    e = calloc(1, sizeof *e);
    if (!e)
        return;
    fill(e, m);
    if (m->msg->nlmsg_len <= COPY_MAX && (e->msg = malloc(m->msg->nlmsg_len)) != NULL) {
        memcpy(e->msg, m->msg, m->msg->nlmsg_len);
        p->bytes += m->msg->nlmsg_len;
    }
    e->chain = p->bucket[bucket];
    p->bucket[bucket] = e;
    e->older = p->newest;
    *(p->newest ? &p->newest->newer : &p->oldest) = e;
    p->newest = e;
    p->n++;
    while (p->oldest != e && (p->n > EXCHANGES_MAX || p->bytes > BYTES_MAX))
        drop(p, p->oldest);
    m->exchange = e;
}

void show_pair_answer(struct show_pairs *p, struct show_message *m)
{
    const struct kl_trace_record *r = m->record;
    struct show_exchange *e = find(p, r, m->protocol, m->msg->nlmsg_pid, m->msg->nlmsg_seq);

    m->exchange = e;
    m->event = !e && !m->control && (m->msg->nlmsg_flags & NLM_F_MULTI) == 0 &&
               (m->msg->nlmsg_seq == 0 || m->msg->nlmsg_pid == 0);
    if (!e)
        return;
    if (m->control) {
        e->ended = true;
    } else {
        e->answers++;
        e->bytes += m->msg->nlmsg_len;
    }
    if (e->has_time && r->has_time && e->relative == r->relative && r->time_ns >= e->time_ns) {
        m->has_latency = true;
        m->latency_ns = r->time_ns - e->time_ns;
    }
}
