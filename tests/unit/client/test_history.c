/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of each secret, and that it is no secret. */
#include "unit/client/fixture.h"

#include "client/store/file.h"
#include "client/store/folder.h"
#include "client/store/history.h"
#include "client/store/lock.h"
#include "client/store/sealed.h"

#include <fcntl.h>
#include <string.h>

#define ISSUER JT_STR("https://id.example")
#define ID JT_STR("client")
#define SECRET JT_STR("a-secret-of-no-value-0123456789")

static enum jt_err note(struct fixture *f, jt_str id, jt_str secret, bool worked, int64_t at)
{
    return jt_history_note(&f->store, ISSUER, id, secret, worked, (jt_time){at}, &jt_clock_system);
}

static const struct jt_history_entry *find(struct fixture *f, struct jt_history *history, jt_str id,
                                           jt_str secret)
{
    if (jt_history_read(&f->store, history) != JT_OK) {
        return NULL;
    }
    return jt_history_find(&f->store, history, ISSUER, id, secret);
}

static void first_and_last_success_and_first_failure(void **state)
{
    struct fixture f;
    struct jt_history history;
    (void)state;
    fixture_init(&f);
    assert_null(find(&f, &history, ID, SECRET));
    assert_int_equal(note(&f, ID, SECRET, true, 100), JT_OK);
    assert_int_equal(note(&f, ID, SECRET, true, 200), JT_OK);
    assert_int_equal(note(&f, ID, SECRET, false, 300), JT_OK);
    assert_int_equal(note(&f, ID, SECRET, false, 400), JT_OK);
    const struct jt_history_entry *entry = find(&f, &history, ID, SECRET);
    assert_non_null(entry);
    assert_int_equal(entry->first_success.s, 100);
    assert_int_equal(entry->last_success.s, 200);
    assert_int_equal(entry->first_failure.s, 300);
    fixture_clear(&f);
}

static void a_success_forgets_the_failure(void **state)
{
    struct fixture f;
    struct jt_history history;
    (void)state;
    fixture_init(&f);
    assert_int_equal(note(&f, ID, SECRET, false, 100), JT_OK);
    assert_int_equal(note(&f, ID, SECRET, true, 200), JT_OK);
    const struct jt_history_entry *entry = find(&f, &history, ID, SECRET);
    assert_non_null(entry);
    assert_int_equal(entry->first_failure.s, 0);
    assert_int_equal(entry->first_success.s, 200);
    fixture_clear(&f);
}

static void another_secret_client_or_key_is_another_entry(void **state)
{
    struct fixture f;
    struct jt_history history;
    (void)state;
    fixture_init(&f);
    assert_int_equal(note(&f, ID, SECRET, true, 100), JT_OK);
    assert_null(find(&f, &history, JT_STR("other"), SECRET));
    assert_null(find(&f, &history, ID, JT_STR("a-secret-of-no-value-012345678x")));
    f.store.keys.fingerprint[0] ^= 1;
    assert_null(find(&f, &history, ID, SECRET));
    fixture_clear(&f);
}

static void a_secret_is_known_by_the_client_for_which_it_worked(void **state)
{
    struct fixture f;
    struct jt_history history;
    (void)state;
    fixture_init(&f);
    assert_int_equal(note(&f, JT_STR("failed"), SECRET, false, 100), JT_OK);
    assert_int_equal(jt_history_read(&f.store, &history), JT_OK);
    assert_null(jt_history_find_elsewhere(&f.store, &history, ISSUER, ID, SECRET));
    assert_int_equal(note(&f, JT_STR("worked"), SECRET, true, 200), JT_OK);
    assert_int_equal(jt_history_read(&f.store, &history), JT_OK);
    const struct jt_history_entry *entry =
        jt_history_find_elsewhere(&f.store, &history, ISSUER, ID, SECRET);
    assert_non_null(entry);
    assert_string_equal(entry->client_id, "worked");
    assert_null(jt_history_find_elsewhere(&f.store, &history, ISSUER, JT_STR("worked"), SECRET));
    fixture_clear(&f);
}

static void the_oldest_goes_when_there_are_too_many(void **state)
{
    struct fixture f;
    struct jt_history history;
    char secret[32];
    (void)state;
    fixture_init(&f);
    for (int i = 0; i < JT_HISTORY_MAX + 3; i++) {
        (void)snprintf(secret, sizeof(secret), "secret-number-%d", i);
        assert_int_equal(note(&f, ID, jt_str_from_c(secret), true, 1000 + i), JT_OK);
    }
    assert_null(find(&f, &history, ID, JT_STR("secret-number-0")));
    assert_null(find(&f, &history, ID, JT_STR("secret-number-2")));
    assert_non_null(find(&f, &history, ID, JT_STR("secret-number-3")));
    assert_int_equal(history.count, JT_HISTORY_MAX);
    fixture_clear(&f);
}

static void the_longest_entries_fit(void **state)
{
    struct fixture f;
    struct jt_history history;
    char id[JT_HISTORY_TEXT_MAX + 2];
    (void)state;
    fixture_init(&f);
    memset(id, 'i', sizeof(id));
    for (int i = 0; i < JT_HISTORY_MAX; i++) {
        id[0] = (char)('A' + i % 26);
        id[1] = (char)('a' + i / 26);
        jt_str long_id = jt_str_make(id, JT_HISTORY_TEXT_MAX);
        assert_int_equal(jt_history_note(&f.store, long_id, long_id, SECRET, true, (jt_time){9},
                                         &jt_clock_system),
                         JT_OK);
    }
    assert_int_equal(jt_history_read(&f.store, &history), JT_OK);
    assert_int_equal(history.count, JT_HISTORY_MAX);
    assert_int_equal(note(&f, jt_str_make(id, sizeof(id)), SECRET, true, 1), JT_ERR_LIMIT);
    fixture_clear(&f);
}

static void what_cannot_stand_in_a_line_is_not_kept(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f);
    assert_int_equal(note(&f, JT_STR("a\tb"), SECRET, true, 1), JT_ERR_LIMIT);
    assert_int_equal(note(&f, JT_STR("a\nb"), SECRET, true, 1), JT_ERR_LIMIT);
    assert_int_equal(note(&f, JT_STR(""), SECRET, true, 1), JT_ERR_LIMIT);
    assert_int_equal(note(&f, ID, SECRET, true, 0), JT_ERR_LIMIT);
    fixture_clear(&f);
}

static void damage_is_absence(void **state)
{
    struct fixture f;
    struct jt_history history;
    static const char *const texts[] = {
        "",
        "jeton history 2\n",
        "jeton history 1\nnonsense\n",
        "jeton history 1\n00\t1\t1\t0\t1\tissuer\tid\n",
        "jeton history 1\n"
        "0000000000000000000000000000000000000000000000000000000000000000\t1\t-"
        "1\t0\t1\tissuer\tid\n",
        "jeton history 1\n"
        "0000000000000000000000000000000000000000000000000000000000000000\t1\t1\t0\t1\tissuer\n",
        "jeton history 1\n"
        "0000000000000000000000000000000000000000000000000000000000000000\t1\t1\t0\t1\ti\tid\tx\n",
    };
    (void)state;
    fixture_init(&f);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(jt_sealed_write(f.store.dir, f.store.keys.seal, JT_STR("history"),
                                         JT_HISTORY_FILE, jt_str_from_c(texts[i]), &jt_rand_system),
                         JT_OK);
        assert_int_equal(jt_history_read(&f.store, &history), JT_ERR_NOT_FOUND);
        assert_int_equal(history.count, 0);
    }
    assert_int_equal(
        jt_file_replace(f.store.dir, JT_HISTORY_FILE, JT_STR("not sealed"), &jt_rand_system),
        JT_OK);
    assert_int_equal(jt_history_read(&f.store, &history), JT_ERR_NOT_FOUND);
    assert_int_equal(note(&f, ID, SECRET, true, 5), JT_OK); /* and is replaced */
    assert_non_null(find(&f, &history, ID, SECRET));
    fixture_clear(&f);
}

static void whoever_does_not_get_the_lock_writes_nothing(void **state)
{
    struct fixture f;
    struct jt_history history;
    struct jt_lock lock = JT_LOCK_NONE;
    (void)state;
    fixture_init(&f);
    assert_int_equal(jt_lock_try(f.store.dir, "secrets.lock", &lock), JT_OK);
    assert_int_equal(note(&f, ID, SECRET, true, 5), JT_ERR_UNAVAILABLE);
    assert_null(find(&f, &history, ID, SECRET));
    jt_lock_clear(&lock);
    fixture_clear(&f);
}

static void the_file_holds_no_secret_and_outlives_the_cache(void **state)
{
    struct fixture f;
    struct jt_history history;
    size_t count = 0;
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = JT_BUF_INIT(JT_SEALED_MAX);
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    (void)state;
    fixture_init(&f);
    assert_int_equal(note(&f, ID, SECRET, true, 5), JT_OK);
    assert_int_equal(jt_file_read(f.store.dir, JT_HISTORY_FILE, &bytes), JT_OK);
    assert_int_equal(jt_str_find(jt_buf_str(&bytes), ISSUER), bytes.len);
    assert_int_equal(
        jt_sealed_read(f.store.dir, f.store.keys.seal, JT_STR("history"), JT_HISTORY_FILE, &plain),
        JT_OK);
    assert_int_equal(jt_str_find(jt_buf_str(&plain), SECRET), plain.len);
    assert_int_equal(jt_token_folder_empty(f.store.dir, &count), JT_OK);
    assert_non_null(find(&f, &history, ID, SECRET));
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_and_last_success_and_first_failure),
        cmocka_unit_test(a_success_forgets_the_failure),
        cmocka_unit_test(another_secret_client_or_key_is_another_entry),
        cmocka_unit_test(a_secret_is_known_by_the_client_for_which_it_worked),
        cmocka_unit_test(the_oldest_goes_when_there_are_too_many),
        cmocka_unit_test(the_longest_entries_fit),
        cmocka_unit_test(what_cannot_stand_in_a_line_is_not_kept),
        cmocka_unit_test(damage_is_absence),
        cmocka_unit_test(whoever_does_not_get_the_lock_writes_nothing),
        cmocka_unit_test(the_file_holds_no_secret_and_outlives_the_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
