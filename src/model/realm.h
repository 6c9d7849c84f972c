/* SPDX-License-Identifier: Apache-2.0 */
/* A realm is one issuer: the platform realm of API clients and members, or the application realm of
 * one stage's end users. Views borrow from where the realm came from. */
#ifndef JT_MODEL_REALM_H
#define JT_MODEL_REALM_H

#include "base/clock.h"
#include "base/uuid.h"

enum jt_realm_kind { JT_REALM_PLATFORM, JT_REALM_APPLICATION };

struct jt_organization {
    jt_uuid key;
    jt_str slug; /* "default" */
    jt_str name;
    jt_time created;
};

struct jt_realm {
    jt_uuid key;
    enum jt_realm_kind kind;
    jt_str public_url;   /* empty: the server's own; never with a trailing slash */
    jt_str alg;          /* name of the signature algorithm for new keys: "ES256" */
    const jt_str *hosts; /* lower case, without port */
    size_t host_count;
    jt_time created;
    jt_time deleted; /* 0: alive; a tombstone keeps the key from being used again */
    uint64_t version;
};

struct jt_stage {
    uint32_t id; /* small number used in grants; from 1; never used again */
    jt_str slug; /* [a-z0-9-]{1,32}; never changes */
    jt_str label;
    jt_uuid realm;     /* its application realm */
    uint32_t position; /* in lists; equal ones in order of creation */
    jt_time created;
    jt_time archived; /* 0: in use */
    uint64_t version;
};

/* [a-z0-9-]{1,32} */
bool jt_stage_slug_is_valid(jt_str slug);

#endif
