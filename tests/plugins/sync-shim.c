/* sync-shim.c - preloaded: counts the syncs of a file, and lets one fail
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * SHIM_FILE: the file.  SHIM_LOG: another one, that gets one byte for each
 * fdatasync of it, "s", or "f" for one that failed, and "d" for each fsync of
 * SHIM_DIR.  SHIM_FAIL: the number of the fdatasync that fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int fdatasync (int fd);
int fsync (int fd);

static void
shim_note (const char *what)
{
    int log = open (getenv ("SHIM_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);

    if (log < 0 || write (log, what, 1) != 1)
        abort ();
    close (log);
}

/* The state directory has syncs of its own, at each start. */
static bool
is_counted (int fd, const char *name)
{
    const char *path = getenv (name);
    struct stat one, other;

    return path != NULL && stat (path, &one) == 0 && fstat (fd, &other) == 0
           && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

int
fdatasync (int fd)
{
    static atomic_int count;
    const char *which = getenv ("SHIM_FAIL");
    int n;

    if (!is_counted (fd, "SHIM_FILE"))
        return (int)syscall (SYS_fdatasync, fd);
    n = atomic_fetch_add (&count, 1) + 1;
    if (which != NULL && which[0] == '0' + n && which[1] == '\0') {
        shim_note ("f");
        errno = EIO;
        return -1;
    }
    shim_note ("s");
    return (int)syscall (SYS_fdatasync, fd);
}

int
fsync (int fd)
{
    if (is_counted (fd, "SHIM_DIR"))
        shim_note ("d");
    return (int)syscall (SYS_fsync, fd);
}
