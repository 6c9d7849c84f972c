/* SPDX-License-Identifier: Apache-2.0 */
/* When each client secret worked and when it stopped: one small sealed file beside the tokens. A
 * secret stands in it as a keyed fingerprint alone. Losing the file costs knowledge and no more, so
 * damage is the same as absence, and whoever does not get the lock at once writes nothing. */
#ifndef JT_CLIENT_STORE_HISTORY_H
#define JT_CLIENT_STORE_HISTORY_H

#include "client/store/store.h"

enum {
    JT_HISTORY_MAX = 64,       /* entries; the one that was not touched for longest goes */
    JT_HISTORY_TEXT_MAX = 300, /* issuer and client id: longer ones are not kept */
    JT_HISTORY_LOCK_MS = 200,
};

#define JT_HISTORY_FILE "secrets.history"

struct jt_history_entry {
    uint8_t fingerprint[JT_KEYED_HASH_LEN];
    char issuer[JT_HISTORY_TEXT_MAX + 1];
    char client_id[JT_HISTORY_TEXT_MAX + 1];
    jt_time first_success; /* 0: never */
    jt_time last_success;
    jt_time first_failure; /* since the last success; 0: none */
    jt_time touched;
};

struct jt_history {
    struct jt_history_entry at[JT_HISTORY_MAX];
    size_t count;
};

/* JT_ERR_NOT_FOUND: none, or not to be believed. */
JT_MUST_USE enum jt_err jt_history_read(const struct jt_token_store *store,
                                        struct jt_history *ret_history);
/* Notes that secret worked, or was refused as such, for this issuer and client. JT_ERR_UNAVAILABLE:
 * somebody else is writing. JT_ERR_LIMIT: issuer or client id too long, or not plain text. */
JT_MUST_USE enum jt_err jt_history_note(const struct jt_token_store *store, jt_str issuer,
                                        jt_str client_id, jt_str secret, bool worked, jt_time now,
                                        const struct jt_clock *clock);
/* The entry of this secret, issuer and client; NULL: none. */
const struct jt_history_entry *jt_history_find(const struct jt_token_store *store,
                                               const struct jt_history *history, jt_str issuer,
                                               jt_str client_id, jt_str secret);
/* An entry of this secret that worked for another client or at another issuer; NULL: none. */
const struct jt_history_entry *jt_history_find_elsewhere(const struct jt_token_store *store,
                                                         const struct jt_history *history,
                                                         jt_str issuer, jt_str client_id,
                                                         jt_str secret);

#endif
