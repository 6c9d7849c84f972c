/* SPDX-License-Identifier: Apache-2.0 */
/* Single clients and tokens as they are on disk, for as long as the registry is being filled: on a
 * connection of its own, which is opened by the first who asks and closed when all is in memory.
 *
 * Whether a client exists must not show in the time that it takes to say so. So every search ends
 * in the same statements: a client is read with its grants and secrets, be it another one. */
#include "store/sqlite/api_client.h"

/* JT_OK with *ret_id 0 when there is none. */
static enum jt_err first_id(struct jt_statement *st, int64_t *ret_id)
{
    bool row = false;
    JT_TRY(jt_statement_step(st, &row));
    *ret_id = row ? jt_statement_int(st) : 0;
    return JT_OK;
}

static enum jt_err find_by_id(struct jt_sqlite_db *db, const struct jt_peek *peek, int64_t *ret_id)
{
    static const char sql[] = "SELECT id FROM api_client WHERE client_id = ?2"
                              " AND realm = (SELECT id FROM realm WHERE key = ?1)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, peek->realm);
    jt_statement_bind_text(&st, peek->client_id);
    return first_id(&st, ret_id);
}

static enum jt_err find_by_key(struct jt_sqlite_db *db, const struct jt_peek *peek, int64_t *ret_id)
{
    static const char sql[] = "SELECT id FROM api_client WHERE key = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, peek->key);
    return first_id(&st, ret_id);
}

static enum jt_err find_by_own_hmac(struct jt_sqlite_db *db, const struct jt_peek *peek,
                                    int64_t *ret_id)
{
    static const char sql[] = "SELECT client FROM client_secret WHERE hmac = ?1 AND forgotten = 0"
                              " AND client = (SELECT id FROM api_client WHERE key = ?2)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_blob(&st, peek->hmac, JT_SECRET_HMAC_LEN);
    jt_statement_bind_uuid(&st, peek->of);
    return first_id(&st, ret_id);
}

static enum jt_err find_by_hmac(struct jt_sqlite_db *db, const struct jt_peek *peek,
                                int64_t *ret_id)
{
    static const char sql[] = "SELECT client FROM client_secret WHERE hmac = ?1 AND forgotten = 0 "
                              "AND (imported = 0 OR ?3 OR"
                              " (SELECT client_id FROM api_client WHERE id = client) = ?2) LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_blob(&st, peek->hmac, JT_SECRET_HMAC_LEN);
    jt_statement_bind_text(&st, peek->client_id);
    jt_statement_bind_int(&st, peek->is_any);
    return first_id(&st, ret_id);
}

static enum jt_err find_decoy(struct jt_sqlite_db *db, uint64_t number, int64_t *ret_id)
{
    static const char sql[] = "SELECT id FROM api_client WHERE id >="
                              " ?1 % (SELECT max(id) FROM api_client) + 1 ORDER BY id LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, (int64_t)(number >> 1)); /* not negative */
    return first_id(&st, ret_id);
}

static enum jt_err find(struct jt_sqlite_db *db, const struct jt_peek *peek, int64_t *ret_id)
{
    if (peek->realm) {
        return find_by_id(db, peek, ret_id);
    }
    if (peek->key) {
        return find_by_key(db, peek, ret_id);
    }
    return peek->of ? find_by_own_hmac(db, peek, ret_id) : find_by_hmac(db, peek, ret_id);
}

static enum jt_err read_client(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t id,
                               struct jt_api_client *ret_client)
{
    struct jt_api_client_range only = {.first = id, .last = id};
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    bool found = false;
    JT_TRY(jt_api_client_cursor_open(db, &only, &cursor));
    JT_TRY(jt_api_client_cursor_next(&cursor, arena, ret_client, &found));
    return found ? JT_OK : JT_ERR_DAMAGED; /* it was there in the same snapshot */
}

/* In one snapshot: a client with all of its secrets, as it was at one moment. */
static enum jt_err peek_client(struct jt_sqlite_db *peeker, struct jt_arena *arena,
                               const struct jt_peek *peek, struct jt_api_client *ret_client,
                               bool *ret_found)
{
    int64_t id = 0;
    int64_t decoy = 0;
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin_on(peeker, &db));
    JT_TRY(find(db, peek, &id));
    JT_TRY(find_decoy(db, peek->decoy, &decoy));
    enum jt_err err = read_client(db, arena, id ? id : decoy, ret_client);
    if (id == 0 && err != JT_OK) {
        *ret_client = (struct jt_api_client){0}; /* what ails somebody else is no answer */
        err = JT_OK;
    }
    *ret_found = id != 0;
    return err;
}

static enum jt_err peek_token(struct jt_sqlite_db *db, const uint8_t *jti, bool *ret_found)
{
    static const char sql[] = "SELECT 1 FROM revoked_token WHERE jti = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_blob(&st, jti, 16);
    return jt_statement_step(&st, ret_found);
}

/* The lock is held by the caller of these two. */
static enum jt_err open_peeker(struct jt_sqlite *store)
{
    char *why JT_CLEAN(jt_cstr_clear) = NULL;
    if (store->peek_is_over) {
        return JT_ERR_UNAVAILABLE;
    }
    if (store->peeker.handle) {
        return JT_OK;
    }
    return jt_sqlite_connect_reader(store->path, &store->peeker, &why);
}

enum jt_err jt_sqlite_client_peek(struct jt_store *base, struct jt_arena *arena,
                                  const struct jt_peek *peek, struct jt_api_client *ret_client,
                                  bool *ret_found)
{
    struct jt_sqlite *store = jt_sqlite_of(base);
    (void)pthread_mutex_lock(&store->peek_lock);
    enum jt_err err = open_peeker(store);
    if (err == JT_OK) {
        err = peek_client(&store->peeker, arena, peek, ret_client, ret_found);
    }
    (void)pthread_mutex_unlock(&store->peek_lock);
    return err;
}

enum jt_err jt_sqlite_token_peek(struct jt_store *base, const uint8_t jti[static 16],
                                 bool *ret_found)
{
    struct jt_sqlite *store = jt_sqlite_of(base);
    (void)pthread_mutex_lock(&store->peek_lock);
    enum jt_err err = open_peeker(store);
    if (err == JT_OK) {
        err = peek_token(&store->peeker, jti, ret_found);
    }
    (void)pthread_mutex_unlock(&store->peek_lock);
    return err;
}

void jt_sqlite_peek_end(struct jt_store *base)
{
    struct jt_sqlite *store = jt_sqlite_of(base);
    (void)pthread_mutex_lock(&store->peek_lock);
    store->peek_is_over = true;
    jt_sqlite_db_clear(&store->peeker);
    (void)pthread_mutex_unlock(&store->peek_lock);
}
