#!/bin/bash
# Snapshots of interfaces of every kind: all that test_net_kinds.sh applies is kept and restored.
. "$(dirname "$0")/snapshot_lib.sh"
. "$(dirname "$0")/test_net_kinds.sh"
