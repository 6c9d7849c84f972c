/* SPDX-License-Identifier: Apache-2.0 */
/* jetond backup and restore. A backup holds neither the master key nor bootstrap.json: without the
 * master key that belongs to it, it opens nowhere. */
#include "server/start/file.h"
#include "server/start/master_key.h"
#include "server/start/start.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "jetond: %s: %s\n", what, why);
    return JT_EXIT_FAULT;
}

static void close_store(struct jt_store **store)
{
    jt_store_close(*store);
}

int jt_server_backup(const struct jt_config *config, const char *file)
{
    JT_CLEAN(jt_cstr_clear) char *why = NULL;
    if (jt_file_exists(file)) {
        return fail(file, "it exists already; a backup never overwrites");
    }
    if (jt_store_copy(config->store_uri, file, &why) != JT_OK) {
        return fail("backup failed", why ? why : "out of memory");
    }
    (void)printf("Backed up to %s. Keep the master key too, in another place: the backup is of "
                 "no use without it.\n",
                 file);
    return JT_EXIT_OK;
}

static enum jt_err sqlite_path(const struct jt_config *config, jt_str *ret_path)
{
    if (!jt_str_starts_with(config->store_uri, JT_STR("sqlite:"))) {
        return JT_ERR_ARG;
    }
    *ret_path = jt_str_from(config->store_uri, strlen("sqlite:"));
    return JT_OK;
}

/* Opening takes the store's lock, so that no running server loses its database. */
static int check_not_running(const struct jt_config *config)
{
    JT_CLEAN(jt_cstr_clear) char *why = NULL;
    JT_CLEAN(close_store) struct jt_store *store = NULL;
    enum jt_err err = jt_store_open(config->store_uri, &store, &why);
    /* A damaged store is what a restore is for. */
    if (err == JT_OK || err == JT_ERR_DAMAGED) {
        return JT_EXIT_OK;
    }
    return fail("cannot restore", why ? why : jt_err_text(err));
}

static bool remove_if_there(const char *path, const char *suffix)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf name = {0};
    jt_buf_append_f(&name, "%s%s", path, suffix);
    return jt_buf_check(&name) == JT_OK && (unlink(jt_buf_c(&name)) == 0 || errno == ENOENT);
}

/* The copy is made beside the store, and checked there before it takes its place. */
static int put_in_place(const char *path, const char *file)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf name = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf uri = {0};
    JT_CLEAN(jt_cstr_clear) char *why = NULL;
    jt_buf_append_f(&name, "%s.restore", path);
    jt_buf_append_f(&uri, "sqlite:%s", file);
    if (!remove_if_there(path, ".restore")) {
        return fail(jt_buf_c(&name), strerror(errno));
    }
    if (jt_store_copy(jt_buf_str(&uri), jt_buf_c(&name), &why) != JT_OK) {
        return fail("cannot restore", why ? why : "out of memory");
    }
    if (!remove_if_there(path, "-wal") || !remove_if_there(path, "-shm") ||
        rename(jt_buf_c(&name), path) != 0) {
        return fail(path, strerror(errno));
    }
    return JT_EXIT_OK;
}

/* The directory that a first start would make, when the store belongs into it. */
static int make_home(const struct jt_config *config, jt_str path)
{
    jt_str home = config->data_dir;
    bool is_home = jt_str_starts_with(path, home) &&
                   jt_str_starts_with(jt_str_from(path, home.len), JT_STR("/"));
    if (!is_home || jt_file_exists(home.ptr) || mkdir(home.ptr, 0700) == 0) {
        return JT_EXIT_OK;
    }
    (void)fprintf(stderr, "jetond: cannot make the data directory %s: %s\n", home.ptr,
                  strerror(errno));
    return JT_EXIT_FAULT;
}

/* Without it the restored store opens nowhere. */
static void ask_for_master_key(const struct jt_config *config)
{
    struct jt_master_key key;
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    if (jt_master_key_read(config, &key, &why) == JT_ERR_NOT_FOUND) {
        (void)printf("Now put the master key that belongs to it into %s/master.key.\n",
                     config->data_dir.ptr);
    }
    jt_master_key_clear(&key);
}

int jt_server_restore(const struct jt_config *config, const char *file)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    jt_str path;
    if (sqlite_path(config, &path) != JT_OK) {
        return fail("cannot restore", "only sqlite: stores are restored by jetond");
    }
    path = jt_arena_copy(&arena, path);
    if (path.ptr == NULL || !jt_file_exists(file)) {
        return fail(file, path.ptr ? "there is no such file" : "out of memory");
    }
    if (jt_file_exists(path.ptr) && check_not_running(config) != JT_EXIT_OK) {
        return JT_EXIT_FAULT;
    }
    int code = make_home(config, path);
    if (code == JT_EXIT_OK) {
        code = put_in_place(path.ptr, file);
    }
    if (code == JT_EXIT_OK) {
        (void)printf("Restored %s. Changes made after that backup are gone, revocations and "
                     "suspensions among them.\n",
                     file);
        ask_for_master_key(config);
    }
    return code;
}
