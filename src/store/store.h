/* SPDX-License-Identifier: Apache-2.0 */
/* The store contract: what every store must do, SQLite and PostgreSQL alike.
 *
 * Calls block: the server makes them on its store threads, never on a loop, but for the two that
 * peek while a large store is being read. One thread at a time writes, one thread at a time reads;
 * the two may be different threads at the same time.
 *
 * Every write carries who does it and the version it expects, runs in one transaction together with
 * its audit event, and goes: apply, listener.prepare(change), COMMIT, listener.publish(). When it
 * returns JT_OK the change is on disk and published. When COMMIT fails, the process ends: nobody
 * knows what is on disk otherwise. JT_ERR_CONFLICT: the expected version is not the present one.
 * JT_ERR_EXISTS: a unique name is taken. JT_ERR_NOT_FOUND: the object is not there. JT_ERR_IO,
 * JT_ERR_DAMAGED, JT_ERR_NOMEM: a fault inside, nothing was changed.
 *
 * What reads return lives in the arena passed in. */
#ifndef JT_STORE_STORE_H
#define JT_STORE_STORE_H

#include "base/arena.h"
#include "model/api_client.h"
#include "model/circle.h"
#include "model/event.h"
#include "model/mail.h"
#include "model/realm.h"
#include "model/rejection.h"
#include "model/signing_key.h"
#include "model/user.h"
#include "store/changes.h"
#include "store/ear.h"
#include "store/load.h"

struct jt_store;

struct jt_write {
    struct jt_actor actor;
    jt_time now;
    uint64_t expected_version; /* 0: any */
};

/* A change that has been applied and not yet committed. The pointers are valid during prepare. */
enum jt_change_kind {
    JT_CHANGE_API_CLIENT,    /* created or changed: client, with grants and all kept secrets */
    JT_CHANGE_TOKEN_REVOKED, /* token */
    JT_CHANGE_SIGNING_KEY,   /* signing_key: signing_key_count of them, added or changed at once */
    JT_CHANGE_STAGE,         /* stage, made (with realm and signing_key) or changed */
    JT_CHANGE_REALM,         /* realm, changed */
    JT_CHANGE_API,           /* api, made, changed or deleted, with all of its permissions */
};

struct jt_signing_key_list {
    struct jt_signing_key *items;
    size_t count;
    uint64_t total;
};

struct jt_change {
    enum jt_change_kind kind;
    const struct jt_api_client *api_client;
    const struct jt_revoked_token *token;
    const struct jt_signing_key *signing_key;
    size_t signing_key_count;
    const struct jt_stage *stage;
    const struct jt_realm *realm;
    const struct jt_api_whole *api;
};

/* prepare builds the new part, so that publish cannot fail; exactly one of publish and discard
 * follows each successful prepare. Called on the writing thread. */
struct jt_store_listener {
    enum jt_err (*prepare)(void *arg, const struct jt_change *change, void **ret_part);
    void (*publish)(void *arg, void *part);
    void (*discard)(void *arg, void *part);
    void *arg;
};

struct jt_page {
    uint32_t limit; /* 1-100 */
    uint64_t offset;
};

/* What the first start writes, in one transaction. */
struct jt_seed {
    struct jt_organization organization;
    const struct jt_realm *realms;
    size_t realm_count;
    const struct jt_stage *stages;
    size_t stage_count;
    const struct jt_api *apis; /* the identity API; its permissions come from model/permission.h */
    size_t api_count;
    const struct jt_signing_key *signing_keys;
    size_t signing_key_count;
    const struct jt_user *administrator; /* gets the organization role "Administrator" */
    const struct jt_api_client *bootstrap;
    const uint8_t *master_check; /* 32 bytes: says later whether the master key is the right one */
};

struct jt_user_filter {
    jt_uuid realm;
    int has_application_roles;  /* -1: any, 0: without, 1: with */
    int has_organization_roles; /* the same */
    int is_active;              /* the same */
    jt_str email_contains;      /* ASCII case folded; empty: any */
    jt_str name_contains;
};
struct jt_user_list {
    struct jt_user *items;
    size_t count;
    uint64_t total;
};

struct jt_api_client_filter {
    jt_uuid realm;
    jt_str client_id; /* the whole of it, byte for byte; empty: any */
    jt_str name_contains;
    int status; /* -1: any, else enum jt_api_client_status */
    jt_time now;
};
struct jt_api_client_list {
    struct jt_api_client *items;
    size_t count;
    uint64_t total;
};

/* From one address. Of each secret the newest JT_SECRET_USES_MAX addresses are kept, to the minute;
 * the last use of all stands with the secret, to the second. */
enum { JT_SECRET_USES_MAX = 8, JT_SECRET_USES_EVERY_S = 60 };
struct jt_secret_use {
    jt_uuid secret;
    jt_time last_used;
    jt_str last_used_from;
};

enum { JT_MAILS_QUEUE_MAX = 1000, JT_MAIL_KEEP_S = 90 * 86400 }; /* beyond the secret's end */

struct jt_reminders_queued {
    uint64_t secrets;
    uint64_t mails;
    bool has_more;     /* the batch was full: ask again */
    bool has_managers; /* somebody may manage API clients */
};

struct jt_mail_taken {
    bool found;
    struct jt_mail mail;
    jt_time next; /* when the next one is due; 0: none waits */
    uint64_t given_up;
    uint64_t cancelled;
};

struct jt_mail_end {
    uint64_t number;
    enum jt_mail_state state; /* JT_MAIL_WAITING: not taken, try again at next */
    jt_time next;
};

struct jt_event_list {
    struct jt_event *items;
    size_t count;
    uint64_t total;
};
struct jt_event_checkpoint_list {
    struct jt_event_checkpoint *items;
    size_t count;
    uint64_t total;
};

enum { JT_SIGNING_DUE_MAX = 100, JT_EVENTS_CUT_MAX = 10000 };

struct jt_store_ops {
    jt_str scheme; /* "sqlite" */
    /* Opens, migrates the schema to the present version. location: what follows "scheme:" in the
     * URI. ret_why: on failure a sentence for the operator, from malloc. JT_ERR_IO: not there, not
     * writable, locked by another process. JT_ERR_DAMAGED: no database of ours, damaged, or a
     * schema newer than this program. */
    enum jt_err (*open)(jt_str location, struct jt_store **ret_store, char **ret_why);
    void (*close)(struct jt_store *store);
    void (*set_listener)(struct jt_store *store, const struct jt_store_listener *listener);

    /* Reads for the start, before anybody writes. */
    enum jt_err (*is_empty)(struct jt_store *store, bool *ret_empty);
    enum jt_err (*master_check)(struct jt_store *store, uint8_t ret_check[static 32]);
    enum jt_err (*load)(struct jt_store *store, const struct jt_store_visitor *visitor);
    /* The next rows of a part, at most `most`, by the part's own visitor. On the writing thread, so
     * that no change comes between what was read and what the visitor makes of it. place has moved
     * behind each row that was visited. */
    enum jt_err (*load_part)(struct jt_store *store, enum jt_load_part part, uint32_t most,
                             struct jt_load_place *place, const struct jt_store_visitor *visitor,
                             bool *ret_more);
    /* What is on disk at this moment: by any thread, one after the other. When there is no such
     * client, another one is read with the same work, and *ret_found is false. Tombstones count. */
    enum jt_err (*client_peek)(struct jt_store *store, struct jt_arena *arena,
                               const struct jt_peek *peek, struct jt_api_client *ret_client,
                               bool *ret_found);
    enum jt_err (*token_peek)(struct jt_store *store, const uint8_t jti[static 16],
                              bool *ret_found);
    /* Nobody will peek any more; who does gets JT_ERR_UNAVAILABLE. */
    void (*peek_end)(struct jt_store *store);
    /* The highest wall time that was ever stored by time_note; 0 when none. */
    enum jt_err (*time_highest)(struct jt_store *store, jt_time *ret_time);

    /* Writes. */
    enum jt_err (*seed)(struct jt_store *store, const struct jt_write *write,
                        const struct jt_seed *seed);
    /* expected_version 0: must not exist yet. */
    enum jt_err (*api_client_create)(struct jt_store *store, const struct jt_write *write,
                                     const struct jt_api_client *client);
    /* A tombstone, once deleted, is not found, and its client id stays taken. */
    enum jt_err (*api_client_change)(struct jt_store *store, const struct jt_write *write,
                                     struct jt_arena *arena,
                                     const struct jt_api_client_change *change,
                                     struct jt_api_client *ret_client);
    /* What apply makes of the client is stored as another one: it gives it a key, a client id and
     * secrets of its own. */
    enum jt_err (*api_client_copy)(struct jt_store *store, const struct jt_write *write,
                                   struct jt_arena *arena,
                                   const struct jt_api_client_change *change,
                                   struct jt_api_client *ret_client);
    enum jt_err (*user_create)(struct jt_store *store, const struct jt_write *write,
                               const struct jt_user *user);
    /* All or none; tried only: none. JT_ERR_EXISTS: ret_taken says of each row whether its email is
     * taken, by another user or by a row before it. */
    enum jt_err (*users_create)(struct jt_store *store, const struct jt_write *write,
                                const struct jt_user *users, size_t count, bool is_trial,
                                bool *ret_taken);
    /* JT_ERR_REFUSED also when nobody would be left who may manage members, organization roles or
     * API clients; apply was content then. Deleting a user takes it out of every circle. */
    enum jt_err (*user_change)(struct jt_store *store, const struct jt_write *write,
                               struct jt_arena *arena, const struct jt_user_change *change,
                               struct jt_user *ret_user);
    /* Roles and groups. JT_ERR_LIMIT beyond JT_CIRCLES_MAX. */
    enum jt_err (*circle_create)(struct jt_store *store, const struct jt_write *write,
                                 const struct jt_circle *circle);
    enum jt_err (*circle_change)(struct jt_store *store, const struct jt_write *write,
                                 struct jt_arena *arena, const struct jt_circle_change *change,
                                 struct jt_circle *ret_circle); /* JT_ERR_REFUSED as above */
    /* Letting in who is in already, and out who is not in, is JT_OK without an event.
     * JT_ERR_REFUSED: letting in: the role holds more than most; letting out: as above. */
    enum jt_err (*circle_join)(struct jt_store *store, const struct jt_write *write,
                               const struct jt_membership *membership);
    enum jt_err (*circle_leave)(struct jt_store *store, const struct jt_write *write,
                                const struct jt_membership *membership);
    /* A stage with its realm and that realm's first key; the stage's id and position are chosen
     * here. JT_ERR_EXISTS: slug or a host is taken. JT_ERR_LIMIT: JT_STAGES_MAX. */
    enum jt_err (*stage_create)(struct jt_store *store, const struct jt_write *write,
                                const struct jt_stage *stage, const struct jt_realm *realm,
                                const struct jt_signing_key *key, struct jt_stage *ret_stage);
    enum jt_err (*stage_change)(struct jt_store *store, const struct jt_write *write,
                                struct jt_arena *arena, const struct jt_stage_change *change,
                                struct jt_stage *ret_stage);
    enum jt_err (*realm_change)(struct jt_store *store, const struct jt_write *write,
                                struct jt_arena *arena, const struct jt_realm_change *change,
                                struct jt_realm *ret_realm);
    /* Ids are chosen here. JT_ERR_EXISTS: the audience is, or was, another API's; in a change: a
     * permission's name was used before. JT_ERR_LIMIT: JT_APIS_MAX. */
    enum jt_err (*api_create)(struct jt_store *store, const struct jt_write *write,
                              struct jt_arena *arena, const struct jt_api_whole *api,
                              struct jt_api_whole *ret_api);
    enum jt_err (*api_change)(struct jt_store *store, const struct jt_write *write,
                              struct jt_arena *arena, const struct jt_api_change *change,
                              struct jt_api_whole *ret_api);
    enum jt_err (*token_revoke)(struct jt_store *store, const struct jt_write *write,
                                const struct jt_revoked_token *token);
    enum jt_err (*signing_key_put)(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_signing_key *key);
    /* Several at once, of one realm or several, each with an event of this action. */
    enum jt_err (*signing_keys_put)(struct jt_store *store, const struct jt_write *write,
                                    jt_str action, const struct jt_signing_key *keys, size_t count);
    /* Up to JT_SIGNING_DUE_MAX realms. On the writing thread, so that what it does follows. */
    enum jt_err (*signing_realms_due)(struct jt_store *store, struct jt_arena *arena,
                                      const struct jt_signing_due_rule *rule,
                                      struct jt_signing_schedule **ret_realms, size_t *ret_count);
    /* expected_version: the present days plus one. Without an event when nothing changes. */
    enum jt_err (*signing_schedule_put)(struct jt_store *store, const struct jt_write *write,
                                        const struct jt_signing_schedule *schedule);
    /* Drops events up to the last checkpoint before `before` that leaves an event behind it, and
     * the checkpoints before that one, which the chain then begins at; with an event that says so.
     * At most JT_EVENTS_CUT_MAX numbers at once. ret_count: how many events went. */
    enum jt_err (*events_cut)(struct jt_store *store, const struct jt_write *write, jt_time before,
                              uint64_t *ret_count);
    /* An event of something that changed nothing. */
    enum jt_err (*event_note)(struct jt_store *store, const struct jt_write *write,
                              const struct jt_event_note *note);
    /* Makes a checkpoint when one is due. JT_ERR_NOT_FOUND: none is. */
    enum jt_err (*event_checkpoint)(struct jt_store *store, struct jt_arena *arena,
                                    const struct jt_event_checkpoint_rule *rule,
                                    struct jt_event_checkpoint *ret_checkpoint);
    /* The outbox. A reminder is due for the newest live secret of a client that is not deleted,
     * once for each secret; it goes to every member who may manage API clients and is not inactive.
     * Queues at most JT_MAILS_QUEUE_MAX mails, but a whole secret's, with an event for each secret.
     */
    enum jt_err (*reminders_queue)(struct jt_store *store, const struct jt_write *write,
                                   struct jt_reminders_queued *ret_queued);
    /* The mail that waits longest among those whose time has come. Those on the way to it that have
     * become pointless are given up (with an event) or cancelled. */
    enum jt_err (*mail_take)(struct jt_store *store, struct jt_arena *arena,
                             const struct jt_write *write, struct jt_mail_taken *ret_taken);
    /* Right before it is handed over: from now on it is not sent again, whatever happens.
     * JT_ERR_NOT_FOUND: it has become pointless. */
    enum jt_err (*mail_begin)(struct jt_store *store, const struct jt_write *write,
                              uint64_t number);
    /* What became of it, with an event unless it goes on waiting. */
    enum jt_err (*mail_end)(struct jt_store *store, const struct jt_write *write,
                            const struct jt_mail_end *end);
    /* At start: those that were being handed over when the process ended become JT_MAIL_UNKNOWN,
     * with an event each. */
    enum jt_err (*mails_recover)(struct jt_store *store, const struct jt_write *write,
                                 uint64_t *ret_count);
    /* Without audit events: bookkeeping, in one transaction each. */
    enum jt_err (*secret_uses_note)(struct jt_store *store, const struct jt_secret_use *uses,
                                    size_t count);
    /* Adds count to the rows with the same number, or inserts; then drops those last seen before
     * oldest, and beyond max_rows the oldest of whichever source has the most. */
    enum jt_err (*rejections_put)(struct jt_store *store, const struct jt_rejection *rejections,
                                  size_t count, uint64_t max_rows, jt_time oldest);
    enum jt_err (*time_note)(struct jt_store *store, jt_time now);
    enum jt_err (*expired_drop)(struct jt_store *store, jt_time now); /* revoked tokens and
                                                                        mails long dead */

    /* Reads. */
    /* Secrets whose reminder is due and not queued, and mails that wait; at most 1000 of each. */
    enum jt_err (*reminders_due)(struct jt_store *store, jt_time now, uint64_t *ret_count);
    enum jt_err (*user_find)(struct jt_store *store, struct jt_arena *arena, const jt_uuid *realm,
                             const jt_uuid *key, struct jt_user *ret_user);
    enum jt_err (*user_list)(struct jt_store *store, struct jt_arena *arena,
                             const struct jt_user_filter *filter, const struct jt_page *page,
                             struct jt_user_list *ret_list);
    enum jt_err (*circle_find)(struct jt_store *store, struct jt_arena *arena,
                               const struct jt_circle_place *place, const jt_uuid *key,
                               struct jt_circle *ret_circle);
    enum jt_err (*circle_list)(struct jt_store *store, struct jt_arena *arena,
                               const struct jt_circle_place *place, const struct jt_page *page,
                               struct jt_circle_list *ret_list);
    /* Who is in it; the users' realm is ret_list's. JT_ERR_NOT_FOUND: there is no such circle. */
    enum jt_err (*circle_members)(struct jt_store *store, struct jt_arena *arena,
                                  const struct jt_circle_place *place, const jt_uuid *key,
                                  const struct jt_page *page, struct jt_user_list *ret_list);
    /* Those of one kind that a user is in. */
    enum jt_err (*user_circle_list)(struct jt_store *store, struct jt_arena *arena,
                                    const struct jt_circle_place *place, const jt_uuid *user,
                                    const struct jt_page *page, struct jt_circle_list *ret_list);
    enum jt_err (*api_client_find)(struct jt_store *store, struct jt_arena *arena,
                                   const jt_uuid *key, struct jt_api_client *ret_client);
    enum jt_err (*api_client_list)(struct jt_store *store, struct jt_arena *arena,
                                   const struct jt_api_client_filter *filter,
                                   const struct jt_page *page, struct jt_api_client_list *ret_list);
    /* Of the secrets of one client; of each the newest first. */
    enum jt_err (*secret_use_list)(struct jt_store *store, struct jt_arena *arena,
                                   const jt_uuid *client, struct jt_secret_use **ret_uses,
                                   size_t *ret_count);
    enum jt_err (*rejection_find)(struct jt_store *store, struct jt_arena *arena, uint64_t number,
                                  struct jt_rejection *ret_rejection);
    enum jt_err (*rejection_list)(struct jt_store *store, struct jt_arena *arena,
                                  const struct jt_rejection_filter *filter,
                                  const struct jt_page *page, struct jt_rejection_list *ret_list);
    enum jt_err (*event_list)(struct jt_store *store, struct jt_arena *arena,
                              const struct jt_page *page, struct jt_event_list *ret_list);
    enum jt_err (*event_search)(struct jt_store *store, struct jt_arena *arena,
                                const struct jt_event_filter *filter, const struct jt_page *page,
                                struct jt_event_list *ret_list);
    enum jt_err (*event_checkpoint_list)(struct jt_store *store, struct jt_arena *arena,
                                         const struct jt_page *page,
                                         struct jt_event_checkpoint_list *ret_list);
    /* In order of creation; realm NULL: of every realm. */
    enum jt_err (*signing_key_list)(struct jt_store *store, struct jt_arena *arena,
                                    const jt_uuid *realm, const struct jt_page *page,
                                    struct jt_signing_key_list *ret_list);
    enum jt_err (*signing_key_find)(struct jt_store *store, struct jt_arena *arena, jt_str kid,
                                    struct jt_signing_key *ret_key);
    enum jt_err (*signing_schedule_find)(struct jt_store *store, const jt_uuid *realm,
                                         struct jt_signing_schedule *ret_schedule);

    /* A consistent copy into a new file, while the store is in use. */
    enum jt_err (*backup)(struct jt_store *store, const char *file, char **ret_why);
    /* The same from another process than the one that has the store open. */
    enum jt_err (*copy)(jt_str location, const char *file, char **ret_why);
    void (*hear_faults)(struct jt_store_ear *ear);
    /* Could it be opened, or made? Makes and locks nothing. */
    enum jt_err (*probe)(jt_str location, bool *ret_exists, char **ret_why);
};

/* Every store begins with this. */
struct jt_store {
    const struct jt_store_ops *ops;
};

extern const struct jt_store_ops jt_store_sqlite;

#include "store/open.h" /* from a URI to a store */

#endif
