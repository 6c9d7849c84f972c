/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite store as the contract sees it. */
#include "store/sqlite/sqlite.h"

/* Whoever listens has accepted the store: from here on the last one to close it may fold the log
 * into the database. Before that, a start that fails (another master key) changes no byte. */
static void set_listener(struct jt_store *store, const struct jt_store_listener *listener)
{
    struct jt_sqlite *sqlite = jt_sqlite_of(store);
    sqlite->listener = listener ? *listener : (struct jt_store_listener){0};
    (void)sqlite3_db_config(sqlite->write.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    (void)sqlite3_db_config(sqlite->read.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
}

const struct jt_store_ops jt_store_sqlite = {
    .scheme = JT_STR_INIT("sqlite"),
    .open = jt_sqlite_open,
    .close = jt_sqlite_close,
    .set_listener = set_listener,
    .is_empty = jt_sqlite_is_empty,
    .master_check = jt_sqlite_master_check,
    .load = jt_sqlite_load,
    .load_part = jt_sqlite_load_part,
    .client_peek = jt_sqlite_client_peek,
    .token_peek = jt_sqlite_token_peek,
    .peek_end = jt_sqlite_peek_end,
    .time_highest = jt_sqlite_time_highest,
    .seed = jt_sqlite_seed,
    .api_client_create = jt_sqlite_api_client_create,
    .api_client_change = jt_sqlite_api_client_change,
    .api_client_copy = jt_sqlite_api_client_copy,
    .user_create = jt_sqlite_user_create,
    .users_create = jt_sqlite_users_create,
    .user_change = jt_sqlite_user_change,
    .circle_create = jt_sqlite_circle_create,
    .circle_change = jt_sqlite_circle_change,
    .circle_join = jt_sqlite_circle_join,
    .circle_leave = jt_sqlite_circle_leave,
    .stage_create = jt_sqlite_stage_create,
    .stage_change = jt_sqlite_stage_change,
    .realm_change = jt_sqlite_realm_change,
    .api_create = jt_sqlite_api_create,
    .api_change = jt_sqlite_api_change,
    .token_revoke = jt_sqlite_token_revoke,
    .signing_key_put = jt_sqlite_signing_key_put,
    .signing_keys_put = jt_sqlite_signing_keys_put,
    .signing_realms_due = jt_sqlite_signing_realms_due,
    .signing_schedule_put = jt_sqlite_signing_schedule_put,
    .events_cut = jt_sqlite_events_cut,
    .event_note = jt_sqlite_event_note,
    .event_checkpoint = jt_sqlite_event_checkpoint,
    .secret_uses_note = jt_sqlite_secret_uses_note,
    .rejections_put = jt_sqlite_rejections_put,
    .time_note = jt_sqlite_time_note,
    .expired_drop = jt_sqlite_expired_drop,
    .reminders_queue = jt_sqlite_reminders_queue,
    .mail_take = jt_sqlite_mail_take,
    .mail_begin = jt_sqlite_mail_begin,
    .mail_end = jt_sqlite_mail_end,
    .mails_recover = jt_sqlite_mails_recover,
    .reminders_due = jt_sqlite_reminders_due,
    .user_find = jt_sqlite_user_find,
    .user_list = jt_sqlite_user_list,
    .circle_find = jt_sqlite_circle_find,
    .circle_list = jt_sqlite_circle_list,
    .circle_members = jt_sqlite_circle_members,
    .user_circle_list = jt_sqlite_user_circle_list,
    .api_client_find = jt_sqlite_api_client_find,
    .api_client_list = jt_sqlite_api_client_list,
    .secret_use_list = jt_sqlite_secret_use_list,
    .rejection_find = jt_sqlite_rejection_find,
    .rejection_list = jt_sqlite_rejection_list,
    .event_list = jt_sqlite_event_list,
    .event_search = jt_sqlite_event_search,
    .event_checkpoint_list = jt_sqlite_event_checkpoint_list,
    .signing_key_list = jt_sqlite_signing_key_list,
    .signing_key_find = jt_sqlite_signing_key_find,
    .signing_schedule_find = jt_sqlite_signing_schedule_find,
    .backup = jt_sqlite_backup,
    .copy = jt_sqlite_copy,
    .probe = jt_sqlite_probe,
    .hear_faults = jt_sqlite_hear_faults,
};
