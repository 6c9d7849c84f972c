/* SPDX-License-Identifier: Apache-2.0 */
/* Every candidate is asked about, also after one has proven something; what came of all of them is
 * put in order only then. A request that succeeds as it stands needs no candidates. */
#include "server/clientauth/authenticate.h"

#include "oauth/secret_format.h"

#include <limits.h>

/* The rows of the table up to here can be told. */
static const uint64_t told = (UINT64_C(2) << JT_REASON_secret_of_other_client) - 1;

struct hearing {
    const struct jt_proof_question *question;
    struct jt_candidates candidates;
    struct jt_named named[JT_CANDIDATES_MAX]; /* at the first candidate with that id */
    struct jt_proof proofs[JT_CANDIDATES_MAX];
};

/* Each id is looked up once. */
static const struct jt_named *find_named(struct hearing *hearing, size_t i)
{
    const struct jt_candidate *candidate = &hearing->candidates.items[i];
    struct jt_named *named = &hearing->named[candidate->named_by];
    if (candidate->named_by == i) {
        named->here =
            jt_registry_client_by_id(hearing->question->registry, &hearing->question->realm,
                                     candidate->client_id, &named->elsewhere);
    }
    return named;
}

static enum jt_err ask(struct hearing *hearing, size_t from)
{
    for (size_t i = from; i < hearing->candidates.count; i++) {
        JT_TRY(jt_proof_find(hearing->question, &hearing->candidates.items[i],
                             find_named(hearing, i), &hearing->proofs[i]));
    }
    return JT_OK;
}

/* The number of the reading that succeeds; of no reading when none does. */
static size_t find_success(const struct hearing *hearing)
{
    size_t i = 0;
    while (i < hearing->candidates.count && !hearing->proofs[i].succeeds) {
        i++;
    }
    return i;
}

/* From the bytes alone. JT_REASON_COUNT: whole, or another system's. */
static enum jt_reason_id cause_of_format(jt_str secret)
{
    switch (jt_client_secret_check_format(secret)) {
    case JT_SECRET_FORMAT_TRUNCATED:
        return JT_REASON_secret_truncated;
    case JT_SECRET_FORMAT_CHECKSUM:
        return JT_REASON_secret_checksum;
    case JT_SECRET_FORMAT_OK:
    case JT_SECRET_FORMAT_FOREIGN:
        break;
    }
    return JT_REASON_COUNT;
}

/* When nothing was proven. Of two readings the first says who was meant. */
static enum jt_reason_id cause_of_unproven(const struct hearing *hearing, size_t readings)
{
    enum jt_reason_id damage = JT_REASON_COUNT;
    const struct jt_named *first = &hearing->named[0];
    for (size_t i = 0; i < readings; i++) {
        enum jt_reason_id found = cause_of_format(hearing->candidates.items[i].secret);
        damage = found < damage ? found : damage;
    }
    if (damage != JT_REASON_COUNT) {
        return damage;
    }
    if (first->here == NULL) {
        return first->elsewhere ? JT_REASON_client_in_other_realm : JT_REASON_client_unknown;
    }
    return hearing->candidates.items[0].secret.len == 0 ? JT_REASON_secret_missing
                                                        : JT_REASON_secret_wrong;
}

/* The first reason of a set in the order of the table; of an empty one JT_REASON_COUNT. */
static enum jt_reason_id first_of(uint64_t causes)
{
    return causes == 0 ? JT_REASON_COUNT : (enum jt_reason_id)__builtin_ctzll(causes);
}

/* What explains better is lower. The standard's reading of Basic goes before the raw one, in which
 * encoding as the standard asks looks like a fault; then the order of the table decides. */
static unsigned rank(const struct hearing *hearing, size_t i)
{
    uint64_t causes = hearing->proofs[i].causes;
    unsigned reading = hearing->candidates.items[i].reading;
    unsigned untold = (causes & told) == 0;
    return causes == 0 ? UINT_MAX : untold << 16 | reading << 8 | (unsigned)first_of(causes);
}

/* The candidate that gives the cause: the first one among equals. */
static size_t find_best(const struct hearing *hearing)
{
    size_t best = 0;
    for (size_t i = 1; i < hearing->candidates.count; i++) {
        best = rank(hearing, i) < rank(hearing, best) ? i : best;
    }
    return best;
}

/* The bytes alone do not say it of an imported one. */
static bool id_is_secret(const struct hearing *hearing)
{
    bool found = false;
    for (size_t i = 0; i < hearing->candidates.count; i++) {
        found |= hearing->proofs[i].id_is_secret;
    }
    return found;
}

/* A compromised secret counts where nothing can be told, whoever was named with it. */
static void judge(const struct hearing *hearing, size_t readings,
                  struct jt_authentication *ret_authentication)
{
    struct jt_proof_facts facts;
    const struct jt_proof_facts none = {0};
    size_t best = find_best(hearing);
    uint64_t all = hearing->proofs[best].causes;
    enum jt_reason_id unproven = cause_of_unproven(hearing, readings);
    enum jt_reason_id cause = all != 0 ? first_of(all) : unproven;
    jt_proof_facts_read(hearing->question, &hearing->candidates.items[best], &hearing->proofs[best],
                        &facts);
    *ret_authentication = (struct jt_authentication){
        .cause = cause,
        .also = all & ~jt_reason_bit(cause),
        .facts = all != 0 ? facts : none,
        .id_is_secret = id_is_secret(hearing),
    };
}

enum jt_err jt_client_authenticate(const struct jt_proof_question *question,
                                   const struct jt_presented *presented, struct jt_arena *arena,
                                   struct jt_authentication *ret_authentication)
{
    struct hearing hearing;
    hearing.question = question;
    jt_candidates_read(presented, &hearing.candidates);
    size_t readings = hearing.candidates.count;
    JT_TRY(ask(&hearing, 0));
    size_t success = find_success(&hearing);
    if (success < readings) {
        *ret_authentication = (struct jt_authentication){.client = hearing.named[success].here,
                                                         .secret = hearing.proofs[success].secret,
                                                         .cause = JT_REASON_COUNT};
        return JT_OK;
    }
    JT_TRY(jt_candidates_undo(arena, &hearing.candidates));
    JT_TRY(ask(&hearing, readings));
    judge(&hearing, readings, ret_authentication);
    return JT_OK;
}

bool jt_authentication_is_proven(const struct jt_authentication *authentication)
{
    return authentication->client == NULL &&
           (told & (UINT64_C(1) << (authentication->cause & 63))) != 0;
}
