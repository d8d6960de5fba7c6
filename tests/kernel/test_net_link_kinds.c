// SPDX-License-Identifier: MIT
// Every kind of link with a struct: created, read by iproute2, read back, changed, deleted. A kind
// that this kernel lacks is skipped, and said so.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/batman_adv.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/if_vlan.h>

#include "net_world.h"

static struct kl_net *net;

#define HAS KL_NET_HAS

/* What is created, and what iproute2 (ip -j -d link show) says of it. */
struct kind {
    const char *name;
    bool parent; /* it stands on v0 */
    union kl_net_kind data;
    const char *says[6];
    union kl_net_kind change; /* has 0: it cannot be changed */
    const char *then;
};

#define IP4(a, b, c, d)                                                                            \
    {                                                                                              \
        .family = 2, .prefix = 32, .bytes = { a, b, c, d }                                         \
    }
#define IP6_1                                                                                      \
    {                                                                                              \
        .family = 10, .prefix = 128, .bytes = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 }                 \
    }
#define IP6_2                                                                                      \
    {                                                                                              \
        .family = 10, .prefix = 128, .bytes = { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 }                 \
    }

// clang-format off
static const struct kind kinds[] = {
    {"dummy", false, {0}, {"\"info_kind\":\"dummy\""}, {0}, NULL},
    {"ifb", false, {0}, {"\"info_kind\":\"ifb\""}, {0}, NULL},
    {"bridge", false,
     {.bridge = {.has = HAS(IFLA_BR_FORWARD_DELAY) | HAS(IFLA_BR_PRIORITY) |
                        HAS(IFLA_BR_MULTI_BOOLOPT) | HAS(IFLA_BR_AGEING_TIME),
                 .forward_delay_cs = 700, .priority = 4096, .boolopt = 1, .boolopt_mask = 1,
                 .ageing_time_cs = 9000}},
     {"\"forward_delay\":700", "\"priority\":4096", "\"no_linklocal_learn\":1",
      "\"ageing_time\":9000"},
     {.bridge = {.has = HAS(IFLA_BR_STP_STATE) | HAS(IFLA_BR_MCAST_SNOOPING), .stp_state = 1}},
     "\"stp_state\":1"},
    {"bridge", false, /* with VLANs */
     {.bridge = {.has = HAS(IFLA_BR_VLAN_FILTERING) | HAS(IFLA_BR_VLAN_DEFAULT_PVID) |
                        HAS(IFLA_BR_VLAN_PROTOCOL),
                 .vlan_filtering = 1, .vlan_default_pvid = 7, .vlan_protocol = 0x88a8}},
     {"\"vlan_filtering\":1", "\"vlan_default_pvid\":7", "\"vlan_protocol\":\"802.1ad\""}, {0},
     NULL},
    {"bond", false,
     {.bond = {.has = HAS(IFLA_BOND_MODE) | HAS(IFLA_BOND_ARP_INTERVAL) |
                      HAS(IFLA_BOND_ARP_IP_TARGET) | HAS(IFLA_BOND_MIN_LINKS),
               .mode = 1, .arp_interval_ms = 200, .n_arp_targets = 2,
               .arp_targets = {{10, 0, 0, 7}, {10, 0, 0, 8}}, .min_links = 2}},
     {"\"mode\":\"active-backup\"", "\"arp_interval\":200", "10.0.0.7", "10.0.0.8",
      "\"min_links\":2"},
     {.bond = {.has = HAS(IFLA_BOND_RESEND_IGMP), .resend_igmp = 9}}, "\"resend_igmp\":9"},
    {"vlan", true,
     {.vlan = {.has = HAS(IFLA_VLAN_ID) | HAS(IFLA_VLAN_PROTOCOL) | HAS(IFLA_VLAN_FLAGS) |
                      HAS(IFLA_VLAN_EGRESS_QOS),
               .id = 99, .protocol = 0x88a8, .flags = VLAN_FLAG_GVRP,
               .flags_mask = VLAN_FLAG_GVRP | VLAN_FLAG_REORDER_HDR, .n_egress = 1,
               .egress = {{3, 5}}}},
     {"\"protocol\":\"802.1ad\"", "\"id\":99", "GVRP", "\"egress_qos\":[{\"from\":3,\"to\":5}]"},
     {.vlan = {.has = HAS(IFLA_VLAN_FLAGS), .flags = VLAN_FLAG_LOOSE_BINDING,
               .flags_mask = VLAN_FLAG_LOOSE_BINDING}}, "LOOSE_BINDING"},
    {"vxlan", false,
     {.vxlan = {.has = HAS(IFLA_VXLAN_ID) | HAS(IFLA_VXLAN_GROUP) | HAS(IFLA_VXLAN_LOCAL) |
                       HAS(IFLA_VXLAN_PORT) | HAS(IFLA_VXLAN_LEARNING) | HAS(IFLA_VXLAN_PORT_RANGE) |
                       HAS(IFLA_VXLAN_TTL),
                .id = 4711, .group = IP4(10, 0, 0, 9), .local = IP4(10, 0, 0, 1), .port = 4789,
                .learning = 0, .port_low = 40000, .port_high = 40100, .ttl = 9}},
     {"\"id\":4711", "\"remote\":\"10.0.0.9\"", "\"local\":\"10.0.0.1\"", "\"port\":4789",
      "\"low\":40000,\"high\":40100", "\"ttl\":9"},
     {.vxlan = {.has = HAS(IFLA_VXLAN_GROUP), .group = IP4(10, 0, 0, 10)}}, "10.0.0.10"},
    {"vxlan", false,
     {.vxlan = {.has = HAS(IFLA_VXLAN_ID) | HAS(IFLA_VXLAN_GROUP) | HAS(IFLA_VXLAN_LOCAL),
                .id = 5, .group = IP6_2, .local = IP6_1}},
     {"\"remote6\":\"2001:db8::2\"", "\"local6\":\"2001:db8::1\""}, {0}, NULL},
    {"macvlan", true,
     {.macvlan = {.has = HAS(IFLA_MACVLAN_MODE) | HAS(IFLA_MACVLAN_BC_QUEUE_LEN), .mode = 4,
                  .bc_queue_len = 500}},
     {"\"mode\":\"bridge\"", "\"bcqueuelen\":500"},
     {.macvlan = {.has = HAS(IFLA_MACVLAN_MODE), .mode = 2}}, "\"mode\":\"vepa\""},
    {"macvlan", true,
     {.macvlan = {.has = HAS(IFLA_MACVLAN_MODE) | HAS(IFLA_MACVLAN_MACADDR_MODE) |
                         HAS(IFLA_MACVLAN_MACADDR_DATA),
                  .mode = 16, .source_mode = 3, .n_sources = 1,
                  .sources = {{2, 0, 0, 0, 0, 9}}}},
     {"\"mode\":\"source\"", "02:00:00:00:00:09"}, {0}, NULL},
    {"macvtap", true, {.macvlan = {.has = HAS(IFLA_MACVLAN_MODE), .mode = 1}},
     {"\"info_kind\":\"macvtap\"", "\"mode\":\"private\""}, {0}, NULL},
    {"ipvlan", true,
     {.ipvlan = {.has = HAS(IFLA_IPVLAN_MODE) | HAS(IFLA_IPVLAN_FLAGS), .mode = 1, .flags = 1}},
     {"\"mode\":\"l3\"", "private"}, {.ipvlan = {.has = HAS(IFLA_IPVLAN_MODE), .mode = 0}},
     "\"mode\":\"l2\""},
    {"vrf", false, {.vrf = {.has = HAS(IFLA_VRF_TABLE), .table = 1234}}, {"\"table\":1234"}, {0},
     NULL},
    {"gre", false,
     {.gre = {.has = HAS(IFLA_GRE_LOCAL) | HAS(IFLA_GRE_REMOTE) | HAS(IFLA_GRE_IKEY) |
                     HAS(IFLA_GRE_OKEY) | HAS(IFLA_GRE_IFLAGS) | HAS(IFLA_GRE_OFLAGS) |
                     HAS(IFLA_GRE_TTL),
              .local = IP4(10, 0, 0, 1), .remote = IP4(10, 0, 0, 9), .ikey = 0x01020304,
              .okey = 0x01020304, .iflags = 0x2000, .oflags = 0x2000, .ttl = 77}},
     {"\"remote\":\"10.0.0.9\"", "\"local\":\"10.0.0.1\"", "\"ttl\":77", "\"ikey\":\"1.2.3.4\""},
     {0}, NULL},
    {"gretap", false,
     {.gre = {.has = HAS(IFLA_GRE_LOCAL) | HAS(IFLA_GRE_REMOTE), .local = IP4(10, 0, 0, 1),
              .remote = IP4(10, 0, 0, 9)}},
     {"\"info_kind\":\"gretap\"", "10.0.0.9"}, {0}, NULL},
    {"ip6gre", false,
     {.gre = {.has = HAS(IFLA_GRE_LOCAL) | HAS(IFLA_GRE_REMOTE) | HAS(IFLA_GRE_TTL), .local = IP6_1,
              .remote = IP6_2, .ttl = 64}},
     {"\"info_kind\":\"ip6gre\"", "2001:db8::2", "\"ttl\":64"}, {0}, NULL},
    {"ipip", false,
     {.iptun = {.has = HAS(IFLA_IPTUN_LOCAL) | HAS(IFLA_IPTUN_REMOTE) | HAS(IFLA_IPTUN_TTL),
                .local = IP4(10, 0, 0, 1), .remote = IP4(10, 0, 0, 9), .ttl = 33}},
     {"\"info_kind\":\"ipip\"", "10.0.0.9", "\"ttl\":33"},
     {.iptun = {.has = HAS(IFLA_IPTUN_LOCAL) | HAS(IFLA_IPTUN_REMOTE) | HAS(IFLA_IPTUN_TTL),
                .local = IP4(10, 0, 0, 1), .remote = IP4(10, 0, 0, 9), .ttl = 34}}, "\"ttl\":34"},
    {"sit", false,
     {.iptun = {.has = HAS(IFLA_IPTUN_LOCAL) | HAS(IFLA_IPTUN_REMOTE) | HAS(IFLA_IPTUN_TTL),
                .local = IP4(10, 0, 0, 1), .remote = IP4(10, 0, 0, 9), .ttl = 34}},
     {"\"info_kind\":\"sit\"", "10.0.0.9"}, {0}, NULL},
    {"ip6tnl", false,
     {.iptun = {.has = HAS(IFLA_IPTUN_LOCAL) | HAS(IFLA_IPTUN_REMOTE) | HAS(IFLA_IPTUN_PROTO),
                .local = IP6_1, .remote = IP6_2, .proto = 41}},
     {"\"info_kind\":\"ip6tnl\"", "2001:db8::2", "ip6ip6"}, {0}, NULL},
    {"vti", false,
     {.vti = {.has = HAS(IFLA_VTI_LOCAL) | HAS(IFLA_VTI_REMOTE) | HAS(IFLA_VTI_IKEY) |
                     HAS(IFLA_VTI_OKEY),
              .local = IP4(10, 0, 0, 1), .remote = IP4(10, 0, 0, 9), .ikey = 5, .okey = 5}},
     {"\"info_kind\":\"vti\"", "10.0.0.9", "0.0.0.5"}, {0}, NULL},
    {"geneve", false,
     {.geneve = {.has = HAS(IFLA_GENEVE_ID) | HAS(IFLA_GENEVE_REMOTE) | HAS(IFLA_GENEVE_PORT) |
                        HAS(IFLA_GENEVE_TTL),
                 .id = 12, .remote = IP4(10, 0, 0, 9), .port = 6000, .ttl = 5}},
     {"\"id\":12", "\"remote\":\"10.0.0.9\"", "\"port\":6000", "\"ttl\":5"}, {0}, NULL},
    {"geneve", false,
     {.geneve = {.has = HAS(IFLA_GENEVE_ID) | HAS(IFLA_GENEVE_REMOTE6), .id = 13, .remote = IP6_2}},
     {"\"id\":13", "2001:db8::2"}, {0}, NULL},
    {"xfrm", true, {.xfrm = {.has = HAS(IFLA_XFRM_IF_ID), .if_id = 66}}, {"\"if_id\":\"0x42\""},
     {0}, NULL},
    {"macsec", true,
     {.macsec = {.has = HAS(IFLA_MACSEC_PORT) | HAS(IFLA_MACSEC_ENCRYPT) | HAS(IFLA_MACSEC_WINDOW) |
                        HAS(IFLA_MACSEC_REPLAY_PROTECT) | HAS(IFLA_MACSEC_CIPHER_SUITE) |
                        HAS(IFLA_MACSEC_ICV_LEN),
                 .port = 11, .encrypt = 1, .window = 64, .replay_protect = 1, .icv_len = 16,
                 .cipher_suite = UINT64_C(0x0080c20001000002)}},
     {"\"info_kind\":\"macsec\"", "000b\"", "GCM-AES-256", "\"window\":64"},
     {.macsec = {.has = HAS(IFLA_MACSEC_ENCRYPT), .encrypt = 0}}, "\"encrypt\":false"},
    {"batadv", false, {.batadv = {.has = HAS(IFLA_BATADV_ALGO_NAME), .algo_name = "BATMAN_IV"}},
     {"\"info_kind\":\"batadv\""}, {0}, NULL},
    {"bareudp", false,
     {.bareudp = {.has = HAS(IFLA_BAREUDP_PORT) | HAS(IFLA_BAREUDP_ETHERTYPE) |
                         HAS(IFLA_BAREUDP_SRCPORT_MIN),
                  .port = 6635, .ethertype = 0x8847, .srcport_min = 50000}},
     {"\"info_kind\":\"bareudp\"", "\"dstport\":6635", "mpls_uc", "\"srcportmin\":50000"}, {0},
     NULL},
    {"gtp", false,
     {.gtp = {.has = HAS(IFLA_GTP_CREATE_SOCKETS) | HAS(IFLA_GTP_ROLE) | HAS(IFLA_GTP_PDP_HASHSIZE),
              .create_sockets = 1, .role = 1, .pdp_hashsize = 64}},
     {"\"info_kind\":\"gtp\"", "sgsn"}, {0}, NULL},
    {"netkit", false, {.netkit = {.has = HAS(5 /* IFLA_NETKIT_MODE */), .mode = 0}},
     {"\"info_kind\":\"netkit\""}, {0}, NULL},
    {"wireguard", false, {0}, {"\"info_kind\":\"wireguard\""}, {0}, NULL},
};
// clang-format on

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* What the kernel tells of what was written: IPv6 has attributes of its own in VXLAN. */
static uint64_t told_back(const struct kind *k)
{
    uint64_t has = k->data.has;

    if (strcmp(k->name, "macvlan") == 0)
        has &= ~HAS(IFLA_MACVLAN_MACADDR_MODE);
    if (strcmp(k->name, "macsec") == 0) /* it is a part of the channel */
        has &= ~HAS(IFLA_MACSEC_PORT);
    if (strcmp(k->name, "batadv") == 0 || strcmp(k->name, "gtp") == 0) /* by kernel and settings */
        has &= strcmp(k->name, "gtp") == 0 ? HAS(IFLA_GTP_ROLE) | HAS(IFLA_GTP_PDP_HASHSIZE) : 0;
    if (strcmp(k->name, "vxlan") == 0 && k->data.vxlan.group.family == 10)
        has = HAS(IFLA_VXLAN_ID) | HAS(IFLA_VXLAN_GROUP6) | HAS(IFLA_VXLAN_LOCAL6);
    return has;
}

static bool bridges_have_vlans(void)
{
    struct kl_net_link l = {.has = KL_NET_L_NAME, .name = "probe", .kind = "bridge"};
    union kl_net_kind data;

    net_ok(net, kl_net_link(net, KL_NET_ADD, &l));
    net_ok(net, kl_net_link_get(net, 0, "probe", &l));
    net_ok(net, kl_net_link_kind(&l, &data));
    net_ok(net, kl_net_link_delete(net, l.ifindex));
    return (data.has & HAS(IFLA_BR_VLAN_FILTERING)) != 0;
}

static void a_kind(void **state)
{
    const struct kind *k = *state;
    struct kl_net_link l = {.has = KL_NET_L_NAME | KL_NET_L_MTU, .name = "x0", .mtu = 1300}, got;
    union kl_net_kind data;
    int rc;

    snprintf(l.kind, sizeof(l.kind), "%s", k->name);
    if (k->parent) {
        l.has |= KL_NET_L_PARENT;
        l.parent = kl_net_link_index(net, "v0");
    }
    if (k->data.has != 0)
        l.kind_data = &k->data;
    net_run("ip link del x0 2>/dev/null; :"); /* what a test before it left */
    if ((k->data.has & HAS(IFLA_BR_VLAN_FILTERING)) != 0 && strcmp(k->name, "bridge") == 0 &&
        !bridges_have_vlans()) {
        printf("# bridges of this kernel have no VLANs\n");
        skip();
    }
    rc = kl_net_link(net, KL_NET_ADD, &l);
    if (rc == -EOPNOTSUPP) {
        printf("# %s: %s\n", k->name, kl_error_text(kl_net_error(net)));
        skip();
    }
    net_ok(net, rc);
    for (size_t i = 0; i < 6 && k->says[i] != NULL; i++)
        net_ip_says("-j -d link show x0", k->says[i]);
    if (strcmp(k->name, "macsec") != 0) /* which takes its own */
        net_ip_says("-j -d link show x0", "\"mtu\":1300");

    /* Read back, all that was written is there. */
    net_ok(net, kl_net_link_get(net, 0, "x0", &got));
    assert_string_equal(got.kind, k->name);
    rc = kl_net_link_kind(&got, &data);
    if (k->data.has != 0 && told_back(k) != 0) {
        net_ok(net, rc);
        assert_int_equal(data.has & told_back(k), told_back(k));
    }
    if (k->change.has != 0) {
        struct kl_net_link c = {.ifindex = got.ifindex, .kind_data = &k->change};

        snprintf(c.kind, sizeof(c.kind), "%s", k->name);
        net_ok(net, kl_net_link(net, KL_NET_CHANGE, &c));
        net_ip_says("-j -d link show x0", k->then);
    }
    net_ok(net, kl_net_link_delete(net, got.ifindex));
    assert_int_equal(kl_net_link_index(net, "x0"), -ENODEV);
}

/* It stands on two links. */
static void rings_have_two_links(void **state)
{
    union kl_net_kind data = {.hsr = {.has = HAS(IFLA_HSR_SLAVE1) | HAS(IFLA_HSR_SLAVE2) |
                                             HAS(IFLA_HSR_MULTICAST_SPEC) | HAS(IFLA_HSR_PROTOCOL),
                                      .slave1 = kl_net_link_index(net, "v0"),
                                      .slave2 = kl_net_link_index(net, "v1"),
                                      .multicast_spec = 45,
                                      .protocol = 1}};
    struct kl_net_link l = {.has = KL_NET_L_NAME, .name = "x0", .kind = "hsr", .kind_data = &data};
    union kl_net_kind got;
    int rc;

    (void)state;
    rc = kl_net_link(net, KL_NET_ADD, &l);
    if (rc == -EOPNOTSUPP) {
        printf("# hsr: %s\n", kl_error_text(kl_net_error(net)));
        skip();
    }
    net_ok(net, rc);
    net_ip_says("-j -d link show x0", "\"slave1\":\"v0\",\"slave2\":\"v1\"");
    net_ip_says("-j -d link show x0", "\"supervision_addr\":\"01:15:4e:00:01:2d\"");
    net_ok(net, kl_net_link_get(net, 0, "x0", &l));
    net_ok(net, kl_net_link_kind(&l, &got));
    assert_int_equal(got.hsr.slave2, data.hsr.slave2);
    assert_int_equal(got.hsr.protocol, 1);
    assert_int_equal(got.hsr.supervision_addr[5], 45);
    net_ok(net, kl_net_link_delete(net, l.ifindex));
}

/* What a struct says comes back the same: the whole of it where the kernel told it. */
static void values_come_back(void **state)
{
    union kl_net_kind data = {.bridge = {.has = HAS(IFLA_BR_MAX_AGE) | HAS(IFLA_BR_GROUP_FWD_MASK) |
                                                HAS(IFLA_BR_MCAST_QUERY_INTVL),
                                         .max_age_cs = 1500,
                                         .group_fwd_mask = 8,
                                         .mcast_query_interval_cs = 7000}};
    struct kl_net_link l = {
        .has = KL_NET_L_NAME, .name = "b0", .kind = "bridge", .kind_data = &data};
    union kl_net_kind got;

    (void)state;
    net_ok(net, kl_net_link(net, KL_NET_ADD, &l));
    net_ok(net, kl_net_link_get(net, 0, "b0", &l));
    net_ok(net, kl_net_link_kind(&l, &got));
    assert_int_equal(got.bridge.max_age_cs, 1500);
    assert_int_equal(got.bridge.group_fwd_mask, 8);
    assert_int_equal(got.bridge.mcast_query_interval_cs, 7000);
    net_ok(net, kl_net_link_delete(net, l.ifindex));
}

/* Any attribute of the schema, by its name; what does not fit is said before the kernel sees it. */
static void json_reaches_what_has_no_field(void **state)
{
    struct kl_net_link l = {.has = KL_NET_L_NAME, .name = "b0", .kind = "bridge"};

    (void)state;
    l.kind_json = "{\"IFLA_BR_STP_STATE\": 1, \"IFLA_BR_HELLO_TIME\": 300}";
    l.json = "{\"IFLA_GSO_MAX_SEGS\": 100}";
    net_ok(net, kl_net_link(net, KL_NET_ADD, &l));
    net_ip_says("-j -d link show b0", "\"hello_time\":300");
    net_ip_says("-j -d link show b0", "\"gso_max_segs\":100");
    net_ok(net, kl_net_link_delete(net, kl_net_link_index(net, "b0")));
    l.kind_json = "{\"IFLA_BR_STP_STAT\": 1}";
    net_refused(net, kl_net_link(net, KL_NET_ADD, &l), -ENOENT);
    assert_non_null(strstr(kl_error_text(kl_net_error(net)), "IFLA_BR_STP_STAT"));
    l.kind_json = "{";
    net_refused(net, kl_net_link(net, KL_NET_ADD, &l), -EINVAL);
    net_ok(net, kl_net_json(net, "rt-link",
                            "{\"command\":\"newlink\",\"flags\":[\"create\",\"excl\"],\"attrs\":"
                            "{\"IFLA_IFNAME\":\"b1\",\"IFLA_LINKINFO\":{\"IFLA_INFO_KIND\":"
                            "\"bridge\"}}}",
                            strlen("{\"command\":\"newlink\",\"flags\":[\"create\",\"excl\"],"
                                   "\"attrs\":{\"IFLA_IFNAME\":\"b1\",\"IFLA_LINKINFO\":{"
                                   "\"IFLA_INFO_KIND\":\"bridge\"}}}")));
    net_ok(net, kl_net_link_delete(net, kl_net_link_index(net, "b1")));
    net_refused(net, kl_net_json(net, "nl80211", "{}", 2), -ENOENT);
}

/* What a kind has, kept as text and made again. */
static void a_kind_can_be_kept_as_text(void **state)
{
    union kl_net_kind data = {.macvlan = {.has = HAS(IFLA_MACVLAN_MODE), .mode = 2}};
    struct kl_net_link l = {.has = KL_NET_L_NAME | KL_NET_L_PARENT,
                            .name = "x0",
                            .kind = "macvlan",
                            .kind_data = &data};
    struct kl_net_link got;
    struct kl_sink *sink;
    struct kl_out *out;
    const char *text;
    int rc;

    (void)state;
    l.parent = kl_net_link_index(net, "v0");
    rc = kl_net_link(net, KL_NET_ADD, &l);
    if (rc == -EOPNOTSUPP)
        skip();
    net_ok(net, rc);
    net_ok(net, kl_net_link_get(net, 0, "x0", &got));
    assert_int_equal(kl_out_open_memory(&out), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_JSONL, out), 0);
    assert_int_equal(kl_net_kind_decode(sink, got.kind, &got.kind_raw), 0);
    assert_int_equal(kl_sink_free(sink), 0);
    text = kl_out_text(out, NULL);
    assert_non_null(strstr(text, "IFLA_MACVLAN_MODE"));
    net_ok(net, kl_net_link_delete(net, got.ifindex));
    l.kind_data = NULL;
    l.kind_json = text;
    net_ok(net, kl_net_link(net, KL_NET_ADD, &l));
    net_ip_says("-j -d link show x0", "\"mode\":\"vepa\"");
    net_ok(net, kl_net_link_delete(net, kl_net_link_index(net, "x0")));
    kl_out_close(out);
}

static void ports_have_settings(void **state)
{
    struct kl_net_link br = {.has = KL_NET_L_NAME, .name = "b0", .kind = "bridge"};
    union kl_net_port port = {
        .bridge = {.has = HAS(IFLA_BRPORT_COST) | HAS(IFLA_BRPORT_MODE) | HAS(IFLA_BRPORT_ISOLATED),
                   .cost = 55,
                   .hairpin = 1,
                   .isolated = 1}};
    struct kl_net_link l = {.port_kind = "bridge", .port_data = &port};

    (void)state;
    net_ok(net, kl_net_link(net, KL_NET_ADD, &br));
    l.ifindex = kl_net_link_index(net, "v1");
    net_ok(net, kl_net_link_enslave(net, l.ifindex, kl_net_link_index(net, "b0")));
    net_ip_says("-j link show v1", "\"master\":\"b0\"");
    net_ok(net, kl_net_link(net, KL_NET_CHANGE, &l));
    net_ip_says("-j -d link show v1", "\"cost\":55");
    net_ip_says("-j -d link show v1", "\"hairpin\":true");
    net_ip_says("-j -d link show v1", "\"isolated\":true");
    net_ok(net, kl_net_link_get(net, 0, "v1", &l));
    assert_string_equal(l.port_kind, "bridge");
    assert_int_equal(kl_net_link_port(&l, &port), 0);
    assert_int_equal(port.bridge.cost, 55);
    assert_int_equal(port.bridge.isolated, 1);
    net_ok(net, kl_net_link_enslave(net, l.ifindex, 0));
    net_ip_lacks("-j link show v1", "\"master\"");
    net_ok(net, kl_net_link_delete(net, kl_net_link_index(net, "b0")));
}

static void what_does_not_fit_is_said(void **state)
{
    union kl_net_kind data = {.vlan = {.has = HAS(IFLA_VLAN_ID), .id = 5000}};
    struct kl_net_link l = {.has = KL_NET_L_NAME, .name = "x0", .kind = "vlan", .kind_data = &data};
    union kl_net_port port;
    char seven[sizeof(data) + sizeof(port)];

    (void)state;
    net_refused(net, kl_net_link(net, KL_NET_ADD, &l), -ERANGE);
    assert_non_null(strstr(kl_error_text(kl_net_error(net)), "IFLA_VLAN_ID"));
    strcpy(l.kind, "dummy");
    net_refused(net, kl_net_link(net, KL_NET_ADD, &l), -EOPNOTSUPP);
    l.kind[0] = '\0';
    net_refused(net, kl_net_link(net, KL_NET_ADD, &l), -EINVAL);
    strcpy(l.kind, "no-such-kind");
    l.kind_data = NULL;
    net_refused(net, kl_net_link(net, KL_NET_ADD, &l), -EOPNOTSUPP);
    /* Settings of no kind: they would be left out without a word. */
    l = (struct kl_net_link){.name = "v0", .kind_json = "{\"IFLA_VLAN_ID\": 5}"};
    net_refused(net, kl_net_link(net, KL_NET_CHANGE, &l), -EINVAL);
    l = (struct kl_net_link){.name = "v0", .port_json = "{\"IFLA_BRPORT_COST\": 5}"};
    net_refused(net, kl_net_link(net, KL_NET_CHANGE, &l), -EINVAL);
    memset(&data, 7, sizeof(data));
    memset(&port, 7, sizeof(port));
    memset(&seven, 7, sizeof(seven));
    assert_int_equal(kl_net_link_kind(&l, &data), -EOPNOTSUPP);
    assert_memory_equal(&data, &seven, sizeof(data));
    assert_int_equal(kl_net_link_port(&l, &port), -EOPNOTSUPP);
    assert_memory_equal(&port, &seven, sizeof(port));
}

static int set_up(void **state)
{
    (void)state;
    net = net_open_with_pair();
    net_run("ip addr add 10.0.0.1/24 dev v0; ip addr add 2001:db8::1/64 dev v0 nodad");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kl_net_close(net);
    return 0;
}

int main(void)
{
    static struct CMUnitTest tests[N_KINDS + 6] = {
        cmocka_unit_test(rings_have_two_links),
        cmocka_unit_test(values_come_back),
        cmocka_unit_test(json_reaches_what_has_no_field),
        cmocka_unit_test(a_kind_can_be_kept_as_text),
        cmocka_unit_test(ports_have_settings),
        cmocka_unit_test(what_does_not_fit_is_said),
    };
    static char names[N_KINDS][40];
    size_t n = 6;

    for (size_t i = 0; i < N_KINDS; i++) {
        snprintf(names[i], sizeof(names[i]), "%s_%zu", kinds[i].name, i);
        tests[n++] = (struct CMUnitTest){
            .name = names[i], .test_func = a_kind, .initial_state = (void *)&kinds[i]};
    }
    return _cmocka_run_group_tests("tests", tests, n, set_up, tear_down);
}
