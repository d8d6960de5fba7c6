#!/bin/bash
# prepare.sh FOLDER [PACKAGE] - a kernel of Debian's, unpacked, and an initramfs for it in FOLDER.
# Prints three lines: where the package is unpacked, the kernel, and the initramfs. The exit status is 3
# when apt-get has no such package and it was never here.
set -u
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1 package=${2:-}
mkdir -p "$folder" || exit 1
folder=$(cd "$folder" && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/kernlink
mkdir -p "$cache" 2>/dev/null && [[ -w $cache ]] || cache=$folder/kernels
mkdir -p "$cache" || exit 1

die() { # STATUS REASON
    printf 'vm: %s\n' "$2" >&2
    exit "$1"
}

# Two at once would unpack into each other's tree.
exec 9>"$cache/lock" && flock 9 || exit 1

# QEMU starts an unpacked kernel as it is; to unpack itself takes it seconds under TCG.
unpack_kernel() { # PACKED UNPACKED
    local magic tool offset
    for magic in '\xfd7zXZ\x00:xz -dc --single-stream' '\x28\xb5\x2f\xfd:zstd -qdc' '\x1f\x8b\x08:gzip -dc'; do
        tool=${magic#*:}
        for offset in $(grep -obUaP "${magic%%:*}" "$1" | cut -d: -f1); do
            # What lies behind the packed data makes the tools complain: the result is looked at.
            # shellcheck disable=SC2086
            tail -c "+$((offset + 1))" "$1" | $tool >"$2.new" 2>/dev/null
            [[ $(head -c 4 "$2.new" | tr -d '\0') == $'\x7fELF' && $(wc -c <"$2.new") -gt 10000000 ]] &&
                mv "$2.new" "$2" && return
        done
    done
    rm -f "$2.new"
    cp "$1" "$2"
}

# What a package without files of its own (linux-image-amd64) stands for; itself, when it is a kernel.
current() { # PACKAGE
    apt-cache depends "$1" 2>/dev/null |
        awk 'NR == 1 { name = $1 } $1 == "Depends:" && $2 ~ /^linux-image-[0-9]/ { name = $2; exit } END { print name }'
}

candidate() { # the version that apt would install
    apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

asked=${package:-linux-image-amd64}
package=$(current "$asked")
# A fresh machine's lists are empty.
[[ -n $package ]] || { ((EUID == 0)) && apt-get -q update >"$folder/apt.log" 2>&1 && package=$(current "$asked"); }
version=
[[ -n $package ]] && version=$(candidate "$package")

# What is in the cache will do where apt knows nothing: the last that was used by this name.
tree=$cache/${package}_${version//:/%3a} last=$cache/last-$asked
if [[ -z $version || ! -e $tree/complete ]]; then
    if [[ -z $version ]] || ! {
        rm -rf "$cache/new" && mkdir -p "$cache/new" &&
            (cd "$cache/new" && apt-get -q -o APT::Sandbox::User=root download "$package=$version") \
                >"$folder/apt.log" 2>&1 &&
            dpkg-deb -x "$cache/new/"*.deb "$cache/new/tree" &&
            depmod -b "$cache/new/tree" "$(ls "$cache/new/tree/lib/modules")" &&
            touch "$cache/new/tree/complete" && rm -rf "$tree" && mv "$cache/new/tree" "$tree"
    }; then
        tree=$(readlink "$last")
        [[ -n $tree && -e $tree/complete ]] || {
            tail -n 5 "$folder/apt.log" >&2 2>/dev/null
            [[ -n $version ]] || die 3 "apt-get offers no kernel $asked"
            die 1 "cannot download the kernel $asked"
        }
        echo "vm: apt-get offers no $asked now; $tree is used" >&2
    fi
    rm -rf "$cache/new"
fi
ln -sfn "$tree" "$last"

kernel=$(ls "$tree/lib/modules")
[[ -e $tree/boot/kernel ]] || unpack_kernel "$tree/boot/vmlinuz-$kernel" "$tree/boot/kernel" || exit 1
initramfs=$folder/initramfs-$kernel.gz
if [[ ! -e $initramfs || $here/init -nt $initramfs || ${BASH_SOURCE[0]} -nt $initramfs ||
    $tree/complete -nt $initramfs ]]; then
    root=$(mktemp -d "$folder/root.XXXXXX") || exit 1
    trap 'rm -rf "$root"' EXIT
    mkdir -p "$root"/{bin,proc,sys,dev,host,upper,new,modules}
    cp "$(command -v busybox)" "$root/bin/busybox" && cp "$here/init" "$root/init" || exit 1
    chmod +x "$root/init"
    # In the order in which they are to be loaded.
    for module in virtio_pci 9pnet_virtio 9p overlay virtio_console virtio_rng; do
        modprobe -S "$kernel" -d "$tree" --show-depends "$module" || exit 1
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$root/files"
    [[ -s $root/files ]] || die 1 "$kernel has no virtio and 9p modules"
    number=100
    while read -r file; do
        name=${file##*/}
        name=$root/modules/$((number++))-${name%%.*}.ko
        case $file in
        *.xz) xz -dc "$file" >"$name" ;;
        *.zst) zstd -qdc "$file" >"$name" ;;
        *) cp "$file" "$name" ;;
        esac || exit 1
    done <"$root/files"
    rm "$root/files"
    (cd "$root" && find . | cpio -o -H newc 2>/dev/null | gzip -1) >"$initramfs.$$" &&
        mv "$initramfs.$$" "$initramfs" || exit 1
fi
printf "%s\n" "$tree" "$tree/boot/kernel" "$initramfs"
