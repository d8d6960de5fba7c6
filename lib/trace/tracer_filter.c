// SPDX-License-Identifier: MIT
/*
 * The seccomp filter of a traced program: it stops at the calls that may carry netlink, and the
 * kernel runs all others without asking. Few enough instructions to be written by hand, so that
 * no library is needed for them.
 */
#include "tracer.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define ROOM 512u

struct program {
    struct sock_filter code[ROOM];
    unsigned short len;
};

static void add(struct program *p, unsigned short code, uint32_t k, unsigned char yes,
                unsigned char no)
{
    if (p->len < ROOM)
        p->code[p->len++] = (struct sock_filter){code, yes, no, k};
}

static void load(struct program *p, size_t offset)
{
    add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static uint32_t argument(unsigned n)
{
    size_t low = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 4;

    return (uint32_t)(offsetof(struct seccomp_data, args) + n * sizeof(uint64_t) + low);
}

/* A read that leaves the data where it is needs no stop: the next one tells the same. */
static int flags_argument(const struct kl_traced_call *c)
{
    if (c->direction != KL_TRACE_RECEIVED || c->any_file)
        return -1;
    return c->shape == KL_CALL_BUFFER    ? 3
           : c->shape == KL_CALL_HEADER  ? 2
           : c->shape == KL_CALL_HEADERS ? 3
                                         : -1;
}

static void add_call(struct program *p, const struct kl_traced_call *c)
{
    int flags = flags_argument(c);

    add(p, BPF_JMP | BPF_JEQ | BPF_K, c->nr, 0, flags >= 0 ? 4 : 1);
    if (flags >= 0) {
        load(p, argument((unsigned)flags));
        add(p, BPF_JMP | BPF_JSET | BPF_K, MSG_PEEK, 0, 1);
        add(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    }
    add(p, BPF_RET | BPF_K, SECCOMP_RET_TRACE, 0, 0);
}

static void add_arch(struct program *p, uint32_t arch, bool read_write)
{
    unsigned short jump;

    load(p, offsetof(struct seccomp_data, arch));
    jump = p->len;
    add(p, BPF_JMP | BPF_JEQ | BPF_K, arch, 0, 0);
    load(p, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < kl_traced_count; i++)
        if (kl_traced_calls[i].arch == arch && (read_write || !kl_traced_calls[i].any_file))
            add_call(p, &kl_traced_calls[i]);
    add(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    if (jump < ROOM)
        p->code[jump].jf = (unsigned char)(p->len - jump - 1);
}

int kl_tracer_filter(bool read_write)
{
    struct program p = {.len = 0};
    struct sock_fprog prog = {.filter = p.code};

    for (size_t i = 0; i < kl_traced_count; i++)
        if (i == 0 || kl_traced_calls[i].arch != kl_traced_calls[i - 1].arch)
            add_arch(&p, kl_traced_calls[i].arch, read_write);
    add(&p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    prog.len = p.len;
    if (p.len >= ROOM)
        return -E2BIG;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == 0)
        return 0;
    if (errno != EACCES)
        return -errno;
    /* Without privileges the kernel wants to know that no program below gains any. Traced by such
     * a user it could not gain them anyway. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) < 0)
        return -errno;
    return 0;
}
