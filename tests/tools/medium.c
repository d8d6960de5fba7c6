// SPDX-License-Identifier: MIT
// medium N|silent: is the medium of simulated radios, and answers N requests of theirs to measure
// distances, each peer by its place among the peers: the first was measured, the second did not
// answer, the third is busy. "silent": answers none, until it is killed. Prints "ready" when it
// is. Frames are not carried. Needs a kernel whose radios measure (6.5 and on).
// Source: drivers/net/wireless/virtual/mac80211_hwsim.c, hwsim_pmsr_report_nl()
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/kernlink.h>
#include <linux/genetlink.h>
#include <linux/nl80211.h>

/* No header of the system has these. */
enum { CMD_REGISTER = 1, CMD_START_PMSR = 9, CMD_REPORT_PMSR = 11 };
enum { ATTR_TRANSMITTER = 2, ATTR_PMSR_REQUEST = 27, ATTR_PMSR_RESULT = 28 };

static struct kl_sock *s;
static uint16_t family;

static int complain(const char *what)
{
    fprintf(stderr, "medium: %s: %s\n", what, kl_error_text(kl_sock_error(s)));
    return 1;
}

static void put_measured(struct kl_msg *m, unsigned place)
{
    kl_msg_nest_begin(m, NL80211_PMSR_RESP_ATTR_DATA);
    kl_msg_nest_begin(m, NL80211_PMSR_TYPE_FTM);
    if (place == 0) {
        kl_msg_put_u16(m, NL80211_PMSR_FTM_RESP_ATTR_BURST_INDEX, 2);
        kl_msg_put_u32(m, NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_ATTEMPTS, 4);
        kl_msg_put_u32(m, NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_SUCCESSES, 3);
        kl_msg_put_u8(m, NL80211_PMSR_FTM_RESP_ATTR_FTMS_PER_BURST, 5);
        kl_msg_put_u32(m, NL80211_PMSR_FTM_RESP_ATTR_RSSI_AVG, (uint32_t)-90);
        kl_msg_put_u64(m, NL80211_PMSR_FTM_RESP_ATTR_RTT_AVG, 6671);
        kl_msg_put_u64(m, NL80211_PMSR_FTM_RESP_ATTR_DIST_AVG, (uint64_t)-12);
        kl_msg_put_u64(m, NL80211_PMSR_FTM_RESP_ATTR_DIST_SPREAD, 40);
        kl_msg_put_bytes(m, NL80211_PMSR_FTM_RESP_ATTR_LCI, "\x01\x02", 2);
        kl_msg_put_bytes(m, NL80211_PMSR_FTM_RESP_ATTR_CIVICLOC, "\x03", 1);
    } else {
        kl_msg_put_u32(m, NL80211_PMSR_FTM_RESP_ATTR_FAIL_REASON,
                       place == 1 ? NL80211_PMSR_FTM_FAILURE_NO_RESPONSE
                                  : NL80211_PMSR_FTM_FAILURE_PEER_BUSY);
        if (place == 2)
            kl_msg_put_u8(m, NL80211_PMSR_FTM_RESP_ATTR_BUSY_RETRY_TIME, 7);
    }
    kl_msg_nest_end(m);
    kl_msg_nest_end(m);
}

static void put_peer(struct kl_msg *m, unsigned place, const struct kl_attr *peer)
{
    struct kl_view v = {.data = peer->data, .len = peer->len};
    const void *mac;
    size_t len;

    if (kl_view_get_bytes(&v, NL80211_PMSR_PEER_ATTR_ADDR, &mac, &len) < 0)
        return;
    kl_msg_nest_begin(m, (uint16_t)(place + 1));
    kl_msg_put_bytes(m, NL80211_PMSR_PEER_ATTR_ADDR, mac, len);
    kl_msg_nest_begin(m, NL80211_PMSR_PEER_ATTR_RESP);
    kl_msg_put_u32(m, NL80211_PMSR_RESP_ATTR_STATUS,
                   place == 0 ? NL80211_PMSR_STATUS_SUCCESS : NL80211_PMSR_STATUS_FAILURE);
    kl_msg_put_u64(m, NL80211_PMSR_RESP_ATTR_HOST_TIME, 1000 + place);
    if (place == 0)
        kl_msg_put_u64(m, NL80211_PMSR_RESP_ATTR_AP_TSF, 99);
    kl_msg_put_flag(m, NL80211_PMSR_RESP_ATTR_FINAL);
    put_measured(m, place);
    kl_msg_nest_end(m);
    kl_msg_nest_end(m);
}

static int answer(struct kl_msg *m, const struct nlmsghdr *request)
{
    struct kl_view v, pmsr, peers;
    struct kl_attr a;
    const void *radio;
    unsigned place = 0;
    size_t len;

    if (kl_view_message(&v, request, GENL_HDRLEN, NULL) < 0 ||
        kl_view_get_bytes(&v, ATTR_TRANSMITTER, &radio, &len) < 0 ||
        kl_view_get_nest(&v, ATTR_PMSR_REQUEST, &pmsr) < 0 ||
        kl_view_get_nest(&pmsr, NL80211_ATTR_PEER_MEASUREMENTS, &peers) < 0)
        return -EBADMSG;
    kl_msg_start_genl(m, family, CMD_REPORT_PMSR, 0, 0);
    kl_msg_put_bytes(m, ATTR_TRANSMITTER, radio, len);
    kl_msg_nest_begin(m, ATTR_PMSR_RESULT);
    kl_msg_nest_begin(m, NL80211_PMSR_ATTR_PEERS);
    /* Here each peer is a nest of its own beside timeout and addresses. */
    while (kl_view_next(&peers, &a) == 1)
        if (a.type == NL80211_PMSR_ATTR_PEERS)
            put_peer(m, place++, &a);
    kl_msg_nest_end(m);
    kl_msg_nest_end(m);
    return kl_put(s, m);
}

int main(int argc, char **argv)
{
    struct kl_sock_options options = {.protocol = NETLINK_GENERIC};
    const struct kl_genl_family *f;
    struct kl_msg *m;
    bool silent = argc == 2 && strcmp(argv[1], "silent") == 0;
    int left = silent ? 1 : argc == 2 ? atoi(argv[1]) : 0, rc;

    if (left < 1) {
        fputs("usage: medium N|silent\n", stderr);
        return 2;
    }
    if (kl_sock_open(&s, &options) < 0 || kl_msg_new(&m) < 0)
        return 1;
    if (kl_genl_resolve(s, "MAC80211_HWSIM", &f) < 0)
        return complain("no simulated radios");
    family = f->id;
    kl_msg_start_genl(m, family, CMD_REGISTER, 0, 0);
    if (kl_request(s, m, NULL) < 0)
        return complain("register");
    puts("ready");
    fflush(stdout);
    while (left > 0) {
        const struct nlmsghdr *msg;

        rc = kl_get(s, &msg, 60000);
        if (rc == -ETIMEDOUT)
            return complain("nobody measures");
        if (rc < 0) {
            complain("refused");
            continue;
        }
        if (silent || msg->nlmsg_type != family ||
            ((const struct genlmsghdr *)(const void *)((const char *)msg + NLMSG_HDRLEN))->cmd !=
                CMD_START_PMSR)
            continue;
        if (answer(m, msg) < 0)
            return complain("answer");
        left--;
    }
    /* A refusal of the last one */
    for (const struct nlmsghdr *msg; (rc = kl_get(s, &msg, 200)) != -ETIMEDOUT;)
        if (rc < 0)
            complain("refused");
    kl_msg_free(m);
    kl_sock_close(s);
    return 0;
}
