/* SPDX-License-Identifier: Apache-2.0 */
/* Which status bits the load finds, however many rows it reads at once. */
#include "store/client_change.h"

enum { CLIENTS = 30, BITS_MAX = 8 * CLIENTS };

struct found {
    struct jt_status_bit bits[BITS_MAX];
    size_t count;
};

static enum jt_err note(void *arg, const struct jt_status_bit *bit)
{
    struct found *found = arg;
    assert_true(found->count < BITS_MAX);
    found->bits[found->count++] = *bit;
    return JT_OK;
}

static bool is_out(unsigned number)
{
    return number % 5 == 0 || number % 7 == 0 || number % 11 == 0;
}

/* Every fifth is suspended, every seventh deleted, of every eleventh the first secret was revoked
 * with its tokens; every fifteenth has no secret at all. */
static void add_client(struct fixture *f, unsigned number, struct fixture_client *ret_client)
{
    struct jt_write write = by_system(1);
    make_client(ret_client, number, number % 15 == 0 ? 0 : 2);
    ret_client->row.suspended.s = number % 5 == 0;
    ret_client->row.deleted.s = number % 7 == 0;
    ret_client->secrets[0].status_revoked = number % 11 == 0;
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &ret_client->row), JT_OK);
}

static void load(struct fixture *f, enum jt_load_part part, uint32_t most, struct found *ret_found)
{
    const struct jt_store_visitor visitor = {.status_bit = note, .arg = ret_found};
    struct jt_load_place place = {0};
    bool more = true;
    for (int i = 0; more; i++) {
        assert_true(i < BITS_MAX);
        assert_int_equal(f->store->ops->load_part(f->store, part, most, &place, &visitor, &more),
                         JT_OK);
    }
}

static bool has(const struct found *found, const struct jt_client_secret *secret,
                const jt_uuid *realm)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct jt_status_bit *bit = &found->bits[i];
        bool is_it = bit->list == secret->status_list && bit->index == secret->status_index;
        assert_true(!is_it || jt_uuid_equal(&bit->realm, realm));
        count += is_it;
    }
    return count > 0;
}

static bool is_set(const struct found *set, size_t parts, const struct fixture_client *client,
                   size_t place)
{
    bool found = false;
    for (size_t i = 0; i < parts; i++) {
        found = has(&set[i], &client->secrets[place], &client->row.realm) || found;
    }
    return found;
}

static void bits_are_found_whatever_the_size_of_a_part(void **state)
{
    static const uint32_t sizes[] = {1, 2, 3, 7, 1000};
    static struct fixture_client clients[CLIENTS];
    struct fixture *f = *state;
    for (unsigned i = 1; i < CLIENTS; i++) {
        add_client(f, i, &clients[i]);
    }
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        static struct found taken;
        static struct found set[2];
        taken.count = set[0].count = set[1].count = 0;
        load(f, JT_LOAD_STATUS_TAKEN, sizes[s], &taken);
        load(f, JT_LOAD_STATUS_OF_CLIENTS, sizes[s], &set[0]);
        load(f, JT_LOAD_STATUS_OF_SECRETS, sizes[s], &set[1]);
        for (unsigned i = 1; i < CLIENTS; i++) {
            for (size_t j = 0; j < clients[i].row.secret_count; j++) {
                bool is_revoked = i % 11 == 0 && j == 0;
                bool expected = is_revoked || i % 5 == 0 || i % 7 == 0;
                assert_true(has(&taken, &clients[i].secrets[j], &clients[i].row.realm));
                assert_int_equal(is_set(set, 2, &clients[i], j), expected);
            }
        }
    }
}

/* What is taken is said of none to be set, and a store without such rows has no bits that are. */
static void what_is_taken_is_not_set_for_that(void **state)
{
    static struct fixture_client clients[CLIENTS];
    static struct found taken;
    static struct found set;
    struct fixture *f = *state;
    for (unsigned i = 1; i < CLIENTS; i++) {
        if (!is_out(i)) {
            add_client(f, i, &clients[i]);
        }
    }
    load(f, JT_LOAD_STATUS_TAKEN, 4, &taken);
    load(f, JT_LOAD_STATUS_OF_CLIENTS, 4, &set);
    load(f, JT_LOAD_STATUS_OF_SECRETS, 4, &set);
    assert_true(taken.count > 0);
    assert_int_equal(set.count, 0);
    for (size_t i = 0; i < taken.count; i++) {
        assert_false(taken.bits[i].is_set);
    }
}

static enum jt_err refuse(void *arg, const struct jt_status_bit *bit)
{
    (void)arg;
    (void)bit;
    return JT_ERR_DAMAGED;
}

static void a_visitor_that_refuses_ends_the_part(void **state)
{
    struct fixture *f = *state;
    struct fixture_client client;
    const struct jt_store_visitor visitor = {.status_bit = refuse};
    struct jt_load_place place = {0};
    bool more = true;
    add_client(f, 5, &client);
    for (int part = JT_LOAD_STATUS_TAKEN; part <= JT_LOAD_STATUS_OF_CLIENTS; part++) {
        assert_int_equal(
            f->store->ops->load_part(f->store, (enum jt_load_part)part, 9, &place, &visitor, &more),
            JT_ERR_DAMAGED);
        assert_true(more);
        assert_int_equal(place.row, 0);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(bits_are_found_whatever_the_size_of_a_part),
        CASE(what_is_taken_is_not_set_for_that),
        CASE(a_visitor_that_refuses_ends_the_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
