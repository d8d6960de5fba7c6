#!/bin/bash
# deps.sh PURPOSE - see to it that the Debian packages for PURPOSE are installed.
# Purposes: demo (build and run), vm (boot another kernel), check (test everything), bench. Quiet when
# nothing is missing.
# Installs only as root; otherwise names what is missing and exits 1.
set -u

demo=(make meson ninja-build gcc libc6-dev pkg-config libmnl-dev libjansson-dev
    zlib1g-dev libfyaml-dev libsystemd-dev libmicrohttpd-dev libcurl4-openssl-dev
    iproute2)
vm=(qemu-system-x86 busybox-static cpio kmod xz-utils wireless-regdb iproute2)
check=("${demo[@]}" "${vm[@]}" clang clang-format libclang-rt-14-dev libcmocka-dev valgrind ipset iproute2
    strace g++ scdoc netbase nftables iw hostapd wpasupplicant conntrack ethtool curl wireguard-tools jq
    tshark python3-yaml fish zsh graphviz openssh-client openssh-server systemd dbus)
bench=("${demo[@]}" ipset iproute2 nftables python3-pyroute2 libnl-3-dev libnl-route-3-dev strace
    systemd)

case "${1:-}" in
demo) wanted=("${demo[@]}") ;;
vm) wanted=("${vm[@]}") ;;
check) wanted=("${check[@]}") ;;
bench) wanted=("${bench[@]}") ;;
*)
    echo "usage: $0 demo|vm|check|bench" >&2
    exit 2
    ;;
esac

# On other distributions the packages have other names: there the build says what it lacks.
command -v dpkg-query >/dev/null || exit 0

is_installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

find_missing() {
    missing=()
    local package
    for package in "${wanted[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
}

find_missing
((${#missing[@]} == 0)) && exit 0

if ((EUID != 0)); then
    echo "These Debian packages are needed: ${missing[*]}" >&2
    echo "Install them with: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    apt-get -o DPkg::Lock::Timeout=300 -y --no-install-recommends install "${missing[@]}" \
        >"$log" 2>&1 </dev/null
}

echo "Installing: ${missing[*]}" >&2
# The lists of a fresh machine are empty, those of an old one name files that are gone.
if ! install; then
    apt-get update >"$log" 2>&1 </dev/null && install
fi
find_missing
if ((${#missing[@]} != 0)); then
    tail -n 20 "$log" >&2
    echo "Could not install: ${missing[*]}" >&2
    exit 1
fi
