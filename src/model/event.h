/* SPDX-License-Identifier: Apache-2.0 */
/* An audit event: who changed what, from where, before and after, without secrets. Events form a
 * chain: each one's hash covers the one before it, so that a row that was changed or taken out
 * later can be found, and checkpoints sign the chain up to a number. */
#ifndef JT_MODEL_EVENT_H
#define JT_MODEL_EVENT_H

#include "base/clock.h"
#include "base/err.h"
#include "base/uuid.h"

enum { JT_EVENT_HASH_LEN = 32, JT_EVENT_HASH_TEXT = 64 };

enum jt_actor_kind { JT_ACTOR_SYSTEM, JT_ACTOR_API_CLIENT, JT_ACTOR_MEMBER };

struct jt_actor {
    enum jt_actor_kind kind;
    jt_uuid key; /* zero for the system */
    jt_str name;
    jt_str address; /* empty for the system */
    jt_str request_id;
};

struct jt_event {
    uint64_t number; /* from 1, gapless */
    jt_time time;
    struct jt_actor actor;
    jt_str action; /* "api_client.create" */
    jt_str object_kind;
    jt_uuid object;
    jt_str before_json; /* empty: there was nothing */
    jt_str after_json;
    uint8_t hash[JT_EVENT_HASH_LEN];     /* as stored */
    uint8_t previous[JT_EVENT_HASH_LEN]; /* of the event before */
};

/* What an event says besides who and when. */
struct jt_event_note {
    jt_str action;
    jt_str object_kind;
    jt_uuid object;
    jt_str before_json; /* empty: there was nothing */
    jt_str after_json;
};

/* SHA-256 over the previous hash and every member of event but the two hashes, in a form that only
 * this event has. The first event follows 32 zero bytes. ret_hash may be previous. */
JT_MUST_USE enum jt_err jt_event_hash(const uint8_t previous[static JT_EVENT_HASH_LEN],
                                      const struct jt_event *event,
                                      uint8_t ret_hash[static JT_EVENT_HASH_LEN]);

/* "system", "api_client", "member". */
jt_str jt_actor_kind_text(enum jt_actor_kind kind);
bool jt_actor_kind_find(jt_str text, enum jt_actor_kind *ret_kind);

/* The chain up to and with event number, signed. */
struct jt_event_checkpoint {
    uint64_t number;
    jt_time time;
    uint8_t hash[JT_EVENT_HASH_LEN];
    jt_str kid;
    jt_str jws; /* compact, over the JSON that jt_event_checkpoint_write writes */
};
#define JT_EVENT_CHECKPOINT_TYP "audit-checkpoint+jws"
/* {"number","hash","time"}, hash in lower-case hex. */
struct jt_buf;
void jt_event_checkpoint_write(struct jt_buf *buf, const struct jt_event_checkpoint *checkpoint);

/* A checkpoint is due when there are events after the last one, and: as many as every_events, or
 * every_s has gone by since it (since the first event, when there is none), or it was signed by
 * another key than kid. */
struct jt_arena;
struct jt_event_checkpoint_rule {
    jt_time now;
    uint64_t every_events;
    int64_t every_s;
    jt_str kid;
    /* Fills in kid and jws, in arena. */
    enum jt_err (*sign)(void *arg, struct jt_arena *arena, struct jt_event_checkpoint *checkpoint);
    void *arg;
};

/* Zero keys, empty texts, zero times: any. */
struct jt_event_filter {
    jt_uuid actor;
    jt_str action;
    jt_str object_kind;
    jt_uuid object;
    jt_time from;    /* and later */
    jt_time to;      /* before */
    uint64_t after;  /* numbers above */
    bool descending; /* the newest first */
};

/* Checks a chain event by event, from its beginning or from a checkpoint on. */
struct jt_event_chain {
    uint64_t number; /* of the last event */
    uint8_t hash[JT_EVENT_HASH_LEN];
};
enum jt_event_fault {
    JT_EVENT_WHOLE,
    JT_EVENT_NUMBER,   /* one is missing, twice, or out of order */
    JT_EVENT_PREVIOUS, /* it names another hash as that of the event before */
    JT_EVENT_HASH,     /* its own hash is not that of its members */
};
/* On JT_EVENT_WHOLE chain stands at event. */
JT_MUST_USE enum jt_err jt_event_chain_add(struct jt_event_chain *chain,
                                           const struct jt_event *event,
                                           enum jt_event_fault *ret_fault);

#endif
