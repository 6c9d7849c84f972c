/* SPDX-License-Identifier: Apache-2.0 */
/* Finding, keeping and marking tokens in their folder. */
#include "client/store/store.h"

#include "client/store/sealed.h"

#include <stdio.h>

#define KIND_TOKEN JT_STR("token")
#define KIND_KEY JT_STR("key")
#define KEY_FILE "key.check"
#define KEY_TEXT JT_STR("jeton key 1\n")

enum jt_err jt_token_store_open(const struct jt_place *place, bool make, const struct jt_rand *rand,
                                struct jt_token_store *ret_store, struct jt_trouble *trouble)
{
    struct jt_token_store store = {.dir = -1, .rand = rand};
    JT_TRY(jt_place_open(place->tokens, make, &store.dir, trouble));
    enum jt_err err = jt_store_keys_load(place, make, rand, &store.keys, trouble);
    if (err != JT_OK) {
        jt_token_store_clear(&store);
        return err;
    }
    *ret_store = store;
    return JT_OK;
}

void jt_token_store_clear(struct jt_token_store *store)
{
    jt_store_keys_clear(&store->keys);
    jt_fd_clear(&store->dir);
}

enum jt_err jt_entry_name(const struct jt_token_store *store, const struct jt_want *want,
                          jt_str about, const char *end,
                          char ret_name[static JT_ENTRY_NAME_MAX + 1])
{
    static const char digits[] = "0123456789abcdef";
    jt_str parts[JT_WANT_PARTS + 1];
    uint8_t hash[JT_KEYED_HASH_LEN];
    jt_want_parts(want, parts);
    parts[JT_WANT_PARTS] = about;
    JT_TRY(jt_keyed_hash(store->keys.name, parts, JT_WANT_PARTS + 1, hash));
    for (size_t i = 0; i < JT_KEYED_HASH_LEN; i++) {
        ret_name[2 * i] = digits[hash[i] >> 4];
        ret_name[2 * i + 1] = digits[hash[i] & 15];
    }
    (void)snprintf(ret_name + JT_ENTRY_HASH_TEXT, JT_ENTRY_NAME_MAX + 1 - JT_ENTRY_HASH_TEXT, "%s",
                   end);
    return JT_OK;
}

static enum jt_err read_named(const struct jt_token_store *store, const char *name,
                              struct jt_token *ret_token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    enum jt_err err = jt_sealed_read(store->dir, store->keys.seal, KIND_TOKEN, name, &plain);
    if (err == JT_OK) {
        err = jt_token_parse(&plain, ret_token);
    }
    return err == JT_ERR_LIMIT || err == JT_ERR_FORMAT ? JT_ERR_DAMAGED : err;
}

/* A token file must stand where its own content says. */
enum jt_err jt_token_store_read(const struct jt_token_store *store, const char *name,
                                struct jt_token *ret_token)
{
    char right[JT_ENTRY_NAME_MAX + 1];
    struct jt_token token = {.text = {0}};
    JT_TRY(read_named(store, name, &token));
    enum jt_err err = jt_entry_name(store, &token.want, JT_STR(""), ".token", right);
    if (err == JT_OK && !jt_str_equal(jt_str_from_c(right), jt_str_from_c(name))) {
        err = JT_ERR_DAMAGED;
    }
    if (err != JT_OK) {
        jt_token_clear(&token);
        return err;
    }
    *ret_token = token;
    return JT_OK;
}

enum jt_err jt_token_store_find(const struct jt_token_store *store, const struct jt_want *want,
                                struct jt_token *ret_token)
{
    char name[JT_ENTRY_NAME_MAX + 1];
    JT_TRY(jt_entry_name(store, want, JT_STR(""), ".token", name));
    struct jt_token token = {.text = {0}};
    JT_TRY(read_named(store, name, &token));
    if (!jt_want_equal(&token.want, want)) {
        jt_token_clear(&token);
        return JT_ERR_DAMAGED;
    }
    *ret_token = token;
    return JT_OK;
}

enum jt_err jt_token_store_put(const struct jt_token_store *store, const struct jt_token *token)
{
    char name[JT_ENTRY_NAME_MAX + 1];
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    JT_TRY(jt_entry_name(store, &token->want, JT_STR(""), ".token", name));
    JT_TRY(jt_token_write(token, &plain));
    return jt_sealed_write(store->dir, store->keys.seal, KIND_TOKEN, name, jt_buf_str(&plain),
                           store->rand);
}

enum jt_err jt_token_store_mark(const struct jt_token_store *store, const struct jt_token *token,
                                jt_str reason)
{
    struct jt_token marked = *token; /* borrows everything */
    marked.invalid = reason;
    return jt_token_store_put(store, &marked);
}

enum jt_err jt_token_store_check_key(const struct jt_token_store *store)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    enum jt_err err = jt_sealed_read(store->dir, store->keys.seal, KIND_KEY, KEY_FILE, &plain);
    if (err == JT_OK) {
        return JT_OK;
    }
    JT_TRY(
        jt_sealed_write(store->dir, store->keys.seal, KIND_KEY, KEY_FILE, KEY_TEXT, store->rand));
    return err == JT_ERR_NOT_FOUND ? JT_OK : JT_ERR_DAMAGED;
}
