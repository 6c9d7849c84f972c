/* SPDX-License-Identifier: Apache-2.0 */
/* Status bits, before everything else: which are taken comes out of an index alone, and those that
 * are set are few. A million secrets are no reason to keep status lists waiting. */
#include "store/sqlite/load.h"

/* Rows of an index alone take an eighth of the time of others. */
enum { PLACES_FOR_A_ROW = 8, INDEX_BITS = 32 };

/* All secrets of a list are of one realm. */
static enum jt_err read_realm(struct jt_sqlite_db *db, struct jt_status_bit *bit)
{
    static const char sql[] = "SELECT realm.key FROM client_secret"
                              " CROSS JOIN api_client ON api_client.id = client_secret.client"
                              " CROSS JOIN realm ON realm.id = api_client.realm"
                              " WHERE status_list = ?1 AND status_index = ?2";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, bit->list);
    jt_statement_bind_int(&st, bit->index);
    JT_TRY(jt_statement_row(&st));
    bit->realm = jt_statement_uuid(&st);
    return jt_statement_check(&st);
}

enum jt_err jt_load_status_taken(struct jt_sqlite_db *db, uint32_t most,
                                 struct jt_load_place *place,
                                 const struct jt_store_visitor *visitor, bool *ret_more)
{
    static const char sql[] = "SELECT status_list, status_index FROM client_secret"
                              " INDEXED BY client_secret_status"
                              " WHERE (status_list, status_index) > (?1, ?2)"
                              " ORDER BY status_list, status_index LIMIT ?3";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    struct jt_status_bit bit = {.list = 0}; /* the list of none */
    int64_t count = 0;
    bool row = false;
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, place->row >> INDEX_BITS);
    jt_statement_bind_int(&st, (uint32_t)place->row);
    jt_statement_bind_int(&st, (int64_t)most * PLACES_FOR_A_ROW);
    JT_TRY(jt_statement_step(&st, &row));
    for (; row; count++) {
        uint32_t before = bit.list;
        bit.list = (uint32_t)jt_statement_int(&st);
        bit.index = (uint32_t)jt_statement_int(&st);
        JT_TRY(jt_statement_check(&st));
        JT_TRY(bit.list == before ? JT_OK : read_realm(db, &bit));
        JT_TRY(visitor->status_bit(visitor->arg, &bit));
        place->row = (int64_t)bit.list << INDEX_BITS | bit.index;
        JT_TRY(jt_statement_step(&st, &row));
    }
    *ret_more = count == (int64_t)most * PLACES_FOR_A_ROW;
    return JT_OK;
}

/* Rows of id, realm, list and index; ret_count is the number of ids. */
static enum jt_err visit_set(struct jt_statement *st, struct jt_load_place *place,
                             const struct jt_store_visitor *visitor, uint32_t *ret_count)
{
    uint32_t count = 0;
    bool row = false;
    JT_TRY(jt_statement_step(st, &row));
    while (row) {
        int64_t id = jt_statement_int(st);
        struct jt_status_bit bit = {.realm = jt_statement_uuid(st), .is_set = true};
        bit.list = (uint32_t)jt_statement_int(st);
        bit.index = (uint32_t)jt_statement_int(st);
        JT_TRY(jt_statement_check(st));
        JT_TRY(visitor->status_bit(visitor->arg, &bit));
        count += id != place->row;
        place->row = id;
        JT_TRY(jt_statement_step(st, &row));
    }
    *ret_count = count;
    return JT_OK;
}

/* A client without secrets has a row too, so that it counts, in the list of none. */
static const char of_clients[] =
    "SELECT c.id, realm.key, coalesce(status_list, 0), coalesce(status_index, 0)"
    " FROM (SELECT id, realm FROM api_client INDEXED BY api_client_out"
    "  WHERE (suspended <> 0 OR deleted <> 0) AND id > ?1 ORDER BY id LIMIT ?2) AS c"
    " CROSS JOIN realm ON realm.id = c.realm"
    " LEFT JOIN client_secret ON client_secret.client = c.id ORDER BY c.id";

static const char of_secrets[] =
    "SELECT client_secret.id, realm.key, status_list, status_index"
    " FROM client_secret INDEXED BY client_secret_out"
    " CROSS JOIN api_client ON api_client.id = client_secret.client"
    " CROSS JOIN realm ON realm.id = api_client.realm"
    " WHERE status_revoked <> 0 AND client_secret.id > ?1 ORDER BY client_secret.id LIMIT ?2";

/* Suspended, deleted and revoked look alike. */
enum jt_err jt_load_status_set(struct jt_sqlite_db *db, enum jt_load_part part, uint32_t most,
                               struct jt_load_place *place, const struct jt_store_visitor *visitor,
                               bool *ret_more)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    uint32_t count = 0;
    JT_TRY(jt_statement_take(db, part == JT_LOAD_STATUS_OF_CLIENTS ? of_clients : of_secrets, &st));
    jt_statement_bind_int(&st, place->row);
    jt_statement_bind_int(&st, most);
    JT_TRY(visit_set(&st, place, visitor, &count));
    *ret_more = count == most;
    return JT_OK;
}
