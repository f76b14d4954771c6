/* write.c - from answers to bytes
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "httpd/internal.h"

#define STRING(s) (s), sizeof (s) - 1

/* OpenSSL takes one record at a time. */
static ssize_t
write_tls (struct conn *c, const char *data, size_t len)
{
    size_t done = 0;
    ssize_t n = 0;

    while (done < len) {
        n = c->h->tls->ops->write (c->session, data + done, len - done);
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    return n == HTTPD_BROKEN ? -1 : (ssize_t)done;
}

ssize_t
write_some (struct conn *c, const void *data, size_t len)
{
    ssize_t n;

    if (c->session != NULL)
        return write_tls (c, data, len);
    n = send (c->entry.fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return n;
}

/* "Date: Tue, 15 Nov 1994 08:12:31 GMT", in no locale but this. */
static void
date_refresh (struct httpd *h)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct timespec ts;
    struct tm tm;
    char *p = h->date;

    clock_gettime (CLOCK_REALTIME_COARSE, &ts);
    if (ts.tv_sec == h->date_second)
        return;
    h->date_second = ts.tv_sec;
    gmtime_r (&ts.tv_sec, &tm);
    h->date_len = strftime (p, DATE_BYTES,
                            "Date: ---, %d --- %Y %H:%M:%S GMT"
                            "\r\n",
                            &tm);
    memcpy (p + 6, days + 3 * (size_t)tm.tm_wday, 3);
    memcpy (p + 14, months + 3 * (size_t)tm.tm_mon, 3);
}

/* Into the shared buffer; what does not fit there goes to the connection's
 * own. */
static void
put (struct conn *c, const void *data, size_t len)
{
    struct httpd *h = c->h;

    if (c->failed)
        return;
    if (c->out.len == 0 && len <= BUFFER_BYTES - h->out_len) {
        if (len > 0)
            memcpy (h->out + h->out_len, data, len);
        h->out_len += len;
        return;
    }
    if (!bytes_add (&c->out, h->out, h->out_len)
        || !bytes_add (&c->out, data, len))
        c->failed = true;
    h->out_len = 0;
}

static void
put_number (struct conn *c, size_t n)
{
    char digits[24], *p = digits + sizeof digits;

    do
        *--p = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    put (c, p, (size_t)(digits + sizeof digits - p));
}

static void
render (struct conn *c, const struct httpd_request *req)
{
    struct httpd *h = c->h;
    const char *reason = status_reason (req->status);

    put (c, STRING ("HTTP/1.1 "));
    put_number (c, req->status);
    put (c, STRING (" "));
    put (c, reason, strlen (reason));
    put (c, STRING ("\r\n"));
    put (c, h->date, h->date_len);
    put (c, req->text, req->text_head);
    if (req->status != 204) {
        put (c, STRING ("Content-Length: "));
        put_number (c, req->text_body);
        put (c, STRING ("\r\n"));
    }
    if (c->last_one && req->next == NULL)
        put (c, STRING ("Connection: close\r\n"));
    else if (req->keep_alive)
        put (c, STRING ("Connection: keep-alive\r\n"));
    put (c, STRING ("\r\n"));
    if (!req->is_head && req->text_body > 0)
        put (c, req->text + req->text_head, req->text_body);
}

/* The first of the queue. */
static void
answer_first (struct conn *c)
{
    struct httpd *h = c->h;
    struct httpd_request *req = c->first;

    if (h->quiesced && req->next == NULL && c->in.len == 0)
        c->last_one = true;
    render (c, req);
    if (h->handlers->answered != NULL)
        h->handlers->answered (h->self, req->status);
    c->first = req->next;
    if (c->first == NULL)
        c->last = NULL;
    c->n_requests--;
    request_drop (req);
}

/* Writes what the shared buffer and the connection's own hold. */
static void
flush (struct conn *c)
{
    struct httpd *h = c->h;
    size_t len = h->out_len;
    ssize_t n = 0;

    h->out_len = 0;
    if (c->failed) {
        n = -1;
    } else if (c->out.len > 0) {
        n = write_some (c, c->out.data, c->out.len);
        if (n > 0)
            bytes_drop (&c->out, (size_t)n);
    } else if (len > 0) {
        n = write_some (c, h->out, len);
        if (n >= 0 && (size_t)n < len
            && !bytes_add (&c->out, h->out + n, len - (size_t)n))
            n = -1;
    }
    if (n < 0)
        conn_kill (c);
}

void
write_conn (struct conn *c)
{
    struct httpd *h = c->h;

    if (c->lingering || c->handshaking)
        return;
    if (c->out.len > 0)
        flush (c);
    if (c->dead || c->out.len > 0)
        return;
    date_refresh (h);
    if (c->first != NULL && c->first->status != 0)
        list_remove (&c->timer); /* idle from now on */
    while (c->first != NULL && c->first->status != 0)
        answer_first (c);
    if (c->first != NULL && c->first->want_continue) {
        c->first->want_continue = false;
        put (c, STRING ("HTTP/1.1 100 Continue\r\n\r\n"));
    }
    flush (c);
}
