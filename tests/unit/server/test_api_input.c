/* SPDX-License-Identifier: Apache-2.0 */
/* Queries, bodies and entity tags of the management API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/api/body.h"
#include "server/api/etag.h"
#include "server/api/query.h"
#include "server/config/config.h"
#include "server/server.h"

#include <string.h>

struct world {
    struct jt_config config;
    struct jt_server server;
    struct jt_thread thread;
    struct jt_exchange x;
    struct jt_request request;
};

static void begin(struct world *world)
{
    memset(world, 0, sizeof(*world));
    world->config.limits.api_body_max = 1000;
    world->server.config = &world->config;
    world->request.x = &world->x;
    world->request.server = &world->server;
    world->request.thread = &world->thread;
    world->request.family = JT_ROUTE_API;
}

static void end(struct world *world)
{
    jt_json_clear(&world->request.json);
    jt_buf_clear(&world->thread.scratch);
    jt_arena_clear(&world->x.arena);
}

static enum jt_step_result read_page(struct world *world, const char *query, struct jt_page *page,
                                     int *flag)
{
    static const char *const names[] = {"limit", "offset", "flag", NULL};
    begin(world);
    world->x.request.query = jt_str_from_c(query);
    enum jt_step_result result = jt_query_read(&world->request, names);
    if (result == JT_STEP_NEXT) {
        jt_query_page(&world->request, page);
        jt_query_bool(&world->request, "flag", flag);
        result = jt_query_end(&world->request);
    }
    return result;
}

static void list_parameters_have_defaults(void **state)
{
    struct world world;
    struct jt_page page;
    int flag = 7;
    (void)state;
    assert_int_equal(read_page(&world, "", &page, &flag), JT_STEP_NEXT);
    assert_int_equal(page.limit, 100);
    assert_int_equal(page.offset, 0);
    assert_int_equal(flag, -1);
    end(&world);
    assert_int_equal(read_page(&world, "limit=10&offset=30&flag=true", &page, &flag), JT_STEP_NEXT);
    assert_int_equal(page.limit, 10);
    assert_int_equal(page.offset, 30);
    assert_int_equal(flag, 1);
    end(&world);
    assert_int_equal(read_page(&world, "l%69mit=1&flag=false", &page, &flag), JT_STEP_NEXT);
    assert_int_equal(page.limit, 1);
    assert_int_equal(flag, 0);
    end(&world);
}

static void wrong_queries_are_refused(void **state)
{
    static const char *const wrong[] = {
        "limit=0",
        "limit=101",
        "limit=",
        "limit=-1",
        "limit=+5",
        "limit=1e1",
        "limit=10%20",
        "limit=99999999999999999999",
        "offset=-1",
        "offset=x",
        "offset=",
        "offset=9007199254740992",
        "flag=",
        "flag=1",
        "flag=TRUE",
        "flag=yes",
        "limit=1&limit=1",
        "l%69mit=1&limit=2",
        "Limit=1",
        "unknown=1",
        "=1",
        "flag",
        "limit=%",
        "limit=%zz",
        "%ff=1",
        "offset=1&offset=2",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct world world;
        struct jt_page page;
        int flag;
        assert_int_equal(read_page(&world, wrong[i], &page, &flag), JT_STEP_REFUSED);
        assert_int_equal(world.request.refusal.reason->id, JT_REASON_query_invalid);
        end(&world);
    }
}

static void every_fault_of_a_query_is_named(void **state)
{
    struct world world;
    struct jt_page page;
    int flag;
    (void)state;
    assert_int_equal(read_page(&world, "limit=0&offset=x&flag=2&other=1", &page, &flag),
                     JT_STEP_REFUSED);
    assert_int_equal(world.request.refusal.error_count, 4);
    end(&world);
}

static enum jt_step_result read_body(struct world *world, const char *type, const char *body)
{
    begin(world);
    world->x.request.headers[0] =
        (struct jt_http_header){JT_STR("Content-Type"), jt_str_from_c(type)};
    world->x.request.header_count = type[0] != '\0' ? 1 : 0;
    world->x.request.body = jt_str_from_c(body);
    return jt_api_read_object(&world->request);
}

static void bodies_are_json_objects(void **state)
{
    static const char *const types[] = {"application/json", "APPLICATION/JSON",
                                        "application/json; charset=utf-8",
                                        "application/json;charset=\"UTF-8\""};
    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        struct world world;
        assert_int_equal(read_body(&world, types[i], " {} "), JT_STEP_NEXT);
        end(&world);
    }
}

static void other_content_types_are_415(void **state)
{
    static const char *const types[] = {"",
                                        "text/plain",
                                        "application/x-www-form-urlencoded",
                                        "application/json; charset=utf-16",
                                        "application/jsonx",
                                        "application/problem+json"};
    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        struct world world;
        assert_int_equal(read_body(&world, types[i], "{}"), JT_STEP_REFUSED);
        assert_int_equal(world.request.refusal.reason->id, JT_REASON_content_type_unsupported);
        end(&world);
    }
}

static void other_bodies_are_400(void **state)
{
    static const char *const bodies[] = {
        "", "[]", "1", "\"x\"", "null", "{", "{}{}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{a:1}"};
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct world world;
        assert_int_equal(read_body(&world, "application/json", bodies[i]), JT_STEP_REFUSED);
        assert_int_equal(world.request.refusal.reason->id, JT_REASON_body_invalid);
        end(&world);
    }
}

static jt_str pointer_of(const struct world *world, size_t index)
{
    return world->request.refusal.errors[index].pointer;
}

static void members_are_judged_one_by_one(void **state)
{
    static const char *const names[] = {"name", "description", NULL};
    struct world world;
    jt_str name;
    jt_str description;
    (void)state;
    assert_int_equal(read_body(&world, "application/json", "{\"name\":5,\"a/b~c\":1}"),
                     JT_STEP_NEXT);
    jt_body_only(&world.request, jt_json_root(world.request.json), JT_STR(""), names);
    jt_body_name(&world.request, "name", true, &name);
    jt_body_description(&world.request, &description);
    assert_int_equal(jt_body_end(&world.request), JT_STEP_REFUSED);
    assert_int_equal(world.request.refusal.error_count, 2);
    assert_true(jt_str_equal(pointer_of(&world, 0), JT_STR("/a~1b~0c")));
    assert_true(jt_str_equal(pointer_of(&world, 1), JT_STR("/name")));
    assert_int_equal(description.len, 0);
    end(&world);
}

static void a_required_member_may_not_be_missing(void **state)
{
    static const char *const bodies[] = {"{}", "{\"name\":null}", "{\"name\":\"\"}",
                                         "{\"name\":\"a\\u0007b\"}", "{\"name\":[\"x\"]}"};
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct world world;
        jt_str name;
        assert_int_equal(read_body(&world, "application/json", bodies[i]), JT_STEP_NEXT);
        jt_body_name(&world.request, "name", true, &name);
        assert_int_equal(jt_body_end(&world.request), JT_STEP_REFUSED);
        end(&world);
    }
}

static void a_good_member_is_taken(void **state)
{
    struct world world;
    jt_str name;
    (void)state;
    assert_int_equal(read_body(&world, "application/json", "{\"name\":\"J\\u00fcrgen\"}"),
                     JT_STEP_NEXT);
    jt_body_name(&world.request, "name", true, &name);
    assert_int_equal(jt_body_end(&world.request), JT_STEP_NEXT);
    assert_true(jt_str_equal(name, JT_STR("J\xc3\xbcrgen")));
    end(&world);
}

static void tags_carry_their_version(void **state)
{
    char tag[JT_ETAG_TEXT];
    char other[JT_ETAG_TEXT];
    uint64_t version = 0;
    (void)state;
    jt_etag_write(7, JT_STR("{}"), tag);
    jt_etag_write(7, JT_STR("{ }"), other);
    assert_string_not_equal(tag, other);
    assert_int_equal(jt_etag_parse(jt_str_from_c(tag), &version), JT_OK);
    assert_int_equal(version, 7);
    jt_etag_write(UINT64_MAX, JT_STR(""), tag);
    assert_int_equal(jt_etag_parse(jt_str_from_c(tag), &version), JT_OK);
    assert_true(version == UINT64_MAX);
}

static void other_tags_have_none(void **state)
{
    static const char *const others[] = {
        "",
        "\"",
        "\"\"",
        "7-0123456789ab",
        "\"7\"",
        "\"-0123456789ab\"",
        "\"0-0123456789ab\"",
        "\"x-0123456789ab\"",
        "W/\"7-0123456789ab\"",
        "\"7-0123456789ab\", \"8-0123456789ab\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        uint64_t version = 5;
        assert_int_equal(jt_etag_parse(jt_str_from_c(others[i]), &version), JT_ERR_FORMAT);
        assert_int_equal(version, 5);
    }
}

static void tags_are_found_in_lists(void **state)
{
    jt_str tag = JT_STR("\"1-a\"");
    (void)state;
    assert_true(jt_etag_list_has(JT_STR("\"1-a\""), tag));
    assert_true(jt_etag_list_has(JT_STR("\"x\" , W/\"1-a\""), tag));
    assert_true(jt_etag_list_has(JT_STR("*"), tag));
    assert_false(jt_etag_list_has(JT_STR(""), tag));
    assert_false(jt_etag_list_has(JT_STR("1-a"), tag));
    assert_false(jt_etag_list_has(JT_STR("\"1-b\",\"\""), tag));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_parameters_have_defaults),
        cmocka_unit_test(wrong_queries_are_refused),
        cmocka_unit_test(every_fault_of_a_query_is_named),
        cmocka_unit_test(bodies_are_json_objects),
        cmocka_unit_test(other_content_types_are_415),
        cmocka_unit_test(other_bodies_are_400),
        cmocka_unit_test(members_are_judged_one_by_one),
        cmocka_unit_test(a_required_member_may_not_be_missing),
        cmocka_unit_test(a_good_member_is_taken),
        cmocka_unit_test(tags_carry_their_version),
        cmocka_unit_test(other_tags_have_none),
        cmocka_unit_test(tags_are_found_in_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
