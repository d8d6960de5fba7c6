#!/bin/bash
# demo.sh - installs what is missing, builds, and runs the session of demo-ipset.sh in a network
# namespace of its own; `make demo`.
set -eu
cd "$(dirname "$0")/.."
tools/deps.sh demo
if [[ ! -e build/build.ninja ]]; then
    echo 'Building kernlink into build/ ...'
    meson setup build >/dev/null
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
ninja -C build >"$log" 2>&1 || { cat "$log" && exit 1; }

if ((EUID == 0)); then
    unshare -n tools/demo-ipset.sh
else
    # A user namespace gives an ordinary user a network namespace, and the right to use it.
    unshare -r -n tools/demo-ipset.sh
fi
