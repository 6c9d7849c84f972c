/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules conclude: causes, how sure, why, and what would cure them. */
#ifndef JT_DOCTOR_FINDING_H
#define JT_DOCTOR_FINDING_H

#include "doctor/cause.h"
#include "doctor/facts.h"

#include "base/arena.h"

enum {
    JT_FINDINGS_MAX = 32,
    JT_EVIDENCE_MAX = 6,
    JT_EVIDENCE_TEXT_MAX = 700,
    JT_APART_MAX = 8,
    JT_APART_CAUSES_MAX = 6,
};

/* What of the configuration a cure changes; the command to copy is made of these. */
enum jt_fix_kind {
    JT_FIX_NONE,
    JT_FIX_ISSUER,        /* text: the right one */
    JT_FIX_DROP_ENDPOINT, /* let the metadata name it */
    JT_FIX_TOKEN_ORIGIN,  /* text: an origin that may have the secret */
    JT_FIX_CLIENT_ID,     /* text */
    JT_FIX_SWAP,          /* id and secret exchanged */
    JT_FIX_METHOD,        /* text */
    JT_FIX_SCOPE,         /* text */
    JT_FIX_DECODE_SECRET, /* percent-decoding, lint.times often */
    JT_FIX_CLEAN_SECRET,  /* what does not belong into it is taken out */
    JT_FIX_NEW_SECRET,    /* another secret is needed */
    JT_FIX_FORCE,         /* a new token instead of the stored one */
};

struct jt_fix {
    enum jt_fix_kind kind;
    jt_str text;
};

struct jt_finding {
    enum jt_cause_id cause;
    enum jt_doctor_confidence confidence;
    jt_str evidence[JT_EVIDENCE_MAX];
    size_t evidence_count;
    jt_str remedy; /* empty: the cause's own */
    /* The server said so to the client's id alone: a secret would change nothing, and is not sent.
     */
    bool without_secret;
    struct jt_fix fix;
};

/* Causes that look alike from outside. */
struct jt_apart {
    enum jt_cause_id causes[JT_APART_CAUSES_MAX];
    size_t count;
    jt_str why;
};

struct jt_findings {
    struct jt_arena *arena;
    struct jt_finding at[JT_FINDINGS_MAX + 1]; /* the last one takes what is too much */
    size_t count;
    struct jt_apart apart[JT_APART_MAX];
    size_t apart_count;
    enum jt_err err; /* the first failure; sticks */
};

/* Adds a finding with one sentence of evidence, or adds the sentence to the finding of this cause
 * and takes the higher confidence. Never NULL. Server's words in the sentence must be printable:
 * those of the facts are. */
struct jt_finding *jt_finding_add(struct jt_findings *findings, enum jt_cause_id cause,
                                  enum jt_doctor_confidence confidence, const char *fmt, ...)
    JT_PRINTF(4, 5);
void jt_finding_fix(struct jt_findings *findings, struct jt_finding *finding, enum jt_fix_kind kind,
                    jt_str text);
void jt_finding_remedy(struct jt_findings *findings, struct jt_finding *finding, const char *fmt,
                       ...) JT_PRINTF(3, 4);
/* NULL: no such finding. */
const struct jt_finding *jt_finding_find(const struct jt_findings *findings,
                                         enum jt_cause_id cause);
/* The cause is known well enough not to send a secret for it. */
bool jt_findings_need_no_secret(const struct jt_findings *findings);
/* How sure the surest is; with none, and with possible ones alone, JT_POSSIBLE. */
enum jt_doctor_confidence jt_findings_surest(const struct jt_findings *findings);
/* Says that these causes cannot be told apart, and why. causes ends with JT_CAUSE_COUNT. */
void jt_findings_add_apart(struct jt_findings *findings, const char *why,
                           const enum jt_cause_id *causes);
/* certain, likely, possible; what is equal stays in its order. */
void jt_findings_sort(struct jt_findings *findings);
/* No shell and no command takes it for anything but itself. */
bool jt_word_is_plain(jt_str word);
/* "certain", "likely", "possible". */
const char *jt_confidence_text(enum jt_doctor_confidence confidence);

#endif
