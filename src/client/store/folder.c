/* SPDX-License-Identifier: Apache-2.0 */
/* Walking through the folder of tokens. */
#include "client/store/folder.h"

#include "client/store/file.h"
#include "client/store/lock.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

static void clear_folder(DIR **folder)
{
    if (*folder) {
        (void)closedir(*folder);
    }
}

/* A second descriptor: readdir() moves its own place, not that of dir. */
static DIR *open_folder(int dir)
{
    int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = again < 0 ? NULL : fdopendir(again);
    if (folder == NULL && again >= 0) {
        (void)close(again);
    }
    return folder;
}

static bool ends(const char *name, const char *end)
{
    return jt_str_ends_with(jt_str_from_c(name), jt_str_from_c(end));
}

enum jt_err jt_token_folder_each(const struct jt_token_store *store,
                                 void (*visit)(void *arg, const char *name,
                                               const struct jt_token *token, enum jt_err err),
                                 void *arg)
{
    JT_CLEAN(clear_folder) DIR *folder = open_folder(store->dir);
    if (folder == NULL) {
        return JT_ERR_IO;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        JT_CLEAN(jt_token_clear) struct jt_token token = {.text = {0}};
        if (!ends(entry->d_name, ".token")) {
            continue;
        }
        enum jt_err err = jt_token_store_read(store, entry->d_name, &token);
        visit(arg, entry->d_name, err == JT_OK ? &token : NULL, err);
    }
    return JT_OK;
}

/* A held lock belongs to somebody who is asking just now. */
static bool may_remove(int dir, const char *name, struct jt_lock *lock)
{
    if (ends(name, ".lock")) {
        enum jt_err err = jt_lock_try(dir, name, lock);
        return err == JT_OK || err == JT_ERR_REFUSED;
    }
    return ends(name, ".token") || ends(name, ".refused") || ends(name, ".check") ||
           jt_file_is_temporary(jt_str_from_c(name));
}

static bool remove_named(int dir, const char *name)
{
    JT_CLEAN(jt_lock_clear) struct jt_lock lock = JT_LOCK_NONE;
    return may_remove(dir, name, &lock) &&
           (unlinkat(dir, name, 0) == 0 || unlinkat(dir, name, AT_REMOVEDIR) == 0);
}

enum jt_err jt_token_folder_empty(int dir, size_t *ret_count)
{
    JT_CLEAN(clear_folder) DIR *folder = open_folder(dir);
    size_t count = 0;
    if (folder == NULL) {
        return JT_ERR_IO;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (remove_named(dir, entry->d_name) && ends(entry->d_name, ".token")) {
            count++;
        }
    }
    *ret_count = count;
    return fsync(dir) == 0 ? JT_OK : JT_ERR_IO;
}
