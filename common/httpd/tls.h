/* tls.h - TLS for the listener; the only part that needs OpenSSL
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The loop calls it through a table, so that a program without TLS does not
 * link OpenSSL.  Thread: the loop's, or before httpd_run.
 */
#ifndef HTTPD_TLS_H
#define HTTPD_TLS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What a call wants before it is made again, and its failure. */
enum { HTTPD_WANT_READ = -1, HTTPD_WANT_WRITE = -2, HTTPD_BROKEN = -3 };

struct httpd_tls;

struct httpd_tls_ops {
    /* One for each connection; NULL without memory. */
    void *(*accept) (struct httpd_tls *tls, int fd);
    void (*free) (void *session);
    int (*handshake) (void *session);                       /* 0: done */
    ssize_t (*read) (void *session, void *buf, size_t len); /* 0: end */
    ssize_t (*write) (void *session, const void *buf, size_t len);
    size_t (*pending) (void *session); /* decrypted, not read */
    void (*shutdown) (void *session);  /* say goodbye; does not wait */
    /* Look at the files; 1: they changed and are in use, 0: they did not,
     * -1: they changed and error says why they are not in use. */
    int (*refresh) (struct httpd_tls *tls, char *error, size_t size);
};

/* The public part of struct httpd_tls. */
struct httpd_tls_head {
    const struct httpd_tls_ops *ops;
    uint64_t check_us; /* how often the files are looked at */
};

struct httpd_tls_config {
    const char *cert;      /* PEM file: certificate and chain */
    const char *key;       /* PEM file */
    const char *client_ca; /* PEM file: who may connect; NULL: all */
    uint64_t check_us;     /* 0: 30 s */
};

/* TLS 1.2 and up.  NULL: error (of size bytes) says why, in one line. */
struct httpd_tls *httpd_tls_new (const struct httpd_tls_config *config,
                                 char *error, size_t size);
/* After httpd_free of the loops that use it.  Takes NULL. */
void httpd_tls_free (struct httpd_tls *tls);

#endif
