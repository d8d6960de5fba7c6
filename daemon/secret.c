// SPDX-License-Identifier: MIT
// Keys: in settings by the name of their file, which only its owner may read.
#include "value.h"

#include <kernlink/net_wireguard.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *kld_secret_read(const char *path, uint8_t ret[32])
{
    char text[128];
    struct stat st;
    ssize_t n;
    bool good;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return strerror(errno);
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return "not a regular file";
    }
    if (st.st_mode & 077) {
        close(fd);
        return "others can read it: chmod 600 it";
    }
    if (st.st_uid != geteuid() && st.st_uid != 0) {
        close(fd);
        return "belongs to another user";
    }
    n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n < 0)
        return strerror(errno);
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r' || text[n - 1] == ' '))
        n--;
    text[n] = '\0';
    good = kl_wg_key_parse(ret, text) == 0;
    explicit_bzero(text, sizeof text);
    return good ? NULL : "holds no key: 44 characters of base64";
}
