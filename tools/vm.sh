#!/bin/bash
# vm.sh - a second kernel: boots Debian's in an emulated machine whose root is this machine's.
usage() {
    cat <<'USAGE'
usage: tools/vm.sh [options] [COMMAND]
  Boots a Debian kernel under QEMU (TCG, one processor) and runs COMMAND in it,
  a line of shell, as root in the current folder; without COMMAND, a shell. The
  exit status is COMMAND's; 125 when the machine did not get that far.
  -o DIR      a folder that is writable as /mnt/out inside and keeps what is left
              there (default: a temporary one)
  -k PACKAGE  the kernel: a package such as linux-image-6.12-amd64, which
              apt-get must know (default: $KERNEL, or what linux-image-amd64
              depends on)
  -s          systemd is process 1, and runs COMMAND as a unit when multi-user.target
              is reached; what lies in DIR/files is laid over the root before, what is
              written below /etc/x stays in DIR/kept/etc+x where that exists, and no
              unit of this machine is enabled
  -p          prepare only: download, unpack, make the initramfs
environment: VM_TIMEOUT seconds of life (900; a shell has no limit), VM_MEMORY in
MiB (2048), HWSIM parameters of mac80211_hwsim (radios=3; none: not loaded),
XDG_CACHE_HOME/kernlink (~/.cache/kernlink) keeps the unpacked kernels.
Inside, this machine's files are all there at the same paths; what is written
goes to memory and is gone afterwards, but for /mnt/out.
USAGE
}

set -u
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
here=$top/tools/vm
out= prepare= systemd=
KERNEL=${KERNEL:-}
while getopts o:k:sph option; do
    case $option in
    o) out=$OPTARG ;;
    k) KERNEL=$OPTARG ;;
    s) systemd=1 ;;
    p) prepare=1 ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))
command="$*"

die() {
    printf 'vm.sh: %s\n' "$*" >&2
    exit 125
}

[[ -z $systemd || -n $command ]] || die 'systemd needs a command to run'
[[ -z $systemd || -x /lib/systemd/systemd ]] || die 'systemd is missing'
for tool in qemu-system-x86_64 busybox cpio depmod; do
    command -v "$tool" >/dev/null || die "$tool is missing; tools/deps.sh check installs what is needed"
done

# Where the package is unpacked, the kernel and its initramfs.
prepared=$("$here/prepare.sh" "$top/build/vm" "$KERNEL") || exit 125
{ read -r tree && read -r kernel && read -r initramfs; } <<<"$prepared"
[[ -n $prepare ]] && echo "$tree" && exit 0

if [[ -z $out ]]; then
    out=$(mktemp -d "$top/build/vm/out.XXXXXX") || exit 125
    temporary=$out
fi
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit 125
# Two lists: ours goes away, the caller's results stay.
control=$out/.vm
mkdir -p "$control" && rm -f "$control"/*
console=$control/console
: >"$console"
trap 'rm -rf "${temporary:-$control}"' EXIT

cp "$here/guest.sh" "$here/systemd.sh" "$control/"
printf '%s\n' "$command" >"$control/job"
{
    printf 'modules=%q\nfolder=%q\nhwsim=%q\n' "$tree/lib/modules" "$PWD" "${HWSIM:-radios=3}"
    printf 'top=%q\nsystemd=%q\n' "$top" "$systemd"
    printf 'shell=%q\nterm=%q\n' "$([[ -z $command ]] && echo 1)" "${TERM:-dumb}"
    [[ -t 0 ]] && printf 'size=%q\n' "$(stty size 2>/dev/null)"
    # What the caller says to the job: VM_ENV='NAME OTHER'
    for name in ${VM_ENV:-} KERNLINK; do
        [[ -n ${!name+x} ]] && printf 'export %s=%q\n' "$name" "${!name}"
    done
} >"$control/settings"

machine=(
    qemu-system-x86_64
    # A plain processor: what newer ones have (wide registers, SMAP, fast copies by bytes) is slower in TCG.
    -machine q35,accel=tcg -cpu qemu64,svm=off -smp 1 -m "${VM_MEMORY:-2048}"
    -nodefaults -no-user-config -display none -no-reboot -net none
    -kernel "$kernel" -initrd "$initramfs"
    # Random addresses would have TCG translate each program anew, at every start: three times slower.
    # An oops ends the machine at once; a panic makes QEMU exit. On a busy host the kernel's look at the
    # timer finds too few ticks, and it panics.
    -append 'console=ttyS0 quiet panic=-1 oops=panic mitigations=off norandmaps no_timer_check audit=0 apparmor=0 random.trust_cpu=on'
    -virtfs 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap'
    -virtfs "local,path=${out//,/,,},mount_tag=out,security_model=none,multidevs=remap"
    -device virtio-rng-pci -device virtio-serial-pci
    # For who loads virtio_net: alone on a hub, which leads nowhere.
    -netdev hubport,id=nowhere,hubid=0 -device virtio-net-pci,netdev=nowhere,mac=52:54:00:12:34:56,romfile=
    -chardev "file,id=kernel,path=${console//,/,,}" -serial chardev:kernel
    -device virtconsole,chardev=job
)
# In the group of its caller, whose end is then QEMU's, too.
limit=(timeout --foreground -k 5 "${VM_TIMEOUT:-900}")
if [[ -z $command ]]; then
    # Keys, Ctrl-C among them, are the guest's.
    machine+=(-chardev stdio,id=job,signal=off)
    [[ -n ${VM_TIMEOUT:-} ]] || limit=()
    "${limit[@]}" "${machine[@]}"
else
    # A terminal would be put into raw mode: through cat it stays as it is.
    machine+=(-chardev stdio,id=job,signal=on)
    { "${limit[@]}" "${machine[@]}" </dev/null 2>"$control/errors" || echo $? >"$control/ended"; } | cat
fi
ended=$(cat "$control/ended" 2>/dev/null)

if ! read -r status 2>/dev/null <"$control/status"; then
    [[ -n $command ]] || exit 125
    ((${ended:-0} == 124 || ${ended:-0} == 137)) && echo "vm.sh: still running after ${VM_TIMEOUT:-900} s, killed" >&2
    echo "vm.sh: the machine ended before the command did. Its console:" >&2
    tr -d '\r' <"$console" | tail -n 60 | sed 's/^/  | /' >&2
    cat "$control/errors" >&2
    exit 125
fi
exit "$status"
