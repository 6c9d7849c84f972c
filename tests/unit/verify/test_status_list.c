/* SPDX-License-Identifier: Apache-2.0 */
/* One list: what is believed, for how long, and every answer that must not be. */
#include "verify/status_list.h"

#include "unit/verify/status_support.h"

struct list_fixture {
    struct fixture base;
    struct list_source from;
    struct jeton_status_source source;
    struct jt_key_cache *keys;
    struct jt_status_list *list;
    char bits[LIST_BYTES];
};

static struct list_fixture f;

static int begin(void **state)
{
    (void)state;
    memset(&f, 0, sizeof(f));
    fixture_init(&f.base, "ES256");
    const struct jeton_key_source keys = {source_fetch, &f.base.source};
    f.keys = jt_key_cache_new(&keys, f.base.policy->clock);
    f.from = (struct list_source){.lock = PTHREAD_MUTEX_INITIALIZER, .clock = &f.base.clock};
    f.source = (struct jeton_status_source){.fetch = list_fetch, .arg = &f.from};
    f.list = jt_status_list_new(f.base.policy, f.keys, &f.source, JT_STR(LIST_URI));
    assert_non_null(f.keys);
    assert_non_null(f.list);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jt_status_list_free(f.list);
    jt_key_cache_free(f.keys);
    jt_buf_clear(&f.from.token);
    fixture_clear(&f.base);
    return 0;
}

static void set_bit(size_t index)
{
    f.bits[index / 8] = (char)(f.bits[index / 8] | 1 << index % 8);
}

static void serve(const char *times)
{
    f.from.answer = JETON_STATUS_FETCHED;
    list_make(&f.base.issuer, times, jt_str_make(f.bits, LIST_BYTES), &f.from.token);
}

static void serve_claims(const char *header, const char *claims)
{
    f.from.answer = JETON_STATUS_FETCHED;
    list_sign(&f.base.issuer, header, jt_str_from_c(claims), &f.from.token);
}

static void expect_look(int64_t index, enum jeton_verdict expected)
{
    assert_string_equal(jeton_verdict_name(jt_status_list_look(f.list, index)),
                        jeton_verdict_name(expected));
}

static void bits_are_read(void **state)
{
    (void)state;
    set_bit(0);
    set_bit(9);
    set_bit(33);
    set_bit(JETON_STATUS_BITS_MAX - 1);
    expect_look(0, JETON_TOKEN_UNAVAILABLE);
    serve(GOOD_TIMES);
    f.from.tag = "W/\"one\"";
    assert_int_equal(jt_status_list_round(f.list), 0);
    assert_string_equal(f.from.asked_uri, LIST_URI);
    assert_string_equal(f.from.asked_tag, "");
    assert_int_equal(f.from.asked_wait_s, 0);
    for (int64_t i = 0; i < 64; i++) {
        expect_look(i, i == 0 || i == 9 || i == 33 ? JETON_TOKEN_REVOKED : JETON_TOKEN_VALID);
    }
    expect_look(JETON_STATUS_BITS_MAX - 1, JETON_TOKEN_REVOKED);
    expect_look(JETON_STATUS_BITS_MAX - 2, JETON_TOKEN_VALID);
    expect_look(-1, JETON_TOKEN_UNAVAILABLE);
    expect_look(JETON_STATUS_BITS_MAX, JETON_TOKEN_UNAVAILABLE);
}

static void a_change_is_seen_and_waited_for(void **state)
{
    (void)state;
    serve(GOOD_TIMES);
    f.from.tag = "\"one\"";
    assert_int_equal(jt_status_list_round(f.list), 0);
    expect_look(7, JETON_TOKEN_VALID);
    set_bit(7);
    serve("\"iat\":1700000002,\"exp\":1700000302,\"ttl\":5");
    f.from.tag = "\"two\"";
    f.from.takes_s = 2;
    assert_int_equal(jt_status_list_round(f.list), 0);
    assert_string_equal(f.from.asked_tag, "\"one\"");
    assert_int_equal(f.from.asked_wait_s, 3);
    expect_look(7, JETON_TOKEN_REVOKED);
    f.from.answer = JETON_STATUS_UNCHANGED;
    f.from.takes_s = 3;
    assert_int_equal(jt_status_list_round(f.list), 0);
    assert_string_equal(f.from.asked_tag, "\"two\"");
    expect_look(7, JETON_TOKEN_REVOKED);
}

static void beyond_the_ttl_nothing_is_said(void **state)
{
    (void)state;
    set_bit(3);
    serve(GOOD_TIMES);
    f.from.tag = "\"one\"";
    (void)jt_status_list_round(f.list);
    jt_clock_manual_advance(&f.base.clock, 4);
    expect_look(3, JETON_TOKEN_REVOKED);
    expect_look(4, JETON_TOKEN_VALID);
    jt_clock_manual_advance(&f.base.clock, 1);
    expect_look(3, JETON_TOKEN_UNAVAILABLE);
    expect_look(4, JETON_TOKEN_UNAVAILABLE);
    f.from.answer = JETON_STATUS_FAILED;
    assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS);
    expect_look(4, JETON_TOKEN_UNAVAILABLE);
    f.from.answer = JETON_STATUS_UNCHANGED;
    (void)jt_status_list_round(f.list);
    expect_look(4, JETON_TOKEN_VALID);
}

/* An answer that came late may be old: it counts from the end of the waiting that was asked for. */
static void a_late_answer_counts_from_when_it_was_due(void **state)
{
    (void)state;
    serve(GOOD_TIMES);
    f.from.tag = "\"one\"";
    f.from.takes_s = 4;
    (void)jt_status_list_round(f.list);
    expect_look(4, JETON_TOKEN_VALID);
    jt_clock_manual_advance(&f.base.clock, 1);
    expect_look(4, JETON_TOKEN_UNAVAILABLE);
    f.from.answer = JETON_STATUS_UNCHANGED;
    f.from.takes_s = 8; /* 3 to be waited, 5 of ttl */
    (void)jt_status_list_round(f.list);
    expect_look(4, JETON_TOKEN_UNAVAILABLE);
}

static void grace_is_what_the_policy_grants(void **state)
{
    (void)state;
    assert_int_equal(jeton_policy_set_status_grace(f.base.policy, -1), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_set_status_grace(f.base.policy, JETON_STATUS_GRACE_MAX_S + 1),
                     JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_set_status_grace(f.base.policy, 30), JETON_VERIFY_OK);
    serve(GOOD_TIMES);
    (void)jt_status_list_round(f.list);
    jt_clock_manual_advance(&f.base.clock, 34);
    expect_look(4, JETON_TOKEN_VALID);
    jt_clock_manual_advance(&f.base.clock, 1);
    expect_look(4, JETON_TOKEN_UNAVAILABLE);
}

static void its_exp_ends_all_trust(void **state)
{
    (void)state;
    assert_int_equal(jeton_policy_set_status_grace(f.base.policy, 3600), JETON_VERIFY_OK);
    serve("\"iat\":1700000000,\"exp\":1700000020,\"ttl\":5");
    (void)jt_status_list_round(f.list);
    jt_clock_manual_advance(&f.base.clock, 20 + JETON_TOLERANCE_DEFAULT_S - 1);
    expect_look(4, JETON_TOKEN_VALID);
    jt_clock_manual_advance(&f.base.clock, 1);
    expect_look(4, JETON_TOKEN_UNAVAILABLE);
}

/* "Unchanged" cannot go on for ever: before its exp the whole list is read again. */
static void in_the_second_half_of_its_life_a_new_one_is_read(void **state)
{
    (void)state;
    serve(GOOD_TIMES);
    f.from.tag = "\"one\"";
    (void)jt_status_list_round(f.list);
    jt_clock_manual_advance(&f.base.clock, 149);
    (void)jt_status_list_round(f.list);
    assert_string_equal(f.from.asked_tag, "\"one\"");
    jt_clock_manual_advance(&f.base.clock, 1);
    (void)jt_status_list_round(f.list);
    assert_string_equal(f.from.asked_tag, "");
    assert_int_equal(f.from.asked_wait_s, 0);
}

static void never_back_to_an_older_list(void **state)
{
    (void)state;
    set_bit(5);
    serve(GOOD_TIMES);
    (void)jt_status_list_round(f.list);
    memset(f.bits, 0, sizeof(f.bits));
    serve("\"iat\":1699999999,\"exp\":1700000300,\"ttl\":5");
    jt_clock_manual_advance(&f.base.clock, 2);
    assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS);
    expect_look(5, JETON_TOKEN_REVOKED);
    jt_clock_manual_advance(&f.base.clock, 3);
    expect_look(5, JETON_TOKEN_UNAVAILABLE); /* nor believed for longer */
}

static void unchanged_means_nothing_without_a_question(void **state)
{
    (void)state;
    f.from.answer = JETON_STATUS_UNCHANGED;
    assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS);
    expect_look(5, JETON_TOKEN_UNAVAILABLE);
}

static void an_issuer_that_does_not_wait_is_polled(void **state)
{
    (void)state;
    serve(GOOD_TIMES);
    assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS); /* without a tag */
    f.from.tag = "\"one\"";
    assert_int_equal(jt_status_list_round(f.list), 0);
    assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS);
    f.from.answer = JETON_STATUS_UNCHANGED;
    assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS);
    f.from.takes_s = 3;
    assert_int_equal(jt_status_list_round(f.list), 0);
}

#define STATUS_LIST "\"status_list\":{\"bits\":1,\"lst\":\"eNrbuRgAAhcBXQ\"}"
#define CLAIMS(sub, times, list) "{\"sub\":\"" sub "\"," times "," list "}"

/* First that the pattern of the hostile ones is good, then each fault by itself. */
static void hostile_answers_are_not_believed(void **state)
{
    (void)state;
    static const char good[] = CLAIMS(LIST_URI, GOOD_TIMES, STATUS_LIST);
    static const struct {
        const char *header;
        const char *claims;
    } bad[] = {
        {"\"typ\":\"at+jwt\"", good},
        {"\"typ\":\"JWT\"", good},
        {"\"x\":1", good},
        {LIST_HEADER ",\"crit\":[\"x\"]", good},
        {LIST_HEADER, "[]"},
        {LIST_HEADER, "{"},
        {LIST_HEADER, CLAIMS(ISSUER "/status-lists/2", GOOD_TIMES, STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI "/", GOOD_TIMES, STATUS_LIST)},
        {LIST_HEADER, "{" GOOD_TIMES "," STATUS_LIST "}"},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"exp\":1700000300,\"ttl\":5", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":1700000000,\"ttl\":5", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":1700000031,\"exp\":1700000300", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":1600000000,\"exp\":1699999970", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":\"1700000000\",\"exp\":1700000300", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":-1,\"exp\":1700000300", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":0,\"exp\":9007199254740992", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":0,\"exp\":1700000300,\"ttl\":0", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":0,\"exp\":1700000300,\"ttl\":-5", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, "\"iat\":0,\"exp\":1700000300,\"ttl\":\"5\"", STATUS_LIST)},
        {LIST_HEADER, CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":\"eNrbuRgAAhcBXQ\"")},
        {LIST_HEADER, CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":{\"lst\":\"eNrbuRgAAhcBXQ\"}")},
        {LIST_HEADER,
         CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":{\"bits\":2,\"lst\":\"eNrbuRgAAhcBXQ\"}")},
        {LIST_HEADER, CLAIMS(LIST_URI, GOOD_TIMES,
                             "\"status_list\":{\"bits\":\"1\",\"lst\":\"eNrbuRgAAhcBXQ\"}")},
        {LIST_HEADER, CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":{\"bits\":1}")},
        {LIST_HEADER, CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":{\"bits\":1,\"lst\":7}")},
        {LIST_HEADER, CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":{\"bits\":1,\"lst\":\"\"}")},
        {LIST_HEADER,
         CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":{\"bits\":1,\"lst\":\"eNr=\"}")},
        {LIST_HEADER,
         CLAIMS(LIST_URI, GOOD_TIMES, "\"status_list\":{\"bits\":1,\"lst\":\"eNrbuRg\"}")},
    };
    f.from.tag = "\"one\"";
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        serve_claims(bad[i].header, bad[i].claims);
        assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS);
        assert_string_equal(f.from.asked_tag, "");
        if (jt_status_list_look(f.list, 1) != JETON_TOKEN_UNAVAILABLE) {
            fail_msg("answer %zu was believed: %s %s", i, bad[i].header, bad[i].claims);
        }
    }
    serve_claims(LIST_HEADER, good);
    assert_int_equal(jt_status_list_round(f.list), 0);
    expect_look(0, JETON_TOKEN_REVOKED); /* the draft's example: b9 a3 */
    expect_look(1, JETON_TOKEN_VALID);
    expect_look(15, JETON_TOKEN_REVOKED);
    expect_look(16, JETON_TOKEN_UNAVAILABLE);
}

static void another_key_or_no_key_says_nothing(void **state)
{
    (void)state;
    struct issuer stranger = issuer_make("ES256");
    memcpy(stranger.kid, f.base.issuer.kid, sizeof(stranger.kid));
    f.from.answer = JETON_STATUS_FETCHED;
    list_make(&stranger, GOOD_TIMES, jt_str_make(f.bits, LIST_BYTES), &f.from.token);
    (void)jt_status_list_round(f.list);
    expect_look(1, JETON_TOKEN_UNAVAILABLE);
    issuer_clear(&stranger);
    serve(GOOD_TIMES);
    f.from.token.ptr[f.from.token.len / 2] ^= 1;
    (void)jt_status_list_round(f.list);
    expect_look(1, JETON_TOKEN_UNAVAILABLE);
    serve(GOOD_TIMES);
    (void)jt_status_list_round(f.list);
    expect_look(1, JETON_TOKEN_VALID);
}

static void an_algorithm_that_is_not_allowed_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(jeton_policy_allow_algorithm(f.base.policy, "RS256"), JETON_VERIFY_OK);
    serve(GOOD_TIMES);
    (void)jt_status_list_round(f.list);
    expect_look(1, JETON_TOKEN_UNAVAILABLE);
}

static void what_is_too_large_is_given_up(void **state)
{
    (void)state;
    /* More bits than a list may have, in few bytes. */
    char *zeros = calloc(64, 1 << 20);
    assert_non_null(zeros);
    f.from.answer = JETON_STATUS_FETCHED;
    JT_CLEAN(jt_buf_clear) struct jt_buf big = {.max = 128 << 20};
    JT_CLEAN(jt_buf_clear) struct jt_buf lst = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf claims = {0};
    assert_int_equal(jt_deflate(&big, jt_str_make(zeros, LIST_BYTES + 1)), JT_OK);
    jt_base64url_encode(&lst, jt_buf_str(&big));
    jt_buf_append_c(&claims,
                    "{\"sub\":\"" LIST_URI "\"," GOOD_TIMES ",\"status_list\":{\"bits\":1,");
    jt_buf_append_f(&claims, "\"lst\":\"%.*s\"}}", JT_STR_ARG(jt_buf_str(&lst)));
    list_sign(&f.base.issuer, LIST_HEADER, jt_buf_str(&claims), &f.from.token);
    (void)jt_status_list_round(f.list);
    expect_look(1, JETON_TOKEN_UNAVAILABLE);
    jt_buf_clear(&f.from.token);
    f.from.token.max = 1 << 20;
    jt_buf_append(&f.from.token, jt_str_make(zeros, JETON_STATUS_LIST_MAX + 1));
    (void)jt_status_list_round(f.list);
    assert_int_equal(f.from.write_failed, -1);
    expect_look(1, JETON_TOKEN_UNAVAILABLE);
    free(zeros);
}

static void a_full_list_fits(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (size_t i = 0; i < LIST_BYTES; i++) {
        seed = seed * 1664525 + 1013904223;
        f.bits[i] = (char)(seed >> 24);
    }
    serve(GOOD_TIMES);
    (void)jt_status_list_round(f.list);
    assert_int_equal(f.from.write_failed, 0);
    for (int64_t i = 0; i < JETON_STATUS_BITS_MAX; i += 997) {
        expect_look(i, f.bits[i / 8] >> i % 8 & 1 ? JETON_TOKEN_REVOKED : JETON_TOKEN_VALID);
    }
}

static void a_tag_that_is_too_long_is_left_out(void **state)
{
    (void)state;
    char tag[JT_STATUS_TAG_MAX + 2];
    memset(tag, 'a', sizeof(tag));
    tag[sizeof(tag) - 1] = '\0';
    serve(GOOD_TIMES);
    f.from.tag = tag;
    assert_int_equal(jt_status_list_round(f.list), JETON_STATUS_POLL_MS);
    assert_int_equal(f.from.tag_failed, -1);
    (void)jt_status_list_round(f.list);
    assert_string_equal(f.from.asked_tag, "");
    expect_look(1, JETON_TOKEN_VALID);
}

#define LIST_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(bits_are_read),
        LIST_TEST(a_change_is_seen_and_waited_for),
        LIST_TEST(beyond_the_ttl_nothing_is_said),
        LIST_TEST(a_late_answer_counts_from_when_it_was_due),
        LIST_TEST(grace_is_what_the_policy_grants),
        LIST_TEST(its_exp_ends_all_trust),
        LIST_TEST(in_the_second_half_of_its_life_a_new_one_is_read),
        LIST_TEST(never_back_to_an_older_list),
        LIST_TEST(unchanged_means_nothing_without_a_question),
        LIST_TEST(an_issuer_that_does_not_wait_is_polled),
        LIST_TEST(hostile_answers_are_not_believed),
        LIST_TEST(another_key_or_no_key_says_nothing),
        LIST_TEST(an_algorithm_that_is_not_allowed_says_nothing),
        LIST_TEST(what_is_too_large_is_given_up),
        LIST_TEST(a_full_list_fits),
        LIST_TEST(a_tag_that_is_too_long_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
