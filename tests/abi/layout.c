/* layout.c - the layout and the numbers of the plugin ABI do not move
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Compiling it is the test.  A line here changes only with the ABI's major;
 * lines are added with each minor.
 */
#include <trestle/plugin.h>

#define SIZE(type_, size_)                                                    \
    _Static_assert(sizeof (struct type_) == (size_), "size of " #type_)
#define FIELD(type_, field_, offset_)                                         \
    _Static_assert(offsetof (struct type_, field_) == (offset_),              \
                   #type_ "." #field_)
#define VALUE(name_, value_) _Static_assert((name_) == (value_), #name_)

/* ---- where pointers have 64 bits ---- */
#if UINTPTR_MAX == UINT64_MAX

SIZE (trestle_param, 48);
FIELD (trestle_param, name, 0);
FIELD (trestle_param, fallback, 8);
FIELD (trestle_param, allowed, 16);
FIELD (trestle_param, help, 24);
FIELD (trestle_param, params, 32);
FIELD (trestle_param, type, 40);
FIELD (trestle_param, flags, 44);

SIZE (trestle_head, 16);
FIELD (trestle_head, size, 0);
FIELD (trestle_head, param_size, 4);
FIELD (trestle_head, abi_major, 8);
FIELD (trestle_head, abi_minor, 10);
FIELD (trestle_head, kind, 12);

SIZE (trestle_plugin, 136);
FIELD (trestle_plugin, head, 0);
FIELD (trestle_plugin, name, 16);
FIELD (trestle_plugin, version, 24);
FIELD (trestle_plugin, summary, 32);
FIELD (trestle_plugin, params, 40);
FIELD (trestle_plugin, flags, 48);
FIELD (trestle_plugin, reserved, 52);
FIELD (trestle_plugin, open, 56);
FIELD (trestle_plugin, start, 64);
FIELD (trestle_plugin, stop, 72);
FIELD (trestle_plugin, close, 80);
FIELD (trestle_plugin, quiesce, 88);
FIELD (trestle_plugin, resume, 96);
FIELD (trestle_plugin, settled, 104);
FIELD (trestle_plugin, filter, 112);
FIELD (trestle_plugin, transform, 120);
FIELD (trestle_plugin, deliver, 128);
#endif

/* ---- everywhere ---- */

VALUE (TRESTLE_ABI_MAJOR, 0);
VALUE (TRESTLE_ABI_MINOR, 0);

VALUE (TRESTLE_SOURCE, 1);
VALUE (TRESTLE_FILTER, 2);
VALUE (TRESTLE_TRANSFORM, 3);
VALUE (TRESTLE_TARGET, 4);

VALUE (TRESTLE_OK, 0);
VALUE (TRESTLE_FILTERED, 1);
VALUE (TRESTLE_RETRY, 2);
VALUE (TRESTLE_REJECT, 3);
VALUE (TRESTLE_DOWN, 4);
VALUE (TRESTLE_HOLD, 5);

VALUE (TRESTLE_STRING, 1);
VALUE (TRESTLE_INT, 2);
VALUE (TRESTLE_BOOL, 3);
VALUE (TRESTLE_DOUBLE, 4);
VALUE (TRESTLE_DURATION, 5);
VALUE (TRESTLE_SIZE, 6);
VALUE (TRESTLE_SECRET, 7);
VALUE (TRESTLE_JSON, 8);
VALUE (TRESTLE_STRINGS, 9);
VALUE (TRESTLE_GROUP, 10);
VALUE (TRESTLE_GROUPS, 11);
VALUE (TRESTLE_FILE, 12);

VALUE (TRESTLE_REQUIRED, 1);
VALUE (TRESTLE_DEPRECATED, 2);
VALUE (TRESTLE_VERBATIM, 4);

VALUE (TRESTLE_MAY_DEGRADE, 1);
VALUE (TRESTLE_NONBLOCK, 2);
VALUE (TRESTLE_RUNTIME, 4);

VALUE (TRESTLE_IN_FLIGHT, 1);
VALUE (TRESTLE_TIMEOUT, 2);
VALUE (TRESTLE_MAX_EVENTS, 3);
VALUE (TRESTLE_MAX_BYTES, 4);
VALUE (TRESTLE_EVENT_BYTES, 5);
VALUE (TRESTLE_BATCH_BYTES, 6);
VALUE (TRESTLE_HEADER_BYTES, 7);
VALUE (TRESTLE_CONNECTIONS, 8);
VALUE (TRESTLE_ACK_TIMEOUT, 9);

VALUE (TRESTLE_TYPE_STRING, 1);
VALUE (TRESTLE_TYPE_INTEGER, 2);
VALUE (TRESTLE_TYPE_BOOLEAN, 3);
VALUE (TRESTLE_TYPE_BINARY, 4);
VALUE (TRESTLE_TYPE_TIME, 5);
VALUE (TRESTLE_TYPE_URI, 6);
VALUE (TRESTLE_TYPE_NULL, 7);
VALUE (TRESTLE_TYPE_NUMBER, 8);
VALUE (TRESTLE_TYPE_OBJECT, 9);
VALUE (TRESTLE_TYPE_ARRAY, 10);

VALUE (TRESTLE_CLOUDEVENTS, 1);
VALUE (TRESTLE_EVENTBRIDGE, 2);

VALUE (TRESTLE_LOG_ERROR, 3);
VALUE (TRESTLE_LOG_WARNING, 4);
VALUE (TRESTLE_LOG_INFO, 6);
VALUE (TRESTLE_LOG_DEBUG, 7);

VALUE (TRESTLE_COUNTER, 1);
VALUE (TRESTLE_GAUGE, 2);

int
main (void)
{
    return 0;
}
