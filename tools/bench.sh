#!/bin/bash
# bench.sh [ENTRIES] - times against Debian's ipset, in a network namespace of its own; `make bench`.
set -eu
cd "$(dirname "$0")/.."
tools/deps.sh check
[[ -e build/build.ninja ]] || meson setup build >/dev/null
ninja -C build >/dev/null
exec unshare -n bench/ipset.sh "$@"
