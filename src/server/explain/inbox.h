/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals of one thread on their way to the recorder: counted together, bounded, and given away by
 * exchanging two halves, so that the thread that answers never waits for the store. */
#ifndef JT_SERVER_EXPLAIN_INBOX_H
#define JT_SERVER_EXPLAIN_INBOX_H

#include "base/clock.h"
#include "base/err.h"
#include "base/uuid.h"
#include "server/clientauth/proof.h"
#include "server/explain/source.h"
#include "server/step.h"

enum {
    JT_INBOX_MAX = 1024,
    JT_INBOX_SLOTS = 2048,
    /* From half full on, one source may have so many entries: the rest is for others. */
    JT_INBOX_SOURCE_MAX = JT_INBOX_MAX / 4
};

struct jt_inbox_entry {
    uint64_t number;
    const struct jt_reason *reason;
    bool proven;
    char client_id[132]; /* or its fingerprint */
    jt_uuid realm;       /* zero: none */
    char endpoint[120];  /* "POST /auth/realms/{realm}/…" */
    const char *method;  /* static: how the client authenticated */
    char address[48];
    char source[JT_SOURCE_TEXT + 1];
    char user_agent[160];
    char evidence[240]; /* empty: see facts */
    uint64_t also;      /* jt_reason_bit() */
    struct jt_proof_facts facts;
    struct jt_trace trace;
    uint64_t count;
    jt_time first;
    jt_time last;
    jt_mono noted; /* the first */
};

/* Entries with different numbers, and where each number stands. */
struct jt_inbox_half {
    struct jt_inbox_entry *entries;
    size_t count;
    uint16_t slots[JT_INBOX_SLOTS]; /* position + 1; 0: free */
};

struct jt_inbox;

JT_MUST_USE enum jt_err jt_inbox_new(struct jt_inbox **ret_inbox);
void jt_inbox_free(struct jt_inbox *inbox);

enum jt_inbox_put {
    JT_INBOX_FIRST,   /* it was empty: somebody should come for it soon */
    JT_INBOX_KEPT,    /* kept */
    JT_INBOX_FILLING, /* it fills: somebody should come now */
    JT_INBOX_DROPPED, /* full, or the source has had its share */
};
/* By the thread that owns it. Adds entry, or counts it to the one with the same number, whose
 * newest trace and evidence it becomes. */
enum jt_inbox_put jt_inbox_put(struct jt_inbox *inbox, const struct jt_inbox_entry *entry);

/* By the one thread that empties it. What was taken before and not done stays; otherwise the
 * halves are exchanged. */
const struct jt_inbox_half *jt_inbox_take(struct jt_inbox *inbox);
/* What was taken last. */
const struct jt_inbox_half *jt_inbox_taken(const struct jt_inbox *inbox);
/* The taken entries are stored: forget them. */
void jt_inbox_done(struct jt_inbox *inbox);

#endif
