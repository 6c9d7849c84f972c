/* SPDX-License-Identifier: Apache-2.0 */
/* Each row of words.def: found where it may be said, nowhere else, and sure only with support. */
#include "unit/doctor/support.h"

enum when { PLACE, CLIENT, SENT, AFTER };

struct row {
    int status;
    const char *error;
    const char *text;
    int64_t number;
    enum when when;
    enum jt_doctor_confidence most;
    enum jt_cause_id cause;
};

static const struct row rows[] = {
#define JT_WORDS(status, error, text, number, when, most, cause, meaning)                          \
    {status, error, text, number, when, JT_##most, JT_CAUSE_##cause},
#include "doctor/words.def"
#undef JT_WORDS
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), TEXT_MAX = 300 };

/* The answer that a row is about, with words before and behind. */
static struct jt_doctor_answer answer_of(struct ward *ward, const struct row *row)
{
    jt_str text = jt_arena_printf(&ward->arena, "AADSTS1: %s - trace 1", row->text);
    struct jt_doctor_answer answer =
        refusal(row->status ? row->status : 400, row->error[0] ? row->error : "some_error", "");
    answer.description = text;
    answer.numbers[0] = row->number;
    answer.number_count = row->number ? 1 : 0;
    return answer;
}

static struct jt_doctor_answer *place_of(struct ward *ward, enum when when)
{
    switch (when) {
    case PLACE:
        return &ward->facts.no_grant;
    case CLIENT:
        return &ward->facts.no_credential;
    case SENT:
    case AFTER:
        return &ward->facts.configured;
    }
    return NULL;
}

static void clear(struct ward *ward)
{
    struct jt_doctor_answer none = {0};
    ward->facts.no_grant = ward->facts.random_client = ward->facts.no_credential = none;
    ward->facts.configured = ward->facts.other = ward->facts.repaired = none;
}

static void each_row_is_found_and_likely_without_support(void **state)
{
    struct ward *ward = *state;
    for (size_t i = 0; i < ROWS; i++) {
        clear(ward);
        *place_of(ward, rows[i].when) = answer_of(ward, &rows[i]);
        apply(ward, jt_rules_words);
        bool is_place = rows[i].when == PLACE;
        assert_found(ward, rows[i].cause, is_place ? rows[i].most : JT_LIKELY);
        const struct jt_finding *found = jt_finding_find(&ward->findings, rows[i].cause);
        assert_int_equal(found->without_secret, rows[i].when == PLACE || rows[i].when == CLIENT);
    }
}

static void each_row_is_as_sure_as_it_may_with_support(void **state)
{
    struct ward *ward = *state;
    for (size_t i = 0; i < ROWS; i++) {
        clear(ward);
        ward->facts.random_client = refusal(401, "invalid_client", "nobody");
        ward->facts.no_credential = refusal(401, "invalid_client", "no secret");
        *place_of(ward, rows[i].when) = answer_of(ward, &rows[i]);
        apply(ward, jt_rules_words);
        assert_found(ward, rows[i].cause, rows[i].most);
    }
}

static void no_row_is_found_where_it_means_nothing(void **state)
{
    struct ward *ward = *state;
    for (size_t i = 0; i < ROWS; i++) {
        clear(ward);
        struct jt_doctor_answer answer = answer_of(ward, &rows[i]);
        if (rows[i].when != PLACE) {
            ward->facts.no_grant = ward->facts.random_client = answer;
        }
        if (rows[i].when == SENT || rows[i].when == AFTER) {
            ward->facts.no_credential = answer;
        }
        if (rows[i].when == SENT || rows[i].when == CLIENT) {
            ward->facts.other = answer;
        }
        apply(ward, jt_rules_words);
        assert_not_found(ward, rows[i].cause);
    }
}

static void another_status_or_number_is_another_answer(void **state)
{
    struct ward *ward = *state;
    for (size_t i = 0; i < ROWS; i++) {
        clear(ward);
        struct jt_doctor_answer *place = place_of(ward, rows[i].when);
        *place = answer_of(ward, &rows[i]);
        place->status = rows[i].status ? 418 : place->status;
        place->numbers[0] += 1000003;
        apply(ward, jt_rules_words);
        if (rows[i].status || rows[i].number) {
            assert_not_found(ward, rows[i].cause);
        }
    }
}

static void a_success_says_nothing(void **state)
{
    struct ward *ward = *state;
    for (size_t i = 0; i < ROWS; i++) {
        clear(ward);
        *place_of(ward, rows[i].when) = answer_of(ward, &rows[i]);
        ward->facts.configured = success();
        apply(ward, jt_rules_words);
        assert_int_equal(ward->findings.count, 0);
    }
}

static void a_secret_that_works_another_way_is_not_wrong(void **state)
{
    struct ward *ward = *state;
    ward->facts.configured = refusal(401, "unauthorized_client", "Invalid client secret");
    apply(ward, jt_rules_words);
    assert_found(ward, JT_CAUSE_secret_wrong, JT_LIKELY);
    ward->facts.other = success();
    apply(ward, jt_rules_words);
    assert_not_found(ward, JT_CAUSE_secret_wrong);
}

static void words_about_no_credential_leave_no_doubt(void **state)
{
    struct ward *ward = *state;
    ward->facts.configured =
        refusal(401, "unauthorized_client", "Client not enabled to retrieve service account");
    assert_true(jt_words_leave_no_doubt(&ward->facts));
    ward->facts.configured = refusal(401, "unauthorized_client", "Invalid client secret");
    assert_false(jt_words_leave_no_doubt(&ward->facts));
    ward->facts.configured = refusal(401, "invalid_client", "no");
    assert_false(jt_words_leave_no_doubt(&ward->facts));
    ward->facts.no_credential = success();
    assert_true(jt_words_leave_no_doubt(&ward->facts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_row_is_found_and_likely_without_support),
        TEST(each_row_is_as_sure_as_it_may_with_support),
        TEST(no_row_is_found_where_it_means_nothing),
        TEST(another_status_or_number_is_another_answer),
        TEST(a_success_says_nothing),
        TEST(a_secret_that_works_another_way_is_not_wrong),
        TEST(words_about_no_credential_leave_no_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
