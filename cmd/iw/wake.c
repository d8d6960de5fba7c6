// SPDX-License-Identifier: MIT
// wowlan and coalesce: what wakes the machine, and which packets may wait.
#include "../../lib/wifi/wifi.h"
#include "sched.h"
#include "wake_files.h"

#include <stdio.h>
#include <stdlib.h>

/* The triggers that are flags, in iw's order of showing them. */
static const struct {
    uint16_t trigger;
    const char *word, *line, *key;
} triggers[] = {
    {NL80211_WOWLAN_TRIG_ANY, "any", "special any trigger", "any"},
    {NL80211_WOWLAN_TRIG_DISCONNECT, "disconnect", "disconnect", "disconnect"},
    {NL80211_WOWLAN_TRIG_MAGIC_PKT, "magic-packet", "magic packet", "magic_packet"},
    {NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE, "gtk-rekey-failure", "GTK rekeying failure",
     "gtk_rekey_failure"},
    {NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST, "eap-identity-request", "EAP identity request",
     "eap_identity_request"},
    {NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE, "4way-handshake", "4-way handshake", "4way_handshake"},
    {NL80211_WOWLAN_TRIG_RFKILL_RELEASE, "rfkill-release", "RF-kill release", "rfkill_release"},
};

#define N_TRIGGERS   (sizeof(triggers) / sizeof(triggers[0]))
#define MAX_PATTERNS 64

/* ---- Arguments ---- */

struct wowlan {
    struct kl_wifi_wake wake;
    struct kl_wifi_pattern patterns[MAX_PATTERNS];
    struct iw_wake_tcp tcp;
    struct iw_sched net_detect;
};

static int take_patterns(int n, char **args, struct wowlan *w)
{
    char why[120];

    if (n == 0)
        return iw_wrong("patterns: there is none");
    for (int i = 0; i < n; i++) {
        if (i == MAX_PATTERNS)
            return iw_wrong("there are more than %d patterns", MAX_PATTERNS);
        if (kl_wifi_pattern_parse(args[i], &w->patterns[i], why, sizeof(why)) < 0)
            return iw_wrong("%s", why);
        w->wake.n_patterns++;
    }
    w->wake.patterns = w->patterns;
    return 0;
}

static int take_tcp(int n, char **args, struct wowlan *w)
{
    struct iw_file f;
    int rc;

    if (n == 0)
        return iw_wrong("tcp: a file is missing");
    rc = iw_file_open(&f, args[0]);
    if (rc == 0)
        rc = iw_read_wake_tcp(&f, &w->tcp);
    free(f.text);
    w->wake.tcp = &w->tcp.t;
    return rc < 0 ? iw_wrong("%s", f.error) : 0;
}

static bool take_flag(const char *word, struct wowlan *w)
{
    for (size_t i = 0; i < N_TRIGGERS; i++)
        if (strcmp(word, triggers[i].word) == 0) {
            w->wake.triggers |= 1u << triggers[i].trigger;
            return true;
        }
    return false;
}

static int take_triggers(struct iw *iw, int n, char **args, struct wowlan *w)
{
    int rc = 0, taken;

    for (int i = 0; i < n && rc == 0; i++) {
        if (take_flag(args[i], w))
            continue;
        if (strcmp(args[i], "patterns") == 0) /* the rest is them */
            return take_patterns(n - i - 1, args + i + 1, w);
        if (strcmp(args[i], "tcp") == 0) {
            rc = take_tcp(n - i - 1, args + i + 1, w);
            i++;
        } else if (strcmp(args[i], "net-detect") == 0) {
            rc = iw_take_sched(iw, n - i - 1, args + i + 1, &w->net_detect, &taken);
            if (rc == 0 && taken == 0)
                rc = iw_wrong("net-detect: nothing says what is to be detected");
            w->wake.net_detect = &w->net_detect.o;
            i += rc == 0 ? taken : 0;
        } else {
            rc = iw_wrong("'%s' is no trigger", args[i]);
        }
    }
    return rc;
}

static int run_wowlan_enable(struct iw *iw, int n, char **args)
{
    struct wowlan *w = calloc(1, sizeof(*w));
    int rc;

    if (w == NULL)
        return -ENOMEM;
    rc = take_triggers(iw, n, args, w);
    if (rc == 0)
        rc = kl_wifi_set_wowlan(iw->wifi, iw->wiphy, &w->wake);
    free(w);
    return rc;
}

static int run_wowlan_disable(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_set_wowlan(iw->wifi, iw->wiphy, NULL);
}

/* ---- Patterns ---- */

static bool counts(const struct kl_wifi_pattern *p, uint32_t i)
{
    return (p->mask[i / 8] >> i % 8 & 1) != 0;
}

/* "43:34:--:12", as iw shows them. */
static void text_pattern(struct kl_out *o, const struct kl_wifi_pattern *p)
{
    for (uint32_t i = 0; i < p->len; i++) {
        kl_out_str(o, i > 0 ? ":" : "");
        if (counts(p, i))
            kl_out_printf(o, "%.2x", p->bytes[i]);
        else
            kl_out_str(o, "--");
    }
}

/* "43:34:-:12", as they are given. */
static void json_patterns(struct iw *iw, const struct kl_wifi_pattern *p, unsigned n)
{
    char text[3 * KL_WIFI_PATTERN_MAX + 1];

    kl_sink_key(iw->sink, "patterns");
    kl_sink_array_begin(iw->sink);
    for (unsigned k = 0; k < n; k++) {
        size_t at = 0;

        text[0] = '\0';
        for (uint32_t i = 0; i < p[k].len; i++)
            at += (size_t)(counts(&p[k], i)
                               ? snprintf(text + at, sizeof(text) - at, "%s%.2x", i > 0 ? ":" : "",
                                          p[k].bytes[i])
                               : snprintf(text + at, sizeof(text) - at, "%s-", i > 0 ? ":" : ""));
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "offset", p[k].offset);
        iw_put_str(iw, "pattern", text);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

/* ---- wowlan show ---- */

static void text_net_detect(struct kl_out *o, const struct kl_wifi_sched_options *d)
{
    kl_out_str(o, " * wake up on network detection\n");
    if (d->interval_ms != 0)
        kl_out_printf(o, "\tscan interval: %u msecs\n", d->interval_ms);
    for (unsigned i = 0; i < d->n_plans; i++) {
        kl_out_printf(o, "\tscan plan: %u secs", d->plans[i].interval_s);
        if (d->plans[i].iterations != 0)
            kl_out_printf(o, ", %u times", d->plans[i].iterations);
        kl_out_char(o, '\n');
    }
    if (d->delay_s != 0)
        kl_out_printf(o, "\tinitial scan delay: %u secs\n", d->delay_s);
    if (d->n_matches > 0)
        kl_out_str(o, "\tmatches:\n");
    for (unsigned i = 0; i < d->n_matches; i++) {
        kl_out_str(o, "\t\tSSID: ");
        iw_ssid(o, d->matches[i].ssid.data, d->matches[i].ssid.len);
        kl_out_char(o, '\n');
    }
    if (d->n_freqs > 0) {
        kl_out_str(o, "\tfrequencies:");
        for (unsigned i = 0; i < d->n_freqs; i++)
            kl_out_printf(o, " %u", d->freqs_khz[i] / 1000);
        kl_out_char(o, '\n');
    }
}

static void json_net_detect(struct iw *iw, const struct kl_wifi_sched_options *d)
{
    kl_sink_key(iw->sink, "net_detect");
    kl_sink_object_begin(iw->sink);
    if (d->interval_ms != 0)
        iw_put_uint(iw, "interval_ms", d->interval_ms);
    if (d->delay_s != 0)
        iw_put_uint(iw, "delay_s", d->delay_s);
    kl_sink_key(iw->sink, "plans");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < d->n_plans; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "interval_s", d->plans[i].interval_s);
        if (d->plans[i].iterations != 0)
            iw_put_uint(iw, "iterations", d->plans[i].iterations);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
    kl_sink_key(iw->sink, "matches");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < d->n_matches; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_ssid(iw, d->matches[i].ssid.data, d->matches[i].ssid.len);
        if (d->matches[i].has_rssi)
            iw_put_int(iw, "rssi_dbm", d->matches[i].rssi_dbm);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
    kl_sink_key(iw->sink, "freqs_khz");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < d->n_freqs; i++)
        kl_sink_uint(iw->sink, d->freqs_khz[i]);
    kl_sink_array_end(iw->sink);
    kl_sink_object_end(iw->sink);
}

static void json_tcp(struct iw *iw, const struct kl_wifi_wake_tcp *t)
{
    char text[32];

    kl_sink_key(iw->sink, "tcp");
    kl_sink_object_begin(iw->sink);
    snprintf(text, sizeof(text), "%u.%u.%u.%u", t->src[0], t->src[1], t->src[2], t->src[3]);
    iw_put_str(iw, "source", text);
    iw_put_uint(iw, "source_port", t->src_port);
    snprintf(text, sizeof(text), "%u.%u.%u.%u", t->dst[0], t->dst[1], t->dst[2], t->dst[3]);
    iw_put_str(iw, "destination", text);
    iw_put_uint(iw, "destination_port", t->dst_port);
    iw_put_mac(iw, "destination_mac", t->dst_mac);
    iw_put_uint(iw, "interval_s", t->interval_s);
    iw_put_bytes(iw, "data_bytes", t->data, t->data_len);
    if (t->wake != NULL) {
        iw_put_bytes(iw, "wake_bytes", t->wake, t->wake_len);
        iw_put_bytes(iw, "wake_mask_bytes", t->wake_mask, (t->wake_len + 7) / 8);
    }
    if (t->tokens != NULL)
        iw_put_bytes(iw, "token_bytes", t->tokens, t->tokens_len);
    kl_sink_object_end(iw->sink);
}

static void json_wake(struct iw *iw, const struct kl_wifi_wake *w)
{
    kl_sink_object_begin(iw->sink);
    iw_put_bool(iw, "enabled", true);
    kl_sink_key(iw->sink, "triggers");
    kl_sink_array_begin(iw->sink);
    for (size_t i = 0; i < N_TRIGGERS; i++)
        if ((w->triggers >> triggers[i].trigger & 1) != 0)
            kl_sink_str(iw->sink, triggers[i].key);
    kl_sink_array_end(iw->sink);
    json_patterns(iw, w->patterns, w->n_patterns);
    if (w->tcp != NULL)
        json_tcp(iw, w->tcp);
    if (w->net_detect != NULL)
        json_net_detect(iw, w->net_detect);
    kl_sink_object_end(iw->sink);
}

static int show_wake(const struct kl_wifi_wake *w, void *user)
{
    struct iw *iw = user;
    struct kl_out *o = iw->out;

    if (iw->form != IW_TEXT) {
        json_wake(iw, w);
        return 0;
    }
    kl_out_str(o, "WoWLAN is enabled:\n");
    for (size_t i = 0; i < N_TRIGGERS; i++)
        if ((w->triggers >> triggers[i].trigger & 1) != 0)
            kl_out_printf(o, " * wake up on %s\n", triggers[i].line);
    if (w->net_detect != NULL)
        text_net_detect(o, w->net_detect);
    for (unsigned i = 0; i < w->n_patterns; i++) {
        kl_out_printf(o, " * wake up on packet offset: %u pattern: ", w->patterns[i].offset);
        text_pattern(o, &w->patterns[i]);
        kl_out_char(o, '\n');
    }
    if (w->tcp != NULL)
        kl_out_str(o, " * wake up on TCP connection\n");
    return 0;
}

static int run_wowlan_show(struct iw *iw, int n, char **args)
{
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_wowlan(iw->wifi, iw->wiphy, show_wake, iw);
    if (rc == 0 && iw->form == IW_TEXT) {
        kl_out_str(iw->out, "WoWLAN is disabled.\n");
    } else if (rc == 0) {
        kl_sink_object_begin(iw->sink);
        iw_put_bool(iw, "enabled", false);
        kl_sink_object_end(iw->sink);
    }
    return rc < 0 ? rc : 0;
}

/* ---- coalesce ---- */

static int run_coalesce_enable(struct iw *iw, int n, char **args)
{
    struct iw_coalesce *c;
    struct iw_file f;
    int rc;

    if (n != 1)
        return IW_USAGE;
    c = calloc(1, sizeof(*c));
    if (c == NULL)
        return -ENOMEM;
    rc = iw_file_open(&f, args[0]);
    if (rc == 0)
        rc = iw_read_coalesce(&f, c);
    if (rc < 0)
        rc = iw_wrong("%s", f.error);
    else
        rc = kl_wifi_set_coalesce(iw->wifi, iw->wiphy, c->rules, c->n_rules);
    free(f.text);
    free(c);
    return rc;
}

static int run_coalesce_disable(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_set_coalesce(iw->wifi, iw->wiphy, NULL, 0);
}

struct showing {
    struct iw *iw;
    bool any;
};

static int show_rule(const struct kl_wifi_coalesce_rule *r, void *user)
{
    struct showing *s = user;
    struct kl_out *o = s->iw->out;
    bool match = r->condition == NL80211_COALESCE_CONDITION_MATCH;

    if (s->iw->form != IW_TEXT) {
        kl_sink_object_begin(s->iw->sink);
        iw_put_uint(s->iw, "delay_ms", r->delay_ms);
        iw_put_str(s->iw, "condition", match ? "match" : "no_match");
        json_patterns(s->iw, r->patterns, r->n_patterns);
        kl_sink_object_end(s->iw->sink);
        return 0;
    }
    if (!s->any)
        kl_out_str(o, "Coalesce is enabled:\n");
    s->any = true;
    kl_out_printf(o, "Rule - max coalescing delay: %umsec condition:%s\n", r->delay_ms,
                  match ? "match" : "not match");
    for (unsigned i = 0; i < r->n_patterns; i++) {
        kl_out_printf(o, " * packet offset: %u pattern: ", r->patterns[i].offset);
        text_pattern(o, &r->patterns[i]);
        kl_out_char(o, '\n');
    }
    return 0;
}

static int run_coalesce_show(struct iw *iw, int n, char **args)
{
    struct showing s = {.iw = iw};
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_coalesce(iw->wifi, iw->wiphy, show_rule, &s);
    if (rc == 0 && iw->form == IW_TEXT)
        kl_out_str(iw->out, "Coalesce is disabled.\n");
    return rc < 0 ? rc : 0;
}

const struct iw_command iw_wake_commands[] = {
    {IW_PHY, "wowlan show", "", "Show what wakes the machine.", run_wowlan_show},
    {IW_PHY, "wowlan enable",
     "[any] [disconnect] [magic-packet] [gtk-rekey-failure] [eap-identity-request]"
     " [4way-handshake] [rfkill-release] [net-detect " IW_SCHED_ARGS "] [tcp <config-file>]"
     " [patterns [offset1+]<pattern1> ...]",
     "Have the machine woken by any of these. A pattern is bytes in hexadecimal, '-' standing for\n"
     "any: 18+43:34:-:12 is of packets with these bytes behind the first 18. The file for tcp:\n"
     "  source=ip[:port]\n"
     "  dest=ip:port@mac\n"
     "  data=<bytes to send>\n"
     "  data.interval=<seconds>\n"
     "  [wake=<bytes that wake, '-' for any>]\n"
     "  [data.seq=length,offset[,start]]\n"
     "  [data.tok=length,offset,<bytes of all tokens>]",
     run_wowlan_enable},
    {IW_PHY, "wowlan disable", "", "Let nothing wake the machine.", run_wowlan_disable},
    {IW_PHY, "coalesce show", "", "Show which packets may wait.", run_coalesce_show},
    {IW_PHY, "coalesce enable", "<config-file>",
     "Let packets wait by the rules of a file, three lines each:\n"
     "  delay=<milliseconds at most>\n"
     "  condition=<0: packets that match; 1: those that do not>\n"
     "  patterns=<[offset1+]<pattern1>,<[offset2+]<pattern2>,...>",
     run_coalesce_enable},
    {IW_PHY, "coalesce disable", "", "Let no packet wait.", run_coalesce_disable},
    {.words = NULL},
};
