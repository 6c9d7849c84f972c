/* SPDX-License-Identifier: Apache-2.0 */
/* A request written again as a curl command: the same, encoded as it should be, without secrets. */
#include "client/curl_write.h"

#include "support/assert_str.h"

static struct jt_arena arena;
static struct jt_curl_command command;

static int teardown(void **state)
{
    (void)state;
    jt_arena_clear(&arena);
    return 0;
}

static void assert_written(const char *paste, const char *expected)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_int_equal(jt_curl_command_parse(&arena, jt_str_from_c(paste), &command), JT_OK);
    assert_int_equal(jt_curl_command_write(&command, &arena, &buf), JT_OK);
    assert_string_equal(jt_buf_c(&buf), expected);
}

static void basic_credentials_become_placeholders(void **state)
{
    (void)state;
    assert_written("curl -k -u my-client:my-secret -d 'grant_type=client_credentials&scope=a+b' "
                   "https://h/token",
                   "curl https://h/token \\\n  -u CLIENT_ID:CLIENT_SECRET \\\n"
                   "  --data-urlencode grant_type=client_credentials \\\n"
                   "  --data-urlencode 'scope=a b'");
    assert_written(
        "curl -H 'Authorization: Basic eDp5' -d a=b https://h/",
        "curl https://h/ \\\n  -u CLIENT_ID:CLIENT_SECRET \\\n  --data-urlencode a=VALUE");
}

static void form_credentials_become_placeholders(void **state)
{
    (void)state;
    assert_written(
        "curl https://h/ -d client_id=abcdef -d client_secret=abc+def -d grant_type=x",
        "curl https://h/ \\\n  --data-urlencode client_id=CLIENT_ID \\\n"
        "  --data-urlencode client_secret=CLIENT_SECRET \\\n  --data-urlencode grant_type=x");
}

static void credentials_leave_the_query_and_do_not_stand_twice(void **state)
{
    (void)state;
    assert_written(
        "curl 'https://h/p?client_id=abcdef&client_secret=ghijkl&x=1' -d grant_type=y",
        "curl https://h/p \\\n  -u CLIENT_ID:CLIENT_SECRET \\\n  --url-query x=VALUE \\\n"
        "  --data-urlencode grant_type=y");
    assert_written("curl -u a:b https://h/ -d client_secret=c",
                   "curl https://h/ \\\n  -u CLIENT_ID:CLIENT_SECRET");
}

static void tokens_and_unknown_values_are_not_shown(void **state)
{
    (void)state;
    assert_written("curl -H 'authorization: bearer eyJ.a.b' -H 'X-Api-Key: k' -b s=1 -H 'Accept: "
                   "a/b' https://h/",
                   "curl https://h/ \\\n  -H 'Authorization: Bearer ACCESS_TOKEN' \\\n  -H "
                   "'X-Api-Key: VALUE' \\\n"
                   "  -H 'Accept: a/b'");
    assert_written("curl -X DELETE --json '{\"s\":1}' https://h/",
                   "curl -X DELETE https://h/ \\\n  -H 'Content-Type: application/json' \\\n"
                   "  -H 'Accept: application/json' \\\n  --data-raw BODY");
}

/* Pasted into the wrong place, it is still a secret. */
static void a_secret_is_hidden_wherever_it_stands(void **state)
{
    (void)state;
    assert_written(
        "curl -u x:sesame-1 -d scope=sesame-1 -H 'Accept: sesame-1' -X sesame-1 https://h/sesame-1",
        "curl URL \\\n  -u CLIENT_ID:CLIENT_SECRET \\\n  -H 'Accept: VALUE' \\\n"
        "  --data-urlencode scope=VALUE");
    assert_written("curl -d scope=jtn_0123 https://h/",
                   "curl https://h/ \\\n  --data-urlencode scope=VALUE");
    assert_written("curl -d 'jtn_0123=x' https://h/jtn_4",
                   "curl URL \\\n  --data-urlencode NAME=VALUE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(basic_credentials_become_placeholders),
        cmocka_unit_test(form_credentials_become_placeholders),
        cmocka_unit_test(credentials_leave_the_query_and_do_not_stand_twice),
        cmocka_unit_test(tokens_and_unknown_values_are_not_shown),
        cmocka_unit_test(a_secret_is_hidden_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
