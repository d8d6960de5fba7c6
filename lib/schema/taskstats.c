// SPDX-License-Identifier: MIT
// What tasks have used and waited for.
// Source: include/uapi/linux/taskstats.h, acct.h; kernel/taskstats.c.
#include "rows.h"

// clang-format off
static FLAGS(flags, "accounting flags", "A",
    {0x01, "fork"}, {0x02, "su"}, {0x04, "compat"}, {0x08, "core"}, {0x10, "xsig"},
    {0x20, "group"});

static ENUM(policy, "SCHED", "SCHED_",
    {0, "normal"}, {1, "fifo"}, {2, "rr"}, {3, "batch"}, {5, "idle"}, {6, "deadline"}, {7, "ext"});

ROWS(timespec) {
    S64(tv_sec, 0, "since 1970", .unit = KL_UNIT_S),
    S64(tv_nsec, 8, "and the rest", .unit = KL_UNIT_NS),
};
static LAYOUT(timespec, "__kernel_timespec", 16);

ROWS(stats) {
    U16(version, 0, "version of this struct"),
    U32(ac_exitcode, 4, "exit status"),
    U8(ac_flag, 8, "what the task did", .ref.values = &flags),
    ROW(S8, ac_nice, 9, "nice value"),
    U64(cpu_count, 16, "times it waited for a processor"),
    U64(cpu_delay_total, 24, "it waited for a processor", .unit = KL_UNIT_NS),
    U64(blkio_count, 32, "times it waited for storage"),
    U64(blkio_delay_total, 40, "it waited for storage", .unit = KL_UNIT_NS),
    U64(swapin_count, 48, "times it waited for pages from the swap"),
    U64(swapin_delay_total, 56, "it waited for pages from the swap", .unit = KL_UNIT_NS),
    U64(cpu_run_real_total, 64, "processor time", .unit = KL_UNIT_NS),
    U64(cpu_run_virtual_total, 72, "processor time without what the host took", .unit = KL_UNIT_NS),
    STR(ac_comm, 80, 32, "name of the program"),
    U8(ac_sched, 112, "scheduling policy", .ref.values = &policy),
    U32(ac_uid, 120, "user"),
    U32(ac_gid, 124, "group"),
    U32(ac_pid, 128, "number of the task"),
    U32(ac_ppid, 132, "number of its parent"),
    U32(ac_btime, 136, "when it began, since 1970", .unit = KL_UNIT_S),
    U64(ac_etime, 144, "age", .unit = KL_UNIT_US),
    U64(ac_utime, 152, "time in programs", .unit = KL_UNIT_US),
    U64(ac_stime, 160, "time in the kernel", .unit = KL_UNIT_US),
    U64(ac_minflt, 168, "page faults without reading"),
    U64(ac_majflt, 176, "page faults with reading"),
    U64(coremem, 184, "resident memory times time, in MB us"),
    U64(virtmem, 192, "virtual memory times time, in MB us"),
    U64(hiwater_rss, 200, "most resident memory, in KiB"),
    U64(hiwater_vm, 208, "most virtual memory, in KiB"),
    U64(read_char, 216, "read", .unit = KL_UNIT_BYTES),
    U64(write_char, 224, "written", .unit = KL_UNIT_BYTES),
    U64(read_syscalls, 232, "calls that read"),
    U64(write_syscalls, 240, "calls that wrote"),
    U64(read_bytes, 248, "read from storage", .unit = KL_UNIT_BYTES),
    U64(write_bytes, 256, "written to storage", .unit = KL_UNIT_BYTES),
    U64(cancelled_write_bytes, 264, "writes that were not needed any more", .unit = KL_UNIT_BYTES),
    U64(nvcsw, 272, "times it waited"),
    U64(nivcsw, 280, "times it was interrupted"),
    U64(ac_utimescaled, 288, "time in programs, scaled by frequency", .unit = KL_UNIT_US),
    U64(ac_stimescaled, 296, "time in the kernel, scaled by frequency", .unit = KL_UNIT_US),
    U64(cpu_scaled_run_real_total, 304, "processor time, scaled by frequency", .unit = KL_UNIT_NS),
    U64(freepages_count, 312, "times it waited for memory to become free"),
    U64(freepages_delay_total, 320, "it waited for memory to become free", .unit = KL_UNIT_NS),
    U64(thrashing_count, 328, "times it waited for pages that were just dropped"),
    U64(thrashing_delay_total, 336, "it waited for pages that were just dropped",
        .unit = KL_UNIT_NS),
    U64(ac_btime64, 344, "when it began, since 1970", .unit = KL_UNIT_S),
    U64(compact_count, 352, "times it waited for memory to be compacted"),
    U64(compact_delay_total, 360, "it waited for memory to be compacted", .unit = KL_UNIT_NS),
    U32(ac_tgid, 368, "number of the process"),
    U64(ac_tgetime, 376, "age of the process", .unit = KL_UNIT_US),
    U64(ac_exe_dev, 384, "device of the program's file", .flags = KL_A_HEX),
    U64(ac_exe_inode, 392, "inode of the program's file"),
    U64(wpcopy_count, 400, "times it waited for copies of shared pages"),
    U64(wpcopy_delay_total, 408, "it waited for copies of shared pages", .unit = KL_UNIT_NS),
    U64(irq_count, 416, "times it waited while interrupts were served"),
    U64(irq_delay_total, 424, "it waited while interrupts were served", .unit = KL_UNIT_NS),
    U64(cpu_delay_max, 432, "longest wait for a processor", .unit = KL_UNIT_NS),
    U64(cpu_delay_min, 440, "shortest wait for a processor", .unit = KL_UNIT_NS),
    U64(blkio_delay_max, 448, "longest wait for storage", .unit = KL_UNIT_NS),
    U64(blkio_delay_min, 456, "shortest wait for storage", .unit = KL_UNIT_NS),
    U64(swapin_delay_max, 464, "longest wait for pages from the swap", .unit = KL_UNIT_NS),
    U64(swapin_delay_min, 472, "shortest wait for pages from the swap", .unit = KL_UNIT_NS),
    U64(freepages_delay_max, 480, "longest wait for memory to become free", .unit = KL_UNIT_NS),
    U64(freepages_delay_min, 488, "shortest wait for memory to become free", .unit = KL_UNIT_NS),
    U64(thrashing_delay_max, 496, "longest wait for pages that were just dropped",
        .unit = KL_UNIT_NS),
    U64(thrashing_delay_min, 504, "shortest wait for pages that were just dropped",
        .unit = KL_UNIT_NS),
    U64(compact_delay_max, 512, "longest wait for memory to be compacted", .unit = KL_UNIT_NS),
    U64(compact_delay_min, 520, "shortest wait for memory to be compacted", .unit = KL_UNIT_NS),
    U64(wpcopy_delay_max, 528, "longest wait for copies of shared pages", .unit = KL_UNIT_NS),
    U64(wpcopy_delay_min, 536, "shortest wait for copies of shared pages", .unit = KL_UNIT_NS),
    U64(irq_delay_max, 544, "longest wait while interrupts were served", .unit = KL_UNIT_NS),
    U64(irq_delay_min, 552, "shortest wait while interrupts were served", .unit = KL_UNIT_NS),
    ROW(STRUCT, cpu_delay_max_ts, 560, "when the longest wait was, for a processor",
        .ref.layout = &timespec),
    ROW(STRUCT, blkio_delay_max_ts, 576, "when the longest wait was, for storage",
        .ref.layout = &timespec),
    ROW(STRUCT, swapin_delay_max_ts, 592, "when the longest wait was, for pages from the swap",
        .ref.layout = &timespec),
    ROW(STRUCT, freepages_delay_max_ts, 608, "when the longest wait was, for memory to become free",
        .ref.layout = &timespec),
    ROW(STRUCT, thrashing_delay_max_ts, 624,
        "when the longest wait was, for pages that were just dropped", .ref.layout = &timespec),
    ROW(STRUCT, compact_delay_max_ts, 640, "when the longest wait was, for memory to be compacted",
        .ref.layout = &timespec),
    ROW(STRUCT, wpcopy_delay_max_ts, 656, "when the longest wait was, for copies of shared pages",
        .ref.layout = &timespec),
    ROW(STRUCT, irq_delay_max_ts, 672, "when the longest wait was, while interrupts were served",
        .ref.layout = &timespec),
};
static LAYOUT(stats, "taskstats", 688);

#define PID   U32(TASKSTATS_TYPE_PID, 1, "number of the task")
#define TGID  U32(TASKSTATS_TYPE_TGID, 2, "number of the process")
#define STATS ROW(STRUCT, TASKSTATS_TYPE_STATS, 3, "what it has used", .ref.layout = &stats)

ROWS(aggregate) { PID, TGID, STATS };
static SET(aggregate, "taskstats-aggregate", "TASKSTATS_TYPE_", "a task and what it has used");

ROWS(request) {
    U32(TASKSTATS_CMD_ATTR_PID, 1, "number of the task"),
    U32(TASKSTATS_CMD_ATTR_TGID, 2, "number of the process"),
    STR(TASKSTATS_CMD_ATTR_REGISTER_CPUMASK, 3, 0, "processors whose ended tasks are told of"),
    STR(TASKSTATS_CMD_ATTR_DEREGISTER_CPUMASK, 4, 0, "processors that are not any more"),
};
static SET(request, "taskstats-request", "TASKSTATS_CMD_ATTR_", "what is asked for");

ROWS(reply) {
    PID, TGID, STATS,
    NEST(TASKSTATS_TYPE_AGGR_PID, 4, aggregate, "a task"),
    NEST(TASKSTATS_TYPE_AGGR_TGID, 5, aggregate, "a process"),
    PAD(TASKSTATS_TYPE_NULL, 6),
};
static SET(reply, "taskstats", "TASKSTATS_TYPE_", "what tasks have used");

ROWS(cgroupstats) {
    U64(nr_sleeping, 0, "tasks that sleep"),
    U64(nr_running, 8, "tasks that run"),
    U64(nr_stopped, 16, "tasks that are stopped"),
    U64(nr_uninterruptible, 24, "tasks that cannot be interrupted"),
    U64(nr_io_wait, 32, "tasks that wait for storage"),
};
static LAYOUT(cgroupstats, "cgroupstats", 40);

ROWS(cgroup_request) {
    U32(CGROUPSTATS_CMD_ATTR_FD, 1, "descriptor of the cgroup's folder"),
};
static SET(cgroup_request, "cgroupstats-request", "CGROUPSTATS_CMD_ATTR_", "which cgroup");

ROWS(cgroup_reply) {
    ROW(STRUCT, CGROUPSTATS_TYPE_CGROUP_STATS, 1, "its tasks by state",
        .ref.layout = &cgroupstats),
};
static SET(cgroup_reply, "cgroupstats", "CGROUPSTATS_TYPE_", "tasks of a cgroup");

static const struct kl_command_def commands[] = {
    COMMAND(1, TASKSTATS_CMD_GET, "ask for a task or a process", .request = &request),
    COMMAND(2, TASKSTATS_CMD_NEW, "an answer; a task has ended", .request = &reply),
    COMMAND(4, CGROUPSTATS_CMD_GET, "ask for a cgroup's tasks", .request = &cgroup_request),
    COMMAND(5, CGROUPSTATS_CMD_NEW, "an answer", .request = &cgroup_reply),
};
// clang-format on

const struct kl_family kl_family_taskstats = {
    .name = "TASKSTATS",
    .doc = "what tasks have used and waited for",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
};
