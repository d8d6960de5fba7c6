#!/bin/bash
# Holds docs/wifi.md against what there is: every command of kernlink iw, and of Debian's iw where it is
# installed, has a row; the functions in a row are public, its tests exist and mention what they are
# said to prove. Says what is wrong, and nothing else.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
table=docs/wifi.md
functions=$(tools/api.pl include/kernlink/*.h)

# The rows of commands and of methods: command|functions|tests, without the marks of code.
rows=$(sed -n 's/^| *`\(.*\)` *| *\(.*[^ ]\) *| *\(.*[^ ]\) *|$/\1|\2|\3/p' "$table" | tr -d '`')
listed=$(cut -d '|' -f 1 <<<"$rows")

ours=$(build/kernlink iw --complete --commands)
while read -r command; do
    grep -qxF -- "$command" <<<"$listed" || echo "$table has no row for '$command': | command | functions | tests, or none yet |"
done <<<"$ours"

# Of iw's usage, the words in front of the first argument. Some arguments begin with a word.
literal='limit|pref|type|cookie|frame|txpwr|airtime_weight|mesh_power_mode|vlan|plink_action|channel|freq|tids'
if command -v iw >/dev/null; then
    iw help 2>/dev/null | sed -nE 's/^\t(dev|phy|wdev) <[a-z]*> ([^[<{]*[a-z0-9_]).*/\1 \2/p
        s/^\t(reg [a-z]*|event|features|commands|list|phy|dev)( .*)?$/\1/p' | sort -u |
        while read -r command; do
            while ! grep -qxF -- "$command" <<<"$listed" && [[ $command =~ ^(.*' '.*)' '($literal)$ ]]; do
                command=${BASH_REMATCH[1]}
            done
            grep -qxF -- "$command" <<<"$listed" || echo "$table has no row for iw's '$command'"
        done
fi

check_row() { # COMMAND FUNCTIONS TESTS
    local words=$1 name file
    for name in $2; do
        name=${name//[(),]/}
        [[ $name != kl_* ]] || grep -qxF -- "$name" <<<"$functions" || echo "$1: there is no function $name"
    done
    if [[ $3 == 'not there' ]]; then
        ! grep -qxF -- "$1" <<<"$ours" || echo "$1 is there; the table says not"
        return
    fi
    [[ $3 != 'none yet' ]] || return
    words=${words#* }
    [[ $1 == *' '* && $1 != 'reg '* ]] || words=$1
    for file in ${3//,/ }; do
        if [[ ! -f tests/$file ]]; then
            echo "$1: there is no tests/$file"
        elif [[ $file == *.c ]]; then
            for name in $2; do
                grep -qwF -- "${name//[(),]/}" "tests/$file" && continue 2
            done
            echo "$1: tests/$file mentions none of: $2"
        elif ! grep -qE -- "(^|[^a-z_])$words([^a-z_]|\$)" "tests/$file"; then
            echo "$1: tests/$file does not mention '$words'"
        fi
    done
}

sed '/^## Methods/,$d' "$table" | sed -n 's/^| *`\(.*\)` *|.*|.*[^e] *|$/\1/p' | cut -d '`' -f 1 |
    grep -vxF -- "$ours" | while read -r command; do
        grep -qF "| \`$command\` | none | not there |" "$table" || echo "$table: there is no command '$command'"
    done

while IFS='|' read -r command names files; do
    check_row "$command" "$names" "$files"
done <<<"$rows"
