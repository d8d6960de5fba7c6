// SPDX-License-Identifier: MIT
// What a daemon answers to `kernlink net', which may be one of a hostile machine: whatever it is,
// nothing of it that a terminal would obey is printed. The first byte chooses the command, the
// second the size of pieces that come; each answer follows a byte for its status, up to 0x1e.
// libcurl is not there: its part is played here.
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "cmd/net/call.c"
int net_main(int argc, char **argv);
#define main net_main
#include "cmd/net/main.c"
#undef main

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WORDS  8
#define SOCKET "--socket", "/nowhere"

static const char *const lines[][WORDS] = {
    {"status", SOCKET},
    {"check", SOCKET},
    {"diff", SOCKET},
    {"apply", SOCKET},
    {"confirm", SOCKET},
    {"rollback", SOCKET},
    {"log", SOCKET},
    {"get", SOCKET, "/v1/interfaces"},
    {"show", SOCKET},
    {"show", SOCKET, "eth0"},
    {"topology", SOCKET},
    {"snapshot", "list", SOCKET},
    {"snapshot", "show", SOCKET, "one"},
    {"snapshot", "save", SOCKET, "one"},
    {"restore", SOCKET, "one"},
    {"set", SOCKET, "eth0", "mtu", "1400"},
    {"unset", SOCKET, "eth0", "mtu"},
    {"status", "--json", SOCKET},
    {"diff", "--json", SOCKET},
    {"apply", "--json", SOCKET},
    {"check", "--json", SOCKET},
    {"log", "--json", SOCKET},
    {"show", "--json", SOCKET},
    {"snapshot", "list", "--json", SOCKET},
};

/* ---- In the place of libcurl ---- */

static struct {
    const uint8_t *at;
    size_t left, piece;
    size_t (*write)(char *data, size_t one, size_t n, void *user);
    void *user;
    long status;
} far;

CURL *curl_easy_init(void)
{
    return &far;
}

void curl_easy_cleanup(CURL *h)
{
    (void)h;
}

void curl_easy_reset(CURL *h)
{
    (void)h;
}

CURLcode(curl_easy_setopt)(CURL *h, CURLoption option, ...)
{
    va_list ap;

    (void)h;
    va_start(ap, option);
    if (option == CURLOPT_WRITEFUNCTION)
        far.write = va_arg(ap, size_t(*)(char *, size_t, size_t, void *));
    else if (option == CURLOPT_WRITEDATA)
        far.user = va_arg(ap, void *);
    va_end(ap);
    return CURLE_OK;
}

CURLcode(curl_easy_getinfo)(CURL *h, CURLINFO info, ...)
{
    va_list ap;

    (void)h;
    va_start(ap, info);
    *va_arg(ap, long *) = info == CURLINFO_RESPONSE_CODE ? far.status : ECONNREFUSED;
    va_end(ap);
    return CURLE_OK;
}

CURLcode curl_easy_perform(CURL *h)
{
    static const long statuses[] = {200, 200, 422, 409, 500, 201, 404, 0};
    const uint8_t *end = far.left ? memchr(far.at, 0x1e, far.left) : NULL;
    size_t n = end ? (size_t)(end - far.at) : far.left, at = 1;
    uint8_t how = n ? far.at[0] : 0;
    CURLcode code = !n ? CURLE_COULDNT_CONNECT : how & 8 ? CURLE_PARTIAL_FILE : CURLE_OK;

    (void)h;
    far.status = statuses[how & 7];
    while (at < n) {
        size_t some = n - at < far.piece ? n - at : far.piece;
        char piece[256];

        memcpy(piece, far.at + at, some);
        at += some;
        if (far.write(piece, 1, some, far.user) != some) {
            code = CURLE_WRITE_ERROR;
            break;
        }
    }
    far.at += end ? n + 1 : n;
    far.left -= end ? n + 1 : n;
    return code;
}

const char *curl_easy_strerror(CURLcode code)
{
    (void)code;
    return "an error";
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *word)
{
    (void)word;
    return list;
}

void curl_slist_free_all(struct curl_slist *list)
{
    (void)list;
}

char *curl_easy_escape(CURL *h, const char *text, int len)
{
    (void)h;
    (void)len;
    return strdup(text);
}

void curl_free(void *text)
{
    free(text);
}

/* ---- What is printed, as to a terminal ---- */

int isatty(int fd)
{
    (void)fd;
    return 1;
}

static void check(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i],
                      next = i + 1 < len ? (unsigned char)text[i + 1] : 0;

        if ((c < ' ' && !strchr("\t\n", c)) || c == 0x7f ||
            (c == 0xc2 && next >= 0x80 && next < 0xa0))
            abort();
    }
}

static void run_command(const char *const *line)
{
    char *argv[WORDS + 1] = {(char *)"net"};
    int argc = 1;

    for (; argc <= WORDS - 1 && line[argc - 1]; argc++)
        argv[argc] = (char *)line[argc - 1];
    // Not by run(), which gives what is said another form for ever.
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!strcmp(commands[i].name, line[0]))
            commands[i].run(argc - 1, argv + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int out = -1, own;
    FILE *err = stderr;
    char *said = NULL, *printed;
    size_t n_said = 0;
    off_t len;

    if (size < 2)
        return 0;
    if (out < 0) {
        out = memfd_create("out", MFD_CLOEXEC);
        own = dup(STDOUT_FILENO);
        setenv("TERM", "dumb", 1);
    }
    far.at = data + 2;
    far.left = size - 2;
    far.piece = data[1] ? data[1] : 1;
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    stderr = open_memstream(&said, &n_said);
    run_command(lines[data[0] % (sizeof lines / sizeof *lines)]);
    fclose(stderr);
    stderr = err;
    fflush(stdout);
    dup2(own, STDOUT_FILENO);
    check(said, n_said);
    len = lseek(out, 0, SEEK_END);
    if (len > 0) {
        printed = mmap(NULL, (size_t)len, PROT_READ, MAP_PRIVATE, out, 0);
        check(printed, (size_t)len);
        munmap(printed, (size_t)len);
    }
    free(said);
    if (ftruncate(out, 0) < 0 || lseek(out, 0, SEEK_SET) < 0)
        abort();
    return 0;
}
