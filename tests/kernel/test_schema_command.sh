#!/bin/bash
# `kernlink schema` and `kernlink policy`: what they show, as text and as JSON, and what they refuse.
. "$(dirname "$0")/lib.sh"

has() { # TEXT WANTED NAME
    case $1 in
    *"$2"*) is yes yes "$3" ;;
    *) is "$1" "...$2..." "$3" ;;
    esac
}

shows() { # WANTED NAME ARGUMENT...
    local wanted=$1 name=$2
    shift 2
    has "$("$KERNLINK" "$@" 2>&1)" "$wanted" "$name"
}

shows 'ipset            netfilter ' 'families, in columns' schema
shows 'create          2  create a set' 'the commands of a family' schema ipset
shows 'IPSET_CMD_CREATE (2): create a set' 'a command' schema ipset create
shows 'struct nfgenmsg, 4 bytes' 'with its fixed header' schema ipset create
shows 'IPSET_ATTR_SETNAME ' 'and its attributes' schema ipset CREATE
shows 'IPSET_ATTR_TIMEOUT (6)' 'an attribute by its short name' schema ipset timeout
shows 'unit   s' 'its unit' schema ipset IPSET_ATTR_TIMEOUT
shows 'at     create: IPSET_ATTR_DATA' 'where it stands' schema ipset timeout
shows 'range  0 to 128' 'a range' schema ipset cidr
shows '10           inet6' 'names of values' schema ipset family
shows 'IPSET_CMD_GET_BYNAME (14)' 'a command by the end of its name' schema ipset byname
shows 'chosen by IFLA_INFO_KIND' 'an attribute by its end, and by what its inside is chosen' schema rt-link info_data
shows 'Usage: kernlink schema' 'help' schema --help

fails() { # WANTED NAME ARGUMENT...
    local wanted=$1 name=$2 out code
    shift 2
    out=$("$KERNLINK" "$@" 2>&1 >/dev/null)
    code=$?
    is "$code" 2 "$name: exit status"
    has "$out" "$wanted" "$name: what is said"
}

fails "did you mean 'ipset'?" 'a misspelt family' schema ipsett
fails "did you mean 'timeout'?" 'a misspelt attribute' schema ipset timout
fails "did you mean 'create'?" 'a misspelt command' schema ipset craete
fails "what is '--jason'?" 'an unknown option' schema --jason
fails 'Usage: kernlink policy' 'a policy of nothing' policy
fails 'no generic netlink family nonsense' 'a family that the kernel has not' policy nonsense
fails "did you mean 'nlctrl'?" 'a misspelt generic family' policy nlctr

json() { # FILTER ARGUMENT...
    local filter=$1
    shift
    "$KERNLINK" "$@" --json | python3 -c "import json, sys; d = json.load(sys.stdin); print($filter)"
}

is "$(json 'sorted({f["protocol"] for f in d if f["family"] in ("ipset", "nlctrl")})' schema)" \
    "['generic', 'netfilter']" 'families as JSON'
is "$(json '[c["number"] for c in d[0]["commands"] if c["name"] == "IPSET_CMD_ADD"]' schema ipset)" '[9]' \
    'a family as JSON'
is "$(json 'd[0]["header"]["fields"][0]["values"]["inet6"]' schema ipset add)" 10 'a command as JSON'
is "$(json '(d[0]["type"], d[0]["unit"], d[0]["big_endian"])' schema ipset timeout)" "('u32', 's', True)" \
    'an attribute as JSON'
# Every set that something refers to is there; the whole of every family is JSON.
is "$(for f in $("$KERNLINK" schema --complete); do
    "$KERNLINK" schema "$f" --json
done | python3 -c '
import json, sys
text, at, decoder, families, lost = sys.stdin.read(), 0, json.JSONDecoder(), 0, []
while text[at:].strip():
    (family,), end = decoder.raw_decode(text[at:].lstrip())
    at += len(text[at:]) - len(text[at:].lstrip()) + end
    families += 1
    names = [s["name"] for s in family["sets"]]
    sets = set(names)
    lost += [(family["family"], name, "twice") for name in sets if names.count(name) > 1]
    for s in family["sets"]:
        for a in s["attributes"]:
            wanted = [a["set"]] if "set" in a else []
            wanted += [c["set"] for c in a.get("chosen", {}).get("cases", [])]
            lost += [(family["family"], w) for w in wanted if w not in sets]
print(families > 1, lost)')" 'True []' 'all families as JSON, nothing is referred to that is not there'

shows 'nlctrl: family 16, version 2' 'the policy of a family' policy nlctrl
shows 'CTRL_ATTR_FAMILY_NAME' 'with the names of our tables' policy nlctrl
is "$(json '[a["type"] for a in d[0]["attributes"] if a.get("name") == "CTRL_ATTR_FAMILY_ID"]' policy nlctrl)" \
    "['u16', 'u16']" 'a policy as JSON'
is "$("$KERNLINK" policy --complete | grep -cx nlctrl)" 1 'generic families, for completion'
is "$("$KERNLINK" schema ipset timeout 2>&1 >/dev/full; echo $?)" "kernlink schema: cannot write
1" 'a full disk'
done_testing
