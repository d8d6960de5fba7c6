// SPDX-License-Identifier: MIT
// Network interfaces from within: XDP, page pools, queues and their statistics, NAPI.
// Source: include/uapi/linux/netdev.h; policies in net/core/netdev-genl-gen.c.
#include "rows.h"

// clang-format off
#define UINT(n, i, d, ...) ROW(UINT, n, i, d, __VA_ARGS__)

static FLAGS(xdp_act, "netdev_xdp_act", "NETDEV_XDP_ACT_",
    {0x1, "basic"}, {0x2, "redirect"}, {0x4, "ndo_xmit"}, {0x8, "xsk_zerocopy"},
    {0x10, "hw_offload"}, {0x20, "rx_sg"}, {0x40, "ndo_xmit_sg"});
static FLAGS(rx_metadata, "netdev_xdp_rx_metadata", "NETDEV_XDP_RX_METADATA_",
    {0x1, "timestamp"}, {0x2, "hash"}, {0x4, "vlan_tag"});
static FLAGS(xsk_flags, "netdev_xsk_flags", "NETDEV_XSK_FLAGS_",
    {0x1, "tx_timestamp"}, {0x2, "tx_checksum"}, {0x4, "tx_launch_time_fifo"});
static ENUM(queue_type, "netdev_queue_type", "NETDEV_QUEUE_TYPE_",
    {0, "rx"}, {1, "tx"});
static FLAGS(scope, "netdev_qstats_scope", "NETDEV_QSTATS_SCOPE_",
    {0x1, "queue"});
static ENUM(threaded, "netdev_napi_threaded", "NETDEV_NAPI_THREADED_",
    {0, "disabled"}, {1, "enabled"}, {2, "busy_poll"});

ROWS(dev) {
    U32(NETDEV_A_DEV_IFINDEX, 1, "number of the interface"),
    PAD(NETDEV_A_DEV_PAD, 2),
    U64(NETDEV_A_DEV_XDP_FEATURES, 3, "what XDP can do", .ref.values = &xdp_act),
    U32(NETDEV_A_DEV_XDP_ZC_MAX_SEGS, 4, "fragments of a packet without a copy"),
    U64(NETDEV_A_DEV_XDP_RX_METADATA_FEATURES, 5, "what XDP is told of packets",
        .ref.values = &rx_metadata),
    U64(NETDEV_A_DEV_XSK_FEATURES, 6, "what XDP's sockets can ask for",
        .ref.values = &xsk_flags),
};
static SET(dev, "netdev-dev", "NETDEV_A_DEV_", "an interface");

ROWS(io_uring) {
    U32(NETDEV_A_IO_URING_PROVIDER_INFO_RX_BUF_LEN, 1, "size of buffers", .unit = KL_UNIT_BYTES),
};
static SET(io_uring, "netdev-io-uring", "NETDEV_A_IO_URING_PROVIDER_INFO_", "memory of io_uring");

ROWS(page_pool) {
    UINT(NETDEV_A_PAGE_POOL_ID, 1, "number of the pool"),
    U32(NETDEV_A_PAGE_POOL_IFINDEX, 2, "interface that uses it"),
    UINT(NETDEV_A_PAGE_POOL_NAPI_ID, 3, "NAPI that uses it"),
    UINT(NETDEV_A_PAGE_POOL_INFLIGHT, 4, "pages in use"),
    UINT(NETDEV_A_PAGE_POOL_INFLIGHT_MEM, 5, "memory in use", .unit = KL_UNIT_BYTES),
    UINT(NETDEV_A_PAGE_POOL_DETACH_TIME, 6, "when it was given up, since the start",
         .unit = KL_UNIT_S),
    U32(NETDEV_A_PAGE_POOL_DMABUF, 7, "dmabuf that its memory is from"),
    NEST(NETDEV_A_PAGE_POOL_IO_URING, 8, io_uring, "its memory is from io_uring"),
};
static SET(page_pool, "netdev-page-pool", "NETDEV_A_PAGE_POOL_", "a page pool");

ROWS(page_pool_stats) {
    NEST(NETDEV_A_PAGE_POOL_STATS_INFO, 1, page_pool, "which pool"),
    UINT(NETDEV_A_PAGE_POOL_STATS_ALLOC_FAST, 8, "pages from the cache"),
    UINT(NETDEV_A_PAGE_POOL_STATS_ALLOC_SLOW, 9, "pages from the system"),
    UINT(NETDEV_A_PAGE_POOL_STATS_ALLOC_SLOW_HIGH_ORDER, 10, "several pages from the system"),
    UINT(NETDEV_A_PAGE_POOL_STATS_ALLOC_EMPTY, 11, "times the ring was empty"),
    UINT(NETDEV_A_PAGE_POOL_STATS_ALLOC_REFILL, 12, "times the cache was filled"),
    UINT(NETDEV_A_PAGE_POOL_STATS_ALLOC_WAIVE, 13, "pages of another node"),
    UINT(NETDEV_A_PAGE_POOL_STATS_RECYCLE_CACHED, 14, "pages back into the cache"),
    UINT(NETDEV_A_PAGE_POOL_STATS_RECYCLE_CACHE_FULL, 15, "times the cache was full"),
    UINT(NETDEV_A_PAGE_POOL_STATS_RECYCLE_RING, 16, "pages back into the ring"),
    UINT(NETDEV_A_PAGE_POOL_STATS_RECYCLE_RING_FULL, 17, "times the ring was full"),
    UINT(NETDEV_A_PAGE_POOL_STATS_RECYCLE_RELEASED_REFCNT, 18, "pages still in use elsewhere"),
};
static SET(page_pool_stats, "netdev-page-pool-stats", "NETDEV_A_PAGE_POOL_STATS_",
    "counters of a page pool");

ROWS(napi) {
    U32(NETDEV_A_NAPI_IFINDEX, 1, "interface it belongs to"),
    U32(NETDEV_A_NAPI_ID, 2, "number of the NAPI"),
    U32(NETDEV_A_NAPI_IRQ, 3, "its interrupt"),
    U32(NETDEV_A_NAPI_PID, 4, "its thread"),
    U32(NETDEV_A_NAPI_DEFER_HARD_IRQS, 5, "empty polls until interrupts are on again"),
    UINT(NETDEV_A_NAPI_GRO_FLUSH_TIMEOUT, 6, "longest wait for more packets", .unit = KL_UNIT_NS),
    UINT(NETDEV_A_NAPI_IRQ_SUSPEND_TIMEOUT, 7, "longest time without interrupts",
         .unit = KL_UNIT_NS),
    U32(NETDEV_A_NAPI_THREADED, 8, "has it a thread?", .ref.values = &threaded),
};
static SET(napi, "netdev-napi", "NETDEV_A_NAPI_", "a NAPI");

static const struct kl_attrset xsk = {.name = "netdev-xsk", .doc = "used by a socket of XDP"};

ROWS(queue_id) {
    U32(NETDEV_A_QUEUE_ID, 1, "number of the queue"),
    U32(NETDEV_A_QUEUE_TYPE, 3, "receiving or sending", .ref.values = &queue_type),
};
static SET(queue_id, "netdev-queue-id", "NETDEV_A_QUEUE_", "a queue by its number");

ROWS(lease) {
    U32(NETDEV_A_LEASE_IFINDEX, 1, "interface that owns it"),
    NEST(NETDEV_A_LEASE_QUEUE, 2, queue_id, "the queue"),
    S32(NETDEV_A_LEASE_NETNS_ID, 3, "namespace of that interface"),
};
static SET(lease, "netdev-lease", "NETDEV_A_LEASE_", "a queue that another interface lends");

ROWS(queue) {
    U32(NETDEV_A_QUEUE_ID, 1, "number of the queue"),
    U32(NETDEV_A_QUEUE_IFINDEX, 2, "interface it belongs to"),
    U32(NETDEV_A_QUEUE_TYPE, 3, "receiving or sending", .ref.values = &queue_type),
    U32(NETDEV_A_QUEUE_NAPI_ID, 4, "its NAPI"),
    U32(NETDEV_A_QUEUE_DMABUF, 5, "dmabuf that its memory is from"),
    NEST(NETDEV_A_QUEUE_IO_URING, 6, io_uring, "its memory is from io_uring"),
    NEST(NETDEV_A_QUEUE_XSK, 7, xsk, "used by a socket of XDP"),
    NEST(NETDEV_A_QUEUE_LEASE, 8, lease, "lent by another interface"),
};
static SET(queue, "netdev-queue", "NETDEV_A_QUEUE_", "a queue");

#define COUNT(n, i, d)  UINT(n, i, d, .unit = KL_UNIT_PACKETS)
#define VOLUME(n, i, d) UINT(n, i, d, .unit = KL_UNIT_BYTES)
ROWS(qstats) {
    U32(NETDEV_A_QSTATS_IFINDEX, 1, "interface"),
    U32(NETDEV_A_QSTATS_QUEUE_TYPE, 2, "receiving or sending", .ref.values = &queue_type),
    U32(NETDEV_A_QSTATS_QUEUE_ID, 3, "number of the queue"),
    UINT(NETDEV_A_QSTATS_SCOPE, 4, "by what it is counted", .ref.values = &scope),
    COUNT(NETDEV_A_QSTATS_RX_PACKETS, 8, "received"),
    VOLUME(NETDEV_A_QSTATS_RX_BYTES, 9, "received"),
    COUNT(NETDEV_A_QSTATS_TX_PACKETS, 10, "sent"),
    VOLUME(NETDEV_A_QSTATS_TX_BYTES, 11, "sent"),
    UINT(NETDEV_A_QSTATS_RX_ALLOC_FAIL, 12, "times there was no memory"),
    COUNT(NETDEV_A_QSTATS_RX_HW_DROPS, 13, "dropped by the device"),
    COUNT(NETDEV_A_QSTATS_RX_HW_DROP_OVERRUNS, 14, "dropped as there was no room"),
    COUNT(NETDEV_A_QSTATS_RX_CSUM_COMPLETE, 15, "with a checksum over all"),
    COUNT(NETDEV_A_QSTATS_RX_CSUM_UNNECESSARY, 16, "with a checksum known to be right"),
    COUNT(NETDEV_A_QSTATS_RX_CSUM_NONE, 17, "without a look at the checksum"),
    COUNT(NETDEV_A_QSTATS_RX_CSUM_BAD, 18, "with a wrong checksum"),
    COUNT(NETDEV_A_QSTATS_RX_HW_GRO_PACKETS, 19, "put together by the device"),
    VOLUME(NETDEV_A_QSTATS_RX_HW_GRO_BYTES, 20, "in those"),
    COUNT(NETDEV_A_QSTATS_RX_HW_GRO_WIRE_PACKETS, 21, "that those were put together from"),
    VOLUME(NETDEV_A_QSTATS_RX_HW_GRO_WIRE_BYTES, 22, "in those, with all headers"),
    COUNT(NETDEV_A_QSTATS_RX_HW_DROP_RATELIMITS, 23, "dropped above a rate"),
    COUNT(NETDEV_A_QSTATS_TX_HW_DROPS, 24, "dropped by the device"),
    COUNT(NETDEV_A_QSTATS_TX_HW_DROP_ERRORS, 25, "dropped as they were malformed"),
    COUNT(NETDEV_A_QSTATS_TX_CSUM_NONE, 26, "that needed no checksum"),
    COUNT(NETDEV_A_QSTATS_TX_NEEDS_CSUM, 27, "that needed a checksum"),
    COUNT(NETDEV_A_QSTATS_TX_HW_GSO_PACKETS, 28, "cut up by the device"),
    VOLUME(NETDEV_A_QSTATS_TX_HW_GSO_BYTES, 29, "in those"),
    COUNT(NETDEV_A_QSTATS_TX_HW_GSO_WIRE_PACKETS, 30, "that those were cut into"),
    VOLUME(NETDEV_A_QSTATS_TX_HW_GSO_WIRE_BYTES, 31, "in those, with all headers"),
    COUNT(NETDEV_A_QSTATS_TX_HW_DROP_RATELIMITS, 32, "dropped above a rate"),
    UINT(NETDEV_A_QSTATS_TX_STOP, 33, "times the queue was full"),
    UINT(NETDEV_A_QSTATS_TX_WAKE, 34, "times it went on"),
};
static SET(qstats, "netdev-qstats", "NETDEV_A_QSTATS_", "counters of an interface or a queue");

ROWS(dmabuf) {
    U32(NETDEV_A_DMABUF_IFINDEX, 1, "interface"),
    NEST(NETDEV_A_DMABUF_QUEUES, 2, queue_id, "a queue", .flags = KL_A_MULTI),
    U32(NETDEV_A_DMABUF_FD, 3, "descriptor of the dmabuf"),
    U32(NETDEV_A_DMABUF_ID, 4, "number of the binding"),
    U32(NETDEV_A_DMABUF_RX_PAGE_SIZE, 5, "size of pages", .unit = KL_UNIT_BYTES),
};
static SET(dmabuf, "netdev-dmabuf", "NETDEV_A_DMABUF_", "memory of a device's for queues");

static const struct kl_command_def commands[] = {
    COMMAND(1, NETDEV_CMD_DEV_GET, "ask for interfaces", .request = &dev),
    COMMAND(2, NETDEV_CMD_DEV_ADD_NTF, "an interface has come", .request = &dev),
    COMMAND(3, NETDEV_CMD_DEV_DEL_NTF, "an interface has gone", .request = &dev),
    COMMAND(4, NETDEV_CMD_DEV_CHANGE_NTF, "an interface has changed", .request = &dev),
    COMMAND(5, NETDEV_CMD_PAGE_POOL_GET, "ask for page pools", .request = &page_pool),
    COMMAND(6, NETDEV_CMD_PAGE_POOL_ADD_NTF, "a page pool has come", .request = &page_pool),
    COMMAND(7, NETDEV_CMD_PAGE_POOL_DEL_NTF, "a page pool has gone", .request = &page_pool),
    COMMAND(8, NETDEV_CMD_PAGE_POOL_CHANGE_NTF, "a page pool has changed", .request = &page_pool),
    COMMAND(9, NETDEV_CMD_PAGE_POOL_STATS_GET, "ask for counters of page pools",
            .request = &page_pool_stats),
    COMMAND(10, NETDEV_CMD_QUEUE_GET, "ask for queues", .request = &queue),
    COMMAND(11, NETDEV_CMD_NAPI_GET, "ask for NAPIs", .request = &napi),
    COMMAND(12, NETDEV_CMD_QSTATS_GET, "ask for counters of queues", .request = &qstats),
    COMMAND(13, NETDEV_CMD_BIND_RX, "receive into a dmabuf", .request = &dmabuf),
    COMMAND(14, NETDEV_CMD_NAPI_SET, "change a NAPI", .request = &napi),
    COMMAND(15, NETDEV_CMD_BIND_TX, "send from a dmabuf", .request = &dmabuf),
    COMMAND(16, NETDEV_CMD_QUEUE_CREATE, "borrow a queue", .request = &queue),
};

static const struct kl_group_def groups[] = {{.name = "mgmt"}, {.name = "page-pool"}};
// clang-format on

const struct kl_family kl_family_netdev = {
    .name = "netdev",
    .doc = "network interfaces from within: queues, page pools",
    .command_prefix = "NETDEV_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
