// SPDX-License-Identifier: MIT
/*
 * A pcapng that Wireshark and tcpdump read: one interface of LINKTYPE_NETLINK, times in ns, the
 * direction in the packet's flags, process and socket in its comment.
 */
#include "pcap.h"
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

struct kl_trace_writer {
    FILE *out;
    int error;
    uint64_t start_ns; /* what relative times are added to */
};

static void put(struct kl_trace_writer *w, const void *data, size_t len)
{
    static const char zeros[4];
    size_t pad = (4 - len % 4) % 4;

    if (w->error < 0)
        return;
    if ((len > 0 && fwrite(data, 1, len, w->out) != len) ||
        (pad > 0 && fwrite(zeros, 1, pad, w->out) != pad))
        w->error = errno > 0 ? -errno : -EIO;
}

static void put32(struct kl_trace_writer *w, uint32_t n)
{
    put(w, &n, sizeof(n));
}

static void put_option(struct kl_trace_writer *w, unsigned code, const void *value, size_t len)
{
    uint16_t head[2] = {(uint16_t)code, (uint16_t)len};

    put(w, head, sizeof(head));
    put(w, value, len);
}

static size_t option_size(size_t len)
{
    return 4 + (len + 3) / 4 * 4;
}

static void put_section(struct kl_trace_writer *w)
{
    static const char app[] = "kernlink";
    static const uint16_t version[2] = {1, 0};
    struct utsname host;
    char os[2 * sizeof(host.sysname) + 2];
    uint32_t len;

    if (uname(&host) < 0)
        strcpy(host.sysname, "Linux"), host.release[0] = '\0';
    snprintf(os, sizeof(os), "%s %s", host.sysname, host.release);
    len = (uint32_t)(28 + option_size(strlen(os)) + option_size(strlen(app)) + 4);
    put32(w, KL_PCAPNG_SECTION);
    put32(w, len);
    put32(w, KL_PCAPNG_ORDER);
    put(w, version, sizeof(version));
    put32(w, UINT32_MAX); /* the section's length is not known: -1 */
    put32(w, UINT32_MAX);
    put_option(w, KL_PCAPNG_OPT_OS, os, strlen(os));
    put_option(w, KL_PCAPNG_OPT_APP, app, strlen(app));
    put_option(w, 0, NULL, 0);
    put32(w, len);
}

static void put_interface(struct kl_trace_writer *w)
{
    static const char name[] = "netlink";
    static const unsigned char resolution = 9;
    uint16_t link[2] = {KL_LINKTYPE_NETLINK, 0};
    uint32_t len = (uint32_t)(20 + option_size(strlen(name)) + option_size(1) + 4);

    put32(w, KL_PCAPNG_INTERFACE);
    put32(w, len);
    put(w, link, sizeof(link));
    put32(w, 0); /* no limit on a packet's length */
    put_option(w, KL_PCAPNG_OPT_NAME, name, strlen(name));
    put_option(w, KL_PCAPNG_OPT_RESOLUTION, &resolution, 1);
    put_option(w, 0, NULL, 0);
    put32(w, len);
}

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int kl_trace_writer_open(struct kl_trace_writer **ret, const char *path)
{
    struct kl_trace_writer *w = calloc(1, sizeof(*w));
    int fd, code;

    if (w == NULL)
        return -ENOMEM;
    fd = strcmp(path, "-") == 0 ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                                : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    w->out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (w->out == NULL) {
        code = -errno;
        if (fd >= 0)
            close(fd);
        free(w);
        return code;
    }
    w->start_ns = now_ns();
    put_section(w);
    put_interface(w);
    /* Who reads along sees at once that it is a capture, and full disks show early. */
    if (w->error == 0 && fflush(w->out) != 0)
        w->error = -errno;
    code = w->error;
    if (code < 0) {
        fclose(w->out);
        free(w);
        return code;
    }
    *ret = w;
    return 0;
}

int kl_trace_writer_put(struct kl_trace_writer *w, const struct kl_trace_record *record)
{
    unsigned char cooked[KL_COOKED_LEN] = {0, 4, KL_ARPHRD_NETLINK >> 8, KL_ARPHRD_NETLINK & 0xff};
    uint32_t flags = record->direction == KL_TRACE_SENT       ? KL_PCAPNG_OUTBOUND
                     : record->direction == KL_TRACE_RECEIVED ? KL_PCAPNG_INBOUND
                                                              : 0;
    size_t full = record->full_len > record->len ? record->full_len : record->len;
    uint64_t ns = record->has_time ? record->time_ns : now_ns();
    size_t len = KL_COOKED_LEN + record->len, total;
    char note[160] = "";

    if (w->error < 0 || record->data == NULL || record->len == 0)
        return w->error;
    if (record->len > UINT32_MAX / 2)
        return w->error = -EMSGSIZE;
    if (record->has_time && record->relative)
        ns += w->start_ns;
    cooked[14] = (unsigned char)((unsigned)record->protocol >> 8);
    cooked[15] = (unsigned char)record->protocol;
    if (record->pid > 0 || record->direction != KL_TRACE_UNKNOWN)
        snprintf(note, sizeof(note), KL_PCAPNG_NOTE, (int)record->pid, (int)record->fd,
                 (unsigned long long)record->socket,
                 record->program != NULL ? record->program : "");
    total = 32 + (len + 3) / 4 * 4 + (note[0] != '\0' ? option_size(strlen(note)) : 0) +
            option_size(4) + 4;
    put32(w, KL_PCAPNG_PACKET);
    put32(w, (uint32_t)total);
    put32(w, 0);
    put32(w, (uint32_t)(ns >> 32));
    put32(w, (uint32_t)ns);
    put32(w, (uint32_t)len);
    put32(w, (uint32_t)(KL_COOKED_LEN + full < UINT32_MAX ? KL_COOKED_LEN + full : UINT32_MAX));
    put(w, cooked, sizeof(cooked));
    put(w, record->data, record->len);
    if (note[0] != '\0')
        put_option(w, KL_PCAPNG_OPT_COMMENT, note, strlen(note));
    put_option(w, KL_PCAPNG_OPT_FLAGS, &flags, sizeof(flags));
    put_option(w, 0, NULL, 0);
    put32(w, (uint32_t)total);
    return w->error;
}

int kl_trace_writer_close(struct kl_trace_writer *w)
{
    int code = w->error;

    if (fclose(w->out) != 0 && code == 0)
        code = -errno;
    free(w);
    return code;
}
