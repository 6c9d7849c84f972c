/* SPDX-License-Identifier: Apache-2.0 */
/* The first start: everything that a new store holds, in one transaction. Nobody listens yet: the
 * registry and the keyring load after it. */
#include "store/sqlite/seed.h"
#include "store/sqlite/api_client.h"
#include "store/sqlite/circle.h"
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"
#include "store/sqlite/signing_key.h"
#include "store/sqlite/user.h"

static enum jt_err check_empty(struct jt_sqlite_db *db)
{
    static const char sql[] = "SELECT count(*) FROM organization";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    return jt_statement_int(&st) == 0 ? JT_OK : JT_ERR_EXISTS;
}

static enum jt_err put_master_check(struct jt_sqlite_db *db, const uint8_t *check)
{
    static const char sql[] = "UPDATE meta SET master_check = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_blob(&st, check, 32);
    return jt_statement_run(&st);
}

/* "Administrator", which may do everything. */
static enum jt_err put_role(struct jt_sqlite_db *db, const jt_uuid *realm, jt_time now,
                            int64_t *ret_id)
{
    struct jt_circle role = {
        .kind = JT_ORGANIZATION_ROLE,
        .realm = *realm,
        .name = JT_STR("Administrator"),
        .description = JT_STR("Every permission in the organization"),
        .grants = {.all = true},
        .created = now,
        .updated = now,
        .version = 1,
    };
    sqlite3_randomness(sizeof(role.key.bytes), role.key.bytes);
    /* RFC 9562 §5.4: version and variant of a random UUID. */
    role.key.bytes[6] = (uint8_t)((role.key.bytes[6] & 0x0f) | 0x40);
    role.key.bytes[8] = (uint8_t)((role.key.bytes[8] & 0x3f) | 0x80);
    return jt_circle_insert(db, &role, ret_id);
}

static enum jt_err grant_role(struct jt_sqlite_db *db, int64_t role, const jt_uuid *user)
{
    int64_t id = 0;
    bool changed = false;
    JT_TRY(jt_lookup_user(db, user, &id));
    return jt_circle_put_member(db, role, id, &changed);
}

static enum jt_err put_administrator(struct jt_transaction *tx, const struct jt_write *write,
                                     const struct jt_user *user)
{
    struct jt_sqlite_db *db = &tx->store->write;
    int64_t role = 0;
    JT_TRY(put_role(db, &user->realm, write->now, &role));
    JT_TRY(jt_user_insert(db, user));
    JT_TRY(grant_role(db, role, &user->key));
    return jt_user_event(tx, write, NULL, user);
}

static enum jt_err put_bootstrap(struct jt_transaction *tx, const struct jt_write *write,
                                 const struct jt_api_client *client)
{
    int64_t id = 0;
    JT_TRY(jt_api_client_insert(&tx->store->write, client, &id));
    return jt_api_client_event(tx, write, JT_STR("api_client.create"), id, client);
}

enum jt_err jt_sqlite_seed(struct jt_store *store, const struct jt_write *write,
                           const struct jt_seed *seed)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(check_empty(&tx.store->write));
    JT_TRY(jt_seed_catalogue(&tx, write, seed));
    for (size_t i = 0; i < seed->signing_key_count; i++) {
        JT_TRY(jt_signing_key_store(&tx, write, (jt_str){0}, &seed->signing_keys[i]));
    }
    if (seed->administrator) {
        JT_TRY(put_administrator(&tx, write, seed->administrator));
    }
    if (seed->bootstrap) {
        JT_TRY(put_bootstrap(&tx, write, seed->bootstrap));
    }
    if (seed->master_check) {
        JT_TRY(put_master_check(&tx.store->write, seed->master_check));
    }
    return jt_transaction_commit(&tx, NULL);
}
