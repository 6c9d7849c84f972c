/* SPDX-License-Identifier: Apache-2.0 */
/* An API client: a confidential OAuth client for machines, its grants, its derived status. */
#ifndef JT_MODEL_API_CLIENT_H
#define JT_MODEL_API_CLIENT_H

#include "model/client_secret.h"
#include "model/permission.h"

enum { JT_AUTH_METHOD_BASIC = 1, JT_AUTH_METHOD_POST = 2, JT_AUTH_METHOD_ALL = 3 };

/* What kind of client an id belongs to; console and user clients come with the sign-in. */
enum jt_client_kind { JT_CLIENT_KIND_API = 1 };

struct jt_api_client {
    jt_uuid key;
    jt_uuid realm;
    enum jt_client_kind kind;
    jt_str client_id;
    jt_str name;
    jt_str description;
    unsigned auth_methods; /* JT_AUTH_METHOD_* */
    struct jt_grants grants;
    const struct jt_client_secret *secrets; /* newest first */
    size_t secret_count;
    bool imported;
    jt_time suspended; /* 0: not */
    jt_time created;
    jt_time updated;
    jt_time deleted; /* 0: alive */
    uint64_t version;
};

enum jt_api_client_status {
    JT_API_CLIENT_AVAILABLE,
    JT_API_CLIENT_NEEDS_ATTENTION,
    JT_API_CLIENT_EXPIRED,
    JT_API_CLIENT_SUSPENDED
};

enum jt_api_client_status jt_api_client_status(const struct jt_api_client *client, jt_time now);
/* From which second on and before which one the status stays what it is at now, unless the client
 * is changed; perhaps also longer. INT64_MIN and INT64_MAX: always. */
void jt_api_client_status_span(const struct jt_api_client *client, jt_time now, jt_time *ret_from,
                               jt_time *ret_until);
/* "Needs attention" */
jt_str jt_api_client_status_text(enum jt_api_client_status status);
/* Why it has that status, in words for a person; empty when Available. Static text. */
jt_str jt_api_client_status_reason(const struct jt_api_client *client, jt_time now);
/* May it manage clients at this moment: alive, not suspended, granted, with a live secret? */
bool jt_api_client_manages(const struct jt_api_client *client, jt_time now);
/* Marks a change: a new version. */
void jt_api_client_touch(struct jt_api_client *client, jt_time now);
/* Lower-case UUID, or imported: [A-Za-z0-9._~-]{1,128}. */
bool jt_client_id_is_valid(jt_str client_id);

#endif
