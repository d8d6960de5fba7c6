// SPDX-License-Identifier: MIT
// What handlers of requests share.
#include "kernlinkd.h"
#include "mhd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

const char *kld_call_arg(const struct kld_call *c, const char *name)
{
    const struct kld_mhd *mhd = c->d->mhd;
    const char *value = mhd->lookup_connection_value(c->connection, MHD_GET_ARGUMENT_KIND, name);

    if (value)
        return value;
    // "?confirm" without a value is there, too.
    return mhd->lookup_connection_value_n(c->connection, MHD_GET_ARGUMENT_KIND, name, strlen(name),
                                          NULL, NULL) == MHD_YES
               ? ""
               : NULL;
}

const char *kld_call_header(const struct kld_call *c, const char *name)
{
    return c->d->mhd->lookup_connection_value(c->connection, MHD_HEADER_KIND, name);
}

bool kld_call_flag(const struct kld_call *c, const char *name, bool *wrong)
{
    const char *value = kld_call_arg(c, name);

    if (!value || !strcmp(value, "false") || !strcmp(value, "0"))
        return false;
    *wrong |= *value && strcmp(value, "true") != 0 && strcmp(value, "1") != 0;
    return true;
}

int kld_call_begin(struct kld_call *c, int status, const char *type)
{
    c->status = status;
    snprintf(c->type, sizeof c->type, "%s", type);
    if (!c->here)
        kl_out_printf(c->out, "%d %s\n", status, type);
    return kl_out_error(c->out);
}

int kld_call_fail(struct kld_call *c, int status, const char *format, ...)
{
    char words[500];
    va_list ap;

    va_start(ap, format);
    vsnprintf(words, sizeof words, format, ap);
    va_end(ap);
    kld_call_begin(c, status, "application/json");
    kl_out_str(c->out, "{\"error\": ");
    kl_out_json_str(c->out, words, strlen(words));
    kl_out_str(c->out, "}\n");
    return 0;
}

int kld_call_lock(struct kld_call *c)
{
    // The folder itself, which is for root alone: its lock file is that of who changes the network.
    int fd = open(c->d->o.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && flock(fd, LOCK_EX) == 0)
        return 0;
    kld_call_fail(c, 500, "%s: %s", c->d->o.folder, strerror(errno));
    return 1;
}

int kld_call_run(struct kld_call *c, const struct kld_route *r, int fd)
{
    int code;

    if (kl_out_open_fd(&c->out, fd) < 0)
        return 1;
    c->arena = kld_arena_new();
    code = r->run(c);
    // The arena's memory ends with the process, as all else does.
    return code < 0 || kl_out_close(c->out) < 0;
}
