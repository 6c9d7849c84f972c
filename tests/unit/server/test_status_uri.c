/* SPDX-License-Identifier: Apache-2.0 */
/* The addresses of status lists, and the preference to wait for one. */
#include "server/endpoint/prefer.h"
#include "server/status/status_uri.h"

#include "support/assert_str.h"

static const jt_str issuer = JT_STR_INIT("https://id.example/auth/realms/r");

static void what_is_made_is_read(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    const uint32_t numbers[] = {1, 9, 10, 1023, 999999999, UINT32_MAX};
    assert_str(jt_status_uri_make(&arena, issuer, 1),
               "https://id.example/auth/realms/r/status-lists/1");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        jt_str uri = jt_status_uri_make(&arena, issuer, numbers[i]);
        assert_int_equal(jt_status_uri_parse(uri, issuer), numbers[i]);
    }
}

static void other_addresses_are_none(void **state)
{
    (void)state;
    static const char *const uris[] = {
        "",
        "https://id.example/auth/realms/r",
        "https://id.example/auth/realms/r/",
        "https://id.example/auth/realms/r/status-lists/",
        "https://id.example/auth/realms/r/status-lists/0",
        "https://id.example/auth/realms/r/status-lists/01",
        "https://id.example/auth/realms/r/status-lists/+1",
        "https://id.example/auth/realms/r/status-lists/-1",
        "https://id.example/auth/realms/r/status-lists/1/",
        "https://id.example/auth/realms/r/status-lists/1 ",
        "https://id.example/auth/realms/r/status-lists/4294967296",
        "https://id.example/auth/realms/r/status-lists/18446744073709551617",
        "https://id.example/auth/realms/other/status-lists/1",
        "https://evil.example/auth/realms/r/status-lists/1",
    };
    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        assert_int_equal(jt_status_uri_parse(jt_str_from_c(uris[i]), issuer), 0);
    }
}

static int64_t wait_of(const char *name, const char *value)
{
    struct jt_http_request request = {.header_count = 2};
    request.headers[0] = (struct jt_http_header){JT_STR("Accept"), JT_STR("wait=9")};
    request.headers[1] = (struct jt_http_header){jt_str_from_c(name), jt_str_from_c(value)};
    return jt_prefer_wait(&request);
}

static void a_wait_is_found(void **state)
{
    (void)state;
    assert_int_equal(wait_of("Prefer", "wait=30"), 30);
    assert_int_equal(wait_of("prefer", "WAIT = 30 "), 30);
    assert_int_equal(wait_of("Prefer", "wait=\"30\""), 30);
    assert_int_equal(wait_of("Prefer", "respond-async, wait=7; x=y"), 7);
    assert_int_equal(wait_of("Prefer", "wait=5, wait=7"), 5);
    assert_int_equal(wait_of("Prefer", "wait=99999"), JT_PREFER_WAIT_MAX_S);
}

static void everything_else_is_no_wait(void **state)
{
    (void)state;
    static const char *const values[] = {
        "",           "wait",    "wait=",     "wait=x", "wait=-1",  "wait=1.5",
        "wait=\"1",   "waits=1", "x; wait=1", "wait=0", "wait=1 2", "wait=99999999999999999999",
        "\"wait=1\"", ",,;="};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        assert_int_equal(wait_of("Prefer", values[i]), 0);
    }
    assert_int_equal(wait_of("Preferred", "wait=3"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_made_is_read),
        cmocka_unit_test(other_addresses_are_none),
        cmocka_unit_test(a_wait_is_found),
        cmocka_unit_test(everything_else_is_no_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
