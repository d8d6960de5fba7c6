// SPDX-License-Identifier: MIT
// See net_world.h.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/wait.h>

#include "kernel_world.h"
#include "net_world.h"

static char *make(const char *format, va_list args)
{
    char *text;

    assert_true(vasprintf(&text, format, args) >= 0);
    return text;
}

void net_run(const char *format, ...)
{
    va_list args;
    char *text;
    int status;

    va_start(args, format);
    text = make(format, args);
    va_end(args);
    status = system(text);
    if (status != 0)
        fail_msg("%s: status %d", text, status);
    free(text);
}

char *net_output(const char *format, ...)
{
    size_t len = 0, size = 1 << 20, n;
    char *command, *text = malloc(size);
    va_list args;
    FILE *f;

    assert_non_null(text);
    va_start(args, format);
    command = make(format, args);
    va_end(args);
    f = popen(command, "r");
    assert_non_null(f);
    while ((n = fread(text + len, 1, size - len - 1, f)) > 0)
        len += n;
    pclose(f);
    while (len > 0 && text[len - 1] == '\n')
        len--;
    text[len] = '\0';
    free(command);
    return text;
}

static void says(const char *command, const char *part, bool wanted)
{
    char *text = net_output("ip %s 2>&1", command);

    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("ip %s: %s %s in: %.4000s", command, part, wanted ? "is not" : "is", text);
    free(text);
}

void net_ip_says(const char *command, const char *part)
{
    says(command, part, true);
}

void net_ip_lacks(const char *command, const char *part)
{
    says(command, part, false);
}

struct kl_net *net_open_with_pair(void)
{
    struct kl_net_link peer = {.has = KL_NET_L_NAME, .name = "v1"};
    struct kl_net_link link = {.has = KL_NET_L_NAME, .name = "v0", .kind = "veth"};
    union kl_net_kind kind = {.veth = {.peer = &peer}};
    struct kl_net *n;

    world_check();
    assert_int_equal(kl_net_open(&n, NULL), 0);
    link.kind_data = &kind;
    net_ok(n, kl_net_link(n, KL_NET_ADD, &link));
    net_ok(n, kl_net_link_up(n, kl_net_link_index(n, "v0")));
    net_ok(n, kl_net_link_up(n, kl_net_link_index(n, "v1")));
    return n;
}

void net_ok(struct kl_net *n, int64_t rc)
{
    if (rc < 0)
        fail_msg("%lld: %s", (long long)rc, kl_error_text(kl_net_error(n)));
}

void net_refused(struct kl_net *n, int64_t rc, int code)
{
    if (rc != code)
        fail_msg("%lld, not %d: %s", (long long)rc, code, kl_error_text(kl_net_error(n)));
    assert_int_equal(kl_error_code(kl_net_error(n)), code);
    if (kl_error_object(kl_net_error(n))[0] == '\0')
        fail_msg("whose error is this? %s", kl_error_text(kl_net_error(n)));
}

struct kl_net_ip net_ip(const char *text)
{
    struct kl_net_ip ip = {0};

    if (kl_net_ip_parse(&ip, text, 0) < 0)
        fail_msg("%s is no address", text);
    return ip;
}
