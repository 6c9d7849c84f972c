/* SPDX-License-Identifier: Apache-2.0 */
/* Making client secrets. The text lives in the request's arena and in the answer, nowhere else. */
#include "server/api/new_secret.h"

#include "codec/time_text.h"
#include "oauth/secret_format.h"
#include "server/api/body.h"
#include "server/server.h"
#include "store/registry_status.h"

#include <string.h>

bool jt_new_secret_read_expiry(struct jt_request *request, const struct jt_json_value *object,
                               jt_str pointer, jt_time now, jt_time *ret_expires)
{
    jt_str date;
    jt_time expires;
    if (!jt_body_text(request, object, pointer, "expiresOn", false, &date)) {
        return false;
    }
    if (jt_date_parse_end(date, &expires) != JT_OK ||
        !jt_client_secret_expiry_is_valid(expires, now)) {
        jt_body_fault(request, pointer, "expiresOn", "invalid",
                      JT_STR("A date such as 2027-01-31, not in the past and at most 24 months "
                             "away."));
        return false;
    }
    *ret_expires = expires;
    return true;
}

void jt_new_secret_read(struct jt_request *request, const struct jt_json_value *object,
                        jt_str pointer, jt_time now, struct jt_new_secret *secret)
{
    secret->row.expires = jt_client_secret_default_expiry(now);
    secret->row.remind = true;
    jt_body_bool(request, object, pointer, "remind", &secret->row.remind);
    (void)jt_new_secret_read_expiry(request, object, pointer, now, &secret->row.expires);
}

enum jt_err jt_client_id_make(struct jt_request *request, jt_str *ret_client_id)
{
    jt_uuid id;
    char text[JT_UUID_TEXT + 1];
    JT_TRY(jt_uuid_make(request->server->rand, &id));
    jt_uuid_write(&id, text);
    jt_str copy = jt_arena_copy(&request->x->arena, jt_str_make(text, JT_UUID_TEXT));
    if (copy.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_client_id = copy;
    return JT_OK;
}

enum jt_err jt_new_secret_import(struct jt_request *request, jt_time now, jt_str text,
                                 struct jt_new_secret *secret)
{
    const struct jt_server *server = request->server;
    struct jt_client_secret *row = &secret->row;
    size_t hint_len = text.len < JT_SECRET_HINT_LEN ? text.len : (size_t)JT_SECRET_HINT_LEN;
    JT_TRY(jt_uuid_make(server->rand, &row->id));
    JT_TRY(jt_registry_status_take(server->registry, server->rand, &request->realm_key,
                                   &row->status_list, &row->status_index));
    JT_TRY(jt_hmac(server->secret_hmac, text, row->hmac));
    row->hmac_key_version = server->secret_hmac_version;
    row->created = now;
    memcpy(row->hint, text.ptr + text.len - hint_len, hint_len);
    secret->text = text;
    return JT_OK;
}

enum jt_err jt_new_secret_make(struct jt_request *request, jt_time now,
                               struct jt_new_secret *secret)
{
    JT_CLEAN(jt_secret_clear) struct jt_secret made = {0};
    JT_TRY(jt_client_secret_make(request->server->rand, &made));
    jt_str text = jt_arena_copy(&request->x->arena, jt_secret_reveal(&made));
    return text.ptr != NULL ? jt_new_secret_import(request, now, text, secret) : JT_ERR_NOMEM;
}
