/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of an access token as it leaves the house (RFC 9068 §2.2). */
#include "jose/jwt.h"

static void write_status(struct jt_json_writer *w, const struct jt_claims *claims)
{
    jt_json_name(w, "status");
    jt_json_object_begin(w);
    jt_json_name(w, "status_list");
    jt_json_object_begin(w);
    jt_json_member_integer(w, "idx", claims->status_idx);
    jt_json_member_string(w, "uri", claims->status_uri);
    jt_json_object_end(w);
    jt_json_object_end(w);
}

void jt_claims_write(struct jt_buf *buf, const struct jt_claims *claims)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "iss", claims->iss);
    jt_json_member_string(&w, "sub", claims->sub);
    jt_json_member_string(&w, "client_id", claims->client_id);
    jt_json_member_string(&w, "aud", claims->aud);
    jt_json_member_integer(&w, "iat", claims->iat.s);
    jt_json_member_integer(&w, "exp", claims->exp.s);
    if (claims->nbf.s) {
        jt_json_member_integer(&w, "nbf", claims->nbf.s);
    }
    jt_json_member_string(&w, "jti", claims->jti);
    if (claims->scope.len) {
        jt_json_member_string(&w, "scope", claims->scope);
    }
    if (claims->status_uri.len) {
        write_status(&w, claims);
    }
    jt_json_object_end(&w);
}
