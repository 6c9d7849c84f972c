/* SPDX-License-Identifier: Apache-2.0 */
/* A stored refusal, counted together per client id as presented, cause and address. Never a
 * secret: a presented id that is or resembles one stands here as a keyed fingerprint. */
#ifndef JT_MODEL_REJECTION_H
#define JT_MODEL_REJECTION_H

#include "base/clock.h"
#include "base/uuid.h"

struct jt_rejection {
    uint64_t number;  /* keyed hash of (client id, cause, address): what the reference leads to */
    jt_str cause;     /* name of the reason */
    jt_str also_json; /* JSON array of further causes: "[]" */
    bool proven;
    jt_str error;
    int status;
    jt_str evidence;
    jt_str remedy;
    jt_str client_id;
    jt_uuid realm; /* zero: none */
    jt_str endpoint;
    jt_str method;
    jt_str address;
    jt_str source; /* whose share of the store it takes: the address, or its IPv6 network */
    jt_str user_agent;
    uint64_t count;
    jt_time first;
    jt_time last;
    jt_str trace_json; /* JSON array of steps of the latest one */
};

struct jt_rejection_list {
    struct jt_rejection *items;
    size_t count;
    uint64_t total;
};

/* Empty texts, zero keys, zero times, -1: any. */
struct jt_rejection_filter {
    jt_str cause;
    jt_str client_id;
    jt_str address;
    jt_str source; /* of the address */
    jt_uuid realm;
    int proven;      /* -1, 0, 1 */
    jt_time since;   /* the last one at this time or later */
    jt_time until;   /* the last one before */
    bool descending; /* the newest first */
};

#endif
