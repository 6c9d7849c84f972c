/* SPDX-License-Identifier: Apache-2.0 */
/* The token store as a folder: what is in it, and emptying it. */
#ifndef JT_CLIENT_STORE_FOLDER_H
#define JT_CLIENT_STORE_FOLDER_H

#include "client/store/store.h"

/* Visits every token file; token is NULL and err says why where it cannot be read. token is
 * borrowed. */
JT_MUST_USE enum jt_err jt_token_folder_each(const struct jt_token_store *store,
                                             void (*visit)(void *arg, const char *name,
                                                           const struct jt_token *token,
                                                           enum jt_err err),
                                             void *arg);
/* Removes every token and all that stands beside them. A lock that somebody holds stays. A store
 * needs no key for this: dir alone is used. ret_count: tokens removed. */
JT_MUST_USE enum jt_err jt_token_folder_empty(int dir, size_t *ret_count);

#endif
