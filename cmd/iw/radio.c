// SPDX-License-Identifier: MIT
// What a radio does for a while: other channels, the search for radar, channel switches; and
// management frames.
#include "iw.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

/* Handles events until *@done. */
static int wait_for(struct iw *iw, const bool *done)
{
    while (!*done) {
        struct pollfd p = {.fd = kl_wifi_fd(iw->wifi), .events = POLLIN};
        int rc;

        if (poll(&p, 1, kl_wifi_timeout(iw->wifi)) < 0 && errno != EINTR)
            return -errno;
        rc = kl_wifi_dispatch(iw->wifi);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* An operation's end, and what it was. */
struct ending {
    struct iw *iw;
    bool done;
    int code;
    unsigned what;
    uint32_t freq_mhz;
};

static void json_result(struct iw *iw, const char *result, uint32_t freq_mhz)
{
    kl_sink_object_begin(iw->sink);
    iw_put_str(iw, "ifname", iw->name);
    iw_put_str(iw, "result", result);
    iw_put_uint(iw, "freq_mhz", freq_mhz);
    kl_sink_object_end(iw->sink);
    (void)kl_out_flush(iw->out);
}

/* ---- Time on a channel ---- */

static void on_remain(struct kl_wifi *w, int code, enum kl_wifi_remain what, void *user)
{
    struct ending *e = user;

    (void)w;
    e->code = code;
    e->done = code < 0 || what == KL_WIFI_REMAIN_EXPIRED;
    if (code == 0 && e->iw->form != IW_TEXT)
        json_result(e->iw, e->done ? "expired" : "ready", e->freq_mhz);
}

static int take_time(int n, char **args, uint32_t *ret_freq, uint32_t *ret_ms)
{
    uint64_t freq, ms;

    if (n != 2)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 1, UINT32_MAX, &freq))
        return iw_wrong("'%s' is no frequency in MHz", args[0]);
    if (!iw_parse_number(args[1], 1, UINT32_MAX, &ms))
        return iw_wrong("'%s' is no time in milliseconds", args[1]);
    *ret_freq = (uint32_t)freq;
    *ret_ms = (uint32_t)ms;
    return 0;
}

static int remain(struct iw *iw, int n, char **args, bool wait)
{
    struct ending e = {.iw = iw};
    uint32_t ms = 0;
    int64_t id;
    int rc = take_time(n, args, &e.freq_mhz, &ms);

    if (rc != 0)
        return rc;
    id = kl_wifi_remain_start(iw->wifi, iw->ifindex, e.freq_mhz, ms, on_remain, &e);
    if (id < 0)
        return (int)id;
    if (!wait) {
        kl_wifi_forget(iw->wifi, id); /* the kernel comes back by itself */
        return 0;
    }
    rc = wait_for(iw, &e.done);
    if (rc < 0)
        return rc;
    return e.code < 0 ? iw_say("%s: the time on %u MHz ended: %s", iw->name, e.freq_mhz,
                               kl_strerror(e.code))
                      : 0;
}

static int run_offchannel(struct iw *iw, int n, char **args)
{
    return remain(iw, n, args, true);
}

static int run_roc(struct iw *iw, int n, char **args)
{
    return remain(iw, n, args, false);
}

/* ---- Radar ---- */

static const char *const cac_json[] = {"started", "finished", "aborted", "radar"};

static void on_cac(struct kl_wifi *w, int code, enum kl_wifi_cac what, void *user)
{
    static const char *const texts[] = {"CAC started", "CAC finished", "CAC was aborted",
                                        "radar detected"};
    struct ending *e = user;

    (void)w;
    e->code = code;
    e->what = what;
    e->done = code < 0 || what != KL_WIFI_CAC_STARTED;
    if (code < 0)
        return;
    if (e->iw->form != IW_TEXT)
        json_result(e->iw, cac_json[what], e->freq_mhz);
    else
        kl_out_printf(e->iw->out, "%u MHz: %s\n", e->freq_mhz, texts[what]);
    (void)kl_out_flush(e->iw->out);
}

/* "channel 52 HT20", "freq 5260 80 5290". */
static int take_where(int n, char **args, struct kl_wifi_chan *c)
{
    bool is_channel = n > 0 && strcmp(args[0], "channel") == 0;
    int taken;

    if (n < 2 || (!is_channel && strcmp(args[0], "freq") != 0))
        return IW_USAGE;
    taken = iw_parse_chan(n - 1, args + 1, is_channel, c);
    if (taken < 0)
        return IW_USAGE;
    return taken == n - 1 ? 0 : iw_wrong("'%s' is not understood", args[1 + taken]);
}

static int cac_wait(struct iw *iw, int n, char **args, bool background)
{
    struct ending e = {.iw = iw};
    struct kl_wifi_chan c;
    int64_t id;
    int rc = take_where(n, args, &c);

    if (rc != 0)
        return rc;
    e.freq_mhz = c.freq_mhz;
    id = kl_wifi_cac_start(iw->wifi, iw->ifindex, &c, background, on_cac, &e);
    if (id < 0)
        return (int)id;
    rc = wait_for(iw, &e.done);
    if (rc < 0)
        return rc;
    if (e.code < 0)
        return iw_say("%s: the search for radar ended: %s", iw->name, kl_strerror(e.code));
    return e.what == KL_WIFI_CAC_FINISHED ? 0 : IW_SAID;
}

static int run_cac(struct iw *iw, int n, char **args)
{
    return cac_wait(iw, n, args, false);
}

static int run_cac_background(struct iw *iw, int n, char **args)
{
    return cac_wait(iw, n, args, true);
}

static int run_cac_trigger(struct iw *iw, int n, char **args)
{
    struct kl_wifi_chan c;
    int rc = take_where(n, args, &c);

    return rc != 0 ? rc : kl_wifi_cac_trigger(iw->wifi, iw->ifindex, &c, false);
}

/* ---- Channel switch ---- */

static void on_switch(struct kl_wifi *w, int code, const struct kl_wifi_chan *now, void *user)
{
    struct ending *e = user;

    (void)w;
    e->done = true;
    e->code = code;
    if (code == 0 && e->iw->form != IW_TEXT)
        json_result(e->iw, "switched", now->freq_mhz);
}

static int do_switch(struct iw *iw, int n, char **args, bool is_channel)
{
    struct kl_wifi_switch s = {.count = 10};
    struct ending e = {.iw = iw};
    bool wait = false;
    uint64_t count;
    int64_t id;
    int at, rc;

    if (n == 0)
        return IW_USAGE;
    at = iw_parse_chan(n, args, is_channel, &s.chan);
    if (at < 0)
        return IW_USAGE;
    for (; at < n; at++) {
        if (strcmp(args[at], "block-tx") == 0) {
            s.block_tx = true;
        } else if (strcmp(args[at], "wait") == 0) {
            wait = true;
        } else if (strcmp(args[at], "beacons") != 0 || at + 1 == n) {
            return IW_USAGE;
        } else if (!iw_parse_number(args[++at], 0, 255, &count)) {
            return iw_wrong("'%s' is no number of beacons", args[at]);
        } else {
            s.count = (uint32_t)count;
        }
    }
    if (!wait)
        return kl_wifi_switch_channel(iw->wifi, iw->ifindex, &s);
    id = kl_wifi_switch_start(iw->wifi, iw->ifindex, &s, on_switch, &e);
    if (id < 0)
        return (int)id;
    rc = wait_for(iw, &e.done);
    if (rc == 0 && e.code < 0)
        return iw_say("%s: the switch did not happen: %s", iw->name, kl_strerror(e.code));
    return rc;
}

static int run_switch_freq(struct iw *iw, int n, char **args)
{
    return do_switch(iw, n, args, false);
}

static int run_switch_channel(struct iw *iw, int n, char **args)
{
    return do_switch(iw, n, args, true);
}

/* ---- Management frames ---- */

void iw_hexdump(struct kl_out *o, const char *prefix, const uint8_t *data, size_t len)
{
    kl_out_printf(o, "%s: ", prefix);
    for (size_t i = 0; i < len; i++) {
        if (i != 0 && i % 16 == 0)
            kl_out_printf(o, "\n%s: ", prefix);
        kl_out_printf(o, "%02x ", data[i]);
    }
    kl_out_str(o, "\n\n");
}

struct dump {
    struct iw *iw;
    uint64_t left;
    bool done;
    int code;
};

static void on_frame(struct kl_wifi *w, int code, const struct kl_wifi_frame *f, void *user)
{
    struct dump *d = user;
    struct iw *iw = d->iw;

    (void)w;
    if (code < 0) {
        d->code = code;
        d->done = true;
        return;
    }
    if (d->done)
        return;
    if (iw->form != IW_TEXT) {
        kl_sink_object_begin(iw->sink);
        iw_put_str(iw, "ifname", iw->name);
        iw_put_uint(iw, "freq_mhz", f->freq_mhz);
        if (f->has_signal)
            iw_put_int(iw, "signal_dbm", f->signal_dbm);
        iw_put_uint(iw, "type", f->data[0]);
        iw_put_mac(iw, "from", f->data + 10);
        iw_put_mac(iw, "to", f->data + 4);
        iw_put_bytes(iw, "frame", f->data, f->len);
        kl_sink_object_end(iw->sink);
    } else {
        kl_out_printf(iw->out, "freq %u MHz\n", f->freq_mhz);
        if (f->has_signal)
            kl_out_printf(iw->out, "rssi %d dBm\n", f->signal_dbm);
        iw_hexdump(iw->out, "mgmt", f->data, f->len);
    }
    d->code = kl_out_flush(iw->out);
    d->done = d->code < 0 || (d->left != 0 && --d->left == 0);
}

/* "frame 40 00" once or more, then perhaps "count 3". @return how many, negative after saying why
 */
static int take_matches(int n, char **args, struct kl_wifi_frame_match *m, uint8_t (*bytes)[64],
                        uint64_t *ret_count)
{
    int found = 0;
    int64_t len;

    for (int i = 0; i < n; i += 3) {
        char *end;

        if (strcmp(args[i], "count") == 0 && i + 2 == n && found > 0) {
            if (!iw_parse_number(args[i + 1], 1, UINT32_MAX, ret_count))
                return iw_wrong("'%s' is no number of frames", args[i + 1]), -1;
            return found;
        }
        if (strcmp(args[i], "frame") != 0)
            return iw_wrong("'frame', a type and a pattern are wanted, not '%s'", args[i]), -1;
        if (i + 2 >= n)
            return iw_wrong("'%s' lacks its %s", args[n - 1], i + 1 < n ? "pattern" : "type"), -1;
        if (found == 16)
            return iw_wrong("there are more than 16 patterns"), -1;
        m[found].type = (uint16_t)strtoul(args[i + 1], &end, 16);
        if (*end != '\0' || end == args[i + 1] || strlen(args[i + 1]) > 4)
            return iw_say("invalid frame type: %s", args[i + 1]), -2;
        len = iw_parse_hex(args[i + 2], bytes[found], sizeof(bytes[0]));
        if (len < 0)
            return iw_say("invalid frame pattern: %s", args[i + 2]), -2;
        m[found].match = bytes[found];
        m[found++].match_len = (size_t)len;
    }
    return found > 0 ? found : -1;
}

static int run_mgmt_dump(struct iw *iw, int n, char **args)
{
    struct kl_wifi_frame_match matches[16];
    uint8_t bytes[16][64];
    struct dump d = {.iw = iw};
    int found = take_matches(n, args, matches, bytes, &d.left), rc;
    int64_t id;

    if (found < 0)
        return found == -1 ? IW_USAGE : IW_SAID_2;
    id = kl_wifi_frames_start(iw->wifi, iw->ifindex, matches, (unsigned)found, on_frame, &d);
    if (id < 0)
        return (int)id;
    rc = wait_for(iw, &d.done);
    if (rc == 0 && d.code < 0 && d.code != -EPIPE)
        return iw_say("%s: no more frames: %s", iw->name, kl_strerror(d.code));
    return rc;
}

/* Frames are listened for as long as the program runs: this tells whether it could. */
static int run_mgmt_reg(struct iw *iw, int n, char **args)
{
    char *words[] = {"frame", n == 2 ? args[0] : NULL, n == 2 ? args[1] : NULL};
    struct kl_wifi_frame_match match;
    struct dump d = {.iw = iw, .done = true};
    uint8_t bytes[1][64];
    int found;
    int64_t id;

    if (n != 2)
        return IW_USAGE;
    found = take_matches(3, words, &match, bytes, &d.left);
    if (found < 0)
        return found == -1 ? IW_USAGE : IW_SAID_2;
    id = kl_wifi_frames_start(iw->wifi, iw->ifindex, &match, 1, on_frame, &d);
    return id < 0 ? (int)id : 0;
}

static int run_mgmt_send(struct iw *iw, int n, char **args)
{
    struct kl_wifi_send_options o = {.freq_mhz = 0};
    uint64_t freq = 0, wait = 0;
    uint8_t frame[2304];
    bool acked = false;
    int len, rc;

    if (n < 2 || n > 3)
        return IW_USAGE;
    if (!iw_parse_number(args[0], 0, UINT32_MAX, &freq))
        return iw_wrong("'%s' is no frequency in MHz", args[0]);
    if (n == 3 && !iw_parse_number(args[2], 1, 5000, &wait))
        return iw_wrong("'%s' is no time of 1 to 5000 ms", args[2]);
    len = iw_parse_hex(args[1], frame, sizeof(frame));
    if (len < 0)
        return iw_wrong("'%s' is no frame in hexadecimal", args[1]);
    o.freq_mhz = (uint32_t)freq;
    o.duration_ms = (uint32_t)wait;
    o.off_channel = freq != 0 && wait != 0;
    rc = kl_wifi_send_frame(iw->wifi, iw->ifindex, frame, (size_t)len, &o, &acked);
    if (rc < 0)
        return rc;
    if (iw->form != IW_TEXT) {
        kl_sink_object_begin(iw->sink);
        iw_put_str(iw, "ifname", iw->name);
        iw_put_bool(iw, "acked", acked);
        kl_sink_object_end(iw->sink);
    } else {
        kl_out_printf(iw->out, "sent, %s\n", acked ? "acknowledged" : "no acknowledgement");
    }
    return acked || (frame[4] & 1) != 0 ? 0 : IW_SAID; /* nobody acknowledges what goes to all */
}

#define CHANNEL_ARGS "<channel> [NOHT|HT20|HT40+|HT40-|5MHz|10MHz|80MHz]"
#define FREQ_ARGS                                                                                  \
    "<freq> [NOHT|HT20|HT40+|HT40-|5MHz|10MHz|80MHz]|[5|10|20|40|80|80+80|160] [<center1_freq>"    \
    " [<center2_freq>]]"

const struct iw_command iw_radio_commands[] = {
    {IW_DEV, "offchannel", "<freq> <duration>",
     "Leave the channel for some milliseconds; back when it is over.", run_offchannel},
    {IW_DEV, "roc start", "<freq> <time in ms>", "The same, without waiting for its end.", run_roc},
    {IW_DEV, "cac", "channel " CHANNEL_ARGS "|freq " FREQ_ARGS,
     "Listen for radar on a channel, and wait until that is over (a minute, or ten):\n"
     "the exit status says whether the channel may be used.",
     run_cac},
    {IW_DEV, "cac trigger", "channel " CHANNEL_ARGS "|freq " FREQ_ARGS,
     "The same, without waiting.", run_cac_trigger},
    {IW_DEV, "cac background", "channel " CHANNEL_ARGS "|freq " FREQ_ARGS,
     "The same by a receiver of its own, and wait.", run_cac_background},
    {IW_DEV, "switch freq", FREQ_ARGS " [beacons <count>] [block-tx] [wait]",
     "Announce a channel switch of an IBSS or mesh; with wait, until it has happened.",
     run_switch_freq},
    {IW_DEV, "switch channel", CHANNEL_ARGS " [beacons <count>] [block-tx] [wait]",
     "The same, by the channel's number.", run_switch_channel},
    {IW_DEV, "mgmt dump",
     "frame <type as hex ab> <pattern as hex ab:cd:..> [frame <type> <pattern>]* [count <frames>]",
     "Register for management frames that begin with a pattern, and print them.\n"
     "Example: iw dev wlan0 mgmt dump frame 40 00 frame 40 01:02 count 10",
     run_mgmt_dump},
    {IW_DEV, "mgmt reg", "<type as hex ab> <pattern as hex ab:cd:..>",
     "See whether such frames can be registered for.", run_mgmt_reg},
    {IW_DEV, "mgmt send", "<freq in MHz|0> <frame in hexadecimal> [<time to stay in ms>]",
     "Send a management frame and say whether it was acknowledged; 0: on the interface's channel.",
     run_mgmt_send},
    {.words = NULL},
};
