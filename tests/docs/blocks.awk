# SPDX-License-Identifier: BSD-2-Clause
# blocks.awk - the verbatim blocks of a POD page, each into DIR/N.txt, with its
# first column taken away; prints "N LINE CONTEXT" for each, where CONTEXT is
# what a line "=for check CONTEXT" before it says, or "-".
function flush() {
    if (text != "") {
        n++
        sub(/\n+$/, "\n", text)
        printf "%s", text > (dir "/" n ".txt")
        close(dir "/" n ".txt")
        print n, at, (context == "" ? "-" : context)
        context = ""
    }
    text = ""
}
BEGIN { n = 0; text = ""; context = "" }
/^=for check / { flush(); context = substr($0, 12); next }
/^[ \t]/ { if (text == "") at = NR; text = text substr($0, 2) "\n"; next }
/^$/ { if (text != "") text = text "\n"; next }
{ flush() }
END { flush() }
