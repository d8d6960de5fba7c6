// SPDX-License-Identifier: MIT
// scan sched_start, scan sched_stop.
#include "sched.h"
#include "../../lib/wifi/wifi.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- What stands behind a keyword: @return words taken, or a negative code with its words ---- */

static int take_number(struct iw *iw, int n, char **args, uint32_t *ret)
{
    uint64_t value;

    if (n < 1 || !iw_parse_number(args[0], 0, UINT32_MAX, &value))
        return kl_wifi_refuse(iw->wifi, -EINVAL, "'%s' is no number", n < 1 ? "" : args[0]);
    *ret = (uint32_t)value;
    return 1;
}

static int take_plans(struct iw *iw, int n, char **args, struct iw_sched *s)
{
    int i = 0;

    for (; i < n && isdigit((unsigned char)args[i][0]); i++) {
        struct kl_wifi_scan_plan *p = &s->plans[s->o.n_plans];
        const char *colon = strchr(args[i], ':');
        uint64_t seconds, times = 0;
        char first[24]; /* longer ones are too large, cut or not */

        if (s->o.n_plans == 64)
            return kl_wifi_refuse(iw->wifi, -EINVAL, "there are more than 64 plans");
        snprintf(first, sizeof(first), "%.*s", (int)strcspn(args[i], ":"), args[i]);
        if (!iw_parse_number(first, 0, UINT32_MAX, &seconds) ||
            (colon != NULL && !iw_parse_number(colon + 1, 0, UINT32_MAX, &times)))
            return kl_wifi_refuse(iw->wifi, -EINVAL, "'%s' is no plan: SECONDS[:ITERATIONS]",
                                  args[i]);
        *p = (struct kl_wifi_scan_plan){(uint32_t)seconds, (uint32_t)times};
        s->o.n_plans++;
        if (times == 0) { /* without end: the last */
            i++;
            break;
        }
    }
    s->o.plans = s->plans;
    return i > 0 ? i : kl_wifi_refuse(iw->wifi, -EINVAL, "a plan is missing");
}

static int take_freqs(struct iw *iw, int n, char **args, struct iw_sched *s)
{
    int i = 0;

    for (; i < n && isdigit((unsigned char)args[i][0]); i++) {
        if (s->o.n_freqs == 256 || !iw_parse_khz(args[i], &s->freqs[s->o.n_freqs]))
            return kl_wifi_refuse(iw->wifi, -EINVAL, "'%s' is no frequency in MHz", args[i]);
        s->o.n_freqs++;
    }
    s->o.freqs_khz = s->freqs;
    return i > 0 ? i : kl_wifi_refuse(iw->wifi, -EINVAL, "a frequency is missing");
}

static int to_ssid(struct iw *iw, const char *word, struct kl_wifi_ssid *ret)
{
    size_t len = strlen(word);

    if (len > KL_WIFI_SSID_MAX)
        return kl_wifi_refuse(iw->wifi, -EINVAL, "'%s': an SSID has at most %d bytes", word,
                              KL_WIFI_SSID_MAX);
    memcpy(ret->data, word, len);
    ret->len = (uint8_t)len;
    return 0;
}

/* "ssid X ssid Y", "rssi -70" beside the SSID in front of it. */
static int take_matches(struct iw *iw, int n, char **args, struct iw_sched *s)
{
    int i = 0, rc = 0;

    for (; rc == 0 && i + 1 < n && s->o.n_matches < 64; i += 2) {
        if (strcmp(args[i], "ssid") == 0) {
            rc = to_ssid(iw, args[i + 1], &s->matches[s->o.n_matches++].ssid);
        } else if (strcmp(args[i], "rssi") == 0) {
            struct kl_wifi_sched_match *m = &s->matches[s->o.n_matches - (i > 0)];

            s->o.n_matches += i == 0;
            m->has_rssi = iw_parse_int(args[i + 1], -200, INT32_MAX, &m->rssi_dbm);
            if (!m->has_rssi)
                rc = kl_wifi_refuse(iw->wifi, -EINVAL, "'%s' is no signal in dBm", args[i + 1]);
        } else {
            break;
        }
    }
    s->o.matches = s->matches;
    if (rc == 0 && i == 0)
        rc = kl_wifi_refuse(iw->wifi, -EINVAL, "matches: ssid and a name are missing");
    return rc < 0 ? rc : i;
}

static int take_ssids(struct iw *iw, int n, char **args, struct iw_sched *s)
{
    int i = 0, rc = 0;

    for (; rc == 0 && i + 1 < n && s->o.n_ssids < 64 && strcmp(args[i], "ssid") == 0; i += 2)
        rc = to_ssid(iw, args[i + 1], &s->ssids[s->o.n_ssids++]);
    s->o.ssids = s->ssids;
    return rc < 0 ? rc : i;
}

/* ---- Keywords ---- */

/* @return words taken; 0: it is none of ours; negative */
static int take_one(struct iw *iw, int n, char **args, struct iw_sched *s)
{
    const char *word = args[0];
    int taken;

    if (strcmp(word, "interval") == 0)
        taken = take_number(iw, n - 1, args + 1, &s->o.interval_ms);
    else if (strcmp(word, "scan_plans") == 0)
        taken = take_plans(iw, n - 1, args + 1, s);
    else if (strcmp(word, "delay") == 0)
        taken = take_number(iw, n - 1, args + 1, &s->o.delay_s);
    else if (strcmp(word, "freqs") == 0)
        taken = take_freqs(iw, n - 1, args + 1, s);
    else if (strcmp(word, "matches") == 0)
        taken = take_matches(iw, n - 1, args + 1, s);
    else if (strcmp(word, "active") == 0)
        taken = take_ssids(iw, n - 1, args + 1, s);
    else
        taken = -1;
    if (taken >= 0)
        return taken + 1;
    if (taken < -1)
        return taken;
    if (strcmp(word, "passive") == 0)
        s->o.passive = true;
    else if (strcmp(word, "flush") == 0)
        s->o.flags |= NL80211_SCAN_FLAG_FLUSH;
    else if (strcmp(word, "coloc") == 0)
        s->o.flags |= NL80211_SCAN_FLAG_COLOCATED_6GHZ;
    else
        return 0;
    return 1;
}

int iw_take_sched(struct iw *iw, int n, char **args, struct iw_sched *s, int *ret_taken)
{
    int i = 0;

    memset(s, 0, sizeof(*s));
    while (i < n) {
        int taken;

        if (strncmp(args[i], "randomi", 7) == 0) {
            if (!iw_take_random(args[i], s->mac, s->mask))
                return iw_wrong("'%s': randomise=<addr>/<mask> is wanted", args[i]);
            s->o.flags |= NL80211_SCAN_FLAG_RANDOM_ADDR;
            s->o.mac = s->mac;
            s->o.mac_mask = s->mask;
            i++;
            continue;
        }
        taken = take_one(iw, n - i, args + i, s);
        if (taken < 0)
            return taken;
        if (taken == 0)
            break;
        i += taken;
    }
    *ret_taken = i;
    return 0;
}

/* ---- Commands ---- */

static int run_sched_start(struct iw *iw, int n, char **args)
{
    struct iw_sched s;
    int taken, rc = iw_take_sched(iw, n, args, &s, &taken);

    if (rc != 0)
        return rc;
    if (taken < n)
        return iw_wrong("'%s' is not understood", args[taken]);
    return kl_wifi_sched_scan_begin(iw->wifi, iw->ifindex, &s.o);
}

static int run_sched_stop(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_sched_scan_stop(iw->wifi, iw->ifindex);
}

const struct iw_command iw_sched_commands[] = {
    {IW_DEV, "scan sched_start", IW_SCHED_ARGS,
     "Have the device scan again and again: at an interval, or by plans one after the other;\n"
     "for the SSIDs given (or the wildcard), or passively. With matches only those networks are\n"
     "reported; \"rssi <dBm>\" behind an ssid: only from that signal on. `iw event` shows what\n"
     "happens.",
     run_sched_start},
    {IW_DEV, "scan sched_stop", "", "Stop an ongoing scheduled scan.", run_sched_stop},
    {.words = NULL},
};
