/* list.c - lists by age, growing bytes, connections by address
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/internal.h"

void
list_init (struct list *l, uint64_t duration)
{
    l->ends.prev = l->ends.next = &l->ends;
    l->duration = duration;
}

void
list_remove (struct link *link)
{
    if (link->next == NULL)
        return;
    link->prev->next = link->next;
    link->next->prev = link->prev;
    link->prev = link->next = NULL;
}

void
list_append (struct list *l, struct link *link, uint64_t now)
{
    list_remove (link);
    link->prev = l->ends.prev;
    link->next = &l->ends;
    link->prev->next = link;
    l->ends.prev = link;
    link->since = now;
}

struct link *
list_first (const struct list *l)
{
    return l->ends.next != &l->ends ? l->ends.next : NULL;
}

bool
bytes_add (struct bytes *b, const void *data, size_t len)
{
    if (len > b->cap - b->len) {
        size_t cap = b->cap > 0 ? b->cap : 512;
        char *more;

        while (cap < b->len + len)
            cap *= 2;
        more = realloc (b->data, cap);
        if (more == NULL)
            return false;
        b->data = more;
        b->cap = cap;
    }
    if (len > 0)
        memcpy (b->data + b->len, data, len);
    b->len += len;
    return true;
}

void
bytes_drop (struct bytes *b, size_t n)
{
    b->len -= n;
    if (b->len == 0)
        bytes_free (b);
    else if (n > 0)
        memmove (b->data, b->data + n, b->len);
}

void
bytes_free (struct bytes *b)
{
    free (b->data);
    memset (b, 0, sizeof *b);
}

/* IPv4, plain or mapped: the address; IPv6: its first 64 bits. */
static void
address_key (const struct sockaddr_storage *peer, unsigned char key[16])
{
    memset (key, 0, 16);
    if (peer->ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)peer;

        key[0] = 4;
        memcpy (key + 12, &in->sin_addr, 4);
    } else if (peer->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)peer;

        key[0] = IN6_IS_ADDR_V4MAPPED (&in->sin6_addr) ? 4 : 6;
        if (key[0] == 4)
            memcpy (key + 12, in->sin6_addr.s6_addr + 12, 4);
        else
            memcpy (key + 8, in->sin6_addr.s6_addr, 8);
    }
}

static struct address **
address_bucket (struct addresses *all, const unsigned char key[16])
{
    uint32_t hash = 2166136261U ^ all->seed;

    for (int i = 0; i < 16; i++)
        hash = (hash ^ key[i]) * 16777619U;
    return &all->buckets[(hash ^ hash >> 16) % ADDRESS_BUCKETS];
}

struct address *
address_enter (struct addresses *all, const struct sockaddr_storage *peer,
               unsigned limit)
{
    unsigned char key[16];
    struct address **bucket, *a;

    address_key (peer, key);
    bucket = address_bucket (all, key);
    for (a = *bucket; a != NULL; a = a->next)
        if (memcmp (a->key, key, sizeof key) == 0)
            break;
    if (a != NULL && limit > 0 && a->connections >= limit) {
        errno = EBUSY;
        return NULL;
    }
    if (a == NULL) {
        a = calloc (1, sizeof *a);
        if (a == NULL)
            return NULL;
        memcpy (a->key, key, sizeof key);
        a->next = *bucket;
        *bucket = a;
    }
    a->connections++;
    return a;
}

void
address_leave (struct addresses *all, struct address *a)
{
    struct address **at;

    if (--a->connections > 0)
        return;
    at = address_bucket (all, a->key);
    while (*at != a)
        at = &(*at)->next;
    *at = a->next;
    free (a);
}
