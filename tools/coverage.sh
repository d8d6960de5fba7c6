#!/bin/bash
# coverage.sh - attributes that tshark and kernlink leave raw in the captures of tests/data/captures;
# writes docs/coverage.md. `make coverage`; needs a build with tests.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
command -v tshark >/dev/null || { echo 'coverage.sh: tshark is not installed' >&2 && exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
audit=build/tests/audit
[[ -x $audit ]] || { echo 'coverage.sh: build with -Dtests=enabled first' >&2 && exit 1; }

# Attributes that tshark shows (each has a length), and those among them that it leaves as bytes.
cat >"$dir/count.awk" <<'AWK'
/<field name="netlink.attr_len"/ { shown++ }
/<field name="(netlink.attr_data|nl80211.attr_value)"/ { raw++ }
END { print shown + 0, raw + 0 }
AWK

all_messages=0 all=0 all_unseen=0 all_raw=0 all_left=0 all_bytes=0
for tool in ip nft ipset ethtool wg iw; do
    captures=(tests/data/captures/"$tool"-*.pcapng.gz)
    [[ -e tests/data/captures/$tool.pcapng.gz ]] && captures+=("tests/data/captures/$tool.pcapng.gz")
    $audit -r "${captures[@]}" >"$dir/left" 2>"$dir/sum"
    read -r messages _ attributes _ <"$dir/sum"
    attributes=${attributes//[!0-9]/}
    left=$(wc -l <"$dir/left")
    # tests/captures.sh says which and why.
    . tests/captures.lists
    bytes=$(grep -cE "$by_nature" "$dir/left" || :)
    mergecap -a -w "$dir/all.pcapng" "${captures[@]}"
    read -r shown raw < <(tshark -r "$dir/all.pcapng" -T pdml 2>/dev/null | awk -f "$dir/count.awk")
    unseen=$((attributes > shown ? attributes - shown : 0))
    echo "| $tool | ${#captures[@]} | $messages | $attributes | $unseen | $raw | $((left - bytes)) | $bytes |"
    all_messages=$((all_messages + messages)) all=$((all + attributes)) all_unseen=$((all_unseen + unseen))
    all_raw=$((all_raw + raw)) all_left=$((all_left + left - bytes)) all_bytes=$((all_bytes + bytes))
done >"$dir/rows"
files=(tests/data/captures/*.pcapng.gz)
percent() {
    awk -v n="$1" -v of="$all" 'BEGIN { printf "%.2f %%", 100 * n / of }'
}

cat >docs/coverage.md <<TEXT
# What is left raw

The same captures of real tools (\`tests/data/captures\`), read by tshark and by kernlink: how many
attributes does a reader get as bytes, or not at all?

| tool | captures | messages | attributes | tshark: not shown | tshark: raw | kernlink: left | bytes by nature |
|---|---:|---:|---:|---:|---:|---:|---:|
$(cat "$dir/rows")
| all | ${#files[@]} | $all_messages | $all | $all_unseen ($(percent $all_unseen)) | $all_raw ($(percent $all_raw)) | $all_left ($(percent $all_left)) | $all_bytes ($(percent $all_bytes)) |

- *attributes*: all of them, nested ones and elements of arrays included, alignment not.
- *not shown*: attributes inside of what tshark has as one run of bytes, or does not dissect at all.
- *raw*: attributes that tshark shows as bytes, whether it names them or not. Numbers that it shows
  without a name are not counted here.
- Of iw's and ethtool's attributes most are the control family's, which lists a family's commands.
- *left*: attributes that kernlink has no row for, shows as bytes, or whose number or bit has no name
  although the attribute's type is an enum.
- *bytes by nature*: what kernlink shows as bytes because the kernel itself has no more to say of it:
  operands of nftables, which are registers' contents, user data, and keys; and numbers of which only
  some have names, such as routing tables. tshark's columns hold these, too.

Done on $(date +%F) with $(tshark --version 2>/dev/null | sed -n '1s/ (Git.*//p') and kernlink $(build/kernlink --version | sed -n '1s/[^0-9]*//p').
\`make coverage\` does it again; \`tools/captures.sh\` records the captures anew in the virtual machine
(Debian's kernel 6.1), and \`tests/captures.sh\` fails when kernlink leaves 1 % or more.
TEXT
sed -n '/^| tool/,/^| all/p' docs/coverage.md
