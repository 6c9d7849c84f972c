/* SPDX-License-Identifier: Apache-2.0 */
/* What has to be done now and then while the server runs: judge and note the time, drop what is
 * long dead, change signing keys, sign the audit log. Called once a second by the main thread; the
 * store's part runs on its own threads. */
#ifndef JT_SERVER_START_HOUSEKEEPING_H
#define JT_SERVER_START_HOUSEKEEPING_H

#include "server/keys/upkeep.h"
#include "server/server.h"

struct jt_housekeeping {
    struct jt_server *server;
    jt_time highest; /* highest time stored */
    jt_time noted;   /* when it was last handed to the store */
    jt_time dropped; /* when expired rows were last dropped */
    bool was_wrong;
    struct jt_job job;
    jt_time job_now;
    bool job_drops;
    bool job_believes; /* the clock */
    _Atomic bool job_busy;
    struct jt_upkeep upkeep;
};

enum { JT_TIME_NOTE_EVERY_S = 10, JT_EXPIRED_DROP_EVERY_S = 3600 };

/* One tick. */
void jt_housekeeping_tick(struct jt_housekeeping *housekeeping);

#endif
