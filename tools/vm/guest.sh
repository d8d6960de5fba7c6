#!/bin/bash
# guest.sh - process 1 of the virtual machine, on the host's root: makes the rest of a system, runs
# the job and powers off; or leaves that to systemd, whose unit comes back here as `guest.sh job'.
# Its settings lie in /mnt/out/.vm, and the job's exit status goes there.
control=/mnt/out/.vm
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/root KL_TEST_VM=1
. "$control/settings"

run_job() {
    cd "$folder" || cd /
    export TERM=$term
    if [[ -n $shell ]]; then
        # shellcheck disable=SC2086
        [[ -n ${size:-} ]] && stty -F /dev/hvc0 rows ${size% *} cols ${size#* }
        setsid -c bash -i </dev/hvc0 >/dev/hvc0 2>&1
    else
        stty -F /dev/hvc0 raw -echo
        setsid -w bash "$control/job" </dev/null >/dev/hvc0 2>&1
    fi
    status=$?
    dmesg >"$control/dmesg" 2>/dev/null
    echo "$status" >"$control/status"
    sync
    echo o >/proc/sysrq-trigger
    sleep 60
}

[[ ${1:-} == job ]] && run_job

# What lies below folders that get a file system of their own stays reachable through this.
mkdir -p /mnt/root
mount --bind / /mnt/root

# What the host has mounted there shows as plain folders, and must not.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /run /tmp
for link in fd: stdin:/0 stdout:/1 stderr:/2; do
    ln -sfn "/proc/self/fd${link#*:}" "/dev/${link%:*}"
done
mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t tmpfs -o mode=755 run /run
mount -t tmpfs -o mode=1777 tmp /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tracefs tracefs /sys/kernel/tracing
mount -t debugfs debugfs /sys/kernel/debug
mkdir -p /run/netns /run/lock
for needed in "$top" "$folder" "$modules"; do
    if [[ ! -e $needed ]]; then
        mkdir -p "$needed"
        mount --bind "/mnt/root$needed" "$needed"
    fi
done
exec </dev/null >/dev/ttyS0 2>&1

mkdir -p /lib/modules
mount --bind "$modules" /lib/modules
# Debian's are links to links, which the kernel follows through /etc; it gets plain files.
for file in /lib/firmware/regulatory.db /lib/firmware/regulatory.db.p7s; do
    real=$(readlink -e "$file") && cp --remove-destination "$real" "$file"
done

hostname kernlink-vm
ip link set lo up
# A module of tunnels would put a device into every new namespace.
echo 1 >/proc/sys/net/core/fb_tunnels_only_for_init_net
# shellcheck disable=SC2086
[[ $hwsim == none ]] || modprobe mac80211_hwsim ${hwsim//,/ }

[[ -n $systemd ]] && . "$control/systemd.sh"
run_job
