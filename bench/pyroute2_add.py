# SPDX-License-Identifier: MIT
"""pyroute2_add.py SET: adds the addresses of standard input, one a line. Prints the seconds."""

import sys
import time

from pyroute2 import IPSet

addresses = sys.stdin.read().split()
with IPSet() as ipset:
    start = time.monotonic()
    for address in addresses:
        ipset.add(sys.argv[1], address, etype="ip")
    print(f"{time.monotonic() - start:.6f}")
