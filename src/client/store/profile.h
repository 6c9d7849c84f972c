/* SPDX-License-Identifier: Apache-2.0 */
/* Named credentials: a sealed file each, in a folder beside the tokens. */
#ifndef JT_CLIENT_STORE_PROFILE_H
#define JT_CLIENT_STORE_PROFILE_H

#include "client/store/key.h"
#include "client/store/lock.h"
#include "client/want.h"

#include "base/buf.h"

enum { JT_PROFILE_NAME_MAX = 64 };

struct jt_profile {
    struct jt_buf text; /* owns what the views show; wiped */
    struct jt_want want;
    jt_str client_secret;
    jt_str next_secret;   /* a new one that has not worked yet; empty: none */
    jt_str token_origins; /* separated by spaces */
    jt_str allow_origins; /* separated by spaces */
    jt_str ca_file;
    bool insecure_http;
};

/* A-Z a-z 0-9 . _ -, not beginning with a dot or hyphen, at most JT_PROFILE_NAME_MAX. */
bool jt_profile_name_is_valid(jt_str name);
void jt_profile_clear(struct jt_profile *profile);

/* JT_ERR_NOT_FOUND; JT_ERR_REFUSED, JT_ERR_DAMAGED, JT_ERR_IO as for tokens. */
JT_MUST_USE enum jt_err jt_profile_find(int dir, const struct jt_store_keys *keys, jt_str name,
                                        struct jt_profile *ret_profile);
JT_MUST_USE enum jt_err jt_profile_put(int dir, const struct jt_store_keys *keys, jt_str name,
                                       const struct jt_profile *profile,
                                       const struct jt_rand *rand);
JT_MUST_USE enum jt_err jt_profile_remove(int dir, jt_str name);
/* One changer at a time, where reading comes before writing. JT_ERR_UNAVAILABLE after timeout_ms;
 * 0 does not wait. */
JT_MUST_USE enum jt_err jt_profile_lock(int dir, jt_str name, const struct jt_clock *clock,
                                        int64_t timeout_ms, struct jt_lock *ret_lock);
/* The next secret has worked: it becomes the only one, if the profile still holds it. The caller
 * holds the lock. JT_ERR_NOT_FOUND: it does not. */
JT_MUST_USE enum jt_err jt_profile_settle(int dir, const struct jt_store_keys *keys, jt_str name,
                                          jt_str next_secret, const struct jt_rand *rand);
/* Visits the names, sorted by bytes. JT_ERR_LIMIT above a thousand. */
JT_MUST_USE enum jt_err jt_profile_each(int dir, void (*visit)(void *arg, jt_str name), void *arg);

#endif
