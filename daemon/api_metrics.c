// SPDX-License-Identifier: MIT
// The daemon and the interfaces in numbers, in Prometheus' text form (exposition format 0.0.4).
#include "kernlinkd.h"

#include <errno.h>
#include <linux/if.h>
#include <string.h>
#include <unistd.h>

static void put_label(struct kl_out *o, const char *text)
{
    kl_out_char(o, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            kl_out_char(o, '\\');
        kl_out_char(o, *text == '\n' ? ' ' : *text);
    }
    kl_out_char(o, '"');
}

static void head(struct kl_out *o, const char *name, const char *type, const char *doc)
{
    kl_out_printf(o, "# HELP kernlink_%s %s\n# TYPE kernlink_%s %s\n", name, doc, name, type);
}

static void put(struct kl_out *o, const char *name, const char *type, const char *doc,
                uint64_t value)
{
    head(o, name, type, doc);
    kl_out_printf(o, "kernlink_%s ", name);
    kl_out_uint(o, value);
    kl_out_char(o, '\n');
}

static void put_daemon(struct kl_out *o, const struct kld_daemon *d)
{
    int64_t left = d->deadline_ns ? d->deadline_ns - kld_boot_ns() : 0;
    size_t requests, connections, running, waiting;

    kld_http_counts(d, &requests, &connections);
    kld_jobs_counts(d, &running, &waiting);
    put(o, "uptime_seconds", "gauge", "Since the daemon was started.",
        (uint64_t)(kld_boot_ns() - d->since_ns) / 1000000000);
    put(o, "applies_total", "counter", "Changes that were asked for.", d->applies);
    put(o, "repairs_total", "counter", "Times that the network was put right by itself.",
        d->repairs);
    put(o, "whole", "gauge", "Whether the network was as wanted after the last change.",
        d->last.whole);
    put(o, "problems", "gauge", "What stood in the way of the last change.", d->last.problems);
    put(o, "settings_held", "gauge", "Whether the settings' folder was refused before.",
        kld_daemon_held(d));
    put(o, "settings_broken", "gauge", "Whether there are mistakes in it.", d->broken);
    put(o, "pending_seconds", "gauge", "Left for a confirmation; 0: nothing waits for one.",
        left > 0 ? (uint64_t)left / 1000000000 + 1 : 0);
    put(o, "connections", "gauge", "Open ones to the daemon.", connections);
    put(o, "children", "gauge", "Processes that read or change the network.", running);
}

/* ---- Interfaces ---- */

struct links {
    struct kld_arena *arena;
    struct kl_net_link *list;
    size_t n;
};

static int take(const struct kl_net_object *k, void *user)
{
    struct links *l = user;

    l->list = kld_grow(l->arena, l->list, l->n, sizeof *l->list);
    l->list[l->n++] = *k->link; // nothing that is borrowed is used
    return 0;
}

enum {
    UP,
    CARRIER,
    MTU,
    RX_BYTES,
    TX_BYTES,
    RX_PACKETS,
    TX_PACKETS,
    RX_ERRORS,
    TX_ERRORS,
    RX_DROPPED,
    TX_DROPPED,
    CARRIER_CHANGES,
    N_VALUES
};

static const struct {
    const char *name, *type, *doc;
} values[N_VALUES] = {
    [UP] = {"interface_up", "gauge", "Whether the interface is up."},
    [CARRIER] = {"interface_carrier", "gauge", "Whether it has a carrier."},
    [MTU] = {"interface_mtu_bytes", "gauge", "Its MTU."},
    [RX_BYTES] = {"interface_receive_bytes_total", "counter", "Bytes received."},
    [TX_BYTES] = {"interface_transmit_bytes_total", "counter", "Bytes sent."},
    [RX_PACKETS] = {"interface_receive_packets_total", "counter", "Packets received."},
    [TX_PACKETS] = {"interface_transmit_packets_total", "counter", "Packets sent."},
    [RX_ERRORS] = {"interface_receive_errors_total", "counter", "Packets that were bad."},
    [TX_ERRORS] = {"interface_transmit_errors_total", "counter", "Packets that could not be sent."},
    [RX_DROPPED] = {"interface_receive_dropped_total", "counter", "Packets received and dropped."},
    [TX_DROPPED] = {"interface_transmit_dropped_total", "counter",
                    "Packets dropped before sending."},
    [CARRIER_CHANGES] = {"interface_carrier_changes_total", "counter",
                         "Times the carrier changed."},
};

static uint64_t value_of(const struct kl_net_link *l, int what)
{
    const struct kl_net_stats *s = &l->stats;
    const uint64_t list[N_VALUES] = {
        [UP] = (l->flags & IFF_UP) != 0,
        [CARRIER] = l->carrier,
        [MTU] = l->mtu,
        [RX_BYTES] = s->rx_bytes,
        [TX_BYTES] = s->tx_bytes,
        [RX_PACKETS] = s->rx_packets,
        [TX_PACKETS] = s->tx_packets,
        [RX_ERRORS] = s->rx_errors,
        [TX_ERRORS] = s->tx_errors,
        [RX_DROPPED] = s->rx_dropped,
        [TX_DROPPED] = s->tx_dropped,
        [CARRIER_CHANGES] = l->carrier_changes,
    };

    return list[what];
}

int kld_api_metrics(struct kld_call *c)
{
    struct kl_net_filter filter = {.flags = KL_NET_F_STATS};
    struct links links = {.arena = c->arena};
    struct kl_net *n;
    int64_t code = kl_net_open(&n, NULL);

    if (!code)
        code = kl_net_list(n, KL_NET_LINK, &filter, take, &links);
    if (code < 0)
        return kld_call_fail(c, 500, "%s", kl_strerror((int)code));
    kld_call_begin(c, 200, "text/plain; version=0.0.4");
    put_daemon(c->out, c->d);
    for (int v = 0; v < N_VALUES; v++) {
        head(c->out, values[v].name, values[v].type, values[v].doc);
        for (size_t i = 0; i < links.n; i++) {
            kl_out_printf(c->out, "kernlink_%s{interface=", values[v].name);
            put_label(c->out, links.list[i].name);
            kl_out_str(c->out, "} ");
            kl_out_uint(c->out, value_of(&links.list[i], v));
            kl_out_char(c->out, '\n');
        }
    }
    return 0;
}
