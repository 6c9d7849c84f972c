/* SPDX-License-Identifier: Apache-2.0 */
/* Acquiring with a server that stands still: when it is asked, what is kept, what is said; and
 * threads that miss together. */
#include "unit/client/fixture.h"

#include "client/acquire.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

struct world {
    struct fixture f;
    struct jt_clock_manual clock;
    struct jt_acquire acquire;
    enum jt_trouble_kind answer; /* NONE: a token */
    const char *error;
    int64_t lifetime_s;
    atomic_int asked;
    atomic_int noted;
    const char *secret;
};

static enum jt_err get_secret(void *arg, struct jt_secret *ret_secret, struct jt_trouble *trouble)
{
    struct world *world = arg;
    (void)trouble;
    return jt_secret_set(ret_secret, jt_str_from_c(world->secret));
}

static enum jt_err ask(void *arg, const struct jt_ask *asked_for, struct jt_asked *ret_asked,
                       struct jt_trouble *trouble)
{
    struct world *world = arg;
    char value[32];
    (void)snprintf(value, sizeof(value), "token-%d", atomic_fetch_add(&world->asked, 1) + 1);
    if (world->answer != JT_TROUBLE_NONE) {
        jt_trouble_set(trouble, world->answer, "No.");
        jt_trouble_copy(trouble->error, sizeof(trouble->error), jt_str_from_c(world->error));
        return JT_ERR_REFUSED;
    }
    struct jt_token token = {
        .want = asked_for->want,
        .access_token = jt_str_from_c(value),
        .obtained_at = jt_clock_now(asked_for->clock),
        .mono = jt_clock_mono(asked_for->clock),
        .boot = jt_str_from_c(asked_for->boot),
    };
    token.expires_at.s = token.obtained_at.s + world->lifetime_s;
    *ret_asked = (struct jt_asked){.keep = world->lifetime_s > 0};
    return jt_token_copy(&token, &ret_asked->token);
}

static void note(void *arg, const char *text)
{
    struct world *world = arg;
    assert_true(strlen(text) > 0);
    atomic_fetch_add(&world->noted, 1);
}

static void world_init(struct world *world)
{
    *world = (struct world){.lifetime_s = 1000, .secret = "secret", .error = "invalid_client"};
    fixture_init(&world->f);
    jt_clock_manual_init(&world->clock, (jt_time){1000000});
    world->acquire = (struct jt_acquire){
        .want = fixture_want(),
        .store = &world->f.store,
        .clock = &world->clock.clock,
        .boot = "boot",
        .get_secret = get_secret,
        .ask = ask,
        .note = note,
        .arg = world,
    };
}

static void expect(struct world *world, const char *value, bool cached, int asked)
{
    struct jt_acquired acquired;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    assert_int_equal(jt_acquire(&world->acquire, &acquired, &trouble), JT_OK);
    assert_true(jt_str_equal(acquired.token.access_token, jt_str_from_c(value)));
    assert_int_equal(acquired.cached, cached);
    assert_int_equal(world->asked, asked);
    jt_token_clear(&acquired.token);
}

static void expect_trouble(struct world *world, enum jt_trouble_kind kind, int asked)
{
    struct jt_acquired acquired;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    assert_int_not_equal(jt_acquire(&world->acquire, &acquired, &trouble), JT_OK);
    assert_int_equal(trouble.kind, kind);
    assert_int_equal(world->asked, asked);
}

static void a_token_lives_its_life(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    expect(&world, "token-1", false, 1);
    jt_clock_manual_advance(&world.clock, 799);
    expect(&world, "token-1", true, 1);
    jt_clock_manual_advance(&world.clock, 1);
    expect(&world, "token-2", false, 2); /* renewed before its end */
    jt_clock_manual_advance(&world.clock, 5000);
    expect(&world, "token-3", false, 3);
    assert_int_equal(world.noted, 0);
    fixture_clear(&world.f);
}

static void force_asks(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    expect(&world, "token-1", false, 1);
    world.acquire.force = true;
    expect(&world, "token-2", false, 2);
    world.acquire.force = false;
    expect(&world, "token-2", true, 2);
    fixture_clear(&world.f);
}

static void a_failed_renewal_rests_and_the_token_serves(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    expect(&world, "token-1", false, 1);
    jt_clock_manual_advance(&world.clock, 850);
    world.answer = JT_TROUBLE_NETWORK;
    expect(&world, "token-1", true, 2);
    assert_int_not_equal(world.noted, 0);
    expect(&world, "token-1", true, 2);
    jt_clock_manual_advance(&world.clock, 31);
    expect(&world, "token-1", true, 3);
    world.answer = JT_TROUBLE_NONE;
    jt_clock_manual_advance(&world.clock, 31);
    expect(&world, "token-4", false, 4);
    fixture_clear(&world.f);
}

static void invalid_client_is_remembered_by_secret(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    world.answer = JT_TROUBLE_REFUSED;
    expect_trouble(&world, JT_TROUBLE_REFUSED, 1);
    expect_trouble(&world, JT_TROUBLE_REFUSED, 1);
    world.secret = "other";
    expect_trouble(&world, JT_TROUBLE_REFUSED, 2);
    world.acquire.force = true;
    expect_trouble(&world, JT_TROUBLE_REFUSED, 3);
    world.acquire.force = false;
    jt_clock_manual_advance(&world.clock, 30);
    world.answer = JT_TROUBLE_NONE;
    expect(&world, "token-4", false, 4);
    fixture_clear(&world.f);
}

static void other_refusals_are_not_remembered(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    world.answer = JT_TROUBLE_REFUSED;
    world.error = "invalid_scope";
    expect_trouble(&world, JT_TROUBLE_REFUSED, 1);
    expect_trouble(&world, JT_TROUBLE_REFUSED, 2);
    world.answer = JT_TROUBLE_NETWORK;
    world.error = "invalid_client";
    expect_trouble(&world, JT_TROUBLE_NETWORK, 3);
    expect_trouble(&world, JT_TROUBLE_NETWORK, 4);
    fixture_clear(&world.f);
}

static void a_refused_token_is_never_used_again(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    expect(&world, "token-1", false, 1);
    assert_int_equal(jt_acquire_refused(&world.acquire, JT_STR("another")), JT_OK);
    expect(&world, "token-1", true, 1);
    assert_int_equal(jt_acquire_refused(&world.acquire, JT_STR("token-1")), JT_OK);
    expect(&world, "token-2", false, 2);
    fixture_clear(&world.f);
}

static void an_expired_token_stays_dead_when_the_clock_goes_back(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    expect(&world, "token-1", false, 1);
    jt_clock_manual_advance(&world.clock, 2000);
    world.answer = JT_TROUBLE_NETWORK;
    expect_trouble(&world, JT_TROUBLE_NETWORK, 2);
    jt_clock_manual_init(&world.clock, (jt_time){1000001}); /* another boot, as it were */
    world.acquire.boot = "boot-2";
    expect_trouble(&world, JT_TROUBLE_NETWORK, 3);
    fixture_clear(&world.f);
}

static void a_token_without_lifetime_is_not_kept(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    world.lifetime_s = 0;
    expect(&world, "token-1", false, 1);
    expect(&world, "token-2", false, 2);
    fixture_clear(&world.f);
}

static void *get_one(void *arg)
{
    const struct jt_acquire *acquire = arg;
    struct jt_acquired acquired;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (jt_acquire(acquire, &acquired, &trouble) != JT_OK) {
        return NULL;
    }
    bool is_right = jt_str_equal(acquired.token.access_token, JT_STR("token-1"));
    jt_token_clear(&acquired.token);
    return is_right ? arg : NULL;
}

enum { THREADS = 16 };

static void threads_that_miss_together_ask_once(void **state)
{
    struct world world;
    pthread_t threads[THREADS];
    (void)state;
    world_init(&world);
    world.acquire.clock = &jt_clock_system;
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, get_one, &world.acquire), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_non_null(result);
    }
    assert_int_equal(world.asked, 1);
    fixture_clear(&world.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_lives_its_life),
        cmocka_unit_test(force_asks),
        cmocka_unit_test(a_failed_renewal_rests_and_the_token_serves),
        cmocka_unit_test(invalid_client_is_remembered_by_secret),
        cmocka_unit_test(other_refusals_are_not_remembered),
        cmocka_unit_test(a_refused_token_is_never_used_again),
        cmocka_unit_test(an_expired_token_stays_dead_when_the_clock_goes_back),
        cmocka_unit_test(a_token_without_lifetime_is_not_kept),
        cmocka_unit_test(threads_that_miss_together_ask_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
