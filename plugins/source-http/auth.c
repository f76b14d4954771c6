/* auth.c - who may send: bearer tokens, or users with passwords
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The core reads secrets again from time to time; what it knows is asked for
 * once a second at most.  Nothing here is ever logged.
 */
#include <stdlib.h>
#include <string.h>

#include "source.h"

#define REFRESH_US UINT64_C (1000000)
#define FIRST_SIZE 128

static void
credential_clear (struct credential *c)
{
    if (c->text != NULL)
        explicit_bzero (c->text, c->cap);
    free (c->text);
    c->text = NULL;
    c->len = c->cap = 0;
}

static bool
credential_room (struct credential *c, size_t size)
{
    if (size <= c->cap)
        return true;
    credential_clear (c);
    c->text = malloc (size);
    c->cap = c->text != NULL ? size : 0;
    return c->text != NULL;
}

/* "user:" stands before the password. */
static void
credential_read (struct credential *c, const char *secret, const char *user)
{
    size_t before = user != NULL ? strlen (user) + 1 : 0;
    size_t size = c->cap > 0 ? c->cap : before + FIRST_SIZE;
    size_t len;

    for (;;) {
        if (!credential_room (c, size))
            return;
        len = trestle_conf_secret (c->conf, secret, c->text + before,
                                   size - before);
        if (before + len < size)
            break;
        size = before + len + 1;
    }
    if (user != NULL) {
        memcpy (c->text, user, before - 1);
        c->text[before - 1] = ':';
    }
    c->len = len > 0 ? before + len : 0;
}

static void
auth_refresh (struct auth *a)
{
    uint64_t now = trestle_now (a->ctx);

    if (a->read_at != 0 && now - a->read_at < REFRESH_US)
        return;
    a->read_at = now;
    for (size_t i = 0; i < a->n; i++) {
        struct credential *c = &a->list[i];

        if (a->scheme == AUTH_BEARER)
            credential_read (c, "token", NULL);
        else
            credential_read (c, "password",
                             trestle_conf_string (c->conf, "user"));
    }
}

/* 1 or 0, in a time that depends on len alone. */
static unsigned
same (const struct credential *c, const char *text, size_t len)
{
    size_t differ = c->len ^ len;

    if (c->len == 0)
        return 0;
    for (size_t i = 0; i < len; i++)
        differ |= (unsigned char)(c->text[i % c->len] ^ text[i]);
    return differ == 0;
}

static bool
known (const struct auth *a, const char *text, size_t len)
{
    unsigned found = 0;

    for (size_t i = 0; i < a->n; i++)
        found |= same (&a->list[i], text, len);
    return found != 0;
}

static int
base64_digit (char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '/')
        return c == '+' ? 62 : 63;
    return -1;
}

/* In place is not possible: text is the peer's.  NULL: it is not base64. */
static char *
base64_decode (struct httpd_text text, size_t *ret_len)
{
    char *out = malloc (text.len + 1);
    unsigned bits = 0, n_bits = 0;
    size_t n = 0;

    while (text.len > 0 && text.at[text.len - 1] == '=')
        text.len--;
    for (size_t i = 0; out != NULL && i < text.len; i++) {
        int digit = base64_digit (text.at[i]);

        if (digit < 0) {
            free (out);
            return NULL;
        }
        bits = bits << 6 | (unsigned)digit;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            out[n++] = (char)(bits >> n_bits & 0xff);
        }
    }
    *ret_len = n;
    return out;
}

static bool
allows_basic (const struct auth *a, struct httpd_text text)
{
    size_t len = 0;
    char *pair = base64_decode (text, &len);
    bool yes = pair != NULL && known (a, pair, len);

    if (pair != NULL)
        explicit_bzero (pair, len);
    free (pair);
    return yes;
}

bool
auth_allows (struct auth *a, struct httpd_text authorization)
{
    const char *scheme = a->scheme == AUTH_BEARER ? "bearer" : "basic";
    struct httpd_text first = authorization, rest = authorization;
    const char *space;

    if (a->scheme == AUTH_NONE)
        return true;
    if (authorization.at == NULL)
        return false;
    space = memchr (authorization.at, ' ', authorization.len);
    if (space == NULL)
        return false;
    first.len = (size_t)(space - authorization.at);
    if (!httpd_is (first, scheme))
        return false;
    rest.at = space;
    rest.len -= first.len;
    while (rest.len > 0 && rest.at[0] == ' ') {
        rest.at++;
        rest.len--;
    }
    auth_refresh (a);
    return a->scheme == AUTH_BEARER ? known (a, rest.at, rest.len)
                                    : allows_basic (a, rest);
}

const char *
auth_challenge (const struct auth *a)
{
    return a->scheme == AUTH_BASIC
               ? "WWW-Authenticate: Basic realm=\"trestle\", "
                 "charset=\"UTF-8\"\r\n"
               : "WWW-Authenticate: Bearer realm=\"trestle\"\r\n";
}

/* The groups of a setting; where they are not asked for, they are a mistake.
 */
static int
take_groups (struct auth *a, const struct trestle_conf *conf,
             const char *setting, const char *scheme)
{
    const char *auth = trestle_conf_string (conf, "auth");
    size_t n = trestle_conf_length (conf, setting);
    bool wanted = strcmp (auth, scheme) == 0;

    if (n > 0 && !wanted)
        return trestle_conf_error (conf, setting,
                                   "is of no use: auth is \"%s\", not \"%s\"",
                                   auth, scheme);
    if (!wanted)
        return 0;
    if (n == 0)
        return trestle_conf_error (conf, "auth", "\"%s\" needs %s", scheme,
                                   setting);
    a->list = calloc (n, sizeof *a->list);
    if (a->list == NULL)
        return trestle_error (a->ctx, "out of memory");
    for (a->n = 0; a->n < n; a->n++)
        a->list[a->n].conf = trestle_conf_group (conf, setting, a->n);
    return 0;
}

static int
check_users (const struct auth *a)
{
    for (size_t i = 0; a->scheme == AUTH_BASIC && i < a->n; i++) {
        const struct trestle_conf *group = a->list[i].conf;
        const char *user = trestle_conf_string (group, "user");

        if (user[0] == '\0' || strchr (user, ':') != NULL)
            return trestle_conf_error (group, "user",
                                       "must not be empty or have a \":\"");
    }
    return 0;
}

int
auth_open (struct auth *a, struct trestle_ctx *ctx,
           const struct trestle_conf *conf)
{
    const char *auth = trestle_conf_string (conf, "auth");

    a->ctx = ctx;
    a->scheme = AUTH_NONE;
    if (strcmp (auth, "bearer") == 0)
        a->scheme = AUTH_BEARER;
    else if (strcmp (auth, "basic") == 0)
        a->scheme = AUTH_BASIC;
    if (take_groups (a, conf, "tokens", "bearer") < 0
        || take_groups (a, conf, "users", "basic") < 0)
        return -1;
    return check_users (a);
}

void
auth_close (struct auth *a)
{
    for (size_t i = 0; i < a->n; i++)
        credential_clear (&a->list[i]);
    free (a->list);
    a->list = NULL;
    a->n = 0;
}
