/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of the registry never see half of a change, and nothing is freed under them: threads that
 * look while one writes. ThreadSanitizer and AddressSanitizer are the sharper half of this test. */
#include "store/store_fixture.h"

#include "store/registry.h"

#include <pthread.h>
#include <stdatomic.h>

enum { READERS = 3, CHANGED = 8, ROUNDS = 2000 };

struct race {
    struct jt_registry *registry;
    struct fixture_client clients[CHANGED];
    atomic_bool over;
    atomic_uint broken;
    atomic_uint looks;
};

/* Every version of a client has the name "vN", is suspended when N is odd, and has N % 3 + 1
 * secrets whose hint says N: whoever sees parts of two versions sees them disagree. */
static bool agrees(const struct jt_registry_client *client)
{
    uint64_t version = 0;
    return jt_str_to_u64(jt_str_from(jt_registry_client_name(client), 1), &version) &&
           client->suspended == (version % 2 == 1);
}

static void look(struct race *race)
{
    jt_registry_reader_wake();
    for (size_t i = 0; i < CHANGED; i++) {
        const struct fixture_client *c = &race->clients[i];
        jt_uuid realm = realm_key(PLATFORM);
        const struct jt_registry_client *client =
            jt_registry_client_by_id(race->registry, &realm, jt_str_from_c(c->client_id), NULL);
        const struct jt_registry_secret *secret =
            jt_registry_secret_by_hmac(race->registry, c->secrets[0].hmac, JT_STR(""));
        bool whole = client && secret && agrees(client) &&
                     agrees(jt_registry_secret_client(secret)) &&
                     jt_registry_client_scope(race->registry, client, JT_API_IDENTITY).len > 0;
        atomic_fetch_add(&race->broken, whole ? 0 : 1);
        atomic_fetch_add(&race->looks, 1);
    }
    jt_registry_reader_sleep();
}

/* Where nothing is, others are looked at while they come and go. */
static void look_for_nothing(struct race *race)
{
    uint8_t hmac[JT_SECRET_HMAC_LEN] = {0};
    jt_uuid realm = realm_key(PLATFORM);
    char id[32];
    jt_registry_reader_wake();
    for (unsigned i = 0; i < UINT8_MAX; i++) {
        const struct jt_registry_client *elsewhere = NULL;
        (void)snprintf(id, sizeof(id), "nobody-%u", i);
        hmac[0] = (uint8_t)i;
        bool found = jt_registry_client_by_id(race->registry, &realm, jt_str_from_c(id),
                                              &elsewhere) != NULL ||
                     jt_registry_secret_by_hmac(race->registry, hmac, jt_str_from_c(id)) != NULL ||
                     jt_registry_hmac_is_known(race->registry, hmac);
        atomic_fetch_add(&race->broken, found || elsewhere ? 1 : 0);
    }
    jt_registry_reader_sleep();
}

/* Stage 1 and its realm are there in every catalogue, archived or not. */
static void look_at_catalogue(struct race *race)
{
    jt_registry_reader_wake();
    const struct jt_stage *stage = jt_registry_stage_by_id(race->registry, 1);
    const struct jt_stage *first = jt_registry_stage_in_order(race->registry, 0);
    bool whole = stage && first && jt_str_equal(stage->slug, JT_STR("development")) &&
                 jt_registry_realm_by_key(race->registry, &stage->realm) != NULL;
    atomic_fetch_add(&race->broken, whole ? 0 : 1);
    jt_registry_reader_sleep();
}

static void *read_on(void *arg)
{
    struct race *race = arg;
    jt_registry_reader_begin();
    jt_registry_reader_sleep();
    while (!atomic_load(&race->over)) {
        look(race);
        look_for_nothing(race);
        look_at_catalogue(race);
    }
    jt_registry_reader_end();
    return NULL;
}

static void change(struct race *race, struct jt_store_listener *listener, unsigned version)
{
    struct fixture_client *c = &race->clients[version % CHANGED];
    struct jt_change changed = {.kind = JT_CHANGE_API_CLIENT, .api_client = &c->row};
    void *part = NULL;
    (void)snprintf(c->name, sizeof(c->name), "v%u", version);
    c->row.name = jt_str_from_c(c->name);
    c->row.suspended.s = version % 2;
    c->row.secret_count = version % 3 + 1;
    c->row.grants.count = version % 2 + 1;
    assert_int_equal(listener->prepare(listener->arg, &changed, &part), JT_OK);
    listener->publish(listener->arg, part);
}

/* What the clients are granted at stage 1 comes and goes. */
static void change_stage(struct race *race, struct jt_store_listener *listener, unsigned version)
{
    struct jt_stage stage = *jt_registry_stage_by_id(race->registry, 1);
    struct jt_change changed = {.kind = JT_CHANGE_STAGE, .stage = &stage};
    void *part = NULL;
    stage.archived.s = version % 2;
    stage.position = version;
    assert_int_equal(listener->prepare(listener->arg, &changed, &part), JT_OK);
    listener->publish(listener->arg, part);
}

static void readers_see_whole_states_while_a_writer_changes_them(void **state)
{
    struct fixture *f = *state;
    struct jt_registry_options options = {JT_STR("http://127.0.0.1:8080"), {1, 2, 3}};
    static struct race race;
    pthread_t readers[READERS];
    assert_int_equal(jt_registry_new(&options, &race.registry), JT_OK);
    assert_int_equal(jt_registry_load(race.registry, f->store), JT_OK);
    struct jt_store_listener listener = jt_registry_listener(race.registry);
    for (unsigned i = 0; i < CHANGED; i++) {
        make_client(&race.clients[i], i + 1, 3);
        change(&race, &listener, i);
    }
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, &race), 0);
    }
    for (unsigned version = CHANGED; version < ROUNDS || atomic_load(&race.looks) < ROUNDS;
         version++) {
        struct jt_revoked_token token = make_token(version, FIXTURE_NOW + version);
        struct jt_change revoked = {.kind = JT_CHANGE_TOKEN_REVOKED, .token = &token};
        void *part = NULL;
        change(&race, &listener, version);
        if (version % 10 == 0) {
            change_stage(&race, &listener, version / 10);
        }
        assert_int_equal(listener.prepare(listener.arg, &revoked, &part), JT_OK);
        listener.publish(listener.arg, part);
    }
    atomic_store(&race.over, true);
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(pthread_join(readers[i], NULL), 0);
    }
    assert_int_equal(atomic_load(&race.broken), 0);
    jt_registry_free(race.registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(readers_see_whole_states_while_a_writer_changes_them,
                                        fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
