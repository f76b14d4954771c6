/* fuzz-config.c - any bytes as a configuration file: load, expand, print
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/conf.h"
#include "config/config.h"
#include "json/scan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct trestle_param group_rows[] = {
    { .name = "a", .type = TRESTLE_INT, .allowed = "1..9" },
    { .name = "b", .type = TRESTLE_JSON },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param rows[] = {
    { .name = "name", .type = TRESTLE_STRING, .allowed = "one|two" },
    { .name = "rules", .type = TRESTLE_GROUPS, .params = group_rows },
    { .name = "log", .type = TRESTLE_GROUP, .params = group_rows },
    { .name = "x", .type = TRESTLE_JSON },
    { .name = "s", .type = TRESTLE_STRINGS },
    { .name = "d", .type = TRESTLE_DURATION, .allowed = "1ms.." },
    { .name = "m", .type = TRESTLE_SIZE },
    { .name = "r", .type = TRESTLE_DOUBLE, .allowed = "0..1" },
    { .name = "o", .type = TRESTLE_BOOL },
    { .name = "f", .type = TRESTLE_FILE },
    TRESTLE_PARAMS_END,
};

static void
take_line (void *self, const char *line)
{
    /* no control character of the input may come through */
    for (; *line != '\0'; line++)
        if ((unsigned char)*line < 0x20)
            abort ();
    *(unsigned *)self += 1;
}

static void
check_json (char *json)
{
    struct json_error error;

    if (json != NULL && json_check (json, strlen (json), NULL, &error) < 0)
        abort ();
    free (json);
}

/* What was read without a mistake has a conf; what has none was told. */
static void
check_conf (const struct config_node *root, struct config_report *rep)
{
    struct conf_check check = {
        .rep = rep, .params = rows, .param_size = sizeof *rows, .what = "file"
    };
    struct trestle_conf *conf = NULL;
    int r = conf_new (root, &check, &conf);

    if ((r < 0) != (conf == NULL) || (r < 0 && rep->errors == 0))
        abort ();
    conf_free (conf);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    unsigned lines = 0;
    struct config_report rep = { .print = take_line, .self = &lines };
    struct config_text text
        = { .data = (const char *)data, .len = size, .file = "fuzz" };
    struct config_vars *vars = config_vars_new ();
    struct config_node *root = NULL;

    if (vars == NULL)
        return 0;
    config_vars_set (vars, "A", "value", true);
    if (config_load_text (&text, &rep, &root) == 0) {
        config_expand (root, vars);
        check_json (config_to_json (root));
        check_json (config_to_json_expanded (root));
        check_conf (root, &rep);
        config_free (root);
    } else if (rep.errors == 0) {
        abort ();
    }
    if (lines > rep.errors + rep.warnings)
        abort ();
    config_vars_free (vars);
    return 0;
}
