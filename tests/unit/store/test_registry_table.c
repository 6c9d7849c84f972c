/* SPDX-License-Identifier: Apache-2.0 */
/* The table: what is put is found, what was removed is not, and searching goes on behind it. */
#include "store/registry_table.h"

#include "support/assert_str.h"

#include <stdlib.h>

enum { MANY = 20000 };

struct item {
    uint64_t number;
    unsigned visits;
};

struct fixture {
    struct jt_retired retired;
    struct jt_table table;
    uint64_t shift; /* of the hash: how badly keys collide */
};

enum { TAGS_ONLY = 65 };

/* Spread over shards and slots; with all bits shifted out, everything falls on one slot; and eight
 * numbers fall on one slot but for the bits beside the pointer. */
static uint64_t hash_number(const struct fixture *f, uint64_t number)
{
    if (f->shift == TAGS_ONLY) {
        return number << 53;
    }
    return f->shift == 64 ? 0 : (number * UINT64_C(0x9E3779B97F4A7C15)) >> f->shift;
}

static uint64_t hash_item(const void *arg, const void *entry)
{
    return hash_number(arg, ((const struct item *)entry)->number);
}

static bool match(const void *entry, const void *key)
{
    return ((const struct item *)entry)->number == *(const uint64_t *)key;
}

static void init(struct fixture *f, uint64_t shift)
{
    *f = (struct fixture){.shift = shift};
    jt_table_init(&f->table, hash_item, f, &f->retired);
}

static void clear(struct fixture *f)
{
    jt_table_clear(&f->table);
    jt_retired_clear(&f->retired);
}

static struct item *put(struct fixture *f, struct item *item)
{
    uint64_t hash = hash_number(f, item->number);
    assert_int_equal(jt_table_reserve(&f->table, hash, 1), JT_OK);
    return jt_table_put(&f->table, hash, match, &item->number, item);
}

static const struct item *find(struct fixture *f, uint64_t number)
{
    return jt_table_find(&f->table, hash_number(f, number), match, &number);
}

static void remove_item(struct fixture *f, const struct item *item)
{
    jt_table_remove(&f->table, hash_number(f, item->number), item);
}

static void everything_put_is_found_through_all_growth(void **state)
{
    (void)state;
    static struct item items[MANY];
    struct fixture f;
    init(&f, 0);
    for (uint64_t i = 0; i < MANY; i++) {
        items[i].number = i;
        assert_null(find(&f, i));
        assert_null(put(&f, &items[i]));
    }
    for (uint64_t i = 0; i < MANY; i++) {
        assert_ptr_equal(find(&f, i), &items[i]);
    }
    assert_null(find(&f, MANY));
    clear(&f);
}

static void the_same_key_is_replaced_and_given_back(void **state)
{
    (void)state;
    struct item first = {.number = 7};
    struct item second = {.number = 7};
    struct fixture f;
    init(&f, 0);
    assert_null(put(&f, &first));
    assert_ptr_equal(put(&f, &second), &first);
    assert_ptr_equal(find(&f, 7), &second);
    remove_item(&f, &first); /* it is not there any more, and its successor stays */
    assert_ptr_equal(find(&f, 7), &second);
    clear(&f);
}

static void what_collides_is_found_behind_what_was_removed(void **state)
{
    (void)state;
    struct item items[5] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    struct fixture f;
    init(&f, 64);
    for (size_t i = 0; i < 4; i++) {
        assert_null(put(&f, &items[i]));
    }
    remove_item(&f, &items[1]);
    remove_item(&f, &items[1]);
    remove_item(&f, &items[4]); /* never was there */
    assert_null(find(&f, 1));
    assert_ptr_equal(find(&f, 3), &items[3]);
    assert_null(put(&f, &items[1]));
    assert_ptr_equal(find(&f, 1), &items[1]);
    clear(&f);
}

/* A match that is asked about nothing but what it wants. */
static bool match_wanted(const void *entry, const void *key)
{
    assert_true(match(entry, key));
    return true;
}

static void a_search_leaves_alone_what_has_other_bits_of_the_hash(void **state)
{
    (void)state;
    struct item items[8];
    struct fixture f;
    init(&f, TAGS_ONLY);
    for (uint64_t i = 0; i < 8; i++) {
        items[i].number = i;
        assert_null(put(&f, &items[i]));
    }
    for (uint64_t i = 0; i < 8; i++) {
        uint64_t hash = hash_number(&f, i);
        assert_ptr_equal(jt_table_find(&f.table, hash, match_wanted, &i), &items[i]);
        remove_item(&f, &items[i]);
        assert_null(jt_table_find(&f.table, hash, match_wanted, &i));
    }
    clear(&f);
}

static void near_is_any_entry_or_none(void **state)
{
    (void)state;
    struct item items[2] = {{.number = 1}, {.number = 6}};
    struct fixture f;
    init(&f, TAGS_ONLY);
    assert_null(jt_table_near(&f.table, 0));
    assert_null(put(&f, &items[0]));
    assert_ptr_equal(jt_table_near(&f.table, 0), &items[0]);
    assert_ptr_equal(jt_table_near(&f.table, 5), &items[0]); /* all the way round */
    assert_null(jt_table_near(&f.table, UINT64_MAX));        /* another shard */
    assert_null(put(&f, &items[1]));
    remove_item(&f, &items[0]);
    assert_ptr_equal(jt_table_near(&f.table, 0), &items[1]);
    remove_item(&f, &items[1]);
    assert_null(jt_table_near(&f.table, 0));
    clear(&f);
}

/* A table whose entries come and go must not fill up with what is gone. */
static void coming_and_going_ends_never(void **state)
{
    (void)state;
    static struct item items[MANY];
    struct fixture f;
    init(&f, 64);
    for (uint64_t i = 0; i < MANY; i++) {
        items[i].number = i;
        assert_null(put(&f, &items[i]));
        if (i >= 3) {
            remove_item(&f, &items[i - 3]);
        }
    }
    assert_int_equal(f.table.shards[0].count, 3);
    assert_true(f.table.shards[0].used < 16);
    assert_null(find(&f, 0));
    assert_ptr_equal(find(&f, MANY - 1), &items[MANY - 1]);
    clear(&f);
}

struct sum {
    struct fixture *f;
    size_t count;
};

static void visit(void *arg, void *entry)
{
    struct sum *sum = arg;
    struct item *item = entry;
    item->visits++;
    sum->count++;
    if (item->number % 2) {
        remove_item(sum->f, item);
    }
}

static void each_sees_every_entry_once_and_may_remove(void **state)
{
    (void)state;
    static struct item items[1000];
    struct fixture f;
    struct sum sum = {.f = &f};
    init(&f, 0);
    jt_table_each(&f.table, visit, &sum);
    assert_int_equal(sum.count, 0);
    for (uint64_t i = 0; i < 1000; i++) {
        items[i].number = i;
        assert_null(put(&f, &items[i]));
    }
    jt_table_each(&f.table, visit, &sum);
    for (uint64_t i = 0; i < 1000; i++) {
        assert_int_equal(items[i].visits, 1);
        assert_ptr_equal(find(&f, i), i % 2 ? NULL : &items[i]);
    }
    clear(&f);
}

static void an_empty_table_finds_nothing_and_removes_nothing(void **state)
{
    (void)state;
    struct item item = {.number = 1};
    struct fixture f;
    init(&f, 0);
    assert_null(find(&f, 1));
    remove_item(&f, &item);
    clear(&f);
    struct jt_table zero = {.hash = NULL};
    jt_table_clear(&zero);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_put_is_found_through_all_growth),
        cmocka_unit_test(the_same_key_is_replaced_and_given_back),
        cmocka_unit_test(what_collides_is_found_behind_what_was_removed),
        cmocka_unit_test(a_search_leaves_alone_what_has_other_bits_of_the_hash),
        cmocka_unit_test(near_is_any_entry_or_none),
        cmocka_unit_test(coming_and_going_ends_never),
        cmocka_unit_test(each_sees_every_entry_once_and_may_remove),
        cmocka_unit_test(an_empty_table_finds_nothing_and_removes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
