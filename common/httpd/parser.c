/* parser.c - HTTP/1.1 requests as a pure function over bytes
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "httpd/parser.h"

enum { C_TOKEN = 1, C_TARGET = 2, C_VALUE = 4, C_HOST = 8 };

/* clang-format off */
#define V C_VALUE
#define G (C_TARGET | C_VALUE)
#define H (C_TARGET | C_VALUE | C_HOST)
#define K (C_TOKEN | C_TARGET | C_VALUE)
#define A (C_TOKEN | C_TARGET | C_VALUE | C_HOST)
static const unsigned char class[256] = {
    /* controls: none is allowed but the tab in a value */
    0, 0, 0, 0, 0, 0, 0, 0, 0, V, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    /*  !  "  #  $  %  &  '  (  )  *  +  ,  -  .  / */
    V, A, G, K, A, A, A, A, H, H, A, A, H, A, A, G,
    /* 0 to 9 : ; < = > ? */
    A, A, A, A, A, A, A, A, A, A, H, H, G, H, G, G,
    /* @ A to Z [ \ ] ^ _ */
    G, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
    A, A, A, A, A, A, A, A, A, A, A, H, G, H, K, A,
    /* ` a to z { | } ~ DEL */
    K, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
    A, A, A, A, A, A, A, A, A, A, A, G, K, G, A, 0,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
    V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
};
#undef V
#undef G
#undef H
#undef K
#undef A
/* clang-format on */

static bool
is_class (char c, int bits)
{
    return (class[(unsigned char)c] & bits) != 0;
}

static bool
is_blank (char c)
{
    return c == ' ' || c == '\t';
}

/* How many bytes from at on, before end, are of a class. */
static size_t
span (const char *at, const char *end, int bits)
{
    const char *p = at;

    while (p < end && is_class (*p, bits))
        p++;
    return (size_t)(p - at);
}

static char
lower (char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool
http_is (const char *text, size_t len, const char *lower_text)
{
    for (size_t i = 0; i < len; i++)
        if (lower_text[i] == '\0' || lower (text[i]) != lower_text[i])
            return false;
    return lower_text[len] == '\0';
}

bool
http_list_has (const char *text, size_t len, const char *token)
{
    const char *p = text, *end = text + len;

    while (p < end) {
        const char *comma = memchr (p, ',', (size_t)(end - p));
        const char *stop = comma != NULL ? comma : end;
        const char *next = comma != NULL ? comma + 1 : end;

        while (p < stop && is_blank (*p))
            p++;
        while (stop > p && is_blank (stop[-1]))
            stop--;
        if (http_is (p, (size_t)(stop - p), token))
            return true;
        p = next;
    }
    return false;
}

void
http_head_init (struct http_head *head, size_t limit_bytes)
{
    memset (head, 0, offsetof (struct http_head, fields));
    head->limit = limit_bytes < INT32_MAX ? (uint32_t)limit_bytes : INT32_MAX;
}

static int
refuse (struct http_head *head, int status, const char *why)
{
    head->why = why;
    return -status;
}

static struct http_slice
slice (const char *data, const char *at, const char *end)
{
    struct http_slice s = { (uint32_t)(at - data), (uint32_t)(end - at) };

    return s;
}

/* A path, "*", or a whole URI. */
static bool
target_ok (const char *at, const char *end)
{
    size_t len = (size_t)(end - at);

    if (len == 0)
        return false;
    return at[0] == '/' || (len == 1 && at[0] == '*')
           || (len > 7 && http_is (at, 7, "http://"))
           || (len > 8 && http_is (at, 8, "https://"));
}

static int
request_line (struct http_head *head, const char *data, const char *line,
              const char *end)
{
    const char *method_end = line + span (line, end, C_TOKEN);
    const char *target = method_end + 1, *target_end;

    if (method_end == line || method_end == end || *method_end != ' ')
        return refuse (head, 400, "malformed request line");
    target_end = target + span (target, end, C_TARGET);
    if (target_end == end || *target_end != ' '
        || !target_ok (target, target_end))
        return refuse (head, 400, "malformed request target");
    if (end - target_end != 9 || memcmp (target_end, " HTTP/1.", 8) != 0
        || (target_end[8] != '0' && target_end[8] != '1'))
        return refuse (head, 400, "not HTTP/1.0 or HTTP/1.1");
    head->http10 = target_end[8] == '0';
    head->method = slice (data, line, method_end);
    head->target = slice (data, target, target_end);
    return 0;
}

static int
content_length (struct http_head *head, const char *at, size_t len)
{
    uint64_t n = 0;

    if (head->has_length)
        return refuse (head, 400, "more than one Content-Length");
    if (len == 0)
        return refuse (head, 400, "malformed Content-Length");
    for (size_t i = 0; i < len; i++) {
        if (at[i] < '0' || at[i] > '9')
            return refuse (head, 400, "malformed Content-Length");
        if (n > (UINT64_MAX - 9) / 10)
            n = UINT64_MAX;
        else
            n = n * 10 + (uint64_t)(at[i] - '0');
    }
    head->has_length = true;
    head->length = n;
    return 0;
}

static int
transfer_encoding (struct http_head *head, const char *at, size_t len)
{
    if (head->has_coding)
        return refuse (head, 400, "more than one Transfer-Encoding");
    head->has_coding = true;
    head->chunked = http_is (at, len, "chunked");
    return 0;
}

static bool
port_ok (const char *at, const char *end)
{
    if (at == end)
        return true;
    if (*at++ != ':' || end - at > 5)
        return false;
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at == end;
}

static bool
is_hex (char c)
{
    return (c >= '0' && c <= '9') || (lower (c) >= 'a' && lower (c) <= 'f');
}

/* A name, an IPv4 address or an IPv6 one in brackets; perhaps a port. */
static int
host (struct http_head *head, const char *at, size_t len)
{
    const char *end = at + len, *p = at;

    if (head->has_host)
        return refuse (head, 400, "more than one Host");
    head->has_host = true;
    if (p < end && *p == '[') {
        p++;
        while (p < end && (is_hex (*p) || *p == ':' || *p == '.'))
            p++;
        if (p == end || *p != ']' || p - at < 3)
            return refuse (head, 400, "malformed Host");
        p++;
    } else {
        while (p < end && *p != ':' && *p != '[' && *p != ']'
               && is_class (*p, C_HOST))
            p++;
        if (p == at)
            return refuse (head, 400, "malformed Host");
    }
    return port_ok (p, end) ? 0 : refuse (head, 400, "malformed Host");
}

/* What the framing depends on. */
static int
known_field (struct http_head *head, const char *data,
             const struct http_field *f)
{
    const char *name = data + f->name.at, *value = data + f->value.at;
    size_t len = f->value.len;

    switch (f->name.len) {
    case 4:
        return http_is (name, 4, "host") ? host (head, value, len) : 0;
    case 6:
        if (!http_is (name, 6, "expect"))
            return 0;
        if (http_is (value, len, "100-continue"))
            head->expect_continue = true;
        else
            head->expect_other = true;
        return 0;
    case 10:
        if (!http_is (name, 10, "connection"))
            return 0;
        head->close |= http_list_has (value, len, "close");
        head->keep_alive |= http_list_has (value, len, "keep-alive");
        return 0;
    case 14:
        if (!http_is (name, 14, "content-length"))
            return 0;
        return content_length (head, value, len);
    case 17:
        if (!http_is (name, 17, "transfer-encoding"))
            return 0;
        return transfer_encoding (head, value, len);
    default:
        return 0;
    }
}

static int
field_line (struct http_head *head, const char *data, const char *line,
            const char *end)
{
    const char *colon = line + span (line, end, C_TOKEN);
    const char *value = colon + 1;
    struct http_field *f = &head->fields[head->n_fields];

    if (is_blank (*line))
        return refuse (head, 400, "folded header");
    if (colon == line || colon == end || *colon != ':')
        return refuse (head, 400, "malformed header name");
    if (value + span (value, end, C_VALUE) != end)
        return refuse (head, 400, "control character in a header");
    if (head->n_fields == HTTP_MAX_FIELDS)
        return refuse (head, 431, "too many headers");
    while (value < end && is_blank (*value))
        value++;
    while (end > value && is_blank (end[-1]))
        end--;
    f->name = slice (data, line, colon);
    f->value = slice (data, value, end);
    head->n_fields++;
    return known_field (head, data, f);
}

/* The empty line came. */
static int
head_end (struct http_head *head)
{
    if (!head->http10 && !head->has_host)
        return refuse (head, 400, "no Host");
    if (head->has_coding && head->http10)
        return refuse (head, 400, "Transfer-Encoding in HTTP/1.0");
    if (head->has_coding && head->has_length)
        return refuse (head, 400, "Transfer-Encoding with Content-Length");
    if (head->has_coding && !head->chunked)
        return refuse (head, 501, "unknown Transfer-Encoding");
    if (head->expect_other && !head->http10)
        return refuse (head, 417, "unknown expectation");
    if (head->http10)
        head->expect_continue = false;
    return 1;
}

/* One line, without its end. */
static int
head_line (struct http_head *head, const char *data, const char *line,
           const char *end)
{
    if (head->method.len == 0)
        return line == end ? 0 : request_line (head, data, line, end);
    return line == end ? head_end (head) : field_line (head, data, line, end);
}

int
http_head_feed (struct http_head *head, const char *data, size_t len)
{
    size_t most = len < head->limit ? len : head->limit;
    int r = 0;

    while (r == 0 && head->size < most) {
        const char *line = data + head->size;
        const char *lf = memchr (line, '\n', most - head->size);

        /* What cannot begin a request is not waited for. */
        if (head->method.len == 0 && *line != '\r'
            && !is_class (*line, C_TOKEN))
            return refuse (head, 400, "malformed request line");
        if (lf == NULL)
            break;
        if (lf == line || lf[-1] != '\r')
            return refuse (head, 400, "line feed without carriage return");
        r = head_line (head, data, line, lf - 1);
        if (r >= 0)
            head->size = (uint32_t)(lf + 1 - data);
    }
    if (r == 0 && len >= head->limit)
        return refuse (head, 431, "header too large");
    return r;
}

/* ---- chunked bodies ---------------------------------------------------- */

enum {
    SIZE, /* digits */
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER, /* at the begin of a line */
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    END
};

void
http_chunked_init (struct http_chunked *c, uint64_t limit_bytes)
{
    memset (c, 0, sizeof *c);
    c->limit = limit_bytes;
}

static int
chunk_refuse (struct http_chunked *c, int status, const char *why)
{
    c->why = why;
    return -status;
}

static int
chunk_size (struct http_chunked *c, char byte)
{
    if (is_hex (byte)) {
        int digit = byte <= '9' ? byte - '0' : lower (byte) - 'a' + 10;

        if (++c->digits > 16)
            return chunk_refuse (c, 400, "malformed chunk size");
        c->left = c->left << 4 | (uint64_t)digit;
        return 0;
    }
    if (c->digits == 0 || (byte != ';' && byte != '\r'))
        return chunk_refuse (c, 400, "malformed chunk size");
    c->state = byte == ';' ? EXTENSION : SIZE_LF;
    return 0;
}

static int
chunk_begin (struct http_chunked *c, char byte)
{
    if (byte != '\n')
        return chunk_refuse (c, 400, "malformed chunk size");
    if (c->left > c->limit - c->total)
        return chunk_refuse (c, 413, "body too large");
    c->total += c->left;
    c->state = c->left > 0 ? DATA : TRAILER;
    c->digits = 0;
    return 0;
}

static int
chunk_extension (struct http_chunked *c, char byte)
{
    if (byte == '\r') {
        c->state = SIZE_LF;
        return 0;
    }
    if (!is_class (byte, C_VALUE)
        || ++c->extensions > HTTP_MAX_EXTENSION_BYTES)
        return chunk_refuse (c, 400, "malformed chunk extension");
    return 0;
}

static int
chunk_trailer (struct http_chunked *c, char byte)
{
    if (++c->trailers > HTTP_MAX_TRAILER_BYTES)
        return chunk_refuse (c, 431, "trailers too large");
    switch (c->state) {
    case TRAILER:
        if (byte == '\r') {
            c->state = LAST_LF;
            return 0;
        }
        c->state = TRAILER_NAME;
        return is_class (byte, C_TOKEN)
                   ? 0
                   : chunk_refuse (c, 400, "malformed trailer");
    case TRAILER_NAME:
        if (byte == ':')
            c->state = TRAILER_VALUE;
        else if (!is_class (byte, C_TOKEN))
            return chunk_refuse (c, 400, "malformed trailer");
        return 0;
    case TRAILER_VALUE:
        if (byte == '\r')
            c->state = TRAILER_LF;
        else if (!is_class (byte, C_VALUE))
            return chunk_refuse (c, 400, "malformed trailer");
        return 0;
    default:
        if (byte != '\n')
            return chunk_refuse (c, 400, "malformed trailer");
        c->state = c->state == LAST_LF ? END : TRAILER;
        return 0;
    }
}

/* One byte of the framing. */
static int
chunk_byte (struct http_chunked *c, char byte)
{
    switch (c->state) {
    case SIZE:
        return chunk_size (c, byte);
    case EXTENSION:
        return chunk_extension (c, byte);
    case SIZE_LF:
        return chunk_begin (c, byte);
    case DATA_CR:
    case DATA_LF:
        if (byte != (c->state == DATA_CR ? '\r' : '\n'))
            return chunk_refuse (c, 400, "malformed chunk");
        c->state = c->state == DATA_CR ? DATA_LF : SIZE;
        return 0;
    default:
        return chunk_trailer (c, byte);
    }
}

int
http_chunked_feed (struct http_chunked *c, const char *data, size_t len,
                   size_t *ret_used, const char **ret_body,
                   size_t *ret_body_len)
{
    size_t used = 0, body = 0;
    int r = 0;

    while (r == 0 && used < len && c->state != DATA && c->state != END)
        r = chunk_byte (c, data[used++]);
    *ret_body = data + used;
    if (r == 0 && c->state == DATA) {
        body = len - used < c->left ? len - used : (size_t)c->left;
        c->left -= body;
        if (c->left == 0)
            c->state = DATA_CR;
    }
    *ret_used = used + body;
    *ret_body_len = body;
    if (r == 0 && c->state == END)
        return 1;
    return r;
}
