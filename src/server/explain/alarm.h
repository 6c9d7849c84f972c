/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody uses a secret that was revoked as compromised: the answer says nothing, the audit log
 * does. Once an hour for each secret, with a count, so that whoever holds one cannot fill it. */
#ifndef JT_SERVER_EXPLAIN_ALARM_H
#define JT_SERVER_EXPLAIN_ALARM_H

#include "server/explain/inbox.h"
#include "store/store.h"

struct jt_log;

enum {
    JT_ALARM_SECRETS_MAX = 64, /* events in one interval at most; more secrets wait for room */
    JT_ALARM_INTERVAL_S = 3600,
};

struct jt_alarm {
    struct {
        jt_uuid secret;
        jt_time raised;
        uint64_t count; /* since then */
    } items[JT_ALARM_SECRETS_MAX];
    size_t count;
};

/* Raises what is to be raised for the entries of half. log may be NULL. On the store's writing
 * thread. Called again with the same half after an error it does not raise twice. */
JT_MUST_USE enum jt_err jt_alarm_raise(struct jt_alarm *alarm, struct jt_store *store,
                                       struct jt_log *log, const struct jt_inbox_half *half,
                                       jt_time now);

#endif
