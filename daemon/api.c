// SPDX-License-Identifier: MIT
// All that can be asked for. The description (OpenAPI) and the checks of parameters go by this
// table.
#include "kernlinkd.h"

static const struct kld_param apply_params[] = {
    {"confirm", "seconds within which it must be confirmed, or is undone"},
    {"keep_going", "do what can be done, and put nothing back"},
    {"dry_run", "only tell the steps"},
    {"wait", "wait for another who is changing the network"},
    {0},
};
static const struct kld_param config_params[] = {
    {"format", "json or yaml"},
    {0},
};
static const struct kld_param restore_params[] = {
    {"adopt", "take over what others made"},
    {"confirm", "seconds within which it must be confirmed, or is undone"},
    {"keep_going", "do what can be done, and put nothing back"},
    {"dry_run", "only tell the steps"},
    {"wait", "wait for another who is changing the network"},
    {0},
};
static const struct kld_param events_params[] = {
    {"type", "link, address, route, nexthop, rule, neighbour, fdb: several with commas"},
    {"interface", "only what belongs to it: several with commas"},
    {0},
};
static const struct kld_param log_params[] = {
    {"last", "so many lines"},
    {0},
};

// What all lists of the network have.
#define OF_LISTS                                                                                   \
    {"format", "json, or text as `kernlink net show' prints it"},                                  \
        {"interface", "only what belongs to it"}, {"family", "ipv4 or ipv6"},                      \
    {                                                                                              \
        "owner", "ours or foreign"                                                                 \
    }
static const struct kld_param list_params[] = {
    OF_LISTS,
    {0},
};
static const struct kld_param plain_params[] = {
    OF_LISTS,
    {"plain", "without what the kernel keeps for itself"},
    {0},
};
static const struct kld_param interface_params[] = {
    OF_LISTS,
    {"kind", "only interfaces of that kind"},
    {"statistics", "with counters"},
    {0},
};
static const struct kld_param one_params[] = {
    {"format", "json, or text as `kernlink net show' prints it, with addresses, routes and more"},
    {"owner", "in text: ours or foreign"},
    {"plain", "in text: without what the kernel keeps for itself"},
    {"family", "addresses of ipv4 or ipv6"},
    {"statistics", "with counters"},
    {0},
};
static const struct kld_param query_params[] = {
    {"unknown", "also edges whose other end is no node that is known"},
    {0},
};
static const struct kld_param snapshot_params[] = {
    {"new", "only when there is none of that name"},
    {0},
};
static const struct kld_param topology_params[] = {
    {"format", "json, dot for Graphviz, or text: trees"},
    {"ascii", "trees without lines of UTF-8"},
    {"namespaces", "also the network namespaces that have a name"},
    {0},
};

#define JSON  "application/json"
#define JSONL "application/jsonl"

// clang-format off
const struct kld_route kld_routes[] = {
    {"GET",  "/v1/version", KLD_R_HERE, kld_api_version, JSON, "version of the daemon", NULL},
    {"GET",  "/v1/status", KLD_R_HERE, kld_api_status, JSON, "what the daemon does, and what is wrong", NULL},
    {"GET",  "/v1/config", KLD_R_HERE | KLD_R_LIST, kld_api_get_config, JSON, "settings in force", config_params},
    {"PUT",  "/v1/config", KLD_R_WRITE | KLD_R_BODY, kld_api_put_config, JSON, "replaces network.yaml; applies nothing", NULL},
    {"GET",  "/v1/files", KLD_R_TRUSTED, kld_api_get_files, JSON, "settings files of the folder, in force or not", NULL},
    {"PUT",  "/v1/files", KLD_R_WRITE | KLD_R_BODY, kld_api_put_files, JSON, "replaces those that are still as they were; applies nothing", NULL},
    {"POST", "/v1/check", KLD_R_BODY | KLD_R_TRUSTED, kld_api_check, JSON, "mistakes in settings", NULL},
    {"GET",  "/v1/diff", 0, kld_api_diff, JSONL, "what an apply would do", NULL},
    {"POST", "/v1/diff", KLD_R_BODY | KLD_R_TRUSTED, kld_api_diff, JSONL, "what an apply of these settings would do", NULL},
    {"POST", "/v1/apply", KLD_R_WRITE | KLD_R_BODY, kld_api_apply, JSONL, "makes the network as settings say, or leaves it as it was", apply_params},
    {"POST", "/v1/confirm", KLD_R_WRITE, kld_api_confirm, JSON, "keeps what waits for its confirmation", NULL},
    {"POST", "/v1/rollback", KLD_R_WRITE, kld_api_rollback, JSON, "undoes what waits for its confirmation, or was cut off", NULL},
    {"GET",  "/v1/snapshots", KLD_R_LIST, kld_api_snapshots, JSON, "snapshots that there are", NULL},
    {"GET",  "/v1/snapshots/*", 0, kld_api_get_snapshot, "application/yaml", "a snapshot, which is settings", NULL},
    {"PUT",  "/v1/snapshots/*", KLD_R_WRITE | KLD_R_BODY, kld_api_put_snapshot, JSON, "keeps these settings, or without a body the network, under that name", snapshot_params},
    {"DELETE", "/v1/snapshots/*", KLD_R_WRITE, kld_api_delete_snapshot, JSON, "deletes a snapshot and its keys", NULL},
    {"POST", "/v1/snapshots/*", KLD_R_WRITE, kld_api_restore_snapshot, JSONL, "NAME/restore: makes the network as it was", restore_params},
    {"GET",  "/v1/interfaces", KLD_R_LIST, kld_api_view, JSON, "interfaces", interface_params},
    {"GET",  "/v1/interfaces/*", 0, kld_api_interface, JSON, "one interface, by any of its names", one_params},
    {"GET",  "/v1/addresses", KLD_R_LIST, kld_api_view, JSON, "IP addresses", list_params},
    {"GET",  "/v1/routes", KLD_R_LIST, kld_api_view, JSON, "routes of all tables", plain_params},
    {"GET",  "/v1/rules", KLD_R_LIST, kld_api_view, JSON, "rules that choose a table", list_params},
    {"GET",  "/v1/neighbours", KLD_R_LIST, kld_api_view, JSON, "neighbours", plain_params},
    {"GET",  "/v1/vlans", KLD_R_LIST, kld_api_view, JSON, "interfaces that are a VLAN, and VLANs of bridges and ports", list_params},
    {"GET",  "/v1/bridges", KLD_R_LIST, kld_api_view, JSON, "bridges with their ports", list_params},
    {"GET",  "/v1/topology", 0, kld_api_topology, JSON, "which interface hangs on which, and which nodes see which", topology_params},
    {"GET",  "/v1/query/nodes", KLD_R_LIST, kld_api_query, JSON, "this host and its named network namespaces", NULL},
    {"GET",  "/v1/query/p2p_edges", KLD_R_LIST, kld_api_query, JSON, "which nodes have a line between them", query_params},
    {"GET",  "/v1/query/l2_edges", KLD_R_LIST, kld_api_query, JSON, "which nodes are neighbours", query_params},
    {"GET",  "/v1/query/l3_edges", KLD_R_LIST, kld_api_query, JSON, "which nodes are routers of which", query_params},
    {"GET",  "/v1/events", KLD_R_STREAM, kld_api_events, JSONL, "what changes in the network, and what the daemon says, as it happens", events_params},
    {"GET",  "/v1/log", KLD_R_HERE, kld_api_log, JSONL, "what the daemon had to say", log_params},
    {"GET",  "/v1/sources", KLD_R_LIST, kld_api_sources, JSON, "other machines whose daemons can be asked", NULL},
    {"POST", "/v1/sources", KLD_R_WRITE | KLD_R_BODY, kld_api_add_source, JSON, "one more, with its name and target", NULL},
    {"GET",  "/v1/sources/*", 0, kld_api_source, JSON, "one of them, or with /v1/... behind its name what its daemon answers", NULL},
    {"DELETE", "/v1/sources/*", KLD_R_WRITE, kld_api_delete_source, JSON, "one less", NULL},
    {"GET",  "/v1/metrics", 0, kld_api_metrics, "text/plain; version=0.0.4", "the daemon and the interfaces in numbers, for Prometheus", NULL},
    {"GET",  "/v1/openapi.json", KLD_R_HERE, kld_api_openapi, JSON, "this description", NULL},
    {0},
};
// clang-format on
