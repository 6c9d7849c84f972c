/* SPDX-License-Identifier: Apache-2.0 */
/* The store on disk: kept, found, marked, listed, emptied; locks; refusals; profiles. */
#include "unit/client/fixture.h"

#include "client/store/file.h"
#include "client/store/folder.h"
#include "client/store/lock.h"
#include "client/store/profile.h"
#include "client/store/refusal.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void a_token_is_kept_and_found(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f);
    struct jt_token token = fixture_token("value");
    struct jt_token found;
    struct jt_want other = fixture_want();
    assert_int_equal(jt_token_store_find(&f.store, &token.want, &found), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_token_store_put(&f.store, &token), JT_OK);
    assert_int_equal(jt_token_store_find(&f.store, &token.want, &found), JT_OK);
    assert_true(jt_str_equal(found.access_token, JT_STR("value")));
    assert_int_equal(jt_token_store_mark(&f.store, &found, JT_STR("refused")), JT_OK);
    jt_token_clear(&found);
    assert_int_equal(jt_token_store_find(&f.store, &token.want, &found), JT_OK);
    assert_true(jt_str_equal(found.invalid, JT_STR("refused")));
    jt_token_clear(&found);
    other.scope = JT_STR("x");
    assert_int_equal(jt_token_store_find(&f.store, &other, &found), JT_ERR_NOT_FOUND);
    fixture_clear(&f);
}

static void names_differ_with_every_part(void **state)
{
    struct fixture f;
    char names[7][JT_ENTRY_NAME_MAX + 1];
    struct jt_want wants[6];
    (void)state;
    fixture_init(&f);
    for (size_t i = 0; i < 6; i++) {
        wants[i] = fixture_want();
    }
    wants[1].scope = JT_STR("x");
    wants[2].resource = JT_STR("x");
    wants[3].method = JT_STR("x");
    wants[4].issuer = JT_STR("id.examplec");
    wants[4].client_id = JT_STR("lient");
    wants[5].client_id = JT_STR("client2");
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(jt_entry_name(&f.store, &wants[i], JT_STR(""), ".token", names[i]), JT_OK);
    }
    assert_int_equal(jt_entry_name(&f.store, &wants[0], JT_STR("x"), ".token", names[6]), JT_OK);
    for (size_t i = 0; i < 7; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(names[i], names[k]);
        }
    }
    fixture_clear(&f);
}

static void another_key_finds_nothing(void **state)
{
    struct fixture f;
    struct jt_token found;
    (void)state;
    fixture_init(&f);
    struct jt_token token = fixture_token("value");
    assert_int_equal(jt_token_store_check_key(&f.store), JT_OK);
    assert_int_equal(jt_token_store_put(&f.store, &token), JT_OK);
    f.store.keys.seal[0] ^= 1;
    assert_int_equal(jt_token_store_find(&f.store, &token.want, &found), JT_ERR_DAMAGED);
    assert_int_equal(jt_token_store_check_key(&f.store), JT_ERR_DAMAGED);
    assert_int_equal(jt_token_store_check_key(&f.store), JT_OK);
    f.store.keys.name[0] ^= 1;
    assert_int_equal(jt_token_store_find(&f.store, &token.want, &found), JT_ERR_NOT_FOUND);
    fixture_clear(&f);
}

static void two_makers_of_a_key_agree(void **state)
{
    struct fixture f;
    struct jt_token_store again = JT_TOKEN_STORE_CLOSED;
    (void)state;
    fixture_init(&f);
    assert_int_equal(jt_token_store_open(&f.place, true, &jt_rand_system, &again, &f.trouble),
                     JT_OK);
    assert_memory_equal(&again.keys, &f.store.keys, sizeof(again.keys));
    assert_memory_not_equal(f.store.keys.seal, f.store.keys.name, JT_AEAD_KEY_LEN);
    assert_memory_not_equal(f.store.keys.fingerprint, f.store.keys.name, JT_AEAD_KEY_LEN);
    jt_token_store_clear(&again);
    fixture_clear(&f);
}

static void without_make_nothing_is_made(void **state)
{
    char home[] = "/tmp/jeton-unit-XXXXXX";
    struct jt_place place;
    struct jt_token_store store;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    (void)state;
    assert_non_null(mkdtemp(home));
    const struct jt_place_env env = {.home = home};
    assert_int_equal(jt_place_find(&env, &place, &trouble), JT_OK);
    assert_int_equal(jt_token_store_open(&place, false, &jt_rand_system, &store, &trouble),
                     JT_ERR_NOT_FOUND);
    assert_int_equal(trouble.kind, JT_TROUBLE_NONE);
    assert_int_equal(rmdir(home), 0); /* it is empty */
}

static void a_home_must_be_absolute(void **state)
{
    struct jt_place place;
    struct jt_trouble trouble;
    const struct jt_place_env relative = {.home = "x", .xdg_state_home = "y"};
    const struct jt_place_env half = {.home = NULL, .xdg_state_home = "/y"};
    const struct jt_place_env xdg = {.xdg_state_home = "/s", .xdg_config_home = "/c"};
    (void)state;
    assert_int_equal(jt_place_find(&relative, &place, &trouble), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_place_find(&half, &place, &trouble), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_place_find(&xdg, &place, &trouble), JT_OK);
    assert_string_equal(place.tokens, "/s/jeton/tokens");
    assert_string_equal(place.key_file, "/c/jeton/store.key");
}

static void files_are_bounded_and_private(void **state)
{
    struct fixture f;
    struct jt_buf small = JT_BUF_INIT(10);
    (void)state;
    fixture_init(&f);
    assert_int_equal(jt_file_create(f.store.dir, "a", JT_STR("0123456789"), &jt_rand_system),
                     JT_OK);
    assert_int_equal(jt_file_create(f.store.dir, "a", JT_STR("x"), &jt_rand_system), JT_ERR_EXISTS);
    assert_int_equal(jt_file_read(f.store.dir, "a", &small), JT_OK);
    assert_int_equal(small.len, 10);
    jt_buf_clear(&small);
    assert_int_equal(jt_file_replace(f.store.dir, "a", JT_STR("0123456789a"), &jt_rand_system),
                     JT_OK);
    assert_int_equal(jt_file_read(f.store.dir, "a", &small), JT_ERR_LIMIT);
    jt_buf_clear(&small);
    assert_int_equal(symlinkat("a", f.store.dir, "b"), 0);
    assert_int_equal(jt_file_read(f.store.dir, "b", &small), JT_ERR_REFUSED);
    assert_int_equal(linkat(f.store.dir, "a", f.store.dir, "c", 0), 0);
    assert_int_equal(jt_file_read(f.store.dir, "a", &small), JT_ERR_REFUSED);
    assert_int_equal(mkfifoat(f.store.dir, "d", 0600), 0);
    assert_int_equal(jt_file_read(f.store.dir, "d", &small), JT_ERR_REFUSED);
    assert_int_equal(jt_file_read(f.store.dir, ".", &small), JT_ERR_REFUSED);
    assert_int_equal(jt_file_read(f.store.dir, "none", &small), JT_ERR_NOT_FOUND);
    fixture_clear(&f);
}

static enum jt_err no_random(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void without_random_numbers_nothing_is_written(void **state)
{
    struct fixture f;
    struct jt_token found;
    const struct jt_rand broken = {.fill = no_random};
    (void)state;
    fixture_init(&f);
    struct jt_token token = fixture_token("value");
    f.store.rand = &broken;
    assert_int_equal(jt_token_store_put(&f.store, &token), JT_ERR_CRYPTO);
    assert_int_equal(jt_token_store_find(&f.store, &token.want, &found), JT_ERR_NOT_FOUND);
    fixture_clear(&f);
}

static void a_lock_excludes_and_dies_with_its_holder(void **state)
{
    struct fixture f;
    struct jt_lock one = JT_LOCK_NONE;
    struct jt_lock two = JT_LOCK_NONE;
    int ready[2];
    char byte = 0;
    (void)state;
    fixture_init(&f);
    assert_int_equal(jt_lock_try(f.store.dir, "x.lock", &one), JT_OK);
    assert_int_equal(jt_lock_try(f.store.dir, "x.lock", &two), JT_ERR_UNAVAILABLE);
    assert_int_equal(jt_lock_wait(f.store.dir, "x.lock", &jt_clock_system, 20, &two),
                     JT_ERR_UNAVAILABLE);
    jt_lock_clear(&one);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        bool got = jt_lock_try(f.store.dir, "x.lock", &one) == JT_OK;
        (void)!write(ready[1], got ? "y" : "n", 1);
        (void)pause();
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(jt_lock_try(f.store.dir, "x.lock", &two), JT_ERR_UNAVAILABLE);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(jt_lock_wait(f.store.dir, "x.lock", &jt_clock_system, 5000, &two), JT_OK);
    assert_int_equal(waitpid(child, NULL, 0), child);
    jt_lock_clear(&two);
    fixture_clear(&f);
}

static void a_lock_file_that_vanished_is_no_lock(void **state)
{
    struct fixture f;
    struct jt_lock one = JT_LOCK_NONE;
    struct jt_lock two = JT_LOCK_NONE;
    size_t count = 9;
    (void)state;
    fixture_init(&f);
    assert_int_equal(jt_lock_try(f.store.dir, "x.lock", &one), JT_OK);
    assert_int_equal(jt_token_folder_empty(f.store.dir, &count), JT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(jt_lock_try(f.store.dir, "x.lock", &two), JT_ERR_UNAVAILABLE);
    assert_int_equal(unlinkat(f.store.dir, "x.lock", 0), 0);
    assert_int_equal(jt_lock_try(f.store.dir, "x.lock", &two), JT_OK);
    jt_lock_clear(&two);
    jt_lock_clear(&one);
    assert_int_equal(unlinkat(f.store.dir, "x.lock", 0), 0);
    assert_int_equal(symlinkat("elsewhere", f.store.dir, "x.lock"), 0);
    assert_int_equal(jt_lock_try(f.store.dir, "x.lock", &two), JT_ERR_REFUSED);
    fixture_clear(&f);
}

static void refusals_are_remembered_for_half_a_minute(void **state)
{
    struct fixture f;
    struct jt_want want = fixture_want();
    struct jt_now now = {.wall = {1000}};
    struct jt_trouble refusal;
    struct jt_trouble told = {.kind = JT_TROUBLE_NONE};
    (void)state;
    fixture_init(&f);
    jt_trouble_set(&refusal, JT_TROUBLE_REFUSED, "No.");
    jt_trouble_copy(refusal.error, sizeof(refusal.error), JT_STR("invalid_client"));
    jt_trouble_copy(refusal.rejection_id, sizeof(refusal.rejection_id), JT_STR("r1"));
    refusal.status = 401;
    assert_int_equal(jt_refusal_put(&f.store, &want, JT_STR("wrong"), &now, &refusal), JT_OK);
    assert_int_equal(jt_refusal_find(&f.store, &want, JT_STR("wrong"), &now, &told), JT_OK);
    assert_string_equal(told.error, "invalid_client");
    assert_string_equal(told.rejection_id, "r1");
    assert_int_equal(told.status, 401);
    assert_int_equal(jt_refusal_find(&f.store, &want, JT_STR("right"), &now, &told),
                     JT_ERR_NOT_FOUND);
    now.wall.s = 999; /* the clock was set back */
    assert_int_equal(jt_refusal_find(&f.store, &want, JT_STR("wrong"), &now, &told),
                     JT_ERR_NOT_FOUND);
    now.wall.s = 1000;
    assert_int_equal(jt_refusal_put(&f.store, &want, JT_STR("wrong"), &now, &refusal), JT_OK);
    now.wall.s = 1029;
    assert_int_equal(jt_refusal_find(&f.store, &want, JT_STR("wrong"), &now, &told), JT_OK);
    now.wall.s = 1030;
    assert_int_equal(jt_refusal_find(&f.store, &want, JT_STR("wrong"), &now, &told),
                     JT_ERR_NOT_FOUND);
    assert_false(jt_renewal_rests(&f.store, &want, &now));
    assert_int_equal(jt_renewal_rest(&f.store, &want, &now), JT_OK);
    assert_true(jt_renewal_rests(&f.store, &want, &now));
    fixture_clear(&f);
}

static void count_profile(void *arg, jt_str name)
{
    size_t *count = arg;
    assert_true(jt_profile_name_is_valid(name));
    (*count)++;
}

static void profiles_are_kept(void **state)
{
    struct fixture f;
    struct jt_profile profile = {
        .want = fixture_want(), .client_secret = JT_STR("s e=c"), .insecure_http = true};
    struct jt_profile found;
    size_t count = 0;
    (void)state;
    fixture_init(&f);
    int dir = f.store.dir;
    assert_int_equal(jt_profile_put(dir, &f.store.keys, JT_STR("a.b"), &profile, &jt_rand_system),
                     JT_OK);
    assert_int_equal(jt_profile_find(dir, &f.store.keys, JT_STR("a.b"), &found), JT_OK);
    assert_true(jt_str_equal(found.client_secret, JT_STR("s e=c")));
    assert_true(found.insecure_http);
    jt_profile_clear(&found);
    assert_int_equal(renameat(dir, "a.b.profile", dir, "c.profile"), 0);
    assert_int_equal(jt_profile_find(dir, &f.store.keys, JT_STR("c"), &found), JT_ERR_DAMAGED);
    assert_int_equal(jt_profile_find(dir, &f.store.keys, JT_STR("a.b"), &found), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_profile_each(dir, count_profile, &count), JT_OK);
    assert_int_equal(count, 1);
    assert_int_equal(jt_profile_remove(dir, JT_STR("c")), JT_OK);
    assert_int_equal(jt_profile_remove(dir, JT_STR("c")), JT_ERR_NOT_FOUND);
    profile.client_secret = JT_STR("a\nb");
    assert_int_equal(jt_profile_put(dir, &f.store.keys, JT_STR("d"), &profile, &jt_rand_system),
                     JT_ERR_FORMAT);
    fixture_clear(&f);
}

static void profile_names_are_plain(void **state)
{
    static const char *const bad[] = {"", ".", "..", ".a", "-a", "a/b", "a b", "\n", "a\\", "a:b"};
    (void)state;
    assert_true(jt_profile_name_is_valid(JT_STR("A-1_b.c")));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(jt_profile_name_is_valid(jt_str_from_c(bad[i])));
    }
    assert_false(jt_profile_name_is_valid(
        JT_STR("12345678901234567890123456789012345678901234567890123456789012345")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_kept_and_found),
        cmocka_unit_test(names_differ_with_every_part),
        cmocka_unit_test(another_key_finds_nothing),
        cmocka_unit_test(two_makers_of_a_key_agree),
        cmocka_unit_test(without_make_nothing_is_made),
        cmocka_unit_test(a_home_must_be_absolute),
        cmocka_unit_test(files_are_bounded_and_private),
        cmocka_unit_test(without_random_numbers_nothing_is_written),
        cmocka_unit_test(a_lock_excludes_and_dies_with_its_holder),
        cmocka_unit_test(a_lock_file_that_vanished_is_no_lock),
        cmocka_unit_test(refusals_are_remembered_for_half_a_minute),
        cmocka_unit_test(profiles_are_kept),
        cmocka_unit_test(profile_names_are_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
