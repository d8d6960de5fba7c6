// SPDX-License-Identifier: MIT
// Gives a lease back. By then its address is gone, as settings that do not want it any more were
// applied: udhcpc could not send from it, a transparent socket can. Source: RFC 2131, 4.4.6.
#include "dhcp.h"
#include "netns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SERVER_PORT = 67, CLIENT_PORT = 68 };

struct message {
    uint8_t op, hw_type, hw_len, hops;
    uint32_t id;
    uint16_t seconds, flags;
    struct in_addr client, yours, next, relay;
    uint8_t hw_address[16], server_name[64], file[128];
    uint8_t cookie[4];
    uint8_t options[64]; // with the rest 300 bytes: less is not a message for some
};

struct kld_dhcp_release {
    const struct kld_dhcp_host *host;
    char *dev, *netns, *name;
    struct kld_service *child;
    bool done;
};

static size_t put_option(uint8_t *options, size_t at, uint8_t number, const void *data, size_t len)
{
    options[at++] = number;
    options[at++] = (uint8_t)len;
    memcpy(options + at, data, len);
    return at + len;
}

static size_t from_hex(const char *text, uint8_t *ret, size_t size)
{
    size_t n = 0;
    unsigned byte;

    while (n < size && sscanf(text + 2 * n, "%2x", &byte) == 1)
        ret[n++] = (uint8_t)byte;
    return n;
}

static void fill(struct message *m, const struct kld_lease_file *f, const uint8_t mac[6],
                 struct in_addr address, struct in_addr server)
{
    static const uint8_t cookie[4] = {99, 130, 83, 99}, release = 7, end = 255;
    uint8_t id[32] = {ARPHRD_ETHER};
    size_t at = 0, len = 7;

    *m = (struct message){.op = 1, .hw_type = ARPHRD_ETHER, .hw_len = 6, .client = address};
    (void)!getrandom(&m->id, sizeof m->id, GRND_NONBLOCK);
    memcpy(m->hw_address, mac, 6);
    memcpy(m->cookie, cookie, sizeof cookie);
    // The one by which it asked; udhcpc takes the MAC address when nothing is said.
    memcpy(id + 1, mac, 6);
    if (f->id)
        len = from_hex(f->id, id, sizeof id);
    at = put_option(m->options, at, 53, &release, 1);
    at = put_option(m->options, at, 54, &server, 4);
    at = put_option(m->options, at, 61, id, len);
    m->options[at] = end;
}

static int open_socket(const char *dev, struct in_addr address)
{
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(CLIENT_PORT)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1, code = 0;

    own.sin_addr = address;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        setsockopt(fd, IPPROTO_IP, IP_TRANSPARENT, &on, sizeof on) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, dev, (socklen_t)strlen(dev)) < 0 ||
        bind(fd, (struct sockaddr *)&own, sizeof own) < 0)
        code = -errno;
    if (code && fd >= 0)
        close(fd);
    return code ? code : fd;
}

static int send_release(const char *dev, const struct kld_lease_file *f)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(SERVER_PORT)};
    struct ifreq hw = {0};
    struct in_addr address;
    struct message m;
    int fd, code = 0;

    if (!f->server || inet_pton(AF_INET, f->server, &to.sin_addr) != 1 ||
        inet_pton(AF_INET, f->address, &address) != 1)
        return -EDESTADDRREQ;
    fd = open_socket(dev, address);
    if (fd < 0)
        return fd;
    strncpy(hw.ifr_name, dev, sizeof hw.ifr_name - 1);
    if (ioctl(fd, SIOCGIFHWADDR, &hw) < 0) {
        code = -errno;
    } else {
        fill(&m, f, (const uint8_t *)hw.ifr_hwaddr.sa_data, address, to.sin_addr);
        if (sendto(fd, &m, sizeof m, 0, (struct sockaddr *)&to, sizeof to) < 0)
            code = -errno;
    }
    // It waits for the server's MAC address in the kernel, also without us.
    close(fd);
    return code;
}

// An address that settings have for good is nobody else's.
static bool is_kept(const struct kld_settings *s, const char *netns, const struct kld_lease_file *f)
{
    const struct kld_object *space = s && netns ? kld_netns_in(s->model, netns) : NULL;
    const struct kld_model *m = space ? space->inner : s && !netns ? s->model : NULL;

    for (size_t i = 0; m && i < f->model->n; i++)
        if (f->model->list[i]->class == KLD_C_ADDRESS && kld_model_find(m, f->model->list[i]->key))
            return true;
    return false;
}

static int run(void *user)
{
    const struct kld_dhcp_release *r = user;
    struct kld_arena *a = kld_arena_new();
    struct kld_lease_file f;
    struct kld_journal j;
    const struct kld_iface of = {r->dev, r->netns};
    int code = kld_lease_load(a, r->host->folder, of, &f);

    if (!code && r->netns && kld_netns_enter(r->netns) < 0)
        code = -ENOENT; // nobody has it any more
    if (!code && !is_kept(r->host->settings(r->host->children.user), r->netns, &f)) {
        code = send_release(r->dev, &f);
        if (code)
            printf("%s is not given back: %s\n", f.address, strerror(-code));
        else
            printf("%s is given back to %s\n", f.address, f.server);
    }
    code = kld_journal_lock(&j, a, r->host->folder, true, NULL);
    if (!code)
        kld_lease_remove(&j, of);
    return code != 0;
}

static void on_over(void *user, int status)
{
    (void)status;
    ((struct kld_dhcp_release *)user)->done = true;
}

int kld_dhcp_release_new(struct kld_dhcp_release **ret, const struct kld_dhcp_host *host,
                         struct kld_iface of)
{
    struct kld_dhcp_release *r = calloc(1, sizeof *r);
    struct kld_service_def def = {.run = run,
                                  .fd = -1,
                                  .once = true,
                                  .stop_us = KLD_DHCP_WRITER_US,
                                  .over = on_over,
                                  .user = r};
    int code = -ENOMEM;

    if (!r)
        return code;
    r->host = host;
    r->dev = strdup(of.dev);
    r->netns = of.netns ? strdup(of.netns) : NULL;
    if (r->dev && !r->netns == !of.netns &&
        asprintf(&r->name, "dhcp4 %s%s%s", of.dev, of.netns ? " in " : "",
                 of.netns ? of.netns : "") >= 0) {
        def.name = r->name;
        code = kld_service_new(&r->child, &host->children, &def);
    }
    if (code) {
        kld_dhcp_release_free(r);
        return code;
    }
    kld_service_start(r->child);
    *ret = r;
    return 0;
}

void kld_dhcp_release_free(struct kld_dhcp_release *r)
{
    if (!r)
        return;
    kld_service_free(r->child);
    free(r->dev);
    free(r->netns);
    free(r->name);
    free(r);
}

struct kld_iface kld_dhcp_release_of(const struct kld_dhcp_release *r)
{
    return r->done ? (struct kld_iface){0} : (struct kld_iface){r->dev, r->netns};
}
