/* SPDX-License-Identifier: Apache-2.0 */
/* Finding routes: exact paths, places, methods. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/route.h"

static const struct jt_route first[] = {
    {JT_HTTP_POST, "/realms/{realm}/token", JT_ROUTE_OAUTH, NULL, 0},
    {JT_HTTP_GET, "/users/bulk", JT_ROUTE_API, NULL, 0},
    {JT_HTTP_GET, "/users/{key}", JT_ROUTE_API, NULL, 0},
    {JT_HTTP_DELETE, "/users/{key}", JT_ROUTE_API, NULL, 0},
    {JT_HTTP_POST, "/users/{key}/roles/{roleKey}", JT_ROUTE_API, NULL, 0},
    JT_ROUTES_END,
};
static const struct jt_route second[] = {
    {JT_HTTP_GET, "/healthz", JT_ROUTE_HEALTH, NULL, 0},
    JT_ROUTES_END,
};
static const struct jt_route *const arrays[] = {first, second};

static struct jt_route_match find(enum jt_http_method method, const char *path)
{
    struct jt_route_match match;
    jt_route_find(arrays, 2, method, jt_str_from_c(path), &match);
    return match;
}

static void assert_value(jt_str value, const char *expected)
{
    assert_true(jt_str_equal(value, jt_str_from_c(expected)));
}

static void places_take_one_segment(void **state)
{
    (void)state;
    struct jt_route_match match = find(JT_HTTP_POST, "/users/a%2Fb/roles/7");
    assert_ptr_equal(match.route, &first[4]);
    assert_value(match.values[0], "a%2Fb");
    assert_value(match.values[1], "7");
    assert_int_equal(match.index, 4);
    assert_int_equal(match.family, JT_ROUTE_API);
}

static void a_literal_before_a_place_wins(void **state)
{
    (void)state;
    assert_ptr_equal(find(JT_HTTP_GET, "/users/bulk").route, &first[1]);
    /* … for every method of that path: the place's rows are another address. */
    struct jt_route_match match = find(JT_HTTP_DELETE, "/users/bulk");
    assert_true(match.path_known);
    assert_null(match.route);
    assert_int_equal(match.methods, 1U << JT_HTTP_GET);
}

static void methods_of_a_path_are_gathered(void **state)
{
    (void)state;
    struct jt_route_match match = find(JT_HTTP_PUT, "/users/1");
    assert_null(match.route);
    assert_true(match.path_known);
    assert_int_equal(match.methods, 1U << JT_HTTP_GET | 1U << JT_HTTP_DELETE);
}

static void head_is_answered_by_get(void **state)
{
    (void)state;
    assert_ptr_equal(find(JT_HTTP_HEAD, "/healthz").route, &second[0]);
    assert_int_equal(find(JT_HTTP_HEAD, "/healthz").index, 5);
    assert_null(find(JT_HTTP_HEAD, "/realms/x/token").route);
}

static void other_spellings_are_other_paths(void **state)
{
    static const char *const others[] = {
        "",           "/",          "/healthz/",         "/healthz%20", "/HEALTHZ",
        "//healthz",  "/users/",    "/users//roles/7",   "/users",      "/healthz;x=1",
        "/%68ealthz", "/users/1/2", "/realms/../token/", "healthz",     "/users/1/roles/",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(find(JT_HTTP_GET, others[i]).path_known);
    }
}

static void places_have_names(void **state)
{
    (void)state;
    assert_int_equal(jt_route_place(&first[4], JT_STR("key")), 0);
    assert_int_equal(jt_route_place(&first[4], JT_STR("roleKey")), 1);
    assert_int_equal(jt_route_place(&first[4], JT_STR("role")), -1);
    assert_int_equal(jt_route_place(&first[1], JT_STR("key")), -1);
}

static void allow_names_head_too(void **state)
{
    char text[JT_ROUTE_ALLOW_TEXT];
    (void)state;
    jt_route_write_allow(1U << JT_HTTP_GET | 1U << JT_HTTP_DELETE, text);
    assert_string_equal(text, "GET, HEAD, DELETE");
    jt_route_write_allow(1U << JT_HTTP_POST, text);
    assert_string_equal(text, "POST");
    jt_route_write_allow(0x7f, text);
    assert_string_equal(text, "GET, HEAD, POST, PUT, PATCH, DELETE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_take_one_segment),
        cmocka_unit_test(a_literal_before_a_place_wins),
        cmocka_unit_test(methods_of_a_path_are_gathered),
        cmocka_unit_test(head_is_answered_by_get),
        cmocka_unit_test(other_spellings_are_other_paths),
        cmocka_unit_test(places_have_names),
        cmocka_unit_test(allow_names_head_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
