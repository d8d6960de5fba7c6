// SPDX-License-Identifier: MIT
// By what a server knows us. Source: RFC 4361 (node-specific client identifiers), RFC 6355
// (DUID-UUID).
#include "dhcp.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define DIGITS 32 // of a UUID

// That of this machine, made up once: its machine-id is nobody else's business.
static int read_uuid(const char *folder, char text[DIGITS + 1])
{
    char path[PATH_MAX];
    uint8_t bytes[DIGITS / 2];
    FILE *f;
    int code = 0;

    if ((size_t)snprintf(path, sizeof path, "%s/duid", folder) >= sizeof path)
        return -ENAMETOOLONG;
    f = fopen(path, "re");
    if (f) {
        if (fscanf(f, "%32[0-9a-f]", text) != 1 || strlen(text) != DIGITS)
            code = -EBADMSG;
        fclose(f);
        return code;
    }
    if (errno != ENOENT)
        return -errno;
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -EIO;
    for (size_t i = 0; i < sizeof bytes; i++)
        sprintf(text + 2 * i, "%02x", bytes[i]);
    f = fopen(path, "wex");
    if (!f)
        return -errno;
    fprintf(f, "%s\n", text);
    if (fflush(f) || fsync(fileno(f)) < 0)
        code = -errno;
    if (fclose(f) && !code)
        code = -errno;
    if (code)
        unlink(path);
    return code;
}

int kld_dhcp_id(const char *folder, const char *dev, char ret[KLD_DHCP_ID_SIZE])
{
    char uuid[DIGITS + 1];
    uint32_t iaid = 2166136261u; // FNV-1a: the same for the same name
    int code = read_uuid(folder, uuid);

    for (; *dev; dev++)
        iaid = (iaid ^ (unsigned char)*dev) * 16777619u;
    if (!code)
        snprintf(ret, KLD_DHCP_ID_SIZE, "ff%08x0004%s", iaid, uuid);
    return code;
}
