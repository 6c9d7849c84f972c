/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an SQLite store: what it refuses and what it says then, who else may have it open, and
 * copies of it. */
#include "store/store_fixture.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void fresh_path(struct fixture *f)
{
    *f = (struct fixture){0};
    fixture_path(f);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    (void)close(fd);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

static void unknown_schemes_and_empty_names_are_refused(void **state)
{
    (void)state;
    expect_open_fails("postgres://u:password@h/db", JT_ERR_ARG, "postgres");
    expect_open_fails("jeton.db", JT_ERR_ARG, "sqlite:FILE");
    expect_open_fails("sqlite:", JT_ERR_ARG, "names no file");
}

static void an_unknown_store_uri_is_not_repeated_whole(void **state)
{
    (void)state;
    struct jt_store *store = NULL;
    char *why = NULL;
    jt_str uri = JT_STR("postgres://u:password@h/db");
    assert_int_equal(jt_store_open(uri, &store, &why), JT_ERR_ARG);
    assert_null(strstr(why, "password"));
    free(why);
}

static void a_missing_directory_is_said(void **state)
{
    (void)state;
    expect_open_fails("sqlite:/nonexistent/dir/jeton.db", JT_ERR_IO, "No such file");
}

static void a_directory_is_no_database(void **state)
{
    (void)state;
    struct fixture f;
    char uri[128];
    char directory[112];
    fresh_path(&f);
    (void)snprintf(directory, sizeof(directory), "%s/dir", f.directory);
    (void)snprintf(uri, sizeof(uri), "sqlite:%s", directory);
    assert_int_equal(mkdir(directory, 0700), 0);
    expect_open_fails(uri, JT_ERR_IO, "/dir cannot be opened");
    assert_int_equal(rmdir(directory), 0);
    remove_directory(f.directory);
}

static void other_bytes_are_no_database(void **state)
{
    (void)state;
    struct fixture f;
    char garbage[4096];
    memset(garbage, 'x', sizeof(garbage));
    fresh_path(&f);
    write_file(f.file, garbage, sizeof(garbage));
    expect_open_fails(f.uri, JT_ERR_DAMAGED, "no database of Jeton");
    remove_directory(f.directory);
}

static void a_foreign_database_is_refused_and_left_alone(void **state)
{
    (void)state;
    struct fixture f;
    struct stat before;
    struct stat after;
    fresh_path(&f);
    run_sql(f.file, "CREATE TABLE t (a); PRAGMA user_version = 3");
    assert_int_equal(stat(f.file, &before), 0);
    expect_open_fails(f.uri, JT_ERR_DAMAGED, "of another program");
    assert_int_equal(stat(f.file, &after), 0);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    remove_directory(f.directory);
}

/* It stands big-endian at byte 16. */
static int page_size_of(const char *path)
{
    uint8_t size[2] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(pread(fd, size, sizeof(size), 16), sizeof(size));
    (void)close(fd);
    return size[0] << 8 | size[1];
}

static void a_new_file_has_large_pages(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    assert_int_equal(page_size_of(f->file), 8192);
}

/* It is read and written on; what is made new of it, a backup, has large ones. */
static void an_older_file_keeps_its_pages(void **state)
{
    struct fixture *f = *state;
    struct fixture copy = {0};
    struct jt_write write = by_system(1);
    struct fixture_client c;
    struct jt_api_client found;
    char *why = NULL;
    fixture_close(f);
    run_sql(f->file, "PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM");
    assert_int_equal(page_size_of(f->file), 4096);
    fixture_open(f);
    make_client(&c, 1, 1);
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    fresh_path(&copy);
    assert_int_equal(f->store->ops->backup(f->store, copy.file, &why), JT_OK);
    assert_int_equal(page_size_of(f->file), 4096);
    assert_int_equal(page_size_of(copy.file), 8192);
    fixture_open(&copy);
    assert_int_equal(copy.store->ops->api_client_find(copy.store, &f->arena, &c.row.key, &found),
                     JT_OK);
    fixture_close(&copy);
    remove_directory(copy.directory);
}

static void a_newer_schema_is_refused(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    run_sql(f->file, "PRAGMA user_version = 99");
    expect_open_fails(f->uri, JT_ERR_DAMAGED, "newer schema 99");
}

static void lost_tables_are_damage(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    run_sql(f->file, "PRAGMA user_version = 0");
    expect_open_fails(f->uri, JT_ERR_DAMAGED, "damaged");
}

/* Page 2 on: behind the header, so that the file is known to be ours. */
static void damaged_pages_are_said(void **state)
{
    struct fixture *f = *state;
    char junk[4096];
    memset(junk, 0xA5, sizeof(junk));
    fixture_close(f);
    int fd = open(f->file, O_RDWR | O_CLOEXEC);
    for (off_t page = 1; page < 40; page++) {
        assert_int_equal(pwrite(fd, junk, sizeof(junk), page * 4096), sizeof(junk));
    }
    (void)close(fd);
    expect_open_fails(f->uri, JT_ERR_DAMAGED, "restore a backup");
}

static void a_cut_file_is_damaged(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    assert_int_equal(truncate(f->file, 8192), 0);
    expect_open_fails(f->uri, JT_ERR_DAMAGED, "damaged");
}

static int child_result(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* As nobody, because the rights of files do not bind root. */
static void a_directory_that_cannot_be_written_is_said(void **state)
{
    (void)state;
    struct fixture f;
    fresh_path(&f);
    assert_int_equal(chmod(f.directory, 0555), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct jt_store *store = NULL;
        char *why = NULL;
        bool dropped = geteuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0);
        enum jt_err err = jt_store_open(jt_str_from_c(f.uri), &store, &why);
        bool said = why && strstr(why, "Permission denied");
        free(why);
        _Exit(dropped && err == JT_ERR_IO && said ? 0 : 1);
    }
    assert_int_equal(child_result(child), 0);
    remove_directory(f.directory);
}

static void a_second_process_is_told_who_has_it(void **state)
{
    struct fixture *f = *state;
    char holder[32];
    (void)snprintf(holder, sizeof(holder), "number %ld", (long)getpid());
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct jt_store *store = NULL;
        char *why = NULL;
        enum jt_err err = jt_store_open(jt_str_from_c(f->uri), &store, &why);
        bool said = why && strstr(why, "in use by another process") && strstr(why, holder);
        free(why);
        _Exit(err == JT_ERR_IO && said ? 0 : 1);
    }
    assert_int_equal(child_result(child), 0);
    /* And the first one goes on. */
    struct jt_write write = by_system(1);
    struct fixture_client c;
    make_client(&c, 1, 1);
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
}

static void the_same_file_under_another_name_is_the_same_store(void **state)
{
    struct fixture *f = *state;
    char link_path[128];
    char uri[160];
    (void)snprintf(link_path, sizeof(link_path), "%s/alias.db", f->directory);
    (void)snprintf(uri, sizeof(uri), "sqlite:%s", link_path);
    assert_int_equal(symlink(f->file, link_path), 0);
    expect_open_fails(uri, JT_ERR_IO, "in use by another process");
}

static void a_closed_store_opens_again_with_everything_in_it(void **state)
{
    struct fixture *f = *state;
    bool empty = true;
    fixture_close(f);
    fixture_open(f);
    assert_int_equal(f->store->ops->is_empty(f->store, &empty), JT_OK);
    assert_false(empty);
}

static void nobody_else_may_read_the_files(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < 4; i++) {
        char path[128];
        struct stat info;
        (void)snprintf(path, sizeof(path), "%s%s", f->file, names[i]);
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
}

static void expect_backup(const char *file)
{
    struct fixture copy = {0};
    struct jt_api_client found;
    struct stat info;
    jt_uuid client = uuid_of(2, 7);
    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    (void)snprintf(copy.uri, sizeof(copy.uri), "sqlite:%s", file);
    fixture_open(&copy);
    assert_int_equal(copy.store->ops->api_client_find(copy.store, &copy.arena, &client, &found),
                     JT_OK);
    jt_arena_clear(&copy.arena);
    fixture_close(&copy);
}

static void a_backup_is_whole_and_overwrites_nothing(void **state)
{
    struct fixture *f = *state;
    char file[96];
    char *why = NULL;
    struct jt_write write = by_system(1);
    struct fixture_client c;
    make_client(&c, 7, 1);
    (void)snprintf(file, sizeof(file), "%s/copy.db", f->directory);
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    assert_int_equal(f->store->ops->backup(f->store, file, &why), JT_OK);
    assert_null(why);
    expect_backup(file);
    assert_int_equal(f->store->ops->backup(f->store, file, &why), JT_ERR_IO);
    assert_non_null(strstr(why, "File exists"));
    free(why);
    expect_backup(file);
}

static void another_process_may_copy_a_store_in_use(void **state)
{
    struct fixture *f = *state;
    char file[96];
    struct jt_write write = by_system(1);
    struct fixture_client c;
    make_client(&c, 7, 1);
    (void)snprintf(file, sizeof(file), "%s/copy.db", f->directory);
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char *why = NULL;
        _Exit(jt_store_copy(jt_str_from_c(f->uri), file, &why) == JT_OK ? 0 : 1);
    }
    assert_int_equal(child_result(child), 0);
    expect_backup(file);
}

static void copies_of_nothing_or_of_other_files_fail(void **state)
{
    struct fixture *f = *state;
    char file[96];
    char other[128];
    char *why = NULL;
    (void)snprintf(file, sizeof(file), "%s/copy.db", f->directory);
    (void)snprintf(other, sizeof(other), "sqlite:%s/none.db", f->directory);
    assert_int_equal(jt_store_copy(jt_str_from_c(other), file, &why), JT_ERR_IO);
    free(why);
    (void)snprintf(other, sizeof(other), "%s/foreign.db", f->directory);
    run_sql(other, "CREATE TABLE t (a)");
    (void)snprintf(other, sizeof(other), "sqlite:%s/foreign.db", f->directory);
    assert_int_equal(jt_store_copy(jt_str_from_c(other), file, &why), JT_ERR_DAMAGED);
    free(why);
    assert_int_equal(access(file, F_OK), -1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_schemes_and_empty_names_are_refused),
        cmocka_unit_test(an_unknown_store_uri_is_not_repeated_whole),
        cmocka_unit_test(a_missing_directory_is_said),
        cmocka_unit_test(a_directory_is_no_database),
        cmocka_unit_test(other_bytes_are_no_database),
        cmocka_unit_test(a_foreign_database_is_refused_and_left_alone),
        CASE(a_new_file_has_large_pages),
        CASE(an_older_file_keeps_its_pages),
        CASE(a_newer_schema_is_refused),
        CASE(lost_tables_are_damage),
        CASE(damaged_pages_are_said),
        CASE(a_cut_file_is_damaged),
        cmocka_unit_test(a_directory_that_cannot_be_written_is_said),
        CASE(a_second_process_is_told_who_has_it),
        CASE(the_same_file_under_another_name_is_the_same_store),
        CASE(a_closed_store_opens_again_with_everything_in_it),
        CASE(nobody_else_may_read_the_files),
        CASE(a_backup_is_whole_and_overwrites_nothing),
        CASE(another_process_may_copy_a_store_in_use),
        CASE(copies_of_nothing_or_of_other_files_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
