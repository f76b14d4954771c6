# SPDX-License-Identifier: BSD-2-Clause
# strip.awk - C source without comments and without what is in quotes; the
# number of lines stays.  The checks of this folder look at its output.
BEGIN { comment = 0 }
{
    out = ""
    quote = ""
    n = length($0)
    for (i = 1; i <= n; i++) {
        c = substr($0, i, 1)
        two = substr($0, i, 2)
        if (comment) {
            if (two == "*/") {
                comment = 0
                i++
            }
        } else if (quote != "") {
            if (c == "\\")
                i++
            else if (c == quote) {
                out = out c
                quote = ""
            }
        } else if (two == "/*") {
            comment = 1
            i++
        } else {
            if (c == "\"" || c == "'")
                quote = c
            out = out c
        }
    }
    print out
}
