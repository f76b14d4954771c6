/* base-log.c - one line a message, whatever is in it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "unit/unit.h"

/* What write_one writes to standard error. */
static char *
capture (void (*write_one) (void))
{
    static char text[65536];
    FILE *file = tmpfile ();
    int saved = dup (STDERR_FILENO);
    size_t n;

    assert_non_null (file);
    dup2 (fileno (file), STDERR_FILENO);
    write_one ();
    dup2 (saved, STDERR_FILENO);
    close (saved);
    rewind (file);
    n = fread (text, 1, sizeof text - 1, file);
    text[n] = '\0';
    fclose (file);
    return text;
}

static void
write_hostile (void)
{
    const struct log_tag tag = { "orders", "lake", "target-file" };

    errno = EACCES;
    log_tagged (&tag, LOG_LEVEL_ERROR, "a \"%s\": %m", "x\n2026 info: forged");
    assert_int_equal (errno, EACCES);
}

static void
test_text (void **state)
{
    const char *line;

    (void)state;
    unsetenv ("JOURNAL_STREAM");
    log_setup (LOG_LEVEL_INFO, LOG_TEXT);
    line = capture (write_hostile);
    assert_string_equal (strchr (line, ' '),
                         " error: orders/lake: a \"x\\x0a2026 info: forged\": "
                         "Permission denied\n");
    assert_int_equal (line[strlen ("2026-11-24T10:00:00.000000")], 'Z');
}

static void
test_journal (void **state)
{
    const char *line;

    (void)state;
    setenv ("JOURNAL_STREAM", "8:1", 1);
    log_setup (LOG_LEVEL_INFO, LOG_TEXT);
    line = capture (write_hostile);
    assert_memory_equal (line, "<3>error: orders/lake: ", 23);
    unsetenv ("JOURNAL_STREAM");
}

static const char *
member (struct json_object *object, const char *name)
{
    return json_object_get_string (json_object_object_get (object, name));
}

static void
test_json (void **state)
{
    struct json_object *object;
    const char *line;

    (void)state;
    log_setup (LOG_LEVEL_INFO, LOG_JSON);
    line = capture (write_hostile);
    assert_ptr_equal (strchr (line, '\n'), line + strlen (line) - 1);
    object = json_tokener_parse (line);
    assert_non_null (object);
    assert_string_equal (member (object, "level"), "error");
    assert_string_equal (member (object, "pipeline"), "orders");
    assert_string_equal (member (object, "instance"), "lake");
    assert_string_equal (member (object, "plugin"), "target-file");
    assert_string_equal (member (object, "message"),
                         "a \"x\n2026 info: forged\": Permission denied");
    json_object_put (object);
}

static void
write_below (void)
{
    log_line (LOG_LEVEL_DEBUG, "not wanted");
    log_line (LOG_LEVEL_WARNING, "wanted");
}

static void
test_level (void **state)
{
    const char *line;

    (void)state;
    log_setup (LOG_LEVEL_WARNING, LOG_TEXT);
    line = capture (write_below);
    assert_null (strstr (line, "not wanted"));
    assert_non_null (strstr (line, " warning: wanted\n"));
}

static void
write_not_utf8 (void)
{
    log_line (LOG_LEVEL_ERROR, "bytes \xff\xfe");
}

/* A line of JSON is UTF-8, whatever the message is. */
static void
test_not_utf8 (void **state)
{
    struct json_object *object;

    (void)state;
    log_setup (LOG_LEVEL_INFO, LOG_JSON);
    object = json_tokener_parse (capture (write_not_utf8));
    assert_non_null (object);
    assert_string_equal (member (object, "message"), "bytes \\xff\\xfe");
    json_object_put (object);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_text),     cmocka_unit_test (test_journal),
        cmocka_unit_test (test_json),     cmocka_unit_test (test_level),
        cmocka_unit_test (test_not_utf8),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
