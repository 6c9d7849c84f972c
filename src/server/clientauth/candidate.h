/* SPDX-License-Identifier: Apache-2.0 */
/* What was presented may be a genuine secret in disguise. The candidates are a fixed list, made
 * from the presented bytes alone: how many there are, and how long, says nothing about what the
 * registry holds. docs/dev/told-answers.md has the list. */
#ifndef JT_SERVER_CLIENTAUTH_CANDIDATE_H
#define JT_SERVER_CLIENTAUTH_CANDIDATE_H

#include "base/arena.h"
#include "server/clientauth/presented.h"

/* What was done to the presented bytes, in this order. */
enum {
    JT_UNDO_SWAP = 1 << 0,          /* id and secret exchanged */
    JT_UNDO_ENDS = 1 << 1,          /* odd characters and quotes taken off both ends */
    JT_UNDO_PLUS = 1 << 2,          /* spaces read as + */
    JT_UNDO_PERCENT = 1 << 3,       /* percent-decoded */
    JT_UNDO_PERCENT_TWICE = 1 << 4, /* and once more */
    JT_UNDO_ODD = 1 << 5,           /* odd characters taken out, quotes taken off the ends */
};

enum {
    JT_CANDIDATE_READINGS = 2, /* of Basic: form-decoded, raw */
    JT_CANDIDATE_RECIPES = 13,
    JT_CANDIDATES_MAX = JT_CANDIDATE_READINGS * JT_CANDIDATE_RECIPES,
    JT_CANDIDATE_BYTES_MAX = 4096, /* of an id or a secret; longer ones are taken as they are */
};

struct jt_candidate {
    jt_str client_id;
    jt_str secret;
    size_t named_by;  /* the candidate with the very same client_id that comes first */
    unsigned reading; /* 0: form-decoded, or the only one; 1: raw */
    unsigned undone;  /* JT_UNDO_*; 0: as presented */
    jt_str with_odd;  /* the secret before odd characters were taken away; empty: they were not */
};

struct jt_candidates {
    struct jt_candidate items[JT_CANDIDATES_MAX];
    size_t count;
};

/* As presented, and for Basic without form-encoding the raw bytes when they differ: one or two.
 * Never one part so and the other so. */
void jt_candidates_read(const struct jt_presented *presented, struct jt_candidates *ret_candidates);
/* Adds every disguise of what was read. A step that changes nothing makes no candidate, because a
 * shorter list of steps makes the same. Texts in arena. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_candidates_undo(struct jt_arena *arena,
                                           struct jt_candidates *candidates);

#endif
