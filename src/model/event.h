/* SPDX-License-Identifier: Apache-2.0 */
/* An audit event: who changed what, from where, before and after, without secrets. */
#ifndef JT_MODEL_EVENT_H
#define JT_MODEL_EVENT_H

#include "base/clock.h"
#include "base/uuid.h"

enum jt_actor_kind { JT_ACTOR_SYSTEM, JT_ACTOR_API_CLIENT, JT_ACTOR_MEMBER };

struct jt_actor {
    enum jt_actor_kind kind;
    jt_uuid key; /* zero for the system */
    jt_str name;
    jt_str address; /* empty for the system */
    jt_str request_id;
};

struct jt_event {
    uint64_t number; /* from 1, gapless */
    jt_time time;
    struct jt_actor actor;
    jt_str action; /* "api_client.create" */
    jt_str object_kind;
    jt_uuid object;
    jt_str before_json; /* empty: there was nothing */
    jt_str after_json;
};

#endif
