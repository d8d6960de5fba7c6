// SPDX-License-Identifier: MIT
/*
 * The calls that carry netlink, by number and architecture, and their buffers in the memory of
 * another process, which may be one of 32 bits.
 * Source: asm/unistd_32.h, unistd_64.h, unistd_x32.h, linux/audit.h, linux/net.h
 */
#include "tracer.h"

#include <errno.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/net.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#define SENT     KL_TRACE_SENT
#define RECEIVED KL_TRACE_RECEIVED
#define BUFFER   KL_CALL_BUFFER
#define HEADER   KL_CALL_HEADER
#define HEADERS  KL_CALL_HEADERS
#define VECTOR   KL_CALL_VECTOR

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define NATIVE AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define NATIVE AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define NATIVE AUDIT_ARCH_S390X
#else
#define NATIVE 0 /* no call has it: nothing is traced, and kl_tracer_run() says so */
#endif

/* clang-format off */
/* Those of one architecture stand together. */
const struct kl_traced_call kl_traced_calls[] = {
#ifndef __i386__
    {NATIVE, SYS_sendto, SENT, BUFFER, false},
    {NATIVE, SYS_recvfrom, RECEIVED, BUFFER, false},
    {NATIVE, SYS_sendmsg, SENT, HEADER, false},
    {NATIVE, SYS_recvmsg, RECEIVED, HEADER, false},
    {NATIVE, SYS_sendmmsg, SENT, HEADERS, false},
    {NATIVE, SYS_recvmmsg, RECEIVED, HEADERS, false},
    {NATIVE, SYS_write, SENT, BUFFER, true},
    {NATIVE, SYS_read, RECEIVED, BUFFER, true},
    {NATIVE, SYS_writev, SENT, VECTOR, true},
    {NATIVE, SYS_readv, RECEIVED, VECTOR, true},
#endif
#ifdef __x86_64__ /* x32: numbers of their own where pointers matter */
    {NATIVE, 0x40000000 | 44, SENT, BUFFER, false},
    {NATIVE, 0x40000000 | 517, RECEIVED, BUFFER, false},
    {NATIVE, 0x40000000 | 518, SENT, HEADER, false},
    {NATIVE, 0x40000000 | 519, RECEIVED, HEADER, false},
    {NATIVE, 0x40000000 | 538, SENT, HEADERS, false},
    {NATIVE, 0x40000000 | 537, RECEIVED, HEADERS, false},
    {NATIVE, 0x40000000 | 1, SENT, BUFFER, true},
    {NATIVE, 0x40000000 | 0, RECEIVED, BUFFER, true},
    {NATIVE, 0x40000000 | 516, SENT, VECTOR, true},
    {NATIVE, 0x40000000 | 515, RECEIVED, VECTOR, true},
#endif
#if defined(__x86_64__) || defined(__i386__)
    {AUDIT_ARCH_I386, 102, KL_TRACE_UNKNOWN, KL_CALL_SOCKETCALL, false},
    {AUDIT_ARCH_I386, 369, SENT, BUFFER, false},
    {AUDIT_ARCH_I386, 371, RECEIVED, BUFFER, false},
    {AUDIT_ARCH_I386, 370, SENT, HEADER, false},
    {AUDIT_ARCH_I386, 372, RECEIVED, HEADER, false},
    {AUDIT_ARCH_I386, 345, SENT, HEADERS, false},
    {AUDIT_ARCH_I386, 337, RECEIVED, HEADERS, false},
    {AUDIT_ARCH_I386, 417, RECEIVED, HEADERS, false},
    {AUDIT_ARCH_I386, 4, SENT, BUFFER, true},
    {AUDIT_ARCH_I386, 3, RECEIVED, BUFFER, true},
    {AUDIT_ARCH_I386, 146, SENT, VECTOR, true},
    {AUDIT_ARCH_I386, 145, RECEIVED, VECTOR, true},
#endif
#ifdef __aarch64__
    {AUDIT_ARCH_ARM, 289, SENT, BUFFER, false},
    {AUDIT_ARCH_ARM, 290, SENT, BUFFER, false},
    {AUDIT_ARCH_ARM, 291, RECEIVED, BUFFER, false},
    {AUDIT_ARCH_ARM, 292, RECEIVED, BUFFER, false},
    {AUDIT_ARCH_ARM, 296, SENT, HEADER, false},
    {AUDIT_ARCH_ARM, 297, RECEIVED, HEADER, false},
    {AUDIT_ARCH_ARM, 374, SENT, HEADERS, false},
    {AUDIT_ARCH_ARM, 365, RECEIVED, HEADERS, false},
    {AUDIT_ARCH_ARM, 417, RECEIVED, HEADERS, false},
    {AUDIT_ARCH_ARM, 4, SENT, BUFFER, true},
    {AUDIT_ARCH_ARM, 3, RECEIVED, BUFFER, true},
    {AUDIT_ARCH_ARM, 146, SENT, VECTOR, true},
    {AUDIT_ARCH_ARM, 145, RECEIVED, VECTOR, true},
#endif
};
/* clang-format on */
const size_t kl_traced_count = sizeof(kl_traced_calls) / sizeof(kl_traced_calls[0]);

/* ---- Memory of the process --------------------------------------------------------------------
 */

static bool read_memory(pid_t tid, uint64_t address, void *to, size_t len)
{
    struct iovec local = {to, len}, remote = {(void *)(uintptr_t)address, len};

    return process_vm_readv(tid, &local, 1, &remote, 1, 0) == (ssize_t)len;
}

/* @return how many bytes could be read of those asked for. */
static size_t append_memory(struct kl_bytes *b, pid_t tid, uint64_t address, size_t len)
{
    size_t at = b->len;
    struct iovec local, remote = {(void *)(uintptr_t)address, len};
    ssize_t n;

    if (len > KL_DATA_MAX)
        len = KL_DATA_MAX;
    kl_bytes_zero(b, len);
    if (b->failed || len == 0)
        return 0;
    local = (struct iovec){b->data + at, len};
    remote.iov_len = len;
    n = process_vm_readv(tid, &local, 1, &remote, 1, 0);
    b->len = at + (n > 0 ? (size_t)n : 0);
    return n > 0 ? (size_t)n : 0;
}

struct vector {
    uint64_t address, len;
};

struct header {
    uint64_t vectors, count;
};

static bool read_vector(const struct kl_entered *e, pid_t tid, uint64_t at, struct vector *ret)
{
    uint64_t wide[2];
    uint32_t narrow[2];

    if (e->compat) {
        if (!read_memory(tid, at, narrow, sizeof(narrow)))
            return false;
        *ret = (struct vector){narrow[0], narrow[1]};
        return true;
    }
    if (!read_memory(tid, at, wide, sizeof(wide)))
        return false;
    *ret = (struct vector){wide[0], wide[1]};
    return true;
}

/* A msghdr: name and its length come first, iovecs and their number next. */
static bool read_header(const struct kl_entered *e, pid_t tid, uint64_t at, struct header *ret)
{
    uint64_t wide[4];
    uint32_t narrow[4];

    if (e->compat) {
        if (!read_memory(tid, at, narrow, sizeof(narrow)))
            return false;
        *ret = (struct header){narrow[2], narrow[3]};
        return true;
    }
    if (!read_memory(tid, at, wide, sizeof(wide)))
        return false;
    *ret = (struct header){wide[2], wide[3]};
    return true;
}

/* ---- Entering ---------------------------------------------------------------------------------
 */

/* The arguments of a socketcall lie in memory. */
static bool open_socketcall(struct kl_entered *e, pid_t tid, const uint64_t args[6])
{
    static const struct {
        uint64_t call;
        enum kl_trace_direction direction;
        enum kl_call_shape shape;
        int flags;
    } calls[] = {
        {SYS_SEND, SENT, BUFFER, 3},      {SYS_SENDTO, SENT, BUFFER, 3},
        {SYS_RECV, RECEIVED, BUFFER, 3},  {SYS_RECVFROM, RECEIVED, BUFFER, 3},
        {SYS_SENDMSG, SENT, HEADER, 2},   {SYS_RECVMSG, RECEIVED, HEADER, 2},
        {SYS_SENDMMSG, SENT, HEADERS, 3}, {SYS_RECVMMSG, RECEIVED, HEADERS, 3},
    };
    uint32_t inner[4] = {0};

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        if (calls[i].call != args[0])
            continue;
        if (!read_memory(tid, args[1], inner, (size_t)(calls[i].flags + 1) * 4))
            return false;
        e->direction = calls[i].direction;
        e->shape = calls[i].shape;
        e->fd = (int32_t)inner[0];
        e->address = inner[1];
        e->size = inner[2];
        e->flags = inner[calls[i].flags];
        return true;
    }
    return false;
}

bool kl_tracer_enter(struct kl_entered *e, pid_t tid, uint32_t arch, uint64_t nr,
                     const uint64_t args[6])
{
    const struct kl_traced_call *c = NULL;

    for (size_t i = 0; i < kl_traced_count && c == NULL; i++)
        if (kl_traced_calls[i].arch == arch && kl_traced_calls[i].nr == nr)
            c = &kl_traced_calls[i];
    if (c == NULL)
        return false;
    *e = (struct kl_entered){.what = c, .direction = c->direction, .shape = c->shape};
    e->compat = arch != NATIVE || sizeof(void *) == 4;
#ifdef __x86_64__
    e->compat |= arch == NATIVE && (nr & 0x40000000) != 0;
#endif
    if (c->shape == KL_CALL_SOCKETCALL) {
        if (!open_socketcall(e, tid, args))
            return false;
    } else {
        e->fd = (int32_t)args[0];
        e->address = args[1];
        e->size = args[2];
        e->flags = c->any_file ? 0 : c->shape == HEADER ? args[2] : args[3];
    }
    return e->direction != RECEIVED || (e->flags & MSG_PEEK) == 0;
}

/* ---- Leaving ----------------------------------------------------------------------------------
 */

/* A datagram over iovecs. */
static void gather(const struct kl_entered *e, pid_t tid, struct header h, size_t len,
                   struct kl_bytes *bytes)
{
    for (uint64_t i = 0; i < h.count && i < IOV_MAX && len > 0; i++) {
        struct vector v;
        size_t part;

        if (!read_vector(e, tid, h.vectors + i * (e->compat ? 8 : 16), &v))
            return;
        part = v.len < len ? (size_t)v.len : len;
        if (append_memory(bytes, tid, v.address, part) != part)
            return;
        len -= part;
    }
}

static int put(const struct kl_entered *e, const struct kl_bytes *bytes, size_t full,
               const struct kl_trace_record *known, kl_trace_fn *fn, void *user)
{
    struct kl_trace_record record = *known;

    record.direction = e->direction;
    record.fd = e->fd;
    record.data = bytes->data;
    record.len = bytes->len;
    record.full_len = full > bytes->len ? full : bytes->len;
    if (bytes->failed)
        record.error = "more bytes than a datagram can have";
    else if (bytes->len == 0)
        return 0; /* thrown away unread, or not to be read */
    return fn(&record, user);
}

/* Each mmsghdr ends with what was transferred. */
static int leave_headers(const struct kl_entered *e, pid_t tid, int64_t count,
                         struct kl_bytes *bytes, const struct kl_trace_record *record,
                         kl_trace_fn *fn, void *user)
{
    size_t size = e->compat ? 28 : 56, step = e->compat ? 32 : 64;

    for (int64_t i = 0; i < count && i < IOV_MAX; i++) {
        uint64_t at = e->address + (uint64_t)i * step;
        struct header h;
        uint32_t len;
        int r;

        if (!read_header(e, tid, at, &h) || !read_memory(tid, at + size, &len, sizeof(len)))
            break;
        kl_bytes_clear(bytes);
        gather(e, tid, h, len, bytes);
        r = put(e, bytes, len, record, fn, user);
        if (r != 0)
            return r;
    }
    return 0;
}

int kl_tracer_leave(const struct kl_entered *e, pid_t tid, int64_t ret, struct kl_bytes *bytes,
                    const struct kl_trace_record *record, kl_trace_fn *fn, void *user)
{
    struct header h = {e->address, e->size};
    size_t len = (size_t)ret;

    if (ret <= 0)
        return 0;
    kl_bytes_clear(bytes);
    switch (e->shape) {
    case KL_CALL_HEADERS:
        return leave_headers(e, tid, ret, bytes, record, fn, user);
    case KL_CALL_BUFFER: /* with MSG_TRUNC more may be returned than was stored */
        append_memory(bytes, tid, e->address, len < e->size ? len : (size_t)e->size);
        break;
    case KL_CALL_HEADER:
        if (!read_header(e, tid, e->address, &h))
            return 0;
        gather(e, tid, h, len, bytes);
        break;
    default:
        gather(e, tid, h, len, bytes);
    }
    return put(e, bytes, len, record, fn, user);
}
