# SPDX-License-Identifier: BSD-2-Clause
# retail-events.awk - 300 events of a retail company, for scripts/quickstart.
#
#   awk -v dir=DIR -v url=URL -f retail-events.awk
#
# Writes DIR/send-binary, DIR/send-structured and DIR/send-batch, which are
# configuration files of curl, and DIR/expected/TARGET: the ids that each target
# of etc/pipelines.d/retail.cfg must get.  These follow from how the events are
# made here, and from nothing that trestle says.
function below(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}
function quoted(text) {
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}
function expect(target, id) {
    print id > (dir "/expected/" target)
}
function request(file, type, body) {
    if (file in started)
        print "next" > file
    started[file] = 1
    print "silent\nshow-error\nmax-time = 30" > file
    print "url = " quoted(url) > file
    print "output = \"/dev/null\"\nwrite-out = \"%{http_code}\\n\"" > file
    print "header = " quoted("Content-Type: " type) > file
    print "data-binary = " quoted(body) > file
}
function header(file, name, value) {
    print "header = " quoted("ce-" name ": " value) > file
}
function moment(n) {
    return sprintf("2026-11-20T%02d:%02d:%02dZ", 9 + int(n / 3600) % 12,
                   int(n / 60) % 60, n % 60)
}
function placed(n,    id, shop, lines, i, cents, total, body) {
    shop = 1 + below(40)
    id = sprintf("till-%03d-%06d", shop, n)
    lines = 1 + below(5)
    total = 0
    body = ""
    for (i = 0; i < lines; i++) {
        cents = 199 + below(60000)
        total += cents
        body = body sprintf("%s{\"sku\":\"%08d\",\"quantity\":1,\"price\":%d.%02d}",
                            i ? "," : "", 10000000 + below(9000),
                            int(cents / 100), cents % 100)
    }
    if (n % 25 == 0)            # the edge of the rule: exactly 1000
        total = 100000
    body = sprintf("{\"order\":\"SO%08d\",\"store\":\"sh-%03d\",\"amount\":%d.%02d,\"currency\":\"CNY\",\"items\":[%s]}",
                   n, shop, int(total / 100), total % 100, body)
    request(binary, "application/json", body)
    header(binary, "specversion", "1.0")
    header(binary, "id", id)
    header(binary, "type", "order.placed")
    header(binary, "source", sprintf("/shops/sh-%03d/till/%d", shop,
                                     1 + below(4)))
    header(binary, "time", moment(n * 37))
    expect("settlement", id)
    expect("lake", id)
    if (total >= 100000)
        expect("risk", id)
    expect("audit-may", id)
}
function warehoused(n,    id) {
    id = sprintf("erp-%07d", 400000 + n)
    request(structured, "application/cloudevents+json", sprintf( \
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"type\":\"goods.warehoused\",\"source\":\"/erp/wms/dc-%d\",\"time\":\"%s\",\"data\":{\"delivery\":\"DN%07d\",\"sku\":\"%08d\",\"quantity\":%d,\"unit\":\"box\"}}",
        id, 1 + below(3), moment(n * 61), n, 10000000 + below(9000),
        1 + below(400)))
    expect("stock", id)
}
function updated(n,    id, status) {
    id = sprintf("crm-%07d", 700000 + n)
    status = state[1 + below(5)]
    expect((status == "cancelled" || status == "refunded") ? "crm" \
           : "discard", id)
    expect("audit-may", id)
    return sprintf( \
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"type\":\"order.updated\",\"source\":\"/crm/orders\",\"time\":\"%s\",\"data\":{\"order\":\"SO%08d\",\"status\":\"%s\",\"member\":\"m%06d\"}}",
        id, moment(n * 43), 1 + below(150), status, below(200000))
}
BEGIN {
    seed = 20261120
    binary = dir "/send-binary"
    structured = dir "/send-structured"
    batch = dir "/send-batch"
    split("paid shipped received cancelled refunded", state, " ")
    for (n = 1; n <= 150; n++)
        placed(n)
    for (n = 1; n <= 70; n++)
        warehoused(n)
    for (n = 1; n <= 80; n += 20) {
        body = ""
        for (i = n; i < n + 20; i++)
            body = body (i > n ? "," : "") updated(i)
        request(batch, "application/cloudevents-batch+json", "[" body "]")
    }
}
