#!/bin/bash
# The tables of lib/schema against the system's headers: every constant of the kernel's must be in the
# table with its number, and the other way round. Speaks TAP.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0 bad=0

# NAME NUMBER lines of what the enums of a header define, by the compiler itself.
header_values() { # HEADER REGEX
    local names
    names=$(echo "#include <$1>" | gcc -E -P -include sys/socket.h - | grep -oE '\b[A-Z][A-Z0-9_]+\b' |
        sort -u | grep -E "^($2)$")
    {
        printf '#include <stdio.h>\n#include <sys/socket.h>\n#include <%s>\nint main(void) {\n' "$1"
        local name
        for name in $names; do
            # Names the preprocessor shows and no enum defines would not compile.
            printf 'printf("%s %%d\\n", (int)%s);\n' "$name" "$name"
        done
        echo 'return 0; }'
    } >"$dir/values.c"
    gcc "$dir/values.c" -o "$dir/values" && "$dir/values" | sort
}

# What a table says, by its own program: the same for rows and commands.
table_values() { # SET-OR-FAMILY
    "$BUILD/tests/print_schema" "$1" | sort
}

compare() { # NAME HEADER REGEX EXCEPTIONS TABLE...
    local name=$1 header=$2 regex=$3 exceptions=$4 table
    shift 4
    header_values "$header" "$regex" | grep -vE "^($exceptions) " >"$dir/header"
    for table in "$@"; do table_values "$table"; done | sort -u | grep -E "^($regex) " |
        grep -vE "^($exceptions) " >"$dir/table"
    n=$((n + 1))
    if [[ -s $dir/header ]] && cmp -s "$dir/header" "$dir/table"; then
        echo "ok $n - $name: $(wc -l <"$dir/header") constants"
    else
        echo "not ok $n - $name"
        bad=$((bad + 1))
        diff "$dir/header" "$dir/table" | sed -n 's/^</# only the header:/p; s/^>/# only the table: /p'
    fi
}

BUILD=${BUILD:-build}
# Each group of tables has its comparisons in a file of its own.
for group in tests/schema-headers/*.sh; do
    # shellcheck disable=SC1090
    . "$group"
done
# Can it fail? A table with a wrong number must be seen.
n=$((n + 1))
table_values() { "$BUILD/tests/print_schema" "$1" | sed 's/^IPSET_CMD_ADD .*/IPSET_CMD_ADD 77/' | sort; }
if compare doctored linux/netfilter/ipset/ip_set.h 'IPSET_CMD_[A-Z_]+' 'IPSET_CMD_NONE' ipset | grep -q 'only the table:  *IPSET_CMD_ADD 77'; then
    echo "ok $n - a wrong number is seen"
else
    echo "not ok $n - a wrong number is seen"
    bad=$((bad + 1))
fi
echo "1..$n"
exit $((bad > 0))
