#!/bin/bash
# The session of make demo runs through, and says what it promises.
. "$(dirname "$0")/lib.sh"
[[ $KERNLINK -ef $TOP/build/kernlink ]] || skip_all 'the demo shows build/kernlink, this is another build'
run "$TOP/tools/demo-ipset.sh"
is "$status" 0 'the session runs through'
like "$out" 'Number of entries: 2402' 'the block list is in the kernel'
like "$out" 'Warning: 203.0.113.9 is in set blocked' 'an address is found'
like "$out" '203.0.113.7 is NOT in set blocked' 'an exception is not'
like "$out" '"elem": "198.51.100.0/24"' 'JSON'
is "$(grep -c '^the same$' <<<"$out")" "$([[ -n $IPSET_PEER ]] && echo 2 || echo 1)" 'save, restore, save'
like "$out" 'did you mean .timeout' 'a misspelt option is told'
like "$out" 'Error in line 2' 'the line of a mistake is told'
ok test "$(wc -l <<<"$out")" -lt 120 -- 'it fits a few screens'

# Its second part, which traces: not everywhere may programs be.
if "$KERNLINK" trace true 2>/dev/null; then
    ip link set lo up
    run "$TOP/tools/demo-trace.sh"
    is "$status" 0 'the session of traces runs through'
    like "$out" 'IFLA_INFO_KIND "veth"' 'a request is shown'
    like "$out" '<- error -EEXIST it exists already' 'a refusal in words'
    like "$out" 'kl_msg_start_command\(m, kl_family_find\("rt-addr"\), "newaddr"' 'a C program'
    like "$out" 'there is no attribute mut, is mtu meant' 'a misspelt attribute is told'
else
    skip 'the session of traces' 'programs may not be traced here'
fi
done_testing
