/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of API clients with rules that tests can look into, and the state that they leave. */
#ifndef JT_TESTS_STORE_CLIENT_CHANGE_H
#define JT_TESTS_STORE_CLIENT_CHANGE_H

#include "store/store_fixture.h"

struct change {
    struct jt_api_client_change rule; /* first */
    enum jt_err answer;
    bool others_manage;
    uint64_t seen_version;
    struct jt_client_secret fresh;
    struct jt_grant grants[2];
    int runs;
};

FIXTURE struct change change_of(unsigned number, const char *action,
                                enum jt_err (*apply)(void *arg, struct jt_arena *arena,
                                                     struct jt_api_client *client, bool others))
{
    return (struct change){.rule = {.key = uuid_of(2, number),
                                    .realm = realm_key(PLATFORM),
                                    .action = jt_str_from_c(action),
                                    .apply = apply}};
}

FIXTURE enum jt_err run(struct fixture *f, struct change *change, const struct jt_write *write,
                        struct jt_api_client *ret_client)
{
    change->rule.arg = change;
    return f->store->ops->api_client_change(f->store, write, &f->arena, &change->rule, ret_client);
}

FIXTURE void look(struct change *change, const struct jt_api_client *client, bool others)
{
    change->runs++;
    change->others_manage = others;
    change->seen_version = client->version;
}

FIXTURE enum jt_err apply_rename(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                 bool others)
{
    (void)arena;
    look(arg, client, others);
    client->name = JT_STR("Renamed");
    client->suspended = (jt_time){FIXTURE_NOW + 7};
    client->auth_methods = JT_AUTH_METHOD_POST;
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 7});
    return ((struct change *)arg)->answer;
}

FIXTURE enum jt_err apply_nothing(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                  bool others)
{
    (void)arena;
    look(arg, client, others);
    client->name = JT_STR("Not stored");
    return JT_OK;
}

FIXTURE enum jt_err apply_grants(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                 bool others)
{
    struct change *change = arg;
    (void)arena;
    look(change, client, others);
    change->grants[0] = (struct jt_grant){JT_PERM_API_CLIENT_MANAGE, 0};
    change->grants[1] = (struct jt_grant){JT_PERM_END_USER_VIEW, 3};
    client->grants = (struct jt_grants){false, change->grants, 2};
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 8});
    return JT_OK;
}

FIXTURE void create(struct fixture *f, struct fixture_client *c, unsigned number, size_t secrets)
{
    struct jt_write write = by_system(1);
    make_client(c, number, secrets);
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c->row), JT_OK);
}

FIXTURE struct jt_api_client find(struct fixture *f, unsigned number)
{
    struct jt_api_client client;
    jt_uuid key = uuid_of(2, number);
    assert_int_equal(f->store->ops->api_client_find(f->store, &f->arena, &key, &client), JT_OK);
    return client;
}

FIXTURE struct jt_event last_event(struct fixture *f)
{
    struct jt_event_list list;
    struct jt_page page = {1, 0};
    const struct jt_store_ops *ops = f->store->ops;
    assert_int_equal(ops->event_list(f->store, &f->arena, &page, &list), JT_OK);
    page.offset = list.total - 1;
    assert_int_equal(ops->event_list(f->store, &f->arena, &page, &list), JT_OK);
    return list.items[0];
}

FIXTURE void assert_says(jt_str text, const char *words, bool wanted)
{
    jt_str needle = jt_str_from_c(words);
    if ((jt_str_find(text, needle) < text.len) != wanted) {
        fail_msg("\"%.*s\" %s \"%s\"", JT_STR_ARG(text), wanted ? "lacks" : "has", words);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

#endif
