// SPDX-License-Identifier: MIT
// Phys: list, phy, info, channels, features, commands, can.
#include "phy.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- What phys are ---- */

static int show(struct iw *iw, struct kl_wifi_phys *list,
                void (*text)(struct iw *iw, const struct kl_wifi_phy *p),
                void (*json)(struct iw *iw, const struct kl_wifi_phy *p))
{
    for (size_t i = 0; i < kl_wifi_phys_count(list); i++)
        (iw->form == IW_TEXT ? text : json)(iw, kl_wifi_phys_at(list, i));
    kl_wifi_phys_free(list);
    return 0;
}

static int run_list(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phys *list;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_list_wiphy(iw->wifi, &list);
    return rc < 0 ? rc : show(iw, list, iw_phy_text, iw_phy_json);
}

static int run_info(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phys *list;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_wiphy(iw->wifi, iw->wiphy, &list);
    return rc < 0 ? rc : show(iw, list, iw_phy_text, iw_phy_json);
}

static void text_channels(struct iw *iw, const struct kl_wifi_phy *p)
{
    iw_phy_text_channels(iw->out, p);
}

static int run_channels(struct iw *iw, int n, char **args)
{
    struct kl_wifi_phys *list;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_wiphy(iw->wifi, iw->wiphy, &list);
    return rc < 0 ? rc : show(iw, list, text_channels, iw_phy_json_channels);
}

/* ---- What nl80211 is ---- */

/* iw takes -q, says nothing then, and takes no notice of other words. */
static int run_features(struct iw *iw, int n, char **args)
{
    uint32_t features;
    int rc = kl_wifi_get_protocol_features(iw->wifi, &features);
    bool split;

    if (rc < 0 || (n > 0 && strcmp(args[0], "-q") == 0))
        return rc;
    split = (features & NL80211_PROTOCOL_FEATURE_SPLIT_WIPHY_DUMP) != 0;
    if (iw->form == IW_TEXT) {
        kl_out_printf(iw->out, "nl80211 features: 0x%x\n%s", features,
                      split ? "\t* split wiphy dump\n" : "");
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    iw_put_uint(iw, "protocol_features", features);
    iw_put_bool(iw, "split_wiphy_dump", split);
    kl_sink_object_end(iw->sink);
    return 0;
}

static int run_commands(struct iw *iw, int n, char **args)
{
    (void)args;
    if (n > 0)
        return IW_USAGE;
    for (uint32_t i = 1; i <= iw_phy_last_command(); i++) {
        const char *name = iw_phy_command(i);

        if (iw->form == IW_TEXT) {
            if (name != NULL)
                kl_out_printf(iw->out, "%u (0x%x): %s\n", i, i, name);
            else
                kl_out_printf(iw->out, "%u (0x%x): Unknown command (%u)\n", i, i, i);
            continue;
        }
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "number", i);
        if (name != NULL)
            iw_put_str(iw, "name", name);
        kl_sink_object_end(iw->sink);
    }
    return 0;
}

/* ---- What a phy may be at once ---- */

#define MAX_WISH 4096

/* "ap", "managed*3". @return 0, IW_USAGE */
static int take_types(const char *word, uint32_t *types, unsigned *n)
{
    const char *times = strchr(word, '*');
    char name[32];
    uint64_t count = 1;
    int type;

    snprintf(name, sizeof(name), "%.*s", (int)(times != NULL ? times - word : 31), word);
    type = kl_wifi_iftype_find(name);
    if (type <= 0 || (name[0] >= '0' && name[0] <= '9'))
        return iw_wrong("there is no interface type '%s'", name);
    if (times != NULL && !iw_parse_number(times + 1, 1, MAX_WISH, &count))
        return iw_wrong("'%s' is no number of 1 to %d", times + 1, MAX_WISH);
    if (*n + count > MAX_WISH)
        return iw_wrong("these are more than %d interfaces", MAX_WISH);
    while (count-- > 0)
        types[(*n)++] = (uint32_t)type;
    return 0;
}

static int take_wish(int n, char **args, uint32_t *types, struct kl_wifi_combine *ask)
{
    for (int i = 0; i < n; i++) {
        uint64_t value;
        int rc = 0;

        if (strcmp(args[i], "channels") == 0 && i + 1 < n) {
            if (!iw_parse_number(args[++i], 1, MAX_WISH, &value))
                return iw_wrong("'%s' is no number of channels", args[i]);
            ask->channels = (unsigned)value;
        } else if (strcmp(args[i], "radar") == 0 && i + 1 < n) {
            int width = kl_wifi_width_find(args[++i]);

            if (width < 0)
                return iw_wrong("'%s' is no channel width", args[i]);
            ask->radar_widths |= 1u << width;
        } else if (strcmp(args[i], "beacon-gcd") == 0 && i + 1 < n) {
            if (!iw_parse_number(args[++i], 1, UINT16_MAX, &value))
                return iw_wrong("'%s' is no number of TU", args[i]);
            ask->beacon_gcd = (uint32_t)value;
        } else {
            rc = take_types(args[i], types, &ask->n_iftypes);
        }
        if (rc != 0)
            return rc;
    }
    return ask->n_iftypes > 0 ? 0 : IW_USAGE;
}

static int answer(struct iw *iw, const struct kl_wifi_combined *c)
{
    if (iw->form == IW_TEXT) {
        kl_out_printf(iw->out, "%s: %s\n", c->possible ? "yes" : "no", c->text);
    } else {
        kl_sink_object_begin(iw->sink);
        iw_put_bool(iw, "possible", c->possible);
        if (c->combination >= 0)
            iw_put_uint(iw, "combination", (unsigned)c->combination + 1);
        iw_put_str(iw, c->possible ? "by" : "reason", c->text);
        kl_sink_object_end(iw->sink);
    }
    return c->possible ? 0 : IW_SAID;
}

static int ask_phy(struct iw *iw, const struct kl_wifi_combine *ask)
{
    struct kl_wifi_combined c;
    struct kl_wifi_phys *list;
    int rc = kl_wifi_get_wiphy(iw->wifi, iw->wiphy, &list);

    if (rc < 0)
        return rc;
    rc = kl_wifi_can_combine(kl_wifi_phys_at(list, 0), ask, &c);
    kl_wifi_phys_free(list);
    return rc < 0 ? rc : answer(iw, &c);
}

static int run_can(struct iw *iw, int n, char **args)
{
    uint32_t *types = calloc(MAX_WISH, sizeof(*types));
    struct kl_wifi_combine ask = {.iftypes = types};
    int rc;

    if (types == NULL)
        return -ENOMEM;
    rc = take_wish(n, args, types, &ask);
    if (rc == 0)
        rc = ask_phy(iw, &ask);
    free(types);
    return rc;
}

const struct iw_command iw_phy_commands[] = {
    {IW_NONE, "list", "", "List all wireless devices and their capabilities.", run_list},
    {IW_ALL_PHYS, "", "", "List all wireless devices and their capabilities.", run_list},
    {IW_PHY, "info", "", "Show capabilities for the specified wireless device.", run_info},
    {IW_PHY, "channels", "", "Show available channels.", run_channels},
    {IW_PHY, "can", "<type>[*<number>]* [channels <n>] [radar <width>]* [beacon-gcd <TU>]",
     "Say whether this device may be these interfaces at once, and by which\n"
     "of its combinations, or why not; ends with 1 then. (Not a command of iw.)",
     run_can},
    {IW_NONE, "features", "[-q]", "Show what nl80211 itself can do.", run_features},
    {IW_NONE, "commands", "", "List all known commands of nl80211 and their numbers.",
     run_commands},
    {.words = NULL},
};
