/* SPDX-License-Identifier: Apache-2.0 */
/* What the database itself says about a fault, as lines of the log: what the API answers (503) says
 * nothing of it. */
#ifndef JT_SERVER_STORE_FAULTS_H
#define JT_SERVER_STORE_FAULTS_H

#include "server/log_limit.h"
#include "store/store.h"

struct jt_server;

struct jt_store_faults {
    const struct jt_server *server; /* its log may still be NULL */
    struct jt_log_limit limit;
    struct jt_store_ear ear;
};

/* Once in a process, before the first store is opened; faults must live until its end. */
void jt_store_faults_hear(struct jt_store_faults *faults, const struct jt_server *server);

#endif
