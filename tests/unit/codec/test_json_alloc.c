/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of the parser failing in turn: never a wrong "no", never a text that lacks a
 * piece. */
#include "codec/json_alloc.h"

#include "codec/json.h"

#include "support/assert_str.h"

#include <stdlib.h>

static size_t allowed = SIZE_MAX;

static void *allocate(size_t size)
{
    if (allowed == 0) {
        return NULL;
    }
    allowed--;
    return malloc(size);
}

static const char good[] = "{\"a\":\"a text that is longer than jansson's first sixteen bytes\","
                           "\"b\":[1,2.5,true,null,\"\\u00e4\",3,4,5,6,7,8,9],\"c\":{\"d\":\"x\"}}";
static const char bad[] =
    "{\"a\":\"a text that is longer than jansson's first sixteen bytes\",\"b\"";

static void check_good(const struct jt_json *json)
{
    jt_str text;
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), "a"), &text));
    assert_str(text, "a text that is longer than jansson's first sixteen bytes");
    assert_int_equal(jt_json_count(jt_json_get(jt_json_root(json), "b")), 12);
}

static void each_allocation_failing_in_turn(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t limit = 0; limit < 1000; limit++) {
        struct jt_json *json = NULL;
        allowed = limit;
        enum jt_err err = jt_json_parse(jt_str_from_c(good), 1000, &json);
        allowed = SIZE_MAX;
        if (err == JT_OK) {
            check_good(json);
            jt_json_free(json);
            assert_true(failures > 10);
            return;
        }
        assert_int_equal(err, JT_ERR_NOMEM);
        assert_null(json);
        failures++;
    }
    fail_msg("a thousand allocations were not enough");
}

static void a_fault_is_not_blamed_on_the_text(void **state)
{
    (void)state;
    struct jt_json *json = NULL;
    allowed = 3;
    assert_int_equal(jt_json_parse(jt_str_from_c(bad), 1000, &json), JT_ERR_NOMEM);
    allowed = SIZE_MAX;
    assert_int_equal(jt_json_parse(jt_str_from_c(bad), 1000, &json), JT_ERR_FORMAT);
    assert_null(json);
}

static void a_failure_is_told_once(void **state)
{
    (void)state;
    struct jt_json *json = NULL;
    assert_false(jt_json_alloc_take_failure());
    allowed = 0;
    assert_int_equal(jt_json_parse(jt_str_from_c(good), 1000, &json), JT_ERR_NOMEM);
    allowed = SIZE_MAX;
    assert_int_equal(jt_json_parse(jt_str_from_c(good), 1000, &json), JT_OK);
    jt_json_free(json);
    assert_false(jt_json_alloc_take_failure());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_failing_in_turn),
        cmocka_unit_test(a_fault_is_not_blamed_on_the_text),
        cmocka_unit_test(a_failure_is_told_once),
    };
    jt_json_alloc_install(allocate);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
