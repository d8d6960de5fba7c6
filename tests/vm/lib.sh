# shellcheck shell=bash
# For scripts that run in the emulated machine under systemd: TAP that goes on from boot to boot.
set -u
export LC_ALL=C
out=/mnt/out
[[ -n ${KL_TEST_VM:-} ]] || out=
n=0
[[ -n $out && -e $out/count ]] && n=$(<"$out/count")

result() { # ok-or-not NAME
    n=$((n + 1))
    echo "$1 $n - $2"
}

# check NAME COMMAND...: it succeeds, if need be after it was tried for a while. What comes behind a failure
# would wait in vain: it ends this boot.
check() {
    local name=$1 said began=$SECONDS
    shift
    until said=$("$@" 2>&1); do
        if ((SECONDS - began > 90)); then
            result 'not ok' "$name"
            printf '%s\n' "$said" | tail -n 20 | sed 's/^/# /'
            timeout 20 systemctl status --no-pager -n 20 kernlinkd.service 2>&1 | sed 's/^/# /'
            ip -br addr | sed 's/^/# /'
            exit 1
        fi
        sleep 0.3
    done
    result ok "$name"
}

control() {
    timeout 60 systemctl "$@"
}

property() { # UNIT NAME
    control show -P "$2" "$1"
}

has() { # NAME UNIT: has come to that state
    [[ $(property "$2" ActiveState) == "$1" ]]
}

address() { # ADDRESS: lan0 has it, and no other of ours
    [[ $(ip -o -4 addr show dev lan0 | awk '{ print $4 }') == "$1" ]]
}

other_process() { # PID: the daemon is another now, and ready
    [[ $(property kernlinkd.service MainPID) != "$1" ]] && has active kernlinkd.service
}

api() { # PATH: what the daemon answers
    curl -sS --fail --max-time 50 --unix-socket /run/kernlink/api "http://kernlink$1"
}

answers() { # PATH WORDS
    api "$1" | grep -q "$2"
}

as() { # GROUP PATH
    setpriv --reuid nobody --regid "$1" --clear-groups \
        curl -sS --fail --max-time 50 --unix-socket /run/kernlink/api "http://kernlink$2"
}

refused() {
    ! as "$@"
}

later_watchdog() { # TIME
    [[ $(property kernlinkd.service WatchdogTimestampMonotonic) -gt $1 ]]
}

logged() { # FIELD=VALUE...
    [[ -n $(journalctl -q -o cat -n 1 "$@") ]]
}
