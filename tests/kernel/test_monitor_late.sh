#!/bin/bash
# kernlink monitor: a generic family that a module brings while the monitor runs is joined when it
# comes, and again when it comes a second time. Loads and removes modules, so in make vm only.
. "$(dirname "$0")/lib.sh"
[[ $SLOW ]] || skip_all 'modules are loaded in the virtual machine only'
modinfo team >/dev/null 2>&1 || skip_all "this kernel has no module named team ($(uname -r))"

# Another test's devices may still be on their way out.
unload() {
    for ((i = 0; i < 100; i++)); do
        modprobe -qr team_mode_roundrobin team_mode_activebackup team_mode_broadcast \
            team_mode_loadbalance team_mode_random 2>/dev/null
        modprobe -qr team 2>/dev/null
        [[ -d /sys/module/team ]] || return 0
        sleep 0.1
    done
    return 1
}
unload || skip_all 'the module team cannot be unloaded'

# A team device announces its options. It is made until that is heard: the monitor joins on its own.
until_heard() { # LINES
    for ((i = 0; i < 150; i++)); do
        ip link add "t$i" type team
        ip link del "t$i"
        (($(grep -c . "$TMP/events") >= $1)) && return 0
        sleep 0.1
    done
    return 1
}

timeout 120 "$KERNLINK" monitor team:change_event >"$TMP/events" 2>"$TMP/err" &
pid=$!
for ((i = 0; i < 500; i++)); do
    grep -q 'joined when it comes' "$TMP/err" && break
    sleep 0.02
done
like "$(<"$TMP/err")" 'team:change_event is not there yet; it is joined when it comes' 'a family to come'
ok modprobe team -- 'a module brings it'
ok until_heard 1 -- 'what it announces is shown'
like "$(head -n 1 "$TMP/events")" '<- team ' 'by the name of the family'

# It gets another number, and its groups do, too.
for ((i = 0; i < 3; i++)); do # frames that wait are shown
    heard=$(grep -c . "$TMP/events")
    sleep 0.3
    ((heard == $(grep -c . "$TMP/events"))) && break
done
ok unload -- 'the module goes'
ok modprobe team -- 'and comes again'
ok until_heard $((heard + 1)) -- 'it is joined anew'
like "$(tail -n +$((heard + 1)) "$TMP/events")" '<- team ' 'under the same name'
kill -TERM "$pid"
wait "$pid"
is "$?" 0 'a signal ends it well'
unload
done_testing
