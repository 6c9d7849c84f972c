/* SPDX-License-Identifier: Apache-2.0 */
/* A checkpoint is believed when a key of the realm signed it as a checkpoint and as nothing else.
 */
#include "cli/event_keys.h"

#include "cli/event_read.h"

#include "jose/jws.h"

enum { PAYLOAD_MAX = 4096 };

static enum jt_err add(struct jt_event_keys *keys, const struct jt_json_value *value)
{
    struct jt_jwk jwk;
    enum jt_err err = jt_jwk_read(value, &jwk);
    if (err == JT_ERR_NOMEM) {
        return err;
    }
    if (err != JT_OK) {
        return JT_OK;
    }
    char *kid = keys->at[keys->count].kid;
    if (jt_jwk_thumbprint(jwk.key, kid) != JT_OK || !jt_str_equal(jwk.kid, jt_str_from_c(kid))) {
        jt_jwk_clear(&jwk);
        return JT_OK;
    }
    keys->at[keys->count].key = jwk.key;
    keys->at[keys->count].alg = jwk.alg;
    keys->count++;
    return JT_OK;
}

enum jt_err jt_event_keys_add(struct jt_event_keys *keys, const struct jt_json_value *set)
{
    const struct jt_json_value *list = jt_json_get(set, "keys");
    for (size_t i = 0; i < jt_json_count(list); i++) {
        if (keys->count == JT_EVENT_KEYS_MAX) {
            return JT_ERR_LIMIT;
        }
        JT_TRY(add(keys, jt_json_at(list, i)));
    }
    return JT_OK;
}

void jt_event_keys_clear(struct jt_event_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++) {
        jt_key_free(keys->at[i].key);
    }
    keys->count = 0;
}

static const char *check_signature(const struct jt_event_keys *keys, const struct jt_jws *jws)
{
    struct jt_verifier *verifier = NULL;
    size_t at = 0;
    while (at < keys->count && !jt_str_equal(jws->kid, jt_str_from_c(keys->at[at].kid))) {
        at++;
    }
    if (at == keys->count) {
        return "its checkpoint was signed by a key that is none of the realm's";
    }
    /* RFC 8725 §3.1: the key's own algorithm decides. */
    if (keys->at[at].alg != jws->alg ||
        jt_verifier_new(keys->at[at].key, jws->alg->scheme, &verifier) != JT_OK) {
        return "its checkpoint names another algorithm than its key's";
    }
    enum jt_err err = jt_verifier_check(verifier, jws->signing_input, jt_buf_str(&jws->signature));
    jt_verifier_free(verifier);
    return err == JT_OK ? NULL : "the signature of its checkpoint is wrong";
}

/* What is signed are number, hash and time alone: the other members are put in for the reader. */
static const char *read_payload(jt_str payload, struct jt_event_checkpoint *ret_checkpoint)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    if (jt_json_parse(payload, PAYLOAD_MAX, &json) != JT_OK ||
        jt_event_checkpoint_read(jt_json_root(json), ret_checkpoint) != JT_OK) {
        return "its checkpoint holds something else than number, hash and time";
    }
    ret_checkpoint->kid = (jt_str){0};
    ret_checkpoint->jws = (jt_str){0};
    return NULL;
}

const char *jt_event_keys_judge(const struct jt_event_keys *keys, jt_str text,
                                struct jt_event_checkpoint *ret_checkpoint)
{
    struct jt_jws jws;
    if (jt_jws_read(text, &jws) != JT_JWS_OK) {
        return "its checkpoint is no signed text";
    }
    const char *fault = jt_str_equal(jws.typ, JT_STR(JT_EVENT_CHECKPOINT_TYP))
                            ? check_signature(keys, &jws)
                            : "what stands for its checkpoint is another signed text";
    if (fault == NULL) {
        fault = read_payload(jt_buf_str(&jws.payload), ret_checkpoint);
    }
    jt_jws_clear(&jws);
    return fault;
}
