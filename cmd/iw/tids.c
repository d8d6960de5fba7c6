// SPDX-License-Identifier: MIT
// What station dump -v says of traffic classes.
#include "iw.h"

static const struct column {
    uint16_t attr; /* NL80211_TID_STATS_*, NL80211_TXQ_STATS_* */
    size_t offset;
    const char *before; /* in iw's lines */
    const char *key;
} frames[] =
    {
#define F(a, f, before, key)                                                                       \
    {                                                                                              \
        NL80211_TID_STATS_##a, offsetof(struct kl_wifi_tid_stats, f), before, key                  \
    }
        F(RX_MSDU, rx_msdu, "\t", "rx_msdu"),
        F(TX_MSDU, tx_msdu, "\t", "tx_msdu"),
        F(TX_MSDU_RETRIES, tx_retries, "\t", "tx_retries"),
        F(TX_MSDU_FAILED, tx_failed, "\t\t", "tx_failed"),
#undef F
},
  queues[] = {
#define Q(a, f, before, key)                                                                       \
    {                                                                                              \
        NL80211_TXQ_STATS_##a, offsetof(struct kl_wifi_txq_stats, f), before, key                  \
    }
      Q(BACKLOG_BYTES, backlog_bytes, "\t", "backlog_bytes"),
      Q(BACKLOG_PACKETS, backlog_packets, "\t", "backlog_packets"),
      Q(FLOWS, flows, "\t", "flows"),
      Q(DROPS, drops, "\t", "drops"),
      Q(ECN_MARKS, ecn_marks, "\t", "ecn_marks"),
      Q(OVERLIMIT, overlimit, "\t", "overlimit"),
      Q(COLLISIONS, collisions, "\t", "hash_collisions"),
      Q(TX_BYTES, tx_bytes, "\t", "tx_bytes"),
      Q(TX_PACKETS, tx_packets, "\t\t", "tx_packets"),
#undef Q
};

#define N_FRAMES (sizeof(frames) / sizeof(frames[0]))
#define N_QUEUES (sizeof(queues) / sizeof(queues[0]))

static uint64_t frames_of(const struct kl_wifi_tid_stats *t, const struct column *c)
{
    uint64_t value;

    memcpy(&value, (const char *)t + c->offset, sizeof(value));
    return value;
}

static uint32_t queue_of(const struct kl_wifi_txq_stats *q, const struct column *c)
{
    uint32_t value;

    memcpy(&value, (const char *)q + c->offset, sizeof(value));
    return value;
}

static bool has_queue(const struct kl_wifi_tid_stats *t)
{
    return (t->has >> NL80211_TID_STATS_TXQ_STATS & 1) != 0;
}

static void text_queues(struct kl_out *o, const struct kl_wifi_station *s)
{
    bool any = false;

    for (unsigned i = 0; i < s->n_tids; i++) {
        const struct kl_wifi_tid_stats *t = &s->tids[i];

        if (!has_queue(t))
            continue;
        if (!any)
            kl_out_str(o, "\n\tTXQs:\n\t\tTID\tqsz-byt\tqsz-pkt\tflows\tdrops\tmarks\toverlmt"
                          "\thashcol\ttx-bytes\ttx-packets");
        any = true;
        kl_out_printf(o, "\n\t\t%u", i);
        for (size_t c = 0; c < N_QUEUES; c++) {
            kl_out_str(o, queues[c].before);
            if ((t->queue.has >> queues[c].attr & 1) != 0)
                kl_out_uint(o, queue_of(&t->queue, &queues[c]));
        }
    }
}

void iw_tids_text(struct kl_out *o, const struct kl_wifi_station *s)
{
    if (s->n_tids == 0)
        return;
    kl_out_str(o, "\n\tMSDU:\n\t\tTID\trx\ttx\ttx retries\ttx failed");
    for (unsigned i = 0; i < s->n_tids; i++) {
        kl_out_printf(o, "\n\t\t%u", i);
        for (size_t c = 0; c < N_FRAMES; c++)
            if ((s->tids[i].has >> frames[c].attr & 1) != 0) {
                kl_out_str(o, frames[c].before);
                kl_out_uint(o, frames_of(&s->tids[i], &frames[c]));
            }
    }
    text_queues(o, s);
}

void iw_queue_json(struct iw *iw, const char *key, const struct kl_wifi_txq_stats *q)
{
    kl_sink_key(iw->sink, key);
    kl_sink_object_begin(iw->sink);
    for (size_t c = 0; c < N_QUEUES; c++)
        if ((q->has >> queues[c].attr & 1) != 0)
            iw_put_uint(iw, queues[c].key, queue_of(q, &queues[c]));
    kl_sink_object_end(iw->sink);
}

void iw_tids_json(struct iw *iw, const struct kl_wifi_station *s)
{
    if (s->n_tids == 0)
        return;
    kl_sink_key(iw->sink, "tids");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < s->n_tids; i++) {
        const struct kl_wifi_tid_stats *t = &s->tids[i];

        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "tid", i);
        for (size_t c = 0; c < N_FRAMES; c++)
            if ((t->has >> frames[c].attr & 1) != 0)
                iw_put_uint(iw, frames[c].key, frames_of(t, &frames[c]));
        if (has_queue(t))
            iw_queue_json(iw, "queue", &t->queue);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}
