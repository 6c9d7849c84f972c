/* SPDX-License-Identifier: Apache-2.0 */
/* The master key: found, checked, or made on first start. */
#include "server/start/master_key.h"

#include "base/secret.h"
#include "server/start/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_hex(jt_str text, struct jt_master_key *ret_key)
{
    if (text.len && text.ptr[text.len - 1] == '\n') {
        text.len--;
    }
    if (text.len != 2 * sizeof(ret_key->bytes)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(ret_key->bytes); i++) {
        int high = hex_value(text.ptr[2 * i]);
        int low = hex_value(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        ret_key->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static jt_str default_path(const struct jt_config *config, struct jt_arena *arena)
{
    return jt_arena_printf(arena, "%.*s/master.key", JT_STR_ARG(config->data_dir));
}

static jt_str new_path(const struct jt_config *config, struct jt_arena *arena)
{
    return jt_arena_printf(arena, "%.*s/master.key.new", JT_STR_ARG(config->data_dir));
}

/* Where the key is expected; *ret_is_default tells whether we may make it. */
static jt_str find_path(const struct jt_config *config, struct jt_arena *arena,
                        bool *ret_is_default)
{
    *ret_is_default = false;
    if (config->master_key_file.len) {
        return config->master_key_file;
    }
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    if (credentials) {
        jt_str path = jt_arena_printf(arena, "%s/jeton-master-key", credentials);
        if (path.ptr && jt_file_exists(path.ptr)) {
            return path;
        }
    }
    *ret_is_default = true;
    return default_path(config, arena);
}

static bool others_can_read(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && (status.st_mode & 077) != 0;
}

static enum jt_err read_key(const char *path, bool is_default, struct jt_master_key *ret_key,
                            struct jt_buf *why)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    enum jt_err err = jt_file_read(path, &text);
    if (err == JT_ERR_NOT_FOUND && is_default) {
        return err;
    }
    if (err != JT_OK) {
        jt_buf_append_f(why, "cannot read the master key %s: %s", path, strerror(errno));
        return JT_ERR_IO;
    }
    if (is_default && others_can_read(path)) {
        jt_buf_append_f(why,
                        "the master key %s can be read by others: chmod 600 it, and consider "
                        "it known to whoever had access",
                        path);
        return JT_ERR_IO;
    }
    if (!parse_hex(jt_buf_str(&text), ret_key)) {
        jt_buf_append_f(why, "the master key %s is damaged: it must be 64 hex digits", path);
        return JT_ERR_DAMAGED;
    }
    return JT_OK;
}

enum jt_err jt_master_key_read(const struct jt_config *config, struct jt_master_key *ret_key,
                               struct jt_buf *why)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    bool is_default = false;
    jt_str path = find_path(config, &arena, &is_default);
    if (path.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = read_key(path.ptr, is_default, ret_key, why);
    if (err == JT_ERR_NOT_FOUND) {
        /* The process ended between the first commit and jt_master_key_settle(). */
        path = new_path(config, &arena);
        err = path.ptr ? read_key(path.ptr, true, ret_key, why) : JT_ERR_NOMEM;
    }
    return err;
}

bool jt_master_key_is_at_home(const struct jt_config *config)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    bool is_default = false;
    jt_str path = find_path(config, &arena, &is_default);
    return is_default && path.ptr && jt_file_exists(path.ptr);
}

enum jt_err jt_master_key_settle(const struct jt_config *config, struct jt_buf *why)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    jt_str from = new_path(config, &arena);
    jt_str to = default_path(config, &arena);
    if (from.ptr == NULL || to.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    if (rename(from.ptr, to.ptr) != 0 && errno != ENOENT) {
        jt_buf_append_f(why, "cannot put the master key in its place %s: %s", to.ptr,
                        strerror(errno));
        return JT_ERR_IO;
    }
    return JT_OK;
}

enum jt_err jt_master_key_make(const struct jt_config *config, const struct jt_rand *rand,
                               struct jt_master_key *ret_key, struct jt_buf *why)
{
    static const char digits[] = "0123456789abcdef";
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    JT_CLEAN(jt_master_key_clear) struct jt_master_key key;
    JT_TRY(jt_rand_fill(rand, key.bytes, sizeof(key.bytes)));
    for (size_t i = 0; i < sizeof(key.bytes); i++) {
        jt_buf_append_char(&text, digits[key.bytes[i] >> 4]);
        jt_buf_append_char(&text, digits[key.bytes[i] & 15]);
    }
    jt_buf_append_char(&text, '\n');
    JT_TRY(jt_buf_check(&text));
    jt_str path = new_path(config, &arena);
    if (path.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    if (jt_file_write_private(path.ptr, jt_buf_str(&text)) != JT_OK) {
        jt_buf_append_f(why, "cannot write the master key %s: %s", path.ptr, strerror(errno));
        return JT_ERR_IO;
    }
    *ret_key = key;
    return JT_OK;
}

void jt_master_key_clear(struct jt_master_key *key)
{
    jt_wipe(key, sizeof(*key));
}
