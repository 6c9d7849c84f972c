/* SPDX-License-Identifier: Apache-2.0 */
/* The schedules of all realms, kept while the server runs: the writing thread finds what is due and
 * does it, but for new keys, which are made one by one on the computing thread and stored after: an
 * RSA key takes its time, and nobody's write waits for it. */
#ifndef JT_SERVER_KEYS_UPKEEP_H
#define JT_SERVER_KEYS_UPKEEP_H

#include "server/executor.h"
#include "server/keys/rotate.h"

enum { JT_UPKEEP_EVERY_S = 10, JT_UPKEEP_KEYS_MAX = 16 /* of one round */ };

/* Empty but for server, which must outlive the executor's jobs. */
struct jt_upkeep {
    const struct jt_server *server;
    jt_time looked;
    _Atomic bool busy; /* what follows is the round's */
    bool has_more;     /* realms that wait for the next round */
    jt_time now;
    struct jt_job job;
    struct jt_arena arena; /* of the spare keys */
    struct jt_rotation_order orders[JT_UPKEEP_KEYS_MAX];
    size_t count;
    size_t made;
};

/* Once a second, by the main thread. */
void jt_upkeep_tick(struct jt_upkeep *upkeep, jt_time now);

#endif
