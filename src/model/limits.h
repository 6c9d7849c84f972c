/* SPDX-License-Identifier: Apache-2.0 */
/* Named limits of the model. */
#ifndef JT_MODEL_LIMITS_H
#define JT_MODEL_LIMITS_H

enum {
    JT_NAME_MAX = 200,         /* characters */
    JT_DESCRIPTION_MAX = 2000, /* characters */
    JT_EMAIL_MAX = 254,        /* bytes, RFC 5321 §4.5.3.1.3 */
    JT_SLUG_MAX = 32,
    JT_CLIENT_ID_MAX = 128,
    JT_SECRETS_DEAD_MAX = 8,       /* told their own end */
    JT_SECRET_DEAD_KEEP_DAYS = 90, /* as long */
    JT_SECRET_OVERLAP_HOURS = 24,
    JT_SECRET_OVERLAP_MAX_HOURS = 8760,
    JT_SECRET_SELF_OVERLAP_MIN_HOURS = 1,
    JT_TOKEN_LIFETIME_S = 43200,
    JT_TOKEN_LIFETIME_MIN_S = 60,
    JT_TOKEN_LIFETIME_MAX_S = 86400,
    JT_SECRET_LIFETIME_DAYS = 90,
    JT_SECRET_LIFETIME_MAX_MONTHS = 24,
    JT_SECRET_WARNING_DAYS = 14,
    JT_STATUS_LIST_BITS = 1048576,
    JT_STAGES_MAX = 10000,
    JT_STAGE_POSITION_MAX = 1000000,
    JT_REALM_HOSTS_MAX = 16,
    JT_HOST_MAX = 255,            /* bytes, brackets included */
    JT_APIS_MAX = 1000,           /* of the organization, alive */
    JT_API_PERMISSIONS_MAX = 200, /* of one API, alive */
    JT_PERMISSION_NAME_MAX = 100,
    JT_AUDIENCE_MAX = 512,    /* bytes */
    JT_USERS_BULK_MAX = 1000, /* rows of one request */
    JT_USERS_BULK_FAULTS = 3, /* told of one row */
    JT_CIRCLES_MAX = 10000,   /* roles or groups of one kind in one realm */
    JT_GRANTS_MAX = 100000,   /* of one client */
};

#endif
