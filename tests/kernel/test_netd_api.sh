#!/bin/bash
# kernlinkd: its description of itself beside its answers, and its numbers beside ip's.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
command -v python3 >/dev/null || skip_all 'there is no python3'

cat >"$ETC/network.yaml" <<'YAML'
interfaces:
  br0:
    kind: bridge
    mtu: 1400
    addresses: [192.0.2.1/24]
YAML
start_netd

# METHOD, path, type of the answer and kind of value, as the description has them.
api GET /v1/openapi.json >"$TMP/openapi.json"
jq -r '.paths | to_entries[] | .key as $path | .value | to_entries[] |
    [.key, $path, (.value.responses["200"].content | to_entries[0] | .key, .value.schema.type),
     (.value.parameters // [] | map(select(.in == "query") | .name) | join(","))] | @tsv' \
    "$TMP/openapi.json" >"$TMP/described"
like "$(wc -l <"$TMP/described")" '^[1-9][0-9]+$' 'there is a description'
is "$(jq -r .openapi "$TMP/openapi.json")" 3.0.3 '... of a version that others read'

# Those that are streams never end by themselves.
while IFS=$'\t' read -r method path type kind params; do
    [[ $method == get && $path != *'{name}'* ]] || continue
    curl -sS -m 5 --unix-socket "$API" -o "$TMP/body" -D "$TMP/head" "http://localhost$path" 2>/dev/null
    is "$(head -n 1 "$TMP/head" | cut -d' ' -f2) $(sed -n 's/^Content-Type: //ip' "$TMP/head" | tr -d '\r')" \
        "200 $type" "GET $path: its type is as described"
    [[ $kind == string ]] || is "$(jq -r type "$TMP/body")" "$kind" "... and is an $kind"
    [[ $path == /v1/events ]] && continue
    for param in ${params//,/ }; do
        http GET "$path?$param"
        unlike "$out" 'there is no parameter' "... it has $param"
    done
done <"$TMP/described"
for path in $(jq -r '.paths | keys[]' "$TMP/openapi.json"); do
    method=$(jq -r --arg p "$path" '[.paths[$p] | keys[]] | if any(. == "delete") then "PUT" else "DELETE" end' \
        "$TMP/openapi.json")
    jq -e --arg p "$path" --arg m "${method,,}" '.paths[$p] | has($m)' "$TMP/openapi.json" >/dev/null && continue
    http "$method" "${path/\{name\}/x}"
    is "$code" 405 "$method $path is not described, and not done"
done

# ---- Numbers ----

api GET /v1/metrics >"$TMP/metrics"
is "$(grep -vE '^# (HELP|TYPE) kernlink_[a-z_]+ .+$|^kernlink_[a-z_]+(\{interface="[^"]+"\})? [0-9]+$' "$TMP/metrics")" '' \
    'each line of the metrics has the form of one'
is "$(grep -c '^# TYPE' "$TMP/metrics")" "$(grep '^kernlink_' "$TMP/metrics" | sed 's/[{ ].*//' | sort -u | wc -l)" \
    'each has a type'
metric() { sed -n "s/^kernlink_$1 //p" "$TMP/metrics"; }
is "$(metric 'interface_mtu_bytes{interface="br0"}') $(metric 'interface_up{interface="br0"}')" '1400 1' 'the MTU, and up'
is "$(metric 'interface_transmit_packets_total{interface="lo"}')" \
    "$(ip -s -j link show lo | jq '.[0].stats64.tx.packets')" 'counters are those of ip'
is "$(metric pending_seconds) $(metric whole) $(metric settings_held)" '0 1 0' 'the state of the daemon'
api POST '/v1/apply?confirm=60' 'interfaces: {}' >/dev/null
api GET /v1/metrics >"$TMP/metrics"
like "$(metric pending_seconds)" '^(60|5[0-9])$' 'a change that waits is seen'
api POST /v1/rollback >/dev/null
kill_netd TERM
is "$ended" 0 'it ends well'
done_testing
