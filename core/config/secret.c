/* secret.c - values that are kept from logs, and read again while we run
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * No message here has a secret in it: only the path of its file.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/log.h"
#include "config/file.h"
#include "config/secret.h"

#define MAX_SECRET        ((size_t)64 << 10)
#define FILE_PREFIX       "file:"
#define CREDENTIAL_PREFIX "credential:"

struct conf_secret {
    pthread_mutex_t lock; /* guards value and len */
    char *value;
    size_t len;
    char *path;   /* NULL: it stood in the configuration */
    bool failing; /* the last look at the file found none; it was logged */
};

static void
wipe (char *value, size_t len)
{
    if (value != NULL)
        explicit_bzero (value, len);
    free (value);
}

static void
wipe_buf (struct buf *b)
{
    if (b->data != NULL)
        explicit_bzero (b->data, b->len);
    buf_free (b);
}

/* Without the line feed that editors and echo put at the end. */
static void
cut_line_end (struct buf *b)
{
    if (b->len == 0 || b->data[b->len - 1] != '\n')
        return;
    b->len--;
    if (b->len > 0 && b->data[b->len - 1] == '\r')
        b->len--;
}

/* 0; -ENODATA: empty; -EMSGSIZE; or another -errno. */
static int
read_secret (const char *path, struct buf *ret_value)
{
    int r = file_read (path, ret_value);

    if (r < 0)
        return r;
    cut_line_end (ret_value);
    return ret_value->len > 0 ? 0 : -ENODATA;
}

static const char *
read_problem (int r)
{
    if (r == -ENODATA)
        return "it is empty";
    if (r == -EMSGSIZE)
        return "it is larger than 64 KiB";
    return strerrordesc_np (-r);
}

static int
set_value (struct conf_secret *secret, const char *value, size_t len)
{
    char *copy = malloc (len + 1);
    char *old;
    size_t old_len;

    if (copy == NULL)
        return -ENOMEM;
    memcpy (copy, value, len);
    copy[len] = '\0';
    pthread_mutex_lock (&secret->lock);
    old = secret->value;
    old_len = secret->len;
    secret->value = copy;
    secret->len = len;
    pthread_mutex_unlock (&secret->lock);
    wipe (old, old_len);
    return 0;
}

/* A name without a way out of the directory. */
static bool
is_credential_name (const char *name)
{
    return name[0] != '\0' && strchr (name, '/') == NULL
           && strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

struct request {
    const struct config_node *node;
    const char *what;
    struct config_report *rep;
};

static int
credential_path (const struct request *rq, const char *name, char **ret_path)
{
    const char *directory = getenv ("CREDENTIALS_DIRECTORY");
    CLEANUP_BUF struct buf path = BUF_INIT (SIZE_MAX);

    if (!is_credential_name (name))
        return config_error (rq->rep, rq->node,
                             "%s names no credential: \"%s\"", rq->what, name);
    if (directory == NULL || directory[0] == '\0')
        return config_error (rq->rep, rq->node,
                             "%s is credential \"%s\", but "
                             "CREDENTIALS_DIRECTORY is not set. The service "
                             "manager sets it.",
                             rq->what, name);
    buf_printf (&path, "%s/%s", directory, name);
    *ret_path = buf_take (&path);
    return *ret_path != NULL ? 0 : -ENOMEM;
}

/* Where the secret is; NULL in *ret_path: it is the text itself. */
static int
find_path (const struct request *rq, char **ret_path)
{
    const char *text = rq->node->string;

    *ret_path = NULL;
    if (strncmp (text, CREDENTIAL_PREFIX, strlen (CREDENTIAL_PREFIX)) == 0)
        return credential_path (rq, text + strlen (CREDENTIAL_PREFIX),
                                ret_path);
    if (strncmp (text, FILE_PREFIX, strlen (FILE_PREFIX)) != 0)
        return 0;
    *ret_path = config_path (rq->node, text + strlen (FILE_PREFIX));
    return *ret_path != NULL ? 0 : -ENOMEM;
}

static int
take_file (const struct request *rq, struct conf_secret *secret)
{
    struct buf value = BUF_INIT (MAX_SECRET);
    int r = read_secret (secret->path, &value);

    if (r == -ENOMEM)
        return r;
    if (r < 0)
        r = config_error (rq->rep, rq->node, "%s: could not read \"%s\": %s",
                          rq->what, secret->path, read_problem (r));
    else
        r = set_value (secret, value.data, value.len);
    wipe_buf (&value);
    return r;
}

static int
take_text (const struct request *rq, struct conf_secret *secret)
{
    const struct config_node *node = rq->node;

    if (node->command_line)
        return config_error (rq->rep, node,
                             "%s is a secret: --set must not give it. Use "
                             "\"file:PATH\" or \"${env:NAME}\".",
                             rq->what);
    if (node->string[0] == '\0')
        return config_error (rq->rep, node, "%s must not be empty", rq->what);
    if (!node->secret_source)
        config_warning (rq->rep, node,
                        "%s is a secret and stands in the file. Use "
                        "\"file:PATH\" or \"credential:NAME\".",
                        rq->what);
    return set_value (secret, node->string, strlen (node->string));
}

int
conf_secret_new (const struct config_node *node, const char *what,
                 struct config_report *rep, struct conf_secret **ret_secret)
{
    struct request rq = { .node = node, .what = what, .rep = rep };
    struct conf_secret *secret = calloc (1, sizeof *secret);
    int r;

    if (secret == NULL)
        return -ENOMEM;
    pthread_mutex_init (&secret->lock, NULL);
    r = find_path (&rq, &secret->path);
    if (r == 0 && secret->path != NULL)
        r = take_file (&rq, secret);
    else if (r == 0)
        r = take_text (&rq, secret);
    if (r < 0)
        conf_secret_free (secret);
    else
        *ret_secret = secret;
    return r;
}

void
conf_secret_free (struct conf_secret *secret)
{
    if (secret == NULL)
        return;
    wipe (secret->value, secret->len);
    free (secret->path);
    pthread_mutex_destroy (&secret->lock);
    free (secret);
}

static void
tell_failure (struct conf_secret *secret, int r)
{
    if (!secret->failing)
        log_line (LOG_LEVEL_WARNING,
                  "could not read secret \"%s\" again: %s. The last one that "
                  "was read stays in use.",
                  secret->path, read_problem (r));
    secret->failing = true;
}

/* Only the main thread writes, so it may compare without the lock. */
bool
conf_secret_refresh (struct conf_secret *secret)
{
    struct buf value = BUF_INIT (MAX_SECRET);
    bool changed = false;
    int r;

    if (secret->path == NULL)
        return false;
    r = read_secret (secret->path, &value);
    if (r < 0) {
        tell_failure (secret, r);
    } else {
        secret->failing = false;
        changed = value.len != secret->len
                  || memcmp (value.data, secret->value, value.len) != 0;
    }
    if (changed)
        changed = set_value (secret, value.data, value.len) == 0;
    wipe_buf (&value);
    return changed;
}

size_t
conf_secret_copy (struct conf_secret *secret, char *buf, size_t size)
{
    size_t len;

    pthread_mutex_lock (&secret->lock);
    len = secret->len;
    if (len < size)
        memcpy (buf, secret->value, len + 1);
    pthread_mutex_unlock (&secret->lock);
    return len;
}
