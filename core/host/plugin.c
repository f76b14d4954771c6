/* plugin.c - one loaded shared object: find out whether it can be trusted
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/parse.h"
#include "config/conf.h"
#include "host/plugin.h"

#define MAX_MESSAGE 8192
/* A struct of another planet is no newer version. */
#define MAX_STRUCT_SIZE 4096

static const uint32_t known_flags
    = TRESTLE_MAY_DEGRADE | TRESTLE_NONBLOCK | TRESTLE_RUNTIME;

typedef const struct trestle_plugin *plugin_symbol (void);

const char *
plugin_kind_name (int kind)
{
    static const char *const names[]
        = { NULL, "source", "filter", "transform", "target" };

    return kind > 0 && kind < (int)ARRAY_SIZE (names) ? names[kind] : NULL;
}

static int refuse (struct buf *why, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 2, 3)));
static int
refuse (struct buf *why, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    buf_vprintf (why, fmt, ap);
    va_end (ap);
    return -EINVAL;
}

/* Whether a file or directory belongs to root or us, and others cannot write
 * it; a directory with the sticky bit that root owns may be written. */
static int
check_owner (const char *path, const struct stat *st, struct buf *why)
{
    bool shared = S_ISDIR (st->st_mode) && (st->st_mode & S_ISVTX) != 0
                  && st->st_uid == 0;

    if (st->st_uid != 0 && st->st_uid != geteuid ())
        return refuse (why,
                       "\"%s\" belongs to uid %u, neither root nor the user "
                       "that runs trestle",
                       path, (unsigned)st->st_uid);
    if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0 && !shared)
        return refuse (why, "can be written by others: mode %04o of \"%s\"",
                       (unsigned)st->st_mode & 07777, path);
    return 0;
}

/* The file and every directory above it (contracts 6.5). */
static int
check_owners (const char *canonical, struct buf *why)
{
    CLEANUP_FREE char *path = strdup (canonical);
    struct stat st;

    if (path == NULL)
        return -ENOMEM;
    for (;;) {
        char *slash;
        int r;

        if (stat (path[0] != '\0' ? path : "/", &st) < 0)
            return refuse (why, "could not look at \"%s\": %m", path);
        r = check_owner (path[0] != '\0' ? path : "/", &st, why);
        slash = strrchr (path, '/');
        if (r < 0 || slash == NULL)
            return r;
        *slash = '\0';
    }
}

/* dlopen maps what the program headers say and dies of SIGBUS on a file that
 * is shorter: compare first. */
static int
check_length (const char *path, struct buf *why)
{
    /* O_NONBLOCK: a FIFO would wait for a writer. */
    CLEANUP_FD int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ElfW (Ehdr) elf;
    ElfW (Phdr) segment;
    struct stat st;

    if (fd < 0 || fstat (fd, &st) < 0)
        return refuse (why, "could not open it: %m");
    if (!S_ISREG (st.st_mode))
        return refuse (why, "is no regular file");
    if (pread (fd, &elf, sizeof elf, 0) != (ssize_t)sizeof elf
        || memcmp (elf.e_ident, ELFMAG, SELFMAG) != 0)
        return refuse (why, "is no ELF file");
    for (unsigned i = 0; i < elf.e_phnum; i++) {
        off_t at = (off_t)(elf.e_phoff + i * sizeof segment);

        if (pread (fd, &segment, sizeof segment, at)
            != (ssize_t)sizeof segment)
            return refuse (why, "file is cut short");
        if (segment.p_offset > (uint64_t)st.st_size
            || segment.p_filesz > (uint64_t)st.st_size - segment.p_offset)
            return refuse (why, "file is cut short");
    }
    return 0;
}

/* The plugin's own struct; or why there is none of our major. */
static int
find_symbol (void *handle, const struct trestle_plugin **ret_def,
             struct buf *why)
{
    plugin_symbol *symbol;

    *(void **)&symbol = dlsym (handle, TRESTLE_SYMBOL);
    for (int major = 0; symbol == NULL && major < 100; major++) {
        CLEANUP_FREE char *other = NULL;

        if (asprintf (&other, "trestle_plugin_v%d", major) < 0)
            return -ENOMEM;
        if (dlsym (handle, other) != NULL)
            return refuse (why, "was built for trestle ABI %d; this is %d",
                           major, TRESTLE_ABI_MAJOR);
    }
    if (symbol == NULL)
        return refuse (why, "exports no symbol \"%s\"", TRESTLE_SYMBOL);
    *ret_def = symbol ();
    if (*ret_def == NULL)
        return refuse (why, "its symbol \"%s\" gives nothing", TRESTLE_SYMBOL);
    return 0;
}

static bool
all_zero (const void *data, size_t from, size_t to)
{
    const char *p = data;

    for (size_t i = from; i < to; i++)
        if (p[i] != 0)
            return false;
    return true;
}

/* Rows longer than ours are understood if what is longer is zero. */
static bool
rows_known (const struct trestle_param *params, size_t size)
{
    const char *row = (const char *)params;

    if (params == NULL || size <= sizeof *params)
        return true;
    for (;; row += size) {
        struct trestle_param known;

        memcpy (&known, row, sizeof known);
        if (!all_zero (row, sizeof known, size))
            return false;
        if (known.name == NULL)
            return true;
        if (!rows_known (known.params, size))
            return false;
    }
}

/* Copies what this core knows of def; trailing bytes that it does not know
 * must be zero. */
static int
copy_def (const struct trestle_plugin *def, struct plugin *p, struct buf *why)
{
    const struct trestle_head *head = &def->head;
    uint32_t size = head->size;

    if (head->abi_major != TRESTLE_ABI_MAJOR)
        return refuse (why, "was built for trestle ABI %u; this is %d",
                       head->abi_major, TRESTLE_ABI_MAJOR);
    if (size < offsetof (struct trestle_plugin, open) || size % sizeof (void *)
        || size > MAX_STRUCT_SIZE
        || head->param_size < sizeof (struct trestle_param)
        || head->param_size > MAX_STRUCT_SIZE)
        return refuse (why, "uses ABI struct sizes that make no sense");
    memcpy (&p->def, def, size < sizeof p->def ? size : sizeof p->def);
    p->size = size;
    p->minor = head->abi_minor;
    if ((p->def.flags & ~known_flags) != 0)
        return refuse (why,
                       "uses flags 0x%x, which this trestle does not know",
                       p->def.flags & ~known_flags);
    if ((p->def.flags & TRESTLE_MAY_DEGRADE) == 0
        && ((size > sizeof p->def && !all_zero (def, sizeof p->def, size))
            || !rows_known (def->params, head->param_size)))
        return refuse (why, "uses trestle ABI %u.%u; this is %d.%d",
                       head->abi_major, head->abi_minor, TRESTLE_ABI_MAJOR,
                       TRESTLE_ABI_MINOR);
    if (p->def.reserved != 0)
        return refuse (why, "its field \"reserved\" is not 0");
    return 0;
}

/* A callback, the kind it belongs to, and whether that kind needs it. */
struct callback {
    const char *name;
    size_t offset;
    int kind;
    bool needed;
};

#define CALLBACK(name_, kind_, needed_)                                       \
    {                                                                         \
#name_, offsetof(struct trestle_plugin, name_), kind_, needed_        \
    }

static const struct callback callbacks[] = {
    CALLBACK (quiesce, TRESTLE_SOURCE, false),
    CALLBACK (resume, TRESTLE_SOURCE, false),
    CALLBACK (settled, TRESTLE_SOURCE, false),
    CALLBACK (filter, TRESTLE_FILTER, true),
    CALLBACK (transform, TRESTLE_TRANSFORM, true),
    CALLBACK (deliver, TRESTLE_TARGET, true),
};

static int
check_callbacks (const struct trestle_plugin *def, struct buf *why)
{
    const char *kind = plugin_kind_name ((int)def->head.kind);

    for (size_t i = 0; i < ARRAY_SIZE (callbacks); i++) {
        const struct callback *c = &callbacks[i];
        void *function;

        memcpy (&function, (const char *)def + c->offset, sizeof function);
        if (function == NULL && c->needed && (int)def->head.kind == c->kind)
            return refuse (why, "has no callback \"%s\"", c->name);
        if (function != NULL && (int)def->head.kind != c->kind)
            return refuse (why, "a %s has no use for the callback \"%s\"",
                           kind, c->name);
    }
    return 0;
}

static int
check_identity (const struct trestle_plugin *def, int kind, const char *name,
                struct buf *why)
{
    const char *is = plugin_kind_name ((int)def->head.kind);

    if (is == NULL)
        return refuse (why, "is of the unknown kind %u", def->head.kind);
    if (def->name == NULL || !parse_is_name (def->name))
        return refuse (why, "has no valid name");
    if (kind != 0 && (int)def->head.kind != kind)
        return refuse (why, "is a %s, not a %s", is, plugin_kind_name (kind));
    if (name != NULL && strcmp (def->name, name) != 0)
        return refuse (why, "is named \"%s\", not \"%s\"", def->name, name);
    return 0;
}

static int
check_table (const struct trestle_plugin *def, struct buf *why)
{
    const char *name = NULL;
    const char *error = conf_table_error (def->params, def->head.param_size,
                                          (int)def->head.kind, &name);

    if (error == NULL)
        return 0;
    return refuse (why, "setting \"%s\": %s", name != NULL ? name : "", error);
}

/* From the open handle to a description that can be used. */
static int
examine (struct plugin *p, int kind, const char *name, struct buf *why)
{
    const struct trestle_plugin *def;
    int r;

    r = find_symbol (p->handle, &def, why);
    if (r == 0)
        r = copy_def (def, p, why);
    if (r == 0)
        r = check_identity (&p->def, kind, name, why);
    if (r == 0)
        r = check_callbacks (&p->def, why);
    if (r == 0)
        r = check_table (&p->def, why);
    if (r == 0)
        snprintf (p->label, sizeof p->label, "%s-%s",
                  plugin_kind_name ((int)p->def.head.kind), p->def.name);
    return r;
}

static int
open_checked (struct plugin *p, struct buf *why)
{
    int r = check_owners (p->path, why);

    if (r == 0)
        r = check_length (p->path, why);
    if (r < 0)
        return r;
    p->handle = dlopen (p->path, RTLD_NOW | RTLD_LOCAL);
    if (p->handle == NULL)
        return refuse (why, "%s", dlerror ());
    return 0;
}

int
plugin_open (const char *path, int kind, const char *name,
             struct plugin **ret_plugin, char **ret_message)
{
    CLEANUP_BUF struct buf why = BUF_INIT (MAX_MESSAGE);
    struct plugin *p = calloc (1, sizeof *p);
    int r = 0;

    *ret_message = NULL;
    if (p == NULL)
        return -ENOMEM;
    buf_printf (&why, "cannot load plugin \"%s\": ", path);
    p->path = realpath (path, NULL);
    if (p->path == NULL) {
        r = errno == ENOENT ? -ENOENT : -EINVAL;
        buf_printf (&why, "%m");
    }
    if (r == 0)
        r = open_checked (p, &why);
    if (r == 0)
        r = examine (p, kind, name, &why);
    if (r < 0) {
        plugin_free (p);
        *ret_message = buf_take (&why);
        return r;
    }
    if ((p->def.flags & TRESTLE_RUNTIME) != 0)
        log_line (LOG_LEVEL_INFO, "plugin \"%s\" brings a runtime of its own",
                  p->label);
    *ret_plugin = p;
    return 0;
}

void
plugin_free (struct plugin *p)
{
    if (p == NULL)
        return;
    free (p->path);
    free (p);
}
