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

static uint64_t cut(struct fixture *f, int64_t before_s)
{
    struct jt_write write = by_system(9 * HOUR_S);
    uint64_t count = 99;
    jt_time before = {FIXTURE_NOW + before_s};
    assert_int_equal(f->store->ops->events_cut(f->store, &write, before, &count), JT_OK);
    return count;
}

/* What a search should find, by looking at every event. */
static bool passes(const struct jt_event *event, const struct jt_event_filter *filter)
{
    return (jt_uuid_is_zero(&filter->actor) || jt_uuid_equal(&event->actor.key, &filter->actor)) &&
           (jt_uuid_is_zero(&filter->object) || jt_uuid_equal(&event->object, &filter->object)) &&
           (!filter->action.len || jt_str_equal(event->action, filter->action)) &&
           (!filter->object_kind.len || jt_str_equal(event->object_kind, filter->object_kind)) &&
           event->time.s >= filter->from.s && (filter->to.s == 0 || event->time.s < filter->to.s) &&
           event->number > filter->after;
}

enum { EVENTS_MAX = 2000 };

struct reading {
    struct jt_event events[EVENTS_MAX];
    size_t count;
};

static void read_all(struct fixture *f, struct reading *all)
{
    struct jt_event_list list = {.count = 1};
    for (all->count = 0; list.count > 0;) {
        list = search(f, (struct jt_event_filter){0}, 100, all->count);
        assert_true(all->count + list.count <= EVENTS_MAX);
        for (size_t i = 0; i < list.count; i++) {
            all->events[all->count++] = list.items[i];
        }
    }
}

static void compare(struct fixture *f, struct jt_event_filter filter, const struct reading *all)
{
    static const uint64_t offsets[] = {0, 1, 250, 511, 512, 900};
    uint64_t numbers[EVENTS_MAX];
    uint64_t total = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (passes(&all->events[i], &filter)) {
            numbers[total++] = all->events[i].number;
        }
    }
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        uint64_t left = total > offsets[i] ? total - offsets[i] : 0;
        struct jt_event_list list = search(f, filter, 5, offsets[i]);
        assert_int_equal(list.total, total);
        assert_int_equal(list.count, left < 5 ? left : 5);
        for (size_t k = 0; k < list.count; k++) {
            uint64_t place = offsets[i] + k;
            assert_int_equal(list.items[k].number,
                             numbers[filter.descending ? total - 1 - place : place]);
        }
    }
}

/* Each filter there or not, in both orders. */
static void compare_filters(struct fixture *f)
{
    static struct reading all;
    read_all(f, &all);
    const struct jt_event *some = &all.events[all.count * 2 / 3];
    for (unsigned mask = 0; mask < 256; mask++) {
        struct jt_event_filter filter = {.descending = mask & 128};
        filter.actor = mask & 1 ? uuid_of(2, 0) : filter.actor;
        filter.object = mask & 2 ? some->object : filter.object;
        filter.action = mask & 4 ? JT_STR("user.create") : filter.action;
        filter.object_kind = mask & 8 ? JT_STR("user") : filter.object_kind;
        filter.from.s = mask & 16 ? some->time.s - 200 : 0;
        filter.to.s = mask & 32 ? some->time.s + 100 : 0;
        filter.after = mask & 64 ? some->number - 150 : 0;
        compare(f, filter, &all);
    }
    jt_arena_reset(&f->arena);
}

/* More than a block or two of them, while the clock steps back now and then. */
static void any_filters_at_any_offset_find_what_is_there(void **state)
{
    struct fixture *f = *state;
    struct jt_event_checkpoint made;
    for (unsigned i = 1; i <= 1300; i++) {
        add_user(f, i, (int64_t)i - (i % 100 < 20 ? 60 : 0));
        if (i == 700) {
            assert_int_equal(make_checkpoint(f, "kid-0", 700, 1, JT_OK, &made), JT_OK);
        }
    }
    compare_filters(f);
    assert_int_equal(cut(f, 701), made.number);
    compare_filters(f);
    assert_int_equal(search(f, (struct jt_event_filter){.object = uuid_of(4, 3)}, 1, 0).total, 0);
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
        CASE(any_filters_at_any_offset_find_what_is_there),
        CASE(a_page_of_no_size_is_refused),
        CASE(a_checkpoint_is_made_when_it_is_due),
        CASE(a_signature_that_fails_leaves_nothing),
        CASE(the_beginning_goes_at_a_checkpoint_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
