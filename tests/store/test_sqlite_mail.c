/* SPDX-License-Identifier: Apache-2.0 */
/* Mails that become pointless while they wait: what happened meanwhile is written into the tables
 * by hand. */
#include "store/store_fixture.h"

#include <sqlite3.h>

enum { DAY = 86400, SOON = 80 * DAY };

static void run_sql(struct fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    char *why = NULL;
    assert_int_equal(sqlite3_open(f->file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
        fail_msg("%s", why);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static struct jt_mail_taken take(struct fixture *f)
{
    struct jt_write write = by_system(SOON);
    struct jt_mail_taken taken;
    assert_int_equal(f->store->ops->mail_take(f->store, &f->arena, &write, &taken), JT_OK);
    return taken;
}

static struct jt_reminders_queued queue(struct fixture *f)
{
    struct jt_write write = by_system(SOON);
    struct jt_reminders_queued queued;
    assert_int_equal(f->store->ops->reminders_queue(f->store, &write, &queued), JT_OK);
    return queued;
}

/* The bootstrap client has one secret; its mail waits. */
static uint64_t queued_mail(struct fixture *f)
{
    run_sql(f, "UPDATE client_secret SET remind = 1");
    assert_int_equal(queue(f).mails, 1);
    struct jt_mail_taken taken = take(f);
    assert_true(taken.found);
    return taken.mail.number;
}

/* Columns that are not named have their defaults. */
#define COPY_SECRET(expires)                                                                       \
    "INSERT INTO client_secret (key, client, hmac, hmac_key_version, hint, imported, remind,"      \
    " created, expires, ended, end, successor, last_used, last_used_from, status_list,"            \
    " status_index, status_revoked) SELECT randomblob(16), client, randomblob(32),"                \
    " hmac_key_version, hint, imported, 1, created, " expires                                      \
    ", ended, end, successor, last_used,"                                                          \
    " last_used_from, 77, 77, status_revoked FROM client_secret"

static const char *const ends[] = {
    "UPDATE client_secret SET ended = created + 1, end = 1",
    "UPDATE api_client SET deleted = created + 1",
    "UPDATE client_secret SET expires = expires + 1",
    "DELETE FROM user_organization_role",
    "UPDATE user SET status = 2",
    "UPDATE mail SET recipient = randomblob(16)",
    "UPDATE mail SET secret = randomblob(16)",
    COPY_SECRET("expires * 2"),
};

static void a_mail_without_a_point_is_cancelled(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        void *own = NULL;
        assert_int_equal(fixture_setup(&own), 0);
        struct fixture *f = own;
        uint64_t number = queued_mail(f);
        run_sql(f, ends[i]);
        struct jt_write write = by_system(SOON);
        assert_int_equal(f->store->ops->mail_begin(f->store, &write, number), JT_ERR_NOT_FOUND);
        struct jt_mail_taken taken = take(f);
        assert_false(taken.found);
        assert_int_equal(taken.cancelled, 1);
        assert_int_equal(taken.given_up, 0);
        assert_int_equal(take(f).cancelled, 0);
        (void)fixture_teardown(&own);
    }
}

/* A secret beside it that has died since does not make it pointless. */
static void a_dead_successor_does_not_count(void **state)
{
    struct fixture *f = *state;
    (void)queued_mail(f);
    run_sql(f, COPY_SECRET("created + 1"));
    assert_true(take(f).found);
}

static void without_managers_nothing_is_queued(void **state)
{
    struct fixture *f = *state;
    run_sql(f, "UPDATE client_secret SET remind = 1; UPDATE user SET status = 2");
    struct jt_reminders_queued queued = queue(f);
    assert_false(queued.has_managers);
    assert_int_equal(queued.secrets, 0);
    run_sql(f, "UPDATE user SET status = 1");
    assert_int_equal(queue(f).mails, 1);
}

/* The same secret again, for instance after its row was written anew. */
static void nobody_is_written_to_twice(void **state)
{
    struct fixture *f = *state;
    uint64_t number = queued_mail(f);
    struct jt_write write = by_system(SOON);
    const struct jt_mail_end end = {number, JT_MAIL_SENT, {0}};
    assert_int_equal(f->store->ops->mail_begin(f->store, &write, number), JT_OK);
    assert_int_equal(f->store->ops->mail_end(f->store, &write, &end), JT_OK);
    run_sql(f, "UPDATE client_secret SET reminded = 0");
    assert_int_equal(queue(f).secrets, 1);
    assert_false(take(f).found);
}

/* Who may manage API clients once organization roles carry permissions. */
static void managers_are_known_by_their_permissions(void **state)
{
    struct fixture *f = *state;
    run_sql(f, "CREATE TABLE circle (id INTEGER PRIMARY KEY, kind INTEGER, realm INTEGER,"
               "  all_permissions INTEGER);"
               "CREATE TABLE circle_grant (circle INTEGER, permission INTEGER, stage INTEGER);"
               "CREATE TABLE circle_member (circle INTEGER, user INTEGER);"
               "UPDATE client_secret SET remind = 1");
    assert_false(queue(f).has_managers);
    run_sql(f, "INSERT INTO circle VALUES (1, 1, 1, 1), (2, 2, 1, 0);"
               "INSERT INTO circle_grant VALUES (2, 6, 0), (2, 7, 1);"
               "INSERT INTO circle_member SELECT circle.id, user.id FROM circle, user");
    assert_false(queue(f).has_managers);
    run_sql(f, "INSERT INTO circle_grant VALUES (2, 7, 0);"
               "INSERT INTO circle VALUES (3, 2, 1, 1);"
               "INSERT INTO circle_member SELECT 3, user.id FROM user");
    assert_int_equal(queue(f).mails, 1);
    assert_true(take(f).found);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_without_a_point_is_cancelled),
        CASE(a_dead_successor_does_not_count),
        CASE(without_managers_nothing_is_queued),
        CASE(nobody_is_written_to_twice),
        CASE(managers_are_known_by_their_permissions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
