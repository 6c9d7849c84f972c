/* SPDX-License-Identifier: Apache-2.0 */
/* Every protocol refusal is a row of oauth/reason.def: what is answered to everybody, what to
 * whoever proved possession, what the administrator is told, and the section of the standard. */
#ifndef JT_OAUTH_REASON_H
#define JT_OAUTH_REASON_H

#include "base/str.h"

enum jt_reason_kind {
    JT_REASON_UNIFORM, /* nothing was proven: the uniform answer; the cause is for administrators */
    JT_REASON_DEAD,    /* a dead secret of the client: told its own end and nothing else */
    JT_REASON_TOLD,    /* a genuine secret: cause and cure are told */
    JT_REASON_DAMAGED, /* from the bytes alone: told to everybody */
    JT_REASON_REQUEST, /* the request breaks the protocol: told to everybody */
    JT_REASON_BEARER,  /* a refusal at an API (RFC 6750 §3.1) */
    JT_REASON_FAULT,   /* a fault inside: never a "no" */
};

enum jt_reason_id {
#define JT_REASON(id, ...) JT_REASON_##id,
#include "oauth/reason.def"
#undef JT_REASON
    JT_REASON_COUNT
};

struct jt_reason {
    enum jt_reason_id id;
    enum jt_reason_kind kind;
    jt_str name;    /* the cause: "secret_wrong" */
    jt_str error;   /* OAuth error: "invalid_client" */
    int status;     /* HTTP status */
    jt_str text;    /* error_description as it is answered: ASCII without quote and backslash */
    jt_str hint;    /* for the administrator: what it means, what to do */
    jt_str section; /* "RFC 6749 §5.2" */
    bool reachable; /* false: the row is there, the code that finds it comes later */
};

/* Never NULL. Rows stand in the order of causes: when several hold, the lowest id is the cause. */
const struct jt_reason *jt_reason_get(enum jt_reason_id id);
/* NULL for an unknown name. */
const struct jt_reason *jt_reason_find(jt_str name);

#endif
