#!/bin/bash
# Every set type and option: what we write is read back by Debian's ipset, what it writes by us, and
# save, restore, save comes out the same, byte for byte.
. "$(dirname "$0")/lib.sh"
[[ -n $IPSET_PEER ]] || skip_all 'Debian'"'"'s ipset is not installed'

# Timeouts run while we look: what is up to a minute less than one that we gave is that one.
settle() {
    awk -v given="$(grep -oE '^add.* timeout [0-9]+' "$TOP/tests/data/ipset-types.restore" | awk '{ print $NF }' | sort -u | tr '\n' ' ')" '
    BEGIN { n = split(given, value) }
    /^add/ && match($0, / timeout [0-9]+/) {
        left = substr($0, RSTART + 9, RLENGTH - 9) + 0
        for (i = 1; i <= n; i++)
            if (left <= value[i] && left > value[i] - 60 && left > 0)
                sub(" timeout " left, " timeout " value[i])
    }
    { print }'
}

# Elements of a hash come in the order of its buckets, which a file cannot know; the create line
# stays in front.
in_order() {
    LC_ALL=C sort -k1,1r -k2
}

members() {
    "$IPSET_PEER" create member-a hash:ip -exist
    "$IPSET_PEER" create member-b hash:net -exist
}

# Debian's ipset sends forceadd and does not list it, so its save loses the option; ours keeps it.
without_forceadd() {
    sed -E '/^(create|Header:|<header>)/s, ?forceadd|<forceadd/>,,'
}

check() { # NAME TYPE FILE
    local name=$1 file=$3 wanted ours theirs
    "$IPSET_PEER" destroy
    [[ $2 == list:set ]] && members
    if ! grep '^create' "$file" | "$IPSET_PEER" restore 2>/dev/null; then
        skip "$name" "the kernel lacks $2 with these options"
        return
    fi
    "$IPSET_PEER" destroy "$name"

    run "$IPSET" restore <"$file"
    is "$status $err" '0 ' "$name: our restore takes it"
    wanted=$(in_order <"$file")
    [[ $2 == list:set ]] && wanted=$(<"$file") # its order is part of the set
    theirs=$("$IPSET_PEER" save "$name" | settle)
    [[ $2 == list:set ]] || theirs=$(in_order <<<"$theirs")
    is "$theirs" "$(without_forceadd <<<"$wanted")" "$name: Debian's save shows what we were given"

    is "$("$IPSET" save "$name" | head -n 1)" "$(head -n 1 "$file")" "$name: ours shows every option"
    is "$("$IPSET" save "$name" | settle | without_forceadd)" "$("$IPSET_PEER" save "$name" | settle)" \
        "$name: both save the same"
    is "$("$IPSET" list "$name" | without_forceadd | sed 's/timeout [1-9][0-9]*/timeout N/g')" \
        "$("$IPSET_PEER" list "$name" | sed 's/timeout [1-9][0-9]*/timeout N/g')" \
        "$name: both list the same"
    is "$("$IPSET" list "$name" -o xml | without_forceadd | sed 's/<timeout>[1-9][0-9]*/<timeout>N/g')" \
        "$("$IPSET_PEER" list "$name" -o xml | sed 's/<timeout>[1-9][0-9]*/<timeout>N/g')" \
        "$name: both list the same as XML"

    "$IPSET" save "$name" >"$TMP/first"
    ok "$IPSET" destroy "$name" -- "$name: destroyed"
    run "$IPSET" restore <"$TMP/first"
    is "$status $err" '0 ' "$name: restored"
    is "$("$IPSET" save "$name" | settle)" "$(settle <"$TMP/first")" "$name: save, restore, save"

    "$IPSET" destroy "$name"
    run "$IPSET_PEER" restore <"$TMP/first"
    is "$status $err" '0 ' "$name: Debian's ipset restores what we saved"
    is "$("$IPSET" save "$name" | settle)" "$(settle <"$TMP/first")" "$name: and we read it back"

    # Each element is there, and gone after del; what del takes is the element without its options.
    local element failed=0 rest
    while read -r _ _ element rest; do
        [[ $rest == *nomatch* ]] && rest=nomatch || rest=
        # shellcheck disable=SC2086
        "$IPSET" -q test "$name" "$element" $rest || { failed=1 && echo "# test $element failed"; }
        "$IPSET" del "$name" "$element" || failed=1
        # shellcheck disable=SC2086
        "$IPSET" -q test "$name" "$element" $rest && { failed=1 && echo "# $element is still there"; }
    done < <(grep '^add' "$file")
    is "$failed $("$IPSET_PEER" list "$name" | sed '1,/^Members:/d')" '0 ' \
        "$name: each element tests true, and is deleted"
}

split() {
    awk -v dir="$TMP" '/^#/ { next } /^create/ { file = dir "/set." ++n } NF { print >file }' "$1"
}

split "$TOP/tests/data/ipset-types.restore"
types=0
for file in $(printf '%s\n' "$TMP"/set.* | sort -t. -k2n -V); do
    read -r _ name type _ <"$file"
    check "$name" "$type" "$file"
    types=$((types + 1))
done
is "$types" "$(grep -c ^create "$TOP/tests/data/ipset-types.restore")" 'every block was looked at'
done_testing
