// SPDX-License-Identifier: MIT
/*
 * The names that strace writes for the numbers in a message's header.
 * Source: linux/netlink.h, rtnetlink.h, xfrm.h, sock_diag.h, inet_diag.h, netfilter/nfnetlink*.h
 */
#include "strace.h"

#include <linux/audit.h>
#include <linux/genetlink.h>
#include <linux/inet_diag.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_acct.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netfilter/nfnetlink_cthelper.h>
#include <linux/netfilter/nfnetlink_cttimeout.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/xfrm.h>
#include <string.h>

#define N(name)                                                                                    \
    {                                                                                              \
#name, name                                                                                \
    }

struct name {
    const char *name;
    unsigned value;
};

/* clang-format off */
static const struct name types[] = {
    {"nlctrl", GENL_ID_CTRL},
    N(NLMSG_NOOP), N(NLMSG_ERROR), N(NLMSG_DONE), N(NLMSG_OVERRUN), N(RTM_NEWLINK),
    N(RTM_DELLINK), N(RTM_GETLINK), N(RTM_SETLINK), N(RTM_NEWADDR), N(RTM_DELADDR),
    N(RTM_GETADDR), N(RTM_NEWROUTE), N(RTM_DELROUTE), N(RTM_GETROUTE), N(RTM_NEWNEIGH),
    N(RTM_DELNEIGH), N(RTM_GETNEIGH), N(RTM_NEWRULE), N(RTM_DELRULE), N(RTM_GETRULE),
    N(RTM_NEWQDISC), N(RTM_DELQDISC), N(RTM_GETQDISC), N(RTM_NEWTCLASS), N(RTM_DELTCLASS),
    N(RTM_GETTCLASS), N(RTM_NEWTFILTER), N(RTM_DELTFILTER), N(RTM_GETTFILTER), N(RTM_NEWACTION),
    N(RTM_DELACTION), N(RTM_GETACTION), N(RTM_NEWPREFIX), N(RTM_GETMULTICAST), N(RTM_GETANYCAST),
    N(RTM_NEWNEIGHTBL), N(RTM_GETNEIGHTBL), N(RTM_SETNEIGHTBL), N(RTM_NEWNDUSEROPT),
    N(RTM_NEWADDRLABEL), N(RTM_DELADDRLABEL), N(RTM_GETADDRLABEL), N(RTM_GETDCB), N(RTM_SETDCB),
    N(RTM_NEWNETCONF), N(RTM_DELNETCONF), N(RTM_GETNETCONF), N(RTM_NEWMDB), N(RTM_DELMDB),
    N(RTM_GETMDB), N(RTM_NEWNSID), N(RTM_DELNSID), N(RTM_GETNSID), N(RTM_NEWSTATS),
    N(RTM_GETSTATS), N(RTM_SETSTATS), N(RTM_NEWCACHEREPORT), N(RTM_NEWCHAIN), N(RTM_DELCHAIN),
    N(RTM_GETCHAIN), N(RTM_NEWNEXTHOP), N(RTM_DELNEXTHOP), N(RTM_GETNEXTHOP), N(RTM_NEWLINKPROP),
    N(RTM_DELLINKPROP), N(RTM_GETLINKPROP), N(RTM_NEWVLAN), N(RTM_DELVLAN), N(RTM_GETVLAN),
    N(RTM_NEWNEXTHOPBUCKET), N(RTM_DELNEXTHOPBUCKET), N(RTM_GETNEXTHOPBUCKET), N(RTM_NEWTUNNEL),
    N(RTM_DELTUNNEL), N(RTM_GETTUNNEL), N(XFRM_MSG_NEWSA),
    N(XFRM_MSG_DELSA), N(XFRM_MSG_GETSA), N(XFRM_MSG_NEWPOLICY), N(XFRM_MSG_DELPOLICY),
    N(XFRM_MSG_GETPOLICY), N(XFRM_MSG_ALLOCSPI), N(XFRM_MSG_ACQUIRE), N(XFRM_MSG_EXPIRE),
    N(XFRM_MSG_UPDPOLICY), N(XFRM_MSG_UPDSA), N(XFRM_MSG_POLEXPIRE), N(XFRM_MSG_FLUSHSA),
    N(XFRM_MSG_FLUSHPOLICY), N(XFRM_MSG_NEWAE), N(XFRM_MSG_GETAE), N(XFRM_MSG_REPORT),
    N(XFRM_MSG_MIGRATE), N(XFRM_MSG_NEWSADINFO), N(XFRM_MSG_GETSADINFO), N(XFRM_MSG_NEWSPDINFO),
    N(XFRM_MSG_GETSPDINFO), N(XFRM_MSG_MAPPING), N(XFRM_MSG_SETDEFAULT), N(XFRM_MSG_GETDEFAULT),
    N(SOCK_DIAG_BY_FAMILY), N(TCPDIAG_GETSOCK), N(DCCPDIAG_GETSOCK), N(NFNL_MSG_BATCH_BEGIN),
    N(NFNL_MSG_BATCH_END),
};

static const struct name subsystems[] = {
    N(NFNL_SUBSYS_NONE), N(NFNL_SUBSYS_CTNETLINK),
    N(NFNL_SUBSYS_CTNETLINK_EXP), N(NFNL_SUBSYS_QUEUE), N(NFNL_SUBSYS_ULOG), N(NFNL_SUBSYS_OSF),
    N(NFNL_SUBSYS_IPSET), N(NFNL_SUBSYS_ACCT), N(NFNL_SUBSYS_CTNETLINK_TIMEOUT),
    N(NFNL_SUBSYS_CTHELPER), N(NFNL_SUBSYS_NFTABLES), N(NFNL_SUBSYS_NFT_COMPAT),
    N(NFNL_SUBSYS_HOOK),
};

static const struct name messages[] = {
    N(IPSET_CMD_PROTOCOL), N(IPSET_CMD_CREATE), N(IPSET_CMD_DESTROY), N(IPSET_CMD_FLUSH),
    N(IPSET_CMD_RENAME), N(IPSET_CMD_SWAP), N(IPSET_CMD_LIST), N(IPSET_CMD_SAVE),
    N(IPSET_CMD_ADD), N(IPSET_CMD_DEL), N(IPSET_CMD_TEST), N(IPSET_CMD_HEADER), N(IPSET_CMD_TYPE),
    N(IPSET_CMD_GET_BYNAME), N(IPSET_CMD_GET_BYINDEX), N(NFT_MSG_NEWTABLE), N(NFT_MSG_GETTABLE),
    N(NFT_MSG_DELTABLE), N(NFT_MSG_NEWCHAIN), N(NFT_MSG_GETCHAIN), N(NFT_MSG_DELCHAIN),
    N(NFT_MSG_NEWRULE), N(NFT_MSG_GETRULE), N(NFT_MSG_DELRULE), N(NFT_MSG_NEWSET),
    N(NFT_MSG_GETSET), N(NFT_MSG_DELSET), N(NFT_MSG_NEWSETELEM), N(NFT_MSG_GETSETELEM),
    N(NFT_MSG_DELSETELEM), N(NFT_MSG_NEWGEN), N(NFT_MSG_GETGEN), N(NFT_MSG_TRACE),
    N(NFT_MSG_NEWOBJ), N(NFT_MSG_GETOBJ), N(NFT_MSG_DELOBJ), N(NFT_MSG_GETOBJ_RESET),
    N(NFT_MSG_NEWFLOWTABLE), N(NFT_MSG_GETFLOWTABLE), N(NFT_MSG_DELFLOWTABLE),
    N(IPCTNL_MSG_CT_NEW), N(IPCTNL_MSG_CT_GET), N(IPCTNL_MSG_CT_DELETE),
    N(IPCTNL_MSG_CT_GET_CTRZERO), N(IPCTNL_MSG_CT_GET_STATS_CPU), N(IPCTNL_MSG_CT_GET_STATS),
    N(IPCTNL_MSG_CT_GET_DYING), N(IPCTNL_MSG_CT_GET_UNCONFIRMED), N(IPCTNL_MSG_EXP_NEW),
    N(IPCTNL_MSG_EXP_GET), N(IPCTNL_MSG_EXP_DELETE), N(IPCTNL_MSG_EXP_GET_STATS_CPU),
    N(IPCTNL_MSG_TIMEOUT_NEW), N(IPCTNL_MSG_TIMEOUT_GET), N(IPCTNL_MSG_TIMEOUT_DELETE),
    N(IPCTNL_MSG_TIMEOUT_DEFAULT_SET), N(IPCTNL_MSG_TIMEOUT_DEFAULT_GET), N(NFULNL_MSG_PACKET),
    N(NFULNL_MSG_CONFIG), N(NFQNL_MSG_PACKET), N(NFQNL_MSG_VERDICT), N(NFQNL_MSG_CONFIG),
    N(NFQNL_MSG_VERDICT_BATCH), N(NFNL_MSG_ACCT_NEW), N(NFNL_MSG_ACCT_GET),
    N(NFNL_MSG_ACCT_GET_CTRZERO), N(NFNL_MSG_ACCT_DEL), N(NFNL_MSG_ACCT_OVERQUOTA),
    N(NFNL_MSG_CTHELPER_NEW), N(NFNL_MSG_CTHELPER_GET), N(NFNL_MSG_CTHELPER_DEL),
    N(NFNL_MSG_COMPAT_GET),
};

/* Where two names have one value, either is right. Of attributes, too. */
static const struct name flags[] = {
    N(NLM_F_REQUEST), N(NLM_F_MULTI), N(NLM_F_ACK), N(NLM_F_ECHO), N(NLM_F_DUMP_INTR),
    N(NLM_F_DUMP_FILTERED), N(NLM_F_ROOT), N(NLM_F_MATCH), N(NLM_F_ATOMIC), N(NLM_F_DUMP),
    N(NLM_F_REPLACE), N(NLM_F_EXCL), N(NLM_F_CREATE), N(NLM_F_APPEND), N(NLM_F_NONREC),
    N(NLM_F_CAPPED), N(NLM_F_ACK_TLVS), N(NLA_F_NESTED), N(NLA_F_NET_BYTEORDER),
};
/* clang-format on */

static long find(const struct name *table, size_t count, struct kl_span name)
{
    long long n;

    for (size_t i = 0; i < count; i++)
        if (kl_span_is(name, table[i].name))
            return (long)table[i].value;
    return kl_span_number(name, &n) && n >= 0 && n <= 0xffff ? (long)n : -1;
}

#define FIND(table, name) find(table, sizeof(table) / sizeof((table)[0]), name)

static struct kl_span trim(struct kl_span t)
{
    while (t.s < t.end && *t.s == ' ')
        t.s++;
    while (t.end > t.s && t.end[-1] == ' ')
        t.end--;
    return t;
}

static int by_name(const struct kl_strace_families *f, struct kl_span name)
{
    for (unsigned i = 0; i < f->count; i++)
        if (kl_span_is(name, f->all[i].name))
            return (int)i;
    return -1;
}

long kl_strace_type(const struct kl_strace_families *f, struct kl_span name)
{
    const char *shift;
    long subsystem, message, type;

    name = trim(name);
    shift = memmem(name.s, (size_t)(name.end - name.s), "<<8|", 4);
    if (shift != NULL) {
        subsystem = FIND(subsystems, ((struct kl_span){name.s, shift}));
        message = FIND(messages, ((struct kl_span){shift + 4, name.end}));
        return subsystem >= 0 && message >= 0 && message < 256 ? subsystem << 8 | message : -1;
    }
    type = FIND(types, name);
    if (type < 0)
        type = FIND(subsystems, name); /* of a batch's res_id */
    if (type < 0 && f != NULL && by_name(f, name) >= 0)
        type = f->all[by_name(f, name)].id;
    return type;
}

/* Constants of kernels newer than the table are all capitals with an underscore, other than all but
 * a few families. */
static bool is_family_name(struct kl_span name)
{
    static const char *const capitals[] = {"MAC80211_HWSIM", "VFS_DQUOT",  "NLBL_MGMT",
                                           "NLBL_CALIPSO",   "NLBL_UNLBL", "SMC_PNETID",
                                           "SMC_GEN_NETLINK"};
    bool constant = false;

    if (name.s >= name.end || name.end - name.s > 15)
        return false;
    for (size_t i = 0; i < sizeof(capitals) / sizeof(capitals[0]); i++)
        if (kl_span_is(name, capitals[i]))
            return true;
    for (const char *s = name.s; s < name.end; s++) {
        bool lower = *s >= 'a' && *s <= 'z', other = (*s >= 'A' && *s <= 'Z') || *s == '-';

        if (!lower && !other && *s != '_' && *s != '.' && (*s < '0' || *s > '9'))
            return false;
        constant = constant || *s == '_';
        if (lower)
            constant = false;
    }
    return !constant && (*name.s < '0' || *name.s > '9');
}

long kl_strace_make_up(struct kl_strace_families *f, struct kl_span name)
{
    unsigned room = sizeof(f->all) / sizeof(f->all[0]);

    name = trim(name);
    if (f == NULL || f->count == room || !is_family_name(name) || by_name(f, name) >= 0)
        return -1;
    memcpy(f->all[f->count].name, name.s, (size_t)(name.end - name.s));
    f->all[f->count].name[name.end - name.s] = '\0';
    f->all[f->count].id = (uint16_t)(GENL_MAX_ID - f->count);
    f->all[f->count].made_up = true;
    return f->all[f->count++].id;
}

const char *kl_strace_made_up(const struct kl_strace_families *f, uint16_t id)
{
    for (unsigned i = 0; i < f->count; i++)
        if (f->all[i].made_up && f->all[i].id == id)
            return f->all[i].name;
    return NULL;
}

long long kl_strace_flags(struct kl_span names)
{
    long long all = 0;

    do {
        const char *bar = memchr(names.s, '|', (size_t)(names.end - names.s));
        struct kl_span one = trim((struct kl_span){names.s, bar != NULL ? bar : names.end});
        long n = FIND(flags, one);

        if (n < 0)
            return -1;
        all |= n;
        names.s = bar != NULL ? bar + 1 : names.end;
    } while (names.s < names.end);
    return all;
}

void kl_strace_learn(struct kl_strace_families *f, const unsigned char *data, size_t len)
{
    struct nlmsghdr h;
    size_t at = sizeof(h) + GENL_HDRLEN;
    const char *name = NULL;
    size_t name_len = 0;
    uint16_t head[2], id = 0;

    if (len < at)
        return;
    memcpy(&h, data, sizeof(h));
    if (h.nlmsg_type != GENL_ID_CTRL || data[sizeof(h)] != CTRL_CMD_NEWFAMILY)
        return;
    for (; at + sizeof(head) <= len; at += NLA_ALIGN((size_t)head[0])) {
        memcpy(head, data + at, sizeof(head));
        if (head[0] < sizeof(head) || head[0] > len - at)
            break;
        if (head[1] == CTRL_ATTR_FAMILY_NAME) {
            name = (const char *)data + at + 4;
            name_len = strnlen(name, head[0] - 4u);
        } else if (head[1] == CTRL_ATTR_FAMILY_ID && head[0] >= 6) {
            memcpy(&id, data + at + 4, sizeof(id));
        }
    }
    if (name == NULL || id == 0 || name_len == 0 || name_len >= sizeof(f->all[0].name))
        return;
    for (unsigned i = 0; i <= f->count && i < sizeof(f->all) / sizeof(f->all[0]); i++) {
        if (i < f->count && strncmp(f->all[i].name, name, name_len) != 0)
            continue;
        memcpy(f->all[i].name, name, name_len);
        f->all[i].name[name_len] = '\0';
        f->all[i].id = id;
        f->all[i].made_up = false;
        f->count += i == f->count;
        return;
    }
}
