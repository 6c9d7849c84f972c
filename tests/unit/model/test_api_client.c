/* SPDX-License-Identifier: Apache-2.0 */
/* The status of an API client, from its secrets, its grants and the hour. */
#include "model/api_client.h"

#include "support/assert_str.h"

#include <string.h>

enum { DAY_S = 86400 };

static const jt_time now = {1000 * DAY_S};
static const struct jt_grant granted[] = {{3, 0}};
static const struct jt_grants grants = {.items = granted, .count = 1};

static struct jt_client_secret secret_of(int64_t days_left)
{
    return (struct jt_client_secret){.expires = {now.s + days_left * DAY_S}};
}

static void assert_status(const struct jt_api_client *client, enum jt_api_client_status want,
                          const char *word)
{
    jt_str reason = jt_api_client_status_reason(client, now);
    assert_int_equal(jt_api_client_status(client, now), want);
    assert_int_equal(reason.len == 0, want == JT_API_CLIENT_AVAILABLE);
    if (jt_str_find(reason, jt_str_from_c(word)) == reason.len && *word) {
        fail_msg("\"%.*s\" does not say \"%s\"", JT_STR_ARG(reason), word);
    }
}

static void with_one_good_secret_it_is_available(void **state)
{
    (void)state;
    const struct jt_client_secret secrets[] = {secret_of(15)};
    struct jt_api_client client = {.grants = grants, .secrets = secrets, .secret_count = 1};
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
    client.grants = (struct jt_grants){.all = true};
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
}

static void fourteen_days_before_the_end_it_needs_attention(void **state)
{
    (void)state;
    struct jt_client_secret secrets[] = {secret_of(14)};
    const struct jt_api_client client = {.grants = grants, .secrets = secrets, .secret_count = 1};
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "within 14 days");
    secrets[0].expires.s++;
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
    secrets[0].expires.s = now.s;
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "within 14 days");
    secrets[0].expires.s = now.s - 1;
    assert_status(&client, JT_API_CLIENT_EXPIRED, "Every");
}

static void one_expired_of_two_needs_attention(void **state)
{
    (void)state;
    struct jt_client_secret secrets[] = {secret_of(90), secret_of(-1)};
    const struct jt_api_client client = {.grants = grants, .secrets = secrets, .secret_count = 2};
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "has expired");
    secrets[1].ended = (jt_time){now.s};
    secrets[1].end = JT_SECRET_END_RETIRED;
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
}

static void a_rotated_client_is_available_again(void **state)
{
    (void)state;
    struct jt_client_secret secrets[] = {secret_of(90), secret_of(5)};
    const struct jt_api_client client = {.grants = grants, .secrets = secrets, .secret_count = 2};
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "within 14 days");
    secrets[1].end = JT_SECRET_END_SUPERSEDED;
    secrets[1].ended = (jt_time){now.s + DAY_S};
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
    secrets[1].ended = now;
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
    secrets[1].ended = (jt_time){now.s + 10 * DAY_S}; /* it expires before the overlap is over */
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "within 14 days");
}

static void without_a_live_secret_it_is_expired(void **state)
{
    (void)state;
    struct jt_client_secret secrets[] = {secret_of(-1), secret_of(50)};
    const struct jt_api_client client = {.grants = grants, .secrets = secrets, .secret_count = 2};
    secrets[1].ended = now;
    secrets[1].end = JT_SECRET_END_COMPROMISED;
    assert_status(&client, JT_API_CLIENT_EXPIRED, "Every");
}

static void without_any_secret_it_needs_attention(void **state)
{
    (void)state;
    const struct jt_api_client client = {.grants = grants};
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "no client secret");
}

static void without_permissions_it_needs_attention(void **state)
{
    (void)state;
    struct jt_client_secret secrets[] = {secret_of(90)};
    const struct jt_api_client client = {.secrets = secrets, .secret_count = 1};
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "no permissions");
    secrets[0].expires.s = now.s - 1;
    assert_status(&client, JT_API_CLIENT_EXPIRED, "Every");
}

static void suspended_stands_above_everything(void **state)
{
    (void)state;
    struct jt_client_secret secrets[] = {secret_of(90)};
    struct jt_api_client client = {
        .grants = grants, .secrets = secrets, .secret_count = 1, .suspended = {5}};
    assert_status(&client, JT_API_CLIENT_SUSPENDED, "Suspended");
    secrets[0].expires.s = now.s - 1;
    assert_status(&client, JT_API_CLIENT_SUSPENDED, "Suspended");
    client.secret_count = 0;
    assert_status(&client, JT_API_CLIENT_SUSPENDED, "Suspended");
}

static void statuses_have_names(void **state)
{
    (void)state;
    assert_str(jt_api_client_status_text(JT_API_CLIENT_AVAILABLE), "Available");
    assert_str(jt_api_client_status_text(JT_API_CLIENT_NEEDS_ATTENTION), "Needs attention");
    assert_str(jt_api_client_status_text(JT_API_CLIENT_EXPIRED), "Expired");
    assert_str(jt_api_client_status_text(JT_API_CLIENT_SUSPENDED), "Suspended");
}

static void client_ids(void **state)
{
    (void)state;
    char long_id[129];
    memset(long_id, 'x', sizeof(long_id));
    assert_true(jt_client_id_is_valid(JT_STR("0123abcd-4567-4e8f-9a0b-fedcba987654")));
    assert_true(jt_client_id_is_valid(JT_STR("My.Service_1~x")));
    assert_true(jt_client_id_is_valid(jt_str_make(long_id, 128)));
    assert_false(jt_client_id_is_valid(jt_str_make(long_id, 129)));
    assert_false(jt_client_id_is_valid(JT_STR("")));
    assert_false(jt_client_id_is_valid(JT_STR("a b")));
    assert_false(jt_client_id_is_valid(JT_STR("a:b")));
    assert_false(jt_client_id_is_valid(JT_STR("a/b")));
    assert_false(jt_client_id_is_valid(JT_STR("a+b")));
    assert_false(jt_client_id_is_valid(JT_STR("a\r\n")));
    assert_false(jt_client_id_is_valid(JT_STR("a\0")));
    assert_false(jt_client_id_is_valid(JT_STR("\xc3\xa4")));
    assert_false(jt_client_id_is_valid(JT_STR("' OR 1=1--")));
}

static void what_was_dead_too_long_needs_no_attention(void **state)
{
    (void)state;
    struct jt_client_secret secrets[] = {secret_of(60), secret_of(-89)};
    const struct jt_api_client client = {.grants = grants, .secrets = secrets, .secret_count = 2};
    assert_status(&client, JT_API_CLIENT_NEEDS_ATTENTION, "has expired");
    secrets[1] = secret_of(-91);
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
    secrets[1] = secret_of(-1);
    secrets[1].forgotten = true;
    assert_status(&client, JT_API_CLIENT_AVAILABLE, "");
}

static void a_manager_is_granted_awake_and_has_a_live_secret(void **state)
{
    (void)state;
    const struct jt_grant manage[] = {{JT_PERM_API_CLIENT_MANAGE, 0}};
    struct jt_client_secret secrets[] = {secret_of(1)};
    const struct jt_api_client manager = {
        .grants = {.items = manage, .count = 1}, .secrets = secrets, .secret_count = 1};
    struct jt_api_client client = manager;
    assert_true(jt_api_client_manages(&client, now));
    client.grants = (struct jt_grants){.all = true};
    assert_true(jt_api_client_manages(&client, now));
    client.grants = grants;
    assert_false(jt_api_client_manages(&client, now));
    client = manager;
    client.suspended = now;
    assert_false(jt_api_client_manages(&client, now));
    client = manager;
    client.deleted = now;
    assert_false(jt_api_client_manages(&client, now));
    secrets[0] = secret_of(-1);
    assert_false(jt_api_client_manages(&manager, now));
}

static void add_around(int64_t at_s, int64_t *times, size_t *count)
{
    times[(*count)++] = at_s - 1;
    times[(*count)++] = at_s;
    times[(*count)++] = at_s + 1;
}

/* At all these seconds: inside the span the status is that of now, and the span holds now. */
static void assert_span(const struct jt_api_client *client, const int64_t *times, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        jt_time at = {times[i]};
        jt_time from;
        jt_time until;
        jt_api_client_status_span(client, at, &from, &until);
        assert_true(from.s <= at.s && at.s < until.s);
        for (size_t j = 0; j < count; j++) {
            bool inside = from.s <= times[j] && times[j] < until.s;
            assert_true(!inside || jt_api_client_status(client, (jt_time){times[j]}) ==
                                       jt_api_client_status(client, at));
        }
    }
}

/* Pairs of secrets of every kind, asked at every second where one of them could matter. */
static void a_status_holds_throughout_its_span(void **state)
{
    (void)state;
    const int64_t ended[] = {0, now.s - 200 * DAY_S, now.s - DAY_S, now.s + 3 * DAY_S};
    const int64_t days[] = {-200, -1, 0, 5, 14, 40};
    int64_t times[128];
    for (unsigned i = 0; i < 24 * 24; i++) {
        struct jt_client_secret secrets[] = {secret_of(days[i % 6]), secret_of(days[i / 24 % 6])};
        secrets[0].ended.s = ended[i / 6 % 4];
        secrets[1].ended.s = ended[i / 144];
        secrets[1].end = i % 2 ? JT_SECRET_END_RETIRED : JT_SECRET_END_SUPERSEDED;
        struct jt_api_client client = {.grants = grants, .secrets = secrets, .secret_count = 2};
        size_t count = 0;
        add_around(now.s, times, &count);
        for (size_t j = 0; j < 2; j++) {
            add_around(secrets[j].expires.s, times, &count);
            add_around(secrets[j].expires.s - 14 * DAY_S, times, &count);
            add_around(secrets[j].ended.s, times, &count);
            add_around(jt_client_secret_death(&secrets[j]).s + 90 * DAY_S, times, &count);
            add_around(jt_client_secret_death(&secrets[j]).s + 30 * DAY_S, times, &count);
        }
        assert_span(&client, times, count);
    }
}

static void without_secrets_a_status_holds_for_ever(void **state)
{
    (void)state;
    const struct jt_api_client client = {.grants = grants};
    jt_time from;
    jt_time until;
    jt_api_client_status_span(&client, now, &from, &until);
    assert_true(from.s == INT64_MIN && until.s == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_one_good_secret_it_is_available),
        cmocka_unit_test(fourteen_days_before_the_end_it_needs_attention),
        cmocka_unit_test(one_expired_of_two_needs_attention),
        cmocka_unit_test(a_rotated_client_is_available_again),
        cmocka_unit_test(without_a_live_secret_it_is_expired),
        cmocka_unit_test(without_any_secret_it_needs_attention),
        cmocka_unit_test(without_permissions_it_needs_attention),
        cmocka_unit_test(suspended_stands_above_everything),
        cmocka_unit_test(statuses_have_names),
        cmocka_unit_test(client_ids),
        cmocka_unit_test(a_status_holds_throughout_its_span),
        cmocka_unit_test(without_secrets_a_status_holds_for_ever),
        cmocka_unit_test(what_was_dead_too_long_needs_no_attention),
        cmocka_unit_test(a_manager_is_granted_awake_and_has_a_live_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
