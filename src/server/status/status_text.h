/* SPDX-License-Identifier: Apache-2.0 */
/* One status list as it stands at one moment: its compressed bits, and the token over them, signed
 * at most once a second. The bits never change; whoever lets go last frees it. */
#ifndef JT_SERVER_STATUS_STATUS_TEXT_H
#define JT_SERVER_STATUS_STATUS_TEXT_H

#include "base/arena.h"
#include "codec/base64url.h"
#include "server/keys/keyring.h"
#include "store/registry_status.h"

enum {
    JT_STATUS_TTL_S = 5,        /* verifiers look again after it (Token Status List §5.1) */
    JT_STATUS_LIFETIME_S = 300, /* of a token over a list; they get a new one long before */
    JT_STATUS_TAG_BYTES = 12,
    JT_STATUS_TAG_TEXT = JT_BASE64URL_LEN(JT_STATUS_TAG_BYTES) + 2, /* with its quotes */
};

struct jt_status_text;

/* Compresses and digests: some milliseconds, so never on a loop. The caller is the first holder. */
JT_MUST_USE enum jt_err jt_status_text_new(const jt_uuid *realm,
                                           const uint8_t bits[static JT_STATUS_LIST_BYTES],
                                           struct jt_status_text **ret_text);
void jt_status_text_hold(struct jt_status_text *text);
/* NULL is fine. */
void jt_status_text_release(struct jt_status_text *text);
void jt_status_text_clear(struct jt_status_text **text); /* for JT_CLEAN */

const jt_uuid *jt_status_text_realm(const struct jt_status_text *text);
/* The entity tag over the bits, with its quotes: the same after every start and on every node. */
jt_str jt_status_text_tag(const struct jt_status_text *text);
/* The token (typ statuslist+jwt), signed with the realm's active key, in arena memory. iat: the
 * present second, or one before it when the clock went back. Any thread, with its own keys. */
JT_MUST_USE enum jt_err jt_status_text_sign(struct jt_status_text *text,
                                            struct jt_thread_keys *keys, jt_str uri, jt_time iat,
                                            struct jt_arena *arena, jt_str *ret_token);

#endif
