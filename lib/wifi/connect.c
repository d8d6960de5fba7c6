// SPDX-License-Identifier: MIT
/*
 * Connecting, until it is known what became of it. The acknowledgement of CMD_CONNECT says only
 * that the driver will try; the event CONNECT has the outcome, and where the driver does the
 * handshake of WPA, the event PORT_AUTHORIZED (net/wireless/sme.c, nl80211_send_connect_result()).
 */
#include "wifi.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TIMEOUT_MS         30000u
#define CIPHER_CCMP        0x000fac04u
#define AKM_PSK            0x000fac02u
#define AKM_SAE            0x000fac08u
#define REASON_LEAVING     3
/* IEEE 802.11, 9.4.1.4 */
#define CAPABILITY_PRIVACY (1u << 4)

struct connect {
    struct kl_wifi_op op; /* first */
    kl_wifi_connect_fn *fn;
    void *user;
    bool keyed;      /* WEP, PSK or SAE: a protected network is no surprise */
    bool handshake;  /* the driver's: the port opens later */
    bool associated; /* CONNECT said so */
    uint8_t ssid_len, ssid[KL_WIFI_SSID_MAX];
    struct kl_wifi_connected result;
};

static void finish(struct kl_wifi *w, struct connect *c, int code)
{
    kl_wifi_op_over(w, &c->op);
    c->fn(w, code, &c->result, c->user);
}

/* ---- What there is beside us ---- */

static bool is_supplicant(const char *name)
{
    static const char *const known[] = {"wpa_supplicant", "iwd"};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    return false;
}

static bool read_comm(const char *pid, char *ret, size_t size)
{
    char path[64];
    ssize_t n;
    int fd;

    snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    n = read(fd, ret, size - 1);
    close(fd);
    if (n <= 0)
        return false;
    ret[n] = '\0';
    ret[strcspn(ret, "\n")] = '\0';
    return true;
}

static void find_supplicant(char *ret, size_t size)
{
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    char name[32];

    ret[0] = '\0';
    while (proc != NULL && (entry = readdir(proc)) != NULL) {
        if (!isdigit((unsigned char)entry->d_name[0]) ||
            !read_comm(entry->d_name, name, sizeof(name)) || !is_supplicant(name))
            continue;
        snprintf(ret, size, "%s (process %.20s)", name, entry->d_name);
        break;
    }
    if (proc != NULL)
        closedir(proc);
}

static int note_bss(const struct kl_wifi_bss *b, void *user)
{
    struct connect *c = user;

    memcpy(c->result.bssid, b->bssid, 6);
    c->result.freq_mhz = b->freq_mhz;
    if (!c->keyed && kl_wifi_bss_is_wpa(b))
        c->result.result = KL_WIFI_NEEDS_SUPPLICANT;
    return 0;
}

/* Drivers connect to a protected network without a key; no frame passes then. */
static void connected(struct kl_wifi *w, struct connect *c)
{
    c->result.result = KL_WIFI_CONNECTED;
    (void)kl_wifi_get_associated_bss(w, c->op.ifindex, note_bss, c);
    if (c->result.result == KL_WIFI_NEEDS_SUPPLICANT) {
        find_supplicant(c->result.supplicant, sizeof(c->result.supplicant));
        (void)kl_wifi_disconnect(w, c->op.ifindex, REASON_LEAVING);
    }
    finish(w, c, 0);
}

static int note_protected(const struct kl_wifi_bss *b, void *user)
{
    struct connect *c = user;

    if (b->ssid_len == c->ssid_len && memcmp(b->ssid, c->ssid, c->ssid_len) == 0 &&
        (b->capability & CAPABILITY_PRIVACY) != 0)
        return note_bss(b, c);
    return 0;
}

/* Without a key the kernel does not even see a protected network that it has scanned. */
static void not_found(struct kl_wifi *w, struct connect *c)
{
    c->result.result = KL_WIFI_NO_ANSWER;
    if (!c->keyed)
        (void)kl_wifi_scan_dump(w, c->op.ifindex, note_protected, c);
    if (c->result.result == KL_WIFI_NEEDS_SUPPLICANT)
        find_supplicant(c->result.supplicant, sizeof(c->result.supplicant));
    finish(w, c, 0);
}

/* ---- Events ---- */

static void on_connect(struct kl_wifi *w, struct connect *c, const struct kl_view *v)
{
    c->result.status = (uint16_t)kl_wifi_uint(v, NL80211_ATTR_STATUS_CODE, 0);
    (void)kl_wifi_bytes(v, NL80211_ATTR_MAC, c->result.bssid, 6);
    if (kl_view_has(v, NL80211_ATTR_TIMED_OUT)) {
        c->result.phase = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_TIMEOUT_REASON, 0);
        not_found(w, c);
    } else if (c->result.status != 0) {
        c->result.result = KL_WIFI_REFUSED;
        finish(w, c, 0);
    } else if (c->handshake && !kl_view_has(v, NL80211_ATTR_PORT_AUTHORIZED)) {
        c->associated = true;
    } else {
        connected(w, c);
    }
}

static void on_connect_event(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                             const struct kl_view *v)
{
    struct connect *c = (struct connect *)op;

    if (kl_wifi_uint(v, NL80211_ATTR_IFINDEX, 0) != op->ifindex)
        return;
    if (cmd == NL80211_CMD_CONNECT) {
        on_connect(w, c, v);
    } else if (cmd == NL80211_CMD_PORT_AUTHORIZED && c->associated) {
        connected(w, c);
    } else if (cmd == NL80211_CMD_DISCONNECT && c->associated) { /* before, it is another's end */
        c->result.result = KL_WIFI_DEAUTHENTICATED;
        c->result.reason = (uint16_t)kl_wifi_uint(v, NL80211_ATTR_REASON_CODE, 0);
        c->result.by_ap = kl_view_has(v, NL80211_ATTR_DISCONNECTED_BY_AP);
        finish(w, c, 0);
    }
}

/* Events were lost: the list of BSSs says whether we are in. */
static void check_connect(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    struct connect *c = (struct connect *)op;

    if (lost && !c->handshake && kl_wifi_get_associated_bss(w, op->ifindex, note_bss, c) == 0)
        connected(w, c);
}

static void end_connect(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    if (code != -ENODEV)
        (void)kl_wifi_disconnect(w, op->ifindex, REASON_LEAVING);
    finish(w, (struct connect *)op, code);
}

static void forget_connect(struct kl_wifi_op *op)
{
    (void)op;
}

static const struct kl_wifi_op_class connect_class = {on_connect_event, check_connect, end_connect,
                                                      forget_connect};

/* ---- The request ---- */

static int check_options(struct kl_wifi *w, const struct kl_wifi_connect_options *o)
{
    size_t len;
    int rc = kl_wifi_check_ssid(w, o->ssid, o->ssid_len);

    if (rc == 0)
        rc = kl_wifi_check_wep(w, o->wep_keys, o->n_wep_keys, o->wep_default);
    if (rc < 0)
        return rc;
    if ((o->n_wep_keys > 0) + (o->passphrase != NULL) + (o->pmk != NULL) +
            (o->sae_password != NULL) >
        1)
        return kl_wifi_refuse(w, -EINVAL, "only one of WEP, WPA2 and WPA3 can be asked for");
    if (o->sae_password != NULL) {
        len = strlen(o->sae_password);
        if (len < 1 || len > 128)
            return kl_wifi_refuse(w, -EINVAL, "an SAE password has 1 to 128 characters");
    }
    return 0;
}

/* Does the driver get a key to do the handshake with? */
static bool has_wpa(const struct kl_wifi_connect_options *o)
{
    return o->sae_password != NULL || o->passphrase != NULL || o->pmk != NULL;
}

static void put_wpa(struct kl_msg *m, const struct kl_wifi_connect_options *o, const uint8_t *pmk)
{
    bool sae = o->sae_password != NULL;

    if (!has_wpa(o))
        return;
    (void)kl_msg_put_flag(m, NL80211_ATTR_PRIVACY);
    (void)kl_msg_put_u32(m, NL80211_ATTR_WPA_VERSIONS,
                         sae ? NL80211_WPA_VERSION_3 : NL80211_WPA_VERSION_2);
    (void)kl_msg_put_u32(m, NL80211_ATTR_CIPHER_SUITES_PAIRWISE, CIPHER_CCMP);
    (void)kl_msg_put_u32(m, NL80211_ATTR_CIPHER_SUITE_GROUP, CIPHER_CCMP);
    (void)kl_msg_put_u32(m, NL80211_ATTR_AKM_SUITES, sae ? AKM_SAE : AKM_PSK);
    (void)kl_msg_put_flag(m, NL80211_ATTR_WANT_1X_4WAY_HS);
    if (sae)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_SAE_PASSWORD, o->sae_password,
                               strlen(o->sae_password));
    else
        (void)kl_msg_put_bytes(m, NL80211_ATTR_PMK, pmk, 32);
}

void kl_wifi_put_connect(struct kl_wifi *w, uint32_t ifindex,
                         const struct kl_wifi_connect_options *o, const uint8_t *pmk)
{
    struct kl_msg *m = w->msg;

    kl_wifi_begin(w, NL80211_CMD_CONNECT, 0, ifindex);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_SSID, o->ssid, o->ssid_len);
    if (o->bssid != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, o->bssid, 6);
    if (o->freq_mhz != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_WIPHY_FREQ, o->freq_mhz);
    if (o->n_wep_keys > 0) {
        (void)kl_msg_put_flag(m, NL80211_ATTR_PRIVACY);
        (void)kl_msg_put_u32(m, NL80211_ATTR_AUTH_TYPE,
                             o->wep_shared ? NL80211_AUTHTYPE_SHARED_KEY
                                           : NL80211_AUTHTYPE_OPEN_SYSTEM);
    }
    kl_wifi_put_wep(m, o->wep_keys, o->n_wep_keys, o->wep_default);
    put_wpa(m, o, pmk);
    if (o->mfp > 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_USE_MFP, (uint32_t)o->mfp);
    if (o->ies != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_IE, o->ies, o->ies_len);
    if (o->socket_owner)
        (void)kl_msg_put_flag(m, NL80211_ATTR_SOCKET_OWNER);
}

/* A driver that does no handshake refuses the keys; the reason is for people. */
static int explain(struct kl_wifi *w, const struct kl_wifi_connect_options *o, int rc)
{
    char who[64];

    if (rc != -EINVAL && rc != -EOPNOTSUPP)
        return rc;
    if (!has_wpa(o))
        return rc;
    find_supplicant(who, sizeof(who));
    return kl_wifi_refuse(w, -EOPNOTSUPP,
                          "the driver leaves the handshake of WPA to a supplicant; %s%s",
                          who[0] != '\0' ? "running is " : "none is running", who);
}

/* Sends the request. No key is left behind. */
static int ask(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_connect_options *o,
               const uint8_t *pmk)
{
    int rc;

    kl_wifi_put_connect(w, ifindex, o, pmk);
    rc = kl_wifi_run_key(w);
    return rc < 0 ? explain(w, o, rc) : 0;
}

static int64_t start(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_connect_options *o,
                     const uint8_t *pmk, kl_wifi_connect_fn *fn, void *user)
{
    struct connect *c = calloc(1, sizeof(*c));
    int64_t id;
    int rc;

    if (c == NULL)
        return -ENOMEM;
    c->fn = fn;
    c->user = user;
    c->handshake = has_wpa(o);
    c->keyed = c->handshake || o->n_wep_keys > 0;
    c->ssid_len = (uint8_t)o->ssid_len;
    memcpy(c->ssid, o->ssid, o->ssid_len);
    id = kl_wifi_op_add(w, &c->op, &connect_class, ifindex,
                        o->timeout_ms != 0 ? o->timeout_ms : TIMEOUT_MS);
    if (id < 0) {
        free(c);
        return id;
    }
    rc = ask(w, ifindex, o, pmk);
    if (rc < 0) {
        kl_wifi_op_drop(w, &c->op);
        return rc;
    }
    return id;
}

int64_t kl_wifi_connect_start(struct kl_wifi *w, uint32_t ifindex,
                              const struct kl_wifi_connect_options *o, kl_wifi_connect_fn *fn,
                              void *user)
{
    uint8_t made[32];
    int64_t id = check_options(w, o);

    if (id < 0)
        return id;
    if (o->passphrase == NULL)
        return start(w, ifindex, o, o->pmk, fn, user);
    if (kl_wifi_psk(o->passphrase, o->ssid, o->ssid_len, made) < 0)
        return kl_wifi_refuse(w, -EINVAL,
                              "a passphrase has 8 to 63 characters, or 64 hexadecimal digits");
    id = start(w, ifindex, o, made, fn, user);
    explicit_bzero(made, sizeof(made));
    return id;
}

/* ---- The synchronous form ---- */

struct result {
    bool done;
    int code;
    struct kl_wifi_connected connected;
};

static void take_result(struct kl_wifi *w, int code, const struct kl_wifi_connected *c, void *user)
{
    struct result *r = user;

    (void)w;
    r->done = true;
    r->code = code;
    r->connected = *c;
}

int kl_wifi_connect(struct kl_wifi *w, uint32_t ifindex,
                    const struct kl_wifi_connect_options *options, struct kl_wifi_connected *ret)
{
    struct result r = {.done = false};
    int64_t id = kl_wifi_connect_start(w, ifindex, options, take_result, &r);
    int rc;

    if (id < 0)
        return (int)id;
    rc = kl_wifi_wait(w, &r.done);
    if (rc < 0) {
        if (!r.done)
            (void)kl_wifi_cancel(w, id);
        return rc;
    }
    if (r.code == -ETIMEDOUT)
        return kl_wifi_refuse(w, r.code, "no outcome in time");
    if (r.code < 0)
        return kl_wifi_refuse(w, r.code, "the connection ended: %s", kl_strerror(r.code));
    *ret = r.connected;
    return 0;
}
