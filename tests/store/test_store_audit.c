/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with the audit log: search it, sign it now and then, and let its
 * beginning go at a checkpoint alone, so that what is left is a chain. */
#include "store/store_fixture.h"

enum { USERS = 6, HOUR_S = 3600 };

static void add_user(struct fixture *f, unsigned number, int64_t seconds)
{
    struct jt_write write = by_system(seconds);
    struct fixture_user u;
    make_user(&u, number, PLATFORM);
    if (number % 2) {
        write.actor.kind = JT_ACTOR_API_CLIENT;
        write.actor.key = uuid_of(2, 0);
    }
    assert_int_equal(f->store->ops->user_create(f->store, &write, &u.row), JT_OK);
}

static struct jt_event_list search(struct fixture *f, struct jt_event_filter filter, uint32_t limit,
                                   uint64_t offset)
{
    struct jt_event_list list;
    struct jt_page page = {limit, offset};
    assert_int_equal(f->store->ops->event_search(f->store, &f->arena, &filter, &page, &list),
                     JT_OK);
    return list;
}

static enum jt_err sign(void *arg, struct jt_arena *arena, struct jt_event_checkpoint *checkpoint)
{
    (void)arena;
    checkpoint->kid = JT_STR("kid-0");
    checkpoint->jws = JT_STR("signed");
    return *(enum jt_err *)arg;
}

static enum jt_err make_checkpoint(struct fixture *f, const char *kid, int64_t seconds,
                                   uint64_t every_events, enum jt_err answer,
                                   struct jt_event_checkpoint *ret_checkpoint)
{
    const struct jt_event_checkpoint_rule rule = {
        .now = {FIXTURE_NOW + seconds},
        .every_events = every_events,
        .every_s = HOUR_S,
        .kid = jt_str_from_c(kid),
        .sign = sign,
        .arg = &answer,
    };
    return f->store->ops->event_checkpoint(f->store, &f->arena, &rule, ret_checkpoint);
}

static struct jt_event_checkpoint_list checkpoints(struct fixture *f)
{
    struct jt_event_checkpoint_list list;
    struct jt_page page = {100, 0};
    assert_int_equal(f->store->ops->event_checkpoint_list(f->store, &f->arena, &page, &list),
                     JT_OK);
    return list;
}

static void the_log_is_a_chain(void **state)
{
    struct fixture *f = *state;
    struct jt_event_chain chain = {0};
    add_user(f, 1, 1);
    struct jt_event_list list = search(f, (struct jt_event_filter){0}, 100, 0);
    assert_int_equal(list.count, list.total);
    for (size_t i = 0; i < list.count; i++) {
        enum jt_event_fault fault = JT_EVENT_HASH;
        assert_int_equal(jt_event_chain_add(&chain, &list.items[i], &fault), JT_OK);
        assert_int_equal(fault, JT_EVENT_WHOLE);
    }
    assert_int_equal(chain.number, list.total);
}

static void a_break_of_the_chain_is_told(void **state)
{
    struct fixture *f = *state;
    struct jt_event_list list = search(f, (struct jt_event_filter){0}, 100, 0);
    struct jt_event_chain chain = {0};
    enum jt_event_fault fault = JT_EVENT_WHOLE;
    assert_int_equal(jt_event_chain_add(&chain, &list.items[1], &fault), JT_OK);
    assert_int_equal(fault, JT_EVENT_NUMBER);
    assert_int_equal(chain.number, 0);
    struct jt_event event = list.items[0];
    event.previous[31] ^= 1;
    assert_int_equal(jt_event_chain_add(&chain, &event, &fault), JT_OK);
    assert_int_equal(fault, JT_EVENT_PREVIOUS);
    event = list.items[0];
    event.actor.address = JT_STR("::1");
    assert_int_equal(jt_event_chain_add(&chain, &event, &fault), JT_OK);
    assert_int_equal(fault, JT_EVENT_HASH);
}

static void filters_narrow_and_orders_turn(void **state)
{
    struct fixture *f = *state;
    uint64_t seeded = search(f, (struct jt_event_filter){0}, 1, 0).total;
    for (unsigned i = 1; i <= USERS; i++) {
        add_user(f, i, (int64_t)i * 100);
    }
    struct jt_event_filter filter = {.actor = uuid_of(2, 0)};
    assert_int_equal(search(f, filter, 100, 0).total, USERS / 2);
    filter.action = JT_STR("user.delete");
    assert_int_equal(search(f, filter, 100, 0).total, 0);
    filter = (struct jt_event_filter){.action = JT_STR("user.create"), .descending = true};
    struct jt_event_list list = search(f, filter, 2, 1);
    assert_int_equal(list.total, USERS + 1);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].number, seeded + USERS - 1);
    filter = (struct jt_event_filter){.object = uuid_of(4, 2), .object_kind = JT_STR("user")};
    assert_int_equal(search(f, filter, 100, 0).total, 1);
    filter = (struct jt_event_filter){.from = {FIXTURE_NOW + 200}, .to = {FIXTURE_NOW + 400}};
    list = search(f, filter, 100, 0);
    assert_int_equal(list.total, 2);
    assert_int_equal(list.items[0].time.s, FIXTURE_NOW + 200);
    filter = (struct jt_event_filter){.after = seeded + 4};
    list = search(f, filter, 100, 0);
    assert_int_equal(list.total, 2);
    assert_int_equal(list.items[0].number, seeded + 5);
    filter.descending = true;
    assert_int_equal(search(f, filter, 1, 1).items[0].number, seeded + 5);
    filter.after = UINT64_MAX;
    assert_int_equal(search(f, filter, 100, 0).total, 0);
    assert_int_equal(search(f, (struct jt_event_filter){0}, 100, 1000).count, 0);
}

static void a_page_of_no_size_is_refused(void **state)
{
    struct fixture *f = *state;
    struct jt_event_filter filter = {0};
    struct jt_event_list list;
    struct jt_event_checkpoint_list checkpoint_list;
    const struct jt_page none = {0, 0};
    const struct jt_store_ops *ops = f->store->ops;
    assert_int_equal(ops->event_search(f->store, &f->arena, &filter, &none, &list), JT_ERR_ARG);
    assert_int_equal(ops->event_checkpoint_list(f->store, &f->arena, &none, &checkpoint_list),
                     JT_ERR_ARG);
}

static void a_checkpoint_is_made_when_it_is_due(void **state)
{
    struct fixture *f = *state;
    struct jt_event_checkpoint made = {0};
    struct jt_event_list all = search(f, (struct jt_event_filter){0}, 100, 0);
    assert_int_equal(make_checkpoint(f, "kid-0", 1, 1000, JT_OK, &made), JT_ERR_NOT_FOUND);
    assert_int_equal(make_checkpoint(f, "kid-0", HOUR_S, 1000, JT_OK, &made), JT_OK);
    assert_int_equal(made.number, all.total);
    assert_memory_equal(made.hash, all.items[all.total - 1].hash, sizeof(made.hash));
    /* Nothing new, nothing to sign: neither time, nor number, nor another key. */
    assert_int_equal(make_checkpoint(f, "kid-1", 9 * HOUR_S, 1, JT_OK, &made), JT_ERR_NOT_FOUND);
    add_user(f, 1, HOUR_S + 1);
    assert_int_equal(make_checkpoint(f, "kid-0", HOUR_S + 2, 2, JT_OK, &made), JT_ERR_NOT_FOUND);
    assert_int_equal(make_checkpoint(f, "kid-1", HOUR_S + 2, 2, JT_OK, &made), JT_OK);
    add_user(f, 2, HOUR_S + 3);
    add_user(f, 3, HOUR_S + 3);
    assert_int_equal(make_checkpoint(f, "kid-0", HOUR_S + 4, 2, JT_OK, &made), JT_OK);
    assert_int_equal(checkpoints(f).total, 3);
}

static void a_signature_that_fails_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct jt_event_checkpoint made = {0};
    assert_int_equal(make_checkpoint(f, "kid-0", HOUR_S, 1, JT_ERR_DAMAGED, &made), JT_ERR_DAMAGED);
    assert_int_equal(made.number, 0);
    assert_int_equal(checkpoints(f).total, 0);
    add_user(f, 1, 1); /* no transaction is left open */
}

static uint64_t cut(struct fixture *f, int64_t before_s)
{
    struct jt_write write = by_system(9 * HOUR_S);
    uint64_t count = 99;
    jt_time before = {FIXTURE_NOW + before_s};
    assert_int_equal(f->store->ops->events_cut(f->store, &write, before, &count), JT_OK);
    return count;
}

static void the_beginning_goes_at_a_checkpoint_alone(void **state)
{
    struct fixture *f = *state;
    struct jt_event_checkpoint first;
    struct jt_event_checkpoint second;
    assert_int_equal(cut(f, 9 * HOUR_S), 0); /* no checkpoint yet */
    assert_int_equal(make_checkpoint(f, "kid-0", HOUR_S, 1, JT_OK, &first), JT_OK);
    assert_int_equal(cut(f, 9 * HOUR_S), 0); /* it is the end of the log */
    add_user(f, 1, 2 * HOUR_S);
    assert_int_equal(make_checkpoint(f, "kid-0", 2 * HOUR_S, 1, JT_OK, &second), JT_OK);
    add_user(f, 2, 3 * HOUR_S);
    assert_int_equal(cut(f, HOUR_S), 0); /* the checkpoint is not older */
    assert_int_equal(cut(f, 2 * HOUR_S), first.number);
    struct jt_event_list list = search(f, (struct jt_event_filter){0}, 100, 0);
    assert_int_equal(list.items[0].number, first.number + 1);
    assert_int_equal(list.total, list.count);
    assert_memory_equal(list.items[0].previous, first.hash, sizeof(first.hash));
    assert_true(jt_str_equal(list.items[list.count - 1].action, JT_STR("event.cut")));
    assert_int_equal(cut(f, 9 * HOUR_S), 1);
    list = search(f, (struct jt_event_filter){0}, 100, 0);
    struct jt_event_chain chain = {.number = second.number};
    memcpy(chain.hash, second.hash, sizeof(chain.hash));
    for (size_t i = 0; i < list.count; i++) {
        enum jt_event_fault fault = JT_EVENT_HASH;
        assert_int_equal(jt_event_chain_add(&chain, &list.items[i], &fault), JT_OK);
        assert_int_equal(fault, JT_EVENT_WHOLE);
    }
    assert_int_equal(checkpoints(f).total, 1); /* the one that the chain begins at */
    list = search(f, (struct jt_event_filter){.descending = true}, 1, 1);
    assert_int_equal(list.items[0].number, chain.number - 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_log_is_a_chain),
        CASE(a_break_of_the_chain_is_told),
        CASE(filters_narrow_and_orders_turn),
        CASE(a_page_of_no_size_is_refused),
        CASE(a_checkpoint_is_made_when_it_is_due),
        CASE(a_signature_that_fails_leaves_nothing),
        CASE(the_beginning_goes_at_a_checkpoint_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
