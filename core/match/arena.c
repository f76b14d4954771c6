/* arena.c - memory that goes all at once
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdalign.h>
#include <stdlib.h>

#include "match/tree.h"

#define CHUNK_SIZE 4000

struct arena_chunk {
    struct arena_chunk *next;
    size_t size;
    alignas (max_align_t) unsigned char memory[];
};

static int
arena_grow (struct arena *a, size_t size)
{
    size_t n = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    struct arena_chunk *chunk = calloc (1, sizeof *chunk + n);

    if (chunk == NULL)
        return -1;
    chunk->size = n;
    chunk->next = a->chunks;
    a->chunks = chunk;
    a->used = 0;
    return 0;
}

void *
arena_alloc (struct arena *a, size_t size)
{
    size_t n = (size + alignof (max_align_t) - 1) / alignof (max_align_t)
               * alignof (max_align_t);
    void *memory;

    if (n < size)
        return NULL;
    if (a->chunks == NULL || a->chunks->size - a->used < n) {
        if (arena_grow (a, n) < 0)
            return NULL;
    }
    memory = a->chunks->memory + a->used;
    a->used += n;
    return memory;
}

void
arena_free (struct arena *a)
{
    while (a->chunks != NULL) {
        struct arena_chunk *chunk = a->chunks;

        a->chunks = chunk->next;
        free (chunk);
    }
}
