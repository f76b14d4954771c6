/* watch.c - sets of watched paths, and which watched names a scan met
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json/path.h"
#include "json/scan.h"
#include "json/text.h"
#include "json/watch.h"
#include "json/word.h"

#define FIRST_SLOTS 4

/* The hash of a name takes eight bytes at a step, whether it lies in memory
 * or comes out of escapes byte by byte. */
struct hash {
    uint64_t state;
    uint64_t word;
    size_t len;
};

static uint64_t
hash_mix (uint64_t state, uint64_t word)
{
    state = (state ^ word) * UINT64_C (0x9e3779b97f4a7c15);
    return state ^ (state >> 29);
}

static void
hash_byte (struct hash *h, char c)
{
    h->word |= (uint64_t)(unsigned char)c << (h->len % WORD_BYTES * 8);
    h->len++;
    if (h->len % WORD_BYTES == 0) {
        h->state = hash_mix (h->state, h->word);
        h->word = 0;
    }
}

static uint64_t
hash_end (const struct hash *h)
{
    return hash_mix (hash_mix (h->state, h->word), h->len);
}

static uint64_t
hash_name (const char *name, size_t len)
{
    struct hash h = { 0, 0, 0 };

    for (; len - h.len >= WORD_BYTES; h.len += WORD_BYTES)
        h.state = hash_mix (h.state, word_load (name + h.len));
    for (unsigned shift = 0; h.len < len; h.len++, shift += 8)
        h.word |= (uint64_t)(unsigned char)name[h.len] << shift;
    return hash_end (&h);
}

/* Where a child of this name is, or the free slot where it would be. */
static struct json_watch **
slot_find (const struct json_watch *watch, uint64_t hash, const char *name,
           size_t len)
{
    uint32_t i = (uint32_t)hash & (watch->n_slots - 1);

    for (; watch->slots[i] != NULL; i = (i + 1) & (watch->n_slots - 1)) {
        const struct json_watch *child = watch->slots[i];

        if (child->hash == hash && child->len == len
            && memcmp (child->name, name, len) == 0)
            break;
    }
    return &watch->slots[i];
}

static int
slots_grow (struct json_watch *watch)
{
    uint32_t n = watch->n_slots > 0 ? watch->n_slots * 2 : FIRST_SLOTS;
    struct json_watch **slots = calloc (n, sizeof (struct json_watch *));
    struct json_watch bigger = *watch;

    if (slots == NULL)
        return -ENOMEM;
    bigger.slots = slots;
    bigger.n_slots = n;
    for (uint32_t i = 0; i < watch->n_slots; i++) {
        struct json_watch *child = watch->slots[i];

        if (child != NULL)
            *slot_find (&bigger, child->hash, child->name, child->len) = child;
    }
    free (watch->slots);
    watch->slots = slots;
    watch->n_slots = n;
    return 0;
}

static void
node_free (struct json_watch *node)
{
    free (node->slots);
    free (node->name);
    free (node);
}

static struct json_watch *
node_new (const char *name, size_t len, uint64_t hash)
{
    struct json_watch *node = calloc (1, sizeof *node);

    if (node == NULL)
        return NULL;
    node->name = malloc (len + 1);
    if (node->name == NULL) {
        free (node);
        return NULL;
    }
    if (len > 0)
        memcpy (node->name, name, len);
    node->name[len] = '\0';
    node->len = len;
    node->hash = hash;
    return node;
}

struct json_watch *
json_watch_new (void)
{
    return calloc (1, sizeof (struct json_watch));
}

void
json_watch_free (struct json_watch *watch)
{
    struct json_watch *next;

    if (watch == NULL)
        return;
    for (struct json_watch *node = watch->all; node != NULL; node = next) {
        next = node->all;
        node_free (node);
    }
    node_free (watch);
}

/* The child of at with this name, made if there is none; NULL without
 * memory. */
static struct json_watch *
child_get (struct json_watch *root, struct json_watch *at, const char *name,
           size_t len)
{
    uint64_t hash = hash_name (name, len);
    struct json_watch *child;

    if ((at->n_children + 1) * 2 > at->n_slots && slots_grow (at) < 0)
        return NULL;
    child = *slot_find (at, hash, name, len);
    if (child != NULL)
        return child;
    child = node_new (name, len, hash);
    if (child == NULL)
        return NULL;
    child->id = ++root->n_all;
    child->all = root->all;
    root->all = child;
    at->bits |= watch_bit (name, len);
    at->n_children++;
    *slot_find (at, hash, name, len) = child;
    return child;
}

int
json_watch_add (struct json_watch *watch, const char *const *names,
                const size_t *lens, size_t n)
{
    struct json_watch *at = watch;

    for (size_t i = 0; i < n; i++) {
        at = child_get (watch, at, names[i], lens[i]);
        if (at == NULL)
            return -ENOMEM;
    }
    return 0;
}

int
json_watch_add_path (struct json_watch *watch, const struct json_path *path,
                     size_t skip)
{
    struct json_watch *at = watch;
    size_t n;
    const struct json_step *steps = json_path_steps (path, &n);

    for (size_t i = 0; i < n && steps[i].name != NULL; i++) {
        if (i < skip)
            continue;
        at = child_get (watch, at, steps[i].name, steps[i].len);
        if (at == NULL)
            return -ENOMEM;
    }
    return 0;
}

const struct json_watch *
json_watch_below (const struct json_watch *watch, const char *name, size_t len)
{
    if (watch == NULL || (watch->bits & watch_bit (name, len)) == 0)
        return NULL;
    return *slot_find (watch, hash_name (name, len), name, len);
}

/* The hash of the decoded text between p and end. */
static uint64_t
hash_escaped (const char *p, const char *end)
{
    struct hash h = { 0, 0, 0 };
    char bytes[ESCAPE_MAX];
    bool lone = false;

    while (p < end) {
        if (*p == '\\') {
            size_t n = escape_decode (&p, end, bytes, &lone);

            for (size_t i = 0; i < n; i++)
                hash_byte (&h, bytes[i]);
        } else {
            hash_byte (&h, *p++);
        }
    }
    return hash_end (&h);
}

static const struct json_watch *
watch_escaped (const struct json_watch *watch, const char *key, size_t len)
{
    uint64_t hash;
    uint32_t i;

    if (watch->n_slots == 0)
        return NULL;
    hash = hash_escaped (key + 1, key + len - 1);
    i = (uint32_t)hash & (watch->n_slots - 1);
    for (; watch->slots[i] != NULL; i = (i + 1) & (watch->n_slots - 1)) {
        const struct json_watch *child = watch->slots[i];

        if (child->hash == hash
            && json_text_equal (key, len, child->name, child->len))
            return child;
    }
    return NULL;
}

const struct json_watch *
json_watch_key (const struct json_watch *watch, const char *key, size_t len)
{
    if (memchr (key, '\\', len) != NULL)
        return watch_escaped (watch, key, len);
    return json_watch_below (watch, key + 1, len - 2);
}

void
seen_init (struct seen *seen)
{
    memset (seen->first, 0, sizeof seen->first);
    seen->slots = seen->first;
    seen->size = SEEN_FIRST;
    seen->n = 0;
}

void
seen_free (struct seen *seen)
{
    if (seen->slots != seen->first)
        free (seen->slots);
}

static struct seen_slot *
seen_find (struct seen_slot *slots, uint32_t size, uint32_t id)
{
    uint32_t i = (id * UINT32_C (0x9e3779b1) >> 7) & (size - 1);

    while (slots[i].id != 0 && slots[i].id != id)
        i = (i + 1) & (size - 1);
    return &slots[i];
}

static int
seen_grow (struct seen *seen)
{
    uint32_t size = seen->size * 2;
    struct seen_slot *slots = calloc (size, sizeof *slots);

    if (slots == NULL)
        return -ENOMEM;
    for (uint32_t i = 0; i < seen->size; i++) {
        const struct seen_slot *slot = &seen->slots[i];

        if (slot->id != 0)
            *seen_find (slots, size, slot->id) = *slot;
    }
    seen_free (seen);
    seen->slots = slots;
    seen->size = size;
    return 0;
}

int
seen_add (struct seen *seen, const struct json_watch *name, uint32_t object)
{
    struct seen_slot *slot = seen_find (seen->slots, seen->size, name->id);

    if (slot->id == name->id) {
        if (slot->object == object)
            return -EEXIST;
        slot->object = object;
        return 0;
    }
    if (seen->n * 2 >= seen->size) {
        if (seen_grow (seen) < 0)
            return -ENOMEM;
        slot = seen_find (seen->slots, seen->size, name->id);
    }
    slot->id = name->id;
    slot->object = object;
    seen->n++;
    return 0;
}
