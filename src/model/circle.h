/* SPDX-License-Identifier: Apache-2.0 */
/* A circle is a named set of people: an application role, an organization role, or a group. The
 * three differ in what belonging to them means, and in nothing else. */
#ifndef JT_MODEL_CIRCLE_H
#define JT_MODEL_CIRCLE_H

#include "model/permission.h"

enum jt_circle_kind { JT_APPLICATION_ROLE = 1, JT_ORGANIZATION_ROLE = 2, JT_GROUP = 3 };

struct jt_circle {
    enum jt_circle_kind kind;
    jt_uuid key;
    jt_uuid realm; /* of a group, the realm of its people; of roles, the platform realm */
    jt_str name;   /* unique among those of one kind and realm */
    jt_str description;
    struct jt_grants grants; /* of an organization role: what it lets its members do */
    jt_time created;
    jt_time updated;
    uint64_t version;
};

/* "application_role", "organization_role", "group" */
jt_str jt_circle_kind_text(enum jt_circle_kind kind);

#endif
