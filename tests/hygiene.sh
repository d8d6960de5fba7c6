#!/bin/bash
# What must hold of the sources and of what is built from them. Speaks TAP.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
headers=(include/kernlink/*.h)
n=0 bad=0

# silent NAME COMMAND...: passes when the command says nothing; what it says is the complaint.
silent() {
    local name=$1 out
    shift
    out=$("$@" 2>&1)
    n=$((n + 1))
    if [[ -z $out ]]; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        bad=$((bad + 1))
        head -n 40 <<<"$out" | sed 's/^/# /'
    fi
}

# Tracked and about to be; in an unpacked release, all there is.
files() { # PATTERN...
    git ls-files --cached --others --exclude-standard -- "$@" 2>/dev/null |
        while read -r f; do [[ -f $f ]] && echo "$f"; done | sort -u >"$dir/files"
    if [[ ! -s $dir/files ]]; then
        find . -path './build*' -prune -o -path ./.git -prune -o -type f -print |
            sed 's|^\./||' | while read -r f; do
            for p in "$@"; do
                # shellcheck disable=SC2053
                [[ $f == $p ]] && echo "$f" && break
            done
        done >"$dir/files"
    fi
    cat "$dir/files"
}

unformatted() {
    files '*.c' '*.h' | xargs -r clang-format --dry-run --Werror 2>&1 | grep -E 'error|warning' |
        cut -d: -f1 | uniq -c | awk '{ print $2 ": " $1 " places; run clang-format -i" }'
}

# meson.build names each source; one that it forgets is not built at all.
forgotten() {
    files 'lib/*.c' 'cmd/*.c' 'daemon/*.c' >/dev/null
    local source
    while read -r source; do
        grep -qF "'$source'" meson.build || echo "$source is not in meson.build"
    done <"$dir/files"
}

unfit_makefile() {
    local lines
    lines=$(wc -l <Makefile)
    ((lines <= 60)) || echo "$lines lines"
}

# Folders of one machine, and of one person.
foreign_paths() {
    files '*' | grep -v '^tests/hygiene.sh$' |
        xargs -r -d '\n' grep -nIE '(^|[^A-Za-z0-9_.-])/(work|root|home)/[A-Za-z0-9_.]' |
        grep -vE '/home/(user|you|me)/'
}

long_files() {
    files '*.c' '*.h' | xargs -r wc -l | awk '$2 != "total" && $1 > 700 { print }'
}

careless_files() {
    files '*.c' '*.h' '*.sh' '*.build' '*.md' '*.scd' Makefile tests/run tools/api.pl >"$dir/text"
    xargs -r grep -nE '[[:blank:]]+$' <"$dir/text" /dev/null | grep -v '\.md:' |
        sed 's/$/: blanks at the end/'
    grep -v Makefile "$dir/text" | xargs -r grep -nP '^\t' /dev/null | grep -v '\.scd:' |
        sed 's/$/: a tab/'
    xargs -r -a "$dir/text" -n 1 sh -c '[ -z "$(tail -c 1 "$0")" ] || echo "$0: no newline at the end"'
}

unlicensed() {
    files '*.c' '*.h' | while read -r f; do
        head -n 1 "$f" | grep -q 'SPDX-License-Identifier: MIT' || echo "$f: no licence line"
    done
}

missing_test_scripts() {
    files 'tests/*.sh' 'tests/*/*.sh' 'tools/*.sh' tests/run .ci/run |
        grep -vE 'lib\.sh$|^tests/schema-headers/' | while read -r f; do [[ -x $f ]] || echo "$f: not executable"; done
}

exported() { # LIBRARY
    nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u
}

# "<" stands for what only the headers have, ">" for what only the other side has.
differences() { # FILE
    tools/api.pl "${headers[@]}" | diff - "$1" | grep '^[<>]'
}

wrong_exports() {
    exported build/libkernlink.so >"$dir/exports"
    differences "$dir/exports"
}

wrong_map() {
    tools/api.pl --map "${headers[@]}" | diff - lib/libkernlink.map |
        grep '^[<>]' && echo 'run tools/api.pl --map include/kernlink/*.h >lib/libkernlink.map'
}

# Internal functions are linked into other people's programs by the static library, too.
foreign_globals() {
    nm -g --defined-only build/libkernlink.a 2>/dev/null |
        awk 'NF == 3 && $3 !~ /^kl_/ { print $3 ": global without kl_" }'
}

prefixless() { # HEADER: what a program that includes it gets to see must start with kl_ or KL_
    grep -nE '^(struct|enum|union) [a-z]|^#define [A-Z]' "$1" | grep -vE ' (kl_|KL_|KERNLINK)'
}

no_output() { # LIBRARY: the library itself never prints
    nm -D --undefined-only build/libkernlink.so |
        grep -wE '(printf|puts|putchar|perror|stdout|stderr|exit|_exit|abort)(@.*)?$'
}

compile() { # LANGUAGE COMPILER HEADER
    local standard=c17
    [[ $1 == c++ ]] && standard=c++17
    echo "#include <${3#include/}>" |
        "$2" -x "$1" -std="$standard" -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only - 2>&1
}

# The page tells how the functions of Wi-Fi belong together, so each has its place in it.
unnamed_wifi() {
    tools/api.pl include/kernlink/wifi*.h >"$dir/wifi"
    grep -oE '\*kl_wifi_[a-z0-9_]+\*' man/kernlink_wifi.3.scd | tr -d '*' | sort -u | diff "$dir/wifi" - |
        sed -n 's/^</not in man\/kernlink_wifi.3.scd:/p; s/^>/there is no/p'
}

silent 'C files are formatted' unformatted
silent 'the Makefile has at most 60 lines' unfit_makefile
silent 'meson.build names every source' forgotten
silent 'no path of one machine' foreign_paths
silent 'no file over 700 lines' long_files
silent 'no stray blanks, tabs, missing newlines' careless_files
silent 'every C file names its licence' unlicensed
silent 'scripts are executable' missing_test_scripts
for header in "${headers[@]}"; do
    silent "$header alone, C17, gcc" compile c gcc "$header"
    silent "$header alone, C17, clang" compile c clang "$header"
    silent "$header alone, C++17, g++" compile c++ g++ "$header"
    silent "$header: public names start with kl_" prefixless "$header"
done
silent 'every public function has a doc comment' tools/api.pl --undocumented "${headers[@]}"
silent 'the version map lists the public functions' wrong_map
silent 'libkernlink.so exports the public functions and nothing else' wrong_exports
silent 'globals of libkernlink.a start with kl_' foreign_globals
silent 'the library prints nothing and never exits' no_output
silent 'kernlink_wifi(3) names each function of Wi-Fi' unnamed_wifi
silent 'docs/wifi.md is as things are' tests/wifi-table.sh

echo "1..$n"
exit $((bad > 0))
