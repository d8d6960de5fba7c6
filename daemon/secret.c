// SPDX-License-Identifier: MIT
// Keys: in settings by the name of their file, which only its owner may read.
#include "value.h"

#include <kernlink/net_wireguard.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The text of the file, without blanks and line ends behind it. @return NULL, or what is wrong
static const char *read_file(const char *path, char *text, size_t size)
{
    struct stat st;
    ssize_t n;
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
    n = read(fd, text, size - 1);
    close(fd);
    if (n < 0)
        return strerror(errno);
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r' || text[n - 1] == ' '))
        n--;
    text[n] = '\0';
    return NULL;
}

const char *kld_secret_read(const char *path, uint8_t ret[32])
{
    char text[128];
    const char *wrong = read_file(path, text, sizeof text);
    bool good = !wrong && kl_wg_key_parse(ret, text) == 0;

    explicit_bzero(text, sizeof text);
    return wrong ? wrong : good ? NULL : "holds no key: 44 characters of base64";
}

const char *kld_passphrase_read(const char *path, bool sae, char ret[KLD_PASSPHRASE_SIZE])
{
    const char *wrong = read_file(path, ret, KLD_PASSPHRASE_SIZE);
    size_t n = wrong ? 0 : strlen(ret), digits = 0;

    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)ret[i] < ' ' || (unsigned char)ret[i] > '~')
            return "holds a character that is none of printable ASCII";
        digits += isxdigit((unsigned char)ret[i]) != 0;
    }
    if (wrong)
        return wrong;
    if (sae)
        return n >= 1 && n <= 128 ? NULL : "holds no password of 1 to 128 characters";
    return (n >= 8 && n <= 63) || (n == 64 && digits == n)
               ? NULL
               : "holds no passphrase of 8 to 63 characters, nor 64 hexadecimal digits";
}
