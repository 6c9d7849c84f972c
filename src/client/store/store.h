/* SPDX-License-Identifier: Apache-2.0 */
/* The encrypted token store: one sealed file for each entry, named by a keyed hash of what was
 * wanted, so that the folder's listing tells nobody which servers and clients are used. Reading
 * takes no lock. */
#ifndef JT_CLIENT_STORE_STORE_H
#define JT_CLIENT_STORE_STORE_H

#include "client/store/key.h"
#include "client/store/token.h"

enum { JT_ENTRY_HASH_TEXT = 64, JT_ENTRY_NAME_MAX = JT_ENTRY_HASH_TEXT + 16 };

struct jt_token_store {
    int dir; /* -1: closed */
    struct jt_store_keys keys;
    const struct jt_rand *rand;
};

#define JT_TOKEN_STORE_CLOSED                                                                      \
    {                                                                                              \
        .dir = -1                                                                                  \
    }

/* With make the folder and the key are made when they are missing; without, JT_ERR_NOT_FOUND.
 * Else the errors of jt_place_open() and jt_store_keys_load(), told in trouble. */
JT_MUST_USE enum jt_err jt_token_store_open(const struct jt_place *place, bool make,
                                            const struct jt_rand *rand,
                                            struct jt_token_store *ret_store,
                                            struct jt_trouble *trouble);
void jt_token_store_clear(struct jt_token_store *store);

/* The name of the file for want: keyed hash in hex, then end, such as ".token". about sets apart
 * several files of one want; empty for the token itself. */
JT_MUST_USE enum jt_err jt_entry_name(const struct jt_token_store *store,
                                      const struct jt_want *want, jt_str about, const char *end,
                                      char ret_name[static JT_ENTRY_NAME_MAX + 1]);

/* JT_ERR_NOT_FOUND: none. JT_ERR_REFUSED: a link, no file, or somebody else's. JT_ERR_DAMAGED:
 * changed, cut, too large, or of another key or entry. JT_ERR_IO. */
JT_MUST_USE enum jt_err jt_token_store_find(const struct jt_token_store *store,
                                            const struct jt_want *want, struct jt_token *ret_token);
/* The same by the name of the file, which must be the one that belongs to its content. */
JT_MUST_USE enum jt_err jt_token_store_read(const struct jt_token_store *store, const char *name,
                                            struct jt_token *ret_token);
/* Keeps token in its entry's place. */
JT_MUST_USE enum jt_err jt_token_store_put(const struct jt_token_store *store,
                                           const struct jt_token *token);
/* Puts it back marked as never to be used again; reason: "expired" or "refused". The caller holds
 * the entry's lock. */
JT_MUST_USE enum jt_err jt_token_store_mark(const struct jt_token_store *store,
                                            const struct jt_token *token, jt_str reason);

/* Was this store last written with this key? JT_ERR_DAMAGED: with another one. Notes the key when
 * nothing is noted yet, and the new one after damage. */
JT_MUST_USE enum jt_err jt_token_store_check_key(const struct jt_token_store *store);

#endif
