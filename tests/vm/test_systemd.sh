#!/bin/bash
# The units under a real systemd, as process 1 of the emulated machine: started at boot, by their
# socket, after SIGKILL and a stopped watchdog, and after the plug was pulled in the middle of an
# apply that nobody had confirmed, or the machine was rebooted as it should be; and what they have others
# do (services_lib.sh). Speaks TAP; the same script runs inside, a boot after the other.
cd "$(dirname "$0")/../.." || exit 1
. tests/vm/lib.sh
. tests/vm/device_lib.sh
. tests/vm/services_lib.sh

online() {
    control start network-online.target && has active kernlink-wait-online.service
}

new_settings() {
    sed 's/10.20.0/10.20.9/' "$settings" >"$settings.new" && mv "$settings.new" "$settings"
}

# Changes the network and waits for a word that nobody says; the rest goes on meanwhile.
unconfirmed() { # SECONDS
    new_settings
    setsid kernlink net apply --confirm "$1" >/run/apply 2>&1 </dev/null &
    check "applied for $1, unconfirmed" address 10.20.9.1/24
}

says() { # FILE FILE: the same words
    diff "$1" "$2"
}

# The commands FROM to TO of the README's tour, word by word; each says what stands there.
tour() { # FROM TO
    local i command want said=/run/said
    for ((i = $1; i <= $2; i++)); do
        want=$out/tour/$i.want
        command=$(cat "$out/tour/$i.cmd" 2>/dev/null) || break
        case $command in
        'make install' | systemd-sysusers) continue ;; # done before the boot
        "cat $settings") cp "$want" "$settings" ;;
        esac
        if ((i == $(<"$out/tour/plug"))); then
            # It waits for a confirmation until the plug is pulled.
            setsid bash -c "$command" >$said 2>&1 </dev/null &
        else
            timeout 60 bash -c "$command" >$said 2>&1 </dev/null
        fi
        check "README: $command" says "$want" $said
    done
}

settings=/etc/kernlink/network.yaml
export PATH=/usr/local/bin:$PATH

first_boot() {
    check 'the service is started at boot, and says that it is ready' has active kernlinkd.service
    check 'the network is as the settings say' address 10.20.0.1/24
    check 'network-online.target waits for that, and is reached' online
    check 'what lies in /proc/sys can be set' grep -q 1 /proc/sys/net/ipv4/conf/lan0/forwarding
    local pid
    pid=$(property kernlinkd.service MainPID)

    check 'stopped' control stop kernlinkd.service
    check 'the network stays' address 10.20.0.1/24
    check 'its socket is there, and starts it' answers /v1/version version
    check 'it is a process of its own' other_process "$pid"
    check 'the socket is for root and the group' test "$(stat -c '%a %G' /run/kernlink/api)" = '660 kernlink'
    check 'a member of the group may ask' as kernlink /v1/status
    check 'others may not' refused nogroup /v1/status

    check 'the watchdog is fed' later_watchdog "$(property kernlinkd.service WatchdogTimestampMonotonic)"
    pid=$(property kernlinkd.service MainPID)
    kill -STOP "$pid"
    check 'one that hangs is replaced' other_process "$pid"
    check 'and that one answers' answers /v1/version version

    unconfirmed 20s
    pid=$(property kernlinkd.service MainPID)
    kill -KILL "$pid"
    check 'killed, it is started again' other_process "$pid"
    check 'and goes back when the time is over' address 10.20.0.1/24
    check 'the journal has its messages in fields' logged -u kernlinkd.service KERNLINK_OBJECT="link lan0"

    # From nothing, as the README's reader begins.
    echo 'interfaces: {}' >"$settings"
    check 'all that was made goes' timeout 60 kernlink net apply
    device
    tour 1 "$(<"$out/tour/plug")"
    echo "$n" >$out/count
    sync
    # The plug: nothing is ended, nothing is written.
    echo 0 >$out/.vm/status
    echo b >/proc/sysrq-trigger
    sleep 60
}

second_boot() {
    check 'after a reboot the service is there' has active kernlinkd.service
    tour $(($(<"$out/tour/plug") + 1)) 99
    services
    unconfirmed 600s
    echo "$n" >$out/count
    # Neither the time nor a word of ours ends it: the machine goes down as it should.
    echo 0 >$out/.vm/status
    control reboot --no-block
    sleep 60
}

third_boot() {
    check 'after a clean reboot the service is there' has active kernlinkd.service
    check 'with the network that was before what nobody confirmed' address 10.20.0.1/24
    check 'stopped again' control stop kernlinkd.service
    check 'the network stays, still' address 10.20.0.1/24
    check 'a clean end is one without a complaint' no_errors
    echo "$n" >$out/count
    touch $out/whole
}

no_errors() {
    ! journalctl -q -u kernlinkd.service -p err -o cat | grep .
}

skip() {
    echo "1..0 # SKIP $1"
    exit 0
}

boot() { # WORD SECONDS RADIOS
    HWSIM=$3 VM_TIMEOUT=$2 tools/vm.sh -s -o "$dir" "bash tests/vm/test_systemd.sh $1"
}

case ${1:-} in
first) first_boot ;;
second) second_boot ;;
third) third_boot ;;
*)
    [[ -x /lib/systemd/systemd ]] || skip 'systemd is not installed'
    [[ -x build/kernlinkd ]] || skip 'built without the daemon'
    why=$(tools/vm/prepare.sh build/vm 2>&1 >/dev/null) || skip "no kernel to boot: ${why##*$'\n'}"
    dir=$(mktemp -d build/vm/systemd.XXXXXX) && dir=$PWD/$dir
    trap 'rm -rf "$dir"' EXIT
    trap 'exit 130' INT TERM HUP
    mkdir -p "$dir"/kept/{etc+kernlink,var+lib+kernlink} "$dir/files"
    services_files "$dir/files" >"$dir/packages.log" 2>&1 || touch "$dir/no-services"
    DESTDIR=$dir/files meson install -C build --no-rebuild --quiet >"$dir/install.log" 2>&1 ||
        { sed 's/^/# /' "$dir/install.log" && echo 'Bail out! cannot install' && exit 1; }
    # Not needed inside, and each byte is copied.
    find "$dir/files" \( -name include -o -name man -o -name pkgconfig -o -name 'libkernlink*' \) -prune -exec rm -r {} +
    systemctl --root="$dir/files" enable --quiet kernlinkd.service kernlinkd.socket kernlink-wait-online.service
    # In half a minute nothing would hang here.
    mkdir -p "$dir/files/etc/systemd/system/kernlinkd.service.d"
    printf '[Service]\nWatchdogSec=10s\n' >"$dir/files/etc/systemd/system/kernlinkd.service.d/vm.conf"
    cat >"$dir/kept/etc+kernlink/network.yaml" <<'Y'
interfaces:
  lan0:
    kind: dummy
    addresses: [10.20.0.1/24]
    ipv4: {forwarding: true}
routes:
  - {to: 10.30.0.0/16, via: 10.20.0.254}
Y
    mkdir "$dir/tour"
    awk -v title='## The network from a file' -v folder="$dir/tour" -f tests/vm/tour.awk README.md
    [[ -s $dir/tour/plug ]] || { echo 'Bail out! the README has no tour' && exit 1; }
    boot first 250 none && boot second 350 radios=2 && boot third 140 none
    [[ -e $dir/whole ]] && echo "1..$(<"$dir/count")"
    ;;
esac
