/* SPDX-License-Identifier: Apache-2.0 */
/* How the secrets of one client follow each other: a new one comes, an old one lives on for a
 * while, one is ended by hand. The arrays belong to the caller, newest first. */
#ifndef JT_MODEL_SECRET_SUCCESSION_H
#define JT_MODEL_SECRET_SUCCESSION_H

#include "model/client_secret.h"

#include <stddef.h>

struct jt_secret_set {
    struct jt_client_secret *items; /* room for one more than count while one is added */
    size_t count;
};

/* Puts fresh in front. The newest live secret lives on for overlap_s at most; every other live one
 * ends now, and with overlap_s 0 that one too. What is too old to be told of is forgotten. */
void jt_secret_set_generate(struct jt_secret_set *set, const struct jt_client_secret *fresh,
                            int64_t overlap_s, jt_time now);
/* The same, but replaces the live secret at place. Another live one has to go. An older one ends. A
 * newer one ends when nobody ever used it, because then an answer with it was lost; otherwise it is
 * somebody's present secret and the replaced one ends. */
void jt_secret_set_rotate(struct jt_secret_set *set, size_t place,
                          const struct jt_client_secret *fresh, int64_t overlap_s, jt_time now);

enum jt_secret_revoked { JT_SECRET_NOT_REVOKED, JT_SECRET_REVOKED_NOW, JT_SECRET_REVOKED_BEFORE };
/* Ends the secret with this id, dead ones too: what somebody says of it by hand stands above what
 * the calendar did. end: RETIRED, or COMPROMISED, which nothing takes back. tokens: revokes what it
 * bought, for ever. NOT_REVOKED: there is none with this id; BEFORE: nothing is new. */
enum jt_secret_revoked jt_secret_set_revoke(struct jt_secret_set *set, const jt_uuid *id,
                                            enum jt_secret_end end, bool tokens, jt_time now);

/* The newest live secret; count when there is none. */
size_t jt_secret_set_newest_live(const struct jt_secret_set *set, jt_time now);

#endif
