/* SPDX-License-Identifier: Apache-2.0 */
/* Permissions as people write them, as the API has them, and from one to the other. */
#include "cli/manage/granting.h"

#include "support/assert_str.h"

static void check(const struct jt_granting *granting, const char *json)
{
    struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    jt_granting_write(granting, &w);
    assert_str_equal(jt_buf_str(&buf), jt_str_from_c(json));
    jt_buf_clear(&buf);
}

static enum jt_err add(struct jt_granting *granting, const char *text, const char *api)
{
    struct jt_option_list list = {.at = {text}, .count = 1};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    enum jt_err err = jt_granting_add(granting, &list, jt_str_from_c(api), &trouble);
    assert_int_equal(trouble.kind, err == JT_OK ? JT_TROUBLE_NONE : JT_TROUBLE_USAGE);
    return err;
}

static enum jt_err drop(struct jt_granting *granting, const char *text, const char *api)
{
    struct jt_option_list list = {.at = {text}, .count = 1};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    enum jt_err err = jt_granting_remove(granting, &list, jt_str_from_c(api), &trouble);
    assert_int_equal(trouble.kind, err == JT_OK ? JT_TROUBLE_NONE : JT_TROUBLE_USAGE);
    return err;
}

static void make(void **state)
{
    static struct jt_granting granting;
    assert_int_equal(jt_granting_new(&granting), JT_OK);
    *state = &granting;
}

static int set_up(void **state)
{
    make(state);
    return 0;
}

static int take_down(void **state)
{
    jt_granting_clear(*state);
    return 0;
}

static void stages_of_one_permission_stand_together(void **state)
{
    assert_int_equal(add(*state, "a test:b  prod:b", NULL), JT_OK);
    assert_int_equal(add(*state, "test:b", NULL), JT_OK);
    check(*state, "[{\"permission\":\"a\"},{\"permission\":\"b\",\"stages\":[\"test\",\"prod\"]}]");
}

static void every_stage_takes_the_place_of_single_ones(void **state)
{
    assert_int_equal(add(*state, "test:b prod:b *:b dev:b", NULL), JT_OK);
    check(*state, "[{\"permission\":\"b\",\"stages\":[\"*\"]}]");
}

static void everything_stands_alone(void **state)
{
    assert_int_equal(add(*state, "a * b", NULL), JT_OK);
    check(*state, "[\"*\"]");
    assert_int_equal(drop(*state, "a", NULL), JT_ERR_ARG);
    check(*state, "[\"*\"]");
    assert_int_equal(drop(*state, "*", NULL), JT_OK);
    check(*state, "[]");
}

static void apis_do_not_mix(void **state)
{
    assert_int_equal(add(*state, "read", NULL), JT_OK);
    assert_int_equal(add(*state, "read", "https://x"), JT_OK);
    check(*state, "[{\"permission\":\"read\"},{\"permission\":\"read\",\"api\":\"https://x\"}]");
    assert_int_equal(drop(*state, "read", "https://y"), JT_ERR_ARG);
    jt_granting_drop_api(*state, JT_STR(""));
    check(*state, "[{\"permission\":\"read\",\"api\":\"https://x\"}]");
}

static void what_is_no_permission_is_refused(void **state)
{
    assert_int_equal(add(*state, ":a", NULL), JT_ERR_ARG);
    assert_int_equal(add(*state, "test:", NULL), JT_ERR_ARG);
    assert_int_equal(add(*state, ":", NULL), JT_ERR_ARG);
    assert_int_equal(add(*state, "", NULL), JT_OK);
    check(*state, "[]");
}

static void only_what_is_granted_alone_can_be_taken(void **state)
{
    assert_int_equal(add(*state, "a *:b", NULL), JT_OK);
    assert_int_equal(drop(*state, "test:b", NULL), JT_ERR_ARG);
    assert_int_equal(drop(*state, "c", NULL), JT_ERR_ARG);
    assert_int_equal(drop(*state, "test:a", NULL), JT_ERR_ARG);
    assert_int_equal(drop(*state, "*:b", NULL), JT_OK);
    check(*state, "[{\"permission\":\"a\"}]");
}

static void check_read(struct jt_granting *granting, jt_str json, enum jt_err expected)
{
    JT_CLEAN(jt_json_clear) struct jt_json *parsed = NULL;
    assert_int_equal(jt_json_parse(json, 4096, &parsed), JT_OK);
    assert_int_equal(jt_granting_read(granting, jt_json_root(parsed)), expected);
    if (expected == JT_OK) {
        struct jt_buf buf = {0};
        struct jt_json_writer w = {.buf = &buf};
        jt_granting_write(granting, &w);
        assert_true(jt_str_equal(jt_buf_str(&buf), json));
        jt_buf_clear(&buf);
    }
    granting->count = 0;
    granting->all = false;
}

static void what_the_api_says_comes_out_again(void **state)
{
    check_read(*state, JT_STR("[]"), JT_OK);
    check_read(*state, JT_STR("[\"*\"]"), JT_OK);
    check_read(*state,
               JT_STR("[{\"permission\":\"a\"},{\"permission\":\"b\",\"api\":\"https://x\","
                      "\"stages\":[\"*\"]},{\"permission\":\"c\",\"stages\":[\"d\",\"e\"]}]"),
               JT_OK);
}

static void what_it_cannot_say_is_refused(void **state)
{
    check_read(*state, JT_STR("[{}]"), JT_ERR_FORMAT);
    check_read(*state, JT_STR("[{\"permission\":1}]"), JT_ERR_FORMAT);
    check_read(*state, JT_STR("[{\"permission\":\"a\",\"stages\":[1]}]"), JT_ERR_FORMAT);
    check_read(*state, JT_STR("[\"a\"]"), JT_ERR_FORMAT);
}

static void too_many_are_refused(void **state)
{
    struct jt_granting *granting = *state;
    granting->count = JT_GRANTING_MAX;
    assert_int_equal(add(granting, "one.more", NULL), JT_ERR_LIMIT);
    granting->count = 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, take_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(stages_of_one_permission_stand_together),
        CASE(every_stage_takes_the_place_of_single_ones),
        CASE(everything_stands_alone),
        CASE(apis_do_not_mix),
        CASE(what_is_no_permission_is_refused),
        CASE(only_what_is_granted_alone_can_be_taken),
        CASE(what_the_api_says_comes_out_again),
        CASE(what_it_cannot_say_is_refused),
        CASE(too_many_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
