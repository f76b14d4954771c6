/* cleanup.h - free what a function holds when it returns
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

/* For what the program (admin/, cli/) needs of the library: exported in the
 * node TRESTLE_PRIVATE, promised to nobody. */
#define PRIVATE_API __attribute__ ((__visibility__ ("default")))

static inline void
cleanup_free (void *p)
{
    free (*(void **)p);
}

static inline void
cleanup_fd (const int *fd)
{
    if (*fd >= 0)
        close (*fd);
}

/* CLEANUP_FREE char *path = NULL; */
#define CLEANUP_FREE __attribute__ ((__cleanup__ (cleanup_free)))
/* CLEANUP_FD int fd = -1; */
#define CLEANUP_FD __attribute__ ((__cleanup__ (cleanup_fd)))

/* The value of the pointer p, which no longer holds it: the caller does. */
#define TAKE(p)                                                               \
    __extension__({                                                           \
        __typeof__ (p) take_ = (p);                                           \
        (p) = NULL;                                                           \
        take_;                                                                \
    })

#define ARRAY_SIZE(a) (sizeof (a) / sizeof *(a))

#endif
