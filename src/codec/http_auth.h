/* SPDX-License-Identifier: Apache-2.0 */
/* The Authorization header: scheme and credentials (RFC 9110 §11.4), Basic (RFC 7617), Bearer
 * (RFC 6750 §2.1). */
#ifndef JT_CODEC_HTTP_AUTH_H
#define JT_CODEC_HTTP_AUTH_H

#include "base/arena.h"
#include "base/buf.h"

enum jt_auth_scheme { JT_AUTH_NONE, JT_AUTH_BASIC, JT_AUTH_BEARER, JT_AUTH_OTHER };

/* The scheme, in any case, and what follows its spaces (borrowed from value). */
enum jt_auth_scheme jt_http_auth_parse(jt_str value, jt_str *ret_credentials);

struct jt_basic {
    jt_str id_raw; /* as it stands before the colon */
    jt_str secret_raw;
    bool form_valid; /* both parts are valid form encoding: the next two are set */
    jt_str id_form;  /* RFC 6749 §2.3.1: form-decoded */
    jt_str secret_form;
};

/* Decodes Basic credentials into arena. JT_ERR_FORMAT: not strict base64, no colon, NUL, invalid
 * UTF-8. Other control characters stay: a newline behind the secret is a cause to be told, not a
 * malformed header. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_basic_parse(struct jt_arena *arena, jt_str credentials,
                                       struct jt_basic *ret_basic);
/* Appends "Basic …" with both parts form-encoded (RFC 6749 §2.3.1). */
void jt_basic_write(struct jt_buf *buf, jt_str client_id, jt_str secret);
/* Is this a b64token of RFC 6750 §2.1? */
bool jt_bearer_is_valid(jt_str credentials);

#endif
