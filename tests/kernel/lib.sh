# shellcheck shell=bash
# TAP for shell tests that talk to the kernel:
#
#   #!/bin/bash
#   . "$(dirname "$0")/lib.sh"
#   run "$IPSET" create s hash:ip
#   is "$status" 0 'a set is created'
#   done_testing
#
# They run by tests/run -n, each in its own network namespace, and refuse to run in the machine's.
# Gives: $KERNLINK our binary ($KERNLINK in the environment, or build/kernlink), $IPSET a link to it
# named ipset, $IPSET_PEER Debian's ipset ("" where there is none), $TMP a folder that goes away,
# and $TOP the root of the sources.
# $SLOW is not empty where all takes twenty times as long, which is no place for large numbers.
set -u
export LC_ALL=C
SLOW=${KL_TEST_VM:-}

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
KERNLINK=${KERNLINK:-$TOP/build/kernlink}
[[ $KERNLINK == /* ]] || KERNLINK=$PWD/$KERNLINK
TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
mkdir "$TMP/bin"
ln -s "$KERNLINK" "$TMP/bin/ipset"
IPSET=$TMP/bin/ipset
IPSET_PEER=$(PATH=$PATH:/usr/sbin:/sbin command -v ipset || :)

tap_count=0
tap_failed=0

# The namespace is ours when lo is its only interface: no test may touch a machine's network.
if [[ $(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' \n') != lo ]]; then
    echo "Bail out! not in a fresh network namespace; use tests/run -n"
    exit 1
fi
if [[ ! -x $KERNLINK ]]; then
    echo "Bail out! $KERNLINK is missing: build first"
    exit 1
fi

# Ends a name's line: a '#' in it would read as a directive.
tap_line() { # OK-OR-NOT NAME
    tap_count=$((tap_count + 1))
    [[ $1 == ok ]] || tap_failed=$((tap_failed + 1))
    printf '%s %d - %s\n' "$1" "$tap_count" "${2//#/}"
}

tap_show() { # LABEL TEXT
    local line
    while IFS= read -r line; do
        printf '# %s: %s\n' "$1" "$line"
    done <<<"$2"
}

# ok COMMAND... -- NAME: passes when the command succeeds; its output shows when it does not.
ok() {
    local command=()
    while [[ $1 != -- ]]; do
        command+=("$1")
        shift
    done
    shift
    local out
    if out=$("${command[@]}" 2>&1); then
        tap_line ok "$1"
    else
        local code=$?
        tap_line 'not ok' "$1"
        tap_show "${command[*]}" "exit status $code"
        tap_show output "$out"
    fi
}

# is ACTUAL EXPECTED NAME: the two texts are the same.
is() {
    if [[ $1 == "$2" ]]; then
        tap_line ok "$3"
    else
        tap_line 'not ok' "$3"
        diff <(printf '%s\n' "$2") <(printf '%s\n' "$1") |
            sed -n 's/^</# wanted:/p; s/^>/# got:   /p' | head -n 30
    fi
}

# isnt ACTUAL UNWANTED NAME
isnt() {
    if [[ $1 != "$2" ]]; then
        tap_line ok "$3"
    else
        tap_line 'not ok' "$3"
        tap_show 'got what it must not be' "$1"
    fi
}

# like ACTUAL REGEX NAME, unlike ACTUAL REGEX NAME: extended regular expressions.
like() {
    if [[ $1 =~ $2 ]]; then
        tap_line ok "$3"
    else
        tap_line 'not ok' "$3"
        tap_show got "$1"
        tap_show 'wanted a match of' "$2"
    fi
}

unlike() {
    if [[ ! $1 =~ $2 ]]; then
        tap_line ok "$3"
    else
        tap_line 'not ok' "$3"
        tap_show got "$1"
        tap_show 'wanted no match of' "$2"
    fi
}

# skip NAME REASON: counted and shown, so it cannot hide.
skip() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "${1//#/}" "$2"
}

# skip_all REASON: nothing of this program can run here.
skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

# run COMMAND...: sets $status, $out and $err. The command's input is run's own.
run() {
    "$@" >"$TMP/run.out" 2>"$TMP/run.err"
    status=$?
    out=$(<"$TMP/run.out")
    err=$(<"$TMP/run.err")
    return 0
}

# await FD REGEX NAME: a line that matches comes from there; it is in $line then. Those before it are passed
# over, unless there is none for a minute, or none but others for three.
await() {
    local seen='' end=$((SECONDS + 180))
    while ((SECONDS < end)) && IFS= read -t 60 -r -u "$1" line; do
        [[ $line =~ $2 ]] && { tap_line ok "$3"; return; }
        seen+=$line$'\n'
    done
    tap_line 'not ok' "$3"
    tap_show 'wanted a match of' "$2"
    tap_show seen "$(tail -n 20 <<<"$seen")"
    return 1
}

# has_type TYPE: does the running kernel have this set type?
has_type() {
    "$IPSET_PEER" create kl-probe "$@" 2>/dev/null && "$IPSET_PEER" destroy kl-probe
}

# Ends the program; without it there is no plan, and the runner counts a failure.
done_testing() {
    echo "1..$tap_count"
    exit $((tap_failed > 0))
}
