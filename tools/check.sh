#!/bin/bash
# check.sh - everything that is tested; `make check`. Needs no terminal. Logs: build/logs/.
# The last line is "N passed, N failed, N skipped"; the exit status is 0 when nothing failed.
# CHECK_ONLY='unit|kernel' runs only the sections whose title matches.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
tools/deps.sh check || exit 1

# Tests start processes that the network namespace needs: sbin is not in everybody's PATH.
export PATH=$PATH:/usr/sbin:/sbin
logs=$PWD/build/logs
jobs=$(nproc 2>/dev/null || echo 2)
passed=0 failed=0 skipped=0
failures=() vms=()
rm -rf "$logs" && mkdir -p "$logs" || exit 1

wanted() {
    [[ $1 =~ ${CHECK_ONLY:-} ]]
}

count() { # TITLE PASSED FAILED SKIPPED
    passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
    (($3 == 0)) || failures+=("$1: $3 failed")
}

# build DIR COMPILER OPTION...: a build that fails is a failed test, shown by its errors.
build() {
    local dir=$1 compiler=$2 start=$SECONDS
    local log=$logs/$1.log setup=(setup)
    shift 2
    [[ -e $dir/build.ninja ]] && setup=(setup --reconfigure)
    if CC=$compiler meson "${setup[@]}" "$dir" -Dwerror=true -Dtests=enabled -Ddocs=enabled "$@" \
        >"$log" 2>&1 </dev/null && ninja -j"$jobs" -C "$dir" >>"$log" 2>&1 </dev/null; then
        echo "ok   $dir ($compiler, $((SECONDS - start)) s)"
        count "build $dir" 1 0 0
    else
        echo "FAIL $dir ($compiler), see ${log#"$PWD"/}"
        grep -E -A 4 'error:|ERROR|undefined reference|FAILED' "$log" | head -n 40 | sed 's/^/     | /'
        count "build $dir" 0 1 0
        return 1
    fi
}

# run TITLE OPTION-OR-PROGRAM...: through the runner, which prints a line for each.
run() {
    local title=$1 p f s
    local log=$logs/${title//[ ,]/-}
    shift
    wanted "$title" || return 0
    printf '\n== %s (%d s)\n' "$title" $((SECONDS - began))
    tests/run -o "$log" "$@"
    if read -r p f s 2>/dev/null <"$log/totals" && ((p + f + s > 0)); then
        count "$title" "$p" "$f" "$s"
    else
        count "$title" 0 1 0 # nothing ran: that is not success
    fi
}

# The programs that FOLDER/PATTERN.c were built to in build folder DIR.
programs() { # DIR FOLDER PATTERN
    local source
    for source in "$2"/$3.c; do
        [[ -e $source ]] && echo "$1/${source%.c}"
    done
}

kernel_tests() { # DIR
    programs "$1" tests/kernel 'test_*'
    local script
    for script in tests/kernel/*.sh; do
        [[ $script == *lib.sh ]] || echo "$script"
    done
    local ours=$1/tests/bin/ipset case
    mkdir -p "$1/tests/bin" && ln -sfn ../../kernlink "$ours"
    for case in tests/kernel/conform/*.case tests/kernel/*.case; do
        [[ -e $case ]] || continue
        echo "conform ${case##*/}::tests/kernel/conform/run $ours $(command -v ipset) $case"
    done
}

# Other kernels, in an emulated machine: it takes one processor for minutes, so the first
# starts early and is looked at late. Wi-Fi tests make their radios themselves, in their own namespaces.
# Debian 12's kernel runs all; a newer one, where apt has it, what meets newer parts of the kernel.
newer=linux-image-6.12-amd64
newer_tests='test_(net_link_kinds|wifi_(scan|connect)|iw|iw_(event|measure|mesh|mlo|scan|settings)|schema_(policy|genl)|trace_wifi)(\.sh)?$'
# What any kernel does, and this one can: the emulated machine would only take minutes for it.
here_only='test_(completion|decode|demo|iw_help|net_(client|examples|faults|remote|rollback|said|set|snapshot_ip|status|wait)|netd(_(api|cli|clients|kill|memory|server|snapshot|sources|stop|view))?)\.sh$'
# Settings of the network: two machines of their own, each of which starts when a processor is free.
network_tests='test_netd?(_[a-z_]+)?\.sh$'
# What no other kernel can run.
newer_only=(test_iw_measure.sh test_iw_mlo.sh)

boot() { # FOLDER PACKAGE SECONDS ITEM...: runs the items in it; prints what the runner does
    local out=$1 package=$2 limit=$3 why items
    shift 3
    mkdir -p "$out"
    why=$(tools/vm/prepare.sh build/vm "$package" 2>&1 >/dev/null)
    if (($? == 3)); then
        why=${why##*$'\n'}
        echo "skipped: $why"
        echo '0 0 1' >"$out/totals"
        : >"$out/results"
        ((${#newer_only[@]})) && printf "%s | * | $why\n" "${newer_only[@]}" >"$out/allowed"
        return
    fi
    printf -v items ' %q' "$@"
    KERNLINK=$PWD/build/kernlink HWSIM=radios=0 VM_TIMEOUT=$limit KERNEL=$package \
        tools/vm.sh -o "$out" "tests/run -n -t 450 -r 1 -o /mnt/out$items"
}

# beside TITLE FOLDER PACKAGE SECONDS ITEM...: boots it beside what else is done, when process $after is
# over.
beside() {
    local title=$1
    shift
    # A process group of its own, to be ended with all that is in it.
    set -m
    {
        [[ -z ${after:-} ]] || tail -f --pid="$after" /dev/null
        printf '\n== %s (%d s)\n' "$title" $((SECONDS - began))
        boot "$@"
    } >"$1.log" 2>&1 </dev/null &
    set +m
    vms+=($!)
}

end_vms() {
    local pid
    for pid in "${vms[@]}"; do
        kill -KILL -- "-$pid" 2>/dev/null
    done
}

start_vm() {
    wanted 'kernel, VM' || return 0
    local items
    mapfile -t items < <(kernel_tests build | grep -vE "/$here_only|/$network_tests")
    trap end_vms EXIT
    trap 'exit 130' INT TERM HUP
    booted=1
    beside 'kernel, VM' "$logs/kernel-VM" '' "${VM_TIMEOUT:-2400}" "${items[@]}"
}

# The units under systemd: a machine that starts three times.
systemd_vm() {
    run 'systemd, VM' -t 760 -r 1 tests/vm/test_systemd.sh
}

# Some of the tests of the network's settings: of each five those from FIRST to LAST.
network_vm() { # NAME FIRST LAST
    local some
    mapfile -t some < <(kernel_tests build | grep -vE "/$here_only" | grep -E "/$network_tests" |
        awk -v first="$2" -v last="$3" 'NR % 5 >= first && NR % 5 <= last')
    beside "kernel, VM, $1" "$logs/kernel-$1-VM" '' "${VM_TIMEOUT:-1800}" "${some[@]}"
}

# The second one when nothing else but the first needs a processor, and then most of the network's tests; systemd's
# when the first is done, and then the rest.
finish_vm() {
    if ((${#vms[@]} == 0)); then
        systemd_vm
        return
    fi
    local p f s some vm_logs allowed=$logs/skips-allowed
    mapfile -t some < <(kernel_tests build | grep -E "/$newer_tests")
    beside 'kernel, newer VM' "$logs/kernel-newer-VM" "$newer" "${VM_TIMEOUT:-900}" "${some[@]}"
    after=${vms[1]} network_vm network 0 2
    for vm_logs in kernel-{,newer-,network-,network2-}VM; do
        tail -n +1 -f --pid="${vms[0]}" "$logs/$vm_logs.log"
        wait "${vms[0]}"
        vms=("${vms[@]:1}")
        if read -r p f s 2>/dev/null <"$logs/$vm_logs/totals"; then
            count "$vm_logs" "$p" "$f" "$s"
        else
            count "$vm_logs" 0 1 0
        fi
        if [[ $vm_logs == kernel-VM ]]; then
            systemd_vm
            network_vm network2 3 4
        fi
    done
    wanted kernel && [[ -e $logs/kernel/results ]] || return 0
    printf '\n== skipped under every kernel\n'
    cat tests/skips-allowed "$logs/kernel-newer-VM/allowed" >"$allowed" 2>/dev/null
    if tests/skips "$allowed" "$logs"/kernel{,-VM,-newer-VM,-network-VM,-network2-VM}/results; then
        echo 'nothing but what tests/skips-allowed names'
        count 'skips' 1 0 0
    else
        count 'skips' 0 1 0
    fi
}

fuzz_tests() { # DIR
    local program
    for program in $(programs "$1" tests/fuzz 'fuzz_*'); do
        echo "${program##*/}::$program tests/fuzz/corpus/${program##*/fuzz_}"
    done
}

began=$SECONDS
echo "== build"
if build build gcc -Dlinks=true; then
    start_vm
else
    stop=1
fi
# Its warnings need no optimizer, and nobody runs it.
build build-clang clang -Doptimization=0
# The library alone needs libmnl only.
build build-least gcc -Djson=disabled -Dcli=disabled -Ddaemon=disabled -Dtests=disabled -Ddocs=disabled
# clang's runtime would need -Db_lundef too; gcc's leak checker is the same code.
# With them, and little optimized, gcc warns of strings that are NULL only in checks of its own.
build build-asan gcc -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 -Dwerror=false || no_asan=1

if [[ -z ${stop:-} ]]; then
    run 'runner' tests/runner-selftest.sh
    run 'hygiene' tests/hygiene.sh
    run 'schema and headers' tests/schema-headers.sh
    run 'schema and specifications' tests/schema-specs.sh
    run 'captures' tests/captures.sh
    run 'install' tests/install/test.sh
    mapfile -t unit < <(programs build tests/unit 'test_*')
    run 'unit' -j "$jobs" "${unit[@]}"
    mapfile -t fuzz < <(fuzz_tests build)
    run 'fuzz corpus' -j "$jobs" "${fuzz[@]}"
    run 'instructions' tests/instructions.sh
    mapfile -t kernel < <(kernel_tests build)
    export KERNLINK=$PWD/build/kernlink
    run 'kernel' -n -r 1 -j "$jobs" "${kernel[@]}"
    # What has supervised children: Debian 12's valgrind knows no pidfd_open(); the sanitizers run these.
    mapfile -t unit < <(printf '%s\n' "${unit[@]}" | grep -vE 'test_daemon_(dns|service)$')
    run 'unit, valgrind' -j "$jobs" -t 600 -w \
        'valgrind -q --leak-check=full --errors-for-leak-kinds=definite,possible --error-exitcode=99' \
        "${unit[@]}"
fi

if [[ -z ${no_asan:-} ]]; then
    mapfile -t unit < <(programs build-asan tests/unit 'test_*')
    run 'unit, sanitizers' -j "$jobs" "${unit[@]}"
    mapfile -t fuzz < <(fuzz_tests build-asan)
    run 'fuzz corpus, sanitizers' -j "$jobs" "${fuzz[@]}"
    mapfile -t kernel < <(kernel_tests build-asan)
    export KERNLINK=$PWD/build-asan/kernlink
    run 'kernel, sanitizers' -n -r 1 -j "$jobs" "${kernel[@]}"
fi

finish_vm

printf '\n'
# The kernel tests hear radios and timers of the kernel's: one that failed gets a second try, and is named.
cat "$logs"/*/unsteady 2>/dev/null | sort | uniq -c | sed 's/^ *\([0-9]*\) /failed at first, then passed: /'
((${#failures[@]})) && printf 'FAIL %s\n' "${failures[@]}"
echo "kernel $(uname -r)${booted:+ and kernels of Debian}, $((SECONDS - began)) s, logs in build/logs/"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
