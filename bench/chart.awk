# SPDX-License-Identifier: MIT
# awk -f stats.awk -f chart.awk facts results: the bulk times as horizontal bars, in SVG that is
# readable on a light and on a dark page. One panel a work, one group of bars a set.

function bar(class, key, y,    length_, time) {
    time = median(key)
    length_ = time / longest * bars
    if (length_ < 1.5) length_ = 1.5
    printf "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n", \
        class, left, y, length_, thick
    printf "<text class=\"time\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", left + length_ + 6, \
        y + thick - 2.5, time < 0.1 ? sprintf("%.3f s", time) : sprintf("%.2f s", time)
}

function legend(class, text, x) {
    printf "<rect class=\"%s\" x=\"%d\" y=\"50\" width=\"12\" height=\"12\" rx=\"2\"/>\n", class, x
    printf "<text x=\"%d\" y=\"60.5\">%s</text>\n", x + 18, text
}

function panel(work, name,    i, t, tool, n) {
    n = split("kernlink ipset floor", tool, " ")
    longest = 0
    for (i = 1; i <= n_cases; i++)
        for (t = 1; t <= n; t++)
            if (median(key_of(cases[i], work, tool[t])) > longest)
                longest = median(key_of(cases[i], work, tool[t]))
    printf "<text class=\"panel\" x=\"20\" y=\"%d\">%s</text>\n", top + 18, name
    printf "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", left, left, top + 30, \
        top + 30 + n_cases * group - gap
    for (i = 1; i <= n_cases; i++) {
        y = top + 30 + (i - 1) * group
        printf "<text class=\"set\" x=\"%d\" y=\"%.1f\">%s</text>\n", left - 10, \
            y + 1.5 * (thick + 2) + 3, short[cases[i]]
        for (t = 1; t <= n; t++)
            bar(tool[t], key_of(cases[i], work, tool[t]), y + (t - 1) * (thick + 2))
    }
    top += 30 + n_cases * group + 16
}

END {
    for (i = 1; i <= n_cases; i++) short[cases[i]] = title[cases[i]]
    short["ext"] = "hash:ip with extensions"
    wide = 820
    left = 190
    bars = 550
    thick = 12
    gap = 12
    group = 3 * (thick + 2) + gap
    top = 80
    high = top + 3 * (30 + n_cases * group + 16) + 24
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" " \
        "height=\"%d\" role=\"img\" aria-label=\"Seconds to restore, save and list IP sets\">\n", \
        wide, high, wide, high
    print "<style>"
    print "text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }"
    print ".title { font-size: 17px; font-weight: 600; }"
    print ".panel { font-size: 14px; font-weight: 600; }"
    print ".set { text-anchor: end; }"
    print ".time, .note { font-size: 12px; fill: #59636e; font-variant-numeric: tabular-nums; }"
    print ".page { fill: #ffffff; }"
    print "line { stroke: #8c959f; }"
    print ".kernlink { fill: #0969da; } .ipset { fill: #7d8792; } .floor { fill: #bcc5cf; }"
    print "@media (prefers-color-scheme: dark) {"
    print "  .page { fill: #0d1117; }"
    print "  text { fill: #e6edf3; } .time, .note { fill: #9198a1; } line { stroke: #656c76; }"
    print "  .kernlink { fill: #4493f8; } .ipset { fill: #8b949e; } .floor { fill: #4f5863; }"
    print "}"
    print "</style>"
    printf "<rect class=\"page\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", wide, high
    printf "<text class=\"title\" x=\"20\" y=\"30\">Seconds for %s elements</text>\n", \
        entries == 1000000 ? "a million" : entries
    legend("kernlink", "kernlink", 20)
    legend("ipset", "ipset " fact["ipset"], 120)
    legend("floor", "the kernel alone", 230)
    panel("restore", "Restore from a file")
    panel("save", "Save to a file")
    panel("json", "List to a file: kernlink as JSON, ipset as XML")
    printf "<text class=\"note\" x=\"20\" y=\"%d\">%s; %s; medians of %d rounds, %s.</text>\n", \
        high - 14, fact["kernel"], fact["processor"], fact["rounds"], substr(fact["date"], 1, 10)
    print "</svg>"
}
