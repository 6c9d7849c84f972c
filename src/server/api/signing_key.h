/* SPDX-License-Identifier: Apache-2.0 */
/* Signing keys as JSON, and the steps of the addresses below /signing-keys. */
#ifndef JT_SERVER_API_SIGNING_KEY_H
#define JT_SERVER_API_SIGNING_KEY_H

#include "server/api/api.h"

/* notice_s: how long a key is published before it signs. Never a private part. */
void jt_signing_key_write(struct jt_json_writer *w, const struct jt_signing_key *key,
                          int64_t notice_s);

extern const struct jt_step jt_signing_key_rotate_steps[];
extern const struct jt_step jt_signing_schedule_find_steps[];
extern const struct jt_step jt_signing_schedule_put_steps[];

#endif
