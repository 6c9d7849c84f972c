/* SPDX-License-Identifier: Apache-2.0 */
/* The store in SQLite: its state, and the operations that its table lists, one file for each
 * group. Writes go through the connection `write`, reads through `read`. */
#ifndef JT_STORE_SQLITE_SQLITE_H
#define JT_STORE_SQLITE_SQLITE_H

#include "store/sqlite/checkpoint.h"
#include "store/sqlite/statement.h"
#include "store/store.h"

#include <pthread.h>

struct jt_sqlite {
    struct jt_store store; /* first: the contract's view of it */
    struct jt_sqlite_db write;
    struct jt_sqlite_db read;
    struct jt_store_listener listener;    /* no prepare: nobody listens */
    char *path;                           /* absolute */
    int wal_frames;                       /* in the write-ahead log after the last commit */
    struct jt_checkpointer *checkpointer; /* NULL: not needed yet */
    int lock_fd;
    pthread_mutex_t peek_lock;  /* of what follows */
    struct jt_sqlite_db peeker; /* no handle: nobody has peeked yet */
    bool peek_is_over;
};

static inline struct jt_sqlite *jt_sqlite_of(struct jt_store *store)
{
    return (struct jt_sqlite *)store;
}

/* open.c */
enum jt_err jt_sqlite_open(jt_str location, struct jt_store **ret_store, char **ret_why);
void jt_sqlite_close(struct jt_store *store);
/* fault.c, probe.c */
void jt_sqlite_hear_faults(struct jt_store_ear *ear);
enum jt_err jt_sqlite_probe(jt_str location, bool *ret_exists, char **ret_why);
/* connect.c: an absolute path from what stands in the URI. The file need not exist. */
JT_MUST_USE enum jt_err jt_sqlite_path(jt_str location, char **ret_path, char **ret_why);
JT_MUST_USE enum jt_err jt_sqlite_connect(const char *path, struct jt_sqlite_db *db,
                                          char **ret_why);
/* Cannot write, and reads the schema when it is first asked. */
JT_MUST_USE enum jt_err jt_sqlite_connect_reader(const char *path, struct jt_sqlite_db *db,
                                                 char **ret_why);

/* backup.c */
enum jt_err jt_sqlite_backup(struct jt_store *store, const char *file, char **ret_why);
enum jt_err jt_sqlite_copy(jt_str location, const char *file, char **ret_why);

/* meta.c */
enum jt_err jt_sqlite_is_empty(struct jt_store *store, bool *ret_empty);
enum jt_err jt_sqlite_master_check(struct jt_store *store, uint8_t ret_check[static 32]);
enum jt_err jt_sqlite_time_highest(struct jt_store *store, jt_time *ret_time);
enum jt_err jt_sqlite_time_note(struct jt_store *store, jt_time now);

/* seed.c, load.c */
enum jt_err jt_sqlite_seed(struct jt_store *store, const struct jt_write *write,
                           const struct jt_seed *seed);
enum jt_err jt_sqlite_load(struct jt_store *store, const struct jt_store_visitor *visitor);
/* load_part.c */
enum jt_err jt_sqlite_load_part(struct jt_store *store, enum jt_load_part part, uint32_t most,
                                struct jt_load_place *place, const struct jt_store_visitor *visitor,
                                bool *ret_more);
/* peek.c */
enum jt_err jt_sqlite_client_peek(struct jt_store *store, struct jt_arena *arena,
                                  const struct jt_peek *peek, struct jt_api_client *ret_client,
                                  bool *ret_found);
enum jt_err jt_sqlite_token_peek(struct jt_store *store, const uint8_t jti[static 16],
                                 bool *ret_found);
void jt_sqlite_peek_end(struct jt_store *store);

/* api_client_write.c, api_client_list.c */
enum jt_err jt_sqlite_api_client_create(struct jt_store *store, const struct jt_write *write,
                                        const struct jt_api_client *client);
/* api_client_change.c */
enum jt_err jt_sqlite_api_client_change(struct jt_store *store, const struct jt_write *write,
                                        struct jt_arena *arena,
                                        const struct jt_api_client_change *change,
                                        struct jt_api_client *ret_client);
enum jt_err jt_sqlite_api_client_copy(struct jt_store *store, const struct jt_write *write,
                                      struct jt_arena *arena,
                                      const struct jt_api_client_change *change,
                                      struct jt_api_client *ret_client);
enum jt_err jt_sqlite_api_client_find(struct jt_store *store, struct jt_arena *arena,
                                      const jt_uuid *key, struct jt_api_client *ret_client);
enum jt_err jt_sqlite_api_client_list(struct jt_store *store, struct jt_arena *arena,
                                      const struct jt_api_client_filter *filter,
                                      const struct jt_page *page,
                                      struct jt_api_client_list *ret_list);

/* user.c */
enum jt_err jt_sqlite_user_create(struct jt_store *store, const struct jt_write *write,
                                  const struct jt_user *user);
enum jt_err jt_sqlite_user_find(struct jt_store *store, struct jt_arena *arena,
                                const jt_uuid *realm, const jt_uuid *key, struct jt_user *ret_user);
enum jt_err jt_sqlite_user_list(struct jt_store *store, struct jt_arena *arena,
                                const struct jt_user_filter *filter, const struct jt_page *page,
                                struct jt_user_list *ret_list);

/* user_change.c */
enum jt_err jt_sqlite_users_create(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_user *users, size_t count, bool is_trial,
                                   bool *ret_taken);
enum jt_err jt_sqlite_user_change(struct jt_store *store, const struct jt_write *write,
                                  struct jt_arena *arena, const struct jt_user_change *change,
                                  struct jt_user *ret_user);

/* circle_change.c */
enum jt_err jt_sqlite_circle_create(struct jt_store *store, const struct jt_write *write,
                                    const struct jt_circle *circle);
enum jt_err jt_sqlite_circle_change(struct jt_store *store, const struct jt_write *write,
                                    struct jt_arena *arena, const struct jt_circle_change *change,
                                    struct jt_circle *ret_circle);
/* circle_list.c */
enum jt_err jt_sqlite_circle_find(struct jt_store *store, struct jt_arena *arena,
                                  const struct jt_circle_place *place, const jt_uuid *key,
                                  struct jt_circle *ret_circle);
enum jt_err jt_sqlite_circle_list(struct jt_store *store, struct jt_arena *arena,
                                  const struct jt_circle_place *place, const struct jt_page *page,
                                  struct jt_circle_list *ret_list);
enum jt_err jt_sqlite_user_circle_list(struct jt_store *store, struct jt_arena *arena,
                                       const struct jt_circle_place *place, const jt_uuid *user,
                                       const struct jt_page *page, struct jt_circle_list *ret_list);
/* circle_member.c */
enum jt_err jt_sqlite_circle_join(struct jt_store *store, const struct jt_write *write,
                                  const struct jt_membership *membership);
enum jt_err jt_sqlite_circle_leave(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_membership *membership);
enum jt_err jt_sqlite_circle_members(struct jt_store *store, struct jt_arena *arena,
                                     const struct jt_circle_place *place, const jt_uuid *key,
                                     const struct jt_page *page, struct jt_user_list *ret_list);

/* stage.c, realm.c, api.c */
enum jt_err jt_sqlite_stage_create(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_stage *stage, const struct jt_realm *realm,
                                   const struct jt_signing_key *key, struct jt_stage *ret_stage);
enum jt_err jt_sqlite_stage_change(struct jt_store *store, const struct jt_write *write,
                                   struct jt_arena *arena, const struct jt_stage_change *change,
                                   struct jt_stage *ret_stage);
enum jt_err jt_sqlite_realm_change(struct jt_store *store, const struct jt_write *write,
                                   struct jt_arena *arena, const struct jt_realm_change *change,
                                   struct jt_realm *ret_realm);
enum jt_err jt_sqlite_api_create(struct jt_store *store, const struct jt_write *write,
                                 struct jt_arena *arena, const struct jt_api_whole *api,
                                 struct jt_api_whole *ret_api);
enum jt_err jt_sqlite_api_change(struct jt_store *store, const struct jt_write *write,
                                 struct jt_arena *arena, const struct jt_api_change *change,
                                 struct jt_api_whole *ret_api);

/* token.c, signing_key.c */
enum jt_err jt_sqlite_token_revoke(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_revoked_token *token);
enum jt_err jt_sqlite_expired_drop(struct jt_store *store, jt_time now);
enum jt_err jt_sqlite_signing_key_put(struct jt_store *store, const struct jt_write *write,
                                      const struct jt_signing_key *key);

enum jt_err jt_sqlite_signing_keys_put(struct jt_store *store, const struct jt_write *write,
                                       jt_str action, const struct jt_signing_key *keys,
                                       size_t count);
/* signing_key_read.c, signing_schedule.c */
enum jt_err jt_sqlite_signing_key_list(struct jt_store *store, struct jt_arena *arena,
                                       const jt_uuid *realm, const struct jt_page *page,
                                       struct jt_signing_key_list *ret_list);
enum jt_err jt_sqlite_signing_key_find(struct jt_store *store, struct jt_arena *arena, jt_str kid,
                                       struct jt_signing_key *ret_key);
enum jt_err jt_sqlite_signing_realms_due(struct jt_store *store, struct jt_arena *arena,
                                         const struct jt_signing_due_rule *rule,
                                         struct jt_signing_schedule **ret_realms,
                                         size_t *ret_count);
enum jt_err jt_sqlite_signing_schedule_find(struct jt_store *store, const jt_uuid *realm,
                                            struct jt_signing_schedule *ret_schedule);
enum jt_err jt_sqlite_signing_schedule_put(struct jt_store *store, const struct jt_write *write,
                                           const struct jt_signing_schedule *schedule);

/* secret_use.c */
enum jt_err jt_sqlite_secret_uses_note(struct jt_store *store, const struct jt_secret_use *uses,
                                       size_t count);
enum jt_err jt_sqlite_secret_use_list(struct jt_store *store, struct jt_arena *arena,
                                      const jt_uuid *client, struct jt_secret_use **ret_uses,
                                      size_t *ret_count);

/* event.c */
enum jt_err jt_sqlite_event_note(struct jt_store *store, const struct jt_write *write,
                                 const struct jt_event_note *note);

/* rejection_put.c */
enum jt_err jt_sqlite_rejections_put(struct jt_store *store, const struct jt_rejection *rejections,
                                     size_t count, uint64_t max_rows, jt_time oldest);
/* rejection_list.c */
enum jt_err jt_sqlite_rejection_find(struct jt_store *store, struct jt_arena *arena,
                                     uint64_t number, struct jt_rejection *ret_rejection);
enum jt_err jt_sqlite_rejection_list(struct jt_store *store, struct jt_arena *arena,
                                     const struct jt_rejection_filter *filter,
                                     const struct jt_page *page,
                                     struct jt_rejection_list *ret_list);

/* reminder.c */
enum jt_err jt_sqlite_reminders_queue(struct jt_store *store, const struct jt_write *write,
                                      struct jt_reminders_queued *ret_queued);
enum jt_err jt_sqlite_reminders_due(struct jt_store *store, jt_time now, uint64_t *ret_count);

/* mail.c */
enum jt_err jt_sqlite_mail_take(struct jt_store *store, struct jt_arena *arena,
                                const struct jt_write *write, struct jt_mail_taken *ret_taken);
enum jt_err jt_sqlite_mail_begin(struct jt_store *store, const struct jt_write *write,
                                 uint64_t number);
enum jt_err jt_sqlite_mail_end(struct jt_store *store, const struct jt_write *write,
                               const struct jt_mail_end *end);
enum jt_err jt_sqlite_mails_recover(struct jt_store *store, const struct jt_write *write,
                                    uint64_t *ret_count);

/* event_list.c, event_checkpoint.c, event_cut.c */
enum jt_err jt_sqlite_event_search(struct jt_store *store, struct jt_arena *arena,
                                   const struct jt_event_filter *filter, const struct jt_page *page,
                                   struct jt_event_list *ret_list);
enum jt_err jt_sqlite_event_checkpoint(struct jt_store *store, struct jt_arena *arena,
                                       const struct jt_event_checkpoint_rule *rule,
                                       struct jt_event_checkpoint *ret_checkpoint);
enum jt_err jt_sqlite_event_checkpoint_list(struct jt_store *store, struct jt_arena *arena,
                                            const struct jt_page *page,
                                            struct jt_event_checkpoint_list *ret_list);
enum jt_err jt_sqlite_events_cut(struct jt_store *store, const struct jt_write *write,
                                 jt_time before, uint64_t *ret_count);
enum jt_err jt_sqlite_event_list(struct jt_store *store, struct jt_arena *arena,
                                 const struct jt_page *page, struct jt_event_list *ret_list);

#endif
