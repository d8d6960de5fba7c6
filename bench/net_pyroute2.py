# SPDX-License-Identifier: MIT
"""net_pyroute2.py dump | add N: routes of IPv4 by link v0. Prints how many, or the processor's seconds."""

import socket
import sys
import time

from pyroute2 import IPRoute

with IPRoute() as ip:
    if sys.argv[1] == "dump":
        print(sum(1 for _ in ip.get_routes(family=socket.AF_INET)))
    else:
        link = ip.link_lookup(ifname="v0")[0]
        start = time.process_time()
        for i in range(int(sys.argv[2])):
            address = socket.inet_ntoa((0x0A000000 + i).to_bytes(4, "big"))
            ip.route("add", dst=f"{address}/32", oif=link, scope=253)
        print(f"{time.process_time() - start:.6f}")
