// SPDX-License-Identifier: MIT
// Keys: in settings by the name of their file, which only its owner may read.
#include "value.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool kld_key_of(const char *text, uint8_t ret[32])
{
    uint32_t bits = 0;
    size_t n = 0;

    if (strlen(text) != 44 || text[43] != '=')
        return false;
    for (size_t i = 0; i < 43; i++) {
        int value = digit(text[i]);

        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        // Every four digits are three bytes; the last three are two, and two bits that are zero.
        if (i % 4 == 3) {
            ret[n++] = (uint8_t)(bits >> 16);
            ret[n++] = (uint8_t)(bits >> 8);
            ret[n++] = (uint8_t)bits;
            bits = 0;
        }
    }
    if (bits & 3)
        return false;
    ret[n++] = (uint8_t)(bits >> 10);
    ret[n] = (uint8_t)(bits >> 2);
    return true;
}

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
    good = kld_key_of(text, ret);
    explicit_bzero(text, sizeof text);
    return good ? NULL : "holds no key: 44 characters of base64";
}
