/* match-arrays.c - patterns: arrays, and $or
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "match-table.h"

#define JOHN "{'n':'John','l':'Doe'}"
#define ANNA "{'n':'Anna','l':'Smith'}"

static const struct pair leaves[] = {
    { "{'a':['x']}", "{'a':['x']}", true },
    { "{'a':['x']}", "{'a':['y','x']}", true },
    { "{'a':['x']}", "{'a':['y','z']}", false },
    { "{'a':['x','y']}", "{'a':['z','y']}", true },
    { "{'a':['x']}", "{'a':[]}", false },
    { "{'a':['x']}", "{'a':[ ]}", false },
    { "{'a':['x']}", "{'a':[['x']]}", true },
    { "{'a':['x']}", "{'a':[[[[]],[[['y'],'x']]]]}", true },
    { "{'a':['x']}", "{'a':[ [ ] , [ 'y' , 'x' ] ]}", true },
    { "{'a':['x']}", "{'a':[{'a':'x'}]}", false },
    { "{'a':['x']}", "{'a':[{'b':['x']},'y']}", false },
    { "{'a':['x']}", "{'a':[{'b':[']']},'x']}", true },
    { "{'a':[5]}", "{'a':['5',5.0]}", true },
    { "{'a':[null]}", "{'a':[1,null]}", true },
    { "{'a':[{'prefix':'x'}]}", "{'a':['y','xy']}", true },
    { "{'a':[{'anything-but':'x'}]}", "{'a':['x','y']}", true },
    { "{'a':[{'anything-but':'x'}]}", "{'a':['x',{'b':1}]}", false },
    { "{'a':[{'anything-but':'x'}]}", "{'a':['x',['x',null]]}", true },
    { "{'a':[{'numeric':['>',5]}]}", "{'a':[1,2,6]}", true },
    { "{'a':['x'],'b':['y']}", "{'a':['z','x'],'b':['y','z']}", true },
    /* more than one node of text, and an end in the middle of a word */
    { "{'a':['z']}", "{'a':['aaaaaaaaaaaaaaaa','b',['cccccccc'],'z'],'b':1}",
      true },
};

static void
test_leaves (void **state)
{
    (void)state;
    CHECK_PAIRS (leaves);
}

static const struct pair objects[] = {
    { "{'e':{'n':['Anna']}}", "{'e':[" JOHN "," ANNA "]}", true },
    { "{'e':{'n':['Anna']}}", "{'e':[" JOHN "]}", false },
    { "{'e':{'n':['Anna']}}", "{'e':[[" JOHN "],[[" ANNA "]]]}", true },
    { "{'e':{'n':['Anna'],'l':['Smith']}}", "{'e':[" JOHN "," ANNA "]}",
      true },
    { "{'e':{'n':['Anna'],'l':['Doe']}}", "{'e':[" JOHN "," ANNA "]}", false },
    { "{'e':{'n':['Anna'],'l':['Doe']}}", "{'e':[[" JOHN "],[" ANNA "]]}",
      false },
    { "{'e':{'n':['Anna'],'l':['Doe']}}", "{'e':" ANNA "}", false },
    { "{'a':{'b':['x']}}", "{'a':['x']}", false },
    { "{'a':{'b':['x']}}", "{'a':[1,null,[],{'b':'x'}]}", true },
    { "{'a':{'b':['x']}}", "{'a':[{'b':'y'},{'c':'x'}]}", false },
    { "{'a':{'b':['x']}}", "{'a':[{'b':['y','x']}]}", true },
    /* different arrays do not bind each other */
    { "{'a':{'x':[1]},'b':{'x':[2]}}", "{'a':[{'x':1}],'b':[{},{'x':2}]}",
      true },
    /* two levels of arrays */
    { "{'a':{'b':{'c':[1]},'d':[2]}}", "{'a':[{'b':[{'c':0},{'c':1}],'d':2}]}",
      true },
    { "{'a':{'b':{'c':[1]},'d':[2]}}",
      "{'a':[{'b':[{'c':1}],'d':3},{'b':[{'c':2}],'d':2}]}", false },
    { "{'a':{'b':{'c':[1],'d':[2]}}}",
      "{'a':[{'b':[{'c':1},{'d':2}]},{'b':[{'c':1,'d':2}]}]}", true },
    { "{'a':{'b':{'c':[1],'d':[2]}}}",
      "{'a':[{'b':[{'c':1},{'d':2}]},{'b':[{'c':1,'d':3}]}]}", false },
    { "{'a':{'b':{'c':[1]},'x':{'d':[2]}}}",
      "{'a':[{'b':{'c':1}},{'x':{'d':2}}]}", false },
    /* quamina errs here */
    { "{'a':['x']}", "{'a':[{'a':'x'}]}", false },
};

static void
test_objects (void **state)
{
    (void)state;
    CHECK_PAIRS (objects);
}

/* exists:false asks that there is no value, in the element that the other
 * fields chose, or nowhere. */
static const struct pair absence[] = {
    { "{'a':{'b':[{'exists':false}]}}", "{'a':[{'b':1},{'c':2}]}", false },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':[{'c':1},{'c':2}]}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':[]}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':[1,'b',[null]]}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':[[{}],[[{'b':[0]}]]]}", false },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':[{'b':[]},{'b':{}}]}", true },
    { "{'a':{'b':[1],'c':[{'exists':false}]}}",
      "{'a':[{'b':1},{'b':2,'c':3}]}", true },
    { "{'a':{'c':[1],'b':[{'exists':false}]}}",
      "{'a':[{'c':1},{'c':2,'b':3}]}", true },
    { "{'a':{'b':[1],'c':[{'exists':false}]}}",
      "{'a':[{'b':1,'c':2},{'b':2}]}", false },
    { "{'a':{'b':[1],'c':{'d':[{'exists':false}]}}}",
      "{'a':[{'b':1,'c':[{'d':1},{'e':1}]}]}", false },
    { "{'a':{'b':[1],'c':{'d':[{'exists':false}]}}}",
      "{'a':[{'b':1,'c':[{'e':1}]},{'c':{'d':1}}]}", true },
    { "{'a':{'b':[{'exists':false}],'c':[{'exists':false}]}}",
      "{'a':[{'b':1},{'c':1}]}", false },
    { "{'a':{'b':[{'exists':false},1]}}", "{'a':[{'b':1},{'b':2}]}", true },
    { "{'a':{'b':[{'exists':false},1]}}", "{'a':[{'b':2},{'c':2}]}", false },
    { "{'a':{'b':[{'exists':false},1],'c':[2]}}", "{'a':[{'b':3},{'c':2}]}",
      true },
    { "{'a':{'b':[{'exists':false},1],'c':[{'exists':false},2]}}",
      "{'a':[{'b':1},{'c':3}]}", true },
    { "{'a':{'b':[{'exists':false},1],'c':[{'exists':false},2]}}",
      "{'a':[{'d':1},{'c':3}]}", false },
    { "{'a':{'b':[{'exists':false},1],'c':[{'exists':false},2]}}",
      "{'a':[{'d':1},{'d':3}]}", true },
    { "{'a':{'b':[{'exists':false},1],'c':{'d':[{'exists':false},2]}}}",
      "{'a':[{'b':2},{'c':[{'d':3},{'d':2}]}]}", true },
    { "{'a':{'b':[{'exists':false},1],'c':{'d':[{'exists':false},2]}}}",
      "{'a':[{'b':2},{'c':[{'d':3},{'e':2}]}]}", false },
    { "{'a':{'b':[{'exists':false}]},'z':[1]}", "{'a':[{'b':1},{}],'z':1}",
      false },
    { "{'a':{'$or':[{'b':[{'exists':false}]},{'c':[{'exists':false}]}]}}",
      "{'a':[{'b':1},{'c':1}]}", false },
    { "{'a':{'$or':[{'b':[{'exists':false}]},{'c':[{'exists':false}]}]}}",
      "{'a':[{'b':1},{'b':1}]}", true },
    { "{'a':{'$or':[{'b':[1]},{'c':[{'exists':false}]}]}}",
      "{'a':[{'b':2,'c':1},{'d':1}]}", false },
    { "{'a':{'$or':[{'b':[1]},{'c':[{'exists':false}]}]}}",
      "{'a':[{'b':2,'c':1},{'b':1}]}", true },
    { "{'a':{'d':[1],'$or':[{'b':[1]},{'c':[{'exists':false}]}]}}",
      "{'a':[{'b':2,'c':1},{'d':1}]}", true },
};

static void
test_absence (void **state)
{
    (void)state;
    CHECK_PAIRS (absence);
}

static const struct pair branches[] = {
    { "{'$or':[{'a':[1]},{'b':[2]}]}", "{'a':1}", true },
    { "{'$or':[{'a':[1]},{'b':[2]}]}", "{'b':2}", true },
    { "{'$or':[{'a':[1]},{'b':[2]}]}", "{'a':2,'b':1}", false },
    { "{'$or':[{'a':[1]},{'b':[2]}]}", "{}", false },
    { "{'$or':[{'a':[1]},{'b':[2]}]}", "{'$or':1}", false },
    { "{'s':['x'],'$or':[{'a':[1]},{'b':[2]}]}", "{'s':'x','b':2}", true },
    { "{'s':['x'],'$or':[{'a':[1]},{'b':[2]}]}", "{'s':'y','b':2}", false },
    { "{'s':['x'],'$or':[{'a':[1]},{'b':[2]}]}", "{'s':'x'}", false },
    { "{'$or':[{'a':[1],'c':[3]},{'b':[2]}]}", "{'a':1,'c':3}", true },
    { "{'$or':[{'a':[1],'c':[3]},{'b':[2]}]}", "{'a':1,'c':4}", false },
    { "{'d':{'$or':[{'a':[1]},{'b':[2]}]}}", "{'d':{'b':2}}", true },
    { "{'d':{'$or':[{'a':[1]},{'b':[2]}]}}", "{'b':2}", false },
    { "{'d':{'$or':[{'a':[1]},{'b':[2]}],'c':[3]}}", "{'d':{'b':2,'c':3}}",
      true },
    { "{'$or':[{'a':{'x':[1]}},{'b':[2]}]}", "{'a':{'x':1}}", true },
    { "{'$or':[{'a':[1]},{'$or':[{'b':[2]},{'c':[3]}]}]}", "{'c':3}", true },
    { "{'$or':[{'a':[1]},{'$or':[{'b':[2]},{'c':[3]}]}]}", "{'c':4}", false },
    { "{'$or':[{'a':[1]},{'b':[2],'$or':[{'c':[3]},{'d':[4]}]}]}",
      "{'b':2,'d':4}", true },
    { "{'$or':[{'a':[1]},{'b':[2],'$or':[{'c':[3]},{'d':[4]}]}]}", "{'b':2}",
      false },
    { "{'$or':[{'a':[1]},{'b':[2]}],'d':{'$or':[{'a':[1]},{'b':[2]}]}}",
      "{'a':1,'d':{'b':2}}", true },
    { "{'$or':[{'a':[1]},{'b':[2]}],'d':{'$or':[{'a':[1]},{'b':[2]}]}}",
      "{'a':1,'d':{'b':1}}", false },
    { "{'$or':[{'a':[{'exists':false}]},{'b':[2]}]}", "{'b':1}", true },
    { "{'$or':[{'a':[{'exists':false}]},{'b':[2]}]}", "{'a':1,'b':1}", false },
    { "{'$or':[{'a':[{'numeric':['>',5]}]},{'a':[{'prefix':'x'}]}]}",
      "{'a':'xy'}", true },
    { "{'$or':[{'a':[1]},{'b':[1]},{'c':[1]},{'d':[1]}]}", "{'d':1}", true },
    { "{'\\u0024or':[{'a':[1]},{'b':[2]}]}", "{'b':2}", true },
    /* one field in several branches, and beside them */
    { "{'$or':[{'a':[1]},{'a':[2]}]}", "{'a':2}", true },
    { "{'$or':[{'a':[1],'b':[1]},{'a':[2],'b':[2]}]}", "{'a':1,'b':2}",
      false },
    { "{'$or':[{'a':[1],'b':[1]},{'a':[2],'b':[2]}]}", "{'a':2,'b':2}", true },
    { "{'a':[{'prefix':'x'}],'$or':[{'a':[{'suffix':'y'}]},{'b':[1]}]}",
      "{'a':'xy'}", true },
    { "{'a':[{'prefix':'x'}],'$or':[{'a':[{'suffix':'y'}]},{'b':[1]}]}",
      "{'a':'xz'}", false },
    { "{'a':[{'prefix':'x'}],'$or':[{'a':[{'suffix':'y'}]},{'b':[1]}]}",
      "{'a':'zy'}", false },
    { "{'a':[{'prefix':'x'}],'$or':[{'a':[{'suffix':'y'}]},{'b':[1]}]}",
      "{'a':'xz','b':1}", true },
    { "{'a':[{'exists':false}],'$or':[{'a':[1]},{'b':[1]}]}", "{'a':1}",
      false },
    { "{'a':[{'exists':false}],'$or':[{'a':[1]},{'b':[1]}]}", "{'b':1}",
      true },
};

static void
test_branches (void **state)
{
    (void)state;
    CHECK_PAIRS (branches);
}

/* Below one array, branches and what stands beside them mean one element. */
static const struct pair both[] = {
    { "{'a':{'b':[1]},'$or':[{'a':{'c':[2]}},{'z':[1]}]}",
      "{'a':[{'b':1},{'c':2}]}", false },
    { "{'a':{'b':[1]},'$or':[{'a':{'c':[2]}},{'z':[1]}]}",
      "{'a':[{'b':0},{'b':1,'c':2}]}", true },
    { "{'a':{'b':[1]},'$or':[{'a':{'c':[2]}},{'z':[1]}]}",
      "{'a':[{'b':1},{'c':2}],'z':1}", true },
    { "{'$or':[{'a':{'b':[1]}},{'z':[1]}],"
      "'y':{'$or':[{'a':{'c':[2]}},{'z':[1]}]}}",
      "{'a':[{'b':1}],'y':{'a':[{'c':2}]}}", true },
    { "{'a':{'$or':[{'b':[1]},{'c':[2]}],'d':[3]}}", "{'a':[{'b':1},{'d':3}]}",
      false },
    { "{'a':{'$or':[{'b':[1]},{'c':[2]}],'d':[3]}}",
      "{'a':[{'b':1},{'c':2,'d':3}]}", true },
    { "{'a':{'$or':[{'b':[1],'c':[1]},{'b':[2],'c':[2]}]}}",
      "{'a':[{'b':1,'c':2},{'b':2,'c':1}]}", false },
    { "{'a':{'$or':[{'b':[1],'c':[1]},{'b':[2],'c':[2]}]}}",
      "{'a':[{'b':1,'c':2},{'b':2,'c':2}]}", true },
    { "{'a':{'b':{'x':[1]},'$or':[{'b':{'y':[2]}},{'c':[1]}]}}",
      "{'a':[{'b':[{'x':1},{'y':2}]}]}", false },
    { "{'a':{'b':{'x':[1]},'$or':[{'b':{'y':[2]}},{'c':[1]}]}}",
      "{'a':[{'b':[{'x':1,'y':2}]}]}", true },
    { "{'a':{'b':{'x':[1]},'$or':[{'b':{'y':[2]}},{'c':[1]}]}}",
      "{'a':[{'b':[{'x':1,'y':1}],'c':1}]}", true },
    /* values that are elements themselves bind to nothing, ... */
    { "{'a':[1],'$or':[{'a':[2]},{'z':[1]}]}", "{'a':[1,2]}", true },
    { "{'a':[1],'$or':[{'a':{'b':[2]}},{'z':[1]}]}", "{'a':[1,{'b':2}]}",
      true },
    { "{'a':[1],'$or':[{'a':{'b':[2]}},{'z':[1]}]}", "{'a':[1,{'b':3}]}",
      false },
    { "{'a':[1],'$or':[{'a':{'b':[2]}},{'z':[1]}]}", "{'a':{'b':2}}", false },
    { "{'a':[1],'$or':[{'a':{'b':[2]}},{'z':[1]}]}", "{'a':1}", false },
    /* ... those of an array in an array to that one */
    { "{'a':[1],'$or':[{'a':[2]},{'z':[1]}]}", "{'a':[[1],[2]]}", false },
    { "{'a':[1],'$or':[{'a':[2]},{'z':[1]}]}", "{'a':[[1],[2,1]]}", true },
    { "{'a':[1],'$or':[{'a':[2]},{'z':[1]}]}", "{'a':[[[2]],1]}", true },
    { "{'a':[1],'$or':[{'a':{'b':[2]}},{'z':[1]}]}", "{'a':[[1],[{'b':2}]]}",
      false },
    { "{'a':[1],'$or':[{'a':{'b':[2]}},{'z':[1]}]}", "{'a':[[1,{'b':2}]]}",
      true },
    { "{'a':[1],'$or':[{'a':{'b':[{'exists':false}]}},{'z':[1]}]}",
      "{'a':[1,{'c':2}]}", true },
    { "{'a':[1],'$or':[{'a':{'b':[{'exists':false}]}},{'z':[1]}]}",
      "{'a':[1,{'b':2}]}", false },
    { "{'a':[1],'$or':[{'a':{'b':[{'exists':false}]}},{'z':[1]}]}", "{'a':1}",
      true },
    { "{'a':[1],'$or':[{'a':{'b':[{'exists':false}]}},{'z':[1]}]}",
      "{'a':[1,{'b':2},{'c':2}]}", false },
    { "{'a':[1],'$or':[{'a':{'b':[{'exists':false}]}},{'z':[1]}]}",
      "{'a':[1,[1,{'c':1}],{'b':2}]}", true },
    { "{'a':[1],'$or':[{'a':{'b':[{'exists':false}]}},{'z':[1]}]}",
      "{'a':[1,[2,{'c':1}],{'b':2}]}", false },
    { "{'a':[{'exists':false},2],'$or':[{'a':{'b':[2]}},{'z':[1]}]}",
      "{'a':[[1],[{'b':2}]]}", true },
    { "{'a':[{'exists':false},2],'$or':[{'a':{'b':[2]}},{'z':[1]}]}",
      "{'a':[[1,{'b':2}]]}", false },
    { "{'a':[{'exists':false}],'$or':[{'a':{'b':[2]}},{'z':[1]}]}",
      "{'a':[{'b':2}]}", true },
    { "{'a':[{'exists':false}],'$or':[{'a':{'b':[2]}},{'z':[1]}]}",
      "{'a':[{'b':2},1]}", false },
};

static void
test_both (void **state)
{
    (void)state;
    CHECK_PAIRS (both);
}

/* Where $or is an ordinary field. */
static const struct pair ordinary[] = {
    { "{'$or':['x']}", "{'$or':'x'}", true },
    { "{'$or':'x'}", "{'$or':'x'}", true },
    { "{'$or':['x','y']}", "{'$or':'y'}", true },
    { "{'$or':{'a':[1]}}", "{'$or':{'a':1}}", true },
    { "{'$or':{'a':[1]}}", "{'a':1}", false },
    { "{'$or':[{'prefix':'x'}]}", "{'$or':'xy'}", true },
    { "{'$or':[{'prefix':'x'},{'suffix':'y'}]}", "{'$or':'zy'}", true },
    { "{'$or':[{'prefix':'x'},{'suffix':'y'}]}", "{'prefix':'x'}", false },
    { "{'$or':[{'contains':'x'},{'contain':'y'}]}", "{'$or':'zyz'}", true },
    { "{'$or':[{'prefix':'x'},'y']}", "{'$or':'y'}", true },
    { "{'$or':[{'exists':false},{'prefix':'y'}]}", "{}", true },
    { "{'a':{'$or':['x']}}", "{'a':{'$or':'x'}}", true },
    /* an operator's name deeper inside a branch is a field's */
    { "{'$or':[{'a':{'prefix':['x']}},{'b':[1]}]}", "{'a':{'prefix':'x'}}",
      true },
    { "{'$and':[1]}", "{'$and':1}", true },
};

static void
test_ordinary (void **state)
{
    (void)state;
    CHECK_PAIRS (ordinary);
}

/* Arrays in arrays as deep as JSON goes, walked once. */
static void
test_deep (void **state)
{
    struct buf event = BUF_INIT (SIZE_MAX);
    static const char text[] = "{\"a\":[\"x\"]}";
    struct pattern *p = NULL;

    (void)state;
    buf_add_string (&event, "{\"a\":");
    for (int i = 0; i < JSON_MAX_DEPTH - 1; i++)
        buf_add_char (&event, '[');
    buf_add_string (&event, "\"y\",\"x\"");
    for (int i = 0; i < JSON_MAX_DEPTH - 1; i++)
        buf_add_char (&event, ']');
    buf_add_char (&event, '}');
    assert_int_equal (pattern_new (text, strlen (text), &p, NULL), 0);
    assert_true (match_exactly (p, event.data));
    pattern_free (p);
    buf_free (&event);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_leaves),  cmocka_unit_test (test_objects),
        cmocka_unit_test (test_absence), cmocka_unit_test (test_branches),
        cmocka_unit_test (test_both),    cmocka_unit_test (test_ordinary),
        cmocka_unit_test (test_deep),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
