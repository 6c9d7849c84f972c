/* SPDX-License-Identifier: Apache-2.0 */
/* A client secret that is made for a request: what was asked for, its row, its text, and a bit in a
 * status list that is nobody else's. */
#ifndef JT_SERVER_API_NEW_SECRET_H
#define JT_SERVER_API_NEW_SECRET_H

#include "server/api/api.h"

struct jt_new_secret {
    struct jt_client_secret row;
    jt_str text; /* arena memory, wiped with the request */
};

/* Reads "expiresOn" and "remind" of object into secret->row; absent ones get their defaults. Faults
 * are added to the refusal. pointer: to object. */
void jt_new_secret_read(struct jt_request *request, const struct jt_json_value *object,
                        jt_str pointer, jt_time now, struct jt_new_secret *secret);
/* "expiresOn" alone. False: it is not there, or a fault was added. */
bool jt_new_secret_read_expiry(struct jt_request *request, const struct jt_json_value *object,
                               jt_str pointer, jt_time now, jt_time *ret_expires);

/* A new client id, in arena memory. */
JT_MUST_USE enum jt_err jt_client_id_make(struct jt_request *request, jt_str *ret_client_id);
/* Makes id, status bit, and a secret of our own form with its HMAC and hint. */
JT_MUST_USE enum jt_err jt_new_secret_make(struct jt_request *request, jt_time now,
                                           struct jt_new_secret *secret);
/* The same for a text that came from elsewhere, which must outlive the call. */
JT_MUST_USE enum jt_err jt_new_secret_import(struct jt_request *request, jt_time now, jt_str text,
                                             struct jt_new_secret *secret);

#endif
