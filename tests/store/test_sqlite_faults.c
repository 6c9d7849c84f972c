/* SPDX-License-Identifier: Apache-2.0 */
/* Disks that fail: without room nothing is changed and the store goes on; when nobody knows what is
 * on disk, the process ends and the next start finds a whole state. The audit chain is checked
 * after each. */
#include "store/store_fixture.h"

#include "store/sqlite/event.h"
#include "store/sqlite/transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The system calls of SQLite come through here: this program's symbols stand before libc's. Of this
 * thread alone, not of the one that folds the log. */
static _Thread_local struct {
    bool sync_fails;
    int write_error;    /* errno; 0: none */
    int writes_allowed; /* before it */
    bool write_failed;
} disk;

/* Syncs of this file fail on every thread; 0: of none. */
static atomic_ulong broken_inode;

#define INTERPOSE __attribute__((visibility("default")))

INTERPOSE int fdatasync(int fd);
INTERPOSE int fsync(int fd);
INTERPOSE ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t offset);

static int sync_or_fail(long number, int fd)
{
    struct stat status;
    bool is_broken = broken_inode != 0 && fstat(fd, &status) == 0 && status.st_ino == broken_inode;
    if (disk.sync_fails || is_broken) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(number, fd);
}

int fdatasync(int fd)
{
    return sync_or_fail(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return sync_or_fail(SYS_fsync, fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t offset)
{
    if (disk.write_error && disk.writes_allowed-- <= 0) {
        disk.write_failed = true;
        errno = disk.write_error;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, len, offset);
}

static void expect_whole(struct fixture *f)
{
    static const char integrity[] = "PRAGMA integrity_check";
    static const char events[] =
        "SELECT number, time, actor_kind, actor_key, actor_name, actor_address, request_id, action,"
        " object_kind, object, before_json, after_json, hash FROM event ORDER BY number";
    struct jt_sqlite_db *db = &jt_sqlite_of(f->store)->read;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    assert_int_equal(jt_statement_take(db, integrity, &st), JT_OK);
    assert_int_equal(jt_statement_row(&st), JT_OK);
    assert_true(jt_str_equal(jt_statement_text(&st), JT_STR("ok")));
    jt_statement_clear(&st);
    uint8_t expected[JT_EVENT_HASH_LEN] = {0};
    uint8_t stored[JT_EVENT_HASH_LEN];
    uint64_t number = 0;
    bool row = false;
    assert_int_equal(jt_statement_take(db, events, &st), JT_OK);
    while (jt_statement_step(&st, &row) == JT_OK && row) {
        struct jt_event event = {.number = jt_statement_u64(&st)};
        event.time = jt_statement_time(&st);
        event.actor.kind = (enum jt_actor_kind)jt_statement_int(&st);
        event.actor.key = jt_statement_uuid(&st);
        event.actor.name = jt_statement_text(&st);
        event.actor.address = jt_statement_text(&st);
        event.actor.request_id = jt_statement_text(&st);
        event.action = jt_statement_text(&st);
        event.object_kind = jt_statement_text(&st);
        event.object = jt_statement_uuid(&st);
        event.before_json = jt_statement_text(&st);
        event.after_json = jt_statement_text(&st);
        jt_statement_blob(&st, stored, sizeof(stored));
        assert_int_equal(event.number, ++number);
        assert_int_equal(jt_event_hash(expected, &event, expected), JT_OK);
        assert_memory_equal(stored, expected, sizeof(stored));
    }
    assert_true(number > 0);
}

static enum jt_err create(struct fixture *f, unsigned number)
{
    struct jt_write write = by_system(number);
    struct fixture_client c;
    make_client(&c, number, 2);
    return f->store->ops->api_client_create(f->store, &write, &c.row);
}

static bool exists(struct fixture *f, unsigned number)
{
    struct jt_api_client found;
    jt_uuid key = uuid_of(2, number);
    enum jt_err err = f->store->ops->api_client_find(f->store, &f->arena, &key, &found);
    assert_true(err == JT_OK || err == JT_ERR_NOT_FOUND);
    return err == JT_OK;
}

/* Each write of the transaction in turn is the one that finds the disk full. */
static void a_full_disk_changes_nothing(void **state)
{
    struct fixture *f = *state;
    unsigned number = 1;
    bool reached = true;
    for (int allowed = 0; reached; allowed++, number++) {
        disk.write_error = ENOSPC;
        disk.writes_allowed = allowed;
        disk.write_failed = false;
        enum jt_err err = create(f, number);
        reached = disk.write_failed;
        disk.write_error = 0;
        assert_int_equal(err, reached ? JT_ERR_IO : JT_OK);
        assert_int_equal(exists(f, number), !reached);
        if (reached) {
            assert_int_equal(create(f, number), JT_OK);
        }
    }
    assert_true(number > 10); /* it was looked for in many places */
    expect_whole(f);
    fixture_close(f);
    fixture_open(f);
    for (unsigned i = 1; i < number; i++) {
        assert_true(exists(f, i));
    }
    expect_whole(f);
}

/* The database file cannot grow: found before COMMIT, by SQLite itself. */
static void a_full_file_changes_nothing(void **state)
{
    struct fixture *f = *state;
    unsigned number = 1;
    sqlite3 *handle = jt_sqlite_of(f->store)->write.handle;
    assert_int_equal(sqlite3_exec(handle, "PRAGMA max_page_count = 70", NULL, NULL, NULL),
                     SQLITE_OK);
    enum jt_err err = JT_OK;
    for (; err == JT_OK && number < 10000; number++) {
        err = create(f, number);
    }
    assert_int_equal(err, JT_ERR_IO);
    assert_false(exists(f, number - 1));
    assert_int_equal(sqlite3_exec(handle, "PRAGMA max_page_count = 100000", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(create(f, number - 1), JT_OK);
    expect_whole(f);
}

/* What a child that has the store open does with a fault; its stderr goes to ret_text. */
static int run_child(struct fixture *f, void (*fault)(const struct fixture *f), int creates,
                     char ret_text[256])
{
    int ends[2];
    fixture_close(f);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        fixture_open(f);
        fault(f);
        for (int i = 1; i <= creates; i++) {
            (void)create(f, (unsigned)i);
        }
        _Exit(0);
    }
    (void)close(ends[1]);
    ssize_t len = read(ends[0], ret_text, 255);
    ret_text[len > 0 ? len : 0] = '\0';
    (void)close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    fixture_open(f);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void break_sync(const struct fixture *f)
{
    (void)f;
    disk.sync_fails = true;
}

/* Not of the log: commits succeed, and the thread that folds it into the database fails. */
static void break_sync_of_database(const struct fixture *f)
{
    struct stat status;
    assert_int_equal(stat(f->file, &status), 0);
    broken_inode = status.st_ino;
}

static void break_write(const struct fixture *f)
{
    (void)f;
    disk.write_error = EIO;
    disk.writes_allowed = 3;
}

static void a_failed_sync_ends_the_process(void **state)
{
    struct fixture *f = *state;
    char text[256];
    assert_int_equal(run_child(f, break_sync, 1, text), JT_SQLITE_EXIT_UNKNOWN);
    assert_non_null(strstr(text, "may or may not be on disk"));
    expect_whole(f);
    assert_int_equal(create(f, 2), JT_OK);
}

static void a_failed_write_at_commit_ends_the_process(void **state)
{
    struct fixture *f = *state;
    char text[256];
    assert_int_equal(run_child(f, break_write, 1, text), JT_SQLITE_EXIT_UNKNOWN);
    assert_non_null(strstr(text, "Check the disk"));
    expect_whole(f);
    assert_false(exists(f, 1));
    assert_int_equal(create(f, 1), JT_OK);
}

static void a_failed_checkpoint_ends_the_process(void **state)
{
    struct fixture *f = *state;
    char text[256];
    assert_int_equal(run_child(f, break_sync_of_database, 400, text), JT_SQLITE_EXIT_UNKNOWN);
    assert_non_null(strstr(text, "the database could not be synced"));
    expect_whole(f);
    assert_true(exists(f, 1));
    assert_int_equal(create(f, 1000), JT_OK);
}

/* A transaction writes some thirty frames. The log begins anew, and is bounded meanwhile. */
static void a_log_that_grows_is_folded(void **state)
{
    struct fixture *f = *state;
    const struct jt_sqlite *store = jt_sqlite_of(f->store);
    int before = 0;
    unsigned logs = 0;
    for (unsigned i = 1; i <= 600; i++) {
        assert_int_equal(create(f, i), JT_OK);
        logs += store->wal_frames < before;
        before = store->wal_frames;
        assert_in_range(before, 1, 3100);
    }
    assert_in_range(logs, 3, 600);
    expect_whole(f);
}

static void only_a_store_that_writes_much_has_a_second_thread(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(create(f, 1), JT_OK);
    assert_null(jt_sqlite_of(f->store)->checkpointer);
    fixture_close(f);
    fixture_open(f);
    assert_true(exists(f, 1));
}

static void the_chain_finds_what_was_changed(void **state)
{
    struct fixture *f = *state;
    uint8_t first[JT_EVENT_HASH_LEN];
    uint8_t second[JT_EVENT_HASH_LEN];
    static const uint8_t start[JT_EVENT_HASH_LEN] = {0};
    (void)f;
    struct jt_event event = {.number = 1, .action = JT_STR("ab"), .object_kind = JT_STR("c")};
    assert_int_equal(jt_event_hash(start, &event, first), JT_OK);
    event.action = JT_STR("a"); /* the same bytes, cut elsewhere */
    event.object_kind = JT_STR("bc");
    assert_int_equal(jt_event_hash(start, &event, second), JT_OK);
    assert_memory_not_equal(first, second, sizeof(first));
    assert_int_equal(jt_event_hash(first, &event, first), JT_OK);
    assert_memory_not_equal(first, second, sizeof(first));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_full_disk_changes_nothing),
        CASE(a_full_file_changes_nothing),
        CASE(a_failed_sync_ends_the_process),
        CASE(a_failed_write_at_commit_ends_the_process),
        CASE(a_failed_checkpoint_ends_the_process),
        CASE(a_log_that_grows_is_folded),
        CASE(only_a_store_that_writes_much_has_a_second_thread),
        CASE(the_chain_finds_what_was_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
