/* SPDX-License-Identifier: Apache-2.0 */
/* The running server: everything that requests share, wired together once by bin/jetond.c. */
#ifndef JT_SERVER_SERVER_H
#define JT_SERVER_SERVER_H

#include "base/clock.h"
#include "base/rand.h"
#include "crypto/hmac.h"
#include "server/executor.h"
#include "server/log_limit.h"
#include "server/thread.h"
#include "store/registry.h"

struct jt_config;
struct jt_keyring;
struct jt_recorder;
struct jt_throttle;
struct jt_usage;
struct jt_log;
struct jt_metrics;
struct jt_api_limiter;
struct jt_mailer;
struct jt_status_lists;

struct jt_server {
    /* Replaced whole when it is read again; every one lives until the end, so that whoever reads
     * it needs no lock. Two reads may see two of them. */
    const struct jt_config *_Atomic config;
    const struct jt_clock *clock;
    const struct jt_rand *rand;
    struct jt_log *log;
    struct jt_log_limit starved_lines; /* of the log, about accepting */
    struct jt_store *store;            /* used by jobs of the executor alone */
    struct jt_registry *registry;
    struct jt_executor *executor;
    struct jt_keyring *keyring;
    struct jt_recorder *recorder; /* rejections */
    struct jt_metrics *metrics;
    struct jt_api_limiter *api_limiter;     /* a token bucket for each API client */
    struct jt_api_limiter *bulk_limiter;    /* the same for what makes many users at once */
    struct jt_api_limiter *dry_run_limiter; /* and for requests that are only tried */
    struct jt_throttle *throttle;           /* unproven failures by address and presented id */
    struct jt_usage *usage;                 /* last uses of client secrets */
    struct jt_mailer *mailer;               /* reminders, and the outbox */
    struct jt_status_lists *status_lists;
    struct jt_hmac_key *secret_hmac; /* of client secrets, current version */
    uint32_t secret_hmac_version;
    struct jt_http_server *http;
    int admin_listener; /* index; -1: none */
    _Atomic bool ready;
    _Atomic bool clock_is_wrong; /* beyond the bounds: issue nothing, answer 503 */
};

#endif
