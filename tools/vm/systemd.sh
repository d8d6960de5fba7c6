#!/bin/bash
# systemd.sh - the end of guest.sh when systemd is to be process 1: lays the caller's files over the
# root, enables nothing but these and the job, and becomes systemd.

# Of what this machine enables and generates nothing is needed, and each program takes its time here.
wants=/lib/systemd/system
rm -rf /etc/systemd/system/* "$wants"/{multi-user,timers,getty,basic}.target.wants
for folder in sysinit sockets; do
    for link in "$wants/$folder.target.wants"/*; do
        [[ ${link##*/} =~ ^systemd-(journald|sysusers|tmpfiles-setup\.service) ]] || rm -f "$link"
    done
done
rm -f /lib/systemd/system-generators/*
# Else systemd takes the machine for a container where this one is one.
rm -f /.dockerenv /run/.containerenv
: >/etc/fstab
# Where a machine's name for itself is missing, systemd takes the boot for the first one.
[[ -s /etc/machine-id ]] || tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
[[ -d /mnt/out/files ]] && cp -a /mnt/out/files/. /
# Folders that are the same in the next boot, as they are the caller's.
for folder in /mnt/out/kept/*; do
    [[ -d $folder ]] || continue
    place=/$(basename "$folder")
    place=${place//+//}
    mkdir -p "$place" && mount --bind "$folder" "$place"
done

mkdir -p /run/systemd/system
cat >/run/systemd/system/kernlink-job.service <<UNIT
[Unit]
Description=The job of the virtual machine
After=multi-user.target
[Service]
ExecStart=/bin/bash $control/guest.sh job
Environment=HOME=/root
UNIT
cat >/run/systemd/system/kernlink-vm.target <<UNIT
[Unit]
Description=The virtual machine
Wants=multi-user.target kernlink-job.service
UNIT
printf '[Manager]\nLogLevel=info\nShowStatus=no\n' >/etc/systemd/system.conf
mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\nStorage=volatile\nAudit=no\nRateLimitIntervalSec=0\n' >/etc/systemd/journald.conf.d/vm.conf
exec /lib/systemd/systemd --unit=kernlink-vm.target --log-target=kmsg
