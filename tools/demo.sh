#!/bin/bash
# demo.sh - installs what is missing, builds, and runs the sessions of demo-ipset.sh and
# demo-trace.sh, each in a network namespace of its own; `make demo`.
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

# A user namespace gives an ordinary user a network namespace, and the right to use it.
own=(unshare -n)
((EUID == 0)) || own=(unshare -r -n)
"${own[@]}" tools/demo-ipset.sh
"${own[@]}" tools/demo-trace.sh
