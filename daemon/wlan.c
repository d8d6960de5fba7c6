// SPDX-License-Identifier: MIT
// Passphrases go from their files through a socket to wpa_supplicant: no command line, no file of
// ours has them. Source: wpa_supplicant's ctrl_iface.doxygen.
#include "wlan.h"

#include <kernlink/wifi.h>

#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#define LOOK_MS     3000
#define CONNECT_MS  20000
#define RETRY_US    200000u
#define MAX_COMMAND 600

struct network {
    char *ssid, *bssid, *file;
    enum kld_wifi_key key;
    bool hidden;
};

struct kld_wlan {
    const struct kld_wlan_host *host;
    char *dev, *name, *settings; // settings: as text, for comparing
    struct network *list;
    size_t n;
    struct kld_service *child;
    sd_event_source *source, *timer;
    int fd; // open: of the child's words; else the control socket
    int child_fd;
    char server[PATH_MAX], own[PATH_MAX];
    size_t network; // that is being told of
    unsigned step;
};

static void say(struct kld_wlan *w, int priority, const char *text)
{
    w->host->children.say(w->host->children.user, priority, w->name, text);
}

static void is_connected(struct kld_wlan *w)
{
    w->host->connected(w->host->children.user, w->dev);
}

/* ---- Open networks: a child that connects, and ends when it is not connected any more ---- */

static int see_station(const struct kl_wifi_station *s, void *user)
{
    (void)s;
    (void)user;
    return 0;
}

static void on_event(struct kl_wifi *wifi, const struct kl_event *event, void *user)
{
    (void)wifi;
    (void)event;
    (void)user;
}

static int connect_to(struct kl_wifi *wifi, uint32_t ifindex, const struct network *n)
{
    struct kl_wifi_connect_options o = {.ssid = (const uint8_t *)n->ssid,
                                        .ssid_len = strlen(n->ssid),
                                        .mfp = -1,
                                        .socket_owner = true,
                                        .timeout_ms = CONNECT_MS};
    struct kl_wifi_connected c;
    unsigned char bssid[6];
    int code;

    if (n->bssid && kld_mac_of(n->bssid, bssid, 6) == 6)
        o.bssid = bssid;
    code = kl_wifi_connect(wifi, ifindex, &o, &c);
    if (code == -EALREADY) {
        // Left from others, or from one of us before: it would not be ours to end.
        kl_wifi_disconnect(wifi, ifindex, 3);
        code = kl_wifi_connect(wifi, ifindex, &o, &c);
    }
    if (code)
        printf("%s: %s\n", n->ssid, kl_strerror(code));
    else if (c.result != KL_WIFI_CONNECTED)
        printf("%s: %s\n", n->ssid,
               c.result == KL_WIFI_NO_ANSWER          ? "no answer"
               : c.result == KL_WIFI_NEEDS_SUPPLICANT ? "it is protected"
                                                      : "refused");
    return code ? code : c.result == KL_WIFI_CONNECTED ? 0 : -ECONNREFUSED;
}

// Until there is no access point any more.
static void stay(struct kl_wifi *wifi, uint32_t ifindex)
{
    int n;

    kl_wifi_events(wifi, on_event, NULL);
    // What cannot be read for a moment is no reason to leave a network.
    while ((n = kl_wifi_get_stations(wifi, ifindex, see_station, NULL)) != 0 && n != -ENODEV) {
        struct pollfd p = {.fd = kl_wifi_fd(wifi), .events = POLLIN};

        if (poll(&p, 1, LOOK_MS) > 0 && kl_wifi_dispatch(wifi) < 0)
            return;
    }
}

static int run_open(void *user)
{
    struct kld_wlan *w = user;
    uint32_t ifindex = if_nametoindex(w->dev);
    struct kl_wifi *wifi;
    int code;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!ifindex) {
        printf("there is no such interface\n");
        return 1;
    }
    code = kl_wifi_open(&wifi, NULL);
    if (code) {
        printf("%s\n", kl_strerror(code));
        return 1;
    }
    for (size_t i = 0; i < w->n; i++) {
        if (connect_to(wifi, ifindex, &w->list[i]))
            continue;
        printf("connected to %s\n", w->list[i].ssid);
        send(KLD_SERVICE_FD, "+", 1, MSG_NOSIGNAL);
        stay(wifi, ifindex);
        printf("not connected any more\n");
        break;
    }
    return 1;
}

static int on_word(sd_event_source *source, int fd, uint32_t events, void *user)
{
    char word[8];

    (void)source;
    (void)events;
    if (recv(fd, word, sizeof word, MSG_DONTWAIT) > 0)
        is_connected(user);
    return 0;
}

static int start_open(struct kld_wlan *w)
{
    struct kld_service_def def = {.name = w->name, .run = run_open, .user = w};
    int ends[2], code;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -errno;
    w->fd = ends[0];
    w->child_fd = def.fd = ends[1];
    code = sd_event_add_io(w->host->children.loop, &w->source, w->fd, EPOLLIN, on_word, w);
    return code < 0 ? code : kld_service_new(&w->child, &w->host->children, &def);
}

/* ---- Protected ones: wpa_supplicant ---- */

static const char *hex(const char *ssid, char text[2 * 32 + 1])
{
    size_t n = 0;

    for (; *ssid && n < 32; ssid++, n++)
        sprintf(text + 2 * n, "%02x", (unsigned char)*ssid);
    text[2 * n] = '\0';
    return text;
}

// Its passphrase, as a value. @return false: it cannot be read any more, which has been said
static bool secret(struct kld_wlan *w, const struct network *n, char *command, size_t size)
{
    char text[KLD_PASSPHRASE_SIZE], words[PATH_MAX + 100];
    bool sae = n->key == KLD_WIFI_SAE;
    const char *wrong = kld_passphrase_read(n->file, sae, text);

    if (wrong) {
        snprintf(words, sizeof words, "%s: %s", n->file, wrong);
        say(w, LOG_ERR, words);
    } else if (!sae && strlen(text) == 64) {
        snprintf(command, size, "SET_NETWORK %zu psk %s", w->network, text);
    } else {
        snprintf(command, size, "SET_NETWORK %zu %s \"%s\"", w->network,
                 sae ? "sae_password" : "psk", text);
    }
    explicit_bzero(text, sizeof text);
    return !wrong;
}

// What is to be said next of the network, step by step; "" for a step that it does not have.
// @return false: that was all
static bool network_command(struct kld_wlan *w, char *command, size_t size)
{
    const struct network *n = &w->list[w->network];
    char ssid[2 * 32 + 1];

    *command = '\0';
    switch (w->step) {
    case 0:
        snprintf(command, size, "ADD_NETWORK");
        return true;
    case 1:
        snprintf(command, size, "SET_NETWORK %zu ssid %s", w->network, hex(n->ssid, ssid));
        return true;
    case 2:
        snprintf(command, size, "SET_NETWORK %zu key_mgmt %s", w->network,
                 n->key == KLD_WIFI_OPEN  ? "NONE"
                 : n->key == KLD_WIFI_PSK ? "WPA-PSK WPA-PSK-SHA256"
                                          : "SAE");
        return true;
    case 3:
        if (n->key != KLD_WIFI_OPEN && !secret(w, n, command, size))
            w->step = 8; // it stays disabled
        return true;
    case 4:
        if (n->key == KLD_WIFI_SAE)
            snprintf(command, size, "SET_NETWORK %zu ieee80211w 2", w->network);
        return true;
    case 5:
        if (n->hidden)
            snprintf(command, size, "SET_NETWORK %zu scan_ssid 1", w->network);
        return true;
    case 6:
        if (n->bssid)
            snprintf(command, size, "SET_NETWORK %zu bssid %s", w->network, n->bssid);
        return true;
    case 7:
        snprintf(command, size, "SET_NETWORK %zu priority %zu", w->network, w->n - w->network);
        return true;
    case 8:
        snprintf(command, size, "ENABLE_NETWORK %zu", w->network);
        return true;
    default:
        return false;
    }
}

static void tell_next(struct kld_wlan *w)
{
    char command[MAX_COMMAND] = "";

    while (w->network < w->n && !*command) {
        if (!network_command(w, command, sizeof command)) {
            w->network++;
            w->step = 0;
            continue;
        }
        w->step++;
    }
    if (*command && send(w->fd, command, strlen(command), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        say(w, LOG_ERR, "wpa_supplicant does not listen");
    explicit_bzero(command, sizeof command);
}

static void hang_up(struct kld_wlan *w)
{
    w->source = sd_event_source_disable_unref(w->source);
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
    if (*w->own)
        unlink(w->own);
}

// An answer to what was said last, or with a '<' before it an event.
static int on_answer(sd_event_source *source, int fd, uint32_t events, void *user)
{
    struct kld_wlan *w = user;
    char text[4097];
    ssize_t n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);

    (void)source;
    (void)events;
    if (n <= 0)
        return 0;
    text[n] = '\0';
    text[strcspn(text, "\n")] = '\0';
    if (text[0] != '<') {
        if (!strncmp(text, "FAIL", 4) || !strncmp(text, "UNKNOWN", 7))
            say(w, LOG_ERR, "wpa_supplicant refuses what it is told of a network");
        tell_next(w);
    } else if (strstr(text, "CTRL-EVENT-CONNECTED")) {
        say(w, LOG_INFO, "connected");
        is_connected(w);
    } else if (strstr(text, "CTRL-EVENT-DISCONNECTED")) {
        say(w, LOG_INFO, "not connected any more");
    }
    return 0;
}

static int dial(struct kld_wlan *w)
{
    struct sockaddr_un own = {.sun_family = AF_UNIX}, server = own;
    int code;

    if (strlen(w->server) >= sizeof server.sun_path || strlen(w->own) >= sizeof own.sun_path)
        return -ENAMETOOLONG;
    strcpy(server.sun_path, w->server);
    strcpy(own.sun_path, w->own);
    unlink(w->own);
    w->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (w->fd < 0 || bind(w->fd, (struct sockaddr *)&own, sizeof own) < 0 ||
        connect(w->fd, (struct sockaddr *)&server, sizeof server) < 0)
        return -errno;
    code = sd_event_add_io(w->host->children.loop, &w->source, w->fd, EPOLLIN, on_answer, w);
    return code < 0 ? code : send(w->fd, "ATTACH", 6, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

// Its socket is there some time after it was started.
static int on_timer(sd_event_source *source, uint64_t us, void *user)
{
    struct kld_wlan *w = user;

    (void)us;
    w->network = w->step = 0;
    if (!kld_service_pid(w->child) || dial(w) < 0) {
        hang_up(w);
        sd_event_source_set_time_relative(source, RETRY_US);
        sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
    }
    return 0;
}

static void on_supplicant_over(void *user, int status)
{
    struct kld_wlan *w = user;

    (void)status;
    hang_up(w);
    sd_event_source_set_time_relative(w->timer, RETRY_US);
    sd_event_source_set_enabled(w->timer, SD_EVENT_ONESHOT);
}

static int start_supplicant(struct kld_wlan *w)
{
    char program[256], folder[PATH_MAX];
    char *argv[] = {program,           (char *)"-i", w->dev, (char *)"-D",
                    (char *)"nl80211", (char *)"-C", folder, NULL};
    struct kld_service_def def = {.name = w->name,
                                  .argv = argv,
                                  .fd = -1,
                                  .level = LOG_DEBUG,
                                  .over = on_supplicant_over,
                                  .user = w};
    int code;

    if (!kld_program(w->host->path, "wpa_supplicant", program, sizeof program))
        return -ENOENT;
    snprintf(folder, sizeof folder, "%s/wpa", w->host->run);
    if (mkdir(folder, 0700) < 0 && errno != EEXIST)
        return -errno;
    if ((size_t)snprintf(w->server, sizeof w->server, "%s/%s", folder, w->dev) >=
            sizeof w->server ||
        (size_t)snprintf(w->own, sizeof w->own, "%s/%s.kernlinkd", folder, w->dev) >= sizeof w->own)
        return -ENAMETOOLONG;
    unlink(w->server); // of one that was killed
    code = sd_event_add_time_relative(w->host->children.loop, &w->timer, CLOCK_MONOTONIC, RETRY_US,
                                      1000, on_timer, w);
    return code < 0 ? code : kld_service_new(&w->child, &w->host->children, &def);
}

/* ---- Both ---- */

static bool is_mine(const struct kld_object *o, const char *dev)
{
    return o->class == KLD_C_WIFI && !strcmp(o->dev, dev);
}

// All networks of @dev in one text.
static char *text_of(const struct kld_model *services, const char *dev)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);

    for (size_t i = 0; f && i < services->n; i++) {
        const struct kld_object *o = services->list[i];

        for (size_t k = 0; k < o->n && is_mine(o, dev); k++)
            fprintf(f, "%s=%s\n", o->pairs[k].row->name, o->pairs[k].text);
    }
    if (f)
        fclose(f);
    return text;
}

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

static int add_network(struct kld_wlan *w, const struct kld_object *o)
{
    struct network *list = reallocarray(w->list, w->n + 1, sizeof *list);
    const char *hidden = kld_get(o, "hidden");
    const struct kld_pair *key = kld_pair_of(o, "key");

    if (!list)
        return -ENOMEM;
    w->list = list;
    list[w->n] = (struct network){
        .ssid = copy(kld_get(o, "ssid")),
        .bssid = copy(kld_get(o, "bssid")),
        .file = copy(kld_get(o, "psk-file")),
        .key = (enum kld_wifi_key)kld_number_of(key->row, key->text),
        .hidden = hidden && !strcmp(hidden, "true"),
    };
    return list[w->n++].ssid ? 0 : -ENOMEM;
}

int kld_wlan_new(struct kld_wlan **ret, const struct kld_wlan_host *host,
                 const struct kld_model *services, const char *dev)
{
    struct kld_wlan *w = calloc(1, sizeof *w);
    bool open = true;
    int code = 0;

    if (!w)
        return -ENOMEM;
    w->host = host;
    w->fd = w->child_fd = -1;
    w->dev = strdup(dev);
    w->settings = text_of(services, dev);
    if (!w->dev || !w->settings || asprintf(&w->name, "wifi %s", dev) < 0)
        code = -ENOMEM;
    for (size_t i = 0; !code && i < services->n; i++)
        if (is_mine(services->list[i], dev)) {
            code = add_network(w, services->list[i]);
            open = open && w->list[w->n - 1].key == KLD_WIFI_OPEN;
        }
    if (!code)
        code = open ? start_open(w) : start_supplicant(w);
    if (code < 0) {
        kld_wlan_free(w);
        return code;
    }
    kld_service_start(w->child);
    *ret = w;
    return 0;
}

void kld_wlan_free(struct kld_wlan *w)
{
    if (!w)
        return;
    if (w->child)
        kld_service_end(&w->child, 1, 500000); // it says goodbye
    kld_service_free(w->child);
    hang_up(w);
    sd_event_source_disable_unref(w->timer);
    if (w->child_fd >= 0)
        close(w->child_fd);
    for (size_t i = 0; i < w->n; i++) {
        free(w->list[i].ssid);
        free(w->list[i].bssid);
        free(w->list[i].file);
    }
    free(w->list);
    free(w->dev);
    free(w->name);
    free(w->settings);
    free(w);
}

const char *kld_wlan_dev(const struct kld_wlan *w)
{
    return w->dev;
}

bool kld_wlan_is(const struct kld_wlan *w, const struct kld_model *services)
{
    char *text = text_of(services, w->dev);
    bool same = text && !strcmp(w->settings, text);

    free(text);
    return same;
}

struct kld_service *kld_wlan_child(struct kld_wlan *w)
{
    return w->child;
}
