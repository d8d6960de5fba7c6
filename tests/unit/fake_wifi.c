// SPDX-License-Identifier: MIT
#include "fake_wifi.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include <cmocka.h>

struct fake_wifi fw;

void put(struct attrs *a, uint16_t type, const void *data, size_t len)
{
    struct nlattr head = {.nla_len = (uint16_t)(NLA_HDRLEN + len), .nla_type = type};

    assert_true(a->len + NLA_HDRLEN + NLA_ALIGN(len) <= sizeof(a->data));
    memcpy(a->data + a->len, &head, sizeof(head));
    memset(a->data + a->len + NLA_HDRLEN, 0, NLA_ALIGN(len));
    if (len > 0)
        memcpy(a->data + a->len + NLA_HDRLEN, data, len);
    a->len += NLA_HDRLEN + NLA_ALIGN(len);
}

void put_u8(struct attrs *a, uint16_t type, uint8_t value)
{
    put(a, type, &value, sizeof(value));
}

void put_u16(struct attrs *a, uint16_t type, uint16_t value)
{
    put(a, type, &value, sizeof(value));
}

void put_u32(struct attrs *a, uint16_t type, uint32_t value)
{
    put(a, type, &value, sizeof(value));
}

void put_u64(struct attrs *a, uint16_t type, uint64_t value)
{
    put(a, type, &value, sizeof(value));
}

void put_nest(struct attrs *a, uint16_t type, const struct attrs *inner)
{
    put(a, type | NLA_F_NESTED, inner->data, inner->len);
}

/* ---- Messages ---- */

static void send_message(struct fake *f, uint32_t seq, uint16_t flags, uint8_t cmd,
                         const struct attrs *a)
{
    static struct attrs whole;
    struct genlmsghdr genl = {.cmd = cmd, .version = 1};

    memcpy(whole.data, &genl, sizeof(genl));
    assert_true(sizeof(genl) + a->len <= sizeof(whole.data));
    memcpy(whole.data + sizeof(genl), a->data, a->len);
    fake_message(f, seq, FAMILY, flags, whole.data, sizeof(genl) + a->len);
}

static void append_message(struct blob *b, uint32_t seq, uint8_t cmd, const struct attrs *a)
{
    struct nlmsghdr *msg = blob_message(b, seq, FAMILY, NLM_F_MULTI);
    struct genlmsghdr genl = {.cmd = cmd, .version = 1};

    blob_bytes(b, msg, &genl, sizeof(genl));
    blob_bytes(b, msg, a->data, a->len);
}

static void put_interface(struct attrs *a)
{
    put_u32(a, NL80211_ATTR_WIPHY, WIPHY);
    put_u32(a, NL80211_ATTR_IFINDEX, IFINDEX);
    put_u64(a, NL80211_ATTR_WDEV, WDEV);
}

void fake_wifi_event(uint8_t cmd, bool ours, const struct attrs *more)
{
    struct attrs a = {.len = 0};

    if (ours)
        put_interface(&a);
    if (more != NULL) {
        memcpy(a.data + a.len, more->data, more->len);
        a.len += more->len;
    }
    send_message(&fw.events, 0, 0, cmd, &a);
}

/* ---- What requests are answered with ---- */

static void put_generation(struct attrs *a, uint32_t generation)
{
    if (generation != 0)
        put_u32(a, NL80211_ATTR_GENERATION, generation);
}

static void answer_interface(const struct nlmsghdr *request)
{
    struct attrs a = {.len = 0};

    put_interface(&a);
    put(&a, NL80211_ATTR_IFNAME, "wlan7", 6);
    put_u32(&a, NL80211_ATTR_IFTYPE, NL80211_IFTYPE_STATION);
    if (fw.ssid != NULL)
        put(&a, NL80211_ATTR_SSID, fw.ssid, strlen(fw.ssid));
    put_generation(&a, fw.n_single < 12 ? fw.now[fw.n_single] : 0);
    fw.n_single++;
    send_message(&fw.requests, request->nlmsg_seq, 0, NL80211_CMD_NEW_INTERFACE, &a);
    fake_ack(&fw.requests, request->nlmsg_seq, 0);
}

static void answer_prepared(const struct nlmsghdr *request, uint8_t cmd)
{
    bool dump = (request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
    static struct blob all;

    all.len = 0;
    if (!dump && fw.single_code != 0) {
        fw.n_single++;
        fake_ack(&fw.requests, request->nlmsg_seq, fw.single_code);
        return;
    }
    for (unsigned i = 0; i < fw.n_answers; i++) {
        struct attrs a = fw.answers[i];

        if (dump && fw.n_dumps < 12)
            put_generation(&a, i == 0 ? fw.generations[fw.n_dumps].first
                                      : fw.generations[fw.n_dumps].rest);
        else if (!dump && fw.n_single < 12)
            put_generation(&a, fw.now[fw.n_single]);
        if (dump && fw.at_once)
            append_message(&all, request->nlmsg_seq, cmd, &a);
        else
            send_message(&fw.requests, request->nlmsg_seq, dump ? NLM_F_MULTI : 0, cmd, &a);
    }
    if (all.len > 0)
        fake_send(&fw.requests, all.data, all.len);
    fw.n_dumps += dump;
    fw.n_single += !dump;
    if (dump)
        fake_done(&fw.requests, request->nlmsg_seq, 0, 0);
    else
        fake_ack(&fw.requests, request->nlmsg_seq, 0);
}

static int next_code(void)
{
    int code = fw.codes[0];

    if (fw.n_codes == 0)
        return 0;
    fw.n_codes--;
    memmove(fw.codes, fw.codes + 1, fw.n_codes * sizeof(int));
    return code;
}

static void note(const char *word)
{
    size_t len = strlen(fw.sent);

    snprintf(fw.sent + len, sizeof(fw.sent) - len, "%s ", word);
}

/* Of a command that is acknowledged and no more. */
static const char *name_of(uint8_t cmd)
{
    switch (cmd) {
    case NL80211_CMD_ABORT_SCAN:
        return "abort_scan";
    case NL80211_CMD_DEL_STATION:
        return "del_station";
    case NL80211_CMD_DISCONNECT:
        return "disconnect";
    case NL80211_CMD_NEW_STATION:
        return "new_station";
    case NL80211_CMD_SET_STATION:
        return "set_station";
    case NL80211_CMD_STOP_AP:
        return "stop_ap";
    default:
        return "other";
    }
}

static void answer(struct fake *f, const struct nlmsghdr *request)
{
    const struct genlmsghdr *genl = (const void *)((const char *)request + NLMSG_HDRLEN);
    uint32_t seq = request->nlmsg_seq;

    assert_int_equal(request->nlmsg_type, FAMILY);
    switch (genl->cmd) {
    case NL80211_CMD_GET_INTERFACE:
        if ((request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
            answer_prepared(request, NL80211_CMD_NEW_INTERFACE);
        else
            answer_interface(request);
        break;
    case NL80211_CMD_TRIGGER_SCAN:
        note("trigger_scan");
        if (fw.on_trigger != NULL)
            fw.on_trigger(&fw);
        fake_ack(f, seq, next_code());
        break;
    case NL80211_CMD_CONNECT:
        note("connect");
        fake_ack(f, seq, next_code());
        break;
    case NL80211_CMD_GET_SCAN:
        answer_prepared(request, NL80211_CMD_NEW_SCAN_RESULTS);
        break;
    case NL80211_CMD_GET_STATION:
        answer_prepared(request, NL80211_CMD_NEW_STATION);
        break;
    case NL80211_CMD_GET_SURVEY:
        answer_prepared(request, NL80211_CMD_NEW_SURVEY_RESULTS);
        break;
    case NL80211_CMD_FRAME:
        note("frame");
        fake_ack(f, seq, next_code());
        break;
    default:
        note(name_of(genl->cmd));
        fake_ack(f, seq, 0);
    }
}

/* ---- The handle ---- */

int fake_wifi_open(void **state)
{
    struct kl_sock_options events = {.protocol = NETLINK_GENERIC, .flags = KL_SOCK_EVENTS},
                           requests = {.protocol = NETLINK_GENERIC};

    (void)state;
    memset(&fw, 0, sizeof(fw));
    fake_open(&fw.requests, &requests);
    fake_open(&fw.events, &events);
    fw.requests.script = answer;
    fw.w = calloc(1, sizeof(*fw.w));
    assert_non_null(fw.w);
    kl_list_init(&fw.w->ops);
    fw.w->sock = fw.requests.sock;
    fw.w->family = FAMILY;
    fw.w->epoll = epoll_create1(EPOLL_CLOEXEC);
    assert_int_equal(kl_msg_new(&fw.w->msg), 0);
    assert_int_equal(kl_wifi_take_events(fw.w, fw.events.sock), 0);
    return 0;
}

int fake_wifi_close(void **state)
{
    (void)state;
    kl_wifi_close(fw.w);
    fw.requests.sock = fw.events.sock = NULL; /* they went with it */
    fake_close(&fw.requests);
    fake_close(&fw.events);
    return 0;
}

void fake_wifi_dispatch(unsigned ms)
{
    struct pollfd p = {.fd = kl_wifi_fd(fw.w), .events = POLLIN};
    int wait = kl_wifi_timeout(fw.w);

    if (ms > 0)
        poll(&p, 1, wait >= 0 && wait < (int)ms ? wait : (int)ms);
    assert_int_equal(kl_wifi_dispatch(fw.w), 0);
}
