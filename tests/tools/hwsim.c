// SPDX-License-Identifier: MIT
// hwsim: makes and deletes simulated Wi-Fi radios in the network namespace that it is called in, so
// that Wi-Fi tests have radios of their own. Needs mac80211_hwsim, which it loads when it can.
// Source: drivers/net/wireless/virtual/mac80211_hwsim.c
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/kernlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>

/* No header of the system has these. */
enum {
    ATTR_CHANNELS = 9,
    ATTR_RADIO_ID = 10,
    ATTR_ALPHA2 = 11,
    ATTR_P2P_DEVICE = 14,
    ATTR_USE_CHANCTX = 15,
    ATTR_NAME = 17,
    ATTR_NO_VIF = 18,
    ATTR_MLO = 25,
    ATTR_PMSR_SUPPORT = 26,
    ATTR_MULTI_RADIO = 29,
};

static const struct {
    const char *word;
    uint16_t attr;
} flags[] = {
    {"chanctx", ATTR_USE_CHANCTX},     {"no-vif", ATTR_NO_VIF},
    {"p2p-device", ATTR_P2P_DEVICE},   {"mlo", ATTR_MLO},
    {"multi-radio", ATTR_MULTI_RADIO},
};

static struct kl_sock *s;
static const struct kl_family *schema;
static const struct kl_genl_family *family;

static int usage(void)
{
    fputs("usage: hwsim add NAME [channels N] [alpha2 CC] [chanctx] [no-vif] [p2p-device] [mlo]\n"
          "                     [measures] [multi-radio]\n"
          "       hwsim del NAME\n"
          "       hwsim list\n"
          "  A radio is known as phy NAME, and goes with its network namespace.\n",
          stderr);
    return 2;
}

static int complain(const char *what)
{
    fprintf(stderr, "hwsim: %s: %s\n", what, kl_error_text(kl_sock_error(s)));
    return 1;
}

/* The kernel answers with an error code that is the radio's number. */
static int finish(struct kl_msg *m, const char *name)
{
    int rc = kl_request(s, m, NULL);

    kl_msg_free(m);
    return rc < 0 ? complain(name) : 0;
}

/* Prints all radios, or counts those named @name. -1: failed. */
static int list(const char *wanted)
{
    struct kl_answer *answer;
    struct kl_msg *m;
    int rc, n = 0;

    if (kl_msg_new(&m) != 0 ||
        kl_msg_start_command(m, schema, "get_radio", family->id, NLM_F_DUMP) != 0)
        return -complain("list");
    rc = kl_request(s, m, &answer);
    kl_msg_free(m);
    if (rc < 0)
        return -complain("list");
    for (size_t i = 0; i < kl_answer_count(answer); i++) {
        struct kl_view v;
        uint64_t id;
        const char *name;
        size_t len;

        if (kl_view_message(&v, kl_answer_message(answer, i), 4, NULL) == 0 &&
            kl_view_get_uint(&v, ATTR_RADIO_ID, &id) == 0 &&
            kl_view_get_str(&v, ATTR_NAME, &name, &len) == 0) {
            if (wanted == NULL)
                printf("%llu %.*s\n", (unsigned long long)id, (int)len, name);
            else if (strlen(wanted) == len && !memcmp(wanted, name, len))
                n++;
        }
    }
    kl_answer_free(answer);
    return n;
}

/* Distances, as long as somebody is the medium (tools/medium.c). */
static void put_measures(struct kl_msg *m)
{
    kl_msg_nest_begin(m, ATTR_PMSR_SUPPORT);
    kl_msg_put_u32(m, NL80211_PMSR_ATTR_MAX_PEERS, 8);
    kl_msg_put_flag(m, NL80211_PMSR_ATTR_REPORT_AP_TSF);
    kl_msg_put_flag(m, NL80211_PMSR_ATTR_RANDOMIZE_MAC_ADDR);
    kl_msg_nest_begin(m, NL80211_PMSR_ATTR_TYPE_CAPA);
    kl_msg_nest_begin(m, NL80211_PMSR_TYPE_FTM);
    kl_msg_put_flag(m, NL80211_PMSR_FTM_CAPA_ATTR_ASAP);
    kl_msg_put_flag(m, NL80211_PMSR_FTM_CAPA_ATTR_NON_ASAP);
    kl_msg_put_flag(m, NL80211_PMSR_FTM_CAPA_ATTR_REQ_LCI);
    kl_msg_put_flag(m, NL80211_PMSR_FTM_CAPA_ATTR_REQ_CIVICLOC);
    kl_msg_put_u32(m, NL80211_PMSR_FTM_CAPA_ATTR_PREAMBLES, 1u << NL80211_PREAMBLE_HT);
    kl_msg_put_u32(m, NL80211_PMSR_FTM_CAPA_ATTR_BANDWIDTHS, 1u << NL80211_CHAN_WIDTH_20);
    kl_msg_nest_end(m);
    kl_msg_nest_end(m);
    kl_msg_nest_end(m);
}

static int add(const char *name, char **options)
{
    struct kl_msg *m;
    int there = list(name);

    if (there < 0)
        return 1;
    if (there > 0) { /* the kernel would choose another name */
        fprintf(stderr, "hwsim: %s is there already\n", name);
        return 1;
    }
    if (kl_msg_new(&m) != 0 || kl_msg_start_command(m, schema, "new_radio", family->id, 0) != 0)
        return complain(name);
    kl_msg_put_str(m, ATTR_NAME, name);
    for (; *options != NULL; options++) {
        size_t i = 0;

        if (!strcmp(*options, "channels") && options[1] != NULL) {
            kl_msg_put_u32(m, ATTR_CHANNELS, (uint32_t)strtoul(*++options, NULL, 10));
            continue;
        }
        if (!strcmp(*options, "alpha2") && options[1] != NULL) {
            options++;
            kl_msg_put_bytes(m, ATTR_ALPHA2, *options, strlen(*options));
            continue;
        }
        if (!strcmp(*options, "measures")) {
            put_measures(m);
            continue;
        }
        while (i < sizeof(flags) / sizeof(flags[0]) && strcmp(flags[i].word, *options) != 0)
            i++;
        if (i == sizeof(flags) / sizeof(flags[0])) {
            kl_msg_free(m);
            return usage();
        }
        kl_msg_put_flag(m, flags[i].attr);
    }
    return finish(m, name);
}

static int del(const char *name)
{
    struct kl_msg *m;

    if (kl_msg_new(&m) != 0 || kl_msg_start_command(m, schema, "del_radio", family->id, 0) != 0)
        return complain(name);
    kl_msg_put_str(m, ATTR_NAME, name);
    return finish(m, name);
}

int main(int argc, char **argv)
{
    struct kl_sock_options o = {.protocol = NETLINK_GENERIC};
    int rc;

    if (!(argc >= 3 && !strcmp(argv[1], "add")) && !(argc == 3 && !strcmp(argv[1], "del")) &&
        !(argc == 2 && !strcmp(argv[1], "list")))
        return usage();
    rc = kl_sock_open(&s, &o);
    if (rc != 0) {
        fprintf(stderr, "hwsim: %s\n", kl_strerror(rc));
        return 1;
    }
    schema = kl_family_find("MAC80211_HWSIM");
    rc = kl_genl_resolve(s, "MAC80211_HWSIM", &family);
    if (rc == -ENOENT && system("modprobe mac80211_hwsim radios=0 2>/dev/null") == 0)
        rc = kl_genl_resolve(s, "MAC80211_HWSIM", &family);
    if (rc != 0) {
        rc = complain("no mac80211_hwsim");
    } else {
        rc = argv[1][0] == 'a'   ? add(argv[2], argv + 3)
             : argv[1][0] == 'd' ? del(argv[2])
                                 : list(NULL) < 0;
    }
    kl_sock_close(s);
    return rc;
}
