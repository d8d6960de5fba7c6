#!/bin/bash
# The tables of lib/schema against the kernel's YAML descriptions, which are not part of this project:
# SPECS is the folder that holds them (Documentation/netlink/specs of a kernel tree). Speaks TAP.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
specs=${SPECS:-../shared/reference/specs}
shopt -s nullglob
files=("$specs"/*.yaml)

skip() {
    echo "1..0 # SKIP $*"
    exit 0
}

((${#files[@]} > 0)) || skip "there are no specifications in $specs; SPECS names another folder"
python3 -c 'import yaml' 2>/dev/null || skip 'python3 has no yaml module (python3-yaml)'
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$BUILD/tests/dump_schema" >"$dir/dump" || exit 1
python3 tests/schema-specs.py "$dir/dump" tests/schema-specs.txt "${files[@]}" | tee "$dir/out"
status=${PIPESTATUS[0]}

# Can it fail? A wrong number, a wrong type and a wrong value must be seen.
n=$(($(grep -cE '^(not )?ok ' "$dir/out") + 1))
sed -e 's/\tNL80211_ATTR_WIPHY\tu32\t/\tNL80211_ATTR_WIPHY\tu16\t/' -e 's/\t2\tNL80211_ATTR_WIPHY_NAME\t/\t77\tNL80211_ATTR_WIPHY_NAME\t/' \
    -e 's/\tht40minus=2\t/\tht40minus=9\t/' "$dir/dump" >"$dir/doctored"
python3 tests/schema-specs.py "$dir/doctored" tests/schema-specs.txt "$specs/nl80211.yaml" >"$dir/seen"
if grep -q 'NL80211_ATTR_WIPHY is u16, not u32' "$dir/seen" && grep -q 'NL80211_ATTR_WIPHY_NAME is 77, not 2' "$dir/seen" &&
    grep -q 'WIPHY_CHANNEL_TYPE.ht40minus (2) is missing' "$dir/seen"; then
    echo "ok $n - what is wrong is seen"
else
    echo "not ok $n - what is wrong is seen"
    sed 's/^/# /' "$dir/seen"
    status=1
fi
echo "1..$n"
exit "$status"
