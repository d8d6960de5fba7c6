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
done_testing
