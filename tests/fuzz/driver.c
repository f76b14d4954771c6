/* driver.c - runs a fuzz target without a fuzzer
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * fuzz-NAME [FILE or DIRECTORY]...: each file as it is, and then
 * TRESTLE_FUZZ_RUNS (2000) mutations of it, always the same ones.  Without an
 * argument: $srcdir/tests/fuzz/corpus/NAME.  TRESTLE_FUZZ_SEED gives other
 * mutations; TRESTLE_FUZZ_SAVE names a file that every input is written to
 * before it runs, so that the last one is what broke the target.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/parse.h"
#include "base/random.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define INPUT_LIMIT ((size_t)1 << 20)

struct driver {
    int64_t n_runs; /* mutations of each file */
    int64_t seed;
    const char *save; /* or NULL */
    size_t n_files;
    struct buf input; /* the file */
    struct buf work;  /* its mutation */
};

static int
save (const struct driver *dr, const struct buf *b)
{
    FILE *file = fopen (dr->save, "wb");
    size_t n;

    if (file == NULL)
        return -1;
    n = fwrite (b->data, 1, b->len, file);
    return fclose (file) == 0 && n == b->len ? 0 : -1;
}

/* In a block of the exact size, so that a memory checker sees what is read
 * beyond. */
static int
run (const struct driver *dr, const struct buf *b)
{
    uint8_t *data = malloc (b->len > 0 ? b->len : 1);

    if (data == NULL)
        return -1;
    if (b->len > 0)
        memcpy (data, b->data, b->len);
    if (dr->save != NULL && save (dr, b) < 0) {
        fprintf (stderr, "could not write \"%s\": %m\n", dr->save);
        free (data);
        return -1;
    }
    LLVMFuzzerTestOneInput (data, b->len);
    free (data);
    return 0;
}

/* A byte that parsers look at, or any. */
static char
random_byte (struct random *r)
{
    static const char bytes[] = "\0\t\r\n \"\\'{}[](),:;=%/.-+0179eEutxz"
                                "\x7f\x80\xbf\xc0\xe0\xed\xf4\xff";

    if (random_below (r, 4) == 0)
        return (char)random_below (r, 256);
    return bytes[random_below (r, sizeof bytes - 1)];
}

/* Moves a piece of b to behind itself or away. */
static void
mutate_piece (struct random *r, struct buf *b, bool repeat)
{
    size_t from = random_below (r, b->len);
    size_t most = b->len - from < 64 ? b->len - from : 64;
    size_t n = random_below (r, most) + 1;
    size_t rest = b->len - from - n;

    if (repeat) {
        if (buf_room (b, n) == NULL)
            return;
        memmove (b->data + from + n, b->data + from, rest + n);
        b->len += n;
        return;
    }
    memmove (b->data + from, b->data + from + n, rest);
    b->len -= n;
}

static void
mutate_insert (struct random *r, struct buf *b)
{
    size_t at = random_below (r, b->len + 1);

    if (buf_room (b, 1) == NULL)
        return;
    memmove (b->data + at + 1, b->data + at, b->len - at);
    b->data[at] = random_byte (r);
    b->len++;
}

static void
mutate (struct random *r, struct buf *b)
{
    if (b->len == 0 || random_below (r, 4) == 0) {
        mutate_insert (r, b);
        return;
    }
    switch (random_below (r, 6)) {
    case 0:
        b->data[random_below (r, b->len)] ^= (char)(1u << random_below (r, 8));
        break;
    case 1:
        b->len = random_below (r, b->len);
        break;
    case 2:
        mutate_piece (r, b, true);
        break;
    case 3:
        mutate_piece (r, b, false);
        break;
    default:
        b->data[random_below (r, b->len)] = random_byte (r);
    }
}

static int
read_file (const char *path, struct buf *b)
{
    FILE *file = fopen (path, "rb");
    size_t n = 1;

    if (file == NULL)
        return -1;
    buf_reset (b);
    while (n > 0 && buf_room (b, 4096) != NULL) {
        n = fread (b->data + b->len, 1, 4096, file);
        buf_grow (b, n);
    }
    n = (size_t)ferror (file);
    fclose (file);
    return n == 0 && b->error == 0 ? 0 : -1;
}

static uint64_t
hash (const struct buf *b)
{
    uint64_t h = UINT64_C (0xcbf29ce484222325); /* FNV-1a */

    for (size_t i = 0; i < b->len; i++)
        h = (h ^ (unsigned char)b->data[i]) * UINT64_C (0x100000001b3);
    return h;
}

static int
run_file (struct driver *dr, const char *path)
{
    struct random r;

    if (read_file (path, &dr->input) < 0) {
        fprintf (stderr, "could not read \"%s\": %m\n", path);
        return -1;
    }
    dr->n_files++;
    if (run (dr, &dr->input) < 0)
        return -1;
    random_seed (&r, hash (&dr->input) ^ (uint64_t)dr->seed);
    for (int64_t i = 0; i < dr->n_runs; i++) {
        buf_reset (&dr->work);
        buf_add (&dr->work, dr->input.data, dr->input.len);
        for (uint64_t n = random_below (&r, 1 + random_below (&r, 6)) + 1;
             n > 0; n--)
            mutate (&r, &dr->work);
        if (run (dr, &dr->work) < 0)
            return -1;
    }
    return 0;
}

static int
no_dots (const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* A file, or all files of a directory in the order of their names. */
static int
run_path (struct driver *dr, const char *path)
{
    struct dirent **entries;
    int n = scandir (path, &entries, no_dots, alphasort);
    int r = 0;

    if (n < 0)
        return run_file (dr, path);
    for (int i = 0; i < n; i++) {
        struct buf name = BUF_INIT (INPUT_LIMIT);

        buf_printf (&name, "%s/%s", path, entries[i]->d_name);
        if (r == 0)
            r = run_file (dr, name.data);
        buf_free (&name);
        free (entries[i]);
    }
    free (entries);
    return r;
}

static int
run_corpus (struct driver *dr, const char *program)
{
    const char *srcdir = getenv ("srcdir");
    const char *name = strstr (program, "fuzz-");
    CLEANUP_BUF struct buf path = BUF_INIT (INPUT_LIMIT);

    for (const char *p = name; p != NULL; p = strstr (p + 1, "fuzz-"))
        name = p;
    if (name == NULL) {
        fprintf (stderr, "usage: fuzz-NAME [FILE or DIRECTORY]...\n");
        return -1;
    }
    buf_printf (&path, "%s/tests/fuzz/corpus/%s",
                srcdir != NULL ? srcdir : ".", name + strlen ("fuzz-"));
    return run_path (dr, path.data);
}

static int
setting (const char *name, int64_t *value)
{
    const char *text = getenv (name);

    if (text == NULL || parse_int (text, value) == 0)
        return 0;
    fprintf (stderr, "%s: cannot read \"%s\"\n", name, text);
    return -1;
}

int
main (int argc, char **argv)
{
    struct driver dr = { .n_runs = 2000,
                         .save = getenv ("TRESTLE_FUZZ_SAVE"),
                         .input = BUF_INIT (INPUT_LIMIT),
                         .work = BUF_INIT (INPUT_LIMIT) };
    int r = 0;

    if (setting ("TRESTLE_FUZZ_RUNS", &dr.n_runs) < 0
        || setting ("TRESTLE_FUZZ_SEED", &dr.seed) < 0)
        return 2;
    if (argc < 2)
        r = run_corpus (&dr, argv[0]);
    for (int i = 1; i < argc && r == 0; i++)
        r = run_path (&dr, argv[i]);
    buf_free (&dr.input);
    buf_free (&dr.work);
    printf ("%zu files, %" PRId64 " mutations of each\n", dr.n_files,
            dr.n_runs);
    return r == 0 && dr.n_files > 0 ? 0 : 1;
}
