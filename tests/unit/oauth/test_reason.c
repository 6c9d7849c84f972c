/* SPDX-License-Identifier: Apache-2.0 */
/* The reason table: complete, in order, and with texts that can stand where they are sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "oauth/reason.h"

#include <string.h>

static void every_row_stands_at_its_id(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        assert_int_equal(reason->id, i);
        assert_true(reason->name.len > 0);
        assert_ptr_equal(jt_reason_find(reason->name), reason);
    }
}

static void an_unknown_name_is_not_found(void **state)
{
    (void)state;
    assert_null(jt_reason_find(JT_STR("no_such_reason")));
    assert_null(jt_reason_find(JT_STR("")));
    assert_null(jt_reason_find(JT_STR("client_deleted ")));
    assert_null(jt_reason_find(JT_STR("CLIENT_DELETED")));
}

static void an_id_outside_the_table_is_a_fault(void **state)
{
    (void)state;
    assert_int_equal(jt_reason_get(JT_REASON_COUNT)->status, 503);
}

/* The order of causes in which the first one is told. */
static void told_causes_stand_first_in_their_order(void **state)
{
    (void)state;
    static const char *const order[] = {
        "client_deleted",         "secret_revoked",       "secret_expired",
        "secret_superseded",      "client_suspended",     "auth_method_mismatch",
        "secret_percent_encoded", "secret_plus_as_space", "secret_whitespace",
        "credentials_swapped",    "wrong_realm",          "secret_of_other_client",
    };
    for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        assert_true(jt_str_equal(reason->name, jt_str_from_c(order[i])));
        assert_int_equal(reason->kind, i < 4 ? JT_REASON_DEAD : JT_REASON_TOLD);
        assert_int_equal(reason->status, 401);
        assert_true(jt_str_equal(reason->error, JT_STR("invalid_client")));
    }
}

static void damaged_pastes_come_before_the_uniform_causes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        if (reason->kind == JT_REASON_DAMAGED) {
            assert_true(reason->id < JT_REASON_client_unknown);
        }
    }
}

/* RFC 6749 §5.2: error and error_description are %x20-21 / %x23-5B / %x5D-7E. */
static void assert_sendable(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        assert_in_range(c, 0x20, 0x7e);
        assert_int_not_equal(c, '"');
        assert_int_not_equal(c, '\\');
    }
}

static void texts_can_be_sent_as_they_are(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        assert_sendable(reason->text);
        assert_sendable(reason->error);
        assert_sendable(reason->hint);
        assert_true(reason->text.len > 0 && reason->text.len < 250);
        assert_true(jt_str_ends_with(reason->text, JT_STR(".")));
        assert_true(reason->hint.len > 0);
        assert_true(jt_str_starts_with(reason->section, JT_STR("RFC ")));
    }
}

/* Whoever proved nothing must not be able to tell the causes apart. */
static void uniform_rows_answer_the_same(void **state)
{
    (void)state;
    unsigned count = 0;
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        if (reason->kind != JT_REASON_UNIFORM) {
            assert_false(jt_str_equal(reason->text, JT_STR("Client authentication failed.")));
            continue;
        }
        count++;
        assert_true(jt_str_equal(reason->text, JT_STR("Client authentication failed.")));
        assert_true(jt_str_equal(reason->error, JT_STR("invalid_client")));
        assert_int_equal(reason->status, 401);
    }
    assert_int_equal(count, 5);
}

static void faults_are_503_and_nothing_else_is(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        assert_int_equal(reason->status == 503, reason->kind == JT_REASON_FAULT);
        assert_in_range(reason->status, 400, 503);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_stands_at_its_id),
        cmocka_unit_test(an_unknown_name_is_not_found),
        cmocka_unit_test(an_id_outside_the_table_is_a_fault),
        cmocka_unit_test(told_causes_stand_first_in_their_order),
        cmocka_unit_test(damaged_pastes_come_before_the_uniform_causes),
        cmocka_unit_test(texts_can_be_sent_as_they_are),
        cmocka_unit_test(uniform_rows_answer_the_same),
        cmocka_unit_test(faults_are_503_and_nothing_else_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
