/* tls.c - TLS for the listener, by OpenSSL
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "httpd/tls.h"

#define CHECK_US UINT64_C (30000000)

enum { CERT, KEY, CA, N_FILES };

/* When a file was written, and which one it is. */
struct stamp {
    struct timespec mtime;
    dev_t dev;
    ino_t ino;
    off_t size;
};

struct httpd_tls {
    struct httpd_tls_head head; /* the first */
    char *files[N_FILES];       /* NULL: none */
    struct stamp stamps[N_FILES];
    SSL_CTX *context;
};

/* The oldest error, which is the cause. */
static void
explain (char *error, size_t size, const char *what, const char *file)
{
    char text[200] = "unknown error";
    unsigned long code = ERR_get_error ();

    if (ERR_GET_LIB (code) == ERR_LIB_SYS)
        snprintf (text, sizeof text, "%s", strerror (ERR_GET_REASON (code)));
    else if (code != 0 && ERR_reason_error_string (code) != NULL)
        snprintf (text, sizeof text, "%s", ERR_reason_error_string (code));
    ERR_clear_error ();
    snprintf (error, size, "%s \"%s\": %s", what, file, text);
}

/* Of the protocols a client offers: HTTP/1.1, if it is among them. */
static int
choose_protocol (SSL *ssl, const unsigned char **ret, unsigned char *ret_len,
                 const unsigned char *in, unsigned in_len, void *arg)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *found = NULL;

    (void)ssl;
    (void)arg;
    if (SSL_select_next_proto (&found, ret_len, ours, sizeof ours - 1, in,
                               in_len)
        != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *ret = found;
    return SSL_TLSEXT_ERR_OK;
}

static void
context_options (SSL_CTX *context)
{
    SSL_CTX_set_min_proto_version (context, TLS1_2_VERSION);
    SSL_CTX_set_options (context, SSL_OP_NO_RENEGOTIATION
                                      | SSL_OP_NO_COMPRESSION
                                      | SSL_OP_IGNORE_UNEXPECTED_EOF
                                      | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode (context, SSL_MODE_ENABLE_PARTIAL_WRITE
                                   | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                                   | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb (context, choose_protocol, NULL);
}

static int
context_ca (SSL_CTX *context, const char *file)
{
    static const unsigned char id[] = "trestle";
    STACK_OF (X509_NAME) * names;

    if (SSL_CTX_load_verify_locations (context, file, NULL) != 1)
        return -1;
    names = SSL_load_client_CA_file (file);
    if (names == NULL)
        return -1;
    SSL_CTX_set_client_CA_list (context, names);
    SSL_CTX_set_verify (
        context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return SSL_CTX_set_session_id_context (context, id, sizeof id - 1) == 1
               ? 0
               : -1;
}

/* No question for a passphrase on a terminal. */
static int
no_passphrase (char *buf, int size, int writing, void *arg)
{
    (void)buf;
    (void)size;
    (void)writing;
    (void)arg;
    return 0;
}

/* NULL, and error says why. */
static SSL_CTX *
context_new (const struct httpd_tls *tls, char *error, size_t size)
{
    SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
    const char *what = NULL, *file = NULL;

    ERR_clear_error ();
    if (context == NULL) {
        snprintf (error, size, "out of memory");
        return NULL;
    }
    context_options (context);
    SSL_CTX_set_default_passwd_cb (context, no_passphrase);
    if (SSL_CTX_use_certificate_chain_file (context, tls->files[CERT]) != 1) {
        what = "could not read certificate";
        file = tls->files[CERT];
    } else if (SSL_CTX_use_PrivateKey_file (context, tls->files[KEY],
                                            SSL_FILETYPE_PEM)
                   != 1
               || SSL_CTX_check_private_key (context) != 1) {
        what = "could not use private key";
        file = tls->files[KEY];
    } else if (tls->files[CA] != NULL
               && context_ca (context, tls->files[CA]) < 0) {
        what = "could not read certificates of clients' authorities";
        file = tls->files[CA];
    }
    if (what == NULL)
        return context;
    explain (error, size, what, file);
    SSL_CTX_free (context);
    return NULL;
}

/* true: a file is another than at the last look. */
static bool
look (struct httpd_tls *tls)
{
    bool changed = false;

    for (int i = 0; i < N_FILES; i++) {
        struct stamp *s = &tls->stamps[i];
        struct stat st;

        if (tls->files[i] == NULL || stat (tls->files[i], &st) < 0)
            continue; /* one that is away for a moment changes nothing */
        if (s->mtime.tv_sec == st.st_mtim.tv_sec
            && s->mtime.tv_nsec == st.st_mtim.tv_nsec && s->dev == st.st_dev
            && s->ino == st.st_ino && s->size == st.st_size)
            continue;
        s->mtime = st.st_mtim;
        s->dev = st.st_dev;
        s->ino = st.st_ino;
        s->size = st.st_size;
        changed = true;
    }
    return changed;
}

static int
tls_refresh (struct httpd_tls *tls, char *error, size_t size)
{
    SSL_CTX *context;

    if (!look (tls))
        return 0;
    context = context_new (tls, error, size);
    if (context == NULL)
        return -1;
    SSL_CTX_free (tls->context); /* its connections keep it */
    tls->context = context;
    return 1;
}

/* ---- one connection ----------------------------------------------------- */

static void *
tls_accept (struct httpd_tls *tls, int fd)
{
    SSL *ssl = SSL_new (tls->context);

    if (ssl == NULL)
        return NULL;
    if (SSL_set_fd (ssl, fd) != 1) {
        SSL_free (ssl);
        return NULL;
    }
    SSL_set_accept_state (ssl);
    return ssl;
}

static void
tls_free (void *session)
{
    SSL_free (session);
}

static int
wants (SSL *ssl, int r)
{
    switch (SSL_get_error (ssl, r)) {
    case SSL_ERROR_WANT_READ:
        return HTTPD_WANT_READ;
    case SSL_ERROR_WANT_WRITE:
        return HTTPD_WANT_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        return HTTPD_BROKEN;
    }
}

static int
tls_handshake (void *session)
{
    int r;

    ERR_clear_error ();
    r = SSL_do_handshake (session);
    if (r == 1)
        return 0;
    r = wants (session, r);
    return r == 0 ? HTTPD_BROKEN : r;
}

static ssize_t
tls_read (void *session, void *buf, size_t len)
{
    size_t n;
    int r;

    ERR_clear_error ();
    r = SSL_read_ex (session, buf, len, &n);
    return r == 1 ? (ssize_t)n : wants (session, r);
}

static ssize_t
tls_write (void *session, const void *buf, size_t len)
{
    size_t n;
    int r;

    ERR_clear_error ();
    r = SSL_write_ex (session, buf, len, &n);
    if (r == 1)
        return (ssize_t)n;
    r = wants (session, r);
    return r == 0 ? HTTPD_BROKEN : r;
}

static size_t
tls_pending (void *session)
{
    return (size_t)SSL_pending (session);
}

static void
tls_shutdown (void *session)
{
    ERR_clear_error ();
    SSL_shutdown (session);
    ERR_clear_error ();
}

static const struct httpd_tls_ops ops = {
    .accept = tls_accept,
    .free = tls_free,
    .handshake = tls_handshake,
    .read = tls_read,
    .write = tls_write,
    .pending = tls_pending,
    .shutdown = tls_shutdown,
    .refresh = tls_refresh,
};

/* ---- begin and end ------------------------------------------------------ */

struct httpd_tls *
httpd_tls_new (const struct httpd_tls_config *config, char *error, size_t size)
{
    const char *files[N_FILES]
        = { config->cert, config->key, config->client_ca };
    struct httpd_tls *tls = calloc (1, sizeof *tls);

    snprintf (error, size, "out of memory");
    if (tls == NULL)
        return NULL;
    tls->head.ops = &ops;
    tls->head.check_us = config->check_us > 0 ? config->check_us : CHECK_US;
    for (int i = 0; i < N_FILES; i++) {
        if (files[i] == NULL)
            continue;
        tls->files[i] = strdup (files[i]);
        if (tls->files[i] == NULL) {
            httpd_tls_free (tls);
            return NULL;
        }
    }
    look (tls);
    tls->context = context_new (tls, error, size);
    if (tls->context == NULL) {
        httpd_tls_free (tls);
        return NULL;
    }
    return tls;
}

void
httpd_tls_free (struct httpd_tls *tls)
{
    if (tls == NULL)
        return;
    SSL_CTX_free (tls->context);
    for (int i = 0; i < N_FILES; i++)
        free (tls->files[i]);
    free (tls);
}
