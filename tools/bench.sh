#!/bin/bash
# bench.sh [--ten-million] - measures ours beside Debian's tools and beside the kernel's own limit,
# in a network namespace of its own; `make bench`. ENTRIES (1000000) and ROUNDS (5) may be set.
set -eu
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/.."
tools/deps.sh bench
[[ -e build/build.ninja ]] || meson setup build >/dev/null
ninja -C build >/dev/null
mkdir -p build/bench

compile() { # PROGRAM OPTION...
    local program=$1
    shift
    cc -std=gnu17 -D_GNU_SOURCE -O2 -Wall "bench/${program%.so}.c" -o "build/bench/$program" "$@"
}

# shellcheck disable=SC2046
{
    compile measure
    compile generate
    compile replay
    compile receive
    compile record.so -shared -fPIC -ldl
    compile libnl $(pkg-config --cflags --libs libnl-3.0)
    compile single -Iinclude build/libkernlink.a $(pkg-config --cflags --libs libmnl) \
        $(nm -u build/libkernlink.a | grep -q json_ && pkg-config --libs jansson)
}

unshare=(unshare -n)
((EUID == 0)) || unshare=(unshare -rn)
exec "${unshare[@]}" bench/run.sh "$@"
