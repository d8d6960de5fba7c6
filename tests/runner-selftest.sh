#!/bin/bash
# Does tests/run see what it must see? Speaks TAP itself.
set -u
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0 bad=0

check() { # NAME ACTUAL PATTERN
    ((n++))
    # shellcheck disable=SC2053
    if [[ $2 == $3 ]]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        ((bad++))
        printf '# got:\n%s\n# wanted: %s\n' "$2" "$3"
    fi
}

program() { # NAME: the script comes on stdin
    { echo '#!/bin/bash' && cat; } >"$dir/$1"
    chmod +x "$dir/$1"
}

# A killed orphan may stay a zombie for as long as init pleases.
alive() { # FILE that holds its pid
    grep -s '^State:' "/proc/$(<"$dir/$1")/status" | grep -v '[ZX] ('
}

runner() { "$here/run" "$@" 2>&1; }

program passing <<<$'echo 1..2\necho ok 1 - a\necho ok 2 - b'
program failing <<<$'echo 1..2\necho ok 1 - a\necho not ok 2 - the bad one\necho "# why"\nexit 1'
program liar <<<$'echo 1..1\necho ok 1\nexit 3'
program quiet <<<'true'
program short <<<$'echo 1..3\necho ok 1'
program crash <<<$'echo 1..1\necho ok 1\nkill -SEGV $$'
program hang <<<"echo 1..1; echo ok 1; sleep 1000 & echo \$! >$dir/child; wait"
program skips <<<$'echo 1..2\necho "ok 1 - a # SKIP no such kernel"\necho ok 2 - b'
program cmocka_skips <<<$'echo 1..1\necho "no hash:x here"\necho "not ok 1 # SKIP test_x"'
program all_skipped <<<'echo "1..0 # SKIP no hardware"'
program groups <<<$'echo 1..1\necho ok 1 - a\necho 1..2\necho ok 1 - b\necho ok 2 - c'
program bails <<<$'echo 1..1\necho ok 1\necho "Bail out! enough"'
program lingers <<<"echo 1..1; echo ok 1; sleep 1000 >/dev/null 2>&1 & echo \$! >$dir/linger"
program sanitized <<<$'echo 1..1\necho ok 1\necho overflow >"${ASAN_OPTIONS##*log_path=}.1"'
program network <<<$'echo 1..1\n[[ $(ip -br link) == lo* ]] && echo ok 1 || echo not ok 1'
program arguments <<<$'echo 1..1\n[[ $* == "x y" ]] && echo ok 1 || echo not ok 1'

check 'passing' "$(runner "$dir/passing" && echo good)" '*ok *passing *2 passed*2 passed, 0 failed, 0 skipped*good'
check 'failing' "$(runner "$dir/failing" || echo bad)" '*FAIL failing *the bad one*# why*1 passed, 1 failed, 0 skipped*bad'
check 'exit status without a failed line' "$(runner "$dir/liar")" '*exit status 3*1 passed, 1 failed,*'
check 'no plan' "$(runner "$dir/quiet")" '*no plan*0 passed, 1 failed,*'
check 'plan not kept' "$(runner "$dir/short")" '*3 tests planned, 1 seen*1 passed, 1 failed,*'
check 'crash' "$(runner "$dir/crash")" '*killed by signal SEGV*1 passed, 1 failed,*'
check 'hang' "$(runner -t 1 "$dir/hang")" '*still running after 1 s*1 passed, 1 failed,*'
check 'a hanging program is killed with its children' "$(alive child)" ''
check 'skip with its reason' "$(runner "$dir/skips")" '*skipped: a: no such kernel*1 passed, 0 failed, 1 skipped'
check 'skip of cmocka' "$(runner "$dir/cmocka_skips")" \
    '*skipped: test_x: no hash:x here*0 passed, 0 failed, 1 skipped'
check 'a whole program skipped' "$(runner "$dir/all_skipped")" '*skipped: no hardware*0 passed, 0 failed, 1 skipped'
check 'several groups' "$(runner "$dir/groups")" '*3 passed, 0 failed, 0 skipped'
check 'bail out' "$(runner "$dir/bails")" '*bailed out*1 passed, 1 failed,*'
runner "$dir/lingers" >/dev/null
check 'what a program leaves behind is killed' "$(alive linger)" ''
check 'sanitizer report' "$(runner "$dir/sanitized")" '*sanitizer report*overflow*1 passed, 1 failed,*'
check 'missing program' "$(runner "$dir/nowhere")" '*0 passed, 1 failed,*'
check 'nothing to run is no success' "$(runner || echo bad)" '*bad'
check 'network namespace' "$(runner -n "$dir/network")" '*1 passed, 0 failed, 0 skipped'
check 'arguments and a name' "$(runner "named::$dir/arguments x y")" '*ok *named *1 passed, 0 failed,*'
check 'pattern' "$(runner -k '^pass' "$dir/passing" "$dir/failing")" '*2 passed, 0 failed, 0 skipped'
check 'in parallel, with logs and totals' \
    "$(runner -j 3 -o "$dir/o" "$dir/passing" "$dir/passing" "$dir/failing" "$dir/skips" >/dev/null
    echo "$?: $(<"$dir/o/totals") $(ls "$dir/o" | grep -c 'log$')")" '1: 6 1 1 4'

program second <<<"echo 1..1; [[ -e $dir/tried ]] && echo ok 1 || { touch $dir/tried; echo not ok 1 - at first; }"
check 'a second try' "$(runner -r 1 -o "$dir/o" "$dir/second")" '*ok *1 passed, try 2 *at first*1 passed, 0 failed,*'
check 'is named' "$(<"$dir/o/unsteady")" 'second'
check 'but no third' "$(runner -r 1 "$dir/failing")" '*FAIL failing *try 2 *1 passed, 1 failed,*'
check 'and none after a crash' "$(runner -r 1 "$dir/crash")" '*FAIL crash *1 passed, 1 failed  *SEGV*1 passed, 1 failed,*'
check 'nor after a report' "$(runner -r 1 "$dir/sanitized")" '*FAIL sanitized *1 passed, 1 failed  *sanitizer*'

program undead <<<$'echo 1..1\nsleep 30'
mkdir "$dir/bin" "$dir/wedged"
program bin/timeout <<<$'trap "" TERM\nexec sleep 30'
program wedged/unshare <<<$'exec sleep 30'
check 'what cannot be killed is left behind' \
    "$(PATH=$dir/bin:$PATH RUN_PATIENCE=1 runner -t 1 "$dir/undead")" '*stuck in the kernel*0 passed, 1 failed, 0 skipped'
check 'a kernel that makes no namespace is noticed' \
    "$(PATH=$dir/wedged:$PATH RUN_PATIENCE=1 runner -n "$dir/network" "$dir/passing")" \
    '*skipped: no network namespace within 1 s*0 passed, 0 failed, 2 skipped'

# tests/skips: what one kernel skips, another must have passed.
results() { # FILE PROGRAM WHAT NAME REASON ...: lines of four words
    local file=$dir/$1
    shift
    printf '%s\t%s\t%s\t%s\n' "$@" >"$file"
}
skips() { "$here/skips" "$dir/allowed" "$dir/a" "$dir/b" "$@" 2>&1 && echo fine; }
echo '# none' >"$dir/allowed"
results a p skip 'hash:x' 'no type' p ok 'one' '' q skip '' 'not here'
results b p ok 'hash:x: restored' '' p skip 'one' 'slow' q ok 'first' ''
check 'each passed somewhere' "$(skips)" 'fine'
results b p ok 'hash:xy: restored' '' p skip 'one' 'slow' q ok 'first' ''
check 'a test that never passed' "$(skips)" 'p: hash:x: no type; passed under no kernel'
results b p ok 'hash:x: restored' '' q skip '' 'nor there'
check 'a program that never ran' "$(skips)" 'q: not here; passed under no kernel'
results c q ok 'third' ''
check 'a third kernel can have passed it' "$(skips "$dir/c")" 'fine'
echo 'q | * | needs a television' >"$dir/allowed"
check 'unless it is allowed to' "$(skips)" 'fine'
echo 'q | *' >"$dir/allowed"
check 'with a reason' "$(skips)" '*allowed: not PROGRAM*'
check 'a missing file' "$("$here/skips" "$dir/allowed" "$dir/a" "$dir/none" || echo bad)" '*none is missing*bad'
results a p 'not ok' 'one' ''
runner -o "$dir/o" "$dir/passing" "$dir/failing" "$dir/skips" "$dir/cmocka_skips" "$dir/all_skipped" >/dev/null
check 'results are written' "$(LC_ALL=C sort "$dir/o/results" | tr '\t' '|')" "$(
    cat <<'END'
all_skipped|skip||no hardware
cmocka_skips|skip|test_x|test_x: no hash:x here
failing|not ok|the bad one|
failing|ok|a|
passing|ok|a|
passing|ok|b|
skips|ok|b|
skips|skip|a|a: no such kernel
END
)"

echo "1..$n"
exit $((bad > 0))
