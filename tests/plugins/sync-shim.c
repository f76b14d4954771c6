/* sync-shim.c - preloaded: counts syncs, and lets one of them fail
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * SHIM_LOG: a file that gets one byte for each fdatasync, "s", or "f" for one
 * that failed.  SHIM_FAIL: the number of the one that fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int fdatasync (int fd);

static void
shim_note (const char *what)
{
    int log = open (getenv ("SHIM_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);

    if (log < 0 || write (log, what, 1) != 1)
        abort ();
    close (log);
}

int
fdatasync (int fd)
{
    static atomic_int count;
    const char *which = getenv ("SHIM_FAIL");
    int n = atomic_fetch_add (&count, 1) + 1;

    if (which != NULL && which[0] == '0' + n && which[1] == '\0') {
        shim_note ("f");
        errno = EIO;
        return -1;
    }
    shim_note ("s");
    return (int)syscall (SYS_fdatasync, fd);
}
