# SPDX-License-Identifier: MIT
# The commands of a section of the README, as NUMBER.cmd and NUMBER.want in folder, and "plug" as the
# number behind which a paragraph says that the plug is pulled.
# awk -v title='## ...' -v folder=DIR -f tour.awk README.md
$0 == title { inside = 1; next }
/^## / { inside = 0 }
!inside { next }
/^```/ { block = !block; want = ""; next }
!block && /pull the plug/ { print n + 0 >(folder "/plug") }
block && /^\$ / {
    n++
    print substr($0, 3) >(folder "/" n ".cmd")
    want = folder "/" n ".want"
    printf "" >want
    next
}
block { print >want }
