// SPDX-License-Identifier: MIT
// Elements of vendors that everybody uses, and those of a mesh. Source: the Wi-Fi Alliance's WMM,
// Wi-Fi Protected Setup, Wi-Fi Direct and Hotspot 2.0; IEEE 802.11-2020, 9.4.2.97 and on.
#include "ie.h"

/* ---- WMM ---- */

static const char *more_wmm(struct kl_sink *k, const uint8_t *p, size_t len)
{
    static const char *const acs[] = {"be", "bk", "vi", "vo"};
    // clang-format off
    static const struct kl_ie_field fields[] = {
        F("aifsn", 0, 0, 4), F("acm", 0, 4, 1), F("ecw_min", 1, 0, 4), F("ecw_max", 1, 4, 4),
        FB("txop_32us", 2, 2),
    };
    // clang-format on

    kl_ie_put_uint(k, "subtype", p[0]);
    if (p[0] > 1)
        return NULL;
    if (len < (p[0] == 0 ? 3u : 20u))
        return "too short";
    kl_ie_put_uint(k, "version", p[1]);
    kl_sink_key(k, "uapsd");
    kl_sink_bool(k, (p[2] & 0x80) != 0);
    kl_ie_put_uint(k, "parameter_count", p[2] & 15);
    for (unsigned i = 0; p[0] == 1 && i < 4; i++) {
        kl_sink_key(k, acs[i]); /* they stand in this order; each also says which it is */
        kl_sink_object_begin(k);
        kl_ie_put_uint(k, "aci", p[4 + 4 * i] >> 5 & 3);
        kl_ie_put_fields(k, fields, sizeof(fields) / sizeof(fields[0]), p + 4 + 4 * i, 4);
        kl_sink_object_end(k);
    }
    return NULL;
}

/* ---- Attributes of a type and a length ---- */

enum form { NUMBER, TEXT, BYTES, MAC };

struct attribute {
    uint16_t type;
    const char *name;
    enum form form;
};

struct attributes {
    const struct attribute *known;
    size_t n;
    bool wps; /* 2 bytes of type, 2 of length, big-endian; else 1 and 2, little-endian */
};

static void put_attribute(struct kl_sink *k, const struct attributes *a, unsigned type,
                          const uint8_t *p, size_t len)
{
    const struct attribute *known = NULL;
    uint64_t number = 0;

    for (size_t i = 0; i < a->n; i++)
        if (a->known[i].type == type)
            known = &a->known[i];
    kl_sink_object_begin(k);
    kl_ie_put_uint(k, "type", type);
    if (known != NULL) {
        kl_sink_key(k, "name");
        kl_sink_str(k, known->name);
    }
    if (known == NULL || known->form == BYTES || len == 0)
        kl_ie_put_bytes(k, "value", p, len);
    else if (known->form == TEXT)
        kl_ie_put_text(k, "value", p, len);
    else if (known->form == MAC && len == 6)
        kl_ie_put_mac(k, "value", p);
    else if (known->form == NUMBER && len <= 8) {
        for (size_t i = 0; i < len; i++)
            number |= (uint64_t)p[i] << 8 * (a->wps ? len - 1 - i : i);
        kl_ie_put_uint(k, "value", number);
    } else {
        kl_ie_put_bytes(k, "value", p, len);
    }
    kl_sink_object_end(k);
}

static const char *put_attributes(struct kl_sink *k, const struct attributes *a, const uint8_t *p,
                                  size_t len)
{
    size_t head = a->wps ? 4 : 3;

    kl_sink_key(k, "attributes");
    kl_sink_array_begin(k);
    while (len >= head) {
        unsigned type = a->wps ? (unsigned)p[0] << 8 | p[1] : p[0];
        size_t n = a->wps ? (size_t)p[2] << 8 | p[3] : kl_ie_le16(p + 1);

        if (n > len - head)
            break;
        put_attribute(k, a, type, p + head, n);
        p += head + n;
        len -= head + n;
    }
    kl_sink_array_end(k);
    return len == 0 ? NULL : "the last attribute is cut";
}

static const char *more_wps(struct kl_sink *k, const uint8_t *p, size_t len)
{
    static const struct attribute known[] = {
        {0x1008, "config_methods", NUMBER},
        {0x1011, "device_name", TEXT},
        {0x1012, "device_password_id", NUMBER},
        {0x1021, "manufacturer", TEXT},
        {0x1023, "model_name", TEXT},
        {0x1024, "model_number", TEXT},
        {0x103b, "response_type", NUMBER},
        {0x103c, "rf_bands", NUMBER},
        {0x1041, "selected_registrar", NUMBER},
        {0x1042, "serial_number", TEXT},
        {0x1044, "state", NUMBER},
        {0x1047, "uuid", BYTES},
        {0x1049, "vendor_extension", BYTES},
        {0x104a, "version", NUMBER},
        {0x1053, "registrar_config_methods", NUMBER},
        {0x1054, "primary_device_type", BYTES},
        {0x1057, "ap_setup_locked", NUMBER},
    };
    static const struct attributes wps = {known, sizeof(known) / sizeof(known[0]), true};

    return put_attributes(k, &wps, p, len);
}

static const char *more_p2p(struct kl_sink *k, const uint8_t *p, size_t len)
{
    static const struct attribute known[] = {
        {0, "status", NUMBER},
        {1, "minor_reason", NUMBER},
        {2, "capability", BYTES},
        {3, "device_id", MAC},
        {4, "go_intent", NUMBER},
        {5, "configuration_timeout", BYTES},
        {6, "listen_channel", BYTES},
        {7, "group_bssid", MAC},
        {8, "extended_listen_timing", BYTES},
        {9, "intended_interface", MAC},
        {10, "manageability", NUMBER},
        {11, "channel_list", BYTES},
        {12, "notice_of_absence", BYTES},
        {13, "device_info", BYTES},
        {14, "group_info", BYTES},
        {15, "group_id", BYTES},
        {16, "interface", BYTES},
        {17, "operating_channel", BYTES},
        {18, "invitation_flags", NUMBER},
    };
    static const struct attributes p2p = {known, sizeof(known) / sizeof(known[0]), false};

    return put_attributes(k, &p2p, p, len);
}

// clang-format off
static const struct kl_ie_field hotspot[] = {
    F("dgaf_disabled", 0, 0, 1), F("pps_mo_id_present", 0, 1, 1), F("anqp_domain_present", 0, 2, 1),
    F("release", 0, 4, 4),
};

static const struct kl_ie vendor_rows[] = {
    {221, 0x0050f202, "wmm", 1, 255, NO_FIELDS, more_wmm},
    {221, 0x0050f204, "wps", 0, 255, NO_FIELDS, more_wps},
    {221, 0x506f9a09, "p2p", 0, 255, NO_FIELDS, more_p2p},
    {221, 0x506f9a10, "hotspot2_indication", 1, 255, FIELDS(hotspot), NULL},
};

/* ---- Mesh ---- */

static const struct kl_ie_field mesh_id[] = {FTEXT("mesh_id", 0)};

static const struct kl_ie_field mesh_config[] = {
    FB("path_protocol", 0, 1), FB("path_metric", 1, 1), FB("congestion_control", 2, 1),
    FB("synchronization", 3, 1), FB("authentication", 4, 1), F("connected_to_gate", 5, 0, 1),
    F("peerings", 5, 1, 6), F("connected_to_as", 5, 7, 1), F("accepts_peerings", 6, 0, 1),
    F("mcca_supported", 6, 1, 1), F("mcca_enabled", 6, 2, 1), F("forwarding", 6, 3, 1),
    F("mbca", 6, 4, 1), F("tbtt_adjusting", 6, 5, 1), F("power_save_level", 6, 6, 1),
};

static const struct kl_ie mesh_rows[] = {
    {113, 0, "mesh_configuration", 7, 7, FIELDS(mesh_config), NULL},
    {114, 0, "mesh_id", 0, 32, FIELDS(mesh_id), NULL},
};
// clang-format on

const struct kl_ie_table kl_ie_vendor = {vendor_rows, sizeof(vendor_rows) / sizeof(vendor_rows[0])};
const struct kl_ie_table kl_ie_mesh = {mesh_rows, sizeof(mesh_rows) / sizeof(mesh_rows[0])};
