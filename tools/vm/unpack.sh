#!/bin/bash
# unpack.sh FOLDER PACKAGE... - what lies in Debian packages is laid into FOLDER, for `vm.sh -s'. For those
# that would change how this machine finds names, or that exclude each other: nothing is installed, and
# nothing of theirs is run.
set -u
export LC_ALL=C
folder=$1
shift
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/kernlink
mkdir -p "$cache/packages" 2>/dev/null && [[ -w $cache/packages ]] || cache=$folder.cache
mkdir -p "$folder" "$cache/packages" || exit 1
exec 9>"$cache/packages/lock" && flock 9 || exit 1

for package in "$@"; do
    # It is downloaded once; without apt's lists, or a network, the last one will do.
    (cd "$cache/packages" && timeout 60 apt-get -q -o APT::Sandbox::User=root download "$package") \
        >"$cache/packages/log" 2>&1
    file=$(find "$cache/packages" -name "${package}_*.deb" -printf '%T@ %p\n' | sort -n | tail -n 1)
    if [[ -z $file ]]; then
        echo "vm: cannot download $package: $(tail -n 1 "$cache/packages/log")" >&2
        exit 1
    fi
    new=$(mktemp -d "$folder/new.XXXXXX") && dpkg-deb -x "${file#* }" "$new" || exit 1
    # Where it goes these are links.
    for place in bin sbin lib lib64; do
        [[ ! -d $new/$place ]] || { mkdir -p "$new/usr/$place" && cp -a "$new/$place/." "$new/usr/$place/" &&
            rm -r "${new:?}/$place"; } || exit 1
    done
    rm -rf "$new"/usr/share/{doc,man,locale,lintian}
    cp -a --remove-destination "$new/." "$folder/" && rm -r "$new" || exit 1
done
