#!/bin/bash
# fuzz.sh [TARGET...] - libFuzzer over each parser for FUZZ_SECONDS (60); `make fuzz`. What it finds is
# left in build-fuzz/found.
set -eu
cd "$(dirname "$0")/.."
tools/deps.sh check
[[ -e build-fuzz/build.ninja ]] || CC=clang meson setup build-fuzz -Dfuzzer=true \
    -Db_sanitize=address,undefined -Db_lundef=false -Dtests=enabled >/dev/null
ninja -C build-fuzz >/dev/null
mkdir -p build-fuzz/found
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    [[ $# -eq 0 || " $* " == *" ${name#fuzz_} "* ]] || continue
    corpus=build-fuzz/corpus/${name#fuzz_}
    mkdir -p "$corpus"
    echo "== $name"
    "build-fuzz/tests/fuzz/$name" -max_total_time="${FUZZ_SECONDS:-60}" -print_final_stats=1 \
        -artifact_prefix=build-fuzz/found/ -verbosity=0 "$corpus" "tests/fuzz/corpus/${name#fuzz_}"
done
