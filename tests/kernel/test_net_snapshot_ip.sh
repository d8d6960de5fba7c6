#!/bin/bash
# Snapshots of addresses, routes, rules, neighbours and knobs: all that test_net_ip.sh applies is kept
# and restored, beside what others made.
. "$(dirname "$0")/snapshot_lib.sh"
. "$(dirname "$0")/test_net_ip.sh"
