/* SPDX-License-Identifier: Apache-2.0 */
/* When and from where secrets were used: the last time beside the secret, the last few addresses in
 * a table of their own, which is written for an address at most once a minute. */
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

#include <sqlite3.h>

static enum jt_err note_last(struct jt_sqlite_db *db, const struct jt_secret_use *use)
{
    static const char sql[] = "UPDATE client_secret SET last_used = ?2, last_used_from = ?3"
                              " WHERE key = ?1 AND last_used <= ?2";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &use->secret);
    jt_statement_bind_time(&st, use->last_used);
    jt_statement_bind_text(&st, use->last_used_from);
    return jt_statement_run(&st);
}

/* Not of a secret that is gone meanwhile. */
static enum jt_err note_address(struct jt_sqlite_db *db, const struct jt_secret_use *use,
                                bool *ret_changed)
{
    static const char sql[] =
        "INSERT INTO secret_use (secret, address, last) SELECT key, ?2, ?3 FROM client_secret"
        " WHERE key = ?1 ON CONFLICT DO UPDATE SET last = excluded.last"
        " WHERE excluded.last >= secret_use.last + ?4";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &use->secret);
    jt_statement_bind_text(&st, use->last_used_from);
    jt_statement_bind_time(&st, use->last_used);
    jt_statement_bind_int(&st, JT_SECRET_USES_EVERY_S);
    JT_TRY(jt_statement_run(&st));
    *ret_changed = sqlite3_changes(db->handle) > 0;
    return JT_OK;
}

static enum jt_err forget_oldest(struct jt_sqlite_db *db, const jt_uuid *secret)
{
    static const char sql[] =
        "DELETE FROM secret_use WHERE secret = ?1 AND address IN (SELECT address FROM secret_use"
        " WHERE secret = ?1 ORDER BY last DESC, address LIMIT -1 OFFSET ?2)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, secret);
    jt_statement_bind_int(&st, JT_SECRET_USES_MAX);
    return jt_statement_run(&st);
}

static enum jt_err note_use(struct jt_sqlite_db *db, const struct jt_secret_use *use)
{
    bool changed = false;
    JT_TRY(note_last(db, use));
    JT_TRY(note_address(db, use, &changed));
    return changed ? forget_oldest(db, &use->secret) : JT_OK;
}

enum jt_err jt_sqlite_secret_uses_note(struct jt_store *store, const struct jt_secret_use *uses,
                                       size_t count)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    for (size_t i = 0; i < count; i++) {
        JT_TRY(note_use(&tx.store->write, &uses[i]));
    }
    return jt_transaction_commit(&tx, NULL);
}

static enum jt_err count_uses(struct jt_sqlite_db *db, const jt_uuid *client, size_t *ret_count)
{
    static const char sql[] =
        "SELECT count(*) FROM api_client AS c JOIN client_secret AS s ON s.client = c.id"
        " JOIN secret_use AS u ON u.secret = s.key WHERE c.key = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, client);
    JT_TRY(jt_statement_row(&st));
    *ret_count = (size_t)jt_statement_u64(&st);
    return jt_statement_check(&st);
}

/* The last use of all is known to the second: it stands for that of its address. */
static enum jt_err read_uses(struct jt_sqlite_db *db, struct jt_arena *arena, const jt_uuid *client,
                             struct jt_secret_use *uses, size_t count)
{
    static const char sql[] =
        "SELECT u.secret, u.address,"
        " iif(u.address = s.last_used_from, max(u.last, s.last_used), u.last) AS last"
        " FROM api_client AS c JOIN client_secret AS s ON s.client = c.id"
        " JOIN secret_use AS u ON u.secret = s.key WHERE c.key = ?1"
        " ORDER BY s.id, last DESC, u.address";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, client);
    for (size_t i = 0; i < count; i++) {
        JT_TRY(jt_statement_row(&st));
        uses[i].secret = jt_statement_uuid(&st);
        uses[i].last_used_from = jt_statement_text_in(&st, arena);
        uses[i].last_used = jt_statement_time(&st);
        JT_TRY(jt_statement_check(&st));
    }
    return JT_OK;
}

enum jt_err jt_sqlite_secret_use_list(struct jt_store *store, struct jt_arena *arena,
                                      const jt_uuid *client, struct jt_secret_use **ret_uses,
                                      size_t *ret_count)
{
    size_t count = 0;
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(count_uses(db, client, &count));
    struct jt_secret_use *uses = jt_arena_alloc_array(arena, count + 1, sizeof(*uses));
    if (uses == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(read_uses(db, arena, client, uses, count));
    *ret_uses = uses;
    *ret_count = count;
    return JT_OK;
}
