/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials of a client as presented, whatever the method. */
#ifndef JT_SERVER_CLIENTAUTH_PRESENTED_H
#define JT_SERVER_CLIENTAUTH_PRESENTED_H

#include "base/str.h"

struct jt_presented {
    unsigned method; /* JT_AUTH_METHOD_*; 0: none */
    jt_str client_id;
    jt_str secret;
    jt_str client_id_raw; /* of Basic, undecoded; empty otherwise */
    jt_str secret_raw;
    bool id_is_secret; /* client_id is a genuine secret: it is neither stored nor shown */
};

#endif
