/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with signing keys: change several at once or none, find and list them,
 * and say which realms are due. */
#include "store/store_fixture.h"

enum { DAY_S = 86400, NOTICE_S = 600, KEEP_S = 1000 };

static struct jt_signing_key key_of(const char *kid, enum fixture_realm realm,
                                    enum jt_signing_key_state state, int64_t seconds)
{
    struct jt_signing_key key = make_key(kid, realm);
    key.state = state;
    key.created.s += seconds;
    key.activated.s += seconds;
    key.retired.s = state == JT_SIGNING_KEY_RETIRED ? FIXTURE_NOW + seconds : 0;
    return key;
}

static enum jt_err put(struct fixture *f, const struct jt_signing_key *keys, size_t count)
{
    struct jt_write write = by_system(1);
    return f->store->ops->signing_keys_put(f->store, &write, JT_STR("signing_key.rotate"), keys,
                                           count);
}

static struct jt_signing_key_list list_of(struct fixture *f, const jt_uuid *realm, uint32_t limit,
                                          uint64_t offset)
{
    struct jt_signing_key_list list;
    struct jt_page page = {limit, offset};
    assert_int_equal(f->store->ops->signing_key_list(f->store, &f->arena, realm, &page, &list),
                     JT_OK);
    return list;
}

static uint64_t events(struct fixture *f)
{
    struct jt_event_list list;
    struct jt_page page = {1, 0};
    assert_int_equal(f->store->ops->event_list(f->store, &f->arena, &page, &list), JT_OK);
    return list.total;
}

static size_t due(struct fixture *f, int64_t seconds, struct jt_signing_schedule **ret_realms)
{
    const struct jt_signing_due_rule rule = {
        .now = {FIXTURE_NOW + seconds}, .notice_s = NOTICE_S, .keep_s = KEEP_S};
    size_t count = 99;
    assert_int_equal(
        f->store->ops->signing_realms_due(f->store, &f->arena, &rule, ret_realms, &count), JT_OK);
    return count;
}

struct ear {
    size_t keys;
    int published;
};

static enum jt_err ear_prepare(void *arg, const struct jt_change *change, void **ret_part)
{
    struct ear *ear = arg;
    ear->keys = change->kind == JT_CHANGE_SIGNING_KEY ? change->signing_key_count : 0;
    *ret_part = NULL;
    return JT_OK;
}

static void ear_publish(void *arg, void *part)
{
    struct ear *ear = arg;
    (void)part;
    ear->published++;
}

static void ear_discard(void *arg, void *part)
{
    (void)arg;
    (void)part;
}

static void several_keys_change_at_once(void **state)
{
    struct fixture *f = *state;
    struct ear ear = {0};
    const struct jt_store_listener listener = {ear_prepare, ear_publish, ear_discard, &ear};
    struct jt_signing_key keys[] = {
        key_of("kid-0", PLATFORM, JT_SIGNING_KEY_RETIRED, 0),
        key_of("kid-1", PLATFORM, JT_SIGNING_KEY_ACTIVE, 0),
    };
    uint64_t before = events(f);
    f->store->ops->set_listener(f->store, &listener);
    assert_int_equal(put(f, keys, 2), JT_OK);
    assert_int_equal(ear.keys, 2);
    assert_int_equal(ear.published, 1);
    assert_int_equal(events(f), before + 2);
    struct jt_signing_key found;
    assert_int_equal(f->store->ops->signing_key_find(f->store, &f->arena, JT_STR("kid-0"), &found),
                     JT_OK);
    assert_int_equal(found.state, JT_SIGNING_KEY_RETIRED);
    assert_int_equal(found.version, 2);
}

static void one_that_cannot_be_stored_takes_the_others_with_it(void **state)
{
    struct fixture *f = *state;
    struct jt_signing_key keys[] = {
        key_of("kid-1", PLATFORM, JT_SIGNING_KEY_NEXT, 0),
        key_of("kid-2", PLATFORM, JT_SIGNING_KEY_NEXT, 0),
    };
    struct jt_signing_key found;
    uint64_t before = events(f);
    keys[1].realm = uuid_of(1, 99);
    assert_int_equal(put(f, keys, 2), JT_ERR_NOT_FOUND);
    assert_int_equal(events(f), before);
    assert_int_equal(f->store->ops->signing_key_find(f->store, &f->arena, JT_STR("kid-1"), &found),
                     JT_ERR_NOT_FOUND);
}

static void withdrawn_keys_come_back_as_they_went_in(void **state)
{
    struct fixture *f = *state;
    struct jt_signing_key key = key_of("kid-0", PLATFORM, JT_SIGNING_KEY_WITHDRAWN, 0);
    struct jt_signing_key found;
    key.withdrawn.s = FIXTURE_NOW + 5;
    key.emergency = true;
    key.private_sealed = JT_STR("what is left");
    assert_int_equal(put(f, &key, 1), JT_OK);
    assert_int_equal(f->store->ops->signing_key_find(f->store, &f->arena, JT_STR("kid-0"), &found),
                     JT_OK);
    assert_int_equal(found.withdrawn.s, FIXTURE_NOW + 5);
    assert_true(found.emergency);
    assert_true(jt_str_equal(found.private_sealed, JT_STR("what is left")));
}

static void keys_are_listed_for_one_realm_or_all(void **state)
{
    struct fixture *f = *state;
    const jt_uuid platform = realm_key(PLATFORM);
    const jt_uuid nowhere = uuid_of(1, 99);
    struct jt_signing_key keys[] = {
        key_of("kid-1", TEST, JT_SIGNING_KEY_ACTIVE, 0),
        key_of("kid-2", PLATFORM, JT_SIGNING_KEY_NEXT, 0),
    };
    assert_int_equal(put(f, keys, 2), JT_OK);
    struct jt_signing_key_list list = list_of(f, NULL, 2, 1);
    assert_int_equal(list.total, 3);
    assert_int_equal(list.count, 2);
    assert_true(jt_str_equal(list.items[0].kid, JT_STR("kid-1")));
    list = list_of(f, &platform, 100, 0);
    assert_int_equal(list.total, 2);
    assert_true(jt_str_equal(list.items[1].kid, JT_STR("kid-2")));
    assert_int_equal(list_of(f, &nowhere, 100, 0).total, 0);
    assert_int_equal(list_of(f, NULL, 100, 50).count, 0);
    struct jt_page none = {101, 0};
    assert_int_equal(f->store->ops->signing_key_list(f->store, &f->arena, NULL, &none, &list),
                     JT_ERR_ARG);
}

static void a_schedule_is_changed_with_an_event_and_its_version(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_signing_schedule schedule;
    struct jt_write write = by_system(1);
    const jt_uuid platform = realm_key(PLATFORM);
    const jt_uuid nowhere = uuid_of(1, 99);
    assert_int_equal(ops->signing_schedule_find(f->store, &platform, &schedule), JT_OK);
    assert_int_equal(schedule.rotation_days, JT_ROTATION_DAYS);
    uint64_t before = events(f);
    assert_int_equal(ops->signing_schedule_put(f->store, &write, &schedule), JT_OK);
    assert_int_equal(events(f), before); /* nothing changed */
    schedule.rotation_days = 30;
    write.expected_version = 12;
    assert_int_equal(ops->signing_schedule_put(f->store, &write, &schedule), JT_ERR_CONFLICT);
    write.expected_version = JT_ROTATION_DAYS + 1;
    assert_int_equal(ops->signing_schedule_put(f->store, &write, &schedule), JT_OK);
    assert_int_equal(events(f), before + 1);
    assert_int_equal(ops->signing_schedule_find(f->store, &platform, &schedule), JT_OK);
    assert_int_equal(schedule.rotation_days, 30);
    schedule.realm = nowhere;
    write.expected_version = 0;
    assert_int_equal(ops->signing_schedule_put(f->store, &write, &schedule), JT_ERR_NOT_FOUND);
    assert_int_equal(ops->signing_schedule_find(f->store, &nowhere, &schedule), JT_ERR_NOT_FOUND);
}

static void a_realm_is_due_when_its_active_key_grows_old(void **state)
{
    struct fixture *f = *state;
    struct jt_signing_schedule *realms = NULL;
    struct jt_write write = by_system(1);
    const int64_t days_s = (int64_t)JT_ROTATION_DAYS * DAY_S;
    assert_int_equal(due(f, days_s - NOTICE_S - 1, &realms), 0);
    assert_int_equal(due(f, days_s - NOTICE_S, &realms), 1);
    assert_int_equal(realms[0].rotation_days, JT_ROTATION_DAYS);
    const struct jt_signing_schedule never = {.realm = realm_key(PLATFORM)};
    assert_true(jt_uuid_equal(&realms[0].realm, &never.realm));
    assert_int_equal(f->store->ops->signing_schedule_put(f->store, &write, &never), JT_OK);
    assert_int_equal(due(f, 2 * days_s, &realms), 0);
}

static void next_and_retired_keys_are_due_in_their_time(void **state)
{
    struct fixture *f = *state;
    struct jt_signing_schedule *realms = NULL;
    const int64_t days_s = (int64_t)JT_ROTATION_DAYS * DAY_S;
    struct jt_signing_key next = key_of("kid-1", PLATFORM, JT_SIGNING_KEY_NEXT, days_s);
    struct jt_signing_key retired = key_of("kid-2", TEST, JT_SIGNING_KEY_RETIRED, 0);
    assert_int_equal(put(f, &next, 1), JT_OK);
    assert_int_equal(due(f, days_s + NOTICE_S - 1, &realms), 0); /* the next key is there already */
    assert_int_equal(due(f, days_s + NOTICE_S, &realms), 1);
    assert_int_equal(put(f, &retired, 1), JT_OK);
    assert_int_equal(due(f, KEEP_S - 1, &realms), 0);
    assert_int_equal(due(f, KEEP_S, &realms), 1);
    assert_int_equal(due(f, days_s + NOTICE_S, &realms), 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(several_keys_change_at_once),
        CASE(one_that_cannot_be_stored_takes_the_others_with_it),
        CASE(withdrawn_keys_come_back_as_they_went_in),
        CASE(keys_are_listed_for_one_realm_or_all),
        CASE(a_schedule_is_changed_with_an_event_and_its_version),
        CASE(a_realm_is_due_when_its_active_key_grows_old),
        CASE(next_and_retired_keys_are_due_in_their_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
