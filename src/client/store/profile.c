/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: credentials under a name. */
#include "client/store/profile.h"

#include "client/store/fields.h"
#include "client/store/sealed.h"

#include "base/secret.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KIND JT_STR("profile")
#define FIRST_LINE JT_STR("jeton profile 1")
#define NAME_END ".profile"

enum { FILE_NAME_ROOM = JT_PROFILE_NAME_MAX + sizeof(NAME_END), PROFILES_MAX = 1000 };

bool jt_profile_name_is_valid(jt_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '_' || (i > 0 && (c == '.' || c == '-'));
        if (!is_word) {
            return false;
        }
    }
    return name.len > 0 && name.len <= JT_PROFILE_NAME_MAX;
}

static void write_file_name(jt_str name, char ret_name[static FILE_NAME_ROOM])
{
    (void)snprintf(ret_name, FILE_NAME_ROOM, "%.*s%s", JT_STR_ARG(name), NAME_END);
}

void jt_profile_clear(struct jt_profile *profile)
{
    jt_buf_clear(&profile->text);
    *profile = (struct jt_profile){.text = {0}};
}

static void read_fields(const struct jt_fields *fields, struct jt_profile *profile)
{
    profile->want = (struct jt_want){
        .issuer = jt_fields_get(fields, JT_STR("issuer")),
        .client_id = jt_fields_get(fields, JT_STR("client_id")),
        .method = jt_fields_get(fields, JT_STR("auth_method")),
        .scope = jt_fields_get(fields, JT_STR("scope")),
        .resource = jt_fields_get(fields, JT_STR("resource")),
    };
    profile->client_secret = jt_fields_get(fields, JT_STR("client_secret"));
    profile->next_secret = jt_fields_get(fields, JT_STR("next_secret"));
    profile->token_origins = jt_fields_get(fields, JT_STR("token_origins"));
    profile->allow_origins = jt_fields_get(fields, JT_STR("allow_origins"));
    profile->ca_file = jt_fields_get(fields, JT_STR("ca_file"));
    profile->insecure_http = jt_fields_get(fields, JT_STR("insecure_http")).len > 0;
}

static enum jt_err parse(struct jt_buf *plain, struct jt_profile *ret_profile)
{
    struct jt_fields fields;
    struct jt_profile profile = {.text = {0}};
    JT_TRY(jt_fields_parse(jt_buf_str(plain), FIRST_LINE, &fields));
    read_fields(&fields, &profile);
    profile.text = *plain;
    *plain = (struct jt_buf){.max = plain->max};
    *ret_profile = profile;
    return JT_OK;
}

enum jt_err jt_profile_find(int dir, const struct jt_store_keys *keys, jt_str name,
                            struct jt_profile *ret_profile)
{
    char file[FILE_NAME_ROOM];
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    write_file_name(name, file);
    enum jt_err err = jt_sealed_read(dir, keys->seal, KIND, file, &plain);
    if (err == JT_OK) {
        err = parse(&plain, ret_profile);
    }
    return err == JT_ERR_LIMIT || err == JT_ERR_FORMAT ? JT_ERR_DAMAGED : err;
}

static enum jt_err write_fields(const struct jt_profile *profile, struct jt_buf *buf)
{
    jt_fields_begin(buf, FIRST_LINE);
    JT_TRY(jt_fields_add(buf, "issuer", profile->want.issuer));
    JT_TRY(jt_fields_add(buf, "client_id", profile->want.client_id));
    JT_TRY(jt_fields_add(buf, "auth_method", profile->want.method));
    JT_TRY(jt_fields_add(buf, "scope", profile->want.scope));
    JT_TRY(jt_fields_add(buf, "resource", profile->want.resource));
    JT_TRY(jt_fields_add(buf, "client_secret", profile->client_secret));
    JT_TRY(jt_fields_add(buf, "next_secret", profile->next_secret));
    JT_TRY(jt_fields_add(buf, "token_origins", profile->token_origins));
    JT_TRY(jt_fields_add(buf, "allow_origins", profile->allow_origins));
    JT_TRY(jt_fields_add(buf, "ca_file", profile->ca_file));
    return jt_fields_add(buf, "insecure_http", jt_str_from_c(profile->insecure_http ? "yes" : ""));
}

enum jt_err jt_profile_put(int dir, const struct jt_store_keys *keys, jt_str name,
                           const struct jt_profile *profile, const struct jt_rand *rand)
{
    char file[FILE_NAME_ROOM];
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    write_file_name(name, file);
    JT_TRY(write_fields(profile, &plain));
    return jt_sealed_write(dir, keys->seal, KIND, file, jt_buf_str(&plain), rand);
}

enum jt_err jt_profile_remove(int dir, jt_str name)
{
    char file[FILE_NAME_ROOM];
    write_file_name(name, file);
    if (unlinkat(dir, file, 0) != 0) {
        return errno == ENOENT ? JT_ERR_NOT_FOUND : JT_ERR_IO;
    }
    return fsync(dir) == 0 ? JT_OK : JT_ERR_IO;
}

enum jt_err jt_profile_lock(int dir, jt_str name, const struct jt_clock *clock, int64_t timeout_ms,
                            struct jt_lock *ret_lock)
{
    char file[FILE_NAME_ROOM];
    (void)snprintf(file, sizeof(file), "%.*s.lock", JT_STR_ARG(name));
    return timeout_ms ? jt_lock_wait(dir, file, clock, timeout_ms, ret_lock)
                      : jt_lock_try(dir, file, ret_lock);
}

static bool is_same_secret(jt_str a, jt_str b)
{
    return a.len == b.len && jt_bytes_equal_secret(a.ptr, b.ptr, a.len);
}

enum jt_err jt_profile_settle(int dir, const struct jt_store_keys *keys, jt_str name,
                              jt_str next_secret, const struct jt_rand *rand)
{
    JT_CLEAN(jt_profile_clear) struct jt_profile profile = {.text = {0}};
    JT_TRY(jt_profile_find(dir, keys, name, &profile));
    if (next_secret.len == 0 || !is_same_secret(profile.next_secret, next_secret)) {
        return JT_ERR_NOT_FOUND;
    }
    profile.client_secret = profile.next_secret;
    profile.next_secret = (jt_str){NULL, 0};
    return jt_profile_put(dir, keys, name, &profile, rand);
}

static int is_profile(const struct dirent *entry)
{
    jt_str name = jt_str_from_c(entry->d_name);
    return jt_str_ends_with(name, JT_STR(NAME_END)) &&
           jt_profile_name_is_valid(jt_str_slice(name, 0, name.len - strlen(NAME_END)));
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

enum jt_err jt_profile_each(int dir, void (*visit)(void *arg, jt_str name), void *arg)
{
    struct dirent **entries = NULL;
    int count = scandirat(dir, ".", &entries, is_profile, by_bytes);
    if (count < 0) {
        return JT_ERR_IO;
    }
    for (int i = 0; i < count; i++) {
        jt_str name = jt_str_from_c(entries[i]->d_name);
        if (i < PROFILES_MAX) {
            visit(arg, jt_str_slice(name, 0, name.len - strlen(NAME_END)));
        }
        free(entries[i]);
    }
    free(entries);
    return count > PROFILES_MAX ? JT_ERR_LIMIT : JT_OK;
}
