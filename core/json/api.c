/* api.c - the public functions on JSON text
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <trestle/plugin.h>

#include "json/path.h"
#include "json/scan.h"

int
trestle_json_check (const char *text, size_t len)
{
    struct json_error error;

    return json_check (text, len, NULL, &error) == 0;
}

int
trestle_json_find (const char *json, size_t len,
                   const struct trestle_path *path, const char **ret_json,
                   size_t *ret_len)
{
    return json_find (json, len, (const struct json_path *)path, ret_json,
                      ret_len);
}

int
trestle_json_next (const char *json, size_t len, size_t *pos,
                   const char **ret_key, size_t *ret_key_len,
                   const char **ret_json, size_t *ret_len)
{
    return json_next (json, len, pos, ret_key, ret_key_len, ret_json, ret_len);
}

size_t
trestle_json_text (const char *json, size_t len, char *buf)
{
    return json_text (json, len, buf, NULL);
}

size_t
trestle_json_quote (const char *text, size_t len, char *buf, size_t size)
{
    return json_quote (text, len, buf, size);
}
