#!/bin/bash
# What `make install` puts in place is enough to build and run the README's first program, as C and
# as C++, shared and static. Speaks TAP; builds into a folder that goes away.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0 bad=0

check() { # NAME COMMAND...
    local name=$1 out
    shift
    n=$((n + 1))
    if out=$("$@" 2>&1); then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        bad=$((bad + 1))
        sed 's/^/# /' <<<"$out" | head -n 20
    fi
}

prefix=$(meson introspect build --buildoptions |
    sed 's/}, {/\n/g' | sed -n 's/.*"name": "prefix", "value": "\([^"]*\)".*/\1/p')
root=$dir/root$prefix
check 'installs into DESTDIR' env DESTDIR="$dir/root" meson install -C build --no-rebuild --quiet
lib=$(dirname "$(find "$root" -name libkernlink.a | head -n 1)")
for header in include/kernlink/*.h; do
    check "$header is installed" cmp "$header" "$root/$header"
done
for file in bin/kernlink share/man/man3/libkernlink.3 share/man/man3/kernlink_wifi.3 \
    share/man/man8/kernlink-ipset.8 \
    share/man/man8/kernlink-iw.8 share/bash-completion/completions/kernlink \
    share/zsh/site-functions/_kernlink share/fish/vendor_completions.d/kernlink.fish; do
    check "$file is installed" test -s "$root/$file"
done
check 'decode runs where it is installed' sh -c '"$1" decode --help | grep -q Usage' - \
    "$root/bin/kernlink"
for page in decode trace monitor send; do
    check "kernlink-$page(1) is installed" test -s "$root/share/man/man1/kernlink-$page.1"
done
for link in ipset iw; do
    check "$link is a link to kernlink" test "$(readlink "$root/bin/$link")" = kernlink
done
check 'called by the name iw it is iw' sh -c '"$1" help scan | grep -q "dev <devname> scan dump"' - \
    "$root/bin/iw"
if [[ -x build/kernlinkd ]]; then
    units=$root/lib/systemd/system
    for unit in kernlinkd.service kernlinkd.socket kernlink-wait-online.service; do
        check "$unit is installed" test -s "$units/$unit"
    done
    check 'the group of the socket is made by systemd-sysusers' grep -q "^g $(sed -n 's/^SocketGroup=//p' \
        "$units/kernlinkd.socket") " "$root/lib/sysusers.d/kernlink.conf"
    program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$units/kernlinkd.service")
    check 'the service starts what is installed' test -x "$dir/root$program"
    program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$units/kernlink-wait-online.service")
    check 'and so does the one that waits' test -x "$dir/root$program"
    if command -v systemd-analyze >/dev/null; then
        check 'systemd calls its exposure less than 3.0' \
            systemd-analyze security --offline=true --threshold=29 "$units/kernlinkd.service"
    else
        n=$((n + 1))
        echo "ok $n - systemd calls its exposure less than 3.0 # SKIP systemd is not installed"
    fi
fi
check 'the shared library has its links' test "$(readlink -f "$lib/libkernlink.so")" = \
    "$(readlink -f "$lib/libkernlink.so.0")"

export PKG_CONFIG_PATH=$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dir/root
version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build | head -n 1)
check 'pkg-config knows the version' test "$(pkg-config --modversion kernlink)" = "$version"
cflags=$(pkg-config --cflags kernlink)
shared=$(pkg-config --libs kernlink)
static="$lib/libkernlink.a $(pkg-config --static --libs kernlink | tr ' ' '\n' |
    grep -v -e kernlink -e '^-L' | tr '\n' ' ')"
strict='-O1 -Wall -Wextra -Werror -pedantic'

# shellcheck disable=SC2086
{
    check 'compiles as C17' gcc -std=c17 $strict $cflags examples/first.c -o "$dir/c" $shared
    check 'compiles as C++17' g++ -std=c++17 $strict -x c++ $cflags examples/first.c -x none \
        -o "$dir/cxx" $shared
    check 'compiles with clang' clang -std=c17 $strict $cflags examples/first.c -o "$dir/clang" $shared
    check 'links with the static library' gcc -std=c17 $strict $cflags examples/first.c \
        -o "$dir/static" $static
}
# shellcheck disable=SC2086
for program in wifi_scan wifi_connect; do
    check "$program: compiles as C17 from what is installed" gcc -std=c17 $strict $cflags \
        "examples/$program.c" -o "$dir/$program" $shared
    check "$program: says what is wrong" sh -c 'LD_LIBRARY_PATH=$1 "$2" nosuch Cafe 2>&1 | grep -q .' \
        - "$lib" "$dir/$program"
done
check 'the static one needs no libkernlink.so' sh -c '! ldd "$1" | grep -q kernlink' - "$dir/static"

# Runs as it is in a namespace of its own; Debian's ipset says what the kernel has then.
# shellcheck disable=SC2016
session='export PATH=$PATH:/usr/sbin:/sbin
    out=$("$1") || exit
    case $out in *"198.51.100.9 is blocked"*"203.0.113.7 leaves in "*) ;; *) echo "$out"; exit 1 ;; esac
    ipset test block 198.51.100.77 && ipset test block 203.0.113.7 && ! ipset test block 192.0.2.1'
for program in c cxx clang static; do
    check "runs: $program" env LD_LIBRARY_PATH="$lib" unshare -n sh -c "$session" - "$dir/$program"
done
echo "1..$n"
exit $((bad > 0))
