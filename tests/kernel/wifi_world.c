// SPDX-License-Identifier: MIT
#include "wifi_world.h"
#include "kernel_world.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/nl80211.h>

/* drivers/net/wireless/virtual/mac80211_hwsim.h */
#define HWSIM_CMD_NEW_RADIO               4
#define HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE 16

#define MAX_PIDS                          16

static struct kl_sock *hwsim;
static char folder[64];
static pid_t pids[MAX_PIDS];
static unsigned n_pids;

static const struct kl_genl_family *hwsim_family(void)
{
    const struct kl_genl_family *family = NULL;

    if (hwsim == NULL)
        hwsim = world_open(NETLINK_GENERIC, 0, 0);
    return kl_genl_resolve(hwsim, "MAC80211_HWSIM", &family) == 0 ? family : NULL;
}

void wifi_world_check(void)
{
    world_check();
    if (hwsim_family() == NULL) {
        printf("1..0 # SKIP the kernel has no simulated radios (mac80211_hwsim)\n");
        exit(0);
    }
    snprintf(folder, sizeof(folder), "/tmp/kl-wifi-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        printf("Bail out! no temporary folder\n");
        exit(1);
    }
    atexit(wifi_world_stop);
}

int wifi_world_shell(const char *format, ...)
{
    char line[2048];
    va_list args;
    int status;

    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    status = system(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void wifi_world_read(char *ret, size_t size, const char *format, ...)
{
    char line[2048];
    va_list args;
    FILE *in;
    size_t n;

    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    in = popen(line, "r");
    assert_non_null(in);
    n = fread(ret, 1, size - 1, in);
    ret[n] = '\0';
    pclose(in);
}

void wifi_world_radios(unsigned n, uint32_t *phy, uint32_t *ifindex)
{
    struct kl_wifi *w = NULL;
    struct kl_wifi_iface i;

    assert_int_equal(kl_wifi_open(&w, NULL), 0);
    for (unsigned radio = 0; radio < n; radio++) {
        const struct kl_genl_family *family = hwsim_family();
        struct kl_msg *m = NULL;
        char text[32];

        assert_int_equal(kl_msg_new(&m), 0);
        kl_msg_start_genl(m, family->id, HWSIM_CMD_NEW_RADIO, 1, 0);
        kl_msg_put_flag(m, HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE);
        assert_int_equal(world_do(hwsim, m, NULL), 0);
        /* Not from /sys, which shows the namespace that it was mounted in. */
        wifi_world_read(text, sizeof(text), "ip -o link show wlan%u | cut -d: -f1", radio);
        ifindex[radio] = (uint32_t)strtoul(text, NULL, 10);
        assert_int_equal(kl_wifi_get_interface_by_ifindex(w, ifindex[radio], &i), 0);
        phy[radio] = i.wiphy;
        assert_int_equal(wifi_world_shell("ip link set wlan%u up", radio), 0);
    }
    kl_wifi_close(w);
}

void wifi_world_start(const char *line)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        int fd = open("/dev/null", O_RDWR);

        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execl("/bin/sh", "sh", "-c", line, NULL);
        _exit(127);
    }
    assert_true(n_pids < MAX_PIDS);
    pids[n_pids++] = pid;
}

void wifi_world_ap(const char *configuration)
{
    static unsigned number;
    char path[96];
    FILE *out;

    snprintf(path, sizeof(path), "%s/ap%u.conf", folder, number++);
    out = fopen(path, "w");
    assert_non_null(out);
    fprintf(out, "driver=nl80211\nctrl_interface=%s/hostapd\n%s", folder, configuration);
    fclose(out);
    /* In the background it goes when the network is there. */
    assert_int_equal(wifi_world_shell("hostapd -B -P %s.pid %s >%s.log 2>&1", path, path, path), 0);
}

void wifi_world_stop(void)
{
    if (folder[0] == '\0')
        return;
    (void)wifi_world_shell("for f in %s/*.pid; do test -s $f && kill $(cat $f); done 2>/dev/null",
                           folder);
    for (unsigned i = 0; i < n_pids; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    n_pids = 0;
    kl_sock_close(hwsim);
    hwsim = NULL;
    (void)wifi_world_shell("rm -rf %s", folder);
    folder[0] = '\0';
}
