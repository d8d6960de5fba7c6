#!/bin/bash
# kernlinkd and a thousand clients: slow, deaf, half-closed, rude.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
command -v python3 >/dev/null || skip_all 'there is no python3'

printf 'interfaces: {br0: {kind: bridge, addresses: [192.0.2.1/24]}}\n' >"$ETC/network.yaml"
start_netd
many=1000
[[ -z $SLOW ]] || many=50
timeout 300 python3 "$TOP/tests/kernel/netd_clients.py" "$API" "$netd" "$many"
code=$?
kill_netd TERM
[[ $ended == 0 ]] || { echo "# the daemon ended with $ended:"; sed 's/^/# /' "$TMP/netd.log"; exit 1; }
exit "$code"
