/* httpd-tls.c - the listener over TLS, with certificates made here
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the above */
#include <cmocka.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include "httpd-harness.h"

static char dir[] = "/tmp/httpd-tls-XXXXXX";
static char cert[64], key[64], other_cert[64], other_key[64];

/* ---- certificates ----------------------------------------------------------
 */

static void
write_pem (const char *file, EVP_PKEY *pkey, X509 *x509)
{
    char temporary[80];
    FILE *f;

    snprintf (temporary, sizeof temporary, "%s.new", file);
    f = fopen (temporary, "w");
    assert_non_null (f);
    if (x509 != NULL)
        assert_int_equal (PEM_write_X509 (f, x509), 1);
    else
        assert_int_equal (
            PEM_write_PrivateKey (f, pkey, NULL, NULL, 0, NULL, NULL), 1);
    assert_int_equal (fclose (f), 0);
    assert_int_equal (rename (temporary, file), 0);
}

/* Self-signed, an authority for itself. */
static void
make_certificate (const char *name, const char *cert_file,
                  const char *key_file)
{
    EVP_PKEY *pkey = EVP_EC_gen ("P-256");
    X509 *x = X509_new ();
    X509_NAME *subject = X509_get_subject_name (x);
    X509_EXTENSION *ca = X509V3_EXT_conf_nid (
        NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");

    assert_non_null (pkey);
    X509_set_version (x, 2);
    ASN1_INTEGER_set (X509_get_serialNumber (x), 1);
    X509_gmtime_adj (X509_getm_notBefore (x), -3600);
    X509_gmtime_adj (X509_getm_notAfter (x), 86400);
    X509_set_pubkey (x, pkey);
    X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_ASC,
                                (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name (x, subject);
    X509_add_ext (x, ca, -1);
    assert_true (X509_sign (x, pkey, EVP_sha256 ()) > 0);
    write_pem (cert_file, NULL, x);
    write_pem (key_file, pkey, NULL);
    X509_EXTENSION_free (ca);
    X509_free (x);
    EVP_PKEY_free (pkey);
}

/* ---- clients
 * ---------------------------------------------------------------- */

static SSL *
tls_connect (const struct harness *t, SSL_CTX *context)
{
    SSL *ssl = SSL_new (context);

    assert_non_null (ssl);
    SSL_set_fd (ssl, client_open (t));
    assert_int_equal (SSL_connect (ssl), 1);
    return ssl;
}

static void
tls_say (SSL *ssl, const char *data, size_t len)
{
    size_t n;

    while (len > 0) {
        assert_int_equal (SSL_write_ex (ssl, data, len, &n), 1);
        data += n;
        len -= n;
    }
}

/* Reads until text, or the end. */
static char *
tls_until (SSL *ssl, const char *text)
{
    size_t len = 0, size = 16 << 20, n;
    char *buf = calloc (1, size);

    assert_non_null (buf);
    while ((text == NULL || strstr (buf, text) == NULL)
           && SSL_read_ex (ssl, buf + len, size - 1 - len, &n) == 1)
        len += n;
    return buf;
}

static void
tls_close (SSL *ssl)
{
    int fd = SSL_get_fd (ssl);

    SSL_free (ssl);
    close (fd);
}

static struct httpd_tls *
tls_new (const char *client_ca)
{
    struct httpd_tls_config config = {
        .cert = cert, .key = key, .client_ca = client_ca, .check_us = 20000
    };
    char error[256];
    struct httpd_tls *tls = httpd_tls_new (&config, error, sizeof error);

    if (tls == NULL)
        fail_msg ("%s", error);
    return tls;
}

static char *
peer_name (SSL *ssl)
{
    X509 *x = SSL_get1_peer_certificate (ssl);
    char *name = calloc (1, 64);

    assert_non_null (x);
    X509_NAME_get_text_by_NID (X509_get_subject_name (x), NID_commonName, name,
                               64);
    X509_free (x);
    return name;
}

/* ---- tests
 * ------------------------------------------------------------------ */

/* More in one record than one read takes, several requests, a large answer. */
static void
requests_and_answers (int version)
{
    const struct httpd_limits limits = { .body_bytes = 4 << 20 };
    const size_t size = 3 << 20;
    struct httpd_tls *tls = tls_new (NULL);
    struct harness *t = harness_start (&limits, tls);
    SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
    char *body = malloc (size + 256), *text;
    size_t head;
    SSL *ssl;

    assert_non_null (body);
    SSL_CTX_set_max_proto_version (context, version);
    ssl = tls_connect (t, context);
    assert_int_equal (SSL_version (ssl), version);
    head = (size_t)snprintf (body, 256,
                             "POST /now" END "Content-Length: 1\r\n\r\nx"
                             "POST /now" END "Content-Length: %zu\r\n\r\n",
                             size);
    memset (body + head, 'y', size);
    body[head + size - 1] = 'z';
    tls_say (ssl, body, head + size);
    text = tls_until (ssl, "yz");
    assert_int_equal (strncmp (text, "HTTP/1.1 200 OK\r\n", 17), 0);
    assert_int_equal (strlen (strstr (text, "yyyyy")), size);
    free (text);
    tls_say (ssl, "GET /none" END "Connection: close\r\n\r\n",
             strlen ("GET /none" END "Connection: close\r\n\r\n"));
    text = tls_until (ssl, NULL);
    assert_int_equal (strncmp (text, "HTTP/1.1 404 ", 13), 0);
    assert_int_equal (SSL_get_shutdown (ssl) & SSL_RECEIVED_SHUTDOWN,
                      SSL_RECEIVED_SHUTDOWN);
    free (text);
    free (body);
    tls_close (ssl);
    SSL_CTX_free (context);
    harness_stop (t);
    httpd_tls_free (tls);
}

static void
requests_go_over_tls (void **state)
{
    (void)state;
    requests_and_answers (TLS1_2_VERSION);
    requests_and_answers (TLS1_3_VERSION);
}

/* One request of size bytes in all. */
static char *
make_request (size_t size)
{
    char *text = malloc (size + 1);
    int n;

    assert_non_null (text);
    memset (text, 'x', size);
    n = snprintf (text, size, "POST /now" END "Content-Length: %07zu\r\n\r\n",
                  size);
    snprintf (text, size, "POST /now" END "Content-Length: %07zu\r\n\r\n",
              size - (size_t)n);
    text[n] = 'x';
    text[size - 1] = 'z';
    return text;
}

static void
post_large (SSL *ssl, size_t size)
{
    char *text = make_request (size), *answer;

    tls_say (ssl, text, 100);
    tls_say (ssl, text + 100, size - 100);
    free (text);
    answer = tls_until (ssl, "xz");
    assert_int_equal (strncmp (answer, "HTTP/1.1 200 OK\r\n", 17), 0);
    free (answer);
}

/* A read that fills the buffer leaves a part of a record inside OpenSSL, where
 * epoll does not see it; here the end of the request is in it.  The loop is
 * kept until all of it has come, and the window was opened before. */
static void
the_rest_of_a_record_is_read (void **state)
{
    const struct httpd_limits limits = { .body_bytes = 4 << 20 };
    const size_t size = 65536 + 100;
    struct httpd_tls *tls = tls_new (NULL);
    struct harness *t = harness_start (&limits, tls);
    SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
    SSL *blocker = tls_connect (t, context), *ssl = tls_connect (t, context);
    char *text = make_request (size), *answer;

    (void)state;
    post_large (ssl, 3 << 20);
    tls_say (blocker, "POST /block" END "\r\n",
             strlen ("POST /block" END "\r\n"));
    harness_wait (&t->blocked, 1);
    tls_say (ssl, text, 100);
    tls_say (ssl, text + 100, size - 100);
    atomic_store (&t->go, true);
    answer = tls_until (ssl, "xz");
    assert_int_equal (strncmp (answer, "HTTP/1.1 200 OK\r\n", 17), 0);
    free (answer);
    free (text);
    tls_close (ssl);
    tls_close (blocker);
    SSL_CTX_free (context);
    harness_stop (t);
    httpd_tls_free (tls);
}

static void
old_versions_are_refused (void **state)
{
    const struct httpd_limits limits = { 0 };
    struct httpd_tls *tls = tls_new (NULL);
    struct harness *t = harness_start (&limits, tls);
    SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
    SSL *ssl = SSL_new (context);
    int fd = client_open (t);

    (void)state;
    SSL_set_security_level (ssl, 0);
    SSL_set_min_proto_version (ssl, TLS1_VERSION);
    SSL_set_max_proto_version (ssl, TLS1_1_VERSION);
    SSL_set_fd (ssl, fd);
    assert_int_not_equal (SSL_connect (ssl), 1);
    tls_close (ssl);
    SSL_CTX_free (context);
    harness_stop (t);
    httpd_tls_free (tls);
}

/* Neither who says nothing nor who speaks plainly holds a connection. */
static void
handshakes_have_a_deadline (void **state)
{
    const struct httpd_limits limits = { .handshake_us = 100000 };
    struct httpd_tls *tls = tls_new (NULL);
    struct harness *t = harness_start (&limits, tls);
    int silent = client_open (t), half = client_open (t),
        plain = client_open (t);
    unsigned turns = atomic_load (&t->turns);
    char buf[64];

    (void)state;
    client_send (half, "\x16\x03\x01\x02", 4);
    client_say (plain, "GET / HTTP/1.1\r\n\r\n");
    while (client_some (plain, buf, sizeof buf) > 0)
        ;
    assert_true (client_some (silent, buf, 1) <= 0);
    assert_true (client_some (half, buf, 1) <= 0);
    assert_true (atomic_load (&t->turns) - turns < 40);
    close (silent);
    close (half);
    close (plain);
    harness_stop (t);
    httpd_tls_free (tls);
}

static void
a_new_certificate_is_taken (void **state)
{
    const struct httpd_limits limits = { 0 };
    struct httpd_tls *tls = tls_new (NULL);
    struct harness *t = harness_start (&limits, tls);
    SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
    SSL *old = tls_connect (t, context), *ssl;
    char *name = peer_name (old), *text;
    unsigned logged;

    (void)state;
    assert_string_equal (name, "first");
    free (name);
    /* a key that is not its own: the old pair stays in use */
    make_certificate ("second", cert, other_key);
    harness_wait (&t->logged, 1);
    ssl = tls_connect (t, context);
    name = peer_name (ssl);
    assert_string_equal (name, "first");
    free (name);
    tls_close (ssl);
    logged = atomic_load (&t->logged);
    assert_int_equal (rename (other_key, key), 0);
    harness_wait (&t->logged, logged + 1);
    ssl = tls_connect (t, context);
    name = peer_name (ssl);
    assert_string_equal (name, "second");
    free (name);
    tls_close (ssl);
    tls_say (old, "POST /now" END "Content-Length: 3\r\n\r\nold",
             strlen ("POST /now" END "Content-Length: 3\r\n\r\nold"));
    text = tls_until (old, "\r\n\r\nold");
    assert_non_null (strstr (text, "\r\n\r\nold"));
    free (text);
    tls_close (old);
    SSL_CTX_free (context);
    harness_stop (t);
    httpd_tls_free (tls);
}

/* TLS 1.3 tells a client only when it reads. */
static bool
is_served (const struct harness *t, const char *client_cert,
           const char *client_key)
{
    SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
    SSL *ssl = SSL_new (context);
    bool served = false;
    char *text;

    if (client_cert != NULL) {
        SSL_use_certificate_file (ssl, client_cert, SSL_FILETYPE_PEM);
        SSL_use_PrivateKey_file (ssl, client_key, SSL_FILETYPE_PEM);
    }
    SSL_set_fd (ssl, client_open (t));
    if (SSL_connect (ssl) == 1
        && SSL_write (ssl, "GET /none" END "\r\n",
                      (int)strlen ("GET /none" END "\r\n"))
               > 0) {
        text = tls_until (ssl, "404");
        served = strstr (text, "404") != NULL;
        free (text);
    }
    tls_close (ssl);
    SSL_CTX_free (context);
    return served;
}

static void
clients_need_their_certificate (void **state)
{
    const struct httpd_limits limits = { 0 };
    struct httpd_tls *tls;
    struct harness *t;

    (void)state;
    make_certificate ("client", other_cert, other_key);
    tls = tls_new (other_cert);
    t = harness_start (&limits, tls);
    assert_true (is_served (t, other_cert, other_key));
    assert_false (is_served (t, NULL, NULL));
    assert_false (is_served (t, cert, key));
    harness_stop (t);
    httpd_tls_free (tls);
}

static void
bad_files_are_explained (void **state)
{
    struct httpd_tls_config config = { .cert = "/none.pem", .key = key };
    char error[256];

    (void)state;
    assert_null (httpd_tls_new (&config, error, sizeof error));
    assert_string_equal (error, "could not read certificate \"/none.pem\": No "
                                "such file or directory");
    config.cert = cert;
    config.key = "/none.pem";
    assert_null (httpd_tls_new (&config, error, sizeof error));
    assert_string_equal (error, "could not use private key \"/none.pem\": No "
                                "such file or directory");
    config.key = other_key;
    assert_null (httpd_tls_new (&config, error, sizeof error));
    assert_non_null (strstr (error, "could not use private key"));
}

static int
prepare (void **state)
{
    (void)state;
    if (mkdtemp (dir) == NULL)
        return -1;
    snprintf (cert, sizeof cert, "%s/cert", dir);
    snprintf (key, sizeof key, "%s/key", dir);
    snprintf (other_cert, sizeof other_cert, "%s/cert2", dir);
    snprintf (other_key, sizeof other_key, "%s/key2", dir);
    signal (SIGPIPE, SIG_IGN);
    return 0;
}

static int
first_certificate (void **state)
{
    (void)state;
    make_certificate ("first", cert, key);
    make_certificate ("other", other_cert, other_key);
    return 0;
}

static int
clean_up (void **state)
{
    (void)state;
    unlink (cert);
    unlink (key);
    unlink (other_cert);
    unlink (other_key);
    return rmdir (dir);
}

#define TEST(f) cmocka_unit_test_setup (f, first_certificate)

int
main (void)
{
    const struct CMUnitTest tests[] = {
        TEST (requests_go_over_tls),
        TEST (the_rest_of_a_record_is_read),
        TEST (old_versions_are_refused),
        TEST (handshakes_have_a_deadline),
        TEST (a_new_certificate_is_taken),
        TEST (clients_need_their_certificate),
        TEST (bad_files_are_explained),
    };

    return cmocka_run_group_tests (tests, prepare, clean_up);
}
