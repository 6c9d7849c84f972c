/* SPDX-License-Identifier: Apache-2.0 */
/* One candidate: look up the client that it names and the secret that it is, always both and always
 * whole, and judge what was found only then. docs/dev/told-answers.md has the decisions. */
#include "server/clientauth/proof.h"

#include "model/limits.h"

#include <string.h>

/* A secret and whose it is. Where none was found, nobody's goes the way that a compromised one
 * goes, and what it comes to counts for nothing. */
struct match {
    const struct jt_registry_secret *secret;
    const struct jt_registry_client *client;
    struct jt_client_secret row;
    bool is_found;
    bool is_known; /* live, or dead and still told of */
    bool is_live;
};

static void read_match(const struct jt_proof_question *question,
                       const struct jt_registry_secret *secret, struct match *ret_match)
{
    const struct jt_registry_secret *nobodys = jt_registry_nobodys_secret(question->registry);
    ret_match->is_found = secret != NULL;
    ret_match->secret = secret ? secret : nobodys;
    ret_match->client = jt_registry_secret_client(ret_match->secret);
    jt_registry_secret_read(ret_match->secret, &ret_match->row);
    bool is_known = jt_client_secret_is_known(&ret_match->row, question->now);
    bool is_live = jt_client_secret_is_live(&ret_match->row, question->now);
    ret_match->is_known = is_known | !ret_match->is_found;
    ret_match->is_live = is_live & !ret_match->client->deleted;
}

/* All bits when it was found, none when not. */
static uint64_t mask_of(const struct match *match)
{
    return 0 - (uint64_t)match->is_found;
}

static enum jt_reason_id cause_of_end(const struct jt_client_secret *row, jt_time now)
{
    switch (jt_client_secret_state(row, now)) {
    case JT_SECRET_REVOKED:
        return JT_REASON_secret_revoked;
    case JT_SECRET_SUPERSEDED:
        return JT_REASON_secret_superseded;
    case JT_SECRET_EXPIRED:
    case JT_SECRET_ACTIVE:
    case JT_SECRET_OVERLAPPING:
        break;
    }
    return JT_REASON_secret_expired;
}

/* Of a deleted client the deletion is the end, unless the secret had ended before: both hold. */
static uint64_t causes_of_end(const struct match *match, jt_time now)
{
    if (!match->client->deleted) {
        return jt_reason_bit(cause_of_end(&match->row, now));
    }
    bool died_before = !jt_registry_secret_died_with_client(match->secret);
    return jt_reason_bit(JT_REASON_client_deleted) |
           (died_before ? jt_reason_bit(cause_of_end(&match->row, now)) : 0);
}

static uint64_t causes_of_disguise(unsigned undone)
{
    uint64_t causes = 0;
    if (undone & JT_UNDO_PERCENT) {
        causes |= jt_reason_bit(JT_REASON_secret_percent_encoded);
    }
    if (undone & JT_UNDO_PLUS) {
        causes |= jt_reason_bit(JT_REASON_secret_plus_as_space);
    }
    if (undone & (JT_UNDO_ENDS | JT_UNDO_ODD)) {
        causes |= jt_reason_bit(JT_REASON_secret_whitespace);
    }
    if (undone & JT_UNDO_SWAP) {
        causes |= jt_reason_bit(JT_REASON_credentials_swapped);
    }
    return causes;
}

/* What a live secret may know of its client. */
static uint64_t causes_of_client(const struct jt_registry_client *client, unsigned method)
{
    uint64_t causes = 0;
    if (client->suspended) {
        causes |= jt_reason_bit(JT_REASON_client_suspended);
    }
    if (!(client->auth_methods & method)) {
        causes |= jt_reason_bit(JT_REASON_auth_method_mismatch);
    }
    return causes;
}

/* Whoever holds a compromised secret is told nothing, also not that the client was deleted since:
 * that is the only cause then. A secret that is forgotten proves nothing. */
static uint64_t causes_of_genuine(const struct jt_proof_question *question,
                                  const struct match *match, uint64_t of_request)
{
    if (!match->is_known) {
        return 0;
    }
    if (match->row.end == JT_SECRET_END_COMPROMISED) {
        return jt_reason_bit(JT_REASON_secret_compromised);
    }
    if (!match->is_live) {
        return causes_of_end(match, question->now) | of_request;
    }
    return causes_of_client(match->client, question->method) | of_request;
}

/* A secret of another client than the one that is named here. Of exchanged ones both must fit. */
static uint64_t causes_of_foreign(const struct jt_proof_question *question,
                                  const struct jt_candidate *candidate, const struct match *match)
{
    uint64_t disguise = causes_of_disguise(candidate->undone);
    bool is_here = jt_uuid_equal(&match->client->realm, &question->realm);
    bool is_named = jt_str_equal(jt_registry_client_id(match->client), candidate->client_id);
    if (is_named && !is_here) {
        return causes_of_genuine(question, match, disguise | jt_reason_bit(JT_REASON_wrong_realm));
    }
    if (match->is_known && match->row.end == JT_SECRET_END_COMPROMISED) {
        return jt_reason_bit(JT_REASON_secret_compromised);
    }
    bool proves = match->is_live && is_here && !(candidate->undone & JT_UNDO_SWAP);
    return proves ? disguise | jt_reason_bit(JT_REASON_secret_of_other_client) : 0;
}

enum jt_err jt_proof_find(const struct jt_proof_question *question,
                          const struct jt_candidate *candidate, const struct jt_named *named,
                          struct jt_proof *ret_proof)
{
    uint8_t mac[JT_HMAC_LEN];
    const struct jt_registry *registry = question->registry;
    struct match own;
    struct match foreign;
    JT_TRY(jt_hmac(question->hmac_key, candidate->secret, mac));
    const struct jt_registry_client *client =
        named->here ? named->here : jt_registry_nobody(registry);
    read_match(question, jt_registry_secret_of_client(registry, mac, &client->key), &own);
    read_match(question, jt_registry_secret_by_hmac(registry, mac, candidate->client_id), &foreign);
    uint64_t own_causes = causes_of_genuine(question, &own, causes_of_disguise(candidate->undone));
    uint64_t foreign_causes = causes_of_foreign(question, candidate, &foreign);
    bool is_swapped = (candidate->undone & JT_UNDO_SWAP) != 0;
    bool is_own = own.is_found & own.is_known;
    const struct match *best = is_own ? &own : &foreign;
    *ret_proof = (struct jt_proof){
        .causes = (is_own ? own_causes : foreign_causes) & mask_of(best),
        .succeeds = is_own & own.is_live & (own_causes == 0),
        .id_is_secret = is_swapped && jt_registry_hmac_is_known(registry, mac),
        .secret = best->secret,
        .row = best->row,
    };
    return JT_OK;
}

/* Of a secret that does not belong to the presented id: perhaps only the id is disguised. */
static bool id_nearly_fits(const struct jt_candidate *candidate,
                           const struct jt_registry_client *client)
{
    char kept[4 * JT_CLIENT_ID_MAX];
    jt_str presented = jt_str_slice(candidate->client_id, 0, sizeof(kept));
    jt_str id = jt_registry_client_id(client);
    size_t len = jt_odd_chars_remove(presented, kept);
    return id.len > 0 && !jt_str_equal(id, presented) &&
           jt_str_equal_nocase(id, jt_str_make(kept, len));
}

static void read_odd(const struct jt_candidate *candidate, struct jt_odd_chars *ret_odd)
{
    bool ends_alone = !(candidate->undone & JT_UNDO_ODD);
    jt_odd_chars_list(candidate->with_odd, ends_alone, ret_odd);
}

void jt_proof_facts_read(const struct jt_proof_question *question,
                         const struct jt_candidate *candidate, const struct jt_proof *proof,
                         struct jt_proof_facts *ret_facts)
{
    const struct jt_registry_client *client = jt_registry_secret_client(proof->secret);
    size_t len = candidate->secret.len;
    size_t hint_len = len < JT_SECRET_HINT_LEN ? len : JT_SECRET_HINT_LEN;
    *ret_facts = (struct jt_proof_facts){
        .client = client->key,
        .realm = client->realm,
        .secret = proof->row.id,
        .expires = proof->row.expires,
        .ended = proof->row.ended,
        .end = proof->row.end,
        .died_with_client = jt_registry_secret_died_with_client(proof->secret),
        .auth_methods = client->auth_methods,
        .method = question->method,
        .undone = candidate->undone,
        .id_nearly_fits = id_nearly_fits(candidate, client),
    };
    if (hint_len > 0) {
        memcpy(ret_facts->hint, candidate->secret.ptr + len - hint_len, hint_len);
    }
    read_odd(candidate, &ret_facts->odd);
}
