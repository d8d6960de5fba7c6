// SPDX-License-Identifier: MIT
// What a message may be when nothing says so: it is tried against every table, and a table that
// explains all of it, alone, is taken.
#include "inside.h"

#include <linux/genetlink.h>

int show_fit(const struct nlmsghdr *msg, int protocol, const struct kl_family *generic)
{
    struct show_probe p = {.words = NULL};
    struct kl_recognised what;

    if (msg->nlmsg_type < NLMSG_MIN_TYPE)
        return -1;
    kl_recognise(&what, msg, msg->nlmsg_len, protocol, generic);
    if (!what.family || !what.command || what.attrs_at > msg->nlmsg_len)
        return -1;
    show_probe(&p, msg, protocol, generic);
    return p.malformed != 0 || p.unknown > p.known ? -1 : (int)(p.known - p.unknown);
}

const struct kl_family *show_guess_family(const struct nlmsghdr *msg)
{
    const struct kl_family *best = NULL, *f;
    int most = -1;

    for (size_t i = 0; (f = kl_family_at(i)) != NULL; i++) {
        int fit =
            f->match == KL_MATCH_GENL && f->fixed_id == 0 ? show_fit(msg, NETLINK_GENERIC, f) : -1;

        if (fit > most) {
            most = fit;
            best = f;
        } else if (fit >= 0 && fit == most) {
            best = NULL; // as good as another: nothing is said then
        }
    }
    return best;
}

static int guess(const struct nlmsghdr *msg)
{
    static const int candidates[] = {NETLINK_ROUTE, NETLINK_NETFILTER, 4, 6};
    const struct kl_family *f;
    int best = -1, most = -1, fit;

    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        fit = show_fit(msg, candidates[i], NULL);
        if (fit > most) {
            most = fit;
            best = candidates[i];
        }
    }
    f = msg->nlmsg_type == GENL_ID_CTRL ? kl_family_find("nlctrl") : show_guess_family(msg);
    fit = f ? show_fit(msg, NETLINK_GENERIC, f) : -1;
    if (fit > most)
        best = NETLINK_GENERIC;
    // Families of netfilter without a table can be told by their number's place, too.
    if (best < 0 && msg->nlmsg_type >= 0x100 && msg->nlmsg_type < 0x1000)
        best = NETLINK_NETFILTER;
    return best;
}

int show_guess_protocol(struct show *s, const struct kl_trace_record *r, const struct nlmsghdr *msg)
{
    unsigned char *known = &s->protocols[msg->nlmsg_type];
    int protocol;

    if ((msg->nlmsg_flags & NLM_F_REQUEST) == 0) {
        protocol = show_pair_protocol(s->pairs, r, msg->nlmsg_seq);
        if (protocol >= 0)
            return protocol;
    }
    if (msg->nlmsg_type < NLMSG_MIN_TYPE)
        return -1;
    if (*known != 0)
        return *known - 1;
    protocol = guess(msg);
    if (protocol < 0 && !s->unexplained) {
        s->unexplained = true;
        show_note(s,
                  "the input does not say its protocol, and messages of type 0x%x look like none "
                  "that is known; --protocol says which it is",
                  msg->nlmsg_type);
    }
    if (protocol < 0)
        return -1;
    *known = (unsigned char)(protocol + 1);
    show_note(s,
              "the input does not say its protocol; messages of type 0x%x look like %s "
              "(--protocol says otherwise)",
              msg->nlmsg_type, show_protocol_name(protocol));
    return protocol;
}
