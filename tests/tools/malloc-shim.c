/* malloc-shim.c - makes one allocation fail, to be preloaded
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Environment: SHIM_FAIL_AT=N, the N-th allocation that our own code asks for,
 * itself or through the C library, fails (0: none), and with SHIM_FAIL_FOR=K
 * the K - 1 after it; SHIM_COUNT=FILE, where the number of them all is written
 * at the end.  What libconfig, the dynamic linker and other libraries want is
 * granted and not counted: they do not bear to be refused.
 */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FRAMES 12

/* The C library's, which these replace. */
void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *p, size_t size);
void *__libc_memalign (size_t align, size_t size);

static atomic_long shim_calls;
static long shim_at, shim_for;
static bool shim_ready;
static _Thread_local bool shim_inside;

struct shim_search {
    uintptr_t address;
    const char *name; /* of the object that holds it */
};

static int
shim_see (struct dl_phdr_info *info, size_t size, void *data)
{
    struct shim_search *s = data;

    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW (Phdr) *h = &info->dlpi_phdr[i];
        uintptr_t begin = info->dlpi_addr + h->p_vaddr;

        if (h->p_type != PT_LOAD || s->address < begin
            || s->address >= begin + h->p_memsz)
            continue;
        s->name = info->dlpi_name;
        return 1;
    }
    return 0;
}

/* 1: ours, 0: another's, -1: the C library's, ask its caller. */
static int
shim_whose (void *address)
{
    struct shim_search s = { (uintptr_t)address, NULL };
    const char *file;

    dl_iterate_phdr (shim_see, &s);
    if (s.name == NULL)
        return 0;
    if (s.name[0] == '\0')
        return 1; /* the program */
    file = strrchr (s.name, '/');
    file = file != NULL ? file + 1 : s.name;
    if (strncmp (file, "libc.so", 7) == 0
        || strncmp (file, "malloc-shim", 11) == 0)
        return -1;
    return strncmp (file, "libtrestle", 10) == 0
           || strncmp (file, "source-", 7) == 0
           || strncmp (file, "filter-", 7) == 0
           || strncmp (file, "transform-", 10) == 0
           || strncmp (file, "target-", 7) == 0;
}

static bool
shim_is_ours (void)
{
    void *frames[MAX_FRAMES];
    int n = backtrace (frames, MAX_FRAMES);

    for (int i = 0; i < n; i++) {
        int whose = shim_whose (frames[i]);

        if (whose >= 0)
            return whose == 1;
    }
    return false;
}

/* Whether this one fails. */
static bool
shim_fails (void)
{
    bool fails = false;

    if (!shim_ready || shim_inside)
        return false;
    shim_inside = true;
    if (shim_is_ours ()) {
        long n = atomic_fetch_add (&shim_calls, 1) + 1;

        fails = shim_at > 0 && n >= shim_at && n < shim_at + shim_for;
    }
    shim_inside = false;
    if (fails)
        errno = ENOMEM;
    return fails;
}

static long
shim_number (const char *name, long fallback)
{
    const char *text = getenv (name);

    return text != NULL ? strtol (text, NULL, 10) : fallback;
}

static __attribute__ ((constructor)) void
shim_begin (void)
{
    void *frame;

    shim_at = shim_number ("SHIM_FAIL_AT", 0);
    shim_for = shim_number ("SHIM_FAIL_FOR", 1);
    backtrace (&frame, 1); /* loads what it needs */
    shim_ready = true;
}

static __attribute__ ((destructor)) void
shim_end (void)
{
    const char *path = getenv ("SHIM_COUNT");
    int fd
        = path != NULL ? open (path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;

    shim_ready = false;
    if (fd < 0)
        return;
    dprintf (fd, "%ld\n", (long)shim_calls);
    close (fd);
}

void *
malloc (size_t size)
{
    return shim_fails () ? NULL : __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
    return shim_fails () ? NULL : __libc_calloc (n, size);
}

void *
realloc (void *p, size_t size)
{
    return shim_fails () ? NULL : __libc_realloc (p, size);
}

void *
aligned_alloc (size_t align, size_t size)
{
    return shim_fails () ? NULL : __libc_memalign (align, size);
}
