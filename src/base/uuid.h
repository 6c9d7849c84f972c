/* SPDX-License-Identifier: Apache-2.0 */
/* UUIDs (RFC 9562): sixteen bytes inside, lower-case text outside. */
#ifndef JT_BASE_UUID_H
#define JT_BASE_UUID_H

#include "base/rand.h"
#include "base/str.h"

typedef struct jt_uuid {
    uint8_t bytes[16];
} jt_uuid;

enum { JT_UUID_TEXT = 36 };

/* A random one (RFC 9562 §5.4, version 4). */
JT_MUST_USE enum jt_err jt_uuid_make(const struct jt_rand *rand, jt_uuid *ret_uuid);
/* Exactly the lower-case form with hyphens; upper case is JT_ERR_FORMAT. */
JT_MUST_USE enum jt_err jt_uuid_parse(jt_str text, jt_uuid *ret_uuid);
/* Writes JT_UUID_TEXT characters and a NUL. */
void jt_uuid_write(const jt_uuid *uuid, char ret_text[static JT_UUID_TEXT + 1]);
bool jt_uuid_equal(const jt_uuid *a, const jt_uuid *b);
bool jt_uuid_is_zero(const jt_uuid *uuid);

#endif
