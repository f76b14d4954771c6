/* vars.c - ${NAME} in strings
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "config/config.h"

#define MAX_EXPANDED ((size_t)1 << 20)
#define UPPER        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS       "0123456789"
#define UPPER_CASE   UPPER DIGITS "_"
#define ANY_CASE     UPPER_CASE "abcdefghijklmnopqrstuvwxyz"

struct variable {
    char *name;
    char *value;
    bool secret_ok;
};

struct config_vars {
    struct variable *at;
    size_t n;
};

/* One string on its way. */
struct expansion {
    const struct config_vars *vars;
    struct buf out;
    struct buf problem;
    bool used;         /* a variable gave a value */
    bool command_line; /* one of --set did */
};

/* What stands between ${ and }. */
struct reference {
    const char *text;
    size_t len;
    char *name;
    const char *fallback; /* NULL: none; not terminated */
    size_t fallback_len;
    bool env;
};

struct config_vars *
config_vars_new (void)
{
    return calloc (1, sizeof (struct config_vars));
}

void
config_vars_free (struct config_vars *vars)
{
    if (vars == NULL)
        return;
    for (size_t i = 0; i < vars->n; i++) {
        free (vars->at[i].name);
        free (vars->at[i].value);
    }
    free (vars->at);
    free (vars);
}

static bool
is_name (const char *text, const char *letters)
{
    return text[0] != '\0' && strchr (DIGITS, text[0]) == NULL
           && text[strspn (text, letters)] == '\0';
}

static struct variable *
find (const struct config_vars *vars, const char *name)
{
    for (size_t i = 0; vars != NULL && i < vars->n; i++)
        if (strcmp (vars->at[i].name, name) == 0)
            return &vars->at[i];
    return NULL;
}

static struct variable *
add (struct config_vars *vars, const char *name)
{
    CLEANUP_FREE char *copy = strdup (name);
    struct variable *at;

    if (copy == NULL)
        return NULL;
    at = realloc (vars->at, (vars->n + 1) * sizeof *at);
    if (at == NULL)
        return NULL;
    vars->at = at;
    at[vars->n] = (struct variable){ .name = TAKE (copy) };
    return &at[vars->n++];
}

int
config_vars_set (struct config_vars *vars, const char *name, const char *value,
                 bool secret_ok)
{
    CLEANUP_FREE char *copy = NULL;
    struct variable *var;

    if (!is_name (name, UPPER_CASE))
        return -EINVAL;
    copy = strdup (value);
    if (copy == NULL)
        return -ENOMEM;
    var = find (vars, name);
    if (var == NULL)
        var = add (vars, name);
    if (var == NULL)
        return -ENOMEM;
    free (var->value);
    var->value = TAKE (copy);
    var->secret_ok = secret_ok;
    return 0;
}

/* Splits what stands between ${ and }: [env:]NAME[:-default]. */
static int
parse_reference (struct expansion *ex, struct reference *ref)
{
    const char *text = ref->text, *end = ref->text + ref->len;
    const char *fallback = memmem (text, ref->len, ":-", 2);

    ref->env = ref->len >= 4 && memcmp (text, "env:", 4) == 0;
    if (ref->env)
        text += 4;
    if (fallback != NULL && fallback >= text) {
        ref->fallback = fallback + 2;
        ref->fallback_len = (size_t)(end - ref->fallback);
        end = fallback;
    }
    ref->name = strndup (text, (size_t)(end - text));
    if (ref->name == NULL)
        return -ENOMEM;
    if (!is_name (ref->name, ref->env ? ANY_CASE : UPPER_CASE))
        buf_printf (&ex->problem,
                    "\"${%.*s}\" names no variable. Names are in upper case; "
                    "\"$${\" stands for a plain \"${\".",
                    (int)ref->len, ref->text);
    else if (ref->fallback != NULL
             && memmem (ref->fallback, ref->fallback_len, "${", 2) != NULL)
        buf_printf (&ex->problem,
                    "the default of variable \"%s\" has a variable in it",
                    ref->name);
    return 0;
}

/* Adds ". Did you mean ...?" if a variable of about that name is there. */
static int
add_suggestion (struct expansion *ex, const char *name)
{
    const struct config_vars *vars = ex->vars;
    size_t n = vars != NULL ? vars->n : 0;
    CLEANUP_FREE const char **names = calloc (n + 1, sizeof *names);
    const char *meant;

    if (names == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        names[i] = vars->at[i].name;
    meant = config_suggest (name, names, n);
    if (meant != NULL)
        buf_printf (&ex->problem, ". Did you mean \"%s\"?", meant);
    return 0;
}

static int
add_value (struct expansion *ex, const struct reference *ref)
{
    const struct variable *var = NULL;
    const char *value;

    if (!ref->env)
        var = find (ex->vars, ref->name);
    if (ref->env)
        value = getenv (ref->name);
    else
        value = var != NULL ? var->value : NULL;
    if (ref->fallback != NULL && (value == NULL || value[0] == '\0')) {
        buf_add (&ex->out, ref->fallback, ref->fallback_len);
        return 0;
    }
    if (value == NULL) {
        buf_printf (&ex->problem, "%s \"%s\" is not defined",
                    ref->env ? "environment variable" : "variable", ref->name);
        return ref->env ? 0 : add_suggestion (ex, ref->name);
    }
    buf_add_string (&ex->out, value);
    ex->used = true;
    if (var != NULL && !var->secret_ok)
        ex->command_line = true;
    return 0;
}

/* text begins with ${; *ret_len is how much of it was read. */
static int
expand_reference (struct expansion *ex, const char *text, size_t *ret_len)
{
    const char *end = strchr (text, '}');
    struct reference ref = { .text = text + 2 };
    int r;

    if (end == NULL) {
        buf_add_string (&ex->problem, "\"${\" has no \"}\"");
        return 0;
    }
    ref.len = (size_t)(end - ref.text);
    r = parse_reference (ex, &ref);
    if (r == 0 && ex->problem.len == 0)
        r = add_value (ex, &ref);
    free (ref.name);
    *ret_len = (size_t)(end + 1 - text);
    return r;
}

/* The whole string, up to its first problem. */
static int
expand_text (struct expansion *ex, const char *text)
{
    while (*text != '\0' && ex->problem.len == 0) {
        size_t len = strcspn (text, "$");
        int r = 0;

        buf_add (&ex->out, text, len);
        text += len;
        len = 1;
        if (text[0] == '$' && text[1] == '{') {
            r = expand_reference (ex, text, &len);
        } else if (text[0] == '$') {
            buf_add_char (&ex->out, '$');
            len = text[1] == '$' ? 2 : 1;
        } else {
            break;
        }
        if (r < 0)
            return r;
        text += len;
    }
    if (ex->out.error == -EMSGSIZE)
        buf_printf (&ex->problem, "value with its variables is longer than "
                                  "1 MiB");
    return ex->out.error == -ENOMEM ? -ENOMEM : ex->problem.error;
}

static void
forget (struct config_node *node)
{
    if (node->string != node->verbatim)
        free ((char *)node->string);
    free ((char *)node->problem);
    node->string = node->verbatim;
    node->problem = NULL;
    node->bad_variable = node->secret_source = node->command_line = false;
}

static int
keep (struct config_node *node, struct expansion *ex)
{
    bool bad = ex->problem.len > 0;
    char *text = buf_take (bad ? &ex->problem : &ex->out);

    if (text == NULL)
        return -ENOMEM;
    if (bad)
        node->problem = text;
    else
        node->string = text;
    node->bad_variable = bad;
    node->secret_source = ex->used;
    node->command_line = ex->command_line;
    return 0;
}

static int
expand_string (struct config_node *node, const struct config_vars *vars)
{
    struct expansion ex = { .vars = vars,
                            .out = BUF_INIT (MAX_EXPANDED),
                            .problem = BUF_INIT (MAX_EXPANDED) };
    int r;

    forget (node);
    if (strchr (node->verbatim, '$') == NULL)
        return 0;
    r = expand_text (&ex, node->verbatim);
    if (r == 0)
        r = keep (node, &ex);
    buf_free (&ex.out);
    buf_free (&ex.problem);
    return r;
}

int
config_expand (struct config_node *root, const struct config_vars *vars)
{
    int r = 0;

    if (root->type == CONFIG_STRING)
        return expand_string (root, vars);
    for (struct config_node *m = root->first; m != NULL && r == 0; m = m->next)
        r = config_expand (m, vars);
    return r;
}

int
config_check_string (struct config_report *rep, const struct config_node *node)
{
    if (node->bad)
        return config_error_again (rep);
    if (node->problem != NULL)
        return config_error (rep, node, "%s", node->problem);
    return 0;
}
