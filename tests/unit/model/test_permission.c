/* SPDX-License-Identifier: Apache-2.0 */
/* Permissions by name, and sets of grants. */
#include "model/permission.h"

#include "support/assert_str.h"
#include <string.h>

static void the_identity_api_has_the_manuals_permissions_in_its_order(void **state)
{
    (void)state;
    static const char *const names[] = {"member.view",
                                        "member.manage",
                                        "user.manage",
                                        "organization_role.manage",
                                        "application_role.manage",
                                        "api_client.view",
                                        "api_client.manage",
                                        "api_client.rotate_self",
                                        "stage.manage",
                                        "event.view",
                                        "signing_key.manage",
                                        "token.introspect",
                                        "stage.view",
                                        "end_user.view",
                                        "end_user.manage",
                                        "end_user_group.manage"};
    assert_int_equal(JT_PERM_IDENTITY_COUNT, sizeof(names) / sizeof(names[0]));
    for (uint32_t i = 0; i < JT_PERM_IDENTITY_COUNT; i++) {
        const struct jt_permission *permission = &jt_identity_permissions[i];
        assert_str_equal(permission->name, jt_str_from_c(names[i]));
        assert_int_equal(permission->id, i + 1);
        assert_int_equal(permission->api, JT_API_IDENTITY);
        assert_int_equal(permission->per_stage, i >= 12);
        assert_ptr_equal(jt_identity_permission_find(permission->name), permission);
    }
}

static void unknown_names_are_not_found(void **state)
{
    (void)state;
    assert_null(jt_identity_permission_find(JT_STR("")));
    assert_null(jt_identity_permission_find(JT_STR("*")));
    assert_null(jt_identity_permission_find(JT_STR("user")));
    assert_null(jt_identity_permission_find(JT_STR("User.manage")));
    assert_null(jt_identity_permission_find(JT_STR(":user.manage")));
    assert_null(jt_identity_permission_find(JT_STR("user.manage ")));
}

static void names_of_permissions_fit_into_a_scope(void **state)
{
    char longest[102];
    (void)state;
    memset(longest, 'a', sizeof(longest));
    assert_true(jt_permission_name_is_valid(JT_STR("order.read")));
    assert_true(jt_permission_name_is_valid(JT_STR("!#[]~{}/")));
    assert_true(jt_permission_name_is_valid(jt_str_make(longest, 100)));
    assert_false(jt_permission_name_is_valid(jt_str_make(longest, 101)));
    static const char *const wrong[] = {"", "a:b", "a b", "a\"b", "a\\b", "\xc3\xa9", "a\n", ":"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(jt_permission_name_is_valid(jt_str_from_c(wrong[i])));
    }
}

static void an_audience_is_an_absolute_uri_without_fragment(void **state)
{
    char longest[513];
    (void)state;
    memset(longest, 'a', sizeof(longest));
    memcpy(longest, "urn:", 4);
    static const char *const right[] = {"https://api.example.org", "urn:example:orders",
                                        "a+b-c.d:x", "api://default?x=1"};
    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
        assert_true(jt_audience_is_valid(jt_str_from_c(right[i])));
    }
    assert_true(jt_audience_is_valid(jt_str_make(longest, 512)));
    assert_false(jt_audience_is_valid(jt_str_make(longest, 513)));
    static const char *const wrong[] = {
        "",      "orders",      ":x",          "urn:",          "1a:x",
        "a b:x", "https://a b", "https://a#b", "https://a/{x}", "https://\xc3\xa9",
        "u:<x>"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(jt_audience_is_valid(jt_str_from_c(wrong[i])));
    }
}

static const struct jt_grant few[] = {{3, 0}, {14, 1}, {14, 3}};
static const struct jt_grants some = {.items = few, .count = 3};
static const struct jt_grants all = {.all = true};
static const struct jt_grants empty = {0};

static void a_grant_is_had_at_its_stage_alone(void **state)
{
    (void)state;
    assert_true(jt_grants_has(&some, 3, 0));
    assert_true(jt_grants_has(&some, 14, 1));
    assert_true(jt_grants_has(&some, 14, 3));
    assert_false(jt_grants_has(&some, 14, 2));
    assert_false(jt_grants_has(&some, 14, 0));
    /* Stage 0 of a permission per stage is every stage. */
    assert_true(jt_grants_has(&some, 3, 1));
    assert_true(jt_grants_has(&some, 3, UINT32_MAX));
    assert_false(jt_grants_has(&some, 4, 0));
    assert_false(jt_grants_has(&empty, 3, 0));
    assert_true(jt_grants_has(&all, 16, 4711));
}

static void covers_is_a_subset(void **state)
{
    (void)state;
    static const struct jt_grant part_items[] = {{14, 1}, {14, 3}};
    static const struct jt_grant more_items[] = {{14, 1}, {14, 2}};
    static const struct jt_grant later_items[] = {{15, 1}};
    const struct jt_grants part = {.items = part_items, .count = 2};
    const struct jt_grants more = {.items = more_items, .count = 2};
    const struct jt_grants later = {.items = later_items, .count = 1};
    assert_true(jt_grants_covers(&some, &some));
    assert_true(jt_grants_covers(&some, &part));
    assert_true(jt_grants_covers(&some, &empty));
    assert_true(jt_grants_covers(&empty, &empty));
    assert_true(jt_grants_covers(&all, &some));
    assert_true(jt_grants_covers(&all, &all));
    assert_false(jt_grants_covers(&part, &some));
    assert_false(jt_grants_covers(&some, &more));
    assert_false(jt_grants_covers(&some, &later));
    assert_false(jt_grants_covers(&empty, &part));
    assert_false(jt_grants_covers(&some, &all));
    assert_false(jt_grants_covers(&empty, &all));
    /* Every stage, later ones too, is more than all that there are now. */
    static const struct jt_grant everywhere_items[] = {{14, 0}};
    const struct jt_grants everywhere = {.items = everywhere_items, .count = 1};
    assert_true(jt_grants_covers(&everywhere, &part));
    assert_false(jt_grants_covers(&part, &everywhere));
}

static void everything_is_not_nothing(void **state)
{
    (void)state;
    assert_true(jt_grants_is_empty(&empty));
    assert_false(jt_grants_is_empty(&all));
    assert_false(jt_grants_is_empty(&some));
}

static void normalize_sorts_and_drops_duplicates(void **state)
{
    (void)state;
    struct jt_grant items[] = {{14, 3}, {3, 0}, {14, 1}, {3, 0}, {14, 3}, {14, 3}};
    assert_int_equal(jt_grants_normalize(items, 6), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(items[i].permission, few[i].permission);
        assert_int_equal(items[i].stage, few[i].stage);
    }
    assert_int_equal(jt_grants_normalize(items, 1), 1);
    assert_int_equal(jt_grants_normalize(NULL, 0), 0);
}

static void large_ids_sort_as_numbers(void **state)
{
    (void)state;
    struct jt_grant items[] = {{UINT32_MAX, 1}, {1, UINT32_MAX}, {1, 0}};
    struct jt_grants grants = {.items = items, .count = jt_grants_normalize(items, 3)};
    assert_int_equal(items[0].stage, 0);
    assert_true(jt_grants_has(&grants, UINT32_MAX, 1));
    assert_true(jt_grants_has(&grants, 1, UINT32_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_identity_api_has_the_manuals_permissions_in_its_order),
        cmocka_unit_test(unknown_names_are_not_found),
        cmocka_unit_test(names_of_permissions_fit_into_a_scope),
        cmocka_unit_test(an_audience_is_an_absolute_uri_without_fragment),
        cmocka_unit_test(a_grant_is_had_at_its_stage_alone),
        cmocka_unit_test(covers_is_a_subset),
        cmocka_unit_test(everything_is_not_nothing),
        cmocka_unit_test(normalize_sorts_and_drops_duplicates),
        cmocka_unit_test(large_ids_sort_as_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
