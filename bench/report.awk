# SPDX-License-Identifier: MIT
# awk -v to=terminal|markdown -f stats.awk -f report.awk facts results
# The numbers of a run beside what they should be.

function pad(s, width) {
    return sprintf("%-" width "s", s)
}

function heading(text) {
    if (to == "markdown") printf "\n## %s\n\n", text
    else printf "\n%s\n", text
}

function paragraph(text) {
    if (to == "markdown") print text "\n"
}

# A row of @n cells of the global array cell; @first: the table's head.
function row(n, first,    i, line) {
    line = to == "markdown" ? "|" : " "
    for (i = 1; i <= n; i++)
        line = line (to == "markdown" ? " " cell[i] " |" : " " pad(cell[i], width[i]))
    sub(/ +$/, "", line)
    print line
    if (first && to == "markdown") {
        line = "|"
        for (i = 1; i <= n; i++) line = line (i == 1 ? "---|" : "--:|")
        print line
    }
}

function cells(text, n,    i, part) {
    n = split(text, part, "|")
    for (i = 1; i <= n; i++) cell[i] = part[i]
    return n
}

function widths(text,    i, n, part) {
    n = split(text, part, " ")
    for (i = 1; i <= n; i++) width[i] = part[i] + 0
}

function with_spread(r) {
    return sprintf("%.2f (%.2f to %.2f)", r, ratio_min, ratio_max)
}

function at_least(r, aim) {
    return aim ": " verdict(r >= aim)
}

function at_most(r, aim) {
    return aim ": " verdict(r <= aim)
}

function verdict(met) {
    total++
    met_total += met
    return met ? "met" : "MISSED"
}

# restore, save, json: ours beside the peer's and the floor.
function bulk(work, size, faster, faster_port, floor_aim, list,    i, n, name, ours, peer, floor, r) {
    widths(to == "markdown" ? "0" : "40 8 8 23 12 8 22 12")
    row(cells("set|kernlink|ipset|times faster|at least|floor|times the floor|at most"), 1)
    n = split(list, name, " ")
    for (i = 1; i <= n; i++) {
        ours = key_of(name[i], work, "kernlink", size)
        peer = key_of(name[i], work, "ipset", size)
        floor = key_of(name[i], work, "floor", size)
        if (!count[ours] || !count[peer] || !count[floor]) continue
        cell[1] = title[name[i]]
        cell[2] = seconds(median(ours))
        cell[3] = seconds(median(peer))
        r = ratio(peer, ours)
        cell[4] = with_spread(r)
        cell[5] = at_least(r, name[i] == "net,port" ? faster_port : faster)
        cell[6] = seconds(median(floor))
        r = ratio(ours, floor)
        cell[7] = with_spread(r)
        cell[8] = at_most(r, floor_aim)
        row(8)
    }
}

function sorted(    i, ours, plain, r) {
    widths("40 10 10 23 12 10")
    row(cells("set|sorted|unsorted|times as long|at most|peak memory"), 1)
    for (i = 1; i <= n_cases; i++) {
        ours = key_of(cases[i], "sorted", "kernlink")
        plain = key_of(cases[i], "sorted", "unsorted")
        if (!count[ours] || !count[plain]) continue
        r = ratio(ours, plain)
        cell[1] = title[cases[i]]
        cell[2] = seconds(median(ours))
        cell[3] = seconds(median(plain))
        cell[4] = with_spread(r)
        cell[5] = at_most(r, 2)
        cell[6] = sprintf("%.1f MB", megabytes(memory[ours]))
        row(6)
    }
}

function megabytes(kib) {
    return kib * 1024 / 1000000
}

function peak(    i, w, n, work, ours, small, peer, m, aim) {
    n = split("restore save json", work, " ")
    widths("40 18 14 14 14 14")
    cells("set|work|" entries / 10 " elements|" entries " elements|at most|ipset")
    row(6, 1)
    for (i = 1; i <= n_cases; i++)
        for (w = 1; w <= n; w++) {
            ours = key_of(cases[i], work[w], "kernlink")
            small = key_of(cases[i], work[w], "kernlink", entries / 10)
            peer = key_of(cases[i], work[w], "ipset")
            if (!count[ours] || !count[small]) continue
            m = megabytes(memory[ours])
            aim = work[w] == "restore" ? 8 + 32 * entries / 1000000 : 8
            cell[1] = title[cases[i]]
            cell[2] = work[w] == "json" ? "list as JSON" : work[w]
            cell[3] = sprintf("%.1f MB", megabytes(memory[small]))
            cell[4] = sprintf("%.1f MB", m)
            cell[5] = at_most(m, aim)
            cell[6] = sprintf("%.1f MB", megabytes(memory[peer]))
            row(6)
        }
}

function single(    i, n, work, ours, other, r) {
    widths("52 12 12 23 12")
    row(cells("one element|kernlink|beside|times as long|at most"), 1)
    n = split("add test", work, " ")
    for (i = 1; i <= n; i++) {
        ours = key_of("process", work[i], "kernlink", 1)
        other = key_of("process", work[i], "ipset", 1)
        r = ratio(ours, other)
        cell[1] = work[i] ", a process from start to end, beside ipset"
        single_row(ours, other, r, 1)
    }
    n = split("add test delete", work, " ")
    for (i = 1; i <= n; i++) {
        ours = key_of("socket", work[i], "kernlink", 1)
        other = key_of("socket", work[i], "floor", 1)
        r = ratio(ours, other)
        cell[1] = work[i] ", the library, beside send() and recv()"
        single_row(ours, other, r, 1.2)
    }
}

function single_row(ours, other, r, aim) {
    if (!count[ours] || !count[other]) return
    cell[2] = seconds(median(ours))
    cell[3] = seconds(median(other))
    cell[4] = with_spread(r)
    cell[5] = at_most(r, aim)
    row(5)
}

function others(    i, n, k, name, ours, key, each, part) {
    widths("40 10 12 12 22")
    row(cells("set|tool|elements|an element|kernlink times faster"), 1)
    n = split("ip:libnl ip:pyroute2 ip:nft net:nft inet6:nft", name, " ")
    for (i = 1; i <= n; i++) {
        split(name[i], part, ":")
        key = ""
        for (k in count)
            if (index(k, part[1] " add " part[2] " ") == 1) key = k
        if (!key) continue
        split(key, part, " ")
        ours = median(key_of(part[1], "restore", "kernlink")) / entries
        each = median(key) / part[4]
        cell[1] = title[part[1]]
        cell[2] = part[3] " " fact[part[3] == "nft" ? "nftables" : part[3]]
        cell[3] = part[4]
        cell[4] = seconds(each)
        cell[5] = sprintf("%.0f", each / ours)
        row(5)
    }
}

# `ip route show table all', plain and watched.
function watching(    i, n, name, say, key, plain, r) {
    widths("52 12 25 12")
    row(cells("what watches|a run|times the plain run|at most"), 1)
    n = split("plain tracer kernlink-trace strace strace-bpf", name, " ")
    say["plain"] = "nothing"
    say["tracer"] = "the tracer of kernlink, which shows nothing"
    say["kernlink-trace"] = "kernlink trace -o FILE"
    say["strace"] = "strace -f -o FILE"
    say["strace-bpf"] = "strace -f --seccomp-bpf -e trace=%network -o FILE"
    plain = key_of("route", "trace", "plain", 1000)
    for (i = 1; i <= n; i++) {
        key = key_of("route", "trace", name[i], 1000)
        if (!count[key]) continue
        r = ratio(key, plain)
        cell[1] = say[name[i]]
        cell[2] = seconds(median(key))
        cell[3] = name[i] == "plain" ? "" : with_spread(r)
        cell[4] = name[i] == "kernlink-trace" ? at_most(r, 2) : ""
        row(4)
    }
}

# One row of routes: what is told, the tool, and how it stands to another.
function routes_row(work, tool, size, say, against, aim,    key, r) {
    key = key_of("routes", work, tool, size)
    if (!count[key]) return
    cell[1] = say
    cell[2] = size
    cell[3] = seconds(median(key))
    cell[4] = against && against != tool ? with_spread(ratio(key, key_of("routes", work, against, size))) : ""
    cell[5] = aim ? at_most(ratio(key, key_of("routes", work, against, size)), aim) : ""
    cell[6] = work != "add" && memory[key] ? sprintf("%.1f MB", megabytes(memory[key])) : ""
    row(6)
}

function routes(    few, last, first) {
    few = entries / 10
    widths("46 9 12 24 12 10")
    row(cells("what|routes|time|times the floor|at most|memory"), 1)
    routes_row("dump", "floor", entries, "dump: a bare loop that receives (the floor)", "", 0)
    routes_row("dump", "kernlink", entries, "dump: kl_net_dump(), each route read", "floor", 1.3)
    routes_row("dump", "libnl", entries, "dump: libnl, each route parsed", "floor", 0)
    routes_row("dump", "iproute2", entries, "dump: ip route show", "floor", 0)
    routes_row("dump", "pyroute2", few, "dump: pyroute2", "kernlink", 0)
    routes_row("add", "raw", few, "add: 100 a send by hand, the last acknowledged", "", 0)
    routes_row("add", "acked", few, "add: 100 a send by hand, all acknowledged", "raw", 0)
    routes_row("add", "kernlink", few, "add: kl_net_batch_add(), kl_net_batch_run()", "raw", 1.2)
    routes_row("add", "libnl", few, "add: libnl, one by one", "raw", 0)
    routes_row("add", "iproute2", few, "add: ip -batch", "raw", 0)
    routes_row("add", "pyroute2", few / 10, "add: pyroute2, one by one", "", 0)
    routes_row("watch", "kernlink", few, "state: kl_net_watch", "", 0)
    routes_row("watch", "kernlink", few * 2, "state: kl_net_watch", "", 0)
    routes_row("watch", "kernlink", entries, "state: kl_net_watch", "", 0)
    routes_row("watch", "libnl", few, "state: libnl's cache", "kernlink", 0)
    routes_row("watch", "libnl", few * 2, "state: libnl's cache", "kernlink", 0)
    first = median(key_of("routes", "watch", "kernlink", few))
    last = median(key_of("routes", "watch", "kernlink", entries))
    if (first) printf "\nThe state of ten times as many routes took %.1f times as long (at most %s); a route takes %.0f bytes.\n", \
        last / first, at_most(last / first, 15), \
        memory[key_of("routes", "watch", "kernlink", entries)] * 1024 / entries
}

# One row of kernlinkd beside systemd-networkd; without a work of networkd's, ours alone.
function daemons_row(work, size, say, aim,    ours, theirs) {
    ours = key_of("netd", work, "kernlinkd", size)
    theirs = key_of("netd", work, "networkd", size)
    if (!count[ours]) return
    cell[1] = say
    cell[2] = seconds(median(ours))
    cell[3] = count[theirs] ? seconds(median(theirs)) : ""
    cell[4] = count[theirs] ? with_spread(ratio(theirs, ours)) : ""
    cell[5] = aim ? sprintf("%d ms: %s", aim * 1000, verdict(median(ours) <= aim)) : ""
    row(5)
}

function daemons_memory(size, say, aim,    ours, theirs) {
    ours = megabytes(memory[key_of("netd", "ready", "kernlinkd", size)])
    theirs = megabytes(memory[key_of("netd", "ready", "networkd", size)])
    if (!ours) return
    cell[1] = say
    cell[2] = sprintf("%.1f MB", ours)
    cell[3] = theirs ? sprintf("%.1f MB", theirs) : ""
    cell[4] = theirs ? sprintf("%.2f", theirs / ours) : ""
    cell[5] = sprintf("%d MB: %s", aim, verdict(ours <= aim))
    row(5)
}

function daemons(    many) {
    many = count[key_of("netd", "links", "vlan", 1000)] ? "10000 routes, 1000 VLANs" : \
        "10000 routes, 1000 bridges"
    widths("58 12 18 24 14")
    row(cells("what|kernlinkd|systemd-networkd|times better|at most"), 1)
    daemons_row("ready", "few", "start until ready, one route; ours has answered a request", 0.05)
    daemons_row("whole", "few", "start until the route is there", 0)
    daemons_row("whole", "many", "start until all is there: " many, 0)
    daemons_row("processor", "many", "the processor's time for that", 0)
    daemons_memory("few", "memory of its own at rest, one route", 4)
    daemons_memory("many", "memory of its own at rest, " many, 4)
    daemons_row("apply", "many", "kernlink net apply of " many, 0)
    daemons_row("none", "many", "kernlink net diff, all is there", 0)
    daemons_row("one.diff", "many", "kernlink net diff, one route is another", 0)
    daemons_row("one.apply", "many", "kernlink net apply of that", 0)
}

function introduction() {
    print "# The bench\n"
    print "What `make bench` measured on one machine. The page is written by it; every number on it"
    print "is from the one run described here.\n"
    print "| | |\n|---|---|"
    print "| date | " fact["date"] " |"
    print "| kernel | " fact["kernel"] " |"
    print "| processor | " fact["processor"] " |"
    print "| memory | " fact["memory"] " |"
    print "| kernlink | " fact["kernlink"] " |"
    print "| beside it | ipset " fact["ipset"] ", nftables " fact["nftables"] ", libnl " \
        fact["libnl"] ", pyroute2 " fact["pyroute2"] ", as Debian packages them |"
    print "| elements | " entries ", all different, in no order |"
    print "| rounds | " fact["rounds"] ", each tool once in every round |\n"
    print "![Seconds to restore, save and list, for each kind of set](bench.svg)\n"
    print "Times are medians of whole processes from start to end, into and out of files. A ratio is"
    print "that of the medians; in brackets the least and the greatest of any one round. Everything"
    print "runs in one private network namespace; sets are destroyed and files removed between"
    print "measurements, which is not timed. The elements of each restored set and the lines of each file are counted."
}

function running() {
    heading("How to run it")
    print "    make bench                              # as above; about ten minutes, as root"
    print "    make bench BENCH_FLAGS=--ten-million    # ten million elements, too"
    print "    make bench ENTRIES=20000 ROUNDS=3       # a look; docs/ stays as it is\n"
    print "It installs the Debian packages it needs, builds, prints these tables, and writes this"
    print "page, the chart beside it, and every single measurement (build/bench/results)."
}

END {
    bulk_sets = "ip net net,port ext inet6"
    if (to == "markdown") introduction()
    heading("Restore from a file")
    paragraph("The floor is a program that sends the messages of our restore, recorded before, and waits for\n" \
        "each answer: the kernel's own time. `hashsize` is given, so that all do the same work, but in the\n" \
        "last row; `initval` too, so that recorded messages fit the set.")
    bulk("restore", 0, 5, 12, 1.25, bulk_sets " ip-auto")
    heading("Save to a file")
    paragraph("The floor is a bare loop that receives the listing and drops it; it writes nothing.")
    bulk("save", 0, 1.9, 12, 1.3, bulk_sets)
    heading("List as JSON to a file")
    paragraph("ipset " fact["ipset"] " has no JSON; beside ours stands its XML.")
    bulk("json", 0, 1.8, 1.8, 1.4, bulk_sets)
    heading("List sorted")
    paragraph("`list -sorted` beside `list`, both ours. ipset sorts in time that grows with the square, and\n" \
        "does not finish with a million.")
    sorted()
    heading("Peak memory")
    paragraph("The most that the process had at once, its libraries included. A restore may hold 32 bytes an\n" \
        "element on top of 8 MB to bring them into the order of the set's buckets.")
    peak()
    heading("One element")
    paragraph("200 processes of each in every round; 100000 calls of each on one open socket, the other side\n" \
        "sending the same bytes by hand.")
    single()
    heading("Other ways to add")
    paragraph("One round each, per element: libnl in a small C program and pyroute2 in a loop, one message an\n" \
        "address, with fewer elements as they take their time; nft -f into a set of nft's own.")
    others()
    if (count[key_of("route", "trace", "plain", 1000)]) {
        heading("Watching a program")
        paragraph("`ip route show table all` with 1000 routes, plain and watched, 20 runs of each in every round.\n" \
            "What is watched waits for its watcher at calls that may carry netlink; strace without a filter\n" \
            "stops at all calls. What they write goes to memory.")
        watching()
    }
    if (count[key_of("routes", "dump", "kernlink")]) {
        heading("Routes")
        paragraph("Routes of IPv4 in one table: a dump as a stream, adding, and a state that is kept up. Times are\n" \
            "the processor's, the kernel's work inside of each call included. libnl's\n" \
            "cache takes time that grows with the square; pyroute2 has fewer, as it takes its time, and\n" \
            "stands beside kl_net_dump() of as many.")
        routes()
    }
    if (count[key_of("netd", "ready", "kernlinkd", "few")]) {
        heading("The daemon")
        paragraph("kernlinkd and systemd-networkd with the same settings, each in namespaces of its own, from exec() on.\n" \
            "Ready is what they tell systemd: ours when the settings were applied, networkd before it\n" \
            "begins. What is there is seen by the kernel's events. Where the kernel has no VLANs, bridges\n" \
            "stand in for them.")
        daemons()
    }
    if (count[key_of("ip", "restore", "kernlink", 10000000)] && entries != 10000000) {
        heading("Ten million elements")
        paragraph("Three rounds of ours and of the floor, one of ipset.")
        heading3("Restore")
        bulk("restore", 10000000, 5, 12, 1.25, "ip")
        heading3("Save")
        bulk("save", 10000000, 1.9, 12, 1.3, "ip")
        heading3("List as JSON")
        bulk("json", 10000000, 1.8, 1.8, 1.4, "ip")
        printf "\nPeak memory: restore %.1f MB, save %.1f MB, list as JSON %.1f MB.\n", \
            megabytes(memory[key_of("ip", "restore", "kernlink", 10000000)]), \
            megabytes(memory[key_of("ip", "save", "kernlink", 10000000)]), \
            megabytes(memory[key_of("ip", "json", "kernlink", 10000000)])
    }
    if (to == "markdown") running()
    else printf "\n%d of %d aims met\n", met_total, total
}

function heading3(text) {
    if (to == "markdown") printf "\n### %s\n\n", text
    else printf "\n%s\n", text
}
