/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that look while the registry is being filled and changed: nobody is ever missed, nobody
 * is seen half, and what was acknowledged before a look is seen by it. ThreadSanitizer and
 * AddressSanitizer are the sharper half of this test. */
#include "store/client_change.h"

#include "store/registry.h"

#include <pthread.h>
#include <stdatomic.h>

enum { READERS = 3, CLIENTS = 12, ROUNDS = 20 };

struct race {
    struct fixture *f;
    struct jt_registry *registry;
    struct fixture_client clients[CLIENTS];
    atomic_uint acknowledged[CLIENTS]; /* the version of the name */
    atomic_bool over;
    atomic_uint missed;
    atomic_uint broken;
    atomic_uint stale;
    atomic_uint looks;
};

/* Every version of a client has the name "vN" and is suspended when N is odd. */
static void judge(struct race *race, const struct jt_registry_client *client, unsigned least)
{
    uint64_t version = 0;
    bool reads = jt_str_to_u64(jt_str_from(jt_registry_client_name(client), 1), &version);
    bool scoped = jt_registry_client_scope(race->registry, client, JT_API_IDENTITY).len > 0;
    atomic_fetch_add(&race->broken,
                     reads && scoped && client->suspended == (version % 2 == 1) ? 0 : 1);
    atomic_fetch_add(&race->stale, reads && version < least);
}

static void look_round(struct race *race)
{
    jt_uuid realm = realm_key(PLATFORM);
    jt_registry_reader_wake();
    for (size_t i = 0; i < CLIENTS; i++) {
        const struct fixture_client *c = &race->clients[i];
        unsigned least = atomic_load(&race->acknowledged[i]);
        const struct jt_registry_client *client =
            jt_registry_client_by_id(race->registry, &realm, jt_str_from_c(c->client_id), NULL);
        const struct jt_registry_secret *secret =
            jt_registry_secret_by_hmac(race->registry, c->secrets[0].hmac, JT_STR(""));
        if (client == NULL || secret == NULL) {
            atomic_fetch_add(&race->missed, 1);
            continue;
        }
        judge(race, client, least);
        judge(race, jt_registry_secret_client(secret), least);
    }
    atomic_fetch_add(&race->missed, jt_registry_client_by_id(race->registry, &realm,
                                                             JT_STR("nobody"), NULL) != NULL);
    atomic_fetch_add(&race->looks, 1);
    jt_registry_reader_sleep();
}

static void *read_on(void *arg)
{
    struct race *race = arg;
    jt_registry_reader_begin();
    jt_registry_reader_sleep();
    while (!atomic_load(&race->over)) {
        look_round(race);
    }
    jt_registry_reader_end();
    return NULL;
}

static enum jt_err apply_version(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                 bool others)
{
    struct change *change = arg;
    (void)others;
    client->name = jt_arena_printf(arena, "v%u", (unsigned)change->seen_version);
    client->suspended.s = (int64_t)(change->seen_version % 2);
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 7});
    return client->name.ptr ? JT_OK : JT_ERR_NOMEM;
}

static void change_one(struct race *race, unsigned version)
{
    struct jt_write write = by_system(2);
    struct jt_api_client changed;
    size_t place = version % CLIENTS;
    struct change edit = change_of((unsigned)place + 1, "api_client.edit", apply_version);
    edit.seen_version = version;
    assert_int_equal(run(race->f, &edit, &write, &changed), JT_OK);
    atomic_store(&race->acknowledged[place], version);
    jt_arena_reset(&race->f->arena);
}

static void fill_once(struct race *race, unsigned *version)
{
    static const struct jt_registry_options options = {JT_STR_INIT("http://127.0.0.1:8080"), {1}};
    pthread_t readers[READERS];
    bool more = true;
    assert_int_equal(jt_registry_new(&options, &race->registry), JT_OK);
    assert_int_equal(jt_registry_load_begin(race->registry, race->f->store), JT_OK);
    atomic_store(&race->over, false);
    atomic_store(&race->looks, 0);
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, race), 0);
    }
    while (more || atomic_load(&race->looks) < 10 * READERS) {
        change_one(race, (*version)++);
        assert_int_equal(jt_registry_load_more(race->registry, &more), JT_OK);
    }
    atomic_store(&race->over, true);
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(pthread_join(readers[i], NULL), 0);
    }
    assert_true(jt_registry_is_loaded(race->registry));
    assert_true(jt_registry_faults(race->registry) == 0);
    race->f->store->ops->set_listener(race->f->store, NULL);
    jt_registry_free(race->registry);
}

/* Who asks in one moment the store and in the next the tables must not notice. */
static void readers_notice_nothing_of_the_filling(void **state)
{
    static struct race race;
    unsigned version = CLIENTS;
    race.f = *state;
    for (unsigned i = 0; i < CLIENTS; i++) {
        create(race.f, &race.clients[i], i + 1, 1);
    }
    for (unsigned i = 0; i < CLIENTS; i++) {
        change_one(&race, version++);
    }
    for (int i = 0; i < ROUNDS; i++) {
        fixture_close(race.f); /* a store is peeked into until the registry is whole, once */
        fixture_open(race.f);
        fill_once(&race, &version);
    }
    assert_int_equal(atomic_load(&race.missed), 0);
    assert_int_equal(atomic_load(&race.broken), 0);
    assert_int_equal(atomic_load(&race.stale), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(readers_notice_nothing_of_the_filling)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
