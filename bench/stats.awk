# SPDX-License-Identifier: MIT
# What the report and the chart have in common: reads facts and results, and reckons.
# A measurement is value[KEY, ROUND] of KEY = CASE WORK TOOL ENTRIES, from round 1 to count[KEY].

BEGIN {
    n_cases = split("ip net net,port ext inet6", cases, " ")
    title["ip"] = "hash:ip"
    title["net"] = "hash:net"
    title["net,port"] = "hash:net,port"
    title["ext"] = "hash:ip with timeout, counters, comment"
    title["inet6"] = "hash:ip, IPv6"
    title["ip-auto"] = "hash:ip, hashsize left to the tool"
}

FILENAME ~ /facts$/ {
    name = $1
    sub(/^[^ ]* /, "")
    fact[name] = $0
    if (name == "entries") entries = $0 + 0
    next
}

{
    key = $1 " " $2 " " $3 " " $4
    value[key, ++count[key]] = $5 + 0
    if ($6 + 0 > memory[key]) memory[key] = $6 + 0
}

function key_of(case_, work, tool, size) {
    return case_ " " work " " tool " " (size ? size : entries)
}

function median(key,    i, j, t, n, s) {
    n = count[key]
    for (i = 1; i <= n; i++) s[i] = value[key, i]
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && s[j - 1] > s[j]; j--) { t = s[j]; s[j] = s[j - 1]; s[j - 1] = t }
    if (!n) return 0
    return n % 2 ? s[(n + 1) / 2] : (s[n / 2] + s[n / 2 + 1]) / 2
}

# Of the medians. The extremes of single rounds go to ratio_min and ratio_max.
function ratio(above, below,    i, n, r, up) {
    n = count[above] ? count[below] : 0
    ratio_min = ratio_max = 0
    for (i = 1; i <= n; i++) {
        up = i > count[above] ? count[above] : i
        r = value[above, up] / value[below, i]
        if (i == 1 || r < ratio_min) ratio_min = r
        if (i == 1 || r > ratio_max) ratio_max = r
    }
    return n && count[above] ? median(above) / median(below) : 0
}

function seconds(x) {
    if (x >= 0.1) return sprintf("%.2f s", x)
    if (x >= 0.001) return sprintf("%.1f ms", x * 1000)
    return sprintf(x >= 0.0001 ? "%.0f %ss" : "%.2f %ss", x * 1000000, to == "markdown" ? "µ" : "u")
}
