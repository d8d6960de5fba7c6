// SPDX-License-Identifier: MIT
// Meshes: mesh join and leave, their parameters, paths; and ocb.
#include "iw.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_VALUES 64

static const char *const power_modes[] = {"unknown", "active", "light", "deep"};

/* ---- Parameters ---- */

static bool is_power_mode(const struct kl_wifi_mesh_param *p)
{
    return p->attr == NL80211_MESHCONF_POWER_MODE;
}

static bool is_infinite(const struct kl_wifi_mesh_value *v)
{
    return v->param->attr == NL80211_MESHCONF_PLINK_TIMEOUT && v->value == 0;
}

static void text_value(struct kl_out *o, const struct kl_wifi_mesh_value *v)
{
    if (is_power_mode(v->param) && v->value >= 0 && v->value <= 3)
        kl_out_str(o, power_modes[v->value]);
    else
        kl_out_printf(o, "%lld", (long long)v->value);
    if (v->param->unit != NULL && !is_infinite(v))
        kl_out_printf(o, " %s", v->param->unit);
    kl_out_char(o, '\n');
}

/* "mesh_retry_timeout_ms", "mesh_rssi_threshold_dbm" */
static void json_value(struct iw *iw, const struct kl_wifi_mesh_value *v)
{
    static const char *const units[][2] = {
        {"milliseconds", "ms"}, {"seconds", "s"}, {"TUs", "tu"}, {"dBm", "dbm"}};
    const char *unit = NULL;
    char key[80];

    for (size_t i = 0; v->param->unit != NULL && i < 4; i++)
        if (strcmp(units[i][0], v->param->unit) == 0)
            unit = units[i][1];
    snprintf(key, sizeof(key), "%s%s%s", v->param->name, unit != NULL ? "_" : "",
             unit != NULL ? unit : "");
    if (is_power_mode(v->param) && v->value >= 0 && v->value <= 3)
        iw_put_str(iw, key, power_modes[v->value]);
    else
        iw_put_int(iw, key, v->value);
}

struct wanted {
    struct iw *iw;
    const struct kl_wifi_mesh_param *only; /* NULL: all */
    bool found;
};

static int show_param(const struct kl_wifi_mesh_value *v, void *user)
{
    struct wanted *want = user;
    struct iw *iw = want->iw;

    if (want->only != NULL && want->only != v->param)
        return 0;
    want->found = true;
    if (iw->form != IW_TEXT) {
        json_value(iw, v);
        return 0;
    }
    if (want->only == NULL)
        kl_out_printf(iw->out, "%s = ", v->param->name);
    text_value(iw->out, v);
    return 0;
}

static int show_params(struct iw *iw, const struct kl_wifi_mesh_param *only)
{
    struct wanted want = {.iw = iw, .only = only};
    int rc;

    if (iw->form != IW_TEXT)
        kl_sink_object_begin(iw->sink);
    rc = kl_wifi_get_mesh_params(iw->wifi, iw->ifindex, show_param, &want);
    if (iw->form != IW_TEXT)
        kl_sink_object_end(iw->sink);
    if (rc >= 0 && only != NULL && !want.found)
        return iw_say("this kernel has no %s", only->name);
    return rc < 0 ? rc : 0;
}

static int run_param_dump(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : show_params(iw, NULL);
}

/* As iw does where a name is missing or unknown. */
static int list_names(struct iw *iw, int code)
{
    const struct kl_wifi_mesh_param *p;
    size_t n;

    iw_tell(iw, "Possible mesh parameters are:");
    p = kl_wifi_mesh_params(&n);
    for (size_t i = 0; i < n; i++)
        iw_tell(iw, " - %s", p[i].name);
    return code;
}

static int run_param_get(struct iw *iw, int n, char **args)
{
    const struct kl_wifi_mesh_param *p;

    if (n == 0)
        return list_names(iw, IW_USAGE);
    p = kl_wifi_mesh_param_find(args[0]);
    if (p == NULL) {
        iw_tell(iw, "Could not find the parameter %s.", args[0]);
        return list_names(iw, IW_SAID_2);
    }
    return n > 1 ? IW_USAGE : show_params(iw, p);
}

static bool take_value(const char *word, const struct kl_wifi_mesh_param *p, int64_t *ret)
{
    long long value;
    char *end;

    for (int i = 1; is_power_mode(p) && i < 4; i++)
        if (strcmp(word, power_modes[i]) == 0) {
            *ret = i;
            return true;
        }
    if (is_power_mode(p))
        return false;
    errno = 0;
    value = strtoll(word, &end, 10);
    *ret = value;
    return errno == 0 && end != word && *end == '\0';
}

/* "name=value" words, until one is none. @return how many, or negative: it was said */
static int take_values(struct iw *iw, int n, char **args, struct kl_wifi_mesh_value *values,
                       unsigned *ret_n)
{
    const char *equals;
    char name[64];

    for (int i = 0; i < n; i++) {
        struct kl_wifi_mesh_value *v = &values[*ret_n];

        equals = strchr(args[i], '=');
        if (equals == NULL || *ret_n == MAX_VALUES)
            return i;
        snprintf(name, sizeof(name), "%.*s", (int)(equals - args[i]), args[i]);
        v->param = kl_wifi_mesh_param_find(name);
        if (v->param == NULL) {
            iw_tell(iw, "Could not find the parameter %s.", name);
            return list_names(iw, -1);
        }
        if (!take_value(equals + 1, v->param, &v->value)) {
            iw_say("'%s' is no value of %s", equals + 1, name);
            return -1;
        }
        ++*ret_n;
    }
    return n;
}

static int run_param_set(struct iw *iw, int n, char **args)
{
    struct kl_wifi_mesh_value values[MAX_VALUES];
    unsigned count = 0;
    int taken;

    if (n == 0)
        return list_names(iw, IW_USAGE);
    taken = take_values(iw, n, args, values, &count);
    if (taken < 0)
        return IW_SAID_2;
    if (taken < n)
        return iw_wrong("'%s' is not of the form PARAM=VALUE", args[taken]);
    return kl_wifi_set_mesh_params(iw->wifi, iw->ifindex, values, count);
}

/* ---- Joining ---- */

/* "1,2,5.5" in Mb/s to units of 500 kb/s. @return how many, or -1 */
static int take_rates(const char *word, uint8_t *ret, size_t size)
{
    size_t n = 0;

    while (*word != '\0') {
        char *end;
        double mbps = strtod(word, &end);

        if (end == word || !(mbps > 0 && mbps <= 63.5) || n == size ||
            (*end != ',' && *end != '\0'))
            return -1;
        ret[n++] = (uint8_t)(mbps * 2);
        word = end + (*end == ',');
    }
    return (int)n;
}

struct joining {
    struct kl_wifi_mesh mesh;
    struct kl_wifi_chan chan;
    uint8_t rates[32];
    struct kl_wifi_mesh_value values[MAX_VALUES];
};

static int take_vendor_sync(const char *word, struct kl_wifi_mesh *m)
{
    m->set_vendor_sync = true;
    m->vendor_sync = strcmp(word, "on") == 0;
    return m->vendor_sync || strcmp(word, "off") == 0
               ? 0
               : iw_wrong("'%s' is neither on nor off", word);
}

/* The words with a value behind the id. @return words taken, 0: it is none; negative: wrong */
static int take_join_option(int n, char **args, struct joining *j)
{
    uint32_t kbps;
    uint64_t value;
    int rc;

    if (n < 2)
        return 0;
    if (strcmp(args[0], "freq") == 0) {
        rc = iw_parse_chan(n - 1, args + 1, false, &j->chan);
        j->mesh.chan = &j->chan;
        return rc < 0 ? -1 : rc + 1;
    }
    if (strcmp(args[0], "basic-rates") == 0) {
        rc = take_rates(args[1], j->rates, sizeof(j->rates));
        j->mesh.basic_rates = j->rates;
        j->mesh.n_basic_rates = (size_t)(rc < 0 ? 0 : rc);
        return rc < 0 ? (void)iw_wrong("'%s' are no rates in Mb/s", args[1]), -1 : 2;
    }
    if (strcmp(args[0], "mcast-rate") == 0) {
        if (!iw_parse_khz(args[1], &kbps))
            return (void)iw_wrong("'%s' is no rate in Mb/s", args[1]), -1;
        j->mesh.mcast_rate = kbps / 100;
        return 2;
    }
    if (strcmp(args[0], "beacon-interval") == 0 || strcmp(args[0], "dtim-period") == 0) {
        if (!iw_parse_number(args[1], 1, UINT32_MAX, &value))
            return (void)iw_wrong("'%s' is no %s", args[1], args[0]), -1;
        *(args[0][0] == 'b' ? &j->mesh.beacon_interval : &j->mesh.dtim_period) = (uint32_t)value;
        return 2;
    }
    if (strcmp(args[0], "vendor_sync") == 0)
        return take_vendor_sync(args[1], &j->mesh) != 0 ? -1 : 2;
    return 0;
}

static int run_join(struct iw *iw, int n, char **args)
{
    struct joining j = {.mesh = {.id = NULL}};
    int at = 1, taken;

    if (n == 0)
        return IW_USAGE;
    j.mesh.id = (const uint8_t *)args[0];
    j.mesh.id_len = strlen(args[0]);
    while (at < n) {
        taken = take_join_option(n - at, args + at, &j);
        if (taken < 0)
            return IW_USAGE;
        if (taken == 0)
            break;
        at += taken;
    }
    j.mesh.values = j.values;
    taken = take_values(iw, n - at, args + at, j.values, &j.mesh.n_values);
    if (taken < 0)
        return IW_SAID_2;
    if (at + taken < n)
        return iw_wrong("'%s' is not understood", args[at + taken]);
    return kl_wifi_join_mesh(iw->wifi, iw->ifindex, &j.mesh);
}

static int run_leave(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_leave_mesh(iw->wifi, iw->ifindex);
}

static int run_ocb_join(struct iw *iw, int n, char **args)
{
    struct kl_wifi_chan c;
    int taken = n > 0 ? iw_parse_chan(n, args, false, &c) : -1;

    if (n != 2 || taken != 2)
        return IW_USAGE;
    return kl_wifi_join_ocb(iw->wifi, iw->ifindex, &c);
}

static int run_ocb_leave(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_leave_ocb(iw->wifi, iw->ifindex);
}

const struct iw_command iw_mesh_commands[] = {
    {IW_DEV, "mesh join",
     "<mesh ID> [freq <freq in MHz> <NOHT|HT20|HT40+|HT40-|80MHz>] [basic-rates <rate in "
     "Mbps,rate2,...>] [mcast-rate <rate in Mbps>] [beacon-interval <time in TUs>] [dtim-period "
     "<value>] [vendor_sync on|off] [<param>=<value>]*",
     "Join the mesh of this ID, or begin it.", run_join},
    {IW_DEV, "mesh leave", "", "Leave the mesh.", run_leave},
    {IW_DEV, "mesh_param dump", "", "Show all parameters of the mesh.", run_param_dump},
    {IW_DEV, "get mesh_param", "[<param>]", "Show a parameter of the mesh; without: their names.",
     run_param_get},
    {IW_DEV, "set mesh_param", "<param>=<value> [<param>=<value>]*", "Set parameters of the mesh.",
     run_param_set},
    {IW_DEV, "ocb join", "<freq in MHz> <5MHz|10MHz>", "Join the channel of an OCB network.",
     run_ocb_join},
    {IW_DEV, "ocb leave", "", "Leave the OCB network.", run_ocb_leave},
    {.words = NULL},
};
